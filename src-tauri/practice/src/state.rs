//! Everything that this HaloPSA knows, behind one lock, and what tests may look at and change.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use url::Url;

use crate::application::{Application, AuthenticationMethod, Draft, LoginType, Secret};
use crate::crowd;
use crate::dialect::{AuthPlace, Crowd, Dialect, DraftLoginType, SignInPage};
use crate::kind::{Kind, KindValues};
use crate::people::{self, Agent};
use crate::random;
use crate::saving::{Drawn, saved};
use crate::session::Sessions;

/// How long a token lives unless a test says otherwise (contract: `expires_in` 3600).
const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);
/// More unsaved forms than anybody fills in at once; the oldest is given up.
const MOST_DRAFTS: usize = 50;
/// So that a long rehearsal doesn't fill the memory.
const MOST_REQUESTS: usize = 20_000;
/// So does a client that asks for tokens without end.
const MOST_TOKENS: usize = 5_000;

/// One request that came in: no header, no body, no value of a query parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path as it was sent.
    pub path: String,
    /// The status that was answered; 0: whoever asked had gone before there was an answer.
    pub status: u16,
    /// The names of the query parameters, in their order.
    pub query: Vec<String>,
}

/// What a token is good for.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) holder: Holder,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) expires: Instant,
}

/// Whose token it is.
#[derive(Clone, Copy)]
pub(crate) enum Holder {
    /// An application's, by its id.
    Application(u32),
    /// That of a person who signed in to the web app, by the agent's id.
    Person(u32),
}

/// An address of this HaloPSA, taken apart once.
pub(crate) struct Place {
    /// `scheme://host:port` and the path, without a trailing slash.
    pub(crate) address: String,
    /// The path alone: `""` or `/halo`.
    pub(crate) path: String,
    /// What the `Host` header must say.
    pub(crate) host: String,
    /// What an `Origin` header must say.
    pub(crate) origin: String,
}

impl Place {
    fn parse(address: &str) -> io::Result<Self> {
        let url = Url::parse(address).map_err(io::Error::other)?;
        let origin = url.origin().ascii_serialization();
        let host = origin
            .split_once("://")
            .map(|(_, host)| host.to_owned())
            .ok_or_else(|| io::Error::other("an address needs a host"))?;
        let path = url.path().trim_end_matches('/').to_owned();
        Ok(Self { address: format!("{origin}{path}"), path, host, origin })
    }
}

/// The state of one practice HaloPSA.
pub struct State {
    pub(crate) main: Place,
    /// The other port of the token endpoint, where there is one.
    pub(crate) auth: Option<Place>,
    /// The identity provider, where there is one.
    pub(crate) identity: Option<Place>,
    kinds: KindValues,
    /// Whether the server is to stop, for answers that wait for it.
    stopping: watch::Sender<bool>,
    inner: Mutex<Inner>,
}

struct Inner {
    dialect: Dialect,
    agents: Vec<Agent>,
    applications: Vec<Application>,
    drafts: BTreeMap<u32, Draft>,
    tokens: HashMap<String, Issued>,
    tokens_issued: usize,
    tokens_refused: usize,
    token_lifetime: Duration,
    sessions: Sessions,
    requests: Vec<Request>,
    /// How often each kind of API call was made since the dialect was set.
    calls: HashMap<String, u32>,
    /// How far the clock was set forward.
    ahead: Duration,
    last_id: u32,
    created_by_api: usize,
    /// The ids of the applications that were created by the API.
    of_the_api: BTreeSet<u32>,
    /// Those that were deleted by the API and had not been created by it.
    others_deleted: Vec<Application>,
    /// Applications whose ids can't be understood where the API tells of them.
    garbled: BTreeSet<u32>,
}

impl Inner {
    /// Saves a form in this dialect's way, and closes it. Gives the stored application; nothing if the one that
    /// it changes is gone or HaloPSA's own.
    fn save(&mut self, number: u32, draft: Draft, drawn: Drawn, now: Instant) -> Option<&mut Application> {
        let before = match draft.changes {
            None => None,
            Some(id) => Some(self.applications.iter().find(|one| one.id == id && !one.is_system)?),
        };
        let id = before.map_or(number, |stored| stored.id);
        let application = saved(id, draft, before, &self.dialect, drawn, now);
        self.drafts.remove(&number);
        let place = self.applications.iter().position(|one| one.id == id);
        let place = place.unwrap_or(self.applications.len());
        if place < self.applications.len() {
            self.applications[place] = application;
        } else {
            self.applications.push(application);
        }
        self.applications.get_mut(place)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing from inside: tokens and secrets live there.
        f.debug_struct("State").field("address", &self.main.address).finish_non_exhaustive()
    }
}

impl State {
    /// The state of a HaloPSA that everybody reaches at `address` (`https://127.0.0.1:1234`, perhaps with a
    /// path; then [`Dialect::path`] is not looked at), whose token endpoint is at `auth_address` when the
    /// dialect says [`AuthPlace::OtherPort`], and whose people sign in at `identity_address` when it says
    /// [`SignInPage::SingleSignOn`]. Without the one or the other address, that choice has no effect.
    ///
    /// Fails if an address can't be understood or the system has no randomness.
    pub fn published_at(
        address: &str,
        auth_address: Option<&str>,
        identity_address: Option<&str>,
        dialect: Dialect,
    ) -> io::Result<Arc<Self>> {
        let agents = people::at_the_beginning();
        let applications = at_the_beginning()?;
        let last_id = applications.iter().map(|one| one.id).max().unwrap_or(0);
        Ok(Arc::new(Self {
            main: Place::parse(address)?,
            auth: auth_address.map(Place::parse).transpose()?,
            identity: identity_address.map(Place::parse).transpose()?,
            kinds: KindValues::draw()?,
            stopping: watch::Sender::new(false),
            inner: Mutex::new(Inner {
                dialect,
                agents,
                applications,
                drafts: BTreeMap::new(),
                tokens: HashMap::new(),
                tokens_issued: 0,
                tokens_refused: 0,
                token_lifetime: TOKEN_LIFETIME,
                sessions: Sessions::draw()?,
                requests: Vec::new(),
                calls: HashMap::new(),
                ahead: Duration::ZERO,
                last_id,
                created_by_api: 0,
                of_the_api: BTreeSet::new(),
                others_deleted: Vec::new(),
                garbled: BTreeSet::new(),
            }),
        }))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Nothing here is left half done by a panic that would matter to a rehearsal.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // What tests look at.

    /// The instance's address, without a trailing slash.
    pub fn address(&self) -> String {
        self.main.address.clone()
    }

    /// The address of the page that lists the API applications.
    pub fn applications_page(&self) -> String {
        format!("{}/config/integrations/api/applications", self.main.address)
    }

    /// What `authinfo` gives as `auth_url`: the token endpoint is `/token` below it.
    pub fn auth_url(&self) -> String {
        let place = match (&self.auth, self.dialect().auth_place) {
            (Some(other), AuthPlace::OtherPort) => other,
            _ => &self.main,
        };
        format!("{}/auth", place.address)
    }

    /// The present dialect.
    pub fn dialect(&self) -> Dialect {
        self.inner().dialect.clone()
    }

    /// All agents.
    pub fn agents(&self) -> Vec<Agent> {
        self.inner().agents.clone()
    }

    /// All stored applications; unsaved drafts are not among them.
    pub fn applications(&self) -> Vec<Application> {
        self.inner().applications.clone()
    }

    /// The stored application with this client id.
    pub fn application(&self, client_id: &str) -> Option<Application> {
        self.inner().applications.iter().find(|one| one.client_id == client_id).cloned()
    }

    /// How many forms of new applications are open and not saved.
    pub fn unsaved_drafts(&self) -> usize {
        self.inner().drafts.values().filter(|draft| draft.changes.is_none()).count()
    }

    /// How many calls of `POST /api/Application` created something.
    pub fn created_by_api(&self) -> usize {
        self.inner().created_by_api
    }

    /// The ids of the applications that were created by the API, deleted ones included.
    pub fn ids_of_the_api(&self) -> BTreeSet<u32> {
        self.inner().of_the_api.clone()
    }

    /// The applications that were deleted by the API and had not been created by it.
    pub fn others_deleted(&self) -> Vec<Application> {
        self.inner().others_deleted.clone()
    }

    /// From here on, nobody can understand the id of this application where the API tells of it. By
    /// itself, the application is found all the same.
    pub fn garble(&self, id: u32) {
        self.inner().garbled.insert(id);
    }

    pub(crate) fn is_garbled(&self, id: u32) -> bool {
        self.inner().garbled.contains(&id)
    }

    /// Every request so far, oldest first, refused ones included.
    pub fn requests(&self) -> Vec<Request> {
        self.inner().requests.clone()
    }

    /// How many tokens were issued, those without any scope included.
    pub fn tokens_issued(&self) -> usize {
        self.inner().tokens_issued
    }

    /// How many times a token was refused.
    pub fn tokens_refused(&self) -> usize {
        self.inner().tokens_refused
    }

    // What tests change.

    /// Takes on another dialect at once, and counts the calls for `busy` and `unavailable_first` anew.
    pub fn set_dialect(&self, dialect: Dialect) {
        let mut inner = self.inner();
        inner.dialect = dialect;
        inner.calls.clear();
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.inner().requests.clear();
    }

    /// Sets the clock forward: tokens grow old, and new applications become known.
    pub fn advance(&self, by: Duration) {
        self.inner().ahead += by;
    }

    /// Ends the life of every token that was issued, and every session.
    pub fn expire_tokens(&self) {
        let mut inner = self.inner();
        inner.tokens.clear();
        inner.sessions.end_all();
    }

    /// How long tokens live that are issued from now on, and sessions that begin from now on.
    pub fn set_token_lifetime(&self, lifetime: Duration) {
        self.inner().token_lifetime = lifetime;
    }

    /// Adds an agent; its id is given by the caller and must be free, otherwise the other one is replaced.
    pub fn put_agent(&self, agent: Agent) {
        let mut inner = self.inner();
        inner.agents.retain(|one| one.id != agent.id);
        inner.agents.push(agent);
    }

    /// Disables an agent. Whether there was one.
    pub fn disable_agent(&self, id: u32) -> bool {
        let mut inner = self.inner();
        let agent = inner.agents.iter_mut().find(|one| one.id == id);
        agent.map(|one| one.is_disabled = true).is_some()
    }

    /// Removes an agent. Whether there was one.
    pub fn remove_agent(&self, id: u32) -> bool {
        let mut inner = self.inner();
        let before = inner.agents.len();
        inner.agents.retain(|one| one.id != id);
        inner.agents.len() < before
    }

    /// Makes an application of the kind that the procedure makes, as if somebody had done it in the pages
    /// earlier. Gives its client id and secret.
    pub fn add_application(
        &self,
        name: &str,
        agent_id: u32,
        permissions: &[&str],
    ) -> io::Result<(String, String)> {
        let (client_id, secret) = (random::guid()?, random::secret()?);
        let mut inner = self.inner();
        inner.last_id += 1;
        let application = Application {
            id: inner.last_id,
            name: name.to_owned(),
            description: String::new(),
            active: true,
            authentication_method: AuthenticationMethod::Services,
            login_type: LoginType::Agent,
            agent_id: Some(agent_id),
            client_id: client_id.clone(),
            permissions: permissions.iter().map(ToString::to_string).collect(),
            is_system: false,
            created_by: None,
            secret: Secret::new(secret.clone()),
            listed_from: Instant::now(),
            usable_from: Instant::now(),
        };
        inner.applications.push(application);
        Ok((client_id, secret))
    }

    /// Changes a stored application as its administrator could at any time (deactivate it, take a permission
    /// away, let it log in as another agent). Whether there is one.
    pub fn change_application(&self, client_id: &str, change: impl FnOnce(&mut Application)) -> bool {
        let mut inner = self.inner();
        let application = inner.applications.iter_mut().find(|one| one.client_id == client_id);
        application.map(change).is_some()
    }

    /// Makes a stored application inactive. Whether there is one.
    pub fn deactivate_application(&self, client_id: &str) -> bool {
        self.change_application(client_id, |one| one.active = false)
    }

    /// Deletes a stored application. Whether there was one.
    pub fn delete_application(&self, client_id: &str) -> bool {
        let id = self.application(client_id).map(|one| one.id);
        id.is_some_and(|id| self.delete(id))
    }

    // What the endpoints need.

    pub(crate) fn now(&self) -> Instant {
        Instant::now() + self.inner().ahead
    }

    pub(crate) fn note(&self, request: Request) {
        let mut inner = self.inner();
        if inner.requests.len() < MOST_REQUESTS {
            inner.requests.push(request);
        }
    }

    /// Counts a call of this kind and says how many came before it.
    pub(crate) fn count_call(&self, kind: &str) -> u32 {
        let mut inner = self.inner();
        let count = inner.calls.entry(kind.to_owned()).or_insert(0);
        *count = count.saturating_add(1);
        *count - 1
    }

    pub(crate) fn agent(&self, id: u32) -> Option<Agent> {
        let inner = self.inner();
        let stored = inner.agents.iter().find(|one| one.id == id).cloned();
        stored.or_else(|| if inner.dialect.crowd == Crowd::Thousands { crowd::agent(id) } else { None })
    }

    /// The agent who can sign in to the web app with this email address.
    pub(crate) fn agent_by_email(&self, email: &str) -> Option<Agent> {
        let inner = self.inner();
        let crowd = (inner.dialect.crowd == Crowd::Thousands).then(crowd::agents).into_iter().flatten();
        let mut all = inner.agents.iter().cloned().chain(crowd);
        all.find(|one| one.may_sign_in() && one.email.eq_ignore_ascii_case(email))
    }

    /// The identity provider, where it is the one that asks for the password.
    pub(crate) fn single_sign_on(&self) -> Option<&Place> {
        self.identity.as_ref().filter(|_| self.dialect().sign_in_page == SignInPage::SingleSignOn)
    }

    /// Does something with the sessions, knowing what time it is.
    pub(crate) fn with_sessions<T>(&self, act: impl FnOnce(&mut Sessions, Instant) -> T) -> T {
        let mut inner = self.inner();
        let now = Instant::now() + inner.ahead;
        act(&mut inner.sessions, now)
    }

    pub(crate) fn token_lifetime(&self) -> Duration {
        self.inner().token_lifetime
    }

    /// What this HaloPSA calls the kind of an application with this method and this login type.
    pub(crate) fn kind(&self, method: AuthenticationMethod, login_type: LoginType) -> Option<Kind> {
        self.kinds.of(method, login_type)
    }

    /// Lets go whatever waits for the server to stop.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits until the server is to stop.
    pub(crate) async fn stopped(&self) {
        // The sender lives as long as this state, so there is no error to wait for.
        let _ = self.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    pub(crate) fn application_by_id(&self, id: u32) -> Option<Application> {
        let inner = self.inner();
        inner.applications.iter().find(|one| one.id == id).cloned()
    }

    pub(crate) fn refuse_token(&self) {
        self.inner().tokens_refused += 1;
    }

    /// Stores a token for this application and these permissions, and says how many seconds it lives.
    pub(crate) fn issue(&self, token: &str, application: u32, permissions: BTreeSet<String>) -> u64 {
        let now = self.now();
        let mut inner = self.inner();
        if inner.tokens.len() >= MOST_TOKENS {
            inner.tokens.retain(|_, one| one.expires > now);
        }
        if inner.tokens.len() >= MOST_TOKENS {
            inner.tokens.clear();
        }
        let lifetime = inner.token_lifetime;
        let issued =
            Issued { holder: Holder::Application(application), permissions, expires: now + lifetime };
        inner.tokens.insert(token.to_owned(), issued);
        inner.tokens_issued += 1;
        lifetime.as_secs()
    }

    /// What this token is good for; nothing if it is unknown or too old.
    pub(crate) fn issued(&self, token: &str) -> Option<Issued> {
        let now = self.now();
        let inner = self.inner();
        let issued = inner.tokens.get(token).filter(|one| one.expires > now).cloned();
        issued.or_else(|| inner.sessions.opened_by_token(token, now))
    }

    // What the pages need.

    /// Opens the form of a new application and gives its number.
    pub(crate) fn open_draft(&self) -> io::Result<u32> {
        let draft = Draft {
            changes: None,
            name: String::new(),
            description: String::new(),
            active: true,
            authentication_method: AuthenticationMethod::Password,
            login_type: match self.dialect().draft_login_type {
                DraftLoginType::Agent => Some(LoginType::Agent),
                DraftLoginType::NotChosen => None,
            },
            agent_id: None,
            client_id: random::guid()?,
            new_secret: Some(Secret::new(random::secret()?)),
            permissions: BTreeSet::new(),
        };
        let mut inner = self.inner();
        if inner.drafts.len() >= MOST_DRAFTS {
            inner.drafts.pop_first();
        }
        // The numbers of forms and of applications come from one row, so one number means one of them.
        inner.last_id += 1;
        let number = inner.last_id;
        inner.drafts.insert(number, draft);
        Ok(number)
    }

    /// The form with this number: an open one, or that of the stored application with this number.
    pub(crate) fn draft(&self, number: u32) -> Option<Draft> {
        let open = self.inner().drafts.get(&number).cloned();
        open.or_else(|| self.application_by_id(number).as_ref().map(Draft::of))
    }

    /// Keeps a form as it is now filled in.
    pub(crate) fn keep_draft(&self, number: u32, draft: Draft) {
        let mut inner = self.inner();
        if inner.drafts.len() >= MOST_DRAFTS && !inner.drafts.contains_key(&number) {
            inner.drafts.pop_first();
        }
        inner.drafts.insert(number, draft);
    }

    /// Gives a form up.
    pub(crate) fn discard_draft(&self, number: u32) {
        self.inner().drafts.remove(&number);
    }

    /// Deletes a stored application and the form open for it. HaloPSA's own can't be deleted.
    /// Deletes as [`State::delete`] does, and remembers what the API had not created.
    pub(crate) fn delete_by_api(&self, id: u32) -> bool {
        let mut inner = self.inner();
        if !inner.of_the_api.contains(&id) {
            let other = inner.applications.iter().find(|one| one.id == id && !one.is_system).cloned();
            inner.others_deleted.extend(other);
        }
        drop(inner);
        self.delete(id)
    }

    pub(crate) fn delete(&self, id: u32) -> bool {
        let mut inner = self.inner();
        let before = inner.applications.len();
        inner.applications.retain(|one| one.id != id || one.is_system);
        inner.drafts.remove(&id);
        inner.applications.len() < before
    }

    /// Saves a form, in this dialect's way, and closes it. Gives the stored application's number; nothing if
    /// the application that it changes is gone or HaloPSA's own.
    pub(crate) fn save(&self, number: u32, draft: Draft) -> io::Result<Option<u32>> {
        let (drawn, now) = (Drawn::draw()?, self.now());
        Ok(self.inner().save(number, draft, drawn, now).map(|stored| stored.id))
    }

    /// Stores applications that an agent creates or changes by the API: all of them or, if a client id is in use,
    /// none. They are saved as the pages save them; new ones appear when the dialect lets them.
    pub(crate) fn create(&self, drafts: Vec<Draft>, by: u32) -> io::Result<Option<Vec<Application>>> {
        let now = self.now();
        let drawn = drafts.iter().map(|_| Drawn::draw()).collect::<io::Result<Vec<_>>>()?;
        let mut inner = self.inner();
        let changed = |id| drafts.iter().any(|draft| draft.changes == Some(id));
        let others = inner.applications.iter().filter(|one| !changed(one.id));
        let mut in_use: BTreeSet<String> = others.map(|one| one.client_id.to_ascii_lowercase()).collect();
        if !drafts.iter().all(|draft| in_use.insert(draft.client_id.to_ascii_lowercase())) {
            return Ok(None);
        }
        let appears = now + inner.dialect.appears_after;
        let mut saved = Vec::new();
        if drafts.iter().any(|draft| draft.changes.is_none()) {
            inner.created_by_api += 1;
        }
        for (draft, drawn) in drafts.into_iter().zip(drawn) {
            let is_new = draft.changes.is_none();
            inner.last_id += 1;
            let number = inner.last_id;
            if is_new {
                inner.of_the_api.insert(number);
            }
            if let Some(stored) = inner.save(number, draft, drawn, now) {
                if is_new {
                    stored.created_by = Some(by);
                    stored.listed_from = appears;
                    stored.usable_from = stored.usable_from.max(appears);
                }
                saved.push(stored.clone());
            }
        }
        Ok(Some(saved))
    }
}

/// The ids of the applications of the procedure's kind that are there from the beginning.
pub(crate) const EXAMPLES: RangeInclusive<u32> = 2..=4;

/// The applications that are there from the beginning: other vendors', invented, and HaloPSA's own web app.
/// Nobody knows their secrets.
fn at_the_beginning() -> io::Result<Vec<Application>> {
    let make = |id, name: &str, method, agent_id, permissions: &[&str]| -> io::Result<Application> {
        Ok(Application {
            id,
            name: name.to_owned(),
            description: String::new(),
            active: true,
            authentication_method: method,
            login_type: LoginType::Agent,
            agent_id,
            client_id: random::guid()?,
            permissions: permissions.iter().map(ToString::to_string).collect(),
            is_system: false,
            created_by: Some(1),
            secret: Secret::new(random::secret()?),
            listed_from: Instant::now(),
            usable_from: Instant::now(),
        })
    };
    let services = AuthenticationMethod::Services;
    Ok(vec![
        Application {
            is_system: true,
            // The same on every tenant (contract).
            client_id: "24fe0a24-85d5-46d4-b9c6-721e23f25843".to_owned(),
            ..make(1, "Agent Web Application", AuthenticationMethod::AuthorisationCode, None, &["all"])?
        },
        make(
            2,
            "Paper Lantern Backup",
            services,
            Some(6),
            &["read:tickets", "edit:tickets", "read:customers", "read:assets"],
        )?,
        make(3, "Blue Heron Watchtower", services, Some(8), &["all"])?,
        Application { active: false, ..make(4, "Old Weather Station", services, Some(6), &["read:assets"])? },
        make(5, "Pocket Telescope", AuthenticationMethod::AuthorisationCode, None, &["all:standard"])?,
    ])
}
