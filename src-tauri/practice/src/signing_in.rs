//! Signing in to the web app, for a person in a private window and for tests over HTTP. What has to be shown is
//! filled in and can't be changed, so that nobody types a real password into a rehearsal.
//!
//! Below the instance's address:
//!
//! | request | what it does | answer |
//! |---|---|---|
//! | `GET /auth/account/login` | the sign-in page | page; 303 to `/` for whoever is signed in |
//! | `POST /auth/account/login` | `username`, `password` | 303 onwards, or 401 and the page |
//! | the same with single sign-on | nothing is asked | 303 to the identity provider |
//! | `GET /auth/account/callback?ticket=…` | comes back from there | 303 onwards, or 401 and the page |
//! | `GET /auth/account/two-factor` | the page for the code | page; 303 to the sign-in page for nobody |
//! | `POST /auth/account/two-factor` | `code` | 303 onwards, or 401 and the page |
//! | `POST /auth/account/logout` | ends the session | 303 to the sign-in page |
//!
//! Onwards is the page for the code where the dialect has one, then `/` with a session.
//!
//! Elements with stable ids: the fields `username`, `password`, `code`; the buttons `sign-in`,
//! `single-sign-on`, `verify`; `problem`; and `session`, which is all that a script looks at.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{RawQuery, State as Held};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use url::form_urlencoded;

use crate::cookie::{Cookie, delete_header};
use crate::dialect::{SecondFactor, SessionKept};
use crate::guard::PagePolicy;
use crate::pages::page_alone;
use crate::people::Agent;
use crate::response::escape;
use crate::session::{CODE, PASSWORD};
use crate::sessions::PENDING_COOKIE;
use crate::state::State;

pub(crate) const LOGIN: &str = "/auth/account/login";
pub(crate) const TWO_FACTOR: &str = "/auth/account/two-factor";
pub(crate) const CALLBACK: &str = "/auth/account/callback";
/// Where the identity provider's sign-in page is, below its own address.
pub(crate) const IDENTITY: &str = "/identity/sign-in";
pub(crate) const LOGOUT: &str = "/auth/account/logout";

/// What somebody reads who may not sign in, whatever the reason.
pub(crate) const WRONG: &str = "This user name and this password do not let anybody in.";
const WRONG_CODE: &str = "This code is not right.";
const USED_UP: &str = "This way in was used already, or it is too old. Please sign in again.";

/// `GET /auth/account/login`
pub(crate) async fn show(Held(state): Held<Arc<State>>, headers: HeaderMap) -> Response {
    if state.signed_in(&headers).is_some() {
        return lead_to(&home(&state), []);
    }
    let mut page = sign_in_page(&state, None);
    // What web apps keep of somebody who isn't signed in yet.
    let preference = Cookie { name: "theme".to_owned(), value: "system".to_owned(), http_only: false };
    keep(&mut page, preference.set_header(&state.main));
    page
}

/// `POST /auth/account/login`
pub(crate) async fn sign_in(Held(state): Held<Arc<State>>, body: Bytes) -> Response {
    if let Some(provider) = state.single_sign_on() {
        return lead_to(&format!("{}{}", provider.url, IDENTITY), []);
    }
    match who_sent(&state, &body) {
        Some(agent) => go_on(&state, &agent),
        None => (StatusCode::UNAUTHORIZED, sign_in_page(&state, Some(WRONG))).into_response(),
    }
}

/// `GET /auth/account/callback`
pub(crate) async fn callback(Held(state): Held<Arc<State>>, RawQuery(query): RawQuery) -> Response {
    let ticket = field(query.unwrap_or_default().as_bytes(), "ticket");
    let agent = ticket.and_then(|ticket| state.redeem_ticket(&ticket)).and_then(|id| state.agent(id));
    match agent {
        Some(agent) => go_on(&state, &agent),
        None => (StatusCode::UNAUTHORIZED, sign_in_page(&state, Some(USED_UP))).into_response(),
    }
}

/// `GET /auth/account/two-factor`
pub(crate) async fn show_code(Held(state): Held<Arc<State>>, headers: HeaderMap) -> Response {
    match state.pending_agent(&headers) {
        Some(_) => code_page(&state, None),
        None => lead_to(&at(&state, LOGIN), []),
    }
}

/// `POST /auth/account/two-factor`
pub(crate) async fn check_code(Held(state): Held<Arc<State>>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(agent) = state.pending_agent(&headers) else {
        return lead_to(&at(&state, LOGIN), []);
    };
    if field(&body, "code").as_deref() != Some(CODE) {
        return (StatusCode::UNAUTHORIZED, code_page(&state, Some(WRONG_CODE))).into_response();
    }
    state.stop_waiting(&headers);
    let agent = state.agent(agent);
    let mut answer = agent.map_or_else(|| refused(&state), |agent| enter(&state, &agent));
    keep(&mut answer, delete_header(&state.main, PENDING_COOKIE));
    answer
}

/// `POST /auth/account/logout`
pub(crate) async fn sign_out(Held(state): Held<Arc<State>>, headers: HeaderMap) -> Response {
    let names = state.end_session(&headers);
    lead_to(&at(&state, LOGIN), names.iter().map(|name| delete_header(&state.main, name)))
}

/// Lets somebody on who has shown the password: to the code, or in.
fn go_on(state: &State, agent: &Agent) -> Response {
    match state.dialect().second_factor {
        SecondFactor::None => enter(state, agent),
        SecondFactor::Code => match state.wait_for_code(agent.id) {
            Ok(cookie) => lead_to(&at(state, TWO_FACTOR), [cookie.set_header(&state.main)]),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
    }
}

/// Lets somebody in who has shown everything, unless their agent was disabled on the way.
fn enter(state: &State, agent: &Agent) -> Response {
    if !agent.may_sign_in() {
        return refused(state);
    }
    match state.start_session(agent.id) {
        Ok(cookies) => lead_to(&home(state), cookies.iter().map(|cookie| cookie.set_header(&state.main))),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn refused(state: &State) -> Response {
    (StatusCode::UNAUTHORIZED, sign_in_page(state, Some(WRONG))).into_response()
}

fn sign_in_page(state: &State, wrong: Option<&str>) -> Response {
    let action = at(state, LOGIN);
    let provider = state.single_sign_on();
    let form = if provider.is_some() {
        format!(
            "<p>This is a rehearsal: there is nothing to type here, just press the button.</p>\
             <form method=\"post\" action=\"{action}\">\
             <button class=\"main\" id=\"single-sign-on\" autofocus>Single sign-on</button></form>"
        )
    } else {
        credentials(state, &action)
    };
    let mut needs =
        PagePolicy { script: false, form_redirects_to: provider.map(|place| place.origin.clone()) };
    let mut script_or_none = String::new();
    if wrong.is_none() && state.dialect().session == SessionKept::LocalStorage {
        // Nobody is signed in who opens this page, and what a script kept of earlier is over.
        script_or_none = script(state, "data-ended");
        needs.script = true;
    }
    let body = format!("<h1>Sign in</h1>{}{form}{script_or_none}", problem(wrong));
    (Extension(needs), page_alone(&state.main, "Sign in", &body)).into_response()
}

fn code_page(state: &State, wrong: Option<&str>) -> Response {
    let body = format!(
        "<h1>Two-factor authentication</h1>{problem}\
         <p id=\"why\">This is a rehearsal: the code is filled in and there is nothing to type, just press the \
         button.</p>\
         <form method=\"post\" action=\"{action}\" autocomplete=\"off\">{code}\
         <button class=\"main\" id=\"verify\" autofocus>Verify</button></form>",
        problem = problem(wrong),
        action = at(state, TWO_FACTOR),
        code = filled_in("code", "text", "Code", CODE),
    );
    page_alone(&state.main, "Two-factor authentication", &body).into_response()
}

/// The form with the user name and the password, both filled in.
pub(crate) fn credentials(state: &State, action: &str) -> String {
    let username = state.person().map_or_else(String::new, |agent| agent.email);
    format!(
        "<p id=\"why\">This is a rehearsal: both fields are filled in and can't be changed, so that nobody types \
         a real password here. There is nothing to type, just press the button.</p>\
         <form method=\"post\" action=\"{action}\" autocomplete=\"off\">{username}{password}\
         <button class=\"main\" id=\"sign-in\" autofocus>Sign in</button></form>",
        username = filled_in("username", "text", "User name", &username),
        password = filled_in("password", "password", "Password", PASSWORD),
    )
}

fn filled_in(name: &str, kind: &str, label: &str, value: &str) -> String {
    format!(
        "<div class=\"field\"><label for=\"{name}\">{label}</label>\
         <input type=\"{kind}\" id=\"{name}\" name=\"{name}\" value=\"{value}\" readonly autocomplete=\"off\" \
         aria-describedby=\"why\"></div>",
        value = escape(value),
    )
}

pub(crate) fn problem(text: Option<&str>) -> String {
    text.map_or_else(String::new, |text| {
        format!("<p class=\"problem\" id=\"problem\" role=\"alert\">{text}</p>")
    })
}

/// The script, and the element that tells it what to do.
pub(crate) fn script(state: &State, what: &str) -> String {
    let path = &state.main.path;
    format!("<div id=\"session\" {what} hidden></div><script src=\"{path}/practice.js\"></script>")
}

/// Who a sent form lets in.
pub(crate) fn who_sent(state: &State, body: &[u8]) -> Option<Agent> {
    state.check_password(&field(body, "username")?, &field(body, "password")?)
}

fn field(sent: &[u8], wanted: &str) -> Option<String> {
    form_urlencoded::parse(sent).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

fn at(state: &State, below: &str) -> String {
    format!("{}{below}", state.main.path)
}

fn home(state: &State) -> String {
    at(state, "/")
}

/// A 303, and what the browser is to keep and to forget.
pub(crate) fn lead_to(to: &str, cookies: impl IntoIterator<Item = Option<HeaderValue>>) -> Response {
    let mut answer = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
    for cookie in cookies {
        keep(&mut answer, cookie);
    }
    answer
}

fn keep(answer: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
