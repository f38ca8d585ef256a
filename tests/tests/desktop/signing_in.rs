//! Signing in to HaloPSA in the app's own private window, driven through the desktop: WebDriver can't see it,
//! and its privacy is never switched off.

use latchkey_practice::{Dialect, SecondFactor, SessionKept, SignInPage};

use crate::https::{IDENTITY, Instance};
use crate::session::{App, Session};
use crate::{at_stop, come_to_the_review, contains, everything_in, everything_shown, start, there, until};

/// In the title of the sign-in window, and of no other.
pub(crate) const WINDOW: &str = "^Sign in";
/// What a person does there: name, password, and the button.
pub(crate) const SIGN_IN: u32 = 3;

pub(crate) fn host(instance: &Instance) -> String {
    instance.state.address().replace("https://", "")
}

pub(crate) fn titled(host: &str) -> String {
    format!("Sign in at {host} – Latchkey for HaloPSA")
}

/// From the product picker: the address, and the button.
async fn ask_to_sign_in(app: &App, session: &Session, instance: &Instance) {
    ask_to_sign_in_for("trend-vision-one-sp", app, session, instance).await;
}

async fn ask_to_sign_in_for(product: &str, app: &App, session: &Session, instance: &Instance) {
    app.click(&format!("#product-{product}")).await;
    app.page("connect").await;
    app.fill("#address", &instance.state.address()).await;
    app.click("#sign-in").await;
    session.titled(WINDOW, &titled(&host(instance)));
}

/// Presses the one button of each page in the window, until the window is gone: each page has it in focus.
/// The titles that were seen on the way.
pub(crate) fn press_through(session: &Session) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut pages = 0;
    loop {
        let Some(title) = session.titles(WINDOW).into_iter().next() else { return seen };
        if !seen.contains(&title) {
            seen.push(title);
        }
        session.press_return(WINDOW);
        pages += 1;
        if pages == 20 {
            session.picture("sign-in-goes-nowhere");
        }
        assert!(pages < 30, "nobody is signed in: {seen:?}");
    }
}

/// Signs in for a product, from the first page.
pub(crate) async fn sign_in_for(product: &str, app: &App, session: &Session, instance: &Instance) {
    ask_to_sign_in_for(product, app, session, instance).await;
    press_through(session);
    app.page("agent").await;
    app.says("#signed-in", "Wilhelmina Sample").await;
}

/// The same for the usual product.
async fn sign_in(app: &App, session: &Session, instance: &Instance) -> Vec<String> {
    ask_to_sign_in(app, session, instance).await;
    let seen = press_through(session);
    // By itself.
    app.page("agent").await;
    app.says("#signed-in", "Wilhelmina Sample").await;
    seen
}

/// A text as a file could have it: as it is, and in the encoding of databases of WebKit's kind.
fn in_a_heap(heap: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    contains(heap, text) || heap.windows(wide.len()).any(|window| window == wide)
}

/// Nothing of any session is in a file, now.
fn nothing_is_written(session: &Session, instance: &Instance) {
    let values = instance.state.session_values();
    assert!(!values.is_empty(), "a user signed in");
    let heap = everything_in(session.folder.path());
    assert!(in_a_heap(&heap, "Trend"), "the search finds what is there");
    for value in values {
        assert!(!in_a_heap(&heap, &value), "a file has a part of the session");
    }
}

/// The session ends when the review has read everything: until then that reading would find it out.
async fn end_the_session(app: &App, instance: &Instance) {
    app.shown("main:not(:has([data-load]))").await;
    instance.state.expire_sessions();
}

async fn to_a_proved_connection(dialect: Dialect) {
    let name = format!("{:?}", dialect.session);
    let single_sign_on = dialect.sign_in_page == SignInPage::SingleSignOn;
    let (session, instance, app) = start(dialect).await;
    let seen = sign_in(&app, &session, &instance).await;
    if single_sign_on {
        let there = seen.iter().find(|title| title.contains(IDENTITY));
        assert!(there.is_some_and(|title| title.starts_with(&format!("Sign in at {IDENTITY}"))), "{seen:?}");
    }
    app.says("#signed-in", &host(&instance)).await;
    app.picture(&format!("signed-in-{name}")).await;
    nothing_is_written(&session, &instance);
    let shown = everything_shown(&app, &session).await;
    for value in instance.state.session_values() {
        assert!(!contains(&shown, &value), "no page, reply, title or argument has the session");
    }

    come_to_the_review(&app).await;
    app.click("#create").await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
    assert_eq!((there(&instance), session.entries()), (1, 1));
    nothing_is_written(&session, &instance);
    app.close().await;
    nothing_is_written(&session, &instance);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_session_in_a_cookie_leads_to_a_proved_connection() {
    to_a_proved_connection(Dialect::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_session_in_the_pages_storage_after_single_sign_on_leads_to_a_proved_connection() {
    to_a_proved_connection(Dialect {
        session: SessionKept::LocalStorage,
        sign_in_page: SignInPage::SingleSignOn,
        ..Dialect::default()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_session_in_a_hidden_cookie_after_a_second_factor_leads_to_a_proved_connection() {
    to_a_proved_connection(Dialect {
        session: SessionKept::HttpOnlyCookie,
        second_factor: SecondFactor::Code,
        ..Dialect::default()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_window_that_is_closed_stopped_or_of_another_user_is_reported_and_opened_again() {
    let (session, instance, app) = start(Dialect::default()).await;
    ask_to_sign_in(&app, &session, &instance).await;
    session.picture("sign-in-window");
    app.picture("connect-window-open").await;
    session.close_window(&titled(&host(&instance)));
    app.shown("[data-refusal=sign-in-closed]").await;
    session.no_window(WINDOW);
    app.picture("connect-window-closed").await;

    app.click("#sign-in").await;
    session.titled(WINDOW, &titled(&host(&instance)));
    app.click("#sign-in-stop").await;
    session.no_window(WINDOW);

    // Leaving the page gives it up, too.
    app.click("#sign-in").await;
    session.titled(WINDOW, &titled(&host(&instance)));
    app.client.refresh().await.unwrap();
    session.no_window(WINDOW);
    app.page("connect").await;

    instance.state.set_person(2);
    app.click("#sign-in").await;
    session.titled(WINDOW, &titled(&host(&instance)));
    press_through(&session);
    app.shown("[data-refusal=not-administrator]").await;
    app.says("main", "Percy Placeholder").await;
    app.picture("connect-no-administrator").await;

    instance.state.set_person(1);
    app.click("#sign-in-other").await;
    session.titled(WINDOW, &titled(&host(&instance)));
    press_through(&session);
    app.page("agent").await;
    app.says("#signed-in", "Wilhelmina Sample").await;
    nothing_is_written(&session, &instance);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_session_that_ends_before_save_is_requested_again_and_the_set_up_continues_where_it_was() {
    let (session, instance, app) = start(Dialect::default()).await;
    sign_in(&app, &session, &instance).await;
    come_to_the_review(&app).await;
    end_the_session(&app, &instance).await;
    app.click("#create").await;
    app.shown("#sign-in").await;
    app.picture("review-session-ended").await;
    app.click("#sign-in").await;
    session.titled(WINDOW, &titled(&host(&instance)));
    app.picture("review-window-open").await;
    press_through(&session);
    // By itself.
    app.page("done").await;
    app.says("#verdict", "Working").await;
    assert_eq!((there(&instance), instance.state.created_by_api()), (1, 1));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_sign_in_that_does_not_work_here_continues_by_hand_with_every_answer() {
    let (session, instance, app) = start(Dialect::default()).await;
    sign_in(&app, &session, &instance).await;
    come_to_the_review(&app).await;
    end_the_session(&app, &instance).await;
    app.click("#create").await;
    app.click("#sign-in").await;
    session.titled(WINDOW, &titled(&host(&instance)));
    app.click("#sign-in-fails").await;
    app.picture("sign-in-fails").await;
    app.click("#sign-in-by-hand").await;
    app.page("guide").await;
    session.no_window(WINDOW);
    at_stop(&app, "form").await;
    app.says("main", "API Integration Account").await;
    assert_eq!(there(&instance), 0);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn the_app_ends_when_its_main_window_is_closed_first() {
    let (session, instance, app) = start(Dialect::default()).await;
    ask_to_sign_in(&app, &session, &instance).await;
    until("its page is there", || {
        instance.state.requests().iter().any(|one| one.path == "/auth/account/login" && one.status == 200)
    })
    .await;
    session.close_window("Latchkey for HaloPSA");
    session.no_window(WINDOW);
    app.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn signing_in_can_be_practised() {
    let session = Session::start();
    let app = session.app(&["--practise"]).await;
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.click("#sign-in").await;
    app.shown("#sign-in-forward").await;
    app.picture("practice-window-open").await;
    session.picture("practice-sign-in");
    press_through(&session);
    app.says("#signed-in", "Wilhelmina Sample").await;
    come_to_the_review(&app).await;
    app.click("#create").await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
    app.click("#stop-practising").await;
    app.click("#dialog-confirm").await;
    app.page("index").await;
    assert_eq!(session.entries(), 0, "nothing of it is in the real keychain");
    app.close().await;
}
