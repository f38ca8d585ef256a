//! The result of a proof, with all observations. Contains no secret.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr, VariantNames};

use crate::halo::{AgentSeen, NoToken, ReadSeen};
use crate::permissions::Permission;
use crate::procedure::Item;
use crate::products::Demand;

/// The overall result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    /// A token for exactly the planned permissions, of the planned agent, and every read that could be tried
    /// succeeded.
    Works,
    /// It works, with remarks on which the person can act.
    WorksWithRemarks,
    /// No token, a missing permission, another agent or none, every read refused, or no response.
    DoesNotWork,
}

impl Verdict {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// The outcome of the token request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum TokenSeen {
    /// A token was issued.
    Given {
        /// Whether the response names the permissions.
        named: bool,
    },
    /// HaloPSA refused.
    Refused {
        /// Why, as far as the response shows.
        why: NoToken,
    },
    /// The request failed.
    Failed {
        /// The code of an [`crate::Error`].
        code: String,
    },
}

/// The token's agent, compared with the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(rename_all = "kebab-case", tag = "is")]
#[strum(serialize_all = "kebab-case")]
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
    /// No agent was planned.
    NotPlanned {
        /// As HaloPSA names it.
        agent: AgentSeen,
    },
    /// The instance did not return it; the application, as read back, logs in as the planned one.
    AsSaved {
        /// The planned one's name.
        name: String,
        /// When it was read back.
        at: Timestamp,
        /// Whether the instance refused with 401 or 403.
        #[serde(default)]
        refused: bool,
    },
    /// The instance did not return it.
    NotTold {
        /// Whether it refused with 401 or 403.
        refused: bool,
    },
}

impl AgentFinding {
    /// The id in the words file: `agent-<id>`.
    pub fn id(&self) -> &'static str {
        self.into()
    }

    /// The token's agent as returned by HaloPSA.
    pub fn seen(&self) -> Option<&AgentSeen> {
        match self {
            Self::Planned { agent } | Self::Another { agent } | Self::NotPlanned { agent } => Some(agent),
            Self::AsSaved { .. } | Self::NotTold { .. } => None,
        }
    }

    /// Whether HaloPSA refused to return the token's agent.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::NotTold { refused: true } | Self::AsSaved { refused: true, .. })
    }

    /// Whether HaloPSA returned the token's agent.
    pub fn is_known(&self) -> bool {
        self.seen().is_some()
    }
}

/// One read and its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFinding {
    /// The permission that it tests.
    pub permission: Permission,
    /// The path, below `api/`.
    pub path: String,
    /// The outcome.
    pub seen: ReadSeen,
}

impl ReadFinding {
    /// Whether the response was 401 or 403.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(self.seen, ReadSeen::Refused { .. })
    }
}

/// A remark on a working connection on which the person can act. Its words are `remark-<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(rename_all = "kebab-case", tag = "id")]
#[strum(serialize_all = "kebab-case")]
pub enum Remark {
    /// The token's agent is unknown.
    AgentNotTold,
    /// All essential data is empty: there are no records yet, or the agent may not see them.
    NothingAtAll {
        /// Those of tickets and customers.
        permissions: Vec<Permission>,
    },
    /// A read was refused although another one succeeded. The path is guessed.
    ReadRefused {
        /// The permission of the read.
        permission: Permission,
    },
    /// No rows are visible: the agent belongs to no team.
    NoTeam {
        /// The permission of the read.
        permission: Permission,
    },
    /// No rows are visible: a role, or the agent itself if the name is empty, has no access.
    NoAccess {
        /// The permission of the read.
        permission: Permission,
        /// The role's name.
        role: String,
    },
    /// Changing was planned, but the agent may only read.
    OnlyReads {
        /// The planned permission.
        permission: Permission,
    },
    /// The agent doesn't meet a demand of the product's vendor. Its words are `unmet-<demand>`.
    Unmet {
        /// The unmet demand.
        demand: Demand,
    },
}

impl Remark {
    /// As in words and pages.
    pub fn id(&self) -> &'static str {
        self.into()
    }

    /// The permissions that it concerns.
    pub fn permissions(&self) -> &[Permission] {
        match self {
            Self::AgentNotTold | Self::Unmet { .. } => &[],
            Self::NothingAtAll { permissions } => permissions,
            Self::ReadRefused { permission }
            | Self::NoTeam { permission }
            | Self::NoAccess { permission, .. }
            | Self::OnlyReads { permission } => std::slice::from_ref(permission),
        }
    }

    /// Whether both have the same remedy, for whatever permissions.
    fn has_the_cause_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::NoAccess { role, .. }, Self::NoAccess { role: other, .. }) => role == other,
            (Self::Unmet { demand }, Self::Unmet { demand: other }) => demand == other,
            _ => self.id() == other.id(),
        }
    }
}

/// Remarks with the same remedy, combined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing<'a> {
    /// The first of the remarks.
    pub remark: &'a Remark,
    /// The permissions of all of them.
    pub permissions: Vec<&'a Permission>,
}

/// Ignores remarks of an older Latchkey that no longer exist.
fn known_remarks<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Remark>, D::Error> {
    let all = Vec::<serde_json::Value>::deserialize(from)?;
    Ok(all.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect())
}

/// The saved application as it was read back, compared with the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadBack {
    /// The differences.
    pub differences: Vec<Difference>,
    /// The items that HaloPSA returned, and so were compared.
    pub compared: Vec<Item>,
}

impl ReadBack {
    /// Whether any of the differences explains a refused token.
    pub fn explains_a_refusal(&self) -> bool {
        self.differences.iter().any(|difference| match difference {
            Difference::Name => false,
            Difference::Permissions { missing, .. } => !missing.is_empty(),
            _ => true,
        })
    }

    /// Whether the item was compared and is as planned.
    pub fn is_as_planned(&self, item: Item) -> bool {
        self.compared.contains(&item) && self.differences.iter().all(|difference| difference.item() != item)
    }
}

/// A difference between a saved application and the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(rename_all = "kebab-case", tag = "id")]
#[strum(serialize_all = "kebab-case")]
pub enum Difference {
    /// It has another name, which is harmless.
    Name,
    /// It is not active.
    Inactive,
    /// It is not of the kind "Client ID and Secret (Services)".
    Method,
    /// It does not log in as an agent.
    LoginType,
    /// It logs in as another agent, or as none.
    Agent,
    /// It has other permissions.
    Permissions {
        /// Planned, but missing.
        missing: Vec<Permission>,
        /// The number of permissions that were not planned.
        more: usize,
    },
}

impl Difference {
    /// As in words and pages.
    pub fn id(&self) -> &'static str {
        self.into()
    }

    /// The item of the guide at which it is corrected.
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

/// The complete result of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The overall result.
    pub verdict: Verdict,
    /// The outcome of the token request.
    pub token: TokenSeen,
    /// The differences of the saved application. `None` when it was not compared: only agents who may manage
    /// applications can read one.
    #[serde(default)]
    pub saved: Option<Vec<Difference>>,
    /// The items that were compared.
    #[serde(default)]
    pub compared: Vec<Item>,
    /// Planned, but not granted.
    pub missing: Vec<Permission>,
    /// The token's agent. `None` without a token.
    pub agent: Option<AgentFinding>,
    /// All reads that were tried.
    pub reads: Vec<ReadFinding>,
    /// Planned and granted, without a harmless read to try.
    #[serde(default)]
    pub untried: Vec<Permission>,
    /// The remarks.
    #[serde(deserialize_with = "known_remarks")]
    pub remarks: Vec<Remark>,
    /// The possible causes if it does not work, the most probable first.
    pub causes: Vec<Cause>,
    /// When it was made.
    pub at: Timestamp,
}

impl Proof {
    /// Whether the item's tick has to be removed, because it is a possible cause of the failure. An item that
    /// Latchkey ticks itself (where the secret is) only if it is the most probable cause.
    pub fn refutes(&self, item: Item) -> bool {
        if self.verdict != Verdict::DoesNotWork {
            return false;
        }
        let mut causes = self.causes.iter().take(if item.is_ticked_by_hand() { usize::MAX } else { 1 });
        causes.any(|cause| cause.item() == Some(item) || item == Item::Save && cause.needs_save())
    }

    /// The remarks, combined by remedy.
    pub fn things(&self) -> Vec<Thing<'_>> {
        let mut things: Vec<Thing<'_>> = Vec::new();
        for remark in &self.remarks {
            match things.iter_mut().find(|thing| thing.remark.has_the_cause_of(remark)) {
                Some(thing) => thing.permissions.extend(remark.permissions()),
                None => things.push(Thing { remark, permissions: remark.permissions().iter().collect() }),
            }
        }
        things
    }

    /// The remark on a read's outcome, if any.
    pub fn remark_on(&self, read: &ReadFinding) -> Option<&Remark> {
        let is_of_it = |remark: &&Remark| {
            !matches!(remark, Remark::OnlyReads { .. }) && remark.permissions().contains(&read.permission)
        };
        self.remarks.iter().find(is_of_it)
    }

    /// The comparison of the saved application with the plan. `None` when it was not compared.
    pub fn read_back(&self) -> Option<ReadBack> {
        let differences = self.saved.clone()?;
        Some(ReadBack { differences, compared: self.compared.clone() })
    }
}

/// A possible cause. Its words are `cause-<id>`: what it is, how to see it, what to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    /// HaloPSA assigned another Client ID on Save. The most common cause.
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
    /// The agent lacks rights.
    AgentWithoutRights,
    /// The agent is disabled.
    AgentDisabled,
    /// Another agent is chosen.
    AnotherAgent,
    /// No agent is chosen, or one who may see nothing at all.
    NoAgent,
    /// HaloPSA generated its own secret, which did not reach Latchkey.
    SecretLost,
    /// HaloPSA's sign-in doesn't know an application that HaloPSA lists.
    NotKnownYet,
    /// HaloPSA withholds permissions that the application has.
    PermissionsWithheld,
    /// The application is on another instance.
    WrongInstance,
    /// The tenant is wrong.
    WrongTenant,
    /// Access is limited to certain IP addresses, without this computer's.
    NotLetIn,
    /// HaloPSA responds with 429.
    Busy,
    /// HaloPSA responds with server errors.
    HaloTrouble,
    /// HaloPSA can't be reached from here.
    NotReached,
}

impl Cause {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The item of the guide at which it is corrected. `None` when that is not in HaloPSA.
    pub fn item(self) -> Option<Item> {
        match self {
            Self::ClientIdChanged => Some(Item::ClientIdAgain),
            Self::SecretNotSaved | Self::SecretLost => Some(Item::Secret),
            Self::Inactive => Some(Item::Active),
            Self::WrongMethod => Some(Item::Method),
            Self::WrongLoginType => Some(Item::LoginType),
            Self::PermissionsNotTicked | Self::PermissionsWithheld => Some(Item::Permissions),
            Self::AgentDisabled | Self::AgentWithoutRights | Self::AnotherAgent | Self::NoAgent => {
                Some(Item::Agent)
            }
            Self::WrongInstance
            | Self::WrongTenant
            | Self::NotKnownYet
            | Self::NotLetIn
            | Self::Busy
            | Self::HaloTrouble
            | Self::NotReached => None,
        }
    }

    /// Whether it is corrected by saving the application again.
    fn needs_save(self) -> bool {
        matches!(
            self,
            Self::SecretNotSaved
                | Self::Inactive
                | Self::WrongMethod
                | Self::WrongLoginType
                | Self::PermissionsNotTicked
                | Self::AnotherAgent
                | Self::NoAgent
        )
    }
}
