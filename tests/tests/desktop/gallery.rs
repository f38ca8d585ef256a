//! Every page in every state, as Rust renders them, in the window in which users see them: WebKit's, with its
//! fonts and controls. The checks are those that run in Chromium. The states are files that `cargo test --lib
//! gallery` writes; `verify` runs this after it, with the other checks of pages.

use std::fs;
use std::path::Path;

use latchkey_practice::Dialect;
use serde_json::Value;

use crate::start;

/// The faults to find in a page.
const LOOK_FOR: &str = include_str!("../../pages/geometry.js");

/// Shows a state in place of the page, once its fonts and styles are there, and finds its faults; then with everything
/// unfolded.
const CHECK: &str = "const [file, state, done] = arguments;
    const shown = new DOMParser().parseFromString(file, 'text/html');
    document.querySelector('#main').replaceChildren(...shown.querySelector('#main').childNodes);
    document.querySelector('#main').scrollTop = 0;
    window.scrollTo(0, 0);
    const purpose = state.includes('dialog') ? [] : (PURPOSE[state.split('-')[0]] ?? []);
    const found = [...outOfSight(purpose), ...tooWide(), ...holes()];
    document.querySelectorAll('details.fold').forEach((fold) => fold.setAttribute('open', ''));
    done([...found, ...tooWide(), ...squeezed()]);";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display, the app's binary, and the gallery"]
async fn every_state_of_every_page_fits_the_real_window() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/gallery");
    let check = format!("{}\n{CHECK}", LOOK_FOR.replace("export ", ""));
    let (_session, _instance, app) = start(Dialect::default()).await;
    let mut states: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|e| {
            panic!("{}: {e}; `cargo test --workspace --lib gallery` writes it", folder.display())
        })
        .map(|entry| entry.unwrap().path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "html"))
        .collect();
    states.sort();
    let mut wrong = Vec::new();
    for file in &states {
        let state = file.file_stem().unwrap().to_str().unwrap();
        let html = fs::read_to_string(file).unwrap();
        let found = app.run(&check, vec![Value::from(html), Value::from(state)]).await;
        app.picture(&format!("gallery-{state}")).await;
        let found = found.as_array().unwrap_or_else(|| panic!("{state}: {found}"));
        wrong.extend(found.iter().map(|one| format!("{state}: {one}")));
    }
    println!("{} states", states.len());
    assert!(states.len() > 150, "only {} states", states.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    app.close().await;
}
