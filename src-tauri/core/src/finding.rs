//! What a proof found: the result, and everything that it rests on. No secret is in it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::halo::{AgentSeen, NoToken, ReadSeen};
use crate::permission::Permission;
use crate::procedure::Item;

/// The result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A token for exactly the planned permissions, the planned agent behind it, every read
    /// answered with something in it.
    Works,
    /// It works, and something could not be told or was not as expected.
    WorksWithRemarks,
    /// No token, a permission missing, another agent, or no read answered.
    DoesNotWork,
}

impl Verdict {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::WorksWithRemarks => "works-with-remarks",
            Self::DoesNotWork => "does-not-work",
        }
    }
}

/// What asking for the token came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum TokenSeen {
    /// There is one. `named`: the answer names its permissions.
    Given {
        /// Whether the answer names the permissions.
        named: bool,
    },
    /// HaloPSA refused.
    Refused {
        /// Why, as far as it says.
        why: NoToken,
    },
    /// It could not be asked for.
    Failed {
        /// The code of an [`crate::Error`].
        code: String,
    },
}

/// The agent behind the token, against the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum AgentFinding {
    /// The planned one.
    Planned {
        /// As HaloPSA names it.
        agent: AgentSeen,
    },
    /// Another one.
    Another {
        /// As HaloPSA names it.
        agent: AgentSeen,
    },
    /// Nobody planned one.
    NotPlanned {
        /// As HaloPSA names it.
        agent: AgentSeen,
    },
    /// The instance did not say.
    NotTold {
        /// Whether it refused with 401 or 403.
        refused: bool,
    },
}

/// One read and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFinding {
    /// The permission that it shows.
    pub permission: Permission,
    /// Where.
    pub path: String,
    /// What was seen.
    pub seen: ReadSeen,
}

/// Something that is not as clear as it should be. Its words are `remark-<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "id")]
pub enum Remark {
    /// The agent can't be told.
    AgentNotTold,
    /// A read was answered with nothing.
    NothingSeen {
        /// Of this permission.
        permission: Permission,
    },
    /// A read was refused although another one was answered. The path is guessed.
    ReadRefused {
        /// Of this permission.
        permission: Permission,
    },
    /// A read could not be carried out.
    ReadFailed {
        /// Of this permission.
        permission: Permission,
    },
    /// No read is known.
    NoRead {
        /// Of this permission.
        permission: Permission,
    },
    /// HaloPSA saved the application under another name than planned.
    AnotherName,
}

/// In what a saved application differs from the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "id")]
pub enum Difference {
    /// It has another name. That is a remark, not a fault.
    Name,
    /// It is not active.
    Inactive,
    /// It is not of the kind "Client ID and Secret (Services)" that was asked for.
    Method,
    /// It does not log in as an agent.
    LoginType,
    /// It logs in as another agent, or as none.
    Agent,
    /// It has other permissions.
    Permissions {
        /// Planned and not there.
        missing: Vec<Permission>,
        /// So many are there that were not planned.
        more: usize,
    },
}

impl Difference {
    /// As in words and pages.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Inactive => "inactive",
            Self::Method => "method",
            Self::LoginType => "login-type",
            Self::Agent => "agent",
            Self::Permissions { .. } => "permissions",
        }
    }

    /// The item of the guide at which it is put right.
    pub fn item(&self) -> Item {
        match self {
            Self::Name => Item::Name,
            Self::Inactive => Item::Active,
            Self::Method => Item::Method,
            Self::LoginType => Item::LoginType,
            Self::Agent => Item::Agent,
            Self::Permissions { .. } => Item::Permissions,
        }
    }
}

/// What was found out, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The result.
    pub verdict: Verdict,
    /// The token.
    pub token: TokenSeen,
    /// In what the saved application differs from the plan. `None` when it was not compared: only
    /// who may manage applications can read one.
    #[serde(default)]
    pub saved: Option<Vec<Difference>>,
    /// Planned and not given.
    pub missing: Vec<Permission>,
    /// Who is behind the token. `None` without a token.
    pub agent: Option<AgentFinding>,
    /// Every read that was tried.
    pub reads: Vec<ReadFinding>,
    /// What is not as clear as it should be.
    pub remarks: Vec<Remark>,
    /// If it does not work: why, the most probable first.
    pub causes: Vec<Cause>,
    /// When.
    pub at: Timestamp,
}

/// A possible cause. Its words are `cause-<id>`: what it is, how to see it, what to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The commonest: HaloPSA gave the application another Client ID on Save.
    ClientIdChanged,
    /// Save was not pressed, or a new secret was generated after the one that was copied.
    SecretNotSaved,
    /// "Active" is not ticked.
    Inactive,
    /// Authentication Method is another one.
    WrongMethod,
    /// Login Type is not Agent.
    WrongLoginType,
    /// Permissions are not ticked, or were not saved.
    PermissionsNotTicked,
    /// The agent may not see it.
    AgentWithoutRights,
    /// The agent is disabled.
    AgentDisabled,
    /// Another agent is chosen.
    AnotherAgent,
    /// The application is on another instance.
    WrongInstance,
    /// The tenant is not right.
    WrongTenant,
    /// HaloPSA asks to wait.
    Busy,
    /// HaloPSA answers with faults.
    HaloTrouble,
    /// HaloPSA can't be reached from here.
    NotReached,
}

impl Cause {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        match self {
            Self::ClientIdChanged => "client-id-changed",
            Self::SecretNotSaved => "secret-not-saved",
            Self::Inactive => "inactive",
            Self::WrongMethod => "wrong-method",
            Self::WrongLoginType => "wrong-login-type",
            Self::PermissionsNotTicked => "permissions-not-ticked",
            Self::AgentWithoutRights => "agent-without-rights",
            Self::AgentDisabled => "agent-disabled",
            Self::AnotherAgent => "another-agent",
            Self::WrongInstance => "wrong-instance",
            Self::WrongTenant => "wrong-tenant",
            Self::Busy => "busy",
            Self::HaloTrouble => "halo-trouble",
            Self::NotReached => "not-reached",
        }
    }

    /// The item of the guide at which it is put right. `None` when it is not put right in HaloPSA.
    pub fn item(self) -> Option<Item> {
        match self {
            Self::ClientIdChanged => Some(Item::ClientIdAgain),
            Self::SecretNotSaved => Some(Item::Secret),
            Self::Inactive => Some(Item::Active),
            Self::WrongMethod => Some(Item::Method),
            Self::WrongLoginType => Some(Item::LoginType),
            Self::PermissionsNotTicked => Some(Item::Permissions),
            Self::AgentDisabled | Self::AgentWithoutRights | Self::AnotherAgent => Some(Item::Agent),
            Self::WrongInstance | Self::WrongTenant | Self::Busy | Self::HaloTrouble | Self::NotReached => {
                None
            }
        }
    }
}
