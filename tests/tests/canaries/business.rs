//! A service provider's business data in a read, such as tickets, customers and their users: the proof counts
//! it, and none of it is written or shown.

use std::collections::BTreeSet;
use std::fs;

use latchkey_core::permissions::catalogue::{self, Read};
use latchkey_core::proof::finding::Verdict;
use latchkey_journeys::at::At;
use serde_json::Value;

use super::{
    AGENT, APPLICATION, Arc, Dialect, Faulty, LOGS, Latchkey, PRODUCT, Practice, Search, Searched, Seen,
    found_in, listen_to_everything, network, quick_folder, secret,
};

/// The agent that sees everything.
const AGENT_ID: u32 = 7;

/// What every HaloPSA has and Latchkey names: its applications' and agents' names are no business of others.
const NAMED: [&str; 2] = ["/api/team", "/api/agent"];

/// Every text of a row that is long enough to be distinct.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.len() >= 16 && text.is_ascii() && !text.starts_with("20") => {
            found.insert(text.clone());
        }
        Value::Array(all) => all.iter().for_each(|one| texts(one, found)),
        Value::Object(all) => all.values().for_each(|one| texts(one, found)),
        _ => {}
    }
}

/// What the reads of the proof bring, asked for again past the code that is tested.
async fn business(halo: &Practice, paths: &BTreeSet<String>) -> BTreeSet<String> {
    let (id, secret) = halo.state().add_application("A reader of rows", AGENT_ID, &["all"]).unwrap();
    let client = reqwest::Client::new();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
        ("scope", "all"),
    ];
    let token = client.post(format!("{}/auth/token", halo.address())).form(&form).send().await.unwrap();
    let token: Value = token.json().await.unwrap();
    let token = token["access_token"].as_str().expect("a token");
    let mut found = BTreeSet::new();
    for path in paths {
        let asked = client.get(format!("{}{path}", halo.address())).bearer_auth(token).send().await.unwrap();
        texts(&asked.json().await.unwrap_or_default(), &mut found);
    }
    // Dates are nobody's in particular.
    found.retain(|text| !text.starts_with("1900-"));
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_read_brings_of_the_business_is_counted_and_kept_nowhere() {
    listen_to_everything();
    tracing::trace!(target: "latchkey_core::planted", planted = "4e07f1-business-begins");
    let seen = Arc::new(Seen::default());
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let permissions: Vec<&str> = catalogue::known()
        .iter()
        .map(|known| known.name.name())
        .filter(|name| name.starts_with("read:"))
        .collect();
    let (client_id, made) = halo.state().add_application(APPLICATION, AGENT_ID, &permissions).unwrap();
    let place = quick_folder();
    let folder = place.path();
    let latchkey = Latchkey::open(folder, Arc::new(Faulty::default()), network(&halo.ports())).unwrap();
    let id = latchkey.begin(None, PRODUCT).unwrap().id;
    let revision = || latchkey.at(&id).draft().unwrap().revision;
    latchkey.at(&id).set_address(revision(), &halo.address(), false, None).await.unwrap();
    latchkey.at(&id).set_general(revision(), APPLICATION, AGENT).await.unwrap();
    latchkey.at(&id).set_permissions(revision(), &permissions).await.unwrap();
    latchkey.at(&id).take_client_id(&secret(&client_id), true, false).await.unwrap();
    latchkey.at(&id).take_secret(&secret(&made), false).await.unwrap();
    halo.state().forget_requests();
    let outcome = seen.result(latchkey.at(&id).prove(&seen.listener()).await).unwrap();
    seen.json(outcome.proof.clone());
    assert_ne!(outcome.proof.verdict, Verdict::DoesNotWork);
    let connection = outcome.connection.expect("a connection");
    seen.json(latchkey.prove_connection(&connection, &seen.listener()).await.unwrap());
    seen.read_everything(&latchkey).await;

    let paths: BTreeSet<String> = halo
        .state()
        .requests()
        .into_iter()
        .filter(|one| one.method == "GET" && one.status == 200 && one.path.starts_with("/api/"))
        .map(|one| one.path.to_lowercase())
        .filter(|path| !NAMED.iter().any(|named| path.starts_with(named)))
        .collect();
    let of_the_catalogue: Vec<Read> = permissions
        .iter()
        .filter_map(|name| catalogue::find(name))
        .flat_map(|known| catalogue::reads(&known.name))
        .collect();
    assert!(paths.len() > 15 && of_the_catalogue.len() > 15, "the reads were answered: {paths:?}");
    let business = business(&halo, &paths).await;
    for brought in ["Moonbeam Lighthouse Trust", "Copper Kettle Bakery", "The foghorn plays the radio"] {
        assert!(business.contains(brought), "{brought} is brought by a read: {business:?}");
    }
    let searches: Vec<Search> = business.iter().map(|text| Search::new("business", text)).collect();

    let mut searched = Searched::default();
    assert_eq!(found_in(folder, &searches, &mut searched), [], "in a file");
    seen.assert_clean(&searches, "what the API gave back");
    let logs = LOGS.lock().unwrap();
    let log = logs[&true].to_lowercase();
    assert!(log.contains("4e07f1-business-begins"), "the log is captured");
    // Other tests write into the same log, of other things.
    let logged: Vec<&String> = business.iter().filter(|text| log.contains(&text.to_lowercase())).collect();
    assert_eq!(logged, Vec::<&String>::new(), "in our log at trace");
    println!(
        "{} reads brought {} texts of the business: none in {} files ({} bytes), {} values, {} lines of our log",
        paths.len(),
        business.len(),
        searched.files,
        searched.bytes,
        seen.values.lock().unwrap(),
        log.lines().count(),
    );

    // And it would have been found.
    let planted = quick_folder();
    fs::write(planted.path().join("connections.json"), "{\"rows\":[\"Moonbeam Lighthouse Trust\"]}").unwrap();
    assert!(!found_in(planted.path(), &searches, &mut searched).is_empty(), "a planted name is found");
}
