//! Creating and changing applications by the API: what is stored.

use latchkey_practice::{
    ActiveOnSave, AgentOnSave, Application, AuthenticationMethod, Changes, ClientIdOnSave, CredentialsMadeBy,
    Crowd, DescriptionOnSave, Dialect, LoginType, LoginTypeOnSave, PermissionsKnown, PermissionsOnSave,
    Version,
};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::client::{CLIENT_ID, GOOD_AGENT, Halo, KIND, SECRET, body, ready, text_of};

#[tokio::test]
async fn what_was_sent_is_stored_and_returned_and_gets_a_token() {
    let (halo, token, wanted) = ready(|_| {}).await;
    let answer = halo.post(&token, &json!([wanted])).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let returned = body(answer).await;
    assert_eq!(returned.as_array().unwrap().len(), 1);
    assert_eq!(returned[0]["clientId"], CLIENT_ID);
    assert!(returned[0].get("clientSecret").is_none(), "its sender has it");

    let stored = halo.newest();
    assert_eq!(returned[0]["id"], stored.id.to_string());
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
async fn before_v2_218_a_description_is_accepted_and_dropped() {
    let (halo, token, wanted) = ready(|d| d.version = Version::V2_196).await;
    let answer = halo.post(&token, &json!([wanted])).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let returned = body(answer).await;
    assert!(returned[0].get("description").is_none());
    assert!(returned[0].get("createdby_agent").is_none());
    let stored = halo.newest();
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
        let id = halo.newest().id.to_string();
        let sent = json!([{ "id": id, "clientSecret": other, "displayName": "", "scopes": null }]);
        let returned = body(halo.post(&token, &sent).await).await;
        assert_eq!(returned[0]["id"], id);
        assert_eq!(returned[0]["displayName"], "Harbour Alarm", "empty is not sent");
        let stored = halo.newest();
        assert_eq!(stored.description, description);
        assert_eq!(stored.client_id, CLIENT_ID);
        assert_eq!(stored.created_by, Some(8));
        assert!(stored.has_secret(other) && !stored.has_secret(SECRET));
        halo.token(&(CLIENT_ID.to_owned(), other.to_owned()), "read:tickets").await;

        let sent = json!([{ "id": stored.id, "inactive": true, "scopes": [{ "name": "read:kb" }], "loginas_agent_id": 6 }]);
        assert_eq!(halo.post(&token, &sent).await.status(), StatusCode::OK);
        let stored = halo.newest();
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
    assert!(!halo.newest().active);
}

#[tokio::test]
async fn halopsa_can_generate_the_credentials() {
    for (made_by, id_is_mine, secret_is_mine) in [
        (CredentialsMadeBy::Sender, true, true),
        (CredentialsMadeBy::HaloClientId, false, true),
        (CredentialsMadeBy::HaloSecret, true, false),
        (CredentialsMadeBy::HaloBoth, false, false),
    ] {
        let (halo, token, mut wanted) = ready(|d| d.credentials_made_by = made_by).await;
        // The sender needs no client id where HaloPSA generates it.
        if !id_is_mine {
            wanted["clientId"] = Value::Null;
        }
        let returned = body(halo.post(&token, &json!([wanted])).await).await;
        let stored = halo.newest();
        assert_eq!(stored.client_id == CLIENT_ID, id_is_mine, "{made_by:?}");
        assert_eq!(stored.has_secret(SECRET), secret_is_mine, "{made_by:?}");
        assert_eq!(returned[0]["clientId"], stored.client_id);
        assert_eq!(returned[0].get("clientSecret").is_none(), secret_is_mine);
        let secret = returned[0]["clientSecret"].as_str().unwrap_or(SECRET).to_owned();
        halo.token(&(stored.client_id.clone(), secret.clone()), "read:tickets").await;

        let id = stored.id.to_string();
        let mut shown = String::new();
        for path in [format!("Application/{id}?includedetails=true"), "Application".to_owned()] {
            shown += &halo.read(&token, &path).await.text().await.unwrap();
        }
        shown += &halo.page(&format!("{}/{id}", halo.practice.applications_page())).await;
        let debug = (&halo.practice, stored, halo.practice.state().requests());
        let debug = format!("{debug:?}");
        shown += &debug;
        shown += &halo.delete(&token, &id).await.text().await.unwrap();
        assert!(!shown.contains(&secret) && !shown.contains(SECRET), "returned once, if at all");
    }
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
    let plain = halo.newest();
    for (place, (change, check)) in cases.into_iter().enumerate() {
        assert!(!check(&plain), "case {place} in the plain dialect");
        let (halo, token, wanted) = ready(change).await;
        let returned = body(halo.post(&token, &json!([wanted])).await).await;
        let stored = halo.newest();
        assert!(check(&stored), "case {place}");
        assert_eq!(returned[0]["clientId"], stored.client_id, "what is returned is what is stored");
        assert_eq!(returned[0]["inactive"], !stored.active);
        assert_eq!(returned[0]["loginas_agent_id"], stored.agent_id.unwrap_or(0));
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
async fn permissions_outside_the_catalogue_can_be_accepted() {
    let (halo, token, mut wanted) = ready(|d| d.permissions_known = PermissionsKnown::Any).await;
    for name in ["", "read tickets", "read:\u{7}", &"x".repeat(101)] {
        wanted["scopes"] = json!([{ "name": name }]);
        let status = halo.post(&token, &json!([wanted])).await.status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name:?}");
    }
    wanted["scopes"] = json!([{ "name": "read:lighthouses" }]);
    assert_eq!(halo.post(&token, &json!([wanted])).await.status(), StatusCode::OK);
    assert!(halo.newest().permissions.contains("read:lighthouses"));
    halo.token(&(CLIENT_ID.to_owned(), SECRET.to_owned()), "read:lighthouses").await;
}

#[tokio::test]
async fn an_application_can_log_in_as_an_agent_of_the_crowd() {
    let (halo, token, mut wanted) = ready(|d| d.crowd = Crowd::Thousands).await;
    wanted["loginas_agent_id"] = json!(1000);
    let returned = body(halo.post(&token, &json!([wanted])).await).await;
    assert_eq!(returned[0]["loginas_agent_name"], "Ada Acorn");
    let own = halo.token(&(CLIENT_ID.to_owned(), SECRET.to_owned()), "read:tickets").await;
    assert_eq!(halo.read_json(&own, "Agent/me").await["id"], 1000);
}
