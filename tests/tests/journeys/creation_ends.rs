//! The outcomes of a set-up by Latchkey in each dialect: which problems occur, in order.

use std::fmt;

use latchkey_core::proof::finding::{Cause, Remark, Verdict};
use latchkey_core::setup::Outcome;
use latchkey_journeys::computer::{By, Refused};
use latchkey_practice::{Dimension, Matters, dimensions};

use crate::ends::{Choice, asked};

/// How a journey ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Works.
    Works,
    /// Works, with these things to know (in the order of their names).
    Remarks(Vec<&'static str>),
    /// Does not work: this is the first diagnosis. The application is there.
    Fails(Cause),
    /// Refused at this step with this code, however often. No application is there.
    Refused(&'static str, &'static str),
}

impl End {
    /// The end of a journey that came to its proof.
    pub(crate) fn of(outcome: &Outcome) -> Self {
        let proof = &outcome.proof;
        match proof.verdict {
            Verdict::Works => Self::Works,
            Verdict::WorksWithRemarks => {
                let mut remarks: Vec<&'static str> = proof.remarks.iter().map(Remark::id).collect();
                remarks.sort_unstable();
                remarks.dedup();
                Self::Remarks(remarks)
            }
            Verdict::DoesNotWork => {
                Self::Fails(*proof.causes.first().expect("what does not work has a diagnosis"))
            }
        }
    }

    /// The end of one that was refused.
    pub(crate) fn refused(refused: &Refused) -> Self {
        Self::Refused(refused.step, refused.error.code())
    }

    /// For the counts.
    pub(crate) fn kind(&self) -> String {
        match self {
            Self::Works => "works".to_owned(),
            Self::Remarks(_) => "works, with things to know".to_owned(),
            Self::Fails(cause) => format!("does not work, {} first; undone", cause.id()),
            Self::Refused(step, code) => format!("refused at {step}: {code}; nothing is there"),
        }
    }
}

/// A journey's whole end: the questions on the page `connect`, the refusals after which "Try again" helped, and
/// the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Journey {
    pub(crate) asked: Vec<&'static str>,
    pub(crate) again: Vec<&'static str>,
    pub(crate) end: End,
}

impl fmt::Display for Journey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, asked {:?}, tried again after {:?}", self.end, self.asked, self.again)
    }
}

/// The dimensions that somebody meets who lets Latchkey do it.
pub(crate) fn dimensions_by_api() -> Vec<Dimension> {
    dimensions()
        .into_iter()
        .filter(|dimension| matches!(dimension.matters, Matters::ByApi | Matters::Both))
        .collect()
}

/// The way with these choices, place by place, for whoever signs in.
pub(crate) fn expected(choices: &[Choice], by: By) -> Journey {
    let is = |dimension: &str, name: &str| choices.contains(&(dimension, name));
    let any = |dimension: &str| choices.iter().any(|(of, name)| *of == dimension && *name != "plain");
    let asked = asked(choices);
    let mut again = Vec::new();
    let end = 'way: {
        // The address. Without authinfo nobody says where to sign in, or that a tenant is needed.
        // InstanceInfo may say it as well.
        let silent = any("auth_info") && !is("instance_info", "live") || is("size", "huge everything");

        // Somebody signs in. A person does so in the web app, without the token endpoint.
        let person = by == By::Person;
        if is("allow_list", "refused") {
            let code = if person { "authority-not-enough" } else { "halo-not-let-in" };
            break 'way End::Refused("authority", code);
        }
        if person && is("size", "huge everything") {
            break 'way End::Refused("authority", "sign-in-not-halo");
        }
        if person && is("managing", "all forbidden") {
            break 'way End::Refused("authority", "not-administrator");
        }
        if !person && any("auth_place") && silent {
            break 'way End::Refused("authority", "halo-odd-answer");
        }
        if !person && is("token_endpoint", "missing") {
            break 'way End::Refused("authority", "halo-odd-answer");
        }
        if !person && any("token_endpoint") {
            break 'way End::Refused("authority", "halo-redirects");
        }
        if !person && any("tenant") && silent {
            break 'way End::Refused("authority", "authority-refused");
        }
        if is("size", "huge everything") {
            break 'way End::Refused("authority", "halo-odd-answer");
        }
        // The one permission that is asked for is the one that the token lacks.
        if !person && is("scope_in_answer", "lacks one") || is("managing", "all forbidden") {
            break 'way End::Refused("authority", "authority-not-enough");
        }
        if is("managing", "missing") {
            break 'way End::Refused("authority", "managing-missing");
        }
        if is("size", "huge lists") {
            break 'way End::Refused("authority", "halo-odd-answer");
        }

        // The request. What creates something is never sent again by itself.
        if any("unavailable_first") {
            again.push("create-unclear");
        }
        if any("busy") {
            again.push("halo-busy");
        }
        if is("managing", "post forbidden") {
            break 'way End::Refused("create", "authority-not-enough");
        }
        // An application's own kind is certain; a person has no application. A list as it was seen live tells all
        // of the kind but its `type`.
        let untold = any("details") || person && any("examples");
        if untold && !any("kind_needed") {
            break 'way End::Refused("create", "create-refused");
        }
        if is("post_answer", "500, not created, once") {
            again.push("create-unclear");
        }
        if is_nameless(choices) {
            again.push("application-perhaps");
        }

        // Read back: what was saved otherwise.
        if any("active_on_save") {
            break 'way End::Fails(Cause::Inactive);
        }
        if any("login_type_on_save") && !untold {
            break 'way End::Fails(Cause::WrongLoginType);
        }
        if any("agent_on_save") {
            break 'way End::Fails(Cause::AnotherAgent);
        }
        if any("permissions_on_save") {
            break 'way End::Fails(Cause::PermissionsNotTicked);
        }

        // The proof.
        if any("token_endpoint") {
            // The application was read in this very HaloPSA.
            break 'way End::Fails(Cause::HaloTrouble);
        }
        if secret_died(choices) {
            break 'way End::Fails(Cause::SecretLost);
        }
        if is("scope_in_answer", "lacks one") {
            // What it has is seen, unless HaloPSA shows no details.
            break 'way End::Fails(if is("details", "missing") {
                Cause::PermissionsNotTicked
            } else {
                Cause::PermissionsWithheld
            });
        }
        if any("login_type_on_save") {
            break 'way End::Fails(Cause::WrongLoginType);
        }
        // Who is behind the token is known from the application, whatever `agent_me` says.
        let mut remarks = Vec::new();
        if is("records", "none") && !any("closed_read") {
            remarks.push("nothing-at-all");
        }
        if any("closed_read") {
            remarks.push("read-refused");
        }
        if remarks.is_empty() { End::Works } else { End::Remarks(remarks) }
    };
    if matches!(end, End::Refused("authority", _)) {
        again.clear();
    }
    Journey { asked, again, end }
}

/// The application carries neither our mark nor our Client ID, and the answer doesn't tell which one it is.
fn is_nameless(choices: &[Choice]) -> bool {
    let made =
        [("credentials_made_by", "halo makes the client id"), ("credentials_made_by", "halo makes both")];
    let unheard = ["nothing", "202", "odd", "created, then 500", "created, then silence"];
    choices.iter().any(|choice| made.contains(choice) || *choice == ("client_id_on_save", "changes"))
        && (choices.contains(&("description_on_save", "dropped")) || choices.contains(&("version", "2.196")))
        && choices.iter().any(|(of, name)| *of == "post_answer" && unheard.contains(name))
}

/// HaloPSA made a secret of its own, and its answer, which alone tells it, did not arrive.
fn secret_died(choices: &[Choice]) -> bool {
    let made = [("credentials_made_by", "halo makes the secret"), ("credentials_made_by", "halo makes both")];
    let unheard = ["nothing", "202", "created, then 500", "created, then silence"];
    choices.iter().any(|choice| made.contains(choice))
        && choices.iter().any(|(of, name)| *of == "post_answer" && unheard.contains(name))
}

/// Whether a set-up with this choice alone doesn't come to work.
pub(crate) fn fails_alone(choice: Choice) -> bool {
    ends_badly(&[choice])
}

/// Whether two choices, each of which works alone, don't work together, or one helps the other.
pub(crate) fn only_together(one: Choice, other: Choice) -> bool {
    let alone = ends_badly(&[one]) || ends_badly(&[other]);
    ends_badly(&[one, other]) != alone
}

fn ends_badly(choices: &[Choice]) -> bool {
    matches!(expected(choices, By::Application).end, End::Fails(_) | End::Refused(..))
}
