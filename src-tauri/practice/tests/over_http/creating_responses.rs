//! Creating applications by the API: the response, and when there is none.

use std::time::Duration;

use latchkey_practice::{Busy, ErrorShape, PostAnswer, Size};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::client::{CLIENT_ID, SECRET, body, ready, rows};

#[tokio::test]
async fn the_response_has_many_shapes_and_each_time_one_application_is_created() {
    for (answers, status, full) in [
        (PostAnswer::Array, 200, true),
        (PostAnswer::Object, 200, true),
        (PostAnswer::Nothing, 200, false),
        (PostAnswer::Created, 201, true),
        (PostAnswer::Accepted, 202, false),
        (PostAnswer::FailsAfter, 500, false),
    ] {
        let (halo, token, wanted) = ready(|d| {
            d.post_answer = answers;
            d.api_errors = ErrorShape::Message;
        })
        .await;
        let answer = halo.post(&token, &json!([wanted])).await;
        assert_eq!(answer.status().as_u16(), status, "{answers:?}");
        let text = answer.text().await.unwrap();
        assert_eq!(halo.newest().client_id, CLIENT_ID);
        assert!(!text.contains(SECRET));
        if full {
            let returned: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(returned.is_object(), answers == PostAnswer::Object);
            let one = if returned.is_object() { &returned } else { &returned[0] };
            assert_eq!(one["clientId"], CLIENT_ID);
            assert_eq!(one["id"], halo.newest().id.to_string());
        } else if status == 500 {
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["Message"], "An error has occurred.");
        } else {
            assert_eq!(text, "");
        }
        halo.token(&(CLIENT_ID.to_owned(), SECRET.to_owned()), "read:tickets").await;
    }
}

#[tokio::test]
async fn the_first_post_can_fail_before_anything_is_created() {
    let (halo, token, wanted) = ready(|d| d.post_answer = PostAnswer::FailsBefore).await;
    let refused = halo.post(&token, &json!([{}])).await.status();
    assert_eq!(refused, StatusCode::BAD_REQUEST, "this one is wrong in itself");
    let failed = halo.post(&token, &json!([wanted])).await.status();
    assert_eq!(failed, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(halo.practice.state().created_by_api(), 0);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK);
    assert_eq!(halo.newest().client_id, CLIENT_ID);
}

#[tokio::test]
async fn the_first_post_and_the_first_delete_can_get_503_and_429() {
    let (halo, token, wanted) = ready(|d| {
        d.unavailable_first = 1;
        d.busy = Busy { first: 1, retry_after: 0 };
    })
    .await;
    for expected in [503, 429, 200] {
        assert_eq!(halo.practice.state().created_by_api(), 0);
        assert_eq!(halo.post(&token, &json!([wanted])).await.status().as_u16(), expected);
    }
    let id = halo.newest().id.to_string();
    for expected in [503, 429, 200, 404] {
        assert_eq!(halo.delete(&token, &id).await.status().as_u16(), expected);
    }
}

#[tokio::test]
async fn a_post_without_a_response_creates_and_does_not_keep_the_server_from_stopping() {
    let (halo, token, wanted) = ready(|d| d.post_answer = PostAnswer::NeverAnswers).await;
    let request = halo.client.post(halo.at("/api/Application")).bearer_auth(&token).json(&json!([wanted]));
    let pending = tokio::spawn(request.send());
    let created = async {
        while halo.practice.state().created_by_api() == 0 {
            tokio::task::yield_now().await;
        }
    };
    let limit = Duration::from_secs(20);
    tokio::time::timeout(limit, created).await.expect("it is created");
    assert_eq!(halo.newest().client_id, CLIENT_ID);
    halo.read_json(&token, "Application").await;
    assert!(!pending.is_finished());
    let before = std::time::Instant::now();
    drop(halo);
    assert!(before.elapsed() < Duration::from_secs(1));
    let answer = tokio::time::timeout(limit, pending).await.expect("the connection ends").unwrap();
    assert!(answer.is_err(), "and nothing was answered");
}

#[tokio::test]
async fn a_request_is_recorded_when_its_client_closes_the_connection() {
    let (halo, token, wanted) = ready(|d| d.post_answer = PostAnswer::NeverAnswers).await;
    halo.practice.state().forget_requests();
    let request = halo.client.post(halo.at("/api/Application")).bearer_auth(&token).json(&json!([wanted]));
    let gone = request.timeout(Duration::from_millis(300)).send().await;
    assert!(gone.unwrap_err().is_timeout());
    let noted = async {
        while halo.practice.state().requests().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), noted).await.expect("it is noted");
    let requests = halo.practice.state().requests();
    assert_eq!((requests[0].method.as_str(), requests[0].status), ("POST", 0));
}

#[tokio::test]
async fn a_new_application_can_take_a_while_to_appear() {
    let delay = Duration::from_secs(1000);
    let (halo, token, wanted) = ready(|d| d.appears_after = delay).await;
    let returned = body(halo.post(&token, &json!([wanted])).await).await;
    let id = returned[0]["id"].as_str().unwrap().to_owned();
    let mine = (CLIENT_ID.to_owned(), SECRET.to_owned());
    assert_eq!(halo.newest().client_id, CLIENT_ID);
    assert_eq!(rows(&halo.read_json(&token, "Application").await).len(), 6);
    let path = format!("Application/{id}?includedetails=true");
    assert_eq!(halo.read(&token, &path).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.delete(&token, &id).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.ask_for_token(&mine, "read:tickets").await.status(), StatusCode::UNAUTHORIZED);
    let again = halo.post(&token, &json!([wanted])).await.status();
    assert_eq!(again, StatusCode::BAD_REQUEST, "its client id is in use");
    halo.practice.state().advance(delay);
    assert_eq!(rows(&halo.read_json(&token, "Application").await).len(), 7);
    halo.details(&token, &id).await;
    halo.token(&mine, "read:tickets").await;
}

#[tokio::test]
async fn the_response_to_a_post_can_be_huge() {
    let (halo, token, wanted) = ready(|d| {
        d.size = Size::HugeEverything;
        d.post_answer = PostAnswer::Created;
    })
    .await;
    let answer = halo.post(&token, &json!([wanted])).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert!(answer.content_length().is_none());
    assert_eq!(halo.newest().client_id, CLIENT_ID);
}
