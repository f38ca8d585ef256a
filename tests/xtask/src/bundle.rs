//! `cargo xtask bundle`: the deb and the rpm by Tauri's bundlers, each installed, tested and removed, and
//! Latchkey's additions to the other systems' installers as far as they can be tested on Debian. Never
//! installs anything of ours on this machine: only in separate roots.

use crate::clean;
use crate::command::{self, on_path, output, root, script, sh, target};
use crate::files::{files, make, name_path};
use crate::installer;
use crate::needs::{self, is_root, npm_packages};
use crate::packages::Purpose;
use crate::steps::Steps;
use crate::verify::{ON_A_SCREEN, STORIES, count_stories, in_a_home, in_a_window_of, stories};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The steps, by their names in the table.
pub(crate) const STEPS: [&str; 4] = ["installer", "bundles", "deb", "rpm"];

/// The name of both packages.
pub(crate) const PACKAGE: &str = "latchkey-for-halopsa";

/// Prefix of a command that needs a keychain: a bus, and an unlocked keychain on it.
pub(crate) const WITH_A_KEYCHAIN: [&str; 6] =
    ["dbus-run-session", "--", "sh", "-c", include_str!("scripts/with-keychain.sh"), "with-keychain.sh"];

/// The most that the program and each package may have, in KiB: a tenth more than was measured (.github/BENCHMARKS.md).
/// What makes them larger is a decision.
const LARGEST: [(&str, u64); 3] = [("program", 13_900), ("deb", 6_300), ("rpm", 6_300)];

/// The one story for the program from the rpm.
const ONE_STORY: &str = "practising_leaves_nothing_behind";

/// Runs the steps. The error names those that failed.
pub(crate) fn run(yes: bool) -> Result<(), String> {
    possible(yes)?;
    let mut steps = Steps::begin();
    check(&mut steps);
    steps.end()
}

/// Installs what is missing. The error is the reason why nothing can be bundled and tested here.
pub(crate) fn possible(yes: bool) -> Result<(), String> {
    let debian =
        fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian"));
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) || !debian || !on_path("apt-get") {
        return Err("bundles are made and tried on Debian on x86-64 only".to_owned());
    }
    if !is_root() {
        return Err("only root can set up a clean machine to try the bundles on".to_owned());
    }
    needs::meet(Purpose::Bundle, yes)
}

/// Builds the bundles and tests them.
pub(crate) fn check(steps: &mut Steps) {
    let [installer, bundles, deb, rpm] = STEPS;
    if steps.run(installer, || installer::check().and_then(|()| info_plist())) {
        steps.summarize(
            "Under Wine: what the Windows uninstaller asks, and that it asks nothing when it is silent.",
        );
    }
    let mut made = None;
    steps.run(bundles, || {
        made = Some(Made::make()?);
        Ok(())
    });
    if let Some(made) = made {
        for file in [&made.app, &made.deb, &made.rpm] {
            steps.summarize(format!("Made: {}", described(file)));
        }
        let mut summary = String::new();
        if steps.run(deb, || {
            summary = clean::try_deb(&made.deb)?;
            Ok(())
        }) {
            steps.summarize(summary);
        }
        if steps.run(rpm, || try_rpm(&made.rpm)) {
            steps.summarize(
                "The rpm: installed by rpm in a root of its own, verified, started, practised with, removed.",
            );
        }
    } else {
        steps.mark_not_run(deb);
        steps.mark_not_run(rpm);
    }
    steps.summarize(
        "Left to the release's runners: the Windows installer and the dmg, made, installed, run, removed.",
    );
}

/// The bundles.
struct Made {
    app: PathBuf,
    deb: PathBuf,
    rpm: PathBuf,
}

impl Made {
    fn make() -> Result<Self, String> {
        let release = target()?.join("release");
        let bundles = release.join("bundle");
        // A leftover of an earlier version would be taken for the new bundle.
        let _ = fs::remove_dir_all(&bundles);
        let mut tauri = Command::new(npm_packages()?.join("node_modules/.bin/tauri"));
        tauri
            .args(["build", "--ci", "--bundles", "deb,rpm", "--", "--locked"])
            .current_dir(root().join("src-tauri"));
        command::run(&mut tauri)?;
        let made = Self {
            app: release.join("latchkey"),
            deb: the_one(&bundles.join("deb"), "deb")?,
            rpm: the_one(&bundles.join("rpm"), "rpm")?,
        };
        for (file, (what, most)) in [&made.app, &made.deb, &made.rpm].into_iter().zip(LARGEST) {
            println!("{}", described(file));
            if name_path(file, fs::metadata(file))?.len() > most * 1024 {
                return Err(format!("the {what} is larger than {most} KiB: {}", described(file)));
            }
        }
        look_into(&made.deb)?;
        Ok(made)
    }
}

/// The app's metadata for desktop and shops, checked by the programs that know the rules.
fn look_into(deb: &Path) -> Result<(), String> {
    let folder = Emptied::new("unpacked")?;
    command::run(Command::new("dpkg-deb").arg("--extract").args([deb, &folder.0]))?;
    let program = folder.0.join("usr/bin/latchkey");
    command::run(sh("c-library.sh").args([deb, &program]))?;
    let share = folder.0.join("usr/share");
    let entry = share.join(format!("applications/{PACKAGE}.desktop"));
    command::run(Command::new("desktop-file-validate").arg(entry))?;
    let metainfo = share.join("metainfo/app.latchkey.halopsa.metainfo.xml");
    command::run(Command::new("appstreamcli").args(["validate", "--no-net", "--no-color"]).arg(metainfo))
}

/// Debian's rpm, which knows none of Debian's packages: so without checking the rpm's dependencies.
fn try_rpm(package: &Path) -> Result<(), String> {
    let folder = Emptied::new("rpm-root")?;
    let rpm = |arguments: &[&str]| {
        let mut command = Command::new("rpm");
        command.arg("--force-debian").arg("--root").arg(&folder.0).args(arguments);
        command
    };
    command::run(rpm(&["--install", "--nodeps"]).arg(package))?;
    command::run(&mut rpm(&["--verify", "--nodeps", PACKAGE]))?;
    let list = output(&mut rpm(&["--query", "--list", PACKAGE])).unwrap_or_default();
    let app = folder.0.join("usr/bin/latchkey");
    if !list.contains("/usr/bin/latchkey") || !app.is_file() {
        return Err(format!("the program is not where it should be:\n{list}"));
    }

    let mut self_test = in_a_home();
    self_test.args(WITH_A_KEYCHAIN).arg(&app).arg("--self-test");
    command::run(self_test.env_remove("DISPLAY"))?;
    let stories = stories("desktop")?;
    if count_stories(&stories, Some(ONE_STORY)) != 1 {
        return Err(format!("there is no story {ONE_STORY}"));
    }
    let mut story = in_a_home();
    story.args(ON_A_SCREEN).arg(stories).args(STORIES).arg(ONE_STORY);
    command::run(in_a_window_of(&mut story, &app))?;

    command::run(&mut rpm(&["--erase", PACKAGE]))?;
    // Nothing else was ever in this root. The folder of the licences stays, empty: Tauri's bundler can't make
    // it the package's own.
    let left = output(Command::new("find").arg(folder.0.join("usr")).args(["!", "-type", "d"]));
    match left.as_deref().map(str::trim) {
        Some("") => Ok(()),
        left => Err(format!("left behind: {left:?}")),
    }
}

fn info_plist() -> Result<(), String> {
    command::run(Command::new("python3").args([script("info-plist.py"), root().join("src-tauri/Info.plist")]))
}

/// A temporary folder for a test, empty at first and removed at the end.
pub(crate) struct Emptied(pub(crate) PathBuf);

impl Emptied {
    pub(crate) fn new(name: &str) -> Result<Self, String> {
        let folder = target()?.join("bundle-tried").join(name);
        let _ = fs::remove_dir_all(&folder);
        make(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Emptied {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The only file of its kind in a folder.
fn the_one(folder: &Path, extension: &str) -> Result<PathBuf, String> {
    match files(folder, extension)?.as_slice() {
        [one] => Ok(one.clone()),
        more => Err(format!("more than one .{extension}: {more:?}")),
    }
}

/// A file's name and size.
fn described(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    match fs::metadata(file) {
        Ok(data) => format!("{name}, {} KiB", data.len() / 1024),
        Err(error) => format!("{name}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::PACKAGE;
    use std::fs;

    const GENERAL: &str = include_str!("../../../src-tauri/tauri.conf.json");
    const LINUX: &str = include_str!("../../../src-tauri/tauri.linux.conf.json");
    const ENTRY: &str = include_str!("../../../src-tauri/bundle/latchkey.desktop");
    const METAINFO: &str = include_str!("../../../src-tauri/bundle/metainfo.xml");

    /// A fault in what only another system's bundler reads is otherwise found only there, and late.
    #[test]
    fn every_file_that_a_bundler_reads_is_there() {
        let shell = crate::command::root().join("src-tauri");
        let mut found = 0;
        for system in ["", ".linux", ".macos", ".windows"] {
            let settings = format!("tauri{system}.conf.json");
            let text = fs::read_to_string(shell.join(&settings)).unwrap_or_default();
            assert!(text.contains("\"bundle\""), "{settings}");
            for path in text.split('"').filter(|part| part.starts_with("bundle/") || part.starts_with("../"))
            {
                assert!(shell.join(path).exists(), "{settings} names {path}");
                found += 1;
            }
        }
        assert!(found > 10, "only {found} paths were found");
    }

    /// On Linux the product's name is that of the packages, so the display name is elsewhere.
    #[test]
    fn what_a_linux_desktop_shows_says_what_the_other_systems_say() {
        let line = |text: &'static str, key: &str| {
            text.lines().find_map(|line| line.trim().strip_prefix(key)).map(|rest| rest.trim_end_matches(','))
        };
        let quoted = |key: &str| line(GENERAL, &format!("\"{key}\": ")).map(|value| value.trim_matches('"'));
        let name = quoted("productName");
        assert!(name.is_some());
        assert_eq!(line(ENTRY, "Name="), name);
        assert_eq!(line(METAINFO, "<name>").and_then(|rest| rest.strip_suffix("</name>")), name);
        let summary = line(METAINFO, "<summary>").and_then(|rest| rest.strip_suffix("</summary>"));
        assert_eq!(summary, quoted("shortDescription"));
        assert_eq!(line(METAINFO, "<id>").and_then(|rest| rest.strip_suffix("</id>")), quoted("identifier"));
        assert!(LINUX.contains(&format!("\"productName\": \"{PACKAGE}\"")));
        assert!(METAINFO.contains(&format!(">{PACKAGE}.desktop<")));
    }
}
