//! Ids, each of a type of its own: a set-up's is not taken for a connection's.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$meaning:meta])* $name:ident) => {
        $(#[$meaning])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// As it is in files, routes and requests.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A set-up's: 32 hexadecimal digits, random. Its document on the disk is named after it.
    SetUpId
}

id! {
    /// A connection's: the id of the set-up that first made it.
    ConnectionId
}

id! {
    /// HaloPSA's for an application. HaloPSA doesn't promise its case: compared by [`ApplicationId::is`].
    ApplicationId
}

impl SetUpId {
    /// Whether it can be a name in the data folder. What else a page or a file calls an id is none.
    pub(crate) fn is_whole(&self) -> bool {
        self.0.len() == 32 && self.0.bytes().all(|b| b.is_ascii_hexdigit())
    }
}

impl From<&SetUpId> for ConnectionId {
    fn from(made_by: &SetUpId) -> Self {
        Self(made_by.0.clone())
    }
}

impl ApplicationId {
    /// Whether both name the same application.
    pub fn is(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}
