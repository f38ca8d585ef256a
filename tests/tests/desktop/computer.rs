//! The check of this computer, in the window and without one, and this computer's policy.

use latchkey_practice::Dialect;

use crate::https::Instance;
use crate::session::Session;
use crate::{contains, everything_in, go_by_hand, start};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn this_computer_is_checked_and_the_report_is_copied_and_saved() {
    let (session, instance, app) = start(Dialect::default()).await;
    app.click("#check-computer").await;
    app.page("check").await;
    app.picture("check").await;
    app.fill("#address", &format!("{}/tickets", instance.state.address())).await;
    app.click("#check").await;
    app.says("#verdict", "This computer is ready").await;
    app.says("#line-keychain", "Saving, reading and deleting work").await;
    app.says("#line-instance", "answers at").await;
    app.picture("check-fit").await;
    assert_eq!(session.entries(), 0, "nothing stays in the keychain");

    app.click("#copy-report").await;
    app.says("#status", "copied").await;
    let report = session.pasted();
    for part in
        ["Keyring: Saving, reading and deleting work", &session.data().display().to_string(), "answers at"]
    {
        assert!(report.contains(part), "{part} is in the report:\n{report}");
    }
    let file = session.folder.path().join("report for support.txt");
    app.click("#save-report").await;
    session.save_as("Latchkey for HaloPSA: check of this computer", &file);
    app.says("#status", "saved").await;
    assert_eq!(std::fs::read_to_string(&file).unwrap().trim_end(), report.trim_end());

    // Beside the open app, as an administrator who deploys it would.
    let output = session.second_start().args(["--self-test"]).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("This computer is ready"), "{printed}");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn what_is_missing_is_reported_and_a_second_check_finds_it_fixed() {
    let mut session = Session::without_keychain();
    let app = session.app(&[]).await;
    app.click("#check-computer").await;
    app.page("check").await;
    app.click("#check").await;
    app.says("#verdict", "isn’t ready yet").await;
    app.says("#line-keychain", "can’t find your keyring").await;
    app.picture("check-unfit").await;
    let report = session.folder.path().join("report.txt");
    let output = session.second_start().arg("--self-test").arg(&report).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(std::fs::read_to_string(&report).unwrap().contains("[problem] Keyring"));

    // A proxy's name and password are nobody's to read, whatever the proxy does.
    let proxy = "http://someone:canary-proxy-password@127.0.0.1:9";
    let mut start = session.second_start();
    start
        .args(["--self-test", "--address", "acme.halopsa.com"])
        .env("https_proxy", proxy)
        .env("LATCHKEY_LOG", "trace");
    let output = start.output().unwrap();
    let written = [output.stdout, output.stderr, everything_in(session.folder.path())].concat();
    assert!(contains(&written, "The proxy 127.0.0.1:9 doesn’t answer"));
    assert!(!contains(&written, "canary-proxy-password"), "{}", String::from_utf8_lossy(&written));

    session.start_keychain(true);
    app.click("#check").await;
    app.says("#line-keychain", "Saving, reading and deleting work").await;
    app.says("#verdict", "is ready").await;
    assert_eq!(session.entries(), 0);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display and the app's binary"]
async fn an_address_that_is_set_for_everybody_is_filled_in_and_never_connected_to_by_itself() {
    let mut session = Session::start();
    let instance = Instance::start(session.folder.path(), Dialect::default()).await;
    session.trust(&instance.trust);
    session.set_for_everybody(&format!("{{\"Address\": \"{}\"}}", instance.state.address()));
    let app = session.app(&[]).await;
    app.click("#product-trend-vision-one-sp").await;
    app.page("connect").await;
    app.says("#address-hint", "administrator of this computer").await;
    let filled = app.run("arguments[0](document.getElementById('address').value)", vec![]).await;
    assert_eq!(filled, instance.state.address());
    app.picture("connect-address-set").await;
    assert_eq!(instance.state.requests().len(), 0, "nobody has asked for anything yet");
    go_by_hand(&app).await;
    app.page("agent").await;
    app.close().await;

    session.set_for_everybody("{\"Address\": \"someone@acme.example\"}");
    let app = session.app(&[]).await;
    app.click("#check-computer").await;
    app.page("check").await;
    app.click("#check").await;
    app.says("#line-policy", "can’t be used").await;
    app.says("#line-policy", "/etc/latchkey-for-halopsa/policy.json").await;
    app.close().await;
}
