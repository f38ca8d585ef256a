//! An application that was requested twice because the first response was unclear: each one that may exist is
//! used, deleted, or asked about, and none is forgotten.

use std::sync::Arc;
use std::time::Duration;

use latchkey_core::connections::history::EventKind;
use latchkey_core::proof::finding::Verdict;
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::setup::Outcome;
use latchkey_core::setup::record::Stage;
use latchkey_core::store::Effect;
use latchkey_core::{ApplicationId, ConnectionId, Error, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::between::{Between, Of, set_up_through};
use latchkey_journeys::computer::{Computer, Intention, nobody};
use latchkey_practice::{
    ActiveOnSave, ClientIdOnSave, CredentialsMadeBy, DescriptionOnSave, Dialect, Managing, PostAnswer,
    Practice, State,
};
use serde_json::{Value, json};

/// How long an application stays out of the lists in these dialects, plus a second.
const APPEARS: Duration = Duration::from_secs(601);

struct Twice {
    halo: Practice,
    computer: Computer,
    /// Only after [`Twice::through`].
    between: Option<Between>,
    id: SetUpId,
}

impl Twice {
    async fn start(dialect: Dialect) -> Self {
        let halo = Practice::start(dialect).await.expect("a practice HaloPSA");
        let computer = Computer::that_reaches(&[&halo], &[]);
        let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.expect("signed in");
        Self { halo, computer, between: None, id }
    }

    /// The responses can be changed on their way.
    async fn through(dialect: Dialect) -> Self {
        let halo = Practice::start(dialect).await.expect("a practice HaloPSA");
        let between = Between::before(&halo).await;
        let port = between.address().rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        let computer = Computer::that_reaches(&[&halo], &[port.expect("a port")]);
        let id = set_up_through(&between, &halo, &computer).await;
        Self { halo, computer, between: Some(between), id }
    }

    fn between(&self) -> &Between {
        self.between.as_ref().expect("begun with `through`")
    }

    /// Both nameless, and both named by the user. Gives their ids.
    async fn both_named(self) -> (Self, Vec<ApplicationId>) {
        assert_eq!(self.create().await.unwrap_err(), Error::CreateUnclear);
        self.halo.state().advance(Duration::from_secs(300));
        assert_eq!(self.create().await.unwrap_err(), Error::CreateUnclear);
        self.halo.state().advance(APPEARS);
        let both = Self::asked_about(self.create().await.unwrap_err(), 0);
        self.this_one(&both[0]).await;
        assert_eq!(Self::asked_about(self.create().await.unwrap_err(), 1), both[1..]);
        self.this_one(&both[1]).await;
        (self, both)
    }

    /// What HaloPSA does while it deletes.
    fn while_it_deletes(&self, does: impl Fn(&State) + Send + Sync + 'static) {
        let state = Arc::clone(self.halo.state());
        *self.computer.trouble.at_an_effect.lock().unwrap() = Some(Arc::new(move |effect| {
            if effect == Effect::ApplicationDeleted {
                does(&state);
            }
        }));
    }

    /// HaloPSA reports success, and the application is still there.
    fn deletes_without_effect(&self, also: impl Fn(&State) + Send + Sync + 'static) {
        let kept = self.halo.state().applications();
        self.while_it_deletes(move |state| {
            let now = state.applications();
            for one in kept.iter().filter(|one| !now.iter().any(|there| there.id == one.id)) {
                let (client_id, _) = state.add_application("x", 6, &["read:tickets"]).unwrap();
                state.change_application(&client_id, |there| *there = one.clone());
            }
            also(state);
        });
    }

    fn nothing_happens(&self) {
        *self.computer.trouble.at_an_effect.lock().unwrap() = None;
    }

    fn client_id_of(&self, application: &ApplicationId) -> String {
        let all = self.halo.state().applications();
        all.into_iter().find(|one| one.id.to_string() == application.as_str()).expect("it is there").client_id
    }

    /// Continues by hand with this Client ID, or the one that is known, and tests.
    async fn test_by_hand(&self, client_id: Option<String>) -> Outcome {
        let set_up = self.computer.latchkey().at(&self.id);
        set_up.go_on_by_hand(false).await.expect("by hand");
        if let Some(client_id) = client_id {
            set_up.take_client_id(&Secret::from(client_id), true, false).await.expect("taken");
        }
        set_up.prove(&nobody()).await.expect("tested")
    }

    /// HaloPSA's response to a creation has this status, whatever it did.
    fn creation_is_answered(&self, with: u16) {
        self.between().changes(move |of, status, _| {
            if of == Of::Post {
                *status = with;
            }
        });
    }

    async fn sign_in(&self) {
        self.computer.sign_in(&self.id, &self.halo).await.expect("signed in");
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

    fn a_colleague_creates_one(&self) {
        self.halo.state().add_application(Intention::usual().application, 6, &["read:tickets"]).unwrap();
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

/// With our mark, and a Client ID that HaloPSA generates.
fn marked() -> Dialect {
    Dialect { credentials_made_by: CredentialsMadeBy::HaloClientId, ..Dialect::default() }
}

/// The same, shown late, and the response says nothing.
fn marked_late() -> Dialect {
    Dialect { credentials_made_by: CredentialsMadeBy::HaloClientId, ..late() }
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
    let outcome = twice.test_by_hand(Some(first.client_id.clone())).await;
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

/// The first application is nameless and appears while the second, which is certain, is created; the user tests
/// instead of answering. Gives the connection, and the id of the first.
async fn finished_without_an_answer() -> (Twice, ConnectionId, ApplicationId) {
    let twice = Twice::start(nameless()).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
    twice.halo.state().set_dialect(Dialect::default());
    let state = Arc::clone(twice.halo.state());
    let appears: Listener = Arc::new(move |step| {
        if step == Progress::Create {
            state.advance(APPEARS);
        }
    });
    let asked = Twice::asked_about(twice.create_with(&appears).await.unwrap_err(), 1);
    let connection = twice.test_by_hand(None).await.connection.expect("it works");
    assert!(!twice.is_finished(), "another one may be in HaloPSA");
    twice.sign_in().await;
    (twice, connection, asked[0].clone())
}

#[tokio::test]
async fn an_application_that_became_a_connections_is_never_the_set_ups_again() {
    for removed in [false, true] {
        let (twice, connection, first) = finished_without_an_answer().await;
        if removed {
            // The product goes on working: the application stays in HaloPSA.
            twice.computer.latchkey().remove_connection(&connection).await.unwrap();
        }
        assert_eq!(Twice::asked_about(twice.undo().await.unwrap_err(), 0), std::slice::from_ref(&first));
        assert_eq!(twice.there(), 2, "removed: {removed}");
        twice.this_one(&first).await;
        assert_eq!(twice.undo().await, Ok(1));
        assert_eq!(twice.there(), 1, "removed: {removed}");
        twice.computer.latchkey().at(&twice.id).abandon(false).await.unwrap();
    }
}

#[tokio::test]
async fn a_new_request_after_that_has_a_client_id_of_its_own() {
    let (twice, _, first) = finished_without_an_answer().await;
    twice.none_of_these(&[first]).await;
    assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
    assert_eq!(twice.there(), 3);
    assert_eq!(twice.computer.latchkey().overview().connections.len(), 2);
    twice.computer.assert_in_order(&[&twice.halo]);
}

#[tokio::test]
async fn a_second_connection_of_two_that_were_named_leaves_the_first() {
    let (twice, both) = Twice::start(nameless()).await.both_named().await;
    assert!(twice.test_by_hand(Some(twice.client_id_of(&both[1]))).await.connection.is_some());
    twice.a_colleague_creates_one();
    twice.sign_in().await;
    assert_eq!(twice.undo().await, Ok(1), "the first, and nobody else's");
    assert_eq!(twice.there(), 2);
}

#[tokio::test]
async fn what_a_request_created_that_was_refused_is_found_and_not_forgotten() {
    let twice = Twice::through(marked_late()).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
    twice.creation_is_answered(429);
    assert!(matches!(twice.create().await, Err(Error::HaloBusy { .. })));
    twice.between().changes(|_, _, _| {});
    twice.halo.state().advance(APPEARS);
    twice.halo.state().set_dialect(marked());
    // One was counted, and two carry the mark.
    let both = Twice::asked_about(twice.create().await.unwrap_err(), 0);
    twice.this_one(&both[0]).await;
    assert_eq!(Twice::asked_about(twice.create().await.unwrap_err(), 1), both[1..]);
    twice.this_one(&both[1]).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateSeveral { count: 2 });
    twice.while_it_deletes(|state| {
        state.set_dialect(Dialect { managing: Managing::DeleteForbidden, ..marked() });
    });
    assert_eq!(twice.undo().await, Err(Error::DeleteRefused { status: 403 }));
    assert_eq!(twice.there(), 1);
    twice.nothing_happens();
    twice.halo.state().set_dialect(marked());
    assert_eq!(twice.undo().await, Ok(2), "both, in two calls");
    assert_eq!(twice.there(), 0);
}

#[tokio::test]
async fn a_copy_of_the_mark_is_asked_about_and_left_alone() {
    for deletes in [false, true] {
        let inactive = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
        let twice = Twice::start(inactive).await;
        assert_eq!(twice.create().await.unwrap().connection, None);
        let state = twice.halo.state();
        let name = Intention::usual().application;
        let description = state.applications().into_iter().find(|a| a.name == name).unwrap().description;
        let (copy, _) = state.add_application("A copy for another product", 7, &["read:tickets"]).unwrap();
        state.change_application(&copy, |one| one.description = description);
        state.set_dialect(Dialect::default());
        let asked = if deletes {
            Twice::asked_about(twice.undo().await.unwrap_err(), 1)
        } else {
            Twice::asked_about(twice.create().await.unwrap_err(), 1)
        };
        twice.none_of_these(&asked).await;
        if deletes {
            assert_eq!(twice.undo().await, Ok(1));
        } else {
            assert!(twice.create().await.is_ok());
        }
        assert!(state.application(&copy).is_some());
    }
}

#[tokio::test]
async fn a_named_one_that_the_list_leaves_out_is_deleted_too() {
    for hidden in [0, 1] {
        let (twice, both) = Twice::through(nameless()).await.both_named().await;
        assert!(twice.halo.state().deactivate_application(&twice.client_id_of(&both[hidden])));
        twice.between().changes_rows(Of::List, |rows| rows.retain(|row| row["inactive"] != json!(true)));
        assert_eq!(twice.undo().await, Ok(2));
        assert_eq!(twice.there(), 0);
    }
}

#[tokio::test]
async fn a_second_request_is_known_though_the_newest_document_is_damaged() {
    let mut twice = Twice::unclear(nameless(), nameless()).await;
    let document = twice.computer.folder().join(format!("set-ups/{}.json", twice.id));
    std::fs::write(&document, "nonsense").unwrap();
    twice.computer.restart();
    twice.halo.state().advance(APPEARS);
    twice.halo.state().set_dialect(Dialect::default());
    twice.sign_in().await;
    let both = Twice::asked_about(twice.create().await.unwrap_err(), 0);
    twice.this_one(&both[0]).await;
    assert_eq!(Twice::asked_about(twice.create().await.unwrap_err(), 1), both[1..]);
}

#[tokio::test]
async fn a_deletion_that_could_not_be_checked_is_known() {
    let inactive = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
    let one = Twice::start(inactive).await;
    assert_eq!(one.create().await.unwrap().connection, None);
    let (two, _) = Twice::start(nameless()).await.both_named().await;
    for (twice, deleted) in [(one, 1), (two, 2)] {
        twice.while_it_deletes(State::expire_tokens);
        assert_eq!(twice.undo().await, Err(Error::AuthorityExpired));
        twice.nothing_happens();
        twice.a_colleague_creates_one();
        twice.sign_in().await;
        assert_eq!(twice.undo().await, Ok(deleted));
        assert_eq!(twice.there(), 1, "the colleague's");
    }
}

#[tokio::test]
async fn a_second_named_one_that_was_used_by_hand_is_deleted_with_its_credentials() {
    let inactive = Dialect { active_on_save: ActiveOnSave::Inactive, ..nameless() };
    let (twice, both) = Twice::start(inactive).await.both_named().await;
    assert_eq!(twice.test_by_hand(Some(twice.client_id_of(&both[1]))).await.connection, None);
    twice.sign_in().await;
    assert_eq!(twice.undo().await, Ok(2));
    assert_eq!(twice.computer.vault.entries(), []);
    twice.halo.state().set_dialect(Dialect::default());
    assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
}

#[tokio::test]
async fn a_refusal_after_an_unclear_request_forgets_nothing() {
    let twice = Twice::start(late()).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
    // The Client ID is in use.
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateRefused { status: 400 });
    assert_eq!(twice.there(), 1);
    let left = twice.computer.latchkey().at(&twice.id).abandon(false).await;
    assert!(matches!(left, Err(Error::ApplicationLeft { .. })), "{left:?}");
    twice.halo.state().advance(APPEARS);
    assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
}

#[tokio::test]
async fn a_secret_in_a_refusal_is_kept_while_the_user_is_asked() {
    let both = Dialect {
        credentials_made_by: CredentialsMadeBy::HaloBoth,
        description_on_save: DescriptionOnSave::Dropped,
        ..Dialect::default()
    };
    let twice = Twice::through(both).await;
    twice.creation_is_answered(400);
    let asked = Twice::asked_about(twice.create().await.unwrap_err(), 0);
    twice.this_one(&asked[0]).await;
    assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
}

#[tokio::test]
async fn a_named_one_without_a_usable_client_id_is_asked_about_once() {
    for shown in [json!(null), json!(""), json!("a b c"), json!({"value": 1})] {
        let dropped = Dialect {
            post_answer: PostAnswer::FailsAfter,
            description_on_save: DescriptionOnSave::Dropped,
            ..Dialect::default()
        };
        let twice = Twice::through(dropped).await;
        shows_as_client_id(twice.between(), shown.clone());
        let asked = Twice::asked_about(twice.create().await.unwrap_err(), 0);
        twice.this_one(&asked[0]).await;
        let again = twice.create().await.unwrap_err();
        assert!(matches!(again, Error::HaloOddAnswer { .. }), "{shown}: {again:?}");
        assert_eq!(twice.undo().await, Ok(1), "{shown}");
        assert_eq!(twice.there(), 0, "{shown}");
    }
}

#[tokio::test]
async fn a_row_that_was_unreadable_before_the_request_blocks_nothing() {
    let twice = Twice::start(Dialect { post_answer: PostAnswer::FailsBefore, ..Dialect::default() }).await;
    let all = twice.halo.state().applications();
    let vendors = all.iter().find(|one| !one.is_system && one.name != "Set-up robot").unwrap().id;
    twice.halo.state().garble(vendors);
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
    assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
}

#[tokio::test]
async fn a_test_that_is_repeated_looks_for_a_first_application_again() {
    let twice = Twice::start(marked_late()).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
    twice.halo.state().advance(Duration::from_secs(300));
    twice.halo.state().set_dialect(Dialect { sign_in_delay: Duration::from_secs(500), ..marked() });
    assert_eq!(twice.create().await.unwrap().connection, None);
    twice.halo.state().advance(APPEARS);
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateSeveral { count: 2 });
}

/// HaloPSA shows this in the place of our application's Client ID.
fn shows_as_client_id(between: &Between, shown: Value) {
    between.changes(move |_, _, body| {
        let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return };
        let hide = |row: &mut Value| {
            if row["displayName"] == json!(Intention::usual().application) {
                row["clientId"] = shown.clone();
            }
        };
        match &mut value {
            Value::Array(rows) => rows.iter_mut().for_each(hide),
            one => match one["applications"].as_array_mut() {
                Some(rows) => rows.iter_mut().for_each(hide),
                None => hide(one),
            },
        }
        *body = value.to_string().into_bytes();
    });
}

#[tokio::test]
async fn an_application_that_may_be_a_connections_is_asked_about_before_it_is_deleted() {
    let twice =
        Twice::through(Dialect { client_id_on_save: ClientIdOnSave::Changes, ..Dialect::default() }).await;
    shows_as_client_id(twice.between(), Value::Null);
    assert!(matches!(twice.create().await, Err(Error::HaloOddAnswer { .. })));
    let name = Intention::usual().application;
    let made = twice.halo.state().applications().into_iter().find(|one| one.name == name).unwrap();
    assert!(twice.test_by_hand(Some(made.client_id)).await.connection.is_some());
    twice.sign_in().await;
    let asked = Twice::asked_about(twice.undo().await.unwrap_err(), 0);
    twice.none_of_these(&asked).await;
    assert_eq!(twice.undo().await, Ok(0));
    assert_eq!(twice.there(), 1, "the connection's");
}

#[tokio::test]
async fn a_deletion_without_effect_whose_check_fails_forgets_nothing() {
    let (twice, both) = Twice::start(nameless()).await.both_named().await;
    twice.deletes_without_effect(State::expire_tokens);
    assert_eq!(twice.undo().await, Err(Error::AuthorityExpired));
    twice.nothing_happens();
    twice.sign_in().await;
    while let Err(error) = twice.undo().await {
        let Error::ApplicationPerhaps { candidates, .. } = error else { panic!("{error:?}") };
        assert!(both.contains(&candidates[0].id));
        twice.this_one(&candidates[0].id).await;
    }
    assert_eq!(twice.there(), 0);
}

#[tokio::test]
async fn after_a_deletion_without_effect_the_application_can_still_be_used() {
    let slow = Dialect { sign_in_delay: Duration::from_secs(2000), ..nameless() };
    let twice = Twice::start(slow).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
    twice.halo.state().advance(APPEARS);
    let one = Twice::asked_about(twice.create().await.unwrap_err(), 0);
    twice.this_one(&one[0]).await;
    assert_eq!(twice.create().await.unwrap().connection, None);
    twice.deletes_without_effect(|_| {});
    assert_eq!(twice.undo().await, Err(Error::DeleteUnclear));
    twice.nothing_happens();
    twice.halo.state().set_dialect(Dialect::default());
    twice.halo.state().advance(Duration::from_secs(3000));
    twice.sign_in().await;
    assert_eq!(twice.create().await.unwrap().proof.verdict, Verdict::Works);
}

#[tokio::test]
async fn what_the_list_showed_is_out_of_date_once_it_is_done_by_hand() {
    let twice = Twice::start(marked_late()).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
    twice.halo.state().advance(Duration::from_secs(300));
    twice.halo.state().set_dialect(Dialect { active_on_save: ActiveOnSave::Inactive, ..marked() });
    assert_eq!(twice.create().await.unwrap().connection, None);
    twice.halo.state().advance(APPEARS);
    let second = twice
        .halo
        .state()
        .applications()
        .into_iter()
        .find(|one| one.name == Intention::usual().application && !one.active);
    twice.halo.state().change_application(&second.unwrap().client_id, |one| one.active = true);
    assert!(twice.test_by_hand(None).await.connection.is_some());
    assert!(!twice.is_finished(), "the first one has appeared");
}

#[tokio::test]
async fn two_with_the_mark_and_no_client_id_are_both_deleted_after_two_answers() {
    let twice = Twice::through(marked_late()).await;
    assert_eq!(twice.create().await.unwrap_err(), Error::CreateUnclear);
    twice.creation_is_answered(429);
    assert!(matches!(twice.create().await, Err(Error::HaloBusy { .. })));
    shows_as_client_id(twice.between(), Value::Null);
    twice.halo.state().advance(APPEARS);
    let mut answers = 0;
    while let Err(error) = twice.undo().await {
        let Error::ApplicationPerhaps { candidates, .. } = error else { panic!("{error:?}") };
        answers += 1;
        assert!(answers < 4, "a circle: {candidates:?}");
        let asked = candidates.len();
        twice.this_one(&candidates[asked - 1].id).await;
    }
    assert_eq!(twice.there(), 0);
}
