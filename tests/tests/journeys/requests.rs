//! How many requests each step sends to HaloPSA. Printed with `--show-output`; a new request is a decision.

use std::collections::BTreeMap;

use latchkey_core::proof::finding::Verdict;
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{Computer, Intention};
use latchkey_practice::{Dialect, Practice};

/// The requests since the last call, in their order: method and path, with `ID` for an id.
fn sent(halo: &Practice) -> Vec<String> {
    let requests = halo.state().requests();
    halo.state().forget_requests();
    let has_digit = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    let path = |path: &str| {
        path.split('/').map(|part| if has_digit(part) { "ID" } else { part }).collect::<Vec<_>>().join("/")
    };
    requests.iter().map(|request| format!("{} {}", request.method, path(&request.path))).collect()
}

/// As `sent`, in the order of the alphabet with their numbers: what is sent side by side has no order.
fn counted(sent: &[String]) -> Vec<(String, usize)> {
    let mut counts = BTreeMap::new();
    for request in sent {
        *counts.entry(request.clone()).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

fn assert_sent(step: &str, sent: &[String], expected: &[(&str, usize)]) {
    println!("{step}: {} requests: {}", sent.len(), sent.join(", "));
    let expected: Vec<(String, usize)> =
        expected.iter().map(|(request, count)| ((*request).to_owned(), *count)).collect();
    assert_eq!(counted(sent), expected, "{step}");
}

#[tokio::test]
async fn each_step_sends_no_request_twice_and_none_in_vain() {
    for (instance, dialect) in [("usual", Dialect::default()), ("live", Dialect::live())] {
        let halo = Practice::start(dialect).await.expect("a practice HaloPSA");
        let computer = Computer::that_reaches(&[&halo], &[]);
        let intention = Intention::usual();
        let id = computer.latchkey().begin(None, intention.product).unwrap().id;
        computer.give_address(&id, &halo, &halo.address()).await.unwrap();
        let step = |name: &str| format!("{instance}, {name}");
        assert_sent(
            &step("address"),
            &sent(&halo),
            &[("GET /api/InstanceInfo", 1), ("GET /api/authinfo", 1)],
        );
        computer.sign_in(&id, &halo).await.unwrap();
        // The details of those from which the kind of an application is learnt.
        let details = if instance == "live" { 2 } else { 4 };
        assert_sent(
            &step("sign-in"),
            &sent(&halo),
            &[
                ("GET /api/Agent/me", 1),
                ("GET /api/Application", 1),
                ("GET /api/Application/ID", details),
                ("POST /auth/token", 1),
            ],
        );
        let set_up = computer.latchkey().at(&id);
        set_up.agents_with_facts().await.unwrap();
        // The rights of those that fit best.
        assert_sent(
            &step("agents"),
            &sent(&halo),
            &[("GET /api/Agent", 1), ("GET /api/Agent/ID", 6), ("GET /api/Team", 1)],
        );
        let agent = Some(i64::from(intention.agent_id));
        let revision = computer.revision(&id);
        set_up.set_general_from_list(revision, intention.application, agent).await.unwrap();
        assert_sent(&step("agent"), &sent(&halo), &[("GET /api/Agent/ID", 1)]);
        set_up.set_permissions(computer.revision(&id), &intention.permissions).await.unwrap();
        assert_sent(&step("permissions"), &sent(&halo), &[]);

        let outcome = computer.create(&id).await.unwrap();
        assert_ne!(outcome.proof.verdict, Verdict::DoesNotWork);
        let sent = sent(&halo);
        // The agent is read before the application is created, and its rights while that is tested.
        assert_sent(
            &step("create"),
            &sent,
            &[
                ("GET /api/Agent/ID", 2),
                ("GET /api/Agent/me", 1),
                ("GET /api/Application", 1),
                ("GET /api/Application/ID", 1),
                ("GET /api/Asset", 1),
                ("GET /api/Client", 1),
                ("GET /api/Team", 1),
                ("GET /api/Tickets", 1),
                ("POST /api/Application", 1),
                ("POST /auth/token", 1),
            ],
        );
        // What depends on each other; everything else is sent beside one of these.
        let chain: Vec<&str> = sent
            .iter()
            .map(String::as_str)
            .filter(|one| one.contains("Application") || one.starts_with("POST") || one.ends_with("/me"))
            .collect();
        assert_eq!(
            chain,
            [
                "GET /api/Application",
                "POST /api/Application",
                "GET /api/Application/ID",
                "POST /auth/token",
                "GET /api/Agent/me"
            ]
        );
    }
}
