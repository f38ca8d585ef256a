//! Reads a JSON object field by field: a field that can't be read doesn't affect the others.
//!
//! HaloPSA's types are not published and differ between its versions (contract: "Not publicly
//! known"). So numbers are accepted as strings, strings as numbers, booleans as 0 or 1, and names in any
//! case. A value that can't be parsed is *unread*, which is not the same as absent.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

/// A name normalised over its spellings: the same for `loginas_agent_id` and `LoginAsAgentId`.
pub(super) fn plain_name(name: &str) -> String {
    plain(name).collect()
}

fn plain(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase)
}

/// A reader of an object's fields.
pub(super) struct Fields<'a> {
    object: &'a Map<String, Value>,
    /// The fields whose values can't be parsed.
    pub(super) unread: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(row: &'a Value) -> Option<Self> {
        Some(Self { object: row.as_object()?, unread: Vec::new() })
    }

    /// The value of this field, in any spelling of the name. `None` also for `null`, which HaloPSA writes for
    /// fields that it omits elsewhere.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        // Compared letter by letter: most rows lack most fields, and a list has thousands of rows.
        let found = self.object.get(name).or_else(|| {
            self.object.iter().find(|(other, _)| plain(other).eq(plain(name))).map(|(_, value)| value)
        });
        found.filter(|value| !value.is_null())
    }

    fn read<T>(&mut self, name: &'static str, understand: impl Fn(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.value(name)?;
        let read = understand(value);
        if read.is_none() {
            self.unread.push(name);
        }
        read
    }

    /// Whether it is a blank string, which means absent.
    fn is_blank(&self, name: &str) -> bool {
        self.value(name).and_then(Value::as_str).is_some_and(|text| text.trim().is_empty())
    }

    /// A string, or a number as one. `None` for a blank string.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.read(name, text).filter(|text| !text.trim().is_empty())
    }

    /// An integer, also as a string. `None` for a blank string.
    pub(super) fn number(&mut self, name: &'static str) -> Option<i64> {
        if self.is_blank(name) {
            return None;
        }
        self.read(name, number)
    }

    /// A boolean, also as 0 or 1, or in words. `None` for a blank string.
    pub(super) fn flag(&mut self, name: &'static str) -> Option<bool> {
        if self.is_blank(name) {
            return None;
        }
        self.read(name, flag)
    }

    /// The elements of a list. A single string or object is a list of one; a blank string and an empty object
    /// are empty lists.
    pub(super) fn list(&mut self, name: &'static str) -> Option<Vec<&'a Value>> {
        self.read(name, |value| match value {
            Value::Array(rows) => Some(rows.iter().collect()),
            Value::String(text) if text.trim().is_empty() => Some(Vec::new()),
            Value::Object(fields) if fields.is_empty() => Some(Vec::new()),
            Value::String(_) | Value::Object(_) => Some(vec![value]),
            _ => None,
        })
    }

    /// A timestamp. Contract: "Dates without a zone are UTC; years 1900 and 0001 mean empty".
    pub(super) fn moment(&mut self, name: &'static str) -> Option<Timestamp> {
        if self.is_blank(name) {
            return None;
        }
        self.read(name, |value| moment(value.as_str()?)).filter(|at| {
            let year = at.strftime("%Y").to_string();
            year != "1900" && year != "0001"
        })
    }
}

/// A string, or a number as HaloPSA would write it.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) => Some(number(value).map_or_else(|| value.to_string(), |whole| whole.to_string())),
        _ => None,
    }
}

/// An integer: 7, 7.0, "7".
pub(super) fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            // Integral, and small enough to be exact in an f64.
            let number = number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 9e15)?;
            format!("{number:.0}").parse().ok()
        }),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.strip_suffix(".0")?.parse().ok())
        }
        _ => None,
    }
}

/// A boolean: true, 1, "yes".
pub(super) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(it) => Some(*it),
        Value::Number(_) | Value::String(_) => match text(value)?.trim().to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" => Some(true),
            "0" | "false" | "no" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A timestamp, with or without a zone.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    Some(match text.parse::<Timestamp>() {
        Ok(moment) => moment,
        Err(_) => TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_found_in_every_spelling_and_null_is_nothing() {
        let row = json!({"LoginAs_Agent_ID": 7, "displayName": null});
        let mut fields = Fields::of(&row).unwrap();
        assert_eq!(fields.number("loginas_agent_id"), Some(7));
        assert_eq!(fields.text("displayName"), None);
        assert!(fields.unread.is_empty());
    }

    #[test]
    fn numbers_texts_and_truths_are_understood_as_each_other() {
        for seven in [json!(7), json!(7.0), json!("7"), json!(" 7 "), json!("7.0")] {
            assert_eq!(number(&seven), Some(7), "{seven}");
        }
        for none in [json!(7.5), json!("seven"), json!(1e300), json!([]), json!({}), json!(true)] {
            assert_eq!(number(&none), None, "{none}");
        }
        assert_eq!(text(&json!(7.0)).as_deref(), Some("7"));
        for yes in [json!(true), json!(1), json!(1.0), json!("1"), json!("True"), json!("yes")] {
            assert_eq!(flag(&yes), Some(true), "{yes}");
        }
        for no in [json!(false), json!(0), json!("0"), json!("FALSE"), json!("no")] {
            assert_eq!(flag(&no), Some(false), "{no}");
        }
        for none in [json!(2), json!("maybe"), json!([]), json!({})] {
            assert_eq!(flag(&none), None, "{none}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_unread_and_what_is_empty_is_absent() {
        let row = json!({"a": {}, "b": "", "c": [1], "d": "", "e": "2026-06-01"});
        let mut fields = Fields::of(&row).unwrap();
        assert_eq!((fields.number("a"), fields.number("b")), (None, None));
        assert_eq!((fields.text("c"), fields.text("d"), fields.flag("d")), (None, None, None));
        assert_eq!(fields.unread, ["a", "c"]);
    }

    #[test]
    fn a_date_without_a_zone_is_utc_and_some_years_mean_empty() {
        let read = |text: &str| {
            let row = json!({ "at": text });
            let mut fields = Fields::of(&row).unwrap();
            (fields.moment("at").map(|moment| moment.to_string()), fields.unread.len())
        };
        for same in ["2026-06-01T10:00:00", "2026-06-01T10:00:00Z", "2026-06-01T12:00:00.000+02:00"] {
            assert_eq!(read(same), (Some("2026-06-01T10:00:00Z".to_owned()), 0));
        }
        for empty in ["", "1900-01-01T00:00:00", "0001-01-01T00:00:00"] {
            assert_eq!(read(empty), (None, 0), "{empty}");
        }
        assert_eq!(read("yesterday"), (None, 1));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fall(any in "\\PC{0,40}") {
            let _ = moment(&any);
            let value = Value::String(any);
            let _ = (number(&value), flag(&value), text(&value));
        }
    }
}
