//! What is running for a set-up, a connection or a page: one thing at a time, and it can be cancelled.

use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use crate::lock::lock;
use crate::{Error, Result};

/// What may run once at a time.
#[derive(Default)]
pub struct Work(Mutex<Option<CancellationToken>>);

impl Work {
    /// Begins. It runs until the answer is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] while something runs already.
    pub fn begin(&self) -> Result<Running<'_>> {
        let mut work = lock(&self.0);
        if work.is_some() {
            return Err(Error::Busy);
        }
        let token = CancellationToken::new();
        *work = Some(token.clone());
        Ok(Running { work: self, token })
    }

    /// Whether something runs.
    pub fn is_running(&self) -> bool {
        lock(&self.0).is_some()
    }

    /// Asks what runs to end where that is safe.
    pub fn cancel(&self) {
        if let Some(token) = &*lock(&self.0) {
            token.cancel();
        }
    }
}

/// Something that runs.
pub struct Running<'a> {
    work: &'a Work,
    token: CancellationToken,
}

impl Running<'_> {
    /// Does `work` unless it is cancelled. Only for work that may end anywhere.
    ///
    /// # Errors
    /// [`Error::Stopped`], and those of the work.
    pub async fn unless_cancelled<R>(&self, work: impl Future<Output = Result<R>>) -> Result<R> {
        unless(&self.token, work).await
    }

    /// # Errors
    /// [`Error::Stopped`] when it was cancelled.
    pub fn go_on(&self) -> Result<()> {
        if self.token.is_cancelled() { Err(Error::Stopped) } else { Ok(()) }
    }

    /// Waits until it is cancelled.
    pub async fn cancelled(&self) {
        self.token.cancelled().await;
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        *lock(&self.work.0) = None;
    }
}

/// What is read for a page. It changes nothing, so that it may end anywhere, and ends when something newer is
/// read.
#[derive(Default)]
pub(crate) struct Reads(Mutex<CancellationToken>);

impl Reads {
    /// Reads instead of what was being read.
    ///
    /// # Errors
    /// [`Error::Stopped`], and those of the reads.
    pub(crate) async fn instead<R>(&self, reads: impl Future<Output = Result<R>>) -> Result<R> {
        let token = self.renew();
        unless(&token, reads).await
    }

    /// Ends what is being read.
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
