//! What a proof found: the result, and everything that it rests on. No secret is in it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr, VariantNames};

use crate::halo::{AgentSeen, NoToken, ReadSeen};
use crate::permissions::Permission;
use crate::products::Demand;
use crate::setup::procedure::Item;

/// The result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    /// A token for exactly the planned permissions, the planned agent behind it, every read that
    /// could be tried answered.
    Works,
    /// It works, and there is something to know that somebody can do something about.
    WorksWithRemarks,
    /// No token, a permission missing, another agent or none, every read refused, or nothing answered.
    DoesNotWork,
}

impl Verdict {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        self.into()
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
    /// Nobody planned one.
    NotPlanned {
        /// As HaloPSA names it.
        agent: AgentSeen,
    },
    /// The instance did not say; the application, read back by somebody who may, logs in as the
    /// planned one.
    AsSaved {
        /// The planned one's name.
        name: String,
        /// When it was read back.
        at: Timestamp,
        /// Whether the instance refused to say with 401 or 403.
        #[serde(default)]
        refused: bool,
    },
    /// The instance did not say.
    NotTold {
        /// Whether it refused with 401 or 403.
        refused: bool,
    },
}

impl AgentFinding {
    /// As in words: `agent-<id>`.
    pub fn id(&self) -> &'static str {
        self.into()
    }

    /// Who HaloPSA named, when it was asked with the token.
    pub fn seen(&self) -> Option<&AgentSeen> {
        match self {
            Self::Planned { agent } | Self::Another { agent } | Self::NotPlanned { agent } => Some(agent),
            Self::AsSaved { .. } | Self::NotTold { .. } => None,
        }
    }

    /// Whether HaloPSA refused to name anybody.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::NotTold { refused: true } | Self::AsSaved { refused: true, .. })
    }

    /// Whether HaloPSA named somebody when it was asked with the token.
    pub fn is_told(&self) -> bool {
        self.seen().is_some()
    }
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

impl ReadFinding {
    /// Whether it was answered with 401 or 403.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(self.seen, ReadSeen::Refused { .. })
    }
}

/// Something to know that somebody can do something about; each names what it is about. Its words are
/// `remark-<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(rename_all = "kebab-case", tag = "id")]
#[strum(serialize_all = "kebab-case")]
pub enum Remark {
    /// The agent can't be told.
    AgentNotTold,
    /// All that the product lives on came back empty: there is nothing yet, or the agent may not see it.
    NothingAtAll {
        /// Tickets, customers.
        permissions: Vec<Permission>,
    },
    /// A read was refused although another one was answered. The path is guessed.
    ReadRefused {
        /// Of this permission.
        permission: Permission,
    },
    /// Nothing is seen: the agent belongs to no team.
    NoTeam {
        /// Of this permission.
        permission: Permission,
    },
    /// Nothing is seen: a role, or the agent itself where the name is empty, has no access.
    NoAccess {
        /// Of this permission.
        permission: Permission,
        /// The role.
        role: String,
    },
    /// Changing was planned, and the agent may only read.
    OnlyReads {
        /// The planned permission.
        permission: Permission,
    },
    /// The product can't do without it, according to its vendor, and the agent is not it. Its words are
    /// `unmet-<demand>`.
    Unmet {
        /// What.
        demand: Demand,
    },
}

impl Remark {
    /// As in words and pages.
    pub fn id(&self) -> &'static str {
        self.into()
    }

    /// What it is about.
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

    /// Whether the same is to be done about both, whatever they are about.
    fn has_the_cause_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::NoAccess { role, .. }, Self::NoAccess { role: other, .. }) => role == other,
            (Self::Unmet { demand }, Self::Unmet { demand: other }) => demand == other,
            _ => self.id() == other.id(),
        }
    }
}

/// Something to know, once for all that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing<'a> {
    /// The first remark of the kind.
    pub remark: &'a Remark,
    /// What all of them are about.
    pub permissions: Vec<&'a Permission>,
}

/// What an older Latchkey remarked upon and this one does not is no fault of the file.
fn known_remarks<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Remark>, D::Error> {
    let all = Vec::<serde_json::Value>::deserialize(from)?;
    Ok(all.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect())
}

/// The saved application as it was read back, against the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadBack {
    /// In what it differs.
    pub differences: Vec<Difference>,
    /// What HaloPSA told of it, and was compared.
    pub compared: Vec<Item>,
}

impl ReadBack {
    /// Whether a difference by itself explains that there is no token.
    pub fn explains_a_refusal(&self) -> bool {
        self.differences.iter().any(|difference| match difference {
            Difference::Name => false,
            Difference::Permissions { missing, .. } => !missing.is_empty(),
            _ => true,
        })
    }

    /// Whether it was seen to be as planned.
    pub fn is_as_planned(&self, item: Item) -> bool {
        self.compared.contains(&item) && self.differences.iter().all(|difference| difference.item() != item)
    }
}

/// In what a saved application differs from the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(rename_all = "kebab-case", tag = "id")]
#[strum(serialize_all = "kebab-case")]
pub enum Difference {
    /// It has another name, which does no harm.
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
        self.into()
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
    /// What was compared then.
    #[serde(default)]
    pub compared: Vec<Item>,
    /// Planned and not given.
    pub missing: Vec<Permission>,
    /// Who is behind the token. `None` without a token.
    pub agent: Option<AgentFinding>,
    /// Every read that was tried.
    pub reads: Vec<ReadFinding>,
    /// Planned and given, without a harmless read to try.
    #[serde(default)]
    pub untried: Vec<Permission>,
    /// What there is to know.
    #[serde(deserialize_with = "known_remarks")]
    pub remarks: Vec<Remark>,
    /// If it does not work: why, the most probable first.
    pub causes: Vec<Cause>,
    /// When.
    pub at: Timestamp,
}

impl Proof {
    /// Whether the tick at an item can't stay: what does not work speaks against it. What Latchkey
    /// knows for itself (where the secret is) is doubted only where it is the likeliest cause.
    pub fn refutes(&self, item: Item) -> bool {
        if self.verdict != Verdict::DoesNotWork {
            return false;
        }
        let mut causes = self.causes.iter().take(if item.is_ticked_by_hand() { usize::MAX } else { 1 });
        causes.any(|cause| cause.item() == Some(item) || item == Item::Save && cause.needs_save())
    }

    /// What there is to know, each cause once.
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

    /// What there is to know about what a read came to.
    pub fn remark_on(&self, read: &ReadFinding) -> Option<&Remark> {
        let is_of_it = |remark: &&Remark| {
            !matches!(remark, Remark::OnlyReads { .. }) && remark.permissions().contains(&read.permission)
        };
        self.remarks.iter().find(is_of_it)
    }

    /// Whether the application as read back is what it was to be.
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
    /// No agent is chosen, or one who may see nothing at all.
    NoAgent,
    /// HaloPSA made the secret itself, and nobody heard it.
    SecretLost,
    /// HaloPSA's sign-in does not know an application that HaloPSA lists.
    NotKnownYet,
    /// HaloPSA withholds permissions that the application has.
    PermissionsWithheld,
    /// The application is on another instance.
    WrongInstance,
    /// The tenant is not right.
    WrongTenant,
    /// Something lets only certain addresses in, and this computer's is not among them.
    NotLetIn,
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
        self.into()
    }

    /// The item of the guide at which it is put right. `None` when it is not put right in HaloPSA.
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

    /// Whether it is put right by saving the application again.
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
