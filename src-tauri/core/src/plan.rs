//! The state that HaloPSA is to have in the end, and that the proof checks.

use serde::{Deserialize, Serialize};

use crate::instance::Instance;
use crate::permissions::Permission;

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

/// The agent for HaloPSA's "Agent to log in as".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum PlannedAgent {
    /// By the name that the user typed.
    Named {
        /// Its name.
        name: String,
    },
    /// Chosen from HaloPSA's own list.
    Listed {
        /// HaloPSA's numeric id for it.
        id: i64,
        /// Its name.
        name: String,
    },
}

impl PlannedAgent {
    /// An agent by the name that the user typed.
    pub fn named(name: &str) -> Self {
        Self::Named { name: name.to_owned() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Named { name } | Self::Listed { name, .. } => name,
        }
    }

    /// HaloPSA's numeric id for it, where it is known.
    pub fn id(&self) -> Option<i64> {
        match self {
            Self::Named { .. } => None,
            Self::Listed { id, .. } => Some(*id),
        }
    }

    /// The same agent by its name only: at another instance the id belongs to another agent.
    pub(crate) fn by_name(self) -> Self {
        match self {
            Self::Named { name } | Self::Listed { name, .. } => Self::Named { name },
        }
    }
}
