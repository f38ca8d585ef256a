//! The saved connections: what was proved, where and when. Secrets are only in the vault.

pub mod handover;
pub mod history;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::connections::history::History;
use crate::ids::{ApplicationId, ConnectionId};
use crate::instance::Instance;
use crate::permissions::Permission;
use crate::plan::Plan;
use crate::plan::PlannedAgent;
use crate::products::{self, Demand};
use crate::proof::finding::{AgentFinding, Proof};
use crate::store::{Document, Kind};
use crate::vault::EntryName;
use crate::vault::credentials::same_client_id;

/// A product that is connected to an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The id of the set-up that first made it.
    pub id: ConnectionId,
    /// The product's id, if it is a listed one.
    pub product: Option<String>,
    /// The product's name.
    pub product_name: String,
    /// The instance.
    pub instance: Instance,
    /// HaloPSA's "Application Name", where Latchkey knows it.
    pub application_name: Option<String>,
    /// HaloPSA's "Agent to log in as", where it is known.
    pub agent: Option<PlannedAgent>,
    /// HaloPSA's id for the application, where Latchkey created it.
    pub application: Option<ApplicationId>,
    /// The permissions that were proved to be granted.
    pub permissions: Vec<Permission>,
    /// The Client ID.
    pub client_id: String,
    /// The keychain entry that contains its secret.
    pub entry: EntryName,
    /// When it was first proved.
    pub since: Timestamp,
    /// The last proof.
    pub proof: Proof,
    /// When its secret was last replaced, if ever.
    pub renewed: Option<Timestamp>,
    /// What happened to it, with times.
    pub history: History,
}

/// An agent that has to be an administrator only until the product is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdministratorAtFirst {
    /// The agent's name.
    pub agent: String,
    /// Whether it is an administrator now, where HaloPSA returns it.
    pub is_one: Option<bool>,
}

impl Connection {
    /// The agent, if the vendor asks for an administrator only at first and the agent's name is known.
    pub fn administrator_at_first(&self) -> Option<AdministratorAtFirst> {
        let product = self.product.as_deref().and_then(products::find)?;
        let seen = self.proof.agent.as_ref().and_then(AgentFinding::seen);
        let name = self.agent.as_ref().map(PlannedAgent::name).or(seen.map(|seen| seen.name.as_str()));
        product.demands.contains(&Demand::AdministratorAtFirst).then_some(AdministratorAtFirst {
            agent: name?.to_owned(),
            is_one: seen.and_then(|seen| seen.administrator),
        })
    }

    /// What distinguishes it among `all` connections, besides its product: the instance, and the application's name
    /// where only that distinguishes it.
    pub fn distinguishing_label(&self, all: &[Self]) -> String {
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

    /// Whether both have the same secret of the same application, whatever their proofs.
    pub(crate) fn has_the_secret_of(&self, other: &Self) -> bool {
        self.entry == other.entry
            && same_client_id(&self.client_id, &other.client_id)
            && self.renewed == other.renewed
    }

    /// The plan to prove it again.
    pub fn plan(&self) -> Plan {
        Plan {
            instance: self.instance.clone(),
            product_name: self.product_name.clone(),
            agent: self.agent.clone(),
            permissions: self.permissions.clone(),
        }
    }
}

/// The content of `connections.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connections {
    /// Oldest first.
    pub connections: Vec<Connection>,
}

impl Connections {
    /// Whether the keychain has an entry that only `newer` refers to. Then both versions on the disk have to
    /// include it.
    pub(crate) fn lack_an_entry_of(&self, newer: &Self) -> bool {
        let known = |c: &Connection| self.connections.iter().any(|b| b.id == c.id && b.entry == c.entry);
        !newer.connections.iter().all(known)
    }
}

impl Document for Connections {
    const KIND: Kind = Kind::Connections;
    const VERSION: u32 = 1;
}
