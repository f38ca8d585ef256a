//! The steps of a long run: each is timed, all of them run, and a table is printed at the end.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The outcome of a step.
enum Outcome {
    Passed,
    Failed(String),
    /// It can't run here, for this reason.
    Skipped(String),
    /// It depends on a step that failed.
    NotRun,
}

struct Step {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

/// The steps so far.
pub(crate) struct Steps {
    began: Instant,
    done: Vec<Step>,
    summary: Vec<String>,
}

impl Steps {
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now(), done: Vec::new(), summary: Vec::new() }
    }

    /// Runs `work` under a header and returns whether it passed. A failure is kept for the table.
    pub(crate) fn run(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), String>) -> bool {
        println!("\n━━━ {} ━━━ {name}", clock(self.began.elapsed()));
        let began = Instant::now();
        let result = work();
        let took = began.elapsed();
        let passed = result.is_ok();
        let outcome = match result {
            Ok(()) => {
                println!("━━━ {name}: passed in {}", clock(took));
                Outcome::Passed
            }
            Err(reason) => {
                println!("━━━ {name}: FAILED after {}: {reason}", clock(took));
                Outcome::Failed(reason)
            }
        };
        self.done.push(Step { name, outcome, took });
        passed
    }

    /// Records a step that doesn't apply to this system.
    pub(crate) fn skip(&mut self, name: &'static str, reason: &str) {
        println!("\n━━━ {} ━━━ {name}: skipped: {reason}", clock(self.began.elapsed()));
        self.note(name, Outcome::Skipped(reason.to_owned()));
    }

    /// Records a step that can't run after an earlier failure.
    pub(crate) fn mark_not_run(&mut self, name: &'static str) {
        self.note(name, Outcome::NotRun);
    }

    fn note(&mut self, name: &'static str, outcome: Outcome) {
        self.done.push(Step { name, outcome, took: Duration::ZERO });
    }

    /// Adds a line to the summary: what was built, what ran where, and what can't run here.
    pub(crate) fn summarize(&mut self, line: impl Into<String>) {
        self.summary.push(line.into());
    }

    /// Prints the table and the summary. An error when any step failed or was not run.
    pub(crate) fn end(self) -> Result<(), String> {
        println!("\n━━━ {} ━━━ all steps\n\n{}", clock(self.began.elapsed()), self.table());
        for line in &self.summary {
            println!("  {line}");
        }
        if !self.summary.is_empty() {
            println!();
        }
        let bad = self.bad();
        if bad.is_empty() {
            println!("Everything that can run here passed.");
            Ok(())
        } else {
            Err(format!("Not all is well: {}.", bad.join(", ")))
        }
    }

    fn bad(&self) -> Vec<&'static str> {
        self.done
            .iter()
            .filter(|step| matches!(step.outcome, Outcome::Failed(_) | Outcome::NotRun))
            .map(|step| step.name)
            .collect()
    }

    fn table(&self) -> String {
        let mut table = String::new();
        for Step { name, outcome, took } in &self.done {
            let (word, reason) = match outcome {
                Outcome::Passed => ("passed", ""),
                Outcome::Failed(reason) => ("FAILED", reason.as_str()),
                Outcome::Skipped(reason) => ("skipped", reason.as_str()),
                Outcome::NotRun => ("not run", "a step before it failed"),
            };
            let line = format!("  {word:<8} {:>6}  {name:<9} {reason}", clock(*took));
            let _ = writeln!(table, "{}", line.trim_end());
        }
        table
    }
}

/// Minutes and seconds: `12:05`.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::{Steps, clock};
    use std::time::Duration;

    #[test]
    fn time_is_shown_in_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_secs(9)), "0:09");
        assert_eq!(clock(Duration::from_secs(3_725)), "62:05");
    }

    #[test]
    fn a_failure_stops_nothing_but_is_not_forgotten() {
        let mut steps = Steps::begin();
        assert!(!steps.run("format", || Err("exit code 1".to_owned())));
        assert!(steps.run("build", || Ok(())));
        assert!(steps.end().is_err_and(|text| text.contains("format") && !text.contains("build")));
    }

    #[test]
    fn a_skipped_step_is_no_failure() {
        let mut steps = Steps::begin();
        steps.skip("desktop", "Linux only");
        assert!(steps.end().is_ok());
    }

    #[test]
    fn a_step_that_was_not_run_is_a_failure() {
        let mut steps = Steps::begin();
        steps.mark_not_run("tests");
        assert!(steps.end().is_err());
    }

    #[test]
    fn the_table_says_how_each_step_ended_and_why() {
        let mut steps = Steps::begin();
        steps.run("format", || Ok(()));
        steps.run("tests", || Err("exit code 101".to_owned()));
        steps.skip("desktop", "Linux only");
        let table = steps.table();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines,
            [
                "  passed     0:00  format",
                "  FAILED     0:00  tests     exit code 101",
                "  skipped    0:00  desktop   Linux only",
            ]
        );
    }
}
