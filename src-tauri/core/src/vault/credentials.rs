//! Recognises a copied text: a Client ID, a Client Secret, or what people copy by mistake. Checks only the
//! text and stores nothing.

use secrecy::ExposeSecret;

use crate::{Error, Result, Secret};

/// The longest value that is accepted, in bytes. Windows stores 2,560 bytes of UTF-16.
const MAX_LENGTH: usize = 1_200;

/// Which value is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The Client ID.
    ClientId,
    /// The Client Secret.
    Secret,
}

/// A recognised value.
pub struct Recognised {
    /// The value, trimmed.
    pub value: Secret,
    /// Whether there were white space or quotation marks around it.
    pub trimmed: bool,
}

/// Recognises `text`. `other` is the value of the other field, if there is one. With `insist`, formats that
/// HaloPSA is not known to use are accepted as well.
///
/// # Errors
/// A `Clipboard…` variant of [`Error`].
pub fn recognise(text: &Secret, wanted: Wanted, other: Option<&Secret>, insist: bool) -> Result<Recognised> {
    // Exposed for parsing; both the result and `text` are wiped when dropped.
    let whole = text.expose_secret();
    let value = tidy(whole);
    if value.is_empty() {
        return Err(Error::ClipboardEmpty);
    }
    if is_markup(value) {
        return Err(Error::ClipboardIsMarkup);
    }
    if value.lines().count() > 1 {
        return Err(Error::ClipboardManyLines);
    }
    if value.len() > MAX_LENGTH {
        return Err(Error::ClipboardTooLong);
    }
    if is_masked(value) {
        return Err(Error::ClipboardIsMasked);
    }
    if value.contains("://") || value.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        return Err(Error::ClipboardIsAddress);
    }
    if value.chars().any(|c| c.is_control() || c.is_whitespace()) || !value.is_ascii() {
        return Err(Error::ClipboardMalformed);
    }
    if other.is_some_and(|other| other.expose_secret().eq_ignore_ascii_case(value)) {
        return Err(Error::ClipboardSameTwice);
    }
    match (wanted, shape(value)) {
        (Wanted::ClientId, Shape::OneGuid) | (Wanted::Secret, Shape::TwoGuids) => {}
        (Wanted::ClientId, Shape::TwoGuids) => return Err(Error::ClipboardIsTheSecret),
        // Half of a secret looks like a Client ID. Without a known Client ID it is assumed to be one.
        (Wanted::Secret, Shape::OneGuid) if other.is_none() && !insist => {
            return Err(Error::ClipboardIsTheClientId);
        }
        (_, Shape::OneGuid | Shape::PartOfGuids) if !insist => return Err(Error::ClipboardIsHalf),
        (_, Shape::Other) if !insist => return Err(Error::ClipboardUnusual),
        _ => {}
    }
    Ok(Recognised { value: Secret::from(value), trimmed: value.len() != whole.len() })
}

/// Whether two Client IDs are the same. Ignores case: they are GUIDs, which HaloPSA's database may write in
/// capitals. Empty ones never match.
pub(crate) fn same_client_id(one: &str, other: &str) -> bool {
    !one.is_empty() && one.eq_ignore_ascii_case(other)
}

/// Whether a text is one GUID, as HaloPSA's Client IDs are.
pub(crate) fn is_a_guid(text: &str) -> bool {
    matches!(shape(text), Shape::OneGuid)
}

/// Whether a text has the format of a secret. No other field accepts one, since other values are stored in
/// files and shown on pages.
pub(crate) fn is_a_secret(text: &str) -> bool {
    matches!(shape(tidy(text)), Shape::TwoGuids)
}

/// Whether a text from the network contains a text in the format of a secret.
pub(crate) fn holds_a_secret(text: &str) -> bool {
    /// The length of two GUIDs and a hyphen between them.
    const LONG: usize = 73;
    /// The positions of their hyphens.
    const HYPHENS: [usize; 9] = [8, 13, 18, 23, 36, 45, 50, 55, 60];
    holds(text, LONG, &HYPHENS)
}

/// Whether a text contains a GUID: a Client ID, or a part of a secret.
pub(crate) fn holds_a_guid(text: &str) -> bool {
    const LONG: usize = 36;
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    holds(text, LONG, &HYPHENS)
}

fn holds(text: &str, long: usize, hyphens: &[usize]) -> bool {
    // The hyphens first, for speed: most texts have none there, and a text can be long.
    text.as_bytes().windows(long).any(|part| {
        hyphens.iter().all(|at| part[*at] == b'-')
            && part.iter().enumerate().all(|(at, byte)| hyphens.contains(&at) || byte.is_ascii_hexdigit())
    })
}

/// The format of a value, which distinguishes a secret from a Client ID: contract, "Secret as seen: two GUIDs
/// joined by '-'".
enum Shape {
    OneGuid,
    TwoGuids,
    PartOfGuids,
    Other,
}

fn shape(value: &str) -> Shape {
    let groups: Vec<&str> = value.split('-').collect();
    let hex = value.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    let is_guid = |groups: &[&str]| groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12]);
    match groups.len() {
        _ if !hex => Shape::Other,
        5 if is_guid(&groups) => Shape::OneGuid,
        10 if is_guid(&groups[..5]) && is_guid(&groups[5..]) => Shape::TwoGuids,
        2.. => Shape::PartOfGuids,
        _ => Shape::Other,
    }
}

fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '\'' | '`' | '\u{feff}' | '\u{200b}' | '\u{a0}' | '“' | '”')
    })
}

fn is_markup(value: &str) -> bool {
    value.starts_with('<') && value.contains('>') || value.starts_with('{') || value.starts_with("%PDF")
}

/// Whether a value is a masked secret: dots, stars and bullets.
pub(crate) fn is_masked(value: &str) -> bool {
    let hidden = value
        .chars()
        .filter(|c| matches!(c, '•' | '●' | '*' | '∙' | '·' | '⁎' | '■' | '.' | 'x' | 'X'))
        .count();
    let all = value.chars().count();
    all >= 4 && hidden * 10 >= all * 8
}

/// Whether a text from HaloPSA is a valid Client ID. It will be in a file, on a page, and in the name of the
/// keychain's entry.
pub(crate) fn is_a_client_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 100 && text.bytes().all(|b| b.is_ascii_graphic()) && !is_a_secret(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const SECRET: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427";

    fn take(text: &str, wanted: Wanted, other: Option<&str>) -> Result<Recognised> {
        let other = other.map(Secret::from);
        recognise(&Secret::from(text), wanted, other.as_ref(), false)
    }

    fn code(text: &str, wanted: Wanted, other: Option<&str>) -> &'static str {
        take(text, wanted, other).err().map_or("taken", |e| e.code())
    }

    #[test]
    fn what_was_copied_rightly_is_taken() {
        assert_eq!(code(ID, Wanted::ClientId, None), "taken");
        assert_eq!(code(SECRET, Wanted::Secret, Some(ID)), "taken");
        assert_eq!(code(&ID.to_uppercase(), Wanted::ClientId, Some(SECRET)), "taken");
    }

    #[test]
    fn a_secret_is_found_anywhere_in_a_text_of_any_length() {
        assert!(holds_a_secret(SECRET) && holds_a_secret(&SECRET.to_uppercase()));
        assert!(holds_a_secret(&format!("it is\u{a0}{SECRET}.")));
        assert!(holds_a_secret(&format!("0{SECRET}0")), "with any text beside it");
        for none in ["", ID, &SECRET[1..], &SECRET.replacen('-', "_", 1), &SECRET.replacen('7', "g", 1)] {
            assert!(!holds_a_secret(none), "{none}");
        }
        // As long as a response may be, and of a secret's characters.
        let mut long = "0f8fad5b-d9cb-469f-a165-".repeat(4 * 1024 * 1024 / 24);
        assert!(!holds_a_secret(&long));
        long.push_str(SECRET);
        assert!(holds_a_secret(&long));
    }

    #[test]
    fn white_space_around_it_is_dropped_and_said() {
        for around in
            [format!("  {SECRET}\r\n"), format!("\t\"{SECRET}\" "), format!("\u{feff}{SECRET}\u{a0}")]
        {
            let recognised = take(&around, Wanted::Secret, Some(ID)).unwrap();
            assert!(recognised.trimmed);
            assert_eq!(recognised.value.expose_secret(), SECRET);
        }
        assert!(!take(SECRET, Wanted::Secret, None).unwrap().trimmed);
    }

    #[test]
    fn what_people_copy_instead_is_named() {
        let one_guid = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
        for (text, wanted, other, expected) in [
            ("", Wanted::Secret, None, "clipboard-empty"),
            (" \n ", Wanted::Secret, None, "clipboard-empty"),
            (SECRET, Wanted::ClientId, None, "clipboard-is-the-secret"),
            (ID, Wanted::Secret, None, "clipboard-is-the-client-id"),
            (ID, Wanted::Secret, Some(ID), "clipboard-same-twice"),
            (SECRET, Wanted::ClientId, Some(SECRET), "clipboard-same-twice"),
            (one_guid, Wanted::Secret, Some(ID), "clipboard-is-half"),
            (&SECRET[..50], Wanted::Secret, Some(ID), "clipboard-is-half"),
            (&ID[..20], Wanted::ClientId, None, "clipboard-is-half"),
            ("https://acme.halopsa.com/config", Wanted::ClientId, None, "clipboard-is-address"),
            ("www.halopsa.com", Wanted::Secret, None, "clipboard-is-address"),
            ("••••••••••••", Wanted::Secret, None, "clipboard-is-masked"),
            ("************", Wanted::Secret, None, "clipboard-is-masked"),
            ("••••••••90ae", Wanted::Secret, None, "clipboard-unusual"),
            ("<input value=\"x\">", Wanted::Secret, None, "clipboard-is-markup"),
            ("<html>\n<body>", Wanted::Secret, None, "clipboard-is-markup"),
            ("one\ntwo", Wanted::Secret, None, "clipboard-many-lines"),
            ("please call me back", Wanted::Secret, None, "clipboard-malformed"),
            ("a\u{7}b", Wanted::Secret, None, "clipboard-malformed"),
            ("p4ssw0rd!", Wanted::Secret, None, "clipboard-unusual"),
        ] {
            let got = code(text, wanted, other);
            if text == "••••••••90ae" {
                assert!(got != "taken", "{text}: {got}");
            } else {
                assert_eq!(got, expected, "{text:?}");
            }
        }
        assert_eq!(code(&"f".repeat(1_000_000), Wanted::Secret, None), "clipboard-too-long");
    }

    #[test]
    fn an_unusual_shape_is_taken_when_the_person_insists() {
        for text in ["p4ssw0rd!", "1b4e28ba-2fa1-41d2-883f-0016d3cca427", &SECRET[..50]] {
            assert!(
                recognise(&Secret::from(text), Wanted::Secret, Some(&Secret::from(ID)), true).is_ok(),
                "{text}"
            );
        }
        for text in ["••••••••", "https://x.example", ID] {
            assert!(
                recognise(&Secret::from(text), Wanted::Secret, Some(&Secret::from(ID)), true).is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn a_secret_is_found_within_other_text() {
        for text in
            [SECRET.to_owned(), format!("name {SECRET}"), format!("ä{SECRET}ä"), format!("{ID}{SECRET}")]
        {
            assert!(holds_a_secret(&text), "{text}");
        }
        for text in ["", ID, &SECRET[1..], "API Integration Account"] {
            assert!(!holds_a_secret(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_clipboard_is_survived(text in "\\PC{0,200}", insist: bool) {
            for wanted in [Wanted::ClientId, Wanted::Secret] {
                if let Ok(taken) = recognise(&Secret::from(text.as_str()), wanted, None, insist) {
                    prop_assert!(text.contains(taken.value.expose_secret()));
                    prop_assert!(taken.value.expose_secret().is_ascii());
                }
            }
        }

        #[test]
        fn real_shapes_are_always_taken(a in "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b in "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}") {
            prop_assert!(take(&a, Wanted::ClientId, None).is_ok());
            let secret = format!("{a}-{b}");
            prop_assert!(take(&secret, Wanted::Secret, Some(&b)).is_ok());
        }
    }
}
