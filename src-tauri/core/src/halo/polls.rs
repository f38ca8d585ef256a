//! Polls until HaloPSA shows a change, which may take some seconds.

use std::time::Instant;

use super::Network;
use crate::Result;
use crate::work::Running;

/// A series of polls with pauses, limited by [`Patience::poll`](super::Patience::poll).
pub(crate) struct Polls<'a> {
    network: &'a Network,
    start: Instant,
}

impl Network {
    /// Starts polling.
    pub(crate) fn polls(&self) -> Polls<'_> {
        Polls { network: self, start: Instant::now() }
    }
}

impl Polls<'_> {
    /// Whether to poll again; if so, after a pause.
    ///
    /// # Errors
    /// [`Error::Stopped`](crate::Error::Stopped) when it was cancelled during the pause.
    pub(crate) async fn again(&self, running: &Running<'_>) -> Result<bool> {
        let patience = self.network.patience();
        if self.start.elapsed() >= patience.poll {
            return Ok(false);
        }
        let pause = async {
            self.network.pause(patience.pause).await;
            Ok(true)
        };
        running.unless_cancelled(pause).await
    }
}
