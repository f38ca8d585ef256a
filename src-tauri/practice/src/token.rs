//! `POST /auth/token`: returns a token for credentials, or an error of `OpenIddict` (contract: "Tokens").

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{self, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use serde_json::json;
use url::form_urlencoded;

use crate::application::{Application, AuthenticationMethod, LoginType};
use crate::dialect::{
    AgentOnSave, AllowList, AuthPlace, Dialect, IdToken, Refusals, ScopeInAnswer, Size, TokenEndpoint,
    TokenErrors,
};
use crate::guard::Listener;
use crate::permission::{CATALOGUE, SIGN_IN, covers};
use crate::random;
use crate::response;
use crate::state::State;

/// An error of the token endpoint.
struct Refusal {
    status: StatusCode,
    code: &'static str,
    text: &'static str,
    /// The number of `OpenIddict`'s error, or [`NO_ID`].
    id: u16,
}

/// The error is HaloPSA's own.
const NO_ID: u16 = 0;

const fn refusal(status: StatusCode, code: &'static str, text: &'static str, id: u16) -> Refusal {
    Refusal { status, code, text, id }
}

const UNKNOWN_CLIENT: Refusal =
    refusal(StatusCode::UNAUTHORIZED, "invalid_client", "The specified 'client_id' is invalid.", 2052);

const UNKNOWN_SCOPE: Refusal =
    refusal(StatusCode::BAD_REQUEST, "invalid_scope", "The specified 'scope' is invalid.", 2052);

const GRANT_TYPE_NOT_ALLOWED: Refusal = refusal(
    StatusCode::BAD_REQUEST,
    "unauthorized_client",
    "This client application is not allowed to use the specified grant type.",
    2064,
);

const SECRET_NOT_ALLOWED: Refusal = refusal(
    StatusCode::UNAUTHORIZED,
    "invalid_client",
    "The 'client_secret' parameter is not valid for this client application.",
    2053,
);

/// Answers `POST /auth/token`.
pub(crate) async fn issue(
    extract::State((state, listener)): extract::State<(Arc<State>, Listener)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let dialect = state.dialect();
    tokio::time::sleep(dialect.answer_delay).await;
    if dialect.allow_list == AllowList::Refused {
        return response::blocked_by_firewall();
    }
    let elsewhere = state.auth.is_some() && dialect.auth_place == AuthPlace::OtherPort;
    if elsewhere != matches!(listener, Listener::Auth) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let address = &listener.address(&state).url;
    let query = query.unwrap_or_default();
    match dialect.token_endpoint {
        TokenEndpoint::Answers => {}
        TokenEndpoint::Redirects => {
            let to = format!("{address}/elsewhere/token");
            return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response();
        }
        TokenEndpoint::Missing => {
            let query = if query.is_empty() { String::new() } else { format!("?{query}") };
            return response::web_server_not_found(&format!("{address}/auth/token{query}"));
        }
    }
    let tenant = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "tenant")
        .map(|(_, value)| value.into_owned());
    if dialect.tenant.is_some() && tenant.as_deref() != dialect.tenant {
        #[cfg(feature = "testing")]
        state.count_refused_token();
        return not_json(&dialect, StatusCode::BAD_REQUEST, "Tenant not found");
    }
    match check(&state, &headers, &body) {
        Ok((application, scope)) => grant(&state, &dialect, &application, scope),
        Err(refused) => {
            #[cfg(feature = "testing")]
            state.count_refused_token();
            if dialect.token_errors == TokenErrors::Json {
                let mut body = json!({ "error": refused.code, "error_description": refused.text });
                if refused.id != NO_ID {
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

/// Answers at the address to which the redirecting dialect sends clients: with a token that is never valid.
pub(crate) async fn elsewhere() -> Response {
    let body = json!({ "access_token": "from-elsewhere", "token_type": "Bearer", "expires_in": 3600 });
    Json(body).into_response()
}

fn not_json(dialect: &Dialect, status: StatusCode, text: &'static str) -> Response {
    if dialect.token_errors == TokenErrors::Html {
        response::error_page(status, text)
    } else {
        (status, text).into_response()
    }
}

/// The application with these credentials, and the permissions that it requests.
fn check(state: &State, headers: &HeaderMap, body: &[u8]) -> Result<(Application, Vec<String>), Refusal> {
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
    let scope: Vec<String> =
        field("scope").split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if open_iddict && !scope.iter().all(|name| exists(state, name)) {
        return Err(UNKNOWN_SCOPE);
    }
    let application = state
        .application(field("client_id"))
        .filter(|one| one.usable_from <= state.now())
        .ok_or(UNKNOWN_CLIENT)?;
    let services = application.authentication_method == AuthenticationMethod::Services;
    if open_iddict && !services && !field("client_secret").is_empty() {
        return Err(SECRET_NOT_ALLOWED);
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
        // HaloPSA's own error: OpenIddict has no inactive applications.
        let text = "This client application is not active.";
        return Err(refusal(bad, "unauthorized_client", text, NO_ID));
    }
    if grant_type != "client_credentials" || !services {
        return Err(GRANT_TYPE_NOT_ALLOWED);
    }
    let unnoticed = application.agent_id.is_none() && dialect.agent_on_save == AgentOnSave::DroppedUnnoticed;
    let agent = application.agent_id.and_then(|id| state.agent(id));
    if application.login_type == LoginType::Agent && agent.is_none_or(|one| one.is_disabled) && !unnoticed {
        let text = "The agent that this application logs in as is not available.";
        return Err(refusal(bad, "invalid_grant", text, 2024));
    }
    let granted = |name: &String| {
        SIGN_IN.contains(&name.as_str())
            || (covers(&application.permissions, name)
                // `all` includes what exists; `read:actions` doesn't exist (contract).
                && (CATALOGUE.contains(&name.as_str())
                    || application.permissions.contains(name)))
    };
    if !scope.iter().all(granted) {
        let text = "This client application is not allowed to use the specified scope.";
        let not_granted = refusal(bad, "invalid_request", text, 2051);
        return Err(if open_iddict { not_granted } else { UNKNOWN_SCOPE });
    }
    Ok((application, scope))
}

/// Whether an application could have this permission.
fn exists(state: &State, permission: &str) -> bool {
    SIGN_IN.contains(&permission)
        || CATALOGUE.contains(&permission)
        || state.applications().iter().any(|one| one.permissions.contains(permission))
}

fn grant(state: &State, dialect: &Dialect, application: &Application, mut scope: Vec<String>) -> Response {
    if dialect.size == Size::HugeEverything {
        return response::huge();
    }
    let Ok(token) = random::token() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if dialect.scope_in_answer == ScopeInAnswer::LacksOne {
        scope.pop();
    }
    // Without a scope there is a token, too, and the API refuses it (contract).
    let permissions: BTreeSet<String> =
        scope.iter().filter(|name| !SIGN_IN.contains(&name.as_str())).cloned().collect();
    let lifetime = state.store_token(&token, application.id, permissions);
    let mut body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": lifetime });
    if dialect.scope_in_answer != ScopeInAnswer::Omitted && !scope.is_empty() {
        body["scope"] = json!(dialect.permission_case.apply(scope).join(" "));
    }
    if let Some(id_token) = id_token(state, dialect.id_token, application, lifetime) {
        body["id_token"] = json!(id_token);
    }
    Json(body).into_response()
}

/// A JWT with the agent that an application logs in as, or with the application. The claims of the first are the
/// contract's; that the id is a string is a guess. Of the second that there may be such a one.
fn id_token(state: &State, kind: IdToken, application: &Application, lifetime: u64) -> Option<String> {
    let agent = application.agent_id.filter(|_| application.login_type == LoginType::Agent);
    let agent = state.agent(agent?)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let header = json!({ "alg": "RS256", "typ": "JWT", "kid": "practice" });
    let mut claims = json!({
        "iss": state.auth_url(),
        "aud": application.client_id,
        "iat": now,
        "exp": now + lifetime,
        // An application may be called like its agent.
        "name": agent.name,
    });
    match kind {
        IdToken::Absent => return None,
        IdToken::Present => {
            claims["sub"] = json!(agent.id.to_string());
            claims["id"] = json!(agent.id.to_string());
            claims["email"] = json!(agent.email);
        }
        IdToken::OfTheApplication => claims["sub"] = json!(application.client_id),
    }
    let part = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
    Some(format!(
        "{}.{}.{}",
        part(header.to_string().as_bytes()),
        part(claims.to_string().as_bytes()),
        part(b"nothing signs this")
    ))
}
