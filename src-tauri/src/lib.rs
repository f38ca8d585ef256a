//! The shell: a window, short commands, words, clipboard, dialogs, log. It decides nothing; the domain logic
//! is in `latchkey-core`.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test says what it expects by failing"
    )
)]

mod app;
mod checkup;
mod clipboard;
mod companion;
mod desk;
mod folders;
mod instructions;
mod log;
mod menu;
mod not_started;
mod pages;
mod policy;
mod practice;
mod saving;
mod self_test;
mod sign_in;
mod size;
mod webview;
mod words;

/// Runs until the user closes the app; or runs the check of this computer, where the arguments ask for it.
pub fn run() {
    match self_test::asked() {
        Some(code) => std::process::exit(code),
        None => app::run(),
    }
}
