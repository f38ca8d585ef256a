//! The linter: what is to be said about a choice of permissions, before it is saved. Pure.
//!
//! It only advises. A name that nobody knows is kept, and what a person insists on is done.

use crate::catalogue::{self, Sensitivity};
use crate::permission::Permission;
use crate::product::{PermissionList, Product, Status, Trouble};

/// One thing to say about a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What.
    pub what: What,
    /// The permissions that it is about.
    pub permissions: Vec<Permission>,
    /// What would put it right, where something would.
    pub remedy: Option<Remedy>,
}

/// A change of the choice: first `remove`, then `add`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// No longer chosen.
    pub remove: Vec<Permission>,
    /// Chosen; some may be already.
    pub add: Vec<Permission>,
}

impl Remedy {
    /// The choice after it.
    pub fn applied(&self, chosen: &[Permission]) -> Vec<Permission> {
        let kept = chosen.iter().filter(|p| !self.remove.contains(p));
        let mut after: Vec<Permission> = kept.chain(&self.add).cloned().collect();
        after.sort();
        after.dedup();
        after
    }
}

/// What there is to say, the most pressing first. Its words are `advice-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// There is no such permission; another one was probably meant.
    WrongName,
    /// Nobody knows this name, and it resembles none.
    UnknownName,
    /// The product's sign-in fails with `all`.
    BreaksWithAll,
    /// The product needs more.
    LessThanNeeded,
    /// `all` doesn't include the teams, and the product needs them.
    AllWithoutTeams,
    /// The product needs less.
    MoreThanNeeded,
    /// Whoever has these can administer HaloPSA.
    Administration,
    /// Everything, where everything but administration could do.
    AllCouldBeStandard,
    /// `all` or `all:standard` includes these.
    AllWithOthers,
    /// To change something includes to see it.
    ReadIncluded,
}

impl What {
    /// As in words: `advice-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Self::WrongName => "wrong-name",
            Self::UnknownName => "unknown-name",
            Self::BreaksWithAll => "breaks-with-all",
            Self::LessThanNeeded => "less-than-needed",
            Self::AllWithoutTeams => "all-without-teams",
            Self::MoreThanNeeded => "more-than-needed",
            Self::Administration => "administration",
            Self::AllCouldBeStandard => "all-could-be-standard",
            Self::AllWithOthers => "all-with-others",
            Self::ReadIncluded => "read-included",
        }
    }
}

/// What is to be said about a choice for a product.
pub fn advise(chosen: &[Permission], product: Option<&Product>) -> Vec<Advice> {
    let mut advice = names(chosen);
    let going = against_the_vendor(chosen, product, &mut advice);
    advice.extend(administration(chosen));
    if going.is_empty() {
        advice.extend(all_could_be_standard(chosen, product));
    }
    advice.extend(included(chosen, product, &going));
    advice.sort_by_key(|one| one.what);
    advice
}

/// Names that are not in the catalogue.
fn names(chosen: &[Permission]) -> Vec<Advice> {
    let unknown = chosen.iter().filter(|p| catalogue::find(p.name()).is_none());
    unknown
        .map(|p| {
            let meant = meant_by(p.name());
            Advice {
                what: if meant.is_some() { What::WrongName } else { What::UnknownName },
                permissions: vec![p.clone()],
                remedy: meant.map(|meant| Remedy { remove: vec![p.clone()], add: vec![meant.clone()] }),
            }
        })
        .collect()
}

/// The catalogue's name that was probably meant by one that is not in it.
fn meant_by(name: &str) -> Option<&'static Permission> {
    let lower = name.to_ascii_lowercase();
    let (verb, area) = lower.split_once(':').unwrap_or(("", &lower));
    let verb = if matches!(verb, "write" | "update" | "modify") { "edit" } else { verb };
    // Contract: actions are under tickets, sites under customers; HaloPSA's pages and its API's
    // paths say "clients" where the permissions say "customers".
    let area = match area {
        "action" | "actions" => "tickets",
        "client" | "clients" | "site" | "sites" => "customers",
        area => area,
    };
    let plain = if verb.is_empty() { area.to_owned() } else { format!("{verb}:{area}") };
    let same = catalogue::known().iter().find(|k| k.name.name().eq_ignore_ascii_case(&plain));
    if let Some(same) = same {
        return Some(&same.name);
    }
    // One slip in a short name, two in a longer one; what is as near to two names is neither.
    let most = if area.len() <= 4 { 1 } else { 2 };
    let near = |k: &'static catalogue::Known| {
        (strsim::levenshtein(&plain, &k.name.name().to_ascii_lowercase()), &k.name)
    };
    let mut near: Vec<_> = catalogue::known().iter().map(near).filter(|(slips, _)| *slips <= most).collect();
    near.sort_by_key(|(slips, _)| *slips);
    match near.as_slice() {
        [(_, one)] => Some(one),
        [(first, one), (second, _), ..] if first < second => Some(one),
        _ => None,
    }
}

fn covered(permission: &Permission, by: &[Permission]) -> bool {
    by.iter().any(|p| p.covers(permission))
}

fn missing_of(list: &PermissionList, chosen: &[Permission]) -> Vec<Permission> {
    list.permissions.iter().filter(|p| !covered(p, chosen)).cloned().collect()
}

/// The list of these for which the least is missing, and what that is.
fn nearest<'a>(
    lists: impl Iterator<Item = &'a PermissionList>,
    chosen: &[Permission],
) -> Option<(&'a PermissionList, Vec<Permission>)> {
    lists.map(|list| (list, missing_of(list, chosen))).min_by_key(|(_, missing)| missing.len())
}

/// What the vendor's facts say. Gives what should no longer be chosen.
fn against_the_vendor(
    chosen: &[Permission],
    product: Option<&Product>,
    advice: &mut Vec<Advice>,
) -> Vec<Permission> {
    let Some(product) = product else { return Vec::new() };
    let measured: Vec<&Permission> = product.measures().flat_map(|list| &list.permissions).collect();
    // An example may be less than what is needed: the vendor's other ways are no extras then.
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
    let breaks = |p: &&Permission| p.name() == "all" && product.trouble.contains(&Trouble::BreaksWithAll);
    let (breaking, more): (Vec<_>, Vec<_>) = extra.iter().partition(breaks);
    for (what, going) in [(What::BreaksWithAll, breaking), (What::MoreThanNeeded, more)] {
        if !going.is_empty() {
            let kept: Vec<Permission> = chosen.iter().filter(|p| !extra.contains(p)).cloned().collect();
            let add = nearest(product.measures(), &kept).map(|(_, missing)| missing).unwrap_or_default();
            let remove: Vec<Permission> = going.into_iter().cloned().collect();
            advice.push(Advice { what, permissions: remove.clone(), remedy: Some(Remedy { remove, add }) });
        }
    }
    let has_all = chosen.iter().any(|p| matches!(p.name(), "all" | "all:standard"));
    let lacks_teams = has_all && product.needs_all_teams() && !chosen.iter().any(|p| p.name() == "all:teams");
    if lacks_teams && let Ok(teams) = Permission::named("all:teams") {
        let all = chosen.iter().filter(|p| matches!(p.name(), "all" | "all:standard"));
        advice.push(Advice {
            what: What::AllWithoutTeams,
            permissions: all.cloned().collect(),
            remedy: Some(Remedy { remove: Vec::new(), add: vec![teams] }),
        });
    }
    let minimums = product.lists.iter().filter(|list| list.status == Status::Minimum);
    if let Some((_, missing)) = nearest(minimums, chosen)
        && missing.iter().any(|p| !(lacks_teams && p.name() == "all:teams"))
    {
        let remedy = Some(Remedy { remove: Vec::new(), add: missing.clone() });
        advice.push(Advice { what: What::LessThanNeeded, permissions: missing, remedy });
    }
    extra
}

fn administration(chosen: &[Permission]) -> Option<Advice> {
    let administers = |p: &&Permission| {
        catalogue::find(p.name()).is_some_and(|k| k.sensitivity.contains(&Sensitivity::Administration))
    };
    let permissions: Vec<Permission> = chosen.iter().filter(administers).cloned().collect();
    (!permissions.is_empty()).then_some(Advice { what: What::Administration, permissions, remedy: None })
}

/// `all` where no vendor asks for it.
fn all_could_be_standard(chosen: &[Permission], product: Option<&Product>) -> Option<Advice> {
    let all = chosen.iter().find(|p| p.name() == "all")?.clone();
    let asked_for = product.is_some_and(|p| p.lists.iter().any(|list| list.permissions.contains(&all)));
    let standard = Permission::named("all:standard").ok()?;
    (!asked_for).then(|| Advice {
        what: What::AllCouldBeStandard,
        permissions: vec![all.clone()],
        remedy: Some(Remedy { remove: vec![all], add: vec![standard] }),
    })
}

/// What another one that stays includes already. Unknown names are kept: nobody knows what they are.
/// So is what a vendor's list names beside what includes it: it does no harm, and the list stands as
/// the vendor wrote it.
fn included(chosen: &[Permission], product: Option<&Product>, going: &[Permission]) -> Vec<Advice> {
    let named = |p: &Permission| {
        product.is_some_and(|product| product.lists.iter().any(|l| l.permissions.contains(p)))
    };
    let by_all = |p: &Permission| matches!(p.name(), "all" | "all:standard");
    let includes = |one: &Permission, other: &Permission| {
        one != other && !going.contains(one) && catalogue::find(other.name()).is_some() && one.covers(other)
    };
    let (mut with_all, mut reads) = (Vec::new(), Vec::new());
    for p in chosen.iter().filter(|p| !going.contains(p)) {
        if chosen.iter().any(|one| by_all(one) && includes(one, p)) {
            with_all.push(p.clone());
        } else if !named(p) && chosen.iter().any(|one| includes(one, p)) {
            reads.push(p.clone());
        }
    }
    [(What::AllWithOthers, with_all), (What::ReadIncluded, reads)]
        .into_iter()
        .filter(|(_, permissions)| !permissions.is_empty())
        .map(|(what, permissions)| Advice {
            what,
            permissions: permissions.clone(),
            remedy: Some(Remedy { remove: permissions, add: Vec::new() }),
        })
        .collect()
}

/// What a thief could do with credentials that have these permissions, the most first. Its words
/// are `meter-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meter {
    /// Everything, and give themselves more.
    Everything,
    /// Everything but administration.
    EverythingButAdministration,
    /// Change what money depends on.
    ChangeMoney,
    /// Change what concerns people.
    ChangePersonal,
    /// See what money depends on.
    ReadMoney,
    /// See what concerns people.
    ReadPersonal,
    /// Little.
    Little,
    /// Nobody knows what these permissions are.
    Unknown,
}

impl Meter {
    /// As in words: `meter-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::EverythingButAdministration => "everything-but-administration",
            Self::ChangeMoney => "change-money",
            Self::ChangePersonal => "change-personal",
            Self::ReadMoney => "read-money",
            Self::ReadPersonal => "read-personal",
            Self::Little => "little",
            Self::Unknown => "unknown",
        }
    }
}

/// See [`Meter`]. What the agent may not do is not looked at: its rights can be changed later.
pub fn meter(chosen: &[Permission]) -> Meter {
    let most = chosen.iter().filter_map(|p| catalogue::find(p.name())).map(|known| {
        let money = known.sensitivity.contains(&Sensitivity::Money);
        let personal = known.sensitivity.contains(&Sensitivity::Personal);
        match known.name.name() {
            // An administrator can make applications, and so have every permission.
            "all" | "admin" => Meter::Everything,
            "all:standard" => Meter::EverythingButAdministration,
            // Webhooks send elsewhere what happens in tickets.
            "admin:webhooks" => Meter::ReadPersonal,
            _ if money && known.changes() => Meter::ChangeMoney,
            _ if personal && known.changes() => Meter::ChangePersonal,
            _ if money => Meter::ReadMoney,
            _ if personal => Meter::ReadPersonal,
            _ => Meter::Little,
        }
    });
    let most = most.min().unwrap_or(Meter::Little);
    let unknown = chosen.iter().any(|p| catalogue::find(p.name()).is_none());
    if most == Meter::Little && unknown { Meter::Unknown } else { most }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{permission, product};

    fn set(names: &[&str]) -> Vec<Permission> {
        permission::set_of(names).unwrap()
    }

    fn said(names: &[&str], product: Option<&str>) -> Vec<Advice> {
        advise(&set(names), product.map(|id| product::find(id).unwrap()))
    }

    /// The advice of one kind: its permissions, and what its remedy removes and adds.
    fn of(what: What, names: &[&str], product: Option<&str>) -> Option<(String, String, String)> {
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
    fn seeing_is_included_in_changing_the_same() {
        let read = of(What::ReadIncluded, &["read:kb", "edit:kb"], None);
        assert_eq!(read, three("read:kb", "read:kb", ""));
        assert_eq!(of(What::ReadIncluded, &["read:kb", "edit:assets"], None), None);
        assert_eq!(
            of(What::ReadIncluded, &["read:kb", "edit:kb"], Some("hudu")),
            None,
            "as its vendor has it"
        );
        assert_eq!(of(What::ReadIncluded, &["read:timesheets", "editMine:timesheets"], None), None);
        assert_eq!(
            of(What::ReadIncluded, &["admin", "admin:webhooks"], None),
            three("admin:webhooks", "admin:webhooks", "")
        );
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
            ("all:Standard", "all:standard"),
            ("ALL", "all"),
        ] {
            assert_eq!(of(What::WrongName, &[name], None), three(name, name, meant));
            assert_eq!(of(What::UnknownName, &[name], None), None, "{name}");
        }
        for known in catalogue::known() {
            assert_eq!(of(What::WrongName, &[known.name.name()], None), None);
        }
    }

    #[test]
    fn a_name_that_resembles_nothing_is_kept_and_said_to_be_unknown() {
        // "read:xos" is as near to sales orders as to purchase orders.
        for name in ["read:lighthouses", "openid", "xyz", "read:foo", "read:xos", "lighthouse:edit"] {
            assert_eq!(of(What::UnknownName, &[name], None), three(name, "", ""), "no remedy");
            assert_eq!(of(What::WrongName, &[name], None), None, "{name}");
            let kept = advise(&set(&[name, "all"]), None);
            assert!(
                kept.iter().filter_map(|a| a.remedy.as_ref()).all(|r| !r.remove.contains(&set(&[name])[0]))
            );
        }
        assert_eq!(of(What::UnknownName, &["read:kb"], None), None);
    }

    #[test]
    fn all_with_others_is_all() {
        let others = of(What::AllWithOthers, &["all", "read:kb", "edit:kb", "all:teams"], None);
        assert_eq!(others, three("edit:kb read:kb", "edit:kb read:kb", ""), "the teams are not in it");
        assert_eq!(of(What::AllWithOthers, &["all", "all:teams"], None), None);
        assert_eq!(of(What::AllWithOthers, &["all:standard", "admin:webhooks"], None), None);
        assert_eq!(of(What::AllWithOthers, &["edit:kb", "read:kb"], None), None);
    }

    #[test]
    fn all_lacks_the_teams_where_they_are_needed() {
        let teams = of(What::AllWithoutTeams, &["all"], Some("saas-alerts"));
        assert_eq!(teams, three("all", "", "all:teams"));
        assert_eq!(
            of(What::AllWithoutTeams, &["all:standard"], Some("thread")),
            three("all:standard", "", "all:teams")
        );
        assert_eq!(of(What::AllWithoutTeams, &["all", "all:teams"], Some("saas-alerts")), None);
        assert_eq!(of(What::AllWithoutTeams, &["all"], Some("rewst")), None);
        assert_eq!(of(What::AllWithoutTeams, &["all"], None), None);
    }

    #[test]
    fn each_permission_beyond_what_is_needed_is_named() {
        let hudu = Some("hudu");
        assert_eq!(
            of(What::MoreThanNeeded, &["read:assets", "edit:customers", "read:invoices"], hudu),
            three("edit:customers read:invoices", "edit:customers read:invoices", "read:customers"),
        );
        assert_eq!(
            of(What::MoreThanNeeded, &["all"], hudu),
            three("all", "all", "read:customers read:assets")
        );
        assert_eq!(of(What::MoreThanNeeded, &["read:assets", "read:customers"], hudu), None);
        assert_eq!(
            of(What::MoreThanNeeded, &["read:assets", "read:customers", "edit:kb"], hudu),
            None,
            "another list has it"
        );
        assert_eq!(
            of(What::MoreThanNeeded, &["read:assets", "read:newthing"], hudu),
            None,
            "nobody knows what it is"
        );
        assert_eq!(of(What::MoreThanNeeded, &["all"], Some("rewst")), None);
        let trend = Some("trend-vision-one-sp");
        assert_eq!(
            of(What::MoreThanNeeded, &["all"], trend),
            None,
            "the vendor's other way beside an example"
        );
        assert_eq!(of(What::MoreThanNeeded, &["read:kb"], trend).unwrap().0, "read:kb");
        assert_eq!(
            of(What::MoreThanNeeded, &["read:kb"], Some("squaredup")),
            None,
            "the list is known in part only"
        );
        assert_eq!(of(What::MoreThanNeeded, &["all"], None), None);
    }

    #[test]
    fn what_is_missing_of_the_minimum_is_named() {
        assert_eq!(
            of(What::LessThanNeeded, &["read:tickets"], Some("cipp")),
            three(
                "edit:tickets read:customers edit:customers",
                "",
                "edit:tickets read:customers edit:customers"
            ),
        );
        assert_eq!(
            of(What::LessThanNeeded, &["edit:tickets", "edit:customers"], Some("cipp")),
            None,
            "seeing is included"
        );
        assert_eq!(
            of(What::LessThanNeeded, &["read:tickets"], Some("trend-vision-one-sp")),
            None,
            "an example is no minimum"
        );
        assert_eq!(of(What::LessThanNeeded, &["read:tickets"], None), None);
        assert_eq!(
            of(What::LessThanNeeded, &["all"], Some("saas-alerts")),
            None,
            "the teams are said already"
        );
    }

    #[test]
    fn rights_to_administer_are_said() {
        let all = ["admin", "admin:webhooks", "all", "access:adpasswordreset"];
        for name in all {
            assert_eq!(of(What::Administration, &[name, "read:kb"], None), three(name, "", ""));
        }
        assert_eq!(of(What::Administration, &["all:standard", "all:teams"], None), None);
    }

    #[test]
    fn a_product_that_breaks_with_all_is_not_given_all() {
        let gradient = Some("gradient-msp");
        let (said, remove, add) = of(What::BreaksWithAll, &["all"], gradient).unwrap();
        assert_eq!((said.as_str(), remove.as_str()), ("all", "all"));
        assert!(add.starts_with("read:customers read:contracts"), "{add}");
        assert_eq!(of(What::MoreThanNeeded, &["all"], gradient), None, "that says it already");
        assert_eq!(of(What::BreaksWithAll, &["read:customers"], gradient), None);
        assert_eq!(of(What::BreaksWithAll, &["all"], Some("cipp")), None);
    }

    #[test]
    fn all_could_be_less_where_no_vendor_asks_for_it() {
        assert_eq!(of(What::AllCouldBeStandard, &["all"], None), three("all", "all", "all:standard"));
        assert_eq!(
            of(What::AllCouldBeStandard, &["all"], Some("thread")),
            three("all", "all", "all:standard")
        );
        assert_eq!(of(What::AllCouldBeStandard, &["all"], Some("rewst")), None, "its vendor asks for all");
        assert_eq!(of(What::AllCouldBeStandard, &["all"], Some("hudu")), None, "its vendor names less");
        assert_eq!(of(What::AllCouldBeStandard, &["all:standard"], None), None);
    }

    #[test]
    fn every_list_of_every_vendor_is_taken_as_it_stands() {
        for product in product::listed() {
            for list in product.lists.iter().filter(|list| list.status != Status::All) {
                let said = advise(&list.permissions, Some(product));
                let only = [What::Administration, What::ReadIncluded];
                assert!(
                    said.iter().all(|one| only.contains(&one.what)),
                    "{} {}: {said:?}",
                    product.id,
                    list.id
                );
            }
        }
    }

    #[test]
    fn the_meter_says_the_worst() {
        for (names, meter) in [
            (&["read:kb", "all"][..], Meter::Everything),
            (&["admin"], Meter::Everything),
            (&["all:standard", "edit:invoices"], Meter::EverythingButAdministration),
            (&["edit:invoices", "edit:tickets"], Meter::ChangeMoney),
            (&["read:invoices", "edit:tickets"], Meter::ChangePersonal),
            (&["access:adpasswordreset"], Meter::ChangePersonal),
            (&["read:invoices", "read:tickets"], Meter::ReadMoney),
            (&["read:tickets", "read:newthing"], Meter::ReadPersonal),
            (&["admin:webhooks"], Meter::ReadPersonal),
            (&["edit:kb", "read:software"], Meter::Little),
            (&["edit:kb", "edit:newthing"], Meter::Unknown),
        ] {
            assert_eq!(super::meter(&set(names)), meter, "{names:?}");
        }
        assert_eq!(super::meter(&[]), Meter::Little);
    }

    /// Catalogue names, names with up to two slips, and junk.
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
            product in 0..=product::listed().len(),
            order in any::<[u8; 8]>(),
        ) {
            let known: Vec<&str> = names.iter().map(String::as_str).filter(|n| Permission::named(n).is_ok()).collect();
            prop_assume!(!known.is_empty());
            let mut chosen = set(&known);
            let kept: Vec<Permission> = chosen.iter().filter(|p| catalogue::find(p.name()).is_none() && meant_by(p.name()).is_none()).cloned().collect();
            let product = product::listed().get(product);
            let most = 2 * chosen.len() + 10;
            for round in 0.. {
                let _ = super::meter(&chosen);
                let remedies: Vec<Remedy> = advise(&chosen, product).into_iter().filter_map(|one| one.remedy).collect();
                let Some(remedy) = remedies.get(usize::from(order[round % 8]) % remedies.len().max(1)) else { break };
                prop_assert!(round < most, "no end: {:?} {:?}", chosen, remedies);
                let after = remedy.applied(&chosen);
                prop_assert!(!after.is_empty(), "nothing left of {:?} after {:?}", chosen, remedy);
                prop_assert!(after != chosen, "no change: {:?} {:?}", chosen, remedy);
                chosen = after;
            }
            prop_assert!(kept.iter().all(|p| chosen.contains(p)), "unknown names are kept");
        }
    }
}
