//! Names anywhere in a text, such as `read:tickets`: words joined by a colon without spaces.

use std::ops::Range;

use super::token::{Kind, Token};
use super::vocabulary::{Pair, area_of, product, verb, verbs};

/// A name, or something that looks like one.
pub(super) struct Name {
    pub(super) pairs: Vec<Pair>,
    /// Whether it is meant as the name of a permission.
    pub(super) looks_intended: bool,
    pub(super) at: Range<usize>,
}

/// The name at this position. It has no pairs if it is something else, such as `10:30`.
pub(super) fn name(tokens: &[Token], start: usize) -> Option<Name> {
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
            looks_intended: false,
            at: start..end,
        })),
        [first, .., one, two] => {
            let at = start..end;
            if verb(first.text).is_some_and(|verb| verb.own) {
                // `read:tickets:mine`
                let pairs = if could_be_name(&words) { vec![Pair::unknown()] } else { Vec::new() };
                return Some(Name { pairs, looks_intended: true, at });
            }
            // `Permissions:read:tickets`
            let verb = verb(one.text).filter(|verb| verb.own);
            let area = area_of(&two.text.to_lowercase()).filter(|area| area.own);
            let pairs = verb.zip(area).map(|(verb, area)| product(&[verb], &[area])).unwrap_or_default();
            Some(Name { pairs, looks_intended: false, at })
        }
        [] => None,
    }
}

/// `read:tickets`, `tickets:read`, and unknown names of this form.
fn two_words(one: &Token, two: &Token, at: Range<usize>) -> Option<Name> {
    /// Verbs that HaloPSA's names don't have, but those of other products do.
    const OTHER_VERBS: [&str; 10] =
        ["add", "create", "delete", "get", "list", "manage", "post", "put", "remove", "send"];
    let (first, second) = (one.text.to_lowercase(), two.text.to_lowercase());
    let is_well_formed = could_be_name(&[one, two]);
    let pairs = match (verb(&first), area_of(&second)) {
        (Some(verb), Some(area)) => {
            let mut pairs = product(&[verb], &[area]);
            for pair in &mut pairs {
                pair.as_a_name = is_well_formed.then(|| format!("{}:{}", one.text, two.text));
            }
            pairs
        }
        (verb, _) if verb.is_some() || OTHER_VERBS.contains(&first.as_str()) => {
            let as_a_name = is_well_formed.then(|| format!("{}:{}", one.text, two.text));
            vec![Pair { name: format!("{first}:{second}"), own_words: false, as_a_name }]
        }
        _ => match (area_of(&first), verb(&second)) {
            (Some(area), Some(verb)) if area.own && verb.own => product(&[verb], &[area]),
            // "lighthouses:read"
            (None, Some(verb)) if verb.own && verb.reads_or_edits() && is_well_formed => {
                vec![Pair::unknown()]
            }
            // A typo in the verb.
            (None, None) if area_of(&second).is_some_and(|area| area.own) => {
                let pairs =
                    vec![Pair { name: format!("{first}:{second}"), own_words: false, as_a_name: None }];
                return Some(Name { pairs, looks_intended: false, at });
            }
            _ => return None,
        },
    };
    Some(Name { pairs, looks_intended: is_well_formed, at })
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
    Some(Name { pairs: product(&verbs, &[area]), looks_intended: true, at: start..colon + 2 })
}

/// Whether the words could form a name that HaloPSA has, and no secret: short, letters, few digits.
pub(super) fn could_be_name(words: &[&Token]) -> bool {
    const MAX_LENGTH: usize = 40;
    const MAX_DIGITS: usize = 4;
    words.iter().all(|word| {
        let digits = word.text.bytes().filter(u8::is_ascii_digit).count();
        word.text.len() <= MAX_LENGTH
            && word.text.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && digits <= MAX_DIGITS
    })
}

/// Whether it is joined to another name by "or".
pub(super) fn is_alternative(tokens: &[Token], at: &Range<usize>) -> bool {
    let is_or = |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(Token::is_or);
    // "or" joins two names; "read:tickets or call us" doesn't.
    (is_or(at.start.checked_sub(1)) && at.start >= 2 && ends_a_name(tokens, at.start - 1))
        || (is_or(Some(at.end)) && name(tokens, at.end + 1).is_some_and(|name| !name.pairs.is_empty()))
        || (is_or(Some(at.end)) && tokens.get(at.end + 1).is_some_and(|word| word.quoted))
}

fn ends_a_name(tokens: &[Token], end: usize) -> bool {
    tokens[end - 1].quoted || end >= 3 && tokens[end - 2].kind == Kind::Colon && tokens[end - 1].glued
}
