//! The first page: the connections, once there are any. Until then the choice of a product replaces it.

use std::sync::Arc;

use askama::Template;
use jiff::{SignedDuration, Timestamp};
use latchkey_core::connections::Connection;
use latchkey_core::products::search;
use latchkey_core::proof::finding::Verdict;
use latchkey_core::setup::draft::Draft;
use latchkey_core::setup::guide::{self, Step};
use latchkey_core::setup::record::Record;
use latchkey_core::{ConnectionId, Error, Overview, Result, SetUpId};
use serde::{Deserialize, Serialize};

use super::frame::{self, Frame};
use super::notice::{Notice, Question, QuestionOr};
use super::product::Monogram;
use super::values::{self, Copied, Values};
use super::when::ago;
use super::words::{Said, Speaks as _, family, t};
use super::{Context, Route, Update, page_of};
use crate::clipboard;
use crate::desk::{Desk, Workspace};

/// The actions of this page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Shows the connections that match the typed text.
    Find {
        #[serde(default)]
        text: String,
    },
    /// Shows all matches, however many.
    ShowAll {},
    /// Copies a value of a connection.
    Copy { connection: ConnectionId, line: usize },
    /// Removes the confirmation that something was copied.
    Settle { connection: ConnectionId },
    /// Tests a connection.
    Test { connection: ConnectionId },
    /// Tests all connections, one after the other.
    TestAll {},
    /// Cancels that.
    StopTesting {},
    /// Opens the page of a set-up on which what it has created can be undone.
    GoToUndo { set_up: SetUpId },
    /// Asks for confirmation before a set-up is removed.
    AskToRemove { set_up: SetUpId },
    /// Removes it. `insist`: even if its application may be in HaloPSA.
    Remove { set_up: SetUpId, insist: bool },
}

/// From this number of connections on there is a search field.
const SEARCHED_FROM: usize = 8;
/// How many are shown at first.
const MAX_ROWS: usize = 100;
/// After this long a test is outdated.
const STALE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The progress of testing all connections.
pub(crate) struct TestingAll {
    /// The one being tested.
    current: Option<ConnectionId>,
    done: usize,
    all: usize,
    stopped: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "index.html", blocks = ["rows", "tests"])]
pub(crate) struct Index {
    pub(crate) frame: Frame,
    connections: Vec<Row>,
    /// The number of connections, matching or not.
    all: usize,
    /// How many more match than are shown.
    more: usize,
    sought: String,
    unfinished: Vec<UnfinishedRow>,
    /// Names of damaged files that were moved aside.
    damaged: Vec<String>,
    /// Tested and total, while all are being tested.
    testing_all: Option<(usize, usize)>,
}

/// A connection.
pub(crate) struct Row {
    id: ConnectionId,
    product: String,
    host: String,
    monogram: Monogram,
    look: &'static str,
    status: Said<'static>,
    ago: Said<'static>,
    testing: bool,
    just_made: bool,
    copied: Option<Copied>,
    values: Values,
}

/// Determines which connections are shown, and how.
#[derive(Default)]
struct Seen<'a> {
    sought: &'a str,
    /// Whether to show more than [`MAX_ROWS`].
    all: bool,
    just_made: Option<&'a ConnectionId>,
}

/// The content of a connection's row.
#[derive(Template)]
#[template(
    source = r#"{% import "connection-row.html" as rows %}{% call rows::row(row) %}{% endcall %}"#,
    ext = "html"
)]
struct RowContent {
    row: Row,
}

/// An unfinished set-up.
pub(crate) struct UnfinishedRow {
    id: SetUpId,
    product: String,
    monogram: Monogram,
    host: Option<String>,
    state: Said<'static>,
    /// Whether something of it may be in HaloPSA.
    in_halo: bool,
    /// The page on which it continues.
    page: Route,
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
            status: family("verdict", proof.verdict.id()).with("count", proof.things().len()),
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

    /// Whether the row should lead to the failure rather than offer values to copy.
    fn fails(&self) -> bool {
        self.look == "bad"
    }

    fn settle(&self) -> super::Action {
        super::Action::Index(Action::Settle { connection: self.id.clone() })
    }

    fn stop(&self) -> super::Action {
        super::Action::Frame(frame::Action::Stop { of: self.id.to_string() })
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
    fn of(unfinished: &Record) -> Self {
        let (draft, application) = (&unfinished.answers, unfinished.application());
        Self {
            id: draft.id.clone(),
            product: draft.product_name.clone(),
            monogram: Monogram::of(&draft.product_name),
            host: draft.instance.as_ref().map(|instance| instance.address.host_and_port()),
            state: match application {
                Some(created) => t("unfinished-in-halo").with("name", &created.name),
                None => state(draft),
            },
            in_halo: application.is_some(),
            page: page_of(draft),
        }
    }

    /// The page on which what may be in HaloPSA is undone, also for a set-up continued by hand.
    fn undo(&self) -> Route {
        Route::Review(self.id.clone())
    }

    fn remove(&self) -> super::Action {
        super::Action::Index(Action::AskToRemove { set_up: self.id.clone() })
    }
}

/// How far a set-up has come.
fn state(draft: &Draft) -> Said<'static> {
    if draft.purpose.is_new_secret() {
        return t("unfinished-secret");
    }
    match guide::next_step(draft) {
        Step::Connect => t("unfinished-address"),
        Step::General => t("unfinished-no-agent"),
        // By hand, it is in HaloPSA at about the time that it has a Client ID.
        _ if draft.client_id.is_some() => t("unfinished-to-finish"),
        _ => t("unfinished-ready"),
    }
}

impl Index {
    fn of(frame: Frame, overview: Overview, seen: &Seen<'_>, now: Timestamp) -> Self {
        let all = overview.connections.len();
        // Where the search field isn't shown, its text doesn't filter.
        let sought = if all < SEARCHED_FROM { "" } else { seen.sought };
        let wanted = sought.trim().to_lowercase();
        let matches = |one: &&Connection| {
            search::finds(&one.product_name, sought) || one.instance.address.host_and_port().contains(&wanted)
        };
        let just_made = |one: &Connection| seen.just_made == Some(&one.id);
        let mut found: Vec<&Connection> = overview.connections.iter().filter(matches).collect();
        // The connection just created first, then failing ones; then by name.
        found.sort_by_cached_key(|one| {
            let fails = one.proof.verdict == Verdict::DoesNotWork;
            let host = one.instance.address.host_and_port();
            (!just_made(one), !fails, one.product_name.to_lowercase(), host)
        });
        let more = if seen.all { 0 } else { found.len().saturating_sub(MAX_ROWS) };
        found.truncate(found.len() - more);
        let row = |one: &Connection| Row {
            just_made: just_made(one),
            host: one.distinguishing_label(&overview.connections),
            ..Row::of(one, now)
        };
        let connections = found.into_iter().map(row).collect();
        Self {
            frame,
            connections,
            all,
            more,
            sought: sought.to_owned(),
            unfinished: overview.unfinished.iter().map(UnfinishedRow::of).collect(),
            damaged: overview.damaged,
            testing_all: None,
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
    fn show_all(&self) -> super::Action {
        super::Action::Index(Action::ShowAll {})
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
        super::Action::Frame(frame::Action::Practise {})
    }
}

/// The current page; the choice of a product where there is nothing yet.
pub(crate) fn view(desk: &Desk) -> Result<Update> {
    let update = Update::new();
    let place = desk.workspace()?;
    let overview = place.latchkey.overview();
    if overview.connections.is_empty() && overview.unfinished.is_empty() && overview.damaged.is_empty() {
        return super::new::view(desk, &Route::Index, false);
    }
    let page = page(desk, &place, overview);
    desk.memory.lock().just_made = None;
    Ok(update.page(&Route::Index, &page))
}

fn page(desk: &Desk, place: &Workspace, overview: Overview) -> Index {
    let frame = Frame::around(desk, place, INDEX);
    let memory = desk.memory.lock();
    let seen = Seen { sought: &memory.sought, all: memory.shows_all, just_made: memory.just_made.as_ref() };
    let mut page = Index::of(frame, overview, &seen, Timestamp::now());
    page.testing_all = memory.testing_all.as_ref().map(|testing| (testing.done, testing.all));
    for row in &mut page.connections {
        row.testing = place.latchkey.is_connection_under_way(&row.id);
    }
    page
}

/// The id for the page's own progress.
pub(super) const INDEX: &str = "index";

/// The list and the progress of testing, as they are now.
fn rows(desk: &Desk) -> Result<Update> {
    let update = Update::new().only_on(&Route::Index);
    let place = desk.workspace()?;
    let page = page(desk, &place, place.latchkey.overview());
    Ok(update.part("tests", &page.as_tests()).part("rows", &page.as_rows()))
}

/// Updates only one row: of five hundred the others stay as they are.
fn row(desk: &Desk, id: &ConnectionId, change: impl FnOnce(&mut Row)) -> Result<Update> {
    let update = Update::new().only_on(&Route::Index);
    let place = desk.workspace()?;
    let all = place.latchkey.overview().connections;
    let connection = all.iter().find(|one| one.id == *id).ok_or(Error::ConnectionGone)?;
    let mut row =
        Row { host: connection.distinguishing_label(&all), ..Row::of(connection, Timestamp::now()) };
    row.testing = place.latchkey.is_connection_under_way(id);
    change(&mut row);
    Ok(update.part(&format!("connection-{id}"), &RowContent { row }))
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let retry = super::Action::Index(action.clone());
    let insist = match &action {
        Action::Remove { set_up, .. } => Some(Action::Remove { set_up: set_up.clone(), insist: true }),
        _ => None,
    };
    let connection = match &action {
        Action::Copy { connection, .. } | Action::Test { connection } => Some(connection.clone()),
        _ => None,
    };
    // What ends later is no longer awaited: it doesn't move the focus.
    let meanwhile = matches!(action, Action::Test { .. } | Action::TestAll {});
    acted(context, action).await.unwrap_or_else(|error| {
        let mut notice = Notice::of(&error);
        if let Some(insist) = insist {
            notice = notice.insist("remove-anyway", super::Action::Index(insist));
        }
        let notice = notice.retry(retry);
        let notice = match connection {
            Some(connection) => super::connection::offer_new_secret(notice, &error, &connection),
            None => notice,
        };
        if meanwhile {
            notice.beside(Update::new().only_on(&Route::Index), "alert")
        } else {
            notice.update().empty("dialog")
        }
    })
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    let place = desk.workspace()?;
    match action {
        Action::Find { text } => {
            let update = Update::new();
            {
                let mut memory = desk.memory.lock();
                memory.sought = text;
                memory.shows_all = false;
            }
            Ok(update.part("rows", &page(desk, &place, place.latchkey.overview()).as_rows()))
        }
        Action::ShowAll {} => {
            desk.memory.lock().shows_all = true;
            rows(desk)
        }
        Action::Copy { connection, line } => {
            let copied = values::copy(context, &connection, line);
            let seconds = desk.patient(INDEX, place.latchkey.keeper(), copied).await?;
            let said = match seconds {
                Some(seconds) => t("handover-secret-copied").with("count", seconds),
                None => t("copied-it"),
            };
            Ok(row(desk, &connection, |row| row.copied = Some(Copied::of(seconds)))?.announce(&said))
        }
        Action::Settle { connection } => row(desk, &connection, |_| {}),
        Action::Test { connection } => {
            if place.latchkey.is_connection_under_way(&connection) {
                return Ok(Update::new());
            }
            let verdict = test(desk, &place, &connection).await?;
            Ok(match verdict {
                Some(said) => Update::new().announce(&said),
                None => Update::new(),
            })
        }
        Action::TestAll {} => test_all(desk, &place).await,
        Action::StopTesting {} => {
            let current = desk.memory.lock().testing_all.as_mut().map(|testing| {
                testing.stopped = true;
                testing.current.clone()
            });
            if let Some(current) = current.flatten() {
                place.latchkey.stop_connection(&current);
            }
            Ok(Update::new())
        }
        Action::GoToUndo { set_up } => Ok(Update::go(&Route::Review(set_up))),
        Action::AskToRemove { set_up } => ask_to_remove(&place, &set_up),
        Action::Remove { set_up, insist } => {
            let removed = place.latchkey.set_up(&set_up)?;
            let removed = desk.watched(&set_up, &place, Box::pin(removed.abandon(insist)));
            desk.patient(INDEX, place.latchkey.keeper(), removed).await?;
            clipboard::forget(&set_up);
            Ok(view(desk)?.empty("dialog").announce(&t("unfinished-removed")))
        }
    }
}

/// Tests one connection. Its row shows the progress and then the result. Returns the verdict; none when it
/// was cancelled.
async fn test(desk: &Desk, place: &Workspace, id: &ConnectionId) -> Result<Option<Said<'static>>> {
    let listener = desk.listener(id);
    let proved = place.latchkey.prove_connection(id, &listener);
    desk.update(&row(desk, id, |row| row.testing = true)?);
    let proved = desk.watched(id, place, Box::pin(proved));
    let proved = desk.patient(INDEX, place.latchkey.keeper(), proved).await;
    // It may have been removed meanwhile.
    if let Ok(row) = row(desk, id, |_| {}) {
        desk.update(&row);
    }
    match proved {
        Ok(proof) => {
            let product = place.latchkey.connection(id)?.product_name;
            let result = family("verdict", proof.verdict.id()).with("count", proof.things().len());
            Ok(Some(t("tested-one").with("what", product).with("result", result)))
        }
        Err(Error::Stopped) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Tests all connections, one after the other, until the user cancels or the keychain stays locked.
async fn test_all(desk: &Desk, place: &Workspace) -> Result<Update> {
    let seen = Seen { all: true, ..Seen::default() };
    let listed = Index::of(Frame::default(), place.latchkey.overview(), &seen, Timestamp::now());
    let all: Vec<ConnectionId> = listed.connections.into_iter().map(|row| row.id).collect();
    {
        let mut memory = desk.memory.lock();
        if memory.testing_all.is_some() {
            return Ok(Update::new());
        }
        let testing = TestingAll { current: None, done: 0, all: all.len(), stopped: false };
        memory.testing_all = Some(testing);
    }
    let mut untested = Vec::new();
    let tested = test_one_by_one(desk, place, all, &mut untested).await;
    let stopped = desk.memory.lock().testing_all.take().is_none_or(|testing| testing.stopped);
    desk.update(&rows(desk)?);
    tested?;
    if stopped {
        return Ok(Update::new().announce(&t("testing-stopped")));
    }
    if !untested.is_empty() {
        let untested = Untested { rows: untested };
        return Ok(Update::new().only_on(&Route::Index).part("alert", &untested));
    }
    let failing = desk.workspace()?.latchkey.overview().connections;
    let failing = failing.iter().filter(|one| one.proof.verdict == Verdict::DoesNotWork).count();
    Ok(Update::new().announce(&t("tested-all").with("count", failing)))
}

/// The connections that could not be tested in a test of all.
#[derive(Template)]
#[template(path = "untested.html")]
struct Untested {
    rows: Vec<UntestedRow>,
}

/// A connection, and why it could not be tested.
struct UntestedRow {
    id: ConnectionId,
    product: String,
    why: String,
}

async fn test_one_by_one(
    desk: &Desk,
    place: &Workspace,
    all: Vec<ConnectionId>,
    untested: &mut Vec<UntestedRow>,
) -> Result<()> {
    for (done, id) in all.into_iter().enumerate() {
        // Practice may have ended meanwhile.
        let here = desk.workspace().is_ok_and(|now| Arc::ptr_eq(&now.latchkey, &place.latchkey));
        {
            let mut memory = desk.memory.lock();
            match &mut memory.testing_all {
                Some(testing) if here && !testing.stopped => {
                    testing.current = Some(id.clone());
                    testing.done = done + 1;
                }
                _ => return Ok(()),
            }
        }
        desk.update(&progress_of_all(desk, place));
        match test(desk, place, &id).await {
            // Continuing would prompt for the keychain's password once per connection.
            Err(error) if error.is_of_the_keychain() => return Err(error),
            // Removed or tested meanwhile.
            Err(Error::ConnectionGone | Error::Busy) | Ok(_) => {}
            Err(error) => untested.push(UntestedRow {
                product: place.latchkey.connection(&id)?.product_name,
                why: Notice::of(&error).title,
                id,
            }),
        }
    }
    Ok(())
}

/// The progress of testing all.
fn progress_of_all(desk: &Desk, place: &Workspace) -> Update {
    let update = Update::new().only_on(&Route::Index);
    // The rows stay as they are.
    let none = Overview { connections: Vec::new(), unfinished: Vec::new(), damaged: Vec::new() };
    update.part("tests", &page(desk, place, none).as_tests())
}

fn ask_to_remove(place: &Workspace, set_up: &SetUpId) -> Result<Update> {
    let all = place.latchkey.overview().unfinished;
    let unfinished = all.iter().find(|one| one.id() == set_up).ok_or(Error::DraftGone)?;
    Ok(Update::new().part("dialog", &removal(unfinished)))
}

/// The question before a set-up is removed. Where something of it may be in HaloPSA, undoing is offered
/// instead.
fn removal(unfinished: &Record) -> QuestionOr {
    let set_up = unfinished.id().clone();
    let created = unfinished.application();
    let remains = match created {
        Some(created) => t("remove-set-up-created").with("name", &created.name),
        None if unfinished.answers.purpose.is_new_secret() => t("remove-set-up-new-secret"),
        None => t("remove-set-up-remains"),
    };
    let insist = created.is_some();
    let question = Question {
        title: t("remove-set-up").to_string(),
        texts: vec![t("remove-set-up.about"), remains],
        cancel: t("cancel").to_string(),
        confirm: t("remove-set-up.confirm").to_string(),
        danger: true,
        action: super::Action::Index(Action::Remove { set_up: set_up.clone(), insist }),
    };
    let undo = super::Action::Index(Action::GoToUndo { set_up });
    QuestionOr { question, other: insist.then(|| (t("unfinished-undo-in-halo").to_string(), undo)) }
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use latchkey_core::setup::record::Stage;

    use super::gallery::{State, connections, creation, draft, instance, now};
    let overview = |count: usize| Overview {
        connections: connections(count),
        unfinished: Vec::new(),
        damaged: Vec::new(),
    };
    let index = |overview: Overview, sought: &str, practising: bool| {
        let seen = Seen { sought, ..Seen::default() };
        Index::of(Frame { practising, ..Frame::default() }, overview, &seen, now())
    };
    let unfinished = |id: &str, host: Option<&str>, created: bool| {
        let mut draft = draft("Harbour Alarm");
        draft.id = id.into();
        draft.instance = host.map(instance);
        let mut unfinished = Record::of(draft);
        unfinished.creation = created.then(|| creation("Harbour Alarm", Stage::Sent));
        unfinished
    };
    let mut some = overview(6);
    some.unfinished = vec![unfinished("u1", None, false), unfinished("u2", Some("acme.halopsa.com"), true)];
    let mut damaged = overview(1);
    damaged.damaged = vec!["connections.json.damaged-0".to_owned()];
    let mut testing = index(overview(6), "", false);
    testing.testing_all = Some((2, 6));
    if let Some(row) = testing.connections.get_mut(1) {
        row.testing = true;
    }
    let just_made = "c0001".into();
    let seen = Seen { just_made: Some(&just_made), ..Seen::default() };
    let mut made = Index::of(Frame::default(), overview(3), &seen, now());
    if let Some(row) = made.connections.get_mut(1) {
        row.copied = Some(Copied::of(None));
    }
    let seen = Seen { all: true, ..Seen::default() };
    let all = Index::of(Frame::default(), overview(500), &seen, now());
    let long = "Maximiliane-Wilhelmina Featherstonehaugh-Cholmondeley";
    let signed_in =
        frame::People::one(long.into(), "a-customer-with-a-very-long-name-indeed.halopsa.com".into());
    let signed_in = Frame { signed_in, ..Frame::default() };
    let signed_in = Index::of(signed_in, overview(6), &Seen::default(), now());
    vec![
        State::page("index-6", index(overview(6), "", false)),
        State::page("index-signed-in", signed_in),
        State::page("index-1", index(overview(1), "", false)),
        State::page("index-40", index(overview(40), "", false)),
        State::page("index-500", index(overview(500), "", false)),
        State::page("index-500-all", all),
        State::page("index-sought", index(overview(40), "cipp", false)),
        State::page("index-not-found", index(overview(40), "nothing like it", false)),
        State::page("index-unfinished", index(some, "", false)),
        State::page("index-damaged", index(damaged, "", false)),
        State::page("index-practice", index(overview(1), "", true)),
        State::page("index-testing", testing),
        State::page("index-made", made),
        State::dialog("index-remove", removal(&unfinished("u1", None, false))),
        State::dialog("index-remove-created", removal(&unfinished("u2", Some("acme.halopsa.com"), true))),
    ]
}

#[cfg(test)]
mod tests {
    use latchkey_core::plan::PlannedAgent;
    use latchkey_core::setup::draft::ClientId;
    use latchkey_core::setup::record::Stage;

    use super::super::gallery::{connections, creation, draft, now, saved};
    use super::*;

    fn overview(connections: Vec<Connection>) -> Overview {
        Overview { connections, unfinished: Vec::new(), damaged: Vec::new() }
    }

    fn shown(overview: Overview, sought: &str) -> String {
        let seen = Seen { sought, ..Seen::default() };
        Index::of(Frame::default(), overview, &seen, now()).render().unwrap()
    }

    fn unfinished(application: bool) -> Record {
        let mut unfinished = Record::of(draft("Harbour Alarm"));
        unfinished.creation = application.then(|| creation("Harbour Alarm", Stage::Sent));
        unfinished
    }

    #[test]
    fn undoing_is_offered_where_something_may_be_in_halopsa() {
        for application in [true, false] {
            let mut all = overview(connections(1));
            all.unfinished = vec![unfinished(application)];
            let page = shown(all, "");
            assert_eq!(page.contains("id=\"undo-"), application);
            assert_eq!(page.contains("status warn"), application, "amber: decide now");
            assert!(page.contains("id=\"continue-"));
            let question = removal(&unfinished(application)).render().unwrap();
            assert_eq!(question.contains("dialog-instead"), application, "{question}");
            assert_eq!(question.contains("&#34;insist&#34;:true"), application, "{question}");
        }
    }

    #[test]
    fn connections_that_look_alike_show_their_applications() {
        let mut two = vec![saved(None, "Harbour Alarm"), saved(None, "Harbour Alarm")];
        two[1].id = "another".into();
        two[1].application_name = Some("Harbour Alarm (2)".into());
        assert!(shown(overview(two.clone()), "").contains("acme.halopsa.com · Harbour Alarm (2)"));
        two[1].instance = super::super::gallery::instance("another.halopsa.com");
        assert!(!shown(overview(two), "").contains("· Harbour Alarm"));
    }

    #[test]
    fn by_hand_it_is_not_called_uncreated_once_it_has_a_client_id() {
        let mut one = draft("Harbour Alarm");
        (one.application_name, one.agent) = (Some("Harbour Alarm".into()), Some(PlannedAgent::named("API")));
        one.instance = Some(super::super::gallery::instance("acme.halopsa.com"));
        let words = |draft: &Draft| state(draft).to_string();
        assert_eq!(words(&one), t("unfinished-ready").to_string());
        one.client_id = Some(ClientId::BeforeSave { value: "4f96558b-8213-49f9-9410-36ece7d1716b".into() });
        assert_eq!(words(&one), t("unfinished-to-finish").to_string());
    }

    #[test]
    fn few_connections_are_not_searched_whatever_was_sought_among_many() {
        let rows = |count, sought: &str| {
            shown(overview(connections(count)), sought).matches("<li class=\"item").count()
        };
        assert_eq!(rows(SEARCHED_FROM - 1, "nothing like it"), SEARCHED_FROM - 1);
        assert_eq!(rows(SEARCHED_FROM, "nothing like it"), 0);
        assert_eq!(rows(SEARCHED_FROM, "A-Customer"), SEARCHED_FROM / 2, "by the host");
        assert_eq!(rows(SEARCHED_FROM, " rewst "), 1, "by the name");
    }

    #[test]
    fn of_very_many_a_part_is_shown_at_first_and_what_was_just_made_is_in_it() {
        let index = |all| {
            let made = "c0398".into();
            let seen = Seen { all, just_made: Some(&made), ..Seen::default() };
            Index::of(Frame::default(), overview(connections(500)), &seen, now())
        };
        let page = index(false);
        assert_eq!((page.connections.len(), page.more), (MAX_ROWS, 400));
        assert_eq!(page.connections[0].id.as_str(), "c0398");
        assert!(page.connections[1].fails(), "then what does not work");
        assert!(page.render().unwrap().contains("id=\"show-all\""));
        let page = index(true);
        assert_eq!((page.connections.len(), page.more), (500, 0));
        assert!(!page.render().unwrap().contains("id=\"show-all\""));
    }

    #[test]
    fn a_test_of_long_ago_says_little_but_that_it_fails_stays() {
        let mut connection = saved(None, "Harbour Alarm");
        let look = |connection: &Connection, days: i64| {
            Row::of(connection, connection.proof.at + SignedDuration::from_hours(days * 24)).look
        };
        assert_eq!([look(&connection, 30), look(&connection, 31)], ["good", "stale"]);
        connection.proof.verdict = Verdict::DoesNotWork;
        assert_eq!(look(&connection, 31), "bad");
    }

    #[test]
    fn a_row_says_what_is_going_on_and_is_never_tested_twice_at_once() {
        let html = |change: fn(&mut Row)| {
            let mut row = Row::of(&saved(None, "A <b>\"name\""), now());
            change(&mut row);
            RowContent { row }.render().unwrap()
        };
        let still = html(|_| {});
        assert!(still.contains("id=\"test-unlisted\"") && !still.contains("id=\"stop-unlisted\""));
        assert!(!still.contains("<b>"), "{still}");
        let testing = html(|row| row.testing = true);
        assert!(!testing.contains("id=\"test-unlisted\"") && testing.contains("id=\"stop-unlisted\""));
        assert!(testing.contains("Testing…"), "{testing}");
        let fails = html(|row| row.look = "bad");
        assert!(fails.contains("id=\"why-unlisted\"") && !fails.contains("id=\"copy-unlisted"));
        let copied = [
            html(|row| row.copied = Some(Copied::of(None))),
            html(|row| row.copied = Some(Copied::of(Some(60)))),
        ];
        assert!(copied[0].contains("data-countdown=\"2\"") && copied[1].contains("data-countdown=\"60\""));
    }
}
