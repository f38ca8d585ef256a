//! A user signs in on HaloPSA's own page, in each way in which its web app keeps a session; Latchkey
//! continues with it to a proved connection.

use std::sync::Arc;

use latchkey_core::halo::{Network, Patience};
use latchkey_core::proof::finding::Verdict;
use latchkey_core::setup::draft::Way;
use latchkey_core::vault::Memory;
use latchkey_core::{Error, Latchkey, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{By, Computer, Intention, nobody};
use latchkey_journeys::window::{Window, sign_in_as_a_person};
use latchkey_practice::{AgentMe, Dialect, Practice, SecondFactor, SessionKept, SignInPage};

const WAYS: [SessionKept; 3] = [SessionKept::Cookie, SessionKept::LocalStorage, SessionKept::HttpOnlyCookie];

async fn start(dialect: Dialect) -> (Practice, Computer) {
    let halo = Practice::start(dialect).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Person);
    (halo, computer)
}

/// A set-up with the address given.
async fn begun(computer: &Computer, halo: &Practice) -> SetUpId {
    let id = computer.latchkey().begin(None, "Harbour Alarm").unwrap().id;
    computer.give_address(&id, halo, &halo.address()).await.unwrap();
    id
}

#[tokio::test]
async fn every_session_every_second_factor_and_every_sign_in_page_lead_to_a_proved_connection() {
    for session in WAYS {
        for second_factor in [SecondFactor::None, SecondFactor::Code] {
            for sign_in_page in [SignInPage::OfHaloPsa, SignInPage::SingleSignOn] {
                for path in ["", "/halo"] {
                    let dialect =
                        Dialect { session, second_factor, sign_in_page, path, ..Dialect::default() };
                    let name = format!("{session:?}, {second_factor:?}, {sign_in_page:?}, {path:?}");
                    let (halo, computer) = start(dialect).await;
                    let (id, _) = computer
                        .answer_pages_signed_in(&halo, &Intention::usual())
                        .await
                        .unwrap_or_else(|e| panic!("{name}: {e:?}"));
                    let who = computer.latchkey().at(&id).authorised().unwrap();
                    assert_eq!(who.agent.as_deref(), Some("Wilhelmina Sample"), "{name}");
                    assert!(who.by_person && who.administrator == Some(true) && who.application.is_none());
                    let outcome = computer.create(&id).await.unwrap_or_else(|e| panic!("{name}: {e:?}"));
                    assert_eq!(outcome.proof.verdict, Verdict::Works, "{name}");
                    assert!(computer.latchkey().set_up(&id).is_err(), "nothing of it stays");
                    for value in halo.state().session_values() {
                        computer.note(&Secret::from(value));
                    }
                    computer.assert_in_order(&[&halo]);
                }
            }
        }
    }
}

#[tokio::test]
async fn nobody_is_signed_in_before_the_second_factor() {
    for session in WAYS {
        let (halo, computer) =
            start(Dialect { session, second_factor: SecondFactor::Code, ..Dialect::default() }).await;
        let id = begun(&computer, &halo).await;
        let instance = computer.latchkey().at(&id).sign_in_place().unwrap();
        let mut window = Window::at(&halo.address());
        window.sign_in_until(|page| page.contains("id=\"verify\"")).await;
        for pass in window.session_candidates(&instance) {
            let who = computer.latchkey().who_is_signed_in(&instance, pass.token).await;
            assert!(matches!(who, Ok(None)), "{session:?}");
        }
        assert_eq!(halo.state().sign_ins(), 0);
    }
}

#[tokio::test]
async fn who_is_no_administrator_hears_so_by_name() {
    for session in WAYS {
        let (halo, computer) = start(Dialect { session, ..Dialect::default() }).await;
        halo.state().set_person(2);
        let id = begun(&computer, &halo).await;
        let refused = sign_in_as_a_person(computer.latchkey(), &id).await;
        assert_eq!(refused, Err(Error::NotAdministrator { name: "Percy Placeholder".into() }));
        assert!(computer.latchkey().at(&id).authorised().is_none());
        assert_eq!(computer.latchkey().at(&id).draft().unwrap().way, Way::ByHand);
    }
}

#[tokio::test]
async fn an_instance_that_does_not_say_who_is_signed_in_is_asked_for_what_counts() {
    for agent_me in [AgentMe::Forbidden, AgentMe::NotFound] {
        for (person, ends) in [(1, Ok(())), (2, Err(Error::AuthorityNotEnough))] {
            let (halo, computer) = start(Dialect { agent_me, ..Dialect::default() }).await;
            halo.state().set_person(person);
            let id = begun(&computer, &halo).await;
            assert_eq!(sign_in_as_a_person(computer.latchkey(), &id).await, ends, "{agent_me:?}");
            let who = computer.latchkey().at(&id).authorised();
            assert_eq!(who.map(|who| (who.agent, who.administrator)), ends.ok().map(|()| (None, None)));
        }
    }
}

#[tokio::test]
async fn a_session_that_ends_in_the_middle_is_asked_for_again_and_every_answer_stays() {
    for session in WAYS {
        let (halo, computer) = start(Dialect { session, ..Dialect::default() }).await;
        let latchkey = computer.latchkey();
        let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
        let before = latchkey.at(&id).draft().unwrap();
        halo.state().expire_sessions();
        assert_eq!(latchkey.at(&id).agents().await.unwrap_err(), Error::AuthorityExpired);
        assert_eq!(computer.create(&id).await.unwrap_err(), Error::AuthorityMissing, "it was dropped");
        sign_in_as_a_person(latchkey, &id).await.unwrap();
        let after = latchkey.at(&id).draft().unwrap();
        assert_eq!(
            (after.application_name, after.agent, after.permissions),
            (before.application_name, before.agent, before.permissions)
        );
        assert_eq!(computer.create(&id).await.unwrap().proof.verdict, Verdict::Works);
        computer.assert_in_order(&[&halo]);
    }
}

#[tokio::test]
async fn another_user_than_before_is_asked_about() {
    let (halo, computer) = start(Dialect::default()).await;
    let latchkey = computer.latchkey();
    let mut other = halo.state().agents().into_iter().find(|one| one.id == 2).unwrap();
    other.is_admin = true;
    halo.state().put_agent(other);
    let id = begun(&computer, &halo).await;
    sign_in_as_a_person(latchkey, &id).await.unwrap();
    halo.state().expire_sessions();
    let _ = latchkey.at(&id).agents().await;
    halo.state().set_person(2);
    let asked =
        Error::SignInOtherAgent { name: "Percy Placeholder".into(), before: "Wilhelmina Sample".into() };
    assert!(asked.may_insist());
    assert_eq!(sign_in_as_a_person(latchkey, &id).await, Err(asked.clone()));
    assert!(latchkey.at(&id).authorised().is_none(), "not before it is agreed to");

    // Another page is opened instead: the user who was asked about is forgotten.
    latchkey.page_is_gone();
    assert_eq!(latchkey.at(&id).accept_sign_in().await, Err(Error::AuthorityMissing));

    assert_eq!(sign_in_as_a_person(latchkey, &id).await, Err(asked));
    latchkey.at(&id).accept_sign_in().await.unwrap();
    assert_eq!(latchkey.at(&id).authorised().unwrap().agent.as_deref(), Some("Percy Placeholder"));
    sign_in_as_a_person(latchkey, &id).await.unwrap();
}

#[tokio::test]
async fn a_session_is_dropped_by_hand_at_removal_at_another_address_and_at_quitting() {
    let (halo, computer) = start(Dialect::default()).await;
    let latchkey = computer.latchkey();
    let id = begun(&computer, &halo).await;
    let signed_in = || latchkey.set_up(&id).is_ok_and(|set_up| set_up.authorised().is_some());

    sign_in_as_a_person(latchkey, &id).await.unwrap();
    assert!(signed_in());
    latchkey.at(&id).go_on_by_hand(false).await.unwrap();
    assert!(!signed_in(), "by hand");
    assert_eq!(latchkey.at(&id).draft().unwrap().way, Way::ByHand);

    sign_in_as_a_person(latchkey, &id).await.unwrap();
    latchkey.sign_out();
    assert!(!signed_in(), "at quitting");

    sign_in_as_a_person(latchkey, &id).await.unwrap();
    let elsewhere = Practice::start(Dialect::default()).await.unwrap();
    let reaches_both = Computer::that_reaches(&[&halo, &elsewhere], &[]);
    let (other, both) = (begun(&reaches_both, &halo).await, reaches_both.latchkey());
    sign_in_as_a_person(both, &other).await.unwrap();
    let address = elsewhere.address();
    both.at(&other).set_address(reaches_both.revision(&other), &address, false, None).await.unwrap();
    assert!(both.at(&other).authorised().is_none(), "at another address");

    latchkey.at(&id).abandon(false).await.unwrap();
    assert!(!signed_in(), "at its removal");
}

#[tokio::test]
async fn nobody_signs_in_for_a_lost_secret_or_without_an_address() {
    let (halo, computer) = start(Dialect::default()).await;
    let latchkey = computer.latchkey();
    let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
    assert_eq!(latchkey.at(&id).sign_in_place().unwrap_err(), Error::DraftIncomplete);
    let lost = latchkey.begin_new_secret(None, "Harbour Alarm").unwrap().id;
    computer.give_address(&lost, &halo, &halo.address()).await.unwrap();
    assert_eq!(latchkey.at(&lost).sign_in_place().unwrap_err(), Error::DraftIncomplete);
}

#[tokio::test]
async fn the_window_goes_to_no_file_and_to_no_page_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let network = Network::to_the_internet(Patience::default());
    let real = Latchkey::open(folder.path(), Arc::new(Memory::default()), network).unwrap();
    let (halo, computer) = start(Dialect::default()).await;
    let practice = computer.latchkey();
    let goes = |latchkey: &Latchkey, text: &str| latchkey.window_may_go_to(&text.parse().unwrap());
    for yes in ["https://acme.halopsa.com/", "https://login.microsoftonline.com/x"] {
        assert!(goes(&real, yes) && !goes(practice, yes), "{yes}");
    }
    for yes in ["about:blank", "about:srcdoc"] {
        assert!(goes(&real, yes) && goes(practice, yes), "{yes}");
    }
    assert!(goes(practice, &halo.address()) && !goes(&real, &halo.address()));
    for no in [
        "http://acme.halopsa.com/",
        "http://127.0.0.1/",
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://tauri.localhost/index.html",
        "https://tauri.localhost/index.html",
        "https://ipc.localhost/index_view",
        "tauri://localhost/index.html",
        "ipc://localhost/index_view",
        "file:///etc/passwd",
        "data:text/html,x",
        "blob:https://acme.halopsa.com/1",
        "javascript:alert(1)",
        "about:config",
        "mailto:a@b.example",
        "ms-settings:privacy",
    ] {
        assert!(!goes(&real, no) && !goes(practice, no), "{no}");
    }
}

#[tokio::test]
async fn what_is_undone_with_a_session_is_gone() {
    let (halo, computer) =
        start(Dialect { active_on_save: latchkey_practice::ActiveOnSave::Inactive, ..Dialect::default() })
            .await;
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    assert_eq!(computer.create(&id).await.unwrap().connection, None);
    assert_eq!(computer.latchkey().at(&id).undo(&nobody()).await.unwrap().deleted, 1);
    assert!(computer.vault.entries().is_empty());
}
