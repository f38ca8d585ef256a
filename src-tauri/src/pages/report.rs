//! The report for the developers, which a user may copy where something ended in a state that Latchkey
//! doesn't know.

use askama::Template;
use latchkey_core::{ConnectionId, Error, Result, SetUpId};
use serde::{Deserialize, Serialize};

use super::notice::Notice;
use super::words::{Speaks as _, t};
use super::{Context, Update};
use crate::clipboard;
use crate::desk::Desk;

/// The actions with a report.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Copies the report about a set-up's HaloPSA. `code`: that of the error shown.
    OfSetUp { set_up: SetUpId, code: Option<String> },
    /// The same about a connection's.
    OfConnection { connection: ConnectionId },
}

impl From<Action> for super::Action {
    fn from(action: Action) -> Self {
        Self::Report(action)
    }
}

/// The button's action beside an error about a set-up.
pub(super) fn of_set_up(set_up: &SetUpId, error: Option<&Error>) -> super::Action {
    Action::OfSetUp { set_up: set_up.clone(), code: error.map(|error| error.code().to_owned()) }.into()
}

/// The button's action beside a connection's test.
pub(super) fn of_connection(connection: &ConnectionId) -> super::Action {
    Action::OfConnection { connection: connection.clone() }.into()
}

/// The confirmation beside the button that it was copied.
#[derive(Template)]
#[template(source = r#"{{ t("report-copied") }}"#, ext = "html")]
struct Copied;

pub(super) fn act(context: &Context<'_>, action: &Action) -> Update {
    match copied(context.desk, action) {
        Ok(()) => Update::new().part("report-said", &Copied).announce(&t("report-copied")),
        Err(error) => Notice::of(&error).beside(Update::new(), "report-said"),
    }
}

fn copied(desk: &Desk, action: &Action) -> Result<()> {
    let place = desk.workspace()?;
    let report = match action {
        Action::OfSetUp { set_up, code } => {
            // A page may send any text; a report contains only codes.
            let code = code.as_deref().filter(|code| Error::codes().contains(code));
            place.latchkey.set_up(set_up)?.report(code)?
        }
        Action::OfConnection { connection } => place.latchkey.report(connection)?,
    };
    clipboard::copy(&report)
}
