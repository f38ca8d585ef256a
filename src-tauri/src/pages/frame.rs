//! What is around every page: the steps of a set-up, who is signed in, whether this is practice, what is under way.

use latchkey_core::Result;
use latchkey_core::draft::{Draft, Way};
use latchkey_core::procedure::Purpose;
use serde::{Deserialize, Serialize};

use super::notice::{Notice, Question};
use super::progress::Progress;
use super::words::{family, t};
use super::{Context, Route, Update};
use crate::desk::{Desk, Place};

/// What a person can do on every page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Goes over to the practice HaloPSA.
    Practise {},
    /// Comes back from it: at once where nothing was begun, else after a question.
    AskToStopPractising {},
    StopPractising {},
    /// Stops what is under way for a set-up or connection, where that is safe.
    Stop {
        id: String,
    },
    /// Waits for the keychain no longer.
    StopWaiting {},
    /// Nobody is signed in to HaloPSA any more.
    SignOut {},
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub(crate) practising: bool,
    pub(crate) progress: Option<Progress>,
    /// The steps of a set-up, on its pages.
    pub(crate) steps: Vec<StepView>,
    pub(crate) signed_in: Option<SignedIn>,
}

/// Which page of a set-up is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Current {
    Connect,
    Agent,
    Permissions,
    Review,
    Guide,
}

/// Where a step leads, while the set-up is at an earlier or a later one.
type Opens = Option<fn(String) -> Route>;

/// Whether the person does it in HaloPSA. At the address that is so when the agent was given by hand.
pub(crate) fn is_by_hand(draft: &Draft, current: Current) -> bool {
    draft.way == Way::ByHand && (current != Current::Connect || draft.agent.is_some())
}

/// The steps of a set-up, true in every way of it. That Latchkey creates the application is taken for granted until
/// by hand is chosen.
pub(crate) fn steps(draft: &Draft, current: Current) -> Vec<StepView> {
    let by_hand = is_by_hand(draft, current);
    let (ids, pages): (&[&'static str], &[Opens]) = match (&draft.purpose, by_hand) {
        (Purpose::NewSecret, _) => {
            (&["address", "new-secret", "done"], &[Some(Route::Connect), Some(Route::Guide), None])
        }
        (_, false) => (
            &["sign-in", "agent", "review", "done"],
            &[Some(Route::Connect), Some(Route::Agent), Some(Route::Review), None],
        ),
        (_, true) => (
            &["address", "agent", "guide", "done"],
            &[Some(Route::Connect), Some(Route::Agent), Some(Route::Guide), None],
        ),
    };
    let has_agent = draft.application_name.is_some() && draft.agent.is_some();
    let answered = match draft.purpose {
        Purpose::NewSecret => [draft.instance.is_some(), false, false, false],
        Purpose::NewApplication => [draft.instance.is_some(), has_agent, false, false],
    };
    let at = match current {
        Current::Connect => 0,
        Current::Agent => 1,
        Current::Permissions | Current::Review | Current::Guide => ids.len() - 2,
    };
    ids.iter()
        .zip(pages)
        .enumerate()
        .map(|(n, (id, opens))| StepView {
            id,
            name: family("step-to", id).with("product", &draft.product_name).to_string(),
            done: answered[n] && n != at,
            current: n == at,
            // Every step before it has its answers.
            page: opens
                .filter(|_| n != at && answered[..n].iter().all(|done| *done))
                .map(|page| page(draft.id.clone())),
        })
        .collect()
}

/// A step in the sidebar.
#[derive(Debug)]
pub(crate) struct StepView {
    pub(crate) id: &'static str,
    pub(crate) name: String,
    pub(crate) done: bool,
    pub(crate) current: bool,
    /// The page that it opens, where it can be gone to.
    pub(crate) page: Option<Route>,
}

/// Who is signed in, where.
#[derive(Debug)]
pub(crate) struct SignedIn {
    /// The application's name, where one was used to sign in; else the agent's.
    pub(crate) who: String,
    pub(crate) host: String,
}

impl SignedIn {
    fn of(place: &Place, draft: &Draft) -> Option<Self> {
        let authorised = place.latchkey.authorised(&draft.id)?;
        let host = draft.instance.as_ref()?.address.host_and_port();
        let who = authorised.application.or(authorised.agent).unwrap_or_default();
        Some(Self { who, host })
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the frame offers")]
    pub(crate) fn sign_out(&self) -> super::Action {
        super::Action::Frame(Action::SignOut {})
    }
}

impl Frame {
    /// Around a page that is about no set-up.
    pub(crate) fn wide(place: &Place) -> Self {
        Self { practising: place.practising().is_some(), ..Self::default() }
    }

    /// Around a page of a connection.
    pub(crate) fn around(desk: &Desk, place: &Place, id: &str) -> Self {
        Self { progress: Progress::of(id, &desk.progress_of(id)), ..Self::wide(place) }
    }

    /// Around a page of a set-up.
    pub(crate) fn of(desk: &Desk, place: &Place, draft: &Draft, current: Current) -> Self {
        Self {
            practising: place.practising().is_some(),
            progress: Progress::of(&draft.id, &desk.progress_of(&draft.id)),
            steps: steps(draft, current),
            signed_in: SignedIn::of(place, draft),
        }
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the frame offers")]
    pub(crate) fn ask_to_stop_practising(&self) -> super::Action {
        super::Action::Frame(Action::AskToStopPractising {})
    }

    pub(crate) fn step_number(&self) -> usize {
        self.steps.iter().position(|step| step.current).map_or(0, |at| at + 1)
    }

    pub(crate) fn step_name(&self) -> &str {
        self.steps.iter().find(|step| step.current).map_or("", |step| &step.name)
    }
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    acted(context, action).await.unwrap_or_else(|error| Notice::of(&error).update())
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    match action {
        Action::Practise {} => {
            desk.practise(false).await?;
            Ok(Update::go(&Route::Index))
        }
        Action::AskToStopPractising {} => {
            let overview = desk.place()?.latchkey.overview()?;
            if overview.connections.is_empty() && overview.unfinished.is_empty() {
                return stop_practising(context).await;
            }
            let question = stop_question("practice-stop", super::Action::Frame(Action::StopPractising {}));
            Ok(Update::new().part("dialog", &question))
        }
        Action::StopPractising {} => stop_practising(context).await,
        Action::Stop { id } => {
            desk.place()?.latchkey.stop(&id);
            Ok(Update::new())
        }
        Action::StopWaiting {} => {
            desk.checking.stop_waiting();
            if let Ok(place) = desk.place() {
                place.latchkey.keeper().stop_waiting();
            }
            Ok(Update::new())
        }
        Action::SignOut {} => {
            desk.sign_out();
            Ok(Update::reload())
        }
    }
}

/// Whether what was practised may go. `confirm`: the words of the button that does `action`.
pub(super) fn stop_question(confirm: &str, action: super::Action) -> Question {
    Question {
        title: t("stop-practising-title").to_string(),
        texts: vec![t("stop-practising-text")],
        cancel: t("keep-practising").to_string(),
        confirm: t(confirm).to_string(),
        danger: false,
        action,
    }
}

async fn stop_practising(context: &Context<'_>) -> Result<Update> {
    context.desk.stop_practising().await?;
    Ok(Update::go(&Route::Index))
}
