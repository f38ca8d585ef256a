//! A word or the punctuation between words.

use std::ops::Range;

/// A word or punctuation. Quotation marks and emphasis are dropped.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// Its byte range in the line.
    pub(super) at: Range<usize>,
    /// Whether it follows the previous token without a space.
    pub(super) glued: bool,
    /// Whether it is in quotation marks or emphasised.
    pub(super) quoted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Colon,
    /// A comma, a semicolon, a bullet.
    Comma,
    Slash,
    /// "and", "or", `&`, `+`.
    And,
    Dash,
    /// A hyphen within a word.
    Hyphen,
    Equals,
    Open,
    Close,
    /// The end of a table cell.
    Cell,
    /// The end of a sentence.
    Stop,
    /// A full stop within a word.
    Dot,
    Other,
}

impl Token<'_> {
    /// Whether it is this word, ignoring case.
    pub(super) fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is_or(&self) -> bool {
        self.kind == Kind::And && self.is("or")
    }

    /// Whether it separates the entries of a list.
    pub(super) fn separates(&self) -> bool {
        matches!(self.kind, Kind::Comma | Kind::Slash | Kind::And)
    }
}

/// How many separators the tokens begin with.
pub(super) fn separators(tokens: &[Token]) -> usize {
    tokens.iter().take_while(|token| token.separates()).count()
}
