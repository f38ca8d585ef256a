//! The keychain of Windows: what Latchkey puts into Credential Manager, read with Windows' own calls.
//! The entries are invented, have a name of their own for each run, and are deleted in the end.

#![cfg(windows)]
#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use keyring_core::api::CredentialStoreApi;
use latchkey_core::Secret;
use latchkey_core::vault::{EntryName, Keychain, Vault};
use secrecy::ExposeSecret;
use windows_native_keyring_store::Store;

const CLIENT_ID: &str = "3d5f0a52-7c1e-4a43-9d39-b1f0c7a5e001";
const SECRET: &str = "canary-windows-keychain-Zażółć-🔑";

/// One test at a time: one that lists must not meet another's credential that is just being deleted.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An entry that is gone when the test is over, however it ends.
struct Invented(EntryName);

impl Invented {
    fn new(host: &str, client_id: &str) -> Self {
        let host = format!("{host}.{}.invalid", std::process::id());
        let invented = Self(EntryName::of(&host, "Latchkey's own test", client_id));
        assert!(read(&invented.0).is_none(), "an entry is there before it was written");
        invented
    }
}

impl Drop for Invented {
    fn drop(&mut self) {
        let _ = Keychain::default().delete(&self.0);
    }
}

/// The secret as a keychain that is opened anew reads it, as after a start of the app.
fn read(entry: &EntryName) -> Option<String> {
    let secret = Keychain::default().get(entry).unwrap();
    secret.map(|secret| secret.expose_secret().to_owned())
}

/// What Windows keeps under this target: `CredReadW`, past the code that is tested.
fn credential(target: &str) -> keyring_core::Result<HashMap<String, String>> {
    let target = HashMap::from([("target", target)]);
    Store::new()?.build("", "", Some(&target))?.get_attributes()
}

/// The targets that Windows lists as Latchkey's, of those that this run has made: `CredEnumerateW`. These
/// are the names in Credential Manager, and for removing them without Latchkey.
fn listed() -> Vec<String> {
    let ours = HashMap::from([("pattern", "^Latchkey for HaloPSA: ")]);
    let entries = Store::new().unwrap().search(&ours).unwrap();
    entries
        .iter()
        .map(|entry| entry.get_attributes().unwrap().remove("target_name").unwrap())
        .filter(|target| target.contains(&format!(".{}.invalid", std::process::id())))
        .collect()
}

/// One credential, since Wine 8 puts a second one where no credential may stand in memory.
#[test]
fn windows_lists_the_credential_by_its_name() {
    let _alone = alone();
    let entry = Invented::new("listed", CLIENT_ID);
    assert!(listed().is_empty());
    Keychain::default().put(&entry.0, &Secret::from(SECRET)).unwrap();
    assert_eq!(listed(), [format!("{}, {CLIENT_ID}", entry.0.service)]);
    Keychain::default().delete(&entry.0).unwrap();
    assert!(listed().is_empty());
}

#[test]
fn a_secret_is_kept_overwritten_and_deleted() {
    let _alone = alone();
    let entry = Invented::new("round-trip", CLIENT_ID);
    let keychain = Keychain::default();
    keychain.put(&entry.0, &Secret::from(SECRET)).unwrap();
    assert_eq!(read(&entry.0).as_deref(), Some(SECRET));
    keychain.put(&entry.0, &Secret::from("canary-another")).unwrap();
    assert_eq!(read(&entry.0).as_deref(), Some("canary-another"));
    keychain.delete(&entry.0).unwrap();
    assert_eq!(read(&entry.0), None);
    keychain.delete(&entry.0).unwrap();
}

#[test]
fn the_credential_is_named_after_service_and_client_id_and_stays_on_this_computer() {
    let _alone = alone();
    let entry = Invented::new("names", CLIENT_ID);
    let target = format!("{}, {CLIENT_ID}", entry.0.service);
    // Also the second time, when there is a credential to overwrite.
    for secret in ["canary-first", "canary-second"] {
        Keychain::default().put(&entry.0, &Secret::from(secret)).unwrap();
        let kept = credential(&target).unwrap();
        assert_eq!(kept["target_name"], target);
        assert_eq!(kept["username"], CLIENT_ID, "the person can't tell whose secret it is");
        assert_eq!(kept["persistence"], "Local", "it would roam to other computers of the domain");
    }
    Keychain::default().delete(&entry.0).unwrap();
    assert!(matches!(credential(&target), Err(keyring_core::Error::NoEntry)));
}

/// The target that the store makes by itself is the same for both.
#[test]
fn two_entries_never_share_a_credential() {
    let _alone = alone();
    let one = Invented::new("shared", "a.b");
    let mut other = Invented::new("shared", "a");
    other.0.service = format!("b.{}", one.0.service);
    let keychain = Keychain::default();
    keychain.put(&one.0, &Secret::from("canary-one")).unwrap();
    keychain.put(&other.0, &Secret::from("canary-other")).unwrap();
    assert_eq!(read(&one.0).as_deref(), Some("canary-one"));
    keychain.delete(&one.0).unwrap();
    assert_eq!(read(&other.0).as_deref(), Some("canary-other"));
}

/// 2,560 bytes, and each letter takes two. What doesn't fit is refused, and what was there stays.
#[test]
fn a_secret_that_is_too_long_is_refused_and_the_old_one_stays() {
    let _alone = alone();
    let entry = Invented::new("long", CLIENT_ID);
    let keychain = Keychain::default();
    let longest = "x".repeat(1_280);
    keychain.put(&entry.0, &Secret::from(longest.clone())).unwrap();
    assert!(keychain.put(&entry.0, &Secret::from("x".repeat(1_281))).is_err());
    assert_eq!(read(&entry.0), Some(longest));
}
