//! How far a planned application will reach: the intersection of its permissions and the rights of the agent
//! that it logs in as (contract: "What an application can do = its permissions ∩ the rights of the
//! agent"). Shown before anything is created, from what HaloPSA returns of the agent; what it does not
//! return is not guessed.

mod table;

pub use table::{AreaRow, Gap, GapOf, gaps, table};

use strum::{IntoStaticStr, VariantNames};

use crate::halo::{Level, Narrowing, RightsSeen};
use crate::permissions::Permission;
use crate::permissions::catalogue::reads;
use crate::products::Demand;

/// How far the planned application will reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The agent's name.
    pub agent: String,
    /// Whether it is API-only, where HaloPSA returns it.
    pub api_only: Option<bool>,
    /// Whether it is an administrator, where HaloPSA returns it.
    pub administrator: Option<bool>,
    /// Its roles, by name.
    pub roles: Vec<String>,
    /// Its teams, by name. `None` where HaloPSA does not return them.
    pub teams: Option<Vec<String>>,
    /// The only customers that it may see; empty for all.
    pub customers: Vec<String>,
    /// One for each read that the permissions allow.
    pub rows: Vec<Row>,
    /// What the product requires, according to its vendor, and the agent is known to lack.
    pub unmet: Vec<Demand>,
}

/// How far it reaches with one permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The permission.
    pub permission: Permission,
    /// What it will see.
    pub sees: Sees,
    /// Changing was planned too, but the agent may only read.
    pub only_read: bool,
    /// What the agent is known not to see of it.
    pub narrowing: Vec<Narrowing>,
}

/// How much will be seen.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Sees {
    /// Nothing: no application can log in as the agent.
    Disabled,
    /// Nothing: this role, or the agent itself if the name is empty, has no access.
    NoAccess {
        /// The role's name.
        role: String,
    },
    /// Nothing: the agent is in no team.
    NoTeam,
    /// What belongs to some of the teams; and to some customers, if restricted.
    Teams {
        /// How many teams the agent is in.
        of: usize,
        /// How many teams there are; `None` where HaloPSA doesn't list them.
        all: Option<usize>,
        /// The only customers; empty for all.
        customers: Vec<String>,
    },
    /// What belongs to these customers.
    Customers {
        /// Their names.
        customers: Vec<String>,
    },
    /// Everything, according to what HaloPSA returns.
    Everything,
    /// Unknown: HaloPSA does not return it.
    NotTold,
}

impl Sees {
    /// Its id, as in the words.
    pub fn id(&self) -> &'static str {
        self.into()
    }

    /// Whether nothing at all will be seen.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Disabled | Self::NoAccess { .. } | Self::NoTeam)
    }
}

/// Areas whose records belong to a team.
const OF_TEAMS: [&str; 1] = ["tickets"];
/// Areas whose records belong to no customer.
const OF_NOBODY: [&str; 7] = ["suppliers", "items", "pos", "reporting", "kb", "distributionlists", "teams"];

/// Computes the reach. `teams`: how many there are. `demands`: what the vendor asks of the agent.
pub(crate) fn reach(
    rights: &RightsSeen,
    teams: Option<usize>,
    planned: &[Permission],
    demands: &[Demand],
) -> Reach {
    let mut read: Vec<Permission> = planned.iter().flat_map(reads).map(|read| read.permission).collect();
    read.sort();
    read.dedup();
    let rows: Vec<Row> = read
        .into_iter()
        .map(|permission| {
            let area = area_of(&permission).to_owned();
            let changes = planned
                .iter()
                .any(|one| Permission::named(&format!("edit:{area}")).is_ok_and(|edit| one.covers(&edit)));
            let sees = sees(rights, teams, &permission, &area);
            let level = level(rights, &area);
            let is_none = rights.administrator != Some(true);
            let only_read = changes && is_none && level == Some(Level::Read) && !sees.is_nothing();
            let narrowing = if sees.is_nothing() { Vec::new() } else { narrowing(rights, &area) };
            Row { permission, sees, only_read, narrowing }
        })
        .collect();
    let unmet = unmet(rights, teams, planned, demands, &rows);
    let named = rights.roles.iter().map(|role| &role.name).filter(|name| !name.is_empty());
    Reach {
        agent: rights.name.clone(),
        api_only: rights.api_only,
        administrator: rights.administrator,
        roles: named.cloned().collect(),
        teams: rights.teams.clone(),
        customers: rights.customers.clone(),
        rows,
        unmet,
    }
}

/// What the product requires and the agent is known to lack. For teams only the first unmet demand, and none
/// where a row already shows that it is in no team.
fn unmet(
    rights: &RightsSeen,
    teams: Option<usize>,
    planned: &[Permission],
    demands: &[Demand],
    rows: &[Row],
) -> Vec<Demand> {
    let own = rights.teams.as_ref().map(Vec::len);
    let lacks = |demand: &Demand| match demand {
        Demand::NotApiOnly => rights.api_only == Some(true),
        // Without a permission that may need one, an administrator is only the vendor's preference.
        // Whether `admin:webhooks` is enough to need one is not known (contract: "Permissions"): the demand counts.
        Demand::Administrator => {
            let may_take_one =
                |one: &Permission| ["admin", "admin:webhooks", "all"].iter().any(|p| one.is(p));
            rights.administrator == Some(false) && planned.iter().any(may_take_one)
        }
        Demand::AdministratorAtFirst => rights.administrator == Some(false),
        Demand::ATeam | Demand::DefaultTeam => own == Some(0),
        Demand::AllTeams => own.zip(teams).is_some_and(|(own, all)| own < all),
        Demand::AllCustomers => {
            let is_told = rights.narrowing.contains(&Narrowing::Customers);
            !rights.customers.is_empty() || is_told && rights.administrator != Some(true)
        }
        demand => {
            debug_assert!(!demand.is_a_must(), "{demand:?}");
            false
        }
    };
    let is_of_teams =
        |demand: &Demand| matches!(demand, Demand::ATeam | Demand::DefaultTeam | Demand::AllTeams);
    let mut teams_are_told = rows.iter().any(|row| row.sees == Sees::NoTeam);
    let once = |demand: &Demand| !is_of_teams(demand) || !std::mem::replace(&mut teams_are_told, true);
    demands.iter().copied().filter(lacks).filter(once).collect()
}

/// What an agent who sees an area doesn't see of it. Not repeated for customers that are listed by name.
fn narrowing(rights: &RightsSeen, area: &str) -> Vec<Narrowing> {
    // An administrator sees everything, whatever its roles have.
    if rights.administrator == Some(true) {
        return Vec::new();
    }
    let is_about = |one: &Narrowing| match one {
        Narrowing::Customers => {
            rights.customers.is_empty()
                && !area.is_empty()
                && !OF_NOBODY.contains(&area)
                && area != "webhooks"
        }
        Narrowing::TicketTypes | Narrowing::OthersTickets | Narrowing::UnassignedTickets => area == "tickets",
        Narrowing::CustomerNames => area == "customers",
        Narrowing::ItemNames => area == "items",
    };
    rights.narrowing.iter().copied().filter(is_about).collect()
}

/// The area that a permission is named after; empty for one that covers all of HaloPSA.
fn area_of(permission: &Permission) -> &str {
    permission.name().split_once(':').map_or("", |(_, area)| area)
}

fn sees(rights: &RightsSeen, teams: Option<usize>, permission: &Permission, area: &str) -> Sees {
    if rights.disabled {
        return Sees::Disabled;
    }
    if permission.name().starts_with("admin") {
        // Whether `admin:webhooks` is enough is not known: it was split off from `admin` for agents
        // who are not administrators (contract: "Permissions"), and no claim is named after it.
        return if rights.administrator == Some(true) { Sees::Everything } else { Sees::NotTold };
    }
    if level(rights, area) == Some(Level::None) {
        // A role of an administrator may have "none": whether that counts is not known.
        if rights.administrator == Some(true) {
            return Sees::NotTold;
        }
        let role = rights.roles.iter().find(|role| level_of(role, area) == Some(Level::None));
        return Sees::NoAccess { role: role.map(|role| role.name.clone()).unwrap_or_default() };
    }
    if OF_TEAMS.contains(&area)
        && let Some(own) = &rights.teams
    {
        return match own.len() {
            0 => Sees::NoTeam,
            of if Some(of) == teams && rights.customers.is_empty() => Sees::Everything,
            of => Sees::Teams { of, all: teams, customers: rights.customers.clone() },
        };
    }
    if !rights.customers.is_empty() && !OF_NOBODY.contains(&area) {
        return Sees::Customers { customers: rights.customers.clone() };
    }
    if level(rights, area).is_none() { Sees::NotTold } else { Sees::Everything }
}

/// The highest level that a role, or the agent itself, has for an area. `None` if none has the area.
fn level(rights: &RightsSeen, area: &str) -> Option<Level> {
    rights.roles.iter().filter_map(|role| level_of(role, area)).max()
}

fn level_of(role: &crate::halo::RoleSeen, area: &str) -> Option<Level> {
    role.levels.iter().filter(|(feature, _)| feature == area).map(|(_, level)| *level).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::halo::RoleSeen;
    use crate::permissions::set_of;
    use crate::products;

    fn rights() -> RightsSeen {
        let levels = [("tickets", Level::Change), ("customers", Level::Read), ("invoices", Level::None)];
        RightsSeen {
            name: "Integration".into(),
            disabled: false,
            api_only: Some(true),
            administrator: Some(false),
            narrowing: vec![],
            teams: Some(vec!["One".into(), "Two".into()]),
            customers: vec![],
            roles: vec![RoleSeen {
                name: "Reader".into(),
                levels: levels.map(|(area, level)| (area.to_owned(), level)).to_vec(),
            }],
        }
    }

    fn row(rights: &RightsSeen, planned: &str) -> Row {
        let reach = reach(rights, Some(5), &set_of(&[planned]).unwrap(), &[]);
        assert_eq!(reach.rows.len(), 1, "{planned}");
        reach.rows.into_iter().next().unwrap()
    }

    #[test]
    fn each_right_that_is_missing_is_named() {
        let sees = |planned: &str| row(&rights(), planned).sees;
        assert_eq!(sees("edit:tickets"), Sees::Teams { of: 2, all: Some(5), customers: vec![] });
        assert_eq!(sees("read:customers"), Sees::Everything);
        assert_eq!(sees("read:invoices"), Sees::NoAccess { role: "Reader".into() });
        assert_eq!(sees("admin:webhooks"), Sees::NotTold);
        let administrator = RightsSeen { administrator: Some(true), ..rights() };
        assert_eq!(row(&administrator, "admin:webhooks").sees, Sees::Everything);
        assert_eq!(sees("read:assets"), Sees::NotTold);
        assert!(row(&rights(), "edit:customers").only_read && !row(&rights(), "read:customers").only_read);
        assert!(!row(&rights(), "edit:tickets").only_read && !row(&rights(), "edit:invoices").only_read);
    }

    #[test]
    fn teams_and_customers_narrow_it() {
        let narrow = RightsSeen { customers: vec!["A".into()], ..rights() };
        assert_eq!(
            row(&narrow, "read:tickets").sees,
            Sees::Teams { of: 2, all: Some(5), customers: vec!["A".into()] }
        );
        assert_eq!(row(&narrow, "read:customers").sees, Sees::Customers { customers: vec!["A".into()] });
        assert_eq!(row(&narrow, "read:kb").sees, Sees::NotTold, "what belongs to no customer");
        let alone = RightsSeen { teams: Some(vec![]), ..rights() };
        assert_eq!(row(&alone, "read:tickets").sees, Sees::NoTeam);
        let everywhere = RightsSeen { teams: Some(vec!["T".into(); 5]), ..rights() };
        assert_eq!(row(&everywhere, "read:tickets").sees, Sees::Everything);
        let untold = RightsSeen { teams: None, ..rights() };
        assert_eq!(row(&untold, "read:tickets").sees, Sees::Everything);
        let disabled = RightsSeen { disabled: true, ..rights() };
        assert!(row(&disabled, "read:customers").sees.is_nothing());
    }

    #[test]
    fn what_narrows_the_view_is_told_where_it_is_about() {
        let all = vec![
            Narrowing::Customers,
            Narrowing::TicketTypes,
            Narrowing::OthersTickets,
            Narrowing::UnassignedTickets,
        ];
        let narrow = RightsSeen { narrowing: all.clone(), ..rights() };
        assert_eq!(row(&narrow, "read:tickets").narrowing, all);
        assert_eq!(row(&narrow, "read:customers").narrowing, [Narrowing::Customers]);
        assert_eq!(row(&narrow, "read:kb").narrowing, []);
        assert_eq!(row(&narrow, "read:invoices").narrowing, [], "nothing is seen at all");
        let administrator = RightsSeen { administrator: Some(true), ..narrow.clone() };
        assert_eq!(row(&administrator, "read:tickets").narrowing, []);
        assert!(!row(&administrator, "read:invoices").sees.is_nothing());
        let named = RightsSeen { customers: vec!["A".into()], ..narrow };
        assert_eq!(row(&named, "read:customers").narrowing, [], "they are named");
        assert_eq!(row(&rights(), "read:tickets").narrowing, []);
    }

    #[test]
    fn one_role_that_may_is_enough() {
        let mut both = rights();
        both.roles.push(RoleSeen { name: "More".into(), levels: vec![("invoices".into(), Level::Read)] });
        assert_eq!(row(&both, "read:invoices").sees, Sees::Everything);
    }

    #[test]
    fn what_the_product_cannot_do_without_is_told_where_the_agent_is_known_not_to_be_it() {
        let unmet = |rights: &RightsSeen, product: &str| {
            let product = products::find(product).unwrap();
            let planned = &product.lists[0].permissions;
            reach(rights, Some(5), planned, &product.demands).unmet
        };
        assert_eq!(unmet(&rights(), "rewst"), [Demand::Administrator, Demand::AllTeams]);
        assert_eq!(unmet(&rights(), "saas-alerts"), [Demand::Administrator], "for its webhooks");
        assert_eq!(unmet(&rights(), "timezest"), [Demand::AdministratorAtFirst]);
        assert_eq!(unmet(&rights(), "neo-agent"), [Demand::NotApiOnly]);
        assert_eq!(unmet(&rights(), "appxite"), [], "it asks for nothing that takes an administrator");
        // What `admin` needs is not known, and neither vendor asks for an administrator.
        assert_eq!(unmet(&rights(), "n8n"), []);
        assert_eq!(unmet(&rights(), "sonicwall-mspcentric"), []);
        let all = RightsSeen {
            administrator: Some(true),
            teams: Some(vec!["T".into(); 5]),
            api_only: Some(false),
            ..rights()
        };
        let untold = RightsSeen { administrator: None, teams: None, api_only: None, ..rights() };
        let narrow = RightsSeen { narrowing: vec![Narrowing::Customers], ..all.clone() };
        assert_eq!(unmet(&narrow, "rewst"), [], "a role denies an administrator nothing");
        let narrow = RightsSeen { administrator: Some(false), ..narrow };
        assert_eq!(unmet(&narrow, "hudu"), [Demand::AllCustomers]);
        let few = RightsSeen { teams: Some(vec![]), customers: vec!["A".into()], ..all.clone() };
        for product in ["rewst", "saas-alerts", "timezest", "neo-agent"] {
            assert_eq!((unmet(&all, product), unmet(&untold, product)), (vec![], vec![]), "{product}");
        }
        assert_eq!(unmet(&few, "rewst"), [Demand::AllCustomers], "its tickets show that it is in no team");
        let alone = |product: &str, planned: &[&str]| {
            reach(&few, Some(5), &set_of(planned).unwrap(), &products::find(product).unwrap().demands).unmet
        };
        assert_eq!(alone("neo-agent", &["read:customers"]), [Demand::ATeam]);
        assert_eq!(alone("rewst", &["read:customers"]), [Demand::AllTeams, Demand::AllCustomers]);
    }
}
