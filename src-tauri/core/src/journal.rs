//! What an unfinished set-up may have left: in the keychain, and in HaloPSA. Written before either is.
//!
//! Whether an entry is pending or final stands here alone: an entry that is named here belongs to a
//! set-up that is not finished. The same goes for an application that Latchkey asked HaloPSA for.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use crate::finding::Difference;
use crate::home::Kept;
use crate::procedure::Item;
use crate::vault::EntryName;

/// One entry of the keychain that a set-up wrote or is about to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The set-up.
    pub draft: String,
    /// The entry.
    pub entry: EntryName,
    /// Whether it was seen there after writing. If not, it may be there or not.
    pub certain: bool,
}

/// An application that a set-up asked HaloPSA for, or is about to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creation {
    /// The set-up.
    pub draft: String,
    /// Where: host, port and path. For the person to read, also when the set-up's answers are gone.
    pub host: String,
    /// Random; stands in the application's description where the instance keeps it.
    pub mark: String,
    /// The name that was asked for.
    pub name: String,
    /// The Client ID that was asked for; after the application was read back, the one that stands
    /// there.
    pub client_id: String,
    /// The ids of all applications that stood there before. `None` when that is not known any more:
    /// then only the mark and the Client ID tell which one it is.
    pub there_before: Option<Vec<String>>,
    /// The Client ID that HaloPSA showed with the application, once it was seen.
    #[serde(default)]
    pub shown_client_id: Option<String>,
    /// Whether only the person's word tells which application it is.
    #[serde(default)]
    pub named: bool,
    /// How often it was asked for: so many may be there.
    #[serde(default)]
    pub asked: usize,
    /// How far it has come.
    pub stage: Stage,
}

/// How far the creation of an application has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(rename_all = "kebab-case", tag = "is")]
#[strum(serialize_all = "kebab-case")]
pub enum Stage {
    /// Nothing was sent.
    Prepared,
    /// It was sent, or is about to be: the application may be there.
    Sent,
    /// It is there.
    Found {
        /// HaloPSA's id for it.
        application: String,
    },
    /// It is there and was compared with the plan.
    Compared {
        /// HaloPSA's id for it.
        application: String,
        /// In what it differs.
        differences: Vec<Difference>,
        /// What HaloPSA told of it, and was compared.
        #[serde(default)]
        compared: Vec<Item>,
    },
}

impl Stage {
    /// As in words: `stage-<id>`.
    pub fn id(&self) -> &'static str {
        self.into()
    }
}

impl Creation {
    /// Whether HaloPSA may have the application.
    pub fn may_be_there(&self) -> bool {
        self.stage != Stage::Prepared
    }

    /// The Client ID of the application, as far as it is known.
    pub fn client_id_there(&self) -> &str {
        self.shown_client_id.as_ref().unwrap_or(&self.client_id)
    }

    /// HaloPSA's id for the application, once it was seen there.
    pub fn application(&self) -> Option<&str> {
        match &self.stage {
            Stage::Prepared | Stage::Sent => None,
            Stage::Found { application } | Stage::Compared { application, .. } => Some(application),
        }
    }
}

/// The file `journal.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Journal {
    /// In the order of writing.
    pub pending: Vec<Pending>,
    /// At most one for a set-up.
    #[serde(default)]
    pub creations: Vec<Creation>,
}

impl Journal {
    /// The entries of one set-up.
    pub fn of<'a>(&'a self, draft: &'a str) -> impl Iterator<Item = &'a Pending> {
        self.pending.iter().filter(move |p| p.draft == draft)
    }

    /// Notes that `entry` is about to be written. What was seen there before is no longer certain:
    /// a second secret may take its place.
    pub fn expect(&mut self, draft: &str, entry: &EntryName) {
        match self.pending.iter_mut().find(|p| p.draft == draft && p.entry == *entry) {
            Some(there) => there.certain = false,
            None => {
                self.pending.push(Pending { draft: draft.to_owned(), entry: entry.clone(), certain: false });
            }
        }
    }

    /// Notes that `entry` was seen in the keychain.
    pub fn confirm(&mut self, draft: &str, entry: &EntryName) {
        for pending in &mut self.pending {
            pending.certain |= pending.draft == draft && pending.entry == *entry;
        }
    }

    /// Notes that `entry` is no business of this set-up any more.
    pub fn forget(&mut self, draft: &str, entry: &EntryName) {
        self.pending.retain(|p| p.draft != draft || p.entry != *entry);
    }

    /// The application that a set-up asked for.
    pub fn creation(&self, draft: &str) -> Option<&Creation> {
        self.creations.iter().find(|c| c.draft == draft)
    }

    /// Notes what is about to be created, in the place of what the same set-up noted before.
    pub fn begin(&mut self, creation: Creation) {
        self.creations.retain(|c| c.draft != creation.draft);
        self.creations.push(creation);
    }

    /// Notes how far it has come.
    pub fn reach(&mut self, draft: &str, stage: Stage) {
        if let Some(creation) = self.creations.iter_mut().find(|c| c.draft == draft) {
            creation.stage = stage;
        }
    }

    /// Notes that the application is no business of this set-up any more: it is a connection's, it
    /// was deleted, or it was never there.
    pub fn end(&mut self, draft: &str) {
        self.creations.retain(|c| c.draft != draft);
    }
}

impl Kept for Journal {
    const FILE: &'static str = "journal.json";
    const VERSION: u32 = 1;
}
