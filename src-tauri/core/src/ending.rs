//! The end of a set-up: the proof, and the connection that it becomes; or giving it up.
//!
//! After the proof: the list of connections → entries that are no longer needed → journal → answers.

use crate::address::Address;
use crate::connections::{Connection, Connections};
use crate::credentials::same_client_id;
use crate::draft::{Draft, Drafts};
use crate::finding::{Proof, ReadBack, Verdict};
use crate::home::Effect;
use crate::journal::{Creation, Journal};
use crate::latchkey::{UnderWay, held};
use crate::plan::Plan;
use crate::procedure::Item;
use crate::proof::{self, Known, Listener, Progress};
use crate::setup::left;
use crate::vault::EntryName;
use crate::{Error, Latchkey, Result, Secret};

/// How a proof of a set-up ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What was found.
    pub proof: Proof,
    /// The connection that the set-up became; none when it does not work yet.
    pub connection: Option<String>,
}

impl Latchkey {
    /// The last proof of an unfinished set-up, since the app was started.
    pub fn last_proof(&self, id: &str) -> Option<Proof> {
        held(&self.last_proof).get(id).cloned()
    }

    /// Proves the set-up and, when it works, finishes it.
    pub async fn prove(&self, id: &str, listener: &Listener) -> Result<Outcome> {
        let under_way = self.begin_work(id)?;
        Plan::of(&self.draft(id)?)?;
        if let Some(ended) = self.ended(id).await? {
            return Ok(ended);
        }
        self.prove_now(id, None, &under_way, listener).await
    }

    /// What the set-up has become, if only its own end was interrupted; then it is ended.
    pub(crate) async fn ended(&self, id: &str) -> Result<Option<Outcome>> {
        let Some(connection) = self.became(id)? else { return Ok(None) };
        self.close(id, &connection.entry).await?;
        Ok(Some(Outcome { proof: connection.proof, connection: Some(connection.id) }))
    }

    /// `saved`: the application as it was read back, where it was.
    pub(crate) async fn prove_now(
        &self,
        id: &str,
        saved: Option<ReadBack>,
        under_way: &UnderWay<'_>,
        listener: &Listener,
    ) -> Result<Outcome> {
        listener(Progress::Keychain);
        self.settle(id).await?;
        let draft = self.draft(id)?;
        let plan = Plan::of(&draft)?;
        let entry = self.entry(&draft)?;
        let client_id = draft.client_id.clone().ok_or(Error::ClientIdMissing)?;
        let Some(secret) = self.keeper.get(&entry).await? else {
            // Somebody deleted it there: no page says any longer that it is kept.
            self.note(|j| j.forget(id, &entry))?;
            return Err(Error::SecretMissing);
        };
        let authority = self.authority(id).ok();
        let before = draft.connection.as_deref().and_then(|id| self.connection(id).ok());
        let proved = async {
            // Only to explain what is seen: without it, it is not explained.
            let reach = if authority.is_some() { self.reach(id).await.ok().flatten() } else { None };
            let known = Known {
                saved,
                reach,
                before: before.as_ref().map(|connection| &connection.proof),
                authority: authority.as_ref().map(|authority| &authority.token),
            };
            Ok(proof::prove(&self.network, &plan, &client_id, &secret, known, listener).await)
        };
        let proof = under_way.unless_stopped(proved).await?;
        if proof.verdict == Verdict::DoesNotWork {
            self.change_draft(id, None, |draft| {
                draft.ticks.retain(|item| !proof.refutes(*item));
                draft.client_id_after_save &= !proof.refutes(Item::ClientIdAgain);
                Ok(())
            })?;
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
        let kept = draft.entry()?;
        // One that a connection to another instance has is not this one's, whatever it is called.
        let kept = if self.is_of_another_place(&kept, &instance.address)? { entry.clone() } else { kept };
        // Whoever has this entry already is the one whose secret this is: a person who replaces the
        // secret of one connection can open another one's application in HaloPSA by mistake.
        let replaced = match (self.user_of(&kept, &instance.address)?, &draft.connection) {
            (None, Some(id)) => self.connection(id).ok(),
            (user, _) => user,
        };
        let another =
            draft.connection.is_some() && draft.connection != replaced.as_ref().map(|c| c.id.clone());
        let as_before = replaced.as_ref().filter(|_| another);
        if kept != *entry {
            // The new secret is proved, so the old one is dead: HaloPSA keeps one alone.
            self.keeper.put(&kept, secret).await?;
            self.home.announce(Effect::SecretStored);
            // So that the set-up finds its secret there when it is interrupted before its end.
            self.note(|j| j.expect(&draft.id, &kept))?;
        }
        let connection = Connection {
            id: replaced.as_ref().map_or_else(|| draft.id.clone(), |c| c.id.clone()),
            product: draft.product.clone(),
            product_name: draft.product_name.clone(),
            instance,
            application_name: as_before.map_or(&draft.application_name, |c| &c.application_name).clone(),
            agent: as_before.map_or(&draft.agent, |c| &c.agent).clone(),
            agent_id: as_before.map_or(draft.agent_id, |c| c.agent_id),
            application: self
                .creation(&draft.id)?
                .filter(|creation| same_client_id(creation.client_id_there(), client_id))
                .and_then(|creation| creation.application().map(str::to_owned))
                .or_else(|| replaced.as_ref().and_then(|c| c.application.clone())),
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
            self.note(|j| j.expect(&draft.id, &old.entry))?;
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

    /// A connection with the very same entry at the same instance: set up twice, it is one.
    fn user_of(&self, entry: &EntryName, address: &Address) -> Result<Option<Connection>> {
        let connections: Connections = self.home.read()?;
        Ok(connections.connections.into_iter().find(|c| c.entry == *entry && c.instance.address == *address))
    }

    /// Whether a connection to another instance has this entry.
    fn is_of_another_place(&self, entry: &EntryName, address: &Address) -> Result<bool> {
        let connections: Connections = self.home.read()?;
        Ok(connections.connections.iter().any(|c| c.entry == *entry && c.instance.address != *address))
    }

    /// Ends a set-up whose connection stands in the list.
    async fn close(&self, id: &str, kept: &EntryName) -> Result<()> {
        self.delete_others(id, kept).await?;
        self.note(|j| {
            j.pending.retain(|p| p.draft != id);
            end_creation(j, id, kept);
        })?;
        self.forget_draft(id)
    }

    fn forget_draft(&self, id: &str) -> Result<()> {
        self.drop_authority(id);
        held(&self.signed_in_before).remove(id);
        held(&self.own_secrets).remove(id);
        held(&self.begun).remove(id);
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
        self.note(|j| {
            for connection in &connections.connections {
                let only_its_own = j.of(&connection.made_by).all(|p| p.entry == connection.entry);
                if only_its_own {
                    j.forget(&connection.made_by, &connection.entry);
                    end_creation(j, &connection.made_by, &connection.entry);
                }
            }
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

    /// Gives a set-up up: its entries in the keychain, then its answers. `insist`: although an
    /// application that Latchkey asked for may be in HaloPSA; the person deletes it there. Can be
    /// called again after a failure at any point.
    ///
    /// # Errors
    /// [`Error::ApplicationLeft`].
    pub async fn abandon(&self, id: &str, insist: bool) -> Result<()> {
        let _under_way = self.begin_work(id)?;
        if let Some(creation) = self.creation(id)?.filter(Creation::may_be_there)
            && !insist
        {
            return Err(left(&creation));
        }
        self.forget_the_creation(id).await?;
        self.forget_draft(id)
    }
}

/// The application is the connection's now. One with another Client ID is not: it stays noted.
fn end_creation(journal: &mut Journal, draft: &str, kept: &EntryName) {
    let others = journal
        .creation(draft)
        .is_some_and(|c| c.may_be_there() && !same_client_id(c.client_id_there(), &kept.user));
    if !others {
        journal.end(draft);
    }
}
