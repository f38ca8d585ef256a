//! Runs a story with core and dies at its n-th durable effect. Only for the crash tests: `crash DATA_FOLDER
//! VAULT_FOLDER`, the story on standard input.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use latchkey_core::Latchkey;
use latchkey_core::clock::Moment;
use latchkey_core::store::Effect;
use latchkey_journeys::crash::{FileVault, Order, Report, Runner, network_that_waits};

fn report(report: &Report) {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, report).expect("the parent listens");
    out.write_all(b"\n").and_then(|()| out.flush()).expect("the parent listens");
}

#[tokio::main]
async fn main() {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [folder, vault] = folders.as_slice() else { panic!("crash DATA_FOLDER VAULT_FOLDER") };
    let order: Order = serde_json::from_reader(std::io::stdin().lock()).expect("an order");
    let effects = AtomicUsize::new(0);
    let witness = Arc::new(move |effect: Effect| {
        report(&Report::Effect(format!("{effect:?}")));
        if effects.fetch_add(1, Ordering::SeqCst) + 1 == order.abort_at {
            std::process::abort();
        }
    });
    let vault = Arc::new(FileVault::at(vault));
    let network = network_that_waits(&order.ports, Duration::from_millis(order.answer));
    let latchkey =
        Latchkey::open_observed(folder, vault, network, Arc::new(Moment::now), witness).expect("it opens");
    let mut runner = Runner::new(latchkey);
    for (number, step) in order.steps.iter().enumerate() {
        report(&Report::Step(number));
        runner.run(step).await.unwrap_or_else(|e| panic!("step {number}, {step:?}: {e}"));
    }
    report(&Report::End);
}
