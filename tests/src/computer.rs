//! A computer with Latchkey on it: a data folder and a keychain in memory, the user who goes through the
//! pages, and the invariants of both whenever no operation is running.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::at::At;
use latchkey_core::clock::Moment;
use latchkey_core::halo::{Network, Patience};
use latchkey_core::next::Next;
use latchkey_core::proof::Listener;
use latchkey_core::proof::finding::{AgentFinding, Verdict};
use latchkey_core::setup::Outcome;
use latchkey_core::setup::record::EntryState;
use latchkey_core::store::Observer;
use latchkey_core::vault::{EntryName, Memory, Vault};
use latchkey_core::{ConnectionId, Error, Latchkey, Secret, SetUpId};
use latchkey_practice::{
    AgentOnSave, AuthenticationMethod, LoginType, Practice, Rights, ScopeInAnswer, covers,
};
use secrecy::ExposeSecret;

use crate::files::files_below;
use crate::hand::{Answers, Form, Hand, Notice};
use crate::search::Search;
use crate::window::sign_in_as_a_person;

/// What a set-up is for, as the user answers the pages.
#[derive(Clone, Debug)]
pub struct Intention {
    /// A product that is not listed.
    pub product: &'static str,
    /// "Application Name".
    pub application: &'static str,
    /// "Agent to log in as", as the user types it.
    pub agent: &'static str,
    /// The practice HaloPSA's ID of that agent.
    pub agent_id: u32,
    /// The permissions. None of them covers another, and each has a read.
    pub permissions: Vec<&'static str>,
}

impl Intention {
    /// The one of most journeys: an API-only agent that may see everything except administration.
    pub fn usual() -> Self {
        Self {
            product: "Harbour Alarm",
            // Characters that need escaping in forms and pages.
            application: "Harbour Alarm & \"Latchkey\"",
            agent: "API Integration Account",
            agent_id: 7,
            permissions: vec!["edit:customers", "read:assets", "read:tickets"],
        }
    }

    /// The same for another agent.
    pub fn with_agent(agent: &'static str, agent_id: u32) -> Self {
        Self { agent, agent_id, ..Self::usual() }
    }

    /// The form in HaloPSA, filled in as in the guide.
    pub fn answers(&self) -> Answers {
        Answers::of_the_procedure(self.application, self.agent_id, &self.permissions)
    }
}

/// A set-up that was refused at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The page or the guide's item.
    pub step: &'static str,
    /// The refusal.
    pub error: Error,
}

/// The result of a set-up.
pub struct Done {
    /// The set-up's id.
    pub id: SetUpId,
    /// The codes of the questions on which the user insisted, in order.
    pub asked: Vec<&'static str>,
    /// The application's form in HaloPSA.
    pub form: Form,
    /// The result of the proof.
    pub outcome: Outcome,
}

impl Done {
    /// The connection that it became.
    ///
    /// # Panics
    /// If it became none.
    pub fn connection(&self) -> ConnectionId {
        self.outcome.connection.clone().unwrap_or_else(|| panic!("no connection: {:?}", self.outcome.proof))
    }
}

/// What signs in on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// An application that may create others.
    Application,
    /// A user, in the sign-in window.
    Person,
}

/// A computer with Latchkey on it: its folder, its keychain, its clock.
pub struct Computer {
    /// The app. `None` only during a restart.
    latchkey: Option<Latchkey>,
    /// The keychain, for inspection.
    pub vault: Arc<Memory>,
    network: Network,
    folder: PathBuf,
    /// The time, which only changes when a test moves it.
    now: Arc<Mutex<Moment>>,
    by: By,
    /// The faults on it.
    pub trouble: Arc<Trouble>,
    /// Every secret that was copied on this computer.
    copied: Mutex<Vec<Secret>>,
    _around: tempfile::TempDir,
}

impl Computer {
    /// A computer from which these HaloPSAs, and the servers at these other ports, can be reached.
    ///
    /// # Panics
    /// If its folder can't be created.
    pub fn that_reaches(halos: &[&Practice], other_ports: &[u16]) -> Self {
        let patience = Patience {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(20),
            new_application: Duration::from_secs(3),
            pause: Duration::from_millis(20),
            longest_wait: Duration::from_secs(3),
            poll: Duration::from_secs(2),
            ..Patience::default()
        };
        let ports: Vec<u16> =
            halos.iter().flat_map(|halo| halo.ports()).chain(other_ports.iter().copied()).collect();
        let network = Network::confined_to(&ports, patience);
        let around = tempfile::tempdir().expect("a folder");
        let folder = around.path().join("data");
        let vault = Arc::new(Memory::default());
        let now = Arc::default();
        let trouble = Arc::new(Trouble::default());
        let latchkey = Some(open(&folder, &vault, &network, &now, &trouble));
        let by = By::Application;
        Self { latchkey, vault, network, folder, now, by, trouble, copied: Mutex::default(), _around: around }
    }

    /// The same computer, with another way to sign in.
    #[must_use]
    pub fn signing_in(self, by: By) -> Self {
        Self { by, ..self }
    }

    /// The app.
    ///
    /// # Panics
    /// If it is closed.
    pub fn latchkey(&self) -> &Latchkey {
        self.latchkey.as_ref().expect("it is open")
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Closes the app.
    pub fn close(&mut self) {
        self.latchkey = None;
    }

    /// Closes the app and opens it again.
    pub fn restart(&mut self) {
        // The old one holds the folder's lock.
        self.latchkey = None;
        self.latchkey = Some(open(&self.folder, &self.vault, &self.network, &self.now, &self.trouble));
    }

    /// Lets time pass while awake.
    pub fn time_passes(&self, time: Duration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.awake += time;
        now.with_sleep += time;
    }

    /// Lets the computer sleep for this long.
    pub fn sleeps(&self, time: Duration) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).with_sleep += time;
    }

    /// Copies a secret: from here on no file may contain it.
    pub fn note(&self, secret: &Secret) {
        self.copied.lock().expect("whole").push(secret.clone());
    }

    /// The revision that a page opened now has.
    ///
    /// # Panics
    /// If there is no such set-up.
    pub fn revision(&self, id: &SetUpId) -> u64 {
        self.latchkey().at(id).draft().expect("the set-up is there").revision
    }

    /// The page `connect`: pastes the HaloPSA's address and insists on every question that allows it. Returns
    /// the codes of those questions.
    ///
    /// # Errors
    /// The refusal.
    pub async fn give_address(
        &self,
        id: &SetUpId,
        halo: &Practice,
        pasted: &str,
    ) -> Result<Vec<&'static str>, Error> {
        let before = token_requests(halo);
        let (mut insist, mut elsewhere, mut asked) = (false, None, Vec::new());
        loop {
            let revision = self.revision(id);
            let given =
                self.latchkey().at(id).set_address(revision, pasted, insist, elsewhere.as_deref()).await;
            assert_eq!(token_requests(halo), before, "nothing is sent to sign in while the address is asked");
            match given {
                Ok(_) => return Ok(asked),
                Err(error) if error.offers(Next::Insist) && !insist => {
                    asked.push(error.code());
                    insist = true;
                }
                Err(Error::SignInElsewhere { elsewhere: host, .. }) if elsewhere.is_none() => {
                    asked.push("sign-in-elsewhere");
                    elsewhere = Some(host);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Starts a set-up and answers the pages `connect`, `general` and `permissions`.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn answer_pages(
        &self,
        halo: &Practice,
        intention: &Intention,
    ) -> Result<(SetUpId, Vec<&'static str>), Refused> {
        let (id, asked) = self.begin(halo, intention, &halo.address()).await?;
        let set_up = self.latchkey().at(&id);
        set_up
            .set_general(self.revision(&id), intention.application, intention.agent)
            .await
            .map_err(at("general"))?;
        self.answer_permissions(&id, intention).await?;
        Ok((id, asked))
    }

    /// Starts a set-up and answers the pages, signed in with an application that may create others.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn answer_pages_signed_in(
        &self,
        halo: &Practice,
        intention: &Intention,
    ) -> Result<(SetUpId, Vec<&'static str>), Refused> {
        self.answer_pages_signed_in_at(halo, intention, &halo.address()).await
    }

    /// The same at another address of this HaloPSA.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn answer_pages_signed_in_at(
        &self,
        halo: &Practice,
        intention: &Intention,
        address: &str,
    ) -> Result<(SetUpId, Vec<&'static str>), Refused> {
        let (id, asked) = self.begin(halo, intention, address).await?;
        self.sign_in(&id, halo).await.map_err(at("authority"))?;
        let agent = Some(i64::from(intention.agent_id));
        let set_up = self.latchkey().at(&id);
        set_up
            .set_general_from_list(self.revision(&id), intention.application, agent)
            .await
            .map_err(at("general"))?;
        self.answer_permissions(&id, intention).await?;
        Ok((id, asked))
    }

    async fn begin(
        &self,
        halo: &Practice,
        intention: &Intention,
        address: &str,
    ) -> Result<(SetUpId, Vec<&'static str>), Refused> {
        let id = self.latchkey().begin(None, intention.product).map_err(at("index"))?.id;
        let asked = self.give_address(&id, halo, address).await.map_err(at("connect"))?;
        Ok((id, asked))
    }

    async fn answer_permissions(&self, id: &SetUpId, intention: &Intention) -> Result<(), Refused> {
        let set_up = self.latchkey().at(id);
        let chosen = set_up.set_permissions(self.revision(id), &intention.permissions).await;
        chosen.map(|_| ()).map_err(at("permissions"))
    }

    /// Signs in: as the user who is filled in there, or with an application that may create others, generated
    /// for this.
    ///
    /// # Errors
    /// The refusal.
    pub async fn sign_in(&self, id: &SetUpId, halo: &Practice) -> Result<(), Error> {
        if self.by == By::Person {
            return sign_in_as_a_person(self.latchkey(), id).await;
        }
        let (client_id, secret) =
            halo.state().add_application("Set-up robot", 8, &["all"]).expect("randomness");
        let secret = Secret::from(secret);
        self.note(&secret);
        self.latchkey().at(id).take_authority_client_id(&Secret::from(client_id), false)?;
        self.latchkey().at(id).take_authority_secret(&secret, false).await
    }

    /// "Save".
    ///
    /// # Errors
    /// The refusal.
    pub async fn create(&self, id: &SetUpId) -> Result<Outcome, Error> {
        let created = Box::pin(self.latchkey().at(id).create(false, &nobody())).await;
        // Secrets that Latchkey generated or received must be in no file, too.
        for entry in self.vault.entries() {
            if let Ok(Some(secret)) = self.vault.get(&entry) {
                self.note(&secret);
            }
        }
        created
    }

    /// Has the app take what was copied: the Client ID from before Save, and the secret.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn take(&self, id: &SetUpId, (client_id, secret): &(Secret, Secret)) -> Result<(), Refused> {
        self.note(secret);
        self.latchkey().at(id).take_client_id(client_id, false, false).await.map_err(at("client id"))?;
        self.latchkey().at(id).take_secret(secret, false).await.map_err(at("secret"))?;
        Ok(())
    }

    /// Has the app take the Client ID that is shown after Save.
    ///
    /// # Errors
    /// The refusal.
    pub async fn take_client_id_again(&self, id: &SetUpId, form: &Form) -> Result<(), Refused> {
        let shown = form.client_id().await;
        self.latchkey().at(id).take_client_id(&shown, true, false).await.map_err(at("client id again"))?;
        Ok(())
    }

    /// Generates a new secret in HaloPSA for the usual application, has the app take it, and saves there.
    ///
    /// # Panics
    /// If any of it is refused.
    pub async fn renew(&self, halo: &Practice, id: &SetUpId) -> (Form, Secret) {
        let usual = Intention::usual();
        let mut form = Hand::at(&halo.address()).open(usual.application, usual.answers()).await;
        assert_eq!(form.generate().await, Notice::Generated);
        let copied = form.credentials().await;
        self.take(id, &copied).await.expect("it is taken");
        assert_eq!(form.save().await, Notice::Saved);
        (form, copied.1)
    }

    /// "Check".
    ///
    /// # Errors
    /// The refusal; a failed proof is none.
    pub async fn prove(&self, id: &SetUpId) -> Result<Outcome, Refused> {
        self.latchkey().at(id).prove(&nobody()).await.map_err(at("proof"))
    }

    /// A whole set-up by hand with nothing left out: the pages, HaloPSA's part as the guide says, the
    /// credentials, the Client ID again after Save, the proof.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn set_up(&self, halo: &Practice, intention: &Intention) -> Result<Done, Refused> {
        let (id, asked) = self.answer_pages(halo, intention).await?;
        let mut form = Hand::at(&halo.address()).new_application(intention.answers()).await;
        let copied = form.follow_the_guide().await;
        self.take(&id, &copied).await?;
        self.take_client_id_again(&id, &form).await?;
        let outcome = self.prove(&id).await?;
        Ok(Done { id, asked, form, outcome })
    }

    /// Violated invariants while no operation is running: entries in the keychain without a reference,
    /// references without an entry, secrets in files, and connections that can't work.
    pub fn faults(&self, halos: &[&Practice]) -> Vec<String> {
        let mut faults = self.faults_of_keeping();
        faults.extend(self.names_in_reports(halos));
        for halo in halos {
            let others = halo.state().others_deleted();
            faults.extend(
                others.iter().map(|one| format!("another user's application was deleted: {}", one.name)),
            );
        }
        let overview = self.latchkey().overview();
        for connection in &overview.connections {
            if connection.proof.verdict != Verdict::DoesNotWork {
                let secret = self.vault.get(&connection.entry).ok().flatten();
                let reasons = halos
                    .iter()
                    .find(|halo| halo.address() == connection.instance.address.to_string())
                    .map_or(vec!["there is no such HaloPSA".to_owned()], |halo| {
                        cannot_work(halo, connection, secret.as_ref())
                    });
                faults.extend(
                    reasons
                        .into_iter()
                        .map(|why| format!("{} is reported to work: {why}", connection.client_id)),
                );
            }
        }
        faults
    }

    /// The part of [`Computer::faults`] that doesn't depend on HaloPSA.
    pub fn faults_of_keeping(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let overview = self.latchkey().overview();
        if !overview.damaged.is_empty() {
            faults.push(format!("damaged files: {:?}", overview.damaged));
        }
        if self.latchkey().is_busy() || self.latchkey().holds_a_secret() {
            faults.push("something is still under way or in hand".to_owned());
        }
        let of_set_ups = || overview.unfinished.iter().flat_map(|unfinished| &unfinished.entries);
        let connected = || overview.connections.iter().map(|c| c.entry.clone());
        let known: BTreeSet<EntryName> =
            connected().chain(of_set_ups().map(|entry| entry.name.clone())).collect();
        // A pending one may exist or not.
        let stored = of_set_ups().filter(|entry| entry.state == EntryState::Stored);
        let named: BTreeSet<EntryName> = connected().chain(stored.map(|entry| entry.name.clone())).collect();
        let there: BTreeSet<EntryName> = self.vault.entries().into_iter().collect();
        faults.extend(there.difference(&known).map(|e| format!("orphaned in the keychain: {e:?}")));
        faults.extend(named.difference(&there).map(|e| format!("named and not in the keychain: {e:?}")));
        let ids: BTreeSet<&str> = overview.connections.iter().map(|c| c.id.as_str()).collect();
        let entries: BTreeSet<&EntryName> = overview.connections.iter().map(|c| &c.entry).collect();
        if ids.len() != overview.connections.len() || entries.len() != overview.connections.len() {
            faults.push("two connections are the same".to_owned());
        }
        faults.extend(self.secrets_in_files());
        faults
    }

    /// What a report for the developers contains of these HaloPSAs and must not: a name, an address, an id, a
    /// secret.
    pub fn names_in_reports(&self, halos: &[&Practice]) -> Vec<String> {
        let overview = self.latchkey().overview();
        let mut reports: Vec<String> =
            overview.connections.iter().filter_map(|one| self.latchkey().report(&one.id).ok()).collect();
        for unfinished in &overview.unfinished {
            let set_up = self.latchkey().at(unfinished.id());
            reports.extend(set_up.report(Some("create-refused")).ok());
        }
        let mut forbidden: Vec<String> = vec!["127.0.0.1".to_owned(), "@".to_owned()];
        for halo in halos {
            let state = halo.state();
            forbidden.extend(halo.ports().iter().map(ToString::to_string));
            forbidden.extend(state.agents().into_iter().flat_map(|one| [one.name, one.email]));
            forbidden.extend(
                state
                    .applications()
                    .into_iter()
                    .flat_map(|one| [one.name, one.client_id, format!("Application/{}", one.id)]),
            );
        }
        // "Sales" is a read as well.
        forbidden.extend(
            latchkey_practice::TEAMS.iter().filter(|team| **team != "Sales").map(|team| (*team).to_owned()),
        );
        let copied = self.copied.lock().expect("whole");
        // Exposed for the search.
        forbidden.extend(copied.iter().map(|secret| secret.expose_secret().to_owned()));
        forbidden.extend(overview.connections.into_iter().map(|one| one.product_name));
        let leaked = |report: &String| {
            let lower = report.to_lowercase();
            let words = forbidden.iter().filter(|word| word.len() > 3 || *word == "@");
            words.filter(|word| lower.contains(&word.to_lowercase())).cloned().collect::<Vec<_>>()
        };
        reports
            .iter()
            .flat_map(|report| {
                leaked(report).into_iter().map(move |word| format!("a report contains {word}: {report}"))
            })
            .collect()
    }

    fn secrets_in_files(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let copied = self.copied.lock().expect("whole");
        // Dots that were copied instead of a secret are not searched for.
        let searches: Vec<Search> = copied
            .iter()
            // Exposed for the search.
            .map(|secret| secret.expose_secret())
            .filter(|text| text.is_ascii())
            .map(|text| Search::new("a secret", text))
            .collect();
        for path in files_below(&self.folder) {
            let bytes = fs::read(&path).expect("a readable file");
            for found in searches.iter().flat_map(|search| search.find(&bytes)) {
                faults.push(format!("{} contains {found:?}", path.display()));
            }
        }
        faults
    }

    /// Asserts that there are no faults; see [`Computer::faults`].
    ///
    /// # Panics
    /// If there are.
    pub fn assert_in_order(&self, halos: &[&Practice]) {
        let faults = self.faults(halos);
        assert!(faults.is_empty(), "not in order: {faults:#?}");
        for halo in halos {
            assert_no_secret_went_elsewhere(halo);
        }
    }
}

/// The faults that a story injects on a computer.
#[derive(Default)]
pub struct Trouble {
    /// The keychain deletes nothing.
    pub no_delete: AtomicBool,
    /// The keychain rejects this entry.
    pub no_put: Mutex<Option<EntryName>>,
    /// Called at a durable effect.
    pub at_an_effect: Mutex<Option<Observer>>,
}

struct Locked(Arc<Memory>, Arc<Trouble>);

impl Vault for Locked {
    fn put(&self, entry: &EntryName, secret: &Secret) -> Result<(), Error> {
        if self.1.no_put.lock().expect("whole").as_ref() == Some(entry) {
            return Err(Error::KeychainTrouble);
        }
        self.0.put(entry, secret)
    }
    fn get(&self, entry: &EntryName) -> Result<Option<Secret>, Error> {
        self.0.get(entry)
    }
    fn delete(&self, entry: &EntryName) -> Result<(), Error> {
        if self.1.no_delete.load(Ordering::SeqCst) {
            return Err(Error::KeychainTrouble);
        }
        self.0.delete(entry)
    }
}

fn open(
    folder: &Path,
    vault: &Arc<Memory>,
    network: &Network,
    now: &Arc<Mutex<Moment>>,
    trouble: &Arc<Trouble>,
) -> Latchkey {
    let vault: Arc<dyn Vault> = Arc::new(Locked(Arc::clone(vault), Arc::clone(trouble)));
    let now = Arc::clone(now);
    let clock = Arc::new(move || *now.lock().expect("whole"));
    let trouble = Arc::clone(trouble);
    let observer = Arc::new(move |effect| {
        let observer = trouble.at_an_effect.lock().expect("whole").clone();
        if let Some(observer) = observer {
            observer(effect);
        }
    });
    Latchkey::open_observed(folder, vault, network.clone(), clock, observer).expect("Latchkey opens")
}

fn at(step: &'static str) -> impl FnOnce(Error) -> Refused {
    move |error| Refused { step, error }
}

/// A listener that ignores everything.
pub fn nobody() -> Listener {
    Arc::new(|_| {})
}

/// How many token requests this HaloPSA received, at any address.
pub fn token_requests(halo: &Practice) -> usize {
    halo.state().requests().iter().filter(|request| request.path.ends_with("/token")).count()
}

/// The practice HaloPSA's redirecting token endpoint leads to `/elsewhere/token`: no request may follow it.
///
/// # Panics
/// If one did.
pub fn assert_no_secret_went_elsewhere(halo: &Practice) {
    let followed = halo.state().requests().iter().any(|request| request.path.contains("/elsewhere/"));
    assert!(!followed, "a redirect was followed with credentials");
}

/// Why a connection can't work in this HaloPSA as it is. Reads HaloPSA's own state, and so knows better than
/// any proof.
fn cannot_work(
    halo: &Practice,
    connection: &latchkey_core::connections::Connection,
    secret: Option<&Secret>,
) -> Vec<String> {
    let (state, mut reasons) = (halo.state(), Vec::new());
    let dialect = state.dialect();
    if dialect.hides_sign_in() {
        reasons.push("nobody can find out how to sign in".to_owned());
    }
    if dialect.scope_in_answer == ScopeInAnswer::LacksOne {
        reasons.push("the token lacks a permission".to_owned());
    }
    let Some(application) = state.application(&connection.client_id) else {
        reasons.push("there is no application with this Client ID".to_owned());
        return reasons;
    };
    // Exposed to compare it with HaloPSA's.
    if !secret.is_some_and(|secret| application.has_secret(secret.expose_secret())) {
        reasons.push("the keychain has another secret".to_owned());
    }
    if !application.active {
        reasons.push("the application is inactive".to_owned());
    }
    if application.authentication_method != AuthenticationMethod::Services {
        reasons.push("it has another authentication method".to_owned());
    }
    if application.login_type != LoginType::Agent {
        reasons.push("it has another login type".to_owned());
    }
    for permission in &connection.permissions {
        if !covers(&application.permissions, permission.name()) {
            reasons.push(format!("it was not given {permission}"));
        }
    }
    let agent = state.agents().into_iter().find(|agent| Some(agent.id) == application.agent_id);
    // Where the instance doesn't report the agent, the finding is that it isn't known.
    let not_reported = matches!(connection.proof.agent, Some(AgentFinding::NotTold { .. }));
    match agent {
        None if not_reported && dialect.agent_on_save == AgentOnSave::DroppedUnnoticed => {}
        Some(agent) if !agent.is_disabled => {
            if !not_reported && connection.agent.as_ref().is_some_and(|planned| planned.name() != agent.name)
            {
                reasons.push(format!("{} is behind it", agent.name));
            }
            if connection.proof.verdict == Verdict::Works && agent.rights == Rights::None {
                reasons.push(format!("{} may see nothing, and no remark says so", agent.name));
            }
        }
        _ => reasons.push("its agent is not available".to_owned()),
    }
    reasons
}
