//! Taking back what was created, and going on by hand instead.

use std::time::Instant;

use super::find::{is_ours, ours, perhaps_ours};
use crate::draft::{Draft, Way};
use crate::guide::is_seen;
use crate::halo::{self, ApplicationSeen};
use crate::home::Effect;
use crate::journal::{Creation, Stage};
use crate::latchkey::UnderWay;
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
    /// [`Error::DeleteUnclear`], [`Error::CreateSeveral`] when it could not be deleted.
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
        let list = || async {
            let asked = halo::applications(&self.network, &instance, &authority.token);
            self.or_sign_in_again(id, under_way.unless_stopped(asked).await)
        };
        let start = Instant::now();
        let of_ours = loop {
            let applications = list().await?;
            let found = to_delete(creation, &applications)?;
            // What was never seen in the list may still appear there.
            let wait = found.is_empty() && !matches!(creation.stage, Stage::Compared { .. });
            if !wait || start.elapsed() >= self.network.patience().look {
                break found;
            }
            self.network.pause(self.network.patience().pause).await;
        };
        for application in &of_ours {
            let gone = halo::delete(&self.network, &instance, &authority.token, &application.id).await;
            self.home.announce(Effect::ApplicationDeleted);
            self.or_sign_in_again(id, gone)?;
        }
        let left = list().await?;
        if left.iter().any(|a| of_ours.iter().any(|deleted| deleted.id == a.id)) {
            return Err(Error::DeleteUnclear);
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
    async fn forget_the_creation(&self, id: &str) -> Result<()> {
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

/// The applications that undoing deletes: those that are ours for certain, else the one that can be.
fn to_delete(creation: &Creation, applications: &[ApplicationSeen]) -> Result<Vec<ApplicationSeen>> {
    let mut found: Vec<ApplicationSeen> = ours(creation, applications).into_iter().cloned().collect();
    if let Some(id) = creation.application() {
        // By its id, its mark or name checked: somebody may have made another one of it.
        let known = applications.iter().filter(|a| a.id == id && !a.system);
        let checked = known.filter(|a| is_ours(creation, a) || a.name == creation.name);
        found.extend(checked.filter(|a| ours(creation, applications).iter().all(|o| o.id != a.id)).cloned());
        return Ok(found);
    }
    if found.is_empty() {
        let perhaps = perhaps_ours(creation, applications);
        if creation.there_before.is_none() {
            // Nobody knows any more what was there before: one of the same name could be somebody's.
            let count = applications.iter().filter(|a| !a.system && a.name == creation.name).count();
            if count > 0 {
                return Err(Error::CreateSeveral { count });
            }
        }
        if perhaps.len() > 1 {
            return Err(Error::CreateSeveral { count: perhaps.len() });
        }
        found.extend(perhaps.into_iter().cloned());
    }
    Ok(found)
}

/// An application that would be left behind.
pub(crate) fn left(creation: &Creation) -> Error {
    Error::ApplicationLeft { name: creation.name.clone(), host: creation.host.clone() }
}
