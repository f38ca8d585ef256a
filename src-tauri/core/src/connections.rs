//! The saved connections: what was proved, where and when. Secrets are in the vault alone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::finding::Proof;
use crate::home::Kept;
use crate::instance::Instance;
use crate::permission::Permission;
use crate::plan::Plan;
use crate::vault::EntryName;

/// A product that is connected to an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The id of the set-up that made it.
    pub id: String,
    /// The listed product, if it is listed.
    pub product: Option<String>,
    /// The product's name.
    pub product_name: String,
    /// Where.
    pub instance: Instance,
    /// "Application Name", where Latchkey knows it.
    pub application_name: Option<String>,
    /// "Agent to log in as", where it is known.
    pub agent: Option<String>,
    /// HaloPSA's number for that agent, where it is known.
    #[serde(default)]
    pub agent_id: Option<i64>,
    /// HaloPSA's id for the application, where Latchkey created it.
    #[serde(default)]
    pub application: Option<String>,
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
    /// The set-up that brought it to this state. If that is still there, it lacks only its own end.
    #[serde(default)]
    pub made_by: String,
}

impl Connection {
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

    /// Whether its secret took a lost one's place.
    pub fn is_renewed(&self) -> bool {
        !self.made_by.is_empty() && self.made_by != self.id
    }

    /// What it was proved to be, to be proved again.
    pub fn plan(&self) -> Plan {
        Plan {
            instance: self.instance.clone(),
            product_name: self.product_name.clone(),
            agent: self.agent.clone(),
            agent_id: self.agent_id,
            permissions: self.permissions.clone(),
        }
    }
}

/// The file `connections.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Connections {
    /// Oldest first.
    pub connections: Vec<Connection>,
}

impl Kept for Connections {
    const FILE: &'static str = "connections.json";
    const VERSION: u32 = 1;
}
