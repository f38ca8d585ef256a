//! HaloPSA's shapes. Everything is optional, everything unknown is ignored, and nothing of this
//! leaves the `halo` module but in the domain's own types.

use serde::Deserialize;
use serde_json::Value;

use super::seen::{AgentSeen, NoToken};
use crate::Secret;
use crate::permission::Permission;

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
    let name: String = wire.name?.chars().filter(|c| !c.is_control()).take(200).collect();
    if name.trim().is_empty() {
        return None;
    }
    Some(AgentSeen { id: wire.id?, name, api_only: wire.isapiagent, administrator: wire.is_admin })
}

/// Whether a list has rows: a bare array, or the first array in an object. `record_count` is not
/// believed (contract: "unreliable"). `None` for something that is no list.
pub(super) fn has_rows(bytes: &[u8]) -> Option<bool> {
    match json::<Value>(bytes)? {
        Value::Array(rows) => Some(!rows.is_empty()),
        Value::Object(fields) => {
            let lists: Vec<&Vec<Value>> = fields.values().filter_map(Value::as_array).collect();
            if lists.is_empty() {
                // An error in a 200, or a list that leaves itself out when it is empty.
                (fields.get("record_count").and_then(Value::as_i64) == Some(0)).then_some(false)
            } else {
                Some(lists.iter().any(|rows| !rows.is_empty()))
            }
        }
        _ => None,
    }
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

    proptest! {
        #[test]
        fn no_body_makes_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = no_token(&bytes);
            let _ = token(&bytes);
            let _ = agent(&bytes);
            let _ = has_rows(&bytes);
            let _ = AuthInfo::read(&bytes);
            let _ = instance_version(&bytes);
        }
    }
}
