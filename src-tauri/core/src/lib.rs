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
        reason = "a test says what it expects by failing"
    )
)]

pub mod address;
pub mod by_hand;
pub mod connections;
pub mod credentials;
pub mod diagnosis;
pub mod discovery;
pub mod draft;
pub mod error;
pub mod guide;
pub mod halo;
pub mod handover;
pub mod home;
pub mod journal;
pub mod permission;
pub mod plan;
pub mod product;
pub mod proof;
pub mod vault;

mod latchkey;

pub use error::{Error, Result};
pub use latchkey::Latchkey;

/// A client secret or a token: can't be printed or serialised, and is wiped when it is dropped.
///
/// Whoever calls `expose_secret` says in a comment why.
pub type Secret = secrecy::SecretString;
