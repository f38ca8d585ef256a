//! Extracts a secret from a response, before and separately from everything else that is read from it.
//!
//! HaloPSA returns a secret that it made only once. So the search is tolerant: at any depth, in any spelling
//! of the field, and up to the point where a response stops being JSON.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::fields::plain_name;
use crate::Secret;
use crate::vault::credentials;

/// Whether a field of this name holds a client secret, as `clientSecret`, `client_secret`,
/// `ClientSecret` and `secret` do.
fn is_of_a_secret(name: &str) -> bool {
    matches!(plain_name(name).as_str(), "clientsecret" | "secret" | "newsecret" | "newclientsecret")
}

/// A secret in a response, with the ids beside it.
pub(super) struct Found {
    /// The `id` of the object that contains it.
    id: Option<String>,
    /// The `clientId` of that object.
    client_id: Option<String>,
    secret: Secret,
    /// Whether it is in a field that usually has the secret's text.
    plain: bool,
}

/// The secret in a response that belongs to our application, by id or Client ID; else one without ids; else
/// the only one. `sure`: the response shows which row is ours, so a secret beside another id isn't.
pub(super) fn returned_secret(bytes: &[u8], sure: bool, is_ours: impl Fn(&str) -> bool) -> Option<Secret> {
    let mut found = secrets_in(bytes);
    let ours = |one: &Found| [&one.id, &one.client_id].into_iter().flatten().any(|id| is_ours(id));
    let nobodys = |one: &Found| one.id.is_none() && one.client_id.is_none();
    let only = || (found.len() == 1 && !sure).then_some(0);
    let place = found.iter().position(ours).or_else(|| found.iter().position(nobodys)).or_else(only)?;
    Some(found.swap_remove(place).secret)
}

/// All secrets in a response. They are only copied into types that are wiped.
fn secrets_in(bytes: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut json = serde_json::Deserializer::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    // A truncated response still contains what came before.
    let _ = Search { found: &mut found, place: Place::Outside }.deserialize(&mut json);
    found
}

/// The position of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Not in a secret's field.
    Outside,
    /// The value of a secret's field.
    Secret,
    /// In an object that is the value of a secret's field: `{"clientSecret": {"value": "…"}}`. `plain`: in a
    /// field that usually has the secret's text.
    Inside { plain: bool },
}

/// Visits a value and collects the secrets.
struct Search<'a> {
    found: &'a mut Vec<Found>,
    place: Place,
}

impl<'de> DeserializeSeed<'de> for Search<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

/// Returns the text of values that can be an id; secrets are collected and not returned.
impl<'de> Visitor<'de> for Search<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut id, mut client_id) = (None, None);
        let first = self.found.len();
        // The secrets of this object, to which its ids apply.
        let mut own: Vec<usize> = Vec::new();
        let label =
            |found: &mut Vec<Found>, own: &[usize], id: &Option<String>, client_id: &Option<String>| {
                for place in own {
                    if let Some(found) = found.get_mut(*place) {
                        (found.id, found.client_id) = (id.clone(), client_id.clone());
                    }
                }
            };
        while let Some(name) = map.next_key::<String>()? {
            let plain_name = plain_name(&name);
            let place = match self.place {
                Place::Outside if is_of_a_secret(&name) => Place::Secret,
                Place::Outside => Place::Outside,
                Place::Secret | Place::Inside { .. } => Place::Inside {
                    plain: is_of_a_secret(&name)
                        || matches!(plain_name.as_str(), "value" | "text" | "plaintext"),
                },
            };
            let before = self.found.len();
            let value = map.next_value_seed(Search { found: self.found, place })?;
            if place != Place::Outside {
                own.extend(before..self.found.len());
            }
            match plain_name.as_str() {
                "id" => id = value,
                "clientid" => client_id = value,
                _ => {}
            }
            label(self.found, &own, &id, &client_id);
        }
        if self.place == Place::Secret {
            // Of several strings in one secret's object, the one in the usual field.
            let best = (first..self.found.len()).find(|at| self.found.get(*at).is_some_and(|one| one.plain));
            if let Some(best) = best {
                let best = self.found.swap_remove(best);
                self.found.truncate(first);
                self.found.push(best);
            }
        }
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Self::Value, A::Error> {
        while rows.next_element_seed(Search { found: self.found, place: self.place })?.is_some() {}
        Ok(None)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        if self.place == Place::Outside {
            return Ok((text.len() <= MAX_ID).then(|| text.to_owned()));
        }
        // Dots and stars are a masked secret.
        if !text.trim().is_empty() && !credentials::is_masked(text.trim()) {
            let plain = self.place != Place::Inside { plain: false };
            self.found.push(Found { id: None, client_id: None, secret: Secret::from(text), plain });
        }
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_i64<E>(self, it: i64) -> Result<Self::Value, E> {
        Ok(Some(it.to_string()))
    }
    fn visit_u64<E>(self, it: u64) -> Result<Self::Value, E> {
        Ok(Some(it.to_string()))
    }
    fn visit_f64<E>(self, it: f64) -> Result<Self::Value, E> {
        Ok(Some(it.to_string()))
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// The longest id, in bytes.
const MAX_ID: usize = 100;

/// A value without secrets: their fields are skipped during parsing, at any depth.
pub(super) struct WithoutSecret(pub(super) Value);

impl<'de> Deserialize<'de> for WithoutSecret {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Rest).map(WithoutSecret)
    }
}

struct Rest;

impl<'de> Visitor<'de> for Rest {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if is_of_a_secret(&name) {
                map.next_value::<IgnoredAny>()?;
            } else {
                fields.insert(name, map.next_value::<WithoutSecret>()?.0);
            }
        }
        Ok(Value::Object(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(row) = rows.next_element::<WithoutSecret>()? {
            all.push(row.0);
        }
        Ok(Value::Array(all))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }
    fn visit_bool<E>(self, it: bool) -> Result<Value, E> {
        Ok(Value::Bool(it))
    }
    fn visit_i64<E>(self, it: i64) -> Result<Value, E> {
        Ok(Value::Number(it.into()))
    }
    fn visit_u64<E>(self, it: u64) -> Result<Value, E> {
        Ok(Value::Number(it.into()))
    }
    fn visit_f64<E>(self, it: f64) -> Result<Value, E> {
        Ok(Number::from_f64(it).map_or(Value::Null, Value::Number))
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn found(text: &str) -> Option<String> {
        returned_secret(text.as_bytes(), true, |id| id == "ours")
            .map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn the_secret_is_found_wherever_it_is() {
        for text in [
            r#"[{"clientSecret":"s3cr3t"}]"#,
            r#"{"ClientSecret":"s3cr3t"}"#,
            r#"{"client_secret":"s3cr3t"}"#,
            r#"{"CLIENT_SECRET":"s3cr3t","id":[]}"#,
            r#"{"applications":[{"id":{},"clientSecret":"s3cr3t"}]}"#,
            r#"{"data":{"result":[[{"clientsecret":"s3cr3t"}]]}}"#,
            r#"{"clientSecret":{"value":"s3cr3t"}}"#,
            r#"{"clientSecret":["s3cr3t"]}"#,
            r#"{"secret":"s3cr3t"}"#,
            r#"[{"clientSecret":null},{"clientSecret":""},{"clientSecret":"s3cr3t"}]"#,
            // Among several rows, and beside other strings.
            r#"[{"id":"theirs","clientSecret":"other"},{"id":"ours","clientSecret":"s3cr3t"}]"#,
            r#"[{"clientSecret":"other","clientId":"theirs"},{"clientSecret":"s3cr3t","clientId":"ours"}]"#,
            r#"[{"id":"ours","clientSecret":{"created":"2026-06-01","value":"s3cr3t"}}]"#,
            r#"[{"id":"ours","clientSecret":"s3cr3t","agent":{"id":"theirs"}}]"#,
            // Truncated, or followed by something else.
            r#"[{"clientSecret":"s3cr3t","scopes":[{"na"#,
            r#"[{"clientSecret":"s3cr3t"}]<html>"#,
            "\u{feff}[{\"clientSecret\":\"s3cr3t\"}]",
        ] {
            assert_eq!(found(text).as_deref(), Some("s3cr3t"), "{text}");
        }
    }

    #[test]
    fn what_stands_beside_another_id_is_ours_only_when_nothing_else_can_be() {
        let text = br#"[{"id":"31","clientId":"made by HaloPSA","clientSecret":"s3cr3t"}]"#;
        assert!(returned_secret(text, false, |_| false).is_some(), "no row is known to be ours");
        assert!(returned_secret(text, true, |_| false).is_none(), "another row is ours");
    }

    #[test]
    fn what_is_no_secret_is_none() {
        for text in [
            "",
            "[]",
            "{}",
            "<html>",
            r#"{"id":"1","clientId":"c"}"#,
            r#"{"clientSecret":""}"#,
            r#"{"clientSecret":"  "}"#,
            r#"{"clientSecret":17}"#,
            r#"{"secretary":"Ann"}"#,
            r#"{"id":"ours","clientSecret":"********"}"#,
            r#"{"id":"ours","clientSecret":"••••••••••••"}"#,
            r#"[{"id":"theirs","clientSecret":"a"},{"id":"others","clientSecret":"b"}]"#,
            r#""clientSecret""#,
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn the_rest_is_read_without_it_at_any_depth() {
        let text = r#"{"a":[{"clientSecret":"s3cr3t","b":{"client_secret":["s3cr3t"],"c":-1.5,"d":18446744073709551615}}],"e":null,"f":true}"#;
        let WithoutSecret(rest) = serde_json::from_str(text).unwrap();
        assert!(!rest.to_string().contains("s3cr3t"));
        assert_eq!(rest, serde_json::json!({"a":[{"b":{"c":-1.5,"d":u64::MAX}}],"e":null,"f":true}));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_fall_and_nothing_stays(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = returned_secret(&bytes, false, |_| false);
            let _ = serde_json::from_slice::<WithoutSecret>(&bytes);
        }
    }
}
