//! A keychain that fails at each single call, in each way, and one whose entries are gone.

use std::panic::AssertUnwindSafe;
use std::thread;
use std::time::Instant;

use futures_util::FutureExt;
use latchkey_core::Error;
use latchkey_core::setup::guide::SecretPlace;
use latchkey_core::vault::Vault;
use latchkey_journeys::at::At;
use latchkey_journeys::crash::Step;
use latchkey_journeys::faulty::Fault;
use secrecy::ExposeSecret;

use crate::app::{App, World, runtime};
use crate::stories::{Kind, Story, answers, begun, kinds, taken};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Then {
    /// The person presses "try again" until it works.
    TryAgain,
    /// The person gives up and removes everything.
    GiveUp,
}

/// Runs the story with the fault and returns whether the fault came about.
async fn run_with(app: &mut App, story: &Story, fault: &Fault, then: Then, at: &str) -> bool {
    let code = match fault {
        Fault::Fails(e) | Fault::FailsAfterwards(e) | Fault::HangsAndFails(e) => e.clone(),
        Fault::Hangs => Error::KeychainWaitStopped,
    };
    let mut secret: Option<&str> = None;
    for step in &story.steps {
        secret = step.secret_after(secret);
        for tries in 0.. {
            assert!(tries < 20, "{at}, {step:?}: trying again helps in the end");
            // "Try again" on the guide's page, after the secret was taken, is `keep`.
            let again = tries > 0 && matches!(step, Step::Secret(_));
            let result = if again {
                let id = app.runner.draft.clone().unwrap();
                match app.runner.latchkey.set_up(&id) {
                    Ok(set_up) => set_up.keep().await,
                    Err(error) => Err(error),
                }
            } else {
                app.runner.run(step).await
            };
            let Err(error) = result else { break };
            assert_eq!(error, code, "{at}, {step:?}: the error is the keychain's");
            app.assert_nothing_is_lost(step.removes(), at);
            if let Some(secret) = secret {
                let latchkey = &app.runner.latchkey;
                app.assert_is_safe(secret, &format!("{at}, {step:?}"));
                if latchkey.holds_a_secret() {
                    let id = app.runner.draft.as_ref().unwrap();
                    assert_eq!(latchkey.at(id).secret_place(), SecretPlace::InHand, "{at}: and shown");
                }
            }
            if then == Then::GiveUp {
                app.vault.heal();
                app.remove_all(at).await;
                return true;
            }
        }
    }
    app.assert_is_over(at);
    let overview = app.runner.latchkey.overview();
    let came = app.vault.is_through();
    app.vault.heal();
    // What Latchkey made was compared with HaloPSA's.
    for connection in overview.connections.iter().filter(|_| app.halo.is_none()) {
        // Exposed to be compared with the test's own copy.
        let there = app.runner.latchkey.secret_of(&connection.id).await.unwrap();
        assert_eq!(Some(there.expose_secret()), secret, "{at}: the connection has the story's secret");
    }
    came
}

fn every_fault() -> [(Fault, usize, Then); 7] {
    let (locked, absent, trouble) = (Error::KeychainLocked, Error::KeychainAbsent, Error::KeychainTrouble);
    [
        (Fault::Fails(locked.clone()), 1, Then::TryAgain),
        (Fault::Fails(absent.clone()), 1, Then::TryAgain),
        (Fault::Fails(trouble.clone()), 1, Then::TryAgain),
        (Fault::Fails(locked), 3, Then::TryAgain),
        (Fault::FailsAfterwards(trouble.clone()), 1, Then::TryAgain),
        (Fault::Fails(absent), 1, Then::GiveUp),
        (Fault::FailsAfterwards(trouble), 1, Then::GiveUp),
    ]
}

/// Every fault at every call of one story. Says how many calls it has and how many faults there were.
async fn every_call_fails(world: &World, name: &str, kind: &Kind) -> (usize, usize) {
    let (mut most, mut faults) = (0, 0);
    for (fault, calls, then) in every_fault() {
        for k in 1.. {
            let at = format!("{name}, call {k}, {calls} × {fault:?}, {then:?}");
            let (mut app, story) = begun(world, kind).await;
            app.vault.plan(k, calls, fault.clone());
            let ran = AssertUnwindSafe(run_with(&mut app, &story, &fault, then, &at)).catch_unwind().await;
            let came = ran.unwrap_or_else(|_| panic!("at {at}: {:?}", app.vault.calls()));
            if !came {
                most = most.max(k - 1);
                break;
            }
            faults += 1;
        }
    }
    (most, faults)
}

#[test]
fn a_keychain_that_fails_at_any_single_call_loses_nothing_and_trying_again_helps() {
    let start = Instant::now();
    let world = World::start();
    let counts: Vec<(&str, (usize, usize))> = thread::scope(|scope| {
        let threads: Vec<_> = kinds()
            .into_iter()
            .map(|(name, kind)| {
                let world = &world;
                let run = move || runtime().block_on(every_call_fails(world, name, &kind));
                (name, scope.spawn(run))
            })
            .collect();
        threads.into_iter().map(|(name, thread)| (name, thread.join().expect(name))).collect()
    });
    for (name, (calls, faults)) in &counts {
        println!("{calls:3} calls of the keychain, {faults:3} faults: {name}");
        assert!(*calls > 0, "{name} needs the keychain");
    }
    let faults: usize = counts.iter().map(|(_, (_, faults))| faults).sum();
    println!("{faults} faults in {:.0?}", start.elapsed());
}

#[test]
fn a_secret_that_was_deleted_in_the_keychain_is_requested_again() {
    let world = World::start();
    runtime().block_on(async {
        let truth = world.application();
        let mut app = App::new(&world);
        app.run(&answers(&truth)).await;
        app.run(&taken(&truth.client_id, &truth)).await;
        for entry in app.entries() {
            app.vault.inside.delete(&entry).unwrap();
        }
        assert_eq!(app.runner.run(&Step::Prove(true)).await, Err(Error::SecretMissing));
        let id = app.runner.draft.clone().unwrap();
        assert_eq!(
            app.runner.latchkey.at(&id).secret_place(),
            SecretPlace::Nowhere,
            "no page says that it is kept"
        );
        app.run(&[Step::Secret(truth.secret.clone()), Step::Prove(true)]).await;
        let connection = app.runner.latchkey.overview().connections[0].id.clone();
        for entry in app.entries() {
            app.vault.inside.delete(&entry).unwrap();
        }
        let gone = app.runner.latchkey.secret_of(&connection).await.map(|_| ());
        assert_eq!(gone, Err(Error::KeychainEntryGone));
        app.remove_all("an entry that is gone already").await;
    });
}
