//! `/api/…`: dispatches each call, and answers those that only read.
//!
//! Paths are matched in any case, as HaloPSA does. The API applications, which can also be created and deleted,
//! are in [`crate::applications`].

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{self, Path, RawQuery};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::applications::Target;
use crate::call::{Call, Caller, Query};
use crate::crowd;
use crate::data::{self, Kind};
use crate::dialect::{
    AgentMe, AgentRows, AgentsShape, AllowList, AuthInfo, Crowd, Dialect, InstanceInfo, Paging, Reads,
    Records, Size,
};
use crate::people::{self, Agent};
use crate::permission::covers;
use crate::response::{self, huge};
use crate::state::State;
use crate::types;

/// The reads that are slow and those that ignore paging, by their paths (contract: "Replies and limits").
const SLOW: [&str; 2] = ["appointment", "kbarticle"];
const UNPAGED: [&str; 2] = ["timesheetevent", "crmnote"];
/// The minimal size of a list that ignores paging, in bytes.
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
        return response::blocked_by_firewall();
    }
    let as_sent = path.trim_matches('/');
    let path = as_sent.to_ascii_lowercase();
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let call = Call { state: &state, dialect: &dialect, query };
    if let Some(retry_later) = call.retry_later(&method, &path) {
        return retry_later;
    }
    let answer = if let Some(target) = Target::of_path(as_sent) {
        call.applications(&method, target, &headers, &body).await
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
        return response::slow(answer, dialect.slow_reads).await;
    }
    answer
}

impl Call<'_> {
    /// The 503 or 429 for the first calls of each method and path, in the dialects that have them.
    fn retry_later(&self, method: &Method, path: &str) -> Option<Response> {
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
        let caller = match self.authenticate(headers) {
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
                    self.records(kind, &caller)
                } else if let Some(agent) = self.agent_at(path) {
                    self.agent(&agent)
                } else if let Some(role) = self.role_at(path) {
                    Json(types::convert(self.dialect.types, role)).into_response()
                } else {
                    self.not_found()
                }
            }
        }
    }

    fn instance_info(&self) -> Response {
        let address = self.state.address();
        let version = self.dialect.version.number();
        let body = match self.dialect.instance_info {
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
        Json(body).into_response()
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

    fn agent_me(&self, caller: &Caller) -> Response {
        match self.dialect.agent_me {
            AgentMe::Plain => self.agent(&caller.agent),
            AgentMe::Forbidden => self.forbidden(),
            AgentMe::NotFound => self.not_found(),
        }
    }

    /// One agent, with its rights.
    fn agent(&self, agent: &Agent) -> Response {
        let body = agent.details(self.dialect.agent_rights, self.dialect.agent_size);
        Json(types::convert(self.dialect.types, body)).into_response()
    }

    /// All roles, without their claims (contract).
    fn roles(&self) -> Response {
        if self.dialect.size == Size::HugeLists {
            return huge();
        }
        let roles = people::roles(&self.state.agents()).into_iter().map(|(role, _)| role).collect();
        self.list(self.plural(false, "roles"), roles, Some(Paging::WhenAsked), people::role)
    }

    /// One role, with its claims.
    fn role_at(&self, path: &str) -> Option<Value> {
        let id = path.strip_prefix("roles/")?;
        let agents = self.state.agents();
        let (name, agent) =
            people::roles(&agents).into_iter().find(|(name, _)| people::role_id(name) == id)?;
        let mut role = people::role(name);
        role["claims"] = agent.claims(self.dialect.agent_rights);
        Some(role)
    }

    fn agent_at(&self, path: &str) -> Option<Agent> {
        let id = path.strip_prefix("agent/")?.parse().ok()?;
        self.state.agent(id)
    }

    /// All agents; without API-only and disabled ones unless they are asked for. `search` does nothing (contract:
    /// "Agents").
    fn agents(&self) -> Response {
        if self.dialect.size == Size::HugeLists {
            return huge();
        }
        // The crowd comes first, so a client that reads only the first page misses the agents that matter.
        let crowd = (self.dialect.crowd == Crowd::Thousands).then(crowd::agents).into_iter().flatten();
        let (api_agents, disabled) =
            (self.query.flag("includeapiagents"), self.query.flag("includedisabled"));
        let agents = crowd
            .chain(self.state.agents())
            .filter(|one| (!one.is_api_agent || api_agents) && (!one.is_disabled || disabled))
            .collect();
        let plural = match self.dialect.agents {
            AgentsShape::Bare => None,
            AgentsShape::UnderAgents => Some("agents"),
            AgentsShape::UnderResults => Some("results"),
        };
        self.list(plural, agents, Some(self.dialect.paging), |one| {
            let mut row = one.list_row();
            if self.dialect.agent_rows == AgentRows::LeaveOut {
                types::remove_null_and_false(&mut row);
            }
            row
        })
    }

    fn records(&self, kind: &Kind, caller: &Caller) -> Response {
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
        let exists = kind.permission.is_none()
            || match self.dialect.records {
                Records::Something => true,
                Records::Young => matches!(kind.area(), "tickets" | "customers"),
                Records::Nothing => false,
            };
        let is_large = kind.path == "team" && self.dialect.crowd == Crowd::Thousands;
        let crowd = is_large.then(crowd::teams).into_iter().flatten();
        let mut rows: Vec<data::Row> = kind
            .rows()
            .into_iter()
            .chain(crowd)
            .filter(|row| {
                exists && may_see && (row.customer == 0 || caller.agent.may_see_customer(row.customer))
            })
            .filter(|row| row.team.is_none_or(|team| caller.agent.teams.contains(&team)))
            .collect();
        let unpaged = self.dialect.reads == Reads::Unpaged && UNPAGED.contains(&kind.path);
        if unpaged {
            rows = data::repeated(rows, UNPAGED_SIZE);
        }
        let paging = (!unpaged).then_some(Paging::WhenAsked);
        self.list(self.plural(kind.pages, kind.plural), rows, paging, |row| row.json)
    }
}
