//! The identity provider's sign-in page: where people of an organisation with single sign-on prove who they
//! are. It stands for somebody else's host, keeps nothing, and gives the instance a ticket, never a token.
//!
//! `GET` and `POST /identity/sign-in`, with the fields and buttons of [`crate::signing_in`]'s first page.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State as Held;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use crate::address::Address;
use crate::guard::PagePolicy;
use crate::pages::page_alone;
use crate::signing_in::{CALLBACK, IDENTITY, WRONG, credentials, lead_to, problem, who_sent};
use crate::state::State;

/// `GET /identity/sign-in`
pub(crate) async fn show(Held(state): Held<Arc<State>>) -> Response {
    match state.single_sign_on() {
        Some(place) => sign_in_page(&state, place, None),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `POST /identity/sign-in`
pub(crate) async fn sign_in(Held(state): Held<Arc<State>>, body: Bytes) -> Response {
    let Some(place) = state.single_sign_on() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(agent) = who_sent(&state, &body) else {
        return (StatusCode::UNAUTHORIZED, sign_in_page(&state, place, Some(WRONG))).into_response();
    };
    match state.issue_ticket(agent.id) {
        Ok(ticket) => lead_to(&format!("{}{CALLBACK}?ticket={ticket}", state.main.url), []),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn sign_in_page(state: &State, place: &Address, wrong: Option<&str>) -> Response {
    let body = format!(
        "<h1>Sign in with your organisation</h1>{problem}{form}",
        problem = problem(wrong),
        form = credentials(state, &format!("{}{IDENTITY}", place.path)),
    );
    let needs = PagePolicy { form_redirects_to: Some(state.main.origin.clone()), ..PagePolicy::default() };
    (Extension(needs), page_alone(place, "Practice identity provider", &body)).into_response()
}
