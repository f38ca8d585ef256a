//! What HaloPSA's answers mean, in the domain's words.

use serde::{Deserialize, Serialize};

/// The agent whose rights a token has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentSeen {
    /// HaloPSA's number for it.
    pub id: i64,
    /// The name that HaloPSA shows.
    pub name: String,
    /// "API-only": can't sign in to the web app and costs no licence. Unknown on some instances.
    pub api_only: Option<bool>,
    /// Whether it is an administrator, where the instance says so.
    pub administrator: Option<bool>,
}

/// What a GET with the token came to. Bodies are counted and dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum ReadSeen {
    /// Answered with something in it.
    Rows,
    /// Answered, and empty: a weak agent looks like this, too (contract: kbid=1566).
    Nothing,
    /// Answered with 401 or 403. The contract: they "are not used consistently".
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// No such path on this instance.
    NotThere,
    /// Something else: a fault, HTML, or no answer.
    Trouble {
        /// The code of an [`Error`].
        code: String,
    },
}

/// Why there is no token, as far as the answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoToken {
    /// `invalid_client`, without saying what was wrong with it.
    UnknownClient,
    /// `invalid_client`: this Client ID doesn't exist. `OpenIddict`, on which HaloPSA's sign-in
    /// rests, words it so (`OpenIddictResources.resx`, ID2052).
    ClientIdNotFound,
    /// `invalid_client`: the Client ID exists and the secret is another (ID2055).
    WrongSecret,
    /// `invalid_grant`.
    RefusedGrant,
    /// `invalid_scope`: a permission is not the application's.
    RefusedPermission,
    /// `unauthorized_client`: the application may not sign in.
    NotAllowed,
    /// `unauthorized_client`, and the answer names the grant type (`OpenIddictResources.resx`,
    /// ID2064): another Authentication Method is chosen.
    OtherMethod,
    /// The tenant is missing or wrong ("Tenant not found").
    Tenant,
    /// None of these.
    Other,
}
