//! Windows keeps the text, and a number identifies every change. Only one program at a time may have the
//! clipboard open.

use std::num::NonZeroU32;

use arboard::{Clipboard, SetExtWindows};
use latchkey_core::{Result, Secret};
use secrecy::ExposeSecret;

use super::watch::{Cleared, System};
use super::{text, unavailable};

pub(super) struct TheClipboard;

/// The number of the change that set the content.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Mark(Option<NonZeroU32>);

impl Mark {
    fn of_now() -> Self {
        Self(clipboard_win::seq_num())
    }
}

impl System for TheClipboard {
    type Mark = Mark;

    fn read(&self) -> Result<(Secret, Mark)> {
        // Before reading, so that a change during the read is never taken for what was read.
        let mark = Mark::of_now();
        let mut clipboard = Clipboard::new().map_err(|e| unavailable(&e))?;
        Ok((text(clipboard.get_text())?, mark))
    }

    fn copy(&self, text: &str) -> Result<()> {
        Clipboard::new().and_then(|mut clipboard| clipboard.set_text(text)).map_err(|e| unavailable(&e))
    }

    fn copy_secret(&self, secret: &Secret) -> Result<Mark> {
        let mut clipboard = Clipboard::new().map_err(|e| unavailable(&e))?;
        let set = clipboard.set().exclude_from_cloud().exclude_from_history().exclude_from_monitoring();
        // Exposed to the system's clipboard, at the user's request.
        set.text(secret.expose_secret()).map_err(|e| unavailable(&e))?;
        Ok(Mark::of_now())
    }

    fn clear(&self, mark: &Mark) -> Result<Cleared> {
        if Mark::of_now() != *mark {
            return Ok(Cleared::WasGone);
        }
        let _open = clipboard_win::Clipboard::new_attempts(10).map_err(|e| unavailable(&e))?;
        // Checked again: no other program can change it from here on.
        if Mark::of_now() != *mark {
            return Ok(Cleared::WasGone);
        }
        clipboard_win::empty().map_err(|e| unavailable(&e))?;
        Ok(Cleared::Now)
    }
}

/// Windows' own clipboard, asked past the code that is tested.
#[cfg(test)]
mod tests {
    use clipboard_win::raw::{EnumFormats, format_name_big, get_vec, register_format};

    use super::super::watch::Watch;
    use super::*;

    const SECRET: &str = "canary-clipboard-Zażółć-🔑";

    /// Each asks Windows, or a program that looks on, to leave it out (`arboard`'s sources name them).
    const LEAVE_OUT: [&str; 3] = [
        "ExcludeClipboardContentFromMonitorProcessing",
        "CanIncludeInClipboardHistory",
        "CanUploadToCloudClipboard",
    ];

    /// The formats beside the text, and the values of the three above.
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

    fn pasted() -> Option<String> {
        TheClipboard.read().ok().map(|(text, _)| text.expose_secret().to_owned())
    }

    /// One test, because there is one clipboard.
    #[test]
    #[ignore = "takes the clipboard of whoever sits there"]
    fn a_secret_is_left_out_of_history_and_cleared_while_it_is_ours() {
        let watch = Watch::new(TheClipboard);
        watch.copy_secret(&Secret::from(SECRET)).unwrap();
        assert_eq!(pasted().as_deref(), Some(SECRET));
        let (names, said) = formats();
        assert_eq!(said, [[0; 4], [0; 4], [0; 4]], "zero means no: {names:?}");
        assert!(watch.clear_all());
        assert_eq!(pasted(), None, "it is cleared when the app is left");

        watch.copy_secret(&Secret::from(SECRET)).unwrap();
        clipboard_win::set_clipboard_string("another program's").unwrap();
        assert!(watch.clear_all());
        assert_eq!(pasted().as_deref(), Some("another program's"), "what came after is not ours to clear");

        // The minute is over for a secret that was copied before another one.
        let first = watch.copy_secret(&Secret::from(SECRET)).unwrap();
        let second = watch.copy_secret(&Secret::from("canary-second")).unwrap();
        assert!(watch.clear(first));
        assert_eq!(pasted().as_deref(), Some("canary-second"));
        assert!(watch.clear(second));
        assert_eq!(pasted(), None);

        // Taken from another program.
        clipboard_win::set_clipboard_string(SECRET).unwrap();
        let (_, mark) = watch.read().unwrap();
        clipboard_win::set_clipboard_string("my password").unwrap();
        assert!(watch.clear(watch.must_go(mark)));
        assert_eq!(pasted().as_deref(), Some("my password"), "copied while the keychain asked");
        let (_, mark) = watch.read().unwrap();
        assert!(watch.clear(watch.must_go(mark)));
        assert_eq!(pasted(), None, "still what was taken");

        watch.copy("no secret").unwrap();
        let (names, said) = formats();
        assert!(said.is_empty(), "what is no secret may be remembered: {names:?}");
        assert!(watch.clear_all());
        assert_eq!(pasted().as_deref(), Some("no secret"));
        let (_, mark) = watch.read().unwrap();
        assert!(watch.clear(watch.must_go(mark)));
    }
}
