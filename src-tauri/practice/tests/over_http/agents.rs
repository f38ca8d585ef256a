//! Agents and roles: the lists, and one agent.

use latchkey_practice::{AgentMe, AgentRights, AgentRows, AgentSize, AgentsShape, Crowd, Paging};
use reqwest::StatusCode;
use serde_json::Value;

use crate::client::{GOOD_AGENT, Halo, rows};

fn names(body: &Value) -> Vec<&str> {
    rows(body).iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn api_only_and_disabled_agents_are_listed_only_on_request() {
    let halo = Halo::plain().await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let usual = halo.read_json(&token, "Agent").await;
    assert!(names(&usual).contains(&"Percy Placeholder"));
    assert!(!names(&usual).contains(&"API Integration Account"));
    assert!(!names(&usual).contains(&"Otto Invented"));
    let more = halo.read_json(&token, "Agent?includeapiagents=true&includedisabled=true").await;
    assert!(names(&more).contains(&"API Integration Account"));
    assert!(names(&more).contains(&"Otto Invented"));
    assert!(names(&more).contains(&"API Retired Robot"));
    assert_eq!(rows(&more).len(), halo.practice.state().agents().len());
}

#[tokio::test]
async fn searching_for_an_agent_does_nothing() {
    let halo = Halo::plain().await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let usual = halo.read_json(&token, "Agent").await;
    let searched = halo.read_json(&token, "agent?search=Percy").await;
    assert_eq!(usual, searched);
}

#[tokio::test]
async fn the_list_of_agents_has_three_shapes() {
    for (shape, field) in [
        (AgentsShape::Bare, None),
        (AgentsShape::UnderAgents, Some("agents")),
        (AgentsShape::UnderResults, Some("results")),
    ] {
        let halo = Halo::with(|d| d.agents = shape).await;
        let token = halo.token_of(GOOD_AGENT, &["all"]).await;
        let body = halo.read_json(&token, "Agent").await;
        let list = field.map_or(&body, |field| &body[field]);
        assert_eq!(list.as_array().unwrap().len(), 5);
    }
}

#[tokio::test]
async fn agent_me_returns_the_agent_of_the_token() {
    let halo = Halo::plain().await;
    let token = halo.token_of(GOOD_AGENT, &["read:tickets"]).await;
    let me = halo.read_json(&token, "Agent/me").await;
    assert_eq!(me["id"], GOOD_AGENT);
    assert_eq!(me["name"], "API Integration Account");
    assert_eq!(me["isapiagent"], true);
    assert_eq!(me["is_admin"], false);
    assert_eq!(me["teams"][0]["name"], "Service Desk");
    assert_eq!(me["roles"][0]["name"], "Integration");
    let token = halo.token_of(9, &["read:tickets"]).await;
    let me = halo.read_json(&token, "Agent/me").await;
    assert_eq!(me["clients"][0]["client_name"], "Moonbeam Lighthouse Trust");
    let other = halo.read_json(&token, "Agent/1").await;
    assert_eq!(other["is_admin"], true);
}

#[tokio::test]
async fn rows_can_leave_out_fields_that_are_null_or_false() {
    let halo = Halo::with(|d| d.agent_rows = AgentRows::LeaveOut).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let list = halo.read_json(&token, "Agent?includeapiagents=true&includedisabled=true").await;
    let has = |id: u32, field: &str| {
        let row = rows(&list).iter().find(|row| row["id"] == id).unwrap();
        row.get(field).cloned()
    };
    assert_eq!(has(2, "isapiagent"), None);
    assert_eq!(has(2, "isdisabled"), None);
    assert_eq!(has(GOOD_AGENT, "isapiagent"), Some(true.into()));
    assert_eq!(has(4, "isdisabled"), Some(true.into()));
    let one = halo.read_json(&token, "Agent/2").await;
    assert_eq!(one["isapiagent"], false, "a single agent is returned in full");
}

/// The level of each coded claim.
fn levels(returned: &Value) -> std::collections::BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    returned["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(&one["type"]), text(&one["value"])))
        .collect()
}

#[tokio::test]
async fn rights_can_be_claims_with_codes_among_many_undocumented_ones() {
    let halo = Halo::with(|d| d.agent_rights = AgentRights::Coded).await;
    let token = halo.token_of(8, &["all"]).await;
    let administrator = halo.read_json(&token, "Agent/me").await;
    let levels_of_all = levels(&administrator);
    assert_eq!(levels_of_all.len(), 108, "as on a live instance, no code twice");
    assert!(administrator["roles"][0].get("claims").is_none());
    for (code, level) in
        [("SA", "1"), ("Tx", "2"), ("Ux", "3"), ("Hx", "4"), ("Xx", "3"), ("Fc", "1"), ("l8", "1")]
    {
        assert_eq!(levels_of_all[code], level, "{code}");
    }
    for (id, expected) in [
        (3, [("SA", "0"), ("Tx", "0"), ("Ux", "3"), ("Ox", "2"), ("Fc", "1")]),
        (9, [("SA", "0"), ("Tx", "2"), ("Ux", "3"), ("Ox", "2"), ("Fc", "0")]),
        (10, [("SA", "0"), ("Tx", "0"), ("Ux", "0"), ("Ox", "0"), ("Fc", "1")]),
    ] {
        let levels = levels(&halo.read_json(&token, &format!("Agent/{id}?includedetails=true")).await);
        for (code, level) in expected {
            assert_eq!(levels[code], level, "{id} {code}");
        }
    }
}

#[tokio::test]
async fn roles_are_listed_without_claims_and_each_one_read_has_them() {
    for (rights, code, level) in [
        (AgentRights::Coded, "Tx", Some("2")),
        (AgentRights::Told, "tickets", Some("2")),
        (AgentRights::NotTold, "Tx", None),
    ] {
        let halo = Halo::with(|d| d.agent_rights = rights).await;
        let token = halo.token_of(GOOD_AGENT, &["all"]).await;
        let list = halo.read_json(&token, "Roles").await;
        assert_eq!(names(&list), ["Administrator", "Technician", "Sales", "Integration", "No rights"]);
        assert!(rows(&list).iter().all(|row| row.get("claims").is_none()));
        let role = halo.read_json(&token, "Roles/technician").await;
        assert_eq!(role["name"], "Technician");
        assert_eq!(levels(&role).get(code).map(String::as_str), level);
        let none = levels(&halo.read_json(&token, "Roles/no%20rights").await);
        assert_eq!(none.get(code).map(String::as_str), level.map(|_| "0"));
        assert_eq!(halo.read(&token, "Roles/lighthouse%20keeper").await.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn one_agent_can_be_two_megabytes() {
    let halo = Halo::with(|d| d.agent_size = AgentSize::Live).await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    for path in ["Agent/me", "Agent/7"] {
        let text = halo.read(&token, path).await.text().await.unwrap();
        assert!((2_000_000..2_200_000).contains(&text.len()), "{path}: {}", text.len());
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["id"], GOOD_AGENT);
    }
    let list = halo.read(&token, "Agent").await.text().await.unwrap();
    assert!(list.len() < 100_000, "a row of the list is small");
}

#[tokio::test]
async fn an_instance_can_refuse_agent_me() {
    for (says, status) in
        [(AgentMe::Forbidden, StatusCode::FORBIDDEN), (AgentMe::NotFound, StatusCode::NOT_FOUND)]
    {
        let halo = Halo::with(|d| d.agent_me = says).await;
        let token = halo.token_of(GOOD_AGENT, &["all"]).await;
        assert_eq!(halo.read(&token, "Agent/me").await.status(), status);
        assert_eq!(halo.read(&token, "Tickets").await.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn a_page_of_the_agents_can_be_requested() {
    for shape in [AgentsShape::Bare, AgentsShape::UnderAgents] {
        let halo = Halo::with(|d| d.agents = shape).await;
        let token = halo.token_of(GOOD_AGENT, &["all"]).await;
        let page = halo.read_json(&token, "Agent?pageinate=true&page_no=2&page_size=3").await;
        assert_eq!(rows(&page).len(), 2);
        assert!(page.is_array() || page["record_count"] == 5);
    }
}

#[tokio::test]
async fn thousands_of_agents_can_be_sent_in_pages_of_fifty() {
    let halo = Halo::with(|d| {
        d.crowd = Crowd::Thousands;
        d.paging = Paging::Always;
    })
    .await;
    let token = halo.token_of(GOOD_AGENT, &["all"]).await;
    let mut seen = std::collections::BTreeSet::new();
    for page in 1..=41 {
        let path = format!("Agent?includeapiagents=true&page_no={page}&page_size=100");
        let body = halo.read_json(&token, &path).await;
        assert!(rows(&body).len() <= 50, "page {page}");
        seen.extend(rows(&body).iter().map(|row| row["id"].as_u64().unwrap()));
    }
    assert_eq!(seen.len(), 2011, "the disabled ones are not among them");
    assert!(seen.contains(&u64::from(GOOD_AGENT)));
    let asked = halo.read_json(&token, "Agent?pageinate=true&page_size=100").await;
    assert_eq!(rows(&asked).len(), 100);
    let one = halo.read_json(&token, "Agent/2999").await;
    assert_eq!(one["isdisabled"], false);
    assert!(!one["teams"].as_array().unwrap().is_empty());
    assert_eq!(halo.practice.state().agents().len(), 13, "tests are not troubled with them");
}
