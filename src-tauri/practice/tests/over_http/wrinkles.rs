//! The dialects that concern every endpoint, and all of them once around.

use std::time::{Duration, Instant};

use latchkey_practice::{
    ActiveOnSave, AgentOnSave, AllowList, AuthInfo, Busy, ClientIdOnSave, Dialect, ErrorShape, HUGE,
    InstanceInfo, LoginTypeOnSave, PermissionsOnSave, ScopeInAnswer, Size, TokenEndpoint, Version,
    dimensions,
};
use reqwest::{Method, StatusCode, header};
use serde_json::Value;

use crate::client::{GOOD_AGENT, Halo, credentials, filled_in};

#[tokio::test]
async fn authinfo_tells_where_to_sign_in_and_the_tenant() {
    let halo = Halo::with(|d| d.tenant = Some("harbour")).await;
    for path in ["/api/authinfo", "/api/AuthInfo"] {
        let info: Value = halo.get(path).await.json().await.unwrap();
        assert_eq!(info["auth_url"], halo.at("/auth"));
        assert_eq!(info["tenant_id"], "harbour");
    }
    let info: Value = halo.get("/api/InstanceInfo").await.json().await.unwrap();
    assert!(info["version"].is_string());
}

#[tokio::test]
async fn instance_info_can_be_as_on_a_live_instance_or_missing() {
    for (version, says) in [(Version::V2_236, "2.236.133"), (Version::V2_196, "2.196.1")] {
        let halo = Halo::with(|d| {
            d.instance_info = InstanceInfo::Live;
            d.version = version;
            d.tenant = Some("harbour");
        })
        .await;
        let info: Value = halo.get("/api/InstanceInfo").await.json().await.unwrap();
        assert_eq!(info["app_name"], "Halo PSA");
        assert_eq!(info["app_version"], says);
        assert_eq!(info["agent_url"], halo.at(""));
        assert_eq!(info["auth_url"], halo.at("/auth"));
        assert_eq!(info["tenant_id"], "harbour");
        for field in ["portal_url", "hosted_group", "database_version"] {
            assert!(info[field].is_string(), "{field}");
        }
        let mut dialect = halo.practice.state().dialect();
        dialect.instance_info = InstanceInfo::Plain;
        halo.practice.state().set_dialect(dialect.clone());
        let info: Value = halo.get("/api/InstanceInfo").await.json().await.unwrap();
        assert_eq!(info["version"], says);
        dialect.instance_info = InstanceInfo::Missing;
        halo.practice.state().set_dialect(dialect);
        assert_eq!(halo.get("/api/InstanceInfo").await.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_computer_that_is_not_on_the_list_meets_a_firewall_and_no_halopsa() {
    let halo = Halo::plain().await;
    let known = halo.known(&["all"]);
    let token = halo.token(&known, "all").await;
    let mut dialect = halo.practice.state().dialect();
    dialect.allow_list = AllowList::Refused;
    halo.practice.state().set_dialect(dialect);
    let asked = [
        halo.get("/api/authinfo").await,
        halo.get("/api/InstanceInfo").await,
        halo.read(&token, "Tickets").await,
        halo.ask_for_token(&known, "all").await,
    ];
    for answer in asked {
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{}", answer.url());
        assert!(answer.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
        assert!(!answer.text().await.unwrap().contains("Halo"), "a firewall knows of no HaloPSA");
    }
    assert_eq!(halo.practice.state().tokens_refused(), 0);
    halo.page(&halo.practice.applications_page()).await;
}

#[tokio::test]
async fn authinfo_can_be_missing_or_junk() {
    for (says, status, json) in [
        (AuthInfo::Missing, StatusCode::NOT_FOUND, true),
        (AuthInfo::Junk, StatusCode::OK, false),
        (AuthInfo::Html, StatusCode::OK, false),
        (AuthInfo::Empty, StatusCode::OK, true),
    ] {
        let halo = Halo::with(|d| d.auth_info = says).await;
        let answer = halo.get("/api/authinfo").await;
        assert_eq!(answer.status(), status);
        let body = answer.json::<Value>().await;
        assert_eq!(body.is_ok(), json);
        assert!(body.is_ok_and(|body| body.get("auth_url").is_none()) || !json);
    }
}

#[tokio::test]
async fn an_instance_can_live_under_a_path() {
    let halo = Halo::with(|d| d.path = "/halo").await;
    assert!(halo.practice.address().ends_with("/halo"));
    for home in ["", "/"] {
        let led_to = halo.led_to(&halo.get(home).await);
        halo.page(&led_to).await;
    }
    let (shown, page) = halo.set_up(&["all"]).await;
    assert!(page.starts_with(&halo.practice.applications_page()));
    let token = halo.token(&shown, "all").await;
    assert_eq!(halo.read(&token, "Tickets").await.status(), StatusCode::OK);
    let outside = halo.at("").replace("/halo", "/api/authinfo");
    let outside = halo.client.get(outside).send().await.unwrap();
    assert_eq!(outside.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_or_changed_application_can_be_unknown_for_a_while() {
    let delay = Duration::from_secs(1000);
    let halo = Halo::with(|d| d.sign_in_delay = delay).await;
    let (shown, page) = halo.set_up(&["all"]).await;
    let answer = halo.ask_for_token(&shown, "all").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"], "invalid_client");
    halo.practice.state().advance(delay);
    halo.token(&shown, "all").await;
    halo.send_form(&page, &filled_in("save", "agent", &["all"])).await;
    let answer = halo.ask_for_token(&shown, "all").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    halo.practice.state().advance(delay);
    halo.token(&shown, "all").await;
}

#[tokio::test]
async fn the_first_calls_of_each_kind_can_be_unavailable_and_then_too_many() {
    let halo = Halo::with(|d| {
        d.unavailable_first = 1;
        d.busy = Busy { first: 2, retry_after: 7 };
    })
    .await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    for path in ["Tickets", "Agent/me", "authinfo"] {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            let answer = halo.read(&token, path).await;
            let wait = answer.headers().get(header::RETRY_AFTER);
            let wait = wait.map(|value| value.to_str().unwrap().to_owned());
            statuses.push((answer.status().as_u16(), wait));
        }
        let seven = Some("7".to_owned());
        let expected = [(503, None), (429, seven.clone()), (429, seven), (200, None)];
        assert_eq!(statuses, expected, "{path}");
    }
    let dialect = halo.practice.state().dialect();
    halo.practice.state().set_dialect(dialect);
    let status = halo.read(&token, "Tickets").await.status();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "counted anew");
}

#[tokio::test]
async fn calls_of_one_path_by_different_methods_are_of_different_kinds() {
    let halo = Halo::with(|d| d.busy = Busy { first: 1, retry_after: 7 }).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let call = |method| halo.client.request(method, halo.at("/api/Tickets")).bearer_auth(&token).send();
    assert_eq!(call(Method::GET).await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(call(Method::GET).await.unwrap().status(), StatusCode::OK);
    assert_eq!(call(Method::POST).await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(call(Method::POST).await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn errors_of_the_api_have_nine_shapes() {
    for (shape, fields) in [
        (ErrorShape::Error, &["error", "error_description"][..]),
        (ErrorShape::Message, &["Message"][..]),
        (ErrorShape::ClassName, &["ClassName", "Message"][..]),
        (ErrorShape::ResultCode, &["errorMessage", "resultCode"][..]),
        (ErrorShape::Html, &[][..]),
        (ErrorShape::Text, &[][..]),
        (ErrorShape::ModelState, &["id"][..]),
        (ErrorShape::JsonText, &[][..]),
        (ErrorShape::Empty, &[][..]),
    ] {
        let halo = Halo::with(|d| d.api_errors = shape).await;
        let token = halo.token_of(GOOD_AGENT, &["read:kb"]).await;
        for (path, status) in [("Tickets", StatusCode::FORBIDDEN), ("Nothing", StatusCode::NOT_FOUND)] {
            let answer = halo.read(&token, path).await;
            assert_eq!(answer.status(), status);
            let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
            let kind = kind.map_or_else(String::new, |kind| kind.to_str().unwrap().to_owned());
            let text = answer.text().await.unwrap();
            match shape {
                ErrorShape::Empty => assert_eq!((kind.as_str(), text.as_str()), ("", "")),
                ErrorShape::JsonText => {
                    serde_json::from_str::<String>(&text).unwrap();
                }
                ErrorShape::Html => assert!(kind.starts_with("text/html")),
                ErrorShape::Text => assert!(kind.starts_with("text/plain")),
                _ => {
                    let body: Value = serde_json::from_str(&text).unwrap();
                    let mut names: Vec<_> = body.as_object().unwrap().keys().collect();
                    names.sort();
                    assert_eq!(names, fields);
                }
            }
        }
    }
}

#[tokio::test]
async fn answers_can_be_far_too_large() {
    let halo = Halo::with(|d| d.size = Size::HugeLists).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let mut answer = halo.read(&token, "Tickets").await;
    assert!(answer.content_length().is_none(), "no length is told");
    let mut start = Vec::new();
    let mut length = 0;
    while let Some(piece) = answer.chunk().await.unwrap() {
        if start.is_empty() {
            start.extend_from_slice(&piece);
        }
        length += piece.len();
    }
    assert!(length > HUGE);
    assert!(start.starts_with(b"{\"record_count\""));
    halo.read_json(&token, "Agent/me").await;

    let mut dialect = halo.practice.state().dialect();
    dialect.size = Size::HugeEverything;
    halo.practice.state().set_dialect(dialect);
    for path in ["authinfo", "Agent/me"] {
        let answer = halo.read(&token, path).await;
        assert!(answer.content_length().is_none(), "{path}");
    }
    let answer = halo.ask_for_token(&halo.known(&["all"]), "all").await;
    assert!(answer.content_length().is_none());
}

#[tokio::test]
async fn a_huge_answer_is_valid_json() {
    let halo = Halo::with(|d| d.size = Size::HugeLists).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let bytes = halo.read(&token, "Tickets").await.bytes().await.unwrap();
    serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).unwrap();
}

#[tokio::test]
async fn answers_can_take_their_time() {
    let delay = Duration::from_millis(120);
    let halo = Halo::with(|d| d.answer_delay = delay).await;
    let known = halo.known(&["all"]);
    let began = Instant::now();
    let token = halo.token(&known, "all").await;
    assert!(began.elapsed() >= delay);
    let began = Instant::now();
    halo.read(&token, "Tickets").await;
    assert!(began.elapsed() >= delay);
}

#[test]
fn a_dialect_in_which_nobody_can_find_the_sign_in_says_so() {
    let mut dialect = Dialect { tenant: Some("harbour"), ..Dialect::default() };
    assert!(!dialect.hides_sign_in());
    dialect.auth_info = AuthInfo::Missing;
    assert!(dialect.hides_sign_in());
    dialect.instance_info = InstanceInfo::Live;
    assert!(!dialect.hides_sign_in(), "it is told there, too");
    dialect.allow_list = AllowList::Refused;
    assert!(dialect.hides_sign_in());
    dialect.tenant = None;
    assert!(!dialect.hides_sign_in());
}

#[tokio::test]
async fn a_400_is_never_empty() {
    let halo = Halo::with(|d| d.api_errors = ErrorShape::Empty).await;
    let token = halo.administrator().await;
    let answer = halo.post(&token, &Value::Null).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let body: Value = answer.json().await.unwrap();
    assert!(body["id"][0].is_string());
}

/// In each dialect alone the procedure is gone through by hand, and ends as that dialect promises.
#[tokio::test]
async fn the_procedure_goes_through_in_every_single_dialect() {
    for (name, dialect) in Dialect::all_single() {
        let halo = Halo::speaking(dialect.clone()).await;
        let form = halo.new_form().await;
        // Where the login type has to be chosen first, this is what chooses it; elsewhere it changes nothing.
        let chosen = halo.send_form(&form, &filled_in("choose", "agent", &[])).await;
        let (_, secret) = credentials(&halo.page(&halo.led_to(&chosen)).await);
        let asked = ["read:customers", "read:tickets"];
        let saved = halo.send_form(&form, &filled_in("save", "agent", &asked)).await;
        let (id, _) = credentials(&halo.page(&halo.led_to(&saved)).await);
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
async fn every_choice_of_every_dimension_can_be_combined_with_the_next() {
    // Not all pairs, but every choice in company: the n-th choices of all dimensions at once.
    let most = dimensions().iter().map(|one| one.choices.len()).max();
    for round in 0..most.unwrap() {
        let mut dialect = Dialect::default();
        for dimension in dimensions() {
            let (_, choose) = dimension.choices[round % dimension.choices.len()];
            choose(&mut dialect);
        }
        let changes = dialect.client_id_on_save == ClientIdOnSave::Changes;
        let halo = Halo::speaking(dialect).await;
        let form = halo.new_form().await;
        halo.send_form(&form, &filled_in("choose", "agent", &[])).await;
        let shown = credentials(&halo.page(&form).await);
        let saved = halo.send_form(&form, &filled_in("save", "agent", &["all"])).await;
        let (id, _) = credentials(&halo.page(&halo.led_to(&saved)).await);
        assert_eq!(id != shown.0, changes, "round {round}");
        let stored = halo.practice.state().application(&id).unwrap();
        assert!(stored.has_secret(&shown.1), "round {round}");
    }
}
