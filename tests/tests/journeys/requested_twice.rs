//! An application that was requested twice because the first response was unclear: each one that may exist is
//! used, deleted, or asked about, and none is forgotten.

use std::sync::Arc;
use std::time::Duration;

use latchkey_core::connections::history::EventKind;
use latchkey_core::proof::finding::Verdict;
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::setup::Outcome;
use latchkey_core::setup::record::Stage;
use latchkey_core::{ApplicationId, Error, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{Computer, Intention, nobody};
use latchkey_practice::{ActiveOnSave, ClientIdOnSave, DescriptionOnSave, Dialect, PostAnswer, Practice};

/// How long an application stays out of the lists in these dialects, plus a second.
const APPEARS: Duration = Duration::from_secs(601);

struct Twice {
    halo: Practice,
    computer: Computer,
    id: SetUpId,
}

impl Twice {
    async fn start(dialect: Dialect) -> Self {
        let halo = Practice::start(dialect).await.expect("a practice HaloPSA");
        let computer = Computer::that_reaches(&[&halo], &[]);
        let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.expect("signed in");
        Self { halo, computer, id }
    }

    /// Both requests got an unclear response, and neither application is shown yet.
    async fn unclear(first: Dialect, second: Dialect) -> Self {
        let twice = Self::start(first).await;
        assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
        twice.halo.state().advance(Duration::from_secs(300));
        twice.halo.state().set_dialect(second);
        assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
        assert_eq!(twice.there(), 2);
        twice
    }

    async fn create(&self) -> Result<Outcome, Error> {
        self.create_with(&nobody()).await
    }

    async fn create_with(&self, listener: &Listener) -> Result<Outcome, Error> {
        Box::pin(self.computer.latchkey().at(&self.id).create(true, listener)).await
    }

    /// How many applications were deleted.
    async fn undo(&self) -> Result<usize, Error> {
        self.computer.latchkey().at(&self.id).undo(&nobody()).await.map(|undone| undone.deleted)
    }

    /// The ids of the applications that `error` asks about; there are `beside` others.
    fn asked_about(error: Error, beside: usize) -> Vec<ApplicationId> {
        match error {
            Error::ApplicationPerhaps { candidates, beside: known } if known == beside => {
                candidates.into_iter().map(|one| one.id).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    async fn this_one(&self, application: &ApplicationId) {
        self.computer.latchkey().at(&self.id).this_one(application).await.expect("it is there");
    }

    async fn none_of_these(&self, applications: &[ApplicationId]) {
        self.computer.latchkey().at(&self.id).none_of_these(applications).await.expect("denied");
    }

    fn there(&self) -> usize {
        let name = Intention::usual().application;
        self.halo.state().applications().iter().filter(|one| one.name == name).count()
    }

    fn deletions(&self) -> usize {
        let set_ups = self.computer.latchkey().overview().unfinished;
        let own = set_ups.iter().find(|one| *one.id() == self.id).expect("it is unfinished");
        own.history.events().iter().filter(|event| event.what == EventKind::Deleted).count()
    }

    fn is_finished(&self) -> bool {
        self.computer.latchkey().set_up(&self.id).is_err()
    }
}

/// Created with neither our mark nor our Client ID, shown late, and the response says nothing.
fn nameless() -> Dialect {
    Dialect {
        description_on_save: DescriptionOnSave::Dropped,
        client_id_on_save: ClientIdOnSave::Changes,
        ..late()
    }
}

/// Shown late, and the response says nothing.
fn late() -> Dialect {
    Dialect {
        post_answer: PostAnswer::FailsAfter,
        appears_after: Duration::from_secs(600),
        ..Dialect::default()
    }
}

/// The first response was unclear and nothing was created; a colleague created one of the same name while the
/// second request, which succeeded, was under way. Gives the colleague's Client ID and id.
async fn beside_a_colleague() -> (Twice, String, ApplicationId) {
    let twice = Twice::start(Dialect { post_answer: PostAnswer::FailsBefore, ..Dialect::default() }).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
    let state = Arc::clone(twice.halo.state());
    let listener: Listener = Arc::new(move |step| {
        if step == Progress::Create {
            let name = Intention::usual().application;
            state.add_application(name, 6, &["read:tickets"]).unwrap();
        }
    });
    let asked = twice.create_with(&listener).await.unwrap_err();
    let asked = Twice::asked_about(asked, 1);
    let [one] = asked.as_slice() else { panic!("{asked:?}") };
    let name = Intention::usual().application;
    let all = twice.halo.state().applications();
    let colleagues = all.iter().find(|a| a.name == name && a.agent_id == Some(6)).expect("the colleague's");
    assert_eq!(one.as_str(), colleagues.id.to_string());
    (twice, colleagues.client_id.clone(), one.clone())
}

#[tokio::test]
async fn a_colleagues_application_beside_the_created_one_is_asked_about_once() {
    let (twice, colleagues, theirs) = beside_a_colleague().await;
    twice.none_of_these(&[theirs]).await;
    assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
    assert!(twice.is_finished() && twice.halo.state().application(&colleagues).is_some());
    twice.computer.assert_in_order(&[&twice.halo]);
}

#[tokio::test]
async fn two_of_this_set_up_are_undone_together_or_reduced_to_one_in_halopsa() {
    for undone in [true, false] {
        let (twice, other, id) = beside_a_colleague().await;
        twice.this_one(&id).await;
        for _ in 0..2 {
            assert_eq!(twice.create().await.unwrap_err(), Error::CreateSeveral { count: 2 });
        }
        if undone {
            assert_eq!(twice.undo().await, Ok(2));
            assert_eq!((twice.there(), twice.deletions()), (0, 2));
        } else {
            assert!(twice.halo.state().delete_application(&other));
            assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
            assert!(twice.is_finished());
        }
    }
}

#[tokio::test]
async fn the_one_that_the_user_deletes_in_halopsa_may_be_the_first() {
    let (twice, _, id) = beside_a_colleague().await;
    twice.this_one(&id).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateSeveral { count: 2 });
    let made = twice.halo.state().applications();
    let ours = made.iter().rfind(|one| one.agent_id != Some(6) && one.name == Intention::usual().application);
    assert!(twice.halo.state().delete_application(&ours.unwrap().client_id));
    // The other one has another agent, and no secret that Latchkey knows: it is used, and doesn't work.
    let outcome = twice.create().await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::DoesNotWork);
    assert_eq!(twice.undo().await, Ok(1));
    assert_eq!(twice.there(), 0);
}

#[tokio::test]
async fn after_the_user_has_named_one_of_two_the_other_is_asked_about() {
    for is_ours_too in [true, false] {
        let twice = Twice::unclear(nameless(), nameless()).await;
        twice.halo.state().advance(APPEARS);
        let both = Twice::asked_about(twice.create().await.unwrap_err(), 0);
        assert_eq!(both.len(), 2);
        twice.this_one(&both[0]).await;
        let rest = Twice::asked_about(twice.create().await.unwrap_err(), 1);
        assert_eq!(rest, both[1..]);
        if is_ours_too {
            twice.this_one(&both[1]).await;
            assert_eq!(twice.create().await.unwrap_err(), Error::CreateSeveral { count: 2 });
            assert_eq!(twice.undo().await, Ok(2));
            assert_eq!(twice.there(), 0);
        } else {
            twice.none_of_these(&rest).await;
            assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
            assert!(twice.is_finished());
            assert_eq!(twice.there(), 2);
        }
    }
}

#[tokio::test]
async fn a_second_one_that_was_not_decided_about_outlives_a_set_up_that_is_finished_by_hand() {
    let mut twice = Twice::unclear(nameless(), nameless()).await;
    twice.halo.state().advance(APPEARS);
    let both = Twice::asked_about(twice.create().await.unwrap_err(), 0);
    twice.this_one(&both[0]).await;
    Twice::asked_about(twice.create().await.unwrap_err(), 1);
    // The user tests instead of answering: the application that was named works.
    let made = twice.halo.state().applications();
    let first = made.iter().find(|one| one.id.to_string() == both[0].as_str()).unwrap();
    let outcome = {
        let set_up = twice.computer.latchkey().at(&twice.id);
        set_up.go_on_by_hand(true).await.unwrap();
        set_up.take_client_id(&Secret::from(first.client_id.clone()), true, false).await.unwrap();
        set_up.prove(&nobody()).await.unwrap()
    };
    assert!(outcome.connection.is_some(), "{:?}", outcome.proof);
    assert!(!twice.is_finished(), "another one may be in HaloPSA");

    twice.computer.restart();
    let left = twice.computer.latchkey().at(&twice.id).abandon(false).await;
    assert!(matches!(left, Err(Error::ApplicationLeft { .. })), "{left:?}");
    twice.computer.sign_in(&twice.id, &twice.halo).await.unwrap();
    let rest = Twice::asked_about(twice.undo().await.unwrap_err(), 0);
    assert_eq!(rest, both[1..]);
    twice.this_one(&both[1]).await;
    assert_eq!(twice.undo().await, Ok(1));
    assert_eq!(twice.there(), 1, "the connection's stays");
    twice.computer.latchkey().at(&twice.id).abandon(false).await.unwrap();
    twice.computer.assert_in_order(&[&twice.halo]);
}

#[tokio::test]
async fn the_one_with_the_mark_goes_before_the_named_one_which_is_asked_about_again() {
    for undone in [false, true] {
        let twice = Twice::unclear(nameless(), late()).await;
        twice.halo.state().advance(Duration::from_secs(301));
        let first = Twice::asked_about(twice.create().await.unwrap_err(), 0);
        assert_eq!(first.len(), 1, "the second is not shown yet");
        twice.this_one(&first[0]).await;
        twice.halo.state().advance(APPEARS);
        if undone {
            let rest = Twice::asked_about(twice.undo().await.unwrap_err(), 1);
            assert_eq!((&rest, twice.there(), twice.deletions()), (&first, 1, 1));
            twice.this_one(&rest[0]).await;
            assert_eq!(twice.undo().await, Ok(2), "both, in two calls");
            assert_eq!(twice.there(), 0);
        } else {
            let again = Twice::asked_about(twice.create().await.unwrap_err(), 1);
            assert_eq!(again, first);
            twice.this_one(&first[0]).await;
            assert_eq!(twice.create().await.unwrap_err(), Error::CreateSeveral { count: 2 });
            assert_eq!(twice.undo().await, Ok(2));
        }
    }
}

#[tokio::test]
async fn what_is_unread_after_a_deletion_is_reported_and_the_deletion_remains_known() {
    let twice = Twice::unclear(nameless(), late()).await;
    twice.halo.state().advance(APPEARS);
    let nameless = *twice.halo.state().ids_of_the_api().first().unwrap();
    twice.halo.state().garble(nameless);
    assert_eq!(twice.undo().await, Err(Error::ApplicationsUnread { count: 1 }));
    assert_eq!((twice.there(), twice.deletions()), (1, 1));
    let creation = twice.computer.latchkey().at(&twice.id).creation().expect("it is still known");
    assert_eq!((creation.outstanding(), creation.stage), (1, Stage::Sent));
}

#[tokio::test]
async fn credentials_of_an_application_that_was_deleted_or_denied_dont_count_as_copied_by_hand() {
    // Both inactive, so that the set-up stays after the test.
    let inactive = |dialect| Dialect { active_on_save: ActiveOnSave::Inactive, ..dialect };
    for undone in [true, false] {
        let twice = Twice::unclear(inactive(nameless()), inactive(nameless())).await;
        twice.halo.state().advance(APPEARS);
        let both = Twice::asked_about(twice.create().await.unwrap_err(), 0);
        twice.this_one(&both[0]).await;
        if undone {
            let rest = Twice::asked_about(twice.undo().await.unwrap_err(), 1);
            twice.none_of_these(&rest).await;
        } else {
            let rest = Twice::asked_about(twice.create().await.unwrap_err(), 1);
            twice.none_of_these(&rest).await;
            assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::DoesNotWork);
            let made = twice.halo.state().applications();
            let named = made.iter().find(|one| one.id.to_string() == both[0].as_str()).unwrap();
            // A colleague gave it another Client ID, or HaloPSA gave its id to another application.
            twice.halo.state().change_application(&named.client_id, |one| {
                one.client_id = "0f8fad5b-d9cb-469f-a165-70867728950e".to_owned();
            });
            let again = Twice::asked_about(twice.undo().await.unwrap_err(), 0);
            assert_eq!(again, both[..1]);
            twice.none_of_these(&again).await;
        }
        twice.halo.state().set_dialect(Dialect::default());
        assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
        assert!(twice.is_finished());
        twice.computer.assert_in_order(&[&twice.halo]);
    }
}
