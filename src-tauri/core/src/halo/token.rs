//! Requests tokens for exactly the planned permissions. A token is kept only in memory and never parsed.

use std::time::Instant;

use secrecy::ExposeSecret;

use super::network::{Network, Token};
use super::seen::{ClaimedAgent, NoToken};
use super::wire;
use crate::instance::Instance;
use crate::permissions::Permission;
use crate::{Error, Result, Secret};

/// A successful token response.
pub struct TokenAnswer {
    /// The token.
    pub token: Token,
    /// The permissions that the response names. `None` if it names none.
    pub granted: Option<Vec<Permission>>,
    /// The agent that the response names, if any.
    pub agent: Option<ClaimedAgent>,
}

/// A token, or why HaloPSA refused it.
pub(crate) type TokenResult = std::result::Result<TokenAnswer, NoToken>;

/// Requests a token for exactly `permissions`, once.
///
/// # Errors
/// Any network error. A refusal by HaloPSA is not an error but [`NoToken`].
pub(crate) async fn ask(
    network: &Network,
    instance: &Instance,
    client_id: &str,
    secret: &Secret,
    permissions: &[Permission],
    wait: &(dyn Fn(u64) + Sync),
) -> Result<TokenResult> {
    let names: Vec<&str> = permissions.iter().map(Permission::name).collect();
    let scope = names.join(" ");
    let url = instance.token_url();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", client_id),
        // Exposed only in the body of the token request.
        ("client_secret", secret.expose_secret()),
        ("scope", &scope),
    ];
    let (status, body) = network.post_form(&url, &form, wait).await?;
    if status.is_success() {
        return match wire::token(&body) {
            Some(answer) => Ok(Ok(TokenAnswer {
                token: Token::bearer(answer.token),
                granted: answer.granted,
                agent: answer.agent,
            })),
            None => Err(Error::HaloOddAnswer { host: instance.sign_in_host() }),
        };
    }
    let refusal = wire::no_token(&body);
    tracing::info!(status = status.as_u16(), ?refusal, "token refused");
    match (refusal, status.as_u16()) {
        (NoToken::Other, 404 | 405) => Err(Error::HaloOddAnswer { host: instance.sign_in_host() }),
        // Contract: "`invalid_client` (401)". For a page or text only the status counts.
        (NoToken::Other, 401) => Ok(Err(NoToken::UnknownClient)),
        (NoToken::Other, 403) if !wire::is_json(&body) => Ok(Err(NoToken::NotLetIn)),
        _ => Ok(Err(refusal)),
    }
}

/// Requests a token, and retries while an unknown client may mean that HaloPSA doesn't know a new application
/// yet ([`Patience::new_application`](super::Patience::new_application)).
pub(crate) async fn ask_patiently(
    network: &Network,
    instance: &Instance,
    client_id: &str,
    secret: &Secret,
    permissions: &[Permission],
    wait: &(dyn Fn(u64) + Sync),
    not_yet: &(dyn Fn() + Sync),
) -> Result<TokenResult> {
    let start = Instant::now();
    let mut pause = network.patience().pause;
    loop {
        let result = ask(network, instance, client_id, secret, permissions, wait).await?;
        let perhaps_not_yet =
            matches!(result, Err(NoToken::UnknownClient | NoToken::ClientIdNotFound | NoToken::WrongSecret));
        if !perhaps_not_yet || start.elapsed() + pause > network.patience().new_application {
            return Ok(result);
        }
        not_yet();
        network.pause(pause).await;
        pause *= 2;
    }
}
