//! Cookies as headers: reading `Cookie`, writing `Set-Cookie`. What a cookie's value is worth is decided in
//! [`crate::sessions`].

use axum::http::{HeaderMap, HeaderValue, header};

use crate::address::Address;

/// A cookie that the browser keeps until it is closed.
pub(crate) struct Cookie {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Whether scripts can't read it.
    pub(crate) http_only: bool,
}

impl Cookie {
    /// The `Set-Cookie` header that stores it for this address; `None` if it can't be a header's value.
    pub(crate) fn set_header(&self, address: &Address) -> Option<HeaderValue> {
        let http_only = if self.http_only { "; HttpOnly" } else { "" };
        header(&format!("{}={}{}{http_only}", self.name, self.value, attributes(address)))
    }
}

/// The `Set-Cookie` header that deletes the cookie with this name; `None` if it can't be a header's value.
pub(crate) fn delete_header(address: &Address, name: &str) -> Option<HeaderValue> {
    header(&format!("{name}={}; Max-Age=0", attributes(address)))
}

/// Every value that the browser sent under this name. There can be several: browsers send a cookie to all ports
/// of a host, so another practice server on this computer may have set one.
pub(crate) fn sent<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(sent, _)| *sent == name)
        .map(|(_, value)| value)
}

fn attributes(address: &Address) -> String {
    let path = if address.path.is_empty() { "/" } else { &address.path };
    let secure = if address.origin.starts_with("https://") { "; Secure" } else { "" };
    format!("; Path={path}; SameSite=Lax{secure}")
}

fn header(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok()
}
