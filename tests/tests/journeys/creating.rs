//! The same set-up by Latchkey itself, in every single dialect, and in a set of dialects that covers every
//! pair of choices. What does not work is undone. At no time does HaloPSA have an application that Latchkey
//! created and does not know of.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use latchkey_core::proof::finding::Verdict;
use latchkey_core::{Error, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{
    By, Computer, Intention, Refused, assert_no_secret_went_elsewhere, nobody,
};
use latchkey_practice::{Dialect, Examples, KindNeeded, Practice, SessionKept};

use crate::creation_ends::{End, Journey, dimensions_by_api, expected, fails_alone, only_together};
use crate::ends::Choice;
use crate::pairs::{Pair, Pairs};
use crate::refused::contradictions;

/// Most of a journey is waiting.
const SIDE_BY_SIDE: usize = 24;
/// Longer than any journey takes on a very busy computer: for those that would never end.
const LONGEST: Duration = Duration::from_secs(900);
/// Nobody tries more often.
const TRIES: usize = 5;

struct Report {
    name: String,
    journey: Option<Journey>,
    faults: Vec<String>,
}

async fn travel(by: By, choices: Vec<Choice>, dialect: Dialect) -> Report {
    let name = if choices.is_empty() {
        "plain".to_owned()
    } else {
        let names = choices.iter().map(|(dimension, choice)| format!("{dimension}: {choice}"));
        names.collect::<Vec<_>>().join(" + ")
    };
    match tokio::time::timeout(LONGEST, Box::pin(go(by, &choices, dialect))).await {
        Ok((journey, faults)) => Report { name, journey: Some(journey), faults },
        Err(_) => Report { name, journey: None, faults: vec!["it does not end".to_owned()] },
    }
}

/// How many applications of the journey's are in HaloPSA.
fn there(halo: &Practice) -> usize {
    let name = Intention::usual().application;
    halo.state().applications().iter().filter(|one| one.name == name).count()
}

async fn go(by: By, choices: &[Choice], dialect: Dialect) -> (Journey, Vec<String>) {
    let halo = Practice::start(dialect).await.expect("a practice HaloPSA");
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(by);
    let latchkey = computer.latchkey();
    let expected = expected(choices, by);
    let mut faults = Vec::new();
    let (id, asked) = match computer.answer_pages_signed_in(&halo, &Intention::usual()).await {
        Ok(answered) => answered,
        Err(refused) => {
            // What was asked before is not told by a refusal; the table's is taken.
            let journey =
                Journey { asked: expected.asked.clone(), again: vec![], end: End::refused(&refused) };
            if there(&halo) != 0 || !computer.vault.entries().is_empty() {
                faults.push("something was created before anything was asked for".to_owned());
            }
            faults.extend(computer.names_in_reports(&[&halo]));
            compare(&mut faults, &journey, &expected);
            return (journey, faults);
        }
    };
    let mut again = Vec::new();
    let end = loop {
        let created = computer.create(&id).await;
        know_what_is_there(&computer, &halo, &mut faults);
        match created {
            Ok(outcome) => {
                if outcome.proof.verdict == Verdict::DoesNotWork {
                    faults.extend(contradictions(&computer, &id, &outcome.proof));
                }
                break End::of(&outcome);
            }
            Err(Error::ApplicationPerhaps { candidates, .. })
                if again.last() != Some(&"application-perhaps") =>
            {
                again.push("application-perhaps");
                // Nobody else is here who could have created it.
                let [one] = candidates.as_slice() else {
                    faults.push(format!("perhaps one of {candidates:?}"));
                    continue;
                };
                if let Err(error) = latchkey.at(&id).this_one(&one.id).await {
                    faults.push(format!("this one: {error}"));
                }
            }
            Err(error) => {
                let repeated = expected.end == End::Refused("create", error.code())
                    && again.len() >= expected.again.len();
                if repeated || again.len() == TRIES {
                    break End::refused(&Refused { step: "create", error });
                }
                again.push(error.code());
            }
        }
    };
    let journey = Journey { asked, again, end };
    compare(&mut faults, &journey, &expected);
    let works = matches!(journey.end, End::Works | End::Remarks(_));
    let should_be_there = usize::from(!matches!(journey.end, End::Refused(..)));
    if there(&halo) != should_be_there {
        faults.push(format!("{} applications are there", there(&halo)));
    }
    if works {
        faults.extend(computer.faults(&[&halo]));
        let overview = latchkey.overview();
        if overview.connections.len() != 1 || !overview.unfinished.is_empty() {
            faults.push("it works and is not one connection".to_owned());
        }
    } else {
        undo(&computer, &halo, &id, &mut faults).await;
    }
    assert_no_secret_went_elsewhere(&halo);
    (journey, faults)
}

fn compare(faults: &mut Vec<String>, journey: &Journey, expected: &Journey) {
    if journey != expected {
        faults.push(format!("ends: {journey}; the table says: {expected}"));
    }
}

/// The first promise: whatever is there is a connection's, or the journal's.
fn know_what_is_there(computer: &Computer, halo: &Practice, faults: &mut Vec<String>) {
    let overview = computer.latchkey().overview();
    let known = overview.connections.len()
        + overview.unfinished.iter().filter(|unfinished| unfinished.application().is_some()).count();
    if there(halo) > known {
        faults.push(format!("{} applications are there, and {known} are known of", there(halo)));
    }
}

/// Nothing stays but the answers; where HaloPSA refuses to delete, it is said and still known.
async fn undo(computer: &Computer, halo: &Practice, id: &SetUpId, faults: &mut Vec<String>) {
    let latchkey = computer.latchkey();
    let before = there(halo);
    let mut tries = 0;
    let undone = loop {
        let undone = latchkey.at(id).undo(&nobody()).await;
        know_what_is_there(computer, halo, faults);
        tries += 1;
        match undone {
            Err(Error::HaloBusy { .. } | Error::HaloTrouble { .. }) if tries < TRIES => {}
            undone => break undone,
        }
    };
    let may_not = halo.state().dialect().managing == latchkey_practice::Managing::DeleteForbidden;
    match undone {
        Err(Error::DeleteRefused { status: 403 }) if may_not && before > 0 => {
            if latchkey.at(id).abandon(false).await.map_err(|e| e.code()) != Err("application-left") {
                faults.push("an application that is left is forgotten without a question".to_owned());
            }
            // The person deletes it there and says so.
            if let Err(error) = latchkey.at(id).abandon(true).await {
                faults.push(format!("given up: {error}"));
            }
        }
        Ok(undone) if undone.deleted == before && !(may_not && before > 0) => {
            if there(halo) != 0 {
                faults.push("it was undone, and is still there".to_owned());
            }
            let draft = latchkey.at(id).draft().expect("the answers stay");
            if draft.client_id.is_some() || latchkey.at(id).creation().is_some() {
                faults.push("something of it stays".to_owned());
            }
            if let Err(error) = latchkey.at(id).abandon(false).await {
                faults.push(format!("given up: {error}"));
            }
        }
        other => faults.push(format!("undone: {other:?} of {before}")),
    }
    if !computer.vault.entries().is_empty() {
        faults.push(format!("left in the keychain: {:?}", computer.vault.entries()));
    }
    faults.extend(computer.faults(&[halo]));
}

async fn travel_all(by: By, journeys: Vec<(Vec<Choice>, Dialect)>) -> Vec<Report> {
    stream::iter(journeys)
        .map(|(choices, dialect)| tokio::spawn(travel(by, choices, dialect)))
        .buffer_unordered(SIDE_BY_SIDE)
        .map(|report| report.expect("a journey doesn't fall over"))
        .collect()
        .await
}

/// Fails with the names of the dialects that ended otherwise; prints the counts by end.
fn check(reports: &[Report]) {
    let mut ends = BTreeMap::new();
    for journey in reports.iter().filter_map(|report| report.journey.as_ref()) {
        *ends.entry(journey.end.kind()).or_insert(0) += 1;
        for code in &journey.again {
            *ends.entry(format!("(tried again after {code})")).or_insert(0) += 1;
        }
    }
    let wrong: Vec<String> = reports
        .iter()
        .filter(|report| !report.faults.is_empty())
        .map(|report| format!("{}\n    {}", report.name, report.faults.join("\n    ")))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), reports.len(), wrong.join("\n"));
    for (end, count) in ends {
        println!("  {count:4}  {end}");
    }
}

/// The plain dialect, and every choice of every dimension alone.
fn alone() -> Vec<(Vec<Choice>, Dialect)> {
    let mut journeys = vec![(Vec::new(), Dialect::default())];
    for dimension in dimensions_by_api() {
        for (choice, choose) in dimension.choices.iter().skip(1) {
            let mut dialect = Dialect::default();
            choose(&mut dialect);
            journeys.push((vec![(dimension.name, *choice)], dialect));
        }
    }
    journeys
}

#[tokio::test(flavor = "multi_thread")]
async fn each_dialect_alone_ends_as_the_table_says() {
    let start = Instant::now();
    let reports = travel_all(By::Application, alone()).await;
    println!("created, dialects alone: {} in {:.0?}", reports.len(), start.elapsed());
    check(&reports);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_dialect_alone_ends_as_the_table_says_for_a_person_in_each_way_of_a_session() {
    let start = Instant::now();
    let mut journeys = Vec::new();
    for session in [SessionKept::Cookie, SessionKept::LocalStorage, SessionKept::HttpOnlyCookie] {
        journeys
            .extend(alone().into_iter().map(|(choices, dialect)| (choices, Dialect { session, ..dialect })));
    }
    let reports = travel_all(By::Person, journeys).await;
    println!("created, signed in as a person: {} in {:.0?}", reports.len(), start.elapsed());
    check(&reports);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_two_choices_together_end_as_the_table_says() {
    let start = Instant::now();
    let pairs = Pairs::of(dimensions_by_api(), fails_alone, only_together);
    let rows = pairs.cover();
    let shown: BTreeSet<Pair> = rows.iter().flat_map(|row| pairs.shown_by(row)).collect();
    assert_eq!(shown, pairs.all(), "every pair is shown by some row");
    let generated = start.elapsed();
    let journeys: Vec<(Vec<Choice>, Dialect)> =
        rows.iter().map(|row| (pairs.choices(row), pairs.dialect(row))).collect();
    let reports = travel_all(By::Application, journeys).await;
    println!(
        "created, pairs of choices: {} in {} dialects, {:.0?} (generated in {generated:.0?})",
        shown.len(),
        reports.len(),
        start.elapsed()
    );
    check(&reports);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_all_that_was_seen_on_live_instances_it_works() {
    // With and without an application to learn from; its values are drawn anew at each start.
    let (none, defaulted) = (("examples", "none"), ("kind_needed", "defaulted"));
    for by in [By::Application, By::Person] {
        for choices in [vec![], vec![none, defaulted], vec![none]] {
            let mut dialect = Dialect::live();
            if choices.contains(&none) {
                dialect.examples = Examples::None;
            }
            if choices.contains(&defaulted) {
                dialect.kind_needed = KindNeeded::Defaulted;
            }
            let report = travel(by, choices.clone(), dialect).await;
            assert!(report.faults.is_empty(), "{by:?} {choices:?}: {}", report.faults.join("\n"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_that_ends_otherwise_is_noticed() {
    let dimension =
        dimensions_by_api().into_iter().find(|d| d.name == "active_on_save").expect("it is there");
    let mut dialect = Dialect::default();
    dimension.choices[1].1(&mut dialect);
    let report = travel(By::Application, vec![("closed_read", "tickets")], dialect).await;
    let faults = report.faults.join(" ");
    assert!(faults.contains("Fails(Inactive)") && faults.contains("the table says: Remarks"), "{faults}");
}
