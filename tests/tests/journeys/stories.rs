//! Failures by hand, their diagnosis, and how they are fixed without entering anything twice; and what
//! becomes of a connection afterwards.

use std::time::Duration;

use latchkey_core::connections::handover::Value;
use latchkey_core::permissions::Permission;
use latchkey_core::plan::PlannedAgent;
use latchkey_core::procedure::{Item, Purpose, items};
use latchkey_core::proof::finding::{AgentFinding, Cause, Proof, Remark, TokenSeen, Verdict};
use latchkey_core::setup::guide::{SecretPlace, is_done};
use latchkey_core::vault::{EntryName, Vault, same};
use latchkey_core::{ConnectionId, Error, Secret, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{Computer, Intention, nobody, token_requests};
use latchkey_journeys::hand::{Answers, Form, Hand, Notice};
use latchkey_practice::{
    AgentMe, AuthenticationMethod, ClientIdOnSave, Dialect, DraftLoginType, LoginType, PermissionCase,
    PermissionsOnSave, Practice, Records, Refusals, ScopeInAnswer,
};
use secrecy::ExposeSecret;

fn usual_permissions() -> Vec<&'static str> {
    Intention::usual().permissions
}

async fn plain() -> (Practice, Computer) {
    with(Dialect::default()).await
}

async fn with(dialect: Dialect) -> (Practice, Computer) {
    let halo = Practice::start(dialect).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]);
    (halo, computer)
}

/// The pages are answered, and the form in HaloPSA is open with these answers.
async fn begun(halo: &Practice, computer: &Computer, intention: &Intention) -> (SetUpId, Form) {
    let (id, _) = computer.answer_pages(halo, intention).await.unwrap();
    let form = Hand::at(&halo.address()).new_application(intention.answers()).await;
    (id, form)
}

/// A whole set-up in which the form was filled in with `answers`; how the first proof ended.
async fn ends_with(halo: &Practice, computer: &Computer, answers: Answers) -> (SetUpId, Form, Proof) {
    let (id, mut form) = begun(halo, computer, &Intention::usual()).await;
    form.answers = answers;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    computer.take_client_id_again(&id, &form).await.unwrap();
    let outcome = computer.prove(&id).await.unwrap();
    assert_eq!(
        outcome.connection.is_some(),
        outcome.proof.verdict != Verdict::DoesNotWork,
        "a connection exactly when it works"
    );
    computer.assert_in_order(&[halo]);
    (id, form, outcome.proof)
}

fn usual_answers() -> Answers {
    Intention::usual().answers()
}

#[track_caller]
fn assert_first(proof: &Proof, cause: Cause) {
    assert_eq!(proof.verdict, Verdict::DoesNotWork, "{proof:?}");
    assert_eq!(proof.causes.first(), Some(&cause), "the first diagnosis; seen: {proof:?}");
}

/// "Check again" works, with nothing taken in between, and everything is in order.
async fn works_now(halo: &Practice, computer: &Computer, id: &SetUpId) -> ConnectionId {
    let outcome = computer.prove(id).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::Works, "now it works: {:?}", outcome.proof);
    assert!(outcome.proof.causes.is_empty(), "there is nothing to explain");
    assert_eq!(computer.latchkey().set_up(id).err(), Some(Error::DraftGone), "the set-up is over");
    computer.assert_in_order(&[halo]);
    outcome.connection.unwrap()
}

fn users(computer: &Computer) -> Vec<String> {
    computer.vault.entries().into_iter().map(|entry| entry.user).collect()
}

fn text(value: &Secret) -> String {
    // Exposed because a Client ID is no secret.
    value.expose_secret().to_owned()
}

// What is forgotten or mistaken in HaloPSA.

#[tokio::test]
async fn a_client_id_that_was_not_copied_after_save_is_the_first_cause() {
    let dialect = Dialect { client_id_on_save: ClientIdOnSave::Changes, ..Dialect::default() };
    let (halo, computer) = with(dialect).await;
    let (id, mut form) = begun(&halo, &computer, &Intention::usual()).await;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    let outcome = computer.prove(&id).await.unwrap();
    assert_first(&outcome.proof, Cause::ClientIdChanged);
    assert_eq!(users(&computer), [text(&copied.0)], "the secret is still kept");
    computer.assert_in_order(&[&halo]);

    computer.take_client_id_again(&id, &form).await.unwrap();
    let now = text(&form.client_id().await);
    assert_ne!(now, text(&copied.0), "this HaloPSA changes it");
    assert_eq!(
        users(&computer),
        std::slice::from_ref(&now),
        "the old entry is gone once the new one is there"
    );
    let connection = works_now(&halo, &computer, &id).await;
    assert_eq!(computer.latchkey().connection(&connection).unwrap().client_id, now);
    let kept = computer.latchkey().secret_of(&connection).await.unwrap();
    assert!(same(&kept, &copied.1), "the secret that was copied moved with it");
}

#[tokio::test]
async fn a_new_secret_after_the_first_was_copied_is_the_first_cause() {
    let (halo, computer) = plain().await;
    let (id, mut form) = begun(&halo, &computer, &Intention::usual()).await;
    let copied = form.credentials().await;
    computer.take(&id, &copied).await.unwrap();
    assert_eq!(form.generate().await, Notice::Generated);
    assert_eq!(form.save().await, Notice::Saved);
    let outcome = computer.prove(&id).await.unwrap();
    assert_first(&outcome.proof, Cause::SecretNotSaved);
    // After Save the form shows dots, and they are no secret.
    let dots = form.secret().await;
    let refused = computer.latchkey().at(&id).take_secret(&dots, false).await.unwrap_err();
    assert_eq!(refused, Error::ClipboardIsMasked);
    assert_eq!(form.generate().await, Notice::Generated);
    let shown = form.secret().await;
    assert_eq!(form.save().await, Notice::Saved);
    computer.note(&shown);
    computer.latchkey().at(&id).take_secret(&shown, false).await.unwrap();
    let connection = works_now(&halo, &computer, &id).await;
    let kept = computer.latchkey().secret_of(&connection).await.unwrap();
    assert!(same(&kept, &shown), "the last one counts");
}

#[tokio::test]
async fn a_login_type_chosen_after_the_secret_was_copied_is_the_first_cause() {
    let dialect = Dialect { draft_login_type: DraftLoginType::NotChosen, ..Dialect::default() };
    let (halo, computer) = with(dialect).await;
    let (id, mut form) = begun(&halo, &computer, &Intention::usual()).await;
    let copied = form.credentials().await;
    computer.take(&id, &copied).await.unwrap();
    // Save takes the login type over, makes another secret and stores nothing yet.
    assert_eq!(form.save().await, Notice::SecretChanged);
    assert_eq!(form.save().await, Notice::Saved);
    let outcome = computer.prove(&id).await.unwrap();
    assert_first(&outcome.proof, Cause::SecretNotSaved);
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn a_form_that_was_not_saved_is_reported_and_only_has_to_be_saved() {
    let (halo, computer) = plain().await;
    let (id, mut form) = begun(&halo, &computer, &Intention::usual()).await;
    let copied = form.credentials().await;
    computer.take(&id, &copied).await.unwrap();
    let outcome = computer.prove(&id).await.unwrap();
    // From outside, a form that was not saved is like one whose Client ID changed.
    assert_first(&outcome.proof, Cause::ClientIdChanged);
    assert!(outcome.proof.causes.contains(&Cause::SecretNotSaved), "{:?}", outcome.proof.causes);
    assert_eq!(form.save().await, Notice::Saved);
    works_now(&halo, &computer, &id).await;
}

#[tokio::test]
async fn an_application_that_is_not_active_is_recognised() {
    let (halo, computer) = plain().await;
    let answers = Answers { active: false, ..usual_answers() };
    let (id, mut form, proof) = ends_with(&halo, &computer, answers).await;
    assert_first(&proof, Cause::Inactive);
    form.answers.active = true;
    assert_eq!(form.save().await, Notice::Saved);
    works_now(&halo, &computer, &id).await;
}

#[tokio::test]
async fn a_wrong_login_type_is_recognised_and_putting_it_right_needs_the_new_secret() {
    let (halo, computer) = plain().await;
    let answers = Answers { login_type: Some(LoginType::Customer), ..usual_answers() };
    let (id, mut form, proof) = ends_with(&halo, &computer, answers).await;
    assert_first(&proof, Cause::WrongLoginType);
    assert!(matches!(proof.token, TokenSeen::Given { .. }), "a token by itself proves nothing");
    // Choosing another login type makes another secret, here too.
    assert_eq!(form.choose_login_type(LoginType::Agent).await, Notice::SecretChanged);
    let shown = form.secret().await;
    assert_eq!(form.save().await, Notice::Saved);
    assert_first(&computer.prove(&id).await.unwrap().proof, Cause::SecretNotSaved);
    computer.note(&shown);
    computer.latchkey().at(&id).take_secret(&shown, false).await.unwrap();
    works_now(&halo, &computer, &id).await;
}

#[tokio::test]
async fn a_wrong_authentication_method_is_recognised() {
    let methods = [AuthenticationMethod::AuthorisationCode, AuthenticationMethod::Password];
    for (method, refusals) in
        methods.into_iter().flat_map(|method| [(method, Refusals::Plain), (method, Refusals::OpenIddict)])
    {
        let (halo, computer) = with(Dialect { refusals, ..Dialect::default() }).await;
        let answers = Answers { method, ..usual_answers() };
        let (id, mut form, proof) = ends_with(&halo, &computer, answers).await;
        // HaloPSA answers `unauthorized_client`, as it does for an inactive application, but in other words.
        assert_eq!(proof.verdict, Verdict::DoesNotWork);
        assert_eq!(proof.causes.first(), Some(&Cause::WrongMethod), "{method:?}, {refusals:?}");
        form.answers.method = AuthenticationMethod::Services;
        assert_eq!(form.save().await, Notice::Saved);
        works_now(&halo, &computer, &id).await;
    }
}

#[tokio::test]
async fn permissions_that_are_not_ticked_are_named() {
    for refusals in [Refusals::Plain, Refusals::OpenIddict] {
        permissions_that_are_not_ticked(refusals).await;
    }
}

async fn permissions_that_are_not_ticked(refusals: Refusals) {
    let (halo, computer) = with(Dialect { refusals, ..Dialect::default() }).await;
    let answers = Answers { permissions: vec!["edit:customers".to_owned()], ..usual_answers() };
    let (id, mut form, proof) = ends_with(&halo, &computer, answers).await;
    assert_first(&proof, Cause::PermissionsNotTicked);
    let missing: Vec<&str> = proof.missing.iter().map(latchkey_core::permissions::Permission::name).collect();
    assert_eq!(missing, ["read:assets", "read:tickets"], "each was asked for by itself");
    assert_eq!(token_requests(&halo), 1 + 3, "once for all, once for each");
    form.answers.permissions = usual_answers().permissions;
    assert_eq!(form.save().await, Notice::Saved);
    works_now(&halo, &computer, &id).await;
}

#[tokio::test]
async fn permissions_that_halopsa_forgot_on_save_are_named_until_they_are_there() {
    let dialect =
        Dialect { permissions_on_save: PermissionsOnSave::OneDropped("read:assets"), ..Dialect::default() };
    let (halo, computer) = with(dialect).await;
    let (id, mut form, proof) = ends_with(&halo, &computer, usual_answers()).await;
    assert_first(&proof, Cause::PermissionsNotTicked);
    assert_eq!(proof.missing.len(), 1, "{:?}", proof.missing);
    assert_eq!(
        computer.latchkey().at(&id).last_proof().unwrap().missing,
        proof.missing,
        "the page shows it again"
    );
    halo.state().set_dialect(Dialect::default());
    assert_eq!(form.save().await, Notice::Saved);
    works_now(&halo, &computer, &id).await;
}

#[tokio::test]
async fn another_agent_than_planned_is_named_and_can_be_accepted() {
    let (halo, computer) = plain().await;
    let answers = Answers { agent: Some(2), ..usual_answers() };
    let (id, _form, proof) = ends_with(&halo, &computer, answers).await;
    assert_first(&proof, Cause::AnotherAgent);
    let Some(AgentFinding::Another { agent }) = proof.agent else { panic!("it is named: {:?}", proof.agent) };
    assert_eq!(agent.name, "Percy Placeholder");
    computer.latchkey().at(&id).accept_agent(&agent.name).await.unwrap();
    let connection = works_now(&halo, &computer, &id).await;
    assert_eq!(
        computer.latchkey().connection(&connection).unwrap().agent.as_ref().map(PlannedAgent::name),
        Some("Percy Placeholder"),
        "the plan was corrected, and is what is proved from now on"
    );
}

#[tokio::test]
async fn an_empty_answer_is_neutral_and_nothing_of_all_that_the_product_lives_on_is_not() {
    // By hand nobody is signed in who could ask what an agent may see.
    for (agent, agent_id, records, nothing) in [
        ("API Narrow Gate", 9, Records::Something, false),
        ("Ingrid Example", 3, Records::Something, false),
        ("API Integration Account", 7, Records::Young, false),
        ("API Integration Account", 7, Records::Nothing, true),
        ("API Empty Hands", 10, Records::Something, true),
    ] {
        let (halo, computer) = with(Dialect { records, ..Dialect::default() }).await;
        // Typed as people type.
        let done =
            computer.set_up(&halo, &Intention::with_agent(agent, agent_id)).await.expect("it is not refused");
        let proof = &done.outcome.proof;
        assert!(proof.causes.is_empty(), "{agent}: what works has no causes");
        if nothing {
            assert_eq!(proof.verdict, Verdict::WorksWithRemarks, "{agent}");
            let [Remark::NothingAtAll { permissions }] = proof.remarks.as_slice() else {
                panic!("{agent}: one thing to know: {:?}", proof.remarks)
            };
            let names: Vec<&str> = permissions.iter().map(Permission::name).collect();
            assert_eq!(names, ["read:customers", "read:tickets"], "{agent}: each named");
        } else {
            assert_eq!((proof.verdict, proof.remarks.len()), (Verdict::Works, 0), "{agent}");
        }
        computer.assert_in_order(&[&halo]);
    }
}

#[tokio::test]
async fn what_the_agent_may_not_see_is_a_remark_and_remains_one() {
    for (agent, agent_id, remarks) in [
        ("API Narrow Gate", 9, &[][..]),
        ("halointegrator", 6, &[("no-team", "read:tickets")][..]),
        ("Ingrid Example", 3, &[("no-access", "read:assets"), ("no-access", "read:tickets")]),
        (
            "API Empty Hands",
            10,
            &[("no-access", "read:assets"), ("no-access", "read:customers"), ("no-access", "read:tickets")],
        ),
    ] {
        let (halo, computer) = plain().await;
        let (id, _) =
            computer.answer_pages_signed_in(&halo, &Intention::with_agent(agent, agent_id)).await.unwrap();
        let outcome = computer.create(&id).await.unwrap();
        let seen = |proof: &Proof| {
            let one = |remark: &Remark| (remark.id(), remark.permissions()[0].name().to_owned());
            let mut all: Vec<_> = proof.remarks.iter().map(one).collect();
            all.sort_unstable();
            all
        };
        let remarks: Vec<_> = remarks.iter().map(|(id, of)| (*id, (*of).to_owned())).collect();
        assert_eq!(seen(&outcome.proof), remarks, "{agent}");
        let green = outcome.proof.verdict == Verdict::Works;
        assert_eq!(green, remarks.is_empty(), "{agent}: a weak agent does not end green");
        // Tested again, nobody is signed in.
        let connection = outcome.connection.unwrap();
        let again = computer.latchkey().prove_connection(&connection, &nobody()).await.unwrap();
        assert_eq!(seen(&again), remarks, "{agent}: nothing has changed");
        computer.assert_in_order(&[&halo]);
    }
}

#[tokio::test]
async fn an_agent_that_is_not_reported_is_known_from_the_application_that_was_read_back() {
    for agent_me in [AgentMe::Forbidden, AgentMe::NotFound] {
        let (halo, computer) = with(Dialect { agent_me, ..Dialect::default() }).await;
        let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
        let outcome = computer.create(&id).await.unwrap();
        assert_eq!(outcome.proof.verdict, Verdict::Works, "{:?}", outcome.proof);
        let as_saved = outcome.proof.agent.clone();
        assert!(
            matches!(&as_saved, Some(AgentFinding::AsSaved { name, .. }) if name == "API Integration Account")
        );
        let again =
            computer.latchkey().prove_connection(&outcome.connection.unwrap(), &nobody()).await.unwrap();
        assert_eq!((again.verdict, again.agent), (Verdict::Works, as_saved), "and when that was");
    }
}

#[tokio::test]
async fn a_token_that_is_narrowed_in_silence_is_named_permission_by_permission() {
    let dialect = Dialect {
        scope_in_answer: ScopeInAnswer::LacksOne,
        permission_case: PermissionCase::Capitals,
        ..Dialect::default()
    };
    let (halo, computer) = with(dialect).await;
    let done = computer.set_up(&halo, &Intention::usual()).await.unwrap();
    assert_first(&done.outcome.proof, Cause::PermissionsNotTicked);
    let missing: Vec<&str> = done.outcome.proof.missing.iter().map(Permission::name).collect();
    assert_eq!(missing, ["read:tickets"], "as it was planned, whatever HaloPSA's case");
    assert!(matches!(done.outcome.proof.token, TokenSeen::Given { named: true }));
    halo.state().set_dialect(Dialect { permission_case: PermissionCase::Capitals, ..Dialect::default() });
    works_now(&halo, &computer, &done.id).await;
}

#[tokio::test]
async fn what_a_proof_refutes_is_unticked_and_can_be_ticked_again() {
    let (halo, computer) = plain().await;
    let latchkey = computer.latchkey();
    let is_done = |id: &SetUpId, item| {
        let draft = latchkey.at(id).draft().unwrap();
        let proof = latchkey.at(id).last_proof();
        is_done(item, &draft, latchkey.at(id).secret_place(), None, proof.as_ref())
    };
    for (answers, refuted) in [
        (Answers { active: false, ..usual_answers() }, Item::Active),
        (Answers { method: AuthenticationMethod::Password, ..usual_answers() }, Item::Method),
        (Answers { permissions: vec!["edit:customers".to_owned()], ..usual_answers() }, Item::Permissions),
        (Answers { agent: Some(2), ..usual_answers() }, Item::Agent),
    ] {
        let (id, mut form) = begun(&halo, &computer, &Intention::usual()).await;
        for item in items(&Purpose::NewApplication) {
            latchkey.at(&id).tick(*item, true).await.unwrap();
        }
        form.answers = answers;
        let copied = form.follow_the_guide().await;
        computer.take(&id, &copied).await.unwrap();
        computer.take_client_id_again(&id, &form).await.unwrap();
        let all = items(&Purpose::NewApplication).iter().all(|item| is_done(&id, *item));
        assert!(all, "before the proof all is done");
        let proof = computer.prove(&id).await.unwrap().proof;
        assert_eq!(proof.verdict, Verdict::DoesNotWork);
        assert!(!is_done(&id, refuted), "{refuted:?} is unticked");
        for cause in &proof.causes {
            let item = cause.item().filter(|item| item.is_ticked_by_hand());
            assert!(
                item.is_none_or(|item| !is_done(&id, item)),
                "{cause:?} is reported, and its line is ticked"
            );
        }
        assert!(is_done(&id, Item::Name), "what it says nothing about stays ticked");
        latchkey.at(&id).tick(refuted, true).await.unwrap();
        assert!(is_done(&id, refuted), "what was corrected is ticked again");
    }
}

#[tokio::test]
async fn the_listed_product_works_with_the_recommended_agent_as_with_an_administrator() {
    let product = latchkey_core::products::find("trend-vision-one-sp").unwrap();
    let names: Vec<&'static str> = product.lists[0].permissions.iter().map(|p| p.name()).collect();
    for (agent, agent_id, verdict) in
        [("API Blue Heron", 8, Verdict::Works), ("API Integration Account", 7, Verdict::Works)]
    {
        let (halo, computer) = plain().await;
        let latchkey = computer.latchkey();
        let id = latchkey.begin(Some("trend-vision-one-sp"), "").unwrap().id;
        computer.give_address(&id, &halo, &halo.address()).await.unwrap();
        latchkey.at(&id).set_general(computer.revision(&id), "Trend", agent).await.unwrap();
        latchkey.at(&id).set_permissions(computer.revision(&id), &names).await.unwrap();
        let answers = Answers::of_the_procedure("Trend", agent_id, &names);
        let mut form = Hand::at(&halo.address()).new_application(answers).await;
        let copied = form.follow_the_guide().await;
        computer.take(&id, &copied).await.unwrap();
        computer.take_client_id_again(&id, &form).await.unwrap();
        let outcome = computer.prove(&id).await.unwrap();
        assert_eq!(outcome.proof.verdict, verdict, "{agent}: {:?}", outcome.proof);
        let lines = latchkey.handover(&outcome.connection.unwrap()).unwrap();
        let values: Vec<Value> = lines.into_iter().map(|line| line.value).collect();
        let expected = [Value::Text(halo.address()), Value::Text(text(&copied.0)), Value::Secret];
        assert_eq!(values, expected, "the product's form in its order, the secret not in it");
        computer.assert_in_order(&[&halo]);
    }
}

#[tokio::test]
async fn an_application_in_another_halopsa_is_found_once_the_address_is_corrected() {
    let (here, there) = (
        Practice::start(Dialect::default()).await.unwrap(),
        Practice::start(Dialect::default()).await.unwrap(),
    );
    let computer = Computer::that_reaches(&[&here, &there], &[]);
    let (id, _) = computer.answer_pages(&here, &Intention::usual()).await.unwrap();
    // The browser was signed in to the other one: a trial beside the real one, say.
    let mut form = Hand::at(&there.address()).new_application(usual_answers()).await;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    computer.take_client_id_again(&id, &form).await.unwrap();
    let outcome = computer.prove(&id).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::DoesNotWork);
    assert!(outcome.proof.causes.contains(&Cause::WrongInstance), "{:?}", outcome.proof.causes);
    computer.assert_in_order(&[&here, &there]);

    computer.give_address(&id, &there, &there.address()).await.unwrap();
    let outcome = computer.prove(&id).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::Works, "{:?}", outcome.proof);
    let entries = computer.vault.entries();
    let host = format!("127.0.0.1:{}", there.ports()[0]);
    assert_eq!(
        entries,
        [EntryName::of(&host, "Harbour Alarm", &text(&copied.0))],
        "one entry, named after the right one"
    );
    computer.assert_in_order(&[&here, &there]);
}

// What is copied wrongly.

#[tokio::test]
async fn what_was_copied_instead_is_named_and_nothing_of_it_is_kept() {
    let (halo, computer) = plain().await;
    let latchkey = computer.latchkey();
    let (id, form) = begun(&halo, &computer, &Intention::usual()).await;
    let (client_id, secret) = form.credentials().await;
    computer.note(&secret);
    let refused = latchkey.at(&id).take_client_id(&secret, false, false).await.unwrap_err();
    assert_eq!(refused, Error::ClipboardIsTheSecret, "swapped");
    let refused = latchkey.at(&id).take_secret(&client_id, false).await.unwrap_err();
    assert_eq!(refused, Error::ClipboardIsTheClientId, "swapped");
    let refused = latchkey.at(&id).take_secret(&secret, false).await.unwrap_err();
    assert_eq!(refused, Error::ClientIdMissing, "without it the entry has no name");
    assert_eq!(computer.prove(&id).await.err().map(|r| r.error), Some(Error::ClientIdMissing));
    latchkey.at(&id).take_client_id(&client_id, false, false).await.unwrap();
    let refused = latchkey.at(&id).take_secret(&client_id, false).await.unwrap_err();
    assert_eq!(refused, Error::ClipboardSameTwice);
    assert_eq!(computer.prove(&id).await.err().map(|r| r.error), Some(Error::SecretMissing));
    let around = Secret::from(format!(" \t{}\r\n", secret.expose_secret()));
    let half = Secret::from(secret.expose_secret()[..36].to_owned());
    let refused = latchkey.at(&id).take_secret(&half, false).await.unwrap_err();
    assert_eq!(refused, Error::ClipboardIsHalf);
    assert_eq!(computer.vault.entries(), [], "nothing of all that was kept");
    assert_eq!(latchkey.at(&id).secret_place(), SecretPlace::Nowhere);
    let taken = latchkey.at(&id).take_secret(&around, false).await.unwrap();
    assert!(taken.trimmed, "white space around it is reported");
    assert_eq!(latchkey.at(&id).secret_place(), SecretPlace::Kept);
    computer.assert_in_order(&[&halo]);
    latchkey.at(&id).abandon(false).await.unwrap();
    assert_eq!(computer.vault.entries(), [], "given up, nothing is left of it");
    computer.assert_in_order(&[&halo]);
}

// A lost secret.

#[tokio::test]
async fn a_lost_secret_is_replaced_only_once_the_new_one_is_proved() {
    let (halo, computer) = plain().await;
    let latchkey = computer.latchkey();
    let done = computer.set_up(&halo, &Intention::usual()).await.unwrap();
    let connection = done.connection();
    let before = latchkey.connection(&connection).unwrap();
    let old = latchkey.secret_of(&connection).await.unwrap();

    let draft = latchkey.begin_new_secret_for(&connection).await.unwrap();
    assert_eq!(latchkey.begin_new_secret_for(&connection).await.unwrap().id, draft.id, "it is begun once");
    let hand = Hand::at(&halo.address());
    let mut form = hand.open(Intention::usual().application, usual_answers()).await;
    assert_eq!(form.generate().await, Notice::Generated);
    let copied = form.credentials().await;
    computer.take(&draft.id, &copied).await.unwrap();
    assert_eq!(computer.vault.entries().len(), 2, "the new one is kept beside the one in use");
    let kept = latchkey.secret_of(&connection).await.unwrap();
    assert!(same(&kept, &old), "the connection keeps the old one");
    // Save was not pressed yet: the old one still works, the new one doesn't.
    assert_first(&computer.prove(&draft.id).await.unwrap().proof, Cause::SecretNotSaved);
    let proof = latchkey.prove_connection(&connection, &nobody()).await.unwrap();
    assert_eq!(proof.verdict, Verdict::Works, "and the connection still works");
    computer.assert_in_order(&[&halo]);

    assert_eq!(form.save().await, Notice::Saved);
    let replaced = works_now(&halo, &computer, &draft.id).await;
    assert_eq!(replaced, connection, "the same connection");
    let after = latchkey.connection(&connection).unwrap();
    assert_eq!((after.since, &after.entry), (before.since, &before.entry), "since then, in the same place");
    assert_eq!(computer.vault.entries(), [before.entry], "the keychain has exactly one entry");
    let kept = latchkey.secret_of(&connection).await.unwrap();
    assert!(same(&kept, &copied.1), "the new one");
}

#[tokio::test]
async fn a_replacement_that_is_given_up_leaves_the_connection_as_it_was() {
    let (halo, computer) = plain().await;
    let latchkey = computer.latchkey();
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let (before, old) =
        (latchkey.connection(&connection).unwrap(), latchkey.secret_of(&connection).await.unwrap());
    let draft = latchkey.begin_new_secret_for(&connection).await.unwrap();
    let mut form = Hand::at(&halo.address()).open(Intention::usual().application, usual_answers()).await;
    assert_eq!(form.generate().await, Notice::Generated);
    computer.take(&draft.id, &form.credentials().await).await.unwrap();
    let _ = form.cancel().await;
    latchkey.at(&draft.id).abandon(false).await.unwrap();
    assert_eq!(latchkey.connection(&connection).unwrap(), before);
    assert!(same(&latchkey.secret_of(&connection).await.unwrap(), &old), "the old secret is there");
    assert_eq!(computer.vault.entries().len(), 1, "and no other");
    let proof = latchkey.prove_connection(&connection, &nobody()).await.unwrap();
    assert_eq!(proof.verdict, Verdict::Works, "it was never replaced in HaloPSA");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn an_application_that_was_created_again_replaces_the_old_one() {
    let dialect = Dialect { client_id_on_save: ClientIdOnSave::Changes, ..Dialect::default() };
    let (halo, computer) = with(dialect).await;
    let latchkey = computer.latchkey();
    let mut done = computer.set_up(&halo, &Intention::usual()).await.unwrap();
    let connection = done.connection();
    assert_eq!(done.form.delete().await, Notice::Deleted);
    let draft = latchkey.begin_new_secret_for(&connection).await.unwrap();
    let mut form = Hand::at(&halo.address()).new_application(usual_answers()).await;
    let copied = form.follow_the_guide().await;
    let refused = latchkey.at(&draft.id).take_client_id(&copied.0, false, false).await;
    assert_eq!(refused.unwrap_err(), Error::ClientIdOfAnother, "it is asked about");
    latchkey.at(&draft.id).take_client_id(&copied.0, false, true).await.unwrap();
    latchkey.at(&draft.id).take_secret(&copied.1, false).await.unwrap();
    computer.take_client_id_again(&draft.id, &form).await.unwrap();
    assert_eq!(works_now(&halo, &computer, &draft.id).await, connection, "the same connection");
    let now = text(&form.client_id().await);
    assert_eq!(latchkey.connection(&connection).unwrap().client_id, now);
    assert_eq!(users(&computer), [now], "the old application's secret is gone");
}

#[tokio::test]
async fn a_lost_secret_is_replaced_for_an_application_that_latchkey_did_not_make() {
    let (halo, computer) = plain().await;
    let latchkey = computer.latchkey();
    halo.state().add_application("Old Ship's Bell", 2, &usual_permissions()).unwrap();
    let draft = latchkey.begin_new_secret(None, "Ship's Bell").unwrap();
    computer.give_address(&draft.id, &halo, &halo.address()).await.unwrap();
    latchkey.at(&draft.id).set_permissions(computer.revision(&draft.id), &usual_permissions()).await.unwrap();
    let answers = Answers::of_the_procedure("Old Ship's Bell", 2, &usual_permissions());
    let mut form = Hand::at(&halo.address()).open("Old Ship's Bell", answers).await;
    assert_eq!(form.generate().await, Notice::Generated);
    let copied = form.credentials().await;
    computer.take(&draft.id, &copied).await.unwrap();
    assert_eq!(form.save().await, Notice::Saved);
    let outcome = computer.prove(&draft.id).await.unwrap();
    assert_eq!(outcome.proof.verdict, Verdict::Works, "{:?}", outcome.proof);
    let agent = outcome.proof.agent.unwrap();
    assert!(
        matches!(&agent, AgentFinding::NotPlanned { agent } if agent.name == "Percy Placeholder"),
        "the agent behind it was never planned here: {agent:?}"
    );
    assert_eq!(users(&computer), [text(&copied.0)]);
    computer.assert_in_order(&[&halo]);
}

// A connection's later life.

#[tokio::test]
async fn a_connection_is_proved_again_after_its_tokens_and_its_application_are_gone() {
    let (halo, mut computer) = plain().await;
    let mut done = computer.set_up(&halo, &Intention::usual()).await.unwrap();
    let connection = done.connection();
    halo.state().expire_tokens();
    halo.state().advance(Duration::from_secs(2 * 3_600));
    computer.restart();
    let proof = computer.latchkey().prove_connection(&connection, &nobody()).await.unwrap();
    assert_eq!(proof.verdict, Verdict::Works, "every proof asks for a token of its own");
    computer.assert_in_order(&[&halo]);

    assert_eq!(done.form.delete().await, Notice::Deleted);
    let proof = computer.latchkey().prove_connection(&connection, &nobody()).await.unwrap();
    assert_first(&proof, Cause::ClientIdChanged);
    let kept = computer.latchkey().connection(&connection).unwrap();
    assert_eq!(kept.proof, proof, "the page shows it from now on");
    assert_eq!(computer.vault.entries().len(), 1, "nothing is removed without being asked");
    computer.assert_in_order(&[&halo]);

    computer.latchkey().remove_connection(&connection).await.unwrap();
    assert_eq!(computer.vault.entries(), [], "with the connection goes its secret");
    assert_eq!(computer.latchkey().remove_connection(&connection).await, Err(Error::ConnectionGone));
    assert_eq!(computer.latchkey().secret_of(&connection).await.err(), Some(Error::ConnectionGone));
    computer.restart();
    assert!(computer.latchkey().overview().connections.is_empty(), "nor is it there tomorrow");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn what_an_administrator_changes_later_is_noticed_by_the_next_proof() {
    let (halo, computer) = plain().await;
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let client_id = computer.latchkey().connection(&connection).unwrap().client_id;
    let again = async || computer.latchkey().prove_connection(&connection, &nobody()).await.unwrap();
    let state = halo.state();

    assert!(state.deactivate_application(&client_id));
    assert_first(&again().await, Cause::Inactive);
    assert!(state.change_application(&client_id, |one| one.active = true));
    assert_eq!(again().await.verdict, Verdict::Works);

    assert!(state.change_application(&client_id, |one| one.agent_id = Some(2)));
    assert_first(&again().await, Cause::AnotherAgent);
    assert!(state.change_application(&client_id, |one| one.agent_id = Some(7)));

    assert!(state.change_application(&client_id, |one| {
        one.permissions.remove("read:tickets");
    }));
    let proof = again().await;
    assert_first(&proof, Cause::PermissionsNotTicked);
    assert_eq!(proof.missing.len(), 1, "{:?}", proof.missing);
    assert!(state.change_application(&client_id, |one| {
        one.permissions.insert("read:tickets".to_owned());
    }));

    assert!(state.disable_agent(7));
    let disabled = again().await;
    assert_eq!(disabled.verdict, Verdict::DoesNotWork, "a disabled agent logs in nowhere");
    assert_eq!(disabled.causes.first(), Some(&Cause::AgentDisabled), "and is named");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn a_secret_that_was_deleted_from_the_keychain_is_missed_and_the_connection_can_be_removed() {
    let (halo, computer) = plain().await;
    let latchkey = computer.latchkey();
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    computer.vault.delete(&latchkey.connection(&connection).unwrap().entry).unwrap();
    assert_eq!(latchkey.secret_of(&connection).await.err(), Some(Error::KeychainEntryGone));
    let proved = latchkey.prove_connection(&connection, &nobody()).await;
    assert_eq!(proved.unwrap_err(), Error::KeychainEntryGone);
    latchkey.remove_connection(&connection).await.unwrap();

    let (id, mut form) = begun(&halo, &computer, &Intention::usual()).await;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    computer.vault.delete(&computer.vault.entries()[0]).unwrap();
    assert_eq!(computer.prove(&id).await.err().map(|r| r.error), Some(Error::SecretMissing));
    assert_eq!(latchkey.at(&id).secret_place(), SecretPlace::Nowhere, "no page says that it is kept");
    latchkey.at(&id).take_secret(&copied.1, false).await.unwrap();
    works_now(&halo, &computer, &id).await;
}

#[tokio::test]
async fn a_set_up_continues_after_a_restart_with_nothing_entered_again() {
    let (halo, mut computer) = plain().await;
    let (id, mut form) = begun(&halo, &computer, &Intention::usual()).await;
    let copied = form.credentials().await;
    computer.take(&id, &copied).await.unwrap();
    let before = computer.latchkey().at(&id).draft().unwrap();
    computer.restart();
    assert_eq!(computer.latchkey().at(&id).draft().unwrap(), before);
    assert_eq!(computer.latchkey().at(&id).secret_place(), SecretPlace::Kept);
    computer.assert_in_order(&[&halo]);
    assert_eq!(form.save().await, Notice::Saved);
    works_now(&halo, &computer, &id).await;
    computer.restart();
    assert_eq!(computer.latchkey().overview().connections.len(), 1, "and it is there tomorrow");
    computer.assert_in_order(&[&halo]);
}

// Two things at once.

#[tokio::test]
async fn two_set_ups_for_one_application_become_one_connection() {
    for first_is_proved_first in [true, false] {
        let (halo, computer) = plain().await;
        let (first, mut form) = begun(&halo, &computer, &Intention::usual()).await;
        let (second, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
        let copied = form.follow_the_guide().await;
        computer.take(&first, &copied).await.unwrap();
        computer.take(&second, &copied).await.unwrap();
        computer.assert_in_order(&[&halo]);
        let order = if first_is_proved_first { [&first, &second] } else { [&second, &first] };
        let mut connections = Vec::new();
        for id in order {
            connections.push(works_now(&halo, &computer, id).await);
        }
        assert_eq!(connections[0], connections[1], "set up twice, it is one");
        assert_eq!(computer.latchkey().overview().connections.len(), 1);
        assert_eq!(users(&computer), [text(&copied.0)], "with one entry");
    }
}

#[tokio::test]
async fn giving_up_one_of_two_set_ups_for_one_application_keeps_the_other_ones_secret() {
    for first_is_given_up in [true, false] {
        let (halo, computer) = plain().await;
        let (first, mut form) = begun(&halo, &computer, &Intention::usual()).await;
        let (second, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
        let copied = form.follow_the_guide().await;
        computer.take(&first, &copied).await.unwrap();
        computer.take(&second, &copied).await.unwrap();
        let (given_up, other) = if first_is_given_up { (first, second) } else { (second, first) };
        computer.latchkey().at(&given_up).abandon(false).await.unwrap();
        computer.assert_in_order(&[&halo]);
        works_now(&halo, &computer, &other).await;
        assert_eq!(computer.vault.entries().len(), 1);
    }
}

#[tokio::test]
async fn a_set_up_that_another_one_overtook_can_be_given_up_without_harm() {
    let (halo, computer) = plain().await;
    let (first, mut form) = begun(&halo, &computer, &Intention::usual()).await;
    let (second, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    let copied = form.follow_the_guide().await;
    computer.take(&first, &copied).await.unwrap();
    computer.take(&second, &copied).await.unwrap();
    let connection = works_now(&halo, &computer, &second).await;
    computer.latchkey().at(&first).abandon(false).await.unwrap();
    let kept = computer.latchkey().secret_of(&connection).await.unwrap();
    assert!(same(&kept, &copied.1), "the connection's secret stays");
    assert_eq!(computer.vault.entries().len(), 1);
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn a_connection_that_is_removed_while_its_secret_is_replaced_comes_back_with_the_new_one() {
    let (halo, computer) = plain().await;
    let latchkey = computer.latchkey();
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let draft = latchkey.begin_new_secret_for(&connection).await.unwrap();
    let mut form = Hand::at(&halo.address()).open(Intention::usual().application, usual_answers()).await;
    assert_eq!(form.generate().await, Notice::Generated);
    let copied = form.credentials().await;
    computer.take(&draft.id, &copied).await.unwrap();
    assert_eq!(form.save().await, Notice::Saved);
    latchkey.remove_connection(&connection).await.unwrap();
    computer.assert_in_order(&[&halo]);
    let back = works_now(&halo, &computer, &draft.id).await;
    let kept = latchkey.secret_of(&back).await.unwrap();
    assert!(same(&kept, &copied.1), "the new secret was not lost with the old one");
    assert_eq!(computer.vault.entries().len(), 1);
}

#[tokio::test]
async fn a_page_that_was_opened_before_a_change_is_refused() {
    let (halo, computer) = plain().await;
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    let before = latchkey.at(&id).draft().unwrap();
    for stale in [0, before.revision - 1, before.revision + 1] {
        let general = latchkey.at(&id).set_general(stale, "Another name", "Another agent").await;
        assert_eq!(general.unwrap_err(), Error::DraftStale);
        let permissions = latchkey.at(&id).set_permissions(stale, &["all"]).await;
        assert_eq!(permissions.unwrap_err(), Error::DraftStale);
        halo.state().forget_requests();
        let address = latchkey.at(&id).set_address(stale, "acme.halopsa.com", true, None).await;
        assert_eq!(address.unwrap_err(), Error::DraftStale);
        assert!(halo.state().requests().is_empty(), "nobody is asked for a stale page's sake");
    }
    assert_eq!(latchkey.at(&id).draft().unwrap(), before, "nothing of it was taken");
    latchkey.at(&id).abandon(false).await.unwrap();
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn while_a_proof_runs_nothing_else_is_done_for_the_same_set_up() {
    // Slow enough for the others to come in between.
    let dialect = Dialect { answer_delay: Duration::from_millis(150), ..Dialect::default() };
    let (halo, computer) = with(dialect).await;
    let latchkey = computer.latchkey();
    let (id, mut form) = begun(&halo, &computer, &Intention::usual()).await;
    let copied = form.follow_the_guide().await;
    computer.take(&id, &copied).await.unwrap();
    let revision = computer.revision(&id);
    let set_up = latchkey.at(&id);
    let (first, second, abandoned, taken, address, general) = tokio::join!(
        computer.prove(&id),
        computer.prove(&id),
        set_up.abandon(false),
        set_up.take_secret(&copied.1, false),
        set_up.set_address(revision, "acme.halopsa.com", false, None),
        async { latchkey.at(&id).set_general(revision, "Another name", "Another agent").await },
    );
    assert_eq!(first.unwrap().proof.verdict, Verdict::Works, "the first continues undisturbed");
    assert_eq!(second.err().map(|refused| refused.error), Some(Error::Busy));
    assert_eq!(abandoned.unwrap_err(), Error::Busy);
    assert_eq!(taken.unwrap_err(), Error::Busy);
    assert_eq!(address.unwrap_err(), Error::Busy);
    assert_eq!(general.unwrap_err(), Error::Busy);
    assert_eq!(latchkey.overview().connections.len(), 1, "one connection came of it");

    let connection = latchkey.overview().connections[0].id.clone();
    let listener = nobody();
    let (again, removed) = tokio::join!(
        latchkey.prove_connection(&connection, &listener),
        latchkey.remove_connection(&connection)
    );
    assert_eq!(again.unwrap().verdict, Verdict::Works);
    assert_eq!(removed, Err(Error::Busy), "nor is a connection removed while it is proved");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn the_check_after_every_journey_can_fail() {
    // It is worth nothing if it can't: one fault of each kind, planted.
    let (halo, computer) = plain().await;
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let known = computer.latchkey().connection(&connection).unwrap();
    assert_eq!(computer.faults(&[&halo]), Vec::<String>::new());

    let orphan = EntryName::of("acme.halopsa.com", "X", "Y");
    computer.vault.put(&orphan, &Secret::from("nobody's")).unwrap();
    assert!(computer.faults(&[&halo])[0].starts_with("orphaned in the keychain"));
    computer.vault.delete(&orphan).unwrap();

    computer.note(&Secret::from(known.client_id.as_str()));
    assert!(
        computer.faults(&[&halo]).iter().any(|fault| fault.contains("connections.json contains")),
        "the Client ID is in the file, so it would be found if it were secret"
    );
}

#[tokio::test]
async fn the_check_after_every_journey_knows_what_cannot_work() {
    let (halo, computer) = plain().await;
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let known = computer.latchkey().connection(&connection).unwrap();
    let state = halo.state();
    let faults = || computer.faults(&[&halo]).join(", ");
    assert_eq!(faults(), "");
    assert!(state.deactivate_application(&known.client_id));
    assert!(faults().contains("inactive"), "{}", faults());
    assert!(state.change_application(&known.client_id, |one| {
        one.active = true;
        one.permissions.clear();
    }));
    assert!(faults().contains("it was not given read:tickets"), "{}", faults());
    computer.vault.put(&known.entry, &Secret::from("another")).unwrap();
    assert!(faults().contains("another secret"), "{}", faults());
    assert!(state.disable_agent(7));
    assert!(faults().contains("agent is not available"), "{}", faults());
    assert!(state.delete_application(&known.client_id));
    assert!(faults().contains("no application"), "{}", faults());
    computer.vault.delete(&known.entry).unwrap();
    assert!(faults().contains("named and not in the keychain"), "{}", faults());
}
