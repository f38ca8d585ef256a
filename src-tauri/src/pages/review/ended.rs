//! What was stopped on the page, and by what: kept until something else is tried, so that it is there whenever the
//! page is shown.

use latchkey_core::draft::Draft;
use latchkey_core::setup::Candidate;
use latchkey_core::{Error, Latchkey};
use serde::{Deserialize, Serialize};

use super::super::notice::Notice;
use super::super::when::date;
use super::Action;

/// Something that changes HaloPSA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Doing {
    Create,
    Undo,
    StartAgain,
    ByHand,
}

impl Doing {
    /// The action that does it. `insist`: although something was asked.
    pub(super) fn action(self, set_up: &str, insist: bool) -> Action {
        let set_up = set_up.to_owned();
        match self {
            Self::Create => Action::Create { set_up, insist },
            Self::Undo => Action::Undo { set_up },
            Self::StartAgain => Action::StartAgain { set_up, insist },
            Self::ByHand => Action::ByHand { set_up, insist },
        }
    }
}

/// See the module.
pub(in super::super) struct Ended {
    /// The answers with which it was tried: with others it says nothing.
    revision: u64,
    pub(super) doing: Doing,
    /// Whether the person had insisted.
    pub(super) insist: bool,
    pub(super) error: Error,
}

impl Ended {
    pub(super) fn of(latchkey: &Latchkey, set_up: &str, doing: Doing, insist: bool, error: Error) -> Self {
        let revision = latchkey.draft(set_up).map_or(0, |draft| draft.revision);
        Self { revision, doing, insist, error }
    }

    pub(super) fn is_about(&self, draft: &Draft) -> bool {
        self.revision == draft.revision
    }

    /// Whether it continues once somebody who may is signed in.
    pub(super) fn needs_sign_in(&self) -> bool {
        matches!(self.error, Error::AuthorityMissing | Error::AuthorityExpired | Error::AuthorityNotEnough)
    }
}

/// It, as it is shown.
pub(super) struct Alert {
    pub(super) notice: Notice,
    /// Applications among which the person chooses.
    pub(super) candidates: Vec<CandidateShown>,
    /// Whether choosing one deletes it.
    pub(super) deletes: bool,
}

/// An application that may be the one.
pub(super) struct CandidateShown {
    pub(super) id: String,
    pub(super) name: String,
    /// None where HaloPSA doesn't tell.
    pub(super) client_id: Option<String>,
    pub(super) agent: Option<String>,
    pub(super) created: Option<String>,
    pub(super) choose: super::super::Action,
}

impl Alert {
    /// `begun`: whether something may be in HaloPSA.
    pub(super) fn of(ended: &Ended, draft: &Draft, begun: bool) -> Self {
        let set_up = || draft.id.clone();
        let doing = ended.doing;
        let candidates: &[Candidate] = match &ended.error {
            Error::ApplicationPerhaps { candidates } => candidates,
            _ => &[],
        };
        let mut notice = Notice::of(&ended.error);
        if !candidates.is_empty() {
            let none = Action::NoneOfThese {
                set_up: set_up(),
                applications: candidates.iter().map(|one| one.id.clone()).collect(),
                then: doing,
            };
            notice = notice.button("none-of-these", "none-of-these", "", none.into());
        }
        let although = match (&ended.error, doing) {
            (_, Doing::ByHand) => "review-by-hand-anyway",
            (Error::NameTaken { .. }, _) => "review-create-second",
            _ => "review-create-anyway",
        };
        notice = notice
            .insist(although, doing.action(&draft.id, true).into())
            .retry(doing.action(&draft.id, ended.insist).into());
        notice = match &ended.error {
            Error::NameTaken { .. } => {
                notice.button("change-name", "review-change-name", "", Action::ToAgent { set_up: set_up() }.into())
            }
            Error::AgentGone { .. } => {
                let to_agent = Action::ToAgent { set_up: set_up() };
                notice.button("choose-agent", "review-other-agent", "", to_agent.into())
            }
            _ => notice,
        };
        if begun && doing != Doing::Undo {
            notice = notice.button("undo", "review-undo", "", Action::AskToUndo { set_up: set_up() }.into());
        }
        if begun || matches!(ended.error, Error::NameTaken { .. } | Error::NameUnchecked { .. }) {
            let open = Action::OpenApplications { set_up: set_up() };
            notice = notice.button("open-applications", "open-applications", "", open.into());
        }
        if doing != Doing::ByHand {
            let by_hand = Action::ByHand { set_up: set_up(), insist: false };
            notice = notice.button("by-hand", "by-hand-instead", "quiet", by_hand.into());
        }
        Self {
            notice,
            candidates: candidates.iter().map(|one| CandidateShown::of(one, draft, doing)).collect(),
            deletes: matches!(doing, Doing::Undo | Doing::StartAgain),
        }
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
            choose: Action::ThisOne { set_up: draft.id.clone(), application: candidate.id.clone(), then }.into(),
        }
    }
}
