//! Permissions to begin with for a product that is not listed, and whose vendor's list is not at hand.

use std::sync::LazyLock;

use crate::permission::{Permission, set_of};

/// A choice to begin with. Its words are `starting-point-<id>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartingPoint {
    /// Stable.
    pub id: &'static str,
    /// The least with which products of that kind work, sorted.
    pub permissions: Vec<Permission>,
}

/// By what products of each kind ask for, as far as their vendors are listed (`products.json`).
const POINTS: [(&str, &[&str]); 4] = [
    // RoboShadow, Optimize365, 365sentri: tickets are opened and followed for known customers.
    ("tickets", &["edit:tickets", "read:customers"]),
    // Hudu: read, and written into the product.
    ("devices", &["read:assets", "read:customers", "read:kb"]),
    // Gradient MSP: quantities and prices are written into HaloPSA.
    ("billing", &["edit:contracts", "edit:invoices", "edit:items", "read:customers"]),
    // HumanizeIT, BillingBot: everything but administration.
    ("everything", &["all:standard"]),
];

/// Tickets; devices and documentation; billing; everything.
pub fn starting_points() -> &'static [StartingPoint; 4] {
    static READY: LazyLock<[StartingPoint; 4]> = LazyLock::new(|| {
        POINTS.map(|(id, names)| StartingPoint {
            id,
            // The names are a part of the program; the test below looks at them.
            permissions: set_of(names).unwrap_or_default(),
        })
    });
    &READY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalogue, linter};

    #[test]
    fn each_is_known_and_nothing_is_said_about_it() {
        for (point, (_, names)) in starting_points().iter().zip(POINTS) {
            let given: Vec<&str> = point.permissions.iter().map(Permission::name).collect();
            assert_eq!(given, names, "{}", point.id);
            assert!(names.iter().all(|name| catalogue::find(name).is_some()), "{}", point.id);
            assert_eq!(linter::advise(&point.permissions, None), [], "{}", point.id);
        }
    }

    #[test]
    fn none_but_everything_is_broad_or_administers() {
        let administers = Permission::named("admin:webhooks").unwrap();
        for point in starting_points() {
            assert!(!point.permissions.iter().any(|p| p.covers(&administers)), "{}", point.id);
            let broad = point.permissions.iter().any(|p| p.name().starts_with("all"));
            assert_eq!(broad, point.id == "everything");
        }
    }
}
