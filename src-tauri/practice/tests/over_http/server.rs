//! The server: its address, its limits, the requests that it records, and how it stops.

use std::sync::Arc;

use latchkey_practice::{Dialect, State, router};
use reqwest::{StatusCode, header};
use tokio::net::{TcpListener, TcpStream};

use crate::client::Halo;

#[tokio::test]
async fn only_its_own_address_is_answered() {
    let halo = Halo::plain().await;
    let port = halo.practice.ports()[0];
    for host in [
        "localhost".to_owned(),
        format!("localhost:{port}"),
        "127.0.0.1".to_owned(),
        format!("evil.invalid:{port}"),
    ] {
        for path in ["/", "/api/authinfo", "/auth/token", "/nothing"] {
            let request = halo.client.get(halo.at(path)).header(header::HOST, &host);
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::MISDIRECTED_REQUEST, "{host}{path}");
        }
    }
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let halo = Halo::plain().await;
    let form = halo.new_form().await;
    let large = "x".repeat(100_000);
    let answer = halo.send_form(&form, &[("name", &large)]).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let answer = halo.send_token_form(&[("client_id", &large)]).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn requests_are_recorded_without_their_contents() {
    let halo = Halo::plain().await;
    let (id, secret) = halo.add_application(&["all"]);
    let token = halo.token(&(id.clone(), secret.clone()), "all").await;
    halo.practice.state().forget_requests();
    halo.read(&token, "Tickets?page_no=4711&pageinate=true").await;
    halo.ask_for_token(&(id.clone(), secret.clone()), "all").await;
    let requests = halo.practice.state().requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].method, "GET");
    assert_eq!(requests[0].path, "/api/Tickets");
    assert_eq!(requests[0].status, 200);
    assert_eq!(requests[0].query, ["page_no", "pageinate"]);
    let noted = format!("{requests:?}");
    for hidden in [&id, &secret, &token, "4711"] {
        assert!(!noted.contains(hidden));
    }
}

#[tokio::test]
async fn dropping_it_stops_it() {
    let halo = Halo::plain().await;
    halo.get("/").await;
    let port = halo.practice.ports()[0];
    drop(halo);
    // It has stopped when connections are refused.
    let stopped = async { while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {} };
    let limit = std::time::Duration::from_secs(20);
    tokio::time::timeout(limit, stopped).await.expect("it stops");
}

#[tokio::test]
async fn another_server_can_serve_it_at_a_published_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let public = "https://halo.practice.invalid:8443";
    let state = State::published_at(public, None, None, Dialect::default()).unwrap();
    let served = tokio::spawn(axum::serve(listener, router(Arc::clone(&state))).into_future());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.get(format!("http://127.0.0.1:{port}/api/authinfo"));
    let request = request.header(header::HOST, "halo.practice.invalid:8443");
    let info: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(info["auth_url"], format!("{public}/auth"));
    assert_eq!(info["tenant_id"], serde_json::Value::Null);
    served.abort();
}

#[test]
fn an_invalid_address_is_refused() {
    for address in ["", "halo", "data:text/plain,x"] {
        assert!(State::published_at(address, None, None, Dialect::default()).is_err());
    }
}
