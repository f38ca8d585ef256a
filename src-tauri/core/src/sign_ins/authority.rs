//! The right to manage applications.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::halo::{AgentSeen, ApplicationSeen, Kind, Listed, Token};
use crate::ids::ApplicationId;
use crate::instance::Instance;
use crate::lock::lock;
use crate::proof::same_name;

/// The right to manage applications, of a person who is signed in or of an application that may; the latter's
/// secret was used once and dropped.
pub(crate) struct Authority {
    pub(crate) token: Token,
    pub(crate) instance: Instance,
    pub(crate) agent: Option<AgentSeen>,
    /// The application's Client ID; `None` for a person.
    pub(crate) application: Option<String>,
    /// The instance's applications, as they were at sign-in.
    pub(crate) applications: Listed<ApplicationSeen>,
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
    pub(crate) fn new(
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
    pub(crate) fn note_applications(&self, listed: &Listed<ApplicationSeen>) {
        *lock(&self.names) = Names::of(listed);
    }

    /// Adds one that was created meanwhile.
    pub(crate) fn note_created(&self, id: &ApplicationId, name: &str) {
        let rows = &mut lock(&self.names).rows;
        rows.retain(|(other, _)| !other.is(id));
        rows.push((id.clone(), name.to_owned()));
    }

    /// Removes one that was deleted meanwhile.
    pub(crate) fn note_deleted(&self, id: &ApplicationId) {
        lock(&self.names).rows.retain(|(other, _)| !other.is(id));
    }

    /// Whether the instance had an application of this name, other than `own`, when the names were read. `None` if
    /// unknown: rows can't be read.
    pub(crate) fn has_application_named(&self, name: &str, own: Option<&ApplicationId>) -> Option<bool> {
        let names = lock(&self.names);
        let same = |(id, other): &(ApplicationId, String)| same_name(other, name) && Some(id) != own;
        if names.rows.iter().any(same) {
            return Some(true);
        }
        (names.unread == 0).then_some(false)
    }

    /// Whether the names may be outdated.
    pub(crate) fn names_are_old(&self) -> bool {
        lock(&self.names).read.elapsed() > NAMES_ARE_GOOD_FOR
    }
}

/// An active sign-in, for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The instance's host, port and path.
    pub host: String,
    /// The agent's name, if HaloPSA returned it.
    pub name: Option<String>,
}
