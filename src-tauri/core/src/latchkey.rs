//! One running Latchkey: the list of set-ups and connections.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use url::Url;

use crate::clock::{Clock, Moment};
use crate::connections::Connection;
use crate::connections::handover;
use crate::halo::{Network, Token};
use crate::ids::{ConnectionId, SetUpId};
use crate::instance::Instance;
use crate::lock::lock;
use crate::procedure::Purpose;
use crate::proof::finding::Proof;
use crate::proof::report::report;
use crate::proof::{self, Known, Listener, Progress};
use crate::setup::context::Context;
use crate::setup::draft::{ClientId, Draft};
use crate::setup::record::{Became, Record};
use crate::setup::records::Records;
use crate::setup::{self, SetUp, SignedIn};
use crate::sign_ins::{SignIn, SignIns};
use crate::store::{Effect, Folder, Observer};
use crate::vault::{Keeper, Vault};
use crate::work::Work;
use crate::{Error, Result, Secret};

/// One running Latchkey. Operations on a single set-up are on [`SetUp`], returned by [`Latchkey::set_up`].
pub struct Latchkey {
    context: Context,
    set_ups: Mutex<HashMap<SetUpId, Arc<SetUp>>>,
    /// The operations running for connections.
    work: Mutex<HashMap<ConnectionId, Arc<Work>>>,
}

/// The content of the first page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Oldest first.
    pub connections: Vec<Connection>,
    /// Set-ups that are neither finished nor removed, oldest first.
    pub unfinished: Vec<Record>,
    /// Names to which damaged files were renamed.
    pub damaged: Vec<String>,
}

impl Latchkey {
    /// Opens the data folder and recovers the state that the last run left, without accessing the keychain.
    ///
    /// # Errors
    /// Those of [`Folder::open`]; [`Error::FolderNewer`] for files of a newer Latchkey.
    pub fn open(folder: &Path, vault: Arc<dyn Vault>, network: Network) -> Result<Self> {
        Self::open_observed(folder, vault, network, Arc::new(Moment::now), Arc::new(|_| {}))
    }

    /// [`Latchkey::open`] for tests: with the given clock and an observer of every durable [`Effect`].
    #[doc(hidden)]
    pub fn open_observed(
        folder: &Path,
        vault: Arc<dyn Vault>,
        network: Network,
        clock: Clock,
        observer: Observer,
    ) -> Result<Self> {
        let records = Records::open(Folder::open(folder, observer)?)?;
        records.close_what_is_finished();
        let (keeper, sign_ins) = (Keeper::new(vault), SignIns::new(clock));
        let context = Context { network, keeper, records, sign_ins };
        Ok(Self { context, set_ups: Mutex::default(), work: Mutex::default() })
    }

    /// The keychain. It reports slow calls, and cancels waiting for them.
    pub fn keeper(&self) -> &Keeper {
        &self.context.keeper
    }

    /// The HTTP client for HaloPSA.
    pub fn network(&self) -> &Network {
        &self.context.network
    }

    /// The connections, unfinished set-ups and damaged files.
    pub fn overview(&self) -> Overview {
        let records = &self.context.records;
        Overview {
            connections: records.connections(),
            unfinished: records.set_ups(false),
            damaged: records.damaged(),
        }
    }

    /// An unfinished set-up.
    ///
    /// # Errors
    /// [`Error::DraftGone`].
    pub fn set_up(&self, id: &SetUpId) -> Result<Arc<SetUp>> {
        let mut set_ups = lock(&self.set_ups);
        if let Err(gone) = self.context.records.set_up(id) {
            set_ups.remove(id);
            return Err(gone);
        }
        let new = || Arc::new(SetUp::new(id.clone(), self.context.clone()));
        Ok(Arc::clone(set_ups.entry(id.clone()).or_insert_with(new)))
    }

    /// Starts a set-up for a product: the id of a `listed` one, or else its `name`.
    pub fn begin(&self, listed: Option<&str>, name: &str) -> Result<Draft> {
        Ok(self.add(Draft::begin(Purpose::NewApplication, listed, name)?))
    }

    /// Starts the replacement of a lost secret for an application that Latchkey did not set up. The
    /// parameters are those of [`Latchkey::begin`].
    pub fn begin_new_secret(&self, listed: Option<&str>, name: &str) -> Result<Draft> {
        Ok(self.add(Draft::begin(Purpose::NewSecret { of: None }, listed, name)?))
    }

    /// Starts the replacement of the secret of a saved connection, or resumes one that was started.
    pub async fn begin_new_secret_for(&self, connection: &ConnectionId) -> Result<Draft> {
        let mut begun = self.context.records.set_ups(true).into_iter().map(|record| record.answers);
        if let Some(begun) = begun.find(|draft| draft.connection() == Some(connection)) {
            return Ok(begun);
        }
        let known = self.connection(connection)?;
        let purpose = Purpose::NewSecret { of: Some(known.id) };
        let mut draft = Draft::begin(purpose, None, &known.product_name)?;
        draft.product = known.product;
        draft.instance = Some(known.instance);
        draft.application_name = known.application_name;
        draft.agent = known.agent;
        draft.permissions = known.permissions;
        // The Client ID usually stays the same; the guide still asks for it again.
        draft.client_id = Some(ClientId::BeforeSave { value: known.client_id });
        let draft = self.add(draft);
        // A set-up is saved as soon as it has an answer, and this one has several.
        self.context.records.change_set_up(&draft.id, |_| Ok(())).await?;
        Ok(draft)
    }

    fn add(&self, draft: Draft) -> Draft {
        self.context.records.add(Record::of(draft.clone()));
        draft
    }

    /// The address of the newest connection or set-up, for the next one.
    pub fn last_address(&self) -> Option<String> {
        let records = &self.context.records;
        let answers = records.set_ups(false).into_iter().map(|record| record.answers);
        let set_up = answers.filter_map(|draft| Some((draft.begun, draft.instance?)));
        let connected = records.connections().into_iter().map(|one| (one.since, one.instance));
        let last = set_up.chain(connected).max_by_key(|(when, _)| *when);
        last.map(|(_, instance)| instance.address.to_string())
    }

    /// A saved connection.
    ///
    /// # Errors
    /// [`Error::ConnectionGone`].
    pub fn connection(&self, id: &ConnectionId) -> Result<Connection> {
        self.context.records.connection(id)
    }

    /// A report about the connection's instance for Latchkey's developers: see [`crate::proof::report`].
    pub fn report(&self, connection: &ConnectionId) -> Result<String> {
        let Connection { instance, proof, .. } = self.connection(connection)?;
        Ok(report(&self.context.network, &instance, None, Some(&proof)))
    }

    /// The lines of the product's form, with the values to copy into it.
    pub fn handover(&self, connection: &ConnectionId) -> Result<Vec<handover::Line>> {
        Ok(handover::lines(&self.connection(connection)?))
    }

    /// The secret of a saved connection, read from the keychain for the clipboard or a request.
    ///
    /// # Errors
    /// [`Error::KeychainEntryGone`] when the entry was deleted, and any keychain error.
    pub async fn secret_of(&self, connection: &ConnectionId) -> Result<Secret> {
        let connection = self.connection(connection)?;
        self.context.keeper.get(&connection.entry).await?.ok_or(Error::KeychainEntryGone)
    }

    /// Proves a saved connection again and saves the result with it.
    ///
    /// # Errors
    /// [`Error::Stopped`] when the person cancels it; the previous result is kept. And any keychain error.
    pub async fn prove_connection(&self, id: &ConnectionId, listener: &Listener) -> Result<Proof> {
        let work = self.work_of(id);
        let running = work.begin()?;
        let connection = self.connection(id)?;
        listener(Progress::Keychain);
        let secret = self.secret_of(id).await?;
        let plan = connection.plan();
        let known = Known { before: Some(&connection.proof), ..Known::default() };
        let network = &self.context.network;
        let proved = async {
            Ok(proof::prove(network, &plan, &connection.client_id, &secret, known, async { None }, listener)
                .await)
        };
        let proof = running.unless_cancelled(Box::pin(proved)).await?;
        let result = proof.clone();
        let keep = self.context.records.change_connections(move |all| {
            // Skipped if the secret was replaced meanwhile.
            let same = |c: &&mut Connection| c.id == connection.id && c.has_the_secret_of(&connection);
            if let Some(kept) = all.iter_mut().find(same) {
                kept.history.note_at(result.verdict.into(), result.at);
                kept.proof = result;
            }
            Ok(())
        });
        keep.await?;
        Ok(proof)
    }

    /// Cancels the operation running for a connection.
    pub fn stop_connection(&self, id: &ConnectionId) {
        self.work_of(id).cancel();
    }

    /// Whether an operation is running for a connection.
    pub fn is_connection_under_way(&self, id: &ConnectionId) -> bool {
        self.work_of(id).is_running()
    }

    /// Removes a saved connection and its secret, not the application in HaloPSA. Can be called again after a
    /// failure at any point.
    pub async fn remove_connection(&self, id: &ConnectionId) -> Result<()> {
        let work = self.work_of(id);
        let _running = work.begin()?;
        let records = &self.context.records;
        // Set-ups that are about to become this connection must not run either.
        let entry = self.connection(id)?.entry;
        let about_it = |set_up: &Record| {
            let became = set_up.became.as_ref().map(Became::connection);
            [set_up.answers.connection(), became].contains(&Some(id))
                || ConnectionId::from(set_up.id()) == *id
                || set_up.entries.iter().any(|one| one.name == entry)
        };
        let set_ups = records.set_ups(true).into_iter().filter(about_it);
        let set_ups: Vec<_> = set_ups.filter_map(|set_up| self.set_up(set_up.id()).ok()).collect();
        let _none_runs = set_ups.iter().map(|set_up| set_up.begin_work()).collect::<Result<Vec<_>>>()?;
        let connection = self.connection(id)?;
        // Detach set-ups that have become this connection and only remain to be closed.
        for set_up in records.set_ups(false) {
            if set_up.became.as_ref().is_some_and(|became| became.connection() == id) {
                let entry = connection.entry.clone();
                let forgotten = records.change_set_up(set_up.id(), move |record| {
                    record.became = None;
                    record.drop_entry(&entry);
                    Ok(())
                });
                forgotten.await?;
            }
        }
        let others = records.set_ups(true).iter().any(|set_up| set_up.relies_on(&connection.entry));
        let shared = records.connections().iter().any(|c| c.id != *id && c.entry == connection.entry);
        if !others && !shared {
            self.context.keeper.delete(&connection.entry).await?;
            records.announce(Effect::SecretDeleted);
        }
        let id = id.clone();
        let removed = records.change_connections(move |all| {
            all.retain(|c| c.id != id);
            Ok(())
        });
        removed.await
    }

    fn work_of(&self, id: &ConnectionId) -> Arc<Work> {
        Arc::clone(lock(&self.work).entry(id.clone()).or_default())
    }

    fn each(&self) -> Vec<Arc<SetUp>> {
        lock(&self.set_ups).values().cloned().collect()
    }

    /// Whether a secret is held only in memory and would be lost if the app were closed now.
    pub fn holds_a_secret(&self) -> bool {
        self.each().iter().any(|set_up| set_up.holds_a_secret())
    }

    /// Whether any operation is running.
    pub fn is_busy(&self) -> bool {
        self.each().iter().any(|set_up| set_up.is_under_way())
            || lock(&self.work).values().any(|work| work.is_running())
    }

    /// To be called when the page is closed: cancels its reads, and drops a sign-in that awaits confirmation.
    pub fn page_is_gone(&self) {
        for set_up in self.each() {
            set_up.stop_reading();
            set_up.forget_whom_to_accept();
        }
    }

    /// Who is signed in, by a token found in the sign-in window. `None`: not signed in (yet).
    ///
    /// # Errors
    /// [`Error::NotAdministrator`], [`Error::AuthorityNotEnough`], [`Error::SignInNotHalo`], and any network
    /// error.
    pub async fn who_is_signed_in(&self, instance: &Instance, token: Token) -> Result<Option<SignedIn>> {
        setup::who_is_signed_in(&self.context.network, instance, token).await
    }

    /// Whether the sign-in window may navigate to a URL: https to any host, since single sign-on uses others;
    /// while practising, only this app's own practice HaloPSA. Never to files or to this app's own pages.
    pub fn window_may_go_to(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        match url.scheme() {
            // On Windows the app's own pages are at `http://tauri.localhost`.
            "https" | "http" => {
                !host.is_empty() && !host.ends_with(".localhost") && self.context.network.admit(url).is_ok()
            }
            // Empty frames are used by many sign-in pages.
            "about" => matches!(url.path(), "blank" | "srcdoc"),
            _ => false,
        }
    }

    /// The active sign-ins, one per instance, newest last.
    pub fn signed_in(&self) -> Vec<SignIn> {
        self.context.sign_ins.all().iter().map(|person| person.shown()).collect()
    }

    /// Ends all sign-ins at all instances.
    pub fn sign_out(&self) {
        self.context.sign_ins.sign_out();
        for set_up in self.each() {
            set_up.drop_access();
        }
    }
}
