//! Starting again where a secret is lost: HaloPSA made one itself, and nobody heard it. The application
//! that nobody can use goes, and another one takes its place.

use crate::ending::Outcome;
use crate::proof::Listener;
use crate::{Latchkey, Result};

impl Latchkey {
    /// Deletes the application of a set-up and creates it anew. Can be called again after a failure at
    /// any point: what is deleted already is not deleted again.
    ///
    /// # Errors
    /// Those of [`Latchkey::undo`] and [`Latchkey::create`].
    pub async fn start_again(&self, id: &str, insist: bool, listener: &Listener) -> Result<Outcome> {
        self.undo(id, listener).await?;
        self.create(id, insist, listener).await
    }
}
