//! What is around every page: the steps of a set-up, who is signed in, whether this is practice, what is under way.

use latchkey_core::Result;
use latchkey_core::draft::Draft;
use latchkey_core::guide::{self, Step};
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
    Practise {
        /// Whether secrets go to the real keychain meanwhile.
        #[serde(default)]
        real_keychain: bool,
    },
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
    /// The agent's name, or the application's.
    pub(crate) who: String,
    pub(crate) host: String,
}

impl SignedIn {
    fn of(place: &Place, draft: &Draft) -> Option<Self> {
        let authorised = place.latchkey.authorised(&draft.id)?;
        let host = draft.instance.as_ref()?.address.host_and_port();
        let who = authorised.agent.or(authorised.application).unwrap_or_default();
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
    pub(crate) fn of(desk: &Desk, place: &Place, draft: &Draft, current: Step) -> Self {
        let mut open = true;
        let steps = guide::steps(draft)
            .iter()
            .map(|step| {
                let done = guide::is_answered(*step, draft);
                let view = StepView {
                    id: step.id(),
                    name: family("step", step.id()).with("product", &draft.product_name).to_string(),
                    done,
                    current: *step == current,
                    page: (open && *step != current && *step != Step::Done)
                        .then(|| super::route_of(*step, &draft.id)),
                };
                open &= done;
                view
            })
            .collect();
        Self {
            practising: place.practising().is_some(),
            progress: Progress::of(&draft.id, &desk.progress_of(&draft.id)),
            steps,
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
        Action::Practise { real_keychain } => {
            desk.practise(real_keychain).await?;
            Ok(Update::go(&Route::Index))
        }
        Action::AskToStopPractising {} => {
            let overview = desk.place()?.latchkey.overview()?;
            if overview.connections.is_empty() && overview.unfinished.is_empty() {
                return stop_practising(context).await;
            }
            let question = Question {
                title: t("stop-practising-title").to_string(),
                texts: vec![t("stop-practising-text")],
                cancel: t("keep-practising").to_string(),
                confirm: t("practice-stop").to_string(),
                danger: false,
                action: super::Action::Frame(Action::StopPractising {}),
            };
            Ok(Update::new().part("dialog", &question))
        }
        Action::StopPractising {} => stop_practising(context).await,
        Action::Stop { id } => {
            desk.place()?.latchkey.stop(&id);
            Ok(Update::new())
        }
        Action::StopWaiting {} => {
            desk.checking.stop_waiting();
            desk.place()?.latchkey.keeper().stop_waiting();
            Ok(Update::new())
        }
        Action::SignOut {} => {
            desk.sign_out();
            Ok(Update::reload())
        }
    }
}

async fn stop_practising(context: &Context<'_>) -> Result<Update> {
    context.desk.stop_practising().await?;
    Ok(Update::go(&Route::Index))
}
