//! Bringing a secret to the keychain, and finding it again after whatever was interrupted.
//!
//! A secret goes: record ("this entry is about to be written") → keychain, read back → record
//! ("it is there"). When the Client ID changes, the entry of the new name is written and read back
//! before the old one is deleted. Every step may be repeated, so that after a crash the same
//! functions go on.

use super::SetUp;
use crate::setup::draft::Draft;
use crate::setup::record::{Became, EntryState};
use crate::store::folder::Effect;
use crate::vault::EntryName;
use crate::{Error, Result, Secret};

impl SetUp {
    /// Tries again to bring the secret in hand into the keychain, and puts right what a crash or a
    /// late answer of the keychain left behind.
    pub async fn keep(&self) -> Result<()> {
        let _running = self.begin_work()?;
        self.reconcile().await
    }

    /// The entry under which its secret belongs: the first that nobody else relies on, beside the
    /// one in use while there is one.
    pub(super) fn entry(&self, draft: &Draft) -> Result<EntryName> {
        let entry = draft.entry()?;
        let mut names = std::iter::once(entry.clone()).chain(entry.beside());
        Ok(names
            .find(|name| !self.context.records.others_use(&self.id, name))
            .unwrap_or_else(|| entry.clone()))
    }

    /// Takes a secret in hand and writes it; only then is deleted what this set-up wrote before. What the
    /// keychain does not take stays in hand.
    pub(super) async fn take_in_hand(&self, secret: Secret) -> Result<()> {
        self.with_memory(|memory| memory.secret = Some(secret));
        self.store().await
    }

    /// Writes the secret in hand, and only then deletes what this set-up wrote before.
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

    /// It was seen there; what was written before goes.
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
            // To this keychain both names were one, as names that differ in case are on Windows.
            self.write_entry(keep, &secret).await?;
        }
        Ok(())
    }

    /// Deletes an entry unless somebody else relies on it, and drops it from the record.
    async fn delete_entry(&self, entry: &EntryName) -> Result<()> {
        if !self.context.records.others_use(&self.id, entry) {
            // From here on nobody may rely on its being there.
            let pending = entry.clone();
            self.change(move |record| record.mark_pending(&pending)).await?;
            self.context.keeper.delete(entry).await?;
            self.context.records.announce(Effect::SecretDeleted);
        }
        let gone = entry.clone();
        self.change(move |record| record.drop_entry(&gone)).await
    }

    /// It is not to become the connection that could not be listed yet: what that needs is about to go.
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

    /// Deletes all that it has in the keychain, and forgets the secrets in memory and the proof.
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

    /// Brings record, keychain and answers together, whatever was interrupted.
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
        // Only where it was to be written: a secret of before may stand there.
        if record.relies_on(&wanted) && self.context.keeper.get(&wanted).await?.is_some() {
            return self.stored(&wanted).await;
        }
        // Else under the name that it had before the Client ID changed, the newest first.
        for entry in record.own_entries().rev().filter(|entry| entry.name != wanted) {
            if let Some(secret) = self.context.keeper.get(&entry.name).await? {
                return self.take_in_hand(secret).await;
            }
        }
        // Nowhere: it never got there. The person has to copy it again.
        self.change(|record| record.entries.clear()).await
    }

    /// The application is not there: nothing of it stays in the keychain and in the record.
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
