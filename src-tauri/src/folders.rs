//! Where Latchkey's files are, by each system's conventions. Doesn't need a window, so that the check of this
//! computer uses the same folders as the app.
//!
//! | | data | log |
//! |---|---|---|
//! | Windows | `%LOCALAPPDATA%\app.latchkey.halopsa` | `logs` in it |
//! | macOS | `~/Library/Application Support/app.latchkey.halopsa` | `~/Library/Logs/app.latchkey.halopsa` |
//! | Linux | `~/.local/share/app.latchkey.halopsa` (`XDG_DATA_HOME`) | `logs` in it |

use std::path::PathBuf;

use latchkey_core::{Error, Result};

/// As in `tauri.conf.json`; a test compares the two.
pub(crate) const IDENTIFIER: &str = "app.latchkey.halopsa";

/// Where connections and unfinished set-ups are kept: not roaming, like the keychain's entries.
pub(crate) fn data() -> Result<PathBuf> {
    dirs::data_local_dir().map(|folder| folder.join(IDENTIFIER)).ok_or(Error::FolderUnavailable)
}

/// Where the log is.
pub(crate) fn log() -> Result<PathBuf> {
    if cfg!(target_os = "macos") {
        let home = dirs::home_dir().ok_or(Error::FolderUnavailable)?;
        Ok(home.join("Library/Logs").join(IDENTIFIER))
    } else {
        data().map(|folder| folder.join("logs"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identifier_is_the_one_of_the_installed_app() {
        let settings: serde_json::Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        assert_eq!(settings["identifier"], IDENTIFIER);
    }

    #[test]
    fn the_folders_carry_the_identifier() {
        for folder in [data().unwrap(), log().unwrap()] {
            assert!(folder.to_string_lossy().contains(IDENTIFIER), "{}", folder.display());
        }
    }
}
