//! The agents: who is listed, and whose token it is.

use latchkey_practice::{AgentMe, AgentsShape};
use reqwest::StatusCode;
use serde_json::Value;

use crate::client::{GOOD_AGENT, Halo, rows};

fn names(body: &Value) -> Vec<&str> {
    rows(body).iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn api_only_and_disabled_agents_are_listed_only_when_asked_for() {
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
        assert_eq!(list.as_array().unwrap().len(), 4);
    }
}

#[tokio::test]
async fn the_agent_behind_a_token_is_told() {
    let halo = Halo::plain().await;
    let token = halo.token_of(GOOD_AGENT, &["read:tickets"]).await;
    let me = halo.read_json(&token, "Agent/me").await;
    assert_eq!(me["id"], GOOD_AGENT);
    assert_eq!(me["name"], "API Integration Account");
    assert_eq!(me["isapiagent"], true);
    assert_eq!(me["is_admin"], false);
    assert_eq!(me["teams"][0]["name"], "Service Desk");
    assert_eq!(me["roles"], "Integration");
    let token = halo.token_of(9, &["read:tickets"]).await;
    let me = halo.read_json(&token, "Agent/me").await;
    assert_eq!(me["clients"][0]["client_name"], "Moonbeam Lighthouse Trust");
    let other = halo.read_json(&token, "Agent/1").await;
    assert_eq!(other["is_admin"], true);
}

#[tokio::test]
async fn an_instance_may_refuse_to_tell_the_agent() {
    for (says, status) in
        [(AgentMe::Forbidden, StatusCode::FORBIDDEN), (AgentMe::NotFound, StatusCode::NOT_FOUND)]
    {
        let halo = Halo::with(|d| d.agent_me = says).await;
        let token = halo.token_of(GOOD_AGENT, &["all"]).await;
        assert_eq!(halo.read(&token, "Agent/me").await.status(), status);
        assert_eq!(halo.read(&token, "Tickets").await.status(), StatusCode::OK);
    }
}
