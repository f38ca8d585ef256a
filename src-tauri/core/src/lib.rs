//! What Latchkey knows and does, without a window.
//!
//! The modules stand in the order in which a set-up meets them. Nothing here depends on Tauri, and
//! nothing here contains a sentence that a person reads: core answers with ids and parameters, and
//! `ui/words/en.ftl` has the words.

#![cfg_attr(
    test,
    expect(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        reason = "a test says what it expects by failing"
    )
)]

pub mod plain;
pub mod address;
pub mod instance;
pub mod discovery;
pub mod permission;
pub mod catalogue;
pub mod product;
pub mod linter;
pub mod pasted;
pub mod procedure;
mod random;
pub mod draft;
pub mod plan;
pub mod guide;
pub mod credentials;
pub mod halo;
pub mod finding;
pub mod diagnosis;
pub mod proof;
pub mod handover;
pub mod vault;
pub mod connections;
pub mod journal;
pub mod home;
mod answers;
mod keeping;
pub mod by_hand;
pub mod setup;
pub mod ending;
pub mod checkup;
pub mod error;
pub mod next;
mod latchkey;

pub use error::{Error, Result};
pub use latchkey::{Latchkey, Overview, Unfinished};

/// A client secret or a token: can't be printed or serialised, and is wiped when it is dropped.
///
/// Whoever calls `expose_secret` says in a comment why.
pub type Secret = secrecy::SecretString;
