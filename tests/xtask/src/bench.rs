//! `cargo xtask bench`: sizes, build times, and what the released app takes in its window, each beside a bare window
//! of the same Tauri (tests/floor). Prints everything and judges nothing: .github/BENCHMARKS.md has the goals.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::command::{self, cargo, output, root, target};
use crate::files::{files, name_path};
use crate::gallery;
use crate::needs::{self, npm_packages};
use crate::packages::Purpose;
use crate::verify::{MEASURED, on_a_screen, stories_as};

/// What is measured in the window: the modules of tests/tests/desktop/bench.
const IN_THE_WINDOW: [&str; 5] = ["big", "growing", "starting", "typing", "wire"];
/// How often each incremental build is repeated.
const BUILDS: u32 = 5;
/// A line is added to these files, for incremental builds of the app.
const CHANGED: [(&str, &str); 3] = [
    ("core", "src-tauri/core/src/permissions/mod.rs"),
    ("shell", "src-tauri/src/pages/agent.rs"),
    ("template", "ui/pages/agent.html"),
];

/// Measures everything, or the parts whose names contain `name`: sizes, builds, and those in the window.
pub(crate) fn run(yes: bool, name: Option<&str>) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("This is measured on Linux, where the window can be driven.".to_owned());
    }
    let is_wanted = |part: &str| name.is_none_or(|name| part.contains(name));
    let in_the_window = IN_THE_WINDOW.into_iter().any(is_wanted);
    if !is_wanted("builds") && !is_wanted("sizes") && !in_the_window {
        return Err(format!("Measured are builds, sizes, {}.", IN_THE_WINDOW.join(", ")));
    }
    needs::meet(Purpose::Verify, yes)?;
    if is_wanted("builds") {
        builds()?;
    }
    if !is_wanted("sizes") && !in_the_window {
        return Ok(());
    }
    let release = target()?.join("release");
    for package in ["latchkey-floor", "latchkey"] {
        // One by one: together, each would get the other's features of the libraries below.
        command::run(&mut cargo(["build", "--release", "--package", package]))?;
    }
    if is_wanted("sizes") {
        sizes(&release)?;
    }
    if !in_the_window {
        return Ok(());
    }
    gallery::render()?;
    let part = format!("{MEASURED}{}", name.unwrap_or_default());
    let program = stories_as("desktop", "bench")?;
    let arguments = ["--ignored", "--nocapture", "--test-threads=1", &part];
    let mut bench = on_a_screen(&program, &arguments, &release.join("latchkey"));
    bench.env("LATCHKEY_FLOOR", release.join("latchkey-floor"));
    bench.env("LATCHKEY_PAGE", target()?.join("gallery/new.html"));
    command::run(bench.env("LATCHKEY_STATIC", root().join("ui/static")))
}

/// The size of the program and of its deb, beside those of a bare window.
fn sizes(release: &Path) -> Result<(), String> {
    let tauri = npm_packages()?.join("node_modules/.bin/tauri");
    let mut sizes = Vec::new();
    for (folder, program) in [("src-tauri", "latchkey"), ("tests/floor", "latchkey-floor")] {
        let debs = release.join("bundle/deb");
        let _ = fs::remove_dir_all(&debs);
        let mut bundle = Command::new(&tauri);
        command::run(bundle.args(["bundle", "--ci", "--bundles", "deb"]).current_dir(root().join(folder)))?;
        let deb = files(&debs, "deb")?.remove(0);
        sizes.push([size(&release.join(program))?, size(&deb)?]);
    }
    println!("\n{:<10}{:>14}{:>14}{:>10}", "KiB", "bare window", "Latchkey", "ratio");
    for (at, what) in ["program", "deb"].into_iter().enumerate() {
        let (ours, bare) = (sizes[0][at], sizes[1][at]);
        println!("{what:<10}{:>14}{:>14}{:>10.2}", bare / 1024, ours / 1024, ratio(ours, bare));
    }
    Ok(())
}

fn size(file: &Path) -> Result<u64, String> {
    Ok(name_path(file, fs::metadata(file))?.len())
}

#[allow(clippy::cast_precision_loss, reason = "some millions")]
fn ratio(ours: u64, floor: u64) -> f64 {
    ours as f64 / floor as f64
}

/// How long builds take, of what is committed: in a folder of its own, so that nothing here is changed.
fn builds() -> Result<(), String> {
    let folder = target()?.join("bench");
    let tree = Tree::of_head(folder.join("tree"))?;
    let _ = fs::remove_dir_all(folder.join("target"));
    let build = |arguments: &[&str]| -> Result<Duration, String> {
        let start = Instant::now();
        let mut build = Command::new(command::cargo_program());
        build.args(["build", "--quiet", "--package", "latchkey"]).args(arguments);
        command::run(build.current_dir(&tree.0).env("CARGO_TARGET_DIR", folder.join("target")))?;
        Ok(start.elapsed())
    };
    let cold = build(&["--timings"])?;
    let mut lines = vec![format!("cold: {:.0} s; most of all crates:", cold.as_secs_f64())];
    let report = folder.join("target/cargo-timings/cargo-timing.html");
    lines.extend(slowest(&name_path(&report, fs::read_to_string(&report))?));
    for (what, file) in CHANGED {
        let file = tree.0.join(file);
        let line = if what == "template" { "<!-- a line -->\n" } else { "// a line\n" };
        let mut took = Vec::new();
        for _ in 0..BUILDS {
            let text = name_path(&file, fs::read_to_string(&file))?;
            // At the top, so that every line below has another number.
            let text = if what == "template" { text + line } else { changed(&text, line) };
            name_path(&file, fs::write(&file, text))?;
            took.push(build(&[])?);
        }
        took.sort();
        let [least, median, most] = [0, took.len() / 2, took.len() - 1].map(|at| took[at].as_secs_f64());
        lines.push(format!("after one line in {what}: {median:.1} s ({least:.1}–{most:.1})"));
    }
    println!("\nBuilds of the app, for debugging:\n{}", lines.join("\n"));
    Ok(())
}

/// The file with a line after its own documentation, which has to come first.
fn changed(text: &str, line: &str) -> String {
    let own = text.lines().take_while(|line| line.starts_with("//!") || line.is_empty());
    let at: usize = own.map(|line| line.len() + 1).sum();
    format!("{}{line}{}", &text[..at], &text[at..])
}

/// The three crates that took longest, by cargo's report.
fn slowest(report: &str) -> Vec<String> {
    let field = |line: &str, name: &str| -> Option<String> {
        let value = line.trim().strip_prefix(&format!("\"{name}\": "))?;
        Some(value.trim_end_matches(',').trim_matches('"').to_owned())
    };
    let (mut units, mut name) = (Vec::new(), String::new());
    for line in report.lines() {
        if let Some(crate_name) = field(line, "name") {
            name = crate_name;
        } else if let Some(took) = field(line, "duration").and_then(|took| took.parse::<f64>().ok()) {
            units.push((took, name.clone()));
        }
    }
    units.sort_by(|one, other| other.0.total_cmp(&one.0));
    units.iter().take(3).map(|(took, name)| format!("  {name}: {took:.0} s")).collect()
}

/// A copy of what is committed, gone with this.
struct Tree(PathBuf);

impl Tree {
    fn of_head(folder: PathBuf) -> Result<Self, String> {
        drop(Self(folder.clone()));
        let mut add = Command::new("git");
        add.args(["worktree", "add", "--force", "--detach"]).arg(&folder).current_dir(root());
        command::run(&mut add)?;
        Ok(Self(folder))
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let mut remove = Command::new("git");
        output(remove.args(["worktree", "remove", "--force"]).arg(&self.0).current_dir(root()));
    }
}

#[cfg(test)]
mod tests {
    use super::{changed, slowest};

    #[test]
    fn a_line_is_added_after_a_files_own_documentation() {
        assert_eq!(changed("//! A.\n\nuse b;\n", "// c\n"), "//! A.\n\n// c\nuse b;\n");
        assert_eq!(changed("use b;\n", "// c\n"), "// c\nuse b;\n");
    }

    #[test]
    fn the_slowest_crates_are_read_from_cargos_report() {
        let unit =
            |name, took| format!("  {{\n    \"name\": \"{name}\",\n    \"duration\": {took},\n  }},\n");
        let report = [unit("a", 1.5), unit("b", 30.26), unit("c", 2.0), unit("d", 0.1)].concat();
        assert_eq!(slowest(&report), ["  b: 30 s", "  c: 2 s", "  a: 2 s"]);
    }
}
