//! Takes the Client ID and the secret that the user has copied in HaloPSA: from the clipboard, which is read
//! here, or as typed. Returns the words for the result.

use latchkey_core::procedure::Item;
use latchkey_core::setup::TakenValue;
use latchkey_core::setup::guide::SecretPlace;
use latchkey_core::vault::same;
use latchkey_core::{Error, Result, Secret, SetUpId};

use crate::clipboard;
use crate::desk::Desk;

/// From the clipboard. A secret is cleared there once it is stored.
pub(super) async fn pasted(
    desk: &Desk,
    set_up: &SetUpId,
    item: Item,
    insist: bool,
) -> Result<Vec<&'static str>> {
    let copied = clipboard::read()?;
    // Only the doubted value can be insisted upon, nothing copied since.
    let doubted = desk.refused.take(set_up, item);
    let insist = insist && doubted.is_some_and(|doubted| same(&doubted, &copied.text));
    let taken = value(desk, set_up, item, &copied.text, insist).await;
    if taken.as_ref().is_err_and(latchkey_core::Error::may_insist) {
        desk.refused.keep(set_up, item, copied.text.clone());
    }
    if item != Item::Secret {
        return taken;
    }
    match taken {
        Ok(mut said) => {
            if clipboard::clear_taken(copied) {
                said.push("guide-cleared");
            }
            if cfg!(windows) {
                said.push("guide-windows-history");
            }
            Ok(said)
        }
        Err(error) => {
            // If only the keychain failed, the secret is in hand until it is stored.
            if desk.set_up(set_up).is_ok_and(|set_up| set_up.has_in_hand(&copied.text)) {
                clipboard::remember(set_up, copied);
            }
            Err(error)
        }
    }
}

/// Takes the value as given.
pub(super) async fn value(
    desk: &Desk,
    set_up: &SetUpId,
    item: Item,
    copied: &Secret,
    insist: bool,
) -> Result<Vec<&'static str>> {
    let place = desk.workspace()?;
    let taking = place.latchkey.set_up(set_up)?;
    let taken = async {
        if item == Item::Secret {
            taking.take_secret(copied, insist).await
        } else {
            taking.take_client_id(copied, item == Item::ClientIdAgain, insist).await
        }
    };
    let taken = desk.watched(set_up, &place, taken).await?;
    clear_what_is_kept(desk, set_up);
    // Earlier items of the same stop are done.
    super::tick(desk, set_up, super::Stop::of(item)).await?;
    Ok(said(item, taken, place.is_in_keychain()))
}

/// Retries storing the secret that the keychain has not accepted.
pub(super) async fn keep(desk: &Desk, set_up: &SetUpId) -> Result<Vec<&'static str>> {
    let place = desk.workspace()?;
    let keeping = place.latchkey.set_up(set_up)?;
    desk.watched(set_up, &place, keeping.keep()).await?;
    clear_what_is_kept(desk, set_up);
    let kept = keeping.secret_place() == SecretPlace::Kept;
    Ok(if kept { vec![saved(place.is_in_keychain())] } else { vec!["guide-not-found"] })
}

/// A secret that was in hand, perhaps for hours, is now stored in the keychain: clears its source.
pub(super) fn clear_what_is_kept(desk: &Desk, set_up: &SetUpId) {
    let kept = match desk.set_up(set_up) {
        Ok(set_up) => matches!(set_up.secret_place(), SecretPlace::Kept | SecretPlace::Nowhere),
        // It is a connection now.
        Err(error) => error == Error::DraftGone,
    };
    if kept {
        clipboard::clear_remembered(set_up);
    }
}

fn saved(in_keychain: bool) -> &'static str {
    if in_keychain { "guide-saved-secret" } else { "guide-saved-secret.practice" }
}

fn said(item: Item, taken: TakenValue, in_keychain: bool) -> Vec<&'static str> {
    let what = match (item, taken.changed) {
        (Item::Secret, _) => saved(in_keychain),
        (_, true) => "guide-client-id-changed",
        (Item::ClientIdAgain, false) => "guide-client-id-same",
        (_, false) => "guide-saved-client-id",
    };
    let mut said = vec![what];
    if item == Item::Secret && taken.changed {
        said.push("guide-secret-replaced");
    }
    if taken.trimmed {
        said.push("guide-trimmed");
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_said_as_it_is() {
        let said = |item, changed, trimmed| said(item, TakenValue { trimmed, changed }, true);
        assert_eq!(said(Item::ClientId, false, false), ["guide-saved-client-id"]);
        assert_eq!(said(Item::ClientIdAgain, false, false), ["guide-client-id-same"]);
        assert_eq!(said(Item::ClientIdAgain, true, true), ["guide-client-id-changed", "guide-trimmed"]);
        assert_eq!(said(Item::Secret, true, false), ["guide-saved-secret", "guide-secret-replaced"]);
    }
}
