//! Ids, each with its own type, so that ids of different things can't be mixed up.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$meaning:meta])* $name:ident) => {
        $(#[$meaning])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as in files, routes and requests.
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
    /// The id of a set-up: 32 random hexadecimal digits. Also the name of its document on the disk.
    SetUpId
}

id! {
    /// The id of a connection: that of the set-up that created it.
    ConnectionId
}

id! {
    /// HaloPSA's id of an application. Its case is not guaranteed: compare with [`ApplicationId::is`].
    ApplicationId
}

impl SetUpId {
    /// Whether it is well-formed, and so safe as a file name in the data folder. Pages and files may contain
    /// other values.
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
    /// Whether both are the id of the same application. Ignores ASCII case.
    pub fn is(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}
