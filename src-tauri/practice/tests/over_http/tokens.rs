//! The token endpoint.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use latchkey_practice::{
    AuthPlace, AuthenticationMethod, IdToken, LoginType, Refusals, ScopeInAnswer, TokenEndpoint, TokenErrors,
};
use reqwest::{Response, StatusCode, header};
use serde_json::Value;

use crate::client::{GOOD_AGENT, Halo};

async fn assert_refused(answer: Response, status: StatusCode, error: &str, description: &str) {
    assert_eq!(answer.status(), status);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"], error);
    assert_eq!(body["error_description"], description);
}

#[tokio::test]
async fn the_right_credentials_get_a_token_for_the_requested_scope() {
    let halo = Halo::plain().await;
    let known = halo.add_application(&["read:tickets", "edit:customers"]);
    let answer = halo.ask_for_token(&known, "read:tickets edit:customers").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 3600);
    assert_eq!(body["scope"], "read:tickets edit:customers");
    assert_eq!(halo.practice.state().tokens_issued(), 1);
}

#[tokio::test]
async fn an_unknown_client_and_a_wrong_secret_get_different_errors() {
    let halo = Halo::plain().await;
    let (id, secret) = halo.add_application(&["read:tickets"]);
    let unknown = ("nobody".to_owned(), secret.clone());
    assert_refused(
        halo.ask_for_token(&unknown, "read:tickets").await,
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        "The specified 'client_id' is invalid.",
    )
    .await;
    let wrong = (id, format!("{secret} "));
    assert_refused(
        halo.ask_for_token(&wrong, "read:tickets").await,
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        "The specified client credentials are invalid.",
    )
    .await;
    assert_eq!(halo.practice.state().tokens_refused(), 2);
}

#[tokio::test]
async fn an_inactive_application_gets_no_token_and_its_old_ones_stop_working() {
    let halo = Halo::plain().await;
    let known = halo.add_application(&["read:tickets"]);
    let token = halo.token(&known, "read:tickets").await;
    assert!(halo.practice.state().deactivate_application(&known.0));
    let answer = halo.ask_for_token(&known, "read:tickets").await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"], "unauthorized_client");
    let answer = halo.read(&token, "Tickets").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_scope_that_was_not_granted_or_does_not_exist_is_invalid() {
    let halo = Halo::plain().await;
    let some = halo.add_application(&["edit:tickets"]);
    let all = halo.add_application(&["all"]);
    for (known, scope, fine) in [
        (&some, "edit:tickets read:tickets", true),
        (&some, "edit:tickets openid offline_access", true),
        (&some, "all", false),
        (&some, "edit:tickets read:customers", false),
        (&all, "all", true),
        (&all, "admin:webhooks read:kb", true),
        (&all, "all all:teams", false),
        (&all, "read:actions", false),
        (&all, "Read:Tickets", false),
    ] {
        let answer = halo.ask_for_token(known, scope).await;
        assert_eq!(answer.status() == StatusCode::OK, fine, "{scope}");
        if !fine {
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body["error"], "invalid_scope");
        }
    }
}

#[tokio::test]
async fn open_iddict_checks_the_permissions_first_and_has_error_codes_of_its_own() {
    let halo = Halo::with(|d| d.refusals = Refusals::OpenIddict).await;
    let known = halo.add_application(&["edit:tickets"]);
    halo.add_application(&["read:lighthouses"]);
    halo.token(&known, "edit:tickets read:tickets openid").await;
    let nobody = ("nobody".to_owned(), "nothing".to_owned());
    let wrong = (known.0.clone(), "nothing".to_owned());
    let (bad, denied) = (StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED);
    for (who, scope, status, error, id) in [
        // For these two, the error doesn't depend on the id and the secret.
        (&nobody, "read:actions", bad, "invalid_scope", "ID2052"),
        (&wrong, "edit:tickets read:actions", bad, "invalid_scope", "ID2052"),
        (&known, "read:actions", bad, "invalid_scope", "ID2052"),
        (&known, "edit:tickets read:customers", bad, "invalid_request", "ID2051"),
        (&known, "read:lighthouses", bad, "invalid_request", "ID2051"),
        (&nobody, "read:customers", denied, "invalid_client", "ID2052"),
        (&wrong, "read:customers", denied, "invalid_client", "ID2055"),
    ] {
        let answer = halo.ask_for_token(who, scope).await;
        assert_eq!(answer.status(), status, "{scope}");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["error"], error, "{scope}");
        assert!(body["error_uri"].as_str().unwrap().ends_with(id), "{scope}");
    }
    halo.practice.state().change_application(&known.0, |one| {
        one.authentication_method = AuthenticationMethod::AuthorisationCode;
    });
    for who in [&known, &wrong] {
        let answer = halo.ask_for_token(who, "edit:tickets").await;
        let description = "The 'client_secret' parameter is not valid for this client application.";
        assert_refused(answer, denied, "invalid_client", description).await;
    }
}

#[tokio::test]
async fn an_id_token_can_name_the_agent() {
    let halo = Halo::with(|d| d.id_token = IdToken::Present).await;
    let known = halo.add_application(&["read:tickets"]);
    let body: Value = halo.ask_for_token(&known, "read:tickets").await.json().await.unwrap();
    let parts: Vec<&str> = body["id_token"].as_str().unwrap().split('.').collect();
    assert_eq!(parts.len(), 3);
    let claims = BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["id"], GOOD_AGENT.to_string());
    assert_eq!(claims["name"], "API Integration Account");
    assert_eq!(claims["email"], "api.integration.account@practice.invalid");
    assert_eq!(claims["aud"], known.0);

    halo.practice.state().change_application(&known.0, |one| one.login_type = LoginType::Customer);
    let body: Value = halo.ask_for_token(&known, "read:tickets").await.json().await.unwrap();
    assert!(body.get("id_token").is_none(), "there is no agent");
    let halo = Halo::plain().await;
    let body: Value = halo.ask_for_token(&halo.add_application(&["all"]), "all").await.json().await.unwrap();
    assert!(body.get("id_token").is_none());
}

#[tokio::test]
async fn a_permission_outside_the_catalogue_can_be_granted_and_requested() {
    let halo = Halo::plain().await;
    let known = halo.add_application(&["read:lighthouses"]);
    halo.token(&known, "read:lighthouses").await;
}

#[tokio::test]
async fn another_grant_type_than_the_applications_is_not_allowed() {
    let halo = Halo::plain().await;
    let (id, secret) = halo.add_application(&["all"]);
    for (grant_type, error) in [
        ("password", "unauthorized_client"),
        ("tea_leaves", "unsupported_grant_type"),
        ("", "invalid_request"),
    ] {
        let form = [("grant_type", grant_type), ("client_id", &id), ("client_secret", &secret)];
        let answer = halo.send_token_form(&form).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["error"], error);
    }
    halo.practice.state().change_application(&id, |one| {
        one.authentication_method = latchkey_practice::AuthenticationMethod::AuthorisationCode;
    });
    let answer = halo.ask_for_token(&(id, secret), "all").await;
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"], "unauthorized_client");
}

#[tokio::test]
async fn without_a_scope_the_token_gives_no_access() {
    let halo = Halo::plain().await;
    let known = halo.add_application(&["all"]);
    let token = halo.token(&known, "").await;
    for path in ["Tickets", "Agent", "Agent/me"] {
        let answer = halo.read(&token, path).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn a_token_expires() {
    let halo = Halo::plain().await;
    let state = halo.practice.state();
    let known = halo.add_application(&["all"]);
    let first = halo.token(&known, "all").await;
    state.advance(Duration::from_secs(3599));
    assert_eq!(halo.read(&first, "Tickets").await.status(), StatusCode::OK);
    state.advance(Duration::from_secs(1));
    let late = halo.read(&first, "Tickets").await;
    assert_eq!(late.status(), StatusCode::UNAUTHORIZED);

    state.set_token_lifetime(Duration::from_secs(60));
    let second = halo.token(&known, "all").await;
    state.expire_tokens();
    let late = halo.read(&second, "Tickets").await;
    assert_eq!(late.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_application_whose_agent_is_disabled_or_gone_gets_no_token() {
    let halo = Halo::plain().await;
    let known = halo.add_application(&["all"]);
    let token = halo.token(&known, "all").await;
    assert!(halo.practice.state().disable_agent(GOOD_AGENT));
    let answer = halo.ask_for_token(&known, "all").await;
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"], "invalid_grant");
    let answer = halo.read(&token, "Tickets").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert!(halo.practice.state().remove_agent(GOOD_AGENT));
    let answer = halo.ask_for_token(&known, "all").await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_needed_tenant_that_is_missing_or_wrong_is_not_found() {
    for (shape, html) in [(TokenErrors::Json, false), (TokenErrors::Text, false), (TokenErrors::Html, true)] {
        let halo = Halo::with(|d| {
            d.tenant = Some("harbour");
            d.token_errors = shape;
        })
        .await;
        let known = halo.add_application(&["all"]);
        halo.token(&known, "all").await;
        for query in ["", "?tenant=", "?tenant=elsewhere"] {
            let to = halo.at(&format!("/auth/token{query}"));
            let answer = halo.client.post(to).form(&[("a", "b")]).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
            let kind = answer.headers()[header::CONTENT_TYPE].to_str().unwrap();
            assert_eq!(kind.contains("html"), html);
            assert!(answer.text().await.unwrap().contains("Tenant not found"));
        }
    }
}

#[tokio::test]
async fn an_empty_tenant_is_accepted_where_none_is_needed() {
    // Some products send `?tenant=` to every instance, on-premises ones included.
    let halo = Halo::plain().await;
    let (id, secret) = halo.add_application(&["all"]);
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &id),
        ("client_secret", &secret),
        ("scope", "all"),
    ];
    let to = halo.at("/auth/token?tenant=");
    let answer = halo.client.post(to).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn without_a_token_endpoint_the_web_servers_page_repeats_the_query() {
    let halo = Halo::with(|d| {
        d.token_endpoint = TokenEndpoint::Missing;
        d.tenant = Some("harbour");
    })
    .await;
    let answer = halo.ask_for_token(&halo.add_application(&["all"]), "all").await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
    let page = answer.text().await.unwrap();
    assert!(page.contains(&halo.at("/auth/token?tenant=harbour")));
    let to = halo.at("/auth/token?tenant=<script>&x=1");
    let page = halo.client.post(to).send().await.unwrap().text().await.unwrap();
    assert!(!page.contains("<script>"));
    assert!(page.contains("&#38;x=1"));
}

#[tokio::test]
async fn errors_can_be_a_page_or_text() {
    for (shape, kind) in
        [(TokenErrors::Html, "text/html; charset=utf-8"), (TokenErrors::Text, "text/plain; charset=utf-8")]
    {
        let halo = Halo::with(|d| d.token_errors = shape).await;
        let unknown = ("nobody".to_owned(), "nothing".to_owned());
        let answer = halo.ask_for_token(&unknown, "all").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], kind);
    }
}

#[tokio::test]
async fn the_response_can_have_no_scope_or_lack_a_permission() {
    let halo = Halo::with(|d| d.scope_in_answer = ScopeInAnswer::Omitted).await;
    let known = halo.add_application(&["read:tickets", "read:customers"]);
    let answer = halo.ask_for_token(&known, "read:tickets read:customers").await;
    let body: Value = answer.json().await.unwrap();
    assert!(body.get("scope").is_none());

    let mut dialect = halo.practice.state().dialect();
    dialect.scope_in_answer = ScopeInAnswer::LacksOne;
    halo.practice.state().set_dialect(dialect);
    let answer = halo.ask_for_token(&known, "read:tickets read:customers").await;
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["scope"], "read:tickets");
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(halo.read(token, "Tickets").await.status(), StatusCode::OK);
    assert_eq!(halo.read(token, "Client").await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_token_endpoint_can_be_at_another_port_and_is_then_only_there() {
    let halo = Halo::with(|d| d.auth_place = AuthPlace::OtherPort).await;
    let ports = halo.practice.ports();
    assert_eq!(ports.len(), 2);
    let info: Value = halo.get("/api/authinfo").await.json().await.unwrap();
    assert_eq!(info["auth_url"], format!("http://127.0.0.1:{}/auth", ports[1]));
    let known = halo.add_application(&["all"]);
    let token = halo.token(&known, "all").await;
    assert_eq!(halo.read(&token, "Tickets").await.status(), StatusCode::OK);
    let here = halo.client.post(halo.at("/auth/token")).send().await.unwrap();
    assert_eq!(here.status(), StatusCode::NOT_FOUND);
    let there = format!("http://127.0.0.1:{}/api/authinfo", ports[1]);
    let there = halo.client.get(there).send().await.unwrap();
    assert_eq!(there.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_client_that_follows_the_redirect_is_recorded() {
    let halo = Halo::with(|d| d.token_endpoint = TokenEndpoint::Redirects).await;
    let known = halo.add_application(&["all"]);
    let answer = halo.ask_for_token(&known, "all").await;
    assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
    let followed = |halo: &Halo| {
        let requests = halo.practice.state().requests();
        requests.iter().any(|one| one.path == "/elsewhere/token")
    };
    assert!(!followed(&halo));
    let to = answer.headers()[header::LOCATION].to_str().unwrap();
    let bait: Value = halo.client.post(to).send().await.unwrap().json().await.unwrap();
    assert!(followed(&halo));
    let token = bait["access_token"].as_str().unwrap();
    let answer = halo.read(token, "Tickets").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}
