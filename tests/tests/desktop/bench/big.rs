//! A large instance of the live profile: how long until the list of agents can be used, beside the download alone,
//! and how memory grows with it.

use std::time::{Duration, Instant};

use fantoccini::wd::TimeoutConfiguration;
use latchkey_practice::{Crowd, Dialect};
use reqwest::{Certificate, Client};

use super::window::{family, memory};
use super::{put_agents, token};
use crate::https::Instance;
use crate::session::Session;
use crate::signing_in::sign_in_for;

const AGENTS: [u32; 3] = [5_000, 10_000, 20_000];
const APPLICATIONS: usize = 2_000;
/// Times the download alone: the goal.
const GOAL: f64 = 1.15;
/// The practice HaloPSA is not built to be fast.
const LONG: Duration = Duration::from_secs(180);

/// Returns when the list is painted.
const LIST: &str = "const [done] = arguments;
    const poll = () => document.querySelector('#agent-search')
        ? requestAnimationFrame(() => requestAnimationFrame(() => done()))
        : setTimeout(poll, 5);
    poll();";

fn put(instance: &Instance, agents: u32) {
    put_agents(&instance.state, (0..agents).map(|number| format!("Agent {number} of many")));
    for number in 0..APPLICATIONS {
        instance.state.add_application(&format!("Application {number}"), 7, &["read:tickets"]).unwrap();
    }
}

/// How long the same requests take a client that does nothing with the answers.
async fn download(instance: &Instance, pages: usize) -> (Duration, usize) {
    let authority = std::fs::read(&instance.trust).unwrap();
    let client = Client::builder().tls_certs_only([Certificate::from_pem(&authority).unwrap()]);
    let client = client.no_proxy().build().unwrap();
    let (id, secret) = instance.state.add_application("Bench robot", 8, &["all"]).unwrap();
    let token = token(&client, &instance.state, (&id, &secret), "all").await;
    let (start, mut bytes) = (Instant::now(), 0);
    for page in 1..=pages {
        let query =
            format!("includeapiagents=true&includedisabled=true&pageinate=true&page_size=100&page_no={page}");
        let url = format!("{}/api/Agent?{query}", instance.state.address());
        bytes += client.get(url).bearer_auth(&token).send().await.unwrap().bytes().await.unwrap().len();
    }
    (start.elapsed(), bytes)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and means something only for a release"]
async fn an_instance_with_20_000_agents_and_2_000_applications() {
    println!("\nThe list of agents of a live instance with {APPLICATIONS} applications and 500 teams:\n");
    for agents in AGENTS {
        let mut session = Session::start();
        session.set_variable("LATCHKEY_LOG", "info");
        let dialect = Dialect { crowd: Crowd::Thousands, ..Dialect::live() };
        let instance = Instance::start(session.folder.path(), dialect).await;
        session.trust(&instance.trust);
        put(&instance, agents);
        let app = session.app(&[]).await;
        let before = memory(&family(app.process.parse().unwrap()));
        let state = instance.state.clone();
        let asked = tokio::spawn(async move {
            while !state.requests().iter().any(|request| request.path == "/api/Agent") {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Instant::now()
        });
        sign_in_for("trend-vision-one-sp", &app, &session, &instance).await;
        app.client.update_timeouts(TimeoutConfiguration::new(Some(LONG), None, None)).await.unwrap();
        app.run(LIST, vec![]).await;
        let taken = asked.await.unwrap().elapsed();
        let after = memory(&family(app.process.parse().unwrap()));
        let pages = instance.state.requests().iter().filter(|one| one.path == "/api/Agent").count();
        let (alone, bytes) = download(&instance, pages).await;
        println!(
            "{agents:>6} agents, {pages} pages, {:>5} KiB: {:>6.0} ms, the download alone {:>6.0} ms: {:.2} × (goal: \
             {GOAL} at most); memory {:+} MiB",
            bytes / 1024,
            taken.as_secs_f64() * 1000.0,
            alone.as_secs_f64() * 1000.0,
            taken.as_secs_f64() / alone.as_secs_f64(),
            (after / 1024).cast_signed() - (before / 1024).cast_signed(),
        );
        app.close().await;
    }
}
