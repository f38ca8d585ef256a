//! What a screen reader gets of the pages: the tree that the real window exposes on the accessibility bus.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use latchkey_journeys::pages::LIMIT;
use latchkey_practice::Dialect;
use zbus::names::OwnedBusName;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};
use zbus::{Connection, connection};

use crate::https::Instance;
use crate::session::{App, Session};
use crate::signing_in::sign_in_for;
use crate::{AGENT, finish, go_by_hand};

/// One thing on the bus: whose it is, and where.
type Reference = (OwnedBusName, OwnedObjectPath);

/// From `atspi-constants.h`.
const FOCUSABLE: u32 = 1 << 11;
/// And the roles that the app has.
const CHECK_BOX: u32 = 7;
const PASSWORD: u32 = 40;
const BUTTON: u32 = 43;
const RADIO_BUTTON: u32 = 44;
const STATUS: u32 = 54;
const TOGGLE: u32 = 62;
const UNKNOWN: u32 = 67;
const ENTRY: u32 = 79;
const HEADING: u32 = 83;
const LINK: u32 = 88;
const DOCUMENT: u32 = 95;
/// What a page calls an alert.
const NOTIFICATION: u32 = 101;

/// The roles that an element with this tag may have. WebKitGTK says nothing of what folds something.
fn roles(tag: &str) -> &'static [u32] {
    match tag {
        "a" => &[LINK],
        "button" => &[BUTTON, TOGGLE],
        "h1" | "h2" => &[HEADING],
        "input" => &[ENTRY, PASSWORD, CHECK_BOX, RADIO_BUTTON],
        "textarea" => &[ENTRY],
        "summary" => &[UNKNOWN],
        _ => &[],
    }
}
/// The names and roles of what is on a page, in the order in which it is read.
#[derive(Debug)]
struct Node {
    id: String,
    tag: String,
    role: u32,
    name: String,
    live: String,
    focusable: bool,
}

/// The accessibility bus of a session.
struct Bus(Connection);

impl Bus {
    async fn of(session: &Session) -> Self {
        let address = session.accessibility_bus();
        Self(connection::Builder::address(address.as_str()).unwrap().build().await.unwrap())
    }

    async fn ask<T>(&self, (whose, path): &Reference, question: &str) -> zbus::Result<T>
    where
        T: serde::de::DeserializeOwned + zbus::zvariant::Type,
    {
        let interface = Some("org.a11y.atspi.Accessible");
        self.0.call_method(Some(whose), path, interface, question, &()).await?.body().deserialize()
    }

    async fn property(&self, (whose, path): &Reference, name: &str) -> zbus::Result<OwnedValue> {
        let (interface, asked) = ("org.freedesktop.DBus.Properties", ("org.a11y.atspi.Accessible", name));
        self.0.call_method(Some(whose), path, Some(interface), "Get", &asked).await?.body().deserialize()
    }

    async fn children(&self, of: &Reference) -> zbus::Result<Vec<Reference>> {
        let children: Vec<Reference> = self.ask(of, "GetChildren").await?;
        if !children.is_empty() || i32::try_from(self.property(of, "ChildCount").await?)? == 0 {
            return Ok(children);
        }
        // Only in this way does GTK report the page, which is another process's.
        let (whose, path) = of;
        let interface = Some("org.a11y.atspi.Accessible");
        let page = self.0.call_method(Some(whose), path, interface, "GetChildAtIndex", &0_i32).await?;
        Ok(vec![page.body().deserialize()?])
    }

    /// Everything from the desktop down. An error where something went while it was asked for.
    async fn everything(&self) -> zbus::Result<Vec<Node>> {
        let root = (
            OwnedBusName::try_from("org.a11y.atspi.Registry")?,
            OwnedObjectPath::try_from("/org/a11y/atspi/accessible/root")?,
        );
        let mut left = vec![root];
        let mut nodes = Vec::new();
        while let Some(one) = left.pop() {
            let attributes: BTreeMap<String, String> = self.ask(&one, "GetAttributes").await?;
            let attribute = |name: &str| attributes.get(name).cloned().unwrap_or_default();
            let states: Vec<u32> = self.ask(&one, "GetState").await?;
            nodes.push(Node {
                id: attribute("id"),
                tag: attribute("tag"),
                role: self.ask(&one, "GetRole").await?,
                name: String::try_from(self.property(&one, "Name").await?)?,
                live: attribute("live"),
                focusable: states.first().is_some_and(|states| states & FOCUSABLE != 0),
            });
            left.extend(self.children(&one).await?.into_iter().rev());
        }
        Ok(nodes)
    }

    /// What is on the page that the window shows: everything in the document.
    async fn document(&self) -> zbus::Result<Vec<Node>> {
        let mut nodes = self.everything().await?;
        let document = nodes.iter().position(|one| one.role == DOCUMENT);
        Ok(nodes.split_off(document.map_or(nodes.len(), |at| at + 1)))
    }

    /// Waits until the bus reports something like this.
    async fn reports(&self, what: &str, is: impl Fn(&Node) -> bool) {
        let start = Instant::now();
        loop {
            let nodes = self.document().await;
            if nodes.as_ref().is_ok_and(|nodes| nodes.iter().any(&is)) {
                return;
            }
            assert!(start.elapsed() < LIMIT, "{what} is not reported: {nodes:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The ids of what a user can reach on the page, by the page itself, and of what only the page sets the focus to: a
/// text is read as it is.
async fn controls(app: &App) -> (BTreeSet<String>, BTreeSet<String>) {
    let script = "const all = document.querySelectorAll('a[href], button, input, summary, [tabindex]');
        const shown = [...all].filter((one) => one.id && one.checkVisibility());
        const ids = (some) => shown.filter(some).map((one) => one.id);
        arguments[0]([ids((one) => one.tabIndex >= 0), ids((one) => one.tabIndex < 0)])";
    serde_json::from_value(app.run(script, vec![]).await).unwrap()
}

/// Everything that can have the focus is reported, by its name and its role; so are the heading and alerts.
async fn is_reported(bus: &Bus, app: &App, page: &str) {
    app.page(page).await;
    app.shown("main:not(:has([data-load]))").await;
    let start = Instant::now();
    // The page may become another one until all of it is there.
    let (nodes, texts) = loop {
        let heading = app.text("h1").await;
        let before = controls(app).await;
        let reported = bus.document().await;
        let is_the_same = controls(app).await == before;
        let (controls, texts) = before;
        if let Ok(nodes) = &reported
            && is_the_same
            && nodes.iter().any(|one| one.role == HEADING && one.tag == "h1" && one.name == heading)
            && controls.iter().all(|id| nodes.iter().any(|one| one.focusable && one.id == *id))
        {
            println!("{page}: {} controls, all reported", controls.len());
            break (reported.unwrap(), texts);
        }
        assert!(start.elapsed() < LIMIT, "{page} is not reported: {controls:?} of {reported:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let headings = nodes.iter().filter(|one| one.tag == "h1").count();
    assert_eq!(headings, 1, "{page} has one heading of its own");
    for one in nodes.iter().filter(|one| one.focusable && !texts.contains(&one.id)) {
        assert!(!one.name.trim().is_empty(), "{page} has something without a name: {one:?}");
        assert!(roles(&one.tag).contains(&one.role), "{page} has something of another role: {one:?}");
        println!("{:>10} {}", one.tag, one.name);
    }
    let announces = nodes.iter().find(|one| one.id == "announce").map(|one| (one.role, one.live.as_str()));
    assert_eq!(announces, Some((STATUS, "polite")), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn a_screen_reader_reads_what_is_on_each_page() {
    let mut session = Session::start();
    session.watch_for_assistance();
    let instance = Instance::start(session.folder.path(), Dialect::default()).await;
    session.trust(&instance.trust);
    let app = session.app(&[]).await;
    let bus = Bus::of(&session).await;

    is_reported(&bus, &app, "index").await;
    app.click("#lost").await;
    is_reported(&bus, &app, "lost").await;
    app.click("#check-computer").await;
    is_reported(&bus, &app, "check").await;
    app.click("#home").await;
    app.page("index").await;
    app.click("#product-trend-vision-one-sp").await;
    is_reported(&bus, &app, "connect").await;

    app.fill("#address", "no address").await;
    app.click("#sign-in").await;
    app.shown("#address-error:not(:empty)").await;
    let alert = |one: &Node| one.id == "address-error" && one.role == NOTIFICATION && one.live == "assertive";
    bus.reports("what is wrong with the address", alert).await;

    app.click("#home").await;
    app.page("index").await;
    sign_in_for("trend-vision-one-sp", &app, &session, &instance).await;
    app.shown("input[type=radio]:checked").await;
    is_reported(&bus, &app, "agent").await;
    let label = format!("{AGENT}, API-only, 4 of 4 teams, ");
    bus.reports("the agent", |one| {
        one.role == RADIO_BUTTON && one.name.replace(" ,", ",").starts_with(&label)
    })
    .await;
    app.click("#continue").await;
    is_reported(&bus, &app, "review").await;
    app.click("#change-permissions").await;
    is_reported(&bus, &app, "permissions").await;
    app.click("#back").await;
    app.page("review").await;
    app.click("#create").await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
    is_reported(&bus, &app, "done").await;
    finish(&app).await;
    app.click("#connections a").await;
    is_reported(&bus, &app, "connection").await;

    app.click("#home").await;
    is_reported(&bus, &app, "index").await;
    app.click("#new-connection").await;
    is_reported(&bus, &app, "new").await;
    // Who is signed in would choose the agent at once.
    app.click("#sign-out").await;
    app.shown("body:not(:has(#sign-out))").await;
    app.click("#product-hudu").await;
    app.page("connect").await;
    go_by_hand(&app).await;
    is_reported(&bus, &app, "agent").await;
    app.fill("#agent", AGENT).await;
    app.click("#continue").await;
    is_reported(&bus, &app, "guide").await;
    app.close().await;
}
