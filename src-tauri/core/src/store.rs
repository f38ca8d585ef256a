//! The data folder: its lock, atomic writes of documents, and recovery of damaged ones.
//!
//! A document is JSON with a version and a checksum. It is written to a temporary file, flushed to the disk
//! and renamed, so that a crash leaves the old one or the new one; the previous version is kept beside it. A
//! document with a wrong checksum is set aside, and the previous version is used. No secret is ever written
//! here.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::lock::lock;
use crate::{Error, Result};

/// A durable change. Announced through [`Folder::announce`] right after it happened, so that the crash tests
/// can end the process there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The new version of a document is on the disk under a temporary name.
    Prepared(Kind),
    /// The current version was renamed to the previous version.
    VersionKept(Kind),
    /// The new version is in place.
    Replaced(Kind),
    /// The previous version is deleted, as the first step of deleting the document.
    VersionRemoved(Kind),
    /// The document is deleted.
    Removed(Kind),
    /// An entry was written to the keychain.
    SecretStored,
    /// An entry was deleted from the keychain.
    SecretDeleted,
    /// A request to create an application was sent to HaloPSA, whatever the response.
    ApplicationAsked,
    /// A request to delete one was sent to HaloPSA, whatever the response.
    ApplicationDeleted,
}

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The saved connections.
    Connections,
    /// One set-up.
    SetUp,
}

/// Called with every [`Effect`]. Does nothing in the app.
pub type Observer = Arc<dyn Fn(Effect) + Send + Sync>;

/// A type that is stored as a document in the data folder.
pub trait Document: Serialize + DeserializeOwned {
    /// Its kind.
    const KIND: Kind;
    /// The version that this program writes. Documents of a newer version are not changed.
    const VERSION: u32;
}

/// A document as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// Its content.
    pub content: T,
    /// Whether this is the previous version, because the newest one was damaged or lost.
    pub is_the_version_before: bool,
}

/// The state of a document after a failed write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritten {
    /// It is unchanged.
    No,
    /// The new version is in place, but may be lost in a power cut.
    Perhaps,
}

/// The data folder, locked for this process.
pub struct Folder {
    path: PathBuf,
    observer: Observer,
    // Held for as long as this process uses the folder.
    _lock: File,
    damaged: Mutex<Vec<String>>,
}

/// The file extension of the previous version.
const BEFORE: &str = "before";
/// The name prefix of temporary files.
const WRITING: &str = ".writing-";

impl Folder {
    /// Opens and locks the folder, creating it if it is missing.
    ///
    /// # Errors
    /// [`Error::AlreadyOpen`] when another process has locked it; [`Error::FolderUnavailable`] when it can't
    /// be created or written.
    pub fn open(path: &Path, observer: Observer) -> Result<Self> {
        fs::create_dir_all(path).map_err(|e| unavailable("data folder can't be opened", &e))?;
        let lock = File::options().create(true).truncate(false).write(true).open(path.join("lock"));
        let lock = lock.map_err(|e| unavailable("data folder can't be opened", &e))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::AlreadyOpen),
            Err(TryLockError::Error(e)) => return Err(unavailable("data folder can't be locked", &e)),
        }
        Ok(Self { path: path.to_owned(), observer, _lock: lock, damaged: Mutex::default() })
    }

    /// Calls the observer with a change that just happened.
    pub fn announce(&self, effect: Effect) {
        (self.observer)(effect);
    }

    /// Names of the damaged files that were set aside since the start.
    pub fn damaged(&self) -> Vec<String> {
        lock(&self.damaged).clone()
    }

    /// The sorted names of the documents in a subfolder, including those of which only the previous version
    /// is left.
    pub fn names(&self, below: &str) -> Result<Vec<String>> {
        let entries = match fs::read_dir(self.path.join(below)) {
            Ok(entries) => entries,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(unavailable("folder can't be read", &e)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|e| unavailable("folder can't be read", &e))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = name.strip_suffix(&format!(".{BEFORE}")).unwrap_or(&name);
            if Path::new(name).extension().is_some_and(|ending| ending == "json") {
                names.push(format!("{below}/{name}"));
            }
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Reads a document, by its path relative to the folder. `None` if it doesn't exist, or both versions are
    /// damaged. Damaged ones are renamed ([`Folder::damaged`]).
    ///
    /// # Errors
    /// [`Error::FolderNewer`], [`Error::FolderUnavailable`].
    pub fn read<T: Document>(&self, name: &str) -> Result<Option<Found<T>>> {
        let before = format!("{name}.{BEFORE}");
        let is_the_version_before = match self.read_version(name)? {
            Version::Whole(content) => return Ok(Some(Found { content, is_the_version_before: false })),
            Version::Damaged => true,
            // After a crash between the two renames, the newest version was never in place.
            Version::Missing => !self.is_being_written(name),
        };
        Ok(match self.read_version(&before)? {
            Version::Whole(content) => Some(Found { content, is_the_version_before }),
            Version::Missing | Version::Damaged => None,
        })
    }

    /// Whether the newest version of a document exists.
    pub fn has(&self, name: &str) -> bool {
        self.path.join(name).exists()
    }

    /// Whether a new version of a document is on the disk under a temporary name.
    fn is_being_written(&self, name: &str) -> bool {
        let (folder, prefix) = self.temporary(name);
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
    }

    /// The folder of a document, and the prefix of its temporary files.
    fn temporary(&self, name: &str) -> (PathBuf, String) {
        let path = self.path.join(name);
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        (path.parent().unwrap_or(&self.path).to_owned(), format!("{WRITING}{file}-"))
    }

    /// The previous version of a document. `None` also if it can't be read, which is harmless as long as the
    /// newest version exists.
    pub fn version_before<T: Document>(&self, name: &str) -> Option<T> {
        let bytes = fs::read(self.path.join(format!("{name}.{BEFORE}"))).ok()?;
        let whole = serde_json::from_slice::<Wrapped<'_>>(&bytes).ok().filter(Wrapped::is_whole)?;
        serde_json::from_str(whole.content.get()).ok()
    }

    fn read_version<T: Document>(&self, name: &str) -> Result<Version<T>> {
        let path = self.path.join(name);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Version::Missing),
            Err(e) => return Err(unavailable("document can't be read", &e)),
        };
        let whole = serde_json::from_slice::<Wrapped<'_>>(&bytes).ok().filter(Wrapped::is_whole);
        if whole.as_ref().is_some_and(|whole| whole.version > T::VERSION) {
            return Err(Error::FolderNewer { file: name.to_owned() });
        }
        if let Some(content) = whole.and_then(|whole| serde_json::from_str(whole.content.get()).ok()) {
            return Ok(Version::Whole(content));
        }
        tracing::error!(name, "document is damaged; set aside");
        let aside = (0..10_000)
            .map(|n| format!("{name}.damaged-{n}"))
            .find(|name| !self.path.join(name).exists())
            .ok_or(Error::FolderUnavailable)?;
        fs::rename(&path, self.path.join(&aside))
            .map_err(|e| unavailable("document can't be kept aside", &e))?;
        lock(&self.damaged).push(aside);
        Ok(Version::Damaged)
    }

    /// Writes a document. The old one is kept as the previous version.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn write<T: Document>(&self, name: &str, content: &T) -> std::result::Result<(), Unwritten> {
        let path = self.path.join(name);
        let (folder, prefix) = self.temporary(name);
        let write = || -> std::io::Result<File> {
            fs::create_dir_all(&folder)?;
            let mut file = tempfile::Builder::new().prefix(&prefix).tempfile_in(&folder)?;
            serde_json::to_writer(&mut file, &Wrapped::of(T::VERSION, &written(content)?))?;
            file.write_all(b"\n")?;
            file.as_file().sync_all()?;
            self.announce(Effect::Prepared(T::KIND));
            match fs::rename(&path, self.path.join(format!("{name}.{BEFORE}"))) {
                Ok(()) => self.announce(Effect::VersionKept(T::KIND)),
                Err(e) if e.kind() == ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
            file.persist(&path).map_err(|e| e.error)
        };
        let renamed = write().map_err(|e| {
            unavailable("document can't be written", &e);
            Unwritten::No
        })?;
        make_certain(&renamed, &folder).map_err(|e| {
            unavailable("document can't be flushed", &e);
            Unwritten::Perhaps
        })?;
        self.announce(Effect::Replaced(T::KIND));
        Ok(())
    }

    /// Deletes a document, the previous version first: an interrupted deletion never brings back old content.
    ///
    /// # Errors
    /// [`Error::FolderUnavailable`].
    pub fn remove<T: Document>(&self, name: &str) -> Result<()> {
        let before = format!("{name}.{BEFORE}");
        for (name, effect) in
            [(before.as_str(), Effect::VersionRemoved(T::KIND)), (name, Effect::Removed(T::KIND))]
        {
            match fs::remove_file(self.path.join(name)) {
                Ok(()) => self.announce(effect),
                Err(e) if e.kind() == ErrorKind::NotFound => {}
                Err(e) => return Err(unavailable("document can't be deleted", &e)),
            }
        }
        Ok(())
    }

    /// Removes the temporary files that a crash left, in this folder and in the subfolder `below`.
    pub fn sweep(&self, below: &str) {
        for folder in [self.path.clone(), self.path.join(below)] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.file_name().to_string_lossy().starts_with(WRITING) {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }
}

fn unavailable(what: &str, error: &std::io::Error) -> Error {
    tracing::error!(kind = ?error.kind(), "{what}");
    Error::FolderUnavailable
}

/// One of the two versions of a document.
enum Version<T> {
    Whole(T),
    Missing,
    Damaged,
}

/// The format of a document on the disk. Later versions of this program keep it.
#[derive(Serialize, Deserialize)]
struct Wrapped<'a> {
    version: u32,
    /// CRC-32 of the version in decimal digits, a line feed, and the serialised content.
    checksum: u32,
    #[serde(borrow)]
    content: &'a RawValue,
}

impl<'a> Wrapped<'a> {
    fn of(version: u32, content: &'a RawValue) -> Self {
        Self { version, checksum: checksum(version, content), content }
    }

    fn is_whole(&self) -> bool {
        self.checksum == checksum(self.version, self.content)
    }
}

fn written<T: Document>(content: &T) -> std::io::Result<Box<RawValue>> {
    // Pretty-printed, for people who open the file.
    Ok(RawValue::from_string(serde_json::to_string_pretty(content)?)?)
}

fn checksum(version: u32, content: &RawValue) -> u32 {
    crc32fast::hash(format!("{version}\n{}", content.get()).as_bytes())
}

/// Makes a rename durable. On unix, by flushing the folder. Windows can't flush folders and renames
/// asynchronously; there, by flushing the file once more, which includes its metadata.
fn make_certain(renamed: &File, folder: &Path) -> std::io::Result<()> {
    renamed.sync_all()?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    struct Notes {
        notes: Vec<String>,
    }

    impl Document for Notes {
        const KIND: Kind = Kind::SetUp;
        const VERSION: u32 = 1;
    }

    const NAME: &str = "below/notes.json";

    fn open(folder: &Path) -> Folder {
        Folder::open(folder, Arc::new(|_| {})).unwrap()
    }

    fn notes(notes: &[&str]) -> Notes {
        Notes { notes: notes.iter().map(|&note| note.to_owned()).collect() }
    }

    fn read(folder: &Folder) -> Option<(Notes, bool)> {
        let found = folder.read::<Notes>(NAME).unwrap()?;
        Some((found.content, found.is_the_version_before))
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder.join("below"))
            .unwrap()
            .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_written_is_read_after_a_restart_and_the_version_before_stays() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(&open(folder.path())), None);
        open(folder.path()).write(NAME, &notes(&["one"])).unwrap();
        open(folder.path()).write(NAME, &notes(&["one", "two"])).unwrap();
        assert_eq!(read(&open(folder.path())), Some((notes(&["one", "two"]), false)));
        assert_eq!(files(folder.path()), ["notes.json", "notes.json.before"]);
        assert_eq!(open(folder.path()).names("below").unwrap(), [NAME]);
        open(folder.path()).remove::<Notes>(NAME).unwrap();
        assert_eq!(files(folder.path()), [""; 0]);
    }

    #[test]
    fn a_file_that_was_renamed_can_be_brought_to_the_disk_on_every_system() {
        let folder = tempfile::tempdir().unwrap();
        let file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
        let renamed = file.persist(folder.path().join("notes.json")).unwrap();
        make_certain(&renamed, folder.path()).unwrap();
        // The file is flushed, and a missing folder is an error.
        let gone = folder.path().join("gone");
        assert_eq!(make_certain(&renamed, &gone).is_err(), cfg!(unix));
    }

    #[test]
    fn a_second_start_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let _first = open(folder.path());
        assert_eq!(Folder::open(folder.path(), Arc::new(|_| {})).err(), Some(Error::AlreadyOpen));
    }

    #[test]
    fn a_crash_between_the_renames_leaves_the_version_before() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).write(NAME, &notes(&["one"])).unwrap();
        let path = folder.path().join(NAME);
        fs::rename(&path, folder.path().join(format!("{NAME}.before"))).unwrap();
        let folder_again = open(folder.path());
        assert_eq!(
            read(&folder_again),
            Some((notes(&["one"]), true)),
            "the newest version may have been deleted by hand"
        );
        fs::write(folder.path().join("below/.writing-notes.json-x"), "").unwrap();
        assert_eq!(read(&folder_again), Some((notes(&["one"]), false)), "nothing was lost");
        assert_eq!(folder_again.names("below").unwrap(), [NAME]);
        folder_again.write(NAME, &notes(&["two"])).unwrap();
        assert_eq!(read(&folder_again), Some((notes(&["two"]), false)));
    }

    #[test]
    fn a_newer_document_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = open(folder.path());
        folder.write(NAME, &notes(&[])).unwrap();
        let content = RawValue::from_string("{\"pages\":[]}".to_owned()).unwrap();
        let newer = serde_json::to_string(&Wrapped::of(2, &content)).unwrap();
        fs::write(folder.path.join(NAME), &newer).unwrap();
        assert_eq!(folder.read::<Notes>(NAME), Err(Error::FolderNewer { file: NAME.into() }));
        assert_eq!(fs::read_to_string(folder.path.join(NAME)).unwrap(), newer);
    }

    #[test]
    fn every_change_is_announced() {
        let folder = tempfile::tempdir().unwrap();
        let effects = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&effects);
        let folder = Folder::open(folder.path(), Arc::new(move |e| seen.lock().unwrap().push(e))).unwrap();
        folder.write(NAME, &notes(&["one"])).unwrap();
        folder.write(NAME, &notes(&["two"])).unwrap();
        folder.remove::<Notes>(NAME).unwrap();
        let kind = Kind::SetUp;
        assert_eq!(
            *effects.lock().unwrap(),
            [
                Effect::Prepared(kind),
                Effect::Replaced(kind),
                Effect::Prepared(kind),
                Effect::VersionKept(kind),
                Effect::Replaced(kind),
                Effect::VersionRemoved(kind),
                Effect::Removed(kind),
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        /// Whatever happens to the bytes of the newest version: either it is read completely, or the previous
        /// version is, and the damaged file is kept.
        #[test]
        fn a_damaged_document_costs_one_change(
            at in any::<prop::sample::Index>(),
            length in 0_usize..40,
            bytes in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let around = tempfile::tempdir().unwrap();
            let folder = open(around.path());
            let (one, two) = (notes(&["one"]), notes(&["one", "the second, with more text in it"]));
            folder.write(NAME, &one).unwrap();
            folder.write(NAME, &two).unwrap();
            let path = around.path().join(NAME);
            let whole = fs::read(&path).unwrap();
            let at = at.index(whole.len());
            let mut damaged = whole.clone();
            damaged.splice(at..(at + length).min(whole.len()), bytes);
            fs::write(&path, &damaged).unwrap();
            let found = read(&folder);
            if found == Some((two, false)) {
                prop_assert!(folder.damaged().is_empty());
            } else {
                prop_assert_eq!(found, Some((one, true)));
                let aside = folder.damaged().pop().unwrap();
                prop_assert_eq!(fs::read(around.path().join(aside)).unwrap(), damaged);
            }
        }
    }
}
