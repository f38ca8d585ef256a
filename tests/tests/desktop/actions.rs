//! How much a user has to do: a click, a field that is filled in or a key that does something is one action.

use std::cell::Cell;
use std::ops::Deref;

use latchkey_practice::Dialect;

use crate::session::{App, Session};
use crate::signing_in::{SIGN_IN, press_through};
use crate::{AGENT, Instance, NAME, TREND, credentials, hand, new_application, save, start, until};

/// Only the button: there the name and the password are filled in.
const PRACTICE_SIGN_IN: u32 = 1;
/// In the product, once all values are there: "Test connection", "Connect".
const TEST_AND_CONNECT: u32 = 2;
/// The lines of the product's form.
const VALUES: usize = 3;

/// The app, with every action counted.
struct Counted<'a> {
    app: &'a App,
    count: Cell<u32>,
}

impl Deref for Counted<'_> {
    type Target = App;

    fn deref(&self) -> &App {
        self.app
    }
}

impl<'a> Counted<'a> {
    fn new(app: &'a App) -> Self {
        Self { app, count: Cell::new(0) }
    }

    fn add(&self, actions: u32) {
        self.count.set(self.count.get() + actions);
    }

    async fn click(&self, css: &str) {
        self.app.click(css).await;
        self.add(1);
    }

    async fn fill(&self, css: &str, text: &str) {
        self.app.fill(css, text).await;
        self.add(1);
    }

    /// The page `connect`, once the address is there, up to the proof.
    async fn sign_in_and_create(&self, session: &Session) {
        self.click("#sign-in").await;
        self.shown("#sign-in-forward").await;
        press_through(session);
        self.add(SIGN_IN);
        self.create().await;
    }

    /// The pages `agent` and `review`, up to the proof.
    async fn create(&self) {
        self.page("agent").await;
        self.shown("input[type=radio]:checked").await;
        self.click("#continue").await;
        self.page("review").await;
        self.click("#create").await;
        self.page("done").await;
        self.says("#verdict", "Working").await;
    }

    /// Each value copied.
    async fn copy_the_values(&self) {
        for line in 0..VALUES {
            let button = format!("#copy-line-{line}");
            self.click(&button).await;
            self.shown(&format!("{button}.copied")).await;
        }
    }

    /// Each value copied, and pasted in the product.
    async fn hand_over(&self) {
        self.copy_the_values().await;
        self.add(u32::try_from(VALUES).unwrap());
        self.add(TEST_AND_CONNECT);
    }
}

/// What is known already when a set-up begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Nothing,
    Address,
    /// And who is signed in.
    Person,
}

/// From the product to the proof; what is printed and checked: the actions to the proof, and until the product is
/// connected. `Done`, with which the page is left, is one more.
async fn listed(app: &App, session: &Session, instance: &Instance, known: Known) -> (u32, u32) {
    let counted = Counted::new(app);
    counted.click("#product-trend-vision-one-sp").await;
    if known == Known::Person {
        counted.create().await;
    } else {
        counted.page("connect").await;
        if known == Known::Nothing {
            counted.fill("#address", &instance.state.address()).await;
        }
        counted.sign_in_and_create(session).await;
    }
    let proved = counted.count.get();
    counted.hand_over().await;
    (proved, counted.count.get())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn the_main_way_takes_few_actions() {
    let (session, instance, app) = start(Dialect::default()).await;
    let again = async || {
        app.click("#finish").await;
        app.page("index").await;
        app.click("#new-connection").await;
        app.page("new").await;
    };
    let first = listed(&app, &session, &instance, Known::Nothing).await;
    again().await;
    let signed_in = listed(&app, &session, &instance, Known::Person).await;
    again().await;
    app.click("#sign-out").await;
    app.shown("body:not(:has(#sign-out))").await;
    let remembered = listed(&app, &session, &instance, Known::Address).await;
    app.close().await;

    let (session, instance, app) = start(Dialect::default()).await;
    let by_hand = by_hand(&app, &session, &instance).await;
    app.close().await;

    let session = Session::start();
    let app = session.app(&[]).await;
    let practised = practised(&app, &session).await;
    app.close().await;

    println!(
        "actions to the proof, and until the product is connected (Done, which leaves the page, is one more):"
    );
    println!("first set-up: {first:?}; with the address remembered: {remembered:?}; by hand: {by_hand:?}");
    println!("for another product, while a user is signed in: {signed_in:?}");
    println!("first practice run, to the proof, and with every value copied: {practised:?}");
    assert!(first.0 <= 8 && first.1 <= 16, "{first:?}");
    assert!(remembered.0 <= 7 && remembered.1 <= 15, "{remembered:?}");
    assert!(signed_in.0 <= 3 && signed_in.1 <= 11, "{signed_in:?}");
    assert!(by_hand.1 <= 33, "{by_hand:?}");
    assert!(practised.1 <= 10, "{practised:?}");
}

/// By hand, with what is done in HaloPSA.
async fn by_hand(app: &App, session: &Session, instance: &Instance) -> (u32, u32) {
    let counted = Counted::new(app);
    counted.click("#product-trend-vision-one-sp").await;
    counted.page("connect").await;
    counted.fill("#address", &instance.state.address()).await;
    counted.click("#go-by-hand").await;
    counted.page("agent").await;
    counted.fill("#agent", AGENT).await;
    counted.click("#continue").await;
    counted.page("guide").await;
    counted.click("#open-halo").await;
    until("the browser was opened", || session.opened() == [instance.state.applications_page()]).await;
    counted.add(SIGN_IN);

    // New; the name, which is in the clipboard.
    counted.shown("#stop-form").await;
    until("the name is in the clipboard", || session.pasted() == NAME).await;
    let mut application = new_application(&hand(instance), NAME, &TREND).await;
    counted.add(2);
    // Active is ticked there; the method, the login type and the agent are chosen.
    counted.add(3);
    let (id, secret) = credentials(&application).await;
    session.copy(&id);
    counted.add(1);
    counted.click("#take-client-id").await;
    counted.shown("#stop-secret").await;
    session.copy(&secret);
    counted.add(1);
    counted.click("#take-secret").await;
    counted.shown("#stop-save").await;
    counted.add(u32::try_from(TREND.len()).unwrap());
    assert_eq!(save(&mut application).await, id, "it is the same after Save");
    counted.add(1);
    counted.click("#next").await;
    counted.page("done").await;
    counted.says("#verdict", "Working").await;
    let proved = counted.count.get();
    counted.hand_over().await;
    (proved, counted.count.get())
}

/// What someone does who only wants to see it.
async fn practised(app: &App, session: &Session) -> (u32, u32) {
    let counted = Counted::new(app);
    counted.click("#practise").await;
    counted.shown(".practice").await;
    counted.click("#product-trend-vision-one-sp").await;
    counted.page("connect").await;
    counted.click("#sign-in").await;
    counted.shown("#sign-in-forward").await;
    press_through(session);
    counted.add(PRACTICE_SIGN_IN);
    counted.page("agent").await;
    counted.shown("input[type=radio]:checked").await;
    counted.click("#continue").await;
    counted.page("review").await;
    counted.click("#create").await;
    counted.page("done").await;
    counted.says("#verdict", "Working").await;
    let proved = counted.count.get();
    counted.copy_the_values().await;
    (proved, counted.count.get())
}
