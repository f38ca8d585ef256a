//! The words in which permissions are spoken of.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::words::{Kind, Token};
use crate::{catalogue, linter};

/// What may be done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Verb {
    pub(super) name: &'static str,
    pub(super) own: bool,
    /// Whether it is the word of an agent's access level.
    pub(super) level: bool,
}

/// With what.
#[derive(Clone)]
pub(super) struct Area {
    pub(super) name: String,
    pub(super) own: bool,
}

impl Verb {
    pub(super) fn reads_or_edits(&self) -> bool {
        self.name.starts_with("read") || self.name.starts_with("edit")
    }
}

/// What a word says may be done.
pub(super) fn verb(word: &str) -> Option<Verb> {
    let (name, own) = match word.to_ascii_lowercase().as_str() {
        "read" => ("read", true),
        "edit" => ("edit", true),
        "editmine" => ("editMine", true),
        "access" => ("access", true),
        "admin" => ("admin", true),
        "all" => ("all", true),
        "view" | "see" | "readonly" => ("read", false),
        "write" | "modify" | "update" | "change" => ("edit", false),
        _ => return None,
    };
    let level = word.eq_ignore_ascii_case("modify") || word.eq_ignore_ascii_case("readonly");
    Some(Verb { name, own, level })
}

/// The area that a word means, in small letters.
pub(super) fn area_of(word: &str) -> Option<Area> {
    static AREAS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let areas = catalogue::known().iter().filter_map(|known| known.name.name().split_once(':'));
        areas.map(|(_, area)| area.to_lowercase()).collect()
    });
    if AREAS.contains(word) {
        return Some(Area { name: word.to_owned(), own: true });
    }
    linter::area_of(word).map(|area| Area { name: area.to_owned(), own: false })
}

/// Words that say "permission" and leave the meaning as it is.
pub(super) fn is_filler(token: &Token) -> bool {
    const FILLERS: [&str; 12] = [
        "access",
        "permission",
        "permissions",
        "privilege",
        "privileges",
        "right",
        "rights",
        "scope",
        "scopes",
        "to",
        "on",
        "for",
    ];
    FILLERS.iter().any(|word| token.is(word))
}

/// Whether they speak of permissions as such.
pub(super) fn speaks_of_permissions(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| {
        let word = token.text.to_ascii_lowercase();
        token.kind == Kind::Word && (word.contains("permission") || word.contains("scope"))
    })
}

/// Whether the words may say that something is not needed.
pub(super) fn doubts(tokens: &[Token]) -> bool {
    const DOUBTS: [&str; 34] = [
        "not",
        "no",
        "none",
        "never",
        "without",
        "cannot",
        "except",
        "excluding",
        "exclude",
        "excludes",
        "remove",
        "avoid",
        "unnecessary",
        "unneeded",
        "optional",
        "optionally",
        "instead",
        "unless",
        "fail",
        "fails",
        "failed",
        "reject",
        "rejects",
        "rejected",
        "invalid",
        "deprecated",
        "obsolete",
        "neither",
        "nor",
        "uncheck",
        "untick",
        "disable",
        "unlike",
        "✗",
    ];
    tokens.iter().any(|token| DOUBTS.iter().any(|word| token.is(word)) || token.text.ends_with("n't"))
}
