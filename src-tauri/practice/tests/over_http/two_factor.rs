//! Signing in with a code after the password.

use std::time::Duration;

use latchkey_practice::{CODE, SecondFactor, SignInPage};
use reqwest::StatusCode;

use crate::browser::{Browser, LOGIN, TWO_FACTOR};
use crate::client::{Halo, KEPT};

async fn with_code() -> Halo {
    Halo::with(|d| d.second_factor = SecondFactor::Code).await
}

#[tokio::test]
async fn nobody_is_signed_in_before_the_code_is_shown() {
    for session in KEPT {
        let halo = Halo::with(|d| {
            d.second_factor = SecondFactor::Code;
            d.session = session;
        })
        .await;
        let mut browser = Browser::at_home(&halo).await;
        browser.press(&[]).await;
        assert_eq!(browser.page.address, halo.at(TWO_FACTOR));
        assert!(browser.page.text.contains(&format!("id=\"code\" name=\"code\" value=\"{CODE}\" readonly")));
        assert!(browser.page.text.contains("id=\"verify\" autofocus"));
        assert_eq!(halo.practice.state().sessions(), 0);
        assert_eq!(halo.practice.state().sign_ins(), 0);
        assert_eq!(browser.read_with_cookies("Agent/me").await.status(), StatusCode::UNAUTHORIZED);
        for cookie in browser.cookies.values() {
            let answer = halo.read(&cookie.value, "Agent/me").await;
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        }
        assert!(browser.local_storage.is_empty());
        let mut impatient = browser.clone();
        impatient.open(&halo.at("/")).await;
        assert_eq!(impatient.page.address, halo.at(LOGIN));
        browser.press(&[]).await;
        assert!(browser.is_home());
        assert!(!browser.cookies.contains_key("sign_in"), "it is over");
        assert_eq!(browser.agent_me().await["id"], 1);
    }
}

#[tokio::test]
async fn a_wrong_code_is_refused_and_can_be_corrected() {
    let halo = with_code().await;
    let mut browser = Browser::at_home(&halo).await;
    browser.press(&[]).await;
    for code in ["000000", ""] {
        browser.press(&[("code", code)]).await;
        assert_eq!(browser.page.status, StatusCode::UNAUTHORIZED);
        assert!(browser.page.text.contains("id=\"problem\""));
        assert_eq!(halo.practice.state().sessions(), 0);
    }
    browser.press(&[]).await;
    assert!(browser.is_home());
}

#[tokio::test]
async fn a_code_without_a_password_leads_to_the_sign_in_page() {
    let halo = with_code().await;
    let answer = halo.send_form(&halo.at(TWO_FACTOR), &[("code", CODE)]).await;
    assert_eq!(halo.redirected_to(&answer), halo.at(LOGIN));
    assert_eq!(halo.redirected_to(&halo.get(TWO_FACTOR).await), halo.at(LOGIN));
    let mut browser = Browser::at_home(&halo).await;
    browser.press(&[]).await;
    halo.practice.state().advance(Duration::from_secs(3600));
    browser.press(&[]).await;
    assert_eq!(browser.page.address, halo.at(LOGIN), "it took too long");
    // The cookie is valid once.
    let mut browser = Browser::at_home(&halo).await;
    browser.press(&[]).await;
    let mut copy = browser.clone();
    browser.press(&[]).await;
    copy.press(&[]).await;
    assert_eq!(copy.page.address, halo.at(LOGIN));
    assert_eq!(halo.practice.state().sign_ins(), 1);
}

#[tokio::test]
async fn an_agent_disabled_during_the_sign_in_is_refused() {
    let halo = Halo::with(|d| {
        d.second_factor = SecondFactor::Code;
        d.sign_in_page = SignInPage::SingleSignOn;
    })
    .await;
    halo.practice.state().set_person(2);
    let mut browser = Browser::at_home(&halo).await;
    browser.press(&[]).await;
    browser.press(&[]).await;
    assert_eq!(browser.page.address, halo.at(TWO_FACTOR));
    halo.practice.state().disable_agent(2);
    browser.press(&[]).await;
    assert_eq!(browser.page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(halo.practice.state().sign_ins(), 0);
}
