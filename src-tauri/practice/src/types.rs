//! The types in which the API tells what it tells (contract: "not publicly known"; numbers as texts and
//! truths as 0 and 1 are both seen in HaloPSA's older schemas).

use serde_json::{Map, Number, Value};

use crate::dialect::Types;

/// The same in this dialect's types.
pub(crate) fn told(types: Types, value: Value) -> Value {
    match (types, value) {
        (Types::Plain, value) => value,
        (_, Value::Array(rows)) => Value::Array(rows.into_iter().map(|row| told(types, row)).collect()),
        (Types::Names, Value::Object(fields)) => Value::Object(fields.into_iter().map(by_name).collect()),
        (Types::Capitals, Value::Object(fields)) => {
            let capitals = fields.into_iter().map(|(name, value)| (capital(&name), told(types, value)));
            Value::Object(capitals.collect())
        }
        (_, Value::Object(fields)) => {
            let told: Map<String, Value> =
                fields.into_iter().map(|(name, value)| (name, told(types, value))).collect();
            Value::Object(told)
        }
        (Types::Texts, Value::Number(number)) => Value::String(number.to_string()),
        (Types::Texts, Value::Bool(it)) => Value::String(it.to_string()),
        (Types::Bits, Value::Bool(it)) => Value::from(u8::from(it)),
        (Types::Bits, Value::Number(number)) => {
            let float = number.as_f64().and_then(Number::from_f64);
            Value::Number(float.unwrap_or(number))
        }
        (_, value) => value,
    }
}

/// Lists of what has a name as lists of names, and empty lists as empty texts.
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
    fn each_choice_tells_the_same_in_other_types() {
        let row =
            json!({"id": "1", "inactive": false, "agent": 7, "scopes": [{"id": 1, "name": "a"}], "uris": []});
        let in_types = |types| told(types, row.clone());
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
