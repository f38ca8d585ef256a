//! What HaloPSA's answers looked like: statuses, names of fields with their types, and the few values that HaloPSA
//! doesn't publish. It is what a report for the makers is made of ([`crate::proof::report`]), and holds no name, address,
//! id or secret: what isn't known to be none of these is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value};
use url::Url;

use super::told_secret::WithoutSecret;
use crate::lock::lock;

/// More kinds of answers than a set-up gets.
const MOST: usize = 80;
/// Rows of a list that are looked at; the others have the same fields.
const ROWS: usize = 200;
/// Longer names are none of HaloPSA's. Bytes.
const LONGEST_NAME: usize = 40;
/// Different values of one field.
const MOST_VALUES: usize = 12;

/// The fields by which HaloPSA says which kind an application is of (contract: "Not publicly known").
const OF_THE_KIND: [&str; 4] = ["grant_type", "type", "loginentity", "credential_type"];

/// What OAuth calls its errors (RFC 6749, 5.2; `OpenID` Connect), which may stand in a report as they are.
const OAUTH_ERRORS: [&str; 8] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "invalid_token",
    "unauthorized_client",
    "unsupported_grant_type",
    "insufficient_access",
];

/// Of what an answer's fields are told. The fields of everything else are a customer's.
const TOLD: [&str; 6] = ["authinfo", "instanceinfo", "application", "agent", "team", "token"];

/// What was seen, shared by everything that goes over one [`super::Network`].
#[derive(Clone, Default)]
pub(crate) struct Observed(Arc<Mutex<Vec<Seen>>>);

/// Answers that look alike.
struct Seen {
    /// Where. It is compared and never told.
    origin: String,
    /// `GET Application/…`.
    request: String,
    status: u16,
    body: Looks,
    times: usize,
}

/// How a body looks.
#[derive(Default, PartialEq, Eq)]
struct Looks {
    /// "list", "object", "list in an object", "page", "text", "nothing", "cut off".
    is: &'static str,
    fields: BTreeMap<String, BTreeSet<&'static str>>,
    /// Fields whose names aren't told.
    others: bool,
    values: BTreeMap<&'static str, BTreeSet<String>>,
    /// Codes of claims.
    codes: BTreeSet<String>,
    errors: BTreeSet<String>,
}

impl Observed {
    /// Notes an answer. `body`: `None` where it was not read, or holds a token.
    pub(super) fn record(&self, method: &str, url: &Url, status: u16, body: Option<&[u8]>) {
        let (path, told) = path_of(url);
        let body =
            body.map_or_else(|| Looks { is: "not read", ..Looks::default() }, |body| looks(body, told));
        let seen = Seen {
            origin: url.origin().ascii_serialization(),
            request: format!("{method} {path}"),
            status,
            body,
            times: 1,
        };
        let mut all = lock(&self.0);
        let is_alike = |one: &&mut Seen| {
            (&one.origin, &one.request, one.status, &one.body)
                == (&seen.origin, &seen.request, seen.status, &seen.body)
        };
        if let Some(alike) = all.iter_mut().find(is_alike) {
            alike.times += 1;
            return;
        }
        if all.len() == MOST {
            all.remove(0);
        }
        all.push(seen);
    }

    /// What was seen at these places, in lines.
    pub(crate) fn at(&self, places: &[&Url]) -> String {
        let origins: Vec<String> = places.iter().map(|url| url.origin().ascii_serialization()).collect();
        let mut text = String::new();
        for seen in lock(&self.0).iter().filter(|seen| origins.contains(&seen.origin)) {
            let times = if seen.times > 1 { format!(" ({} times)", seen.times) } else { String::new() };
            // Writing to a text doesn't fail.
            let _ = writeln!(text, "{}: {}, {}{times}", seen.request, seen.status, seen.body.is);
            seen.body.write(&mut text);
        }
        text
    }
}

impl Looks {
    fn write(&self, text: &mut String) {
        let mut line = |name: &str, what: String| {
            if !what.is_empty() {
                let _ = writeln!(text, "  {name}: {what}");
            }
        };
        let mut fields: Vec<String> = self
            .fields
            .iter()
            .map(|(name, types)| format!("{name} {}", types.iter().copied().collect::<Vec<_>>().join("/")))
            .collect();
        if self.others {
            fields.push("others".to_owned());
        }
        line("fields", fields.join(", "));
        for (name, values) in &self.values {
            line(name, values.iter().cloned().collect::<Vec<_>>().join(", "));
        }
        line("claims", self.codes.iter().cloned().collect::<Vec<_>>().join(" "));
        line("errors", self.errors.iter().cloned().collect::<Vec<_>>().join(" "));
    }
}

/// What was asked for, without what names anything: `Application/…` of `/halo/api/Application/31?x=y`. And whether
/// its fields are told.
fn path_of(url: &Url) -> (String, bool) {
    let segments: Vec<&str> =
        url.path_segments().into_iter().flatten().filter(|one| !one.is_empty()).collect();
    let below =
        segments.iter().rposition(|one| one.eq_ignore_ascii_case("api")).map(|at| &segments[at + 1..]);
    let below = match below {
        Some(below) => below,
        None if segments.last() == Some(&"token") => &segments[segments.len() - 1..],
        None => return ("…".to_owned(), false),
    };
    let told = below.first().is_some_and(|first| TOLD.contains(&first.to_ascii_lowercase().as_str()));
    let is_word = |one: &str| one.len() <= LONGEST_NAME && one.bytes().all(|b| b.is_ascii_alphabetic());
    let path: Vec<&str> = below.iter().map(|one| if is_word(one) { *one } else { "…" }).collect();
    (path.join("/"), told)
}

fn looks(body: &[u8], told: bool) -> Looks {
    let mut looks = Looks::default();
    if !told {
        let first = body.iter().copied().find(|b| !b.is_ascii_whitespace());
        looks.is = match first {
            Some(b'[') => "list",
            Some(b'{') => "object",
            None => "nothing",
            Some(_) => "text",
        };
        return looks;
    }
    let Ok(WithoutSecret(value)) = serde_json::from_slice(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body))
    else {
        let text = String::from_utf8_lossy(&body[..body.len().min(64 * 1024)]);
        looks.is = match text.trim_start().chars().next() {
            None => "nothing",
            Some('<') => "page",
            Some('{' | '[') => "cut off",
            Some(_) => "text",
        };
        looks.errors = errors(&text);
        return looks;
    };
    match &value {
        Value::Array(rows) => {
            looks.is = "list";
            looks.rows(rows);
        }
        Value::Object(fields) => {
            let list = fields.values().find_map(Value::as_array).filter(|_| !fields.contains_key("id"));
            looks.is = if list.is_some() { "list in an object" } else { "object" };
            looks.object(fields);
            if let Some(rows) = list {
                looks.rows(rows);
            }
            looks.errors = errors(&value.to_string());
        }
        Value::String(text) => {
            looks.is = "text";
            looks.errors = errors(text);
        }
        _ => looks.is = "value",
    }
    // Who makes the secret is one of the things that nobody publishes. It is never read here.
    if String::from_utf8_lossy(body).to_ascii_lowercase().contains("\"clientsecret\"") {
        looks.fields.entry("clientSecret".to_owned()).or_default().insert("withheld");
    }
    looks
}

impl Looks {
    fn rows(&mut self, rows: &[Value]) {
        for row in rows.iter().take(ROWS).filter_map(Value::as_object) {
            self.object(row);
        }
    }

    fn object(&mut self, object: &Map<String, Value>) {
        for (name, value) in object {
            if is_field(name) {
                self.fields.entry(name.clone()).or_default().insert(type_of(value));
            } else {
                self.others = true;
            }
            let of_the_kind = OF_THE_KIND
                .iter()
                .find(|one| super::fields::plain_name(one) == super::fields::plain_name(name));
            if let Some(of_the_kind) = of_the_kind
                && let Some(value) = value_of(value)
            {
                let values = self.values.entry(of_the_kind).or_default();
                if values.len() < MOST_VALUES {
                    values.insert(value);
                }
            }
            if name.eq_ignore_ascii_case("claims") {
                let claims = value.as_array().into_iter().flatten();
                self.codes.extend(claims.filter_map(|claim| code(claim.get("type")?.as_str()?)));
            }
            if name.eq_ignore_ascii_case("roles") {
                for role in value.as_array().into_iter().flatten() {
                    let claims = role.get("claims").and_then(Value::as_array).into_iter().flatten();
                    self.codes.extend(claims.filter_map(|claim| code(claim.get("type")?.as_str()?)));
                }
            }
        }
    }
}

/// Whether it is a name as HaloPSA gives its fields. An instance's own fields (`CF…`) may be called after anything,
/// and so may what is a key rather than a field.
fn is_field(name: &str) -> bool {
    let words = name.split('_').filter(|word| !word.is_empty());
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && !name.to_ascii_lowercase().starts_with("cf")
        && words.clone().count() > 0
        && words.filter(|word| word.bytes().all(|b| b.is_ascii_digit())).count() == 0
        && !looks_like_an_id(name)
}

/// Whether most of it are digits or it is all hexadecimal: `a1b2c3d4`.
fn looks_like_an_id(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    digits * 3 > name.len() || name.len() >= 8 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "truth",
        Value::Number(number) if number.is_f64() => "fraction",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(rows) if rows.iter().any(Value::is_object) => "objects",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// A value that says which kind an application is of: a small number or a word.
fn value_of(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => number.as_i64().filter(|n| n.abs() < 100_000).map(|n| n.to_string()),
        Value::String(text) => {
            let is_word =
                text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_: -".contains(&b));
            (!text.is_empty() && text.len() <= LONGEST_NAME && is_word && !looks_like_an_id(text))
                .then(|| format!("\"{text}\""))
        }
        Value::Null => Some("null".to_owned()),
        Value::Bool(it) => Some(it.to_string()),
        _ => None,
    }
}

/// HaloPSA's codes have two characters.
fn code(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| text.to_owned())
}

/// The errors that a text names by OAuth's words and `OpenIddict`'s numbers.
fn errors(text: &str) -> BTreeSet<String> {
    let lower = text.to_ascii_lowercase();
    let words = OAUTH_ERRORS.iter().filter(|word| lower.contains(**word)).map(|word| (*word).to_owned());
    let number = super::wire::open_iddict_number(&lower).map(|number| format!("ID{number}"));
    words.chain(number).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn report(path: &str, status: u16, body: &str) -> String {
        let observed = Observed::default();
        let url = Url::parse(&format!("https://acme.halopsa.com{path}")).unwrap();
        observed.record("GET", &url, status, Some(body.as_bytes()));
        observed.at(&[&url])
    }

    #[test]
    fn an_answer_is_told_by_its_fields_and_the_values_that_nobody_publishes() {
        let told = report(
            "/api/Application?x=1",
            200,
            r#"[{"id":"31","displayName":"Acme Backup","grant_type":"client_credentials","loginentity":1,"inactive":false},
                {"id":32,"displayName":null,"credential_type":2.0,"type":"confidential","loginentity":3}]"#,
        );
        assert_eq!(
            told,
            "GET Application: 200, list\n  fields: credential_type fraction, displayName null/text, grant_type text, \
             id number/text, inactive truth, loginentity number, type text\n  grant_type: \"client_credentials\"\n  \
             loginentity: 1, 3\n  type: \"confidential\"\n"
        );
        let told = report(
            "/halo/api/Agent/7",
            200,
            r#"{"id":7,"claims":[{"type":"Tx","value":"2"},{"type":"Acme","value":1}]}"#,
        );
        assert_eq!(told, "GET Agent/…: 200, object\n  fields: claims objects, id number\n  claims: Tx\n");
        assert_eq!(
            report(
                "/auth/token?tenant=acme",
                400,
                r#"{"error":"invalid_request","error_uri":"https://x/errors/ID2051"}"#
            ),
            "GET token: 400, object\n  fields: error text, error_uri text\n  errors: ID2051 invalid_request\n"
        );
        assert_eq!(report("/api/Tickets", 200, r#"[{"summary":"x","acme":1}]"#), "GET Tickets: 200, list\n");
        assert_eq!(report("/api/Application", 500, ""), "GET Application: 500, nothing\n");
        assert_eq!(report("/api/Application", 403, "<html>Acme</html>"), "GET Application: 403, page\n");
        assert_eq!(report("/api/Application", 200, "[{\"id"), "GET Application: 200, cut off\n");
    }

    #[test]
    fn the_same_answer_is_told_once_and_other_places_are_not() {
        let observed = Observed::default();
        let here = Url::parse("https://acme.halopsa.com/api/Agent/me").unwrap();
        let there = Url::parse("https://other.halopsa.com/api/Agent/me").unwrap();
        for url in [&here, &here, &there] {
            observed.record("GET", url, 401, None);
        }
        assert_eq!(observed.at(&[&here]), "GET Agent/me: 401, not read (2 times)\n");
        for n in 0..200 {
            observed.record("GET", &here, n, None);
        }
        assert_eq!(observed.at(&[&here, &there]).lines().count(), MOST);
    }

    #[test]
    fn keys_and_values_that_may_name_something_are_left_out() {
        for name in [
            "Acme",
            "acme ltd",
            "acme.halopsa.com",
            "CFAcme",
            "cfacme",
            "7",
            "a1b2c3d4",
            "client_31",
            "",
            "deadbeef",
            &"a".repeat(41),
        ] {
            assert!(!is_field(name), "{name}");
        }
        for name in
            ["id", "loginas_agent_id", "clientId", "_issystem", "apikey1_date_generated", "isapiagent"]
        {
            assert!(is_field(name), "{name}");
        }
        for value in [
            "acme.halopsa.com",
            "Acme",
            "me@acme.example",
            "0123456789abcdef0123456789abcdef",
            "24fe0a24-85d5-46d4-b9c6-721e23f25843",
        ] {
            assert_eq!(value_of(&Value::from(value)), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..300), path in "[a-z0-9/._-]{0,40}") {
            let observed = Observed::default();
            if let Ok(url) = Url::parse(&format!("https://a.example/{path}")) {
                observed.record("GET", &url, 200, Some(&bytes));
                let _ = observed.at(&[&url]);
            }
        }
    }
}
