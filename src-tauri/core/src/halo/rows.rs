//! Whether a response has rows, parsed without storing its values: the content of a customer's tickets is
//! confidential, and 4 MiB of small objects would be hundreds of MiB as values.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Whether a response has rows; `None` for one that is not a list.
pub(super) struct HasRows(pub(super) Option<bool>);

impl<'de> Deserialize<'de> for HasRows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Seen::deserialize(deserializer)? {
            Seen::List { rows } | Seen::Object { lists: true, rows, .. } => Some(rows),
            // An error with status 200, or a list that is omitted when it is empty.
            Seen::Object { counts_none, .. } => counts_none.then_some(false),
            Seen::None | Seen::Other => None,
        }))
    }
}

/// The relevant kinds of JSON values.
enum Seen {
    List {
        rows: bool,
    },
    Object {
        /// Whether it contains a list.
        lists: bool,
        /// Whether one of its lists has rows.
        rows: bool,
        /// Whether its `record_count` is 0.
        counts_none: bool,
    },
    /// The number 0.
    None,
    Other,
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look { inside: true })
    }
}

/// A field of the top-level object. The content of nested objects is ignored.
struct Field(Seen);

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look { inside: false }).map(Self)
    }
}

struct Look {
    inside: bool,
}

impl<'de> Visitor<'de> for Look {
    type Value = Seen;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Seen, A::Error> {
        let mut rows = false;
        while list.next_element::<IgnoredAny>()?.is_some() {
            rows = true;
        }
        Ok(Seen::List { rows })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Seen, A::Error> {
        let (mut lists, mut any, mut counts_none) = (false, false, false);
        if !self.inside {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Seen::Other);
        }
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value::<Field>()?.0;
            if key == "record_count" {
                counts_none = matches!(value, Seen::None);
            }
            if let Seen::List { rows } = value {
                lists = true;
                any |= rows;
            }
        }
        Ok(Seen::Object { lists, rows: any, counts_none })
    }

    fn visit_u64<E>(self, number: u64) -> Result<Seen, E> {
        Ok(if number == 0 { Seen::None } else { Seen::Other })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Seen, E> {
        Ok(Seen::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Seen, E> {
        Ok(Seen::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Seen, E> {
        Ok(Seen::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Seen, E> {
        Ok(Seen::Other)
    }

    fn visit_unit<E>(self) -> Result<Seen, E> {
        Ok(Seen::Other)
    }
}

/// What the beginning of a truncated response shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A list with rows.
    Rows,
    /// An empty list, among other fields.
    Nothing,
    /// JSON that doesn't show yet whether there are rows.
    Json,
    /// An error, a web page or plain text.
    Odd,
}

/// The fields of HaloPSA's errors (contract: "Error bodies come in four shapes"). No list begins with one.
const OF_ERRORS: [&str; 7] =
    ["error", "errors", "error_description", "message", "classname", "resultcode", "errormessage"];

/// Classifies the beginning of a body that may be truncated anywhere.
pub(super) fn beginning(bytes: &[u8]) -> Beginning {
    let mut text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).iter().copied().peekable();
    while text.next_if(u8::is_ascii_whitespace).is_some() {}
    match text.next() {
        // Only the status arrived.
        None => return Beginning::Json,
        Some(b'[') => {
            while text.next_if(u8::is_ascii_whitespace).is_some() {}
            return match text.peek() {
                Some(b']') => Beginning::Nothing,
                Some(_) => Beginning::Rows,
                None => Beginning::Json,
            };
        }
        Some(b'{') => {}
        Some(_) => return Beginning::Odd,
    }
    let (mut depth, mut in_a_text, mut escaped) = (1_usize, false, false);
    // The last string at the top level, which is the key of the value that follows.
    let mut name = Vec::new();
    let (mut begun, mut seen) = (false, Beginning::Json);
    while let Some(byte) = text.next() {
        if in_a_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_a_text = false,
                byte if depth == 1 && name.len() < 40 => name.push(byte.to_ascii_lowercase()),
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => {
                in_a_text = true;
                if depth == 1 && !begun {
                    name.clear();
                }
            }
            b':' if depth == 1 => {
                begun = true;
                if OF_ERRORS.iter().any(|error| error.as_bytes() == name) {
                    return Beginning::Odd;
                }
                while text.next_if(u8::is_ascii_whitespace).is_some() {}
                // Anything but a zero leaves it open: other arrays, such as `columns`, are empty beside rows.
                if name == b"record_count" && text.next_if_eq(&b'0').is_some() {
                    seen = Beginning::Nothing;
                }
            }
            b',' if depth == 1 => begun = false,
            b'[' if depth == 1 => {
                while text.next_if(u8::is_ascii_whitespace).is_some() {}
                match text.peek() {
                    Some(b']') => {}
                    Some(_) => return Beginning::Rows,
                    None => return seen,
                }
                depth += 1;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn seen(json: &str) -> Option<bool> {
        serde_json::from_str::<HasRows>(json).unwrap().0
    }

    /// The reference implementation, over parsed values.
    fn by_values(json: &Value) -> Option<bool> {
        match json {
            Value::Array(rows) => Some(!rows.is_empty()),
            Value::Object(fields) => {
                let lists: Vec<&Vec<Value>> = fields.values().filter_map(Value::as_array).collect();
                if lists.is_empty() {
                    (fields.get("record_count").and_then(Value::as_u64) == Some(0)).then_some(false)
                } else {
                    Some(lists.iter().any(|rows| !rows.is_empty()))
                }
            }
            _ => None,
        }
    }

    fn anything() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            Just(json!(0)),
            any::<i64>().prop_map(Value::from),
            Just(json!(0.5)),
            ".{0,4}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inside| {
            let key = prop_oneof![Just("record_count".to_owned()), Just("tickets".to_owned()), "[a-c]{1,2}"];
            prop_oneof![
                prop::collection::vec(inside.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map(key, inside, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_beginning_makes_it_fall_and_no_cut_turns_a_list_over(json in anything(), at in 0_usize..200) {
            let text = json.to_string();
            let cut = &text.as_bytes()[..at.min(text.len())];
            // Rows in the beginning are rows in the whole.
            if beginning(cut) == Beginning::Rows {
                prop_assert_eq!(by_values(&json), Some(true), "{}", text);
            }
        }

        #[test]
        fn rows_are_seen_as_they_are_in_the_values(json in anything()) {
            prop_assert_eq!(seen(&json.to_string()), by_values(&json), "{}", json);
        }
    }

    #[test]
    fn what_is_nested_deeper_than_any_list_is_still_only_counted() {
        let deep = 100_000;
        let rows = format!("[{}{}]", "[".repeat(deep), "]".repeat(deep));
        assert_eq!(seen(&rows), Some(true));
        assert_eq!(seen(&format!("{{\"tickets\":{rows}}}")), Some(true));
        assert_eq!(seen(&format!("{{\"a\":{{\"b\":{rows}}}}}")), None);
    }

    #[test]
    fn the_beginning_of_an_answer_tells_rows_from_errors_and_pages() {
        use Beginning::{Json, Nothing, Odd, Rows};
        for (text, seen) in [
            ("[{\"id\":1},", Rows),
            (" \n[ 1", Rows),
            ("[", Json),
            ("", Json),
            ("[ ]", Nothing),
            ("{\"tickets\":[{\"id\":", Rows),
            ("{\"record_count\":0,\"tickets\":[],\"columns\":\"aaaa", Nothing),
            ("{\"record_count\":9,\"columns\":[],\"tickets\":[{", Rows),
            ("{\"record_count\":9,\"tickets\":[", Json),
            ("{\"record_count\":9", Json),
            ("{\"view\":{\"list\":[1,2]},\"tickets\":[", Json),
            ("{\"a\\\"[\":\"[{\",\"tickets\":[]", Json),
            ("{\"record_count\":9,\"columns\":[],\"tickets\":[", Json),
            ("{\"columns\":[],\"record_count\":1200,\"view\":{", Json),
            ("{\"columns\":[],\"record_count\" : 0", Nothing),
            ("{\"error\":\"aaaaaaaa", Odd),
            ("{\"Message\":\"aaaa", Odd),
            ("{\"ClassName\":\"x\",\"rows\":[1]", Odd),
            ("<!DOCTYPE html><title>Sign in", Odd),
            ("Too many", Odd),
        ] {
            assert_eq!(beginning(text.as_bytes()), seen, "{text}");
        }
    }

    #[test]
    fn what_is_cut_off_is_no_list() {
        for cut in ["[{}", "[1,", "{\"tickets\":[]", "", "nonsense"] {
            assert!(serde_json::from_str::<HasRows>(cut).is_err(), "{cut}");
        }
    }
}
