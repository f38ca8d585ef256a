//! Every page in every state, rendered from values as core has them: into `target/gallery`, for the page checks, the
//! pictures and `cargo xtask pages`.

use std::fs;
use std::path::Path;

use askama::DynTemplate;
use jiff::Timestamp;
use latchkey_core::connections::Connection;
use latchkey_core::connections::history::{EventKind, History};
use latchkey_core::halo::{AgentSeen, NoToken, ReadSeen};
use latchkey_core::instance::Instance;
use latchkey_core::permissions::Permission;
use latchkey_core::plan::PlannedAgent;
use latchkey_core::procedure::Purpose;
use latchkey_core::products;
use latchkey_core::proof::finding::{AgentFinding, Cause, Proof, ReadFinding, Remark, TokenSeen, Verdict};
use latchkey_core::setup::draft::{Draft, Way};
use latchkey_core::setup::record::{Creation, Stage};
use latchkey_core::setup::{AgentChoice, AgentRights, AgentWarning, Agents};
use latchkey_core::vault::EntryName;

use super::frame::{self, Current, Frame};
use super::notice::Notice;
use super::words::{Said, family, t};
use super::{Update, agent, check, connect, connection, done, guide, index, new, permissions, review};
use crate::checkup::{CheckupLine, CheckupView};

/// A page in one state.
pub(super) struct State {
    /// The page's name, then the state's: `new-unlisted`. The file's name.
    name: &'static str,
    /// What is in the element with this id.
    place: &'static str,
    template: Box<dyn DynTemplate>,
    /// An update besides.
    update: Option<Update>,
}

impl State {
    pub(super) fn page(name: &'static str, page: impl DynTemplate + 'static) -> Self {
        Self { name, place: "main", template: Box::new(page), update: None }
    }

    pub(super) fn dialog(name: &'static str, dialog: impl DynTemplate + 'static) -> Self {
        Self { name, place: "dialog", template: Box::new(dialog), update: None }
    }

    /// A page after an update: its parts are in their places.
    pub(super) fn told(name: &'static str, page: impl DynTemplate + 'static, update: Update) -> Self {
        Self { update: Some(update), ..Self::page(name, page) }
    }

    /// The same with a refusal above everything.
    pub(super) fn refused(self, notice: Notice) -> Self {
        Self { update: Some(notice.update()), ..self }
    }

    fn html(&self) -> String {
        let html = self.template.dyn_render().unwrap();
        self.update.as_ref().map_or(html.clone(), |update| update.in_place(html))
    }
}

/// The gallery's current time.
pub(super) fn now() -> Timestamp {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

/// The frame around a page of a set-up.
pub(super) fn frame_of(draft: &Draft, current: Current) -> Frame {
    Frame { steps: frame::steps(draft, current), ..Frame::default() }
}

fn states() -> Vec<State> {
    [
        new::gallery(),
        connect::gallery(),
        index::gallery(),
        done::gallery(),
        connection::gallery(),
        permissions::gallery(),
        agent::gallery(),
        check::gallery(),
        guide::gallery(),
        review::gallery(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An instance at this host.
pub(super) fn instance(host: &str) -> Instance {
    let address = latchkey_core::instance::address::Address::parse(host, &[]).unwrap();
    Instance::at(address)
}

/// A proof with `verdict` at `at`.
pub(super) fn proof(verdict: Verdict, at: Timestamp) -> Proof {
    let permission = |name| Permission::named(name).unwrap();
    Proof {
        verdict,
        at,
        token: TokenSeen::Given { named: true },
        agent: Some(AgentFinding::Planned {
            agent: AgentSeen {
                id: 7,
                name: "API Integration Account".into(),
                administrator: None,
                api_only: None,
            },
        }),
        missing: Vec::new(),
        reads: vec![ReadFinding {
            permission: permission("read:tickets"),
            path: "api/Tickets".into(),
            seen: ReadSeen::Rows,
        }],
        untried: vec![permission("edit:tickets")],
        remarks: if verdict == Verdict::WorksWithRemarks {
            vec![Remark::NoTeam { permission: permission("read:tickets") }]
        } else {
            Vec::new()
        },
        causes: Vec::new(),
        saved: None,
        compared: Vec::new(),
    }
}

/// A proof that failed for several possible reasons.
pub(super) fn failed(at: Timestamp) -> Proof {
    Proof {
        token: TokenSeen::Refused { why: NoToken::UnknownClient },
        agent: None,
        reads: Vec::new(),
        untried: Vec::new(),
        causes: vec![Cause::ClientIdChanged, Cause::SecretNotSaved, Cause::Inactive],
        ..proof(Verdict::DoesNotWork, at)
    }
}

/// A set-up's answers: none yet.
pub(super) fn draft(product: &str) -> Draft {
    Draft::begin(Purpose::NewApplication, None, product).unwrap()
}

/// A set-up's answers for a listed product: everything that is needed before it is created.
pub(super) fn listed_draft(product: &str) -> Draft {
    let mut draft = Draft::begin(Purpose::NewApplication, Some(product), "").unwrap();
    draft.instance = Some(instance("acme.halopsa.com"));
    draft.application_name = Some(draft.product_name.clone());
    draft.agent = Some(PlannedAgent::Listed { id: 7, name: "API Integration Account".to_owned() });
    draft.way = Way::ByLatchkey;
    draft
}

/// This many agents, as the practice HaloPSA has them.
pub(super) fn agents(count: usize) -> Agents {
    let rights = |administrator, teams: usize| AgentRights {
        administrator: Some(administrator),
        teams: Some((0..teams).map(|n| format!("Team {n}")).collect()),
        customers: Vec::new(),
        roles: vec!["Integration".to_owned()],
    };
    let choices = (0..i64::try_from(count).unwrap())
        .map(|n| match n {
            0 => AgentChoice::of(7, "API Integration Account", Vec::new()).known(true, rights(false, 4)),
            1 => AgentChoice::of(8, "API Blue Heron", vec![AgentWarning::Administrator])
                .known(true, rights(true, 1)),
            2 => AgentChoice::of(
                9,
                "An API agent with a very <b>long</b> name that goes on and on and on",
                vec![AgentWarning::NoTeam],
            ),
            3 => AgentChoice::of(1, "Wilhelmina Sample", vec![AgentWarning::Own]),
            n => AgentChoice::of(100 + n, &format!("Agent {n:05}"), vec![AgentWarning::Person]),
        })
        .collect();
    Agents { choices, recommended: (count > 0).then_some(7), teams: Some(4), unread: 0 }
}

/// An application that was requested, at `stage`.
pub(super) fn creation(name: &str, stage: Stage) -> Creation {
    Creation {
        host: "acme.halopsa.com".to_owned(),
        mark: "mark".to_owned(),
        name: name.to_owned(),
        client_id: "0f8fad5b-d9cb-469f-a165-70867728950e".to_owned(),
        there_before: Vec::new(),
        shown_client_id: None,
        named: false,
        others: Vec::new(),
        asked: 1,
        deleted: 0,
        settled: false,
        excluded: Vec::new(),
        doubtful: Vec::new(),
        unread_before: 0,
        stage,
    }
}

/// A saved connection of this product.
pub(super) fn saved(product: Option<&str>, name: &str) -> Connection {
    let id = product.unwrap_or("unlisted");
    Connection {
        product: product.map(str::to_owned),
        product_name: name.to_owned(),
        id: id.replace('-', "").into(),
        ..connections(1).remove(0)
    }
}

/// The result of a check of this computer.
pub(super) fn checked(fit: bool) -> CheckupView {
    let line = |id: &'static str, outcome, title: Said<'_>, advice: String| CheckupLine {
        id,
        outcome,
        name: family("check", id).to_string(),
        title: title.to_string(),
        advice,
    };
    let fine = |id, title| line(id, "fine", title, String::new());
    let keychain = if fit {
        fine("keychain", t("check-keychain-fine"))
    } else {
        let said = || family("error", "keychain-locked");
        line("keychain", "trouble", said(), said().attr("advice").to_string())
    };
    let proxy = if fit {
        fine("proxy", t("check-proxy-none"))
    } else {
        line("proxy", "remark", t("check-proxy-script"), t("check-proxy-script.advice").to_string())
    };
    let lines = vec![
        keychain,
        fine("folder", t("check-folder-fine")),
        fine("certificates", t("check-certificates-fine")),
        proxy,
        fine("instance", t("check-instance-fine").with("host", "acme.halopsa.com")),
        fine("log", t("check-log-fine")),
        fine("webview", t("check-webview-fine").with("version", "131.0.2903.112")),
        fine("policy", t("check-policy-none")),
    ];
    let report = lines.iter().map(|line| format!("[{}] {}: {}\n", line.outcome, line.name, line.title));
    CheckupView { fit, report: report.collect(), lines }
}

/// This many saved connections, of the listed products in turn, some of them with long names.
pub(super) fn connections(count: usize) -> Vec<Connection> {
    let products: Vec<_> =
        products::listed().iter().filter(|product| product.not_possible.is_none()).collect();
    let verdicts =
        [Verdict::Works, Verdict::Works, Verdict::WorksWithRemarks, Verdict::Works, Verdict::DoesNotWork];
    (0..count)
        .map(|n| {
            let product = products[n % products.len()];
            let hours = i64::try_from(n * n).unwrap() + 1;
            let at = now().checked_sub(jiff::SignedDuration::from_hours(hours)).unwrap();
            let client_id = format!("0f8fad5b-d9cb-469f-a165-{n:012}");
            Connection {
                id: format!("c{n:04}").into(),
                product: Some(product.id.clone()),
                product_name: product.name.clone(),
                instance: instance(["acme.halopsa.com", "a-customer-with-a-long-name.halopsa.com"][n % 2]),
                application_name: Some(product.name.clone()),
                agent: Some(PlannedAgent::Listed { id: 7, name: "API Integration Account".into() }),
                application: Some(n.to_string().into()),
                permissions: vec![Permission::named("read:tickets").unwrap()],
                entry: EntryName {
                    service: format!("Latchkey for HaloPSA: acme.halopsa.com, {}", product.name),
                    user: client_id.clone(),
                },
                client_id,
                since: at,
                proof: proof(verdicts[n % verdicts.len()], at),
                renewed: None,
                history: history(at),
            }
        })
        .collect()
}

/// The history of a connection that was tested last at this moment.
fn history(tested: Timestamp) -> History {
    let mut history = History::default();
    for what in [
        EventKind::Begun,
        EventKind::Created,
        EventKind::Connected,
        EventKind::DoesNotWork,
        EventKind::SecretReplaced,
    ] {
        history.note_at(what, now());
    }
    history.note_at(EventKind::Works, tested);
    history
}

/// The window's document with a state in it, without the script: it must send no actions.
fn document(state: &State, html: &str) -> String {
    let index = include_str!("../../../ui/static/index.html")
        .replace("    <script type=\"module\" src=\"app.js\"></script>\n", "");
    match state.place {
        "dialog" => index
            .replace("<dialog id=\"dialog\"", "<dialog open id=\"dialog\"")
            .replace("\"dialog-title\"></dialog>", &format!("\"dialog-title\">{html}</dialog>")),
        _ => index.replace("<div id=\"main\"></div>", &format!("<div id=\"main\">{html}</div>")),
    }
}

#[test]
fn every_page_is_rendered_in_every_state() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/gallery");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let states = states();
    for state in &states {
        let html = state.html();
        assert_eq!(super::lint::wrong_tags(&html), None, "{}", state.name);
        fs::write(folder.join(format!("{}.html", state.name)), document(state, &html)).unwrap();
    }
    let mut names: Vec<&str> = states.iter().map(|state| state.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), states.len(), "each state has a name of its own");
}
