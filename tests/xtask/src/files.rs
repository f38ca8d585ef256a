//! Folders and files, with errors that name them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Adds the file's path to the system's error.
pub(crate) fn name_path<T>(path: &Path, result: std::io::Result<T>) -> Result<T, String> {
    result.map_err(|error| format!("{}: {error}", path.display()))
}

/// Creates a folder and its parents.
pub(crate) fn make(folder: &Path) -> Result<(), String> {
    name_path(folder, fs::create_dir_all(folder))
}

/// Writes a file.
pub(crate) fn write(file: &Path, text: &str) -> Result<(), String> {
    name_path(file, fs::write(file, text))
}

/// Moves a file or folder.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), String> {
    name_path(to, fs::rename(from, to))
}

/// The files of a kind in a folder. An error when there is none: linting nothing would succeed.
pub(crate) fn files(folder: &Path, kind: &str) -> Result<Vec<PathBuf>, String> {
    let entries = name_path(folder, fs::read_dir(folder))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension() == Some(OsStr::new(kind)))
        .collect();
    files.sort();
    if files.is_empty() { Err(format!("no .{kind} in {}", folder.display())) } else { Ok(files) }
}
