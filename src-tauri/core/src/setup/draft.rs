//! The answers given so far for a set-up that is not finished. Contains no secret.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ConnectionId, SetUpId};
use crate::instance::Instance;
use crate::permissions::Permission;
use crate::plan::{Plan, PlannedAgent};
use crate::procedure::{Item, Purpose};
use crate::products;
use crate::vault::EntryName;
use crate::vault::credentials;
use crate::{Error, Result, plain, random};

/// The longest accepted name, in characters. HaloPSA's own limits are not known.
const MAX_NAME: usize = 120;

/// A set-up's answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Random; also the id of the connection that the set-up becomes.
    pub id: SetUpId,
    /// Incremented by every change; a submission with an older one is refused.
    pub revision: u64,
    /// What the set-up is for.
    pub purpose: Purpose,
    /// The product's id, if it is a listed one.
    pub product: Option<String>,
    /// The product's name.
    pub product_name: String,
    /// The instance, once it was found.
    pub instance: Option<Instance>,
    /// HaloPSA's "Application Name".
    pub application_name: Option<String>,
    /// HaloPSA's "Agent to log in as".
    pub agent: Option<PlannedAgent>,
    /// The permissions chosen.
    pub permissions: Vec<Permission>,
    /// Guide items that the user ticked.
    pub ticks: BTreeSet<Item>,
    /// The Client ID as last taken or read.
    pub client_id: Option<ClientId>,
    /// Who creates the application.
    pub way: Way,
    /// When the set-up was begun.
    pub begun: Timestamp,
}

/// A Client ID that was taken or read. It can change when the application is saved in HaloPSA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum ClientId {
    /// It may still change.
    BeforeSave {
        /// The Client ID.
        value: String,
    },
    /// As it is in HaloPSA after Save.
    AsSaved {
        /// The Client ID.
        value: String,
    },
}

impl ClientId {
    /// The Client ID itself.
    pub fn value(&self) -> &str {
        match self {
            Self::BeforeSave { value } | Self::AsSaved { value } => value,
        }
    }

    /// Whether it is the one in HaloPSA after Save.
    pub fn is_as_saved(&self) -> bool {
        matches!(self, Self::AsSaved { .. })
    }

    /// The same Client ID, marked as one that may still change.
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
    /// The user, following the guide.
    #[default]
    ByHand,
    /// Latchkey, authorised by an agent or application that may.
    ByLatchkey,
}

impl Draft {
    /// Begins a set-up for a listed product (`listed`: its id), or for another one by its name.
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
        // What the vendor asks for, until the user chooses otherwise.
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

    /// Sets HaloPSA's "Application Name".
    ///
    /// # Errors
    /// A `Name…` variant of [`Error`].
    pub fn set_application_name(&mut self, name: &str) -> Result<()> {
        self.application_name = Some(line(name, Error::NameEmpty, Error::NameTooLong, Error::NameMalformed)?);
        Ok(())
    }

    /// Sets HaloPSA's "Agent to log in as", by the name that the user typed.
    ///
    /// # Errors
    /// An `Agent…` variant of [`Error`].
    pub fn set_agent(&mut self, name: &str) -> Result<()> {
        let name = line(name, Error::AgentEmpty, Error::AgentTooLong, Error::AgentMalformed)?;
        // An agent that was chosen from HaloPSA's list keeps its id.
        if self.agent.as_ref().is_none_or(|before| before.name() != name) {
            self.agent = Some(PlannedAgent::Named { name });
        }
        Ok(())
    }

    /// Whether the plan for HaloPSA differs from that of `before`.
    pub(crate) fn is_planned_otherwise(&self, before: &Self) -> bool {
        // Each answer is named, so that a new one has to be put on one side.
        let Self {
            instance,
            application_name,
            agent,
            permissions,
            id: _,
            revision: _,
            purpose: _,
            product: _,
            product_name: _,
            ticks: _,
            client_id: _,
            way: _,
            begun: _,
        } = self;
        *instance != before.instance
            || *application_name != before.application_name
            || *agent != before.agent
            || *permissions != before.permissions
    }

    /// The connection whose secret was lost, if Latchkey has it.
    pub fn connection(&self) -> Option<&ConnectionId> {
        match &self.purpose {
            Purpose::NewApplication => None,
            Purpose::NewSecret { of } => of.as_ref(),
        }
    }

    /// The Client ID, whether it can still change or not.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_ref().map(ClientId::value)
    }

    /// HaloPSA's numeric id for the agent, if it was chosen from HaloPSA's list.
    pub fn agent_id(&self) -> Option<i64> {
        self.agent.as_ref().and_then(PlannedAgent::id)
    }

    /// The name of the keychain entry for this set-up's credentials.
    ///
    /// # Errors
    /// [`Error::ClientIdMissing`], [`Error::DraftIncomplete`].
    pub fn entry(&self) -> Result<EntryName> {
        let client_id = self.client_id().ok_or(Error::ClientIdMissing)?;
        let instance = self.instance.as_ref().ok_or(Error::DraftIncomplete)?;
        Ok(EntryName::of(&instance.address.host_and_path(), &self.product_name, client_id))
    }
}

/// Validates one line of text that will be shown in HaloPSA: trimmed, without control characters or characters
/// that change the text direction, and not a secret.
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
    if text.chars().count() > MAX_NAME {
        return Err(too_long);
    }
    Ok(text.to_owned())
}

impl Plan {
    /// The plan of a set-up, once its pages are answered.
    ///
    /// # Errors
    /// [`Error::DraftIncomplete`] while an answer is missing.
    pub fn of(draft: &Draft) -> Result<Self> {
        let instance = draft.instance.clone().ok_or(Error::DraftIncomplete)?;
        if draft.permissions.is_empty() {
            return Err(Error::DraftIncomplete);
        }
        if draft.purpose == Purpose::NewApplication
            && (draft.agent.is_none() || draft.application_name.is_none())
        {
            return Err(Error::DraftIncomplete);
        }
        Ok(Self {
            instance,
            product_name: draft.product_name.clone(),
            agent: draft.agent.clone(),
            permissions: draft.permissions.clone(),
        })
    }
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
            draft.instance = Some(Instance::at(address));
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
