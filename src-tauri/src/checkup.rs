//! The check of this computer: the findings of core and the shell, as a page and as a report to send to
//! support. Neither has anything secret in it.

use std::fmt::Write as _;
use std::path::Path;

use latchkey_core::checkup::{self, Outcome};
use latchkey_core::error::Params;
use latchkey_core::halo::{Network, Patience};
use latchkey_core::vault::Keeper;
use latchkey_core::{Error, Result};
use tauri::AppHandle;

use crate::policy::{self, Policy};
use crate::saving::{self, Text};
use crate::words::Words;
use crate::{folders, log};

/// The result of the last check, and its report.
#[derive(Debug, Clone)]
pub(crate) struct CheckupView {
    /// Whether Latchkey can work here.
    pub(crate) fit: bool,
    pub(crate) lines: Vec<CheckupLine>,
    /// The report, word for word.
    pub(crate) report: String,
}

/// One check and its result.
#[derive(Debug, Clone)]
pub(crate) struct CheckupLine {
    pub(crate) id: &'static str,
    /// "fine", "remark" or "trouble".
    pub(crate) outcome: &'static str,
    /// What was checked.
    pub(crate) name: String,
    /// The result.
    pub(crate) title: String,
    /// What the result means and what to do.
    pub(crate) advice: String,
}

/// Runs all checks. `practising`: the network of a practice, while there is one. `address`: as it was pasted;
/// empty to skip the checks of HaloPSA.
pub(crate) async fn run(
    keeper: &Keeper,
    practising: Option<&Network>,
    address: &str,
    words: &Words,
) -> CheckupView {
    let mut lines = Vec::new();
    let mut line = |id: &'static str, outcome: Outcome| lines.push(CheckupLine::of(id, outcome, words));
    match tried(keeper, practising, address).await {
        Ok(found) => found.into_iter().for_each(|(item, outcome)| line(item.id(), outcome)),
        Err(error) => line("folder", Outcome::Trouble(error)),
    }
    line("log", log_file(folders::log().ok().as_deref()));
    line("webview", webview());
    line("policy", set_by_policy(policy::read()));
    let fit = lines.iter().all(|line| line.outcome != "trouble");
    let report = report(fit, &lines, words);
    CheckupView { fit, lines, report }
}

async fn tried(
    keeper: &Keeper,
    practising: Option<&Network>,
    address: &str,
) -> Result<Vec<(checkup::Item, Outcome)>> {
    let network = match practising {
        Some(network) => network.clone(),
        None => Network::to_the_internet(Patience::default()),
    };
    Ok(checkup::run(keeper, &folders::data()?, &network, address).await)
}

impl CheckupView {
    pub(crate) fn report(&self) -> &str {
        &self.report
    }

    /// Whether Latchkey can work here.
    pub(crate) fn is_fit(&self) -> bool {
        self.fit
    }
}

/// Asks where to save a report, and saves it. Returns whether a file was written.
pub(crate) async fn save(app: &AppHandle, words: &Words, report: String) -> Result<bool> {
    let text = Text {
        title: words.text("check-report-title"),
        file_name: "Latchkey-check.txt".to_owned(),
        kind: ("Text", "txt"),
        content: report,
    };
    saving::save(app, text).await
}

impl CheckupLine {
    /// How the page shows it: `good`, `info` or `bad`.
    pub(crate) fn look(&self) -> &'static str {
        match self.outcome {
            "fine" => "good",
            "remark" | "not-checked" => "info",
            _ => "bad",
        }
    }

    /// The icon beside it.
    pub(crate) fn icon(&self) -> &'static str {
        match self.outcome {
            "fine" => "check",
            "remark" | "not-checked" => "info",
            _ => "warn",
        }
    }

    fn of(id: &'static str, outcome: Outcome, words: &Words) -> Self {
        let name = words.text(&format!("check-{id}"));
        let (outcome, title, advice) = match outcome {
            Outcome::Fine(id, params) => said("fine", id, &params, words),
            Outcome::Remark(id, params) => said("remark", id, &params, words),
            Outcome::NotChecked(id) => said("not-checked", id, &Params::new(), words),
            Outcome::Trouble(error) => {
                let (title, advice) = words.of_error(&error);
                ("trouble", title, advice)
            }
        };
        Self { id, outcome, name, title, advice }
    }
}

fn said(outcome: &'static str, id: &str, params: &Params, words: &Words) -> (&'static str, String, String) {
    let mut message = words.message(id, params.iter().map(|(k, v)| (*k, v.as_str())));
    (outcome, message.value, message.attributes.remove("advice").unwrap_or_default())
}

fn log_file(folder: Option<&Path>) -> Outcome {
    if folder.is_some_and(|folder| log::file(folder).is_ok()) {
        Outcome::Fine("check-log-fine", Params::new())
    } else {
        Outcome::Remark("check-log-trouble", Params::new())
    }
}

fn webview() -> Outcome {
    match tauri::webview_version() {
        Ok(version) => Outcome::Fine("check-webview-fine", Params::from([("version", version)])),
        Err(error) => {
            tracing::error!(%error, "no webview");
            Outcome::Trouble(Error::WebviewMissing)
        }
    }
}

fn set_by_policy(policy: Policy) -> Outcome {
    match policy {
        Policy::None => Outcome::Fine("check-policy-none", Params::new()),
        Policy::Address(address) => {
            Outcome::Fine("check-policy-fine", Params::from([("address", address.to_string())]))
        }
        Policy::Unusable => {
            Outcome::Remark("check-policy-unusable", Params::from([("place", policy::PLACE.to_owned())]))
        }
    }
}

/// The report for support.
fn report(fit: bool, lines: &[CheckupLine], words: &Words) -> String {
    let system = os_info::get();
    let architecture = std::env::consts::ARCH;
    let folder = |found: Result<std::path::PathBuf>| {
        found.map_or_else(|_| "?".to_owned(), |f| f.display().to_string())
    };
    let now = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string();
    let fact = |name: &str, value: &str| {
        words.message("check-report-fact", [("name", name), ("value", value)]).value
    };
    let mut text = String::new();
    let mut put = |line: &str| {
        let _ = writeln!(text, "{line}");
    };
    put(&words.text("check-report-title"));
    put(&now);
    put("");
    for (name, value) in [
        ("check-report-latchkey", env!("CARGO_PKG_VERSION").to_owned()),
        ("check-report-system", format!("{system}, {architecture}")),
        ("check-report-data", folder(folders::data())),
        ("check-report-log", folder(folders::log())),
    ] {
        put(&fact(&words.text(name), &value));
    }
    put("");
    for line in lines {
        let outcome = words.text(&format!("check-outcome-{}", line.outcome));
        put(&format!("[{outcome}] {}: {}", line.name, line.title));
        if !line.advice.is_empty() {
            put(&format!("    {}", line.advice));
        }
    }
    put("");
    put(&words.text(if fit { "check-fit" } else { "check-unfit" }));
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_core::vault::Memory;

    use super::*;

    #[tokio::test]
    async fn every_line_has_its_words_and_stands_in_the_report() {
        let words = Words::english();
        let view = run(&Keeper::new(Arc::new(Memory::default())), None, "someone@acme.example", &words).await;
        let ids: Vec<&str> = view.lines.iter().map(|line| line.id).collect();
        let all = ["keychain", "folder", "certificates", "proxy", "instance", "log", "webview", "policy"];
        assert_eq!(ids, all);
        for line in &view.lines {
            assert!(!line.name.starts_with("check-") && !line.title.starts_with("check-"), "{line:?}");
            assert!(view.report.contains(&line.title), "{line:?}\n{}", view.report);
        }
        assert!(!view.fit, "a mail address is no HaloPSA");
        assert!(view.report.contains(env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn a_policy_that_is_no_address_is_said_with_its_place() {
        let words = Words::english();
        let line = CheckupLine::of("policy", set_by_policy(Policy::Unusable), &words);
        assert_eq!(line.outcome, "remark");
        assert!(format!("{} {}", line.title, line.advice).contains(policy::PLACE), "{line:?}");
    }

    #[test]
    fn a_log_that_cannot_be_written_is_a_remark() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(matches!(log_file(Some(&file)), Outcome::Remark(..)));
        assert!(matches!(log_file(Some(folder.path())), Outcome::Fine(..)));
        assert!(matches!(log_file(None), Outcome::Remark(..)));
    }
}
