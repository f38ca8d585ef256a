//! What the pages show. Each page asks for its view and shows it; nothing secret is in any of them.
//! The types are exported to `src-tauri/bindings` for the pages' `JSDoc`.

use latchkey_core::connections::Connection;
use latchkey_core::draft::Draft;
use latchkey_core::finding::{AgentFinding, Proof, Remark};
use latchkey_core::guide::{self, SecretPlace, Step};
use latchkey_core::halo::ReadSeen;
use latchkey_core::handover::Line;
use latchkey_core::permission::{self, Permission};
use latchkey_core::procedure::{self, Item, Purpose};
use latchkey_core::product::{self, Field, Shape};
use latchkey_core::proof::Progress;
use latchkey_core::{Latchkey, Result};
use serde::Serialize;
use ts_rs::TS;

/// The first page.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct IndexView {
    practising: Option<Practising>,
    products: Vec<ProductView>,
    connections: Vec<ConnectionRow>,
    unfinished: Vec<UnfinishedRow>,
    /// Names of files that were damaged and kept aside.
    damaged: Vec<String>,
}

/// That the app runs on the practice HaloPSA.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct Practising {
    /// What is pasted as the address.
    pub(crate) address: String,
    /// Whether secrets go to the real keychain.
    pub(crate) real_keychain: bool,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct ProductView {
    id: String,
    name: String,
    also_known_as: Vec<String>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct ConnectionRow {
    id: String,
    product: String,
    host: String,
    verdict: &'static str,
    /// RFC 3339.
    proved: String,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct UnfinishedRow {
    id: String,
    /// None when the answers were damaged.
    product: Option<String>,
    host: Option<String>,
    new_secret: bool,
    /// Where to go on.
    page: Option<&'static str>,
    /// Names of its entries in the keychain.
    entries: Vec<String>,
}

impl IndexView {
    pub(crate) fn of(latchkey: &Latchkey, practising: Option<Practising>) -> Result<Self> {
        let overview = latchkey.overview()?;
        Ok(Self {
            practising,
            products: product::listed()
                .iter()
                .map(|p| ProductView {
                    id: p.id.clone(),
                    name: p.name.clone(),
                    also_known_as: p.also_known_as.clone(),
                })
                .collect(),
            connections: overview
                .connections
                .into_iter()
                .map(|c| ConnectionRow {
                    host: c.instance.address.host_and_port(),
                    id: c.id,
                    product: c.product_name,
                    verdict: c.proof.verdict.id(),
                    proved: c.proof.at.to_string(),
                })
                .collect(),
            unfinished: overview
                .unfinished
                .into_iter()
                .map(|u| UnfinishedRow {
                    id: u.id,
                    product: u.draft.as_ref().map(|d| d.product_name.clone()),
                    host: u
                        .draft
                        .as_ref()
                        .and_then(|d| d.instance.as_ref())
                        .map(|i| i.address.host_and_port()),
                    new_secret: u.draft.as_ref().is_some_and(|d| d.purpose == Purpose::NewSecret),
                    page: u.draft.as_ref().map(|d| guide::next_step(d).id()),
                    entries: u.entries.into_iter().map(|e| e.service).collect(),
                })
                .collect(),
            damaged: overview.damaged,
        })
    }
}

/// What every page of a set-up shows: whose it is, and the checklist beside it.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct Frame {
    id: String,
    #[ts(type = "number")]
    revision: u64,
    product: String,
    /// The listed product, if it is listed.
    product_id: Option<String>,
    new_secret: bool,
    practising: Option<Practising>,
    checklist: Vec<CheckStep>,
    /// The page before and the page after this one.
    back: Option<&'static str>,
    next: Option<&'static str>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct CheckStep {
    id: &'static str,
    done: bool,
    current: bool,
    /// Whether its page may be opened: every page before it has its answers.
    open: bool,
    /// The procedure's items, for the step that is done in HaloPSA.
    items: Vec<CheckItem>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct CheckItem {
    id: &'static str,
    done: bool,
}

impl Frame {
    pub(crate) fn of(
        draft: &Draft,
        secret: SecretPlace,
        current: Step,
        practising: Option<Practising>,
    ) -> Self {
        let steps = guide::steps(draft);
        let at = steps.iter().position(|step| *step == current);
        let mut open = true;
        let checklist = steps
            .iter()
            .map(|step| {
                let items = if *step == Step::Guide {
                    procedure::items(&draft.purpose)
                        .iter()
                        .map(|item| CheckItem { id: item.id(), done: guide::is_done(*item, draft, secret) })
                        .collect()
                } else {
                    Vec::new()
                };
                let done = guide::is_answered(*step, draft);
                let row = CheckStep {
                    id: step.id(),
                    done,
                    current: *step == current,
                    open: open && *step != Step::Done,
                    items,
                };
                open &= done;
                row
            })
            .collect();
        Self {
            id: draft.id.clone(),
            revision: draft.revision,
            product: draft.product_name.clone(),
            product_id: draft.product.clone(),
            new_secret: draft.purpose == Purpose::NewSecret,
            practising,
            checklist,
            back: at.and_then(|at| at.checked_sub(1)).and_then(|at| steps.get(at)).map(|s| s.id()),
            next: at.and_then(|at| steps.get(at + 1)).map(|s| s.id()),
        }
    }
}

/// Where.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct ConnectView {
    frame: Frame,
    address: Option<String>,
    version: Option<String>,
    tenant: Option<String>,
    sign_in_host: Option<String>,
}

impl ConnectView {
    pub(crate) fn of(frame: Frame, draft: &Draft) -> Self {
        let instance = draft.instance.as_ref();
        Self {
            frame,
            address: instance.map(|i| i.address.to_string()),
            version: instance.and_then(|i| i.version.clone()),
            tenant: instance.and_then(|i| i.tenant.clone()),
            sign_in_host: instance
                .filter(|i| i.signs_in_elsewhere())
                .map(latchkey_core::instance::Instance::sign_in_host),
        }
    }
}

/// Name and agent.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct GeneralView {
    frame: Frame,
    name: String,
    agent: Option<String>,
}

impl GeneralView {
    pub(crate) fn of(frame: Frame, draft: &Draft) -> Self {
        let name = draft.application_name.clone().unwrap_or_else(|| draft.product_name.clone());
        Self { frame, name, agent: draft.agent.clone() }
    }
}

/// Permissions.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct PermissionsView {
    frame: Frame,
    /// What the vendor names. None for another product.
    lists: Vec<ListView>,
    source: Option<String>,
    looked_up: Option<String>,
    areas: Vec<AreaView>,
    chosen: Vec<String>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct ListView {
    id: String,
    status: &'static str,
    permissions: Vec<String>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct AreaView {
    id: &'static str,
    permissions: Vec<&'static str>,
}

fn names(permissions: &[Permission]) -> Vec<String> {
    permissions.iter().map(|p| p.name().to_owned()).collect()
}

impl PermissionsView {
    pub(crate) fn of(frame: Frame, draft: &Draft) -> Self {
        let product = draft.product.as_deref().and_then(product::find);
        Self {
            frame,
            lists: product
                .map(|p| {
                    let list = |l: &product::PermissionList| ListView {
                        id: l.id.clone(),
                        status: l.status.id(),
                        permissions: names(&l.permissions),
                    };
                    p.lists.iter().map(list).collect()
                })
                .unwrap_or_default(),
            source: product.map(|p| p.source.clone()),
            looked_up: product.map(|p| p.looked_up.clone()),
            areas: permission::AREAS
                .iter()
                .map(|a| AreaView { id: a.id, permissions: a.permissions.to_vec() })
                .collect(),
            chosen: names(&draft.permissions),
        }
    }
}

/// The procedure, by hand.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct GuideView {
    frame: Frame,
    items: Vec<ItemView>,
    application_name: Option<String>,
    applications_page: Option<String>,
    client_id: Option<String>,
    secret: &'static str,
    /// Whether there is all that the proof needs.
    ready: bool,
    proof: Option<ProofView>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct ItemView {
    id: &'static str,
    chapter: &'static str,
    done: bool,
    /// Whether the person ticks it; else its being done is a fact.
    by_hand: bool,
    trap: bool,
    /// What is typed or chosen there, to be copied.
    value: Option<String>,
    /// What is ticked there.
    values: Vec<String>,
}

/// The value that belongs to an item, for the page and for the clipboard.
pub(crate) fn value_of(item: Item, draft: &Draft) -> Option<String> {
    match item {
        Item::Name | Item::OpenApplication => draft.application_name.clone(),
        Item::Agent => draft.agent.clone(),
        _ => None,
    }
}

impl GuideView {
    pub(crate) fn of(frame: Frame, draft: &Draft, secret: SecretPlace, proof: Option<&Proof>) -> Self {
        let items = procedure::items(&draft.purpose)
            .iter()
            .map(|item| ItemView {
                id: item.id(),
                chapter: item.chapter(&draft.purpose),
                done: guide::is_done(*item, draft, secret),
                by_hand: item.is_ticked_by_hand(),
                trap: item.has_trap(),
                value: value_of(*item, draft),
                values: if *item == Item::Permissions { names(&draft.permissions) } else { Vec::new() },
            })
            .collect();
        Self {
            frame,
            items,
            application_name: draft.application_name.clone(),
            applications_page: draft.instance.as_ref().map(|i| i.address.applications_page().to_string()),
            client_id: draft.client_id.clone(),
            secret: place(secret),
            ready: draft.client_id.is_some() && secret != SecretPlace::Nowhere,
            proof: proof.map(ProofView::of),
        }
    }
}

fn place(secret: SecretPlace) -> &'static str {
    match secret {
        SecretPlace::Nowhere => "nowhere",
        SecretPlace::InHand => "in-hand",
        SecretPlace::Kept => "kept",
        SecretPlace::Uncertain => "uncertain",
    }
}

/// What was taken from the clipboard.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct TakenView {
    /// There was white space around it.
    pub(crate) trimmed: bool,
    /// It differs from the one taken before.
    pub(crate) changed: bool,
    pub(crate) guide: GuideView,
}

/// A proof.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct ProofView {
    verdict: &'static str,
    /// RFC 3339.
    at: String,
    /// `planned`, `another`, `not-planned`, `not-told`; none without a token.
    agent: Option<&'static str>,
    agent_name: Option<String>,
    permissions: Vec<SeenView>,
    remarks: Vec<RemarkView>,
    causes: Vec<CauseView>,
}

/// One permission and what was seen of it.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct SeenView {
    permission: String,
    /// `rows`, `nothing`, `refused`, `not-there`, `trouble`, `missing`, `no-read`.
    seen: &'static str,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct RemarkView {
    id: &'static str,
    permission: Option<String>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct CauseView {
    id: &'static str,
    item: Option<&'static str>,
}

impl ProofView {
    pub(crate) fn of(proof: &Proof) -> Self {
        let (agent, agent_name) = match &proof.agent {
            None => (None, None),
            Some(AgentFinding::Planned { agent }) => (Some("planned"), Some(agent.name.clone())),
            Some(AgentFinding::Another { agent }) => (Some("another"), Some(agent.name.clone())),
            Some(AgentFinding::NotPlanned { agent }) => (Some("not-planned"), Some(agent.name.clone())),
            Some(AgentFinding::NotTold { .. }) => (Some("not-told"), None),
        };
        let mut permissions: Vec<SeenView> = proof
            .missing
            .iter()
            .map(|p| SeenView { permission: p.name().to_owned(), seen: "missing" })
            .collect();
        permissions.extend(proof.reads.iter().map(|r| SeenView {
            permission: r.permission.name().to_owned(),
            seen: match r.seen {
                ReadSeen::Rows => "rows",
                ReadSeen::Nothing => "nothing",
                ReadSeen::Refused { .. } => "refused",
                ReadSeen::NotThere => "not-there",
                ReadSeen::Trouble { .. } => "trouble",
            },
        }));
        permissions.extend(proof.remarks.iter().filter_map(|remark| match remark {
            Remark::NoRead { permission } => {
                Some(SeenView { permission: permission.name().to_owned(), seen: "no-read" })
            }
            _ => None,
        }));
        Self {
            verdict: proof.verdict.id(),
            at: proof.at.to_string(),
            agent,
            agent_name,
            permissions,
            remarks: proof.remarks.iter().map(RemarkView::of).collect(),
            causes: proof
                .causes
                .iter()
                .map(|c| CauseView { id: c.id(), item: c.item().map(Item::id) })
                .collect(),
        }
    }
}

impl RemarkView {
    fn of(remark: &Remark) -> Self {
        let (id, permission) = match remark {
            Remark::AgentNotTold => ("agent-not-told", None),
            Remark::NothingSeen { permission } => ("nothing-seen", Some(permission)),
            Remark::ReadRefused { permission } => ("read-refused", Some(permission)),
            Remark::ReadFailed { permission } => ("read-failed", Some(permission)),
            Remark::NoRead { permission } => ("no-read", Some(permission)),
        };
        Self { id, permission: permission.map(|p| p.name().to_owned()) }
    }
}

/// How a proof of a set-up ended: the connection to go to, or what doesn't work.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct OutcomeView {
    pub(crate) connection: Option<String>,
    pub(crate) proof: ProofView,
}

/// One saved connection: the pages `done` and `connection`.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct ConnectionView {
    id: String,
    practising: Option<Practising>,
    product: String,
    host: String,
    address: String,
    tenant: Option<String>,
    application_name: Option<String>,
    agent: Option<String>,
    client_id: String,
    permissions: Vec<String>,
    /// RFC 3339.
    since: String,
    proof: ProofView,
    /// The entry's name in the system's keychain.
    keychain_entry: String,
    lines: Vec<LineView>,
    form: Option<FormView>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct LineView {
    /// The words of the field: `field-<id>`.
    id: &'static str,
    /// None for the secret.
    value: Option<String>,
}

/// The product's own form, where it is known.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct FormView {
    product_id: String,
    place: String,
    test_button: String,
    finish_button: String,
    source: String,
    looked_up: String,
}

impl ConnectionView {
    pub(crate) fn of(connection: Connection, lines: Vec<Line>, practising: Option<Practising>) -> Self {
        let form = connection.product.as_deref().and_then(product::find).map(|p| FormView {
            product_id: p.id.clone(),
            place: p.place.clone(),
            test_button: p.test_button.clone(),
            finish_button: p.finish_button.clone(),
            source: p.form_source.clone(),
            looked_up: p.looked_up.clone(),
        });
        Self {
            practising,
            product: connection.product_name,
            host: connection.instance.address.host_and_port(),
            address: connection.instance.address.to_string(),
            tenant: connection.instance.tenant,
            application_name: connection.application_name,
            agent: connection.agent,
            client_id: connection.client_id,
            permissions: names(&connection.permissions),
            since: connection.since.to_string(),
            proof: ProofView::of(&connection.proof),
            keychain_entry: connection.entry.service,
            lines: lines
                .into_iter()
                .map(|line| LineView {
                    id: match (line.field.field, line.field.shape) {
                        (Field::Address, Shape::ResourceServer) => "resource-server",
                        (Field::Address, _) => "address",
                        (Field::AuthorisationServer, _) => "authorisation-server",
                        (Field::Tenant, _) => "tenant",
                        (Field::ClientId, _) => "client-id",
                        (Field::Secret, _) => "secret",
                    },
                    value: line.value,
                })
                .collect(),
            form,
            id: connection.id,
        }
    }
}

/// What something that takes a while is doing: numbered, so that an event that was overtaken by a
/// snapshot is recognised.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct ProgressView {
    #[ts(type = "number")]
    pub(crate) number: u64,
    /// The words: `progress-<id>`.
    pub(crate) id: Option<&'static str>,
    /// A parameter of the words: seconds, or how many reads.
    #[ts(type = "number | null")]
    pub(crate) count: Option<u64>,
    /// The keychain has been waiting for a while: the computer may be asking for a password.
    pub(crate) keychain_waits: bool,
}

/// A step's id and number, for [`ProgressView`].
pub(crate) fn progress(step: &Progress) -> (&'static str, Option<u64>) {
    match step {
        Progress::Keychain => ("keychain", None),
        Progress::Token => ("token", None),
        Progress::NotYet => ("not-yet", None),
        Progress::Pause { seconds } => ("pause", Some(*seconds)),
        Progress::Permissions => ("permissions", None),
        Progress::Agent => ("agent", None),
        Progress::Reads { count } => ("reads", u64::try_from(*count).ok()),
    }
}
