//! Checks that this computer has what Latchkey needs: a keychain, a data folder, a system that rejects
//! untrusted certificates, a reachable proxy, and, if an address is given, a reachable HaloPSA.
//!
//! Every check uses dummy values and removes them again. No saved connection is touched and no credentials
//! are used.

mod proxy;

use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls_platform_verifier::Verifier;
use strum::{EnumIter, IntoStaticStr};

use crate::discovery::discover;
use crate::error::Params;
use crate::halo::Network;
use crate::instance::address::Address;
use crate::vault::{EntryName, Keeper};
use crate::{Error, Result, Secret, random};

/// A check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Item {
    /// An entry is written, read and deleted.
    Keychain,
    /// A file is written, read and deleted in the data folder.
    Folder,
    /// A self-signed certificate is passed to the system's verifier, which must reject it.
    Certificates,
    /// The proxy for HaloPSA is looked up and connected to.
    Proxy,
    /// HaloPSA's sign-in settings are requested, as on the page `connect`.
    Instance,
}

impl Item {
    /// The item's id in the words file.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Passed. The message's id and parameters.
    Fine(&'static str, Params),
    /// Passed with a remark. The message's id and parameters.
    Remark(&'static str, Params),
    /// Skipped. The message's id.
    NotChecked(&'static str),
    /// Failed: Latchkey can't work like this.
    Trouble(Error),
}

impl Outcome {
    pub(crate) fn fine(words: &'static str) -> Self {
        Self::Fine(words, Params::new())
    }

    fn of(result: Result<Self>) -> Self {
        result.unwrap_or_else(Self::Trouble)
    }
}

/// Runs all checks in sequence. `folder`: the data folder. `address`: HaloPSA's, as it was pasted; empty to
/// skip [`Item::Instance`].
pub async fn run(keeper: &Keeper, folder: &Path, network: &Network, address: &str) -> Vec<(Item, Outcome)> {
    let pasted = address.trim();
    let address = (!pasted.is_empty()).then(|| Address::parse(pasted, network.plain_http_ports()));
    let known = address.as_ref().and_then(|address| address.as_ref().ok());
    let mut found = vec![
        (Item::Keychain, Outcome::of(keychain(keeper).await)),
        (Item::Folder, Outcome::of(write_and_read(folder))),
        (Item::Certificates, Outcome::of(certificates())),
        (Item::Proxy, proxy(network, known).await),
    ];
    if let Some(address) = address {
        found.push((Item::Instance, Outcome::of(instance(network, address).await)));
    }
    found
}

/// The entry written by the check. It is always the same, so a leftover of an interrupted check is
/// overwritten.
fn entry() -> EntryName {
    EntryName { service: "Latchkey for HaloPSA: check of this computer".to_owned(), user: "check".to_owned() }
}

async fn keychain(keeper: &Keeper) -> Result<Outcome> {
    let written = keeper.put(&entry(), &Secret::from(random::id()?)).await;
    if written == Err(Error::KeychainWaitStopped) {
        // It may still be written. The deletion is queued behind that.
        let keeper = keeper.clone();
        tokio::spawn(async move { keeper.delete(&entry()).await });
        return Err(Error::KeychainWaitStopped);
    }
    let deleted = keeper.delete(&entry()).await;
    written?;
    deleted?;
    match keeper.get(&entry()).await? {
        None => Ok(Outcome::fine("check-keychain-fine")),
        Some(_) => Err(Error::KeychainTrouble),
    }
}

fn write_and_read(folder: &Path) -> Result<Outcome> {
    const TEXT: &[u8] = b"written by the check of this computer";
    let tried = || -> std::io::Result<Vec<u8>> {
        std::fs::create_dir_all(folder)?;
        // The prefix of the data folder's temporary files: leftovers of a crash are swept.
        let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(folder)?;
        file.write_all(TEXT)?;
        file.as_file().sync_all()?;
        file.rewind()?;
        let mut read = Vec::new();
        file.read_to_end(&mut read)?;
        file.close()?;
        Ok(read)
    };
    match tried() {
        Ok(read) if read == TEXT => Ok(Outcome::fine("check-folder-fine")),
        Ok(_) => Err(Error::FolderUnavailable),
        Err(error) => {
            tracing::warn!(kind = ?error.kind(), "data folder is not writable");
            Err(Error::FolderUnavailable)
        }
    }
}

/// A self-signed certificate for `nobody.invalid`, whose key was discarded. Made by
/// `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -outform DER
/// -subj /CN=nobody.invalid -addext subjectAltName=DNS:nobody.invalid -days 36500`.
const NOBODY: &[u8] = include_bytes!("nobody.der");

/// Uses the same verifier as all our requests. Needs no network.
fn certificates() -> Result<Outcome> {
    let trouble = || Error::TrustStoreUnavailable;
    let verifier =
        Verifier::new(Arc::new(rustls::crypto::aws_lc_rs::default_provider())).map_err(|error| {
            tracing::warn!(%error, "trust store unavailable");
            trouble()
        })?;
    let name = ServerName::try_from("nobody.invalid").map_err(|_| trouble())?;
    let certificate = CertificateDer::from(NOBODY);
    match verifier.verify_server_cert(&certificate, &[], &name, &[], UnixTime::now()) {
        Err(rustls::Error::InvalidCertificate(_)) => Ok(Outcome::fine("check-certificates-fine")),
        Err(error) => {
            tracing::warn!(%error, "trust store call failed");
            Err(trouble())
        }
        Ok(_) => {
            tracing::error!("self-signed test certificate was trusted");
            Err(trouble())
        }
    }
}

/// Skipped while practising, when nothing may leave this computer, not even to a proxy.
async fn proxy(network: &Network, address: Option<&Address>) -> Outcome {
    if network.is_confined() {
        Outcome::NotChecked("check-proxy-practice")
    } else {
        proxy::check(address).await
    }
}

async fn instance(network: &Network, address: Result<Address>) -> Result<Outcome> {
    let address = address?;
    network.admit(&address.join(""))?;
    let found = discover(network, &address).await?;
    let mut params = Params::from([("host", found.address.host_and_port())]);
    Ok(match found.version {
        Some(version) => {
            params.insert("version", version);
            Outcome::Fine("check-instance-version", params)
        }
        None => Outcome::Fine("check-instance-fine", params),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::halo::Patience;
    use crate::vault::{Memory, Vault};

    /// A keychain that stores everything and ignores deletions.
    #[derive(Default)]
    struct Hoarding(Memory);

    impl Vault for Hoarding {
        fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()> {
            self.0.put(entry, secret)
        }
        fn get(&self, entry: &EntryName) -> Result<Option<Secret>> {
            self.0.get(entry)
        }
        fn delete(&self, _: &EntryName) -> Result<()> {
            Ok(())
        }
    }

    /// A keychain that is locked.
    struct Locked;

    impl Vault for Locked {
        fn put(&self, _: &EntryName, _: &Secret) -> Result<()> {
            Err(Error::KeychainLocked)
        }
        fn get(&self, _: &EntryName) -> Result<Option<Secret>> {
            Err(Error::KeychainLocked)
        }
        fn delete(&self, _: &EntryName) -> Result<()> {
            Err(Error::KeychainLocked)
        }
    }

    async fn found(vault: Arc<dyn Vault>, folder: &Path, item: Item) -> Outcome {
        let network = Network::to_the_internet(Patience::default());
        let found = run(&Keeper::new(vault), folder, &network, "").await;
        found.into_iter().find(|(each, _)| *each == item).unwrap().1
    }

    #[tokio::test]
    async fn a_good_computer_is_said_to_be_good_and_nothing_stays_behind() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Arc::new(Memory::default());
        let data = folder.path().join("not/there/yet");
        let network = Network::to_the_internet(Patience::default());
        let found = run(&Keeper::new(vault.clone()), &data, &network, " ").await;
        let items: Vec<Item> = found.iter().map(|(item, _)| *item).collect();
        assert_eq!(items, [Item::Keychain, Item::Folder, Item::Certificates, Item::Proxy]);
        for (item, outcome) in found.iter().filter(|(item, _)| *item != Item::Proxy) {
            assert!(matches!(outcome, Outcome::Fine(..)), "{item:?}: {outcome:?}");
        }
        assert!(vault.entries().is_empty());
        assert_eq!(std::fs::read_dir(&data).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn what_a_check_left_that_died_on_its_way_goes_with_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Arc::new(Memory::default());
        vault.put(&entry(), &Secret::from("left")).unwrap();
        let outcome = found(vault.clone(), folder.path(), Item::Keychain).await;
        assert!(matches!(outcome, Outcome::Fine(..)), "{outcome:?}");
        assert!(vault.entries().is_empty());
    }

    #[tokio::test]
    async fn a_keychain_that_is_locked_or_keeps_what_was_deleted_is_trouble() {
        let folder = tempfile::tempdir().unwrap();
        let locked = found(Arc::new(Locked), folder.path(), Item::Keychain).await;
        assert_eq!(locked, Outcome::Trouble(Error::KeychainLocked));
        let hoarding = found(Arc::new(Hoarding::default()), folder.path(), Item::Keychain).await;
        assert_eq!(hoarding, Outcome::Trouble(Error::KeychainTrouble));
    }

    #[tokio::test]
    async fn a_folder_that_is_a_file_is_trouble() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let outcome = found(Arc::new(Memory::default()), &file, Item::Folder).await;
        assert_eq!(outcome, Outcome::Trouble(Error::FolderUnavailable));
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_said_in_the_words_of_the_page_connect() {
        let folder = tempfile::tempdir().unwrap();
        let network = Network::to_the_internet(Patience::default());
        let keeper = Keeper::new(Arc::new(Memory::default()));
        let found = run(&keeper, folder.path(), &network, "someone@acme.example").await;
        assert_eq!(found.last(), Some(&(Item::Instance, Outcome::Trouble(Error::AddressIsMail))));
    }

    #[test]
    fn the_certificate_that_is_shown_is_one() {
        let nobody = CertificateDer::from(NOBODY);
        assert!(rustls::server::ParsedCertificate::try_from(&nobody).is_ok());
    }
}
