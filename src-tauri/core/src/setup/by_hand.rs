//! The manual set-up: the items that the user ticks, and the credentials taken from the clipboard.

use secrecy::ExposeSecret;
use url::Url;

use super::SetUp;
use crate::procedure::{Item, items};
use crate::setup::draft::{ClientId, Draft};
use crate::vault::credentials::{self, Recognised, Wanted};
use crate::{Error, Result, Secret};

/// What the user is shown about a value that was taken from the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenValue {
    /// White space or quotation marks around it were removed.
    pub trimmed: bool,
    /// It differs from the one taken before.
    pub changed: bool,
}

impl SetUp {
    /// Ticks an item of the guide, or unticks it. Ticks don't depend on each other, so no revision is needed.
    pub async fn tick(&self, item: Item, done: bool) -> Result<Draft> {
        self.change_answers(None, move |draft| {
            if item.is_ticked_by_hand() && items(&draft.purpose).contains(&item) {
                if done {
                    draft.ticks.insert(item);
                } else {
                    draft.ticks.remove(&item);
                }
            }
            Ok(())
        })
        .await
    }

    /// The page of the instance that an item of the guide is about, for the user's browser: the sign-in page,
    /// or the list of applications.
    ///
    /// # Errors
    /// [`Error::PracticeOnly`] and [`Error::PlainHttp`], as for every request.
    pub fn page_in_halo(&self, item: Item) -> Result<Url> {
        let address = self.draft()?.instance.ok_or(Error::DraftIncomplete)?.address;
        let page = if item == Item::SignIn { address.join("") } else { address.applications_page() };
        self.context.network.admit(&page)?;
        Ok(page)
    }

    /// Takes the Client ID. `after_save`: as it is in HaloPSA after Save.
    pub async fn take_client_id(
        &self,
        copied: &Secret,
        after_save: bool,
        insist: bool,
    ) -> Result<TakenValue> {
        let _running = self.begin_work()?;
        let draft = self.draft()?;
        let secret = self.with_memory(|memory| memory.secret.clone());
        let Recognised { value, trimmed } =
            credentials::recognise(copied, Wanted::ClientId, secret.as_ref(), insist)?;
        // Exposed because a Client ID is no secret: it is in files and on pages from here on.
        let client_id = value.expose_secret().to_owned();
        let before = draft.client_id().filter(|before| *before != client_id);
        // A difference in case only is no change, though the entry may have to be renamed.
        let changed = before.is_some_and(|before| !before.eq_ignore_ascii_case(&client_id));
        if changed && draft.connection().is_some() && !after_save && !insist {
            return Err(Error::ClientIdOfAnother);
        }
        self.change_answers(None, move |draft| {
            let as_saved = after_save || draft.client_id.as_ref().is_some_and(ClientId::is_as_saved);
            draft.client_id = Some(if as_saved {
                ClientId::AsSaved { value: client_id }
            } else {
                ClientId::BeforeSave { value: client_id }
            });
            Ok(())
        })
        .await?;
        if before.is_some() {
            self.reconcile().await?;
        }
        Ok(TakenValue { trimmed, changed })
    }

    /// Takes the secret: first in memory, then immediately into the keychain. If the keychain fails,
    /// it stays in memory for [`SetUp::keep`].
    pub async fn take_secret(&self, copied: &Secret, insist: bool) -> Result<TakenValue> {
        let _running = self.begin_work()?;
        let draft = self.draft()?;
        let client_id = draft.client_id().map(Secret::from);
        let Recognised { value, trimmed } =
            credentials::recognise(copied, Wanted::Secret, client_id.as_ref(), insist)?;
        if draft.client_id.is_none() {
            return Err(Error::ClientIdMissing);
        }
        let before = self.with_memory(|memory| {
            memory.proof = None;
            memory.secret.replace(value)
        });
        // It has to be proved again.
        self.change(|record| record.became = None).await?;
        self.store().await?;
        Ok(TakenValue { trimmed, changed: before.is_some() })
    }

    /// Whether the secret in memory came from this text.
    pub fn has_in_hand(&self, copied: &Secret) -> bool {
        // Exposed only for the comparison. There may have been white space around it.
        self.with_memory(|memory| {
            let secret = memory.secret.as_ref();
            secret.is_some_and(|secret| copied.expose_secret().contains(secret.expose_secret()))
        })
    }
}
