//! What tests look at and change in a running practice HaloPSA. Only with the feature `testing`.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract;
use axum::middleware::Next;
use axum::response::Response;
use url::form_urlencoded;

use crate::application::Application;
use crate::dialect::Dialect;
use crate::observed::Request;
use crate::people::Agent;
use crate::state::State;

// Applications.
impl State {
    /// The number of open forms of new applications that are not saved.
    pub fn unsaved_drafts(&self) -> usize {
        self.inner().drafts.values().filter(|draft| draft.changes.is_none()).count()
    }

    /// How many calls of `POST /api/Application` created something.
    pub fn created_by_api(&self) -> usize {
        self.inner().observed.creating_posts
    }

    /// The ids of the applications that the API created, deleted ones included.
    pub fn ids_of_the_api(&self) -> BTreeSet<u32> {
        self.inner().observed.created_by_api.clone()
    }

    /// The applications that the API deleted and had not created.
    pub fn others_deleted(&self) -> Vec<Application> {
        self.inner().observed.others_deleted.clone()
    }

    /// From now on the API sends this application's id in a shape that no client can parse. A request for the id
    /// still finds the application.
    pub fn garble(&self, id: u32) {
        self.inner().garbled.insert(id);
    }

    /// Changes a stored application as its administrator could at any time (deactivate it, take a permission
    /// away, let it log in as another agent). Returns whether there is one with this client id.
    pub fn change_application(&self, client_id: &str, change: impl FnOnce(&mut Application)) -> bool {
        let mut inner = self.inner();
        let application = inner.applications.iter_mut().find(|one| one.client_id == client_id);
        application.map(change).is_some()
    }

    /// Makes a stored application inactive. Returns whether there is one with this client id.
    pub fn deactivate_application(&self, client_id: &str) -> bool {
        self.change_application(client_id, |one| one.active = false)
    }

    /// Deletes a stored application. Returns whether there was one with this client id.
    pub fn delete_application(&self, client_id: &str) -> bool {
        let id = self.application(client_id).map(|one| one.id);
        id.is_some_and(|id| self.delete(id))
    }
}

// Agents.
impl State {
    /// Adds an agent, or replaces the one with the same id.
    pub fn put_agent(&self, agent: Agent) {
        let mut inner = self.inner();
        inner.agents.retain(|one| one.id != agent.id);
        inner.agents.push(agent);
    }

    /// Disables an agent. Returns whether there is one with this id.
    pub fn disable_agent(&self, id: u32) -> bool {
        let mut inner = self.inner();
        let agent = inner.agents.iter_mut().find(|one| one.id == id);
        agent.map(|one| one.is_disabled = true).is_some()
    }

    /// Removes an agent. Returns whether there was one with this id.
    pub fn remove_agent(&self, id: u32) -> bool {
        let mut inner = self.inner();
        let before = inner.agents.len();
        inner.agents.retain(|one| one.id != id);
        inner.agents.len() < before
    }
}

// Tokens and sessions.
impl State {
    /// How many tokens were issued, those without any scope included.
    pub fn tokens_issued(&self) -> usize {
        self.inner().observed.tokens_issued
    }

    pub(crate) fn count_refused_token(&self) {
        self.inner().observed.tokens_refused += 1;
    }

    /// How many times a token was refused.
    pub fn tokens_refused(&self) -> usize {
        self.inner().observed.tokens_refused
    }

    /// Invalidates every token that was issued, and every session.
    pub fn expire_tokens(&self) {
        let mut inner = self.inner();
        inner.tokens.clear();
        inner.sessions.active.clear();
    }

    /// Sets the lifetime of the tokens and sessions that start from now on.
    pub fn set_token_lifetime(&self, lifetime: Duration) {
        self.inner().token_lifetime = lifetime;
    }

    /// Sets the agent that the sign-in pages are filled in with from now on; before, it is agent 1, the
    /// administrator. An agent who may not sign in is filled in, too, and refused.
    pub fn set_person(&self, agent_id: u32) {
        self.inner().sessions.person = agent_id;
    }

    /// The number of unexpired sessions.
    pub fn sessions(&self) -> usize {
        self.with_sessions(|sessions, now| sessions.active.iter().filter(|one| one.expires > now).count())
    }

    /// How many sessions were started.
    pub fn sign_ins(&self) -> usize {
        self.inner().sessions.sign_ins
    }

    /// The latest 1,000 values of tokens and cookies that a browser was given and that were valid, refresh tokens
    /// and cookies of pending sign-ins included. None of them may be found in anything that is written or shown.
    pub fn session_values(&self) -> Vec<String> {
        self.inner().sessions.values.iter().cloned().collect()
    }

    /// Ends every session. The tokens of applications stay valid.
    pub fn expire_sessions(&self) {
        self.inner().sessions.active.clear();
    }
}

// The server.
impl State {
    /// Every request so far, oldest first, refused ones included; 20,000 at most.
    pub fn requests(&self) -> Vec<Request> {
        self.inner().observed.requests.clone()
    }

    /// Deletes the recorded requests.
    pub fn forget_requests(&self) {
        self.inner().observed.requests.clear();
    }

    /// Changes the dialect, and restarts the counts for [`Dialect::busy`] and [`Dialect::unavailable_first`].
    pub fn set_dialect(&self, dialect: Dialect) {
        let mut inner = self.inner();
        inner.dialect = dialect;
        inner.calls.clear();
    }

    /// Sets the clock forward: tokens and sessions expire, and new applications become known.
    pub fn advance(&self, by: Duration) {
        self.inner().clock_offset += by;
    }
}

/// Records every request with the status of its response.
pub(crate) async fn record(
    extract::State(state): extract::State<Arc<State>>,
    request: extract::Request,
    next: Next,
) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let mut recording = Recording {
        state,
        request: Request {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            status: 0,
            query: form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()).collect(),
        },
    };
    let response = next.run(request).await;
    recording.request.status = response.status().as_u16();
    response
}

/// A request that is recorded when this is dropped: also when the client closes the connection before the
/// response.
struct Recording {
    state: Arc<State>,
    request: Request,
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.state.inner().observed.request(self.request.clone());
    }
}
