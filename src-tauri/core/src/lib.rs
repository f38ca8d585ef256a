//! Latchkey's logic, without user interface.
//!
//! A module uses only those above it in the list below; only `error` also names candidates of `halo`. Nothing
//! here depends on Tauri, and nothing here contains a sentence for the screen: core returns ids and parameters,
//! and `ui/words/en.ftl` has the words.

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

pub mod ids;
mod lock;
pub mod clock;
pub mod plain;
pub mod error;
pub mod next;
pub mod work;
mod random;
pub mod vault;
pub mod store;
pub mod instance;
pub mod permissions;
pub mod products;
pub mod halo;
pub mod discovery;
pub mod plan;
pub mod procedure;
pub mod reach;
pub mod proof;
pub mod connections;
mod sign_ins;
pub mod setup;
pub mod checkup;
mod latchkey;

pub use error::{Error, Result};
pub use ids::{ApplicationId, ConnectionId, SetUpId};
pub use latchkey::{Latchkey, Overview};
pub use sign_ins::{IDLE, SignIn};

/// A client secret or a token: can't be printed or serialised, and is wiped when it is dropped.
///
/// Every call of `expose_secret` has a comment that gives the reason.
pub type Secret = secrecy::SecretString;
