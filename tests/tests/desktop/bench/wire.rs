//! From Save to proved, beside the requests that depend on each other: each needs the answer to the one before, so
//! no client can be faster.

use std::time::{Duration, Instant};

use latchkey_core::proof::finding::Verdict;
use latchkey_journeys::computer::{Computer, Intention};
use latchkey_practice::{Dialect, Practice};
use reqwest::Client;
use serde_json::{Value, json};

use super::{median, spread, token};

const TURNS: usize = 20;
/// What each answer takes.
const ANSWER: Duration = Duration::from_millis(200);
/// Times the requests that depend on each other: the goal.
const GOAL: f64 = 1.15;

async fn answer(request: reqwest::RequestBuilder) -> Value {
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    answer.json().await.unwrap()
}

/// The applications (beside which the agent is read) → POST → the application by its id → its token → who that is,
/// beside which everything else is read.
async fn chain(client: &Client, halo: &Practice, authority: &str, example: &Value) -> Duration {
    let at = |path: &str| format!("{}/api/{path}", halo.address());
    let (id, secret) = ("5f2d7a0c-7a6e-4a8e-9a55-0d3b0f4c1e21", "a-secret-of-the-benchmark-0123456789");
    let mut body = json!({
        "displayName": "Bench", "clientId": id, "clientSecret": secret, "inactive": false, "allowagents": true,
        "loginas_agent_id": 7, "scopes": [{ "name": "read:tickets" }],
    });
    for field in ["grant_type", "type", "loginentity", "credential_type"] {
        body[field] = example[field].clone();
    }
    let start = Instant::now();
    answer(client.get(at("Application")).bearer_auth(authority)).await;
    let made = answer(client.post(at("Application")).bearer_auth(authority).json(&[body])).await;
    let number = made.get(0).unwrap_or(&made)["id"].as_str().unwrap();
    let details = at(&format!("Application/{number}?includedetails=true"));
    answer(client.get(details).bearer_auth(authority)).await;
    let token = token(client, halo.state(), (id, secret), "read:tickets").await;
    answer(client.get(at("Agent/me")).bearer_auth(&token)).await;
    start.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and means something only for a release"]
async fn from_save_to_proved() {
    println!("\nFrom Save to proved with {} ms per answer, medians of {TURNS}:\n", ANSWER.as_millis());
    for (name, dialect) in [("usual", Dialect::default()), ("live", Dialect::live())] {
        let (mut ours, mut least) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            let halo = Practice::start(dialect.clone()).await.unwrap();
            let computer = Computer::that_reaches(&[&halo], &[]);
            let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
            let client = Client::builder().no_proxy().build().unwrap();
            let (robot, secret) = halo.state().add_application("Bench robot", 8, &["all"]).unwrap();
            let authority = token(&client, halo.state(), (&robot, &secret), "all").await;
            // Its kind can be learnt from the first, which is of it.
            let there = halo.state().applications();
            let robot = there.iter().find(|one| one.client_id == robot).unwrap().id;
            let details = format!("{}/api/Application/{robot}?includedetails=true", halo.address());
            let example = answer(client.get(details).bearer_auth(&authority)).await;
            halo.state().set_dialect(Dialect { answer_delay: ANSWER, ..halo.state().dialect() });

            least.push(chain(&client, &halo, &authority, &example).await.as_secs_f64() * 1000.0);
            let start = Instant::now();
            let outcome = computer.create(&id).await.unwrap();
            ours.push(start.elapsed().as_secs_f64() * 1000.0);
            assert_ne!(outcome.proof.verdict, Verdict::DoesNotWork);
        }
        let ratios: Vec<f64> = ours.iter().zip(&least).map(|(ours, least)| ours / least).collect();
        println!(
            "{name:<6} the five that depend on each other {} ms, Latchkey {} ms: {:.2} × (goal: {GOAL} at most)",
            spread(&least, 0),
            spread(&ours, 0),
            median(&ratios)
        );
    }
}
