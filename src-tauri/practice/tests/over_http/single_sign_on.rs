//! Signing in at an identity provider.

use std::time::Duration;

use latchkey_practice::{AuthPlace, Dialect, PASSWORD, SignInPage};
use reqwest::{StatusCode, Url, header};

use crate::browser::{Browser, LOGIN};
use crate::client::Halo;

async fn with_single_sign_on() -> Halo {
    Halo::with(|d| d.sign_in_page = SignInPage::SingleSignOn).await
}

#[tokio::test]
async fn single_sign_on_redirects_to_another_host_and_back() {
    let halo = with_single_sign_on().await;
    let ports = halo.practice.ports();
    assert_eq!(ports.len(), 2);
    let provider = format!("http://127.0.0.1:{}", ports[1]);
    let mut browser = Browser::at_home(&halo).await;
    assert!(browser.page.text.contains("id=\"single-sign-on\" autofocus"));
    assert!(!browser.page.text.contains("<input"), "there is no password here");
    browser.press(&[]).await;
    assert_eq!(browser.page.address, format!("{provider}/identity/sign-in"));
    for part in ["id=\"username\"", "id=\"password\"", "id=\"sign-in\" autofocus"] {
        assert!(browser.page.text.contains(part), "{part}");
    }
    assert_eq!(browser.page.text.matches(" readonly ").count(), 2);
    let style = halo.client.get(format!("{provider}/practice.css")).send().await.unwrap();
    assert_eq!(style.status(), StatusCode::OK);
    browser.press(&[("password", "wrong")]).await;
    assert_eq!(browser.page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(halo.practice.state().sign_ins(), 0);
    browser.press(&[]).await;
    assert!(browser.is_home());
    assert_eq!(browser.agent_me().await["id"], 1);
}

#[tokio::test]
async fn with_single_sign_on_the_instance_accepts_no_password() {
    let halo = with_single_sign_on().await;
    let form = [("username", "wilhelmina.sample@practice.invalid"), ("password", PASSWORD)];
    let answer = halo.send_form(&halo.at(LOGIN), &form).await;
    assert!(halo.redirected_to(&answer).ends_with("/identity/sign-in"));
    assert_eq!(halo.practice.state().sign_ins(), 0);
}

/// Signs in at the identity provider. Returns the address of the instance that it redirects to.
async fn callback_address(halo: &Halo) -> String {
    let provider = halo.practice.ports().pop().unwrap();
    let form = [("username", "wilhelmina.sample@practice.invalid"), ("password", PASSWORD)];
    let answer = halo.send_form(&format!("http://127.0.0.1:{provider}/identity/sign-in"), &form).await;
    assert!(answer.headers().get(header::SET_COOKIE).is_none(), "it keeps nothing");
    halo.redirected_to(&answer)
}

#[tokio::test]
async fn a_ticket_is_valid_once_and_expires() {
    let halo = with_single_sign_on().await;
    let back = callback_address(&halo).await;
    assert!(back.starts_with(&halo.at("/auth/account/callback?ticket=")));
    let mut browser = Browser::at_home(&halo).await;
    browser.open(&back).await;
    assert!(browser.is_home());
    let old = callback_address(&halo).await;
    halo.practice.state().advance(Duration::from_secs(3600));
    let unknown = halo.at("/auth/account/callback?ticket=unknown");
    let none = halo.at("/auth/account/callback");
    for refused in [back, old, unknown, none] {
        let mut browser = Browser::at_home(&halo).await;
        browser.open(&refused).await;
        assert_eq!(browser.page.status, StatusCode::UNAUTHORIZED);
        assert!(browser.page.text.contains("id=\"problem\""));
        browser.press_on().await;
    }
}

#[tokio::test]
async fn the_identity_provider_answers_only_in_its_dialect() {
    let halo = with_single_sign_on().await;
    let provider = format!("http://127.0.0.1:{}/identity/sign-in", halo.practice.ports()[1]);
    halo.practice.state().set_dialect(Dialect::default());
    let answer = halo.client.get(&provider).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.send_form(&provider, &[]).await.status(), StatusCode::NOT_FOUND);
    Browser::signed_in(&halo).await;
    // An identity provider that wasn't started can't be enabled later.
    let halo = Halo::plain().await;
    halo.practice
        .state()
        .set_dialect(Dialect { sign_in_page: SignInPage::SingleSignOn, ..Dialect::default() });
    Browser::signed_in(&halo).await;
}

#[tokio::test]
async fn the_ports_come_in_a_fixed_order() {
    let halo = Halo::with(|d| {
        d.sign_in_page = SignInPage::SingleSignOn;
        d.auth_place = AuthPlace::OtherPort;
    })
    .await;
    let ports = halo.practice.ports();
    assert_eq!(ports.len(), 3);
    let auth = halo.practice.state().auth_url();
    assert_eq!(Url::parse(&auth).unwrap().port(), Some(ports[1]));
    let mut browser = Browser::at_home(&halo).await;
    browser.press(&[]).await;
    assert_eq!(Url::parse(&browser.page.address).unwrap().port(), Some(ports[2]));
    for path in ["/", "/auth/account/login", "/api/authinfo", "/auth/token"] {
        let there = format!("http://127.0.0.1:{}{path}", ports[2]);
        let answer = halo.client.get(there).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let there = format!("http://127.0.0.1:{}/identity/sign-in", ports[2]);
    let request = halo.client.get(there).header(header::HOST, "evil.invalid");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::MISDIRECTED_REQUEST);
}
