//! How long a start takes and how much memory it leaves in use, beside two bare windows of the same Tauri: one with
//! a button, and one that shows the very page that Latchkey starts with, saved as a file.

use std::path::PathBuf;
use std::process::Command;

use super::window::Screen;
use super::{median, spread};
use crate::session::Session;

/// How often each is started, warm; a quarter of that, cold.
const STARTS: usize = 24;
/// Times a bare window with the same page: the goals.
const START: f64 = 1.15;
const MEMORY: f64 = 1.10;

/// The measurements of one program.
#[derive(Default)]
struct Measured {
    milliseconds: Vec<f64>,
    mebibytes: Vec<f64>,
}

fn path(variable: &str) -> PathBuf {
    std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} is set by cargo xtask bench")).into()
}

/// Lets the system forget which files it has read. Only root may.
fn forget_files() -> bool {
    Command::new("sync").status().is_ok_and(|status| status.success())
        && std::fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}

/// The ratios of each of ours to the one that was started in the same turn.
fn ratios(ours: &[f64], floor: &[f64]) -> Vec<f64> {
    ours.iter().zip(floor).map(|(ours, floor)| ours / floor).collect()
}

fn compare(name: &str, all: &[Measured; 3], what: fn(&Measured) -> &[f64], goal: f64) {
    let [bare, page, ours] = all.each_ref().map(what);
    println!("{name:<14}{:>20}{:>20}{:>20}", spread(bare, 0), spread(page, 0), spread(ours, 0));
    println!(
        "{:<14}{} × the same page (goal: {goal} at most); {} × the button\n",
        "",
        spread(&ratios(ours, page), 2),
        spread(&ratios(ours, bare), 2),
    );
}

#[test]
#[ignore = "takes minutes, and means something only for a release"]
fn from_the_start_to_the_first_page() {
    let (floor, saved, styles) = (path("LATCHKEY_FLOOR"), path("LATCHKEY_PAGE"), path("LATCHKEY_STATIC"));
    let session = Session::start();
    let screen = Screen::open();
    let commands = || {
        let (bare, mut page) = (session.program(&floor), session.program(&floor));
        page.arg(&saved).arg(&styles);
        [bare, page, session.second_start()]
    };
    let measure = |cold: bool, times: usize| {
        let mut all: [Measured; 3] = Default::default();
        for turn in 0..times {
            let mut commands = commands();
            // Each begins as often as the others.
            for at in 0..3 {
                let which = (turn + at) % 3;
                if cold && !forget_files() {
                    return None;
                }
                let started = screen.start(&mut commands[which]);
                session.picture(["floor-button", "floor-page", "floor-latchkey"][which]);
                all[which].milliseconds.push(started.usable.as_secs_f64() * 1000.0);
                #[allow(clippy::cast_precision_loss, reason = "some hundred thousand")]
                all[which].mebibytes.push(started.memory() as f64 / 1024.0);
                started.end();
            }
        }
        Some(all)
    };
    // The first start of each makes files.
    measure(false, 1);
    let warm = measure(false, STARTS).unwrap();
    let cold = measure(true, STARTS / 4);

    println!(
        "\nMedians of {STARTS} starts, in brackets the middle half; a page is there when the window doesn't change any more:\n"
    );
    println!("{:<14}{:>20}{:>20}{:>20}\n", "", "a button", "the same page", "Latchkey");
    compare("warm, ms", &warm, |one| &one.milliseconds, START);
    match cold {
        Some(cold) => compare("cold, ms", &cold, |one| &one.milliseconds, START),
        None => println!("cold: not measured, only root may empty the system's cache of files\n"),
    }
    compare("memory, MiB", &warm, |one| &one.mebibytes, MEMORY);
    let [_, page, ours] = warm.each_ref().map(|one| median(&one.mebibytes));
    println!("Latchkey needs {:.1} MiB more than the same page.", ours - page);
}
