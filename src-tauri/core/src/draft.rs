//! A set-up that is not finished: the answers given so far. No secret is in it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::home::Kept;
use crate::instance::Instance;
use crate::permission::Permission;
use crate::procedure::{Item, Purpose};
use crate::vault::EntryName;
use crate::{Error, Result, credentials, plain, product, random};

/// The longest name that is taken, in characters. HaloPSA's own limits are not known.
const LONGEST_NAME: usize = 120;

/// A set-up's answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Random; also the id of the connection that it becomes.
    pub id: String,
    /// Grows with every change; a page that was opened before is refused.
    pub revision: u64,
    /// What it is for.
    pub purpose: Purpose,
    /// The connection whose secret was lost, if Latchkey has it.
    pub connection: Option<String>,
    /// The listed product, if it is listed.
    pub product: Option<String>,
    /// The product's name.
    pub product_name: String,
    /// Where, once it was found.
    pub instance: Option<Instance>,
    /// "Application Name".
    pub application_name: Option<String>,
    /// "Agent to log in as".
    pub agent: Option<String>,
    /// HaloPSA's number for that agent, where it was chosen from HaloPSA's own list.
    #[serde(default)]
    pub agent_id: Option<i64>,
    /// The permissions chosen.
    pub permissions: Vec<Permission>,
    /// Guide items that the person ticked.
    pub ticks: BTreeSet<Item>,
    /// The Client ID as last taken.
    pub client_id: Option<String>,
    /// Whether it was taken after HaloPSA's Save, when it can change.
    pub client_id_after_save: bool,
    /// Where its secret was last seen. Only for when the journal, which decides, is damaged.
    #[serde(default)]
    pub kept_as: Option<EntryName>,
    /// Who does the middle part.
    #[serde(default)]
    pub way: Way,
    /// The mark of the application that Latchkey asked HaloPSA for. Only for when the journal, which
    /// decides, is damaged.
    #[serde(default)]
    pub mark: Option<String>,
    /// When it was begun.
    pub begun: Timestamp,
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
                let product = product::find(id).filter(|product| product.not_possible.is_none());
                let product = product.ok_or(Error::ProductUnknown)?;
                (Some(product.id.clone()), product.name.clone())
            }
            None => (None, line(name, Error::ProductEmpty, Error::ProductTooLong, Error::ProductMalformed)?),
        };
        // What the vendor asks for, until the person chooses otherwise.
        let recommended = product.as_deref().and_then(product::find).and_then(product::Product::recommended);
        Ok(Self {
            id: random::id()?,
            revision: 1,
            purpose,
            connection: None,
            product,
            product_name,
            instance: None,
            application_name: None,
            agent: None,
            agent_id: None,
            permissions: recommended.map(|list| list.permissions.clone()).unwrap_or_default(),
            ticks: BTreeSet::new(),
            client_id: None,
            client_id_after_save: false,
            kept_as: None,
            way: Way::ByHand,
            mark: None,
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
        if self.agent.as_ref() != Some(&name) {
            self.agent_id = None;
        }
        self.agent = Some(name);
        Ok(())
    }

    /// The keychain's entry for the credentials of this set-up.
    ///
    /// # Errors
    /// [`Error::ClientIdMissing`], [`Error::DraftIncomplete`].
    pub fn entry(&self) -> Result<EntryName> {
        let client_id = self.client_id.as_deref().ok_or(Error::ClientIdMissing)?;
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

/// The unfinished set-ups, in `drafts.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Drafts {
    /// Oldest first.
    pub drafts: Vec<Draft>,
}

impl Kept for Drafts {
    const FILE: &'static str = "drafts.json";
    const VERSION: u32 = 1;
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
            let address = crate::address::Address::parse(place, &[]).unwrap();
            let mut draft = Draft::begin(Purpose::NewApplication, None, "Backup").unwrap();
            draft.instance =
                Some(Instance { sign_in: address.join("auth"), address, tenant: None, version: None });
            draft.client_id = Some(client_id.to_owned());
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
