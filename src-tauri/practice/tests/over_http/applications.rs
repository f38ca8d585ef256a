//! Listing, reading and deleting applications by the API, and which callers may.

use latchkey_practice::{
    Crowd, Details, Examples, Lists, Managing, Paging, RecordCount, Rows, Size, Version,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{ADMINISTRATOR, GOOD_AGENT, Halo, KIND, rows};

fn ids(body: &Value) -> Vec<&str> {
    rows(body).iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_list_has_an_applications_name_and_not_its_permissions() {
    let halo = Halo::plain().await;
    let token = halo.administrator().await;
    for path in ["Application", "application", "APPLICATION/"] {
        let list = halo.read_json(&token, path).await;
        assert_eq!(ids(&list), ["1", "2", "3", "4", "5", "6"], "{path}");
    }
    let list = halo.read_json(&token, "Application").await;
    assert_eq!(list[0]["_issystem"], true);
    assert_eq!(list[1]["displayName"], "Paper Lantern Backup");
    assert_eq!(list[1]["loginas_agent_id"], 6);
    assert_eq!(list[1]["loginas_agent_name"], "halointegrator");
    assert_eq!(list[1]["createdby_agent"], "Wilhelmina Sample");
    assert_eq!(list[3]["inactive"], true);
    for row in rows(&list) {
        assert!(row["clientId"].is_string());
        for field in ["clientSecret", "scopes", "allowagents"].iter().chain(&KIND) {
            assert!(row.get(field).is_none(), "{field}");
        }
    }
}

#[tokio::test]
async fn the_list_of_a_live_instance_has_the_kind_and_leaves_out_fields_that_are_null_or_false() {
    let halo = Halo::with(|d| d.rows = Rows::Live).await;
    let token = halo.administrator().await;
    let list = halo.read_json(&token, "Application").await;
    let details = halo.details(&token, "3").await;
    let names = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let common = [
        "allowagents",
        "clientId",
        "concurrencyToken",
        "credential_type",
        "displayName",
        "grant_type",
        "id",
        "loginas_agent_id",
        "loginas_agent_name",
        "loginas_client_id",
        "loginas_supplier_id",
        "loginentity",
        "use_cookie_auth",
    ];
    assert_eq!(names(&list[2]), common);
    for field in common {
        assert_eq!(list[2][field], details[field], "{field}");
    }
    assert_eq!(list[3]["inactive"], true);
    assert_eq!(list[4]["allowusers"], true);
    assert!(list[0]["system_use"].is_string());
    assert_eq!(list[0]["clientId"], "24fe0a24-85d5-46d4-b9c6-721e23f25843");
    assert!(rows(&list)[1..].iter().all(|row| row.get("system_use").is_none()));
    assert!(details["scopes"].is_array() && details["type"].is_string());
    let system = halo.details(&token, "1").await;
    assert_eq!(system["system_use"], list[0]["system_use"]);
}

#[tokio::test]
async fn before_v2_218_an_application_has_no_description_and_no_creator() {
    for live in [Rows::Plain, Rows::Live] {
        let halo = Halo::with(|d| {
            d.version = Version::V2_196;
            d.rows = live;
        })
        .await;
        let token = halo.administrator().await;
        let list = halo.read_json(&token, "Application").await;
        let returned = [halo.details(&token, "3").await, halo.read_json(&token, "Application/3").await];
        for one in rows(&list).iter().chain(&returned) {
            assert!(one["displayName"].is_string());
            for field in ["description", "createdby_agent", "createdby_agent_id", "creation_date"] {
                assert!(one.get(field).is_none(), "{field}");
            }
        }
    }
}

#[tokio::test]
async fn details_are_returned_on_request() {
    let halo = Halo::plain().await;
    let token = halo.administrator().await;
    let without = halo.read_json(&token, "Application/2").await;
    assert_eq!(without, halo.read_json(&token, "Application").await[1]);
    let services = halo.details(&token, "2").await;
    assert_eq!(services["displayName"], without["displayName"]);
    assert_eq!(services["allowagents"], true);
    assert_eq!(services["allowusers"], false);
    assert_eq!(services["redirecturi_list"], json!([]));
    let scopes = services["scopes"].as_array().unwrap();
    assert_eq!(scopes[0], json!({ "id": 1, "application_id": "2", "name": "edit:tickets" }));
    assert_eq!(scopes.len(), 4);
    let interactive = halo.details(&token, "5").await;
    assert_eq!(interactive["allowusers"], true);
    assert_eq!(interactive["redirecturi_list"].as_array().unwrap().len(), 1);
    let system = halo.details(&token, "1").await;
    assert_eq!(system["redirecturi_list"][0]["value"], halo.practice.address());
    for one in [&services, &interactive, &system] {
        assert!(one.get("clientSecret").is_none());
        assert!(one["concurrencyToken"].is_string());
        for field in KIND {
            assert!(one.get(field).is_some(), "{field}");
        }
    }
    for (path, id) in [("nothing", "4711"), ("a number in other digits", "02"), ("a path", "2/3")] {
        let status = halo.read(&token, &format!("Application/{id}")).await.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn applications_of_one_kind_have_the_same_values() {
    let halo = Halo::plain().await;
    let token = halo.administrator().await;
    let first = halo.details(&token, "2").await;
    let others = [halo.details(&token, "3").await, halo.details(&token, "4").await];
    let interactive = halo.details(&token, "5").await;
    for field in KIND {
        assert_eq!(first[field], others[0][field]);
        assert_eq!(first[field], others[1][field]);
        assert_eq!(first[field] == interactive[field], field == "loginentity");
    }
}

#[tokio::test]
async fn the_values_of_a_kind_differ_between_two_starts() {
    let one = Halo::plain().await;
    let other = Halo::plain().await;
    let one = one.details(&one.administrator().await, "3").await;
    let other = other.details(&other.administrator().await, "3").await;
    assert_ne!(one["grant_type"], other["grant_type"]);
    assert_ne!(one["type"], other["type"]);
    // Two numbers are small enough to be equal by chance; that both are is very unlikely.
    let numbers = |returned: &Value| (returned["loginentity"].clone(), returned["credential_type"].clone());
    assert_ne!(numbers(&one), numbers(&other));
}

#[tokio::test]
async fn only_an_administrator_with_the_permission_can_manage_applications() {
    let halo = Halo::plain().await;
    for (agent, permission, status) in [
        (ADMINISTRATOR, "all", StatusCode::OK),
        (ADMINISTRATOR, "admin", StatusCode::OK),
        (ADMINISTRATOR, "all:standard", StatusCode::FORBIDDEN),
        (ADMINISTRATOR, "read:tickets", StatusCode::FORBIDDEN),
        (GOOD_AGENT, "all", StatusCode::FORBIDDEN),
        (GOOD_AGENT, "admin", StatusCode::FORBIDDEN),
    ] {
        let token = halo.token_of(agent, &[permission]).await;
        for path in ["Application", "Application/2"] {
            assert_eq!(halo.read(&token, path).await.status(), status, "{agent} {permission}");
        }
        if status == StatusCode::FORBIDDEN {
            assert_eq!(halo.post(&token, &json!([{}])).await.status(), status);
            assert_eq!(halo.delete(&token, "2").await.status(), status);
        }
    }
    let scopeless = halo.token(&halo.add_application_as(ADMINISTRATOR, &["all"]), "").await;
    for token in ["made up", &scopeless] {
        assert_eq!(halo.read(token, "Application").await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(halo.post(token, &json!([{}])).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(halo.delete(token, "2").await.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(halo.get("/api/Application").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(halo.practice.state().created_by_api(), 0);
}

#[tokio::test]
async fn all_applications_but_halopsas_own_can_be_deleted() {
    let halo = Halo::plain().await;
    let token = halo.administrator().await;
    let other = halo.add_application(&["all"]);
    let id = halo.practice.state().application(&other.0).unwrap().id.to_string();
    assert_eq!(halo.delete(&token, &id).await.status(), StatusCode::OK);
    assert_eq!(halo.delete(&token, &id).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.read(&token, &format!("Application/{id}")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.ask_for_token(&other, "all").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(halo.delete(&token, "1").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(halo.delete(&token, "4711").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.practice.state().applications().len(), 6);
}

#[tokio::test]
async fn other_methods_are_not_allowed() {
    let halo = Halo::plain().await;
    let token = halo.administrator().await;
    for (method, path) in [
        (Method::PUT, "Application"),
        (Method::PATCH, "Application/2"),
        (Method::DELETE, "Application"),
        (Method::POST, "Application/2"),
        (Method::OPTIONS, "Application"),
    ] {
        let request = halo.client.request(method, halo.at(&format!("/api/{path}")));
        let status = request.bearer_auth(&token).send().await.unwrap().status();
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test]
async fn managing_applications_can_be_forbidden_or_missing() {
    let (open, closed, missing) = (StatusCode::OK, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND);
    for (managing, reads, posts, deletes) in [
        (Managing::PostForbidden, open, closed, open),
        (Managing::DeleteForbidden, open, open, closed),
        (Managing::AllForbidden, closed, closed, closed),
        (Managing::Missing, missing, missing, missing),
    ] {
        let halo = Halo::plain().await;
        let token = halo.administrator().await;
        let wanted = halo.wanted(&token).await;
        let mut dialect = halo.practice.state().dialect();
        dialect.managing = managing;
        halo.practice.state().set_dialect(dialect);
        assert_eq!(halo.read(&token, "Application").await.status(), reads, "{managing:?}");
        assert_eq!(halo.read(&token, "Application/2").await.status(), reads, "{managing:?}");
        assert_eq!(halo.post(&token, &json!([wanted])).await.status(), posts, "{managing:?}");
        assert_eq!(halo.delete(&token, "2").await.status(), deletes, "{managing:?}");
        assert_eq!(halo.practice.state().created_by_api(), usize::from(posts == open));
        assert_eq!(halo.read(&token, "Tickets").await.status(), open);
    }
}

#[tokio::test]
async fn the_list_has_the_shapes_of_other_lists() {
    for (lists, record_count, says) in [
        (Lists::Mixed, RecordCount::Right, None),
        (Lists::Bare, RecordCount::Right, None),
        (Lists::Wrapped, RecordCount::Right, Some(json!(6))),
        (Lists::Wrapped, RecordCount::Zero, Some(json!(0))),
        (Lists::Wrapped, RecordCount::Missing, Some(Value::Null)),
        (Lists::UnderResults, RecordCount::Right, Some(json!(6))),
    ] {
        let halo = Halo::with(|d| {
            d.lists = lists;
            d.record_count = record_count;
        })
        .await;
        let token = halo.administrator().await;
        let body = halo.read_json(&token, "Application").await;
        assert_eq!(body.is_array(), says.is_none());
        assert_eq!(rows(&body).len(), 6);
        if let Some(says) = says {
            assert_eq!(body["record_count"], says);
            let plural = if lists == Lists::Wrapped { "applications" } else { "results" };
            assert!(body[plural].is_array());
        }
        let page = halo.read_json(&token, "Application?pageinate=true&page_no=2&page_size=4").await;
        assert_eq!(ids(&page), ["5", "6"]);
    }
    let halo = Halo::with(|d| d.size = Size::HugeLists).await;
    let token = halo.administrator().await;
    assert!(halo.read(&token, "Application").await.content_length().is_none());
    halo.details(&token, "2").await;
}

#[tokio::test]
async fn many_applications_can_be_sent_in_pages_of_fifty() {
    let halo = Halo::with(|d| d.crowd = Crowd::Thousands).await;
    let token = halo.administrator().await;
    let all = halo.read_json(&token, "Application").await;
    assert_eq!(rows(&all).len(), 126);
    let one = halo.details(&token, "1000").await;
    assert_eq!(one["grant_type"], halo.details(&token, "5").await["grant_type"]);
    assert_eq!(halo.delete(&token, "1000").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(halo.practice.state().applications().len(), 6);

    let mut dialect = halo.practice.state().dialect();
    dialect.paging = Paging::Always;
    halo.practice.state().set_dialect(dialect);
    let mut seen = Vec::new();
    for page in 1..=4 {
        let body = halo.read_json(&token, &format!("Application?page_no={page}")).await;
        seen.extend(ids(&body).iter().map(ToString::to_string));
    }
    assert_eq!(seen, ids(&all));
    assert_eq!(rows(&halo.read_json(&token, "Application").await).len(), 50);
}

#[tokio::test]
async fn there_can_be_no_examples_or_disagreeing_ones() {
    let halo = Halo::plain().await;
    let token = halo.administrator().await;
    let right = halo.details(&token, "3").await;
    let mut dialect = halo.practice.state().dialect();
    dialect.examples = Examples::None;
    halo.practice.state().set_dialect(dialect.clone());
    assert_eq!(ids(&halo.read_json(&token, "Application").await), ["1", "5", "6"]);
    assert_eq!(halo.read(&token, "Application/3").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.delete(&token, "3").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.details(&token, "6").await["grant_type"], right["grant_type"]);

    dialect.examples = Examples::Disagreeing;
    halo.practice.state().set_dialect(dialect);
    let mut seen = vec![right.clone()];
    for id in ["2", "3", "4"] {
        let returned = halo.details(&token, id).await;
        assert_eq!(returned["grant_type"], right["grant_type"]);
        assert_eq!(returned["type"], right["type"]);
        for other in &seen {
            assert_ne!(returned["loginentity"], other["loginentity"]);
            assert_ne!(returned["credential_type"], other["credential_type"]);
        }
        seen.push(returned);
    }
    let own = halo.details(&token, "6").await;
    assert!(KIND.iter().all(|field| own[field] == right[*field]), "only the examples disagree");
}

#[tokio::test]
async fn details_can_lack_the_kind_or_be_missing() {
    let halo = Halo::with(|d| d.details = Details::LackKind).await;
    let token = halo.administrator().await;
    let returned = halo.details(&token, "3").await;
    assert!(KIND.iter().all(|field| returned.get(field).is_none()));
    assert!(returned["scopes"].is_array());

    let halo = Halo::with(|d| d.details = Details::Missing).await;
    let token = halo.administrator().await;
    for path in ["Application/3", "Application/3?includedetails=true"] {
        assert_eq!(halo.read(&token, path).await.status(), StatusCode::NOT_FOUND);
    }
    halo.read_json(&token, "Application").await;
}
