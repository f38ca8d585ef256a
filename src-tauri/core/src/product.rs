//! The products that can be connected: what each asks for, as data (`products.json`).
//!
//! Every fact carries its source and the day on which it was looked up. A product that is not
//! listed is connected as "another product", with the same care.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::permission::Permission;

/// A listed product.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Stable; in drafts and saved connections.
    pub id: String,
    /// As its vendor writes it.
    pub name: String,
    /// Other names under which a person may look for it.
    pub also_known_as: Vec<String>,
    /// The lists of permissions that its vendor names, the one to choose first.
    pub lists: Vec<PermissionList>,
    /// The fields of the product's own form, in its order.
    pub form: Vec<FormField>,
    /// The way to that form, in the product's own words.
    #[serde(rename = "where")]
    pub place: String,
    /// The form's button that tries the connection.
    pub test_button: String,
    /// The form's button that ends it.
    pub finish_button: String,
    /// Where the permissions are documented.
    pub source: String,
    /// Where the form is documented.
    pub form_source: String,
    /// The day on which both were looked up, `YYYY-MM-DD`.
    pub looked_up: String,
}

/// A list of permissions and how much it claims.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermissionList {
    /// Stable within the product; its words are `list-<id>`.
    pub id: String,
    /// How its vendor presents it.
    pub status: Status,
    /// The names.
    pub permissions: Vec<Permission>,
}

/// How a vendor presents a list of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// "For example": it may be more or less than the product needs.
    Example,
}

impl Status {
    /// As in words: `list-status-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Example => "example",
        }
    }
}

/// One field of a product's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// Which value.
    pub field: Field,
    /// In which shape the form wants it.
    pub shape: Shape,
}

/// A value that a product's form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Where the instance is.
    Address,
    /// HaloPSA's "Authorisation Server".
    AuthorisationServer,
    /// HaloPSA's "Tenant".
    Tenant,
    /// The Client ID.
    ClientId,
    /// The Client Secret.
    Secret,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// As it is.
    AsIs,
    /// `https://acme.example`.
    Address,
    /// `https://acme.example/api`, HaloPSA's "Resource Server".
    ResourceServer,
}

/// Form of a product that is not listed: everything that a form could ask for.
const ANY_FORM: [FormField; 6] = [
    FormField { field: Field::Address, shape: Shape::Address },
    FormField { field: Field::Address, shape: Shape::ResourceServer },
    FormField { field: Field::AuthorisationServer, shape: Shape::AsIs },
    FormField { field: Field::Tenant, shape: Shape::AsIs },
    FormField { field: Field::ClientId, shape: Shape::AsIs },
    FormField { field: Field::Secret, shape: Shape::AsIs },
];

/// The form of the product with this id, or every possible field for one that is not listed.
pub fn form_of(id: Option<&str>) -> &'static [FormField] {
    id.and_then(find).map_or(&ANY_FORM, |product| &product.form)
}

/// The listed product with this id.
pub fn find(id: &str) -> Option<&'static Product> {
    listed().iter().find(|product| product.id == id)
}

/// Every listed product.
pub fn listed() -> &'static [Product] {
    static LISTED: LazyLock<Vec<Product>> = LazyLock::new(|| {
        // The file is a part of the program; the test below reads it on every change.
        serde_json::from_str(include_str!("products.json")).unwrap_or_default()
    });
    &LISTED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_products_is_well_formed() {
        let products: Vec<Product> =
            serde_json::from_str(include_str!("products.json")).expect("products.json");
        assert_eq!(products, listed());
        assert!(!products.is_empty());
        for product in products {
            let id = &product.id;
            assert!(
                id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{id}: id"
            );
            assert!(!product.lists.is_empty(), "{id}: no list of permissions");
            assert!(product.lists.iter().all(|l| !l.permissions.is_empty()), "{id}: an empty list");
            assert!(
                product.source.starts_with("https://") && product.form_source.starts_with("https://"),
                "{id}: source"
            );
            assert!(product.looked_up.parse::<jiff::civil::Date>().is_ok(), "{id}: day");
            let fields: Vec<Field> = product.form.iter().map(|f| f.field).collect();
            assert!(fields.contains(&Field::ClientId) && fields.contains(&Field::Secret), "{id}: its form");
            assert_eq!(find(id).map(|p| &p.id), Some(id), "{id}: twice");
        }
    }

    #[test]
    fn another_product_is_offered_every_field() {
        assert_eq!(form_of(None).len(), 6);
        assert_eq!(form_of(Some("gone from the list")).len(), 6);
        assert_eq!(form_of(Some("trend-vision-one-sp")).len(), 3);
    }
}
