//! The clipboard as the desktop has it: what is cleared, what is not, and what a clipboard history receives.

use latchkey_practice::Dialect;

use super::{
    Instance, NAME, Session, TREND, answer_the_pages, at_stop, at_the_guide, contains, credentials,
    everything_in, follow_the_guide, hand, new_application, prove, save, start_in, take,
};
use crate::session::App;

/// Another program's.
const PASSWORD: &str = "my own password";

/// A proved connection, at the page that hands it over. Gives its secret.
async fn at_the_hand_over() -> (Session, Instance, App, String) {
    let (session, instance, app) = at_the_guide(Dialect::default()).await;
    let (_, secret) = follow_the_guide(&app, &session, &instance).await;
    prove(&app).await;
    app.page("done").await;
    (session, instance, app, secret)
}

async fn copy_the_secret(app: &App, session: &Session, secret: &str) {
    app.click("#copy-line-2").await;
    app.says("#copy-line-2", " s").await;
    assert_eq!(session.pasted(), secret);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_copied_secret_is_cleared_when_the_app_is_closed() {
    let (session, _instance, app, secret) = at_the_hand_over().await;
    copy_the_secret(&app, &session, &secret).await;
    // On X11 the text would go with the process: that it was cleared before is only in the log.
    let cleared = || {
        let log = String::from_utf8(super::everything_in(&session.data().join("logs"))).unwrap();
        log.matches("clipboard how=Now").count()
    };
    let before = cleared();
    app.leave(&session).await;
    assert_eq!(session.pasted(), "", "nothing is left to paste");
    assert_eq!(cleared(), before + 1, "the way out clears it");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn what_another_program_copied_survives_the_end_of_the_app() {
    let (session, _instance, app, secret) = at_the_hand_over().await;
    copy_the_secret(&app, &session, &secret).await;
    session.copy(PASSWORD);
    app.leave(&session).await;
    assert_eq!(session.pasted(), PASSWORD);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn what_was_copied_before_a_secret_is_kept_survives_its_being_kept() {
    let (mut session, instance, app) = start_in(Session::without_keychain(), Dialect::default()).await;
    answer_the_pages(&app, &instance).await;
    let mut application = new_application(&hand(&instance), NAME, &TREND).await;
    let (id, secret) = credentials(&application).await;
    session.copy(&id);
    take(&app, "client-id").await;
    session.copy(&secret);
    app.click("#take-secret").await;
    app.says("#alert", "keyring").await;

    session.copy(PASSWORD);
    session.start_keychain(true);
    app.click("#try-again").await;
    app.says("#said", "Secret saved in your keyring").await;
    assert_eq!(session.secret_for(&id), secret);
    assert_eq!(session.pasted(), PASSWORD, "it is not what was taken");

    // Taken again, it is.
    session.copy(&secret);
    take(&app, "secret").await;
    app.says("#said", "The clipboard is empty").await;
    assert_eq!(session.pasted(), "");
    save(&mut application).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_secret_that_waited_for_the_keychain_is_cleared_once_it_is_kept() {
    let (mut session, instance, app) = start_in(Session::without_keychain(), Dialect::default()).await;
    answer_the_pages(&app, &instance).await;
    let application = new_application(&hand(&instance), NAME, &TREND).await;
    let (id, secret) = credentials(&application).await;
    session.copy(&id);
    take(&app, "client-id").await;
    session.copy(&secret);
    app.click("#take-secret").await;
    app.says("#alert", "keyring").await;
    assert_eq!(session.pasted(), secret, "until it is kept, this is the other place that has it");

    session.start_keychain(true);
    app.click("#try-again").await;
    app.says("#said", "Secret saved in your keyring").await;
    assert_eq!(session.pasted(), "");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn what_was_doubted_is_used_anyway_and_nothing_that_was_copied_since() {
    const INSIST: &str = "const done = arguments[arguments.length - 1];
        const action = JSON.parse(document.querySelector('#insist').dataset.act);
        window.__TAURI__.core.invoke('act', { action }).then((update) => done(JSON.stringify(update)));";
    let (session, _instance, app) = at_the_guide(Dialect::default()).await;
    at_stop(&app, "form").await;
    session.copy("a-client-id-of-another-shape");
    app.click("#take-client-id").await;
    app.shown("#insist").await;
    let other = "a-value-that-was-copied-since";
    session.copy(other);
    let answer = app.run(INSIST, vec![]).await;
    assert!(answer.as_str().unwrap().contains("data-refusal"), "it is asked about as well: {answer}");
    assert!(!contains(&everything_in(&session.data()), other), "it is not kept");
    session.copy("a-client-id-of-another-shape");
    app.click("#take-client-id").await;
    app.shown("#insist").await;
    app.click("#insist").await;
    app.shown("#stop-secret").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_clipboard_history_is_asked_to_leave_out_a_secret_and_nothing_else() {
    // What clipboard managers ask for (KDE's Klipper, GNOME's and others: arboard's sources name it).
    const LEAVE_OUT: &str = "x-kde-passwordManagerHint";
    let (session, _instance, app, secret) = at_the_hand_over().await;
    let clipboard = |what: &str| session.tool("xclip", &["-selection", "clipboard", "-o", "-t", what]);
    app.click("#copy-line-0").await;
    app.says("#copy-line-0", "Copied").await;
    assert!(clipboard("TARGETS").contains("UTF8_STRING"), "the search finds what is there");
    assert!(!clipboard("TARGETS").contains(LEAVE_OUT), "what is no secret may be remembered");
    copy_the_secret(&app, &session, &secret).await;
    assert!(clipboard("TARGETS").contains(LEAVE_OUT), "{}", clipboard("TARGETS"));
    assert_eq!(clipboard(LEAVE_OUT), "secret");
    app.close().await;
}
