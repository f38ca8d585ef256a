//! The state of one practice HaloPSA, behind one lock.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::address::Address;
use crate::application::{Application, AuthenticationMethod, Draft, LoginType, Secret};
use crate::crowd;
use crate::dialect::{AuthPlace, Crowd, Dialect, DraftLoginType, SignInPage};
use crate::kind::{Kind, KindValues};
#[cfg(feature = "testing")]
use crate::observed::Observed;
use crate::people::Agent;
use crate::random;
use crate::saving::{Credentials, saved};
use crate::seed;
use crate::sessions::{Holder, Issued, Sessions};

/// The lifetime of a token and of a session (contract: `expires_in` 3600).
const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);
/// The oldest unsaved form is dropped when there are more.
const MAX_DRAFTS: usize = 50;
/// Expired tokens are dropped when there are more; if that isn't enough, all are.
const MAX_TOKENS: usize = 5_000;

/// The state of one practice HaloPSA.
pub struct State {
    /// Where the instance is.
    pub(crate) main: Address,
    /// The other address of the token endpoint, if there is one.
    pub(crate) auth: Option<Address>,
    /// The identity provider's address, if there is one.
    pub(crate) identity: Option<Address>,
    kinds: KindValues,
    /// Whether the server is stopping, for responses that wait for it.
    stopping: watch::Sender<bool>,
    inner: Mutex<Inner>,
}

pub(crate) struct Inner {
    pub(crate) dialect: Dialect,
    pub(crate) agents: Vec<Agent>,
    pub(crate) applications: Vec<Application>,
    /// Open forms, by their numbers.
    pub(crate) drafts: BTreeMap<u32, Draft>,
    pub(crate) tokens: HashMap<String, Issued>,
    pub(crate) token_lifetime: Duration,
    pub(crate) sessions: Sessions,
    /// The number of API calls of each kind since the dialect was set.
    pub(crate) calls: HashMap<String, u32>,
    /// How far tests set the clock forward.
    pub(crate) clock_offset: Duration,
    last_id: u32,
    /// Applications whose ids the API sends in a shape that no client can parse.
    pub(crate) garbled: BTreeSet<u32>,
    #[cfg(feature = "testing")]
    pub(crate) observed: Observed,
}

impl Inner {
    /// Saves a form in this dialect's way, and closes it. Returns the stored application; `None` if the one that
    /// it changes doesn't exist or is HaloPSA's own.
    fn save(
        &mut self,
        number: u32,
        draft: Draft,
        generated: Credentials,
        now: Instant,
    ) -> Option<&mut Application> {
        let before = match draft.changes {
            None => None,
            Some(id) => Some(self.applications.iter().find(|one| one.id == id && !one.is_system)?),
        };
        let id = before.map_or(number, |stored| stored.id);
        let application = saved(id, draft, before, &self.dialect, generated, now);
        self.drafts.remove(&number);
        let index = self.applications.iter().position(|one| one.id == id);
        let index = index.unwrap_or(self.applications.len());
        if index < self.applications.len() {
            self.applications[index] = application;
        } else {
            self.applications.push(application);
        }
        self.applications.get_mut(index)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only the address: the rest contains tokens and secrets.
        f.debug_struct("State").field("address", &self.main.url).finish_non_exhaustive()
    }
}

impl State {
    /// The state of a HaloPSA that clients reach at `address` (`https://127.0.0.1:1234`, perhaps with a path; then
    /// [`Dialect::path`] is ignored). `auth_address` is where its token endpoint is when the dialect has
    /// [`AuthPlace::OtherPort`], and `identity_address` where people sign in when it has
    /// [`SignInPage::SingleSignOn`]. Without the address, that choice has no effect.
    ///
    /// Fails if an address is no absolute URL with a host, or if the system has no randomness.
    pub fn published_at(
        address: &str,
        auth_address: Option<&str>,
        identity_address: Option<&str>,
        dialect: Dialect,
    ) -> io::Result<Arc<Self>> {
        let applications = seed::applications()?;
        let last_id = applications.iter().map(|one| one.id).max().unwrap_or(0);
        Ok(Arc::new(Self {
            main: Address::parse(address)?,
            auth: auth_address.map(Address::parse).transpose()?,
            identity: identity_address.map(Address::parse).transpose()?,
            kinds: KindValues::draw()?,
            stopping: watch::Sender::new(false),
            inner: Mutex::new(Inner {
                dialect,
                agents: seed::agents(),
                applications,
                drafts: BTreeMap::new(),
                tokens: HashMap::new(),
                token_lifetime: TOKEN_LIFETIME,
                sessions: Sessions::new()?,
                calls: HashMap::new(),
                clock_offset: Duration::ZERO,
                last_id,
                garbled: BTreeSet::new(),
                #[cfg(feature = "testing")]
                observed: Observed::default(),
            }),
        }))
    }

    /// Locks the state. Ignores poisoning: no panic leaves it in a state that matters to practice data.
    pub(crate) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The instance's address, without a trailing slash.
    pub fn address(&self) -> String {
        self.main.url.clone()
    }

    /// `auth_url` as `authinfo` has it: the token endpoint is `/token` below it.
    pub fn auth_url(&self) -> String {
        let address = match (&self.auth, self.dialect().auth_place) {
            (Some(other), AuthPlace::OtherPort) => other,
            _ => &self.main,
        };
        format!("{}/auth", address.url)
    }

    /// The current dialect.
    pub fn dialect(&self) -> Dialect {
        self.inner().dialect.clone()
    }

    /// All agents, without those that [`Crowd::Thousands`] adds.
    pub fn agents(&self) -> Vec<Agent> {
        self.inner().agents.clone()
    }

    /// All stored applications, without unsaved drafts and without those that [`Crowd::Thousands`] adds.
    pub fn applications(&self) -> Vec<Application> {
        self.inner().applications.clone()
    }

    /// The stored application with this client id.
    pub fn application(&self, client_id: &str) -> Option<Application> {
        self.inner().applications.iter().find(|one| one.client_id == client_id).cloned()
    }

    /// Stores an application of the kind that Latchkey creates, as if it had been created in the pages before.
    /// Returns its client id and its secret; fails if the system has no randomness.
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
}

// The server, its clock and its counters.
impl State {
    pub(crate) fn now(&self) -> Instant {
        Instant::now() + self.inner().clock_offset
    }

    /// Counts a call of this kind. Returns the number of calls before it.
    pub(crate) fn count_call(&self, kind: &str) -> u32 {
        let mut inner = self.inner();
        let count = inner.calls.entry(kind.to_owned()).or_insert(0);
        *count = count.saturating_add(1);
        *count - 1
    }

    /// Ends every response that waits for the server to stop.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits until the server stops.
    pub(crate) async fn stopped(&self) {
        // Fails only without a sender, which lives as long as this state.
        let _ = self.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }
}

// Agents, sessions and tokens.
impl State {
    pub(crate) fn agent(&self, id: u32) -> Option<Agent> {
        let inner = self.inner();
        let stored = inner.agents.iter().find(|one| one.id == id).cloned();
        stored.or_else(|| if inner.dialect.crowd == Crowd::Thousands { crowd::agent(id) } else { None })
    }

    /// The agent with this email address, in any case, who may sign in to the web app.
    pub(crate) fn agent_by_email(&self, email: &str) -> Option<Agent> {
        let inner = self.inner();
        let crowd = (inner.dialect.crowd == Crowd::Thousands).then(crowd::agents).into_iter().flatten();
        let mut all = inner.agents.iter().cloned().chain(crowd);
        all.find(|one| one.may_sign_in() && one.email.eq_ignore_ascii_case(email))
    }

    /// The identity provider's address, if the dialect has people sign in there.
    pub(crate) fn single_sign_on(&self) -> Option<&Address> {
        self.identity.as_ref().filter(|_| self.dialect().sign_in_page == SignInPage::SingleSignOn)
    }

    /// Calls `act` with the sessions and the current time, under the lock.
    pub(crate) fn with_sessions<T>(&self, act: impl FnOnce(&mut Sessions, Instant) -> T) -> T {
        let mut inner = self.inner();
        let now = Instant::now() + inner.clock_offset;
        act(&mut inner.sessions, now)
    }

    pub(crate) fn token_lifetime(&self) -> Duration {
        self.inner().token_lifetime
    }

    /// Stores a token of this application with these permissions. Returns its lifetime in seconds.
    pub(crate) fn store_token(&self, token: &str, application: u32, permissions: BTreeSet<String>) -> u64 {
        let now = self.now();
        let mut inner = self.inner();
        if inner.tokens.len() >= MAX_TOKENS {
            inner.tokens.retain(|_, one| one.expires > now);
        }
        if inner.tokens.len() >= MAX_TOKENS {
            inner.tokens.clear();
        }
        let lifetime = inner.token_lifetime;
        let issued =
            Issued { holder: Holder::Application(application), permissions, expires: now + lifetime };
        inner.tokens.insert(token.to_owned(), issued);
        #[cfg(feature = "testing")]
        {
            inner.observed.tokens_issued += 1;
        }
        lifetime.as_secs()
    }

    /// What this token gives access to; `None` if it is unknown or expired.
    pub(crate) fn issued(&self, token: &str) -> Option<Issued> {
        let now = self.now();
        let inner = self.inner();
        let issued = inner.tokens.get(token).filter(|one| one.expires > now).cloned();
        issued.or_else(|| inner.sessions.access_by_token(token, now))
    }
}

// Applications and their forms.
impl State {
    pub(crate) fn application_by_id(&self, id: u32) -> Option<Application> {
        let inner = self.inner();
        inner.applications.iter().find(|one| one.id == id).cloned()
    }

    /// The values by which this HaloPSA describes an application with this method and this login type.
    pub(crate) fn kind(&self, method: AuthenticationMethod, login_type: LoginType) -> Option<Kind> {
        self.kinds.of(method, login_type)
    }

    pub(crate) fn is_garbled(&self, id: u32) -> bool {
        self.inner().garbled.contains(&id)
    }

    /// Opens the form of a new application. Returns its number; fails if the system has no randomness.
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
        if inner.drafts.len() >= MAX_DRAFTS {
            inner.drafts.pop_first();
        }
        // Forms and applications share one sequence of numbers, so a number identifies one of either.
        inner.last_id += 1;
        let number = inner.last_id;
        inner.drafts.insert(number, draft);
        Ok(number)
    }

    /// The form with this number: an open one, or that of the stored application with this id.
    pub(crate) fn draft(&self, number: u32) -> Option<Draft> {
        let open = self.inner().drafts.get(&number).cloned();
        open.or_else(|| self.application_by_id(number).as_ref().map(Draft::of))
    }

    /// Stores a form as it is filled in, unsaved.
    pub(crate) fn keep_draft(&self, number: u32, draft: Draft) {
        let mut inner = self.inner();
        if inner.drafts.len() >= MAX_DRAFTS && !inner.drafts.contains_key(&number) {
            inner.drafts.pop_first();
        }
        inner.drafts.insert(number, draft);
    }

    /// Closes a form without saving it.
    pub(crate) fn discard_draft(&self, number: u32) {
        self.inner().drafts.remove(&number);
    }

    /// Saves a form in this dialect's way, and closes it. Returns the stored application's id; `None` if the
    /// application that it changes doesn't exist or is HaloPSA's own. Fails if the system has no randomness.
    pub(crate) fn save(&self, number: u32, draft: Draft) -> io::Result<Option<u32>> {
        let (generated, now) = (Credentials::generate()?, self.now());
        Ok(self.inner().save(number, draft, generated, now).map(|stored| stored.id))
    }

    /// Stores applications that an agent creates or changes by the API: all of them or, if a client id is in use,
    /// none (`None`). They are saved as the pages save them; new ones are listed when the dialect says. Fails if
    /// the system has no randomness.
    pub(crate) fn create(&self, drafts: Vec<Draft>, by: u32) -> io::Result<Option<Vec<Application>>> {
        let now = self.now();
        let generated = drafts.iter().map(|_| Credentials::generate()).collect::<io::Result<Vec<_>>>()?;
        let mut inner = self.inner();
        let changed = |id| drafts.iter().any(|draft| draft.changes == Some(id));
        let others = inner.applications.iter().filter(|one| !changed(one.id));
        let mut in_use: BTreeSet<String> = others.map(|one| one.client_id.to_ascii_lowercase()).collect();
        if !drafts.iter().all(|draft| in_use.insert(draft.client_id.to_ascii_lowercase())) {
            return Ok(None);
        }
        let appears = now + inner.dialect.appears_after;
        let mut all_saved = Vec::new();
        #[cfg(feature = "testing")]
        let last_id_before = inner.last_id;
        for (draft, generated) in drafts.into_iter().zip(generated) {
            let is_new = draft.changes.is_none();
            inner.last_id += 1;
            let number = inner.last_id;
            if let Some(stored) = inner.save(number, draft, generated, now) {
                if is_new {
                    stored.created_by = Some(by);
                    stored.listed_from = appears;
                    stored.usable_from = stored.usable_from.max(appears);
                }
                all_saved.push(stored.clone());
            }
        }
        #[cfg(feature = "testing")]
        {
            let ids = all_saved.iter().map(|one| one.id).filter(|id| *id > last_id_before);
            inner.observed.created(ids.collect());
        }
        Ok(Some(all_saved))
    }

    /// Deletes a stored application and its open form. HaloPSA's own can't be deleted. Returns whether one was
    /// deleted.
    pub(crate) fn delete(&self, id: u32) -> bool {
        let mut inner = self.inner();
        let before = inner.applications.len();
        inner.applications.retain(|one| one.id != id || one.is_system);
        inner.drafts.remove(&id);
        inner.applications.len() < before
    }
}
