//! macOS keeps the text, and a number identifies every change.

use arboard::{Clipboard, SetExtApple};
use latchkey_core::{Result, Secret};
use objc2_app_kit::NSPasteboard;
use secrecy::ExposeSecret;

use super::watch::{Cleared, System};
use super::{text, unavailable};

pub(super) struct TheClipboard;

/// The number of the change that set the content.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Mark(isize);

impl Mark {
    fn of_now() -> Self {
        Self(NSPasteboard::generalPasteboard().changeCount())
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
        // Exposed to the system's clipboard, at the user's request.
        let set = clipboard.set().exclude_from_history().text(secret.expose_secret());
        set.map_err(|e| unavailable(&e))?;
        Ok(Mark::of_now())
    }

    fn clear(&self, mark: &Mark) -> Result<Cleared> {
        if Mark::of_now() != *mark {
            return Ok(Cleared::WasGone);
        }
        Clipboard::new().and_then(|mut clipboard| clipboard.clear()).map_err(|e| unavailable(&e))?;
        Ok(Cleared::Now)
    }
}
