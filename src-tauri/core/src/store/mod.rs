//! What Latchkey keeps on the disk: one document for each set-up and one for all connections. No secret is in
//! them.

pub mod folder;
pub(crate) mod records;
