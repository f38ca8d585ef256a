//! One set-up: its record, and what of it is in memory only.

use std::sync::Mutex;

use crate::context::Context;
use crate::halo::AgentSeen;
use crate::ids::SetUpId;
use crate::lock::lock;
use crate::proof::finding::Proof;
use crate::proof::report::report;
use crate::setup::draft::Draft;
use crate::setup::guide::SecretPlace;
use crate::setup::record::{Creation, EntryState, Record, Stage};
use crate::work::{Reads, Running, Work};
use crate::{Error, Result, Secret};

use super::access::Access;

/// A set-up that is not finished. What can be done with it is in the modules beside this one.
pub struct SetUp {
    pub(crate) id: SetUpId,
    pub(crate) context: Context,
    pub(super) work: Work,
    pub(super) reads: Reads,
    memory: Mutex<Memory>,
}

/// What is in memory only. Dropped as a whole when the set-up ends.
#[derive(Default)]
pub(super) struct Memory {
    /// A secret that was taken and that the keychain has not accepted yet.
    pub(super) secret: Option<Secret>,
    /// A secret of our own making, where HaloPSA's answer had another one: until the proof shows which of the
    /// two is right.
    pub(super) own_secret: Option<Secret>,
    /// Who may manage applications for it.
    pub(super) access: Access,
    /// The person who signed in first for it.
    pub(super) signed_in_first: Option<AgentSeen>,
    /// The last proof, if it failed.
    pub(super) proof: Option<Proof>,
}

impl SetUp {
    pub(crate) fn new(id: SetUpId, context: Context) -> Self {
        Self { id, context, work: Work::default(), reads: Reads::default(), memory: Mutex::default() }
    }

    /// Its answers.
    ///
    /// # Errors
    /// [`Error::DraftGone`] once it has ended.
    pub fn draft(&self) -> Result<Draft> {
        Ok(self.record()?.answers)
    }

    /// The application that it asked HaloPSA for, or is about to.
    pub fn creation(&self) -> Option<Creation> {
        self.record().ok().and_then(|record| record.creation)
    }

    /// All that is kept of it.
    ///
    /// # Errors
    /// [`Error::DraftGone`] once it has ended.
    pub(super) fn record(&self) -> Result<Record> {
        self.context.records.set_up(&self.id)
    }

    /// Where its secret is, without asking the keychain.
    pub fn secret_place(&self) -> SecretPlace {
        if self.holds_a_secret() {
            return SecretPlace::InHand;
        }
        let Ok(record) = self.record() else { return SecretPlace::Nowhere };
        if record.own_entries().next().is_none() {
            SecretPlace::Nowhere
        } else if record.own_entries().all(|entry| entry.state == EntryState::Stored) {
            SecretPlace::Kept
        } else {
            SecretPlace::Uncertain
        }
    }

    /// Whether a secret was taken that would be lost if the app were closed now.
    pub fn holds_a_secret(&self) -> bool {
        self.with_memory(|memory| memory.secret.is_some())
    }

    /// The last proof since the start, if it failed.
    pub fn last_proof(&self) -> Option<Proof> {
        self.with_memory(|memory| memory.proof.clone())
    }

    /// A report for the makers about the instance: see [`crate::proof::report`]. `code`: of the error that it ended in.
    ///
    /// # Errors
    /// [`Error::DraftIncomplete`] before there is an address.
    pub fn report(&self, code: Option<&str>) -> Result<String> {
        let instance = self.draft()?.instance.ok_or(Error::DraftIncomplete)?;
        Ok(report(&self.context.network, &instance, code, self.last_proof().as_ref()))
    }

    /// Whether something is running for it.
    pub fn is_under_way(&self) -> bool {
        self.work.is_running()
    }

    /// Cancels what is running for it, where that is safe. What was begun in HaloPSA stays in its record.
    pub fn stop(&self) {
        self.reads.cancel();
        self.work.cancel();
    }

    /// The page for which something was read is gone.
    pub(crate) fn stop_reading(&self) {
        self.reads.cancel();
    }

    /// Only one thing at a time is done for a set-up.
    ///
    /// # Errors
    /// [`Error::Busy`].
    pub(crate) fn begin_work(&self) -> Result<Running<'_>> {
        self.work.begin()
    }

    /// Changes what is kept of it. For the answers there is [`SetUp::change_answers`].
    pub(super) async fn change(&self, change: impl FnOnce(&mut Record) + Send + 'static) -> Result<()> {
        let changed = self.context.records.change_set_up(&self.id, |record| {
            change(record);
            Ok(())
        });
        changed.await
    }

    /// Changes the answers, and invalidates what depended on them: what HaloPSA was compared with, the proof,
    /// the sign-in at another instance, the end that was interrupted. `revision`: of the page that they come
    /// from.
    ///
    /// # Errors
    /// [`Error::DraftStale`], and those of the change; then they are as they were.
    pub(super) async fn change_answers(
        &self,
        revision: Option<u64>,
        change: impl FnOnce(&mut Draft) -> Result<()> + Send + 'static,
    ) -> Result<Draft> {
        let (before, after) = self
            .context
            .records
            .change_set_up(&self.id, move |record| {
                let before = record.answers.clone();
                if revision.is_some_and(|revision| revision != before.revision) {
                    return Err(Error::DraftStale);
                }
                change(&mut record.answers)?;
                if record.answers != before {
                    record.answers.revision += 1;
                    record.became = None;
                    if record.answers.is_planned_otherwise(&before) {
                        record.compare_again();
                    }
                }
                Ok((before, record.answers.clone()))
            })
            .await?;
        self.with_memory(|memory| {
            if after.is_planned_otherwise(&before) || after.client_id != before.client_id {
                memory.proof = None;
            }
            if after.instance != before.instance {
                // Who may create applications there says nothing about here.
                memory.access = Access::None;
                memory.signed_in_first = None;
            }
        });
        Ok(after)
    }

    /// Keeps what is known of the application that it asked HaloPSA for.
    pub(super) async fn note_creation(&self, creation: &Creation) -> Result<()> {
        let creation = creation.clone();
        self.change(|record| record.creation = Some(creation)).await
    }

    /// Ends it: nothing of it stays.
    pub(super) async fn end(&self) -> Result<()> {
        self.context.records.remove_set_up(&self.id).await?;
        self.with_memory(|memory| *memory = Memory::default());
        Ok(())
    }

    /// Reads or changes what is in memory. Never held over an await.
    pub(super) fn with_memory<R>(&self, work: impl FnOnce(&mut Memory) -> R) -> R {
        work(&mut lock(&self.memory))
    }
}

impl Record {
    /// The plan is another one: what was compared with it says nothing any more.
    fn compare_again(&mut self) {
        if let Some(application) = self.creation.as_ref().and_then(|c| c.application().cloned()) {
            self.advance_creation(Stage::Found { application });
        }
    }
}
