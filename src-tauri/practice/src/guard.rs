//! What every request passes: it must be meant for this server, it is noted without its contents, and its
//! answer is stored nowhere.
//!
//! There are no CORS headers anywhere: a web page of somebody else can't read what is here.

use std::sync::Arc;

use axum::extract::{self, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header, uri::Authority};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use url::form_urlencoded;

use crate::state::{self, Place, State};

/// At which of its addresses this HaloPSA was asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Door {
    Main,
    Auth,
}

impl Door {
    pub(crate) fn place(self, state: &State) -> &Place {
        match (self, &state.auth) {
            (Self::Auth, Some(auth)) => auth,
            _ => &state.main,
        }
    }
}

/// `form-action` and `style-src` are all that the pages need; they have no scripts.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

pub(crate) async fn guard(
    extract::State((state, door)): extract::State<(Arc<State>, Door)>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default();
    let query = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()).collect();
    let mut noted = Noted {
        state: Arc::clone(&state),
        request: state::Request { method: method.to_string(), path, status: 0, query },
    };
    let mut response = match refusal(door.place(&state), &request) {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    noted.request.status = response.status().as_u16();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // Not `no-referrer`: with it browsers send `Origin: null` with the pages' own forms.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A request that is noted when it is over, also when whoever sent it doesn't wait for the answer.
struct Noted {
    state: Arc<State>,
    request: state::Request,
}

impl Drop for Noted {
    fn drop(&mut self) {
        self.state.note(self.request.clone());
    }
}

fn refusal(place: &Place, request: &Request) -> Option<Response> {
    let headers = request.headers();
    // A page elsewhere can let its own name point to 127.0.0.1; its requests then carry that name.
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match hosts.next() {
        Some(host) => host.to_str().ok(),
        // HTTP/2, where a server before this one speaks it, has no such header.
        None => request.uri().authority().map(Authority::as_str),
    };
    if host != Some(place.host.as_str()) || hosts.next().is_some() {
        let text = "This practice HaloPSA answers only to the address that it was opened with.";
        return Some((StatusCode::MISDIRECTED_REQUEST, text).into_response());
    }
    if request.method().is_safe() {
        return None;
    }
    // Browsers say where a form was sent from; other clients say nothing.
    let foreign_origin =
        headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes() != place.origin.as_bytes());
    let foreign_site = headers
        .get("sec-fetch-site")
        .is_some_and(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"));
    (foreign_origin || foreign_site).then(|| {
        let text = "This was sent from another website.";
        (StatusCode::FORBIDDEN, text).into_response()
    })
}
