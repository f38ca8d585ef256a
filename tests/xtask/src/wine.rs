//! Wine, with a folder and a home of its own: the part of Windows that is available on Debian. It has no
//! `WebView2`, so the app shows no window there, and must report that.

use crate::command::{self, script};
use crate::files::{make, name_path};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

pub(crate) const LINKER: &str = "x86_64-w64-mingw32-gcc";
pub(crate) const WINE: &str = "/usr/lib/wine/wine64";
pub(crate) const WINE_SERVER: &str = "/usr/lib/wine/wineserver";

/// Where Windows' administrators set policies, and Latchkey reads them.
const POLICY: &str = r"HKLM\SOFTWARE\Policies\Latchkey\HaloPSA";

/// Stopped on drop.
pub(crate) struct Wine(PathBuf);

impl Wine {
    /// Wine with its services, for programs without a window.
    pub(crate) fn start(folder: PathBuf) -> Result<Self, String> {
        make(&folder.join("home"))?;
        let wine = Self(folder);
        println!("Starting Wine");
        wine.quietly(WINE, &["wineboot", "--init"])?;
        wine.quietly(WINE_SERVER, &["--wait"])?;
        wine.give_randomness()?;
        // Its services start here: those that a test starts would keep the test's output open.
        wine.quietly(WINE_SERVER, &["--persistent=60"])?;
        wine.quietly(WINE, &["cmd", "/c", "exit"])?;
        // An interrupted run leaves its credentials.
        let _ = wine.quietly(WINE, &["reg", "delete", r"HKCU\Software\Wine\Credential Manager", "/f"]);
        Ok(wine)
    }

    /// Makes `command` run its programs for Windows here. `libraries`: the folder of their DLLs.
    pub(crate) fn prepare<'a>(&self, command: &'a mut Command, libraries: &Path) -> &'a mut Command {
        self.own(command).env("WINEPATH", path_of(libraries))
    }

    /// The app's check of the computer, and its message when it can't open its window. `WebView2` is replaced
    /// by one that has a version, which is all that the check queries, but doesn't work.
    pub(crate) fn try_app(&self, app: &Path) -> Result<(), String> {
        let broken = self.broken_webview()?;
        println!("The check of this computer, without WebView2 and with one that has a version:");
        self.self_test(app, None, 1)?;
        self.self_test(app, Some(&broken), 0)?;
        println!("The same where HaloPSA's address is set for everybody, and where something else is:");
        for (kind, value, says) in [
            ("REG_SZ", "acme.halopsa.com/tickets", "is set to https://acme.halopsa.com"),
            ("REG_DWORD", "1", "can’t be used"),
        ] {
            self.quietly(WINE, &["reg", "add", POLICY, "/v", "Address", "/t", kind, "/d", value, "/f"])?;
            let report = self.self_test(app, Some(&broken), 0)?;
            if !report.contains(says) {
                return Err(format!("The policy {kind} {value} is not understood"));
            }
        }
        self.quietly(WINE, &["reg", "delete", POLICY, "/f"])?;
        println!("What the app logs when it says that it can't open its window, for the same two reasons:");
        self.refused(
            app,
            None,
            "developer.microsoft.com/microsoft-edge/webview2",
            "nothing that shows pages",
        )?;
        self.refused(app, Some(&broken), "WebView2 may need to be repaired", "failed to create webview")
    }

    /// The report of the check. `amiss`: the number of problems, which is also the exit code.
    fn self_test(&self, app: &Path, webview: Option<&Path>, amiss: u8) -> Result<String, String> {
        let mut test = Command::new(WINE);
        test.arg(app).arg("--self-test");
        let (status, report) = self.output(&mut test, webview)?;
        println!("{report}");
        let found = report.matches("[problem]").count();
        if status.code() == Some(amiss.into()) && found == amiss.into() {
            Ok(report)
        } else {
            Err(format!("The check of this computer found {found} things amiss, not {amiss} ({status})"))
        }
    }

    fn refused(&self, app: &Path, webview: Option<&Path>, says: &str, logs: &str) -> Result<(), String> {
        let data = self.data()?;
        let _ = fs::remove_dir_all(&data);
        // Services that were started without a screen have none.
        self.stop();
        let mut screen = Command::new("xvfb-run");
        screen.args(["--auto-servernum", "sh"]).arg(script("on-a-screen.sh"));
        screen.arg("sh").arg(script("answer-dialog.sh")).arg(WINE).arg(app);
        let (status, shown) = self.output(&mut screen, webview)?;
        self.stop();
        let log = data.join("logs/latchkey.log");
        let log = name_path(&log, fs::read_to_string(&log))?;
        let is_complete = ["Nothing is lost", says].iter().all(|part| shown.contains(part));
        if status.code() != Some(1) || shown.contains("no dialog") || !is_complete || !log.contains(logs) {
            return Err(format!("The app did not say why there is no window ({status}): {shown}\n{log}"));
        }
        println!("  {}", log.lines().last().unwrap_or_default());
        Ok(())
    }

    /// The output of a command of ours, with this folder as its `WebView2`.
    fn output(&self, command: &mut Command, webview: Option<&Path>) -> Result<(ExitStatus, String), String> {
        if let Some(webview) = webview {
            command.env("WEBVIEW2_BROWSER_EXECUTABLE_FOLDER", path_of(webview));
        }
        let output = self.own(command).env("HOME", self.0.join("home")).stdin(Stdio::null()).output();
        let Output { status, stdout, stderr } =
            output.map_err(|error| format!("Wine did not start: {error}"))?;
        Ok((status, String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned()))
    }

    /// The app's data folder, in the only user's folder.
    fn data(&self) -> Result<PathBuf, String> {
        let users = self.0.join("drive_c/users");
        let folders = name_path(&users, fs::read_dir(&users))?;
        folders
            .filter_map(|user| Some(user.ok()?.path().join("AppData/Local")))
            .find(|local| local.is_dir())
            .map(|local| local.join("app.latchkey.halopsa"))
            .ok_or_else(|| format!("{} has no user", users.display()))
    }

    fn broken_webview(&self) -> Result<PathBuf, String> {
        let folder = self.0.join("broken-webview");
        let libraries = folder.join("EBWebView/x64");
        make(&libraries)?;
        let compiled = folder.join("version.o");
        let words = script("broken-webview.rc");
        command::run(Command::new("x86_64-w64-mingw32-windres").args([&words, &compiled]))?;
        let library = libraries.join("EmbeddedBrowserWebView.dll");
        let mut linker = Command::new(LINKER);
        command::run(
            linker.args(["-shared", "-nostdlib", "-Wl,--entry=0", "-o"]).args([&library, &compiled]),
        )?;
        Ok(folder)
    }

    fn own<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        in_prefix(command, &self.0)
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", WINE)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
    }

    fn quietly(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match self.own(&mut command).env("HOME", self.0.join("home")).status() {
            Ok(status) if status.success() => Ok(()),
            result => Err(format!("Wine did not start: {program} {}: {result:?}", arguments.join(" "))),
        }
    }

    fn give_randomness(&self) -> Result<(), String> {
        let library = self.0.join("drive_c/windows/system32/bcryptprimitives.dll");
        if library.exists() {
            return Ok(());
        }
        let mut compiler = Command::new(LINKER);
        compiler.args(["-shared", "-O2", "-s", "-o"]).args([&library, &script("process-prng.c")]);
        command::run(compiler.arg("-ladvapi32"))
    }

    fn stop(&self) {
        let _ = self.quietly(WINE_SERVER, &["--kill"]);
        let _ = self.quietly(WINE_SERVER, &["--wait"]);
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Makes `command` use the Windows in `prefix`.
pub(crate) fn in_prefix<'a>(command: &'a mut Command, prefix: &Path) -> &'a mut Command {
    command
        .env("WINEPREFIX", prefix)
        .env("WINEARCH", "win64")
        .env("WINEDEBUG", "-all")
        // No .NET, no browser, no entries in the user's menus.
        .env("WINEDLLOVERRIDES", "mscoree=;mshtml=;winemenubuilder.exe=d")
}

/// The path for programs for Windows: our root is their drive Z.
fn path_of(path: &Path) -> String {
    format!("Z:{}", path.display()).replace('/', "\\")
}
