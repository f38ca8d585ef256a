//! The system's keychain: Credential Manager, macOS's login keychain, the Secret Service.
//!
//! `keyring` provides the stores. Its own `Entry` opens the store only once per process, so that a retry
//! after unlocking would need a restart; entries are therefore built here (by `keyring-core`), and after a
//! failure the store is reopened.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::{CredentialStore, Entry};
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;

use super::{EntryName, Vault};
use crate::{Error, Result, Secret};

/// The operating system's keychain as a [`Vault`].
#[derive(Default)]
pub struct Keychain {
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl Keychain {
    fn entry(&self, name: &EntryName) -> Result<Entry> {
        let store = self.store()?;
        let modifiers = modifiers(name);
        let modifiers = modifiers.iter().map(|(key, value)| (*key, value.as_str())).collect();
        store.build(&name.service, &name.user, Some(&modifiers)).map_err(|e| self.failed(&e))
    }

    /// The store, opened if necessary.
    fn store(&self) -> Result<Arc<CredentialStore>> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = &*store {
            return Ok(Arc::clone(open));
        }
        let opened = open().map_err(|e| match meaning(&e) {
            // A store that can't be opened counts as absent.
            Error::KeychainTrouble => Error::KeychainAbsent,
            other => other,
        })?;
        *store = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// Closes the store, so that the next call reopens it, and maps the failure.
    fn failed(&self, error: &keyring::Error) -> Error {
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = None;
        meaning(error)
    }
}

impl Keychain {
    /// Calls `work` with an entry, and once more with a reopened store when it failed: the keychain service
    /// may have been restarted. All calls are idempotent.
    fn twice<R>(&self, entry: &EntryName, work: impl Fn(&Entry) -> keyring::Result<R>) -> Result<R> {
        let once = || work(&self.entry(entry)?).map_err(|e| self.failed(&e));
        match once() {
            Err(Error::KeychainTrouble) => once(),
            done => done,
        }
    }
}

impl Vault for Keychain {
    fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()> {
        // Exposed only to the keychain.
        self.twice(entry, |e| {
            e.set_password(secret.expose_secret())?;
            // An entry with a custom target has no user until it is set.
            #[cfg(windows)]
            e.update_attributes(&HashMap::from([("username", entry.user.as_str())]))?;
            Ok(())
        })
    }

    fn get(&self, entry: &EntryName) -> Result<Option<Secret>> {
        self.twice(entry, |e| match e.get_password() {
            // Copied and wiped: converting it in place may shrink it, which could leave an unwiped copy
            // behind.
            Ok(secret) => Ok(Some(Secret::from(Zeroizing::new(secret).as_str()))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(e) => Err(e),
        })
    }

    fn delete(&self, entry: &EntryName) -> Result<()> {
        self.twice(entry, |e| match e.delete_credential() {
            Err(keyring::Error::NoEntry) => Ok(()),
            done => done,
        })
    }
}

/// Maps a failure by its kind, and logs the kind, never the text: `BadEncoding` contains the secret's bytes.
fn meaning(error: &keyring::Error) -> Error {
    let (name, meaning) = match error {
        keyring::Error::NoStorageAccess(_) => ("no access", Error::KeychainLocked),
        keyring::Error::NoDefaultStore => ("no store", Error::KeychainAbsent),
        keyring::Error::PlatformFailure(_) => ("platform failure", Error::KeychainTrouble),
        keyring::Error::BadEncoding(_) => ("bad encoding", Error::KeychainTrouble),
        keyring::Error::BadDataFormat(..) => ("bad data", Error::KeychainTrouble),
        keyring::Error::TooLong(..) => ("too long", Error::KeychainTrouble),
        keyring::Error::Ambiguous(_) => ("ambiguous", Error::KeychainTrouble),
        _ => ("other", Error::KeychainTrouble),
    };
    tracing::warn!(failure = name, "keychain call failed");
    meaning
}

#[cfg(target_os = "macos")]
fn open() -> keyring::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn open() -> keyring::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn open() -> keyring::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// macOS needs only service and user.
#[cfg(target_os = "macos")]
fn modifiers(_entry: &EntryName) -> HashMap<&'static str, String> {
    HashMap::new()
}

/// Windows finds a credential only by its target, and the store's default target is ambiguous: two entries
/// can share it. "Local" keeps it from roaming to other computers of the domain.
#[cfg(windows)]
fn modifiers(entry: &EntryName) -> HashMap<&'static str, String> {
    HashMap::from([
        ("target", format!("{}, {}", entry.service, entry.user)),
        ("persistence", "Local".to_owned()),
    ])
}

/// The label is shown in the keychain's app. A target would create a separate collection.
#[cfg(all(unix, not(target_os = "macos")))]
fn modifiers(entry: &EntryName) -> HashMap<&'static str, String> {
    HashMap::from([("label", entry.service.clone())])
}
