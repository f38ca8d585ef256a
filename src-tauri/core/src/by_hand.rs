//! The set-up by hand: what the person says is done, and the credentials taken from the clipboard.

use crate::credentials::{self, Recognised, Wanted};
use crate::draft::Draft;
use crate::latchkey::held;
use crate::procedure::{Item, items};
use crate::{Error, Latchkey, Result, Secret};
use url::Url;

/// What was taken from the clipboard, to be said to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// There was white space or a quotation mark around it.
    pub trimmed: bool,
    /// It differs from the one that was taken before.
    pub changed: bool,
}

impl Latchkey {
    /// The person says that an item is done, or that it is not. Ticks don't depend on each other,
    /// so no revision is asked for.
    pub fn tick(&self, id: &str, item: Item, done: bool) -> Result<Draft> {
        self.change_draft(id, None, |draft| {
            if item.is_ticked_by_hand() && items(&draft.purpose).contains(&item) {
                if done {
                    draft.ticks.insert(item);
                } else {
                    draft.ticks.remove(&item);
                }
            }
            Ok(())
        })
    }

    /// The page of the instance that an item of the guide is about, for the person's browser: where signing in
    /// begins, or its applications.
    ///
    /// # Errors
    /// [`Error::PracticeOnly`] and [`Error::PlainHttp`], as for every request.
    pub fn page_in_halo(&self, id: &str, item: Item) -> Result<Url> {
        let address = self.draft(id)?.instance.ok_or(Error::DraftIncomplete)?.address;
        let page = if item == Item::SignIn { address.join("") } else { address.applications_page() };
        self.network.admit(&page)?;
        Ok(page)
    }

    /// The agent that HaloPSA named is the right one: the plan is put right instead of HaloPSA.
    pub fn accept_agent(&self, id: &str, name: &str) -> Result<Draft> {
        self.change_draft(id, None, |draft| draft.set_agent(name))
    }

    /// Takes the Client ID. `after_save`: it is the one that stands there after Save.
    pub async fn take_client_id(
        &self,
        id: &str,
        copied: &Secret,
        after_save: bool,
        insist: bool,
    ) -> Result<Taken> {
        use secrecy::ExposeSecret;
        let _under_way = self.begin_work(id)?;
        let draft = self.draft(id)?;
        let secret = held(&self.in_hand).get(id).cloned();
        let Recognised { value, trimmed } =
            credentials::recognise(copied, Wanted::ClientId, secret.as_ref(), insist)?;
        // Exposed because a Client ID is no secret: it stands in files and on pages from here on.
        let client_id = value.expose_secret().to_owned();
        let before = draft.client_id.as_ref().filter(|before| **before != client_id);
        // The same in other letters is the same, though the entry may have to be renamed.
        let changed = before.is_some_and(|before| !before.eq_ignore_ascii_case(&client_id));
        if changed && draft.connection.is_some() && !after_save && !insist {
            return Err(Error::ClientIdOfAnother);
        }
        self.change_draft(id, None, |draft| {
            draft.client_id = Some(client_id);
            draft.client_id_after_save |= after_save;
            Ok(())
        })?;
        if before.is_some() {
            self.settle(id).await?;
        }
        Ok(Taken { trimmed, changed })
    }

    /// Takes the secret: first in hand, then at once into the keychain. When the keychain fails,
    /// it stays in hand for [`Latchkey::keep`].
    pub async fn take_secret(&self, id: &str, copied: &Secret, insist: bool) -> Result<Taken> {
        let _under_way = self.begin_work(id)?;
        let draft = self.draft(id)?;
        let client_id = draft.client_id.as_deref().map(Secret::from);
        let Recognised { value, trimmed } =
            credentials::recognise(copied, Wanted::Secret, client_id.as_ref(), insist)?;
        if draft.client_id.is_none() {
            return Err(Error::ClientIdMissing);
        }
        let before = held(&self.in_hand).insert(id.to_owned(), value);
        held(&self.last_proof).remove(id);
        self.take_up_again(id)?;
        self.store(id).await?;
        Ok(Taken { trimmed, changed: before.is_some() })
    }

    /// Whether the secret in hand of a set-up came from this text.
    pub fn has_in_hand(&self, id: &str, copied: &Secret) -> bool {
        use secrecy::ExposeSecret;
        // Exposed to be compared, and shown to nobody. There may have been white space around it.
        held(&self.in_hand)
            .get(id)
            .is_some_and(|secret| copied.expose_secret().contains(secret.expose_secret()))
    }
}
