//! The clipboard. A secret that is copied is kept out of history and cloud where the system can,
//! and cleared after a minute if it is still ours. Whether it is, is never told by reading it.
//!
//! `arboard` (1Password) does the work: it is the one library that knows the exclusion marks of
//! all three systems.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use arboard::Clipboard;
use latchkey_core::{Error, Result, Secret};
use secrecy::ExposeSecret;

/// How long a copied secret stays.
pub(crate) const CLEARED_AFTER: Duration = Duration::from_secs(60);

/// Number of the secret that stands in the clipboard; 0 for none of ours.
static OURS: AtomicU64 = AtomicU64::new(0);
static NUMBERS: AtomicU64 = AtomicU64::new(1);

fn unavailable(error: &arboard::Error) -> Error {
    tracing::warn!(%error, "clipboard");
    Error::ClipboardUnavailable
}

/// The text in the clipboard. Taken for a secret until it is known to be something else.
pub(crate) fn read() -> Result<Secret> {
    let mut clipboard = Clipboard::new().map_err(|e| unavailable(&e))?;
    match clipboard.get_text() {
        Ok(text) => Ok(Secret::from(text)),
        Err(arboard::Error::ContentNotAvailable | arboard::Error::ConversionFailure) => {
            Err(Error::ClipboardEmpty)
        }
        Err(e) => Err(unavailable(&e)),
    }
}

/// Copies something that is no secret.
pub(crate) fn copy(text: &str) -> Result<()> {
    OURS.store(0, Ordering::SeqCst);
    system::copy(text)
}

/// Copies a secret. Answers with the seconds after which it is cleared.
pub(crate) fn copy_secret(secret: &Secret) -> Result<u64> {
    let number = NUMBERS.fetch_add(1, Ordering::SeqCst);
    OURS.store(number, Ordering::SeqCst);
    // Exposed to the system's clipboard, where the person asked for it.
    system::copy_for_a_while(secret, number)?;
    Ok(CLEARED_AFTER.as_secs())
}

/// Empties the clipboard, after a secret was taken from it.
pub(crate) fn clear() {
    OURS.store(0, Ordering::SeqCst);
    if let Err(error) = Clipboard::new().and_then(|mut clipboard| clipboard.clear()) {
        tracing::warn!(%error, "clipboard not cleared");
    }
}

/// Empties the clipboard if a secret of ours still stands in it: when the app is left.
pub(crate) fn clear_if_ours() {
    if OURS.load(Ordering::SeqCst) != 0 && system::is_still_there() {
        clear();
    }
}

/// The time is over, or something else was copied: the secret with this number is ours no more.
fn ended(number: u64, still_there: bool) {
    if OURS.compare_exchange(number, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok() && still_there {
        clear();
    }
}

/// X11 and Wayland: whoever copies keeps the text and gives it out; losing the ownership is told.
#[cfg(all(unix, not(target_os = "macos")))]
mod system {
    use std::time::Instant;

    use arboard::SetExtLinux;

    use super::{CLEARED_AFTER, Clipboard, Error, ExposeSecret, Result, Secret, ended, unavailable};

    /// Its loss would have been told: then it is no longer held to be ours.
    pub(super) fn is_still_there() -> bool {
        true
    }

    pub(super) fn copy(text: &str) -> Result<()> {
        let text = text.to_owned();
        let mut clipboard = Clipboard::new().map_err(|e| unavailable(&e))?;
        // Given out for as long as the app runs, or until something else is copied.
        std::thread::Builder::new()
            .name("clipboard".into())
            .spawn(move || {
                if let Err(error) = clipboard.set().wait().text(text) {
                    tracing::warn!(%error, "not copied");
                }
            })
            .map(|_| ())
            .map_err(|_| Error::ClipboardUnavailable)
    }

    pub(super) fn copy_for_a_while(secret: &Secret, number: u64) -> Result<()> {
        let secret = secret.clone();
        let mut clipboard = Clipboard::new().map_err(|e| unavailable(&e))?;
        std::thread::Builder::new()
            .name("clipboard".into())
            .spawn(move || {
                let deadline = Instant::now() + CLEARED_AFTER;
                let given =
                    clipboard.set().exclude_from_history().wait_until(deadline).text(secret.expose_secret());
                if let Err(error) = &given {
                    tracing::warn!(%error, "not copied");
                }
                ended(number, given.is_ok() && Instant::now() >= deadline);
            })
            .map(|_| ())
            .map_err(|_| Error::ClipboardUnavailable)
    }
}

/// Windows and macOS: the system keeps the text, and a number tells of every change.
#[cfg(any(windows, target_os = "macos"))]
mod system {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::{CLEARED_AFTER, Clipboard, ExposeSecret, Result, Secret, ended, unavailable};

    pub(super) fn copy(text: &str) -> Result<()> {
        Clipboard::new().and_then(|mut clipboard| clipboard.set_text(text)).map_err(|e| unavailable(&e))
    }

    pub(super) fn copy_for_a_while(secret: &Secret, number: u64) -> Result<()> {
        let mut clipboard = Clipboard::new().map_err(|e| unavailable(&e))?;
        unrecorded(clipboard.set()).text(secret.expose_secret()).map_err(|e| unavailable(&e))?;
        let ours = changes();
        COPIED.store(ours, Ordering::SeqCst);
        std::thread::spawn(move || {
            std::thread::sleep(CLEARED_AFTER);
            ended(number, changes() == ours);
        });
        Ok(())
    }

    /// The number at which the last secret was copied.
    static COPIED: AtomicI64 = AtomicI64::new(0);

    pub(super) fn is_still_there() -> bool {
        changes() == COPIED.load(Ordering::SeqCst)
    }

    #[cfg(windows)]
    fn unrecorded(set: arboard::Set<'_>) -> arboard::Set<'_> {
        use arboard::SetExtWindows;
        set.exclude_from_cloud().exclude_from_history().exclude_from_monitoring()
    }

    #[cfg(target_os = "macos")]
    fn unrecorded(set: arboard::Set<'_>) -> arboard::Set<'_> {
        use arboard::SetExtApple;
        set.exclude_from_history()
    }

    #[cfg(windows)]
    fn changes() -> i64 {
        clipboard_win::seq_num().map_or(0, |number| i64::from(number.get()))
    }

    #[cfg(target_os = "macos")]
    fn changes() -> i64 {
        i64::try_from(objc2_app_kit::NSPasteboard::generalPasteboard().changeCount()).unwrap_or_default()
    }
}

/// Windows' own clipboard, asked past the code that is tested.
#[cfg(all(test, windows))]
mod tests {
    use clipboard_win::raw::{EnumFormats, format_name_big, get_vec, register_format};

    use super::*;

    const SECRET: &str = "canary-clipboard-Zażółć-🔑";

    /// Each asks Windows, or a program that looks on, to leave it out (`arboard`'s sources name them).
    const LEAVE_OUT: [&str; 3] = [
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    ];

    /// What stands beside the text, and of the three above what they say.
    fn formats() -> (Vec<String>, Vec<Vec<u8>>) {
        let _open = clipboard_win::Clipboard::new_attempts(10).unwrap();
        let names: Vec<String> = EnumFormats::new().filter_map(format_name_big).collect();
        let said = LEAVE_OUT.iter().filter(|name| names.iter().any(|there| there == *name)).map(|name| {
            let mut said = Vec::new();
            get_vec(register_format(name).unwrap().get(), &mut said).unwrap();
            said
        });
        let said = said.collect();
        (names, said)
    }

    fn text() -> Option<String> {
        read().ok().map(|text| text.expose_secret().to_owned())
    }

    /// One test, because there is one clipboard.
    #[test]
    #[ignore = "takes the clipboard of whoever sits there"]
    fn a_secret_is_left_out_of_history_and_cleared_while_it_is_ours() {
        copy_secret(&Secret::from(SECRET)).unwrap();
        assert_eq!(text().as_deref(), Some(SECRET));
        let (names, said) = formats();
        assert_eq!(said, [[0; 4], [0; 4], [0; 4]], "zero means no: {names:?}");
        clear_if_ours();
        assert_eq!(text(), None, "it is cleared when the app is left");

        copy_secret(&Secret::from(SECRET)).unwrap();
        clipboard_win::set_clipboard_string("another program's").unwrap();
        clear_if_ours();
        assert_eq!(text().as_deref(), Some("another program's"), "what came after is not ours to clear");

        // The minute is over for a secret that was copied before another one.
        let first = NUMBERS.load(Ordering::SeqCst);
        copy_secret(&Secret::from(SECRET)).unwrap();
        copy_secret(&Secret::from("canary-second")).unwrap();
        ended(first, true);
        assert_eq!(text().as_deref(), Some("canary-second"));
        ended(first + 1, true);
        assert_eq!(text(), None);

        copy("no secret").unwrap();
        let (names, said) = formats();
        assert!(said.is_empty(), "what is no secret may be remembered: {names:?}");
        clear_if_ours();
        assert_eq!(text().as_deref(), Some("no secret"));
        clear();
    }
}
