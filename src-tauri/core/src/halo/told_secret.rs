//! A secret in an answer of HaloPSA's: found first, wherever it is, and kept out of everything else
//! that is read from the same answer.
//!
//! HaloPSA tells a secret that it made once. So it is looked for without relying on anything else:
//! at any depth, in any spelling of its field, and up to the place where an answer stops being JSON.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::fields::plain_name;
use crate::Secret;

/// Whether a field of this name holds a client secret, as `clientSecret`, `client_secret`,
/// `ClientSecret` and `secret` do.
fn is_of_a_secret(name: &str) -> bool {
    matches!(plain_name(name).as_str(), "clientsecret" | "secret" | "newsecret" | "newclientsecret")
}

/// The first secret that stands in an answer; none where it tells none. The text is never copied into
/// a type that isn't wiped.
pub(super) fn told_secret(bytes: &[u8]) -> Option<Secret> {
    let mut found = None;
    let mut json = serde_json::Deserializer::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    // An answer that breaks off has told what came before.
    let _ = Search { found: &mut found, inside: false }.deserialize(&mut json);
    found
}

/// Walks through a value and keeps the first secret. `inside`: this is the value of a secret's field,
/// so a text in it is the secret, also in `{"clientSecret": {"value": "…"}}`.
struct Search<'a> {
    found: &'a mut Option<Secret>,
    inside: bool,
}

impl<'de> DeserializeSeed<'de> for Search<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Search<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            let inside = self.inside || is_of_a_secret(&name);
            map.next_value_seed(Search { found: self.found, inside })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while rows.next_element_seed(Search { found: self.found, inside: self.inside })?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if self.inside && self.found.is_none() && !text.trim().is_empty() {
            *self.found = Some(Secret::from(text));
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A value in which no secret stands: such fields are skipped while it is read, at any depth.
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
        told_secret(text.as_bytes()).map(|secret| secret.expose_secret().to_owned())
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
            // It breaks off, or goes on with something else.
            r#"[{"clientSecret":"s3cr3t","scopes":[{"na"#,
            r#"[{"clientSecret":"s3cr3t"}]<html>"#,
            "\u{feff}[{\"clientSecret\":\"s3cr3t\"}]",
        ] {
            assert_eq!(found(text).as_deref(), Some("s3cr3t"), "{text}");
        }
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
            let _ = told_secret(&bytes);
            let _ = serde_json::from_slice::<WithoutSecret>(&bytes);
        }
    }
}
