//! API applications: read, created, deleted (contract: "API applications").

use secrecy::ExposeSecret;
use serde::Serialize;

use super::network::{Answer, Get, Network, Sent, Token};
use super::seen::{ApplicationSeen, Kind, Listed};
use super::{everything, not_allowed, wiped, wire};
use crate::ids::ApplicationId;
use crate::instance::Instance;
use crate::permissions::Permission;
use crate::{Error, Result, Secret};

/// Every application, without its permissions and kind.
pub(crate) async fn applications(
    network: &Network,
    instance: &Instance,
    token: &Token,
) -> Result<Listed<ApplicationSeen>> {
    let read = |row: &_| wire::application(row).map(|seen| (seen.id.to_string(), seen));
    everything(network, instance, token, ("Application", "applications"), "", read).await
}

/// One application with everything that HaloPSA tells of it. `None` when there is none.
pub(crate) async fn application(
    network: &Network,
    instance: &Instance,
    token: &Token,
    id: &ApplicationId,
) -> Result<Option<ApplicationSeen>> {
    let mut url = instance.address.join(&format!("api/Application/{id}"));
    url.set_query(Some("includedetails=true"));
    match network.get(Get::With(&url, token), &|_| {}).await? {
        Answer::Json(bytes) => wire::one_application(&bytes, id)
            .map(Some)
            .ok_or_else(|| Error::HaloOddAnswer { host: instance.address.host_and_port() }),
        Answer::NotThere => Ok(None),
        Answer::Refused(status) => Err(not_allowed(status)),
        Answer::TooBig(_) | Answer::Odd => {
            Err(Error::HaloOddAnswer { host: instance.address.host_and_port() })
        }
    }
}

/// The application that is asked for.
pub(crate) struct NewApplication<'a> {
    pub(crate) name: &'a str,
    /// Free text, which carries the mark.
    pub(crate) description: &'a str,
    pub(crate) mark: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) secret: &'a Secret,
    pub(crate) kind: &'a Kind,
    pub(crate) agent_id: i64,
    pub(crate) permissions: &'a [Permission],
}

/// What came of asking for an application.
pub(crate) enum Created {
    /// HaloPSA says so, and shows these: usually the one.
    Shown(Vec<ApplicationSeen>),
    /// HaloPSA refused with this status: it is not there, as far as a status can say.
    Refused(u16),
    /// HaloPSA asks to come back in so many seconds.
    Busy(u64),
    /// It may be there or not.
    Unclear,
}

/// Asks for an application, once. A secret that the answer tells comes by itself, whatever else the
/// answer says or fails to say: it is told this once.
///
/// # Errors
/// When HaloPSA can't be reached: then nothing was asked for.
pub(crate) async fn create(
    network: &Network,
    instance: &Instance,
    token: &Token,
    new: &NewApplication<'_>,
) -> Result<(Option<Secret>, Created)> {
    let url = instance.address.join("api/Application");
    let body = wiped::json(&body_of(new)).map_err(|_| Error::DraftIncomplete)?;
    let (sent, answer) = network.post_json(&url, token, body).await?;
    let (secret, mut shown) = wire::created(&answer, new.client_id, new.mark);
    // An id that gives a credential back would stand in a file.
    shown.retain(|seen| !token.is_in(seen.id.as_str()));
    let created = match sent {
        Sent::Done => Created::Shown(shown),
        Sent::Refused(status) => Created::Refused(status),
        Sent::Busy(seconds) => Created::Busy(seconds),
        Sent::Unclear(why) => {
            tracing::warn!(why = why.code(), "no clear answer to the creation");
            Created::Unclear
        }
    };
    Ok((secret, created))
}

/// The request's body in a person's layout.
pub(crate) fn shown(new: &NewApplication<'_>) -> String {
    serde_json::to_string_pretty(&body_of(new)).unwrap_or_default()
}

/// As HaloPSA wants it: an array, also for one (contract: "Every POST body is an array").
fn body_of<'a>(new: &'a NewApplication<'_>) -> [Wire<'a>; 1] {
    [Wire {
        display_name: new.name,
        description: new.description,
        client_id: new.client_id,
        // Exposed to the one request that makes it HaloPSA's, in its body and nowhere else.
        client_secret: new.secret.expose_secret(),
        inactive: false,
        allowagents: true,
        allowusers: false,
        loginas_agent_id: new.agent_id,
        scopes: new.permissions.iter().map(|p| Scope { name: p.name() }).collect(),
        grant_type: new.kind.grant_type.as_deref().unwrap_or(PROBABLE_GRANT_TYPE),
        client_type: new.kind.client_type.as_deref(),
        loginentity: new.kind.login_entity,
        credential_type: new.kind.credential_type,
    }]
}

/// Sent where nothing could be learnt (contract: "Probable body", a guess). What HaloPSA makes of it isn't compared.
const PROBABLE_GRANT_TYPE: &str = "client_credentials";

/// Schema `NHD_Identity_Application`.
#[derive(Serialize)]
struct Wire<'a> {
    #[serde(rename = "displayName")]
    display_name: &'a str,
    description: &'a str,
    #[serde(rename = "clientId")]
    client_id: &'a str,
    #[serde(rename = "clientSecret")]
    client_secret: &'a str,
    inactive: bool,
    allowagents: bool,
    allowusers: bool,
    loginas_agent_id: i64,
    scopes: Vec<Scope<'a>>,
    grant_type: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    client_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loginentity: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credential_type: Option<i64>,
}

#[derive(Serialize)]
struct Scope<'a> {
    name: &'a str,
}

/// Deletes an application. Whether it is gone is seen by looking.
///
/// # Errors
/// [`Error::AuthorityExpired`], [`Error::DeleteRefused`], [`Error::HaloBusy`], and what the network
/// came to; then it may be gone or not.
pub(crate) async fn delete(
    network: &Network,
    instance: &Instance,
    token: &Token,
    id: &ApplicationId,
) -> Result<()> {
    let url = instance.address.join(&format!("api/Application/{id}"));
    match network.delete(&url, token).await?.0 {
        // 404: somebody was quicker.
        Sent::Done | Sent::Refused(404 | 410) => Ok(()),
        Sent::Refused(401) => Err(Error::AuthorityExpired),
        Sent::Refused(status) => Err(Error::DeleteRefused { status }),
        Sent::Busy(seconds) => Err(Error::HaloBusy { seconds }),
        Sent::Unclear(why) => Err(why),
    }
}
