//! The stories in which Latchkey creates the application. Continuing changes HaloPSA, so every crash has a
//! HaloPSA of its own, and the same crash happens twice: to finish, and to undo.

use std::collections::BTreeMap;
use std::fs;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use futures_util::{FutureExt, StreamExt, stream};
use latchkey_core::halo::{Network, Patience};
use latchkey_core::proof::finding::Verdict;
use latchkey_core::setup::draft::{Draft, Way};
use latchkey_core::setup::record::{Creation, Stage};
use latchkey_core::vault::EntryName;
use latchkey_core::{Error, Latchkey, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::By;
use latchkey_journeys::crash::{
    AGENT_ID, APPLICATION, Order, PERMISSIONS, PRODUCT, Step, network_that_waits, nobody,
};
use latchkey_journeys::window::sign_in_as_a_person;
use latchkey_practice::{
    Application, ClientIdOnSave, CredentialsMadeBy, DescriptionOnSave, Dialect, PermissionsOnSave,
    PostAnswer, Practice, SessionKept, covers,
};

use crate::dying::{Place, Run, assert_all_is_known, assert_tidy, run};

/// Much of a run is waiting for what HaloPSA doesn't answer.
const SIDE_BY_SIDE: usize = 6;
/// So many steps are every story's: the pages and the sign-in.
const EVERYBODYS: usize = 5;
/// Until [`World::let_it_appear`] is called.
const LATER: Duration = Duration::from_secs(3600);
/// More often than anybody has to try again.
const TRIES: usize = 12;

/// Whether the application's secret is in the keychain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secrets {
    /// Before HaloPSA hears of it.
    BeforeAsking,
    /// As soon as what HaloPSA told was stored.
    OnceStored,
    /// Never: HaloPSA made it, and the answer with it was not heard.
    Dead,
}

pub(crate) struct Story {
    name: &'static str,
    dialect: Dialect,
    /// How many milliseconds each answer is waited for.
    answer: u64,
    secrets: Secrets,
    by: By,
    /// What follows the pages and the sign-in.
    steps: fn(&World) -> Vec<Step>,
}

/// A HaloPSA with somebody who may manage applications.
pub(crate) struct World {
    pub(crate) halo: Practice,
    pub(crate) network: Network,
    by: By,
    /// Client ID and secret of an application that may create others.
    authority: (String, String),
    /// Those of an application that the person made by hand.
    by_hand: (String, String),
}

impl World {
    async fn start(story: &Story) -> Self {
        let halo = Practice::start(story.dialect.clone()).await.unwrap();
        let network = network_that_waits(&halo.ports(), Duration::from_millis(story.answer));
        let authority = halo.state().add_application("authority", 8, &["all"]).unwrap();
        let by_hand = halo.state().add_application("made by hand", AGENT_ID, &PERMISSIONS).unwrap();
        Self { halo, network, by: story.by, authority, by_hand }
    }

    /// The applications that Latchkey made. Nobody else's was touched, at whatever moment this is asked.
    fn ours(&self) -> Vec<Application> {
        assert!(self.halo.state().others_deleted().is_empty(), "somebody else's application was deleted");
        self.halo.state().applications().into_iter().filter(|one| one.name == APPLICATION).collect()
    }

    /// How often HaloPSA was asked to create something.
    fn asked(&self) -> usize {
        let asks = |r: &&latchkey_practice::Request| r.method == "POST" && r.path == "/api/Application";
        self.halo.state().requests().iter().filter(asks).count()
    }

    /// Time goes by: what was created is shown, and tokens are old.
    fn let_it_appear(&self) {
        self.halo.state().advance(2 * LATER);
    }

    async fn sign_in(&self, latchkey: &Latchkey, id: &SetUpId, at: &str) {
        let signed_in = match self.by {
            By::Person => sign_in_as_a_person(latchkey, id).await,
            By::Application => {
                let (client_id, secret) = &self.authority;
                latchkey.at(id).take_authority_client_id(&Secret::from(client_id.as_str()), false).unwrap();
                latchkey.at(id).take_authority_secret(&Secret::from(secret.as_str()), false).await
            }
        };
        signed_in.unwrap_or_else(|e| panic!("{at}: signing in: {e}"));
    }
}

fn creates(_: &World) -> Vec<Step> {
    vec![Step::Create(true)]
}

pub(crate) fn stories() -> Vec<Story> {
    let plain = || Story {
        name: "",
        dialect: Dialect::default(),
        answer: 20_000,
        secrets: Secrets::BeforeAsking,
        by: By::Application,
        steps: creates,
    };
    let lacking =
        Dialect { permissions_on_save: PermissionsOnSave::OneDropped("read:tickets"), ..Dialect::default() };
    let halo_makes_both = Dialect {
        credentials_made_by: CredentialsMadeBy::HaloBoth,
        client_id_on_save: ClientIdOnSave::Changes,
        ..Dialect::default()
    };
    vec![
        Story { name: "created by Latchkey", ..plain() },
        Story { name: "created with a person's session", by: By::Person, ..plain() },
        Story {
            name: "saved without a permission with a person's session, and undone",
            dialect: Dialect { session: SessionKept::HttpOnlyCookie, ..lacking.clone() },
            by: By::Person,
            steps: |_| vec![Step::Create(false), Step::Undo],
            ..plain()
        },
        Story {
            name: "HaloPSA makes the secret and the Client ID, which changes on Save",
            dialect: halo_makes_both.clone(),
            secrets: Secrets::OnceStored,
            ..plain()
        },
        Story {
            name: "created and answered with 500, the description dropped",
            dialect: Dialect {
                post_answer: PostAnswer::FailsAfter,
                description_on_save: DescriptionOnSave::Dropped,
                ..Dialect::default()
            },
            ..plain()
        },
        Story {
            name: "created and never answered",
            dialect: Dialect { post_answer: PostAnswer::NeverAnswers, ..Dialect::default() },
            answer: 2_000,
            ..plain()
        },
        Story {
            name: "saved without a permission, and undone",
            dialect: lacking.clone(),
            steps: |_| vec![Step::Create(false), Step::Undo],
            ..plain()
        },
        Story {
            name: "saved without a permission, and gone on by hand",
            dialect: lacking,
            steps: |_| vec![Step::Create(false), Step::GoOnByHand],
            ..plain()
        },
        Story {
            name: "asked for a second time, since the first was refused with 500",
            dialect: Dialect { post_answer: PostAnswer::FailsBefore, ..Dialect::default() },
            steps: |_| vec![Step::CreateRefused("create-unclear".into()), Step::Create(true)],
            ..plain()
        },
        Story {
            name: "refused with 500, and done by hand",
            dialect: Dialect { post_answer: PostAnswer::FailsBefore, ..Dialect::default() },
            steps: |world| {
                let (client_id, secret) = &world.by_hand;
                vec![
                    Step::CreateRefused("create-unclear".into()),
                    Step::GoOnByHand,
                    Step::ClientId(client_id.clone(), true),
                    Step::Secret(secret.clone()),
                    Step::Prove(true),
                ]
            },
            ..plain()
        },
        Story {
            name: "shown an hour later",
            dialect: Dialect { appears_after: LATER, ..Dialect::default() },
            steps: |_| vec![Step::CreateRefused("application-gone".into())],
            ..plain()
        },
        Story {
            name: "HaloPSA makes both, and shows it an hour later",
            dialect: Dialect { appears_after: LATER, ..halo_makes_both.clone() },
            secrets: Secrets::OnceStored,
            steps: |_| vec![Step::CreateRefused("application-gone".into())],
            ..plain()
        },
        Story {
            name: "HaloPSA's own secret is lost with its answer",
            dialect: Dialect { post_answer: PostAnswer::FailsAfter, ..halo_makes_both },
            secrets: Secrets::Dead,
            steps: |_| vec![Step::Create(false), Step::Undo],
            ..plain()
        },
    ]
}

/// What a process left behind that died in a story.
pub(crate) struct Crashed<'a> {
    story: &'a Story,
    pub(crate) world: World,
    pub(crate) place: Place,
    pub(crate) run: Run,
    steps: Vec<Step>,
    pub(crate) at: String,
}

impl<'a> Crashed<'a> {
    pub(crate) async fn at(story: &'a Story, n: usize, how: &str) -> Self {
        let world = World::start(story).await;
        let place = Place::new();
        let signs_in = match story.by {
            By::Application => Step::Authority(world.authority.0.clone(), world.authority.1.clone()),
            By::Person => Step::Person,
        };
        let mut steps = vec![
            // As many as `EVERYBODYS`.
            Step::Begin,
            Step::Address(world.halo.address()),
            signs_in,
            Step::GeneralFromList,
            Step::Permissions,
        ];
        steps.extend((story.steps)(&world));
        let order =
            Order { ports: world.halo.ports(), answer: story.answer, abort_at: n, steps: steps.clone() };
        let run = run(&order, &place, story.name).await;
        let last = run.effects().last().unwrap_or("the beginning");
        let at = format!("{}, effect {n} ({last}), {how}", story.name);
        Self { story, world, place, run, steps, at }
    }

    /// The next start: everything is known, and nobody is signed in any more.
    pub(crate) fn open(&self) -> Latchkey {
        let latchkey = self.place.open(&self.world.network);
        self.assert_known(&latchkey);
        latchkey
    }

    fn assert_known(&self, latchkey: &Latchkey) {
        let at = &self.at;
        assert_all_is_known(&self.place, latchkey, at);
        let overview = latchkey.overview();
        for unfinished in &overview.unfinished {
            assert_eq!(
                latchkey.at(unfinished.id()).authorised(),
                None,
                "{at}: an authority is in memory alone"
            );
        }
        for value in self.world.halo.state().session_values() {
            assert!(!self.place.has(&value), "{at}: a file has a part of a session");
        }
        assert_applications_are_known(&self.world, latchkey, at);
        self.assert_secrets_are_kept();
        self.assert_files_hold_no_secret();
        for connection in &overview.connections {
            self.assert_works(&connection.client_id);
        }
    }

    /// The first promise: what HaloPSA was given, or told and was stored, is in the keychain.
    fn assert_secrets_are_kept(&self) {
        let since: Vec<&str> = self.run.effects().collect();
        let asked = since.iter().rposition(|effect| *effect == "ApplicationAsked").unwrap_or(0);
        let stored = since[asked..].contains(&"SecretStored");
        let must = match self.story.secrets {
            Secrets::BeforeAsking => true,
            Secrets::OnceStored => stored,
            Secrets::Dead => false,
        };
        let kept = self.place.vault().entries();
        for application in self.world.ours().iter().filter(|_| must) {
            assert!(
                kept.iter().any(|(_, secret)| application.has_secret(secret)),
                "{}: the secret of an application is lost",
                self.at
            );
        }
    }

    fn assert_files_hold_no_secret(&self) {
        let mut secrets: Vec<String> =
            self.place.vault().entries().into_iter().map(|(_, secret)| secret).collect();
        secrets.extend([self.world.authority.1.clone(), self.world.by_hand.1.clone()]);
        let of_data = self.place.files().into_iter().filter(|(_, name)| name.starts_with("data"));
        for (path, _) in of_data {
            let bytes = fs::read(&path).unwrap();
            for secret in &secrets {
                // Half a secret is a leak, too. The other forms are the canaries' test.
                for half in [&secret[..36], &secret[37..]] {
                    let found = memchr::memmem::find(&bytes, half.as_bytes());
                    assert_eq!(found, None, "{}: a secret is in {}", self.at, path.display());
                }
            }
        }
    }

    /// The third promise, by HaloPSA's own state: what is called a connection works.
    fn assert_works(&self, client_id: &str) {
        let at = &self.at;
        let application = self.world.halo.state().application(client_id);
        let application = application.unwrap_or_else(|| panic!("{at}: a connection without application"));
        assert!(application.active && application.agent_id == Some(AGENT_ID), "{at}: {application:?}");
        for permission in PERMISSIONS {
            assert!(covers(&application.permissions, permission), "{at}: {application:?}");
        }
        let kept = self.place.vault().entries();
        let its_own =
            |(name, secret): &(EntryName, String)| name.user == client_id && application.has_secret(secret);
        assert!(kept.iter().any(its_own), "{at}: the keychain has another secret than HaloPSA");
    }

    /// Whether it died while it undid.
    fn is_undoing(&self) -> bool {
        let (last, effects) = self.run.last_step();
        self.steps[last] == Step::Undo && !effects.is_empty() && !self.run.ended
    }

    /// Whether the person has gone on by hand.
    fn is_by_hand(&self, draft: &Draft) -> bool {
        let (last, _) = self.run.last_step();
        draft.way == Way::ByHand && self.steps[..=last].contains(&Step::GoOnByHand)
    }
}

/// The first promise: every application that is there is a connection's or an unfinished set-up's.
fn assert_applications_are_known(world: &World, latchkey: &Latchkey, at: &str) {
    let overview = latchkey.overview();
    for application in world.ours() {
        let id = Some(application.id.to_string().into());
        let connected =
            overview.connections.iter().any(|c| c.client_id == application.client_id && c.application == id);
        let unfinished = overview.unfinished.iter().filter_map(|u| u.application());
        assert!(
            connected || unfinished.clone().any(|creation| is_of(creation, &application)),
            "{at}: nobody knows of {application:?}: {:?} {:?}",
            overview.connections.iter().map(|c| (&c.client_id, &c.application)).collect::<Vec<_>>(),
            overview.unfinished.iter().map(|u| u.application()).collect::<Vec<_>>()
        );
    }
}

/// Whether a creation leads to the application.
fn is_of(creation: &Creation, application: &Application) -> bool {
    let id = application.id.to_string().into();
    let new = !creation.there_before.contains(&id);
    application.description.contains(&creation.mark)
        || application.client_id == creation.client_id
        || creation.application() == Some(&id)
        || (new && application.name == creation.name)
}

/// Answers what is not answered yet, as a person would who comes back. Gives the set-up's id.
async fn answer_the_rest(world: &World, latchkey: &Latchkey, id: Option<SetUpId>, at: &str) -> SetUpId {
    let id = id.unwrap_or_else(|| latchkey.begin(None, PRODUCT).unwrap().id);
    let draft = || latchkey.at(&id).draft().unwrap();
    if draft().instance.is_none() {
        latchkey
            .at(&id)
            .set_address(draft().revision, &world.halo.address(), false, None)
            .await
            .unwrap_or_else(|e| panic!("{at}: address: {e}"));
    }
    if draft().agent_id().is_none() {
        world.sign_in(latchkey, &id, at).await;
        latchkey
            .at(&id)
            .set_general_from_list(draft().revision, APPLICATION, Some(i64::from(AGENT_ID)))
            .await
            .unwrap_or_else(|e| panic!("{at}: name and agent: {e}"));
    }
    if draft().permissions.is_empty() {
        latchkey.at(&id).set_permissions(draft().revision, &PERMISSIONS).await.unwrap();
    }
    id
}

fn is_answered(draft: &Draft) -> bool {
    draft.instance.is_some() && draft.agent_id().is_some() && !draft.permissions.is_empty()
}

/// Undoes, signing in where that is needed, and sees that nothing but the answers stays.
async fn undo(crashed: &Crashed<'_>, latchkey: &Latchkey, id: &SetUpId) {
    let (world, at) = (&crashed.world, &crashed.at);
    let before = latchkey.at(id).draft().unwrap();
    let there = world.ours().len();
    let deleted_before = latchkey.at(id).creation().map_or(0, |creation| creation.deleted);
    let mut undone = latchkey.at(id).undo(&nobody()).await;
    if matches!(undone, Err(Error::AuthorityMissing | Error::AuthorityExpired)) {
        assert_eq!(world.ours().len(), there, "{at}: nothing was deleted without an authority");
        assert_applications_are_known(world, latchkey, at);
        world.sign_in(latchkey, id, at).await;
        undone = latchkey.at(id).undo(&nobody()).await;
    }
    let undone = undone.unwrap_or_else(|e| panic!("{at}: undoing: {e}"));
    assert_eq!(undone.deleted, deleted_before + there, "{at}: what was there was deleted");
    assert_eq!(world.ours().len(), 0, "{at}: it is undone and still there");
    assert_eq!(crashed.place.vault().entries(), [], "{at}: it is undone and still in the keychain");
    assert_eq!(latchkey.at(id).creation(), None, "{at}: it is undone and still noted");
    let after = latchkey.at(id).draft().unwrap();
    assert_eq!(after.client_id, None, "{at}: it is undone and still noted");
    assert_eq!(
        (after.instance, after.application_name, after.agent, after.permissions),
        (before.instance, before.application_name, before.agent, before.permissions),
        "{at}: the answers stay"
    );
}

/// Goes on as a person would who sees the first page after the crash. Ends with a connection.
async fn finish(crashed: &Crashed<'_>, latchkey: &Latchkey) {
    let (world, at) = (&crashed.world, &crashed.at);
    let overview = latchkey.overview();
    let begun = overview.unfinished.first().map(|unfinished| unfinished.id().clone());
    if begun.is_none() && !overview.connections.is_empty() {
        return;
    }
    if let Some(id) = &begun {
        let draft = latchkey.at(id).draft().unwrap();
        if crashed.is_by_hand(&draft) {
            return finish_by_hand(crashed, latchkey, &draft).await;
        }
        if crashed.is_undoing() {
            // What is half undone does not work whoever tries; undoing goes on where it stopped.
            let created = latchkey.at(id).create(false, &nobody()).await;
            let works = created.is_ok_and(|outcome| outcome.connection.is_some());
            assert!(!works, "{at}: half undone, and it is said to work");
            undo(crashed, latchkey, id).await;
            world.halo.state().set_dialect(Dialect::default());
        } else if is_answered(&draft) && create_without_authority(crashed, latchkey, id).await {
            return;
        }
    }
    let id = answer_the_rest(world, latchkey, begun, at).await;
    for _ in 0..TRIES {
        let created = latchkey.at(&id).create(false, &nobody()).await;
        assert_applications_are_known(world, latchkey, at);
        match created {
            Ok(outcome) if outcome.connection.is_some() => return,
            Ok(_) => {
                // Something is otherwise in this HaloPSA, and somebody puts that right.
                world.halo.state().set_dialect(Dialect::default());
                undo(crashed, latchkey, &id).await;
            }
            Err(Error::AuthorityMissing | Error::AuthorityExpired) => world.sign_in(latchkey, &id, at).await,
            Err(Error::CreateSeveral { .. }) => {
                world.halo.state().set_dialect(Dialect::default());
                undo(crashed, latchkey, &id).await;
            }
            Err(Error::CreateUnclear) => {}
            Err(Error::ApplicationGone | Error::CreateRefused { status: 400 })
                if crashed.story.dialect.appears_after == LATER =>
            {
                world.let_it_appear();
            }
            Err(e) => panic!("{at}: creating: {e}"),
        }
    }
    panic!("{at}: it doesn't come to an end");
}

/// After a restart nobody is signed in. Once the application was compared, its own credentials
/// suffice; before, it is asked to sign in, and nothing happens in HaloPSA. Says whether it came to its
/// end.
async fn create_without_authority(crashed: &Crashed<'_>, latchkey: &Latchkey, id: &SetUpId) -> bool {
    let (world, at) = (&crashed.world, &crashed.at);
    let stage = latchkey.at(id).creation().map(|creation| creation.stage);
    let asked = world.asked();
    let created = latchkey.at(id).create(false, &nobody()).await;
    assert_eq!(world.asked(), asked, "{at}: nothing is asked for without an authority");
    match stage {
        Some(Stage::Compared { differences, .. }) => {
            let outcome = created.unwrap_or_else(|e| panic!("{at}: its own credentials suffice: {e}"));
            let works = differences.is_empty() && crashed.story.secrets != Secrets::Dead;
            assert_eq!(outcome.connection.is_some(), works, "{at}: {:?}", outcome.proof);
            works
        }
        _ => {
            let error = created.map(|outcome| outcome.proof).expect_err(at);
            assert_eq!(error, Error::AuthorityMissing, "{at}: it has to be signed in");
            false
        }
    }
}

/// The person does the rest in HaloPSA itself.
async fn finish_by_hand(crashed: &Crashed<'_>, latchkey: &Latchkey, draft: &Draft) {
    let (world, at, id) = (&crashed.world, &crashed.at, &draft.id);
    if let Some(creation) = latchkey.at(id).creation() {
        // What was created is there; what differs is put right.
        let all = PERMISSIONS.iter().map(ToString::to_string).collect();
        let state = world.halo.state();
        assert!(state.change_application(&creation.client_id, |one| one.permissions = all), "{at}");
    } else {
        let (client_id, secret) = &world.by_hand;
        let taken = latchkey.at(id).take_client_id(&Secret::from(client_id.as_str()), true, false).await;
        taken.unwrap_or_else(|e| panic!("{at}: Client ID: {e}"));
        let taken = latchkey.at(id).take_secret(&Secret::from(secret.as_str()), false).await;
        taken.unwrap_or_else(|e| panic!("{at}: secret: {e}"));
    }
    let outcome = latchkey.at(id).prove(&nobody()).await.unwrap_or_else(|e| panic!("{at}: proving: {e}"));
    assert!(outcome.connection.is_some(), "{at}: {:?}", outcome.proof);
}

/// Everything is finished: one connection that works, and one application.
async fn assert_finished(crashed: &Crashed<'_>, latchkey: &Latchkey) {
    let at = format!("{}, finished", crashed.at);
    assert_tidy(&crashed.place, latchkey, 1, &at);
    let connection = latchkey.overview().connections.remove(0);
    let by_hand = connection.client_id == crashed.world.by_hand.0;
    assert_eq!(crashed.world.ours().len(), usize::from(!by_hand), "{at}: applications in HaloPSA");
    assert_applications_are_known(&crashed.world, latchkey, &at);
    crashed.assert_works(&connection.client_id);
    crashed.assert_files_hold_no_secret();
    let proof = latchkey.prove_connection(&connection.id, &nobody()).await.unwrap();
    assert_ne!(proof.verdict, Verdict::DoesNotWork, "{at}: the connection works in the end");
    latchkey.remove_connection(&connection.id).await.unwrap();
    assert_tidy(&crashed.place, latchkey, 0, &format!("{at} and removed"));
}

/// Everything is taken back and given up.
async fn undo_all(crashed: &Crashed<'_>, latchkey: &Latchkey) {
    let at = &crashed.at;
    let overview = latchkey.overview();
    let connections = overview.connections.len();
    assert!(connections == 0 || overview.unfinished.is_empty(), "{at}: what is finished isn't unfinished");
    if crashed.story.dialect.appears_after == LATER {
        crashed.world.let_it_appear();
    }
    for unfinished in &overview.unfinished {
        undo(crashed, latchkey, unfinished.id()).await;
        let again = latchkey.at(unfinished.id()).undo(&nobody()).await;
        assert_eq!(again.map(|undone| undone.deleted), Ok(0), "{at}: undone twice");
        crashed.assert_files_hold_no_secret();
        latchkey
            .at(unfinished.id())
            .abandon(false)
            .await
            .unwrap_or_else(|e| panic!("{at}: giving up what was undone: {e}"));
    }
    assert_tidy(&crashed.place, latchkey, connections, &format!("{at}, undone and given up"));
}

/// What the deaths at one effect came to.
struct Looked {
    effects: Vec<String>,
    /// How many of them the pages and the sign-in have, which are every story's.
    everybodys: usize,
    ended: bool,
    /// Whether HaloPSA had the application.
    was_there: bool,
}

/// `None`: something went wrong, and was said.
async fn look(story: &Story, n: usize) -> Option<Looked> {
    AssertUnwindSafe(look_at(story, n)).catch_unwind().await.ok()
}

async fn look_at(story: &Story, n: usize) -> Looked {
    let crashed = Crashed::at(story, n, "to finish").await;
    let effects: Vec<String> = crashed.run.effects().map(str::to_owned).collect();
    let was_there = !crashed.world.ours().is_empty();
    let latchkey = crashed.open();
    finish(&crashed, &latchkey).await;
    assert_finished(&crashed, &latchkey).await;

    let again = Crashed::at(story, n, "to undo").await;
    assert!(again.run.effects().eq(effects.iter().map(String::as_str)), "{}: the same death", again.at);
    undo_all(&again, &again.open()).await;
    let everybodys = crashed.run.effects_before(EVERYBODYS);
    Looked { effects, everybodys, ended: crashed.run.ended, was_there }
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_it_dies_while_it_creates_or_undoes_the_next_start_finishes_or_undoes_it() {
    let start = Instant::now();
    let mut points = 0;
    let mut with_an_application = 0;
    let mut faults: Vec<String> = Vec::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for story in stories() {
        let whole = look(&story, usize::MAX).await.unwrap_or_else(|| panic!("{}: at its end", story.name));
        assert!(whole.ended, "{}: it comes to its end by itself", story.name);
        // What every story begins with is looked at once.
        let first = if points == 0 { 1 } else { whole.everybodys + 1 };
        let count = whole.effects.len() + 1 - first;
        let looked: Vec<(usize, Option<Looked>)> = stream::iter(first..=whole.effects.len())
            .map(|n| look(&story, n).map(move |looked| (n, looked)))
            .buffer_unordered(SIDE_BY_SIDE)
            .collect()
            .await;
        let wrong = looked.iter().filter(|(_, looked)| looked.is_none());
        faults.extend(wrong.map(|(n, _)| format!("{}, effect {n}", story.name)));
        let looked: Vec<Looked> = looked.into_iter().filter_map(|(_, looked)| looked).collect();
        assert!(looked.iter().all(|one| !one.ended), "{}: every run but the last one died", story.name);
        let there = looked.iter().filter(|one| one.was_there).count();
        println!(
            "{count:3} effects, died twice at each, {there:3} with an application there: {}",
            story.name
        );
        points += count;
        with_an_application += there;
        for effect in whole.effects {
            *kinds.entry(effect).or_default() += 1;
        }
    }
    println!(
        "{points} crash points of creating and undoing, {with_an_application} with an application in \
         HaloPSA, in {:.0?}",
        start.elapsed()
    );
    for (effect, count) in &kinds {
        println!("{count:4} × {effect}");
    }
    assert!(faults.is_empty(), "it went wrong at {faults:#?}");
    for effect in ["SecretStored", "SecretDeleted", "ApplicationAsked", "ApplicationDeleted"] {
        assert!(kinds.contains_key(effect), "the stories have no {effect}");
    }
}

/// One document is cut short in a state in which HaloPSA has the application. Whether it had it, and the document
/// was there.
async fn damaged(story: &Story, n: usize, document: Document, quarters: usize, to_finish: bool) -> bool {
    let how = format!(
        "{document:?} cut to {quarters} quarters, {}",
        if to_finish { "to finish" } else { "to undo" }
    );
    let crashed = Crashed::at(story, n, &how).await;
    let at = &crashed.at;
    let names = crashed.place.documents();
    let name = names.iter().find(|name| name.starts_with("set-ups/") == (document == Document::SetUp));
    let Some(name) = name.filter(|_| !crashed.world.ours().is_empty()) else { return false };
    let path = crashed.place.data().join(name);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() * quarters / 4]).unwrap();
    let latchkey = crashed.place.open(&crashed.world.network);
    assert_eq!(latchkey.overview().damaged, [format!("{name}.damaged-0")], "{at}: said");
    crashed.assert_known(&latchkey);
    if to_finish {
        finish(&crashed, &latchkey).await;
        assert_finished(&crashed, &latchkey).await;
    } else {
        undo_all(&crashed, &latchkey).await;
    }
    true
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Document {
    SetUp,
    Connections,
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_damaged_document_an_application_that_is_there_is_still_known() {
    let start = Instant::now();
    let stories = stories();
    let mut cases = Vec::new();
    for story in &stories[..3] {
        let whole = Crashed::at(story, usize::MAX, "whole").await;
        let effects: Vec<&str> = whole.run.effects().collect();
        let asked = effects.iter().position(|effect| *effect == "ApplicationAsked").unwrap() + 1;
        for n in asked..=effects.len() {
            // Half of a document at each effect, and other lengths where the answer was just heard.
            let cuts = if n == asked { 0..4 } else { 2..3 };
            for quarters in cuts {
                for document in [Document::SetUp, Document::Connections] {
                    cases.push((story, n, document, quarters, true));
                    cases.push((story, n, document, quarters, false));
                }
            }
        }
    }
    let damaged: Vec<bool> = stream::iter(cases)
        .map(|(story, n, document, quarters, to_finish)| damaged(story, n, document, quarters, to_finish))
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    let there = damaged.iter().filter(|damaged| **damaged).count();
    println!("{there} documents damaged while an application was there, in {:.0?}", start.elapsed());
    assert!(there * 3 > damaged.len(), "many of them were there");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_halopsa_does_not_show_yet_is_waited_for_before_it_is_called_undone() {
    let stories = stories();
    let story = stories.iter().find(|story| story.dialect.appears_after == LATER).unwrap();
    let whole = Crashed::at(story, usize::MAX, "whole").await;
    let effects: Vec<&str> = whole.run.effects().collect();
    let asked = effects.iter().position(|effect| *effect == "ApplicationAsked").unwrap() + 1;
    for n in asked..=effects.len() {
        let crashed = Crashed::at(story, n, "undone before it is shown").await;
        let (world, at) = (&crashed.world, &crashed.at);
        let patience = Patience { poll: Duration::from_secs(60), ..world.network.patience() };
        let patient = Network::confined_to(&world.halo.ports(), patience);
        let latchkey = crashed.place.open(&patient);
        let id = latchkey.overview().unfinished[0].id().clone();
        // What is waited for is not that it has to be signed in again.
        world.halo.state().set_token_lifetime(10 * LATER);
        world.sign_in(&latchkey, &id, at).await;
        world.halo.state().forget_requests();
        let shown = async {
            // Once it was looked for in vain.
            while !world
                .halo
                .state()
                .requests()
                .iter()
                .any(|r| r.path == "/api/Application" && r.status == 200)
            {
                tokio::task::yield_now().await;
            }
            world.halo.state().advance(LATER);
        };
        let (set_up, listener) = (latchkey.at(&id), nobody());
        let (undone, ()) = tokio::join!(set_up.undo(&listener), shown);
        assert_eq!(world.ours().len(), 0, "{at}: called undone, and it appears later: {undone:?}");
    }
}
