//! The configuration pages of API applications, for people and for tests that send forms over HTTP. They need no
//! session, because the guide opens them in the person's own browser. They have no scripts.
//!
//! Below `/config/integrations/api`:
//!
//! | request | what it does | response |
//! |---|---|---|
//! | `GET /` | the page "HaloPSA API" with View Applications | page |
//! | `GET /applications` | the list, with New | page |
//! | `POST /applications/new` | opens the form of a new application, with a client id and a secret | 303 to `/applications/{number}` |
//! | `GET /applications/{number}` | that form, or a stored application's | page |
//! | `POST /applications/{number}` | the form's buttons, below | see below |
//!
//! The form's fields: `name`, `active` (sent when ticked), `authentication_method` (`password`, `implicit`,
//! `authorisation_code`, `services`, `api_key`), `login_type` (`agent`, `customer`, `supplier`, empty while
//! not chosen), `agent_id` (empty: none), `permission` (repeated), `tab` (`general`, `permissions`: the tab that
//! is shown next). A field that isn't sent is unchanged, except for the tick boxes. The button is `action`:
//!
//! - `save` – stores the application, and the secret is never shown again; 303 to the same page with
//!   `?notice=saved`. If the login type was changed, nothing is stored and there is a new secret; 303 to the form
//!   with `?notice=secret-changed`. 422 with the form if something is missing.
//! - `choose` – changes the login type. Another one than before generates a new secret; 303 as above.
//! - `generate` – generates a new secret, valid once saved; 303 with `?notice=generated`.
//! - `cancel` – closes the form; 303 to the list.
//! - `delete` – deletes the stored application; 303 to the list with `?notice=deleted`.
//!
//! Elements with stable ids: `client-id`, `client-secret` (with `data-secret="shown"` or `"hidden"`), `notice`,
//! `problem`; the fields `name`, `active`, `authentication-method`, `login-type`, `agent`,
//! `permission-read-tickets` and so on; the buttons `new`, `save`, `generate`, `choose-login-type`, `cancel`,
//! `delete`; the tabs `tab-general`, `tab-permissions`; in the list each application's link
//! `application-{number}`.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{self, Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use url::form_urlencoded;

use crate::application::{Application, AuthenticationMethod, Draft, LoginType, MAX_NAME, Secret};
use crate::people::Agent;
use crate::permission::CATALOGUE;
use crate::random;
use crate::response::{html, redirect};
use crate::state::State;

/// The path of the pages, below the instance's address.
pub(crate) const CONFIG: &str = "/config/integrations/api";

impl State {
    /// The address of the page that lists the API applications.
    pub fn applications_page(&self) -> String {
        format!("{}{CONFIG}/applications", self.main.url)
    }
}

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage<'a> {
    path: &'a str,
}

#[derive(Template)]
#[template(path = "applications.html")]
struct ApplicationsPage<'a> {
    path: &'a str,
    /// Each with the name of the agent that it logs in as; empty without one.
    applications: Vec<(Application, String)>,
    notice: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "application.html")]
struct ApplicationPage<'a> {
    path: &'a str,
    number: u32,
    draft: &'a Draft,
    /// The agents that can be chosen, and the one that is.
    agents: Vec<Agent>,
    notice: Option<&'static str>,
    problem: Option<&'static str>,
    /// Whether the tab Permissions is shown.
    on_permissions: bool,
}

impl ApplicationPage<'_> {
    fn title(&self) -> &str {
        match (self.draft.changes, self.draft.name.as_str()) {
            (None, _) => "New application",
            (_, "") => "Application",
            (_, name) => name,
        }
    }

    fn is_login_type(&self, login_type: LoginType) -> bool {
        self.draft.login_type == Some(login_type)
    }

    fn is_agent(&self, agent: &Agent) -> bool {
        self.draft.agent_id == Some(agent.id)
    }

    /// The catalogue, and the draft's permissions that are not in it.
    fn permissions(&self) -> impl Iterator<Item = &str> {
        let others = self.draft.permissions.iter().map(String::as_str);
        CATALOGUE.into_iter().chain(others.filter(|name| !CATALOGUE.contains(name)))
    }
}

#[derive(Template)]
#[template(path = "gone.html")]
struct GonePage<'a> {
    path: &'a str,
}

/// `GET /config/integrations/api`
pub(crate) async fn api(extract::State(state): extract::State<Arc<State>>) -> Response {
    html(&ApiPage { path: &state.main.path })
}

/// `GET …/applications`
pub(crate) async fn list(
    extract::State(state): extract::State<Arc<State>>,
    RawQuery(query): RawQuery,
) -> Response {
    let with_agent = |one: Application| {
        let agent = one.agent_id.and_then(|id| state.agent(id));
        (one, agent.map_or_else(String::new, |agent| agent.name))
    };
    html(&ApplicationsPage {
        path: &state.main.path,
        applications: state.applications().into_iter().map(with_agent).collect(),
        notice: notice(query.as_deref()),
    })
}

/// `POST …/applications/new`
pub(crate) async fn new(extract::State(state): extract::State<Arc<State>>) -> Response {
    match state.open_draft() {
        Ok(number) => to_applications(&state, &format!("/{number}")),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `GET …/applications/{number}`
pub(crate) async fn show(
    extract::State(state): extract::State<Arc<State>>,
    Path(number): Path<u32>,
    RawQuery(query): RawQuery,
) -> Response {
    match editable_draft(&state, number) {
        Some(draft) => form(&state, number, &draft, query.as_deref(), None),
        None => gone(&state),
    }
}

/// `POST …/applications/{number}`
pub(crate) async fn submit(
    extract::State(state): extract::State<Arc<State>>,
    Path(number): Path<u32>,
    body: Bytes,
) -> Response {
    let Some(mut draft) = editable_draft(&state, number) else {
        return gone(&state);
    };
    let fields = Fields(form_urlencoded::parse(&body).into_owned().collect());
    let action = fields.first("action").unwrap_or_default();
    match action {
        "cancel" => {
            state.discard_draft(number);
            return to_applications(&state, "");
        }
        "delete" => {
            state.delete(number);
            return to_applications(&state, "?notice=deleted");
        }
        "save" | "choose" | "generate" => {}
        _ => return (StatusCode::BAD_REQUEST, "There is no such button.").into_response(),
    }
    let login_type = draft.login_type;
    if let Err(problem) = fields.fill_in(&state, &mut draft) {
        return invalid(&state, number, &draft, problem);
    }
    // Another login type generates another secret, and a person who noted the first one has the wrong one
    // (contract, from AppXite).
    let changed = draft.login_type != login_type;
    if changed || action == "generate" {
        match random::secret() {
            Ok(secret) => draft.new_secret = Some(Secret::new(secret)),
            Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
    let tab = if fields.first("tab") == Some("permissions") { "&tab=permissions" } else { "" };
    if changed || action != "save" {
        let notice = match (changed, action) {
            (true, _) => "secret-changed",
            (false, "generate") => "generated",
            _ => "unchanged",
        };
        state.keep_draft(number, draft);
        return to_applications(&state, &format!("/{number}?notice={notice}{tab}"));
    }
    if let Some(problem) = missing(&draft) {
        let page = invalid(&state, number, &draft, problem);
        state.keep_draft(number, draft);
        return page;
    }
    match state.save(number, draft) {
        Ok(Some(id)) => to_applications(&state, &format!("/{id}?notice=saved{tab}")),
        Ok(None) => gone(&state),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The form with this number; `None` if there is none, or if it is that of HaloPSA's own application.
fn editable_draft(state: &State, number: u32) -> Option<Draft> {
    let system = state.application_by_id(number).is_some_and(|one| one.is_system);
    if system { None } else { state.draft(number) }
}

/// The problem of a form that isn't complete.
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

/// The names and values of a form, as they were sent.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Writes the values into the draft. The error is the problem of the first value that a browser couldn't have
    /// sent or that is too long; the draft is then partly written.
    fn fill_in(&self, state: &State, draft: &mut Draft) -> Result<(), &'static str> {
        if let Some(name) = self.first("name") {
            let name = name.trim();
            if name.chars().count() > MAX_NAME {
                return Err("Application Name is too long.");
            }
            name.clone_into(&mut draft.name);
        }
        draft.active = self.first("active").is_some();
        if let Some(value) = self.first("authentication_method") {
            draft.authentication_method = AuthenticationMethod::ALL
                .into_iter()
                .find(|method| method.value() == value)
                .ok_or("There is no such Authentication Method.")?;
        }
        match self.first("login_type") {
            None => {}
            Some("") => draft.login_type = None,
            Some(value) => {
                let login_type = LoginType::ALL.into_iter().find(|login_type| login_type.value() == value);
                draft.login_type = Some(login_type.ok_or("There is no such Login Type.")?);
            }
        }
        match self.first("agent_id") {
            None => {}
            Some("") => draft.agent_id = None,
            Some(value) => {
                let id = value.parse().ok().filter(|id| {
                    draft.agent_id == Some(*id) || state.agent(*id).is_some_and(|one| !one.is_disabled)
                });
                draft.agent_id = Some(id.ok_or("There is no such agent.")?);
            }
        }
        let sent: BTreeSet<String> = self.all("permission").map(str::to_owned).collect();
        let offered = |name: &String| CATALOGUE.contains(&name.as_str()) || draft.permissions.contains(name);
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
    problem: Option<&'static str>,
) -> Response {
    let selectable = |agent: &Agent| draft.agent_id == Some(agent.id) || !agent.is_disabled;
    html(&ApplicationPage {
        path: &state.main.path,
        number,
        draft,
        agents: state.agents().into_iter().filter(selectable).collect(),
        notice: notice(query),
        problem,
        on_permissions: query.is_some_and(|query| query.contains("tab=permissions")),
    })
}

/// 422 and the form with this problem.
fn invalid(state: &State, number: u32, draft: &Draft, problem: &'static str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, form(state, number, draft, None, Some(problem))).into_response()
}

/// The sentence for the query's `notice`; `None` without one, or if its value is unknown.
fn notice(query: Option<&str>) -> Option<&'static str> {
    let (_, name) =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).find(|(name, _)| name == "notice")?;
    match &*name {
        "saved" => Some("Saved. The Client ID that stands on the General tab now is the one that counts."),
        "generated" => Some(
            "There is a new Client Secret. Note it down, then press Save: from then on the old one no longer works.",
        ),
        "secret-changed" => Some(
            "Not saved yet. The Login Type was changed, so there is a new Client Secret. Note it down, then press Save.",
        ),
        "deleted" => Some("Deleted."),
        _ => None,
    }
}

/// 303 to a page below `…/applications`.
fn to_applications(state: &State, below: &str) -> Response {
    redirect(&state.main.path_to(&format!("{CONFIG}/applications{below}")))
}

/// 404 and a page that says so.
fn gone(state: &State) -> Response {
    (StatusCode::NOT_FOUND, html(&GonePage { path: &state.main.path })).into_response()
}
