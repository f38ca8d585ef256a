//! What is under way for a set-up or connection, as its pages show it.

use askama::Template;

use super::words::{Speaks as _, family};
use super::{Action, Update, frame};
use crate::views::ProgressView;

/// The steps of a creation as they come. What else happens is shown where it happens.
const CREATION: [&str; 7] = ["ready", "keychain", "create", "read-back", "token", "agent", "reads"];

/// What is under way.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    /// Of which set-up or connection.
    pub(crate) of: String,
    /// The words: `progress-<id>`.
    pub(crate) step: Option<&'static str>,
    pub(crate) count: Option<u64>,
    pub(crate) may_stop: bool,
    pub(crate) keychain_waits: bool,
}

/// A step of it.
pub(crate) struct Stage {
    /// `done`, `here` or nothing.
    pub(crate) state: &'static str,
    pub(crate) label: String,
}

impl Progress {
    /// Nothing while nothing is to be shown.
    pub(crate) fn of(id: &str, view: &ProgressView) -> Option<Self> {
        (view.id.is_some() || view.keychain_waits).then(|| Self {
            of: id.to_owned(),
            step: view.id,
            count: view.count,
            may_stop: view.may_stop,
            keychain_waits: view.keychain_waits,
        })
    }

    /// Whether somebody signs in: the page itself shows that.
    pub(crate) fn is_sign_in(&self) -> bool {
        self.step.is_some_and(|step| step.starts_with("sign-in"))
    }

    fn said(&self, step: &str) -> String {
        family("progress", step).with("count", self.count.unwrap_or(0)).to_string()
    }

    /// In one line.
    pub(crate) fn label(&self) -> String {
        self.said(self.step.unwrap_or("keychain"))
    }

    /// Step by step.
    pub(crate) fn stages(&self) -> Vec<Stage> {
        let here = self.step.unwrap_or("keychain");
        let Some(at) = CREATION.iter().position(|step| *step == here) else {
            return vec![Stage { state: "here", label: self.said(here) }];
        };
        CREATION
            .iter()
            .enumerate()
            .map(|(n, step)| Stage {
                state: match n.cmp(&at) {
                    std::cmp::Ordering::Less => "done",
                    std::cmp::Ordering::Equal => "here",
                    std::cmp::Ordering::Greater => "",
                },
                label: if *step == "reads" && n != at {
                    super::words::t("reads-to-come").to_string()
                } else {
                    self.said(step)
                },
            })
            .collect()
    }

    pub(crate) fn stop(&self) -> Action {
        Action::Frame(frame::Action::Stop { id: self.of.clone() })
    }

    #[expect(clippy::unused_self, reason = "templates call it beside `stop`")]
    pub(crate) fn stop_waiting(&self) -> Action {
        Action::Frame(frame::Action::StopWaiting {})
    }
}

#[derive(Template)]
#[template(
    source = r#"{% import "ui.html" as ui %}{% call ui::stages(progress) %}{% endcall %}"#,
    ext = "html"
)]
struct Stages {
    progress: Option<Progress>,
}

#[derive(Template)]
#[template(
    source = r#"{% import "ui.html" as ui %}{% call ui::pill(progress) %}{% endcall %}"#,
    ext = "html"
)]
struct Pill {
    progress: Option<Progress>,
}

/// What the pages of a set-up or connection are told while something is done for it.
pub(crate) fn progress(id: &str, view: &ProgressView) -> Update {
    let progress = Progress::of(id, view);
    Update::new()
        .of(id)
        .part("stages", &Stages { progress: progress.clone() })
        .part("progress", &Pill { progress })
}
