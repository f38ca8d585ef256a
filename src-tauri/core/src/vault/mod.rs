//! Where secrets are kept. One trait, two places: the system's keychain, and memory for practice.

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

/// After this long a call is probably waiting for the person to answer a prompt of the system's.
pub const PATIENT_FOR: Duration = Duration::from_secs(3);

/// How an entry is found again, by Latchkey and by the person in the system's own keychain app.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryName {
    /// "Latchkey for `HaloPSA`: {host and path}, {product}".
    pub service: String,
    /// The Client ID, in lower case when it is a GUID: Windows finds an entry in any case, so two names
    /// that differ in nothing else would be one.
    pub user: String,
}

impl EntryName {
    /// The entry for these credentials. `place`: the instance's host, port and path.
    pub fn of(place: &str, product: &str, client_id: &str) -> Self {
        let user = if is_a_guid(client_id) { client_id.to_ascii_lowercase() } else { client_id.to_owned() };
        Self { service: format!("Latchkey for HaloPSA: {place}, {product}"), user }
    }

    /// The entries that keep a new secret beside the one in use until it is proved, each to be taken
    /// when those before it are in use as well.
    pub fn beside(&self) -> impl Iterator<Item = Self> {
        (1..).map(|number: u32| {
            let number = if number == 1 { String::new() } else { format!(" {number}") };
            Self { service: format!("{}, new secret{number}", self.service), user: self.user.clone() }
        })
    }
}

/// A place for secrets. Calls block, perhaps for as long as a person thinks about a password
/// prompt, so they are made through [`Keeper`].
pub trait Vault: Send + Sync {
    /// Writes or overwrites.
    fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()>;
    /// Reads; `None` when there is no such entry.
    fn get(&self, entry: &EntryName) -> Result<Option<Secret>>;
    /// Deletes; an entry that isn't there is deleted already.
    fn delete(&self, entry: &EntryName) -> Result<()>;
}

/// Calls the vault off the async threads, says when it takes long, and never takes a long call for
/// a failed one.
#[derive(Clone)]
pub struct Keeper {
    vault: Arc<dyn Vault>,
    waiting: tokio::sync::watch::Sender<bool>,
    /// Of everything that waits now.
    waiters: Arc<Mutex<CancellationToken>>,
    // One call after the other: a write that was no longer waited for ends before a later delete.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Keeper {
    /// Keeps secrets in `vault`.
    pub fn new(vault: Arc<dyn Vault>) -> Self {
        Self {
            vault,
            waiting: tokio::sync::watch::Sender::new(false),
            waiters: Arc::default(),
            turn: Arc::default(),
        }
    }

    /// Whether a call has been waiting for more than [`PATIENT_FOR`]: the computer may be asking
    /// for a password.
    pub fn waiting(&self) -> tokio::sync::watch::Receiver<bool> {
        self.waiting.subscribe()
    }

    /// The person waits no longer. The call itself can't be taken back; what it still does is found
    /// by the next look.
    pub fn stop_waiting(&self) {
        let waiters = std::mem::take(&mut *lock(&self.waiters));
        waiters.cancel();
    }

    /// See [`Vault::put`]. The entry is read back: what can't be read was not kept.
    pub async fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()> {
        let (entry, secret) = (entry.clone(), secret.clone());
        self.call(move |vault| {
            vault.put(&entry, &secret)?;
            match vault.get(&entry)? {
                Some(read) if same(&read, &secret) => Ok(()),
                _ => {
                    tracing::error!("the keychain did not give back what it was given");
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

/// Whether two secrets are the same. Both are this person's own, so timing tells nobody anything.
pub fn same(one: &Secret, other: &Secret) -> bool {
    use secrecy::ExposeSecret;
    // Exposed to be compared; neither leaves this function.
    one.expose_secret() == other.expose_secret()
}
