//! Client for the part of HaloPSA's API that Latchkey uses. The only place that knows HaloPSA's field names
//! (`wire`).
//!
//! Sends requests and returns domain types; decisions are made elsewhere. Every statement about HaloPSA's
//! behaviour has its source in `CONTRACT.md` beside this file, with how sure it is; comments cite it as
//! "contract".

mod agents;
mod applications;
mod confines;
mod failure;
mod fields;
mod identity;
mod network;
mod observed;
mod polls;
mod proxy;
mod rows;
mod seen;
mod web_session;
mod token;
mod returned_secret;
mod wiped;
mod wire;

pub(crate) use agents::{agents, rights, teams};
pub(crate) use applications::{Created, NewApplication, application, applications, create, delete, shown};
pub use identity::refuses_windows;
pub use network::{Network, Patience, Token};
pub(crate) use proxy::proxy_to;
pub use seen::{
    AgentRow, AgentSeen, ApplicationSeen, Candidate, ClaimedAgent, Kind, Level, Listed, Narrowing, NoToken,
    ReadSeen, RightsSeen, RoleSeen,
};
pub use token::TokenAnswer;
pub(crate) use token::{ask, ask_patiently};
pub use web_session::{CookieSeen, SessionCandidate, session_candidates, would_be_sent};
pub(crate) use web_session::{Person, person};
pub(crate) use wire::{AuthInfo, InstanceSeen};

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use crate::instance::Instance;
use crate::instance::address::Address;
use crate::{Error, Result};
use network::{Answer, Get};
use rows::Beginning;

/// The result of an unauthenticated request to a possible address of HaloPSA.
pub(crate) enum Found<T> {
    /// HaloPSA's response.
    Halo(T),
    /// Access is denied, but not in HaloPSA's format: by a firewall, HaloPSA's list of allowed addresses, or
    /// another product (contract: "a 401 or 403 with HTML at this path is NOT a sign of a HaloPSA").
    Forbidden,
    /// Any other response.
    Other,
}

/// Requests `/api/authinfo` at one possible address.
pub(crate) async fn authinfo(network: &Network, address: &Address) -> Result<Found<AuthInfo>> {
    unauthenticated(network, address, "authinfo", AuthInfo::read).await
}

/// Requests `/api/InstanceInfo` at one possible address.
pub(crate) async fn instance_info(network: &Network, address: &Address) -> Result<Found<InstanceSeen>> {
    unauthenticated(network, address, "InstanceInfo", InstanceSeen::read).await
}

async fn unauthenticated<T>(
    network: &Network,
    address: &Address,
    path: &str,
    read: impl Fn(&[u8]) -> Option<T>,
) -> Result<Found<T>> {
    let url = address.join(&format!("api/{path}"));
    Ok(match network.get(Get::Unauthenticated(&url), &|_| {}).await? {
        Answer::Json(bytes) => read(&bytes).map_or(Found::Other, Found::Halo),
        Answer::Refused(403) => Found::Forbidden,
        _ => Found::Other,
    })
}

/// The largest page size of HaloPSA, in rows (contract: "Replies and limits").
const PAGE: usize = 100;

/// What the page size is a multiple of, in rows, where an instance has one of its own: 25 or 50, for example.
const PAGE_UNITS: [usize; 2] = [10, 25];

/// Whether another page may follow this one of `rows` rows. `all`: the distinct rows of all pages so far. An
/// unreliable count can't end a list: it only costs one more request.
fn may_go_on(rows: usize, all: usize, count: Option<usize>) -> bool {
    let may_be_full = rows >= PAGE || rows > 0 && PAGE_UNITS.iter().any(|unit| rows.is_multiple_of(*unit));
    may_be_full || count.is_some_and(|count| count > all)
}

/// All rows of a list. Fails beyond the limits of [`Patience::list`] and [`Patience::rows`], since a
/// truncated list would pass for a complete one.
///
/// # Errors
/// [`Error::ListTooSlow`], [`Error::ListTooLong`], and those of [`every_page`].
async fn everything<R>(
    network: &Network,
    instance: &Instance,
    token: &Token,
    (path, things): (&str, &str),
    query: &str,
    read: impl Fn(&serde_json::Value) -> Option<(String, R)>,
) -> Result<Listed<R>> {
    let pages = every_page(network, instance, token, (path, things), query, read);
    let too_slow = || Error::ListTooSlow { host: instance.address.host_and_port() };
    tokio::time::timeout(network.patience().list, pages).await.unwrap_or_else(|_| Err(too_slow()))
}

/// All rows of a list, page by page, deduplicated. Ends with a page that isn't full, or has no new rows: so it also
/// works for instances that ignore paging or page unasked. Rows that can't be read are counted. `things`:
/// HaloPSA's name of the list in an object.
///
/// # Errors
/// [`Error::AuthorityExpired`] for 401, [`Error::AuthorityNotEnough`] for 403, and any network error.
async fn every_page<R>(
    network: &Network,
    instance: &Instance,
    token: &Token,
    (path, things): (&str, &str),
    query: &str,
    read: impl Fn(&serde_json::Value) -> Option<(String, R)>,
) -> Result<Listed<R>> {
    let odd = || Error::HaloOddAnswer { host: instance.address.host_and_port() };
    let mut rows = Vec::new();
    let mut known = HashSet::new();
    // Deduplicated by content, so that a row repeated on every page counts once.
    let (keyed, mut unread) = (RandomState::new(), HashSet::new());
    for page in 1.. {
        let mut url = instance.address.join(&format!("api/{path}"));
        url.set_query(Some(&format!("{query}pageinate=true&page_no={page}&page_size={PAGE}")));
        let answer = network.get(Get::With(&url, token), &|_| {}).await?;
        let (found, count) = match answer {
            Answer::Json(bytes) => (wire::rows(&bytes, things).ok_or_else(odd)?, wire::count(&bytes)),
            Answer::Refused(status) => return Err(not_allowed(status)),
            Answer::NotThere => return Err(Error::ManagingMissing),
            Answer::TooBig(_) | Answer::Odd => return Err(odd()),
        };
        if page == 1 && found.is_empty() && count.is_some() {
            // The count is positive, but there are no rows.
            return Err(odd());
        }
        let before = (rows.len(), unread.len());
        for row in &found {
            match read(row) {
                Some((id, row)) => {
                    if known.insert(id) {
                        rows.push(row);
                    }
                }
                None => {
                    unread.insert(keyed.hash_one(row.to_string()));
                }
            }
        }
        if (rows.len(), unread.len()) == before {
            break;
        }
        let all = rows.len() + unread.len();
        if all > network.patience().rows {
            return Err(Error::ListTooLong { host: instance.address.host_and_port() });
        }
        if !may_go_on(found.len(), all, count) {
            break;
        }
    }
    if !unread.is_empty() {
        tracing::warn!(path, count = unread.len(), "list has rows that can't be read");
    }
    Ok(Listed { rows, unread: unread.len() })
}

/// Contract: "401 = bad, expired or scope-less token; 403 = scope not granted".
fn not_allowed(status: u16) -> Error {
    if status == 401 { Error::AuthorityExpired } else { Error::AuthorityNotEnough }
}

/// The agent to which the token belongs (`GET /api/Agent/me`). `None` if the instance doesn't tell which.
pub async fn agent_behind(
    network: &Network,
    instance: &Instance,
    token: &Token,
    wait: &(dyn Fn(u64) + Sync),
) -> Result<Option<AgentSeen>, ReadSeen> {
    let url = instance.address.join("api/Agent/me");
    match network.get(Get::With(&url, token), wait).await {
        Ok(Answer::Json(bytes)) => Ok(wire::agent(&bytes)),
        Ok(Answer::Refused(status)) => Err(ReadSeen::Refused { status }),
        Ok(Answer::NotThere) => Ok(None),
        Ok(_) => Err(ReadSeen::Trouble { code: "halo-odd-answer".to_owned() }),
        Err(e) => Err(ReadSeen::Trouble { code: e.code().to_owned() }),
    }
}

/// Tries one read. Never fails: errors are part of the result.
pub async fn try_read(
    network: &Network,
    instance: &Instance,
    token: &Token,
    path: &str,
    wait: &(dyn Fn(u64) + Sync),
) -> ReadSeen {
    let mut url = instance.address.join(&format!("api/{path}"));
    url.set_query(Some("pageinate=true&page_no=1&page_size=1"));
    match network.get(Get::Trying(&url, token), wait).await {
        Ok(Answer::Json(bytes)) => match wire::has_rows(&bytes) {
            Some(true) => ReadSeen::Rows,
            Some(false) => ReadSeen::Nothing,
            None => ReadSeen::Trouble { code: "halo-odd-answer".to_owned() },
        },
        Ok(Answer::TooBig(bytes)) => match rows::beginning(&bytes) {
            Beginning::Rows => ReadSeen::Rows,
            Beginning::Nothing => ReadSeen::Nothing,
            Beginning::Json => ReadSeen::Answered,
            Beginning::Odd => ReadSeen::Trouble { code: "halo-odd-answer".to_owned() },
        },
        Ok(Answer::Refused(status)) => ReadSeen::Refused { status },
        Ok(Answer::NotThere) => ReadSeen::NotThere,
        Ok(Answer::Odd) => ReadSeen::Trouble { code: "halo-odd-answer".to_owned() },
        Err(e) => ReadSeen::Trouble { code: e.code().to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::time::Duration;

    use super::*;
    use crate::Secret;

    /// A HaloPSA that never responds at `/api/Silent`, and whose other responses never end.
    fn endless() -> u16 {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 1024];
                let read = stream.read(&mut request).unwrap();
                if !request[..read].starts_with(b"GET /api/Silent") {
                    let begun = b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n{\"tickets\":[";
                    stream.write_all(begun).unwrap();
                }
                open.push(stream);
            }
        });
        port
    }

    #[test]
    fn a_page_that_is_not_full_is_the_last_unless_a_count_says_otherwise() {
        for (rows, all, count, goes_on) in [
            (0, 0, None, false),
            (3, 3, None, false),
            (100, 100, None, true),
            (99, 199, None, false),
            (230, 230, None, true),
            (50, 50, None, true),
            (25, 25, Some(25), true),
            (3, 3, Some(3), false),
            (3, 3, Some(4), true),
            (3, 103, Some(103), false),
            (0, 103, Some(4711), true),
        ] {
            assert_eq!(may_go_on(rows, all, count), goes_on, "{rows} of {all}, {count:?}");
        }
    }

    #[tokio::test]
    async fn a_read_whose_body_takes_too_long_was_answered_and_one_without_an_answer_was_not() {
        let port = endless();
        let patience = Patience { answer: Duration::from_millis(500), ..Patience::default() };
        let network = Network::confined_to(&[port], patience);
        let address = Address::parse(&format!("http://127.0.0.1:{port}"), &[port]).unwrap();
        let instance = Instance::at(address);
        let token = Token::bearer(Secret::from("a token"));
        let seen = try_read(&network, &instance, &token, "Tickets", &|_| {}).await;
        assert_eq!(seen, ReadSeen::Answered);
        let seen = try_read(&network, &instance, &token, "Silent", &|_| {}).await;
        assert_eq!(seen, ReadSeen::Trouble { code: "halo-too-slow".to_owned() });
        let list = everything(&network, &instance, &token, ("Tickets", "tickets"), "", wire::team).await;
        assert_eq!(list.unwrap_err().code(), "halo-too-slow", "a list has to be complete");
    }
}
