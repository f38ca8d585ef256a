//! The values by which HaloPSA says which kind an application is of. It doesn't publish them (contract), so
//! this one draws them at each start: whoever wants to know them has to learn them from an application.

use std::io;

use serde_json::{Value, json};

use crate::application::{AuthenticationMethod, LoginType};
use crate::random;

/// What this HaloPSA calls the authentication methods and the login types.
pub(crate) struct KindValues {
    /// In the order of [`AuthenticationMethod::ALL`].
    methods: Vec<MethodValues>,
    /// In the order of [`LoginType::ALL`].
    login_entities: Vec<u32>,
}

/// Each a type of something: `grant_type`, `type`, `credential_type`.
struct MethodValues {
    grant: String,
    client: String,
    credential: u32,
}

/// One application's kind in this HaloPSA's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) grant_type: String,
    /// The field `type`.
    pub(crate) client_type: String,
    pub(crate) login_entity: u32,
    pub(crate) credential_type: u32,
}

impl KindValues {
    /// Draws them. No two methods and no two login types share a value, and none is 0, which is what a field
    /// left out would be.
    pub(crate) fn draw() -> io::Result<Self> {
        let mut methods = Vec::new();
        for (place, method) in AuthenticationMethod::ALL.into_iter().enumerate() {
            methods.push(MethodValues {
                grant: format!("{}_{}", method.value(), random::suffix()?),
                client: format!("client_{}", random::suffix()?),
                credential: random::number_with_place(place)?,
            });
        }
        let mut login_entities = Vec::new();
        for place in 0..LoginType::ALL.len() {
            login_entities.push(random::number_with_place(place)?);
        }
        Ok(Self { methods, login_entities })
    }

    /// The kind of an application with this method and this login type.
    pub(crate) fn of(&self, method: AuthenticationMethod, login_type: LoginType) -> Option<Kind> {
        let place = AuthenticationMethod::ALL.iter().position(|one| *one == method)?;
        let values = self.methods.get(place)?;
        let place = LoginType::ALL.iter().position(|one| *one == login_type)?;
        Some(Kind {
            grant_type: values.grant.clone(),
            client_type: values.client.clone(),
            login_entity: *self.login_entities.get(place)?,
            credential_type: values.credential,
        })
    }
}

impl Kind {
    /// Another one that is no kind at all, and differs for each number but 0.
    pub(crate) fn astray_by(self, number: u32) -> Self {
        Self {
            login_entity: self.login_entity + number * random::BEYOND_ALL_PLACES,
            credential_type: self.credential_type + number * random::BEYOND_ALL_PLACES,
            ..self
        }
    }

    /// Adds its four fields to what is told of an application.
    pub(crate) fn tell_in(&self, application: &mut Value) {
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
    fn going_astray_never_meets_another_kind() {
        let values = KindValues::draw().unwrap();
        let right = values.of(AuthenticationMethod::Services, LoginType::Agent).unwrap();
        for number in 2..=4 {
            let astray = right.clone().astray_by(number);
            for login_type in LoginType::ALL {
                let other = values.of(AuthenticationMethod::Services, login_type).unwrap();
                assert_ne!(astray.login_entity, other.login_entity);
            }
            for method in AuthenticationMethod::ALL {
                let other = values.of(method, LoginType::Agent).unwrap();
                assert_ne!(astray.credential_type, other.credential_type);
            }
        }
    }
}
