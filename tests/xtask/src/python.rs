//! Programs from Python's registry: each list in an environment of its own, pinned by hash.

use crate::command::{self, retry_once};
use crate::files::{rename, write};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Installs the packages of `list`, one per line with its hash, into `folder`, unless they are there. Returns
/// the folder of their programs.
pub(crate) fn programs(folder: &Path, list: &str) -> Result<PathBuf, String> {
    let (installed, wanted) = (folder.join("installed.txt"), folder.join("wanted.txt"));
    let programs = folder.join("bin");
    if fs::read_to_string(&installed).is_ok_and(|there| there == list) {
        return Ok(programs);
    }
    let _ = fs::remove_dir_all(folder);
    command::run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    write(&wanted, list)?;
    let mut install = Command::new(programs.join("pip"));
    install
        .args(["install", "--quiet", "--require-hashes", "--only-binary=:all:", "--requirement"])
        .arg(&wanted);
    retry_once(|| command::run(&mut install))
        .map_err(|reason| format!("{} could not be fetched: {reason}", folder.display()))?;
    // Last, so that an incomplete installation is not taken for a complete one.
    rename(&wanted, &installed)?;
    Ok(programs)
}
