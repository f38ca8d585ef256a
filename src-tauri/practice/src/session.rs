//! Who is signed in to the web app and who is about to be, and what a session is good for. A session is kept by
//! the browser in the dialect's way (contract: "The signed-in web session"); what it gives is the agent's own
//! power, with every permission.
//!
//! However many people sign in, no more than some are remembered.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::time::{Duration, Instant};

use axum::http::HeaderMap;

use crate::cookie::{self, Cookie};
use crate::dialect::SessionKept;
use crate::people::Agent;
use crate::random;
use crate::state::{Holder, Issued, State};

/// The password of everybody. It is invented; the sign-in pages show it filled in.
pub const PASSWORD: &str = "only-for-practice";

/// The second factor's code of everybody. It is invented; the page shows it filled in.
pub const CODE: &str = "246810";

/// The agent whose name the sign-in pages show unless a test says otherwise: an administrator.
const PERSON: u32 = 1;
/// How long somebody may take from the password to the code, and from the identity provider back.
const PATIENCE: Duration = Duration::from_secs(600);
/// More than anybody opens at once; the oldest is given up.
const MOST_SESSIONS: usize = 100;
const MOST_UNDER_WAY: usize = 50;
/// More than any test looks for.
const MOST_VALUES: usize = 1_000;

/// The cookie of a sign-in that still waits for the second factor.
pub(crate) const UNDER_WAY: &str = "sign_in";
const ACCESS_TOKEN: &str = "access_token";
const REFRESH_TOKEN: &str = "refresh_token";
/// By which the pages know a browser whose token is not in a cookie. It is worth nothing to the API.
const SIGNED_IN: &str = "signed_in";

/// Somebody who is signed in.
struct Session {
    agent: u32,
    kept: SessionKept,
    /// What opens the API: a token, or the value of the cookie that does it by itself.
    key: String,
    /// By which cookie's value the pages know it, where that isn't the key.
    marker: Option<String>,
    /// Whether a page still has to give the key to its script.
    untold: bool,
    expires: Instant,
}

impl Session {
    /// The cookie by which the pages know it.
    fn cookie<'a>(&self, names: &'a Names) -> &'a str {
        match self.kept {
            SessionKept::Cookie => ACCESS_TOKEN,
            SessionKept::LocalStorage => SIGNED_IN,
            SessionKept::HttpOnlyCookie => &names.session,
        }
    }

    fn is_of(&self, headers: &HeaderMap, names: &Names) -> bool {
        let known_by = self.marker.as_ref().unwrap_or(&self.key);
        cookie::sent(headers, self.cookie(names)).any(|value| value == known_by)
    }

    fn good_for(&self) -> Issued {
        Issued {
            holder: Holder::Person(self.agent),
            permissions: BTreeSet::from(["all".to_owned()]),
            expires: self.expires,
        }
    }
}

/// Somebody who has shown a password and isn't signed in yet.
struct UnderWay {
    key: String,
    agent: u32,
    expires: Instant,
}

/// The names of cookies that are drawn at each start, so that nobody can tell them by knowing.
struct Names {
    /// The session's, where one cookie is all there is.
    session: String,
    /// One that looks like it and is worth nothing, as web apps have them against forged forms.
    antiforgery: String,
}

/// All sessions, and what leads to them.
pub(crate) struct Sessions {
    names: Names,
    person: u32,
    alive: VecDeque<Session>,
    /// Those that wait for the second factor.
    waiting: VecDeque<UnderWay>,
    /// What the identity provider gave out for the way back.
    tickets: VecDeque<UnderWay>,
    sign_ins: usize,
    values: VecDeque<String>,
}

impl Sessions {
    pub(crate) fn draw() -> io::Result<Self> {
        let name = || -> io::Result<String> { Ok(format!("halo_{}", random::suffix()?)) };
        Ok(Self {
            names: Names { session: name()?, antiforgery: name()? },
            person: PERSON,
            alive: VecDeque::new(),
            waiting: VecDeque::new(),
            tickets: VecDeque::new(),
            sign_ins: 0,
            values: VecDeque::new(),
        })
    }

    pub(crate) fn end_all(&mut self) {
        self.alive.clear();
    }

    /// What this Bearer token is good for. The cookie that opens the API by itself is none.
    pub(crate) fn opened_by_token(&self, token: &str, now: Instant) -> Option<Issued> {
        let opens = |one: &&Session| one.kept != SessionKept::HttpOnlyCookie && one.key == token;
        self.alive.iter().filter(|one| one.expires > now).find(opens).map(Session::good_for)
    }

    fn remember(&mut self, value: &str) {
        push(&mut self.values, value.to_owned(), MOST_VALUES);
    }

    fn begin(&mut self, session: Session, now: Instant) {
        self.alive.retain(|one| one.expires > now);
        push(&mut self.alive, session, MOST_SESSIONS);
        self.sign_ins += 1;
    }

    fn seen(&mut self, headers: &HeaderMap, now: Instant) -> Option<&mut Session> {
        let names = &self.names;
        self.alive.iter_mut().find(|one| one.expires > now && one.is_of(headers, names))
    }
}

/// Puts one at the end and lets the oldest go where there are too many.
fn push<T>(all: &mut VecDeque<T>, one: T, most: usize) {
    if all.len() >= most {
        all.pop_front();
    }
    all.push_back(one);
}

/// What a page may know of whoever looks at it.
pub(crate) struct SignedIn {
    pub(crate) agent: Agent,
    /// The token, for the one page that gives it to its script.
    pub(crate) token: Option<String>,
}

// What tests look at and change.
impl State {
    /// Lets the sign-in pages be filled in with this agent from now on. At the beginning it is agent 1, the
    /// administrator. One who can't sign in is filled in, too, and refused.
    pub fn set_person(&self, agent_id: u32) {
        self.with_sessions(|sessions, _| sessions.person = agent_id);
    }

    /// How many sessions are alive.
    pub fn sessions(&self) -> usize {
        self.with_sessions(|sessions, now| sessions.alive.iter().filter(|one| one.expires > now).count())
    }

    /// How many times somebody signed in, up to the end.
    pub fn sign_ins(&self) -> usize {
        self.with_sessions(|sessions, _| sessions.sign_ins)
    }

    /// Every token and every cookie value that a browser was given and that is or was worth something, refresh
    /// tokens and sign-ins that wait for their second factor included: the latest 1,000. None may be found
    /// anywhere that is written or shown.
    pub fn session_values(&self) -> Vec<String> {
        self.with_sessions(|sessions, _| sessions.values.iter().cloned().collect())
    }

    /// Ends every session. The tokens of applications live on.
    pub fn expire_sessions(&self) {
        self.with_sessions(|sessions, _| sessions.end_all());
    }
}

// What the pages and the API need.
impl State {
    /// The agent whom the sign-in pages are filled in with.
    pub(crate) fn person(&self) -> Option<Agent> {
        let id = self.with_sessions(|sessions, _| sessions.person);
        self.agent(id)
    }

    /// Who signs in with these.
    pub(crate) fn who(&self, username: &str, password: &str) -> Option<Agent> {
        if password == PASSWORD { self.agent_by_email(username) } else { None }
    }

    /// Notes that an agent has shown the password and not yet the code. Gives the cookie that tells so.
    pub(crate) fn wait_for_code(&self, agent: u32) -> io::Result<Cookie> {
        let key = random::token()?;
        self.with_sessions(|sessions, now| {
            let waiting = UnderWay { key: key.clone(), agent, expires: now + PATIENCE };
            push(&mut sessions.waiting, waiting, MOST_UNDER_WAY);
            sessions.remember(&key);
        });
        Ok(Cookie { name: UNDER_WAY.to_owned(), value: key, http_only: true })
    }

    /// The agent who has still to show the code, in this browser.
    pub(crate) fn waiting(&self, headers: &HeaderMap) -> Option<u32> {
        self.with_sessions(|sessions, now| {
            let mut waiting = sessions.waiting.iter().filter(|one| one.expires > now);
            let is_here = |one: &&UnderWay| cookie::sent(headers, UNDER_WAY).any(|value| value == one.key);
            waiting.find(is_here).map(|one| one.agent)
        })
    }

    /// Forgets who had still to show the code, in this browser.
    pub(crate) fn stop_waiting(&self, headers: &HeaderMap) {
        self.with_sessions(|sessions, _| {
            sessions.waiting.retain(|one| !cookie::sent(headers, UNDER_WAY).any(|value| value == one.key));
        });
    }

    /// What an agent who has shown the password at the identity provider brings back from there.
    pub(crate) fn ticket(&self, agent: u32) -> io::Result<String> {
        let key = random::token()?;
        self.with_sessions(|sessions, now| {
            let ticket = UnderWay { key: key.clone(), agent, expires: now + PATIENCE };
            push(&mut sessions.tickets, ticket, MOST_UNDER_WAY);
        });
        Ok(key)
    }

    /// Whose ticket it is. Nobody can ask a second time.
    pub(crate) fn take_ticket(&self, key: &str) -> Option<u32> {
        self.with_sessions(|sessions, now| {
            let place = sessions.tickets.iter().position(|one| one.key == key)?;
            let ticket = sessions.tickets.remove(place)?;
            (ticket.expires > now).then_some(ticket.agent)
        })
    }

    /// Begins an agent's session, in this dialect's way. Gives the cookies that its browser is to keep.
    pub(crate) fn begin_session(&self, agent: u32) -> io::Result<Vec<Cookie>> {
        let kept = self.dialect().session;
        let lifetime = self.token_lifetime();
        let key = match kept {
            SessionKept::LocalStorage => random::large_token()?,
            SessionKept::Cookie | SessionKept::HttpOnlyCookie => random::token()?,
        };
        let (beside, worthless) = (random::token()?, random::token()?);
        Ok(self.with_sessions(|sessions, now| {
            let cookie = |name: &str, value: &str, http_only| Cookie {
                name: name.to_owned(),
                value: value.to_owned(),
                http_only,
            };
            // Several, so that whoever looks for the session has to choose.
            let mut cookies = vec![cookie(&sessions.names.antiforgery, &worthless, true)];
            let mut marker = None;
            match kept {
                SessionKept::Cookie => {
                    cookies.push(cookie(ACCESS_TOKEN, &key, false));
                    cookies.push(cookie(REFRESH_TOKEN, &beside, false));
                    sessions.remember(&beside);
                }
                SessionKept::LocalStorage => {
                    cookies.push(cookie(SIGNED_IN, &beside, true));
                    sessions.remember(&beside);
                    marker = Some(beside);
                }
                SessionKept::HttpOnlyCookie => cookies.push(cookie(&sessions.names.session, &key, true)),
            }
            sessions.remember(&key);
            let untold = kept == SessionKept::LocalStorage;
            sessions.begin(Session { agent, kept, key, marker, untold, expires: now + lifetime }, now);
            cookies
        }))
    }

    /// Who is signed in, in this browser.
    pub(crate) fn signed_in(&self, headers: &HeaderMap) -> Option<Agent> {
        let agent = self.with_sessions(|sessions, now| sessions.seen(headers, now).map(|one| one.agent))?;
        self.agent(agent).filter(Agent::may_sign_in)
    }

    /// Who is signed in, for the page that gives a token that is in no cookie to its script: once.
    pub(crate) fn show_signed_in(&self, headers: &HeaderMap) -> Option<SignedIn> {
        let agent = self.signed_in(headers)?;
        let token = self.with_sessions(|sessions, now| {
            let session = sessions.seen(headers, now).filter(|one| one.untold)?;
            session.untold = false;
            Some(session.key.clone())
        });
        Some(SignedIn { agent, token })
    }

    /// Ends the sessions of this browser. Gives the names of the cookies that it is to forget.
    pub(crate) fn end_session(&self, headers: &HeaderMap) -> Vec<String> {
        self.with_sessions(|sessions, _| {
            let Sessions { names, alive, .. } = sessions;
            alive.retain(|one| !one.is_of(headers, names));
            let fixed = [ACCESS_TOKEN, REFRESH_TOKEN, SIGNED_IN, UNDER_WAY].map(str::to_owned);
            fixed.into_iter().chain([names.session.clone(), names.antiforgery.clone()]).collect()
        })
    }

    /// What the cookie that opens the API by itself is good for.
    pub(crate) fn opened_by_cookie(&self, headers: &HeaderMap) -> Option<Issued> {
        self.with_sessions(|sessions, now| {
            let Sessions { names, alive, .. } = sessions;
            let mut opening = alive.iter().filter(|one| one.kept == SessionKept::HttpOnlyCookie);
            let session = opening.find(|one| one.expires > now && one.is_of(headers, names))?;
            Some(session.good_for())
        })
    }
}
