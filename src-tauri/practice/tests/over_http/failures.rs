//! Responses that come late, fail, or are too large, at every endpoint.

use std::time::{Duration, Instant};

use latchkey_practice::{Busy, ErrorShape, HUGE, Size};
use reqwest::{Method, StatusCode, header};
use serde_json::Value;

use crate::client::{GOOD_AGENT, Halo, filled_in};

#[tokio::test]
async fn a_new_or_changed_application_can_be_unknown_for_a_while() {
    let delay = Duration::from_secs(1000);
    let halo = Halo::with(|d| d.sign_in_delay = delay).await;
    let (shown, page) = halo.set_up(&["all"]).await;
    let answer = halo.ask_for_token(&shown, "all").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"], "invalid_client");
    halo.practice.state().advance(delay);
    halo.token(&shown, "all").await;
    halo.send_form(&page, &filled_in("save", "agent", &["all"])).await;
    let answer = halo.ask_for_token(&shown, "all").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    halo.practice.state().advance(delay);
    halo.token(&shown, "all").await;
}

#[tokio::test]
async fn the_first_calls_of_each_kind_can_be_unavailable_and_then_too_many() {
    let halo = Halo::with(|d| {
        d.unavailable_first = 1;
        d.busy = Busy { first: 2, retry_after: 7 };
    })
    .await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    for path in ["Tickets", "Agent/me", "authinfo"] {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            let answer = halo.read(&token, path).await;
            let wait = answer.headers().get(header::RETRY_AFTER);
            let wait = wait.map(|value| value.to_str().unwrap().to_owned());
            statuses.push((answer.status().as_u16(), wait));
        }
        let seven = Some("7".to_owned());
        let expected = [(503, None), (429, seven.clone()), (429, seven), (200, None)];
        assert_eq!(statuses, expected, "{path}");
    }
    let dialect = halo.practice.state().dialect();
    halo.practice.state().set_dialect(dialect);
    let status = halo.read(&token, "Tickets").await.status();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "counted again");
}

#[tokio::test]
async fn calls_of_one_path_by_different_methods_are_of_different_kinds() {
    let halo = Halo::with(|d| d.busy = Busy { first: 1, retry_after: 7 }).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let call = |method| halo.client.request(method, halo.at("/api/Tickets")).bearer_auth(&token).send();
    assert_eq!(call(Method::GET).await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(call(Method::GET).await.unwrap().status(), StatusCode::OK);
    assert_eq!(call(Method::POST).await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(call(Method::POST).await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn errors_of_the_api_have_nine_shapes() {
    for (shape, fields) in [
        (ErrorShape::Error, &["error", "error_description"][..]),
        (ErrorShape::Message, &["Message"][..]),
        (ErrorShape::ClassName, &["ClassName", "Message"][..]),
        (ErrorShape::ResultCode, &["errorMessage", "resultCode"][..]),
        (ErrorShape::Html, &[][..]),
        (ErrorShape::Text, &[][..]),
        (ErrorShape::ModelState, &["id"][..]),
        (ErrorShape::JsonText, &[][..]),
        (ErrorShape::Empty, &[][..]),
    ] {
        let halo = Halo::with(|d| d.api_errors = shape).await;
        let token = halo.token_of(GOOD_AGENT, &["read:kb"]).await;
        for (path, status) in [("Tickets", StatusCode::FORBIDDEN), ("Nothing", StatusCode::NOT_FOUND)] {
            let answer = halo.read(&token, path).await;
            assert_eq!(answer.status(), status);
            let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
            let kind = kind.map_or_else(String::new, |kind| kind.to_str().unwrap().to_owned());
            let text = answer.text().await.unwrap();
            match shape {
                ErrorShape::Empty => assert_eq!((kind.as_str(), text.as_str()), ("", "")),
                ErrorShape::JsonText => {
                    serde_json::from_str::<String>(&text).unwrap();
                }
                ErrorShape::Html => assert!(kind.starts_with("text/html")),
                ErrorShape::Text => assert!(kind.starts_with("text/plain")),
                _ => {
                    let body: Value = serde_json::from_str(&text).unwrap();
                    let mut names: Vec<_> = body.as_object().unwrap().keys().collect();
                    names.sort();
                    assert_eq!(names, fields);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_400_is_never_empty() {
    let halo = Halo::with(|d| d.api_errors = ErrorShape::Empty).await;
    let token = halo.administrator().await;
    let answer = halo.post(&token, &Value::Null).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let body: Value = answer.json().await.unwrap();
    assert!(body["id"][0].is_string());
}

#[tokio::test]
async fn responses_can_be_huge() {
    let halo = Halo::with(|d| d.size = Size::HugeLists).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let mut answer = halo.read(&token, "Tickets").await;
    assert!(answer.content_length().is_none(), "no length is sent");
    let mut start = Vec::new();
    let mut length = 0;
    while let Some(piece) = answer.chunk().await.unwrap() {
        if start.is_empty() {
            start.extend_from_slice(&piece);
        }
        length += piece.len();
    }
    assert!(length > HUGE);
    assert!(start.starts_with(b"{\"record_count\""));
    halo.read_json(&token, "Agent/me").await;

    let mut dialect = halo.practice.state().dialect();
    dialect.size = Size::HugeEverything;
    halo.practice.state().set_dialect(dialect);
    for path in ["authinfo", "Agent/me"] {
        let answer = halo.read(&token, path).await;
        assert!(answer.content_length().is_none(), "{path}");
    }
    let answer = halo.ask_for_token(&halo.add_application(&["all"]), "all").await;
    assert!(answer.content_length().is_none());
}

#[tokio::test]
async fn a_huge_response_is_valid_json() {
    let halo = Halo::with(|d| d.size = Size::HugeLists).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let bytes = halo.read(&token, "Tickets").await.bytes().await.unwrap();
    serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).unwrap();
}

#[tokio::test]
async fn responses_can_be_delayed() {
    let delay = Duration::from_millis(120);
    let halo = Halo::with(|d| d.answer_delay = delay).await;
    let known = halo.add_application(&["all"]);
    let began = Instant::now();
    let token = halo.token(&known, "all").await;
    assert!(began.elapsed() >= delay);
    let began = Instant::now();
    halo.read(&token, "Tickets").await;
    assert!(began.elapsed() >= delay);
}
