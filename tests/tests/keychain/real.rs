//! The real keychain of Linux in each of its states, each time in a D-Bus session of its own.

use serde_json::json;

use crate::session::Session;

const ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const SECRET: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427";

#[test]
fn the_real_keychain_keeps_what_another_process_and_the_persons_own_tools_find() {
    let mut session = Session::start();
    session.keyring(true);
    assert_eq!(session.probe().ask("put", ID, SECRET), json!({}));
    assert_eq!(session.probe().ask("get", ID, SECRET), json!({ "found": true, "same": true }));
    let service = "Latchkey for HaloPSA: acme.example:8443, Paper Lantern";
    let seen = session.secret_tool(&["search", "--all", "service", service]);
    for line in [
        format!("label = {service}"),
        format!("attribute.service = {service}"),
        format!("attribute.username = {ID}"),
        format!("secret = {SECRET}"),
    ] {
        assert!(seen.contains(&line), "secret-tool shows {line:?}: {seen}");
    }
    let found = session.secret_tool(&["lookup", "service", service, "username", ID]);
    assert_eq!(found.trim(), SECRET, "and looks it up");
    // A second secret takes the first one's place; another Client ID is another entry.
    let second = SECRET.replace('7', "8");
    let mut probe = session.probe();
    assert_eq!(probe.ask("put", ID, &second), json!({}));
    let other = ID.replace('0', "1");
    assert_eq!(probe.ask("put", &other, SECRET), json!({}));
    let seen = session.secret_tool(&["search", "--all", "service", service]);
    assert_eq!(seen.matches("secret = ").count(), 2, "no entry was doubled: {seen}");
    assert_eq!(probe.ask("get", ID, &second), json!({ "found": true, "same": true }));
    for id in [ID, &other, "never-there"] {
        assert_eq!(probe.ask("delete", id, ""), json!({}), "deleting is deleting, there or not");
        assert_eq!(probe.ask("get", id, ""), json!({ "found": false, "same": false }));
    }
    let seen = session.secret_tool(&["search", "--all", "service", service]);
    assert!(!seen.contains("secret = "), "nothing stays: {seen}");
}

#[test]
fn a_locked_keychain_says_so_at_once_and_once_unlocked_it_works_without_a_restart() {
    let mut session = Session::start();
    session.keyring(true);
    let mut probe = session.probe();
    assert_eq!(probe.ask("put", ID, SECRET), json!({}));
    session.lock();
    for what in ["put", "get", "delete"] {
        assert_eq!(probe.ask(what, ID, SECRET), json!({ "error": "keychain-locked" }), "{what}");
    }
    session.keyring(true);
    assert_eq!(probe.ask("get", ID, SECRET), json!({ "found": true, "same": true }), "it was kept");
    assert_eq!(probe.ask("delete", ID, ""), json!({}));
}

#[test]
fn a_keychain_that_starts_locked_says_so_too() {
    let mut session = Session::start();
    session.keyring(true);
    session.keyring(false);
    let mut probe = session.probe();
    assert_eq!(probe.ask("put", ID, SECRET), json!({ "error": "keychain-locked" }));
    session.keyring(true);
    assert_eq!(probe.ask("put", ID, SECRET), json!({}), "the same process, unlocked");
}

#[test]
fn a_keychain_that_was_restarted_is_found_by_retrying() {
    let mut session = Session::start();
    session.keyring(true);
    let mut probe = session.probe();
    assert_eq!(probe.ask("put", ID, SECRET), json!({}));
    session.keyring(true);
    let first = probe.ask("get", ID, SECRET);
    assert!(
        first == json!({ "found": true, "same": true }) || first["error"] == "keychain-trouble",
        "the session of before is gone: {first}"
    );
    assert_eq!(probe.ask("get", ID, SECRET), json!({ "found": true, "same": true }), "try again");
}

#[test]
fn without_a_keychain_it_says_so_and_finds_one_that_is_started_later() {
    let mut session = Session::start();
    let mut probe = session.probe();
    for what in ["put", "get", "delete"] {
        assert_eq!(probe.ask(what, ID, SECRET), json!({ "error": "keychain-absent" }), "{what}");
    }
    session.keyring(true);
    assert_eq!(probe.ask("put", ID, SECRET), json!({}), "the same process, with one");
    assert_eq!(probe.ask("get", ID, SECRET), json!({ "found": true, "same": true }));
    // It goes away while the app is running.
    session.end_keyring();
    assert!(probe.ask("get", ID, SECRET)["error"].is_string(), "never a success without one");
    assert_eq!(probe.ask("get", ID, SECRET), json!({ "error": "keychain-absent" }));
}

#[test]
fn without_a_bus_there_is_no_keychain() {
    let mut session = Session::start();
    session.address = "unix:path=/nonexistent".to_owned();
    let mut probe = session.probe();
    for what in ["put", "get", "delete"] {
        assert_eq!(probe.ask(what, ID, SECRET), json!({ "error": "keychain-absent" }), "{what}");
    }
}
