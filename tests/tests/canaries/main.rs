//! A canary secret and a canary token go through every story, against a HaloPSA that echoes whatever it is
//! sent: they are in the vault and on the wire, and nowhere else.

mod business;
mod creating;

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use base64::Engine;
use latchkey_core::clock::Moment;
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::setup::Outcome;
use latchkey_core::store::Effect;
use latchkey_core::{Error, Latchkey, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::crash::{
    AGENT, AGENT_ID, APPLICATION, FileVault, PERMISSIONS, PRODUCT, network, quick_folder,
};
use latchkey_journeys::faulty::{Fault, Faulty};
use latchkey_journeys::files::files_below;
use latchkey_journeys::search::{Found, Search};
use latchkey_practice::{Dialect, ErrorShape, Practice, ScopeInAnswer, TokenEndpoint, TokenErrors};
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tracing::field::{Field, Visit};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

const ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const SECRET: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427";
const TOKEN: &str = "eyCanary8Jk2Qw7Zt5Rv9Xp3Lm6Nb1Hs4Gd0Fc.a8Tz2Yw6Ur1Io5Pk9Lj3Mh7Ng4Bf0";

/// Those of an application that may create others.
const AUTHORITY_ID: &str = "5c3bd4a1-90fe-4d0c-8a5e-b1a7f0c92e64";
const AUTHORITY_SECRET: &str = "e9d1c7b3-5a48-4f26-9c0d-83be5f7a1640-c05b92fe-71d8-4e3a-a6f4-2d9b08c3e57a";
/// An opaque one, which could be taken for an id.
/// The name of a cookie that has the same token.
const SESSION: &str = "session";
const AUTHORITY_TOKEN: &str = "Qm5Vn8Cx1Mz4Lk7Jh0Gf3Ds6Aq9-w2Er5Ty8Ui1Op4As7Df_0Gh3Jk6Lz9";

fn searches() -> Vec<Search> {
    vec![
        Search::new("the secret", SECRET),
        Search::new("the token", TOKEN),
        Search::new("the authority's secret", AUTHORITY_SECRET),
        Search::new("the authority's token", AUTHORITY_TOKEN),
    ]
}

/// Everything that was ever logged in this process, ours and others'.
static LOGS: LazyLock<Mutex<BTreeMap<bool, String>>> = LazyLock::new(Mutex::default);

struct Listens;

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl<S: tracing::Subscriber> Layer<S> for Listens {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        self.note(event.metadata(), |line| event.record(line));
    }

    fn on_new_span(&self, span: &tracing::span::Attributes<'_>, _: &tracing::Id, _: Context<'_, S>) {
        self.note(span.metadata(), |line| span.record(line));
    }

    fn on_record(&self, _: &tracing::Id, values: &tracing::span::Record<'_>, _: Context<'_, S>) {
        // Whose span it is doesn't matter: taken for ours.
        let mut logs = LOGS.lock().unwrap();
        values.record(&mut Line(logs.entry(true).or_default()));
    }
}

impl Listens {
    fn note(&self, metadata: &tracing::Metadata<'_>, record: impl FnOnce(&mut Line<'_>)) {
        let mut logs = LOGS.lock().unwrap();
        // As the app's log chooses: by the beginning of the target.
        let text = logs.entry(metadata.target().starts_with("latchkey")).or_default();
        let _ = write!(text, "\n{} {} {}", metadata.level(), metadata.target(), metadata.name());
        record(&mut Line(text));
    }
}

fn listen_to_everything() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| tracing_subscriber::registry().with(Listens).init());
}

/// Everything that the API gave back, as text in every way in which it can be made text.
#[derive(Default)]
struct Seen {
    text: Mutex<String>,
    values: Mutex<usize>,
    /// Of texts that were searched already.
    bytes: Mutex<usize>,
}

impl Seen {
    fn debug<T: Debug>(&self, value: T) -> T {
        let _ = write!(self.text.lock().unwrap(), "\n{value:?} {value:#?}");
        *self.values.lock().unwrap() += 1;
        value
    }

    fn json<T: Debug + Serialize>(&self, value: T) -> T {
        let json = serde_json::to_string(&value).unwrap();
        let _ = write!(self.text.lock().unwrap(), "\n{json}");
        self.debug(value)
    }

    fn error(&self, error: &Error) {
        let _ = write!(
            self.text.lock().unwrap(),
            "\n{error} {} {:?} {:?}",
            error.code(),
            error.params(),
            error.field()
        );
        self.debug(error);
    }

    fn result<T: Debug>(&self, result: Result<T, Error>) -> Result<T, Error> {
        match &result {
            Ok(value) => {
                self.debug(value);
            }
            Err(error) => self.error(error),
        }
        result
    }

    /// What was not searched yet.
    fn take(&self) -> String {
        let text = std::mem::take(&mut *self.text.lock().unwrap());
        *self.bytes.lock().unwrap() += text.len();
        text
    }

    /// None of it holds a canary. It is searched once.
    fn assert_clean(&self, searches: &[Search], at: &str) {
        assert_clean(&self.take(), searches, at);
    }

    /// Everything that can be asked of the app.
    async fn read_everything(&self, latchkey: &Latchkey) {
        let overview = self.debug(latchkey.overview());
        for unfinished in &overview.unfinished {
            self.debug(latchkey.at(unfinished.id()).secret_place());
            self.json(unfinished.answers.clone());
            self.json(unfinished.entries.clone());
            self.json(latchkey.at(unfinished.id()).last_proof());
            self.json(unfinished.application());
            self.debug(latchkey.at(unfinished.id()).authority_client_id());
            self.debug(latchkey.at(unfinished.id()).authorised());
            self.debug(latchkey.at(unfinished.id()).creation());
            let _ = self.result(latchkey.at(unfinished.id()).request_shown());
        }
        for connection in &overview.connections {
            self.json(connection.clone());
            let _ = self.result(latchkey.handover(&connection.id));
            // The secret itself: its description is searched, too.
            let _ = self.result(latchkey.secret_of(&connection.id).await);
        }
    }

    fn listener(self: &Arc<Self>) -> Listener {
        let seen = Arc::clone(self);
        Arc::new(move |progress: Progress| {
            seen.json(progress);
        })
    }
}

/// What was searched.
#[derive(Default)]
struct Searched {
    files: usize,
    bytes: usize,
}

/// What is found in the files of the folder, names included.
fn found_in(folder: &Path, searches: &[Search], searched: &mut Searched) -> Vec<(PathBuf, Found)> {
    let mut found = Vec::new();
    for path in files_below(folder) {
        let mut hay = path.to_string_lossy().into_owned().into_bytes();
        hay.extend(fs::read(&path).unwrap());
        for search in searches {
            found.extend(search.find(&hay).into_iter().map(|one| (path.clone(), one)));
        }
        searched.files += 1;
        searched.bytes += hay.len();
    }
    found
}

fn assert_folder_is_clean(folder: &Path, at: &str, searched: &mut Searched) {
    assert_eq!(found_in(folder, &searches(), searched), [], "{at}: in a file");
}

fn assert_clean(text: &str, searches: &[Search], at: &str) {
    for search in searches {
        let found = search.find(text.as_bytes());
        if !found.is_empty() {
            let lines: Vec<&str> =
                text.lines().filter(|line| !search.find(line.as_bytes()).is_empty()).take(5).collect();
            panic!("{at}: {found:?} in {lines:#?}");
        }
    }
}

#[test]
fn the_search_finds_a_planted_canary_in_each_form() {
    let halves = [&SECRET[..36], &SECRET[37..]];
    let mut planted: Vec<(String, Vec<u8>)> = vec![
        ("raw".into(), SECRET.into()),
        ("upper case".into(), SECRET.to_uppercase().into()),
        ("one half".into(), halves[0].into()),
        ("the other half".into(), halves[1].into()),
        ("the halves changed about".into(), format!("{}-{}", halves[1], halves[0]).into()),
        ("without hyphens".into(), SECRET.replace('-', "").into()),
        ("percent".into(), SECRET.bytes().map(|b| format!("%{b:02X}")).collect::<String>().into()),
        ("percent, as some do".into(), SECRET.replace('-', "%2D").into()),
        ("hex".into(), SECRET.bytes().map(|b| format!("{b:02x}")).collect::<String>().into()),
        ("hex, upper case".into(), SECRET.bytes().map(|b| format!("{b:02X}")).collect::<String>().into()),
        ("bytes as Rust shows them".into(), format!("{:?}", SECRET.as_bytes()).into()),
        ("a form".into(), format!("client_id={ID}&client_secret={SECRET}&scope=a+b").into()),
        ("UTF-16LE".into(), SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE".into(), SECRET.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ];
    for before in ["", "a", "ab", "abc", "client_secret="] {
        let standard = base64::engine::general_purpose::STANDARD.encode(format!("{before}{SECRET}:x"));
        planted.push((format!("base64 after {before:?}"), standard.into()));
        let half = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("{before}{}", halves[1]));
        planted.push((format!("base64 for URLs of a half after {before:?}"), half.into()));
    }
    let search = Search::new("the secret", SECRET);
    for (form, canary) in &planted {
        let mut hay = b"2026-11-24 INFO something happened {".to_vec();
        hay.extend(canary);
        hay.extend(b"} and went on");
        assert!(!search.find(&hay).is_empty(), "planted and not found: {form}");
    }
    for harmless in [ID, "", "eyJhbGciOiJub25lIn0", &"00".repeat(500), TOKEN, &SECRET[..20]] {
        assert_eq!(search.find(harmless.as_bytes()), [], "found where it isn't: {harmless:?}");
    }
    let token = Search::new("the token", TOKEN);
    assert!(!token.find(format!("authorization: Bearer {TOKEN}").as_bytes()).is_empty());
    assert!(!token.find(&TOKEN.as_bytes()[TOKEN.len() / 2..]).is_empty(), "half a token");
    println!("{} planted forms found; {} forms searched for", planted.len(), search.forms());

    // In a folder, as it is searched below.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("drafts.json"), format!("{{\"x\":\"{}\"}}", halves[1])).unwrap();
    let found = found_in(folder.path(), &searches(), &mut Searched::default());
    assert!(!found.is_empty(), "a planted file is found");
}

#[test]
fn the_log_of_every_crate_is_captured_here() {
    listen_to_everything();
    // Not the canaries of the other tests, which listen to the same log.
    tracing::trace!(target: "latchkey_core::planted", planted = "b1946ac9-planted-at-trace");
    tracing::trace!(target: "another_crate", planted = "591785b7-planted-elsewhere");
    let logs = LOGS.lock().unwrap();
    assert!(logs[&true].contains("b1946ac9-planted-at-trace"), "ours, at trace");
    assert!(logs[&false].contains("591785b7-planted-elsewhere"), "others'");
}

/// How the hostile HaloPSA answers: at the token endpoint, and to requests with a token.
type Answer = fn(&Asked) -> Vec<u8>;
type Answering = Arc<dyn Fn(&Asked) -> Vec<u8> + Send + Sync>;

/// A request, as the hostile HaloPSA saw it.
struct Asked {
    method: String,
    path: String,
    body: String,
    authorization: String,
    /// What it was sent to be created, with its secret.
    made: Option<serde_json::Value>,
    /// Whether the proof's token was given out, or is now.
    has_token: bool,
}

impl Asked {
    /// All that it was sent, to be given back.
    fn all(&self) -> String {
        format!("{} {} {SECRET} {TOKEN} {AUTHORITY_SECRET} {AUTHORITY_TOKEN}", self.body, self.authorization)
    }
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}", body.len())
        .into_bytes()
}

fn json(status: &str, body: &serde_json::Value) -> Vec<u8> {
    answer(status, "content-type: application/json\r\n", &body.to_string())
}

fn good(asked: &Asked) -> Vec<u8> {
    let path = asked.path.split('?').next().unwrap_or_default();
    match path {
        "/auth/token" => json("200 OK", &serde_json::json!({ "access_token": TOKEN, "expires_in": 3600 })),
        "/api/Agent/me" => json("200 OK", &serde_json::json!({ "id": 7, "name": AGENT })),
        _ => json("200 OK", &serde_json::json!([{ "id": 1 }])),
    }
}

/// Every way of giving back what came in.
fn echoes() -> Vec<(&'static str, Answer)> {
    vec![
        ("an error in JSON", |a| {
            json(
                "401 Unauthorized",
                &serde_json::json!({
                    "error": "invalid_client", "error_description": a.all(), "error_uri": a.all(),
                }),
            )
        }),
        ("an error named by the secret", |_| {
            json("400 Bad Request", &serde_json::json!({ "error": SECRET }))
        }),
        ("Message", |a| json("400 Bad Request", &serde_json::json!({ "Message": a.all() }))),
        ("ClassName", |a| {
            json("403 Forbidden", &serde_json::json!({ "ClassName": a.all(), "Message": a.all() }))
        }),
        ("resultCode", |a| json("200 OK", &serde_json::json!({ "resultCode": 1, "errorMessage": a.all() }))),
        ("a refused permission", |a| {
            json(
                "400 Bad Request",
                &serde_json::json!({ "error": "invalid_scope", "error_description": a.all() }),
            )
        }),
        ("a tenant", |a| answer("400 Bad Request", "", &format!("Tenant not found: {}", a.all()))),
        ("HTML", |a| answer("400 Bad Request", "content-type: text/html\r\n", &format!("<p>{}", a.all()))),
        ("HTML as a success", |a| {
            answer("200 OK", "content-type: text/html\r\n", &format!("<p>{}", a.all()))
        }),
        ("text", |a| answer("418 Teapot", "", &a.all())),
        ("a fault", |a| answer("500 Internal Server Error", "", &a.all())),
        ("not there", |a| answer("404 Not Found", "", &a.all())),
        ("busy", |a| answer("429 Too Many", &format!("retry-after: {SECRET}\r\n"), &a.all())),
        ("busy for long", |a| answer("429 Too Many", "retry-after: 99999\r\n", &a.all())),
        ("a redirect by its query", |_| {
            answer("302 Found", &format!("location: https://elsewhere.example/?s={SECRET}&t={TOKEN}\r\n"), "")
        }),
        ("a redirect by its host", |_| {
            let host = format!("{}.{}.elsewhere.example", &SECRET[..36], &SECRET[37..]);
            answer("307 Temporary Redirect", &format!("location: https://{host}/\r\n"), "")
        }),
        ("a redirect by its user", |_| {
            answer("301 Moved", &format!("location: https://u:{SECRET}@elsewhere.example/\r\n"), "")
        }),
        ("a reason", |_| answer(&format!("400 {SECRET} {TOKEN}"), "", "")),
        ("a header", |_| answer("400 No", &format!("x-{SECRET}: {TOKEN}\r\nset-cookie: {TOKEN}\r\n"), "")),
        ("a broken header", |_| format!("HTTP/1.1 200 OK\r\n{SECRET} {TOKEN}\r\n\r\n").into_bytes()),
        ("no HTTP", |_| format!("{SECRET} {TOKEN}\r\n\r\n").into_bytes()),
        ("a broken length", |_| {
            format!("HTTP/1.1 200 OK\r\ncontent-length: {SECRET}\r\n\r\n{TOKEN}").into_bytes()
        }),
        ("broken chunks", |_| {
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{SECRET}\r\n{TOKEN}").into_bytes()
        }),
        ("no gzip", |a| answer("200 OK", "content-encoding: gzip\r\n", &a.all())),
        ("too short", |_| format!("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{SECRET}").into_bytes()),
        ("nothing", |_| Vec::new()),
    ]
}

/// What it does when it has given out a token.
fn with_a_token() -> Vec<(&'static str, Answer)> {
    vec![
        ("everything is right", good),
        ("an agent named by the token", |a| match a.path.as_str() {
            "/api/Agent/me" => json("200 OK", &serde_json::json!({ "id": 7, "name": TOKEN })),
            _ => good(a),
        }),
        ("an agent named by the secret", |a| match a.path.as_str() {
            "/api/Agent/me" => {
                json("200 OK", &serde_json::json!({ "id": 7, "name": format!("Mr {SECRET}") }))
            }
            _ => good(a),
        }),
        ("permissions named by both", |a| match a.path.as_str() {
            "/auth/token" => json(
                "200 OK",
                &serde_json::json!({
                    "access_token": TOKEN, "token_type": SECRET, "scope": format!("{SECRET} {TOKEN}"),
                }),
            ),
            _ => good(a),
        }),
        ("rows made of both", |a| match a.path.as_str() {
            "/auth/token" | "/api/Agent/me" => good(a),
            _ => json("200 OK", &serde_json::json!({ "record_count": 1, SECRET: [{ TOKEN: TOKEN }] })),
        }),
    ]
}

struct Hostile {
    port: u16,
    /// What it answers to all but the first check of the address.
    answers: Arc<Mutex<(Answering, bool)>>,
    received: Arc<Mutex<Received>>,
}

/// What was sent to the hostile HaloPSA.
#[derive(Default)]
struct Received {
    /// How often it was sent each canary where that belongs.
    secrets: usize,
    tokens: usize,
    /// Methods, addresses and all headers but the one that a token belongs in.
    heads: String,
    /// The application that it was asked for and not to delete since.
    made: Option<serde_json::Value>,
    /// Whether it was asked for a token, but by the authority.
    has_token: bool,
}

impl Hostile {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answers: Arc<Mutex<(Answering, bool)>> = Arc::new(Mutex::new((Arc::new(good), false)));
        let received = Arc::new(Mutex::new(Received::default()));
        let (answering, receiving) = (Arc::clone(&answers), Arc::clone(&received));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (answering, receiving) = (Arc::clone(&answering), Arc::clone(&receiving));
                tokio::spawn(async move {
                    let _ = serve(stream, port, &answering, &receiving).await;
                });
            }
        });
        Self { port, answers, received }
    }

    /// From now on. `token_first`: a request for a token gets one.
    fn set(&self, answer: Answering, token_first: bool) {
        *self.answers.lock().unwrap() = (answer, token_first);
    }
}

async fn serve(
    mut stream: TcpStream,
    port: u16,
    answers: &Mutex<(Answering, bool)>,
    received: &Mutex<Received>,
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = memchr::memmem::find(&bytes, b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let header = |name: &str| {
        text.lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or(String::new(), |(_, value)| value.to_owned())
    };
    let length: usize = header("content-length").parse().unwrap_or(0);
    while bytes.len() < head + 4 + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            break;
        }
    }
    let body = String::from_utf8_lossy(&bytes[head + 4..]).into_owned();
    let word = |number| text.split(' ').nth(number).unwrap_or_default().to_owned();
    let (method, path, authorization) = (word(0), word(1), header("authorization"));
    let (made, has_token) = {
        let mut received = received.lock().unwrap();
        received.secrets += usize::from(body.contains(SECRET));
        received.tokens += usize::from(authorization.contains(TOKEN));
        // Where a token may be: in its header, or in the cookie of a session, and in no other.
        let session = format!("cookie: {SESSION}={AUTHORITY_TOKEN}");
        let apart = |line: &str| line.to_ascii_lowercase().starts_with("authorization: ") || line == session;
        for line in text.lines().filter(|line| !apart(line)) {
            received.heads.push_str(line);
            received.heads.push('\n');
        }
        match (method.as_str(), serde_json::from_str::<serde_json::Value>(&body)) {
            ("POST", Ok(mut posted)) => received.made = Some(posted[0].take()),
            ("DELETE", _) => received.made = None,
            _ => {}
        }
        received.has_token |= path == "/auth/token" && !body.contains(AUTHORITY_SECRET);
        (received.made.clone(), received.has_token)
    };
    let asked = Asked { method, path, body, authorization, made, has_token };
    let (chosen, token_first) = answers.lock().unwrap().clone();
    let reply = match asked.path.as_str() {
        "/api/authinfo" => json(
            "200 OK",
            &serde_json::json!({
                "auth_url": format!("http://127.0.0.1:{port}/auth"), "tenant_id": "canary-cage",
            }),
        ),
        "/api/InstanceInfo" => json("200 OK", &serde_json::json!({ "version": "1.2.3" })),
        path if token_first && path.starts_with("/auth/token") => {
            good(&Asked { path: "/auth/token".into(), ..asked })
        }
        path => {
            let path = path.split('?').next().unwrap_or_default().to_owned();
            chosen(&Asked { path, ..asked })
        }
    };
    stream.write_all(&reply).await?;
    stream.shutdown().await
}

fn secret(text: &str) -> Secret {
    Secret::from(text)
}

/// The whole set-up up to the proof, with every mistake on the way that a person makes.
/// Latchkey on this folder and vault, reaching one port; its effects are recorded.
fn observed(data: &Path, vault: &Arc<FileVault>, port: u16, seen: &Arc<Seen>) -> Latchkey {
    let seen_here = Arc::clone(seen);
    let witness = Arc::new(move |effect: Effect| {
        seen_here.debug(effect);
    });
    Latchkey::open_observed(data, vault.clone(), network(&[port]), Arc::new(Moment::now), witness).unwrap()
}

async fn set_up(
    latchkey: &Latchkey,
    seen: &Arc<Seen>,
    address: &str,
    client_id: &str,
    canary: &str,
) -> (SetUpId, Result<Outcome, Error>) {
    let draft = seen.json(latchkey.begin(None, PRODUCT).unwrap());
    let id = draft.id;
    let revision = || latchkey.at(&id).draft().unwrap().revision;
    seen.json(latchkey.at(&id).set_address(revision(), address, false, None).await.unwrap());
    seen.json(latchkey.at(&id).set_general(revision(), APPLICATION, AGENT).await.unwrap());
    seen.json(latchkey.at(&id).set_permissions(revision(), &PERMISSIONS).await.unwrap());
    // The secret where the Client ID belongs, twice, cut short, in a page, with a word beside it.
    for mistake in [
        canary.to_owned(),
        canary.to_uppercase(),
        canary[..50].to_owned(),
        format!("<input value=\"{canary}\">"),
        format!("secret: {canary}"),
        format!("{canary}\n{canary}"),
        format!("https://x.example/?s={canary}"),
    ] {
        let taken = seen.result(latchkey.at(&id).take_client_id(&secret(&mistake), false, false).await);
        assert!(taken.is_err(), "a mistake was taken for a Client ID");
    }
    let early = seen.result(latchkey.at(&id).take_secret(&secret(canary), false).await);
    assert_eq!(early, Err(Error::ClientIdMissing));
    let _ = seen.result(latchkey.at(&id).take_client_id(&secret(client_id), false, false).await);
    for mistake in [&canary[..50], &format!("{canary} {canary}"), &format!("{{\"s\":\"{canary}\"}}")] {
        let taken = seen.result(latchkey.at(&id).take_secret(&secret(mistake), false).await);
        assert!(taken.is_err(), "a mistake was taken for a secret");
    }
    let padded = format!(" \"{canary}\"\r\n");
    seen.debug(latchkey.at(&id).take_secret(&secret(&padded), false).await.unwrap());
    seen.read_everything(latchkey).await;
    let outcome = seen.result(latchkey.at(&id).prove(&seen.listener()).await);
    if let Ok(outcome) = &outcome {
        seen.json(outcome.proof.clone());
    }
    seen.read_everything(latchkey).await;
    (id, outcome)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_halopsa_that_gives_back_what_it_is_sent_makes_us_write_and_show_none_of_it() {
    listen_to_everything();
    let hostile = Hostile::start().await;
    let address = format!("http://127.0.0.1:{}", hostile.port);
    let seen = Arc::new(Seen::default());
    let mut searched = Searched::default();
    let mut ways = 0;
    let all = echoes()
        .into_iter()
        .flat_map(|(name, answer)| [(name, answer, false), (name, answer, true)])
        .chain(with_a_token().into_iter().map(|(name, answer)| (name, answer, false)));
    for (name, answer, token_first) in all {
        let at = format!("{name}, {}", if token_first { "after the token" } else { "at the token" });
        let place = quick_folder();
        let data = place.path().join("data");
        let vault = Arc::new(FileVault::at(&place.path().join("vault")));
        let latchkey = observed(&data, &vault, hostile.port, &seen);
        hostile.set(Arc::new(answer), token_first);
        let (id, outcome) = set_up(&latchkey, &seen, &address, ID, SECRET).await;
        let outcome = outcome.unwrap_or_else(|e| panic!("{at}: the proof has a result: {e}"));
        assert!(vault.entries().iter().any(|(_, kept)| kept == SECRET), "{at}: it is in the vault");
        assert_folder_is_clean(&data, &at, &mut searched);
        seen.assert_clean(&searches(), &at);
        match outcome.connection {
            Some(connection) => {
                let again = seen.result(latchkey.prove_connection(&connection, &seen.listener()).await);
                assert!(again.is_ok(), "{at}: proved again");
                let draft = seen.result(latchkey.begin_new_secret_for(&connection).await).unwrap();
                let _ = seen.result(latchkey.at(&draft.id).take_secret(&secret(SECRET), false).await);
                seen.read_everything(&latchkey).await;
                assert_folder_is_clean(&data, &at, &mut searched);
                let _ = seen.result(latchkey.at(&draft.id).abandon(false).await);
                let _ = seen.result(latchkey.remove_connection(&connection).await);
            }
            None => {
                let _ = seen.result(latchkey.at(&id).accept_agent("Another Agent").await);
                let _ = seen.result(latchkey.at(&id).abandon(false).await);
            }
        }
        seen.read_everything(&latchkey).await;
        assert_folder_is_clean(&data, &at, &mut searched);
        assert_eq!(vault.entries(), [], "{at}: nothing stays");
        ways += 1;
    }
    let Received { secrets, tokens, heads, .. } = &*hostile.received.lock().unwrap();
    assert_clean(heads, &searches(), "addresses and headers");
    assert!(*secrets >= ways && *tokens > 0, "the canaries were on the wire: {secrets}, {tokens}");
    seen.assert_clean(&searches(), "what the API gave back");
    let logs = LOGS.lock().unwrap();
    assert_clean(&logs[&true], &searches(), "our log at trace");
    let elsewhere: usize = searches()
        .iter()
        .map(|s| logs[&false].lines().filter(|l| !s.find(l.as_bytes()).is_empty()).count())
        .sum();
    println!(
        "{ways} ways of giving it back; the secret was sent {secrets} times, the token {tokens} times; \
         {} values ({} bytes), {} files ({} bytes), {} lines of our log, {} of libraries' \
         ({elsewhere} with a canary: the app's log doesn't listen to them)",
        seen.values.lock().unwrap(),
        seen.bytes.lock().unwrap(),
        searched.files,
        searched.bytes,
        logs[&true].lines().count(),
        logs[&false].lines().count(),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_halopsa_and_a_keychain_in_every_state_leave_the_secret_only_in_the_vault() {
    listen_to_everything();
    let seen = Arc::new(Seen::default());
    let mut searched = Searched::default();
    let mut searches_of_all = Vec::new();
    let mut runs = 0;
    for dialect in [
        Dialect::default(),
        Dialect { token_errors: TokenErrors::Html, api_errors: ErrorShape::Html, ..Dialect::default() },
        Dialect { token_endpoint: TokenEndpoint::Redirects, ..Dialect::default() },
        Dialect { scope_in_answer: ScopeInAnswer::LacksOne, ..Dialect::default() },
        Dialect { api_errors: ErrorShape::ClassName, closed_read: Some("tickets"), ..Dialect::default() },
    ] {
        for fault in [
            None,
            Some(Fault::Fails(Error::KeychainLocked)),
            Some(Fault::FailsAfterwards(Error::KeychainTrouble)),
        ] {
            let halo = Practice::start(dialect.clone()).await.unwrap();
            let (client_id, canary) =
                halo.state().add_application(APPLICATION, AGENT_ID, &PERMISSIONS).unwrap();
            let folder = quick_folder();
            let vault = Arc::new(Faulty::default());
            let latchkey = Latchkey::open(folder.path(), vault.clone(), network(&halo.ports())).unwrap();
            let at = format!("{dialect:?}, {fault:?}");
            let (_, outcome) = set_up(&latchkey, &seen, &halo.address(), &client_id, &canary).await;
            if let Some(fault) = &fault {
                let draft = latchkey.begin(None, PRODUCT).unwrap();
                let id = draft.id;
                let found = latchkey.at(&id).set_address(1, &halo.address(), false, None).await;
                let _ = seen.result(found);
                let _ = seen.result(latchkey.at(&id).take_client_id(&secret(ID), false, false).await);
                vault.plan(1, 1, fault.clone());
                let refused = seen.result(latchkey.at(&id).take_secret(&secret(&canary), false).await);
                assert!(refused.is_err(), "{at}: the keychain failed");
                seen.read_everything(&latchkey).await;
                assert_clean_of(&canary, folder.path(), &at, &mut searched);
                vault.plan(1, 1, fault.clone());
                let _ = seen.result(latchkey.at(&id).keep().await);
                let _ = seen.result(latchkey.at(&id).keep().await);
                let _ = seen.result(latchkey.at(&id).abandon(false).await);
            }
            if let Ok(Outcome { connection: Some(connection), .. }) = outcome {
                halo.state().expire_tokens();
                halo.state().deactivate_application(&client_id);
                let again = seen.result(latchkey.prove_connection(&connection, &seen.listener()).await);
                assert!(again.is_ok(), "{at}");
            }
            seen.read_everything(&latchkey).await;
            assert_clean_of(&canary, folder.path(), &at, &mut searched);
            // A damaged file is kept aside, and that copy is searched as well.
            drop(latchkey);
            for document in files_below(folder.path()) {
                let whole = fs::read(&document).unwrap();
                fs::write(&document, &whole[..whole.len() / 2]).unwrap();
            }
            let latchkey = Latchkey::open(folder.path(), vault.clone(), network(&halo.ports())).unwrap();
            seen.read_everything(&latchkey).await;
            assert_clean_of(&canary, folder.path(), &at, &mut searched);
            searches_of_all.push(Search::new("the practice secret", &canary));
            runs += 1;
        }
    }
    seen.assert_clean(&searches_of_all, "what the API gave back");
    assert_clean(&LOGS.lock().unwrap()[&true], &searches_of_all, "our log at trace");
    println!(
        "{runs} runs over the practice HaloPSA, {} values, {} files ({} bytes)",
        seen.values.lock().unwrap(),
        searched.files,
        searched.bytes
    );
}

fn assert_clean_of(canary: &str, folder: &Path, at: &str, searched: &mut Searched) {
    let searches = [Search::new("the practice secret", canary)];
    assert_eq!(found_in(folder, &searches, searched), [], "{at}: in a file");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_pasted_into_another_field_is_neither_stored_nor_shown() {
    let seen = Arc::new(Seen::default());
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let folder = quick_folder();
    let vault = Arc::new(Faulty::default());
    let latchkey = Latchkey::open(folder.path(), vault, network(&halo.ports())).unwrap();
    let id = latchkey.begin(None, PRODUCT).unwrap().id;
    let revision = || latchkey.at(&id).draft().unwrap().revision;
    for pasted in [SECRET.to_owned(), format!(" {}\n", SECRET.to_uppercase())] {
        let _ = seen.result(latchkey.begin(None, &pasted));
        let _ = seen.result(latchkey.begin_new_secret(None, &pasted));
        let _ = seen.result(latchkey.at(&id).set_address(revision(), &pasted, true, None).await);
        let _ = seen.result(latchkey.at(&id).set_general(revision(), &pasted, AGENT).await);
        let _ = seen.result(latchkey.at(&id).set_general(revision(), APPLICATION, &pasted).await);
        let _ = seen.result(latchkey.at(&id).accept_agent(&pasted).await);
        let _ = seen.result(latchkey.at(&id).set_permissions(revision(), &["read:tickets", &pasted]).await);
        let _ = seen.result(latchkey.set_up(&pasted.as_str().into()).and_then(|set_up| set_up.draft()));
        let _ = seen.result(latchkey.connection(&pasted.as_str().into()));
    }
    seen.read_everything(&latchkey).await;
    seen.assert_clean(&searches(), "what the API gave back");
    assert_folder_is_clean(folder.path(), "pasted", &mut Searched::default());
}
