//! The many agents and applications of a large instance. They are made up when they are asked for; nobody
//! stores them, and nobody can sign in with those applications.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Instant;

use crate::application::{Application, AuthenticationMethod, LoginType, Secret};
use crate::people::{self, Agent, TEAMS};

const AGENTS: Range<u32> = 1000..3000;
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

/// All agents of the crowd.
pub(crate) fn agents() -> impl Iterator<Item = Agent> {
    AGENTS.filter_map(agent)
}

/// The agent of the crowd with this id.
pub(crate) fn agent(id: u32) -> Option<Agent> {
    let place = AGENTS.contains(&id).then(|| (id - AGENTS.start) as usize)?;
    let first = FIRST[place % FIRST.len()];
    let last = LAST[place / FIRST.len() % LAST.len()];
    Some(people::agent(id, &format!("{first} {last}"), TEAMS[place % TEAMS.len()], "Technician"))
}

/// All applications of the crowd, listed at this moment already.
pub(crate) fn applications(since: Instant) -> impl Iterator<Item = Application> {
    APPLICATIONS.map(move |id| {
        let place = (id - APPLICATIONS.start) as usize;
        Application {
            id,
            name: format!("{} {} Connector", LAST[place % LAST.len()], FIRST[place % FIRST.len()]),
            description: String::new(),
            active: true,
            authentication_method: AuthenticationMethod::AuthorisationCode,
            login_type: LoginType::Agent,
            agent_id: None,
            client_id: format!("c0ffee00-0000-4000-8000-{id:012x}"),
            permissions: BTreeSet::from(["all:standard".to_owned()]),
            is_system: false,
            created_by: Some(1),
            // Compared with nothing: the token endpoint doesn't know these applications.
            secret: Secret::new(String::new()),
            listed_from: since,
            usable_from: since,
        }
    })
}

/// Whether this is an application of the crowd.
pub(crate) fn is_application(id: u32) -> bool {
    APPLICATIONS.contains(&id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_in_the_crowd_has_a_name_of_their_own() {
        let names: BTreeSet<String> = agents().map(|one| one.name).collect();
        assert_eq!(names.len(), 2000);
        let names: BTreeSet<String> = applications(Instant::now()).map(|one| one.name).collect();
        assert_eq!(names.len(), 120);
    }
}
