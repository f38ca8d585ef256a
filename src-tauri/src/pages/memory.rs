//! What pages remember while the app runs; gone when it ends. Nothing secret.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use latchkey_core::permissions::Permission;
use latchkey_core::{ConnectionId, SetUpId};

/// The state of pages that aren't shown.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Remembered>);

/// The state itself.
#[derive(Default)]
pub(crate) struct Remembered {
    /// Connections whose secret was copied.
    pub(crate) copied: BTreeSet<ConnectionId>,
    /// The connection that was just created: its row is highlighted once.
    pub(crate) just_made: Option<ConnectionId>,
    /// The search text on the first page.
    pub(crate) sought: String,
    /// Whether all matches are shown there, however many.
    pub(crate) shows_all: bool,
    /// Chosen permissions that are not saved yet, by set-up.
    pub(crate) chosen: BTreeMap<SetUpId, Vec<Permission>>,
    /// The content of the field for the vendor's list, by set-up.
    pub(crate) pasted: BTreeMap<SetUpId, super::permissions::Paste>,
    /// The state of each review, by set-up.
    pub(crate) reviews: BTreeMap<SetUpId, super::review::Kept>,
    /// The agents that were read last.
    pub(crate) agents: Option<super::agent::Read>,
    /// The user's position in a guide. Dropped with the next page.
    pub(crate) guide: Option<super::guide::At>,
    /// The check of this computer.
    pub(crate) check: super::check::Checking,
    /// The progress of testing all connections, while it runs.
    pub(crate) testing_all: Option<super::index::TestingAll>,
}

impl Remembered {
    /// The state of a set-up's review.
    pub(crate) fn review(&mut self, set_up: &SetUpId) -> &mut super::review::Kept {
        self.reviews.entry(set_up.clone()).or_default()
    }

    /// Drops what belongs to the page that is left.
    pub(crate) fn page_is_gone(&mut self) {
        // The permissions' page starts from the saved choice again.
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
