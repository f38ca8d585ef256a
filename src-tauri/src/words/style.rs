//! Enforces the style guide at the head of `ui/words/en.ftl`, as far as it can be counted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// Invitations, which may be longer than a button.
const LONG_BUTTONS: [&str; 2] = ["for-real", "new-practise.do"];

/// Banned words and phrases, each with its replacement.
const BANNED: &[(&str, &str)] = &[
    ("stands", "is"),
    ("stand there", "are there"),
    ("whoever", "the person who"),
    ("somebody", "someone"),
    ("anybody", "anyone"),
    ("everybody", "everyone"),
    ("all the same", "anyway"),
    ("look whether", "check that"),
    ("looks whether", "checks that"),
    ("looking whether", "checking that"),
    ("see whether", "check that"),
    ("go on", "continue"),
    ("goes on", "continues"),
    ("take it", "paste, save"),
    ("look it over", "review"),
    ("put right", "fix, correct"),
    ("put it right", "fix, correct"),
    ("may say so", "choose"),
    ("says so", "shows it"),
    ("in hand", "copied"),
    ("come of it", "results"),
    ("came of it", "results"),
    ("what concerns", "about"),
    ("a lot", "full, much"),
    ("thief", "someone"),
    ("thieves", "someone"),
    ("likeliest", "first"),
    ("commonest", "most common"),
    ("otherwise than", "differently from"),
    ("untold", "not known"),
    ("need not", "doesn’t have to"),
    (", too", "also, as well"),
    ("mail address", "email address"),
];

/// The glossary: terms that are not ours, each with ours.
const NOT_OUR_TERMS: &[(&str, &str)] = &[
    ("integration", "connection"),
    ("integrations", "connection"),
    ("api client", "application"),
    ("api key", "application"),
    ("technician", "agent"),
    ("technicians", "agent"),
    ("scope", "permission"),
    ("scopes", "permission"),
    ("rights", "permission, role"),
    ("secret key", "secret"),
    ("client key", "Client ID"),
    ("prove", "test"),
    ("proves", "test"),
    ("proved", "test"),
    ("proof", "test"),
    ("verify", "test"),
    ("verified", "test"),
    ("log in", "sign in"),
    ("logs in", "signs in"),
    ("logged in", "signed in"),
    ("log on", "sign in"),
    ("login", "sign-in"),
    ("demo", "practice"),
    ("sandbox", "practice"),
    ("manual", "instructions"),
    ("vendor’s documentation", "the vendor’s instructions"),
    ("third-party", "product"),
];

/// Names of the keychain that only one system uses.
const ONE_SYSTEMS: [&str; 4] = ["keychain", "keyring", "credential manager", "credential locker"];

/// Words that need the short form: "don’t", not "do not".
const NOT: [&str; 14] = [
    "does", "do", "did", "is", "are", "was", "were", "has", "have", "had", "would", "could", "should", "will",
];

/// Attributes that are a button's label.
const BUTTONS: [&str; 8] = ["confirm", "stay", "leave", "do", "open", "continue", "remedy", "add"];

/// The texts that a message can produce, over every variant.
struct Said {
    /// With the attribute behind a dot.
    id: String,
    texts: Vec<String>,
    /// Without the variants that the system selects.
    on_every_system: Vec<String>,
}

impl Said {
    fn attribute(&self) -> &str {
        self.id.split_once('.').map_or("", |(_, attribute)| attribute)
    }
}

type Patterns = BTreeMap<String, Pattern<String>>;

/// Every message and attribute of the words files.
fn patterns() -> Patterns {
    let mut patterns = Patterns::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/words")).unwrap() {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        let resource = fluent_syntax::parser::parse(source)
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name;
            let attributes = message.attributes.into_iter();
            let all = attributes.map(|one| (format!("{id}.{}", one.id.name), one.value));
            let all = all.chain(message.value.map(|value| (id.clone(), value)));
            for (id, pattern) in all {
                assert!(patterns.insert(id.clone(), pattern).is_none(), "{id} is there twice");
            }
        }
    }
    patterns
}

/// The texts that a pattern can produce. A parameter is one word. `by_system`: include the variants that the
/// system selects.
fn texts(pattern: &Pattern<String>, all: &Patterns, by_system: bool) -> Vec<String> {
    let mut texts = vec![String::new()];
    for element in &pattern.elements {
        let next = match element {
            PatternElement::TextElement { value } => vec![value.clone()],
            PatternElement::Placeable { expression } => expressed(expression, all, by_system),
        };
        texts = texts.iter().flat_map(|text| next.iter().map(move |next| format!("{text}{next}"))).collect();
    }
    texts
}

fn expressed(expression: &Expression<String>, all: &Patterns, by_system: bool) -> Vec<String> {
    match expression {
        Expression::Select { selector: InlineExpression::VariableReference { id }, .. }
            if id.name == "os" && !by_system =>
        {
            vec!["…".to_owned()]
        }
        Expression::Select { variants, .. } => {
            variants.iter().flat_map(|variant| texts(&variant.value, all, by_system)).collect()
        }
        Expression::Inline(InlineExpression::MessageReference { id, attribute }) => {
            let attribute = attribute.as_ref().map(|one| format!(".{}", one.name)).unwrap_or_default();
            let id = format!("{}{attribute}", id.name);
            texts(all.get(&id).unwrap_or_else(|| panic!("no words: {id}")), all, by_system)
        }
        Expression::Inline(_) => vec!["X".to_owned()],
    }
}

/// Every text that a user reads.
fn said() -> Vec<Said> {
    let all = patterns();
    all.iter()
        .map(|(id, pattern)| Said {
            id: id.clone(),
            texts: texts(pattern, &all, true),
            on_every_system: texts(pattern, &all, false),
        })
        .collect()
}

/// Without [HaloPSA's own words].
fn ours(text: &str) -> String {
    text.split('[')
        .enumerate()
        .map(|(n, part)| if n == 0 { part } else { part.split_once(']').map_or("", |(_, rest)| rest) })
        .collect::<Vec<_>>()
        .join("…")
}

/// Whether `text` contains `phrase` as whole words.
fn has(text: &str, phrase: &str) -> bool {
    let text = text.to_lowercase();
    let is_part = |c: char| c.is_alphanumeric() || c == '-';
    text.match_indices(phrase).any(|(at, _)| {
        let before = phrase.starts_with(',') || !text[..at].ends_with(is_part);
        before && !text[at + phrase.len()..].starts_with(is_part)
    })
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// The sentences of a paragraph.
fn sentences(paragraph: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    for word in paragraph.split_whitespace() {
        let sentence = sentences.last_mut().unwrap();
        if !sentence.is_empty() {
            sentence.push(' ');
        }
        sentence.push_str(word);
        if word.ends_with(['.', '?', '…']) || word.ends_with(".”") {
            sentences.push(String::new());
        }
    }
    sentences.retain(|sentence| words(sentence) > 0);
    sentences
}

/// Whether a message is a title.
fn is_title(said: &Said, titles: &BTreeSet<String>) -> bool {
    let of_a_family = ["error-", "verdict-", "stage-", "step-to-", "guide-at-"];
    said.attribute().is_empty() && of_a_family.iter().any(|start| said.id.starts_with(start))
        || said.id.ends_with("-title")
        || titles.contains(&said.id)
}

/// Whether a message is a button.
fn is_button(said: &Said, buttons: &BTreeSet<String>) -> bool {
    (BUTTONS.contains(&said.attribute()) || buttons.contains(&said.id)) && !LONG_BUTTONS.contains(&&*said.id)
}

/// The ids that templates show within elements that begin like one of these.
fn shown_in(elements: &[(&str, &str)]) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/pages")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let template = std::fs::read_to_string(&path).unwrap();
        for (start, end) in elements {
            for (at, _) in template.match_indices(start) {
                let element = template[at..].split(end).next().unwrap_or_default();
                // Its attributes are texts of their own.
                let inside = element.split_once("\">").map_or(element, |(_, inside)| inside);
                let words = inside.split("t(\"").skip(1).filter_map(|rest| rest.split('"').next());
                ids.extend(words.map(str::to_owned));
            }
        }
    }
    ids
}

/// Fails with every violation and its id.
fn fine(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn words_are_those_of_a_colleague() {
    let mut wrong = Vec::new();
    for Said { id, texts, .. } in said() {
        for text in texts.iter().map(|text| ours(text)) {
            for (banned, instead) in BANNED {
                if has(&text, banned) {
                    wrong.push(format!("{id}: “{banned}”, rather “{instead}”: {text}"));
                }
            }
            for word in NOT {
                if has(&text, &format!("{word} not")) {
                    wrong.push(format!("{id}: “{word} not” in full: {text}"));
                }
            }
            if has(&text, "cannot") || has(&text, "can not") {
                wrong.push(format!("{id}: “can’t”: {text}"));
            }
        }
    }
    fine(&wrong);
}

#[test]
fn everything_has_one_name() {
    let mut wrong = Vec::new();
    for one in said() {
        let id = &one.id;
        for text in one.texts.iter().map(|text| ours(text)) {
            for (other, term) in NOT_OUR_TERMS {
                if has(&text, other) {
                    wrong.push(format!("{id}: “{other}” is called “{term}”: {text}"));
                }
            }
            for odd in ["client ID", "Client Id", "client secret", "Client secret"] {
                if text.contains(odd) {
                    wrong.push(format!("{id}: “{odd}” in: {text}"));
                }
            }
        }
        for text in one.on_every_system.iter().map(|text| ours(text)) {
            for name in ONE_SYSTEMS {
                if has(&text, name) && !id.starts_with("keychain-where-") {
                    wrong.push(format!("{id}: “{name}” is {{ keychain }}: {text}"));
                }
            }
        }
    }
    fine(&wrong);
}

#[test]
fn sentences_are_short_and_few() {
    let mut wrong = Vec::new();
    for Said { id, texts, .. } in said() {
        for paragraph in texts.iter().flat_map(|text| text.split("\n\n")) {
            let sentences = sentences(paragraph);
            if sentences.len() > 3 {
                wrong.push(format!("{id}: {} sentences in a paragraph: {paragraph}", sentences.len()));
            }
            for sentence in sentences.iter().filter(|sentence| words(sentence) > 25) {
                wrong.push(format!("{id}: {} words: {sentence}", words(sentence)));
            }
        }
    }
    fine(&wrong);
}

#[test]
fn titles_and_buttons_are_short_and_have_no_full_stop() {
    let titles = shown_in(&[
        ("<h1", "</h1>"),
        ("<h2", "</h2>"),
        ("<h3", "</h3>"),
        ("<legend", "</legend>"),
        ("<summary", "</summary>"),
    ]);
    let buttons = shown_in(&[
        ("<button", "</button>"),
        ("<a class=\"button", "</a>"),
        ("<summary class=\"button", "</summary>"),
    ]);
    assert!(titles.contains("new-title") && buttons.contains("done"), "{titles:?} {buttons:?}");
    let mut wrong = Vec::new();
    for one in said() {
        let (what, most) = match (is_button(&one, &buttons), is_title(&one, &titles)) {
            (true, _) => ("button", 4),
            (_, true) => ("title", 8),
            _ => continue,
        };
        for text in &one.texts {
            if words(text) > most {
                wrong.push(format!("{}: a {what} of {} words: {text}", one.id, words(text)));
            }
            if text.ends_with('.') {
                wrong.push(format!("{}: a {what} with a full stop: {text}", one.id));
            }
        }
    }
    fine(&wrong);
}

#[test]
fn type_is_set_as_a_printer_would() {
    let mut wrong = Vec::new();
    for Said { id, texts, .. } in said() {
        for text in texts {
            for bad in ["'", "\"", "  ", "...", " - ", "`", " ,", " . ", "!"] {
                if text.contains(bad) {
                    wrong.push(format!("{id}: “{bad}” in: {text}"));
                }
            }
            if text.trim() != text || text.is_empty() {
                wrong.push(format!("{id}: blanks around: {text}"));
            }
        }
    }
    fine(&wrong);
}

#[test]
fn what_is_banned_is_found_as_whole_words_and_what_halopsa_says_is_not_ours() {
    assert!(has("Here it stands.", "stands") && has("Works, too.", ", too"));
    assert!(!has("He understands it, too-late", "stands") && !has("log-in", "log"));
    assert!(!has(&ours("Choose [Agent to log in as] there."), "log in"));
    assert_eq!(sentences("One, at acme.halopsa.com. Two? “Three.” Four…").len(), 4);
    assert_eq!(words("{ X } – one two"), 3);
}
