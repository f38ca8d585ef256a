//! A typed secret. Its field has no name, so no action contains it: it has a command of its own, and neither
//! the command's responses nor its errors contain it.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use latchkey_core::procedure::Item;
use latchkey_core::{Secret, SetUpId};
use serde::{Deserialize, Deserializer, Serialize, de};

/// Which application's secret a field takes, as a template writes it into `data-secret`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum SecretOf {
    /// That of the guide's application.
    Guide { set_up: SetUpId },
    /// That of an application that may create others, with which a set-up signs in. Its Client ID is a field
    /// of the form.
    SignIn {
        id: SetUpId,
        #[serde(default)]
        client_id: String,
    },
}

impl fmt::Display for SecretOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// What was typed. The error for an invalid value doesn't contain it.
pub(crate) struct Typed(pub(super) Secret);

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer) {
            Ok(serde_json::Value::String(text)) => Ok(Self(Secret::from(text))),
            _ => Err(de::Error::custom("not a text")),
        }
    }
}

/// A typed value that looked unlike HaloPSA's, kept until the user confirms or corrects it: a secret
/// shouldn't have to be typed twice. Dropped with the next page.
#[derive(Default)]
pub(crate) struct Refused(Mutex<Option<(SetUpId, Item, Secret)>>);

impl Refused {
    fn lock(&self) -> MutexGuard<'_, Option<(SetUpId, Item, Secret)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keep(&self, set_up: &SetUpId, item: Item, value: Secret) {
        *self.lock() = Some((set_up.to_owned(), item, value));
    }

    /// Takes the value, if it is for this item of this set-up.
    pub(crate) fn take(&self, set_up: &SetUpId, item: Item) -> Option<Secret> {
        self.lock().take().filter(|(of, which, _)| of == set_up && *which == item).map(|(_, _, value)| value)
    }

    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }
}

#[cfg(test)]
mod tests {
    use latchkey_core::vault::credentials::{Wanted, recognise};
    use secrecy::ExposeSecret;

    use super::super::notice::Notice;
    use super::*;

    const CANARY: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427";

    #[test]
    fn no_error_of_the_command_holds_what_was_typed() {
        let of = serde_json::from_str::<Typed>(&format!("\"{CANARY}\"")).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(of.0.expose_secret(), CANARY);
        let wrong = [
            format!("[\"{CANARY}\"]"),
            format!("{{\"{CANARY}\": 1}}"),
            format!("{{\"a\": \"{CANARY}\"}}"),
            format!("\"{CANARY}"),
            CANARY.to_owned(),
            "76679742540944".to_owned(),
            "true".to_owned(),
        ];
        for wrong in wrong {
            let Err(error) = serde_json::from_str::<Typed>(&wrong) else { panic!("{wrong} is no text") };
            let error = format!("{error} {error:?}");
            assert!(!error.contains("7c9e") && !error.contains("7667974"), "{error}");
        }
    }

    #[test]
    fn no_refusal_of_a_value_holds_it() {
        let id = "0f8fad5b-d9cb-469f-a165-70867728950e";
        for text in [
            CANARY.to_owned(),
            CANARY[..60].to_owned(),
            CANARY[..36].to_owned(),
            format!("\"{CANARY}\n{CANARY}\""),
            format!("https://{CANARY}"),
            format!("<b>{CANARY}</b>"),
            format!("{CANARY} {CANARY}"),
            CANARY.repeat(40),
            CANARY.replace('-', "_"),
        ] {
            for wanted in [Wanted::ClientId, Wanted::Secret] {
                let other = Secret::from(id);
                let Err(error) = recognise(&Secret::from(text.as_str()), wanted, Some(&other), false) else {
                    continue;
                };
                let update = serde_json::to_string(&Notice::of(&error).update()).unwrap();
                let said = format!("{update} {error} {error:?} {:?}", error.params());
                assert!(!said.contains("7c9e6679") && !said.contains("0016d3cca427"), "{said}");
            }
        }
    }

    #[test]
    fn whose_secret_it_is_is_written_as_it_is_read() {
        let of = SecretOf::Guide { set_up: "00ff".into() }.to_string();
        assert_eq!(of, r#"{"guide":{"set_up":"00ff"}}"#);
        assert!(serde_json::from_str::<SecretOf>(&of).is_ok());
        for wrong in [r#"{"guide":{"set_up":"00ff","typed":"x"}}"#, r#"{"other":{}}"#, "\"guide\""] {
            assert!(serde_json::from_str::<SecretOf>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_refused_value_is_given_once_and_to_its_own_item_alone() {
        let refused = Refused::default();
        let keep = || refused.keep(&"00ff".into(), Item::Secret, Secret::from(CANARY));
        keep();
        assert!(refused.take(&"00ff".into(), Item::Secret).is_some());
        assert!(refused.take(&"00ff".into(), Item::Secret).is_none());
        keep();
        assert!(refused.take(&"00ff".into(), Item::ClientId).is_none());
        keep();
        refused.forget();
        assert!(refused.take(&"00ff".into(), Item::Secret).is_none());
    }
}
