//! A saved connection: its values, the test, its facts, a new secret, and its removal.

use askama::Template;
use jiff::Timestamp;
use latchkey_core::connections::Connection;
use latchkey_core::connections::history::{Event, History};
use latchkey_core::next::Next;
use latchkey_core::{ConnectionId, Error, Result};
use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::index::INDEX;
use super::notice::{Notice, Question, QuestionOr};
use super::permission::access;
use super::product::Monogram;
use super::proof::Shown;
use super::report;
use super::values::Values;
use super::when::moment;
use super::words::{Said, Speaks as _, family, t};
use super::{Context, Route, Update, page_of};
use crate::desk::Desk;

/// The actions of this page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    Test {
        connection: ConnectionId,
    },
    /// Asks for confirmation before a new secret is created.
    AskToRenew {
        connection: ConnectionId,
    },
    Renew {
        connection: ConnectionId,
    },
    /// Asks for confirmation before it is removed from this computer.
    AskToRemove {
        connection: ConnectionId,
    },
    Remove {
        connection: ConnectionId,
    },
    /// Opens HaloPSA's page of applications in the browser.
    OpenHalo {
        connection: ConnectionId,
    },
}

/// The page.
#[derive(Template)]
#[template(path = "connection.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    id: ConnectionId,
    product: String,
    monogram: Monogram,
    host: String,
    in_keychain: bool,
    entry: String,
    values: Values,
    proof: Shown,
    /// That the agent is still an administrator, and need not be.
    administrator: Option<Said<'static>>,
    /// Its facts, in the order in which they are shown.
    facts: Vec<(Said<'static>, String)>,
    /// When, and what; the newest first.
    history: Vec<(String, Said<'static>)>,
    tested: String,
}

impl Page {
    pub(crate) fn of(frame: Frame, in_keychain: bool, connection: &Connection, now: Timestamp) -> Self {
        let unknown = || t("not-known").to_string();
        let mut facts = vec![
            (t("fact-address"), connection.instance.address.to_string()),
            (
                t("fact-agent"),
                connection.agent.as_ref().map_or_else(unknown, |agent| agent.name().to_owned()),
            ),
            (t("fact-application"), connection.application_name.clone().unwrap_or_else(unknown)),
            (t("fact-permissions"), access(&connection.permissions)),
            (t("field-client-id"), connection.client_id.clone()),
        ];
        let told =
            [("fact-version", &connection.instance.version), ("field-tenant", &connection.instance.tenant)];
        for (words, told) in told {
            if let Some(told) = told {
                facts.insert(1, (t(words), told.clone()));
            }
        }
        let again = super::Action::Connection(Action::Test { connection: connection.id.clone() });
        let renew = super::Action::Connection(Action::AskToRenew { connection: connection.id.clone() });
        Self {
            frame,
            id: connection.id.clone(),
            product: connection.product_name.clone(),
            monogram: Monogram::of(&connection.product_name),
            host: connection.instance.address.host_and_port(),
            in_keychain,
            entry: connection.entry.service.clone(),
            values: Values::of(connection),
            proof: Shown::of(&connection.proof, true, now)
                .again(again)
                .reported(report::of_connection(&connection.id))
                .mended_by("renew", "new-secret-for", &renew),
            administrator: connection
                .administrator_at_first()
                .filter(|at_first| at_first.is_one == Some(true))
                .map(|at_first| {
                    let said = t("connection-administrator").with("agent", at_first.agent);
                    said.with("product", &connection.product_name)
                }),
            facts,
            history: history(&connection.history),
            tested: moment(connection.proof.at),
        }
    }

    /// Where the system shows that the entry exists.
    #[expect(clippy::unused_self, reason = "templates call it as what the page says")]
    fn where_in_keychain(&self) -> Said<'static> {
        family("keychain-where", std::env::consts::OS)
    }

    fn test(&self) -> super::Action {
        super::Action::Connection(Action::Test { connection: self.id.clone() })
    }

    fn renew(&self) -> super::Action {
        super::Action::Connection(Action::AskToRenew { connection: self.id.clone() })
    }

    fn remove(&self) -> super::Action {
        super::Action::Connection(Action::AskToRemove { connection: self.id.clone() })
    }
}

fn history(history: &History) -> Vec<(String, Said<'static>)> {
    let told = |event: &Event| (moment(event.at), family("history", event.what.id()));
    history.events().iter().rev().map(told).collect()
}

pub(crate) fn view(desk: &Desk, id: &ConnectionId) -> Result<Update> {
    let update = Update::new();
    Ok(update.page(&Route::Connection(id.to_owned()), &page(desk, id)?))
}

fn page(desk: &Desk, id: &ConnectionId) -> Result<Page> {
    let place = desk.workspace()?;
    let connection = place.latchkey.connection(id)?;
    Ok(Page::of(Frame::around(desk, &place, id), place.is_in_keychain(), &connection, Timestamp::now()))
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let retry = super::Action::Connection(action.clone());
    let tested = match &action {
        Action::Test { connection } => Some(connection.clone()),
        _ => None,
    };
    acted(context, action).await.unwrap_or_else(|error| {
        let notice = Notice::of(&error).retry(retry);
        let notice = match tested {
            Some(connection) => offer_new_secret(notice, &error, &connection),
            None => notice,
        };
        notice.update().empty("dialog")
    })
}

/// Offers a new secret where the stored one was deleted.
pub(super) fn offer_new_secret(notice: Notice, error: &Error, connection: &ConnectionId) -> Notice {
    if !error.offers(Next::NewSecret) {
        return notice;
    }
    let renew = super::Action::Connection(Action::AskToRenew { connection: connection.to_owned() });
    notice.button("make-new-secret", "new-secret-for", "primary", renew)
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    let place = desk.workspace()?;
    match action {
        Action::Test { connection } => {
            let place = desk.free_connection(&connection)?;
            let listener = desk.listener(&connection);
            let proved = place.latchkey.prove_connection(&connection, &listener);
            let focus = match desk.watched(&connection, &place, Box::pin(proved)).await {
                Ok(_) => "verdict",
                Err(Error::Stopped) => "prove",
                Err(error) => return Err(error),
            };
            let update = Update::new();
            let page = page(desk, &connection)?;
            Ok(update.page(&Route::Connection(connection), &page).focus(focus))
        }
        Action::AskToRenew { connection } => Ok(Update::new().part(
            "dialog",
            &Question {
                title: t("renew").to_string(),
                texts: vec![t("renew.about")],
                cancel: t("cancel").to_string(),
                confirm: t("renew.confirm").to_string(),
                danger: false,
                action: super::Action::Connection(Action::Renew { connection }),
            },
        )),
        Action::Renew { connection } => {
            let begun = place.latchkey.begin_new_secret_for(&connection).await?;
            Ok(Update::go(&page_of(&begun)))
        }
        Action::AskToRemove { connection } => {
            let known = place.latchkey.connection(&connection)?;
            Ok(Update::new().part("dialog", &removal(&known, place.practising().is_some())))
        }
        Action::OpenHalo { connection } => {
            desk.open(&place.latchkey.connection(&connection)?.instance.address.applications_page())?;
            Ok(Update::new())
        }
        Action::Remove { connection } => {
            let removed = Box::pin(place.latchkey.remove_connection(&connection));
            let removed = desk.watched(&connection, &place, removed);
            // It is removed from the list as well.
            desk.patient(INDEX, place.latchkey.keeper(), removed).await?;
            Ok(Update::go(&Route::Index))
        }
    }
}

/// The question before a connection is removed. What is in HaloPSA stays there; its page is offered.
fn removal(connection: &Connection, practising: bool) -> QuestionOr {
    let name = connection.application_name.as_ref().unwrap_or(&connection.product_name);
    let texts = if practising {
        vec![t("remove-connection.practice")]
    } else {
        vec![
            t("remove-connection.about"),
            t("remove-connection.remains").with("product", &connection.product_name).with("name", name),
        ]
    };
    let question = Question {
        title: t("remove-connection").to_string(),
        texts,
        cancel: t("cancel").to_string(),
        confirm: t("remove-connection.confirm").to_string(),
        danger: true,
        action: super::Action::Connection(Action::Remove { connection: connection.id.clone() }),
    };
    let open = super::Action::Connection(Action::OpenHalo { connection: connection.id.clone() });
    QuestionOr { question, other: (!practising).then(|| (t("open-halopsa").to_string(), open)) }
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use latchkey_core::proof::finding::Verdict;

    use super::gallery::{State, failed, now, proof, saved};
    let page = |connection: &Connection, practising: bool| {
        Page::of(Frame { practising, ..Frame::default() }, !practising, connection, now())
    };
    let trend = saved(Some("trend-vision-one-sp"), "Trend Vision One for Service Providers");
    let with = |proof| Connection { proof, ..trend.clone() };
    vec![
        State::page("connection", page(&trend, false)),
        State::page("connection-practice", page(&trend, true)),
        State::dialog("connection-remove", removal(&trend, false)),
        State::page("connection-things", page(&with(proof(Verdict::WorksWithRemarks, now())), false)),
        State::page("connection-not-working", page(&with(failed(now())), false)),
        State::page(
            "connection-long",
            page(&saved(None, &"Another product with a very long \"name\" <b> ".repeat(3)), false),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::gallery::{now, saved};
    use super::*;

    fn shown(practising: bool, name: &str) -> String {
        let frame = Frame { practising, ..Frame::default() };
        Page::of(frame, !practising, &saved(None, name), now()).render().unwrap()
    }

    #[test]
    fn practice_claims_nothing_about_the_keychain() {
        assert!(shown(false, "Harbour Alarm").contains("id=\"keychain-entry\""));
        let practice = shown(true, "Harbour Alarm");
        assert!(!practice.contains("keychain-entry"), "{practice}");
    }

    #[test]
    fn an_administrator_at_first_is_told_while_it_is_one() {
        use latchkey_core::proof::finding::AgentFinding;
        let told = |product: &str, is_one: Option<bool>| {
            let mut connection = saved(Some(product), product);
            if let Some(AgentFinding::Planned { agent }) = &mut connection.proof.agent {
                agent.administrator = is_one;
            }
            let page = Page::of(Frame::default(), true, &connection, now());
            page.render().unwrap().contains("id=\"administrator\"")
        };
        assert!(told("timezest", Some(true)));
        assert!(!told("timezest", Some(false)) && !told("timezest", None), "nothing is guessed");
        assert!(!told("rewst", Some(true)), "it has to be one");
    }

    #[test]
    fn a_name_with_markup_is_text() {
        let html = shown(false, "<img src=x onerror=alert(1)>");
        assert!(!html.contains("<img") && html.contains("&#60;img"), "{html}");
    }

    #[test]
    fn halopsas_own_page_is_offered_for_what_stays_there_but_not_in_practice() {
        let connection = saved(None, "Harbour Alarm");
        for practising in [false, true] {
            let html = removal(&connection, practising).render().unwrap();
            assert_eq!(html.contains("dialog-instead"), !practising, "{html}");
            assert!(html.contains("dialog-confirm") && html.contains("dialog-cancel"));
        }
    }
}
