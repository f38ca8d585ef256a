//! An app with a keychain that can fail, and what must be true of it at every moment.

use std::cell::OnceCell;
use std::sync::Arc;

use latchkey_core::halo::Network;
use latchkey_core::vault::{EntryName, Vault};
use latchkey_core::{Latchkey, SetUpId};
use latchkey_journeys::at::At;
use latchkey_journeys::crash::{
    AGENT_ID, APPLICATION, PERMISSIONS, Runner, Step, network, nobody, quick_folder,
};
use latchkey_journeys::faulty::Faulty;
use latchkey_practice::{Application, Dialect, Practice};
use secrecy::ExposeSecret;
use tokio::runtime::Runtime;

/// The practice HaloPSA, on threads of its own so that a test may stop its own clock.
pub(crate) struct World {
    halo: Practice,
    // Dropped last: the server runs on it.
    threads: Runtime,
}

pub(crate) struct Truth {
    pub(crate) address: String,
    pub(crate) client_id: String,
    pub(crate) secret: String,
}

impl World {
    pub(crate) fn start() -> Self {
        let threads =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let halo = threads.block_on(Practice::start(Dialect::default())).unwrap();
        Self { halo, threads }
    }

    pub(crate) fn application(&self) -> Truth {
        let (client_id, secret) =
            self.halo.state().add_application(APPLICATION, AGENT_ID, &PERMISSIONS).unwrap();
        Truth { address: self.halo.address(), client_id, secret }
    }

    /// The application gets another secret and, if `client_id` is none, another Client ID.
    pub(crate) fn generate(&self, client_id: Option<&str>) -> Truth {
        let mut new = self.application();
        if let Some(client_id) = client_id {
            let state = self.halo.state();
            state.delete_application(client_id);
            assert!(state.change_application(&new.client_id, |one| one.client_id = client_id.to_owned()));
            new.client_id = client_id.to_owned();
        }
        new
    }
}

/// Connections that are kept open belong to one runtime, and each thread here has its own.
pub(crate) fn network_of_this_thread(world: &World) -> Network {
    thread_local!(static NETWORK: OnceCell<Network> = const { OnceCell::new() });
    NETWORK.with(|made| made.get_or_init(|| network(&world.halo.ports())).clone())
}

/// One app with a keychain that can fail. The folder is deleted in the end.
pub(crate) struct App {
    pub(crate) runner: Runner,
    pub(crate) vault: Arc<Faulty>,
    /// The HaloPSA in which this app creates something: its own, since that changes it.
    pub(crate) halo: Option<Practice>,
    _folder: tempfile::TempDir,
}

impl Drop for App {
    fn drop(&mut self) {
        // A runtime does not end before the calls that it made off its threads.
        self.vault.release();
    }
}

impl App {
    pub(crate) fn new(world: &World) -> Self {
        Self::at(network_of_this_thread(world), None)
    }

    /// An app that creates something in a HaloPSA of its own.
    pub(crate) async fn that_creates(world: &World, dialect: Dialect) -> Self {
        let halo = world.threads.spawn(Practice::start(dialect)).await.unwrap().unwrap();
        Self::at(network(&halo.ports()), Some(halo))
    }

    fn at(network: Network, halo: Option<Practice>) -> Self {
        let vault = Arc::new(Faulty::default());
        let folder = quick_folder();
        let latchkey = Latchkey::open(folder.path(), vault.clone(), network).unwrap();
        Self { runner: Runner::new(latchkey), vault, halo, _folder: folder }
    }

    /// The applications that this app made. Nobody else's was touched, at whatever moment this is asked.
    pub(crate) fn ours(&self) -> Vec<Application> {
        let deleted = self.halo.iter().flat_map(|halo| halo.state().others_deleted()).count();
        assert_eq!(deleted, 0, "another user's application was deleted");
        let all = self.halo.iter().flat_map(|halo| halo.state().applications());
        all.filter(|one| one.name == APPLICATION).collect()
    }

    /// Whatever the keychain did: what is in HaloPSA is known, and its secret is in the keychain or in
    /// hand, unless `undoing` it.
    pub(crate) fn assert_nothing_is_lost(&self, undoing: bool, at: &str) {
        let overview = self.runner.latchkey.overview();
        let is_prepared = |id: &SetUpId| {
            let creation = self.runner.latchkey.set_up(id).ok().and_then(|set_up| set_up.creation());
            creation.is_some_and(|creation| !creation.may_be_there())
        };
        if let Some(halo) = self.halo.as_ref().filter(|_| self.runner.draft.as_ref().is_some_and(is_prepared))
        {
            assert_eq!(
                halo.state().created_by_api(),
                0,
                "{at}: HaloPSA was asked before the keychain had it"
            );
        }
        for application in self.ours() {
            let known = overview.connections.iter().any(|c| c.client_id == application.client_id)
                || overview.unfinished.iter().any(|u| u.application().is_some());
            assert!(known, "{at}: nobody knows of {application:?}");
            let kept = self.entries().iter().any(|entry| {
                // Exposed to be compared with what HaloPSA has.
                let there = self.vault.inside.get(entry).unwrap();
                there.is_some_and(|secret| application.has_secret(secret.expose_secret()))
            });
            let safe = kept || self.runner.latchkey.holds_a_secret() || undoing;
            assert!(safe, "{at}: the secret of an application is neither in hand nor in the vault");
        }
    }

    pub(crate) async fn run(&mut self, steps: &[Step]) {
        for step in steps {
            self.runner.run(step).await.unwrap_or_else(|e| panic!("{step:?}: {e}"));
        }
    }

    /// The story is over: each connection has its one application, and its secret; HaloPSA was asked
    /// for one.
    pub(crate) fn assert_created(&self, connections: usize, at: &str) {
        if let Some(halo) = &self.halo {
            assert_eq!(halo.state().created_by_api(), 1, "{at}: it is created once");
            assert_eq!(self.ours().len(), connections, "{at}: applications in HaloPSA");
            self.assert_nothing_is_lost(false, at);
        }
    }

    /// The story is over: nothing is left in memory, unfinished or without its entry.
    pub(crate) fn assert_is_over(&self, at: &str) {
        assert!(!self.runner.latchkey.holds_a_secret(), "{at}: nothing is left in hand");
        self.assert_settled(at);
        let overview = self.runner.latchkey.overview();
        assert_eq!(overview.unfinished, [], "{at}: the story is over");
        self.assert_created(overview.connections.len(), at);
    }

    /// The secret that was copied last is in memory or in the keychain.
    pub(crate) fn assert_is_safe(&self, secret: &str, at: &str) {
        assert!(
            self.runner.latchkey.holds_a_secret() || self.holds(secret),
            "{at}: the secret is neither in hand nor in the vault"
        );
    }

    pub(crate) fn entries(&self) -> Vec<EntryName> {
        self.vault.inside.entries()
    }

    pub(crate) fn holds(&self, secret: &str) -> bool {
        self.entries().iter().any(|entry| {
            // Exposed to be compared with the test's own copy.
            self.vault.inside.get(entry).unwrap().is_some_and(|there| there.expose_secret() == secret)
        })
    }

    /// Every entry is a connection's or an unfinished set-up's, and nobody needs one that isn't there.
    pub(crate) fn assert_settled(&self, at: &str) {
        let overview = self.runner.latchkey.overview();
        let mut wanted: Vec<EntryName> = overview
            .connections
            .iter()
            .map(|c| c.entry.clone())
            .chain(overview.unfinished.iter().flat_map(|u| u.entries.iter().map(|entry| entry.name.clone())))
            .collect();
        wanted.sort();
        wanted.dedup();
        assert_eq!(self.entries(), wanted, "{at}: the vault has what is needed and nothing else");
    }

    pub(crate) async fn remove_all(&self, at: &str) {
        let latchkey = &self.runner.latchkey;
        let overview = latchkey.overview();
        for unfinished in overview.unfinished {
            if unfinished.application().is_some() {
                let undone = latchkey.at(unfinished.id()).undo(&nobody()).await;
                undone.unwrap_or_else(|e| panic!("{at}: undoing: {e}"));
            }
            latchkey
                .at(unfinished.id())
                .abandon(false)
                .await
                .unwrap_or_else(|e| panic!("{at}: giving up: {e}"));
        }
        let connections = overview.connections.len();
        for connection in overview.connections {
            latchkey
                .remove_connection(&connection.id)
                .await
                .unwrap_or_else(|e| panic!("{at}: removing: {e}"));
        }
        let overview = latchkey.overview();
        assert_eq!((overview.connections.len(), overview.unfinished.len()), (0, 0), "{at}: all removed");
        assert_eq!(self.entries(), [], "{at}: nothing stays in the vault");
        if connections == 0 {
            assert!(self.ours().is_empty(), "{at}: nothing stays in HaloPSA");
        }
        assert!(!latchkey.holds_a_secret(), "{at}: nothing stays in hand");
    }
}

pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
