//! Running other programs: cargo from the workspace's folder, with their output passed through.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

/// The workspace's folder.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.ancestors().nth(2).unwrap_or(xtask).to_path_buf()
}

/// The cargo that runs us, or the one on the path.
pub(crate) fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// `cargo ARGUMENTS` in the workspace's folder.
pub(crate) fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(cargo_program());
    command.args(arguments).current_dir(root());
    command
}

/// A file in our folder of scripts.
pub(crate) fn script(name: &str) -> PathBuf {
    root().join("tests/xtask/src/scripts").join(name)
}

/// Runs one of our scripts.
pub(crate) fn sh(name: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg(script(name));
    command
}

/// Where cargo puts the program `name`: beside this one, because both are built with the same settings.
pub(crate) fn built(name: &str) -> Result<PathBuf, String> {
    let program = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::current_exe()
        .map(|us| us.with_file_name(program))
        .map_err(|error| format!("This program's own path is unknown: {error}"))
}

/// The folder in which cargo builds, for every profile and target.
pub(crate) fn target() -> Result<PathBuf, String> {
    let us = built("xtask")?;
    us.ancestors().nth(2).map(Path::to_path_buf).ok_or_else(|| format!("{} is in no folder", us.display()))
}

/// Prints the command and runs it to its end.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let line = shown(command);
    println!("$ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(match status.code() {
            Some(code) => format!("exit code {code}"),
            None => status.to_string(),
        }),
        Err(error) => Err(format!("{} did not start: {error}", name_of(command))),
    }
}

/// Retries `work` once: a moment without network is no failure.
pub(crate) fn retry_once(mut work: impl FnMut() -> Result<(), String>) -> Result<(), String> {
    work().or_else(|reason| {
        println!("  {reason}; trying again");
        sleep(Duration::from_secs(5));
        work()
    })
}

/// What the command prints, or nothing when it doesn't start. Ignores its exit code.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the command succeeds. Suppresses its output.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// Whether a program of this name is on the path.
pub(crate) fn on_path(name: &str) -> bool {
    let program = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(&program).is_file()))
}

/// The command as typed in a shell, without the folder of the program and with `…` for a script.
fn shown(command: &Command) -> String {
    let mut line = name_of(command);
    for argument in command.get_args() {
        let argument = if argument == cargo_program() { "cargo".into() } else { argument.to_string_lossy() };
        let plain = argument.chars().all(|letter| letter.is_alphanumeric() || "-_./=:+,@{}".contains(letter));
        line.push(' ');
        if argument.contains('\n') {
            line.push('…');
        } else if plain && !argument.is_empty() {
            line.push_str(&argument);
        } else {
            line.push('\'');
            line.push_str(&argument);
            line.push('\'');
        }
    }
    line
}

fn name_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::{cargo, cargo_program, root, shown};
    use std::process::Command;

    #[test]
    fn the_workspace_is_found_from_here() {
        assert!(root().join("Cargo.lock").is_file(), "{} is not the workspace", root().display());
    }

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        assert_eq!(
            shown(Command::new("/somewhere/deep/tool").args(["-s", "two words"])),
            "tool -s 'two words'"
        );
        assert_eq!(shown(Command::new("sh").args(["-c", "a\nb", "sh"])), "sh -c … sh");
        assert_eq!(shown(Command::new("env").arg(cargo_program())), "env cargo");
        assert_eq!(shown(&cargo(["fmt", "--all"])), "cargo fmt --all");
    }
}
