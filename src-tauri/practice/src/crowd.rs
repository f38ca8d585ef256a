//! The agents, teams and applications that a large instance has in addition. They are generated on request and not
//! stored. The applications get no tokens.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Instant;

use serde_json::json;

use crate::application::{Application, AuthenticationMethod, LoginType, Secret};
use crate::data::Row;
use crate::people::{self, Agent, TEAMS};

const AGENTS: Range<u32> = 1000..3000;
const TEAM_IDS: Range<u32> = 1000..1500;
const APPLICATIONS: Range<u32> = 1000..1120;

const FIRST: [&str; 50] = [
    "Ada", "Albin", "Beryl", "Bruno", "Cleo", "Cyril", "Dagmar", "Dexter", "Edith", "Enzo", "Fern", "Floris",
    "Greta", "Gustav", "Hazel", "Hugo", "Ilse", "Ivo", "Jarmila", "Jonas", "Kerstin", "Knut", "Leonie",
    "Lorenz", "Mabel", "Mungo", "Nadia", "Nestor", "Olga", "Orson", "Petra", "Piet", "Quinn", "Quirin",
    "Romy", "Rufus", "Sanne", "Silas", "Thea", "Tobias", "Una", "Ulrik", "Vera", "Viggo", "Wanda", "Wim",
    "Xenia", "Yorick", "Zelda", "Zeno",
];

const LAST: [&str; 40] = [
    "Acorn",
    "Anchor",
    "Biscuit",
    "Bramble",
    "Candle",
    "Clover",
    "Dandelion",
    "Driftwood",
    "Ember",
    "Evergreen",
    "Feather",
    "Foxglove",
    "Gravel",
    "Hammock",
    "Hazelnut",
    "Icicle",
    "Inkwell",
    "Jigsaw",
    "Juniper",
    "Kettledrum",
    "Lantern",
    "Lavender",
    "Marble",
    "Meadow",
    "Nutmeg",
    "Oatcake",
    "Orchard",
    "Pebble",
    "Pinwheel",
    "Quill",
    "Ribbon",
    "Saffron",
    "Seashell",
    "Teapot",
    "Thimble",
    "Umbrella",
    "Velvet",
    "Whistle",
    "Yarrow",
    "Zephyr",
];

/// All of its agents.
pub(crate) fn agents() -> impl Iterator<Item = Agent> {
    AGENTS.filter_map(agent)
}

/// Its agent with this id.
pub(crate) fn agent(id: u32) -> Option<Agent> {
    let index = AGENTS.contains(&id).then(|| (id - AGENTS.start) as usize)?;
    let first = FIRST[index % FIRST.len()];
    let last = LAST[index / FIRST.len() % LAST.len()];
    Some(people::agent(id, &format!("{first} {last}"), TEAMS[index % TEAMS.len()], "Technician"))
}

/// All of its teams. No agent is in them.
pub(crate) fn teams() -> impl Iterator<Item = Row> {
    TEAM_IDS.map(|id| {
        let index = (id - TEAM_IDS.start) as usize;
        let name = format!("{} {}", LAST[index % LAST.len()], FIRST[index / LAST.len()]);
        Row { customer: 0, team: None, json: json!({ "id": id, "name": name, "inactive": false }) }
    })
}

/// All of its applications, listed since the given time.
pub(crate) fn applications(since: Instant) -> impl Iterator<Item = Application> {
    APPLICATIONS.map(move |id| {
        let index = (id - APPLICATIONS.start) as usize;
        Application {
            id,
            name: format!("{} {} Connector", LAST[index % LAST.len()], FIRST[index % FIRST.len()]),
            description: String::new(),
            active: true,
            authentication_method: AuthenticationMethod::AuthorisationCode,
            login_type: LoginType::Agent,
            agent_id: None,
            client_id: format!("c0ffee00-0000-4000-8000-{id:012x}"),
            permissions: BTreeSet::from(["all:standard".to_owned()]),
            is_system: false,
            created_by: Some(1),
            // Never compared: the token endpoint doesn't know these applications.
            secret: Secret::new(String::new()),
            listed_from: since,
            usable_from: since,
        }
    })
}

/// Whether the application with this id is one of them.
pub(crate) fn is_application(id: u32) -> bool {
    APPLICATIONS.contains(&id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_in_the_crowd_are_different() {
        let names: BTreeSet<String> = agents().map(|one| one.name).collect();
        assert_eq!(names.len(), 2000);
        let names: BTreeSet<String> = applications(Instant::now()).map(|one| one.name).collect();
        assert_eq!(names.len(), 120);
        let names: BTreeSet<String> = teams().map(|one| one.json["name"].to_string()).collect();
        assert_eq!(names.len(), 500);
    }
}
