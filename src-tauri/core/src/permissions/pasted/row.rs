//! Reads one line of a pasted text: which permissions it mentions, and how certainly.
//!
//! A sentence made of nothing but permissions is a list, and so is a row of a table. In any other
//! sentence only names such as `read:tickets` count.

use std::ops::Range;

use super::list::{Form, List, Resembles, Shape, list, resembles, shape_of};
use super::name::{is_alternative, name};
use super::token::{Kind, Token, separators};
use super::vocabulary::{
    Pair, Verb, bare, expresses_doubt, introduces_permissions, mentions_permissions, product,
};
use super::words::tokens;
use crate::permissions::catalogue;

/// One line of the text.
#[expect(clippy::struct_excessive_bools, reason = "each flag is independent")]
pub(super) struct Row {
    /// The permissions it mentions, in order.
    pub(super) mentions: Vec<Mention>,
    /// Whether it is a heading for the lines below it.
    pub(super) shape: Shape,
    /// What it implies for the lines below it.
    pub(super) introduces: Introduces,
    /// Whether it is about access levels of an agent.
    pub(super) agent_rights: bool,
    /// What it looks like, if it mentions none.
    pub(super) resembles: Resembles,
    /// Whether a mention is in HaloPSA's own words: "Tickets: read".
    pub(super) in_words: bool,
    /// Whether it is set apart from the line before it.
    pub(super) is_apart: bool,
    /// The line without its list marker.
    pub(super) text: String,
    /// Whether it has a list marker.
    marked: bool,
}

/// What a line implies for the lines below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Introduces {
    Nothing,
    /// They list permissions.
    Permissions,
    /// They may not be needed: "Optional:".
    Doubt,
}

/// Permissions mentioned together.
pub(super) struct Mention {
    /// The excerpt.
    pub(super) text: String,
    pub(super) pairs: Vec<Pair>,
    pub(super) certainty: Certainty,
    /// Whether it is meant as permissions, so that what isn't understood is reported.
    pub(super) looks_intended: bool,
    /// Whether it uses terms of an agent's access levels, and means those where a text lists them.
    pub(super) is_level: bool,
    /// The parts that aren't understood.
    pub(super) not_understood: Vec<String>,
}

/// How certainly a mention is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    Certain,
    /// "Read tickets": certain in a list, otherwise a question.
    InAList,
    /// The words `all` and `admin`: certain in a list, otherwise nothing.
    OnlyInAList,
    OtherWords,
    MaybeNot,
}

/// Parses a line. `after_blank`: whether the line before it is empty.
pub(super) fn read(line: &str, after_blank: bool) -> Row {
    let (tokens, marked) = without_list_markers(tokens(line));
    let marked = marked || line.trim_start().starts_with("* ");
    // "ModuleAccess Level": the headings of two columns, joined by copying.
    let level_follows = |two: &[Token]| {
        two[0].text.to_ascii_lowercase().ends_with("access") && (two[1].is("level") || two[1].is("levels"))
    };
    let about_agent = tokens.windows(2).any(level_follows);
    let cells: Vec<&[Token]> =
        tokens.split(|token| token.kind == Kind::Cell).filter(|cell| !cell.is_empty()).collect();
    let mut reader = Reader::of(line, marked, &cells);
    for sentence in cells.iter().flat_map(|cell| cell.split(|token| token.kind == Kind::Stop)) {
        reader.sentence(sentence, if about_agent { None } else { list(sentence) });
    }
    let mut shape = Shape::Other;
    match cells.as_slice() {
        _ if about_agent => {}
        // `Admin` may be a heading, with `webhooks` below it.
        [cell] if reader.mentions.iter().all(|mention| mention.certainty == Certainty::OnlyInAList) => {
            shape = shape_of(cell);
        }
        cells => (0..cells.len()).for_each(|n| reader.pair_area_with_verbs(cells, n)),
    }
    if let Shape::Verbs { verbs, .. } = &shape
        && verbs.iter().any(|verb| verb.level)
    {
        reader.level = true;
        shape = Shape::Other;
    }
    let ends_in_a_colon = tokens.last().is_some_and(|token| token.kind == Kind::Colon);
    let is_a_heading = ends_in_a_colon || tokens.len() <= 4 && mentions_permissions(&tokens);
    let introduces = if is_a_heading && expresses_doubt(&tokens) {
        Introduces::Doubt
    } else if ends_in_a_colon && introduces_permissions(&tokens) {
        Introduces::Permissions
    } else {
        Introduces::Nothing
    };
    let says_nothing = reader.mentions.is_empty() && !about_agent && !reader.level && !ends_in_a_colon;
    Row {
        shape,
        introduces,
        resembles: if says_nothing && !expresses_doubt(&tokens) {
            resembles(&tokens)
        } else {
            Resembles::Nothing
        },
        in_words: reader.in_words,
        // Every entry of a list in HTML has an empty line before it.
        is_apart: after_blank && !marked,
        agent_rights: about_agent || reader.level,
        text: if tokens.is_empty() { String::new() } else { reader.text(&tokens, &(0..tokens.len())) },
        marked,
        mentions: reader.mentions,
    }
}

impl Row {
    /// Whether both belong to one list of permissions.
    pub(super) fn same_list_as(&self, other: &Self) -> bool {
        self.marked == other.marked
            && other.mentions.iter().any(|mention| mention.certainty != Certainty::OnlyInAList)
    }

    /// Whether both are lines of one block.
    pub(super) fn goes_on_as(&self, next: &Self) -> bool {
        self.marked == next.marked && !next.is_apart
    }

    /// What the next line means with this one as its heading: "Tickets" under "Read/Edit:", or "Read"
    /// under "Tickets:".
    pub(super) fn mention_with(&self, next: &Self) -> Option<Mention> {
        let (pairs, sure) = match (&self.shape, &next.shape) {
            (Shape::Verbs { verbs, sure }, Shape::Areas { areas, sure: false })
            | (Shape::Areas { areas, sure }, Shape::Verbs { verbs, .. }) => (product(verbs, areas), *sure),
            _ => return None,
        };
        pairs.iter().any(|pair| catalogue::find(&pair.name).is_some()).then(|| {
            let text = format!("{}: {}", self.text.trim_end_matches(':'), next.text);
            Mention::new(text, pairs, if sure { Certainty::Certain } else { Certainty::OtherWords })
        })
    }
}

impl Mention {
    fn new(text: String, pairs: Vec<Pair>, certainty: Certainty) -> Self {
        Self { text, pairs, certainty, looks_intended: false, is_level: false, not_understood: Vec::new() }
    }
}

/// Collects the mentions of one line.
#[expect(clippy::struct_excessive_bools, reason = "each flag is independent")]
struct Reader<'a> {
    line: &'a str,
    /// Whether it is an entry of a list or a row of a table.
    is_list_entry: bool,
    /// Whether it has cells with something other than names.
    has_other_cells: bool,
    /// Whether a cell introduces another one as permissions.
    introduced: bool,
    /// Whether a cell implies that they may not be needed.
    doubtful: bool,
    mentions: Vec<Mention>,
    /// Whether it has access levels of an agent.
    level: bool,
    /// Whether one of them is in HaloPSA's own words.
    in_words: bool,
}

impl<'a> Reader<'a> {
    fn of(line: &'a str, marked: bool, cells: &[&[Token]]) -> Self {
        let several = cells.len() > 1;
        let lists: Vec<Option<List>> = cells.iter().map(|cell| list(cell)).collect();
        let items = || lists.iter().flatten().flat_map(|list| &list.items);
        let of_names = lists.iter().all(|list| list.as_ref().is_some_and(List::is_of_names));
        let introduced = cells.iter().any(|cell| introduces_permissions(cell))
            || of_names && items().any(|item| item.form == Form::Name);
        Self {
            line,
            is_list_entry: marked || several,
            has_other_cells: several && !of_names,
            introduced: several && introduced,
            doubtful: several && cells.iter().any(|cell| cell.len() <= 3 && expresses_doubt(cell)),
            mentions: Vec::new(),
            level: false,
            in_words: false,
        }
    }

    fn sentence(&mut self, tokens: &[Token], list: Option<List>) {
        let doubtful = self.doubtful || expresses_doubt(tokens);
        match list {
            Some(list) => {
                self.names(&tokens[..list.begins], doubtful);
                self.items(tokens, list, doubtful);
            }
            None => self.names(tokens, doubtful),
        }
    }

    /// The entries of a list, which may have a label before it and a description after it.
    fn items(&mut self, tokens: &[Token], list: List, doubtful: bool) {
        let introduced = self.introduced || introduces_permissions(&tokens[..list.begins]);
        let several = list.items.len() > 1;
        let among_names = !list.has_description && list.items.iter().any(|item| item.form != Form::Bare);
        for item in list.items {
            let broad = |pair: &Pair| pair.name.starts_with("all") || pair.name.starts_with("admin");
            let certainty = match item.form {
                Form::Bare if doubtful => continue,
                _ if doubtful || item.is_alternative => Certainty::MaybeNot,
                _ if item.extra_words || item.level => Certainty::OtherWords,
                Form::Name | Form::Colon => Certainty::Certain,
                Form::Bare if introduced || among_names => Certainty::Certain,
                Form::Bare if self.has_other_cells => continue,
                Form::Bare if tokens[item.at.start].quoted => Certainty::InAList,
                Form::Bare => Certainty::OnlyInAList,
                Form::Words if item.pairs.iter().any(broad) => Certainty::OtherWords,
                Form::Words if list.begins > 0 && !introduced => continue,
                Form::Words if !list.has_description && (self.is_list_entry || introduced || several) => {
                    Certainty::Certain
                }
                Form::Words => Certainty::InAList,
            };
            // "TicketsRead Only": two columns of a table of access levels, joined by copying.
            let two_columns = |two: &[Token]| {
                two.iter().all(|token| token.kind == Kind::Word) && two[0].at.end == two[1].at.start
            };
            if item.level && item.form == Form::Words && tokens[item.at.clone()].windows(2).any(two_columns) {
                self.level = true;
                continue;
            }
            self.in_words |= matches!(item.form, Form::Colon | Form::Words)
                && item.pairs.iter().any(|pair| pair.own_words);
            self.mentions.push(Mention {
                looks_intended: matches!(item.form, Form::Name | Form::Colon),
                is_level: item.level && item.form == Form::Words,
                not_understood: item.unknown.iter().map(|at| self.text(tokens, &(*at..at + 1))).collect(),
                ..Mention::new(self.text(tokens, &item.at), item.pairs, certainty)
            });
        }
        self.names(&tokens[list.ends..], doubtful);
    }

    /// The names in a sentence, and `all` and `admin` where they can't be ordinary words.
    fn names(&mut self, tokens: &[Token], doubtful: bool) {
        let mut at = 0;
        // The end of the last name.
        let mut last = None;
        while at < tokens.len() {
            let mention = if let Some(name) = name(tokens, at) {
                let may_be_not = doubtful || is_alternative(tokens, &name.at);
                let certainty = if may_be_not { Certainty::MaybeNot } else { Certainty::Certain };
                let text = self.text(tokens, &name.at);
                at = name.at.end;
                last = Some(at);
                Some(Mention {
                    looks_intended: name.looks_intended,
                    ..Mention::new(text, name.pairs, certainty)
                })
            } else {
                let certainty = certainty_of_bare_word(tokens, at, last).filter(|_| !doubtful);
                at += 1;
                if certainty == Some(Certainty::Certain) {
                    last = Some(at);
                }
                certainty.map(|certainty| {
                    Mention::new(tokens[at - 1].text.to_owned(), vec![bare(&tokens[at - 1])], certainty)
                })
            };
            self.mentions.extend(mention);
        }
    }

    /// An area in one cell with the verbs in the cells next to it.
    fn pair_area_with_verbs(&mut self, cells: &[&[Token]], n: usize) {
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
        let certainty = if self.doubtful { Certainty::MaybeNot } else { Certainty::Certain };
        self.mentions.push(Mention::new(
            format!("{text}: {}", done.join(", ")),
            product(&verbs, &areas),
            certainty,
        ));
    }

    fn text(&self, tokens: &[Token], at: &Range<usize>) -> String {
        self.line[tokens[at.start].at.start..tokens[at.end - 1].at.end].to_owned()
    }
}

/// Whether `all` or `admin` is a permission here: certainly between names, possibly in quotation marks.
fn certainty_of_bare_word(tokens: &[Token], at: usize, last: Option<usize>) -> Option<Certainty> {
    const OF: [&str; 5] = ["permission", "permissions", "scope", "scopes", "option"];
    let word = &tokens[at];
    if !(word.is("all") || word.is("admin")) {
        return None;
    }
    let next = at + 1 + separators(&tokens[at + 1..]);
    let after_a_name = last.is_some_and(|end| end + separators(&tokens[end..at]) == at);
    let before_a_name = name(tokens, next).is_some_and(|name| !name.pairs.is_empty());
    let among_names = match (after_a_name, before_a_name) {
        (true, true) => true,
        (true, false) => next == tokens.len(),
        (false, true) => at == 0,
        (false, false) => false,
    };
    let of_permissions =
        word.is("all") && tokens.get(at + 1).is_some_and(|next| OF.iter().any(|of| next.is(of)));
    if among_names {
        Some(Certainty::Certain)
    } else {
        (word.quoted || of_permissions).then_some(Certainty::OtherWords)
    }
}

/// The tokens without a list marker (bullet, number, letter, checkbox), and whether there was one.
fn without_list_markers(tokens: Vec<Token>) -> (Vec<Token>, bool) {
    let mut start = 0;
    let mut marked = false;
    loop {
        let rest = &tokens[start..];
        let length = match rest {
            [bullet, ..] if matches!(bullet.kind, Kind::Comma | Kind::Dash) => 1,
            [open, close, ..] if open.kind == Kind::Open && close.kind == Kind::Close => 2,
            [open, x, close, ..]
                if open.kind == Kind::Open && is_list_number(x) && close.kind == Kind::Close =>
            {
                3
            }
            [number, end, ..]
                if is_list_number(number)
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

fn is_list_number(token: &Token) -> bool {
    let word = token.text;
    token.kind == Kind::Word
        && (word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())
            || word.len() == 1
            || word.len() <= 4 && word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x')))
}
