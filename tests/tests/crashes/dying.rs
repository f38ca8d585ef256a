//! A process that dies at a durable effect, the data folder and the vault that it leaves behind, and their
//! invariants at every next start.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use latchkey_core::Latchkey;
use latchkey_core::halo::Network;
use latchkey_core::vault::EntryName;
use latchkey_journeys::crash::{FileVault, Order, Report, Step, quick_folder};
use latchkey_journeys::files::files_below;
use tokio::io::AsyncWriteExt;

/// So many crash points are looked at side by side.
pub const SIDE_BY_SIDE: usize = 4;

/// A data folder and a vault, to be copied.
pub struct Place {
    around: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Self {
        let around = quick_folder();
        for folder in ["data", "vault"] {
            fs::create_dir(around.path().join(folder)).unwrap();
        }
        Self { around }
    }

    pub fn data(&self) -> PathBuf {
        self.around.path().join("data")
    }

    pub fn vault(&self) -> FileVault {
        FileVault::at(&self.around.path().join("vault"))
    }

    pub fn copy(&self) -> Self {
        let copy = Self::new();
        for (path, name) in self.files() {
            let to = copy.around.path().join(name);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(path, to).unwrap();
        }
        copy
    }

    /// Every file, of the data and of the vault: where it is, and its name from here.
    pub fn files(&self) -> Vec<(PathBuf, PathBuf)> {
        let around = self.around.path();
        let name = |path: &PathBuf| path.strip_prefix(around).unwrap().to_owned();
        files_below(around).into_iter().map(|path| (path.clone(), name(&path))).collect()
    }

    /// The documents that a power cut or a bad disk could damage, by their names in the data folder.
    pub fn documents(&self) -> Vec<String> {
        let names = self.files().into_iter().map(|(_, name)| name.to_string_lossy().replace('\\', "/"));
        let of_data = names.filter_map(|name| name.strip_prefix("data/").map(str::to_owned));
        of_data.filter(|name| name.ends_with(".json")).collect()
    }

    pub fn open(&self, network: &Network) -> Latchkey {
        Latchkey::open(&self.data(), Arc::new(self.vault()), network.clone())
            .expect("the next start opens the folder")
    }

    /// Whether a file, of the data or of the vault, has this in it.
    pub fn has(&self, text: &str) -> bool {
        self.files().into_iter().any(|(path, _)| {
            let bytes = fs::read(path).unwrap_or_default();
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        })
    }
}

/// What a process said before it died.
pub struct Run {
    said: Vec<Report>,
    /// Whether it came to the end.
    pub ended: bool,
}

impl Run {
    pub fn effects(&self) -> impl Iterator<Item = &str> {
        self.said.iter().filter_map(|said| match said {
            Report::Effect(effect) => Some(effect.as_str()),
            _ => None,
        })
    }

    /// How many effects took place before it began with a step.
    pub fn effects_before(&self, step: usize) -> usize {
        let before = self.said.iter().take_while(|said| **said != Report::Step(step));
        before.filter(|said| matches!(said, Report::Effect(_))).count()
    }

    /// The step in which it died, and the effects of that step.
    pub fn last_step(&self) -> (usize, Vec<&str>) {
        let mut last = (0, Vec::new());
        for said in &self.said {
            match said {
                Report::Step(number) => last = (*number, Vec::new()),
                Report::Effect(effect) => last.1.push(effect.as_str()),
                Report::End => {}
            }
        }
        last
    }

    /// The last secret of the story whose storing was announced, and the step of it.
    pub fn stored(&self, steps: &[Step]) -> Option<String> {
        let mut step = 0;
        let mut stored = None;
        for said in &self.said {
            match said {
                Report::Step(number) => step = *number,
                Report::Effect(effect) if effect == "SecretStored" => {
                    if let Step::Secret(secret) = &steps[step] {
                        stored = Some(secret.clone());
                    }
                }
                _ => {}
            }
        }
        stored
    }
}

/// Tells the story in a process of its own, which dies where it is ordered to.
pub async fn run(order: &Order, place: &Place, name: &str) -> Run {
    let n = order.abort_at;
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_crash"))
        .arg(place.data())
        .arg(place.around.path().join("vault"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&serde_json::to_vec(order).unwrap()).await.unwrap();
    drop(stdin);
    let output = tokio::time::timeout(Duration::from_secs(60), child.wait_with_output())
        .await
        .unwrap_or_else(|_| panic!("{}, effect {n}: the process hangs", name))
        .unwrap();
    let said: Vec<Report> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ended = said.last() == Some(&Report::End);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("panicked"), "{}, effect {n}: the story itself went wrong: {errors}", name);
    assert_eq!(output.status.success(), ended, "{}, effect {n}: {:?} {errors}", name, output.status);
    let run = Run { said, ended };
    assert!(ended || run.effects().count() == n, "{}, effect {n}: it died elsewhere", name);
    run
}

/// Every entry is a connection's or an unfinished set-up's, and every set-up that has answers is
/// shown, unless it is a connection already and has nothing left to do.
pub fn assert_all_is_known(place: &Place, latchkey: &Latchkey, at: &str) {
    let overview = latchkey.overview();
    let known: BTreeSet<&EntryName> = overview
        .connections
        .iter()
        .map(|c| &c.entry)
        .chain(overview.unfinished.iter().flat_map(|u| u.entries.iter().map(|entry| &entry.name)))
        .collect();
    for (entry, _) in place.vault().entries() {
        assert!(known.contains(&entry), "{at}: nobody knows of {entry:?} in the keychain");
    }
    for name in place.documents().iter().filter_map(|name| name.strip_prefix("set-ups/")) {
        let shown = overview.unfinished.iter().any(|u| name == format!("{}.json", u.id()));
        assert!(shown, "{at}: a set-up that is kept is not shown as unfinished");
    }
}

/// No set-up, no half-written file; and the vault has the connections' entries alone.
pub fn assert_tidy(place: &Place, latchkey: &Latchkey, connections: usize, at: &str) {
    let overview = latchkey.overview();
    assert_eq!(overview.unfinished, [], "{at}: something is still unfinished");
    assert_eq!(overview.connections.len(), connections, "{at}: connections");
    let entries: Vec<EntryName> = place.vault().entries().into_iter().map(|(name, _)| name).collect();
    let mut wanted: Vec<EntryName> = overview.connections.iter().map(|c| c.entry.clone()).collect();
    wanted.sort();
    assert_eq!(entries, wanted, "{at}: the vault has what the connections need and nothing else");
    let allowed = |name: &str| {
        name == "lock"
            || name.contains(".damaged-")
            || ["connections.json", "connections.json.before"].contains(&name)
    };
    for (_, name) in place.files() {
        let name = name.to_string_lossy().replace('\\', "/");
        if let Some(name) = name.strip_prefix("data/") {
            assert!(allowed(name), "{at}: {name} was left behind");
        }
    }
}
