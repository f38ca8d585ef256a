//! The vault for practice, only in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{EntryName, Vault};
use crate::{Result, Secret};

/// A [`Vault`] in memory. Its secrets are wiped when it is dropped.
#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<EntryName, Secret>>);

impl Memory {
    /// The names of all entries, without their secrets. For tests and the practice page.
    pub fn entries(&self) -> Vec<EntryName> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }
}

impl Vault for Memory {
    fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(entry.clone(), secret.clone());
        Ok(())
    }

    fn get(&self, entry: &EntryName) -> Result<Option<Secret>> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(entry).cloned())
    }

    fn delete(&self, entry: &EntryName) -> Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(entry);
        Ok(())
    }
}
