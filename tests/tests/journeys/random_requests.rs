//! Random sequences of what HaloPSA, a colleague and a user who answers truthfully do with a set-up: at the end no
//! application is there that nobody knows of, and no colleague's was deleted.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use latchkey_core::{Error, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{Computer, Intention, nobody};
use latchkey_practice::{
    ActiveOnSave, ClientIdOnSave, CredentialsMadeBy, DescriptionOnSave, Dialect, PostAnswer, Practice,
};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// How many sequences are tried, each with a seed of its own.
const SEQUENCES: u64 = 60;

/// Longer than an application stays out of the lists.
const APPEARS: Duration = Duration::from_secs(601);

struct World {
    halo: Practice,
    computer: Computer,
    id: SetUpId,
    /// The Client IDs of the applications that a colleague created.
    colleagues: Vec<String>,
    /// What happened, for the message.
    log: Vec<String>,
}

/// How HaloPSA creates an application: what it keeps, whether the response is clear, and whether it works.
fn dialect(random: &mut StdRng) -> Dialect {
    let nameless = random.random_bool(0.3);
    let late = random.random_bool(0.5);
    Dialect {
        credentials_made_by: if random.random_bool(0.3) {
            CredentialsMadeBy::HaloClientId
        } else {
            CredentialsMadeBy::Sender
        },
        description_on_save: if nameless { DescriptionOnSave::Dropped } else { DescriptionOnSave::Kept },
        client_id_on_save: if nameless { ClientIdOnSave::Changes } else { ClientIdOnSave::default() },
        post_answer: if late || random.random_bool(0.3) { PostAnswer::FailsAfter } else { PostAnswer::Array },
        appears_after: if late { APPEARS - Duration::from_secs(1) } else { Duration::ZERO },
        active_on_save: if random.random_bool(0.5) { ActiveOnSave::Inactive } else { ActiveOnSave::AsChosen },
        ..Dialect::default()
    }
}

impl World {
    async fn start() -> Self {
        let halo = Practice::start(Dialect::default()).await.expect("a practice HaloPSA");
        let computer = Computer::that_reaches(&[&halo], &[]);
        let (id, _) = computer.answer_pages_signed_in(&halo, &Intention::usual()).await.expect("pages");
        Self { halo, computer, id, colleagues: Vec::new(), log: Vec::new() }
    }

    fn exists(&self) -> bool {
        self.computer.latchkey().set_up(&self.id).is_ok()
    }

    async fn sign_in(&self) {
        self.computer.sign_in(&self.id, &self.halo).await.expect("signed in");
    }

    /// The user looks at what was asked about in HaloPSA, and answers truthfully.
    async fn answer(&mut self, error: &Error) -> bool {
        let Error::ApplicationPerhaps { candidates, .. } = error else { return false };
        let made = self.halo.state().ids_of_the_api();
        let is_made = |id: &str| id.parse().is_ok_and(|id| made.contains(&id));
        let set_up = self.computer.latchkey().at(&self.id);
        match candidates.iter().find(|one| is_made(one.id.as_str())) {
            Some(own) => set_up.this_one(&own.id).await.expect("it is there"),
            None => {
                let all: Vec<_> = candidates.iter().map(|one| one.id.clone()).collect();
                set_up.none_of_these(&all).await.expect("denied");
            }
        }
        true
    }

    async fn step(&mut self, random: &mut StdRng) {
        let dialect = dialect(random);
        if dialect.appears_after == Duration::ZERO {
            // What is shown only after the end of a set-up isn't found: SECURITY.md says so.
            self.halo.state().advance(APPEARS);
        }
        self.halo.state().set_dialect(dialect);
        if random.random_bool(0.25) {
            let name = Intention::usual().application;
            let (client_id, _) = self.halo.state().add_application(name, 6, &["read:tickets"]).unwrap();
            self.colleagues.push(client_id);
            self.log.push("a colleague's".to_owned());
        }
        if random.random_bool(0.25) {
            self.computer.restart();
            self.log.push("restart".to_owned());
        }
        self.sign_in().await;
        let act = random.random_range(0..5);
        let done = match act {
            0..3 => {
                let set_up = self.computer.latchkey().at(&self.id);
                Box::pin(set_up.create(true, &nobody())).await.map(|_| ())
            }
            3 => {
                // What was created before can be seen by now.
                self.halo.state().advance(APPEARS);
                self.sign_in().await;
                self.computer.latchkey().at(&self.id).undo(&nobody()).await.map(|_| ())
            }
            _ => self.by_hand().await,
        };
        self.log.push(format!("{act}: {done:?}"));
        if let Err(error) = done
            && random.random_bool(0.7)
        {
            self.answer(&error).await;
        }
    }

    /// Tests instead of answering, where there is something to test.
    async fn by_hand(&self) -> Result<(), Error> {
        let set_up = self.computer.latchkey().at(&self.id);
        if set_up.creation().is_none_or(|creation| creation.application().is_none()) {
            return Ok(());
        }
        set_up.go_on_by_hand(false).await?;
        set_up.prove(&nobody()).await.map(|_| ())
    }

    /// Undoes what is left, answering what is asked. Returns whether it came to an end.
    async fn undo(&mut self) -> bool {
        self.halo.state().set_dialect(Dialect::default());
        self.halo.state().advance(APPEARS);
        for _ in 0..10 {
            self.sign_in().await;
            let undone = self.computer.latchkey().at(&self.id).undo(&nobody()).await;
            self.log.push(format!("at the end: {undone:?}"));
            match undone {
                Ok(_) => return true,
                Err(error) => {
                    if !self.answer(&error).await {
                        return false;
                    }
                }
            }
        }
        false
    }

    fn faults(&self) -> Vec<String> {
        let state = self.halo.state();
        let made = state.ids_of_the_api();
        let connections = self.computer.latchkey().overview().connections;
        let is_connected =
            |client_id: &str| connections.iter().any(|c| c.client_id.eq_ignore_ascii_case(client_id));
        let own = state.applications().into_iter().filter(|one| made.contains(&one.id));
        let unknown = own.filter(|one| !is_connected(&one.client_id));
        let unknown = unknown.map(|one| format!("nobody knows of {} any more", one.id));
        let deleted = self.colleagues.iter().filter(|one| state.application(one).is_none());
        let deleted = deleted.map(|_| "a colleague's application was deleted".to_owned());
        unknown.chain(deleted).chain(self.computer.faults(&[&self.halo])).collect()
    }
}

/// What is wrong after the sequence with this seed, if anything.
async fn sequence(seed: u64) -> Option<String> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut world = World::start().await;
    for _ in 0..random.random_range(5..11) {
        if !world.exists() {
            break;
        }
        world.step(&mut random).await;
    }
    let ended = !world.exists() || world.undo().await;
    let faults = world.faults();
    (!ended || !faults.is_empty())
        .then(|| format!("seed {seed}, undone: {ended}, {faults:?}\n    {}", world.log.join("\n    ")))
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_in_whatever_order_no_application_is_forgotten_and_no_colleagues_deleted() {
    let sequences = stream::iter(0..SEQUENCES).map(|seed| tokio::spawn(Box::pin(sequence(seed))));
    let wrong: Vec<String> = sequences
        .buffer_unordered(48)
        .filter_map(|done| async { done.expect("a sequence doesn't panic") })
        .collect()
        .await;
    println!("{SEQUENCES} random sequences");
    assert!(wrong.is_empty(), "{} of {SEQUENCES}:\n{}", wrong.len(), wrong.join("\n"));
}
