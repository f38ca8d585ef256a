//! A person who signed in to HaloPSA's own page, in a window of ours: their session is looked at,
//! and where they may manage applications, it is the set-up's authority.

use std::sync::Arc;

use url::Url;

use super::Authority;
use super::authority::may_be_created;
use crate::halo::{self, Person, Token};
use crate::instance::Instance;
use crate::latchkey::held;
use crate::proof::{Listener, Progress};
use crate::{Error, Latchkey, Result};

/// An agent who is signed in, before anything is done with it.
pub struct SignedIn {
    token: Token,
    instance: Instance,
    agent: Option<halo::AgentSeen>,
}

impl Latchkey {
    /// The instance at which somebody may sign in for this set-up.
    ///
    /// # Errors
    /// [`Error::DraftIncomplete`] without an address, or where nothing is to be created.
    pub fn sign_in_place(&self, id: &str) -> Result<Instance> {
        let draft = self.draft(id)?;
        may_be_created(&draft)?;
        draft.instance.ok_or(Error::DraftIncomplete)
    }

    /// Whether the sign-in window may go there: https to any host, since single sign-on goes over others; while
    /// practising, this app's own practice HaloPSA and nothing else. Never to files or to this app's own pages.
    pub fn window_may_go_to(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        match url.scheme() {
            // On Windows the app's own pages are at `http://tauri.localhost`.
            "https" | "http" => {
                !host.is_empty() && !host.ends_with(".localhost") && self.network.admit(url).is_ok()
            }
            // Empty frames, which many sign-in pages use.
            "about" => matches!(url.path(), "blank" | "srcdoc"),
            _ => false,
        }
    }

    /// Who is signed in, by what was found in the window. `None`: nobody (yet).
    ///
    /// # Errors
    /// [`Error::NotAdministrator`], [`Error::AuthorityNotEnough`], [`Error::SignInNotHalo`], and
    /// what the network came to.
    pub async fn who_is_signed_in(&self, instance: &Instance, token: Token) -> Result<Option<SignedIn>> {
        let agent = match halo::person(&self.network, instance, &token).await? {
            Person::Nobody => return Ok(None),
            Person::Agent(agent) if agent.administrator == Some(false) => {
                return Err(Error::NotAdministrator { name: agent.name });
            }
            Person::Agent(agent) => Some(agent),
            Person::Untold => None,
        };
        if agent.is_none() {
            // Then what counts shows whether it is anybody's session at all.
            match halo::applications(&self.network, instance, &token).await {
                Ok(_) => {}
                Err(Error::AuthorityExpired) => return Ok(None),
                Err(Error::HaloOddAnswer { host }) => return Err(Error::SignInNotHalo { host }),
                Err(e) => return Err(e),
            }
        }
        Ok(Some(SignedIn { token, instance: instance.clone(), agent }))
    }

    /// Goes on with whoever is signed in.
    ///
    /// # Errors
    /// [`Error::SignInOtherAgent`]; then [`Latchkey::accept_sign_in`] goes on all the same.
    pub async fn sign_in(&self, id: &str, signed_in: SignedIn, listener: &Listener) -> Result<()> {
        let under_way = self.begin_work(id)?;
        listener(Progress::SignInLook);
        if self.sign_in_place(id)? != signed_in.instance {
            return Err(Error::DraftStale);
        }
        let SignedIn { token, instance, agent } = signed_in;
        let name = agent.as_ref().map(|agent| agent.name.clone());
        // It only reads: it may be stopped anywhere.
        let looks = self.look_around(instance, token, None, agent);
        let authority = under_way.unless_stopped(Box::pin(looks)).await.map_err(|e| match (e, name) {
            (Error::AuthorityNotEnough, Some(name)) => Error::NotAdministrator { name },
            (e, _) => e,
        })?;
        let before = held(&self.signed_in_before).get(id).cloned();
        if let (Some(before), Some(now)) = (before, &authority.agent)
            && before.id != now.id
        {
            let name = now.name.clone();
            held(&self.sign_ins_to_accept).insert(id.to_owned(), authority);
            return Err(Error::SignInOtherAgent { name, before: before.name });
        }
        self.take_authority(id, authority)
    }

    /// Goes on with somebody else than before, whom [`Latchkey::sign_in`] asked about.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`] when nobody waits.
    pub fn accept_sign_in(&self, id: &str) -> Result<()> {
        let _under_way = self.begin_work(id)?;
        let authority = held(&self.sign_ins_to_accept).remove(id).ok_or(Error::AuthorityMissing)?;
        if self.sign_in_place(id)? != authority.instance {
            return Err(Error::DraftStale);
        }
        self.take_authority(id, authority)
    }

    /// Drops whoever was asked about and not accepted.
    pub fn forget_whom_to_accept(&self) {
        held(&self.sign_ins_to_accept).clear();
    }

    /// Drops whoever is signed in, everywhere.
    pub fn sign_out(&self) {
        self.forget_whom_to_accept();
        held(&self.authorities).clear();
        held(&self.authority_client_ids).clear();
    }

    /// Drops whoever is signed in for this set-up, and whoever was about to.
    pub(crate) fn drop_authority(&self, id: &str) {
        held(&self.authorities).remove(id);
        held(&self.sign_ins_to_accept).remove(id);
        held(&self.authority_client_ids).remove(id);
    }

    /// From here on it is this set-up's.
    pub(super) fn take_authority(&self, id: &str, authority: Arc<Authority>) -> Result<()> {
        if let Some(agent) = authority.agent.clone().filter(|_| authority.application.is_none()) {
            held(&self.signed_in_before).insert(id.to_owned(), agent);
        }
        self.drop_authority(id);
        held(&self.authorities).insert(id.to_owned(), authority);
        self.change_draft(id, None, |draft| {
            draft.way = crate::draft::Way::ByLatchkey;
            Ok(())
        })?;
        Ok(())
    }
}
