//! The stories in which the user does HaloPSA's part by hand.

use std::collections::BTreeMap;
use std::fs;
use std::time::Instant;

use futures_util::{StreamExt, stream};
use latchkey_core::halo::Network;
use latchkey_core::proof::finding::Verdict;
use latchkey_core::setup::guide::SecretPlace;
use latchkey_core::vault::EntryName;
use latchkey_core::{Error, Latchkey, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::crash::{
    AGENT, AGENT_ID, APPLICATION, Order, PERMISSIONS, PRODUCT, Runner, Step, network, nobody,
};
use latchkey_practice::{Dialect, Practice};

use crate::dying::{Place, SIDE_BY_SIDE, assert_all_is_known, assert_tidy, run};

/// What is true in HaloPSA at the end of a story.
#[derive(Clone)]
struct Truth {
    address: String,
    client_id: String,
    secret: String,
}

/// How somebody goes on after a crash.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// With a connection that has the story's last secret.
    NewSecret,
    /// With the connection that was there before: its application's secret is still the old one.
    OldSecret,
}

struct Story {
    name: &'static str,
    /// What was there before.
    before: Place,
    steps: Vec<Step>,
    truth: Truth,
    goal: Goal,
}

/// The practice HaloPSAs and what they need.
struct World {
    halo: Practice,
    other: Practice,
    network: Network,
}

impl World {
    async fn start() -> Self {
        let halo = Practice::start(Dialect::default()).await.unwrap();
        let other = Practice::start(Dialect::default()).await.unwrap();
        let network = network(&[halo.ports(), other.ports()].concat());
        Self { halo, other, network }
    }

    fn ports(&self) -> Vec<u16> {
        [self.halo.ports(), self.other.ports()].concat()
    }

    /// An application as the procedure makes it.
    fn application(&self, halo: &Practice) -> Truth {
        let (client_id, secret) = halo.state().add_application(APPLICATION, AGENT_ID, &PERMISSIONS).unwrap();
        Truth { address: halo.address(), client_id, secret }
    }

    /// The application gets a new secret, and keeps its Client ID or not.
    fn generate(&self, old: &Truth, keep_client_id: bool) -> Truth {
        let mut new = self.application(&self.halo);
        let state = self.halo.state();
        assert!(state.delete_application(&old.client_id), "the application was there");
        if keep_client_id {
            assert!(state.change_application(&new.client_id, |one| one.client_id = old.client_id.clone()));
            new.client_id = old.client_id.clone();
        }
        new
    }

    /// What is there after these steps, told without a crash.
    async fn after(&self, steps: &[Step]) -> Place {
        let place = Place::new();
        let mut runner = Runner::new(place.open(&self.network));
        for step in steps {
            runner.run(step).await.unwrap_or_else(|e| panic!("before the story, {step:?}: {e}"));
        }
        drop(runner);
        place
    }
}

fn guid_like(one: &Truth) -> String {
    // Another GUID of HaloPSA's shape: the second half of a secret.
    one.secret[37..].to_owned()
}

fn answers(address: &str) -> Vec<Step> {
    vec![Step::Begin, Step::Address(address.to_owned()), Step::General, Step::Permissions]
}

fn set_up(truth: &Truth) -> Vec<Step> {
    let mut steps = answers(&truth.address);
    steps.extend([
        Step::ClientId(truth.client_id.clone(), false),
        Step::Secret(truth.secret.clone()),
        Step::ClientId(truth.client_id.clone(), true),
        Step::Prove(true),
    ]);
    steps
}

async fn stories(world: &World) -> Vec<Story> {
    let mut stories = Vec::new();

    // By hand, and the Client ID changes on Save.
    let truth = world.application(&world.halo);
    let mut steps = answers(&truth.address);
    steps.extend([
        Step::Tick,
        Step::ClientId(guid_like(&truth), false),
        Step::Secret(truth.secret.clone()),
        Step::ClientId(truth.client_id.clone(), true),
        Step::Prove(true),
    ]);
    stories.push(Story {
        name: "by hand, the Client ID changes on Save",
        before: world.after(&[]).await,
        steps,
        truth,
        goal: Goal::NewSecret,
    });

    // The secret that was copied first is not the one that was saved.
    let truth = world.application(&world.halo);
    let wrong = world.application(&world.halo).secret;
    let mut steps = answers(&truth.address);
    steps.extend([
        Step::ClientId(truth.client_id.clone(), false),
        Step::Secret(wrong),
        Step::Prove(false),
        Step::Secret(truth.secret.clone()),
        Step::Prove(true),
    ]);
    stories.push(Story {
        name: "a second secret, because the first was not saved",
        before: world.after(&[]).await,
        steps,
        truth,
        goal: Goal::NewSecret,
    });

    // The address is put right when the secret is in the keychain already.
    let truth = world.application(&world.other);
    let mut steps = answers(&world.halo.address());
    steps.extend([
        Step::ClientId(truth.client_id.clone(), false),
        Step::Secret(truth.secret.clone()),
        Step::Prove(false),
        Step::Address(truth.address.clone()),
        Step::Prove(true),
    ]);
    stories.push(Story {
        name: "the address is put right after the secret",
        before: world.after(&[]).await,
        steps,
        truth,
        goal: Goal::NewSecret,
    });

    for (name, keep_client_id) in
        [("a lost secret of a connection", true), ("a lost secret, and another Client ID", false)]
    {
        let old = world.application(&world.halo);
        let before = world.after(&set_up(&old)).await;
        let truth = world.generate(&old, keep_client_id);
        let steps = vec![
            Step::BeginNewSecret,
            Step::ClientId(truth.client_id.clone(), false),
            Step::Secret(truth.secret.clone()),
            Step::Prove(true),
        ];
        stories.push(Story { name, before, steps, truth, goal: Goal::NewSecret });
    }

    // A lost secret of an application that Latchkey turns out to have.
    let old = world.application(&world.halo);
    let before = world.after(&set_up(&old)).await;
    let truth = world.generate(&old, true);
    let steps = vec![
        Step::BeginNewSecretElsewhere,
        Step::Address(truth.address.clone()),
        Step::Permissions,
        Step::ClientId(truth.client_id.clone(), false),
        Step::Secret(truth.secret.clone()),
        Step::Prove(true),
    ];
    stories.push(Story {
        name: "a lost secret of an application set up before",
        before,
        steps,
        truth,
        goal: Goal::NewSecret,
    });

    // A lost secret that was found again: the set-up is given up, nothing was saved in HaloPSA.
    let truth = world.application(&world.halo);
    let before = world.after(&set_up(&truth)).await;
    let unsaved = world.application(&world.halo).secret;
    let steps = vec![Step::BeginNewSecret, Step::Secret(unsaved), Step::Abandon, Step::ProveConnection];
    stories.push(Story { name: "a new secret, given up", before, steps, truth, goal: Goal::OldSecret });

    let truth = world.application(&world.halo);
    let mut steps = answers(&truth.address);
    steps.extend([
        Step::ClientId(guid_like(&truth), false),
        Step::Secret(truth.secret.clone()),
        Step::ClientId(truth.client_id.clone(), true),
        Step::Abandon,
    ]);
    stories.push(Story {
        name: "a set-up given up",
        before: world.after(&[]).await,
        steps,
        truth,
        goal: Goal::NewSecret,
    });

    let truth = world.application(&world.halo);
    stories.push(Story {
        name: "a connection removed",
        before: world.after(&set_up(&truth)).await,
        steps: vec![Step::Remove],
        truth,
        goal: Goal::NewSecret,
    });

    // The same application set up twice at the same time.
    let truth = world.application(&world.halo);
    let mut before = set_up(&truth);
    before.pop();
    let mut steps = set_up(&truth);
    steps.push(Step::AbandonOldest);
    stories.push(Story {
        name: "two set-ups of one application",
        before: world.after(&before).await,
        steps,
        truth,
        goal: Goal::NewSecret,
    });
    stories
}

/// Once it was announced, the secret is in the vault under a name that the app knows.
fn assert_secret_is_there(place: &Place, latchkey: &Latchkey, secret: &str, at: &str) {
    let overview = latchkey.overview();
    let names: Vec<EntryName> =
        place.vault().entries().into_iter().filter(|(_, s)| s == secret).map(|(name, _)| name).collect();
    let known = names.iter().any(|name| {
        overview.connections.iter().any(|c| c.entry == *name)
            || overview.unfinished.iter().any(|u| u.entries.iter().any(|entry| entry.name == *name))
    });
    assert!(known, "{at}: the secret was stored, and is lost now (in the vault under {names:?})");
}

/// Goes on as a person would who sees the first page after the crash. `may_copy`: HaloPSA still
/// shows the secret. Ends with a connection that works.
async fn go_on(latchkey: &Latchkey, truth: &Truth, may_copy: bool, damaged: bool, at: &str) {
    let overview = latchkey.overview();
    let id = match overview.unfinished.last() {
        Some(unfinished) => unfinished.id().clone(),
        None => match overview.connections.first() {
            Some(connection) => {
                match latchkey.prove_connection(&connection.id, &nobody()).await {
                    Ok(proof) if proof.verdict != Verdict::DoesNotWork => return,
                    Ok(_) | Err(Error::KeychainEntryGone) => {}
                    Err(e) => panic!("{at}: the connection can't be proved: {e}"),
                }
                latchkey.begin_new_secret_for(&connection.id).await.unwrap().id
            }
            None => latchkey.begin(None, PRODUCT).unwrap().id,
        },
    };
    let draft = latchkey.at(&id).draft().unwrap();
    if draft.instance.as_ref().is_none_or(|i| i.address.to_string().trim_end_matches('/') != truth.address) {
        latchkey
            .at(&id)
            .set_address(draft.revision, &truth.address, false, None)
            .await
            .unwrap_or_else(|e| panic!("{at}: address: {e}"));
    }
    let revision = || latchkey.at(&id).draft().unwrap().revision;
    if draft.agent.is_none() {
        latchkey.at(&id).set_general(revision(), APPLICATION, AGENT).await.unwrap();
    }
    if draft.permissions.is_empty() {
        latchkey.at(&id).set_permissions(revision(), &PERMISSIONS).await.unwrap();
    }
    if draft.client_id() != Some(truth.client_id.as_str()) {
        let copied = Secret::from(truth.client_id.as_str());
        latchkey
            .at(&id)
            .take_client_id(&copied, true, false)
            .await
            .unwrap_or_else(|e| panic!("{at}: Client ID: {e}"));
    }
    let mut may_copy = may_copy;
    for _ in 0..3 {
        match latchkey.at(&id).prove(&nobody()).await {
            Ok(outcome) if outcome.connection.is_some() => return,
            Ok(outcome) if !may_copy => panic!(
                "{at}: it does not work any more: {:?}; {:?}; {:?}",
                outcome.proof,
                latchkey.overview(),
                truth.client_id
            ),
            Err(Error::SecretMissing) if !may_copy => {
                // With a damaged file the end of a set-up may be forgotten: its connection works, or
                // another set-up of the same application has the secret.
                if damaged && (works(latchkey).await || another_works(latchkey, &id).await) {
                    return;
                }
                panic!("{at}: the secret is asked for again, and HaloPSA shows it no more")
            }
            Ok(_) | Err(Error::SecretMissing) => {}
            Err(e) => panic!("{at}: going on: {e}"),
        }
        assert_ne!(
            latchkey.at(&id).secret_place(),
            SecretPlace::InHand,
            "{at}: nothing is left in hand by a keychain that works"
        );
        latchkey
            .at(&id)
            .take_secret(&Secret::from(truth.secret.as_str()), false)
            .await
            .unwrap_or_else(|e| panic!("{at}: secret: {e}"));
        may_copy = false;
    }
    panic!("{at}: it doesn't come to an end");
}

async fn another_works(latchkey: &Latchkey, id: &SetUpId) -> bool {
    for unfinished in latchkey.overview().unfinished {
        if unfinished.id() != id
            && latchkey.at(unfinished.id()).prove(&nobody()).await.is_ok_and(|o| o.connection.is_some())
        {
            return true;
        }
    }
    false
}

async fn works(latchkey: &Latchkey) -> bool {
    let Some(connection) = latchkey.overview().connections.into_iter().next() else { return false };
    let proof = latchkey.prove_connection(&connection.id, &nobody()).await;
    proof.is_ok_and(|proof| proof.verdict != Verdict::DoesNotWork)
}

/// Removes everything that the first page shows.
async fn remove_all(latchkey: &Latchkey, at: &str) {
    let overview = latchkey.overview();
    for unfinished in overview.unfinished {
        latchkey.at(unfinished.id()).abandon(false).await.unwrap_or_else(|e| panic!("{at}: giving up: {e}"));
    }
    for connection in overview.connections {
        latchkey.remove_connection(&connection.id).await.unwrap_or_else(|e| panic!("{at}: removing: {e}"));
    }
}

/// What a crash point came to.
struct Looked {
    effects: Vec<String>,
    damages: usize,
    ended: bool,
}

async fn look(world: &World, story: &Story, n: usize) -> Looked {
    let crashed = story.before.copy();
    let order = Order { ports: world.ports(), answer: 20_000, abort_at: n, steps: story.steps.clone() };
    let run = run(&order, &crashed, story.name).await;
    let effects: Vec<String> = run.effects().map(str::to_owned).collect();
    let at = format!("{}, effect {n} ({})", story.name, effects.last().map_or("the end", String::as_str));
    let (step_number, in_step) = run.last_step();
    let step = &story.steps[step_number];
    let stored = run.stored(&story.steps);
    // After Save nobody shows the secret again; but who gives up or removes knows that.
    let removed = story.steps[..=step_number].iter().any(Step::removes);
    let may_copy = removed || stored.as_deref() != Some(story.truth.secret.as_str());

    let finished = crashed.copy();
    let latchkey = finished.open(&world.network);
    assert_all_is_known(&finished, &latchkey, &at);
    if let (Some(secret), false) = (&stored, removed) {
        assert_secret_is_there(&finished, &latchkey, secret, &at);
    }
    // Died while a secret was being taken, after the first mark of it: nobody says that it is kept.
    if let Step::Secret(secret) = step
        && in_step.contains(&"Replaced(SetUp)")
        && !in_step.contains(&"SecretStored")
        && let Some(unfinished) = latchkey.overview().unfinished.last()
        && !finished.vault().entries().iter().any(|(_, there)| there == secret)
    {
        assert_ne!(
            latchkey.at(unfinished.id()).secret_place(),
            SecretPlace::Kept,
            "{at}: the secret was not kept, and the page says that it was"
        );
    }

    // Finish.
    match story.goal {
        Goal::NewSecret => go_on(&latchkey, &story.truth, may_copy, false, &at).await,
        Goal::OldSecret => {}
    }
    for unfinished in latchkey.overview().unfinished {
        latchkey
            .at(unfinished.id())
            .abandon(false)
            .await
            .unwrap_or_else(|e| panic!("{at}: the other set-up: {e}"));
    }
    assert_tidy(&finished, &latchkey, 1, &format!("{at}, finished"));
    assert_eq!(
        finished.vault().entries()[0].1,
        story.truth.secret,
        "{at}: the connection has the secret that HaloPSA knows"
    );
    let connection = latchkey.overview().connections[0].id.clone();
    let proof = latchkey.prove_connection(&connection, &nobody()).await.unwrap();
    assert_ne!(proof.verdict, Verdict::DoesNotWork, "{at}: the connection works in the end");
    remove_all(&latchkey, &at).await;
    assert_tidy(&finished, &latchkey, 0, &format!("{at}, finished and removed"));
    drop(latchkey);

    // Remove.
    let removed_place = crashed.copy();
    let latchkey = removed_place.open(&world.network);
    remove_all(&latchkey, &at).await;
    assert_tidy(&removed_place, &latchkey, 0, &format!("{at}, removed"));
    drop(latchkey);

    let documents = crashed.documents();
    for name in &documents {
        damaged(world, story, &crashed, name, may_copy, &format!("{at}, {name} damaged")).await;
    }
    let damages = documents.len();
    Looked { effects, damages, ended: run.ended }
}

/// One document is cut short: it is kept aside and said, the version before it is used, nothing in the keychain is
/// forgotten; it still can be finished; everything can be removed.
async fn damaged(world: &World, story: &Story, crashed: &Place, name: &str, may_copy: bool, at: &str) {
    let place = crashed.copy();
    let whole = fs::read(place.data().join(name)).unwrap();
    let half = &whole[..whole.len() / 2];
    fs::write(place.data().join(name), half).unwrap();
    for finish in [true, false] {
        let place = place.copy();
        let latchkey = place.open(&world.network);
        let said = latchkey.overview().damaged;
        assert_eq!(said, [format!("{name}.damaged-0")], "{at}: said");
        assert_eq!(fs::read(place.data().join(&said[0])).unwrap(), half, "{at}: kept aside as it was");
        assert_all_is_known(&place, &latchkey, at);
        if finish && story.goal == Goal::NewSecret {
            go_on(&latchkey, &story.truth, may_copy, true, at).await;
        }
        remove_all(&latchkey, at).await;
        assert_tidy(&place, &latchkey, 0, &format!("{at}, removed"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_it_dies_the_next_start_knows_what_is_unfinished_and_finishes_or_removes_it() {
    let start = Instant::now();
    let world = World::start().await;
    let mut points = 0;
    let mut with_damage = 0;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for story in stories(&world).await {
        // How many effects it has is told by the run that nobody ends.
        let whole = look(&world, &story, usize::MAX).await;
        assert!(whole.ended, "{}: it comes to its end by itself", story.name);
        let count = whole.effects.len();
        let looked: Vec<Looked> = stream::iter(1..=count)
            .map(|n| look(&world, &story, n))
            .buffer_unordered(SIDE_BY_SIDE)
            .collect()
            .await;
        assert!(looked.iter().all(|one| !one.ended), "{}: every run but the last one died", story.name);
        let damages = looked.iter().chain([&whole]).map(|one| one.damages).sum::<usize>();
        println!("{count:3} effects, died at each of them, {damages:3} damaged files: {}", story.name);
        points += count;
        with_damage += damages;
        for effect in whole.effects {
            *kinds.entry(effect).or_default() += 1;
        }
    }
    println!("{points} crash points, {with_damage} with a damaged file, in {:.0?}", start.elapsed());
    for (effect, count) in &kinds {
        println!("{count:4} × {effect}");
    }
    for effect in ["SecretStored", "SecretDeleted"] {
        assert!(kinds.contains_key(effect), "the stories have no {effect}");
    }
}
