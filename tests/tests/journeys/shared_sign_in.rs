//! A user who is signed in once serves every set-up of the instance, until the sign-in ends.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use latchkey_core::proof::finding::Verdict;
use latchkey_core::setup::draft::Way;
use latchkey_core::setup::guide::{Step, next_step};
use latchkey_core::store::Effect;
use latchkey_core::{Error, IDLE, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{By, Computer, Intention, nobody};
use latchkey_journeys::window::sign_in_as_a_person;
use latchkey_practice::{ActiveOnSave, Dialect, Practice};

const WHO: &str = "Wilhelmina Sample";

/// A computer on which a user is signed in, for the set-up that was begun for it.
async fn signed_in() -> (Practice, Computer, SetUpId) {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Person);
    let id = with_address(&computer, &halo).await;
    sign_in_as_a_person(computer.latchkey(), &id).await.unwrap();
    (halo, computer, id)
}

fn begun(computer: &Computer) -> SetUpId {
    computer.latchkey().begin(None, "Paper Lantern").unwrap().id
}

async fn with_address(computer: &Computer, halo: &Practice) -> SetUpId {
    let id = begun(computer);
    computer.give_address(&id, halo, &halo.address()).await.unwrap();
    id
}

/// Who is signed in for a set-up.
fn who(computer: &Computer, id: &SetUpId) -> Option<String> {
    computer.latchkey().at(id).authorised().map(|who| who.agent.expect("a name"))
}

#[tokio::test]
async fn a_signed_in_user_continues_with_another_product_without_an_address_and_a_window() {
    let (halo, computer, _) = signed_in().await;
    let latchkey = computer.latchkey();
    let shown = latchkey.signed_in();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].name.as_deref(), Some(WHO));
    assert_eq!(format!("http://{}", shown[0].host), halo.address());

    let tokens = halo.state().requests().len();
    let id = begun(&computer);
    let set_up = latchkey.at(&id);
    assert!(set_up.go_on_signed_in().await.unwrap());
    assert_eq!(halo.state().requests().len(), tokens, "HaloPSA is asked for nothing");
    let draft = set_up.draft().unwrap();
    assert_eq!((draft.way, next_step(&draft)), (Way::ByLatchkey, Step::General));
    assert_eq!(who(&computer, &id).as_deref(), Some(WHO));
    let general = set_up.set_general_from_list(draft.revision, "Paper Lantern", Some(7)).await.unwrap();
    set_up.set_permissions(general.revision, &Intention::usual().permissions).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().proof.verdict, Verdict::Works);
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn by_hand_for_a_lost_secret_and_elsewhere_nobody_is_signed_in() {
    let (halo, computer, _) = signed_in().await;
    let latchkey = computer.latchkey();
    let by_hand = with_address(&computer, &halo).await;
    assert_eq!(who(&computer, &by_hand), None, "not before it is wanted");
    assert_eq!(latchkey.at(&by_hand).agents().await.unwrap_err(), Error::AuthorityMissing);

    let lost = latchkey.begin_new_secret(None, "Paper Lantern").unwrap().id;
    assert_eq!(latchkey.at(&lost).go_on_signed_in().await, Ok(false));

    let other = Practice::start(Dialect::default()).await.unwrap();
    let both = Computer::that_reaches(&[&halo, &other], &[]).signing_in(By::Person);
    let here = with_address(&both, &halo).await;
    sign_in_as_a_person(both.latchkey(), &here).await.unwrap();
    let there = with_address(&both, &other).await;
    assert!(!both.latchkey().at(&there).go_on_signed_in().await.unwrap());
    assert_eq!(who(&both, &there), None);
    // One who signs in there as well is signed in at both.
    sign_in_as_a_person(both.latchkey(), &there).await.unwrap();
    assert_eq!(both.latchkey().signed_in().len(), 2);
    assert_eq!(who(&both, &here).as_deref(), Some(WHO));
}

#[tokio::test]
async fn a_sign_in_ends_a_while_after_its_last_use_by_a_clock_that_counts_sleep() {
    let (halo, computer, id) = signed_in().await;
    let latchkey = computer.latchkey();
    let nearly = IDLE - Duration::from_secs(1);
    computer.time_passes(nearly);
    latchkey.at(&id).agents().await.unwrap();
    computer.time_passes(nearly);
    assert_eq!(who(&computer, &id).as_deref(), Some(WHO), "it was used meanwhile");
    // Showing it is no use of it.
    computer.time_passes(Duration::from_secs(1));
    assert_eq!(who(&computer, &id), None);
    assert_eq!(latchkey.signed_in(), []);
    assert_eq!(latchkey.at(&id).agents().await.unwrap_err(), Error::AuthorityMissing);

    sign_in_as_a_person(latchkey, &id).await.unwrap();
    computer.sleeps(Duration::from_secs(60));
    assert_eq!(who(&computer, &id), None, "a computer that has slept may be in other hands");
    let _ = halo;
}

#[tokio::test]
async fn signing_out_and_the_end_of_the_session_end_it_for_every_set_up() {
    let (halo, computer, first) = signed_in().await;
    let latchkey = computer.latchkey();
    let second = begun(&computer);
    assert!(latchkey.at(&second).go_on_signed_in().await.unwrap());
    latchkey.sign_out();
    assert_eq!((who(&computer, &first), who(&computer, &second)), (None, None));
    assert!(!latchkey.at(&begun(&computer)).go_on_signed_in().await.unwrap());

    sign_in_as_a_person(latchkey, &first).await.unwrap();
    assert_eq!(who(&computer, &second), None, "not before it is wanted");
    assert!(latchkey.at(&second).go_on_signed_in().await.unwrap());
    assert_eq!(who(&computer, &second).as_deref(), Some(WHO), "it serves both again");
    halo.state().expire_sessions();
    assert_eq!(latchkey.at(&second).agents().await.unwrap_err(), Error::AuthorityExpired);
    assert_eq!((who(&computer, &first), latchkey.signed_in()), (None, vec![]));
}

#[tokio::test]
async fn another_user_who_signs_in_takes_over_no_set_up_of_the_user_before() {
    let (halo, computer, first) = signed_in().await;
    let latchkey = computer.latchkey();
    let mut other = halo.state().agents().into_iter().find(|one| one.id == 2).unwrap();
    other.is_admin = true;
    let name = other.name.clone();
    halo.state().put_agent(other);
    halo.state().set_person(2);
    let second = with_address(&computer, &halo).await;
    sign_in_as_a_person(latchkey, &second).await.unwrap();
    assert_eq!(who(&computer, &second), Some(name));
    assert_eq!(who(&computer, &first), None, "they are asked first");
    assert!(!latchkey.at(&first).go_on_signed_in().await.unwrap());
    assert_eq!(sign_in_as_a_person(latchkey, &first).await.unwrap_err().code(), "sign-in-other-agent");
}

#[tokio::test]
async fn an_application_s_authority_serves_its_own_set_up_only() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Application);
    let first = with_address(&computer, &halo).await;
    computer.sign_in(&first, &halo).await.unwrap();
    assert!(computer.latchkey().at(&first).authorised().is_some());
    assert_eq!(computer.latchkey().signed_in(), []);
    let second = with_address(&computer, &halo).await;
    assert!(!computer.latchkey().at(&second).go_on_signed_in().await.unwrap());
    assert!(computer.latchkey().at(&second).authorised().is_none());
}

/// A computer on which nobody is signed in yet.
async fn of(by: By) -> (Practice, Computer) {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(by);
    (halo, computer)
}

/// 1. Showing the review page is no use of a sign-in.
#[tokio::test]
async fn showing_the_review_page_keeps_nobody_signed_in() {
    let (halo, computer) = of(By::Person).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let set_up = computer.latchkey().at(&id);
    for _ in 0..5 {
        computer.time_passes(IDLE - Duration::from_secs(1));
        let _ = set_up.request_shown();
    }
    assert!(set_up.authorised().is_none(), "an hour and a quarter without a use");
}

/// 2. Who waits to be accepted outlives sleep and idleness.
#[tokio::test]
async fn who_waits_to_be_accepted_is_not_accepted_after_the_night() {
    let (halo, computer) = of(By::Person).await;
    let latchkey = computer.latchkey();
    let id = with_address(&computer, &halo).await;
    sign_in_as_a_person(latchkey, &id).await.unwrap();
    let mut other = halo.state().agents().into_iter().find(|one| one.id == 2).unwrap();
    other.is_admin = true;
    halo.state().put_agent(other);
    halo.state().set_person(2);
    assert_eq!(sign_in_as_a_person(latchkey, &id).await.unwrap_err().code(), "sign-in-other-agent");
    computer.sleeps(Duration::from_secs(8 * 3600));
    assert_eq!(latchkey.signed_in(), []);
    assert!(latchkey.at(&id).accept_sign_in().await.is_err(), "the night has passed");
}

/// Sign out while HaloPSA is read for a user who signs in.
#[tokio::test]
async fn signing_out_during_a_sign_in_leaves_nobody_signed_in() {
    let (halo, computer) = of(By::Person).await;
    let latchkey = computer.latchkey();
    let id = with_address(&computer, &halo).await;
    let set_up = latchkey.at(&id);
    let signing_in = sign_in_as_a_person(latchkey, &id);
    let out = async {
        while !set_up.is_under_way() {
            tokio::task::yield_now().await;
        }
        latchkey.sign_out();
    };
    let (done, ()) = tokio::join!(signing_in, out);
    assert_eq!(done, Err(Error::Stopped));
    assert_eq!(latchkey.signed_in(), [], "signed out");
}

/// An application's token ends: nobody asked for the person of another set-up.
#[tokio::test]
async fn when_an_applications_token_ends_no_person_is_taken_in_its_place() {
    let (halo, computer) = of(By::Application).await;
    let latchkey = computer.latchkey();
    let first = with_address(&computer, &halo).await;
    computer.sign_in(&first, &halo).await.unwrap();
    let second = with_address(&computer, &halo).await;
    sign_in_as_a_person(latchkey, &second).await.unwrap();
    halo.state().expire_tokens();
    assert_eq!(latchkey.at(&first).agents().await.unwrap_err(), Error::AuthorityExpired);
    let who = latchkey.at(&first).authorised();
    assert!(who.is_none(), "acts as {:?} now", who.and_then(|who| who.agent));
}

/// A set-up that runs can be gone back to.
#[tokio::test]
async fn a_set_up_that_is_tested_can_be_gone_back_to() {
    let (halo, computer) = of(By::Application).await;
    let latchkey = computer.latchkey();
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let one = latchkey.begin_new_secret_for(&connection).await.unwrap().id;
    computer.renew(&halo, &one).await;
    let set_up = latchkey.at(&one);
    let again = async {
        while !set_up.is_under_way() {
            tokio::task::yield_now().await;
        }
        let begun = latchkey.begin_new_secret_for(&connection).await.unwrap();
        latchkey.at(&begun.id).go_on_signed_in().await
    };
    let (_, again) = tokio::join!(computer.prove(&one), again);
    assert_eq!(again, Ok(false));
}

/// Beginning a lost secret's set-up uses nobody's sign-in, and choosing a product by mistake saves nothing.
#[tokio::test]
async fn a_lost_secret_uses_no_sign_in() {
    let (halo, computer) = of(By::Person).await;
    let latchkey = computer.latchkey();
    let id = with_address(&computer, &halo).await;
    sign_in_as_a_person(latchkey, &id).await.unwrap();
    for _ in 0..3 {
        computer.time_passes(IDLE - Duration::from_secs(1));
        let lost = latchkey.begin_new_secret(None, "Paper Lantern").unwrap().id;
        latchkey.at(&lost).go_on_signed_in().await.unwrap();
    }
    assert_eq!(latchkey.signed_in(), []);
}

#[tokio::test]
async fn a_product_chosen_by_mistake_is_not_kept() {
    let (halo, computer) = of(By::Person).await;
    let latchkey = computer.latchkey();
    let id = with_address(&computer, &halo).await;
    sign_in_as_a_person(latchkey, &id).await.unwrap();
    for _ in 0..3 {
        let one = latchkey.begin(None, "By Mistake").unwrap().id;
        latchkey.at(&one).go_on_signed_in().await.unwrap();
    }
    assert_eq!(latchkey.overview().unfinished.len(), 1);
}

/// After a restart another user continues the set-up of the user before, without having been asked.
#[tokio::test]
async fn another_user_takes_over_nothing_after_a_restart() {
    let (halo, mut computer) = of(By::Person).await;
    let first = with_address(&computer, &halo).await;
    sign_in_as_a_person(computer.latchkey(), &first).await.unwrap();
    computer.restart();
    let mut other = halo.state().agents().into_iter().find(|one| one.id == 2).unwrap();
    other.is_admin = true;
    halo.state().put_agent(other);
    halo.state().set_person(2);
    let second = with_address(&computer, &halo).await;
    sign_in_as_a_person(computer.latchkey(), &second).await.unwrap();
    let who = computer.latchkey().at(&first).authorised().and_then(|who| who.agent);
    assert_eq!(who, None, "nobody has gone on with it");
}

/// Signed out before HaloPSA is asked for the application.
#[test]
fn after_signing_out_nothing_is_created() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (halo, computer, id) = runtime.block_on(async {
        let (halo, computer) = of(By::Person).await;
        let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
        (halo, computer, id)
    });
    // The keychain has asked for a password, and has it.
    let (stored, signed_out) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let at_the_keychain = (Arc::clone(&stored), Arc::clone(&signed_out), AtomicBool::new(true));
    *computer.trouble.at_an_effect.lock().unwrap() = Some(Arc::new(move |effect| {
        let (stored, signed_out, first) = &at_the_keychain;
        if effect == Effect::SecretStored && first.swap(false, Ordering::SeqCst) {
            stored.wait();
            signed_out.wait();
        }
    }));
    let latchkey = computer.latchkey();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            stored.wait();
            latchkey.sign_out();
            signed_out.wait();
        });
        let created = runtime.block_on(latchkey.at(&id).create(false, &nobody()));
        assert_eq!(created.unwrap_err(), Error::AuthorityMissing);
    });
    assert_eq!(halo.state().created_by_api(), 0, "signed out before it was asked for");
}

/// Two set-ups that are created at the same time.
#[tokio::test]
async fn two_set_ups_are_created_at_once_with_one_sign_in() {
    let (halo, computer) = of(By::Person).await;
    let (one, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let other = Intention { product: "Other Alarm", application: "Other Alarm", ..Intention::usual() };
    let (two, _) = computer.answer_pages_signed_in(&halo, &other).await.unwrap();
    let (first, second) = tokio::join!(computer.create(&one), computer.create(&two));
    assert_eq!(
        (first.unwrap().proof.verdict, second.unwrap().proof.verdict),
        (Verdict::Works, Verdict::Works)
    );
    let faults = computer.faults(&[&halo]);
    assert!(faults.is_empty(), "{faults:?}");
}

#[tokio::test]
async fn an_application_that_signs_in_while_everybody_signs_out_is_not_signed_in() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Application);
    let id = with_address(&computer, &halo).await;
    let set_up = computer.latchkey().at(&id);
    let out = async {
        while !set_up.is_under_way() {
            tokio::task::yield_now().await;
        }
        computer.latchkey().sign_out();
    };
    let (done, ()) = tokio::join!(computer.sign_in(&id, &halo), out);
    assert_eq!(done.unwrap_err(), Error::Stopped);
    assert_eq!(set_up.authorised(), None);
}

#[tokio::test]
async fn nothing_is_deleted_once_everybody_has_signed_out() {
    let inactive = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
    let halo = Practice::start(inactive).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Person);
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    let (there, before) = (halo.state().applications().len(), halo.state().requests().len());
    let (set_up, listener) = (computer.latchkey().at(&id), nobody());
    let out = async {
        while halo.state().requests().len() == before {
            tokio::task::yield_now().await;
        }
        computer.latchkey().sign_out();
    };
    let (done, ()) = tokio::join!(set_up.undo(&listener), out);
    assert_eq!(done.unwrap_err(), Error::AuthorityMissing);
    assert_eq!(halo.state().applications().len(), there);
}
