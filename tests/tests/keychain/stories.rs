//! The stories that are run with each fault of the keychain.

use latchkey_journeys::crash::Step;
use latchkey_practice::{ClientIdOnSave, CredentialsMadeBy, Dialect, PermissionsOnSave};

use crate::app::{App, Truth, World};

/// The steps before the fault, and those with it.
pub(crate) struct Story {
    pub(crate) before: Vec<Step>,
    pub(crate) steps: Vec<Step>,
}

/// A story that runs again for each fault.
pub(crate) enum Kind {
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

pub(crate) fn answers(truth: &Truth) -> Vec<Step> {
    vec![Step::Begin, Step::Address(truth.address.clone()), Step::General, Step::Permissions]
}

pub(crate) fn taken(client_id: &str, truth: &Truth) -> Vec<Step> {
    vec![
        Step::ClientId(client_id.to_owned(), false),
        Step::Secret(truth.secret.clone()),
        Step::ClientId(truth.client_id.clone(), true),
    ]
}

pub(crate) fn kinds() -> Vec<(&'static str, Kind)> {
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

fn set_up_before(old: &Truth) -> Vec<Step> {
    let mut before = answers(old);
    before.extend(taken(&old.client_id, old));
    before.push(Step::Prove(true));
    before
}

/// A story, and an app that has come as far as it begins.
pub(crate) async fn begun(world: &World, kind: &Kind) -> (App, Story) {
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
