//! `/api/Application`: API applications listed, told, created and deleted (contract: "API applications").
//!
//! Only an administrator may, with a token that has `admin` (guess). A secret is told in one place: in the
//! answer to the POST for which HaloPSA made it.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::answer::{self, huge};
use crate::api::{Call, Caller, leave_out};
use crate::application::{Application, AuthenticationMethod, Draft, LoginType};
use crate::crowd;
use crate::data;
use crate::dialect::{Crowd, Details, Examples, Managing, PostAnswer, Rows, Size};
use crate::permission::covers;
use crate::posted::Posted;
use crate::saving::Drawn;
use crate::state::EXAMPLES;
use crate::types;

/// How long an answer that never comes would be waited for.
const SILENCE: Duration = Duration::from_secs(3600);

/// What is told of an application only from v2.218 (contract).
const DESCRIBING: [&str; 4] = ["description", "createdby_agent", "createdby_agent_id", "creation_date"];

/// What of the details is not in a live instance's list, either (contract; of the lists of addresses it is a
/// guess: permissions, a list like them, are not there).
const NOT_IN_LIVE_ROWS: [&str; 6] =
    ["_issystem", "scopes", "type", "redirecturi_list", "postlogoutredirecturi_list", "cors_whitelist_list"];

/// Which applications a path means.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'a> {
    All,
    /// The one with this id, as it was sent.
    One(&'a str),
}

impl<'a> Wanted<'a> {
    /// What a path below `/api/` means, in any case; nothing if it is about something else.
    pub(crate) fn at(path: &'a str) -> Option<Self> {
        let (first, id) =
            path.split_once('/').map_or((path, Self::All), |(first, id)| (first, Self::One(id)));
        first.eq_ignore_ascii_case("application").then_some(id)
    }
}

impl Call<'_> {
    /// Answers a call to `/api/Application`.
    pub(crate) async fn applications(
        &self,
        method: &Method,
        wanted: Wanted<'_>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Response {
        let caller = match self.let_in(headers) {
            Ok(caller) => caller,
            Err(refused) => return refused,
        };
        let (posts, deletes) = (method == Method::POST, method == Method::DELETE);
        match self.dialect.managing {
            Managing::Missing => return self.not_found(),
            Managing::AllForbidden => return self.forbidden(),
            Managing::PostForbidden if posts => return self.forbidden(),
            Managing::DeleteForbidden if deletes => return self.forbidden(),
            _ => {}
        }
        if !covers(&caller.issued.permissions, "admin") || !caller.agent.is_admin {
            return self.forbidden();
        }
        match wanted {
            Wanted::All if method == Method::GET => self.list_applications(),
            Wanted::All if posts => self.create(&caller, body).await,
            Wanted::One(id) if method == Method::GET => self.tell(id),
            Wanted::One(id) if deletes => self.delete(id),
            _ => self.error(StatusCode::METHOD_NOT_ALLOWED, "Applications can't be asked that."),
        }
    }

    /// The applications that there are for the API.
    fn there(&self) -> impl Iterator<Item = Application> {
        let now = self.state.now();
        let without_examples = self.dialect.examples == Examples::None;
        // The crowd stands before the others: who stops after the first page misses those that matter.
        let crowd = (self.dialect.crowd == Crowd::Thousands).then(|| crowd::applications(now));
        crowd
            .into_iter()
            .flatten()
            .chain(self.state.applications())
            .filter(move |one| one.listed_from <= now && !(without_examples && EXAMPLES.contains(&one.id)))
    }

    fn one_application(&self, id: &str) -> Option<Application> {
        self.there().find(|one| one.id.to_string() == id)
    }

    fn list_applications(&self) -> Response {
        if self.dialect.size == Size::HugeLists {
            return huge();
        }
        let rows = self.there().collect();
        let plural = self.plural(false, "applications");
        self.rows(plural, rows, Some(self.dialect.paging), |one| self.listed(&one))
    }

    fn tell(&self, id: &str) -> Response {
        match self.one_application(id) {
            Some(one) if self.dialect.details != Details::Missing => {
                let body =
                    if self.query.says("includedetails") { self.details(&one) } else { self.row(&one) };
                Json(types::told(self.dialect.types, body)).into_response()
            }
            _ => self.not_found(),
        }
    }

    fn delete(&self, id: &str) -> Response {
        match self.one_application(id) {
            None => self.not_found(),
            // The crowd is only there to be looked at.
            Some(one) if one.is_system || crowd::is_application(one.id) => self.forbidden(),
            Some(one) => {
                if self.state.delete_by_api(one.id) {
                    Json(self.row(&one)).into_response()
                } else {
                    self.not_found()
                }
            }
        }
    }

    async fn create(&self, caller: &Caller, body: &[u8]) -> Response {
        let drafts = match self.drafts(body) {
            Ok(drafts) => drafts,
            Err((status, text)) => return self.error(status, text),
        };
        if self.dialect.post_answer == PostAnswer::FailsBefore
            && self.state.count_call("POST that fails before anything is created") == 0
        {
            return self.failed();
        }
        let secrets: Vec<_> = drafts.iter().map(|draft| draft.new_secret.clone()).collect();
        let created = match self.state.create(drafts, caller.agent.id) {
            Ok(Some(created)) => created,
            Ok(None) => return self.error(StatusCode::BAD_REQUEST, "clientId is in use."),
            Err(_) => return self.failed(),
        };
        let halo_made_it = self.dialect.credentials_made_by.halo_makes_the_secret();
        let told = created.iter().zip(secrets).map(|(one, secret)| {
            let mut row = self.row(one);
            if let Some(secret) = secret.filter(|_| halo_made_it) {
                // The one place: nobody else knows it, and nobody can ask again.
                row["clientSecret"] = json!(secret.told_once());
            }
            if self.dialect.post_answer == PostAnswer::Odd {
                odd(&mut row);
            }
            row
        });
        let told: Vec<Value> = told.map(|row| types::told(self.dialect.types, row)).collect();
        match self.dialect.post_answer {
            PostAnswer::Wrapped => Json(json!({ "data": { "applications": told } })).into_response(),
            PostAnswer::Array | PostAnswer::Odd | PostAnswer::FailsBefore => Json(told).into_response(),
            PostAnswer::Object => Json(told.into_iter().next()).into_response(),
            PostAnswer::Nothing => StatusCode::OK.into_response(),
            PostAnswer::Created => (StatusCode::CREATED, Json(told)).into_response(),
            PostAnswer::Accepted => StatusCode::ACCEPTED.into_response(),
            PostAnswer::FailsAfter => self.failed(),
            PostAnswer::NeverAnswers => {
                // Whichever ends first, there is no answer.
                let _ = tokio::time::timeout(SILENCE, self.state.stopped()).await;
                answer::none()
            }
        }
    }

    fn failed(&self) -> Response {
        self.error(StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred.")
    }

    /// What a body wants created, as forms that are filled in; or why that can't be.
    fn drafts(&self, body: &[u8]) -> Result<Vec<Draft>, (StatusCode, &'static str)> {
        let here = |_| (StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred.");
        let sent = |text| (StatusCode::BAD_REQUEST, text);
        let right = self.state.kind(AuthenticationMethod::Services, LoginType::Agent);
        let right = right.ok_or_else(|| sent("There is no such kind of application."))?;
        let mut drafts = Vec::new();
        for posted in Posted::all(body).map_err(sent)? {
            let drawn = Drawn::draw().map_err(here)?;
            drafts.push(posted.fill_in(self.state, self.dialect, &right, drawn).map_err(sent)?);
        }
        Ok(drafts)
    }

    /// A row of the list.
    fn listed(&self, one: &Application) -> Value {
        if self.dialect.rows == Rows::Plain {
            return self.row(one);
        }
        let mut row = self.details(one);
        if let Some(fields) = row.as_object_mut() {
            for name in DESCRIBING.iter().chain(&NOT_IN_LIVE_ROWS) {
                fields.remove(*name);
            }
        }
        leave_out(&mut row);
        row
    }

    /// What is told of an application in short.
    fn row(&self, one: &Application) -> Value {
        let mut row = self.row_that_can_be_read(one);
        if self.state.is_garbled(one.id) {
            row["id"] = json!({ "value": one.id });
        }
        row
    }

    fn row_that_can_be_read(&self, one: &Application) -> Value {
        let name = |id: Option<u32>| id.and_then(|id| self.state.agent(id)).map(|agent| agent.name);
        let mut row = json!({
            "id": one.id.to_string(),
            "displayName": one.name,
            "description": one.description,
            "clientId": one.client_id,
            "inactive": !one.active,
            "loginas_agent_id": one.agent_id.unwrap_or(0),
            "loginas_agent_name": name(one.agent_id).unwrap_or_default(),
            "_issystem": one.is_system,
            "createdby_agent_id": one.created_by.unwrap_or(0),
            "createdby_agent": name(one.created_by).unwrap_or_default(),
            "creation_date": data::date(one.id),
        });
        if let Some(fields) = row.as_object_mut().filter(|_| !self.dialect.version.describes_applications()) {
            for name in DESCRIBING {
                fields.remove(name);
            }
        }
        row
    }

    /// What is told of an application alone, details included.
    fn details(&self, one: &Application) -> Value {
        let mut told = self.row(one);
        let kind = self.state.kind(one.authentication_method, one.login_type);
        if let Some(kind) = kind.filter(|_| self.dialect.details != Details::LackKind) {
            let astray = self.dialect.examples == Examples::Disagreeing && EXAMPLES.contains(&one.id);
            let kind = if astray { kind.astray_by(one.id) } else { kind };
            kind.tell_in(&mut told);
        }
        // Signed in to by people, in a browser that comes back somewhere.
        let interactive = one.authentication_method == AuthenticationMethod::AuthorisationCode;
        let back = match (interactive, one.is_system) {
            (true, true) => vec![self.state.address()],
            (true, false) => vec!["https://vendor.practice.invalid/signed-in".to_owned()],
            (false, _) => vec![],
        };
        let listed = |texts: &[String]| -> Vec<Value> {
            texts.iter().zip(1..).map(|(text, id)| json!({ "id": id, "value": text })).collect()
        };
        let scopes = self.dialect.permission_case.tell(one.permissions.iter().cloned().collect());
        let scopes = scopes
            .into_iter()
            .zip(1..)
            .map(|(name, id)| json!({ "id": id, "application_id": one.id.to_string(), "name": name }));
        if one.is_system {
            // That it says something is in the contract, that it is a text in the specification; what it says is
            // invented.
            told["system_use"] = json!("agentapp");
        }
        told["allowagents"] = json!(true);
        told["allowusers"] = json!(interactive);
        told["scopes"] = scopes.collect();
        told["redirecturi_list"] = json!(listed(&back));
        told["postlogoutredirecturi_list"] = json!([]);
        told["cors_whitelist_list"] = json!([]);
        told["use_cookie_auth"] = json!(0);
        told["loginas_client_id"] = json!(0);
        told["loginas_supplier_id"] = json!(0);
        told["concurrencyToken"] = json!(format!("{:08x}-0000-4000-8000-000000000000", one.id));
        told["_warning"] = Value::Null;
        told
    }
}

/// The answer to a POST of which only the secret can be understood, and that not by its usual name.
fn odd(row: &mut Value) {
    row["id"] = json!([row["id"]]);
    if let Some(secret) = row.as_object_mut().and_then(|fields| fields.remove("clientSecret")) {
        row["client_secret"] = secret;
    }
}
