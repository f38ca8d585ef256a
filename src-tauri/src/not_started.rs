//! Reports that the app can't start. There is no page that could show it: it is a system dialog, a line in
//! the log, and a sentence for a terminal.

use std::error::Error;
use std::io::Write;

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use crate::folders;
use crate::words::WORDS;

/// The exit code of an app that didn't start.
pub(crate) const EXIT_CODE: i32 = 1;

/// Why the app can't start.
#[derive(Debug)]
pub(crate) enum Obstacle {
    /// The webview is missing, or this user may not use it: `WebView2` on Windows.
    NoWebview(Box<dyn Error>),
    /// Anything else, such as a folder that can't be written, or a window that the system refuses.
    Other(Box<dyn Error>),
}

impl<E: Into<Box<dyn Error>>> From<E> for Obstacle {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Shows a dialog, and ends the app when it is closed. The event loop must run until then.
pub(crate) fn tell(app: &AppHandle, obstacle: &Obstacle) {
    let words = &*WORDS;
    let mut text = match obstacle {
        Obstacle::NoWebview(error) => {
            tracing::error!(%error, "not started: nothing that shows pages");
            words.text("dialog-no-webview")
        }
        Obstacle::Other(error) => {
            tracing::error!(%error, "not started");
            words.text("dialog-not-started")
        }
    };
    if let Ok(folder) = folders::log() {
        let folder = folder.display().to_string();
        text = format!("{text}\n\n{}", words.message("dialog-not-started-log", [("folder", &*folder)]).value);
    }
    say(&text);
    let app = app.clone();
    app.dialog()
        .message(text)
        .title(words.text("dialog-not-started-title"))
        .kind(MessageDialogKind::Error)
        .show(move |_| app.exit(EXIT_CODE));
}

/// Ends the app where not even a dialog can be shown.
pub(crate) fn give_up(words: &'static str) -> ! {
    say(&WORDS.text(words));
    std::process::exit(EXIT_CODE);
}

/// Writes to a terminal, if there is one.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Whether there is a screen: without one GTK would panic.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn has_screen() -> bool {
    gtk::init().is_ok()
}

/// On Windows and macOS there always is one.
#[cfg(any(windows, target_os = "macos"))]
pub(crate) fn has_screen() -> bool {
    true
}
