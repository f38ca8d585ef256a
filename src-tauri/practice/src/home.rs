//! The web app's home page. A browser that isn't signed in is redirected to the sign-in page.
//!
//! Elements with stable ids: `signed-in-as`, `sign-out` (a form's button), `address`, `halopsa-api`.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};

use crate::configuration::CONFIG;
use crate::guard::PagePolicy;
use crate::response::{html, redirect};
use crate::signing_in::{LOGIN, LOGOUT};
use crate::state::State;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    path: &'a str,
    /// The name of the agent who is signed in.
    agent: &'a str,
    /// The instance's address.
    address: &'a str,
    /// The token for the script, where it is too large for a cookie.
    token: Option<&'a str>,
}

/// `GET /`
pub(crate) async fn show(extract::State(state): extract::State<Arc<State>>, headers: HeaderMap) -> Response {
    let Some(signed_in) = state.signed_in_with_token(&headers) else {
        return redirect(&state.main.path_to(LOGIN));
    };
    let page = HomePage {
        path: &state.main.path,
        agent: &signed_in.agent.name,
        address: &state.main.url,
        token: signed_in.token.as_deref(),
    };
    let policy = PagePolicy { script: page.token.is_some(), ..PagePolicy::default() };
    (Extension(policy), html(&page)).into_response()
}
