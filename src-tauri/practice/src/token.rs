//! `POST /auth/token`: credentials in, a token out, with the errors that OpenIddict gives (contract: "Tokens").

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{self, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use serde_json::json;
use url::form_urlencoded;

use crate::answer;
use crate::application::{Application, AuthenticationMethod, LoginType};
use crate::dialect::{
    AgentOnSave, AllowList, AuthPlace, Dialect, IdToken, Refusals, ScopeInAnswer, Size, TokenEndpoint,
    TokenErrors,
};
use crate::guard::Door;
use crate::permission::{self, covers};
use crate::random;
use crate::state::State;

/// Why there is no token.
struct Refusal {
    status: StatusCode,
    code: &'static str,
    text: &'static str,
    id: u16,
}

/// Of a refusal that is not `OpenIddict`'s.
const NO_NUMBER: u16 = 0;

const fn refusal(status: StatusCode, code: &'static str, text: &'static str, id: u16) -> Refusal {
    Refusal { status, code, text, id }
}

const UNKNOWN_CLIENT: Refusal =
    refusal(StatusCode::UNAUTHORIZED, "invalid_client", "The specified 'client_id' is invalid.", 2052);

const NO_SUCH_SCOPE: Refusal =
    refusal(StatusCode::BAD_REQUEST, "invalid_scope", "The specified 'scope' is invalid.", 2052);

const NOT_ALLOWED: Refusal = refusal(
    StatusCode::BAD_REQUEST,
    "unauthorized_client",
    "This client application is not allowed to use the specified grant type.",
    2064,
);

const KEEPS_NO_SECRET: Refusal = refusal(
    StatusCode::UNAUTHORIZED,
    "invalid_client",
    "The 'client_secret' parameter is not valid for this client application.",
    2053,
);

/// Answers `POST /auth/token`.
pub(crate) async fn issue(
    extract::State((state, door)): extract::State<(Arc<State>, Door)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let dialect = state.dialect();
    tokio::time::sleep(dialect.answer_delay).await;
    if dialect.allow_list == AllowList::Refused {
        return answer::not_let_in();
    }
    let elsewhere = state.auth.is_some() && dialect.auth_place == AuthPlace::OtherPort;
    if elsewhere != matches!(door, Door::Auth) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let address = &door.place(&state).address;
    let query = query.unwrap_or_default();
    match dialect.token_endpoint {
        TokenEndpoint::Answers => {}
        TokenEndpoint::Redirects => {
            let to = format!("{address}/elsewhere/token");
            return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response();
        }
        TokenEndpoint::Missing => {
            let query = if query.is_empty() { String::new() } else { format!("?{query}") };
            return answer::nothing_at(&format!("{address}/auth/token{query}"));
        }
    }
    let tenant = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "tenant")
        .map(|(_, value)| value.into_owned());
    if dialect.tenant.is_some() && tenant.as_deref() != dialect.tenant {
        state.refuse_token();
        return not_json(&dialect, StatusCode::BAD_REQUEST, "Tenant not found");
    }
    match judge(&state, &headers, &body) {
        Ok((application, asked)) => grant(&state, &dialect, &application, asked),
        Err(refused) => {
            state.refuse_token();
            if dialect.token_errors == TokenErrors::Json {
                let mut body = json!({ "error": refused.code, "error_description": refused.text });
                if refused.id != NO_NUMBER {
                    let uri = format!("https://documentation.openiddict.com/errors/ID{}", refused.id);
                    body["error_uri"] = json!(uri);
                }
                (refused.status, Json(body)).into_response()
            } else {
                not_json(&dialect, refused.status, refused.text)
            }
        }
    }
}

/// Where the redirecting dialect sends everybody: a token that opens nothing.
pub(crate) async fn elsewhere() -> Response {
    let body = json!({ "access_token": "from-elsewhere", "token_type": "Bearer", "expires_in": 3600 });
    Json(body).into_response()
}

fn not_json(dialect: &Dialect, status: StatusCode, text: &'static str) -> Response {
    if dialect.token_errors == TokenErrors::Html {
        (status, Html(answer::error_page(text))).into_response()
    } else {
        (status, text).into_response()
    }
}

/// The application that proved itself, and what it asks for.
fn judge(state: &State, headers: &HeaderMap, body: &[u8]) -> Result<(Application, Vec<String>), Refusal> {
    let bad = StatusCode::BAD_REQUEST;
    let dialect = state.dialect();
    let open_iddict = dialect.refusals == Refusals::OpenIddict;
    let form = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !form {
        let text = "The specified 'Content-Type' header is not valid.";
        return Err(refusal(bad, "invalid_request", text, 2082));
    }
    let fields: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let grant_type = field("grant_type");
    if grant_type.is_empty() {
        let text = "The mandatory 'grant_type' parameter is missing.";
        return Err(refusal(bad, "invalid_request", text, 2029));
    }
    let known = ["client_credentials", "password", "authorization_code", "refresh_token", "implicit"];
    if !known.contains(&grant_type) {
        let text = "The specified 'grant_type' is not supported.";
        return Err(refusal(bad, "unsupported_grant_type", text, 2032));
    }
    if field("client_id").is_empty() {
        let text = "The mandatory 'client_id' parameter is missing.";
        return Err(refusal(bad, "invalid_request", text, 2029));
    }
    let asked: Vec<String> =
        field("scope").split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if open_iddict && !asked.iter().all(|name| exists(state, name)) {
        return Err(NO_SUCH_SCOPE);
    }
    let application = state
        .application(field("client_id"))
        .filter(|one| one.usable_from <= state.now())
        .ok_or(UNKNOWN_CLIENT)?;
    let services = application.authentication_method == AuthenticationMethod::Services;
    if open_iddict && !services && !field("client_secret").is_empty() {
        return Err(KEEPS_NO_SECRET);
    }
    if field("client_secret").is_empty() {
        let text = "The 'client_secret' parameter must be specified when using the \
                    client credentials grant.";
        return Err(refusal(StatusCode::UNAUTHORIZED, "invalid_client", text, 2054));
    }
    if !application.has_secret(field("client_secret")) {
        let text = "The specified client credentials are invalid.";
        return Err(refusal(StatusCode::UNAUTHORIZED, "invalid_client", text, 2055));
    }
    if !application.active {
        // HaloPSA's own: OpenIddict knows no application that is not active, and has no number for it.
        let text = "This client application is not active.";
        return Err(refusal(bad, "unauthorized_client", text, NO_NUMBER));
    }
    if grant_type != "client_credentials" || !services {
        return Err(NOT_ALLOWED);
    }
    let unnoticed = application.agent_id.is_none() && dialect.agent_on_save == AgentOnSave::DroppedUnnoticed;
    let agent = application.agent_id.and_then(|id| state.agent(id));
    if application.login_type == LoginType::Agent && agent.is_none_or(|one| one.is_disabled) && !unnoticed {
        let text = "The agent that this application logs in as is not available.";
        return Err(refusal(bad, "invalid_grant", text, 2024));
    }
    let granted = |name: &String| {
        permission::SIGN_IN.contains(&name.as_str())
            || (covers(&application.permissions, name)
                // `all` includes what exists; `read:actions` doesn't (contract).
                && (permission::CATALOGUE.contains(&name.as_str())
                    || application.permissions.contains(name)))
    };
    if !asked.iter().all(granted) {
        let text = "This client application is not allowed to use the specified scope.";
        let not_its_own = refusal(bad, "invalid_request", text, 2051);
        return Err(if open_iddict { not_its_own } else { NO_SUCH_SCOPE });
    }
    Ok((application, asked))
}

/// Whether anybody could be granted it.
fn exists(state: &State, scope: &str) -> bool {
    permission::SIGN_IN.contains(&scope)
        || permission::CATALOGUE.contains(&scope)
        || state.applications().iter().any(|one| one.permissions.contains(scope))
}

fn grant(state: &State, dialect: &Dialect, application: &Application, mut asked: Vec<String>) -> Response {
    if dialect.size == Size::HugeEverything {
        return answer::huge();
    }
    let Ok(token) = random::token() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if dialect.scope_in_answer == ScopeInAnswer::LacksOne {
        asked.pop();
    }
    // Without a scope there is a token all the same, and it opens nothing (contract).
    let permissions: BTreeSet<String> =
        asked.iter().filter(|name| !permission::SIGN_IN.contains(&name.as_str())).cloned().collect();
    let lifetime = state.issue(&token, application.id, permissions);
    let mut body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": lifetime });
    if dialect.scope_in_answer != ScopeInAnswer::Omitted && !asked.is_empty() {
        body["scope"] = json!(dialect.permission_case.tell(asked).join(" "));
    }
    if dialect.id_token == IdToken::Present
        && let Some(id_token) = id_token(state, application, lifetime)
    {
        body["id_token"] = json!(id_token);
    }
    Json(body).into_response()
}

/// A JWT that tells as which agent an application logs in. Its claims are the contract's; whether the id is a text
/// there is a guess.
fn id_token(state: &State, application: &Application, lifetime: u64) -> Option<String> {
    let agent = application.agent_id.filter(|_| application.login_type == LoginType::Agent);
    let agent = state.agent(agent?)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let header = json!({ "alg": "RS256", "typ": "JWT", "kid": "practice" });
    let claims = json!({
        "iss": state.auth_url(),
        "aud": application.client_id,
        "sub": agent.id.to_string(),
        "iat": now,
        "exp": now + lifetime,
        "id": agent.id.to_string(),
        "name": agent.name,
        "email": agent.email,
    });
    let part = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    Some(format!(
        "{}.{}.{}",
        part(header.to_string().as_bytes()),
        part(claims.to_string().as_bytes()),
        part(b"nothing signs this")
    ))
}
