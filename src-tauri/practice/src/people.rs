//! The agents and teams of the practice HaloPSA. All of them are invented, and their names say so.

use serde_json::{Value, json};

use crate::dialect::{AgentRights, AgentSize};
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
                "role_id": role_id(name), "role_name": name,
            })).collect::<Vec<_>>(),
            "clients": self.only_customers.iter().map(|id| json!({
                "client_id": id,
                "client_name": crate::data::customer_name(*id),
            })).collect::<Vec<_>>(),
            "use": "agent",
        })
    }

    /// The agent alone, as `GET /api/Agent/me` and `GET /api/Agent/{id}` give it (specification: `Uname`, its
    /// roles as `NHD_Roles`, their claims as `NHD_Claim`).
    pub(crate) fn alone(&self, told: AgentRights, size: AgentSize) -> Value {
        let mut agent = self.in_list();
        agent["is_admin"] = json!(self.is_admin);
        let coded = told == AgentRights::Coded;
        agent["roles"] = self
            .roles
            .iter()
            .map(|name| {
                let mut role = role(name);
                if !coded {
                    role["claims"] = self.claims(told);
                }
                role
            })
            .collect();
        agent["claims"] = if coded { self.claims(told) } else { json!([]) };
        if size == AgentSize::Live {
            agent["unamecustomfields"] = (0..FIELDS).map(field).collect();
        }
        agent
    }

    /// What it may see, as claims. Without codes, what a claim is called and what its value means is a guess: the
    /// web app's "Access Level" of each feature.
    pub(crate) fn claims(&self, told: AgentRights) -> Value {
        let claim = |code: &str, value: u8| json!({ "type": code, "value": value.to_string() });
        let level = |area: &str, most: u8| if self.may_see(area) { most } else { 0 };
        match told {
            AgentRights::NotTold => json!([]),
            AgentRights::Told => areas().map(|area| claim(area, level(area, 2))).collect(),
            AgentRights::Coded => {
                let administrator = claim("SA", self.is_admin.into());
                let levels = CODES.iter().map(|(code, area, most)| claim(code, level(area, *most)));
                let narrowing = [
                    claim("Fc", self.only_customers.is_empty().into()),
                    claim("Ft", 1),
                    claim("l8", 1),
                    claim("l9", 1),
                ];
                // There are 108 on a live instance (contract), most of them in codes that nobody explains.
                let unknown = ('a'..='z').flat_map(|letter| (1..=3).map(move |digit| (letter, digit)));
                let unknown = unknown.map(|(letter, digit)| claim(&format!("{letter}{digit}"), digit - 1));
                [administrator].into_iter().chain(levels).chain(narrowing).chain(unknown).collect()
            }
        }
    }
}

/// The codes of the features, each with the area of the permissions that it belongs to and its highest level
/// (contract: "Agents"; the pairing is ours there, too).
const CODES: [(&str, &str, u8); 25] = [
    ("Tx", "tickets", 2),
    ("Ux", "customers", 3),
    ("Fx", "customers", 3),
    ("Ex", "crm", 2),
    ("Cx", "contracts", 2),
    ("Gx", "contracts", 2),
    ("Sx", "suppliers", 2),
    ("Ix", "items", 3),
    ("Px", "projects", 2),
    ("Ox", "sales", 2),
    ("Qx", "quotes", 2),
    ("Yx", "sos", 2),
    ("Zx", "pos", 2),
    ("Xx", "invoices", 3),
    ("Jx", "invoices", 3),
    ("Rx", "reporting", 2),
    ("Hx", "timesheets", 4),
    ("Lx", "softwarelicensing", 2),
    ("Wx", "software", 2),
    ("Bx", "kb", 2),
    ("Dx", "assets", 2),
    ("Kx", "distributionlists", 2),
    ("Nx", "mailcampaign", 2),
    ("Ax", "calendar", 2),
    ("LC", "chat", 2),
];

/// Of so many fields an agent alone has 2.1 MB.
const FIELDS: usize = 2_100;

/// A field of an agent's that nobody needs.
fn field(number: usize) -> Value {
    json!({ "id": number, "name": format!("CFPractice{number}"), "value": "invented ".repeat(105) })
}

/// The id of a role.
pub(crate) fn role_id(name: &str) -> String {
    name.to_lowercase()
}

/// A role as `GET /api/Roles` gives it (specification: `NHD_Roles`): without claims.
pub(crate) fn role(name: &str) -> Value {
    json!({ "id": role_id(name), "name": name, "teams": [], "clients": [] })
}

/// The roles of these agents, each with the first agent who has it.
pub(crate) fn roles(agents: &[Agent]) -> Vec<(&'static str, &Agent)> {
    let mut roles: Vec<(&'static str, &Agent)> = Vec::new();
    for agent in agents {
        for name in &agent.roles {
            if !roles.iter().any(|(known, _)| known == name) {
                roles.push((name, agent));
            }
        }
    }
    roles
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
