//! Every page in every state, rendered from values as core has them: into `target/gallery`, for the page checks, the
//! pictures and `cargo xtask pages`.

use std::fs;
use std::path::Path;

use askama::DynTemplate;
use jiff::Timestamp;
use latchkey_core::connections::Connection;
use latchkey_core::draft::{Draft, Way};
use latchkey_core::finding::{AgentFinding, Cause, Proof, ReadFinding, Remark, TokenSeen, Verdict};
use latchkey_core::halo::{AgentSeen, NoToken, ReadSeen};
use latchkey_core::instance::Instance;
use latchkey_core::journal::{Creation, Stage};
use latchkey_core::permission::Permission;
use latchkey_core::procedure::Purpose;
use latchkey_core::product::{self, Demand};
use latchkey_core::setup::{AgentChoice, AgentFacts, AgentWarning, Agents, Met, Teams};
use latchkey_core::vault::EntryName;

use super::frame::{self, Current, Frame};
use super::notice::Notice;
use super::{
    Action, SecretOf, Update, agent, connect, connection, done, guide, index, new, permissions, review,
};

/// A page in one state.
pub(super) struct State {
    /// The page's name, then the state's: `new-unlisted`. The file's name.
    name: &'static str,
    /// What is in the element with this id.
    place: &'static str,
    template: Box<dyn DynTemplate>,
    /// What is told beside it.
    update: Option<Update>,
}

impl State {
    pub(super) fn page(name: &'static str, page: impl DynTemplate + 'static) -> Self {
        Self { name, place: "main", template: Box::new(page), update: None }
    }

    pub(super) fn dialog(name: &'static str, dialog: impl DynTemplate + 'static) -> Self {
        Self { name, place: "dialog", template: Box::new(dialog), update: None }
    }

    /// A page that was told something: its parts are in their places.
    pub(super) fn told(name: &'static str, page: impl DynTemplate + 'static, update: Update) -> Self {
        Self { update: Some(update), ..Self::page(name, page) }
    }

    /// The same with something that was refused, above everything.
    pub(super) fn refused(self, notice: Notice) -> Self {
        Self { update: Some(notice.update()), ..self }
    }

    fn html(&self) -> String {
        let html = self.template.dyn_render().unwrap();
        self.update.as_ref().map_or(html.clone(), |update| update.in_place(html))
    }
}

/// The moment at which the gallery is seen.
pub(super) fn now() -> Timestamp {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

/// What is around a page of a set-up.
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
        guide::gallery(),
        review::gallery(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An instance at this host.
pub(super) fn instance(host: &str) -> Instance {
    let address = latchkey_core::address::Address::parse(host, &[]).unwrap();
    Instance { sign_in: address.join("auth"), address, tenant: None, version: None }
}

/// A proof that came to `verdict` at `at`.
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
    draft.agent = Some("API Integration Account".to_owned());
    draft.agent_id = Some(7);
    draft.way = Way::ByLatchkey;
    draft
}

/// So many agents, as the practice HaloPSA has them. `demands`: what the product's vendor asks of each.
pub(super) fn agents(count: usize, demands: &[(Demand, Met)]) -> Agents {
    let facts = |api_only, teams: usize, administrator| AgentFacts {
        api_only: Some(api_only),
        teams: Some(Teams { names: (0..teams).map(|n| format!("Team {n}")).collect(), all: Some(4) }),
        customers: Some(Vec::new()),
        administrator,
        roles: Some(vec!["Integration".to_owned()]),
    };
    let choice = |id, name: &str, facts, warnings: &[AgentWarning]| {
        let mut choice = AgentChoice::new(id, name);
        choice.facts = facts;
        choice.warnings = warnings.to_vec();
        choice.demands = demands.to_vec();
        choice
    };
    let long = "An API agent with a very <b>long</b> name & \"quotes\" that goes on and on and on ".repeat(2);
    let choices = (0..i64::try_from(count).unwrap())
        .map(|n| match n {
            0 => choice(7, "API Integration Account", facts(true, 4, Some(false)), &[]),
            1 => choice(8, "API Blue Heron", facts(true, 1, Some(true)), &[AgentWarning::Administrator]),
            2 => choice(
                9,
                &long,
                AgentFacts { customers: Some(vec!["Acme".into(), "Beta".into()]), ..facts(true, 0, None) },
                &[AgentWarning::NoTeam, AgentWarning::Restricted],
            ),
            3 => choice(1, "Wilhelmina Sample", facts(false, 4, Some(true)), &[AgentWarning::Own]),
            4 => choice(5, "מירה לדוגמה", AgentFacts::default(), &[]),
            n => choice(
                100 + n,
                &format!("Agent {n:05}"),
                AgentFacts { api_only: Some(false), ..AgentFacts::default() },
                &[AgentWarning::Person],
            ),
        })
        .collect();
    Agents { choices, recommended: (count > 0).then_some(7), unread: 0 }
}

/// An application that was asked for, at `stage`.
pub(super) fn creation(set_up: &str, name: &str, stage: Stage) -> Creation {
    Creation {
        draft: set_up.to_owned(),
        host: "acme.halopsa.com".to_owned(),
        mark: "mark".to_owned(),
        name: name.to_owned(),
        client_id: "0f8fad5b-d9cb-469f-a165-70867728950e".to_owned(),
        there_before: Some(Vec::new()),
        shown_client_id: None,
        named: false,
        asked: 1,
        stage,
    }
}

/// A saved connection of this product.
pub(super) fn saved(product: Option<&str>, name: &str) -> Connection {
    let id = product.unwrap_or("unlisted");
    Connection {
        product: product.map(str::to_owned),
        product_name: name.to_owned(),
        id: id.replace('-', ""),
        ..connections(1).remove(0)
    }
}

/// So many saved connections, of the listed products in turn, some of them with long names.
pub(super) fn connections(count: usize) -> Vec<Connection> {
    let products: Vec<_> =
        product::listed().iter().filter(|product| product.not_possible.is_none()).collect();
    let verdicts =
        [Verdict::Works, Verdict::Works, Verdict::WorksWithRemarks, Verdict::Works, Verdict::DoesNotWork];
    (0..count)
        .map(|n| {
            let product = products[n % products.len()];
            let hours = i64::try_from(n * n).unwrap() + 1;
            let at = now().checked_sub(jiff::SignedDuration::from_hours(hours)).unwrap();
            let client_id = format!("0f8fad5b-d9cb-469f-a165-{n:012}");
            Connection {
                id: format!("c{n:04}"),
                product: Some(product.id.clone()),
                product_name: product.name.clone(),
                instance: instance(["acme.halopsa.com", "a-customer-with-a-long-name.halopsa.com"][n % 2]),
                application_name: Some(product.name.clone()),
                agent: Some("API Integration Account".into()),
                agent_id: Some(7),
                application: Some(n.to_string()),
                permissions: vec![Permission::named("read:tickets").unwrap()],
                entry: EntryName {
                    service: format!("Latchkey for HaloPSA: acme.halopsa.com, {}", product.name),
                    user: client_id.clone(),
                },
                client_id,
                since: at,
                proof: proof(verdicts[n % verdicts.len()], at),
                made_by: String::new(),
            }
        })
        .collect()
}

/// The window's document with a state in it, without the script: nothing is to be asked here.
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

/// The values of these attributes, as the page's script reads them.
fn attributes<'a>(html: &str, names: &[&'a str]) -> Vec<(&'a str, String)> {
    let mut found = Vec::new();
    for name in names {
        for (at, start) in html.match_indices(&format!(" {name}=\"")) {
            let value = html[at + start.len()..].split('"').next().unwrap();
            let value = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
                .iter()
                .fold(value.to_owned(), |value, (escaped, plain)| value.replace(escaped, plain));
            found.push((*name, value));
        }
    }
    found
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
        for (attribute, action) in attributes(&html, &["data-act", "data-load", "data-paste"]) {
            let read = serde_json::from_str::<Action>(&action);
            assert!(read.is_ok(), "{}: {attribute} {action}: {read:?}", state.name);
        }
        for (attribute, of) in attributes(&html, &["data-secret"]) {
            let read = serde_json::from_str::<SecretOf>(&of);
            assert!(read.is_ok(), "{}: {attribute} {of}: {read:?}", state.name);
        }
        fs::write(folder.join(format!("{}.html", state.name)), document(state, &html)).unwrap();
    }
    let mut names: Vec<&str> = states.iter().map(|state| state.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), states.len(), "each state has a name of its own");
}
