//! The system's keychain: Credential Manager, macOS's login keychain, the Secret Service.
//!
//! `keyring` brings the stores. Its own `Entry` opens the store once for each process and never
//! again, so that "unlock it and try again" would need a restart; entries are therefore built here
//! (by `keyring-core`), and after a failure the store is opened anew.

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

    /// The store, opened when it is not open.
    fn store(&self) -> Result<Arc<CredentialStore>> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = &*store {
            return Ok(Arc::clone(open));
        }
        let opened = open().map_err(|e| match meaning(&e) {
            // Whatever kept the store from opening, there is none to speak to.
            Error::KeychainTrouble => Error::KeychainAbsent,
            other => other,
        })?;
        *store = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// Forgets the store, so that the next call opens it again, and says what the failure means.
    fn failed(&self, error: &keyring::Error) -> Error {
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = None;
        meaning(error)
    }
}

impl Keychain {
    /// Does something with an entry, and once more with the store opened anew when it failed: the
    /// keychain may have been restarted since. Every call may be repeated.
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
        // Exposed to the keychain, the place where it belongs.
        self.twice(entry, |e| {
            e.set_password(secret.expose_secret())?;
            // An entry with a target of its own has no user until it is given one.
            #[cfg(windows)]
            e.update_attributes(&HashMap::from([("username", entry.user.as_str())]))?;
            Ok(())
        })
    }

    fn get(&self, entry: &EntryName) -> Result<Option<Secret>> {
        self.twice(entry, |e| match e.get_password() {
            // Copied and wiped: made of itself, it could leave a part behind that is longer than it.
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

/// The kind of failure, never its text: `BadEncoding` carries the secret's bytes.
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
    tracing::warn!(failure = name, "keychain");
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

/// macOS takes service and user as they are.
#[cfg(target_os = "macos")]
fn modifiers(_entry: &EntryName) -> HashMap<&'static str, String> {
    HashMap::new()
}

/// A credential of Windows is found by its target alone, and the store would make one that two
/// entries can share. "Local" keeps it from roaming to other computers of the domain.
#[cfg(windows)]
fn modifiers(entry: &EntryName) -> HashMap<&'static str, String> {
    HashMap::from([
        ("target", format!("{}, {}", entry.service, entry.user)),
        ("persistence", "Local".to_owned()),
    ])
}

/// The label is what the person sees in their keychain's app. A target would make a collection of
/// its own.
#[cfg(all(unix, not(target_os = "macos")))]
fn modifiers(entry: &EntryName) -> HashMap<&'static str, String> {
    HashMap::from([("label", entry.service.clone())])
}
