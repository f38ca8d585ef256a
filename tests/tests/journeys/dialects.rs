//! The same set-up by hand in every single dialect, and in a set of dialects that covers every pair of
//! choices. An outcome that differs from the table fails.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use latchkey_core::proof::finding::Verdict;
use latchkey_journeys::computer::{Computer, Intention, assert_no_secret_went_elsewhere};
use latchkey_practice::{Dialect, Practice};

use crate::ends::{
    Choice, End, Journey, dimensions_by_hand, exception, exceptions, expected, fails_by_itself, hides,
};
use crate::pairs::{Pair, Pairs};

/// Most of a journey is waiting: for a delay, a pause, an application to become known.
const SIDE_BY_SIDE: usize = 24;
/// Longer than any journey takes on a busy computer. One that hangs has its dialect's name in the report.
const LONGEST: Duration = Duration::from_secs(900);

/// One journey, and what was wrong with it.
struct Report {
    name: String,
    journey: Option<Journey>,
    faults: Vec<String>,
}

async fn travel(choices: Vec<Choice>, dialect: Dialect) -> Report {
    let name = if choices.is_empty() {
        "plain".to_owned()
    } else {
        choices
            .iter()
            .map(|(dimension, choice)| format!("{dimension}: {choice}"))
            .collect::<Vec<_>>()
            .join(" + ")
    };
    let halo = Practice::start(dialect).await.expect("a practice HaloPSA");
    let computer = Computer::that_reaches(&[&halo], &[]);
    let intention = Intention::usual();
    let done = tokio::time::timeout(LONGEST, computer.set_up(&halo, &intention)).await;
    let done = match done {
        Ok(Ok(done)) => done,
        Ok(Err(refused)) => {
            let faults = vec![format!("refused at {}: {}", refused.step, refused.error)];
            return Report { name, journey: None, faults };
        }
        Err(_) => return Report { name, journey: None, faults: vec!["it does not end".to_owned()] },
    };
    let journey = Journey { asked: done.asked, end: End::of(&done.outcome) };
    let mut faults = computer.faults(&[&halo]);
    assert_no_secret_went_elsewhere(&halo);
    let expected = expected(&choices);
    if journey != expected {
        let proof = &done.outcome.proof;
        faults.push(format!("ends: {journey}; the table says: {expected}; seen: {proof:?}"));
    }
    // A set-up that works is a connection; one that doesn't stays unfinished, with its secret.
    let works = done.outcome.proof.verdict != Verdict::DoesNotWork;
    let overview = computer.latchkey().overview();
    if (overview.connections.len(), overview.unfinished.len()) != (usize::from(works), usize::from(!works)) {
        faults.push("the connections and unfinished set-ups are not as the verdict says".to_owned());
    }
    if computer.vault.entries().len() != 1 {
        faults.push(format!("{} entries in the keychain instead of one", computer.vault.entries().len()));
    }
    Report { name, journey: Some(journey), faults }
}

async fn travel_all(journeys: Vec<(Vec<Choice>, Dialect)>) -> Vec<Report> {
    stream::iter(journeys)
        .map(|(choices, dialect)| tokio::spawn(travel(choices, dialect)))
        .buffered(SIDE_BY_SIDE)
        .map(|report| report.expect("a journey doesn't fall over"))
        .collect()
        .await
}

/// Fails with the names of the dialects that ended otherwise; gives the counts by end.
fn check(reports: &[Report]) -> BTreeMap<String, usize> {
    let mut ends = BTreeMap::new();
    for report in reports {
        if let Some(journey) = &report.journey {
            *ends.entry(journey.end.kind()).or_insert(0) += 1;
            for asked in &journey.asked {
                *ends.entry(format!("(asked: {asked})")).or_insert(0) += 1;
            }
        }
    }
    let wrong: Vec<String> = reports
        .iter()
        .filter(|report| !report.faults.is_empty())
        .map(|report| format!("{}\n    {}", report.name, report.faults.join("\n    ")))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), reports.len(), wrong.join("\n"));
    ends
}

#[tokio::test(flavor = "multi_thread")]
async fn each_single_dialect_ends_as_the_table_says() {
    let start = Instant::now();
    let choices: Vec<(Choice, latchkey_practice::Choice)> = dimensions_by_hand()
        .iter()
        .flat_map(|d| {
            d.choices.iter().skip(1).map(|(choice, to)| ((d.name, *choice), *to)).collect::<Vec<_>>()
        })
        .collect();
    let mut journeys = vec![(Vec::new(), Dialect::default())];
    for (choice, choose) in &choices {
        let mut dialect = Dialect::default();
        choose(&mut dialect);
        journeys.push((vec![*choice], dialect));
    }
    assert_eq!(journeys.len(), choices.len() + 1, "every choice once, and the plain dialect");
    let reports = travel_all(journeys).await;
    let ends = check(&reports);
    println!("single dialects: {} in {:.0?}", reports.len(), start.elapsed());
    for (end, count) in ends {
        println!("  {count:4}  {end}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_two_choices_together_end_as_the_rule_says() {
    let start = Instant::now();
    let pairs = Pairs::of(dimensions_by_hand(), fails_by_itself, |one, other| {
        exception(one, other).is_some() || hides(one, other)
    });
    let rows = pairs.cover();
    let shown: BTreeSet<Pair> = rows.iter().flat_map(|row| pairs.shown_by(row)).collect();
    let all = pairs.all();
    assert_eq!(shown, all, "every pair is shown by some row");
    let generated = start.elapsed();
    let journeys: Vec<(Vec<Choice>, Dialect)> =
        rows.iter().map(|row| (pairs.choices(row), pairs.dialect(row))).collect();
    let by_exception = journeys.iter().filter(|(choices, _)| !exceptions(choices).is_empty()).count();
    let reports = travel_all(journeys).await;
    let ends = check(&reports);
    println!(
        "pairs of choices: {} of {} in {} dialects ({by_exception} of them exceptions), {:.0?} \
         (generated in {generated:.0?})",
        shown.len(),
        all.len(),
        reports.len(),
        start.elapsed()
    );
    for (end, count) in ends {
        println!("  {count:4}  {end}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_all_that_was_seen_on_live_instances_it_works() {
    let report = travel(Vec::new(), Dialect::live()).await;
    assert!(report.faults.is_empty(), "{}", report.faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_that_ends_otherwise_is_noticed() {
    // The comparison is worth nothing if it can't fail.
    let mut dialect = Dialect::default();
    let dimension =
        dimensions_by_hand().into_iter().find(|d| d.name == "active_on_save").expect("the dimension");
    dimension.choices[1].1(&mut dialect);
    let report = travel(vec![("agent_me", "forbidden")], dialect).await;
    let faults = report.faults.join(" ");
    assert!(
        faults.contains("the table says: works, with things to know"),
        "it says what it expected: {faults}"
    );
    assert!(faults.contains("ends: does not work, inactive first"), "and what it saw: {faults}");
}
