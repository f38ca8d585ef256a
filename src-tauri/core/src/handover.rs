//! The hand-over: the values that the product's own form asks for, in its order and shape.

use crate::connections::Connection;
use crate::instance::Instance;
use crate::permission::Permission;
use crate::product::{Field, FormField, Shape, form_of};

/// One field of the form, and its value where it is no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which field, in which shape.
    pub field: &'static FormField,
    /// The value to copy. `None` for the secret: that goes from the keychain to the clipboard.
    pub value: Option<String>,
}

/// The lines for one connection. A field that the instance doesn't have (a tenant on-premises) is
/// left out, unless the form wants something else instead.
pub fn lines(connection: &Connection) -> Vec<Line> {
    form_of(connection.product.as_deref())
        .iter()
        .filter_map(|field| {
            if field.field == Field::Secret {
                return Some(Line { field, value: None });
            }
            let value = value(field, &connection.instance, &connection.client_id, &connection.permissions);
            value.or_else(|| field.if_none.clone()).map(|value| Line { field, value: Some(value) })
        })
        .collect()
}

fn value(
    field: &FormField,
    instance: &Instance,
    client_id: &str,
    permissions: &[Permission],
) -> Option<String> {
    match field.field {
        Field::Address => Some(written(&instance.address.to_string(), instance, field.shape)),
        Field::AuthorisationServer => {
            Some(written(instance.sign_in.as_str().trim_end_matches('/'), instance, field.shape))
        }
        Field::Tenant => instance.tenant.clone(),
        Field::ClientId => Some(client_id.to_owned()),
        Field::Permissions => Some(permissions.iter().map(Permission::name).collect::<Vec<_>>().join(" ")),
        Field::Secret => None,
    }
}

/// An address in the shape that a form wants. The sign-in address keeps its own host: a form that
/// wants `https://host/auth` wants what HaloPSA shows as its "Authorisation Server".
fn written(address: &str, instance: &Instance, shape: Shape) -> String {
    match shape {
        Shape::AsIs | Shape::Address | Shape::AuthorisationServer => address.to_owned(),
        Shape::ResourceServer => format!("{address}/api"),
        Shape::Token => format!("{address}/token"),
        Shape::Host | Shape::HostAuth => {
            address.split_once("://").map_or(address, |(_, rest)| rest).to_owned()
        }
        Shape::FirstLabel => first_label(instance),
    }
}

/// `acme` of `acme.halopsa.com`. An address that is no name under a domain stays whole: its first
/// part would name nothing.
fn first_label(instance: &Instance) -> String {
    let host = instance.address.host();
    let is_number = host.parse::<std::net::Ipv4Addr>().is_ok() || host.starts_with('[');
    match host.split_once('.') {
        Some((label, _)) if !is_number => label.to_owned(),
        _ => instance.address.host_and_port(),
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::address::Address;

    fn instance(address: &str, sign_in: &str, tenant: Option<&str>) -> Instance {
        Instance {
            address: Address::parse(address, &[]).unwrap(),
            sign_in: Url::parse(sign_in).unwrap(),
            tenant: tenant.map(str::to_owned),
            version: None,
        }
    }

    fn given(field: Field, shape: Shape, instance: &Instance) -> Option<String> {
        let field = FormField { field, shape, label: None, if_none: None, fallback: false };
        value(&field, instance, "id", &crate::permission::set_of(&["read:kb", "edit:kb"]).unwrap())
    }

    #[test]
    fn every_shape_is_written_as_its_vendor_wants_it() {
        use Field::{Address, AuthorisationServer, ClientId, Permissions, Secret, Tenant};
        let hosted =
            instance("https://acme.halopsa.com/tickets?id=1", "https://acme.halopsa.com/auth/", Some("acme"));
        let below = instance("https://it.example.org/halo/", "https://it.example.org/halo/auth", None);
        let elsewhere =
            instance("acme.haloservicedesk.com", "https://auth.haloservicedesk.com", Some("Acme"));
        for (field, shape, in_cloud, on_premises, older) in [
            (
                Address,
                Shape::AsIs,
                "https://acme.halopsa.com",
                "https://it.example.org/halo",
                "https://acme.haloservicedesk.com",
            ),
            (
                Address,
                Shape::Address,
                "https://acme.halopsa.com",
                "https://it.example.org/halo",
                "https://acme.haloservicedesk.com",
            ),
            (
                Address,
                Shape::ResourceServer,
                "https://acme.halopsa.com/api",
                "https://it.example.org/halo/api",
                "https://acme.haloservicedesk.com/api",
            ),
            (Address, Shape::Host, "acme.halopsa.com", "it.example.org/halo", "acme.haloservicedesk.com"),
            (Address, Shape::FirstLabel, "acme", "it", "acme"),
            (
                AuthorisationServer,
                Shape::AsIs,
                "https://acme.halopsa.com/auth",
                "https://it.example.org/halo/auth",
                "https://auth.haloservicedesk.com",
            ),
            (
                AuthorisationServer,
                Shape::AuthorisationServer,
                "https://acme.halopsa.com/auth",
                "https://it.example.org/halo/auth",
                "https://auth.haloservicedesk.com",
            ),
            (
                AuthorisationServer,
                Shape::HostAuth,
                "acme.halopsa.com/auth",
                "it.example.org/halo/auth",
                "auth.haloservicedesk.com",
            ),
            (
                AuthorisationServer,
                Shape::Token,
                "https://acme.halopsa.com/auth/token",
                "https://it.example.org/halo/auth/token",
                "https://auth.haloservicedesk.com/token",
            ),
            (ClientId, Shape::AsIs, "id", "id", "id"),
            (Permissions, Shape::AsIs, "edit:kb read:kb", "edit:kb read:kb", "edit:kb read:kb"),
        ] {
            assert!(shape.fits(field), "{field:?} as {shape:?}");
            for (instance, expected) in [(&hosted, in_cloud), (&below, on_premises), (&elsewhere, older)] {
                assert_eq!(
                    given(field, shape, instance).as_deref(),
                    Some(expected),
                    "{field:?} as {shape:?}"
                );
            }
        }
        assert_eq!(given(Tenant, Shape::AsIs, &hosted).as_deref(), Some("acme"));
        assert_eq!(given(Tenant, Shape::AsIs, &below), None, "on-premises has none");
        assert_eq!(given(Secret, Shape::AsIs, &hosted), None, "it never is a value");
    }

    #[test]
    fn an_address_without_a_name_has_no_first_part() {
        for host in ["10.0.0.1:8443", "intranet", "[::1]:8443"] {
            let instance = Instance {
                address: Address::parse(&format!("https://{host}"), &[]).unwrap(),
                ..instance("acme.halopsa.com", "https://acme.halopsa.com/auth", None)
            };
            let expected = Some(host.to_owned());
            assert_eq!(given(Field::Address, Shape::FirstLabel, &instance), expected, "{host}");
        }
    }
}
