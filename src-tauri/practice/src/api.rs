//! `/api/…`: who asks, whether they may, and what they get.
//!
//! Paths are understood in any case, as HaloPSA does. Everything here only reads; the API applications, which
//! can also be created and deleted, are in [`crate::applications`], dispatched from [`answer`].

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{self, Path, RawQuery};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::answer::{self, error, huge, not_let_in};
use crate::application::LoginType;
use crate::applications::Wanted;
use crate::crowd;
use crate::data::{self, Kind};
use crate::dialect::{
    AgentMe, AgentOnSave, AgentRows, AgentsShape, AllowList, AuthInfo, Crowd, Dialect, InstanceInfo, Lists,
    Paging, Reads, RecordCount, Records, Size,
};
use crate::people::{self, Agent};
use crate::permission::covers;
use crate::state::{Holder, Issued, State};
use crate::types;

/// The largest page that HaloPSA gives (contract).
const LARGEST_PAGE: usize = 100;
const USUAL_PAGE: usize = 50;

/// The reads that are slow and those that don't page, by their paths (contract: "Replies and limits").
const SLOW: [&str; 2] = ["appointment", "kbarticle"];
const UNPAGED: [&str; 2] = ["timesheetevent", "crmnote"];
/// As many bytes has a list at least that doesn't page.
const UNPAGED_SIZE: usize = 1_000_000;

/// Answers everything below `/api/`.
pub(crate) async fn answer(
    extract::State(state): extract::State<Arc<State>>,
    method: Method,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let dialect = state.dialect();
    tokio::time::sleep(dialect.answer_delay).await;
    if dialect.allow_list == AllowList::Refused {
        return not_let_in();
    }
    let as_sent = path.trim_matches('/');
    let path = as_sent.to_ascii_lowercase();
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let call = Call { state: &state, dialect: &dialect, query };
    if let Some(later) = call.not_yet(&method, &path) {
        return later;
    }
    let answer = if let Some(wanted) = Wanted::at(as_sent) {
        call.applications(&method, wanted, &headers, &body).await
    } else if method == Method::GET {
        call.read(&path, &headers)
    } else {
        call.error(
            StatusCode::METHOD_NOT_ALLOWED,
            "Reading is all that this part of the practice HaloPSA does.",
        )
    };
    if answer.status().is_success() && dialect.size == Size::HugeEverything {
        return (answer.status(), huge()).into_response();
    }
    let slow = !dialect.slow_reads.is_zero() && dialect.size == Size::Plain && SLOW.contains(&path.as_str());
    if slow && answer.status().is_success() {
        return answer::slowly(answer, dialect.slow_reads).await;
    }
    answer
}

/// The query's parameters. Unknown ones are ignored in silence (contract).
pub(crate) struct Query(HashMap<String, String>);

impl Query {
    fn parse(text: &str) -> Self {
        Self(
            form_urlencoded::parse(text.as_bytes())
                .map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned()))
                .collect(),
        )
    }

    pub(crate) fn says(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.0.get(name)?.parse().ok()
    }
}

/// Somebody with a token that is good for something.
pub(crate) struct Caller {
    pub(crate) issued: Issued,
    pub(crate) agent: Agent,
}

/// One call while it is answered.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a State,
    pub(crate) dialect: &'a Dialect,
    pub(crate) query: Query,
}

impl Call<'_> {
    pub(crate) fn error(&self, status: StatusCode, text: &str) -> Response {
        let code = match status {
            StatusCode::UNAUTHORIZED => "invalid_token",
            StatusCode::FORBIDDEN => "insufficient_access",
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::TOO_MANY_REQUESTS => "too_many_requests",
            _ => "error",
        };
        error(self.dialect.api_errors, status, code, text)
    }

    pub(crate) fn unauthorized(&self) -> Response {
        let text = "Authorization has been denied for this request.";
        self.error(StatusCode::UNAUTHORIZED, text)
    }

    pub(crate) fn forbidden(&self) -> Response {
        self.error(StatusCode::FORBIDDEN, "You do not have access to this.")
    }

    pub(crate) fn not_found(&self) -> Response {
        self.error(StatusCode::NOT_FOUND, "There is nothing here.")
    }

    /// What the first calls of each kind hear.
    fn not_yet(&self, method: &Method, path: &str) -> Option<Response> {
        let Dialect { unavailable_first, busy, .. } = self.dialect;
        if *unavailable_first == 0 && busy.first == 0 {
            return None;
        }
        let before = self.state.count_call(&format!("{method} {path}"));
        if before < *unavailable_first {
            return Some(self.error(StatusCode::SERVICE_UNAVAILABLE, "The service is unavailable."));
        }
        (before - unavailable_first < busy.first).then(|| {
            let wait = [(header::RETRY_AFTER, busy.retry_after.to_string())];
            let body = self.error(StatusCode::TOO_MANY_REQUESTS, "Too many requests. Slow down.");
            (wait, body).into_response()
        })
    }

    fn read(&self, path: &str, headers: &HeaderMap) -> Response {
        match path {
            "authinfo" => return self.auth_info(),
            "instanceinfo" => return self.instance_info(),
            _ => {}
        }
        let caller = match self.let_in(headers) {
            Ok(caller) => caller,
            Err(refused) => return refused,
        };
        if self.dialect.closed_read == Some(path) {
            return self.forbidden();
        }
        match path {
            "agent" => self.agents(),
            "agent/me" => self.agent_me(&caller),
            "roles" => self.roles(),
            _ => {
                if let Some(kind) = data::kind(path) {
                    self.list(kind, &caller)
                } else if let Some(agent) = self.one_agent(path) {
                    self.agent(&agent)
                } else if let Some(role) = self.one_role(path) {
                    Json(types::told(self.dialect.types, role)).into_response()
                } else {
                    self.not_found()
                }
            }
        }
    }

    fn instance_info(&self) -> Response {
        let address = self.state.address();
        let version = self.dialect.version.number();
        let told = match self.dialect.instance_info {
            InstanceInfo::Missing => return self.not_found(),
            InstanceInfo::Plain => json!({
                "name": "Practice HaloPSA",
                "product": "HaloPSA",
                "version": version,
                "practice": true,
            }),
            InstanceInfo::Live => json!({
                "agent_url": address,
                // It may differ from the agents' address (contract).
                "portal_url": format!("{address}/portal"),
                "auth_url": self.state.auth_url(),
                "tenant_id": self.dialect.tenant,
                "app_name": "Halo PSA",
                "app_version": version,
                "hosted_group": self.dialect.tenant.map(|_| "practice-1"),
                "database_version": version,
            }),
        };
        Json(told).into_response()
    }

    fn auth_info(&self) -> Response {
        let page = "<!DOCTYPE html><html lang=\"en\"><title>Welcome</title><p>Please sign in.</p></html>";
        match self.dialect.auth_info {
            AuthInfo::Plain => Json(json!({
                "auth_url": self.state.auth_url(),
                // On-premises instances have no tenant (contract).
                "tenant_id": self.dialect.tenant,
                "api_url": format!("{}/api", self.state.address()),
                "portal_url": self.state.address(),
                "name": "Practice HaloPSA",
                "hosted": self.dialect.tenant.is_some(),
            }))
            .into_response(),
            AuthInfo::Missing => self.not_found(),
            AuthInfo::Junk => {
                ([(header::CONTENT_TYPE, "application/json")], "{\"auth_url\": \"https:/").into_response()
            }
            AuthInfo::Html => Html(page).into_response(),
            AuthInfo::Empty => Json(json!({})).into_response(),
        }
    }

    /// Whoever asks, or the answer for somebody without a good token.
    #[expect(clippy::result_large_err, reason = "the answer is sent at once")]
    pub(crate) fn let_in(&self, headers: &HeaderMap) -> Result<Caller, Response> {
        self.caller(headers).map_err(|status| {
            if status == StatusCode::UNAUTHORIZED { self.unauthorized() } else { self.forbidden() }
        })
    }

    /// 401: no token, an unknown or old one, or one without a scope. 403: not an agent's (contract).
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
                        Some(people::nobody())
                    }
                    id => id.and_then(|id| self.state.agent(id)),
                };
                agent.filter(|agent| !agent.is_disabled)
            }
        };
        Ok(Caller { issued, agent: agent.ok_or(StatusCode::UNAUTHORIZED)? })
    }

    /// What the `Authorization` header is good for or, where there is none, the session's cookie.
    fn issued(&self, headers: &HeaderMap) -> Option<Issued> {
        let Some(authorization) = headers.get(header::AUTHORIZATION) else {
            return self.state.opened_by_cookie(headers);
        };
        let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") { self.state.issued(token.trim()) } else { None }
    }

    fn agent_me(&self, caller: &Caller) -> Response {
        match self.dialect.agent_me {
            AgentMe::Plain => self.agent(&caller.agent),
            AgentMe::Forbidden => self.forbidden(),
            AgentMe::NotFound => self.not_found(),
        }
    }

    /// An agent alone.
    fn agent(&self, agent: &Agent) -> Response {
        let told = agent.alone(self.dialect.agent_rights, self.dialect.agent_size);
        Json(types::told(self.dialect.types, told)).into_response()
    }

    /// All roles, without their claims (contract).
    fn roles(&self) -> Response {
        if self.dialect.size == Size::HugeLists {
            return huge();
        }
        let roles = people::roles(&self.state.agents()).into_iter().map(|(role, _)| role).collect();
        self.rows(self.plural(false, "roles"), roles, Some(Paging::WhenAsked), people::role)
    }

    /// One role, with its claims.
    fn one_role(&self, path: &str) -> Option<Value> {
        let id = path.strip_prefix("roles/")?;
        let agents = self.state.agents();
        let (name, agent) =
            people::roles(&agents).into_iter().find(|(name, _)| people::role_id(name) == id)?;
        let mut role = people::role(name);
        role["claims"] = agent.claims(self.dialect.agent_rights);
        Some(role)
    }

    fn one_agent(&self, path: &str) -> Option<Agent> {
        let id = path.strip_prefix("agent/")?.parse().ok()?;
        self.state.agent(id)
    }

    /// Leaves API-only and disabled agents out unless asked for; `search` does nothing (contract: "Agents").
    fn agents(&self) -> Response {
        if self.dialect.size == Size::HugeLists {
            return huge();
        }
        // The crowd stands before the others: who stops after the first page misses those that matter.
        let crowd = (self.dialect.crowd == Crowd::Thousands).then(crowd::agents).into_iter().flatten();
        let (api_agents, disabled) =
            (self.query.says("includeapiagents"), self.query.says("includedisabled"));
        let agents = crowd
            .chain(self.state.agents())
            .filter(|one| (!one.is_api_agent || api_agents) && (!one.is_disabled || disabled))
            .collect();
        let plural = match self.dialect.agents {
            AgentsShape::Bare => None,
            AgentsShape::UnderAgents => Some("agents"),
            AgentsShape::UnderResults => Some("results"),
        };
        self.rows(plural, agents, Some(self.dialect.paging), |one| {
            let mut row = one.in_list();
            if self.dialect.agent_rows == AgentRows::LeaveOut {
                leave_out(&mut row);
            }
            row
        })
    }

    /// What an object is to call a list that it wraps; nothing where this dialect has the list bare.
    pub(crate) fn plural(&self, wrapped_if_mixed: bool, plural: &'static str) -> Option<&'static str> {
        match self.dialect.lists {
            Lists::Mixed => wrapped_if_mixed.then_some(plural),
            Lists::Bare => None,
            Lists::Wrapped => Some(plural),
            Lists::UnderResults => Some("results"),
        }
    }

    fn list(&self, kind: &Kind, caller: &Caller) -> Response {
        if let Some(needed) = kind.permission
            && !covers(&caller.issued.permissions, needed)
        {
            return self.forbidden();
        }
        if self.dialect.size == Size::HugeLists {
            return huge();
        }
        // What an application can do is its permissions ∩ its agent's rights: a weak agent gets an empty list.
        let may_see = kind.permission.is_none() || caller.agent.may_see(kind.area());
        let there_is = kind.permission.is_none()
            || match self.dialect.records {
                Records::Something => true,
                Records::Young => matches!(kind.area(), "tickets" | "customers"),
                Records::Nothing => false,
            };
        let mut rows: Vec<data::Row> = kind
            .rows()
            .into_iter()
            .filter(|row| {
                there_is && may_see && (row.customer == 0 || caller.agent.may_see_customer(row.customer))
            })
            .filter(|row| row.team.is_none_or(|team| caller.agent.teams.contains(&team)))
            .collect();
        let unpaged = self.dialect.reads == Reads::Unpaged && UNPAGED.contains(&kind.path);
        if unpaged {
            rows = data::repeated(rows, UNPAGED_SIZE);
        }
        let paging = (!unpaged).then_some(Paging::WhenAsked);
        self.rows(self.plural(kind.pages, kind.plural), rows, paging, |row| row.shown)
    }

    /// Rows as a list: an array, or an object that has them under this name. Without paging, all of them come
    /// whatever is asked.
    pub(crate) fn rows<R>(
        &self,
        plural: Option<&str>,
        rows: Vec<R>,
        paging: Option<Paging>,
        shown: impl Fn(R) -> Value,
    ) -> Response {
        let count = match self.dialect.record_count {
            RecordCount::Right => Some(rows.len()),
            RecordCount::Zero => Some(0),
            RecordCount::TooMany => Some(rows.len() + 4711),
            RecordCount::Missing => None,
        };
        // A large instance has many rows, and a page has few of them.
        let page: Vec<Value> = self
            .page(rows, paging)
            .into_iter()
            .map(|row| types::told(self.dialect.types, shown(row)))
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

    /// The page that was asked for, or everything where nobody asks.
    fn page<R>(&self, rows: Vec<R>, paging: Option<Paging>) -> Vec<R> {
        let asked = self.query.says("pageinate");
        if paging.is_none() || (!asked && paging == Some(Paging::WhenAsked)) {
            return rows;
        }
        let size = self.query.number("page_size").filter(|_| asked);
        let size = size.unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE);
        let before = self.query.number("page_no").unwrap_or(1).saturating_sub(1).saturating_mul(size);
        rows.into_iter().skip(before).take(size).collect()
    }
}

/// Takes out of an object what is null or false.
pub(crate) fn leave_out(row: &mut Value) {
    if let Some(fields) = row.as_object_mut() {
        fields.retain(|_, value| !matches!(value, Value::Null | Value::Bool(false)));
    }
}
