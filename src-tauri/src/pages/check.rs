//! The check of this computer: the result first, then the report for support. It runs when the page is
//! opened, and works even where nothing else does.

use std::sync::Arc;

use askama::Template;
use latchkey_core::Result;
use latchkey_core::halo::Network;
use latchkey_core::instance::address::Address;
use latchkey_core::next::Next;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::frame::Frame;
use super::notice::Notice;
use super::progress::Progress;
use super::words::{Said, Speaks as _, t};
use super::{Context, Route, Update};
use crate::checkup::{self, CheckupView};
use crate::clipboard;
use crate::desk::Desk;
use crate::words::WORDS;

/// The actions of this page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// The page was opened.
    Begin {},
    /// Runs all checks. `address`: HaloPSA's, or empty.
    Run {
        #[serde(default)]
        address: String,
    },
    Stop {},
    /// Stops practising, and checks with an address that practice doesn't reach.
    StopPractising {
        address: String,
    },
    CopyReport {},
    SaveReport {},
}

/// The page's state until another one is shown.
#[derive(Default)]
pub(crate) struct Checking {
    address: String,
    /// Cancels the running check.
    running: Option<Arc<Notify>>,
    last: Option<CheckupView>,
}

impl Checking {
    /// Resets it. Returns whether a check was running, which is cancelled.
    pub(crate) fn forget(&mut self) -> bool {
        let Self { running, .. } = std::mem::take(self);
        running.inspect(|stop| stop.notify_one()).is_some()
    }

    /// Takes the result of the check that `stop` cancels; none if it was cancelled. Returns whether that
    /// check was still current.
    fn ended(&mut self, stop: &Arc<Notify>, result: Option<CheckupView>) -> bool {
        let wanted = self.running.take_if(|running| Arc::ptr_eq(running, stop)).is_some();
        if wanted && result.is_some() {
            self.last = result;
        }
        wanted
    }
}

/// The page.
#[derive(Template)]
#[template(path = "check.html", blocks = ["does"])]
pub(crate) struct Check {
    pub(crate) frame: Frame,
    address: String,
    running: bool,
    /// Whether nothing was checked since the page was opened: it starts automatically.
    begins: bool,
    result: Option<CheckupView>,
    copied: bool,
}

impl Check {
    fn of(frame: Frame, checking: &Checking) -> Self {
        Self {
            frame,
            address: checking.address.clone(),
            running: checking.running.is_some(),
            begins: false,
            result: checking.last.clone(),
            copied: false,
        }
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn begin(&self) -> super::Action {
        super::Action::Check(Action::Begin {})
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn run(&self) -> super::Action {
        super::Action::Check(Action::Run { address: String::new() })
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn stop(&self) -> super::Action {
        super::Action::Check(Action::Stop {})
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

/// One sentence below the heading.
#[derive(Template)]
#[template(source = "{{ said }}", ext = "html")]
struct Told {
    said: Said<'static>,
}

pub(crate) fn view(desk: &Desk) -> Update {
    let update = Update::new();
    let mut page = page(desk);
    page.begins = !page.running && page.result.is_none();
    update.page(&Route::Check, &page)
}

fn page(desk: &Desk) -> Check {
    let frame = match desk.workspace() {
        Ok(place) => Frame::around(desk, &place, CHECK),
        Err(_) => Frame { progress: Progress::of(CHECK, &desk.progress_of(CHECK)), ..Frame::default() },
    };
    Check::of(frame, &desk.memory.lock().check)
}

/// The id for the page's own progress.
const CHECK: &str = "check";

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let (address, retry) = match &action {
        Action::Run { address } | Action::StopPractising { address } => {
            (address.clone(), Action::Run { address: address.clone() })
        }
        other => (String::new(), other.clone()),
    };
    acted(context, action).await.unwrap_or_else(|error| {
        let notice = Notice::of(&error).retry(super::Action::Check(retry));
        let notice = if error.offers(Next::StopPractising) {
            let stop = super::Action::Check(Action::StopPractising { address });
            notice.button("stop-and-use", "stop-and-use", "primary", stop)
        } else {
            notice
        };
        notice.at(&["address"])
    })
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    match action {
        Action::Begin {} => {
            let update = run(desk, String::new()).await?;
            let said = desk.memory.lock().check.last.as_ref().map(|last| verdict(last.is_fit()));
            Ok(match said {
                Some(said) => update.announce(&said),
                None => update,
            })
        }
        Action::Run { address } => run_pressed(desk, address).await,
        Action::Stop {} => {
            if let Some(stop) = &desk.memory.lock().check.running {
                stop.notify_one();
            }
            desk.checking.stop_waiting();
            Ok(Update::new())
        }
        Action::StopPractising { address } => {
            desk.stop_practising().await?;
            run_pressed(desk, address).await
        }
        Action::CopyReport {} => {
            let Some(report) = report(desk) else { return Ok(view(desk)) };
            clipboard::copy(&report)?;
            let page = Check { copied: true, ..page(desk) };
            let said = t("check-report-copied");
            Ok(Update::new().part("does", &page.as_does()).part("status", &Told { said }))
        }
        Action::SaveReport {} => {
            let Some(report) = report(desk) else { return Ok(view(desk)) };
            let saved = checkup::save(context.app, &WORDS, report).await?;
            let said = t(if saved { "check-report-saved" } else { "check-report-not-saved" });
            Ok(Update::new().part("does", &page(desk).as_does()).part("status", &Told { said }))
        }
    }
}

fn report(desk: &Desk) -> Option<String> {
    desk.memory.lock().check.last.as_ref().map(|last| last.report().to_owned())
}

fn verdict(fit: bool) -> Said<'static> {
    t(if fit { "check-fit" } else { "check-unfit" })
}

/// Runs all checks at the user's request.
async fn run_pressed(desk: &Desk, address: String) -> Result<Update> {
    let update = run(desk, address).await?;
    let has_result = desk.memory.lock().check.last.is_some();
    Ok(update.focus(if has_result { "verdict" } else { "check" }))
}

/// Runs all checks, in place of a running check. Returns the page with the result.
async fn run(desk: &Desk, address: String) -> Result<Update> {
    let network = desk.practice_network();
    admit(network.as_ref(), &address)?;
    let stop = Arc::new(Notify::new());
    {
        let check = &mut desk.memory.lock().check;
        if let Some(before) = check.running.replace(Arc::clone(&stop)) {
            before.notify_one();
        }
        check.address.clone_from(&address);
    }
    desk.update(&Update::new().page(&Route::Check, &page(desk)));
    let keeper = desk.checking.clone();
    // When cancelled, it still deletes what it has put into the keychain.
    let mut check = tauri::async_runtime::spawn(async move {
        checkup::run(&keeper, network.as_ref(), &address, &WORDS).await
    });
    let work = async {
        let result = tokio::select! {
            result = &mut check => result.ok(),
            () = stop.notified() => None,
        };
        desk.memory.lock().check.ended(&stop, result)
    };
    if !desk.patient(CHECK, &desk.checking, work).await {
        return Ok(Update::new());
    }
    Ok(Update::new().page(&Route::Check, &page(desk)))
}

/// Whether an address can be checked: it is valid, and reachable in practice.
fn admit(practising: Option<&Network>, address: &str) -> Result<()> {
    if address.trim().is_empty() {
        return Ok(());
    }
    let ports = practising.map_or(&[][..], Network::plain_http_ports);
    let address = Address::parse(address, ports)?;
    practising.map_or(Ok(()), |network| network.admit(&address.join("")))
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use super::gallery::{State, checked};
    let with = |result: Option<CheckupView>, running: bool| {
        let running = running.then(|| Arc::new(Notify::new()));
        Check::of(Frame::default(), &Checking { address: String::new(), running, last: result })
    };
    let mut practising = with(Some(checked(true)), false);
    practising.frame.practising = true;
    let mut copied = with(Some(checked(true)), false);
    copied.copied = true;
    let mut begins = with(None, false);
    begins.begins = true;
    let mut long = with(Some(checked(false)), false);
    long.address = format!("https://{}.example/<b>\"", "a-very-long-name-of-an-instance.".repeat(4));
    vec![
        State::page("check", with(Some(checked(true)), false)),
        State::page("check-trouble", with(Some(checked(false)), false)),
        State::page("check-opened", begins),
        State::page("check-running", with(Some(checked(false)), true)),
        State::page("check-stopped", with(None, false)),
        State::page("check-copied", copied),
        State::page("check-practice", practising),
        State::page("check-long", long),
    ]
}

#[cfg(test)]
mod tests {
    use latchkey_core::Error;

    use super::super::gallery::checked;
    use super::*;

    fn shown(checking: &Checking) -> String {
        Check::of(Frame::default(), checking).render().unwrap()
    }

    #[test]
    fn a_check_can_be_stopped_while_it_runs_and_its_report_be_taken_along_afterwards() {
        let mut checking = Checking { running: Some(Arc::default()), ..Checking::default() };
        let html = shown(&checking);
        assert!(html.contains("stop-checking") && !html.contains("id=\"check\""), "{html}");
        assert!(!html.contains("copy-report"), "there is no report yet");
        let stop = checking.running.clone().unwrap();
        assert!(checking.ended(&stop, Some(checked(true))));
        let html = shown(&checking);
        for offered in ["copy-report", "save-report", "id=\"check\"", "id=\"verdict\""] {
            assert!(html.contains(offered), "{offered}: {html}");
        }
        assert!(!html.contains("stop-checking"));
    }

    #[test]
    fn the_result_of_a_check_that_was_replaced_or_given_up_is_dropped() {
        let (old, new) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let mut checking = Checking { running: Some(Arc::clone(&new)), ..Checking::default() };
        assert!(!checking.ended(&old, Some(checked(false))));
        assert!(checking.last.is_none() && checking.running.is_some());
        assert!(checking.forget());
        assert!(!checking.ended(&new, Some(checked(false))));
        assert!(checking.last.is_none());
        assert!(!checking.forget(), "nothing runs any more");
    }

    #[test]
    fn an_earlier_result_stays_when_the_next_check_is_stopped() {
        let stop = Arc::new(Notify::new());
        let mut checking =
            Checking { running: Some(Arc::clone(&stop)), last: Some(checked(true)), ..Checking::default() };
        assert!(checking.ended(&stop, None));
        assert!(checking.last.is_some());
    }

    #[test]
    fn what_is_no_address_is_refused_before_anything_is_checked() {
        assert_eq!(admit(None, " "), Ok(()));
        assert_eq!(admit(None, "acme.halopsa.com"), Ok(()));
        assert_eq!(admit(None, "someone@acme.example"), Err(Error::AddressIsMail));
    }
}
