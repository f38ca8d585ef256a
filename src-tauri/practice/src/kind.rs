//! The values by which HaloPSA describes an application's authentication method and login type. HaloPSA doesn't
//! publish them (contract), so they are random here: a client has to learn them from an existing application.

use std::io;

use serde_json::{Value, json};

use crate::application::{AuthenticationMethod, LoginType};
use crate::random;

/// The values of all authentication methods and login types.
pub(crate) struct KindValues {
    /// In the order of [`AuthenticationMethod::ALL`].
    methods: Vec<MethodValues>,
    /// In the order of [`LoginType::ALL`].
    login_entities: Vec<u32>,
}

/// An authentication method's `grant_type`, `type` and `credential_type`.
struct MethodValues {
    grant: String,
    client: String,
    credential: u32,
}

/// The values of one authentication method and login type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) grant_type: String,
    /// The field `type`.
    pub(crate) client_type: String,
    pub(crate) login_entity: u32,
    pub(crate) credential_type: u32,
}

impl KindValues {
    /// Random values. No two methods and no two login types share one, and none is 0, the value of a missing
    /// field. Fails if the system has no randomness.
    pub(crate) fn draw() -> io::Result<Self> {
        let mut methods = Vec::new();
        for (index, method) in AuthenticationMethod::ALL.into_iter().enumerate() {
            methods.push(MethodValues {
                grant: format!("{}_{}", method.value(), random::suffix()?),
                client: format!("client_{}", random::suffix()?),
                credential: random::number_for(index)?,
            });
        }
        let mut login_entities = Vec::new();
        for index in 0..LoginType::ALL.len() {
            login_entities.push(random::number_for(index)?);
        }
        Ok(Self { methods, login_entities })
    }

    /// The values of this method and this login type; `None` only if there are none.
    pub(crate) fn of(&self, method: AuthenticationMethod, login_type: LoginType) -> Option<Kind> {
        let index = AuthenticationMethod::ALL.iter().position(|one| *one == method)?;
        let values = self.methods.get(index)?;
        let index = LoginType::ALL.iter().position(|one| *one == login_type)?;
        Some(Kind {
            grant_type: values.grant.clone(),
            client_type: values.client.clone(),
            login_entity: *self.login_entities.get(index)?,
            credential_type: values.credential,
        })
    }
}

impl Kind {
    /// Values that belong to no method and no login type, and differ for each number but 0.
    pub(crate) fn shifted_by(self, number: u32) -> Self {
        Self {
            login_entity: self.login_entity + number * random::ABOVE_ALL_NUMBERS,
            credential_type: self.credential_type + number * random::ABOVE_ALL_NUMBERS,
            ..self
        }
    }

    /// Adds the four fields to an application's JSON.
    pub(crate) fn write_to(&self, application: &mut Value) {
        application["grant_type"] = json!(self.grant_type);
        application["type"] = json!(self.client_type);
        application["loginentity"] = json!(self.login_entity);
        application["credential_type"] = json!(self.credential_type);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_methods_or_login_types_share_a_value_and_none_is_zero() {
        let values = KindValues::draw().unwrap();
        let mut kinds = Vec::new();
        for method in AuthenticationMethod::ALL {
            let kind = values.of(method, LoginType::Agent).unwrap();
            assert!(kind.login_entity > 0 && kind.credential_type > 0);
            for other in &kinds {
                let other: &Kind = other;
                assert_ne!(kind.grant_type, other.grant_type);
                assert_ne!(kind.client_type, other.client_type);
                assert_ne!(kind.credential_type, other.credential_type);
                assert_eq!(kind.login_entity, other.login_entity);
            }
            kinds.push(kind);
        }
        let services = AuthenticationMethod::Services;
        let entities = LoginType::ALL.map(|one| values.of(services, one).unwrap().login_entity);
        assert_ne!(entities[0], entities[1]);
        assert_ne!(entities[0], entities[2]);
        assert_ne!(entities[1], entities[2]);
    }

    #[test]
    fn shifted_values_belong_to_no_other_kind() {
        let values = KindValues::draw().unwrap();
        let right = values.of(AuthenticationMethod::Services, LoginType::Agent).unwrap();
        for number in 2..=4 {
            let shifted = right.clone().shifted_by(number);
            for login_type in LoginType::ALL {
                let other = values.of(AuthenticationMethod::Services, login_type).unwrap();
                assert_ne!(shifted.login_entity, other.login_entity);
            }
            for method in AuthenticationMethod::ALL {
                let other = values.of(method, LoginType::Agent).unwrap();
                assert_ne!(shifted.credential_type, other.credential_type);
            }
        }
    }
}
