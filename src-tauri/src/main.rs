//! The app. Everything is in the library beside it, so that tests can reach it.

// No console window beside the app on Windows.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

fn main() {
    latchkey::run();
}
