//! Agents, teams, roles and customers: their data, and their JSON.

use serde_json::{Value, json};

use crate::dialect::{AgentRights, AgentSize};
use crate::permission::CATALOGUE;

/// The areas that an agent may see. They limit what an application can read, whatever its permissions are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rights {
    /// All areas.
    All,
    /// None: every list is empty (contract: "a weak agent gives 200 with empty data").
    None,
    /// Only these, by the permissions' area (`"tickets"`).
    Only(Vec<&'static str>),
}

/// An agent: a person, or an account for the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Its id, assigned by HaloPSA.
    pub id: u32,
    /// Its full name.
    pub name: String,
    /// The email address that it signs in with; its domain can't exist.
    pub email: String,
    /// Whether it is an administrator.
    pub is_admin: bool,
    /// Whether it is API-only: it has no licence and can't sign in to the web app.
    pub is_api_agent: bool,
    /// Whether it is disabled: neither a person nor an application can log in as it.
    pub is_disabled: bool,
    /// The names of its teams, from [`TEAMS`]. The first is the main one.
    pub teams: Vec<&'static str>,
    /// The names of its roles.
    pub roles: Vec<&'static str>,
    /// The ids of the only customers that it may see; empty: all of them.
    pub only_customers: Vec<u32>,
    /// The areas that it may see.
    pub rights: Rights,
}

/// The names of the teams. A team's id is its position here, from 1.
pub const TEAMS: [&str; 4] = ["Service Desk", "Infrastructure", "Sales", "Accounts"];

impl Agent {
    /// Whether it may sign in to the web app (contract: an API-only agent can't).
    pub(crate) fn may_sign_in(&self) -> bool {
        !self.is_api_agent && !self.is_disabled
    }

    /// Whether it may see an area. Administrators may always see the area `admin`. That webhooks don't need an
    /// administrator is a guess, because they have a permission of their own, `admin:webhooks`.
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

    /// Its row in the list of agents (specification: `Uname_List`).
    pub(crate) fn list_row(&self) -> Value {
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
                "client_name": customer_name(*id),
            })).collect::<Vec<_>>(),
            "use": "agent",
        })
    }

    /// Its long form, as `GET /api/Agent/me` and `GET /api/Agent/{id}` return it (specification: `Uname`, its
    /// roles as `NHD_Roles`, their claims as `NHD_Claim`).
    pub(crate) fn details(&self, rights: AgentRights, size: AgentSize) -> Value {
        let mut agent = self.list_row();
        agent["is_admin"] = json!(self.is_admin);
        let coded = rights == AgentRights::Coded;
        agent["roles"] = self
            .roles
            .iter()
            .map(|name| {
                let mut role = role(name);
                if !coded {
                    role["claims"] = self.claims(rights);
                }
                role
            })
            .collect();
        agent["claims"] = if coded { self.claims(rights) } else { json!([]) };
        if size == AgentSize::Live {
            agent["unamecustomfields"] = (0..CUSTOM_FIELDS).map(custom_field).collect();
        }
        agent
    }

    /// What it may see, as claims. Without codes, a claim's name and the meaning of its value are a guess: the web
    /// app's "Access Level" of each feature.
    pub(crate) fn claims(&self, rights: AgentRights) -> Value {
        let claim = |code: &str, value: u8| json!({ "type": code, "value": value.to_string() });
        let level = |area: &str, max: u8| if self.may_see(area) { max } else { 0 };
        match rights {
            AgentRights::NotTold => json!([]),
            AgentRights::Told => areas().map(|area| claim(area, level(area, 2))).collect(),
            AgentRights::Coded => {
                let administrator = claim("SA", self.is_admin.into());
                let levels = CODES.iter().map(|(code, area, max)| claim(code, level(area, *max)));
                // An agent that is restricted to some customers is restricted in its tickets, too: this is what its
                // rights say, and not what the lists here leave out.
                let sees_all = self.only_customers.is_empty().into();
                let restrictions = [
                    claim("Fc", sees_all),
                    claim("Ft", sees_all),
                    claim("l8", sees_all),
                    claim("l9", sees_all),
                ];
                // A live instance has 108 (contract), most of them with undocumented codes.
                let unknown = ('a'..='z').flat_map(|letter| (1..=3).map(move |digit| (letter, digit)));
                let unknown = unknown.map(|(letter, digit)| claim(&format!("{letter}{digit}"), digit - 1));
                [administrator].into_iter().chain(levels).chain(restrictions).chain(unknown).collect()
            }
        }
    }
}

/// The codes of the features, each with the permissions' area that it belongs to and its highest level (contract:
/// "Agents"; there, too, which area a code belongs to is a guess).
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

/// The number of custom fields that makes an agent's long form 2.1 MB large.
const CUSTOM_FIELDS: usize = 2_100;

/// A custom field of about 1 kB.
fn custom_field(number: usize) -> Value {
    json!({ "id": number, "name": format!("CFPractice{number}"), "value": "invented ".repeat(105) })
}

/// The id of a role.
pub(crate) fn role_id(name: &str) -> String {
    name.to_lowercase()
}

/// A role as `GET /api/Roles` returns it (specification: `NHD_Roles`): without claims.
pub(crate) fn role(name: &str) -> Value {
    json!({ "id": role_id(name), "name": name, "teams": [], "clients": [] })
}

/// The names of these agents' roles, each with the first agent who has it.
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

/// The areas with an access level: all that can be edited, but for three.
fn areas() -> impl Iterator<Item = &'static str> {
    const WITHOUT_LEVEL: [&str; 3] = ["events", "mailcampaign", "software"];
    CATALOGUE.iter().filter_map(|one| one.strip_prefix("edit:")).filter(|area| !WITHOUT_LEVEL.contains(area))
}

/// The customers: id, name, and the id again, as the customer whose row it is.
pub(crate) const CUSTOMERS: &[(u32, &str, u32)] = &[
    (1, "Copper Kettle Bakery", 1),
    (2, "Moonbeam Lighthouse Trust", 2),
    (3, "Paper Crane Logistics", 3),
    (4, "Tin Robot Toys", 4),
];

/// A customer's name; empty if the id is unknown.
pub(crate) fn customer_name(id: u32) -> &'static str {
    CUSTOMERS.iter().find(|(known, _, _)| *known == id).map_or("", |(_, name, _)| name)
}

fn team_id(name: &str) -> usize {
    TEAMS.iter().position(|team| *team == name).map_or(0, |index| index + 1)
}

/// The teams as `GET /api/Team` returns them.
pub(crate) fn teams() -> Vec<Value> {
    TEAMS.iter().map(|name| json!({ "id": team_id(name), "name": name, "forrequests": true })).collect()
}

/// An agent with all rights, in one team (`""`: in none) and with one role.
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

/// The agent of an application that is saved without one: it has no rights.
pub(crate) fn no_agent() -> Agent {
    Agent { rights: Rights::None, roles: vec![], ..agent(0, "", "", "") }
}
