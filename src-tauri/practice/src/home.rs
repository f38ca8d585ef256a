//! The web app's home, for whoever is signed in; everybody else is led to the sign-in page.
//!
//! Elements with stable ids: `signed-in-as`, `sign-out` (a form's button), `address`, `halopsa-api`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Held;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};

use crate::guard::PagePolicy;
use crate::pages::{CONFIG, page};
use crate::response::escape;
use crate::signing_in::{LOGIN, LOGOUT, lead_to, script};
use crate::state::State;

/// `GET /`
pub(crate) async fn show(Held(state): Held<Arc<State>>, headers: HeaderMap) -> Response {
    let path = &state.main.path;
    let Some(signed_in) = state.signed_in_with_token(&headers) else {
        return lead_to(&format!("{path}{LOGIN}"), []);
    };
    // The one place: where the token is too large for a cookie, the page's script takes it from here.
    let (script, needs) = match &signed_in.token {
        Some(token) => (
            script(&state, &format!("data-access-token=\"{}\"", escape(token))),
            PagePolicy { script: true, ..PagePolicy::default() },
        ),
        None => (String::new(), PagePolicy::default()),
    };
    let body = format!(
        "<h1>Practice HaloPSA</h1>\
         <div class=\"session\"><p id=\"signed-in-as\">Signed in as {name}</p>\
         <form method=\"post\" action=\"{path}{LOGOUT}\"><button id=\"sign-out\">Sign out</button></form></div>\
         <p>This is a rehearsal. It looks a little like HaloPSA and behaves like it where API applications \
         are concerned. All names in it are invented, and it is gone when the practice ends.</p>\
         <p>Its address is <output id=\"address\">{address}</output></p>\
         <ul><li>Configuration &gt; Integrations &gt; \
         <a id=\"halopsa-api\" href=\"{path}{CONFIG}\">HaloPSA API</a></li></ul>{script}",
        name = escape(&signed_in.agent.name),
        address = escape(&state.main.url),
    );
    (Extension(needs), page(&state, "Home", "", &body)).into_response()
}
