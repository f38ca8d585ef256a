//! Discovers whether an address is a HaloPSA's, and its sign-in URL and tenant. Sends no credentials.

use url::Url;

use crate::halo::{self, AuthInfo, Found, InstanceSeen, Network};
use crate::instance::Instance;
use crate::instance::address::Address;
use crate::{Error, Result};

/// The longest `auth_url`, in bytes. It is saved in a file.
const MAX_LENGTH: usize = 2_048;

/// Finds the instance at `pasted` or, if its path may belong to a page of the web app, at a shorter path.
///
/// # Errors
/// [`Error::HaloNotFound`], [`Error::HaloIsAPage`] and [`Error::HaloNotLetIn`] when no response is HaloPSA's
/// (the person may insist), and any network error.
pub async fn discover(network: &Network, pasted: &Address) -> Result<Instance> {
    let mut first_error = None;
    for place in &pasted.shorter() {
        let (auth, info) = tokio::join!(halo::authinfo(network, place), halo::instance_info(network, place));
        // Only its presence decides; its fields may be missing.
        let seen = match &info {
            Ok(Found::Halo(seen)) => Some(seen),
            _ => None,
        };
        match (&auth, seen) {
            (Ok(Found::Halo(auth)), _) => return instance(network, place, Some(auth), seen),
            (_, Some(seen)) => return instance(network, place, None, Some(seen)),
            _ => {}
        }
        match (auth, info) {
            // One such response suffices: something denies access to this computer.
            (Ok(Found::Forbidden), _) | (_, Ok(Found::Forbidden)) => {
                first_error.get_or_insert(Error::HaloNotLetIn { host: pasted.host_and_port() });
            }
            (Ok(_), _) => {}
            (
                Err(
                    e @ (Error::HaloRedirects { .. }
                    | Error::HaloTrouble { .. }
                    | Error::HaloIsAPage { .. }
                    | Error::NetworkSignIn { .. }
                    | Error::NetworkSignInAt { .. }),
                ),
                _,
            ) => {
                first_error.get_or_insert(e);
            }
            (Err(e), _) => return Err(e),
        }
    }
    Err(first_error.unwrap_or_else(|| Error::HaloNotFound { host: pasted.host_and_port() }))
}

/// The instance when the person insists on an address at which discovery failed.
pub fn insist(network: &Network, address: &Address) -> Result<Instance> {
    instance(network, address, None, None)
}

/// The instance as the responses describe it; without any, all that follows from its address.
fn instance(
    network: &Network,
    address: &Address,
    auth: Option<&AuthInfo>,
    seen: Option<&InstanceSeen>,
) -> Result<Instance> {
    let mut instance = Instance::at(address.clone());
    let info = auth.or(seen.map(|seen| &seen.auth));
    if let Some(url) = info.and_then(|info| sign_in(network, address, info.auth_url.as_deref()?)) {
        instance.sign_in = url;
    }
    network.admit(&instance.sign_in)?;
    let tenant = info.and_then(|info| info.tenant_id.as_deref());
    instance.tenant = tenant.map(|t| t.chars().filter(|c| !c.is_control()).take(200).collect());
    instance.version = seen.and_then(|seen| seen.version.clone());
    instance.family = seen.and_then(|seen| seen.family);
    Ok(instance)
}

/// Normalises an `auth_url`: with or without `/token`, query or trailing slash, absolute or relative. `None`
/// if it is invalid; `http` becomes `https`, except for the practice HaloPSA.
fn sign_in(network: &Network, address: &Address, text: &str) -> Option<Url> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let mut url = match Url::parse(text) {
        Ok(url) => url,
        // `acme.halopsa.com/auth` is not a relative path.
        Err(url::ParseError::RelativeUrlWithoutBase) if names_a_host(text) => {
            Url::parse(&format!("https://{text}")).ok()?
        }
        Err(url::ParseError::RelativeUrlWithoutBase) => address.join("").join(text).ok()?,
        Err(_) => return None,
    };
    match url.scheme() {
        "https" => {}
        "http" if network.admit(&url).is_ok() => {}
        // An instance behind a TLS-terminating proxy may use http in its own URLs.
        "http" => url.set_scheme("https").ok()?,
        _ => return None,
    }
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(path.strip_suffix("/token").unwrap_or(&path));
    Some(url)
}

/// Whether a text without a scheme starts with a host.
fn names_a_host(text: &str) -> bool {
    !text.starts_with('/')
        && text.split('/').next().is_some_and(|first| first.trim_matches('.').contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::halo::Patience;

    fn found(auth_url: &str) -> Option<String> {
        let network = Network::to_the_internet(Patience::default());
        let address = Address::parse("acme.halopsa.com", &[]).unwrap();
        sign_in(&network, &address, auth_url).map(|u| u.to_string())
    }

    #[test]
    fn the_sign_in_address_is_understood_in_its_shapes() {
        for text in [
            "https://acme.halopsa.com/auth",
            "https://acme.halopsa.com/auth/",
            "https://acme.halopsa.com/auth/token",
            "https://acme.halopsa.com/auth/token?tenant=acme",
            "http://acme.halopsa.com/auth",
            "/auth",
            "auth",
            "acme.halopsa.com/auth",
        ] {
            assert_eq!(found(text).as_deref(), Some("https://acme.halopsa.com/auth"), "{text}");
        }
        assert_eq!(
            found("https://auth.haloservicedesk.com").as_deref(),
            Some("https://auth.haloservicedesk.com/")
        );
        assert_eq!(found("file:///etc"), None);
        assert_eq!(found(&format!("https://acme.halopsa.com/{}", "a".repeat(MAX_LENGTH))), None);
        assert_eq!(found("https://u:p@acme.halopsa.com/auth"), None);
    }
}
