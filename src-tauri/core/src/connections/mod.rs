//! The saved connections: what was proved, where and when. Secrets are in the vault alone.

pub mod history;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::connections::history::History;
use crate::ids::{ApplicationId, ConnectionId};
use crate::instance::Instance;
use crate::permissions::Permission;
use crate::products::{self, Demand};
use crate::proof::finding::{AgentFinding, Proof};
use crate::setup::draft::PlannedAgent;
use crate::setup::plan::Plan;
use crate::store::folder::{Document, Kind};
use crate::vault::EntryName;
use crate::vault::credentials::same_client_id;

/// A product that is connected to an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The id of the set-up that first made it.
    pub id: ConnectionId,
    /// The listed product, if it is listed.
    pub product: Option<String>,
    /// The product's name.
    pub product_name: String,
    /// Where.
    pub instance: Instance,
    /// "Application Name", where Latchkey knows it.
    pub application_name: Option<String>,
    /// "Agent to log in as", where it is known.
    pub agent: Option<PlannedAgent>,
    /// HaloPSA's id for the application, where Latchkey created it.
    pub application: Option<ApplicationId>,
    /// What was proved to be given.
    pub permissions: Vec<Permission>,
    /// The Client ID.
    pub client_id: String,
    /// Where its secret is.
    pub entry: EntryName,
    /// When it was first proved.
    pub since: Timestamp,
    /// The last proof.
    pub proof: Proof,
    /// When its secret was replaced last, if it was.
    pub renewed: Option<Timestamp>,
    /// What happened to it.
    pub history: History,
}

/// An agent that has to be an administrator only until the product is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministratorAtFirst {
    /// The agent's name.
    pub agent: String,
    /// Whether it is one now, where HaloPSA says so.
    pub is_one: Option<bool>,
}

impl Connection {
    /// The agent, where its product's vendor asks for an administrator only at first, and its name is known.
    pub fn administrator_at_first(&self) -> Option<AdministratorAtFirst> {
        let product = self.product.as_deref().and_then(products::find)?;
        let seen = self.proof.agent.as_ref().and_then(AgentFinding::seen);
        let name = self.agent.as_ref().map(PlannedAgent::name).or(seen.map(|seen| seen.name.as_str()));
        product.demands.contains(&Demand::AdministratorAtFirst).then_some(AdministratorAtFirst {
            agent: name?.to_owned(),
            is_one: seen.and_then(|seen| seen.administrator),
        })
    }

    /// What it is called among `all` connections, beside its product: where it is, and its application's name where
    /// that alone tells.
    pub fn told_apart(&self, all: &[Self]) -> String {
        let host = self.instance.address.host_and_port();
        let looks_like_it = |other: &Self| {
            self.id != other.id
                && self.product_name == other.product_name
                && self.instance.address == other.instance.address
        };
        match &self.application_name {
            Some(name) if all.iter().any(looks_like_it) => format!("{host} · {name}"),
            _ => host,
        }
    }

    /// Whether both are the same secret of the same application, however often it was tested.
    pub(crate) fn has_the_secret_of(&self, other: &Self) -> bool {
        self.entry == other.entry
            && same_client_id(&self.client_id, &other.client_id)
            && self.renewed == other.renewed
    }

    /// What it was proved to be, to be proved again.
    pub fn plan(&self) -> Plan {
        Plan {
            instance: self.instance.clone(),
            product_name: self.product_name.clone(),
            agent: self.agent.clone(),
            permissions: self.permissions.clone(),
        }
    }
}

/// The document `connections.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connections {
    /// Oldest first.
    pub connections: Vec<Connection>,
}

impl Connections {
    /// Whether the keychain has something of `newer` by which only `newer` would know it. Then both versions on the
    /// disk have to know.
    pub(crate) fn lack_an_entry_of(&self, newer: &Self) -> bool {
        let known = |c: &Connection| self.connections.iter().any(|b| b.id == c.id && b.entry == c.entry);
        !newer.connections.iter().all(known)
    }
}

impl Document for Connections {
    const KIND: Kind = Kind::Connections;
    const VERSION: u32 = 1;
}
