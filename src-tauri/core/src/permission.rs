//! Permissions: HaloPSA's names for them, what they cover, and the read that shows that one works.
//! Which there are stands in the catalogue.
//!
//! The list is open: an instance may offer more (contract: "Permissions"), and a name that stands
//! nowhere there is kept and shown as it is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Result, credentials};

/// The longest name that is taken; HaloPSA's longest known one has 23 characters.
const LONGEST: usize = 100;

/// One permission by HaloPSA's name for it, such as `read:tickets`. Upper and lower case matter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Permission(String);

impl Permission {
    /// Takes a name as it is, known or not.
    ///
    /// # Errors
    /// [`Error::PermissionMalformed`] for a name that could not go into a request: names are
    /// separated by spaces there.
    pub fn named(name: &str) -> Result<Self> {
        let name = name.trim();
        if credentials::is_a_secret(name) {
            return Err(Error::IsASecret { field: "permissions" });
        }
        let fits = !name.is_empty() && name.len() <= LONGEST && name.bytes().all(|b| b.is_ascii_graphic());
        if fits {
            Ok(Self(name.to_owned()))
        } else {
            let shown = name.chars().filter(|c| !c.is_control()).take(40).collect();
            Err(Error::PermissionMalformed { name: shown })
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Whether this one gives what `other` gives. Contract: "`edit:X` includes `read:X`", "`all`
    /// does not include `all:teams`", "`all:standard` = all without being administrator".
    pub fn covers(&self, other: &Self) -> bool {
        let administrative = other.0 == "admin" || other.0.starts_with("admin:");
        match (self.0.as_str(), other.0.as_str()) {
            (a, b) if a == b => true,
            (_, "all" | "all:standard" | "all:teams") => self.0 == "all" && other.0 == "all:standard",
            ("all", _) => true,
            ("all:standard", _) => !administrative,
            ("admin", _) => administrative,
            (a, b) => matches!(
                (a.strip_prefix("edit:"), b.strip_prefix("read:")),
                (Some(edited), Some(read)) if edited == read
            ),
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Permission> for String {
    fn from(permission: Permission) -> Self {
        permission.0
    }
}

impl TryFrom<String> for Permission {
    type Error = Error;

    fn try_from(name: String) -> Result<Self> {
        Self::named(&name)
    }
}

/// Sorts names and drops doubles.
///
/// # Errors
/// [`Error::PermissionsEmpty`] for none, [`Error::PermissionMalformed`] for the first bad name.
pub fn set_of<S: AsRef<str>>(names: &[S]) -> Result<Vec<Permission>> {
    let mut set = names.iter().map(|name| Permission::named(name.as_ref())).collect::<Result<Vec<_>>>()?;
    set.sort();
    set.dedup();
    if set.is_empty() { Err(Error::PermissionsEmpty) } else { Ok(set) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(name: &str) -> Permission {
        Permission::named(name).unwrap()
    }

    #[test]
    fn editing_includes_reading_the_same_and_nothing_else() {
        assert!(p("edit:tickets").covers(&p("read:tickets")));
        assert!(!p("read:tickets").covers(&p("edit:tickets")));
        assert!(!p("edit:tickets").covers(&p("read:customers")));
        assert!(!p("editMine:timesheets").covers(&p("read:timesheets")));
    }

    #[test]
    fn all_includes_everything_but_the_teams() {
        assert!(p("all").covers(&p("read:tickets")));
        assert!(p("all").covers(&p("admin:webhooks")));
        assert!(p("all").covers(&p("all:standard")));
        assert!(!p("all").covers(&p("all:teams")));
        assert!(p("all:standard").covers(&p("edit:invoices")));
        assert!(!p("all:standard").covers(&p("admin:webhooks")));
        assert!(!p("all:standard").covers(&p("all")));
    }

    #[test]
    fn names_that_break_a_request_are_refused() {
        for bad in ["", "read tickets", "read:\ntickets", "läse:tickets", &"x".repeat(101)] {
            assert_eq!(Permission::named(bad).unwrap_err().code(), "permission-malformed", "{bad:?}");
        }
        assert_eq!(set_of::<&str>(&[]), Err(Error::PermissionsEmpty));
        assert_eq!(set_of(&["b:x", "a:x", "b:x"]).unwrap(), [p("a:x"), p("b:x")]);
    }
}
