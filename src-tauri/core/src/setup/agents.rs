//! The agents to choose from, those that fit first, each with what speaks against it.

use strum::{EnumIter, IntoStaticStr};

use crate::halo::AgentRow;

/// An agent that the application can log in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentChoice {
    /// HaloPSA's number for it.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What speaks against it; nothing for one that fits.
    pub warnings: Vec<AgentWarning>,
}

/// What speaks against an agent. Its words are `agent-warning-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AgentWarning {
    /// The account of the one who is signed in.
    Own,
    /// A person's account: everything that the product does carries that name, and it stops when
    /// they leave.
    Person,
    /// In no team, so it may see nothing.
    NoTeam,
    /// It may see some customers only.
    Restricted,
}

impl AgentWarning {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// The agents in the order in which they are offered. Disabled ones are left out: nothing can log
/// in as them. `own`: the agent of the one who is signed in.
pub(crate) fn choices(agents: &[AgentRow], product: &str, own: Option<i64>) -> Vec<AgentChoice> {
    let mut choices: Vec<(bool, AgentChoice)> = agents
        .iter()
        .filter(|agent| !agent.disabled)
        .map(|agent| {
            let mut warnings = Vec::new();
            if own == Some(agent.id) {
                warnings.push(AgentWarning::Own);
            } else if !agent.api_only {
                warnings.push(AgentWarning::Person);
            }
            if agent.has_team == Some(false) {
                warnings.push(AgentWarning::NoTeam);
            }
            if agent.restricted {
                warnings.push(AgentWarning::Restricted);
            }
            let choice = AgentChoice { id: agent.id, name: agent.name.clone(), warnings };
            (is_like(&agent.name, product), choice)
        })
        .collect();
    let of_a_person = |choice: &AgentChoice| {
        choice.warnings.iter().any(|w| matches!(w, AgentWarning::Own | AgentWarning::Person))
    };
    choices.sort_by_cached_key(|(like, choice)| {
        let warnings = choice.warnings.len();
        (of_a_person(choice), warnings > 0, !like, warnings, choice.name.to_lowercase(), choice.id)
    });
    choices.into_iter().map(|(_, choice)| choice).collect()
}

/// Whether an agent's name has a word of the product's.
fn is_like(agent: &str, product: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 3 && !["service", "services", "providers"].contains(word))
            .map(str::to_owned)
            .collect()
    };
    let of_the_product = words(product);
    words(agent).iter().any(|word| of_the_product.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(id: i64, name: &str) -> AgentRow {
        AgentRow {
            id,
            name: name.into(),
            api_only: true,
            disabled: false,
            has_team: Some(true),
            restricted: false,
        }
    }

    #[test]
    fn those_that_fit_come_first_and_the_rest_says_why_not() {
        let agents = [
            AgentRow { api_only: false, ..agent(1, "Me") },
            AgentRow { api_only: false, ..agent(2, "A person") },
            agent(3, "Zebra Backup"),
            agent(4, "An API account"),
            AgentRow { has_team: Some(false), ..agent(5, "Zebra old") },
            AgentRow { restricted: true, ..agent(6, "B") },
            AgentRow { disabled: true, ..agent(7, "Zebra gone") },
            AgentRow { has_team: None, ..agent(8, "Untold") },
        ];
        let choices = choices(&agents, "Zebra for Service Providers", Some(1));
        let ids: Vec<i64> = choices.iter().map(|c| c.id).collect();
        assert_eq!(ids, [3, 4, 8, 5, 6, 2, 1]);
        let of = |id| choices.iter().find(|c| c.id == id).unwrap().warnings.clone();
        assert_eq!(of(3), []);
        assert_eq!(of(8), [], "what is not told does not speak against it");
        assert_eq!(of(5), [AgentWarning::NoTeam]);
        assert_eq!(of(6), [AgentWarning::Restricted]);
        assert_eq!(of(2), [AgentWarning::Person]);
        assert_eq!(of(1), [AgentWarning::Own]);
    }
}
