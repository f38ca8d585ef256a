//! Saving text to a file that the user chooses.

use latchkey_core::{Error, Result};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

/// A text with its suggested file name.
pub(crate) struct Text {
    /// The dialog's title.
    pub(crate) title: String,
    pub(crate) file_name: String,
    /// The file type's name and extension.
    pub(crate) kind: (&'static str, &'static str),
    pub(crate) content: String,
}

/// Shows the save dialog and writes the file. Returns whether a file was written.
///
/// # Errors
/// [`Error::FileNotWritten`].
pub(crate) async fn save(app: &AppHandle, text: Text) -> Result<bool> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let (kind, ending) = text.kind;
    app.dialog()
        .file()
        .set_title(text.title)
        .set_file_name(text.file_name)
        .add_filter(kind, &[ending])
        .save_file(move |path| drop(tell.send(path)));
    let Ok(Some(path)) = told.await else { return Ok(false) };
    let path = path.into_path().map_err(|_| Error::FileNotWritten)?;
    tokio::task::spawn_blocking(move || std::fs::write(path, text.content))
        .await
        .map_err(|_| Error::FileNotWritten)?
        .map_err(|e| {
            tracing::warn!(kind = ?e.kind(), "file not written");
            Error::FileNotWritten
        })?;
    Ok(true)
}
