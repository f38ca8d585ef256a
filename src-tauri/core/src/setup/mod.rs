//! The set-up that Latchkey does itself, with the authority of somebody who may manage applications.
//!
//! The order of the durable steps is what keeps the first promise:
//!
//! 1. The agent is still there, and an application of the same name was asked about.
//! 2. Client ID and secret from the system's randomness, and a mark → journal → keychain, read back.
//!    That write is the keychain's own trial: HaloPSA has not heard anything yet.
//! 3. Journal ("it may be there") → the request. A secret that HaloPSA made itself goes to the
//!    keychain before anything else of its answer. Without a clear answer the application is looked
//!    for, by its mark.
//! 4. It is read back: the Client ID that stands there counts, every field is compared with the plan.
//! 5. The proof, and the end, as by hand ([`crate::ending`]).
//!
//! Every step may be repeated: [`crate::Latchkey::create`] goes on where the journal says that it stopped.

mod again;
mod agents;
mod authority;
mod compare;
mod create;
mod demands;
mod find;
mod kind;
mod names;
mod reach;
mod session;
mod table;
mod undo;

pub use agents::{AgentChoice, AgentFacts, AgentWarning, Agents, Matching, Teams, matching};
pub use authority::Authorised;
pub(crate) use authority::Authority;
pub use demands::Met;
pub use find::Candidate;
pub use reach::{Reach, Row, Sees};
pub use session::SignedIn;
pub use table::{AreaRow, Gap, table};
pub use undo::Undone;
pub(crate) use undo::left;
