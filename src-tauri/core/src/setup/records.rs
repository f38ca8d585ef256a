//! The stored records: each set-up in its own document, and all connections in one. Read once, at the start;
//! afterwards served from memory, and every change is written to the disk first.
//!
//! Writes block, so they run off the async threads. They complete even if the caller is cancelled.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use crate::connections::{Connection, Connections};
use crate::ids::{ConnectionId, SetUpId};
use crate::lock::lock;
use crate::setup::record::{Became, Record};
use crate::store::{Document, Effect, Folder, Unwritten};
use crate::vault::EntryName;
use crate::{Error, Result};

/// The subfolder with the set-ups' documents.
const SET_UPS: &str = "set-ups";
/// The connections' document.
const CONNECTIONS: &str = "connections.json";

/// The documents on the disk, cached in memory. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Records(Arc<Inner>);

struct Inner {
    folder: Folder,
    now: Mutex<Now>,
    /// Serialises changes. Held while the disk is written, unlike `now`.
    writing: Mutex<()>,
}

#[derive(Default)]
struct Now {
    /// Oldest first.
    set_ups: Vec<SetUp>,
    connections: Connections,
}

struct SetUp {
    record: Record,
    /// Whether it is on the disk. A new set-up is saved with its first answer.
    saved: bool,
}

impl Records {
    /// Reads all documents, and completes what a crash interrupted as far as only documents are concerned.
    ///
    /// # Errors
    /// [`Error::FolderUnavailable`], [`Error::FolderNewer`].
    pub(crate) fn open(folder: Folder) -> Result<Self> {
        let mut now = Now::default();
        if let Some(found) = folder.read::<Connections>(CONNECTIONS)? {
            now.connections = found.content;
            let before = folder.version_before::<Connections>(CONNECTIONS).unwrap_or_default();
            let is_short = found.is_the_version_before || !folder.has(CONNECTIONS);
            if is_short || before.lack_an_entry_of(&now.connections) {
                write_again(&folder, CONNECTIONS, &now.connections);
            }
        }
        for name in folder.names(SET_UPS)? {
            let Some(mut found) = folder.read::<Record>(&name)? else { continue };
            if found.content.id().is_whole() && name == document(found.content.id()) {
                if found.is_the_version_before {
                    found.content.one_step_more_may_be_done(&now.connections.connections);
                }
                let before = folder.version_before::<Record>(&name);
                // After a crash between the two writes of a document.
                let lacks = before.is_none_or(|before| before.lacks_what_others_have_of(&found.content));
                if found.is_the_version_before || !folder.has(&name) || lacks {
                    write_again(&folder, &name, &found.content);
                }
                now.set_ups.push(SetUp { record: found.content, saved: true });
            } else {
                tracing::error!("document's name is not its set-up's id");
            }
        }
        // Only now: temporary files show which version a document has.
        folder.sweep(SET_UPS);
        now.set_ups.sort_by_key(|set_up| set_up.record.answers.begun);
        Ok(Self(Arc::new(Inner { folder, now: Mutex::new(now), writing: Mutex::default() })))
    }

    /// Calls the observer with a change that just happened outside the data folder.
    pub(crate) fn announce(&self, effect: Effect) {
        self.0.folder.announce(effect);
    }

    /// Names to which damaged documents were renamed since the start.
    pub(crate) fn damaged(&self) -> Vec<String> {
        self.0.folder.damaged()
    }

    /// All set-ups, oldest first. Those without an answer only if `with_unsaved`.
    pub(crate) fn set_ups(&self, with_unsaved: bool) -> Vec<Record> {
        let now = lock(&self.0.now);
        let shown = now.set_ups.iter().filter(|set_up| with_unsaved || set_up.saved);
        shown.map(|set_up| set_up.record.clone()).collect()
    }

    /// One set-up.
    ///
    /// # Errors
    /// [`Error::DraftGone`].
    pub(crate) fn set_up(&self, id: &SetUpId) -> Result<Record> {
        let now = lock(&self.0.now);
        let found = now.set_ups.iter().find(|set_up| set_up.record.id() == id);
        found.map(|set_up| set_up.record.clone()).ok_or(Error::DraftGone)
    }

    /// All connections, oldest first.
    pub(crate) fn connections(&self) -> Vec<Connection> {
        lock(&self.0.now).connections.connections.clone()
    }

    /// One connection.
    ///
    /// # Errors
    /// [`Error::ConnectionGone`].
    pub(crate) fn connection(&self, id: &ConnectionId) -> Result<Connection> {
        let now = lock(&self.0.now);
        now.connections.connections.iter().find(|c| c.id == *id).cloned().ok_or(Error::ConnectionGone)
    }

    /// Whether a connection or another set-up relies on this entry.
    pub(crate) fn others_use(&self, id: &SetUpId, entry: &EntryName) -> bool {
        let now = lock(&self.0.now);
        now.connections.connections.iter().any(|c| c.entry == *entry)
            || now.set_ups.iter().any(|other| other.record.id() != id && other.record.relies_on(entry))
    }

    /// Adds a set-up, in memory. It is written with its first change.
    pub(crate) fn add(&self, record: Record) {
        lock(&self.0.now).set_ups.push(SetUp { record, saved: false });
    }

    /// Changes a set-up, and writes it if it differs.
    ///
    /// # Errors
    /// [`Error::DraftGone`], [`Error::FolderUnavailable`], and those of the change. Then it is unchanged,
    /// unless only the flush failed.
    pub(crate) async fn change_set_up<R: Send + 'static>(
        &self,
        id: &SetUpId,
        change: impl FnOnce(&mut Record) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let id = id.clone();
        self.off_the_async_threads(move |inner| inner.change_set_up(&id, change)).await
    }

    /// Changes a set-up only in memory while it has no answer yet; else like [`Records::change_set_up`].
    ///
    /// # Errors
    /// Those of [`Records::change_set_up`].
    pub(crate) async fn fill_in(
        &self,
        id: &SetUpId,
        change: impl FnOnce(&mut Record) + Send + 'static,
    ) -> Result<()> {
        {
            let mut now = lock(&self.0.now);
            let unsaved = now.set_ups.iter_mut().find(|set_up| set_up.record.id() == id && !set_up.saved);
            if let Some(unsaved) = unsaved {
                change(&mut unsaved.record);
                return Ok(());
            }
        }
        let changed = self.change_set_up(id, |record| {
            change(record);
            Ok(())
        });
        changed.await
    }

    /// Changes the connections, and writes them if they differ.
    ///
    /// # Errors
    /// [`Error::FolderUnavailable`], and those of the change. Then they are unchanged, unless only the flush
    /// failed.
    pub(crate) async fn change_connections<R: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Vec<Connection>) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        self.off_the_async_threads(move |inner| inner.change_connections(change)).await
    }

    /// Removes a set-up and its document.
    ///
    /// # Errors
    /// [`Error::FolderUnavailable`]; it can be called again.
    pub(crate) async fn remove_set_up(&self, id: &SetUpId) -> Result<()> {
        let id = id.clone();
        self.off_the_async_threads(move |inner| inner.remove_set_up(&id)).await
    }

    /// Called at the start: removes set-ups that have become connections and whose removal was interrupted,
    /// if that doesn't need the keychain. Write errors are logged and retried at the next start.
    pub(crate) fn close_what_is_finished(&self) {
        for record in self.set_ups(false).into_iter().filter(|record| record.became.is_some()) {
            if let Err(error) = self.0.close(&record) {
                tracing::warn!(code = error.code(), "finished set-up can't be removed yet");
            }
        }
    }

    async fn off_the_async_threads<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let inner = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&inner)).await.unwrap_or_else(|error| {
            tracing::error!(%error, "change of the data folder did not complete");
            Err(Error::FolderUnavailable)
        })
    }
}

/// Adds a connection, or replaces the one with its id. One with the same secret stays as it is: it was put
/// there before, and may have been tested since. Returns the resulting connection; `None` if the existing one
/// got another secret since it was last `renewed`, and so is not replaced.
///
/// Doesn't compare the order of times: the computer's clock may have been wrong.
pub(crate) fn put(
    all: &mut Vec<Connection>,
    connection: Connection,
    renewed: Option<Timestamp>,
) -> Option<Connection> {
    let Some(there) = all.iter_mut().find(|one| one.id == connection.id) else {
        all.push(connection.clone());
        return Some(connection);
    };
    if there.has_the_secret_of(&connection) {
        return Some(there.clone());
    }
    if there.renewed != renewed {
        return None;
    }
    *there = connection;
    Some(there.clone())
}

/// Writes the content once more, so that the previous version has it, too. Errors are only logged: it is a
/// backup.
fn write_again<T: Document>(folder: &Folder, name: &str, content: &T) {
    if folder.write(name, content).is_err() {
        tracing::warn!(name, "previous version is not up to date");
    }
}

/// The result of a write, as an outer error if the document is unchanged, and as an inner one if it may have
/// been written.
fn written(result: std::result::Result<(), Unwritten>) -> Result<Result<()>> {
    match result {
        Ok(()) => Ok(Ok(())),
        // It is on the disk, so memory has to be updated as well.
        Err(Unwritten::Perhaps) => Ok(Err(Error::FolderUnavailable)),
        Err(Unwritten::No) => Err(Error::FolderUnavailable),
    }
}

impl Inner {
    fn change_set_up<R>(&self, id: &SetUpId, change: impl FnOnce(&mut Record) -> Result<R>) -> Result<R> {
        let _writing = lock(&self.writing);
        let (before, saved) = {
            let now = lock(&self.now);
            let set_up =
                now.set_ups.iter().find(|set_up| set_up.record.id() == id).ok_or(Error::DraftGone)?;
            (set_up.record.clone(), set_up.saved)
        };
        let mut record = before.clone();
        let result = change(&mut record)?;
        if saved && record == before {
            return Ok(result);
        }
        let name = document(id);
        let certain = written(self.folder.write(&name, &record))?;
        if before.lacks_what_others_have_of(&record) {
            // Also in the version that is used when this one is damaged.
            write_again(&self.folder, &name, &record);
        }
        let mut now = lock(&self.now);
        if let Some(set_up) = now.set_ups.iter_mut().find(|set_up| set_up.record.id() == id) {
            *set_up = SetUp { record, saved: true };
        }
        certain.map(|()| result)
    }

    fn change_connections<R>(&self, change: impl FnOnce(&mut Vec<Connection>) -> Result<R>) -> Result<R> {
        let _writing = lock(&self.writing);
        let before = lock(&self.now).connections.clone();
        let mut after = before.clone();
        let result = change(&mut after.connections)?;
        if after == before {
            return Ok(result);
        }
        let certain = written(self.folder.write(CONNECTIONS, &after))?;
        if before.lack_an_entry_of(&after) {
            // Also in the version that is used when this one is damaged.
            write_again(&self.folder, CONNECTIONS, &after);
        }
        lock(&self.now).connections = after;
        certain.map(|()| result)
    }

    fn close(&self, record: &Record) -> Result<()> {
        let id = match &record.became {
            None => return Ok(()),
            Some(Became::Listed { connection }) => connection.clone(),
            Some(Became::ToBeListed { connection, replaces }) => {
                let (id, connection) = (connection.id.clone(), *connection.clone());
                let put = self.change_connections(|all| Ok(put(all, connection, *replaces)))?;
                let became = put.map(|listed| Became::Listed { connection: listed.id });
                let is_listed = became.is_some();
                self.change_set_up(record.id(), |record| {
                    record.became = became;
                    Ok(())
                })?;
                if !is_listed {
                    return Ok(());
                }
                id
            }
        };
        let connection = lock(&self.now).connections.connections.iter().find(|c| c.id == id).cloned();
        match connection {
            Some(connection) if record.is_all_of(&connection) => self.remove_set_up(record.id()),
            Some(_) => Ok(()),
            None => self.change_set_up(record.id(), |record| {
                record.became = None;
                Ok(())
            }),
        }
    }

    fn remove_set_up(&self, id: &SetUpId) -> Result<()> {
        let _writing = lock(&self.writing);
        self.folder.remove::<Record>(&document(id))?;
        lock(&self.now).set_ups.retain(|set_up| set_up.record.id() != id);
        Ok(())
    }
}

fn document(id: &SetUpId) -> String {
    format!("{SET_UPS}/{id}.json")
}
