//! An installed program, as a newcomer uses it: practised from the first page to the hand-over, with the system's
//! real keychain. What is begun then outlives whatever is done to the program.
//!
//! Needs a desktop, a keychain that is open, and `LATCHKEY_APP` with the path of the program. It leaves nothing in
//! the keychain, and one unfinished set-up in the data folder: for whoever installs a newer version over it, and
//! looks with the second test whether it is still there.
#![cfg(any(windows, target_os = "linux"))]

use latchkey_journeys::driver::{Installed, keychain_has};
use latchkey_journeys::pages::Pages;

const PRODUCT: &str = "Hudu";

/// The lines of the product's form, as the last page shows them: the practice HaloPSA has no tenant.
const LINES: [&str; 3] = ["Resource Server", "Client ID", "Client Secret"];

/// From the first page of a practice HaloPSA to the last, as the application that may create others. Gives the
/// name under which the keychain keeps the secret.
async fn connect(pages: &Pages) -> String {
    pages.click("#product-hudu").await;
    pages.page("connect").await;
    pages.click("#authority > summary").await;
    pages.click("#use-practice-authority").await;
    pages.says("#signed-in", "API Blue Heron").await;
    pages.click("#continue").await;
    pages.page("general").await;
    pages.click("#agent-7").await;
    pages.click("#continue").await;
    pages.page("permissions").await;
    pages.click("#continue").await;
    pages.page("review").await;
    pages.click("#create").await;
    pages.page("done").await;
    pages.says("#verdict", "Working").await;
    println!("proof: {}", pages.text("#verdict").await);

    for (number, name) in LINES.iter().enumerate() {
        let line = format!("#line-{number}");
        pages.says(&line, name).await;
        println!("{name}: {}", pages.text(&format!("{line} code, {line} p:not(.term)")).await);
    }
    pages.says("#line-2", "(hidden)").await;
    pages.click("#copy-line-0").await;
    pages.says("#said-copy", "copied").await;
    pages.picture("installed-done").await;
    let address = pages.text("#line-0 code").await;
    let address = url::Url::parse(&address).unwrap_or_else(|error| panic!("{address}: {error}"));
    let host = format!("{}:{}", address.host_str().expect("a host"), address.port().expect("a port"));
    format!("Latchkey for HaloPSA: {host}, {PRODUCT}")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop and an installed program"]
async fn a_newcomer_practises_to_the_hand_over_and_begins() {
    let app = Installed::start(&[]).await;
    let pages = &app.pages;
    pages.click("#practise-card > summary").await;
    pages.click("#practise-keychain").await;
    pages.click("#practise").await;
    pages.says("#banner", "your real keychain").await;

    let service = connect(pages).await;
    assert!(keychain_has(&service), "the system's keychain has {service:?}");
    println!("in the keychain: {service}");
    pages.click("#finish").await;
    pages.page("index").await;
    pages.says("#connections", PRODUCT).await;
    pages.click("#connections a").await;
    pages.page("connection").await;
    pages.click("#remove").await;
    pages.click("#dialog-confirm").await;
    pages.page("index").await;
    pages.shown("#connections-empty").await;
    assert!(!keychain_has(&service), "removed, and still in the keychain: {service:?}");
    println!("removed from the keychain");
    pages.click("#stop-practising").await;
    pages.shown("#practise-card").await;

    pages.click("#product-hudu").await;
    pages.page("connect").await;
    app.close().await;
    println!("closed, with a set-up for {PRODUCT} begun");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs what the first test has left, and an installed program"]
async fn what_was_begun_before_is_still_there() {
    let app = Installed::start(&[]).await;
    app.pages.says("#unfinished", PRODUCT).await;
    println!("unfinished: {}", app.pages.text("#unfinished li").await);
    app.close().await;
}
