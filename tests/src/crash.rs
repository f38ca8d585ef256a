//! What the crash tests' two processes share: a vault that outlives a process, and stories that run step by
//! step. The process that is to die is `src/bin/crash.rs`; the app has no such switch.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use latchkey_core::halo::{Network, Patience};
use latchkey_core::procedure::Item;
use latchkey_core::proof::finding::Verdict;
use latchkey_core::vault::{EntryName, Vault};
use latchkey_core::{ConnectionId, Error, Latchkey, Result, Secret, SetUpId};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

pub use crate::computer::nobody;
use crate::window::sign_in_as_a_person;

/// The product of every story: one that is not listed.
pub const PRODUCT: &str = "Paper Lantern";
/// "Application Name" in every story.
pub const APPLICATION: &str = "Latchkey's application";
/// "Agent to log in as" in every story; its ID in the practice HaloPSA is 7.
pub const AGENT: &str = "API Integration Account";
/// The ID of [`AGENT`].
pub const AGENT_ID: u32 = 7;
/// The permissions of every story.
pub const PERMISSIONS: [&str; 2] = ["read:tickets", "read:customers"];

/// A network to the practice HaloPSA with short timeouts.
pub fn network(ports: &[u16]) -> Network {
    network_that_waits(ports, Duration::from_secs(20))
}

/// The same for a HaloPSA that leaves some requests unanswered: `answer` is the timeout of each.
pub fn network_that_waits(ports: &[u16], answer: Duration) -> Network {
    let patience = Patience {
        connect: Duration::from_secs(10),
        answer,
        new_application: Duration::from_millis(60),
        pause: Duration::from_millis(10),
        longest_wait: Duration::from_secs(1),
        poll: Duration::from_millis(60),
        ..Patience::default()
    };
    Network::confined_to(ports, patience)
}

/// A folder that is deleted at the end; in memory where possible, since what is tested is the order of
/// effects and not the disk.
pub fn quick_folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a folder")
}

/// Only for tests: secrets in plain files of a folder, so that they are still there after the process has
/// died. A call has either happened or not.
pub struct FileVault {
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    entry: EntryName,
    secret: String,
}

impl FileVault {
    /// Stores its files in `folder`, which must not be the data folder.
    pub fn at(folder: &Path) -> Self {
        fs::create_dir_all(folder).expect("a folder for the vault");
        Self { folder: folder.to_owned() }
    }

    fn file(&self, entry: &EntryName) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        (&entry.service, &entry.user).hash(&mut hasher);
        self.folder.join(format!("{:016x}", hasher.finish()))
    }

    /// All entries, secrets included.
    pub fn entries(&self) -> Vec<(EntryName, String)> {
        let mut entries: Vec<(EntryName, String)> = fs::read_dir(&self.folder)
            .expect("the vault's folder")
            .map(|file| {
                let bytes = fs::read(file.expect("a file").path()).expect("a readable entry");
                let stored: Stored = serde_json::from_slice(&bytes).expect("a whole entry");
                (stored.entry, stored.secret)
            })
            .collect();
        entries.sort();
        entries
    }
}

impl Vault for FileVault {
    fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()> {
        let stored = Stored { entry: entry.clone(), secret: secret.expose_secret().to_owned() };
        let mut file = tempfile::NamedTempFile::new_in(self.folder.parent().expect("a folder around it"))
            .expect("a file beside the vault");
        serde_json::to_writer(&mut file, &stored).expect("written");
        file.persist(self.file(entry)).expect("in its place");
        Ok(())
    }

    fn get(&self, entry: &EntryName) -> Result<Option<Secret>> {
        match fs::read(self.file(entry)) {
            Ok(bytes) => {
                let stored: Stored = serde_json::from_slice(&bytes).expect("a whole entry");
                Ok(Some(Secret::from(stored.secret)))
            }
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(Error::KeychainTrouble),
        }
    }

    fn delete(&self, entry: &EntryName) -> Result<()> {
        match fs::remove_file(self.file(entry)) {
            Ok(()) => Ok(()),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
            Err(_) => Err(Error::KeychainTrouble),
        }
    }
}

/// One action of the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Starts a set-up; the next steps belong to it.
    Begin,
    /// Starts replacing the secret of the first connection.
    BeginNewSecret,
    /// Starts replacing the secret of an application that Latchkey did not set up.
    BeginNewSecretElsewhere,
    /// Enters the address.
    Address(String),
    /// Enters name and agent.
    General,
    /// Signs in with an application that may create others: its Client ID and its secret.
    Authority(String, String),
    /// Signs in as the user who is filled in on HaloPSA's own page.
    Person,
    /// Enters the name, and chooses the agent from HaloPSA's list.
    GeneralFromList,
    /// Chooses the permissions.
    Permissions,
    /// Has the application created, which then works or doesn't.
    Create(bool),
    /// Has the application created, which fails with the error of this code.
    CreateRefused(String),
    /// Undoes the creation.
    Undo,
    /// Continues by hand, having checked that HaloPSA has no application that Latchkey lost track of.
    GoOnByHand,
    /// Ticks an item.
    Tick,
    /// Copies this Client ID, before or after Save.
    ClientId(String, bool),
    /// Copies this secret.
    Secret(String),
    /// Tests, which succeeds or doesn't.
    Prove(bool),
    /// Tests the first connection again.
    ProveConnection,
    /// Abandons the set-up.
    Abandon,
    /// Abandons the oldest unfinished set-up.
    AbandonOldest,
    /// Removes the first connection.
    Remove,
}

impl Step {
    /// The secret that the app has to keep after this step, if it had to keep `before` until then.
    #[must_use]
    pub fn secret_after<'a>(&'a self, before: Option<&'a str>) -> Option<&'a str> {
        match self {
            Self::Secret(taken) => Some(taken),
            step => before.filter(|_| !step.removes()),
        }
    }

    /// Whether the step is meant to delete secrets.
    pub fn removes(&self) -> bool {
        matches!(self, Self::Abandon | Self::AbandonOldest | Self::Remove | Self::Undo)
    }
}

/// Runs the steps with one [`Latchkey`].
pub struct Runner {
    /// The app.
    pub latchkey: Latchkey,
    /// The set-up that the steps belong to.
    pub draft: Option<SetUpId>,
}

impl Runner {
    /// Starts with `latchkey`.
    pub fn new(latchkey: Latchkey) -> Self {
        Self { latchkey, draft: None }
    }

    fn id(&self) -> &SetUpId {
        self.draft.as_ref().expect("the story begins a set-up before its other steps")
    }

    fn revision(&self) -> u64 {
        let set_up = self.latchkey.set_up(self.id());
        set_up.and_then(|set_up| set_up.draft()).expect("the set-up's answers").revision
    }

    /// Runs one step.
    ///
    /// # Errors
    /// The refusal from core. Panics if a proof has another result than the story's.
    pub async fn run(&mut self, step: &Step) -> Result<()> {
        let latchkey = &self.latchkey;
        match step {
            Step::Begin => self.draft = Some(latchkey.begin(None, PRODUCT)?.id),
            Step::BeginNewSecret => {
                let connection = first_connection(latchkey)?;
                self.draft = Some(latchkey.begin_new_secret_for(&connection).await?.id);
            }
            Step::BeginNewSecretElsewhere => {
                self.draft = Some(latchkey.begin_new_secret(None, PRODUCT)?.id);
            }
            Step::Address(address) => {
                latchkey.set_up(self.id())?.set_address(self.revision(), address, false, None).await?;
            }
            Step::General => {
                latchkey.set_up(self.id())?.set_general(self.revision(), APPLICATION, AGENT).await?;
            }
            Step::Authority(client_id, secret) => {
                let id = self.id();
                latchkey.set_up(id)?.take_authority_client_id(&Secret::from(client_id.as_str()), false)?;
                latchkey.set_up(id)?.take_authority_secret(&Secret::from(secret.as_str()), false).await?;
            }
            Step::Person => sign_in_as_a_person(latchkey, self.id()).await?,
            Step::GeneralFromList => {
                let agent = Some(i64::from(AGENT_ID));
                latchkey
                    .set_up(self.id())?
                    .set_general_from_list(self.revision(), APPLICATION, agent)
                    .await?;
            }
            Step::Create(works) => {
                let outcome = latchkey.set_up(self.id())?.create(false, &nobody()).await?;
                let proof = &outcome.proof;
                assert_eq!(proof.verdict != Verdict::DoesNotWork, *works, "the story's proof: {proof:?}");
                assert_eq!(outcome.connection.is_some(), *works, "a connection exactly when it works");
            }
            Step::CreateRefused(code) => match latchkey.set_up(self.id())?.create(false, &nobody()).await {
                Err(error) if error.code() == code => {}
                Err(error) => return Err(error),
                Ok(outcome) => panic!("not {code}, but {:?}", outcome.proof),
            },
            Step::Undo => {
                latchkey.set_up(self.id())?.undo(&nobody()).await?;
            }
            Step::GoOnByHand => {
                latchkey.set_up(self.id())?.go_on_by_hand(true).await?;
            }
            Step::Permissions => {
                latchkey.set_up(self.id())?.set_permissions(self.revision(), &PERMISSIONS).await?;
            }
            Step::Tick => {
                latchkey.set_up(self.id())?.tick(Item::SignIn, true).await?;
            }
            Step::ClientId(client_id, after_save) => {
                let copied = Secret::from(client_id.as_str());
                match latchkey.set_up(self.id())?.take_client_id(&copied, *after_save, false).await {
                    // HaloPSA did change it, and the user confirms that.
                    Err(Error::ClientIdOfAnother) => {
                        latchkey.set_up(self.id())?.take_client_id(&copied, *after_save, true).await?;
                    }
                    taken => {
                        taken?;
                    }
                }
            }
            Step::Secret(secret) => {
                latchkey.set_up(self.id())?.take_secret(&Secret::from(secret.as_str()), false).await?;
            }
            Step::Prove(works) => {
                let outcome = latchkey.set_up(self.id())?.prove(&nobody()).await?;
                let proof = &outcome.proof;
                assert_eq!(proof.verdict != Verdict::DoesNotWork, *works, "the story's proof: {proof:?}");
                assert_eq!(outcome.connection.is_some(), *works, "a connection exactly when it works");
            }
            Step::ProveConnection => {
                let connection = first_connection(latchkey)?;
                let proof = latchkey.prove_connection(&connection, &nobody()).await?;
                assert_ne!(proof.verdict, Verdict::DoesNotWork, "the connection's proof: {proof:?}");
            }
            Step::Abandon => latchkey.set_up(self.id())?.abandon(false).await?,
            Step::AbandonOldest => {
                // Repeated after a failure, it may have nothing left to do.
                if let Some(oldest) = latchkey.overview().unfinished.first() {
                    latchkey.set_up(oldest.id())?.abandon(false).await?;
                }
            }
            Step::Remove => {
                let connection = first_connection(latchkey)?;
                latchkey.remove_connection(&connection).await?;
            }
        }
        Ok(())
    }
}

fn first_connection(latchkey: &Latchkey) -> Result<ConnectionId> {
    latchkey.overview().connections.first().map(|c| c.id.clone()).ok_or(Error::ConnectionGone)
}

/// The parent's instructions to the process that is to die, on its standard input.
#[derive(Serialize, Deserialize)]
pub struct Order {
    /// Ports of the practice HaloPSAs.
    pub ports: Vec<u16>,
    /// The timeout of each response in milliseconds.
    pub answer: u64,
    /// The effect at which to die, from 1. Beyond the story's last one it ends normally.
    pub abort_at: usize,
    /// The story.
    pub steps: Vec<Step>,
}

/// The process's reports on its standard output, one JSON text per line, before it continues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Report {
    /// This step of the story starts.
    Step(usize),
    /// This effect took place.
    Effect(String),
    /// The story is over.
    End,
}
