//! Permissions: HaloPSA's names for them, what they cover, and the read that proves that one works.
//! The known ones are in the catalogue.
//!
//! The list is open: an instance may offer more (contract: "Permissions"), and a name that is not in
//! the catalogue is kept and shown unchanged.

pub mod catalogue;
pub mod pasted;
pub(crate) mod synonyms;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::vault::credentials;
use crate::{Error, Result};

/// The longest accepted name, in bytes; HaloPSA's longest known one has 23 characters.
const MAX_LENGTH: usize = 100;

/// One permission by HaloPSA's name for it, such as `read:tickets`. Kept and shown as written, and
/// compared ignoring case: HaloPSA may return it in another case.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Permission(String);

impl Permission {
    /// A permission by its name, known or unknown.
    ///
    /// # Errors
    /// [`Error::PermissionMalformed`] for a name that can't be sent in a request, where names are
    /// separated by spaces.
    pub fn named(name: &str) -> Result<Self> {
        let name = name.trim();
        if credentials::is_a_secret(name) {
            return Err(Error::IsASecret { field: "permissions" });
        }
        let fits = !name.is_empty() && name.len() <= MAX_LENGTH && name.bytes().all(|b| b.is_ascii_graphic());
        if fits {
            Ok(Self(name.to_owned()))
        } else {
            let shown = name.chars().filter(|c| !c.is_control()).take(40).collect();
            Err(Error::PermissionMalformed { name: shown })
        }
    }

    /// The name, as written.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Whether it is the permission of this name, ignoring case.
    pub fn is(&self, name: &str) -> bool {
        self.0.eq_ignore_ascii_case(name)
    }

    /// Whether this one grants what `other` grants. Contract: "`edit:X` includes `read:X`", "`all`
    /// does not include `all:teams`", "`all:standard` = all without being administrator".
    pub fn covers(&self, other: &Self) -> bool {
        let (this, other) = (self.0.to_ascii_lowercase(), other.0.to_ascii_lowercase());
        let administrative = other == "admin" || other.starts_with("admin:");
        match (this.as_str(), other.as_str()) {
            (a, b) if a == b => true,
            (_, "all" | "all:standard" | "all:teams") => this == "all" && other == "all:standard",
            ("all", _) => true,
            ("all:standard", _) => !administrative,
            ("admin", _) => administrative,
            (a, b) => matches!(
                (a.strip_prefix("edit:"), b.strip_prefix("read:")),
                (Some(edited), Some(read)) if edited == read
            ),
        }
    }

    fn in_one_case(&self) -> impl Iterator<Item = u8> {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl PartialEq for Permission {
    fn eq(&self, other: &Self) -> bool {
        self.is(&other.0)
    }
}

impl Eq for Permission {}

impl Ord for Permission {
    fn cmp(&self, other: &Self) -> Ordering {
        self.in_one_case().cmp(other.in_one_case())
    }
}

impl PartialOrd for Permission {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Permission {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.in_one_case() {
            state.write_u8(byte);
        }
        state.write_u8(0xff);
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

/// Sorts names and removes duplicates; of two that differ only in case the first is kept.
///
/// # Errors
/// [`Error::PermissionsEmpty`] for none, [`Error::PermissionMalformed`] for the first bad name.
pub fn set_of<S: AsRef<str>>(names: &[S]) -> Result<Vec<Permission>> {
    let mut set = names.iter().map(|name| Permission::named(name.as_ref())).collect::<Result<Vec<_>>>()?;
    set.sort();
    set.dedup();
    if set.is_empty() { Err(Error::PermissionsEmpty) } else { Ok(set) }
}

/// Whether two lists without duplicates contain the same permissions, in any order.
pub fn same_set(one: &[Permission], other: &[Permission]) -> bool {
    one.len() == other.len() && one.iter().all(|permission| other.contains(permission))
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
    fn case_is_kept_and_compared_by_nobody() {
        use std::collections::HashSet;
        assert_eq!(p("READ:Tickets"), p("read:tickets"));
        assert_eq!(p("READ:Tickets").name(), "READ:Tickets", "as it is written");
        assert!(p("EDIT:TICKETS").covers(&p("read:tickets")) && p("All").covers(&p("READ:KB")));
        assert!(!p("ALL").covers(&p("All:Teams")) && !p("All:Standard").covers(&p("Admin:Webhooks")));
        assert_eq!(set_of(&["b:x", "A:x", "B:X", "a:X"]).unwrap(), [p("a:x"), p("b:x")]);
        assert_eq!(set_of(&["b:x", "A:x", "B:X"]).unwrap()[1].name(), "b:x", "the first one stays");
        let all: HashSet<Permission> = [p("a:x"), p("A:X"), p("a:y")].into();
        assert_eq!(all.len(), 2);
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
