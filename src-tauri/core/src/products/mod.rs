//! The products that can be connected: what each requires, as data (`products.json`).
//!
//! Every fact carries its source and the day on which it was looked up. A product that is not
//! listed is connected as "another product", with the same care.

pub mod advice;
pub mod search;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

use crate::instance::Instance;
use crate::permissions::{Permission, same_set};

/// A listed product.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Stable id; used in drafts and saved connections.
    pub id: String,
    /// The name, as its vendor writes it.
    pub name: String,
    /// Other names that a user may search for.
    pub also_known_as: Vec<String>,
    /// Why Latchkey can't connect it: it needs another authentication method. Such an entry has
    /// neither lists nor a form.
    #[serde(default)]
    pub not_possible: Option<NotPossible>,
    /// The lists of permissions that its vendor names, the recommended one first. Empty where its page was seen only
    /// in part and names none there: then what else is known of it is used, and the user chooses.
    pub lists: Vec<PermissionList>,
    /// The permissions for which the vendor gives a reason. Its words: `reason-<product>-<permission>`.
    #[serde(default)]
    pub reasons: Vec<Permission>,
    /// What the vendor asks of the agent.
    #[serde(default)]
    pub demands: Vec<Demand>,
    /// Known problems with it.
    #[serde(default)]
    pub trouble: Vec<Trouble>,
    /// The redirect URI that its application needs.
    #[serde(default)]
    pub redirect_uri: Option<String>,
    /// The fields of the product's own form, in its order. Empty where the form was not seen.
    pub form: Vec<FormField>,
    /// The path to that form, in the product's own words, where it was seen.
    #[serde(default, rename = "where")]
    pub place: Option<String>,
    /// The form's button that tests the connection.
    #[serde(default)]
    pub test_button: Option<String>,
    /// The form's button that completes it.
    #[serde(default)]
    pub finish_button: Option<String>,
    /// Whether the test comes after that button, because it tests what was saved.
    #[serde(default)]
    pub tested_when_saved: bool,
    /// Where the permissions are documented.
    pub source: String,
    /// The day on which they were seen there, `YYYY-MM-DD`. `None`: taken over from an older look-up.
    #[serde(default)]
    pub looked_up: Option<String>,
    /// Where the form is documented.
    #[serde(default)]
    pub form_source: Option<String>,
    /// The day on which the form was seen there, `YYYY-MM-DD`.
    #[serde(default)]
    pub form_looked_up: Option<String>,
    /// Where the vendor's demands on the agent are documented, if on another page.
    #[serde(default)]
    pub agent_source: Option<String>,
    /// The day on which they were seen there, `YYYY-MM-DD`.
    #[serde(default)]
    pub agent_looked_up: Option<String>,
}

impl Product {
    /// The list to start with: the first that its vendor names.
    pub fn recommended(&self) -> Option<&PermissionList> {
        self.lists.first()
    }

    /// The vendor's list that is equal to these permissions.
    pub fn list_of(&self, chosen: &[Permission]) -> Option<&PermissionList> {
        self.lists.iter().find(|list| same_set(&list.permissions, chosen))
    }

    /// The shorter list that its vendor recommends, if these permissions are its list of everything: that is a
    /// workaround, and no recommendation.
    pub fn recommends_less_than(&self, chosen: &[Permission]) -> Option<&PermissionList> {
        let is_everything = self.list_of(chosen)?.status == Status::All;
        self.recommended().filter(|one| is_everything && one.status != Status::All)
    }

    /// The permissions that it doesn't work without, according to its vendor's pages: those in each of its lists that
    /// are its minimum, or a part of it. Leaving one out fixes nothing.
    pub fn needed(&self) -> impl Iterator<Item = &Permission> {
        let least = |list: &&PermissionList| matches!(list.status, Status::Minimum | Status::Partial);
        let mut lists = self.lists.iter().filter(least);
        let first = lists.next().map(|list| list.permissions.as_slice()).unwrap_or_default();
        let others: Vec<&PermissionList> = lists.collect();
        first.iter().filter(move |one| others.iter().all(|list| list.permissions.contains(one)))
    }

    /// Whether the vendor names `all:teams`, or documents that nothing works without it.
    pub fn needs_all_teams(&self) -> bool {
        self.trouble.contains(&Trouble::NeedsAllTeams)
            || self.lists.iter().any(|list| list.permissions.iter().any(|p| p.name() == "all:teams"))
    }

    /// The lists that a choice can be compared with: not those that are known only in part, and
    /// not those of "everything".
    pub fn measures(&self) -> impl Iterator<Item = &PermissionList> {
        self.lists.iter().filter(|list| matches!(list.status, Status::Minimum | Status::Example))
    }
}

/// Why a product can't be connected here. Its words: `not-possible-<id>`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum NotPossible {
    /// A person signs in each time, and HaloPSA redirects them to the product.
    AuthorizationCode,
    /// It needs an agent's name and password.
    Password,
    /// The reverse: HaloPSA connects to it, with its keys.
    HaloConnectsItself,
}

impl NotPossible {
    /// Its id, as in data and words.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// What a vendor asks of the agent. Its words: `demand-<id>`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Demand {
    /// A dedicated agent.
    Own,
    /// "Is an API-only Agent".
    ApiOnly,
    /// Not "API-only": the product takes tickets or writes times, which needs a licence.
    NotApiOnly,
    /// It is an administrator.
    Administrator,
    /// It is an administrator until the product is set up; afterwards its own role is enough.
    AdministratorAtFirst,
    /// It has a role made for the product.
    OwnRole,
    /// Its roles allow what the permissions grant.
    FittingRole,
    /// It is in the teams that the product works for.
    ATeam,
    /// It is in every team.
    AllTeams,
    /// It has a default team.
    DefaultTeam,
    /// It has no default team.
    NoDefaultTeam,
    /// It may see every customer.
    AllCustomers,
    /// It may use every ticket type.
    AllTicketTypes,
    /// Its working hours cover the whole day.
    AroundTheClock,
    /// It becomes the owner of what the product creates.
    OwnsTickets,
}

impl Demand {
    /// Its id, as in data and words.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether the product requires it, and an agent can be known not to meet it.
    pub fn is_a_must(self) -> bool {
        matches!(
            self,
            Self::NotApiOnly
                | Self::Administrator
                | Self::AdministratorAtFirst
                | Self::ATeam
                | Self::AllTeams
                | Self::DefaultTeam
                | Self::AllCustomers
        )
    }

    /// Whether the agent has to be an administrator, even if only while the product is set up.
    pub fn wants_administrator(demands: &[Self]) -> bool {
        demands.iter().any(|demand| matches!(demand, Self::Administrator | Self::AdministratorAtFirst))
    }
}

/// A known problem with a product. Its words: `trouble-<id>`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Trouble {
    /// Granting `all` makes its sign-in fail.
    BreaksWithAll,
    /// HaloPSA refuses it without `all:teams`.
    NeedsAllTeams,
    /// It requests `all`, whatever the application was granted.
    AsksForAll,
    /// It requests `admin edit:tickets edit:customers`, whatever the application was granted.
    AsksForAdministration,
    /// It builds the address from one word and `.halopsa.com`.
    HalopsaComOnly,
    /// Its form takes a reference; the secret goes into the product's own store.
    SecretStore,
    /// Its vendor requires the secret by mail.
    SecretByMail,
    /// Its vendor has a newer page whose list was not seen.
    NewerListUnseen,
    /// It connects from IP addresses that a HaloPSA may not allow.
    IpAllowList,
    /// It rejects a certificate without the full chain, which this computer may complete on its own.
    FullChain,
    /// It creates no ticket of a type with mandatory fields.
    MandatoryTicketFields,
}

impl Trouble {
    /// Its id, as in data and words.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether the proof can't detect it: credentials that work from this computer may still not work in the
    /// product. Where Halo hosts the instance, certificate chains are Halo's responsibility.
    pub fn shows_only_in_the_product(self, instance: &Instance) -> bool {
        match self {
            Self::IpAllowList | Self::MandatoryTicketFields => true,
            Self::FullChain => !instance.is_hosted(),
            _ => false,
        }
    }
}

/// A list of permissions, with the vendor's claim about it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermissionList {
    /// Stable within the product; its words are `start-list-<id>` and, if there is more to know, `review-list-<id>`.
    pub id: String,
    /// How its vendor presents it.
    pub status: Status,
    /// The permissions in it.
    pub permissions: Vec<Permission>,
}

/// How a vendor presents a list of permissions.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Status {
    /// The product doesn't work with less.
    Minimum,
    /// "For example": it may be more or less than the product needs.
    Example,
    /// Only a part of it could be seen, or an older page.
    Partial,
    /// Everything, or everything except administration.
    All,
}

impl Status {
    /// Its id, as in data and words.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// One field of a product's form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// The value that it takes.
    pub field: Field,
    /// The format that the form expects.
    pub shape: Shape,
    /// The form's label for it.
    #[serde(default)]
    pub label: Option<String>,
    /// What the form expects where the instance doesn't have the value (a tenant on-premises). Without it
    /// the field stays empty and is left out.
    #[serde(default)]
    pub if_none: Option<String>,
    /// Whether it replaces the previous line only if the product's test fails.
    #[serde(default)]
    pub fallback: bool,
    /// The options, for a choice.
    #[serde(default)]
    pub options: Option<Options>,
    /// Whether it is only for a HaloPSA that Halo doesn't host, and left as it is otherwise.
    #[serde(default)]
    pub only_on_premises: bool,
}

impl FormField {
    /// A field with HaloPSA's own label.
    pub(crate) fn plain(field: Field, shape: Shape) -> Self {
        Self {
            field,
            shape,
            label: None,
            if_none: None,
            fallback: false,
            options: None,
            only_on_premises: false,
        }
    }
}

/// Which option to choose in a field that is a choice, as the form writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// For a HaloPSA hosted by Halo.
    pub hosted: String,
    /// For any other.
    pub on_premises: String,
}

/// A value that a product's form asks for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Field {
    /// The instance's address.
    Address,
    /// HaloPSA's "Authorisation Server".
    AuthorisationServer,
    /// HaloPSA's "Tenant".
    Tenant,
    /// The Client ID.
    ClientId,
    /// The Client Secret.
    Secret,
    /// The permissions that the product is to request, separated by spaces.
    Permissions,
    /// The connection's name in the product.
    Name,
    /// A choice that depends on where HaloPSA is hosted.
    Choice,
    /// A switch to turn on; the fields below it can't be filled in before.
    Switch,
}

impl Field {
    /// Its id, as in data and words.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// The format of a value.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Shape {
    /// As HaloPSA shows it; also where the vendor doesn't document a format.
    AsIs,
    /// `https://acme.example`.
    Address,
    /// `https://acme.example/api`, HaloPSA's "Resource Server".
    ResourceServer,
    /// `https://acme.example/auth`, HaloPSA's "Authorisation Server".
    AuthorisationServer,
    /// `https://acme.example/auth/`.
    AuthorisationServerSlash,
    /// `acme.example`.
    Host,
    /// `acme.example/auth`.
    HostAuth,
    /// `acme`.
    FirstLabel,
    /// `https://acme.example/auth/token`.
    Token,
    /// `https://acme.example/auth/token?tenant=acme`.
    TokenTenant,
}

impl Shape {
    /// Its id, as in data and words.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

impl Shape {
    /// Whether a field's value can be written in this format.
    pub fn fits(self, field: Field) -> bool {
        match field {
            Field::Address => matches!(
                self,
                Self::AsIs | Self::Address | Self::ResourceServer | Self::Host | Self::FirstLabel
            ),
            Field::AuthorisationServer => matches!(
                self,
                Self::AsIs
                    | Self::AuthorisationServer
                    | Self::AuthorisationServerSlash
                    | Self::HostAuth
                    | Self::Token
                    | Self::TokenTenant
            ),
            Field::Tenant
            | Field::ClientId
            | Field::Secret
            | Field::Permissions
            | Field::Name
            | Field::Choice
            | Field::Switch => self == Self::AsIs,
        }
    }
}

/// The form of the product with this id. For a product that is not listed, or whose form was not seen,
/// everything that a form could ask for.
pub fn form_of(id: Option<&str>) -> &'static [FormField] {
    static ANY: LazyLock<Vec<FormField>> = LazyLock::new(|| {
        [
            (Field::Address, Shape::Address),
            (Field::Address, Shape::ResourceServer),
            (Field::AuthorisationServer, Shape::AsIs),
            (Field::Tenant, Shape::AsIs),
            (Field::ClientId, Shape::AsIs),
            (Field::Secret, Shape::AsIs),
        ]
        .map(|(field, shape)| FormField::plain(field, shape))
        .into()
    });
    id.and_then(find).map(|product| &product.form).filter(|form| !form.is_empty()).unwrap_or(&ANY)
}

/// The listed product with this id.
pub fn find(id: &str) -> Option<&'static Product> {
    listed().iter().find(|product| product.id == id)
}

/// Every listed product.
pub fn listed() -> &'static [Product] {
    static LISTED: LazyLock<Vec<Product>> = LazyLock::new(|| {
        // The file is compiled in; the test below parses it on every change.
        serde_json::from_str(include_str!("products.json")).unwrap_or_default()
    });
    &LISTED
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::permissions::{catalogue, pasted};

    fn is_id(id: &str) -> bool {
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }

    fn is_day(day: &str) -> bool {
        day.parse::<jiff::civil::Date>().is_ok()
    }

    fn is_url(text: &str) -> bool {
        text.starts_with("https://") && url::Url::parse(text).is_ok()
    }

    /// What is wrong with a list of products, in words for the developer who adds one.
    fn faults(products: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        for (n, entry) in products.as_array().expect("an array").iter().enumerate() {
            let id = entry["id"].as_str().map_or_else(|| format!("entry {n}"), str::to_owned);
            match serde_json::from_value::<Product>(entry.clone()) {
                Ok(product) => {
                    faults.extend(faults_of(&product).into_iter().map(|what| format!("{id}: {what}")));
                }
                Err(why) => faults.push(format!("{id}: {why}")),
            }
            if ids.contains(&id) {
                faults.push(format!("{id}: stands there twice"));
            }
            ids.push(id);
        }
        faults
    }

    fn faults_of(product: &Product) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |is: bool, what: String| {
            if is {
                faults.push(what);
            }
        };
        fault(!is_id(&product.id), "its id has other characters than a-z, 0-9 and -".into());
        fault(product.name.trim().is_empty(), "it has no name".into());
        fault(!is_url(&product.source), "source is no https address".into());
        fault(
            product.agent_source.as_deref().is_some_and(|source| !is_url(source)),
            "agent_source is no https address".into(),
        );
        let days = [&product.looked_up, &product.form_looked_up, &product.agent_looked_up];
        fault(
            days.into_iter().flatten().any(|day| !is_day(day)),
            "a day on which it was looked up is none like 2026-11-24".into(),
        );
        if let Some(why) = product.not_possible {
            let empty = product.lists.is_empty() && product.form.is_empty();
            fault(!empty, format!("it is not possible ({}), so it has no lists and no form", why.id()));
            return faults;
        }
        let tells = product.demands.len() + product.trouble.len() + product.form.len();
        fault(
            product.lists.is_empty() && tells == 0,
            "it has no list of permissions, and nothing else".into(),
        );
        let named: Vec<&Permission> = product.lists.iter().flat_map(|list| &list.permissions).collect();
        for list in &product.lists {
            let id = &list.id;
            fault(!is_id(id), format!("the list {id}: its id has other characters than a-z, 0-9 and -"));
            fault(list.permissions.is_empty(), format!("the list {id} is empty"));
            fault(
                product.lists.iter().filter(|other| other.id == *id).count() > 1,
                format!("the list {id} stands there twice"),
            );
            let broad = list.permissions.iter().any(|p| matches!(p.name(), "all" | "all:standard"));
            fault(
                (list.status == Status::All) != broad && list.status != Status::Partial,
                format!("the list {id}: its status is all exactly when it has all or all:standard"),
            );
            for (n, permission) in list.permissions.iter().enumerate() {
                fault(
                    catalogue::find(permission.name()).is_none(),
                    format!("the list {id}: {permission} is not in the catalogue"),
                );
                fault(
                    list.permissions[..n].contains(permission),
                    format!("the list {id}: {permission} stands there twice"),
                );
            }
        }
        for (one, other) in [
            (Demand::ApiOnly, Demand::NotApiOnly),
            (Demand::DefaultTeam, Demand::NoDefaultTeam),
            (Demand::Administrator, Demand::AdministratorAtFirst),
        ] {
            let both = [one, other].iter().all(|demand| product.demands.contains(demand));
            fault(both, format!("it demands {} and {}", one.id(), other.id()));
        }
        if product.trouble.contains(&Trouble::AsksForAdministration) {
            let needed: Vec<&str> = product.needed().map(Permission::name).collect();
            let all = ["admin", "edit:tickets", "edit:customers"].iter().all(|one| needed.contains(one));
            fault(!all, "it asks for administration, and its minimum doesn't name it".into());
        }
        for reason in &product.reasons {
            fault(!named.contains(&reason), format!("a reason for {reason}, which is in none of its lists"));
        }
        fault(
            product.redirect_uri.as_deref().is_some_and(|uri| !is_url(uri)),
            "redirect_uri is no https address".into(),
        );
        faults.extend(faults_of_form(product));
        faults
    }

    /// What is wrong with the data of a product's form.
    fn faults_of_form(product: &Product) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |is: bool, what: String| {
            if is {
                faults.push(what);
            }
        };
        let form = &product.form;
        for (n, line) in form.iter().enumerate() {
            let (field, shape) = (line.field.id(), line.shape.id());
            fault(!line.shape.fits(line.field), format!("its form: {field} can't be written as {shape}"));
            fault(line.label.is_none(), format!("its form: {field} lacks the vendor's label"));
            let follows = n > 0 && form[n - 1].field == line.field;
            fault(line.fallback && !follows, format!("its form: {field} is a fallback for nothing"));
            fault(
                line.if_none.is_some() && line.field != Field::Tenant,
                format!("its form: {field} is never missing"),
            );
            fault(
                line.options.is_some() != (line.field == Field::Choice),
                format!("its form: {field} has options exactly when it is a choice"),
            );
        }
        let has = |field| form.iter().any(|line| line.field == field);
        let whole = (has(Field::Address) || has(Field::AuthorisationServer))
            && has(Field::ClientId)
            && has(Field::Secret);
        fault(!form.is_empty() && !whole, "its form lacks the address, the Client ID or the secret".into());
        fault(
            form.is_empty() != product.form_source.is_none(),
            "it has a form without form_source, or form_source without a form".into(),
        );
        fault(
            product.form_source.as_deref().is_some_and(|source| !is_url(source)),
            "form_source is no https address".into(),
        );
        fault(
            product.tested_when_saved && (product.test_button.is_none() || product.finish_button.is_none()),
            "it is tested when saved, without a button for each".into(),
        );
        let told = [&product.place, &product.test_button, &product.finish_button];
        fault(
            form.is_empty() && told.into_iter().any(Option::is_some),
            "a way or a button without a form".into(),
        );
        faults
    }

    #[test]
    fn the_list_of_products_is_well_formed() {
        let products: Value = serde_json::from_str(include_str!("products.json")).expect("JSON");
        assert_eq!(faults(&products), Vec::<String>::new());
        assert_eq!(serde_json::from_value::<Vec<Product>>(products).unwrap(), listed());
        assert!(listed().iter().all(|p| find(&p.id) == Some(p)));
        assert!(listed().iter().any(|p| p.not_possible.is_some()));
    }

    #[test]
    fn a_bad_entry_is_named_with_what_is_wrong() {
        let good = json!({
            "id": "lamp", "name": "Lamp", "also_known_as": [],
            "lists": [{ "id": "minimum", "status": "minimum", "permissions": ["read:tickets"] }],
            "reasons": ["read:tickets"], "demands": ["own"], "trouble": ["asks-for-all"],
            "form": [
                { "field": "address", "shape": "host", "label": "Host" },
                { "field": "client-id", "shape": "as-is", "label": "ID" },
                { "field": "secret", "shape": "as-is", "label": "Secret" }
            ],
            "source": "https://example.com/a", "form_source": "https://example.com/b", "looked_up": "2026-11-24"
        });
        assert_eq!(faults(&json!([good])), Vec::<String>::new());
        assert_eq!(faults(&json!([good, good])), ["lamp: stands there twice"]);
        for (pointer, value, message) in [
            ("/id", json!("The Lamp"), "The Lamp: its id has other characters than a-z, 0-9 and -"),
            ("/name", json!(" "), "lamp: it has no name"),
            ("/lists", json!([]), "lamp: a reason for read:tickets, which is in none of its lists"),
            ("/lists/0/permissions", json!([]), "lamp: the list minimum is empty"),
            (
                "/lists/0/permissions/0",
                json!("read:ticket"),
                "lamp: the list minimum: read:ticket is not in the catalogue",
            ),
            (
                "/lists/0/permissions",
                json!(["all", "read:tickets"]),
                "lamp: the list minimum: its status is all exactly when it has all or all:standard",
            ),
            (
                "/lists/0/status",
                json!("most"),
                "lamp: unknown variant `most`, expected one of `minimum`, `example`, `partial`, `all`",
            ),
            ("/reasons/0", json!("read:kb"), "lamp: a reason for read:kb, which is in none of its lists"),
            (
                "/trouble/0",
                json!("asks-for-administration"),
                "lamp: it asks for administration, and its minimum doesn't name it",
            ),
            ("/trouble/0", json!("rains"), "lamp: unknown variant `rains`"),
            ("/demands/0", json!("kind"), "lamp: unknown variant `kind`"),
            ("/demands", json!(["api-only", "not-api-only"]), "lamp: it demands api-only and not-api-only"),
            ("/form/0/shape", json!("token"), "lamp: its form: address can't be written as token"),
            ("/form/0/label", json!(null), "lamp: its form: address lacks the vendor's label"),
            ("/form/0/fallback", json!(true), "lamp: its form: address is a fallback for nothing"),
            ("/form/1/if_none", json!("-"), "lamp: its form: client-id is never missing"),
            (
                "/form/1/options",
                json!({ "hosted": "Cloud", "on_premises": "Own" }),
                "lamp: its form: client-id has options exactly when it is a choice",
            ),
            ("/tested_when_saved", json!(true), "lamp: it is tested when saved, without a button for each"),
            (
                "/form/2/field",
                json!("tenant"),
                "lamp: its form lacks the address, the Client ID or the secret",
            ),
            ("/form", json!([]), "lamp: it has a form without form_source, or form_source without a form"),
            ("/source", json!("the forum"), "lamp: source is no https address"),
            ("/form_source", json!("http://example.com"), "lamp: form_source is no https address"),
            ("/agent_source", json!("a friend"), "lamp: agent_source is no https address"),
            ("/redirect_uri", json!("here"), "lamp: redirect_uri is no https address"),
            ("/looked_up", json!("today"), "lamp: a day on which it was looked up is none like 2026-11-24"),
            (
                "/not_possible",
                json!("password"),
                "lamp: it is not possible (password), so it has no lists and no form",
            ),
            ("/colour", json!("red"), "lamp: unknown field `colour`"),
        ] {
            let mut bad = good.clone();
            if let Some(place) = bad.pointer_mut(pointer) {
                *place = value;
            } else {
                let (place, field) = pointer.rsplit_once('/').unwrap();
                bad.pointer_mut(place).unwrap()[field] = value;
            }
            let faults = faults(&json!([bad]));
            assert!(faults.iter().any(|fault| fault.starts_with(message)), "{pointer}: {faults:?}");
        }
    }

    /// The linter's advice about a choice for a listed product.
    fn advised(product: &str, chosen: &[&str]) -> Vec<advice::Advice> {
        advice::advise(&crate::permissions::set_of(chosen).unwrap(), find(product))
    }

    #[test]
    fn what_n8n_asks_for_anyway_is_its_minimum() {
        use super::advice::AdviceKind;
        let said = advised("n8n", &["edit:tickets", "edit:customers"]);
        let less = said
            .iter()
            .find(|one| one.what == AdviceKind::LessThanNeeded)
            .expect("it asks for admin as well");
        assert_eq!(less.permissions.iter().map(Permission::name).collect::<Vec<_>>(), ["admin"]);
        let whole = advised("n8n", &["admin", "edit:tickets", "edit:customers"]);
        assert!(whole.iter().all(|one| one.what == AdviceKind::Administration), "{whole:?}");
        assert_eq!(find("n8n").unwrap().recommended().unwrap().id, "asked-for", "its page names all");
    }

    #[test]
    fn all_breaks_each_of_the_family_that_says_so() {
        use super::advice::AdviceKind;
        for product in ["gradient-msp", "dnsfilter"] {
            let said = advised(product, &["all"]);
            let breaks = said.iter().find(|one| one.what == AdviceKind::BreaksWithAll).expect(product);
            let remedy = breaks.remedy.as_ref().expect("a remedy");
            assert_eq!(remedy.add, find(product).unwrap().lists[0].permissions, "{product}");
        }
    }

    #[test]
    fn a_product_needs_the_permissions_of_its_page_and_no_others() {
        let names = |product: &str| -> Vec<&str> {
            find(product).unwrap().lists[0].permissions.iter().map(Permission::name).collect()
        };
        assert!(!names("vciotoolbox").contains(&"all:teams") && names("vciotoolbox").len() == 14);
        assert!(names("zomentum").contains(&"edit:pos") && names("zomentum").contains(&"admin:webhooks"));
        assert_eq!(names("zomentum").len(), 14);
    }

    #[test]
    fn what_a_product_does_not_work_without_is_in_each_of_its_least_lists() {
        let needed =
            |product: &str| -> Vec<&str> { find(product).unwrap().needed().map(Permission::name).collect() };
        assert_eq!(needed("n8n"), ["admin", "edit:tickets", "edit:customers"]);
        assert!(needed("sonicwall-mspcentric").contains(&"admin"), "its vendor names it");
        assert_eq!(needed("hudu"), ["read:customers", "read:assets"], "not what is for the knowledge base");
        assert_eq!(needed("squaredup"), ["read:customers"]);
        for product in ["trend-vision-one-sp", "rewst", "adaptive-catalog", "huntress"] {
            assert!(needed(product).is_empty(), "{product}: an example, everything, or nothing");
        }
    }

    #[test]
    fn an_agent_is_asked_for_as_each_vendor_asks() {
        let asks = |product: &str, demand| find(product).unwrap().demands.contains(&demand);
        for product in ["timezest", "msp360-managed-backup", "level"] {
            assert!(asks(product, Demand::AdministratorAtFirst), "{product}");
            assert!(!asks(product, Demand::Administrator), "{product}: its own role is enough afterwards");
        }
        assert!(asks("neo-agent", Demand::NotApiOnly) && !asks("neo-agent", Demand::ApiOnly));
        assert!(asks("1stream", Demand::DefaultTeam) && asks("saas-alerts", Demand::NoDefaultTeam));
        for product in ["guardz", "ninjaone-saas-backup", "moovila", "huntress"] {
            assert!(asks(product, Demand::AllTicketTypes), "{product}");
        }
        assert!(!asks("cipp", Demand::Administrator), "its guide documents what the role needs");
        assert!(!asks("guardz", Demand::OwnRole) && asks("guardz", Demand::AllTeams));
    }

    #[test]
    fn what_only_the_product_can_run_into_is_known_where_its_vendor_says_so() {
        let has = |product: &str, trouble| find(product).unwrap().trouble.contains(&trouble);
        for product in
            ["huntress", "gradient-msp", "dnsfilter", "sonicwall-mspcentric", "zomentum", "optimize365"]
        {
            assert!(has(product, Trouble::IpAllowList), "{product}");
        }
        for product in ["gradient-msp", "dnsfilter", "sonicwall-mspcentric"] {
            assert!(has(product, Trouble::FullChain), "{product}");
        }
        assert!(
            has("huntress", Trouble::MandatoryTicketFields)
                && has("liongard", Trouble::MandatoryTicketFields)
        );
        let at = |address: &str| {
            let address = crate::instance::address::Address::parse(address, &[]).unwrap();
            Instance::at(address)
        };
        let (hosted, own) = (at("acme.halopsa.com"), at("halo.firm.example"));
        assert!(Trouble::FullChain.shows_only_in_the_product(&own));
        assert!(!Trouble::FullChain.shows_only_in_the_product(&hosted), "Halo's own chain is whole");
        assert!(Trouble::IpAllowList.shows_only_in_the_product(&hosted));
        assert!(!Trouble::BreaksWithAll.shows_only_in_the_product(&own), "the test here shows it");
    }

    #[test]
    fn what_halopsa_connects_to_by_itself_needs_no_application() {
        for id in
            ["pax8", "ninjaone-rmm", "n-able-passportal", "connectwise-rmm", "datto-rmm", "n-able-n-sight"]
        {
            assert_eq!(find(id).unwrap().not_possible, Some(NotPossible::HaloConnectsItself), "{id}");
        }
        for (id, why) in [
            ("octoxlabs", NotPossible::Password),
            ("tines", NotPossible::Password),
            ("super-it", NotPossible::AuthorizationCode),
        ] {
            assert_eq!(find(id).unwrap().not_possible, Some(why), "{id}");
        }
    }

    #[test]
    fn a_name_means_one_product() {
        let mut names: Vec<String> = listed().iter().map(|product| product.name.to_lowercase()).collect();
        let alone = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), alone);
        let of_another = |product: &Product, name: &String| {
            let is = |other: &&Product| other.id != product.id && other.name.eq_ignore_ascii_case(name);
            listed().iter().any(|other| is(&other))
        };
        for product in listed() {
            assert!(!product.also_known_as.iter().any(|name| of_another(product, name)), "{}", product.id);
        }
    }

    /// `cargo test -p latchkey-core products_table -- --nocapture`
    #[test]
    fn products_table() {
        let (mut listed_ones, mut part, mut without, mut hints) = (0, 0, 0, 0);
        for product in listed() {
            let lists: Vec<String> = product
                .lists
                .iter()
                .map(|list| format!("{} ({}, {})", list.id, list.status.id(), list.permissions.len()))
                .collect();
            let demands: Vec<&str> = product.demands.iter().map(|demand| demand.id()).collect();
            match product.not_possible {
                Some(why) => {
                    hints += 1;
                    println!("{:<28} not possible: {}", product.id, why.id());
                    continue;
                }
                None if lists.is_empty() => without += 1,
                None if product.lists.iter().all(|list| list.status == Status::Partial) => part += 1,
                None => listed_ones += 1,
            }
            let lists = if lists.is_empty() { "no list".to_owned() } else { lists.join(", ") };
            println!("{:<28} {lists:<60} {} fields; {}", product.id, product.form.len(), demands.join(" "));
        }
        let all = listed_ones + part + without + hints;
        println!(
            "{all} findable: {listed_ones} with a list, {part} in part, {without} without, {hints} hints"
        );
        assert!(all >= 60, "{all}");
    }

    #[test]
    fn ids_in_drafts_and_saved_connections_stay() {
        assert_eq!(find("trend-vision-one-sp").unwrap().name, "Trend Vision One for Service Providers");
    }

    #[test]
    fn a_product_without_a_known_form_is_offered_every_field() {
        assert_eq!(form_of(None).len(), 6);
        assert_eq!(form_of(Some("gone from the list")).len(), 6);
        assert_eq!(form_of(Some("trend-vision-one-sp")).len(), 3);
        assert_eq!(form_of(Some("appxite")).len(), 6);
    }

    #[test]
    fn every_vendors_list_is_found_however_it_is_joined() {
        for product in listed() {
            for list in &product.lists {
                let mut expected = list.permissions.clone();
                expected.sort();
                for between in [" ", ", ", "\n", "\n- ", " | ", "\t", "</li><li>", "; ", " and ", "\" \""] {
                    let text =
                        list.permissions.iter().map(Permission::name).collect::<Vec<_>>().join(between);
                    let text = if between == "\n- " { format!("- {text}") } else { text };
                    assert_eq!(pasted::read(&text).found, expected, "{} {}: {text}", product.id, list.id);
                }
            }
        }
    }
}
