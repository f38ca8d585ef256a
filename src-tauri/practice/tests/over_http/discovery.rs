//! How a client finds out where to sign in.

use latchkey_practice::{AllowList, AuthInfo, InstanceInfo, Version};
use reqwest::{StatusCode, header};
use serde_json::Value;

use crate::client::Halo;

#[tokio::test]
async fn authinfo_has_the_auth_url_and_the_tenant() {
    let halo = Halo::with(|d| d.tenant = Some("harbour")).await;
    for path in ["/api/authinfo", "/api/AuthInfo"] {
        let info: Value = halo.get(path).await.json().await.unwrap();
        assert_eq!(info["auth_url"], halo.at("/auth"));
        assert_eq!(info["tenant_id"], "harbour");
    }
    let info: Value = halo.get("/api/InstanceInfo").await.json().await.unwrap();
    assert!(info["version"].is_string());
}

#[tokio::test]
async fn authinfo_can_be_missing_or_junk() {
    for (says, status, json) in [
        (AuthInfo::Missing, StatusCode::NOT_FOUND, true),
        (AuthInfo::Junk, StatusCode::OK, false),
        (AuthInfo::Html, StatusCode::OK, false),
        (AuthInfo::Empty, StatusCode::OK, true),
    ] {
        let halo = Halo::with(|d| d.auth_info = says).await;
        let answer = halo.get("/api/authinfo").await;
        assert_eq!(answer.status(), status);
        let body = answer.json::<Value>().await;
        assert_eq!(body.is_ok(), json);
        assert!(body.is_ok_and(|body| body.get("auth_url").is_none()) || !json);
    }
}

#[tokio::test]
async fn instance_info_can_be_as_on_a_live_instance_or_missing() {
    for (version, says) in [(Version::V2_236, "2.236.133"), (Version::V2_196, "2.196.1")] {
        let halo = Halo::with(|d| {
            d.instance_info = InstanceInfo::Live;
            d.version = version;
            d.tenant = Some("harbour");
        })
        .await;
        let info: Value = halo.get("/api/InstanceInfo").await.json().await.unwrap();
        assert_eq!(info["app_name"], "Halo PSA");
        assert_eq!(info["app_version"], says);
        assert_eq!(info["agent_url"], halo.at(""));
        assert_eq!(info["auth_url"], halo.at("/auth"));
        assert_eq!(info["tenant_id"], "harbour");
        for field in ["portal_url", "hosted_group", "database_version"] {
            assert!(info[field].is_string(), "{field}");
        }
        let mut dialect = halo.practice.state().dialect();
        dialect.instance_info = InstanceInfo::Plain;
        halo.practice.state().set_dialect(dialect.clone());
        let info: Value = halo.get("/api/InstanceInfo").await.json().await.unwrap();
        assert_eq!(info["version"], says);
        dialect.instance_info = InstanceInfo::Missing;
        halo.practice.state().set_dialect(dialect);
        assert_eq!(halo.get("/api/InstanceInfo").await.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_computer_that_is_not_on_the_allow_list_gets_a_firewalls_page() {
    let halo = Halo::plain().await;
    let known = halo.add_application(&["all"]);
    let token = halo.token(&known, "all").await;
    let mut dialect = halo.practice.state().dialect();
    dialect.allow_list = AllowList::Refused;
    halo.practice.state().set_dialect(dialect);
    let asked = [
        halo.get("/api/authinfo").await,
        halo.get("/api/InstanceInfo").await,
        halo.read(&token, "Tickets").await,
        halo.ask_for_token(&known, "all").await,
    ];
    for answer in asked {
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{}", answer.url());
        assert!(answer.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
        assert!(!answer.text().await.unwrap().contains("Halo"), "a firewall knows of no HaloPSA");
    }
    assert_eq!(halo.practice.state().tokens_refused(), 0);
    halo.page(&halo.practice.applications_page()).await;
}

#[tokio::test]
async fn an_instance_can_have_a_path() {
    let halo = Halo::with(|d| d.path = "/halo").await;
    assert!(halo.practice.address().ends_with("/halo"));
    for home in ["", "/"] {
        let sign_in = halo.redirected_to(&halo.get(home).await);
        halo.page(&sign_in).await;
    }
    let (shown, page) = halo.set_up(&["all"]).await;
    assert!(page.starts_with(&halo.practice.applications_page()));
    let token = halo.token(&shown, "all").await;
    assert_eq!(halo.read(&token, "Tickets").await.status(), StatusCode::OK);
    let outside = halo.at("").replace("/halo", "/api/authinfo");
    let outside = halo.client.get(outside).send().await.unwrap();
    assert_eq!(outside.status(), StatusCode::NOT_FOUND);
}
