//! Latchkey creates the application itself, in the real window.

use std::time::Duration;

use latchkey_practice::{ActiveOnSave, Dialect, PermissionsOnSave, PostAnswer};

use super::{
    AGENT_ID, NAME, TREND, contains, everything_in, everything_shown, prove_as_it_was, start, there, until,
};
use crate::https::Instance;
use crate::session::{App, Session};

/// Signs in on the page `connect` with an application that may create others; the app continues by itself. Returns its
/// secret.
async fn sign_in(app: &App, session: &Session, instance: &Instance) -> String {
    let (id, secret) = instance.state.add_application("Set-up robot", 8, &["all"]).unwrap();
    app.click("#use-authority").await;
    app.fill("#authority-client-id", &id).await;
    session.copy(&secret);
    app.click("#authority-secret").await;
    session.press_in_window("Latchkey for HaloPSA", "ctrl+v");
    app.shown("#authority-secret-taken").await;
    app.picture("connect-authority").await;
    app.click("#sign-in").await;
    app.says("#signed-in", "Set-up robot").await;
    secret
}

/// From the first page to the last before it is created. Gives the authority's secret.
async fn come_to_the_review(app: &App, session: &Session, instance: &Instance) -> String {
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.fill("#address", &instance.state.address()).await;
    let secret = sign_in(app, session, instance).await;
    super::come_to_the_review(app).await;
    secret
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn an_application_is_created_proved_and_handed_over() {
    let (session, instance, app) = start(Dialect::default()).await;
    let authority = come_to_the_review(&app, &session, &instance).await;
    assert_ne!(session.pasted(), authority, "the clipboard was cleared");
    let shown = everything_shown(&app, &session).await;
    assert!(contains(&shown, "Set-up robot") && !contains(&shown, &authority), "used, and not kept");

    app.click("#create").await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
    app.picture("done-created").await;
    assert_eq!((there(&instance), instance.state.created_by_api()), (1, 1));
    let created = instance.state.applications().into_iter().find(|one| one.name == NAME).unwrap();
    assert_eq!(created.agent_id, Some(AGENT_ID));
    assert_eq!(created.permissions.iter().map(String::as_str).collect::<Vec<_>>(), {
        let mut planned = TREND.to_vec();
        planned.sort_unstable();
        planned
    });
    let secret = session.secret_for(&created.client_id);
    assert!(created.has_secret(&secret), "the keychain has the secret that HaloPSA has");
    assert_eq!(session.entries(), 1, "and nothing else");
    let shown = everything_shown(&app, &session).await;
    assert!(contains(&shown, &created.client_id) && !contains(&shown, &secret));
    app.close().await;
    let written = everything_in(&session.folder.path().join("data/app.latchkey.halopsa"));
    assert!(contains(&written, &created.client_id), "the search finds what is there");
    for secret in [&secret, &authority] {
        assert!(!contains(&written, secret) && !contains(&written, &secret[..36]), "no file has a secret");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_second_save_and_a_second_start_create_one_application() {
    let dialect = Dialect { answer_delay: Duration::from_millis(300), ..Dialect::default() };
    let (session, instance, app) = start(dialect).await;
    come_to_the_review(&app, &session, &instance).await;
    // Two Saves in one moment, as two clicks that both get through.
    app.client
        .execute(
            "const action = { review: { do: 'create', set_up: location.hash.split('/')[1], insist: false } };
             for (const n of [1, 2]) window.__TAURI__.core.invoke('act', { action }).catch(() => {});",
            vec![],
        )
        .await
        .unwrap();
    let mut second = session.second_start().spawn().unwrap();
    // And one more by the button, which follows the one that runs.
    app.click("#create").await;
    until("the application is there", || there(&instance) == 1).await;
    until("the second start ends by itself", || second.try_wait().unwrap().is_some()).await;
    until("one secret is kept", || session.entries() == 1).await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
    assert_eq!((there(&instance), instance.state.created_by_api()), (1, 1));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn one_that_does_not_work_is_undone_and_leaves_nothing() {
    let dialect = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
    let (session, instance, app) = start(dialect).await;
    come_to_the_review(&app, &session, &instance).await;
    app.click("#create").await;
    app.says("#verdict", "Not working").await;
    app.says("#state", "undo it").await;
    app.picture("review-does-not-work").await;
    assert_eq!((there(&instance), session.entries()), (1, 1));

    app.click("#undo").await;
    app.click("#dialog-confirm").await;
    app.says("#status", "Undone").await;
    app.picture("review-undone").await;
    assert_eq!((there(&instance), session.entries()), (0, 0));

    // The answers are still there: HaloPSA is corrected, and Save does it.
    instance.state.set_dialect(Dialect::default());
    app.click("#create").await;
    app.page("done").await;
    assert_eq!((there(&instance), session.entries()), (1, 1));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn one_that_does_not_work_is_finished_by_hand() {
    let dialect = Dialect { permissions_on_save: PermissionsOnSave::AllDropped, ..Dialect::default() };
    let (session, instance, app) = start(dialect).await;
    come_to_the_review(&app, &session, &instance).await;
    app.click("#create").await;
    app.says("#verdict", "Not working").await;
    app.click("#by-hand").await;
    app.page("guide").await;
    app.says("#exists", "in HaloPSA already").await;
    app.picture("guide-created").await;
    app.click("details[id^=all-] > summary").await;
    for (stop, done) in [("form", true), ("secret", true), ("save", false)] {
        let row = app.text(&format!("#row-{stop}")).await;
        assert_eq!(row.contains("(done)"), done, "what is done is ticked: {row}");
    }
    app.click("#to-secret").await;
    app.says("#secret-place", "saved in your keyring").await;

    // The person ticks the permissions in HaloPSA and saves.
    let created = instance.state.applications().into_iter().find(|one| one.name == NAME).unwrap();
    instance.state.change_application(&created.client_id, |one| {
        one.permissions = TREND.iter().map(ToString::to_string).collect();
    });
    prove_as_it_was(&app).await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
    assert_eq!((there(&instance), session.entries()), (1, 1));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn killed_after_the_request_it_finds_the_application_again_and_finishes() {
    let dialect = Dialect { post_answer: PostAnswer::NeverAnswers, ..Dialect::default() };
    let (session, instance, app) = start(dialect).await;
    come_to_the_review(&app, &session, &instance).await;
    app.click("#create").await;
    until("HaloPSA has created it", || there(&instance) == 1).await;
    app.says("#stages", "Creating").await;
    app.picture("review-creating").await;
    app.kill(&session);

    instance.state.set_dialect(Dialect::default());
    let again = session.app(&[]).await;
    again.says("#unfinished", "may be in HaloPSA").await;
    again.picture("index-may-be-there").await;
    again.click("#unfinished a[id^=continue-]").await;
    again.page("review").await;
    again.says("#state", "may already be").await;
    again.picture("review-after-kill").await;
    again.click("#other-ways").await;
    again.page("connect").await;
    sign_in(&again, &session, &instance).await;
    again.page("review").await;
    again.click("#create").await;
    again.page("done").await;
    again.says("#verdict", "Working").await;
    assert_eq!((there(&instance), instance.state.created_by_api()), (1, 1), "it was not asked for again");
    assert_eq!(session.entries(), 1);
    again.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn it_can_be_practised() {
    let session = Session::start();
    let app = session.app(&["--practise"]).await;
    app.shown(".practice").await;
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.click("#use-authority").await;
    app.click("#use-practice-authority").await;
    app.says("#signed-in", "Set-up robot").await;
    app.picture("practice-signed-in").await;
    super::come_to_the_review(&app).await;
    app.click("#create").await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
    app.click("#stop-practising").await;
    app.click("#dialog-confirm").await;
    app.page("index").await;
    app.shown("#products").await;
    assert_eq!(session.entries(), 0, "nothing of it is in the real keychain");
    app.close().await;
}
