//! Starting, recognising and ending sessions, in the dialect's way (contract: "The signed-in web session").

use std::io;
use std::time::Duration;

use axum::http::HeaderMap;

use crate::cookie::{self, Cookie};
use crate::dialect::SessionKept;
use crate::people::Agent;
use crate::random;
use crate::sessions::{
    ACCESS_TOKEN, Issued, PENDING_COOKIE, PendingSignIn, REFRESH_TOKEN, SIGNED_IN, Session, Sessions,
};
use crate::state::State;

/// Every agent's password. It is invented; the sign-in pages are filled in with it.
pub const PASSWORD: &str = "only-for-practice";

/// Every agent's second factor. It is invented; the page is filled in with it.
pub const CODE: &str = "246810";

/// The time limit from the password to the code, and from the identity provider back to the instance.
const PENDING_LIFETIME: Duration = Duration::from_secs(600);

/// What the home page shows of a session.
pub(crate) struct SignedIn {
    pub(crate) agent: Agent,
    /// The token, for the one page that gives it to its script.
    pub(crate) token: Option<String>,
}

impl State {
    /// The agent that the sign-in pages are filled in with; `None` if there is none with the chosen id.
    pub(crate) fn person(&self) -> Option<Agent> {
        let id = self.with_sessions(|sessions, _| sessions.person);
        self.agent(id)
    }

    /// The agent with this email address, if it may sign in and the password is right.
    pub(crate) fn check_password(&self, username: &str, password: &str) -> Option<Agent> {
        if password == PASSWORD { self.agent_by_email(username) } else { None }
    }

    /// Starts waiting for an agent's second factor. Returns the cookie by which the browser is recognised; fails
    /// if the system has no randomness.
    pub(crate) fn wait_for_code(&self, agent: u32) -> io::Result<Cookie> {
        let key = random::token()?;
        self.with_sessions(|sessions, now| {
            sessions.add_pending(PendingSignIn { key: key.clone(), agent, expires: now + PENDING_LIFETIME });
            #[cfg(feature = "testing")]
            sessions.record(&key);
        });
        Ok(Cookie { name: PENDING_COOKIE.to_owned(), value: key, http_only: true })
    }

    /// The id of the agent whose second factor this browser has to send.
    pub(crate) fn pending_agent(&self, headers: &HeaderMap) -> Option<u32> {
        self.with_sessions(|sessions, now| {
            let mut pending = sessions.pending.iter().filter(|one| one.expires > now);
            pending.find(|one| is_pending(headers, one)).map(|one| one.agent)
        })
    }

    /// Ends waiting for this browser's second factor.
    pub(crate) fn stop_waiting(&self, headers: &HeaderMap) {
        self.with_sessions(|sessions, _| sessions.pending.retain(|one| !is_pending(headers, one)));
    }

    /// A new ticket: the identity provider sends the browser back with it after an agent's password. Fails if the
    /// system has no randomness.
    pub(crate) fn issue_ticket(&self, agent: u32) -> io::Result<String> {
        let key = random::token()?;
        self.with_sessions(|sessions, now| {
            sessions.add_ticket(PendingSignIn { key: key.clone(), agent, expires: now + PENDING_LIFETIME });
        });
        Ok(key)
    }

    /// The id of the agent whose ticket it is. A ticket is valid once.
    pub(crate) fn redeem_ticket(&self, key: &str) -> Option<u32> {
        self.with_sessions(|sessions, now| {
            let index = sessions.tickets.iter().position(|one| one.key == key)?;
            let ticket = sessions.tickets.remove(index)?;
            (ticket.expires > now).then_some(ticket.agent)
        })
    }

    /// Starts a session of an agent. Returns the cookies that the browser must keep; fails if the system has no
    /// randomness.
    pub(crate) fn start_session(&self, agent: u32) -> io::Result<Vec<Cookie>> {
        let kept = self.dialect().session;
        let lifetime = self.token_lifetime();
        let key = match kept {
            SessionKept::LocalStorage => random::large_token()?,
            SessionKept::Cookie | SessionKept::HttpOnlyCookie => random::token()?,
        };
        let (second, worthless) = (random::token()?, random::token()?);
        Ok(self.with_sessions(|sessions, now| {
            let cookie = |name: &str, value: &str, http_only| Cookie {
                name: name.to_owned(),
                value: value.to_owned(),
                http_only,
            };
            // Several cookies, so that a client has to find out which one is the session.
            let mut cookies = vec![cookie(&sessions.names.antiforgery, &worthless, true)];
            let mut marker = None;
            match kept {
                SessionKept::Cookie => {
                    cookies.push(cookie(ACCESS_TOKEN, &key, false));
                    cookies.push(cookie(REFRESH_TOKEN, &second, false));
                }
                SessionKept::LocalStorage => {
                    cookies.push(cookie(SIGNED_IN, &second, true));
                    marker = Some(second);
                }
                SessionKept::HttpOnlyCookie => cookies.push(cookie(&sessions.names.session, &key, true)),
            }
            #[cfg(feature = "testing")]
            for value in cookies[1..]
                .iter()
                .map(|cookie| &cookie.value)
                .chain((kept == SessionKept::LocalStorage).then_some(&key))
            {
                sessions.record(value);
            }
            let token_delivered = kept != SessionKept::LocalStorage;
            sessions
                .start(Session { agent, kept, key, marker, token_delivered, expires: now + lifetime }, now);
            cookies
        }))
    }

    /// The agent who is signed in with this browser.
    pub(crate) fn signed_in(&self, headers: &HeaderMap) -> Option<Agent> {
        let agent =
            self.with_sessions(|sessions, now| sessions.of_browser(headers, now).map(|one| one.agent))?;
        self.agent(agent).filter(Agent::may_sign_in)
    }

    /// The agent who is signed in, and the token if the page must give it to its script. The token is returned
    /// only once.
    pub(crate) fn signed_in_with_token(&self, headers: &HeaderMap) -> Option<SignedIn> {
        let agent = self.signed_in(headers)?;
        let token = self.with_sessions(|sessions, now| {
            let session = sessions.of_browser(headers, now).filter(|one| !one.token_delivered)?;
            session.token_delivered = true;
            Some(session.key.clone())
        });
        Some(SignedIn { agent, token })
    }

    /// Ends this browser's sessions. Returns the names of the cookies that it must delete.
    pub(crate) fn end_session(&self, headers: &HeaderMap) -> Vec<String> {
        self.with_sessions(|sessions, _| {
            let Sessions { names, active, .. } = sessions;
            active.retain(|one| !one.matches(headers, names));
            let fixed = [ACCESS_TOKEN, REFRESH_TOKEN, SIGNED_IN, PENDING_COOKIE].map(str::to_owned);
            fixed.into_iter().chain([names.session.clone(), names.antiforgery.clone()]).collect()
        })
    }

    /// The access that an HTTP-only session cookie gives.
    pub(crate) fn session_by_cookie(&self, headers: &HeaderMap) -> Option<Issued> {
        self.with_sessions(|sessions, now| {
            let Sessions { names, active, .. } = sessions;
            let mut by_cookie = active.iter().filter(|one| one.kept == SessionKept::HttpOnlyCookie);
            let session = by_cookie.find(|one| one.expires > now && one.matches(headers, names))?;
            Some(session.access())
        })
    }
}

fn is_pending(headers: &HeaderMap, one: &PendingSignIn) -> bool {
    cookie::sent(headers, PENDING_COOKIE).any(|value| value == one.key)
}
