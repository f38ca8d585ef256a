//! An application's reach is shown before it is created; the proof then sees exactly that, on agents with
//! every mixture of role, teams, customers and administration.

use std::collections::BTreeSet;

use latchkey_core::halo::ReadSeen;
use latchkey_core::reach::Sees;
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{By, Computer, Intention};
use latchkey_practice::{Agent, AgentRights, Dialect, Practice, Rights, TEAMS};

/// The agent of every constellation.
const AGENT: u32 = 50;
const CONSTELLATIONS: u64 = 50;

const AREAS: [&str; 12] = [
    "tickets",
    "customers",
    "crm",
    "contracts",
    "suppliers",
    "projects",
    "sales",
    "invoices",
    "timesheets",
    "kb",
    "assets",
    "calendar",
];

/// Numbers that look random and are the same on every computer (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn some<T: Copy>(&mut self, of: &[T]) -> Vec<T> {
        of.iter().copied().filter(|_| self.below(2) == 0).collect()
    }
}

fn agent(dice: &mut Dice, model: Agent) -> Agent {
    Agent {
        id: AGENT,
        name: "A constellation".into(),
        is_admin: dice.below(3) == 0,
        teams: if dice.below(4) == 0 { vec![] } else { dice.some(&TEAMS) },
        only_customers: if dice.below(2) == 0 { vec![] } else { dice.some(&[1, 2, 3, 4]) },
        rights: match dice.below(4) {
            0 => Rights::All,
            1 => Rights::None,
            _ => Rights::Only(dice.some(&AREAS)),
        },
        ..model
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_before_agrees_with_what_the_proof_sees() {
    let mut kinds: BTreeSet<&'static str> = BTreeSet::new();
    let mut rows = 0;
    for n in 1..=CONSTELLATIONS {
        let mut dice = Dice(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let halo = Practice::start(Dialect::default()).await.unwrap();
        let model = halo.state().agents().into_iter().find(|one| one.id == 7).unwrap();
        let agent = agent(&mut dice, model);
        halo.state().put_agent(agent.clone());
        let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Person);
        let names: Vec<String> = dice
            .some(&AREAS)
            .into_iter()
            .map(|area| format!("{}:{area}", if dice.below(2) == 0 { "read" } else { "edit" }))
            .chain(["admin:webhooks".to_owned()])
            .collect();
        let names: Vec<&'static str> = names.into_iter().map(|name| &*name.leak()).collect();
        let intention =
            Intention { agent: "A constellation", agent_id: AGENT, permissions: names, ..Intention::usual() };
        let (id, _) = computer.answer_pages_signed_in(&halo, &intention).await.unwrap();
        let reach = computer.latchkey().at(&id).reach().await.unwrap().expect("the agent is reported");
        assert_eq!(reach.administrator, Some(agent.is_admin));
        let outcome = computer.create(&id).await.unwrap();
        assert_eq!(reach.rows.len(), outcome.proof.reads.len(), "{agent:?}");
        for row in &reach.rows {
            let read = outcome.proof.reads.iter().find(|read| read.permission == row.permission).unwrap();
            let seen = match read.seen {
                ReadSeen::Rows => true,
                ReadSeen::Nothing => false,
                ref other => panic!("{other:?}"),
            };
            if row.sees == Sees::NotTold {
                // Whether webhooks take an administrator is not reported, and not guessed; nor whether a role that
                // denies an administrator something counts.
                assert!(row.permission.is("admin:webhooks") || agent.is_admin, "{row:?}");
            } else {
                assert_ne!(row.sees.is_nothing(), seen, "{row:?}\n{agent:?}");
            }
            // Nothing alarms that needs no action, and what is missing is a remark.
            let remarked =
                outcome.proof.remarks.iter().any(|remark| remark.permissions().contains(&row.permission));
            let lives_on = ["read:tickets", "read:customers"].iter().any(|name| row.permission.is(name));
            assert!(remarked || !row.sees.is_nothing(), "{row:?}: {:?}", outcome.proof.remarks);
            assert!(
                !remarked || row.sees.is_nothing() || lives_on && !seen,
                "{row:?}: {:?}",
                outcome.proof.remarks
            );
            kinds.insert(row.sees.id());
            rows += 1;
        }
    }
    println!("{CONSTELLATIONS} agents, {rows} rows, all as they were shown: {kinds:?}");
    let all = ["customers", "everything", "no-access", "no-team", "not-told", "teams"];
    assert_eq!(kinds, all.into_iter().collect(), "each kind was met");
}

#[tokio::test]
async fn what_halopsa_does_not_report_is_not_guessed() {
    let halo =
        Practice::start(Dialect { agent_rights: AgentRights::NotTold, ..Dialect::default() }).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Person);
    let intention = Intention { permissions: vec!["read:invoices", "read:tickets"], ..Intention::usual() };
    let (id, _) = computer.answer_pages_signed_in(&halo, &intention).await.unwrap();
    let reach = computer.latchkey().at(&id).reach().await.unwrap().unwrap();
    let sees: Vec<&str> = reach.rows.iter().map(|row| row.sees.id()).collect();
    assert_eq!(sees, ["not-told", "everything"], "teams and customers are reported");
    halo.state().remove_agent(intention.agent_id);
    assert_eq!(computer.latchkey().at(&id).reach().await.unwrap(), None);
}
