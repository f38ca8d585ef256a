//! Diagnosis of a failed proof: the causes that are consistent with the responses, the most probable first.

use crate::halo::{NoToken, ReadSeen};
use crate::procedure::Item;
use crate::proof::finding::{AgentFinding, Cause, Difference, Proof, ReadBack, TokenSeen};

/// The possible causes of a failed proof, the most probable first. Excludes what was read back as planned.
pub fn diagnose(proof: &Proof) -> Vec<Cause> {
    // Differences in the saved application are certain; the other causes are only possible.
    let saved = proof.saved.iter().flatten().filter_map(|difference| match difference {
        Difference::Name => None,
        Difference::Inactive => Some(Cause::Inactive),
        Difference::Method => Some(Cause::WrongMethod),
        Difference::LoginType => Some(Cause::WrongLoginType),
        Difference::Agent => Some(Cause::AnotherAgent),
        Difference::Permissions { .. } => Some(Cause::PermissionsNotTicked),
    });
    let read_back = proof.read_back();
    let by_the_answers = by_the_answers(proof);
    let fits = |cause: &Cause| read_back.as_ref().is_none_or(|seen| !is_false(*cause, seen));
    let mut causes = Vec::new();
    for cause in saved.chain(by_the_answers.iter().copied().filter(fits)) {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    if causes.is_empty() {
        causes = against_the_read_back(proof, &by_the_answers);
    }
    causes
}

/// Whether a cause is excluded: the application exists with this Client ID and the secret that Latchkey sent,
/// and its setting is as planned.
fn is_false(cause: Cause, seen: &ReadBack) -> bool {
    match cause {
        Cause::ClientIdChanged | Cause::SecretNotSaved | Cause::WrongInstance => true,
        Cause::AnotherAgent | Cause::NoAgent => seen.is_as_planned(Item::Agent),
        cause => cause.item().is_some_and(|item| item != Item::Agent && seen.is_as_planned(item)),
    }
}

/// The causes when HaloPSA refuses an application that it shows as planned.
fn against_the_read_back(proof: &Proof, by_the_answers: &[Cause]) -> Vec<Cause> {
    match &proof.token {
        // The sign-in doesn't know the client, so it didn't check the secret.
        TokenSeen::Refused { why: NoToken::ClientIdNotFound } => vec![Cause::NotKnownYet],
        // Everything else is as planned, so HaloPSA generated its own secret.
        TokenSeen::Refused { why: NoToken::WrongSecret } => vec![Cause::SecretLost],
        TokenSeen::Refused { why: NoToken::UnknownClient } => vec![Cause::SecretLost, Cause::NotKnownYet],
        TokenSeen::Refused { why: NoToken::RefusedPermission } => vec![Cause::PermissionsWithheld],
        // HaloPSA encodes the method in these values, whose meaning is only inferred.
        TokenSeen::Refused { why: NoToken::OtherMethod | NoToken::NotAllowed } => vec![Cause::WrongMethod],
        TokenSeen::Given { .. } if !proof.missing.is_empty() => vec![Cause::PermissionsWithheld],
        TokenSeen::Refused { why: NoToken::NotLetIn } => vec![Cause::NotLetIn],
        TokenSeen::Failed { .. } => vec![Cause::HaloTrouble],
        _ if by_the_answers.contains(&Cause::WrongLoginType) => vec![Cause::WrongLoginType],
        _ if by_the_answers.contains(&Cause::AnotherAgent) => vec![Cause::AnotherAgent],
        _ if by_the_answers.is_empty() => Vec::new(),
        _ => vec![Cause::HaloTrouble],
    }
}

fn by_the_answers(proof: &Proof) -> Vec<Cause> {
    match &proof.token {
        TokenSeen::Refused { why } => without_token(*why),
        TokenSeen::Failed { code } => match code.as_str() {
            "halo-busy" => vec![Cause::Busy],
            "halo-trouble" => vec![Cause::HaloTrouble, Cause::WrongInstance],
            "halo-odd-answer" | "halo-redirects" => vec![Cause::WrongInstance, Cause::HaloTrouble],
            _ => vec![Cause::NotReached],
        },
        TokenSeen::Given { .. } => with_token(proof),
    }
}

fn without_token(why: NoToken) -> Vec<Cause> {
    use Cause::{
        AgentDisabled, ClientIdChanged, HaloTrouble, Inactive, NotLetIn, PermissionsNotTicked,
        SecretNotSaved, WrongInstance, WrongMethod, WrongTenant,
    };
    match why {
        NoToken::UnknownClient => vec![ClientIdChanged, SecretNotSaved, Inactive, WrongInstance],
        // The Client ID is the problem: the application was not saved, or is on another instance.
        NoToken::ClientIdNotFound => vec![ClientIdChanged, SecretNotSaved, WrongInstance],
        NoToken::WrongSecret => vec![SecretNotSaved, ClientIdChanged],
        // The application is known, but its agent is not admitted.
        NoToken::RefusedGrant => vec![AgentDisabled, WrongMethod, Inactive],
        NoToken::RefusedPermission => vec![PermissionsNotTicked],
        NoToken::NotAllowed => vec![Inactive, WrongMethod],
        NoToken::OtherMethod => vec![WrongMethod, Inactive],
        NoToken::Tenant => vec![WrongTenant, WrongInstance],
        NoToken::NotLetIn => vec![NotLetIn, WrongInstance],
        NoToken::Other => vec![HaloTrouble, WrongInstance],
    }
}

fn with_token(proof: &Proof) -> Vec<Cause> {
    let mut causes = Vec::new();
    if !proof.missing.is_empty() {
        causes.push(Cause::PermissionsNotTicked);
    }
    if matches!(proof.agent, Some(AgentFinding::Another { .. })) {
        causes.push(Cause::AnotherAgent);
    }
    let is_busy = |s: &ReadSeen| matches!(s, ReadSeen::Trouble { code } if code == "halo-busy");
    let busy = proof.reads.iter().any(|r| is_busy(&r.seen));
    // Reads answered with 429 are no evidence.
    let tested: Vec<&ReadSeen> = proof.reads.iter().map(|r| &r.seen).filter(|s| !is_busy(s)).collect();
    let all = |seen: fn(&ReadSeen) -> bool| !tested.is_empty() && tested.iter().all(|s| seen(s));
    let agent_refused = proof.agent.as_ref().is_some_and(AgentFinding::is_refused);
    if all(|s| matches!(s, ReadSeen::Refused { .. })) {
        // Contract: "403 = scope not granted or wrong login type". A token without permissions is
        // refused everywhere with 401.
        if agent_refused && all(|s| matches!(s, ReadSeen::Refused { status: 403 })) {
            causes.extend([Cause::WrongLoginType, Cause::PermissionsNotTicked, Cause::AgentWithoutRights]);
        } else if agent_refused {
            causes.extend([Cause::PermissionsNotTicked, Cause::WrongLoginType, Cause::AgentWithoutRights]);
        } else {
            causes.extend([Cause::AgentWithoutRights, Cause::PermissionsNotTicked]);
        }
    } else if all(|s| matches!(s, ReadSeen::Trouble { .. } | ReadSeen::NotThere)) {
        causes.extend([Cause::HaloTrouble, Cause::WrongInstance]);
    } else if all(|s| !s.may_have_rows() && *s != ReadSeen::Nothing) {
        // Every read that exists was refused.
        causes.extend([Cause::AgentWithoutRights, Cause::PermissionsNotTicked]);
    } else if all(|s| !s.may_have_rows()) && matches!(proof.agent, Some(AgentFinding::NotTold { .. })) {
        causes.extend([Cause::NoAgent, Cause::AgentWithoutRights]);
    }
    // Last: it is the only cause, or may explain the others.
    if busy {
        causes.push(Cause::Busy);
    }
    causes
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator as _;

    use super::*;

    #[test]
    fn every_refusal_has_a_cause_and_none_twice() {
        for why in NoToken::iter() {
            let causes = without_token(why);
            assert!(!causes.is_empty(), "{why:?}");
            for (n, cause) in causes.iter().enumerate() {
                assert!(!causes[..n].contains(cause), "{why:?}: {cause:?} twice");
            }
        }
    }

    fn proof(agent: AgentFinding, reads: &[ReadSeen]) -> Proof {
        let reads = reads.iter().map(|seen| crate::proof::finding::ReadFinding {
            permission: crate::permissions::Permission::named("read:tickets").unwrap(),
            path: "Tickets".into(),
            seen: seen.clone(),
        });
        Proof {
            verdict: crate::proof::finding::Verdict::DoesNotWork,
            token: TokenSeen::Given { named: true },
            saved: None,
            compared: vec![],
            missing: vec![],
            agent: Some(agent),
            reads: reads.collect(),
            untried: vec![],
            remarks: vec![],
            causes: vec![],
            at: jiff::Timestamp::now(),
        }
    }

    #[test]
    fn a_request_to_wait_is_told_beside_what_was_refused() {
        use Cause::{
            AgentWithoutRights, Busy, HaloTrouble, PermissionsNotTicked, WrongInstance, WrongLoginType,
        };
        let refused = |status| ReadSeen::Refused { status };
        let trouble = |code: &str| ReadSeen::Trouble { code: code.to_owned() };
        let busy = || trouble("halo-busy");
        let told = || AgentFinding::NotTold { refused: true };
        for (reads, causes) in [
            // Field report 21: every response is 429.
            (vec![busy(), busy()], vec![Busy]),
            (
                vec![refused(403), busy()],
                vec![WrongLoginType, PermissionsNotTicked, AgentWithoutRights, Busy],
            ),
            (
                vec![refused(401), busy()],
                vec![PermissionsNotTicked, WrongLoginType, AgentWithoutRights, Busy],
            ),
            (vec![trouble("halo-trouble"), busy()], vec![HaloTrouble, WrongInstance, Busy]),
            // Reports 5 and 7.
            (
                vec![refused(401), refused(403)],
                vec![PermissionsNotTicked, WrongLoginType, AgentWithoutRights],
            ),
            (
                vec![refused(403), refused(403)],
                vec![WrongLoginType, PermissionsNotTicked, AgentWithoutRights],
            ),
        ] {
            assert_eq!(with_token(&proof(told(), &reads)), causes, "{reads:?}");
        }
    }

    #[test]
    fn a_cause_is_called_the_same_in_files_and_words() {
        for cause in without_token(NoToken::UnknownClient) {
            assert_eq!(serde_json::to_value(cause).unwrap(), cause.id());
        }
    }
}
