//! A malicious page in the sign-in window: it calls commands, opens windows, navigates to files and to the
//! app's own pages, downloads, requests devices, floods. It gains nothing, and the app stays usable.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::json;

use crate::https::{Authority, IDENTITY, LOOKALIKE, LOOKED_LIKE, port};
use crate::session::{App, Session};
use crate::signing_in::WINDOW;
use crate::{go_by_hand, until};

const SECOND: Duration = Duration::from_secs(1);

/// A place that answers as HaloPSA does until a user signs in.
struct Hostile {
    address: String,
    port: u16,
    reports: Arc<Mutex<Vec<(String, String)>>>,
    /// How many came to the place that is not protected.
    in_the_clear: Arc<AtomicUsize>,
    /// How many came to the place that never answers.
    hanging: Arc<AtomicUsize>,
    trust: std::path::PathBuf,
}

impl Hostile {
    /// `page`: what it shows; `answer`: what its API answers when it is asked who is signed in.
    async fn start(session: &Session, page: &str, answer: fn() -> Response) -> Self {
        let authority = Authority::new(session.folder.path());
        let (listener, here) = port().await;
        let (plain, plain_port) = port().await;
        let (silent, silent_port) = port().await;
        let reports = Arc::new(Mutex::new(Vec::new()));
        let in_the_clear = Arc::new(AtomicUsize::new(0));
        let received = reports.clone();
        let address = format!("https://{LOOKED_LIKE}:{here}");
        let page = page
            .replace("PLAIN", &plain_port.to_string())
            .replace("HANGS", &format!("https://{IDENTITY}:{silent_port}/"))
            .replace("LOOKALIKE", &format!("https://{LOOKALIKE}:{here}"));
        let auth_url = format!("{address}/auth");
        let routes = Router::new()
            .route("/", get(async move || Html(page)))
            .route(
                "/hostile.js",
                get(async || ([(header::CONTENT_TYPE, "text/javascript")], include_str!("hostile.js"))),
            )
            .route(
                "/attachment",
                get(async || {
                    (
                        [(header::CONTENT_DISPOSITION, "attachment; filename=hostile-download")],
                        "hostile-download",
                    )
                }),
            )
            .route("/never", get(std::future::pending::<()>))
            .route(
                "/report",
                post(async move |body: Bytes| {
                    if let Ok(report) = serde_json::from_slice(&body) {
                        received.lock().unwrap().push(report);
                    }
                }),
            )
            .route("/api/authinfo", get(async move || axum::Json(json!({ "auth_url": auth_url }))))
            .route("/api/InstanceInfo", get(async || axum::Json(json!({ "version": "2.1" }))))
            .route("/api/{*path}", any(async move || answer()));
        authority.serve(listener, routes).await;
        let came = in_the_clear.clone();
        tokio::spawn(async move {
            while plain.accept().await.is_ok() {
                came.fetch_add(1, Ordering::SeqCst);
            }
        });
        let hanging = Arc::new(AtomicUsize::new(0));
        let came = hanging.clone();
        tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok(one) = silent.accept().await {
                open.push(one);
                came.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, port: here, reports, in_the_clear, hanging, trust: authority.trust }
    }

    fn reported(&self, what: &str) -> Vec<String> {
        let reports = self.reports.lock().unwrap();
        reports.iter().filter(|(name, _)| name == what).map(|(_, value)| value.clone()).collect()
    }
}

const EVERYTHING: &str = "<!DOCTYPE html><title>Welcome</title><body><h1>Sign in</h1>\
    <script src=\"/hostile.js\" data-plain=\"PLAIN\" data-lookalike=\"LOOKALIKE\" data-first=\"0\"></script></body>";

/// What tries to make the title lie.
const ELSEWHERE: &str = "<!DOCTYPE html><title>Welcome</title><body><h1>Sign in</h1>\
    <script src=\"/hostile.js\" data-hangs=\"HANGS\" data-first=\"8\"></script></body>";

/// `WebKitGTK` shows an empty page for such a link.
const TO_NO_HOST: &str = "<!DOCTYPE html><title>Welcome</title><body>\
    <a href=\"https://xn--a.halopsa.test/\">acme.halopsa.test</a><script>document.links[0].click()</script></body>";

/// What many sign-in pages do: the provider's page opens in a window of its own.
const POP_UP: &str = "<!DOCTYPE html><title>Welcome</title><body>\
    <button autofocus onclick=\"window.open('LOOKALIKE/attachment?no');window.open('LOOKALIKE/?there')\">\
    Single sign-on</button></body>";

fn nobody() -> Response {
    StatusCode::UNAUTHORIZED.into_response()
}

fn a_page() -> Response {
    Html("<h1>Welcome</h1>").into_response()
}

async fn in_the_window(page: &str, answer: fn() -> Response) -> (Session, Hostile, App) {
    let mut session = Session::start();
    let hostile = Hostile::start(&session, page, answer).await;
    session.trust(&hostile.trust);
    let app = session.app(&[]).await;
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.fill("#address", &hostile.address).await;
    app.click("#sign-in").await;
    (session, hostile, app)
}

fn lookalike(hostile: &Hostile) -> String {
    titled(LOOKALIKE, hostile)
}

fn titled(host: &str, hostile: &Hostile) -> String {
    format!("Sign in at {host}:{} – Latchkey for HaloPSA", hostile.port)
}

/// What the title says when the page doesn't say where it is.
const UNKNOWN: &str = "Sign in: unknown address – Latchkey for HaloPSA";

/// Presses the button of a stage that waits for it.
async fn press(session: &Session, hostile: &Hostile, what: &str) {
    until(&format!("it waits for {what}"), || hostile.reported("waits").iter().any(|one| one == what)).await;
    session.press_return(WINDOW);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_hostile_page_gains_nothing_and_the_app_stays_usable() {
    let (session, hostile, app) = in_the_window(EVERYTHING, nobody).await;
    until("it has tried everything", || !hostile.reported("reached").is_empty()).await;
    let titled = lookalike(&hostile);
    // A page that does nothing but ask doesn't say where it is.
    session.titled_one_of(WINDOW, &[&titled, UNKNOWN]);
    session.picture("hostile-dialogs");

    assert_eq!(hostile.reported("bridge"), ["function"], "there is something to call commands with");
    assert_eq!(hostile.reported("gained"), Vec::<String>::new());
    let refused = hostile.reported("refused");
    assert!(refused.len() > 40, "what it tried was reported: {refused:?}");
    for command in ["view", "act", "type_secret"] {
        let by_name = format!("invoke {command}: ");
        let answers: Vec<_> = refused.iter().filter_map(|one| one.strip_prefix(&by_name)).collect();
        // For this window, not for what was sent with it.
        assert!(!answers.is_empty() && answers.iter().all(|one| one.contains("not allowed")), "{refused:#?}");
    }
    let stayed = hostile.reported("stayed");
    for place in ["file:///etc/passwd", "tauri://localhost/index.html", "downloads", "closing", "junk"] {
        assert!(stayed.iter().any(|one| one == place), "{place}: {stayed:?}");
    }
    assert_eq!(hostile.in_the_clear.load(Ordering::SeqCst), 0, "nothing went out unprotected");
    assert_eq!(session.opened(), Vec::<String>::new(), "no browser was opened");
    let files = session.tool("find", &[session.folder.path().to_str().unwrap(), "-name", "*hostile*"]);
    assert_eq!(files, "", "nothing was downloaded");

    // The page behind continues, whatever that window does.
    app.shown("#sign-in-forward").await;
    app.click("#sign-in-stop").await;
    session.no_window(WINDOW);
    app.shown("#sign-in").await;
    let practising = "arguments[0](document.querySelector('.practice') !== null)";
    assert_eq!(app.run(practising, vec![]).await, json!(false), "it didn't act in our place");
    go_by_hand(&app).await;
    app.page("agent").await;
    assert_eq!(session.titles("Latchkey for HaloPSA").len(), 1, "there is one window");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn wherever_a_hostile_page_leads_the_title_tells_the_truth() {
    let (session, hostile, app) = in_the_window(ELSEWHERE, nobody).await;
    let truth = titled(LOOKED_LIKE, &hostile);
    session.titled(WINDOW, &truth);

    press(&session, &hostile, "full screen").await;
    until("it tried", || !hostile.reported("covers").is_empty()).await;
    session.picture("hostile-full-screen");
    assert_eq!(hostile.reported("covers"), ["false"], "the page can't take the whole screen");
    assert!(!session.state(WINDOW).contains("FULLSCREEN"), "nor the window");
    session.titled(WINDOW, &truth);

    until("it tried hosts that are none", || hostile.reported("stayed").len() == 4).await;
    session.titled(WINDOW, &truth);

    press(&session, &hostile, "hangs").await;
    until("the other host is being asked", || hostile.hanging.load(Ordering::SeqCst) > 0).await;
    // As long as that host does not answer, this page is the one that is shown.
    let start = Instant::now();
    while start.elapsed() < 6 * SECOND {
        let now = session.titles(WINDOW);
        assert!(now == [truth.as_str()] || now == [UNKNOWN], "the page at {truth} is shown, titled {now:?}");
    }
    session.picture("hostile-hangs");
    app.click("#sign-in-stop").await;
    session.no_window(WINDOW);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_link_to_a_host_that_is_none_leads_to_an_unknown_place() {
    let (session, _hostile, app) = in_the_window(TO_NO_HOST, nobody).await;
    session.titled(WINDOW, UNKNOWN);
    app.click("#sign-in-stop").await;
    session.no_window(WINDOW);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn the_app_ends_with_its_main_window_whatever_a_hostile_page_does() {
    let (session, hostile, app) = in_the_window(EVERYTHING, nobody).await;
    until("it has tried everything", || !hostile.reported("reached").is_empty()).await;
    session.titled_one_of(WINDOW, &[&lookalike(&hostile), UNKNOWN]);
    app.close().await;
    session.no_window(WINDOW);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn what_answers_as_no_halopsa_is_found_out() {
    let (session, hostile, app) = in_the_window(EVERYTHING, a_page).await;
    app.shown("[data-refusal=sign-in-not-halo]").await;
    app.picture("sign-in-not-halo").await;
    session.no_window(WINDOW);
    assert_eq!(hostile.reported("gained"), Vec::<String>::new());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn what_wants_a_window_of_its_own_is_shown_in_the_same_one() {
    let (session, hostile, app) = in_the_window(POP_UP, nobody).await;
    let before = titled(LOOKED_LIKE, &hostile);
    session.titled(WINDOW, &before);
    let after = lookalike(&hostile);
    for _ in 0..20 {
        if session.titles(WINDOW) == [before.as_str()] {
            session.press_return(WINDOW);
        }
    }
    session.titled(WINDOW, &after);
    app.click("#sign-in-stop").await;
    session.no_window(WINDOW);
    app.close().await;
}
