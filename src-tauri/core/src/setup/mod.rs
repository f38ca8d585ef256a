//! A set-up, from its first answer to the connection that it becomes.
//!
//! Where Latchkey creates the application itself, with the authority of somebody who may manage
//! applications, the order of the durable steps is what keeps the first promise:
//!
//! 1. The agent is still there, and an application of the same name was asked about.
//! 2. Client ID and secret from the system's randomness, and a mark → record → keychain, read back.
//!    That write is the keychain's own trial: HaloPSA has not heard anything yet.
//! 3. Record ("it may be there") → the request. A secret that HaloPSA made itself goes to the
//!    keychain before anything else of its answer. Without a clear answer the application is looked
//!    for, by its mark.
//! 4. It is read back: the Client ID that stands there counts, every field is compared with the plan.
//! 5. The proof, and the end, as by hand ([`finish`]).
//!
//! Every step may be repeated: [`SetUp::create`] goes on where the record says that it stopped.
//!
//! Calls go one way, down this list:
//!
//! | | |
//! |---|---|
//! | `create` | the application, from the last look before to the proof |
//! | `undo`, `finish` | taking it back; the proof, and the end |
//! | `sign_in`, `answers`, `by_hand` | what a person does on the pages before |
//! | `find`, `agents`, `reach` | what HaloPSA shows |
//! | `secret`, `access` | the keychain's entries; who may manage applications |
//! | `set_up` | the object: its record, and what is in memory only |

mod access;
mod agents;
mod answers;
mod by_hand;
mod compare;
mod create;
pub mod draft;
mod find;
mod finish;
pub mod guide;
mod kind;
pub mod plan;
pub mod procedure;
mod reach;
pub mod record;
mod secret;
mod set_up;
mod sign_in;
mod table;
mod undo;

pub use access::Authorised;
pub(crate) use access::Authority;
pub use agents::{AgentChoice, AgentRights, AgentWarning, Agents, Met};
pub use by_hand::TakenValue;
pub use find::Candidate;
pub use finish::Outcome;
pub use reach::{Reach, Row, Sees};
pub use set_up::SetUp;
pub use sign_in::SignedIn;
pub(crate) use sign_in::who_is_signed_in;
pub use table::{AreaRow, Gap, GapOf, gaps, table};
pub use undo::Undone;
