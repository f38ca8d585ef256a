//! The proof: do these credentials do what was planned? Three results, and nothing is written in
//! HaloPSA to find out.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::Secret;
use crate::catalogue::{self, Read};
use crate::diagnosis::diagnose;
use crate::finding::{AgentFinding, Difference, Proof, ReadFinding, Remark, TokenSeen, Verdict};
use crate::halo::{self, AgentSeen, Network, NoToken, ReadSeen, Token};
use crate::permission::Permission;
use crate::plan::Plan;

/// What a set-up or a proof is doing. Its words are `progress-<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "id")]
pub enum Progress {
    /// The window in which a person signs in is open.
    SignInWindow,
    /// Somebody is signed in: looking which applications there are.
    SignInLook,
    /// Looking whether all is ready: the agent, and applications of the same name.
    Ready,
    /// Asking HaloPSA for the application. From here on it may be there.
    Create,
    /// No clear answer: looking whether the application is there.
    Look,
    /// Reading the saved application.
    ReadBack,
    /// Deleting the application.
    Delete,
    /// Reading the secret from the keychain.
    Keychain,
    /// Asking for a token.
    Token,
    /// HaloPSA doesn't know the application yet; trying again.
    NotYet,
    /// HaloPSA asks for a pause.
    Pause {
        /// So many seconds.
        seconds: u64,
    },
    /// Asking which permissions it would give.
    Permissions,
    /// Asking who is behind the token.
    Agent,
    /// Trying the reads.
    Reads {
        /// So many.
        count: usize,
    },
}

/// Who hears of the progress.
pub type Listener = Arc<dyn Fn(Progress) + Send + Sync>;

/// Proves `client_id` and `secret` against the plan. `saved`: in what the application differs from
/// it as it was read back. `authority`: another token that HaloPSA has seen. Never fails: what went wrong is the finding.
pub async fn prove(
    network: &Network,
    plan: &Plan,
    client_id: &str,
    secret: &Secret,
    saved: Option<Vec<Difference>>,
    authority: Option<&Token>,
    listener: &Listener,
) -> Proof {
    let pause = {
        let listener = Arc::clone(listener);
        move |seconds| listener(Progress::Pause { seconds })
    };
    let not_yet = || listener(Progress::NotYet);
    listener(Progress::Token);
    let asked =
        halo::ask_patiently(network, &plan.instance, client_id, secret, &plan.permissions, &pause, &not_yet)
            .await;
    let answer = match asked {
        Ok(Ok(answer)) => answer,
        Ok(Err(why)) => {
            let mut missing = Vec::new();
            if why == NoToken::RefusedPermission {
                listener(Progress::Permissions);
                missing = refused_one_by_one(network, plan, client_id, secret, &pause).await;
            }
            return judged(plan, saved, TokenSeen::Refused { why }, missing, None, Vec::new());
        }
        Err(e) => {
            let token = TokenSeen::Failed { code: e.code().to_owned() };
            return judged(plan, saved, token, Vec::new(), None, Vec::new());
        }
    };
    let missing = missing(&plan.permissions, answer.granted.as_deref());
    listener(Progress::Agent);
    let agent = match halo::agent_behind(network, &plan.instance, &answer.token, &pause).await {
        // A name that gives back what was sent would stand in a file and on a page. (Exposed to be
        // looked for in it.)
        Ok(Some(agent))
            if agent.name.contains(secret.expose_secret())
                || answer.token.is_in(&agent.name)
                || authority.is_some_and(|token| token.is_in(&agent.name)) =>
        {
            tracing::warn!("the agent's name gives a credential back");
            AgentFinding::NotTold { refused: false }
        }
        Ok(Some(agent)) => match &plan.agent {
            None => AgentFinding::NotPlanned { agent },
            Some(planned) if is_planned(planned, plan.agent_id, &agent) => AgentFinding::Planned { agent },
            Some(_) => AgentFinding::Another { agent },
        },
        Ok(None) => AgentFinding::NotTold { refused: false },
        Err(seen) => AgentFinding::NotTold { refused: matches!(seen, ReadSeen::Refused { .. }) },
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
        .collect()
        .await;
    judged(plan, saved, TokenSeen::Given { named: answer.granted.is_some() }, missing, Some(agent), reads)
}

/// Each permission asked for by itself: an answer to all of them names none of the refused.
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

/// HaloPSA's number tells, where it is known; two agents may have one name.
fn is_planned(name: &str, number: Option<i64>, agent: &AgentSeen) -> bool {
    number.map_or_else(|| same_name(name, &agent.name), |number| number == agent.id)
}

/// Names are typed by a person who reads them in HaloPSA: case and white space don't count.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
}

/// The verdict over what was seen. Pure.
fn judged(
    plan: &Plan,
    saved: Option<Vec<Difference>>,
    token: TokenSeen,
    missing: Vec<Permission>,
    agent: Option<AgentFinding>,
    reads: Vec<ReadFinding>,
) -> Proof {
    let answered = |r: &ReadFinding| matches!(r.seen, ReadSeen::Rows | ReadSeen::Nothing);
    let given = matches!(token, TokenSeen::Given { .. });
    let none_answered = !reads.is_empty() && !reads.iter().any(answered);
    let another = matches!(agent, Some(AgentFinding::Another { .. }));
    let saved_otherwise = saved.iter().flatten().any(|difference| *difference != Difference::Name);
    let mut remarks = Vec::new();
    if saved.iter().flatten().any(|difference| *difference == Difference::Name) {
        remarks.push(Remark::AnotherName);
    }
    if given {
        if matches!(agent, Some(AgentFinding::NotTold { .. })) {
            remarks.push(Remark::AgentNotTold);
        }
        remarks.extend(reads.iter().filter_map(|r| {
            let permission = r.permission.clone();
            match r.seen {
                ReadSeen::Rows => None,
                ReadSeen::Nothing => Some(Remark::NothingSeen { permission }),
                ReadSeen::Refused { .. } => Some(Remark::ReadRefused { permission }),
                ReadSeen::NotThere | ReadSeen::Trouble { .. } => Some(Remark::ReadFailed { permission }),
            }
        }));
        remarks.extend(
            plan.permissions
                .iter()
                .filter(|p| catalogue::reads(p).is_empty())
                .map(|p| Remark::NoRead { permission: p.clone() }),
        );
    }
    let verdict = if !given || saved_otherwise || !missing.is_empty() || another || none_answered {
        Verdict::DoesNotWork
    } else if remarks.is_empty() {
        // An answer that doesn't name the permissions is no remark by itself: exactly these were
        // asked for, and every read was answered.
        Verdict::Works
    } else {
        Verdict::WorksWithRemarks
    };
    let mut proof = Proof {
        verdict,
        token,
        saved,
        missing,
        agent,
        reads,
        remarks,
        causes: Vec::new(),
        at: Timestamp::now(),
    };
    proof.causes = diagnose(&proof);
    proof
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::halo::AgentSeen;
    use crate::instance::Instance;
    use crate::permission::set_of;

    fn plan(permissions: &[&str]) -> Plan {
        let address = Address::parse("acme.halopsa.com", &[]).unwrap();
        Plan {
            instance: Instance { sign_in: address.join("auth"), address, tenant: None, version: None },
            product_name: "A product".into(),
            agent: Some("Integration".into()),
            agent_id: None,
            permissions: set_of(permissions).unwrap(),
        }
    }

    fn agent() -> AgentSeen {
        AgentSeen { id: 7, name: "integration ".into(), api_only: Some(true), administrator: Some(false) }
    }

    fn read(permission: &str, seen: ReadSeen) -> ReadFinding {
        ReadFinding { permission: Permission::named(permission).unwrap(), path: "X".into(), seen }
    }

    fn verdict(plan_of: &[&str], missing: &[&str], agent: AgentFinding, reads: Vec<ReadFinding>) -> Verdict {
        let missing = missing.iter().map(|m| Permission::named(m).unwrap()).collect();
        judged(&plan(plan_of), None, TokenSeen::Given { named: true }, missing, Some(agent), reads).verdict
    }

    #[test]
    fn the_three_results_are_given_as_promised() {
        use ReadSeen::{NotThere, Nothing, Refused, Rows};
        let planned = || AgentFinding::Planned { agent: agent() };
        let t = "read:tickets";
        let c = "read:customers";
        assert_eq!(verdict(&[t], &[], planned(), vec![read(t, Rows)]), Verdict::Works);
        for (reads, why) in [
            (vec![read(t, Rows), read(c, Nothing)], "0 rows"),
            (vec![read(t, Rows), read(c, Refused { status: 403 })], "a 403 on a path that is only guessed"),
            (vec![read(t, Rows), read(c, NotThere)], "no such path"),
            (vec![read(t, Nothing)], "nothing at all, but answered"),
        ] {
            assert_eq!(verdict(&[t, c], &[], planned(), reads), Verdict::WorksWithRemarks, "{why}");
        }
        assert_eq!(
            verdict(&[t, "access:chat"], &[], planned(), vec![read(t, Rows)]),
            Verdict::WorksWithRemarks,
            "no read"
        );
        assert_eq!(
            verdict(&[t], &[], AgentFinding::NotTold { refused: true }, vec![read(t, Rows)]),
            Verdict::WorksWithRemarks
        );
        assert_eq!(verdict(&[t], &[t], planned(), vec![read(t, Rows)]), Verdict::DoesNotWork, "missing");
        assert_eq!(
            verdict(&[t], &[], AgentFinding::Another { agent: agent() }, vec![read(t, Rows)]),
            Verdict::DoesNotWork
        );
        assert_eq!(
            verdict(&[t], &[], planned(), vec![read(t, Refused { status: 403 })]),
            Verdict::DoesNotWork
        );
        assert_eq!(
            verdict(&[t], &[], planned(), vec![read(t, NotThere)]),
            Verdict::DoesNotWork,
            "nothing was seen"
        );
    }

    #[test]
    fn what_was_saved_otherwise_does_not_work_whatever_the_token_says() {
        let judge = |differences: &[Difference]| {
            let read = vec![read("read:tickets", ReadSeen::Rows)];
            let planned = Some(AgentFinding::Planned { agent: agent() });
            let token = TokenSeen::Given { named: true };
            judged(&plan(&["read:tickets"]), Some(differences.to_vec()), token, Vec::new(), planned, read)
        };
        assert_eq!(judge(&[]).verdict, Verdict::Works);
        assert_eq!(judge(&[Difference::Name]).verdict, Verdict::WorksWithRemarks);
        let more = Difference::Permissions { missing: Vec::new(), more: 1 };
        for difference in
            [Difference::Inactive, Difference::Method, Difference::LoginType, Difference::Agent, more]
        {
            let proof = judge(std::slice::from_ref(&difference));
            assert_eq!(proof.verdict, Verdict::DoesNotWork, "{difference:?}");
            assert_eq!(proof.causes.first().and_then(|c| c.item()), Some(difference.item()));
        }
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
