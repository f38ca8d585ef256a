//! Bringing a secret to the keychain, and finding it again after whatever was interrupted.
//!
//! A secret goes: journal ("this entry is about to be written") → keychain, read back → journal
//! ("it is there"). When the Client ID changes, the entry of the new name is written and read back
//! before the old one is deleted. Every step may be repeated, so that after a crash the same
//! functions go on.

use crate::connections::Connections;
use crate::draft::{Draft, Drafts};
use crate::guide::SecretPlace;
use crate::home::{Effect, Kept};
use crate::journal::{Creation, Journal, Stage};
use crate::latchkey::held;
use crate::vault::EntryName;
use crate::{Error, Latchkey, Result};

impl Latchkey {
    /// Where the secret of a set-up is, without asking the keychain.
    pub fn secret_place(&self, id: &str) -> Result<SecretPlace> {
        if held(&self.in_hand).contains_key(id) {
            return Ok(SecretPlace::InHand);
        }
        let journal: Journal = self.home.read()?;
        Ok(if journal.of(id).next().is_none() {
            SecretPlace::Nowhere
        } else if journal.of(id).all(|p| p.certain) {
            SecretPlace::Kept
        } else {
            SecretPlace::Uncertain
        })
    }

    /// Tries again to bring the secret in hand into the keychain, and puts right what a crash or a
    /// late answer of the keychain left behind.
    pub async fn keep(&self, id: &str) -> Result<()> {
        let _under_way = self.begin_work(id)?;
        self.settle(id).await
    }

    /// Writes something into the journal.
    pub(crate) fn note(&self, change: impl FnOnce(&mut Journal)) -> Result<()> {
        self.home.change(|journal: &mut Journal| {
            change(journal);
            Ok(())
        })
    }

    /// The entry under which a set-up's secret belongs: the first that nobody else relies on, beside the
    /// one in use while there is one.
    pub(crate) fn entry(&self, draft: &Draft) -> Result<EntryName> {
        let entry = draft.entry()?;
        for name in std::iter::once(entry.clone()).chain(entry.beside()) {
            if !self.is_used_elsewhere(&draft.id, &name)? {
                return Ok(name);
            }
        }
        Ok(entry)
    }

    /// Whether a connection or another set-up relies on this entry.
    pub(crate) fn is_used_elsewhere(&self, draft: &str, entry: &EntryName) -> Result<bool> {
        let connections: Connections = self.home.read()?;
        let journal: Journal = self.home.read()?;
        Ok(connections.connections.iter().any(|c| c.id != draft && c.entry == *entry)
            || journal.pending.iter().any(|p| p.draft != draft && p.entry == *entry))
    }

    /// Whether a connection relies on this entry.
    pub(crate) fn connection_uses(&self, entry: &EntryName) -> Result<bool> {
        let connections: Connections = self.home.read()?;
        Ok(connections.connections.iter().any(|c| c.entry == *entry))
    }

    /// Writes the secret in hand, and only then deletes what this set-up wrote before.
    pub(crate) async fn store(&self, id: &str) -> Result<()> {
        let draft = self.draft(id)?;
        let entry = self.entry(&draft)?;
        let Some(secret) = held(&self.in_hand).get(id).cloned() else { return Err(Error::SecretMissing) };
        self.note(|j| j.expect(id, &entry))?;
        self.keeper.put(&entry, &secret).await?;
        self.home.announce(Effect::SecretStored);
        held(&self.in_hand).remove(id);
        self.confirm(id, &entry).await
    }

    /// It was seen there; what was written before goes.
    async fn confirm(&self, id: &str, entry: &EntryName) -> Result<()> {
        self.note(|j| {
            j.expect(id, entry);
            j.confirm(id, entry);
        })?;
        self.delete_others(id, entry).await?;
        // In case the journal is damaged. Not a change that a page could miss: the revision stays.
        self.home.change(|d: &mut Drafts| {
            if let Some(draft) = d.drafts.iter_mut().find(|d| d.id == id) {
                draft.kept_as = Some(entry.clone());
            }
            Ok(())
        })
    }

    /// Deletes what this set-up wrote under other names than `keep`.
    pub(crate) async fn delete_others(&self, id: &str, keep: &EntryName) -> Result<()> {
        let journal: Journal = self.home.read()?;
        let others: Vec<&EntryName> = journal.of(id).map(|p| &p.entry).filter(|e| *e != keep).collect();
        if others.is_empty() {
            return Ok(());
        }
        let kept = self.keeper.get(keep).await?;
        for other in others {
            self.delete_entry(id, other).await?;
        }
        if let Some(secret) = kept
            && self.keeper.get(keep).await?.is_none()
        {
            // To this keychain both names were one, as names that differ in case are on Windows.
            self.keeper.put(keep, &secret).await?;
            self.home.announce(Effect::SecretStored);
        }
        Ok(())
    }

    /// Deletes an entry unless somebody else relies on it, and forgets it.
    pub(crate) async fn delete_entry(&self, id: &str, entry: &EntryName) -> Result<()> {
        if !self.is_used_elsewhere(id, entry)? {
            // From here on nobody may rely on its being there.
            self.note(|j| j.expect(id, entry))?;
            self.keeper.delete(entry).await?;
            self.home.announce(Effect::SecretDeleted);
        }
        self.note(|j| j.forget(id, entry))
    }

    /// Deletes all that a set-up has in the keychain, and forgets the secret in hand.
    pub(crate) async fn delete_entries(&self, id: &str) -> Result<()> {
        let journal: Journal = self.home.read()?;
        let mut entries: Vec<EntryName> = journal.of(id).map(|p| p.entry.clone()).collect();
        if let Ok(draft) = self.draft(id)
            && let Ok(entry) = self.entry(&draft)
            && !entries.contains(&entry)
            && !self.connection_uses(&entry)?
        {
            // The journal may have been damaged: what this set-up would have written goes, too.
            entries.push(entry);
        }
        for entry in &entries {
            if self.connection_uses(entry)? {
                self.note(|j| j.forget(id, entry))?;
            } else {
                self.delete_entry(id, entry).await?;
            }
        }
        held(&self.in_hand).remove(id);
        held(&self.last_proof).remove(id);
        Ok(())
    }

    /// Brings journal, keychain and answers together, whatever was interrupted.
    pub(crate) async fn settle(&self, id: &str) -> Result<()> {
        if held(&self.in_hand).contains_key(id) {
            return self.store(id).await;
        }
        let draft = self.draft(id)?;
        if draft.client_id.is_none() {
            return Ok(());
        }
        let wanted = self.entry(&draft)?;
        let journal: Journal = self.home.read()?;
        let settled =
            journal.of(id).all(|p| p.certain && p.entry == wanted) && journal.of(id).next().is_some();
        if settled {
            return Ok(());
        }
        // Where it belongs, even when the journal knows nothing (it may have been damaged). But not
        // when it names other places alone: after damage to the list of connections, a secret of
        // before may stand where this one belongs now.
        let heard_of = journal.of(id).any(|p| p.entry == wanted) || journal.of(id).next().is_none();
        if heard_of && self.keeper.get(&wanted).await?.is_some() {
            return self.confirm(id, &wanted).await;
        }
        // Else under the name that it had before the Client ID changed, the newest first.
        let others: Vec<EntryName> =
            journal.of(id).map(|p| p.entry.clone()).filter(|e| *e != wanted).collect();
        for other in others.iter().rev() {
            if let Some(secret) = self.keeper.get(other).await? {
                held(&self.in_hand).insert(id.to_owned(), secret);
                return self.store(id).await;
            }
        }
        // Nowhere: it never got there. The person has to copy it again.
        self.note(|j| j.pending.retain(|p| p.draft != id))
    }

    /// At the start: which applications may be in HaloPSA though the journal has lost them; and when it
    /// was found to be damaged, where the answers say that a secret was seen, and where one may be that
    /// was not yet seen.
    pub(crate) fn mend_the_journal(&self) -> Result<()> {
        let journal: Journal = self.home.read()?;
        let drafts: Drafts = self.home.read()?;
        for draft in drafts.drafts.iter().filter(|draft| journal.creation(&draft.id).is_none()) {
            if let Some(creation) = self.creation_by_the_answers(draft)? {
                self.note(|j| j.begin(creation))?;
            }
        }
        if !self.home.damaged().iter().any(|name| name.starts_with(Journal::FILE)) {
            return Ok(());
        }
        let seen = |draft: &Draft| draft.kept_as.clone();
        let perhaps = |draft: &Draft| self.entry(draft).ok();
        for place in [&seen as &dyn Fn(&Draft) -> Option<EntryName>, &perhaps] {
            for draft in &drafts.drafts {
                let Some(entry) = place(draft) else { continue };
                if !self.connection_uses(&entry)? {
                    self.note(|j| j.expect(&draft.id, &entry))?;
                }
            }
        }
        Ok(())
    }

    /// What the answers know of an application that the journal doesn't: it may be in HaloPSA, and
    /// nobody knows any more what was there before. `None` when they know of none, or when it has become
    /// a connection's.
    pub(crate) fn creation_by_the_answers(&self, draft: &Draft) -> Result<Option<Creation>> {
        let (Some(mark), Some(instance)) = (&draft.mark, &draft.instance) else { return Ok(None) };
        if self.became(&draft.id)?.is_some() {
            return Ok(None);
        }
        Ok(Some(Creation {
            draft: draft.id.clone(),
            host: instance.address.host_and_path(),
            mark: mark.clone(),
            name: draft.application_name.clone().unwrap_or_default(),
            client_id: draft.client_id.clone().unwrap_or_default(),
            there_before: None,
            shown_client_id: None,
            named: false,
            // Nobody knows; a second request is rare.
            asked: 1,
            stage: Stage::Sent,
        }))
    }
}
