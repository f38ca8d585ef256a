//! Finds permissions in text pasted from a vendor's instructions: lists, tables, HTML, sentences.
//!
//! HaloPSA's own names count as found however they are written: `read:tickets`, "Read and edit:
//! Contracts", "Contracts: read & edit". Synonyms, typos, and names in a sentence that may say the
//! opposite become questions, because nothing is selected on a guess. Prose is ignored. Anything that
//! looks like a Client ID or a Client Secret is removed first and never returned.

mod list;
mod name;
mod plain_text;
mod row;
mod token;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;

use std::collections::BTreeSet;

use crate::permissions::Permission;
use crate::permissions::catalogue;
use crate::permissions::synonyms::{self, Meant};
use crate::plain::plain;
use list::{Resembles, Shape};
use row::{Certainty, Introduces, Mention, Row};
use vocabulary::Pair;

/// How many bytes of a text are read; the rest is ignored. More than any page of instructions has.
pub const MAX_TEXT_BYTES: usize = 256 * 1024;
/// The most questions returned.
pub const MAX_QUESTIONS: usize = 40;
/// The most entries in `not_understood` and in `not_needed`.
pub const MAX_LISTED: usize = 20;
/// The most unknown names compared with the catalogue, to bound the time.
const MAX_COMPARED: usize = 500;
/// The longest excerpt returned, in characters.
const MAX_SHOWN_CHARS: usize = 60;

/// The permissions found in a pasted text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pasted {
    /// Permissions the text certainly asks for: sorted, no duplicates.
    pub found: Vec<Permission>,
    /// Permissions the text may ask for, as questions in order of appearance. None suggests one from `found`.
    pub near: Vec<Near>,
    /// Excerpts that look like permissions but aren't understood.
    pub not_understood: Vec<String>,
    /// Names for things that need no permission in HaloPSA, such as `read:agents`.
    pub not_needed: Vec<String>,
    /// Whether the text also lists access levels of an agent ("Tickets Access Level: Read and Modify").
    /// Those are set on the agent's role; they aren't permissions of an application.
    pub agent_rights: bool,
    /// Whether the result is incomplete: the text is longer than [`MAX_TEXT_BYTES`], or has more
    /// questions than [`MAX_QUESTIONS`].
    pub truncated: bool,
}

/// A question for the user: does this excerpt mean these permissions?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The excerpt as pasted: one line of at most 60 characters, without control characters.
    pub text: String,
    /// The permissions it may mean, sorted; at least one.
    pub suggested: Vec<Permission>,
    /// Why it isn't certain.
    pub doubt: Doubt,
}

/// Why a pasted permission is a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// HaloPSA has no permission with this name, but one with a similar name or meaning: `read:clients`.
    OtherName,
    /// HaloPSA has no permission for single teams, which need none, but one for all of them: `read:teams`.
    PerhapsAllTeams,
    /// The name isn't in the catalogue. It is suggested as pasted.
    UnknownName,
    /// The wording may not be about a permission: "Read access to assets".
    OtherWords,
    /// The text may state that it isn't needed, or offer a choice: "you do not need edit:customers".
    MaybeNot,
}

/// Finds the permissions in a text of any kind and length. Takes linear time.
pub fn read(text: &str) -> Pasted {
    let (text, truncated) = beginning(text);
    let flat = plain_text::flattened(text);
    let rows = rows_of(&flat);
    let mut answer = Answer { truncated, ..Answer::default() };
    answer.rows(&rows);
    answer.given()
}

/// The lines that aren't empty. A line with only a bullet is joined with the next: HTML has paragraphs in lists.
fn rows_of(flat: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut after_blank, mut bullet) = (false, "");
    for line in flat.lines() {
        match line.trim() {
            "" => after_blank = true,
            "•" => bullet = "• ",
            _ => {
                let whole = format!("{bullet}{line}");
                rows.push(row::read(&whole, after_blank));
                (after_blank, bullet) = (false, "");
            }
        }
    }
    rows
}

/// The first [`MAX_TEXT_BYTES`], cut after a whole word, and whether anything was cut off.
fn beginning(text: &str) -> (&str, bool) {
    if text.len() <= MAX_TEXT_BYTES {
        return (text, false);
    }
    let end = (0..=MAX_TEXT_BYTES).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    let cut = &text[..end];
    (cut.rfind(char::is_whitespace).map_or("", |end| &cut[..end]), true)
}

/// Collects the result.
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
        // Every name below "Optional:" is a question.
        let mut doubtful = false;
        let only_names = rows.iter().all(|row| !row.mentions.is_empty());
        let of_an_agent = rows.iter().any(|row| row.agent_rights);
        let entries = entries_of(rows);
        for (n, row) in rows.iter().enumerate() {
            let (before, after) = (n.checked_sub(1).map(|n| &rows[n]), rows.get(n + 1));
            self.agent_rights |= row.agent_rights;
            if row.mentions.is_empty() && matches!(row.shape, Shape::Other) {
                doubtful = row.introduces == Introduces::Doubt;
            }
            if let Some(mention) = heading.and_then(|heading| heading.mention_with(row)) {
                self.take(&mention, true, doubtful);
                continue;
            }
            heading = after.is_some_and(|next| row.mention_with(next).is_some()).then_some(row);
            if heading.is_some() {
                continue;
            }
            if entries[n] && !doubtful {
                list(&mut self.not_understood, &row.text);
            }
            let in_a_list = only_names
                || before.is_some_and(|row| row.introduces == Introduces::Permissions)
                || [before, after].into_iter().flatten().any(|other| row.same_list_as(other));
            for mention in &row.mentions {
                if !(mention.is_level && of_an_agent) {
                    self.take(mention, in_a_list, doubtful);
                }
            }
        }
    }

    /// Adds what is certain to `found`, and the rest as one question.
    fn take(&mut self, mention: &Mention, in_a_list: bool, doubtful: bool) {
        let asked = match if doubtful { Certainty::MaybeNot } else { mention.certainty } {
            Certainty::Certain => None,
            Certainty::InAList | Certainty::OnlyInAList if in_a_list => None,
            Certainty::InAList | Certainty::OtherWords => Some(Doubt::OtherWords),
            Certainty::OnlyInAList => return,
            Certainty::MaybeNot => Some(Doubt::MaybeNot),
        };
        let (mut suggested, mut doubt) = (Vec::new(), asked.unwrap_or(Doubt::OtherName));
        for pair in &mention.pairs {
            match self.meaning(pair) {
                Meaning::Own(permission) if asked.is_none() => drop(self.found.insert(permission)),
                // A synonym outside a list may be anything, such as the button "Edit user".
                Meaning::Other(_) | Meaning::AllTeams(_)
                    if mention.certainty == Certainty::InAList && !in_a_list => {}
                Meaning::Own(permission) | Meaning::Other(permission) => suggested.push(permission),
                Meaning::AllTeams(teams) => {
                    let text = if mention.pairs.len() == 1 { &mention.text } else { &pair.name };
                    let doubt = asked.unwrap_or(Doubt::PerhapsAllTeams);
                    self.ask(Near { text: shown(text), suggested: vec![teams], doubt });
                }
                Meaning::NotNeeded => list(&mut self.not_needed, &mention.text),
                Meaning::Unknown(permission) => {
                    suggested.push(permission);
                    doubt = asked.unwrap_or(Doubt::UnknownName);
                }
                Meaning::Nothing if mention.looks_intended => list(&mut self.not_understood, &mention.text),
                Meaning::Nothing => {}
            }
        }
        for text in &mention.not_understood {
            list(&mut self.not_understood, text);
        }
        suggested.sort();
        suggested.dedup();
        self.ask(Near { text: shown(&mention.text), suggested, doubt });
    }

    fn ask(&mut self, question: Near) {
        let asks_the_same = |near: &Near| near.suggested == question.suggested;
        if question.suggested.is_empty() || self.near.iter().any(asks_the_same) {
            return;
        }
        if self.near.len() == MAX_QUESTIONS {
            self.truncated = true;
            return;
        }
        self.near.push(question);
    }

    fn meaning(&mut self, pair: &Pair) -> Meaning {
        if let Some(known) = catalogue::find(&pair.name) {
            let name = known.name.clone();
            return if pair.own_words { Meaning::Own(name) } else { Meaning::Other(name) };
        }
        if self.compared == MAX_COMPARED {
            self.truncated = true;
            return Meaning::Nothing;
        }
        self.compared += 1;
        match synonyms::meant_by(&pair.name) {
            Meant::Permission(meant) => Meaning::Other(meant.clone()),
            // Perhaps the one for all of them: a question, unless that is found as well.
            Meant::Teams if pair.own_words => match Permission::named("all:teams") {
                Ok(teams) => Meaning::AllTeams(teams),
                Err(_) => Meaning::NotNeeded,
            },
            Meant::None | Meant::Teams => Meaning::NotNeeded,
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

/// What a verb and an area mean together.
enum Meaning {
    /// A permission, in HaloPSA's own words.
    Own(Permission),
    /// A permission, by a synonym or with a typo.
    Other(Permission),
    /// Teams, for which only a permission for all of them exists.
    AllTeams(Permission),
    /// Something that needs no permission.
    NotNeeded,
    /// A well-formed name that isn't in the catalogue.
    Unknown(Permission),
    Nothing,
}

/// Which of the lines that mention no permission are meant as one: those that can't be anything else, and
/// those beside others in a list.
fn entries_of(rows: &[Row]) -> Vec<bool> {
    let mentions = |row: &Row| {
        let counts =
            |mention: &Mention| !matches!(mention.certainty, Certainty::OnlyInAList | Certainty::InAList);
        row.mentions.iter().any(counts) && !row.agent_rights
    };
    let is_alone = |row: &Row| row.resembles == Resembles::Access;
    let is_area = |row: &Row| row.resembles == Resembles::Area;
    // A text of only areas and permissions is a list.
    let is_all_one = rows.iter().all(|row| mentions(row) || is_area(row) || is_alone(row));
    let mut entries: Vec<bool> = rows.iter().map(|row| is_alone(row) || is_all_one && is_area(row)).collect();
    // Down the lines and up again: a line next to an entry of a list is one.
    let down = (1..rows.len()).map(|n| (n - 1, n));
    let up = (1..rows.len()).rev().map(|n| (n, n - 1));
    let mut in_words = false;
    for (from, to) in down.chain(up) {
        let is_one_block = rows[from.min(to)].goes_on_as(&rows[from.max(to)]);
        let is_entry = mentions(&rows[from]) || entries[from];
        in_words = is_one_block && is_entry && (rows[from].in_words || in_words && entries[from]);
        entries[to] |= is_one_block
            && is_entry
            && match rows[to].resembles {
                Resembles::Nothing => false,
                Resembles::EntryInWords => in_words,
                Resembles::Area | Resembles::Entry | Resembles::Access => true,
            };
    }
    entries
}

fn list(texts: &mut Vec<String>, text: &str) {
    let shown = shown(text);
    if texts.len() < MAX_LISTED && !shown.is_empty() && !texts.contains(&shown) {
        texts.push(shown);
    }
}

/// An excerpt that is safe to show: one line, no control characters, cut to [`MAX_SHOWN_CHARS`].
fn shown(text: &str) -> String {
    let text = plain(&text.replace('\t', " "));
    let mut words = String::new();
    for word in text.split_whitespace() {
        words.push_str(word);
        words.push(' ');
    }
    let trimmed = words
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | '|' | '"' | '`' | '*'));
    match trimmed.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &trimmed[..end]),
        None => trimmed.to_owned(),
    }
}
