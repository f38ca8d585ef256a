//! Network conditions during a set-up: which hosts receive requests, what is never followed, what is cut,
//! what times out.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{StatusCode, header};
use futures_util::stream;
use latchkey_core::Error;
use latchkey_core::connections::handover::Value;
use latchkey_core::proof::finding::{Cause, TokenSeen, Verdict};
use latchkey_core::proof::{Listener, Progress};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{Computer, Intention, token_requests};
use latchkey_journeys::hand::Hand;
use latchkey_practice::{AuthInfo, AuthPlace, Busy, Dialect, Practice, TokenEndpoint};

/// A server of another kind, at a port of this computer.
async fn serve(router: Router) -> u16 {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

#[tokio::test]
async fn a_sign_in_at_another_place_is_asked_about_before_anything_secret_is_sent() {
    let dialect = Dialect { auth_place: AuthPlace::OtherPort, ..Dialect::default() };
    let halo = Practice::start(dialect).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]);
    let latchkey = computer.latchkey();
    let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
    let there = format!("127.0.0.1:{}", halo.ports()[1]);
    for agreed_to in [None, Some("127.0.0.1"), Some("127.0.0.1:1"), Some("")] {
        let refused =
            latchkey.at(&id).set_address(computer.revision(&id), &halo.address(), true, agreed_to).await;
        let expected = Error::SignInElsewhere {
            host: format!("127.0.0.1:{}", halo.ports()[0]),
            elsewhere: there.clone(),
        };
        assert_eq!(refused.unwrap_err(), expected, "a yes to {agreed_to:?} is no yes to {there}");
        let draft = latchkey.at(&id).draft().unwrap();
        assert_eq!(draft.instance, None, "what was not confirmed is not kept");
    }
    assert_eq!(token_requests(&halo), 0, "nobody was asked for a token before the confirmation");
    let confirmed =
        latchkey.at(&id).set_address(computer.revision(&id), &halo.address(), false, Some(&there)).await;
    assert_eq!(confirmed.unwrap().instance.unwrap().sign_in_host(), there);
    latchkey.at(&id).abandon(false).await.unwrap();

    let done = computer.set_up(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(done.asked, ["sign-in-elsewhere"]);
    assert_eq!(done.outcome.proof.verdict, Verdict::Works, "the token comes from the other place");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn a_redirect_is_never_followed_with_credentials() {
    let dialect = Dialect { token_endpoint: TokenEndpoint::Redirects, ..Dialect::default() };
    let halo = Practice::start(dialect).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]);
    let done = computer.set_up(&halo, &Intention::usual()).await.unwrap();
    let proof = &done.outcome.proof;
    assert_eq!(proof.verdict, Verdict::DoesNotWork);
    assert_eq!(proof.token, TokenSeen::Failed { code: "halo-redirects".to_owned() }, "it says why");
    assert_eq!(token_requests(&halo), 1, "one request to the token endpoint, and none to where it leads");
    // The secret is safe, so checking again is all that is left to do once it is corrected.
    halo.state().set_dialect(Dialect::default());
    let outcome = computer.prove(&done.id).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::Works);
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn an_address_that_redirects_is_reported_and_not_followed() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let to = format!("{}/api/authinfo", halo.address());
    let port = serve(Router::new().fallback(move || {
        std::future::ready((StatusCode::FOUND, [(header::LOCATION, to.clone())], "Moved"))
    }))
    .await;
    let computer = Computer::that_reaches(&[&halo], &[port]);
    let latchkey = computer.latchkey();
    let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
    let pasted = format!("http://127.0.0.1:{port}");
    let refused =
        latchkey.at(&id).set_address(computer.revision(&id), &pasted, true, None).await.unwrap_err();
    let expected = Error::HaloRedirects { host: "127.0.0.1".to_owned(), to: "127.0.0.1".to_owned() };
    assert_eq!(refused, expected, "the user learns where it leads");
    assert!(halo.state().requests().is_empty(), "nobody went there");
    latchkey.at(&id).abandon(false).await.unwrap();
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn a_body_without_end_is_cut() {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    // It begins as HaloPSA's own answer does, and continues until nobody reads.
    let port = serve(Router::new().fallback(move || {
        let counted = Arc::clone(&counted);
        let pieces = stream::repeat_with(move || {
            counted.fetch_add(64 * 1024, Ordering::SeqCst);
            Ok::<_, std::convert::Infallible>(b"{\"auth_url\":\"https:/".repeat(3_277))
        });
        std::future::ready(([(header::CONTENT_TYPE, "application/json")], Body::from_stream(pieces)))
    }))
    .await;
    let computer = Computer::that_reaches(&[], &[port]);
    let latchkey = computer.latchkey();
    let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
    let pasted = format!("http://127.0.0.1:{port}");
    let refused =
        latchkey.at(&id).set_address(computer.revision(&id), &pasted, false, None).await.unwrap_err();
    assert_eq!(refused.code(), "halo-not-found", "what can't be read to its end is not HaloPSA");
    // Two requests of 4 MiB each, and what the system's buffers swallow. One that isn't cut brings
    // gigabytes until its time is over.
    let most = 200 * 1024 * 1024;
    assert!(sent.load(Ordering::SeqCst) < most, "{sent:?} bytes were sent before it was cut");
    latchkey.at(&id).abandon(false).await.unwrap();
    computer.assert_in_order(&[]);
}

#[tokio::test]
async fn a_halopsa_that_asks_for_a_pause_gets_it() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]);
    let done = computer.set_up(&halo, &Intention::usual()).await.unwrap();
    let connection = done.connection();
    halo.state().set_dialect(Dialect { busy: Busy { first: 1, retry_after: 1 }, ..Dialect::default() });
    let progress_seen = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&progress_seen);
    let listener: Listener = Arc::new(move |progress| seen.lock().unwrap().push(progress));
    let proof = computer.latchkey().prove_connection(&connection, &listener).await.unwrap();
    assert_eq!(proof.verdict, Verdict::Works, "after the pause every read was answered");
    let pauses =
        progress_seen.lock().unwrap().iter().filter(|p| **p == Progress::Pause { seconds: 1 }).count();
    assert_eq!(pauses, 4, "the agent's name and three reads were each asked to wait, and it was reported");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn a_test_of_a_connection_can_be_stopped_and_the_result_from_before_stays() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Arc::new(Computer::that_reaches(&[&halo], &[]));
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let before = computer.latchkey().connection(&connection).unwrap().proof;
    let listener: Listener = {
        let (computer, connection) = (Arc::downgrade(&computer), connection.clone());
        Arc::new(move |progress| {
            if progress == Progress::Agent
                && let Some(computer) = computer.upgrade()
            {
                computer.latchkey().stop_connection(&connection);
            }
        })
    };
    let stopped = computer.latchkey().prove_connection(&connection, &listener).await;
    assert_eq!(stopped.unwrap_err(), Error::Stopped);
    assert_eq!(computer.latchkey().connection(&connection).unwrap().proof, before);
    let nobody: Listener = Arc::new(|_| {});
    let again = computer.latchkey().prove_connection(&connection, &nobody).await.unwrap();
    assert_eq!(again.verdict, Verdict::Works, "nothing of it is in the way of the next test");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn a_pause_longer_than_anybody_waits_ends_the_proof_and_is_named() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]);
    let (id, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    let mut form = Hand::at(&halo.address()).new_application(Intention::usual().answers()).await;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    halo.state().set_dialect(Dialect { busy: Busy { first: 99, retry_after: 3_600 }, ..Dialect::default() });
    let outcome = computer.prove(&id).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::DoesNotWork, "no read was answered");
    assert_eq!(outcome.proof.causes.first(), Some(&Cause::Busy), "HaloPSA asks to wait");
    let refused = computer
        .give_address(&id, &halo, &halo.address())
        .await
        .expect_err("the address can't be checked, either");
    assert_eq!(refused, Error::HaloBusy { seconds: 3_600 });
    // Later nothing has to be entered again.
    halo.state().set_dialect(Dialect::default());
    assert_eq!(computer.prove(&id).await.unwrap().proof.verdict, Verdict::Works);
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn an_instance_under_a_path_is_found_from_any_of_its_pages() {
    for (path, auth_info) in [("", AuthInfo::Plain), ("/halo", AuthInfo::Plain), ("/halo", AuthInfo::Missing)]
    {
        let halo = Practice::start(Dialect { path, auth_info, ..Dialect::default() }).await.unwrap();
        let computer = Computer::that_reaches(&[&halo], &[]);
        let latchkey = computer.latchkey();
        let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
        for page in [
            "",
            "/",
            "/api",
            "/api/",
            "/auth",
            "/auth/token",
            "/tickets?id=1",
            "/config/integrations/api/applications",
            "/some/page/of/a/newer/version?x=https://b.example#there",
        ] {
            let pasted = format!("  {}{page} ", halo.address());
            let draft =
                latchkey.at(&id).set_address(computer.revision(&id), &pasted, false, None).await.unwrap();
            let instance = draft.instance.unwrap();
            assert_eq!(instance.address.to_string(), halo.address(), "pasted {pasted:?}");
            assert!(!instance.signs_in_elsewhere(), "it signs in at the same place");
        }
        latchkey.at(&id).abandon(false).await.unwrap();
        let done = computer.set_up(&halo, &Intention::usual()).await.unwrap();
        assert_eq!(done.outcome.proof.verdict, Verdict::Works, "{path}, {auth_info:?}");
        let lines = latchkey.handover(&done.connection()).unwrap();
        let values: Vec<Value> = lines.into_iter().map(|line| line.value).collect();
        assert!(
            values.contains(&Value::Text(halo.address())),
            "the product is given the path, too: {values:?}"
        );
        computer.assert_in_order(&[&halo]);
    }
}

#[tokio::test]
async fn an_address_where_no_halopsa_is_can_be_insisted_upon_and_is_not_taken_for_one() {
    let halo = Practice::start(Dialect { path: "/halo", ..Dialect::default() }).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]);
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    let mut form = Hand::at(&halo.address()).new_application(Intention::usual().answers()).await;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    // The same host without the path: nothing of HaloPSA's is there.
    let bare = format!("http://127.0.0.1:{}", halo.ports()[0]);
    let refused = latchkey.at(&id).set_address(computer.revision(&id), &bare, false, None).await.unwrap_err();
    assert_eq!(refused.code(), "halo-not-found");
    assert!(refused.may_insist(), "the person may know better");
    assert_eq!(computer.give_address(&id, &halo, &bare).await.unwrap(), ["halo-not-found"]);
    let outcome = computer.prove(&id).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::DoesNotWork);
    assert_eq!(outcome.proof.causes.first(), Some(&Cause::WrongInstance), "there is no sign-in there");
    assert!(computer.give_address(&id, &halo, &halo.address()).await.unwrap().is_empty());
    assert_eq!(computer.prove(&id).await.unwrap().proof.verdict, Verdict::Works, "with the path it works");
    computer.assert_in_order(&[&halo]);
}
