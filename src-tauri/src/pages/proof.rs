//! A proof as pages show it: the verdict, remarks, causes, and the result for each permission.

use jiff::Timestamp;
use latchkey_core::halo::ReadSeen;
use latchkey_core::procedure::Item;
use latchkey_core::proof::finding::{
    AgentFinding, Cause, Difference, Proof, Remark, Thing, TokenSeen, Verdict,
};

use super::permission::{about, few, plain, plain_names};
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
    /// The remarks, each with the permission that it names.
    pub(crate) remarks: Vec<Said<'static>>,
    /// Planned and not granted, with plain names. `narrowed`: a token was issued without them.
    pub(crate) missing: Vec<(String, String)>,
    pub(crate) narrowed: bool,
    /// The most likely first.
    pub(crate) causes: Vec<CauseShown>,
    pub(crate) agent: Option<Said<'static>>,
    /// The application as it was read back; none where it was not.
    pub(crate) saved: Option<Said<'static>>,
    pub(crate) differences: Vec<Vec<Said<'static>>>,
    pub(crate) rows: Vec<Row>,
    /// Whether some of it could not be tested.
    pub(crate) untested: bool,
    /// HaloPSA created the secret and its response was lost.
    pub(crate) secret_lost: bool,
    /// Repeats the test, where something could not be tested.
    pub(crate) again: Option<super::Action>,
    /// Copies a report for the developers.
    pub(crate) report: Option<super::Action>,
    /// Which words give the remedy for a cause: `change` on a page on which Client ID and secret are pasted,
    /// `elsewhere` on others, where such words exist.
    pub(crate) remedy: &'static str,
}

/// The result for one permission.
pub(crate) struct Row {
    pub(crate) plain: String,
    pub(crate) name: String,
    pub(crate) seen: Said<'static>,
    /// `good`, `warn`, `bad` or nothing.
    pub(crate) look: &'static str,
}

/// A possible cause of the failure.
pub(crate) struct CauseShown {
    pub(crate) id: &'static str,
    /// The item of the guide that fixes it.
    pub(crate) item: Option<Item>,
    /// The remedies on this page.
    pub(crate) mends: Vec<Mend>,
}

/// A remedy for a cause.
pub(crate) struct Mend {
    /// Unique per kind; the control's id is `<id>-<cause>`.
    pub(crate) id: &'static str,
    pub(crate) label: String,
    pub(crate) action: super::Action,
}

impl Shown {
    /// `saved`: whether of a saved connection, else of a set-up.
    pub(crate) fn of(proof: &Proof, saved: bool, now: Timestamp) -> Self {
        let secret_lost = proof.causes.first() == Some(&Cause::SecretLost);
        let words = match proof.verdict {
            Verdict::DoesNotWork if secret_lost => "secret-lost",
            Verdict::DoesNotWork if saved => "does-not-work-saved",
            verdict => verdict.id(),
        };
        let things = proof.things();
        let count = things.len();
        let rows = rows(proof);
        Self {
            verdict: proof.verdict.id(),
            look: look(proof.verdict),
            title: family("verdict", words).with("count", count),
            about: family("verdict", words).attr("about").with("count", count),
            ago: t("tested").with("ago", ago(proof.at, now)),
            remarks: things.iter().map(said).collect(),
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

    /// The remedy for a cause, in words.
    pub(crate) fn change(&self, cause: &CauseShown) -> Said<'static> {
        let said = family("cause", cause.id).attr(self.remedy);
        if said.exists() { said } else { family("cause", cause.id).attr("change") }
    }

    /// Adds a link to a page on which another Client ID or secret is pasted, at the causes that need one.
    pub(crate) fn mended_by(mut self, id: &'static str, words: &str, action: &super::Action) -> Self {
        for cause in &mut self.causes {
            if [Cause::ClientIdChanged.id(), Cause::SecretNotSaved.id()].contains(&cause.id) {
                cause.mends.push(Mend { id, label: t(words).to_string(), action: action.clone() });
            }
        }
        self
    }

    /// Adds the action that copies a report, where the cause is unknown.
    pub(crate) fn reported(self, action: super::Action) -> Self {
        // A known cause needs no report.
        let nobody_knows =
            [Cause::HaloTrouble, Cause::WrongInstance, Cause::NotKnownYet, Cause::PermissionsWithheld];
        let first = self.causes.first().map(|cause| cause.id);
        let unknown = self.untested || nobody_knows.iter().any(|cause| Some(cause.id()) == first);
        Self { report: unknown.then_some(action), ..self }
    }

    /// Adds the action that repeats the test.
    pub(crate) fn again(self, action: super::Action) -> Self {
        Self { again: self.untested.then_some(action), ..self }
    }

    /// Whether it works, with or without remarks.
    pub(crate) fn works(&self) -> bool {
        self.verdict != Verdict::DoesNotWork.id()
    }

    pub(crate) fn icon(&self) -> &'static str {
        if self.look == "good" { "check" } else { "warn" }
    }
}

/// The look of a verdict.
pub(crate) fn look(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Works => "good",
        Verdict::WorksWithRemarks => "warn",
        Verdict::DoesNotWork => "bad",
    }
}

fn said(thing: &Thing<'_>) -> Said<'static> {
    let areas: Vec<String> = thing.permissions.iter().copied().map(about).collect();
    let said = match thing.remark {
        Remark::Unmet { demand } => family("unmet", demand.id()).attr("remark"),
        Remark::NoAccess { role, .. } if !role.is_empty() => {
            family("remark", thing.remark.id()).attr("role").with("role", role)
        }
        remark => family("remark", remark.id()),
    };
    said.with("areas", few(&areas)).with("count", areas.len())
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

/// How a saved application differs from the plan, in one or more sentences.
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
            // As in the remark.
            ReadSeen::Nothing if proof.remark_on(read).is_some() => {
                (proof.remark_on(read).map_or("nothing", Remark::id), "warn")
            }
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

#[cfg(test)]
mod tests {
    use latchkey_core::permissions::Permission;
    use latchkey_core::proof::finding::ReadFinding;

    use super::super::gallery::{now, proof};
    use super::*;

    fn shown(remarks: Vec<Remark>, reads: &[(&str, ReadSeen)]) -> Shown {
        let named = |name: &str| Permission::named(name).unwrap();
        let reads = reads
            .iter()
            .map(|(name, seen)| ReadFinding {
                permission: named(name),
                path: String::new(),
                seen: seen.clone(),
            })
            .collect();
        Shown::of(&Proof { remarks, reads, ..proof(Verdict::WorksWithRemarks, now()) }, true, now())
    }

    fn no_access(area: &str) -> Remark {
        Remark::NoAccess {
            permission: Permission::named(&format!("read:{area}")).unwrap(),
            role: String::new(),
        }
    }

    #[test]
    fn what_has_one_cause_is_one_line_and_one_thing() {
        let areas = ["assets", "calendar", "contracts", "crm", "kb"];
        let shown = shown(areas.map(no_access).to_vec(), &[]);
        let said: Vec<String> = shown.remarks.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "The agent has no access to 5 areas: Assets, Calendar, Contracts and 2 more. Give it a role with access."
            ]
        );
        assert_eq!(shown.title.to_string(), "Working, 1 thing to know");
    }

    #[test]
    fn no_remark_has_two_colons_in_front_of_what_it_says() {
        let of = |name: &str| Permission::named(name).unwrap();
        let remarks = vec![
            Remark::NothingAtAll { permissions: vec![of("read:tickets"), of("read:customers")] },
            Remark::ReadRefused { permission: of("read:kb") },
            Remark::NoTeam { permission: of("read:tickets") },
            no_access("assets"),
            Remark::NoAccess { permission: of("read:crm"), role: "Few".into() },
            Remark::OnlyReads { permission: of("edit:kb") },
            Remark::Unmet { demand: latchkey_core::products::Demand::AllTeams },
        ];
        let shown = shown(remarks, &[]);
        assert_eq!(shown.remarks.len(), 7);
        for said in &shown.remarks {
            assert!(said.to_string().matches(':').count() <= 1, "{said}");
        }
        assert!(shown.remarks[4].to_string().starts_with("The role Few has no access to CRM."));
        assert!(shown.remarks[2].to_string().starts_with("Tickets: nothing to see"));
    }

    #[test]
    fn the_row_of_a_permission_says_what_the_remark_says() {
        let of = |name: &str| Permission::named(name).unwrap();
        let all = Remark::NothingAtAll { permissions: vec![of("read:customers")] };
        let remarks = vec![Remark::NoTeam { permission: of("read:tickets") }, no_access("kb"), all];
        let nothing = || ReadSeen::Nothing;
        let reads = [
            ("read:tickets", nothing()),
            ("read:kb", nothing()),
            ("read:customers", nothing()),
            ("read:crm", nothing()),
        ];
        let shown = shown(remarks, &reads);
        let rows: Vec<(String, &str)> =
            shown.rows.iter().map(|row| (row.seen.to_string(), row.look)).take(4).collect();
        assert_eq!(
            rows,
            [
                ("Nothing to see: the agent isn’t in a team".to_owned(), "warn"),
                ("Nothing to see: no access".to_owned(), "warn"),
                ("No records found".to_owned(), "warn"),
                ("Working, no records yet".to_owned(), "good"),
            ]
        );
    }
}
