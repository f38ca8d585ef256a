//! HaloPSA's shapes. Everything is optional, everything unknown is ignored, and nothing of this
//! leaves the `halo` module but in the domain's own types.

use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::Value;

use super::seen::{AgentRow, AgentSeen, ApplicationSeen, Kind, Level, NoToken, RightsSeen, RoleSeen};
use crate::permission::Permission;
use crate::{Secret, credentials};

fn json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).ok()
}

/// `GET /api/authinfo` (seen: homotechsual/HaloAPI, Connect-HaloAPI.ps1).
#[derive(Deserialize)]
pub(crate) struct AuthInfo {
    pub(crate) auth_url: Option<String>,
    pub(crate) tenant_id: Option<String>,
}

impl AuthInfo {
    /// Only an object with at least the one or the other is HaloPSA's answer.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let info: Self = json(bytes)?;
        let tidy = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let info = Self { auth_url: tidy(info.auth_url), tenant_id: tidy(info.tenant_id) };
        (info.auth_url.is_some() || info.tenant_id.is_some()).then_some(info)
    }
}

/// The version in `GET /api/InstanceInfo`, whatever it is called there.
pub(super) fn instance_version(bytes: &[u8]) -> Option<String> {
    let Value::Object(info) = json(bytes)? else { return None };
    ["version", "api_version", "product_version"]
        .iter()
        .find_map(|key| info.get(*key).and_then(Value::as_str))
        .map(|version| version.chars().filter(|c| !c.is_control()).take(40).collect())
}

/// The token and the permissions that the answer names.
pub(super) fn token(bytes: &[u8]) -> Option<(Secret, Option<Vec<Permission>>)> {
    // Straight into the type that is wiped: no `Value` that keeps a copy.
    #[derive(Deserialize)]
    struct Wire {
        access_token: String,
        scope: Option<String>,
    }
    let wire: Wire = json(bytes)?;
    if wire.access_token.is_empty() {
        return None;
    }
    let granted = wire
        .scope
        .map(|s| s.split_whitespace().filter_map(|name| Permission::named(name).ok()).collect::<Vec<_>>())
        .filter(|granted| !granted.is_empty());
    Some((Secret::from(wire.access_token), granted))
}

/// What a refusal at the token endpoint means: JSON of OAuth's shape, HTML, or text.
pub(super) fn no_token(bytes: &[u8]) -> NoToken {
    #[derive(Deserialize)]
    struct Wire {
        error: Option<String>,
        error_description: Option<String>,
    }
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)]).to_lowercase();
    if text.contains("tenant")
        && (text.contains("not found") || text.contains("invalid") || text.contains("missing"))
    {
        return NoToken::Tenant;
    }
    let wire = json::<Wire>(bytes);
    let description =
        wire.as_ref().and_then(|w| w.error_description.as_deref()).unwrap_or_default().to_lowercase();
    match wire.as_ref().and_then(|w| w.error.as_deref()) {
        Some("invalid_client") if description.contains("client_id") => NoToken::ClientIdNotFound,
        Some("invalid_client") if description.contains("credentials") => NoToken::WrongSecret,
        Some("invalid_client") => NoToken::UnknownClient,
        Some("invalid_grant") => NoToken::RefusedGrant,
        Some("invalid_scope") => NoToken::RefusedPermission,
        Some("unauthorized_client") if description.contains("grant type") => NoToken::OtherMethod,
        Some("unsupported_grant_type") => NoToken::OtherMethod,
        Some("unauthorized_client") => NoToken::NotAllowed,
        // The same words in one of HaloPSA's other shapes, or in a page.
        _ => [
            ("invalid_client", NoToken::UnknownClient),
            ("invalid_scope", NoToken::RefusedPermission),
            ("invalid_grant", NoToken::RefusedGrant),
            ("unauthorized_client", NoToken::NotAllowed),
        ]
        .into_iter()
        .find_map(|(word, meaning)| text.contains(word).then_some(meaning))
        .unwrap_or(NoToken::Other),
    }
}

/// `GET /api/Agent/me` (schema `Uname`).
pub(super) fn agent(bytes: &[u8]) -> Option<AgentSeen> {
    #[derive(Deserialize)]
    struct Wire {
        id: Option<i64>,
        name: Option<String>,
        isapiagent: Option<bool>,
        is_admin: Option<bool>,
    }
    let wire: Wire = json(bytes)?;
    let name = shown(&wire.name?);
    if name.trim().is_empty() {
        return None;
    }
    Some(AgentSeen { id: wire.id?, name, api_only: wire.isapiagent, administrator: wire.is_admin })
}

/// The name of a row of `GET /api/Team`, with its id as a text.
pub(super) fn team(row: Value) -> Option<(String, String)> {
    #[derive(Deserialize)]
    struct Wire {
        id: i64,
        name: String,
    }
    let wire: Wire = serde_json::from_value(row).ok()?;
    let name = shown(&wire.name);
    (!name.trim().is_empty()).then(|| (wire.id.to_string(), name))
}

/// `GET /api/Agent/{id}` (schemas `Uname`, `NHD_Roles`, `NHD_Claim`): what it may see. A field of
/// another kind than expected is taken for one that isn't told.
pub(super) fn rights(bytes: &[u8]) -> Option<RightsSeen> {
    let agent: Value = json(bytes)?;
    let name = shown(agent.get("name")?.as_str()?);
    let is = |field: &str| agent.get(field).and_then(Value::as_bool);
    let rows = |of: &Value, field: &str| -> Option<Vec<Value>> { of.get(field)?.as_array().cloned() };
    let named = |rows: Vec<Value>, field: &str| -> Vec<String> {
        let name = |row: &Value| row.get(field).and_then(Value::as_str).map(shown);
        rows.iter().filter_map(name).filter(|name| !name.trim().is_empty()).collect()
    };
    let roles = rows(&agent, "roles").unwrap_or_default();
    let mut customers: Vec<String> = [&agent]
        .into_iter()
        .chain(&roles)
        .flat_map(|of| named(rows(of, "clients").unwrap_or_default(), "client_name"))
        .collect();
    customers.sort();
    customers.dedup();
    let role = |of: &Value, name: String| RoleSeen {
        name,
        levels: rows(of, "claims").unwrap_or_default().iter().filter_map(level).collect(),
    };
    let mut seen: Vec<RoleSeen> = roles
        .iter()
        .map(|of| role(of, of.get("name").and_then(Value::as_str).map(shown).unwrap_or_default()))
        .collect();
    seen.push(role(&agent, String::new()));
    Some(RightsSeen {
        name,
        disabled: is("isdisabled") == Some(true),
        api_only: is("isapiagent"),
        administrator: is("is_admin"),
        teams: rows(&agent, "teams").map(|teams| named(teams, "name")),
        customers,
        roles: seen.into_iter().filter(|role| !role.name.is_empty() || !role.levels.is_empty()).collect(),
    })
}

/// A claim that can be understood: a feature and how far it is open. The values are guessed, by
/// number or by the web app's words; another one says nothing.
fn level(claim: &Value) -> Option<(String, Level)> {
    let feature = shown(claim.get("type")?.as_str()?).to_lowercase();
    let value = match claim.get("value")? {
        Value::String(text) => text.trim().to_lowercase(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let level = match value.as_str() {
        "0" | "none" | "no access" => Level::None,
        "1" | "read" | "read only" => Level::Read,
        "2" | "edit" | "read and modify" => Level::Change,
        _ => return None,
    };
    (!feature.is_empty()).then_some((feature, level))
}

/// The rows of a list: a bare array, or the first array of objects in an object.
pub(super) fn rows(bytes: &[u8]) -> Option<Vec<Value>> {
    match json::<Value>(bytes)? {
        Value::Array(rows) => Some(rows),
        Value::Object(fields) => {
            let counted = fields.contains_key("record_count");
            let list = fields.into_iter().find_map(|(_, value)| match value {
                Value::Array(rows) => Some(rows),
                _ => None,
            });
            // A list that leaves itself out when it is empty.
            list.or_else(|| counted.then(Vec::new))
        }
        _ => None,
    }
}

/// A text that HaloPSA shows, without what could disturb a page. Empty when it holds something of a
/// secret's shape: it stands on pages and in files.
fn shown(text: &str) -> String {
    if credentials::holds_a_secret(text) {
        return String::new();
    }
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// A row of `GET /api/Agent` (schema `Uname_List`), with its id as a text.
pub(super) fn agent_row(row: Value) -> Option<(String, AgentRow)> {
    #[derive(Deserialize)]
    struct Wire {
        id: i64,
        name: String,
        isapiagent: Option<bool>,
        isdisabled: Option<bool>,
        team: Option<String>,
        teams: Option<Vec<Value>>,
        clients: Option<Vec<Value>>,
        one_client: Option<i64>,
    }
    let wire: Wire = serde_json::from_value(row).ok()?;
    let name = shown(&wire.name);
    if name.trim().is_empty() {
        return None;
    }
    let has_team = match (&wire.team, &wire.teams) {
        (None, None) => None,
        (team, teams) => Some(
            team.as_ref().is_some_and(|t| !t.trim().is_empty())
                || teams.as_ref().is_some_and(|t| !t.is_empty()),
        ),
    };
    Some((
        wire.id.to_string(),
        AgentRow {
            id: wire.id,
            name,
            api_only: wire.isapiagent == Some(true),
            disabled: wire.isdisabled == Some(true),
            has_team,
            restricted: wire.clients.is_some_and(|c| !c.is_empty()) || wire.one_client.is_some_and(|c| c > 0),
        },
    ))
}

/// An application in a list or alone (schema `NHD_Identity_Application`).
pub(super) fn application(row: Value) -> Option<ApplicationSeen> {
    #[derive(Deserialize)]
    struct Wire {
        // The schema says a text; numbers have been seen in HaloPSA's older schema.
        id: Value,
        #[serde(rename = "displayName")]
        display_name: Option<String>,
        description: Option<String>,
        #[serde(rename = "clientId")]
        client_id: Option<String>,
        inactive: Option<bool>,
        loginas_agent_id: Option<i64>,
        loginas_agent_name: Option<String>,
        #[serde(rename = "_issystem")]
        is_system: Option<bool>,
        scopes: Option<Vec<Scope>>,
        grant_type: Option<String>,
        #[serde(rename = "type")]
        client_type: Option<String>,
        loginentity: Option<i64>,
        credential_type: Option<i64>,
        redirecturi: Option<String>,
        redirecturi_list: Option<Vec<Value>>,
        allowusers: Option<bool>,
    }
    #[derive(Deserialize)]
    struct Scope {
        name: String,
    }
    let wire: Wire = serde_json::from_value(row).ok()?;
    let id = match wire.id {
        Value::String(id) if is_an_id(&id) && !credentials::is_a_secret(&id) => id,
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    // Zero and the empty text are the database's way to say "none" (contract: "In the database").
    let text =
        |text: Option<String>| text.filter(|t| !t.trim().is_empty() && !credentials::holds_a_secret(t));
    Some(ApplicationSeen {
        id,
        name: shown(&wire.display_name.unwrap_or_default()),
        active: wire.inactive != Some(true),
        client_id: shown(&wire.client_id.unwrap_or_default()),
        description: shown(&wire.description.unwrap_or_default()),
        agent_id: wire.loginas_agent_id.filter(|id| *id != 0),
        agent: text(wire.loginas_agent_name).map(|name| shown(&name)),
        system: wire.is_system == Some(true),
        permissions: wire.scopes.map(|scopes| {
            let mut names: Vec<Permission> =
                scopes.iter().filter_map(|scope| Permission::named(&scope.name).ok()).collect();
            names.sort();
            names.dedup();
            names
        }),
        kind: Kind {
            grant_type: text(wire.grant_type),
            client_type: text(wire.client_type),
            login_entity: wire.loginentity,
            credential_type: wire.credential_type,
        },
        has_redirects: text(wire.redirecturi).is_some()
            || wire.redirecturi_list.is_some_and(|uris| !uris.is_empty()),
        users_allowed: wire.allowusers == Some(true),
    })
}

/// One application alone.
pub(super) fn one_application(bytes: &[u8]) -> Option<ApplicationSeen> {
    application(first::<WithoutSecret>(bytes)?.0)
}

/// An id goes into a path.
fn is_an_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 100
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// What the answer to a POST says of the application, and the secret if it tells one. An array, or
/// the one object.
pub(super) fn created(bytes: &[u8]) -> Option<(ApplicationSeen, Option<Secret>)> {
    #[derive(Deserialize)]
    struct Made {
        #[serde(rename = "clientSecret")]
        client_secret: Option<String>,
    }
    // Straight into the type that is wiped: the rest is read without it.
    let secret = first::<Made>(bytes)?.client_secret.map(Secret::from);
    let seen = application(first::<WithoutSecret>(bytes)?.0)?;
    Some((seen, secret.filter(|secret| !secret.expose_secret().is_empty())))
}

fn first<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    let array = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[');
    if array { json::<Vec<T>>(bytes)?.into_iter().next() } else { json(bytes) }
}

/// An object whose field `clientSecret` is skipped while it is read.
struct WithoutSecret(Value);

impl<'de> Deserialize<'de> for WithoutSecret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> serde::de::Visitor<'de> for Fields {
            type Value = WithoutSecret;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = serde_json::Map::new();
                while let Some(key) = map.next_key::<String>()? {
                    if key.eq_ignore_ascii_case("clientsecret") {
                        map.next_value::<serde::de::IgnoredAny>()?;
                    } else {
                        fields.insert(key, map.next_value()?);
                    }
                }
                Ok(WithoutSecret(Value::Object(fields)))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// Whether a list has rows: a bare array, or the first array in an object. `record_count` is not
/// believed (contract: "unreliable"). `None` for something that is no list.
pub(super) fn has_rows(bytes: &[u8]) -> Option<bool> {
    json::<super::rows::HasRows>(bytes)?.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_words_of_a_refusal_are_understood_in_every_shape() {
        for (body, meaning) in [
            (
                r#"{"error":"invalid_client","error_description":"The specified 'client_id' is invalid."}"#,
                NoToken::ClientIdNotFound,
            ),
            (
                r#"{"error":"invalid_client","error_description":"The specified client credentials are invalid."}"#,
                NoToken::WrongSecret,
            ),
            (r#"{"error":"invalid_client"}"#, NoToken::UnknownClient),
            (r#"{"error":"invalid_scope","error_description":""}"#, NoToken::RefusedPermission),
            (r#"{"error":"unauthorized_client"}"#, NoToken::NotAllowed),
            (
                r#"{"error":"unauthorized_client","error_description":"This client application is not allowed to use the specified grant type."}"#,
                NoToken::OtherMethod,
            ),
            (r#"{"error":"invalid_grant"}"#, NoToken::RefusedGrant),
            (r#"{"Message":"invalid_client"}"#, NoToken::UnknownClient),
            (r#"{"ClassName":"System.Exception","Message":"Tenant not found"}"#, NoToken::Tenant),
            (r#"{"resultCode":1,"errorMessage":"invalid_scope"}"#, NoToken::RefusedPermission),
            ("<html><body>Tenant not found</body></html>", NoToken::Tenant),
            ("unauthorized_client", NoToken::NotAllowed),
            ("<html>", NoToken::Other),
            ("", NoToken::Other),
        ] {
            assert_eq!(no_token(body.as_bytes()), meaning, "{body}");
        }
    }

    #[test]
    fn lists_are_counted_bare_and_wrapped() {
        assert_eq!(has_rows(b"[]"), Some(false));
        assert_eq!(has_rows(b"[{}]"), Some(true));
        assert_eq!(has_rows(br#"{"record_count":0,"tickets":[{}]}"#), Some(true), "the rows count");
        assert_eq!(has_rows(br#"{"record_count":9,"tickets":[]}"#), Some(false));
        assert_eq!(has_rows(br#"{"record_count":0}"#), Some(false));
        assert_eq!(has_rows(br#"{"Message":"no"}"#), None);
    }

    #[test]
    fn an_answer_that_names_no_permissions_says_nothing_of_them() {
        let (_, granted) = token(br#"{"access_token":"t","scope":"  "}"#).unwrap();
        assert!(granted.is_none());
        assert!(token(br#"{"access_token":""}"#).is_none());
    }

    #[test]
    fn rows_are_found_bare_and_wrapped() {
        assert_eq!(rows(b"[1,2]").map(|r| r.len()), Some(2));
        assert_eq!(rows(br#"{"record_count":9,"applications":[1]}"#).map(|r| r.len()), Some(1));
        assert_eq!(rows(br#"{"record_count":0}"#).map(|r| r.len()), Some(0));
        assert_eq!(rows(br#"{"Message":"no"}"#), None);
        assert_eq!(rows(b"\"text\""), None);
    }

    #[test]
    fn an_application_is_read_as_the_schema_and_the_database_write_it() {
        let read = |text: &str| application(serde_json::from_str(text).unwrap());
        let seen = read(
            r#"{"id":"a-1","displayName":"X","loginas_agent_id":0,"scopes":[{"name":"b"},{"name":"a"}]}"#,
        )
        .unwrap();
        assert_eq!((seen.agent_id, seen.active), (None, true));
        assert_eq!(seen.permissions.unwrap().iter().map(Permission::name).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(read(r#"{"id":12}"#).unwrap().id, "12");
        for bad in ["{}", r#"{"id":"../Agent/1"}"#, r#"{"id":""}"#, r#"{"id":[1]}"#, "[]", "null"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_answer_to_a_post_gives_its_secret_to_one_type_alone() {
        let one = r#"{"id":"1","clientId":"c","clientSecret":"s3cr3t","description":"d"}"#;
        for text in [one.to_owned(), format!(" [{one}]")] {
            let (seen, secret) = created(text.as_bytes()).unwrap();
            assert_eq!(secret.unwrap().expose_secret(), "s3cr3t");
            assert!(!format!("{seen:?}").contains("s3cr3t"));
        }
        assert!(created(br#"[{"id":"1","clientSecret":""}]"#).unwrap().1.is_none());
        for nothing in ["", "[]", "{}", "<html>", "[[]]"] {
            assert!(created(nothing.as_bytes()).is_none(), "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = no_token(&bytes);
            let _ = token(&bytes);
            let _ = agent(&bytes);
            let _ = rights(&bytes);
            let _ = has_rows(&bytes);
            let _ = rows(&bytes).map(|rows| rows.into_iter().map(application).count());
            let _ = created(&bytes);
            let _ = AuthInfo::read(&bytes);
            let _ = instance_version(&bytes);
        }
    }
}
