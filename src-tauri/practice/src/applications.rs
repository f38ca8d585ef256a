//! `/api/Application`: listing, reading, creating and deleting API applications (contract: "API applications").
//!
//! Only for administrators, with a token that has `admin` (guess). A secret is sent in one place: in the response
//! to the POST for which HaloPSA generated it.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::application::{Application, AuthenticationMethod, Draft, LoginType};
use crate::call::{Call, Caller};
use crate::crowd;
use crate::data;
use crate::dialect::{Crowd, Details, Examples, Managing, PostAnswer, Rows, Size};
use crate::permission::covers;
use crate::posted::Posted;
use crate::response::{connection_closed, huge};
use crate::saving::Credentials;
use crate::seed::EXAMPLES;
use crate::types;

/// How long a connection without a response stays open.
const NO_RESPONSE: Duration = Duration::from_secs(3600);

/// The fields that an application has only from v2.218 (contract).
const SINCE_V2_218: [&str; 4] = ["description", "createdby_agent", "createdby_agent_id", "creation_date"];

/// More fields of the details that a live instance's list doesn't have (contract; for the lists of addresses it
/// is a guess, because permissions, which are a list as well, are absent).
const NOT_IN_LIVE_ROWS: [&str; 6] =
    ["_issystem", "scopes", "type", "redirecturi_list", "postlogoutredirecturi_list", "cors_whitelist_list"];

/// The applications that a path refers to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    All,
    /// The one with this id, as it was sent.
    One(&'a str),
}

impl<'a> Target<'a> {
    /// The target of a path below `/api/`, in any case; `None` if the path isn't about applications.
    pub(crate) fn of_path(path: &'a str) -> Option<Self> {
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
        target: Target<'_>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Response {
        let caller = match self.authenticate(headers) {
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
        match target {
            Target::All if method == Method::GET => self.list_applications(),
            Target::All if posts => self.create(&caller, body).await,
            Target::One(id) if method == Method::GET => self.read_application(id),
            Target::One(id) if deletes => self.delete(id),
            _ => self.error(StatusCode::METHOD_NOT_ALLOWED, "Applications can't be asked that."),
        }
    }

    /// The applications that the API lists at this moment.
    fn visible_applications(&self) -> impl Iterator<Item = Application> {
        let now = self.state.now();
        let without_examples = self.dialect.examples == Examples::None;
        // The crowd comes first, so a client that reads only the first page misses those that matter.
        let crowd = (self.dialect.crowd == Crowd::Thousands).then(|| crowd::applications(now));
        crowd
            .into_iter()
            .flatten()
            .chain(self.state.applications())
            .filter(move |one| one.listed_from <= now && !(without_examples && EXAMPLES.contains(&one.id)))
    }

    fn one_application(&self, id: &str) -> Option<Application> {
        self.visible_applications().find(|one| one.id.to_string() == id)
    }

    fn list_applications(&self) -> Response {
        if self.dialect.size == Size::HugeLists {
            return huge();
        }
        let rows = self.visible_applications().collect();
        let plural = self.plural(false, "applications");
        self.list(plural, rows, Some(self.dialect.paging), |one| self.list_row(&one))
    }

    fn read_application(&self, id: &str) -> Response {
        match self.one_application(id) {
            Some(one) if self.dialect.details != Details::Missing => {
                let body =
                    if self.query.flag("includedetails") { self.details(&one) } else { self.row(&one) };
                Json(types::convert(self.dialect.types, body)).into_response()
            }
            _ => self.not_found(),
        }
    }

    fn delete(&self, id: &str) -> Response {
        match self.one_application(id) {
            None => self.not_found(),
            // The crowd's applications are generated and can't be changed.
            Some(one) if one.is_system || crowd::is_application(one.id) => self.forbidden(),
            Some(one) => {
                #[cfg(feature = "testing")]
                self.state.inner().observed.deleting(&one);
                if self.state.delete(one.id) {
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
        let generated = self.dialect.credentials_made_by.halo_makes_the_secret();
        let rows = created.iter().zip(secrets).map(|(one, secret)| {
            let mut row = self.row(one);
            if let Some(secret) = secret.filter(|_| generated) {
                // The only response that contains it.
                row["clientSecret"] = json!(secret.for_post_response());
            }
            if self.dialect.post_answer == PostAnswer::Odd {
                make_unreadable(&mut row);
            }
            row
        });
        let rows: Vec<Value> = rows.map(|row| types::convert(self.dialect.types, row)).collect();
        match self.dialect.post_answer {
            PostAnswer::Wrapped => Json(json!({ "data": { "applications": rows } })).into_response(),
            PostAnswer::Array | PostAnswer::Odd | PostAnswer::FailsBefore => Json(rows).into_response(),
            PostAnswer::Object => Json(rows.into_iter().next()).into_response(),
            PostAnswer::Nothing => StatusCode::OK.into_response(),
            PostAnswer::Created => (StatusCode::CREATED, Json(rows)).into_response(),
            PostAnswer::Accepted => StatusCode::ACCEPTED.into_response(),
            PostAnswer::FailsAfter => self.failed(),
            PostAnswer::NeverAnswers => {
                // Whether the time is up or the server stops, there is no response.
                let _ = tokio::time::timeout(NO_RESPONSE, self.state.stopped()).await;
                connection_closed()
            }
        }
    }

    fn failed(&self) -> Response {
        self.error(StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred.")
    }

    /// The applications of a body as filled-in forms, or the status and text of the error.
    fn drafts(&self, body: &[u8]) -> Result<Vec<Draft>, (StatusCode, &'static str)> {
        let no_randomness = |_| (StatusCode::INTERNAL_SERVER_ERROR, "An error has occurred.");
        let bad_request = |text| (StatusCode::BAD_REQUEST, text);
        let right = self.state.kind(AuthenticationMethod::Services, LoginType::Agent);
        let right = right.ok_or_else(|| bad_request("There is no such kind of application."))?;
        let mut drafts = Vec::new();
        for posted in Posted::all(body).map_err(bad_request)? {
            let generated = Credentials::generate().map_err(no_randomness)?;
            drafts.push(posted.fill_in(self.state, self.dialect, &right, generated).map_err(bad_request)?);
        }
        Ok(drafts)
    }

    /// An application's row of the list.
    fn list_row(&self, one: &Application) -> Value {
        if self.dialect.rows == Rows::Plain {
            return self.row(one);
        }
        let mut row = self.details(one);
        if let Some(fields) = row.as_object_mut() {
            for name in SINCE_V2_218.iter().chain(&NOT_IN_LIVE_ROWS) {
                fields.remove(*name);
            }
        }
        types::remove_null_and_false(&mut row);
        row
    }

    /// An application's short form.
    fn row(&self, one: &Application) -> Value {
        let mut row = self.row_with_id(one);
        if self.state.is_garbled(one.id) {
            row["id"] = json!({ "value": one.id });
        }
        row
    }

    fn row_with_id(&self, one: &Application) -> Value {
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
            for name in SINCE_V2_218 {
                fields.remove(name);
            }
        }
        row
    }

    /// An application's long form, as the API sends it for `includedetails`.
    fn details(&self, one: &Application) -> Value {
        let mut details = self.row(one);
        let kind = self.state.kind(one.authentication_method, one.login_type);
        if let Some(kind) = kind.filter(|_| self.dialect.details != Details::LackKind) {
            let wrong = self.dialect.examples == Examples::Disagreeing && EXAMPLES.contains(&one.id);
            let kind = if wrong { kind.shifted_by(one.id) } else { kind };
            kind.write_to(&mut details);
        }
        // People sign in to it with a browser, which is redirected back to an address.
        let interactive = one.authentication_method == AuthenticationMethod::AuthorisationCode;
        let redirects = match (interactive, one.is_system) {
            (true, true) => vec![self.state.address()],
            (true, false) => vec!["https://vendor.practice.invalid/signed-in".to_owned()],
            (false, _) => vec![],
        };
        let list = |texts: &[String]| -> Vec<Value> {
            texts.iter().zip(1..).map(|(text, id)| json!({ "id": id, "value": text })).collect()
        };
        let scopes = self.dialect.permission_case.apply(one.permissions.iter().cloned().collect());
        let scopes = scopes
            .into_iter()
            .zip(1..)
            .map(|(name, id)| json!({ "id": id, "application_id": one.id.to_string(), "name": name }));
        if one.is_system {
            // The contract says that there is a value, the specification that it is a string; the value itself is
            // invented.
            details["system_use"] = json!("agentapp");
        }
        details["allowagents"] = json!(true);
        details["allowusers"] = json!(interactive);
        details["scopes"] = scopes.collect();
        details["redirecturi_list"] = json!(list(&redirects));
        details["postlogoutredirecturi_list"] = json!([]);
        details["cors_whitelist_list"] = json!([]);
        details["use_cookie_auth"] = json!(0);
        details["loginas_client_id"] = json!(0);
        details["loginas_supplier_id"] = json!(0);
        details["concurrencyToken"] = json!(format!("{:08x}-0000-4000-8000-000000000000", one.id));
        details["_warning"] = Value::Null;
        details
    }
}

/// Turns a POST's row into one with an id that can't be parsed, and with the secret under another name.
fn make_unreadable(row: &mut Value) {
    row["id"] = json!([row["id"]]);
    if let Some(secret) = row.as_object_mut().and_then(|fields| fields.remove("clientSecret")) {
        row["client_secret"] = secret;
    }
}
