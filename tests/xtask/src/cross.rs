//! `cargo xtask cross`: checks the code for Windows and macOS, from Debian. Lints for both, the app for
//! Windows, and its tests under Wine, with Credential Manager and the clipboard. Not the window: Wine has no
//! `WebView2`. The standard library of each target comes from rustup.

use crate::command::{self, cargo, root, sh, target};
use crate::files::make;
use crate::needs;
use crate::packages::Purpose;
use crate::python;
use crate::steps::Steps;
use crate::wine::{LINKER, Wine};
use std::path::PathBuf;
use std::process::Command;

const WINDOWS: &str = "x86_64-pc-windows-gnu";
const MACOS: &str = "aarch64-apple-darwin";

/// What ships. The journeys are only for Linux.
pub(crate) const SCOPE: &[&str] =
    &["--package", "latchkey-core", "--package", "latchkey-practice", "--package", "latchkey"];

/// The steps, by their names in the table.
pub(crate) const STEPS: [&str; 3] = ["windows", "wine", "macos"];

/// The C compiler for macOS, which some crates' build scripts call. Pinned by hash, like npm and cargo.
const ZIG: &str = "\
ziglang==0.15.2 --hash=sha256:806316453d1ede7174ed3fefb8e5348154629089c3bb5fe812dfd0e172fac130
cargo-zigbuild==0.24.0 --hash=sha256:484412e39e4c6039474535ce97ee75a22bab22d58233056f8ec8a8f9034bb957
";

/// Runs the three steps. The error names those that failed.
pub(crate) fn run(yes: bool) -> Result<(), String> {
    let tools = Tools::fetch(yes)?;
    let mut steps = Steps::begin();
    tools.check(&mut steps);
    steps.end()
}

/// The tools for the steps, fetched.
pub(crate) struct Tools {
    /// Ours, in cargo's build folder.
    folder: PathBuf,
    /// The folder of zig's programs.
    zig: PathBuf,
}

impl Tools {
    /// Installs and fetches what is missing. The error names what is not available here.
    pub(crate) fn fetch(yes: bool) -> Result<Self, String> {
        if !cfg!(all(target_os = "linux", target_arch = "x86_64")) || !command::on_path("apt-get") {
            return Err("Windows and macOS are checked from Debian on x86-64 only".to_owned());
        }
        needs::meet(Purpose::Cross, yes)?;
        needs::rust_targets(&[WINDOWS, MACOS], yes)?;
        let folder = target()?.join("cross");
        make(&folder)?;
        Ok(Self { zig: python::programs(&folder.join("zig"), ZIG)?, folder })
    }

    pub(crate) fn check(&self, steps: &mut Steps) {
        let [windows, wine, macos] = STEPS;
        if steps.run(windows, lint_and_build_for_windows) {
            steps.summarize(
                "For Windows: everything linted, latchkey.exe built (GNU; the release's is MSVC's).",
            );
            if steps.run(wine, || self.wine()) {
                steps.summarize(
                    "Under Wine: every test of core, of the practice HaloPSA and of the shell, with Windows' own \
                     Credential Manager and clipboard; the check of this computer, a policy in the registry; what the app says without WebView2.",
                );
                steps
                    .summarize("Never run here: the window on Windows, the pages in it, the sign-in window.");
            }
        } else {
            steps.mark_not_run(wine);
        }
        if steps.run(macos, || self.macos()) {
            steps.summarize("Only type-checked and linted, never linked or run here: everything for macOS.");
        }
    }

    fn macos(&self) -> Result<(), String> {
        let mut command = Command::new(self.zig.join("cargo-zigbuild"));
        command.args(["clippy", "--all-targets", "--target", MACOS]).current_dir(root());
        command.env("CARGO_ZIGBUILD_PYTHON_PATH", self.zig.join("python3"));
        command.env("XDG_CACHE_HOME", self.folder.join("cache"));
        command::run(aim(&mut command).args(SCOPE).args(["--", "-D", "warnings"]))
    }

    /// The tests, including those of the keychain and the clipboard.
    fn wine(&self) -> Result<(), String> {
        let programs = windows_programs()?;
        let mut tests = cargo(["test", "--lib", "--tests", "--target", WINDOWS]);
        aim(&mut tests).args(SCOPE);
        // Wine's services would not wait while the tests are built.
        let mut build = cargo(tests.get_args());
        command::run(aim(&mut build).arg("--no-run"))?;
        let wine = Wine::start(self.folder.join("wine"))?;
        command::run(wine.prepare(tests.args(["--", "--include-ignored"]), &programs))?;
        wine.try_app(&programs.join("latchkey.exe"))
    }
}

fn lint_and_build_for_windows() -> Result<(), String> {
    let mut lint = cargo(["clippy", "--all-targets", "--target", WINDOWS]);
    command::run(aim(&mut lint).args(SCOPE).args(["--", "-D", "warnings"]))?;
    let mut build = cargo(["build", "--target", WINDOWS]);
    command::run(aim(&mut build).args(SCOPE))?;
    let app = windows_programs()?.join("latchkey.exe");
    command::run(sh("windows-program.sh").arg(app).arg(env!("CARGO_PKG_VERSION")))
}

/// Sets the linker for another system. Settings for this machine's own builds don't apply there.
fn aim(command: &mut Command) -> &mut Command {
    command
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", LINKER)
}

/// Where cargo puts its builds for Windows.
fn windows_programs() -> Result<PathBuf, String> {
    Ok(target()?.join(WINDOWS).join("debug"))
}
