//! Everything that is stored for one set-up until it is finished or removed: the answers, its entries in the
//! keychain, the application that it requested from HaloPSA, and the connection that it has become. One file.
//!
//! What the keychain and HaloPSA may have of it is recorded here before it is sent to either.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use crate::connections::Connection;
use crate::connections::history::{EventKind, History};
use crate::ids::{ApplicationId, ConnectionId, SetUpId};
use crate::procedure::Item;
use crate::proof::finding::Difference;
use crate::setup::draft::{ClientId, Draft};
use crate::store::{Document, Kind};
use crate::vault::EntryName;
use crate::vault::credentials::same_client_id;

/// The stored state of one set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The answers given so far.
    pub answers: Draft,
    /// The keychain entries that it wrote or is about to write, in the order of writing.
    pub entries: Vec<Entry>,
    /// The application that it requested from HaloPSA, or is about to request.
    pub creation: Option<Creation>,
    /// The connection that it has become: only ending the set-up is left to do.
    pub became: Option<Became>,
    /// What happened, with times.
    pub history: History,
}

/// How far the end of a set-up has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Became {
    /// The connection is about to be put into the list, or has just been.
    ToBeListed {
        /// The connection to list.
        connection: Box<Connection>,
        /// When the connection that it replaces was renewed. If that has another secret by then, it keeps its place.
        replaces: Option<Timestamp>,
    },
    /// It is in the list. Later changes to the connection don't concern the set-up.
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

/// A keychain entry that a set-up uses.
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
    /// The set-up's secret was read there.
    Stored,
    /// A connection's secret, which the set-up's is about to replace. Until the replacement is proved, it does not
    /// belong to the set-up.
    OfAConnection,
}

/// An application that a set-up requested from HaloPSA, or is about to request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creation {
    /// The instance: host, port and path.
    pub host: String,
    /// Random; part of the application's description where the instance keeps it.
    pub mark: String,
    /// The requested name.
    pub name: String,
    /// The requested Client ID; after the application was read back, the one that it has there.
    pub client_id: String,
    /// The ids of all applications that existed before.
    pub there_before: Vec<ApplicationId>,
    /// The Client ID that HaloPSA returned with the application, once it was seen.
    pub shown_client_id: Option<String>,
    /// Whether the application was identified only by the user.
    pub named: bool,
    /// Further applications that only the user identified: a repeated request can create several.
    #[serde(default)]
    pub others: Vec<Identified>,
    /// How often it was requested, apart from requests that are known to have created nothing.
    pub asked: usize,
    /// How many of the created applications were deleted again, until all of them are.
    #[serde(default)]
    pub deleted: usize,
    /// Whether HaloPSA's list, completely read, showed no other one of it when it was read back: whatever else was
    /// requested was then not created. Read again while someone is signed in.
    #[serde(default)]
    pub settled: bool,
    /// Applications that are not its own, whatever they carry: the user denied them, or they have become a
    /// connection's.
    #[serde(default)]
    pub excluded: Vec<ApplicationId>,
    /// Applications that carry its mark or Client ID and may be a connection's, because HaloPSA showed no Client ID
    /// for them: the user is asked.
    #[serde(default)]
    pub doubtful: Vec<ApplicationId>,
    /// How many rows of HaloPSA's list could not be read before the request.
    #[serde(default)]
    pub unread_before: usize,
    /// How far the creation has progressed.
    pub stage: Stage,
}

/// An application as it was when the user identified it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// HaloPSA's id for it.
    pub application: ApplicationId,
    /// The Client ID that HaloPSA returned with it; empty if none.
    pub client_id: String,
}

/// How far the creation of an application has progressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(rename_all = "kebab-case", tag = "is")]
#[strum(serialize_all = "kebab-case")]
pub enum Stage {
    /// Nothing was sent.
    Prepared,
    /// The request was sent, or is about to be: the application may exist.
    Sent,
    /// The application exists.
    Found {
        /// HaloPSA's id for it.
        application: ApplicationId,
    },
    /// The application exists and was compared with the plan.
    Compared {
        /// HaloPSA's id for it.
        application: ApplicationId,
        /// The fields that differ.
        differences: Vec<Difference>,
        /// The items that HaloPSA returned and that were compared.
        #[serde(default)]
        compared: Vec<Item>,
    },
}

impl Stage {
    /// Its id, as in `stage-<id>` in the words.
    pub fn id(&self) -> &'static str {
        self.into()
    }
}

impl Creation {
    /// Whether the application may exist in HaloPSA.
    pub fn may_be_there(&self) -> bool {
        self.stage != Stage::Prepared
    }

    /// How many of its applications may be in HaloPSA at most: one for each request, less what was deleted.
    pub fn outstanding(&self) -> usize {
        self.asked.saturating_sub(self.deleted)
    }

    /// The applications that the user, or HaloPSA's response, identified.
    pub(crate) fn identified(&self) -> impl Iterator<Item = &ApplicationId> {
        self.application().into_iter().chain(self.others.iter().map(|one| &one.application))
    }

    /// Whether the user, or HaloPSA's response, identified this application.
    pub(crate) fn includes(&self, application: &ApplicationId) -> bool {
        self.identified().any(|id| id.is(application))
    }

    /// The identified application with this Client ID.
    fn with_client_id(&self, client_id: &str) -> Option<&ApplicationId> {
        let own = self.application().map(|application| (application, self.client_id_there()));
        let others = self.others.iter().map(|one| (&one.application, one.client_id.as_str()));
        own.into_iter().chain(others).find(|(_, its)| same_client_id(its, client_id)).map(|(id, _)| id)
    }

    fn exclude(&mut self, application: &ApplicationId) {
        self.others.retain(|one| !one.application.is(application));
        if self.application().is_some_and(|own| own.is(application)) {
            self.stage = Stage::Sent;
            self.shown_client_id = None;
            self.named = false;
        }
    }

    /// The application's Client ID in HaloPSA, as far as it is known.
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
    /// The record of a set-up that has just begun.
    pub fn of(answers: Draft) -> Self {
        let mut history = History::default();
        history.note_at(EventKind::Begun, answers.begun);
        Self { answers, entries: Vec::new(), creation: None, became: None, history }
    }

    /// The set-up's id.
    pub fn id(&self) -> &SetUpId {
        &self.answers.id
    }

    /// The application that may exist in HaloPSA.
    pub fn application(&self) -> Option<&Creation> {
        self.creation.as_ref().filter(|creation| creation.may_be_there())
    }

    /// Whether its credentials belong to another application than the one that it requested.
    pub(crate) fn has_credentials_of_another(&self) -> bool {
        let (Some(client_id), Some(creation)) = (self.answers.client_id(), &self.creation) else {
            return false;
        };
        !same_client_id(&creation.client_id, client_id)
            && !same_client_id(creation.client_id_there(), client_id)
            && creation.with_client_id(client_id).is_none()
    }

    /// Its own entries: those that contain its secret, or may.
    pub(crate) fn own_entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|one| one.state != EntryState::OfAConnection)
    }

    /// Whether its secret is in this entry, or may be.
    pub(crate) fn relies_on(&self, entry: &EntryName) -> bool {
        self.own_entries().any(|one| one.name == *entry)
    }

    /// Records that `entry` is about to be written. What was read there before is no longer certain:
    /// a second secret may replace it.
    pub(crate) fn mark_pending(&mut self, entry: &EntryName) {
        self.mark(entry, EntryState::Pending);
    }

    /// Records that a connection's entry is about to be replaced, unless it is already the set-up's own.
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

    /// Records that the secret was read back from `entry`.
    pub(crate) fn mark_stored(&mut self, entry: &EntryName) {
        self.mark(entry, EntryState::Stored);
    }

    /// Removes `entry` from the record: the set-up no longer uses it.
    pub(crate) fn drop_entry(&mut self, entry: &EntryName) {
        self.entries.retain(|one| one.name != *entry);
    }

    /// Records that HaloPSA accepted the deletion of one of its applications. It stays known until that was checked.
    pub(crate) fn note_deleted(&mut self, application: Identified) {
        self.drop_application(&application.application);
        if let Some(creation) = &mut self.creation {
            creation.deleted += 1;
            creation.others.push(application);
        }
    }

    /// Records that an application whose deletion was accepted is gone.
    pub(crate) fn note_gone(&mut self, application: &ApplicationId) {
        if let Some(creation) = &mut self.creation {
            creation.exclude(application);
        }
        self.history.note(EventKind::Deleted);
    }

    /// Records that the user says that this application is none of its own.
    pub(crate) fn note_denied(&mut self, application: &ApplicationId) {
        self.drop_application(application);
        if let Some(creation) = &mut self.creation {
            creation.excluded.push(application.clone());
        }
    }

    /// Records that one of its applications has become a connection's: the others are still its own.
    pub(crate) fn note_handed_over(&mut self, connection: &Connection) {
        let Some(creation) = &mut self.creation else { return };
        let client_id = &connection.entry.user;
        let Some(application) = creation.with_client_id(client_id).cloned() else {
            if creation.shown_client_id.is_none()
                && let Some(application) = creation.application().cloned()
            {
                creation.exclude(&application);
                creation.doubtful.push(application);
            }
            return;
        };
        creation.asked = creation.asked.saturating_sub(1);
        creation.exclude(&application);
        creation.excluded.push(application);
        if same_client_id(&creation.client_id, client_id) {
            // No other one can have it, and no new one may be requested with it.
            creation.client_id = String::new();
        }
    }

    /// Forgets that this application is one of its own.
    fn drop_application(&mut self, application: &ApplicationId) {
        let Some(creation) = &mut self.creation else { return };
        let client_id = self.answers.client_id().unwrap_or_default();
        let is_its = creation.with_client_id(client_id).is_some_and(|own| own.is(application));
        creation.exclude(application);
        if is_its && !same_client_id(&creation.client_id, client_id) {
            // It would otherwise count as one that the user copied from another application.
            let requested = Some(creation.client_id.clone()).filter(|value| !value.is_empty());
            self.answers.client_id = requested.map(|value| ClientId::BeforeSave { value });
            self.answers.revision += 1;
        }
    }

    /// Records how far the creation has progressed.
    pub(crate) fn advance_creation(&mut self, stage: Stage) {
        if let Some(creation) = &mut self.creation {
            creation.stage = stage;
        }
    }

    /// Whether the keychain or HaloPSA may have something that only `newer` identifies. Then both versions on the
    /// disk have to include it.
    pub(crate) fn lacks_what_others_have_of(&self, newer: &Self) -> bool {
        let marks =
            |record: &Self| record.creation.as_ref().map(|c| (c.mark.clone(), c.client_id.clone(), c.asked));
        newer.own_entries().any(|one| !self.relies_on(&one.name))
            || newer.creation.is_some() && marks(self) != marks(newer)
    }

    /// Whether an application other than this connection's may exist in HaloPSA.
    pub(crate) fn leaves_an_application_behind(&self, connection: &Connection) -> bool {
        self.application().is_some_and(|creation| {
            let user = &connection.entry.user;
            let is_its =
                same_client_id(creation.client_id_there(), user) || creation.with_client_id(user).is_some();
            let may_exist = if creation.settled { 1 } else { creation.outstanding().max(1) };
            may_exist > usize::from(is_its)
        })
    }

    /// Whether all that is left is to end the set-up: everything that it has belongs to this connection.
    pub(crate) fn is_all_of(&self, connection: &Connection) -> bool {
        self.entries.iter().all(|entry| entry.name == connection.entry)
            && !self.leaves_an_application_behind(connection)
    }

    /// Used when the newest version was damaged and this is the one before: assumes that one more step may have
    /// been done. Whether it has become a connection is looked up in the list of connections, if that is certain.
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
        // Invalidates pages that were opened before.
        self.answers.revision += 1;
    }
}

impl Document for Record {
    const KIND: Kind = Kind::SetUp;
    const VERSION: u32 = 1;
}
