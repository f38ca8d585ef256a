//! Who may manage applications for a set-up: a person who is signed in, or an application that may.

use std::sync::Arc;

use super::SetUp;
use crate::halo::{AgentSeen, ApplicationSeen};
use crate::instance::Instance;
use crate::setup::record::Creation;
use crate::sign_ins::{Authority, Waiting};
use crate::vault::credentials::same_client_id;
use crate::{Error, Result};

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
    Confirm { another_person: Waiting, before: Box<Access> },
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
        if is_another_person(first.as_ref(), &person) { Err(Error::AuthorityMissing) } else { Ok(person) }
    }

    /// Checks that this is still the authority to act with: the person may have signed out meanwhile.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`] when it is not.
    pub(super) fn still_acts_with(&self, authority: &Arc<Authority>) -> Result<()> {
        if Arc::ptr_eq(authority, &self.authority()?) { Ok(()) } else { Err(Error::AuthorityMissing) }
    }

    /// Drops an authority that HaloPSA no longer accepts, and passes the result through.
    pub(super) fn or_sign_in_again<R>(&self, authority: &Arc<Authority>, result: Result<R>) -> Result<R> {
        if matches!(result, Err(Error::AuthorityExpired)) {
            self.context.sign_ins.drop_one(authority);
            self.with_memory(|memory| memory.access = Access::None);
        }
        result
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
        authority.has_application_named(name, own.as_ref().and_then(Creation::application))
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
pub(super) fn is_another_person(first: Option<&AgentSeen>, now: &Authority) -> bool {
    matches!((first, &now.agent), (Some(first), Some(now)) if first.id != now.id)
}
