//! Deleting what was created, and continuing by hand instead.

use std::sync::Arc;

use super::SetUp;
use super::find::{Details, ours};
use crate::halo::{self, ApplicationSeen, Candidate};
use crate::ids::ApplicationId;
use crate::instance::Instance;
use crate::procedure::items;
use crate::proof::{Listener, Progress};
use crate::setup::draft::{Draft, Way};
use crate::setup::guide::is_seen;
use crate::setup::record::{Creation, Identified, Stage};
use crate::sign_ins::Authority;
use crate::store::Effect;
use crate::work::Running;
use crate::{Error, Result};

/// The result of [`SetUp::undo`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// How many applications were deleted in HaloPSA; 0 if there was none.
    pub deleted: usize,
}

impl SetUp {
    /// Deletes the application in HaloPSA, then the keychain entry, then the creation in the record. The
    /// answers stay. Can be called again after a failure at any point.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`] when a sign-in is needed first; [`Error::DeleteRefused`],
    /// [`Error::DeleteUnclear`] when it could not be deleted; [`Error::ApplicationPerhaps`],
    /// [`Error::ApplicationsUnread`] when it is not certain which one, if any, it is;
    /// [`Error::ApplicationInUse`] when a connection relies on it.
    pub async fn undo(&self, listener: &Listener) -> Result<Undone> {
        let running = self.begin_work()?;
        self.become_nothing().await?;
        let record = self.record()?;
        let instance = record.answers.instance.as_ref();
        if let Some(creation) = record.application() {
            let instance = instance.ok_or(Error::DraftIncomplete)?;
            self.delete_applications(creation.clone(), instance, &running, listener).await?;
        }
        let record = self.record()?;
        let deleted = record.creation.as_ref().map_or(0, |creation| creation.deleted);
        listener(Progress::Keychain);
        if record.has_credentials_of_another() {
            // The credentials were taken by hand, and stay.
            self.change(|record| record.creation = None).await?;
        } else {
            self.forget_the_creation().await?;
        }
        Ok(Undone { deleted })
    }

    /// Deletes every application of ours in HaloPSA, verifies that it is gone, and records that.
    async fn delete_applications(
        &self,
        mut creation: Creation,
        instance: &Instance,
        running: &Running<'_>,
        listener: &Listener,
    ) -> Result<()> {
        listener(Progress::Delete);
        let authority = self.authority()?;
        let mut details = Details::new();
        let polls = self.context.network.polls();
        // What was requested and never seen in the list may still appear there.
        let may_appear = creation.outstanding() > 1 || !matches!(creation.stage, Stage::Compared { .. });
        loop {
            let read = self.sight(&creation, &authority, instance, &mut details);
            let sighting = self.or_sign_in_again(&authority, running.unless_cancelled(read).await)?;
            let wait = may_appear && !sighting.in_use && sighting.is_incomplete(&creation);
            if wait && polls.again(running).await? {
                continue;
            }
            if sighting.certain.is_empty() {
                // The user decides whether the others are ours.
                sighting.unless_nothing_else(&creation)?;
                return if sighting.in_use { Err(Error::ApplicationInUse) } else { Ok(()) };
            }
            creation = self.prefer_certain(creation, &sighting).await?;
            for application in &sighting.certain {
                creation = self.delete_one(creation, instance, &authority, application).await?;
            }
            if creation.outstanding() == 0 && !sighting.has_copies(&creation) {
                return Ok(());
            }
        }
    }

    /// Deletes one application of ours, and records that. Returns the updated creation.
    ///
    /// # Errors
    /// [`Error::DeleteUnclear`] when it still exists: then it is not recorded as deleted.
    async fn delete_one(
        &self,
        creation: Creation,
        instance: &Instance,
        authority: &Arc<Authority>,
        application: &ApplicationSeen,
    ) -> Result<Creation> {
        let before = self.record()?;
        self.request_deletion(&creation, instance, authority, &application.id).await?;
        // Recorded at once: the check may fail for another reason, such as a token that has expired.
        let id = application.id.clone();
        let client_id = application.client_id.clone();
        self.change(move |record| record.note_deleted(Identified { application: id, client_id })).await?;
        let checked = self.check_deleted(&creation, instance, authority, &application.id).await;
        match &checked {
            Ok(()) => {
                let id = application.id.clone();
                self.change(move |record| record.note_gone(&id)).await?;
            }
            Err(Error::DeleteUnclear) => {
                self.change(move |record| {
                    record.creation = before.creation;
                    record.answers.client_id = before.answers.client_id;
                    record.answers.revision += 1;
                })
                .await?;
            }
            Err(_) => {}
        }
        checked?;
        self.creation().ok_or(Error::ApplicationGone)
    }

    /// Verifies that an application of ours is no longer in HaloPSA.
    ///
    /// # Errors
    /// [`Error::DeleteUnclear`] when it still is.
    async fn check_deleted(
        &self,
        creation: &Creation,
        instance: &Instance,
        authority: &Arc<Authority>,
        application: &ApplicationId,
    ) -> Result<()> {
        let network = &self.context.network;
        let left = halo::applications(network, instance, &authority.token).await;
        let listed = self.or_sign_in_again(authority, left)?.rows.iter().any(|one| one.id == *application);
        // The list may leave out an existing application.
        let there = halo::application(network, instance, &authority.token, application).await;
        let there = self.or_sign_in_again(authority, there)?;
        let foreign = self.foreign(instance);
        let is_ours =
            there.is_some_and(|seen| !ours(creation, &foreign, std::slice::from_ref(&seen)).is_empty());
        if listed || is_ours { Err(Error::DeleteUnclear) } else { Ok(()) }
    }

    /// Requests the deletion of an application, if it is still ours when it is read once more.
    async fn request_deletion(
        &self,
        creation: &Creation,
        instance: &Instance,
        authority: &Arc<Authority>,
        application: &ApplicationId,
    ) -> Result<()> {
        let network = &self.context.network;
        let foreign = self.foreign(instance);
        // Read once more, separately: the list may be outdated.
        let seen = halo::application(network, instance, &authority.token, application).await;
        if let Some(seen) = self.or_sign_in_again(authority, seen)?
            && (!seen.client_id.is_empty() || !seen.marks.is_empty())
            && ours(creation, &foreign, std::slice::from_ref(&seen)).is_empty()
        {
            return Err(if foreign.has(creation, &seen) {
                Error::ApplicationGone
            } else {
                Error::ApplicationPerhaps { candidates: vec![Candidate::of(seen)], beside: creation.deleted }
            });
        }
        self.still_acts_with(authority)?;
        let gone = halo::delete(network, instance, &authority.token, application).await;
        self.context.records.announce(Effect::ApplicationDeleted);
        self.or_sign_in_again(authority, gone)?;
        authority.note_deleted(application);
        Ok(())
    }

    /// Switches to the manual set-up. What was created stays and is ticked in the guide; what was only prepared
    /// is removed. `insist`: the user has checked that no application exists.
    ///
    /// # Errors
    /// [`Error::ApplicationLeft`] when one may exist that was not found.
    pub async fn go_on_by_hand(&self, insist: bool) -> Result<Draft> {
        let _running = self.begin_work()?;
        let creation = self.creation();
        // The proof stays; what it refutes is still to be done.
        let proof = self.last_proof();
        match &creation {
            // No one looks at the list from here on.
            Some(creation) if creation.application().is_some() && creation.settled => {
                self.note_creation(&Creation { settled: false, ..creation.clone() }).await?;
            }
            Some(creation) if creation.application().is_some() => {}
            Some(creation) if creation.may_be_there() && !insist => return Err(left(creation)),
            Some(_) => self.forget_the_creation().await?,
            // What was taken by hand before belongs to the user, and stays.
            None => {}
        }
        self.drop_access();
        self.change_answers(None, move |draft| {
            draft.way = Way::ByHand;
            if let Some(creation) = creation.filter(|c| c.application().is_some()) {
                let refuted = |item| proof.as_ref().is_some_and(|proof| proof.refutes(item));
                let seen = items(&draft.purpose).iter().filter(|item| is_seen(**item, &creation));
                draft.ticks.extend(seen.filter(|item| !refuted(**item)));
            }
            Ok(())
        })
        .await
    }
}

/// The error for an application that would be left behind.
pub(super) fn left(creation: &Creation) -> Error {
    Error::ApplicationLeft { name: creation.name.clone(), host: creation.host.clone() }
}
