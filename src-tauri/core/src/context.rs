//! What every set-up works with.

use crate::halo::Network;
use crate::sign_ins::SignIns;
use crate::store::records::Records;
use crate::vault::Keeper;

/// The way to HaloPSA, the keychain, what is kept, and who is signed in. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) network: Network,
    pub(crate) keeper: Keeper,
    pub(crate) records: Records,
    pub(crate) sign_ins: SignIns,
}
