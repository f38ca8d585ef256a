//! Creating applications by the API: what is refused.

use latchkey_practice::{Examples, KindNeeded};
use reqwest::{StatusCode, header};
use serde_json::{Value, json};

use crate::client::{CLIENT_ID, Halo, KIND, SECRET, bare_wanted, ready};

#[tokio::test]
async fn guessed_values_of_the_kind_are_refused() {
    let (halo, token, wanted) = ready(|_| {}).await;
    let other = Halo::plain().await;
    let elsewhere = other.wanted(&other.administrator().await).await;
    let interactive = halo.details(&token, "5").await;
    for field in KIND {
        let guesses = if wanted[field].is_string() {
            vec![json!("client_credentials"), json!("services"), json!("confidential"), json!("")]
        } else {
            vec![json!(0), json!(1), json!(-1), json!("1"), json!(1.5)]
        };
        let mut guesses = [guesses, vec![Value::Null, elsewhere[field].clone()]].concat();
        if field != "loginentity" {
            guesses.push(interactive[field].clone());
        }
        for guess in guesses.into_iter().filter(|guess| *guess != wanted[field]) {
            let mut sent = wanted.clone();
            sent[field] = guess.clone();
            let status = halo.post(&token, &json!([sent])).await.status();
            assert_eq!(status, StatusCode::BAD_REQUEST, "{field}: {guess}");
        }
        let mut sent = wanted.clone();
        sent.as_object_mut().unwrap().remove(field);
        let status = halo.post(&token, &json!([sent])).await.status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "without {field}");
    }
    assert_eq!(halo.practice.state().created_by_api(), 0);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn missing_values_of_the_kind_can_have_defaults_and_wrong_ones_are_refused() {
    for grant_type in [Value::Null, json!("client_credentials")] {
        let (halo, token, wanted) = ready(|d| d.kind_needed = KindNeeded::Defaulted).await;
        let mut sent = bare_wanted();
        for (field, wrong) in [
            ("grant_type", json!("services")),
            ("type", json!("confidential")),
            ("loginentity", json!(0)),
            ("credential_type", json!(0)),
        ] {
            let mut sent = bare_wanted();
            sent[field] = wrong;
            assert_eq!(halo.post(&token, &json!([sent])).await.status(), StatusCode::BAD_REQUEST, "{field}");
        }
        sent["grant_type"] = grant_type;
        assert_eq!(halo.post(&token, &json!([sent])).await.status(), StatusCode::OK);
        let read = halo.details(&token, &halo.newest().id.to_string()).await;
        assert!(KIND.iter().all(|field| read[field] == wanted[*field]));
    }
}

#[tokio::test]
async fn the_values_of_disagreeing_examples_are_refused() {
    let (halo, token, wanted) = ready(|d| d.examples = Examples::Disagreeing).await;
    let learnt = halo.wanted(&token).await;
    assert_eq!(halo.post(&token, &json!([learnt])).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn invalid_values_are_refused() {
    let (halo, token, wanted) = ready(|_| {}).await;
    let in_use = halo.practice.state().applications()[1].client_id.clone();
    for (field, wrong) in [
        ("id", json!("2")),
        ("id", json!(4711)),
        ("displayName", Value::Null),
        ("displayName", json!("")),
        ("displayName", json!("  ")),
        ("displayName", json!(["Harbour"])),
        ("displayName", json!("Harbour\u{0}Alarm")),
        ("displayName", json!("Harbour\r\nAlarm")),
        ("displayName", json!("x".repeat(201))),
        ("description", json!(7)),
        ("description", json!("\u{1b}[2J")),
        ("description", json!("x".repeat(4001))),
        ("clientId", Value::Null),
        ("clientId", json!("harbour")),
        ("clientId", json!(in_use)),
        ("clientId", json!(in_use.to_uppercase())),
        ("clientSecret", Value::Null),
        ("clientSecret", json!("")),
        ("clientSecret", json!({ "is": SECRET })),
        ("loginas_agent_id", Value::Null),
        ("loginas_agent_id", json!(0)),
        ("loginas_agent_id", json!(4711)),
        ("loginas_agent_id", json!(11)),
        ("loginas_agent_id", json!(-7)),
        ("loginas_agent_id", json!(u64::MAX)),
        ("loginas_agent_id", json!("7")),
        ("inactive", json!("no")),
        ("scopes", json!("read:tickets")),
        ("scopes", json!(["read:tickets"])),
        ("scopes", json!([["read:tickets"]])),
        ("scopes", json!([{ "name": 7 }])),
        ("scopes", json!([{}])),
        ("scopes", json!([{ "name": "read:tickets" }, { "name": "read:lighthouses" }])),
        ("scopes", json!([{ "name": "openid" }])),
    ] {
        let mut sent = wanted.clone();
        sent[field] = wrong.clone();
        let answer = halo.post(&token, &json!([sent])).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{field}: {wrong}");
        assert!(!answer.text().await.unwrap().contains(SECRET), "{field}: {wrong}");
    }
    assert_eq!(halo.practice.state().applications().len(), 6);
    assert_eq!(halo.practice.state().created_by_api(), 0);
}

#[tokio::test]
async fn hostile_bodies_are_refused() {
    let (halo, token, wanted) = ready(|_| {}).await;
    let one = serde_json::to_vec(&json!([wanted])).unwrap();
    let mut large = wanted.clone();
    large["unknown"] = json!("x".repeat(65 * 1024));
    let bad = StatusCode::BAD_REQUEST;
    for (what, sent, status) in [
        ("nothing", vec![], bad),
        ("no JSON", b"displayName=Harbour".to_vec(), bad),
        ("half of it", one[..one.len() / 2].to_vec(), bad),
        ("an object", serde_json::to_vec(&wanted).unwrap(), bad),
        ("null", b"null".to_vec(), bad),
        ("an empty array", b"[]".to_vec(), bad),
        ("an array of numbers", b"[1,2]".to_vec(), bad),
        ("an array of arrays", format!("[[null,\"Harbour\",null,\"{CLIENT_ID}\"]]").into_bytes(), bad),
        ("no UTF-8", b"[{\"displayName\":\"\xff\xfe\"}]".to_vec(), bad),
        ("half a character", b"[{\"displayName\":\"\\ud800\"}]".to_vec(), bad),
        ("without end", b"[".repeat(60_000), bad),
        ("too large", serde_json::to_vec(&json!([large])).unwrap(), StatusCode::PAYLOAD_TOO_LARGE),
        ("far too large", vec![b' '; 3_000_000], StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = halo.client.post(halo.at("/api/Application")).bearer_auth(&token);
        let request = request.header(header::CONTENT_TYPE, "application/json").body(sent);
        // A server that refuses a body early may close the connection before everything was sent.
        if let Ok(answer) = request.send().await {
            assert_eq!(answer.status(), status, "{what}");
        } else {
            assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{what}");
        }
    }
    assert_eq!(halo.practice.state().created_by_api(), 0);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK, "it is still there");
}
