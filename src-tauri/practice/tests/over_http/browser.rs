//! A browser for the tests of signing in: it keeps cookies, follows the redirects that the page's policy allows,
//! sends a page's form as it is filled in, and does what the page's script does.

use std::collections::BTreeMap;

use reqwest::{RequestBuilder, Response, StatusCode, Url, header};
use serde_json::Value;

use crate::client::Halo;

/// The login page's path.
pub(crate) const LOGIN: &str = "/auth/account/login";
/// The path of the page for the second factor.
pub(crate) const TWO_FACTOR: &str = "/auth/account/two-factor";

/// A page as it is shown.
#[derive(Clone)]
pub(crate) struct Page {
    pub(crate) address: String,
    pub(crate) status: StatusCode,
    /// The Content-Security-Policy.
    pub(crate) policy: String,
    pub(crate) text: String,
}

/// A cookie as it was set.
#[derive(Clone, Debug)]
pub(crate) struct Cookie {
    pub(crate) value: String,
    /// The attributes, as they were sent.
    pub(crate) attributes: Vec<String>,
}

impl Cookie {
    pub(crate) fn is(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|one| one == attribute)
    }
}

#[derive(Clone)]
pub(crate) struct Browser<'a> {
    halo: &'a Halo,
    pub(crate) cookies: BTreeMap<String, Cookie>,
    pub(crate) local_storage: BTreeMap<String, String>,
    /// Every requested address.
    pub(crate) visited: Vec<String>,
    pub(crate) page: Page,
}

impl<'a> Browser<'a> {
    /// A new one, at the page that the web app's address redirects to.
    pub(crate) async fn at_home(halo: &'a Halo) -> Self {
        let page = Page {
            address: String::new(),
            status: StatusCode::OK,
            policy: String::new(),
            text: String::new(),
        };
        let mut browser = Self {
            halo,
            cookies: BTreeMap::new(),
            local_storage: BTreeMap::new(),
            visited: Vec::new(),
            page,
        };
        browser.open(&halo.at("/")).await;
        browser
    }

    /// A new one that is signed in.
    pub(crate) async fn signed_in(halo: &'a Halo) -> Self {
        let mut browser = Self::at_home(halo).await;
        browser.press_on().await;
        browser
    }

    pub(crate) fn is_home(&self) -> bool {
        self.page.status == StatusCode::OK && self.page.address == self.halo.at("/")
    }

    /// Presses each page's button until it is signed in.
    pub(crate) async fn press_on(&mut self) {
        for _ in 0..4 {
            if self.is_home() {
                return;
            }
            self.press(&[]).await;
        }
        panic!("{} again and again", self.page.address);
    }

    pub(crate) async fn open(&mut self, address: &str) {
        let request = self.halo.client.get(address);
        let answer = self.send(request, address).await;
        self.follow(answer, address, None).await;
    }

    /// Sends the page's form as it is filled in, but for these fields.
    pub(crate) async fn press(&mut self, others: &[(&str, &str)]) {
        let here = Url::parse(&self.page.address).unwrap();
        let (action, mut fields) = form(&self.page.text);
        for (name, value) in others {
            fields.retain(|(field, _)| field != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let to = here.join(&action).unwrap();
        let allowed = allowed(&self.page.policy, &here);
        assert!(allowed.contains(&origin(&to)), "{to} in {allowed:?}");
        let request = self
            .halo
            .client
            .post(to.clone())
            .form(&fields)
            .header(header::ORIGIN, origin(&here))
            .header("Sec-Fetch-Site", "same-origin");
        let answer = self.send(request, to.as_str()).await;
        self.follow(answer, to.as_str(), Some(&allowed)).await;
    }

    /// The `Cookie` header for the instance.
    pub(crate) fn cookie_header(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, cookie)| format!("{name}={}", cookie.value));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// The Bearer token, in the dialects that have one.
    pub(crate) fn bearer(&self) -> &str {
        let cookie = self.cookies.get("access_token").map(|cookie| cookie.value.as_str());
        cookie.or_else(|| self.local_storage.get("_access_token").map(String::as_str)).expect("a token")
    }

    /// `Agent/me` by the token or, if there is none, by the cookies.
    pub(crate) async fn agent_me(&self) -> Value {
        if self.cookies.contains_key("access_token") || !self.local_storage.is_empty() {
            return self.halo.read_json(self.bearer(), "Agent/me").await;
        }
        let answer = self.read_with_cookies("Agent/me").await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    /// A read with the cookies only.
    pub(crate) async fn read_with_cookies(&self, path: &str) -> Response {
        let request = self.halo.client.get(self.halo.at(&format!("/api/{path}")));
        request.header(header::COOKIE, self.cookie_header()).send().await.unwrap()
    }

    async fn send(&mut self, request: RequestBuilder, address: &str) -> Response {
        self.visited.push(address.to_owned());
        let path = Url::parse(address).unwrap().path().to_owned();
        // A browser sends a cookie to all ports of its host.
        let sent = self.cookies.iter().filter(|(_, cookie)| {
            let scope = cookie.attributes.iter().find_map(|one| one.strip_prefix("Path="));
            path.starts_with(scope.unwrap_or("/"))
        });
        let pairs: Vec<_> = sent.map(|(name, cookie)| format!("{name}={}", cookie.value)).collect();
        let request =
            if pairs.is_empty() { request } else { request.header(header::COOKIE, pairs.join("; ")) };
        let answer = request.send().await.unwrap();
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let mut parts = line.to_str().unwrap().split("; ");
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let cookie = Cookie { value: value.to_owned(), attributes: parts.map(str::to_owned).collect() };
            if cookie.is("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), cookie);
            }
        }
        answer
    }

    async fn follow(&mut self, mut answer: Response, address: &str, allowed: Option<&[String]>) {
        let mut address = Url::parse(address).unwrap();
        while answer.status() == StatusCode::SEE_OTHER {
            address = address.join(answer.headers()[header::LOCATION].to_str().unwrap()).unwrap();
            if let Some(allowed) = allowed {
                assert!(allowed.contains(&origin(&address)), "{address} in {allowed:?}");
            }
            let request = self.halo.client.get(address.clone());
            answer = self.send(request, address.as_str()).await;
        }
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        self.page = Page { address: address.to_string(), status, policy, text };
        self.run_script();
    }

    /// Does what practice.js does, if the page has it and may run it.
    fn run_script(&mut self) {
        let page = &self.page;
        let has_it = page.text.contains("/practice.js\"></script>");
        assert_eq!(has_it, page.policy.contains("script-src 'self'"), "{}", page.address);
        if let Some((_, rest)) = page.text.split_once("data-access-token=\"") {
            let token = rest.split_once('"').unwrap().0;
            self.local_storage.insert("_access_token".to_owned(), token.to_owned());
        } else if page.text.contains("id=\"session\" data-ended") {
            self.local_storage.remove("_access_token");
        }
    }
}

fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}

/// The origins that a page's form may be sent and redirected to.
fn allowed(policy: &str, here: &Url) -> Vec<String> {
    let (_, rest) = policy.split_once("form-action ").unwrap();
    let sources = rest.split(';').next().unwrap().split(' ');
    sources.map(|one| if one == "'self'" { origin(here) } else { one.to_owned() }).collect()
}

/// The action and the filled-in fields of the page's form.
fn form(text: &str) -> (String, Vec<(String, String)>) {
    let (_, rest) = text.split_once("<form ").expect("a form");
    let form = rest.split_once("</form>").unwrap().0;
    let fields = form.split("<input ").skip(1);
    let fields = fields.map(|input| (attribute(input, "name"), attribute(input, "value")));
    (attribute(form, "action"), fields.collect())
}

/// An attribute's value; the text begins inside of the tag.
pub(crate) fn attribute(tag: &str, name: &str) -> String {
    let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("no {name}"));
    rest.split_once('"').unwrap().0.to_owned()
}
