//! HaloPSA's API as Latchkey uses it. The only place that knows HaloPSA's field names (`wire`).
//!
//! Nothing here decides; it asks, and answers in the domain's words. Every line about HaloPSA's
//! behaviour has its source in the contract that the project was built from, with how sure it is.

mod agents;
mod applications;
mod identity;
mod network;
mod seen;
mod session;
mod token;
mod wire;

pub(crate) use agents::{agents, rights, teams};
pub(crate) use applications::{Created, NewApplication, application, applications, create, delete, shown};
pub use identity::refuses_windows;
pub use network::{Network, Patience, Token};
pub use seen::{AgentRow, AgentSeen, ApplicationSeen, Kind, Level, NoToken, ReadSeen, RightsSeen, RoleSeen};
pub use session::{CookieSeen, Pass, passes, would_be_sent};
pub(crate) use session::{Person, person};
pub use token::TokenAnswer;
pub(crate) use token::{ask, ask_patiently};

use crate::instance::Instance;
use crate::{Error, Result};
use network::{Answer, Asked};

/// Reads `/api/authinfo` of one possible address. `None` when what answers is not HaloPSA's.
pub(crate) async fn authinfo(
    network: &Network,
    address: &crate::address::Address,
) -> Result<Option<wire::AuthInfo>> {
    let answer = network.get(Asked::Unauthenticated(&address.join("api/authinfo")), &|_| {}).await?;
    Ok(match answer {
        Answer::Json(bytes) => wire::AuthInfo::read(&bytes),
        _ => None,
    })
}

/// Whether something that speaks JSON answers under `/api/` there, and the version that it names.
pub(crate) async fn instance_info(
    network: &Network,
    address: &crate::address::Address,
) -> Result<InstanceInfo> {
    let answer = network.get(Asked::Unauthenticated(&address.join("api/InstanceInfo")), &|_| {}).await?;
    Ok(match answer {
        Answer::Json(bytes) => wire::instance_version(&bytes)
            .map_or(InstanceInfo::Speaks(None), |v| InstanceInfo::Speaks(Some(v))),
        // An API that wants a token is an API.
        Answer::Refused(401 | 403) => InstanceInfo::Speaks(None),
        _ => InstanceInfo::Silent,
    })
}

/// What `/api/InstanceInfo` says of a place.
pub(crate) enum InstanceInfo {
    /// An API answers, perhaps with its version.
    Speaks(Option<String>),
    /// None does.
    Silent,
}

/// The largest page that HaloPSA gives (contract: "Replies and limits").
const PAGE: usize = 100;
/// More pages than any instance has; a server that always finds another one is left at some point.
const MOST_PAGES: usize = 200;

/// Everything in a list, page by page, each row once. An instance that doesn't page, or pages
/// without being asked, gives the same: the reading ends with the first page that brings nothing new.
///
/// # Errors
/// [`Error::AuthorityExpired`] for 401, [`Error::AuthorityNotEnough`] for 403, and what the network
/// came to.
async fn everything<R>(
    network: &Network,
    instance: &Instance,
    token: &Token,
    path: &str,
    query: &str,
    read: impl Fn(serde_json::Value) -> Option<(String, R)>,
) -> Result<Vec<R>> {
    let odd = || Error::HaloOddAnswer { host: instance.address.host_and_port() };
    let mut rows = Vec::new();
    let mut known = std::collections::HashSet::new();
    for page in 1..=MOST_PAGES {
        let mut url = instance.address.join(&format!("api/{path}"));
        url.set_query(Some(&format!("{query}pageinate=true&page_no={page}&page_size={PAGE}")));
        let answer = network.get(Asked::With(&url, token), &|_| {}).await?;
        let found = match answer {
            Answer::Json(bytes) => wire::rows(&bytes).ok_or_else(odd)?,
            Answer::Refused(status) => return Err(not_allowed(status)),
            Answer::NotThere => return Err(Error::ManagingMissing),
            Answer::TooBig | Answer::Odd => return Err(odd()),
        };
        let before = rows.len();
        for (id, row) in found.into_iter().filter_map(&read) {
            if known.insert(id) {
                rows.push(row);
            }
        }
        if rows.len() == before {
            break;
        }
    }
    Ok(rows)
}

/// Contract: "401 = bad, expired or scope-less token; 403 = scope not granted".
fn not_allowed(status: u16) -> Error {
    if status == 401 { Error::AuthorityExpired } else { Error::AuthorityNotEnough }
}

/// The agent behind the token. `None` where the instance doesn't say.
pub async fn agent_behind(
    network: &Network,
    instance: &Instance,
    token: &Token,
    wait: &(dyn Fn(u64) + Sync),
) -> Result<Option<AgentSeen>, ReadSeen> {
    let url = instance.address.join("api/Agent/me");
    match network.get(Asked::With(&url, token), wait).await {
        Ok(Answer::Json(bytes)) => Ok(wire::agent(&bytes)),
        Ok(Answer::Refused(status)) => Err(ReadSeen::Refused { status }),
        Ok(Answer::NotThere) => Ok(None),
        Ok(_) => Err(ReadSeen::Trouble { code: "halo-odd-answer".to_owned() }),
        Err(e) => Err(ReadSeen::Trouble { code: e.code().to_owned() }),
    }
}

/// Tries one read. Never fails: whatever happened is the finding.
pub async fn try_read(
    network: &Network,
    instance: &Instance,
    token: &Token,
    path: &str,
    wait: &(dyn Fn(u64) + Sync),
) -> ReadSeen {
    let mut url = instance.address.join(&format!("api/{path}"));
    url.set_query(Some("pageinate=true&page_no=1&page_size=1"));
    match network.get(Asked::With(&url, token), wait).await {
        Ok(Answer::Json(bytes)) => match wire::has_rows(&bytes) {
            Some(true) => ReadSeen::Rows,
            Some(false) => ReadSeen::Nothing,
            None => ReadSeen::Trouble { code: "halo-odd-answer".to_owned() },
        },
        // It answered, with more than is worth reading.
        Ok(Answer::TooBig) => ReadSeen::Rows,
        Ok(Answer::Refused(status)) => ReadSeen::Refused { status },
        Ok(Answer::NotThere) => ReadSeen::NotThere,
        Ok(Answer::Odd) => ReadSeen::Trouble { code: "halo-odd-answer".to_owned() },
        Err(e) => ReadSeen::Trouble { code: e.code().to_owned() },
    }
}
