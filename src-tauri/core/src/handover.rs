//! The hand-over: the values that the product's own form asks for, in its order and shape.

use crate::connections::Connection;
use crate::product::{Field, FormField, Shape, form_of};

/// One field of the form, and its value where it is no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which field, in which shape.
    pub field: FormField,
    /// The value to copy. `None` for the secret: that goes from the keychain to the clipboard.
    pub value: Option<String>,
}

/// The lines for one connection. A field that the instance doesn't have (a tenant on-premises) is
/// left out.
pub fn lines(connection: &Connection) -> Vec<Line> {
    form_of(connection.product.as_deref())
        .iter()
        .filter_map(|field| {
            let value = match field.field {
                Field::Secret => return Some(Line { field: *field, value: None }),
                Field::Address => Some(match field.shape {
                    Shape::ResourceServer => connection.instance.address.join("api").to_string(),
                    Shape::Address | Shape::AsIs => connection.instance.address.to_string(),
                }),
                Field::AuthorisationServer => {
                    Some(connection.instance.sign_in.as_str().trim_end_matches('/').to_owned())
                }
                Field::Tenant => connection.instance.tenant.clone(),
                Field::ClientId => Some(connection.client_id.clone()),
            };
            value.map(|value| Line { field: *field, value: Some(value) })
        })
        .collect()
}
