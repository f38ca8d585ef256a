//! The outcomes of a set-up by hand in each dialect: the table, and the rule for several at once.

use std::fmt;

use latchkey_core::proof::finding::{Cause, Remark, Verdict};
use latchkey_core::setup::Outcome;
use latchkey_journeys::computer::Intention;
use latchkey_practice::{Dimension, Matters, dimensions};

/// A choice of a dimension by their names, as in [`latchkey_practice::Dialect::all_single`].
pub(crate) type Choice = (&'static str, &'static str);

/// The dimensions that a set-up by hand meets.
pub(crate) fn dimensions_by_hand() -> Vec<Dimension> {
    dimensions()
        .into_iter()
        .filter(|dimension| matches!(dimension.matters, Matters::ByHand | Matters::Both))
        .collect()
}

/// How a journey ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Works.
    Works,
    /// Works, with these things to know (in the order of their names).
    Remarks(Vec<&'static str>),
    /// Does not work: this is the first diagnosis, and these permissions are named as missing.
    Fails(Cause, Vec<&'static str>),
}

impl End {
    /// The end of a journey that reached its proof.
    pub(crate) fn of(outcome: &Outcome) -> Self {
        let proof = &outcome.proof;
        let of_the_intention = |name: &str| {
            let known = Intention::usual().permissions;
            known.into_iter().find(|one| *one == name).expect("a permission of the intention")
        };
        match proof.verdict {
            Verdict::Works => Self::Works,
            Verdict::WorksWithRemarks => {
                let mut remarks: Vec<&'static str> = proof.remarks.iter().map(Remark::id).collect();
                remarks.sort_unstable();
                remarks.dedup();
                Self::Remarks(remarks)
            }
            Verdict::DoesNotWork => Self::Fails(
                *proof.causes.first().expect("what does not work has a diagnosis"),
                proof.missing.iter().map(|missing| of_the_intention(missing.name())).collect(),
            ),
        }
    }

    /// For the counts.
    pub(crate) fn kind(&self) -> String {
        match self {
            Self::Works => "works".to_owned(),
            Self::Remarks(_) => "works, with things to know".to_owned(),
            Self::Fails(cause, _) => format!("does not work, {} first", cause.id()),
        }
    }
}

/// A journey's whole end: the questions at which the person had to insist on the page `connect`, and the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Journey {
    pub(crate) asked: Vec<&'static str>,
    pub(crate) end: End,
}

impl fmt::Display for Journey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.end.kind())?;
        match &self.end {
            End::Works => {}
            End::Remarks(remarks) => write!(f, " {remarks:?}")?,
            End::Fails(_, missing) => write!(f, ", missing {missing:?}")?,
        }
        if self.asked.is_empty() { Ok(()) } else { write!(f, ", asked {:?}", self.asked) }
    }
}

/// Where on the way a choice makes a set-up fail. What is met first decides how it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Met {
    /// This computer is let in nowhere.
    AtTheDoor,
    /// The token endpoint sends everybody on, or isn't there, before it checks anything.
    AtTheTokenEndpoint,
    /// It checks whether the application may sign in.
    WhenItSignsIn,
    /// It checks whether there is the agent that the application logs in as.
    WhenItLooksForTheAgent,
    /// It checks whether the application has the permissions.
    WhenItAsksForPermissions,
    /// The answer with the token can't be read.
    InTheTokenAnswer,
    /// The answer names less than was asked for.
    InTheScopeOfTheAnswer,
    /// There is a token, and every read is refused.
    WhenItReads,
    /// There is a token, and another agent behind it.
    WhenItNamesTheAgent,
    /// There is a token, nobody behind it, and nothing to read.
    WhenItSeesNothing,
}

/// What a choice does.
#[derive(Clone, Copy)]
enum Effect {
    /// Nothing that the person would notice in the end.
    None,
    /// A remark.
    Remark(&'static str),
    /// It does not work.
    Fails { met: Met, first: Cause, missing: &'static [&'static str] },
}

const fn fails(met: Met, first: Cause, missing: &'static [&'static str]) -> Effect {
    Effect::Fails { met, first, missing }
}

/// The table: every single choice.
fn effect_of(choice: Choice) -> Effect {
    use Effect::{None, Remark};
    match choice {
        (_, "plain") => None,

        // The address.
        ("path", "under a path") => None,
        ("version", "2.196") => None,
        // Without it, tools fall back to /auth of the same host (contract: "Addresses").
        ("auth_info", "missing" | "junk" | "html" | "empty") => None,
        ("instance_info", "live" | "missing") => None,
        // What is asked: see `asked`.
        ("auth_place", "other port") => None,
        ("allow_list", "refused") => fails(Met::AtTheDoor, Cause::NotLetIn, &[]),
        ("tenant", "needed") => None,

        // The token.
        ("token_endpoint", "redirects" | "missing") => {
            fails(Met::AtTheTokenEndpoint, Cause::WrongInstance, &[])
        }
        ("token_errors", "html" | "text") => None,
        ("scope_in_answer", "omitted") => None,
        // The last one in the order in which they are asked for.
        ("scope_in_answer", "lacks one") => {
            fails(Met::InTheScopeOfTheAnswer, Cause::PermissionsNotTicked, &["read:tickets"])
        }
        ("id_token", "present" | "of the application") => None,
        ("sign_in_delay", "a little") => None,

        // The API.
        ("api_errors", "message" | "class name" | "result code" | "html" | "text") => None,
        ("api_errors", "model state" | "json text" | "empty") => None,
        ("unavailable_first", "once") => None,
        ("busy", "once, retry now" | "once, retry after a second") => None,
        ("answer_delay", "a little") => None,
        ("size", "huge lists") => None,
        // Neither authinfo nor InstanceInfo can be read, so it isn't recognised; nor can the token.
        ("size", "huge everything") => fails(Met::InTheTokenAnswer, Cause::WrongInstance, &[]),
        ("agent_me", "forbidden" | "not found") => Remark("agent-not-told"),
        ("agents", "under agents" | "under results") => None,
        ("agent_size", "live") => None,
        ("agent_rows", "leave out") => None,
        ("lists", "bare" | "wrapped" | "under results") => None,
        ("record_count", "zero" | "too many" | "missing") => None,
        ("closed_read", "tickets") => Remark("read-refused"),
        ("reads", "unpaged") => None,
        ("slow_reads", "a little") => None,
        // No records yet is neutral, as long as there are customers or tickets.
        ("records", "young") => None,
        ("records", "none") => Remark("nothing-at-all"),
        ("permission_case", "capitals") => None,
        ("refusals", "open iddict") => None,

        // The form in HaloPSA. The guide has the traps of the first two in it.
        ("draft_login_type", "not chosen") => None,
        ("client_id_on_save", "changes") => None,
        ("active_on_save", "inactive") => fails(Met::WhenItSignsIn, Cause::Inactive, &[]),
        ("login_type_on_save", "customer") => fails(Met::WhenItReads, Cause::WrongLoginType, &[]),
        ("permissions_on_save", "all dropped") => fails(
            Met::WhenItAsksForPermissions,
            Cause::PermissionsNotTicked,
            &["edit:customers", "read:assets", "read:tickets"],
        ),
        ("permissions_on_save", "read:tickets dropped") => {
            fails(Met::WhenItAsksForPermissions, Cause::PermissionsNotTicked, &["read:tickets"])
        }
        ("agent_on_save", "dropped") => fails(Met::WhenItLooksForTheAgent, Cause::AgentDisabled, &[]),
        ("agent_on_save", "another") => fails(Met::WhenItNamesTheAgent, Cause::AnotherAgent, &[]),
        ("agent_on_save", "dropped, unnoticed") => fails(Met::WhenItSeesNothing, Cause::NoAgent, &[]),
        (dimension, name) => panic!("{dimension}: {name} is a new choice; say here how it ends"),
    }
}

/// Whether a set-up with only this choice fails.
pub(crate) fn fails_by_itself(choice: Choice) -> bool {
    matches!(effect_of(choice), Effect::Fails { .. })
}

/// The exceptions: two choices that together end otherwise than the rule says, and why.
pub(crate) fn exception(one: Choice, other: Choice) -> Option<End> {
    both_ways(one, other).or_else(|| both_ways(other, one))
}

fn both_ways(one: Choice, other: Choice) -> Option<End> {
    let fails = |first, missing: &[&'static str]| Some(End::Fails(first, missing.to_vec()));
    match (one, other) {
        // Nobody says that a tenant is needed: `Dialect::hides_sign_in`.
        (("tenant", "needed"), ("auth_info", "missing" | "junk" | "html" | "empty")) => {
            fails(Cause::WrongTenant, &[])
        }
        (("tenant", "needed"), ("size", "huge everything")) => fails(Cause::WrongTenant, &[]),
        // Nobody says where to sign in, so nothing is asked, and nothing is there.
        (("auth_place", "other port"), ("auth_info", "missing" | "junk" | "html" | "empty")) => {
            fails(Cause::WrongInstance, &[])
        }
        // The refusal is a 400 in words that are no code of OAuth's: it can't be distinguished from a fault.
        (
            ("token_errors", "html" | "text"),
            ("active_on_save", "inactive") | ("agent_on_save", "dropped"),
        ) => fails(Cause::HaloTrouble, &[]),
        // A user who isn't an agent needs none.
        (("login_type_on_save", "customer"), ("agent_on_save", "dropped")) => {
            fails(Cause::WrongLoginType, &[])
        }
        // Which permission is refused is asked one by one. The first that isn't refused is answered with a
        // token that can't be read, and there the asking ends.
        (("size", "huge everything"), ("permissions_on_save", "read:tickets dropped")) => {
            fails(Cause::PermissionsNotTicked, &[])
        }
        // No agent is reported, and no rows are there: as if no agent were behind it.
        (("agent_me", "forbidden" | "not found"), ("records", "none")) => fails(Cause::NoAgent, &[]),
        _ => None,
    }
}

/// Two choices of which one hides what the other does: nothing else may meet them in one dialect.
pub(crate) fn hides(one: Choice, other: Choice) -> bool {
    let hides = |one: Choice, other: Choice| {
        matches!(
            (one, other),
            // What can't be counted is not empty.
            (("size", "huge lists"), ("records", "none") | ("agent_on_save", "dropped, unnoticed"))
                // Of what the product lives on not all was answered.
                | (("closed_read", "tickets"), ("records", "none"))
        )
    };
    hides(one, other) || hides(other, one)
}

/// The pairs of choices among these that are exceptions.
pub(crate) fn exceptions(choices: &[Choice]) -> Vec<(Choice, Choice)> {
    let mut found = Vec::new();
    for (n, one) in choices.iter().enumerate() {
        for other in &choices[n + 1..] {
            if exception(*one, *other).is_some() {
                found.push((*one, *other));
            }
        }
    }
    found
}

/// How a set-up in a dialect with these choices ends: as the exception says that is among them, else by the rule.
pub(crate) fn expected(choices: &[Choice]) -> Journey {
    let is = |dimension: &str, name: &str| choices.contains(&(dimension, name));
    let applies = |(one, other): &(Choice, Choice)| {
        let about = |dimension: &str| one.0 == dimension || other.0 == dimension;
        // InstanceInfo also says where to sign in, and the token who is behind it.
        let known_otherwise = about("auth_info") && is("instance_info", "live")
            || about("agent_me") && is("id_token", "present");
        !known_otherwise && !is("allow_list", "refused")
    };
    let excepted = exceptions(choices).into_iter().find(applies);
    let end = excepted.and_then(|(one, other)| exception(one, other));
    Journey { asked: asked(choices), end: end.unwrap_or_else(|| by_the_rule(choices)) }
}

/// What is asked on the page `connect` with these choices.
pub(crate) fn asked(choices: &[Choice]) -> Vec<&'static str> {
    let is = |dimension: &str, name: &str| choices.contains(&(dimension, name));
    let silent = choices.iter().any(|(of, name)| *of == "auth_info" && *name != "plain");
    if is("allow_list", "refused") {
        vec!["halo-not-let-in"]
    } else if is("size", "huge everything") || silent && is("instance_info", "missing") {
        vec![if is("auth_info", "html") && !is("size", "huge everything") {
            "halo-is-a-page"
        } else {
            "halo-not-found"
        }]
    } else if is("auth_place", "other port") && (!silent || is("instance_info", "live")) {
        vec!["sign-in-elsewhere"]
    } else {
        vec![]
    }
}

/// The rule: what is met first on the way decides; with nothing that fails, remarks and questions add up.
fn by_the_rule(choices: &[Choice]) -> End {
    let mut remarks = Vec::new();
    let mut failures = Vec::new();
    for choice in choices {
        match effect_of(*choice) {
            Effect::None => {}
            Effect::Remark(id) => remarks.push(id),
            Effect::Fails { met, first, missing } => failures.push((met, first, missing)),
        }
    }
    let is = |dimension: &str, name: &str| choices.contains(&(dimension, name));
    // The token names the planned agent where nothing else does. Another name may be one of something else.
    let is_planned = !choices.iter().any(|(of, name)| *of == "agent_on_save" && *name != "plain");
    if is("id_token", "present") && is_planned {
        remarks.retain(|remark| *remark != "agent-not-told");
    }
    if remarks.contains(&"agent-not-told") {
        // An agent that isn't reported can't be seen to be another.
        failures.retain(|(met, _, _)| *met != Met::WhenItNamesTheAgent);
    }
    if is("size", "huge lists") || is("closed_read", "tickets") {
        remarks.retain(|remark| *remark != "nothing-at-all");
    }
    if is("size", "huge lists") && failures.iter().any(|(met, _, _)| *met == Met::WhenItSeesNothing) {
        failures.retain(|(met, _, _)| *met != Met::WhenItSeesNothing);
        remarks.push("agent-not-told");
    }
    failures.sort_by_key(|(met, _, _)| *met);
    match failures.first() {
        Some((_, first, missing)) => End::Fails(*first, missing.to_vec()),
        None if remarks.is_empty() => End::Works,
        None => {
            remarks.sort_unstable();
            remarks.dedup();
            End::Remarks(remarks)
        }
    }
}

#[test]
fn each_single_failure_occurs_at_a_place_of_its_own_or_in_the_same_dimension() {
    // The rule needs an order between any two that can be in one dialect.
    let mut seen: Vec<(Met, &str)> = Vec::new();
    for dimension in dimensions_by_hand() {
        for (name, _) in &dimension.choices {
            if let Effect::Fails { met, .. } = effect_of((dimension.name, name)) {
                let other = seen.iter().find(|(there, of)| *there == met && *of != dimension.name);
                assert_eq!(other, None, "{}: {name} has no place in the order", dimension.name);
                seen.push((met, dimension.name));
            }
        }
    }
    assert!(seen.len() > 5, "the table has failures at all");
}

#[test]
fn each_exception_ends_otherwise_than_the_rule_says() {
    let choices: Vec<Choice> = dimensions_by_hand()
        .iter()
        .flat_map(|d| d.choices.iter().map(|(name, _)| (d.name, *name)).collect::<Vec<_>>())
        .collect();
    let pairs = exceptions(&choices);
    for (one, other) in &pairs {
        let rule = by_the_rule(&[*one, *other]);
        assert_ne!(expected(&[*one, *other]).end, rule, "{one:?} and {other:?} are no exception");
    }
    println!("exceptions to the rule: {} pairs", pairs.len());
}
