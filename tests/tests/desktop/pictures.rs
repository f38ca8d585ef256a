//! The pictures of the administrator's page: every page of the app, in the real window, on the way of somebody
//! who connects a product. `cargo xtask pictures` keeps them; else the way is walked all the same.

use latchkey_practice::Dialect;

use crate::https::Instance;
use crate::session::App;
use crate::signing_in::sign_in_for;
use crate::{AGENT_ID, follow_the_guide, go_by_hand, start};

/// Under this address the instance stands in the pictures: its port is another at each run.
const SHOWN_AS: &str = "acme.halopsa.com";

/// From the top, without a blinking cursor, with the instance's address as it would be elsewhere.
async fn shot(app: &App, instance: &Instance, name: &str) {
    let script = "const [host, shown, done] = arguments;
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            texts.currentNode.data = texts.currentNode.data.replaceAll(host, shown);
        }
        for (const field of document.querySelectorAll('input')) {
            field.value = field.value.replaceAll(host, shown);
        }
        document.activeElement?.blur();
        // What was scrolled to when the focus came is scrolled to first.
        requestAnimationFrame(() => {
            scrollTo({ top: 0, behavior: 'instant' });
            Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))).then(done);
        });";
    let host = instance.state.address().replace("https://", "");
    app.run(script, vec![host.as_str().into(), SHOWN_AS.into()]).await;
    app.picture(name).await;
    // And back: what stands in a field is sent.
    app.run(script, vec![SHOWN_AS.into(), host.into()]).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn every_page_is_come_to_on_the_way_that_the_administrators_page_tells() {
    let (session, instance, app) = start(Dialect::default()).await;
    shot(&app, &instance, "index").await;
    sign_in_for("trend-vision-one-sp", &app, &session, &instance).await;
    shot(&app, &instance, "connect").await;
    app.click("#continue").await;
    app.page("general").await;
    app.click(&format!("#agent-{AGENT_ID}")).await;
    shot(&app, &instance, "general").await;
    app.click("#continue").await;
    app.page("permissions").await;
    shot(&app, &instance, "permissions").await;
    app.click("#continue").await;
    app.page("review").await;
    app.shown("#create").await;
    shot(&app, &instance, "review").await;
    app.click("#create").await;
    app.page("done").await;
    app.says("#verdict", "Working").await;
    shot(&app, &instance, "done").await;
    app.click("#finish").await;
    app.page("index").await;
    app.click("#connections a").await;
    app.page("connection").await;
    shot(&app, &instance, "connection").await;
    app.click("#back").await;

    app.page("index").await;
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.fill("#address", &instance.state.address()).await;
    go_by_hand(&app).await;
    app.page("general").await;
    app.fill("#name", "Trend Vision One, by hand").await;
    app.fill("#agent", crate::AGENT).await;
    app.click("#continue").await;
    app.page("permissions").await;
    app.click("#continue").await;
    app.page("guide").await;
    shot(&app, &instance, "guide").await;
    follow_the_guide(&app, &session, &instance).await;
    app.click("#home").await;
    app.page("index").await;
    app.shown("#unfinished").await;

    app.click("#check-card summary").await;
    app.click("#check-computer").await;
    app.page("check").await;
    app.click("#check").await;
    app.says("#verdict", "is ready").await;
    shot(&app, &instance, "check").await;
    app.close().await;
}
