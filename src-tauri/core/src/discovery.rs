//! Finds out what stands at an address: HaloPSA's sign-in address and tenant, or that it is
//! something else. Sends no credentials.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::address::Address;
use crate::halo::{self, InstanceInfo, Network};
use crate::{Error, Result};

/// A HaloPSA instance: where it is and where it signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// The address, as found.
    pub address: Address,
    /// HaloPSA's "Authorisation Server".
    pub sign_in: Url,
    /// HaloPSA's "Tenant"; none on-premises.
    pub tenant: Option<String>,
    /// The version that it names, if it names one.
    pub version: Option<String>,
}

impl Instance {
    /// Where a token is asked for, with the tenant where there is one.
    pub fn token_url(&self) -> Url {
        let mut url = self.sign_in.clone();
        let path = format!("{}/token", url.path().trim_end_matches('/'));
        url.set_path(&path);
        if let Some(tenant) = &self.tenant {
            url.query_pairs_mut().append_pair("tenant", tenant);
        }
        url
    }

    /// The host (and port) that tokens come from.
    pub fn sign_in_host(&self) -> String {
        let host = self.sign_in.host_str().unwrap_or_default();
        self.sign_in.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether signing in goes to a place that the person did not type. Asked before anything
    /// secret is sent there (contract: older hosted instances).
    pub fn signs_in_elsewhere(&self) -> bool {
        !self.address.same_origin(&self.sign_in)
    }
}

/// Looks at `pasted` and, where its path may belong to a page of the web app, at shorter ones.
///
/// # Errors
/// [`Error::HaloNotFound`] when nothing there speaks like HaloPSA (the person may insist), and
/// whatever the network came to.
pub async fn discover(network: &Network, pasted: &Address) -> Result<Instance> {
    let places = pasted.shorter();
    let mut first_error = None;
    for place in &places {
        match halo::authinfo(network, place).await {
            Ok(Some(info)) => {
                return instance(network, place, info.auth_url.as_deref(), info.tenant_id).await;
            }
            Ok(None) => {}
            Err(e @ (Error::HaloRedirects { .. } | Error::HaloTrouble { .. })) => {
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
    let tenant = tenant.map(|t| t.chars().filter(|c| !c.is_control()).take(200).collect());
    Ok(Instance { address: address.clone(), sign_in, tenant, version })
}

/// `auth_url` as it is found: with or without `/token`, query or a slash at the end; perhaps
/// relative. Anything that is not https is not believed.
fn sign_in(network: &Network, address: &Address, text: &str) -> Option<Url> {
    let mut url = match Url::parse(text) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => address.join("").join(text).ok()?,
        Err(_) => return None,
    };
    let practice = url.host_str() == Some("127.0.0.1")
        && url.port().is_some_and(|port| network.plain_http_ports().contains(&port));
    match url.scheme() {
        "https" => {}
        "http" if practice => {}
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
        let network = Network::new(&[], Patience::default()).unwrap();
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
        assert_eq!(found("https://u:p@acme.halopsa.com/auth"), None);
    }

    #[test]
    fn the_tenant_goes_into_the_token_address_whatever_it_contains() {
        let mut instance = Instance {
            address: Address::parse("acme.halopsa.com", &[]).unwrap(),
            sign_in: Url::parse("https://auth.haloservicedesk.com/").unwrap(),
            tenant: Some("a&b=c d".to_owned()),
            version: None,
        };
        assert_eq!(
            instance.token_url().as_str(),
            "https://auth.haloservicedesk.com/token?tenant=a%26b%3Dc+d"
        );
        assert!(instance.signs_in_elsewhere());
        instance.sign_in = Url::parse("https://acme.halopsa.com/auth").unwrap();
        instance.tenant = None;
        assert_eq!(instance.token_url().as_str(), "https://acme.halopsa.com/auth/token");
        assert!(!instance.signs_in_elsewhere());
    }
}
