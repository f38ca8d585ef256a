//! The shell: a window, commands of a few lines, words, clipboard, dialogs, log. It decides
//! nothing; what Latchkey knows and does is in `latchkey-core`.

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
mod clipboard;
mod commands;
mod desk;
mod instructions;
mod log;
mod menu;
mod not_started;
mod refusal;
mod sign_in;
mod turn;
mod views;
mod words;

pub use app::run;
