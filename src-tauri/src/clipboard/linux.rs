//! X11 and Wayland: whoever copies keeps the text and gives it out, and is told when somebody else does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use arboard::{Clipboard, SetExtLinux};
use latchkey_core::{Error, Result, Secret};
use secrecy::ExposeSecret;

use super::watch::{Cleared, System};
use super::{text, unavailable};

/// How soon a copy that fails has failed. One that succeeds tells nothing until it is replaced.
const FAILED_BY_NOW: Duration = Duration::from_millis(50);

pub(super) struct TheClipboard;

/// A content that we give out, or one of another program, which is told by reading it again.
#[derive(Clone)]
pub(super) enum Mark {
    /// Set when another content has taken its place.
    Given(Arc<AtomicBool>),
    Seen(Secret),
}

impl System for TheClipboard {
    type Mark = Mark;

    fn read(&self) -> Result<(Secret, Mark)> {
        let mut clipboard = Clipboard::new().map_err(|e| unavailable(&e))?;
        let text = text(clipboard.get_text())?;
        Ok((text.clone(), Mark::Seen(text)))
    }

    fn copy(&self, text: &str) -> Result<()> {
        give_out(Secret::from(text), false).map(|_| ())
    }

    fn copy_secret(&self, secret: &Secret) -> Result<Mark> {
        give_out(secret.clone(), true).map(Mark::Given)
    }

    fn clear(&self, mark: &Mark) -> Result<Cleared> {
        let is_there = match mark {
            Mark::Given(replaced) => !replaced.load(Ordering::SeqCst),
            Mark::Seen(seen) => match self.read() {
                // Exposed to be compared, and shown to nobody.
                Ok((text, _)) => text.expose_secret() == seen.expose_secret(),
                Err(Error::ClipboardEmpty) => false,
                Err(error) => return Err(error),
            },
        };
        if !is_there {
            return Ok(Cleared::WasGone);
        }
        Clipboard::new().and_then(|mut clipboard| clipboard.clear()).map_err(|e| unavailable(&e))?;
        Ok(Cleared::Now)
    }
}

/// For as long as the app runs, or until something else is copied. Answers with what is set then.
fn give_out(text: Secret, kept_out_of_history: bool) -> Result<Arc<AtomicBool>> {
    let mut clipboard = Clipboard::new().map_err(|e| unavailable(&e))?;
    let replaced = Arc::new(AtomicBool::new(false));
    let (tell, told) = mpsc::channel();
    let giver = {
        let replaced = Arc::clone(&replaced);
        move || {
            let _ = tell.send(Ok(()));
            let set = clipboard.set().wait();
            let set = if kept_out_of_history { set.exclude_from_history() } else { set };
            // Exposed to the system's clipboard, where the person asked for it.
            let given = set.text(text.expose_secret()).map_err(|e| unavailable(&e));
            replaced.store(true, Ordering::SeqCst);
            let _ = tell.send(given);
        }
    };
    let thread = std::thread::Builder::new().name("clipboard".into());
    thread.spawn(giver).map_err(|e| unavailable(&e))?;
    // It begins; then it fails soon, or goes on.
    told.recv().map_err(|e| unavailable(&e))??;
    match told.recv_timeout(FAILED_BY_NOW) {
        Ok(Err(error)) => Err(error),
        _ => Ok(replaced),
    }
}
