//! Reads one line of a pasted text: which permissions are named in it, and how surely.
//!
//! A sentence that consists of nothing else is a list, and so is a row of a table. In other sentences
//! only names count.

use std::ops::Range;

use super::list::{Form, List, Shape, list, shape_of};
use super::name::{is_a_choice, name};
use super::vocabulary::{Pair, Verb, announces_permissions, bare, doubts, product, speaks_of_permissions};
use super::words::{Kind, Token, separators, tokens};
use crate::catalogue;

/// What one line says.
pub(super) struct Row {
    /// What is named in it, in its order.
    pub(super) named: Vec<Named>,
    /// Whether it can stand for the lines after it.
    pub(super) shape: Shape,
    /// What it says of the lines after it.
    pub(super) announces: Announces,
    /// Whether it speaks of an agent's access levels.
    pub(super) agent_rights: bool,
    /// Its words.
    text: String,
    /// Whether it has a bullet or a number.
    marked: bool,
}

/// What a line says of those after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announces {
    Nothing,
    /// They are permissions.
    Permissions,
    /// They may not be needed.
    Doubt,
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

/// Reads a line.
pub(super) fn read(line: &str) -> Row {
    let (tokens, marked) = without_markers(tokens(line));
    let marked = marked || line.trim_start().starts_with("* ");
    let level_follows = |two: &[Token]| two[0].is("access") && (two[1].is("level") || two[1].is("levels"));
    let of_an_agent = tokens.windows(2).any(level_follows);
    let cells: Vec<&[Token]> =
        tokens.split(|token| token.kind == Kind::Cell).filter(|cell| !cell.is_empty()).collect();
    let mut reader = Reader::of(line, marked, &cells);
    for sentence in cells.iter().flat_map(|cell| cell.split(|token| token.kind == Kind::Stop)) {
        reader.sentence(sentence, if of_an_agent { None } else { list(sentence) });
    }
    let mut shape = Shape::Other;
    match cells.as_slice() {
        _ if of_an_agent => {}
        // `Admin` alone may be what the next lines are about.
        [cell] if reader.named.iter().all(|named| named.why == Why::OnlyInAList) => shape = shape_of(cell),
        cells => (0..cells.len()).for_each(|n| reader.area_beside_verbs(cells, n)),
    }
    if let Shape::Verbs { verbs, .. } = &shape
        && verbs.iter().any(|verb| verb.level)
    {
        reader.level = true;
        shape = Shape::Other;
    }
    let is_short = tokens.len() <= 4;
    let ends_in_a_colon = tokens.last().is_some_and(|token| token.kind == Kind::Colon);
    Row {
        shape,
        announces: match () {
            () if doubts(&tokens) && (ends_in_a_colon || is_short && speaks_of_permissions(&tokens)) => {
                Announces::Doubt
            }
            () if ends_in_a_colon && announces_permissions(&tokens) => Announces::Permissions,
            () => Announces::Nothing,
        },
        agent_rights: of_an_agent || reader.level,
        text: if tokens.is_empty() { String::new() } else { reader.text(&tokens, &(0..tokens.len())) },
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
        pairs.iter().any(|pair| catalogue::find(&pair.name).is_some()).then(|| {
            let text = format!("{}: {}", self.text.trim_end_matches(':'), next.text);
            Named::new(text, pairs, if sure { Why::Certain } else { Why::OtherWords })
        })
    }
}

impl Named {
    fn new(text: String, pairs: Vec<Pair>, why: Why) -> Self {
        Self { text, pairs, why, is_a_name: false, not_understood: Vec::new() }
    }
}

/// Puts the permissions of one line together.
#[expect(clippy::struct_excessive_bools, reason = "what is known of the line is independent")]
struct Reader<'a> {
    line: &'a str,
    /// Whether it stands apart as an entry of a list does: it has a bullet, or it is a row of cells.
    is_an_entry: bool,
    /// Whether it has cells that hold other things than names.
    has_other_cells: bool,
    /// Whether a cell says that permissions are in another.
    announced: bool,
    /// Whether a cell says that it may not be needed.
    doubtful: bool,
    named: Vec<Named>,
    /// Whether access levels of an agent were found.
    level: bool,
}

impl<'a> Reader<'a> {
    fn of(line: &'a str, marked: bool, cells: &[&[Token]]) -> Self {
        let several = cells.len() > 1;
        let lists: Vec<Option<List>> = cells.iter().map(|cell| list(cell)).collect();
        let items = || lists.iter().flatten().flat_map(|list| &list.items);
        let of_names = lists.iter().all(|list| list.as_ref().is_some_and(List::is_of_names));
        let announced = cells.iter().any(|cell| announces_permissions(cell))
            || of_names && items().any(|item| item.form == Form::Name);
        Self {
            line,
            is_an_entry: marked || several,
            has_other_cells: several && !of_names,
            announced: several && announced,
            doubtful: several && cells.iter().any(|cell| cell.len() <= 3 && doubts(cell)),
            named: Vec::new(),
            level: false,
        }
    }

    fn sentence(&mut self, tokens: &[Token], list: Option<List>) {
        let doubtful = self.doubtful || doubts(tokens);
        match list {
            Some(list) => {
                self.names(&tokens[..list.begins], doubtful);
                self.items(tokens, list, doubtful);
            }
            None => self.names(tokens, doubtful),
        }
    }

    /// What a sentence names that consists of nothing else, but for a label before and a description after it.
    fn items(&mut self, tokens: &[Token], list: List, doubtful: bool) {
        let announced = self.announced || announces_permissions(&tokens[..list.begins]);
        let several = list.items.len() > 1;
        let among_names = !list.goes_on && list.items.iter().any(|item| item.form != Form::Bare);
        for item in list.items {
            if item.level && matches!(item.form, Form::Words | Form::Bare) {
                self.level = true;
                continue;
            }
            let broad = |pair: &Pair| pair.name.starts_with("all") || pair.name.starts_with("admin");
            let why = match item.form {
                Form::Bare if doubtful => continue,
                _ if doubtful || item.is_a_choice => Why::MaybeNot,
                _ if item.loose || item.level => Why::OtherWords,
                Form::Name | Form::Colon => Why::Certain,
                Form::Bare if announced || among_names => Why::Certain,
                Form::Bare if self.has_other_cells => continue,
                Form::Bare if tokens[item.at.start].quoted => Why::InAList,
                Form::Bare => Why::OnlyInAList,
                Form::Words if item.pairs.iter().any(broad) => Why::OtherWords,
                Form::Words if list.begins > 0 && !announced => continue,
                Form::Words if !list.goes_on && (self.is_an_entry || announced || several) => Why::Certain,
                Form::Words => Why::InAList,
            };
            self.named.push(Named {
                is_a_name: matches!(item.form, Form::Name | Form::Colon),
                not_understood: item.unknown.iter().map(|at| self.text(tokens, &(*at..at + 1))).collect(),
                ..Named::new(self.text(tokens, &item.at), item.pairs, why)
            });
        }
        self.names(&tokens[list.ends..], doubtful);
    }

    /// The names in a sentence, and `all` and `admin` where they can't be mere words.
    fn names(&mut self, tokens: &[Token], doubtful: bool) {
        let mut at = 0;
        // Where the last name ended.
        let mut last = None;
        while at < tokens.len() {
            let named = if let Some(name) = name(tokens, at) {
                let may_be_not = doubtful || is_a_choice(tokens, &name.at);
                let why = if may_be_not { Why::MaybeNot } else { Why::Certain };
                let text = self.text(tokens, &name.at);
                at = name.at.end;
                last = Some(at);
                Some(Named { is_a_name: name.certain, ..Named::new(text, name.pairs, why) })
            } else {
                let why = how_surely_a_name(tokens, at, last).filter(|_| !doubtful);
                at += 1;
                if why == Some(Why::Certain) {
                    last = Some(at);
                }
                why.map(|why| Named::new(tokens[at - 1].text.to_owned(), vec![bare(&tokens[at - 1])], why))
            };
            self.named.extend(named);
        }
    }

    /// An area in one cell, and what may be done with it in those beside it.
    fn area_beside_verbs(&mut self, cells: &[&[Token]], n: usize) {
        let Shape::Areas { areas, .. } = shape_of(cells[n]) else { return };
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
        let text = self.text(cells[n], &(0..cells[n].len()));
        let done: Vec<&str> = verbs.iter().map(|verb| verb.name).collect();
        let why = if self.doubtful { Why::MaybeNot } else { Why::Certain };
        self.named.push(Named::new(format!("{text}: {}", done.join(", ")), product(&verbs, &areas), why));
    }

    fn text(&self, tokens: &[Token], at: &Range<usize>) -> String {
        self.line[tokens[at.start].at.start..tokens[at.end - 1].at.end].to_owned()
    }
}

/// Whether `all` or `admin` here is a permission: among names it is, set apart it may be.
fn how_surely_a_name(tokens: &[Token], at: usize, last: Option<usize>) -> Option<Why> {
    const OF: [&str; 5] = ["permission", "permissions", "scope", "scopes", "option"];
    let word = &tokens[at];
    if !(word.is("all") || word.is("admin")) {
        return None;
    }
    let next = at + 1 + separators(&tokens[at + 1..]);
    let after_a_name = last.is_some_and(|end| end + separators(&tokens[end..at]) == at);
    let before_a_name = name(tokens, next).is_some_and(|name| !name.pairs.is_empty());
    let alone_beside_names = match (after_a_name, before_a_name) {
        (true, true) => true,
        (true, false) => next == tokens.len(),
        (false, true) => at == 0,
        (false, false) => false,
    };
    let of_permissions =
        word.is("all") && tokens.get(at + 1).is_some_and(|next| OF.iter().any(|of| next.is(of)));
    if alone_beside_names {
        Some(Why::Certain)
    } else {
        (word.quoted || of_permissions).then_some(Why::OtherWords)
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
