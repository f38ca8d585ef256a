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

mod lock;
pub mod ids;
pub mod clock;
pub mod work;
mod random;
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
pub mod history;
pub mod connections;
pub mod record;
pub mod folder;
mod records;
mod sign_ins;
mod context;
mod report;
pub mod setup;
pub mod checkup;
pub mod error;
pub mod next;
mod latchkey;

pub use error::{Error, Result};
pub use ids::{ApplicationId, ConnectionId, SetUpId};
pub use latchkey::{Latchkey, Overview};
pub use sign_ins::{IDLE, SignIn};

/// A client secret or a token: can't be printed or serialised, and is wiped when it is dropped.
///
/// Whoever calls `expose_secret` says in a comment why.
pub type Secret = secrecy::SecretString;
