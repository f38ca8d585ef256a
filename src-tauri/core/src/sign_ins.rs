//! Who is signed in where. A person's sign-in serves every set-up and page of its instance, in memory only.
//!
//! It ends at *Sign out*, when HaloPSA takes its token no longer, [`IDLE`] after its last use, when the computer
//! has slept, and with the app.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::clock::{Clock, Moment};
use crate::instance::Instance;
use crate::lock::lock;
use crate::setup::Authority;
use crate::{Error, Result};

/// A sign-in that was not used for so long has ended.
pub const IDLE: Duration = Duration::from_secs(15 * 60);

/// Somebody who is signed in, to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The instance's host, port and path.
    pub host: String,
    /// The agent's name, where HaloPSA says it.
    pub name: Option<String>,
}

/// The people who are signed in, one for each instance. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SignIns {
    people: Arc<Mutex<People>>,
    clock: Clock,
}

#[derive(Default)]
struct People {
    signed_in: Vec<Person>,
    /// How often everybody was signed out.
    signed_out: u64,
}

impl People {
    fn is_still(&self, since: Since) -> Result<()> {
        if since.0 == self.signed_out { Ok(()) } else { Err(Error::Stopped) }
    }
}

struct Person {
    authority: Arc<Authority>,
    used: Moment,
}

impl Person {
    fn has_ended(&self, now: Moment) -> bool {
        self.used.until(now) >= IDLE || self.used.slept_until(now)
    }
}

/// Since when somebody signs in: whoever is signed out meanwhile is not signed in afterwards.
#[derive(Clone, Copy)]
pub(crate) struct Since(u64);

/// Somebody who has signed in and waits to be accepted. It ends like a sign-in that is not used.
pub(crate) struct Waiting {
    person: Person,
    since: Since,
}

impl SignIns {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { people: Arc::default(), clock }
    }

    /// Who is signed in at an instance, to act with.
    pub(crate) fn used_at(&self, instance: &Instance) -> Option<Arc<Authority>> {
        let now = (self.clock)();
        self.with_people(now, |people| {
            let person = people.iter_mut().find(|person| person.authority.is_at(instance))?;
            person.used = now;
            Some(Arc::clone(&person.authority))
        })
    }

    /// Who is signed in at an instance, to be shown: that is no use.
    pub(crate) fn at(&self, instance: &Instance) -> Option<Arc<Authority>> {
        self.with_people((self.clock)(), |people| {
            people.iter().find(|p| p.authority.is_at(instance)).map(|p| Arc::clone(&p.authority))
        })
    }

    /// Everybody who is signed in, the last one last.
    pub(crate) fn all(&self) -> Vec<Arc<Authority>> {
        self.with_people((self.clock)(), |people| people.iter().map(|p| Arc::clone(&p.authority)).collect())
    }

    /// Somebody begins to sign in.
    pub(crate) fn begin(&self) -> Since {
        Since(lock(&self.people).signed_out)
    }

    /// From here on this person is signed in at their instance, and nobody else is.
    ///
    /// # Errors
    /// [`Error::Stopped`] when everybody was signed out meanwhile.
    pub(crate) fn add(&self, authority: Arc<Authority>, since: Since) -> Result<()> {
        let used = (self.clock)();
        let mut people = lock(&self.people);
        people.is_still(since)?;
        people.signed_in.retain(|person| !person.authority.is_at(&authority.instance));
        people.signed_in.push(Person { authority, used });
        Ok(())
    }

    /// Goes on where nobody has signed out since then.
    ///
    /// # Errors
    /// [`Error::Stopped`].
    pub(crate) fn nobody_was_signed_out(&self, since: Since) -> Result<()> {
        lock(&self.people).is_still(since)
    }

    /// This person has signed in since then, and waits to be accepted.
    pub(crate) fn wait(&self, authority: Arc<Authority>, since: Since) -> Waiting {
        Waiting { person: Person { authority, used: (self.clock)() }, since }
    }

    /// Accepts who waits. `None` where that has ended.
    pub(crate) fn accepted(&self, waiting: Waiting) -> Option<(Arc<Authority>, Since)> {
        let has_ended = waiting.person.has_ended((self.clock)());
        (!has_ended).then_some((waiting.person.authority, waiting.since))
    }

    /// HaloPSA takes this one's token no longer.
    pub(crate) fn drop_one(&self, authority: &Arc<Authority>) {
        lock(&self.people).signed_in.retain(|person| !Arc::ptr_eq(&person.authority, authority));
    }

    /// Nobody is signed in any longer.
    pub(crate) fn sign_out(&self) {
        let mut people = lock(&self.people);
        people.signed_in.clear();
        people.signed_out += 1;
    }

    /// Does something with those whose sign-in has not ended by now.
    fn with_people<R>(&self, now: Moment, work: impl FnOnce(&mut Vec<Person>) -> R) -> R {
        let people = &mut lock(&self.people).signed_in;
        people.retain(|person| !person.has_ended(now));
        work(people)
    }
}
