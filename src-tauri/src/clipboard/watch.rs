//! Contents of the clipboard that must not stay there. An entry leaves this list when it was cleared, when it
//! was seen to be gone, or when a content of ours replaced it: never merely because clearing was tried.

use std::sync::{Mutex, MutexGuard, PoisonError};

use latchkey_core::{Result, Secret, SetUpId};

/// A system's clipboard.
pub(super) trait System {
    /// Identifies a content.
    type Mark: Clone;

    /// The text in it.
    fn read(&self) -> Result<(Secret, Self::Mark)>;

    /// Copies text that is no secret.
    fn copy(&self, text: &str) -> Result<()>;

    /// Copies a secret, kept out of history and cloud where the system can.
    fn copy_secret(&self, secret: &Secret) -> Result<Self::Mark>;

    /// Empties it if it still has the content with this mark. An error means that it has, or may have, and
    /// can't be emptied now.
    fn clear(&self, mark: &Self::Mark) -> Result<Cleared>;
}

/// The result of a clearing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cleared {
    /// It is empty now.
    Now,
    /// It had another content already, or none.
    WasGone,
}

/// The copied secrets that are to be cleared from the clipboard.
pub(super) struct Watch<S: System> {
    system: S,
    standing: Mutex<Standing<S::Mark>>,
}

/// Locked for as long as the clipboard is changed, so that a clearing never races with a copy.
struct Standing<M> {
    last: u64,
    /// What must be cleared, by number.
    must_go: Vec<(u64, M)>,
    /// The last secret that was taken and not stored yet, and its set-up.
    taken: Option<(SetUpId, M)>,
}

impl<M> Standing<M> {
    fn add(&mut self, mark: M) -> u64 {
        self.last += 1;
        self.must_go.push((self.last, mark));
        self.last
    }
}

impl<S: System> Watch<S> {
    pub(super) fn new(system: S) -> Self {
        Self { system, standing: Mutex::new(Standing { last: 0, must_go: Vec::new(), taken: None }) }
    }

    pub(super) fn read(&self) -> Result<(Secret, S::Mark)> {
        self.system.read()
    }

    pub(super) fn copy(&self, text: &str) -> Result<()> {
        let mut standing = self.standing();
        self.system.copy(text)?;
        // A copy replaces any earlier content.
        standing.must_go.clear();
        Ok(())
    }

    /// Returns the number of its entry.
    pub(super) fn copy_secret(&self, secret: &Secret) -> Result<u64> {
        let mut standing = self.standing();
        let mark = self.system.copy_secret(secret)?;
        standing.must_go.clear();
        Ok(standing.add(mark))
    }

    /// Adds a content that must be cleared. Returns the number of its entry.
    pub(super) fn must_go(&self, mark: S::Mark) -> u64 {
        self.standing().add(mark)
    }

    /// Remembers what was taken for a set-up. The one before is no longer in the clipboard.
    pub(super) fn remember(&self, set_up: &SetUpId, mark: S::Mark) {
        self.standing().taken = Some((set_up.clone(), mark));
    }

    /// Takes what was remembered for a set-up, once.
    pub(super) fn recall(&self, set_up: &SetUpId) -> Option<S::Mark> {
        let taken = &mut self.standing().taken;
        taken.take_if(|(whose, _)| whose == set_up).map(|(_, mark)| mark)
    }

    /// Clears the entry with this number, if it is still there. Returns whether that is settled.
    pub(super) fn clear(&self, number: u64) -> bool {
        self.settle(|one| one == number)
    }

    /// Clears all entries. Returns whether that is settled.
    pub(super) fn clear_all(&self) -> bool {
        self.settle(|_| true)
    }

    fn settle(&self, which: impl Fn(u64) -> bool) -> bool {
        let mut standing = self.standing();
        standing.must_go.retain(|(number, mark)| {
            // The system implementation has logged the error.
            !which(*number)
                || self.system.clear(mark).inspect(|how| tracing::debug!(?how, "clipboard")).is_err()
        });
        !standing.must_go.iter().any(|(number, _)| which(*number))
    }

    fn standing(&self) -> MutexGuard<'_, Standing<S::Mark>> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use latchkey_core::Error;
    use secrecy::ExposeSecret;

    use super::*;

    /// A clipboard with a number for each content, which another program may keep open.
    #[derive(Default)]
    struct Pretended {
        text: RefCell<String>,
        changes: Cell<u64>,
        busy: Cell<bool>,
        cleared: Cell<u32>,
    }

    impl Pretended {
        /// A copy by the user in another program.
        fn elsewhere(&self, text: &str) -> u64 {
            text.clone_into(&mut self.text.borrow_mut());
            self.changes.set(self.changes.get() + 1);
            self.changes.get()
        }

        fn free(&self) -> Result<()> {
            if self.busy.get() { Err(Error::ClipboardUnavailable) } else { Ok(()) }
        }
    }

    impl System for Pretended {
        type Mark = u64;

        fn read(&self) -> Result<(Secret, u64)> {
            self.free()?;
            Ok((Secret::from(self.text.borrow().clone()), self.changes.get()))
        }

        fn copy(&self, text: &str) -> Result<()> {
            self.free()?;
            self.elsewhere(text);
            Ok(())
        }

        fn copy_secret(&self, secret: &Secret) -> Result<u64> {
            self.free()?;
            Ok(self.elsewhere(secret.expose_secret()))
        }

        fn clear(&self, mark: &u64) -> Result<Cleared> {
            if *mark != self.changes.get() {
                return Ok(Cleared::WasGone);
            }
            self.free()?;
            self.elsewhere("");
            self.cleared.set(self.cleared.get() + 1);
            Ok(Cleared::Now)
        }
    }

    fn watch() -> Watch<Pretended> {
        Watch::new(Pretended::default())
    }

    fn there(watch: &Watch<Pretended>) -> String {
        watch.system.text.borrow().clone()
    }

    fn secret() -> Secret {
        Secret::from("canary-secret")
    }

    #[test]
    fn a_copied_secret_is_cleared_when_its_time_is_over_and_when_the_app_is_left() {
        let watch = watch();
        let number = watch.copy_secret(&secret()).unwrap();
        assert_eq!(there(&watch), "canary-secret");
        assert!(watch.clear(number));
        assert_eq!(there(&watch), "");

        watch.copy_secret(&secret()).unwrap();
        assert!(watch.clear_all());
        assert_eq!(there(&watch), "");
        assert_eq!(watch.system.cleared.get(), 2);
    }

    #[test]
    fn a_secret_that_could_not_be_cleared_is_cleared_later() {
        let watch = watch();
        let number = watch.copy_secret(&secret()).unwrap();
        watch.system.busy.set(true);
        assert!(!watch.clear(number), "another program keeps it open");
        assert!(!watch.clear_all());
        assert_eq!(there(&watch), "canary-secret");
        watch.system.busy.set(false);
        assert!(watch.clear_all(), "it is still held to be ours");
        assert_eq!(there(&watch), "");
    }

    #[test]
    fn a_copy_that_fails_disowns_nothing() {
        for next in [
            |watch: &Watch<Pretended>| watch.copy("next line"),
            |watch: &Watch<Pretended>| watch.copy_secret(&Secret::from("next secret")).map(|_| ()),
        ] {
            let watch = watch();
            let number = watch.copy_secret(&secret()).unwrap();
            watch.system.busy.set(true);
            next(&watch).unwrap_err();
            watch.system.busy.set(false);
            assert!(watch.clear(number));
            assert_eq!(there(&watch), "", "the minute of the secret before is over");

            watch.copy_secret(&secret()).unwrap();
            watch.system.busy.set(true);
            next(&watch).unwrap_err();
            watch.system.busy.set(false);
            assert!(watch.clear_all());
            assert_eq!(there(&watch), "", "the app is left");
        }
    }

    #[test]
    fn what_was_copied_after_it_is_not_ours_to_clear() {
        let watch = watch();
        let first = watch.copy_secret(&secret()).unwrap();
        watch.system.elsewhere("my password");
        assert!(watch.clear(first) && watch.clear_all());
        assert_eq!(there(&watch), "my password");

        let first = watch.copy_secret(&secret()).unwrap();
        let second = watch.copy_secret(&Secret::from("another")).unwrap();
        assert!(watch.clear(first));
        assert_eq!(there(&watch), "another", "each has its own minute");
        watch.copy("no secret").unwrap();
        assert!(watch.clear(second) && watch.clear_all());
        assert_eq!(there(&watch), "no secret", "what is no secret may stay");
        assert_eq!(watch.system.cleared.get(), 0);
    }

    #[test]
    fn a_secret_that_was_taken_is_cleared_only_while_it_is_still_there() {
        let watch = watch();
        watch.system.elsewhere("canary-secret");
        let (_, mark) = watch.read().unwrap();
        let number = watch.must_go(mark);
        assert!(watch.clear(number));
        assert_eq!(there(&watch), "");

        watch.system.elsewhere("canary-secret");
        let (_, mark) = watch.read().unwrap();
        watch.system.elsewhere("my password");
        let number = watch.must_go(mark);
        assert!(watch.clear(number) && watch.clear_all());
        assert_eq!(there(&watch), "my password", "copied while the keychain asked");
    }

    #[test]
    fn a_secret_that_was_taken_from_a_busy_clipboard_is_cleared_at_the_end() {
        let watch = watch();
        watch.system.elsewhere("canary-secret");
        let (_, mark) = watch.read().unwrap();
        watch.system.busy.set(true);
        let number = watch.must_go(mark);
        assert!(!watch.clear(number));
        watch.system.busy.set(false);
        assert!(watch.clear_all());
        assert_eq!(there(&watch), "");
    }

    #[test]
    fn a_secret_of_ours_beside_one_that_was_taken_is_not_forgotten() {
        let watch = watch();
        watch.system.elsewhere("canary-taken");
        let (_, taken) = watch.read().unwrap();
        let ours = watch.copy_secret(&secret()).unwrap();
        let number = watch.must_go(taken);
        assert!(watch.clear(number), "it is gone");
        assert_eq!(there(&watch), "canary-secret");
        assert!(watch.clear(ours));
        assert_eq!(there(&watch), "");
    }

    #[test]
    fn what_was_taken_for_a_set_up_is_recalled_for_that_one_once() {
        let watch = watch();
        watch.system.elsewhere("canary-secret");
        let (_, mark) = watch.read().unwrap();
        watch.remember(&"one".into(), mark);
        assert_eq!(watch.recall(&"another".into()), None);
        assert_eq!(watch.recall(&"one".into()), Some(mark));
        assert_eq!(watch.recall(&"one".into()), None);
        assert!(watch.clear_all());
        assert_eq!(there(&watch), "canary-secret", "until it is kept, this is the other place that has it");
    }
}
