//! A set-up that is not finished: the answers given so far. No secret is in it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ConnectionId, SetUpId};
use crate::instance::Instance;
use crate::permissions::Permission;
use crate::products;
use crate::setup::procedure::{Item, Purpose};
use crate::vault::EntryName;
use crate::vault::credentials;
use crate::{Error, Result, plain, random};

/// The longest name that is taken, in characters. HaloPSA's own limits are not known.
const LONGEST_NAME: usize = 120;

/// A set-up's answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Random; also the id of the connection that it becomes.
    pub id: SetUpId,
    /// Grows with every change; a page that was opened before is refused.
    pub revision: u64,
    /// What it is for.
    pub purpose: Purpose,
    /// The listed product, if it is listed.
    pub product: Option<String>,
    /// The product's name.
    pub product_name: String,
    /// Where, once it was found.
    pub instance: Option<Instance>,
    /// "Application Name".
    pub application_name: Option<String>,
    /// "Agent to log in as".
    pub agent: Option<PlannedAgent>,
    /// The permissions chosen.
    pub permissions: Vec<Permission>,
    /// Guide items that the person ticked.
    pub ticks: BTreeSet<Item>,
    /// The Client ID as last taken.
    pub client_id: Option<ClientId>,
    /// Who does the middle part.
    pub way: Way,
    /// When it was begun.
    pub begun: Timestamp,
}

/// "Agent to log in as".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum PlannedAgent {
    /// As the person knows it.
    Named {
        /// Its name.
        name: String,
    },
    /// Chosen from HaloPSA's own list.
    Listed {
        /// HaloPSA's number for it.
        id: i64,
        /// Its name.
        name: String,
    },
}

impl PlannedAgent {
    /// As the person knows it.
    pub fn named(name: &str) -> Self {
        Self::Named { name: name.to_owned() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Named { name } | Self::Listed { name, .. } => name,
        }
    }

    /// HaloPSA's number for it, where it is known.
    pub fn id(&self) -> Option<i64> {
        match self {
            Self::Named { .. } => None,
            Self::Listed { id, .. } => Some(*id),
        }
    }

    /// The same agent by its name only: at another instance the number is another agent's.
    pub(crate) fn by_name(self) -> Self {
        match self {
            Self::Named { name } | Self::Listed { name, .. } => Self::Named { name },
        }
    }
}

/// A Client ID that was taken. It can change on HaloPSA's Save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum ClientId {
    /// It may change yet.
    BeforeSave {
        /// It.
        value: String,
    },
    /// It is the one that stands there after Save.
    AsSaved {
        /// It.
        value: String,
    },
}

impl ClientId {
    /// It.
    pub fn value(&self) -> &str {
        match self {
            Self::BeforeSave { value } | Self::AsSaved { value } => value,
        }
    }

    /// Whether it is the one that stands there after Save.
    pub fn is_as_saved(&self) -> bool {
        matches!(self, Self::AsSaved { .. })
    }

    /// The same, from when it may change yet.
    pub(crate) fn before_save(self) -> Self {
        match self {
            Self::BeforeSave { value } | Self::AsSaved { value } => Self::BeforeSave { value },
        }
    }
}

/// Who creates the application in HaloPSA.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The person, as the guide says.
    #[default]
    ByHand,
    /// Latchkey, with the authority of somebody who may.
    ByLatchkey,
}

impl Draft {
    /// Begins a set-up for a listed product, or for another one by its name.
    ///
    /// # Errors
    /// A `Product…` variant of [`Error`].
    pub fn begin(purpose: Purpose, listed: Option<&str>, name: &str) -> Result<Self> {
        let (product, product_name) = match listed {
            Some(id) => {
                let product = products::find(id).filter(|product| product.not_possible.is_none());
                let product = product.ok_or(Error::ProductUnknown)?;
                (Some(product.id.clone()), product.name.clone())
            }
            None => (None, line(name, Error::ProductEmpty, Error::ProductTooLong, Error::ProductMalformed)?),
        };
        // What the vendor asks for, until the person chooses otherwise.
        let recommended =
            product.as_deref().and_then(products::find).and_then(products::Product::recommended);
        Ok(Self {
            id: random::id()?.into(),
            revision: 1,
            purpose,
            product,
            product_name,
            instance: None,
            application_name: None,
            agent: None,
            permissions: recommended.map(|list| list.permissions.clone()).unwrap_or_default(),
            ticks: BTreeSet::new(),
            client_id: None,
            way: Way::ByHand,
            begun: Timestamp::now(),
        })
    }

    /// "Application Name".
    ///
    /// # Errors
    /// A `Name…` variant of [`Error`].
    pub fn set_application_name(&mut self, name: &str) -> Result<()> {
        self.application_name = Some(line(name, Error::NameEmpty, Error::NameTooLong, Error::NameMalformed)?);
        Ok(())
    }

    /// "Agent to log in as", as the person knows it.
    ///
    /// # Errors
    /// An `Agent…` variant of [`Error`].
    pub fn set_agent(&mut self, name: &str) -> Result<()> {
        let name = line(name, Error::AgentEmpty, Error::AgentTooLong, Error::AgentMalformed)?;
        // The one that was chosen from HaloPSA's list stays that one.
        if self.agent.as_ref().is_none_or(|before| before.name() != name) {
            self.agent = Some(PlannedAgent::Named { name });
        }
        Ok(())
    }

    /// Whether what is to be true in HaloPSA is something else than `before`.
    pub(crate) fn is_planned_otherwise(&self, before: &Self) -> bool {
        self.instance != before.instance
            || self.application_name != before.application_name
            || self.agent != before.agent
            || self.permissions != before.permissions
    }

    /// The connection whose secret was lost, if Latchkey has it.
    pub fn connection(&self) -> Option<&ConnectionId> {
        match &self.purpose {
            Purpose::NewApplication => None,
            Purpose::NewSecret { of } => of.as_ref(),
        }
    }

    /// The Client ID, whether it can change yet or not.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_ref().map(ClientId::value)
    }

    /// HaloPSA's number for the agent, where it was chosen from HaloPSA's own list.
    pub fn agent_id(&self) -> Option<i64> {
        self.agent.as_ref().and_then(PlannedAgent::id)
    }

    /// The keychain's entry for the credentials of this set-up.
    ///
    /// # Errors
    /// [`Error::ClientIdMissing`], [`Error::DraftIncomplete`].
    pub fn entry(&self) -> Result<EntryName> {
        let client_id = self.client_id().ok_or(Error::ClientIdMissing)?;
        let instance = self.instance.as_ref().ok_or(Error::DraftIncomplete)?;
        Ok(EntryName::of(&instance.address.host_and_path(), &self.product_name, client_id))
    }
}

/// One line of text that will stand in HaloPSA: trimmed, without control characters or characters
/// that turn the direction of writing, and no secret.
fn line(text: &str, empty: Error, too_long: Error, malformed: Error) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(empty);
    }
    if text.chars().any(|c| c.is_control() || plain::misleads(c)) {
        return Err(malformed);
    }
    if let Some(field) = malformed.field().filter(|_| credentials::is_a_secret(text)) {
        return Err(Error::IsASecret { field });
    }
    if text.chars().count() > LONGEST_NAME {
        return Err(too_long);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_that_is_not_possible_is_not_begun() {
        let begun = |id| Draft::begin(Purpose::NewApplication, Some(id), "").map(|draft| draft.product_name);
        assert_eq!(begun("rtbookings"), Err(Error::ProductUnknown));
        assert_eq!(begun("cipp").as_deref(), Ok("CIPP"));
    }

    #[test]
    fn a_name_with_tricks_in_it_is_refused() {
        let mut draft = Draft::begin(Purpose::NewApplication, None, "  Backup\u{a0}X ").unwrap();
        assert_eq!(draft.product_name, "Backup\u{a0}X");
        for (bad, code) in [
            ("", "name-empty"),
            (" \n ", "name-empty"),
            ("a\u{0}b", "name-malformed"),
            ("a\nb", "name-malformed"),
            ("a\u{202e}b", "name-malformed"),
            ("a\u{200f}b", "name-malformed"),
            ("a\u{200d}b", "name-malformed"),
            (&"ä".repeat(121), "name-too-long"),
        ] {
            assert_eq!(draft.set_application_name(bad).unwrap_err().code(), code, "{bad:?}");
        }
        draft.set_application_name(&"ä".repeat(120)).unwrap();
        assert_eq!(
            Draft::begin(Purpose::NewApplication, Some("nonsense"), "").unwrap_err(),
            Error::ProductUnknown
        );
    }

    #[test]
    fn two_instances_below_one_host_have_entries_of_their_own() {
        let entry = |place: &str, client_id: &str| {
            let address = crate::instance::address::Address::parse(place, &[]).unwrap();
            let mut draft = Draft::begin(Purpose::NewApplication, None, "Backup").unwrap();
            draft.instance = Some(Instance {
                sign_in: address.join("auth"),
                address,
                tenant: None,
                version: None,
                family: None,
            });
            draft.client_id = Some(ClientId::BeforeSave { value: client_id.to_owned() });
            draft.entry().unwrap()
        };
        let id = "0F8FAD5B-d9cb-469f-a165-70867728950e";
        let (live, test) = (entry("halo.example/live", id), entry("halo.example/test/", id));
        assert_eq!(live.service, "Latchkey for HaloPSA: halo.example/live, Backup");
        assert_ne!(live, test);
        assert_eq!(live.user, id.to_lowercase(), "a GUID in any case is one");
        assert_eq!(entry("halo.example", "Unusual").user, "Unusual");
    }
}
