//! The progress of a set-up: which items of the procedure are done, and which page is next.

use serde::Serialize;
use strum::{EnumIter, IntoStaticStr};

use crate::procedure::{Item, Purpose};
use crate::proof::finding::{Proof, ReadBack};
use crate::setup::draft::{ClientId, Draft, Way};
use crate::setup::record::{Creation, Stage};

/// Where a set-up's secret is, as far as is known without a keychain call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SecretPlace {
    /// Not taken yet.
    Nowhere,
    /// In memory; the keychain has not accepted it. Lost when the app is closed.
    InHand,
    /// In the keychain.
    Kept,
    /// The last write was interrupted; the keychain is read at the next step.
    Uncertain,
}

impl SecretPlace {
    /// Its id, as in `guide-<id>` in the words, where the secret is not safe.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// The items that Latchkey does itself, in the order of the procedure.
pub const ITEMS_OF_REVIEW: [Item; 9] = [
    Item::New,
    Item::Name,
    Item::Active,
    Item::Method,
    Item::LoginType,
    Item::Agent,
    Item::Secret,
    Item::Permissions,
    Item::Save,
];

/// Whether an item is done. `creation`: the application that Latchkey requested from HaloPSA.
/// `proof`: the last one; what it refutes is not done.
pub fn is_done(
    item: Item,
    draft: &Draft,
    secret: SecretPlace,
    creation: Option<&Creation>,
    proof: Option<&Proof>,
) -> bool {
    let refuted = || proof.is_some_and(|proof| proof.refutes(item));
    match item {
        Item::ClientId => draft.client_id.is_some(),
        Item::Secret => secret == SecretPlace::Kept && !refuted(),
        Item::ClientIdAgain => draft.client_id.as_ref().is_some_and(ClientId::is_as_saved),
        // In the manual set-up a refuted item was unticked: a tick that is set now was set since.
        _ if draft.way == Way::ByHand => draft.ticks.contains(&item),
        _ => creation.is_some_and(|creation| is_seen(item, creation)) && !refuted(),
    }
}

/// Whether the application was seen in HaloPSA as the item requires.
pub(crate) fn is_seen(item: Item, creation: &Creation) -> bool {
    match (item, &creation.stage) {
        (_, Stage::Prepared | Stage::Sent) => false,
        (Item::New, _) => true,
        (Item::Save, Stage::Compared { differences, .. }) => differences.is_empty(),
        (
            Item::Name | Item::Active | Item::Method | Item::LoginType | Item::Agent | Item::Permissions,
            Stage::Compared { differences, compared, .. },
        ) => ReadBack { differences: differences.clone(), compared: compared.clone() }.is_as_planned(item),
        _ => false,
    }
}

/// A page of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Step {
    /// The address.
    Connect,
    /// Name and agent.
    General,
    /// Permissions.
    Permissions,
    /// What will be created, and its creation.
    Review,
    /// The procedure of the manual set-up.
    Guide,
    /// The hand-over.
    Done,
}

impl Step {
    /// The page's name.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// The pages of a set-up, in order.
pub fn steps(draft: &Draft) -> &'static [Step] {
    match (&draft.purpose, draft.connection()) {
        (Purpose::NewApplication, _) if draft.way == Way::ByLatchkey => {
            &[Step::Connect, Step::General, Step::Permissions, Step::Review, Step::Done]
        }
        (Purpose::NewApplication, _) => {
            &[Step::Connect, Step::General, Step::Permissions, Step::Guide, Step::Done]
        }
        // The application already has its name and agent.
        (Purpose::NewSecret { .. }, None) => &[Step::Connect, Step::Permissions, Step::Guide, Step::Done],
        // And Latchkey knows all its answers.
        (Purpose::NewSecret { .. }, Some(_)) => &[Step::Guide, Step::Done],
    }
}

/// Whether a page's answers are complete.
pub fn is_answered(step: Step, draft: &Draft) -> bool {
    match step {
        Step::Connect => draft.instance.is_some(),
        Step::General => {
            let chosen = draft.agent_id().is_some() || draft.way == Way::ByHand;
            draft.application_name.is_some() && draft.agent.is_some() && chosen
        }
        Step::Permissions => !draft.permissions.is_empty(),
        Step::Review | Step::Guide | Step::Done => false,
    }
}

/// The first page with a missing answer.
pub fn next_step(draft: &Draft) -> Step {
    // Review or guide at the latest: they have no answers.
    steps(draft).iter().copied().find(|step| !is_answered(*step, draft)).unwrap_or(Step::Guide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_called_the_same_everywhere() {
        for step in [Step::Connect, Step::General, Step::Permissions, Step::Review, Step::Guide, Step::Done] {
            assert_eq!(serde_json::to_value(step).unwrap(), step.id());
        }
    }
}
