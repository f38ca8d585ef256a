//! The data folder: who may use it, how a file in it is written, and what happens to a damaged one.
//!
//! Versioned JSON, written whole to a temporary file, flushed to the disk and renamed over the old
//! one, so that a crash leaves the old file or the new one. No secret is ever written here.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result};

/// A change that outlives this process. Announced through [`Home::announce`] right after it took
/// place, so that the crash tests can end the process there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The new content of a file is on the disk beside the old one.
    FilePrepared(&'static str),
    /// The new content has taken the old one's place.
    FileReplaced(&'static str),
    /// An entry was written to the keychain.
    SecretStored,
    /// An entry was deleted from the keychain.
    SecretDeleted,
    /// HaloPSA was asked for an application, whatever it answered.
    ApplicationAsked,
    /// HaloPSA was asked to delete one, whatever it answered.
    ApplicationDeleted,
}

/// Who hears of every [`Effect`]. The app hears of none.
pub type Witness = Arc<dyn Fn(Effect) + Send + Sync>;

/// A kind of file in the data folder.
pub trait Kept: Serialize + DeserializeOwned + Default {
    /// The file's name.
    const FILE: &'static str;
    /// The version that this program writes. A file of a newer version is left alone.
    const VERSION: u32;
}

/// The data folder, locked for this process.
pub struct Home {
    folder: PathBuf,
    witness: Witness,
    // Held for as long as this process uses the folder.
    _lock: File,
    one_at_a_time: Mutex<()>,
    damaged: Mutex<Vec<String>>,
}

impl Home {
    /// Opens and locks the folder, making it where it is missing.
    ///
    /// # Errors
    /// [`Error::AlreadyOpen`] when another process has it; [`Error::FolderUnavailable`] when it
    /// can't be made or written.
    pub fn open(folder: &Path, witness: Witness) -> Result<Self> {
        let unavailable = |e: std::io::Error| {
            tracing::error!(kind = ?e.kind(), "data folder can't be opened");
            Error::FolderUnavailable
        };
        fs::create_dir_all(folder).map_err(unavailable)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("lock"))
            .map_err(unavailable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::AlreadyOpen),
            Err(TryLockError::Error(e)) => return Err(unavailable(e)),
        }
        Ok(Self {
            folder: folder.to_owned(),
            witness,
            _lock: lock,
            one_at_a_time: Mutex::new(()),
            damaged: Mutex::default(),
        })
    }

    /// Says that something durable has just happened.
    pub fn announce(&self, effect: Effect) {
        (self.witness)(effect);
    }

    /// Names of the files that could not be read and were put aside since the start.
    pub fn damaged(&self) -> Vec<String> {
        self.damaged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The content of a file; the default where there is none or where it was damaged (then it is
    /// kept aside under another name, see [`Home::damaged`]).
    pub fn read<T: Kept>(&self) -> Result<T> {
        let _guard = self.guard();
        self.read_guarded()
    }

    /// Reads, changes and writes a file, nobody between.
    pub fn change<T: Kept, R>(&self, change: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let _guard = self.guard();
        let mut kept = self.read_guarded::<T>()?;
        let before = serde_json::to_vec(&kept).ok();
        let result = change(&mut kept)?;
        if serde_json::to_vec(&kept).ok() != before {
            self.write_guarded(&kept)?;
        }
        Ok(result)
    }

    fn guard(&self) -> MutexGuard<'_, ()> {
        self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_guarded<T: Kept>(&self) -> Result<T> {
        let path = self.folder.join(T::FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(T::default()),
            Err(e) => {
                tracing::error!(file = T::FILE, kind = ?e.kind(), "file can't be read");
                return Err(Error::FolderUnavailable);
            }
        };
        match serde_json::from_slice::<Version>(&bytes) {
            Ok(found) if found.version > T::VERSION => {
                return Err(Error::FolderNewer { file: T::FILE.to_owned() });
            }
            _ => {}
        }
        match serde_json::from_slice::<Read<T>>(&bytes) {
            Ok(file) => Ok(file.content),
            Err(e) => {
                tracing::error!(file = T::FILE, line = e.line(), "file is damaged; kept aside");
                self.keep_aside::<T>(&path)?;
                Ok(T::default())
            }
        }
    }

    fn keep_aside<T: Kept>(&self, path: &Path) -> Result<()> {
        let aside = (0..10_000)
            .map(|n| format!("{}.damaged-{n}", T::FILE))
            .find(|name| !self.folder.join(name).exists())
            .ok_or(Error::FolderUnavailable)?;
        fs::rename(path, self.folder.join(&aside)).map_err(|_| Error::FolderUnavailable)?;
        self.damaged.lock().unwrap_or_else(PoisonError::into_inner).push(aside);
        Ok(())
    }

    fn write_guarded<T: Kept>(&self, kept: &T) -> Result<()> {
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(&self.folder)?;
            serde_json::to_writer_pretty(&mut file, &Written { version: T::VERSION, content: kept })?;
            file.write_all(b"\n")?;
            file.as_file().sync_all()?;
            self.announce(Effect::FilePrepared(T::FILE));
            let renamed = file.persist(self.folder.join(T::FILE)).map_err(|e| e.error)?;
            make_certain(&renamed, &self.folder)?;
            self.announce(Effect::FileReplaced(T::FILE));
            Ok(())
        };
        write().map_err(|e| {
            tracing::error!(file = T::FILE, kind = ?e.kind(), "file can't be written");
            Error::FolderUnavailable
        })
    }

    /// Removes what a crash between preparing and replacing a file left behind.
    pub fn sweep(&self) {
        let _guard = self.guard();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(".writing-") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// What every file has.
#[derive(serde::Deserialize)]
struct Version {
    version: u32,
}

/// A file as it is read: the version has been looked at.
#[derive(serde::Deserialize)]
struct Read<T> {
    #[serde(flatten)]
    content: T,
}

/// A file as it is written.
#[derive(Serialize)]
struct Written<'a, T> {
    version: u32,
    #[serde(flatten)]
    content: &'a T,
}

/// A renamed file is certain only when its new name is on the disk, too. On unix that is its folder's to say.
/// Windows flushes no folder and renames without waiting for the disk; there the file itself is flushed once
/// more, with the records of what was done to it.
fn make_certain(renamed: &File, folder: &Path) -> std::io::Result<()> {
    renamed.sync_all()?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Notes {
        notes: Vec<String>,
    }

    impl Kept for Notes {
        const FILE: &'static str = "notes.json";
        const VERSION: u32 = 1;
    }

    fn open(folder: &Path) -> Home {
        Home::open(folder, Arc::new(|_| {})).unwrap()
    }

    fn note(home: &Home, text: &str) {
        home.change(|n: &mut Notes| {
            n.notes.push(text.to_owned());
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn what_was_written_is_read_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        note(&open(folder.path()), "one");
        note(&open(folder.path()), "two");
        assert_eq!(open(folder.path()).read::<Notes>().unwrap().notes, ["one", "two"]);
    }

    #[test]
    fn a_file_that_was_renamed_can_be_brought_to_the_disk_on_every_system() {
        let folder = tempfile::tempdir().unwrap();
        let file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
        let renamed = file.persist(folder.path().join("notes.json")).unwrap();
        make_certain(&renamed, folder.path()).unwrap();
        // It is that file which is asked, and a folder that is not there is an error and no success.
        let gone = folder.path().join("gone");
        assert_eq!(make_certain(&renamed, &gone).is_err(), cfg!(unix));
    }

    #[test]
    fn a_second_start_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let _first = open(folder.path());
        assert_eq!(Home::open(folder.path(), Arc::new(|_| {})).err(), Some(Error::AlreadyOpen));
    }

    #[test]
    fn a_damaged_file_is_kept_aside_and_said() {
        let folder = tempfile::tempdir().unwrap();
        for damage in ["", "{\"version\":1,\"notes\":[\"ha", "[]", "{\"version\":1,\"notes\":3}"] {
            fs::write(folder.path().join("notes.json"), damage).unwrap();
            let home = open(folder.path());
            assert_eq!(home.read::<Notes>().unwrap(), Notes::default(), "{damage:?}");
            let aside = home.damaged().pop().expect("said");
            assert_eq!(fs::read_to_string(folder.path().join(aside)).unwrap(), damage);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5, "four copies and the lock");
    }

    #[test]
    fn a_newer_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.json"), "{\"version\":2,\"pages\":[]}").unwrap();
        let home = open(folder.path());
        assert_eq!(home.read::<Notes>(), Err(Error::FolderNewer { file: "notes.json".into() }));
        let refused = home.change(|n: &mut Notes| {
            n.notes.clear();
            Ok(())
        });
        assert!(refused.is_err());
        assert_eq!(
            fs::read_to_string(folder.path().join("notes.json")).unwrap(),
            "{\"version\":2,\"pages\":[]}"
        );
    }

    #[test]
    fn an_unchanged_file_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let effects = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&effects);
        let home = Home::open(folder.path(), Arc::new(move |e| heard.lock().unwrap().push(e))).unwrap();
        home.change(|_: &mut Notes| Ok(())).unwrap();
        assert!(effects.lock().unwrap().is_empty());
        note(&home, "one");
        assert_eq!(
            *effects.lock().unwrap(),
            [Effect::FilePrepared("notes.json"), Effect::FileReplaced("notes.json")]
        );
    }
}
