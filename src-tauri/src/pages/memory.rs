//! What pages remember while the app runs, and what is gone when it ends. Nothing secret.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use latchkey_core::permissions::Permission;
use latchkey_core::{ConnectionId, SetUpId};

/// What pages remember while they aren't shown.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Remembered>);

/// What is remembered.
#[derive(Default)]
pub(crate) struct Remembered {
    /// Connections whose secret was copied.
    pub(crate) copied: BTreeSet<ConnectionId>,
    /// The connection that was just made: its row is lit up once.
    pub(crate) just_made: Option<ConnectionId>,
    /// What is typed in the search on the first page.
    pub(crate) sought: String,
    /// Whether all that match it are shown there, however many.
    pub(crate) shows_all: bool,
    /// Permissions that are chosen and not saved yet, by set-up.
    pub(crate) chosen: BTreeMap<SetUpId, Vec<Permission>>,
    /// What the field for the vendor's list has, by set-up.
    pub(crate) pasted: BTreeMap<SetUpId, super::permissions::Paste>,
    /// What came of each set-up's review, by set-up.
    pub(crate) reviews: BTreeMap<SetUpId, super::review::Kept>,
    /// The agents that were read last.
    pub(crate) agents: Option<super::agent::Read>,
    /// Where the person is in a guide. Gone with the next page.
    pub(crate) guide: Option<super::guide::At>,
    /// The check of this computer.
    pub(crate) check: super::check::Checking,
    /// How far the testing of all connections is, while it is under way.
    pub(crate) testing_all: Option<super::index::TestingAll>,
}

impl Remembered {
    /// What came of a set-up's review.
    pub(crate) fn review(&mut self, set_up: &SetUpId) -> &mut super::review::Kept {
        self.reviews.entry(set_up.clone()).or_default()
    }

    /// Another page is shown.
    pub(crate) fn page_is_gone(&mut self) {
        // Another look at the permissions begins with what is saved.
        self.chosen.clear();
        self.pasted.clear();
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
