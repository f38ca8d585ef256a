//! A user in the sign-in window, over HTTP: follows redirects, presses the one button of each page, and keeps
//! cookies and storage. What it then holds is what the app's own window would pass on.

use std::collections::BTreeMap;

use crate::at::At;
use latchkey_core::halo::{CookieSeen, SessionCandidate, session_candidates};
use latchkey_core::instance::Instance;
use latchkey_core::{Error, Latchkey, Secret, SetUpId};
use reqwest::{Client, Response, StatusCode, header, redirect};
use url::Url;

use crate::computer::nobody;

/// More pages than signing in needs.
const MAX_PAGES: usize = 20;

/// A browser window that keeps cookies and storage, without a screen.
pub struct Window {
    browser: Client,
    start: Url,
    /// The cookies by host and name.
    cookies: BTreeMap<(String, String), Kept>,
    /// What a script of the instance put into the page's storage.
    stored: Option<String>,
    /// The pages that were shown.
    pub pages: Vec<Url>,
}

struct Kept {
    value: String,
    path: String,
    secure: bool,
    http_only: bool,
}

impl Window {
    /// A window at the instance's address.
    ///
    /// # Panics
    /// If it is not an address.
    pub fn at(address: &str) -> Self {
        let browser = Client::builder().redirect(redirect::Policy::none()).no_proxy().build();
        Self {
            browser: browser.expect("a browser"),
            start: Url::parse(&format!("{address}/")).expect("an address"),
            cookies: BTreeMap::new(),
            stored: None,
            pages: Vec::new(),
        }
    }

    /// Presses each page's button until the user is signed in, or until `enough` returns true for a page.
    ///
    /// # Panics
    /// If that leads nowhere.
    pub async fn sign_in_until(&mut self, enough: impl Fn(&str) -> bool) {
        let mut answer = self.go(self.browser.get(self.start.clone())).await;
        for _ in 0..MAX_PAGES {
            let at = answer.url().clone();
            if let Some(to) = answer.headers().get(header::LOCATION) {
                let to = at.join(to.to_str().expect("a text")).expect("an address");
                answer = self.go(self.browser.get(to)).await;
                continue;
            }
            assert_eq!(answer.status(), StatusCode::OK, "{at}");
            self.pages.push(at.clone());
            let page = answer.text().await.expect("a whole page");
            if let Some(token) = attribute(&page, "data-access-token") {
                self.stored = Some(token.to_owned());
            }
            if page.contains("id=\"signed-in-as\"") || enough(&page) {
                return;
            }
            let action = attribute(&page, "action").expect("a form");
            let fields: Vec<(&str, &str)> = page
                .split("<input ")
                .skip(1)
                .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
                .collect();
            let to = at.join(action).expect("an address");
            let origin = at.origin().ascii_serialization();
            let form = self.browser.post(to).header(header::ORIGIN, origin).form(&fields);
            answer = self.go(form).await;
        }
        panic!("nobody is signed in after {MAX_PAGES} pages: {:?}", self.pages);
    }

    /// Presses each page's button until the user is signed in.
    pub async fn sign_in(&mut self) {
        self.sign_in_until(|_| false).await;
    }

    async fn go(&mut self, request: reqwest::RequestBuilder) -> Response {
        let mut request = request.build().expect("a request");
        let host = request.url().host_str().expect("a host").to_owned();
        let sent: Vec<String> = self
            .cookies
            .iter()
            .filter(|((of, _), kept)| *of == host && request.url().path().starts_with(&kept.path))
            .map(|((_, name), kept)| format!("{name}={}", kept.value))
            .collect();
        if !sent.is_empty() {
            request.headers_mut().insert(header::COOKIE, sent.join("; ").parse().expect("cookies"));
        }
        let answer = self.browser.execute(request).await.expect("an answer");
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            self.keep(&host, cookie.to_str().expect("a text"));
        }
        answer
    }

    fn keep(&mut self, host: &str, cookie: &str) {
        let mut parts = cookie.split("; ");
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a name and a value");
        let attributes: Vec<&str> = parts.collect();
        let key = (host.to_owned(), name.to_owned());
        if attributes.contains(&"Max-Age=0") {
            self.cookies.remove(&key);
            return;
        }
        let path = attributes.iter().find_map(|part| part.strip_prefix("Path=")).unwrap_or("/");
        let kept = Kept {
            value: value.to_owned(),
            path: path.to_owned(),
            secure: attributes.contains(&"Secure"),
            http_only: attributes.contains(&"HttpOnly"),
        };
        self.cookies.insert(key, kept);
    }

    /// The candidates for a session among all that.
    pub fn session_candidates(&self, instance: &Instance) -> Vec<SessionCandidate> {
        let seen = self.cookies.iter().map(|((host, name), kept)| CookieSeen {
            name: name.clone(),
            value: Secret::from(kept.value.as_str()),
            domain: host.clone(),
            path: kept.path.clone(),
            secure: kept.secure,
            http_only: kept.http_only,
        });
        session_candidates(instance, seen.collect(), self.stored.as_deref().map(Secret::from))
    }
}

fn attribute<'a>(markup: &'a str, name: &str) -> Option<&'a str> {
    markup.split_once(&format!("{name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

/// Signs in, for a set-up, the user whom the practice HaloPSA has filled in, as the shell does it.
///
/// # Errors
/// The refusal; [`Error::SignInClosed`] when nothing in the window opens a session.
///
/// # Panics
/// If it leads to where the app's own window would not go.
pub async fn sign_in_as_a_person(latchkey: &Latchkey, id: &SetUpId) -> Result<(), Error> {
    let instance = latchkey.at(id).sign_in_place()?;
    let mut window = Window::at(instance.address.to_string().trim_end_matches('/'));
    window.sign_in().await;
    for page in &window.pages {
        assert!(latchkey.window_may_go_to(page), "the app's own window would not go to {page}");
    }
    for pass in window.session_candidates(&instance) {
        if let Some(signed_in) = latchkey.who_is_signed_in(&instance, pass.token).await? {
            return latchkey.at(id).sign_in(signed_in, &nobody()).await;
        }
    }
    Err(Error::SignInClosed)
}
