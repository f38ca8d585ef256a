//! Set-ups whose end was interrupted, by the keychain, the disk, a crash or damage; and their connections
//! meanwhile.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use latchkey_core::connections::Connections;
use latchkey_core::proof::finding::Verdict;
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::setup::record::Stage;
use latchkey_core::store::{Effect, Folder, Kind};
use latchkey_core::vault::{Vault as _, same};
use latchkey_core::{ConnectionId, Error, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{By, Computer, Intention, nobody};
use latchkey_journeys::hand::{Form, Hand, Notice};
use latchkey_practice::{ActiveOnSave, Dialect, Practice};
use secrecy::ExposeSecret;

async fn start(by: By) -> (Practice, Computer) {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(by);
    (halo, computer)
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// NewSecret of a connection whose application was created again, before it is proved.
async fn created_again(halo: &Practice, computer: &Computer) -> (ConnectionId, SetUpId, Form) {
    let mut done = computer.set_up(halo, &Intention::usual()).await.unwrap();
    let connection = done.connection();
    let _ = done.form.delete().await;
    let (id, form) = new_secret_of_another(halo, computer, &connection).await;
    (connection, id, form)
}

/// NewSecret of a connection, by hand, with another application than it had.
async fn new_secret_of_another(
    halo: &Practice,
    computer: &Computer,
    connection: &ConnectionId,
) -> (SetUpId, Form) {
    let latchkey = computer.latchkey();
    let draft = latchkey.begin_new_secret_for(connection).await.unwrap();
    let mut form = Hand::at(&halo.address()).new_application(Intention::usual().answers()).await;
    let copied = form.follow_the_guide().await;
    computer.note(&copied.1);
    latchkey.at(&draft.id).take_client_id(&copied.0, false, true).await.unwrap();
    latchkey.at(&draft.id).take_secret(&copied.1, false).await.unwrap();
    computer.take_client_id_again(&draft.id, &form).await.unwrap();
    (draft.id, form)
}

/// Takes a secret that is made in HaloPSA for the usual application, to be proved.
async fn generated(halo: &Practice, computer: &Computer, id: &SetUpId) -> (Form, Secret) {
    let (form, secret) = computer.renew(halo, id).await;
    computer.take_client_id_again(id, &form).await.unwrap();
    (form, secret)
}

/// The old entry can't be deleted at the end.
async fn interrupted_end(halo: &Practice, computer: &Computer) -> (ConnectionId, SetUpId, Form) {
    let (connection, id, form) = created_again(halo, computer).await;
    computer.trouble.no_delete.store(true, Ordering::SeqCst);
    let refused = computer.prove(&id).await.unwrap_err().error;
    assert_eq!(refused, Error::KeychainTrouble);
    computer.trouble.no_delete.store(false, Ordering::SeqCst);
    (connection, id, form)
}

/// The list of connections can't be written while this is done.
async fn without_the_list<R>(computer: &Computer, work: impl Future<Output = R>) -> R {
    let in_the_way = computer.folder().join("connections.json.before");
    let _ = fs::remove_file(&in_the_way);
    fs::create_dir_all(in_the_way.join("full")).unwrap();
    let done = work.await;
    fs::remove_dir_all(&in_the_way).unwrap();
    done
}

/// Once the connections are written, the set-up's own document can be neither written nor removed.
async fn without_its_end<R>(computer: &Computer, id: &SetUpId, work: impl Future<Output = R>) -> R {
    let in_the_way = computer.folder().join(format!("set-ups/{id}.json.before"));
    let before = in_the_way.clone();
    *computer.trouble.at_an_effect.lock().unwrap() = Some(Arc::new(move |effect| {
        if effect == Effect::Replaced(Kind::Connections) {
            let _ = fs::remove_file(&before);
            let _ = fs::create_dir(&before);
        }
    }));
    let done = work.await;
    *computer.trouble.at_an_effect.lock().unwrap() = None;
    fs::remove_dir(&in_the_way).unwrap();
    done
}

/// The connection works with this application, and nothing is left beside it.
async fn is_renewed_by(halo: &Practice, computer: &Computer, connection: &ConnectionId, form: &Form) {
    let there = computer.latchkey().connection(connection).unwrap();
    let client_id = form.client_id().await;
    // Exposed because a Client ID is no secret.
    assert!(there.client_id.eq_ignore_ascii_case(client_id.expose_secret()));
    let proof = computer.latchkey().prove_connection(connection, &nobody()).await.unwrap();
    assert_eq!(proof.verdict, Verdict::Works);
    assert_eq!(computer.latchkey().overview().unfinished, []);
    assert_eq!(computer.faults(&[halo]), Vec::<String>::new());
}

#[tokio::test]
async fn a_proved_secret_is_listed_though_the_old_one_was_tested_meanwhile() {
    for restart in [false, true] {
        let (halo, mut computer) = start(By::Application).await;
        let (connection, id, form) = created_again(&halo, &computer).await;
        let refused = without_the_list(&computer, computer.prove(&id)).await.unwrap_err().error;
        assert_eq!(refused, Error::FolderUnavailable);
        let old = computer.latchkey().prove_connection(&connection, &nobody()).await.unwrap();
        assert_eq!(old.verdict, Verdict::DoesNotWork);
        if restart {
            computer.restart();
        }
        // At the start it may have been listed already.
        let ended = computer.prove(&id).await.map(|outcome| outcome.connection);
        assert!(matches!(ended, Ok(Some(_))) || restart, "{ended:?}");
        is_renewed_by(&halo, &computer, &connection, &form).await;
    }
}

#[tokio::test]
async fn a_clock_that_was_wrong_once_loses_no_secret() {
    let (halo, mut computer) = start(By::Application).await;
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    computer.close();
    {
        let folder = Folder::open(computer.folder(), Arc::new(|_| {})).unwrap();
        let mut all = folder.read::<Connections>("connections.json").unwrap().unwrap().content;
        all.connections[0].proof.at = "2100-01-01T00:00:00Z".parse().unwrap();
        folder.write("connections.json", &all).unwrap();
    }
    computer.restart();
    let (id, form) = new_secret_of_another(&halo, &computer, &connection).await;
    assert_eq!(computer.prove(&id).await.unwrap().connection, Some(connection.clone()));
    is_renewed_by(&halo, &computer, &connection, &form).await;
}

#[tokio::test]
async fn a_secret_that_could_not_be_listed_does_not_replace_a_newer_one() {
    for restart in [false, true] {
        let (halo, mut computer) = start(By::Application).await;
        let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
        let first = computer.latchkey().begin_new_secret_for(&connection).await.unwrap().id;
        generated(&halo, &computer, &first).await;
        let refused = without_the_list(&computer, computer.prove(&first)).await.unwrap_err().error;
        assert_eq!(refused, Error::FolderUnavailable);
        let (second, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
        let (form, live) = generated(&halo, &computer, &second).await;
        assert_eq!(computer.prove(&second).await.unwrap().connection, Some(connection.clone()));
        if restart {
            computer.restart();
        }
        let kept = computer.latchkey().secret_of(&connection).await.unwrap();
        assert!(same(&kept, &live));
        // HaloPSA keeps one secret: the first is dead, and its set-up doesn't end as if it were listed.
        assert_eq!(computer.prove(&first).await.unwrap().connection, None);
        computer.latchkey().at(&first).abandon(true).await.unwrap();
        is_renewed_by(&halo, &computer, &connection, &form).await;
    }
}

#[tokio::test]
async fn a_removed_connection_stays_removed_though_a_set_up_had_not_ended() {
    let (halo, mut computer) = start(By::Application).await;
    let (connection, _, _form) = interrupted_end(&halo, &computer).await;
    computer.latchkey().remove_connection(&connection).await.unwrap();
    assert_eq!(computer.latchkey().overview().connections, []);
    computer.restart();
    assert_eq!(computer.latchkey().overview().connections.len(), 0, "it was removed");
}

#[tokio::test]
async fn a_later_test_is_not_overwritten_by_a_set_up_that_had_not_ended() {
    let (halo, mut computer) = start(By::Application).await;
    let (connection, _, mut form) = interrupted_end(&halo, &computer).await;
    let _ = form.delete().await;
    let proof = computer.latchkey().prove_connection(&connection, &nobody()).await.unwrap();
    assert_eq!(proof.verdict, Verdict::DoesNotWork);
    computer.restart();
    let now = computer.latchkey().connection(&connection).unwrap();
    assert_eq!(now.proof.verdict, Verdict::DoesNotWork, "reported to work again");
}

/// A second replacement after an interrupted first one.
#[tokio::test]
async fn a_later_replacement_is_not_undone_by_a_set_up_that_had_not_ended() {
    let (halo, mut computer) = start(By::Application).await;
    let latchkey = computer.latchkey();
    let done = computer.set_up(&halo, &Intention::usual()).await.unwrap();
    let connection = done.connection();
    // For the same application, without naming the connection.
    let lost = latchkey.begin_new_secret(None, Intention::usual().product).unwrap().id;
    computer.give_address(&lost, &halo, &halo.address()).await.unwrap();
    latchkey
        .at(&lost)
        .set_permissions(computer.revision(&lost), &Intention::usual().permissions)
        .await
        .unwrap();
    let mut form =
        Hand::at(&halo.address()).open(Intention::usual().application, Intention::usual().answers()).await;
    assert_eq!(form.generate().await, Notice::Generated);
    let copied = form.credentials().await;
    computer.take(&lost, &copied).await.unwrap();
    assert_eq!(form.save().await, Notice::Saved);
    computer.trouble.no_delete.store(true, Ordering::SeqCst);
    let _ = computer.prove(&lost).await;
    computer.trouble.no_delete.store(false, Ordering::SeqCst);
    // The application is created again.
    let _ = form.delete().await;
    let draft = latchkey.begin_new_secret_for(&connection).await.unwrap();
    assert_ne!(draft.id, lost);
    let mut form = Hand::at(&halo.address()).new_application(Intention::usual().answers()).await;
    let copied = form.follow_the_guide().await;
    computer.note(&copied.1);
    latchkey.at(&draft.id).take_client_id(&copied.0, false, true).await.unwrap();
    latchkey.at(&draft.id).take_secret(&copied.1, false).await.unwrap();
    computer.take_client_id_again(&draft.id, &form).await.unwrap();
    let outcome = computer.prove(&draft.id).await.unwrap();
    assert_eq!(outcome.connection.as_ref(), Some(&connection));
    let before = latchkey.connection(&connection).unwrap();
    computer.restart();
    let after = computer.latchkey().connection(&connection).unwrap();
    assert_eq!((after.client_id, after.entry), (before.client_id, before.entry));
}

/// The new secret can't be brought to the connection's entry; the connection is removed; the set-up continues.
#[tokio::test]
async fn a_new_secret_survives_the_removal_of_its_connection() {
    let (halo, computer) = start(By::Application).await;
    let latchkey = computer.latchkey();
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let entry = latchkey.connection(&connection).unwrap().entry;
    let draft = latchkey.begin_new_secret_for(&connection).await.unwrap();
    let mut form =
        Hand::at(&halo.address()).open(Intention::usual().application, Intention::usual().answers()).await;
    assert_eq!(form.generate().await, Notice::Generated);
    let copied = form.credentials().await;
    computer.take(&draft.id, &copied).await.unwrap();
    assert_eq!(form.save().await, Notice::Saved);
    computer.take_client_id_again(&draft.id, &form).await.unwrap();
    *computer.trouble.no_put.lock().unwrap() = Some(entry);
    let _ = computer.prove(&draft.id).await;
    *computer.trouble.no_put.lock().unwrap() = None;
    latchkey.remove_connection(&connection).await.unwrap();
    let outcome = computer.prove(&draft.id).await;
    let holds = computer.vault.entries().iter().any(|entry| {
        let kept = computer.vault.get(entry).unwrap().unwrap();
        same(&kept, &copied.1)
    });
    assert!(holds, "the new secret is gone: {:?}", outcome.map(|o| o.proof.verdict));
}

/// A set-up that stays because it left an application behind continues, and has the id of the connection it made.
#[tokio::test]
async fn a_set_up_that_continues_replaces_no_connection() {
    let dialect = Dialect { active_on_save: ActiveOnSave::Inactive, ..Dialect::default() };
    let halo = Practice::start(dialect).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Application);
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    halo.state().set_dialect(Dialect::default());
    latchkey.at(&id).go_on_by_hand(false).await.unwrap();
    let mut form = Hand::at(&halo.address()).new_application(Intention::usual().answers()).await;
    let copied = form.follow_the_guide().await;
    computer.note(&copied.1);
    latchkey.at(&id).take_client_id(&copied.0, false, true).await.unwrap();
    latchkey.at(&id).take_secret(&copied.1, true).await.unwrap();
    latchkey.at(&id).take_client_id(&form.client_id().await, true, true).await.unwrap();
    let outcome = computer.prove(&id).await.unwrap();
    let connection = outcome.connection.expect("a connection");
    let before = latchkey.connection(&connection).unwrap();
    assert_eq!(latchkey.overview().unfinished.len(), 1, "what was left behind is to be removed");
    // It is removed, and the person presses "Create".
    computer.sign_in(&id, &halo).await.unwrap();
    let _ = latchkey.at(&id).undo(&nobody()).await;
    let _ = latchkey.at(&id).create(true, &nobody()).await;
    let all = latchkey.overview().connections;
    assert!(all.iter().any(|one| one.client_id == before.client_id), "the first connection is gone");
}

/// A damaged document, and a crash while it is repaired: the version before is taken for the newest.
#[tokio::test]
async fn a_crash_while_a_damaged_document_is_repaired_forgets_no_application() {
    let (halo, mut computer) = start(By::Application).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let folder = computer.folder().to_owned();
    let kept = folder.with_file_name("kept");
    {
        let (folder, kept) = (folder.clone(), kept.clone());
        *computer.trouble.at_an_effect.lock().unwrap() = Some(Arc::new(move |effect| {
            if effect == Effect::ApplicationAsked {
                copy(&folder, &kept);
            }
        }));
    }
    computer.create(&id).await.unwrap();
    *computer.trouble.at_an_effect.lock().unwrap() = None;
    // The crash was there.
    computer.close();
    copy(&kept, &folder);
    let document = folder.join(format!("set-ups/{id}.json"));
    let mut bytes = fs::read(&document).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(&document, bytes).unwrap();
    for crash in [false, true] {
        copy(&folder, &folder.with_file_name("again"));
        if crash {
            // What the first start did before it died, or before the full disk refused the new document.
            fs::rename(&document, folder.join(format!("set-ups/{id}.json.damaged-0"))).unwrap();
        }
        computer.restart();
        let one = computer.latchkey().overview().unfinished.remove(0);
        let known = one.application().is_some();
        let abandoned = computer.latchkey().at(&id).abandon(false).await;
        assert!(matches!(abandoned, Err(Error::ApplicationLeft { .. })), "crash {crash}: {abandoned:?}");
        computer.close();
        assert!(known, "crash {crash}: an application that nobody knows of");
        copy(&folder.with_file_name("again"), &folder);
    }
}

/// The set-up's own removal fails; the person removes it from the list.
#[tokio::test]
async fn a_set_up_that_only_lacks_its_end_can_be_removed_without_a_warning() {
    let (halo, computer) = start(By::Application).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let _ = without_its_end(&computer, &id, computer.create(&id)).await;
    let latchkey = computer.latchkey();
    assert_eq!(latchkey.at(&id).abandon(false).await, Ok(()), "only its end is missing");
}

/// The same; another Client ID is pasted in the set-up that has become a connection.
#[tokio::test]
async fn another_client_id_in_it_takes_no_secret_from_its_connection() {
    let (halo, computer) = start(By::Application).await;
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    let mut form = Hand::at(&halo.address()).new_application(Intention::usual().answers()).await;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    computer.take_client_id_again(&id, &form).await.unwrap();
    let _ = without_its_end(&computer, &id, computer.prove(&id)).await;
    let connection: ConnectionId = (&id).into();
    assert!(latchkey.secret_of(&connection).await.is_ok());
    let other = Secret::from("0f8fad5b-d9cb-469f-a165-70867728950e");
    let _ = latchkey.at(&id).take_client_id(&other, true, true).await;
    assert!(latchkey.secret_of(&connection).await.is_ok(), "the connection has lost its secret");
}

/// The list of connections can't be written when a set-up is finished.
async fn list_fails() -> (Practice, Computer, SetUpId) {
    let (halo, computer) = start(By::Application).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let list = computer.folder().join("connections.json");
    let before = computer.folder().join("connections.json.before");
    fs::create_dir(&list).unwrap();
    fs::create_dir_all(before.join("x")).unwrap();
    assert_eq!(computer.create(&id).await, Err(Error::FolderUnavailable));
    fs::remove_dir_all(&before).unwrap();
    fs::remove_dir(&list).unwrap();
    (halo, computer, id)
}

/// The version before can't be written: what counts is written, and reported to be.
#[tokio::test]
async fn a_second_copy_that_cannot_be_written_costs_nothing() {
    let (halo, mut computer) = start(By::Application).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let before = computer.folder().join("connections.json.before");
    fs::create_dir(&before).unwrap();
    assert!(computer.create(&id).await.unwrap().connection.is_some());
    fs::remove_dir(&before).unwrap();
    computer.restart();
    computer.assert_in_order(&[&halo]);
    assert_eq!(computer.latchkey().overview().connections.len(), 1);
}

#[tokio::test]
async fn what_was_undone_while_the_list_could_not_be_written_becomes_no_connection() {
    let (halo, mut computer, id) = list_fails().await;
    let folder = computer.folder().to_owned();
    let kept = folder.with_file_name("kept");
    {
        let (folder, kept) = (folder.clone(), kept.clone());
        *computer.trouble.at_an_effect.lock().unwrap() = Some(Arc::new(move |effect| {
            if effect == Effect::SecretDeleted {
                copy(&folder, &kept);
            }
        }));
    }
    let _ = computer.latchkey().at(&id).undo(&nobody()).await;
    *computer.trouble.at_an_effect.lock().unwrap() = None;
    computer.close();
    copy(&kept, &folder);
    computer.restart();
    let faults = computer.faults(&[&halo]);
    assert!(faults.is_empty(), "{faults:?}");
}

/// The same by hand: given up, and a crash.
#[tokio::test]
async fn what_was_given_up_while_the_list_could_not_be_written_becomes_no_connection() {
    let (halo, mut computer) = start(By::Application).await;
    let (id, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    let mut form = Hand::at(&halo.address()).new_application(Intention::usual().answers()).await;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    computer.take_client_id_again(&id, &form).await.unwrap();
    let folder = computer.folder().to_owned();
    let (list, before) = (folder.join("connections.json"), folder.join("connections.json.before"));
    fs::create_dir(&list).unwrap();
    fs::create_dir_all(before.join("x")).unwrap();
    assert!(computer.prove(&id).await.is_err());
    fs::remove_dir_all(&before).unwrap();
    fs::remove_dir(&list).unwrap();
    let kept = folder.with_file_name("kept");
    {
        let (folder, kept) = (folder.clone(), kept.clone());
        *computer.trouble.at_an_effect.lock().unwrap() = Some(Arc::new(move |effect| {
            if effect == Effect::SecretDeleted {
                copy(&folder, &kept);
            }
        }));
    }
    computer.latchkey().at(&id).abandon(false).await.unwrap();
    *computer.trouble.at_an_effect.lock().unwrap() = None;
    computer.close();
    copy(&kept, &folder);
    computer.restart();
    let faults = computer.faults(&[&halo]);
    assert!(faults.is_empty(), "{faults:?}");
}

/// A damaged document of a set-up that has become nothing, beside another one that renewed its connection.
#[tokio::test]
async fn damage_invents_no_end() {
    let (halo, mut computer) = start(By::Application).await;
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let one = computer.latchkey().begin_new_secret_for(&connection).await.unwrap().id;
    // Another one renews it meanwhile.
    let two = computer.latchkey().begin_new_secret(None, Intention::usual().product).unwrap().id;
    computer.give_address(&two, &halo, &halo.address()).await.unwrap();
    computer
        .latchkey()
        .at(&two)
        .set_permissions(computer.revision(&two), &Intention::usual().permissions)
        .await
        .unwrap();
    let _ = computer.renew(&halo, &two).await;
    assert_eq!(computer.prove(&two).await.unwrap().connection.as_ref(), Some(&connection));
    // And again, with the first one: it is not proved yet.
    let (form, live) = computer.renew(&halo, &one).await;
    computer.take_client_id_again(&one, &form).await.unwrap();
    computer.close();
    fs::write(computer.folder().join(format!("set-ups/{one}.json")), "{").unwrap();
    computer.restart();
    let outcome = computer.prove(&one).await.unwrap();
    let holds = computer
        .vault
        .entries()
        .iter()
        .any(|entry| same(&computer.vault.get(entry).unwrap().unwrap(), &live));
    assert!(
        holds,
        "the live secret is gone, and it is reported: {:?} {:?}",
        outcome.proof.verdict, outcome.connection
    );
}

#[tokio::test]
async fn a_new_secret_of_a_removed_connection_continues() {
    let (halo, mut computer) = start(By::Application).await;
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let one = computer.latchkey().begin_new_secret_for(&connection).await.unwrap().id;
    let (form, _) = computer.renew(&halo, &one).await;
    computer.take_client_id_again(&one, &form).await.unwrap();
    computer.latchkey().remove_connection(&connection).await.unwrap();
    computer.restart();
    let outcome = computer.prove(&one).await.unwrap();
    let faults = computer.faults(&[&halo]);
    assert!(outcome.connection.is_some() && faults.is_empty(), "{faults:?}");
}

/// The page's futures are dropped halfway at every moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creation_that_is_dropped_halfway_continues_and_leaves_nothing_behind() {
    for ms in [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 80, 120] {
        let (halo, mut computer) = start(By::Application).await;
        let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
        let dropped = tokio::time::timeout(Duration::from_millis(ms), computer.create(&id)).await;
        if dropped.is_ok() {
            continue;
        }
        computer.create(&id).await.unwrap();
        for _ in 0..2 {
            let faults = computer.faults(&[&halo]);
            assert!(faults.is_empty(), "{ms}: {faults:?}");
            computer.restart();
        }
        let there =
            halo.state().applications().iter().filter(|a| a.name == Intention::usual().application).count();
        assert!(there <= 1, "{ms}: {there}");
    }
}

/// A crash between the two renames of a write, and two starts: what was only prepared was never sent.
#[tokio::test]
async fn a_version_that_stood_in_once_is_not_taken_for_a_damaged_one_later() {
    let (halo, mut computer) = start(By::Application).await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    let (set_up, listener) = (computer.latchkey().at(&id), nobody());
    let stop = async {
        while computer.vault.entries().is_empty() {
            tokio::task::yield_now().await;
        }
        set_up.stop();
    };
    let (stopped, ()) = tokio::join!(set_up.create(false, &listener), stop);
    assert_eq!(stopped.unwrap_err(), Error::Stopped);
    drop(set_up);
    computer.close();
    let folder = computer.folder().join("set-ups");
    let name = format!("{id}.json");
    fs::rename(folder.join(&name), folder.join(format!("{name}.before"))).unwrap();
    fs::write(folder.join(format!(".writing-{name}-1")), "").unwrap();
    for _ in 0..2 {
        computer.restart();
        let creation = computer.latchkey().at(&id).creation().unwrap();
        assert_eq!(creation.stage, Stage::Prepared);
    }
}

/// While a secret is tested, another one is made for the same application, tested and listed.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_died_while_it_was_tested_replaces_no_newer_one() {
    let (halo, computer) = start(By::Application).await;
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let first = computer.latchkey().begin_new_secret_for(&connection).await.unwrap().id;
    generated(&halo, &computer, &first).await;
    let (second, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    // It has its token.
    let (tested, listed) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let at_the_reads = (Arc::clone(&tested), Arc::clone(&listed), AtomicBool::new(true));
    let listener: Listener = Arc::new(move |progress| {
        let (tested, listed, is_first) = &at_the_reads;
        if matches!(progress, Progress::Reads { .. }) && is_first.swap(false, Ordering::SeqCst) {
            tokio::task::block_in_place(|| {
                tested.wait();
                listed.wait();
            });
        }
    });
    let set_up = computer.latchkey().at(&first);
    let proof = tokio::spawn(async move { set_up.prove(&listener).await });
    tokio::task::block_in_place(|| tested.wait());
    let (_, live) = generated(&halo, &computer, &second).await;
    assert_eq!(computer.prove(&second).await.unwrap().connection, Some(connection.clone()));
    tokio::task::block_in_place(|| listed.wait());
    assert_eq!(proof.await.unwrap().unwrap_err(), Error::DraftStale);
    assert!(same(&computer.latchkey().secret_of(&connection).await.unwrap(), &live));
    assert_eq!(computer.prove(&first).await.unwrap().connection, None, "it is dead");
    computer.latchkey().at(&first).abandon(true).await.unwrap();
    assert_eq!(computer.faults(&[&halo]), Vec::<String>::new());
}
