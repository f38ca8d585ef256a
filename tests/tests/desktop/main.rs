//! The desktop end to end: the app as it is shipped, in a real window, with a real keychain, a real
//! clipboard, and a HaloPSA behind TLS whose pages are operated through their forms.
//!
//! Needs a display, and `LATCHKEY_APP` with the path of the app's binary: `cargo xtask verify` provides both.
//! Only Linux has a WebDriver for such windows; elsewhere there is nothing to run.
#![cfg(target_os = "linux")]

mod actions;
mod atspi;
mod bench;
mod clipboard;
mod computer;
mod confined;
mod creating;
mod gallery;
mod hostile;
mod https;
mod keyboard;
mod products;
mod session;
mod signing_in;
mod starting;
mod windows;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use latchkey_journeys::hand::{Answers, Form, Hand, Notice};
use latchkey_practice::{ClientIdOnSave, Dialect};
use secrecy::ExposeSecret;
use serde_json::json;

use https::Instance;
use session::{App, Session};

const NAME: &str = "Trend Vision One for Service Providers";
const AGENT: &str = "API Integration Account";
const AGENT_ID: u32 = 7;
const TREND: [&str; 5] =
    ["read:tickets", "edit:tickets", "read:customers", "edit:customers", "admin:webhooks"];

fn changing_ids() -> Dialect {
    Dialect { client_id_on_save: ClientIdOnSave::Changes, ..Dialect::default() }
}

/// The person in HaloPSA's own pages, in a browser that trusts the instance.
fn hand(instance: &Instance) -> Hand {
    let authority = std::fs::read(&instance.trust).unwrap();
    let authority = reqwest::Certificate::from_pem(&authority).unwrap();
    let browser = reqwest::Client::builder().tls_certs_only([authority]);
    Hand::in_browser(browser, &instance.state.address())
}

/// The form of a new application, filled in as the guide says.
async fn new_application(hand: &Hand, name: &str, permissions: &[&str]) -> Form {
    let mut form = hand.new_application(Answers::of_the_procedure(name, AGENT_ID, permissions)).await;
    let _ = form.choose_login_type(latchkey_practice::LoginType::Agent).await;
    form
}

async fn until(fact: &str, mut is: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(40);
    while !is() {
        assert!(Instant::now() < deadline, "{fact}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The content of the form now, as it would be copied.
async fn credentials(form: &Form) -> (String, String) {
    let (id, secret) = form.credentials().await;
    (id.expose_secret().to_owned(), secret.expose_secret().to_owned())
}

async fn save(form: &mut Form) -> String {
    assert_eq!(form.save().await, Notice::Saved);
    form.client_id().await.expose_secret().to_owned()
}

/// The name of the entry in the keychain.
fn service(instance: &Instance) -> String {
    let host = instance.state.address().replace("https://", "");
    format!("Latchkey for HaloPSA: {host}, Trend Vision One for Service Providers")
}

/// On the page `connect`: the way by hand.
async fn go_by_hand(app: &App) {
    app.click("#go-by-hand").await;
}

/// From the first page to the guide, every page answered.
async fn answer_the_pages(app: &App, instance: &Instance) {
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.picture("connect").await;
    app.fill("#address", &format!("{}/tickets?id=12", instance.state.address())).await;
    go_by_hand(app).await;
    app.page("agent").await;
    app.picture("agent-by-hand").await;
    app.fill("#agent", AGENT).await;
    app.click("#continue").await;
    app.page("guide").await;
    app.picture("guide").await;
}

/// Goes to a stop of the guide, unless it is there.
async fn at_stop(app: &App, stop: &str) {
    if app.client.find(fantoccini::Locator::Css(&format!("#stop-{stop}"))).await.is_err() {
        if app.client.find(fantoccini::Locator::Css("details[id^=all-][open]")).await.is_err() {
            app.click("details[id^=all-] > summary").await;
        }
        app.click(&format!("#to-{stop}")).await;
        app.shown(&format!("#stop-{stop}")).await;
    }
}

/// From the page `done` to the list, whether or not the secret was copied.
async fn finish(app: &App) {
    app.click("#finish").await;
    let (start, mut left) = (Instant::now(), false);
    while app.current().await != "index" {
        // Once: a second press would show the list again under what is clicked next.
        if !left
            && let Ok(leave) =
                app.client.find(fantoccini::Locator::Css("#dialog[open] #dialog-confirm")).await
        {
            left = leave.click().await.is_ok();
        }
        assert!(start.elapsed() < Duration::from_secs(20), "still at {}", app.current().await);
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

/// After Save, with the Client ID in the clipboard: the test begins by itself.
async fn prove(app: &App) {
    at_stop(app, "save").await;
    app.click("#take-client-id-again").await;
}

/// The same without checking the Client ID.
async fn prove_as_it_was(app: &App) {
    at_stop(app, "save").await;
    app.click("#next").await;
}

/// A session, a HaloPSA in this dialect, and the app at its first page.
async fn start(dialect: Dialect) -> (Session, Instance, App) {
    start_in(Session::start(), dialect).await
}

/// The same in a session of another kind.
async fn start_in(mut session: Session, dialect: Dialect) -> (Session, Instance, App) {
    let instance = Instance::start(session.folder.path(), dialect).await;
    session.trust(&instance.trust);
    let app = session.app(&[]).await;
    (session, instance, app)
}

/// How many applications of ours are in HaloPSA. Nobody else's was touched, whenever this is asked.
fn there(instance: &Instance) -> usize {
    assert!(instance.state.others_deleted().is_empty(), "another user's application was deleted");
    instance.state.applications().iter().filter(|one| one.name == NAME).count()
}

/// From the page `agent`, on which signing in ends, to the last page before it is created.
async fn come_to_the_review(app: &App) {
    app.page("agent").await;
    app.click(&format!("#agent-{AGENT_ID}")).await;
    app.picture("agent").await;
    app.click("#continue").await;
    app.page("review").await;
    app.picture("review").await;
}

/// The same with every page before the guide answered.
async fn at_the_guide(dialect: Dialect) -> (Session, Instance, App) {
    let (session, instance, app) = start(dialect).await;
    answer_the_pages(&app, &instance).await;
    (session, instance, app)
}

/// Takes a value that is in the clipboard, before Save: the guide then continues and shows the result.
async fn take(app: &App, item: &str) {
    let stop = if item == "client-id" { "form" } else { item };
    at_stop(app, stop).await;
    app.click(&format!("#take-{item}")).await;
    app.shown(&format!("main:not(:has(#stop-{stop})) #said")).await;
}

/// Does in HaloPSA what the guide says, up to Save and the Client ID after it, which is in the clipboard then.
async fn follow_the_guide(app: &App, session: &Session, instance: &Instance) -> (String, String) {
    let mut application = new_application(&hand(instance), "Trend Vision One", &TREND).await;
    let (id, secret) = credentials(&application).await;
    session.copy(&id);
    take(app, "client-id").await;
    session.copy(&format!("  {secret}\n"));
    take(app, "secret").await;
    app.says("#said", "keyring").await;
    let id = save(&mut application).await;
    session.copy(&id);
    (id, secret)
}

/// What the app shows or hands to its page about the set-up or connection that the page is about: the markup,
/// the replies to its commands, the window's title, the program's arguments and environment.
async fn everything_shown(app: &App, session: &Session) -> Vec<u8> {
    let script = "const done = arguments[arguments.length - 1];
        const id = location.hash.split('/')[1] ?? '';
        const ask = (page) => window.__TAURI__.core.invoke('view', { page }).catch(e => e);
        const about = ['connect', 'agent', 'permissions', 'review', 'guide', 'done', 'connection'].map(p => `${p}/${id}`);
        Promise.all(['index', 'new', 'lost', 'check', ...about].map(ask)).then(all => done(JSON.stringify(all)));";
    let replies = app.run(script, vec![]).await;
    let mut heap = app.source().await.into_bytes();
    heap.extend(replies.as_str().expect("the replies").bytes());
    heap.extend(app.client.title().await.unwrap().into_bytes());
    heap.extend(session.title_of_the_window().into_bytes());
    for file in ["cmdline", "environ"] {
        heap.extend(std::fs::read(format!("/proc/{}/{file}", app.process)).expect("the app runs"));
    }
    heap
}

/// Every file below a folder, as one heap of bytes.
fn everything_in(folder: &Path) -> Vec<u8> {
    let mut heap = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            heap.extend(everything_in(&path));
        } else if let Ok(bytes) = std::fs::read(&path) {
            heap.extend(bytes);
        }
    }
    heap
}

fn contains(heap: &[u8], needle: &str) -> bool {
    let needle = needle.as_bytes();
    heap.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn from_the_first_start_to_a_proved_connection_that_a_restart_finds_again() {
    let (session, instance, app) = start_in(Session::start(), changing_ids()).await;
    app.picture("index-empty").await;
    assert_eq!(session.entries(), 0, "the keychain starts empty");

    answer_the_pages(&app, &instance).await;
    app.click("#open-halo").await;
    app.shown("#stop-form").await;
    app.picture("guide-beside").await;
    until("the name is in the clipboard", || session.pasted() == NAME).await;
    app.click("#copy-agent").await;
    let deadline = Instant::now() + Duration::from_secs(5);
    while session.pasted() != AGENT {
        assert!(Instant::now() < deadline, "the agent's name is in the clipboard: {:?}", session.pasted());
    }
    assert_eq!(session.opened(), [instance.state.applications_page()], "the page was opened in the browser");

    let (id, secret) = follow_the_guide(&app, &session, &instance).await;
    app.picture("guide-taken").await;
    prove(&app).await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
    app.picture("done").await;
    assert_eq!(session.pasted(), id, "the Client ID may stay in the clipboard");
    assert_eq!(
        session.secret_for(&id),
        secret,
        "the keychain has the secret under the Client ID that counts"
    );
    assert_eq!(session.entries(), 1, "and nothing else");
    let service = service(&instance);
    assert!(
        session.kept_for(&service).contains(&format!("label = {service}")),
        "the person finds it by its label"
    );

    let shown = everything_shown(&app, &session).await;
    assert!(contains(&shown, &id), "the search finds what is there: the Client ID");
    assert!(!contains(&shown, &secret), "no page, reply, title or argument has the secret");

    app.click("#copy-line-0").await;
    app.says("#copy-line-0", "Copied").await;
    assert_eq!(session.pasted(), instance.state.address());
    app.click("#copy-line-2").await;
    app.says("#copy-line-2", " s").await;
    assert_eq!(session.pasted(), secret, "the secret goes to the clipboard when it is asked for");
    finish(&app).await;
    app.picture("index-connection").await;
    app.close().await;

    let again = session.app(&[]).await;
    assert_ne!(session.pasted(), secret, "the clipboard was cleared when the app was closed");
    again.says("#connections", "Trend Vision One").await;
    again.click("#connections a").await;
    again.page("connection").await;
    again.picture("connection").await;
    again.click("#prove").await;
    again.says("#verdict", "Working").await;
    assert!(!contains(&everything_shown(&again, &session).await, &secret), "nor after a restart");
    again.close().await;

    // The second promise over everything that was written anywhere, log at trace included.
    let written = everything_in(&session.folder.path().join("data/app.latchkey.halopsa"));
    let cached = everything_in(&session.folder.path().join("cache"));
    let configured = everything_in(&session.folder.path().join("config"));
    assert!(contains(&written, &id), "the search finds what is there: the Client ID");
    for (heap, place) in [(&written, "data"), (&cached, "cache"), (&configured, "config")] {
        assert!(!contains(heap, &secret), "the secret is in the {place} folder");
        assert!(!contains(heap, &secret[..36]), "half of the secret is in the {place} folder");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_forgotten_client_id_is_diagnosed_and_corrected_without_entering_anything_again() {
    let (session, instance, app) = at_the_guide(changing_ids()).await;
    let mut application = new_application(&hand(&instance), "Trend Vision One", &TREND).await;
    let (before, secret) = credentials(&application).await;
    session.copy(&before);
    take(&app, "client-id").await;
    session.copy(&secret);
    take(&app, "secret").await;
    let after = save(&mut application).await;
    prove_as_it_was(&app).await;
    app.says("#verdict", "Not working").await;
    app.picture("guide-does-not-work").await;
    app.says("#result", "changed the Client ID").await;

    assert_ne!(before, after);
    session.copy(&after);
    prove(&app).await;
    app.page("done").await;
    assert_eq!(session.secret_for(&after), secret, "the secret moved along");
    assert_eq!(session.secret_for(&before), "", "and left nothing behind");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn without_a_keychain_the_secret_stays_in_memory_until_there_is_one() {
    let (mut session, instance, app) = start_in(Session::without_keychain(), Dialect::default()).await;
    answer_the_pages(&app, &instance).await;
    let mut application = new_application(&hand(&instance), "Trend Vision One", &TREND).await;
    let (id, secret) = credentials(&application).await;
    session.copy(&id);
    take(&app, "client-id").await;
    session.copy(&secret);
    app.click("#take-secret").await;
    app.says("#alert", "keyring").await;
    app.picture("guide-keychain-absent").await;
    assert_eq!(session.pasted(), secret, "the clipboard is not cleared before it is kept");

    session.start_keychain(true);
    app.click("#try-again").await;
    app.says("#said", "keyring").await;
    assert_eq!(session.secret_for(&id), secret);
    save(&mut application).await;
    prove_as_it_was(&app).await;
    app.page("done").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_locked_keychain_asks_and_a_late_answer_is_waited_for() {
    let mut session = Session::start();
    let instance = Instance::start(session.folder.path(), Dialect::default()).await;
    session.trust(&instance.trust);
    session.stop_keychain();
    session.start_keychain(false);
    let app = session.app(&[]).await;
    answer_the_pages(&app, &instance).await;
    let mut application = new_application(&hand(&instance), "Trend Vision One", &TREND).await;
    let (id, secret) = credentials(&application).await;
    session.copy(&id);
    take(&app, "client-id").await;
    session.copy(&secret);
    app.click("#take-secret").await;
    app.says("#stages", "password").await;
    app.picture("guide-keychain-waits").await;
    session.answer_the_prompt();
    app.says("#said", "keyring").await;
    assert_eq!(session.secret_for(&id), secret);
    save(&mut application).await;
    prove_as_it_was(&app).await;
    app.page("done").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_killed_app_knows_at_the_next_start_what_is_unfinished() {
    let (session, instance, app) = at_the_guide(Dialect::default()).await;
    app.click("#next").await;
    app.shown("#stop-form").await;
    let (id, secret) = follow_the_guide(&app, &session, &instance).await;
    app.kill(&session);

    let again = session.app(&[]).await;
    again.says("#unfinished", "Trend Vision One").await;
    again.picture("index-unfinished").await;
    again.click("#unfinished a").await;
    again.page("guide").await;
    at_stop(&again, "secret").await;
    again.says("#secret-place", "keyring").await;
    again.click("details[id^=all-] > summary").await;
    again.says("#row-open", "(done)").await;
    assert_eq!(session.secret_for(&id), secret);
    prove(&again).await;
    again.page("done").await;
    again.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_removed_set_up_and_a_removed_connection_leave_nothing_in_the_keychain() {
    let (session, instance, app) = at_the_guide(Dialect::default()).await;
    let (id, secret) = follow_the_guide(&app, &session, &instance).await;
    app.click("#home").await;
    app.page("index").await;
    app.click("#unfinished summary[id^=more-]").await;
    app.click("#unfinished button[id^=remove-]").await;
    app.click("#dialog-confirm").await;
    app.shown("#products").await;
    assert_eq!(session.secret_for(&id), "", "the secret is gone from the keychain");

    answer_the_pages(&app, &instance).await;
    let (id, _) = follow_the_guide(&app, &session, &instance).await;
    prove(&app).await;
    app.page("done").await;
    finish(&app).await;
    app.click("#connections a").await;
    app.page("connection").await;
    app.click("#more").await;
    app.click("#remove").await;
    app.click("#dialog-confirm").await;
    app.page("index").await;
    assert_eq!(session.secret_for(&id), "");
    assert_eq!(session.entries(), 0, "nothing is left");
    app.close().await;
    assert!(!contains(&everything_in(&session.data()), &secret));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_lost_secret_is_replaced_and_the_old_one_kept_until_then() {
    let (session, instance, app) = at_the_guide(Dialect::default()).await;
    let mut application = new_application(&hand(&instance), "Trend Vision One", &TREND).await;
    let (id, old) = credentials(&application).await;
    session.copy(&id);
    take(&app, "client-id").await;
    session.copy(&old);
    take(&app, "secret").await;
    save(&mut application).await;
    prove_as_it_was(&app).await;
    app.page("done").await;
    app.click("#copy-line-2").await;
    app.says("#copy-line-2", "Copied").await;
    app.click("#finish").await;
    app.page("index").await;
    app.click("#connections a").await;
    app.page("connection").await;
    app.click("#new-secret").await;
    app.click("#dialog-confirm").await;
    app.page("guide").await;
    app.picture("guide-new-secret").await;
    assert_eq!(application.generate().await, Notice::Generated);
    let (_, new) = credentials(&application).await;
    session.copy(&new);
    take(&app, "secret").await;
    assert!(session.kept_for(&service(&instance)).contains(&old), "the old one is kept beside the new one");
    let beside = format!("{}, new secret", service(&instance));
    assert!(session.kept_for(&beside).contains(&new), "and the new one is kept, too");
    save(&mut application).await;
    prove_as_it_was(&app).await;
    app.page("done").await;
    assert_eq!(session.secret_for(&id), new);
    assert_eq!(session.entries(), 1, "the old one is gone");
    // The product still has the old one.
    app.click("#finish").await;
    app.shown("#dialog[open] #dialog-confirm").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn practising_leaves_nothing_behind() {
    let session = Session::start();
    let app = session.app(&["--practise"]).await;
    app.shown(".practice").await;
    app.picture("index-practising").await;
    app.fill("#product", "Backup of everything").await;
    app.click("#continue-typed").await;
    app.page("connect").await;
    let address =
        app.client.execute("return document.querySelector('#address').value", vec![]).await.unwrap();
    let address = address.as_str().unwrap().to_owned();
    go_by_hand(&app).await;
    app.page("agent").await;
    app.fill("#agent", AGENT).await;
    app.click("#continue").await;
    app.page("permissions").await;
    app.click("#choose").await;
    app.click("#permission-read-tickets").await;
    app.says("#count", "Tickets").await;
    app.picture("permissions-own").await;
    app.click("#continue").await;
    app.page("guide").await;
    let mut application =
        new_application(&Hand::at(&address), "Backup of everything", &["read:tickets"]).await;
    let (id, secret) = credentials(&application).await;
    session.copy(&id);
    take(&app, "client-id").await;
    session.copy(&secret);
    take(&app, "secret").await;
    save(&mut application).await;
    prove_as_it_was(&app).await;
    app.page("done").await;
    app.picture("done-practising").await;
    assert_eq!(session.entries(), 0, "practice secrets are not in the keychain");
    finish(&app).await;
    app.click("#stop-practising").await;
    app.click("#dialog-confirm").await;
    app.shown("#practise").await;
    app.close().await;
    assert!(!contains(&everything_in(&session.data()), "Backup of everything"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_page_gets_nothing_beyond_the_listed_commands() {
    let session = Session::start();
    let app = session.app(&[]).await;
    let script = "const done = arguments[arguments.length - 1]; const [name, args] = arguments;\
                  window.__TAURI__.core.invoke(name, args).then(() => done('done'), e => done(String(e.code ?? e)));";
    assert_eq!(
        app.run(script, vec![json!("view"), json!({ "page": "index" })]).await,
        json!("done"),
        "a listed command is carried out"
    );
    for (command, arguments) in [
        ("no_such_command", json!({})),
        ("act", json!({ "action": { "index": { "do": "no-such-action" } } })),
        ("act", json!({ "action": { "frame": { "do": "stop-waiting", "more": 1 } } })),
        ("type_secret", json!({ "of": { "nobody": {} }, "typed": "x" })),
        ("plugin:dialog|open", json!({ "options": {} })),
        ("plugin:dialog|save", json!({ "options": {} })),
        ("plugin:opener|open_url", json!({ "url": "https://elsewhere.example" })),
        ("plugin:opener|open_path", json!({ "path": "/etc/passwd" })),
        ("plugin:event|emit", json!({ "event": "progress", "payload": {} })),
        ("plugin:window|set_title", json!({ "label": "main", "value": "x" })),
        (
            "plugin:webview|create_webview_window",
            json!({ "options": { "label": "x", "url": "https://elsewhere.example" } }),
        ),
        ("plugin:path|resolve_directory", json!({ "directory": 1 })),
    ] {
        let answer = app.run(script, vec![json!(command), arguments]).await;
        assert_ne!(answer, json!("done"), "{command} was carried out");
    }
    assert!(session.opened().is_empty());
    // Nor does it get out: navigation elsewhere and new windows are refused.
    app.client
        .execute("window.location.href = 'https://localhost:1/'; window.open('https://localhost:1/')", vec![])
        .await
        .ok();
    app.click("#product").await;
    assert_eq!(app.client.windows().await.unwrap().len(), 1);
    assert_eq!(app.client.current_url().await.unwrap().scheme(), "tauri");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_second_start_ends_at_once_and_the_first_continues() {
    let session = Session::start();
    let app = session.app(&[]).await;
    let started = Instant::now();
    let mut second = session.second_start().stdout(Stdio::null()).spawn().unwrap();
    let ended = loop {
        if let Some(status) = second.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > Duration::from_secs(20) {
            let _ = second.kill();
            panic!("the second start continues");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(ended.success(), "{ended}");
    app.shown("#product").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn the_instructions_are_saved_where_the_person_says() {
    let (session, instance, app) = at_the_guide(Dialect::default()).await;
    app.click("#go-address").await;
    app.page("connect").await;
    app.click("#other-ways-summary").await;
    app.click("#save-instructions").await;
    let file = session.folder.path().join("for the administrator.html");
    session.save_as("Save instructions", &file);
    app.says("#said-instructions", "saved").await;
    let text = std::fs::read_to_string(&file).unwrap();
    for part in [AGENT, "edit:customers", "Client ID and Secret (Services)", &instance.state.address()] {
        assert!(text.contains(part), "{part} is in the instructions:\n{text}");
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn closing_with_a_secret_in_memory_is_asked_about() {
    let (session, instance, app) = start_in(Session::without_keychain(), Dialect::default()).await;
    answer_the_pages(&app, &instance).await;
    let application = new_application(&hand(&instance), "Trend Vision One", &TREND).await;
    let (id, secret) = credentials(&application).await;
    session.copy(&id);
    take(&app, "client-id").await;
    session.copy(&secret);
    app.click("#take-secret").await;
    app.says("#alert", "keyring").await;
    session.close_window("Latchkey for HaloPSA");
    session.press_in("Close Latchkey now?", "Escape");
    app.says("#alert", "keyring").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_copied_secret_is_gone_from_the_clipboard_after_a_minute() {
    let (session, instance, app) = at_the_guide(Dialect::default()).await;
    let (_, secret) = follow_the_guide(&app, &session, &instance).await;
    prove(&app).await;
    app.page("done").await;
    app.click("#copy-line-2").await;
    app.says("#copy-line-2", " s").await;
    assert_eq!(session.pasted(), secret);
    let copied = Instant::now();
    while session.pasted() == secret {
        assert!(copied.elapsed() < Duration::from_secs(90), "the secret is still in the clipboard");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn files_that_cannot_be_read_are_reported_and_nothing_is_deleted() {
    let session = Session::start();
    let file = session.data().join("connections.json");
    std::fs::create_dir_all(session.data()).unwrap();
    std::fs::write(&file, "{\"version\":1,\"connections\":[{\"id\":").unwrap();
    let app = session.app(&[]).await;
    app.says("#damaged", "connections.json.damaged-0").await;
    app.picture("index-damaged").await;
    app.close().await;

    // CRC-32 of "99\n{}".
    let newer = format!("{{\"version\":99,\"checksum\":{},\"content\":{{}}}}", crc32fast::hash(b"99\n{}"));
    std::fs::write(&file, &newer).unwrap();
    let app = session.app(&[]).await;
    app.says("main", "newer Latchkey").await;
    app.picture("blocked-newer").await;
    app.close().await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), newer);

    std::fs::remove_dir_all(session.data()).unwrap();
    std::fs::write(session.data(), "a file where the folder should be").unwrap();
    let app = session.app(&[]).await;
    app.says("main", "data folder").await;
    app.close().await;
}
