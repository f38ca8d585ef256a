//! Storing a secret in the keychain, and finding it again after an interruption.
//!
//! The order: record ("this entry is about to be written") → keychain, read back → record
//! ("stored"). When the Client ID changes, the entry of the new name is written and read back
//! before the old one is deleted. Every step can be repeated, so after a crash the same
//! functions resume.

use super::SetUp;
use crate::setup::draft::Draft;
use crate::setup::record::{Became, EntryState};
use crate::store::Effect;
use crate::vault::EntryName;
use crate::{Error, Result, Secret};

impl SetUp {
    /// Retries storing the secret that is in memory, and reconciles what a crash or a late response of the
    /// keychain left behind.
    pub async fn keep(&self) -> Result<()> {
        let _running = self.begin_work()?;
        self.reconcile().await
    }

    /// The name of the entry for its secret: the first that no connection or other set-up uses. While the
    /// first choice is in use, an alternative name beside it.
    pub(super) fn entry(&self, draft: &Draft) -> Result<EntryName> {
        let entry = draft.entry()?;
        let mut names = std::iter::once(entry.clone()).chain(entry.beside());
        Ok(names
            .find(|name| !self.context.records.others_use(&self.id, name))
            .unwrap_or_else(|| entry.clone()))
    }

    /// Holds a secret in memory and writes it; only then deletes what this set-up wrote before. If the keychain
    /// does not accept it, it stays in memory.
    pub(super) async fn take_in_hand(&self, secret: Secret) -> Result<()> {
        self.with_memory(|memory| memory.secret = Some(secret));
        self.store().await
    }

    /// Writes the secret that is in memory, and only then deletes what this set-up wrote before.
    pub(super) async fn store(&self) -> Result<()> {
        let entry = self.entry(&self.draft()?)?;
        let Some(secret) = self.with_memory(|memory| memory.secret.clone()) else {
            return Err(Error::SecretMissing);
        };
        let pending = entry.clone();
        self.change(move |record| record.mark_pending(&pending)).await?;
        self.write_entry(&entry, &secret).await?;
        self.with_memory(|memory| memory.secret = None);
        self.stored(&entry).await
    }

    /// Records that the entry was read back, and deletes what was written before.
    async fn stored(&self, entry: &EntryName) -> Result<()> {
        let seen = entry.clone();
        self.change(move |record| record.mark_stored(&seen)).await?;
        self.delete_others(entry).await
    }

    /// Writes to the keychain, and reads back.
    pub(super) async fn write_entry(&self, entry: &EntryName, secret: &Secret) -> Result<()> {
        self.context.keeper.put(entry, secret).await?;
        self.context.records.announce(Effect::SecretStored);
        Ok(())
    }

    /// Deletes what this set-up wrote under other names than `keep`.
    pub(super) async fn delete_others(&self, keep: &EntryName) -> Result<()> {
        let entries = self.record()?.entries.into_iter().map(|entry| entry.name);
        let others: Vec<EntryName> = entries.filter(|name| name != keep).collect();
        if others.is_empty() {
            return Ok(());
        }
        let kept = self.context.keeper.get(keep).await?;
        for other in &others {
            self.delete_entry(other).await?;
        }
        if let Some(secret) = kept
            && self.context.keeper.get(keep).await?.is_none()
        {
            // This keychain treated both names as one, as Windows does with names that differ in case.
            self.write_entry(keep, &secret).await?;
        }
        Ok(())
    }

    /// Deletes an entry unless a connection or another set-up uses it, and drops it from the record.
    async fn delete_entry(&self, entry: &EntryName) -> Result<()> {
        if !self.context.records.others_use(&self.id, entry) {
            // From here on nothing may rely on the entry.
            let pending = entry.clone();
            self.change(move |record| record.mark_pending(&pending)).await?;
            self.context.keeper.delete(entry).await?;
            self.context.records.announce(Effect::SecretDeleted);
        }
        let gone = entry.clone();
        self.change(move |record| record.drop_entry(&gone)).await
    }

    /// Cancels becoming a connection that could not be listed yet: what it needs is about to be deleted.
    pub(super) async fn become_nothing(&self) -> Result<()> {
        if self.has_become_a_connection()? {
            Ok(())
        } else {
            self.change(|record| record.became = None).await
        }
    }

    /// Whether the connection that it has become is in the list.
    pub(super) fn has_become_a_connection(&self) -> Result<bool> {
        let listed = |id| self.context.records.connection(id).ok();
        Ok(match self.record()?.became {
            None => false,
            Some(Became::Listed { connection }) => listed(&connection).is_some(),
            Some(Became::ToBeListed { connection, .. }) => {
                listed(&connection.id).is_some_and(|there| there.has_the_secret_of(&connection))
            }
        })
    }

    /// Deletes all its entries in the keychain, and drops the secrets and the proof in memory.
    pub(super) async fn delete_entries(&self) -> Result<()> {
        for entry in self.record()?.entries {
            self.delete_entry(&entry.name).await?;
        }
        self.with_memory(|memory| {
            memory.secret = None;
            memory.own_secret = None;
            memory.proof = None;
        });
        Ok(())
    }

    /// Reconciles record, keychain and answers after any interruption.
    pub(super) async fn reconcile(&self) -> Result<()> {
        if self.holds_a_secret() {
            return self.store().await;
        }
        let record = self.record()?;
        if record.answers.client_id.is_none() || record.own_entries().next().is_none() {
            return Ok(());
        }
        let wanted = self.entry(&record.answers)?;
        if record.own_entries().all(|entry| entry.state == EntryState::Stored && entry.name == wanted) {
            return Ok(());
        }
        // Only if it was to be written: an older secret may be there.
        if record.relies_on(&wanted) && self.context.keeper.get(&wanted).await?.is_some() {
            return self.stored(&wanted).await;
        }
        // Otherwise under the name that it had before the Client ID changed, the newest first.
        for entry in record.own_entries().rev().filter(|entry| entry.name != wanted) {
            if let Some(secret) = self.context.keeper.get(&entry.name).await? {
                return self.take_in_hand(secret).await;
            }
        }
        // Not found: it was never stored. The user has to copy it again.
        self.change(|record| record.entries.clear()).await
    }

    /// The application does not exist: removes everything of it from the keychain and the record.
    pub(super) async fn forget_the_creation(&self) -> Result<()> {
        self.become_nothing().await?;
        self.delete_entries().await?;
        self.change_answers(None, |answers| {
            answers.client_id = None;
            Ok(())
        })
        .await?;
        self.change(|record| record.creation = None).await
    }
}
