//! A proof as pages show it: the result, what there is to know, causes, and what was seen of each permission.

use jiff::Timestamp;
use latchkey_core::halo::ReadSeen;
use latchkey_core::proof::finding::{AgentFinding, Cause, Difference, Proof, Remark, TokenSeen, Verdict};
use latchkey_core::setup::procedure::Item;

use super::permission::{plain, plain_names};
use super::when::{ago, date};
use super::words::{Said, family, t};

/// A test as a page shows it.
pub(crate) struct Shown {
    /// `works`, `works-with-remarks`, `does-not-work`.
    pub(crate) verdict: &'static str,
    /// `good`, `warn` or `bad`.
    pub(crate) look: &'static str,
    pub(crate) title: Said<'static>,
    pub(crate) about: Said<'static>,
    pub(crate) ago: Said<'static>,
    /// What there is to know, each with the permission that it names.
    pub(crate) remarks: Vec<Said<'static>>,
    /// Planned and not given, with plain names. `narrowed`: a token was given without them.
    pub(crate) missing: Vec<(String, String)>,
    pub(crate) narrowed: bool,
    /// The likeliest first.
    pub(crate) causes: Vec<CauseShown>,
    pub(crate) agent: Option<Said<'static>>,
    /// The application as it was read back; nothing where it was not.
    pub(crate) saved: Option<Said<'static>>,
    pub(crate) differences: Vec<Vec<Said<'static>>>,
    pub(crate) rows: Vec<Row>,
    /// Whether some of it could not be tested.
    pub(crate) untested: bool,
    /// HaloPSA made the secret and nobody heard it.
    pub(crate) secret_lost: bool,
    /// What tests it again, where something could not be tested.
    pub(crate) again: Option<super::Action>,
    /// Copies a report for the makers.
    pub(crate) report: Option<super::Action>,
    /// Which words say what to do about a cause: `change` on a page on which Client ID and secret are pasted,
    /// `elsewhere` on others, where there are such.
    pub(crate) remedy: &'static str,
}

/// What was seen of one permission.
pub(crate) struct Row {
    pub(crate) plain: String,
    pub(crate) name: String,
    pub(crate) seen: Said<'static>,
    /// `good`, `warn`, `bad` or nothing.
    pub(crate) look: &'static str,
}

/// Why it may not work.
pub(crate) struct CauseShown {
    pub(crate) id: &'static str,
    /// The item of the guide that mends it.
    pub(crate) item: Option<Item>,
    /// What can be done about it on this page.
    pub(crate) mends: Vec<Mend>,
}

/// What can be done about a cause.
pub(crate) struct Mend {
    /// Of its kind; the control's id is `<id>-<cause>`.
    pub(crate) id: &'static str,
    pub(crate) label: String,
    pub(crate) action: super::Action,
}

impl Shown {
    /// `saved`: of a saved connection, else of a set-up.
    pub(crate) fn of(proof: &Proof, saved: bool, now: Timestamp) -> Self {
        let secret_lost = proof.causes.first() == Some(&Cause::SecretLost);
        let words = match proof.verdict {
            Verdict::DoesNotWork if secret_lost => "secret-lost",
            Verdict::DoesNotWork if saved => "does-not-work-saved",
            verdict => verdict.id(),
        };
        let count = proof.remarks.len();
        let rows = rows(proof);
        Self {
            verdict: proof.verdict.id(),
            look: look(proof.verdict),
            title: family("verdict", words).with("count", count),
            about: family("verdict", words).attr("about").with("count", count),
            ago: t("tested").with("ago", ago(proof.at, now)),
            remarks: proof.remarks.iter().map(remark).collect(),
            missing: proof.missing.iter().map(|one| (plain(one), one.name().to_owned())).collect(),
            narrowed: matches!(proof.token, TokenSeen::Given { .. }),
            causes: proof
                .causes
                .iter()
                .map(|cause| CauseShown { id: cause.id(), item: cause.item(), mends: Vec::new() })
                .collect(),
            agent: proof.agent.as_ref().map(agent),
            saved: proof.saved.as_ref().map(|differences| match (differences.is_empty(), proof.verdict) {
                (false, _) => t("saved-otherwise"),
                (true, Verdict::DoesNotWork) => t("saved-and-refused"),
                (true, _) => t("saved-as-planned"),
            }),
            differences: proof.saved.iter().flatten().map(difference).collect(),
            untested: proof
                .reads
                .iter()
                .any(|read| matches!(read.seen, ReadSeen::NotThere | ReadSeen::Trouble { .. })),
            rows,
            secret_lost,
            again: None,
            report: None,
            remedy: "elsewhere",
        }
    }

    /// What to do about a cause.
    pub(crate) fn change(&self, cause: &CauseShown) -> Said<'static> {
        let said = family("cause", cause.id).attr(self.remedy);
        if said.exists() { said } else { family("cause", cause.id).attr("change") }
    }

    /// With what leads to a page on which another Client ID or secret is pasted, at the causes that ask for one.
    pub(crate) fn mended_by(mut self, id: &'static str, words: &str, action: &super::Action) -> Self {
        for cause in &mut self.causes {
            if [Cause::ClientIdChanged.id(), Cause::SecretNotSaved.id()].contains(&cause.id) {
                cause.mends.push(Mend { id, label: t(words).to_string(), action: action.clone() });
            }
        }
        self
    }

    /// With what copies a report, where something ended in what nobody knows.
    pub(crate) fn reported(self, action: super::Action) -> Self {
        // A cause that is known needs no makers.
        let nobody_knows =
            [Cause::HaloTrouble, Cause::WrongInstance, Cause::NotKnownYet, Cause::PermissionsWithheld];
        let first = self.causes.first().map(|cause| cause.id);
        let unknown = self.untested || nobody_knows.iter().any(|cause| Some(cause.id()) == first);
        Self { report: unknown.then_some(action), ..self }
    }

    /// With what tests it again.
    pub(crate) fn again(self, action: super::Action) -> Self {
        Self { again: self.untested.then_some(action), ..self }
    }

    /// Whether it works, with or without something to know.
    pub(crate) fn works(&self) -> bool {
        self.verdict != Verdict::DoesNotWork.id()
    }

    pub(crate) fn icon(&self) -> &'static str {
        if self.look == "good" { "check" } else { "warn" }
    }
}

/// How a result looks.
pub(crate) fn look(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Works => "good",
        Verdict::WorksWithRemarks => "warn",
        Verdict::DoesNotWork => "bad",
    }
}

fn remark(remark: &Remark) -> Said<'static> {
    let role = match remark {
        Remark::NoAccess { role, .. } if !role.is_empty() => role.clone(),
        _ => "own".to_owned(),
    };
    family("remark", remark.id()).with("permission", plain_names(remark.permissions())).with("role", role)
}

fn agent(finding: &AgentFinding) -> Said<'static> {
    match finding {
        AgentFinding::Planned { agent } => family("agent", "planned").with("name", &agent.name),
        AgentFinding::Another { agent } => family("agent", "another").with("name", &agent.name),
        AgentFinding::NotPlanned { agent } => family("agent", "not-planned").with("name", &agent.name),
        AgentFinding::AsSaved { name, at, .. } => {
            family("agent", "as-saved").with("name", name).with("date", date(*at))
        }
        AgentFinding::NotTold { .. } => family("agent", "not-told"),
    }
}

/// In what a saved application differs from the plan, in one or more sentences.
pub(crate) fn difference(difference: &Difference) -> Vec<Said<'static>> {
    let mut said = vec![family("difference", difference.id())];
    if let Difference::Permissions { missing, more } = difference {
        if !missing.is_empty() {
            said.push(t("difference-missing-permissions").with("permissions", plain_names(missing)));
        }
        if *more > 0 {
            said.push(t("difference-more").with("count", more));
        }
    }
    said
}

fn rows(proof: &Proof) -> Vec<Row> {
    let row = |permission, id, look| Row {
        plain: plain(permission),
        name: permission.name().to_owned(),
        seen: family("seen", id),
        look,
    };
    let missing = proof.missing.iter().map(|permission| row(permission, "missing", "bad"));
    let reads = proof.reads.iter().map(|read| {
        let (id, look) = match read.seen {
            ReadSeen::Rows => ("rows", "good"),
            ReadSeen::Answered => ("answered", "good"),
            ReadSeen::Nothing => ("nothing", "good"),
            ReadSeen::Refused { .. } => ("refused", "warn"),
            ReadSeen::NotThere => ("not-there", ""),
            ReadSeen::Trouble { .. } => ("trouble", ""),
        };
        row(&read.permission, id, look)
    });
    let untried = proof.untried.iter().map(|permission| row(permission, "no-read", ""));
    missing.chain(reads).chain(untried).collect()
}
