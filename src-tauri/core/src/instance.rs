//! A HaloPSA instance, as it was found: where it is and where it signs in.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::address::Address;

/// Below these, Halo hosts.
const HOSTED: [&str; 3] = [".halopsa.com", ".haloitsm.com", ".haloservicedesk.com"];

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
    /// Whether both are one HaloPSA, whatever version it had then.
    pub fn is_same_place(&self, other: &Self) -> bool {
        self.address == other.address && self.sign_in == other.sign_in && self.tenant == other.tenant
    }

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

    /// Whether Halo hosts it: it is below Halo's own domains, or it has a tenant, which none on-premises has.
    pub fn is_hosted(&self) -> bool {
        let host = self.address.host().to_ascii_lowercase();
        self.tenant.is_some() || HOSTED.iter().any(|own| host.ends_with(own))
    }

    /// Whether signing in goes to a place that the person did not type. Asked before anything
    /// secret is sent there (contract: older hosted instances).
    pub fn signs_in_elsewhere(&self) -> bool {
        !self.address.same_origin(&self.sign_in)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn halo_hosts_what_is_below_its_domains_or_has_a_tenant() {
        let hosted = |address: &str, tenant: Option<&str>| {
            let address = Address::parse(address, &[]).unwrap();
            let tenant = tenant.map(str::to_owned);
            Instance { sign_in: address.join("auth"), address, tenant, version: None }.is_hosted()
        };
        assert!(hosted("acme.halopsa.com", Some("acme")) && hosted("Acme.HaloITSM.com", None));
        assert!(hosted("support.firm.example", Some("firm")), "a domain of the firm's own, hosted by Halo");
        for own in ["halo.firm.example", "nothalopsa.com", "acme.halopsa.com.firm.example", "10.0.0.1"] {
            assert!(!hosted(own, None), "{own}");
        }
    }
}
