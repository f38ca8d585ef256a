//! Saving a form, in the dialect's way. The pages' Save and the API share it.

use std::collections::BTreeSet;
use std::io;
use std::time::Instant;

use crate::application::{Application, Draft, LoginType, Secret};
use crate::dialect::{
    ActiveOnSave, AgentOnSave, ClientIdOnSave, DescriptionOnSave, Dialect, LoginTypeOnSave, PermissionsOnSave,
};
use crate::random;

/// The id of the agent that [`AgentOnSave::Another`] saves: the built-in integration agent.
const ANOTHER_AGENT: u32 = 6;

/// Credentials that HaloPSA generates.
pub(crate) struct Credentials {
    pub(crate) client_id: String,
    pub(crate) secret: Secret,
}

impl Credentials {
    /// Random ones. Fails if the system has no randomness.
    pub(crate) fn generate() -> io::Result<Self> {
        Ok(Self { client_id: random::guid()?, secret: Secret::new(random::secret()?) })
    }
}

/// The application that this dialect stores for a form. `before`: the stored one that the form changes. `generated`
/// is used where HaloPSA generates credentials.
pub(crate) fn saved(
    id: u32,
    draft: Draft,
    before: Option<&Application>,
    dialect: &Dialect,
    generated: Credentials,
    now: Instant,
) -> Application {
    let permissions = match dialect.permissions_on_save {
        PermissionsOnSave::Kept => draft.permissions,
        PermissionsOnSave::AllDropped => BTreeSet::new(),
        PermissionsOnSave::OneDropped(name) => {
            let mut kept = draft.permissions;
            kept.remove(name);
            kept
        }
    };
    let client_id = match (before, dialect.client_id_on_save) {
        (None, ClientIdOnSave::Changes) => generated.client_id,
        _ => draft.client_id,
    };
    let secret =
        draft.new_secret.or_else(|| before.map(|stored| stored.secret.clone())).unwrap_or(generated.secret);
    Application {
        id,
        name: draft.name,
        description: match dialect.description_on_save {
            DescriptionOnSave::Kept if dialect.version.describes_applications() => draft.description,
            _ => String::new(),
        },
        active: draft.active && dialect.active_on_save == ActiveOnSave::AsChosen,
        authentication_method: draft.authentication_method,
        login_type: match dialect.login_type_on_save {
            LoginTypeOnSave::AsChosen => draft.login_type.unwrap_or(LoginType::Agent),
            LoginTypeOnSave::Customer => LoginType::Customer,
        },
        agent_id: match dialect.agent_on_save {
            AgentOnSave::Kept => draft.agent_id,
            AgentOnSave::Dropped | AgentOnSave::DroppedUnnoticed => None,
            AgentOnSave::Another => draft.agent_id.map(|_| ANOTHER_AGENT),
        },
        client_id,
        permissions,
        is_system: false,
        created_by: before.and_then(|stored| stored.created_by),
        secret,
        listed_from: before.map_or(now, |stored| stored.listed_from),
        usable_from: now + dialect.sign_in_delay,
    }
}
