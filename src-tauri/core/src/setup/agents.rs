//! The agents to choose from, best match first, each with its warnings.

use std::collections::HashMap;

use futures_util::{StreamExt, stream};
use strum::{EnumIter, IntoStaticStr};

use super::SetUp;
use crate::halo::{self, AgentRow, Listed, RightsSeen};
use crate::products::{self, Demand};
use crate::setup::draft::Draft;
use crate::sign_ins::Authority;
use crate::{Error, Result};

/// An agent that the application can log in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentChoice {
    /// HaloPSA's numeric id for it.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Reasons not to choose it; empty for one that fits.
    pub warnings: Vec<AgentWarning>,
    /// "API-only".
    pub api_only: bool,
    /// Whether its name contains a word of the product's name.
    pub is_like_the_product: bool,
    /// What HaloPSA returned when it was read by its id. `None` if it was not read, or HaloPSA returned nothing.
    pub rights: Option<AgentRights>,
    /// The name as it is matched against a search.
    folded: String,
}

impl AgentChoice {
    /// An agent of which only the warnings are known.
    pub fn of(id: i64, name: &str, warnings: Vec<AgentWarning>) -> Self {
        Self {
            id,
            name: name.to_owned(),
            warnings,
            api_only: false,
            is_like_the_product: false,
            rights: None,
            folded: name.to_lowercase(),
        }
    }

    /// The same, with its rights as HaloPSA returned them.
    #[must_use]
    pub fn known(self, api_only: bool, rights: AgentRights) -> Self {
        Self { api_only, rights: Some(rights), ..self }
    }
}

/// The rights of an agent by which the user chooses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRights {
    /// Whether it is an administrator, where HaloPSA returns it.
    pub administrator: Option<bool>,
    /// The names of its teams, where HaloPSA returns them.
    pub teams: Option<Vec<String>>,
    /// The only customers that it may see; empty for all.
    pub customers: Vec<String>,
    /// The names of its roles.
    pub roles: Vec<String>,
}

/// The agents to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agents {
    /// Best match first.
    pub choices: Vec<AgentChoice>,
    /// The id of the one that fits best, if there is one.
    pub recommended: Option<i64>,
    /// How many teams there are, where HaloPSA lists them.
    pub teams: Option<usize>,
    /// How many more agents there are whose rows can't be read.
    pub unread: usize,
}

/// Whether an agent meets what a product's vendor asks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Unknown: HaloPSA does not return it.
    Unknown,
}

impl Agents {
    /// The agents whose names contain the text, ignoring case: the first `most`, and how many there are.
    pub fn matching(&self, text: &str, most: usize) -> (Vec<&AgentChoice>, usize) {
        let wanted = text.trim().to_lowercase();
        let mut found = self.choices.iter().filter(|choice| choice.folded.contains(&wanted));
        let rows: Vec<&AgentChoice> = found.by_ref().take(most).collect();
        let total = rows.len() + found.count();
        (rows, total)
    }

    /// Whether an agent meets a demand.
    pub fn meets(&self, choice: &AgentChoice, demand: Demand) -> Met {
        meets(choice, demand, self.teams)
    }

    /// Whether an agent fits: it has no warning, and is not known to lack anything that the vendor asks of it.
    pub fn fits(&self, choice: &AgentChoice, demands: &[Demand]) -> bool {
        fits(choice, demands, self.teams)
    }
}

/// `all`: how many teams there are.
fn meets(choice: &AgentChoice, demand: Demand, all: Option<usize>) -> Met {
    let known = |is: Option<bool>| is.map_or(Met::Unknown, |is| if is { Met::Yes } else { Met::No });
    let rights = choice.rights.as_ref();
    let teams = rights.and_then(|rights| rights.teams.as_ref()).map(Vec::len);
    let in_none = teams == Some(0) || choice.warnings.contains(&AgentWarning::NoTeam);
    match demand {
        Demand::ApiOnly => known(Some(choice.api_only)),
        Demand::NotApiOnly => known(Some(!choice.api_only)),
        Demand::Administrator | Demand::AdministratorAtFirst => {
            known(rights.and_then(|rights| rights.administrator))
        }
        // HaloPSA doesn't return which of its teams is the default one.
        Demand::ATeam | Demand::DefaultTeam | Demand::AllTeams if in_none => Met::No,
        Demand::ATeam => known(teams.map(|teams| teams > 0)),
        Demand::AllTeams => known(teams.and_then(|teams| Some(teams >= all?))),
        Demand::AllCustomers if choice.warnings.contains(&AgentWarning::Restricted) => Met::No,
        Demand::AllCustomers => known(rights.map(|rights| rights.customers.is_empty())),
        Demand::Own if choice.is_like_the_product => Met::Yes,
        _ => Met::Unknown,
    }
}

fn fits(choice: &AgentChoice, demands: &[Demand], all: Option<usize>) -> bool {
    choice.warnings.is_empty() && demands.iter().all(|demand| meets(choice, *demand, all) != Met::No)
}

/// How many of the agents that fit best are read one by one.
pub(super) const MAX_RIGHTS_READ: usize = 12;

/// The agents with the rights that are known of some of them, best match first, and the one that fits best.
/// `teams`: how many there are.
pub(super) fn with_rights(
    choices: Vec<AgentChoice>,
    mut rights: HashMap<i64, RightsSeen>,
    demands: &[Demand],
    teams: Option<usize>,
) -> (Vec<AgentChoice>, Option<i64>) {
    let mut choices: Vec<AgentChoice> = choices
        .into_iter()
        .map(|choice| {
            let Some(seen) = rights.remove(&choice.id) else { return choice };
            let mut choice = choice;
            if seen.administrator == Some(true) && !Demand::wants_administrator(demands) {
                choice.warnings.push(AgentWarning::Administrator);
            }
            if !seen.customers.is_empty() && !choice.warnings.contains(&AgentWarning::Restricted) {
                choice.warnings.push(AgentWarning::Restricted);
            }
            let no_team = seen.teams.as_ref().is_some_and(Vec::is_empty);
            if no_team && !choice.warnings.contains(&AgentWarning::NoTeam) {
                choice.warnings.push(AgentWarning::NoTeam);
            }
            let roles = seen.roles.into_iter().map(|role| role.name).filter(|name| !name.is_empty());
            choice.rights = Some(AgentRights {
                administrator: seen.administrator,
                teams: seen.teams,
                customers: seen.customers,
                roles: roles.collect(),
            });
            choice
        })
        .collect();
    let fits = |choice: &AgentChoice| fits(choice, demands, teams);
    let own: Vec<i64> = choices.iter().filter(|c| fits(c) && c.is_like_the_product).map(|c| c.id).collect();
    let any: Vec<i64> = choices.iter().filter(|c| fits(c)).map(|c| c.id).collect();
    let recommended = match (own.as_slice(), any.as_slice()) {
        ([one], _) | ([], [one]) => Some(*one),
        ([], _) => in_most_teams(choices.iter().filter(|c| fits(c))),
        // Between equals the user chooses.
        _ => None,
    };
    choices.sort_by_key(|choice| (Some(choice.id) != recommended, !fits(choice)));
    (choices, recommended)
}

/// The one that is in more teams than every other: the product sees the most with it. None where two are.
fn in_most_teams<'a>(fitting: impl Iterator<Item = &'a AgentChoice>) -> Option<i64> {
    let teams = |choice: &AgentChoice| Some(choice.rights.as_ref()?.teams.as_ref()?.len());
    let mut known: Vec<(usize, i64)> =
        fitting.map(|one| teams(one).map(|n| (n, one.id))).collect::<Option<_>>()?;
    known.sort_unstable();
    match known.as_slice() {
        [.., (less, _), (most, id)] if less < most => Some(*id),
        _ => None,
    }
}

/// Which agents a product can work as without a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Those that need no licence, and that no person works as.
    ApiOnly,
    /// Those with a licence: the product does what only they may do.
    Licensed,
}

impl Kind {
    fn is(self, api_only: bool) -> bool {
        api_only == (self == Self::ApiOnly)
    }
}

fn kind(demands: &[Demand]) -> Kind {
    if demands.contains(&Demand::NotApiOnly) { Kind::Licensed } else { Kind::ApiOnly }
}

/// A reason not to choose an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AgentWarning {
    /// The account of the person who is signed in.
    Own,
    /// A person's account, or perhaps one where the product needs a licence: everything that the product does
    /// is attributed to that person, and it stops when they leave.
    Person,
    /// In no team, so it may see nothing.
    NoTeam,
    /// It may see only some customers.
    Restricted,
    /// It may do everything, and the product does not need that.
    Administrator,
    /// "API-only", and the product needs what such an agent can't do.
    ApiOnly,
}

impl AgentWarning {
    /// Its id, as in the words.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// The agents in the order in which they are offered. Disabled ones are left out: no application can log in
/// as them. `own`: the agent of the person who is signed in; `demands`: what the vendor asks of the agent.
pub(crate) fn choices(
    agents: &[AgentRow],
    product: &str,
    own: Option<i64>,
    demands: &[Demand],
) -> Vec<AgentChoice> {
    let kind = kind(demands);
    let mut choices: Vec<(bool, AgentChoice)> = agents
        .iter()
        .filter(|agent| !agent.disabled)
        .map(|agent| {
            let mut warnings = Vec::new();
            let like = is_like(&agent.name, product);
            if own == Some(agent.id) {
                warnings.push(AgentWarning::Own);
            } else if kind == Kind::Licensed && agent.api_only {
                warnings.push(AgentWarning::ApiOnly);
            } else if !agent.api_only && (kind == Kind::ApiOnly || !like) {
                // Those with a licence are people, except for one that is named like the product.
                warnings.push(AgentWarning::Person);
            }
            if agent.has_team == Some(false) {
                warnings.push(AgentWarning::NoTeam);
            }
            if agent.restricted {
                warnings.push(AgentWarning::Restricted);
            }
            let choice = AgentChoice {
                api_only: agent.api_only,
                is_like_the_product: like,
                ..AgentChoice::of(agent.id, &agent.name, warnings)
            };
            (like, choice)
        })
        .collect();
    // A product that needs a licence can work as a person, but not without a licence.
    let last = |choice: &AgentChoice| {
        choice.warnings.iter().any(|w| match w {
            AgentWarning::Own | AgentWarning::ApiOnly => true,
            AgentWarning::Person => kind == Kind::ApiOnly,
            _ => false,
        })
    };
    choices.sort_by_cached_key(|(like, choice)| {
        let warnings = choice.warnings.len();
        (last(choice), warnings > 0, !like, warnings, choice.folded.clone(), choice.id)
    });
    choices.into_iter().map(|(_, choice)| choice).collect()
}

/// Whether an agent's name contains a word of the product's name, or the whole name as one word.
fn is_like(agent: &str, product: &str) -> bool {
    let joined =
        |text: &str| -> String { text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
    let whole = joined(product);
    if whole.chars().count() > 4 && joined(agent).contains(&whole) {
        return true;
    }
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| {
                word.chars().count() > 3 && !["agent", "service", "services", "providers"].contains(word)
            })
            .map(str::to_owned)
            .collect()
    };
    let of_the_product = words(product);
    words(agent).iter().any(|word| of_the_product.contains(word))
}

/// What the vendor of a set-up's product asks of the agent.
fn demands_of(draft: &Draft) -> &'static [Demand] {
    let product = draft.product.as_deref().and_then(products::find);
    product.map_or(&[], |product| &product.demands)
}

/// Whether an application can log in as an agent.
pub(super) enum AgentThere {
    /// It can; this is its name.
    Yes(String),
    /// It can't: the agent is gone or disabled.
    No,
    /// It may be one whose row can't be read.
    Unknown,
}

impl SetUp {
    /// Reads the agents that the application can log in as.
    pub async fn agents(&self) -> Result<Listed<AgentChoice>> {
        let authority = self.authority()?;
        let draft = self.draft()?;
        let agents = halo::agents(&self.context.network, &authority.instance, &authority.token);
        let agents = self.or_sign_in_again(&authority, self.reads.instead(agents).await)?;
        let own = authority.agent.as_ref().map(|agent| agent.id);
        let rows = choices(&agents.rows, &draft.product_name, own, demands_of(&draft));
        Ok(Listed { rows, unread: agents.unread })
    }

    /// The same with the rights of those that fit best, each read by its id. What HaloPSA does not return
    /// is unknown, and no error.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`], [`Error::AuthorityExpired`], and any network error while reading the list.
    pub async fn agents_with_facts(&self) -> Result<Agents> {
        let authority = self.authority()?;
        let draft = self.draft()?;
        let (network, instance, token) = (&self.context.network, &authority.instance, &authority.token);
        let own = authority.agent.as_ref().map(|agent| agent.id);
        let reads = async {
            // For a person who has been signed in for a while the applications may have changed.
            let names = async {
                if authority.names_are_old()
                    && let Ok(listed) = halo::applications(network, instance, token).await
                {
                    authority.note_applications(&listed);
                }
            };
            let (agents, teams, ()) = tokio::join!(
                halo::agents(network, instance, token),
                halo::teams(network, instance, token),
                names
            );
            let agents = agents?;
            // Only for the total beside an agent's own teams.
            let teams = teams.ok().filter(|teams| teams.unread == 0).map(|teams| teams.rows.len());
            let demands = demands_of(&draft);
            let choices = choices(&agents.rows, &draft.product_name, own, demands);
            let asked: Vec<i64> = choices
                .iter()
                .filter(|choice| kind(demands).is(choice.api_only))
                .take(MAX_RIGHTS_READ)
                .map(|choice| choice.id)
                .collect();
            let rights: HashMap<i64, RightsSeen> = stream::iter(asked)
                .map(|agent| async move {
                    let seen = halo::rights(network, instance, token, agent).await.ok().flatten()?;
                    Some((agent, seen))
                })
                .buffer_unordered(4)
                .filter_map(|seen| async move { seen })
                .collect()
                .await;
            let (choices, recommended) = with_rights(choices, rights, demands, teams);
            Ok(Agents { choices, recommended, teams, unread: agents.unread })
        };
        self.or_sign_in_again(&authority, self.reads.instead(reads).await)
    }

    /// The name of the agent with this id, if an application can log in as it.
    ///
    /// # Errors
    /// [`Error::AgentGone`], [`Error::AuthorityMissing`], and any network error.
    pub(super) async fn agent_to_log_in_as(&self, number: i64) -> Result<String> {
        let authority = self.authority()?;
        let there = self.agent_there(&authority, number).await;
        match self.or_sign_in_again(&authority, there)? {
            AgentThere::Yes(name) => Ok(name),
            AgentThere::No | AgentThere::Unknown => {
                let draft = self.draft()?;
                let known = draft.agent.filter(|agent| agent.id() == Some(number));
                let name = known.map_or_else(|| number.to_string(), |agent| agent.name().to_owned());
                Err(Error::AgentGone { name })
            }
        }
    }

    /// Whether an application can log in as this agent: read by its id, and from the whole list only
    /// where an instance doesn't return a single one.
    pub(super) async fn agent_there(&self, authority: &Authority, agent: i64) -> Result<AgentThere> {
        let (network, instance, token) = (&self.context.network, &authority.instance, &authority.token);
        match halo::rights(network, instance, token, agent).await {
            Ok(Some(seen)) if seen.disabled => return Ok(AgentThere::No),
            Ok(Some(seen)) if !seen.name.trim().is_empty() => return Ok(AgentThere::Yes(seen.name)),
            Ok(_) | Err(Error::AuthorityNotEnough | Error::HaloOddAnswer { .. }) => {}
            Err(e) => return Err(e),
        }
        let agents = halo::agents(network, instance, token).await?;
        Ok(match agents.rows.into_iter().find(|row| row.id == agent) {
            Some(row) if row.disabled => AgentThere::No,
            Some(row) => AgentThere::Yes(row.name),
            None if agents.unread > 0 => AgentThere::Unknown,
            None => AgentThere::No,
        })
    }
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

    fn seen(administrator: bool, teams: usize) -> RightsSeen {
        RightsSeen {
            administrator: Some(administrator),
            teams: Some((0..teams).map(|n| n.to_string()).collect()),
            ..RightsSeen::default()
        }
    }

    #[test]
    fn the_least_privileged_is_recommended_and_a_choice_between_equals_is_not_made() {
        let rows = [agent(1, "API Blue Heron"), agent(2, "API Integration Account")];
        let rights = |first: bool| HashMap::from([(1, seen(first, 4)), (2, seen(false, 4))]);
        let chosen = |rights, demands: &[Demand]| {
            with_rights(choices(&rows, "Zebra", None, &[]), rights, demands, None)
        };
        let (sorted, recommended) = chosen(rights(true), &[]);
        assert_eq!(recommended, Some(2));
        assert_eq!(sorted.iter().map(|c| c.id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(sorted[1].warnings, [AgentWarning::Administrator]);
        assert_eq!(chosen(rights(false), &[]).1, None, "both fit equally");
        let teams = HashMap::from([(1, seen(false, 4)), (2, seen(false, 1))]);
        assert_eq!(chosen(teams, &[]).1, Some(1), "the one that sees more");
        let untold = HashMap::from([(1, seen(false, 4)), (2, RightsSeen { teams: None, ..seen(false, 1) })]);
        assert_eq!(chosen(untold, &[]).1, None, "nobody knows which sees more");
        let (sorted, recommended) = chosen(rights(true), &[Demand::Administrator]);
        assert_eq!(recommended, Some(1), "the product needs one");
        assert!(sorted[0].warnings.is_empty());
        assert_eq!(chosen(HashMap::new(), &[]).1, None, "nothing is known of either");
        let own = [agent(1, "API"), agent(2, "Zebra Backup")];
        let (_, recommended) =
            with_rights(choices(&own, "Zebra Backup", None, &[]), HashMap::new(), &[], None);
        assert_eq!(recommended, Some(2), "one of its own");
        let alone = [agent(1, "API")];
        let (_, recommended) =
            with_rights(choices(&alone, "Zebra", None, &[]), HashMap::from([(1, seen(false, 0))]), &[], None);
        assert_eq!(recommended, None, "it is in no team");
    }

    #[test]
    fn a_demand_is_met_or_not_or_nobody_knows() {
        let rows = [agent(1, "API"), agent(2, "Zebra")];
        let rights = HashMap::from([(1, seen(false, 2))]);
        let (choices, recommended) = with_rights(choices(&rows, "Zebra", None, &[]), rights, &[], Some(4));
        let agents = Agents { choices, recommended, teams: Some(4), unread: 0 };
        let met =
            |id, demand| agents.meets(agents.choices.iter().find(|choice| choice.id == id).unwrap(), demand);
        assert_eq!(met(1, Demand::ApiOnly), Met::Yes);
        assert_eq!(met(1, Demand::Administrator), Met::No);
        assert_eq!(met(1, Demand::ATeam), Met::Yes);
        assert_eq!(met(1, Demand::AllTeams), Met::No);
        assert_eq!(met(1, Demand::AllCustomers), Met::Yes);
        assert_eq!(met(1, Demand::Own), Met::Unknown);
        assert_eq!(met(2, Demand::Own), Met::Yes);
        assert_eq!(met(2, Demand::Administrator), Met::Unknown);
        assert_eq!(met(2, Demand::AroundTheClock), Met::Unknown);
    }

    #[test]
    fn a_product_that_takes_tickets_gets_an_agent_with_a_licence() {
        let demands = &products::find("neo-agent").unwrap().demands;
        assert!(demands.contains(&Demand::NotApiOnly));
        let licensed = |id, name| AgentRow { api_only: false, ..agent(id, name) };
        let rows = [
            agent(1, "API agent"),
            agent(2, "Neo Agent API"),
            licensed(3, "neoagent"),
            licensed(4, "A person"),
        ];
        let sorted =
            |product, rights, own| with_rights(choices(&rows, product, own, demands), rights, demands, None);
        let (sorted_rows, recommended) = sorted("Neo Agent", HashMap::new(), Some(4));
        let ids = |rows: &[AgentChoice]| rows.iter().map(|c| c.id).collect::<Vec<_>>();
        assert_eq!((recommended, ids(&sorted_rows)[0]), (Some(3), 3));
        let of = |id| sorted_rows.iter().find(|c| c.id == id).unwrap();
        assert!(of(3).warnings.is_empty(), "it isn't called a person's account");
        assert_eq!(of(1).warnings, [AgentWarning::ApiOnly]);
        assert_eq!(of(2).warnings, [AgentWarning::ApiOnly], "even by its name it's the wrong kind");
        assert_eq!(of(4).warnings, [AgentWarning::Own]);
        let agents = Agents { choices: sorted_rows.clone(), ..Agents::default() };
        assert_eq!(agents.meets(of(3), Demand::NotApiOnly), Met::Yes);
        assert_eq!(agents.meets(of(1), Demand::NotApiOnly), Met::No);
        // A person's name is no recommendation, even with no other warning.
        let others = [agent(1, "API"), licensed(4, "A person")];
        let (rows, recommended) =
            with_rights(choices(&others, "Neo Agent", None, demands), HashMap::new(), demands, None);
        assert_eq!((recommended, ids(&rows)), (None, vec![4, 1]));
        assert_eq!(rows[0].warnings, [AgentWarning::Person], "with a warning");
        let agents = Agents { choices: rows, ..Agents::default() };
        assert!(agents.choices.iter().all(|choice| !agents.fits(choice, demands)));
    }

    #[test]
    fn whoever_lacks_what_the_vendor_asks_for_is_neither_recommended_nor_called_suitable() {
        let rows = [agent(1, "API all"), agent(2, "API one team"), agent(3, "API no customer")];
        let few = |seen: RightsSeen| RightsSeen { customers: vec!["A".into()], ..seen };
        for (demand, rights, recommended) in [
            (Demand::AllTeams, [seen(false, 4), seen(false, 1), seen(false, 2)], Some(1)),
            (Demand::AllTeams, [seen(false, 3), seen(false, 1), seen(false, 2)], None),
            (Demand::Administrator, [seen(true, 1), seen(false, 1), seen(false, 1)], Some(1)),
            (Demand::AdministratorAtFirst, [seen(false, 1), seen(false, 1), seen(false, 1)], None),
            (Demand::ATeam, [seen(false, 1), seen(false, 0), seen(false, 0)], Some(1)),
            (Demand::DefaultTeam, [seen(false, 1), seen(false, 0), seen(false, 0)], Some(1)),
            (Demand::AllCustomers, [seen(false, 1), few(seen(false, 1)), few(seen(false, 1))], Some(1)),
            (Demand::NotApiOnly, [seen(false, 1), seen(false, 1), seen(false, 1)], None),
        ] {
            let demands = [demand];
            let rights = (1..).zip(rights).collect();
            let rows = choices(&rows, "Zebra", None, &demands);
            let (choices, found) = with_rights(rows, rights, &demands, Some(4));
            assert_eq!(found, recommended, "{demand:?}");
            let agents = Agents { choices, recommended: found, teams: Some(4), unread: 0 };
            for choice in &agents.choices {
                let lacks = agents.meets(choice, demand) == Met::No;
                assert!(!lacks || !agents.fits(choice, &demands), "{demand:?} {}", choice.name);
            }
            let fitting: Vec<bool> = agents.choices.iter().map(|c| agents.fits(c, &demands)).collect();
            assert!(fitting.is_sorted_by(|one, next| one >= next), "those that fit come first: {demand:?}");
        }
    }

    #[test]
    fn an_administrator_at_first_is_asked_for_and_not_warned_of() {
        let demands = &products::find("timezest").unwrap().demands;
        assert!(demands.contains(&Demand::AdministratorAtFirst));
        let rows = [agent(1, "API"), agent(2, "API with its own role")];
        let rights = HashMap::from([(1, seen(true, 2)), (2, seen(false, 2))]);
        let (choices, recommended) =
            with_rights(choices(&rows, "TimeZest", None, demands), rights, demands, Some(2));
        assert_eq!(recommended, Some(1));
        assert!(choices.iter().all(|choice| choice.warnings.is_empty()));
        let agents = Agents { choices, recommended, teams: Some(2), unread: 0 };
        let met = |n: usize| agents.meets(&agents.choices[n], Demand::AdministratorAtFirst);
        assert_eq!((met(0), met(1)), (Met::Yes, Met::No));
    }

    #[test]
    fn a_default_team_is_missing_for_certain_only_where_there_is_no_team() {
        let rows = [agent(1, "API"), AgentRow { has_team: Some(false), ..agent(2, "API without") }];
        let agents = Agents { choices: choices(&rows, "1Stream", None, &[]), ..Agents::default() };
        let met = |id, demand| agents.meets(agents.choices.iter().find(|c| c.id == id).unwrap(), demand);
        assert_eq!(met(1, Demand::DefaultTeam), Met::Unknown);
        assert_eq!(met(2, Demand::DefaultTeam), Met::No);
        assert_eq!(met(1, Demand::AllTicketTypes), Met::Unknown);
    }

    #[test]
    fn a_name_is_found_among_many_in_any_case() {
        let rows: Vec<AgentRow> = (0..200).map(|n| agent(n, &format!("Agent ÄB{n:03}"))).collect();
        let agents = Agents { choices: choices(&rows, "Zebra", None, &[]), ..Agents::default() };
        let (found, total) = agents.matching(" äb1", 50);
        assert_eq!((found.len(), total), (50, 100));
        assert_eq!(agents.matching("", 3).1, 200);
        assert_eq!(agents.matching("nobody", 3), (vec![], 0));
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
        let choices = choices(&agents, "Zebra for Service Providers", Some(1), &[]);
        let ids: Vec<i64> = choices.iter().map(|c| c.id).collect();
        assert_eq!(ids, [3, 4, 8, 5, 6, 2, 1]);
        let of = |id| choices.iter().find(|c| c.id == id).unwrap().warnings.clone();
        assert_eq!(of(3), []);
        assert_eq!(of(8), [], "what is not returned is no warning");
        assert_eq!(of(5), [AgentWarning::NoTeam]);
        assert_eq!(of(6), [AgentWarning::Restricted]);
        assert_eq!(of(2), [AgentWarning::Person]);
        assert_eq!(of(1), [AgentWarning::Own]);
    }
}
