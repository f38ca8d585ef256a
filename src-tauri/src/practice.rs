//! The practice HaloPSA, and the data folder of the Latchkey that practises on it. Both are removed when
//! practising ends; what a crashed practice leaves behind is removed at the next start.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use latchkey_core::halo::{Network, Patience};
use latchkey_core::vault::{Keychain, Memory, Vault};
use latchkey_core::{Error, Latchkey, Result};
use latchkey_practice::{Dialect, Practice};

/// Prefixes of folders in the data folder: secrets in memory, and secrets in the keychain.
const IN_MEMORY: &str = "practice-";
const IN_KEYCHAIN: &str = "practice-keychain-";

/// A running practice HaloPSA with the data folder of the Latchkey that practises on it.
pub(crate) struct Ground {
    pub(crate) server: Practice,
    pub(crate) real_keychain: bool,
    _folder: tempfile::TempDir,
}

impl Ground {
    /// Starts a practice HaloPSA, and a Latchkey that reaches nothing else. `data`: the real data folder,
    /// which contains this one: what has to be removed from the keychain must be known even after a power
    /// cut.
    pub(crate) async fn start(data: &Path, real_keychain: bool) -> Result<(Self, Arc<Latchkey>)> {
        let unavailable = |error: std::io::Error| {
            tracing::error!(kind = ?error.kind(), "practice HaloPSA not started");
            Error::PracticeUnavailable
        };
        let server = Practice::start(Dialect::live()).await.map_err(unavailable)?;
        let (data, ports) = (data.to_owned(), server.ports());
        let opened = tokio::task::spawn_blocking(move || {
            let prefix = if real_keychain { IN_KEYCHAIN } else { IN_MEMORY };
            let folder = std::fs::create_dir_all(&data)
                .and_then(|()| tempfile::Builder::new().prefix(prefix).tempdir_in(&data))
                // With secrets in memory nothing has to be known later.
                .or_else(|error| if real_keychain { Err(error) } else { tempfile::tempdir() })
                .map_err(unavailable)?;
            let vault: Arc<dyn Vault> =
                if real_keychain { Arc::new(Keychain::default()) } else { Arc::new(Memory::default()) };
            let latchkey = open(folder.path(), vault, &ports)?;
            Ok((folder, Arc::new(latchkey)))
        });
        let (folder, latchkey) = opened.await.unwrap_or(Err(Error::PracticeUnavailable))?;
        Ok((Self { server, real_keychain, _folder: folder }, latchkey))
    }
}

fn open(folder: &Path, vault: Arc<dyn Vault>, ports: &[u16]) -> Result<Latchkey> {
    let network = Network::confined_to(ports, Patience::default());
    Latchkey::open(folder, vault, network)
}

/// Removes everything that was created while practising, from the keychain, too. Can be retried after a
/// failure.
pub(crate) async fn end(latchkey: &Latchkey) -> Result<()> {
    let overview = latchkey.overview();
    for unfinished in overview.unfinished {
        // An application on the practice HaloPSA goes with it.
        latchkey.set_up(unfinished.id())?.abandon(true).await?;
    }
    for connection in overview.connections {
        latchkey.remove_connection(&connection.id).await?;
    }
    Ok(())
}

/// The folders that crashed practices left in the data folder. Called before the next one begins, by the one
/// app that holds the folder.
pub(crate) fn left_behind(data: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(data).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(IN_MEMORY))
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect()
}

/// Removes them. What the keychain refuses to delete stays until the next start.
pub(crate) async fn sweep(left: Vec<PathBuf>, keychain: Arc<dyn Vault>) {
    for folder in left {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let vault: Arc<dyn Vault> =
            if name.starts_with(IN_KEYCHAIN) { Arc::clone(&keychain) } else { Arc::new(Memory::default()) };
        // The app that practised there is gone, and so are its ports: it reaches nothing. A practice that is
        // still running, in another session of this user, has the folder open.
        let ended = match open(&folder, vault, &[]) {
            Ok(latchkey) => end(&latchkey).await,
            Err(error) => Err(error),
        };
        let removed =
            ended.and_then(|()| std::fs::remove_dir_all(&folder).map_err(|_| Error::FolderUnavailable));
        match removed {
            Ok(()) => tracing::info!(%name, "leftover practice removed"),
            Err(error) => tracing::warn!(%name, code = error.code(), "leftover practice not removed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use latchkey_core::Secret;
    use latchkey_core::vault::EntryName;
    use secrecy::ExposeSecret;

    use super::*;

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

    fn theirs() -> EntryName {
        EntryName { service: "Somebody else's".to_owned(), user: "entry".to_owned() }
    }

    /// A practice with the keychain in which a secret was taken, a connection and a set-up, that died.
    async fn died(data: &Path, keychain: &Arc<Memory>) {
        let (ground, _) = Ground::start(data, false).await.unwrap();
        let folder = tempfile::Builder::new().prefix(IN_KEYCHAIN).tempdir_in(data).unwrap().keep();
        let vault: Arc<dyn Vault> = Arc::<Memory>::clone(keychain);
        let latchkey = open(&folder, vault, &ground.server.ports()).unwrap();
        let id = latchkey.begin(None, "Backup of everything").unwrap().id;
        latchkey.set_up(&id).unwrap().set_address(1, &ground.server.address(), false, None).await.unwrap();
        let made = ground.server.state().add_application("Backup", 7, &["read:tickets"]).unwrap();
        latchkey.set_up(&id).unwrap().take_client_id(&Secret::from(made.0), false, false).await.unwrap();
        latchkey.set_up(&id).unwrap().take_secret(&Secret::from(made.1), false).await.unwrap();
        assert_eq!(keychain.entries().len(), 2, "a secret is in the keychain, beside somebody else's");
        // Its folder outlives it, as after a crash; that of the ground, too.
        std::mem::forget(ground);
    }

    #[tokio::test]
    async fn what_a_practice_left_that_died_is_gone_after_the_next_start() {
        let data = tempfile::tempdir().unwrap();
        let keychain = Arc::new(Memory::default());
        keychain.put(&theirs(), &Secret::from("theirs")).unwrap();
        died(data.path(), &keychain).await;
        std::fs::write(data.path().join("connections.json"), "{\"version\":1,\"connections\":[]}").unwrap();
        std::fs::write(data.path().join("practice-notes.txt"), "a file of the person's").unwrap();

        let left = left_behind(data.path());
        assert_eq!(left.len(), 2, "one in memory and one with the keychain: {left:?}");
        sweep(left.clone(), Arc::new(Locked)).await;
        assert_eq!(left_behind(data.path()).len(), 1, "what is still in a locked keychain stays known");
        assert_eq!(keychain.entries().len(), 2);

        sweep(left_behind(data.path()), Arc::<Memory>::clone(&keychain)).await;
        assert_eq!(left_behind(data.path()), Vec::<PathBuf>::new());
        assert_eq!(keychain.entries(), [theirs()], "and nothing else is touched");
        assert_eq!(keychain.get(&theirs()).unwrap().unwrap().expose_secret(), "theirs");
        let mut stay: Vec<_> =
            std::fs::read_dir(data.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        stay.sort();
        assert_eq!(stay, ["connections.json", "practice-notes.txt"]);
    }

    #[tokio::test]
    async fn a_practice_is_confined_and_leaves_nothing() {
        let data = tempfile::tempdir().unwrap();
        let (ground, latchkey) = Ground::start(data.path(), false).await.unwrap();
        assert!(latchkey.network().is_confined());
        assert_eq!(latchkey.network().plain_http_ports(), ground.server.ports());
        let id = latchkey.begin(None, "Backup of everything").unwrap().id;
        let refused =
            latchkey.set_up(&id).unwrap().set_address(1, "https://acme.halopsa.com", true, None).await;
        assert_eq!(refused.unwrap_err(), Error::PracticeOnly { host: "acme.halopsa.com".to_owned() });
        sweep(left_behind(data.path()), Arc::new(Memory::default())).await;
        assert!(latchkey.set_up(&id).is_ok(), "what goes on is not swept away");
        end(&latchkey).await.unwrap();
        // As a place drops them: Windows removes no folder in which a file is open.
        drop(latchkey);
        drop(ground);
        assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
    }
}
