//! A user without knowledge of HaloPSA's permissions connects three products, each with its vendor's list: a
//! short one, a long one, and everything.

use latchkey_practice::Dialect;

use crate::signing_in::sign_in_for;
use crate::{finish, start};

struct Wanted {
    id: &'static str,
    name: &'static str,
    permissions: &'static [&'static str],
    /// The lines of its form.
    lines: usize,
}

const THREE: [Wanted; 3] = [
    Wanted { id: "hudu", name: "Hudu", permissions: &["read:assets", "read:customers"], lines: 3 },
    Wanted { id: "saas-alerts", name: "SaaS Alerts", permissions: &[], lines: 3 },
    Wanted { id: "rewst", name: "Rewst", permissions: &["all"], lines: 4 },
];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn three_products_are_connected_as_their_vendors_ask() {
    let (session, instance, app) = start(Dialect::default()).await;
    for (n, Wanted { id, name, permissions, lines }) in THREE.into_iter().enumerate() {
        if n == 0 {
            sign_in_for(id, &app, &session, &instance).await;
        } else {
            // Who is signed in chooses the agent at once.
            app.says("#signed-in", "Wilhelmina Sample").await;
            app.click("#new-connection").await;
            app.click(&format!("#product-{id}")).await;
            app.page("agent").await;
            app.says("#signed-in", "Wilhelmina Sample").await;
        }
        // The agent that fits is chosen already.
        app.shown("#agents input[type=radio]:checked").await;
        app.picture(&format!("agent-{id}")).await;
        app.click("#continue").await;
        app.page("review").await;
        app.shown("#reach #planned").await;
        app.picture(&format!("review-{id}")).await;
        app.click("#create").await;
        app.page("done").await;
        app.says("#verdict", "Working").await;
        app.picture(&format!("done-{id}")).await;
        let there = instance.state.applications();
        let made = there.iter().find(|one| one.name == name).expect("it was created");
        let chosen: Vec<&str> = made.permissions.iter().map(String::as_str).collect();
        if permissions.is_empty() {
            assert!(chosen.len() > 10 && chosen.contains(&"all:teams"), "{name}: {chosen:?}");
        } else {
            assert_eq!(chosen, permissions, "{name}");
        }
        app.shown(&format!("#copy-line-{}", lines - 1)).await;
        finish(&app).await;
    }
    assert_eq!(session.entries(), 3);
    app.close().await;
}
