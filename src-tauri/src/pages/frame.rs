//! What surrounds every page: the steps of a set-up, the sign-ins, whether this is practice, operations in
//! progress.

use latchkey_core::procedure::Purpose;
use latchkey_core::setup::draft::{Draft, Way};
use latchkey_core::{Latchkey, Result, SetUpId, SignIn};
use serde::{Deserialize, Serialize};

use super::notice::{Notice, Question};
use super::progress::Progress;
use super::words::{Speaks as _, family, t};
use super::{Context, Route, Update};
use crate::desk::{Desk, Workspace};

/// The actions on every page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Switches to the practice HaloPSA.
    Practise {},
    /// Switches back: at once where nothing was created, else after a question.
    AskToStopPractising {},
    StopPractising {},
    /// Cancels the operation of a set-up or connection, where that is safe.
    Stop {
        of: String,
    },
    /// Stops waiting for the keychain.
    StopWaiting {},
    /// Ends all sign-ins to HaloPSA.
    SignOut {},
}

/// What surrounds a page: the sidebar, its steps, the sign-ins.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub(crate) practising: bool,
    pub(crate) progress: Option<Progress>,
    /// The steps of a set-up, on its pages.
    pub(crate) steps: Vec<StepView>,
    pub(crate) signed_in: People,
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

/// The page that a step opens, while the set-up is at an earlier or a later one.
type Opens = Option<fn(SetUpId) -> Route>;

/// Whether the user does it in HaloPSA. On the address page, whether the agent was entered by hand.
pub(crate) fn is_by_hand(draft: &Draft, current: Current) -> bool {
    draft.way == Way::ByHand && (current != Current::Connect || draft.agent.is_some())
}

/// The steps of a set-up, valid for every way of it. Creation by Latchkey is assumed until by hand is chosen.
pub(crate) fn steps(draft: &Draft, current: Current) -> Vec<StepView> {
    let by_hand = is_by_hand(draft, current);
    let (ids, pages): (&[&'static str], &[Opens]) = match (&draft.purpose, by_hand) {
        (Purpose::NewSecret { .. }, _) => {
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
        Purpose::NewSecret { .. } => [draft.instance.is_some(), false, false, false],
        // Where a sign-in is needed, the address is only half of it.
        Purpose::NewApplication => {
            [draft.instance.is_some() && (by_hand || draft.way == Way::ByLatchkey), has_agent, false, false]
        }
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
    /// The page that it opens, where it can be opened.
    pub(crate) page: Option<Route>,
}

/// All sign-ins. For a set-up only its own, if there is one.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct People {
    pub(crate) people: Vec<SignedIn>,
    /// Whether it is for the set-up of the page.
    pub(crate) for_it: bool,
}

/// A sign-in: who and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignedIn {
    /// The application's name, where one was used to sign in; else the agent's.
    pub(crate) who: String,
    pub(crate) host: String,
}

impl People {
    /// All sign-ins.
    pub(crate) fn all(latchkey: &Latchkey) -> Self {
        let shown = |one: SignIn| SignedIn { who: one.name.unwrap_or_default(), host: one.host };
        Self { people: latchkey.signed_in().into_iter().map(shown).collect(), for_it: false }
    }

    fn for_set_up(latchkey: &Latchkey, draft: &Draft) -> Self {
        let host = draft.instance.as_ref().map(|instance| instance.address.host_and_port());
        let authorised = latchkey.set_up(&draft.id).ok().and_then(|set_up| set_up.authorised());
        match (authorised, host) {
            (Some(authorised), Some(host)) => {
                Self::one(authorised.application.or(authorised.agent).unwrap_or_default(), host)
            }
            _ => Self::all(latchkey),
        }
    }

    /// The sign-in for the set-up of the page.
    pub(crate) fn one(who: String, host: String) -> Self {
        Self { people: vec![SignedIn { who, host }], for_it: true }
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the frame offers")]
    pub(crate) fn sign_out(&self) -> super::Action {
        super::Action::Frame(Action::SignOut {})
    }
}

/// Only the sign-ins.
#[derive(askama::Template)]
#[template(
    source = r#"{% import "ui.html" as ui %}{% call ui::signed_in(signed_in) %}{% endcall %}"#,
    ext = "html"
)]
struct SignedInNow {
    signed_in: People,
}

/// A sign-in has expired: the page stops showing it.
pub(crate) fn sign_ins(desk: &Desk) -> Update {
    let update = Update::new();
    let (Ok(place), Some(route)) = (desk.workspace(), desk.shown()) else { return update };
    let draft = route.set_up().and_then(|id| place.latchkey.set_up(id).ok()?.draft().ok());
    let signed_in = match draft {
        Some(draft) => People::for_set_up(&place.latchkey, &draft),
        None => People::all(&place.latchkey),
    };
    update.only_on(&route).part("signed-in", &SignedInNow { signed_in })
}

impl Frame {
    /// For a page that belongs to no set-up.
    pub(crate) fn wide(place: &Workspace) -> Self {
        Self {
            practising: place.practising().is_some(),
            signed_in: People::all(&place.latchkey),
            ..Self::default()
        }
    }

    /// For a page of a connection.
    pub(crate) fn around(desk: &Desk, place: &Workspace, id: impl AsRef<str>) -> Self {
        Self { progress: Progress::of(&id, &desk.progress_of(&id)), ..Self::wide(place) }
    }

    /// For a page of a set-up.
    pub(crate) fn of(desk: &Desk, place: &Workspace, draft: &Draft, current: Current) -> Self {
        let signed_in = People::for_set_up(&place.latchkey, draft);
        let mut steps = steps(draft, current);
        // There is no sign-in for it any more.
        for step in steps.iter_mut().filter(|step| step.id == "sign-in") {
            step.done &= signed_in.for_it;
        }
        Self {
            practising: place.practising().is_some(),
            progress: Progress::of(&draft.id, &desk.progress_of(&draft.id)),
            steps,
            signed_in,
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
            let overview = desk.workspace()?.latchkey.overview();
            if overview.connections.is_empty() && overview.unfinished.is_empty() {
                return stop_practising(context).await;
            }
            let question = stop_question("practice-stop", super::Action::Frame(Action::StopPractising {}));
            Ok(Update::new().part("dialog", &question))
        }
        Action::StopPractising {} => stop_practising(context).await,
        Action::Stop { of } => {
            let latchkey = desk.workspace()?.latchkey;
            // It is one of the two; nothing runs for the other.
            if let Ok(set_up) = latchkey.set_up(&of.as_str().into()) {
                set_up.stop();
            }
            latchkey.stop_connection(&of.into());
            Ok(Update::new())
        }
        Action::StopWaiting {} => {
            desk.checking.stop_waiting();
            if let Ok(place) = desk.workspace() {
                place.latchkey.keeper().stop_waiting();
            }
            Ok(Update::new())
        }
        Action::SignOut {} => {
            // A sign-in in progress as well.
            desk.sign_in.cancel();
            desk.sign_out();
            // A running operation goes on, and shows its result on the page.
            Ok(super::sign_in::shown_now(desk).announce(&t("signed-out")))
        }
    }
}

/// The question whether to delete what was practised. `confirm`: the words of the button that runs `action`.
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
