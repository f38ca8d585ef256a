//! The first page: the connections, once there are any. Until then the choice of a product takes its place.

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use latchkey_core::connections::Connection;
use latchkey_core::draft::Draft;
use latchkey_core::finding::Verdict;
use latchkey_core::guide::{self, Step};

use latchkey_core::procedure::Purpose;
use latchkey_core::{Error, Overview, Result, Unfinished};
use serde::{Deserialize, Serialize};

use super::frame::{self, Frame};
use super::notice::{Notice, Question};
use super::product::Monogram;
use super::values::{self, Values};
use super::when::ago;
use super::words::{Said, Speaks as _, family, t};
use super::{Context, Route, Update, page_of};
use crate::clipboard;
use crate::desk::{Desk, Place};

/// What a person can do here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Shows the connections that match the typed text.
    Find {
        #[serde(default)]
        text: String,
    },
    /// Copies a value of a connection.
    Copy { connection: String, line: usize },
    /// Tests a connection.
    Test { connection: String },
    /// Tests one after the other.
    TestAll {},
    /// Stops that after the one that is being tested.
    StopTesting {},
    /// Asks whether a set-up is to be removed.
    AskToRemove { set_up: String },
    /// Removes it. `insist`: although its application may be in HaloPSA.
    Remove { set_up: String, insist: bool },
}

/// From so many connections on they can be searched.
const SEARCHED_FROM: usize = 8;
/// After this long a test says little about today.
const STALE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The page.
#[derive(Template)]
#[template(path = "index.html", blocks = ["rows"])]
pub(crate) struct Index {
    pub(crate) frame: Frame,
    connections: Vec<Row>,
    /// How many there are, found or not.
    all: usize,
    sought: String,
    unfinished: Vec<UnfinishedRow>,
    /// Names of files that were damaged and kept aside.
    damaged: Vec<String>,
    testing_all: bool,
}

/// A connection.
pub(crate) struct Row {
    id: String,
    product: String,
    host: String,
    monogram: Monogram,
    look: &'static str,
    status: Said<'static>,
    ago: Said<'static>,
    testing: bool,
    just_made: bool,
    /// What was copied last.
    copied: Option<String>,
    values: Values,
}

/// A set-up that is not finished.
pub(crate) struct UnfinishedRow {
    id: String,
    /// None where its answers were damaged.
    product: Option<String>,
    monogram: Monogram,
    host: Option<String>,
    state: Said<'static>,
    /// Whether something of it may be in HaloPSA.
    in_halo: bool,
    /// Where it goes on.
    page: Option<Route>,
    /// Its entries in the keychain, where its answers are gone.
    entries: Vec<String>,
}

impl Row {
    fn of(connection: &Connection, now: Timestamp) -> Self {
        let proof = &connection.proof;
        let stale = now.duration_since(proof.at) > STALE;
        Self {
            id: connection.id.clone(),
            product: connection.product_name.clone(),
            host: connection.instance.address.host_and_port(),
            monogram: Monogram::of(&connection.product_name),
            look: match proof.verdict {
                Verdict::DoesNotWork => "bad",
                _ if stale => "stale",
                Verdict::Works => "good",
                Verdict::WorksWithRemarks => "warn",
            },
            status: family("verdict", proof.verdict.id()).with("count", proof.remarks.len()),
            ago: ago(proof.at, now),
            testing: false,
            just_made: false,
            copied: None,
            values: Values::of(connection),
        }
    }

    fn copy(&self, line: &values::LineShown) -> super::Action {
        super::Action::Index(Action::Copy { connection: self.id.clone(), line: line.number })
    }

    fn test(&self) -> super::Action {
        super::Action::Index(Action::Test { connection: self.id.clone() })
    }

    fn new_secret(&self) -> super::Action {
        super::Action::Connection(super::connection::Action::AskToRenew { connection: self.id.clone() })
    }

    fn remove(&self) -> super::Action {
        super::Action::Connection(super::connection::Action::AskToRemove { connection: self.id.clone() })
    }
}

impl UnfinishedRow {
    fn of(unfinished: Unfinished) -> Self {
        let draft = unfinished.draft;
        let application = unfinished.application;
        let host = draft.as_ref().and_then(|draft| draft.instance.as_ref());
        let product = draft.as_ref().map(|draft| draft.product_name.clone());
        Self {
            monogram: Monogram::of(product.as_deref().unwrap_or("")),
            host: host
                .map(|instance| instance.address.host_and_port())
                .or_else(|| application.as_ref().map(|created| created.host.clone())),
            state: match (&draft, &application) {
                (None, _) => t("unfinished-file-damaged"),
                (_, Some(created)) => t("unfinished-in-halo").with("name", &created.name),
                (Some(draft), None) => state(draft),
            },
            in_halo: application.is_some(),
            page: draft.as_ref().map(page_of),
            entries: unfinished.entries.into_iter().map(|entry| entry.service).collect(),
            product,
            id: unfinished.id,
        }
    }

    fn remove(&self) -> super::Action {
        super::Action::Index(Action::AskToRemove { set_up: self.id.clone() })
    }
}

/// How far a set-up has come.
fn state(draft: &Draft) -> Said<'static> {
    if draft.purpose == Purpose::NewSecret {
        return t("unfinished-secret");
    }
    match guide::next_step(draft) {
        Step::Connect => t("unfinished-address"),
        Step::General => t("unfinished-no-agent"),
        _ => t("unfinished-ready"),
    }
}

impl Index {
    pub(crate) fn of(frame: Frame, overview: Overview, sought: &str, now: Timestamp) -> Self {
        let wanted = sought.trim().to_lowercase();
        let all = overview.connections.len();
        let mut connections: Vec<Row> = overview
            .connections
            .iter()
            .filter(|one| {
                one.product_name.to_lowercase().contains(&wanted)
                    || one.instance.address.host_and_port().contains(&wanted)
            })
            .map(|one| Row::of(one, now))
            .collect();
        // What does not work first, then by name.
        connections
            .sort_by_cached_key(|row| (row.look != "bad", row.product.to_lowercase(), row.host.clone()));
        Self {
            frame,
            connections,
            all,
            sought: sought.to_owned(),
            unfinished: overview.unfinished.into_iter().map(UnfinishedRow::of).collect(),
            damaged: overview.damaged,
            testing_all: false,
        }
    }

    fn is_searched(&self) -> bool {
        self.all >= SEARCHED_FROM
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn find(&self) -> super::Action {
        super::Action::Index(Action::Find { text: String::new() })
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn test_all(&self) -> super::Action {
        super::Action::Index(Action::TestAll {})
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn stop_testing(&self) -> super::Action {
        super::Action::Index(Action::StopTesting {})
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn practise(&self) -> super::Action {
        super::Action::Frame(frame::Action::Practise { real_keychain: false })
    }
}

/// The page as it is now; the choice of a product where there is nothing yet.
pub(crate) fn view(desk: &Desk) -> Result<Update> {
    let update = Update::new();
    let place = desk.place()?;
    let overview = place.latchkey.overview()?;
    if overview.connections.is_empty() && overview.unfinished.is_empty() && overview.damaged.is_empty() {
        return super::new::view(desk, &Route::Index, false);
    }
    let page = page(desk, &place, overview);
    desk.memory.lock().just_made = None;
    Ok(update.page(&Route::Index, &page))
}

fn page(desk: &Desk, place: &Place, overview: Overview) -> Index {
    let memory = desk.memory.lock();
    let mut page = Index::of(Frame::wide(place), overview, &memory.sought, Timestamp::now());
    page.testing_all = memory.testing_all.is_some();
    for row in &mut page.connections {
        row.testing = place.latchkey.is_under_way(&row.id);
        row.just_made = memory.just_made.as_ref() == Some(&row.id);
    }
    page
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let retry = match &action {
        Action::Copy { connection, line } => {
            Some(Action::Copy { connection: connection.clone(), line: *line })
        }
        Action::Test { connection } => Some(Action::Test { connection: connection.clone() }),
        Action::Remove { set_up, insist } => Some(Action::Remove { set_up: set_up.clone(), insist: *insist }),
        _ => None,
    };
    let insist = match &action {
        Action::Remove { set_up, .. } => Some(Action::Remove { set_up: set_up.clone(), insist: true }),
        _ => None,
    };
    acted(context, action).await.unwrap_or_else(|error| {
        let mut notice = Notice::of(&error);
        if let Some(insist) = insist {
            notice = notice.insist("remove-anyway", super::Action::Index(insist));
        }
        if let Some(retry) = retry {
            notice = notice.retry(super::Action::Index(retry));
        }
        notice.update().empty("dialog")
    })
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    let place = desk.place()?;
    match action {
        Action::Find { text } => {
            let update = Update::new();
            desk.memory.lock().sought = text;
            Ok(update.part("rows", &page(desk, &place, place.latchkey.overview()?).as_rows()))
        }
        Action::Copy { connection, line } => {
            let seconds = values::copy(context, &connection, line).await?;
            let update = Update::new();
            let mut page = page(desk, &place, place.latchkey.overview()?);
            let row = page.connections.iter_mut().find(|row| row.id == connection);
            if let Some(row) = row {
                row.copied = row.values.lines.get(line).map(|line| line.label.clone());
            }
            let said = match seconds {
                Some(seconds) => t("handover-secret-copied").with("count", seconds),
                None => t("copied-it"),
            };
            Ok(update.part("rows", &page.as_rows()).announce(&said))
        }
        Action::Test { connection } => {
            test(desk, &place, &connection).await?;
            let update = Update::new();
            Ok(update.part("rows", &page(desk, &place, place.latchkey.overview()?).as_rows()))
        }
        Action::TestAll {} => test_all(desk, &place).await,
        Action::StopTesting {} => {
            if let Some(stop) = &desk.memory.lock().testing_all {
                stop.store(true, std::sync::atomic::Ordering::SeqCst);
            }
            Ok(Update::new())
        }
        Action::AskToRemove { set_up } => ask_to_remove(&place, set_up),
        Action::Remove { set_up, insist } => {
            desk.watched(&set_up, &place, place.latchkey.abandon(&set_up, insist)).await?;
            clipboard::forget(&set_up);
            Ok(view(desk)?.empty("dialog").announce(&t("unfinished-removed")))
        }
    }
}

/// Tests one connection. Its row shows it meanwhile.
async fn test(desk: &Desk, place: &Place, id: &str) -> Result<()> {
    let listener = desk.listener(id);
    let proved = place.latchkey.prove_connection(id, &listener);
    let mut shown = page(desk, place, place.latchkey.overview()?);
    if let Some(row) = shown.connections.iter_mut().find(|row| row.id == id) {
        row.testing = true;
    }
    desk.update(&Update::new().part("rows", &shown.as_rows()));
    desk.watched(id, place, Box::pin(proved)).await.map(|_| ())
}

async fn test_all(desk: &Desk, place: &Place) -> Result<Update> {
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    {
        let mut memory = desk.memory.lock();
        if memory.testing_all.is_some() {
            return Err(Error::Busy);
        }
        memory.testing_all = Some(std::sync::Arc::clone(&stop));
    }
    let all: Vec<String> = place.latchkey.overview()?.connections.into_iter().map(|one| one.id).collect();
    let mut ended = Ok(());
    for id in all {
        if stop.load(std::sync::atomic::Ordering::SeqCst) {
            break;
        }
        match test(desk, place, &id).await {
            // Nobody wants to be asked for the password of the keychain once for each.
            Err(error) if error.code().starts_with("keychain-") && error != Error::KeychainEntryGone => {
                ended = Err(error);
                break;
            }
            _ => {}
        }
    }
    desk.memory.lock().testing_all = None;
    ended?;
    let update = Update::new();
    Ok(update.page(&Route::Index, &page(desk, place, place.latchkey.overview()?)))
}

fn ask_to_remove(place: &Place, set_up: String) -> Result<Update> {
    let unfinished = place.latchkey.overview()?.unfinished.into_iter().find(|one| one.id == set_up);
    let unfinished = unfinished.ok_or(Error::DraftGone)?;
    let new_secret = unfinished.draft.as_ref().is_some_and(|draft| draft.purpose == Purpose::NewSecret);
    let remains = match &unfinished.application {
        Some(created) => t("remove-set-up-created").with("name", &created.name),
        None if new_secret => t("remove-set-up-new-secret"),
        None => t("remove-set-up-remains"),
    };
    Ok(Update::new().part(
        "dialog",
        &Question {
            title: t("remove-set-up").to_string(),
            texts: vec![t("remove-set-up.about"), remains],
            cancel: t("cancel").to_string(),
            confirm: t("remove-set-up.confirm").to_string(),
            danger: true,
            action: super::Action::Index(Action::Remove { set_up, insist: unfinished.application.is_some() }),
        },
    ))
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use latchkey_core::journal::Stage;

    use super::gallery::{State, connections, creation, draft, instance, now};
    let overview = |count: usize| Overview {
        connections: connections(count),
        unfinished: Vec::new(),
        damaged: Vec::new(),
    };
    let index = |overview: Overview, sought: &str, practising: bool| {
        Index::of(Frame { practising, ..Frame::default() }, overview, sought, now())
    };
    let unfinished = |id: &str, host: Option<&str>, created: bool| {
        let mut draft = draft("Harbour Alarm");
        draft.id = id.to_owned();
        draft.instance = host.map(instance);
        let application = created.then(|| creation(id, "Harbour Alarm", Stage::Sent));
        Unfinished { id: id.to_owned(), draft: Some(draft), entries: Vec::new(), application }
    };
    let mut some = overview(6);
    some.unfinished = vec![unfinished("u1", None, false), unfinished("u2", Some("acme.halopsa.com"), true)];
    let mut damaged = overview(1);
    damaged.damaged = vec!["connections.json.damaged-2026-11-26".to_owned()];
    damaged.unfinished = vec![Unfinished {
        id: "u3".to_owned(),
        draft: None,
        entries: connections(1).into_iter().map(|one| one.entry).collect(),
        application: None,
    }];
    let mut testing = index(overview(6), "", false);
    testing.testing_all = true;
    if let Some(row) = testing.connections.get_mut(1) {
        row.testing = true;
    }
    let mut made = index(overview(3), "", false);
    if let Some(row) = made.connections.get_mut(1) {
        row.just_made = true;
        row.copied = Some("client ID".to_owned());
    }
    vec![
        State::page("index-6", index(overview(6), "", false)),
        State::page("index-1", index(overview(1), "", false)),
        State::page("index-40", index(overview(40), "", false)),
        State::page("index-500", index(overview(500), "", false)),
        State::page("index-sought", index(overview(40), "cipp", false)),
        State::page("index-not-found", index(overview(40), "nothing like it", false)),
        State::page("index-unfinished", index(some, "", false)),
        State::page("index-damaged", index(damaged, "", false)),
        State::page("index-practice", index(overview(1), "", true)),
        State::page("index-testing", testing),
        State::page("index-made", made),
    ]
}
