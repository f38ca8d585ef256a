//! Checks this computer. Opens also where nothing else does: a check needs no connection and no data folder.

use askama::Template;
use latchkey_core::Result;
use latchkey_core::address::Address;
use latchkey_core::halo::Network;
use serde::{Deserialize, Serialize};

use super::frame::{self, Frame};
use super::notice::Notice;
use super::progress::Progress;
use super::words::Speaks as _;
use super::{Context, Route, Update};
use crate::checkup::{self, CheckupView};
use crate::clipboard;
use crate::desk::Desk;

/// What a person can do here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// `address`: where HaloPSA is, or nothing.
    Check {
        #[serde(default)]
        address: String,
    },
    CopyReport {},
    SaveReport {},
}

/// What is under way here is told under this name: the check is about no set-up.
pub(crate) const COMPUTER: &str = "computer";

/// The page.
#[derive(Template)]
#[template(path = "check.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    address: String,
    found: Option<CheckupView>,
}

/// What came of copying or saving the report.
#[derive(Template)]
#[template(
    source = r#"{% import "ui.html" as ui %}<p class="line good">{% call ui::icon("check") %}{% endcall %}<span>{{ t(words) }}</span></p>"#,
    ext = "html"
)]
struct Said {
    words: &'static str,
}

impl Page {
    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn check(&self) -> super::Action {
        super::Action::Check(Action::Check { address: String::new() })
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn copy_report(&self) -> super::Action {
        super::Action::Check(Action::CopyReport {})
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn save_report(&self) -> super::Action {
        super::Action::Check(Action::SaveReport {})
    }
}

pub(crate) fn view(desk: &Desk) -> Update {
    let update = Update::new();
    update.page(&Route::Check, &page(desk, ""))
}

fn page(desk: &Desk, address: &str) -> Page {
    let frame = Frame {
        practising: desk.practice_network().is_some(),
        progress: Progress::of(COMPUTER, &desk.progress_of(COMPUTER)),
        ..Frame::default()
    };
    Page { frame, address: address.to_owned(), found: desk.memory.lock().checkup.clone() }
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let again = super::Action::Check(action.clone());
    acted(context, action).await.unwrap_or_else(|error| {
        let notice = Notice::of(&error).retry(again);
        let stop = super::Action::Frame(frame::Action::AskToStopPractising {});
        match error {
            latchkey_core::Error::PracticeOnly { .. } => {
                notice.button("stop-and-use", "practice-stop", "", stop)
            }
            _ => notice,
        }
        .at(&["address"])
    })
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    match action {
        Action::Check { address } => {
            let practising = desk.practice_network();
            let network = practising.as_ref();
            if !address.trim().is_empty() {
                let ports = network.map_or(&[][..], Network::plain_http_ports);
                let asked = Address::parse(&address, ports)?;
                if let Some(network) = network {
                    network.admit(&asked.join(""))?;
                }
            }
            let check = checkup::run(&desk.checking, network, &address, &desk.words);
            let found = desk.watched_at(COMPUTER, &desk.checking, check).await;
            desk.memory.lock().checkup = Some(found);
            let update = Update::new();
            Ok(update.page(&Route::Check, &page(desk, &address)).focus("verdict"))
        }
        Action::CopyReport {} => {
            clipboard::copy(&report(desk))?;
            Ok(Update::new().part("status", &Said { words: "check-report-copied" }))
        }
        Action::SaveReport {} => {
            let saved = checkup::save(context.app, &desk.words, report(desk)).await?;
            let words = if saved { "check-report-saved" } else { "check-report-not-saved" };
            Ok(Update::new().part("status", &Said { words }))
        }
    }
}

fn report(desk: &Desk) -> String {
    desk.memory.lock().checkup.as_ref().map(|found| found.report().to_owned()).unwrap_or_default()
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use super::gallery::State;
    let page = |found, practising| Page {
        frame: Frame { practising, ..Frame::default() },
        address: String::new(),
        found,
    };
    let running =
        Progress { of: COMPUTER.to_owned(), step: None, count: None, may_stop: false, keychain_waits: true };
    let mut waits = page(None, false);
    waits.frame.progress = Some(running);
    vec![
        State::page("check", page(None, false)),
        State::page("check-fit", page(Some(CheckupView::of_gallery(true)), false)),
        State::page("check-unfit", page(Some(CheckupView::of_gallery(false)), true)),
        State::page("check-waits", waits),
    ]
}
