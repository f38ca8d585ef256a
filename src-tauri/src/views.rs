//! What the pages show. Each page asks for its view and shows it; nothing secret is in any of them.
//! The types are exported to `src-tauri/bindings` for the pages' `JSDoc`.

use latchkey_core::catalogue;
use latchkey_core::connections::Connection;
use latchkey_core::draft::{Draft, Way};
use latchkey_core::ending::Outcome;
use latchkey_core::finding::{AgentFinding, Cause, Difference, Proof, Remark, TokenSeen};
use latchkey_core::guide::{self, SecretPlace, Step};
use latchkey_core::halo::ReadSeen;
use latchkey_core::handover::{Line, Value};
use latchkey_core::journal::{Creation, Stage};
use latchkey_core::linter;
use latchkey_core::permission::Permission;
use latchkey_core::procedure::{self, Item, Purpose};
use latchkey_core::product::{self, Field, Shape};
use latchkey_core::proof::Progress;
use latchkey_core::setup::{AgentChoice, AgentWarning, Agents, Authorised, Reach, Sees};
use latchkey_core::{Error, Latchkey, Result};
use serde::Serialize;
use ts_rs::TS;

/// The first page.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct IndexView {
    practising: Option<Practising>,
    products: Vec<ProductView>,
    /// Listed products that can't be connected here, and why.
    not_possible: Vec<NotPossibleView>,
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
struct NotPossibleView {
    name: String,
    also_known_as: Vec<String>,
    /// The words: `not-possible-<id>`.
    why: &'static str,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct ConnectionRow {
    id: String,
    product: String,
    host: String,
    verdict: &'static str,
    /// So many things to know.
    things: usize,
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
    /// The name of an application that Latchkey asked HaloPSA for, and that may be there.
    application: Option<String>,
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
                .filter(|p| p.not_possible.is_none())
                .map(|p| ProductView {
                    id: p.id.clone(),
                    name: p.name.clone(),
                    also_known_as: p.also_known_as.clone(),
                })
                .collect(),
            not_possible: product::listed()
                .iter()
                .filter_map(|p| {
                    let why = p.not_possible?.id();
                    Some(NotPossibleView {
                        name: p.name.clone(),
                        also_known_as: p.also_known_as.clone(),
                        why,
                    })
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
                    things: c.proof.remarks.len(),
                    proved: c.proof.at.to_string(),
                })
                .collect(),
            unfinished: overview
                .unfinished
                .into_iter()
                .map(|u| UnfinishedRow {
                    id: u.id,
                    product: u.draft.as_ref().map(|d| d.product_name.clone()),
                    new_secret: u.draft.as_ref().is_some_and(|d| d.purpose == Purpose::NewSecret),
                    page: u.draft.as_ref().map(|d| guide::next_step(d).id()),
                    // Where it is not known from the answers any more.
                    host: u
                        .draft
                        .as_ref()
                        .and_then(|d| d.instance.as_ref())
                        .map(|i| i.address.host_and_port())
                        .or_else(|| u.application.as_ref().map(|a| a.host.clone())),
                    application: u.application.map(|a| a.name),
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
        creation: Option<&Creation>,
        proof: Option<&Proof>,
        current: Step,
        practising: Option<Practising>,
    ) -> Self {
        let steps = guide::steps(draft);
        let at = steps.iter().position(|step| *step == current);
        let mut open = true;
        let checklist = steps
            .iter()
            .map(|step| {
                let items: &[Item] = match step {
                    Step::Guide => procedure::items(&draft.purpose),
                    Step::Review => &guide::ITEMS_OF_REVIEW,
                    _ => &[],
                };
                let items = items
                    .iter()
                    .map(|item| CheckItem {
                        id: item.id(),
                        done: guide::is_done(*item, draft, secret, creation, proof),
                    })
                    .collect();
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
    /// What whoever manages this computer has set, where nothing has been answered yet.
    address_set: Option<String>,
    version: Option<String>,
    tenant: Option<String>,
    sign_in_host: Option<String>,
    /// Whether Latchkey can create the application itself: not where a secret was lost.
    may_create: bool,
    /// The Client ID of an application that may create others; its secret is still to come.
    authority_client_id: Option<String>,
    /// Who is signed in.
    authorised: Option<AuthorisedView>,
    /// Whether Latchkey creates the application.
    by_latchkey: bool,
}

/// Who is signed in, and what stands there.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct AuthorisedView {
    /// The agent behind it, where HaloPSA says so.
    agent: Option<String>,
    /// Whether that agent is an administrator, where HaloPSA says so.
    administrator: Option<bool>,
    /// Whether it is a person who signed in in the window; else an application.
    by_person: bool,
    /// The application's name, where HaloPSA shows it.
    application: Option<String>,
    applications: Vec<ApplicationView>,
    /// How many more there are, which can't be read.
    unread: usize,
}

/// An API application that stands in HaloPSA.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct ApplicationView {
    name: String,
    active: bool,
    /// HaloPSA's own.
    system: bool,
    agent: Option<String>,
    /// None where HaloPSA did not tell them.
    permissions: Option<Vec<String>>,
}

impl AuthorisedView {
    fn of(authorised: Authorised) -> Self {
        Self {
            agent: authorised.agent,
            administrator: authorised.administrator,
            by_person: authorised.by_person,
            application: authorised.application,
            unread: authorised.unread,
            applications: authorised
                .applications
                .into_iter()
                .map(|a| ApplicationView {
                    name: a.name,
                    active: a.active,
                    system: a.system,
                    agent: a.agent,
                    permissions: a.permissions.as_deref().map(names),
                })
                .collect(),
        }
    }
}

impl ConnectView {
    pub(crate) fn of(
        frame: Frame,
        draft: &Draft,
        address_set: Option<String>,
        authority_client_id: Option<String>,
        authorised: Option<Authorised>,
    ) -> Self {
        let instance = draft.instance.as_ref();
        Self {
            frame,
            address: instance.map(|i| i.address.to_string()),
            address_set: address_set.filter(|_| instance.is_none()),
            version: instance.and_then(|i| i.version.clone()),
            tenant: instance.and_then(|i| i.tenant.clone()),
            sign_in_host: instance
                .filter(|i| i.signs_in_elsewhere())
                .map(latchkey_core::instance::Instance::sign_in_host),
            may_create: draft.purpose == Purpose::NewApplication,
            authority_client_id,
            authorised: authorised.map(AuthorisedView::of),
            by_latchkey: draft.way == Way::ByLatchkey,
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
    /// Whether the agent is chosen from HaloPSA's list: the command `agents` reads it.
    from_list: bool,
    /// HaloPSA's number for the agent, where it was chosen from the list.
    #[ts(type = "number | null")]
    agent_id: Option<i64>,
}

impl GeneralView {
    pub(crate) fn of(frame: Frame, draft: &Draft) -> Self {
        let name = draft.application_name.clone().unwrap_or_else(|| draft.product_name.clone());
        Self {
            frame,
            name,
            agent: draft.agent.clone(),
            from_list: draft.way == Way::ByLatchkey,
            agent_id: draft.agent_id,
        }
    }
}

/// The agents to choose from.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct AgentsView {
    /// Those that fit first.
    agents: Vec<AgentView>,
    /// How many more there are, which can't be read.
    unread: usize,
}

impl AgentsView {
    pub(crate) fn of(agents: Agents) -> Self {
        Self { agents: agents.choices.into_iter().map(AgentView::of).collect(), unread: agents.unread }
    }
}

/// An agent to choose.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct AgentView {
    #[ts(type = "number")]
    id: i64,
    name: String,
    /// What speaks against it: `agent-warning-<id>`. Empty for one that fits.
    warnings: Vec<&'static str>,
}

impl AgentView {
    fn of(choice: AgentChoice) -> Self {
        Self {
            id: choice.id,
            name: choice.name,
            warnings: choice.warnings.into_iter().map(AgentWarning::id).collect(),
        }
    }
}

/// What will be created, and how far its creation has come.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct ReviewView {
    frame: Frame,
    host: String,
    name: String,
    agent: String,
    permissions: Vec<String>,
    /// Whether somebody who may manage applications is signed in.
    signed_in: bool,
    /// The request as it will be sent, without what is made only then.
    request: Option<String>,
    /// `nothing`, `prepared`, `sent` (it may be there), `found`, `compared`.
    stage: &'static str,
    /// In what the saved application differs from the plan.
    differences: Vec<DifferenceView>,
    /// Whether it is being created, or undone, right now.
    running: bool,
    /// `nowhere`, `in-hand`, `kept`, `uncertain`.
    secret: &'static str,
    proof: Option<ProofView>,
}

/// In what a saved application differs from the plan: `difference-<id>`.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct DifferenceView {
    id: &'static str,
    /// Permissions that were planned and are not there.
    missing: Vec<String>,
    /// So many permissions are there that were not planned.
    more: usize,
}

impl DifferenceView {
    fn of(difference: &Difference) -> Self {
        let (missing, more) = match difference {
            Difference::Permissions { missing, more } => (names(missing), *more),
            _ => (Vec::new(), 0),
        };
        Self { id: difference.id(), missing, more }
    }
}

impl ReviewView {
    pub(crate) fn of(latchkey: &Latchkey, id: &str, frame: Frame) -> Result<Self> {
        let draft = latchkey.draft(id)?;
        let creation = latchkey.creation(id)?;
        let (stage, differences) = match creation.as_ref().map(|c| &c.stage) {
            None => ("nothing", &[] as &[_]),
            Some(Stage::Prepared) => ("prepared", &[] as &[_]),
            Some(Stage::Sent) => ("sent", &[] as &[_]),
            Some(Stage::Found { .. }) => ("found", &[] as &[_]),
            Some(Stage::Compared { differences, .. }) => ("compared", differences.as_slice()),
        };
        Ok(Self {
            frame,
            host: draft.instance.as_ref().ok_or(Error::DraftIncomplete)?.address.host_and_port(),
            name: draft.application_name.clone().ok_or(Error::DraftIncomplete)?,
            agent: draft.agent.clone().ok_or(Error::DraftIncomplete)?,
            permissions: names(&draft.permissions),
            signed_in: latchkey.authorised(id).is_some(),
            request: latchkey.request_shown(id).ok(),
            stage,
            differences: differences.iter().map(DifferenceView::of).collect(),
            running: latchkey.is_under_way(id),
            secret: place(latchkey.secret_place(id)?),
            proof: latchkey.last_proof(id).as_ref().map(ProofView::of),
        })
    }
}

/// How far the planned application will reach.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct ReachView {
    agent: String,
    api_only: Option<bool>,
    administrator: Option<bool>,
    roles: Vec<String>,
    /// None where HaloPSA does not tell them.
    teams: Option<Vec<String>>,
    /// The only customers that it may see; empty for all.
    customers: Vec<String>,
    rows: Vec<ReachRow>,
}

/// How far it reaches with one permission: `reach-<id>`.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct ReachRow {
    permission: String,
    id: &'static str,
    /// Nothing at all will be seen.
    nothing: bool,
    /// So many teams.
    teams: usize,
    /// So many there are; 0 where HaloPSA doesn't tell.
    all_teams: usize,
    /// The only customers; empty for all of them.
    customers: Vec<String>,
    /// The role that keeps it closed.
    role: String,
    /// Changing was planned, too, and won't be possible.
    only_read: bool,
}

impl ReachView {
    pub(crate) fn of(reach: Reach) -> Self {
        let rows = reach.rows.into_iter().map(|row| {
            let (id, nothing) = (row.sees.id(), row.sees.is_nothing());
            let (teams, all_teams, customers, role) = match row.sees {
                Sees::Teams { of, all, customers } => (of, all.unwrap_or_default(), customers, String::new()),
                Sees::Customers { customers } => (0, 0, customers, String::new()),
                Sees::NoAccess { role } => (0, 0, Vec::new(), role),
                _ => (0, 0, Vec::new(), String::new()),
            };
            let permission = row.permission.name().to_owned();
            ReachRow { permission, id, nothing, teams, all_teams, customers, role, only_read: row.only_read }
        });
        Self {
            rows: rows.collect(),
            agent: reach.agent,
            api_only: reach.api_only,
            administrator: reach.administrator,
            roles: reach.roles,
            teams: reach.teams,
            customers: reach.customers,
        }
    }
}

/// Permissions.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct PermissionsView {
    frame: Frame,
    /// What the vendor names. None for another product.
    lists: Vec<ListView>,
    /// The permissions for which the vendor says why. The words: `reason-<product>-<permission>`.
    reasons: Vec<String>,
    /// What the vendor asks of the agent. The words: `demand-<id>`.
    demands: Vec<&'static str>,
    /// What is known to go wrong with the product. The words: `trouble-<id>`.
    trouble: Vec<&'static str>,
    /// The redirect URI that its application needs.
    redirect_uri: Option<String>,
    source: Option<String>,
    /// None where the source was not seen lately.
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
    permissions: Vec<KnownView>,
}

/// A permission of the catalogue.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct KnownView {
    name: &'static str,
    /// What is at stake: `money`, `personal`, `administration`, in this order.
    sensitivity: Vec<&'static str>,
    /// Seen on few instances only.
    few_instances: bool,
    /// The others of the catalogue that it includes.
    includes: Vec<&'static str>,
}

/// What there is to say about a choice of permissions.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct PermissionsAdvice {
    advice: Vec<AdviceView>,
    /// What a thief could do. The words: `meter-<id>`.
    meter: &'static str,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct AdviceView {
    /// The words: `advice-<id>`.
    id: &'static str,
    permissions: Vec<String>,
    remedy: Option<RemedyView>,
}

#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct RemedyView {
    remove: Vec<String>,
    /// Some may be chosen already.
    add: Vec<String>,
}

impl PermissionsAdvice {
    pub(crate) fn of(draft: &Draft, chosen: &[Permission]) -> Self {
        let product = draft.product.as_deref().and_then(product::find);
        Self {
            advice: linter::advise(chosen, product)
                .into_iter()
                .map(|advice| AdviceView {
                    id: advice.what.id(),
                    permissions: names(&advice.permissions),
                    remedy: advice
                        .remedy
                        .map(|remedy| RemedyView { remove: names(&remedy.remove), add: names(&remedy.add) }),
                })
                .collect(),
            meter: linter::meter(chosen).id(),
        }
    }
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
            reasons: product.map(|p| names(&p.reasons)).unwrap_or_default(),
            demands: product.iter().flat_map(|p| &p.demands).map(|demand| demand.id()).collect(),
            trouble: product.iter().flat_map(|p| &p.trouble).map(|trouble| trouble.id()).collect(),
            redirect_uri: product.and_then(|p| p.redirect_uri.clone()),
            source: product.map(|p| p.source.clone()),
            looked_up: product.and_then(|p| p.looked_up.clone()),
            areas: catalogue::areas()
                .into_iter()
                .map(|area| AreaView {
                    id: area.id,
                    permissions: area
                        .permissions
                        .iter()
                        .map(|known| KnownView {
                            name: known.name.name(),
                            sensitivity: known.sensitivity.iter().map(|s| s.id()).collect(),
                            few_instances: known.few_instances,
                            includes: catalogue::included(&known.name),
                        })
                        .collect(),
                })
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
    /// The name under which Latchkey created the application already: it is opened, not made anew.
    created: Option<String>,
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
    pub(crate) fn of(
        frame: Frame,
        draft: &Draft,
        secret: SecretPlace,
        creation: Option<&Creation>,
        proof: Option<&Proof>,
    ) -> Self {
        let items = procedure::items(&draft.purpose)
            .iter()
            .map(|item| ItemView {
                id: item.id(),
                chapter: item.chapter(&draft.purpose),
                done: guide::is_done(*item, draft, secret, creation, proof),
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
            created: creation.filter(|c| c.application().is_some()).map(|c| c.name.clone()),
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
    /// The clipboard is cleared.
    pub(crate) cleared: bool,
    pub(crate) guide: GuideView,
}

/// A proof.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct ProofView {
    verdict: &'static str,
    /// RFC 3339.
    at: String,
    /// `planned`, `another`, `not-planned`, `as-saved`, `not-told`; none without a token.
    agent: Option<&'static str>,
    agent_name: Option<String>,
    /// RFC 3339: when the application was read back that shows the agent.
    agent_seen: Option<String>,
    /// In what the saved application differs from the plan; none where it was not compared.
    saved: Option<Vec<DifferenceView>>,
    /// Planned and not given.
    missing: Vec<String>,
    /// Whether a token was given without them; else it was refused because of them.
    narrowed: bool,
    permissions: Vec<SeenView>,
    /// What there is to know.
    remarks: Vec<RemarkView>,
    causes: Vec<CauseView>,
    /// HaloPSA made the secret, and nobody heard it: only starting again helps.
    secret_lost: bool,
}

/// One permission and what was seen of it.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct SeenView {
    permission: String,
    /// `rows`, `nothing`, `refused`, `not-there`, `trouble`, `missing`, `no-read`.
    seen: &'static str,
}

/// Something to know: `remark-<id>`.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct RemarkView {
    id: &'static str,
    permissions: Vec<String>,
    /// The role that keeps it closed; empty for the agent itself.
    role: String,
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
            Some(AgentFinding::AsSaved { name, .. }) => (Some("as-saved"), Some(name.clone())),
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
        permissions.extend(
            proof.untried.iter().map(|p| SeenView { permission: p.name().to_owned(), seen: "no-read" }),
        );
        Self {
            verdict: proof.verdict.id(),
            at: proof.at.to_string(),
            agent,
            agent_name,
            agent_seen: match &proof.agent {
                Some(AgentFinding::AsSaved { at, .. }) => Some(at.to_string()),
                _ => None,
            },
            saved: proof.saved.as_ref().map(|saved| saved.iter().map(DifferenceView::of).collect()),
            missing: names(&proof.missing),
            narrowed: matches!(proof.token, TokenSeen::Given { .. }),
            permissions,
            remarks: proof.remarks.iter().map(RemarkView::of).collect(),
            causes: proof
                .causes
                .iter()
                .map(|c| CauseView { id: c.id(), item: c.item().map(Item::id) })
                .collect(),
            secret_lost: proof.causes.first() == Some(&Cause::SecretLost),
        }
    }
}

impl RemarkView {
    fn of(remark: &Remark) -> Self {
        let role = match remark {
            Remark::NoAccess { role, .. } => role.clone(),
            _ => String::new(),
        };
        Self { id: remark.id(), permissions: names(remark.permissions()), role }
    }
}

/// How a proof of a set-up ended: the connection to go to, or what doesn't work.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct OutcomeView {
    connection: Option<String>,
    proof: ProofView,
}

impl OutcomeView {
    pub(crate) fn of(outcome: &Outcome) -> Self {
        Self { connection: outcome.connection.clone(), proof: ProofView::of(&outcome.proof) }
    }
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
    /// What the product's form calls it, where that was seen.
    label: Option<String>,
    /// None for the secret, and where there is none to hand over.
    value: Option<String>,
    /// The product would make another HaloPSA's address of whatever it were given.
    not_there: bool,
    /// To be used in place of the line before, if the product's test fails with that.
    fallback: bool,
}

/// The product's own form, where it is known.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
struct FormView {
    product_id: String,
    /// The way to it, and the buttons that try and finish it, where they were seen.
    place: Option<String>,
    test_button: Option<String>,
    finish_button: Option<String>,
    source: String,
    looked_up: Option<String>,
}

impl ConnectionView {
    pub(crate) fn of(connection: Connection, lines: Vec<Line>, practising: Option<Practising>) -> Self {
        let product = connection.product.as_deref().and_then(product::find);
        let form = product.and_then(|p| {
            Some(FormView {
                product_id: p.id.clone(),
                place: p.place.clone(),
                test_button: p.test_button.clone(),
                finish_button: p.finish_button.clone(),
                source: p.form_source.clone()?,
                looked_up: p.form_looked_up.clone(),
            })
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
                        (Field::Permissions, _) => "permissions",
                    },
                    label: line.field.label.clone(),
                    not_there: line.value == Value::NotThere,
                    value: match line.value {
                        Value::Text(text) => Some(text),
                        Value::Secret | Value::NotThere => None,
                    },
                    fallback: line.field.fallback,
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
    /// Whether it can be stopped without harm.
    pub(crate) may_stop: bool,
    /// The keychain has been waiting for a while: the computer may be asking for a password.
    pub(crate) keychain_waits: bool,
}

/// A step's id and number, for [`ProgressView`].
pub(crate) fn progress(step: &Progress) -> (&'static str, Option<u64>) {
    match step {
        Progress::SignInWindow => ("sign-in-window", None),
        Progress::SignInLook => ("sign-in-look", None),
        Progress::Ready => ("ready", None),
        Progress::Create => ("create", None),
        Progress::Look => ("look", None),
        Progress::ReadBack => ("read-back", None),
        Progress::Delete => ("delete", None),
        Progress::Keychain => ("keychain", None),
        Progress::Token => ("token", None),
        Progress::NotYet => ("not-yet", None),
        Progress::Pause { seconds } => ("pause", Some(*seconds)),
        Progress::Permissions => ("permissions", None),
        Progress::Agent => ("agent", None),
        Progress::Reads { count } => ("reads", u64::try_from(*count).ok()),
    }
}
