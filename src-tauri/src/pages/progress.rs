//! The operation in progress for a set-up or connection, as its pages show it.

use askama::Template;
use latchkey_core::proof::Progress as Step;

use super::words::{Speaks as _, family};
use super::{Action, Update, frame};

/// The steps of a creation in order. Other steps are shown where they happen.
const CREATION: [&str; 7] = ["ready", "keychain", "create", "read-back", "token", "agent", "reads"];
/// The steps of a test.
const TEST: [&str; 3] = ["token", "agent", "reads"];

/// The operation in progress for a set-up or connection, as it is stored.
#[derive(Debug, Clone, Default)]
pub(crate) struct Snapshot {
    /// The id of its words: `progress-<id>`.
    pub(crate) step: Option<&'static str>,
    /// A parameter of the words: seconds, or the number of reads.
    pub(crate) count: Option<u64>,
    /// Whether an application is created, not only tested.
    pub(crate) creates: bool,
    /// Whether it can be cancelled safely.
    pub(crate) may_stop: bool,
    /// The keychain has not returned for a while: the computer may be asking for a password.
    pub(crate) keychain_waits: bool,
}

/// A step's id and count.
fn step(step: &Step) -> (Option<&'static str>, Option<u64>) {
    let (id, count) = match step {
        Step::SignInWindow => ("sign-in-window", None),
        Step::SignInLook => ("sign-in-look", None),
        Step::Ready => ("ready", None),
        Step::Create => ("create", None),
        Step::Look => ("look", None),
        Step::ReadBack => ("read-back", None),
        Step::Delete => ("delete", None),
        Step::Keychain => ("keychain", None),
        Step::Token => ("token", None),
        Step::NotYet => ("not-yet", None),
        Step::Pause { seconds } => ("pause", Some(*seconds)),
        Step::Permissions => ("permissions", None),
        Step::Agent => ("agent", None),
        Step::Reads { count } => ("reads", u64::try_from(*count).ok()),
    };
    (Some(id), count)
}

/// The same for a page.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    /// The id of the set-up or connection.
    of: String,
    pub(crate) now: Snapshot,
}

/// A step of the list.
pub(crate) struct Stage {
    /// `done`, `here` or nothing.
    pub(crate) state: &'static str,
    pub(crate) label: String,
}

impl Snapshot {
    /// Advances to this step.
    pub(crate) fn comes_to(&mut self, step: &Step) {
        // Not cancellable until the outcome of a create or delete request is known.
        self.may_stop = !matches!(step, Step::Create | Step::Delete | Step::Keychain);
        self.creates |= matches!(step, Step::Ready | Step::Create);
        (self.step, self.count) = self::step(step);
    }
}

impl Progress {
    /// None while nothing is to be shown.
    pub(crate) fn of(id: impl AsRef<str>, now: &Snapshot) -> Option<Self> {
        (now.step.is_some() || now.keychain_waits)
            .then(|| Self { of: id.as_ref().to_owned(), now: now.clone() })
    }

    /// Whether it is a sign-in: the page itself shows that.
    pub(crate) fn is_sign_in(&self) -> bool {
        self.now.step.is_some_and(|step| step.starts_with("sign-in"))
    }

    fn said(&self, step: &str) -> String {
        family("progress", step).with("count", self.now.count.unwrap_or(0)).to_string()
    }

    /// As one line.
    pub(crate) fn label(&self) -> String {
        self.said(self.now.step.unwrap_or("keychain"))
    }

    /// As a list of steps.
    pub(crate) fn stages(&self) -> Vec<Stage> {
        let here = self.now.step.unwrap_or("keychain");
        let steps: &[&str] = if self.now.creates { &CREATION } else { &TEST };
        let Some(at) = steps.iter().position(|step| *step == here) else {
            return vec![Stage { state: "here", label: self.said(here) }];
        };
        steps
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
        Action::Frame(frame::Action::Stop { of: self.of.clone() })
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

/// The update that shows progress on the pages of a set-up or connection.
pub(crate) fn progress(id: &str, now: &Snapshot) -> Update {
    let progress = Progress::of(id, now);
    Update::new()
        .of(id)
        .part("stages", &Stages { progress: progress.clone() })
        .part("progress", &Pill { progress })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_not_told_as_a_creation() {
        let stages = |steps: &[Step]| {
            let mut now = Snapshot::default();
            for step in steps {
                now.comes_to(step);
            }
            Progress::of("00", &now).unwrap().stages().len()
        };
        assert_eq!(stages(&[Step::Keychain]), 1);
        assert_eq!(stages(&[Step::Keychain, Step::Token]), TEST.len());
        assert_eq!(stages(&[Step::Keychain, Step::Token, Step::Agent]), TEST.len());
        assert_eq!(stages(&[Step::Ready, Step::Keychain]), CREATION.len());
        assert_eq!(stages(&[Step::Ready, Step::Keychain, Step::Create, Step::Token]), CREATION.len());
        assert_eq!(stages(&[Step::Ready, Step::Pause { seconds: 2 }]), 1);
    }
}
