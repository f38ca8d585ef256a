//! The address of a HaloPSA instance, parsed from any text that a person pastes.
//!
//! An instance is one https origin, on-premises perhaps with a path (contract: "Addresses"). People
//! paste `/api`, `/auth/token` or any page of the web app. Parsing opens no connection;
//! [`crate::discovery`] determines which of several possible paths is right.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::instance::host;
use crate::instance::links::{self, Link};
use crate::vault::credentials;
use crate::{Error, Result};

/// The longest address, in bytes.
const MAX_LENGTH: usize = 2_048;

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
        let text = pasted.trim_matches(is_invisible);
        if text.is_empty() {
            return Err(Error::AddressEmpty);
        }
        if text.len() > MAX_LENGTH {
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
        let text = links::with_the_scheme_in_one_piece(text);
        let links = links::links_in(&text);
        let parse = |link: &Link| Self::parse_link(&link.text, plain_http_ports);
        let address = match links.as_slice() {
            [] => return Self::parse_link(links::bare(&text), plain_http_ports),
            [link] => parse(link)?,
            [link, others @ ..] if others.iter().all(|other| other.authority == link.authority) => {
                Self::only_one(&links.iter().map(parse).collect::<Result<Vec<_>>>()?)?
            }
            _ => {
                let addresses: Result<Vec<_>> = links.iter().map(parse).collect();
                Self::only_one(&addresses.map_err(|_| Error::AddressSeveral)?)?
            }
        };
        let clear = links.iter().any(|link| link.has_scheme || link.is_clear(&text));
        if !clear || links.iter().any(|link| link.is_torn(&text, &links)) {
            return Err(Error::AddressMalformed);
        }
        Ok(address)
    }

    /// The address that all of these name: the one with the longest path, if the others are on its way.
    fn only_one(addresses: &[Self]) -> Result<Self> {
        let longest = addresses.iter().max_by_key(|address| address.0.path().len());
        let longest = longest.ok_or(Error::AddressMalformed)?;
        let places = longest.shorter();
        if addresses.iter().all(|address| places.contains(address)) {
            Ok(longest.clone())
        } else {
            Err(Error::AddressSeveral)
        }
    }

    /// Parses a text without anything around the address.
    fn parse_link(text: &str, plain_http_ports: &[u16]) -> Result<Self> {
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Error::AddressMalformed);
        }
        if is_template(text) {
            return Err(Error::AddressIsExample);
        }
        let with_scheme = links::with_scheme(text)?;
        let mut url = Url::parse(&with_scheme).map_err(|_| Error::AddressMalformed)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(if text.contains("://") { Error::AddressHasPassword } else { Error::AddressIsMail });
        }
        let host = match url.host() {
            Some(Host::Domain(domain)) if host::is_name(domain) => {
                host::without_api(domain.trim_end_matches('.')).to_owned()
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
        let path = if host::is_hosted(&host) { String::new() } else { path_before_the_app(&url) };
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
        host::is_hosted(self.host())
    }

    /// The possible placeholder in this address, if it is below one of Halo's own domains. It may still be a
    /// real HaloPSA's name.
    pub fn perhaps_an_example(&self) -> Option<&str> {
        let label = self.host().split('.').next()?;
        (host::is_hosted(self.host()) && PERHAPS_EXAMPLES.contains(&plain_label(label).as_str()))
            .then_some(label)
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

/// Whether there is a placeholder in brackets within an address: `acme.<region>.halopsa.com`. Brackets around
/// the whole address don't count.
fn has_a_gap_to_fill_in(text: &str) -> bool {
    let gaps = [('<', '>'), ('‹', '›'), ('{', '}'), ('[', ']')];
    gaps.iter().any(|(open, close)| {
        // A bracket and a dot may also end a sentence: `Ours is <https://acme.halopsa.com>.`
        let end = format!("{close}.");
        text.find(*open).is_some_and(|open| {
            text[open..].split(&end).skip(1).any(|rest| rest.starts_with(char::is_alphanumeric))
        })
    }) || text.contains("://<") && text.contains('>')
}

/// Whether the address has a placeholder: `{domain}.halopsa.com`, `yourcompany.…`.
fn is_template(text: &str) -> bool {
    let (_, rest) = links::without_slips(text.trim_start_matches(['/', '\\']));
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // After a user name and password, which have their own error.
    let host = host.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let bracketed = host.contains(['{', '}']) || host.starts_with("*.") || host.starts_with('$');
    let encoded = ["%7b", "%7d", "%3c", "%3e", "%5b", "%5d"].iter().any(|bracket| host.contains(bracket));
    let in_brackets = host.starts_with('[') && !host.contains(':');
    let host = host.split(':').next().unwrap_or_default();
    let host = host::without_api(host.trim_end_matches('.'));
    let host = host.strip_prefix("www.").unwrap_or(host);
    let label = host.split('.').next().unwrap_or_default();
    // Local host names may be anything.
    let is_whole = label.is_ascii() && (!host.contains('.') || host::is_hosted(host));
    bracketed || encoded || in_brackets || is_whole && EXAMPLES.contains(&plain_label(label).as_str())
}

/// A label without separators between its words.
fn plain_label(label: &str) -> String {
    label.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether it is around a pasted text without being seen: byte order mark, zero-width space, direction mark.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn refuse_other_places(host: &str, text: &str) -> Result<()> {
    if host::is_vendor_site(host) {
        return Err(Error::AddressIsVendorSite);
    }
    if host::is_shared_sign_in(host) {
        return Err(Error::AddressIsSignInHost);
    }
    if !host.contains('.') && !host.contains(':') && !text.contains("://") && !text.contains(':') {
        return Err(Error::AddressBareWord { word: host.chars().take(63).collect() });
    }
    Ok(())
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
    fn an_address_in_an_email_or_a_chat_is_understood() {
        for pasted in [
            "[https://acme.halopsa.com](https://acme.halopsa.com)",
            "[acme.halopsa.com](https://acme.halopsa.com/tickets)",
            "[**acme.halopsa.com**](<https://acme.halopsa.com/>)",
            "Our Halo is [here](https://acme.halopsa.com/), or [there](https://acme.halopsa.com/home).",
            "acme.halopsa.com<https://acme.halopsa.com/>",
            "<https://acme.halopsa.com|acme.halopsa.com>",
            "<https://acme.halopsa.com/tickets|Our Halo>",
            "<a href=\"https://acme.halopsa.com/\">acme.halopsa.com</a>",
            "acme.halopsa.com, see https://acme.halopsa.com/tickets",
            "acme.halopsa.com\r\nhttps://acme.halopsa.com/home\r\n",
            "https://acme.halopsa.comhttps://acme.halopsa.com",
            "https://acme.halopsa.com/https://acme.halopsa.com/",
            "https://acme.halopsa.com!",
            "acme.halopsa.com!",
            "https://acme.halopsa.com/home!",
            "https://acme.halopsa.com_",
            "_https://acme.halopsa.com/tickets_",
            "__acme.halopsa.com__",
            "\"https://acme.halopsa.com\".",
            "“https://acme.halopsa.com”.",
            "It is \"acme.halopsa.com\"….",
            "https://acme.halopsa.com…",
            "https://acme.halopsa.com).",
            "(see https://acme.halopsa.com/tickets).",
            "*acme.halopsa.com*",
            "`acme.halopsa.com`",
            "> https://acme.halopsa.com",
            "- acme.halopsa.com",
            "URL: acme.halopsa.com",
            "URL=https://acme.halopsa.com",
            "url:https://acme.halopsa.com",
            "Our Halo is acme.halopsa.com.",
            "acme.halopsa.com (our Halo)",
            "acme.halopsa.com, thanks!",
            "https://acme.halopsa.com, e.g. for tickets",
            "https://acme.halopsa.com; version 2.218.4 of 24.11.2026, 12:30",
            "https://acme.halopsa.com bob@other.example",
            "\u{200b}https://acme.halopsa.com\u{200e}",
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Facme.halopsa.com%2Ftickets&data=05",
            "acme.halopsa.com<https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Facme.halopsa.com%2F&data=05>",
        ] {
            assert_eq!(understood(pasted), "https://acme.halopsa.com", "pasted {pasted:?}");
        }
        for (pasted, address) in [
            ("[acme.halopsa.com:8443]", "https://acme.halopsa.com:8443"),
            ("(halo.firm.example:8443/halo/home).", "https://halo.firm.example:8443/halo"),
            ("[halo.firm.example](https://halo.firm.example)", "https://halo.firm.example"),
            ("<https://halo.firm.example/halo|Our Halo>", "https://halo.firm.example/halo"),
            ("halo.firm.example (https://halo.firm.example/halo/)", "https://halo.firm.example/halo"),
            ("https://halo.firm.example/halo_", "https://halo.firm.example/halo_"),
            ("_https://halo.firm.example/halo_", "https://halo.firm.example/halo"),
            ("Ours: https://halo.firm.example. The version is new.", "https://halo.firm.example"),
            ("<https://[2001:db8::1]:8443/halo>.", "https://[2001:db8::1]:8443/halo"),
        ] {
            assert_eq!(understood(pasted), address, "pasted {pasted:?}");
        }
    }

    #[test]
    fn of_two_hosts_none_is_taken() {
        for pasted in [
            "[https://acme.halopsa.com](https://other.example)",
            "[acme.halopsa.com](https://other.example)",
            "acme.halopsa.com<https://other.example/>",
            "<https://other.example|acme.halopsa.com>",
            "<a href=\"https://other.example\">acme.halopsa.com</a>",
            "acme.halopsa.com, see https://b.example",
            "acme.halopsa.com; https://other.example",
            "acme.halopsa.com (formerly https://old.halopsa.com)",
            "https://acme.halopsa.com (formerly old.halopsa.com)",
            "https://acme.halopsa.com/, not https://old.halopsa.com/",
            "https://acme.halopsa.com/,https://old.halopsa.com/",
            "https://acme.halopsa.com/tickets,old.halopsa.com",
            "acme.halopsa.com,https://b.example",
            "acme.halopsa.com=https://b.example",
            "https://acme.halopsa.comhttps://b.halopsa.com",
            "https://web.archive.org/web/2026/https://acme.halopsa.com",
            "https://usehalo.com/guides, ours is https://acme.halopsa.com",
            "https://halo.firm.example https://halo.firm.example:8443",
            "https://halo.firm.example/one https://halo.firm.example/two",
            "localhost:8080, see https://b.example",
            "10.1.2.3 or https://b.example",
            "[2001:db8::1] or https://b.example",
            "ac me.halopsa.com https://ac",
            "https://ac me.halopsa.com",
            "https://acme halopsa.com",
            "https://acme. halopsa.com",
            "https://[acme.halo…](https://acme.halopsa.com)",
        ] {
            assert_eq!(parse(pasted), Err(Error::AddressSeveral), "pasted {pasted:?}");
        }
    }

    #[test]
    fn a_host_with_a_gap_is_not_cut_off_there() {
        for pasted in [
            "https://acme .halopsa.com",
            "https://acme.halopsa .com",
            "https://acme.halopsa. com",
            "https://acme.halopsa, com",
            "https://acme.halopsa,com",
            "https://acme.halopsa com",
            "https://acme.halopsa.co m",
            "https://acme.halopsa.c\nom/tickets",
            "https://halo.firm. example",
            "https://halo.firm.exam\r\nple/halo",
            "https://acme.halo…",
            "https://acme.halo...",
            "acme.halo... (cut off)",
            "https://halo'.firm.example",
            "https://me:8'w@acme.halopsa.com",
            "halo. firm.example",
            "acme. trial.usehalo.com",
            "our halo is halo.firm.example",
            "halo .firm.example",
        ] {
            assert_eq!(parse(pasted), Err(Error::AddressMalformed), "pasted {pasted:?}");
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
            "Use https://{domain}.halopsa.com, see https://docs.example",
            "https://docs.example: {domain}.halopsa.com",
            "https://docs.example, then [yourcompany].halopsa.com",
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

    fn host_with_or_without_scheme() -> impl Strategy<Value = String> {
        "(https?://|hxxps://|//)?[a-c]{1,3}(\\.[a-c]{2,3})?\\.(halopsa\\.com|example|firm\\.example)(/|/home)?"
    }

    proptest! {
        #[test]
        fn any_text_is_understood_or_refused(text in "\\PC{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn the_host_is_one_that_is_in_the_text(
            text in "((https?|htps)[:;]?//?|[ ,;.!_*()\\[\\]<>|\"'=/-]|[a-d]{1,3}|\\.halopsa\\.com|\\.example|:8443|@|…|\n){1,12}",
        ) {
            if let Ok(address) = Address::parse(&text, &[]) {
                prop_assert!(text.contains(address.host()), "{text:?} became {address}");
            }
        }

        #[test]
        fn two_hosts_never_become_an_address(
            one in host_with_or_without_scheme(),
            between in "[ ,;!*()\\[\\]<>|\"'\n][ ,;!_*()\\[\\]<>|\"'\n]{0,2}(see |or |formerly )?[ (\\[<\"*]{0,2}",
            other in host_with_or_without_scheme(),
            around in prop::sample::select(vec![("", ""), ("<", ">"), ("(", ")."), ("[", "]"), ("Ours: ", " (new)")]),
        ) {
            let host = |text: &str| text.rsplit("//").next().unwrap().split('/').next().unwrap().to_owned();
            let text = format!("{}{one}{between}{other}{}", around.0, around.1);
            if host(&one) != host(&other) {
                prop_assert!(parse(&text).is_err(), "{text:?} became {:?}", parse(&text));
            } else if let Ok(address) = Address::parse(&text, &[]) {
                prop_assert_eq!(address.host(), host(&one));
            }
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
