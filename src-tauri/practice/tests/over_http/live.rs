//! The dialect of a live instance.

use std::time::{Duration, Instant};

use latchkey_practice::Dialect;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::client::{GOOD_AGENT, Halo, credentials, filled_in, rows};

#[tokio::test]
async fn the_whole_procedure_works_in_it() {
    let halo = Halo::with_dialect(Dialect::live()).await;
    let form = halo.new_form().await;
    let (id, secret) = credentials(&halo.page(&form).await);
    halo.send_form(&form, &filled_in("save", "agent", &["read:kb", "read:crm"])).await;
    let answer = halo.ask_for_token(&(id, secret), "read:kb read:crm").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["scope"], "read:kb read:crm");
    assert!(body["id_token"].is_string());
    let token = body["access_token"].as_str().unwrap();
    let began = Instant::now();
    for path in ["KBArticle", "CRMNote"] {
        assert!(!rows(&halo.read_json(token, path).await).is_empty(), "{path}");
    }
    assert!(began.elapsed() >= Duration::from_millis(500), "a little slow");
    assert_eq!(halo.read_json(token, "Agent/me").await["id"], GOOD_AGENT);
}

#[tokio::test]
async fn an_application_can_be_created_in_it_with_the_values_of_an_example() {
    let halo = Halo::with_dialect(Dialect::live()).await;
    let token = halo.administrator().await;
    let list = halo.read_json(&token, "Application").await;
    assert!(list.is_array());
    assert!(list[2]["grant_type"].is_string() && list[2].get("type").is_none());
    let wanted = halo.wanted(&token).await;
    let returned: Value = halo.post(&token, &json!([wanted])).await.json().await.unwrap();
    assert_eq!(returned["clientId"], wanted["clientId"], "only the stored object");
    let id = returned["id"].as_str().unwrap();
    assert_eq!(halo.details(&token, id).await["description"], wanted["description"]);
    assert_eq!(halo.delete(&token, id).await.status(), StatusCode::OK);
    let gone = halo.read(&token, &format!("Application/{id}")).await;
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    assert_eq!(gone.text().await.unwrap(), "");
}

#[tokio::test]
async fn without_a_token_it_has_its_version_and_refuses_reads_with_an_empty_body() {
    let halo = Halo::with_dialect(Dialect::live()).await;
    let info: Value = halo.get("/api/InstanceInfo").await.json().await.unwrap();
    assert_eq!(info["app_name"], "Halo PSA");
    let refused = halo.get("/api/Tickets").await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(refused.text().await.unwrap(), "");
    assert!(!Dialect::live().hides_sign_in());
}
