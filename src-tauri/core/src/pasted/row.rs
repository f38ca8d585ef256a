//! Reads one line of a pasted text: which permissions are named in it, and how surely.
//!
//! Three shapes are known: a name (`read:tickets`), what may be done before with what ("Read and edit:
//! Contracts"), and the other way round ("Contracts: read & edit", two cells of a table). A line that
//! consists of nothing else is a list. In a sentence only names count.

use std::ops::Range;

use super::vocabulary::{Area, Verb, area_of, doubts, is_filler, speaks_of_permissions, verb};
use super::words::{Kind, Token, tokens};
use crate::catalogue;

/// What one line says.
pub(super) struct Row {
    /// What is named in it, in its order.
    pub(super) named: Vec<Named>,
    /// Whether it can stand for the lines after it.
    pub(super) shape: Shape,
    /// Whether it speaks of an agent's access levels.
    pub(super) agent_rights: bool,
    /// Whether it says of the lines after it that they may not be needed.
    pub(super) doubtful_heading: bool,
    /// Whether it announces a list of permissions.
    pub(super) announces: bool,
    /// Its words.
    text: String,
    /// Whether it has a bullet or a number.
    marked: bool,
}

/// What a line consists of.
pub(super) enum Shape {
    /// Nothing but what may be done.
    Verbs {
        verbs: Vec<Verb>,
        sure: bool,
    },
    /// Nothing but with what.
    Areas {
        areas: Vec<Area>,
        sure: bool,
    },
    Other,
}

/// Permissions that are named in one place.
pub(super) struct Named {
    /// As it was pasted.
    pub(super) text: String,
    pub(super) pairs: Vec<Pair>,
    pub(super) why: Why,
    /// Whether it is certainly meant as permissions: what isn't understood is listed.
    pub(super) is_a_name: bool,
    /// Parts of it that mean nothing.
    pub(super) not_understood: Vec<String>,
}

/// How surely something names permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Certain,
    /// Words such as "Read tickets": certain among others, a question where they stand alone.
    InAList,
    /// `all` and `admin`, which are words like others: nothing where they stand alone.
    OnlyInAList,
    OtherWords,
    MaybeNot,
}

/// One permission, in whatever words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// HaloPSA's words for it, as far as they are known.
    pub(super) name: String,
    /// Whether it was written in HaloPSA's words.
    pub(super) own_words: bool,
    /// As it was written, if it could be a name that nobody knows.
    pub(super) as_a_name: Option<String>,
}

/// The most verbs or areas that belong together.
const MOST_TOGETHER: usize = 60;
/// After how many colons of a line a list may begin.
const MOST_LABELS: usize = 4;

/// Reads a line.
pub(super) fn read(line: &str) -> Row {
    let (tokens, marked) = without_markers(tokens(line));
    let of_an_agent =
        tokens.windows(2).any(|two| two[0].is("access") && (two[1].is("level") || two[1].is("levels")));
    let cells: Vec<&[Token]> =
        tokens.split(|token| token.kind == Kind::Cell).filter(|cell| !cell.is_empty()).collect();
    let mut reader = Reader {
        line,
        marked,
        of_an_agent,
        cells: cells.len(),
        doubtful: false,
        announced: false,
        named: Vec::new(),
        level: false,
    };
    reader.doubtful = cells.len() > 1 && cells.iter().any(|cell| cell.len() <= 3 && doubts(cell));
    reader.announced = cells.len() > 1 && cells.iter().any(|cell| speaks_of_permissions(cell));
    let mut shape = Shape::Other;
    for (n, cell) in cells.iter().enumerate() {
        let before = reader.named.len();
        for sentence in cell.split(|token| token.kind == Kind::Stop) {
            reader.sentence(sentence);
        }
        if reader.named.len() == before && !of_an_agent {
            match shape_of(cell) {
                found @ (Shape::Verbs { .. } | Shape::Areas { .. }) if cells.len() == 1 => shape = found,
                Shape::Areas { areas, .. } => reader.cells(&areas, &cells, n),
                _ => {}
            }
        }
    }
    let ends_in_a_colon = tokens.last().is_some_and(|token| token.kind == Kind::Colon);
    if reader.named.iter().all(|named| named.why == Why::OnlyInAList) && cells.len() == 1 && !of_an_agent {
        // `Admin` alone may be what the next lines are about.
        if let found @ Shape::Verbs { .. } = shape_of(&tokens) {
            shape = found;
        }
    }
    Row {
        shape,
        agent_rights: of_an_agent || reader.level,
        doubtful_heading: doubts(&tokens) && (ends_in_a_colon || tokens.len() <= 4),
        announces: ends_in_a_colon && speaks_of_permissions(&tokens),
        text: tokens
            .first()
            .zip(tokens.last())
            .map_or_else(String::new, |(first, last)| line[first.at.start..last.at.end].to_owned()),
        marked,
        named: reader.named,
    }
}

impl Row {
    /// Whether both are lines of one list.
    pub(super) fn is_listed_with(&self, other: &Self) -> bool {
        self.marked == other.marked && other.named.iter().any(|named| named.why != Why::OnlyInAList)
    }

    /// What the next line names below this one: "Read/Edit:" and "Tickets", or "Tickets:" and "Read".
    pub(super) fn named_below(&self, next: &Self) -> Option<Named> {
        let (pairs, sure) = match (&self.shape, &next.shape) {
            (Shape::Verbs { verbs, sure }, Shape::Areas { areas, sure: false })
            | (Shape::Areas { areas, sure }, Shape::Verbs { verbs, .. }) => (product(verbs, areas), *sure),
            _ => return None,
        };
        pairs.iter().any(|pair| catalogue::find(&pair.name).is_some()).then(|| Named {
            text: format!("{}: {}", self.text.trim_end_matches(':'), next.text),
            pairs,
            why: if sure { Why::Certain } else { Why::OtherWords },
            is_a_name: false,
            not_understood: Vec::new(),
        })
    }
}

/// Puts the permissions of one line together.
struct Reader<'a> {
    line: &'a str,
    marked: bool,
    of_an_agent: bool,
    cells: usize,
    /// Whether another cell says that it may not be needed.
    doubtful: bool,
    /// Whether a cell says that permissions are in another.
    announced: bool,
    named: Vec<Named>,
    /// Whether access levels of an agent were found.
    level: bool,
}

impl Reader<'_> {
    fn sentence(&mut self, tokens: &[Token]) {
        let doubtful = self.doubtful || doubts(tokens);
        let list = if self.of_an_agent { None } else { list(tokens) };
        match list {
            Some(list) => {
                self.names(&tokens[..list.begins], doubtful);
                self.items(tokens, &list, doubtful);
                self.names(&tokens[list.ends..], doubtful);
            }
            None => self.names(tokens, doubtful),
        }
    }

    /// What a sentence names that consists of nothing else.
    fn items(&mut self, tokens: &[Token], list: &List, doubtful: bool) {
        let announced = self.announced || speaks_of_permissions(&tokens[..list.begins]);
        let bare = list.items.iter().filter(|item| item.form == Form::Bare).count();
        let among_others = list.items.len() > bare;
        for item in &list.items {
            if item.level && item.form != Form::Colon && item.form != Form::Name {
                self.level = true;
                continue;
            }
            let broad =
                item.pairs.iter().any(|pair| pair.name.starts_with("all") || pair.name.starts_with("admin"));
            let why = match item.form {
                _ if doubtful && item.form == Form::Bare => continue,
                _ if doubtful || item.is_a_choice => Why::MaybeNot,
                _ if item.loose || item.level => Why::OtherWords,
                Form::Name | Form::Colon => Why::Certain,
                Form::Bare if announced || (among_others && !list.goes_on) => Why::Certain,
                Form::Bare if self.cells > 1 => continue,
                Form::Bare if tokens[item.at.start].quoted => Why::InAList,
                Form::Bare => Why::OnlyInAList,
                Form::Words if broad => Why::OtherWords,
                Form::Words if list.begins > 0 && !announced => continue,
                Form::Words if list.goes_on => Why::InAList,
                Form::Words if self.marked || self.cells > 1 || announced || list.items.len() > 1 => {
                    Why::Certain
                }
                Form::Words => Why::InAList,
            };
            self.named.push(Named {
                text: self.text(tokens, &item.at),
                pairs: item.pairs.clone(),
                why,
                is_a_name: matches!(item.form, Form::Name | Form::Colon),
                not_understood: item.unknown.iter().map(|at| self.text(tokens, &(*at..at + 1))).collect(),
            });
        }
    }

    /// The names in a sentence.
    fn names(&mut self, tokens: &[Token], doubtful: bool) {
        let mut at = 0;
        // Where the last name ended.
        let mut last = None;
        while at < tokens.len() {
            if let Some(name) = name(tokens, at) {
                let why =
                    if doubtful || is_a_choice(tokens, &name.at) { Why::MaybeNot } else { Why::Certain };
                at = name.at.end;
                last = Some(at);
                self.named.push(Named {
                    text: self.text(tokens, &name.at),
                    pairs: name.pairs,
                    why,
                    is_a_name: name.is_a_name,
                    not_understood: Vec::new(),
                });
                continue;
            }
            let word = &tokens[at];
            if (word.is("all") || word.is("admin")) && !doubtful {
                let next = at + 1 + separators(&tokens[at + 1..]);
                let before = last.is_none_or(|end| end + separators(&tokens[end..at]) == at)
                    && (last.is_some() || at == 0);
                let after = next == tokens.len() || name(tokens, next).is_some();
                let among_names = before && after && (last.is_some() || next < tokens.len());
                let of_permissions = word.is("all")
                    && tokens.get(at + 1).is_some_and(|next| {
                        ["permission", "permissions", "scope", "scopes", "option"]
                            .iter()
                            .any(|of| next.is(of))
                    });
                if among_names || word.quoted || of_permissions {
                    let why = if among_names { Why::Certain } else { Why::OtherWords };
                    let pairs = vec![bare(word)];
                    self.named.push(Named {
                        text: word.text.to_owned(),
                        pairs,
                        why,
                        is_a_name: false,
                        not_understood: Vec::new(),
                    });
                    if among_names {
                        last = Some(at + 1);
                    }
                }
            }
            at += 1;
        }
    }

    /// An area in one cell and what may be done in those beside it.
    fn cells(&mut self, areas: &[Area], cells: &[&[Token]], n: usize) {
        let verbs_of = |cell: &&[Token]| match shape_of(cell) {
            Shape::Verbs { verbs, .. } => Some(verbs),
            _ => None,
        };
        let after: Vec<Verb> = cells[n + 1..].iter().map_while(verbs_of).flatten().collect();
        let verbs = if after.is_empty() {
            n.checked_sub(1).and_then(|n| verbs_of(&cells[n])).unwrap_or_default()
        } else {
            after
        };
        if verbs.is_empty() {
            return;
        }
        if verbs.iter().any(|verb| verb.level) {
            self.level = true;
            return;
        }
        let Some((first, last)) = cells[n].first().zip(cells[n].last()) else { return };
        let text = &self.line[first.at.start..last.at.end];
        let done: Vec<&str> = verbs.iter().map(|verb| verb.name).collect();
        self.named.push(Named {
            text: format!("{text}: {}", done.join(", ")),
            pairs: product(&verbs, areas),
            why: if self.doubtful { Why::MaybeNot } else { Why::Certain },
            is_a_name: false,
            not_understood: Vec::new(),
        });
    }

    fn text(&self, tokens: &[Token], at: &Range<usize>) -> String {
        self.line[tokens[at.start].at.start..tokens[at.end - 1].at.end].to_owned()
    }
}

/// What a sentence consists of that is a list of permissions.
struct List {
    items: Vec<Item>,
    /// Where it begins, after a label ("Permissions:").
    begins: usize,
    ends: usize,
    /// Whether a description follows.
    goes_on: bool,
}

/// One entry of a list.
struct Item {
    pairs: Vec<Pair>,
    form: Form,
    /// Whether there are words in it that a name doesn't have.
    loose: bool,
    level: bool,
    /// Whether it or another one is asked for.
    is_a_choice: bool,
    /// Words that stand where an area would.
    unknown: Vec<usize>,
    at: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `read:tickets`.
    Name,
    /// `Read: Tickets`, `Tickets: read`.
    Colon,
    /// `Read tickets`, `Tickets – read`.
    Words,
    /// `all`, `admin`.
    Bare,
}

/// The list that a sentence consists of, if it does.
fn list(tokens: &[Token]) -> Option<List> {
    let after_labels =
        tokens.iter().enumerate().filter(|(_, token)| matches!(token.kind, Kind::Colon | Kind::Equals));
    let begins = std::iter::once(0).chain(after_labels.map(|(at, _)| at + 1).take(MOST_LABELS));
    begins.filter(|at| *at < tokens.len()).find_map(|at| list_from(tokens, at))
}

fn list_from(tokens: &[Token], begins: usize) -> Option<List> {
    let mut items: Vec<Item> = Vec::new();
    let mut at = begins + separators(&tokens[begins..]);
    while at < tokens.len() {
        let Some(mut item) = item(tokens, at) else { break };
        at = skip(tokens, item.at.end, is_filler);
        let next = at + separators(&tokens[at..]);
        if tokens[at..next].iter().any(Token::is_or) {
            item.is_a_choice = true;
        }
        if items.last().is_some_and(|last| {
            last.is_a_choice && tokens[last.at.end..item.at.start].iter().any(Token::is_or)
        }) {
            item.is_a_choice = true;
        }
        items.push(item);
        at = next;
    }
    let last = items.last()?;
    let rest = &tokens[at..];
    let ends = skip(tokens, last.at.end, is_filler);
    // A description follows what is named; it follows no comma.
    let goes_on = rest.first().is_some_and(|next| matches!(next.kind, Kind::Dash | Kind::Open | Kind::Colon))
        && ends == at;
    let closed = rest.iter().all(|token| token.kind == Kind::Close);
    (goes_on || closed).then_some(List { items, begins, ends: at, goes_on: goes_on && !closed })
}

fn item(tokens: &[Token], at: usize) -> Option<Item> {
    verbs_first(tokens, at).or_else(|| areas_first(tokens, at)).or_else(|| {
        let word = tokens.get(at)?;
        (word.is("all") || word.is("admin")).then(|| Item {
            pairs: vec![bare(word)],
            form: Form::Bare,
            loose: false,
            level: false,
            is_a_choice: false,
            unknown: Vec::new(),
            at: at..at + 1,
        })
    })
}

fn verbs_first(tokens: &[Token], start: usize) -> Option<Item> {
    let (verbs, end) = verbs(tokens, start)?;
    let before = skip(tokens, end, is_filler);
    let (form, after) = connector(tokens, before);
    let loose = before > end || matches!(form, Connector::Other);
    let area = skip(tokens, after, is_filler);
    let loose = loose || area > after;
    let (areas, unknown, end) = match areas(tokens, area, form != Connector::None) {
        Some(found) => found,
        // One slip in a single word.
        None if form == Connector::Colon
            && verbs.iter().all(Verb::reads_or_edits)
            && ends_an_entry(tokens, area + 1) =>
        {
            let word =
                tokens.get(area).filter(|token| token.kind == Kind::Word && verb(token.text).is_none())?;
            (vec![Area { name: word.text.to_lowercase(), own: false }], Vec::new(), area + 1)
        }
        None => return None,
    };
    let glued = tokens[start + 1..end].iter().all(|token| token.glued);
    Some(Item {
        pairs: product(&verbs, &areas),
        form: match form {
            Connector::Colon if glued => Form::Name,
            Connector::Colon => Form::Colon,
            _ => Form::Words,
        },
        loose,
        level: verbs.iter().any(|verb| verb.level),
        is_a_choice: false,
        unknown,
        at: start..end,
    })
}

fn areas_first(tokens: &[Token], start: usize) -> Option<Item> {
    let (areas, unknown, end) = areas(tokens, start, false)?;
    let before = skip(tokens, end, is_filler);
    let (form, after) = connector(tokens, before);
    let opened = tokens.get(before).is_some_and(|token| token.kind == Kind::Open);
    let after = if opened { before + 1 } else { after };
    let verb = skip(tokens, after, is_filler);
    let (verbs, mut end) = verbs(tokens, verb)?;
    // "Tickets read:contracts": the verb belongs to what follows.
    if tokens.get(end).is_some_and(|token| token.kind == Kind::Colon) && form != Connector::Colon {
        return None;
    }
    end += usize::from(opened && tokens.get(end).is_some_and(|token| token.kind == Kind::Close));
    Some(Item {
        pairs: product(&verbs, &areas),
        form: if form == Connector::Colon { Form::Colon } else { Form::Words },
        loose: before > start && skip(tokens, before, is_filler) > before
            || verb > after
            || form == Connector::Other,
        level: verbs.iter().any(|verb| verb.level),
        is_a_choice: false,
        unknown,
        at: start..end,
    })
}

/// What stands between what may be done and with what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Connector {
    None,
    Colon,
    Dash,
    /// A hyphen, a full stop: `read-tickets`.
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

/// "read", "read and edit", "read/edit", "Read Only", and where they end.
fn verbs(tokens: &[Token], start: usize) -> Option<(Vec<Verb>, usize)> {
    let mut found: Vec<Verb> = Vec::new();
    let mut end = start;
    let mut at = start;
    while let Some(mut next) =
        tokens.get(at).filter(|token| token.kind == Kind::Word).and_then(|token| verb(token.text))
    {
        if found.len() == MOST_TOGETHER
            || !found.iter().chain([&next]).all(Verb::reads_or_edits) && !found.is_empty()
        {
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

/// "tickets", "tickets, contracts and distribution lists", and where they end. With `all`, words that mean
/// nothing are taken along where an area is expected.
fn areas(tokens: &[Token], start: usize, all: bool) -> Option<(Vec<Area>, Vec<usize>, usize)> {
    let mut found: Vec<Area> = Vec::new();
    let mut unknown = Vec::new();
    let mut end = start;
    let mut at = start;
    while found.len() < MOST_TOGETHER {
        if let Some((area, next)) = area(tokens, at) {
            found.push(area);
            end = next;
        } else if all && !found.is_empty() && at > end && is_a_lone_word(tokens, at) {
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
    (!found.is_empty() && found.len() < MOST_TOGETHER).then_some((found, unknown, end))
}

/// One area, of up to three words: the longest that is known.
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

/// Whether a word stands alone where an area could.
fn is_a_lone_word(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.kind == Kind::Word && verb(token.text).is_none())
        && ends_an_entry(tokens, at + 1)
}

fn ends_an_entry(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_none_or(|token| {
        matches!(token.kind, Kind::Comma | Kind::And | Kind::Slash | Kind::Dash | Kind::Open | Kind::Close)
    })
}

/// A name in a sentence, or what looks like one.
struct Name {
    pairs: Vec<Pair>,
    is_a_name: bool,
    at: Range<usize>,
}

/// The name that begins here: words with a colon between them and nothing else.
fn name(tokens: &[Token], start: usize) -> Option<Name> {
    if tokens.get(start)?.kind != Kind::Word {
        return None;
    }
    let mut end = start + 1;
    while let [colon, word, ..] = tokens.get(end..)?
        && colon.kind == Kind::Colon
        && word.kind == Kind::Word
        && colon.glued
        && word.glued
    {
        end += 2;
    }
    let words: Vec<&Token> = tokens[start..end].iter().step_by(2).collect();
    match words.as_slice() {
        [_] => grouped(tokens, start),
        [one, two] => two_words(one, two, start..end).or(Some(Name {
            pairs: Vec::new(),
            is_a_name: false,
            at: start..end,
        })),
        [.., one, two] => {
            let own = verb(one.text)
                .filter(|verb| verb.own)
                .zip(area_of(&two.text.to_lowercase()).filter(|area| area.own));
            let pairs = own.map(|(verb, area)| product(&[verb], &[area])).unwrap_or_default();
            let after_a_verb = verb(words[0].text).is_some_and(|verb| verb.own);
            let pairs = if after_a_verb { Vec::new() } else { pairs };
            // It is listed as not understood.
            let pairs = if after_a_verb && could_be_a_name(&words) { vec![Pair::unknown()] } else { pairs };
            Some(Name { pairs, is_a_name: after_a_verb, at: start..end })
        }
        [] => None,
    }
}

/// `read:tickets`, `tickets:read`, and names like these that nobody knows.
fn two_words(one: &Token, two: &Token, at: Range<usize>) -> Option<Name> {
    /// What other makers' permissions begin with.
    const OTHER_VERBS: [&str; 10] =
        ["add", "create", "delete", "get", "list", "manage", "post", "put", "remove", "send"];
    let (first, second) = (one.text.to_lowercase(), two.text.to_lowercase());
    let is_written_as_a_name = could_be_a_name(&[one, two]);
    let pairs = match (verb(&first), area_of(&second)) {
        (Some(verb), Some(area)) => {
            let mut pairs = product(&[verb], &[area]);
            for pair in &mut pairs {
                pair.as_a_name = is_written_as_a_name.then(|| format!("{}:{}", one.text, two.text));
            }
            pairs
        }
        (verb, _) if verb.is_some() || OTHER_VERBS.contains(&first.as_str()) => {
            let as_a_name = is_written_as_a_name.then(|| format!("{}:{}", one.text, two.text));
            vec![Pair { name: format!("{first}:{second}"), own_words: false, as_a_name }]
        }
        _ => match (area_of(&first), verb(&second)) {
            (Some(area), Some(verb)) if area.own && verb.own => product(&[verb], &[area]),
            // "lighthouses:read"
            (None, Some(verb)) if verb.own && verb.reads_or_edits() && is_written_as_a_name => {
                vec![Pair::unknown()]
            }
            // One slip in the first word.
            (None, None) if area_of(&second).is_some_and(|area| area.own) => {
                let pairs =
                    vec![Pair { name: format!("{first}:{second}"), own_words: false, as_a_name: None }];
                return Some(Name { pairs, is_a_name: false, at });
            }
            _ => return None,
        },
    };
    Some(Name { pairs, is_a_name: is_written_as_a_name, at })
}

/// "read/edit:tickets", "read and edit:tickets".
fn grouped(tokens: &[Token], start: usize) -> Option<Name> {
    let (verbs, colon) = verbs(tokens, start)?;
    let word = tokens.get(colon + 1)?;
    let glued =
        tokens[colon].kind == Kind::Colon && tokens[colon].glued && word.glued && word.kind == Kind::Word;
    let commas = tokens[start..colon].iter().any(|token| token.kind == Kind::Comma);
    if !glued || commas || verbs.len() < 2 {
        return None;
    }
    let area = area_of(&word.text.to_lowercase())?;
    Some(Name { pairs: product(&verbs, &[area]), is_a_name: true, at: start..colon + 2 })
}

/// Whether words could be a name of HaloPSA's that nobody knows, and no secret: letters, and few digits.
fn could_be_a_name(words: &[&Token]) -> bool {
    const LONGEST: usize = 40;
    const MOST_DIGITS: usize = 4;
    words.iter().all(|word| {
        let digits = word.text.bytes().filter(u8::is_ascii_digit).count();
        word.text.len() <= LONGEST
            && word.text.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && digits <= MOST_DIGITS
    })
}

fn is_a_choice(tokens: &[Token], at: &Range<usize>) -> bool {
    let is_or = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(Token::is_or);
    // "or" joins two names; "read:tickets or call us" doesn't.
    (is_or(at.start.checked_sub(1)) && at.start >= 2 && ends_a_name(tokens, at.start - 1))
        || (is_or(Some(at.end)) && name(tokens, at.end + 1).is_some_and(|name| !name.pairs.is_empty()))
        || (is_or(Some(at.end)) && tokens.get(at.end + 1).is_some_and(|word| word.quoted))
}

fn ends_a_name(tokens: &[Token], end: usize) -> bool {
    tokens[end - 1].quoted || end >= 3 && tokens[end - 2].kind == Kind::Colon && tokens[end - 1].glued
}

/// Every verb with every area.
fn product(verbs: &[Verb], areas: &[Area]) -> Vec<Pair> {
    let pair = |verb: &Verb, area: &Area| Pair {
        name: format!("{}:{}", verb.name, area.name),
        own_words: verb.own && area.own,
        as_a_name: None,
    };
    areas.iter().flat_map(|area| verbs.iter().map(move |verb| pair(verb, area))).collect()
}

fn bare(word: &Token) -> Pair {
    Pair { name: word.text.to_lowercase(), own_words: true, as_a_name: None }
}

impl Pair {
    /// What is certainly meant as a name and is none.
    fn unknown() -> Self {
        Self { name: String::new(), own_words: false, as_a_name: None }
    }
}

/// A line or a cell that says only what may be done, or only with what.
fn shape_of(tokens: &[Token]) -> Shape {
    let colon = tokens.last().is_some_and(|token| token.kind == Kind::Colon);
    let tokens = if colon { &tokens[..tokens.len() - 1] } else { tokens };
    let start = separators(tokens);
    let whole = |end: usize| end + separators(&tokens[end..]) == tokens.len();
    if let Some((verbs, end)) = verbs(tokens, start) {
        let filled = skip(tokens, end, is_filler);
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

/// Without bullets, numbers and letters before it. Whether there were any.
fn without_markers(tokens: Vec<Token>) -> (Vec<Token>, bool) {
    let mut start = 0;
    let mut marked = false;
    loop {
        let rest = &tokens[start..];
        let length = match rest {
            [bullet, ..] if matches!(bullet.kind, Kind::Comma | Kind::Dash) => 1,
            [open, close, ..] if open.kind == Kind::Open && close.kind == Kind::Close => 2,
            [open, x, close, ..]
                if open.kind == Kind::Open && is_a_number(x) && close.kind == Kind::Close =>
            {
                3
            }
            [number, end, ..]
                if is_a_number(number)
                    && matches!(end.kind, Kind::Stop | Kind::Close | Kind::Dot)
                    && end.glued =>
            {
                2
            }
            [star, ..] if star.kind == Kind::And && star.text == "+" => 1,
            _ => break,
        };
        start += length;
        marked = true;
    }
    let tokens: Vec<Token> = tokens.into_iter().skip(start).collect();
    (tokens, marked)
}

fn is_a_number(token: &Token) -> bool {
    let word = token.text;
    token.kind == Kind::Word
        && (word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())
            || word.len() == 1
            || word.len() <= 4 && word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x')))
}

/// How many tokens from the first on only separate.
fn separators(tokens: &[Token]) -> usize {
    tokens.iter().take_while(|token| token.separates()).count()
}

fn skip(tokens: &[Token], at: usize, what: impl Fn(&Token) -> bool) -> usize {
    at + tokens.get(at..).map_or(0, |rest| rest.iter().take_while(|token| what(token)).count())
}
