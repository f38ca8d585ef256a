//! The sessions of the web app, and what leads to them: sign-ins that wait for the second factor, and the
//! identity provider's tickets. Only a limited number of each is kept.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::time::Instant;

use axum::http::HeaderMap;

use crate::cookie;
use crate::dialect::SessionKept;
use crate::random;

/// The agent that the sign-in pages are filled in with unless a test changes it: an administrator.
const DEFAULT_PERSON: u32 = 1;
/// The oldest session or pending sign-in is dropped when there are more.
const MAX_SESSIONS: usize = 100;
const MAX_PENDING: usize = 50;
/// How many values are kept for tests.
#[cfg(feature = "testing")]
const MAX_VALUES: usize = 1_000;

/// The cookie of a sign-in that waits for the second factor.
pub(crate) const PENDING_COOKIE: &str = "sign_in";
pub(crate) const ACCESS_TOKEN: &str = "access_token";
pub(crate) const REFRESH_TOKEN: &str = "refresh_token";
/// By this cookie the pages recognise a browser whose token is not in a cookie. The API doesn't accept it.
pub(crate) const SIGNED_IN: &str = "signed_in";

/// What a token or a session gives access to.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) holder: Holder,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) expires: Instant,
}

/// Whose token it is.
#[derive(Clone, Copy)]
pub(crate) enum Holder {
    /// An application's, by the application's id.
    Application(u32),
    /// A person's who signed in to the web app, by the agent's id.
    Person(u32),
}

/// A person's session.
pub(crate) struct Session {
    /// The agent's id.
    pub(crate) agent: u32,
    pub(crate) kept: SessionKept,
    /// What the API accepts: a Bearer token, or the value of the HTTP-only cookie.
    pub(crate) key: String,
    /// The value of the cookie by which the pages recognise it, if that isn't the key.
    pub(crate) marker: Option<String>,
    /// Whether a page has given the key to its script, where it has to.
    pub(crate) token_delivered: bool,
    pub(crate) expires: Instant,
}

impl Session {
    /// The name of the cookie by which the pages recognise it.
    fn cookie<'a>(&self, names: &'a Names) -> &'a str {
        match self.kept {
            SessionKept::Cookie => ACCESS_TOKEN,
            SessionKept::LocalStorage => SIGNED_IN,
            SessionKept::HttpOnlyCookie => &names.session,
        }
    }

    /// Whether the browser that sent these headers has it.
    pub(crate) fn matches(&self, headers: &HeaderMap, names: &Names) -> bool {
        let expected = self.marker.as_ref().unwrap_or(&self.key);
        cookie::sent(headers, self.cookie(names)).any(|value| value == expected)
    }

    /// Every permission of its agent (contract: "The signed-in web session").
    pub(crate) fn access(&self) -> Issued {
        Issued {
            holder: Holder::Person(self.agent),
            permissions: BTreeSet::from(["all".to_owned()]),
            expires: self.expires,
        }
    }
}

/// A sign-in after the password and before the session.
pub(crate) struct PendingSignIn {
    pub(crate) key: String,
    /// The agent's id.
    pub(crate) agent: u32,
    pub(crate) expires: Instant,
}

/// The names of cookies that are drawn at each start, so that no client can have them built in.
pub(crate) struct Names {
    /// The session's, in the dialect with one HTTP-only cookie.
    pub(crate) session: String,
    /// A worthless one that looks the same, as web apps have them against cross-site request forgery.
    pub(crate) antiforgery: String,
}

/// All sessions and pending sign-ins.
pub(crate) struct Sessions {
    pub(crate) names: Names,
    /// The id of the agent that the sign-in pages are filled in with.
    pub(crate) person: u32,
    pub(crate) active: VecDeque<Session>,
    /// Those that wait for the second factor.
    pub(crate) pending: VecDeque<PendingSignIn>,
    /// Those that the identity provider sent back, by their ticket.
    pub(crate) tickets: VecDeque<PendingSignIn>,
    /// How many sessions were started.
    #[cfg(feature = "testing")]
    pub(crate) sign_ins: usize,
    /// The latest values of tokens and cookies that were valid.
    #[cfg(feature = "testing")]
    pub(crate) values: VecDeque<String>,
}

impl Sessions {
    /// No session, with random cookie names. Fails if the system has no randomness.
    pub(crate) fn new() -> io::Result<Self> {
        let name = || -> io::Result<String> { Ok(format!("halo_{}", random::suffix()?)) };
        Ok(Self {
            names: Names { session: name()?, antiforgery: name()? },
            person: DEFAULT_PERSON,
            active: VecDeque::new(),
            pending: VecDeque::new(),
            tickets: VecDeque::new(),
            #[cfg(feature = "testing")]
            sign_ins: 0,
            #[cfg(feature = "testing")]
            values: VecDeque::new(),
        })
    }

    /// The access that this Bearer token gives. An HTTP-only cookie's value isn't accepted as a token.
    pub(crate) fn access_by_token(&self, token: &str, now: Instant) -> Option<Issued> {
        let matches = |one: &&Session| one.kept != SessionKept::HttpOnlyCookie && one.key == token;
        self.active.iter().filter(|one| one.expires > now).find(matches).map(Session::access)
    }

    /// Records the value of a token or a cookie for tests.
    #[cfg(feature = "testing")]
    pub(crate) fn record(&mut self, value: &str) {
        push_bounded(&mut self.values, value.to_owned(), MAX_VALUES);
    }

    pub(crate) fn start(&mut self, session: Session, now: Instant) {
        self.active.retain(|one| one.expires > now);
        push_bounded(&mut self.active, session, MAX_SESSIONS);
        #[cfg(feature = "testing")]
        {
            self.sign_ins += 1;
        }
    }

    /// Keeps a sign-in that waits for the second factor.
    pub(crate) fn add_pending(&mut self, pending: PendingSignIn) {
        push_bounded(&mut self.pending, pending, MAX_PENDING);
    }

    /// Keeps a sign-in that has a ticket.
    pub(crate) fn add_ticket(&mut self, ticket: PendingSignIn) {
        push_bounded(&mut self.tickets, ticket, MAX_PENDING);
    }

    /// The unexpired session of the browser that sent these headers.
    pub(crate) fn of_browser(&mut self, headers: &HeaderMap, now: Instant) -> Option<&mut Session> {
        let names = &self.names;
        self.active.iter_mut().find(|one| one.expires > now && one.matches(headers, names))
    }
}

/// Appends one, and drops the oldest if there are more than `max`.
fn push_bounded<T>(all: &mut VecDeque<T>, one: T, max: usize) {
    if all.len() >= max {
        all.pop_front();
    }
    all.push_back(one);
}
