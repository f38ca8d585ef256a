//! The token: asked for exactly the permissions that are planned, held in memory, never parsed.

use std::time::Instant;

use secrecy::ExposeSecret;

use super::network::{Network, Token};
use super::seen::{ClaimedAgent, NoToken};
use super::wire;
use crate::instance::Instance;
use crate::permissions::Permission;
use crate::{Error, Result, Secret};

/// A token and what HaloPSA says of it.
pub struct TokenAnswer {
    /// The token.
    pub token: Token,
    /// The permissions that the answer names. `None` where it names none.
    pub granted: Option<Vec<Permission>>,
    /// The agent that it names.
    pub agent: Option<ClaimedAgent>,
}

/// What asking came to.
pub(crate) type TokenResult = std::result::Result<TokenAnswer, NoToken>;

/// Asks once for a token for exactly `permissions`.
///
/// # Errors
/// What the network came to; a refusal by HaloPSA is not an error but [`NoToken`].
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
        // Exposed to the one request that it is for, in its body and nowhere else.
        ("client_secret", secret.expose_secret()),
        ("scope", &scope),
    ];
    let (status, body) = network.post_form(&url, &form, wait).await?;
    if status.is_success() {
        return match wire::token(&body) {
            Some(told) => Ok(Ok(TokenAnswer {
                token: Token::bearer(told.token),
                granted: told.granted,
                agent: told.agent,
            })),
            None => Err(Error::HaloOddAnswer { host: instance.sign_in_host() }),
        };
    }
    let refusal = wire::no_token(&body);
    tracing::info!(status = status.as_u16(), ?refusal, "no token");
    match (refusal, status.as_u16()) {
        (NoToken::Other, 404 | 405) => Err(Error::HaloOddAnswer { host: instance.sign_in_host() }),
        // Contract: "`invalid_client` (401)". A page or text in its place says so by its status.
        (NoToken::Other, 401) => Ok(Err(NoToken::UnknownClient)),
        (NoToken::Other, 403) if !wire::is_json(&body) => Ok(Err(NoToken::NotLetIn)),
        _ => Ok(Err(refusal)),
    }
}

/// Asks until there is a token, or until "not known" can't mean "not known yet" any more.
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
        let asked = ask(network, instance, client_id, secret, permissions, wait).await?;
        let perhaps_not_yet =
            matches!(asked, Err(NoToken::UnknownClient | NoToken::ClientIdNotFound | NoToken::WrongSecret));
        if !perhaps_not_yet || start.elapsed() + pause > network.patience().new_application {
            return Ok(asked);
        }
        not_yet();
        network.pause(pause).await;
        pause *= 2;
    }
}
