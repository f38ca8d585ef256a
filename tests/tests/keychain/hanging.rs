//! A keychain that doesn't return: the user waits, stops waiting, tries again or gives up.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use latchkey_core::setup::guide::SecretPlace;
use latchkey_core::vault::{Keeper, PATIENT_FOR};
use latchkey_core::{Error, Secret};
use latchkey_journeys::at::At;
use latchkey_journeys::crash::Step;
use latchkey_journeys::faulty::Fault;
use tokio::sync::watch;

use crate::app::{App, World, runtime};
use crate::stories::{Story, answers, begun, kinds};

/// Waits until a call hangs, and sets the clock forward to when the app says that the computer may
/// be asking for a password.
async fn until_the_wait_is_shown(app_hangs: &mut watch::Receiver<bool>, keeper: &Keeper) {
    let mut waiting = keeper.waiting();
    app_hangs.wait_for(|hangs| *hangs).await.unwrap();
    tokio::time::pause();
    // The clock went on by itself until here.
    let margin = Duration::from_secs(1);
    tokio::time::advance(PATIENT_FOR - margin).await;
    tokio::task::yield_now().await;
    assert!(!*waiting.borrow(), "nothing is shown long before {PATIENT_FOR:?} have passed");
    // A timer is rounded up to the next millisecond.
    tokio::time::advance(margin + Duration::from_millis(10)).await;
    waiting.wait_for(|waiting| *waiting).await.unwrap();
    tokio::time::resume();
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Late {
    /// The user continues waiting, and the call comes back.
    WaitsOn,
    /// The person stops waiting; the call comes back later; "try again".
    StopsThenTriesAgain,
    /// The person stops waiting and presses "try again" while the first call still hangs.
    TriesAgainMeanwhile,
    /// The person stops waiting and gives up while the call still hangs.
    GivesUp,
}

/// One call of one story hangs. Says whether the story has so many calls.
async fn one_call_hangs(app: &mut App, story: &Story, fault: &Fault, late: Late, at: &str) -> bool {
    let keeper = app.runner.latchkey.keeper().clone();
    let vault = Arc::clone(&app.vault);
    let mut hangs = vault.hung();
    let mut secret: Option<&str> = None;
    for step in &story.steps {
        secret = step.secret_after(secret);
        let result = {
            let ran = app.runner.run(step);
            let watched = async {
                until_the_wait_is_shown(&mut hangs, &keeper).await;
                if late == Late::WaitsOn {
                    vault.release()
                } else {
                    keeper.stop_waiting()
                }
                std::future::pending::<()>().await;
            };
            tokio::select! {
                result = ran => result,
                () = watched => unreachable!(),
            }
        };
        assert!(!*keeper.waiting().borrow(), "{at}, {step:?}: nothing is shown any longer");
        let error = match result {
            Ok(()) => continue,
            Err(error) => error,
        };
        let wanted = match (late, fault) {
            (Late::WaitsOn, Fault::HangsAndFails(error)) => error.clone(),
            _ => Error::KeychainWaitStopped,
        };
        assert_eq!(error, wanted, "{at}, {step:?}");
        app.assert_nothing_is_lost(step.removes(), at);
        if let Some(secret) = secret {
            app.assert_is_safe(secret, &format!("{at}, {step:?}"));
        }
        if late == Late::GivesUp {
            tokio::join!(app.remove_all(at), async {
                tokio::task::yield_now().await;
                vault.release();
            });
            return true;
        }
        if late == Late::StopsThenTriesAgain {
            vault.release();
            hangs.wait_for(|hangs| !hangs).await.unwrap();
        }
        let (again, ()) = tokio::join!(app.runner.run(step), async {
            tokio::task::yield_now().await;
            vault.release();
        });
        again.unwrap_or_else(|e| panic!("{at}, {step:?}: trying again: {e}"));
        hangs.wait_for(|hangs| !hangs).await.unwrap();
    }
    app.assert_is_over(at);
    app.vault.is_through()
}

#[test]
fn a_keychain_that_does_not_come_back_is_waited_for_and_what_it_does_later_is_found() {
    let start = Instant::now();
    let world = World::start();
    let faults = thread::scope(|scope| {
        let threads: Vec<_> = kinds()
            .into_iter()
            .map(|(name, kind)| {
                let world = &world;
                let run = async move || {
                    let mut hung = 0;
                    for (late, fault) in [
                        (Late::WaitsOn, Fault::Hangs),
                        (Late::WaitsOn, Fault::HangsAndFails(Error::KeychainLocked)),
                        (Late::StopsThenTriesAgain, Fault::Hangs),
                        (Late::TriesAgainMeanwhile, Fault::Hangs),
                        (Late::TriesAgainMeanwhile, Fault::HangsAndFails(Error::KeychainTrouble)),
                        (Late::GivesUp, Fault::Hangs),
                    ] {
                        for k in 1.. {
                            let at = format!("{name}, call {k} {fault:?}, {late:?}");
                            let (mut app, story) = begun(world, &kind).await;
                            app.vault.plan(k, 1, fault.clone());
                            let ran = one_call_hangs(&mut app, &story, &fault, late, &at);
                            let ran = AssertUnwindSafe(ran).catch_unwind().await;
                            app.vault.release();
                            if !ran.unwrap_or_else(|_| panic!("at {at}: {:?}", app.vault.calls())) {
                                break;
                            }
                            hung += 1;
                        }
                    }
                    hung
                };
                (name, scope.spawn(move || runtime().block_on(run())))
            })
            .collect();
        threads.into_iter().map(|(name, thread)| thread.join().expect(name)).sum::<usize>()
    });
    println!("{faults} calls hung in {:.0?}", start.elapsed());
    assert!(faults > 100, "each call of each story hung in each way");
}

#[test]
fn a_write_that_lands_late_is_found_and_is_there_once() {
    let world = World::start();
    runtime().block_on(async {
        let truth = world.application();
        let mut app = App::new(&world);
        app.run(&answers(&truth)).await;
        app.run(&[Step::ClientId(truth.client_id.clone(), false)]).await;
        app.vault.plan(1, 1, Fault::Hangs);
        let keeper = app.runner.latchkey.keeper().clone();
        let mut hangs = app.vault.hung();
        let vault = Arc::clone(&app.vault);
        let step = Step::Secret(truth.secret.clone());
        let (taken, ()) = tokio::join!(app.runner.run(&step), async {
            until_the_wait_is_shown(&mut hangs, &keeper).await;
            keeper.stop_waiting();
        });
        assert_eq!(taken, Err(Error::KeychainWaitStopped));
        let id = app.runner.draft.clone().unwrap();
        assert_eq!(app.runner.latchkey.at(&id).secret_place(), SecretPlace::InHand);
        let text = |around: &str| Secret::from(format!("{around}{}\n", truth.secret));
        assert!(app.runner.latchkey.at(&id).has_in_hand(&text(" ")), "what it came from is known again");
        assert!(!app.runner.latchkey.at(&id).has_in_hand(&Secret::from("my password")));
        assert_eq!(app.entries(), [], "it has not landed yet");
        vault.release();
        hangs.wait_for(|hangs| !hangs).await.unwrap();
        app.runner.latchkey.at(&id).keep().await.unwrap();
        assert_eq!(app.runner.latchkey.at(&id).secret_place(), SecretPlace::Kept);
        assert!(!app.runner.latchkey.at(&id).has_in_hand(&text("")), "kept, it is in hand no more");
        assert_eq!(app.entries().len(), 1, "one entry, by whichever call");
        println!("calls: {:?}", vault.calls());
        app.run(&[Step::Prove(true)]).await;
        app.assert_settled("after the proof");
    });
}
