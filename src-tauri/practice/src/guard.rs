//! What every request passes: it must be sent to this server's own address and, unless it only reads, not from
//! another website. Its response gets headers against caching and framing.
//!
//! No response has CORS headers, so a page of another website can't read it.

use std::sync::Arc;

use axum::extract::{self, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header, uri::Authority};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::address::Address;
use crate::state::State;

/// Which of this HaloPSA's addresses a request was sent to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Listener {
    /// The instance.
    Main,
    /// The token endpoint's other address.
    Auth,
    /// The identity provider.
    Identity,
}

impl Listener {
    /// Its address; the instance's if it has none of its own.
    pub(crate) fn address(self, state: &State) -> &Address {
        let other = match self {
            Self::Main => &None,
            Self::Auth => &state.auth,
            Self::Identity => &state.identity,
        };
        other.as_ref().unwrap_or(&state.main)
    }
}

/// What a page's Content-Security-Policy allows in addition to styles and forms to the same origin. A response
/// carries it as an extension.
#[derive(Clone, Debug, Default)]
pub(crate) struct PagePolicy {
    /// The practice HaloPSA's script.
    pub(crate) script: bool,
    /// A form that redirects to this origin: browsers apply `form-action` to the redirect, too.
    pub(crate) form_redirects_to: Option<String>,
}

impl PagePolicy {
    /// The header's value.
    fn value(&self) -> String {
        let elsewhere =
            self.form_redirects_to.as_ref().map_or_else(String::new, |origin| format!(" {origin}"));
        let script = if self.script { "; script-src 'self'" } else { "" };
        format!(
            "default-src 'none'; style-src 'self'; form-action 'self'{elsewhere}; base-uri 'none'; \
             frame-ancestors 'none'{script}"
        )
    }
}

/// Checks the request and adds the headers to its response.
pub(crate) async fn guard(
    extract::State((state, listener)): extract::State<(Arc<State>, Listener)>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match refusal(listener.address(&state), &request) {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    let policy = response.extensions_mut().remove::<PagePolicy>().unwrap_or_default().value();
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
    // An origin is ASCII, so this can't fail; if it did, the page would be allowed nothing.
    let policy = HeaderValue::from_str(&policy);
    let policy = policy.unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// The response to a request that is refused: 421 for another `Host`, 403 if another website sent it.
fn refusal(address: &Address, request: &Request) -> Option<Response> {
    let headers = request.headers();
    // DNS rebinding: another website can let its own name resolve to 127.0.0.1, and its requests have that name.
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match hosts.next() {
        Some(host) => host.to_str().ok(),
        // HTTP/2, which a TLS server before this one may speak, has no such header.
        None => request.uri().authority().map(Authority::as_str),
    };
    if host != Some(address.host.as_str()) || hosts.next().is_some() {
        let text = "This practice HaloPSA answers only to the address that it was opened with.";
        return Some((StatusCode::MISDIRECTED_REQUEST, text).into_response());
    }
    if request.method().is_safe() {
        return None;
    }
    // Browsers send the origin of a form; other clients send neither header.
    let foreign_origin =
        headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes() != address.origin.as_bytes());
    let foreign_site = headers
        .get("sec-fetch-site")
        .is_some_and(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"));
    (foreign_origin || foreign_site).then(|| {
        let text = "This was sent from another website.";
        (StatusCode::FORBIDDEN, text).into_response()
    })
}
