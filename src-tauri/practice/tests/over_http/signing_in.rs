//! Signing in to the web app with a password.

use latchkey_practice::{Agent, Dialect, PASSWORD, Rights, SecondFactor, SignInPage};
use reqwest::StatusCode;

use crate::browser::{Browser, LOGIN};
use crate::client::{GOOD_AGENT, Halo, KEPT, text_of};

#[tokio::test]
async fn without_a_session_home_redirects_to_the_sign_in_page() {
    let halo = Halo::plain().await;
    assert_eq!(halo.redirected_to(&halo.get("/").await), halo.at(LOGIN));
    halo.page(&halo.at("/config/integrations/api")).await;
    let browser = Browser::at_home(&halo).await;
    assert_eq!(browser.page.address, halo.at(LOGIN));
    assert_eq!(halo.practice.state().sign_ins(), 0);
}

#[tokio::test]
async fn the_sign_in_page_is_filled_in_and_nothing_can_be_typed() {
    let halo = Halo::plain().await;
    let page = Browser::at_home(&halo).await.page.text;
    let inputs: Vec<&str> =
        page.split("<input ").skip(1).map(|rest| rest.split_once('>').unwrap().0).collect();
    assert_eq!(inputs.len(), 2);
    assert!(inputs.iter().all(|input| input.contains(" readonly ")));
    assert!(page.contains("id=\"username\" name=\"username\" value=\"wilhelmina.sample@practice.invalid\""));
    assert!(page.contains(&format!("id=\"password\" name=\"password\" value=\"{PASSWORD}\"")));
    assert!(page.contains("id=\"sign-in\" autofocus"));
    assert!(page.contains("so that nobody types a real password here"));
    assert!(!page.contains("<script"));
}

#[tokio::test]
async fn pressing_the_button_signs_the_administrator_in() {
    let halo = Halo::plain().await;
    let browser = Browser::signed_in(&halo).await;
    assert_eq!(text_of(&browser.page.text, "signed-in-as"), "Signed in as Wilhelmina Sample");
    assert_eq!(halo.practice.state().sessions(), 1);
    assert_eq!(halo.practice.state().sign_ins(), 1);
    let mut again = browser.clone();
    again.open(&halo.at(LOGIN)).await;
    assert!(again.is_home(), "there is nobody to sign in");
}

#[tokio::test]
async fn another_password_or_another_user_is_refused() {
    let halo = Halo::plain().await;
    let mut browser = Browser::at_home(&halo).await;
    for (field, value) in
        [("password", "wrong"), ("password", ""), ("username", "nobody@practice.invalid"), ("username", "")]
    {
        browser.press(&[(field, value)]).await;
        assert_eq!(browser.page.status, StatusCode::UNAUTHORIZED, "{field}: {value}");
        assert!(!text_of(&browser.page.text, "problem\" role=\"alert").is_empty());
        assert!(!browser.page.text.contains("nobody@"));
    }
    let empty = halo.send_form(&halo.at(LOGIN), &[]).await;
    assert_eq!(empty.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(halo.practice.state().sign_ins(), 0);
    browser.press_on().await;
}

#[tokio::test]
async fn agents_for_the_api_and_disabled_ones_cannot_sign_in() {
    for dialect in
        [Dialect::default(), Dialect { sign_in_page: SignInPage::SingleSignOn, ..Dialect::default() }]
    {
        let halo = Halo::with_dialect(dialect).await;
        for id in [4, GOOD_AGENT, 8, 11] {
            halo.practice.state().set_person(id);
            let mut browser = Browser::at_home(&halo).await;
            if halo.practice.ports().len() > 1 {
                browser.press(&[]).await;
            }
            assert!(browser.page.text.contains(&halo.email_of(id)), "filled in anyway");
            let asked = browser.page.address.clone();
            browser.press(&[]).await;
            assert_eq!(browser.page.status, StatusCode::UNAUTHORIZED, "{id}");
            assert_eq!(browser.page.address, asked, "refused where the password was asked for");
        }
        assert_eq!(halo.practice.state().sign_ins(), 0);
    }
}

#[tokio::test]
async fn a_test_can_sign_in_another_agent() {
    let halo = Halo::plain().await;
    halo.practice.state().set_person(2);
    let browser = Browser::signed_in(&halo).await;
    assert_eq!(text_of(&browser.page.text, "signed-in-as"), "Signed in as Percy Placeholder");
    assert_eq!(browser.agent_me().await["id"], 2);
    let mut browser = Browser::at_home(&halo).await;
    let email = halo.email_of(5).to_uppercase();
    browser.press(&[("username", &email)]).await;
    assert_eq!(browser.agent_me().await["name"], "Quentin Template");
    assert_eq!(halo.practice.state().sessions(), 2);
    halo.practice.state().set_person(4711);
    let mut browser = Browser::at_home(&halo).await;
    browser.press(&[]).await;
    assert_eq!(browser.page.status, StatusCode::UNAUTHORIZED, "there is no such agent");
}

#[tokio::test]
async fn names_are_escaped() {
    let halo = Halo::plain().await;
    let odd = Agent {
        id: 50,
        name: "<b>Odd</b> & \"Co\"".to_owned(),
        email: "odd\"><script>@practice.invalid".to_owned(),
        is_admin: true,
        is_api_agent: false,
        is_disabled: false,
        teams: vec![],
        roles: vec![],
        only_customers: vec![],
        rights: Rights::All,
    };
    halo.practice.state().put_agent(odd);
    halo.practice.state().set_person(50);
    let mut browser = Browser::at_home(&halo).await;
    assert!(!browser.page.text.contains("<script"));
    browser.press(&[("username", "odd\"><script>@practice.invalid")]).await;
    assert!(browser.page.text.contains("Signed in as &#60;b&#62;Odd&#60;/b&#62; &#38; &#34;Co&#34;<"));
}

/// Signs in and out in every combination, and checks that no secret value is in an address.
#[tokio::test]
async fn every_way_of_signing_in_works_with_every_other() {
    for path in ["", "/halo"] {
        for session in KEPT {
            for second_factor in [SecondFactor::None, SecondFactor::Code] {
                for sign_in_page in [SignInPage::OfHaloPsa, SignInPage::SingleSignOn] {
                    let dialect =
                        Dialect { path, session, second_factor, sign_in_page, ..Dialect::default() };
                    let name = format!("{dialect:?}");
                    let halo = Halo::with_dialect(dialect).await;
                    let mut browser = Browser::signed_in(&halo).await;
                    assert_eq!(browser.agent_me().await["id"], 1, "{name}");
                    assert_values_are_recorded_and_hidden(&halo, &browser);
                    browser.press(&[]).await;
                    assert_eq!(browser.page.address, halo.at(LOGIN), "{name}");
                    assert_eq!(halo.practice.state().sessions(), 0, "{name}");
                    assert!(browser.local_storage.is_empty(), "{name}");
                    assert!(browser.cookies.keys().eq(["theme"]), "{:?}", browser.cookies.keys());
                    browser.press_on().await;
                    assert_eq!(halo.practice.state().sign_ins(), 2, "{name}");
                }
            }
        }
    }
}

/// The session's values include all that are valid, and none is in an address or in a recorded request.
fn assert_values_are_recorded_and_hidden(halo: &Halo, browser: &Browser<'_>) {
    let values = halo.practice.state().session_values();
    let is_known = |value: &String| values.contains(value);
    for name in ["access_token", "refresh_token", "signed_in"] {
        let cookie = browser.cookies.get(name);
        assert!(cookie.is_none_or(|cookie| is_known(&cookie.value)), "{name}");
    }
    assert!(browser.local_storage.values().all(is_known));
    assert!(!values.is_empty());
    let state = halo.practice.state();
    let noted = format!("{:?} {:?} {:?}", browser.visited, state.requests(), halo.practice);
    for value in values {
        assert!(value.len() >= 90, "long enough to be looked for");
        assert!(!noted.contains(&value));
    }
}

#[tokio::test]
async fn signing_in_issues_no_token_of_an_application() {
    let halo = Halo::plain().await;
    Browser::signed_in(&halo).await;
    assert_eq!(halo.practice.state().tokens_issued(), 0);
    assert_eq!(halo.practice.state().tokens_refused(), 0);
}
