//! The set-up by hand: the answers, the credentials taken from the clipboard, the proof, the end.
//!
//! The order of the durable steps is what keeps the first promise. A secret goes: journal ("this
//! entry is about to be written") → keychain, read back → journal ("it is there"). When the Client
//! ID changes, the entry of the new name is written and read back before the old one is deleted.
//! After the proof: the list of connections → entries that are no longer needed → journal → answers.
//! Every step may be repeated, so that after a crash the same functions go on.

use crate::address::Address;
use crate::connections::{Connection, Connections};
use crate::credentials::{self, Recognised, Wanted};
use crate::discovery;
use crate::draft::{Draft, Drafts};
use crate::finding::{Proof, Verdict};
use crate::guide::SecretPlace;
use crate::home::{Effect, Kept};
use crate::journal::Journal;
use crate::latchkey::held;
use crate::permission;
use crate::plan::Plan;
use crate::procedure::{Item, Purpose, items};
use crate::proof::{self, Listener, Progress};
use crate::vault::EntryName;
use crate::{Error, Latchkey, Result, Secret};

/// What was taken from the clipboard, to be said to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// There was white space or a quotation mark around it.
    pub trimmed: bool,
    /// It differs from the one that was taken before.
    pub changed: bool,
}

/// How a proof of a set-up ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What was found.
    pub proof: Proof,
    /// The connection that the set-up became; none when it does not work yet.
    pub connection: Option<String>,
}

impl Latchkey {
    /// Begins a set-up.
    pub fn begin(&self, listed: Option<&str>, name: &str) -> Result<Draft> {
        self.add(Draft::begin(Purpose::NewApplication, listed, name)?)
    }

    /// Begins the replacement of a lost secret for an application that Latchkey did not set up.
    pub fn begin_new_secret(&self, listed: Option<&str>, name: &str) -> Result<Draft> {
        self.add(Draft::begin(Purpose::NewSecret, listed, name)?)
    }

    /// Begins the replacement of the secret of a saved connection, or goes on with one begun.
    pub fn begin_new_secret_for(&self, connection: &str) -> Result<Draft> {
        let drafts: Drafts = self.home.read()?;
        if let Some(begun) = drafts.drafts.into_iter().find(|d| d.connection.as_deref() == Some(connection)) {
            return Ok(begun);
        }
        let known = self.connection(connection)?;
        let mut draft = Draft::begin(Purpose::NewSecret, None, &known.product_name)?;
        draft.product = known.product;
        draft.connection = Some(known.id);
        draft.instance = Some(known.instance);
        draft.application_name = known.application_name;
        draft.agent = known.agent;
        draft.permissions = known.permissions;
        // The Client ID usually stays; the guide asks for it again all the same.
        draft.client_id = Some(known.client_id);
        self.add(draft)
    }

    fn add(&self, draft: Draft) -> Result<Draft> {
        self.home.change(|d: &mut Drafts| {
            d.drafts.push(draft.clone());
            Ok(())
        })?;
        Ok(draft)
    }

    /// The answers of a set-up.
    ///
    /// # Errors
    /// [`Error::DraftGone`].
    pub fn draft(&self, id: &str) -> Result<Draft> {
        let drafts: Drafts = self.home.read()?;
        drafts.drafts.into_iter().find(|d| d.id == id).ok_or(Error::DraftGone)
    }

    fn change_draft(
        &self,
        id: &str,
        revision: Option<u64>,
        change: impl FnOnce(&mut Draft) -> Result<()>,
    ) -> Result<Draft> {
        let mut changed = false;
        let draft = self.home.change(|d: &mut Drafts| {
            let draft = d.drafts.iter_mut().find(|d| d.id == id).ok_or(Error::DraftGone)?;
            if revision.is_some_and(|revision| revision != draft.revision) {
                return Err(Error::DraftStale);
            }
            let before = draft.clone();
            change(draft)?;
            if *draft != before {
                draft.revision += 1;
                changed = true;
            }
            Ok(draft.clone())
        })?;
        if changed {
            self.take_up_again(id)?;
        }
        Ok(draft)
    }

    /// The connection that a set-up has become, when only its own end was interrupted.
    fn became(&self, id: &str) -> Result<Option<Connection>> {
        let connections: Connections = self.home.read()?;
        Ok(connections.connections.into_iter().find(|c| c.made_by == id))
    }

    /// Something was answered anew after the end was interrupted: it has to be proved again.
    fn take_up_again(&self, id: &str) -> Result<()> {
        self.home.change(|c: &mut Connections| {
            for connection in c.connections.iter_mut().filter(|c| c.made_by == id) {
                connection.made_by.clear();
            }
            Ok(())
        })
    }

    /// The instance's address, looked at over the network. `insist`: although nothing there
    /// answers as HaloPSA does. `elsewhere`: the host that the person agreed to sign in at.
    pub async fn set_address(
        &self,
        id: &str,
        revision: u64,
        pasted: &str,
        insist: bool,
        elsewhere: Option<&str>,
    ) -> Result<Draft> {
        let _under_way = self.begin_work(id)?;
        let draft = self.draft(id)?;
        if draft.revision != revision {
            return Err(Error::DraftStale);
        }
        let address = Address::parse(pasted, self.network.plain_http_ports())?;
        let instance = match discovery::discover(&self.network, &address).await {
            Err(Error::HaloNotFound { .. }) if insist => discovery::insist(&self.network, &address).await?,
            found => found?,
        };
        if instance.signs_in_elsewhere() && elsewhere != Some(instance.sign_in_host().as_str()) {
            return Err(Error::SignInElsewhere {
                host: instance.address.host_and_port(),
                elsewhere: instance.sign_in_host(),
            });
        }
        self.change_draft(id, Some(revision), |draft| {
            if draft.instance.as_ref().is_some_and(|before| before.address != instance.address) {
                // Another instance has other applications: what was taken there is not this one's.
                draft.client_id_after_save = false;
                draft.ticks.clear();
            }
            draft.instance = Some(instance);
            Ok(())
        })
    }

    /// Name and agent.
    pub fn set_general(&self, id: &str, revision: u64, name: &str, agent: &str) -> Result<Draft> {
        let _under_way = self.begin_work(id)?;
        self.change_draft(id, Some(revision), |draft| {
            draft.set_application_name(name)?;
            draft.set_agent(agent)
        })
    }

    /// The permissions, by HaloPSA's names, known or not.
    pub fn set_permissions<S: AsRef<str>>(&self, id: &str, revision: u64, names: &[S]) -> Result<Draft> {
        let _under_way = self.begin_work(id)?;
        let permissions = permission::set_of(names)?;
        self.change_draft(id, Some(revision), |draft| {
            draft.permissions = permissions;
            Ok(())
        })
    }

    /// The person says that an item is done, or that it is not. Ticks don't depend on each other,
    /// so no revision is asked for.
    pub fn tick(&self, id: &str, item: Item, done: bool) -> Result<Draft> {
        self.change_draft(id, None, |draft| {
            if item.is_ticked_by_hand() && items(&draft.purpose).contains(&item) {
                if done {
                    draft.ticks.insert(item);
                } else {
                    draft.ticks.remove(&item);
                }
            }
            Ok(())
        })
    }

    /// The agent that HaloPSA named is the right one: the plan is put right instead of HaloPSA.
    pub fn accept_agent(&self, id: &str, name: &str) -> Result<Draft> {
        self.change_draft(id, None, |draft| draft.set_agent(name))
    }

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

    /// The last proof of an unfinished set-up, since the app was started.
    pub fn last_proof(&self, id: &str) -> Option<Proof> {
        held(&self.last_proof).get(id).cloned()
    }

    /// Takes the Client ID. `after_save`: it is the one that stands there after Save.
    pub async fn take_client_id(
        &self,
        id: &str,
        copied: &Secret,
        after_save: bool,
        insist: bool,
    ) -> Result<Taken> {
        use secrecy::ExposeSecret;
        let _under_way = self.begin_work(id)?;
        let draft = self.draft(id)?;
        let secret = held(&self.in_hand).get(id).cloned();
        let Recognised { value, trimmed } =
            credentials::recognise(copied, Wanted::ClientId, secret.as_ref(), insist)?;
        // Exposed because a Client ID is no secret: it stands in files and on pages from here on.
        let client_id = value.expose_secret().to_owned();
        let changed = draft.client_id.as_ref().is_some_and(|before| *before != client_id);
        self.change_draft(id, None, |draft| {
            draft.client_id = Some(client_id);
            draft.client_id_after_save |= after_save;
            Ok(())
        })?;
        if changed {
            self.settle(id).await?;
        }
        Ok(Taken { trimmed, changed })
    }

    /// Takes the secret: first in hand, then at once into the keychain. When the keychain fails,
    /// it stays in hand for [`Latchkey::keep`].
    pub async fn take_secret(&self, id: &str, copied: &Secret, insist: bool) -> Result<Taken> {
        let _under_way = self.begin_work(id)?;
        let draft = self.draft(id)?;
        let client_id = draft.client_id.as_deref().map(Secret::from);
        let Recognised { value, trimmed } =
            credentials::recognise(copied, Wanted::Secret, client_id.as_ref(), insist)?;
        if draft.client_id.is_none() {
            return Err(Error::ClientIdMissing);
        }
        let before = held(&self.in_hand).insert(id.to_owned(), value);
        held(&self.last_proof).remove(id);
        self.take_up_again(id)?;
        self.store(id).await?;
        Ok(Taken { trimmed, changed: before.is_some() })
    }

    /// Tries again to bring the secret in hand into the keychain, and puts right what a crash or a
    /// late answer of the keychain left behind.
    pub async fn keep(&self, id: &str) -> Result<()> {
        let _under_way = self.begin_work(id)?;
        self.settle(id).await
    }

    /// The entry under which a set-up's secret belongs. Beside the one in use, while there is one.
    fn entry(&self, draft: &Draft) -> Result<EntryName> {
        let client_id = draft.client_id.as_deref().ok_or(Error::ClientIdMissing)?;
        let instance = draft.instance.as_ref().ok_or(Error::DraftIncomplete)?;
        let entry = EntryName::of(&instance.address.host_and_port(), &draft.product_name, client_id);
        Ok(if self.is_used_elsewhere(&draft.id, &entry)? { entry.beside() } else { entry })
    }

    /// Whether a connection or another set-up relies on this entry.
    fn is_used_elsewhere(&self, draft: &str, entry: &EntryName) -> Result<bool> {
        let connections: Connections = self.home.read()?;
        let journal: Journal = self.home.read()?;
        Ok(connections.connections.iter().any(|c| c.id != draft && c.entry == *entry)
            || journal.pending.iter().any(|p| p.draft != draft && p.entry == *entry))
    }

    /// Writes the secret in hand, and only then deletes what this set-up wrote before.
    async fn store(&self, id: &str) -> Result<()> {
        let draft = self.draft(id)?;
        let entry = self.entry(&draft)?;
        let Some(secret) = held(&self.in_hand).get(id).cloned() else { return Err(Error::SecretMissing) };
        self.home.change(|j: &mut Journal| {
            j.expect(id, &entry);
            Ok(())
        })?;
        self.keeper.put(&entry, &secret).await?;
        self.home.announce(Effect::SecretStored);
        self.confirm(id, &entry)?;
        held(&self.in_hand).remove(id);
        self.delete_others(id, &entry).await
    }

    fn confirm(&self, id: &str, entry: &EntryName) -> Result<()> {
        self.home.change(|j: &mut Journal| {
            j.expect(id, entry);
            j.confirm(id, entry);
            Ok(())
        })
    }

    /// At the start, when the journal was found to be damaged: where the answers say that a secret
    /// was seen, and where one may be that was not yet seen.
    pub(crate) fn mend_the_journal(&self) -> Result<()> {
        let _: Journal = self.home.read()?;
        if !self.home.damaged().iter().any(|name| name.starts_with(Journal::FILE)) {
            return Ok(());
        }
        let drafts: Drafts = self.home.read()?;
        let seen = |draft: &Draft| draft.kept_as.clone();
        let perhaps = |draft: &Draft| self.entry(draft).ok();
        for place in [&seen as &dyn Fn(&Draft) -> Option<EntryName>, &perhaps] {
            for draft in &drafts.drafts {
                let Some(entry) = place(draft) else { continue };
                if !self.connection_uses(&entry)? {
                    self.home.change(|j: &mut Journal| {
                        j.expect(&draft.id, &entry);
                        Ok(())
                    })?;
                }
            }
        }
        Ok(())
    }

    /// Deletes what this set-up wrote under other names than `keep`.
    async fn delete_others(&self, id: &str, keep: &EntryName) -> Result<()> {
        let journal: Journal = self.home.read()?;
        for pending in journal.of(id).filter(|p| p.entry != *keep) {
            self.delete_entry(id, &pending.entry).await?;
        }
        // In case the journal is damaged. Not a change that a page could miss: the revision stays.
        self.home.change(|d: &mut Drafts| {
            if let Some(draft) = d.drafts.iter_mut().find(|d| d.id == id) {
                draft.kept_as = Some(keep.clone());
            }
            Ok(())
        })
    }

    /// Deletes an entry unless somebody else relies on it, and forgets it.
    async fn delete_entry(&self, id: &str, entry: &EntryName) -> Result<()> {
        if !self.is_used_elsewhere(id, entry)? {
            // From here on nobody may rely on its being there.
            self.home.change(|j: &mut Journal| {
                j.expect(id, entry);
                Ok(())
            })?;
            self.keeper.delete(entry).await?;
            self.home.announce(Effect::SecretDeleted);
        }
        self.home.change(|j: &mut Journal| {
            j.forget(id, entry);
            Ok(())
        })
    }

    /// Brings journal, keychain and answers together, whatever was interrupted.
    async fn settle(&self, id: &str) -> Result<()> {
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
            self.confirm(id, &wanted)?;
            return self.delete_others(id, &wanted).await;
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
        self.home.change(|j: &mut Journal| {
            j.pending.retain(|p| p.draft != id);
            Ok(())
        })
    }

    /// Proves the set-up and, when it works, finishes it.
    pub async fn prove(&self, id: &str, listener: &Listener) -> Result<Outcome> {
        let _under_way = self.begin_work(id)?;
        let draft = self.draft(id)?;
        let plan = Plan::of(&draft)?;
        listener(Progress::Keychain);
        if let Some(connection) = self.became(id)? {
            self.close(id, &connection.entry).await?;
            return Ok(Outcome { proof: connection.proof, connection: Some(connection.id) });
        }
        self.settle(id).await?;
        let draft = self.draft(id)?;
        let entry = self.entry(&draft)?;
        let client_id = draft.client_id.clone().ok_or(Error::ClientIdMissing)?;
        let Some(secret) = self.keeper.get(&entry).await? else {
            // Somebody deleted it there: no page says any longer that it is kept.
            self.home.change(|j: &mut Journal| {
                j.forget(id, &entry);
                Ok(())
            })?;
            return Err(Error::SecretMissing);
        };
        let proof = proof::prove(&self.network, &plan, &client_id, &secret, listener).await;
        if proof.verdict == Verdict::DoesNotWork {
            held(&self.last_proof).insert(id.to_owned(), proof.clone());
            return Ok(Outcome { proof, connection: None });
        }
        held(&self.last_proof).remove(id);
        let connection = self.finish(&draft, &client_id, &entry, &secret, &proof).await?;
        Ok(Outcome { proof, connection: Some(connection) })
    }

    /// Makes the connection of a proved set-up.
    async fn finish(
        &self,
        draft: &Draft,
        client_id: &str,
        entry: &EntryName,
        secret: &Secret,
        proof: &Proof,
    ) -> Result<String> {
        let instance = draft.instance.clone().ok_or(Error::DraftIncomplete)?;
        let replaced = match &draft.connection {
            Some(id) => self.connection(id).ok(),
            None => self.user_of(&instance.address.host_and_port(), draft, client_id)?,
        };
        let kept = EntryName::of(&instance.address.host_and_port(), &draft.product_name, client_id);
        if kept != *entry {
            // The new secret is proved, so the old one is dead: HaloPSA keeps one alone.
            self.keeper.put(&kept, secret).await?;
            self.home.announce(Effect::SecretStored);
            // So that the set-up finds its secret there when it is interrupted before its end.
            self.home.change(|j: &mut Journal| {
                j.expect(&draft.id, &kept);
                Ok(())
            })?;
        }
        let connection = Connection {
            id: replaced.as_ref().map_or_else(|| draft.id.clone(), |c| c.id.clone()),
            product: draft.product.clone(),
            product_name: draft.product_name.clone(),
            instance,
            application_name: draft.application_name.clone(),
            agent: draft.agent.clone(),
            permissions: draft.permissions.clone(),
            client_id: client_id.to_owned(),
            entry: kept.clone(),
            since: replaced.as_ref().map_or(proof.at, |c| c.since),
            proof: proof.clone(),
            made_by: draft.id.clone(),
        };
        let id = connection.id.clone();
        if let Some(old) = replaced.filter(|c| c.entry != kept) {
            // The application has another Client ID now; its old entry goes with this set-up.
            self.home.change(|j: &mut Journal| {
                j.expect(&draft.id, &old.entry);
                Ok(())
            })?;
        }
        self.home.change(|c: &mut Connections| {
            match c.connections.iter_mut().find(|c| c.id == id) {
                Some(there) => *there = connection,
                None => c.connections.push(connection),
            }
            Ok(())
        })?;
        self.close(&draft.id, &kept).await?;
        Ok(id)
    }

    /// A connection with the very same entry: set up twice, it is one.
    fn user_of(&self, host: &str, draft: &Draft, client_id: &str) -> Result<Option<Connection>> {
        let entry = EntryName::of(host, &draft.product_name, client_id);
        let connections: Connections = self.home.read()?;
        Ok(connections.connections.into_iter().find(|c| c.entry == entry))
    }

    /// Ends a set-up whose connection stands in the list.
    async fn close(&self, id: &str, kept: &EntryName) -> Result<()> {
        self.delete_others(id, kept).await?;
        self.home.change(|j: &mut Journal| {
            j.pending.retain(|p| p.draft != id);
            Ok(())
        })?;
        self.forget_draft(id)
    }

    fn forget_draft(&self, id: &str) -> Result<()> {
        self.home.change(|d: &mut Drafts| {
            d.drafts.retain(|d| d.id != id);
            Ok(())
        })
    }

    /// At the start: set-ups that had become connections and lack only their own removal, for
    /// which the keychain is not needed.
    pub(crate) fn close_what_is_finished(&self) -> Result<()> {
        let connections: Connections = self.home.read()?;
        let drafts: Drafts = self.home.read()?;
        self.home.change(|j: &mut Journal| {
            for connection in &connections.connections {
                let only_its_own = j.of(&connection.made_by).all(|p| p.entry == connection.entry);
                if only_its_own {
                    j.forget(&connection.made_by, &connection.entry);
                }
            }
            Ok(())
        })?;
        let journal: Journal = self.home.read()?;
        for draft in drafts.drafts {
            let became = connections.connections.iter().any(|c| c.made_by == draft.id);
            if became && journal.of(&draft.id).next().is_none() {
                self.forget_draft(&draft.id)?;
            }
        }
        Ok(())
    }

    /// Gives a set-up up: its entries in the keychain, then its answers. What stands in HaloPSA
    /// stays there. Can be called again after a failure at any point.
    pub async fn abandon(&self, id: &str) -> Result<()> {
        let _under_way = self.begin_work(id)?;
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
                self.home.change(|j: &mut Journal| {
                    j.forget(id, entry);
                    Ok(())
                })?;
            } else {
                self.delete_entry(id, entry).await?;
            }
        }
        held(&self.in_hand).remove(id);
        held(&self.last_proof).remove(id);
        self.forget_draft(id)
    }

    fn connection_uses(&self, entry: &EntryName) -> Result<bool> {
        let connections: Connections = self.home.read()?;
        Ok(connections.connections.iter().any(|c| c.entry == *entry))
    }
}
