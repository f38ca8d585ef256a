//! While practising, the app and its web processes connect only to the practice HaloPSA, as observed by the
//! system itself; and there is a way out, to the real one.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use latchkey_practice::Dialect;
use serde_json::{Value, json};

use crate::https::Instance;
use crate::session::{App, Session};
use crate::signing_in::{WINDOW, press_through};
use crate::{come_to_the_review, go_by_hand, until};

/// The text of the address field, and whether it can be changed.
async fn address(app: &App) -> (String, bool) {
    let script = "const it = document.querySelector('#address'); arguments[0]([it.value, it.readOnly]);";
    let found = app.run(script, vec![]).await;
    (found[0].as_str().unwrap().to_owned(), found[1] == json!(true))
}

/// The action that an element sends, with its fields.
async fn action(app: &App, css: &str) -> Value {
    let script = "const [css, done] = arguments; done(document.querySelector(css).dataset.act);";
    let written = app.run(script, vec![json!(css)]).await;
    serde_json::from_str(written.as_str().expect("an action")).unwrap()
}

/// Sends an action as a page does. Gives what was refused by its code, or nothing.
async fn refused(app: &App, action: Value) -> Option<String> {
    let script = "const [action, done] = arguments;
        window.__TAURI__.core.invoke('act', { action }).then(
            (update) => done(update.parts.map((part) => part.html).join()),
            (error) => done(`data-refusal=\"${error}\"`));";
    let answer = app.run(script, vec![action]).await;
    let (_, code) = answer.as_str().expect("an answer").split_once("data-refusal=\"")?;
    code.split_once('"').map(|(code, _)| code.to_owned())
}

/// Where WebKit lets the test's driver in, which is no part of the app as it ships.
fn drivers_port(app: &App) -> u16 {
    let environment = std::fs::read(format!("/proc/{}/environ", app.process)).unwrap();
    let of_webkit = environment.split(|byte| *byte == 0).find_map(|one| {
        std::str::from_utf8(one).ok()?.strip_prefix("WEBKIT_INSPECTOR_SERVER=127.0.0.1:")?.parse().ok()
    });
    of_webkit.expect("the driver's own way in")
}

/// Waits until a page is shown that does not practise any more.
async fn not_practising(app: &App) {
    app.shown("#main:not(:has(.practice)) main").await;
}

/// The places that were connected to: the process, and the port of 127.0.0.1, or all that is known of another.
fn connected(trace: &str) -> Vec<(String, Result<u16, String>)> {
    let lines = trace.lines().filter(|line| line.contains("connect(") && !line.contains("sa_family=AF_UNIX"));
    lines
        .map(|line| {
            let process = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            let loopback = line.contains("sa_family=AF_INET,") && line.contains("inet_addr(\"127.0.0.1\")");
            let port = line.split_once("htons(").and_then(|(_, rest)| rest.split_once(')')?.0.parse().ok());
            (process, port.filter(|_| loopback).ok_or_else(|| line.to_owned()))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn while_practising_nothing_but_the_practice_halopsa_is_connected_to() {
    let mut session = Session::start();
    let trace = session.folder.path().join("connects");
    session.trace(&trace);
    let app = session.app(&["--practise"]).await;
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.picture("connect-practising").await;
    let driver = drivers_port(&app);
    let (practice, read_only) = address(&app).await;
    assert!(practice.starts_with("http://127.0.0.1:") && read_only, "{practice} is filled in, and stays");

    // Whatever address an action of a page could be made to carry, in each way in which it can.
    let elsewhere = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let at = elsewhere.local_addr().unwrap();
    let save = action(&app, "#form").await;
    for other in [format!("https://{at}"), format!("http://{at}"), "https://acme.halopsa.com".to_owned()] {
        for then in ["sign-in", "continue", "switch-account", "by-hand", "with-application"] {
            let mut save = save.clone();
            let form = save["connect"].as_object_mut().expect("what the page saves");
            let given = [
                ("address", json!(other)),
                ("insist", json!(true)),
                ("elsewhere", json!(at.to_string())),
                ("then", json!(then)),
            ];
            form.extend(given.map(|(name, value)| (name.to_owned(), value)));
            assert_eq!(refused(&app, save).await.as_deref(), Some("practice-only"), "{other}, then {then}");
        }
        let check = json!({ "check": { "do": "run", "address": other } });
        assert_eq!(refused(&app, check).await.as_deref(), Some("practice-only"), "{other}");
    }
    assert_eq!(session.titles(WINDOW), Vec::<String>::new(), "nobody was led there to sign in");

    app.click("#sign-in").await;
    app.shown("#sign-in-forward").await;
    press_through(&session);
    app.says("#signed-in", "Wilhelmina Sample").await;
    come_to_the_review(&app).await;
    let set_up = app.current().await.split_once('/').expect("a set-up").1.to_owned();
    let open = json!({ "review": { "do": "open-applications", "set_up": set_up } });
    assert_eq!(refused(&app, open).await, None);
    assert_eq!(session.opened(), [format!("{practice}/config/integrations/api/applications")]);
    app.click("#open-source").await;
    until("a vendor's documentation opens as always", || session.opened().len() == 2).await;
    assert!(session.opened()[1].starts_with("https://"), "{:?}", session.opened());
    app.click("#create").await;
    app.page("done").await;
    app.click("#stop-practising").await;
    app.click("#dialog-confirm").await;
    not_practising(&app).await;
    // As a person does: the driver would end what it started, which is the one that watches.
    app.leave(&session).await;

    let port: u16 = practice.rsplit(':').next().unwrap().parse().unwrap();
    let connected = connected(&std::fs::read_to_string(&trace).unwrap());
    let connected: Vec<_> = connected.into_iter().filter(|(_, to)| *to != Ok(driver)).collect();
    let others: Vec<_> = connected.iter().filter(|(_, to)| *to != Ok(port)).collect();
    assert!(others.is_empty(), "connected elsewhere: {others:#?}");
    let (of_the_window, of_the_app): (Vec<_>, Vec<_>) =
        connected.iter().partition(|(process, _)| process.starts_with("WebKit"));
    assert!(!of_the_window.is_empty() && !of_the_app.is_empty(), "both are seen: {connected:#?}");
    println!(
        "{} connections of the app and {} of the sign-in window, all to the practice HaloPSA",
        of_the_app.len(),
        of_the_window.len()
    );
    assert_eq!(elsewhere.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_user_who_stops_practising_continues_with_the_same_product_for_real() {
    let mut session = Session::start();
    let instance = Instance::start(session.folder.path(), Dialect::default()).await;
    session.trust(&instance.trust);
    let app = session.app(&["--practise"]).await;
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.click("#use-own").await;
    not_practising(&app).await;
    assert_eq!(address(&app).await, (String::new(), false), "the real one is typed");
    app.says(".lead", "Trend Vision One").await;
    app.fill("#address", &instance.state.address()).await;
    go_by_hand(&app).await;
    app.page("agent").await;
    app.close().await;

    // From the check of this computer, with the address that was typed there.
    let app = session.app(&["--practise"]).await;
    app.click("#check-computer").await;
    app.page("check").await;
    app.says("#verdict", "is ready").await;
    app.fill("#address", &instance.state.address()).await;
    let before = instance.state.requests().len();
    app.click("#check").await;
    app.shown("[data-refusal=practice-only]").await;
    app.picture("check-practising").await;
    assert_eq!(instance.state.requests().len(), before, "nobody asked it for anything");
    app.click("#stop-and-use").await;
    app.says("#line-instance", "answers at").await;
    not_practising(&app).await;
    app.close().await;
}
