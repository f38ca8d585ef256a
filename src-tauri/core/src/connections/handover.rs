//! The hand-over: the values that the product's own form asks for, in its order and format.

use crate::connections::Connection;
use crate::instance::Instance;
use crate::permissions::Permission;
use crate::products::{Field, FormField, Shape, form_of};

/// One field of the form, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The field, with its format.
    pub field: &'static FormField,
    /// The value to enter.
    pub value: Value,
}

/// What to enter in a field of a product's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text to copy.
    Text(String),
    /// The option to choose, as the form writes it.
    Choose(String),
    /// A switch to turn on before the form accepts anything else.
    TurnOn,
    /// The secret: it is copied from the keychain to the clipboard.
    Secret,
    /// Nothing: the product builds an address from one word and adds the rest itself, and this HaloPSA
    /// isn't at that address. The owner of that address would receive the secret.
    NotThere,
}

/// The connection's name, where the product requires one: everyone there knows what it means.
const NAME: &str = "HaloPSA";

/// The fields and values for one connection. A field whose value the instance doesn't have (a tenant
/// on-premises) is left out, unless the form expects something else instead.
pub fn lines(connection: &Connection) -> Vec<Line> {
    let form = form_of(connection.product.as_deref());
    filled_in(form, &connection.instance, &connection.client_id, &connection.permissions)
}

fn filled_in(
    form: &'static [FormField],
    instance: &Instance,
    client_id: &str,
    permissions: &[Permission],
) -> Vec<Line> {
    form.iter()
        .filter(|field| !(field.only_on_premises && instance.is_hosted()))
        .filter_map(|field| {
            let value = value(field, instance, client_id, permissions);
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
        Field::AuthorisationServer if field.shape == Shape::TokenTenant => instance.token_url().to_string(),
        Field::AuthorisationServer => written(instance.sign_in.as_str().trim_end_matches('/'), field.shape),
        Field::Tenant => instance.tenant.clone()?,
        Field::ClientId => client_id.to_owned(),
        Field::Permissions => permissions.iter().map(Permission::name).collect::<Vec<_>>().join(" "),
        Field::Name => NAME.to_owned(),
        Field::Choice => {
            let options = field.options.as_ref()?;
            let option = if instance.is_hosted() { &options.hosted } else { &options.on_premises };
            return Some(Value::Choose(option.clone()));
        }
        Field::Switch => return Some(Value::TurnOn),
        Field::Secret => return Some(Value::Secret),
    };
    Some(Value::Text(text))
}

/// An address in the format that a form expects. The sign-in address keeps its own host: a form that
/// expects `https://host/auth` means what HaloPSA shows as its "Authorisation Server".
fn written(address: &str, shape: Shape) -> String {
    match shape {
        Shape::AsIs | Shape::Address | Shape::AuthorisationServer | Shape::FirstLabel => address.to_owned(),
        Shape::AuthorisationServerSlash => format!("{address}/"),
        Shape::ResourceServer => format!("{address}/api"),
        // With a tenant it is the instance's own token address, which is used where it is known.
        Shape::Token | Shape::TokenTenant => format!("{address}/token"),
        Shape::Host | Shape::HostAuth => {
            address.split_once("://").map_or(address, |(_, rest)| rest).to_owned()
        }
    }
}

/// What the products that ask for one word append to it. Halo's other domains
/// (`haloitsm.com`, `haloservicedesk.com`, `usehalo.com`) are not what they append: `acme` of
/// `acme.haloitsm.com` would send the secret to the owner of `acme.halopsa.com`.
const ADDED: &str = ".halopsa.com";

/// `acme` for `https://acme.halopsa.com`; `None` for every other address.
fn first_label(instance: &Instance) -> Option<String> {
    let host = instance.address.host().to_ascii_lowercase();
    let label = host.strip_suffix(ADDED).filter(|label| !label.is_empty() && !label.contains('.'))?;
    // The resulting address has the default port and no path.
    let whole = instance.address.to_string();
    let whole = whole.trim_end_matches('/').strip_prefix("https://")?;
    whole.eq_ignore_ascii_case(&host).then(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::instance::address::Address;

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
        let field = FormField::plain(field, shape);
        match value(&field, instance, "id", &crate::permissions::set_of(&["read:kb", "edit:kb"]).unwrap())? {
            Value::Text(text) => Some(text),
            other => Some(format!("{other:?}")),
        }
    }

    #[test]
    fn every_shape_is_written_as_its_vendor_wants_it() {
        use Field::{Address, AuthorisationServer, ClientId, Name, Permissions, Secret, Switch, Tenant};
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
                Shape::AuthorisationServerSlash,
                "https://acme.halopsa.com/auth/",
                "https://it.example.org/halo/auth/",
                "https://auth.haloservicedesk.com/",
            ),
            (
                AuthorisationServer,
                Shape::TokenTenant,
                "https://acme.halopsa.com/auth/token?tenant=acme",
                "https://it.example.org/halo/auth/token",
                "https://auth.haloservicedesk.com/token?tenant=Acme",
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
            (Name, Shape::AsIs, "HaloPSA", "HaloPSA", "HaloPSA"),
            (Switch, Shape::AsIs, "TurnOn", "TurnOn", "TurnOn"),
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

    /// What to enter in a product's form, field by field.
    fn given_to(product: &str, instance: &Instance) -> Vec<(String, String)> {
        let lines = filled_in(form_of(Some(product)), instance, "id", &[]).into_iter();
        lines
            .map(|line| {
                let value = match line.value {
                    Value::Text(text) => text,
                    Value::Choose(option) => format!("choose {option}"),
                    other => format!("{other:?}"),
                };
                (line.field.label.clone().unwrap_or_default(), value)
            })
            .collect()
    }

    fn hosted() -> Instance {
        instance("acme.halopsa.com", "https://acme.halopsa.com/auth/", Some("acme"))
    }

    /// An on-premises instance reports that it has no tenant, and its vendor's guide documents what to do then.
    fn on_premises() -> Instance {
        instance("halo.intern.example", "https://halo.intern.example/auth", None)
    }

    fn field(product: &str, label: &str, instance: &Instance) -> Option<String> {
        given_to(product, instance).into_iter().find(|(is, _)| is == label).map(|(_, value)| value)
    }

    #[test]
    fn the_authorisation_server_ends_in_a_slash_where_the_vendor_says_so_and_nowhere_else() {
        let given = |product, label| field(product, label, &hosted());
        let with = Some("https://acme.halopsa.com/auth/".to_owned());
        let without = Some("https://acme.halopsa.com/auth".to_owned());
        assert_eq!(given("dnsfilter", "Authorization Server"), with, "it isn't accepted without");
        assert_eq!(given("gradient-msp", "Authorization Server"), without, "the page doesn't document it");
        assert_eq!(given("timezest", "Authorization Server"), without);
        assert_eq!(given("hudu", "Resource Server").as_deref(), Some("https://acme.halopsa.com/api"));
    }

    #[test]
    fn only_a_form_of_the_family_that_wants_it_gets_the_slash() {
        let slash = |product: &&crate::products::Product| {
            product.form.iter().any(|field| field.shape == Shape::AuthorisationServerSlash)
        };
        let ids: Vec<&str> = crate::products::listed().iter().filter(slash).map(|p| p.id.as_str()).collect();
        assert_eq!(ids, ["dnsfilter"]);
    }

    #[test]
    fn what_to_choose_comes_first_and_depends_on_where_halopsa_is() {
        for (product, premises) in [
            ("n8n", "On-Premise Solution"),
            ("stigg", "On Premise Solution"),
            ("transmit-mosaic", "On Premise Solution"),
            ("energy-soar", "On Premise Solution"),
        ] {
            let first = |instance: &Instance| given_to(product, instance).swap_remove(0);
            let choice = |option: &str| ("Hosting Type".to_owned(), format!("choose {option}"));
            assert_eq!(first(&hosted()), choice("Hosted Solution Of Halo"), "{product}");
            assert_eq!(first(&on_premises()), choice(premises), "{product}");
            // A hosted instance with another name, and one that shows no tenant.
            let named = instance("help.firm.example", "https://help.firm.example/auth", Some("firm"));
            let bare = instance("acme.haloitsm.com", "https://acme.haloitsm.com/auth", None);
            assert_eq!(first(&named), choice("Hosted Solution Of Halo"), "{product}");
            assert_eq!(first(&bare), choice("Hosted Solution Of Halo"), "{product}");
            // The form shows its last field only for a hosted one.
            assert_eq!(field(product, "Tenant", &hosted()).as_deref(), Some("acme"), "{product}");
            assert_eq!(field(product, "Tenant", &on_premises()), None, "{product}");
        }
    }

    #[test]
    fn what_has_to_be_turned_on_or_named_comes_before_the_values() {
        let first = |product| given_to(product, &hosted()).swap_remove(0);
        let line = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        assert_eq!(first("cipp"), line("Enable Integration", "TurnOn"));
        assert_eq!(first("n-able-cove"), line("Connection name", "HaloPSA"));
        assert_eq!(first("connectsecure"), line("Name", "HaloPSA"));
    }

    #[test]
    fn a_tenant_that_is_not_there_is_left_out_left_blank_or_said_not_to_be_set() {
        let tenant = |product, label| field(product, label, &on_premises());
        assert_eq!(tenant("cipp", "HaloPSA Tenant"), None, "its guide leaves it blank");
        assert_eq!(tenant("connectsecure", "Tenant Name"), None, "its guide warns not to fill it in");
        for family in ["gradient-msp", "dnsfilter", "sonicwall-mspcentric"] {
            assert_eq!(tenant(family, "Tenant").as_deref(), Some("Not set"), "{family}");
            assert_eq!(field(family, "Tenant", &hosted()).as_deref(), Some("acme"), "{family}");
        }
    }

    #[test]
    fn a_field_for_on_premises_alone_is_left_out_where_halo_hosts() {
        let labels = |instance: &Instance| -> Vec<String> {
            given_to("humanizeit", instance).into_iter().map(|(label, _)| label).collect()
        };
        assert_eq!(labels(&hosted()), ["Tenant Url", "Client ID", "Client Secret"]);
        assert_eq!(
            labels(&on_premises()),
            ["Tenant Url", "Client ID", "Client Secret", "Authorization Server"]
        );
    }

    #[test]
    fn no_https_and_no_api_where_the_vendor_warns_of_them() {
        let value = |product, label| field(product, label, &hosted()).unwrap();
        assert_eq!(value("connectsecure", "Domain"), "acme.halopsa.com");
        assert_eq!(value("connectsecure", "Authorisation Server"), "acme.halopsa.com/auth");
        assert_eq!(value("n-able-cove", "Resource Server Hostname"), "acme.halopsa.com");
        assert_eq!(value("moovila", "Tenant Domain"), "acme.halopsa.com");
        assert_eq!(value("vectis", "Tenant URL"), "https://acme.halopsa.com");
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
        use crate::products::{Trouble, listed};
        let asks =
            |product: &&crate::products::Product| product.form.iter().any(|f| f.shape == Shape::FirstLabel);
        let mut some = 0;
        for product in listed().iter().filter(asks) {
            assert!(product.trouble.contains(&Trouble::HalopsaComOnly), "{}: what does it add?", product.id);
            some += 1;
        }
        assert!(some > 0);
    }
}
