//! Reads, creates and deletes API applications (contract: "API applications").

use secrecy::ExposeSecret;
use serde::Serialize;

use super::network::{Answer, Get, Network, Sent, Token};
use super::seen::{ApplicationSeen, Kind, Listed};
use super::{everything, not_allowed, wiped, wire};
use crate::ids::ApplicationId;
use crate::instance::Instance;
use crate::permissions::Permission;
use crate::{Error, Result, Secret};

/// All applications, without their permissions and kinds.
pub(crate) async fn applications(
    network: &Network,
    instance: &Instance,
    token: &Token,
) -> Result<Listed<ApplicationSeen>> {
    let read = |row: &_| wire::application(row).map(|seen| (seen.id.to_string(), seen));
    everything(network, instance, token, ("Application", "applications"), "", read).await
}

/// One application with all details that HaloPSA returns. `None` when it doesn't exist.
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

/// An application to be created.
pub(crate) struct NewApplication<'a> {
    pub(crate) name: &'a str,
    /// Free text, which contains the mark.
    pub(crate) description: &'a str,
    pub(crate) mark: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) secret: &'a Secret,
    pub(crate) kind: &'a Kind,
    pub(crate) agent_id: i64,
    pub(crate) permissions: &'a [Permission],
}

/// The outcome of a creation request.
pub(crate) enum Created {
    /// HaloPSA reported success and returned these rows: usually the one created.
    Shown(Vec<ApplicationSeen>),
    /// HaloPSA refused with this status, so it was probably not created.
    Refused(u16),
    /// HaloPSA asks to retry after this many seconds.
    Busy(u64),
    /// It may have been created or not.
    Unclear,
}

/// Creates an application, without retry. A secret in the response is returned separately, whatever else the
/// response contains or lacks: HaloPSA returns it only once.
///
/// # Errors
/// When HaloPSA can't be reached: then no request was sent.
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
    // An id that contains a credential would be written to a file.
    shown.retain(|seen| !token.is_in(seen.id.as_str()));
    let created = match sent {
        Sent::Done => Created::Shown(shown),
        Sent::Refused(status) => Created::Refused(status),
        Sent::Busy(seconds) => Created::Busy(seconds),
        Sent::Unclear(why) => {
            tracing::warn!(why = why.code(), "outcome of the creation request is unknown");
            Created::Unclear
        }
    };
    Ok((secret, created))
}

/// The request's body, pretty-printed.
pub(crate) fn shown(new: &NewApplication<'_>) -> String {
    serde_json::to_string_pretty(&body_of(new)).unwrap_or_default()
}

/// The body as an array, also for one application (contract: "Every POST body is an array").
fn body_of<'a>(new: &'a NewApplication<'_>) -> [Wire<'a>; 1] {
    [Wire {
        display_name: new.name,
        description: new.description,
        client_id: new.client_id,
        // Exposed only in the body of the request that creates the application.
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

/// Deletes an application. The caller has to check that it is gone.
///
/// # Errors
/// [`Error::AuthorityExpired`], [`Error::DeleteRefused`], [`Error::HaloBusy`], and any network error, after
/// which it may be deleted or not.
pub(crate) async fn delete(
    network: &Network,
    instance: &Instance,
    token: &Token,
    id: &ApplicationId,
) -> Result<()> {
    let url = instance.address.join(&format!("api/Application/{id}"));
    match network.delete(&url, token).await?.0 {
        // 404: deleted already.
        Sent::Done | Sent::Refused(404 | 410) => Ok(()),
        Sent::Refused(401) => Err(Error::AuthorityExpired),
        Sent::Refused(status) => Err(Error::DeleteRefused { status }),
        Sent::Busy(seconds) => Err(Error::HaloBusy { seconds }),
        Sent::Unclear(why) => Err(why),
    }
}
