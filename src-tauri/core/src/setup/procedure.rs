//! The procedure, item by item: what is done in HaloPSA by hand, in the order in which it is done.
//!
//! The order and HaloPSA's words are the vendor documentation's (valid as of 17 November 2025). Two
//! items are Latchkey's own: the Client ID is copied before the secret, because the keychain's
//! entry carries it, and once more after Save, because it can change there (contract: "Halo
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
    /// Whether a lost secret is replaced.
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
    /// 2.2 Login Type. Choosing it changes the secret (seen: `AppXite`), so it stands before it.
    LoginType,
    /// 2.2 Agent to log in as.
    Agent,
    /// The existing application, when a secret was lost.
    OpenApplication,
    /// Generate, when a secret was lost. The old one stops at Save.
    Generate,
    /// 2.2 Client ID.
    ClientId,
    /// 2.2 Client Secret, visible until Save.
    Secret,
    /// 3 Permissions.
    Permissions,
    /// 4 Save.
    Save,
    /// The Client ID that stands there after Save.
    ClientIdAgain,
}

impl Item {
    /// The item as it is called in words and pages.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether the person says that it is done; else its being done is a fact.
    pub fn is_ticked_by_hand(self) -> bool {
        !matches!(self, Self::ClientId | Self::Secret | Self::ClientIdAgain)
    }
}

/// The items of a set-up, in their order.
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
