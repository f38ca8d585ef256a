//! The end of a set-up: the proof, and the connection that it becomes; or abandoning it.
//!
//! After the proof: the record ("it has become this connection") → the list of connections → deleting entries
//! that are no longer needed → deleting the record.

use jiff::Timestamp;

use super::SetUp;
use super::undo::left;
use crate::connections::Connection;
use crate::connections::history::EventKind;
use crate::ids::ConnectionId;
use crate::plan::Plan;
use crate::procedure::Item;
use crate::proof::finding::{Proof, ReadBack, Verdict};
use crate::proof::{self, Known, Listener, Progress};
use crate::setup::draft::{ClientId, Draft};
use crate::setup::record::Became;
use crate::setup::records;
use crate::vault::EntryName;
use crate::vault::credentials::same_client_id;
use crate::work::Running;
use crate::{Error, Result, Secret, random};

/// The result of proving a set-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What the proof found.
    pub proof: Proof,
    /// The connection that the set-up became; `None` when it does not work yet.
    pub connection: Option<ConnectionId>,
}

impl SetUp {
    /// Proves the set-up and, when it works, finishes it.
    pub async fn prove(&self, listener: &Listener) -> Result<Outcome> {
        let running = self.begin_work()?;
        Plan::of(&self.draft()?)?;
        if let Some(ended) = self.end_what_was_interrupted().await? {
            return Ok(ended);
        }
        self.prove_now(None, &running, listener).await
    }

    /// If only the end of the set-up was interrupted, ends it and returns the connection that it became.
    pub(super) async fn end_what_was_interrupted(&self) -> Result<Option<Outcome>> {
        match self.record()?.became {
            None => Ok(None),
            Some(Became::ToBeListed { connection, replaces }) => {
                self.become_a_connection(*connection, replaces).await
            }
            Some(Became::Listed { connection }) => match self.context.records.connection(&connection) {
                Ok(connection) => self.end_as(connection).await.map(Some),
                // The connection was removed.
                Err(_) => self.change(|record| record.became = None).await.map(|()| None),
            },
        }
    }

    /// Proves the set-up. `saved`: the application as it was read back, if it was.
    pub(super) async fn prove_now(
        &self,
        saved: Option<ReadBack>,
        running: &Running<'_>,
        listener: &Listener,
    ) -> Result<Outcome> {
        listener(Progress::Keychain);
        self.reconcile().await?;
        let draft = self.draft()?;
        let plan = Plan::of(&draft)?;
        let entry = self.entry(&draft)?;
        let client_id = draft.client_id().ok_or(Error::ClientIdMissing)?.to_owned();
        let listed = self.context.records.connections();
        let Some(secret) = self.context.keeper.get(&entry).await? else {
            // It was deleted from the keychain: pages must no longer show it as kept.
            self.change(move |record| record.drop_entry(&entry)).await?;
            return Err(Error::SecretMissing);
        };
        let authority = self.authority().ok();
        let before = draft.connection().and_then(|id| self.context.records.connection(id).ok());
        // Used only to explain findings: without it they are not explained.
        let reach = async { if authority.is_some() { self.reach().await.ok().flatten() } else { None } };
        let known = Known {
            saved,
            before: before.as_ref().map(|connection| &connection.proof),
            authority: authority.as_ref().map(|authority| &authority.token),
            ..Known::default()
        };
        let network = &self.context.network;
        let proved = Box::pin(proof::prove(network, &plan, &client_id, &secret, known, reach, listener));
        let proof = running.unless_cancelled(async { Ok(proved.await) }).await?;
        if proof.verdict == Verdict::DoesNotWork {
            let refuted = proof.clone();
            self.change_answers(None, move |draft| {
                draft.ticks.retain(|item| !refuted.refutes(*item));
                if refuted.refutes(Item::ClientIdAgain) {
                    draft.client_id = draft.client_id.take().map(ClientId::before_save);
                }
                Ok(())
            })
            .await?;
            let at = proof.at;
            self.change(move |record| record.history.note_at(EventKind::DoesNotWork, at)).await?;
            self.with_memory(|memory| memory.proof = Some(proof.clone()));
            return Ok(Outcome { proof, connection: None });
        }
        self.with_memory(|memory| memory.proof = None);
        let (connection, replaces) =
            self.connection_of(&draft, client_id, &entry, &secret, proof, &listed).await?;
        // If its place in the list was taken meanwhile, this secret may be dead.
        self.become_a_connection(connection, replaces).await?.ok_or(Error::DraftStale)
    }

    /// Builds the connection that a proved set-up becomes, and writes its secret to the connection's entry. Also
    /// returns when the connection that it replaces was renewed. `listed`: the connections before the proof.
    ///
    /// # Errors
    /// [`Error::DraftStale`] when the replaced connection has got another secret since: this one may be dead.
    async fn connection_of(
        &self,
        draft: &Draft,
        client_id: String,
        entry: &EntryName,
        secret: &Secret,
        proof: Proof,
        listed: &[Connection],
    ) -> Result<(Connection, Option<Timestamp>)> {
        let instance = draft.instance.clone().ok_or(Error::DraftIncomplete)?;
        let all = self.context.records.connections();
        let kept = draft.entry()?;
        // An entry of a connection to another instance is not this one's, whatever its name.
        let elsewhere = all.iter().any(|c| c.entry == kept && c.instance.address != instance.address);
        let kept = if elsewhere { entry.clone() } else { kept };
        // The connection that already has this entry is the one whose secret this is: when replacing the secret
        // of one connection, the user can open another one's application in HaloPSA by mistake.
        let user = all.iter().find(|c| c.entry == kept && c.instance.address == instance.address);
        let meant = all.iter().find(|c| Some(&c.id) == draft.connection());
        let replaced = user.or(meant);
        if replaced.is_some_and(|now| !listed.iter().any(|c| c.id == now.id && c.has_the_secret_of(now))) {
            return Err(Error::DraftStale);
        }
        let another = draft.connection().is_some() && draft.connection() != replaced.map(|c| &c.id);
        let as_before = replaced.filter(|_| another);
        // The application has another Client ID now; the old entry is deleted with this set-up.
        let old = replaced.map(|c| c.entry.clone()).filter(|old| *old != kept);
        let mut pending: Vec<EntryName> = old.into_iter().collect();
        if kept != *entry {
            // The new secret is proved, so the old one is dead: HaloPSA keeps only one. Recorded before it is
            // written, so that the set-up finds its secret if it is interrupted before its end.
            pending.push(kept.clone());
        }
        self.change(move |record| pending.iter().for_each(|entry| record.mark_of_a_connection(entry)))
            .await?;
        if kept != *entry {
            self.write_entry(&kept, secret).await?;
        }
        let mut history = replaced.map(|c| c.history.clone()).unwrap_or_default();
        history = history.followed_by(&self.record()?.history);
        history.note_at(proof.verdict.into(), proof.at);
        let own = ConnectionId::from(&draft.id);
        let is_renewed = replaced.is_some_and(|replaced| replaced.id != own);
        history.note(if is_renewed { EventKind::SecretReplaced } else { EventKind::Connected });
        // A set-up that was kept because of another application has already made one.
        let is_taken = all.iter().any(|c| c.id == own);
        let new = if is_taken { random::id()?.into() } else { own };
        let connection = Connection {
            id: replaced.map_or(new, |c| c.id.clone()),
            product: draft.product.clone(),
            product_name: draft.product_name.clone(),
            instance,
            application_name: as_before.map_or(&draft.application_name, |c| &c.application_name).clone(),
            agent: as_before.map_or(&draft.agent, |c| &c.agent).clone(),
            application: self
                .creation()
                .filter(|creation| same_client_id(creation.client_id_there(), &client_id))
                .and_then(|creation| creation.application().cloned())
                .or_else(|| replaced.and_then(|c| c.application.clone())),
            permissions: draft.permissions.clone(),
            client_id,
            entry: kept,
            since: replaced.map_or(proof.at, |c| c.since),
            renewed: replaced.map(|_| proof.at),
            history,
            proof,
        };
        Ok((connection, replaced.and_then(|c| c.renewed)))
    }

    /// Records the connection, lists it and ends the set-up. Can be called again after a failure at any point.
    /// `None` if another secret has taken its place in the list: then it is not ended, and must be proved again.
    async fn become_a_connection(
        &self,
        connection: Connection,
        replaces: Option<Timestamp>,
    ) -> Result<Option<Outcome>> {
        let entry = connection.entry.clone();
        let became = Became::ToBeListed { connection: Box::new(connection.clone()), replaces };
        self.change(move |record| {
            // The proved secret is there, whichever set-up or connection the entry belonged to.
            record.mark_stored(&entry);
            record.became = Some(became);
        })
        .await?;
        let put = move |all: &mut Vec<Connection>| Ok(records::put(all, connection, replaces));
        let listed = self.context.records.change_connections(put).await?;
        let became = listed.as_ref().map(|listed| Became::Listed { connection: listed.id.clone() });
        self.change(move |record| record.became = became).await?;
        match listed {
            Some(listed) => self.end_as(listed).await.map(Some),
            None => Ok(None),
        }
    }

    /// Ends the set-up whose connection is in the list.
    async fn end_as(&self, connection: Connection) -> Result<Outcome> {
        let is_elsewhere = self.record()?.own_entries().any(|one| one.name != connection.entry);
        if is_elsewhere && self.context.keeper.get(&connection.entry).await?.is_none() {
            // It was deleted from the keychain: the set-up has the only copy left, and must be proved again.
            self.change(|record| record.became = None).await?;
            return Err(Error::SecretMissing);
        }
        self.delete_others(&connection.entry).await?;
        if self.record()?.leaves_an_application_behind(&connection) {
            // Another application that it requested may be in HaloPSA: the set-up stays so that it can be removed.
            let of = connection.clone();
            self.change(move |record| {
                record.note_handed_over(&of);
                record.became = None;
                record.entries.clear();
                record.answers.client_id = None;
                record.answers.revision += 1;
            })
            .await?;
        } else {
            self.end().await?;
        }
        Ok(Outcome { proof: connection.proof, connection: Some(connection.id) })
    }

    /// Abandons the set-up: deletes its entries in the keychain, then its answers. `insist`: even if an
    /// application that Latchkey requested may be in HaloPSA; the user deletes it there. Can be called again
    /// after a failure at any point.
    ///
    /// # Errors
    /// [`Error::ApplicationLeft`].
    pub async fn abandon(&self, insist: bool) -> Result<()> {
        let _running = self.begin_work()?;
        if self.has_become_a_connection()?
            && self.end_what_was_interrupted().await?.is_some()
            && self.record().is_err()
        {
            // Everything belonged to the connection, and nothing is left.
            return Ok(());
        }
        if let Some(creation) = self.record()?.application()
            && !insist
        {
            return Err(left(creation));
        }
        self.forget_the_creation().await?;
        self.end().await
    }
}
