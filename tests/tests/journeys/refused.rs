//! What is shown about an application that Latchkey created and read back itself when it does not work:
//! nothing that is known to be false, nothing that the page beside it contradicts, and no waiting for what
//! can't change. And a secret that HaloPSA created and whose response was lost.

use latchkey_core::SetUpId;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use latchkey_core::procedure::Item;
use latchkey_core::proof::finding::{Cause, Proof, Verdict};
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::setup::guide::{ITEMS_OF_REVIEW, is_done};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{By, Computer, Intention, nobody};
use latchkey_practice::{
    ActiveOnSave, AgentOnSave, CredentialsMadeBy, Details, Dialect, KindNeeded, LoginTypeOnSave,
    PermissionsOnSave, PostAnswer, Practice, ScopeInAnswer, TokenEndpoint, TokenErrors,
};

/// What contradicts itself on the page of a set-up whose proof failed.
pub(crate) fn contradictions(computer: &Computer, id: &SetUpId, proof: &Proof) -> Vec<String> {
    let latchkey = computer.latchkey();
    let (draft, creation) = (latchkey.at(id).draft().expect("the answers"), latchkey.at(id).creation());
    let place = latchkey.at(id).secret_place();
    let shown = latchkey.at(id).last_proof();
    let done = |item| is_done(item, &draft, place, creation.as_ref(), shown.as_ref());
    let mut faults = Vec::new();
    for cause in &proof.causes {
        if matches!(cause, Cause::ClientIdChanged | Cause::SecretNotSaved | Cause::WrongInstance) {
            faults.push(format!("{cause:?} is reported, and is known to be false"));
        }
        if let Some(item) = cause.item().filter(|item| done(*item)) {
            faults.push(format!("{cause:?} is reported beside a tick at {item:?}"));
        }
    }
    let left = ITEMS_OF_REVIEW.iter().filter(|item| !done(**item)).count();
    if left == 0 && proof.causes.iter().any(|cause| cause.item().is_some()) {
        faults.push("everything is ticked, and something of it is wrong".to_owned());
    }
    faults
}

async fn start(dialect: Dialect, by: By) -> (Practice, Computer, SetUpId) {
    let halo = Practice::start(dialect).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(by);
    let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.unwrap();
    (halo, computer, id)
}

fn there(halo: &Practice) -> usize {
    let name = Intention::usual().application;
    halo.state().applications().iter().filter(|one| one.name == name).count()
}

/// Dialects in which what Latchkey creates does not work, and the first cause.
fn failing() -> Vec<(Dialect, Cause)> {
    let d = Dialect::default;
    vec![
        (Dialect { active_on_save: ActiveOnSave::Inactive, ..d() }, Cause::Inactive),
        (Dialect { login_type_on_save: LoginTypeOnSave::Customer, ..d() }, Cause::WrongLoginType),
        (Dialect { agent_on_save: AgentOnSave::Dropped, ..d() }, Cause::AnotherAgent),
        (Dialect { agent_on_save: AgentOnSave::DroppedUnnoticed, ..d() }, Cause::AnotherAgent),
        (Dialect { agent_on_save: AgentOnSave::Another, ..d() }, Cause::AnotherAgent),
        (Dialect { permissions_on_save: PermissionsOnSave::AllDropped, ..d() }, Cause::PermissionsNotTicked),
        (
            Dialect { permissions_on_save: PermissionsOnSave::OneDropped("read:tickets"), ..d() },
            Cause::PermissionsNotTicked,
        ),
        (Dialect { scope_in_answer: ScopeInAnswer::LacksOne, ..d() }, Cause::PermissionsWithheld),
        (Dialect { token_endpoint: TokenEndpoint::Redirects, ..d() }, Cause::HaloTrouble),
        (
            Dialect {
                details: Details::LackKind,
                kind_needed: KindNeeded::Defaulted,
                login_type_on_save: LoginTypeOnSave::Customer,
                ..d()
            },
            Cause::WrongLoginType,
        ),
        (lost(CredentialsMadeBy::HaloSecret, PostAnswer::Accepted, TokenErrors::Json), Cause::SecretLost),
    ]
}

fn lost(
    credentials_made_by: CredentialsMadeBy,
    post_answer: PostAnswer,
    token_errors: TokenErrors,
) -> Dialect {
    Dialect { credentials_made_by, post_answer, token_errors, ..Dialect::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_unticked_and_its_causes_go_along_by_hand() {
    for (dialect, first) in failing() {
        let (halo, computer, id) = start(dialect, By::Person).await;
        let proof = computer.create(&id).await.unwrap().proof;
        assert_eq!((proof.verdict, proof.causes.first()), (Verdict::DoesNotWork, Some(&first)), "{proof:?}");
        assert_eq!(contradictions(&computer, &id, &proof), Vec::<String>::new(), "{first:?}");
        let draft = computer.latchkey().at(&id).go_on_by_hand(false).await.unwrap();
        let along = computer.latchkey().at(&id).last_proof().expect("its causes go along");
        assert_eq!(along.causes, proof.causes);
        for item in proof.causes.iter().filter_map(|cause| cause.item()) {
            assert!(!draft.ticks.contains(&item), "{first:?}: {item:?} is still to be done");
        }
        assert!(draft.ticks.contains(&Item::Name), "what is there stays ticked");
        drop(halo);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_what_the_read_back_explains() {
    for (dialect, first) in failing() {
        // The sign-in does not know the new application for an hour: waiting would be in vain.
        let explained = !matches!(first, Cause::SecretLost | Cause::PermissionsWithheld | Cause::HaloTrouble)
            && dialect.details == Details::Full;
        let dialect = Dialect { sign_in_delay: Duration::from_secs(3600), ..dialect };
        let redirects = dialect.token_endpoint == TokenEndpoint::Redirects;
        let (halo, computer, id) = start(dialect, By::Person).await;
        let steps = Arc::new(Mutex::new(Vec::new()));
        let listener: Listener = {
            let steps = Arc::clone(&steps);
            Arc::new(move |step| steps.lock().unwrap().push(step))
        };
        let outcome = computer.latchkey().at(&id).create(false, &listener).await.unwrap();
        let waited = steps.lock().unwrap().contains(&Progress::NotYet);
        assert_eq!(waited, !explained && !redirects, "{first:?}");
        if explained {
            assert_eq!(outcome.proof.causes, [first], "it reports only that");
        } else if !redirects {
            assert_eq!(outcome.proof.causes.first(), Some(&Cause::NotKnownYet), "{first:?}");
            assert!(!outcome.proof.causes.contains(&Cause::SecretLost), "the sign-in never checked it");
        }
        drop(halo);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_nobody_heard_is_lost_and_latchkey_starts_again() {
    let mut ways = 0;
    for made_by in [CredentialsMadeBy::HaloSecret, CredentialsMadeBy::HaloBoth] {
        for unheard in
            [PostAnswer::Nothing, PostAnswer::Accepted, PostAnswer::FailsAfter, PostAnswer::NeverAnswers]
        {
            // Waiting for an answer that never comes takes its time: once is enough.
            let errors: &[TokenErrors] = if unheard == PostAnswer::NeverAnswers {
                &[TokenErrors::Json]
            } else {
                &[TokenErrors::Json, TokenErrors::Html, TokenErrors::Text]
            };
            for token_errors in errors {
                let of = format!("{made_by:?}, {unheard:?}, {token_errors:?}");
                let (halo, computer, id) =
                    start(lost(made_by, unheard, *token_errors), By::Application).await;
                let latchkey = computer.latchkey();
                let proof = computer.create(&id).await.unwrap().proof;
                assert_eq!(proof.causes.first(), Some(&Cause::SecretLost), "{of}: {proof:?}");
                let made_first: Vec<u32> = halo.state().applications().iter().map(|one| one.id).collect();

                // HaloPSA answers clearly now: the second one's secret arrives.
                halo.state().set_dialect(Dialect {
                    credentials_made_by: made_by,
                    token_errors: *token_errors,
                    ..Dialect::default()
                });
                let outcome = latchkey.at(&id).start_again(false, &nobody()).await.unwrap();
                assert_eq!(outcome.proof.verdict, Verdict::Works, "{of}: {:?}", outcome.proof);
                assert_eq!(there(&halo), 1, "{of}: the first one is gone");
                let ours = halo.state().applications();
                let ours = ours.iter().find(|one| one.name == Intention::usual().application).unwrap();
                assert!(!made_first.contains(&ours.id), "{of}: it is another one");
                assert_eq!(computer.vault.entries().len(), 1, "{of}");
                computer.assert_in_order(&[&halo]);
                ways += 1;
            }
        }
    }
    println!("secrets that did not arrive: {ways}, each started again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_unheard_leaves_one_application_however_often_it_is_tried() {
    let dialect = lost(CredentialsMadeBy::HaloBoth, PostAnswer::Accepted, TokenErrors::Json);
    let (halo, computer, id) = start(dialect, By::Application).await;
    let mut outcome = computer.create(&id).await.unwrap();
    for _ in 0..2 {
        assert_eq!(outcome.proof.causes, [Cause::SecretLost]);
        assert_eq!((there(&halo), computer.vault.entries().len()), (1, 1));
        outcome = computer.latchkey().at(&id).start_again(false, &nobody()).await.unwrap();
    }
    computer.latchkey().at(&id).undo(&nobody()).await.unwrap();
    assert_eq!((there(&halo), computer.vault.entries().len()), (0, 0));
}
