//! The clipboard. A copied secret is kept out of history and cloud where the system can, and cleared after a
//! minute and when the app closes, if it is still ours. One that was taken from the clipboard is cleared when
//! it is stored, if it is still there. What another program put there meanwhile is never touched.
//!
//! `arboard` (1Password) does the work: it is the only library that supports the exclusion marks of all three
//! systems.

mod watch;

#[cfg(all(unix, not(target_os = "macos")))]
#[path = "linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "macos.rs"]
mod system;
#[cfg(windows)]
#[path = "windows.rs"]
mod system;

use std::sync::LazyLock;
use std::time::Duration;

use latchkey_core::{Error, Result, Secret, SetUpId};
use secrecy::zeroize::Zeroizing;

use system::{Mark, TheClipboard};
use watch::Watch;

/// How long a copied secret stays.
const CLEARED_AFTER: Duration = Duration::from_secs(60);

/// How long and how often to retry a clearing that another program prevents.
const PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(200);

static WATCH: LazyLock<Watch<TheClipboard>> = LazyLock::new(|| Watch::new(TheClipboard));

/// A content that was read, with its mark.
pub(crate) struct Read {
    /// Treated as a secret until it is known to be something else.
    pub(crate) text: Secret,
    mark: Mark,
}

/// The text in the clipboard.
pub(crate) fn read() -> Result<Read> {
    WATCH.read().map(|(text, mark)| Read { text, mark })
}

/// Copies something that is no secret.
pub(crate) fn copy(text: &str) -> Result<()> {
    WATCH.copy(text)
}

/// Copies a secret. Returns the seconds after which it is cleared.
pub(crate) fn copy_secret(secret: &Secret) -> Result<u64> {
    let number = WATCH.copy_secret(secret)?;
    let timer = std::thread::Builder::new().name("clipboard timer".into()).spawn(move || {
        std::thread::sleep(CLEARED_AFTER);
        clear_patiently(number);
    });
    if let Err(error) = timer {
        tracing::warn!(%error, "clipboard will only be cleared at exit");
    }
    Ok(CLEARED_AFTER.as_secs())
}

/// Clears a secret that was taken from the clipboard and is stored now. Returns whether it was cleared at
/// once; while another program prevents it, it is retried.
pub(crate) fn clear_taken(read: Read) -> bool {
    clear_mark(read.mark)
}

/// Remembers a secret that was taken for a set-up and is not stored yet: the clipboard is the other place
/// that has it.
pub(crate) fn remember(set_up: &SetUpId, read: Read) {
    WATCH.remember(set_up, read.mark);
}

/// Clears what was taken for a set-up, which is stored now.
pub(crate) fn clear_remembered(set_up: &SetUpId) {
    if let Some(mark) = WATCH.recall(set_up) {
        clear_mark(mark);
    }
}

/// Drops the mark of what was taken for a set-up that is given up. The clipboard is left as it is.
pub(crate) fn forget(set_up: &SetUpId) {
    let _ = WATCH.recall(set_up);
}

/// Clears what must not stay in the clipboard when the app closes.
pub(crate) fn clear_at_the_end() {
    let tries = PATIENCE_AT_THE_END.as_millis() / PAUSE.as_millis();
    for _ in 0..tries {
        if WATCH.clear_all() {
            return;
        }
        std::thread::sleep(PAUSE);
    }
    tracing::warn!("clipboard not cleared at exit");
}

fn clear_mark(mark: Mark) -> bool {
    let number = WATCH.must_go(mark);
    if WATCH.clear(number) {
        return true;
    }
    let again = std::thread::Builder::new().name("clipboard".into()).spawn(move || clear_patiently(number));
    if let Err(error) = again {
        tracing::warn!(%error, "clipboard will only be cleared at exit");
    }
    false
}

fn clear_patiently(number: u64) {
    let tries = PATIENCE.as_millis() / PAUSE.as_millis();
    for _ in 0..tries {
        if WATCH.clear(number) {
            return;
        }
        std::thread::sleep(PAUSE);
    }
    tracing::warn!("clipboard not cleared yet");
}

fn unavailable(error: &impl std::fmt::Display) -> Error {
    tracing::warn!(%error, "clipboard could not be used");
    Error::ClipboardUnavailable
}

/// Converts the result of a read.
fn text(read: std::result::Result<String, arboard::Error>) -> Result<Secret> {
    match read {
        // Copied and wiped: converted in place, a longer allocation could keep a part of it.
        Ok(text) => Ok(Secret::from(Zeroizing::new(text).as_str())),
        Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => {
            Err(Error::ClipboardEmpty)
        }
        Err(error) => Err(unavailable(&error)),
    }
}
