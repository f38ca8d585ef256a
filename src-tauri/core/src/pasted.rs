//! Finds the permissions in whatever a person pastes from a vendor's instructions: names as pages
//! print them, in lists, tables, HTML and sentences.
//!
//! HaloPSA's own names, however they are written (`read:tickets`, "Read and edit: Contracts",
//! "Contracts: read & edit"), are found. Other words for them, and names in a sentence that may say
//! the opposite, are asked about: nothing is ticked on a guess. Prose is passed over. It keeps and
//! shows nothing that looks like a Client ID or a Client Secret.

mod list;
mod name;
mod plain_text;
mod row;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;

use std::collections::BTreeSet;

use strum::{EnumIter, IntoStaticStr};

use crate::catalogue;
use crate::linter::{self, Meant};
use crate::permission::Permission;
use crate::plain::plain;
use list::Shape;
use row::{Announces, Named, Row, Why};
use vocabulary::Pair;

/// How much of a text is read, in bytes: more than any page of instructions has.
pub const LONGEST_TEXT: usize = 256 * 1024;
/// How many questions are asked, at most.
pub const MOST_QUESTIONS: usize = 40;
/// How many pieces of text are listed as not understood or as not needed, at most.
pub const MOST_LISTED: usize = 20;
/// How many names that are not in the catalogue are compared with it.
const MOST_COMPARED: usize = 500;
/// The longest piece of the text that is shown, in characters.
const LONGEST_SHOWN: usize = 60;

/// What a pasted text says about permissions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pasted {
    /// The permissions that it certainly asks for, sorted, each once.
    pub found: Vec<Permission>,
    /// What it may ask for: the person decides. Nothing that is in `found` is suggested.
    pub near: Vec<Near>,
    /// What looks like a permission and isn't understood, as it was pasted.
    pub not_understood: Vec<String>,
    /// Names for which HaloPSA has no permission and needs none, such as `read:agents`.
    pub not_needed: Vec<String>,
    /// Whether it names rights of an agent, too ("Tickets Access Level: Read and Modify"). They
    /// belong to the agent's role and are no permissions.
    pub agent_rights: bool,
    /// Whether something was left out: the text is longer than [`LONGEST_TEXT`], or there was more
    /// to ask than [`MOST_QUESTIONS`].
    pub truncated: bool,
}

/// One question: does this text ask for these permissions?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The words as they were pasted: one line, at most 60 characters.
    pub text: String,
    /// What they may mean; at least one.
    pub suggested: Vec<Permission>,
    /// Why it is a question.
    pub doubt: Doubt,
}

/// Why something that was pasted is asked about. Its words are `doubt-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Doubt {
    /// HaloPSA has no permission of this name, and this one is near: `read:clients`.
    OtherName,
    /// Nobody knows this name. It is suggested as it is written.
    UnknownName,
    /// It is said in words that needn't be about a permission: "Read access to assets".
    OtherWords,
    /// The text may say that it isn't needed, or offers a choice: "you do not need edit:customers".
    MaybeNot,
}

impl Doubt {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// Reads a text of any kind and length.
pub fn read(text: &str) -> Pasted {
    let (text, truncated) = beginning(text);
    let flat = plain_text::flattened(text);
    let rows: Vec<Row> = flat.lines().filter(|line| !line.trim().is_empty()).map(row::read).collect();
    let mut answer = Answer { truncated, ..Answer::default() };
    answer.rows(&rows);
    answer.given()
}

/// As much of the text as is read: whole words.
fn beginning(text: &str) -> (&str, bool) {
    if text.len() <= LONGEST_TEXT {
        return (text, false);
    }
    let end = (0..=LONGEST_TEXT).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    let cut = &text[..end];
    (cut.rfind(char::is_whitespace).map_or("", |end| &cut[..end]), true)
}

/// The answer while it is put together.
#[derive(Default)]
struct Answer {
    found: BTreeSet<Permission>,
    near: Vec<Near>,
    not_understood: Vec<String>,
    not_needed: Vec<String>,
    agent_rights: bool,
    truncated: bool,
    compared: usize,
}

impl Answer {
    fn rows(&mut self, rows: &[Row]) {
        let mut heading: Option<&Row> = None;
        // Under "Optional:", every name is a question.
        let mut doubtful = false;
        let only_names = rows.iter().all(|row| !row.named.is_empty());
        for (n, row) in rows.iter().enumerate() {
            let (before, after) = (n.checked_sub(1).map(|n| &rows[n]), rows.get(n + 1));
            self.agent_rights |= row.agent_rights;
            if row.named.is_empty() && matches!(row.shape, Shape::Other) {
                doubtful = row.announces == Announces::Doubt;
            }
            if let Some(named) = heading.and_then(|heading| heading.named_below(row)) {
                self.take(&named, true, doubtful);
                continue;
            }
            heading = after.is_some_and(|next| row.named_below(next).is_some()).then_some(row);
            if heading.is_some() {
                continue;
            }
            let in_a_list = only_names
                || before.is_some_and(|row| row.announces == Announces::Permissions)
                || [before, after].into_iter().flatten().any(|other| row.is_listed_with(other));
            for named in &row.named {
                self.take(named, in_a_list, doubtful);
            }
        }
    }

    /// Takes one thing that was named: each permission that it certainly means is found, the others are
    /// asked about together.
    fn take(&mut self, named: &Named, in_a_list: bool, doubtful: bool) {
        let asked = match if doubtful { Why::MaybeNot } else { named.why } {
            Why::Certain => None,
            Why::InAList | Why::OnlyInAList if in_a_list => None,
            Why::InAList | Why::OtherWords => Some(Doubt::OtherWords),
            Why::OnlyInAList => return,
            Why::MaybeNot => Some(Doubt::MaybeNot),
        };
        let (mut suggested, mut doubt) = (Vec::new(), asked.unwrap_or(Doubt::OtherName));
        for pair in &named.pairs {
            match self.meaning(pair) {
                Meaning::Own(permission) if asked.is_none() => drop(self.found.insert(permission)),
                // Other words that stand alone, such as the button "Edit user", are no list.
                Meaning::Other(_) if named.why == Why::InAList && !in_a_list => {}
                Meaning::Own(permission) | Meaning::Other(permission) => suggested.push(permission),
                Meaning::NotNeeded => list(&mut self.not_needed, &named.text),
                Meaning::Unknown(permission) => {
                    suggested.push(permission);
                    doubt = asked.unwrap_or(Doubt::UnknownName);
                }
                Meaning::Nothing if named.is_a_name => list(&mut self.not_understood, &named.text),
                Meaning::Nothing => {}
            }
        }
        for text in &named.not_understood {
            list(&mut self.not_understood, text);
        }
        suggested.sort();
        suggested.dedup();
        if suggested.is_empty() || self.near.iter().any(|near| near.suggested == suggested) {
            return;
        }
        if self.near.len() == MOST_QUESTIONS {
            self.truncated = true;
            return;
        }
        self.near.push(Near { text: shown(&named.text), suggested, doubt });
    }

    fn meaning(&mut self, pair: &Pair) -> Meaning {
        if let Some(known) = catalogue::find(&pair.name) {
            let name = known.name.clone();
            return if pair.own_words { Meaning::Own(name) } else { Meaning::Other(name) };
        }
        if self.compared == MOST_COMPARED {
            self.truncated = true;
            return Meaning::Nothing;
        }
        self.compared += 1;
        match linter::meant_by(&pair.name) {
            Meant::Permission(meant) => Meaning::Other(meant.clone()),
            Meant::None => Meaning::NotNeeded,
            Meant::Unknown => match pair.as_a_name.as_deref().map(Permission::named) {
                Some(Ok(permission)) => Meaning::Unknown(permission),
                _ => Meaning::Nothing,
            },
        }
    }

    fn given(mut self) -> Pasted {
        for near in &mut self.near {
            near.suggested.retain(|permission| !self.found.contains(permission));
        }
        self.near.retain(|near| !near.suggested.is_empty());
        Pasted {
            found: self.found.into_iter().collect(),
            near: self.near,
            not_understood: self.not_understood,
            not_needed: self.not_needed,
            agent_rights: self.agent_rights,
            truncated: self.truncated,
        }
    }
}

/// What a verb and an area come to.
enum Meaning {
    /// A permission, in HaloPSA's own words.
    Own(Permission),
    /// A permission, in other words.
    Other(Permission),
    /// Nothing that takes a permission.
    NotNeeded,
    /// A name of its own that nobody knows.
    Unknown(Permission),
    Nothing,
}

fn list(texts: &mut Vec<String>, text: &str) {
    let shown = shown(text);
    if texts.len() < MOST_LISTED && !shown.is_empty() && !texts.contains(&shown) {
        texts.push(shown);
    }
}

/// A piece of the text as a page may show it.
fn shown(text: &str) -> String {
    let text = plain(&text.replace('\t', " "));
    let mut words = String::new();
    for word in text.split_whitespace() {
        words.push_str(word);
        words.push(' ');
    }
    let trimmed = words
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | '|' | '"' | '`' | '*'));
    match trimmed.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", &trimmed[..end]),
        None => trimmed.to_owned(),
    }
}
