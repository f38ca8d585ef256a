//! Why it does not work: what fits the answers seen, the most probable first.

use crate::finding::{AgentFinding, Cause, Difference, Proof, TokenSeen};
use crate::halo::{NoToken, ReadSeen};

/// The causes that fit a proof that failed, and those that explain why one that works shows
/// nothing. Empty when there is nothing to explain.
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
    let mut causes = Vec::new();
    for cause in saved.chain(by_the_answers(proof)) {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
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
    let agent_refused = matches!(proof.agent, Some(AgentFinding::NotTold { refused: true }));
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
    } else if proof.reads.iter().any(|r| matches!(r.seen, ReadSeen::Nothing | ReadSeen::Refused { .. })) {
        causes.push(Cause::AgentWithoutRights);
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
