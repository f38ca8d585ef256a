//! What a product's vendor demands of the agent, checked against what is known of one.

use std::collections::HashSet;

use super::agents::{AgentChoice, AgentWarning, Teams};
use super::reach::{Sees, area_of, level, reach};
use crate::halo::RightsSeen;
use crate::permission::Permission;
use crate::product::Demand;

/// Whether an agent is as a vendor demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// It is.
    Yes,
    /// It isn't.
    No,
    /// HaloPSA doesn't tell, or nobody can know before it is tried.
    Unknown,
}

impl Met {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    fn known(is: Option<bool>) -> Self {
        is.map_or(Self::Unknown, |is| if is { Self::Yes } else { Self::No })
    }

    /// What would do is not known; that without any nothing does is.
    fn no_without(any: Option<bool>) -> Self {
        if any == Some(false) { Self::No } else { Self::Unknown }
    }
}

/// What an agent is to be chosen for.
pub(super) struct Asked<'a> {
    /// The product's name.
    pub(super) product: &'a str,
    /// What its vendor demands.
    pub(super) demands: &'a [Demand],
    /// The permissions planned so far.
    pub(super) permissions: &'a [Permission],
    /// The agents that other applications log in as.
    pub(super) used: HashSet<i64>,
    /// Whether that is all of them.
    pub(super) every_use_is_known: bool,
}

/// `rights`: what the agent may see, where it was read.
pub(super) fn check(
    demand: Demand,
    agent: &AgentChoice,
    rights: Option<&RightsSeen>,
    asked: &Asked<'_>,
) -> Met {
    let facts = &agent.facts;
    let teams = facts.teams.as_ref();
    match demand {
        Demand::Own => own(agent, asked),
        Demand::ApiOnly => Met::known(facts.api_only),
        Demand::Administrator => Met::known(facts.administrator),
        Demand::OwnRole => match &facts.roles {
            Some(roles) if roles.iter().any(|role| is_like(role, asked.product)) => Met::Yes,
            roles => Met::no_without(roles.as_ref().map(|roles| !roles.is_empty())),
        },
        Demand::FittingRole => rights.map_or(Met::Unknown, |rights| fitting_role(rights, asked)),
        // Which teams the product works for is not known: only all of them are certainly enough.
        Demand::ATeam => match teams.and_then(Teams::are_all) {
            Some(true) => Met::Yes,
            _ => Met::no_without(teams.map(|teams| !teams.names.is_empty())),
        },
        Demand::AllTeams => match teams {
            Some(teams) if teams.names.is_empty() => Met::No,
            teams => Met::known(teams.and_then(Teams::are_all)),
        },
        Demand::AllCustomers => Met::known(facts.customers.as_ref().map(Vec::is_empty)),
        // HaloPSA tells neither in a way that is published.
        Demand::NoDefaultTeam | Demand::AroundTheClock | Demand::OwnsTickets => Met::Unknown,
    }
}

/// Whether the account is the product's alone.
fn own(agent: &AgentChoice, asked: &Asked<'_>) -> Met {
    let api_only = agent.facts.api_only == Some(true);
    if agent.warnings.contains(&AgentWarning::Own) || asked.used.contains(&agent.id) {
        Met::No
    } else if is_like(&agent.name, asked.product) || api_only && asked.every_use_is_known {
        Met::Yes
    } else {
        Met::Unknown
    }
}

/// Whether its roles let it do what is planned.
fn fitting_role(rights: &RightsSeen, asked: &Asked<'_>) -> Met {
    let rows = reach(rights, None, asked.permissions).rows;
    if rows.iter().any(|row| row.only_read || matches!(row.sees, Sees::NoAccess { .. })) {
        Met::No
    } else if rows.is_empty() || rows.iter().any(|row| level(rights, area_of(&row.permission)).is_none()) {
        Met::Unknown
    } else {
        Met::Yes
    }
}

/// What many names have in common.
const SAYS_NOTHING: [&str; 8] =
    ["service", "services", "providers", "account", "agent", "integration", "halo", "halopsa"];

/// Whether a name has a word of the product's.
pub(super) fn is_like(name: &str, product: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 3 && !SAYS_NOTHING.contains(word))
            .map(str::to_owned)
            .collect()
    };
    let of_the_product = words(product);
    words(name).iter().any(|word| of_the_product.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::agents::AgentFacts;
    use super::*;
    use crate::halo::{Level, RoleSeen};
    use crate::permission::set_of;

    const ALL: [Demand; 11] = [
        Demand::Own,
        Demand::ApiOnly,
        Demand::Administrator,
        Demand::OwnRole,
        Demand::FittingRole,
        Demand::ATeam,
        Demand::AllTeams,
        Demand::NoDefaultTeam,
        Demand::AllCustomers,
        Demand::AroundTheClock,
        Demand::OwnsTickets,
    ];

    fn asked() -> Asked<'static> {
        Asked {
            product: "Zebra",
            demands: &ALL,
            permissions: &[],
            used: HashSet::new(),
            every_use_is_known: false,
        }
    }

    fn in_teams(of: usize) -> AgentFacts {
        let teams = Teams { names: vec!["T".into(); of], all: Some(2) };
        AgentFacts { teams: Some(teams), ..AgentFacts::default() }
    }

    #[test]
    fn of_an_agent_of_which_nothing_is_known_nothing_is_said() {
        let agent = AgentChoice::new(1, "A");
        for demand in ALL {
            assert_eq!(check(demand, &agent, None, &asked()), Met::Unknown, "{demand:?}");
        }
    }

    #[test]
    fn each_fact_answers_the_demand_that_is_about_it() {
        let with = |facts: AgentFacts| AgentChoice { facts, ..AgentChoice::new(1, "A") };
        let met = |demand, facts| check(demand, &with(facts), None, &asked());
        let of = AgentFacts::default;
        for (demand, facts, expected) in [
            (Demand::ApiOnly, AgentFacts { api_only: Some(false), ..of() }, Met::No),
            (Demand::Administrator, AgentFacts { administrator: Some(true), ..of() }, Met::Yes),
            (Demand::OwnRole, AgentFacts { roles: Some(vec!["Zebra role".into()]), ..of() }, Met::Yes),
            (Demand::OwnRole, AgentFacts { roles: Some(vec!["A role".into()]), ..of() }, Met::Unknown),
            (Demand::OwnRole, AgentFacts { roles: Some(Vec::new()), ..of() }, Met::No),
            (Demand::ATeam, in_teams(0), Met::No),
            (Demand::ATeam, in_teams(1), Met::Unknown),
            (Demand::ATeam, in_teams(2), Met::Yes),
            (Demand::AllTeams, in_teams(1), Met::No),
            (Demand::AllTeams, in_teams(2), Met::Yes),
            (Demand::AllCustomers, AgentFacts { customers: Some(vec!["C".into()]), ..of() }, Met::No),
            (Demand::AllCustomers, AgentFacts { customers: Some(Vec::new()), ..of() }, Met::Yes),
        ] {
            assert_eq!(met(demand, facts.clone()), expected, "{demand:?} {facts:?}");
        }
        let uncounted = Teams { names: Vec::new(), all: None };
        assert_eq!(met(Demand::AllTeams, AgentFacts { teams: Some(uncounted), ..of() }), Met::No);
    }

    #[test]
    fn an_account_of_its_own_is_one_that_nobody_else_uses() {
        let facts = AgentFacts { api_only: Some(true), ..AgentFacts::default() };
        let agent = AgentChoice { facts, ..AgentChoice::new(1, "API") };
        let met = |agent: &AgentChoice, asked: &Asked<'_>| check(Demand::Own, agent, None, asked);
        assert_eq!(met(&agent, &asked()), Met::Unknown, "an application that can't be read may use it");
        let all_known = Asked { every_use_is_known: true, ..asked() };
        assert_eq!(met(&agent, &all_known), Met::Yes);
        assert_eq!(met(&AgentChoice::new(1, "Bea"), &all_known), Met::Unknown, "a person may");
        assert_eq!(met(&AgentChoice::new(1, "Zebra"), &asked()), Met::Yes, "by its name");
        let used = Asked { used: [1].into(), ..all_known };
        assert_eq!(met(&AgentChoice::new(1, "Zebra"), &used), Met::No);
    }

    #[test]
    fn a_role_fits_that_opens_all_that_is_planned() {
        let permissions = set_of(&["edit:tickets", "read:customers"]).unwrap();
        let asked = Asked { permissions: &permissions, ..asked() };
        let met = |levels: &[(&str, Level)]| {
            let levels = levels.iter().map(|(area, level)| ((*area).to_owned(), *level)).collect();
            let role = RoleSeen { name: "R".into(), levels };
            let rights = RightsSeen { roles: vec![role], ..RightsSeen::default() };
            check(Demand::FittingRole, &AgentChoice::new(1, "A"), Some(&rights), &asked)
        };
        assert_eq!(met(&[("tickets", Level::Change), ("customers", Level::Read)]), Met::Yes);
        assert_eq!(met(&[("tickets", Level::Read), ("customers", Level::Read)]), Met::No);
        assert_eq!(met(&[("tickets", Level::Change), ("customers", Level::None)]), Met::No);
        assert_eq!(met(&[("tickets", Level::Change)]), Met::Unknown);
    }
}
