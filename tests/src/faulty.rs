//! A keychain that fails where a test wants it to: at the k-th call, in every way possible.

use std::sync::{Arc, Condvar, Mutex};

use latchkey_core::vault::{EntryName, Memory, Vault};
use latchkey_core::{Error, Result, Secret};
use tokio::sync::watch;

/// How a call fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It does nothing and fails.
    Fails(Error),
    /// It is carried out, but returns an error.
    FailsAfterwards(Error),
    /// It does not return until [`Faulty::release`]; then it is carried out.
    Hangs,
    /// It does not return until [`Faulty::release`]; then it fails.
    HangsAndFails(Error),
}

#[derive(Default)]
struct Plan {
    /// From this call on, counted from 1 …
    first: usize,
    /// … this many calls fail …
    count: usize,
    /// … in this way.
    fault: Option<Fault>,
    /// The calls since the plan was made.
    calls: Vec<String>,
}

/// A keychain that fails on demand. Stores its entries in a [`Memory`].
#[derive(Default)]
pub struct Faulty {
    /// The real content.
    pub inside: Arc<Memory>,
    plan: Mutex<Plan>,
    hung: watch::Sender<bool>,
    released: Mutex<bool>,
    release: Condvar,
}

impl Faulty {
    /// Clears the recorded calls, and makes the calls from the `first` next one on fail.
    pub fn plan(&self, first: usize, count: usize, fault: Fault) {
        *self.released.lock().unwrap() = false;
        self.hung.send_replace(false);
        *self.plan.lock().unwrap() = Plan { first, count, fault: Some(fault), calls: Vec::new() };
    }

    /// From now on no call fails. The recorded calls stay.
    pub fn heal(&self) {
        self.plan.lock().unwrap().fault = None;
    }

    /// The calls since the plan was made: `put`, `get` or `delete`.
    pub fn calls(&self) -> Vec<String> {
        self.plan.lock().unwrap().calls.clone()
    }

    /// Whether the planned calls have all been made.
    pub fn is_through(&self) -> bool {
        let plan = self.plan.lock().unwrap();
        plan.calls.len() >= plan.first
    }

    /// Whether a call is hanging right now.
    pub fn hung(&self) -> watch::Receiver<bool> {
        self.hung.subscribe()
    }

    /// Releases hanging calls, and those that would hang later.
    pub fn release(&self) {
        *self.released.lock().unwrap() = true;
        self.release.notify_all();
    }

    fn call<R>(&self, name: &str, work: impl FnOnce(&Memory) -> Result<R>) -> Result<R> {
        let fault = {
            let mut plan = self.plan.lock().unwrap();
            plan.calls.push(name.to_owned());
            let now = plan.calls.len();
            plan.fault.clone().filter(|_| now >= plan.first && now < plan.first + plan.count)
        };
        match fault {
            None => work(&self.inside),
            Some(Fault::Fails(error)) => Err(error),
            Some(Fault::FailsAfterwards(error)) => work(&self.inside).and(Err(error)),
            Some(Fault::Hangs) => {
                self.hang();
                work(&self.inside)
            }
            Some(Fault::HangsAndFails(error)) => {
                self.hang();
                Err(error)
            }
        }
    }

    fn hang(&self) {
        self.hung.send_replace(true);
        let mut released = self.released.lock().unwrap();
        while !*released {
            released = self.release.wait(released).unwrap();
        }
        self.hung.send_replace(false);
    }
}

impl Vault for Faulty {
    fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()> {
        self.call("put", |inside| inside.put(entry, secret))
    }

    fn get(&self, entry: &EntryName) -> Result<Option<Secret>> {
        self.call("get", |inside| inside.get(entry))
    }

    fn delete(&self, entry: &EntryName) -> Result<()> {
        self.call("delete", |inside| inside.delete(entry))
    }
}
