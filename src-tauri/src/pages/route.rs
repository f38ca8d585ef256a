//! The pages by their addresses: the part of the window's address behind `#`.

use std::fmt;
use std::str::FromStr;

use latchkey_core::{ConnectionId, SetUpId};

/// A page, and the set-up or connection that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Index,
    /// Chooses a product.
    New,
    /// Chooses the application whose secret is lost.
    Lost,
    Check,
    Connect(SetUpId),
    Agent(SetUpId),
    Permissions(SetUpId),
    Review(SetUpId),
    Guide(SetUpId),
    Done(ConnectionId),
    Connection(ConnectionId),
}

impl Route {
    /// The set-up that it is about.
    pub(crate) fn set_up(&self) -> Option<&SetUpId> {
        match self {
            Self::Connect(id)
            | Self::Agent(id)
            | Self::Permissions(id)
            | Self::Review(id)
            | Self::Guide(id) => Some(id),
            _ => None,
        }
    }

    /// The page's name, and the id of its subject.
    fn parts(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Index => ("index", None),
            Self::New => ("new", None),
            Self::Lost => ("lost", None),
            Self::Check => ("check", None),
            Self::Connect(id) => ("connect", Some(id.as_str())),
            Self::Agent(id) => ("agent", Some(id.as_str())),
            Self::Permissions(id) => ("permissions", Some(id.as_str())),
            Self::Review(id) => ("review", Some(id.as_str())),
            Self::Guide(id) => ("guide", Some(id.as_str())),
            Self::Done(id) => ("done", Some(id.as_str())),
            Self::Connection(id) => ("connection", Some(id.as_str())),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (name, None) => f.write_str(name),
            (name, Some(id)) => write!(f, "{name}/{id}"),
        }
    }
}

impl FromStr for Route {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (name, id) = text.split_once('/').unwrap_or((text, ""));
        match text {
            "index" => return Ok(Self::Index),
            "new" => return Ok(Self::New),
            "lost" => return Ok(Self::Lost),
            "check" => return Ok(Self::Check),
            _ => {}
        }
        // Ids are random: letters and digits.
        if id.is_empty() || id.len() > 64 || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(());
        }
        match name {
            "connect" => Ok(Self::Connect(id.into())),
            "agent" => Ok(Self::Agent(id.into())),
            "permissions" => Ok(Self::Permissions(id.into())),
            "review" => Ok(Self::Review(id.into())),
            "guide" => Ok(Self::Guide(id.into())),
            "done" => Ok(Self::Done(id.into())),
            "connection" => Ok(Self::Connection(id.into())),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_address() {
        let id = || "00ff".to_owned();
        for route in [
            Route::Index,
            Route::New,
            Route::Lost,
            Route::Check,
            Route::Connect(id().into()),
            Route::Agent(id().into()),
            Route::Permissions(id().into()),
            Route::Review(id().into()),
            Route::Guide(id().into()),
            Route::Done(id().into()),
            Route::Connection(id().into()),
        ] {
            assert_eq!(route.to_string().parse(), Ok(route));
        }
    }

    #[test]
    fn anything_else_is_no_page() {
        for text in
            ["", "unexpected", "index/1", "connect", "connect/", "connect/../x", "connect/<b>", "nothing/00"]
        {
            assert_eq!(text.parse::<Route>(), Err(()), "{text}");
        }
        assert_eq!(format!("connect/{}", "a".repeat(65)).parse::<Route>(), Err(()));
    }
}
