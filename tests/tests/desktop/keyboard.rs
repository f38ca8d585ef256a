//! With only the keyboard: the keys that a user presses, and where the focus is meanwhile.

use std::cell::Cell;

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use latchkey_practice::{Crowd, Dialect};

use crate::session::{App, Session};
use crate::signing_in::{SIGN_IN, WINDOW, host, press_through, titled};
use crate::{AGENT_ID, Instance, start};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const ALT: char = '\u{e00a}';
const ESCAPE: char = '\u{e00c}';
const LEFT: char = '\u{e012}';

/// The main way, from the first start to the last value in the clipboard.
const MAX_KEYS: u32 = 26;

/// Notes each update of the page after which nothing has the focus.
const WATCH: &str = "window.lost = [];
    new MutationObserver(() => {
        if (document.activeElement === document.body) {
            window.lost.push(location.hash);
        }
    }).observe(document, { subtree: true, childList: true });
    arguments[0]();";

struct Keyboard<'a> {
    app: &'a App,
    /// Keys that do something. Typed text is not counted.
    pressed: Cell<u32>,
}

impl<'a> Keyboard<'a> {
    async fn on(app: &'a App) -> Self {
        app.run(WATCH, vec![]).await;
        Self { app, pressed: Cell::new(0) }
    }

    async fn type_text(&self, text: &str) {
        let keys = text.chars().fold(KeyActions::new("keyboard".into()), |keys, value| {
            keys.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.app.client.perform_actions(keys).await.unwrap();
    }

    async fn press(&self, key: char) {
        self.type_text(&key.to_string()).await;
        self.pressed.set(self.pressed.get() + 1);
        self.nothing_lost_the_focus().await;
    }

    async fn press_with_alt(&self, key: char) {
        let keys = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: ALT })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: ALT });
        self.app.client.perform_actions(keys).await.unwrap();
        self.pressed.set(self.pressed.get() + 1);
    }

    async fn nothing_lost_the_focus(&self) {
        let script = "const [done] = arguments;
            done([document.activeElement === document.body ? location.hash : '', ...window.lost].join(''))";
        assert_eq!(self.app.run(script, vec![]).await, "", "nothing has the focus there");
    }

    async fn is_on(&self, css: &str) -> bool {
        let script = "arguments[1](document.activeElement.matches(arguments[0]))";
        self.app.run(script, vec![css.into()]).await == true
    }

    /// From control to control, until it is this one.
    async fn go_to(&self, css: &str) {
        let mut way = String::new();
        while !self.is_on(css).await {
            assert!(self.pressed.get() <= MAX_KEYS, "{css} is not come to:{way}");
            self.press(TAB).await;
            let name = self.app.run("arguments[0](document.activeElement.id)", vec![]).await;
            way = format!("{way} {name}");
        }
        println!("{:>2}:{way}", self.pressed.get());
    }

    async fn page(&self, name: &str) {
        self.app.page(name).await;
        self.nothing_lost_the_focus().await;
    }
}

/// Chooses the product and signs in, by keyboard only.
async fn sign_in(keys: &Keyboard<'_>, app: &App, session: &Session, instance: &Instance) {
    keys.type_text("trend").await;
    app.shown("#products li:only-child").await;
    keys.go_to("#product-trend-vision-one-sp").await;
    keys.press(ENTER).await;
    keys.page("connect").await;
    keys.type_text(&instance.state.address()).await;
    keys.press(ENTER).await;
    session.titled(WINDOW, &titled(&host(instance)));
    press_through(session);
    keys.pressed.set(keys.pressed.get() + SIGN_IN);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn the_main_way_takes_few_keys_and_always_has_the_focus() {
    let (session, instance, app) = start(Dialect::default()).await;
    let keys = Keyboard::on(&app).await;
    sign_in(&keys, &app, &session, &instance).await;

    keys.page("agent").await;
    app.shown("input[type=radio]:checked").await;
    keys.go_to(&format!("#agent-{AGENT_ID}:checked")).await;
    keys.press(ENTER).await;

    keys.page("review").await;
    app.shown("main:not(:has([data-load])) #create").await;
    keys.go_to("#create").await;
    keys.press(ENTER).await;

    keys.page("done").await;
    app.says("#verdict", "Working").await;
    let mut copied = Vec::new();
    for line in 0..3 {
        let button = format!("#copy-line-{line}");
        keys.go_to(&button).await;
        keys.press(ENTER).await;
        app.shown(&format!("{button}.copied")).await;
        copied.push(session.pasted());
    }
    assert_eq!(copied[0], instance.state.address());
    assert_eq!(session.secret_for(&copied[1]), copied[2], "the Client ID, and its secret");
    keys.nothing_lost_the_focus().await;
    println!("keys besides typed text: {}", keys.pressed.get());
    assert!(keys.pressed.get() <= MAX_KEYS, "{} keys", keys.pressed.get());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn escape_ends_a_search_and_then_does_nothing_and_alt_left_goes_back() {
    let (session, instance, app) = start(Dialect { crowd: Crowd::Thousands, ..Dialect::default() }).await;
    let keys = Keyboard::on(&app).await;
    let all = app.text("#products").await;
    keys.type_text("cipp").await;
    app.shown("#products li:only-child").await;
    for _ in 0..2 {
        keys.press(ESCAPE).await;
        app.shown("#products li:nth-child(9)").await;
        assert_eq!(app.text("#products").await, all);
        assert!(keys.is_on("#product:placeholder-shown").await);
    }

    sign_in(&keys, &app, &session, &instance).await;
    keys.page("agent").await;
    app.shown("#agent-search").await;
    keys.go_to("#agent-search").await;
    keys.type_text("zeno").await;
    app.says("#found summary", "40 other agents").await;
    keys.press(ESCAPE).await;
    app.shown("#others").await;
    assert!(keys.is_on("#agent-search:placeholder-shown").await);

    keys.press_with_alt(LEFT).await;
    keys.page("connect").await;
    keys.press_with_alt(LEFT).await;
    keys.page("index").await;
    app.shown("#unfinished").await;
    keys.press_with_alt(LEFT).await;
    keys.press(TAB).await;
    keys.page("index").await;
    app.close().await;
}
