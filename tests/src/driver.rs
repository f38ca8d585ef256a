//! Starts an installed app through the system's own WebDriver, and asks the system what its keychain has. Windows
//! and Linux have a WebDriver for such windows, macOS has none.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;

use crate::pages::{LIMIT, Pages};
pub use system::{Installed, keychain_has};

/// A process that ends with the test.
pub struct Ended(pub Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port of this computer at which nobody listens.
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

/// The driver, listening.
async fn started(mut driver: Command, port: u16) -> Ended {
    driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
    let name = driver.get_program().to_string_lossy().into_owned();
    let driver = Ended(driver.spawn().unwrap_or_else(|error| panic!("{name}: {error}")));
    until_it_listens(&name, port).await;
    driver
}

/// The first page, once it is shown.
async fn first_page(port: u16, wanted: Capabilities) -> Pages {
    let start = Instant::now();
    let client = loop {
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let mut builder = ClientBuilder::new(connector);
        match builder.capabilities(wanted.clone()).connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => break client,
            // The window may not be there yet.
            Err(error) => assert!(start.elapsed() < LIMIT, "no session: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    };
    let pages = Pages { client };
    pages.shown("html[data-page]").await;
    pages
}

#[cfg(target_os = "linux")]
pub use system::runs;

#[cfg(target_os = "linux")]
mod system {
    use super::*;

    /// See the module.
    pub struct Installed {
        /// Its pages.
        pub pages: Pages,
        process: String,
        _driver: Ended,
    }

    impl Installed {
        /// Starts it with these arguments and waits for its first page.
        ///
        /// # Panics
        /// If it doesn't come.
        pub async fn start(arguments: &[&str]) -> Self {
            let program = program();
            let port = free_port();
            let mut driver = Command::new("WebKitWebDriver");
            driver.arg("--host=127.0.0.1").env("TAURI_WEBVIEW_AUTOMATION", "true");
            let driver = started(driver, port).await;
            let mut wanted = Capabilities::new();
            let options = serde_json::json!({ "binary": program, "args": arguments });
            wanted.insert("webkitgtk:browserOptions".into(), options);
            let pages = first_page(port, wanted).await;
            let children = Command::new("pgrep").args(["-P", &driver.0.id().to_string()]).output();
            let children = String::from_utf8(children.expect("pgrep").stdout).expect("numbers");
            let process = children.lines().next().expect("the driver has started the app").to_owned();
            Self { pages, process, _driver: driver }
        }

        /// Closes the window and waits for the app's end: until then a next start would only bring it forward.
        ///
        /// # Panics
        /// If it goes on.
        pub async fn close(self) {
            self.pages.client.clone().close().await.expect("the window closes");
            until("the app has ended", || !runs(&self.process)).await;
        }
    }

    /// Whether a process goes on; one that ended and was not yet asked for by its parent does not.
    pub fn runs(process: &str) -> bool {
        std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    /// Whether the system's keychain has an entry for this service.
    ///
    /// # Panics
    /// If it can't be asked.
    pub fn keychain_has(service: &str) -> bool {
        let mut tool = Command::new("secret-tool");
        let found = tool.args(["lookup", "service", service]).output().expect("secret-tool");
        !found.stdout.is_empty()
    }
}

#[cfg(windows)]
mod system {
    use super::*;

    use std::path::{Path, PathBuf};

    /// Where the machine's policy says with which arguments an app's `WebView2` starts.
    const POLICY: &str = r"HKLM\SOFTWARE\Policies\Microsoft\Edge\WebView2\AdditionalBrowserArguments";

    /// See the module.
    pub struct Installed {
        /// Its pages.
        pub pages: Pages,
        app: Ended,
        _driver: Ended,
        _policy: Policy,
    }

    impl Installed {
        /// Starts it with these arguments and waits for its first page.
        ///
        /// # Panics
        /// If it doesn't come.
        pub async fn start(arguments: &[&str]) -> Self {
            let program = PathBuf::from(program());
            // Started by us and not by the driver, which tells `WebView2` its port by the environment alone.
            let window = free_port();
            let told = format!("--remote-debugging-port={window}");
            let policy = Policy::set(&program, &told);
            let mut app = Command::new(&program);
            app.args(arguments).env("WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS", &told);
            let app = Ended(app.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display())));
            until_it_listens("the app's window", window).await;

            let folder = std::env::var_os("EDGEWEBDRIVER").map(PathBuf::from).unwrap_or_default();
            let port = free_port();
            let driver = started(Command::new(folder.join("msedgedriver.exe")), port).await;
            let mut wanted = Capabilities::new();
            wanted.insert("browserName".into(), "webview2".into());
            let options = serde_json::json!({ "debuggerAddress": format!("127.0.0.1:{window}") });
            wanted.insert("ms:edgeOptions".into(), options);
            let pages = first_page(port, wanted).await;
            Self { pages, app, _driver: driver, _policy: policy }
        }

        /// Closes the window as a person does, and waits for the app's end.
        ///
        /// # Panics
        /// If it goes on, or says that something went wrong.
        pub async fn close(mut self) {
            self.pages.client.clone().close().await.expect("the driver lets go");
            // Without /F it asks the window to close.
            let mut ask = Command::new("taskkill");
            let asked = ask.args(["/PID", &self.app.0.id().to_string()]).stdout(Stdio::null()).status();
            assert!(asked.expect("taskkill").success(), "the window can't be asked to close");
            let mut ended = None;
            until("the app has ended", || {
                ended = self.app.0.try_wait().expect("its state");
                ended.is_some()
            })
            .await;
            assert!(ended.is_some_and(|status| status.success()), "the app ended with {ended:?}");
        }
    }

    /// An app that runs as administrator, as it does on a release runner, heeds the machine's policy and not the
    /// environment: <https://github.com/MicrosoftEdge/WebView2Feedback/issues/5645>, looked up on 2026-11-25. Who
    /// may not set the policy needs none. Gone when it is dropped.
    struct Policy(String);

    impl Policy {
        fn set(program: &Path, arguments: &str) -> Self {
            let name = program.file_name().expect("a program").to_string_lossy().into_owned();
            reg(&["add", POLICY, "/v", &name, "/t", "REG_SZ", "/d", arguments, "/f"]);
            Self(name)
        }
    }

    impl Drop for Policy {
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
    /// If it can't be asked.
    pub fn keychain_has(service: &str) -> bool {
        let listed = Command::new("cmdkey").arg("/list").output().expect("cmdkey");
        String::from_utf8_lossy(&listed.stdout).contains(service)
    }
}
