//! A D-Bus session with a keychain of its own, whose state a test sets.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything that a test waits for may take.
const DEADLINE: Duration = Duration::from_secs(30);

const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
    "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
    <busconfig><type>session</type><listen>unix:tmpdir=FOLDER</listen><auth>EXTERNAL</auth>
    <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
    <allow own="*"/></policy></busconfig>"#;
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

/// A process that ends with the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A D-Bus session that starts no service by itself, with folders of its own, without a display.
pub(crate) struct Session {
    folder: tempfile::TempDir,
    pub(crate) address: String,
    keyring: Option<Ends>,
    _bus: Ends,
}

impl Session {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["data", "cache", "config", "run"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        fs::set_permissions(folder.path().join("run"), fs::Permissions::from_mode(0o700)).unwrap();
        let config = folder.path().join("bus.conf");
        fs::write(&config, CONFIG.replace("FOLDER", folder.path().to_str().unwrap())).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the package dbus is installed");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { folder, address: address.trim().to_owned(), keyring: None, _bus: Ends(bus) }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (variable, name) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_RUNTIME_DIR", "run"),
            ("HOME", "."),
        ] {
            command.env(variable, self.folder.path().join(name));
        }
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("GNOME_KEYRING_CONTROL");
        command
    }

    pub(crate) fn end_keyring(&mut self) {
        self.keyring = None;
        self.until("no keyring", |session| !session.has_keyring());
    }

    /// Starts gnome-keyring, after ending the one before.
    pub(crate) fn keyring(&mut self, unlocked: bool) {
        self.end_keyring();
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if unlocked {
            command.arg("--unlock");
        }
        let mut daemon = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the package gnome-keyring is installed");
        daemon.stdin.take().unwrap().write_all(b"test").unwrap();
        self.keyring = Some(Ends(daemon));
        self.until("the keyring", Self::has_keyring);
        let wanted = format!("boolean {}", !unlocked);
        self.until("the keyring's lock", |session| session.locked().contains(&wanted));
    }

    fn until(&self, what: &str, fact: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !fact(self) {
            assert!(start.elapsed() < DEADLINE, "{what}: not within {DEADLINE:?}");
        }
    }

    fn dbus(&self, arguments: &[&str]) -> String {
        let output = self
            .command("dbus-send")
            .args(["--session", "--print-reply"])
            .args(arguments)
            .output()
            .expect("the package dbus-bin is installed");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn has_keyring(&self) -> bool {
        self.dbus(&[
            "--dest=org.freedesktop.DBus",
            "/",
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ])
        .contains("boolean true")
    }

    fn locked(&self) -> String {
        self.dbus(&[
            "--dest=org.freedesktop.secrets",
            COLLECTION,
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked",
        ])
    }

    pub(crate) fn lock(&self) {
        let list = format!("array:objpath:{COLLECTION}");
        self.dbus(&[
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            &list,
        ]);
        self.until("the lock", |session| session.locked().contains("boolean true"));
    }

    pub(crate) fn secret_tool(&self, arguments: &[&str]) -> String {
        let output = self
            .command("secret-tool")
            .args(arguments)
            .output()
            .expect("the package libsecret-tools is installed");
        // It prints the attributes to its error output.
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    pub(crate) fn probe(&self) -> Probe {
        let mut child = self
            .command(env!("CARGO_BIN_EXE_keychain_probe"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Probe { stdin, stdout: BufReader::new(stdout), _child: Ends(child) }
    }
}

/// A process that speaks with the keychain as the app does.
pub(crate) struct Probe {
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    _child: Ends,
}

impl Probe {
    pub(crate) fn ask(&mut self, what: &str, client_id: &str, secret: &str) -> Value {
        let command = json!({
            "do": what, "host": "acme.example:8443", "product": "Paper Lantern",
            "client_id": client_id, "secret": secret,
        });
        writeln!(self.stdin, "{command}").unwrap();
        let mut answer = String::new();
        self.stdout.read_line(&mut answer).unwrap();
        let mut answer: Value = serde_json::from_str(&answer).expect("the probe answers");
        let took = answer["milliseconds"].as_u64().unwrap();
        assert!(took < 2_500, "{what}: at once, not after {took} ms");
        answer.as_object_mut().unwrap().remove("milliseconds");
        println!("{what}: {answer}");
        answer
    }
}
