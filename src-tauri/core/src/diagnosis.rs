//! Why it does not work: what fits the answers seen, the most probable first.

use crate::finding::{AgentFinding, Cause, Difference, Proof, ReadBack, TokenSeen};
use crate::halo::{NoToken, ReadSeen};
use crate::procedure::Item;

/// The causes that fit a proof that failed. What was read back and is as planned is none.
pub fn diagnose(proof: &Proof) -> Vec<Cause> {
    // What was seen to be saved otherwise is certain; the rest is what fits.
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

/// Whether a cause is known to be none: the application stands there under this Client ID, with the
/// secret that Latchkey sent along, and in this it is as planned.
fn is_false(cause: Cause, seen: &ReadBack) -> bool {
    match cause {
        Cause::ClientIdChanged | Cause::SecretNotSaved | Cause::WrongInstance => true,
        Cause::AnotherAgent | Cause::NoAgent => seen.is_as_planned(Item::Agent),
        cause => cause.item().is_some_and(|item| item != Item::Agent && seen.is_as_planned(item)),
    }
}

/// What is left where HaloPSA refuses what it shows to be as planned.
fn against_the_read_back(proof: &Proof, by_the_answers: &[Cause]) -> Vec<Cause> {
    match &proof.token {
        // There is no such client, says the sign-in: the secret was not even looked at.
        TokenSeen::Refused { why: NoToken::ClientIdNotFound } => vec![Cause::NotKnownYet],
        // All the rest of it stands there as planned. HaloPSA made a secret of its own.
        TokenSeen::Refused { why: NoToken::WrongSecret } => vec![Cause::SecretLost],
        TokenSeen::Refused { why: NoToken::UnknownClient } => vec![Cause::SecretLost, Cause::NotKnownYet],
        TokenSeen::Refused { why: NoToken::RefusedPermission } => vec![Cause::PermissionsWithheld],
        // By these values HaloPSA knows the method, and what they mean was only learnt.
        TokenSeen::Refused { why: NoToken::OtherMethod | NoToken::NotAllowed } => vec![Cause::WrongMethod],
        TokenSeen::Given { .. } if !proof.missing.is_empty() => vec![Cause::PermissionsWithheld],
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
        AgentDisabled, ClientIdChanged, HaloTrouble, Inactive, PermissionsNotTicked, SecretNotSaved,
        WrongInstance, WrongMethod, WrongTenant,
    };
    match why {
        NoToken::UnknownClient => vec![ClientIdChanged, SecretNotSaved, Inactive, WrongInstance],
        // It names the Client ID: the application was not saved, or is elsewhere.
        NoToken::ClientIdNotFound => vec![ClientIdChanged, SecretNotSaved, WrongInstance],
        NoToken::WrongSecret => vec![SecretNotSaved, ClientIdChanged],
        // The application is known, and whom it stands for is not let in.
        NoToken::RefusedGrant => vec![AgentDisabled, WrongMethod, Inactive],
        NoToken::RefusedPermission => vec![PermissionsNotTicked],
        NoToken::NotAllowed => vec![Inactive, WrongMethod],
        NoToken::OtherMethod => vec![WrongMethod, Inactive],
        NoToken::Tenant => vec![WrongTenant, WrongInstance],
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
    let all =
        |seen: fn(&ReadSeen) -> bool| !proof.reads.is_empty() && proof.reads.iter().all(|r| seen(&r.seen));
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
    } else if all(|s| matches!(s, ReadSeen::Trouble { code } if code == "halo-busy")) {
        causes.push(Cause::Busy);
    } else if all(|s| matches!(s, ReadSeen::Trouble { .. } | ReadSeen::NotThere)) {
        causes.extend([Cause::HaloTrouble, Cause::WrongInstance]);
    } else if all(|s| !matches!(s, ReadSeen::Rows | ReadSeen::Nothing)) {
        // Whatever could be tried was refused.
        causes.extend([Cause::AgentWithoutRights, Cause::PermissionsNotTicked]);
    } else if all(|s| !matches!(s, ReadSeen::Rows))
        && matches!(proof.agent, Some(AgentFinding::NotTold { .. }))
    {
        causes.extend([Cause::NoAgent, Cause::AgentWithoutRights]);
    }
    causes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_a_cause_and_none_twice() {
        for why in [
            NoToken::UnknownClient,
            NoToken::ClientIdNotFound,
            NoToken::WrongSecret,
            NoToken::RefusedGrant,
            NoToken::RefusedPermission,
            NoToken::NotAllowed,
            NoToken::OtherMethod,
            NoToken::Tenant,
            NoToken::Other,
        ] {
            let causes = without_token(why);
            assert!(!causes.is_empty(), "{why:?}");
            for (n, cause) in causes.iter().enumerate() {
                assert!(!causes[..n].contains(cause), "{why:?}: {cause:?} twice");
            }
        }
    }

    #[test]
    fn a_cause_is_called_the_same_in_files_and_words() {
        for cause in without_token(NoToken::UnknownClient) {
            assert_eq!(serde_json::to_value(cause).unwrap(), cause.id());
        }
    }
}
