//! The address of a HaloPSA instance, parsed from any text that a person pastes.
//!
//! An instance is one https origin, on-premises perhaps with a path (contract: "Addresses"). People
//! paste `/api`, `/auth/token` or any page of the web app. Parsing opens no connection;
//! [`crate::instance::discovery`] determines which of several possible paths is right.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::vault::credentials;
use crate::{Error, Result};

/// The longest address, in bytes.
const LONGEST: usize = 2_048;

/// Domains of the instances that HaloPSA hosts (contract: "Addresses"). Those never have a path.
const HOSTED: [&str; 4] = ["halopsa.com", "haloitsm.com", "haloservicedesk.com", "usehalo.com"];

/// Placeholders for the reader's own name in vendors' instructions (field reports: CIPP, Pia, Scopable,
/// Rewst, Nango and others print such ones), normalised by [`plain_label`].
const EXAMPLES: [&str; 24] = [
    "companyname",
    "customername",
    "instancename",
    "mycompany",
    "mydomain",
    "mytenant",
    "subdomain",
    "tenantname",
    "xxx",
    "xxxx",
    "xxxxx",
    "youraccount",
    "yourbusiness",
    "yourcompany",
    "yourcompanyname",
    "yourdomain",
    "yourhalo",
    "yourhalopsa",
    "yourinstance",
    "yourname",
    "yourorganisation",
    "yourorganization",
    "yoursubdomain",
    "yourtenant",
];

/// Possible placeholders that may also be the name of a real HaloPSA.
const PERHAPS_EXAMPLES: [&str; 12] = [
    "company",
    "customer",
    "demo",
    "domain",
    "example",
    "examplemsp",
    "instance",
    "msp",
    "name",
    "tenant",
    "url",
    "yourmsp",
];

/// First path segments that belong to HaloPSA's web app or API, never to the installation path of an
/// on-premises instance. Need not be complete: discovery tries shorter paths as well.
const OF_THE_APP: [&str; 26] = [
    "api",
    "auth",
    "config",
    "configuration",
    "tickets",
    "ticket",
    "customers",
    "customer",
    "clients",
    "home",
    "dashboard",
    "dashboards",
    "portal",
    "login",
    "logout",
    "calendar",
    "assets",
    "reports",
    "reporting",
    "projects",
    "sales",
    "invoices",
    "items",
    "kb",
    "users",
    "opportunities",
];

/// An instance's base URL: `https://host[:port][/path]`, without a trailing slash.
///
/// Plain http exists only for the practice HaloPSA and for tests (see [`crate::halo::Network`]).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(Url);

impl Address {
    /// Parses a pasted text. `plain_http_ports` are the ports of 127.0.0.1 at which this process's own
    /// practice HaloPSA listens; plain http to anything else becomes https.
    ///
    /// # Errors
    /// [`Error::IsASecret`], or an `Address…` variant of [`Error`], which tells what was pasted instead. See
    /// also [`Address::perhaps_an_example`].
    pub fn parse(pasted: &str, plain_http_ports: &[u16]) -> Result<Self> {
        let text = pasted.trim().trim_matches(|c: char| c.is_control() || c == '\u{feff}');
        if text.is_empty() {
            return Err(Error::AddressEmpty);
        }
        if text.len() > LONGEST {
            return Err(Error::AddressTooLong);
        }
        if credentials::is_a_secret(text) {
            return Err(Error::IsASecret { field: "address" });
        }
        if text.len() == 36 && uuid::Uuid::try_parse(text).is_ok() {
            return Err(Error::AddressIsClientId);
        }
        if has_a_gap_to_fill_in(text) {
            return Err(Error::AddressIsExample);
        }
        let text = with_the_scheme_in_one_piece(text);
        let text = only_the_link(&text);
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Error::AddressMalformed);
        }
        if is_template(text) {
            return Err(Error::AddressIsExample);
        }
        let with_scheme = with_scheme(text)?;
        let mut url = Url::parse(&with_scheme).map_err(|_| Error::AddressMalformed)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(if text.contains("://") { Error::AddressHasPassword } else { Error::AddressIsMail });
        }
        let host = match url.host() {
            Some(Host::Domain(domain)) if is_a_name(domain) => {
                without_api(domain.trim_end_matches('.')).to_owned()
            }
            // `10.1`, `12345` and `192.168.010.005` would be read as other addresses than they look like.
            Some(Host::Ipv4(ip)) if !text.contains(&ip.to_string()) => return Err(Error::AddressMalformed),
            Some(ip @ (Host::Ipv4(_) | Host::Ipv6(_))) => ip.to_string(),
            _ => return Err(Error::AddressMalformed),
        };
        refuse_other_places(&host, text)?;
        if url.host_str() != Some(&host) {
            url.set_host(Some(&host)).map_err(|_| Error::AddressMalformed)?;
        }
        if url.scheme() == "http" && !is_practice(&url, plain_http_ports) {
            // Requests are only sent over https.
            if url.port() == Some(80) {
                url.set_port(None).map_err(|()| Error::AddressMalformed)?;
            }
            url.set_scheme("https").map_err(|()| Error::AddressMalformed)?;
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = if is_hosted(&host) { String::new() } else { path_before_the_app(&url) };
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The host as in a request and a window's title: international names in punycode.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether it is a practice HaloPSA's, the only one over plain http.
    pub fn is_practice(&self) -> bool {
        self.0.scheme() == "http"
    }

    /// Whether it is below one of the domains of Halo's hosting.
    pub(crate) fn is_below_halos(&self) -> bool {
        is_hosted(self.host())
    }

    /// The possible placeholder in this address, if it is below one of Halo's own domains. It may still be a
    /// real HaloPSA's name.
    pub fn perhaps_an_example(&self) -> Option<&str> {
        let label = self.host().split('.').next()?;
        (is_hosted(self.host()) && PERHAPS_EXAMPLES.contains(&plain_label(label).as_str())).then_some(label)
    }

    /// The host, and the port unless it is the scheme's default.
    pub fn host_and_port(&self) -> String {
        match self.0.port() {
            Some(port) => format!("{}:{port}", self.host()),
            None => self.host().to_owned(),
        }
    }

    /// Host, port and path, without the scheme. Distinguishes instances on the same host.
    pub fn host_and_path(&self) -> String {
        format!("{}{}", self.host_and_port(), self.0.path().trim_end_matches('/'))
    }

    /// The URL of a page or endpoint below the address. `below` has no leading slash.
    pub fn join(&self, below: &str) -> Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{below}"));
        url
    }

    /// This address, then with one path segment less at a time: in the URL of an on-premises web app's page,
    /// only requests show which segments belong to the instance.
    pub fn shorter(&self) -> Vec<Self> {
        let mut places = vec![self.clone()];
        let mut segments: Vec<String> =
            self.0.path().split('/').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        while segments.pop().is_some() {
            let mut url = self.0.clone();
            url.set_path(&segments.join("/"));
            places.push(Self(url));
        }
        places
    }

    /// Whether `url` has the same scheme, host and port.
    pub fn same_origin(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }

    /// The web app's page of the API applications (contract: "Addresses").
    pub fn applications_page(&self) -> Url {
        self.join("config/integrations/api/applications")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl TryFrom<String> for Address {
    type Error = Error;

    /// Parses a saved address. [`crate::halo::Network::admit`] decides whether it may be requested.
    fn try_from(saved: String) -> Result<Self> {
        let url = Url::parse(&saved).map_err(|_| Error::AddressMalformed)?;
        match (url.scheme(), url.host()) {
            ("https" | "http", Some(_)) => Ok(Self(url)),
            _ => Err(Error::AddressMalformed),
        }
    }
}

/// Removes gaps as in `https: //acme…`.
fn with_the_scheme_in_one_piece(text: &str) -> Cow<'_, str> {
    let Some((before, rest)) = text.split_once("//") else { return Cow::Borrowed(text) };
    let letters: String = before.chars().filter(|c| !c.is_whitespace()).collect();
    let is_scheme = matches!(letters.to_ascii_lowercase().as_str(), "http" | "https" | "http:" | "https:");
    let gaps = letters.len() < before.len() || rest.starts_with(char::is_whitespace);
    if is_scheme && gaps {
        Cow::Owned(format!("{letters}//{}", rest.trim_start()))
    } else {
        Cow::Borrowed(text)
    }
}

/// The link in a sentence or between angle brackets, or the whole text.
fn only_the_link(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    // A link within another one ("acme.halopsa.com/login?back=https://…") is not the one meant.
    let is_inside = |at: usize| {
        let word = lower[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        word.contains(['/', '?', '#', '&', '='])
    };
    let schemes = lower.match_indices("https://").chain(lower.match_indices("http://"));
    let start = schemes.map(|(at, _)| at).filter(|at| !is_inside(*at)).min().unwrap_or(0);
    let link = &text[start..];
    let end = link.find(|c: char| c.is_whitespace() || ENDS_A_LINK.contains(&c)).unwrap_or(link.len());
    let cut = start > 0 || end < link.len();
    // A bare word in a text is not an address: "our Halo is called acme".
    if cut && start == 0 && !lower.starts_with("http") && !text.starts_with(ENDS_A_LINK) {
        return text.trim_matches(ENDS_A_LINK);
    }
    let link = if start == 0 && text.starts_with(ENDS_A_LINK) {
        text.trim_matches(ENDS_A_LINK)
    } else {
        &link[..end]
    };
    let link = link.strip_prefix("**").unwrap_or(link).trim_end_matches(['*', ',', ';', '.']);
    // An IPv6 address also ends with a bracket; that of a bracketed link is not part of it.
    let is_open = |open, close| link.ends_with(close) && !link.contains(open);
    let link = if is_open('(', ')') || is_open('[', ']') { &link[..link.len() - 1] } else { link };
    let whole = |open, close| link.strip_prefix(open).and_then(|inside: &str| inside.strip_suffix(close));
    let link =
        whole('(', ')').or_else(|| whole('[', ']').filter(|inside| !inside.contains(':'))).unwrap_or(link);
    link.trim_end_matches([',', ';', '.'])
}

/// Characters around a link that are never part of it.
const ENDS_A_LINK: [char; 14] = ['<', '>', '"', '\'', '`', '|', '“', '”', '„', '‘', '’', '«', '»', '‹'];

/// Whether there is a placeholder in brackets within an address: `acme.<region>.halopsa.com`. Brackets around
/// the whole address don't count.
fn has_a_gap_to_fill_in(text: &str) -> bool {
    let gaps = [('<', '>'), ('‹', '›'), ('{', '}')];
    gaps.iter().any(|(open, close)| {
        // A bracket and a dot may also end a sentence: `Ours is <https://acme.halopsa.com>.`
        let end = format!("{close}.");
        text.find(*open).is_some_and(|open| {
            text[open..].split(&end).skip(1).any(|rest| rest.starts_with(char::is_alphanumeric))
        })
    }) || text.contains("://<") && text.contains('>')
}

/// `text` with exactly one `https://` (or `http://`) in front, whatever scheme it has.
fn with_scheme(text: &str) -> Result<String> {
    let (slip, text) = without_slips(text.trim_start_matches(['/', '\\']));
    if let Some((scheme, rest)) = text.split_once("://") {
        return match scheme.to_ascii_lowercase().as_str() {
            // The scheme is in a query or path; the text itself has none.
            other if other.contains(['/', '?', '.']) => Ok(format!("{}{text}", slip.unwrap_or("https://"))),
            "" => Ok(format!("https://{rest}")),
            _ => Err(Error::AddressNotWeb),
        };
    }
    if let Some(scheme) = slip {
        return Ok(format!("{scheme}{text}"));
    }
    let text = text.trim_start_matches(['/', '\\']);
    let host = text.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // "javascript:…", "mailto:…": no port follows the colon.
    if let Some((before, after)) = host.split_once(':')
        && !host.contains('[')
        && !after.bytes().all(|b| b.is_ascii_digit())
    {
        return Err(if before.eq_ignore_ascii_case("mailto") {
            Error::AddressIsMail
        } else {
            Error::AddressNotWeb
        });
    }
    Ok(format!("https://{text}"))
}

/// Splits off the scheme of an address, also misspelt or repeated: `https://https://`, `https:/`, `https//`,
/// `htps://`. Returns the scheme that was meant, if any, and the rest.
fn without_slips(text: &str) -> (Option<&'static str>, &str) {
    let (mut meant, mut rest) = (None, text);
    // A form that adds the scheme itself doubles it. More are not expected.
    for _ in 0..10 {
        let word = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let after = &rest[word..];
        let marks = after.find(|c| !":;.,/\\".contains(c)).unwrap_or(after.len());
        let (marks, next) = after.split_at(marks);
        let scheme = match rest[..word].to_ascii_lowercase().as_str() {
            "http" => "http://",
            "https" => "https://",
            slip if marks.starts_with([':', ';']) && is_near("https", slip, marks) => "https://",
            slip if marks.starts_with([':', ';']) && is_near("http", slip, marks) => "http://",
            _ => break,
        };
        // `http.example.com` is a host, and `https:8443` one with its port.
        let digits = next.find(|c: char| !c.is_ascii_digit()).unwrap_or(next.len());
        let ends = next[digits..].is_empty() || next[digits..].starts_with(['/', '?', '#']);
        let is_port = marks == ":" && (1..=5).contains(&digits) && ends;
        if !marks.contains([':', ';', '/', '\\']) || next.is_empty() || is_port {
            break;
        }
        meant.get_or_insert(scheme);
        rest = next;
    }
    (meant, rest)
}

/// Whether the words differ by one typing error, or by two if slashes follow and the first and last letters
/// are right: `hxxps://` is how links are made unclickable.
fn is_near(scheme: &str, written: &str, marks: &str) -> bool {
    let same_ends = written.starts_with('h') && written.chars().last() == scheme.chars().last();
    let slips = strsim::osa_distance(scheme, written);
    slips == 1 || slips == 2 && marks.contains('/') && same_ends && written.len() >= 4
}

/// Whether the address has a placeholder: `{domain}.halopsa.com`, `yourcompany.…`.
fn is_template(text: &str) -> bool {
    let (_, rest) = without_slips(text.trim_start_matches(['/', '\\']));
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // After a user name and password, which have their own error.
    let host = host.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let bracketed = host.contains(['{', '}']) || host.starts_with("*.") || host.starts_with('$');
    let encoded = ["%7b", "%7d", "%3c", "%3e", "%5b", "%5d"].iter().any(|bracket| host.contains(bracket));
    let in_brackets = host.starts_with('[') && !host.contains(':');
    let host = host.split(':').next().unwrap_or_default();
    let host = without_api(host.trim_end_matches('.'));
    let host = host.strip_prefix("www.").unwrap_or(host);
    let label = host.split('.').next().unwrap_or_default();
    // Local host names may be anything.
    let is_whole = label.is_ascii() && (!host.contains('.') || is_hosted(host));
    bracketed || encoded || in_brackets || is_whole && EXAMPLES.contains(&plain_label(label).as_str())
}

/// A label without separators between its words.
fn plain_label(label: &str) -> String {
    label.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether it is a valid host name. The URL parser accepts more.
fn is_a_name(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    host.trim_end_matches('.').split('.').all(is_label)
}

/// `acme.halopsa.com` for `acme.halopsa.com.api`, a vendor's notation of the resource server (field report
/// 9).
fn without_api(host: &str) -> &str {
    let before = [".api", ".auth"].into_iter().find_map(|end| host.strip_suffix(end));
    before.filter(|before| is_hosted(before)).unwrap_or(host)
}

fn refuse_other_places(host: &str, text: &str) -> Result<()> {
    if HOSTED.iter().any(|own| host == *own || host == format!("www.{own}")) {
        return Err(Error::AddressIsVendorSite);
    }
    // Older instances share one sign-in host, which doesn't identify the instance.
    if HOSTED.iter().any(|own| host == format!("auth.{own}")) {
        return Err(Error::AddressIsSignInHost);
    }
    if !host.contains('.') && !host.contains(':') && !text.contains("://") && !text.contains(':') {
        return Err(Error::AddressBareWord { word: host.chars().take(63).collect() });
    }
    Ok(())
}

fn is_hosted(host: &str) -> bool {
    HOSTED.iter().any(|own| host.strip_suffix(own).is_some_and(|before| before.ends_with('.')))
}

fn is_practice(url: &Url, plain_http_ports: &[u16]) -> bool {
    url.host_str() == Some("127.0.0.1") && url.port().is_some_and(|port| plain_http_ports.contains(&port))
}

fn path_before_the_app(url: &Url) -> String {
    let Some(segments) = url.path_segments() else { return String::new() };
    let kept: Vec<&str> = segments
        .take_while(|segment| {
            !OF_THE_APP.contains(&segment.to_ascii_lowercase().as_str()) && !segment.contains('.')
        })
        .filter(|segment| !segment.is_empty())
        .collect();
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<String> {
        Address::parse(text, &[4711]).map(|a| a.to_string())
    }

    fn understood(text: &str) -> String {
        parse(text).unwrap_or_else(|e| panic!("{text:?} should be understood: {e:?}"))
    }

    #[test]
    fn whatever_people_paste_becomes_one_address() {
        for pasted in [
            "acme.halopsa.com",
            "  https://acme.halopsa.com/ \r\n",
            "HTTPS://ACME.HaloPSA.com/api",
            "http://acme.halopsa.com",
            "http://acme.halopsa.com:80/",
            "https://acme.halopsa.com:443/auth/token",
            "acme.halopsa.com/tickets?id=1",
            "https://acme.halopsa.com/config/integrations/api/applications?x=https://b.example",
            "http://acme.halopsa.com/login?back=https://b.example",
            "acme.halopsa.com/login?back=https://b.example/x",
            "acme.halopsa.com?back=http://b.example",
            "//acme.halopsa.com",
            "<https://acme.halopsa.com/>",
            "Our HaloPSA: https://acme.halopsa.com/home.",
            "\"acme.halopsa.com\"",
            "acme.halopsa.com.",
            "https://acme.halopsa.com/some/unknown/page#there",
            "\u{feff}acme.halopsa.com",
            // The form's own scheme, and a pasted one (field report 8).
            "https://https://acme.halopsa.com/api",
            "https://http://acme.halopsa.com",
            "https:/acme.halopsa.com",
            "https//acme.halopsa.com",
            "https:acme.halopsa.com/tickets",
            "https:\\\\acme.halopsa.com",
            "https;//acme.halopsa.com",
            "https.//acme.halopsa.com",
            "https:://acme.halopsa.com",
            "https: //acme.halopsa.com/",
            "https// acme.halopsa.com",
            "htps://acme.halopsa.com",
            "ttps://acme.halopsa.com",
            "hhttps://acme.halopsa.com",
            "http:/https://acme.halopsa.com",
            "://acme.halopsa.com",
            // A slip in a vendor's page (9).
            "https://acme.halopsa.com.api",
            "acme.halopsa.com.auth/token",
            "https://acme.halopsa.com.api/auth",
            "//https://acme.halopsa.com",
            "hxxps://acme.halopsa.com",
            "hppts://acme.halopsa.com",
            // Text around it.
            "“https://acme.halopsa.com”",
            "‘acme.halopsa.com’",
            "«https://acme.halopsa.com»",
            "(https://acme.halopsa.com)",
            "[acme.halopsa.com]",
            "**https://acme.halopsa.com**",
            "[HaloPSA](https://acme.halopsa.com/)",
            "Our Halo (https://acme.halopsa.com/home).",
        ] {
            assert_eq!(understood(pasted), "https://acme.halopsa.com", "pasted {pasted:?}");
        }
    }

    #[test]
    fn on_premises_keeps_its_path_and_port() {
        assert_eq!(understood("https://intern.example:8443/halo/api/"), "https://intern.example:8443/halo");
        assert_eq!(understood("intern.example/halo/tickets?id=3"), "https://intern.example/halo");
        assert_eq!(understood("https://halo/"), "https://halo");
        assert_eq!(understood("10.1.2.3:8443"), "https://10.1.2.3:8443");
        assert_eq!(understood("https://[2001:db8::1]/auth"), "https://[2001:db8::1]");
        assert_eq!(understood("https:10.1.2.3/halo"), "https://10.1.2.3/halo");
        assert_eq!(understood("http.intern.example"), "https://http.intern.example");
        assert_eq!(understood("https:365it.intern.example"), "https://365it.intern.example");
        assert_eq!(understood("https://[2001:db8::1]"), "https://[2001:db8::1]");
        assert_eq!(understood("[2001:db8::1]"), "https://[2001:db8::1]");
        assert_eq!(understood("https://b%C3%BCcher.example"), "https://xn--bcher-kva.example");
        assert_eq!(understood("https://halo.intern.api"), "https://halo.intern.api", "a local name");
        assert_eq!(understood("https://xxx.intern.example"), "https://xxx.intern.example");
    }

    #[test]
    fn shorter_places_end_at_the_host() {
        let address = Address::parse("https://intern.example/a/b", &[]).unwrap();
        let places: Vec<String> = address.shorter().iter().map(ToString::to_string).collect();
        assert_eq!(
            places,
            ["https://intern.example/a/b", "https://intern.example/a", "https://intern.example"]
        );
    }

    #[test]
    fn an_international_host_is_shown_in_punycode() {
        assert_eq!(understood("https://bücher.example/api"), "https://xn--bcher-kva.example");
    }

    #[test]
    fn a_number_is_no_address_of_another_spelling() {
        assert_eq!(understood("192.168.8.5"), "https://192.168.8.5");
        for pasted in ["192.168.010.005", "12345", "10.1", "https://0x7f.1"] {
            assert!(matches!(parse(pasted), Err(Error::AddressMalformed)), "{pasted}");
        }
    }

    #[test]
    fn a_link_in_brackets_at_the_end_of_a_sentence_is_no_gap_to_fill_in() {
        assert_eq!(understood("Our Halo is <https://acme.halopsa.com>."), "https://acme.halopsa.com");
        assert!(matches!(parse("https://<yourname>.halopsa.com"), Err(Error::AddressIsExample)));
        assert!(matches!(parse("<yourname>.halopsa.com"), Err(Error::AddressIsExample)));
    }

    #[test]
    fn plain_http_goes_to_the_practice_port_alone() {
        assert_eq!(understood("http://127.0.0.1:4711/tickets"), "http://127.0.0.1:4711");
        assert_eq!(understood("http://127.0.0.1:4712"), "https://127.0.0.1:4712");
        assert_eq!(understood("http://localhost:4711"), "https://localhost:4711");
        assert_eq!(understood("http://127.0.0.1.example:4711"), "https://127.0.0.1.example:4711");
    }

    #[test]
    fn what_is_no_instance_is_refused_by_name() {
        let code = |text: &str| parse(text).expect_err(text).code();
        assert_eq!(code("   "), "address-empty");
        assert_eq!(code("acme"), "address-bare-word");
        assert_eq!(code("me@acme.example"), "address-is-mail");
        assert_eq!(code("mailto:me@acme.example"), "address-is-mail");
        assert_eq!(code("https://me:pw@acme.halopsa.com"), "address-has-password");
        assert_eq!(code("https://me:p%40ss@acme.halopsa.com"), "address-has-password");
        assert_eq!(code("0f8fad5b-d9cb-469f-a165-70867728950e"), "address-is-client-id");
        assert_eq!(code("javascript:alert(1)"), "address-not-web");
        assert_eq!(code("file:///etc/passwd"), "address-not-web");
        assert_eq!(code("https://halopsa.com/apidoc"), "address-is-vendor-site");
        assert_eq!(code("www.halopsa.com"), "address-is-vendor-site");
        assert_eq!(code("https://auth.haloservicedesk.com/token?tenant=x"), "address-is-sign-in-host");
        assert_eq!(code("our halo is called acme"), "address-malformed");
        assert_eq!(code("acme.halopsa,com"), "address-malformed");
        assert_eq!(code("https//acme"), "address-bare-word");
        // The vendor's site of today (field report 11).
        for site in ["https://usehalo.com/halopsa/guides/1823/", "www.usehalo.com", "haloitsm.com"] {
            assert_eq!(code(site), "address-is-vendor-site", "{site}");
        }
        // Placeholders in instructions (10).
        for example in [
            "https://{domain}.halopsa.com/config/integrations/api/applications",
            "https://%7Bdomain%7D.halopsa.com",
            "https://${TENANT}.halopsa.com/api",
            "[yourcompany].halopsa.com",
            "*.halopsa.com",
            "https://yourcompany.halopsa.com/api",
            "https://your-company.halopsa.com",
            "YourDomain.haloitsm.com",
            "xxx.halopsa.com",
            "companyname.halopsa.com/auth/token?tenant=companyname",
            "https://https://yourtenant.halopsa.com",
            "https://yourcompany.halopsa.com:443/auth",
            "yourcompany.halopsa.com:8443",
            "yourcompany.halopsa.com./api",
            "https://yourcompany.halopsa.com.api/auth",
            "https://www.yourcompany.halopsa.com",
            "https://<tenant>.halopsa.com",
            "<tenant>.halopsa.com/api",
            "https://acme.<region>.halopsa.com",
            "https://acme.{region}.halopsa.com",
        ] {
            assert_eq!(code(example), "address-is-example", "{example}");
        }
        assert_eq!(code("https://acme.hal\u{7}opsa.com"), "address-malformed");
        assert_eq!(code(&"a".repeat(5_000)), "address-too-long");
    }

    #[test]
    fn a_word_that_may_be_an_example_is_told_and_a_name_that_begins_like_one_is_not() {
        let perhaps = |text: &str| Address::parse(text, &[]).unwrap().perhaps_an_example().map(str::to_owned);
        assert_eq!(perhaps("https://example.halopsa.com").as_deref(), Some("example"));
        assert_eq!(perhaps("domain.halopsa.com").as_deref(), Some("domain"));
        assert_eq!(perhaps("demo.halopsa.com").as_deref(), Some("demo"));
        assert_eq!(understood("https://xxxö.halopsa.com"), "https://xn--xxx-una.halopsa.com");
        for name in
            ["acme.halopsa.com", "youritteam.halopsa.com", "examples.halopsa.com", "example.intern.example"]
        {
            assert_eq!(perhaps(name), None, "{name}");
        }
        assert_eq!(understood("acme.trial.usehalo.com/tickets"), "https://acme.trial.usehalo.com");
    }

    #[test]
    fn a_saved_address_is_read_back() {
        let address = Address::parse("intern.example/halo", &[]).unwrap();
        let saved = serde_json::to_string(&address).unwrap();
        assert_eq!(serde_json::from_str::<Address>(&saved).unwrap(), address);
    }

    proptest! {
        #[test]
        fn any_text_is_understood_or_refused(text in "\\PC{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn what_was_understood_is_understood_again(host in "[a-z]{1,9}(\\.[a-z]{1,9}){1,3}", path in "(/[a-z]{1,6}){0,3}") {
            if let Ok(once) = parse(&format!("https://{host}{path}")) {
                prop_assert_eq!(parse(&once).unwrap(), once);
            }
        }

        #[test]
        fn slips_brackets_and_ports_are_understood_once_and_for_all(
            slip in "(htt?ps?[:;]{1,2}/{0,2}|https?//|htps://){0,3}",
            host in "[a-z0-9]{1,6}(\\.[a-z0-9]{1,6}){1,3}\\.?",
            rest in "(:[0-9]{1,5})?(/[a-z.]{0,6}){0,2}[,.;)\\]]?",
        ) {
            if let Ok(once) = parse(&format!("{slip}{host}{rest}")) {
                prop_assert_eq!(parse(&once).unwrap(), once);
            }
        }

        #[test]
        fn nothing_but_practice_is_ever_plain_http(text in "(http://)?[a-z0-9.:/@\\[\\]]{1,40}") {
            if let Ok(address) = parse(&text) {
                prop_assert!(address.starts_with("https://") || address.starts_with("http://127.0.0.1:4711"));
            }
        }
    }
}
