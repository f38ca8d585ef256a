//! Records the format of HaloPSA's responses: statuses, names of fields with their types, and the few values
//! that HaloPSA doesn't publish. Used in reports for Latchkey's developers ([`crate::proof::report`]).
//! Contains no name, address, id or secret: only allowlisted texts are kept. Bodies are parsed without a
//! copy.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::{self, Write as _};
use std::sync::{Arc, LazyLock, Mutex};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use url::Url;

use super::fields::plain_name;
use crate::lock::lock;
use crate::permissions::catalogue;

/// The most distinct responses that are kept, more than a set-up gets.
const MAX_RESPONSES: usize = 80;
/// The most distinct values of one field, and the most distinct codes.
const MAX_VALUES: usize = 120;
/// The deepest nesting that is visited.
const DEPTH: usize = 6;

/// The fields with an application's kind (contract: "Not publicly known").
const OF_THE_KIND: [&str; 4] = ["grant_type", "type", "loginentity", "credential_type"];

/// The words of OAuth and OpenIddict in values of these fields (RFC 6749, RFC 8628). Of other strings, only
/// the length is reported: they may be names.
const OF_VALUES: [&str; 32] = [
    "access",
    "agent",
    "api",
    "authorisation",
    "authorization",
    "basic",
    "client",
    "code",
    "confidential",
    "credentials",
    "device",
    "flow",
    "grant",
    "hybrid",
    "ietf",
    "implicit",
    "jwt",
    "key",
    "native",
    "oauth",
    "params",
    "password",
    "public",
    "refresh",
    "resource",
    "service",
    "services",
    "spa",
    "token",
    "urn",
    "user",
    "web",
];

/// OAuth's error codes (RFC 6749, 5.2; RFC 6750, 3.1), which may be in a report.
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

/// The path segments that may be in a report, besides the reads of the catalogue.
const OF_PATHS: [&str; 10] =
    ["api", "auth", "authinfo", "instanceinfo", "application", "agent", "me", "team", "roles", "token"];

/// The field names that may be in a report: those of the specification's `NHD_Identity_Application`, of an
/// agent and its roles as far as Latchkey reads them, and of authinfo, `InstanceInfo`, tokens and errors.
/// Others are reported as "others": an instance has custom fields, and a field name may be data.
const FIELDS: &str = "
    grant_type loginas_agent_id loginas_agent_name inactive system_use redirecturi logoutredirecturi cors_whitelist
    redirecturi_list postlogoutredirecturi_list cors_whitelist_list scopes allowagents allowusers organisation_id
    organisation_name loginas_client_id loginas_client_name loginas_supplier_id loginas_supplier_name loginentity
    language_id language_name disable_windowsauth disable_azure disable_adfs disable_okta disable_centrify
    disable_google button_config assertion_consumer_service_index disable_anon _issystem credential_type
    use_cookie_auth federated_credentials new_apikey1 apikey1_date_generated apikey1_last_use_date
    apikey1_expiry_date new_apikey2 apikey2_date_generated apikey2_last_use_date apikey2_expiry_date
    apikey_last_use_ip_address apikey_expiry_days use_jwt_assertion public_key jwt_certificate_id issuer _warning
    description createdby_agent_id createdby_agent creation_date authorizations clientId clientSecret client_secret
    concurrencyToken consentType displayName id permissions postLogoutRedirectUris properties redirectUris tokens type
    name firstname surname initials email isapiagent isdisabled is_admin team teams roles role_list clients one_client
    claims value licence_type use departments sites
    auth_url tenant_id api_url agent_url portal_url app_name app_version hosted_group database_version version product
    api_version product_version hosted
    access_token token_type expires_in scope id_token refresh_token
    error error_description error_uri errors Message ClassName resultCode errorMessage message
    record_count results applications agents data rows columns
";

/// [`FIELDS`] by their plain names: a large list has many fields to look up.
static PLAIN_FIELDS: LazyLock<HashMap<String, &str>> =
    LazyLock::new(|| FIELDS.split_whitespace().rev().map(|field| (plain_name(field), field)).collect());

/// The responses observed by one [`super::Network`]. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Observed(Arc<Mutex<Vec<Seen>>>);

/// Responses with the same format.
struct Seen {
    /// The URL's origin. Only compared, never reported.
    origin: String,
    /// `GET Application/…`.
    request: String,
    status: u16,
    body: Looks,
    times: usize,
}

/// The format of a body.
#[derive(Default, PartialEq, Eq)]
struct Looks {
    /// "list", "object", "page", "text", "nothing", "cut off", "not read".
    is: &'static str,
    /// The observed types by reported field name.
    fields: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// Whether there are fields whose names aren't reported.
    others: bool,
    values: BTreeMap<&'static str, BTreeSet<String>>,
    /// Codes of claims.
    codes: BTreeSet<String>,
    errors: BTreeSet<String>,
}

impl Observed {
    /// Records a response. `body`: `None` if it was not read, or contains a token.
    pub(super) fn record(&self, method: &'static str, url: &Url, status: u16, body: Option<&[u8]>) {
        let path = Path::of(url);
        let body =
            body.map_or_else(|| Looks { is: "not read", ..Looks::default() }, |body| looks(body, &path));
        let origin = url.origin().ascii_serialization();
        let seen = Seen { origin, request: format!("{method} {}", path.shown), status, body, times: 1 };
        let mut all = lock(&self.0);
        let is_alike = |one: &&mut Seen| {
            (&one.origin, &one.request, one.status, &one.body)
                == (&seen.origin, &seen.request, seen.status, &seen.body)
        };
        if let Some(alike) = all.iter_mut().find(is_alike) {
            alike.times += 1;
            return;
        }
        if all.len() == MAX_RESPONSES {
            all.remove(0);
        }
        all.push(seen);
    }

    /// The observations at the origins of these URLs, as lines of text.
    pub(crate) fn at(&self, places: &[&Url]) -> String {
        let origins: Vec<String> = places.iter().map(|url| url.origin().ascii_serialization()).collect();
        let mut text = String::new();
        for seen in lock(&self.0).iter().filter(|seen| origins.contains(&seen.origin)) {
            let times = if seen.times > 1 { format!(" ({} times)", seen.times) } else { String::new() };
            // Writing to a string can't fail.
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

/// The path of a request.
struct Path {
    /// Without ids and names: `Application/…` for `/halo/api/Application/31?x=y`.
    shown: String,
    /// Whether field names are reported. Those of other paths may be a customer's.
    has_fields: bool,
    is_application: bool,
}

impl Path {
    fn of(url: &Url) -> Self {
        let segments: Vec<&str> =
            url.path_segments().into_iter().flatten().filter(|one| !one.is_empty()).collect();
        let below =
            segments.iter().rposition(|one| one.eq_ignore_ascii_case("api")).map(|at| &segments[at + 1..]);
        let below = match below {
            Some(below) if !below.is_empty() => below,
            // Sign-in endpoints may be below any path.
            _ => &segments[segments.len().saturating_sub(1)..],
        };
        let is = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let is_read = |one: &str| {
            catalogue::known().iter().filter_map(|known| known.read.as_deref()).any(|read| is(one, read))
        };
        let shown: Vec<&str> = below
            .iter()
            .map(|one| {
                let known = OF_PATHS.iter().any(|word| is(word, one)) || is_read(one);
                if known { *one } else { "…" }
            })
            .collect();
        let first = shown.first().copied().unwrap_or_default();
        Self {
            has_fields: OF_PATHS.iter().any(|word| is(word, first)),
            is_application: is(first, "Application"),
            shown: shown.join("/"),
        }
    }
}

fn looks(body: &[u8], path: &Path) -> Looks {
    let mut looks = Looks::default();
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    looks.is = match text.iter().copied().find(|b| !b.is_ascii_whitespace()) {
        None => "nothing",
        Some(b'<') => "page",
        Some(b'[') => "list",
        Some(b'{') => "object",
        Some(_) => "text",
    };
    looks.errors = errors(text);
    if !path.has_fields || !matches!(looks.is, "list" | "object") {
        return looks;
    }
    let mut found = Looks::default();
    let look = Look { looks: &mut found, shows_values: path.is_application, at: At::Rows, depth: DEPTH };
    if look.deserialize(&mut serde_json::Deserializer::from_slice(text)).is_ok() {
        Looks { is: looks.is, errors: looks.errors, ..found }
    } else {
        Looks { is: "cut off", ..looks }
    }
}

/// The position of a value in a body.
#[derive(Clone, Copy)]
enum At {
    /// The body itself, or rows in it.
    Rows,
    /// The field of this name, which is one of [`OF_THE_KIND`].
    Kind(&'static str),
    /// Claims or roles, of which only codes are kept.
    Claims,
    /// A claim's type.
    Code,
    /// Anything else: only its type is kept.
    Elsewhere,
}

/// Visits a value, records what may be reported, and returns its type.
struct Look<'a> {
    looks: &'a mut Looks,
    shows_values: bool,
    at: At,
    depth: usize,
}

impl Look<'_> {
    fn value(&mut self, value: impl FnOnce() -> Option<String>) {
        if let At::Kind(name) = self.at
            && self.shows_values
            && let Some(value) = value()
        {
            let values = self.looks.values.entry(name).or_default();
            if values.len() < MAX_VALUES {
                values.insert(value);
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let at = if matches!(self.at, At::Rows | At::Claims) { self.at } else { At::Elsewhere };
        let mut of_objects = false;
        if self.depth == 0 {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok("list");
        }
        loop {
            let look =
                Look { looks: &mut *self.looks, shows_values: self.shows_values, at, depth: self.depth - 1 };
            match list.next_element_seed(look)? {
                Some(is) => of_objects |= is == "object",
                None => return Ok(if of_objects { "objects" } else { "list" }),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        if self.depth == 0 || matches!(self.at, At::Elsewhere | At::Code | At::Kind(_)) {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok("object");
        }
        let of_rows = matches!(self.at, At::Rows);
        while let Some(name) = map.next_key_seed(Name)? {
            let at = match name {
                Some("claims" | "roles") => At::Claims,
                Some("type") if !of_rows => At::Code,
                Some(name) if of_rows => {
                    let kind = OF_THE_KIND.iter().find(|kind| **kind == name);
                    let wraps = matches!(name, "applications" | "agents" | "results" | "data" | "rows");
                    kind.map_or(if wraps { At::Rows } else { At::Elsewhere }, |kind| At::Kind(kind))
                }
                _ => At::Elsewhere,
            };
            let look =
                Look { looks: &mut *self.looks, shows_values: self.shows_values, at, depth: self.depth - 1 };
            let is = map.next_value_seed(look)?;
            match name {
                Some(name) if of_rows => {
                    self.looks.fields.entry(name).or_default().insert(is);
                }
                None if of_rows => self.looks.others = true,
                _ => {}
            }
        }
        Ok("object")
    }

    fn visit_str<E>(mut self, text: &str) -> Result<Self::Value, E> {
        if matches!(self.at, At::Code) && self.looks.codes.len() < MAX_VALUES {
            self.looks.codes.extend(code(text));
        }
        self.value(|| Some(text_of_a_kind(text)));
        Ok("text")
    }

    fn visit_bool<E>(mut self, it: bool) -> Result<Self::Value, E> {
        self.value(|| Some(it.to_string()));
        Ok("truth")
    }

    fn visit_i64<E>(mut self, number: i64) -> Result<Self::Value, E> {
        self.value(|| (number.abs() < 100_000).then(|| number.to_string()));
        Ok("number")
    }

    fn visit_u64<E>(mut self, number: u64) -> Result<Self::Value, E> {
        self.value(|| (number < 100_000).then(|| number.to_string()));
        Ok("number")
    }

    fn visit_f64<E>(mut self, number: f64) -> Result<Self::Value, E> {
        self.value(|| (number.abs() < 1e5).then(|| number.to_string()));
        Ok("fraction")
    }

    fn visit_unit<E>(mut self) -> Result<Self::Value, E> {
        self.value(|| Some("null".to_owned()));
        Ok("null")
    }
}

/// A field's name as it is reported; `None` if it isn't.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let exact = FIELDS.split_whitespace().find(|known| *known == name);
        Ok(exact.or_else(|| {
            let plain = (name.len() <= 40).then(|| plain_name(name))?;
            PLAIN_FIELDS.get(&plain).copied()
        }))
    }
}

/// The value if it consists of known words with common separators, or else its length. Letters of other
/// alphabets are no separators: they could spell a name.
fn text_of_a_kind(text: &str) -> String {
    let mut words =
        text.split([' ', '_', '-', ':', '.', '/', '&', ',', '(', ')']).filter(|word| !word.is_empty());
    let is_known = text.len() <= 60
        && words.clone().next().is_some()
        && words.all(|word| OF_VALUES.iter().any(|known| known.eq_ignore_ascii_case(word)));
    if is_known { format!("\"{text}\"") } else { format!("text of {} characters", text.chars().count()) }
}

/// HaloPSA's codes have two characters.
fn code(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| text.to_owned())
}

/// OAuth's error codes and `OpenIddict`'s error numbers in a body, found without a copy of it.
fn errors(body: &[u8]) -> BTreeSet<String> {
    let body = &body[..body.len().min(64 * 1024)];
    let has = |word: &str| body.windows(word.len()).any(|at| at.eq_ignore_ascii_case(word.as_bytes()));
    let words = OAUTH_ERRORS.iter().filter(|word| has(word)).map(|word| (*word).to_owned());
    let is_number = |at: &&[u8]| at.starts_with(b"/errors/ID2") && at[11..].iter().all(u8::is_ascii_digit);
    let number = body.windows(14).find(is_number).map(|at| String::from_utf8_lossy(&at[8..]).into_owned());
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
    fn letters_of_another_alphabet_are_no_separators_in_a_value_of_known_words() {
        assert_eq!(text_of_a_kind("API (service)"), "\"API (service)\"");
        for name in ["Иванов API", "株式会社 service", "service\u{1b}[2J", "service\nservice"] {
            assert!(text_of_a_kind(name).starts_with("text of "), "{name}");
        }
    }

    #[test]
    fn an_answer_is_told_by_its_fields_and_the_values_that_nobody_publishes() {
        let told = report(
            "/api/Application?x=1",
            200,
            r#"[{"id":"31","displayName":"Acme Backup","grant_type":"client_credentials","loginentity":1,"inactive":false},
                {"id":32,"DisplayName":null,"credential_type":2.0,"type":"confidential","loginentity":3,"scopes":[{"name":"a"}]}]"#,
        );
        assert_eq!(
            told,
            "GET Application: 200, list\n  fields: credential_type fraction, displayName null/text, grant_type text, \
             id number/text, inactive truth, loginentity number, scopes objects, type text\n  credential_type: 2\n  \
             grant_type: \"client_credentials\"\n  loginentity: 1, 3\n  type: \"confidential\"\n"
        );
        let told = report(
            "/halo/api/Agent/7",
            200,
            r#"{"id":7,"type":"Acme","claims":[{"type":"Tx","value":"2"},{"type":"Acme","value":1}],"roles":[{"claims":[{"type":"l8"}]}]}"#,
        );
        assert_eq!(
            told,
            "GET Agent/…: 200, object\n  fields: claims objects, id number, roles objects, type text\n  claims: Tx l8\n"
        );
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
        assert_eq!(
            report(
                "/api/Application",
                200,
                r#"{"record_count":1,"applications":[{"clientSecret":"s","loginentity":4}]}"#
            ),
            "GET Application: 200, object\n  fields: applications objects, clientSecret text, loginentity number, \
             record_count number\n  loginentity: 4\n"
        );
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
        assert_eq!(observed.at(&[&here, &there]).lines().count(), MAX_RESPONSES);
    }

    #[test]
    fn keys_and_values_that_may_name_something_are_left_out() {
        for (path, body) in [
            (
                "/api/Application",
                r#"{"harbour_alarm":{"x":1},"contoso_id":1,"jane_doe":2,"Acme":3,"CFAcme":4}"#,
            ),
            ("/api/Application", r#"[{"grant_type":"harbour alarm","type":"jane_doe:contoso","id":"acme"}]"#),
            ("/api/Application", r#"[{"grant_type":"swordfish-swordfish","credential_type":"contoso"}]"#),
            (
                "/api/Agent/me",
                r#"{"id":7,"name":"Jane Doe","type":"contoso","teams":[{"name":"acme"}],"acme":1}"#,
            ),
            (
                "/api/InstanceInfo",
                r#"{"type":"contoso","portal_url":"https://help.acme.example","app_name":"Acme"}"#,
            ),
            ("/api/harbour/identity/token", r#"{"error":"acme"}"#),
            ("/api/auth/acme/token", "acme"),
            ("/api/Application/AcmeBackup", "[]"),
            ("/acme/auth/token", r#"{"error_description":"contoso is not known","jane_doe":"x"}"#),
            ("/acme", "acme"),
        ] {
            let told = report(path, 200, body).to_lowercase();
            for word in ["acme", "contoso", "jane", "doe", "harbour", "swordfish"] {
                assert!(!told.contains(word), "{path} {body} tells {word}: {told}");
            }
        }
        let long: Vec<String> = (0..40_000).map(|n| format!("\"key{n}\":{n}")).collect();
        let told = report("/api/Application", 200, &format!("{{{}}}", long.join(",")));
        assert_eq!(told, "GET Application: 200, object\n  fields: others\n");
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
