//! The state that HaloPSA is to have in the end, and that the proof checks.

use crate::instance::Instance;
use crate::permissions::Permission;
use crate::setup::draft::{Draft, PlannedAgent};
use crate::setup::procedure::Purpose;
use crate::{Error, Result};

/// A complete plan: every answer is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The instance.
    pub instance: Instance,
    /// The product's name.
    pub product_name: String,
    /// HaloPSA's "Agent to log in as". Not known when a lost secret is replaced for an application that
    /// Latchkey did not set up.
    pub agent: Option<PlannedAgent>,
    /// Exactly the permissions that the application is to have.
    pub permissions: Vec<Permission>,
}

impl Plan {
    /// The plan of a set-up, once its pages are answered.
    ///
    /// # Errors
    /// [`Error::DraftIncomplete`] while an answer is missing.
    pub fn of(draft: &Draft) -> Result<Self> {
        let instance = draft.instance.clone().ok_or(Error::DraftIncomplete)?;
        if draft.permissions.is_empty() {
            return Err(Error::DraftIncomplete);
        }
        if draft.purpose == Purpose::NewApplication
            && (draft.agent.is_none() || draft.application_name.is_none())
        {
            return Err(Error::DraftIncomplete);
        }
        Ok(Self {
            instance,
            product_name: draft.product_name.clone(),
            agent: draft.agent.clone(),
            permissions: draft.permissions.clone(),
        })
    }
}
