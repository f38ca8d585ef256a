//! What an unfinished set-up may have left in the keychain. Written before the keychain is.
//!
//! Whether an entry is pending or final stands here alone: an entry that is named here belongs to a
//! set-up that is not finished.

use serde::{Deserialize, Serialize};

use crate::home::Kept;
use crate::vault::EntryName;

/// One entry of the keychain that a set-up wrote or is about to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The set-up.
    pub draft: String,
    /// The entry.
    pub entry: EntryName,
    /// Whether it was seen there after writing. If not, it may be there or not.
    pub certain: bool,
}

/// The file `journal.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Journal {
    /// In the order of writing.
    pub pending: Vec<Pending>,
}

impl Journal {
    /// The entries of one set-up.
    pub fn of<'a>(&'a self, draft: &'a str) -> impl Iterator<Item = &'a Pending> {
        self.pending.iter().filter(move |p| p.draft == draft)
    }

    /// Notes that `entry` is about to be written. What was seen there before is no longer certain:
    /// a second secret may take its place.
    pub fn expect(&mut self, draft: &str, entry: &EntryName) {
        match self.pending.iter_mut().find(|p| p.draft == draft && p.entry == *entry) {
            Some(there) => there.certain = false,
            None => {
                self.pending.push(Pending { draft: draft.to_owned(), entry: entry.clone(), certain: false });
            }
        }
    }

    /// Notes that `entry` was seen in the keychain.
    pub fn confirm(&mut self, draft: &str, entry: &EntryName) {
        for pending in &mut self.pending {
            pending.certain |= pending.draft == draft && pending.entry == *entry;
        }
    }

    /// Notes that `entry` is no business of this set-up any more.
    pub fn forget(&mut self, draft: &str, entry: &EntryName) {
        self.pending.retain(|p| p.draft != draft || p.entry != *entry);
    }
}

impl Kept for Journal {
    const FILE: &'static str = "journal.json";
    const VERSION: u32 = 1;
}
