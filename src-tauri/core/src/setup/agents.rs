//! The agents to choose from: what is known of each, what speaks against it, what the product demands of
//! it, and which one is recommended.
//!
//! HaloPSA's list tells some of it. The rest is read agent by agent, for those alone that are likely to be
//! chosen; what could not be read is unknown, which is never the same as none.

use std::cmp::Reverse;
use std::collections::HashMap;

use futures_util::{StreamExt, stream};
use tokio::time::{Instant, timeout_at};

use super::Authority;
use super::demands::{Asked, Met, check, is_like};
use super::find::is_ours;
use crate::halo::{self, AgentRow, RightsSeen};
use crate::product::{self, Demand};
use crate::{Latchkey, Result};

/// Candidates that are looked at one by one. One may be 2 MB (contract: "Agents").
const MOST_LOOKED_AT: usize = 12;

/// The agents to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agents {
    /// The recommended one first, then the others that fit, then the rest.
    pub choices: Vec<AgentChoice>,
    /// The id of the one that fits best, if exactly one does.
    pub recommended: Option<i64>,
    /// How many more there are, whose rows can't be read.
    pub unread: usize,
}

/// An agent that the application can log in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentChoice {
    /// HaloPSA's number for it.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The name in lower case, in which [`matching`] looks.
    pub(super) folded: String,
    /// What is known of it.
    pub facts: AgentFacts,
    /// What speaks against it, whichever product it is for.
    pub warnings: Vec<AgentWarning>,
    /// What the product's vendor demands of it, in the vendor's order.
    pub demands: Vec<(Demand, Met)>,
}

impl AgentChoice {
    /// An agent of which nothing more is known.
    pub fn new(id: i64, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            folded: name.to_lowercase(),
            facts: AgentFacts::default(),
            warnings: Vec::new(),
            demands: Vec::new(),
        }
    }

    /// Whether nothing that is known speaks against it.
    pub fn fits(&self) -> bool {
        self.warnings.is_empty() && self.demands.iter().all(|(_, met)| *met != Met::No)
    }

    fn is_a_persons(&self) -> bool {
        self.warnings.iter().any(|w| matches!(w, AgentWarning::Own | AgentWarning::Person))
    }
}

/// What is known of an agent. `None` is what HaloPSA doesn't tell, or what was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentFacts {
    /// "API-only": it can't sign in to the web app and costs no licence.
    pub api_only: Option<bool>,
    /// Its teams.
    pub teams: Option<Teams>,
    /// The only customers that it may see; empty for all. One that HaloPSA doesn't name is "…".
    pub customers: Option<Vec<String>>,
    /// Whether it is an administrator.
    pub administrator: Option<bool>,
    /// Its roles, by name.
    pub roles: Option<Vec<String>>,
}

/// The teams of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teams {
    /// By name.
    pub names: Vec<String>,
    /// How many teams there are in all, where HaloPSA lists them.
    pub all: Option<usize>,
}

impl Teams {
    /// Whether these are all there are. `None` where that isn't known.
    pub fn are_all(&self) -> Option<bool> {
        self.all.map(|all| self.names.len() >= all)
    }
}

/// What speaks against an agent. Its words are `agent-warning-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// An administrator, which the product doesn't demand: whoever has its credentials administers HaloPSA.
    Administrator,
}

impl AgentWarning {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Person => "person",
            Self::NoTeam => "no-team",
            Self::Restricted => "restricted",
            Self::Administrator => "administrator",
        }
    }
}

/// Some of the agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching<'a> {
    /// The first that match, in the order of the choices.
    pub rows: Vec<&'a AgentChoice>,
    /// How many match in all.
    pub total: usize,
}

/// The agents whose name has every word of `text`, in any case; all of them for an empty text. At most
/// `most` of them are given. Fast enough for every key that is typed: nothing is made for a row.
pub fn matching<'a>(choices: &'a [AgentChoice], text: &str, most: usize) -> Matching<'a> {
    let folded = text.to_lowercase();
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut matching = Matching { rows: Vec::with_capacity(most.min(choices.len())), total: 0 };
    for choice in choices.iter().filter(|choice| words.iter().all(|word| choice.folded.contains(word))) {
        matching.total += 1;
        if matching.rows.len() < most {
            matching.rows.push(choice);
        }
    }
    matching
}

impl Latchkey {
    /// The agents that the application can log in as, read anew. What can't be found out about one of them
    /// is unknown, and fails nothing.
    ///
    /// # Errors
    /// [`crate::Error::AuthorityMissing`], [`crate::Error::AuthorityExpired`],
    /// [`crate::Error::Stopped`], and what reading the list came to.
    pub async fn agents(&self, id: &str) -> Result<Agents> {
        let authority = self.authority(id)?;
        let draft = self.draft(id)?;
        let creation = self.creation(id)?;
        let others = authority.applications.rows.iter().filter(|application| {
            !application.system && creation.as_ref().is_none_or(|creation| !is_ours(creation, application))
        });
        let product = draft.product.as_deref().and_then(product::find);
        let asked = Asked {
            product: &draft.product_name,
            demands: product.map(|product| product.demands.as_slice()).unwrap_or_default(),
            permissions: &draft.permissions,
            used: others.filter_map(|application| application.agent_id).collect(),
            every_use_is_known: authority.applications.unread == 0,
        };
        let reads = async {
            let count = async { Ok(self.team_count(&authority).await) };
            let list = halo::agents(&self.network, &authority.instance, &authority.token);
            let (listed, teams) = tokio::try_join!(list, count)?;
            let mut known = Known { teams, rights: HashMap::new(), own: authority.agent.as_ref() };
            let mut choices = choices(&listed.rows, &known, &asked);
            known.rights = self.rights_of(&authority, candidates(&choices)).await;
            choices = self::choices(&listed.rows, &known, &asked);
            let recommended = recommended(&choices, &asked);
            if let Some(at) = recommended.and_then(|id| choices.iter().position(|choice| choice.id == id)) {
                choices[..=at].rotate_right(1);
            }
            Ok(Agents { choices, recommended, unread: listed.unread })
        };
        self.or_sign_in_again(id, self.reading(id, reads).await)
    }

    /// How many teams there are, where HaloPSA lists them all in time.
    pub(super) async fn team_count(&self, authority: &Authority) -> Option<usize> {
        let teams = halo::teams(&self.network, &authority.instance, &authority.token);
        match tokio::time::timeout(self.network.patience().facts, teams).await {
            Ok(Ok(teams)) => (teams.unread == 0).then_some(teams.rows.len()),
            // Only for the number beside the agent's own.
            Ok(Err(e)) => {
                tracing::info!(code = e.code(), "the teams are not told");
                None
            }
            Err(_) => {
                tracing::info!("the teams take too long");
                None
            }
        }
    }

    /// What these agents may see, as far as HaloPSA tells it in time.
    async fn rights_of(&self, authority: &Authority, agents: Vec<i64>) -> HashMap<i64, RightsSeen> {
        let until = Instant::now() + self.network.patience().facts;
        let mut looks = stream::iter(agents)
            .map(|agent| async move {
                let seen = halo::rights(&self.network, &authority.instance, &authority.token, agent).await;
                (agent, seen)
            })
            .buffer_unordered(4);
        let mut rights = HashMap::new();
        while let Ok(Some((agent, seen))) = timeout_at(until, looks.next()).await {
            match seen {
                Ok(Some(seen)) => {
                    rights.insert(agent, seen);
                }
                Ok(None) => {}
                Err(e) => tracing::info!(code = e.code(), "an agent can't be looked at"),
            }
        }
        rights
    }
}

/// What was found out beside the list.
struct Known<'a> {
    /// How many teams there are.
    teams: Option<usize>,
    /// Of the candidates, by id.
    rights: HashMap<i64, RightsSeen>,
    /// The agent of the one who is signed in.
    own: Option<&'a halo::AgentSeen>,
}

/// The agents in the order in which they are offered. Disabled ones are left out: nothing can log in as
/// them.
fn choices(agents: &[AgentRow], known: &Known<'_>, asked: &Asked<'_>) -> Vec<AgentChoice> {
    let mut choices: Vec<(bool, AgentChoice)> = agents
        .iter()
        .filter(|agent| !agent.disabled && !known.rights.get(&agent.id).is_some_and(|seen| seen.disabled))
        .map(|agent| (is_like(&agent.name, asked.product), choice(agent, known, asked)))
        .collect();
    choices.sort_by_cached_key(|(like, choice)| {
        let unmet = choice.demands.iter().filter(|(_, met)| *met == Met::No).count();
        let against = choice.warnings.len() + unmet;
        (choice.is_a_persons(), against > 0, !like, against, choice.folded.clone(), choice.id)
    });
    choices.into_iter().map(|(_, choice)| choice).collect()
}

/// One agent, with everything that is known of it.
fn choice(agent: &AgentRow, known: &Known<'_>, asked: &Asked<'_>) -> AgentChoice {
    let rights = known.rights.get(&agent.id);
    let own = known.own.filter(|own| own.id == agent.id);
    let named = rights.map(|seen| seen.roles.iter().map(|role| &role.name).filter(|name| !name.is_empty()));
    let roles: Option<Vec<String>> = named.map(|names| names.cloned().collect());
    let facts = AgentFacts {
        // The list leaves out what is false (contract: "Agents").
        api_only: rights.and_then(|seen| seen.api_only).or(Some(agent.api_only)),
        teams: rights
            .and_then(|seen| seen.teams.clone())
            .or_else(|| agent.teams.clone())
            .map(|names| Teams { names, all: known.teams }),
        customers: rights.and_then(|seen| seen.customers.clone()).or_else(|| agent.customers.clone()),
        administrator: rights
            .and_then(|seen| seen.administrator)
            .or_else(|| own.and_then(|own| own.administrator)),
        // One without any may have some that aren't told.
        roles: roles.filter(|roles| !roles.is_empty()).or_else(|| agent.roles.clone()),
    };
    let in_no_team =
        facts.teams.as_ref().map_or(agent.has_team == Some(false), |teams| teams.names.is_empty());
    let restricted = facts.customers.as_ref().is_some_and(|customers| !customers.is_empty());
    let administrator = facts.administrator == Some(true) && !asked.demands.contains(&Demand::Administrator);
    let warnings = [
        (own.is_some(), AgentWarning::Own),
        (own.is_none() && facts.api_only == Some(false), AgentWarning::Person),
        (in_no_team, AgentWarning::NoTeam),
        (restricted, AgentWarning::Restricted),
        (administrator, AgentWarning::Administrator),
    ];
    let mut choice = AgentChoice {
        facts,
        warnings: warnings.into_iter().filter(|(is, _)| *is).map(|(_, warning)| warning).collect(),
        ..AgentChoice::new(agent.id, &agent.name)
    };
    choice.demands =
        asked.demands.iter().map(|demand| (*demand, check(*demand, &choice, rights, asked))).collect();
    choice
}

/// Those worth a look: nobody would choose a person's account while there is another one.
fn candidates(choices: &[AgentChoice]) -> Vec<i64> {
    let likely = choices.iter().filter(|choice| choice.facts.api_only == Some(true));
    likely.map(|choice| choice.id).take(MOST_LOOKED_AT).collect()
}

/// The one that fits best, if exactly one does: an account of the product's own by its name, else any
/// API-only one that is known to be in a team and to be an administrator exactly when that is demanded.
fn recommended(choices: &[AgentChoice], asked: &Asked<'_>) -> Option<i64> {
    let is_own =
        |choice: &AgentChoice| choice.facts.api_only == Some(true) && is_like(&choice.name, asked.product);
    let demanded = asked.demands.contains(&Demand::Administrator);
    let suits = |choice: &&AgentChoice| {
        choice.fits()
            && choice.facts.api_only == Some(true)
            && choice.facts.administrator == Some(demanded)
            && choice.facts.teams.is_some()
    };
    let met = |choice: &AgentChoice| choice.demands.iter().filter(|(_, met)| *met == Met::Yes).count();
    // Whoever made an account for the product means it, also where something is still to be mended there.
    let made_for_it = choices.iter().any(is_own);
    let mut best: Vec<&AgentChoice> =
        choices.iter().filter(suits).filter(|choice| !made_for_it || is_own(choice)).collect();
    best.sort_by_key(|choice| Reverse(met(choice)));
    match best.as_slice() {
        [one] => Some(one.id),
        [one, other, ..] if met(one) > met(other) => Some(one.id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Instant;

    use super::*;
    use crate::halo::{AgentSeen, Level, RoleSeen};
    use crate::permission::set_of;

    fn agent(id: i64, name: &str) -> AgentRow {
        AgentRow {
            id,
            name: name.into(),
            api_only: true,
            disabled: false,
            has_team: Some(true),
            teams: None,
            customers: None,
            roles: None,
        }
    }

    /// What an ordinary API-only agent tells when it is looked at.
    fn rights() -> RightsSeen {
        RightsSeen {
            name: "X".into(),
            api_only: Some(true),
            administrator: Some(false),
            teams: Some(vec!["One".into(), "Two".into()]),
            customers: Some(Vec::new()),
            roles: vec![RoleSeen {
                name: "Integration".into(),
                levels: vec![("tickets".into(), Level::Read)],
            }],
            ..RightsSeen::default()
        }
    }

    fn known<const N: usize>(rights: [(i64, RightsSeen); N]) -> Known<'static> {
        Known { teams: Some(2), rights: rights.into(), own: None }
    }

    fn asked(product: &'static str, demands: &'static [Demand]) -> Asked<'static> {
        Asked { product, demands, permissions: &[], used: HashSet::new(), every_use_is_known: true }
    }

    fn warnings(choices: &[AgentChoice], id: i64) -> Vec<AgentWarning> {
        choices.iter().find(|choice| choice.id == id).unwrap().warnings.clone()
    }

    #[test]
    fn those_that_fit_come_first_and_the_rest_says_why_not() {
        let agents = [
            AgentRow { api_only: false, ..agent(1, "Me") },
            AgentRow { api_only: false, ..agent(2, "A person") },
            agent(3, "Zebra Backup"),
            agent(4, "An API account"),
            AgentRow { has_team: Some(false), ..agent(5, "Zebra old") },
            AgentRow { customers: Some(vec!["C".into()]), ..agent(6, "B") },
            AgentRow { disabled: true, ..agent(7, "Zebra gone") },
            AgentRow { has_team: None, ..agent(8, "Untold") },
            agent(9, "C, the administrator"),
        ];
        let me = AgentSeen { id: 1, name: "Me".into(), api_only: None, administrator: None };
        let administrator = RightsSeen { administrator: Some(true), ..rights() };
        let known = Known { own: Some(&me), ..known([(9, administrator)]) };
        let choices = choices(&agents, &known, &asked("Zebra for Service Providers", &[]));
        let ids: Vec<i64> = choices.iter().map(|c| c.id).collect();
        assert_eq!(ids, [3, 4, 8, 5, 6, 9, 2, 1]);
        let of = |id| warnings(&choices, id);
        assert_eq!(of(3), []);
        assert_eq!(of(8), [], "what is not told does not speak against it");
        assert_eq!(of(5), [AgentWarning::NoTeam]);
        assert_eq!(of(6), [AgentWarning::Restricted]);
        assert_eq!(of(9), [AgentWarning::Administrator]);
        assert_eq!(of(2), [AgentWarning::Person]);
        assert_eq!(of(1), [AgentWarning::Own]);
    }

    #[test]
    fn what_is_not_told_is_unknown_and_what_is_read_completes_the_list() {
        let agents = [agent(1, "Unread"), agent(2, "Read")];
        let choices = choices(&agents, &known([(2, rights())]), &asked("X", &[]));
        let facts = |id| choices.iter().find(|choice| choice.id == id).unwrap().facts.clone();
        assert_eq!(facts(1), AgentFacts { api_only: Some(true), ..AgentFacts::default() });
        let read = facts(2);
        assert_eq!(read.teams.as_ref().unwrap().are_all(), Some(true));
        assert_eq!((read.customers, read.administrator), (Some(Vec::new()), Some(false)));
        assert_eq!(read.roles, Some(vec!["Integration".to_owned()]));
        let untold = RightsSeen { name: "X".into(), ..RightsSeen::default() };
        let again = super::choices(&agents[1..], &known([(2, untold)]), &asked("X", &[]));
        assert_eq!(again[0].facts, facts(1), "an answer that tells nothing");
    }

    #[test]
    fn exactly_one_that_fits_best_is_recommended() {
        let agents =
            [agent(1, "API Account"), agent(2, "API Zebra"), AgentRow { api_only: false, ..agent(3, "Bea") }];
        let of = |agents: &[AgentRow], known: &Known<'_>, asked: &Asked<'_>| {
            recommended(&choices(agents, known, asked), asked)
        };
        let both = known([(1, rights()), (2, rights())]);
        assert_eq!(of(&agents, &both, &asked("Zebra", &[])), Some(2), "the product's own");
        assert_eq!(of(&agents, &both, &asked("Other", &[])), None, "two are equally good");
        let one = known([(1, rights())]);
        assert_eq!(of(&agents, &one, &asked("Other", &[])), Some(1), "of the other too little is known");
        assert_eq!(of(&agents, &one, &asked("Zebra", &[])), None, "not past the one made for the product");
        let none = RightsSeen { teams: None, ..rights() };
        assert_eq!(of(&agents[..1], &known([(1, none)]), &asked("Other", &[])), None, "a team is not told");

        let administrator = RightsSeen { administrator: Some(true), ..rights() };
        let one_is = known([(1, rights()), (2, administrator)]);
        assert_eq!(of(&agents, &one_is, &asked("Other", &[])), Some(1), "least privilege");
        let demanding = asked("Other", &[Demand::Administrator]);
        assert_eq!(of(&agents, &one_is, &demanding), Some(2), "unless an administrator is demanded");
        let choices = choices(&agents, &one_is, &demanding);
        assert_eq!((choices[0].id, warnings(&choices, 2)), (2, vec![]));
    }

    #[test]
    fn an_agent_of_which_more_demands_are_known_to_be_met_is_the_better_one() {
        let agents = [agent(1, "One"), agent(2, "Two")];
        let some_teams = RightsSeen { teams: Some(vec!["One".into()]), ..rights() };
        let asked = asked("Other", &[Demand::ATeam]);
        let choices = choices(&agents, &known([(1, some_teams), (2, rights())]), &asked);
        assert_eq!(recommended(&choices, &asked), Some(2));
    }

    #[test]
    fn only_api_only_agents_are_looked_at_and_not_many() {
        let mut agents: Vec<AgentRow> = (0..50).map(|id| agent(id, "An agent")).collect();
        agents[0].api_only = false;
        let choices = choices(&agents, &known([]), &asked("X", &[]));
        assert_eq!(candidates(&choices), (1..=12).collect::<Vec<i64>>());
    }

    #[test]
    fn a_name_is_found_by_its_words_in_any_case_and_order() {
        let names = ["API Integration Account", "Öznur Integration", "Bo"];
        let choices: Vec<AgentChoice> =
            (0..).zip(names).map(|(id, name)| AgentChoice::new(id, name)).collect();
        let of = |text: &str, most: usize| {
            let matching = matching(&choices, text, most);
            (matching.rows.iter().map(|choice| choice.id).collect::<Vec<_>>(), matching.total)
        };
        assert_eq!(of("", 10), (vec![0, 1, 2], 3));
        assert_eq!(of(" INTEGRATION ", 1), (vec![0], 2));
        assert_eq!(of("account api", 10), (vec![0], 1));
        assert_eq!(of("öz", 10), (vec![1], 1));
        assert_eq!(of("nobody", 10), (vec![], 0));
        assert_eq!(of("", 0), (vec![], 3));
    }

    #[test]
    fn typing_in_20_000_names_is_not_noticed() {
        let choices: Vec<AgentChoice> =
            (0..20_000).map(|id| AgentChoice::new(id, &format!("Agent number {id} of the crowd"))).collect();
        let mut best = u128::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            assert_eq!(matching(&choices, "crowd 1999", 50).total, 12);
            best = best.min(start.elapsed().as_millis());
        }
        // About 3 ms without optimisation; a key may take 16.
        assert!(best < 50, "{best} ms");
    }

    #[test]
    fn planned_permissions_are_compared_with_the_roles() {
        let permissions = set_of(&["edit:tickets"]).unwrap();
        let asked = Asked { permissions: &permissions, ..asked("X", &[Demand::FittingRole]) };
        let choices = choices(&[agent(1, "A")], &known([(1, rights())]), &asked);
        assert_eq!(choices[0].demands, [(Demand::FittingRole, Met::No)], "it may only read");
        assert!(!choices[0].fits());
    }
}
