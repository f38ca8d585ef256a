//! The guide's stops: each follows a piece of work in HaloPSA without coming back here. Each item of the
//! procedure is at one of the stops, and all but the first end with a value that is pasted here, so that
//! nothing has to be ticked.

use latchkey_core::procedure::{self, Item, Purpose};
use latchkey_core::proof::finding::{Proof, TokenSeen};
use latchkey_core::setup::draft::Draft;
use latchkey_core::setup::guide::{self, SecretPlace};
use latchkey_core::setup::record::Creation;
use serde::{Deserialize, Serialize};

/// A step of the guide. Its title: `guide-at-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stop {
    /// Signs in, and opens the list of applications.
    Open,
    /// The application's form, up to the Client ID. For a lost secret: the existing application.
    Form,
    Secret,
    /// The permissions, Save, and the Client ID that is there afterwards.
    Save,
    Test,
}

/// The state of a set-up by hand.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) draft: &'a Draft,
    pub(crate) secret: SecretPlace,
    /// The creation that Latchkey itself has requested from HaloPSA.
    pub(crate) creation: Option<&'a Creation>,
    /// The last one.
    pub(crate) proof: Option<&'a Proof>,
}

impl Facts<'_> {
    fn is_done(&self, item: Item) -> bool {
        guide::is_done(item, self.draft, self.secret, self.creation, self.proof)
    }

    /// The application that Latchkey has created: to be opened, not created again.
    pub(crate) fn exists(&self) -> Option<&str> {
        self.creation
            .filter(|creation| creation.application().is_some())
            .map(|creation| creation.name.as_str())
    }

    /// The application in HaloPSA, by hand or by Latchkey: one that was issued a token is saved there.
    pub(crate) fn there(&self) -> Option<&str> {
        let saved = self.proof.is_some_and(|proof| matches!(proof.token, TokenSeen::Given { .. }));
        self.exists().or_else(|| self.draft.application_name.as_deref().filter(|_| saved))
    }

    /// Whether HaloPSA doesn't show the secret any more, so that a new one has to be generated.
    pub(crate) fn needs_another_secret(&self) -> bool {
        self.draft.purpose.is_new_secret()
            || self.exists().is_some()
            || self.proof.is_some_and(|proof| proof.refutes(Item::Secret))
    }
}

impl Stop {
    /// As used in words and ids.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Form => "form",
            Self::Secret => "secret",
            Self::Save => "save",
            Self::Test => "test",
        }
    }

    /// The stop of an item.
    pub(crate) fn of(item: Item) -> Self {
        match item {
            Item::SignIn | Item::OpenApi | Item::ViewApplications => Self::Open,
            Item::OpenApplication
            | Item::New
            | Item::Name
            | Item::Active
            | Item::Method
            | Item::LoginType
            | Item::Agent
            | Item::ClientId => Self::Form,
            Item::Generate | Item::Secret => Self::Secret,
            Item::Permissions | Item::Save | Item::ClientIdAgain => Self::Save,
        }
    }

    /// All stops of a set-up, in the order of the procedure.
    pub(crate) fn all(purpose: &Purpose) -> Vec<Self> {
        let mut all: Vec<Self> = procedure::items(purpose).iter().map(|item| Self::of(*item)).collect();
        all.dedup();
        all.push(Self::Test);
        all
    }

    /// The items at this stop.
    pub(crate) fn items(self, purpose: &Purpose) -> impl Iterator<Item = Item> {
        procedure::items(purpose).iter().copied().filter(move |item| Self::of(*item) == self)
    }

    /// The value that is taken here after the user has copied it in HaloPSA.
    pub(crate) fn takes(self) -> Option<Item> {
        match self {
            Self::Form => Some(Item::ClientId),
            Self::Secret => Some(Item::Secret),
            Self::Save => Some(Item::ClientIdAgain),
            _ => None,
        }
    }

    pub(crate) fn is_done(self, facts: &Facts<'_>) -> bool {
        self != Self::Test && self.items(&facts.draft.purpose).all(|item| facts.is_done(item))
    }

    /// The first one that is not done.
    pub(crate) fn first(facts: &Facts<'_>) -> Self {
        Self::all(&facts.draft.purpose).into_iter().find(|stop| !stop.is_done(facts)).unwrap_or(Self::Test)
    }

    /// The one before it.
    pub(crate) fn before(self, purpose: &Purpose) -> Option<Self> {
        let all = Self::all(purpose);
        all.iter().position(|stop| *stop == self)?.checked_sub(1).map(|at| all[at])
    }

    /// The next stop: skips those done already, unless this one was too and is only being viewed.
    pub(crate) fn next(self, was_done: bool, facts: &Facts<'_>) -> Self {
        let mut later = Self::all(&facts.draft.purpose).into_iter().skip_while(|stop| *stop != self).skip(1);
        later.find(|stop| was_done || !stop.is_done(facts)).unwrap_or(Self::Test)
    }
}

#[cfg(test)]
mod tests {
    use latchkey_core::setup::draft::{ClientId, Way};

    use super::*;

    fn draft(purpose: Purpose) -> Draft {
        Draft { way: Way::ByHand, ..Draft::begin(purpose, None, "Backup").unwrap() }
    }

    fn facts(draft: &Draft) -> Facts<'_> {
        Facts { draft, secret: SecretPlace::Nowhere, creation: None, proof: None }
    }

    #[test]
    fn every_item_is_at_one_stop_and_the_order_is_the_procedures() {
        for purpose in [Purpose::NewApplication, Purpose::NewSecret { of: None }] {
            let all = Stop::all(&purpose);
            let items: Vec<Item> = all.iter().flat_map(|stop| stop.items(&purpose)).collect();
            assert_eq!(items, procedure::items(&purpose));
            assert_eq!(all.last(), Some(&Stop::Test));
        }
        assert_eq!(Stop::all(&Purpose::NewApplication).len(), 5);
        assert_eq!(Stop::all(&Purpose::NewSecret { of: None }).len(), 5);
    }

    #[test]
    fn it_goes_on_at_what_is_not_done_and_step_by_step_where_one_only_looks() {
        let mut draft = draft(Purpose::NewApplication);
        assert_eq!(Stop::first(&facts(&draft)), Stop::Open);
        draft.ticks =
            procedure::items(&draft.purpose).iter().copied().filter(|i| i.is_ticked_by_hand()).collect();
        let facts = facts(&draft);
        assert_eq!(Stop::first(&facts), Stop::Form, "the Client ID is a fact, and is missing");
        let kept =
            Draft { client_id: Some(ClientId::BeforeSave { value: "0f8fad5b".into() }), ..draft.clone() };
        let kept = Facts { draft: &kept, ..facts };
        assert_eq!(Stop::Open.next(false, &kept), Stop::Secret, "what is done is passed");
        assert_eq!(Stop::Open.next(true, &kept), Stop::Form, "one looks at it again");
        assert_eq!(Stop::Save.next(false, &facts), Stop::Test);
        assert_eq!(Stop::Open.before(&draft.purpose), None);
        assert_eq!(Stop::Test.before(&draft.purpose), Some(Stop::Save));
    }

    #[test]
    fn a_secret_that_was_lost_is_not_shown_again_and_has_to_be_made_anew() {
        assert!(facts(&draft(Purpose::NewSecret { of: None })).needs_another_secret());
        assert!(!facts(&draft(Purpose::NewApplication)).needs_another_secret());
    }
}
