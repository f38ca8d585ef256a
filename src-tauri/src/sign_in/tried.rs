//! The session candidates of a sign-in window that were tried already, and when to give up.

use std::collections::HashSet;
use std::hash::RandomState;

use latchkey_core::halo::SessionCandidate;

/// A window in which this many pages had candidates and none opened a session is not HaloPSA's. Counts pages,
/// not values: a cookie of an ordinary page may change each second.
const MAX_PAGES: usize = 200;

/// The session candidates that HaloPSA refused already, by fingerprint.
#[derive(Debug, Default)]
pub(super) struct Tried {
    key: RandomState,
    marks: HashSet<(u64, u32)>,
    pages: HashSet<u32>,
}

impl Tried {
    /// Whether this was not tried yet. A candidate that may gain access later is tried with each page.
    pub(super) fn is_new(&self, pass: &SessionCandidate, page: u32) -> Option<Mark> {
        let mark = (pass.fingerprint(&self.key), if pass.may_grow { page } else { 0 });
        (!self.marks.contains(&mark)).then_some(Mark(mark, page))
    }

    /// Records that it was tried and refused. Returns `false` when it is time to give up.
    pub(super) fn note(&mut self, mark: Mark) -> bool {
        self.marks.insert(mark.0);
        self.pages.insert(mark.1);
        self.pages.len() <= MAX_PAGES
    }
}

/// One candidate on one page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark((u64, u32), u32);

#[cfg(test)]
mod tests {
    use latchkey_core::Secret;
    use latchkey_core::halo::{CookieSeen, session_candidates};
    use latchkey_core::instance::Instance;
    use latchkey_core::instance::address::Address;

    use super::*;

    /// What a window offers that has a cookie which pages can't read.
    fn hidden(value: &str) -> SessionCandidate {
        let address = Address::parse("acme.halopsa.com", &[]).unwrap();
        let instance = Instance::at(address);
        let cookie = CookieSeen {
            name: "session".into(),
            value: Secret::from(value),
            domain: "acme.halopsa.com".into(),
            path: "/".into(),
            secure: true,
            http_only: true,
        };
        session_candidates(&instance, vec![cookie], None).pop().unwrap()
    }

    #[test]
    fn a_cookie_that_changes_each_second_does_not_end_the_sign_in() {
        let mut tried = Tried::default();
        for second in 0..2000 {
            let mark = tried.is_new(&hidden(&format!("value-{second}")), 1).expect("each is tried");
            assert!(tried.note(mark), "second {second}");
        }
    }

    #[test]
    fn nothing_is_tried_twice_on_one_page() {
        let mut tried = Tried::default();
        let mark = tried.is_new(&hidden("the-same"), 1).unwrap();
        assert!(tried.is_new(&hidden("the-same"), 1).is_some(), "it was not tried yet");
        tried.note(mark);
        assert!(tried.is_new(&hidden("the-same"), 1).is_none());
        assert!(tried.is_new(&hidden("the-same"), 2).is_some(), "on the next page it may be signed in");
    }

    #[test]
    fn a_window_that_offers_something_on_page_after_page_is_no_halopsas() {
        let mut tried = Tried::default();
        let mut enough = 0;
        for page in 1..=1000 {
            let mark = tried.is_new(&hidden("the-same"), page).unwrap();
            enough += u32::from(!tried.note(mark));
        }
        assert_eq!(enough as usize, 1000 - MAX_PAGES);
    }
}
