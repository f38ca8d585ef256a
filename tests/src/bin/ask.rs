//! Checks an address with the app's own network, as the page `connect` does, and prints the result. For tests
//! whose environment sets trusted certificates and proxies: `ask ADDRESS`.

use std::sync::Arc;
use std::time::Duration;

use latchkey_core::Latchkey;
use latchkey_core::halo::{Network, Patience};
use latchkey_core::vault::Memory;
use latchkey_journeys::at::At;

#[tokio::main]
async fn main() {
    let address = std::env::args().nth(1).expect("ask ADDRESS");
    let patience = Patience { answer: Duration::from_secs(20), ..Patience::default() };
    let network = Network::to_the_internet(patience);
    let folder = tempfile::tempdir().expect("a folder");
    let latchkey =
        Latchkey::open(folder.path(), Arc::new(Memory::default()), network).expect("Latchkey opens");
    let id = latchkey.begin(None, "Harbour Alarm").expect("a set-up").id;
    match latchkey.at(&id).set_address(1, &address, false, None).await {
        Ok(_) => println!("found"),
        Err(error) => println!("{} {:?}", error.code(), error.params()),
    }
}
