//! The proof: tests whether credentials work as planned, with three verdicts. Writes nothing in HaloPSA.

pub mod diagnosis;
pub mod finding;
pub(crate) mod report;

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::Serialize;
use strum::{EnumIter, IntoStaticStr};

use crate::Secret;
use crate::halo::{self, AgentSeen, ClaimedAgent, Network, NoToken, ReadSeen, Token};
use crate::permissions::Permission;
use crate::permissions::catalogue::{self, Read};
use crate::plan::Plan;
use crate::procedure::Item;
use crate::products::Demand;
use crate::proof::diagnosis::diagnose;
use crate::proof::finding::{
    AgentFinding, Difference, Proof, ReadBack, ReadFinding, Remark, TokenSeen, Verdict,
};
use crate::reach::{Reach, Sees};

/// A step of a set-up or a proof. Its words are `progress-<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case", tag = "id")]
#[strum(serialize_all = "kebab-case")]
pub enum Progress {
    /// The sign-in window is open.
    SignInWindow,
    /// Signed in; loading the applications.
    SignInLook,
    /// Checking the agent, and for applications with the same name.
    Ready,
    /// Creating the application. From here on it may exist.
    Create,
    /// The outcome of the creation is unknown; searching for the application.
    Look,
    /// Reading the saved application.
    ReadBack,
    /// Deleting the application.
    Delete,
    /// Reading the secret from the keychain.
    Keychain,
    /// Requesting a token.
    Token,
    /// HaloPSA doesn't know the application yet; retrying.
    NotYet,
    /// HaloPSA asks for a pause.
    Pause {
        /// The length of the pause in seconds.
        seconds: u64,
    },
    /// Checking each permission separately.
    Permissions,
    /// Requesting the token's agent.
    Agent,
    /// Trying the reads.
    Reads {
        /// The number of reads.
        count: usize,
    },
}

impl Progress {
    /// The id in the words file: `progress-<id>`.
    pub fn id(&self) -> &'static str {
        self.into()
    }
}

/// Called with every step.
pub type Listener = Arc<dyn Fn(Progress) + Send + Sync>;

/// Additional input of a proof, besides what requests with the credentials show.
#[derive(Default)]
pub struct Known<'a> {
    /// The application, read back with the rights of an agent who may manage applications.
    pub saved: Option<ReadBack>,
    /// The rights of its agent, if they could be read. [`prove`] fills them in.
    pub reach: Option<Reach>,
    /// The last proof of the same connection, for a repeated test, which can't read rights.
    pub before: Option<&'a Proof>,
    /// Another token that was sent to HaloPSA.
    pub authority: Option<&'a Token>,
}

/// Proves `client_id` and `secret` against the plan. Never fails: errors are part of the result. `reach`: reads the
/// rights of the agent, if they can be read; only the remarks need them, so nothing waits for it.
pub async fn prove(
    network: &Network,
    plan: &Plan,
    client_id: &str,
    secret: &Secret,
    mut known: Known<'_>,
    reach: impl Future<Output = Option<Reach>>,
    listener: &Listener,
) -> Proof {
    let observed = observe(network, plan, client_id, secret, &known, listener);
    let (observed, reach) = tokio::join!(observed, reach);
    known.reach = reach;
    judged(plan, &known, observed)
}

/// What requests with the credentials showed.
struct Observed {
    token: TokenSeen,
    /// Planned permissions that the token lacks.
    missing: Vec<Permission>,
    /// `None` without a token.
    agent: Option<AgentFinding>,
    reads: Vec<ReadFinding>,
}

impl Observed {
    fn without_token(token: TokenSeen, missing: Vec<Permission>) -> Self {
        Self { token, missing, agent: None, reads: Vec::new() }
    }
}

/// Requests a token, then its agent and the reads side by side.
async fn observe(
    network: &Network,
    plan: &Plan,
    client_id: &str,
    secret: &Secret,
    known: &Known<'_>,
    listener: &Listener,
) -> Observed {
    let pause = {
        let listener = Arc::clone(listener);
        move |seconds| listener(Progress::Pause { seconds })
    };
    let not_yet = || listener(Progress::NotYet);
    listener(Progress::Token);
    let (instance, permissions) = (&plan.instance, &plan.permissions);
    let result = if known.saved.as_ref().is_some_and(ReadBack::explains_a_refusal) {
        // Waiting would not change the outcome.
        halo::ask(network, instance, client_id, secret, permissions, &pause).await
    } else {
        halo::ask_patiently(network, instance, client_id, secret, permissions, &pause, &not_yet).await
    };
    let answer = match result {
        Ok(Ok(answer)) => answer,
        Ok(Err(why)) => {
            let mut missing = Vec::new();
            if why == NoToken::RefusedPermission {
                listener(Progress::Permissions);
                missing = refused_one_by_one(network, plan, client_id, secret, &pause).await;
            }
            return Observed::without_token(TokenSeen::Refused { why }, missing);
        }
        Err(e) => {
            let token = TokenSeen::Failed { code: e.code().to_owned() };
            return Observed::without_token(token, Vec::new());
        }
    };
    let missing = missing(&plan.permissions, answer.granted.as_deref());
    listener(Progress::Agent);
    // A name that contains a credential would be stored and shown. Exposed for the search.
    let gives_back = |name: &str| {
        name.contains(secret.expose_secret())
            || answer.token.is_in(name)
            || known.authority.is_some_and(|token| token.is_in(name))
    };
    let reads = reads_of(&plan.permissions);
    listener(Progress::Reads { count: reads.len() });
    let (token, pause) = (&answer.token, &pause);
    let reads = stream::iter(reads)
        .map(|read| async move {
            let seen = halo::try_read(network, &plan.instance, token, read.path, pause).await;
            ReadFinding { permission: read.permission, path: read.path.to_owned(), seen }
        })
        .buffered(4)
        .collect::<Vec<ReadFinding>>();
    let (agent, reads) = tokio::join!(halo::agent_behind(network, &plan.instance, token, pause), reads);
    let agent = match agent {
        Ok(Some(agent)) if gives_back(&agent.name) => {
            tracing::warn!("agent's name contains a credential; discarded");
            AgentFinding::NotTold { refused: false }
        }
        Ok(Some(agent)) => match &plan.agent {
            None => AgentFinding::NotPlanned { agent },
            Some(planned) if is_planned(planned.name(), planned.id(), &agent) => {
                AgentFinding::Planned { agent }
            }
            Some(_) => AgentFinding::Another { agent },
        },
        Ok(None) => AgentFinding::NotTold { refused: false },
        Err(seen) => AgentFinding::NotTold { refused: matches!(seen, ReadSeen::Refused { .. }) },
    };
    let agent = match agent {
        AgentFinding::NotTold { refused } => {
            // If everything is refused, the one named by the token may not be an agent.
            let all_refused = refused && !reads.is_empty() && reads.iter().all(ReadFinding::is_refused);
            let claimed = answer.agent.as_ref().filter(|_| !all_refused);
            claimed
                .filter(|claimed| !gives_back(&claimed.name))
                .and_then(|claimed| as_claimed(plan, claimed))
                .or_else(|| as_saved(plan, known, refused))
                .unwrap_or(agent)
        }
        known => known,
    };
    Observed {
        token: TokenSeen::Given { named: answer.granted.is_some() },
        missing,
        agent: Some(agent),
        reads,
    }
}

/// Requests a token for each permission separately: a refusal doesn't name the refused permissions.
async fn refused_one_by_one(
    network: &Network,
    plan: &Plan,
    client_id: &str,
    secret: &Secret,
    pause: &(dyn Fn(u64) + Sync),
) -> Vec<Permission> {
    let mut refused = Vec::new();
    for permission in &plan.permissions {
        let one = std::slice::from_ref(permission);
        match halo::ask(network, &plan.instance, client_id, secret, one, pause).await {
            Ok(Ok(_)) => {}
            Ok(Err(NoToken::RefusedPermission)) => refused.push(permission.clone()),
            Ok(Err(_)) | Err(_) => break,
        }
    }
    refused
}

fn missing(planned: &[Permission], granted: Option<&[Permission]>) -> Vec<Permission> {
    granted.map_or_else(Vec::new, |granted| {
        planned.iter().filter(|p| !granted.iter().any(|g| g.covers(p))).cloned().collect()
    })
}

fn reads_of(permissions: &[Permission]) -> Vec<Read> {
    let mut reads: Vec<Read> = Vec::new();
    for read in permissions.iter().flat_map(catalogue::reads) {
        if !reads.iter().any(|r| r.path == read.path) {
            reads.push(read);
        }
    }
    reads
}

/// The agent of the saved application, when HaloPSA doesn't return the token's agent.
fn as_saved(plan: &Plan, known: &Known<'_>, refused: bool) -> Option<AgentFinding> {
    let planned = plan.agent.as_ref()?.name();
    match (&known.saved, known.before.map(|before| &before.agent)) {
        (Some(saved), _) => saved.is_as_planned(Item::Agent).then(|| AgentFinding::AsSaved {
            name: planned.to_owned(),
            at: Timestamp::now(),
            refused,
        }),
        (None, Some(Some(AgentFinding::AsSaved { name, at, .. }))) if same_name(name, planned) => {
            Some(AgentFinding::AsSaved { name: name.clone(), at: *at, refused })
        }
        _ => None,
    }
}

/// The agent named in the token response, when HaloPSA doesn't return the token's agent. It may not be an
/// agent but, for example, a customer's user: id and name must not contradict each other.
fn as_claimed(plan: &Plan, claimed: &ClaimedAgent) -> Option<AgentFinding> {
    let agent = AgentSeen { id: claimed.id, name: claimed.name.clone(), api_only: None, administrator: None };
    let Some(planned) = &plan.agent else { return Some(AgentFinding::NotPlanned { agent }) };
    match (planned.id().map(|id| id == claimed.id), same_name(planned.name(), &claimed.name)) {
        (None | Some(true), true) => Some(AgentFinding::Planned { agent }),
        (Some(false), false) => Some(AgentFinding::Another { agent }),
        _ => None,
    }
}

/// By HaloPSA's id if it is known, since agents can have the same name.
fn is_planned(name: &str, number: Option<i64>, agent: &AgentSeen) -> bool {
    number.map_or_else(|| same_name(name, &agent.name), |number| number == agent.id)
}

/// Whether two names are equal but for case and white space: a person types them from HaloPSA.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
}

/// The essential data of a product. Every HaloPSA in use has both.
const LIVES_ON: [&str; 2] = ["read:tickets", "read:customers"];

/// The remarks on a token. An empty response is none: there may be no records yet.
fn to_know(
    plan: &Plan,
    known: &Known<'_>,
    agent: Option<&AgentFinding>,
    reads: &[ReadFinding],
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if matches!(agent, Some(AgentFinding::NotTold { .. })) {
        remarks.push(Remark::AgentNotTold);
    }
    let rights = match (&known.reach, known.before) {
        (Some(reach), _) => of_the_rights(plan, reach),
        (None, Some(before)) => {
            let still = |one: &&Remark| is_of_the_rights(one) && is_still_so(one, agent);
            before.remarks.iter().filter(still).cloned().collect()
        }
        (None, None) => Vec::new(),
    };
    // A right is not missing if its data was seen.
    let of = |permission: &Permission| reads.iter().find(|read| read.permission == *permission);
    let holds = |remark: &Remark| {
        remark.permissions().iter().all(|permission| match remark {
            Remark::OnlyReads { .. } => plan.permissions.iter().any(|planned| planned.covers(permission)),
            _ => of(permission)
                .is_some_and(|read| matches!(read.seen, ReadSeen::Nothing | ReadSeen::Refused { .. })),
        })
    };
    let rights: Vec<Remark> = rights.into_iter().filter(holds).collect();
    let explained = |permission: &Permission| {
        let missing = rights.iter().filter(|one| !matches!(one, Remark::OnlyReads { .. }));
        missing.flat_map(Remark::permissions).any(|of| of == permission)
    };
    let lives_on: Vec<&ReadFinding> =
        reads.iter().filter(|read| LIVES_ON.iter().any(|name| read.permission.is(name))).collect();
    if !lives_on.is_empty()
        && lives_on.iter().all(|read| read.seen == ReadSeen::Nothing)
        && !lives_on.iter().any(|read| explained(&read.permission))
    {
        let permissions = lives_on.into_iter().map(|read| read.permission.clone()).collect();
        remarks.push(Remark::NothingAtAll { permissions });
    }
    let refused = reads.iter().filter(|read| matches!(read.seen, ReadSeen::Refused { .. }));
    remarks.extend(
        refused
            .filter(|read| !explained(&read.permission))
            .map(|read| Remark::ReadRefused { permission: read.permission.clone() }),
    );
    remarks.extend(rights);
    remarks
}

/// The remarks on rights that are known to be missing.
fn of_the_rights(plan: &Plan, reach: &Reach) -> Vec<Remark> {
    let mut remarks: Vec<Remark> =
        reach.unmet.iter().map(|demand| Remark::Unmet { demand: *demand }).collect();
    for row in &reach.rows {
        let permission = row.permission.clone();
        match &row.sees {
            Sees::NoTeam => remarks.push(Remark::NoTeam { permission }),
            Sees::NoAccess { role } => remarks.push(Remark::NoAccess { permission, role: role.clone() }),
            _ if row.only_read => {
                let area = permission.name().split_once(':').map_or("", |(_, area)| area);
                let edit = Permission::named(&format!("edit:{area}")).ok();
                let edit = edit.filter(|edit| plan.permissions.iter().any(|planned| planned.covers(edit)));
                remarks.extend(edit.map(|permission| Remark::OnlyReads { permission }));
            }
            _ => {}
        }
    }
    remarks
}

fn is_of_the_rights(remark: &Remark) -> bool {
    matches!(
        remark,
        Remark::NoTeam { .. } | Remark::NoAccess { .. } | Remark::OnlyReads { .. } | Remark::Unmet { .. }
    )
}

/// Whether an unmet demand is still unmet, as far as a repeated test shows. An unknown one is not repeated,
/// since no test could clear it, nor that the agent is no administrator, if only the product's set-up needs
/// one.
fn is_still_so(remark: &Remark, agent: Option<&AgentFinding>) -> bool {
    let Remark::Unmet { demand } = remark else { return true };
    let Some(AgentFinding::Planned { agent }) = agent else { return false };
    match demand {
        Demand::Administrator => agent.administrator == Some(false),
        Demand::NotApiOnly => agent.api_only == Some(true),
        _ => false,
    }
}

/// The proof with its verdict, from the observations.
fn judged(plan: &Plan, known: &Known<'_>, observed: Observed) -> Proof {
    let Observed { token, missing, agent, reads } = observed;
    let given = matches!(token, TokenSeen::Given { .. });
    // Missing paths and server errors are no evidence about the credentials.
    let tested: Vec<&ReadFinding> = reads
        .iter()
        .filter(|r| r.seen.may_have_rows() || matches!(r.seen, ReadSeen::Nothing | ReadSeen::Refused { .. }))
        .collect();
    let all_refused = !tested.is_empty() && tested.iter().all(|r| matches!(r.seen, ReadSeen::Refused { .. }));
    let agent_known = agent.as_ref().is_some_and(AgentFinding::is_known);
    let nothing_answered = !reads.is_empty() && tested.is_empty() && !agent_known;
    let another = matches!(agent, Some(AgentFinding::Another { .. }));
    // Typical of a token without an agent: no agent is returned, and no rows.
    let nobody = matches!(agent, Some(AgentFinding::NotTold { .. }))
        && tested.iter().any(|read| LIVES_ON.iter().any(|name| read.permission.is(name)))
        && tested.iter().all(|read| !read.seen.may_have_rows());
    let saved = known.saved.as_ref();
    let otherwise = |difference: &Difference| *difference != Difference::Name;
    let saved_otherwise = saved.is_some_and(|saved| saved.differences.iter().any(otherwise));
    let remarks = if given { to_know(plan, known, agent.as_ref(), &reads) } else { Vec::new() };
    let fails = !given || saved_otherwise || !missing.is_empty() || another;
    let verdict = if fails || all_refused || nothing_answered || nobody {
        Verdict::DoesNotWork
    } else if remarks.is_empty() {
        // Also if the response doesn't name the permissions: exactly these were requested, and every read was
        // answered.
        Verdict::Works
    } else {
        Verdict::WorksWithRemarks
    };
    let untried = plan.permissions.iter().filter(|p| given && catalogue::reads(p).is_empty());
    let mut proof = Proof {
        verdict,
        token,
        saved: saved.map(|saved| saved.differences.clone()),
        compared: saved.map(|saved| saved.compared.clone()).unwrap_or_default(),
        untried: untried.filter(|p| !missing.contains(p)).cloned().collect(),
        missing,
        agent,
        reads,
        remarks,
        causes: Vec::new(),
        at: Timestamp::now(),
    };
    if verdict == Verdict::DoesNotWork {
        proof.causes = diagnose(&proof);
    }
    proof
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator as _;

    use super::*;
    use crate::halo::AgentSeen;
    use crate::instance::Instance;
    use crate::instance::address::Address;
    use crate::permissions::set_of;
    use crate::plan::PlannedAgent;

    fn plan(permissions: &[&str]) -> Plan {
        let address = Address::parse("acme.halopsa.com", &[]).unwrap();
        Plan {
            instance: Instance::at(address),
            product_name: "A product".into(),
            agent: Some(PlannedAgent::named("Integration")),
            permissions: set_of(permissions).unwrap(),
        }
    }

    fn agent() -> AgentSeen {
        AgentSeen { id: 7, name: "integration ".into(), api_only: Some(true), administrator: Some(false) }
    }

    fn read(permission: &str, seen: ReadSeen) -> ReadFinding {
        ReadFinding { permission: Permission::named(permission).unwrap(), path: "X".into(), seen }
    }

    fn judge(
        plan_of: &[&str],
        missing: &[&str],
        known: &Known<'_>,
        agent: AgentFinding,
        reads: Vec<ReadFinding>,
    ) -> Proof {
        let missing = missing.iter().map(|m| Permission::named(m).unwrap()).collect();
        let token = TokenSeen::Given { named: true };
        judged(&plan(plan_of), known, Observed { token, missing, agent: Some(agent), reads })
    }

    fn verdict(plan_of: &[&str], missing: &[&str], agent: AgentFinding, reads: Vec<ReadFinding>) -> Verdict {
        judge(plan_of, missing, &Known::default(), agent, reads).verdict
    }

    fn planned() -> AgentFinding {
        AgentFinding::Planned { agent: agent() }
    }

    fn trouble() -> ReadSeen {
        ReadSeen::Trouble { code: "halo-trouble".into() }
    }

    fn to_know(proof: &Proof) -> Vec<&'static str> {
        proof.remarks.iter().map(Remark::id).collect()
    }

    const T: &str = "read:tickets";
    const C: &str = "read:customers";
    const K: &str = "read:kb";

    #[test]
    fn the_three_results_are_given_as_promised() {
        use ReadSeen::{NotThere, Nothing, Refused, Rows};
        let refused = || Refused { status: 403 };
        for (reads, why) in [
            (vec![read(T, Rows)], "all succeeded"),
            (vec![read(T, Rows), read(C, Nothing)], "no records yet"),
            (vec![read(T, Nothing), read(C, Rows), read(K, Nothing)], "no records yet"),
            (vec![read(K, Nothing)], "no records yet in optional data"),
            (vec![read(T, Rows), read(C, NotThere)], "a missing path is no evidence"),
            (vec![read(T, Rows), read(C, trouble())], "nor is a server error"),
            (vec![read(K, NotThere)], "the agent is returned, and the path is a guess"),
            (vec![], "a permission without a harmless read"),
        ] {
            let proof = judge(&[T, C, K, "access:chat"], &[], &Known::default(), planned(), reads);
            assert_eq!((proof.verdict, proof.remarks.len()), (Verdict::Works, 0), "{why}");
            assert!(proof.causes.is_empty(), "{why}");
            assert_eq!(proof.untried, set_of(&["access:chat"]).unwrap());
        }
        let not_told = || AgentFinding::NotTold { refused: true };
        for (agent, reads, things) in [
            (planned(), vec![read(T, Rows), read(C, refused())], ["read-refused"].as_slice()),
            (planned(), vec![read(T, Nothing), read(C, Nothing)], &["nothing-at-all"]),
            (planned(), vec![read(T, Nothing), read(K, Rows)], &["nothing-at-all"]),
            (not_told(), vec![read(T, Rows)], &["agent-not-told"]),
            (not_told(), vec![read(K, Nothing)], &["agent-not-told"]),
            (not_told(), vec![read(T, Nothing), read(K, Rows)], &["agent-not-told", "nothing-at-all"]),
        ] {
            let proof = judge(&[T, C, K], &[], &Known::default(), agent, reads);
            assert_eq!((proof.verdict, to_know(&proof).as_slice()), (Verdict::WorksWithRemarks, things));
            assert!(proof.causes.is_empty(), "every remark has its own remedy");
        }
        assert_eq!(verdict(&[T], &[T], planned(), vec![read(T, Rows)]), Verdict::DoesNotWork, "missing");
        let another = AgentFinding::Another { agent: agent() };
        assert_eq!(verdict(&[T], &[], another, vec![read(T, Rows)]), Verdict::DoesNotWork);
        let every = vec![read(T, refused()), read(C, trouble()), read(K, NotThere)];
        assert_eq!(
            verdict(&[T, C, K], &[], planned(), every),
            Verdict::DoesNotWork,
            "every read that exists was refused"
        );
        for (reads, why) in [
            (vec![read(T, NotThere)], "no evidence at all"),
            (vec![read(T, trouble()), read(C, NotThere)], "no evidence at all"),
            (vec![read(T, Nothing), read(K, Nothing)], "as without an agent"),
            (vec![read(T, Nothing), read(K, trouble())], "as without an agent"),
        ] {
            let proof = judge(&[T, C, K], &[], &Known::default(), not_told(), reads);
            assert_eq!(proof.verdict, Verdict::DoesNotWork, "{why}");
            assert!(!proof.causes.is_empty(), "{why}");
        }
    }

    #[test]
    fn an_agent_that_was_read_back_is_known_until_the_plan_is_another() {
        let all = vec![Item::Agent, Item::Permissions];
        let saved = Some(ReadBack { differences: Vec::new(), compared: all });
        let first = as_saved(&plan(&[T]), &Known { saved, ..Known::default() }, true).unwrap();
        let before = judge(&[T], &[], &Known::default(), first.clone(), vec![read(T, ReadSeen::Rows)]);
        assert_eq!(before.verdict, Verdict::Works);
        let known = || Known { before: Some(&before), ..Known::default() };
        assert_eq!(as_saved(&plan(&[T]), &known(), true), Some(first), "also in a repeated test");
        let other = Plan { agent: Some(PlannedAgent::named("Another")), ..plan(&[T]) };
        assert_eq!(as_saved(&other, &known(), true), None);
        let differs = ReadBack { differences: vec![Difference::Agent], compared: vec![Item::Agent] };
        let known = Known { saved: Some(differs), ..Known::default() };
        assert_eq!(as_saved(&plan(&[T]), &known, true), None);
    }

    #[test]
    fn the_token_tells_the_agent_where_nothing_else_does_and_only_without_a_contradiction() {
        let plan =
            Plan { agent: Some(PlannedAgent::Listed { id: 7, name: "Integration".into() }), ..plan(&[T]) };
        let of = |plan: &Plan, id, name: &str| {
            as_claimed(plan, &ClaimedAgent { id, name: name.to_owned() }).map(|finding| finding.id())
        };
        assert_eq!(of(&plan, 7, "integration"), Some("planned"));
        assert_eq!(of(&plan, 8, "Somebody"), Some("another"));
        // A customer's user, or something else, may have the same number as the agent.
        assert_eq!(of(&plan, 7, "Somebody"), None);
        assert_eq!(of(&plan, 8, "Integration"), None);
        let by_name = Plan { agent: Some(PlannedAgent::named("Integration")), ..plan.clone() };
        assert_eq!(of(&by_name, 9, "Integration"), Some("planned"));
        assert_eq!(of(&by_name, 9, "Somebody"), None);
        let nobody = Plan { agent: None, ..plan };
        assert_eq!(of(&nobody, 9, "Somebody"), Some("not-planned"));
    }

    fn reach(rows: &[(&str, Sees, bool)]) -> Reach {
        let row = |(permission, sees, only_read): &(&str, Sees, bool)| crate::reach::Row {
            permission: Permission::named(permission).unwrap(),
            sees: sees.clone(),
            only_read: *only_read,
            narrowing: vec![],
        };
        Reach {
            agent: "Integration".into(),
            api_only: Some(true),
            administrator: Some(false),
            roles: vec![],
            teams: Some(vec![]),
            customers: vec![],
            rows: rows.iter().map(row).collect(),
            unmet: vec![],
        }
    }

    #[test]
    fn a_right_that_is_known_to_be_missing_is_told_where_nothing_was_seen_and_until_something_is() {
        use ReadSeen::{Nothing, Refused, Rows};
        let no_role = || Sees::NoAccess { role: "Few".into() };
        let told = reach(&[
            (T, Sees::NoTeam, false),
            (C, Sees::Everything, true),
            (K, no_role(), false),
            ("read:crm", Sees::Customers { customers: vec!["A".into()] }, false),
        ]);
        let planned_of = [T, "edit:customers", K, "read:crm"];
        let known = Known { reach: Some(told), ..Known::default() };
        let seen =
            |tickets, kb| vec![read(T, tickets), read(C, Rows), read(K, kb), read("read:crm", Nothing)];
        let proof = judge(&planned_of, &[], &known, planned(), seen(Nothing, Refused { status: 403 }));
        assert_eq!(to_know(&proof), ["no-team", "only-reads", "no-access"], "no duplicates");
        assert_eq!(proof.verdict, Verdict::WorksWithRemarks);
        assert_eq!(proof.remarks[1].permissions(), set_of(&["edit:customers"]).unwrap());
        let contradicted = judge(&planned_of, &[], &known, planned(), seen(Rows, Rows));
        assert_eq!(to_know(&contradicted), ["only-reads"], "what is seen is not missing");

        // A repeated test, which can't read rights.
        let again = |before: &Proof, reads| {
            let known = Known { before: Some(before), ..Known::default() };
            judge(&planned_of, &[], &known, planned(), reads)
        };
        let same = again(&proof, seen(Nothing, Nothing));
        assert_eq!(to_know(&same), ["no-team", "only-reads", "no-access"]);
        assert_eq!(to_know(&again(&same, seen(Rows, Nothing))), ["only-reads", "no-access"]);
        let nothing = again(&again(&same, seen(Rows, Rows)), seen(Nothing, Nothing));
        assert_eq!(to_know(&nothing), ["only-reads"], "after rows were seen, an empty response is neutral");
    }

    #[test]
    fn what_the_vendor_must_have_is_told_at_the_end_as_before_and_until_it_is_mended() {
        let reads = || vec![read(T, ReadSeen::Rows)];
        let of = |demands: &[Demand]| {
            let reach = Reach { unmet: demands.to_vec(), ..reach(&[(T, Sees::Everything, false)]) };
            let known = Known { reach: Some(reach), ..Known::default() };
            judge(&[T], &[], &known, planned(), reads())
        };
        assert_eq!(of(&[]).verdict, Verdict::Works);
        let all = [Demand::Administrator, Demand::AllTeams, Demand::NotApiOnly];
        let proof = of(&all);
        assert_eq!(proof.verdict, Verdict::WorksWithRemarks);
        let told: Vec<_> = all.iter().map(|demand| Remark::Unmet { demand: *demand }).collect();
        assert_eq!((&proof.remarks, proof.things().len()), (&told, 3));
        let again = |administrator, api_only| {
            let agent = AgentFinding::Planned { agent: AgentSeen { api_only, administrator, ..agent() } };
            let known = Known { before: Some(&proof), ..Known::default() };
            judge(&[T], &[], &known, agent, reads()).remarks
        };
        assert_eq!(again(Some(false), Some(true)), [told[0].clone(), told[2].clone()]);
        assert_eq!(again(Some(true), Some(false)), []);
        assert_eq!(again(None, None), [], "no test could clear it");
        let first = of(&[Demand::AdministratorAtFirst]);
        let known = Known { before: Some(&first), ..Known::default() };
        assert_eq!(judge(&[T], &[], &known, planned(), reads()).remarks, [], "the product is set up by then");
        assert_eq!(first.remarks.len(), 1);
    }

    #[test]
    fn what_has_one_cause_is_one_thing_to_know() {
        use ReadSeen::Nothing;
        let none = |role: &str| Sees::NoAccess { role: role.into() };
        let rows = [(T, none(""), false), (C, none(""), false), (K, none("Few"), false)];
        let known = Known { reach: Some(reach(&rows)), ..Known::default() };
        let reads = vec![read(T, Nothing), read(C, Nothing), read(K, Nothing), read("read:crm", Nothing)];
        let proof = judge(&[T, C, K, "read:crm"], &[], &known, planned(), reads);
        let things = proof.things();
        let about: Vec<Vec<&str>> =
            things.iter().map(|thing| thing.permissions.iter().map(|one| one.name()).collect()).collect();
        assert_eq!(about, [vec![T, C], vec![K]]);
        let remarked: Vec<bool> = proof.reads.iter().map(|read| proof.remark_on(read).is_some()).collect();
        assert_eq!(remarked, [true, true, true, false]);
    }

    #[test]
    fn what_was_saved_otherwise_does_not_work_whatever_the_token_says() {
        let judge = |differences: &[Difference]| {
            let read = vec![read(T, ReadSeen::Rows)];
            let saved = ReadBack { differences: differences.to_vec(), compared: Vec::new() };
            let known = Known { saved: Some(saved), ..Known::default() };
            judge(&[T], &[], &known, planned(), read)
        };
        assert_eq!(judge(&[]).verdict, Verdict::Works);
        assert_eq!(judge(&[Difference::Name]).verdict, Verdict::Works, "it is harmless, and shown");
        let more = Difference::Permissions { missing: Vec::new(), more: 1 };
        for difference in
            [Difference::Inactive, Difference::Method, Difference::LoginType, Difference::Agent, more]
        {
            let proof = judge(std::slice::from_ref(&difference));
            assert_eq!(proof.verdict, Verdict::DoesNotWork, "{difference:?}");
            assert_eq!(proof.causes.first().and_then(|c| c.item()), Some(difference.item()));
            assert!(proof.refutes(difference.item()) && proof.refutes(Item::Save), "{difference:?}");
            assert!(!proof.refutes(Item::Name) && !proof.refutes(Item::New), "{difference:?}");
        }
    }

    #[test]
    fn every_refusal_against_every_read_back_has_causes_that_are_not_known_to_be_false() {
        let all = [Item::Name, Item::Active, Item::Method, Item::LoginType, Item::Agent, Item::Permissions];
        let differences = [
            Difference::Name,
            Difference::Inactive,
            Difference::Method,
            Difference::LoginType,
            Difference::Agent,
            Difference::Permissions { missing: set_of(&[T]).unwrap(), more: 0 },
        ];
        let mut looked_at = 0;
        for why in NoToken::iter() {
            for told in 0..1 << all.len() {
                for different in 0..1 << all.len() {
                    let chosen = |of: i32, n: usize| of & (1 << n) != 0;
                    // Only a compared item can differ.
                    if different & !told != 0 {
                        continue;
                    }
                    let saved = ReadBack {
                        compared: (0..all.len()).filter(|n| chosen(told, *n)).map(|n| all[n]).collect(),
                        differences: (0..all.len())
                            .filter(|n| chosen(different, *n))
                            .map(|n| differences[n].clone())
                            .collect(),
                    };
                    let known = Known { saved: Some(saved.clone()), ..Known::default() };
                    let token = TokenSeen::Refused { why };
                    let proof = judged(&plan(&[T]), &known, Observed::without_token(token, Vec::new()));
                    assert!(!proof.causes.is_empty(), "{why:?} {saved:?}");
                    for cause in &proof.causes {
                        use crate::proof::finding::Cause;
                        let never = [Cause::ClientIdChanged, Cause::SecretNotSaved, Cause::WrongInstance];
                        assert!(!never.contains(cause), "{why:?} {saved:?}: {cause:?}");
                        let item = cause.item().filter(|item| saved.is_as_planned(*item));
                        // HaloPSA reports it; and the method's values are only inferred.
                        let said = matches!(
                            (why, cause),
                            (NoToken::OtherMethod | NoToken::NotAllowed, Cause::WrongMethod)
                                | (_, Cause::PermissionsWithheld | Cause::AgentDisabled)
                        );
                        assert!(item.is_none() || said, "{why:?} {saved:?}: {cause:?}");
                    }
                    let lost = proof.causes.contains(&crate::proof::finding::Cause::SecretLost);
                    assert!(
                        !lost || !saved.explains_a_refusal(),
                        "{why:?} {saved:?}: the read-back explains it"
                    );
                    looked_at += 1;
                }
            }
        }
        assert_eq!(
            looked_at,
            NoToken::iter().count() * 3_usize.pow(6),
            "as planned, different, not compared"
        );
    }

    #[test]
    fn what_an_older_latchkey_remarked_upon_does_not_make_a_file_unreadable() {
        let proof = judge(&[T], &[], &Known::default(), planned(), vec![read(T, ReadSeen::Rows)]);
        let mut value = serde_json::to_value(&proof).unwrap();
        value["remarks"] = serde_json::json!([
            {"id": "nothing-seen", "permission": "read:kb"}, {"id": "agent-not-told"}, {"id": "another-name"}
        ]);
        for newer in ["compared", "untried", "saved"] {
            value.as_object_mut().unwrap().remove(newer);
        }
        let read: Proof = serde_json::from_value(value).unwrap();
        assert_eq!(read.remarks, [Remark::AgentNotTold]);
    }

    #[test]
    fn an_agent_chosen_from_the_list_is_known_by_its_number() {
        assert!(is_planned("Another name", Some(7), &agent()));
        assert!(!is_planned("integration", Some(8), &agent()));
    }

    #[test]
    fn names_of_agents_are_compared_as_people_type_them() {
        assert!(same_name("Integration  Agent", " integration agent"));
        assert!(!same_name("Integration", "Integration 2"));
    }

    #[test]
    fn a_permission_is_missing_only_when_nothing_given_covers_it() {
        let planned = set_of(&["read:tickets", "edit:customers"]).unwrap();
        let granted = set_of(&["edit:tickets", "read:customers"]).unwrap();
        assert_eq!(missing(&planned, Some(&granted)), set_of(&["edit:customers"]).unwrap());
        assert!(missing(&planned, None).is_empty());
    }
}
