//! An error as a page gets it: its code, and the words for what happened, what it means, what to do.

use std::collections::BTreeMap;

use latchkey_core::Error;
use latchkey_core::setup::Candidate;
use serde::Serialize;
use ts_rs::TS;

use crate::words::Words;

/// See the module.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct Refusal {
    /// Stable.
    code: &'static str,
    /// The control at which it stands.
    field: Option<&'static str>,
    /// Whether the person may say that it is right all the same.
    may_insist: bool,
    /// Parameters, such as the host to agree to.
    params: BTreeMap<&'static str, String>,
    /// What happened.
    title: Box<str>,
    /// What it means and what to do.
    advice: String,
    /// Applications of which the person says which one it is, or that none is.
    candidates: Box<[CandidateView]>,
}

/// An application that matches by its name alone.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct CandidateView {
    /// HaloPSA's id for it.
    id: String,
    name: String,
    /// Empty where it isn't told.
    client_id: String,
    agent: Option<String>,
    /// When it was created, where that is told.
    created: Option<String>,
}

impl CandidateView {
    fn of(candidate: &Candidate) -> Self {
        let Candidate { id, name, client_id, agent, created } = candidate.clone();
        Self { id, name, client_id, agent, created: created.map(|at| at.to_string()) }
    }
}

impl Refusal {
    pub(crate) fn of(error: &Error, words: &Words) -> Self {
        let params = error.params();
        let id = format!("error-{}", error.code());
        let message = words.message(&id, params.iter().map(|(k, v)| (*k, v.as_str())));
        Self {
            code: error.code(),
            field: error.field(),
            may_insist: error.may_insist(),
            title: message.value.into(),
            advice: message.attributes.get("advice").cloned().unwrap_or_default(),
            candidates: match error {
                Error::ApplicationPerhaps { candidates } => {
                    candidates.iter().map(CandidateView::of).collect()
                }
                _ => Box::default(),
            },
            params,
        }
    }

    /// What happened, and what it means and what to do.
    pub(crate) fn into_words(self) -> (String, String) {
        (self.title.into(), self.advice)
    }
}
