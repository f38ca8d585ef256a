//! The page in every state, and what is offered when.

use latchkey_core::halo::Candidate;
use latchkey_core::halo::Narrowing;
use latchkey_core::permissions::{Permission, set_of};
use latchkey_core::procedure::Item;
use latchkey_core::products::Demand;
use latchkey_core::proof::finding::{Cause, Difference, Verdict};
use latchkey_core::reach::{Row, Sees};
use latchkey_core::setup::draft::Draft;

use super::super::frame::People;
use super::super::gallery::{State as Shot, creation, draft, failed, listed_draft, now, proof};
use super::super::progress::Snapshot;
use super::*;

fn reach(planned: &[Permission]) -> Reach {
    let teams = || Sees::Teams { of: 1, all: Some(4), customers: Vec::new() };
    let row = |permission: &str, sees, only_read| Row {
        permission: Permission::named(permission).unwrap(),
        sees,
        only_read,
        narrowing: match permission {
            "read:tickets" => vec![Narrowing::OthersTickets, Narrowing::UnassignedTickets],
            _ => vec![],
        },
    };
    let all = [
        row("read:tickets", teams(), false),
        row("read:customers", Sees::Everything, false),
        row("read:assets", Sees::NotTold, false),
        row("read:invoices", Sees::NoAccess { role: "Integration".into() }, false),
        row("read:kb", Sees::Everything, true),
        row("read:contracts", Sees::Customers { customers: names(7, "Customer") }, false),
        row("admin:webhooks", Sees::NotTold, false),
    ];
    let covered = |row: &Row| planned.iter().any(|one| one.covers(&row.permission));
    Reach {
        agent: "API Integration Account".into(),
        api_only: Some(true),
        administrator: Some(false),
        roles: vec!["Integration".into()],
        teams: Some(vec!["Infrastructure".into()]),
        customers: Vec::new(),
        rows: all.into_iter().filter(covered).collect(),
        unmet: Vec::new(),
    }
}

fn names(count: usize, name: &str) -> Vec<String> {
    (1..=count).map(|n| format!("{name} {n}")).collect()
}

/// What the page is rendered from, to be changed by a state.
struct Made {
    draft: Draft,
    stage: Option<Stage>,
    proof: Option<Proof>,
    signed_in: bool,
    running: bool,
    practising: bool,
    progress: Option<Progress>,
    kept: Kept,
}

impl Made {
    fn of(draft: Draft) -> Self {
        Self {
            draft,
            stage: None,
            proof: None,
            signed_in: true,
            running: false,
            practising: false,
            progress: None,
            kept: Kept::default(),
        }
    }

    fn read(self) -> Self {
        let reach = reach(&self.draft.permissions);
        self.answered(Ok(Some(reach)))
    }

    fn answered(mut self, reach: Result<Option<Reach>>) -> Self {
        self.kept.reach = Some((self.draft.revision, reach));
        self
    }

    fn planned(mut self, names: &[&str]) -> Self {
        self.draft.permissions = set_of(names).unwrap();
        self
    }

    fn at(self, stage: Stage) -> Self {
        Self { stage: Some(stage), ..self }
    }

    fn proved(self, proof: Proof) -> Self {
        Self { proof: Some(proof), ..self }
    }

    fn ended(mut self, doing: Doing, error: Error) -> Self {
        self.kept.ended = Some(Ended::tried(&self.draft, doing, error));
        self
    }

    fn signed_out(self) -> Self {
        Self { signed_in: false, ..self }
    }

    fn step(mut self, step: &'static str) -> Self {
        let now = Snapshot { step: Some(step), creates: true, may_stop: true, ..Snapshot::default() };
        self.progress = Progress::of(&self.draft.id, &now);
        self
    }

    fn running(self) -> Self {
        Self { running: true, ..self.step("create") }
    }

    fn page(self) -> Review {
        let frame = Frame {
            practising: self.practising,
            progress: self.progress,
            steps: super::super::frame::steps(&self.draft, Current::Review),
            signed_in: if self.signed_in {
                People::one("Wilhelmina Sample".into(), "acme.halopsa.com".into())
            } else {
                People::default()
            },
        };
        let name = self.draft.application_name.clone().unwrap_or_default();
        let creation = self.stage.map(|stage| creation(&name, stage));
        let facts = Facts {
            draft: &self.draft,
            creation: creation.as_ref(),
            proof: self.proof.as_ref(),
            signed_in: self.signed_in,
            running: self.running,
            request: Some("POST /api/Application\n\n[\n  {\n    \"name\": \"…\"\n  }\n]".into()),
        };
        Review::of(frame, facts, &self.kept, Route::Agent("00".into()), now()).unwrap()
    }

    fn html(self) -> String {
        self.page().render().unwrap()
    }
}

/// With an agent that has no access to anything.
fn without_access(made: Made) -> Made {
    let mut reach = reach(&made.draft.permissions);
    let names =
        ["tickets", "customers", "crm", "suppliers", "items", "sales", "quotes", "contracts", "assets"];
    let row = |area: &str| Row {
        permission: Permission::named(&format!("read:{area}")).unwrap(),
        sees: Sees::NoAccess { role: String::new() },
        only_read: false,
        narrowing: Vec::new(),
    };
    reach.rows = names.into_iter().map(row).collect();
    let planned = |row: &Row| made.draft.permissions.iter().any(|one| one.covers(&row.permission));
    reach.rows.retain(planned);
    made.answered(Ok(Some(reach)))
}

fn listed(product: &str) -> Made {
    Made::of(listed_draft(product))
}

fn trend() -> Made {
    listed("trend-vision-one-sp")
}

fn unlisted(name: &str) -> Made {
    let draft = Draft { product: None, product_name: name.to_owned(), ..listed_draft("cipp") };
    let draft = Draft { application_name: Some(draft.product_name.clone()), ..draft };
    Made::of(draft).planned(&["edit:tickets", "read:customers", "read:assets", "read:lighthouses"])
}

fn compared(differences: Vec<Difference>) -> Stage {
    let compared = vec![Item::Name, Item::Active, Item::Permissions];
    Stage::Compared { application: "7".into(), differences, compared }
}

fn candidates(count: usize, beside: usize) -> Error {
    let one = |n: usize| Candidate {
        id: format!("{n}").into(),
        name: "Trend Vision One".into(),
        client_id: if n == 1 { "0f8fad5b-d9cb-469f-a165-70867728950e".into() } else { String::new() },
        agent: (n == 1).then(|| "API Integration Account".into()),
        created: (n == 1).then(now),
    };
    Error::ApplicationPerhaps { candidates: (1..=count).map(one).collect(), beside }
}

fn lost() -> Proof {
    Proof { causes: vec![Cause::SecretLost], ..failed(now()) }
}

pub(in super::super) fn gallery() -> Vec<Shot> {
    let name = || "Trend Vision One".to_owned();
    let gaps = || {
        let planned = ["edit:tickets", "edit:invoices", "edit:kb", "read:contracts", "admin:webhooks"];
        Made::of(listed_draft("saas-alerts")).planned(&planned)
    };
    let long = "A product with <b>a very</b> long & \"odd\" name ".repeat(2);
    let missing = Proof {
        missing: set_of(&["edit:tickets", "read:customers"]).unwrap(),
        causes: vec![Cause::PermissionsNotTicked, Cause::PermissionsWithheld],
        ..proof(Verdict::DoesNotWork, now())
    };
    let mut undone = trend().read();
    undone.kept.undone = Some(1);
    let permissions = Difference::Permissions { missing: set_of(&["edit:tickets"]).unwrap(), more: 2 };
    let mut many = Made::of(listed_draft("adaptive-catalog")).read();
    many.practising = true;
    let without = without_access(trend());
    let unmet = listed("rewst");
    let mut reached = reach(&unmet.draft.permissions);
    reached.unmet = vec![Demand::Administrator, Demand::AllTeams];
    reached.rows.retain(|row| row.permission.is("read:tickets"));
    let unmet = unmet.answered(Ok(Some(reached)));
    let shots: Vec<(&'static str, Made)> = vec![
        ("review", trend().read()),
        ("review-reading", trend()),
        ("review-practice", Made { practising: true, ..trend().read() }),
        ("review-gaps", gaps().read()),
        ("review-without-access", without),
        ("review-unmet", unmet),
        ("review-not-told", trend().answered(Ok(None))),
        ("review-not-read", trend().answered(Err(Error::HaloTooSlow { host: "acme.halopsa.com".into() }))),
        ("review-unlisted", unlisted("Harbour Alarm").read()),
        ("review-everything", listed("rewst").planned(&["all"]).read()),
        ("review-why", listed("perimeters").read()),
        ("review-many", many),
        ("review-long", unlisted(long.trim()).read()),
        ("review-signed-out", trend().signed_out()),
        ("review-session-ended", trend().ended(Doing::Create, Error::AuthorityExpired).signed_out()),
        ("review-not-enough", trend().ended(Doing::Create, Error::AuthorityNotEnough)),
        ("review-signing-in", trend().signed_out().step("sign-in-window")),
        ("review-running", trend().running()),
        (
            "review-too-slow",
            trend().ended(Doing::Create, Error::HaloTooSlow { host: "acme.halopsa.com".into() }),
        ),
        ("review-name-taken", trend().read().ended(Doing::Create, Error::NameTaken { name: name() })),
        (
            "review-name-unchecked",
            trend().ended(Doing::Create, Error::NameUnchecked { name: name(), count: 3 }),
        ),
        (
            "review-agent-gone",
            trend().ended(Doing::Create, Error::AgentGone { name: "API Blue Heron".into() }),
        ),
        ("review-credentials-by-hand", trend().ended(Doing::Create, Error::CredentialsByHand)),
        ("review-refused", trend().ended(Doing::Create, Error::CreateRefused { status: 400 })),
        ("review-unclear", trend().at(Stage::Sent).ended(Doing::Create, Error::CreateUnclear)),
        ("review-several", trend().at(Stage::Sent).ended(Doing::Create, Error::CreateSeveral { count: 2 })),
        ("review-perhaps", trend().at(Stage::Sent).ended(Doing::Create, candidates(2, 0))),
        (
            "review-perhaps-another",
            trend().at(Stage::Found { application: "8".into() }).ended(Doing::Create, candidates(1, 1)),
        ),
        ("review-perhaps-delete", trend().at(Stage::Sent).ended(Doing::Undo, candidates(1, 0))),
        (
            "review-not-deleted",
            trend().at(Stage::Sent).ended(Doing::Undo, Error::DeleteRefused { status: 403 }),
        ),
        (
            "review-left",
            trend().at(Stage::Sent).ended(
                Doing::ByHand,
                Error::ApplicationLeft { name: name(), host: "acme.halopsa.com".into() },
            ),
        ),
        ("review-sent", trend().at(Stage::Sent)),
        ("review-sent-signed-out", trend().at(Stage::Sent).signed_out()),
        ("review-found", trend().at(Stage::Found { application: "7".into() })),
        ("review-compared", trend().at(compared(vec![Difference::Inactive, permissions]))),
        ("review-compared-signed-out", trend().at(compared(Vec::new())).signed_out()),
        ("review-not-working", trend().at(compared(vec![Difference::Inactive])).proved(failed(now()))),
        ("review-missing", trend().at(compared(Vec::new())).proved(missing)),
        ("review-lost", trend().at(compared(Vec::new())).proved(lost())),
        ("review-undone", undone),
    ];
    let mut shots: Vec<Shot> = shots.into_iter().map(|(name, made)| Shot::page(name, made.page())).collect();
    shots.push(Shot::dialog("review-undo", undo_question("Trend Vision One", "00".into())));
    shots
}

#[test]
fn nothing_is_created_by_nobody() {
    for made in [trend().signed_out(), trend().ended(Doing::Create, Error::AuthorityExpired).signed_out()] {
        let html = made.html();
        assert!(!html.contains("id=\"create\"") && html.contains("id=\"sign-in\""), "{html}");
        assert!(!html.contains("data-load"), "nor is anything read");
    }
    // What was compared and found as planned needs no sign-in.
    let html = trend().at(compared(Vec::new())).signed_out().html();
    assert!(html.contains("id=\"create\"") && !html.contains("id=\"sign-in\""));
    let html = trend().at(compared(vec![Difference::Inactive])).signed_out().html();
    assert!(html.contains("id=\"sign-in\""));
}

#[test]
fn full_access_is_not_called_recommended_where_its_vendor_has_a_shorter_list() {
    assert!(!trend().html().contains("use-recommended"));
    let mut made = trend();
    made.draft.permissions = set_of(&["all"]).unwrap();
    assert!(made.html().contains("use-recommended"));
}

#[test]
fn what_was_broken_off_continues_when_somebody_is_signed_in() {
    for (doing, again) in [
        (Doing::Create, "\"do\":\"create\""),
        (Doing::Undo, "\"do\":\"undo\""),
        (Doing::StartAgain, "start-again"),
    ] {
        let html = trend().ended(doing, Error::AuthorityExpired).signed_out().html().replace("&#34;", "\"");
        let then = html.split("id=\"sign-in\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(then.contains("\"then\":{\"review\"") && then.contains(again), "{then}");
    }
    let html = trend().signed_out().html().replace("&#34;", "\"");
    assert!(html.contains("\"then\":null"), "nothing was");
}

#[test]
fn a_question_has_its_answers_in_one_place() {
    let questions = [
        trend().ended(Doing::Create, Error::NameTaken { name: "x".into() }),
        trend().at(Stage::Sent).ended(Doing::Create, candidates(2, 0)),
        trend().at(Stage::Sent).ended(Doing::Undo, candidates(1, 0)),
    ];
    for made in questions {
        let html = made.html();
        assert!(!html.contains("id=\"create\"") && !html.contains("id=\"state\""), "{html}");
        assert_eq!(html.matches("class=\"note ").count(), 1);
    }
    let delete = trend().at(Stage::Sent).ended(Doing::Undo, candidates(1, 0)).html();
    assert!(delete.contains("Yes, delete") || delete.contains("Delete this one"));
}

#[test]
fn every_state_offers_a_way_out_once() {
    let errors = [
        Error::CreateUnclear,
        Error::CreateRefused { status: 400 },
        Error::ManagingMissing,
        Error::AgentGone { name: "x".into() },
        Error::ApplicationsUnread { count: 1 },
        Error::KeychainLocked,
        Error::Stopped,
        candidates(1, 0),
    ];
    for error in errors {
        for doing in [Doing::Create, Doing::Undo, Doing::StartAgain, Doing::ByHand] {
            for stage in [Stage::Prepared, Stage::Sent] {
                let code = error.code();
                let html = trend().at(stage).ended(doing, error.clone()).html();
                for id in ["undo", "by-hand", "create", "open-applications", "try-again", "insist"] {
                    assert!(html.matches(&format!(" id=\"{id}\"")).count() <= 1, "{code} {id}");
                }
                // What is in HaloPSA by then is more important than the cancellation.
                let is_said = error != Error::Stopped || !html.contains("id=\"state\"");
                assert_eq!(html.matches("data-refusal=").count(), usize::from(is_said), "{code}");
                assert!(html.contains("id=\"create\"") || html.contains("id=\"this-one-0\""), "{code}");
            }
        }
    }
}

#[test]
fn what_was_refused_says_nothing_once_the_answers_are_others() {
    let mut made = trend().ended(Doing::Create, Error::AgentGone { name: "x".into() });
    made.draft.revision += 1;
    assert!(!made.html().contains("data-refusal"));
}

#[test]
fn what_the_agent_cannot_do_names_it_and_can_be_left_out() {
    let made = trend().planned(&["edit:tickets", "edit:invoices", "edit:kb"]).read();
    let page = made.page();
    let of = |id: &str| page.access.decisions.iter().find(|one| one.id == id);
    let less = |id: &str| {
        let (label, action) = of(id).unwrap().less.as_ref().unwrap();
        let super::super::Action::Review(Action::Plan { permissions, .. }) = action else {
            panic!("{action}")
        };
        (label.to_string(), permissions.clone())
    };
    let tickets = page.access.rows.iter().find(|row| row.area == "Tickets").unwrap();
    assert!(of("edit-tickets").is_none());
    assert_eq!(tickets.sees[0].to_string(), "1 of 4 teams: Infrastructure");
    assert_eq!(
        of("edit-invoices").unwrap().said.to_string(),
        "The role Integration has no access to Invoices."
    );
    assert_eq!(less("edit-invoices"), ("Leave out".into(), vec!["edit:kb".into(), "edit:tickets".into()]));
    let (label, permissions) = less("edit-kb");
    assert_eq!(
        (label.as_str(), permissions),
        ("See only", vec!["edit:invoices".into(), "edit:tickets".into(), "read:kb".into()])
    );
    let alone = trend().planned(&["read:invoices"]).read().page();
    assert!(alone.access.decisions[0].less.is_none(), "something is left");
}

/// The decisions to make for an agent with these rights.
fn decided(made: Made, change: impl FnOnce(&mut Reach)) -> (Vec<String>, String) {
    let mut reach = reach(&made.draft.permissions);
    change(&mut reach);
    let page = made.answered(Ok(Some(reach))).page();
    let said = page.access.decisions.iter().map(|one| one.said.to_string()).collect();
    (said, page.render().unwrap())
}

#[test]
fn what_an_agent_without_access_cannot_see_is_said_once() {
    let page = without_access(listed("adaptive-catalog")).page();
    let said: Vec<String> = page.access.decisions.iter().map(|one| one.said.to_string()).collect();
    let html = page.render().unwrap();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("API Integration Account has no access to "), "{said:?}");
    assert!(said[0].ends_with(" more.") && said[0].contains(" areas: Tickets, Customers, "), "{said:?}");
    assert_eq!(html.matches("id=\"other-agent\"").count(), 1);
    assert_eq!(html.matches(&t("review-gaps").with("product", "Adaptive Catalog").to_string()).count(), 1);
}

#[test]
fn what_the_vendor_must_have_and_the_agent_is_not_is_said_again() {
    let (said, html) = decided(listed("neo-agent"), |reach| {
        reach.rows.clear();
        reach.unmet = vec![Demand::NotApiOnly];
    });
    assert_eq!(
        said,
        ["API Integration Account is API-only, and Neo Agent needs an agent with a HaloPSA licence."]
    );
    assert!(html.contains("id=\"other-agent\"") && !html.contains("id=\"less-"), "{html}");
    assert!(decided(listed("neo-agent"), |reach| reach.rows.clear()).0.is_empty());
}

#[test]
fn what_a_product_always_asks_for_is_not_left_out_and_nothing_is_said_of_what_is_not_known() {
    for product in ["n8n", "sonicwall-mspcentric"] {
        let made = listed(product);
        assert!(made.draft.permissions.iter().any(|one| one.is("admin")));
        let (said, html) = decided(made, |reach| reach.rows.retain(|row| row.sees.id() != "no-access"));
        assert!(!said.iter().any(|said| said.contains("administrator")), "{said:?}");
        assert!(!html.contains("id=\"less-admin"), "{html}");
    }
}

#[test]
fn no_cell_of_the_table_is_empty_once_the_rights_are_read() {
    let broad = |reach: &mut Reach| {
        let mut all = self::reach(&set_of(&["all"]).unwrap()).rows;
        reach.rows.append(&mut all);
    };
    let (_, html) = decided(listed("timezest"), broad);
    let table = html.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    for cell in table.split("<td>").skip(1) {
        let text = cell.split("</td>").next().unwrap();
        assert!(!text.trim().is_empty(), "{table}");
    }
    assert!(table.contains(&t("sees-below").to_string()), "{table}");
    let reason = t("reason-timezest-all").with("product", "TimeZest").to_string();
    assert_eq!(table.matches(&reason).count(), 1, "{table}");
    for product in ["saas-alerts", "blacksmith", "evo-security"] {
        let page = listed(product).read().page();
        for row in &page.access.rows {
            assert!(!row.can.is_empty(), "{product} {}", row.area);
        }
        let html = page.render().unwrap();
        assert!(html.contains(&t("sees-not-told").to_string()), "{product}");
    }
}

#[test]
fn each_reason_of_the_vendors_is_shown_and_the_same_one_once() {
    let of = |product: &str, area: &str| {
        let page = listed(product).page();
        let row = page.access.rows.into_iter().find(|row| row.area == area).unwrap();
        row.why.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        of("perimeters", "Tickets"),
        ["To see the tickets it created", "To create and change tickets"]
    );
    assert_eq!(of("zomentum", "Purchase orders"), ["For purchase orders"]);
}

#[test]
fn what_a_person_chose_is_no_recommendation_where_the_vendors_page_names_nothing() {
    let html = listed("huntress").planned(&["edit:tickets", "read:customers"]).html();
    assert!(html.contains("Your choice: the vendor’s page names no permissions"), "{html}");
    assert!(
        !html.contains("Recommended by")
            && !html.contains("Changed from")
            && !html.contains("use-recommended")
    );
    assert!(html.contains("open-source"), "its page can be opened all the same");
}

#[test]
fn an_unmodified_list_is_recommended_and_a_changed_one_can_be_restored() {
    let html = trend().read().html();
    assert!(html.contains("Recommended by Trend") && !html.contains("use-recommended"));
    let html = trend().planned(&["read:tickets"]).read().html();
    assert!(html.contains("id=\"use-recommended\"") && !html.contains("Recommended by"));
    let html = unlisted("Harbour Alarm").read().html();
    assert!(!html.contains("use-recommended") && !html.contains("open-source"));
    assert!(html.contains("id=\"change-permissions\""));
}

#[test]
fn a_name_with_markup_is_text() {
    let html = unlisted("<img src=x onerror=alert(1)> & \"").read().html();
    assert!(!html.contains("<img") && html.contains("&#60;img"));
}

#[test]
fn reading_is_asked_for_again_with_other_answers() {
    let first = trend().page().access.reading.load().unwrap().to_string();
    let mut other = trend();
    other.draft.revision += 1;
    assert_ne!(first, other.page().access.reading.load().unwrap().to_string());
    assert!(draft("x").permissions.is_empty());
}
