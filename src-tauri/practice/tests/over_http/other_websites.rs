//! What pages of other websites can do here: nothing.

use std::sync::Arc;

use latchkey_practice::{CODE, Dialect, PASSWORD, SecondFactor, SessionKept, SignInPage, State, router};
use reqwest::{StatusCode, header};
use tokio::net::TcpListener;

use crate::browser::{Browser, LOGIN, TWO_FACTOR};
use crate::client::{Halo, KEPT, filled_in};

#[tokio::test]
async fn forms_of_other_websites_are_refused() {
    let halo = Halo::plain().await;
    let form = halo.new_form().await;
    for (name, value) in [
        ("Origin", "https://evil.invalid"),
        ("Origin", "null"),
        ("Origin", "http://127.0.0.1:1"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let sent = filled_in("save", "agent", &["all"]);
        let request = halo.client.post(&form).form(&sent).header(name, value);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert_eq!(halo.practice.state().applications().len(), 5);
}

#[tokio::test]
async fn pages_may_do_nothing_but_show_themselves_and_send_their_form() {
    let halo = Halo::plain().await;
    for path in ["/", "/practice.css", "/api/authinfo", "/nothing"] {
        let request = halo.client.get(halo.at(path));
        let answer = request.header(header::ORIGIN, "https://evil.invalid");
        let answer = answer.send().await.unwrap();
        let headers = answer.headers();
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("script"));
        assert!(headers.keys().all(|name| !name.as_str().starts_with("access-control")), "{path}");
    }
}

#[tokio::test]
async fn cookies_stay_below_the_instance_and_away_from_other_websites() {
    for (path, scope) in [("", "Path=/"), ("/halo", "Path=/halo")] {
        for session in KEPT {
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
async fn a_form_may_redirect_to_the_other_host_only_where_it_must() {
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
async fn another_website_can_sign_nobody_in_or_out() {
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
async fn another_website_cannot_use_the_cookie() {
    let halo = Halo::keeping(SessionKept::HttpOnlyCookie).await;
    let browser = Browser::signed_in(&halo).await;
    let request = halo.client.delete(halo.at("/api/Application/3"));
    let request = request.header(header::COOKIE, browser.cookie_header());
    let answer = request.header("Sec-Fetch-Site", "same-site").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(halo.practice.state().applications().len(), 5);
}
