//! What will be created, with how much of it the product will really see; its creation; and the next steps
//! when that fails.

mod access;
mod ended;

use askama::Template;
use jiff::Timestamp;
use latchkey_core::next::Next;
use latchkey_core::procedure::Item;
use latchkey_core::proof::finding::Proof;
use latchkey_core::reach::Reach;
use latchkey_core::setup::draft::Draft;
use latchkey_core::setup::record::{Creation, Stage};
use latchkey_core::{ApplicationId, Error, Result, SetUpId};
use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::notice::{Notice, Question};
use super::progress::Progress;
use super::proof::{Shown, difference};
use super::report;
use super::sign_in::SignIn;
use super::words::{Said, Speaks as _, t};
use super::{Context, Current, Route, Update};
use crate::desk::{Desk, Workspace};
use access::Access;
use ended::{Alert, Doing, Ended};

/// The actions of this page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Reads how much the product will see, for the answers of this revision.
    Reach { set_up: SetUpId, revision: u64 },
    /// Plans exactly these permissions.
    Plan { set_up: SetUpId, revision: u64, permissions: Vec<String> },
    /// Creates the application, or continues a started creation.
    Create { set_up: SetUpId, insist: bool },
    /// Deletes the application and creates a new one.
    StartAgain { set_up: SetUpId, insist: bool },
    /// Asks for confirmation before the creation is undone.
    AskToUndo { set_up: SetUpId },
    /// Deletes what was created.
    Undo { set_up: SetUpId },
    /// Confirms that this application is the one that Latchkey created, and continues what was in progress.
    ThisOne { set_up: SetUpId, application: ApplicationId, then: Doing },
    /// Confirms that none of these is, and continues as well.
    NoneOfThese { set_up: SetUpId, applications: Vec<ApplicationId>, then: Doing },
    /// Continues by hand. `insist`: even if the application may be in HaloPSA.
    ByHand { set_up: SetUpId, insist: bool },
    /// Shows the page for agent and name.
    ToAgent { set_up: SetUpId },
    /// Opens HaloPSA's applications in the user's browser.
    OpenApplications { set_up: SetUpId },
    /// Opens the page that is the source of the recommendation.
    OpenSource { product: String },
}

impl From<Action> for super::Action {
    fn from(action: Action) -> Self {
        Self::Review(action)
    }
}

/// What is remembered for a set-up's page besides core's state.
#[derive(Default)]
pub(crate) struct Kept {
    /// How much the product will see, with the answers of this revision. `None`: HaloPSA doesn't report it.
    reach: Option<(u64, Result<Option<Reach>>)>,
    /// What failed, and why.
    ended: Option<Ended>,
    /// How many applications were deleted by the last undo.
    undone: Option<usize>,
}

impl Kept {
    /// Another page is shown: what was read for this one may be outdated when it is shown again.
    pub(crate) fn page_is_gone(&mut self) {
        self.reach = None;
        self.undone = None;
    }
}

/// The page.
#[derive(Template)]
#[template(path = "review.html")]
pub(crate) struct Review {
    pub(crate) frame: Frame,
    id: SetUpId,
    product: String,
    host: String,
    agent: String,
    /// The application's name in HaloPSA.
    name: String,
    access: Access,
    /// What never differs, and whether HaloPSA displays it differently.
    constants: Vec<(Said<'static>, bool)>,
    /// The names of the permissions, as in HaloPSA.
    permissions: Vec<String>,
    /// The request, except for values generated when it is sent.
    request: Option<String>,
    /// A refusal or a question.
    alert: Option<Alert>,
    /// A sign-in that is needed or in progress.
    sign_in: Option<SignIn>,
    /// What may be in HaloPSA already.
    state: Option<State>,
    proof: Option<Shown>,
    undone: Option<Said<'static>>,
    running: bool,
    back: Route,
}

/// The progress of a creation that has not ended.
struct State {
    /// `sent`, `found` or `compared`. The words: `stage-<id>`.
    id: &'static str,
    /// How the application differs from the plan.
    differences: Vec<Vec<Said<'static>>>,
}

/// The button that creates it or continues.
struct MainButton {
    label: String,
    look: &'static str,
    action: super::Action,
}

/// What the page is rendered from.
struct Facts<'a> {
    draft: &'a Draft,
    creation: Option<&'a Creation>,
    proof: Option<&'a Proof>,
    signed_in: bool,
    /// Whether an operation that changes HaloPSA runs for the set-up.
    running: bool,
    request: Option<String>,
}

impl State {
    fn of(stage: &Stage, is_tested: bool) -> Option<Self> {
        let id = match stage {
            Stage::Prepared => return None,
            Stage::Sent => "sent",
            Stage::Found { .. } => "found",
            // As planned, and not tested yet.
            Stage::Compared { differences, .. } if differences.is_empty() && !is_tested => "found",
            Stage::Compared { .. } => "compared",
        };
        let differences = match stage {
            Stage::Compared { differences, .. } => differences.iter().map(difference).collect(),
            _ => Vec::new(),
        };
        Some(Self { id, differences })
    }
}

impl Review {
    fn of(frame: Frame, facts: Facts<'_>, kept: &Kept, back: Route, now: Timestamp) -> Result<Self> {
        let Facts { draft, creation, proof, signed_in, running, request } = facts;
        let reached = creation.map(|creation| &creation.stage);
        let state = reached.and_then(|stage| State::of(stage, proof.is_some()));
        let differs = |item: Item| {
            let saved = match reached {
                Some(Stage::Compared { differences, .. }) => {
                    differences.iter().any(|difference| difference.item() == item)
                }
                _ => false,
            };
            saved || proof.is_some_and(|proof| proof.causes.iter().any(|cause| cause.item() == Some(item)))
        };
        // If the application was found as planned, its own credentials suffice.
        let needs_nobody =
            matches!(reached, Some(Stage::Compared { differences, .. }) if differences.is_empty());
        let ended = kept.ended.as_ref().filter(|ended| !running && ended.is_about(draft));
        let signed_out = ended.is_some_and(Ended::needs_sign_in);
        let signing_in = frame.progress.as_ref().is_some_and(Progress::is_sign_in);
        let asks = signing_in || !running && (signed_out || !signed_in && !needs_nobody);
        let then = ended.filter(|ended| ended.continues_signed_in()).map(|ended| ended.again(&draft.id));
        let constant = |words, item| (t(words), differs(item));
        Ok(Self {
            id: draft.id.clone(),
            product: draft.product_name.clone(),
            host: draft.instance.as_ref().ok_or(Error::DraftIncomplete)?.address.host_and_port(),
            agent: draft.agent.as_ref().ok_or(Error::DraftIncomplete)?.name().to_owned(),
            name: draft.application_name.clone().ok_or(Error::DraftIncomplete)?,
            access: Access::of(draft, kept, state.is_none() && !running && signed_in && !asks),
            constants: vec![
                constant("fact-active", Item::Active),
                constant("fact-method", Item::Method),
                constant("fact-login-type", Item::LoginType),
            ],
            permissions: draft.permissions.iter().map(|one| one.name().to_owned()).collect(),
            request,
            alert: ended
                .filter(|_| !signed_out && !signing_in)
                // What is in HaloPSA by then is more important than the cancellation.
                .filter(|ended| state.is_none() || !ended.was_stopped())
                .map(|ended| Alert::of(ended, draft, state.is_some())),
            sign_in: asks.then(|| SignIn::of(&frame, &draft.id, then)),
            proof: proof.filter(|_| state.is_some()).map(|proof| {
                let by_hand = Doing::ByHand.action(&draft.id, false).into();
                Shown::of(proof, false, now).reported(report::of_set_up(&draft.id, None)).mended_by(
                    "by-hand",
                    "by-hand-instead",
                    &by_hand,
                )
            }),
            state,
            undone: kept.undone.filter(|_| !running).map(|deleted| t("undo-done").with("count", deleted)),
            running,
            back,
            frame,
        })
    }

    /// Whether the page shows what may be in HaloPSA. A refusal or question has the same subject.
    fn tells_of_state(&self) -> bool {
        self.alert.is_none() && !self.running
    }

    /// Whether by hand has a button of its own: not where it is among other alternatives.
    fn offers_by_hand(&self) -> bool {
        self.alert.is_none() && self.state.is_none() && !self.running
    }

    /// None where there is a question first.
    fn main_button(&self) -> Option<MainButton> {
        let button = |words, look, action| Some(MainButton { label: t(words).to_string(), look, action });
        match &self.alert {
            Some(alert) if alert.asks() => None,
            Some(alert) => match &alert.again {
                Some((again, look)) => button("try-again", look, again.clone()),
                None => button(self.create_words(), "", self.create()),
            },
            None if self.is_secret_lost() => button(self.create_words(), "", self.create()),
            None => button(self.create_words(), "primary", self.create()),
        }
    }

    fn create_words(&self) -> &'static str {
        match (&self.state, &self.proof) {
            (None, _) => "review-create",
            (Some(_), Some(_)) => "test-again",
            (Some(_), None) => "continue-it",
        }
    }

    /// Whether HaloPSA created a secret whose response was lost: only starting again helps.
    fn is_secret_lost(&self) -> bool {
        self.alert.is_none() && self.proof.as_ref().is_some_and(|proof| proof.secret_lost)
    }

    fn to_agent(&self) -> Route {
        Route::Agent(self.id.clone())
    }

    fn to_address(&self) -> Route {
        Route::Connect(self.id.clone())
    }

    fn to_permissions(&self) -> Route {
        Route::Permissions(self.id.clone())
    }

    fn create(&self) -> super::Action {
        Doing::Create.action(&self.id, false).into()
    }

    fn start_again(&self) -> super::Action {
        Doing::StartAgain.action(&self.id, false).into()
    }

    fn by_hand(&self) -> super::Action {
        Doing::ByHand.action(&self.id, false).into()
    }

    fn ask_to_undo(&self) -> super::Action {
        Action::AskToUndo { set_up: self.id.clone() }.into()
    }

    fn open_applications(&self) -> super::Action {
        Action::OpenApplications { set_up: self.id.clone() }.into()
    }
}

/// The current page.
pub(crate) fn view(desk: &Desk, id: &SetUpId) -> Result<Update> {
    let update = Update::new();
    let place = desk.workspace()?;
    Ok(update.page(&Route::Review(id.clone()), &page(desk, &place, id, false)?))
}

/// `running`: an operation is about to start.
fn page(desk: &Desk, place: &Workspace, id: &SetUpId, running: bool) -> Result<Review> {
    let latchkey = &place.latchkey;
    let draft = latchkey.set_up(id)?.draft()?;
    let frame = Frame::of(desk, place, &draft, Current::Review);
    let signing_in = frame.progress.as_ref().is_some_and(Progress::is_sign_in);
    let (creation, proof) = (latchkey.set_up(id)?.creation(), latchkey.set_up(id)?.last_proof());
    let facts = Facts {
        draft: &draft,
        creation: creation.as_ref(),
        proof: proof.as_ref(),
        signed_in: latchkey.set_up(id)?.authorised().is_some(),
        running: running || latchkey.set_up(id)?.is_under_way() && !signing_in,
        request: latchkey.set_up(id)?.request_shown().ok(),
    };
    let back = super::before(&draft, Current::Review);
    Review::of(frame, facts, desk.memory.lock().review(id), back, Timestamp::now())
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let desk = context.desk;
    let set_up = match &action {
        Action::Plan { set_up, .. } => Some(set_up.clone()),
        _ => None,
    };
    acted(context, action).await.unwrap_or_else(|error| {
        let notice = Notice::of(&error);
        // Shows what changed meanwhile.
        let shown = set_up.filter(|_| error.offers(Next::Reload)).and_then(|id| view(desk, &id).ok());
        match shown {
            Some(shown) => notice.beside(shown, "alert").focus("alert"),
            None => notice.update().empty("dialog"),
        }
    })
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    let place = desk.workspace()?;
    let latchkey = &place.latchkey;
    match action {
        Action::Reach { set_up, revision } => reach(desk, &place, &set_up, revision).await,
        Action::Plan { set_up, revision, permissions } => {
            latchkey.set_up(&set_up)?.set_permissions(revision, &permissions).await?;
            Ok(view(desk, &set_up)?.focus("reach").announce(&t("review-planned")))
        }
        Action::Create { set_up, insist } => run(desk, &set_up, Doing::Create, insist).await,
        Action::StartAgain { set_up, insist } => run(desk, &set_up, Doing::StartAgain, insist).await,
        Action::Undo { set_up } => run(desk, &set_up, Doing::Undo, false).await,
        Action::ByHand { set_up, insist } => run(desk, &set_up, Doing::ByHand, insist).await,
        Action::ThisOne { set_up, application, then } => {
            let chosen = latchkey.set_up(&set_up)?.this_one(&application).await;
            continue_with(desk, &set_up, then, chosen).await
        }
        Action::NoneOfThese { set_up, applications, then } => {
            let chosen = latchkey.set_up(&set_up)?.none_of_these(&applications).await;
            continue_with(desk, &set_up, then, chosen).await
        }
        Action::AskToUndo { set_up } => {
            let name = latchkey.set_up(&set_up)?.draft()?.application_name.unwrap_or_default();
            Ok(Update::new().part("dialog", &undo_question(&name, set_up)))
        }
        Action::ToAgent { set_up } => Ok(Update::go(&Route::Agent(set_up))),
        Action::OpenApplications { set_up } => {
            desk.open(&latchkey.set_up(&set_up)?.page_in_halo(Item::OpenApi)?)?;
            Ok(Update::new().announce(&t("opened")))
        }
        Action::OpenSource { product } => {
            desk.open_source(&product)?;
            Ok(Update::new().announce(&t("opened")))
        }
    }
}

fn undo_question(name: &str, set_up: SetUpId) -> Question {
    Question {
        title: t("undo-title").to_string(),
        texts: vec![t("undo-text").with("name", name), t("undo-remains")],
        cancel: t("cancel").to_string(),
        confirm: t("undo-confirm").to_string(),
        danger: true,
        action: Action::Undo { set_up }.into(),
    }
}

/// Reads how much the product will see, and shows it in the table.
async fn reach(desk: &Desk, place: &Workspace, set_up: &SetUpId, revision: u64) -> Result<Update> {
    let reach = place.latchkey.set_up(set_up)?.reach().await;
    match reach {
        // The page has changed by now, or requests it again.
        Err(Error::Stopped) => return Ok(Update::new()),
        // Not signed in any more: the page asks for that.
        Err(Error::AuthorityExpired | Error::AuthorityMissing) => return view(desk, set_up),
        reach => desk.memory.lock().review(set_up).reach = Some((revision, reach)),
    }
    let update = Update::new();
    Ok(update.page(&Route::Review(set_up.clone()), &page(desk, place, set_up, false)?))
}

/// Continues what had asked which application it is.
async fn continue_with(desk: &Desk, set_up: &SetUpId, then: Doing, chosen: Result<()>) -> Result<Update> {
    match chosen {
        Ok(()) => run(desk, set_up, then, false).await,
        Err(error) => stopped(desk, set_up, then, false, error),
    }
}

/// Runs it, shows its progress, and then its result.
async fn run(desk: &Desk, set_up: &SetUpId, doing: Doing, insist: bool) -> Result<Update> {
    let (place, running) = match desk.free(set_up) {
        // A second click: shows the running operation.
        Err(Error::Busy) => return Ok(view(desk, set_up)?.empty("dialog")),
        free => free?,
    };
    *desk.memory.lock().review(set_up) = Kept::default();
    let update = Update::new();
    let shown = page(desk, &place, set_up, true)?;
    desk.update(&update.page(&Route::Review(set_up.clone()), &shown).empty("dialog"));
    let listener = desk.listener(set_up);
    let ended = match doing {
        Doing::Create => {
            let created = running.create(insist, &listener);
            desk.watched(set_up, &place, Box::pin(created)).await.map(|outcome| outcome.connection)
        }
        Doing::StartAgain => {
            let created = running.start_again(insist, &listener);
            desk.watched(set_up, &place, Box::pin(created)).await.map(|outcome| outcome.connection)
        }
        Doing::Undo => {
            let undone = desk.watched(set_up, &place, Box::pin(running.undo(&listener))).await;
            undone.map(|undone| {
                desk.memory.lock().review(set_up).undone = Some(undone.deleted);
                None
            })
        }
        Doing::ByHand => {
            let draft = desk.watched(set_up, &place, running.go_on_by_hand(insist)).await;
            match draft {
                Ok(draft) => return Ok(Update::go(&super::page_of(&draft))),
                Err(error) => Err(error),
            }
        }
    };
    match ended {
        Ok(Some(connection)) => Ok(Update::go(&Route::Done(connection))),
        Ok(None) if doing == Doing::Undo => Ok(view(desk, set_up)?.focus("status")),
        Ok(None) => Ok(view(desk, set_up)?.focus("verdict")),
        Err(error) => stopped(desk, set_up, doing, insist, error),
    }
}

/// The page with the reason why it stopped.
fn stopped(desk: &Desk, set_up: &SetUpId, doing: Doing, insist: bool, error: Error) -> Result<Update> {
    let ended = Ended::of(desk, set_up, doing, insist, error);
    let focus = if ended.needs_sign_in() { "sign-in" } else { "alert" };
    desk.memory.lock().review(set_up).ended = Some(ended);
    Ok(view(desk, set_up)?.focus(focus))
}

#[cfg(test)]
mod states;
#[cfg(test)]
pub(super) use states::gallery;
