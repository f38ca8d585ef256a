//! Folders and files, with errors that name them.

use std::fs;
use std::path::Path;

/// Names the file in whatever the system says of it.
pub(crate) fn said<T>(path: &Path, result: std::io::Result<T>) -> Result<T, String> {
    result.map_err(|error| format!("{}: {error}", path.display()))
}

/// Makes a folder, and those around it.
pub(crate) fn make(folder: &Path) -> Result<(), String> {
    said(folder, fs::create_dir_all(folder))
}

/// Writes a file.
pub(crate) fn write(file: &Path, text: &str) -> Result<(), String> {
    said(file, fs::write(file, text))
}

/// Gives a file or folder another place.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), String> {
    said(to, fs::rename(from, to))
}
