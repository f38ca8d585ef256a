//! The proxy that our requests go through.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

/// Host and port of the proxy for a URL, without any user name and password of the proxy.
pub(crate) fn proxy_to(url: &str) -> Option<(String, u16)> {
    let found = url.parse().ok().and_then(|to| Matcher::from_system().intercept(&to));
    found.and_then(|proxy| place(&proxy.uri().to_string()))
}

/// Host and port of a proxy's URL.
fn place(uri: &str) -> Option<(String, u16)> {
    let uri = Url::parse(uri).ok()?;
    let port =
        uri.port_or_known_default().unwrap_or(if uri.scheme().starts_with("socks") { 1080 } else { 80 });
    Some((uri.host_str()?.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_named_without_name_and_password() {
        for (uri, expected) in [
            ("http://proxy.acme.example:3128/", ("proxy.acme.example", 3128)),
            ("http://someone:secret@proxy.acme.example:3128", ("proxy.acme.example", 3128)),
            ("http://proxy.acme.example", ("proxy.acme.example", 80)),
            ("socks5://proxy.acme.example", ("proxy.acme.example", 1080)),
            ("http://[::1]:8080", ("[::1]", 8080)),
        ] {
            assert_eq!(place(uri), Some((expected.0.to_owned(), expected.1)), "{uri}");
        }
        assert_eq!(place("nothing"), None);
    }
}
