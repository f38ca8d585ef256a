//! Permissions: their names on the Permissions tab, and which of them include others.

use std::collections::BTreeSet;

use crate::dialect::PermissionCase;

/// The names on the Permissions tab, in its order (contract: the catalogue). A real instance may have more.
pub const CATALOGUE: [&str; 52] = [
    "all",
    "all:standard",
    "all:teams",
    "admin",
    "admin:webhooks",
    "read:tickets",
    "edit:tickets",
    "read:calendar",
    "edit:calendar",
    "read:customers",
    "edit:customers",
    "read:crm",
    "edit:crm",
    "read:contracts",
    "edit:contracts",
    "read:suppliers",
    "edit:suppliers",
    "read:items",
    "edit:items",
    "read:projects",
    "edit:projects",
    "read:sales",
    "edit:sales",
    "read:quotes",
    "edit:quotes",
    "read:sos",
    "edit:sos",
    "read:pos",
    "edit:pos",
    "read:invoices",
    "edit:invoices",
    "read:reporting",
    "edit:reporting",
    "read:timesheets",
    "edit:timesheets",
    "editMine:timesheets",
    "read:softwarelicensing",
    "edit:softwarelicensing",
    "read:software",
    "edit:software",
    "read:kb",
    "edit:kb",
    "read:assets",
    "edit:assets",
    "read:distributionlists",
    "edit:distributionlists",
    "read:mailcampaign",
    "edit:mailcampaign",
    "read:events",
    "edit:events",
    "access:chat",
    "access:adpasswordreset",
];

/// `OpenID` Connect's scopes, which are not on the Permissions tab. Every application may request them.
pub(crate) const SIGN_IN: [&str; 5] = ["openid", "email", "profile", "roles", "offline_access"];

/// Whether the granted permissions include the wanted one.
///
/// `all` includes everything but `all:teams` and `editMine:timesheets`; `all:standard` the same without `all`,
/// `admin` and `admin:…`; `edit:X` includes `read:X` (all three: contract). `admin` includes `admin:…` (a guess,
/// from the name).
pub fn covers(granted: &BTreeSet<String>, wanted: &str) -> bool {
    let has = |name: &str| granted.contains(name);
    if has(wanted) {
        return true;
    }
    if ["all:teams", "editMine:timesheets"].contains(&wanted) {
        return false;
    }
    if has("all") {
        return true;
    }
    let administers = wanted == "all" || wanted == "admin" || wanted.starts_with("admin:");
    if has("all:standard") && !administers {
        return true;
    }
    if wanted.starts_with("admin:") && has("admin") {
        return true;
    }
    wanted.strip_prefix("read:").is_some_and(|area| has(&format!("edit:{area}")))
}

impl PermissionCase {
    /// These permissions as the API and the token endpoint send them.
    pub(crate) fn apply(self, names: Vec<String>) -> Vec<String> {
        match self {
            Self::AsSent => names,
            Self::Capitals => names.into_iter().rev().map(|name| name.to_uppercase()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn editing_an_area_includes_reading_it_and_nothing_else() {
        let granted = granted(&["edit:tickets"]);
        assert!(covers(&granted, "read:tickets"));
        assert!(covers(&granted, "edit:tickets"));
        assert!(!covers(&granted, "read:customers"));
        assert!(!covers(&self::granted(&["read:tickets"]), "edit:tickets"));
        assert!(
            !covers(&self::granted(&["editMine:timesheets"]), "edit:timesheets"),
            "one's own timesheets are not everyone's"
        );
    }

    #[test]
    fn all_includes_everything_but_all_teams_and_ones_own_timesheets() {
        let granted = granted(&["all"]);
        for name in CATALOGUE {
            let refused = ["all:teams", "editMine:timesheets"].contains(&name);
            assert_eq!(covers(&granted, name), !refused, "{name}");
        }
    }

    #[test]
    fn all_standard_includes_everything_but_administration() {
        let granted = granted(&["all:standard"]);
        for name in CATALOGUE {
            let refused =
                ["all", "all:teams", "admin", "admin:webhooks", "editMine:timesheets"].contains(&name);
            assert_eq!(covers(&granted, name), !refused, "{name}");
        }
    }
}
