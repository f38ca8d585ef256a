//! Finds the credentials of a signed-in web app in its window (contract: "The signed-in web session"). All
//! input comes from a page and is untrusted: only a request to HaloPSA shows whether a credential is valid.

use std::cmp::Reverse;
use std::hash::{BuildHasher, RandomState};

use secrecy::ExposeSecret;

use super::network::{Answer, Get, Network, Token};
use super::{AgentSeen, wire};
use crate::instance::Instance;
use crate::{Error, Result, Secret};

/// A cookie as the webview reports it.
pub struct CookieSeen {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Secret,
    /// Its host; with a leading dot also for subdomains.
    pub domain: String,
    /// Its path.
    pub path: String,
    /// Whether it is sent only over https.
    pub secure: bool,
    /// Whether pages can't read it.
    pub http_only: bool,
}

/// The longest token that is tried, in bytes. Servers don't accept longer headers.
const MAX_LENGTH: usize = 16 * 1024;
/// The shortest token, in bytes.
const MIN_LENGTH: usize = 8;
/// The most cookies. Browsers don't send more.
const MAX_COOKIES: usize = 50;

/// The name of the cookie that has the token (contract).
const TOKEN_COOKIE: &str = "access_token";

/// Possible credentials for the API, the likeliest first: the token in its cookie, the token in the page's
/// storage (`stored`), the cookies.
pub fn session_candidates(
    instance: &Instance,
    cookies: Vec<CookieSeen>,
    stored: Option<Secret>,
) -> Vec<SessionCandidate> {
    let mut ours: Vec<CookieSeen> = cookies
        .into_iter()
        .filter(|cookie| would_be_sent(instance, &cookie.domain, &cookie.path, cookie.secure))
        .collect();
    // The host's own first, then the longest domain, then the longest path: of one name, the first is tried.
    ours.sort_by_key(|cookie| {
        let below = cookie.domain.starts_with('.');
        (below, Reverse(cookie.domain.len()), Reverse(cookie.path.len()))
    });
    ours.truncate(MAX_COOKIES);
    let in_cookie = ours.iter().find(|cookie| cookie.name == TOKEN_COOKIE).map(|cookie| cookie.value.clone());
    let mut candidates: Vec<SessionCandidate> =
        [in_cookie, stored].into_iter().flatten().filter_map(|text| bearer(&text)).collect();
    candidates.extend(session_of(ours));
    candidates
}

/// A possible credential for the API.
pub struct SessionCandidate {
    /// The credential to try.
    pub token: Token,
    /// Whether it may become valid later: a session in cookies can be signed in without a change of the
    /// cookies.
    pub may_grow: bool,
    parts: Vec<Secret>,
}

impl SessionCandidate {
    /// A keyed hash, to compare candidates without keeping them.
    pub fn fingerprint(&self, key: &RandomState) -> u64 {
        // Exposed only to a keyed hash.
        key.hash_one(self.parts.iter().map(ExposeSecret::expose_secret).collect::<Vec<&str>>())
    }
}

/// A possible bearer token (RFC 6750: `b64token`), without quotation marks, escapes and prefix.
fn bearer(text: &Secret) -> Option<SessionCandidate> {
    // Exposed for parsing; the result is a secret again.
    let text = text.expose_secret().trim();
    let decoded = if text.contains('%') {
        // Cookies are often escaped.
        Secret::from(url::form_urlencoded::parse(text.replace('+', "%2B").as_bytes()).next()?.0.into_owned())
    } else {
        Secret::from(text)
    };
    let token = decoded.expose_secret().trim_matches('"');
    let token = token.strip_prefix("Bearer ").unwrap_or(token);
    let fits = (MIN_LENGTH..=MAX_LENGTH).contains(&token.len())
        && token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b));
    fits.then(|| SessionCandidate {
        token: Token::bearer(Secret::from(token)),
        may_grow: false,
        parts: vec![Secret::from(token)],
    })
}

/// The cookies as a session, if one of them can't be read by pages: session cookies are `HttpOnly`.
fn session_of(cookies: Vec<CookieSeen>) -> Option<SessionCandidate> {
    // Exposed to be measured and validated.
    let fits = |text: &str| text.bytes().all(|b| b.is_ascii_graphic() && !b"\"(),;\\".contains(&b));
    let in_value = |text: &str| text.bytes().all(|b| (b' '..0x7f).contains(&b) && b != b';');
    let cookies: Vec<CookieSeen> = cookies
        .into_iter()
        .filter(|c| !c.name.is_empty() && !c.name.contains('=') && fits(&c.name))
        .filter(|c| in_value(c.value.expose_secret()))
        .collect();
    let length: usize = cookies.iter().map(|c| c.name.len() + c.value.expose_secret().len() + 3).sum();
    let parts: Vec<Secret> = cookies.iter().filter(|c| c.http_only).map(|c| c.value.clone()).collect();
    if parts.is_empty() || length > MAX_LENGTH {
        return None;
    }
    let pairs = cookies.into_iter().map(|c| (c.name, c.value)).collect();
    Some(SessionCandidate { token: Token::cookies(pairs), may_grow: true, parts })
}

/// Whether a browser would send a cookie of this domain and path to the API (RFC 6265, 5.4). A leading dot
/// marks a cookie that is also for subdomains (Microsoft's documentation of `ICoreWebView2Cookie::Domain`,
/// Apple's of `NSHTTPCookie.domain`).
pub fn would_be_sent(instance: &Instance, domain: &str, path: &str, secure: bool) -> bool {
    let url = instance.address.join("api/Agent/me");
    let host = url.host_str().unwrap_or_default();
    let domain = domain.to_ascii_lowercase();
    let of_host = match domain.strip_prefix('.') {
        // `.com` would match every site, and IP addresses have no subdomains.
        Some(domain) => {
            let below = host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
            host == domain || (below && domain.contains('.') && url.domain().is_some())
        }
        None => host == domain,
    };
    let path = path.trim_end_matches('/');
    let of_path = url.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    !domain.is_empty() && of_host && of_path && (!secure || url.scheme() == "https")
}

/// Who is signed in with a session.
pub(crate) enum Person {
    /// Not signed in, or not yet.
    Nobody,
    /// This agent.
    Agent(AgentSeen),
    /// Signed in, but the instance doesn't tell who.
    Untold,
}

/// Requests who is signed in (`GET /api/Agent/me`).
///
/// # Errors
/// [`Error::SignInNotHalo`] for a response that is not HaloPSA's, and any network error.
pub(crate) async fn person(network: &Network, instance: &Instance, token: &Token) -> Result<Person> {
    let url = instance.address.join("api/Agent/me");
    Ok(match network.get(Get::With(&url, token), &|_| {}).await {
        Ok(Answer::Json(bytes)) => wire::agent(&bytes).map_or(Person::Untold, Person::Agent),
        // Contract: "403 = scope not granted or wrong login type"; 401 and 400 refuse the token.
        Ok(Answer::Refused(403) | Answer::NotThere) => Person::Untold,
        // Web apps redirect clients that are not signed in.
        Ok(Answer::Refused(_)) | Err(Error::HaloRedirects { .. }) => Person::Nobody,
        Ok(Answer::TooBig(_) | Answer::Odd) => {
            return Err(Error::SignInNotHalo { host: instance.address.host_and_port() });
        }
        Err(e) => return Err(e),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::instance::address::Address;

    fn instance(address: &str) -> Instance {
        let address = Address::parse(address, &[4711]).unwrap();
        Instance::at(address)
    }

    fn cookie(name: &str, value: &str) -> CookieSeen {
        CookieSeen {
            name: name.into(),
            value: Secret::from(value),
            domain: "acme.halopsa.com".into(),
            path: "/".into(),
            secure: true,
            http_only: false,
        }
    }

    fn found(cookies: Vec<CookieSeen>, stored: Option<&str>) -> Vec<String> {
        session_candidates(&instance("acme.halopsa.com"), cookies, stored.map(Secret::from))
            .iter()
            .map(|pass| {
                let parts: Vec<&str> = pass.parts.iter().map(ExposeSecret::expose_secret).collect();
                format!("{}{}", if pass.may_grow { "cookies " } else { "" }, parts.join(" "))
            })
            .collect()
    }

    #[test]
    fn the_likeliest_comes_first() {
        let all = vec![
            CookieSeen { http_only: true, ..cookie("session", "only-by-http") },
            cookie("access_token", "in-a-cookie"),
        ];
        assert_eq!(found(all, Some("in-storage")), ["in-a-cookie", "in-storage", "cookies only-by-http"]);
    }

    #[test]
    fn what_web_apps_wrap_around_a_token_is_taken_away() {
        for wrapped in ["\"abc.def-123\"", " abc.def-123\n", "Bearer abc.def-123", "%22abc.def-123%22"] {
            assert_eq!(found(vec![], Some(wrapped)), ["abc.def-123"], "{wrapped:?}");
        }
        assert_eq!(found(vec![cookie("access_token", "a%2Bb+c%2Fd12")], None), ["a+b+c/d12"]);
    }

    #[test]
    fn junk_is_no_token() {
        let long = "a".repeat(MAX_LENGTH + 1);
        for junk in [
            "",
            "short",
            "a b c d e f g h",
            "line\nbreak-in-it",
            "<script>alert()</script>",
            "ünïcode-token",
            &long,
        ] {
            assert!(found(vec![cookie("access_token", junk)], Some(junk)).is_empty(), "{junk:?}");
        }
    }

    #[test]
    fn cookies_of_others_stay_at_home() {
        let for_us = |domain: &str, path: &str| {
            let one =
                CookieSeen { domain: domain.into(), path: path.into(), ..cookie("access_token", "abcdefgh") };
            !found(vec![one], None).is_empty()
        };
        assert!(
            for_us("acme.halopsa.com", "/")
                && for_us(".halopsa.com", "/")
                && for_us("ACME.halopsa.com", "/api")
        );
        assert!(for_us(".acme.halopsa.com", "/api/"));
        for (domain, path) in [
            ("other.halopsa.com", "/"),
            ("evilacme.halopsa.com", "/"),
            (".evil.com", "/"),
            ("com", "/"),
            ("psa.com", "/"),
            ("", "/"),
            (".", "/"),
            // Only for the parent, as the company's portal sets it: no browser sends it to a subdomain.
            ("halopsa.com", "/"),
            (".com", "/"),
            ("..halopsa.com", "/"),
            ("acme.halopsa.com.evil.com", "/"),
            ("acme.halopsa.com", "/apix"),
            ("acme.halopsa.com", "/auth"),
        ] {
            assert!(!for_us(domain, path), "{domain} {path}");
        }
        let plain = session_candidates(
            &instance("http://127.0.0.1:4711"),
            vec![CookieSeen { domain: "127.0.0.1".into(), ..cookie("access_token", "abcdefgh") }],
            None,
        );
        assert!(plain.is_empty(), "a secure cookie never goes over plain http");
    }

    #[test]
    fn there_is_nothing_below_a_number() {
        let instance = instance("http://127.0.0.1:4711");
        assert!(would_be_sent(&instance, "127.0.0.1", "/", false));
        for domain in [".0.0.1", "0.0.1", ".1"] {
            assert!(!would_be_sent(&instance, domain, "/", false), "{domain}");
        }
    }

    #[test]
    fn the_hosts_own_token_is_tried_before_one_of_the_hosts_above() {
        let of =
            |domain: &str, value: &str| CookieSeen { domain: domain.into(), ..cookie("access_token", value) };
        let own = || of("acme.halopsa.com", "of-the-host");
        let above = || of(".halopsa.com", "of-the-one-above");
        assert_eq!(found(vec![above(), own()], None), ["of-the-host"]);
        assert_eq!(found(vec![own(), above()], None), ["of-the-host"]);
        assert_eq!(found(vec![above()], None), ["of-the-one-above"]);
    }

    #[test]
    fn only_cookies_that_pages_cannot_read_are_a_session_by_themselves() {
        assert!(found(vec![cookie("preference", "dark-mode")], None).is_empty());
        let hidden = CookieSeen { http_only: true, ..cookie("s", "v") };
        assert_eq!(found(vec![cookie("preference", "dark-mode"), hidden], None), ["cookies v"]);
        for bad in ["a;b=c", "a\r\nX-Injected: 1"] {
            let one = CookieSeen { http_only: true, ..cookie("s", bad) };
            assert!(found(vec![one], None).is_empty(), "{bad:?}");
        }
    }

    #[test]
    fn a_fingerprint_tells_apart_and_tells_nothing() {
        let key = RandomState::new();
        let print = |text: &str| bearer(&Secret::from(text)).unwrap().fingerprint(&key);
        assert_eq!(print("abcdefgh"), print("\"abcdefgh\""));
        assert_ne!(print("abcdefgh"), print("abcdefgi"));
        assert_ne!(
            print("abcdefgh"),
            bearer(&Secret::from("abcdefgh")).unwrap().fingerprint(&RandomState::new())
        );
    }

    proptest! {
        #[test]
        fn no_window_makes_it_fall(
            name in "\\PC{0,20}", value in any::<String>(), domain in "[.a-z0-9ä]{0,20}", path in "\\PC{0,10}",
            secure in any::<bool>(), http_only in any::<bool>(), stored in any::<Option<String>>(),
        ) {
            let one = CookieSeen { name, value: Secret::from(value), domain, path, secure, http_only };
            let _ = session_candidates(&instance("acme.halopsa.com"), vec![one], stored.map(Secret::from));
        }
    }
}
