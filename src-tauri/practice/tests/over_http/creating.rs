//! Creating applications by the API: what is stored, what is answered, and what is refused.

use std::time::Duration;

use latchkey_practice::{
    ActiveOnSave, AgentOnSave, Application, AuthenticationMethod, Busy, Changes, ClientIdOnSave,
    CredentialsMadeBy, Crowd, DescriptionOnSave, Dialect, ErrorShape, Examples, KindNeeded, LoginType,
    LoginTypeOnSave, PermissionsKnown, PermissionsOnSave, PostAnswer, Size, Version,
};
use reqwest::{Response, StatusCode, header};
use serde_json::{Value, json};

use crate::client::{CLIENT_ID, GOOD_AGENT, Halo, KIND, SECRET, bare_wanted, rows, text_of};

/// An administrator's token in such a HaloPSA, and an application as it can be sent.
async fn ready(change: impl FnOnce(&mut Dialect)) -> (Halo, String, Value) {
    let halo = Halo::plain().await;
    let token = halo.administrator().await;
    let wanted = halo.wanted(&token).await;
    let mut dialect = Dialect::default();
    change(&mut dialect);
    halo.practice.state().set_dialect(dialect);
    (halo, token, wanted)
}

/// The application that was created last.
fn newest(halo: &Halo) -> Application {
    assert_eq!(halo.practice.state().created_by_api(), 1);
    halo.practice.state().applications().into_iter().max_by_key(|one| one.id).unwrap()
}

async fn body(answer: Response) -> Value {
    answer.json().await.unwrap()
}

#[tokio::test]
async fn what_was_sent_is_stored_told_and_can_sign_in() {
    let (halo, token, wanted) = ready(|_| {}).await;
    let answer = halo.post(&token, &json!([wanted])).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let told = body(answer).await;
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert_eq!(told[0]["clientId"], CLIENT_ID);
    assert!(told[0].get("clientSecret").is_none(), "its sender has it");

    let stored = newest(&halo);
    assert_eq!(told[0]["id"], stored.id.to_string());
    assert_eq!(stored.name, "Harbour Alarm");
    assert_eq!(stored.description, wanted["description"]);
    assert!(stored.active && !stored.is_system);
    assert_eq!(stored.authentication_method, AuthenticationMethod::Services);
    assert_eq!(stored.login_type, LoginType::Agent);
    assert_eq!(stored.agent_id, Some(GOOD_AGENT));
    assert_eq!(stored.client_id, CLIENT_ID);
    assert!(stored.has_secret(SECRET));
    assert!(stored.permissions.iter().eq(["edit:customers", "read:tickets"]));

    let read = halo.details(&token, &stored.id.to_string()).await;
    assert_eq!(read["displayName"], "Harbour Alarm");
    assert_eq!(read["createdby_agent"], "API Blue Heron");
    assert_eq!(read["scopes"][1]["name"], "read:tickets");
    assert!(KIND.iter().all(|field| read[field] == wanted[*field]));
    let mine = (CLIENT_ID.to_owned(), SECRET.to_owned());
    let own = halo.token(&mine, "read:tickets").await;
    assert_eq!(halo.read(&own, "Tickets").await.status(), StatusCode::OK);
    let page = format!("{}/{}", halo.practice.applications_page(), stored.id);
    assert!(halo.page(&halo.practice.applications_page()).await.contains("Harbour Alarm"));
    assert!(text_of(&halo.page(&page).await, "description").starts_with("Rings when"));
    assert_eq!(halo.delete(&token, &stored.id.to_string()).await.status(), StatusCode::OK);
    assert_eq!(halo.ask_for_token(&mine, "all").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn before_v2_218_a_description_is_taken_and_forgotten() {
    let (halo, token, wanted) = ready(|d| d.version = Version::V2_196).await;
    let answer = halo.post(&token, &json!([wanted])).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let told = body(answer).await;
    assert!(told[0].get("description").is_none());
    assert!(told[0].get("createdby_agent").is_none());
    let stored = newest(&halo);
    assert_eq!(stored.description, "");
    assert_eq!(stored.name, "Harbour Alarm");
}

#[tokio::test]
async fn an_application_can_be_changed_by_its_id_and_what_changes() {
    let other = "canary00-3333-4333-8333-333333333333-44444444-4444-4444-8444-444444444444";
    for (changes, description) in [
        (Changes::OnlyWhatIsSent, "Rings when a ship comes in.\nMade by a test."),
        (Changes::LosesDescription, ""),
    ] {
        let (halo, token, wanted) = ready(|d| d.changes = changes).await;
        halo.post(&token, &json!([wanted])).await;
        let id = newest(&halo).id.to_string();
        let sent = json!([{ "id": id, "clientSecret": other, "displayName": "", "scopes": null }]);
        let told = body(halo.post(&token, &sent).await).await;
        assert_eq!(told[0]["id"], id);
        assert_eq!(told[0]["displayName"], "Harbour Alarm", "empty is not sent");
        let stored = newest(&halo);
        assert_eq!(stored.description, description);
        assert_eq!(stored.client_id, CLIENT_ID);
        assert_eq!(stored.created_by, Some(8));
        assert!(stored.has_secret(other) && !stored.has_secret(SECRET));
        halo.token(&(CLIENT_ID.to_owned(), other.to_owned()), "read:tickets").await;

        let sent = json!([{ "id": stored.id, "inactive": true, "scopes": [{ "name": "read:kb" }], "loginas_agent_id": 6 }]);
        assert_eq!(halo.post(&token, &sent).await.status(), StatusCode::OK);
        let stored = newest(&halo);
        assert!(!stored.active && stored.has_secret(other));
        assert!(stored.permissions.iter().eq(["read:kb"]));
        assert_eq!(stored.agent_id, Some(6));
        for refused in [
            json!({ "id": "1", "inactive": true }),
            json!({ "id": "4711", "inactive": true }),
            json!({ "id": {}, "inactive": true }),
            json!({ "id": id, "grant_type": "implicit" }),
            json!({ "id": id, "clientId": "harbour" }),
            json!({ "id": id, "loginas_agent_id": 11 }),
        ] {
            let status = halo.post(&token, &json!([refused])).await.status();
            assert_eq!(status, StatusCode::BAD_REQUEST, "{refused}");
        }
        assert_eq!(halo.practice.state().applications().len(), 7);
    }
}

#[tokio::test]
async fn several_are_created_together_or_not_at_all() {
    let (halo, token, wanted) = ready(|_| {}).await;
    let mut other = wanted.clone();
    let answer = halo.post(&token, &json!([wanted, other])).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "the same client id twice");
    other["clientId"] = json!("5ea5e11e-0000-4000-8000-000000000002");
    other["inactive"] = json!(true);
    let mut wrong = wanted.clone();
    wrong["displayName"] = json!(" ");
    let answer = halo.post(&token, &json!([other, wrong])).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(halo.practice.state().applications().len(), 6);
    let answer = halo.post(&token, &json!([wanted, other])).await;
    assert_eq!(body(answer).await.as_array().unwrap().len(), 2);
    assert_eq!(halo.practice.state().applications().len(), 8);
    assert!(!newest(&halo).active);
}

#[tokio::test]
async fn a_guess_at_what_the_kind_is_called_is_refused() {
    let (halo, token, wanted) = ready(|_| {}).await;
    let other = Halo::plain().await;
    let elsewhere = other.wanted(&other.administrator().await).await;
    let interactive = halo.details(&token, "5").await;
    for field in KIND {
        let guesses = if wanted[field].is_string() {
            vec![json!("client_credentials"), json!("services"), json!("confidential"), json!("")]
        } else {
            vec![json!(0), json!(1), json!(-1), json!("1"), json!(1.5)]
        };
        let mut guesses = [guesses, vec![Value::Null, elsewhere[field].clone()]].concat();
        if field != "loginentity" {
            guesses.push(interactive[field].clone());
        }
        for guess in guesses.into_iter().filter(|guess| *guess != wanted[field]) {
            let mut sent = wanted.clone();
            sent[field] = guess.clone();
            let status = halo.post(&token, &json!([sent])).await.status();
            assert_eq!(status, StatusCode::BAD_REQUEST, "{field}: {guess}");
        }
        let mut sent = wanted.clone();
        sent.as_object_mut().unwrap().remove(field);
        let status = halo.post(&token, &json!([sent])).await.status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "without {field}");
    }
    assert_eq!(halo.practice.state().created_by_api(), 0);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_kind_can_be_filled_in_and_is_still_not_to_be_wrong() {
    for grant_type in [Value::Null, json!("client_credentials")] {
        let (halo, token, wanted) = ready(|d| d.kind_needed = KindNeeded::Defaulted).await;
        let mut sent = bare_wanted();
        for (field, wrong) in [
            ("grant_type", json!("services")),
            ("type", json!("confidential")),
            ("loginentity", json!(0)),
            ("credential_type", json!(0)),
        ] {
            let mut sent = bare_wanted();
            sent[field] = wrong;
            assert_eq!(halo.post(&token, &json!([sent])).await.status(), StatusCode::BAD_REQUEST, "{field}");
        }
        sent["grant_type"] = grant_type;
        assert_eq!(halo.post(&token, &json!([sent])).await.status(), StatusCode::OK);
        let read = halo.details(&token, &newest(&halo).id.to_string()).await;
        assert!(KIND.iter().all(|field| read[field] == wanted[*field]));
    }
}

#[tokio::test]
async fn what_examples_that_disagree_say_is_refused() {
    let (halo, token, wanted) = ready(|d| d.examples = Examples::Disagreeing).await;
    let learnt = halo.wanted(&token).await;
    assert_eq!(halo.post(&token, &json!([learnt])).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_does_not_make_sense_is_refused() {
    let (halo, token, wanted) = ready(|_| {}).await;
    let in_use = halo.practice.state().applications()[1].client_id.clone();
    for (field, wrong) in [
        ("id", json!("2")),
        ("id", json!(4711)),
        ("displayName", Value::Null),
        ("displayName", json!("")),
        ("displayName", json!("  ")),
        ("displayName", json!(["Harbour"])),
        ("displayName", json!("Harbour\u{0}Alarm")),
        ("displayName", json!("Harbour\r\nAlarm")),
        ("displayName", json!("x".repeat(201))),
        ("description", json!(7)),
        ("description", json!("\u{1b}[2J")),
        ("description", json!("x".repeat(4001))),
        ("clientId", Value::Null),
        ("clientId", json!("harbour")),
        ("clientId", json!(in_use)),
        ("clientId", json!(in_use.to_uppercase())),
        ("clientSecret", Value::Null),
        ("clientSecret", json!("")),
        ("clientSecret", json!({ "is": SECRET })),
        ("loginas_agent_id", Value::Null),
        ("loginas_agent_id", json!(0)),
        ("loginas_agent_id", json!(4711)),
        ("loginas_agent_id", json!(11)),
        ("loginas_agent_id", json!(-7)),
        ("loginas_agent_id", json!(u64::MAX)),
        ("loginas_agent_id", json!("7")),
        ("inactive", json!("no")),
        ("scopes", json!("read:tickets")),
        ("scopes", json!(["read:tickets"])),
        ("scopes", json!([["read:tickets"]])),
        ("scopes", json!([{ "name": 7 }])),
        ("scopes", json!([{}])),
        ("scopes", json!([{ "name": "read:tickets" }, { "name": "read:lighthouses" }])),
        ("scopes", json!([{ "name": "openid" }])),
    ] {
        let mut sent = wanted.clone();
        sent[field] = wrong.clone();
        let answer = halo.post(&token, &json!([sent])).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{field}: {wrong}");
        assert!(!answer.text().await.unwrap().contains(SECRET), "{field}: {wrong}");
    }
    assert_eq!(halo.practice.state().applications().len(), 6);
    assert_eq!(halo.practice.state().created_by_api(), 0);
}

#[tokio::test]
async fn hostile_bodies_are_refused() {
    let (halo, token, wanted) = ready(|_| {}).await;
    let one = serde_json::to_vec(&json!([wanted])).unwrap();
    let mut large = wanted.clone();
    large["unknown"] = json!("x".repeat(65 * 1024));
    let bad = StatusCode::BAD_REQUEST;
    for (what, sent, status) in [
        ("nothing", vec![], bad),
        ("no JSON", b"displayName=Harbour".to_vec(), bad),
        ("half of it", one[..one.len() / 2].to_vec(), bad),
        ("an object", serde_json::to_vec(&wanted).unwrap(), bad),
        ("null", b"null".to_vec(), bad),
        ("an empty array", b"[]".to_vec(), bad),
        ("an array of numbers", b"[1,2]".to_vec(), bad),
        ("an array of arrays", format!("[[null,\"Harbour\",null,\"{CLIENT_ID}\"]]").into_bytes(), bad),
        ("no UTF-8", b"[{\"displayName\":\"\xff\xfe\"}]".to_vec(), bad),
        ("half a character", b"[{\"displayName\":\"\\ud800\"}]".to_vec(), bad),
        ("without end", b"[".repeat(60_000), bad),
        ("too large", serde_json::to_vec(&json!([large])).unwrap(), StatusCode::PAYLOAD_TOO_LARGE),
        ("far too large", vec![b' '; 3_000_000], StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = halo.client.post(halo.at("/api/Application")).bearer_auth(&token);
        let request = request.header(header::CONTENT_TYPE, "application/json").body(sent);
        // A server that refuses a body early may close the connection before everything was sent.
        if let Ok(answer) = request.send().await {
            assert_eq!(answer.status(), status, "{what}");
        } else {
            assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{what}");
        }
    }
    assert_eq!(halo.practice.state().created_by_api(), 0);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK, "it still stands");
}

#[tokio::test]
async fn halo_can_make_the_credentials() {
    for (made_by, id_is_mine, secret_is_mine) in [
        (CredentialsMadeBy::Sender, true, true),
        (CredentialsMadeBy::HaloClientId, false, true),
        (CredentialsMadeBy::HaloSecret, true, false),
        (CredentialsMadeBy::HaloBoth, false, false),
    ] {
        let (halo, token, mut wanted) = ready(|d| d.credentials_made_by = made_by).await;
        // What HaloPSA makes need not be sent.
        if !id_is_mine {
            wanted["clientId"] = Value::Null;
        }
        let told = body(halo.post(&token, &json!([wanted])).await).await;
        let stored = newest(&halo);
        assert_eq!(stored.client_id == CLIENT_ID, id_is_mine, "{made_by:?}");
        assert_eq!(stored.has_secret(SECRET), secret_is_mine, "{made_by:?}");
        assert_eq!(told[0]["clientId"], stored.client_id);
        assert_eq!(told[0].get("clientSecret").is_none(), secret_is_mine);
        let secret = told[0]["clientSecret"].as_str().unwrap_or(SECRET).to_owned();
        halo.token(&(stored.client_id.clone(), secret.clone()), "read:tickets").await;

        let id = stored.id.to_string();
        let mut said = String::new();
        for path in [format!("Application/{id}?includedetails=true"), "Application".to_owned()] {
            said += &halo.read(&token, &path).await.text().await.unwrap();
        }
        said += &halo.page(&format!("{}/{id}", halo.practice.applications_page())).await;
        let debug = (&halo.practice, stored, halo.practice.state().requests());
        let debug = format!("{debug:?}");
        said += &debug;
        said += &halo.delete(&token, &id).await.text().await.unwrap();
        assert!(!said.contains(&secret) && !said.contains(SECRET), "told once, if at all");
    }
}

#[tokio::test]
async fn the_answer_has_many_forms_and_one_application_is_created_in_all_of_them() {
    for (answers, status, full) in [
        (PostAnswer::Array, 200, true),
        (PostAnswer::Object, 200, true),
        (PostAnswer::Nothing, 200, false),
        (PostAnswer::Created, 201, true),
        (PostAnswer::Accepted, 202, false),
        (PostAnswer::FailsAfter, 500, false),
    ] {
        let (halo, token, wanted) = ready(|d| {
            d.post_answer = answers;
            d.api_errors = ErrorShape::Message;
        })
        .await;
        let answer = halo.post(&token, &json!([wanted])).await;
        assert_eq!(answer.status().as_u16(), status, "{answers:?}");
        let text = answer.text().await.unwrap();
        assert_eq!(newest(&halo).client_id, CLIENT_ID);
        assert!(!text.contains(SECRET));
        if full {
            let told: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(told.is_object(), answers == PostAnswer::Object);
            let one = if told.is_object() { &told } else { &told[0] };
            assert_eq!(one["clientId"], CLIENT_ID);
            assert_eq!(one["id"], newest(&halo).id.to_string());
        } else if status == 500 {
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["Message"], "An error has occurred.");
        } else {
            assert_eq!(text, "");
        }
        halo.token(&(CLIENT_ID.to_owned(), SECRET.to_owned()), "read:tickets").await;
    }
}

#[tokio::test]
async fn the_first_post_can_fail_before_anything_is_created() {
    let (halo, token, wanted) = ready(|d| d.post_answer = PostAnswer::FailsBefore).await;
    let refused = halo.post(&token, &json!([{}])).await.status();
    assert_eq!(refused, StatusCode::BAD_REQUEST, "this one is wrong in itself");
    let failed = halo.post(&token, &json!([wanted])).await.status();
    assert_eq!(failed, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(halo.practice.state().created_by_api(), 0);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK);
    assert_eq!(newest(&halo).client_id, CLIENT_ID);
}

#[tokio::test]
async fn the_first_post_and_the_first_delete_can_be_too_early() {
    let (halo, token, wanted) = ready(|d| {
        d.unavailable_first = 1;
        d.busy = Busy { first: 1, retry_after: 0 };
    })
    .await;
    for expected in [503, 429, 200] {
        assert_eq!(halo.practice.state().created_by_api(), 0);
        assert_eq!(halo.post(&token, &json!([wanted])).await.status().as_u16(), expected);
    }
    let id = newest(&halo).id.to_string();
    for expected in [503, 429, 200, 404] {
        assert_eq!(halo.delete(&token, &id).await.status().as_u16(), expected);
    }
}

#[tokio::test]
async fn a_post_that_is_never_answered_creates_all_the_same_and_does_not_keep_the_server() {
    let (halo, token, wanted) = ready(|d| d.post_answer = PostAnswer::NeverAnswers).await;
    let request = halo.client.post(halo.at("/api/Application")).bearer_auth(&token).json(&json!([wanted]));
    let pending = tokio::spawn(request.send());
    let created = async {
        while halo.practice.state().created_by_api() == 0 {
            tokio::task::yield_now().await;
        }
    };
    let limit = Duration::from_secs(20);
    tokio::time::timeout(limit, created).await.expect("it is created");
    assert_eq!(newest(&halo).client_id, CLIENT_ID);
    halo.read_json(&token, "Application").await;
    assert!(!pending.is_finished());
    let before = std::time::Instant::now();
    drop(halo);
    assert!(before.elapsed() < Duration::from_secs(1));
    let answer = tokio::time::timeout(limit, pending).await.expect("the connection ends").unwrap();
    assert!(answer.is_err(), "and nothing was answered");
}

#[tokio::test]
async fn a_request_whose_sender_has_gone_is_noted_too() {
    let (halo, token, wanted) = ready(|d| d.post_answer = PostAnswer::NeverAnswers).await;
    halo.practice.state().forget_requests();
    let request = halo.client.post(halo.at("/api/Application")).bearer_auth(&token).json(&json!([wanted]));
    let gone = request.timeout(Duration::from_millis(300)).send().await;
    assert!(gone.unwrap_err().is_timeout());
    let noted = async {
        while halo.practice.state().requests().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), noted).await.expect("it is noted");
    let requests = halo.practice.state().requests();
    assert_eq!((requests[0].method.as_str(), requests[0].status), ("POST", 0));
}

#[tokio::test]
async fn a_new_application_can_take_a_while_to_appear() {
    let delay = Duration::from_secs(1000);
    let (halo, token, wanted) = ready(|d| d.appears_after = delay).await;
    let told = body(halo.post(&token, &json!([wanted])).await).await;
    let id = told[0]["id"].as_str().unwrap().to_owned();
    let mine = (CLIENT_ID.to_owned(), SECRET.to_owned());
    assert_eq!(newest(&halo).client_id, CLIENT_ID);
    assert_eq!(rows(&halo.read_json(&token, "Application").await).len(), 6);
    let path = format!("Application/{id}?includedetails=true");
    assert_eq!(halo.read(&token, &path).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.delete(&token, &id).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(halo.ask_for_token(&mine, "read:tickets").await.status(), StatusCode::UNAUTHORIZED);
    let again = halo.post(&token, &json!([wanted])).await.status();
    assert_eq!(again, StatusCode::BAD_REQUEST, "its client id is in use");
    halo.practice.state().advance(delay);
    assert_eq!(rows(&halo.read_json(&token, "Application").await).len(), 7);
    halo.details(&token, &id).await;
    halo.token(&mine, "read:tickets").await;
}

#[tokio::test]
async fn the_api_saves_as_the_pages_do() {
    type Case = (fn(&mut Dialect), fn(&Application) -> bool);
    let cases: [Case; 8] = [
        (|d| d.client_id_on_save = ClientIdOnSave::Changes, |one| one.client_id != CLIENT_ID),
        (|d| d.active_on_save = ActiveOnSave::Inactive, |one| !one.active),
        (|d| d.login_type_on_save = LoginTypeOnSave::Customer, |one| one.login_type == LoginType::Customer),
        (|d| d.permissions_on_save = PermissionsOnSave::AllDropped, |one| one.permissions.is_empty()),
        (
            |d| d.permissions_on_save = PermissionsOnSave::OneDropped("read:tickets"),
            |one| one.permissions.iter().eq(["edit:customers"]),
        ),
        (|d| d.agent_on_save = AgentOnSave::Dropped, |one| one.agent_id.is_none()),
        (|d| d.agent_on_save = AgentOnSave::Another, |one| one.agent_id == Some(6)),
        (|d| d.description_on_save = DescriptionOnSave::Dropped, |one| one.description.is_empty()),
    ];
    let (halo, token, wanted) = ready(|_| {}).await;
    halo.post(&token, &json!([wanted])).await;
    let plain = newest(&halo);
    for (place, (change, check)) in cases.into_iter().enumerate() {
        assert!(!check(&plain), "case {place} in the plain dialect");
        let (halo, token, wanted) = ready(change).await;
        let told = body(halo.post(&token, &json!([wanted])).await).await;
        let stored = newest(&halo);
        assert!(check(&stored), "case {place}");
        assert_eq!(told[0]["clientId"], stored.client_id, "what is told is what is stored");
        assert_eq!(told[0]["inactive"], !stored.active);
        assert_eq!(told[0]["loginas_agent_id"], stored.agent_id.unwrap_or(0));
        let read = halo.details(&token, &stored.id.to_string()).await;
        assert_eq!(read["scopes"].as_array().unwrap().len(), stored.permissions.len());
        let as_sent = read["loginentity"] == wanted["loginentity"];
        assert_eq!(as_sent, stored.login_type == LoginType::Agent);
    }
}

#[tokio::test]
async fn the_pages_save_another_agent_or_none_too() {
    for (on_save, agent) in [(AgentOnSave::Dropped, None), (AgentOnSave::Another, Some(6))] {
        let halo = Halo::with(|d| d.agent_on_save = on_save).await;
        let ((id, secret), _) = halo.set_up(&["read:tickets"]).await;
        assert_eq!(halo.practice.state().application(&id).unwrap().agent_id, agent);
        let answer = halo.ask_for_token(&(id, secret), "read:tickets").await;
        if agent.is_none() {
            assert_eq!(body(answer).await["error"], "invalid_grant");
        } else {
            assert_eq!(answer.status(), StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn permissions_outside_the_catalogue_can_be_known() {
    let (halo, token, mut wanted) = ready(|d| d.permissions_known = PermissionsKnown::Any).await;
    for name in ["", "read tickets", "read:\u{7}", &"x".repeat(101)] {
        wanted["scopes"] = json!([{ "name": name }]);
        let status = halo.post(&token, &json!([wanted])).await.status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name:?}");
    }
    wanted["scopes"] = json!([{ "name": "read:lighthouses" }]);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK);
    assert!(newest(&halo).permissions.contains("read:lighthouses"));
    halo.token(&(CLIENT_ID.to_owned(), SECRET.to_owned()), "read:lighthouses").await;
}

#[tokio::test]
async fn an_application_can_log_in_as_somebody_in_the_crowd() {
    let (halo, token, mut wanted) = ready(|d| d.crowd = Crowd::Thousands).await;
    wanted["loginas_agent_id"] = json!(1000);
    let told = body(halo.post(&token, &json!([wanted])).await).await;
    assert_eq!(told[0]["loginas_agent_name"], "Ada Acorn");
    let own = halo.token(&(CLIENT_ID.to_owned(), SECRET.to_owned()), "read:tickets").await;
    assert_eq!(halo.read_json(&own, "Agent/me").await["id"], 1000);
}

#[tokio::test]
async fn the_answer_to_a_post_can_be_far_too_large() {
    let (halo, token, wanted) = ready(|d| {
        d.size = Size::HugeEverything;
        d.post_answer = PostAnswer::Created;
    })
    .await;
    let answer = halo.post(&token, &json!([wanted])).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert!(answer.content_length().is_none());
    assert_eq!(newest(&halo).client_id, CLIENT_ID);
}
