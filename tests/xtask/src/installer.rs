//! Latchkey's additions to Tauri's Windows installer, tested under Wine in a tiny installer of their own:
//! Tauri's can only be built on the release's runners, because its plugins and `WebView2`'s must be
//! downloaded.

use crate::bundle::Emptied;
use crate::command::{self, root, script};
use crate::files::name_path;
use crate::wine::{WINE, WINE_SERVER, in_prefix};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Compiles it, runs it silently and not, and answers its questions.
pub(crate) fn check() -> Result<(), String> {
    let folder = Emptied::new("installer")?;
    let here = &folder.0;
    let copy = here.join("tried.nsi");
    name_path(&copy, fs::copy(script("tried.nsi"), &copy))?;
    let hooks = root().join("src-tauri/bundle/installer-hooks.nsh");
    // Warnings are errors.
    let mut compiler = Command::new("makensis");
    compiler.args(["-V2", "-WX"]).arg(format!("-DLATCHKEY_HOOKS={}", hooks.display())).arg(&copy);
    command::run(&mut compiler)?;

    command::run(under_wine(
        Command::new("xvfb-run").args(["--auto-servernum", WINE, "wineboot", "--init"]),
        here,
    ))?;
    let mut tried = Command::new("xvfb-run");
    tried.args(["--auto-servernum", "sh"]).arg(script("try-installer.sh")).arg(WINE);
    let result = command::run(under_wine(&mut tried, here));
    let _ = command::output(under_wine(Command::new(WINE_SERVER).arg("--kill"), here));
    result
}

/// With a home of its own.
fn under_wine<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    in_prefix(command, &folder.join("wine")).current_dir(folder).env("HOME", folder)
}

#[cfg(test)]
mod tests {
    const HOOKS: &str = include_str!("../../../src-tauri/bundle/installer-hooks.nsh");
    const WORDS: &str = include_str!("../../../ui/words/en.ftl");
    const VAULT: &str = include_str!("../../../src-tauri/core/src/vault/mod.rs");

    #[test]
    fn the_uninstaller_names_the_button_and_the_entries_as_the_app_does() {
        let button = WORDS.lines().find_map(|line| line.strip_prefix("remove-it = ")?.strip_suffix('…'));
        assert!(button.is_some_and(|label| HOOKS.contains(&format!("$\\\"{label}$\\\""))), "{button:?}");
        let entries = "Latchkey for HaloPSA:";
        assert!(VAULT.contains(&format!("format!(\"{entries} ")) && HOOKS.contains(entries));
    }
}
