//! One call of the API while it is answered: its query, who makes it, and the responses that all calls share.

use std::collections::HashMap;

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::application::LoginType;
use crate::dialect::{AgentOnSave, Dialect, Lists, Paging, RecordCount};
use crate::people::{self, Agent};
use crate::response;
use crate::sessions::{Holder, Issued};
use crate::state::State;
use crate::types;

/// The largest page that HaloPSA gives (contract), in rows.
const MAX_PAGE_SIZE: usize = 100;
const DEFAULT_PAGE_SIZE: usize = 50;

/// The query's parameters, by their names in lower case. Unknown ones are ignored (contract).
pub(crate) struct Query(HashMap<String, String>);

impl Query {
    /// Parses what follows the `?`.
    pub(crate) fn parse(text: &str) -> Self {
        Self(
            form_urlencoded::parse(text.as_bytes())
                .map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned()))
                .collect(),
        )
    }

    /// Whether the parameter with this lower-case name is `true`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.0.get(name)?.parse().ok()
    }
}

/// The sender of a call: a valid token or session, and the agent that it acts as.
pub(crate) struct Caller {
    pub(crate) issued: Issued,
    pub(crate) agent: Agent,
}

/// One call of the API.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a State,
    pub(crate) dialect: &'a Dialect,
    pub(crate) query: Query,
}

impl Call<'_> {
    /// An error in the dialect's shape.
    pub(crate) fn error(&self, status: StatusCode, text: &str) -> Response {
        let code = match status {
            StatusCode::UNAUTHORIZED => "invalid_token",
            StatusCode::FORBIDDEN => "insufficient_access",
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::TOO_MANY_REQUESTS => "too_many_requests",
            _ => "error",
        };
        response::error(self.dialect.api_errors, status, code, text)
    }

    /// 401.
    pub(crate) fn unauthorized(&self) -> Response {
        let text = "Authorization has been denied for this request.";
        self.error(StatusCode::UNAUTHORIZED, text)
    }

    /// 403.
    pub(crate) fn forbidden(&self) -> Response {
        self.error(StatusCode::FORBIDDEN, "You do not have access to this.")
    }

    /// 404.
    pub(crate) fn not_found(&self) -> Response {
        self.error(StatusCode::NOT_FOUND, "There is nothing here.")
    }

    /// The caller, or the 401 or 403 to answer with.
    #[expect(clippy::result_large_err, reason = "the response is sent at once")]
    pub(crate) fn authenticate(&self, headers: &HeaderMap) -> Result<Caller, Response> {
        self.caller(headers).map_err(|status| {
            if status == StatusCode::UNAUTHORIZED { self.unauthorized() } else { self.forbidden() }
        })
    }

    /// 401: no token, an unknown or expired one, or one without a scope. 403: the token of an application that
    /// doesn't log in as an agent (contract).
    fn caller(&self, headers: &HeaderMap) -> Result<Caller, StatusCode> {
        let issued = self
            .issued(headers)
            .filter(|issued| !issued.permissions.is_empty())
            .ok_or(StatusCode::UNAUTHORIZED)?;
        let agent = match issued.holder {
            Holder::Person(id) => self.state.agent(id).filter(Agent::may_sign_in),
            Holder::Application(id) => {
                let application = self
                    .state
                    .application_by_id(id)
                    .filter(|application| application.active)
                    .ok_or(StatusCode::UNAUTHORIZED)?;
                if application.login_type != LoginType::Agent {
                    return Err(StatusCode::FORBIDDEN);
                }
                let agent = match application.agent_id {
                    None if self.dialect.agent_on_save == AgentOnSave::DroppedUnnoticed => {
                        Some(people::no_agent())
                    }
                    id => id.and_then(|id| self.state.agent(id)),
                };
                agent.filter(|agent| !agent.is_disabled)
            }
        };
        Ok(Caller { issued, agent: agent.ok_or(StatusCode::UNAUTHORIZED)? })
    }

    /// What the `Authorization` header or, without one, the session's cookie gives access to.
    fn issued(&self, headers: &HeaderMap) -> Option<Issued> {
        let Some(authorization) = headers.get(header::AUTHORIZATION) else {
            return self.state.session_by_cookie(headers);
        };
        let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") { self.state.issued(token.trim()) } else { None }
    }

    /// The field under which an object has its list; `None` if the dialect sends a bare array.
    pub(crate) fn plural(&self, wrapped_if_mixed: bool, plural: &'static str) -> Option<&'static str> {
        match self.dialect.lists {
            Lists::Mixed => wrapped_if_mixed.then_some(plural),
            Lists::Bare => None,
            Lists::Wrapped => Some(plural),
            Lists::UnderResults => Some("results"),
        }
    }

    /// Rows as a list: an array, or an object with the rows under `plural`. `paging`: when to send only one page;
    /// `None`: always all rows. `to_json` is called for the rows that are sent only.
    pub(crate) fn list<R>(
        &self,
        plural: Option<&str>,
        rows: Vec<R>,
        paging: Option<Paging>,
        to_json: impl Fn(R) -> Value,
    ) -> Response {
        let count = match self.dialect.record_count {
            RecordCount::Right => Some(rows.len()),
            RecordCount::Zero => Some(0),
            RecordCount::TooMany => Some(rows.len() + 4711),
            RecordCount::Missing => None,
        };
        let page: Vec<Value> = self
            .page(rows, paging)
            .into_iter()
            .map(|row| types::convert(self.dialect.types, to_json(row)))
            .collect();
        let Some(plural) = plural else {
            return Json(page).into_response();
        };
        let mut body = json!({ plural: page });
        if let Some(count) = count {
            body["record_count"] = json!(count);
        }
        Json(body).into_response()
    }

    /// The requested page, or all rows if none is requested.
    fn page<R>(&self, rows: Vec<R>, paging: Option<Paging>) -> Vec<R> {
        let requested = self.query.flag("pageinate");
        if paging.is_none() || (!requested && paging == Some(Paging::WhenAsked)) {
            return rows;
        }
        let size = self.query.number("page_size").filter(|_| requested);
        let size = size.unwrap_or(DEFAULT_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE);
        let skipped = self.query.number("page_no").unwrap_or(1).saturating_sub(1).saturating_mul(size);
        rows.into_iter().skip(skipped).take(size).collect()
    }
}
