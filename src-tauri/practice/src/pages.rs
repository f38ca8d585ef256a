//! The configuration pages, for a person's browser and for tests that fill in forms over HTTP. They need
//! nobody signed in: in the guide it is the person's own browser that shows them. No scripts.
//!
//! Below `/config/integrations/api`:
//!
//! | request | what it does | answer |
//! |---|---|---|
//! | `GET /` | the page "HaloPSA API" with View Applications | page |
//! | `GET /applications` | the list, with New | page |
//! | `POST /applications/new` | opens the form of a new application, with a client id and a secret | 303 to `/applications/{number}` |
//! | `GET /applications/{number}` | that form, or a stored application's | page |
//! | `POST /applications/{number}` | the form's buttons, below | see below |
//!
//! The form's fields: `name`, `active` (sent when ticked), `authentication_method` (`password`, `implicit`,
//! `authorisation_code`, `services`, `api_key`), `login_type` (`agent`, `customer`, `supplier`, empty while
//! not chosen), `agent_id` (empty: none), `permission` (repeated), `tab` (`general`, `permissions`; only says
//! which is shown next). A field that isn't sent stays as it is, but for the tick boxes. The button is `action`:
//!
//! - `save` – 303 to the same page with `?notice=saved`: stored, and the secret is never shown again. If the
//!   login type is not the one that the form had before, nothing is stored: there is a new secret, and 303
//!   leads to the form with `?notice=secret-changed`. 422 with the form if something is missing.
//! - `choose` – takes the login type over. Another one than before makes a new secret; 303 as above.
//! - `generate` – a new secret, valid once saved; 303 with `?notice=generated`.
//! - `cancel` – gives the form up; 303 to the list.
//! - `delete` – deletes the stored application; 303 to the list with `?notice=deleted`.
//!
//! Elements with stable ids: `client-id`, `client-secret` (with `data-secret="shown"` or `"hidden"`), `notice`,
//! `problem`; the fields `name`, `active`, `authentication-method`, `login-type`, `agent`,
//! `permission-read-tickets` and so on; the buttons `new`, `save`, `generate`, `choose-login-type`, `cancel`,
//! `delete`; the tabs `tab-general`, `tab-permissions`; in the list each application's link
//! `application-{number}`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Held};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use url::form_urlencoded;

use crate::address::Address;
use crate::application::{AuthenticationMethod, Draft, LoginType, MAX_NAME, Secret};
use crate::permission;
use crate::random;
use crate::response::escape;
use crate::state::State;

/// Where the pages are, below the instance's address.
pub(crate) const CONFIG: &str = "/config/integrations/api";

const BANNER: &str = "Practice HaloPSA – invented data, on this computer only";

/// The style sheet.
pub(crate) async fn style() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("pages.css")).into_response()
}

/// The one script. Only the pages that need it may run it.
pub(crate) async fn script() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (kind, include_str!("practice.js")).into_response()
}

/// `GET /config/integrations/api`
pub(crate) async fn api(Held(state): Held<Arc<State>>) -> Html<String> {
    let path = &state.main.path;
    page(
        &state,
        "HaloPSA API",
        "&gt; Configuration &gt; Integrations &gt; HaloPSA API",
        &format!(
            "<h1>HaloPSA API</h1><p>API applications let other products sign in to this instance.</p>\
             <p><a class=\"button main\" id=\"view-applications\" href=\"{path}{CONFIG}/applications\">\
             View Applications</a></p>"
        ),
    )
}

/// `GET …/applications`
pub(crate) async fn list(Held(state): Held<Arc<State>>, RawQuery(query): RawQuery) -> Html<String> {
    let base = format!("{}{CONFIG}/applications", state.main.path);
    let mut rows = String::new();
    for one in state.applications() {
        let agent = one.agent_id.and_then(|id| state.agent(id));
        let name = escape(&one.name);
        let name = if one.is_system {
            name
        } else {
            format!("<a id=\"application-{id}\" href=\"{base}/{id}\">{name}</a>", id = one.id)
        };
        let _ = write!(
            rows,
            "<tr><td>{name}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            one.authentication_method.label().replace('&', "&amp;"),
            escape(&agent.map_or_else(String::new, |agent| agent.name)),
            if one.active { "Yes" } else { "No" },
        );
    }
    page(
        &state,
        "Applications",
        &trail(&state),
        &format!(
            "<h1>Applications</h1>{notice}\
             <form class=\"bar\" method=\"post\" action=\"{base}/new\">\
             <button class=\"main\" id=\"new\">New</button></form>\
             <table id=\"applications\"><thead><tr><th scope=\"col\">Application Name</th>\
             <th scope=\"col\">Authentication Method</th><th scope=\"col\">Agent to log in as</th>\
             <th scope=\"col\">Active</th></tr></thead><tbody>{rows}</tbody></table>",
            notice = notice(query.as_deref()),
        ),
    )
}

/// `POST …/applications/new`
pub(crate) async fn new(Held(state): Held<Arc<State>>) -> Response {
    match state.open_draft() {
        Ok(number) => see(&state, &format!("/{number}")),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `GET …/applications/{number}`
pub(crate) async fn show(
    Held(state): Held<Arc<State>>,
    Path(number): Path<u32>,
    RawQuery(query): RawQuery,
) -> Response {
    match changeable(&state, number) {
        Some(draft) => form(&state, number, &draft, query.as_deref(), None).into_response(),
        None => gone(&state),
    }
}

/// `POST …/applications/{number}`
pub(crate) async fn act(Held(state): Held<Arc<State>>, Path(number): Path<u32>, body: Bytes) -> Response {
    let Some(mut draft) = changeable(&state, number) else {
        return gone(&state);
    };
    let sent = form_urlencoded::parse(&body).into_owned().collect::<Vec<_>>();
    let sent = Sent(&sent);
    let action = sent.one("action").unwrap_or_default();
    match action {
        "cancel" => {
            state.discard_draft(number);
            return see(&state, "");
        }
        "delete" => {
            state.delete(number);
            return see(&state, "?notice=deleted");
        }
        "save" | "choose" | "generate" => {}
        _ => return (StatusCode::BAD_REQUEST, "There is no such button.").into_response(),
    }
    let login_type = draft.login_type;
    if let Err(problem) = sent.fill_in(&state, &mut draft) {
        let page = form(&state, number, &draft, None, Some(problem));
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    }
    // The trap: choosing another login type makes another secret, and whoever noted the first one down has
    // the wrong one (contract, from AppXite).
    let changed = draft.login_type != login_type;
    if changed || action == "generate" {
        match random::secret() {
            Ok(secret) => draft.new_secret = Some(Secret::new(secret)),
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
    let tab = if sent.one("tab") == Some("permissions") { "&tab=permissions" } else { "" };
    if changed || action != "save" {
        let notice = match (changed, action) {
            (true, _) => "secret-changed",
            (false, "generate") => "generated",
            _ => "unchanged",
        };
        state.keep_draft(number, draft);
        return see(&state, &format!("/{number}?notice={notice}{tab}"));
    }
    if let Some(problem) = missing(&draft) {
        let page = form(&state, number, &draft, None, Some(problem));
        state.keep_draft(number, draft);
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    }
    match state.save(number, draft) {
        Ok(Some(id)) => see(&state, &format!("/{id}?notice=saved{tab}")),
        Ok(None) => gone(&state),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The form with this number, unless it is that of one of HaloPSA's own applications.
fn changeable(state: &State, number: u32) -> Option<Draft> {
    let system = state.application_by_id(number).is_some_and(|one| one.is_system);
    if system { None } else { state.draft(number) }
}

/// What keeps a form from being saved.
fn missing(draft: &Draft) -> Option<&'static str> {
    if draft.name.is_empty() {
        return Some("Application Name is missing.");
    }
    match draft.login_type {
        None => Some("Login Type is not chosen."),
        Some(LoginType::Agent)
            if draft.agent_id.is_none() && draft.authentication_method == AuthenticationMethod::Services =>
        {
            Some("Agent to log in as is not chosen.")
        }
        _ => None,
    }
}

/// The fields of a form as they were sent.
struct Sent<'a>(&'a [(String, String)]);

impl Sent<'_> {
    fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Takes what was sent into the draft, as far as a browser could have sent it.
    fn fill_in(&self, state: &State, draft: &mut Draft) -> Result<(), &'static str> {
        if let Some(name) = self.one("name") {
            let name = name.trim();
            if name.chars().count() > MAX_NAME {
                return Err("Application Name is too long.");
            }
            name.clone_into(&mut draft.name);
        }
        draft.active = self.one("active").is_some();
        if let Some(value) = self.one("authentication_method") {
            draft.authentication_method = AuthenticationMethod::ALL
                .into_iter()
                .find(|method| method.value() == value)
                .ok_or("There is no such Authentication Method.")?;
        }
        match self.one("login_type") {
            None => {}
            Some("") => draft.login_type = None,
            Some(value) => {
                draft.login_type = Some(
                    LoginType::ALL
                        .into_iter()
                        .find(|login_type| login_type.value() == value)
                        .ok_or("There is no such Login Type.")?,
                );
            }
        }
        match self.one("agent_id") {
            None => {}
            Some("") => draft.agent_id = None,
            Some(value) => {
                draft.agent_id = Some(
                    value
                        .parse()
                        .ok()
                        .filter(|id| {
                            let unchanged = draft.agent_id == Some(*id);
                            unchanged || state.agent(*id).is_some_and(|one| !one.is_disabled)
                        })
                        .ok_or("There is no such agent.")?,
                );
            }
        }
        let sent: BTreeSet<String> = self.all("permission").map(str::to_owned).collect();
        let offered = |name: &String| {
            permission::CATALOGUE.contains(&name.as_str()) || draft.permissions.contains(name)
        };
        if !sent.iter().all(offered) {
            return Err("There is no such permission.");
        }
        draft.permissions = sent;
        Ok(())
    }
}

fn form(
    state: &State,
    number: u32,
    draft: &Draft,
    query: Option<&str>,
    problem: Option<&str>,
) -> Html<String> {
    let title = match (draft.changes, draft.name.as_str()) {
        (None, _) => "New application",
        (_, "") => "Application",
        (_, name) => name,
    };
    let on_permissions = query.is_some_and(|query| query.contains("tab=permissions"));
    let problem = problem.map_or_else(String::new, |text| {
        format!("<p class=\"problem\" id=\"problem\" role=\"alert\">{text}</p>")
    });
    let delete = if draft.changes.is_some() {
        "<button id=\"delete\" name=\"action\" value=\"delete\">Delete</button>"
    } else {
        ""
    };
    // Save stands first: it is the button that Enter presses.
    let body = format!(
        "<h1>{title}</h1>{notice}{problem}\
         <form method=\"post\" action=\"{path}{CONFIG}/applications/{number}\" autocomplete=\"off\">\
         <div class=\"bar\">\
         <button class=\"main\" id=\"save\" name=\"action\" value=\"save\">Save</button>\
         <button id=\"cancel\" name=\"action\" value=\"cancel\">Cancel</button>{delete}</div>\
         <div class=\"tabs\">\
         <input type=\"radio\" name=\"tab\" value=\"general\" id=\"tab-general\"{general_checked}>\
         <label for=\"tab-general\">General</label>\
         <input type=\"radio\" name=\"tab\" value=\"permissions\" id=\"tab-permissions\"{permissions_checked}>\
         <label for=\"tab-permissions\">Permissions</label>\
         <section id=\"general\">{general}</section>\
         <section id=\"permissions\">{permissions}</section></div></form>",
        title = escape(title),
        notice = notice(query),
        path = state.main.path,
        general_checked = if on_permissions { "" } else { " checked" },
        permissions_checked = if on_permissions { " checked" } else { "" },
        general = general(state, draft),
        permissions = permissions(draft),
    );
    page(state, title, &trail(state), &body)
}

fn general(state: &State, draft: &Draft) -> String {
    let methods = options(AuthenticationMethod::ALL.map(|method| {
        let chosen = draft.authentication_method == method;
        (method.value().to_owned(), method.label().to_owned(), chosen)
    }));
    let mut login_types = options(LoginType::ALL.map(|login_type| {
        let chosen = draft.login_type == Some(login_type);
        (login_type.value().to_owned(), login_type.label().to_owned(), chosen)
    }));
    if draft.login_type.is_none() {
        login_types.insert_str(0, "<option value=\"\" selected>Choose…</option>");
    }
    let agents = state.agents().into_iter().filter_map(|agent| {
        let chosen = draft.agent_id == Some(agent.id);
        (chosen || !agent.is_disabled).then(|| (agent.id.to_string(), agent.name, chosen))
    });
    let agents = options(agents);
    let secret = match &draft.new_secret {
        Some(secret) => format!(
            "<output data-secret=\"shown\" id=\"client-secret\">{}</output>\
             <small>Note it down now. After Save it is never shown again.</small>",
            escape(secret.shown_before_saving())
        ),
        None => "<output data-secret=\"hidden\" id=\"client-secret\">••••••••••••</output>\
                 <small>It can't be shown again. A new one stops the old one from working.</small>"
            .to_owned(),
    };
    // Only the API can write one here.
    let description = if draft.description.is_empty() {
        String::new()
    } else {
        format!(
            "<div class=\"field\"><span class=\"label\">Description</span>\
             <output id=\"description\">{}</output></div>",
            escape(&draft.description)
        )
    };
    format!(
        "<div class=\"field\"><label for=\"name\">Application Name</label>\
         <input type=\"text\" id=\"name\" name=\"name\" maxlength=\"{MAX_NAME}\" value=\"{name}\"></div>{description}\
         <div class=\"field\"><label><input type=\"checkbox\" id=\"active\" name=\"active\" value=\"true\"\
         {active}> Active</label></div>\
         <div class=\"field\"><label for=\"authentication-method\">Authentication Method</label>\
         <select id=\"authentication-method\" name=\"authentication_method\">{methods}</select></div>\
         <div class=\"field\"><label for=\"login-type\">Login Type</label>\
         <select id=\"login-type\" name=\"login_type\">{login_types}</select> \
         <button id=\"choose-login-type\" name=\"action\" value=\"choose\">Choose</button>\
         <small>Another login type makes another Client Secret.</small></div>\
         <div class=\"field\"><label for=\"agent\">Agent to log in as</label>\
         <select id=\"agent\" name=\"agent_id\"><option value=\"\">Choose…</option>{agents}</select></div>\
         <div class=\"field\"><span class=\"label\">Client ID</span>\
         <output id=\"client-id\">{client_id}</output></div>\
         <div class=\"field\"><span class=\"label\">Client Secret</span>{secret}\
         <div class=\"bar\"><button id=\"generate\" name=\"action\" value=\"generate\">Generate</button></div></div>",
        name = escape(&draft.name),
        active = if draft.active { " checked" } else { "" },
        client_id = escape(&draft.client_id),
    )
}

fn permissions(draft: &Draft) -> String {
    let unknown =
        draft.permissions.iter().map(String::as_str).filter(|name| !permission::CATALOGUE.contains(name));
    let mut boxes = String::new();
    for name in permission::CATALOGUE.into_iter().chain(unknown) {
        let _ = write!(
            boxes,
            "<label><input type=\"checkbox\" id=\"permission-{id}\" name=\"permission\" \
             value=\"{name}\"{checked}> {name}</label>",
            id = escape(&name.replace(':', "-")),
            name = escape(name),
            checked = if draft.permissions.contains(name) { " checked" } else { "" },
        );
    }
    format!("<div class=\"permissions\">{boxes}</div>")
}

/// The choices of a select: value, label, chosen.
fn options(choices: impl IntoIterator<Item = (String, String, bool)>) -> String {
    let mut options = String::new();
    for (value, label, chosen) in choices {
        let _ = write!(
            options,
            "<option value=\"{}\"{}>{}</option>",
            escape(&value),
            if chosen { " selected" } else { "" },
            escape(&label)
        );
    }
    options
}

/// What happened last, from the address: one of a few fixed sentences, never its text.
fn notice(query: Option<&str>) -> String {
    let name = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "notice")
        .map(|(_, value)| value.into_owned());
    let text = match name.as_deref() {
        Some("saved") => "Saved. The Client ID that stands on the General tab now is the one that counts.",
        Some("generated") => {
            "There is a new Client Secret. Note it down, then press Save: from then on the old one no longer works."
        }
        Some("secret-changed") => {
            "Not saved yet. The Login Type was changed, so there is a new Client Secret. Note it down, then press Save."
        }
        Some("deleted") => "Deleted.",
        _ => return String::new(),
    };
    format!("<p class=\"notice\" id=\"notice\" role=\"status\">{text}</p>")
}

fn trail(state: &State) -> String {
    let path = &state.main.path;
    format!(
        "&gt; Configuration &gt; Integrations &gt; <a href=\"{path}{CONFIG}\">HaloPSA API</a> &gt; \
         <a id=\"applications-link\" href=\"{path}{CONFIG}/applications\">Applications</a>"
    )
}

/// A page of the instance, with the way to it.
pub(crate) fn page(state: &State, title: &str, trail: &str, body: &str) -> Html<String> {
    let path = &state.main.path;
    let nav = format!("<nav aria-label=\"Where you are\"><a href=\"{path}/\">Home</a> {trail}</nav>");
    whole(&state.main, title, &format!("{nav}<main>{body}</main>"))
}

/// A small page that stands alone, at any of the addresses.
pub(crate) fn page_alone(place: &Address, title: &str, body: &str) -> Html<String> {
    whole(place, title, &format!("<main class=\"alone\">{body}</main>"))
}

fn whole(place: &Address, title: &str, body: &str) -> Html<String> {
    let path = &place.path;
    let title = escape(title);
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} – {BANNER}</title>\
         <link rel=\"stylesheet\" href=\"{path}/practice.css\"></head>\
         <body><p id=\"practice-banner\">{BANNER}</p>{body}</body></html>"
    ))
}

fn see(state: &State, below: &str) -> Response {
    let to = format!("{}{CONFIG}/applications{below}", state.main.path);
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

fn gone(state: &State) -> Response {
    let body = "<h1>There is no such application</h1><p>Perhaps it was deleted, or it is HaloPSA's own.</p>";
    let page = page(state, "Not found", &trail(state), body);
    (StatusCode::NOT_FOUND, page).into_response()
}
