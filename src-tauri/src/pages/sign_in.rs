//! Signing in to HaloPSA, as part of the page that needs it: the note that asks for it, the card while the
//! window is open, and refusals. The page stays the same and continues automatically.
//!
//! A page has a [`SignIn`] while a sign-in is needed or in progress ([`SignIn::of`]), and puts the macros
//! `place` and `primary` of `sign_in.html` into its content and its footer.

use std::sync::Arc;

use latchkey_core::next::{Next, Severity};
use latchkey_core::proof::Listener;
use latchkey_core::setup::draft::Way;
use latchkey_core::{Error, Result, SetUpId};
use serde::{Deserialize, Serialize};
use tauri::Manager;

use super::frame::Frame;
use super::notice::{Button, Notice};
use super::words::{Said, Speaks as _, t};
use super::{Context, Update, notice, report};
use crate::desk::Desk;
use crate::words::WORDS;
use crate::{instructions, sign_in};

/// The actions for signing in. `id`: the set-up; `then`: the action to run after signing in, besides showing
/// the page again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Opens the sign-in window. `other`: whether another agent than before is intended.
    Start { id: SetUpId, other: bool, then: Option<Box<super::Action>> },
    /// Continues as another agent than before.
    Accept { id: SetUpId, then: Option<Box<super::Action>> },
    /// Brings the window to the front.
    Forward {},
    /// Cancels it.
    Stop { id: SetUpId },
    /// Continues by hand instead. `insist`: even if an application may be in HaloPSA.
    ByHand { id: SetUpId, insist: bool },
    /// Saves the instructions for the administrator. `not`: the user who isn't one, where that was shown.
    SaveInstructions { id: SetUpId, not: Option<String> },
}

/// A sign-in that is needed or in progress.
#[derive(Debug)]
pub(crate) struct SignIn {
    id: SetUpId,
    pub(crate) practising: bool,
    step: Step,
    then: Option<Box<super::Action>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Asked,
    /// The window is open.
    Window,
    /// Signed in; HaloPSA is being read.
    Look,
}

impl SignIn {
    /// `then`: the action with which the page continues automatically.
    pub(crate) fn of(frame: &Frame, id: &SetUpId, then: Option<super::Action>) -> Self {
        let step = match frame.progress.as_ref().and_then(|progress| progress.now.step) {
            Some("sign-in-window") => Step::Window,
            Some("sign-in-look") => Step::Look,
            _ => Step::Asked,
        };
        Self { id: id.to_owned(), practising: frame.practising, step, then: then.map(Box::new) }
    }

    /// The reason to sign in.
    pub(crate) fn title(&self) -> Said<'static> {
        match self.then.as_deref() {
            Some(super::Action::Review(super::review::Action::Undo { .. })) => t("signing-in-asked.undo"),
            _ => t("signing-in-asked"),
        }
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.step == Step::Asked
    }

    pub(crate) fn is_window(&self) -> bool {
        self.step == Step::Window
    }

    pub(crate) fn start(&self) -> super::Action {
        start(&self.id, false, self.then.clone())
    }

    #[expect(clippy::unused_self, reason = "templates call it beside `start`")]
    pub(crate) fn forward(&self) -> super::Action {
        super::Action::SignIn(Action::Forward {})
    }

    pub(crate) fn stop(&self) -> super::Action {
        super::Action::SignIn(Action::Stop { id: self.id.clone() })
    }

    pub(crate) fn by_hand(&self) -> super::Action {
        by_hand(&self.id, false)
    }

    /// The page with the other ways to sign in.
    pub(crate) fn ways(&self) -> super::Route {
        super::Route::Connect(self.id.clone())
    }
}

fn start(id: &SetUpId, other: bool, then: Option<Box<super::Action>>) -> super::Action {
    super::Action::SignIn(Action::Start { id: id.to_owned(), other, then })
}

fn by_hand(id: &SetUpId, insist: bool) -> super::Action {
    super::Action::SignIn(Action::ByHand { id: id.to_owned(), insist })
}

pub(crate) fn save_instructions(id: &SetUpId, not: Option<String>) -> super::Action {
    super::Action::SignIn(Action::SaveInstructions { id: id.to_owned(), not })
}

/// Whether this error needs a (new) sign-in. A page then renders again, with [`SignIn`].
pub(crate) fn is_asked_for(error: &Error) -> bool {
    matches!(error, Error::AuthorityMissing | Error::AuthorityExpired)
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let desk = context.desk;
    match action {
        Action::Start { id, other, then } => {
            let signed_in = match signed_in(context, &id, other).await {
                Err(Error::SignInOtherAgent { .. }) if other => accept(desk, &id).await,
                signed_in => signed_in,
            };
            go_on(context, &id, then, signed_in).await
        }
        Action::Accept { id, then } => {
            let accepted = accept(desk, &id).await;
            go_on(context, &id, then, accepted).await
        }
        Action::Forward {} => {
            sign_in::bring_forward(context.app);
            Update::new()
        }
        Action::Stop { id } => {
            desk.sign_in.cancel();
            if let Ok(set_up) = desk.set_up(&id) {
                set_up.stop();
            }
            Update::new()
        }
        Action::ByHand { id, insist } => {
            desk.sign_in.cancel();
            go_by_hand(desk, &id, insist).await.unwrap_or_else(|error| {
                let notice = Notice::of(&error).insist("by-hand-anyway", by_hand(&id, true));
                notice
                    .retry(by_hand(&id, insist))
                    .beside(Update::new(), "sign-in-error")
                    .focus("sign-in-error")
            })
        }
        Action::SaveInstructions { id, not } => {
            let saved = save(context, &id).await;
            // The earlier message still applies.
            let update = match not {
                Some(name) => notice_of(&id, None, &Error::NotAdministrator { name })
                    .beside(Update::new(), "sign-in-error"),
                None => Update::new(),
            };
            match saved {
                Ok(true) => {
                    update.part("said-instructions", &InstructionsSaved {}).announce(&t("instructions-saved"))
                }
                Ok(false) => update.empty("said-instructions"),
                Err(error) => Notice::of(&error)
                    .retry(save_instructions(&id, None))
                    .beside(update, "sign-in-error")
                    .focus("sign-in-error"),
            }
        }
    }
}

/// Uses a sign-in that another set-up already has there; else opens the window. `other`: another user is to
/// sign in.
async fn signed_in(context: &Context<'_>, id: &SetUpId, other: bool) -> Result<()> {
    if !other && context.desk.set_up(id)?.go_on_signed_in().await? {
        return Ok(());
    }
    in_the_window(context, id).await
}

/// Signs in with the window.
async fn in_the_window(context: &Context<'_>, id: &SetUpId) -> Result<()> {
    let desk = context.desk;
    let (place, set_up) = desk.free(id)?;
    let listener = listener(context, id);
    let signed_in = async {
        let signed_in = sign_in::in_a_window(context.app, desk, &place.latchkey, &set_up, &listener).await?;
        set_up.sign_in(signed_in, &listener).await
    };
    desk.watched(id, &place, Box::pin(signed_in)).await
}

/// A listener that has the page show each step.
pub(crate) fn listener(context: &Context<'_>, id: &SetUpId) -> Listener {
    let (tell, app) = (context.desk.listener(id), context.app.clone());
    Arc::new(move |step| {
        tell(step);
        let desk = app.state::<Desk>();
        desk.update(&shown_now(&desk).focus("sign-in-heading"));
    })
}

async fn accept(desk: &Desk, id: &SetUpId) -> Result<()> {
    desk.set_up(id)?.accept_sign_in().await
}

/// The current page, rendered again.
pub(crate) fn shown_now(desk: &Desk) -> Update {
    let Some(route) = desk.shown() else { return Update::new() };
    super::render(&route, desk).unwrap_or_else(|error| notice::instead_of_the_page(&route, &error))
}

/// Continues after a sign-in, successful or not.
pub(crate) async fn go_on(
    context: &Context<'_>,
    id: &SetUpId,
    then: Option<Box<super::Action>>,
    signed_in: Result<()>,
) -> Update {
    let desk = context.desk;
    match (signed_in, then) {
        (Ok(()), Some(then)) => {
            // Without the card, whatever the result.
            desk.update(&shown_now(desk));
            Box::pin(super::perform(context, *then)).await
        }
        (Ok(()), None) => shown_now(desk).announce(&t("signing-in-done")),
        // The user cancelled it.
        (Err(Error::Stopped), _) => shown_now(desk).focus("sign-in"),
        (Err(error), then) => {
            let focus = if error.severity() == Severity::Calm { "sign-in" } else { "sign-in-error" };
            notice_of(id, then.as_deref(), &error).beside(shown_now(desk), "sign-in-error").focus(focus)
        }
    }
}

/// Why the sign-in failed, and the alternatives to signing in.
pub(super) fn notice_of(id: &SetUpId, then: Option<&super::Action>, error: &Error) -> Notice {
    let then = || then.cloned().map(Box::new);
    let mut notice = Notice::of(error);
    for next in error.next() {
        notice = match (next, error) {
            (Next::Insist, Error::SignInOtherAgent { name, .. }) => notice.with_button(Button {
                id: "insist",
                label: t("signing-in-accept").with("name", name).to_string(),
                look: "primary",
                action: super::Action::SignIn(Action::Accept { id: id.to_owned(), then: then() }),
            }),
            (Next::SignInAsOther, _) => {
                notice.button("sign-in-other", "signing-in-other", "", start(id, true, then()))
            }
            (Next::SaveInstructions, Error::NotAdministrator { name }) => notice.button(
                "save-for-administrator",
                "instructions-save",
                "",
                save_instructions(id, Some(name.clone())),
            ),
            // After closing the window, the user finds the other ways below.
            (Next::ByHand, _) if error.severity() != Severity::Calm => {
                notice.button("sign-in-instead", "by-hand-do", "", by_hand(id, false))
            }
            (Next::CopyReport, _) => {
                notice.button("copy-report", "report-copy", "quiet", report::of_set_up(id, Some(error)))
            }
            _ => notice,
        };
    }
    notice
}

/// Continues by hand: every answer is kept, and the page is the first one that still lacks one.
pub(crate) async fn go_by_hand(desk: &Desk, id: &SetUpId, insist: bool) -> Result<Update> {
    let place = desk.workspace()?;
    let set_up = place.latchkey.set_up(id)?;
    let mut draft = set_up.draft()?;
    if draft.way == Way::ByLatchkey || set_up.authorised().is_some() || set_up.authority_client_id().is_some()
    {
        draft = desk.watched(id, &place, set_up.go_on_by_hand(insist)).await?;
    }
    let next = super::page_of(&draft);
    // On the same page, what is typed there stays.
    Ok(if desk.shown().as_ref() == Some(&next) { shown_now(desk) } else { Update::go(&next) })
}

async fn save(context: &Context<'_>, id: &SetUpId) -> Result<bool> {
    let draft = context.desk.set_up(id)?.draft()?;
    instructions::save(context.app, &WORDS, &draft).await
}

#[derive(askama::Template)]
#[template(
    source = r#"{% import "sign_in.html" as sign_in %}{% call sign_in::instructions_saved() %}{% endcall %}"#,
    ext = "html"
)]
struct InstructionsSaved {}
