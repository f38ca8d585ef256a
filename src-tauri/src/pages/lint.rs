//! What the compiler does not see in the templates and the words: tags that stay open, attributes without quotation
//! marks, words that are missing or left over.

mod words;

use std::fs;
use std::path::{Path, PathBuf};

/// The files below a folder with one of these extensions, with their content.
fn sources(folder: &str, ends: &[&str]) -> Vec<(PathBuf, String)> {
    let mut left = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if ends.iter().any(|end| path.to_string_lossy().ends_with(end)) {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
    files.sort();
    files
}

fn templates() -> Vec<(PathBuf, String)> {
    sources("../ui/pages", &[".html"])
}

/// The template without askama's syntax.
fn html_of(template: &str) -> String {
    let mut html = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{']) {
        let end = match rest[at..].chars().nth(1) {
            Some('%') => "%}",
            Some('{') => "}}",
            Some('#') => "#}",
            _ => {
                html.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
                continue;
            }
        };
        html.push_str(&rest[..at]);
        html.push('_');
        rest = rest[at..].split_once(end).map_or("", |(_, rest)| rest);
    }
    html + rest
}

#[test]
fn a_template_switches_no_escaping_off_and_brings_no_code_along() {
    for (path, template) in templates() {
        for bad in [
            "|safe",
            "| safe",
            "escape \"none\"",
            "|escape",
            "<script",
            "<style",
            "javascript:",
            "http://",
            "https://",
            "srcdoc",
        ] {
            assert!(!template.contains(bad), "{}: {bad}", path.display());
        }
        let html = html_of(&template);
        for tag in html.split('<').skip(1).filter_map(|tag| tag.split('>').next()) {
            for (name, value) in tag.split_whitespace().filter_map(|attribute| attribute.split_once('=')) {
                // Part of a quoted value with a blank before a "=".
                if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ':') {
                    continue;
                }
                assert!(value.starts_with('"'), "{}: {name}={value} without quotation marks", path.display());
                assert!(!name.starts_with("on") && name != "style", "{}: {name}", path.display());
            }
        }
    }
}

/// A part of a page is a block of its template, and renders to nothing separately where it is inside an `if`,
/// `for` or `match`.
#[test]
fn a_block_stands_under_no_condition() {
    for (path, template) in templates() {
        let mut depth = 0;
        for tag in template.split("{%").skip(1).filter_map(|tag| tag.split("%}").next()) {
            let tag = tag.trim_matches(|c: char| c == '-' || c.is_whitespace());
            match tag.split_whitespace().next().unwrap_or("") {
                "if" | "for" | "match" => depth += 1,
                "endif" | "endfor" | "endmatch" => depth -= 1,
                "block" => assert_eq!(depth, 0, "{}: {tag}", path.display()),
                _ => {}
            }
        }
    }
}

/// Elements that have no end.
const VOID: [&str; 4] = ["br", "hr", "img", "input"];

/// The errors in the tags of rendered HTML.
pub(super) fn wrong_tags(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let name: &str = tag.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or("");
        if let Some(end) = name.strip_prefix('/') {
            match open.pop() {
                Some(begun) if begun == end => {}
                begun => return Some(format!("{begun:?} ends as {end}")),
            }
        } else if !VOID.contains(&name)
            && !name.starts_with('!')
            && !tag.split('>').next().unwrap().ends_with('/')
        {
            open.push(name);
        }
    }
    (!open.is_empty()).then(|| format!("{open:?} have no end"))
}

/// An error's next steps and its severity are decided only in core.
#[test]
fn a_page_compares_no_code_of_an_error() {
    for (path, text) in sources("src/pages", &[".rs"]) {
        for (_, rest) in text.match_indices(".code()").map(|(at, code)| text.split_at(at + code.len())) {
            let compares = [".starts_with", " ==", " !=", " {"].iter().any(|how| rest.starts_with(how));
            assert!(!compares, "{}: .code(){}", path.display(), rest.lines().next().unwrap_or_default());
        }
    }
}

#[test]
fn tags_that_stay_open_are_seen() {
    assert_eq!(wrong_tags("<p>a<br>b <input id=\"x\"></p>"), None);
    assert!(wrong_tags("<p><b>a</p>").is_some());
    assert!(wrong_tags("<ul><li>a</ul>").is_some());
    assert!(wrong_tags("<p>a").is_some());
}
