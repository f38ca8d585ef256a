//! Operations of a set-up, a connection or a page: one at a time, and cancellable.

use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use crate::lock::lock;
use crate::{Error, Result};

/// A slot in which one operation can run at a time.
#[derive(Default)]
pub struct Work(Mutex<Option<CancellationToken>>);

impl Work {
    /// Starts an operation. It ends when the returned guard is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] while another operation is running.
    pub fn begin(&self) -> Result<Running<'_>> {
        let mut work = lock(&self.0);
        if work.is_some() {
            return Err(Error::Busy);
        }
        let token = CancellationToken::new();
        *work = Some(token.clone());
        Ok(Running { work: self, token })
    }

    /// Whether an operation is running.
    pub fn is_running(&self) -> bool {
        lock(&self.0).is_some()
    }

    /// Requests cancellation of the running operation. It ends at its next safe point.
    pub fn cancel(&self) {
        if let Some(token) = &*lock(&self.0) {
            token.cancel();
        }
    }
}

/// Guard of a running operation.
pub struct Running<'a> {
    work: &'a Work,
    token: CancellationToken,
}

impl Running<'_> {
    /// Awaits `work` until cancelled. Only for work that may be dropped at any await point.
    ///
    /// # Errors
    /// [`Error::Stopped`], and those of the work.
    pub async fn unless_cancelled<R>(&self, work: impl Future<Output = Result<R>>) -> Result<R> {
        unless(&self.token, work).await
    }

    /// Checks for cancellation.
    ///
    /// # Errors
    /// [`Error::Stopped`] when it was cancelled.
    pub fn go_on(&self) -> Result<()> {
        if self.token.is_cancelled() { Err(Error::Stopped) } else { Ok(()) }
    }

    /// Waits for cancellation.
    pub async fn cancelled(&self) {
        self.token.cancelled().await;
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *lock(&self.work.0) = None;
    }
}

/// The reads of a page. They have no side effects, so they may be dropped at any await point; newer reads
/// replace them.
#[derive(Default)]
pub(crate) struct Reads(Mutex<CancellationToken>);

impl Reads {
    /// Awaits `reads`, cancelling the previous ones.
    ///
    /// # Errors
    /// [`Error::Stopped`], and those of the reads.
    pub(crate) async fn instead<R>(&self, reads: impl Future<Output = Result<R>>) -> Result<R> {
        let token = self.renew();
        unless(&token, reads).await
    }

    /// Cancels the current reads.
    pub(crate) fn cancel(&self) {
        self.renew();
    }

    fn renew(&self) -> CancellationToken {
        let token = CancellationToken::new();
        std::mem::replace(&mut *lock(&self.0), token.clone()).cancel();
        token
    }
}

async fn unless<R>(token: &CancellationToken, work: impl Future<Output = Result<R>>) -> Result<R> {
    tokio::select! {
        done = work => done,
        () = token.cancelled() => Err(Error::Stopped),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_at_a_time_and_the_next_one_is_not_cancelled_by_the_last_cancellation() {
        let work = Work::default();
        work.cancel();
        let running = work.begin().unwrap();
        assert_eq!(running.go_on(), Ok(()));
        assert_eq!(work.begin().err(), Some(Error::Busy));
        work.cancel();
        assert_eq!(running.go_on(), Err(Error::Stopped));
        let never = running.unless_cancelled(std::future::pending::<Result<()>>()).await;
        assert_eq!(never, Err(Error::Stopped));
        drop(running);
        assert!(!work.is_running());
        assert_eq!(work.begin().unwrap().go_on(), Ok(()));
    }

    #[tokio::test]
    async fn a_newer_read_ends_the_one_before() {
        let reads = Reads::default();
        let first = reads.instead(std::future::pending::<Result<u8>>());
        let second = async {
            tokio::task::yield_now().await;
            reads.instead(std::future::ready(Ok(2))).await
        };
        assert_eq!(tokio::join!(first, second), (Err(Error::Stopped), Ok(2)));
    }
}
