//! What will be created, with how much of it the product will really see; its creation; and what can be done when
//! that stops on the way.

mod access;
mod ended;
#[cfg(test)]
mod states;

use askama::Template;
use jiff::Timestamp;
use latchkey_core::Result;
use latchkey_core::draft::Draft;
use latchkey_core::ending::Outcome;
use latchkey_core::finding::Proof;
use latchkey_core::guide::Step;
use latchkey_core::journal::{Creation, Stage};
use latchkey_core::procedure::Item;
use latchkey_core::setup::Reach;
use latchkey_core::{Error, Latchkey};
use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::notice::{Notice, Question};
use super::proof::{Shown, difference};
use super::words::{Said, Speaks as _, family, t};
use super::{Context, Route, Update};
use crate::desk::{Desk, Place};
use access::Access;
pub(super) use ended::Ended;
use ended::{Alert, Doing};

/// What a person can do here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Reads how much the product will see, for the answers of this revision.
    Reach { set_up: String, revision: u64 },
    /// Plans exactly these permissions.
    Plan { set_up: String, revision: u64, permissions: Vec<String> },
    /// Creates the application, or continues with what was begun.
    Create { set_up: String, insist: bool },
    /// Deletes the application and creates it anew.
    StartAgain { set_up: String, insist: bool },
    /// Asks whether the creation is to be undone.
    AskToUndo { set_up: String },
    Undo { set_up: String },
    /// This application is the one that was asked for; then continues with what was being done.
    ThisOne { set_up: String, application: String, then: Doing },
    /// None of these is.
    NoneOfThese { set_up: String, applications: Vec<String>, then: Doing },
    /// Continues by hand. `insist`: although the application may be in HaloPSA.
    ByHand { set_up: String, insist: bool },
    /// Shows the page on which the agent is chosen.
    ToAgent { set_up: String },
    /// Opens HaloPSA's applications in the person's browser.
    OpenApplications { set_up: String },
    /// Opens the page on which the recommendation rests.
    OpenSource { product: String },
}

/// What is remembered of a set-up's page beside what core keeps.
#[derive(Default)]
pub(super) struct Kept {
    /// How much the product will see, with the answers of this revision. `None`: HaloPSA doesn't tell.
    reach: Option<(u64, Result<Option<Reach>>)>,
    /// What was stopped, and by what.
    ended: Option<Ended>,
    /// So many applications were deleted by what was just undone.
    undone: Option<usize>,
}

impl Kept {
    /// Another page is shown: what was read for this one may be old when it is shown again.
    pub(super) fn page_is_gone(&mut self) {
        self.reach = None;
        self.undone = None;
    }
}

/// The page.
#[derive(Template)]
#[template(path = "review.html", blocks = ["access"])]
pub(crate) struct Review {
    pub(crate) frame: Frame,
    id: String,
    product: String,
    host: String,
    agent: String,
    /// The application's name in HaloPSA.
    name: String,
    access: Access,
    /// What never differs, and whether HaloPSA shows it otherwise.
    constants: Vec<(Said<'static>, bool)>,
    /// The names of the permissions, as HaloPSA has them.
    permissions: Vec<String>,
    /// The request, but for what is made only when it is sent.
    request: Option<String>,
    /// What was refused or asked.
    alert: Option<Alert>,
    /// Whether somebody has to sign in before anything can be done.
    needs_sign_in: bool,
    /// What may be in HaloPSA already.
    state: Option<State>,
    proof: Option<Shown>,
    undone: Option<Said<'static>>,
    running: bool,
}

/// How far a creation has come that has not ended.
struct State {
    /// `sent`, `found` or `compared`.
    id: &'static str,
    /// In what the application differs from the plan.
    differences: Vec<Vec<Said<'static>>>,
}

/// What the page is made of.
struct Facts<'a> {
    draft: &'a Draft,
    creation: Option<&'a Creation>,
    proof: Option<&'a Proof>,
    signed_in: bool,
    running: bool,
    request: Option<String>,
}

impl Review {
    fn of(frame: Frame, facts: Facts<'_>, kept: &Kept, now: Timestamp) -> Result<Self> {
        let Facts { draft, creation, proof, signed_in, running, request } = facts;
        let stage = creation.map(|creation| &creation.stage).filter(|stage| **stage != Stage::Prepared);
        let state = stage.filter(|_| !running).map(|stage| State {
            id: match stage {
                Stage::Prepared | Stage::Sent => "sent",
                Stage::Found { .. } => "found",
                Stage::Compared { .. } => "compared",
            },
            differences: match stage {
                Stage::Compared { differences, .. } => differences.iter().map(difference).collect(),
                _ => Vec::new(),
            },
        });
        // With what was found as planned, the application's own credentials suffice.
        let needs_nobody = matches!(stage, Some(Stage::Compared { differences, .. }) if differences.is_empty());
        let ended = kept.ended.as_ref().filter(|ended| !running && ended.is_about(draft));
        let signed_out = ended.is_some_and(Ended::needs_sign_in);
        let reads = stage.is_none() && !running && signed_in && !signed_out;
        let refuted = |item: Item| {
            let saved = matches!(stage, Some(Stage::Compared { differences, .. })
                if differences.iter().any(|difference| difference.item() == item));
            saved || proof.is_some_and(|proof| proof.causes.iter().any(|cause| cause.item() == Some(item)))
        };
        Ok(Self {
            frame,
            id: draft.id.clone(),
            product: draft.product_name.clone(),
            host: draft.instance.as_ref().ok_or(Error::DraftIncomplete)?.address.host_and_port(),
            agent: draft.agent.clone().ok_or(Error::DraftIncomplete)?,
            name: draft.application_name.clone().ok_or(Error::DraftIncomplete)?,
            access: Access::of(draft, kept, reads),
            constants: [
                ("fact-active", Item::Active),
                ("fact-method", Item::Method),
                ("fact-login-type", Item::LoginType),
            ]
            .map(|(words, item)| (t(words), refuted(item)))
            .into(),
            permissions: draft.permissions.iter().map(|one| one.name().to_owned()).collect(),
            request,
            alert: ended.filter(|ended| !ended.needs_sign_in()).map(|ended| Alert::of(ended, draft, state.is_some())),
            needs_sign_in: !running && (signed_out || !signed_in && !needs_nobody),
            proof: proof.filter(|_| state.is_some()).map(|proof| Shown::of(proof, false, now)),
            state,
            undone: kept.undone.filter(|_| !running).map(|deleted| {
                if deleted > 0 { t("review-undone") } else { t("review-undone.nothing") }
            }),
            running,
        })
    }

    /// Whether the box says what happened, so that nothing else does.
    fn is_stopped(&self) -> bool {
        self.alert.is_some()
    }

    /// The words of the button that creates it or continues. None where something is asked first.
    fn create_words(&self) -> Option<&'static str> {
        let asks = self.alert.as_ref().is_some_and(|alert| alert.notice.look == "warn");
        match (&self.state, &self.proof) {
            _ if self.running => Some("review-running"),
            _ if self.needs_sign_in || asks => None,
            (None, _) => Some("review-create"),
            (Some(_), Some(_)) => Some("test-again"),
            (Some(_), None) => Some("continue"),
        }
    }

    /// Whether HaloPSA made a secret that nobody heard.
    fn is_secret_lost(&self) -> bool {
        self.proof.as_ref().is_some_and(|proof| proof.secret_lost) && !self.is_stopped()
    }

    fn back(&self) -> Route {
        Route::Agent(self.id.clone())
    }

    fn connect(&self) -> Route {
        Route::Connect(self.id.clone())
    }

    fn change_permissions(&self) -> Route {
        Route::Permissions(self.id.clone())
    }

    fn create(&self) -> super::Action {
        Action::Create { set_up: self.id.clone(), insist: false }.into()
    }

    fn start_again(&self) -> super::Action {
        Action::StartAgain { set_up: self.id.clone(), insist: false }.into()
    }

    fn ask_to_undo(&self) -> super::Action {
        Action::AskToUndo { set_up: self.id.clone() }.into()
    }

    fn by_hand(&self) -> super::Action {
        Action::ByHand { set_up: self.id.clone(), insist: false }.into()
    }

    fn open_applications(&self) -> super::Action {
        Action::OpenApplications { set_up: self.id.clone() }.into()
    }
}

impl From<Action> for super::Action {
    fn from(action: Action) -> Self {
        Self::Review(action)
    }
}

/// The page as it is now; the end of the set-up where it has become a connection meanwhile.
pub(crate) fn view(desk: &Desk, id: &str) -> Result<Update> {
    let update = Update::new();
    let place = desk.place()?;
    match page(desk, &place, id) {
        Err(Error::DraftGone) if place.latchkey.connection(id).is_ok() => Ok(Update::go(&Route::Done(id.to_owned()))),
        page => Ok(update.page(&Route::Review(id.to_owned()), &page?)),
    }
}

fn page(desk: &Desk, place: &Place, id: &str) -> Result<Review> {
    let latchkey = &place.latchkey;
    let draft = latchkey.draft(id)?;
    let frame = Frame::of(desk, place, &draft, Step::Review);
    let (creation, proof) = (latchkey.creation(id)?, latchkey.last_proof(id));
    let facts = Facts {
        draft: &draft,
        creation: creation.as_ref(),
        proof: proof.as_ref(),
        signed_in: latchkey.authorised(id).is_some(),
        running: latchkey.is_under_way(id),
        request: latchkey.request_shown(id).ok(),
    };
    Review::of(frame, facts, desk.memory.lock().review(id), Timestamp::now())
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let desk = context.desk;
    match acted(context, action).await {
        Ok(update) => update,
        // What refuses is a page that was not up to date: it is shown as it is now.
        Err(error) => Notice::of(&error).update().empty("dialog"),
    }
}
