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
    Identity,
}

impl Door {
    pub(crate) fn place(self, state: &State) -> &Place {
        let other = match self {
            Self::Main => &None,
            Self::Auth => &state.auth,
            Self::Identity => &state.identity,
        };
        other.as_ref().unwrap_or(&state.main)
    }
}

/// What a page needs beyond showing itself and sending its form to where it came from. An answer carries it
/// as an extension.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needs {
    /// It has the script.
    pub(crate) script: bool,
    /// Its form leads on to this origin. Browsers hold `form-action` against the redirect that follows a
    /// form, too.
    pub(crate) form_leads_to: Option<String>,
}

impl Needs {
    /// `form-action` and `style-src` are all that most pages need.
    fn policy(&self) -> String {
        let elsewhere = self.form_leads_to.as_ref().map_or_else(String::new, |origin| format!(" {origin}"));
        let script = if self.script { "; script-src 'self'" } else { "" };
        format!(
            "default-src 'none'; style-src 'self'; form-action 'self'{elsewhere}; base-uri 'none'; \
             frame-ancestors 'none'{script}"
        )
    }
}

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
    let policy = response.extensions_mut().remove::<Needs>().unwrap_or_default().policy();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not `no-referrer`: with it browsers send `Origin: null` with the pages' own forms.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // An origin is ASCII, so this is always a value; if it weren't, the page would be allowed nothing.
    let policy = HeaderValue::from_str(&policy);
    let policy = policy.unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
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
