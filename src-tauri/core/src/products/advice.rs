//! The linter: advice about a choice of permissions, before it is saved. Pure.
//!
//! It only advises. An unknown name is kept, and what the user insists on is done.

use strum::{EnumIter, IntoStaticStr};

use crate::permissions::Permission;
use crate::permissions::catalogue::{self, Sensitivity};
use crate::permissions::synonyms::{Meant, meant_by};
use crate::products::{PermissionList, Product, Status, Trouble};

/// One piece of advice about a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Its kind.
    pub what: AdviceKind,
    /// The permissions that it is about.
    pub permissions: Vec<Permission>,
    /// The change that would fix it, if there is one.
    pub remedy: Option<Remedy>,
    /// The alternative change, where it is a question.
    pub otherwise: Option<Remedy>,
}

/// A change of the choice: first `remove`, then `add`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// To be removed from the choice.
    pub remove: Vec<Permission>,
    /// To be added; some may already be chosen.
    pub add: Vec<Permission>,
}

impl Remedy {
    /// The choice after the change.
    pub fn applied(&self, chosen: &[Permission]) -> Vec<Permission> {
        let kept = chosen.iter().filter(|p| !self.remove.contains(p));
        let mut after: Vec<Permission> = kept.chain(&self.add).cloned().collect();
        after.sort();
        after.dedup();
        after
    }
}

/// The kinds of advice, most urgent first. The words are `advice-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AdviceKind {
    /// There is no such permission; another one is certainly meant.
    WrongName,
    /// There is no such permission, and none is needed: the agent's rights decide what is seen of it.
    NoneNeeded,
    /// The same for teams, for which there is a permission that grants more: a question.
    PerhapsAllTeams,
    /// The name is not in the catalogue.
    UnknownName,
    /// The product's sign-in fails with `all`.
    BreaksWithAll,
    /// The product needs more.
    LessThanNeeded,
    /// `all` doesn't include the teams, and the product needs them.
    AllWithoutTeams,
    /// The product needs less.
    MoreThanNeeded,
    /// These allow administering HaloPSA.
    Administration,
    /// `all`, where everything except administration could be enough.
    AllCouldBeStandard,
    /// `all` or `all:standard` already includes these.
    AllWithOthers,
}

impl AdviceKind {
    /// Its id, as in `advice-<id>` in the words.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// The advice about a choice for a product.
pub fn advise(chosen: &[Permission], product: Option<&Product>) -> Vec<Advice> {
    let mut advice = names(chosen);
    let going = against_the_vendor(chosen, product, &mut advice);
    advice.extend(administration(chosen));
    if going.is_empty() {
        advice.extend(all_could_be_standard(chosen, product));
    }
    advice.extend(included(chosen, &going));
    advice.sort_by_key(|one| one.what);
    advice
}

/// Advice about names that are not in the catalogue.
fn names(chosen: &[Permission]) -> Vec<Advice> {
    let known = |p: &&Permission| catalogue::find(p.name()).is_some_and(|k| k.name.name() == p.name());
    let mut advice = Vec::new();
    for p in chosen.iter().filter(|p| !known(p)) {
        let remedy = |add| Some(Remedy { remove: vec![p.clone()], add });
        // At least one permission has to remain.
        let left_out = || if chosen.len() > 1 { remedy(Vec::new()) } else { None };
        let all_teams = || Permission::named(ALL_TEAMS).ok().filter(|teams| !chosen.contains(teams));
        let (what, remedy, otherwise) = match meant_by(p.name()) {
            Meant::Permission(meant) => (AdviceKind::WrongName, remedy(vec![meant.clone()]), None),
            Meant::Teams => match all_teams() {
                Some(teams) => (AdviceKind::PerhapsAllTeams, left_out(), remedy(vec![teams])),
                None => (AdviceKind::NoneNeeded, left_out(), None),
            },
            Meant::None => (AdviceKind::NoneNeeded, left_out(), None),
            Meant::Unknown => (AdviceKind::UnknownName, None, None),
        };
        advice.push(Advice { what, permissions: vec![p.clone()], remedy, otherwise });
    }
    advice
}

/// The one permission about teams.
const ALL_TEAMS: &str = "all:teams";

fn covered(permission: &Permission, by: &[Permission]) -> bool {
    by.iter().any(|p| p.covers(permission))
}

fn missing_of(list: &PermissionList, chosen: &[Permission]) -> Vec<Permission> {
    list.permissions.iter().filter(|p| !covered(p, chosen)).cloned().collect()
}

/// The list for which the fewest permissions are missing, and which those are.
fn nearest<'a>(
    lists: impl Iterator<Item = &'a PermissionList>,
    chosen: &[Permission],
) -> Option<(&'a PermissionList, Vec<Permission>)> {
    lists.map(|list| (list, missing_of(list, chosen))).min_by_key(|(_, missing)| missing.len())
}

/// Advice from the vendor's facts. Returns the permissions that should no longer be chosen.
fn against_the_vendor(
    chosen: &[Permission],
    product: Option<&Product>,
    advice: &mut Vec<Advice>,
) -> Vec<Permission> {
    let Some(product) = product else { return Vec::new() };
    let measured: Vec<&Permission> = product.measures().flat_map(|list| &list.permissions).collect();
    // An example may be less than what is needed: then the vendor's other lists are not extras.
    let has_minimum = product.lists.iter().any(|list| list.status == Status::Minimum);
    let another_way =
        |p: &Permission| !has_minimum && product.lists.iter().any(|l| l.permissions.contains(p));
    let is_extra = |p: &Permission| {
        !measured.is_empty()
            && catalogue::find(p.name()).is_some()
            && !measured.iter().any(|m| m.covers(p))
            && !another_way(p)
    };
    let extra: Vec<Permission> = chosen.iter().filter(|p| is_extra(p)).cloned().collect();
    let breaks = |p: &&Permission| p.is("all") && product.trouble.contains(&Trouble::BreaksWithAll);
    let (breaking, more): (Vec<_>, Vec<_>) = extra.iter().partition(breaks);
    for (what, going) in [(AdviceKind::BreaksWithAll, breaking), (AdviceKind::MoreThanNeeded, more)] {
        if !going.is_empty() {
            let kept: Vec<Permission> = chosen.iter().filter(|p| !extra.contains(p)).cloned().collect();
            let add = nearest(product.measures(), &kept).map(|(_, missing)| missing).unwrap_or_default();
            let remove: Vec<Permission> = going.into_iter().cloned().collect();
            advice.push(Advice {
                what,
                permissions: remove.clone(),
                remedy: Some(Remedy { remove, add }),
                otherwise: None,
            });
        }
    }
    let has_all = chosen.iter().any(broad);
    let lacks_teams = has_all && product.needs_all_teams() && !chosen.iter().any(|p| p.is("all:teams"));
    if lacks_teams && let Ok(teams) = Permission::named(ALL_TEAMS) {
        let all = chosen.iter().filter(|p| broad(p));
        advice.push(Advice {
            what: AdviceKind::AllWithoutTeams,
            permissions: all.cloned().collect(),
            remedy: Some(Remedy { remove: Vec::new(), add: vec![teams] }),
            otherwise: None,
        });
    }
    let minimums = product.lists.iter().filter(|list| list.status == Status::Minimum);
    if let Some((_, missing)) = nearest(minimums, chosen)
        && missing.iter().any(|p| !(lacks_teams && p.is("all:teams")))
    {
        let remedy = Some(Remedy { remove: Vec::new(), add: missing.clone() });
        advice.push(Advice {
            what: AdviceKind::LessThanNeeded,
            permissions: missing,
            remedy,
            otherwise: None,
        });
    }
    extra
}

fn broad(permission: &Permission) -> bool {
    permission.is("all") || permission.is("all:standard")
}

fn administration(chosen: &[Permission]) -> Option<Advice> {
    let administers = |p: &&Permission| {
        catalogue::find(p.name()).is_some_and(|k| k.sensitivity.contains(&Sensitivity::Administration))
    };
    let permissions: Vec<Permission> = chosen.iter().filter(administers).cloned().collect();
    (!permissions.is_empty()).then_some(Advice {
        what: AdviceKind::Administration,
        permissions,
        remedy: None,
        otherwise: None,
    })
}

/// Advises against `all` where no vendor asks for it.
fn all_could_be_standard(chosen: &[Permission], product: Option<&Product>) -> Option<Advice> {
    let all = chosen.iter().find(|p| p.is("all"))?.clone();
    let asked_for = product.is_some_and(|p| p.lists.iter().any(|list| list.permissions.contains(&all)));
    let standard = Permission::named("all:standard").ok()?;
    (!asked_for).then(|| Advice {
        what: AdviceKind::AllCouldBeStandard,
        permissions: vec![all.clone()],
        remedy: Some(Remedy { remove: vec![all], add: vec![standard] }),
        otherwise: None,
    })
}

/// What `all` or `all:standard` already includes. No advice about what other permissions include, as edit includes
/// read: it is harmless, and instructions with "read and edit" mean both. Unknown names are kept, because what
/// they grant is unknown.
fn included(chosen: &[Permission], going: &[Permission]) -> Option<Advice> {
    let includes = |one: &Permission, other: &Permission| {
        broad(one)
            && one != other
            && !going.contains(one)
            && catalogue::find(other.name()).is_some()
            && one.covers(other)
    };
    let is_included = |p: &&Permission| !going.contains(p) && chosen.iter().any(|one| includes(one, p));
    let permissions: Vec<Permission> = chosen.iter().filter(is_included).cloned().collect();
    (!permissions.is_empty()).then(|| Advice {
        what: AdviceKind::AllWithOthers,
        permissions: permissions.clone(),
        remedy: Some(Remedy { remove: permissions, add: Vec::new() }),
        otherwise: None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::permissions;
    use crate::products;

    fn set(names: &[&str]) -> Vec<Permission> {
        permissions::set_of(names).unwrap()
    }

    fn said(names: &[&str], product: Option<&str>) -> Vec<Advice> {
        advise(&set(names), product.map(|id| products::find(id).unwrap()))
    }

    /// The advice of one kind: its permissions, and what its remedy removes and adds.
    fn of(what: AdviceKind, names: &[&str], product: Option<&str>) -> Option<(String, String, String)> {
        let plain = |set: &[Permission]| set.iter().map(Permission::name).collect::<Vec<_>>().join(" ");
        said(names, product).into_iter().find(|one| one.what == what).map(|one| {
            let (remove, add) = one.remedy.map(|r| (plain(&r.remove), plain(&r.add))).unwrap_or_default();
            (plain(&one.permissions), remove, add)
        })
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with what `of` gives")]
    fn three(about: &str, remove: &str, add: &str) -> Option<(String, String, String)> {
        Some((about.to_owned(), remove.to_owned(), add.to_owned()))
    }

    #[test]
    fn nothing_is_said_of_seeing_what_can_be_changed() {
        assert_eq!(said(&["read:kb", "edit:kb"], None), []);
        assert_eq!(
            said(&["read:kb", "edit:kb"], Some("hudu"))
                .iter()
                .find(|one| one.permissions == set(&["read:kb"])),
            None
        );
        let pasted = crate::permissions::pasted::read("Customers: Read and edit\nTickets: Read, Edit");
        assert_eq!((pasted.found.len(), advise(&pasted.found, None)), (4, Vec::new()));
    }

    #[test]
    fn names_that_do_not_exist_are_said_with_what_was_probably_meant() {
        for (name, meant) in [
            ("read:actions", "read:tickets"),
            ("edit:actions", "edit:tickets"),
            ("write:tickets", "edit:tickets"),
            ("write:clients", "edit:customers"),
            ("read:clients", "read:customers"),
            ("read:sites", "read:customers"),
            ("admin:webhook", "admin:webhooks"),
            ("read:ticket", "read:tickets"),
            ("Read:Tickets", "read:tickets"),
            ("editmine:timesheets", "editMine:timesheets"),
            ("read-tickets", "read:tickets"),
            ("raed:tickets", "read:tickets"),
            ("read:users", "read:customers"),
            ("read:contacts", "read:customers"),
            ("edit:products", "edit:items"),
            ("read:agreements", "read:contracts"),
            ("read:opportunities", "read:sales"),
            ("read:quotations", "read:quotes"),
            ("edit:appointments", "edit:calendar"),
            ("read:notes", "read:tickets"),
            ("READ.Invoice", "read:invoices"),
            ("view:tickets", "read:tickets"),
            ("read:purchaseorders", "read:pos"),
            ("all:Standard", "all:standard"),
            ("ALL", "all"),
        ] {
            assert_eq!(of(AdviceKind::WrongName, &[name], None), three(name, name, meant));
            assert_eq!(of(AdviceKind::UnknownName, &[name], None), None, "{name}");
        }
        for known in catalogue::known() {
            assert_eq!(of(AdviceKind::WrongName, &[known.name.name()], None), None);
        }
    }

    #[test]
    fn a_name_that_resembles_nothing_is_kept_and_said_to_be_unknown() {
        // "read:xos" is equally similar to sales orders and purchase orders.
        for name in [
            "read:lighthouses",
            "openid",
            "xyz",
            "read:foo",
            "read:xos",
            "lighthouse:edit",
            "read:roles",
            "read:sms",
            "read:db",
            "readtickets:",
            "reed:tickts",
        ] {
            assert_eq!(of(AdviceKind::UnknownName, &[name], None), three(name, "", ""), "no remedy");
            assert_eq!(of(AdviceKind::WrongName, &[name], None), None, "{name}");
            let kept = advise(&set(&[name, "all"]), None);
            assert!(
                kept.iter().filter_map(|a| a.remedy.as_ref()).all(|r| !r.remove.contains(&set(&[name])[0]))
            );
        }
        assert_eq!(of(AdviceKind::UnknownName, &["read:kb"], None), None);
    }

    #[test]
    fn agents_and_teams_need_no_permission_of_their_own() {
        for name in ["read:agents", "edit:agent", "view:agents"] {
            assert_eq!(of(AdviceKind::NoneNeeded, &[name, "read:kb"], None), three(name, name, ""));
            assert_eq!(
                of(AdviceKind::NoneNeeded, &[name], None),
                three(name, "", ""),
                "at least one remains chosen"
            );
            assert_eq!(of(AdviceKind::WrongName, &[name, "read:kb"], None), None);
        }
    }

    #[test]
    fn a_name_for_teams_is_a_question_unless_all_of_them_are_chosen() {
        let otherwise = |names: &[&str]| {
            let said = said(names, None).into_iter().find(|one| one.what == AdviceKind::PerhapsAllTeams)?;
            Some((
                said.remedy.map(|remedy| remedy.applied(&set(names))),
                said.otherwise?.applied(&set(names)),
            ))
        };
        for name in ["read:teams", "edit:team", "view:team", "READ:TEAMS"] {
            let with = set(&["all:teams", "read:kb"]);
            assert_eq!(otherwise(&[name, "read:kb"]), Some((Some(set(&["read:kb"])), with)), "{name}");
            assert_eq!(otherwise(&[name]), Some((None, set(&["all:teams"]))), "at least one remains chosen");
            assert_eq!(of(AdviceKind::NoneNeeded, &[name, "all:teams"], None), three(name, name, ""));
            assert_eq!(of(AdviceKind::WrongName, &[name], None), None);
        }
    }

    #[test]
    fn all_with_others_is_all() {
        let others = of(AdviceKind::AllWithOthers, &["all", "read:kb", "edit:kb", "all:teams"], None);
        assert_eq!(others, three("edit:kb read:kb", "edit:kb read:kb", ""), "the teams are not in it");
        assert_eq!(of(AdviceKind::AllWithOthers, &["all", "all:teams"], None), None);
        assert_eq!(of(AdviceKind::AllWithOthers, &["all:standard", "admin:webhooks"], None), None);
        assert_eq!(of(AdviceKind::AllWithOthers, &["edit:kb", "read:kb"], None), None);
    }

    #[test]
    fn all_lacks_the_teams_where_they_are_needed() {
        let teams = of(AdviceKind::AllWithoutTeams, &["all"], Some("saas-alerts"));
        assert_eq!(teams, three("all", "", "all:teams"));
        assert_eq!(
            of(AdviceKind::AllWithoutTeams, &["all:standard"], Some("thread")),
            three("all:standard", "", "all:teams")
        );
        assert_eq!(of(AdviceKind::AllWithoutTeams, &["all", "all:teams"], Some("saas-alerts")), None);
        assert_eq!(of(AdviceKind::AllWithoutTeams, &["all"], Some("rewst")), None);
        assert_eq!(of(AdviceKind::AllWithoutTeams, &["all"], None), None);
    }

    #[test]
    fn each_permission_beyond_what_is_needed_is_named() {
        let hudu = Some("hudu");
        assert_eq!(
            of(AdviceKind::MoreThanNeeded, &["read:assets", "edit:customers", "read:invoices"], hudu),
            three("edit:customers read:invoices", "edit:customers read:invoices", "read:customers"),
        );
        assert_eq!(
            of(AdviceKind::MoreThanNeeded, &["all"], hudu),
            three("all", "all", "read:customers read:assets")
        );
        assert_eq!(of(AdviceKind::MoreThanNeeded, &["read:assets", "read:customers"], hudu), None);
        assert_eq!(
            of(AdviceKind::MoreThanNeeded, &["read:assets", "read:customers", "edit:kb"], hudu),
            None,
            "another list has it"
        );
        assert_eq!(
            of(AdviceKind::MoreThanNeeded, &["read:assets", "read:newthing"], hudu),
            None,
            "it is unknown"
        );
        assert_eq!(of(AdviceKind::MoreThanNeeded, &["all"], Some("rewst")), None);
        let trend = Some("trend-vision-one-sp");
        assert_eq!(
            of(AdviceKind::MoreThanNeeded, &["all"], trend),
            None,
            "the vendor's other way beside an example"
        );
        assert_eq!(of(AdviceKind::MoreThanNeeded, &["read:kb"], trend).unwrap().0, "read:kb");
        assert_eq!(
            of(AdviceKind::MoreThanNeeded, &["read:kb"], Some("squaredup")),
            None,
            "the list is known in part only"
        );
        assert_eq!(of(AdviceKind::MoreThanNeeded, &["all"], None), None);
    }

    #[test]
    fn what_is_missing_of_the_minimum_is_named() {
        assert_eq!(
            of(AdviceKind::LessThanNeeded, &["read:tickets"], Some("cipp")),
            three(
                "edit:tickets read:customers edit:customers",
                "",
                "edit:tickets read:customers edit:customers"
            ),
        );
        assert_eq!(
            of(AdviceKind::LessThanNeeded, &["edit:tickets", "edit:customers"], Some("cipp")),
            None,
            "seeing is included"
        );
        assert_eq!(
            of(AdviceKind::LessThanNeeded, &["read:tickets"], Some("trend-vision-one-sp")),
            None,
            "an example is no minimum"
        );
        assert_eq!(of(AdviceKind::LessThanNeeded, &["read:tickets"], None), None);
        assert_eq!(
            of(AdviceKind::LessThanNeeded, &["all"], Some("saas-alerts")),
            None,
            "the teams have their own advice"
        );
    }

    #[test]
    fn rights_to_administer_are_said() {
        let all = ["admin", "admin:webhooks", "all", "access:adpasswordreset"];
        for name in all {
            assert_eq!(of(AdviceKind::Administration, &[name, "read:kb"], None), three(name, "", ""));
        }
        assert_eq!(of(AdviceKind::Administration, &["all:standard", "all:teams"], None), None);
    }

    #[test]
    fn a_product_that_breaks_with_all_is_not_given_all() {
        let gradient = Some("gradient-msp");
        let (said, remove, add) = of(AdviceKind::BreaksWithAll, &["all"], gradient).unwrap();
        assert_eq!((said.as_str(), remove.as_str()), ("all", "all"));
        assert!(add.starts_with("read:customers read:contracts"), "{add}");
        assert_eq!(of(AdviceKind::MoreThanNeeded, &["all"], gradient), None, "the other advice covers it");
        assert_eq!(of(AdviceKind::BreaksWithAll, &["read:customers"], gradient), None);
        assert_eq!(of(AdviceKind::BreaksWithAll, &["all"], Some("cipp")), None);
    }

    #[test]
    fn all_could_be_less_where_no_vendor_asks_for_it() {
        assert_eq!(of(AdviceKind::AllCouldBeStandard, &["all"], None), three("all", "all", "all:standard"));
        assert_eq!(
            of(AdviceKind::AllCouldBeStandard, &["all"], Some("thread")),
            three("all", "all", "all:standard")
        );
        assert_eq!(
            of(AdviceKind::AllCouldBeStandard, &["all"], Some("rewst")),
            None,
            "its vendor asks for all"
        );
        assert_eq!(of(AdviceKind::AllCouldBeStandard, &["all"], Some("hudu")), None, "its vendor names less");
        assert_eq!(of(AdviceKind::AllCouldBeStandard, &["all:standard"], None), None);
    }

    #[test]
    fn every_list_of_every_vendor_is_taken_as_it_stands() {
        for product in products::listed() {
            for list in product.lists.iter().filter(|list| list.status != Status::All) {
                let said = advise(&list.permissions, Some(product));
                let only = [AdviceKind::Administration];
                assert!(
                    said.iter().all(|one| only.contains(&one.what)),
                    "{} {}: {said:?}",
                    product.id,
                    list.id
                );
            }
        }
    }

    /// Catalogue names, names with up to two typos, and junk.
    fn any_name() -> impl Strategy<Value = String> {
        const ALIASES: [&str; 6] =
            ["read:actions", "write:tickets", "read:clients", "edit:sites", "admin:webhook", "Read:KB"];
        let known =
            || (0..catalogue::known().len()).prop_map(|n| catalogue::known()[n].name.name().to_owned());
        let slips = (known(), any::<[(u8, u8, u8); 2]>()).prop_map(|(mut name, slips)| {
            for (kind, place, letter) in slips {
                let at = usize::from(place) % name.len();
                let letter = char::from(b'a' + letter % 26);
                match kind % 4 {
                    0 if name.len() > 1 => drop(name.remove(at)),
                    1 => name.insert(at, letter),
                    2 => name.replace_range(at..=at, &letter.to_string()),
                    _ => {}
                }
            }
            name
        });
        prop_oneof![4 => known(), 2 => slips, 1 => "[!-~]{1,30}", 1 => proptest::sample::select(&ALIASES[..]).prop_map(str::to_owned)]
    }

    proptest! {
        #[test]
        fn its_advice_applied_leaves_it_silent_and_something_chosen(
            names in prop::collection::vec(any_name(), 1..20),
            product in 0..=products::listed().len(),
            order in any::<[u8; 8]>(),
        ) {
            let known: Vec<&str> = names.iter().map(String::as_str).filter(|n| Permission::named(n).is_ok()).collect();
            prop_assume!(!known.is_empty());
            let mut chosen = set(&known);
            let kept: Vec<Permission> = chosen.iter().filter(|p| catalogue::find(p.name()).is_none() && meant_by(p.name()) == Meant::Unknown).cloned().collect();
            let product = products::listed().get(product);
            let most = 2 * chosen.len() + 10;
            for round in 0.. {
                let remedies: Vec<Remedy> = advise(&chosen, product).into_iter().filter_map(|one| one.remedy).collect();
                let Some(remedy) = remedies.get(usize::from(order[round % 8]) % remedies.len().max(1)) else { break };
                prop_assert!(round < most, "no end: {:?} {:?}", chosen, remedies);
                let after = remedy.applied(&chosen);
                prop_assert!(!after.is_empty(), "nothing left of {:?} after {:?}", chosen, remedy);
                let written = |set: &[Permission]| set.iter().map(|p| p.name().to_owned()).collect::<Vec<_>>();
                prop_assert!(written(&after) != written(&chosen), "no change: {:?} {:?}", chosen, remedy);
                chosen = after;
            }
            prop_assert!(kept.iter().all(|p| chosen.contains(p)), "unknown names are kept");
        }
    }
}
