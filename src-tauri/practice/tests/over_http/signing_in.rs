//! Signing in to the web app: as a browser does it, and what the session is worth.

use std::sync::Arc;
use std::time::Duration;

use latchkey_practice::{
    Agent, AuthPlace, CODE, Dialect, PASSWORD, Rights, SecondFactor, SessionKept, SignInPage, State, router,
};
use reqwest::{StatusCode, Url, header};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::browser::Browser;
use crate::client::{GOOD_AGENT, Halo, text_of};

const LOGIN: &str = "/auth/account/login";
const TWO_FACTOR: &str = "/auth/account/two-factor";

async fn keeping(session: SessionKept) -> Halo {
    Halo::with(|d| d.session = session).await
}

async fn in_two_steps() -> Halo {
    Halo::with(|d| d.second_factor = SecondFactor::Code).await
}

async fn with_single_sign_on() -> Halo {
    Halo::with(|d| d.sign_in_page = SignInPage::SingleSignOn).await
}

/// The Bearer token of a browser in either of the two ways that have one.
fn bearer<'a>(browser: &'a Browser<'_>) -> &'a str {
    let cookie = browser.cookies.get("access_token").map(|cookie| cookie.value.as_str());
    cookie.or_else(|| browser.local_storage.get("_access_token").map(String::as_str)).expect("a token")
}

/// Who the API takes this browser for, by a token or else by its cookies.
async fn who(halo: &Halo, browser: &Browser<'_>) -> Value {
    let has_token = browser.cookies.contains_key("access_token") || !browser.local_storage.is_empty();
    if has_token {
        return halo.read_json(bearer(browser), "Agent/me").await;
    }
    let answer = browser.read_with_cookies("Agent/me").await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

fn email_of(halo: &Halo, id: u32) -> String {
    halo.practice.state().agents().into_iter().find(|one| one.id == id).unwrap().email
}

#[tokio::test]
async fn nobody_signed_in_is_led_to_the_sign_in_page() {
    let halo = Halo::plain().await;
    assert_eq!(halo.led_to(&halo.get("/").await), halo.at(LOGIN));
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
async fn the_token_is_in_a_cookie_and_opens_what_an_administrator_may() {
    let halo = keeping(SessionKept::Cookie).await;
    let browser = Browser::signed_in(&halo).await;
    let token = bearer(&browser);
    assert_eq!(halo.read_json(token, "Agent/me").await["id"], 1);
    assert_eq!(halo.read(token, "Tickets").await.status(), StatusCode::OK);
    let wanted = halo.wanted(token).await;
    let created = halo.post(token, &serde_json::json!([wanted])).await;
    assert_eq!(created.status(), StatusCode::OK);
    let mut applications = halo.practice.state().applications();
    assert_eq!(applications.pop().unwrap().created_by, Some(1));
    assert!(browser.local_storage.is_empty());
    // The web app sends it as Bearer; the cookie is only where it is kept.
    assert_eq!(browser.read_with_cookies("Agent/me").await.status(), StatusCode::UNAUTHORIZED);
    for (name, cookie) in browser.cookies.iter().filter(|(name, _)| *name != "access_token") {
        let answer = halo.read(&cookie.value, "Agent/me").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{name}");
    }
}

#[tokio::test]
async fn a_large_token_is_put_into_local_storage_once() {
    let halo = keeping(SessionKept::LocalStorage).await;
    let mut browser = Browser::signed_in(&halo).await;
    let token = bearer(&browser).to_owned();
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
    assert!(!browser.page.text.contains(&token), "told before");
    assert_eq!(bearer(&browser), token, "kept");
}

#[tokio::test]
async fn the_script_is_there_and_only_two_pages_may_run_it() {
    let halo = keeping(SessionKept::LocalStorage).await;
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
async fn an_http_only_cookie_opens_the_api_by_itself_and_is_no_token() {
    let halo = keeping(SessionKept::HttpOnlyCookie).await;
    let browser = Browser::signed_in(&halo).await;
    assert!(browser.local_storage.is_empty());
    assert!(!browser.cookies.contains_key("access_token"));
    assert_eq!(who(&halo, &browser).await["id"], 1);
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
    assert_eq!(alike.count(), 2, "nobody can tell it from another one by its looks");
    let elsewhere = keeping(SessionKept::HttpOnlyCookie).await;
    let other = Browser::signed_in(&elsewhere).await;
    assert!(!other.cookies.contains_key(&opening[0]), "its name is drawn at each start");
}

#[tokio::test]
async fn a_token_that_is_no_good_is_refused_beside_a_good_cookie() {
    let halo = keeping(SessionKept::HttpOnlyCookie).await;
    let browser = Browser::signed_in(&halo).await;
    let request = halo.client.get(halo.at("/api/Agent/me")).bearer_auth("nothing");
    let answer = request.header(header::COOKIE, browser.cookie_header()).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_cookie_that_another_practice_left_does_not_matter() {
    for session in [SessionKept::Cookie, SessionKept::LocalStorage, SessionKept::HttpOnlyCookie] {
        let halo = keeping(session).await;
        let browser = Browser::signed_in(&halo).await;
        let stale: Vec<_> = browser.cookies.keys().map(|name| format!("{name}=stale; ")).collect();
        let cookies = stale.concat() + &browser.cookie_header();
        let request = halo.client.get(halo.at("/")).header(header::COOKIE, cookies);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK, "{session:?}");
    }
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
        let halo = Halo::speaking(dialect).await;
        for id in [4, GOOD_AGENT, 8, 11] {
            halo.practice.state().set_person(id);
            let mut browser = Browser::at_home(&halo).await;
            if halo.practice.ports().len() > 1 {
                browser.press(&[]).await;
            }
            assert!(browser.page.text.contains(&email_of(&halo, id)), "filled in all the same");
            let asked = browser.page.address.clone();
            browser.press(&[]).await;
            assert_eq!(browser.page.status, StatusCode::UNAUTHORIZED, "{id}");
            assert_eq!(browser.page.address, asked, "refused where the password was asked for");
        }
        assert_eq!(halo.practice.state().sign_ins(), 0);
    }
}

#[tokio::test]
async fn somebody_else_can_be_filled_in_or_typed_by_a_test() {
    let halo = Halo::plain().await;
    halo.practice.state().set_person(2);
    let browser = Browser::signed_in(&halo).await;
    assert_eq!(text_of(&browser.page.text, "signed-in-as"), "Signed in as Percy Placeholder");
    assert_eq!(who(&halo, &browser).await["id"], 2);
    let mut browser = Browser::at_home(&halo).await;
    let email = email_of(&halo, 5).to_uppercase();
    browser.press(&[("username", &email)]).await;
    assert_eq!(who(&halo, &browser).await["name"], "Quentin Template");
    assert_eq!(halo.practice.state().sessions(), 2);
    halo.practice.state().set_person(4711);
    let mut browser = Browser::at_home(&halo).await;
    browser.press(&[]).await;
    assert_eq!(browser.page.status, StatusCode::UNAUTHORIZED, "there is no such agent");
}

#[tokio::test]
async fn a_name_is_shown_as_it_is() {
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

#[tokio::test]
async fn a_session_has_the_rights_of_its_agent_and_no_more() {
    let halo = Halo::plain().await;
    halo.practice.state().set_person(3);
    let browser = Browser::signed_in(&halo).await;
    let token = bearer(&browser);
    assert_eq!(halo.read(token, "Application").await.status(), StatusCode::FORBIDDEN);
    let tickets = halo.read_json(token, "Tickets").await;
    assert_eq!(tickets["tickets"].as_array().unwrap().len(), 0, "a salesperson sees none");
    let customers = halo.read_json(token, "Client").await;
    assert!(!customers["clients"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn nobody_is_signed_in_before_the_code_is_shown() {
    for session in [SessionKept::Cookie, SessionKept::LocalStorage, SessionKept::HttpOnlyCookie] {
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
        assert_eq!(who(&halo, &browser).await["id"], 1);
    }
}

#[tokio::test]
async fn a_wrong_code_is_refused_and_can_be_corrected() {
    let halo = in_two_steps().await;
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
    let halo = in_two_steps().await;
    let answer = halo.send_form(&halo.at(TWO_FACTOR), &[("code", CODE)]).await;
    assert_eq!(halo.led_to(&answer), halo.at(LOGIN));
    assert_eq!(halo.led_to(&halo.get(TWO_FACTOR).await), halo.at(LOGIN));
    let mut browser = Browser::at_home(&halo).await;
    browser.press(&[]).await;
    halo.practice.state().advance(Duration::from_secs(3600));
    browser.press(&[]).await;
    assert_eq!(browser.page.address, halo.at(LOGIN), "it took too long");
    // The same cookie doesn't do a second time, either.
    let mut browser = Browser::at_home(&halo).await;
    browser.press(&[]).await;
    let mut copy = browser.clone();
    browser.press(&[]).await;
    copy.press(&[]).await;
    assert_eq!(copy.page.address, halo.at(LOGIN));
    assert_eq!(halo.practice.state().sign_ins(), 1);
}

#[tokio::test]
async fn somebody_disabled_on_the_way_is_not_let_in() {
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

#[tokio::test]
async fn single_sign_on_leads_over_another_host_and_back() {
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
    assert_eq!(who(&halo, &browser).await["id"], 1);
}

#[tokio::test]
async fn with_single_sign_on_the_instance_takes_no_password() {
    let halo = with_single_sign_on().await;
    let form = [("username", "wilhelmina.sample@practice.invalid"), ("password", PASSWORD)];
    let answer = halo.send_form(&halo.at(LOGIN), &form).await;
    assert!(halo.led_to(&answer).ends_with("/identity/sign-in"));
    assert_eq!(halo.practice.state().sign_ins(), 0);
}

/// Signs in at the identity provider and gives the way back that it leads to.
async fn way_back(halo: &Halo) -> String {
    let provider = halo.practice.ports().pop().unwrap();
    let form = [("username", "wilhelmina.sample@practice.invalid"), ("password", PASSWORD)];
    let answer = halo.send_form(&format!("http://127.0.0.1:{provider}/identity/sign-in"), &form).await;
    assert!(answer.headers().get(header::SET_COOKIE).is_none(), "it keeps nothing");
    halo.led_to(&answer)
}

#[tokio::test]
async fn a_ticket_is_good_once_and_for_a_while() {
    let halo = with_single_sign_on().await;
    let back = way_back(&halo).await;
    assert!(back.starts_with(&halo.at("/auth/account/callback?ticket=")));
    let mut browser = Browser::at_home(&halo).await;
    browser.open(&back).await;
    assert!(browser.is_home());
    let old = way_back(&halo).await;
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
async fn the_identity_provider_is_gone_when_nobody_needs_it() {
    let halo = with_single_sign_on().await;
    let provider = format!("http://127.0.0.1:{}/identity/sign-in", halo.practice.ports()[1]);
    halo.practice.state().set_dialect(Dialect::default());
    let answer = halo.client.get(&provider).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.send_form(&provider, &[]).await.status(), StatusCode::NOT_FOUND);
    Browser::signed_in(&halo).await;
    // And one that was never there can't be switched on.
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

/// Every way of signing in, with nothing of it in an address, and out again.
#[tokio::test]
async fn every_way_goes_together_with_every_other() {
    for path in ["", "/halo"] {
        for session in [SessionKept::Cookie, SessionKept::LocalStorage, SessionKept::HttpOnlyCookie] {
            for second_factor in [SecondFactor::None, SecondFactor::Code] {
                for sign_in_page in [SignInPage::OfHaloPsa, SignInPage::SingleSignOn] {
                    let dialect =
                        Dialect { path, session, second_factor, sign_in_page, ..Dialect::default() };
                    let name = format!("{dialect:?}");
                    let halo = Halo::speaking(dialect).await;
                    let mut browser = Browser::signed_in(&halo).await;
                    assert_eq!(who(&halo, &browser).await["id"], 1, "{name}");
                    check_where_the_values_are(&halo, &browser);
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

/// All that is worth something is among the session's values, and none of it in an address or in what is noted.
fn check_where_the_values_are(halo: &Halo, browser: &Browser<'_>) {
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
async fn the_value_of_an_http_only_cookie_is_known_to_whoever_looks_for_canaries() {
    let halo = keeping(SessionKept::HttpOnlyCookie).await;
    let browser = Browser::signed_in(&halo).await;
    let values = halo.practice.state().session_values();
    assert!(browser.cookies.values().any(|cookie| values.contains(&cookie.value)));
}

#[tokio::test]
async fn a_session_that_was_signed_out_is_worth_nothing() {
    for session in [SessionKept::Cookie, SessionKept::LocalStorage, SessionKept::HttpOnlyCookie] {
        let halo = keeping(session).await;
        let mut browser = Browser::signed_in(&halo).await;
        let other = Browser::signed_in(&halo).await;
        let before = browser.clone();
        browser.press(&[]).await;
        let answer = match session {
            SessionKept::HttpOnlyCookie => before.read_with_cookies("Agent/me").await,
            _ => halo.read(bearer(&before), "Agent/me").await,
        };
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{session:?}");
        assert_eq!(who(&halo, &other).await["id"], 1, "the other browser's stays");
        assert_eq!(halo.practice.state().sessions(), 1);
    }
}

#[tokio::test]
async fn signing_out_without_being_signed_in_does_nothing() {
    let halo = Halo::plain().await;
    let other = Browser::signed_in(&halo).await;
    let answer = halo.send_form(&halo.at("/auth/account/logout"), &[]).await;
    assert_eq!(halo.led_to(&answer), halo.at(LOGIN));
    assert_eq!(who(&halo, &other).await["id"], 1);
}

#[tokio::test]
async fn sessions_end_in_the_middle() {
    for session in [SessionKept::Cookie, SessionKept::LocalStorage, SessionKept::HttpOnlyCookie] {
        let halo = keeping(session).await;
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
            who(&halo, &browser).await;
            end();
            assert_eq!(state.sessions(), 0, "{name}");
            let answer = match session {
                SessionKept::HttpOnlyCookie => browser.read_with_cookies("Agent/me").await,
                _ => halo.read(bearer(&browser), "Agent/me").await,
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
async fn the_session_of_a_disabled_or_removed_agent_is_worth_nothing() {
    for session in [SessionKept::Cookie, SessionKept::HttpOnlyCookie] {
        let halo = keeping(session).await;
        let state = halo.practice.state();
        for (id, disabled) in [(2, true), (3, false)] {
            state.set_person(id);
            let mut browser = Browser::signed_in(&halo).await;
            assert!(if disabled { state.disable_agent(id) } else { state.remove_agent(id) });
            let answer = match session {
                SessionKept::HttpOnlyCookie => browser.read_with_cookies("Agent/me").await,
                _ => halo.read(bearer(&browser), "Agent/me").await,
            };
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
            browser.open(&halo.at("/")).await;
            assert_eq!(browser.page.address, halo.at(LOGIN));
        }
    }
}

#[tokio::test]
async fn a_session_stays_as_it_was_made_when_the_dialect_changes() {
    let halo = Halo::plain().await;
    let browser = Browser::signed_in(&halo).await;
    halo.practice.state().set_dialect(Dialect { session: SessionKept::HttpOnlyCookie, ..Dialect::default() });
    assert_eq!(who(&halo, &browser).await["id"], 1);
    assert_eq!(browser.read_with_cookies("Agent/me").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn cookies_stay_below_the_instance_and_away_from_other_websites() {
    for (path, scope) in [("", "Path=/"), ("/halo", "Path=/halo")] {
        for session in [SessionKept::Cookie, SessionKept::LocalStorage, SessionKept::HttpOnlyCookie] {
            let halo = Halo::with(|d| {
                d.path = path;
                d.session = session;
                d.second_factor = SecondFactor::Code;
            })
            .await;
            let mut browser = Browser::at_home(&halo).await;
            browser.press(&[]).await;
            assert!(browser.cookies["sign_in"].is("HttpOnly"));
            let waiting = browser.cookies.clone();
            browser.press(&[]).await;
            for (name, cookie) in waiting.iter().chain(&browser.cookies) {
                assert!(cookie.is(scope), "{name}: {cookie:?}");
                assert!(cookie.is("SameSite=Lax"), "{name}: {cookie:?}");
                assert!(!cookie.is("Secure"), "{name}: {cookie:?}");
                let readable = ["theme", "access_token", "refresh_token"].contains(&name.as_str());
                assert_eq!(cookie.is("HttpOnly"), !readable, "{name}: {cookie:?}");
            }
            let names: Vec<&str> = browser
                .cookies
                .keys()
                .map(String::as_str)
                .filter(|name| !name.starts_with("halo_"))
                .collect();
            let expected: &[&str] = match session {
                SessionKept::Cookie => &["access_token", "refresh_token", "theme"],
                SessionKept::LocalStorage => &["signed_in", "theme"],
                SessionKept::HttpOnlyCookie => &["theme"],
            };
            assert_eq!(names, expected);
        }
    }
}

#[tokio::test]
async fn cookies_of_an_https_address_are_secure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = format!("http://{}", listener.local_addr().unwrap());
    let public = "https://halo.practice.invalid:8443";
    let provider = "https://identity.practice.invalid:8444";
    let single = Dialect { sign_in_page: SignInPage::SingleSignOn, ..Dialect::default() };
    let state = State::published_at(public, None, Some(provider), Dialect::default()).unwrap();
    let served = tokio::spawn(axum::serve(listener, router(Arc::clone(&state))).into_future());
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build();
    let client = client.unwrap();
    let form = [("username", "wilhelmina.sample@practice.invalid"), ("password", PASSWORD)];
    let sign_in = || {
        let request = client.post(format!("{here}{LOGIN}")).header(header::ORIGIN, public).form(&form);
        request.header(header::HOST, "halo.practice.invalid:8443").send()
    };
    let answer = sign_in().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookies: Vec<_> = answer.headers().get_all(header::SET_COOKIE).iter().collect();
    assert_eq!(cookies.len(), 3);
    assert!(cookies.iter().all(|line| line.to_str().unwrap().contains("; Secure")));
    state.set_dialect(single);
    let answer = sign_in().await.unwrap();
    assert_eq!(answer.headers()[header::LOCATION], format!("{provider}/identity/sign-in"));
    served.abort();
}

#[tokio::test]
async fn a_form_may_lead_to_the_other_host_only_where_it_has_to() {
    let halo = Halo::with(|d| {
        d.sign_in_page = SignInPage::SingleSignOn;
        d.second_factor = SecondFactor::Code;
    })
    .await;
    let main = halo.at("");
    let provider = format!("http://127.0.0.1:{}", halo.practice.ports()[1]);
    let leads_to = |browser: &Browser<'_>| {
        let policy = browser.page.policy.clone();
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; "), "{policy}");
        assert!(policy.contains("base-uri 'none'; frame-ancestors 'none'"), "{policy}");
        let (_, rest) = policy.split_once("form-action 'self'").unwrap();
        rest.split(';').next().unwrap().trim().to_owned()
    };
    let mut browser = Browser::at_home(&halo).await;
    assert_eq!(leads_to(&browser), provider, "the sign-in page");
    browser.press(&[]).await;
    assert_eq!(leads_to(&browser), main, "the identity provider's");
    browser.press(&[("password", "wrong")]).await;
    assert_eq!(leads_to(&browser), main, "the same after a wrong password");
    browser.press(&[]).await;
    assert_eq!(leads_to(&browser), "", "the code's");
    browser.press(&[("code", "wrong")]).await;
    assert_eq!(leads_to(&browser), "", "the same after a wrong code");
    browser.press(&[]).await;
    assert_eq!(leads_to(&browser), "", "home");
    browser.open(&halo.practice.applications_page()).await;
    assert_eq!(leads_to(&browser), "", "the configuration");
    browser.open(&halo.at("/auth/account/callback?ticket=used")).await;
    assert_eq!(leads_to(&browser), provider, "the sign-in page after a used ticket");
    let plain = Halo::plain().await;
    assert_eq!(leads_to(&Browser::at_home(&plain).await), "", "the sign-in page without a provider");
}

#[tokio::test]
async fn nobody_can_be_signed_in_or_out_by_another_website() {
    let halo = Halo::with(|d| {
        d.sign_in_page = SignInPage::SingleSignOn;
        d.second_factor = SecondFactor::Code;
    })
    .await;
    let browser = Browser::signed_in(&halo).await;
    let provider = format!("http://127.0.0.1:{}", halo.practice.ports()[1]);
    for to in [
        halo.at(LOGIN),
        halo.at(TWO_FACTOR),
        halo.at("/auth/account/logout"),
        format!("{provider}/identity/sign-in"),
    ] {
        let other = if to.starts_with(&provider) { halo.at("") } else { provider.clone() };
        for (name, value) in [
            ("Origin", "https://evil.invalid"),
            ("Origin", "null"),
            ("Origin", &other),
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
        ] {
            let request = halo.client.post(&to).header(header::COOKIE, browser.cookie_header());
            let form = [("username", "x"), ("password", PASSWORD), ("code", CODE)];
            let answer = request.form(&form).header(name, value).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{to} {name}: {value}");
        }
    }
    assert_eq!(halo.practice.state().sessions(), 1);
}

#[tokio::test]
async fn another_website_can_use_the_cookie_for_nothing() {
    let halo = keeping(SessionKept::HttpOnlyCookie).await;
    let browser = Browser::signed_in(&halo).await;
    let request = halo.client.delete(halo.at("/api/Application/3"));
    let request = request.header(header::COOKIE, browser.cookie_header());
    let answer = request.header("Sec-Fetch-Site", "same-site").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(halo.practice.state().applications().len(), 5);
}

#[tokio::test]
async fn however_many_sign_in_only_some_are_remembered() {
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
    let answer = halo.read(bearer(&first), "Agent/me").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "the oldest was given up");
    for _ in 0..60 {
        page.clone().press(&[]).await;
    }
    let mut last = page.clone();
    last.press_on().await;
}

#[tokio::test]
async fn signing_in_issues_no_token_of_an_application() {
    let halo = Halo::plain().await;
    Browser::signed_in(&halo).await;
    assert_eq!(halo.practice.state().tokens_issued(), 0);
    assert_eq!(halo.practice.state().tokens_refused(), 0);
}
