//! Cookies: what a browser sent, and what it is told to keep. It never decides what a cookie is worth.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::state::State;

/// A cookie that a browser is to keep until it is closed.
pub(crate) struct Cookie {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Whether it is kept from scripts.
    pub(crate) http_only: bool,
}

impl Cookie {
    /// What `Set-Cookie` says.
    pub(crate) fn kept(&self, state: &State) -> Option<HeaderValue> {
        let http_only = if self.http_only { "; HttpOnly" } else { "" };
        header(&format!("{}={}{}{http_only}", self.name, self.value, attributes(state)))
    }
}

/// What `Set-Cookie` says to make a browser forget a cookie.
pub(crate) fn forgotten(state: &State, name: &str) -> Option<HeaderValue> {
    header(&format!("{name}={}; Max-Age=0", attributes(state)))
}

/// Every value that a browser sent under this name. There can be several: cookies are not told apart by their
/// port, and another practice on this computer may have left one.
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

fn attributes(state: &State) -> String {
    let path = if state.main.path.is_empty() { "/" } else { &state.main.path };
    let secure = if state.main.origin.starts_with("https://") { "; Secure" } else { "" };
    format!("; Path={path}; SameSite=Lax{secure}")
}

fn header(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok()
}
