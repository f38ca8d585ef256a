//! Signing in to the web app, for people and for tests over HTTP. All fields are filled in and read-only, so that
//! nobody types a real password.
//!
//! Below the instance's address:
//!
//! | request | what it does | response |
//! |---|---|---|
//! | `GET /auth/account/login` | the sign-in page | page; 303 to `/` if signed in |
//! | `POST /auth/account/login` | checks `username` and `password` | 303 to the next page, or 401 and the page |
//! | the same with single sign-on | checks nothing | 303 to the identity provider |
//! | `GET /auth/account/callback?ticket=…` | checks the identity provider's ticket | 303 to the next page, or 401 and the sign-in page |
//! | `GET /auth/account/two-factor` | the page for the code | page; 303 to the sign-in page without a pending sign-in |
//! | `POST /auth/account/two-factor` | checks `code` | 303 to `/`, or 401 and the page |
//! | `POST /auth/account/logout` | ends the session | 303 to the sign-in page |
//!
//! The next page is the one for the code if the dialect has one, otherwise `/`.
//!
//! Elements with stable ids: the fields `username`, `password`, `code`; the buttons `sign-in`,
//! `single-sign-on`, `verify`; `problem`; and `session`, which the script reads.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{self, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use url::form_urlencoded;

use crate::cookie::{Cookie, delete_header};
use crate::dialect::{SecondFactor, SessionKept};
use crate::guard::PagePolicy;
use crate::people::Agent;
use crate::response::{html, redirect};
use crate::session::{CODE, PASSWORD};
use crate::sessions::PENDING_COOKIE;
use crate::state::State;

pub(crate) const LOGIN: &str = "/auth/account/login";
pub(crate) const TWO_FACTOR: &str = "/auth/account/two-factor";
pub(crate) const CALLBACK: &str = "/auth/account/callback";
pub(crate) const LOGOUT: &str = "/auth/account/logout";
/// The identity provider's sign-in page, below the provider's address.
pub(crate) const IDENTITY: &str = "/identity/sign-in";

/// The same for every reason, so that it doesn't reveal which agents may sign in.
pub(crate) const WRONG_PASSWORD: &str = "This user name and this password do not let anybody in.";
const WRONG_CODE: &str = "This code is not right.";
const INVALID_TICKET: &str = "This way in was used already, or it is too old. Please sign in again.";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    path: &'a str,
    /// Whether the page has only the button that leads to the identity provider.
    single_sign_on: bool,
    /// The email address that is filled in.
    username: &'a str,
    problem: Option<&'static str>,
    /// Whether the script removes the token that it stored for an earlier session.
    removes_token: bool,
}

impl SignInPage<'_> {
    fn action(&self) -> String {
        format!("{}{LOGIN}", self.path)
    }
}

#[derive(Template)]
#[template(path = "two_factor.html")]
struct TwoFactorPage<'a> {
    path: &'a str,
    problem: Option<&'static str>,
}

/// `GET /auth/account/login`
pub(crate) async fn show(extract::State(state): extract::State<Arc<State>>, headers: HeaderMap) -> Response {
    if state.signed_in(&headers).is_some() {
        return redirect(&state.main.path_to("/"));
    }
    let mut page = sign_in_page(&state, None);
    // A cookie that web apps set before anybody is signed in.
    let preference = Cookie { name: "theme".to_owned(), value: "system".to_owned(), http_only: false };
    set_cookie(&mut page, preference.set_header(&state.main));
    page
}

/// `POST /auth/account/login`
pub(crate) async fn sign_in(extract::State(state): extract::State<Arc<State>>, body: Bytes) -> Response {
    if let Some(provider) = state.single_sign_on() {
        return redirect(&format!("{}{IDENTITY}", provider.url));
    }
    match agent_in_form(&state, &body) {
        Some(agent) => password_accepted(&state, &agent),
        None => refused(&state, WRONG_PASSWORD),
    }
}

/// `GET /auth/account/callback`
pub(crate) async fn callback(
    extract::State(state): extract::State<Arc<State>>,
    RawQuery(query): RawQuery,
) -> Response {
    let ticket = field(query.unwrap_or_default().as_bytes(), "ticket");
    let agent = ticket.and_then(|ticket| state.redeem_ticket(&ticket)).and_then(|id| state.agent(id));
    match agent {
        Some(agent) => password_accepted(&state, &agent),
        None => refused(&state, INVALID_TICKET),
    }
}

/// `GET /auth/account/two-factor`
pub(crate) async fn show_code(
    extract::State(state): extract::State<Arc<State>>,
    headers: HeaderMap,
) -> Response {
    match state.pending_agent(&headers) {
        Some(_) => code_page(&state, None),
        None => redirect(&state.main.path_to(LOGIN)),
    }
}

/// `POST /auth/account/two-factor`
pub(crate) async fn check_code(
    extract::State(state): extract::State<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(agent) = state.pending_agent(&headers) else {
        return redirect(&state.main.path_to(LOGIN));
    };
    if field(&body, "code").as_deref() != Some(CODE) {
        return (StatusCode::UNAUTHORIZED, code_page(&state, Some(WRONG_CODE))).into_response();
    }
    state.stop_waiting(&headers);
    let mut response = match state.agent(agent) {
        Some(agent) => start_session(&state, &agent),
        None => refused(&state, WRONG_PASSWORD),
    };
    set_cookie(&mut response, delete_header(&state.main, PENDING_COOKIE));
    response
}

/// `POST /auth/account/logout`
pub(crate) async fn sign_out(
    extract::State(state): extract::State<Arc<State>>,
    headers: HeaderMap,
) -> Response {
    let mut response = redirect(&state.main.path_to(LOGIN));
    for name in state.end_session(&headers) {
        set_cookie(&mut response, delete_header(&state.main, &name));
    }
    response
}

/// The response after the password: to the page for the code, or to the home page with a session.
fn password_accepted(state: &State, agent: &Agent) -> Response {
    match state.dialect().second_factor {
        SecondFactor::None => start_session(state, agent),
        SecondFactor::Code => match state.wait_for_code(agent.id) {
            Ok(cookie) => {
                let mut response = redirect(&state.main.path_to(TWO_FACTOR));
                set_cookie(&mut response, cookie.set_header(&state.main));
                response
            }
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
    }
}

/// The response after all checks: to the home page with a session, or 401 if the agent was disabled meanwhile.
fn start_session(state: &State, agent: &Agent) -> Response {
    if !agent.may_sign_in() {
        return refused(state, WRONG_PASSWORD);
    }
    match state.start_session(agent.id) {
        Ok(cookies) => {
            let mut response = redirect(&state.main.path_to("/"));
            for cookie in cookies {
                set_cookie(&mut response, cookie.set_header(&state.main));
            }
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// 401 and the sign-in page with this problem.
fn refused(state: &State, problem: &'static str) -> Response {
    (StatusCode::UNAUTHORIZED, sign_in_page(state, Some(problem))).into_response()
}

fn sign_in_page(state: &State, problem: Option<&'static str>) -> Response {
    let provider = state.single_sign_on();
    let username = state.person().map_or_else(String::new, |agent| agent.email);
    let page = SignInPage {
        path: &state.main.path,
        single_sign_on: provider.is_some(),
        username: &username,
        problem,
        removes_token: problem.is_none() && state.dialect().session == SessionKept::LocalStorage,
    };
    let policy = PagePolicy {
        script: page.removes_token,
        form_redirects_to: provider.map(|provider| provider.origin.clone()),
    };
    (Extension(policy), html(&page)).into_response()
}

fn code_page(state: &State, problem: Option<&'static str>) -> Response {
    html(&TwoFactorPage { path: &state.main.path, problem })
}

/// The agent whose user name and password a form has; `None` if they are wrong or the agent may not sign in.
pub(crate) fn agent_in_form(state: &State, body: &[u8]) -> Option<Agent> {
    state.check_password(&field(body, "username")?, &field(body, "password")?)
}

fn field(form: &[u8], wanted: &str) -> Option<String> {
    form_urlencoded::parse(form).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

fn set_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
