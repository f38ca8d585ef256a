//! The agents and applications that every practice HaloPSA starts with. All of them are invented.

use std::io;
use std::ops::RangeInclusive;
use std::time::Instant;

use crate::application::{Application, AuthenticationMethod, LoginType, Secret};
use crate::people::{Agent, Rights, TEAMS, agent};
use crate::random;

/// The ids of the applications of the kind that Latchkey creates.
pub(crate) const EXAMPLES: RangeInclusive<u32> = 2..=4;

/// The agents.
pub(crate) fn agents() -> Vec<Agent> {
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
        // For products whose vendors ask for an administrator in every team.
        Agent {
            is_admin: true,
            is_api_agent: true,
            teams: TEAMS.to_vec(),
            ..agent(12, "API Tall Lighthouse", "", "Administrator")
        },
        // For the product of this name, which works as an agent with a licence.
        Agent { teams: TEAMS.to_vec(), ..agent(13, "Neo Agent", "", "Technician") },
    ]
}

/// The applications: other vendors', and HaloPSA's own web app. Their secrets are random and returned to nobody.
/// Fails if the system has no randomness.
pub(crate) fn applications() -> io::Result<Vec<Application>> {
    let services = AuthenticationMethod::Services;
    Ok(vec![
        Application {
            is_system: true,
            // The same on every tenant (contract).
            client_id: "24fe0a24-85d5-46d4-b9c6-721e23f25843".to_owned(),
            ..application(
                1,
                "Agent Web Application",
                AuthenticationMethod::AuthorisationCode,
                None,
                &["all"],
            )?
        },
        application(
            2,
            "Paper Lantern Backup",
            services,
            Some(6),
            &["read:tickets", "edit:tickets", "read:customers", "read:assets"],
        )?,
        application(3, "Blue Heron Watchtower", services, Some(8), &["all"])?,
        Application {
            active: false,
            ..application(4, "Old Weather Station", services, Some(6), &["read:assets"])?
        },
        application(5, "Pocket Telescope", AuthenticationMethod::AuthorisationCode, None, &["all:standard"])?,
    ])
}

fn application(
    id: u32,
    name: &str,
    method: AuthenticationMethod,
    agent_id: Option<u32>,
    permissions: &[&str],
) -> io::Result<Application> {
    Ok(Application {
        id,
        name: name.to_owned(),
        description: String::new(),
        active: true,
        authentication_method: method,
        login_type: LoginType::Agent,
        agent_id,
        client_id: random::guid()?,
        permissions: permissions.iter().map(ToString::to_string).collect(),
        is_system: false,
        created_by: Some(1),
        secret: Secret::new(random::secret()?),
        listed_from: Instant::now(),
        usable_from: Instant::now(),
    })
}
