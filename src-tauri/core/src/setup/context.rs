//! The services shared by all set-ups.

use crate::halo::Network;
use crate::setup::records::Records;
use crate::sign_ins::SignIns;
use crate::vault::Keeper;

/// The connection to HaloPSA, the keychain, the stored records and the active sign-ins. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) network: Network,
    pub(crate) keeper: Keeper,
    pub(crate) records: Records,
    pub(crate) sign_ins: SignIns,
}
