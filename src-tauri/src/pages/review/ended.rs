//! What failed on the page, and why: kept until something else is tried, so that it is there whenever the
//! page is shown.

use latchkey_core::halo::Candidate;
use latchkey_core::next::Next;
use latchkey_core::setup::draft::Draft;
use latchkey_core::{ApplicationId, Error, SetUpId};
use serde::{Deserialize, Serialize};

use super::super::Action as Any;
use super::super::notice::Notice;
use super::super::report;
use super::super::sign_in;
use super::super::when::date;
use super::Action;
use crate::desk::Desk;

/// An operation that changes HaloPSA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Doing {
    Create,
    Undo,
    StartAgain,
    ByHand,
}

impl Doing {
    /// The action that runs it. `insist`: in spite of a question.
    pub(super) fn action(self, set_up: &SetUpId, insist: bool) -> Action {
        let set_up = set_up.to_owned();
        match self {
            Self::Create => Action::Create { set_up, insist },
            Self::Undo => Action::Undo { set_up },
            Self::StartAgain => Action::StartAgain { set_up, insist },
            Self::ByHand => Action::ByHand { set_up, insist },
        }
    }
}

/// A failed operation and its error.
pub(super) struct Ended {
    /// The revision of the answers: with others the error doesn't apply.
    revision: u64,
    doing: Doing,
    /// Whether the user had insisted.
    insist: bool,
    error: Error,
}

impl Ended {
    pub(super) fn of(desk: &Desk, set_up: &SetUpId, doing: Doing, insist: bool, error: Error) -> Self {
        let revision =
            desk.set_up(set_up).and_then(|set_up| set_up.draft()).map_or(0, |draft| draft.revision);
        Self { revision, doing, insist, error }
    }

    #[cfg(test)]
    pub(super) fn tried(draft: &Draft, doing: Doing, error: Error) -> Self {
        Self { revision: draft.revision, doing, insist: false, error }
    }

    pub(super) fn is_about(&self, draft: &Draft) -> bool {
        self.revision == draft.revision
    }

    /// Whether the user cancelled it.
    pub(super) fn was_stopped(&self) -> bool {
        self.error == Error::Stopped
    }

    /// Whether the sign-in has ended.
    pub(super) fn needs_sign_in(&self) -> bool {
        sign_in::is_asked_for(&self.error)
    }

    /// Whether it continues automatically after a sign-in, as the same or another user.
    pub(super) fn continues_signed_in(&self) -> bool {
        self.needs_sign_in() || self.error.offers(Next::SignInAsOther)
    }

    /// The action that retries it.
    pub(super) fn again(&self, set_up: &SetUpId) -> Any {
        self.doing.action(set_up, self.insist).into()
    }
}

/// The failure as it is shown.
pub(super) struct Alert {
    pub(super) notice: Notice,
    /// Applications among which the user chooses.
    pub(super) candidates: Vec<CandidateShown>,
    /// Whether choosing one deletes it.
    pub(super) deletes: bool,
    /// The id of the words for choosing one.
    pub(super) choose: &'static str,
    /// The button for a retry, and its look.
    pub(super) again: Option<(Any, &'static str)>,
}

/// An application that may be the one that Latchkey created.
pub(super) struct CandidateShown {
    pub(super) id: ApplicationId,
    pub(super) name: String,
    /// None where HaloPSA doesn't report it.
    pub(super) client_id: Option<String>,
    pub(super) agent: Option<String>,
    pub(super) created: Option<String>,
    pub(super) choose: Any,
}

impl Alert {
    /// `begun`: whether something may be in HaloPSA.
    pub(super) fn of(ended: &Ended, draft: &Draft, begun: bool) -> Self {
        let id = || draft.id.clone();
        let Ended { doing, error, .. } = ended;
        let (candidates, beside): (&[Candidate], usize) = match error {
            Error::ApplicationPerhaps { candidates, beside } => (candidates, *beside),
            _ => (&[], 0),
        };
        let deletes = matches!(doing, Doing::Undo | Doing::StartAgain);
        let mut notice = Notice::of(error);
        let (asks, helps_again) = (error.asks(), error.offers(Next::Retry));
        if !candidates.is_empty() {
            let applications = candidates.iter().map(|one| one.id.clone()).collect();
            let none = Action::NoneOfThese { set_up: id(), applications, then: *doing };
            let words = if candidates.len() == 1 { "not-this-one" } else { "none-of-these" };
            notice = notice.button("none-of-these", words, "", none.into());
        }
        let although = match (error, doing) {
            (_, Doing::ByHand) => "review-by-hand-anyway",
            (Error::NameTaken { .. }, _) => "review-create-second",
            _ => "review-create-anyway",
        };
        if asks {
            notice = notice.insist(although, doing.action(&draft.id, true).into());
        }
        let to_agent = || Action::ToAgent { set_up: id() }.into();
        notice = match error.field().filter(|_| error.offers(Next::FixField)) {
            Some("name") => notice.button("change-name", "review-change-name", "primary", to_agent()),
            Some("agent") => notice.button("choose-agent", "review-other-agent", "primary", to_agent()),
            _ => notice,
        };
        if error.offers(Next::SignInAsOther) {
            let then = Some(Box::new(ended.again(&draft.id)));
            let start = Any::SignIn(sign_in::Action::Start { id: id(), other: true, then });
            notice = notice.button("sign-in-other", "signing-in-other", "primary", start);
        }
        if begun && *doing != Doing::Undo {
            notice = notice.button("undo", "review-undo", "", Action::AskToUndo { set_up: id() }.into());
        }
        if begun || error.offers(Next::OpenApplications) {
            let open = Action::OpenApplications { set_up: id() };
            notice = notice.button("open-applications", "open-applications", "", open.into());
        }
        if *doing != Doing::ByHand && *error != (Error::Stopped) {
            let look = if asks || helps_again { "quiet" } else { "" };
            notice = notice.button(
                "by-hand",
                "by-hand-instead",
                look,
                Doing::ByHand.action(&draft.id, false).into(),
            );
        }
        if error.offers(Next::CopyReport) {
            notice = notice.button(
                "copy-report",
                "report-copy",
                "quiet",
                report::of_set_up(&draft.id, Some(error)),
            );
        }
        // Where there is an alternative, a retry is not the highlighted button.
        let look = if helps_again { "primary" } else { "" };
        Self {
            again: (!asks).then(|| (ended.again(&draft.id), look)),
            notice,
            candidates: candidates.iter().map(|one| CandidateShown::of(one, draft, *doing)).collect(),
            deletes,
            choose: match (deletes, beside) {
                (true, _) => "delete-this-one",
                (false, 0) => "this-one",
                (false, _) => "this-one-also",
            },
        }
    }

    /// Whether it is a question: the answers are in the box.
    pub(super) fn asks(&self) -> bool {
        self.again.is_none()
    }
}

impl CandidateShown {
    fn of(candidate: &Candidate, draft: &Draft, then: Doing) -> Self {
        Self {
            id: candidate.id.clone(),
            name: candidate.name.clone(),
            client_id: Some(candidate.client_id.clone()).filter(|id| !id.is_empty()),
            agent: candidate.agent.clone(),
            created: candidate.created.map(date),
            choose: Action::ThisOne { set_up: draft.id.clone(), application: candidate.id.clone(), then }
                .into(),
        }
    }
}
