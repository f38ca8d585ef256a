//! The state that the commands share: the Latchkey in use (the real one, or the one that practises), the
//! words, and running operations.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use latchkey_core::halo::{Network, Patience};
use latchkey_core::procedure::Purpose;
use latchkey_core::products;
use latchkey_core::proof::Listener;
use latchkey_core::setup::SetUp;
use latchkey_core::setup::draft::Draft;
use latchkey_core::vault::{Keeper, Keychain};
use latchkey_core::work::Work;
use latchkey_core::{ConnectionId, Error, Latchkey, Result, Secret, SetUpId};
use tauri::{AppHandle, Emitter, Manager};
use tauri_plugin_opener::OpenerExt;

use crate::companion::Companion;
use crate::pages::{self, InHand, Memory, Refused, Route, Snapshot, Update};
use crate::practice::{self, Ground};

/// Everything that the windows share: the Latchkey in use, running operations, what pages remember.
pub(crate) struct Desk {
    app: AppHandle,
    folder: Result<PathBuf>,
    real: Result<Workspace>,
    practice: RwLock<Option<Workspace>>,
    progress: Mutex<HashMap<String, Snapshot>>,
    leaving: AtomicBool,
    /// The sign-in window: one at a time.
    pub(crate) sign_in: Work,
    /// For the check of this computer, which works even where nothing else does.
    pub(crate) checking: Keeper,
    /// What pages remember.
    pub(crate) memory: Memory,
    /// An application to sign in with, while its secret is being entered.
    pub(crate) in_hand: Mutex<Option<InHand>>,
    /// A refused value that the user may confirm.
    pub(crate) refused: Refused,
    /// The window beside HaloPSA.
    pub(crate) companion: Companion,
    /// The page that the window shows.
    shown: Mutex<Option<Route>>,
    /// The page before it.
    before: Mutex<Option<Route>>,
}

/// The application whose access creates others in practice, by its name there.
const PRACTICE_AUTHORITY: &str = "Set-up robot";
/// The ID of the practice HaloPSA's API-only administrator.
const PRACTICE_ADMINISTRATOR: u32 = 8;

/// Present while the app runs on the practice HaloPSA.
#[derive(Debug, Clone)]
pub(crate) struct Practising {
    /// The address to paste.
    pub(crate) address: String,
}

/// A Latchkey, and the practice HaloPSA that it works on, if it practises.
#[derive(Clone)]
pub(crate) struct Workspace {
    pub(crate) latchkey: Arc<Latchkey>,
    practice: Option<Arc<Ground>>,
}

impl Workspace {
    /// Client ID and secret of an application that may create others, generated in the practice HaloPSA.
    pub(crate) fn practice_authority(&self) -> Result<(Secret, Secret)> {
        let practice = self.practice.as_ref().ok_or(Error::PracticeUnavailable)?;
        let made =
            practice.server.state().add_application(PRACTICE_AUTHORITY, PRACTICE_ADMINISTRATOR, &["all"]);
        let (client_id, secret) = made.map_err(|_| Error::PracticeUnavailable)?;
        Ok((Secret::from(client_id), Secret::from(secret)))
    }

    /// Whether secrets go to the system's keychain: always, except in a practice in memory.
    pub(crate) fn is_in_keychain(&self) -> bool {
        self.practice.as_ref().is_none_or(|practice| practice.real_keychain)
    }

    pub(crate) fn practising(&self) -> Option<Practising> {
        self.practice.as_ref().map(|p| Practising { address: p.server.address() })
    }
}

/// Opens the real one.
fn open(folder: &Result<PathBuf>) -> Result<Workspace> {
    let network = Network::to_the_internet(Patience::default());
    let folder = folder.as_ref().map_err(Clone::clone)?;
    let latchkey = Latchkey::open(folder, Arc::new(Keychain::default()), network)?;
    // Only this process holds the folder, and no practice has started yet.
    let left = practice::left_behind(folder);
    if !left.is_empty() {
        tauri::async_runtime::spawn(practice::sweep(left, Arc::new(Keychain::default())));
    }
    Ok(Workspace { latchkey: Arc::new(latchkey), practice: None })
}

impl Desk {
    /// `folder`: where connections and unfinished set-ups are stored.
    pub(crate) fn new(app: AppHandle, folder: Result<PathBuf>) -> Self {
        let real = open(&folder);
        Self {
            app,
            folder,
            real,
            practice: RwLock::default(),
            progress: Mutex::default(),
            leaving: AtomicBool::new(false),
            sign_in: Work::default(),
            checking: Keeper::new(Arc::new(Keychain::default())),
            memory: Memory::default(),
            in_hand: Mutex::default(),
            refused: Refused::default(),
            companion: Companion::default(),
            shown: Mutex::default(),
            before: Mutex::default(),
        }
    }

    /// The Latchkey in use.
    pub(crate) fn workspace(&self) -> Result<Workspace> {
        let practice = self.practice.read().unwrap_or_else(PoisonError::into_inner).clone();
        practice.map_or_else(|| self.real.clone(), Ok)
    }

    /// A set-up and the Latchkey that it belongs to, for an operation that shows its progress: a running
    /// operation keeps its own.
    pub(crate) fn free(&self, id: &SetUpId) -> Result<(Workspace, Arc<SetUp>)> {
        let place = self.workspace()?;
        let set_up = place.latchkey.set_up(id)?;
        if set_up.is_under_way() { Err(Error::Busy) } else { Ok((place, set_up)) }
    }

    /// The Latchkey in use, for an operation on a connection that shows its progress.
    pub(crate) fn free_connection(&self, id: &ConnectionId) -> Result<Workspace> {
        let place = self.workspace()?;
        if place.latchkey.is_connection_under_way(id) { Err(Error::Busy) } else { Ok(place) }
    }

    /// A set-up of the Latchkey in use.
    pub(crate) fn set_up(&self, id: &SetUpId) -> Result<Arc<SetUp>> {
        self.workspace()?.latchkey.set_up(id)
    }

    /// Opens a page in the user's browser.
    pub(crate) fn open(&self, url: &url::Url) -> Result<()> {
        self.app.opener().open_url(url.as_str(), None::<&str>).map_err(|error| {
            tracing::warn!(%error, "no browser");
            Error::BrowserUnavailable
        })
    }

    /// Opens the page on which a listed product's vendor documents its form.
    pub(crate) fn open_form_source(&self, product: &str) -> Result<()> {
        let product = products::find(product).ok_or(Error::ProductUnknown)?;
        self.open_page_of(product.form_source.as_deref())
    }

    /// Opens the page that is the source of a listed product's permissions.
    pub(crate) fn open_source(&self, product: &str) -> Result<()> {
        let product = products::find(product).ok_or(Error::ProductUnknown)?;
        self.open_page_of(Some(&product.source))
    }

    fn open_page_of(&self, page: Option<&str>) -> Result<()> {
        let url = page.and_then(|page| url::Url::parse(page).ok()).ok_or(Error::ProductUnknown)?;
        self.open(&url)
    }

    /// Switches to a practice HaloPSA of this app's own.
    pub(crate) async fn practise(&self, real_keychain: bool) -> Result<()> {
        if self.practice.read().unwrap_or_else(PoisonError::into_inner).is_some() {
            return Ok(());
        }
        let (ground, latchkey) =
            Ground::start(self.folder.as_ref().map_err(Clone::clone)?, real_keychain).await?;
        *self.practice.write().unwrap_or_else(PoisonError::into_inner) =
            Some(Workspace { latchkey, practice: Some(Arc::new(ground)) });
        Ok(())
    }

    /// Switches back. What was created while practising is removed first, from the keychain, too; if that
    /// fails, the practice goes on and nothing is lost.
    pub(crate) async fn stop_practising(&self) -> Result<()> {
        let Some(place) = self.practice.read().unwrap_or_else(PoisonError::into_inner).clone() else {
            return Ok(());
        };
        practice::end(&place.latchkey).await?;
        *self.practice.write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// Stops practising, and starts the practised set-up for real.
    pub(crate) async fn begin_for_real(
        &self,
        purpose: &Purpose,
        product: Option<&str>,
        name: &str,
    ) -> Result<Draft> {
        // First: if the real one can't be opened, practising goes on.
        let real = self.real.clone()?.latchkey;
        self.stop_practising().await?;
        match purpose {
            Purpose::NewApplication => real.begin(product, name),
            Purpose::NewSecret { .. } => real.begin_new_secret(product, name),
        }
    }

    /// The network of a practice, while there is one: nothing else is reached meanwhile.
    pub(crate) fn practice_network(&self) -> Option<Network> {
        let practice = self.practice.read().unwrap_or_else(PoisonError::into_inner);
        practice.as_ref().map(|place| place.latchkey.network().clone())
    }

    /// Whether leaving now would lose or interrupt something.
    pub(crate) fn must_ask_before_leaving(&self) -> bool {
        !self.leaving.load(Ordering::SeqCst)
            && [self.real.clone().ok(), self.workspace().ok()]
                .into_iter()
                .flatten()
                .any(|place| place.latchkey.holds_a_secret() || place.latchkey.is_busy())
    }

    /// The main window shows another page, or none any more: cancels what its page requested.
    pub(crate) fn page_is_gone(&self) {
        self.memory.lock().page_is_gone();
        self.sign_in.cancel();
        *self.in_hand.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if self.memory.lock().check.forget() {
            self.checking.stop_waiting();
        }
        self.each(Latchkey::page_is_gone);
    }

    /// The number of sign-ins, real and practice. Drops those that have expired.
    pub(crate) fn signed_in(&self) -> usize {
        let mut places: Vec<Workspace> =
            [self.real.clone(), self.workspace()].into_iter().flatten().collect();
        places.dedup_by(|one, other| Arc::ptr_eq(&one.latchkey, &other.latchkey));
        places.iter().map(|place| place.latchkey.signed_in().len()).sum()
    }

    /// Ends all sign-ins.
    pub(crate) fn sign_out(&self) {
        self.each(Latchkey::sign_out);
    }

    fn each(&self, run: impl Fn(&Latchkey)) {
        for place in [self.real.clone(), self.workspace()].into_iter().flatten() {
            run(&place.latchkey);
        }
    }

    /// Confirms leaving in spite of the question.
    pub(crate) fn leave(&self) {
        self.leaving.store(true, Ordering::SeqCst);
    }

    /// Runs `work` for a set-up or connection, and notifies the page when the keychain takes long.
    pub(crate) async fn watched<R>(
        &self,
        id: impl AsRef<str>,
        place: &Workspace,
        work: impl Future<Output = R>,
    ) -> R {
        self.watched_at(id, place.latchkey.keeper(), work).await
    }

    /// The same for work with a keeper of its own.
    pub(crate) async fn watched_at<R>(
        &self,
        id: impl AsRef<str>,
        keeper: &Keeper,
        work: impl Future<Output = R>,
    ) -> R {
        let result = self.patient(&id, keeper, work).await;
        self.update(&Update::refresh(id));
        result
    }

    /// Runs `work`, and notifies the page when the keychain takes long. `id`: a set-up or connection, or a
    /// page.
    pub(crate) async fn patient<R>(
        &self,
        id: impl AsRef<str>,
        keeper: &Keeper,
        work: impl Future<Output = R>,
    ) -> R {
        let id = id.as_ref();
        let mut waiting = keeper.waiting();
        waiting.mark_unchanged();
        tokio::pin!(work);
        let result = loop {
            tokio::select! {
                result = &mut work => break result,
                changed = waiting.changed() => {
                    if changed.is_err() {
                        break work.await;
                    }
                    let waits = *waiting.borrow_and_update();
                    self.tell(id, |view| view.keychain_waits = waits);
                }
            }
        };
        self.tell(id, |now| *now = Snapshot::default());
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        result
    }

    /// A listener that reports a proof's progress to the page.
    pub(crate) fn listener(&self, id: impl AsRef<str>) -> Listener {
        let (app, id) = (self.app.clone(), id.as_ref().to_owned());
        Arc::new(move |step| {
            app.state::<Self>().tell(&id, |now| now.comes_to(&step));
        })
    }

    /// The operations in progress for a set-up or connection.
    pub(crate) fn progress_of(&self, id: impl AsRef<str>) -> Snapshot {
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.get(id.as_ref()).cloned().unwrap_or_default()
    }

    fn tell(&self, id: &str, change: impl FnOnce(&mut Snapshot)) {
        let now = {
            let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
            let now = progress.entry(id.to_owned()).or_default();
            change(now);
            now.clone()
        };
        self.update(&pages::progress(id, &now));
    }

    /// Sends the changes to the page in the window.
    pub(crate) fn update(&self, update: &Update) {
        if let Err(error) = self.app.emit_to("main", "update", update) {
            tracing::warn!(%error, "update not sent to the page");
        }
    }

    /// The window shows this page from now on. Cancels what the page before requested.
    pub(crate) fn shows(&self, route: &Route) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.as_ref() == Some(route) {
            return;
        }
        if shown.is_some() {
            self.page_is_gone();
            self.refused.forget();
            self.memory.lock().guide = None;
        }
        if !matches!(route, Route::Guide(_))
            && let Some(window) = self.app.get_webview_window("main")
        {
            self.companion.widen(&window);
        }
        *self.before.lock().unwrap_or_else(PoisonError::into_inner) = shown.replace(route.clone());
    }

    /// The page that the window shows.
    pub(crate) fn shown(&self) -> Option<Route> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The page that it showed before this one.
    pub(crate) fn shown_before(&self) -> Option<Route> {
        self.before.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
