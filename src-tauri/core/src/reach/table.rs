//! What a planned application will be able to do, area by area: one table of the chosen permissions and the
//! agent's rights, with what needs an action.
//!
//! Pure. Can be shown before the agent's rights are read, and where HaloPSA doesn't return them.

use strum::{IntoStaticStr, VariantNames};

use super::{Reach, Row, Sees, area_of};
use crate::halo::Narrowing;
use crate::permissions::Permission;
use crate::permissions::catalogue;
use crate::products::Product;
use crate::products::advice::Remedy;

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRow {
    /// The catalogue's area; its words are `area-<id>`. `None` for a name that the catalogue doesn't know.
    /// The areas `admin` and `broad` have a row for each of their permissions, which are more specific.
    pub area: Option<&'static str>,
    /// The chosen permissions that grant it, in their order; never empty.
    pub permissions: Vec<Permission>,
    /// Whether something can be seen.
    pub see: bool,
    /// Whether something can be changed, used or administered.
    pub change: bool,
    /// How much the agent will really see. `None` before that is read, where no harmless read shows it,
    /// and for a broad permission that the following rows detail.
    pub sees: Option<Sees>,
    /// Changing was chosen, but the agent may only read.
    pub only_read: bool,
    /// What the agent is known not to see of it.
    pub narrowing: Vec<Narrowing>,
    /// What needs an action, if anything.
    pub gap: Option<Gap>,
}

impl AreaRow {
    /// Whether it only shows how far a broad permission reaches in one area.
    pub fn narrows(&self) -> bool {
        self.area.is_some_and(|area| area != "broad") && self.permissions.iter().all(is_broad)
    }
}

/// What needs an action, once for all its areas. Choosing another agent is always one of the actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapOf<'a> {
    /// The gap.
    pub gap: &'a Gap,
    /// The rows with this gap; never empty.
    pub rows: Vec<&'a AreaRow>,
    /// The other action: leaving out what the agent can't do anyway. `None` if nothing would be left, or the
    /// product doesn't work without it.
    pub leave_out: Option<Remedy>,
}

/// Why the agent can't do what was chosen. Its words are `gap-<id>`.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Gap {
    /// No application can log in as the agent.
    Disabled,
    /// This role, or the agent itself if the name is empty, has no access.
    NoAccess {
        /// The role's name.
        role: String,
    },
    /// The agent is in no team.
    NoTeam,
    /// The agent may read it but not change it.
    OnlyReads,
}

impl Gap {
    /// Its id, as in words and pages.
    pub fn id(&self) -> &'static str {
        self.into()
    }
}

/// The table for a choice of permissions, in the catalogue's order; then the areas to which a broad permission
/// is narrowed; then names that the catalogue doesn't know. `reach`: of the agent with these permissions, once
/// it is read.
pub fn table(chosen: &[Permission], reach: Option<&Reach>) -> Vec<AreaRow> {
    let table = Table { chosen, reach };
    let mut rows: Vec<AreaRow> = Vec::new();
    for area in catalogue::areas() {
        let of_it = |p: &&Permission| area.permissions.iter().any(|known| known.name == **p);
        let permissions: Vec<Permission> = chosen.iter().filter(of_it).cloned().collect();
        if matches!(area.id, "admin" | "broad") {
            rows.extend(permissions.into_iter().map(|one| table.row(Some(area.id), vec![one])));
        } else if !permissions.is_empty() {
            rows.push(table.row(Some(area.id), permissions));
        }
    }
    let narrowed = table.narrowed(&rows);
    rows.extend(narrowed);
    let unknown = chosen.iter().filter(|p| catalogue::find(p.name()).is_none());
    rows.extend(unknown.map(|one| table.row(None, vec![one.clone()])));
    rows
}

/// The gaps of a table, in the table's order.
pub fn gaps<'a>(rows: &'a [AreaRow], chosen: &[Permission], product: Option<&Product>) -> Vec<GapOf<'a>> {
    let mut gaps: Vec<GapOf<'a>> = Vec::new();
    for row in rows {
        let Some(gap) = &row.gap else { continue };
        match gaps.iter_mut().find(|known| known.gap == gap) {
            Some(known) => known.rows.push(row),
            None => gaps.push(GapOf { gap, rows: vec![row], leave_out: None }),
        }
    }
    for one in &mut gaps {
        one.leave_out = leave_out(one.gap, &one.rows, chosen, product);
    }
    gaps
}

/// What has to be left out to close a gap. `None` if that were everything, something that a broad permission
/// grants anyway, or something that the product doesn't work without.
fn leave_out(
    gap: &Gap,
    rows: &[&AreaRow],
    chosen: &[Permission],
    product: Option<&Product>,
) -> Option<Remedy> {
    let mut remedy = Remedy { remove: Vec::new(), add: Vec::new() };
    for row in rows {
        // It is one of many areas that a broad permission grants.
        if row.narrows() {
            return None;
        }
        match gap {
            Gap::Disabled => return None,
            Gap::NoAccess { .. } | Gap::NoTeam => remedy.remove.extend(row.permissions.iter().cloned()),
            Gap::OnlyReads => {
                let (remove, kept): (Vec<_>, Vec<_>) = row.permissions.iter().cloned().partition(changes);
                let area = remove.first().map(area_of).unwrap_or_default();
                let read = Permission::named(&format!("read:{area}")).ok();
                let read = read.filter(|read| catalogue::find(read.name()).is_some() && !kept.contains(read));
                remedy.remove.extend(remove);
                remedy.add.extend(read);
            }
        }
    }
    let left = remedy.applied(chosen);
    let has = |all: &[Permission], one: &Permission| all.iter().any(|p| p.covers(one));
    let needed = product.into_iter().flat_map(Product::needed);
    let misses = needed.filter(|one| has(chosen, one)).any(|one| !has(&left, one));
    let given_anyway = remedy.remove.iter().any(|one| is_given_anyway(chosen, one));
    (!left.is_empty() && !misses && !given_anyway).then_some(remedy)
}

/// The input of the rows.
struct Table<'a> {
    chosen: &'a [Permission],
    reach: Option<&'a Reach>,
}

impl Table<'_> {
    fn row(&self, area: Option<&'static str>, permissions: Vec<Permission>) -> AreaRow {
        let broad = permissions.iter().any(is_broad);
        let reached: Vec<&Row> = self.rows_of(&permissions);
        let sees = match reached.as_slice() {
            [one] if !broad => Some(one.sees.clone()),
            several if broad && !several.is_empty() && several.iter().all(|row| sees_all(row)) => {
                Some(Sees::Everything)
            }
            _ => None,
        };
        let narrowing = match reached.as_slice() {
            [one] if !broad => one.narrowing.clone(),
            _ => Vec::new(),
        };
        let only_read = !broad && reached.iter().any(|row| row.only_read);
        let gap = sees.as_ref().and_then(gap_of).or_else(|| only_read.then_some(Gap::OnlyReads));
        AreaRow {
            area,
            see: permissions.iter().any(sees_something),
            change: permissions.iter().any(|p| changes(p) || is_given_anyway(self.chosen, p)),
            permissions,
            sees,
            only_read,
            narrowing,
            gap,
        }
    }

    /// The areas that only a broad permission grants, and in which the agent is known not to see everything.
    fn narrowed(&self, rows: &[AreaRow]) -> Vec<AreaRow> {
        let broad: Vec<Permission> = self.chosen.iter().filter(|p| is_broad(p)).cloned().collect();
        let reached = self.rows_of(&broad);
        let own = |row: &&&Row| !rows.iter().any(|r| r.area == Some(area_of(&row.permission)));
        reached
            .iter()
            .filter(own)
            .filter(|row| {
                !sees_all(row) && row.sees != Sees::NotTold || row.only_read || !row.narrowing.is_empty()
            })
            .filter_map(|row| {
                let area = &catalogue::find(row.permission.name())?.area;
                let only_reads = row.only_read.then_some(Gap::OnlyReads);
                Some(AreaRow {
                    area: Some(area),
                    permissions: broad.clone(),
                    see: true,
                    change: true,
                    sees: Some(row.sees.clone()),
                    only_read: row.only_read,
                    narrowing: row.narrowing.clone(),
                    gap: gap_of(&row.sees).or(only_reads),
                })
            })
            .collect()
    }

    /// The rows of the reach with these permissions.
    fn rows_of(&self, permissions: &[Permission]) -> Vec<&Row> {
        let rows = self.reach.map(|reach| reach.rows.as_slice()).unwrap_or_default();
        rows.iter().filter(|row| permissions.iter().any(|p| p.covers(&row.permission))).collect()
    }
}

/// Whether a broad permission grants it, with everything else.
fn is_given_anyway(chosen: &[Permission], permission: &Permission) -> bool {
    chosen.iter().any(|p| is_broad(p) && p != permission && p.covers(permission))
}

fn is_broad(permission: &Permission) -> bool {
    permission.is("all") || permission.is("all:standard")
}

fn sees_all(row: &Row) -> bool {
    row.sees == Sees::Everything && row.narrowing.is_empty()
}

/// The action that is needed for what is seen. Seeing only some teams or customers may be intended, so it needs none.
fn gap_of(sees: &Sees) -> Option<Gap> {
    match sees {
        Sees::Disabled => Some(Gap::Disabled),
        Sees::NoAccess { role } => Some(Gap::NoAccess { role: role.clone() }),
        Sees::NoTeam => Some(Gap::NoTeam),
        Sees::Teams { .. } | Sees::Customers { .. } | Sees::Everything | Sees::NotTold => None,
    }
}

/// The verb before the colon, in lower case; the whole name if there is no colon.
fn verb(permission: &Permission) -> String {
    permission.name().split(':').next().unwrap_or_default().to_ascii_lowercase()
}

fn sees_something(permission: &Permission) -> bool {
    matches!(verb(permission).as_str(), "read" | "edit" | "admin" | "all")
}

fn changes(permission: &Permission) -> bool {
    match catalogue::find(permission.name()) {
        Some(known) => known.changes(),
        // Of an unknown name only the name itself is known.
        None => matches!(verb(permission).as_str(), "edit" | "editmine"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::set_of;
    use crate::products;

    fn set(names: &[&str]) -> Vec<Permission> {
        set_of(names).unwrap()
    }

    fn reach(administrator: bool, rows: &[(&str, Sees, bool)]) -> Reach {
        let row = |(permission, sees, only_read): &(&str, Sees, bool)| Row {
            permission: Permission::named(permission).unwrap(),
            sees: sees.clone(),
            only_read: *only_read,
            narrowing: vec![],
        };
        Reach {
            agent: "A".into(),
            api_only: Some(true),
            administrator: Some(administrator),
            roles: Vec::new(),
            teams: None,
            customers: Vec::new(),
            rows: rows.iter().map(row).collect(),
            unmet: Vec::new(),
        }
    }

    /// Area, see, change, seen, gap.
    fn plain(rows: &[AreaRow]) -> Vec<(&str, bool, bool, &str, &str)> {
        rows.iter()
            .map(|row| {
                let sees = row.sees.as_ref().map_or("-", Sees::id);
                let gap = row.gap.as_ref().map_or("-", Gap::id);
                (row.area.unwrap_or("?"), row.see, row.change, sees, gap)
            })
            .collect()
    }

    #[test]
    fn each_area_is_one_row_in_the_catalogue_s_order_before_anything_is_read() {
        let chosen = set(&[
            "admin:webhooks",
            "edit:customers",
            "read:customers",
            "edit:tickets",
            "read:kb",
            "access:chat",
            "editMine:timesheets",
            "all:teams",
            "read:lighthouses",
        ]);
        let rows = table(&chosen, None);
        assert_eq!(
            plain(&rows),
            [
                ("tickets", true, true, "-", "-"),
                ("customers", true, true, "-", "-"),
                ("timesheets", false, true, "-", "-"),
                ("kb", true, false, "-", "-"),
                ("chat", false, true, "-", "-"),
                ("admin", true, true, "-", "-"),
                ("broad", true, false, "-", "-"),
                ("?", true, false, "-", "-"),
            ]
        );
        assert_eq!(rows[1].permissions, set(&["edit:customers", "read:customers"]));
        let named: usize = rows.iter().map(|row| row.permissions.len()).sum();
        assert_eq!(named, chosen.len(), "each permission is in exactly one row");
    }

    #[test]
    fn what_the_agent_cannot_do_is_named_with_what_would_leave_it_out() {
        let chosen =
            set(&["edit:tickets", "read:customers", "edit:invoices", "read:invoices", "edit:assets"]);
        let reach = reach(
            false,
            &[
                ("read:tickets", Sees::NoTeam, false),
                ("read:customers", Sees::Customers { customers: vec!["C".into()] }, false),
                ("read:invoices", Sees::NoAccess { role: "R".into() }, false),
                ("read:assets", Sees::Everything, true),
            ],
        );
        let rows = table(&chosen, Some(&reach));
        assert_eq!(
            plain(&rows),
            [
                ("tickets", true, true, "no-team", "no-team"),
                ("customers", true, false, "customers", "-"),
                ("invoices", true, true, "no-access", "no-access"),
                ("assets", true, true, "everything", "only-reads"),
            ]
        );
        assert!(rows[3].only_read);
        let of = gaps(&rows, &chosen, None);
        let areas: Vec<_> = of.iter().map(|one| one.rows[0].area.unwrap()).collect();
        assert_eq!(areas, ["tickets", "invoices", "assets"], "some customers may be intended");
        let left = |n: usize| of[n].leave_out.as_ref().unwrap().applied(&chosen);
        assert_eq!(left(1), set(&["edit:tickets", "read:customers", "edit:assets"]));
        assert_eq!(
            left(2),
            set(&["edit:tickets", "read:customers", "edit:invoices", "read:invoices", "read:assets"])
        );
    }

    #[test]
    fn nothing_is_left_out_that_would_leave_nothing_and_a_disabled_agent_is_not_mended_so() {
        let one = set(&["edit:tickets"]);
        let in_no_team = reach(false, &[("read:tickets", Sees::NoTeam, false)]);
        let row = |reach: &Reach| {
            let rows = table(&one, Some(reach));
            let of = gaps(&rows, &one, None);
            (of[0].gap.clone(), of[0].leave_out.clone())
        };
        assert_eq!(row(&in_no_team), (Gap::NoTeam, None));
        let disabled = reach(false, &[("read:tickets", Sees::Disabled, false)]);
        assert_eq!(row(&disabled), (Gap::Disabled, None));
    }

    #[test]
    fn what_has_one_cause_is_one_gap_with_one_way_to_leave_it_out() {
        let names = ["edit:tickets", "read:customers", "read:invoices", "edit:assets", "read:kb", "edit:crm"];
        let no_access = |role: &str| Sees::NoAccess { role: role.into() };
        let reach = reach(
            false,
            &[
                ("read:tickets", Sees::Everything, false),
                ("read:customers", no_access(""), false),
                ("read:invoices", no_access(""), false),
                ("read:assets", no_access("R"), false),
                ("read:kb", no_access(""), false),
                ("read:crm", Sees::Everything, true),
            ],
        );
        let chosen = set(&names);
        let rows = table(&chosen, Some(&reach));
        let of = gaps(&rows, &chosen, None);
        let areas = |one: &GapOf<'_>| one.rows.iter().map(|row| row.area.unwrap()).collect::<Vec<_>>();
        let told: Vec<_> = of.iter().map(|one| (one.gap.id(), areas(one))).collect();
        assert_eq!(
            told,
            [
                ("no-access", vec!["customers", "invoices", "kb"]),
                ("only-reads", vec!["crm"]),
                ("no-access", vec!["assets"]),
            ]
        );
        let left = of[0].leave_out.as_ref().unwrap().applied(&chosen);
        assert_eq!(left, set(&["edit:tickets", "edit:assets", "edit:crm"]));
    }

    #[test]
    fn what_the_product_does_not_work_without_is_not_left_out() {
        let left_out = |product: &str, names: &[&str], rows: &[(&str, Sees, bool)]| {
            let chosen = set(names);
            let rows = table(&chosen, Some(&reach(false, rows)));
            gaps(&rows, &chosen, products::find(product)).remove(0).leave_out
        };
        let nothing = || Sees::NoAccess { role: String::new() };
        let minimum = ["edit:tickets", "edit:assets", "read:customers"];
        let customers = [("read:customers", nothing(), false)];
        assert_eq!(left_out("limacharlie", &minimum, &customers), None);
        assert!(left_out("trend-vision-one-sp", &minimum, &customers).is_some(), "it names an example");
        let assets = [("read:assets", Sees::Everything, true)];
        assert_eq!(left_out("limacharlie", &minimum, &assets), None, "nor narrowed to what can be seen");
        // More was chosen than its minimum, which stays.
        let more = ["edit:customers", "read:assets"];
        assert!(left_out("hudu", &more, &[("read:customers", Sees::Everything, true)]).is_some());
        assert_eq!(left_out("hudu", &more, &[("read:customers", nothing(), false)]), None);
    }

    #[test]
    fn that_the_agent_is_no_administrator_is_no_gap_of_an_area() {
        for (product, names) in
            [("n8n", vec!["admin", "edit:tickets"]), ("sonicwall-mspcentric", vec!["admin"])]
        {
            let chosen = set(&names);
            let rows = table(&chosen, Some(&reach(false, &[])));
            assert!(rows.iter().all(|row| row.gap.is_none()), "{product}: what `admin` takes is not known");
        }
    }

    #[test]
    fn a_broad_permission_is_followed_by_the_areas_in_which_it_does_not_reach_everything() {
        let teams = Sees::Teams { of: 1, all: Some(4), customers: Vec::new() };
        let rows = [
            ("read:tickets", teams, false),
            ("read:customers", Sees::Everything, true),
            ("read:kb", Sees::NotTold, false),
            ("read:invoices", Sees::NoAccess { role: "R".into() }, false),
            ("read:assets", Sees::Everything, false),
        ];
        let narrow = table(&set(&["all:standard", "read:invoices"]), Some(&reach(false, &rows)));
        assert_eq!(
            plain(&narrow),
            [
                ("invoices", true, true, "no-access", "no-access"),
                ("broad", true, true, "-", "-"),
                ("tickets", true, true, "teams", "-"),
                ("customers", true, true, "everything", "only-reads"),
            ]
        );
        assert_eq!(narrow[2].permissions, set(&["all:standard"]));
        let of = gaps(&narrow, &set(&["all:standard", "read:invoices"]), None);
        assert!(of.iter().all(|one| one.leave_out.is_none()), "it would be given anyway");
        let wide = table(&set(&["all"]), Some(&reach(true, &rows[4..])));
        assert_eq!(plain(&wide), [("broad", true, true, "everything", "-")]);
        assert_eq!(plain(&table(&set(&["all"]), None)), [("broad", true, true, "-", "-")]);
    }

    #[test]
    fn every_listed_product_s_own_lists_are_shown_whole() {
        for product in products::listed() {
            for list in &product.lists {
                let rows = table(&list.permissions, None);
                let shown: usize = rows.iter().map(|row| row.permissions.len()).sum();
                assert_eq!(shown, list.permissions.len(), "{} {}", product.id, list.id);
                assert!(rows.iter().all(|row| row.area.is_some() && row.gap.is_none()), "{}", product.id);
            }
        }
    }
}
