//! HaloPSA's agents to choose from: what is known of each, those that fit first.

use askama::Template;
use latchkey_core::product::Demand;
use latchkey_core::setup::{AgentChoice, AgentWarning, Met, matching};

use super::agent::{Action, Read};
use super::words::{Said, Speaks as _, t};

/// More than anybody looks through; the rest is found by its name.
const MOST: usize = 50;
/// From so many on there is a field to find one.
const SEARCHED_FROM: usize = 13;
/// So many of an agent's roles are named.
const ROLES: usize = 2;

/// The agents as they are shown.
pub(crate) struct List {
    set_up: String,
    /// The one that is chosen, where what is typed does not find it.
    pub(crate) apart: Option<Row>,
    pub(crate) fitting: Vec<Row>,
    pub(crate) others: Vec<Row>,
    /// How many more match.
    pub(crate) more: usize,
    /// How many there are.
    pub(crate) total: usize,
    pub(crate) sought: String,
    /// Rows of HaloPSA's list that can't be read.
    pub(crate) unread: usize,
    /// Whether one of the others is chosen.
    chosen_among_others: bool,
}

/// An agent.
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) is_chosen: bool,
    pub(crate) is_recommended: bool,
}

/// Something that is known of an agent.
pub(crate) struct Fact {
    pub(crate) said: Said<'static>,
    /// `good` where it is as demanded, `warn` where it speaks against the agent, or nothing.
    pub(crate) look: &'static str,
}

impl Fact {
    pub(crate) fn icon(&self) -> Option<&'static str> {
        match self.look {
            "good" => Some("check"),
            "warn" => Some("warn"),
            _ => None,
        }
    }
}

impl List {
    /// Nothing while they are read.
    pub(crate) fn of(read: &Read) -> Option<Self> {
        let agents = read.agents.as_ref()?;
        let found = matching(&agents.choices, &read.sought, MOST);
        let row = |choice: &AgentChoice| Row {
            id: choice.id,
            name: choice.name.clone(),
            facts: facts(choice),
            is_chosen: Some(choice.id) == read.chosen,
            is_recommended: Some(choice.id) == agents.recommended,
        };
        let more = found.total - found.rows.len();
        let chosen = agents.choices.iter().find(|one| Some(one.id) == read.chosen);
        let apart = chosen.filter(|chosen| !found.rows.iter().any(|one| one.id == chosen.id));
        let (fitting, others): (Vec<_>, Vec<_>) = found.rows.into_iter().partition(|choice| choice.fits());
        let others: Vec<Row> = others.into_iter().map(row).collect();
        Some(Self {
            set_up: read.set_up.clone(),
            apart: apart.map(row),
            fitting: fitting.into_iter().map(row).collect(),
            more,
            total: agents.choices.len(),
            sought: read.sought.clone(),
            unread: agents.unread,
            chosen_among_others: others.iter().any(|row| row.is_chosen),
            others,
        })
    }

    pub(crate) fn is_searched(&self) -> bool {
        self.total >= SEARCHED_FROM
    }

    /// Whether the others are in sight at once.
    pub(crate) fn others_are_open(&self) -> bool {
        self.fitting.is_empty() || self.chosen_among_others || !self.sought.is_empty()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fitting.is_empty() && self.others.is_empty()
    }

    /// How many others there are.
    pub(crate) fn count_of_others(&self) -> usize {
        self.others.len() + self.more
    }

    pub(crate) fn find(&self) -> super::Action {
        super::Action::Agent(Action::Find { set_up: self.set_up.clone(), text: String::new() })
    }

    pub(crate) fn choose(&self) -> super::Action {
        super::Action::Agent(Action::Choose { set_up: self.set_up.clone(), agent: String::new() })
    }
}

/// The list with its search.
#[derive(Template)]
#[template(
    source = r#"{% import "agents.html" as agents %}{% call agents::list(list) %}{% endcall %}"#,
    ext = "html"
)]
pub(crate) struct Whole {
    pub(crate) list: List,
}

/// What was found.
#[derive(Template)]
#[template(
    source = r#"{% import "agents.html" as agents %}{% call agents::rows(list) %}{% endcall %}"#,
    ext = "html"
)]
pub(crate) struct Rows {
    pub(crate) list: List,
}

/// What is known of an agent, as far as it counts: whose account it is, what it sees, what it may.
fn facts(choice: &AgentChoice) -> Vec<Fact> {
    let known = &choice.facts;
    let warned = |warning| choice.warnings.contains(&warning);
    let met = |demand| choice.demands.iter().find(|(one, _)| *one == demand).map(|(_, met)| *met);
    let is = |demand, wanted| met(demand) == Some(wanted);
    let as_demanded = |demands: &[Demand]| {
        if demands.iter().any(|demand| is(*demand, Met::No)) {
            "warn"
        } else if demands.iter().any(|demand| is(*demand, Met::Yes)) {
            "good"
        } else {
            ""
        }
    };
    let mut facts = Vec::new();
    let mut fact = |said, look| facts.push(Fact { said, look });
    if warned(AgentWarning::Own) {
        fact(t("agent-own"), "warn");
    } else if warned(AgentWarning::Person) {
        fact(t("agent-person"), "warn");
    } else if known.api_only == Some(true) {
        fact(t("agent-api-only"), "good");
    }
    match met(Demand::Own) {
        Some(Met::Yes) => fact(t("agent-its-own"), "good"),
        Some(Met::No) if !warned(AgentWarning::Own) => fact(t("agent-used"), "warn"),
        _ => {}
    }
    match &known.teams {
        Some(teams) if !teams.names.is_empty() => {
            let said = match teams.all {
                Some(all) => t("agent-teams-of").with("teams", teams.names.len()).with("all", all),
                None => t("agent-teams").with("teams", teams.names.len()),
            };
            fact(said, as_demanded(&[Demand::ATeam, Demand::AllTeams]));
        }
        _ if warned(AgentWarning::NoTeam) => fact(t("agent-no-team"), "warn"),
        _ => {}
    }
    match known.customers.as_deref() {
        Some([]) => fact(t("agent-all-customers"), as_demanded(&[Demand::AllCustomers])),
        Some(customers) => fact(t("agent-customers").with("count", customers.len()), "warn"),
        None => {}
    }
    match known.administrator {
        Some(true) if warned(AgentWarning::Administrator) => fact(t("agent-administrator"), "warn"),
        Some(true) => fact(t("agent-administrator"), as_demanded(&[Demand::Administrator])),
        Some(false) if is(Demand::Administrator, Met::No) => fact(t("agent-not-administrator"), "warn"),
        _ => {}
    }
    match known.roles.as_deref() {
        Some([]) if is(Demand::OwnRole, Met::No) => fact(t("agent-no-role"), "warn"),
        Some([]) | None => {}
        Some(_) if is(Demand::FittingRole, Met::No) => fact(t("agent-role-too-small"), "warn"),
        Some(roles) => {
            let named = roles.iter().take(ROLES).map(String::as_str).collect::<Vec<_>>().join(", ");
            let said = t("agent-roles").with("roles", named).with("count", roles.len().saturating_sub(ROLES));
            fact(said, as_demanded(&[Demand::OwnRole, Demand::FittingRole]));
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::gallery::agents;
    use super::*;

    fn list(count: usize, sought: &str, chosen: Option<i64>) -> List {
        let read = Read {
            agents: Some(Arc::new(agents(count, &[]))),
            sought: sought.to_owned(),
            chosen,
            ..Read::default()
        };
        List::of(&read).unwrap()
    }

    #[test]
    fn of_many_agents_few_are_shown_and_the_chosen_one_always() {
        let all = list(20_000, "", Some(7));
        assert_eq!((all.fitting.len() + all.others.len(), all.more), (50, 19_950));
        assert!(all.is_searched() && all.apart.is_none() && !all.others_are_open());
        let found = list(20_000, "agent 19", Some(7));
        assert_eq!(found.apart.as_ref().map(|row| (row.id, row.is_chosen)), Some((7, true)));
        assert!(found.others_are_open(), "what is found is in sight");
        assert_eq!(list(20_000, "nobody", None).more, 0);
        assert!(list(9, "", Some(1)).others_are_open(), "so is one that is chosen");
    }

    #[test]
    fn what_is_demanded_is_ticked_and_what_is_not_met_is_said() {
        let facts = |demands: &[(Demand, Met)], n: usize| -> Vec<(String, &'static str)> {
            let agents = agents(9, demands);
            facts(&agents.choices[n]).into_iter().map(|fact| (fact.said.to_string(), fact.look)).collect()
        };
        let has = |facts: &[(String, &str)], said: &str, look: &str| {
            assert!(facts.iter().any(|fact| fact.0 == said && fact.1 == look), "{said} {look}: {facts:?}");
        };
        let plain = facts(&[], 0);
        has(&plain, "4 of 4 teams", "");
        has(&plain, "all customers", "");
        let met = facts(&[(Demand::AllTeams, Met::Yes), (Demand::AllCustomers, Met::Yes)], 0);
        has(&met, "4 of 4 teams", "good");
        has(&met, "all customers", "good");
        has(&facts(&[(Demand::Own, Met::Yes)], 0), "its own account", "good");
        let unmet = facts(&[(Demand::Administrator, Met::No), (Demand::Own, Met::No)], 0);
        has(&unmet, "not an administrator", "warn");
        has(&unmet, "used by another application", "warn");
        has(&facts(&[], 1), "administrator", "warn");
        let narrow = facts(&[], 2);
        has(&narrow, "in no team", "warn");
        has(&narrow, "only 2 customers", "warn");
        has(&facts(&[], 3), "your own account", "warn");
        assert_eq!(facts(&[], 4), [], "what is not told is not said");
    }
}
