//! What pages remember while the app runs, and what is gone when it ends. Nothing secret.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use latchkey_core::permission::Permission;

/// See the module.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Remembered>);

/// What is remembered.
#[derive(Default)]
pub(crate) struct Remembered {
    /// Connections whose secret was copied.
    pub(crate) copied: BTreeSet<String>,
    /// The connection that was just made: its row is lit up once.
    pub(crate) just_made: Option<String>,
    /// What is typed in the search on the first page.
    pub(crate) sought: String,
    /// Permissions that are chosen and not saved yet, by set-up.
    pub(crate) chosen: BTreeMap<String, Vec<Permission>>,
    /// What came of each set-up's review, by set-up.
    pub(crate) reviews: BTreeMap<String, super::review::Kept>,
    /// The agents that were read last.
    pub(crate) agents: Option<super::agent::Read>,
    /// Names that are wanted although HaloPSA has an application of the same name, by set-up.
    pub(crate) twice: BTreeMap<String, String>,
    /// Where the person is in a guide. Gone with the next page.
    pub(crate) guide: Option<super::guide::At>,
    /// Set to true, the testing of all connections stops. None while nobody tests them.
    pub(crate) testing_all: Option<Arc<AtomicBool>>,
}

impl Remembered {
    /// A second application of this name is wanted.
    pub(crate) fn want_twice(&mut self, set_up: &str, name: &str) {
        self.twice.insert(set_up.to_owned(), name.trim().to_owned());
    }

    /// Whether that was said.
    pub(crate) fn wants_twice(&self, set_up: &str, name: &str) -> bool {
        self.twice.get(set_up).is_some_and(|wanted| wanted.eq_ignore_ascii_case(name.trim()))
    }

    /// What came of a set-up's review.
    pub(crate) fn review(&mut self, set_up: &str) -> &mut super::review::Kept {
        self.reviews.entry(set_up.to_owned()).or_default()
    }

    /// Another page is shown than before.
    pub(crate) fn another_page(&mut self) {
        self.agents = None;
        self.guide = None;
    }

    /// The page is gone, or is loaded again.
    pub(crate) fn page_is_gone(&mut self) {
        for review in self.reviews.values_mut() {
            review.page_is_gone();
        }
    }
}

impl Memory {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
