//! What HaloPSA's answers mean, in the domain's words.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

use crate::ids::ApplicationId;
use crate::permissions::Permission;

/// The agent whose rights a token has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentSeen {
    /// HaloPSA's number for it.
    pub id: i64,
    /// The name that HaloPSA shows.
    pub name: String,
    /// "API-only": can't sign in to the web app and costs no licence. Unknown on some instances.
    pub api_only: Option<bool>,
    /// Whether it is an administrator, where the instance says so.
    pub administrator: Option<bool>,
}

/// The agent that the answer to a token request names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedAgent {
    /// HaloPSA's number for it.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// An agent in HaloPSA's list, as far as choosing one needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRow {
    /// HaloPSA's number for it.
    pub id: i64,
    /// The name that HaloPSA shows.
    pub name: String,
    /// "API-only".
    pub api_only: bool,
    /// Nothing can log in as it.
    pub disabled: bool,
    /// Whether it belongs to a team. `None` where the list doesn't say.
    pub has_team: Option<bool>,
    /// Whether it may see some customers only.
    pub restricted: bool,
}

/// What an agent may see, as far as HaloPSA tells. What it doesn't tell is empty or `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RightsSeen {
    /// The name that HaloPSA shows.
    pub name: String,
    /// Nothing can log in as it.
    pub disabled: bool,
    /// "API-only".
    pub api_only: Option<bool>,
    /// An administrator.
    pub administrator: Option<bool>,
    /// The names of the teams that it belongs to.
    pub teams: Option<Vec<String>>,
    /// The only customers that it, or one of its roles, may see; empty for no such restriction.
    pub customers: Vec<String>,
    /// Its roles, and what it was given itself as one without a name.
    pub roles: Vec<RoleSeen>,
    /// What it doesn't see of what its roles open.
    pub narrowing: Vec<Narrowing>,
}

/// A right that every agent needs to see all of something, and that this one is told not to have. Its words
/// are `narrowing-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Narrowing {
    /// Not every customer.
    Customers,
    /// Not every ticket type.
    TicketTypes,
    /// No tickets of other agents.
    OthersTickets,
    /// No tickets that are assigned to nobody.
    UnassignedTickets,
    /// The names of customers, and nothing else of them.
    CustomerNames,
    /// The names of items, and nothing else of them.
    ItemNames,
}

impl Narrowing {
    /// As in words.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// A role: what it opens, by HaloPSA's name for the feature.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoleSeen {
    /// Its name; empty for what an agent was given itself.
    pub name: String,
    /// The access levels that it names (contract: not published; the web app's "Access Level" of each
    /// feature is None, Read Only, or Read and Modify).
    pub levels: Vec<(String, Level)>,
}

/// How far a feature is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not at all.
    None,
    /// To be read.
    Read,
    /// To be changed, too.
    Change,
}

/// An API application as HaloPSA shows it. Secrets are not in it: HaloPSA keeps a hash.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "HaloPSA's own fields, each by itself")]
pub struct ApplicationSeen {
    /// HaloPSA's id for it.
    pub id: ApplicationId,
    /// "Application Name".
    pub name: String,
    /// "Active".
    pub active: bool,
    /// The Client ID.
    pub client_id: String,
    /// What may be a mark of Latchkey's, in whichever field it stood: 32 hexadecimal digits in lower case.
    pub marks: Vec<String>,
    /// Free text.
    pub description: String,
    /// HaloPSA's number for "Agent to log in as".
    pub agent_id: Option<i64>,
    /// That agent's name.
    pub agent: Option<String>,
    /// HaloPSA's own.
    pub system: bool,
    /// The permissions. `None` where they are not told: lists leave them out.
    pub permissions: Option<Vec<Permission>>,
    /// Its kind, where that is told: lists leave it out.
    pub kind: Kind,
    /// Somebody signs in through it, so it is of another kind than a service.
    pub has_redirects: bool,
    /// Customers may sign in through it.
    pub users_allowed: bool,
    /// When it was created, where that is told (contract: from v2.218).
    pub created: Option<Timestamp>,
    /// HaloPSA's names of the fields that held something which can't be understood. What they say is
    /// unknown: they are not the same as fields that are left out.
    pub unread: Vec<&'static str>,
}

/// A list, as far as it could be read. With rows that couldn't, what is not in it may be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<R> {
    /// The rows that could be read.
    pub rows: Vec<R>,
    /// How many could not.
    pub unread: usize,
}

/// What makes an application one of the kind "Client ID and Secret (Services)", login type Agent.
/// HaloPSA doesn't publish the values (contract: "Not publicly known").
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Kind {
    /// `grant_type`.
    pub grant_type: Option<String>,
    /// `type`.
    pub client_type: Option<String>,
    /// `loginentity`.
    pub login_entity: Option<i64>,
    /// `credential_type`.
    pub credential_type: Option<i64>,
}

/// What a GET with the token came to. Bodies are counted and dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case", tag = "is")]
#[strum(serialize_all = "kebab-case")]
pub enum ReadSeen {
    /// Answered with something in it.
    Rows,
    /// Answered with more, or more slowly, than is worth waiting for: whether there is something in it isn't
    /// known (contract: "A 200 whose body is too big or too slow is proof of access").
    Answered,
    /// Answered, and empty: a weak agent looks like this, too (contract: kbid=1566).
    Nothing,
    /// Answered with 401 or 403. The contract: they "are not used consistently".
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// No such path on this instance.
    NotThere,
    /// Something else: a fault, HTML, or no answer.
    Trouble {
        /// The code of an [`crate::Error`].
        code: String,
    },
}

impl ReadSeen {
    /// Whether it was answered, and there may be something in it.
    pub fn may_have_rows(&self) -> bool {
        matches!(self, Self::Rows | Self::Answered)
    }

    /// As in words: `seen-<id>`.
    pub fn id(&self) -> &'static str {
        self.into()
    }
}

/// Why there is no token, as far as the answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoToken {
    /// `invalid_client`, without saying what was wrong with it.
    UnknownClient,
    /// `invalid_client`: this Client ID doesn't exist. `OpenIddict`, on which HaloPSA's sign-in
    /// rests, words it so (`OpenIddictResources.resx`, ID2052).
    ClientIdNotFound,
    /// `invalid_client`: the Client ID exists and the secret is another (ID2055).
    WrongSecret,
    /// `invalid_grant`.
    RefusedGrant,
    /// `invalid_scope`: a permission is not the application's.
    RefusedPermission,
    /// `unauthorized_client`: the application may not sign in.
    NotAllowed,
    /// `unauthorized_client`, and the answer names the grant type (`OpenIddictResources.resx`,
    /// ID2064): another Authentication Method is chosen.
    OtherMethod,
    /// The tenant is missing or wrong ("Tenant not found").
    Tenant,
    /// 403 from something that doesn't speak as HaloPSA's sign-in does: a firewall, or a list of allowed
    /// addresses.
    NotLetIn,
    /// None of these.
    Other,
}
