//! Finds out what stands at an address: HaloPSA's sign-in address and tenant, or that it is
//! something else. Sends no credentials.

use url::Url;

use crate::address::Address;
use crate::halo::{self, InstanceInfo, Network};
use crate::instance::Instance;
use crate::{Error, Result};

/// A longer `auth_url` is none; it would stand in a file. Bytes.
const LONGEST: usize = 2_048;

/// Looks at `pasted` and, where its path may belong to a page of the web app, at shorter ones.
///
/// # Errors
/// [`Error::HaloNotFound`] and [`Error::HaloIsAPage`] when nothing there speaks like HaloPSA (the person may
/// insist), and whatever the network came to.
pub async fn discover(network: &Network, pasted: &Address) -> Result<Instance> {
    let places = pasted.shorter();
    let mut first_error = None;
    for place in &places {
        match halo::authinfo(network, place).await {
            Ok(Some(info)) => {
                return instance(network, place, info.auth_url.as_deref(), info.tenant_id).await;
            }
            Ok(None) => {}
            Err(
                e @ (Error::HaloRedirects { .. }
                | Error::HaloTrouble { .. }
                | Error::HaloIsAPage { .. }
                | Error::NetworkSignIn { .. }
                | Error::NetworkSignInAt { .. }),
            ) => {
                first_error.get_or_insert(e);
            }
            Err(e) => return Err(e),
        }
    }
    // Without authinfo, tools fall back to /auth of the same host (contract: "Addresses").
    for place in &places {
        if let Ok(InstanceInfo::Speaks(_)) = halo::instance_info(network, place).await {
            return instance(network, place, None, None).await;
        }
    }
    Err(first_error.unwrap_or_else(|| Error::HaloNotFound { host: pasted.host_and_port() }))
}

/// The instance for a person who says that the address is right although nothing answered as
/// expected.
pub async fn insist(network: &Network, address: &Address) -> Result<Instance> {
    instance(network, address, None, None).await
}

async fn instance(
    network: &Network,
    address: &Address,
    auth_url: Option<&str>,
    tenant: Option<String>,
) -> Result<Instance> {
    let version = match halo::instance_info(network, address).await {
        Ok(InstanceInfo::Speaks(version)) => version,
        _ => None,
    };
    let sign_in =
        auth_url.and_then(|text| sign_in(network, address, text)).unwrap_or_else(|| address.join("auth"));
    network.admit(&sign_in)?;
    let tenant = tenant.map(|t| t.chars().filter(|c| !c.is_control()).take(200).collect());
    Ok(Instance { address: address.clone(), sign_in, tenant, version })
}

/// `auth_url` as it is found: with or without `/token`, query or a slash at the end; perhaps
/// relative. Anything that is not https is not believed.
fn sign_in(network: &Network, address: &Address, text: &str) -> Option<Url> {
    if text.len() > LONGEST {
        return None;
    }
    let mut url = match Url::parse(text) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => address.join("").join(text).ok()?,
        Err(_) => return None,
    };
    match url.scheme() {
        "https" => {}
        "http" if network.admit(&url).is_ok() => {}
        // An instance behind a proxy that ends TLS may name itself by http.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::halo::Patience;

    fn found(auth_url: &str) -> Option<String> {
        let network = Network::to_the_internet(Patience::default()).unwrap();
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
        ] {
            assert_eq!(found(text).as_deref(), Some("https://acme.halopsa.com/auth"), "{text}");
        }
        assert_eq!(
            found("https://auth.haloservicedesk.com").as_deref(),
            Some("https://auth.haloservicedesk.com/")
        );
        assert_eq!(found("file:///etc"), None);
        assert_eq!(found(&format!("https://acme.halopsa.com/{}", "a".repeat(LONGEST))), None);
        assert_eq!(found("https://u:p@acme.halopsa.com/auth"), None);
    }
}
