//! Searches for a canary secret in every form in which it could have leaked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use memchr::memmem;

/// A form of a canary, and the bytes to search for. Compared case-insensitively.
struct Form {
    name: String,
    needle: Vec<u8>,
}

/// All forms of one canary.
pub struct Search {
    name: &'static str,
    forms: Vec<Form>,
}

/// A canary that was found where it must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which canary.
    pub canary: &'static str,
    /// In which form.
    pub form: String,
}

impl Search {
    /// For a secret of two GUIDs, or for any other text. Each half counts separately: half a secret is a
    /// leak, too.
    pub fn new(name: &'static str, canary: &str) -> Self {
        assert!(canary.len() >= 16 && canary.is_ascii(), "a canary that could be found by chance");
        let mut forms = Vec::new();
        let mut parts = vec![("whole", canary.to_owned())];
        // The halves of an odd length overlap; the hyphen in the middle of two GUIDs belongs to neither.
        let (first, second) = canary.split_at(canary.len() / 2);
        parts.push(("first half", first.trim_matches('-').to_owned()));
        parts.push(("second half", second.trim_matches('-').to_owned()));
        for (part, text) in &parts {
            for case in [text.clone(), text.to_ascii_lowercase(), text.to_ascii_uppercase()] {
                for (form, needle) in forms_of(&case) {
                    let needle = needle.to_ascii_lowercase();
                    if !forms.iter().any(|known: &Form| known.needle == needle) {
                        forms.push(Form { name: format!("{part}, {form}"), needle });
                    }
                }
            }
        }
        Self { name, forms }
    }

    /// Every occurrence in `hay`.
    pub fn find(&self, hay: &[u8]) -> Vec<Found> {
        let hay = hay.to_ascii_lowercase();
        self.forms
            .iter()
            .filter(|form| memmem::find(&hay, &form.needle).is_some())
            .map(|form| Found { canary: self.name, form: form.name.clone() })
            .collect()
    }

    /// The number of forms.
    pub fn forms(&self) -> usize {
        self.forms.len()
    }
}

fn forms_of(text: &str) -> Vec<(String, Vec<u8>)> {
    let bytes = text.as_bytes();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut forms: Vec<(String, Vec<u8>)> = vec![
        ("raw".into(), bytes.to_vec()),
        ("without hyphens".into(), text.replace('-', "").into_bytes()),
        ("backwards".into(), text.chars().rev().collect::<String>().into_bytes()),
        ("percent".into(), percent(bytes, |_| true).into_bytes()),
        ("percent, hyphens only".into(), percent(bytes, |b| b == b'-').into_bytes()),
        ("hex".into(), hex(bytes, "").into_bytes()),
        ("hex with spaces".into(), hex(bytes, " ").into_bytes()),
        ("numbers".into(), numbers(bytes).into_bytes()),
        ("UTF-16LE".into(), little.clone()),
        ("UTF-16BE".into(), text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ];
    for before in 0..3 {
        for (form, base64) in
            [("base64", base64_at(bytes, before)), ("base64 of UTF-16", base64_at(&little, before))]
        {
            let url_safe = base64.replace('+', "-").replace('/', "_");
            forms.push((format!("{form} at {before}"), base64.into_bytes()));
            forms.push((format!("{form} for URLs at {before}"), url_safe.into_bytes()));
        }
    }
    forms
}

fn percent(bytes: &[u8], which: impl Fn(u8) -> bool) -> String {
    bytes.iter().map(|b| if which(*b) { format!("%{b:02x}") } else { char::from(*b).to_string() }).collect()
}

fn hex(bytes: &[u8], between: &str) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(between)
}

/// The bytes as `{:?}` prints a slice.
fn numbers(bytes: &[u8]) -> String {
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

/// The base64 characters that don't depend on the text around the canary, when `before` bytes (of three)
/// precede it.
fn base64_at(bytes: &[u8], before: usize) -> String {
    let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(bytes.iter().copied()).collect();
    let text = STANDARD_NO_PAD.encode(&padded);
    let first = (before * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    text[first..last].to_owned()
}
