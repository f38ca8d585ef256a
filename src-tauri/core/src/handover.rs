//! The hand-over: the values that the product's own form asks for, in its order and shape.

use crate::connections::Connection;
use crate::instance::Instance;
use crate::permission::Permission;
use crate::product::{Field, FormField, Shape, form_of};

/// One field of the form, and what goes into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which field, in which shape.
    pub field: &'static FormField,
    /// What goes into it.
    pub value: Value,
}

/// What goes into a field of a product's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text to copy.
    Text(String),
    /// The secret: it goes from the keychain to the clipboard.
    Secret,
    /// None: the product makes an address out of one word and adds the rest itself, and this HaloPSA
    /// isn't there. Whoever is would be sent the secret.
    NotThere,
}

/// The lines for one connection. A field that the instance doesn't have (a tenant on-premises) is
/// left out, unless the form wants something else instead.
pub fn lines(connection: &Connection) -> Vec<Line> {
    form_of(connection.product.as_deref())
        .iter()
        .filter_map(|field| {
            let value = value(field, &connection.instance, &connection.client_id, &connection.permissions);
            value.or_else(|| field.if_none.clone().map(Value::Text)).map(|value| Line { field, value })
        })
        .collect()
}

fn value(
    field: &FormField,
    instance: &Instance,
    client_id: &str,
    permissions: &[Permission],
) -> Option<Value> {
    let text = match field.field {
        Field::Address if field.shape == Shape::FirstLabel => {
            return Some(first_label(instance).map_or(Value::NotThere, Value::Text));
        }
        Field::Address => written(&instance.address.to_string(), field.shape),
        Field::AuthorisationServer => written(instance.sign_in.as_str().trim_end_matches('/'), field.shape),
        Field::Tenant => instance.tenant.clone()?,
        Field::ClientId => client_id.to_owned(),
        Field::Permissions => permissions.iter().map(Permission::name).collect::<Vec<_>>().join(" "),
        Field::Secret => return Some(Value::Secret),
    };
    Some(Value::Text(text))
}

/// An address in the shape that a form wants. The sign-in address keeps its own host: a form that
/// wants `https://host/auth` wants what HaloPSA shows as its "Authorisation Server".
fn written(address: &str, shape: Shape) -> String {
    match shape {
        Shape::AsIs | Shape::Address | Shape::AuthorisationServer | Shape::FirstLabel => address.to_owned(),
        Shape::ResourceServer => format!("{address}/api"),
        Shape::Token => format!("{address}/token"),
        Shape::Host | Shape::HostAuth => {
            address.split_once("://").map_or(address, |(_, rest)| rest).to_owned()
        }
    }
}

/// What the products that ask for one word add to it themselves. Halo's other domains
/// (`haloitsm.com`, `haloservicedesk.com`, `usehalo.com`) are not what they add: `acme` of
/// `acme.haloitsm.com` would lead to whoever is at `acme.halopsa.com`.
const ADDED: &str = ".halopsa.com";

/// `acme` of `https://acme.halopsa.com`, and of nothing else.
fn first_label(instance: &Instance) -> Option<String> {
    let host = instance.address.host().to_ascii_lowercase();
    let label = host.strip_suffix(ADDED).filter(|label| !label.is_empty() && !label.contains('.'))?;
    // What is added leads to the usual port and to the top of the host.
    let whole = instance.address.to_string();
    let whole = whole.trim_end_matches('/').strip_prefix("https://")?;
    whole.eq_ignore_ascii_case(&host).then(|| label.to_owned())
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
            family: None,
        }
    }

    fn given(field: Field, shape: Shape, instance: &Instance) -> Option<String> {
        let field = FormField { field, shape, label: None, if_none: None, fallback: false };
        match value(&field, instance, "id", &crate::permission::set_of(&["read:kb", "edit:kb"]).unwrap())? {
            Value::Text(text) => Some(text),
            other => Some(format!("{other:?}")),
        }
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
            (Address, Shape::FirstLabel, "acme", "NotThere", "NotThere"),
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
        assert_eq!(given(Secret, Shape::AsIs, &hosted).as_deref(), Some("Secret"), "it never is a value");
    }

    #[test]
    fn one_word_is_handed_over_only_where_it_leads_back_to_this_halopsa() {
        let label = |address: &str| {
            let address = Address::parse(address, &[]).unwrap();
            first_label(&Instance {
                address,
                ..instance("acme.halopsa.com", "https://acme.halopsa.com/auth", None)
            })
        };
        for (address, word) in [
            ("acme.halopsa.com", "acme"),
            ("https://ACME.HaloPSA.com/tickets?id=1", "acme"),
            ("acme-uat.halopsa.com", "acme-uat"),
        ] {
            assert_eq!(label(address).as_deref(), Some(word), "{address}");
        }
        for elsewhere in [
            "it.firm.example",
            "https://halo.example.org/acme",
            "acme.haloitsm.com",
            "acme.haloservicedesk.com",
            "acme.usehalo.com",
            "acme.trial.usehalo.com",
            "acme.uat.halopsa.com",
            "acme.halopsa.com.evil.example",
            "acme.nothalopsa.com",
            "https://acme.halopsa.com:8443",
            "https://10.0.0.1:8443",
            "https://intranet",
            "https://[::1]:8443",
        ] {
            assert_eq!(label(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn every_product_that_asks_for_one_word_adds_the_rest_that_is_checked() {
        use crate::product::{Trouble, listed};
        let asks =
            |product: &&crate::product::Product| product.form.iter().any(|f| f.shape == Shape::FirstLabel);
        let mut some = 0;
        for product in listed().iter().filter(asks) {
            assert!(product.trouble.contains(&Trouble::HalopsaComOnly), "{}: what does it add?", product.id);
            some += 1;
        }
        assert!(some > 0);
    }
}
