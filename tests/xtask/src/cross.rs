//! `cargo xtask cross`: checks the code for Windows and macOS, from Debian. Lints for both, the app for
//! Windows, and its tests under Wine, with Credential Manager and the clipboard. Not the window: Wine has no
//! `WebView2`.
//! A target's standard library comes from rustup, with `--yes`. Where rustup can't fetch it, it is built
//! beside our own build, from Debian's sources.

use crate::command::{self, cargo, cargo_program, output, retry_once, root, target};
use crate::exe;
use crate::files::{make, rename, said, write};
use crate::needs;
use crate::packages::Purpose;
use crate::python;
use crate::steps::Steps;
use crate::wine::{LINKER, Wine};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const WINDOWS: &str = "x86_64-pc-windows-gnu";
const MACOS: &str = "aarch64-apple-darwin";

/// What ships. The journeys are only for Linux.
const SCOPE: &[&str] =
    &["--package", "latchkey-core", "--package", "latchkey-practice", "--package", "latchkey"];

/// The steps, by their names in the table.
pub(crate) const STEPS: [&str; 3] = ["windows", "wine", "macos"];

/// The C compiler for macOS, which some crates' build scripts call. Pinned by hash, like npm and cargo.
const ZIG: &str = "\
ziglang==0.15.2 --hash=sha256:806316453d1ede7174ed3fefb8e5348154629089c3bb5fe812dfd0e172fac130
cargo-zigbuild==0.24.0 --hash=sha256:484412e39e4c6039474535ce97ee75a22bab22d58233056f8ec8a8f9034bb957
";

/// Run in our folder. $1 is the version of Rust.
const FETCH: &str = r#"
    mirror=$(sed -n 's/^URIs: //p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
    [ -n "$mirror" ] || { echo "this system does not name a mirror of Debian in debian.sources"; exit 1; }
    apt=$PWD/apt
    rm -rf "$apt" library
    mkdir -p "$apt/etc/apt.conf.d" "$apt/etc/preferences.d" "$apt/lists/partial" "$apt/cache/archives/partial"
    : > "$apt/status"
    for suite in trixie trixie-backports; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
    done > "$apt/sources.list"
    cat > "$apt/apt.conf" <<END
    Dir::Etc "$apt/etc"; Dir::Etc::sourcelist "$apt/sources.list"; Dir::Etc::sourceparts "-";
    Dir::State "$apt"; Dir::State::status "$apt/status"; Dir::Cache "$apt/cache";
    APT::Sandbox::User "root"; Acquire::Languages "none"; Acquire::Retries "3";
END
    export APT_CONFIG=$apt/apt.conf
    apt-get update -qq
    package=$(apt-cache madison rust-src | awk -F'|' '{ gsub(/ /, "", $2); print $2 }' | grep -F -m 1 "$1+") ||
    { echo "Debian has no sources of Rust $1"; exit 1; }
    (cd "$apt" && apt-get download -qq "rust-src=$package")
    dpkg-deb --fsys-tarfile "$apt"/rust-src_*.deb | tar -x --strip-components=4 "./usr/src/rustc-$1/library"
    rm -rf "$apt""#;

/// Runs the three steps. The error names those that failed.
pub(crate) fn run(yes: bool) -> Result<(), String> {
    let tools = Tools::fetch(yes)?;
    let mut steps = Steps::begin();
    tools.check(&mut steps);
    steps.end()
}

/// The tools for the steps, fetched.
pub(crate) struct Tools {
    /// Ours, beside cargo's build folder.
    folder: PathBuf,
    /// The version of Rust.
    version: String,
}

impl Tools {
    /// Installs and fetches what is missing. The error names what is not available here.
    pub(crate) fn fetch(yes: bool) -> Result<Self, String> {
        if !cfg!(all(target_os = "linux", target_arch = "x86_64")) || !command::on_path("apt-get") {
            return Err("Windows and macOS are checked from Debian on x86-64 only".to_owned());
        }
        let tools = Self { folder: target()?.join("cross"), version: rust_version()? };
        make(&tools.folder)?;
        // From the toolchain's own source; else from Debian's sources of the same Rust.
        for target in [WINDOWS, MACOS] {
            if yes && tools.standard_library(target).is_none() {
                command::succeeds(Command::new("rustup").args(["target", "add", target]));
            }
        }
        // What may be unavailable comes first: Debian has the sources of only some Rusts.
        if tools.standard_library(WINDOWS).is_none() || tools.standard_library(MACOS).is_none() {
            tools.fetch_sources()?;
        }
        needs::meet(Purpose::Cross, yes)?;
        tools.fetch_zig()?;
        Ok(tools)
    }

    pub(crate) fn check(&self, steps: &mut Steps) {
        let [windows, wine, macos] = STEPS;
        if steps.run(windows, || self.windows()) {
            steps.tell("For Windows: everything linted, latchkey.exe built (GNU; the release's is MSVC's).");
            if steps.run(wine, || self.wine()) {
                steps.tell(
                    "Under Wine: every test of core, of the practice HaloPSA and of the shell, with Windows' own \
                     Credential Manager and clipboard; the check of this computer, a policy in the registry; what the app says without WebView2.",
                );
                steps.tell("Never run here: the window on Windows, the pages in it, the sign-in window.");
            }
        } else {
            steps.give_up(wine);
        }
        if steps.run(macos, || self.macos()) {
            steps.tell("Only type-checked and linted, never linked or run here: everything for macOS.");
        }
    }

    fn windows(&self) -> Result<(), String> {
        let mut lint = cargo(["clippy", "--all-targets", "--target", WINDOWS]);
        command::run(self.aim(&mut lint, WINDOWS)?.args(SCOPE).args(["--", "-D", "warnings"]))?;
        let mut build = cargo(["build", "--target", WINDOWS]);
        command::run(self.aim(&mut build, WINDOWS)?.args(SCOPE))?;
        exe::describe(&windows_programs()?.join("latchkey.exe"))
    }

    fn macos(&self) -> Result<(), String> {
        let programs = self.fetch_zig()?;
        let mut command = Command::new(programs.join("cargo-zigbuild"));
        command.args(["clippy", "--all-targets", "--target", MACOS]).current_dir(root());
        command.env("CARGO_ZIGBUILD_PYTHON_PATH", programs.join("python3"));
        command.env("XDG_CACHE_HOME", self.folder.join("cache"));
        command::run(self.aim(&mut command, MACOS)?.args(SCOPE).args(["--", "-D", "warnings"]))
    }

    /// The tests, including those of the keychain and the clipboard. Doc tests can't be given a standard
    /// library.
    fn wine(&self) -> Result<(), String> {
        let programs = windows_programs()?;
        let mut tests = cargo(["test", "--lib", "--tests", "--target", WINDOWS]);
        self.aim(&mut tests, WINDOWS)?.args(SCOPE);
        // Wine's services would not wait while the tests are built.
        let mut build = cargo(tests.get_args());
        command::run(self.aim(&mut build, WINDOWS)?.arg("--no-run"))?;
        let wine = Wine::start(self.folder.join("wine"))?;
        command::run(wine.lend(tests.args(["--", "--include-ignored"]), &programs))?;
        wine.try_app(&programs.join("latchkey.exe"))
    }

    /// Sets the linker and the standard library for `command`, which is built when it is missing.
    fn aim<'a>(&self, command: &'a mut Command, target: &str) -> Result<&'a mut Command, String> {
        if self.standard_library(target).is_none() {
            self.build_standard_library(target)?;
        }
        // Settings for this machine's own builds don't apply to another system.
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        if let Some(Library::Ours(sysroot)) = self.standard_library(target) {
            command.env("CARGO_ENCODED_RUSTFLAGS", format!("--sysroot={}", sysroot.display()));
        }
        Ok(command.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", LINKER))
    }

    fn standard_library(&self, target: &str) -> Option<Library> {
        let installed = output(Command::new("rustc").args(["--print", "target-libdir", "--target", target]))?;
        if has_standard_library(Path::new(installed.trim())) {
            return Some(Library::Installed);
        }
        let ours = self.sysroot(target);
        has_standard_library(&libraries(&ours, target)).then_some(Library::Ours(ours))
    }

    fn sysroot(&self, target: &str) -> PathBuf {
        self.folder.join(format!("rust-{}-{target}", self.version))
    }

    fn sources(&self) -> PathBuf {
        self.folder.join(format!("rust-{}-sources", self.version))
    }

    /// Debian's package of the sources of exactly this Rust, verified by apt, in a separate root: the
    /// machine's apt is not affected.
    fn fetch_sources(&self) -> Result<(), String> {
        if self.sources().is_dir() {
            return Ok(());
        }
        let mut script = Command::new("sh");
        script.args(["-e", "-c", FETCH, "sh", &self.version]).current_dir(&self.folder);
        retry_once(|| command::run(&mut script)).map_err(|reason| {
            format!("Debian's sources of Rust {} could not be fetched: {reason}", self.version)
        })?;
        rename(&self.folder.join("library"), &self.sources())
    }

    /// An empty crate, built together with the standard library, which is then taken from it.
    fn build_standard_library(&self, target: &str) -> Result<(), String> {
        let nothing = self.folder.join("nothing");
        make(&nothing.join("src"))?;
        write(
            &nothing.join("Cargo.toml"),
            "[package]\nname = \"nothing\"\nedition = \"2024\"\n[workspace]\n",
        )?;
        write(&nothing.join("src/lib.rs"), "")?;
        let mut build = Command::new(cargo_program());
        build
            .current_dir(&nothing)
            .args(["build", "--release", "--lib", "--target", target, "--target-dir", "target"])
            .args(["-Z", "build-std=std,panic_abort,panic_unwind,proc_macro,test"])
            .env("__CARGO_TESTS_ONLY_SRC_ROOT", self.sources())
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_ENCODED_RUSTFLAGS", "-Cembed-bitcode=yes");
        command::run(&mut build)?;

        let made = nothing.join("target").join(target).join("release/deps");
        let unfinished = self.folder.join("unfinished");
        let libraries = libraries(&unfinished, target);
        let _ = fs::remove_dir_all(&unfinished);
        make(&libraries)?;
        for file in files(&made)? {
            let name = file.file_name().unwrap_or_default();
            let is_library = file.extension() == Some(OsStr::new("rlib"));
            if is_library && !name.to_string_lossy().starts_with("libnothing-") {
                said(&file, fs::copy(&file, libraries.join(name)))?;
            }
        }
        let _ = fs::remove_dir_all(&nothing);
        rename(&unfinished, &self.sysroot(target))
    }

    /// Returns the folder of zig's programs.
    fn fetch_zig(&self) -> Result<PathBuf, String> {
        python::programs(&self.folder.join("zig"), ZIG)
    }
}

/// The location of a standard library.
enum Library {
    Installed,
    Ours(PathBuf),
}

/// Where cargo puts its builds for Windows.
fn windows_programs() -> Result<PathBuf, String> {
    Ok(target()?.join(WINDOWS).join("debug"))
}

fn libraries(sysroot: &Path, target: &str) -> PathBuf {
    sysroot.join("lib/rustlib").join(target).join("lib")
}

fn has_standard_library(folder: &Path) -> bool {
    files(folder).is_ok_and(|files| {
        files.iter().filter_map(|file| file.file_name()?.to_str()).any(|name| name.starts_with("libstd-"))
    })
}

fn rust_version() -> Result<String, String> {
    output(Command::new("rustc").arg("--version"))
        .as_deref()
        .and_then(version)
        .map(str::to_owned)
        .ok_or_else(|| "rustc does not say its version".to_owned())
}

/// The 1.95.0 of `rustc 1.95.0 (59807616e 2026-04-14)`.
fn version(line: &str) -> Option<&str> {
    line.strip_prefix("rustc ")?.split_whitespace().next()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = said(folder, fs::read_dir(folder))?;
    said(folder, entries.map(|entry| Ok(entry?.path())).collect())
}

#[cfg(test)]
mod tests {
    use super::{ZIG, version};

    #[test]
    fn the_version_of_rust_is_understood() {
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)\n"), Some("1.95.0"));
        assert_eq!(version("no such command"), None);
    }

    #[test]
    fn what_python_brings_is_pinned_to_its_hash() {
        for line in ZIG.lines() {
            let hash = line.split_once(" --hash=sha256:").map(|(_, hash)| hash);
            assert!(hash.is_some_and(|hash| hash.len() == 64), "{line}");
        }
    }
}
