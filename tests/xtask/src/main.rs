//! The README's two commands, `cargo xtask start` and `cargo xtask verify`, and parts of the second
//! separately. Standard library only. Never installs anything without consent.

mod bench;
mod bundle;
mod clean;
mod command;
mod cross;
mod files;
mod gallery;
mod installer;
mod needs;
mod packages;
mod promises;
mod python;
mod start;
mod steps;
mod verify;
mod wine;
mod workflows;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask start  [--yes]   installs what is missing, builds Latchkey and opens it on its practice HaloPSA
cargo xtask test   [NAME]    runs the tests of core, shell and practice; with NAME every test whose name contains it
cargo xtask verify [--yes] [--all]  installs what is missing and runs every test of this system;
                             with --all also what Windows and macOS and the packages need, on Debian
cargo xtask cross  [--yes]   checks the code for Windows and macOS, from Debian
cargo xtask bundle [--yes]   makes the deb and the rpm, installs, tries and removes them, on Debian
cargo xtask pages            shows every page in every state in your browser
cargo xtask pictures         makes the pictures of .github/ADMINISTRATOR.md again
cargo xtask bench [NAME] [--yes] measures the released app beside a bare window: sizes, builds, starting, growing,
                             typing and the rest, or what has NAME in its name

--yes   installs without asking";

#[derive(Debug, PartialEq, Eq)]
enum Task {
    Help,
    Start,
    Test,
    Verify,
    Cross,
    Bundle,
    Pages,
    Pictures,
    Bench,
}

#[derive(Debug, PartialEq, Eq)]
struct Request {
    task: Task,
    /// Install what is missing without asking.
    yes: bool,
    /// Also what other systems and the packages need.
    all: bool,
    /// The name of the requested tests or measurements.
    name: Option<String>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let request = match understand(&arguments) {
        Ok(request) => request,
        Err(complaint) => {
            eprintln!("{complaint}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let result = match request.task {
        Task::Help => {
            println!("{USAGE}");
            Ok(())
        }
        Task::Start => start::run(request.yes),
        Task::Test => verify::test(request.name.as_deref()),
        Task::Verify => verify::run(request.yes, request.all),
        Task::Cross => cross::run(request.yes),
        Task::Bundle => bundle::run(request.yes),
        Task::Pages => gallery::run(),
        Task::Pictures => verify::pictures(request.yes),
        Task::Bench => bench::run(request.yes, request.name.as_deref()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => {
            eprintln!("\n{complaint}");
            ExitCode::FAILURE
        }
    }
}

fn understand(arguments: &[String]) -> Result<Request, String> {
    let mut task = None;
    let (mut yes, mut all, mut name) = (false, false, None);
    for argument in arguments {
        let named = match argument.as_str() {
            "--yes" | "-y" => {
                yes = true;
                continue;
            }
            "--all" => {
                all = true;
                continue;
            }
            "--help" | "-h" | "help" => Task::Help,
            "start" => Task::Start,
            "test" => Task::Test,
            "verify" => Task::Verify,
            "cross" => Task::Cross,
            "bundle" => Task::Bundle,
            "pages" => Task::Pages,
            "pictures" => Task::Pictures,
            "bench" => Task::Bench,
            wanted
                if matches!(task, Some(Task::Test | Task::Bench))
                    && name.is_none()
                    && !wanted.starts_with('-') =>
            {
                name = Some(wanted.to_owned());
                continue;
            }
            unknown => {
                return Err(format!("“{unknown}” is neither a command nor an option here."));
            }
        };
        if task.replace(named).is_some() {
            return Err("One command at a time, please.".to_owned());
        }
    }
    if all && task != Some(Task::Verify) {
        return Err("--all belongs to verify.".to_owned());
    }
    Ok(Request { task: task.unwrap_or(Task::Help), yes, all, name })
}

#[cfg(test)]
mod tests {
    use super::{Request, Task, understand};

    fn given(line: &str) -> Result<Request, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        understand(&arguments)
    }

    #[test]
    fn a_command_without_options_asks_before_it_installs() {
        for (line, task) in [
            ("start", Task::Start),
            ("test", Task::Test),
            ("verify", Task::Verify),
            ("cross", Task::Cross),
            ("bundle", Task::Bundle),
            ("pages", Task::Pages),
            ("pictures", Task::Pictures),
            ("bench", Task::Bench),
        ] {
            assert_eq!(given(line), Ok(Request { task, yes: false, all: false, name: None }), "{line}");
        }
    }

    #[test]
    fn yes_may_come_before_or_after_the_command() {
        for line in ["verify --yes", "--yes verify", "verify -y"] {
            let expected = Request { task: Task::Verify, yes: true, all: false, name: None };
            assert_eq!(given(line), Ok(expected), "{line}");
        }
    }

    #[test]
    fn what_is_tested_may_have_a_name_and_all_belongs_to_verify() {
        let tested = given("test a_name").map(|request| (request.task, request.name));
        assert_eq!(tested, Ok((Task::Test, Some("a_name".to_owned()))));
        assert!(given("test one two").is_err() && given("start --all").is_err());
        assert!(given("verify --yes --all").is_ok_and(|request| request.all && request.yes));
    }

    #[test]
    fn without_a_command_the_commands_are_shown() {
        assert_eq!(given("").map(|request| request.task), Ok(Task::Help));
    }

    #[test]
    fn an_unknown_word_is_named_and_nothing_is_run() {
        assert!(given("verify --quick").is_err_and(|text| text.contains("--quick")));
    }

    #[test]
    fn two_commands_are_refused() {
        assert!(given("start verify").is_err());
    }
}
