//! Access to a set-up that must exist.

use std::sync::Arc;

use latchkey_core::setup::SetUp;
use latchkey_core::{Latchkey, SetUpId};

/// Looks up a set-up or a connection by its id, and fails where it is gone.
pub trait At {
    /// The set-up.
    ///
    /// # Panics
    /// If it is not there.
    fn at(&self, id: &SetUpId) -> Arc<SetUp>;
}

impl At for Latchkey {
    fn at(&self, id: &SetUpId) -> Arc<SetUp> {
        self.set_up(id).unwrap_or_else(|error| panic!("the set-up {id}: {error}"))
    }
}
