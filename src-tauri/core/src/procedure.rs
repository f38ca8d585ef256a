//! The procedure, item by item: what is done by hand in HaloPSA, in order.
//!
//! The order and HaloPSA's terms are from the vendor documentation (valid as of 17 November 2025). Two
//! items are Latchkey's own: the Client ID is copied before the secret, because it is part of the keychain
//! entry's name, and once more after Save, because it can change then (contract: "Halo
//! runbooks guide"; homotechsual/HaloAPI#19).

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

use crate::ids::ConnectionId;

/// What a set-up is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Purpose {
    /// A new API application.
    NewApplication,
    /// A new secret for an application that exists, because the old one was lost.
    NewSecret {
        /// Its connection, if Latchkey has it.
        of: Option<ConnectionId>,
    },
}

impl Purpose {
    /// Whether it is for a new secret.
    pub fn is_new_secret(&self) -> bool {
        matches!(self, Self::NewSecret { .. })
    }
}

/// One item of the procedure. Its words are `item-<id>`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Item {
    /// 1.1 Sign in with an Administrator account.
    SignIn,
    /// 1.2 Configuration > Integrations > `HaloPSA` API.
    OpenApi,
    /// 1.3 View Applications.
    ViewApplications,
    /// 2.1 New.
    New,
    /// 2.2 Application Name.
    Name,
    /// 2.2 Active.
    Active,
    /// 2.2 Authentication Method.
    Method,
    /// 2.2 Login Type. Choosing it changes the secret (seen: `AppXite`), so it comes before it.
    LoginType,
    /// 2.2 Agent to log in as.
    Agent,
    /// The existing application, when a secret was lost.
    OpenApplication,
    /// Generate, when a secret was lost. The old one becomes invalid at Save.
    Generate,
    /// 2.2 Client ID.
    ClientId,
    /// 2.2 Client Secret, visible until Save.
    Secret,
    /// 3 Permissions.
    Permissions,
    /// 4 Save.
    Save,
    /// The Client ID after Save.
    ClientIdAgain,
}

impl Item {
    /// Its id, as in words and pages.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether the user ticks it; otherwise Latchkey determines whether it is done.
    pub fn is_ticked_by_hand(self) -> bool {
        !matches!(self, Self::ClientId | Self::Secret | Self::ClientIdAgain)
    }
}

/// The items of a set-up, in order.
pub fn items(purpose: &Purpose) -> &'static [Item] {
    match purpose {
        Purpose::NewApplication => &[
            Item::SignIn,
            Item::OpenApi,
            Item::ViewApplications,
            Item::New,
            Item::Name,
            Item::Active,
            Item::Method,
            Item::LoginType,
            Item::Agent,
            Item::ClientId,
            Item::Secret,
            Item::Permissions,
            Item::Save,
            Item::ClientIdAgain,
        ],
        Purpose::NewSecret { .. } => &[
            Item::SignIn,
            Item::OpenApi,
            Item::ViewApplications,
            Item::OpenApplication,
            Item::ClientId,
            Item::Generate,
            Item::Secret,
            Item::Save,
            Item::ClientIdAgain,
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_type_is_chosen_before_the_secret_is_copied() {
        let items = items(&Purpose::NewApplication);
        let at = |item| items.iter().position(|i| *i == item).unwrap();
        assert!(at(Item::Method) < at(Item::LoginType));
        assert!(at(Item::LoginType) < at(Item::Secret));
        assert!(at(Item::ClientId) < at(Item::Secret), "the entry carries the Client ID");
        assert!(at(Item::Secret) < at(Item::Save), "it is not shown after Save");
        assert!(at(Item::Save) < at(Item::ClientIdAgain));
    }

    #[test]
    fn an_item_is_called_the_same_in_files_and_words() {
        for item in items(&Purpose::NewApplication).iter().chain(items(&Purpose::NewSecret { of: None })) {
            assert_eq!(serde_json::to_value(item).unwrap(), item.id());
        }
    }
}
