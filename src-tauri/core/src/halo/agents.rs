//! The agents that an application can log in as.

use super::network::{Answer, Get, Network, Token};
use super::seen::{AgentRow, Listed, RightsSeen};
use super::{everything, not_allowed, wire};
use crate::instance::Instance;
use crate::{Error, Result};

/// All agents, including API-only and disabled ones. Contract: they are left out "unless
/// `includeapiagents=true` / `includedisabled=true`".
pub(crate) async fn agents(
    network: &Network,
    instance: &Instance,
    token: &Token,
) -> Result<Listed<AgentRow>> {
    let query = "includeapiagents=true&includedisabled=true&";
    everything(network, instance, token, ("Agent", "agents"), query, wire::agent_row).await
}

/// An agent's rights. `None` when there is no such agent, or the response can't be understood.
pub(crate) async fn rights(
    network: &Network,
    instance: &Instance,
    token: &Token,
    agent: i64,
) -> Result<Option<RightsSeen>> {
    let mut url = instance.address.join(&format!("api/Agent/{agent}"));
    url.set_query(Some("includedetails=true"));
    match network.get(Get::With(&url, token), &|_| {}).await? {
        Answer::Json(bytes) => Ok(wire::rights(&bytes)),
        Answer::NotThere | Answer::Odd => Ok(None),
        Answer::Refused(status) => Err(not_allowed(status)),
        Answer::TooBig(_) => Err(Error::HaloOddAnswer { host: instance.address.host_and_port() }),
    }
}

/// The names of all teams.
pub(crate) async fn teams(network: &Network, instance: &Instance, token: &Token) -> Result<Listed<String>> {
    everything(network, instance, token, ("Team", "teams"), "", wire::team).await
}
