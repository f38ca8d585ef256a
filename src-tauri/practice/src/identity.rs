//! The identity provider's sign-in page, where people sign in with single sign-on. It represents another host,
//! stores nothing, and sends the browser back to the instance with a ticket.
//!
//! `GET` and `POST /identity/sign-in`, with the fields and buttons of [`crate::signing_in`]'s first page.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::body::Bytes;
use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use crate::address::Address;
use crate::guard::PagePolicy;
use crate::response::{html, redirect};
use crate::session::PASSWORD;
use crate::signing_in::{CALLBACK, IDENTITY, WRONG_PASSWORD, agent_in_form};
use crate::state::State;

#[derive(Template)]
#[template(path = "identity.html")]
struct IdentityPage<'a> {
    path: &'a str,
    username: &'a str,
    problem: Option<&'static str>,
}

impl IdentityPage<'_> {
    fn action(&self) -> String {
        format!("{}{IDENTITY}", self.path)
    }
}

/// `GET /identity/sign-in`
pub(crate) async fn show(extract::State(state): extract::State<Arc<State>>) -> Response {
    match state.single_sign_on() {
        Some(address) => sign_in_page(&state, address, None),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `POST /identity/sign-in`
pub(crate) async fn sign_in(extract::State(state): extract::State<Arc<State>>, body: Bytes) -> Response {
    let Some(address) = state.single_sign_on() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(agent) = agent_in_form(&state, &body) else {
        let page = sign_in_page(&state, address, Some(WRONG_PASSWORD));
        return (StatusCode::UNAUTHORIZED, page).into_response();
    };
    match state.issue_ticket(agent.id) {
        Ok(ticket) => redirect(&format!("{}{CALLBACK}?ticket={ticket}", state.main.url)),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn sign_in_page(state: &State, address: &Address, problem: Option<&'static str>) -> Response {
    let username = state.person().map_or_else(String::new, |agent| agent.email);
    let policy = PagePolicy { form_redirects_to: Some(state.main.origin.clone()), ..PagePolicy::default() };
    let page = IdentityPage { path: &address.path, username: &username, problem };
    (Extension(policy), html(&page)).into_response()
}
