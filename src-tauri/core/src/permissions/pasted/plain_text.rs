//! Turns pasted text into plain lines: HTML tags and entities are resolved, look-alike characters are
//! unified, control characters, URLs, mail addresses, Client IDs and secrets are removed. Linear time.

use crate::plain::misleads;
use crate::vault::credentials;

/// The placeholder for what was removed.
const REMOVED: char = '…';

/// The text as lines, with tabs between the cells of a table.
pub(super) fn flattened(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_a_row = false;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if c == '<'
            && let Some((tag, after)) = tag(rest)
        {
            rest = match tag {
                "style" | "script" => after_the_end_of(tag, after),
                _ => after,
            };
            show_tag(tag, &mut in_a_row, &mut flat);
        } else {
            let (c, length) = if c == '&' { entity(rest) } else { (c, c.len_utf8()) };
            rest = &rest[length..];
            show_character(c, in_a_row, &mut flat);
        }
    }
    without_addresses_and_secrets(&flat)
}

/// The tag that the text begins with and the text after it. Closing tags start with `/`; tags without
/// effect on the layout are "". A `<` followed by another `<` before the next `>` isn't a tag.
fn tag(text: &str) -> Option<(&'static str, &str)> {
    /// The tags that affect the layout.
    const NAMES: [&str; 45] = [
        "style",
        "script",
        "tr",
        "/tr",
        "table",
        "/table",
        "td",
        "th",
        "code",
        "/code",
        "kbd",
        "/kbd",
        "br",
        "hr",
        "li",
        "/li",
        "p",
        "/p",
        "div",
        "/div",
        "ul",
        "/ul",
        "ol",
        "/ol",
        "dd",
        "/dd",
        "dt",
        "/dt",
        "h1",
        "/h1",
        "h2",
        "/h2",
        "h3",
        "/h3",
        "h4",
        "/h4",
        "h5",
        "/h5",
        "pre",
        "/pre",
        "option",
        "/option",
        "label",
        "/label",
        "blockquote",
    ];
    let inside = &text[1..];
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return None;
    }
    let end = inside.find(['<', '>']).filter(|end| inside[*end..].starts_with('>'))?;
    let name = inside[..end].split(char::is_whitespace).next().unwrap_or_default();
    let name = if name.len() > 1 { name.trim_end_matches('/') } else { name };
    let known = NAMES.iter().find(|known| known.eq_ignore_ascii_case(name));
    Some((known.copied().unwrap_or_default(), &inside[end + 1..]))
}

/// The text after the closing tag of an invisible element.
fn after_the_end_of<'a>(name: &str, mut text: &'a str) -> &'a str {
    while let Some((_, after)) = text.split_once("</") {
        if after.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        text = after;
    }
    ""
}

fn show_tag(tag: &str, in_a_row: &mut bool, flat: &mut String) {
    match tag {
        "" | "style" | "script" => {}
        "tr" | "/tr" | "table" | "/table" => {
            *in_a_row = tag == "tr";
            flat.push('\n');
        }
        "td" | "th" => flat.push('\t'),
        "code" | "/code" | "kbd" | "/kbd" => flat.push('`'),
        _ if *in_a_row => flat.push_str(", "),
        "li" => flat.push_str("\n• "),
        _ => flat.push('\n'),
    }
}

fn show_character(c: char, in_a_row: bool, flat: &mut String) {
    match c {
        '\n' | '\r' if in_a_row => flat.push(' '),
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => flat.push('\n'),
        // Word copies the end of a cell as U+0007.
        '\t' | '\u{7}' => flat.push('\t'),
        c if c.is_control() || misleads(c) || c == '\u{ad}' => {}
        c if c.is_whitespace() => flat.push(' '),
        '\u{ff1a}' | '\u{fe55}' | '\u{a789}' | '\u{2236}' => flat.push(':'),
        '\u{ff0c}' | '\u{3001}' => flat.push(','),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => flat.push('"'),
        '‘' | '’' | '‚' | '‛' | '′' => flat.push('\''),
        '\u{2010}' | '\u{2011}' => flat.push('-'),
        '\u{2012}'..='\u{2015}' | '\u{2212}' => flat.push('–'),
        '◦' | '▪' | '▫' | '‣' | '●' | '○' | '·' | '∙' | '■' | '□' | '◆' | '➢' | '➤' | '⁃' | '\u{f0b7}'
        | '\u{f0a7}' | '☐' | '☑' | '✓' | '✔' | '✅' => flat.push('•'),
        '✘' | '✖' | '❌' | '❎' => flat.push('✗'),
        c => flat.push(c),
    }
}

/// The character of the entity that the text begins with, and the entity's length in bytes. A plain `&`
/// if it isn't one.
fn entity(text: &str) -> (char, usize) {
    const MAX_LENGTH: usize = 12;
    let Some(end) = text.bytes().take(MAX_LENGTH).position(|byte| byte == b';') else { return ('&', 1) };
    let name = &text[1..end];
    let shown = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" | "ldquo" | "rdquo" | "laquo" | "raquo" => Some('"'),
        "apos" | "lsquo" | "rsquo" => Some('\''),
        "nbsp" | "ensp" | "emsp" | "thinsp" => Some(' '),
        "shy" | "zwnj" | "zwj" => Some('\u{ad}'),
        "colon" => Some(':'),
        "comma" => Some(','),
        "sol" => Some('/'),
        "ndash" | "mdash" | "minus" => Some('–'),
        "hyphen" => Some('-'),
        "bull" | "middot" | "check" => Some('•'),
        _ => name.strip_prefix('#').and_then(|number| {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)
        }),
    };
    shown.map_or(('&', 1), |c| (c, end + 1))
}

/// URLs contain words that look like names; Client IDs and secrets must never be shown.
fn without_addresses_and_secrets(text: &str) -> String {
    let ends_a_part = |c: char| c.is_whitespace() || matches!(c, '"' | '`' | '<' | '>' | '(' | ')' | '|');
    let mut kept = String::with_capacity(text.len());
    for part in text.split_inclusive(ends_a_part) {
        let is_an_address = part.contains("://") || part.contains('@') || part.starts_with("www.");
        if is_an_address || credentials::holds_a_guid(part) {
            kept.push(REMOVED);
            kept.extend(part.chars().next_back().filter(|c| ends_a_part(*c)));
        } else if part.contains('%') {
            // Percent-encoded, as in the body of a token request.
            let decoded =
                part.replace("%3A", ":").replace("%3a", ":").replace("%2C", ",").replace("%2c", ",");
            kept.push_str(&decoded.replace("%20", " "));
        } else {
            kept.push_str(part);
        }
    }
    kept
}
