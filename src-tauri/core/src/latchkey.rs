//! One running Latchkey: its data folder, its vault, its way to HaloPSA, and what it holds in hand.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{oneshot, watch};

use crate::connections::{Connection, Connections};
use crate::draft::{Draft, Drafts};
use crate::finding::Proof;
use crate::halo::{AgentSeen, Network};
use crate::handover;
use crate::home::{Effect, Home, Witness};
use crate::journal::{Creation, Journal};
use crate::proof::{self, Known, Listener, Progress};
use crate::setup::Authority;
use crate::vault::{EntryName, Keeper, Vault};
use crate::{Error, Result, Secret};

/// See the module. The stories that it is used for are in [`crate::by_hand`] and [`crate::setup`].
pub struct Latchkey {
    pub(crate) home: Home,
    pub(crate) keeper: Keeper,
    pub(crate) network: Network,
    /// Set-ups that were begun and have no answer yet: in memory alone.
    pub(crate) begun: Mutex<HashMap<String, Draft>>,
    /// Secrets that were taken and that the vault has not accepted yet, by set-up.
    pub(crate) in_hand: Mutex<HashMap<String, Secret>>,
    /// Secrets of our own making that HaloPSA's answer told another one for, by set-up. Until the proof
    /// shows which of the two is right.
    pub(crate) own_secrets: Mutex<HashMap<String, Secret>>,
    /// The last proof of each unfinished set-up, since the start.
    pub(crate) last_proof: Mutex<HashMap<String, Proof>>,
    /// Who may manage applications, by set-up: signed in, in memory alone.
    pub(crate) authorities: Mutex<HashMap<String, Arc<Authority>>>,
    /// Who signed in first for a set-up, since the start.
    pub(crate) signed_in_before: Mutex<HashMap<String, AgentSeen>>,
    /// Somebody else, who waits to be accepted.
    pub(crate) sign_ins_to_accept: Mutex<HashMap<String, Arc<Authority>>>,
    /// Client IDs of such applications that wait for their secret.
    pub(crate) authority_client_ids: Mutex<HashMap<String, String>>,
    under_way: Mutex<HashMap<String, watch::Sender<bool>>>,
    /// What is read for a page, by set-up. Dropped, it ends.
    reads: Mutex<HashMap<String, oneshot::Sender<()>>>,
}

/// A set-up that waits to be finished or removed. One that has no answer yet does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The set-up's id.
    pub id: String,
    /// Its answers. `None` when the file that held them was damaged.
    pub draft: Option<Draft>,
    /// Entries that it has, or may have, in the keychain.
    pub entries: Vec<EntryName>,
    /// The application that it asked HaloPSA for, which may be there.
    pub application: Option<Creation>,
}

impl Unfinished {
    fn of(id: String, draft: Option<Draft>, journal: &Journal) -> Self {
        let entries = journal.of(&id).map(|p| p.entry.clone()).collect();
        let application = journal.creation(&id).filter(|creation| creation.may_be_there()).cloned();
        Self { id, draft, entries, application }
    }
}

/// What the first page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Oldest first.
    pub connections: Vec<Connection>,
    /// Oldest first.
    pub unfinished: Vec<Unfinished>,
    /// Names under which damaged files were kept aside.
    pub damaged: Vec<String>,
}

/// Only one thing at a time is done for one set-up or connection.
pub(crate) struct UnderWay<'a> {
    latchkey: &'a Latchkey,
    id: String,
    stopped: watch::Receiver<bool>,
}

impl UnderWay<'_> {
    /// Does `work` unless the person stops it. Only for work that may end anywhere.
    ///
    /// # Errors
    /// [`Error::Stopped`].
    pub(crate) async fn unless_stopped<R>(&self, work: impl Future<Output = Result<R>>) -> Result<R> {
        let mut stopped = self.stopped.clone();
        tokio::select! {
            done = work => done,
            Ok(_) = stopped.wait_for(|stopped| *stopped) => Err(Error::Stopped),
        }
    }

    /// # Errors
    /// [`Error::Stopped`] when the person has stopped it.
    pub(crate) fn go_on(&self) -> Result<()> {
        if *self.stopped.borrow() { Err(Error::Stopped) } else { Ok(()) }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        held(&self.latchkey.under_way).remove(&self.id);
    }
}

/// A lock whose holder fell over is still a lock: what it guards is a map that is whole.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Latchkey {
    /// Opens the data folder and looks at what the last run left, without touching the keychain.
    ///
    /// # Errors
    /// See [`Home::open`]; [`Error::FolderNewer`] for files of a newer Latchkey.
    pub fn open(folder: &Path, vault: Arc<dyn Vault>, network: Network, witness: Witness) -> Result<Self> {
        let home = Home::open(folder, witness)?;
        home.sweep();
        let latchkey = Self {
            home,
            keeper: Keeper::new(vault),
            network,
            begun: Mutex::default(),
            in_hand: Mutex::default(),
            own_secrets: Mutex::default(),
            last_proof: Mutex::default(),
            authorities: Mutex::default(),
            signed_in_before: Mutex::default(),
            sign_ins_to_accept: Mutex::default(),
            authority_client_ids: Mutex::default(),
            under_way: Mutex::default(),
            reads: Mutex::default(),
        };
        latchkey.mend_the_journal()?;
        latchkey.close_what_is_finished()?;
        Ok(latchkey)
    }

    /// Tells of keychain calls that take long, and ends the waiting for them.
    pub fn keeper(&self) -> &Keeper {
        &self.keeper
    }

    /// The way to HaloPSA.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Whether a secret was taken that would be lost if the app were closed now.
    pub fn holds_a_secret(&self) -> bool {
        !held(&self.in_hand).is_empty()
    }

    /// Whether something is being done for this set-up or connection.
    pub fn is_under_way(&self, id: &str) -> bool {
        held(&self.under_way).contains_key(id)
    }

    /// Whether something is being done right now.
    pub fn is_busy(&self) -> bool {
        !held(&self.under_way).is_empty()
    }

    /// Asks whatever is under way for `id` to stop where that is safe.
    pub(crate) fn stop_work(&self, id: &str) {
        held(&self.reads).remove(id);
        if let Some(stop) = held(&self.under_way).get(id) {
            stop.send_replace(true);
        }
    }

    /// Reads something that a page shows and that changes nothing: it may end anywhere, and does when it is
    /// stopped, when the page goes, and when a page of the same set-up asks anew.
    ///
    /// # Errors
    /// [`Error::Stopped`].
    pub(crate) async fn reading<R>(&self, id: &str, work: impl Future<Output = Result<R>>) -> Result<R> {
        let (stop, stopped) = oneshot::channel();
        {
            let mut reads = held(&self.reads);
            reads.retain(|_, read| !read.is_closed());
            reads.insert(id.to_owned(), stop);
        }
        tokio::select! {
            done = work => done,
            _ = stopped => Err(Error::Stopped),
        }
    }

    /// The page is gone for which things were read.
    pub fn stop_reading(&self) {
        held(&self.reads).clear();
    }

    pub(crate) fn begin_work(&self, id: &str) -> Result<UnderWay<'_>> {
        match held(&self.under_way).entry(id.to_owned()) {
            Entry::Occupied(_) => Err(Error::Busy),
            Entry::Vacant(free) => {
                let (stop, stopped) = watch::channel(false);
                free.insert(stop);
                Ok(UnderWay { latchkey: self, id: id.to_owned(), stopped })
            }
        }
    }

    /// What there is.
    pub fn overview(&self) -> Result<Overview> {
        let drafts: Drafts = self.home.read()?;
        let journal: Journal = self.home.read()?;
        let connections: Connections = self.home.read()?;
        let mut unfinished: Vec<Unfinished> = drafts
            .drafts
            .into_iter()
            .map(|draft| Unfinished::of(draft.id.clone(), Some(draft), &journal))
            .collect();
        // What belongs to answers that are gone with a damaged file is shown all the same.
        let left = journal.pending.iter().map(|p| &p.draft).chain(journal.creations.iter().map(|c| &c.draft));
        for id in left {
            if !unfinished.iter().any(|u| u.id == *id) {
                unfinished.push(Unfinished::of(id.clone(), None, &journal));
            }
        }
        Ok(Overview { connections: connections.connections, unfinished, damaged: self.home.damaged() })
    }

    /// A saved connection.
    ///
    /// # Errors
    /// [`Error::ConnectionGone`].
    pub fn connection(&self, id: &str) -> Result<Connection> {
        let connections: Connections = self.home.read()?;
        connections.connections.into_iter().find(|c| c.id == id).ok_or(Error::ConnectionGone)
    }

    /// The lines of the product's form, to be handed over.
    pub fn handover(&self, connection: &str) -> Result<Vec<handover::Line>> {
        Ok(handover::lines(&self.connection(connection)?))
    }

    /// The secret of a saved connection, for the clipboard or a request.
    ///
    /// # Errors
    /// [`Error::KeychainEntryGone`] when somebody deleted it, and what the keychain came to.
    pub async fn secret_of(&self, connection: &str) -> Result<Secret> {
        let connection = self.connection(connection)?;
        self.keeper.get(&connection.entry).await?.ok_or(Error::KeychainEntryGone)
    }

    /// Proves a saved connection again and keeps the result with it.
    pub async fn prove_connection(&self, id: &str, listener: &Listener) -> Result<Proof> {
        let _under_way = self.begin_work(id)?;
        let connection = self.connection(id)?;
        listener(Progress::Keychain);
        let secret = self.secret_of(id).await?;
        let plan = connection.plan();
        let known = Known { before: Some(&connection.proof), ..Known::default() };
        let proof = proof::prove(&self.network, &plan, &connection.client_id, &secret, known, listener).await;
        self.home.change(|c: &mut Connections| {
            if let Some(kept) = c.connections.iter_mut().find(|c| c.id == id) {
                kept.proof = proof.clone();
            }
            Ok(())
        })?;
        Ok(proof)
    }

    /// Removes a saved connection and its secret. The application in HaloPSA stays. Can be called
    /// again after a failure at any point.
    pub async fn remove_connection(&self, id: &str) -> Result<()> {
        let _under_way = self.begin_work(id)?;
        let connection = self.connection(id)?;
        if !self.is_used_elsewhere(id, &connection.entry)? {
            self.keeper.delete(&connection.entry).await?;
            self.home.announce(Effect::SecretDeleted);
        }
        self.home.change(|c: &mut Connections| {
            c.connections.retain(|c| c.id != id);
            Ok(())
        })
    }
}
