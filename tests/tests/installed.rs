//! An installed program, as a new user operates it: practised from the first page to the hand-over, with the
//! system's real keychain and clipboard: Latchkey creates the application, then the user does it by hand. The
//! process that renders the page dies meanwhile. What is started then survives whatever is done to the
//! program.
//!
//! Needs a desktop, an unlocked keychain, and `LATCHKEY_APP` with the path of the program. It leaves nothing
//! in the keychain, and one unfinished set-up in the data folder: after a newer version is installed over it,
//! the second test checks that it is still there.
#![cfg(any(windows, target_os = "linux"))]

use latchkey_core::products;
use latchkey_journeys::driver::{Installed, copy, keychain_has};
use latchkey_journeys::hand::{Answers, Form, Hand, Notice};
use latchkey_journeys::pages::Pages;
use latchkey_practice::LoginType;
use secrecy::ExposeSecret;
use serde_json::json;

const PRODUCT: &str = "Hudu";

/// The lines of the product's form, as the last page shows them.
const LINES: [&str; 4] = ["Resource Server", "Tenant", "Client ID", "Client Secret"];

/// The agent of the product, and the one that may create applications: the practice HaloPSA's numbers for them.
const AGENT: (&str, u32) = ("API Integration Account", 7);
const ADMINISTRATOR: u32 = 8;

/// The name of an application that may create others.
const AUTHORITY: &str = "Set-up robot";

/// From the first page of a practice HaloPSA to the one after it. Gives the person in HaloPSA's own pages.
async fn begin(pages: &Pages) -> Hand {
    pages.click("#product-hudu").await;
    pages.page("connect").await;
    let script = "arguments[0](document.querySelector('#address').value)";
    let address = pages.run(script, vec![]).await;
    Hand::at(address.as_str().expect("the practice HaloPSA's address"))
}

/// The form of a new application, filled in as HaloPSA needs it. Gives its Client ID and secret, too.
async fn new_application(
    hand: &Hand,
    name: &str,
    agent: u32,
    permissions: &[&str],
) -> (Form, String, String) {
    let mut form = hand.new_application(Answers::of_the_procedure(name, agent, permissions)).await;
    let _ = form.choose_login_type(LoginType::Agent).await;
    let (id, secret) = form.credentials().await;
    (form, id.expose_secret().to_owned(), secret.expose_secret().to_owned())
}

/// From the page `connect` to the end: Latchkey creates the application, with the authority of another one whose
/// secret is typed.
async fn latchkey_does_it(pages: &Pages, hand: &Hand) {
    let (mut form, id, secret) = new_application(hand, AUTHORITY, ADMINISTRATOR, &["all"]).await;
    assert_eq!(form.save().await, Notice::Saved);
    pages.click("#use-authority").await;
    pages.fill("#authority-client-id", &id).await;
    pages.fill("#authority-secret", &secret).await;
    pages.click("#sign-in").await;
    pages.says("#signed-in", AUTHORITY).await;
    println!("signed in with a typed secret");

    pages.page("agent").await;
    pages.click(&format!("#agent-{}", AGENT.1)).await;
    pages.click("#continue").await;
    pages.page("review").await;
    pages.click("#create").await;
}

/// From the page `connect` to the end: the person does it in HaloPSA, and pastes the secret.
async fn the_person_does_it(app: &mut Installed, hand: &Hand) {
    let product = products::find("hudu").expect("a listed product");
    let permissions: Vec<&str> = product.lists[0].permissions.iter().map(|one| one.name()).collect();
    app.pages.click("#go-by-hand").await;
    app.pages.page("agent").await;
    app.pages.fill("#agent", AGENT.0).await;
    app.pages.click("#continue").await;
    app.pages.page("guide").await;
    let (mut form, id, secret) = new_application(hand, PRODUCT, AGENT.1, &permissions).await;

    app.pages.click("#next").await;
    app.pages.shown("#stop-form").await;
    copy(&id);
    app.pages.click("#take-client-id").await;
    app.pages.shown("#stop-secret").await;
    app.pages.click("#type-secret-summary").await;
    let noted =
        "window.noted = []; addEventListener('input', ({ target }) => noted.push(target.value), true);";
    app.pages.client.execute(noted, vec![]).await.expect("a script");
    app.paste("#typed-secret", &secret).await;
    app.pages.shown("main:not(:has(#stop-secret)) #said").await;
    let noted = app.pages.client.execute("return window.noted", vec![]).await.expect("a script");
    assert_eq!(noted, json!([]), "the page never had it");
    println!("taken from the clipboard: a pasted secret");

    app.pages.click("#back").await;
    app.pages.shown("#stop-secret").await;
    let at = app.pages.current().await;
    app.page_dies().await;
    assert_eq!(app.pages.current().await, at, "it comes back where it was");
    let noted = app.pages.client.execute("return window.noted ?? null", vec![]).await.expect("a script");
    assert_eq!(noted, json!(null), "it is another one");
    app.pages.shown("#stop-secret #secret-place.good").await;
    println!("the page's process died, and another one shows the page: {at}");

    app.pages.click("#next").await;
    app.pages.shown("#stop-save").await;
    assert_eq!(form.save().await, Notice::Saved);
    // The Client ID is the same; the test begins by itself.
    app.pages.click("#next").await;
}

/// What the last page shows. Gives the name under which the keychain keeps the secret.
async fn hand_over(pages: &Pages) -> String {
    pages.page("done").await;
    pages.says("#verdict", "Working").await;
    println!("proof: {}", pages.text("#verdict").await);
    for (number, name) in LINES.iter().enumerate() {
        let line = format!("#line-{number}");
        pages.says(&line, name).await;
        println!("{name}: {}", pages.text(&format!("{line} code")).await);
    }
    pages.says("#line-3", "••••").await;
    pages.click("#copy-line-0").await;
    pages.says("#copy-line-0", "Copied").await;
    pages.picture("installed-done").await;
    let address = pages.text("#line-0 code").await;
    let address = url::Url::parse(&address).unwrap_or_else(|error| panic!("{address}: {error}"));
    let host = format!("{}:{}", address.host_str().expect("a host"), address.port().expect("a port"));
    format!("Latchkey for HaloPSA: {host}, {PRODUCT}")
}

/// From the last page to the first one: the connection is there, and then removed.
async fn remove(pages: &Pages, service: &str) {
    assert!(keychain_has(service), "the system's keychain has {service:?}");
    println!("in the keychain: {service}");
    pages.click("#finish").await;
    // The secret was not copied, which is asked about.
    pages.click("#dialog-confirm").await;
    pages.page("index").await;
    pages.says("#connections", PRODUCT).await;
    pages.click("#connections a").await;
    pages.page("connection").await;
    pages.says("#keychain-entry", service).await;
    pages.click("#more").await;
    pages.click("#remove").await;
    pages.click("#dialog-confirm").await;
    pages.page("index").await;
    pages.shown("#products").await;
    assert!(!keychain_has(service), "removed, and still in the keychain: {service:?}");
    println!("removed from the keychain");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop and an installed program"]
async fn a_newcomer_practises_to_the_hand_over_and_begins() {
    let mut app = Installed::start(&["--practise", "--real-keychain"]).await;
    app.pages.shown(".practice").await;
    let hand = begin(&app.pages).await;
    latchkey_does_it(&app.pages, &hand).await;
    let service = hand_over(&app.pages).await;
    remove(&app.pages, &service).await;

    begin(&app.pages).await;
    the_person_does_it(&mut app, &hand).await;
    assert_eq!(hand_over(&app.pages).await, service);
    remove(&app.pages, &service).await;

    app.pages.click("#stop-practising").await;
    app.pages.shown("#practise").await;
    app.pages.click("#product-hudu").await;
    app.pages.page("connect").await;
    // An address is saved once HaloPSA answers there, which needs a network. The next page's answers need none.
    let next = "location.hash = location.hash.replace('connect', 'agent')";
    app.pages.client.execute(next, vec![]).await.expect("a script");
    app.pages.page("agent").await;
    app.pages.fill("#agent", AGENT.0).await;
    app.pages.click("#continue").await;
    app.pages.page("connect").await;
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
