//! Whether memory grows with what was done: a hundred set-ups in practice, one after the other.

use std::time::Duration;

use fantoccini::wd::TimeoutConfiguration;

use super::window::{family, memory};
use crate::session::Session;

const SET_UPS: usize = 100;
/// After so many, everything is in memory that one set-up needs.
const FIRST: usize = 10;

/// Goes through some set-ups: from the list to the proof, signed in with an application, which each does for itself; then
/// the connection is removed, so that the list doesn't grow.
/// By a script in the page, since WebDriver keeps every element that it was asked for, and with it its page.
const SET_UPS_IN_THE_PAGE: &str = "const [count, done] = arguments;
    /** Until what follows is there: a press on a page that is leaving means nothing. */
    const press = async (css, next) => {
        for (let n = 0; !document.querySelector(next); n += 1) {
            const button = document.querySelector(css);
            if (n % 50 === 0 && button?.checkVisibility() && !button.disabled) {
                button.click();
            }
            document.querySelector('#dialog[open] #dialog-confirm')?.click();
            if (n > 2000) {
                throw new Error(`${css} does not lead to ${next}: ${document.body.innerText}`);
            }
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
    };
    (async () => {
        for (let n = 0; n < count; n += 1) {
            await press(n % 2 ? '#product-hudu' : '#product-trend-vision-one-sp', '#use-authority');
            await press('#use-authority', '#use-practice-authority');
            await press('#use-practice-authority', '#agent-7');
            await press('#agent-7', '#agent-7:checked');
            await press('#continue', '#create');
            await press('#create', '#verdict');
            await press('#finish', '#connections a');
            await press('#connections a', '#more');
            await press('#more', 'details[open] #remove');
            await press('#remove', '#products');
            // WebKit refuses more than a hundred changes of the address in ten seconds.
            await new Promise((resolve) => setTimeout(resolve, 1000));
        }
    })().then(done, (error) => done(error.message));";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and means something only for a release"]
async fn a_hundred_set_ups_in_practice() {
    let session = Session::start();
    let app = session.app(&["--practise"]).await;
    app.shown(".practice").await;
    let long = TimeoutConfiguration::new(Some(Duration::from_secs(300)), None, None);
    app.client.update_timeouts(long).await.unwrap();
    let process = app.process.parse().unwrap();
    let mut seen = Vec::new();
    println!("\nMemory while set-ups are done in practice, one after the other:\n");
    for done in (FIRST..=SET_UPS).step_by(FIRST) {
        let failed = app.run(SET_UPS_IN_THE_PAGE, vec![FIRST.into()]).await;
        assert!(failed.is_null(), "{failed}");
        let (all, own) = (memory(&family(process)), memory(&[process]));
        println!(
            "after {done:>3}: {:>4} MiB, of which the app's own process {:>3} MiB",
            all / 1024,
            own / 1024
        );
        seen.push((all, own));
    }
    let (first, last) = (seen[0], seen[seen.len() - 1]);
    println!(
        "\nFrom the {FIRST}th to the {SET_UPS}th: {} KiB more, of which the app's own process {} KiB.",
        last.0.cast_signed() - first.0.cast_signed(),
        last.1.cast_signed() - first.1.cast_signed()
    );
    app.close().await;
}
