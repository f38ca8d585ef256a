//! Storage of secrets. One trait with two implementations: the system's keychain, and memory for practice.

pub mod credentials;
mod keychain;
mod memory;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

pub use keychain::Keychain;
pub use memory::Memory;

use crate::lock::lock;
use crate::vault::credentials::is_a_guid;
use crate::{Error, Result, Secret};

/// A call that takes longer is probably waiting for the person to answer a prompt of the system.
pub const PATIENT_FOR: Duration = Duration::from_secs(3);

/// The key of an entry, also shown in the system's own keychain app.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryName {
    /// "Latchkey for `HaloPSA`: {host and path}, {product}".
    pub service: String,
    /// The Client ID, in lower case when it is a GUID: Windows ignores case in names of entries.
    pub user: String,
}

impl EntryName {
    /// The entry for these credentials. `place`: the instance's host, port and path.
    pub fn of(place: &str, product: &str, client_id: &str) -> Self {
        let user = if is_a_guid(client_id) { client_id.to_ascii_lowercase() } else { client_id.to_owned() };
        Self { service: format!("Latchkey for HaloPSA: {place}, {product}"), user }
    }

    /// The entries for a new secret beside the one in use, until it is proved. The first unused one is to be
    /// taken.
    pub fn beside(&self) -> impl Iterator<Item = Self> {
        (1..).map(|number: u32| {
            let number = if number == 1 { String::new() } else { format!(" {number}") };
            Self { service: format!("{}, new secret{number}", self.service), user: self.user.clone() }
        })
    }
}

/// A store of secrets. Calls block, possibly until the person answers a password prompt, so they are made
/// through [`Keeper`].
pub trait Vault: Send + Sync {
    /// Writes or overwrites an entry.
    fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()>;
    /// Reads an entry; `None` when it doesn't exist.
    fn get(&self, entry: &EntryName) -> Result<Option<Secret>>;
    /// Deletes an entry. Succeeds when it doesn't exist.
    fn delete(&self, entry: &EntryName) -> Result<()>;
}

/// Calls the vault off the async threads, and reports slow calls instead of timing out. Cheap to clone.
#[derive(Clone)]
pub struct Keeper {
    vault: Arc<dyn Vault>,
    waiting: tokio::sync::watch::Sender<bool>,
    /// Cancels all current waiters.
    waiters: Arc<Mutex<CancellationToken>>,
    // Serialises the calls: an abandoned write ends before a later delete.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Keeper {
    /// A keeper for `vault`.
    pub fn new(vault: Arc<dyn Vault>) -> Self {
        Self {
            vault,
            waiting: tokio::sync::watch::Sender::new(false),
            waiters: Arc::default(),
            turn: Arc::default(),
        }
    }

    /// Whether a call has been running for more than [`PATIENT_FOR`]: the system may be asking for a
    /// password.
    pub fn waiting(&self) -> tokio::sync::watch::Receiver<bool> {
        self.waiting.subscribe()
    }

    /// Stops waiting for running calls, which return [`Error::KeychainWaitStopped`]. The calls themselves
    /// can't be cancelled; later calls see their effect.
    pub fn stop_waiting(&self) {
        let waiters = std::mem::take(&mut *lock(&self.waiters));
        waiters.cancel();
    }

    /// See [`Vault::put`]. The entry is read back, to verify that it was stored.
    pub async fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()> {
        let (entry, secret) = (entry.clone(), secret.clone());
        self.call(move |vault| {
            vault.put(&entry, &secret)?;
            match vault.get(&entry)? {
                Some(read) if same(&read, &secret) => Ok(()),
                _ => {
                    tracing::error!("keychain read back a different value");
                    Err(Error::KeychainTrouble)
                }
            }
        })
        .await
    }

    /// See [`Vault::get`].
    pub async fn get(&self, entry: &EntryName) -> Result<Option<Secret>> {
        let entry = entry.clone();
        self.call(move |vault| vault.get(&entry)).await
    }

    /// See [`Vault::delete`].
    pub async fn delete(&self, entry: &EntryName) -> Result<()> {
        let entry = entry.clone();
        self.call(move |vault| vault.delete(&entry)).await
    }

    async fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Vault) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        let (vault, turn) = (Arc::clone(&self.vault), Arc::clone(&self.turn));
        let mut call = tokio::spawn(async move {
            let _turn = turn.lock_owned().await;
            tokio::task::spawn_blocking(move || work(&*vault)).await
        });
        let waiters = lock(&self.waiters).clone();
        let finished = tokio::select! {
            result = &mut call => Some(result),
            () = tokio::time::sleep(PATIENT_FOR) => None,
        };
        let result = if let Some(result) = finished {
            result
        } else {
            self.waiting.send_replace(true);
            let result = tokio::select! {
                result = &mut call => Some(result),
                () = waiters.cancelled() => None,
            };
            self.waiting.send_replace(false);
            let Some(result) = result else { return Err(Error::KeychainWaitStopped) };
            result
        };
        if let Ok(Ok(result)) = result {
            result
        } else {
            tracing::error!("keychain call panicked");
            Err(Error::KeychainTrouble)
        }
    }
}

/// Whether two secrets are equal. Not in constant time: both belong to the same person.
pub fn same(one: &Secret, other: &Secret) -> bool {
    use secrecy::ExposeSecret;
    // Exposed for the comparison; neither leaves this function.
    one.expose_secret() == other.expose_secret()
}
