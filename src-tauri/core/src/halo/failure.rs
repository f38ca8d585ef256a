//! Maps failed requests to errors on which a person can act. The cause is logged, without its URL.

use reqwest::{Response, StatusCode, header};
use rustls::CertificateError;
use url::Url;

use super::proxy::proxy_to;
use crate::Error;
use crate::vault::credentials;

/// hyper-util's error text for a proxy's 407 response to `CONNECT`. The error's type is private; a test
/// checks the text.
const PROXY_WANTS_SIGN_IN: &str = "tunnel error: proxy authorization required";

/// Maps a transport error, and logs it.
pub(super) fn what_failed(url: &Url, error: reqwest::Error) -> Error {
    let host = host(url);
    let error = error.without_url();
    tracing::warn!(%host, error = ?error, "request failed");
    if error.is_timeout() {
        return Error::HaloTooSlow { host };
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(at) = cause {
        if let Some(tls) = at.downcast_ref::<rustls::Error>() {
            return certificate(host, tls);
        }
        let io = at.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::ConnectionRefused) {
            return Error::HaloRefusedConnection { host };
        }
        if at.to_string() == PROXY_WANTS_SIGN_IN {
            return proxy_wants_sign_in(url);
        }
        // The inner error of an `io::Error` is not its source. It may be an `io::Error` as well.
        cause = match io.and_then(std::io::Error::get_ref) {
            Some(inside) => Some(inside),
            None => at.source(),
        };
    }
    Error::HaloNotReached { host }
}

/// With a wrong system clock, every certificate seems expired or not yet valid.
fn certificate(host: String, error: &rustls::Error) -> Error {
    let of_its_time = matches!(
        error,
        rustls::Error::InvalidCertificate(
            CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. }
        )
    );
    if of_its_time {
        let now = jiff::Timestamp::now().strftime("%-d %B %Y, %H:%M UTC").to_string();
        Error::HaloCertificateDate { host, now }
    } else {
        Error::HaloCertificate { host }
    }
}

fn proxy_wants_sign_in(url: &Url) -> Error {
    // Without a configured proxy, it is one in front of HaloPSA.
    let proxy = proxy_to(url.as_str()).map_or_else(|| host(url), |(host, port)| format!("{host}:{port}"));
    Error::ProxySignIn { proxy, host: host(url) }
}

/// The error for a response that is not from HaloPSA but from an intermediary: a proxy or captive portal that
/// requires its own sign-in.
pub(super) fn intermediary_error(url: &Url, response: &Response) -> Option<Error> {
    match response.status() {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => Some(proxy_wants_sign_in(url)),
        // RFC 6585, section 6: never sent by the origin server.
        StatusCode::NETWORK_AUTHENTICATION_REQUIRED => Some(Error::NetworkSignIn { host: host(url) }),
        _ => None,
    }
}

/// The error for an unauthenticated request's redirect by a captive portal: to another host and to another
/// path there.
pub(super) fn portal(url: &Url, response: &Response) -> Option<Error> {
    let to = response.status().is_redirection().then(|| location(url, response)).flatten()?;
    let same_thing = to.path().ends_with(url.path());
    if to.host_str() == url.host_str() || same_thing {
        return None;
    }
    let host = host(url);
    Some(match shown_host(&to) {
        Some(to) => Error::NetworkSignInAt { host, to },
        None => Error::NetworkSignIn { host },
    })
}

pub(super) fn redirected(url: &Url, response: &Response) -> Error {
    let to = location(url, response).and_then(|to| shown_host(&to)).unwrap_or_default();
    Error::HaloRedirects { host: host(url), to }
}

fn location(url: &Url, response: &Response) -> Option<Url> {
    url.join(response.headers().get(header::LOCATION)?.to_str().ok()?).ok()
}

/// The host for display. `None` if it contains a text in the format of a credential. A secret is too long for
/// one label of a host.
fn shown_host(to: &Url) -> Option<String> {
    let to = to.host_str()?;
    let is_guid = |part: &str| part.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    (!to.split('.').any(is_guid) && !credentials::holds_a_secret(to)).then(|| to.to_owned())
}

/// The host of a URL, for an error.
pub(super) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
