//! The catalogue: every publicly known permission, as data (`catalogue.json`), in the order
//! of HaloPSA's own list.
//!
//! What a permission includes is only in [`Permission::covers`], what it allows to see and change only in
//! the words. The list is open (contract: "Permissions"): a name that is not in it is kept.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

use crate::permissions::Permission;

/// A known permission.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// HaloPSA's name for it.
    pub name: Permission,
    /// The area that it belongs to; its words are `area-<id>`.
    pub area: String,
    /// Why it is sensitive.
    pub sensitivity: Vec<Sensitivity>,
    /// The path below `/api/` of a harmless read that the permission is believed to guard (contract, "Read
    /// probes": guessed from the names).
    #[serde(default)]
    pub read: Option<String>,
    /// Whether it has been seen on only a few instances.
    #[serde(default)]
    pub few_instances: bool,
    /// Where it was seen.
    pub source: String,
    /// The day on which it was seen there, `YYYY-MM-DD`.
    pub looked_up: String,
}

impl Known {
    /// Whether it allows changing something, not only reading.
    pub fn changes(&self) -> bool {
        !self.name.name().starts_with("read:") && self.name.name() != "all:teams"
    }
}

/// Why a permission is sensitive.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Sensitivity {
    /// Prices, agreements, orders, bills.
    Money,
    /// Personal data: customers' staff, colleagues, what they write.
    Personal,
    /// HaloPSA itself, or who may sign in.
    Administration,
}

impl Sensitivity {
    /// Its id, as in `catalogue.json`.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// The permissions of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Its id; its words are `area-<id>`.
    pub id: &'static str,
    /// Its permissions, those that allow less first.
    pub permissions: Vec<&'static Known>,
}

/// Every known permission.
pub fn known() -> &'static [Known] {
    static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
        // The file is compiled in; the test below parses it on every change.
        serde_json::from_str(include_str!("catalogue.json")).unwrap_or_default()
    });
    &KNOWN
}

/// The known permission of this name, ignoring case.
pub fn find(name: &str) -> Option<&'static Known> {
    known().iter().find(|known| known.name.is(name))
}

/// A harmless GET below `/api/`, to prove a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The permission that is believed to guard the path.
    pub permission: Permission,
    /// The path below `/api/`.
    pub path: &'static str,
}

/// The harmless reads that prove that a permission works. Empty for one that only writes, that
/// has no known read, or that is not known.
pub fn reads(given: &Permission) -> Vec<Read> {
    known()
        .iter()
        .filter(|known| given.covers(&known.name))
        .filter_map(|known| Some(Read { permission: known.name.clone(), path: known.read.as_deref()? }))
        .collect()
}

/// The names of the other permissions that a permission includes.
pub fn included(given: &Permission) -> Vec<&'static str> {
    let others = known().iter().filter(|known| known.name != *given && given.covers(&known.name));
    others.map(|known| known.name.name()).collect()
}

/// The areas that the permissions page offers, in HaloPSA's order.
pub fn areas() -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for known in known() {
        match areas.iter_mut().find(|area| area.id == known.area) {
            Some(area) => area.permissions.push(known),
            None => areas.push(Area { id: &known.area, permissions: vec![known] }),
        }
    }
    areas
}

/// A starting point for choosing permissions where the vendor's list is not known. Its words are `start-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartingPoint {
    /// Its id, as in words and pages.
    pub id: &'static str,
    /// The names of its permissions: as few as such products need.
    pub permissions: &'static [&'static str],
}

/// The starting points, the most common first.
pub const STARTING_POINTS: [StartingPoint; 4] = [
    StartingPoint { id: "tickets", permissions: &["edit:tickets", "read:customers"] },
    StartingPoint { id: "devices", permissions: &["read:customers", "edit:assets", "edit:kb"] },
    StartingPoint {
        id: "billing",
        permissions: &["read:customers", "read:contracts", "read:items", "edit:invoices"],
    },
    StartingPoint { id: "everything", permissions: &["all"] },
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_permission_is_shown_by_its_own_read_and_all_by_every_read() {
        let of = |name: &str| reads(&Permission::named(name).unwrap());
        assert_eq!(of("edit:tickets")[0].path, "Tickets");
        assert_eq!(of("read:tickets").len(), 1);
        assert_eq!(of("all").len(), 20, "contract: Read probes");
        assert_eq!(of("all:standard").len(), 19);
        assert!(of("access:chat").is_empty());
        assert!(of("read:somethingnew").is_empty());
    }

    #[test]
    fn what_a_permission_includes_is_named_without_itself() {
        let of = |name: &str| included(&Permission::named(name).unwrap());
        assert_eq!(of("edit:tickets"), ["read:tickets"]);
        assert_eq!(of("admin"), ["admin:webhooks"]);
        assert!(of("read:tickets").is_empty() && of("all:teams").is_empty());
        assert_eq!(of("all").len(), known().len() - 2, "itself and the teams");
    }

    #[test]
    fn every_starting_point_is_made_of_known_permissions() {
        for point in STARTING_POINTS {
            for name in point.permissions {
                assert!(find(name).is_some(), "{}: {name}", point.id);
            }
        }
    }

    proptest! {
        #[test]
        fn covering_is_reflexive_and_transitive(i in 0usize..70, j in 0usize..70, k in 0usize..70) {
            let all = known();
            let [a, b, c] = [i, j, k].map(|n| &all[n % all.len()].name);
            prop_assert!(a.covers(a));
            if a.covers(b) && b.covers(c) {
                prop_assert!(a.covers(c), "{} covers {} covers {}", a, b, c);
            }
        }
    }

    /// What is wrong with a catalogue, in words for the developer who changes it.
    fn faults(catalogue: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        let mut seen: Vec<Known> = Vec::new();
        for (n, entry) in catalogue.as_array().expect("an array").iter().enumerate() {
            let name = entry["name"].as_str().map_or_else(|| format!("entry {n}"), str::to_owned);
            let known: Known = match serde_json::from_value(entry.clone()) {
                Ok(known) => known,
                Err(why) => {
                    faults.push(format!("{name}: {why}"));
                    continue;
                }
            };
            let mut fault = |is: bool, what: &str| {
                if is {
                    faults.push(format!("{name}: {what}"));
                }
            };
            fault(seen.iter().any(|other| other.name == known.name), "stands there twice");
            fault(
                seen.iter().any(|other| other.area == known.area)
                    && seen.last().is_some_and(|last| last.area != known.area),
                "does not stand with the others of its area",
            );
            let (verb, area) = name.split_once(':').unwrap_or((&name, ""));
            fault(
                matches!(verb, "read" | "edit" | "editMine" | "access") && area != known.area,
                "its area is another than its name says",
            );
            fault(
                verb == "edit" && find_in(&seen, &format!("read:{area}")).is_none(),
                "comes before its read",
            );
            fault(
                known.read.is_some() && known.changes() && verb != "admin",
                "the read belongs to the permission that only reads",
            );
            let read = known.read.as_deref().unwrap_or("X");
            fault(
                read.is_empty() || !read.bytes().all(|b| b.is_ascii_alphanumeric()),
                "its read is no path below /api/",
            );
            fault(
                !known.sensitivity.is_sorted_by(|a, b| a < b),
                "its sensitivity is named twice or out of order (money, personal, administration)",
            );
            fault(!known.source.starts_with("https://"), "its source is no https address");
            fault(
                known.looked_up.parse::<jiff::civil::Date>().is_err(),
                "looked_up is no day like 2026-11-24",
            );
            if let Some(read) = find_in(&seen, &format!("read:{area}"))
                && verb == "edit"
            {
                fault(read.sensitivity != known.sensitivity, "is less or more sensitive than its read");
            }
            seen.push(known);
        }
        faults
    }

    fn find_in<'a>(seen: &'a [Known], name: &str) -> Option<&'a Known> {
        seen.iter().find(|known| known.name.name() == name)
    }

    #[test]
    fn the_catalogue_is_well_formed() {
        let catalogue: Value = serde_json::from_str(include_str!("catalogue.json")).expect("JSON");
        assert_eq!(faults(&catalogue), Vec::<String>::new());
        assert_eq!(known().len(), 52, "the contract's list of permissions (scopes.txt)");
        assert_eq!(find("edit:kb").map(|k| k.area.as_str()), Some("kb"));
        assert_eq!(find("Edit:KB").map(|k| k.name.name()), Some("edit:kb"), "in any case");
    }

    #[test]
    fn a_bad_entry_is_named_with_what_is_wrong() {
        let good = json!({
            "name": "read:kb", "area": "kb", "sensitivity": [], "read": "KBArticle",
            "source": "https://example.com", "looked_up": "2026-11-24"
        });
        let bad = |field: &str, value: Value| {
            let mut entry = good.clone();
            entry[field] = value;
            faults(&json!([entry])).join("; ")
        };
        assert!(faults(&json!([good])).is_empty());
        assert_eq!(bad("area", json!("tickets")), "read:kb: its area is another than its name says");
        assert_eq!(bad("read", json!("/KBArticle")), "read:kb: its read is no path below /api/");
        assert_eq!(bad("source", json!("a forum")), "read:kb: its source is no https address");
        assert_eq!(bad("looked_up", json!("yesterday")), "read:kb: looked_up is no day like 2026-11-24");
        assert_eq!(bad("name", json!("edit:kb")).split("; ").next(), Some("edit:kb: comes before its read"));
        assert!(bad("sensitivity", json!(["secret"])).starts_with("read:kb: unknown variant `secret`"));
        assert!(bad("sensitivity", json!(["personal", "money"])).contains("out of order"));
        assert!(bad("colour", json!("red")).starts_with("read:kb: unknown field `colour`"));
        assert_eq!(faults(&json!([good, good])), ["read:kb: stands there twice"]);
    }

    #[test]
    fn the_areas_stand_in_the_catalogue_s_order_and_hold_all_of_it() {
        let areas = areas();
        assert_eq!(areas.len(), 26);
        assert_eq!((areas[0].id, areas[25].id), ("tickets", "broad"));
        assert!(areas.iter().flat_map(|area| area.permissions.clone()).eq(known()));
    }
}
