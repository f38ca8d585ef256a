//! A keychain that fails at each single call, one that doesn't return, and the real one of Linux in each of
//! its states: nothing is lost, and "try again" needs no restart.

use std::cell::OnceCell;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use latchkey_core::halo::Network;
use latchkey_core::setup::guide::SecretPlace;
use latchkey_core::vault::{EntryName, Keeper, PATIENT_FOR, Vault};
use latchkey_core::{Error, Latchkey, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::crash::{
    AGENT_ID, APPLICATION, PERMISSIONS, Runner, Step, network, nobody, quick_folder,
};
use latchkey_journeys::faulty::{Fault, Faulty};
use latchkey_practice::{
    Application, ClientIdOnSave, CredentialsMadeBy, Dialect, PermissionsOnSave, Practice,
};
use secrecy::ExposeSecret;
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// Longer than anything that a test waits for may take.
#[cfg(target_os = "linux")]
const DEADLINE: Duration = Duration::from_secs(30);

/// The practice HaloPSA, on threads of its own so that a test may stop its own clock.
struct World {
    halo: Practice,
    // Dropped last: the server runs on it.
    threads: Runtime,
}

struct Truth {
    address: String,
    client_id: String,
    secret: String,
}

impl World {
    fn start() -> Self {
        let threads =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let halo = threads.block_on(Practice::start(Dialect::default())).unwrap();
        Self { halo, threads }
    }

    fn application(&self) -> Truth {
        let (client_id, secret) =
            self.halo.state().add_application(APPLICATION, AGENT_ID, &PERMISSIONS).unwrap();
        Truth { address: self.halo.address(), client_id, secret }
    }

    /// The application gets another secret and, if `client_id` is none, another Client ID.
    fn generate(&self, client_id: Option<&str>) -> Truth {
        let mut new = self.application();
        if let Some(client_id) = client_id {
            let state = self.halo.state();
            state.delete_application(client_id);
            assert!(state.change_application(&new.client_id, |one| one.client_id = client_id.to_owned()));
            new.client_id = client_id.to_owned();
        }
        new
    }
}

/// Connections that are kept open belong to one runtime, and each thread here has its own.
fn network_of_this_thread(world: &World) -> Network {
    thread_local!(static NETWORK: OnceCell<Network> = const { OnceCell::new() });
    NETWORK.with(|made| made.get_or_init(|| network(&world.halo.ports())).clone())
}

/// One app with a keychain that can fail. The folder is deleted in the end.
struct App {
    runner: Runner,
    vault: Arc<Faulty>,
    /// The HaloPSA in which this app creates something: its own, since that changes it.
    halo: Option<Practice>,
    _folder: tempfile::TempDir,
}

impl Drop for App {
    fn drop(&mut self) {
        // A runtime does not end before the calls that it made off its threads.
        self.vault.release();
    }
}

impl App {
    fn new(world: &World) -> Self {
        Self::at(network_of_this_thread(world), None)
    }

    /// An app that creates something in a HaloPSA of its own.
    async fn that_creates(world: &World, dialect: Dialect) -> Self {
        let halo = world.threads.spawn(Practice::start(dialect)).await.unwrap().unwrap();
        Self::at(network(&halo.ports()), Some(halo))
    }

    fn at(network: Network, halo: Option<Practice>) -> Self {
        let vault = Arc::new(Faulty::default());
        let folder = quick_folder();
        let latchkey = Latchkey::open(folder.path(), vault.clone(), network).unwrap();
        Self { runner: Runner::new(latchkey), vault, halo, _folder: folder }
    }

    /// The applications that this app made. Nobody else's was touched, at whatever moment this is asked.
    fn ours(&self) -> Vec<Application> {
        let deleted = self.halo.iter().flat_map(|halo| halo.state().others_deleted()).count();
        assert_eq!(deleted, 0, "another user's application was deleted");
        let all = self.halo.iter().flat_map(|halo| halo.state().applications());
        all.filter(|one| one.name == APPLICATION).collect()
    }

    /// Whatever the keychain did: what is in HaloPSA is known, and its secret is in the keychain or in
    /// hand, unless `undoing` it.
    fn assert_nothing_is_lost(&self, undoing: bool, at: &str) {
        let overview = self.runner.latchkey.overview();
        let is_prepared = |id: &SetUpId| {
            let creation = self.runner.latchkey.set_up(id).ok().and_then(|set_up| set_up.creation());
            creation.is_some_and(|creation| !creation.may_be_there())
        };
        if let Some(halo) = self.halo.as_ref().filter(|_| self.runner.draft.as_ref().is_some_and(is_prepared))
        {
            assert_eq!(
                halo.state().created_by_api(),
                0,
                "{at}: HaloPSA was asked before the keychain had it"
            );
        }
        for application in self.ours() {
            let known = overview.connections.iter().any(|c| c.client_id == application.client_id)
                || overview.unfinished.iter().any(|u| u.application().is_some());
            assert!(known, "{at}: nobody knows of {application:?}");
            let kept = self.entries().iter().any(|entry| {
                // Exposed to be compared with what HaloPSA has.
                let there = self.vault.inside.get(entry).unwrap();
                there.is_some_and(|secret| application.has_secret(secret.expose_secret()))
            });
            let safe = kept || self.runner.latchkey.holds_a_secret() || undoing;
            assert!(safe, "{at}: the secret of an application is neither in hand nor in the vault");
        }
    }

    async fn run(&mut self, steps: &[Step]) {
        for step in steps {
            self.runner.run(step).await.unwrap_or_else(|e| panic!("{step:?}: {e}"));
        }
    }

    /// The story is over: each connection has its one application, and its secret; HaloPSA was asked
    /// for one.
    fn assert_created(&self, connections: usize, at: &str) {
        if let Some(halo) = &self.halo {
            assert_eq!(halo.state().created_by_api(), 1, "{at}: it is created once");
            assert_eq!(self.ours().len(), connections, "{at}: applications in HaloPSA");
            self.assert_nothing_is_lost(false, at);
        }
    }

    fn entries(&self) -> Vec<EntryName> {
        self.vault.inside.entries()
    }

    fn holds(&self, secret: &str) -> bool {
        self.entries().iter().any(|entry| {
            // Exposed to be compared with the test's own copy.
            self.vault.inside.get(entry).unwrap().is_some_and(|there| there.expose_secret() == secret)
        })
    }

    /// Every entry is a connection's or an unfinished set-up's, and nobody needs one that isn't there.
    fn assert_settled(&self, at: &str) {
        let overview = self.runner.latchkey.overview();
        let mut wanted: Vec<EntryName> = overview
            .connections
            .iter()
            .map(|c| c.entry.clone())
            .chain(overview.unfinished.iter().flat_map(|u| u.entries.iter().map(|entry| entry.name.clone())))
            .collect();
        wanted.sort();
        wanted.dedup();
        assert_eq!(self.entries(), wanted, "{at}: the vault has what is needed and nothing else");
    }

    async fn remove_all(&self, at: &str) {
        let latchkey = &self.runner.latchkey;
        let overview = latchkey.overview();
        for unfinished in overview.unfinished {
            if unfinished.application().is_some() {
                let undone = latchkey.at(unfinished.id()).undo(&nobody()).await;
                undone.unwrap_or_else(|e| panic!("{at}: undoing: {e}"));
            }
            latchkey
                .at(unfinished.id())
                .abandon(false)
                .await
                .unwrap_or_else(|e| panic!("{at}: giving up: {e}"));
        }
        let connections = overview.connections.len();
        for connection in overview.connections {
            latchkey
                .remove_connection(&connection.id)
                .await
                .unwrap_or_else(|e| panic!("{at}: removing: {e}"));
        }
        let overview = latchkey.overview();
        assert_eq!((overview.connections.len(), overview.unfinished.len()), (0, 0), "{at}: all removed");
        assert_eq!(self.entries(), [], "{at}: nothing stays in the vault");
        if connections == 0 {
            assert!(self.ours().is_empty(), "{at}: nothing stays in HaloPSA");
        }
        assert!(!latchkey.holds_a_secret(), "{at}: nothing stays in hand");
    }
}

/// The steps before the fault, and those with it.
struct Story {
    before: Vec<Step>,
    steps: Vec<Step>,
}

/// A story that runs again for each fault.
enum Kind {
    Plain(fn(&World) -> Story),
    /// A lost secret: needs a connection, and an application whose secret changed since.
    Lost {
        same_client_id: bool,
    },
    /// Latchkey creates the application in this dialect; `undo`: it is taken back, nothing else.
    Created {
        dialect: fn() -> Dialect,
        undo: bool,
    },
}

fn answers(truth: &Truth) -> Vec<Step> {
    vec![Step::Begin, Step::Address(truth.address.clone()), Step::General, Step::Permissions]
}

fn taken(client_id: &str, truth: &Truth) -> Vec<Step> {
    vec![
        Step::ClientId(client_id.to_owned(), false),
        Step::Secret(truth.secret.clone()),
        Step::ClientId(truth.client_id.clone(), true),
    ]
}

fn kinds() -> Vec<(&'static str, Kind)> {
    vec![
        ("by hand, the Client ID changes on Save", Kind::Plain(by_hand)),
        ("a second secret, because the first was not saved", Kind::Plain(a_second_secret)),
        ("a lost secret of a connection", Kind::Lost { same_client_id: true }),
        ("a lost secret, and another Client ID", Kind::Lost { same_client_id: false }),
        ("a set-up given up", Kind::Plain(given_up)),
        ("a connection removed", Kind::Plain(removed)),
        ("created by Latchkey", Kind::Created { dialect: Dialect::default, undo: false }),
        ("created, HaloPSA makes both", Kind::Created { dialect: halo_makes_both, undo: false }),
        ("created, another Client ID", Kind::Created { dialect: another_client_id, undo: false }),
        ("created without a permission, and undone", Kind::Created { dialect: lacking, undo: true }),
    ]
}

fn halo_makes_both() -> Dialect {
    Dialect { credentials_made_by: CredentialsMadeBy::HaloBoth, ..another_client_id() }
}

fn another_client_id() -> Dialect {
    Dialect { client_id_on_save: ClientIdOnSave::Changes, ..Dialect::default() }
}

fn lacking() -> Dialect {
    Dialect { permissions_on_save: PermissionsOnSave::OneDropped("read:tickets"), ..Dialect::default() }
}

fn by_hand(world: &World) -> Story {
    let truth = world.application();
    let mut steps = taken(&truth.secret[37..], &truth);
    steps.push(Step::Prove(true));
    Story { before: answers(&truth), steps }
}

fn a_second_secret(world: &World) -> Story {
    let truth = world.application();
    let wrong = world.application().secret;
    let steps = vec![
        Step::ClientId(truth.client_id.clone(), false),
        Step::Secret(wrong),
        Step::Prove(false),
        Step::Secret(truth.secret.clone()),
        Step::Prove(true),
        Step::ProveConnection,
    ];
    Story { before: answers(&truth), steps }
}

fn given_up(world: &World) -> Story {
    let truth = world.application();
    let mut before = answers(&truth);
    before.extend(taken(&truth.client_id, &truth));
    Story { before, steps: vec![Step::Abandon] }
}

fn removed(world: &World) -> Story {
    Story { before: set_up_before(&world.application()), steps: vec![Step::Remove] }
}

fn created(app: &App, undo: bool) -> Story {
    let halo = app.halo.as_ref().expect("an app that creates");
    let (client_id, secret) = halo.state().add_application("authority", 8, &["all"]).unwrap();
    let mut before = vec![
        Step::Begin,
        Step::Address(halo.address()),
        Step::Authority(client_id, secret),
        Step::GeneralFromList,
        Step::Permissions,
    ];
    if undo {
        before.push(Step::Create(false));
    }
    let steps = if undo { vec![Step::Undo, Step::Abandon] } else { vec![Step::Create(true)] };
    Story { before, steps }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn set_up_before(old: &Truth) -> Vec<Step> {
    let mut before = answers(old);
    before.extend(taken(&old.client_id, old));
    before.push(Step::Prove(true));
    before
}

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
        if let Step::Secret(taken) = step {
            secret = Some(taken);
        }
        if step.removes() {
            secret = None;
        }
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
                assert!(
                    latchkey.holds_a_secret() || app.holds(secret),
                    "{at}, {step:?}: the secret is neither in hand nor in the vault"
                );
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
    assert!(!app.runner.latchkey.holds_a_secret(), "{at}: nothing is left in hand");
    app.assert_settled(at);
    let overview = app.runner.latchkey.overview();
    assert_eq!(overview.unfinished, [], "{at}: the story is over");
    app.assert_created(overview.connections.len(), at);
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

/// A story, and an app that has come as far as it begins.
async fn begun(world: &World, kind: &Kind) -> (App, Story) {
    let mut app = match kind {
        Kind::Created { dialect, .. } => App::that_creates(world, dialect()).await,
        _ => App::new(world),
    };
    let story = match kind {
        Kind::Plain(story) => story(world),
        Kind::Created { undo, .. } => created(&app, *undo),
        Kind::Lost { same_client_id } => {
            let old = world.application();
            app.run(&set_up_before(&old)).await;
            let new = world.generate(same_client_id.then_some(old.client_id.as_str()));
            Story {
                before: Vec::new(),
                steps: vec![
                    Step::BeginNewSecret,
                    Step::ClientId(new.client_id, false),
                    Step::Secret(new.secret),
                    Step::Prove(true),
                ],
            }
        }
    };
    app.run(&story.before).await;
    (app, story)
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
        if let Step::Secret(taken) = step {
            secret = Some(taken);
        }
        if step.removes() {
            secret = None;
        }
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
            assert!(
                app.runner.latchkey.holds_a_secret() || app.holds(secret),
                "{at}, {step:?}: the secret is neither in hand nor in the vault"
            );
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
    assert!(!app.runner.latchkey.holds_a_secret(), "{at}: nothing is left in hand");
    app.assert_settled(at);
    let overview = app.runner.latchkey.overview();
    assert_eq!(overview.unfinished, [], "{at}: the story is over");
    app.assert_created(overview.connections.len(), at);
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

/// The real keychain of Linux, each time in a D-Bus session of its own.
#[cfg(target_os = "linux")]
mod real {
    use std::fs;
    use std::io::{BufRead, BufReader, Write};
    use std::os::unix::fs::PermissionsExt;
    use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
    use std::time::Instant;

    use serde_json::{Value, json};

    use super::DEADLINE;

    const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
        "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig><type>session</type><listen>unix:tmpdir=FOLDER</listen><auth>EXTERNAL</auth>
        <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
        <allow own="*"/></policy></busconfig>"#;
    const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

    /// A process that ends with the test.
    struct Ends(Child);

    impl Drop for Ends {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    /// A D-Bus session that starts no service by itself, with folders of its own, without a display.
    struct Session {
        folder: tempfile::TempDir,
        address: String,
        keyring: Option<Ends>,
        _bus: Ends,
    }

    impl Session {
        fn start() -> Self {
            let folder = tempfile::tempdir().unwrap();
            for name in ["data", "cache", "config", "run"] {
                fs::create_dir(folder.path().join(name)).unwrap();
            }
            fs::set_permissions(folder.path().join("run"), fs::Permissions::from_mode(0o700)).unwrap();
            let config = folder.path().join("bus.conf");
            fs::write(&config, CONFIG.replace("FOLDER", folder.path().to_str().unwrap())).unwrap();
            let mut bus = Command::new("dbus-daemon")
                .arg(format!("--config-file={}", config.display()))
                .args(["--nofork", "--print-address=1"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("the package dbus is installed");
            let mut address = String::new();
            BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
            Self { folder, address: address.trim().to_owned(), keyring: None, _bus: Ends(bus) }
        }

        fn command(&self, program: &str) -> Command {
            let mut command = Command::new(program);
            for (variable, name) in [
                ("XDG_DATA_HOME", "data"),
                ("XDG_CACHE_HOME", "cache"),
                ("XDG_CONFIG_HOME", "config"),
                ("XDG_RUNTIME_DIR", "run"),
                ("HOME", "."),
            ] {
                command.env(variable, self.folder.path().join(name));
            }
            command
                .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
                .env_remove("DISPLAY")
                .env_remove("WAYLAND_DISPLAY")
                .env_remove("GNOME_KEYRING_CONTROL");
            command
        }

        /// Starts gnome-keyring, after ending the one before.
        fn keyring(&mut self, unlocked: bool) {
            self.keyring = None;
            self.until("no keyring", |session| !session.has_keyring());
            let mut command = self.command("gnome-keyring-daemon");
            command.args(["--foreground", "--components=secrets"]);
            if unlocked {
                command.arg("--unlock");
            }
            let mut daemon = command
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the package gnome-keyring is installed");
            daemon.stdin.take().unwrap().write_all(b"test").unwrap();
            self.keyring = Some(Ends(daemon));
            self.until("the keyring", Self::has_keyring);
            let wanted = format!("boolean {}", !unlocked);
            self.until("the keyring's lock", |session| session.locked().contains(&wanted));
        }

        fn until(&self, what: &str, fact: impl Fn(&Self) -> bool) {
            let start = Instant::now();
            while !fact(self) {
                assert!(start.elapsed() < DEADLINE, "{what}: not within {DEADLINE:?}");
            }
        }

        fn dbus(&self, arguments: &[&str]) -> String {
            let output = self
                .command("dbus-send")
                .args(["--session", "--print-reply"])
                .args(arguments)
                .output()
                .expect("the package dbus-bin is installed");
            String::from_utf8_lossy(&output.stdout).into_owned()
        }

        fn has_keyring(&self) -> bool {
            self.dbus(&[
                "--dest=org.freedesktop.DBus",
                "/",
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ])
            .contains("boolean true")
        }

        fn locked(&self) -> String {
            self.dbus(&[
                "--dest=org.freedesktop.secrets",
                COLLECTION,
                "org.freedesktop.DBus.Properties.Get",
                "string:org.freedesktop.Secret.Collection",
                "string:Locked",
            ])
        }

        fn lock(&self) {
            let list = format!("array:objpath:{COLLECTION}");
            self.dbus(&[
                "--dest=org.freedesktop.secrets",
                "/org/freedesktop/secrets",
                "org.freedesktop.Secret.Service.Lock",
                &list,
            ]);
            self.until("the lock", |session| session.locked().contains("boolean true"));
        }

        fn secret_tool(&self, arguments: &[&str]) -> String {
            let output = self
                .command("secret-tool")
                .args(arguments)
                .output()
                .expect("the package libsecret-tools is installed");
            // It prints the attributes to its error output.
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
        }

        fn probe(&self) -> Probe {
            let mut child = self
                .command(env!("CARGO_BIN_EXE_keychain_probe"))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
            Probe { stdin, stdout: BufReader::new(stdout), _child: Ends(child) }
        }
    }

    /// A process that speaks with the keychain as the app does.
    struct Probe {
        stdin: ChildStdin,
        stdout: BufReader<ChildStdout>,
        _child: Ends,
    }

    impl Probe {
        fn ask(&mut self, what: &str, client_id: &str, secret: &str) -> Value {
            let command = json!({
                "do": what, "host": "acme.example:8443", "product": "Paper Lantern",
                "client_id": client_id, "secret": secret,
            });
            writeln!(self.stdin, "{command}").unwrap();
            let mut answer = String::new();
            self.stdout.read_line(&mut answer).unwrap();
            let mut answer: Value = serde_json::from_str(&answer).expect("the probe answers");
            let took = answer["milliseconds"].as_u64().unwrap();
            assert!(took < 2_500, "{what}: at once, not after {took} ms");
            answer.as_object_mut().unwrap().remove("milliseconds");
            println!("{what}: {answer}");
            answer
        }
    }

    const ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const SECRET: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427";

    #[test]
    fn the_real_keychain_keeps_what_another_process_and_the_persons_own_tools_find() {
        let mut session = Session::start();
        session.keyring(true);
        assert_eq!(session.probe().ask("put", ID, SECRET), json!({}));
        assert_eq!(session.probe().ask("get", ID, SECRET), json!({ "found": true, "same": true }));
        let service = "Latchkey for HaloPSA: acme.example:8443, Paper Lantern";
        let seen = session.secret_tool(&["search", "--all", "service", service]);
        for line in [
            format!("label = {service}"),
            format!("attribute.service = {service}"),
            format!("attribute.username = {ID}"),
            format!("secret = {SECRET}"),
        ] {
            assert!(seen.contains(&line), "secret-tool shows {line:?}: {seen}");
        }
        let found = session.secret_tool(&["lookup", "service", service, "username", ID]);
        assert_eq!(found.trim(), SECRET, "and looks it up");
        // A second secret takes the first one's place; another Client ID is another entry.
        let second = SECRET.replace('7', "8");
        let mut probe = session.probe();
        assert_eq!(probe.ask("put", ID, &second), json!({}));
        let other = ID.replace('0', "1");
        assert_eq!(probe.ask("put", &other, SECRET), json!({}));
        let seen = session.secret_tool(&["search", "--all", "service", service]);
        assert_eq!(seen.matches("secret = ").count(), 2, "no entry was doubled: {seen}");
        assert_eq!(probe.ask("get", ID, &second), json!({ "found": true, "same": true }));
        for id in [ID, &other, "never-there"] {
            assert_eq!(probe.ask("delete", id, ""), json!({}), "deleting is deleting, there or not");
            assert_eq!(probe.ask("get", id, ""), json!({ "found": false, "same": false }));
        }
        let seen = session.secret_tool(&["search", "--all", "service", service]);
        assert!(!seen.contains("secret = "), "nothing stays: {seen}");
    }

    #[test]
    fn a_locked_keychain_says_so_at_once_and_once_unlocked_it_works_without_a_restart() {
        let mut session = Session::start();
        session.keyring(true);
        let mut probe = session.probe();
        assert_eq!(probe.ask("put", ID, SECRET), json!({}));
        session.lock();
        for what in ["put", "get", "delete"] {
            assert_eq!(probe.ask(what, ID, SECRET), json!({ "error": "keychain-locked" }), "{what}");
        }
        session.keyring(true);
        assert_eq!(probe.ask("get", ID, SECRET), json!({ "found": true, "same": true }), "it was kept");
        assert_eq!(probe.ask("delete", ID, ""), json!({}));
    }

    #[test]
    fn a_keychain_that_starts_locked_says_so_too() {
        let mut session = Session::start();
        session.keyring(true);
        session.keyring(false);
        let mut probe = session.probe();
        assert_eq!(probe.ask("put", ID, SECRET), json!({ "error": "keychain-locked" }));
        session.keyring(true);
        assert_eq!(probe.ask("put", ID, SECRET), json!({}), "the same process, unlocked");
    }

    #[test]
    fn a_keychain_that_is_started_anew_is_found_again_by_trying_again() {
        let mut session = Session::start();
        session.keyring(true);
        let mut probe = session.probe();
        assert_eq!(probe.ask("put", ID, SECRET), json!({}));
        session.keyring(true);
        let first = probe.ask("get", ID, SECRET);
        assert!(
            first == json!({ "found": true, "same": true }) || first["error"] == "keychain-trouble",
            "the session of before is gone: {first}"
        );
        assert_eq!(probe.ask("get", ID, SECRET), json!({ "found": true, "same": true }), "try again");
    }

    #[test]
    fn without_a_keychain_it_says_so_and_finds_one_that_is_started_later() {
        let mut session = Session::start();
        let mut probe = session.probe();
        for what in ["put", "get", "delete"] {
            assert_eq!(probe.ask(what, ID, SECRET), json!({ "error": "keychain-absent" }), "{what}");
        }
        session.keyring(true);
        assert_eq!(probe.ask("put", ID, SECRET), json!({}), "the same process, with one");
        assert_eq!(probe.ask("get", ID, SECRET), json!({ "found": true, "same": true }));
        // It goes away while the app is running.
        session.keyring = None;
        session.until("no keyring", |session| !session.has_keyring());
        assert!(probe.ask("get", ID, SECRET)["error"].is_string(), "never a success without one");
        assert_eq!(probe.ask("get", ID, SECRET), json!({ "error": "keychain-absent" }));
    }

    #[test]
    fn without_a_bus_there_is_no_keychain() {
        let mut session = Session::start();
        session.address = "unix:path=/nonexistent".to_owned();
        let mut probe = session.probe();
        for what in ["put", "get", "delete"] {
            assert_eq!(probe.ask(what, ID, SECRET), json!({ "error": "keychain-absent" }), "{what}");
        }
    }
}
