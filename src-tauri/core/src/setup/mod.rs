//! A set-up, from its first answer to the connection that it becomes.
//!
//! Where Latchkey creates the application itself, authorised by an agent or an application that may manage
//! applications, the order of the durable steps keeps the first promise (nothing is lost unnoticed):
//!
//! 1. Check that the agent still exists and whether an application of the same name exists.
//! 2. Generate Client ID, secret and mark from the system's randomness → record → keychain, read back.
//!    This write also tests the keychain, before anything is sent to HaloPSA.
//! 3. Record ("the application may exist") → the request. A secret that HaloPSA generated itself goes to
//!    the keychain before anything else in the response is processed. Without a clear response the
//!    application is searched for by its mark.
//! 4. Read the application back: the Client ID found there is used, every field is compared with the plan.
//! 5. The proof and the end, as in the manual set-up ([`finish`]).
//!
//! Every step can be repeated: [`SetUp::create`] resumes where it stopped according to the record.
//!
//! Calls go one way, down this list:
//!
//! | | |
//! |---|---|
//! | `create` | the application, from the checks before creation to the proof |
//! | `undo`, `finish` | deleting it again; the proof, and the end |
//! | `sign_in`, `answers`, `by_hand` | what the user does on the pages before |
//! | `find`, `agents`, `reach` | what HaloPSA shows |
//! | `secret`, `access` | the keychain's entries; who may manage applications |
//! | `set_up` | the object: its record, and the state that is in memory only |
//! | `records` | the documents on the disk: of all set-ups, and of the connections that they became |

mod access;
mod agents;
mod answers;
mod by_hand;
mod compare;
pub(crate) mod context;
mod create;
pub mod draft;
mod find;
mod finish;
pub mod guide;
mod kind;
mod reach;
pub mod record;
pub(crate) mod records;
mod secret;
mod set_up;
mod sign_in;
mod undo;

pub use access::Authorised;
pub use agents::{AgentChoice, AgentRights, AgentWarning, Agents, Met};
pub use by_hand::TakenValue;
pub use finish::Outcome;
pub use set_up::SetUp;
pub use sign_in::SignedIn;
pub(crate) use sign_in::who_is_signed_in;
pub use undo::Undone;
