//! HaloPSA's responses as domain types.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

use crate::ids::ApplicationId;
use crate::permissions::Permission;

/// The agent to which a token belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentSeen {
    /// HaloPSA's number for it.
    pub id: i64,
    /// The name that HaloPSA shows.
    pub name: String,
    /// "API-only": can't sign in to the web app and needs no licence. `None` if the instance omits it.
    pub api_only: Option<bool>,
    /// Whether it is an administrator. `None` if the instance omits it.
    pub administrator: Option<bool>,
}

/// The agent named in a token response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedAgent {
    /// HaloPSA's number for it.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// An agent in HaloPSA's list, with the fields needed to choose one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRow {
    /// HaloPSA's number for it.
    pub id: i64,
    /// The name that HaloPSA shows.
    pub name: String,
    /// "API-only".
    pub api_only: bool,
    /// Disabled: no application can log in as it.
    pub disabled: bool,
    /// Whether it belongs to a team. `None` if the list omits it.
    pub has_team: Option<bool>,
    /// Whether it may see only some customers.
    pub restricted: bool,
}

/// An agent's rights, as far as HaloPSA returns them. What it omits is empty or `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RightsSeen {
    /// The name that HaloPSA shows.
    pub name: String,
    /// Disabled: no application can log in as it.
    pub disabled: bool,
    /// "API-only".
    pub api_only: Option<bool>,
    /// An administrator.
    pub administrator: Option<bool>,
    /// The names of the teams that it belongs to.
    pub teams: Option<Vec<String>>,
    /// The customers to which it or one of its roles is restricted; empty without such a restriction.
    pub customers: Vec<String>,
    /// Its roles; its own rights are a role with an empty name.
    pub roles: Vec<RoleSeen>,
    /// Restrictions within the areas that its roles grant.
    pub narrowing: Vec<Narrowing>,
}

/// A restriction of an agent: it is known to lack a right that is needed to see all records. Its words are
/// `narrowing-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Narrowing {
    /// Not every customer.
    Customers,
    /// Not every ticket type.
    TicketTypes,
    /// No tickets of other agents.
    OthersTickets,
    /// No unassigned tickets.
    UnassignedTickets,
    /// Only the names of customers.
    CustomerNames,
    /// Only the names of items.
    ItemNames,
}

impl Narrowing {
    /// The id in the words file.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// A role: its access levels by HaloPSA's feature names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoleSeen {
    /// Its name; empty for an agent's own rights.
    pub name: String,
    /// Its access levels by feature (contract: not published; the web app's "Access Level" of each feature is
    /// None, Read Only, or Read and Modify).
    pub levels: Vec<(String, Level)>,
}

/// The access level of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// No access.
    None,
    /// Read only.
    Read,
    /// Read and modify.
    Change,
}

/// An API application as HaloPSA returns it, without its secret, of which HaloPSA keeps a hash.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "HaloPSA's own independent fields")]
pub struct ApplicationSeen {
    /// HaloPSA's id for it.
    pub id: ApplicationId,
    /// "Application Name".
    pub name: String,
    /// "Active".
    pub active: bool,
    /// The Client ID.
    pub client_id: String,
    /// Possible marks of Latchkey from any field: 32 hexadecimal digits in lower case.
    pub marks: Vec<String>,
    /// Free text.
    pub description: String,
    /// HaloPSA's number for "Agent to log in as".
    pub agent_id: Option<i64>,
    /// That agent's name.
    pub agent: Option<String>,
    /// Whether it is one of HaloPSA's own.
    pub system: bool,
    /// The permissions. `None` if the response omits them, as lists do.
    pub permissions: Option<Vec<Permission>>,
    /// Its kind. Lists omit it.
    pub kind: Kind,
    /// Whether it has redirect URIs: people sign in through it, so it is not a service.
    pub has_redirects: bool,
    /// Whether customers may sign in through it.
    pub users_allowed: bool,
    /// When it was created, if returned (contract: from v2.218).
    pub created: Option<Timestamp>,
    /// HaloPSA's names of the fields with values that can't be parsed. Their content is unknown, unlike that
    /// of omitted fields.
    pub unread: Vec<&'static str>,
}

/// A list with the rows that could be read. If some could not, a missing row may still exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<R> {
    /// The rows that could be read.
    pub rows: Vec<R>,
    /// The number of rows that could not.
    pub unread: usize,
}

/// The fields that make an application one of the kind "Client ID and Secret (Services)", login type Agent.
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

/// The outcome of a GET with the token. Bodies are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case", tag = "is")]
#[strum(serialize_all = "kebab-case")]
pub enum ReadSeen {
    /// Success with rows.
    Rows,
    /// Success, but the body is too big or too slow to be read, so it isn't known whether it has rows
    /// (contract: "A 200 whose body is too big or too slow is proof of access").
    Answered,
    /// Success without rows. An agent without rights gets the same (contract: kbid=1566).
    Nothing,
    /// 401 or 403. The contract: they "are not used consistently".
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The path doesn't exist on this instance.
    NotThere,
    /// Anything else: a server error, HTML, or no response.
    Trouble {
        /// The code of an [`crate::Error`].
        code: String,
    },
}

impl ReadSeen {
    /// Whether it succeeded and may have rows.
    pub fn may_have_rows(&self) -> bool {
        matches!(self, Self::Rows | Self::Answered)
    }

    /// The id in the words file: `seen-<id>`.
    pub fn id(&self) -> &'static str {
        self.into()
    }
}

/// Why a token was refused, as far as the response shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumIter)]
#[serde(rename_all = "kebab-case")]
pub enum NoToken {
    /// `invalid_client`, without a reason.
    UnknownClient,
    /// `invalid_client`: this Client ID doesn't exist, in the words of `OpenIddict`, on which HaloPSA's
    /// sign-in is based (`OpenIddictResources.resx`, ID2052).
    ClientIdNotFound,
    /// `invalid_client`: the Client ID exists, but the secret is wrong (ID2055).
    WrongSecret,
    /// `invalid_grant`.
    RefusedGrant,
    /// `invalid_scope`: the application lacks a permission.
    RefusedPermission,
    /// `unauthorized_client`: the application may not sign in.
    NotAllowed,
    /// `unauthorized_client`, and the response names the grant type (`OpenIddictResources.resx`, ID2064):
    /// another Authentication Method is chosen.
    OtherMethod,
    /// The tenant is missing or wrong ("Tenant not found").
    Tenant,
    /// 403 in another format than that of HaloPSA's sign-in: from a firewall, or a list of allowed addresses.
    NotLetIn,
    /// None of these.
    Other,
}

/// An application that may be the set-up's, as shown to the user for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// HaloPSA's id for it.
    pub id: ApplicationId,
    /// Its name.
    pub name: String,
    /// Its Client ID; empty where HaloPSA doesn't return it.
    pub client_id: String,
    /// "Agent to log in as", where HaloPSA returns it.
    pub agent: Option<String>,
    /// When it was created, where HaloPSA returns it.
    pub created: Option<Timestamp>,
}

impl Candidate {
    pub(crate) fn of(application: ApplicationSeen) -> Self {
        let ApplicationSeen { id, name, client_id, agent, created, .. } = application;
        Self { id, name, client_id, agent, created }
    }
}
