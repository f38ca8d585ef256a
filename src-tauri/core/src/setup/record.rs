//! All that is kept of one set-up until it is finished or removed: the answers, its entries in the keychain,
//! the application that it asked HaloPSA for, and the connection that it has become. One document on the disk.
//!
//! What the keychain and HaloPSA may have of it stands here before either hears of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use crate::connections::Connection;
use crate::connections::history::{EventKind, History};
use crate::ids::{ApplicationId, ConnectionId, SetUpId};
use crate::proof::finding::Difference;
use crate::setup::draft::Draft;
use crate::setup::procedure::Item;
use crate::store::folder::{Document, Kind};
use crate::vault::EntryName;
use crate::vault::credentials::same_client_id;

/// One set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The answers given so far.
    pub answers: Draft,
    /// What it wrote to the keychain or is about to, in the order of writing.
    pub entries: Vec<Entry>,
    /// The application that it asked HaloPSA for, or is about to.
    pub creation: Option<Creation>,
    /// The connection that it has become: only its own end is missing.
    pub became: Option<Became>,
    /// What happened.
    pub history: History,
}

/// How far the end of a set-up has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Became {
    /// The connection is to be put into the list, or has just been.
    ToBeListed {
        /// It.
        connection: Box<Connection>,
        /// When the one whose place it takes had been renewed. With another secret by then, that one keeps its place.
        replaces: Option<Timestamp>,
    },
    /// It is in the list. What happens to it there from now on is none of the set-up's business.
    Listed {
        /// Its id.
        connection: ConnectionId,
    },
}

impl Became {
    /// The connection's id.
    pub fn connection(&self) -> &ConnectionId {
        match self {
            Self::ToBeListed { connection, .. } => &connection.id,
            Self::Listed { connection } => connection,
        }
    }
}

/// An entry of the keychain that a set-up has to do with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name.
    pub name: EntryName,
    /// What is in it.
    pub state: EntryState,
}

/// What is in an entry of the keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryState {
    /// The set-up's secret may be there or not: it is about to be written or deleted.
    Pending,
    /// The set-up's secret was seen there.
    Stored,
    /// A connection's secret, which the set-up's is about to replace. Until that is proved to have happened, it is
    /// not the set-up's.
    OfAConnection,
}

/// An application that a set-up asked HaloPSA for, or is about to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creation {
    /// Where: host, port and path.
    pub host: String,
    /// Random; stands in the application's description where the instance keeps it.
    pub mark: String,
    /// The name that was asked for.
    pub name: String,
    /// The Client ID that was asked for; after the application was read back, the one that stands
    /// there.
    pub client_id: String,
    /// The ids of all applications that stood there before.
    pub there_before: Vec<ApplicationId>,
    /// The Client ID that HaloPSA showed with the application, once it was seen.
    pub shown_client_id: Option<String>,
    /// Whether only the person's word tells which application it is.
    pub named: bool,
    /// How often it was asked for: so many may be there.
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
        application: ApplicationId,
    },
    /// It is there and was compared with the plan.
    Compared {
        /// HaloPSA's id for it.
        application: ApplicationId,
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
    pub fn application(&self) -> Option<&ApplicationId> {
        match &self.stage {
            Stage::Prepared | Stage::Sent => None,
            Stage::Found { application } | Stage::Compared { application, .. } => Some(application),
        }
    }
}

impl Record {
    /// A set-up that was begun.
    pub fn of(answers: Draft) -> Self {
        let mut history = History::default();
        history.note_at(EventKind::Begun, answers.begun);
        Self { answers, entries: Vec::new(), creation: None, became: None, history }
    }

    /// Its id.
    pub fn id(&self) -> &SetUpId {
        &self.answers.id
    }

    /// The application that may be in HaloPSA.
    pub fn application(&self) -> Option<&Creation> {
        self.creation.as_ref().filter(|creation| creation.may_be_there())
    }

    /// Whether its credentials are those of another application than the one that it asked for.
    pub(crate) fn has_credentials_of_another(&self) -> bool {
        let (Some(client_id), Some(creation)) = (self.answers.client_id(), &self.creation) else {
            return false;
        };
        ![&creation.client_id[..], creation.client_id_there()].iter().any(|id| same_client_id(id, client_id))
    }

    /// Its own entries: those that have its secret, or may have it.
    pub(crate) fn own_entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|one| one.state != EntryState::OfAConnection)
    }

    /// Whether its secret is in this entry, or may be.
    pub(crate) fn relies_on(&self, entry: &EntryName) -> bool {
        self.own_entries().any(|one| one.name == *entry)
    }

    /// Notes that `entry` is about to be written. What was seen there before is no longer certain:
    /// a second secret may take its place.
    pub(crate) fn mark_pending(&mut self, entry: &EntryName) {
        self.mark(entry, EntryState::Pending);
    }

    /// Notes that a connection's entry is about to be replaced, unless it is the set-up's own already.
    pub(crate) fn mark_of_a_connection(&mut self, entry: &EntryName) {
        if !self.relies_on(entry) {
            self.mark(entry, EntryState::OfAConnection);
        }
    }

    fn mark(&mut self, entry: &EntryName, state: EntryState) {
        match self.entries.iter_mut().find(|one| one.name == *entry) {
            Some(there) => there.state = state,
            None => self.entries.push(Entry { name: entry.clone(), state }),
        }
    }

    /// Notes that `entry` was seen in the keychain.
    pub(crate) fn mark_stored(&mut self, entry: &EntryName) {
        self.mark(entry, EntryState::Stored);
    }

    /// Notes that `entry` is no business of this set-up any more.
    pub(crate) fn drop_entry(&mut self, entry: &EntryName) {
        self.entries.retain(|one| one.name != *entry);
    }

    /// Notes how far the creation has come.
    pub(crate) fn advance_creation(&mut self, stage: Stage) {
        if let Some(creation) = &mut self.creation {
            creation.stage = stage;
        }
    }

    /// Whether the keychain or HaloPSA may have something of `newer` by which only `newer` would know it. Then
    /// both versions on the disk have to know.
    pub(crate) fn lacks_what_others_have_of(&self, newer: &Self) -> bool {
        let marks = |record: &Self| record.creation.as_ref().map(|c| (c.mark.clone(), c.client_id.clone()));
        newer.own_entries().any(|one| !self.relies_on(&one.name))
            || newer.creation.is_some() && marks(self) != marks(newer)
    }

    /// Whether an application may be in HaloPSA that is another one than this connection's.
    pub(crate) fn leaves_an_application_behind(&self, connection: &Connection) -> bool {
        self.application().is_some_and(|c| !same_client_id(c.client_id_there(), &connection.entry.user))
    }

    /// Whether nothing is left to do but to end it: all that it has is this connection's.
    pub(crate) fn is_all_of(&self, connection: &Connection) -> bool {
        self.entries.iter().all(|entry| entry.name == connection.entry)
            && !self.leaves_an_application_behind(connection)
    }

    /// The newest version was damaged, and this is the one before: one step more may have been done. That it has
    /// become a connection is seen in the list of them, where that is certain.
    pub(crate) fn one_step_more_may_be_done(&mut self, connections: &[Connection]) {
        let own = ConnectionId::from(self.id());
        let is_it = |connection: &&Connection| {
            connection.id == own && self.relies_on(&connection.entry) && self.is_all_of(connection)
        };
        let became = connections.iter().find(is_it);
        if let Some(connection) = became {
            self.became = Some(Became::Listed { connection: connection.id.clone() });
        }
        for entry in self.entries.iter_mut().filter(|entry| entry.state == EntryState::Stored) {
            entry.state = EntryState::Pending;
        }
        if let Some(creation) = &mut self.creation
            && creation.stage == Stage::Prepared
        {
            creation.stage = Stage::Sent;
            creation.asked = creation.asked.max(1);
        }
        // A page that was opened before is out of date.
        self.answers.revision += 1;
    }
}

impl Document for Record {
    const KIND: Kind = Kind::SetUp;
    const VERSION: u32 = 1;
}
