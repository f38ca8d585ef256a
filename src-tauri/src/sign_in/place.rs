//! The sign-in window's place, as reported by the page that is shown: `location` can be neither replaced nor
//! shadowed by a page (HTML: `LegacyUnforgeable`). The address that a webview reports may be where it only
//! wants to go.

use url::Url;

/// Evaluates to the page's origin only: no path, no parameters.
pub(super) const QUESTION: &str = "(() => location.protocol + '//' + location.host + '/')()";

/// A longer host is shown by its end, which identifies its owner. Characters.
const MAX_HOST: usize = 60;
/// A longer answer names no place. Bytes.
const MAX_ANSWER: usize = 4 * 1024;

/// The place that the page in the sign-in window reports.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ShownAt {
    /// A host that can be looked up.
    Host(Url),
    /// No host: an empty page, or the webview's own error page.
    None,
    /// A place on the web whose name can't be parsed: neither its owner nor whether the window may be there
    /// is known.
    Unreadable,
}

/// Parses a page's answer to [`QUESTION`], as JSON.
pub(super) fn place(answer: &str) -> ShownAt {
    let text: String = match serde_json::from_str(answer) {
        Ok(text) if answer.len() <= MAX_ANSWER => text,
        Ok(_) => return ShownAt::Unreadable,
        Err(_) => return ShownAt::None,
    };
    let in_the_web = text.starts_with("https:") || text.starts_with("http:");
    match Url::parse(&text) {
        Ok(url) if in_the_web && url.host().is_some() => ShownAt::Host(url),
        _ if in_the_web => ShownAt::Unreadable,
        _ => ShownAt::None,
    }
}

/// The host as in DNS: look-alikes in punycode.
pub(super) fn shown_host(url: &Url) -> String {
    let Some(host) = url.host_str() else { return url.scheme().to_owned() };
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    match host.char_indices().rev().nth(MAX_HOST) {
        Some((before, first)) => format!("…{}", &host[before + first.len_utf8()..]),
        None => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(url: &str) -> String {
        shown_host(&Url::parse(url).unwrap())
    }

    #[test]
    fn the_title_shows_the_host_that_the_network_knows() {
        assert_eq!(host("https://acme.halopsa.com/a?b#c"), "acme.halopsa.com");
        assert_eq!(host("https://user@acme.halopsa.com:8443/"), "acme.halopsa.com:8443");
        // The first letter is a Cyrillic one.
        assert_eq!(host("https://\u{430}cme.halopsa.com/"), "xn--cme-5cd.halopsa.com");
        assert_eq!(host("about:blank"), "about");
    }

    #[test]
    fn of_a_long_host_the_end_is_shown_that_tells_whose_it_is() {
        let long = host(&format!(
            "https://acme.halopsa.com.{}.evil.example/",
            "a.".repeat(40).trim_end_matches('.')
        ));
        assert!(long.starts_with('…') && long.ends_with(".evil.example"), "{long}");
        assert_eq!(long.chars().count(), MAX_HOST + 1);
        assert!(!long.contains("halopsa"));
    }

    #[test]
    fn a_page_is_where_its_location_says() {
        for (answer, host) in [
            ("\"https://acme.halopsa.com/\"", "acme.halopsa.com"),
            ("\"https://acme.halopsa.com:8443/\"", "acme.halopsa.com:8443"),
            ("\"http://127.0.0.1:4711/\"", "127.0.0.1:4711"),
        ] {
            let ShownAt::Host(url) = place(answer) else { panic!("{answer}") };
            assert_eq!(shown_host(&url), host);
        }
    }

    #[test]
    fn a_page_without_a_host_is_nowhere() {
        for answer in [
            "\"about:///\"",
            "\"data:///\"",
            "\"blob:///\"",
            "\"chrome-error://chromewebdata/\"",
            "",
            "null",
            "undefined",
            "{}",
            "7",
            "\"\"",
            "\"open",
        ] {
            assert_eq!(place(answer), ShownAt::None, "{answer}");
        }
    }

    /// Browsers open some hosts that Rust's parser does not take: Chromium the first one (whatwg/url#821).
    #[test]
    fn a_host_that_cannot_be_read_is_told_from_none() {
        let long = format!("\"https://{}.example/\"", "a".repeat(MAX_ANSWER));
        for answer in
            ["\"https://xn--a.evil.example/\"", "\"https:///\"", "\"https://a b/\"", "\"http://[::\"", &long]
        {
            assert_eq!(place(answer), ShownAt::Unreadable, "{answer:.60}");
        }
    }
}
