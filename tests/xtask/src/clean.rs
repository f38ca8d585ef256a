//! A clean machine for the deb: a Debian with only what apt itself needs. The deb is installed there with
//! only its own dependencies, used by the desktop's stories, and removed again.
//!
//! All mounts are in namespaces that end with the command, so nothing stays mounted whatever happens. The
//! machine's own apt is not affected.

use crate::bundle::{Emptied, PACKAGE, WITH_A_KEYCHAIN};
use crate::command::{self, retry_once, script, sh};
use crate::files::{make, name_path, write};
use crate::packages::DEBIAN;
use crate::verify::{ON_A_SCREEN, STORIES, count_stories, in_a_window_of, stories};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Suppresses a command's output unless it fails.
const QUIETLY: [&str; 4] = ["sh", "-c", include_str!("scripts/quietly.sh"), "quietly.sh"];

/// A user's data: what was there before must still be there when the package is gone.
const DATA: &str = "root/.local/share/app.latchkey.halopsa/connections.json";

/// Installs, uses and removes the deb. Returns a line for the summary.
pub(crate) fn try_deb(deb: &Path) -> Result<String, String> {
    let desktop = stories("desktop")?;
    let installed = stories("installed")?;
    let count = count_stories(&desktop, None);
    if count == 0 {
        return Err("there are no stories for the desktop".to_owned());
    }
    if let Some(lost) = INSTALLED.iter().find(|name| count_stories(&installed, Some(name)) != 1) {
        return Err(format!("there is no story {lost}"));
    }
    let machine = Machine::set_up()?;
    let deb = machine.give(deb, "latchkey.deb")?;
    let desktop = machine.give(&desktop, "desktop")?;
    let installed = machine.give(&installed, "installed")?;

    machine.apt(&["update"])?;
    machine.apt(&["install", "--no-install-recommends", &deb])?;
    machine.starts_with_its_dependencies_only()?;

    machine.apt(&[&["install", "--no-install-recommends"], DEBIAN.desktop].concat())?;
    command::run(&mut machine.inside(&[&WITH_A_KEYCHAIN[..], &["latchkey", "--self-test"]].concat()))?;
    machine.run_stories(&[&ON_A_SCREEN[..], &[&desktop], &STORIES].concat())?;
    let [newcomer, later] = INSTALLED;
    let one =
        |name| [&ON_A_SCREEN[..], &WITH_A_KEYCHAIN, &[&installed, "--ignored", "--exact", name]].concat();
    machine.run_stories(&one(newcomer))?;
    machine.apt(&["install", "--reinstall", &deb])?;
    machine.run_stories(&one(later))?;

    machine.is_removed()?;
    Ok(format!(
        "The deb: installed by apt on a clean Debian, {count} desktop stories and a newcomer's passed, installed \
         again over itself, removed."
    ))
}

/// The stories of an installed program, which the release's runners run, too: the second checks for what the
/// first has left.
const INSTALLED: [&str; 2] =
    ["a_newcomer_practises_to_the_hand_over_and_begins", "what_was_begun_before_is_still_there"];

struct Machine(Emptied);

impl Machine {
    fn set_up() -> Result<Self, String> {
        let folder = Emptied::new("clean-debian")?;
        retry_once(|| command::run(sh("set-up-debian.sh").current_dir(&folder.0)))?;
        Ok(Self(folder))
    }

    fn root(&self) -> PathBuf {
        self.0.0.join("root")
    }

    /// Copies a file there, and returns its path from there.
    fn give(&self, file: &Path, name: &str) -> Result<String, String> {
        let there = format!("/opt/{name}");
        let copy = self.root().join(&there[1..]);
        name_path(&copy, fs::copy(file, &copy))?;
        Ok(there)
    }

    /// A command that runs there, with this machine's network.
    fn inside(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--pid", "--ipc", "--fork", "--kill-child"]);
        self.entered(command, arguments)
    }

    /// A command that runs there with no network but the loopback, and so with screens of its own.
    fn offline(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--pid", "--ipc", "--net", "--fork", "--kill-child"]);
        self.entered(command, arguments)
    }

    fn entered(&self, mut command: Command, arguments: &[&str]) -> Command {
        command.arg("sh").arg(script("inside.sh")).arg(self.root()).args(arguments).env_clear();
        for proxy in ["http_proxy", "https_proxy", "no_proxy"] {
            if let Some(value) = std::env::var_os(proxy) {
                command.env(proxy, value);
            }
        }
        command
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", "/root")
            .env("LC_ALL", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    }

    fn run_stories(&self, arguments: &[&str]) -> Result<(), String> {
        command::run(in_a_window_of(&mut self.offline(arguments), Path::new("/usr/bin/latchkey")))
    }

    /// Retried once after a failure: most of it is downloads.
    fn apt(&self, arguments: &[&str]) -> Result<(), String> {
        println!("apt-get {}", arguments.join(" "));
        let all = [&QUIETLY[..], &["apt-get", "--quiet", "--yes"], arguments].concat();
        retry_once(|| match self.inside(&all).status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("apt-get {}: {status}", arguments.join(" "))),
            Err(error) => Err(format!("unshare did not start: {error}")),
        })
    }

    /// With only the package's dependencies there is no keychain. So the self-test fails, but it does print
    /// its report: every library is there.
    fn starts_with_its_dependencies_only(&self) -> Result<(), String> {
        let output = self
            .offline(&["latchkey", "--self-test"])
            .output()
            .map_err(|error| format!("unshare did not start: {error}"))?;
        let report = String::from_utf8_lossy(&output.stdout);
        println!("{report}");
        match output.status.code() {
            Some(0 | 1) if !report.trim().is_empty() => Ok(()),
            _ => Err(format!(
                "the installed program does not start with its own dependencies only ({}): {}",
                output.status,
                String::from_utf8_lossy(&output.stderr).trim()
            )),
        }
    }

    /// Purged: nothing of the package is left, and everything of the user.
    fn is_removed(&self) -> Result<(), String> {
        let data = self.root().join(DATA);
        let text = "{\"version\":1,\"connections\":[]}";
        data.parent().map_or(Ok(()), make)?;
        write(&data, text)?;
        let list = command::output(&mut self.inside(&["dpkg", "--listfiles", PACKAGE])).unwrap_or_default();
        if !list.contains("/usr/bin/latchkey") {
            return Err(format!("the package's files can't be listed:\n{list}"));
        }
        self.apt(&["purge", PACKAGE])?;
        if command::succeeds(&mut self.inside(&["dpkg-query", "--show", PACKAGE])) {
            return Err(format!("dpkg still knows of {PACKAGE}"));
        }
        let left = left_of(&list, &self.root());
        if !left.is_empty() {
            return Err(format!("left behind: {}", left.join(" ")));
        }
        if name_path(&data, fs::read_to_string(&data))? == text {
            Ok(())
        } else {
            Err("the user's data were changed".to_owned())
        }
    }
}

/// The paths of a package's `list` that still exist below `root`. Folders that it shares with others may.
fn left_of<'a>(list: &'a str, root: &Path) -> Vec<&'a str> {
    list.lines()
        .filter(|path| {
            let there = root.join(path.trim_start_matches('/'));
            let shared =
                there.is_dir() && !path.rsplit('/').next().is_some_and(|name| name.contains("latchkey"));
            there.symlink_metadata().is_ok() && !shared
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::left_of;
    use std::fs;
    use std::path::Path;

    #[test]
    fn files_and_folders_of_our_own_are_left_behind_and_shared_folders_are_not() -> std::io::Result<()> {
        let root = std::env::temp_dir().join(format!("latchkey-left-{}", std::process::id()));
        fs::create_dir_all(root.join("usr/share/latchkey"))?;
        fs::write(root.join("usr/share/icon.png"), "")?;
        let list = "/.\n/usr\n/usr/share\n/usr/share/latchkey\n/usr/share/icon.png\n/usr/bin/latchkey\n";
        let left = left_of(list, &root);
        fs::remove_dir_all(&root)?;
        assert_eq!(left, ["/usr/share/latchkey", "/usr/share/icon.png"]);
        assert!(left_of(list, Path::new("/nowhere")).is_empty());
        Ok(())
    }
}
