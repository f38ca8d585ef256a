//! The tokenizer: words and the punctuation between them.

use super::token::{Kind, Token};
use super::vocabulary::{area_of, verb};

/// The tokens of a line.
pub(super) fn tokens(line: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut glued = false;
    // Whether a quotation mark comes directly before.
    let mut quoted = false;
    let mut chars = line.char_indices().peekable();
    let mut before = ' ';
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let next = line[end..].chars().next().unwrap_or(' ');
        let kind = match c {
            '\t' | '|' => Kind::Cell,
            c if c.is_whitespace() => {
                (glued, quoted, before) = (false, false, c);
                continue;
            }
            '"' | '`' | '*' | '\'' | '\\' | '#' | '_' => {
                if c != '\\' && c != '#' {
                    quoted = true;
                }
                before = c;
                continue;
            }
            c if c.is_alphanumeric() => {
                while let Some((at, c)) = chars.peek().copied() {
                    let after = line[at + c.len_utf8()..].chars().next().unwrap_or(' ');
                    if !(c.is_alphanumeric() || matches!(c, '_' | '\'') && after.is_alphanumeric()) {
                        break;
                    }
                    end = at + c.len_utf8();
                    chars.next();
                }
                Kind::Word
            }
            ':' => Kind::Colon,
            ',' | ';' | '•' => Kind::Comma,
            '/' => Kind::Slash,
            '&' | '+' => Kind::And,
            '=' => Kind::Equals,
            '-' if before.is_alphanumeric() && next.is_alphanumeric() => Kind::Hyphen,
            '-' | '–' => Kind::Dash,
            '(' | '[' | '{' => Kind::Open,
            ')' | ']' | '}' => Kind::Close,
            '.' | '!' | '?' if next.is_alphanumeric() => Kind::Dot,
            '.' | '!' | '?' => Kind::Stop,
            _ => Kind::Other,
        };
        let text = &line[start..end];
        before = text.chars().next_back().unwrap_or(' ');
        let token = Token { kind, text, at: start..end, glued, quoted };
        (glued, quoted) = (true, false);
        match kind {
            Kind::Word => {
                let mark = line[end..].starts_with(['"', '`', '*', '\'', '_']);
                push_word(Token { quoted: token.quoted && mark, ..token }, line, &mut tokens);
            }
            _ => tokens.push(Token { quoted: false, ..token }),
        }
    }
    tokens
}

/// Pushes a word, or the two words in it whose separator was lost when copying: `ticketsYes`,
/// `customersread:assets`, `read_tickets`.
fn push_word<'a>(word: Token<'a>, line: &'a str, tokens: &mut Vec<Token<'a>>) {
    const ANSWERS: [&str; 4] = ["Yes", "No", "Required", "Optional"];
    let text = word.text;
    if word.is("and") || word.is("or") {
        tokens.push(Token { kind: Kind::And, ..word });
        return;
    }
    let known = |word: &str| verb(word).is_some() || area_of(&word.to_lowercase()).is_some();
    let after_a_colon =
        tokens.last().is_some_and(|last| last.kind == Kind::Colon && last.glued) && word.glued;
    let cut = cuts(text).find_map(|at| {
        let (head, tail) = text.split_at(at);
        if let Some(tail) = tail.strip_prefix('_') {
            return (verb(head).is_some() && area_of(&tail.to_lowercase()).is_some()).then_some((
                at,
                1,
                Some(Kind::Hyphen),
            ));
        }
        if ANSWERS.contains(&tail) && known(head) {
            return Some((at, 0, Some(Kind::Cell)));
        }
        let is_an_area = area_of(&head.to_lowercase()).is_some_and(|area| area.own);
        let is_a_verb = verb(tail).is_some_and(|verb| verb.own);
        let before_a_colon = after_a_colon && line[word.at.end..].starts_with(':');
        let capital = tail.starts_with(|c: char| c.is_ascii_uppercase())
            && head.ends_with(|c: char| c.is_ascii_lowercase());
        (is_an_area && is_a_verb && (before_a_colon || capital)).then_some((
            at,
            0,
            before_a_colon.then_some(Kind::Comma),
        ))
    });
    let Some((at, gap, between)) = cut else {
        tokens.push(word);
        return;
    };
    let middle = word.at.start + at;
    tokens.push(Token { text: &text[..at], at: word.at.start..middle, ..word.clone() });
    if let Some(kind) = between {
        tokens.push(Token { kind, text: "", at: middle..middle, glued: true, quoted: false });
    }
    let rest = middle + gap;
    tokens.push(Token { text: &text[at + gap..], at: rest..word.at.end, glued: gap > 0, ..word });
}

/// The positions where a word may be two. Longer words are in no name that HaloPSA has.
fn cuts(word: &str) -> impl Iterator<Item = usize> {
    const MAX_LENGTH: usize = 40;
    let length = if word.is_ascii() && word.len() <= MAX_LENGTH { word.len() } else { 0 };
    (1..length).rev()
}
