//! Random damage to any document, in every state that a crash can leave: it costs the last change of the
//! document's subject, and nothing else.

use std::fs;
use std::time::Instant;

use latchkey_core::connections::Connection;
use latchkey_core::setup::record::Record;
use latchkey_core::{Latchkey, SetUpId};
use latchkey_journeys::at::At;

use crate::by_latchkey::{Crashed, stories};
use crate::dying::Place;

/// So many documents are damaged at least.
const DAMAGES: usize = 1_000;
/// The same damage each time; another number is another thousand.
const SEED: u64 = 20_261_127;

/// Numbers as good as random (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    /// The bytes after something has happened to them.
    fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        let at = self.below(bytes.len());
        let end = (at + 1 + self.below(64)).min(bytes.len());
        let mut damaged = bytes.to_vec();
        match self.below(5) {
            // One bit.
            0 => damaged[at] ^= 1 << self.below(8),
            // A digit or a letter becomes another, so that it can still be read.
            1 => damaged[at] = b"0123456789abcdef"[self.below(16)],
            2 => damaged[at..end].fill(0),
            3 => drop(damaged.splice(at..end, [])),
            _ => damaged.truncate(at),
        }
        damaged
    }
}

/// What is kept of everything.
fn kept(latchkey: &Latchkey) -> (Vec<Record>, Vec<Connection>) {
    let overview = latchkey.overview();
    (overview.unfinished, overview.connections)
}

/// Another set-up on the same computer, which has an address.
async fn beside(crashed: &Crashed<'_>) -> (Place, SetUpId) {
    let place = crashed.place.copy();
    let latchkey = place.open(&crashed.world.network);
    let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
    latchkey.at(&id).set_address(1, &crashed.world.halo.address(), false, None).await.unwrap();
    (place, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_random_damages_cost_no_entry_no_application_and_no_other_set_up() {
    let start = Instant::now();
    let mut numbers = Numbers(SEED);
    let stories = stories();
    let story = &stories[0];
    let points = Crashed::at(story, usize::MAX, "whole").await.run.effects().count();
    let (mut damages, mut noticed) = (0, 0);
    for n in 1..=points {
        let mut crashed = Crashed::at(story, n, "damaged").await;
        let (place, other) = beside(&crashed).await;
        // A copy each time: the lock of a folder is released late while another test starts a process.
        let whole = kept(&place.copy().open(&crashed.world.network));
        for _ in 0..DAMAGES.div_ceil(points) {
            crashed.place = place.copy();
            let documents = crashed.place.documents();
            let name = &documents[numbers.below(documents.len())];
            let path = crashed.place.data().join(name);
            let bytes = fs::read(&path).unwrap();
            let damaged = numbers.damage(&bytes);
            if damaged == bytes {
                continue;
            }
            fs::write(&path, damaged).unwrap();
            let at = format!("{}: {name}", crashed.at);
            let latchkey = crashed.open();
            let said = latchkey.overview().damaged;
            let (set_ups, connections) = kept(&latchkey);
            damages += 1;
            if said.is_empty() {
                // A line feed at the end, or a space: nothing that counts.
                assert_eq!((set_ups, connections), whole, "{at}: it is read, and says something else");
                continue;
            }
            noticed += 1;
            assert_eq!(said, [format!("{name}.damaged-0")], "{at}: it is said");
            for before in &whole.0 {
                let is_about_it = name.contains(before.id().as_str());
                let after = set_ups.iter().find(|after| after.id() == before.id());
                assert!(is_about_it || after == Some(before), "{at}: another set-up has changed: {after:?}");
                assert!(after.is_some() || before.entries.is_empty(), "{at}: an entry is forgotten");
            }
            if name != "connections.json" {
                assert!(whole.1.iter().all(|before| connections.contains(before)), "{at}: a connection");
            }
            assert!(set_ups.iter().any(|one| *one.id() == other) || name.contains(other.as_str()), "{at}");
        }
    }
    println!("{damages} random damages at {points} points, {noticed} noticed, in {:.0?}", start.elapsed());
    assert!(damages * 10 > DAMAGES * 9, "few of them change nothing");
}
