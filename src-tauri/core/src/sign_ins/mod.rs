//! The active sign-ins. A sign-in is used by every set-up and page of its instance, and is only in memory.
//!
//! It ends at *Sign out*, when HaloPSA no longer accepts its token, [`IDLE`] after its last use, when the
//! computer has slept, and with the app.

mod authority;

pub(crate) use authority::Authority;
pub use authority::SignIn;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::clock::{Clock, Moment};
use crate::instance::Instance;
use crate::lock::lock;
use crate::{Error, Result};

/// A sign-in ends after this time without use.
pub const IDLE: Duration = Duration::from_secs(15 * 60);

/// The active sign-ins, at most one for each instance. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SignIns {
    people: Arc<Mutex<People>>,
    clock: Clock,
}

#[derive(Default)]
struct People {
    signed_in: Vec<Person>,
    /// How often *Sign out* was used. Invalidates sign-ins that started before.
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

/// When a sign-in started, counted in sign-outs: one that a sign-out overtook is not completed.
#[derive(Clone, Copy)]
pub(crate) struct Since(u64);

/// A sign-in that waits for the person's confirmation. It expires like an unused sign-in.
pub(crate) struct Waiting {
    person: Person,
    since: Since,
}

impl SignIns {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { people: Arc::default(), clock }
    }

    /// The sign-in at an instance, to be used for requests. Counts as use.
    pub(crate) fn used_at(&self, instance: &Instance) -> Option<Arc<Authority>> {
        let now = (self.clock)();
        self.with_people(now, |people| {
            let person = people.iter_mut().find(|person| person.authority.is_at(instance))?;
            person.used = now;
            Some(Arc::clone(&person.authority))
        })
    }

    /// The sign-in at an instance, for display. Doesn't count as use.
    pub(crate) fn at(&self, instance: &Instance) -> Option<Arc<Authority>> {
        self.with_people((self.clock)(), |people| {
            people.iter().find(|p| p.authority.is_at(instance)).map(|p| Arc::clone(&p.authority))
        })
    }

    /// All active sign-ins, newest last.
    pub(crate) fn all(&self) -> Vec<Arc<Authority>> {
        self.with_people((self.clock)(), |people| people.iter().map(|p| Arc::clone(&p.authority)).collect())
    }

    /// Starts a sign-in.
    pub(crate) fn begin(&self) -> Since {
        Since(lock(&self.people).signed_out)
    }

    /// Adds a sign-in, replacing any other at the same instance.
    ///
    /// # Errors
    /// [`Error::Stopped`] after a sign-out since `since`.
    pub(crate) fn add(&self, authority: Arc<Authority>, since: Since) -> Result<()> {
        let used = (self.clock)();
        let mut people = lock(&self.people);
        people.is_still(since)?;
        people.signed_in.retain(|person| !person.authority.is_at(&authority.instance));
        people.signed_in.push(Person { authority, used });
        Ok(())
    }

    /// Checks that there was no sign-out since `since`.
    ///
    /// # Errors
    /// [`Error::Stopped`] if there was one.
    pub(crate) fn nobody_was_signed_out(&self, since: Since) -> Result<()> {
        lock(&self.people).is_still(since)
    }

    /// Holds back a sign-in that started at `since` until the person confirms it.
    pub(crate) fn wait(&self, authority: Arc<Authority>, since: Since) -> Waiting {
        Waiting { person: Person { authority, used: (self.clock)() }, since }
    }

    /// The sign-in that waited for confirmation. `None` if it has expired.
    pub(crate) fn accepted(&self, waiting: Waiting) -> Option<(Arc<Authority>, Since)> {
        let has_ended = waiting.person.has_ended((self.clock)());
        (!has_ended).then_some((waiting.person.authority, waiting.since))
    }

    /// Drops a sign-in whose token HaloPSA no longer accepts.
    pub(crate) fn drop_one(&self, authority: &Arc<Authority>) {
        lock(&self.people).signed_in.retain(|person| !Arc::ptr_eq(&person.authority, authority));
    }

    /// Ends all sign-ins, including those in progress.
    pub(crate) fn sign_out(&self) {
        let mut people = lock(&self.people);
        people.signed_in.clear();
        people.signed_out += 1;
    }

    /// Calls `work` with the sign-ins that have not expired at `now`.
    fn with_people<R>(&self, now: Moment, work: impl FnOnce(&mut Vec<Person>) -> R) -> R {
        let people = &mut lock(&self.people).signed_in;
        people.retain(|person| !person.has_ended(now));
        work(people)
    }
}
