//! The grammar of lists: verbs before areas, areas before verbs, and names.

use std::ops::Range;

use super::name::could_be_name;
use super::token::{Kind, Token, separators};
use super::vocabulary::{
    Area, Pair, Verb, area_of, bare, is_filler, is_of_access, mentions_permissions, product, verb, verbs,
};

/// The most areas in one entry.
const MAX_AREAS: usize = 60;
/// The most labels tried as the start of a list.
const MAX_LABELS: usize = 4;

/// A sentence that is a list of permissions.
pub(super) struct List {
    pub(super) items: Vec<Item>,
    /// The index of its first token, after a label such as "Permissions:".
    pub(super) begins: usize,
    pub(super) ends: usize,
    /// Whether a description follows the entries.
    pub(super) has_description: bool,
}

impl List {
    /// Whether it consists of names only.
    pub(super) fn is_of_names(&self) -> bool {
        !self.has_description
            && self.begins == 0
            && self.items.iter().all(|item| matches!(item.form, Form::Name | Form::Bare))
    }
}

/// One entry of a list.
pub(super) struct Item {
    pub(super) pairs: Vec<Pair>,
    pub(super) form: Form,
    /// Whether it has words that can be left out.
    pub(super) extra_words: bool,
    /// Whether it uses terms of an agent's access levels.
    pub(super) level: bool,
    /// Whether it is one of several alternatives ("or").
    pub(super) is_alternative: bool,
    /// The tokens in place of an area that mean nothing.
    pub(super) unknown: Vec<usize>,
    pub(super) at: Range<usize>,
}

/// How an entry is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `read:tickets`.
    Name,
    /// `Read: Tickets`, `Tickets: read`.
    Colon,
    /// `Read tickets`, `Tickets – read`.
    Words,
    /// `all`, `admin`.
    Bare,
}

/// Parses a sentence as a list.
pub(super) fn list(tokens: &[Token]) -> Option<List> {
    // The colon in `read:tickets` doesn't end a label.
    let ends_a_label = |at: &usize| {
        matches!(tokens[*at].kind, Kind::Colon | Kind::Equals)
            && (tokens.get(at + 1).is_some_and(|next| !next.glued)
                || at.checked_sub(1).is_some_and(|before| mentions_permissions(&tokens[before..*at])))
    };
    let after_labels = (0..tokens.len()).filter(ends_a_label).map(|at| at + 1);
    let begins = std::iter::once(0).chain(after_labels.take(MAX_LABELS));
    begins.filter(|at| *at < tokens.len()).find_map(|at| list_from(tokens, at))
}

fn list_from(tokens: &[Token], begins: usize) -> Option<List> {
    let mut items: Vec<Item> = Vec::new();
    let mut at = begins + separators(&tokens[begins..]);
    while at < tokens.len() {
        let Some(mut item) = item(tokens, at) else { break };
        at = after_fillers(tokens, item.at.end);
        let next = at + separators(&tokens[at..]);
        if tokens[at..next].iter().any(Token::is_or) {
            item.is_alternative = true;
        }
        if items.last().is_some_and(|last| {
            last.is_alternative && tokens[last.at.end..item.at.start].iter().any(Token::is_or)
        }) {
            item.is_alternative = true;
        }
        items.push(item);
        at = next;
    }
    let last = items.last()?;
    let rest = &tokens[at..];
    let ends = after_fillers(tokens, last.at.end);
    let describes = match rest {
        [colon, word, ..] if colon.kind == Kind::Colon => !word.glued,
        [next, ..] => matches!(next.kind, Kind::Dash | Kind::Open),
        [] => false,
    };
    // A description follows an entry, never a comma.
    let has_description = describes && ends == at;
    let closed = rest.iter().all(|token| token.kind == Kind::Close);
    (has_description || closed).then_some(List {
        items,
        begins,
        ends: at,
        has_description: has_description && !closed,
    })
}

fn item(tokens: &[Token], at: usize) -> Option<Item> {
    verbs_first(tokens, at).or_else(|| areas_first(tokens, at)).or_else(|| {
        let word = tokens.get(at)?;
        (word.is("all") || word.is("admin")).then(|| Item {
            pairs: vec![bare(word)],
            form: Form::Bare,
            extra_words: false,
            level: false,
            is_alternative: false,
            unknown: Vec::new(),
            at: at..at + 1,
        })
    })
}

fn verbs_first(tokens: &[Token], start: usize) -> Option<Item> {
    let (verbs, end) = verbs(tokens, start)?;
    let before = after_fillers(tokens, end);
    let (form, after) = connector(tokens, before);
    // "Full access to tickets", but not "Full calendar".
    if form == Connector::None && before == end && tokens[start..end].iter().any(|word| word.is("full")) {
        return None;
    }
    let extra_words = before > end || matches!(form, Connector::Other);
    let area = after_fillers(tokens, after);
    let extra_words = extra_words || area > after;
    let (areas, unknown, end) = match areas(tokens, area, form != Connector::None) {
        Some(found) => found,
        // A single word that may be an area with a typo.
        None if form == Connector::Colon
            && tokens.get(area).is_some_and(|word| !word.glued)
            && verbs.iter().all(Verb::reads_or_edits)
            && is_lone_word(tokens, area) =>
        {
            (vec![Area { name: tokens[area].text.to_lowercase(), own: false }], Vec::new(), area + 1)
        }
        None => return None,
    };
    let glued = tokens[start + 1..end].iter().all(|token| token.glued);
    let mut pairs = product(&verbs, &areas);
    if let ([pair], [verb, _, area]) = (pairs.as_mut_slice(), &tokens[start..end])
        && glued
        && could_be_name(&[verb, area])
    {
        pair.as_a_name = Some(format!("{}:{}", verb.text, area.text));
    }
    Some(Item {
        pairs,
        form: match form {
            Connector::Colon if glued => Form::Name,
            Connector::Colon => Form::Colon,
            _ => Form::Words,
        },
        extra_words,
        level: verbs.iter().any(|verb| verb.level),
        is_alternative: false,
        unknown,
        at: start..end,
    })
}

fn areas_first(tokens: &[Token], start: usize) -> Option<Item> {
    let (areas, unknown, end) = areas(tokens, start, false)?;
    let before = after_fillers(tokens, end);
    let (form, after) = connector(tokens, before);
    let opened = tokens.get(before).is_some_and(|token| token.kind == Kind::Open);
    let after = if opened { before + 1 } else { after };
    let verb = after_fillers(tokens, after);
    let extra_words = before > end || verb > after || form == Connector::Other;
    let (verbs, mut end) = verbs(tokens, verb)?;
    // In "Tickets read:contracts", the verb belongs to what follows.
    if tokens.get(end).is_some_and(|token| token.kind == Kind::Colon) && form != Connector::Colon {
        return None;
    }
    end += usize::from(opened && tokens.get(end).is_some_and(|token| token.kind == Kind::Close));
    Some(Item {
        pairs: product(&verbs, &areas),
        form: if form == Connector::Colon { Form::Colon } else { Form::Words },
        extra_words,
        // In parentheses vendors write what an area is needed for: "Assets (read only)".
        level: !opened && verbs.iter().any(|verb| verb.level),
        is_alternative: false,
        unknown,
        at: start..end,
    })
}

/// What joins verbs and areas.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Connector {
    None,
    Colon,
    Dash,
    /// A hyphen, a full stop, an equals sign: `read-tickets`.
    Other,
}

fn connector(tokens: &[Token], at: usize) -> (Connector, usize) {
    match tokens.get(at).map(|token| token.kind) {
        Some(Kind::Colon) => (Connector::Colon, at + 1),
        Some(Kind::Dash) => (Connector::Dash, at + 1),
        Some(Kind::Hyphen | Kind::Dot | Kind::Equals) => (Connector::Other, at + 1),
        _ => (Connector::None, at),
    }
}

/// The areas at this position ("tickets, contracts and distribution lists"), the tokens among them that mean
/// nothing (only `with_unknown`), and the index after them.
fn areas(tokens: &[Token], start: usize, with_unknown: bool) -> Option<(Vec<Area>, Vec<usize>, usize)> {
    let mut found: Vec<Area> = Vec::new();
    let mut unknown = Vec::new();
    let mut end = start;
    let mut at = start;
    while found.len() < MAX_AREAS {
        if let Some((area, next)) = area(tokens, at) {
            found.push(area);
            end = next;
        } else if with_unknown && !found.is_empty() && at > end && is_lone_word(tokens, at) {
            if !["more", "etc", "others", "so"].iter().any(|word| tokens[at].is(word)) {
                unknown.push(at);
            }
            end = at + 1;
        } else {
            break;
        }
        at = end + separators(&tokens[end..]);
        if at == end || tokens[end..at].iter().any(Token::is_or) {
            break;
        }
    }
    (!found.is_empty() && found.len() < MAX_AREAS).then_some((found, unknown, end))
}

/// The area of up to three words at this position, the longest match.
fn area(tokens: &[Token], start: usize) -> Option<(Area, usize)> {
    let mut joined = String::new();
    let mut found = None;
    let mut at = start;
    for _ in 0..3 {
        let Some(word) = tokens.get(at).filter(|token| token.kind == Kind::Word) else { break };
        joined.push_str(&word.text.to_lowercase());
        at += 1;
        if let Some(area) = area_of(&joined) {
            found = Some((area, at));
        }
        at += usize::from(tokens.get(at).is_some_and(|token| token.kind == Kind::Hyphen));
    }
    found
}

/// Whether it is a single word between separators, where an area is expected.
fn is_lone_word(tokens: &[Token], at: usize) -> bool {
    use Kind::{And, Close, Comma, Dash, Open, Slash};
    let ends = |next: &Token| matches!(next.kind, Comma | And | Slash | Dash | Open | Close);
    tokens
        .get(at)
        .is_some_and(|word| word.kind == Kind::Word && verb(word.text).is_none() && could_be_name(&[word]))
        && tokens.get(at + 1).is_none_or(ends)
}

/// What a line or a cell consists of, if it isn't a list.
pub(super) enum Shape {
    /// Verbs only.
    Verbs {
        verbs: Vec<Verb>,
        sure: bool,
    },
    /// Areas only.
    Areas {
        areas: Vec<Area>,
        sure: bool,
    },
    Other,
}

/// How much a line without a permission looks like one that was meant as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resembles {
    Nothing,
    /// Only an area: "Teams". It may also be a heading.
    Area,
    /// "Tickets: something": an entry, if next to others.
    Entry,
    /// "Lighthouses: Read", "Edit lighthouses": an entry, if next to others in words.
    EntryInWords,
    /// "Tickets: Create": an entry anywhere.
    Access,
}

/// Whether a line that is no list looks like an entry of one.
pub(super) fn resembles(tokens: &[Token]) -> Resembles {
    /// The most words in which an area's access is described, and the most of anything else.
    const MAX_WORDS: [usize; 2] = [6, 3];
    /// The longest word of an entry.
    const MAX_LENGTH: usize = 20;
    let is_plain = |tokens: &[Token]| {
        let words = tokens.iter().filter(|token| token.kind == Kind::Word);
        let fit = words.clone().all(|word| word.text.len() <= MAX_LENGTH && could_be_name(&[word]));
        let joined = |token: &Token| {
            token.separates() || matches!(token.kind, Kind::Word | Kind::Hyphen | Kind::Close | Kind::Cell)
        };
        fit && tokens.iter().all(joined) && (1..=MAX_WORDS[0]).contains(&words.count())
    };
    let is_short = |tokens: &[Token]| {
        is_plain(tokens) && tokens.iter().filter(|token| token.kind == Kind::Word).count() <= MAX_WORDS[1]
    };
    let joins = |token: &Token| {
        matches!(token.kind, Kind::Colon | Kind::Dash | Kind::Equals | Kind::Open | Kind::Cell)
    };
    if let Some((_, _, end)) = areas(tokens, 0, false) {
        let at = after_fillers(tokens, end);
        return match tokens[at..].split_first() {
            None if at == end => Resembles::Area,
            Some((join, rest)) if joins(join) && is_plain(rest) => {
                let words = |token: &Token| token.kind != Kind::Word || is_of_access(token);
                match () {
                    () if rest.iter().all(words) => Resembles::Access,
                    () if is_short(rest) => Resembles::Entry,
                    () => Resembles::Nothing,
                }
            }
            _ => Resembles::Nothing,
        };
    }
    let says_read_or_edit = |(verbs, _): &(Vec<Verb>, usize)| verbs.iter().all(Verb::reads_or_edits);
    let is_own = |(verbs, _): &(Vec<Verb>, usize)| verbs.iter().all(|verb| verb.own);
    let verb_comes_first =
        verbs(tokens, 0).filter(says_read_or_edit).filter(is_own).is_some_and(|(_, end)| {
            let after = tokens.get(end).is_some_and(|colon| colon.kind == Kind::Colon);
            is_short(&tokens[(end + usize::from(after)).min(tokens.len())..])
        });
    let verb_comes_last = tokens.iter().position(joins).is_some_and(|at| {
        let (before, after) = (&tokens[..at], &tokens[at + 1..]);
        let whole = |(_, end): &(Vec<Verb>, usize)| after_fillers(after, *end) == after.len();
        let glued = after.first().is_some_and(|word| word.glued);
        !glued && is_short(before) && verbs(after, 0).filter(says_read_or_edit).is_some_and(|it| whole(&it))
    });
    if verb_comes_first || verb_comes_last { Resembles::EntryInWords } else { Resembles::Nothing }
}

/// Whether a line or a cell consists of verbs only or of areas only.
pub(super) fn shape_of(tokens: &[Token]) -> Shape {
    let colon = tokens.last().is_some_and(|token| token.kind == Kind::Colon);
    let tokens = if colon { &tokens[..tokens.len() - 1] } else { tokens };
    let start = separators(tokens);
    let whole = |end: usize| end + separators(&tokens[end..]) == tokens.len();
    if let Some((verbs, end)) = verbs(tokens, start) {
        let filled = after_fillers(tokens, end);
        if whole(filled) {
            let sure = (colon || verbs.len() > 1) && filled == end;
            return Shape::Verbs { verbs, sure };
        }
    }
    match areas(tokens, start, false) {
        Some((areas, _, end)) if whole(end) => Shape::Areas { areas, sure: colon },
        _ => Shape::Other,
    }
}

/// The index after the words that can be left out.
fn after_fillers(tokens: &[Token], at: usize) -> usize {
    let begins_a_name = |at: usize| match tokens.get(at + 1..) {
        Some([colon, word, ..]) => colon.kind == Kind::Colon && colon.glued && word.glued,
        _ => false,
    };
    let filler = |at: &usize| tokens.get(*at).is_some_and(is_filler) && !begins_a_name(*at);
    at + (at..tokens.len()).take_while(filler).count()
}
