//! A HaloPSA whose lists don't end, or don't arrive: reading has a limit of its own, which is reported and
//! never passes for the end of the list; and the wait for it can be cancelled.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use latchkey_core::halo::{Network, Patience, session_candidates};
use latchkey_core::vault::Memory;
use latchkey_core::{Error, Latchkey, Result, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::nobody;
use serde_json::{Value, json};
use tokio::sync::watch;

const CLIENT_ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const SECRET: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427";

/// How long its lists are.
#[derive(Clone, Copy)]
enum Lists {
    /// So many rows, a hundred on each page.
    Rows(usize),
    /// So many rows, ten on each page, whatever is asked for.
    TenOnEachPage(usize),
}

/// A HaloPSA whose lists are long, endless or silent.
struct Halo {
    address: String,
    port: u16,
    lists: Mutex<Lists>,
    /// What is asked for below this path never comes.
    hangs: Mutex<Option<&'static str>>,
    asked: watch::Sender<Vec<String>>,
}

impl Halo {
    async fn start() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let halo = Arc::new(Self {
            address: format!("http://127.0.0.1:{port}"),
            port,
            lists: Mutex::new(Lists::Rows(3)),
            hangs: Mutex::default(),
            asked: watch::Sender::default(),
        });
        let answers = Arc::clone(&halo);
        let router = Router::new().fallback(move |uri: Uri| {
            let halo = Arc::clone(&answers);
            async move { halo.answer(&uri).await }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        halo
    }

    async fn answer(&self, uri: &Uri) -> Response {
        let path = uri.path().trim_start_matches('/').to_owned();
        self.asked.send_modify(|asked| asked.push(path.clone()));
        let hangs = *self.hangs.lock().unwrap();
        if hangs.is_some_and(|below| path.starts_with(below)) {
            std::future::pending::<()>().await;
        }
        let answer = match path.as_str() {
            "api/authinfo" => json!({ "auth_url": format!("{}/auth", self.address), "tenant_id": "acme" }),
            "auth/token" => json!({ "access_token": "a token of some length", "expires_in": 3600 }),
            "api/Agent/me" => json!({ "id": 1, "name": "Wilhelmina Sample", "is_admin": true }),
            "api/Application" | "api/Agent" | "api/Team" => self.page(uri.query().unwrap_or_default()),
            "api/Agent/2" => json!({ "id": 2, "name": "Agent 2", "teams": [] }),
            _ => return StatusCode::NOT_FOUND.into_response(),
        };
        ([(header::CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
    }

    fn page(&self, query: &str) -> Value {
        let number = query.split('&').find_map(|pair| pair.strip_prefix("page_no="));
        let number: usize = number.expect("a page is asked for").parse().expect("by its number");
        let (rows, on_a_page) = match *self.lists.lock().unwrap() {
            Lists::Rows(rows) => (rows, 100),
            Lists::TenOnEachPage(rows) => (rows, 10),
        };
        let first = (number - 1).saturating_mul(on_a_page);
        let page = (first..rows.min(first.saturating_add(on_a_page))).map(|row| {
            json!({
                "id": row, "name": format!("Agent {row}"), "isapiagent": true,
                "displayName": format!("Application {row}"), "clientId": format!("client {row}"),
                "loginas_agent_id": 7,
            })
        });
        Value::from_iter(page)
    }

    fn lists(&self, lists: Lists) {
        *self.lists.lock().unwrap() = lists;
    }

    fn hangs_at(&self, below: Option<&'static str>) {
        *self.hangs.lock().unwrap() = below;
    }

    fn times(&self, path: &str) -> usize {
        self.asked.borrow().iter().filter(|asked| *asked == path).count()
    }

    /// Waits until it was asked for `path` so many times.
    async fn was_asked(&self, path: &str, times: usize) {
        let mut asked = self.asked.subscribe();
        let often = |asked: &Vec<String>| asked.iter().filter(|each| *each == path).count() >= times;
        asked.wait_for(often).await.expect("it continues");
    }
}

/// A set-up whose address is known. The folder is the data folder.
async fn begun(halo: &Halo, patience: Patience) -> (Latchkey, SetUpId, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let network = Network::confined_to(&[halo.port], patience);
    let latchkey = Latchkey::open(folder.path(), Arc::new(Memory::default()), network);
    let latchkey = latchkey.expect("Latchkey opens");
    let id = latchkey.begin(None, "Harbour Alarm").expect("a set-up").id;
    latchkey.at(&id).set_address(1, &halo.address, false, None).await.expect("an address");
    (latchkey, id, folder)
}

/// Signs in with an application that may create others.
async fn sign_in(latchkey: &Latchkey, id: &SetUpId) -> Result<()> {
    latchkey.at(id).take_authority_client_id(&Secret::from(CLIENT_ID), false)?;
    latchkey.at(id).take_authority_secret(&Secret::from(SECRET), false).await
}

fn too_slow(halo: &Halo) -> Error {
    Error::ListTooSlow { host: halo.address.replace("http://", "") }
}

#[test]
fn as_it_ships_a_list_ends_after_100_000_rows_or_five_minutes() {
    let patience = Patience::default();
    assert_eq!(patience.rows, 100_000);
    assert_eq!((patience.list, patience.after_sign_in), (Duration::from_secs(300), Duration::from_secs(300)));
}

#[tokio::test]
async fn a_list_is_read_to_its_end_on_however_many_pages_it_is() {
    let halo = Halo::start().await;
    let patience = Patience { rows: 301, ..Patience::default() };
    // Full last pages, one row more, and more pages than were expected.
    for lists in [
        Lists::Rows(3),
        Lists::Rows(300),
        Lists::Rows(301),
        Lists::TenOnEachPage(300),
        Lists::TenOnEachPage(301),
    ] {
        halo.lists(lists);
        let (Lists::Rows(rows) | Lists::TenOnEachPage(rows)) = lists;
        let (latchkey, id, _folder) = begun(&halo, patience).await;
        sign_in(&latchkey, &id).await.unwrap();
        assert_eq!(latchkey.at(&id).authorised().unwrap().applications.len(), rows);
        assert_eq!(latchkey.at(&id).agents().await.unwrap().rows.len(), rows);
    }
}

#[tokio::test]
async fn a_list_without_end_is_an_error_and_never_the_beginning_of_one() {
    let halo = Halo::start().await;
    let patience = Patience { rows: 250, ..Patience::default() };
    for (lists, pages) in [
        (Lists::Rows(usize::MAX), 3),
        (Lists::TenOnEachPage(usize::MAX), 26),
        (Lists::TenOnEachPage(251), 26),
    ] {
        halo.lists(Lists::Rows(3));
        let (latchkey, id, _folder) = begun(&halo, patience).await;
        sign_in(&latchkey, &id).await.unwrap();
        halo.lists(lists);
        let too_long = Error::ListTooLong { host: halo.address.replace("http://", "") };
        let before = halo.times("api/Agent");
        assert_eq!(latchkey.at(&id).agents().await.unwrap_err(), too_long);
        assert_eq!(halo.times("api/Agent") - before, pages, "and it is left at once");
        assert_eq!(sign_in(&latchkey, &id).await.unwrap_err(), too_long);
        assert!(!latchkey.is_busy());
    }
}

#[tokio::test]
async fn a_list_that_takes_longer_than_anybody_waits_is_an_error() {
    let halo = Halo::start().await;
    let patience = Patience { list: Duration::from_millis(200), rows: usize::MAX, ..Patience::default() };
    halo.lists(Lists::TenOnEachPage(usize::MAX));
    let (latchkey, id, _folder) = begun(&halo, patience).await;
    let start = Instant::now();
    assert_eq!(sign_in(&latchkey, &id).await.unwrap_err(), too_slow(&halo));
    assert!(start.elapsed() < Duration::from_secs(20), "not for as long as each page may take");
    assert!(halo.times("api/Application") > 1, "each page came in time");
    assert!(!latchkey.is_busy() && latchkey.at(&id).authorised().is_none());
}

#[tokio::test]
async fn reading_the_applications_has_a_timeout_of_its_own() {
    let halo = Halo::start().await;
    let patience = Patience { after_sign_in: Duration::from_millis(200), ..Patience::default() };
    // The list comes, and no application's details do.
    halo.hangs_at(Some("api/Application/"));
    let (latchkey, id, _folder) = begun(&halo, patience).await;
    assert_eq!(sign_in(&latchkey, &id).await.unwrap_err(), too_slow(&halo));
    assert!(halo.times("api/Application/0") > 0);
    assert!(!latchkey.is_busy());
}

#[tokio::test]
async fn waiting_for_what_is_only_read_can_be_cancelled() {
    let halo = Halo::start().await;
    let (latchkey, id, _folder) = begun(&halo, Patience::default()).await;

    for hangs in ["auth/token", "api/Agent/me", "api/Application", "api/Application/0"] {
        halo.hangs_at(Some(hangs));
        let times = halo.times(hangs) + 1;
        let stops = async {
            halo.was_asked(hangs, times).await;
            latchkey.at(&id).stop();
        };
        let (signed_in, ()) = tokio::join!(sign_in(&latchkey, &id), stops);
        assert_eq!(signed_in, Err(Error::Stopped), "{hangs}");
        assert!(!latchkey.is_busy() && latchkey.at(&id).authorised().is_none(), "{hangs}");
    }

    // A person, once the window is gone.
    halo.hangs_at(None);
    let set_up = latchkey.at(&id);
    let instance = set_up.sign_in_place().unwrap();
    let pass =
        session_candidates(&instance, vec![], Some(Secret::from("a-session-of-some-length"))).remove(0);
    let person = latchkey.who_is_signed_in(&instance, pass.token).await.unwrap().expect("a user");
    halo.hangs_at(Some("api/Application"));
    let times = halo.times("api/Application") + 1;
    let stops = async {
        halo.was_asked("api/Application", times).await;
        latchkey.at(&id).stop();
    };
    let listener = nobody();
    let (signed_in, ()) = tokio::join!(set_up.sign_in(person, &listener), stops);
    assert_eq!(signed_in, Err(Error::Stopped));
    assert!(!latchkey.is_busy());

    // And nothing of it is in the way of the next time.
    halo.hangs_at(None);
    sign_in(&latchkey, &id).await.unwrap();
    let revision = latchkey.at(&id).draft().unwrap().revision;
    latchkey.at(&id).set_general_from_list(revision, "Harbour Alarm", Some(2)).await.unwrap();
    let revision = latchkey.at(&id).draft().unwrap().revision;
    latchkey.at(&id).set_permissions(revision, &["read:tickets"]).await.unwrap();

    for (hangs, by) in [("api/Agent", "stop"), ("api/Agent", "another"), ("api/Agent", "gone")] {
        halo.hangs_at(Some(hangs));
        let times = halo.times(hangs) + 1;
        let stops = async {
            halo.was_asked(hangs, times).await;
            match by {
                "stop" => latchkey.at(&id).stop(),
                "gone" => latchkey.page_is_gone(),
                _ => {
                    // The page asks again: its request before is cancelled.
                    halo.hangs_at(None);
                    assert_eq!(latchkey.at(&id).agents().await.unwrap().rows.len(), 3);
                }
            }
        };
        let (agents, ()) = tokio::join!(set_up.agents(), stops);
        assert_eq!(agents.unwrap_err(), Error::Stopped, "{by}");
    }
    for hangs in ["api/Agent/2", "api/Team"] {
        halo.hangs_at(Some(hangs));
        let times = halo.times(hangs) + 1;
        let stops = async {
            halo.was_asked(hangs, times).await;
            latchkey.at(&id).stop();
        };
        let (reach, ()) = tokio::join!(set_up.reach(), stops);
        assert_eq!(reach.unwrap_err(), Error::Stopped, "{hangs}");
    }
    halo.hangs_at(None);
    assert!(latchkey.at(&id).reach().await.unwrap().is_some(), "and it can be read again");
    assert!(latchkey.at(&id).authorised().is_some(), "who is signed in stays so");
}
