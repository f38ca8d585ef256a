//! A refusal or a question, at its place on the page, with the possible next steps.

use askama::Template;
use latchkey_core::Error;
use latchkey_core::next::{Next, Severity};

use super::words::{Said, Speaks as _, family, t};
use super::{Action, Route, Update};

/// A box with what happened and the possible next steps: those that both the page supports and
/// [`Error::next`] suggests.
pub(crate) struct Notice {
    /// The error's code: `data-refusal`, for tests and for support.
    pub(crate) code: &'static str,
    /// `info`, `good`, `warn`, `bad`, or nothing where nothing is wrong.
    pub(crate) look: &'static str,
    pub(crate) title: String,
    pub(crate) advice: Option<Said<'static>>,
    pub(crate) buttons: Vec<Button>,
    field: Option<&'static str>,
    next: &'static [Next],
}

/// A next step.
pub(crate) struct Button {
    pub(crate) id: &'static str,
    pub(crate) label: String,
    /// Classes: `primary`, `tonal`, `quiet`, `danger` or nothing.
    pub(crate) look: &'static str,
    pub(crate) action: Action,
}

impl Notice {
    pub(crate) fn of(error: &Error) -> Self {
        let words = |attribute: Option<&'static str>| {
            let said = family("error", error.code());
            let said = error.params().into_iter().fold(said, |said, (name, value)| said.with(name, value));
            if let Some(attribute) = attribute { said.attr(attribute) } else { said }
        };
        Self {
            code: error.code(),
            look: match error.severity() {
                Severity::Calm => "",
                Severity::Question => "warn",
                Severity::Stopped => "bad",
            },
            title: words(None).to_string(),
            advice: Some(words(Some("advice"))).filter(Said::exists),
            buttons: Vec::new(),
            field: error.field(),
            next: error.next(),
        }
    }

    /// A notice of a page's own, in these words.
    pub(crate) fn saying(code: &'static str, words: &'static str) -> Self {
        Self {
            code,
            look: "bad",
            title: t(words).to_string(),
            advice: Some(t(words).attr("advice")).filter(Said::exists),
            buttons: Vec::new(),
            field: None,
            next: &[],
        }
    }

    /// Adds a retry, where that may help.
    pub(crate) fn retry(self, action: Action) -> Self {
        if self.next.contains(&Next::Retry) {
            self.button("try-again", "try-again", "", action)
        } else {
            self
        }
    }

    /// Adds doing it anyway, where the user may decide that; `words` is the button's label. Never the first
    /// choice: that is what the advice recommends.
    pub(crate) fn insist(self, words: &str, action: Action) -> Self {
        if self.next.contains(&Next::Insist) { self.button("insist", words, "", action) } else { self }
    }

    /// Adds another button.
    pub(crate) fn button(self, id: &'static str, words: &str, look: &'static str, action: Action) -> Self {
        self.with_button(Button { id, label: t(words).to_string(), look, action })
    }

    /// The same, with a label that has parameters.
    pub(crate) fn with_button(mut self, button: Button) -> Self {
        self.buttons.push(button);
        self
    }

    /// At its field, if the page has it (`fields`), else above everything (`#alert`). The field gets the
    /// focus.
    pub(crate) fn at(self, fields: &[&'static str]) -> Update {
        match self.field.filter(|field| fields.contains(field)) {
            Some(field) => {
                Update::new().part(&format!("{field}-error"), &Shown { notice: self }).invalid(field)
            }
            None => self.update(),
        }
    }

    /// In the element with this id, in addition to `update`.
    pub(crate) fn beside(self, update: Update, place: &str) -> Update {
        update.part(place, &Shown { notice: self })
    }

    /// Above everything (`#alert`).
    pub(crate) fn update(self) -> Update {
        self.on(Update::new())
    }

    /// The same, in addition to `update`.
    pub(crate) fn on(self, update: Update) -> Update {
        update.part("alert", &Shown { notice: self }).focus("alert")
    }
}

#[derive(Template)]
#[template(source = r#"{% import "ui.html" as ui %}{% call ui::note(notice) %}{% endcall %}"#, ext = "html")]
struct Shown {
    notice: Notice,
}

impl Notice {
    /// Whether a report can be copied, which is confirmed beside the button.
    pub(crate) fn offers_report(&self) -> bool {
        self.buttons.iter().any(|button| button.id == "copy-report")
    }

    /// The icon beside it.
    pub(crate) fn icon(&self) -> &'static str {
        match self.look {
            "good" => "check",
            "info" | "" => "info",
            _ => "warn",
        }
    }
}

/// A confirmation dialog before something that can't be undone.
#[derive(Template)]
#[template(path = "question.html")]
pub(crate) struct Question {
    pub(crate) title: String,
    pub(crate) texts: Vec<Said<'static>>,
    pub(crate) cancel: String,
    pub(crate) confirm: String,
    pub(crate) danger: bool,
    pub(crate) action: Action,
}

/// The same, with an optional alternative.
#[derive(Template)]
#[template(path = "question-or.html")]
pub(crate) struct QuestionOr {
    pub(crate) question: Question,
    /// The alternative's label and action.
    pub(crate) other: Option<(String, Action)>,
}

/// A page that explains why nothing else is shown.
#[derive(Template)]
#[template(path = "blocked.html")]
struct Blocked {
    notice: Notice,
    /// Whether a retry may help.
    again: Option<String>,
}

/// Replaces a page that can't be shown.
pub(crate) fn instead_of_the_page(route: &Route, error: &Error) -> Update {
    let again = (!error.offers(Next::Home)).then(|| route.to_string());
    Update::new().page(route, &Blocked { notice: Notice::of(error), again })
}

/// The same for an unknown cause.
pub(crate) fn unexpected() -> Update {
    let notice = Notice::saying("unexpected", "error-unexpected");
    Update::new().part("main", &Blocked { notice, again: None })
}
