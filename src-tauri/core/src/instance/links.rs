//! The links in a pasted text: a sentence, an email, Markdown, a chat message.
//!
//! A link is a URL with its scheme, also a misspelt one, or a host name without. A URL within another one's
//! path or query (`…/login?back=https://…`) is part of that one.

use std::borrow::Cow;

use url::{Host, Url};

use crate::instance::host;
use crate::{Error, Result};

/// Characters around a link that are never part of it.
pub(super) const QUOTES: [char; 14] = ['<', '>', '"', '\'', '`', '|', '“', '”', '„', '‘', '’', '«', '»', '‹'];

/// Characters that end a host name in a text, and separate links in a list.
const SEPARATORS: [char; 11] = ['(', ')', '[', ']', ',', ';', '!', '*', '=', '…', '›'];

/// Characters of emphasis and brackets in front of a link.
const OPENERS: [char; 8] = ['(', '[', '*', '_', ',', ';', '!', '='];

/// Characters after a link that belong to the sentence.
const TRAILING: [char; 7] = [',', ';', '.', '!', '*', ':', '…'];

/// A link in a text.
#[derive(Debug)]
pub(super) struct Link<'a> {
    /// The link as written. That of a wrapped link is the one inside.
    pub text: Cow<'a, str>,
    /// The host as written, in lower case, with the port.
    pub authority: String,
    /// Whether it is written with a scheme, and not only a host name.
    pub has_scheme: bool,
    /// Where it begins and ends in the text, in bytes.
    start: usize,
    end: usize,
}

impl Link<'_> {
    fn ends_with_the_host(&self) -> bool {
        self.text.to_ascii_lowercase().ends_with(&self.authority)
    }

    /// Whether this host name without a scheme is clearly the address in the text: nothing else is there, or
    /// is one of Halo's hosting, which can't be the remainder of a longer one.
    pub(super) fn is_clear(&self, text: &str) -> bool {
        let (before, after) = (text[..self.start].trim_end(), &text[self.end..]);
        let hosted = host::is_hosted(host_of(&self.authority));
        let first = !before.contains(char::is_alphanumeric);
        let introduced = first || before.ends_with(':');
        let complete = hosted || !after.contains(char::is_alphanumeric);
        let broken = !first && before.ends_with(['.', '-', '/', '\\', '@']);
        !broken && complete && (introduced || hosted)
    }

    /// Whether the host may go on after a gap: `https://acme. halopsa.com`, `https://acme.hal…`.
    pub(super) fn is_torn(&self, text: &str, links: &[Link]) -> bool {
        let host = host_of(&self.authority);
        if host::is_hosted(host) || !self.ends_with_the_host() {
            return false;
        }
        let after = &text[self.end..];
        let is_gap =
            |c: char| c.is_whitespace() || c == '.' || QUOTES.contains(&c) || SEPARATORS.contains(&c);
        let rest = after.trim_start_matches(is_gap);
        let gap = &after[..after.len() - rest.len()];
        if gap.contains('…') || gap.contains("..") {
            return true;
        }
        if rest.is_empty() || links.iter().any(|link| link.start == self.end + gap.len()) {
            return false;
        }
        let lower = rest.starts_with(char::is_lowercase);
        let spaced = gap.contains(|c: char| c.is_whitespace() || "|<>\"“”«»".contains(c));
        let next = rest.split(|c: char| is_gap(c) && c != '.').next().unwrap_or_default();
        let name = next.split(['/', ':', '?', '#', '\\']).next().unwrap_or_default().to_ascii_lowercase();
        let last = host.rsplit('.').next().unwrap_or_default();
        !spaced
            || gap.ends_with('.') && rest.starts_with(char::is_alphanumeric)
            || gap.starts_with(['.', ',']) && lower
            || last.len() == 1 && lower
            || next.contains('@') && !gap.contains(char::is_whitespace)
            // The rest of a URL after a line break within it.
            || !name.is_empty() && next.len() > name.len() && next[name.len()..].contains(['/', '?', '#'])
            || host::is_hosted(&format!("{host}{name}"))
            || host::is_hosted(&format!("{host}.{name}"))
    }
}

/// A text that is no link, without what may be around one.
pub(super) fn bare(text: &str) -> &str {
    without_trailing(opened(text.trim_matches(QUOTES)), 0, false)
}

/// The links in a text, in their order.
pub(super) fn links_in(text: &str) -> Vec<Link<'_>> {
    let mut links = Vec::new();
    let mut start = 0;
    for word in text.split(|c: char| c.is_whitespace() || QUOTES.contains(&c)) {
        add_links(&mut links, word, start);
        let end = start + word.len();
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    links
}

/// Adds the links of a text without whitespace, which begins at `offset` of the whole one.
fn add_links<'a>(links: &mut Vec<Link<'a>>, text: &'a str, offset: usize) {
    let (mut text, mut offset) = (text, offset);
    loop {
        let open = opened(text);
        let (skipped, emphasised) = (text.len() - open.len(), text.starts_with('_'));
        offset += skipped;
        text = open;
        if text.is_empty() {
            return;
        }
        let scheme = scheme_length(text);
        let link = &text[..link_length(text, scheme)];
        add(links, link, scheme, emphasised, offset);
        // A separator that belongs to no link is skipped.
        let taken = if link.is_empty() { text.chars().next().map_or(0, char::len_utf8) } else { link.len() };
        offset += taken;
        text = &text[taken..];
    }
}

/// A text without the brackets and emphasis in front. What belongs to an IPv6 address or to a placeholder
/// (`*.halopsa.com`) stays.
fn opened(text: &str) -> &str {
    let mut text = text;
    while let Some(rest) = text.strip_prefix(OPENERS)
        && ipv6_length(text) == 0
        && !text.starts_with("*.")
    {
        text = rest;
    }
    text
}

/// The length of the scheme and what belongs to it, also of a misspelt or repeated one: 0 without.
fn scheme_length(text: &str) -> usize {
    let slashes = text.len() - text.trim_start_matches(['/', '\\']).len();
    let (slip, rest) = without_slips(&text[slashes..]);
    if slip.is_some() {
        return text.len() - rest.len();
    }
    let word = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    if text[word..].starts_with("://") { word + 3 } else { slashes }
}

/// Where the link ends that begins with this text and has a scheme of this length.
fn link_length(text: &str, scheme: usize) -> usize {
    let next = next_url(text, scheme).unwrap_or(text.len());
    let rest = &text[scheme..next];
    let path = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let ipv6 = ipv6_length(rest);
    // The password before an @ may have any character.
    if !rest[..path].contains('@')
        && let Some(end) = rest[ipv6..path.max(ipv6)].find(SEPARATORS)
    {
        return scheme + ipv6 + end;
    }
    // In a list without spaces. A comma in a query is none.
    let query = rest.find(['?', '#']).unwrap_or(rest.len());
    let listed = rest[path..].match_indices(SEPARATORS).find(|(at, separator)| {
        let after = opened(&rest[path + at + separator.len()..]).trim_start_matches(['/', '\\']);
        let name = after.split(['/', '?', '#']).next().unwrap_or_default();
        let name = name.split(SEPARATORS).next().unwrap_or_default().trim_end_matches('.');
        let name = name.to_ascii_lowercase();
        *separator != "=" && (host::is_hosted(host_of(&name)) || path + at < query && is_host(&name))
    });
    listed.map_or(next, |(at, _)| scheme + path + at)
}

/// Where the next URL begins that isn't in this one's path or query.
fn next_url(text: &str, scheme: usize) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let urls = lower.match_indices("https://").chain(lower.match_indices("http://"));
    let inside = |at: usize| {
        let before = &lower[scheme..at];
        before.contains(['/', '?', '#']) && before.ends_with(['=', '&', '?', '#', ':'])
    };
    urls.map(|(at, _)| at).filter(|at| *at > scheme && !inside(*at)).min()
}

/// The length of an IPv6 address in brackets at the start of a text.
fn ipv6_length(text: &str) -> usize {
    let inside = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inside, _)| inside);
    inside.filter(|ip| ip.parse::<std::net::Ipv6Addr>().is_ok()).map_or(0, |ip| ip.len() + 2)
}

fn add<'a>(links: &mut Vec<Link<'a>>, link: &'a str, scheme: usize, emphasised: bool, offset: usize) {
    let link = without_trailing(link, scheme, emphasised);
    let Some(rest) = link.get(scheme..).filter(|rest| !rest.is_empty()) else { return };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let authority = authority.trim_end_matches('.').to_owned();
    // One slash is no scheme.
    let has_scheme = scheme > 1;
    if authority.is_empty() || !has_scheme && !is_host(&authority) {
        return;
    }
    if let Some(inner) = unwrapped(link) {
        // A link in a wrapped one is only unwrapped once.
        links.extend(links_in(&inner).into_iter().filter(|link| link.has_scheme).map(|link| Link {
            text: Cow::Owned(link.text.into_owned()),
            authority: link.authority,
            has_scheme: true,
            start: offset,
            end: offset + inner.len(),
        }));
        return;
    }
    links.push(Link {
        text: Cow::Borrowed(link),
        authority,
        has_scheme,
        start: offset,
        end: offset + link.len(),
    });
}

/// A link without the sentence's marks and closing brackets at its end.
fn without_trailing(link: &str, scheme: usize, emphasised: bool) -> &str {
    let mut link = link;
    loop {
        let mut shorter = link.trim_end_matches(TRAILING);
        // An underscore may end a path, not a host.
        if emphasised || !shorter.get(scheme..).unwrap_or_default().contains(['/', '?', '#']) {
            shorter = shorter.trim_end_matches('_');
        }
        let unopened = |open, close| shorter.ends_with(close) && !shorter.contains(open);
        if unopened('(', ')') || unopened('[', ']') {
            shorter = &shorter[..shorter.len() - 1];
        }
        if shorter.len() == link.len() {
            return link;
        }
        link = shorter;
    }
}

/// Whether a text without a scheme is an address's host and port.
fn is_host(authority: &str) -> bool {
    if authority.contains('@') {
        return false;
    }
    // With a placeholder that the URL parser doesn't accept.
    if host::is_hosted(host_of(authority)) {
        return !authority.starts_with('.');
    }
    let Ok(url) = Url::parse(&format!("https://{authority}")) else { return false };
    match url.host() {
        Some(Host::Domain(domain)) => {
            let last = domain.rsplit('.').next().unwrap_or_default();
            let dotted = domain.contains('.') && last.len() > 1;
            let with_port = authority.contains(':') && domain.starts_with(|c: char| c.is_ascii_alphabetic());
            host::is_name(domain) && !domain.starts_with('.') && (dotted || with_port)
        }
        Some(Host::Ipv4(ip)) => authority.contains(&ip.to_string()),
        Some(Host::Ipv6(_)) => true,
        None => false,
    }
}

/// The host of an authority, without its port.
fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// The link that Outlook or Teams wrapped in one of its own ("Safe Links").
fn unwrapped(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let host = url.host_str()?;
    let wraps = host.ends_with(".safelinks.protection.outlook.com")
        || host == "statics.teams.cdn.office.net" && url.path().contains("safelink");
    let inner = url.query_pairs().find(|(name, _)| name == "url").filter(|_| wraps)?.1.into_owned();
    let again = Url::parse(&inner).ok()?;
    (!again.host_str()?.ends_with(".safelinks.protection.outlook.com")).then_some(inner)
}

/// Removes gaps as in `https: //acme…`.
pub(super) fn with_the_scheme_in_one_piece(text: &str) -> Cow<'_, str> {
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

/// `text` with exactly one `https://` (or `http://`) in front, whatever scheme it has.
pub(super) fn with_scheme(text: &str) -> Result<String> {
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
pub(super) fn without_slips(text: &str) -> (Option<&'static str>, &str) {
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
