//! A HaloPSA whose responses about applications are odd: what they hide, hint at or get wrong costs no
//! secret, and nothing that belongs to others is taken for ours.

use std::time::Duration;

use latchkey_core::proof::finding::{Difference, Verdict};
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::setup::Outcome;
use latchkey_core::{Error, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::between::{Between, Of, set_up_through};
use latchkey_journeys::computer::{Computer, Intention, nobody};
use latchkey_practice::{
    ActiveOnSave, Application, CredentialsMadeBy, DescriptionOnSave, Dialect, PostAnswer, Practice,
};
use serde_json::{Value, json};

struct Stage {
    halo: Practice,
    computer: Computer,
    between: Between,
    id: SetUpId,
}

impl Stage {
    async fn with(dialect: Dialect) -> Self {
        let halo = Practice::start(dialect).await.unwrap();
        let between = Between::before(&halo).await;
        let port = between.address().rsplit_once(':').unwrap().1.parse().unwrap();
        let computer = Computer::that_reaches(&[&halo], &[port]);
        let id = set_up_through(&between, &halo, &computer).await;
        Self { halo, computer, between, id }
    }

    /// The set-up has created its application, and it does not work.
    async fn created(dialect: Dialect) -> Self {
        let stage = Self::with(Dialect { active_on_save: ActiveOnSave::Inactive, ..dialect }).await;
        assert_eq!(stage.create().await.unwrap().connection, None);
        stage
    }

    async fn create(&self) -> Result<Outcome, Error> {
        Box::pin(self.computer.latchkey().at(&self.id).create(true, &nobody())).await
    }

    async fn undo(&self) -> Result<usize, Error> {
        self.computer.latchkey().at(&self.id).undo(&nobody()).await.map(|undone| undone.deleted)
    }

    fn ours(&self) -> Vec<Application> {
        let name = Intention::usual().application;
        self.halo.state().applications().into_iter().filter(|one| one.name == name).collect()
    }

    /// The first promise, whatever was answered.
    fn assert_known(&self, what: &str) {
        let known = self.computer.latchkey().at(&self.id).creation().is_some();
        assert!(self.ours().is_empty() || known, "{what}: it is there, and nobody knows of it");
    }
}

/// What a person or another Latchkey has made of an application.
const THEIRS: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

#[tokio::test]
async fn what_stands_in_the_place_of_the_secret_does_not_cost_the_real_one() {
    let nothing = |_: &mut Vec<Value>| {};
    type Change = fn(&mut Vec<Value>);
    let ways: [(&str, CredentialsMadeBy, Change); 7] = [
        ("nothing is odd", CredentialsMadeBy::Sender, nothing),
        ("dots", CredentialsMadeBy::Sender, |rows| rows[0]["clientSecret"] = json!("********")),
        ("a hash", CredentialsMadeBy::Sender, |rows| {
            rows[0]["clientSecret"] = json!("AQAAAAEAACcQAAAAEH7c9e66797425");
        }),
        ("another row's", CredentialsMadeBy::Sender, |rows| {
            rows.insert(
                0,
                json!({"id": "3", "displayName": "Theirs", "clientId": "x", "clientSecret": "theirs"}),
            );
        }),
        ("after another row's", CredentialsMadeBy::HaloSecret, |rows| {
            rows.insert(
                0,
                json!({"id": "3", "displayName": "Theirs", "clientId": "x", "clientSecret": "theirs"}),
            );
        }),
        ("an object", CredentialsMadeBy::HaloSecret, |rows| {
            let secret = rows[0]["clientSecret"].take();
            rows[0]["clientSecret"] = json!({"created": "2026-11-26T00:00:00", "value": secret});
        }),
        ("another name, and no id", CredentialsMadeBy::HaloSecret, |rows| {
            let secret = rows[0]["clientSecret"].take();
            rows[0] = json!({"client_secret": secret, "id": {}});
        }),
    ];
    for (what, credentials_made_by, change) in ways {
        let stage = Stage::with(Dialect { credentials_made_by, ..Dialect::default() }).await;
        stage.between.changes_rows(Of::Post, change);
        let outcome = stage.create().await.unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(outcome.proof.verdict, Verdict::Works, "{what}");
        assert_eq!(stage.computer.vault.entries().len(), 1, "{what}");
    }
}

#[tokio::test]
async fn a_status_that_lies_is_looked_behind() {
    for made_by in [CredentialsMadeBy::Sender, CredentialsMadeBy::HaloSecret, CredentialsMadeBy::HaloClientId]
    {
        for status in [400, 409, 429] {
            let what = format!("{status}, {made_by:?}");
            let stage = Stage::with(Dialect { credentials_made_by: made_by, ..Dialect::default() }).await;
            stage.between.changes(move |of, answered, _| {
                if of == Of::Post {
                    *answered = status;
                }
            });
            let outcome = stage.create().await.unwrap_or_else(|e| panic!("{what}: {e}"));
            assert_eq!(outcome.proof.verdict, Verdict::Works, "{what}");
        }
    }
    // Nothing can be looked at with a token that is refused.
    let stage = Stage::with(Dialect::default()).await;
    stage.between.changes(|of, answered, _| {
        if of == Of::Post {
            *answered = 401;
        }
    });
    assert_eq!(stage.create().await.unwrap_err(), Error::AuthorityExpired);
    stage.assert_known("401");
    stage.between.changes(|_, _, _| {});
    stage.computer.sign_in(&stage.id, &stage.halo).await.unwrap();
    assert_eq!(stage.create().await.unwrap().proof.verdict, Verdict::Works);
    assert_eq!(stage.ours().len(), 1, "it was found, not asked for once more");
}

#[tokio::test]
async fn a_refusal_that_was_none_is_asked_about_where_only_the_name_tells() {
    let dialect = Dialect {
        credentials_made_by: CredentialsMadeBy::HaloClientId,
        description_on_save: DescriptionOnSave::Dropped,
        ..Dialect::default()
    };
    let stage = Stage::with(dialect).await;
    stage.between.changes(|of, answered, body| {
        if of == Of::Post {
            *answered = 400;
            *body = b"{}".to_vec();
        }
    });
    let refused = stage.create().await.unwrap_err();
    let Error::ApplicationPerhaps { candidates, .. } = refused else { panic!("{refused:?}") };
    stage.assert_known("400");
    stage.computer.latchkey().at(&stage.id).this_one(&candidates[0].id).await.unwrap();
    assert_eq!(stage.create().await.unwrap().proof.verdict, Verdict::Works);
}

#[tokio::test]
async fn what_a_list_does_not_show_is_asked_for_by_its_id() {
    let stage = Stage::created(Dialect::default()).await;
    stage.between.changes_rows(Of::List, |rows| rows.retain(|row| row["inactive"] != json!(true)));
    assert_eq!(stage.undo().await, Ok(1));
    assert!(stage.ours().is_empty());
}

#[tokio::test]
async fn a_list_that_says_that_it_has_rows_and_shows_none_is_unknown() {
    for list in [
        json!({"record_count": 3}),
        json!({"record_count": 3, "applications": null}),
        json!({"record_count": 3, "applications": []}),
        json!({"record_count": 3, "applications": {"error": "x"}}),
        json!({"record_count": 0, "errors": ["time-out"], "applications": []}),
        json!("no"),
    ] {
        let stage = Stage::created(Dialect::default()).await;
        let (what, list) = (list.to_string(), list.to_string().into_bytes());
        stage.between.changes(move |of, _, body| {
            if of == Of::List {
                body.clone_from(&list);
            }
        });
        let undone = stage.undo().await;
        assert!(matches!(undone, Err(Error::HaloOddAnswer { .. })), "{what}: {undone:?}");
        stage.assert_known(&what);
    }
}

#[tokio::test]
async fn rows_and_details_that_cannot_be_read_are_unknown() {
    // Nothing but the id can be understood, in the list and alone.
    let dialect = Dialect {
        post_answer: PostAnswer::FailsAfter,
        description_on_save: DescriptionOnSave::Dropped,
        ..Dialect::default()
    };
    let stage = Stage::with(dialect).await;
    stage.between.changes(|of, _, body| {
        let Ok(mut answer) = serde_json::from_slice::<Value>(body) else { return };
        let odd = |row: &mut Value| {
            for (name, field) in row.as_object_mut().into_iter().flatten() {
                if name != "id" {
                    *field = json!({ "value": field.take() });
                }
            }
        };
        match (of, &mut answer) {
            (Of::One, one) => odd(one),
            (Of::List, Value::Array(rows)) => rows.iter_mut().for_each(odd),
            (Of::List, lists) => {
                lists["applications"].as_array_mut().into_iter().flatten().for_each(odd);
            }
            (Of::Post, _) => {}
        }
        *body = answer.to_string().into_bytes();
    });
    let created = stage.create().await;
    assert!(matches!(created, Err(Error::ApplicationsUnread { .. })), "{created:?}");
    assert!(matches!(stage.undo().await, Err(Error::ApplicationsUnread { .. })));
    stage.assert_known("nothing but ids");

    // Mark and Client ID stand in the details alone, and those fail; the name was cut.
    let dialect = Dialect {
        post_answer: PostAnswer::FailsAfter,
        credentials_made_by: CredentialsMadeBy::HaloClientId,
        ..Dialect::default()
    };
    let stage = Stage::with(dialect).await;
    stage.between.changes(|of, status, body| {
        let Ok(mut answer) = serde_json::from_slice::<Value>(body) else { return };
        match of {
            Of::One => *status = 500,
            Of::List => {
                let rows = match &mut answer {
                    Value::Array(rows) => rows,
                    lists => lists["applications"].as_array_mut().unwrap(),
                };
                for row in rows {
                    row["description"] = Value::Null;
                    row["displayName"] =
                        json!(row["displayName"].as_str().unwrap().chars().take(9).collect::<String>());
                }
                *body = answer.to_string().into_bytes();
            }
            Of::Post => {}
        }
    });
    let created = stage.create().await;
    assert!(matches!(created, Err(Error::ApplicationsUnread { .. })), "{created:?}");
    assert!(matches!(stage.undo().await, Err(Error::ApplicationsUnread { .. })));
    stage.assert_known("details that fail");
}

#[tokio::test]
async fn a_mark_among_many_words_like_it_is_found() {
    let dialect = Dialect {
        post_answer: PostAnswer::FailsAfter,
        credentials_made_by: CredentialsMadeBy::HaloClientId,
        ..Dialect::default()
    };
    let stage = Stage::with(dialect).await;
    stage.between.changes_rows(Of::List, |rows| {
        for row in rows {
            row["history"] = (0..20).map(|n| json!(format!("{n:032x}"))).collect();
        }
    });
    assert_eq!(stage.create().await.unwrap().proof.verdict, Verdict::Works);
}

/// Ours was deleted in HaloPSA, or a backup was restored, and a colleague's has its id.
async fn given_again(description: &str, hides_descriptions: bool) -> Stage {
    let stage = Stage::created(Dialect::default()).await;
    let state = stage.halo.state();
    let ours = stage.ours().remove(0);
    let (client_id, _) = state.add_application("Colleague's telephone", 7, &["read:tickets"]).unwrap();
    state.delete_application(&ours.client_id);
    state.change_application(&client_id, |one| {
        one.id = ours.id;
        one.client_id = THEIRS.to_owned();
        one.description = description.to_owned();
    });
    if hides_descriptions {
        stage
            .between
            .changes_rows(Of::List, |rows| rows.iter_mut().for_each(|row| row["description"] = Value::Null));
    }
    stage
}

#[tokio::test]
async fn an_id_that_was_given_to_somebody_elses_application_leads_to_nothing() {
    for description in ["", "Latchkey for HaloPSA: ffffffffffffffffffffffffffffffff"] {
        for hides in [false, true] {
            for what in ["undo", "go on", "start again"] {
                let stage = given_again(description, hides).await;
                let latchkey = stage.computer.latchkey();
                let done = match what {
                    "undo" => stage.undo().await.map(|_| ()),
                    "start again" => {
                        Box::pin(latchkey.at(&stage.id).start_again(true, &nobody())).await.map(|_| ())
                    }
                    _ => {
                        // The plan is changed, so that it is read back once more.
                        let permissions = Intention::usual().permissions;
                        let revision = stage.computer.revision(&stage.id);
                        latchkey.at(&stage.id).set_permissions(revision, &permissions).await.unwrap();
                        stage.create().await.map(|_| ())
                    }
                };
                let what = format!("{what}, {description:?}, {hides}: {done:?}");
                if description.is_empty() {
                    assert!(matches!(done, Err(Error::ApplicationPerhaps { .. })), "{what}");
                }
                assert!(stage.halo.state().application(THEIRS).is_some(), "{what}");
                let draft = latchkey.at(&stage.id).draft().unwrap();
                assert_ne!(draft.client_id(), Some(THEIRS), "{what}");
            }
        }
    }
}

#[tokio::test]
async fn what_carries_the_mark_goes_before_what_a_person_named_by_mistake() {
    for undone in [false, true] {
        let dialect = Dialect {
            post_answer: PostAnswer::FailsAfter,
            appears_after: Duration::from_secs(600),
            ..Dialect::default()
        };
        let stage = Stage::with(dialect).await;
        assert_eq!(stage.create().await.unwrap_err(), Error::CreateUnclear);
        let (name, state) = (Intention::usual().application, stage.halo.state());
        let (theirs, _) = state.add_application(name, 7, &["read:tickets"]).unwrap();
        let asked = stage.create().await.unwrap_err();
        let Error::ApplicationPerhaps { candidates, .. } = asked else { panic!("{asked:?}") };
        stage.computer.latchkey().at(&stage.id).this_one(&candidates[0].id).await.unwrap();
        state.advance(Duration::from_secs(700));
        if undone {
            assert_eq!(stage.undo().await, Ok(1));
            assert_eq!(stage.ours().len(), 1);
        } else {
            let outcome = stage.create().await.unwrap();
            assert_eq!(outcome.proof.verdict, Verdict::Works, "ours, once it can be seen");
        }
        assert!(state.application(&theirs).is_some());
    }
}

#[tokio::test]
async fn a_repeated_request_whose_first_one_appears_after_all_leaves_none_behind() {
    for active_on_save in [ActiveOnSave::AsChosen, ActiveOnSave::Inactive] {
        let usual = Dialect {
            credentials_made_by: CredentialsMadeBy::HaloClientId,
            active_on_save,
            ..Dialect::default()
        };
        let late = Dialect {
            post_answer: PostAnswer::FailsAfter,
            appears_after: Duration::from_secs(600),
            ..usual.clone()
        };
        let stage = Stage::with(late).await;
        // The list as it is documented: without descriptions.
        stage
            .between
            .changes_rows(Of::List, |rows| rows.iter_mut().for_each(|row| row["description"] = Value::Null));
        assert_eq!(stage.create().await.unwrap_err(), Error::CreateUnclear);
        stage.halo.state().set_dialect(usual);
        let state = std::sync::Arc::clone(stage.halo.state());
        let appears: Listener = std::sync::Arc::new(move |step| {
            if step == Progress::Create {
                state.advance(Duration::from_secs(600));
            }
        });
        let again = Box::pin(stage.computer.latchkey().at(&stage.id).create(true, &appears)).await;
        assert!(matches!(again, Err(Error::CreateSeveral { count: 2 })), "{again:?}");
        stage.assert_known("two");
        assert_eq!(stage.undo().await, Ok(2));
        assert!(stage.ours().is_empty());
    }
}

#[tokio::test]
async fn a_document_that_is_damaged_or_gone_is_made_up_for_by_the_version_before() {
    for damaged in [false, true] {
        let mut stage = Stage::created(Dialect::default()).await;
        let document = stage.computer.folder().join(format!("set-ups/{}.json", stage.id));
        if damaged {
            std::fs::write(&document, "nonsense").unwrap();
        } else {
            std::fs::remove_file(&document).unwrap();
        }
        stage.computer.restart();
        let what = format!("damaged {damaged}");
        let left = stage.computer.latchkey().at(&stage.id).abandon(false).await;
        assert!(matches!(left, Err(Error::ApplicationLeft { .. })), "{what}: {left:?}");
        stage.assert_known(&what);
    }
}

#[tokio::test]
async fn a_name_that_was_changed_after_the_creation_is_compared() {
    let stage = Stage::created(Dialect::default()).await;
    let latchkey = stage.computer.latchkey();
    let client_id = stage.ours().remove(0).client_id;
    let revision = stage.computer.revision(&stage.id);
    latchkey.at(&stage.id).set_general_from_list(revision, "Quite another name", Some(7)).await.unwrap();
    stage.halo.state().change_application(&client_id, |one| one.active = true);
    let outcome = stage.create().await.unwrap();
    assert_eq!(outcome.proof.saved, Some(vec![Difference::Name]), "{:?}", outcome.proof);
}
