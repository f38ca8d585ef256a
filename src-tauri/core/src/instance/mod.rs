//! A HaloPSA instance: its address and sign-in URL.

pub mod address;
mod host;
mod links;

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};
use url::Url;

use crate::instance::address::Address;

/// Halo's product of an instance. They share one API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Family {
    /// `HaloPSA`.
    Psa,
    /// `HaloITSM`.
    Itsm,
    /// `HaloServiceDesk`.
    ServiceDesk,
    /// `HaloCRM`.
    Crm,
}

impl Family {
    /// The product by the name that an instance reports. `None` for other names, since customers can change
    /// it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        match letters.to_ascii_lowercase().as_str() {
            "halopsa" => Some(Self::Psa),
            "haloitsm" => Some(Self::Itsm),
            "haloservicedesk" => Some(Self::ServiceDesk),
            "halocrm" => Some(Self::Crm),
            _ => None,
        }
    }

    /// The id in files and reports: kebab-case.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// A HaloPSA instance, as discovered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// The base URL.
    pub address: Address,
    /// The URL of HaloPSA's "Authorisation Server".
    pub sign_in: Url,
    /// HaloPSA's "Tenant"; none on-premises.
    pub tenant: Option<String>,
    /// The version, if it reports one: numbers between dots, such as `2.236.133`.
    pub version: Option<String>,
    /// Halo's product, if it reports one.
    #[serde(default)]
    pub family: Option<Family>,
}

impl Instance {
    /// An instance of which nothing but the address is known. Its sign-in is then `/auth` of the same host
    /// (contract: "Addresses").
    pub fn at(address: Address) -> Self {
        Self { sign_in: address.join("auth"), address, tenant: None, version: None, family: None }
    }

    /// Whether both are the same HaloPSA: equal except for version and product.
    pub fn is_same_place(&self, other: &Self) -> bool {
        self.address == other.address && self.sign_in == other.sign_in && self.tenant == other.tenant
    }

    /// Whether an application has a description. `None` if the version isn't known. Contract: description,
    /// creation date and creator "exist only from v2.218".
    pub fn keeps_descriptions(&self) -> Option<bool> {
        let mut numbers = self.version.as_deref()?.split('.').map(|number| number.parse::<u32>().ok());
        Some((numbers.next()??, numbers.next()??) >= (2, 218))
    }

    /// The token endpoint, with the tenant if there is one.
    pub fn token_url(&self) -> Url {
        let mut url = self.sign_in.clone();
        let path = format!("{}/token", url.path().trim_end_matches('/'));
        url.set_path(&path);
        if let Some(tenant) = &self.tenant {
            url.query_pairs_mut().append_pair("tenant", tenant);
        }
        url
    }

    /// The host of [`Instance::sign_in`], and the port unless it is the default.
    pub fn sign_in_host(&self) -> String {
        let host = self.sign_in.host_str().unwrap_or_default();
        self.sign_in.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether Halo hosts it: it is below Halo's own domains, or has a tenant, as no on-premises instance
    /// has.
    pub fn is_hosted(&self) -> bool {
        self.tenant.is_some() || self.address.is_below_halos()
    }

    /// Whether the sign-in URL has another origin than the address that the person typed. Checked before a
    /// secret is sent there (contract: older hosted instances).
    pub fn signs_in_elsewhere(&self) -> bool {
        !self.address.same_origin(&self.sign_in)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_kept_from_the_version_that_has_one() {
        let of = |version: Option<&str>| {
            let address = Address::parse("acme.halopsa.com", &[]).unwrap();
            let version = version.map(str::to_owned);
            Instance { version, ..Instance::at(address) }.keeps_descriptions()
        };
        for (version, keeps) in [
            ("2.218", Some(true)),
            ("2.218.0", Some(true)),
            ("2.236.133", Some(true)),
            ("3.0", Some(true)),
            ("10.1.2", Some(true)),
            ("2.217.99", Some(false)),
            ("2.99.4", Some(false)),
            ("1.300", Some(false)),
            ("2", None),
            ("", None),
        ] {
            assert_eq!(of(Some(version)), keeps, "{version}");
        }
        assert_eq!(of(None), None);
    }

    #[test]
    fn halos_products_are_known_by_their_names_and_nothing_else_is() {
        for (name, family) in [
            ("Halo PSA", Some(Family::Psa)),
            ("HaloPSA", Some(Family::Psa)),
            ("HALO ITSM", Some(Family::Itsm)),
            ("HaloServiceDesk", Some(Family::ServiceDesk)),
            ("HaloCRM", Some(Family::Crm)),
            ("Acme Desk", None),
            ("", None),
        ] {
            assert_eq!(Family::named(name), family, "{name}");
        }
    }

    #[test]
    fn the_tenant_goes_into_the_token_address_whatever_it_contains() {
        let mut instance = Instance {
            address: Address::parse("acme.halopsa.com", &[]).unwrap(),
            sign_in: Url::parse("https://auth.haloservicedesk.com/").unwrap(),
            tenant: Some("a&b=c d".to_owned()),
            version: None,
            family: None,
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
            Instance { tenant, ..Instance::at(address) }.is_hosted()
        };
        assert!(hosted("acme.halopsa.com", Some("acme")) && hosted("Acme.HaloITSM.com", None));
        assert!(hosted("support.firm.example", Some("firm")), "a custom domain, hosted by Halo");
        for own in ["halo.firm.example", "nothalopsa.com", "acme.halopsa.com.firm.example", "10.0.0.1"] {
            assert!(!hosted(own, None), "{own}");
        }
    }
}
