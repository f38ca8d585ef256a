//! Whose turn it is to open the sign-in window: one at a time, and told when it is to end.

use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// See the module.
#[derive(Default)]
pub(crate) struct Turn(Mutex<Option<watch::Sender<bool>>>);

impl Turn {
    /// Takes the turn, and hears when it is to end. None while somebody has it.
    pub(crate) fn take(&self) -> Option<(Taken<'_>, watch::Receiver<bool>)> {
        let mut turn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turn.is_some() {
            return None;
        }
        let (stop, stopped) = watch::channel(false);
        *turn = Some(stop);
        Some((Taken(self), stopped))
    }

    /// Ends whatever is under way.
    pub(crate) fn stop(&self) {
        if let Some(stop) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            stop.send_replace(true);
        }
    }
}

/// Somebody's turn, until it is dropped.
pub(crate) struct Taken<'a>(&'a Turn);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_window_at_a_time_and_the_next_one_is_not_stopped_by_the_last_stop() {
        let turn = Turn::default();
        turn.stop();
        let (taken, stopped) = turn.take().unwrap();
        assert!(!*stopped.borrow() && turn.take().is_none());
        turn.stop();
        assert!(*stopped.borrow());
        drop(taken);
        let (_taken, stopped) = turn.take().unwrap();
        assert!(!*stopped.borrow());
    }
}
