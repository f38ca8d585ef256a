//! How far a set-up has come: which items of the procedure are done, and which page is next.

use serde::Serialize;

use crate::draft::Draft;
use crate::procedure::{Item, Purpose};

/// Where the secret of a set-up is, as far as is known without asking the keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretPlace {
    /// Not taken yet.
    Nowhere,
    /// Taken, and the keychain has not accepted it. Lost when the app is closed.
    InHand,
    /// In the keychain.
    Kept,
    /// The last write was interrupted; the keychain is asked at the next step.
    Uncertain,
}

/// Whether an item's fact is true.
pub fn is_done(item: Item, draft: &Draft, secret: SecretPlace) -> bool {
    match item {
        Item::ClientId => draft.client_id.is_some(),
        Item::Secret => secret == SecretPlace::Kept,
        Item::ClientIdAgain => draft.client_id_after_save,
        _ => draft.ticks.contains(&item),
    }
}

/// A page of the app. Its words are `step-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The address.
    Connect,
    /// Name and agent.
    General,
    /// Permissions.
    Permissions,
    /// The procedure, by hand.
    Guide,
    /// The hand-over.
    Done,
}

impl Step {
    /// The page's name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::General => "general",
            Self::Permissions => "permissions",
            Self::Guide => "guide",
            Self::Done => "done",
        }
    }
}

/// The pages of a set-up, in their order.
pub fn steps(draft: &Draft) -> &'static [Step] {
    match (&draft.purpose, &draft.connection) {
        (Purpose::NewApplication, _) => {
            &[Step::Connect, Step::General, Step::Permissions, Step::Guide, Step::Done]
        }
        // The application has its name and agent already.
        (Purpose::NewSecret, None) => &[Step::Connect, Step::Permissions, Step::Guide, Step::Done],
        // And Latchkey knows all of it.
        (Purpose::NewSecret, Some(_)) => &[Step::Guide, Step::Done],
    }
}

/// Whether a page has its answers.
pub fn is_answered(step: Step, draft: &Draft) -> bool {
    match step {
        Step::Connect => draft.instance.is_some(),
        Step::General => draft.application_name.is_some() && draft.agent.is_some(),
        Step::Permissions => !draft.permissions.is_empty(),
        Step::Guide | Step::Done => false,
    }
}

/// The first page that lacks an answer.
pub fn next_step(draft: &Draft) -> Step {
    steps(draft).iter().copied().find(|step| !is_answered(*step, draft)).unwrap_or(Step::Guide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_called_the_same_everywhere() {
        for step in [Step::Connect, Step::General, Step::Permissions, Step::Guide, Step::Done] {
            assert_eq!(serde_json::to_value(step).unwrap(), step.id());
        }
    }
}
