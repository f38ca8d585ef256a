//! Permissions in plain words: "Tickets: See" for `read:tickets`. An unknown name stays as it is.

use latchkey_core::permissions::{Permission, catalogue};

use super::words::{Said, family, t};

/// The words of a permission that is not an area with a verb: `permission-admin-webhooks` for
/// `admin:webhooks`.
fn by_itself(permission: &Permission) -> String {
    permission.name().replace(':', "-")
}

/// A permission in plain words.
pub(crate) fn plain(permission: &Permission) -> String {
    let alone = family("permission", by_itself(permission));
    if alone.exists() {
        return alone.to_string();
    }
    let Some((verb, area)) = permission.name().split_once(':') else {
        return permission.name().to_owned();
    };
    let (verb, area) = (family("verb", verb), family("area", area));
    if verb.exists() && area.exists() {
        t("permission-named").with("area", area).with("verb", verb).to_string()
    } else {
        permission.name().to_owned()
    }
}

/// The words of a permission for more or less than an area: `access-all`.
pub(crate) fn access_to(permission: &Permission) -> Said<'static> {
    family("access", by_itself(permission))
}

/// The subject of a permission: "Tickets".
pub(crate) fn about(permission: &Permission) -> String {
    let alone = access_to(permission);
    if alone.exists() {
        return alone.to_string();
    }
    match catalogue::find(permission.name()) {
        Some(known) => family("area", &known.area).to_string(),
        None => plain(permission),
    }
}

/// How many names are listed of many.
const FEW: usize = 3;

/// The first names of several; a single further one is listed too, since its count would take as much room.
pub(crate) fn few(names: &[String]) -> String {
    if names.len() <= FEW + 1 {
        return names.join(", ");
    }
    let (first, more) = names.split_at(FEW);
    t("sees-more").with("names", first.join(", ")).with("count", more.len()).to_string()
}

/// Several of them, in one line.
pub(crate) fn plain_names(permissions: &[Permission]) -> String {
    permissions.iter().map(plain).collect::<Vec<_>>().join(", ")
}

/// The access that permissions grant, area by area: "Tickets (see, change), Webhooks: set up".
pub(crate) fn access(permissions: &[Permission]) -> String {
    let mut areas: Vec<(String, Vec<String>)> = Vec::new();
    for permission in permissions {
        let named = permission
            .name()
            .split_once(':')
            .map(|(verb, area)| (family("verb", verb), family("area", area)));
        match named {
            Some((verb, area))
                if !family("permission", by_itself(permission)).exists()
                    && verb.exists()
                    && area.exists() =>
            {
                let (verb, area) = (verb.to_string().to_lowercase(), area.to_string());
                match areas.iter_mut().find(|(name, _)| *name == area) {
                    Some((_, verbs)) => verbs.push(verb),
                    None => areas.push((area, vec![verb])),
                }
            }
            _ => areas.push((plain(permission), Vec::new())),
        }
    }
    let named = areas.into_iter().map(|(area, mut verbs)| {
        // Seeing comes before changing.
        verbs.sort_by_key(|verb| *verb != family("verb", "read").to_string().to_lowercase());
        if verbs.is_empty() {
            area
        } else {
            t("access-of").with("area", area).with("verbs", verbs.join(", ")).to_string()
        }
    });
    named.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_of_the_catalogue_has_a_plain_name_and_any_other_keeps_its_own() {
        for area in catalogue::areas() {
            for known in area.permissions {
                let plain = plain(&known.name);
                assert_ne!(plain, known.name.name(), "{plain}");
            }
        }
        for odd in ["read:nonsense", "nonsense:tickets", "nonsense", "a:b:c"] {
            assert_eq!(plain(&Permission::named(odd).unwrap()), odd);
        }
    }

    #[test]
    fn of_many_names_the_first_are_told_and_how_many_more() {
        let names: Vec<String> = ["A", "B", "C", "D", "E"].map(str::to_owned).to_vec();
        assert_eq!(few(&names[..2]), "A, B");
        assert_eq!(few(&names[..4]), "A, B, C, D");
        assert_eq!(few(&names), "A, B, C and 2 more");
    }
}
