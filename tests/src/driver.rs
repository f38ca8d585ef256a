//! Starts an installed app, drives its window through the system's own WebDriver, and checks the system's
//! keychain. Windows and Linux have a WebDriver for such windows, macOS has none.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;

use crate::pages::{LIMIT, Pages};
pub use system::keychain_has;

/// A process that is killed at the end of the test.
pub struct Ended(pub Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A free port of this computer.
///
/// # Panics
/// If there is none.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its number").port()
}

/// The installed program: `LATCHKEY_APP`.
fn program() -> String {
    std::env::var("LATCHKEY_APP").expect("LATCHKEY_APP names the installed program")
}

async fn until(fact: &str, mut is: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < 3 * LIMIT, "waited in vain until {fact}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn until_it_listens(name: &str, port: u16) {
    until(&format!("{name} listens"), || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()).await;
}

/// The output of a tool of the system.
fn output_of(tool: &mut Command) -> String {
    let output = tool.output().unwrap_or_else(|error| panic!("{tool:?}: {error}"));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The app with the system's WebDriver attached.
pub struct Installed {
    /// Its pages.
    pub pages: Pages,
    app: Ended,
    /// The port at which its window accepts a driver.
    window: u16,
    driver: Ended,
    _let_in: system::LetIn,
}

impl Installed {
    /// Starts it with these arguments and waits for its first page.
    ///
    /// # Panics
    /// If it doesn't come.
    pub async fn start(arguments: &[&str]) -> Self {
        let (program, window) = (program(), free_port());
        let (mut app, let_in) = system::let_in(&program, window);
        app.args(arguments);
        let app = Ended(app.spawn().unwrap_or_else(|error| panic!("{program}: {error}")));
        until_it_listens("the app's window", window).await;
        let (driver, pages) = drive(window).await;
        Self { pages, app, window, driver, _let_in: let_in }
    }

    /// Kills the processes that render its pages, as a crash of a page would, and waits for the page to come
    /// back.
    ///
    /// # Panics
    /// If none does.
    pub async fn page_dies(&mut self) {
        let app = self.app.0.id();
        let killed = system::show_pages(app);
        assert!(!killed.is_empty(), "no process shows the app's page");
        killed.iter().for_each(|process| system::kill(process));
        until("another process shows the page", || {
            let now = system::show_pages(app);
            !now.is_empty() && now.iter().all(|process| !killed.contains(process))
        })
        .await;
        // The driver's session ended with the page. Only one driver is accepted.
        let _ = self.driver.0.kill();
        let _ = self.driver.0.wait();
        (self.driver, self.pages) = drive(self.window).await;
    }

    /// Closes the app, and waits until it has ended: until then a second start would only bring it forward.
    ///
    /// # Panics
    /// If it keeps running.
    pub async fn close(mut self) {
        self.pages.client.clone().close().await.expect("the driver lets go");
        system::end(&mut self.app).await;
    }

    /// Pastes a text into a field, from the system's clipboard and with the keyboard.
    ///
    /// # Panics
    /// If it isn't possible.
    pub async fn paste(&self, css: &str, text: &str) {
        copy(text);
        self.pages.shown(css).await.send_keys("\u{e009}v").await.expect("a key");
    }
}

/// Copies as a user does in another program.
///
/// # Panics
/// If the system has no clipboard.
pub fn copy(text: &str) {
    let mut tool = system::copies();
    let mut tool = tool.stdin(Stdio::piped()).spawn().unwrap_or_else(|error| panic!("{tool:?}: {error}"));
    tool.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it listens");
    assert!(tool.wait().expect("its end").success(), "it was not copied");
}

/// Attaches a driver to the window, and waits for its page.
async fn drive(window: u16) -> (Ended, Pages) {
    let port = free_port();
    let (mut driver, wanted) = system::driver(window);
    driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
    let name = driver.get_program().to_string_lossy().into_owned();
    let driver = Ended(driver.spawn().unwrap_or_else(|error| panic!("{name}: {error}")));
    until_it_listens(&name, port).await;
    let start = Instant::now();
    let client = loop {
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let mut builder = ClientBuilder::new(connector);
        match builder.capabilities(wanted.clone()).connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => break client,
            // The window may not exist yet.
            Err(error) => assert!(start.elapsed() < LIMIT, "no session: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    };
    let pages = Pages { client };
    pages.shown("html[data-page]").await;
    (driver, pages)
}

#[cfg(target_os = "linux")]
pub use system::runs;

#[cfg(target_os = "linux")]
mod system {
    use super::*;

    /// Linux needs no clean-up.
    pub(super) struct LetIn;

    /// The app, started by us and not by the driver: the driver's session ends with the page.
    pub(super) fn let_in(program: &str, window: u16) -> (Command, LetIn) {
        let mut app = Command::new(program);
        app.env("TAURI_WEBVIEW_AUTOMATION", "true");
        app.env("WEBKIT_INSPECTOR_SERVER", format!("127.0.0.1:{window}"));
        (app, LetIn)
    }

    pub(super) fn driver(window: u16) -> (Command, Capabilities) {
        let mut driver = Command::new("WebKitWebDriver");
        driver.args(["--host=127.0.0.1", &format!("--target=127.0.0.1:{window}")]);
        (driver, Capabilities::new())
    }

    pub(super) fn show_pages(app: u32) -> Vec<String> {
        let mut children = Command::new("pgrep");
        let found = output_of(children.args(["-P", &app.to_string(), "-f", "WebKitWebProcess"]));
        found.lines().map(str::to_owned).collect()
    }

    pub(super) fn kill(process: &str) {
        output_of(Command::new("kill").args(["-9", process]));
    }

    /// As WebKit's driver ends what it has started itself: there may be no window manager to close windows
    /// with.
    pub(super) async fn end(app: &mut Ended) {
        app.0.kill().expect("it runs");
        until("the app has ended", || app.0.try_wait().expect("its state").is_some()).await;
    }

    pub(super) fn copies() -> Command {
        let mut xclip = Command::new("xclip");
        xclip.args(["-selection", "clipboard", "-i"]).stdout(Stdio::null()).stderr(Stdio::null());
        xclip
    }

    /// Whether a process is running; one that ended and was not yet reaped by its parent is not.
    pub fn runs(process: &str) -> bool {
        std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    /// Whether the system's keychain has an entry for this service.
    ///
    /// # Panics
    /// If it can't be queried.
    pub fn keychain_has(service: &str) -> bool {
        !output_of(Command::new("secret-tool").args(["lookup", "service", service])).is_empty()
    }
}

#[cfg(windows)]
mod system {
    use super::*;

    use std::path::{Path, PathBuf};

    /// The machine's policy for the arguments of an app's `WebView2`.
    const POLICY: &str = r"HKLM\SOFTWARE\Policies\Microsoft\Edge\WebView2\AdditionalBrowserArguments";

    /// The app, started by us and not by the driver, which passes the port to `WebView2` only in the
    /// environment.
    pub(super) fn let_in(program: &str, window: u16) -> (Command, LetIn) {
        let arguments = format!("--remote-debugging-port={window}");
        let policy = LetIn::set(Path::new(program), &arguments);
        let mut app = Command::new(program);
        app.env("WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS", &arguments);
        (app, policy)
    }

    pub(super) fn driver(window: u16) -> (Command, Capabilities) {
        let folder = std::env::var_os("EDGEWEBDRIVER").map(PathBuf::from).unwrap_or_default();
        let mut wanted = Capabilities::new();
        wanted.insert("browserName".into(), "webview2".into());
        let options = serde_json::json!({ "debuggerAddress": format!("127.0.0.1:{window}") });
        wanted.insert("ms:edgeOptions".into(), options);
        (Command::new(folder.join("msedgedriver.exe")), wanted)
    }

    /// The rendering children of the browser that is the app's child.
    pub(super) fn show_pages(app: u32) -> Vec<String> {
        let script = format!(
            "$all = Get-CimInstance Win32_Process -Filter \"Name = 'msedgewebview2.exe'\"
             $browsers = ($all | Where-Object ParentProcessId -eq {app}).ProcessId
             $all | Where-Object {{ $_.ParentProcessId -in $browsers -and $_.CommandLine -like '*--type=renderer*' }} |
               ForEach-Object ProcessId"
        );
        output_of(&mut powershell(&script)).split_whitespace().map(str::to_owned).collect()
    }

    pub(super) fn kill(process: &str) {
        output_of(Command::new("taskkill").args(["/F", "/PID", process]));
    }

    /// Closes the window as a user does.
    pub(super) async fn end(app: &mut Ended) {
        // Without /F it requests the window to close.
        let mut ask = Command::new("taskkill");
        let asked = ask.args(["/PID", &app.0.id().to_string()]).stdout(Stdio::null()).status();
        assert!(asked.expect("taskkill").success(), "the window can't be asked to close");
        let mut ended = None;
        until("the app has ended", || {
            ended = app.0.try_wait().expect("its state");
            ended.is_some()
        })
        .await;
        assert!(ended.is_some_and(|status| status.success()), "the app ended with {ended:?}");
    }

    pub(super) fn copies() -> Command {
        powershell("Set-Clipboard -Value ([Console]::In.ReadToEnd())")
    }

    fn powershell(script: &str) -> Command {
        let mut powershell = Command::new("powershell");
        powershell.args(["-NoProfile", "-NonInteractive", "-Command", script]);
        powershell
    }

    /// An app that runs as administrator, as it does on a release runner, uses the machine's policy instead
    /// of the environment: <https://github.com/MicrosoftEdge/WebView2Feedback/issues/5645>, looked up on
    /// 2026-11-25. An account that may not set the policy doesn't need it. Removed on drop.
    pub(super) struct LetIn(String);

    impl LetIn {
        fn set(program: &Path, arguments: &str) -> Self {
            let name = program.file_name().expect("a program").to_string_lossy().into_owned();
            reg(&["add", POLICY, "/v", &name, "/t", "REG_SZ", "/d", arguments, "/f"]);
            Self(name)
        }
    }

    impl Drop for LetIn {
        fn drop(&mut self) {
            reg(&["delete", POLICY, "/v", &self.0, "/f"]);
        }
    }

    fn reg(arguments: &[&str]) {
        let _ = Command::new("reg").args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }

    /// Whether Credential Manager has an entry for this service.
    ///
    /// # Panics
    /// If it can't be queried.
    pub fn keychain_has(service: &str) -> bool {
        output_of(Command::new("cmdkey").arg("/list")).contains(service)
    }
}
