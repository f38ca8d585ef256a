//! `cargo xtask verify`: every test, in one run with a full summary. Never touches the user's clipboard or
//! folders, nor the keychain: on Windows only invented entries, which are deleted again.

use crate::bundle;
use crate::command::{self, built, cargo, cargo_program, output, root, sh};
use crate::cross;
use crate::files::name_path;
use crate::gallery;
use crate::needs::{self, npm, npm_packages};
use crate::packages::Purpose;
use crate::promises;
use crate::steps::Steps;
use crate::workflows;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crates that the domain must not depend on.
const WINDOWS_AND_WIDGETS: &[&str] = &["gtk", "tao", "tauri", "webkit2gtk", "webview2-com", "wry"];

/// The package selection of every cargo command. Always the same: another selection means other features for
/// the libraries below, and so another build of half of them.
#[cfg(target_os = "linux")]
const SCOPE: &[&str] = &["--workspace"];
#[cfg(not(target_os = "linux"))]
const SCOPE: &[&str] = &["--workspace", "--exclude", "latchkey-journeys"];

/// Runs every test of this system; with `all` also what can be tested here for others, and the packages. The
/// error names the steps that failed.
pub(crate) fn run(yes: bool, all: bool) -> Result<(), String> {
    needs::meet(Purpose::Verify, yes)?;
    let others = all.then(|| (cross::Tools::fetch(yes), bundle::possible(yes)));

    let mut steps = Steps::begin();
    steps.run("format", || command::run(&mut cargo(["fmt", "--all", "--check"])));
    steps.run("crates", crates);
    steps.run("promises", promises::check);
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        steps.run("workflows", workflows::check);
    } else {
        steps.skip("workflows", "the linters are fetched for Linux on x86-64");
    }
    if steps.run("build", build) {
        steps.run("lint", lint);
        steps.run("doc", doc);
        steps.run("tests", tests);
        if cfg!(target_os = "linux") {
            steps.run("desktop", desktop);
        } else {
            steps.skip("desktop", "the journeys and the desktop end to end run on Linux only");
        }
        steps.run("pages", pages);
    } else {
        for name in ["lint", "doc", "tests", "desktop", "pages"] {
            steps.mark_not_run(name);
        }
    }
    if let Some((cross, bundles)) = others {
        match cross {
            Ok(tools) => tools.check(&mut steps),
            Err(reason) => cross::STEPS.into_iter().for_each(|name| steps.skip(name, &reason)),
        }
        match bundles {
            Ok(()) => bundle::check(&mut steps),
            Err(reason) => bundle::STEPS.into_iter().for_each(|name| steps.skip(name, &reason)),
        }
    }
    steps.end()
}

/// The one-minute loop: the tests of what ships, or all tests whose names contain `name`. Fast only after a
/// build.
pub(crate) fn test(name: Option<&str>) -> Result<(), String> {
    let mut test = cargo(["test"]);
    let Some(name) = name else {
        return command::run(test.args(cross::SCOPE));
    };
    if !cfg!(target_os = "linux") {
        return command::run(test.args(SCOPE).arg(name));
    }
    test_in_a_session(&[name])
}

/// Every test with these arguments, on a bus and in folders of its own. Without a screen: hence no access to
/// the user's clipboard and no prompt of a keychain.
fn test_in_a_session(arguments: &[&str]) -> Result<(), String> {
    let mut session = in_a_home();
    session.args(["dbus-run-session", "--"]).arg(cargo_program()).arg("test").args(SCOPE).args(arguments);
    command::run(session.current_dir(root()).env_remove("DISPLAY"))
}

/// One build for all steps: the app, and every test.
fn build() -> Result<(), String> {
    command::run(cargo(["build", "--all-targets"]).args(SCOPE))
}

fn lint() -> Result<(), String> {
    command::run(cargo(["clippy", "--all-targets"]).args(SCOPE).args(["--", "-D", "warnings"]))
}

/// Builds the documentation, with its links checked.
fn doc() -> Result<(), String> {
    let mut doc = cargo(["doc", "--no-deps", "--document-private-items"]);
    command::run(doc.args(SCOPE).env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links"))
}

fn tests() -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        let mut test = cargo(["test"]);
        if cfg!(windows) {
            // A test program lacks the app's manifest, without which Windows lacks the dialogs that it
            // imports and does not start it (Tauri's issue 13419, looked up on 2026-11-25).
            test.args(["--exclude", "latchkey"]);
        }
        return command::run(test.args(SCOPE));
    }
    // The journeys print their counts.
    test_in_a_session(&["--", "--show-output"])
}

/// The real window on a virtual screen. The tests start and stop the keychain themselves.
fn desktop() -> Result<(), String> {
    in_the_real_window(&STORIES, &built("latchkey")?)
}

/// Runs the desktop's program with these arguments, for this app.
fn in_the_real_window(arguments: &[&str], app: &Path) -> Result<(), String> {
    if !app.is_file() {
        return Err("the app was not built".to_owned());
    }
    command::run(&mut on_a_screen(&stories("desktop")?, arguments, app))
}

/// The desktop's program with these arguments, in a window of this app.
pub(crate) fn on_a_screen(program: &Path, arguments: &[&str], app: &Path) -> Command {
    let mut command = in_a_home();
    command.args(ON_A_SCREEN).arg(program).args(arguments);
    in_a_window_of(&mut command, app);
    command
}

/// A command with folders of its own, which needs another command as arguments.
pub(crate) fn in_a_home() -> Command {
    sh("in-a-home.sh")
}

/// Takes the pictures of the administrator's page again, from the gallery: the same each time.
pub(crate) fn pictures(yes: bool) -> Result<(), String> {
    needs::meet(Purpose::Verify, yes)?;
    gallery::render()?;
    command::run(npm().args(["run", "pictures"]).current_dir(npm_packages()?))
}

/// Prefix of a command that needs a desktop: a bus, a virtual screen, and a running window manager, because
/// dialogs are found by their titles.
pub(crate) const ON_A_SCREEN: [&str; 9] = [
    "dbus-run-session",
    "--",
    "xvfb-run",
    "--auto-servernum",
    "--server-args=-screen 0 1280x1024x24",
    "sh",
    "-c",
    include_str!("scripts/on-a-screen.sh"),
    "on-a-screen.sh",
];

/// Arguments for the program with the desktop's stories: they are ignored where there is no screen.
/// Benchmarks are not stories, and the gallery belongs to the pages.
pub(crate) const STORIES: [&str; 6] =
    ["--ignored", "--test-threads=1", "--skip", MEASURED, "--skip", GALLERY];

/// The prefix of benchmarks.
pub(crate) const MEASURED: &str = "bench::";

/// The prefix of page checks, which need the rendered gallery.
const GALLERY: &str = "gallery::";

/// Sets the app under test for the desktop's stories.
pub(crate) fn in_a_window_of<'a>(command: &'a mut Command, app: &Path) -> &'a mut Command {
    command
        .env("LATCHKEY_APP", app)
        .env("GDK_BACKEND", "x11")
        // There is no accessibility bus in the session; looking for it would take long.
        .env("NO_AT_BRIDGE", "1")
}

/// The program with these stories ("desktop", "installed"), built if necessary.
pub(crate) fn stories(name: &str) -> Result<PathBuf, String> {
    stories_as(name, "test")
}

/// The same, built with this profile.
pub(crate) fn stories_as(name: &str, profile: &str) -> Result<PathBuf, String> {
    let mut build = cargo(["test"]);
    build.args(SCOPE).args(["--test", name, "--no-run", "--profile", profile]);
    let build = build.output().map_err(|error| format!("cargo did not start: {error}"))?;
    let output = String::from_utf8_lossy(&build.stderr);
    executable(&output)
        .map(|program| root().join(program))
        .ok_or_else(|| format!("the stories {name} were not built:\n{output}"))
}

/// The program of `Executable tests/desktop/main.rs (target/debug/deps/desktop-0123)`.
fn executable(output: &str) -> Option<&str> {
    let line = output.lines().find_map(|line| line.trim_start().strip_prefix("Executable "))?;
    line.split_once(" (")?.1.strip_suffix(')')
}

/// The number of the program's stories, or of those with this name.
pub(crate) fn count_stories(program: &Path, name: Option<&str>) -> usize {
    let mut list = Command::new(program);
    list.arg("--list").args(STORIES).args(name);
    output(&mut list).unwrap_or_default().lines().filter(|line| line.ends_with(": test")).count()
}

/// The pages in a browser, with tools from npm: their list is in tests/package.json. Then in the real window.
fn pages() -> Result<(), String> {
    // A test renders them.
    gallery::render()?;
    command::run(npm().arg("test").current_dir(npm_packages()?))?;
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    in_the_real_window(&["--ignored", "--nocapture", GALLERY], &built("latchkey")?)
}

/// The dependencies: as in Cargo.lock, from one registry, and a domain without windows.
fn crates() -> Result<(), String> {
    let lock = root().join("Cargo.lock");
    let lock = name_path(&lock, fs::read_to_string(&lock))?;
    let foreign = foreign_sources(&lock);
    if !foreign.is_empty() {
        return Err(format!("crates from elsewhere than the one registry: {}", foreign.join(", ")));
    }
    let mut tree = cargo(["tree", "--locked", "--prefix", "none", "--package", "latchkey-core"]);
    let tree = tree.output().map_err(|error| format!("cargo tree did not start: {error}"))?;
    if !tree.status.success() {
        return Err(format!("cargo tree: {}", String::from_utf8_lossy(&tree.stderr).trim()));
    }
    let domain = String::from_utf8_lossy(&tree.stdout);
    let windows = windowing(&domain);
    if !windows.is_empty() {
        return Err(format!("latchkey-core must do without {}", windows.join(", ")));
    }
    println!("all crates are from one registry, and latchkey-core has none for windows");
    Ok(())
}

/// The crates of `tree`, the output of `cargo tree --prefix none`, that belong to windows and widgets.
fn windowing(tree: &str) -> Vec<&str> {
    let belongs = |name: &str| {
        WINDOWS_AND_WIDGETS.iter().any(|family| {
            name == *family || name.strip_prefix(family).is_some_and(|rest| rest.starts_with('-'))
        })
    };
    tree.lines().filter_map(|line| line.split_whitespace().next()).filter(|name| belongs(name)).collect()
}

/// The sources in a Cargo.lock besides its one registry: others, and repositories.
fn foreign_sources(lock: &str) -> Vec<&str> {
    let is_ours = |source: &str| source.contains("\"registry+https://github.com/rust-lang/crates.io-index\"");
    lock.lines().filter(|line| line.starts_with("source = ") && !is_ours(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::{executable, foreign_sources, windowing};

    #[test]
    fn the_program_that_cargo_built_is_found_in_its_output() {
        let output = "   Compiling a v1.0.0\n    Finished `test` profile\n  Executable tests/desktop/main.rs (target/debug/deps/desktop-0a1b)\n";
        assert_eq!(executable(output), Some("target/debug/deps/desktop-0a1b"));
        assert_eq!(executable("error: could not compile"), None);
    }

    #[test]
    fn windows_are_found_anywhere_in_the_tree_by_their_whole_names() {
        let tree = "latchkey-core v0.1.0\nserde v1.0.0\ntauri-runtime-wry v2.0.0\nwry v0.50.0\n";
        assert_eq!(windowing(tree), ["tauri-runtime-wry", "wry"]);
        assert!(windowing("taos v1.0.0\nwrya v1.0.0\ngtkx v1.0.0\n").is_empty());
    }

    #[test]
    fn one_registry_is_allowed_and_nothing_else() {
        let lock = include_str!("../../../Cargo.lock");
        assert!(foreign_sources(lock).is_empty());
        let more = format!("{lock}source = \"git+https://two.example/a?rev=1#1\"\n");
        assert_eq!(foreign_sources(&more), ["source = \"git+https://two.example/a?rev=1#1\""]);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_folder_for_tests_is_private_and_gone_afterwards() {
        let script = "stat -c %a \"$HOME/..\" && ls -d \"$XDG_RUNTIME_DIR\" && exit 3";
        let output = super::in_a_home().args(["sh", "-c", script]).output();
        let (code, text) = output.map_or((None, String::new()), |output| {
            (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
        });
        let (mode, folder) = text.trim().split_once('\n').unwrap_or_default();
        assert_eq!((code, mode), (Some(3), "700"), "{text}");
        assert!(folder.ends_with("/run") && !std::path::Path::new(folder).exists(), "{folder}");
    }
}
