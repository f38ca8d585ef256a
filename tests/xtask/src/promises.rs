//! Checks that every sentence of SECURITY.md that promises something names a test, and that the test exists.
//! A sentence ends with its footnote marks; a footnote names tests in backticks.

use crate::command::root;
use crate::files::name_path;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const PAGE: &str = ".github/SECURITY.md";

/// Sections that promise nothing, like the text before the first section.
const NO_PROMISE: [&str; 3] =
    ["Why Latchkey shows HaloPSA's sign-in page", "What it does not promise", "To report something"];

/// Where tests are, and the names of folders without any.
const TESTS: [&str; 2] = ["src-tauri", "tests"];
const NO_TESTS: [&str; 2] = ["node_modules", "target"];

/// The step. The error lists what each sentence lacks.
pub(crate) fn check() -> Result<(), String> {
    let page = root().join(PAGE);
    let text = name_path(&page, fs::read_to_string(&page))?;
    let mut tests = BTreeSet::new();
    for folder in TESTS {
        collect(&root().join(folder), &mut tests)?;
    }
    let counted = judge(&text, &tests).map_err(|faults| format!("{PAGE}:\n{}", faults.join("\n")))?;
    println!("{} sentences of {PAGE} promise something; {} tests hold them", counted.0, counted.1);
    Ok(())
}

/// The number of promising sentences, and of the tests that they name. Or every fault.
fn judge(text: &str, tests: &BTreeSet<String>) -> Result<(usize, usize), Vec<String>> {
    let (text, notes) = apart(text);
    let (mut faults, mut used, mut named) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let sentences = sentences(&text);
    for Sentence { text, marks } in &sentences {
        if marks.is_empty() {
            faults.push(format!("no test is named for: {text}"));
        }
        // One in the middle counts, too, but does not cover the rest of the sentence.
        let within = text.split("[^").skip(1).filter_map(|part| part.split_once(']')).map(|(mark, _)| mark);
        for mark in marks.iter().map(String::as_str).chain(within) {
            used.insert(mark);
            if !notes.contains_key(mark) {
                faults.push(format!("there is no footnote {mark}: {text}"));
            }
        }
    }
    for (mark, note) in &notes {
        if !used.contains(mark.as_str()) {
            faults.push(format!("nothing refers to the footnote {mark}"));
        }
        let listed: Vec<&str> = note.split('`').skip(1).step_by(2).collect();
        if listed.is_empty() {
            faults.push(format!("the footnote {mark} names no test"));
        }
        for name in listed {
            if !tests.contains(name) {
                faults.push(format!("there is no test {name} (footnote {mark})"));
            }
            named.insert(name);
        }
    }
    if faults.is_empty() { Ok((sentences.len(), named.len())) } else { Err(faults) }
}

/// The text without its footnotes and comments, and the footnotes by their marks.
fn apart(text: &str) -> (String, BTreeMap<String, String>) {
    let (mut rest, mut notes) = (String::new(), BTreeMap::<String, String>::new());
    let mut open: Option<String> = None;
    for line in without_comments(text).lines() {
        let begins = line.strip_prefix("[^").and_then(|line| line.split_once("]:"));
        if let Some((mark, note)) = begins {
            notes.insert(mark.to_owned(), note.to_owned());
            open = Some(mark.to_owned());
        } else if let Some(mark) = open.as_ref().filter(|_| line.starts_with("    ")) {
            notes.entry(mark.clone()).or_default().push_str(line);
        } else {
            open = None;
            rest.push_str(line);
            rest.push('\n');
        }
    }
    (rest, notes)
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("<!--");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once("-->").map_or("", |(_, after)| after));
    }
    rest
}

struct Sentence {
    text: String,
    marks: Vec<String>,
}

/// The sentences of the sections that promise something. A sentence that only introduces a list is none.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    for section in text.split("\n## ").skip(1) {
        let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
        if NO_PROMISE.contains(&heading.trim()) {
            continue;
        }
        for block in blocks(body) {
            found.extend(split(&block).into_iter().filter(|sentence| !sentence.text.ends_with(':')));
        }
    }
    found
}

/// Paragraphs and items of lists, each in one line.
fn blocks(body: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in body.lines() {
        let line = line.trim();
        let item = line.strip_prefix("- ");
        if line.is_empty() || item.is_some() {
            blocks.push(String::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push(' ');
            block.push_str(item.unwrap_or(line));
        }
    }
    blocks.into_iter().map(|block| block.trim().to_owned()).filter(|block| !block.is_empty()).collect()
}

/// A sentence ends with a full stop or the like, followed by the marks of its footnotes and a space.
fn split(block: &str) -> Vec<Sentence> {
    let mut found: Vec<Sentence> = Vec::new();
    let mut rest = block;
    while !rest.is_empty() {
        let (text, after) = rest.split_at(end(rest));
        let (mut after, mut marks) = (after, Vec::new());
        while let Some((mark, further)) = after.strip_prefix("[^").and_then(|m| m.split_once(']')) {
            marks.push(mark.to_owned());
            after = further;
        }
        found.push(Sentence { text: text.trim().to_owned(), marks });
        rest = after.trim_start();
    }
    found
}

/// Where the first sentence ends.
fn end(text: &str) -> usize {
    text.char_indices()
        .map(|(at, c)| (at + c.len_utf8(), c))
        .find(|(after, c)| {
            let next = &text[*after..];
            matches!(c, '.' | '?' | '!')
                && (next.is_empty() || next.starts_with(' ') || next.starts_with("[^"))
        })
        .map_or(text.len(), |(after, _)| after)
}

/// The names of the tests in a folder.
fn collect(folder: &Path, tests: &mut BTreeSet<String>) -> Result<(), String> {
    for entry in name_path(folder, fs::read_dir(folder))? {
        let path = name_path(folder, entry)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NO_TESTS.contains(&name.as_str()) {
                collect(&path, tests)?;
            }
        } else if let Some(kind @ ("rs" | "js")) = path.extension().and_then(|kind| kind.to_str()) {
            let code = name_path(&path, fs::read_to_string(&path))?;
            tests.extend(if kind == "rs" { rust(&code) } else { javascript(&code) });
        }
    }
    Ok(())
}

/// The functions that have the attribute of a test.
fn rust(code: &str) -> Vec<String> {
    let (mut found, mut is_test) = (Vec::new(), false);
    for line in code.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some((_, name)) = line.split_once("fn ").filter(|_| is_test) {
            found.extend(name.split_once('(').map(|(name, _)| name.to_owned()));
            is_test = false;
        }
    }
    found
}

/// The titles of tests, and the names of the scenes that are tested one by one.
fn javascript(code: &str) -> Vec<String> {
    code.lines()
        .map(str::trim)
        .filter_map(|line| line.strip_prefix("test(\"").or_else(|| line.strip_prefix("name: \"")))
        .filter_map(|line| line.split_once('"'))
        .map(|(title, _)| title.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{check, javascript, judge, rust};
    use std::collections::BTreeSet;

    const PAGE: &str = "# Security\n\nWhat this is.\n\n## Promises\n\nThey are these:\n\n- It listens on 127.0.0.1 only.[^a] It\n  never calls.[^a][^b]\n\n[^a]: `is_quiet`\n[^b]: `never_calls`,\n    `a title`\n\n## To report something\n\nWrite.\n";

    fn tests(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn faults(page: &str) -> Vec<String> {
        judge(page, &tests(&["is_quiet", "never_calls", "a title"])).err().unwrap_or_default()
    }

    #[test]
    fn sentences_that_name_tests_which_are_there_are_counted() {
        assert_eq!(judge(PAGE, &tests(&["is_quiet", "never_calls", "a title", "other"])), Ok((2, 3)));
    }

    #[test]
    fn a_sentence_without_a_test_is_named() {
        let page = PAGE.replace("only.[^a]", "only.");
        assert_eq!(faults(&page), ["no test is named for: It listens on 127.0.0.1 only."]);
        let page = PAGE.replace("What this is.", "What this is. And that.");
        assert_eq!(faults(&page), Vec::<String>::new(), "before the first section nothing is promised");
        let page = PAGE.replace("Write.", "Write us. Do.");
        assert_eq!(faults(&page), Vec::<String>::new());
        let page = PAGE.replace("## To report something", "## More");
        assert_eq!(faults(&page), ["no test is named for: Write."]);
    }

    #[test]
    fn a_test_that_is_gone_is_named() {
        let gone = judge(PAGE, &tests(&["is_quiet", "a title"])).err().unwrap_or_default();
        assert_eq!(gone, ["there is no test never_calls (footnote b)"]);
    }

    #[test]
    fn footnotes_that_say_nothing_or_are_not_there_are_named() {
        assert_eq!(faults(&PAGE.replace("`is_quiet`", "a reader checks")), ["the footnote a names no test"]);
        assert_eq!(faults(&PAGE.replace("[^a][^b]", "[^a]")), ["nothing refers to the footnote b"]);
        let page = PAGE.replace("[^a][^b]", "[^a][^b][^c]");
        assert_eq!(faults(&page), ["there is no footnote c: It never calls."]);
        let page = PAGE.replace("- It", "<!-- Not\n\nyet. -->\n- It");
        assert_eq!(faults(&page), Vec::<String>::new(), "a comment promises nothing");
    }

    #[test]
    fn what_is_a_test_is_known_by_its_attribute() {
        let code = "#[test]\n#[ignore = \"x\"]\nfn one() {}\nfn helper() {}\n#[tokio::test(flavor = \"y\")]\nasync fn two() {}\n";
        assert_eq!(rust(code), ["one", "two"]);
        let code = "test(\"a title\", () => {});\n  name: \"a scene\",\nconst x = \"test\";\n";
        assert_eq!(javascript(code), ["a title", "a scene"]);
    }

    #[test]
    fn every_sentence_of_the_security_page_names_tests_that_are_there() {
        assert_eq!(check(), Ok(()));
    }
}
