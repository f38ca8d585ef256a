//! Reading records: permissions, agents' rights, paging and shapes.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use latchkey_practice::{AgentRights, Dialect, Lists, Reads, RecordCount, Records};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::client::{ADMINISTRATOR, GOOD_AGENT, Halo, rows};

/// The contract's read probes.
const PROBES: [(&str, &str); 20] = [
    ("read:tickets", "Tickets"),
    ("read:customers", "Client"),
    ("read:crm", "CRMNote"),
    ("read:contracts", "ClientContract"),
    ("read:suppliers", "Supplier"),
    ("read:items", "Item"),
    ("read:projects", "Projects"),
    ("read:sales", "Opportunities"),
    ("read:quotes", "Quotation"),
    ("read:sos", "SalesOrder"),
    ("read:pos", "PurchaseOrder"),
    ("read:invoices", "Invoice"),
    ("read:reporting", "Report"),
    ("read:timesheets", "TimesheetEvent"),
    ("read:softwarelicensing", "SoftwareLicence"),
    ("read:kb", "KBArticle"),
    ("read:assets", "Asset"),
    ("read:distributionlists", "DistributionLists"),
    ("read:calendar", "Appointment"),
    ("admin:webhooks", "Webhook"),
];

/// API-only, sees customers 2 and 3.
const NARROW: u32 = 9;
/// API-only, without rights.
const EMPTY_HANDED: u32 = 10;

const ONE_ROW: &str = "?pageinate=true&page_no=1&page_size=1";

#[tokio::test]
async fn each_probe_returns_a_row_and_only_with_its_own_permission() {
    let halo = Halo::plain().await;
    for (permission, path) in PROBES {
        let token = halo.token_of(ADMINISTRATOR, &[permission]).await;
        let body = halo.read_json(&token, &format!("{path}{ONE_ROW}")).await;
        assert_eq!(rows(&body).len(), 1, "{path}");
        for (other, elsewhere) in PROBES {
            if other != permission {
                let status = halo.read(&token, elsewhere).await.status();
                assert_eq!(status, StatusCode::FORBIDDEN, "{permission} {elsewhere}");
            }
        }
    }
}

#[tokio::test]
async fn editing_includes_reading_and_all_includes_every_probe() {
    let halo = Halo::plain().await;
    let token = halo.token_of(GOOD_AGENT, &["edit:tickets"]).await;
    assert_eq!(halo.read(&token, "Tickets").await.status(), StatusCode::OK);
    let all = halo.token_of(ADMINISTRATOR, &["all"]).await;
    let standard = halo.token_of(ADMINISTRATOR, &["all:standard"]).await;
    for (permission, path) in PROBES {
        assert_eq!(halo.read(&all, path).await.status(), StatusCode::OK);
        let allowed = halo.read(&standard, path).await.status() == StatusCode::OK;
        assert_eq!(allowed, permission != "admin:webhooks");
    }
}

#[tokio::test]
async fn a_weak_agent_gets_empty_lists_and_no_error() {
    let halo = Halo::plain().await;
    let token = halo.token_of(EMPTY_HANDED, &["all"]).await;
    for (_, path) in PROBES {
        let body = halo.read_json(&token, path).await;
        assert!(rows(&body).is_empty(), "{path}");
    }
    let token = halo.token_of(GOOD_AGENT, &["admin:webhooks"]).await;
    let body = halo.read_json(&token, "Webhook").await;
    assert!(!rows(&body).is_empty(), "webhooks are a permission of their own");
}

#[tokio::test]
async fn a_young_instance_has_customers_and_tickets_and_a_new_one_nothing() {
    for (records, some) in
        [(Records::Young, ["Tickets", "Client", "Site", "Users"].as_slice()), (Records::Nothing, &[])]
    {
        let halo = Halo::with(move |d| d.records = records).await;
        let token = halo.token_of(GOOD_AGENT, &["all"]).await;
        for (_, path) in PROBES.into_iter().chain([("", "Site"), ("", "Users")]) {
            let body = halo.read_json(&token, path).await;
            assert_eq!(!rows(&body).is_empty(), some.contains(&path), "{path}, {records:?}");
        }
        assert!(!rows(&halo.read_json(&token, "Team").await).is_empty(), "teams there are always");
    }
}

#[tokio::test]
async fn an_agent_restricted_to_customers_sees_only_theirs() {
    let halo = Halo::plain().await;
    let token = halo.token_of(NARROW, &["all"]).await;
    let body = halo.read_json(&token, "Tickets").await;
    assert!(!rows(&body).is_empty());
    for row in rows(&body) {
        assert!([2, 3].contains(&row["client_id"].as_u64().unwrap()));
    }
}

#[tokio::test]
async fn an_agent_sees_the_tickets_of_its_own_teams_and_has_its_rights_as_claims() {
    let halo = Halo::plain().await;
    let token = halo.token_of(ADMINISTRATOR, &["all"]).await;
    let body = halo.read_json(&token, "Tickets").await;
    let teams: std::collections::BTreeSet<&str> =
        rows(&body).iter().map(|row| row["team"].as_str().unwrap()).collect();
    assert_eq!(teams.into_iter().collect::<Vec<_>>(), ["Infrastructure"]);
    let customers: std::collections::BTreeSet<u64> =
        rows(&body).iter().map(|row| row["client_id"].as_u64().unwrap()).collect();
    assert_eq!(customers.len(), 4, "every team has a ticket of every customer");

    let level = |agent: &Value, area: &str| {
        let claims = agent["roles"][0]["claims"].as_array().unwrap();
        claims.iter().find(|claim| claim["type"] == area).map(|claim| claim["value"].clone())
    };
    let agent = halo.read_json(&token, &format!("Agent/{GOOD_AGENT}?includedetails=true")).await;
    assert_eq!(level(&agent, "tickets"), Some("2".into()));
    let agent = halo.read_json(&token, &format!("Agent/{EMPTY_HANDED}?includedetails=true")).await;
    assert_eq!(level(&agent, "tickets"), Some("0".into()));
    let halo = Halo::with(|d| d.agent_rights = AgentRights::NotTold).await;
    let token = halo.token_of(ADMINISTRATOR, &["all"]).await;
    let agent = halo.read_json(&token, "Agent/me").await;
    assert_eq!(level(&agent, "tickets"), None);
}

#[tokio::test]
async fn pages_have_the_requested_size_and_never_more_than_a_hundred_rows() {
    let halo = Halo::plain().await;
    let token = halo.token_of(GOOD_AGENT, &["read:tickets"]).await;
    let mut seen = Vec::new();
    for page in 1..=5 {
        let path = format!("Tickets?pageinate=true&page_no={page}&page_size=4&unknown=1");
        let body = halo.read_json(&token, &path).await;
        assert_eq!(body["record_count"], 16);
        seen.extend(rows(&body).iter().map(|row| row["id"].as_u64().unwrap()));
    }
    assert_eq!(seen, (1001..=1016).collect::<Vec<_>>());
    let odd = halo.read_json(&token, "Tickets?pageinate=true&page_no=0&page_size=100000").await;
    assert_eq!(rows(&odd).len(), 16);
}

#[tokio::test]
async fn some_reads_can_ignore_paging_and_return_a_megabyte() {
    let halo = Halo::with(|d| d.reads = Reads::Unpaged).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    for path in ["TimesheetEvent", "CRMNote"] {
        let text = halo.read(&token, &format!("{path}{ONE_ROW}")).await.text().await.unwrap();
        assert!((1_000_000..1_100_000).contains(&text.len()), "{path}: {}", text.len());
        let body: Value = serde_json::from_str(&text).unwrap();
        let ids: BTreeSet<u64> = rows(&body).iter().map(|row| row["id"].as_u64().unwrap()).collect();
        assert_eq!(ids.len(), rows(&body).len(), "no row twice");
    }
    assert_eq!(rows(&halo.read_json(&token, &format!("Tickets{ONE_ROW}")).await).len(), 1);
    let weak = halo.token_of(EMPTY_HANDED, &["all"]).await;
    assert!(rows(&halo.read_json(&weak, "CRMNote").await).is_empty(), "of nothing there is no more");
}

#[tokio::test]
async fn some_reads_can_be_sent_slowly_in_chunks() {
    let slow = Duration::from_millis(200);
    let halo = Halo::with(|d| d.slow_reads = slow).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    for path in ["Appointment", "KBArticle"] {
        let path = format!("{path}{ONE_ROW}");
        let began = Instant::now();
        let mut answer = halo.read(&token, &path).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.content_length().is_none(), "no length is sent");
        let mut pieces = 0;
        let mut whole = Vec::new();
        while let Some(piece) = answer.chunk().await.unwrap() {
            pieces += 1;
            whole.extend_from_slice(&piece);
        }
        assert!(began.elapsed() >= slow, "{path}");
        assert!(pieces > 2, "{path}: {pieces}");
        assert_eq!(rows(&serde_json::from_slice(&whole).unwrap()).len(), 1);
    }
    let refused = halo.token_of(GOOD_AGENT, &["read:tickets"]).await;
    assert_eq!(halo.read(&refused, "KBArticle").await.status(), StatusCode::FORBIDDEN);
    halo.practice.state().set_dialect(Dialect::default());
    assert!(halo.read(&token, "KBArticle").await.content_length().is_some());
}

#[tokio::test]
async fn the_callers_own_timesheets_need_a_permission_of_their_own() {
    let halo = Halo::plain().await;
    for path in ["Timesheet/mine", "TimesheetEvent/mine"] {
        for (permission, status) in [
            ("editMine:timesheets", StatusCode::OK),
            ("edit:timesheets", StatusCode::FORBIDDEN),
            ("all", StatusCode::FORBIDDEN),
        ] {
            let token = halo.token_of(GOOD_AGENT, &[permission]).await;
            assert_eq!(halo.read(&token, path).await.status(), status, "{path} {permission}");
        }
        let token = halo.token_of(EMPTY_HANDED, &["editMine:timesheets"]).await;
        assert!(rows(&halo.read_json(&token, path).await).is_empty());
    }
}

#[tokio::test]
async fn lists_are_bare_or_wrapped() {
    for (lists, tickets, webhooks) in [
        (Lists::Mixed, false, true),
        (Lists::Bare, true, true),
        (Lists::Wrapped, false, false),
        (Lists::UnderResults, false, false),
    ] {
        let halo = Halo::with(|d| d.lists = lists).await;
        let token = halo.token_of(ADMINISTRATOR, &["all"]).await;
        let body = halo.read_json(&token, "Tickets").await;
        assert_eq!(body.is_array(), tickets);
        assert_eq!(body.get("results").is_some(), lists == Lists::UnderResults);
        let body = halo.read_json(&token, "Webhook").await;
        assert_eq!(body.is_array(), webhooks);
    }
}

#[tokio::test]
async fn the_record_count_can_be_wrong() {
    for (count, says) in [
        (RecordCount::Right, Some(16)),
        (RecordCount::Zero, Some(0)),
        (RecordCount::TooMany, Some(4727)),
        (RecordCount::Missing, None),
    ] {
        let halo = Halo::with(|d| d.record_count = count).await;
        let token = halo.token_of(GOOD_AGENT, &["all"]).await;
        let body = halo.read_json(&token, "Tickets").await;
        assert_eq!(body.get("record_count").and_then(serde_json::Value::as_u64), says);
        assert_eq!(rows(&body).len(), 16);
    }
}

#[tokio::test]
async fn a_read_can_be_refused_despite_all_permissions() {
    let halo = Halo::with(|d| d.closed_read = Some("kbarticle")).await;
    let token = halo.token_of(ADMINISTRATOR, &["all"]).await;
    assert_eq!(halo.read(&token, "KBArticle").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(halo.read(&token, "Tickets").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn nothing_can_be_read_without_a_token_of_this_server() {
    let halo = Halo::plain().await;
    for path in ["Tickets", "Agent", "Agent/me", "nothing"] {
        let answer = halo.get(&format!("/api/{path}")).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        let answer = halo.read("made up", path).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn nothing_can_be_written() {
    let halo = Halo::plain().await;
    let token = halo.token_of(ADMINISTRATOR, &["all"]).await;
    for method in [Method::POST, Method::DELETE, Method::PUT, Method::OPTIONS] {
        let request = halo.client.request(method, halo.at("/api/Tickets"));
        let answer = request.bearer_auth(&token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let halo = Halo::plain().await;
    let token = halo.token_of(ADMINISTRATOR, &["all"]).await;
    for path in ["Lighthouses", "Agent/4711", "Tickets/1"] {
        let status = halo.read(&token, path).await.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_teams_are_listed() {
    let halo = Halo::plain().await;
    for permission in ["read:tickets", "all:teams"] {
        let token = halo.token_of(GOOD_AGENT, &[permission]).await;
        let body = halo.read_json(&token, "Team").await;
        assert!(rows(&body).len() >= 3, "{permission}");
    }
}
