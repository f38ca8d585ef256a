//! The events of a set-up, and then of its connection.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr, VariantNames};

use crate::proof::finding::Verdict;

/// The most events kept; the oldest is removed first.
const MAX_EVENTS: usize = 50;

/// Events, newest last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct History(Vec<Event>);

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened.
    pub at: Timestamp,
    /// Its kind; the words are `history-<id>`.
    pub what: EventKind,
}

/// The kinds of events.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr, VariantNames,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum EventKind {
    /// The set-up was begun.
    Begun,
    /// Latchkey created the application in HaloPSA.
    Created,
    /// Latchkey deleted the application in HaloPSA.
    Deleted,
    /// A proof: it works.
    Works,
    /// A proof: it works, with remarks.
    WorksWithRemarks,
    /// A proof: it does not work.
    DoesNotWork,
    /// The set-up became a connection.
    Connected,
    /// A lost secret was replaced.
    SecretReplaced,
}

impl EventKind {
    /// Its id, as in `history-<id>` in the words.
    pub fn id(self) -> &'static str {
        self.into()
    }

    fn is_test(self) -> bool {
        matches!(self, Self::Works | Self::WorksWithRemarks | Self::DoesNotWork)
    }
}

impl From<Verdict> for EventKind {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Works => Self::Works,
            Verdict::WorksWithRemarks => Self::WorksWithRemarks,
            Verdict::DoesNotWork => Self::DoesNotWork,
        }
    }
}

impl History {
    /// The events, newest last.
    pub fn events(&self) -> &[Event] {
        &self.0
    }

    /// Adds an event that has just happened.
    pub fn note(&mut self, what: EventKind) {
        self.note_at(what, Timestamp::now());
    }

    /// Adds an event at a given time. Of consecutive proofs with the same result only the last is kept.
    pub fn note_at(&mut self, what: EventKind, at: Timestamp) {
        if what.is_test() && self.0.last().is_some_and(|last| last.what == what) {
            self.0.pop();
        }
        self.0.push(Event { at, what });
        let more = self.0.len().saturating_sub(MAX_EVENTS);
        self.0.drain(..more);
    }

    /// This history, followed by another.
    #[must_use]
    pub(crate) fn followed_by(mut self, later: &Self) -> Self {
        for event in &later.0 {
            self.note_at(event.what, event.at);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_tests_the_last_one_is_kept_and_of_very_many_events_the_newest() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let mut history = History::default();
        for (what, second) in [
            (EventKind::Begun, 1),
            (EventKind::Works, 2),
            (EventKind::Works, 3),
            (EventKind::DoesNotWork, 4),
            (EventKind::Works, 5),
        ] {
            history.note_at(what, at(second));
        }
        let told: Vec<(EventKind, i64)> =
            history.events().iter().map(|event| (event.what, event.at.as_second())).collect();
        assert_eq!(
            told,
            [
                (EventKind::Begun, 1),
                (EventKind::Works, 3),
                (EventKind::DoesNotWork, 4),
                (EventKind::Works, 5)
            ]
        );
        let mut later = History::default();
        (0..100).for_each(|_| later.note(EventKind::SecretReplaced));
        assert_eq!(history.followed_by(&later).events().len(), MAX_EVENTS);
    }
}
