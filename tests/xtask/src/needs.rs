//! Build prerequisites of this machine: detected, reported, and where possible installed. Never without
//! consent.

use crate::command::{cargo, on_path, output, retry_once, root, run, succeeds};
use crate::packages::{DEBIAN, Purpose, line, missing};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest Node.js that the page checks run on.
const NODE: u32 = 20;

/// Ensures that everything for `purpose` is there. The error ends with what to do.
pub(crate) fn meet(purpose: Purpose, yes: bool) -> Result<(), String> {
    println!("Looking for what is missing");
    if cfg!(target_os = "linux") && on_path("apt-get") {
        debian(purpose, yes)?;
    } else if cfg!(target_os = "linux") {
        println!("  Install what your system calls these (the names are Debian's), if they are missing:\n");
        println!("    {}\n", DEBIAN.wanted(purpose).join(" "));
    }
    if purpose != Purpose::Start {
        rust_components(yes)?;
    }
    if matches!(purpose, Purpose::Verify | Purpose::Bundle)
        && let Err(complaint) = node()
    {
        println!("{complaint} Everything else is run meanwhile.");
    }
    Ok(())
}

/// Whether Node.js is installed for the page checks, and new enough.
pub(crate) fn node() -> Result<(), String> {
    let install = format!("Install Node.js {NODE} or newer with npm: https://nodejs.org/en/download");
    let found = output(Command::new("node").arg("--version"));
    match found.as_deref().and_then(major) {
        Some(version) if version < NODE => {
            Err(format!("The page checks need Node.js {NODE}, and {version} is here. {install}"))
        }
        Some(_) if succeeds(npm().arg("--version")) => Ok(()),
        Some(_) => Err(format!("The page checks need npm, which belongs to Node.js. {install}")),
        None => Err(format!("The page checks need Node.js. {install}")),
    }
}

/// npm by its name on this system.
pub(crate) fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// The programs in tests/package.json, installed exactly as in its lock file. Returns their folder.
pub(crate) fn npm_packages() -> Result<PathBuf, String> {
    node()?;
    let folder = root().join("tests");
    run(npm().args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    Ok(folder)
}

/// The 20 of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

fn debian(purpose: Purpose, yes: bool) -> Result<(), String> {
    let wanted = DEBIAN.wanted(purpose);
    let absent = missing(&wanted, &listed(&wanted)?);
    if absent.is_empty() {
        println!("  every system package is there");
        return Ok(());
    }
    let root = is_root();
    let line = line(&absent, root);
    agree("These system packages are missing", &line, yes)?;
    if !root && !on_path("sudo") {
        return Err(format!("That takes an administrator, and there is no sudo here. As root: {line}"));
    }
    install(&absent, root)?;
    let still = missing(&wanted, &listed(&wanted)?);
    if still.is_empty() {
        Ok(())
    } else {
        Err(format!("apt-get succeeded, but these are still missing: {}", still.join(" ")))
    }
}

fn listed(wanted: &[&str]) -> Result<String, String> {
    // It reports unknown packages as errors, and still lists the others.
    output(
        Command::new("dpkg-query")
            .args(["--show", "--showformat=${Package} ${db:Status-Status}\\n"])
            .args(wanted),
    )
    .ok_or_else(|| "dpkg-query did not start, so it is unknown what is installed.".to_owned())
}

/// One update and one install; each retried once after a network failure.
fn install(names: &[&str], root: bool) -> Result<(), String> {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if root { "env" } else { "sudo" });
        if !root {
            command.arg("env");
        }
        // Another apt may be running, as on a machine that has just started.
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--option=DPkg::Lock::Timeout=300"]);
        command.args(arguments);
        command
    };
    let once = || {
        run(&mut apt(&["update"]))?;
        run(apt(&["install", "--yes", "--no-install-recommends"]).args(names))
    };
    retry_once(once).map_err(|complaint| {
        let line = line(names, root);
        format!("The packages could not be installed ({complaint}). Try it yourself: {line}")
    })
}

/// rustfmt and clippy, which a minimal Rust lacks.
fn rust_components(yes: bool) -> Result<(), String> {
    let absent: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(subcommand, _)| !succeeds(&mut cargo([subcommand, "--version"])))
        .map(|(_, component)| component)
        .collect();
    rustup("component", &absent, yes)
}

/// The standard libraries of these targets.
pub(crate) fn rust_targets(targets: &[&'static str], yes: bool) -> Result<(), String> {
    let is_there = |target: &str| {
        output(Command::new("rustc").args(["--print", "target-libdir", "--target", target]))
            .is_some_and(|folder| Path::new(folder.trim()).is_dir())
    };
    let absent: Vec<&str> = targets.iter().copied().filter(|target| !is_there(target)).collect();
    rustup("target", &absent, yes)
}

/// Installs parts of Rust that are missing.
fn rustup(kind: &str, absent: &[&str], yes: bool) -> Result<(), String> {
    if absent.is_empty() {
        return Ok(());
    }
    let line = format!("rustup {kind} add {}", absent.join(" "));
    if !on_path("rustup") {
        return Err(format!(
            "{} missing, and so is rustup, which would install it: https://rustup.rs",
            absent.join(" and ")
        ));
    }
    agree("These parts of Rust are missing", &line, yes)?;
    retry_once(|| run(Command::new("rustup").args([kind, "add"]).args(absent)))
        .map_err(|complaint| format!("They could not be installed ({complaint}). Try it yourself: {line}"))
}

/// Prints the command line and asks for consent.
fn agree(what: &str, line: &str, yes: bool) -> Result<(), String> {
    println!("  {what}. This installs them:\n\n    {line}\n");
    if yes {
        return Ok(());
    }
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(format!("{what}, and there is nobody to ask here. Run the line above, or add --yes."));
    }
    print!("  Install them now? [y/N] ");
    let mut answer = String::new();
    std::io::stdout().flush().ok();
    input.read_line(&mut answer).ok();
    if is_yes(&answer) {
        Ok(())
    } else {
        Err("Nothing was installed. Run the line above, or start again and answer y.".to_owned())
    }
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Whether this process runs as root.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::{is_yes, major};

    #[test]
    fn only_a_clear_yes_installs() {
        for answer in ["y\n", "Y\n", "yes\r\n"] {
            assert!(is_yes(answer), "{answer:?}");
        }
        for answer in ["", "\n", "n\n", "yess\n", "of course\n"] {
            assert!(!is_yes(answer), "{answer:?}");
        }
    }

    #[test]
    fn the_version_of_node_is_understood() {
        assert_eq!(major("v20.11.1\n"), Some(20));
        assert_eq!(major("unknown"), None);
    }
}
