//! A page that means harm, in the sign-in window: it calls commands, opens windows, goes to files and to the
//! app's own pages, downloads, asks for devices, floods. It gains nothing, and the app stays usable.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::json;

use crate::https::{Authority, LOOKALIKE, LOOKED_LIKE, port};
use crate::session::{App, Session};
use crate::{go_by_hand, until};

/// A place that answers as HaloPSA does until somebody signs in.
struct Hostile {
    address: String,
    port: u16,
    reports: Arc<Mutex<Vec<(String, String)>>>,
    /// How many came to the place that is not protected.
    in_the_clear: Arc<AtomicUsize>,
    trust: std::path::PathBuf,
}

impl Hostile {
    /// `page`: what it shows; `answer`: what its API answers to whoever asks who is signed in.
    async fn start(session: &Session, page: &str, answer: fn() -> Response) -> Self {
        let authority = Authority::new(session.folder.path());
        let (listener, here) = port().await;
        let (plain, plain_port) = port().await;
        let reports = Arc::new(Mutex::new(Vec::new()));
        let in_the_clear = Arc::new(AtomicUsize::new(0));
        let heard = reports.clone();
        let address = format!("https://{LOOKED_LIKE}:{here}");
        let page = page
            .replace("PLAIN", &plain_port.to_string())
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
            .route(
                "/report",
                post(async move |body: Bytes| {
                    if let Ok(report) = serde_json::from_slice(&body) {
                        heard.lock().unwrap().push(report);
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
        Self { address, port: here, reports, in_the_clear, trust: authority.trust }
    }

    fn reported(&self, what: &str) -> Vec<String> {
        let reports = self.reports.lock().unwrap();
        reports.iter().filter(|(name, _)| name == what).map(|(_, value)| value.clone()).collect()
    }
}

const EVERYTHING: &str = "<!DOCTYPE html><title>Welcome</title><body><h1>Sign in</h1>\
    <script src=\"/hostile.js\" data-plain=\"PLAIN\" data-lookalike=\"LOOKALIKE\"></script></body>";

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
    format!("Sign in at {LOOKALIKE}:{} – Latchkey for HaloPSA", hostile.port)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_hostile_page_gains_nothing_and_the_app_stays_usable() {
    let (session, hostile, app) = in_the_window(EVERYTHING, nobody).await;
    until("it has tried everything", || !hostile.reported("reached").is_empty()).await;
    let titled = lookalike(&hostile);
    session.titled("Sign in at", &titled);
    session.picture("hostile-dialogs");

    assert_eq!(hostile.reported("bridge"), ["function"], "there is something to call commands with");
    assert_eq!(hostile.reported("gained"), Vec::<String>::new());
    let refused = hostile.reported("refused");
    assert!(refused.len() > 40, "what it tried was told: {refused:?}");
    let stayed = hostile.reported("stayed");
    for place in ["file:///etc/passwd", "tauri://localhost/index.html", "downloads", "closing", "junk"] {
        assert!(stayed.iter().any(|one| one == place), "{place}: {stayed:?}");
    }
    assert_eq!(hostile.in_the_clear.load(Ordering::SeqCst), 0, "nothing went out unprotected");
    assert_eq!(session.opened(), Vec::<String>::new(), "no browser was opened");
    let files = session.tool("find", &[session.folder.path().to_str().unwrap(), "-name", "*hostile*"]);
    assert_eq!(files, "", "nothing was downloaded");

    // The page behind goes on, whatever that window does.
    app.shown("#sign-in-forward").await;
    app.click("#sign-in-stop").await;
    session.no_window("Sign in at");
    app.shown("#sign-in").await;
    go_by_hand(&app).await;
    app.page("general").await;
    assert_eq!(session.titles("Latchkey for HaloPSA").len(), 1, "there is one window");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn the_app_ends_with_its_main_window_whatever_a_hostile_page_does() {
    let (session, hostile, app) = in_the_window(EVERYTHING, nobody).await;
    until("it has tried everything", || !hostile.reported("reached").is_empty()).await;
    session.titled("Sign in at", &lookalike(&hostile));
    app.close().await;
    session.no_window("Sign in at");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn what_answers_as_no_halopsa_is_found_out() {
    let (session, hostile, app) = in_the_window(EVERYTHING, a_page).await;
    app.shown("[data-refusal=sign-in-not-halo]").await;
    app.picture("sign-in-not-halo").await;
    session.no_window("Sign in at");
    assert_eq!(hostile.reported("gained"), Vec::<String>::new());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn what_wants_a_window_of_its_own_is_shown_in_the_same_one() {
    let (session, hostile, app) = in_the_window(POP_UP, nobody).await;
    let before = format!("Sign in at {LOOKED_LIKE}:{} – Latchkey for HaloPSA", hostile.port);
    session.titled("Sign in at", &before);
    let after = lookalike(&hostile);
    for _ in 0..20 {
        if session.titles("Sign in at") == [before.as_str()] {
            session.press_return("Sign in at");
        }
    }
    session.titled("Sign in at", &after);
    app.click("#sign-in-stop").await;
    session.no_window("Sign in at");
    app.close().await;
}
