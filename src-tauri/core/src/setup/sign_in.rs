//! Signing in: a person on HaloPSA's own page, in a window of ours, or an application that may manage others.
//! Reads the instance's applications with the new token; if that is allowed, it becomes an authority.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use secrecy::ExposeSecret;

use super::SetUp;
use super::access::{Access, is_another_person};
use super::by_hand::TakenValue;
use super::kind::{learn, worth_reading};
use crate::halo::{self, AgentSeen, ApplicationSeen, Listed, Network, NoToken, Person, Token};
use crate::instance::Instance;
use crate::permissions::set_of;
use crate::procedure::Purpose;
use crate::proof::{Listener, Progress};
use crate::setup::draft::Way;
use crate::sign_ins::{Authority, Since};
use crate::vault::credentials::{self, Recognised, Wanted};
use crate::{Error, Result, Secret};

/// How many applications are read one by one to learn their kind. What twelve have in common, the others have too;
/// more would approach HaloPSA's rate limit, which all clients share (contract: "Rate limit").
const MAX_DETAILS_READ: usize = 12;

/// Scopes with which an application may manage others; which of them suffices is not published.
const BROAD: [&str; 2] = ["all", "admin"];

/// An agent who has just signed in, before it is used for a set-up.
pub struct SignedIn {
    token: Token,
    instance: Instance,
    agent: Option<AgentSeen>,
}

/// Who is signed in, according to the tokens found in the window. `None`: no one (yet).
///
/// # Errors
/// [`Error::NotAdministrator`], [`Error::AuthorityNotEnough`], [`Error::SignInNotHalo`], and any network error.
pub(crate) async fn who_is_signed_in(
    network: &Network,
    instance: &Instance,
    token: Token,
) -> Result<Option<SignedIn>> {
    let agent = match halo::person(network, instance, &token).await? {
        Person::Nobody => return Ok(None),
        Person::Agent(agent) if agent.administrator == Some(false) => {
            return Err(Error::NotAdministrator { name: agent.name });
        }
        Person::Agent(agent) => Some(agent),
        Person::Untold => None,
    };
    if agent.is_none() {
        // Then the request that matters shows whether it is a valid session at all.
        match halo::applications(network, instance, &token).await {
            Ok(_) => {}
            Err(Error::AuthorityExpired) => return Ok(None),
            Err(Error::HaloOddAnswer { host }) => return Err(Error::SignInNotHalo { host }),
            Err(e) => return Err(e),
        }
    }
    Ok(Some(SignedIn { token, instance: instance.clone(), agent }))
}

impl SetUp {
    /// The instance to sign in at for this set-up.
    ///
    /// # Errors
    /// [`Error::DraftIncomplete`] without an address, or where nothing is to be created: a new secret is generated in
    /// HaloPSA itself.
    pub fn sign_in_place(&self) -> Result<Instance> {
        let draft = self.draft()?;
        let instance = draft.instance.filter(|_| draft.purpose == Purpose::NewApplication);
        instance.ok_or(Error::DraftIncomplete)
    }

    /// Continues with the person who signed in.
    ///
    /// # Errors
    /// [`Error::SignInOtherAgent`]; then [`SetUp::accept_sign_in`] continues nevertheless.
    pub async fn sign_in(&self, signed_in: SignedIn, listener: &Listener) -> Result<()> {
        let running = self.begin_work()?;
        let since = self.context.sign_ins.begin();
        listener(Progress::SignInLook);
        if self.sign_in_place()? != signed_in.instance {
            return Err(Error::DraftStale);
        }
        let SignedIn { token, instance, agent } = signed_in;
        let name = agent.as_ref().map(|agent| agent.name.clone());
        // Only reads, so it can be cancelled at any point.
        let reads = read_instance(&self.context.network, instance, token, Behind::Person(agent));
        let authority = running.unless_cancelled(Box::pin(reads)).await.map_err(|e| match (e, name) {
            (Error::AuthorityNotEnough, Some(name)) => Error::NotAdministrator { name },
            (e, _) => e,
        })?;
        let first = self.with_memory(|memory| memory.signed_in_first.clone());
        if is_another_person(first.as_ref(), &authority)
            && let (Some(first), Some(now)) = (first, authority.agent.clone())
        {
            let another_person = self.context.sign_ins.wait(authority, since);
            self.with_memory(|memory| {
                let before = Box::new(std::mem::take(&mut memory.access));
                memory.access = Access::Confirm { another_person, before };
            });
            return Err(Error::SignInOtherAgent { name: now.name, before: first.name });
        }
        self.take_person(authority, since).await
    }

    /// Continues with another person than before, after [`SetUp::sign_in`] returned an error for it.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`] when no sign-in is waiting to be accepted.
    pub async fn accept_sign_in(&self) -> Result<()> {
        let _running = self.begin_work()?;
        let another_person = self.with_memory(|memory| match std::mem::take(&mut memory.access) {
            Access::Confirm { another_person, before } => {
                memory.access = *before;
                Some(another_person)
            }
            access => {
                memory.access = access;
                None
            }
        });
        let accepted = another_person.and_then(|waiting| self.context.sign_ins.accepted(waiting));
        let (authority, since) = accepted.ok_or(Error::AuthorityMissing)?;
        if !authority.is_at(&self.sign_in_place()?) {
            return Err(Error::DraftStale);
        }
        self.take_person(authority, since).await
    }

    /// Continues with the person who is already signed in for another set-up: at this set-up's instance, or if it has
    /// none yet, at the instance of the latest sign-in. Returns whether there is one.
    pub async fn go_on_signed_in(&self) -> Result<bool> {
        let draft = self.draft()?;
        if draft.purpose != Purpose::NewApplication {
            return Ok(false);
        }
        let _running = self.begin_work()?;
        let sign_ins = &self.context.sign_ins;
        let since = sign_ins.begin();
        let person = match &draft.instance {
            Some(instance) => sign_ins.used_at(instance),
            None => sign_ins.all().pop().and_then(|last| sign_ins.used_at(&last.instance)),
        };
        let Some(person) = person else { return Ok(false) };
        let first = self.with_memory(|memory| memory.signed_in_first.clone());
        if is_another_person(first.as_ref(), &person) {
            return Ok(false);
        }
        self.signed_in(Access::Person, &person, since).await?;
        Ok(true)
    }

    /// Registers this person as signed in at the instance.
    async fn take_person(&self, authority: Arc<Authority>, since: Since) -> Result<()> {
        self.context.sign_ins.add(Arc::clone(&authority), since)?;
        self.signed_in(Access::Person, &authority, since).await
    }

    /// Sets the way to [`Way::ByLatchkey`], with this authority.
    ///
    /// # Errors
    /// [`Error::Stopped`] when everyone was signed out meanwhile.
    async fn signed_in(&self, access: Access, authority: &Authority, since: Since) -> Result<()> {
        let instance = authority.instance.clone();
        // Not an answer of the user's: it doesn't save a set-up that has none.
        let filled_in = self.context.records.fill_in(&self.id, |record| {
            let before = record.answers.clone();
            record.answers.instance.get_or_insert(instance);
            record.answers.way = Way::ByLatchkey;
            if record.answers != before {
                record.answers.revision += 1;
                record.became = None;
            }
        });
        filled_in.await?;
        let person = authority.agent.clone().filter(|_| authority.application.is_none());
        self.with_memory(|memory| {
            // A sign-out from here on drops it right after.
            self.context.sign_ins.nobody_was_signed_out(since)?;
            memory.access = access;
            memory.signed_in_first = person.or_else(|| memory.signed_in_first.take());
            Ok(())
        })
    }

    /// Takes the Client ID of an application that may manage others. It is held in memory until the secret
    /// is taken, and never written to a file.
    pub fn take_authority_client_id(&self, copied: &Secret, insist: bool) -> Result<TakenValue> {
        self.sign_in_place()?;
        let Recognised { value, trimmed } = credentials::recognise(copied, Wanted::ClientId, None, insist)?;
        // Exposed because a Client ID is no secret.
        let client_id = value.expose_secret().to_owned();
        let before = self.authority_client_id();
        self.with_memory(|memory| memory.access = Access::ClientId(client_id.clone()));
        Ok(TakenValue { trimmed, changed: before.is_some_and(|before| before != client_id) })
    }

    /// Takes that application's secret, signs in with it once, and drops it.
    ///
    /// # Errors
    /// [`Error::AuthorityRefused`], [`Error::AuthorityNotEnough`], [`Error::ManagingMissing`].
    pub async fn take_authority_secret(&self, copied: &Secret, insist: bool) -> Result<()> {
        let running = self.begin_work()?;
        let since = self.context.sign_ins.begin();
        let instance = self.sign_in_place()?;
        let client_id = self.authority_client_id().ok_or(Error::ClientIdMissing)?;
        let other = Secret::from(client_id.as_str());
        let secret = credentials::recognise(copied, Wanted::Secret, Some(&other), insist)?.value;
        let network = &self.context.network;
        // Only reads, so it can be cancelled at any point.
        let reads = async {
            let token = token_of_an_authority(network, &instance, &client_id, &secret).await?;
            drop(secret);
            read_instance(network, instance, token, Behind::Application(client_id)).await
        };
        let authority = running.unless_cancelled(Box::pin(reads)).await?;
        self.signed_in(Access::Application(Arc::clone(&authority)), &authority, since).await
    }
}

/// To whom a token belongs.
enum Behind {
    /// A person, as HaloPSA describes the agent, if it does.
    Person(Option<AgentSeen>),
    /// The application with this Client ID.
    Application(String),
}

/// Reads the instance's applications and learns their kind, within the limits of [`halo::Patience`].
///
/// # Errors
/// [`Error::ListTooSlow`].
async fn read_instance(
    network: &Network,
    instance: Instance,
    token: Token,
    behind: Behind,
) -> Result<Arc<Authority>> {
    let too_slow = Error::ListTooSlow { host: instance.address.host_and_port() };
    let reads = read_all(network, instance, token, behind);
    let limit = network.patience().after_sign_in;
    tokio::time::timeout(limit, reads).await.unwrap_or(Err(too_slow))
}

async fn read_all(
    network: &Network,
    instance: Instance,
    token: Token,
    behind: Behind,
) -> Result<Arc<Authority>> {
    let listed = halo::applications(network, &instance, &token);
    let (application, agent, listed) = match behind {
        Behind::Person(agent) => (None, agent, listed.await),
        Behind::Application(client_id) => {
            let agent = halo::agent_behind(network, &instance, &token, &|_| {});
            let (agent, listed) = tokio::join!(agent, listed);
            (Some(client_id), agent.ok().flatten(), listed)
        }
    };
    let applications = match listed {
        // A token this new can't have expired: it lacks the rights.
        Err(Error::AuthorityExpired) => return Err(Error::AuthorityNotEnough),
        applications => applications?,
    };
    let own = application.as_deref();
    let detailed = with_details(network, &instance, &token, worth_reading(own, &applications.rows)).await?;
    let kind = learn(own, &detailed);
    let Listed { mut rows, unread } = applications;
    for seen in detailed {
        if let Some(row) = rows.iter_mut().find(|row| row.id == seen.id) {
            *row = seen;
        }
    }
    let applications = Listed { rows, unread };
    Ok(Arc::new(Authority::new(token, instance, agent, application, applications, kind)))
}

/// Tries one scope after the other (contract: "asking for `all` with less granted fails for some").
async fn token_of_an_authority(
    network: &Network,
    instance: &Instance,
    client_id: &str,
    secret: &Secret,
) -> Result<Token> {
    for permission in BROAD {
        let wanted = set_of(&[permission])?;
        match halo::ask(network, instance, client_id, secret, &wanted, &|_| {}).await? {
            Ok(answer) => return Ok(answer.token),
            Err(NoToken::RefusedPermission) => {}
            Err(NoToken::NotLetIn) => return Err(Error::HaloNotLetIn { host: instance.sign_in_host() }),
            Err(why) => {
                tracing::info!(?why, "no token for a managing application");
                return Err(Error::AuthorityRefused);
            }
        }
    }
    Err(Error::AuthorityNotEnough)
}

/// The first [`MAX_DETAILS_READ`] applications with their details; where HaloPSA returns none, as the list has them.
async fn with_details(
    network: &Network,
    instance: &Instance,
    token: &Token,
    mut applications: Vec<ApplicationSeen>,
) -> Result<Vec<ApplicationSeen>> {
    applications.truncate(MAX_DETAILS_READ);
    let seen: Vec<Result<ApplicationSeen>> = stream::iter(applications)
        .map(|row| async move {
            match halo::application(network, instance, token, &row.id).await {
                Ok(Some(application)) => Ok(with_list_values(application, row)),
                Err(Error::AuthorityExpired) => Err(Error::AuthorityExpired),
                Ok(None) | Err(_) => Ok(row),
            }
        })
        .buffered(4)
        .collect()
        .await;
    seen.into_iter().collect()
}

/// Fills in values of the kind that the details leave out from the list's row.
fn with_list_values(mut details: ApplicationSeen, row: ApplicationSeen) -> ApplicationSeen {
    let (kind, told) = (&mut details.kind, row.kind);
    kind.grant_type = kind.grant_type.take().or(told.grant_type);
    kind.client_type = kind.client_type.take().or(told.client_type);
    kind.login_entity = kind.login_entity.or(told.login_entity);
    kind.credential_type = kind.credential_type.or(told.credential_type);
    details
}
