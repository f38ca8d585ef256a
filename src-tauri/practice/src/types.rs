//! The JSON types of the API's fields (contract: "not publicly known"; numbers as strings and booleans as 0 and 1
//! are both seen in HaloPSA's older schemas).

use serde_json::{Map, Number, Value};

use crate::dialect::Types;

/// The same JSON with this dialect's types.
pub(crate) fn convert(types: Types, value: Value) -> Value {
    match (types, value) {
        (Types::Plain, value) => value,
        (_, Value::Array(rows)) => Value::Array(rows.into_iter().map(|row| convert(types, row)).collect()),
        (Types::Names, Value::Object(fields)) => Value::Object(fields.into_iter().map(by_name).collect()),
        (Types::Capitals, Value::Object(fields)) => {
            let capitals = fields.into_iter().map(|(name, value)| (capital(&name), convert(types, value)));
            Value::Object(capitals.collect())
        }
        (_, Value::Object(fields)) => {
            let converted: Map<String, Value> =
                fields.into_iter().map(|(name, value)| (name, convert(types, value))).collect();
            Value::Object(converted)
        }
        (Types::Texts, Value::Number(number)) => Value::String(number.to_string()),
        (Types::Texts, Value::Bool(value)) => Value::String(value.to_string()),
        (Types::Bits, Value::Bool(value)) => Value::from(u8::from(value)),
        (Types::Bits, Value::Number(number)) => {
            let float = number.as_f64().and_then(Number::from_f64);
            Value::Number(float.unwrap_or(number))
        }
        (_, value) => value,
    }
}

/// `scopes` as a list of names, and empty lists as empty strings.
fn by_name((name, value): (String, Value)) -> (String, Value) {
    let value = match value {
        Value::Array(rows) if rows.is_empty() => Value::String(String::new()),
        Value::Array(rows) if name == "scopes" => {
            rows.iter().map(|row| row.get("name").cloned().unwrap_or_default()).collect()
        }
        value => value,
    };
    (name, value)
}

/// Removes an object's fields that are null or false.
pub(crate) fn remove_null_and_false(row: &mut Value) {
    if let Some(fields) = row.as_object_mut() {
        fields.retain(|_, value| !matches!(value, Value::Null | Value::Bool(false)));
    }
}

/// `clientId` as `ClientId`.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_choice_has_the_same_content_in_other_types() {
        let row =
            json!({"id": "1", "inactive": false, "agent": 7, "scopes": [{"id": 1, "name": "a"}], "uris": []});
        let in_types = |types| convert(types, row.clone());
        assert_eq!(in_types(Types::Plain), row);
        assert_eq!(
            in_types(Types::Texts),
            json!({"id": "1", "inactive": "false", "agent": "7", "scopes": [{"id": "1", "name": "a"}], "uris": []})
        );
        assert_eq!(
            in_types(Types::Bits),
            json!({"id": "1", "inactive": 0, "agent": 7.0, "scopes": [{"id": 1.0, "name": "a"}], "uris": []})
        );
        assert_eq!(
            in_types(Types::Names),
            json!({"id": "1", "inactive": false, "agent": 7, "scopes": ["a"], "uris": ""})
        );
        assert_eq!(
            in_types(Types::Capitals),
            json!({"Id": "1", "Inactive": false, "Agent": 7, "Scopes": [{"Id": 1, "Name": "a"}], "Uris": []})
        );
    }
}
