//! The configuration pages: forms, secrets, and what Save stores.

use latchkey_practice::{
    ActiveOnSave, AuthenticationMethod, CATALOGUE, ClientIdOnSave, DraftLoginType, LoginType,
    LoginTypeOnSave, PermissionsOnSave,
};
use reqwest::StatusCode;
use serde_json::Value;

use crate::browser::Browser;
use crate::client::{Halo, credentials, filled_in, text_of};

#[tokio::test]
async fn links_lead_from_home_to_a_new_application() {
    let halo = Halo::plain().await;
    let home = Browser::signed_in(&halo).await.page.text;
    assert!(home.contains("Practice HaloPSA – invented data, on this computer only"));
    assert!(home.contains("href=\"/config/integrations/api\""));
    let api = halo.page(&halo.at("/config/integrations/api")).await;
    assert!(api.contains("View Applications"));
    assert!(api.contains("href=\"/config/integrations/api/applications\""));
    let list = halo.page(&halo.practice.applications_page()).await;
    assert!(list.contains("Paper Lantern Backup"));
    assert!(list.contains("action=\"/config/integrations/api/applications/new\""));
    let form = halo.page(&halo.new_form().await).await;
    for words in [
        "Application Name",
        "Active",
        "Authentication Method",
        "Username &#38; Password",
        "Implicit Flow (Single Page Application)",
        "Authorisation Code (Native Application)",
        "Client ID and Secret (Services)",
        "API Key",
        "Login Type",
        "Agent to log in as",
        "Client ID",
        "Client Secret",
        "Generate",
        "Permissions",
        "Save",
    ] {
        assert!(form.contains(words), "{words}");
    }
    for name in CATALOGUE {
        assert!(form.contains(&format!("name=\"permission\" value=\"{name}\"")));
    }
    assert!(!form.contains("openid"), "not on the Permissions tab");
}

#[tokio::test]
async fn what_was_filled_in_is_saved_and_gets_a_token() {
    let halo = Halo::plain().await;
    let (shown, _) = halo.set_up(&["read:tickets", "edit:customers"]).await;
    let saved = halo.practice.state().application(&shown.0).unwrap();
    assert_eq!(saved.name, "Harbour Alarm");
    assert!(saved.active);
    assert_eq!(saved.authentication_method, AuthenticationMethod::Services);
    assert_eq!(saved.login_type, LoginType::Agent);
    assert_eq!(saved.agent_id, Some(7));
    assert!(saved.permissions.iter().eq(["edit:customers", "read:tickets"]));
    assert!(saved.has_secret(&shown.1));
    let token = halo.token(&shown, "read:tickets edit:customers").await;
    assert_eq!(halo.read(&token, "Client").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_secret_is_shown_until_save_and_never_again() {
    let halo = Halo::plain().await;
    let form = halo.new_form().await;
    let first = halo.page(&form).await;
    let (_, secret) = credentials(&first);
    assert_eq!(secret.len(), 73, "two GUIDs and a hyphen");
    assert!(halo.page(&form).await.contains(&secret), "not saved yet");
    assert_eq!(halo.practice.state().unsaved_drafts(), 1);
    assert_eq!(halo.practice.state().applications().len(), 5);
    let answer = halo.send_form(&form, &filled_in("save", "agent", &["all"])).await;
    let saved = halo.page(&halo.redirected_to(&answer)).await;
    assert!(text_of(&saved, "client-secret").starts_with('•'));
    assert!(saved.contains("data-secret=\"hidden\""));
    for page in [form, halo.practice.applications_page()] {
        assert!(!halo.page(&page).await.contains(&secret));
    }
    assert_eq!(halo.practice.state().unsaved_drafts(), 0);
    let debug = format!("{:?} {:?}", halo.practice, halo.practice.state().applications());
    assert!(!debug.contains(&secret));
}

#[tokio::test]
async fn a_generated_secret_stops_the_old_one_once_it_is_saved() {
    let halo = Halo::plain().await;
    let (old, page) = halo.set_up(&["all"]).await;
    let generate = filled_in("generate", "agent", &["all"]);
    let answer = halo.send_form(&page, &generate).await;
    let new = credentials(&halo.page(&halo.redirected_to(&answer)).await);
    assert_eq!(new.0, old.0);
    assert_ne!(new.1, old.1);
    assert_eq!(halo.ask_for_token(&old, "all").await.status(), StatusCode::OK);
    assert_eq!(halo.ask_for_token(&new, "all").await.status(), StatusCode::UNAUTHORIZED, "not saved yet");
    let answer = halo.send_form(&page, &filled_in("save", "agent", &["all"])).await;
    halo.redirected_to(&answer);
    assert_eq!(halo.ask_for_token(&old, "all").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(halo.ask_for_token(&new, "all").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn cancel_keeps_the_old_secret_and_forgets_the_new_one() {
    let halo = Halo::plain().await;
    let (old, page) = halo.set_up(&["all"]).await;
    halo.send_form(&page, &filled_in("generate", "agent", &["all"])).await;
    let answer = halo.send_form(&page, &[("action", "cancel")]).await;
    assert_eq!(halo.redirected_to(&answer), halo.practice.applications_page());
    assert!(halo.page(&page).await.contains("data-secret=\"hidden\""));
    assert_eq!(halo.ask_for_token(&old, "all").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn saving_again_without_generate_keeps_the_secret() {
    let halo = Halo::plain().await;
    let (shown, page) = halo.set_up(&["all"]).await;
    halo.send_form(&page, &filled_in("save", "agent", &["read:tickets"])).await;
    assert_eq!(halo.ask_for_token(&shown, "read:tickets").await.status(), StatusCode::OK);
    assert_eq!(halo.ask_for_token(&shown, "all").await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn another_login_type_makes_another_secret_before_anything_is_saved() {
    let halo = Halo::plain().await;
    let form = halo.new_form().await;
    let before = credentials(&halo.page(&form).await);
    let answer = halo.send_form(&form, &filled_in("save", "supplier", &["all"])).await;
    let after = halo.redirected_to(&answer);
    assert!(after.contains("notice=secret-changed"));
    assert!(halo.practice.state().application(&before.0).is_none());
    let after = credentials(&halo.page(&after).await);
    assert_ne!(before.1, after.1);

    let answer = halo.send_form(&form, &filled_in("choose", "agent", &["all"])).await;
    let last = credentials(&halo.page(&halo.redirected_to(&answer)).await);
    assert_ne!(after.1, last.1);
    let answer = halo.send_form(&form, &filled_in("save", "agent", &["all"])).await;
    assert!(halo.redirected_to(&answer).contains("notice=saved"));
    assert_eq!(halo.ask_for_token(&last, "all").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn where_no_login_type_is_preset_choosing_agent_changes_the_secret_too() {
    let halo = Halo::with(|d| d.draft_login_type = DraftLoginType::NotChosen).await;
    let form = halo.new_form().await;
    let before = credentials(&halo.page(&form).await);
    let answer = halo.send_form(&form, &filled_in("save", "", &["all"])).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let answer = halo.send_form(&form, &filled_in("choose", "agent", &["all"])).await;
    let after = credentials(&halo.page(&halo.redirected_to(&answer)).await);
    assert_ne!(before.1, after.1);
    halo.send_form(&form, &filled_in("save", "agent", &["all"])).await;
    assert_eq!(halo.ask_for_token(&after, "all").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn missing_and_invalid_values_are_shown_and_not_saved() {
    let halo = Halo::plain().await;
    let form = halo.new_form().await;
    for (field, value, says) in [
        ("name", "  ", "Application Name is missing."),
        ("agent_id", "", "Agent to log in as is not chosen."),
        ("agent_id", "4", "There is no such agent."),
        ("login_type", "captain", "There is no such Login Type."),
        ("permission", "read:actions", "There is no such permission."),
        ("authentication_method", "tea", "There is no such Authentication Method."),
    ] {
        let mut sent = filled_in("save", "agent", &["all"]);
        sent.retain(|(name, _)| *name != field);
        sent.push((field, value));
        let answer = halo.send_form(&form, &sent).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(answer.text().await.unwrap().contains(says), "{says}");
    }
    assert_eq!(halo.practice.state().applications().len(), 5);
}

#[tokio::test]
async fn typed_text_is_escaped() {
    let halo = Halo::plain().await;
    let form = halo.new_form().await;
    let mut sent = filled_in("save", "agent", &["all"]);
    sent.retain(|(name, _)| *name != "name");
    sent.push(("name", "\"><script>alert('x')</script>"));
    let answer = halo.send_form(&form, &sent).await;
    let saved = halo.redirected_to(&answer);
    for page in [saved, halo.practice.applications_page()] {
        assert!(!halo.page(&page).await.contains("<script"));
    }
}

#[tokio::test]
async fn a_deleted_application_is_gone() {
    let halo = Halo::plain().await;
    let (shown, page) = halo.set_up(&["all"]).await;
    let answer = halo.send_form(&page, &[("action", "delete")]).await;
    assert!(halo.redirected_to(&answer).ends_with("?notice=deleted"));
    let answer = halo.client.get(&page).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let answer = halo.ask_for_token(&shown, "all").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn halopsas_own_application_cannot_be_opened_or_deleted() {
    let halo = Halo::plain().await;
    let applications = halo.practice.state().applications();
    let own = applications.iter().find(|one| one.is_system).unwrap();
    let page = format!("{}/{}", halo.practice.applications_page(), own.id);
    let answer = halo.client.get(&page).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let answer = halo.send_form(&page, &[("action", "delete")]).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert!(halo.practice.state().application(&own.client_id).is_some());
}

#[tokio::test]
async fn a_permission_outside_the_catalogue_survives_the_form() {
    let halo = Halo::plain().await;
    let (id, _) = halo.add_application(&["read:lighthouses"]);
    let number = halo.practice.state().application(&id).unwrap().id;
    let page = format!("{}/{number}", halo.practice.applications_page());
    assert!(halo.page(&page).await.contains("value=\"read:lighthouses\" checked"));
    let sent = filled_in("save", "agent", &["read:lighthouses", "read:tickets"]);
    halo.redirected_to(&halo.send_form(&page, &sent).await);
    let saved = halo.practice.state().application(&id).unwrap();
    assert!(saved.permissions.contains("read:lighthouses"));
}

#[tokio::test]
async fn the_client_id_can_change_on_save() {
    let halo = Halo::with(|d| d.client_id_on_save = ClientIdOnSave::Changes).await;
    let (shown, page) = halo.set_up(&["all"]).await;
    let (id, _) = credentials(&halo.page(&page).await);
    assert_ne!(id, shown.0);
    let answer = halo.ask_for_token(&shown, "all").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    halo.token(&(id, shown.1), "all").await;
}

#[tokio::test]
async fn save_can_leave_the_application_inactive() {
    let halo = Halo::with(|d| d.active_on_save = ActiveOnSave::Inactive).await;
    let (shown, _) = halo.set_up(&["all"]).await;
    let answer = halo.ask_for_token(&shown, "all").await;
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"], "unauthorized_client");
}

#[tokio::test]
async fn an_application_saved_as_a_customers_gets_a_token_that_reads_nothing() {
    let halo = Halo::with(|d| d.login_type_on_save = LoginTypeOnSave::Customer).await;
    let (shown, _) = halo.set_up(&["all"]).await;
    let token = halo.token(&shown, "all").await;
    for path in ["Agent/me", "Agent", "Tickets", "Client"] {
        assert_eq!(halo.read(&token, path).await.status(), StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn save_can_drop_permissions() {
    for (kept, left) in [
        (PermissionsOnSave::AllDropped, &[][..]),
        (PermissionsOnSave::OneDropped("read:kb"), &["read:tickets"][..]),
    ] {
        let halo = Halo::with(|d| d.permissions_on_save = kept).await;
        let (shown, _) = halo.set_up(&["read:kb", "read:tickets"]).await;
        let saved = halo.practice.state().application(&shown.0).unwrap();
        assert!(saved.permissions.iter().eq(left.iter()));
    }
}
