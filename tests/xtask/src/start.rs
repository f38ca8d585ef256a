//! `cargo xtask start`: from a machine that has only Rust to the open app.

use crate::command::{self, built, cargo};
use crate::needs;
use crate::packages::Purpose;
use std::env;

/// Installs what is missing, builds, opens.
pub(crate) fn run(yes: bool) -> Result<(), String> {
    needs::meet(Purpose::Start, yes)?;

    println!("\nBuilding. The first time takes some minutes.");
    command::run(&mut cargo(["build", "--package", "latchkey"]))
        .map_err(|reason| format!("Latchkey could not be built: {reason}."))?;

    if cfg!(target_os = "linux") && !has_screen() {
        return Err(format!(
            "Latchkey is built, but there is no screen here to open it on (neither DISPLAY nor WAYLAND_DISPLAY is \
             set). On one: {} --practise",
            built("latchkey")?.display()
        ));
    }
    println!("\nOpening Latchkey on its practice HaloPSA. Close its window to come back.");
    command::run(&mut cargo(["run", "--package", "latchkey", "--", "--practise"]))
        .map_err(|reason| format!("Latchkey did not end well: {reason}."))
}

fn has_screen() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
