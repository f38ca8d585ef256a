//! Several set-ups of the same product and name at one HaloPSA: this computer's, a colleague's by hand, a
//! colleague's by Latchkey. Whatever happens to one of them, nothing that it did not create has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use latchkey_core::halo::Candidate;
use latchkey_core::setup::Outcome;
use latchkey_core::{ApplicationId, Error, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{Computer, Intention, nobody};
use latchkey_practice::{
    ActiveOnSave, CredentialsMadeBy, DescriptionOnSave, Dialect, PostAnswer, Practice, Rows,
};

/// How long an application stays unseen: longer than it is looked for, shorter than a sign-in lasts.
const LATE: Duration = Duration::from_secs(600);

/// How far the set-up has come that is then continued or undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    /// Asked for, answered by an error, and nothing was created.
    SentInVain,
    /// Asked for, answered by an error, and created.
    Sent,
    /// Created, and it does not work.
    Found,
}

/// What else is there with the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Other {
    Nothing,
    /// This computer's second set-up, asked for in vain.
    SentInVain,
    /// This computer's second set-up, created and not known to be.
    Sent,
    /// This computer's second set-up, created, and it does not work.
    Found,
    /// This computer's second set-up, and it works.
    Connected,
    /// It worked and was removed from this computer; it stays in HaloPSA.
    Removed,
    /// This computer's second set-up, created and undone.
    Undone,
    /// A colleague's, made by hand before this set-up began.
    ByHandBefore,
    /// A colleague's, made by hand after this set-up had asked.
    ByHandSince,
    /// A colleague's, made by another Latchkey.
    ByAnotherLatchkey,
    /// This computer's second and third set-up, one connected and one not known to be there.
    Two,
}

/// What is done with the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// It goes on.
    GoOn,
    /// It is undone.
    Undo,
}

const OWN: [Own; 3] = [Own::SentInVain, Own::Sent, Own::Found];
const OTHERS: [Other; 11] = [
    Other::Nothing,
    Other::SentInVain,
    Other::Sent,
    Other::Found,
    Other::Connected,
    Other::Removed,
    Other::Undone,
    Other::ByHandBefore,
    Other::ByHandSince,
    Other::ByAnotherLatchkey,
    Other::Two,
];

/// Ways of an instance to keep our mark and our Client ID, and to write the ids of applications.
fn dialects() -> [(&'static str, Dialect); 5] {
    let dropped = Dialect { description_on_save: DescriptionOnSave::Dropped, ..Dialect::default() };
    let anonymous = Dialect { credentials_made_by: CredentialsMadeBy::HaloClientId, ..dropped.clone() };
    [
        ("plain", Dialect::default()),
        ("the list as it was seen live", Dialect { rows: Rows::Live, ..Dialect::default() }),
        ("no description", dropped),
        ("neither description nor Client ID", anonymous),
        (
            "HaloPSA's own Client ID",
            Dialect { credentials_made_by: CredentialsMadeBy::HaloClientId, ..Dialect::default() },
        ),
    ]
}

/// Everything of the applications that are there but these.
fn state_of_others(halo: &Practice, own: &BTreeSet<u32>) -> BTreeMap<u32, String> {
    let rows = halo.state().applications();
    // The authorities that sign in are made for the test, and so are not looked at.
    let others = rows.iter().filter(|one| !own.contains(&one.id) && one.name != "Set-up robot");
    others.map(|one| (one.id, format!("{one:?}"))).collect()
}

/// A set-up that asks for its application, in this dialect for as long as it asks. Gives its id and what
/// the request created.
async fn ask(
    computer: &Computer,
    halo: &Practice,
    asking: Dialect,
) -> (SetUpId, BTreeSet<u32>, Result<Outcome, Error>) {
    let (id, _) = computer.answer_pages_signed_in(halo, &Intention::usual()).await.expect("the pages");
    let (usual, before) = (halo.state().dialect(), halo.state().ids_of_the_api());
    halo.state().set_dialect(asking);
    let created = create_insisting(computer, &id).await;
    halo.state().set_dialect(usual);
    let made = halo.state().ids_of_the_api().difference(&before).copied().collect();
    (id, made, created)
}

/// "Save", whatever has the same name.
async fn create_insisting(computer: &Computer, id: &SetUpId) -> Result<Outcome, Error> {
    Box::pin(computer.latchkey().at(id).create(true, &nobody())).await
}

/// The set-up as far as `own` says.
async fn own_set_up(
    computer: &Computer,
    halo: &Practice,
    own: Own,
    usual: &Dialect,
) -> (SetUpId, BTreeSet<u32>) {
    let asking = match own {
        Own::SentInVain => Dialect { post_answer: PostAnswer::FailsBefore, ..usual.clone() },
        // It appears after the look has ended.
        Own::Sent => Dialect { post_answer: PostAnswer::FailsAfter, appears_after: LATE, ..usual.clone() },
        Own::Found => Dialect { active_on_save: ActiveOnSave::Inactive, ..usual.clone() },
    };
    let (id, made, created) = ask(computer, halo, asking).await;
    match own {
        Own::Found => assert_eq!(created.expect("it is there").connection, None),
        Own::Sent | Own::SentInVain => assert!(
            matches!(created, Err(Error::CreateUnclear | Error::ApplicationPerhaps { .. })),
            "{created:?}"
        ),
    }
    (id, made)
}

/// Whatever else is there; what is this computer's own set-up comes after the first.
async fn others(computer: &Computer, halo: &Practice, other: Other, usual: &Dialect) {
    let intention = Intention::usual();
    let unclear = |post_answer| Dialect {
        post_answer,
        appears_after: if post_answer == PostAnswer::FailsAfter { LATE } else { Duration::ZERO },
        ..usual.clone()
    };
    match other {
        Other::Nothing | Other::ByHandBefore => {}
        Other::SentInVain => {
            let (.., created) = ask(computer, halo, unclear(PostAnswer::FailsBefore)).await;
            assert!(created.is_err());
        }
        Other::Sent => {
            let (.., created) = ask(computer, halo, unclear(PostAnswer::FailsAfter)).await;
            assert!(created.is_err());
        }
        Other::Found | Other::Undone => {
            let inactive = Dialect { active_on_save: ActiveOnSave::Inactive, ..usual.clone() };
            let (id, _, created) = ask(computer, halo, inactive).await;
            assert_eq!(created.expect("it is there").connection, None);
            if other == Other::Undone {
                assert_eq!(computer.latchkey().at(&id).undo(&nobody()).await.expect("undone").deleted, 1);
            }
        }
        Other::Connected | Other::Removed => {
            let (.., created) = ask(computer, halo, usual.clone()).await;
            let connection = created.expect("it is there").connection.expect("it works");
            if other == Other::Removed {
                computer.latchkey().remove_connection(&connection).await.expect("removed");
            }
        }
        Other::ByHandSince => {
            halo.state()
                .add_application(intention.application, intention.agent_id, &intention.permissions)
                .expect("randomness");
        }
        Other::ByAnotherLatchkey => {
            let colleague = Computer::that_reaches(&[halo], &[]);
            let (_, _, created) = ask(&colleague, halo, usual.clone()).await;
            assert!(created.expect("it is there").connection.is_some());
        }
        Other::Two => {
            Box::pin(others(computer, halo, Other::Connected, usual)).await;
            Box::pin(others(computer, halo, Other::Sent, usual)).await;
        }
    }
}

/// Continues or undoes, answering every question truly. `made`: what the set-up has made so far.
async fn act(
    computer: &Computer,
    halo: &Practice,
    id: &SetUpId,
    act: Act,
    made: &mut BTreeSet<u32>,
) -> Result<bool, String> {
    let latchkey = computer.latchkey();
    for _ in 0..6 {
        let before = halo.state().ids_of_the_api();
        let done = match act {
            Act::GoOn => create_insisting(computer, id).await.map(|outcome| outcome.connection.is_some()),
            Act::Undo => latchkey.at(id).undo(&nobody()).await.map(|undone| undone.deleted > 0),
        };
        made.extend(halo.state().ids_of_the_api().difference(&before));
        let candidates: Vec<Candidate> = match done {
            Ok(done) => return Ok(done),
            Err(Error::ApplicationPerhaps { candidates, .. }) => candidates,
            Err(Error::CreateUnclear) if act == Act::GoOn => continue,
            Err(error) => return Err(format!("{act:?}: {error}")),
        };
        let is_own = |one: &Candidate| one.id.as_str().parse().is_ok_and(|id: u32| made.contains(&id));
        match candidates.iter().find(|one| is_own(one)) {
            Some(own) => latchkey.at(id).this_one(&own.id).await.map_err(|e| format!("this one: {e}"))?,
            None => {
                let ids: Vec<ApplicationId> = candidates.into_iter().map(|one| one.id).collect();
                latchkey.at(id).none_of_these(&ids).await.map_err(|e| format!("none of these: {e}"))?;
            }
        }
    }
    Err("it asks without end".to_owned())
}

async fn journey(own: Own, other: Other, what: Act, usual: Dialect) -> Vec<String> {
    let halo = Practice::start(usual.clone()).await.expect("a practice HaloPSA");
    let computer = Computer::that_reaches(&[&halo], &[]);
    if other == Other::ByHandBefore {
        let intention = Intention::usual();
        halo.state()
            .add_application(intention.application, intention.agent_id, &intention.permissions)
            .expect("randomness");
    }
    let (id, mut made) = own_set_up(&computer, &halo, own, &usual).await;
    others(&computer, &halo, other, &usual).await;
    // What was late has appeared by now; whoever was signed in still is.
    halo.state().advance(LATE);
    let mut faults = Vec::new();
    let before = state_of_others(&halo, &made);
    let connections = computer.latchkey().overview().connections.len();
    let done = act(&computer, &halo, &id, what, &mut made).await;
    let after = state_of_others(&halo, &made);
    if after != before {
        faults.push(format!("somebody else's has changed: {before:#?} → {after:#?}"));
    }
    match (what, done) {
        (_, Err(why)) => faults.push(why),
        (Act::Undo, Ok(_)) => {
            let left: Vec<u32> =
                halo.state().applications().iter().map(|one| one.id).filter(|id| made.contains(id)).collect();
            if !left.is_empty() {
                faults.push(format!("its own stays: {left:?}"));
            }
        }
        (Act::GoOn, Ok(works)) => {
            if works == (own == Own::Found) {
                faults.push(format!("works: {works}"));
            }
        }
    }
    let now = computer.latchkey().overview().connections;
    let expected = connections + usize::from(what == Act::GoOn && own != Own::Found);
    if now.len() != expected {
        faults.push(format!("{} connections, and {expected} expected", now.len()));
    }
    faults.extend(computer.faults(&[&halo]));
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_becomes_of_one_set_up_the_others_of_its_name_stay_as_they_are() {
    let mut journeys = Vec::new();
    for (name, dialect) in dialects() {
        for own in OWN {
            for other in OTHERS {
                for what in [Act::GoOn, Act::Undo] {
                    journeys.push((name, dialect.clone(), own, other, what));
                }
            }
        }
    }
    let count = journeys.len();
    let reports: Vec<Option<String>> = stream::iter(journeys)
        .map(|(name, dialect, own, other, what)| {
            tokio::spawn(async move {
                let faults = Box::pin(journey(own, other, what, dialect)).await;
                let title = format!("{what:?} {own:?} beside {other:?} ({name})");
                (!faults.is_empty()).then(|| format!("{title}\n    {}", faults.join("\n    ")))
            })
        })
        .buffer_unordered(64)
        .map(|report| report.expect("a journey doesn't fall over"))
        .collect()
        .await;
    let wrong: Vec<String> = reports.into_iter().flatten().collect();
    println!("set-ups of one name beside each other: {count}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// A request that was repeated may have created two, of which the first appears late and carries nothing of ours.
#[tokio::test]
async fn what_a_repeated_request_created_is_found_by_its_name_and_asked_about_before_it_is_left() {
    use latchkey_practice::Version;
    let name = Intention::usual().application;
    for (version, by, description) in [
        (Version::V2_236, CredentialsMadeBy::HaloClientId, DescriptionOnSave::Kept),
        (Version::V2_196, CredentialsMadeBy::HaloClientId, DescriptionOnSave::Kept),
        (Version::V2_236, CredentialsMadeBy::HaloClientId, DescriptionOnSave::Dropped),
        (Version::V2_196, CredentialsMadeBy::Sender, DescriptionOnSave::Kept),
    ] {
        // HaloPSA may be updated after its version was read.
        for now in [version, Version::V2_236] {
            let usual = Dialect {
                version,
                credentials_made_by: by,
                description_on_save: description,
                rows: Rows::Live,
                ..Dialect::default()
            };
            let halo = Practice::start(usual.clone()).await.expect("a practice HaloPSA");
            let computer = Computer::that_reaches(&[&halo], &[]);
            let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.expect("pages");
            let usual = Dialect { version: now, ..usual };
            let late = Dialect { post_answer: PostAnswer::FailsAfter, appears_after: LATE, ..usual.clone() };
            halo.state().set_dialect(late);
            assert_eq!(create_insisting(&computer, &id).await.unwrap_err(), Error::CreateUnclear);
            halo.state().set_dialect(Dialect { active_on_save: ActiveOnSave::Inactive, ..usual.clone() });
            // It may be refused, where the Client ID is in use.
            let _ = create_insisting(&computer, &id).await;
            halo.state().advance(LATE);
            halo.state().set_dialect(usual);
            let set_up = computer.latchkey().at(&id);
            let mut rounds = 0;
            while let Err(error) = set_up.undo(&nobody()).await {
                rounds += 1;
                assert!(rounds < 4, "{version:?} {by:?} {description:?} {now:?}: {error}");
                let Error::ApplicationPerhaps { candidates, .. } = error else { panic!("{error}") };
                // Nobody else is here.
                set_up.this_one(&candidates[0].id).await.expect("it is one of them");
            }
            let left = halo.state().applications().iter().filter(|one| one.name == name).count();
            assert_eq!(left, 0, "{version:?} {by:?} {description:?} {now:?}");
        }
    }
}
