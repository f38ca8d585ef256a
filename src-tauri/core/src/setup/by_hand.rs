//! The set-up by hand: what the person says is done, and the credentials taken from the clipboard.

use secrecy::ExposeSecret;
use url::Url;

use super::SetUp;
use crate::setup::draft::{ClientId, Draft};
use crate::setup::procedure::{Item, items};
use crate::vault::credentials::{self, Recognised, Wanted};
use crate::{Error, Result, Secret};

/// What was taken from the clipboard, to be said to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenValue {
    /// There was white space or a quotation mark around it.
    pub trimmed: bool,
    /// It differs from the one that was taken before.
    pub changed: bool,
}

impl SetUp {
    /// The person says that an item is done, or that it is not. Ticks don't depend on each other,
    /// so no revision is asked for.
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

    /// The page of the instance that an item of the guide is about, for the person's browser: where signing in
    /// begins, or its applications.
    ///
    /// # Errors
    /// [`Error::PracticeOnly`] and [`Error::PlainHttp`], as for every request.
    pub fn page_in_halo(&self, item: Item) -> Result<Url> {
        let address = self.draft()?.instance.ok_or(Error::DraftIncomplete)?.address;
        let page = if item == Item::SignIn { address.join("") } else { address.applications_page() };
        self.context.network.admit(&page)?;
        Ok(page)
    }

    /// Takes the Client ID. `after_save`: it is the one that stands there after Save.
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
        // Exposed because a Client ID is no secret: it stands in files and on pages from here on.
        let client_id = value.expose_secret().to_owned();
        let before = draft.client_id().filter(|before| *before != client_id);
        // The same in other letters is the same, though the entry may have to be renamed.
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

    /// Takes the secret: first in hand, then at once into the keychain. When the keychain fails,
    /// it stays in hand for [`SetUp::keep`].
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

    /// Whether the secret in hand came from this text.
    pub fn has_in_hand(&self, copied: &Secret) -> bool {
        // Exposed to be compared, and shown to nobody. There may have been white space around it.
        self.with_memory(|memory| {
            let secret = memory.secret.as_ref();
            secret.is_some_and(|secret| copied.expose_secret().contains(secret.expose_secret()))
        })
    }
}
