//! Latchkey creates the application at a HaloPSA that echoes what it is sent: the authority's secret and
//! token, the proof's token, the secret that we generated and the one that HaloPSA generated are in the vault
//! and on the wire, and nowhere else.

use futures_util::{StreamExt, stream};
use latchkey_core::SetUpId;
use latchkey_core::halo::{CookieSeen, session_candidates};
use latchkey_core::vault::Vault;
use latchkey_journeys::at::At;
use latchkey_practice::{ClientIdOnSave, CredentialsMadeBy, Managing, PermissionsOnSave, PostAnswer};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{
    AGENT, AGENT_ID, APPLICATION, AUTHORITY_ID, AUTHORITY_SECRET, AUTHORITY_TOKEN, Answering, Arc, Asked,
    Dialect, Error, ErrorShape, Fault, Faulty, FileVault, Hostile, ID, LOGS, Latchkey, PERMISSIONS, PRODUCT,
    Path, PathBuf, Practice, SECRET, SESSION, Search, Searched, Seen, TOKEN, echoes, found_in,
    listen_to_everything, network, observed, quick_folder, searches, secret,
};

/// The hostile HaloPSA's number for the application that it was asked for.
const NUMBER: &str = "8";
/// Only the agent; its number is [`AGENT_ID`].
const THE_AGENT: &str = "/api/Agent/7";

/// The five that may be nowhere.
const CANARIES: [&str; 5] = [
    "the authority's token",
    "the authority's secret",
    "the proof's token",
    "our secret",
    "HaloPSA's secret",
];

/// One of [`CANARIES`], as soon as it means something to us: nobody can know one by sight that comes
/// later.
fn canary(name: &str, asked: &Asked) -> String {
    match name {
        "the proof's token" if !asked.has_token => String::new(),
        "HaloPSA's secret" if asked.made.is_none() => String::new(),
        "the authority's token" => AUTHORITY_TOKEN.to_owned(),
        "the authority's secret" => AUTHORITY_SECRET.to_owned(),
        "the proof's token" => TOKEN.to_owned(),
        "our secret" => our_secret(asked.made.as_ref()).unwrap_or_default(),
        _ => SECRET.to_owned(),
    }
}

fn our_secret(made: Option<&Value>) -> Option<String> {
    made.and_then(|made| made["clientSecret"].as_str()).map(str::to_owned)
}

fn ok(body: &Value) -> Vec<u8> {
    super::json("200 OK", body)
}

/// An application as HaloPSA lists it.
fn application(id: &str, name: &str, client_id: &str) -> Value {
    json!({
        "id": id, "displayName": name, "clientId": client_id, "description": "", "inactive": false,
        "loginas_agent_id": AGENT_ID, "loginas_agent_name": AGENT, "grant_type": "services", "type": "client",
        "loginentity": 2, "credential_type": 3, "scopes": [],
    })
}

/// The application that was asked for, if it was, without its secret.
fn made(asked: &Asked) -> Option<Value> {
    let mut made = asked.made.clone()?;
    made["id"] = json!(NUMBER);
    made["loginas_agent_name"] = json!(AGENT);
    made.as_object_mut()?.remove("clientSecret");
    Some(made)
}

/// What an honest HaloPSA answers; `halo_makes_it`: the secret.
fn honest(asked: &Asked, halo_makes_it: bool) -> Value {
    let path = asked.path.split('?').next().unwrap_or_default();
    match (asked.method.as_str(), path) {
        (_, "/auth/token") => {
            let token = if asked.body.contains(AUTHORITY_SECRET) { AUTHORITY_TOKEN } else { TOKEN };
            json!({ "access_token": token, "expires_in": 3600 })
        }
        (_, "/api/Agent/me") => json!({ "id": AGENT_ID, "name": AGENT }),
        (_, THE_AGENT) => json!({ "id": AGENT_ID, "name": AGENT, "isdisabled": false }),
        (_, "/api/Agent") => {
            json!([{ "id": AGENT_ID, "name": AGENT, "isapiagent": true, "team": "One" }])
        }
        ("POST", "/api/Application") => {
            let mut made = made(asked).unwrap_or_default();
            if halo_makes_it {
                made["clientSecret"] = json!(SECRET);
            }
            json!([made])
        }
        (_, "/api/Application") => {
            let mut all = vec![application("1", "authority", AUTHORITY_ID), application("2", "Another", ID)];
            all.extend(made(asked));
            json!(all)
        }
        (_, "/api/Application/1") => application("1", "authority", AUTHORITY_ID),
        (_, "/api/Application/2") => application("2", "Another", ID),
        (_, "/api/Application/8") => made(asked).unwrap_or_else(|| json!({})),
        _ => json!([{ "id": 1 }]),
    }
}

/// The fields of applications and agents that are texts, or lists of them.
const FIELDS: [(&str, &str); 18] = [
    ("/api/Application", "id"),
    ("/api/Application", "displayName"),
    ("/api/Application", "description"),
    ("/api/Application", "clientId"),
    ("/api/Application", "loginas_agent_name"),
    ("/api/Application", "grant_type"),
    ("/api/Application", "type"),
    ("/api/Application", "scopes"),
    ("/api/Application", "redirecturi"),
    ("/api/Application", "createdby_agent"),
    ("/api/Agent", "name"),
    ("/api/Agent", "team"),
    ("/api/Agent", "id"),
    ("/api/Agent/me", "name"),
    (THE_AGENT, "name"),
    (THE_AGENT, "id"),
    ("/api/Application", "creation_date"),
    ("/auth/token", "scope"),
];

/// The same with a canary in one field of every row. `within`: among other words. What was asked
/// for keeps its own name and description where that is not the field.
fn planted(
    asked: &Asked,
    (path, field): (&str, &str),
    name: &str,
    within: bool,
    halo_makes_it: bool,
) -> Value {
    let mut answer = honest(asked, halo_makes_it);
    let canary = canary(name, asked);
    let place = asked.path.split('?').next().unwrap_or_default();
    let is_about = place == path || (path == "/api/Application" && place.starts_with("/api/Application/"));
    if canary.is_empty() || !is_about {
        return answer;
    }
    let text = if within { format!("Mr {canary} & sons") } else { canary };
    let plant = |row: &mut Value| {
        row[field] = match field {
            "scopes" => json!([{ "name": text }]),
            _ => json!(text),
        };
    };
    match &mut answer {
        Value::Array(rows) => rows.iter_mut().for_each(plant),
        row => plant(row),
    }
    answer
}

/// One way of giving something back, by its name.
type Way = (String, Answering);

fn ways() -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for halo_makes_it in [false, true] {
        let who = if halo_makes_it { "HaloPSA makes the secret" } else { "we make the secret" };
        ways.push((format!("all is right, {who}"), Arc::new(move |a| ok(&honest(a, halo_makes_it)))));
    }
    for field in FIELDS {
        for name in CANARIES {
            for within in [false, true] {
                let halo_makes_it = name == "HaloPSA's secret";
                let how = if within { " among other words" } else { "" };
                ways.push((
                    format!("{name}{how} as {} of {}", field.1, field.0),
                    Arc::new(move |a| ok(&planted(a, field, name, within, halo_makes_it))),
                ));
            }
        }
    }
    for (method, path) in [
        ("POST", "/auth/token"),
        ("GET", "/api/Agent"),
        ("GET", "/api/Application"),
        ("POST", "/api/Application"),
        ("GET", "/api/Application/8"),
        ("DELETE", "/api/Application/8"),
    ] {
        for (name, echo) in echoes() {
            ways.push((
                format!("{name}, to {method} {path}"),
                Arc::new(move |a| {
                    let place = a.path.split('?').next().unwrap_or_default();
                    // What is asked with the made application's own credentials is another test's.
                    let own = a.body.contains(ID) || a.authorization.contains(TOKEN);
                    if a.method == method && place == path && !own { echo(a) } else { ok(&honest(a, false)) }
                }),
            ));
        }
    }
    ways
}

/// Who signs in, with the same token each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Enters {
    /// An application that may create others.
    AnApplication,
    /// A person, whose session is in the page's storage.
    APersonByStorage,
    /// A person, whose session is only in a cookie.
    APersonByCookie,
}

/// An application signs in, with mistakes on the way.
async fn an_application_signs_in(latchkey: &Latchkey, seen: &Arc<Seen>, id: &SetUpId) {
    for mistake in [AUTHORITY_SECRET.to_owned(), format!("id: {AUTHORITY_SECRET}")] {
        let taken = seen.result(latchkey.at(id).take_authority_client_id(&secret(&mistake), false));
        assert!(taken.is_err(), "a mistake was taken for a Client ID");
    }
    let early = seen.result(latchkey.at(id).take_authority_secret(&secret(AUTHORITY_SECRET), false).await);
    assert_eq!(early, Err(Error::ClientIdMissing));
    seen.debug(latchkey.at(id).take_authority_client_id(&secret(AUTHORITY_ID), false).unwrap());
    let half =
        seen.result(latchkey.at(id).take_authority_secret(&secret(&AUTHORITY_SECRET[..50]), false).await);
    assert!(half.is_err(), "half a secret was taken for one");
    let padded = format!(" \"{AUTHORITY_SECRET}\"\r\n");
    let _ = seen.result(latchkey.at(id).take_authority_secret(&secret(&padded), false).await);
}

/// A person signs in, as what the window holds says.
async fn a_person_signs_in(latchkey: &Latchkey, seen: &Arc<Seen>, id: &SetUpId, by_cookie: bool) {
    let instance = seen.result(latchkey.at(id).sign_in_place()).unwrap();
    let cookie = CookieSeen {
        name: SESSION.into(),
        value: secret(AUTHORITY_TOKEN),
        domain: "127.0.0.1".into(),
        path: "/".into(),
        secure: false,
        http_only: true,
    };
    let (cookies, stored) =
        if by_cookie { (vec![cookie], None) } else { (vec![], Some(secret(AUTHORITY_TOKEN))) };
    for pass in session_candidates(&instance, cookies, stored) {
        let (who, found) = match latchkey.who_is_signed_in(&instance, pass.token).await {
            Ok(who) => (Ok(who.is_some()), who),
            Err(e) => (Err(e), None),
        };
        let _ = seen.result(who);
        if let Some(found) = found {
            let signed_in = latchkey.at(id).sign_in(found, &seen.listener()).await;
            if seen.result(signed_in).is_err() {
                let _ = seen.result(latchkey.at(id).accept_sign_in().await);
            }
        }
    }
}

/// The whole set-up with an authority; whatever is refused, it continues.
async fn set_up(latchkey: &Latchkey, seen: &Arc<Seen>, address: &str, enters: Enters) -> SetUpId {
    let id = seen.json(latchkey.begin(None, PRODUCT).unwrap()).id;
    let revision = || latchkey.at(&id).draft().unwrap().revision;
    seen.json(latchkey.at(&id).set_address(revision(), address, false, None).await.unwrap());
    seen.json(latchkey.at(&id).set_permissions(revision(), &PERMISSIONS).await.unwrap());
    match enters {
        Enters::AnApplication => an_application_signs_in(latchkey, seen, &id).await,
        Enters::APersonByStorage => a_person_signs_in(latchkey, seen, &id, false).await,
        Enters::APersonByCookie => a_person_signs_in(latchkey, seen, &id, true).await,
    }
    seen.read_everything(latchkey).await;
    let _ = seen.result(latchkey.at(&id).agents().await);
    let agent = Some(i64::from(AGENT_ID));
    let _ = seen.result(latchkey.at(&id).set_general_from_list(revision(), APPLICATION, agent).await);
    seen.read_everything(latchkey).await;
    for _ in 0..2 {
        let created = seen.result(latchkey.at(&id).create(true, &seen.listener()).await);
        seen.read_everything(latchkey).await;
        if created.is_ok_and(|outcome| outcome.connection.is_some()) {
            break;
        }
    }
    id
}

/// Takes all of it back, by every way there is.
async fn take_back(latchkey: &Latchkey, seen: &Arc<Seen>, id: &SetUpId) {
    // It may be a connection by now.
    let Ok(set_up) = latchkey.set_up(id) else { return };
    let _ = seen.result(set_up.undo(&seen.listener()).await);
    let _ = seen.result(set_up.abandon(false).await);
    seen.read_everything(latchkey).await;
    let _ = seen.result(set_up.go_on_by_hand(false).await);
    let _ = seen.result(set_up.go_on_by_hand(true).await);
    seen.read_everything(latchkey).await;
    let _ = seen.result(set_up.abandon(true).await);
    seen.read_everything(latchkey).await;
}

/// What is found in a text, with the beginning of its line.
fn leaks_in(text: &str, searches: &[Search], place: &str) -> Vec<String> {
    let mut leaks = Vec::new();
    for search in searches {
        if let Some(found) = search.find(text.as_bytes()).first() {
            let line = text.lines().find(|line| !search.find(line.as_bytes()).is_empty()).unwrap_or_default();
            // As much as says what it is.
            let line: String = line.chars().take(60).collect();
            leaks.push(format!("{} ({}) in {place}: {line}…", found.canary, found.form));
        }
    }
    leaks
}

/// What one way leaked, and whether an application was asked for.
struct Gone {
    leaks: Vec<String>,
    asked_for: bool,
    files: usize,
    values: usize,
}

async fn go((enters, (name, answering)): (Enters, Way)) -> Gone {
    let hostile = Hostile::start().await;
    hostile.set(answering, false);
    let address = format!("http://127.0.0.1:{}", hostile.port);
    let seen = Arc::new(Seen::default());
    let place = quick_folder();
    let data = place.path().join("data");
    let vault = Arc::new(FileVault::at(&place.path().join("vault")));
    let latchkey = observed(&data, &vault, hostile.port, &seen);
    let id = set_up(&latchkey, &seen, &address, enters).await;
    let mut searches = searches();
    let ours = our_secret(hostile.received.lock().unwrap().made.as_ref());
    let asked_for = ours.is_some();
    searches.extend(ours.iter().map(|ours| Search::new("our secret", ours)));
    let mut searched = Searched::default();
    let mut leaks = leaks_in_files(&data, &searches, &mut searched);
    take_back(&latchkey, &seen, &id).await;
    leaks.extend(leaks_in_files(&data, &searches, &mut searched));
    leaks.extend(leaks_in(&seen.take(), &searches, "what the API gave back"));
    leaks.extend(leaks_in(&hostile.received.lock().unwrap().heads, &searches, "addresses and headers"));
    if let Some(ours) = ours {
        // The other canaries are searched for in the log once, in the end.
        let logs = LOGS.lock().unwrap();
        let log = logs.get(&true).map(String::as_str).unwrap_or_default();
        for half in [&ours[..36], &ours[37..]] {
            leaks.extend(log.contains(half).then(|| "our secret in our log".to_owned()));
        }
    }
    let values = *seen.values.lock().unwrap();
    let leaks = leaks.into_iter().map(|leak| format!("{enters:?}, {name}: {leak}")).collect();
    Gone { leaks, asked_for, files: searched.files, values }
}

fn leaks_in_files(folder: &Path, searches: &[Search], searched: &mut Searched) -> Vec<String> {
    let found = found_in(folder, searches, searched);
    let file = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    found.into_iter().map(|(path, found)| format!("{} in {}", found.canary, file(&path))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_halopsa_that_gives_back_what_it_is_sent_while_an_application_is_created_learns_us_nothing() {
    listen_to_everything();
    let mut ways: Vec<(Enters, Way)> = ways().into_iter().map(|way| (Enters::AnApplication, way)).collect();
    // What a session changes: whose token it is, how it is sent, and what is answered to it.
    let plain = |name: &str| name.starts_with("all is right") || name.starts_with(CANARIES[0]);
    let by_storage = self::ways().into_iter().filter(|(name, _)| plain(name) || name.contains(", to "));
    ways.extend(by_storage.map(|way| (Enters::APersonByStorage, way)));
    let by_cookie = self::ways().into_iter().filter(|(name, _)| plain(name));
    ways.extend(by_cookie.map(|way| (Enters::APersonByCookie, way)));
    let count = ways.len();
    let gone: Vec<Gone> = stream::iter(ways)
        .map(|way| async { tokio::spawn(go(way)).await.expect("a way that ends") })
        .buffer_unordered(4)
        .collect()
        .await;
    let asked_for = gone.iter().filter(|one| one.asked_for).count();
    let (files, values) = gone.iter().fold((0, 0), |(f, v), one| (f + one.files, v + one.values));
    let mut leaks: Vec<String> = gone.into_iter().flat_map(|one| one.leaks).collect();
    leaks.extend(leaks_in(&LOGS.lock().unwrap()[&true], &searches(), "our log at trace"));
    leaks.sort();
    leaks.dedup();
    println!(
        "{count} ways of giving something back while an application is created, asked for in {asked_for}; \
         {values} values, {files} files"
    );
    assert!(asked_for * 2 > count, "most of them come as far as asking for it");
    assert!(leaks.is_empty(), "{} leaks: {leaks:#?}", leaks.len());
}

/// Every secret that the vault has now.
fn secrets_in(vault: &Faulty) -> Vec<String> {
    let there = vault.inside.entries().into_iter().filter_map(|entry| vault.inside.get(&entry).unwrap());
    // Exposed to be searched for.
    there.map(|secret| secret.expose_secret().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_halopsa_and_a_keychain_in_every_state_keep_what_is_created_only_in_the_vault() {
    listen_to_everything();
    let html = ErrorShape::Html;
    let mut runs = 0;
    let mut canaries = Vec::new();
    let seen = Arc::new(Seen::default());
    let mut searched = Searched::default();
    for dialect in [
        Dialect::default(),
        Dialect {
            credentials_made_by: CredentialsMadeBy::HaloBoth,
            client_id_on_save: ClientIdOnSave::Changes,
            ..Dialect::default()
        },
        Dialect { post_answer: PostAnswer::FailsAfter, api_errors: html, ..Dialect::default() },
        Dialect { managing: Managing::PostForbidden, ..Dialect::default() },
        Dialect { permissions_on_save: PermissionsOnSave::AllDropped, ..Dialect::default() },
    ] {
        for fault in [
            None,
            Some((1, Fault::Fails(Error::KeychainLocked))),
            Some((2, Fault::FailsAfterwards(Error::KeychainTrouble))),
            Some((5, Fault::Fails(Error::KeychainAbsent))),
        ] {
            let halo = Practice::start(dialect.clone()).await.unwrap();
            let (client_id, authority) = halo.state().add_application("authority", 8, &["all"]).unwrap();
            let mut here = vec![authority.clone()];
            let folder = quick_folder();
            let vault = Arc::new(Faulty::default());
            let latchkey = Latchkey::open(folder.path(), vault.clone(), network(&halo.ports())).unwrap();
            let id = latchkey.begin(None, PRODUCT).unwrap().id;
            let revision = || latchkey.at(&id).draft().unwrap().revision;
            latchkey.at(&id).set_address(revision(), &halo.address(), false, None).await.unwrap();
            latchkey.at(&id).set_permissions(revision(), &PERMISSIONS).await.unwrap();
            seen.debug(latchkey.at(&id).take_authority_client_id(&secret(&client_id), false).unwrap());
            let taken = latchkey.at(&id).take_authority_secret(&secret(&authority), false).await;
            seen.result(taken).unwrap();
            let _ = seen.result(latchkey.at(&id).agents().await);
            let agent = Some(i64::from(AGENT_ID));
            latchkey.at(&id).set_general_from_list(revision(), APPLICATION, agent).await.unwrap();
            if let Some((call, fault)) = fault {
                vault.plan(call, 1, fault);
            }
            for _ in 0..3 {
                let created = seen.result(latchkey.at(&id).create(false, &seen.listener()).await);
                here.extend(secrets_in(&vault));
                seen.read_everything(&latchkey).await;
                if created.is_ok() {
                    break;
                }
            }
            let searches: Vec<Search> = here.iter().map(|one| Search::new("a secret", one)).collect();
            let at = format!("{dialect:?}");
            assert_eq!(found_in(folder.path(), &searches, &mut searched), [], "{at}: in a file");
            take_back(&latchkey, &seen, &id).await;
            assert_eq!(found_in(folder.path(), &searches, &mut searched), [], "{at}: in a file, taken back");
            seen.assert_clean(&searches, &at);
            for request in halo.state().requests() {
                let text = format!("{request:?}");
                assert!(!here.iter().any(|one| text.contains(&one[37..])), "{at}: in an address: {text}");
            }
            canaries.append(&mut here);
            runs += 1;
        }
    }
    let logs = LOGS.lock().unwrap();
    for canary in &canaries {
        for half in [&canary[..36], &canary[37..]] {
            assert!(!logs[&true].contains(half), "a secret is in our log");
        }
    }
    println!(
        "{runs} runs that create over the practice HaloPSA, {} secrets, {} values, {} files",
        canaries.len(),
        seen.values.lock().unwrap(),
        searched.files
    );
}
