//! Taking back what was created, and going on by hand instead.

use std::time::Instant;

use super::find::{Candidate, LookedAt, ours};
use crate::draft::{Draft, Way};
use crate::guide::is_seen;
use crate::halo;
use crate::home::Effect;
use crate::journal::{Creation, Stage};
use crate::latchkey::{UnderWay, held};
use crate::procedure::items;
use crate::proof::{Listener, Progress};
use crate::{Error, Latchkey, Result};

/// What was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// So many applications were deleted in HaloPSA. None when none was there.
    pub deleted: usize,
}

impl Latchkey {
    /// Deletes the application in HaloPSA, then the keychain's entry, then the journal's. The
    /// answers stay. Can be called again after a failure at any point.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`] when somebody has to sign in first; [`Error::DeleteRefused`],
    /// [`Error::DeleteUnclear`] when it could not be deleted; [`Error::ApplicationPerhaps`],
    /// [`Error::ApplicationsUnread`] when it is not certain which one, if any, it is;
    /// [`Error::ApplicationInUse`] when a connection relies on it.
    pub async fn undo(&self, id: &str, listener: &Listener) -> Result<Undone> {
        let under_way = self.begin_work(id)?;
        let mut deleted = 0;
        if let Some(creation) = self.creation(id)?.filter(Creation::may_be_there) {
            deleted = self.delete_application(id, &creation, &under_way, listener).await?;
        }
        listener(Progress::Keychain);
        self.forget_the_creation(id).await?;
        Ok(Undone { deleted })
    }

    /// Deletes what is ours there, and sees that it is gone.
    async fn delete_application(
        &self,
        id: &str,
        creation: &Creation,
        under_way: &UnderWay<'_>,
        listener: &Listener,
    ) -> Result<usize> {
        listener(Progress::Delete);
        let authority = self.authority(id)?;
        let instance = self.draft(id)?.instance.ok_or(Error::DraftIncomplete)?;
        let start = Instant::now();
        let mut looked_at = LookedAt::new();
        let mut sighting = loop {
            let look = self.sight(creation, &authority, &instance, &mut looked_at);
            let sighting = self.or_sign_in_again(id, under_way.unless_stopped(look).await)?;
            // What was asked for and never seen in the list may still appear there.
            let wait = sighting.certain.len() < creation.asked.max(1)
                && !sighting.in_use
                && !matches!(creation.stage, Stage::Compared { .. });
            if !wait || start.elapsed() >= self.network.patience().look {
                break sighting;
            }
            under_way.unless_stopped(self.pause_a_moment()).await?;
        };
        if sighting.certain.is_empty() && sighting.in_use {
            return Err(Error::ApplicationInUse);
        }
        let of_ours = std::mem::take(&mut sighting.certain);
        if of_ours.is_empty() {
            sighting.unless_nothing()?;
            return Ok(0);
        }
        let foreign = self.foreign(id, &instance)?;
        let alone = async |application: &str| {
            let seen = halo::application(&self.network, &instance, &authority.token, application).await;
            self.or_sign_in_again(id, seen)
        };
        for application in &of_ours {
            // Looked at once more, by itself: what a list says may be old.
            if let Some(seen) = alone(&application.id).await?
                && (!seen.client_id.is_empty() || !seen.marks.is_empty())
                && ours(creation, &foreign, std::slice::from_ref(&seen)).is_empty()
            {
                return Err(if foreign.has(creation, &seen) {
                    Error::ApplicationGone
                } else {
                    Error::ApplicationPerhaps { candidates: vec![Candidate::of(seen)] }
                });
            }
            let gone = halo::delete(&self.network, &instance, &authority.token, &application.id).await;
            self.home.announce(Effect::ApplicationDeleted);
            self.or_sign_in_again(id, gone)?;
        }
        let left = halo::applications(&self.network, &instance, &authority.token);
        let left = self.or_sign_in_again(id, under_way.unless_stopped(left).await)?;
        for deleted in &of_ours {
            let listed = left.rows.iter().any(|a| deleted.id == a.id);
            // A list may leave out what is there.
            let there = alone(&deleted.id).await?;
            let there =
                there.is_some_and(|seen| !ours(creation, &foreign, std::slice::from_ref(&seen)).is_empty());
            if listed || there {
                return Err(Error::DeleteUnclear);
            }
        }
        if left.unread > 0 && of_ours.len() < creation.asked {
            // One that was asked for as well may be among them.
            return Err(Error::ApplicationsUnread { count: left.unread });
        }
        Ok(of_ours.len())
    }

    /// Goes on by hand. What was created stays and is ticked in the guide; what was only prepared
    /// goes. `insist`: the person has seen that no application is there.
    ///
    /// # Errors
    /// [`Error::ApplicationLeft`] when one may be there that was not found.
    pub async fn go_on_by_hand(&self, id: &str, insist: bool) -> Result<Draft> {
        let _under_way = self.begin_work(id)?;
        let creation = self.creation(id)?;
        match &creation {
            Some(creation) if creation.application().is_some() => {}
            Some(creation) if creation.may_be_there() && !insist => return Err(left(creation)),
            _ => self.forget_the_creation(id).await?,
        }
        self.drop_authority(id);
        // Its causes go along; what it refutes is still to be done.
        let proof = self.last_proof(id);
        self.change_draft(id, None, |draft| {
            draft.way = Way::ByHand;
            if let Some(creation) = creation.filter(|c| c.application().is_some()) {
                let refuted = |item| proof.as_ref().is_some_and(|proof| proof.refutes(item));
                let seen = items(&draft.purpose).iter().filter(|item| is_seen(**item, &creation));
                draft.ticks.extend(seen.filter(|item| !refuted(**item)));
            }
            Ok(())
        })
    }

    /// The application is not there: nothing of it stays in the keychain and in the journal.
    pub(crate) async fn forget_the_creation(&self, id: &str) -> Result<()> {
        held(&self.own_secrets).remove(id);
        self.delete_entries(id).await?;
        match self.change_draft(id, None, |draft| {
            draft.client_id = None;
            draft.client_id_after_save = false;
            draft.kept_as = None;
            draft.mark = None;
            Ok(())
        }) {
            // The answers may have been lost to a damaged file.
            Ok(_) | Err(Error::DraftGone) => {}
            Err(e) => return Err(e),
        }
        self.note(|j| j.end(id))
    }
}

/// An application that would be left behind.
pub(crate) fn left(creation: &Creation) -> Error {
    Error::ApplicationLeft { name: creation.name.clone(), host: creation.host.clone() }
}
