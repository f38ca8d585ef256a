//! What happens around a creation: names that are taken, agents that disappear, tokens that expire, a user
//! who cancels, and what the app then knows.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use latchkey_core::procedure::Item;
use latchkey_core::proof::finding::Verdict;
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::setup::AgentWarning;
use latchkey_core::setup::guide::{SecretPlace, Step, next_step};
use latchkey_core::vault::{Vault as _, same};
use latchkey_core::{ApplicationId, Error, Secret};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{By, Computer, Intention, nobody};
use latchkey_journeys::hand::Hand;
use latchkey_practice::{
    ActiveOnSave, Crowd, DescriptionOnSave, Dialect, Managing, PermissionsOnSave, PostAnswer, Practice,
};

async fn start(dialect: Dialect) -> (Practice, Computer) {
    let halo = Practice::start(dialect).await.expect("a practice HaloPSA");
    let computer = Computer::that_reaches(&[&halo], &[]);
    (halo, computer)
}

/// How many applications of the story's are in HaloPSA.
fn there(halo: &Practice) -> usize {
    let name = Intention::usual().application;
    halo.state().applications().iter().filter(|one| one.name == name).count()
}

#[tokio::test]
async fn what_stands_there_is_shown_and_the_agents_say_what_speaks_against_them() {
    let (halo, computer) = start(Dialect::default()).await;
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let authorised = latchkey.at(&id).authorised().unwrap();
    assert_eq!(authorised.agent.as_deref(), Some("API Blue Heron"));
    assert_eq!(authorised.application.as_deref(), Some("Set-up robot"));
    let lantern = authorised.applications.iter().find(|a| a.name == "Paper Lantern Backup").unwrap();
    assert!(lantern.active && lantern.permissions.as_ref().unwrap().len() == 4, "{lantern:?}");
    assert!(authorised.applications.iter().any(|a| a.name == "Old Weather Station" && !a.active));

    let agents = latchkey.at(&id).agents().await.unwrap().rows;
    assert_eq!(agents[0].name, "API Integration Account", "the one that fits comes first");
    let of = |name: &str| agents.iter().find(|a| a.name == name).map(|a| a.warnings.clone());
    assert_eq!(of("API Blue Heron"), Some(vec![AgentWarning::Own]));
    assert_eq!(of("Percy Placeholder"), Some(vec![AgentWarning::Person]));
    assert_eq!(of("API Empty Hands"), Some(vec![AgentWarning::NoTeam]));
    assert_eq!(of("API Narrow Gate"), Some(vec![AgentWarning::Restricted]));
    assert_eq!(of("API Retired Robot"), None, "nothing can log in as a disabled one");
    assert_eq!(next_step(&latchkey.at(&id).draft().unwrap()), Step::Review, "nothing is left to answer");
    halo.state().set_dialect(Dialect { crowd: Crowd::Thousands, ..Dialect::default() });
    assert!(latchkey.at(&id).agents().await.unwrap().rows.len() > 2000, "every page is read");
}

#[tokio::test]
async fn an_application_of_the_same_name_is_asked_about() {
    let (halo, computer) = start(Dialect::default()).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let name = Intention::usual().application;
    halo.state().add_application(&format!(" {} ", name.to_uppercase()), 7, &["read:tickets"]).unwrap();
    assert_eq!(computer.create(&id).await.unwrap_err(), Error::NameTaken { name: name.to_owned() });
    assert_eq!(halo.state().created_by_api(), 0);
    assert!(computer.vault.entries().is_empty(), "and nothing was kept");
    let outcome = computer.latchkey().at(&id).create(true, &nobody()).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::Works);
    assert_eq!(there(&halo), 1);
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn an_agent_that_was_disabled_meanwhile_stops_it_before_anything_is_created() {
    let (halo, computer) = start(Dialect::default()).await;
    let intention = Intention::usual();
    let (id, _) = computer.answer_pages_signed_in(&halo, &intention).await.unwrap();
    halo.state().disable_agent(intention.agent_id);
    assert_eq!(
        computer.create(&id).await.unwrap_err(),
        Error::AgentGone { name: intention.agent.to_owned() }
    );
    assert_eq!(halo.state().created_by_api(), 0);
    let revision = computer.revision(&id);
    let again = computer.latchkey().at(&id).set_general_from_list(revision, "X", Some(7)).await;
    assert_eq!(again.unwrap_err().code(), "agent-gone");
    let none = computer.latchkey().at(&id).set_general_from_list(revision, "X", None).await;
    assert_eq!(none.unwrap_err(), Error::AgentEmpty);
}

#[tokio::test]
async fn a_token_that_grew_old_is_asked_for_again_and_every_answer_stays() {
    let (halo, computer) = start(Dialect::default()).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let before = computer.latchkey().at(&id).draft().unwrap();
    halo.state().expire_tokens();
    assert_eq!(computer.create(&id).await.unwrap_err(), Error::AuthorityExpired);
    assert_eq!(computer.create(&id).await.unwrap_err(), Error::AuthorityMissing, "it was dropped");
    assert_eq!(computer.latchkey().at(&id).draft().unwrap(), before);
    computer.sign_in(&id, &halo).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().proof.verdict, Verdict::Works);
    assert!(computer.latchkey().set_up(&id).is_err(), "dropped at the end");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn who_may_not_create_applications_hears_so_at_the_sign_in() {
    let (halo, computer) = start(Dialect::default()).await;
    let latchkey = computer.latchkey();
    let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
    computer.give_address(&id, &halo, &halo.address()).await.unwrap();
    for (agent, permissions, code) in [
        (8, ["read:tickets"].as_slice(), "authority-not-enough"),
        (7, ["all"].as_slice(), "authority-not-enough"),
        (8, ["admin"].as_slice(), "signed in"),
    ] {
        let (client_id, secret) = halo.state().add_application("A robot", agent, permissions).unwrap();
        latchkey.at(&id).take_authority_client_id(&Secret::from(client_id), false).unwrap();
        let signed_in = latchkey.at(&id).take_authority_secret(&Secret::from(secret), false).await;
        assert_eq!(signed_in.err().map_or("signed in", |e| e.code()), code, "{agent} {permissions:?}");
    }
    let (client_id, _) = halo.state().add_application("A robot", 8, &["all"]).unwrap();
    let (_, wrong) = halo.state().add_application("Another robot", 8, &["all"]).unwrap();
    latchkey.at(&id).take_authority_client_id(&Secret::from(client_id), false).unwrap();
    let refused = latchkey.at(&id).take_authority_secret(&Secret::from(wrong), false).await;
    assert_eq!(refused.unwrap_err(), Error::AuthorityRefused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_stops_it_goes_on_later_with_the_same_application() {
    // HaloPSA creates it and says nothing clear: Latchkey looks, and the person stops that.
    let dialect = Dialect {
        post_answer: PostAnswer::FailsAfter,
        appears_after: Duration::from_secs(3600),
        ..Dialect::default()
    };
    let (halo, computer) = start(dialect).await;
    let computer = Arc::new(computer);
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let listener: Listener = {
        let (computer, id, seen) = (Arc::downgrade(&computer), id.clone(), Arc::clone(&seen));
        Arc::new(move |step| {
            if step == Progress::Look
                && let Some(computer) = computer.upgrade()
            {
                computer.latchkey().at(&id).stop();
            }
            seen.lock().unwrap().push(step);
        })
    };
    let stopped = computer.latchkey().at(&id).create(false, &listener).await;
    assert_eq!(stopped.unwrap_err(), Error::Stopped);
    let order = [Progress::Keychain, Progress::Ready, Progress::Keychain, Progress::Create, Progress::Look];
    assert_eq!(*seen.lock().unwrap(), order, "each step is told");
    assert_eq!(there(&halo), 1);
    let unfinished = computer.latchkey().overview().unfinished;
    assert!(unfinished[0].application().is_some(), "it is known that it may be there");

    halo.state().advance(Duration::from_secs(4000));
    computer.sign_in(&id, &halo).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().proof.verdict, Verdict::Works);
    assert_eq!((there(&halo), halo.state().created_by_api()), (1, 1));
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn what_may_be_there_is_not_left_behind_without_a_word() {
    let dialect = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
    let (halo, mut computer) = start(dialect).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    let left = computer.latchkey().at(&id).abandon(false).await.unwrap_err();
    assert_eq!(left.code(), "application-left");
    assert!(left.may_insist());
    computer.restart();
    assert_eq!(computer.latchkey().at(&id).undo(&nobody()).await.unwrap_err(), Error::AuthorityMissing);
    computer.sign_in(&id, &halo).await.unwrap();
    assert_eq!(computer.latchkey().at(&id).undo(&nobody()).await.unwrap().deleted, 1);
    assert_eq!(there(&halo), 0);
    assert_eq!(
        computer.latchkey().at(&id).undo(&nobody()).await.unwrap().deleted,
        0,
        "once more does no harm"
    );
    computer.latchkey().at(&id).abandon(false).await.unwrap();
    computer.assert_in_order(&[&halo]);
}

/// Neither our mark nor our Client ID stands there, and the answer says nothing.
fn nameless() -> Dialect {
    Dialect {
        post_answer: PostAnswer::FailsAfter,
        description_on_save: DescriptionOnSave::Dropped,
        client_id_on_save: latchkey_practice::ClientIdOnSave::Changes,
        appears_after: Duration::from_secs(600),
        ..Dialect::default()
    }
}

#[tokio::test]
async fn what_matches_by_its_name_alone_is_neither_used_nor_deleted_before_the_person_says_which_one_it_is() {
    let (halo, computer) = start(nameless()).await;
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap_err(), Error::CreateUnclear);
    let made: Vec<String> = halo.state().ids_of_the_api().iter().map(ToString::to_string).collect();
    let (colleagues, _) =
        halo.state().add_application(Intention::usual().application, 6, &["read:tickets"]).unwrap();
    halo.state().advance(Duration::from_secs(601));
    for again in [computer.create(&id).await.map(|_| ()), latchkey.at(&id).undo(&nobody()).await.map(|_| ())]
    {
        let Err(Error::ApplicationPerhaps { candidates, .. }) = again else { panic!("{again:?}") };
        assert_eq!(candidates.len(), 2, "each is shown");
        assert!(candidates.iter().all(|one| !one.client_id.is_empty() && one.agent.is_some()));
        assert!(candidates.iter().all(|one| one.created.is_some()), "with what tells them apart");
    }
    assert_eq!(there(&halo), 2, "none is touched");
    assert_eq!(
        latchkey.at(&id).this_one(&"4711".into()).await,
        Err(Error::ApplicationGone),
        "only one that was shown"
    );
    latchkey.at(&id).this_one(&made[0].as_str().into()).await.unwrap();
    assert_eq!(latchkey.at(&id).undo(&nobody()).await.unwrap().deleted, 1);
    assert!(halo.state().application(&colleagues).is_some() && there(&halo) == 1);
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn what_has_the_id_of_ours_and_nothing_else_of_it_is_asked_about_before_it_is_deleted() {
    let dialect = Dialect {
        active_on_save: ActiveOnSave::Inactive,
        description_on_save: DescriptionOnSave::Dropped,
        ..Dialect::default()
    };
    for is_ours in [true, false] {
        let (halo, computer) = start(dialect.clone()).await;
        let latchkey = computer.latchkey();
        let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
        assert_eq!(computer.create(&id).await.unwrap().connection, None);
        let client_id = latchkey.at(&id).draft().unwrap().client_id().unwrap().to_owned();
        // Somebody has made another one of it, or HaloPSA has given its id again.
        halo.state().change_application(&client_id, |one| {
            one.client_id = "0f8fad5b-d9cb-469f-a165-70867728950e".to_owned();
            one.name = "Something else".to_owned();
        });
        let undone = latchkey.at(&id).undo(&nobody()).await;
        let Err(Error::ApplicationPerhaps { candidates, .. }) = undone else { panic!("{undone:?}") };
        assert_eq!(candidates.len(), 1);
        if is_ours {
            latchkey.at(&id).this_one(&candidates[0].id).await.unwrap();
        } else {
            latchkey.at(&id).none_of_these(&[candidates[0].id.clone()]).await.unwrap();
        }
        assert_eq!(latchkey.at(&id).undo(&nobody()).await.unwrap().deleted, usize::from(is_ours));
        let stays = halo.state().applications().iter().any(|one| one.name == "Something else");
        assert_eq!(stays, !is_ours);
        assert!(computer.vault.entries().is_empty());
    }
}

#[tokio::test]
async fn when_none_of_them_is_ours_undoing_deletes_none_and_forgets() {
    let vain = Dialect { post_answer: PostAnswer::FailsBefore, ..Dialect::default() };
    let (halo, computer) = start(vain).await;
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap_err(), Error::CreateUnclear);
    halo.state().add_application(Intention::usual().application, 6, &["read:tickets"]).unwrap();
    let undone = latchkey.at(&id).undo(&nobody()).await;
    let Err(Error::ApplicationPerhaps { candidates, .. }) = undone else { panic!("{undone:?}") };
    let ids: Vec<ApplicationId> = candidates.into_iter().map(|one| one.id).collect();
    latchkey.at(&id).none_of_these(&ids).await.unwrap();
    assert_eq!(latchkey.at(&id).undo(&nobody()).await.unwrap().deleted, 0);
    assert_eq!(there(&halo), 1, "the colleague's stays");
    assert!(computer.vault.entries().is_empty());
    latchkey.at(&id).abandon(false).await.unwrap();
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn what_was_there_before_is_listed_anew_while_nothing_was_sent() {
    // Refused at first; then a colleague creates one of the name, and the next request is answered by an
    // error.
    let (halo, computer) = start(Dialect { managing: Managing::PostForbidden, ..Dialect::default() }).await;
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap_err(), Error::AuthorityNotEnough);
    assert!(computer.vault.entries().is_empty(), "a refused creation leaves no secret behind");
    let (colleagues, _) =
        halo.state().add_application(Intention::usual().application, 6, &["read:tickets"]).unwrap();
    halo.state().set_dialect(Dialect { post_answer: PostAnswer::FailsBefore, ..Dialect::default() });
    assert!(matches!(computer.create(&id).await, Err(Error::NameTaken { .. })));
    assert_eq!(latchkey.at(&id).create(true, &nobody()).await.unwrap_err(), Error::CreateUnclear);
    assert_eq!(latchkey.at(&id).undo(&nobody()).await.unwrap().deleted, 0);
    assert!(halo.state().application(&colleagues).is_some());
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn an_application_whose_row_cannot_be_read_is_unknown_and_not_gone() {
    let late = Dialect {
        post_answer: PostAnswer::FailsAfter,
        appears_after: Duration::from_secs(600),
        description_on_save: DescriptionOnSave::Dropped,
        ..Dialect::default()
    };
    let (halo, computer) = start(late).await;
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap_err(), Error::CreateUnclear);
    let made = *halo.state().ids_of_the_api().first().unwrap();
    halo.state().garble(made);
    halo.state().advance(Duration::from_secs(601));
    assert_eq!(computer.create(&id).await.unwrap_err(), Error::ApplicationsUnread { count: 1 });
    assert_eq!(
        latchkey.at(&id).undo(&nobody()).await.unwrap_err(),
        Error::ApplicationsUnread { count: 1 },
        "nothing is forgotten"
    );
    assert_eq!(there(&halo), 1);
    assert!(latchkey.at(&id).creation().is_some() && !computer.vault.entries().is_empty());
    // By hand is offered there, and asks about it.
    assert_eq!(latchkey.at(&id).go_on_by_hand(false).await.unwrap_err().code(), "application-left");
    latchkey.at(&id).go_on_by_hand(true).await.unwrap();
}

#[tokio::test]
async fn rows_that_cannot_be_read_are_told_and_asked_about_before_anything_is_created() {
    let (halo, computer) = start(Dialect::default()).await;
    let latchkey = computer.latchkey();
    let unreadable =
        halo.state().applications().iter().find(|one| one.name == "Paper Lantern Backup").unwrap().id;
    halo.state().garble(unreadable);
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(latchkey.at(&id).authorised().unwrap().unread, 1);
    let asked = computer.create(&id).await.unwrap_err();
    assert_eq!(asked.code(), "name-unchecked");
    assert!(asked.may_insist() && there(&halo) == 0 && computer.vault.entries().is_empty());
    let outcome = latchkey.at(&id).create(true, &nobody()).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::Works, "its own is told by its id");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn an_application_of_ours_whose_row_became_unreadable_is_deleted_by_its_id() {
    let (halo, computer) =
        start(Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() }).await;
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    halo.state().garble(*halo.state().ids_of_the_api().first().unwrap());
    assert_eq!(latchkey.at(&id).undo(&nobody()).await.unwrap().deleted, 1);
    assert_eq!(there(&halo), 0);
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn an_application_that_a_connection_uses_is_not_deleted_with_an_unfinished_set_up() {
    // Created by Latchkey and not working; the person makes it work by hand in a set-up of its own.
    let dialect = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
    let (halo, computer) = start(dialect).await;
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    let client_id = latchkey.at(&id).draft().unwrap().client_id().unwrap().to_owned();
    halo.state().change_application(&client_id, |one| one.active = true);
    let entry = computer.vault.entries().remove(0);
    let secret = computer.vault.get(&entry).unwrap().unwrap();
    let (other, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    let copied = (Secret::from(client_id), secret);
    computer.take(&other, &copied).await.unwrap();
    let connection = computer.prove(&other).await.unwrap().connection.unwrap();
    assert_eq!(latchkey.at(&id).undo(&nobody()).await.unwrap_err(), Error::ApplicationInUse);
    assert_eq!(there(&halo), 1);
    latchkey.at(&id).abandon(true).await.unwrap();
    assert!(latchkey.secret_of(&connection).await.is_ok(), "the connection keeps its secret");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn by_hand_goes_on_with_what_is_done_ticked() {
    let dialect = Dialect { permissions_on_save: PermissionsOnSave::AllDropped, ..Dialect::default() };
    let (halo, computer) = start(dialect).await;
    let latchkey = computer.latchkey();
    let intention = Intention::usual();
    let (id, _) = computer.answer_pages_signed_in(&halo, &intention).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    let draft = latchkey.at(&id).go_on_by_hand(false).await.unwrap();
    for done in [Item::New, Item::Name, Item::Active, Item::Method, Item::LoginType, Item::Agent] {
        assert!(draft.ticks.contains(&done), "{done:?}");
    }
    assert!(!draft.ticks.contains(&Item::Permissions) && !draft.ticks.contains(&Item::Save));
    assert_eq!(latchkey.at(&id).secret_place(), SecretPlace::Kept);
    halo.state().change_application(draft.client_id().unwrap(), |one| {
        one.permissions = intention.permissions.iter().map(ToString::to_string).collect();
    });
    let outcome = computer.prove(&id).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::Works);
    let connection = latchkey.connection(&outcome.connection.unwrap()).unwrap();
    assert!(connection.application.is_some(), "the connection knows the application");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn an_application_that_was_made_besides_stays_known() {
    // Created by Latchkey, does not work; the person makes another one by hand and finishes with that.
    let dialect = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
    let (halo, computer) = start(dialect).await;
    let latchkey = computer.latchkey();
    let intention = Intention::usual();
    let (id, _) = computer.answer_pages_signed_in(&halo, &intention).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    latchkey.at(&id).go_on_by_hand(false).await.unwrap();
    let (client_id, secret) =
        halo.state().add_application("Another", intention.agent_id, &intention.permissions).unwrap();
    latchkey.at(&id).take_client_id(&Secret::from(client_id), true, false).await.unwrap();
    latchkey.at(&id).take_secret(&Secret::from(secret), false).await.unwrap();
    assert!(computer.prove(&id).await.unwrap().connection.is_some());
    let left = latchkey.overview().unfinished;
    assert_eq!(left.len(), 1, "the first one is still known of");
    assert_eq!(left[0].application().map(|one| one.name.as_str()), Some(intention.application));
    assert_eq!(latchkey.at(left[0].id()).abandon(false).await.unwrap_err().code(), "application-left");
    latchkey.at(left[0].id()).abandon(true).await.unwrap();
    assert!(latchkey.overview().unfinished.is_empty());
    assert_eq!(computer.vault.entries().len(), 1, "and the connection's secret stays");
}

#[tokio::test]
async fn the_address_is_not_changed_under_an_application_that_is_there() {
    let dialect = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
    let halo = Practice::start(dialect).await.unwrap();
    let other = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo, &other], &[]);
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    let moved = latchkey.at(&id).set_address(computer.revision(&id), &other.address(), false, None).await;
    assert_eq!(moved.unwrap_err().code(), "undo-first");
    latchkey.at(&id).undo(&nobody()).await.unwrap();
    latchkey.at(&id).set_address(computer.revision(&id), &other.address(), false, None).await.unwrap();
    assert!(
        latchkey.at(&id).authorised().is_none(),
        "who may create applications there says nothing about here"
    );
}

#[tokio::test]
async fn a_creation_does_not_cost_the_secret_that_was_taken_by_hand() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Application);
    let (id, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    let mut form = Hand::at(&halo.address()).new_application(Intention::usual().answers()).await;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    computer.sign_in(&id, &halo).await.unwrap();
    let set_up = computer.latchkey().at(&id);
    set_up.set_general_from_list(computer.revision(&id), "Another name", Some(7)).await.unwrap();
    for insist in [false, true] {
        let refused = set_up.create(insist, &nobody()).await.unwrap_err();
        assert_eq!(refused, Error::CredentialsByHand);
    }
    assert_eq!(halo.state().created_by_api(), 0);
    set_up.go_on_by_hand(false).await.unwrap();
    computer.take_client_id_again(&id, &form).await.unwrap();
    assert!(computer.prove(&id).await.unwrap().connection.is_some());
    assert_eq!(computer.faults(&[&halo]), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_prepared_for_one_instance_is_not_taken_to_another() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let other = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo, &other], &[]).signing_in(By::Application);
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let (set_up, listener) = (computer.latchkey().at(&id), nobody());
    let before = computer.vault.entries().len();
    let stop = async {
        while computer.vault.entries().len() == before {
            tokio::task::yield_now().await;
        }
        set_up.stop();
    };
    let (stopped, ()) = tokio::join!(set_up.create(false, &listener), stop);
    assert_eq!(stopped.unwrap_err(), Error::Stopped);
    let draft = set_up.set_address(computer.revision(&id), &other.address(), false, None).await.unwrap();
    assert_eq!((draft.client_id(), set_up.creation()), (None, None));
    assert_eq!(computer.vault.entries().len(), before);
    // Another application there, by hand.
    let mut form = Hand::at(&other.address()).new_application(Intention::usual().answers()).await;
    computer.take(&id, &form.follow_the_guide().await).await.unwrap();
    computer.take_client_id_again(&id, &form).await.unwrap();
    assert!(computer.prove(&id).await.unwrap().connection.is_some());
    assert_eq!(computer.faults(&[&halo, &other]), Vec::<String>::new());
}

#[tokio::test]
async fn undoing_does_not_cost_the_secret_that_was_taken_by_hand_for_another_application() {
    let dialect = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
    let (halo, computer) = start(dialect).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    let set_up = computer.latchkey().at(&id);
    set_up.go_on_by_hand(false).await.unwrap();
    let mut form = Hand::at(&halo.address()).new_application(Intention::usual().answers()).await;
    let copied = form.follow_the_guide().await;
    set_up.take_client_id(&copied.0, false, true).await.unwrap();
    set_up.take_secret(&copied.1, true).await.unwrap();
    computer.note(&copied.1);
    computer.sign_in(&id, &halo).await.unwrap();
    assert_eq!(set_up.undo(&nobody()).await.unwrap().deleted, 1);
    assert_eq!(set_up.creation(), None);
    assert_eq!(set_up.secret_place(), SecretPlace::Kept);
    assert!(same(&computer.vault.get(&computer.vault.entries()[0]).unwrap().unwrap(), &copied.1));
    computer.assert_in_order(&[&halo]);
}
