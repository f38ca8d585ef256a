//! Sessions of the web app: where the browser keeps them, what they give access to, and when they end.

use std::sync::Arc;
use std::time::Duration;

use latchkey_practice::{Dialect, SecondFactor, SessionKept};
use reqwest::{StatusCode, header};
use serde_json::json;

use crate::browser::{Browser, LOGIN};
use crate::client::{GOOD_AGENT, Halo, KEPT};

#[tokio::test]
async fn the_token_is_in_a_cookie_and_gives_an_administrators_access() {
    let halo = Halo::keeping(SessionKept::Cookie).await;
    let browser = Browser::signed_in(&halo).await;
    let token = browser.bearer();
    assert_eq!(halo.read_json(token, "Agent/me").await["id"], 1);
    assert_eq!(halo.read(token, "Tickets").await.status(), StatusCode::OK);
    let wanted = halo.wanted(token).await;
    let created = halo.post(token, &json!([wanted])).await;
    assert_eq!(created.status(), StatusCode::OK);
    let mut applications = halo.practice.state().applications();
    assert_eq!(applications.pop().unwrap().created_by, Some(1));
    assert!(browser.local_storage.is_empty());
    // The web app sends the token as Bearer; the API doesn't accept the cookie.
    assert_eq!(browser.read_with_cookies("Agent/me").await.status(), StatusCode::UNAUTHORIZED);
    for (name, cookie) in browser.cookies.iter().filter(|(name, _)| *name != "access_token") {
        let answer = halo.read(&cookie.value, "Agent/me").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{name}");
    }
}

#[tokio::test]
async fn a_large_token_is_put_into_local_storage_once() {
    let halo = Halo::keeping(SessionKept::LocalStorage).await;
    let mut browser = Browser::signed_in(&halo).await;
    let token = browser.bearer().to_owned();
    assert_eq!(token.len(), 5_000);
    assert_eq!(browser.page.text.matches(&token).count(), 1);
    assert_eq!(halo.read_json(&token, "Agent/me").await["id"], 1);
    for cookie in browser.cookies.values() {
        let answer = halo.read(&cookie.value, "Agent/me").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(browser.read_with_cookies("Agent/me").await.status(), StatusCode::UNAUTHORIZED);
    browser.open(&halo.at("/")).await;
    assert!(browser.is_home());
    assert!(!browser.page.text.contains(&token), "delivered before");
    assert_eq!(browser.bearer(), token, "kept");
}

#[tokio::test]
async fn only_two_pages_may_run_the_script() {
    let halo = Halo::keeping(SessionKept::LocalStorage).await;
    let answer = halo.get("/practice.js").await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
    assert!(answer.text().await.unwrap().contains("_access_token"));
    let mut browser = Browser::at_home(&halo).await;
    assert!(browser.page.policy.ends_with("; script-src 'self'"), "it forgets what was kept");
    browser.press(&[("password", "wrong")]).await;
    assert!(!browser.page.policy.contains("script"));
    browser.press_on().await;
    assert!(browser.page.policy.ends_with("; script-src 'self'"), "it keeps the token");
    browser.open(&halo.at("/")).await;
    assert!(!browser.page.policy.contains("script"));
    browser.open(&halo.at("/config/integrations/api")).await;
    assert!(!browser.page.policy.contains("script"));
}

#[tokio::test]
async fn the_api_accepts_an_http_only_cookie_but_not_its_value_as_a_token() {
    let halo = Halo::keeping(SessionKept::HttpOnlyCookie).await;
    let browser = Browser::signed_in(&halo).await;
    assert!(browser.local_storage.is_empty());
    assert!(!browser.cookies.contains_key("access_token"));
    assert_eq!(browser.agent_me().await["id"], 1);
    assert_eq!(browser.read_with_cookies("Application").await.status(), StatusCode::OK);
    let mut opening = Vec::new();
    for (name, cookie) in &browser.cookies {
        let as_token = halo.read(&cookie.value, "Agent/me").await;
        assert_eq!(as_token.status(), StatusCode::UNAUTHORIZED, "{name}");
        let request = halo.client.get(halo.at("/api/Agent/me"));
        let request = request.header(header::COOKIE, format!("{name}={}", cookie.value));
        if request.send().await.unwrap().status() == StatusCode::OK {
            opening.push(name.clone());
        }
    }
    assert_eq!(opening.len(), 1, "one of {:?}", browser.cookies.keys());
    assert!(browser.cookies[&opening[0]].is("HttpOnly"));
    let alike = browser.cookies.iter().filter(|(name, cookie)| {
        name.starts_with("halo_") && cookie.is("HttpOnly") && cookie.value.len() == 96
    });
    assert_eq!(alike.count(), 2, "it can't be distinguished from another one");
    let elsewhere = Halo::keeping(SessionKept::HttpOnlyCookie).await;
    let other = Browser::signed_in(&elsewhere).await;
    assert!(!other.cookies.contains_key(&opening[0]), "its name is drawn at each start");
}

#[tokio::test]
async fn an_invalid_token_is_refused_despite_a_valid_cookie() {
    let halo = Halo::keeping(SessionKept::HttpOnlyCookie).await;
    let browser = Browser::signed_in(&halo).await;
    let request = halo.client.get(halo.at("/api/Agent/me")).bearer_auth("nothing");
    let answer = request.header(header::COOKIE, browser.cookie_header()).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn cookies_of_another_practice_server_are_ignored() {
    for session in KEPT {
        let halo = Halo::keeping(session).await;
        let browser = Browser::signed_in(&halo).await;
        let stale: Vec<_> = browser.cookies.keys().map(|name| format!("{name}=stale; ")).collect();
        let cookies = stale.concat() + &browser.cookie_header();
        let request = halo.client.get(halo.at("/")).header(header::COOKIE, cookies);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK, "{session:?}");
    }
}

#[tokio::test]
async fn a_session_has_the_rights_of_its_agent_and_no_more() {
    let halo = Halo::plain().await;
    halo.practice.state().set_person(3);
    let browser = Browser::signed_in(&halo).await;
    let token = browser.bearer();
    assert_eq!(halo.read(token, "Application").await.status(), StatusCode::FORBIDDEN);
    let tickets = halo.read_json(token, "Tickets").await;
    assert_eq!(tickets["tickets"].as_array().unwrap().len(), 0, "a salesperson sees none");
    let customers = halo.read_json(token, "Client").await;
    assert!(!customers["clients"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn the_session_values_include_that_of_an_http_only_cookie() {
    let halo = Halo::keeping(SessionKept::HttpOnlyCookie).await;
    let browser = Browser::signed_in(&halo).await;
    let values = halo.practice.state().session_values();
    assert!(browser.cookies.values().any(|cookie| values.contains(&cookie.value)));
}

#[tokio::test]
async fn a_session_is_invalid_after_signing_out() {
    for session in KEPT {
        let halo = Halo::keeping(session).await;
        let mut browser = Browser::signed_in(&halo).await;
        let other = Browser::signed_in(&halo).await;
        let before = browser.clone();
        browser.press(&[]).await;
        let answer = match session {
            SessionKept::HttpOnlyCookie => before.read_with_cookies("Agent/me").await,
            _ => halo.read(before.bearer(), "Agent/me").await,
        };
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{session:?}");
        assert_eq!(other.agent_me().await["id"], 1, "the other browser's stays");
        assert_eq!(halo.practice.state().sessions(), 1);
    }
}

#[tokio::test]
async fn signing_out_without_being_signed_in_does_nothing() {
    let halo = Halo::plain().await;
    let other = Browser::signed_in(&halo).await;
    let answer = halo.send_form(&halo.at("/auth/account/logout"), &[]).await;
    assert_eq!(halo.redirected_to(&answer), halo.at(LOGIN));
    assert_eq!(other.agent_me().await["id"], 1);
}

#[tokio::test]
async fn sessions_expire() {
    for session in KEPT {
        let halo = Halo::keeping(session).await;
        let state = Arc::clone(halo.practice.state());
        let application = halo.token_of(GOOD_AGENT, &["all"]).await;
        let ends: [(&str, &dyn Fn()); 4] = [
            ("expire_sessions", &|| state.expire_sessions()),
            ("advance", &|| state.advance(Duration::from_secs(3600))),
            ("expire_tokens", &|| state.expire_tokens()),
            ("lifetime", &|| state.advance(Duration::from_secs(10))),
        ];
        for (name, end) in ends {
            if name == "lifetime" {
                state.set_token_lifetime(Duration::from_secs(10));
            }
            let mut browser = Browser::signed_in(&halo).await;
            browser.agent_me().await;
            end();
            assert_eq!(state.sessions(), 0, "{name}");
            let answer = match session {
                SessionKept::HttpOnlyCookie => browser.read_with_cookies("Agent/me").await,
                _ => halo.read(browser.bearer(), "Agent/me").await,
            };
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{name}");
            if name == "expire_sessions" {
                let answer = halo.read(&application, "Tickets").await;
                assert_eq!(answer.status(), StatusCode::OK, "applications are not concerned");
            }
            browser.open(&halo.at("/")).await;
            assert_eq!(browser.page.address, halo.at(LOGIN), "{name}");
        }
    }
}

#[tokio::test]
async fn the_session_of_a_disabled_or_removed_agent_is_invalid() {
    for session in [SessionKept::Cookie, SessionKept::HttpOnlyCookie] {
        let halo = Halo::keeping(session).await;
        let state = halo.practice.state();
        for (id, disabled) in [(2, true), (3, false)] {
            state.set_person(id);
            let mut browser = Browser::signed_in(&halo).await;
            assert!(if disabled { state.disable_agent(id) } else { state.remove_agent(id) });
            let answer = match session {
                SessionKept::HttpOnlyCookie => browser.read_with_cookies("Agent/me").await,
                _ => halo.read(browser.bearer(), "Agent/me").await,
            };
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
            browser.open(&halo.at("/")).await;
            assert_eq!(browser.page.address, halo.at(LOGIN));
        }
    }
}

#[tokio::test]
async fn a_change_of_the_dialect_does_not_change_existing_sessions() {
    let halo = Halo::plain().await;
    let browser = Browser::signed_in(&halo).await;
    halo.practice.state().set_dialect(Dialect { session: SessionKept::HttpOnlyCookie, ..Dialect::default() });
    assert_eq!(browser.agent_me().await["id"], 1);
    assert_eq!(browser.read_with_cookies("Agent/me").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_number_of_sessions_is_limited() {
    let halo = Halo::with(|d| d.second_factor = SecondFactor::Code).await;
    let first = Browser::signed_in(&halo).await;
    let page = Browser::at_home(&halo).await;
    for _ in 0..400 {
        let mut browser = page.clone();
        browser.press_on().await;
    }
    let state = halo.practice.state();
    assert_eq!(state.sign_ins(), 401);
    assert_eq!(state.sessions(), 100);
    assert_eq!(state.session_values().len(), 1_000);
    let answer = halo.read(first.bearer(), "Agent/me").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "the oldest was given up");
    for _ in 0..60 {
        page.clone().press(&[]).await;
    }
    let mut last = page.clone();
    last.press_on().await;
}
