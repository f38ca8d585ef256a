//! A desktop session of the test's own: a D-Bus session bus, a keychain (gnome-keyring), folders, a browser
//! that only records what it was asked to open, and the app's window through WebDriver.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::ops::Deref;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::ClientBuilder;
use fantoccini::wd::Capabilities;
use latchkey_journeys::driver::{Ended, free_port, runs};
use latchkey_journeys::pages::{LIMIT, Pages};
use serde_json::json;

use crate::https::HOSTS;

/// How long a user reads a page before pressing a button again.
const MOMENT: Duration = Duration::from_millis(700);

/// Where GnuTLS, which WebKit uses, finds whom the system trusts.
const SYSTEMS_TRUST: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The password of the test's keychain.
const PASSWORD: &str = "keychain";

/// Everything that the app finds around it.
pub struct Session {
    pub folder: tempfile::TempDir,
    bus: Child,
    bus_address: String,
    keyring: Option<Child>,
    trust: Option<PathBuf>,
    trace: Option<PathBuf>,
    environment: Vec<(&'static str, String)>,
    watched: bool,
}

impl Session {
    /// A session whose keychain is open.
    pub fn start() -> Self {
        let mut session = Self::without_keychain();
        session.start_keychain(true);
        session
    }

    /// A session with a bus on which nobody keeps secrets.
    pub fn without_keychain() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["data", "config", "cache", "run", "bin", "home", "services"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        fs::set_permissions(folder.path().join("run"), fs::Permissions::from_mode(0o700)).unwrap();
        // A window in which nothing happens has the same picture all the time: no caret blinks.
        fs::create_dir(folder.path().join("config/gtk-3.0")).unwrap();
        fs::write(folder.path().join("config/gtk-3.0/settings.ini"), "[Settings]\ngtk-cursor-blink=false\n")
            .unwrap();
        // The "browser": notes the address that it was given.
        let browser = folder.path().join("bin/xdg-open");
        fs::write(
            &browser,
            format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}/opened'\n", folder.path().display()),
        )
        .unwrap();
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = Command::new("dbus-daemon");
        // The usual bus would start a keychain by itself as soon as a program asks for one.
        let settings = folder.path().join("bus.conf");
        fs::write(&settings, bus_settings(&folder.path().join("services"))).unwrap();
        command
            .arg(format!("--config-file={}", settings.display()))
            .args(["--nofork", "--nosyslog", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut bus = surroundings(&mut command, folder.path()).spawn().expect("apt-get install dbus");
        let mut bus_address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut bus_address).unwrap();
        Self {
            folder,
            bus,
            bus_address: bus_address.trim().to_owned(),
            keyring: None,
            trust: None,
            trace: None,
            environment: Vec::new(),
            watched: false,
        }
    }

    /// As if a screen reader ran: what is started from now on reports to the accessibility bus what it shows.
    pub fn watch_for_assistance(&mut self) {
        let service = "org.a11y.Bus.service";
        let there = self.folder.path().join("services").join(service);
        fs::copy(Path::new("/usr/share/dbus-1/services").join(service), there)
            .expect("apt-get install at-spi2-core");
        let bus = "--dest=org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.ReloadConfig";
        self.call(&bus.split(' ').collect::<Vec<_>>());
        let set = "--dest=org.a11y.Bus /org/a11y/bus org.freedesktop.DBus.Properties.Set \
                   string:org.a11y.Status string:IsEnabled variant:boolean:true";
        self.call(&set.split(' ').collect::<Vec<_>>());
        // The tests' runner says that there is no such bus.
        self.set_variable("NO_AT_BRIDGE", "0");
        self.watched = true;
    }

    /// The address of the accessibility bus.
    pub fn accessibility_bus(&self) -> String {
        let reply = self.call(&["--dest=org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress"]);
        reply.split('"').nth(1).expect("an address").to_owned()
    }

    /// Calls something on the session's bus, and returns what it answers.
    fn call(&self, what: &[&str]) -> String {
        let mut command = Command::new("dbus-send");
        let reply = self.around(command.args(["--session", "--print-reply"]).args(what)).output().unwrap();
        String::from_utf8_lossy(&reply.stdout).into_owned()
    }

    /// Trusts the authority of a test's HaloPSA.
    pub fn trust(&mut self, certificate: &Path) {
        self.trust = Some(certificate.to_owned());
    }

    /// Writes every place that the app and its web processes connect to into a file. Not with an authority to trust.
    pub fn trace(&mut self, file: &Path) {
        self.trace = Some(file.to_owned());
    }

    /// Sets a variable of the app's environment.
    pub fn set_variable(&mut self, name: &'static str, value: &str) {
        self.environment.push((name, value.to_owned()));
    }

    /// Sets a policy, for an app of a session that trusts an authority: its `/etc` is a copy of the system's.
    pub fn set_for_everybody(&self, policy: &str) {
        let etc = self.folder.path().join("etc");
        if !etc.exists() {
            // What may not be read is not needed.
            let _ = Command::new("cp").arg("-a").arg("/etc").arg(&etc).stderr(Stdio::null()).status();
        }
        fs::create_dir_all(etc.join("latchkey-for-halopsa")).unwrap();
        fs::write(etc.join("latchkey-for-halopsa/policy.json"), policy).unwrap();
    }

    pub fn start_keychain(&mut self, unlocked: bool) {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]).stdin(Stdio::piped()).stdout(Stdio::null());
        if unlocked {
            command.arg("--unlock");
        }
        let mut keyring = self.around(&mut command).spawn().expect("apt-get install gnome-keyring");
        keyring.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        self.keyring = Some(keyring);
        self.until("the keychain answers", || self.owner("org.freedesktop.secrets"));
    }

    pub fn stop_keychain(&mut self) {
        if let Some(mut keyring) = self.keyring.take() {
            keyring.kill().unwrap();
            keyring.wait().unwrap();
        }
        self.until("the keychain is gone", || !self.owner("org.freedesktop.secrets"));
    }

    fn owner(&self, name: &str) -> bool {
        let name = format!("string:{name}");
        let bus = ["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"];
        self.call(&[&bus[..], &["org.freedesktop.DBus.NameHasOwner", &name]].concat())
            .contains("boolean true")
    }

    fn until(&self, fact: &str, mut is: impl FnMut() -> bool) {
        let start = Instant::now();
        while !is() {
            assert!(start.elapsed() < LIMIT, "waited in vain until {fact}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn around<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address);
        if let Some(trust) = &self.trust {
            command.env("SSL_CERT_FILE", trust);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        surroundings(command, self.folder.path())
    }

    /// Runs a tool of the desktop and returns what it prints.
    pub fn tool(&self, program: &str, arguments: &[&str]) -> String {
        // A program that owns the clipboard or a window may never answer.
        let mut command = Command::new("timeout");
        command.arg(LIMIT.as_secs().to_string()).arg(program).args(arguments);
        let output = self.around(&mut command).output().unwrap_or_else(|e| panic!("{program}: {e}"));
        String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned()
    }

    /// Copies as a person does in another program.
    pub fn copy(&self, text: &str) {
        let mut command = Command::new("xclip");
        command.args(["-selection", "clipboard", "-i"]).stdin(Stdio::piped());
        let mut xclip = self.around(&mut command).spawn().expect("apt-get install xclip");
        xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        xclip.wait().unwrap();
        // The process that stays behind may not have the clipboard yet.
        self.until("it is in the clipboard", || self.pasted().trim() == text.trim());
    }

    /// What a paste into another program would give.
    pub fn pasted(&self) -> String {
        self.tool("xclip", &["-selection", "clipboard", "-o"])
    }

    /// Addresses that the app opened in the browser.
    pub fn opened(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.path().join("opened")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// How many entries the keychain has: all are ours, since the session is.
    pub fn entries(&self) -> usize {
        let items = self.call(&[
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets/aliases/default",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Items",
        ]);
        items.matches("object path").count()
    }

    /// The secrets and labels of the entries with this service.
    pub fn kept_for(&self, service: &str) -> String {
        self.tool("secret-tool", &["search", "--all", "--unlock", "service", service])
    }

    /// The secret kept for a Client ID.
    pub fn secret_for(&self, client_id: &str) -> String {
        self.tool("secret-tool", &["lookup", "username", client_id])
    }

    /// The app's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data/app.latchkey.halopsa")
    }

    /// The app, to be started beside the one that runs.
    pub fn second_start(&self) -> Command {
        self.program(std::env::var("LATCHKEY_APP").expect("LATCHKEY_APP names the app's binary").as_ref())
    }

    /// Any program, in this session.
    pub fn program(&self, path: &Path) -> Command {
        let mut command = Command::new(path);
        self.around(&mut command);
        command
    }

    /// Types the keychain's password into the prompt that asks for it. The first answer for a
    /// keychain that does not exist yet makes it, and is asked for twice.
    pub fn answer_the_prompt(&self) {
        let prompt = self.window("Unlock|password|Password|Keyring|keyring");
        self.tool("xdotool", &["windowfocus", "--sync", &prompt]);
        self.tool("xdotool", &["type", "--window", &prompt, PASSWORD]);
        self.tool("xdotool", &["key", "--window", &prompt, "Return"]);
    }

    /// The titles of the windows that are shown and have this in their title.
    pub fn titles(&self, title: &str) -> Vec<String> {
        let found = self.tool("xdotool", &["search", "--onlyvisible", "--name", title]);
        found.lines().map(|window| self.tool("xdotool", &["getwindowname", window])).collect()
    }

    /// Waits until the one window with this in its title has exactly this title.
    pub fn titled(&self, part: &str, title: &str) {
        self.titled_one_of(part, &[title]);
    }

    /// What the desktop says of the window with this in its title: whether it is full screen, and so on.
    pub fn state(&self, title: &str) -> String {
        let window = self.window(title);
        self.tool("xprop", &["-id", &window, "_NET_WM_STATE"])
    }

    /// Waits until the one window with this in its title has one of these titles.
    pub fn titled_one_of(&self, part: &str, titles: &[&str]) {
        let start = Instant::now();
        loop {
            let now = self.titles(part);
            if matches!(&now[..], [one] if titles.contains(&one.as_str())) {
                return;
            }
            assert!(start.elapsed() < LIMIT, "no window is called {titles:?}, but {now:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until no window has this in its title.
    pub fn no_window(&self, title: &str) {
        self.until(&format!("no window {title:?} is shown"), || self.titles(title).is_empty());
    }

    /// Presses Return in a window, once; waits a moment for its result: a user does not press faster.
    pub fn press_return(&self, title: &str) {
        let found = self.tool("xdotool", &["search", "--onlyvisible", "--name", title]);
        let Some(window) = found.lines().next() else { return };
        // In one go: where the window is gone meanwhile, no key is pressed.
        self.tool("xdotool", &["windowactivate", "--sync", window, "key", "Return"]);
        let before = self.titles(title);
        let start = Instant::now();
        while start.elapsed() < MOMENT && self.titles(title) == before {
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A picture of the whole screen, where `LATCHKEY_PICTURES` names a folder for them: for windows that
    /// WebDriver can't see.
    pub fn picture(&self, name: &str) {
        if let Ok(folder) = std::env::var("LATCHKEY_PICTURES") {
            let _ = fs::create_dir_all(&folder);
            let file = Path::new(&folder).join(format!("{name}.png"));
            self.tool("import", &["-window", "root", file.to_str().unwrap()]);
        }
    }

    /// What the window with this in its title shows: a picture of this name.
    pub fn picture_of(&self, title: &str, name: &str) -> PathBuf {
        let window = self.window(title);
        let file = self.folder.path().join(format!("{name}.png"));
        self.tool("import", &["-window", &window, file.to_str().unwrap()]);
        file
    }

    /// Whether two pictures differ in any pixel by more than half of what it can be: another process draws the
    /// edges of the same letters in other shades.
    pub fn differ(&self, one: &Path, other: &Path) -> bool {
        let [one, other] = [one, other].map(|file| file.to_str().unwrap());
        let how = ["-compose", "difference", "-composite", "-format", "%[fx:maxima > 0.5]", "info:"];
        self.tool("convert", &[&[one, other][..], &how].concat()) != "0"
    }

    /// The number of the window with this title, once it is shown.
    fn window(&self, title: &str) -> String {
        let mut found = String::new();
        self.until(&format!("a window {title:?} is shown"), || {
            found = self.tool("xdotool", &["search", "--onlyvisible", "--name", title]);
            !found.is_empty()
        });
        found.lines().next().unwrap().to_owned()
    }

    /// The title that the desktop shows for the app's window.
    pub fn title_of_the_window(&self) -> String {
        let window = self.window("^Latchkey for HaloPSA$");
        self.tool("xdotool", &["getwindowname", &window])
    }

    /// Fills a system's save dialog in.
    pub fn save_as(&self, title: &str, file: &Path) {
        let dialog = self.window(&format!("^{title}$"));
        self.tool("xdotool", &["windowactivate", "--sync", &dialog]);
        self.tool("xdotool", &["key", "ctrl+a"]);
        self.tool("xdotool", &["type", file.to_str().unwrap()]);
        self.tool("xdotool", &["key", "Return"]);
        self.until("the file is there", || file.exists());
    }

    /// Makes a window as large as that, and waits until it is.
    pub fn resize(&self, title: &str, (width, height): (u32, u32)) {
        let window = self.window(title);
        self.tool("xdotool", &["windowsize", &window, &width.to_string(), &height.to_string()]);
        self.until("the window has its size", || self.size(title) == (width, height));
    }

    /// How large a window is, without its frame.
    pub fn size(&self, title: &str) -> (u32, u32) {
        let window = self.window(title);
        let geometry = self.tool("xdotool", &["getwindowgeometry", "--shell", &window]);
        let of = |name: &str| geometry.lines().find_map(|line| line.strip_prefix(name)?.parse().ok());
        (of("WIDTH=").unwrap_or_default(), of("HEIGHT=").unwrap_or_default())
    }

    /// Closes a window by its frame, as a person does.
    pub fn close_window(&self, title: &str) {
        self.press_in_window(title, "alt+F4");
    }

    /// Presses a key in a window.
    pub fn press_in_window(&self, title: &str, key: &str) {
        let window = self.window(&format!("^{title}$"));
        self.tool("xdotool", &["windowactivate", "--sync", &window]);
        self.tool("xdotool", &["key", key]);
    }

    /// Types into whatever has the focus in a window.
    pub fn type_in_window(&self, title: &str, text: &str) {
        let window = self.window(&format!("^{title}$"));
        self.tool("xdotool", &["windowactivate", "--sync", &window]);
        self.tool("xdotool", &["type", text]);
    }

    /// Presses a key in a dialog, once it is shown.
    pub fn press_in(&self, title: &str, key: &str) {
        let dialog = self.window(title);
        self.tool("xdotool", &["windowactivate", "--sync", &dialog]);
        self.tool("xdotool", &["key", key]);
        self.until("the dialog is gone", || {
            self.tool("xdotool", &["search", "--onlyvisible", "--name", title]).is_empty()
        });
    }

    /// Starts the app and waits for its first page.
    pub async fn app(&self, arguments: &[&str]) -> App {
        // The bus may learn late that the one before has ended: until then a start would only bring that forward.
        self.until("no other one is open", || !self.owner("app.latchkey.halopsa.SingleInstance"));
        let port = free_port();
        let mut command = match &self.trust {
            // WebKit asks only the system whom it trusts: here the system is one that trusts the test's
            // authority and nobody else, and knows the test's hosts. bwrap comes with WebKit.
            Some(trust) => {
                let hosts = self.folder.path().join("hosts");
                let known = format!("127.0.0.1 localhost {}\n", HOSTS.join(" "));
                fs::write(&hosts, known).unwrap();
                let mut command = Command::new("bwrap");
                command.args(["--die-with-parent", "--dev-bind", "/", "/"]);
                let etc = self.folder.path().join("etc");
                if etc.exists() {
                    command.arg("--bind").arg(etc).arg("/etc");
                }
                command.arg("--ro-bind").arg(trust).arg(SYSTEMS_TRUST);
                command.arg("--ro-bind").arg(hosts).args(["/etc/hosts", "--", "WebKitWebDriver"]);
                command
            }
            None => Command::new("WebKitWebDriver"),
        };
        command
            .args([format!("--port={port}"), "--host=127.0.0.1".into()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("LATCHKEY_LOG", "trace")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let driver = self.around(&mut command).spawn().expect("apt-get install webkit2gtk-driver");
        let driver = Ended(driver);
        self.until("the driver listens", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        let binary = std::env::var("LATCHKEY_APP").expect("LATCHKEY_APP names the app's binary");
        let mut wanted = Capabilities::new();
        let mut started = vec![binary.as_str()];
        started.extend(arguments);
        let trace = self.trace.as_ref().map(|file| format!("--output={}", file.display()));
        if let Some(trace) = &trace {
            let strace =
                ["/usr/bin/strace", "--follow-forks", "--decode-pids=comm", "--trace=connect", trace];
            started.splice(0..0, strace);
        }
        let options = json!({ "binary": started[0], "args": started[1..] });
        wanted.insert("webkitgtk:browserOptions".into(), options);
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let mut builder = ClientBuilder::new(connector);
        let address = format!("http://127.0.0.1:{port}");
        let client = tokio::time::timeout(3 * LIMIT, builder.capabilities(wanted).connect(&address))
            .await
            .expect("the app's window in time")
            .expect("the app's window");
        // The one that this test's driver started.
        let mut parents = vec![driver.0.id().to_string()];
        parents.extend(self.tool("pgrep", &["-P", &parents[0]]).lines().map(str::to_owned));
        let started = self.tool("pgrep", &["-P", &parents.join(","), "-f", &format!("^{binary}")]);
        let process = started.lines().next().expect("the app runs").to_owned();
        let app = App { pages: Pages { client }, process, _driver: driver };
        app.shown("main").await;
        app
    }
}

/// A bus that starts nothing but what is in `services`.
fn bus_settings(services: &Path) -> String {
    // The keychain's prompt is a program of its own, which the keychain asks the bus for.
    for prompter in ["org.gnome.keyring.SystemPrompter.service", "org.gnome.keyring.PrivatePrompter.service"]
    {
        let _ = fs::copy(Path::new("/usr/share/dbus-1/services").join(prompter), services.join(prompter));
    }
    format!(
        "<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN' \
         'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>
         <busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
         <servicedir>{}</servicedir>
         <policy context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/>
         <allow own='*'/></policy></busconfig>",
        services.display()
    )
}

fn surroundings<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .env("HOME", folder.join("home"))
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_RUNTIME_DIR", folder.join("run"))
        .env("PATH", format!("{}:{path}", folder.join("bin").display()))
        .env_remove("DBUS_SESSION_BUS_PID")
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.watched {
            // The screen remembers where the accessibility bus was.
            self.tool("xprop", &["-root", "-remove", "AT_SPI_BUS"]);
        }
        for child in self.keyring.iter_mut().chain([&mut self.bus]) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The app's window, and its pages.
pub struct App {
    pages: Pages,
    /// The number of the app's process.
    pub process: String,
    _driver: Ended,
}

impl Deref for App {
    type Target = Pages;

    fn deref(&self) -> &Pages {
        &self.pages
    }
}

impl App {
    /// Closes the window by its frame, as a person does, and waits for the app's end.
    pub async fn leave(self, session: &Session) {
        session.close_window("Latchkey for HaloPSA");
        self.ended().await;
    }

    /// Ends the app as WebDriver does, at once, and waits for that: until then a next start would only bring this
    /// one forward. What the app does when it is left, it doesn't do.
    pub async fn close(self) {
        self.client.clone().close().await.unwrap();
        self.ended().await;
    }

    /// Waits for the app's end.
    pub async fn ended(&self) {
        let start = Instant::now();
        while runs(&self.process) {
            assert!(start.elapsed() < LIMIT, "the app does not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Kills the process that shows the newest page, as a crash of the page would.
    pub fn kill_newest_page(&self, session: &Session) {
        let newest = session.tool("pgrep", &["-n", "-P", &self.process, "-f", "WebKitWebProcess"]);
        assert!(!newest.is_empty(), "the app has a page");
        session.tool("kill", &["-9", &newest]);
        session.until("the page's process is gone", || !runs(&newest));
    }

    /// The app dies at once, as in a crash.
    pub fn kill(self, session: &Session) {
        session.tool("kill", &["-9", &self.process]);
        session.until("the app is gone", || !runs(&self.process));
    }
}
