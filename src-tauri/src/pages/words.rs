//! Sentences in templates: `{{ t("id").with("name", value) }}`, `{{ t("id.attribute") }}`, and
//! `{{ family("error", code).attr("advice") }}` for the words of an id from core.

use std::borrow::Cow;
use std::fmt;

use crate::words::WORDS;

/// A sentence, resolved when it is written.
#[derive(Clone)]
pub(crate) struct Said<'a> {
    id: Cow<'a, str>,
    attribute: Option<&'a str>,
    args: Vec<(&'static str, String)>,
}

/// The sentence with this id; behind a dot, one of its attributes.
pub(crate) fn t(id: &str) -> Said<'_> {
    let (id, attribute) = id.split_once('.').map_or((id, None), |(id, attribute)| (id, Some(attribute)));
    Said { id: id.into(), attribute, args: Vec::new() }
}

/// The words of one of core's ids: `error-busy` for `family("error", "busy")`.
pub(crate) fn family<'a>(family: &str, id: impl fmt::Display) -> Said<'a> {
    Said { id: format!("{family}-{id}").into(), attribute: None, args: Vec::new() }
}

impl<'a> Said<'a> {
    /// With a parameter.
    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        // A name may contain brackets of its own.
        self.args.push((name, value.to_string().replace('[', "\u{e000}").replace(']', "\u{e001}")));
        self
    }

    /// One of the attributes of the same message.
    pub(crate) fn attr(self, name: &'a str) -> Self {
        Self { attribute: Some(name), ..self }
    }

    /// Whether there is such a sentence.
    pub(crate) fn exists(&self) -> bool {
        WORDS.has(&self.id, self.attribute)
    }

    fn text(&self) -> String {
        WORDS.sentence(
            &self.id,
            self.attribute,
            self.args.iter().map(|(name, value)| (*name, value.as_str())),
        )
    }

    /// The sentence in pieces: HaloPSA's own words, in `[brackets]` in the words file, are separate.
    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let text = self.text();
        let mut pieces = Vec::new();
        for (n, piece) in text.split(['[', ']']).enumerate() {
            if !piece.is_empty() {
                pieces.push(Piece { text: own_brackets(piece), is_theirs: n % 2 == 1 });
            }
        }
        pieces
    }
}

fn own_brackets(text: &str) -> String {
    text.replace('\u{e000}', "[").replace('\u{e001}', "]")
}

/// A part of a sentence.
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Whether it is the text on HaloPSA's or a product's own page.
    pub(crate) is_theirs: bool,
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&own_brackets(&self.text().replace(['[', ']'], "")))
    }
}

/// Makes `t(…)` and `family(…)` work in every template: askama parses a call as one of a method of the
/// template.
pub(crate) trait Speaks {
    fn t<'a>(&self, id: &'a str) -> Said<'a> {
        t(id)
    }

    fn family<'a>(&self, family: &str, id: impl fmt::Display) -> Said<'a> {
        self::family(family, id)
    }
}

impl<T: askama::Template> Speaks for T {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_halopsa_says_is_set_apart_and_a_name_keeps_its_brackets() {
        let said = t("done-then-test").with("test", "Test [now]");
        assert_eq!(said.to_string(), "Press Test [now].");
        let pieces: Vec<_> = said.pieces().into_iter().map(|piece| (piece.text, piece.is_theirs)).collect();
        assert_eq!(pieces, [("Press ".into(), false), ("Test [now]".into(), true), (".".into(), false)]);
    }

    #[test]
    fn words_that_are_not_there_are_known_to_be() {
        assert!(t("done").exists() && !t("done.nothing").exists() && !family("error", "nothing").exists());
    }
}
