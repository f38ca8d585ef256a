//! The files below a folder, and modified documents.

use std::fs;
use std::path::{Path, PathBuf};

/// The paths of all files below `folder`, sorted by name.
///
/// # Panics
/// If a folder can't be read.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Changes the content of a document undetectably: its checksum is right.
///
/// # Panics
/// If it is no document.
pub fn change_document(path: &Path, change: impl FnOnce(&str) -> String) {
    let text = fs::read_to_string(path).expect("a document");
    let start = text.find("\"content\":").expect("its content") + "\"content\":".len();
    let end = text.rfind('}').expect("its end");
    let content = change(&text[start..end]);
    let checksum = crc32fast::hash(format!("1\n{content}").as_bytes());
    fs::write(path, format!("{{\"version\":1,\"checksum\":{checksum},\"content\":{content}}}\n"))
        .expect("written");
}
