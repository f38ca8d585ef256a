//! Benchmarks in the real window. Not stories: no time is asserted, and `verify` leaves them out. `cargo xtask
//! bench` prints them, for the app's release build.

mod big;
mod growing;
mod starting;
mod typing;
mod window;
mod wire;

use latchkey_practice::{Agent, Rights, State, TEAMS};
use reqwest::Client;
use serde_json::Value;

/// The value below which this part of them is.
fn quantile(values: &[f64], part: (usize, usize)) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() - 1) * part.0 / part.1]
}

fn median(values: &[f64]) -> f64 {
    quantile(values, (1, 2))
}

fn at_the_95th(values: &[f64]) -> f64 {
    quantile(values, (95, 100))
}

/// The median, and in brackets the quarter and three quarters of them.
fn spread(values: &[f64], digits: usize) -> String {
    format!(
        "{:.digits$} ({:.digits$}–{:.digits$})",
        median(values),
        quantile(values, (1, 4)),
        quantile(values, (3, 4))
    )
}

/// Puts ordinary agents with these names into a practice HaloPSA.
fn put_agents(state: &State, names: impl Iterator<Item = String>) {
    for (id, name) in (10_000..).zip(names) {
        state.put_agent(Agent {
            id,
            name,
            email: format!("{id}@practice.invalid"),
            is_admin: false,
            is_api_agent: false,
            is_disabled: false,
            teams: vec![TEAMS[0]],
            roles: vec!["Technician"],
            only_customers: vec![],
            rights: Rights::All,
        });
    }
}

/// A token of the practice HaloPSA for a client that does no more than send requests.
async fn token(client: &Client, state: &State, (id, secret): (&str, &str), scope: &str) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
        ("scope", scope),
    ];
    let tenant = state.dialect().tenant.unwrap_or_default();
    let answer = client.post(format!("{}/token?tenant={tenant}", state.auth_url())).form(&form).send();
    let answer: Value = answer.await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().expect("a token").to_owned()
}
