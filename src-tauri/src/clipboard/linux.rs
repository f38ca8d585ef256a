//! X11 and Wayland: the program that copies keeps the text and serves it, and is notified when another takes
//! over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use arboard::{Clipboard, SetExtLinux};
use latchkey_core::{Error, Result, Secret};
use secrecy::ExposeSecret;

use super::watch::{Cleared, System};
use super::{text, unavailable};

/// A copy that fails has failed within this time. One that succeeds returns only when it is replaced.
const FAILED_BY_NOW: Duration = Duration::from_millis(50);

pub(super) struct TheClipboard;

/// A content that we serve, or one of another program, which is recognised by reading it again.
#[derive(Clone)]
pub(super) enum Mark {
    /// Set when another content has replaced it.
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
                // Exposed only for the comparison.
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

/// Serves it for as long as the app runs, or until something else is copied. Returns the flag that is set
/// then.
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
            // Exposed to the system's clipboard, at the user's request.
            let given = set.text(text.expose_secret()).map_err(|e| unavailable(&e));
            replaced.store(true, Ordering::SeqCst);
            let _ = tell.send(given);
        }
    };
    let thread = std::thread::Builder::new().name("clipboard".into());
    thread.spawn(giver).map_err(|e| unavailable(&e))?;
    // It starts; then it fails soon, or goes on.
    told.recv().map_err(|e| unavailable(&e))??;
    match told.recv_timeout(FAILED_BY_NOW) {
        Ok(Err(error)) => Err(error),
        _ => Ok(replaced),
    }
}
