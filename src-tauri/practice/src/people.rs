//! The agents and teams of the practice HaloPSA. All of them are invented, and their names say so.

use serde_json::{Value, json};

use crate::dialect::AgentRights;
use crate::permission::CATALOGUE;

/// What an agent may see, whatever an application was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Everything that its role lets it.
    All,
    /// Nothing: every list is empty (contract: "a weak agent gives 200 with empty data").
    None,
    /// Only these areas, by the permission's area (`"tickets"`).
    Only(Vec<&'static str>),
}

/// Somebody, or something, that works in the practice HaloPSA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// HaloPSA's number for it.
    pub id: u32,
    /// What the list of agents shows.
    pub name: String,
    /// An address in a domain that cannot exist.
    pub email: String,
    /// An administrator.
    pub is_admin: bool,
    /// API-only: no licence, no signing in to the web app.
    pub is_api_agent: bool,
    /// Disabled: nothing can log in as it.
    pub is_disabled: bool,
    /// The names of its teams, from [`TEAMS`]. The first is the main one.
    pub teams: Vec<&'static str>,
    /// Its roles.
    pub roles: Vec<&'static str>,
    /// The only customers that it may see, by id; empty: all of them.
    pub only_customers: Vec<u32>,
    /// The areas that it may see.
    pub rights: Rights,
}

/// The teams; a team's id is its place here, from 1.
pub const TEAMS: [&str; 4] = ["Service Desk", "Infrastructure", "Sales", "Accounts"];

impl Agent {
    /// Whether it can sign in to the web app (contract: an API-only agent can't).
    pub(crate) fn may_sign_in(&self) -> bool {
        !self.is_api_agent && !self.is_disabled
    }

    /// Whether it may see an area at all. Administration is the administrators', whatever else they may see; that
    /// webhooks need no administrator is a guess: their permission is one of its own, `admin:webhooks`.
    pub(crate) fn may_see(&self, area: &str) -> bool {
        match &self.rights {
            _ if area.starts_with("admin") && self.is_admin => true,
            Rights::All => true,
            Rights::None => false,
            Rights::Only(areas) => areas.contains(&area),
        }
    }

    /// Whether it may see a row of this customer.
    pub(crate) fn may_see_customer(&self, customer: u32) -> bool {
        self.only_customers.is_empty() || self.only_customers.contains(&customer)
    }

    /// The agent as it stands in the list (specification: `Uname_List`).
    pub(crate) fn in_list(&self) -> Value {
        let (first, last) = self.name.split_once(' ').unwrap_or((&self.name, ""));
        let initials: String = [first, last].iter().filter_map(|part| part.chars().next()).collect();
        json!({
            "id": self.id,
            "name": self.name,
            "firstname": first,
            "surname": last,
            "initials": initials,
            "email": self.email,
            "isdisabled": self.is_disabled,
            "isapiagent": self.is_api_agent,
            "licence_type": if self.is_api_agent { 2 } else { 1 },
            "team": self.teams.first().copied().unwrap_or(""),
            "teams": self.teams.iter().map(|name| json!({
                "id": team_id(name), "name": name,
            })).collect::<Vec<_>>(),
            "role_list": self.roles.iter().map(|name| json!({
                "role_id": name.to_lowercase(), "role_name": name,
            })).collect::<Vec<_>>(),
            "clients": self.only_customers.iter().map(|id| json!({
                "client_id": id,
                "client_name": crate::data::customer_name(*id),
            })).collect::<Vec<_>>(),
            "use": "agent",
        })
    }

    /// The agent alone, as `GET /api/Agent/me` and `GET /api/Agent/{id}` give it (specification: `Uname`, its
    /// roles as `NHD_Roles`, their claims as `NHD_Claim`). What a claim is called, and what its value means, is a
    /// guess: the web app's "Access Level" of each feature.
    pub(crate) fn alone(&self, told: AgentRights) -> Value {
        let mut agent = self.in_list();
        agent["is_admin"] = json!(self.is_admin);
        let claims = |of: &dyn Fn(&str) -> bool| match told {
            AgentRights::NotTold => json!([]),
            AgentRights::Told => areas()
                .map(|area| json!({ "type": area, "value": if of(area) { "2" } else { "0" } }))
                .collect(),
        };
        agent["roles"] = self
            .roles
            .iter()
            .map(|name| {
                json!({
                    "id": name.to_lowercase(),
                    "name": name,
                    "claims": claims(&|area| self.may_see(area)),
                    "teams": [],
                    "clients": [],
                })
            })
            .collect();
        agent["claims"] = json!([]);
        agent
    }
}

/// The features that an access level is told of: all that can be changed, but for these.
fn areas() -> impl Iterator<Item = &'static str> {
    const NOT_TOLD: [&str; 3] = ["events", "mailcampaign", "software"];
    CATALOGUE.iter().filter_map(|one| one.strip_prefix("edit:")).filter(|area| !NOT_TOLD.contains(area))
}

fn team_id(name: &str) -> usize {
    TEAMS.iter().position(|team| *team == name).map_or(0, |place| place + 1)
}

/// The teams as `GET /api/Team` gives them.
pub(crate) fn teams() -> Vec<Value> {
    TEAMS.iter().map(|name| json!({ "id": team_id(name), "name": name, "forrequests": true })).collect()
}

/// A person or an API-only agent, before its peculiarities.
pub(crate) fn agent(id: u32, name: &str, team: &'static str, role: &'static str) -> Agent {
    let address = name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), ".");
    Agent {
        id,
        name: name.to_owned(),
        email: format!("{address}@practice.invalid"),
        is_admin: false,
        is_api_agent: false,
        is_disabled: false,
        teams: if team.is_empty() { vec![] } else { vec![team] },
        roles: vec![role],
        only_customers: vec![],
        rights: Rights::All,
    }
}

/// Whoever is behind a token of an application without an agent.
pub(crate) fn nobody() -> Agent {
    Agent { rights: Rights::None, roles: vec![], ..agent(0, "", "", "") }
}

/// The agents that are there from the beginning.
pub(crate) fn at_the_beginning() -> Vec<Agent> {
    vec![
        Agent {
            is_admin: true,
            teams: vec!["Service Desk", "Infrastructure"],
            ..agent(1, "Wilhelmina Sample", "", "Administrator")
        },
        agent(2, "Percy Placeholder", "Service Desk", "Technician"),
        Agent {
            rights: Rights::Only(vec!["customers", "crm", "sales", "quotes"]),
            ..agent(3, "Ingrid Example", "Sales", "Sales")
        },
        Agent { is_disabled: true, ..agent(4, "Otto Invented", "Infrastructure", "Technician") },
        Agent { only_customers: vec![2], ..agent(5, "Quentin Template", "Service Desk", "Technician") },
        // Built in, as in HaloPSA (contract); it belongs to no team.
        Agent { is_api_agent: true, ..agent(6, "halointegrator", "", "Integration") },
        Agent {
            is_api_agent: true,
            teams: TEAMS.to_vec(),
            ..agent(7, "API Integration Account", "", "Integration")
        },
        Agent {
            is_admin: true,
            is_api_agent: true,
            ..agent(8, "API Blue Heron", "Infrastructure", "Administrator")
        },
        Agent {
            is_api_agent: true,
            only_customers: vec![2, 3],
            ..agent(9, "API Narrow Gate", "Infrastructure", "Integration")
        },
        Agent { is_api_agent: true, rights: Rights::None, ..agent(10, "API Empty Hands", "", "No rights") },
        Agent {
            is_api_agent: true,
            is_disabled: true,
            ..agent(11, "API Retired Robot", "Service Desk", "Integration")
        },
    ]
}
