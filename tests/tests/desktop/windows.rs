//! What happens to the windows themselves: a page whose process dies, a failed sign-in, and what of the
//! sign-in window goes to HaloPSA.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse};
use axum::routing::{any, get};
use latchkey_practice::Dialect;
use serde_json::json;

use crate::https::{ABOVE, Authority, LOOKED_LIKE, REFUSING, port};
use crate::session::{App, Session};
use crate::signing_in::{WINDOW, sign_in_for};
use crate::{contains, everything_in, start, until};

/// The title of the app's own window.
const MAIN: &str = "^Latchkey for HaloPSA$";

/// What the log says when the app has let go of every session.
const LOG_OF_THE_END: &str = "nobody is signed in any longer";

/// A HaloPSA at which nobody gets further than its first page, which is `page`, with `HERE` for its port.
/// What its API was sent with: the headers.
async fn halopsa(session: &mut Session, page: &str) -> (App, Arc<Mutex<Vec<HeaderMap>>>) {
    let authority = Authority::new(session.folder.path());
    let (listener, here) = port().await;
    let asked = Arc::new(Mutex::new(Vec::new()));
    let headers_seen = asked.clone();
    let page = page.replace("HERE", &here.to_string());
    let address = format!("https://{LOOKED_LIKE}:{here}");
    let (auth_url, home) = (format!("{address}/auth"), format!("{address}/home"));
    let routes = Router::new()
        .route("/", get(async move || Html(page)))
        // Of the company: one cookie for this host only, and one for those below it, too.
        .route(
            "/portal",
            get(async move || {
                let set = |cookie: &str| (header::SET_COOKIE, format!("{cookie}; Path=/; Secure; HttpOnly"));
                let cookies = AppendHeaders([
                    set("access_token=of-the-portal-alone"),
                    set(&format!("session=of-the-portal-alone; Domain={LOOKED_LIKE}x")),
                    set(&format!("shared=for-all-below; Domain={ABOVE}")),
                ]);
                (cookies, Html(format!("<script>location.href = '{home}'</script>")))
            }),
        )
        .route(
            "/home",
            get(async || {
                let own = "own=of-the-host; Path=/; Secure; HttpOnly";
                (AppendHeaders([(header::SET_COOKIE, own)]), Html("<h1>Sign in</h1>"))
            }),
        )
        .route("/v3/signin/rejected", get(async || Html("<h1>Couldn't sign you in</h1>")))
        .route("/api/authinfo", get(async move || axum::Json(json!({ "auth_url": auth_url }))))
        .route("/api/InstanceInfo", get(async || axum::Json(json!({ "version": "2.1" }))))
        .route(
            "/api/{*path}",
            any(async move |headers: HeaderMap| {
                headers_seen.lock().unwrap().push(headers);
                StatusCode::UNAUTHORIZED.into_response()
            }),
        );
    authority.serve(listener, routes).await;
    session.trust(&authority.trust);
    let app = session.app(&[]).await;
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.fill("#address", &address).await;
    app.click("#sign-in").await;
    (app, asked)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn only_what_a_browser_would_send_to_halopsa_is_sent_to_it() {
    let mut session = Session::start();
    let through_the_portal = format!("<script>location.href = 'https://{ABOVE}:HERE/portal'</script>");
    let (app, asked) = halopsa(&mut session, &through_the_portal).await;
    let sent = || -> Vec<String> {
        let asked = asked.lock().unwrap();
        let all = asked.iter().flat_map(HeaderMap::values);
        all.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
    };
    until("the host's own cookie is tried", || sent().iter().any(|one| one.contains("own=of-the-host")))
        .await;
    let sent = sent();
    assert!(sent.iter().any(|one| one.contains("shared=for-all-below")), "{sent:?}");
    let others: Vec<&String> = sent.iter().filter(|one| one.contains("of-the-portal-alone")).collect();
    assert!(others.is_empty(), "what is for the portal only went to HaloPSA: {others:?}");
    app.click("#sign-in-stop").await;
    session.no_window(WINDOW);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_provider_that_refuses_embedded_windows_is_reported_with_what_to_do() {
    let mut session = Session::start();
    let to_the_provider =
        format!("<script>location.href = 'https://{REFUSING}:HERE/v3/signin/rejected?rrk=46'</script>");
    let (app, _) = halopsa(&mut session, &to_the_provider).await;
    app.shown("[data-refusal=sign-in-refuses-windows]").await;
    app.says("main", REFUSING).await;
    app.picture("sign-in-refuses-windows").await;
    session.no_window(WINDOW);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_window_in_which_nobody_signs_in_is_closed_in_time() {
    let mut session = Session::start();
    session.set_variable("LATCHKEY_SIGN_IN_SECONDS", "3");
    let (app, _) = halopsa(&mut session, "<h1>Sign in</h1>").await;
    app.shown("[data-refusal=sign-in-late]").await;
    app.picture("sign-in-late").await;
    session.no_window(WINDOW);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_sign_in_page_whose_process_dies_ends_the_sign_in() {
    let mut session = Session::start();
    let (app, _) = halopsa(&mut session, "<h1>Sign in</h1>").await;
    until("the page is shown", || session.titles(WINDOW).iter().any(|title| title.contains(LOOKED_LIKE)))
        .await;
    app.kill_newest_page(&session);
    app.shown("[data-refusal=sign-in-died]").await;
    session.no_window(WINDOW);
    app.shown("#sign-in").await;
    app.close().await;
}

/// Waits until the window shows another page than `before`, and keeps to it. Its picture.
async fn shown(session: &Session, before: Option<&Path>, name: &str) -> PathBuf {
    let (mut last, mut same, mut pictures) = (session.picture_of(MAIN, name), 0, 0);
    until("it shows its page", || {
        pictures += 1;
        let now = session.picture_of(MAIN, &format!("{name}-{pictures}"));
        let is_new = before.is_none_or(|before| session.differ(before, &now));
        same = if is_new && !session.differ(&last, &now) { same + 1 } else { 0 };
        last.clone_from(&now);
        same == 10
    })
    .await;
    last
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_page_whose_process_dies_comes_back_where_it_was() {
    // WebDriver would end with the page, and so it is watched from outside.
    let session = Session::start();
    let mut app = session.second_start().stderr(Stdio::null()).spawn().unwrap();
    let process = app.id().to_string();
    let page = || session.tool("pgrep", &["-n", "-P", &process, "-f", "WebKitWebProcess"]);
    let first = shown(&session, None, "first").await;
    // Another page than a start shows.
    session.type_in_window("Latchkey for HaloPSA", "Hudu");
    let searched = shown(&session, Some(&first), "searched").await;
    session.press_in_window("Latchkey for HaloPSA", "Return");
    let before = shown(&session, Some(&searched), "before").await;
    for _ in 0..2 {
        let killed = page();
        session.tool("kill", &["-9", &killed]);
        until("another process shows the page", || !page().is_empty() && page() != killed).await;
        until("it is as it was", || !session.differ(&before, &session.picture_of(MAIN, "now"))).await;
    }
    session.picture("came-back");
    session.close_window("Latchkey for HaloPSA");
    until("the app ends", || app.try_wait().unwrap().is_some()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn who_is_signed_in_is_forgotten_when_the_app_is_closed() {
    let (session, instance, app) = start(Dialect::default()).await;
    sign_in_for("trend-vision-one-sp", &app, &session, &instance).await;
    let written = || everything_in(&session.folder.path().join("data/app.latchkey.halopsa"));
    assert!(!contains(&written(), LOG_OF_THE_END), "a user is signed in");
    app.leave(&session).await;
    assert!(contains(&written(), LOG_OF_THE_END), "the app let go of the session before it ended");

    let again = session.app(&[]).await;
    again.click("#unfinished a").await;
    again.page("agent").await;
    again.shown("#sign-in-asked").await;
    again.picture("agent-signed-out").await;
    again.close().await;
}
