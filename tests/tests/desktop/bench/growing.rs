//! Whether memory grows with what was done: a hundred set-ups in practice, one after the other.

use super::window::{family, memory};
use crate::session::{App, Session};

const SET_UPS: usize = 100;
/// After so many, everything is in memory that one set-up needs.
const FIRST: usize = 10;

/// One set-up to the proof, which is then removed: what is stored doesn't grow either.
async fn set_up(app: &App, signed_in: bool) {
    app.click("#product-trend-vision-one-sp").await;
    if !signed_in {
        app.page("connect").await;
        app.click("#use-authority").await;
        app.click("#use-practice-authority").await;
    }
    crate::come_to_the_review(app).await;
    app.click("#create").await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and means something only for a release"]
async fn a_hundred_set_ups_in_practice() {
    let session = Session::start();
    let app = session.app(&["--practise"]).await;
    app.shown(".practice").await;
    let process = app.process.parse().unwrap();
    let mut seen = Vec::new();
    for done in 1..=SET_UPS {
        set_up(&app, done > 1).await;
        crate::finish(&app).await;
        if done < SET_UPS {
            app.click("#new-connection").await;
        }
        if done % FIRST == 0 {
            let (all, own) = (memory(&family(process)), memory(&[process]));
            println!("after {done:>3} set-ups: {:>4} MiB, of which the app's own process {:>3} MiB", all / 1024, own / 1024);
            seen.push((all, own));
        }
    }
    let (first, last) = (seen[0], seen[seen.len() - 1]);
    println!(
        "\nFrom the {FIRST}th to the {SET_UPS}th: {} KiB more, of which the app's own process {} KiB.",
        last.0.cast_signed() - first.0.cast_signed(),
        last.1.cast_signed() - first.1.cast_signed()
    );
    app.close().await;
}
