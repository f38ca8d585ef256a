//! All dialects, each by itself and in combination.

use latchkey_practice::{
    ActiveOnSave, AgentOnSave, AllowList, AuthInfo, ClientIdOnSave, Dialect, InstanceInfo, LoginTypeOnSave,
    PermissionsOnSave, ScopeInAnswer, Size, TokenEndpoint, dimensions,
};
use reqwest::StatusCode;
use serde_json::Value;

use crate::client::{Halo, credentials, filled_in};

#[test]
fn a_dialect_that_hides_the_token_endpoint_says_so() {
    let mut dialect = Dialect { tenant: Some("harbour"), ..Dialect::default() };
    assert!(!dialect.hides_sign_in());
    dialect.auth_info = AuthInfo::Missing;
    assert!(dialect.hides_sign_in());
    dialect.instance_info = InstanceInfo::Live;
    assert!(!dialect.hides_sign_in(), "it is published there, too");
    dialect.allow_list = AllowList::Refused;
    assert!(dialect.hides_sign_in());
    dialect.tenant = None;
    assert!(!dialect.hides_sign_in());
}

/// Creates an application by hand in each single dialect, and checks what the dialect's documentation says.
#[tokio::test]
async fn the_procedure_ends_as_expected_in_every_single_dialect() {
    for (name, dialect) in Dialect::all_single() {
        let halo = Halo::with_dialect(dialect.clone()).await;
        let form = halo.new_form().await;
        // Needed where no login type is preset; elsewhere it changes nothing.
        let chosen = halo.send_form(&form, &filled_in("choose", "agent", &[])).await;
        let (_, secret) = credentials(&halo.page(&halo.redirected_to(&chosen)).await);
        let asked = ["read:customers", "read:tickets"];
        let saved = halo.send_form(&form, &filled_in("save", "agent", &asked)).await;
        let (id, _) = credentials(&halo.page(&halo.redirected_to(&saved)).await);
        halo.practice.state().advance(dialect.sign_in_delay);
        let answer = halo.ask_for_token(&(id, secret), &asked.join(" ")).await;
        let expected = if dialect.token_endpoint == TokenEndpoint::Redirects {
            StatusCode::TEMPORARY_REDIRECT
        } else if dialect.token_endpoint == TokenEndpoint::Missing {
            StatusCode::NOT_FOUND
        } else if dialect.allow_list == AllowList::Refused {
            StatusCode::FORBIDDEN
        } else if dialect.active_on_save == ActiveOnSave::Inactive
            || dialect.agent_on_save == AgentOnSave::Dropped
            || dialect.permissions_on_save != PermissionsOnSave::Kept
        {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        };
        assert_eq!(answer.status(), expected, "{name}");
        if expected != StatusCode::OK || dialect.size == Size::HugeEverything {
            continue;
        }
        let body: Value = answer.json().await.unwrap();
        let token = body["access_token"].as_str().unwrap();
        let mut tickets = halo.read(token, "Tickets").await.status();
        if dialect.busy.first + dialect.unavailable_first > 0 {
            assert_ne!(tickets, StatusCode::OK, "{name}");
            tickets = halo.read(token, "Tickets").await.status();
        }
        let refused = dialect.login_type_on_save == LoginTypeOnSave::Customer
            || dialect.scope_in_answer == ScopeInAnswer::LacksOne
            || dialect.closed_read.is_some();
        let expected = if refused { StatusCode::FORBIDDEN } else { StatusCode::OK };
        assert_eq!(tickets, expected, "{name}");
    }
}

#[tokio::test]
async fn every_choice_can_be_combined_with_choices_of_the_other_dimensions() {
    // Not all pairs, but every choice with others: the n-th choices of all dimensions at once.
    let most = dimensions().iter().map(|one| one.choices.len()).max();
    for round in 0..most.unwrap() {
        let mut dialect = Dialect::default();
        for dimension in dimensions() {
            let (_, choose) = dimension.choices[round % dimension.choices.len()];
            choose(&mut dialect);
        }
        let changes = dialect.client_id_on_save == ClientIdOnSave::Changes;
        let halo = Halo::with_dialect(dialect).await;
        let form = halo.new_form().await;
        halo.send_form(&form, &filled_in("choose", "agent", &[])).await;
        let shown = credentials(&halo.page(&form).await);
        let saved = halo.send_form(&form, &filled_in("save", "agent", &["all"])).await;
        let (id, _) = credentials(&halo.page(&halo.redirected_to(&saved)).await);
        assert_eq!(id != shown.0, changes, "round {round}");
        let stored = halo.practice.state().application(&id).unwrap();
        assert!(stored.has_secret(&shown.1), "round {round}");
    }
}
