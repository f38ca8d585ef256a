//! Latchkey's data on the disk: one document for each set-up and one for all connections, without secrets.

pub mod folder;
pub(crate) mod records;
