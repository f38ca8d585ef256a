//! The body of `POST /api/Application`, and its validation.
//!
//! Unknown fields are ignored (contract). No error repeats what was sent, because it contains a secret.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::application::{AuthenticationMethod, Draft, LoginType, MAX_NAME, Secret};
use crate::dialect::{Changes, Dialect, KindNeeded, PermissionsKnown};
use crate::kind::Kind;
use crate::permission::CATALOGUE;
use crate::saving::Credentials;
use crate::state::State;

/// Maximal lengths in characters, so that a page can show what is stored.
const MAX_DESCRIPTION: usize = 4000;
const MAX_PERMISSION: usize = 100;

/// An application as it was sent (specification: `NHD_Identity_Application`; every field can be null).
#[derive(Deserialize)]
pub(crate) struct Posted {
    id: Option<Value>,
    #[serde(rename = "displayName")]
    display_name: Option<String>,
    description: Option<String>,
    #[serde(rename = "clientId")]
    client_id: Option<String>,
    #[serde(rename = "clientSecret")]
    client_secret: Option<Secret>,
    grant_type: Option<String>,
    #[serde(rename = "type")]
    client_type: Option<String>,
    loginentity: Option<u32>,
    credential_type: Option<u32>,
    loginas_agent_id: Option<u32>,
    inactive: Option<bool>,
    scopes: Option<Vec<Map<String, Value>>>,
}

impl Posted {
    /// The applications in a body: a JSON array of objects. The error is a text for the response.
    pub(crate) fn all(body: &[u8]) -> Result<Vec<Self>, &'static str> {
        let body: Value = serde_json::from_slice(body).map_err(|_| "The body is no JSON.")?;
        let Value::Array(items) = body else {
            return Err("The body is no array.");
        };
        if items.is_empty() {
            return Err("There is nothing in the array.");
        }
        let parse = |item: Value| match item {
            Value::Object(_) => Self::deserialize(item).map_err(|_| "A field is of another type."),
            _ => Err("An application is an object."),
        };
        items.into_iter().map(parse).collect()
    }

    /// The form that a person would have filled in. Only applications of the kind `right` can be created.
    /// `generated` is used where HaloPSA generates credentials. The error is a text for the response.
    pub(crate) fn fill_in(
        self,
        state: &State,
        dialect: &Dialect,
        right: &Kind,
        generated: Credentials,
    ) -> Result<Draft, &'static str> {
        if self.id.is_some() {
            return self.change(state, dialect, generated);
        }
        self.check_kind(dialect.kind_needed == KindNeeded::Defaulted, right)?;
        let made_by = dialect.credentials_made_by;
        let client_id = if made_by.halo_makes_the_client_id() {
            generated.client_id
        } else {
            self.client_id.filter(|text| is_guid(text)).ok_or("clientId is no GUID.")?
        };
        let secret = if made_by.halo_makes_the_secret() {
            generated.secret
        } else {
            self.client_secret.filter(|secret| !secret.is_empty()).ok_or("clientSecret is missing.")?
        };
        Ok(Draft {
            changes: None,
            name: name(self.display_name.as_deref().unwrap_or_default())?,
            description: description(self.description.unwrap_or_default())?,
            active: !self.inactive.unwrap_or(false),
            authentication_method: AuthenticationMethod::Services,
            login_type: Some(LoginType::Agent),
            agent_id: Some(agent(state, self.loginas_agent_id)?),
            client_id,
            new_secret: Some(secret),
            permissions: permissions(self.scopes.unwrap_or_default(), dialect)?,
        })
    }

    /// The form of a stored application, changed as the body says.
    fn change(self, state: &State, dialect: &Dialect, generated: Credentials) -> Result<Draft, &'static str> {
        if dialect.changes == Changes::Refused {
            return Err("Changing an application is not supported here.");
        }
        let id = match &self.id {
            Some(Value::String(id)) => id.parse().ok(),
            Some(id) => id.as_u64().and_then(|id| u32::try_from(id).ok()),
            None => None,
        };
        let stored = id.and_then(|id| state.application_by_id(id)).filter(|one| !one.is_system);
        let stored = stored.ok_or("There is no such application.")?;
        let kind = state.kind(stored.authentication_method, stored.login_type);
        self.check_kind(true, &kind.ok_or("There is no such kind of application.")?)?;
        let mut draft = Draft::of(&stored);
        let sent = |text: Option<String>| text.filter(|text| !text.is_empty());
        if let Some(sent) = sent(self.display_name) {
            draft.name = name(&sent)?;
        }
        match sent(self.description) {
            Some(sent) => draft.description = description(sent)?,
            None if dialect.changes == Changes::LosesDescription => draft.description.clear(),
            None => {}
        }
        if let Some(inactive) = self.inactive {
            draft.active = !inactive;
        }
        if self.loginas_agent_id.is_some() {
            draft.agent_id = Some(agent(state, self.loginas_agent_id)?);
        }
        if let Some(scopes) = self.scopes {
            draft.permissions = permissions(scopes, dialect)?;
        }
        let made_by = dialect.credentials_made_by;
        if let Some(sent) = sent(self.client_id).filter(|_| !made_by.halo_makes_the_client_id()) {
            draft.client_id = Some(sent).filter(|text| is_guid(text)).ok_or("clientId is no GUID.")?;
        }
        if let Some(secret) = self.client_secret.filter(|secret| !secret.is_empty()) {
            draft.new_secret = Some(if made_by.halo_makes_the_secret() { generated.secret } else { secret });
        }
        Ok(draft)
    }

    fn check_kind(&self, defaulted: bool, right: &Kind) -> Result<(), &'static str> {
        let also = |sent: &String| defaulted && sent == "client_credentials";
        if !self.grant_type.as_ref().map_or(defaulted, |sent| *sent == right.grant_type || also(sent)) {
            return Err("There is no such grant_type.");
        }
        if !self.client_type.as_ref().map_or(defaulted, |sent| *sent == right.client_type) {
            return Err("There is no such type.");
        }
        if !self.loginentity.map_or(defaulted, |sent| sent == right.login_entity) {
            return Err("There is no such loginentity.");
        }
        if !self.credential_type.map_or(defaulted, |sent| sent == right.credential_type) {
            return Err("There is no such credential_type.");
        }
        Ok(())
    }
}

fn name(sent: &str) -> Result<String, &'static str> {
    let name = sent.trim();
    if name.is_empty() {
        return Err("displayName is missing.");
    }
    if name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err("displayName is not a name.");
    }
    Ok(name.to_owned())
}

fn description(sent: String) -> Result<String, &'static str> {
    let unsupported = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if sent.chars().count() > MAX_DESCRIPTION || sent.chars().any(unsupported) {
        return Err("description is not a text.");
    }
    Ok(sent)
}

fn agent(state: &State, sent: Option<u32>) -> Result<u32, &'static str> {
    let agent = sent.and_then(|id| state.agent(id)).filter(|one| !one.is_disabled);
    agent.map(|one| one.id).ok_or("loginas_agent_id is no agent who can log in.")
}

fn permissions(scopes: Vec<Map<String, Value>>, dialect: &Dialect) -> Result<BTreeSet<String>, &'static str> {
    let any = dialect.permissions_known == PermissionsKnown::Any;
    let permission = |mut scope: Map<String, Value>| match scope.remove("name") {
        Some(Value::String(name)) if CATALOGUE.contains(&name.as_str()) => Ok(name),
        // A name with a space could never be requested: `scope` is separated by spaces.
        Some(Value::String(name))
            if any
                && !name.is_empty()
                && name.chars().count() <= MAX_PERMISSION
                && !name.chars().any(|c| c.is_control() || c.is_whitespace()) =>
        {
            Ok(name)
        }
        _ => Err("There is no such permission."),
    };
    scopes.into_iter().map(permission).collect()
}

/// Whether it is 8-4-4-4-12 hexadecimal digits.
fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_distinguished_from_what_looks_like_one() {
        assert!(is_guid("24fe0a24-85d5-46d4-b9c6-721e23f25843"));
        assert!(is_guid("24FE0A24-85D5-46D4-B9C6-721E23F25843"));
        for text in [
            "",
            "24fe0a2485d546d4b9c6721e23f25843",
            "{24fe0a24-85d5-46d4-b9c6-721e23f25843}",
            "24fe0a24-85d5-46d4-b9c6-721e23f2584g",
            "24fe0a24-85d5-46d4-b9c6-721e23f25843-",
            "24fe0a24-85d5-46d4-b9c6-éééééé",
        ] {
            assert!(!is_guid(text), "{text}");
        }
    }
}
