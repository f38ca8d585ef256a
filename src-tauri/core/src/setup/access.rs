//! Who may manage applications for a set-up: a person who is signed in, or an application that may.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::SetUp;
use crate::halo::{AgentSeen, ApplicationSeen, Kind, Listed, Token};
use crate::ids::ApplicationId;
use crate::instance::Instance;
use crate::lock::lock;
use crate::proof::same_name;
use crate::setup::record::Creation;
use crate::sign_ins::{SignIn, Waiting};
use crate::vault::credentials::same_client_id;
use crate::{Error, Result};

/// The right to manage applications, of a person who is signed in or of an application that may; the latter's
/// secret was used once and dropped.
pub(crate) struct Authority {
    pub(crate) token: Token,
    pub(crate) instance: Instance,
    pub(crate) agent: Option<AgentSeen>,
    /// The application's Client ID; `None` for a person.
    pub(super) application: Option<String>,
    /// The instance's applications, as they were at sign-in.
    pub(super) applications: Listed<ApplicationSeen>,
    /// The names of the instance's applications, as far as they could be read.
    names: Mutex<Names>,
    /// The values to request for a new application.
    pub(crate) kind: Kind,
}

/// The names of an instance's applications.
struct Names {
    rows: Vec<(ApplicationId, String)>,
    /// How many more applications there are whose rows can't be read.
    unread: usize,
    read: Instant,
}

impl Names {
    fn of(listed: &Listed<ApplicationSeen>) -> Self {
        let rows = listed.rows.iter().map(|one| (one.id.clone(), one.name.clone())).collect();
        Self { rows, unread: listed.unread, read: Instant::now() }
    }
}

/// The age at which names are read again for another set-up.
const NAMES_ARE_GOOD_FOR: Duration = Duration::from_secs(60);

impl Authority {
    /// `application`: its Client ID, if it is one. `applications`: those of the instance.
    pub(super) fn new(
        token: Token,
        instance: Instance,
        agent: Option<AgentSeen>,
        application: Option<String>,
        applications: Listed<ApplicationSeen>,
        kind: Kind,
    ) -> Self {
        let names = Mutex::new(Names::of(&applications));
        Self { token, instance, agent, application, applications, names, kind }
    }

    pub(crate) fn is_at(&self, instance: &Instance) -> bool {
        self.instance.is_same_place(instance)
    }

    /// The sign-in as shown to the user.
    pub(crate) fn shown(&self) -> SignIn {
        SignIn {
            host: self.instance.address.host_and_path(),
            name: self.agent.as_ref().map(|agent| agent.name.clone()),
        }
    }

    /// Updates the applications' names, so that they are not proposed.
    pub(super) fn note_applications(&self, listed: &Listed<ApplicationSeen>) {
        *lock(&self.names) = Names::of(listed);
    }

    /// Adds one that was created meanwhile.
    pub(super) fn note_created(&self, id: &ApplicationId, name: &str) {
        let rows = &mut lock(&self.names).rows;
        rows.retain(|(other, _)| !other.is(id));
        rows.push((id.clone(), name.to_owned()));
    }

    /// Removes one that was deleted meanwhile.
    pub(super) fn note_deleted(&self, id: &ApplicationId) {
        lock(&self.names).rows.retain(|(other, _)| !other.is(id));
    }

    /// Whether the names may be outdated.
    pub(super) fn names_are_old(&self) -> bool {
        lock(&self.names).read.elapsed() > NAMES_ARE_GOOD_FOR
    }
}

impl Access {
    /// The access that is in effect: while a sign-in waits to be accepted, the one before.
    fn in_use(&self) -> &Self {
        match self {
            Self::Confirm { before, .. } => before.in_use(),
            access => access,
        }
    }
}

/// Who may manage applications for a set-up.
#[derive(Default)]
pub(super) enum Access {
    /// No one.
    #[default]
    None,
    /// The Client ID of an application whose secret was not taken yet.
    ClientId(String),
    /// An application. It is used for this set-up only.
    Application(Arc<Authority>),
    /// The person who is signed in at its instance: the one who signed in first for it, or who continued with it.
    Person,
    /// A different person than before has signed in, pending acceptance. `before`: the previous access.
    Confirm { somebody_else: Waiting, before: Box<Access> },
}

/// What is shown to the user of an authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorised {
    /// The name of its agent, where HaloPSA returns it.
    pub agent: Option<String>,
    /// Whether that agent is an administrator, where HaloPSA returns it.
    pub administrator: Option<bool>,
    /// Whether it is a person who signed in; otherwise an application.
    pub by_person: bool,
    /// The application's name, where HaloPSA returns it.
    pub application: Option<String>,
    /// The instance's applications.
    pub applications: Vec<ApplicationSeen>,
    /// How many more applications there are whose rows can't be read.
    pub unread: usize,
}

impl SetUp {
    /// The authority to act with. Counts as its use.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`] when there is none.
    pub(super) fn authority(&self) -> Result<Arc<Authority>> {
        self.access(|instance| self.context.sign_ins.used_at(instance))
    }

    /// The same authority for display only, which does not count as its use.
    pub(super) fn authority_shown(&self) -> Result<Arc<Authority>> {
        self.access(|instance| self.context.sign_ins.at(instance))
    }

    fn access(&self, signed_in: impl FnOnce(&Instance) -> Option<Arc<Authority>>) -> Result<Arc<Authority>> {
        let (application, first) = self.with_memory(|memory| match memory.access.in_use() {
            Access::Application(authority) => Ok((Some(Arc::clone(authority)), None)),
            Access::Person => Ok((None, memory.signed_in_first.clone())),
            _ => Err(Error::AuthorityMissing),
        })?;
        if let Some(application) = application {
            return Ok(application);
        }
        let instance = self.draft()?.instance;
        let person = instance.and_then(|instance| signed_in(&instance)).ok_or(Error::AuthorityMissing)?;
        if is_somebody_else(first.as_ref(), &person) { Err(Error::AuthorityMissing) } else { Ok(person) }
    }

    /// Checks that this is still the authority to act with: the person may have signed out meanwhile.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`] when it is not.
    pub(super) fn still_acts_with(&self, authority: &Arc<Authority>) -> Result<()> {
        if Arc::ptr_eq(authority, &self.authority()?) { Ok(()) } else { Err(Error::AuthorityMissing) }
    }

    /// Drops an authority that HaloPSA no longer accepts, and passes the result through.
    pub(super) fn or_sign_in_again<R>(&self, authority: &Arc<Authority>, asked: Result<R>) -> Result<R> {
        if matches!(asked, Err(Error::AuthorityExpired)) {
            self.context.sign_ins.drop_one(authority);
            self.with_memory(|memory| memory.access = Access::None);
        }
        asked
    }

    /// The Client ID of an application whose secret was not taken yet.
    pub fn authority_client_id(&self) -> Option<String> {
        self.with_memory(|memory| match &memory.access {
            Access::ClientId(client_id) => Some(client_id.clone()),
            _ => None,
        })
    }

    /// Who is signed in for it, with the instance's applications at that time.
    pub fn authorised(&self) -> Option<Authorised> {
        let authority = self.authority_shown().ok()?;
        let own = authority.application.as_ref();
        let rows = &authority.applications.rows;
        let own = own.and_then(|own| rows.iter().find(|a| same_client_id(&a.client_id, own)));
        Some(Authorised {
            agent: authority.agent.as_ref().map(|agent| agent.name.clone()),
            administrator: authority.agent.as_ref().and_then(|agent| agent.administrator),
            by_person: authority.application.is_none(),
            application: own.map(|own| own.name.clone()),
            applications: rows.clone(),
            unread: authority.applications.unread,
        })
    }

    /// Whether another application of the instance had this name when the names were read. `None` if unknown:
    /// no one is signed in, or rows can't be read.
    pub fn is_name_taken(&self, name: &str) -> Option<bool> {
        let authority = self.authority_shown().ok()?;
        let own = self.creation();
        let own = own.as_ref().and_then(Creation::application);
        let names = lock(&authority.names);
        let same = |(id, other): &(ApplicationId, String)| same_name(other, name) && Some(id) != own;
        if names.rows.iter().any(same) {
            return Some(true);
        }
        (names.unread == 0).then_some(false)
    }

    /// The product's name, with a number appended if an application of the instance already has it.
    pub fn free_name(&self) -> Result<String> {
        let product = self.draft()?.product_name;
        let numbered = (2..100).map(|n| format!("{product} ({n})"));
        let mut names = std::iter::once(product.clone()).chain(numbered);
        Ok(names.find(|name| self.is_name_taken(name) != Some(true)).unwrap_or(product))
    }

    /// Drops a sign-in that was pending acceptance.
    pub(crate) fn forget_whom_to_accept(&self) {
        self.with_memory(|memory| {
            memory.access = match std::mem::take(&mut memory.access) {
                Access::Confirm { before, .. } => *before,
                access => access,
            };
        });
    }

    /// Drops the authority, and a sign-in that is pending.
    pub(crate) fn drop_access(&self) {
        self.with_memory(|memory| memory.access = Access::None);
    }
}

/// Whether a different person than the first has signed in. An unknown person counts as the same.
pub(super) fn is_somebody_else(first: Option<&AgentSeen>, now: &Authority) -> bool {
    matches!((first, &now.agent), (Some(first), Some(now)) if first.id != now.id)
}
