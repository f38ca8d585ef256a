//! Calls the system's keychain as the app does, in a process of its own, for the tests that create that
//! keychain. One command per line of standard input, one response per line of standard output. A secret comes
//! in by standard input and never goes out.

use std::io::{BufRead, Write};
use std::sync::Arc;
use std::time::Instant;

use latchkey_core::Secret;
use latchkey_core::vault::{EntryName, Keeper, Keychain, same};
use serde_json::{Value, json};

// As in the app: several threads, and the keychain's calls off them.
#[tokio::main]
async fn main() {
    let keeper = Keeper::new(Arc::new(Keychain::default()));
    for line in std::io::stdin().lock().lines() {
        let command: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let text = |key: &str| command[key].as_str().unwrap_or_default();
        let entry = EntryName::of(text("host"), text("product"), text("client_id"));
        let secret = Secret::from(text("secret"));
        let start = Instant::now();
        let result = match text("do") {
            "put" => keeper.put(&entry, &secret).await.map(|()| json!({})),
            "get" => keeper.get(&entry).await.map(
                |found| json!({ "found": found.is_some(), "same": found.is_some_and(|f| same(&f, &secret)) }),
            ),
            "delete" => keeper.delete(&entry).await.map(|()| json!({})),
            other => panic!("{other}?"),
        };
        let mut answer = result.unwrap_or_else(|e| json!({ "error": e.code() }));
        answer["milliseconds"] = json!(start.elapsed().as_millis());
        let mut out = std::io::stdout().lock();
        writeln!(out, "{answer}").and_then(|()| out.flush()).expect("the test listens");
    }
}
