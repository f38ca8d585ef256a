//! The pages by their addresses: the part of the window's address behind `#`.

use std::fmt;
use std::str::FromStr;

use latchkey_core::{ConnectionId, SetUpId};

/// Makes the pages, their names, and what reads them back from one list.
macro_rules! routes {
    (
        { $($(#[$of_plain:meta])* $plain:ident $plain_name:literal,)* }
        about { $($(#[$of_about:meta])* $about:ident($id:ident) $about_name:literal,)* }
    ) => {
        /// A page, and the set-up or connection that it is about.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) enum Route {
            $($(#[$of_plain])* $plain,)*
            $($(#[$of_about])* $about($id),)*
        }

        impl Route {
            /// The page's name, and the id of its subject.
            fn parts(&self) -> (&'static str, Option<&str>) {
                match self {
                    $(Self::$plain => ($plain_name, None),)*
                    $(Self::$about(id) => ($about_name, Some(id.as_str())),)*
                }
            }

            /// The page with this name, about the subject with this id.
            fn of(name: &str, id: Option<&str>) -> Option<Self> {
                match (name, id) {
                    $(($plain_name, None) => Some(Self::$plain),)*
                    $(($about_name, Some(id)) => Some(Self::$about(id.into())),)*
                    _ => None,
                }
            }

            /// Every page; those about something, about the subject with this id.
            #[cfg(test)]
            fn all(id: &str) -> Vec<Self> {
                vec![$(Self::$plain,)* $(Self::$about(id.into()),)*]
            }
        }
    };
}

routes! {
    {
        Index "index",
        /// Chooses a product.
        New "new",
        /// Chooses the application whose secret is lost.
        Lost "lost",
        Check "check",
    }
    about {
        Connect(SetUpId) "connect",
        Agent(SetUpId) "agent",
        Permissions(SetUpId) "permissions",
        Review(SetUpId) "review",
        Guide(SetUpId) "guide",
        Done(ConnectionId) "done",
        Connection(ConnectionId) "connection",
    }
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
        let (name, id) = text.split_once('/').map_or((text, None), |(name, id)| (name, Some(id)));
        // Ids are random: letters and digits.
        let is_an_id =
            |id: &str| !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric());
        if id.is_some_and(|id| !is_an_id(id)) {
            return Err(());
        }
        Self::of(name, id).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_address() {
        for route in Route::all("00ff") {
            assert_eq!(route.to_string().parse(), Ok(route));
        }
    }

    #[test]
    fn the_administrators_page_shows_every_page() {
        let text = include_str!("../../../.github/ADMINISTRATOR.md");
        for route in Route::all("00ff") {
            let (name, _) = route.parts();
            assert!(text.contains(&format!("](pictures/{name}.png)")), "no picture of {name}");
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
