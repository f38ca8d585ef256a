//! The words: every sentence that a user reads, from `ui/words/en.ftl`, for pages and Rust alike.

#[cfg(test)]
mod style;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use latchkey_core::Error;
use latchkey_core::plain::misleads;
use unic_langid::langid;

/// A message: its value and its attributes.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// The text.
    pub(crate) value: String,
    /// Further texts by name, such as `hint` or `trap`.
    pub(crate) attributes: BTreeMap<String, String>,
}

/// The parameters that count something and choose plural forms.
const COUNTS: [&str; 4] = ["beside", "count", "seconds", "teams"];

/// A parameter as Fluent takes it: a count as a number, everything else as text. Names come from HaloPSA and
/// from users: an application "007" keeps its name, and nothing in a name changes the direction of the
/// sentence around it.
fn argument(key: &str, value: &str) -> FluentValue<'static> {
    match value.parse::<i64>() {
        Ok(number) if COUNTS.contains(&key) => FluentValue::from(number),
        _ => FluentValue::from(value.chars().filter(|c| !misleads(*c)).collect::<String>()),
    }
}

/// The parameters of a message, and `os`, which selects the system's own words: `windows`, `macos` or
/// `linux`.
fn arguments<'a>(args: impl IntoIterator<Item = (&'a str, &'a str)>) -> FluentArgs<'static> {
    let mut args: FluentArgs =
        args.into_iter().map(|(key, value)| (key.to_owned(), argument(key, value))).collect();
    args.set("os", std::env::consts::OS);
    args
}

/// The English words.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(Words::english);

/// The words file, compiled in.
#[cfg(not(test))]
fn source() -> String {
    include_str!("../../ui/words/en.ftl").to_owned()
}

/// The words file as it is now, so that the gallery shows a changed sentence without recompiling.
#[cfg(test)]
fn source() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/words/en.ftl")).unwrap()
}

/// All words of one language.
pub(crate) struct Words(FluentBundle<FluentResource>);

impl Words {
    /// The English words, which are compiled in.
    pub(crate) fn english() -> Self {
        let (resource, errors) = match FluentResource::try_new(source()) {
            Ok(resource) => (resource, Vec::new()),
            // Whatever could be parsed is used; the tests refuse a file with errors.
            Err((resource, errors)) => (resource, errors),
        };
        if !errors.is_empty() {
            tracing::error!(count = errors.len(), "words can't be parsed");
        }
        let mut bundle = FluentBundle::new_concurrent(vec![langid!("en")]);
        // English sentences around names need no bidirectional isolation marks, and the marks would be copied
        // along with a value.
        bundle.set_use_isolating(false);
        if bundle.add_resource(resource).is_err() {
            tracing::error!("words are defined twice");
        }
        Self(bundle)
    }

    /// Whether there is such a message, or such an attribute of it.
    pub(crate) fn has(&self, id: &str, attribute: Option<&str>) -> bool {
        self.0.get_message(id).is_some_and(|message| match attribute {
            Some(name) => message.get_attribute(name).is_some(),
            None => message.value().is_some(),
        })
    }

    /// One sentence: a message's value, or one of its attributes. A missing one is shown as its id, so that
    /// it is noticed and reported.
    pub(crate) fn sentence<'a>(
        &self,
        id: &str,
        attribute: Option<&str>,
        args: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let args = arguments(args);
        let pattern = self.0.get_message(id).and_then(|message| match attribute {
            Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else {
            tracing::error!(id, attribute, "missing words");
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let sentence = self.0.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(id, attribute, ?errors, "words lack a parameter");
        }
        sentence
    }

    /// The title and the explanation of an error: what happened; what it means and what to do.
    pub(crate) fn of_error(&self, error: &Error) -> (String, String) {
        let params = error.params();
        let said =
            self.message(&format!("error-{}", error.code()), params.iter().map(|(k, v)| (*k, v.as_str())));
        (said.value, said.attributes.get("advice").cloned().unwrap_or_default())
    }

    /// One message. A missing id is shown as itself, so that it is noticed and reported.
    pub(crate) fn message<'a>(
        &self,
        id: &str,
        args: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Message {
        let args = arguments(args);
        let Some(message) = self.0.get_message(id) else {
            tracing::error!(id, "missing words");
            return Message { value: id.to_owned(), attributes: BTreeMap::new() };
        };
        let text = |pattern| self.0.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned();
        Message {
            value: message.value().map(text).unwrap_or_default(),
            attributes: message.attributes().map(|a| (a.id().to_owned(), text(a.value()))).collect(),
        }
    }

    /// The value of a message without parameters.
    pub(crate) fn text(&self, id: &str) -> String {
        self.message(id, []).value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_digits_is_a_name() {
        let words = Words::english();
        for name in ["007", "1e3", "-0", "+5", "12345678901234567890"] {
            let said = words.message("error-name-taken", [("name", name)]);
            let all = said.attributes.values().chain([&said.value]).cloned().collect::<String>();
            assert!(all.contains(name), "{name}: {said:?}");
        }
    }

    #[test]
    fn every_number_that_words_choose_by_is_named_as_one() {
        let source = include_str!("../../ui/words/en.ftl");
        let mut counted = std::collections::BTreeSet::new();
        for (_, rest) in source.match_indices("{ $").map(|(at, _)| source.split_at(at + 3)) {
            let name: &str = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
            if rest[name.len()..].trim_start().starts_with("->") {
                counted.insert(name);
            }
        }
        // The variants by role and by system are not counted.
        counted.remove("role");
        counted.remove("os");
        assert_eq!(counted, COUNTS.into());
        let said = |count| Words::english().message("guide-left", [("count", count)]).value;
        assert_ne!(said("1").replace('1', "2"), said("2"), "one and two are said otherwise");
    }

    #[test]
    fn the_keychain_is_called_what_the_system_calls_it() {
        let ours = match std::env::consts::OS {
            "windows" => "Windows Credential Manager is locked",
            "macos" => "Your keychain is locked",
            _ => "Your keyring is locked",
        };
        let words = Words::english();
        assert_eq!(words.message("error-keychain-locked", []).value, ours);
        assert_eq!(words.sentence("error-keychain-locked", None, []), ours);
    }

    #[test]
    fn nothing_in_a_name_turns_the_sentence_around_it() {
        let words = Words::english();
        for code in [0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff_u32] {
            let mark = char::from_u32(code).unwrap();
            let name = format!("CIPP{mark}gnp.exe");
            let said = words.message("error-name-taken", [("name", name.as_str())]);
            let all = said.attributes.values().chain([&said.value]).cloned().collect::<String>();
            assert!(all.contains("CIPPgnp.exe") && !all.contains(mark), "U+{code:04X}: {said:?}");
        }
    }
}
