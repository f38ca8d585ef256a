//! Asking again until HaloPSA shows what it was told: it may need some seconds.

use std::time::Instant;

use super::Network;
use crate::Result;
use crate::work::Running;

/// For how long [`Patience::look`](super::Patience::look) says, with pauses between.
pub(crate) struct Polls<'a> {
    network: &'a Network,
    start: Instant,
}

impl Network {
    /// Begins to poll.
    pub(crate) fn polls(&self) -> Polls<'_> {
        Polls { network: self, start: Instant::now() }
    }
}

impl Polls<'_> {
    /// Whether to ask again; if so, after a pause.
    ///
    /// # Errors
    /// [`Error::Stopped`](crate::Error::Stopped) when it was cancelled during the pause.
    pub(crate) async fn again(&self, running: &Running<'_>) -> Result<bool> {
        let patience = self.network.patience();
        if self.start.elapsed() >= patience.look {
            return Ok(false);
        }
        let pause = async {
            self.network.pause(patience.pause).await;
            Ok(true)
        };
        running.unless_cancelled(pause).await
    }
}
