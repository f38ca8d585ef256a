//! The agents that an application can log in as.

use super::network::{Network, Token};
use super::seen::AgentRow;
use super::{everything, wire};
use crate::Result;
use crate::instance::Instance;

/// Every agent, API-only and disabled ones among them. Contract: they are left out "unless
/// `includeapiagents=true` / `includedisabled=true`".
pub(crate) async fn agents(network: &Network, instance: &Instance, token: &Token) -> Result<Vec<AgentRow>> {
    let query = "includeapiagents=true&includedisabled=true&";
    everything(network, instance, token, "Agent", query, wire::agent_row).await
}
