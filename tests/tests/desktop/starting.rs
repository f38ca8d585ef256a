//! How the app starts, or reports why it can't, and how it ends.

use std::process::{Output, Stdio};

use serde_json::json;

use crate::session::Session;
use crate::until;

fn complaints(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_closed_window_ends_the_app_in_peace() {
    let session = Session::start();
    let mut app = session.second_start().stderr(Stdio::piped()).spawn().unwrap();
    session.title_of_the_window();
    until("the app ends", || {
        // A key that comes before the window has the focus is lost.
        if !session.titles("^Latchkey for HaloPSA$").is_empty() {
            session.tool("xdotool", &["search", "--name", "^Latchkey for HaloPSA$", "windowactivate"]);
            session.tool("xdotool", &["key", "alt+F4"]);
        }
        app.try_wait().unwrap().is_some()
    })
    .await;
    let output = app.wait_with_output().unwrap();
    assert!(output.status.success(), "{}: {}", output.status, complaints(&output));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_folder_that_cannot_be_created_is_reported_in_a_dialog() {
    let session = Session::start();
    let file = session.folder.path().join("no folder");
    std::fs::write(&file, "").unwrap();
    let app = session
        .second_start()
        .env("XDG_DATA_HOME", file.join("data"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    session.press_in("Latchkey can.+t open its window", "Return");
    let output = app.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", complaints(&output));
    assert!(complaints(&output).contains("Nothing is lost"), "{}", complaints(&output));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn without_a_screen_a_sentence_says_so() {
    let session = Session::start();
    let output = session.second_start().env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", complaints(&output));
    let message = complaints(&output);
    assert!(message.contains("needs a screen") && !message.contains("panicked"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn the_keyboard_makes_everything_larger_and_as_before() {
    let session = Session::start();
    let app = session.app(&[]).await;
    // A page that is larger has less room in the same window.
    let room = "const done = arguments[arguments.length - 1]; const [factor, before] = arguments;\
                (function poll() { innerWidth * factor < before * factor || !factor\
                ? done(innerWidth) : requestAnimationFrame(poll); })()";
    let before = app.run(room, vec![json!(0), json!(0)]).await;
    session.press_in_window("Latchkey for HaloPSA", "ctrl+plus");
    let larger = app.run(room, vec![json!(1), before.clone()]).await;
    session.press_in_window("Latchkey for HaloPSA", "ctrl+0");
    let again = app.run(room, vec![json!(-1), larger]).await;
    assert_eq!(again, before);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn the_window_is_as_large_as_it_was_when_it_was_closed() {
    const SIZE: (u32, u32) = (900, 700);
    let session = Session::start();
    let app = session.app(&[]).await;
    assert_ne!(session.size("^Latchkey for HaloPSA$"), SIZE);
    session.resize("^Latchkey for HaloPSA$", SIZE);
    app.leave(&session).await;
    let again = session.app(&[]).await;
    until("it is as large as before", || session.size("^Latchkey for HaloPSA$") == SIZE).await;
    again.close().await;
}
