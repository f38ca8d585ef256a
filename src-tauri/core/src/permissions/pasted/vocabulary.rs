//! The words for permissions: verbs, areas, and what else appears around them.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::token::{Kind, Token, separators};
use crate::permissions::catalogue;
use crate::permissions::synonyms;

/// What a permission allows: read, edit, …
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Verb {
    pub(super) name: &'static str,
    pub(super) own: bool,
    /// Whether it is a term of an agent's access levels ("Modify", "Read Only").
    pub(super) level: bool,
}

/// What a permission is about: tickets, customers, …
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

/// The verb that a word means.
pub(super) fn verb(word: &str) -> Option<Verb> {
    let (name, own) = match word.to_ascii_lowercase().as_str() {
        "read" => ("read", true),
        "edit" => ("edit", true),
        "editmine" => ("editMine", true),
        "access" => ("access", true),
        "admin" => ("admin", true),
        "all" => ("all", true),
        "view" | "see" | "readonly" => ("read", false),
        "write" | "modify" | "update" | "change" | "full" => ("edit", false),
        _ => return None,
    };
    let level = word.eq_ignore_ascii_case("modify") || word.eq_ignore_ascii_case("readonly");
    Some(Verb { name, own, level })
}

/// The area that a word means. The word is in lower case.
pub(super) fn area_of(word: &str) -> Option<Area> {
    static AREAS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let areas = catalogue::known().iter().filter_map(|known| known.name.name().split_once(':'));
        areas.map(|(_, area)| area.to_lowercase()).collect()
    });
    if AREAS.contains(word) {
        return Some(Area { name: word.to_owned(), own: true });
    }
    synonyms::area_of(word).map(|area| Area { name: area.to_owned(), own: false })
}

/// A verb and an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// The name in HaloPSA's words, as far as they are known.
    pub(super) name: String,
    /// Whether it was pasted in HaloPSA's words.
    pub(super) own_words: bool,
    /// The name as pasted, if it is well-formed.
    pub(super) as_a_name: Option<String>,
}

/// Every verb combined with every area.
pub(super) fn product(verbs: &[Verb], areas: &[Area]) -> Vec<Pair> {
    let pair = |verb: &Verb, area: &Area| Pair {
        name: format!("{}:{}", verb.name, area.name),
        own_words: verb.own && area.own,
        as_a_name: None,
    };
    areas.iter().flat_map(|area| verbs.iter().map(move |verb| pair(verb, area))).collect()
}

/// A permission whose name is one word: `all`, `admin`.
pub(super) fn bare(word: &Token) -> Pair {
    Pair { name: word.text.to_lowercase(), own_words: true, as_a_name: None }
}

impl Pair {
    /// Meant as a name, but not one that HaloPSA could have.
    pub(super) fn unknown() -> Self {
        Self { name: String::new(), own_words: false, as_a_name: None }
    }
}

/// Whether it is a word that can be left out: "access", "permission", "to".
pub(super) fn is_filler(token: &Token) -> bool {
    const FILLERS: [&str; 13] = [
        "access",
        "control",
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

/// Whether it describes how much is allowed, understood or not: "read", "create", "CRUD".
pub(super) fn is_of_access(token: &Token) -> bool {
    const OTHERS: [&str; 26] = [
        "add",
        "any",
        "complete",
        "create",
        "crud",
        "delete",
        "execute",
        "get",
        "insert",
        "limited",
        "list",
        "manage",
        "only",
        "patch",
        "post",
        "put",
        "r",
        "readwrite",
        "remove",
        "ro",
        "rw",
        "search",
        "total",
        "unlimited",
        "unrestricted",
        "w",
    ];
    verb(token.text).is_some() || is_filler(token) || OTHERS.iter().any(|word| token.is(word))
}

/// Whether they introduce permissions of an application: "API permissions", but not "Ticket permissions"
/// or "Agent permissions", which are rights of an agent.
pub(super) fn introduces_permissions(tokens: &[Token]) -> bool {
    const OTHERS: [&str; 6] = ["agent", "agents", "role", "roles", "user", "users"];
    let words = || tokens.iter().filter(|token| token.kind == Kind::Word);
    let of_something = |token: &Token| {
        OTHERS.iter().any(|other| token.is(other)) || area_of(&token.text.to_lowercase()).is_some()
    };
    words().next_back().is_some_and(|last| mentions_permissions(std::slice::from_ref(last)))
        && !words().any(of_something)
}

/// Whether they contain a word such as "permission" or "scope".
pub(super) fn mentions_permissions(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| {
        let word = token.text.to_ascii_lowercase();
        token.kind == Kind::Word && (word.contains("permission") || word.contains("scope"))
    })
}

/// Whether the sentence may mean that something isn't needed.
pub(super) fn expresses_doubt(tokens: &[Token]) -> bool {
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

/// The most verbs in one entry.
const MAX_VERBS: usize = 4;

/// The verbs at this position ("read", "read and edit", "Read Only") and the index after them.
pub(super) fn verbs(tokens: &[Token], start: usize) -> Option<(Vec<Verb>, usize)> {
    let mut found: Vec<Verb> = Vec::new();
    let mut end = start;
    let mut at = start;
    while let Some(mut next) =
        tokens.get(at).filter(|token| token.kind == Kind::Word).and_then(|token| verb(token.text))
    {
        let goes_with_others = found.iter().chain([&next]).all(Verb::reads_or_edits);
        if found.len() == MAX_VERBS || !found.is_empty() && !goes_with_others {
            break;
        }
        at += 1;
        let hyphen = usize::from(tokens.get(at).is_some_and(|token| token.kind == Kind::Hyphen));
        match tokens.get(at + hyphen) {
            Some(only) if only.is("only") => {
                next.level = true;
                at += hyphen + 1;
            }
            Some(mine) if mine.is("mine") && next.name == "edit" => {
                next.name = "editMine";
                at += hyphen + 1;
            }
            _ => {}
        }
        found.push(next);
        end = at;
        at += separators(&tokens[at..]);
        if tokens[end..at].iter().any(Token::is_or) {
            break;
        }
    }
    (!found.is_empty()).then_some((found, end))
}
