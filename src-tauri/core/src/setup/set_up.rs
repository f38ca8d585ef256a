//! One set-up: its record, and its state that is in memory only.

use std::sync::Mutex;

use crate::halo::AgentSeen;
use crate::ids::SetUpId;
use crate::lock::lock;
use crate::proof::finding::Proof;
use crate::proof::report::report;
use crate::setup::context::Context;
use crate::setup::draft::Draft;
use crate::setup::guide::SecretPlace;
use crate::setup::record::{Creation, EntryState, Record, Stage};
use crate::work::{Reads, Running, Work};
use crate::{Error, Result, Secret};

use super::access::Access;

/// A set-up that is not finished. Its operations are in the modules beside this one.
pub struct SetUp {
    pub(crate) id: SetUpId,
    pub(crate) context: Context,
    pub(super) work: Work,
    pub(super) reads: Reads,
    memory: Mutex<Memory>,
}

/// The state that is in memory only. Dropped as a whole when the set-up ends.
#[derive(Default)]
pub(super) struct Memory {
    /// A secret that was taken and that the keychain has not accepted yet.
    pub(super) secret: Option<Secret>,
    /// The secret that Latchkey generated, kept while HaloPSA's response had another one, until the proof shows
    /// which of the two is valid.
    pub(super) own_secret: Option<Secret>,
    /// Who may manage applications for this set-up.
    pub(super) access: Access,
    /// The person who signed in first for this set-up.
    pub(super) signed_in_first: Option<AgentSeen>,
    /// The last proof, if it failed.
    pub(super) proof: Option<Proof>,
}

impl SetUp {
    pub(crate) fn new(id: SetUpId, context: Context) -> Self {
        Self { id, context, work: Work::default(), reads: Reads::default(), memory: Mutex::default() }
    }

    /// The answers given so far.
    ///
    /// # Errors
    /// [`Error::DraftGone`] once it has ended.
    pub fn draft(&self) -> Result<Draft> {
        Ok(self.record()?.answers)
    }

    /// The application that it requested from HaloPSA, or is about to request.
    pub fn creation(&self) -> Option<Creation> {
        self.record().ok().and_then(|record| record.creation)
    }

    /// Everything that is stored for it.
    ///
    /// # Errors
    /// [`Error::DraftGone`] once it has ended.
    pub(super) fn record(&self) -> Result<Record> {
        self.context.records.set_up(&self.id)
    }

    /// Where its secret is, as far as is known without a keychain call.
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

    /// The last proof since the app was started, if it failed.
    pub fn last_proof(&self) -> Option<Proof> {
        self.with_memory(|memory| memory.proof.clone())
    }

    /// A support report about the instance: see [`crate::proof::report`]. `code`: of the error to report.
    ///
    /// # Errors
    /// [`Error::DraftIncomplete`] if the address is missing.
    pub fn report(&self, code: Option<&str>) -> Result<String> {
        let instance = self.draft()?.instance.ok_or(Error::DraftIncomplete)?;
        Ok(report(&self.context.network, &instance, code, self.last_proof().as_ref()))
    }

    /// Whether an operation is running for it.
    pub fn is_under_way(&self) -> bool {
        self.work.is_running()
    }

    /// Cancels the running operation where that is safe. What was begun in HaloPSA stays in the record.
    pub fn stop(&self) {
        self.reads.cancel();
        self.work.cancel();
    }

    /// Cancels reads whose page was left.
    pub(crate) fn stop_reading(&self) {
        self.reads.cancel();
    }

    /// Starts an operation; a set-up runs one at a time.
    ///
    /// # Errors
    /// [`Error::Busy`] while another one is running.
    pub(crate) fn begin_work(&self) -> Result<Running<'_>> {
        self.work.begin()
    }

    /// Changes the record. For the answers use [`SetUp::change_answers`].
    pub(super) async fn change(&self, change: impl FnOnce(&mut Record) + Send + 'static) -> Result<()> {
        let changed = self.context.records.change_set_up(&self.id, |record| {
            change(record);
            Ok(())
        });
        changed.await
    }

    /// Changes the answers, and invalidates what depended on them: the comparison with HaloPSA, the proof, the
    /// sign-in if the instance changed, and an interrupted end. `revision`: of the page that the answers come from.
    ///
    /// # Errors
    /// [`Error::DraftStale`], and those of the change; then nothing is changed.
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
                // Who may create applications at the old instance means nothing for the new one.
                memory.access = Access::None;
                memory.signed_in_first = None;
            }
        });
        Ok(after)
    }

    /// Stores what is known of the application that it requested from HaloPSA.
    pub(super) async fn note_creation(&self, creation: &Creation) -> Result<()> {
        let creation = creation.clone();
        self.change(|record| record.creation = Some(creation)).await
    }

    /// Ends the set-up: deletes its record and its state in memory.
    pub(super) async fn end(&self) -> Result<()> {
        self.context.records.remove_set_up(&self.id).await?;
        self.with_memory(|memory| *memory = Memory::default());
        Ok(())
    }

    /// Reads or changes the state in memory. The lock is never held over an await.
    pub(super) fn with_memory<R>(&self, work: impl FnOnce(&mut Memory) -> R) -> R {
        work(&mut lock(&self.memory))
    }
}

impl Record {
    /// The plan has changed: what was compared with it is no longer valid.
    fn compare_again(&mut self) {
        if let Some(application) = self.creation.as_ref().and_then(|c| c.application().cloned()) {
            self.advance_creation(Stage::Found { application });
        }
    }
}
