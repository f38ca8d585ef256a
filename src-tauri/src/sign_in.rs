//! The sign-in window: HaloPSA's own sign-in page, private, and watched until a user is signed in. Session
//! candidates found there are tried by Rust, only at the instance's own address, and never reach a page of
//! ours. SECURITY.md gives the reason why the page is shown in a window of ours at all.
//!
//! Differences between the systems, by wry's sources:
//! - Windows: windows are created and cookies are read only in async code, never in an event handler:
//!   `WebView2` would wait for itself. A script evaluated before the first page is lost. Very old runtimes
//!   have no private mode, so everything is cleared at the end anyway.
//! - macOS: the callback of a script evaluated before the first page is dropped; cookies that take longer
//!   than a second are an error; a script's result must be a string. `url()` can panic and isn't called.
//! - Linux: a page's `window.close()` would leave a window without a page in it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use latchkey_core::halo::{SessionCandidate, refuses_windows, session_candidates};
use latchkey_core::instance::Instance;
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::setup::{SetUp, SignedIn};
use latchkey_core::{Error, Latchkey, Result, Secret};
use secrecy::zeroize::Zeroizing;
use tauri::webview::{NewWindowResponse, PageLoadEvent, PermissionResponse};
use tauri::{
    AppHandle, Manager, PhysicalPosition, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};
use tokio::sync::{oneshot, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};
use url::Url;

use crate::desk::Desk;
use crate::webview;
use crate::words::WORDS;
use place::{ShownAt, place, shown_host};
use tried::Tried;

mod place;
mod tried;

const LABEL: &str = "sign-in";

/// Its initial width and height in logical pixels.
const SIZE: (u32, u32) = (560, 720);
/// How far it overlaps the main window's right edge. Logical pixels.
const OVERLAP: u32 = 120;

/// How long a sign-in may take.
const LIMIT: Duration = Duration::from_secs(10 * 60);
/// The polling interval, besides each new page: web apps sign in by scripts.
const TICK: Duration = Duration::from_secs(1);
/// Timeout for reading cookies.
const COOKIES: Duration = Duration::from_secs(3);
/// Timeout for reading a page's storage; a page that hangs never answers.
const STORAGE: Duration = Duration::from_secs(2);
/// A page that has not reported its place for this long is at an unknown place.
const PLACE: Duration = Duration::from_secs(2);
/// How long to wait for a closed window to be gone.
const GONE: Duration = Duration::from_secs(5);
/// A longer result from a page is no token. Bytes.
const MAX_ANSWER: usize = 64 * 1024;
/// After this many malformed replies, conclude that this is not HaloPSA.
const MAX_ODD: usize = 3;
/// How many failed requests in a row are retried.
const MAX_TROUBLE: usize = 10;
/// Runs in each page before its own scripts. Only the app closes the window.
const FIRST: &str = "if (window === window.top) { window.close = () => {}; }";

/// Opens the sign-in window and waits for a user to sign in. However this ends, the window is closed and
/// cleared.
///
/// # Errors
/// [`Error::Busy`] while another one is open, which then comes to the front; [`Error::SignInClosed`],
/// [`Error::SignInLate`], [`Error::Stopped`], [`Error::SignInNotHalo`], [`Error::SignInUnavailable`],
/// [`Error::SignInDied`], [`Error::SignInUnreadable`], [`Error::SignInRefusesWindows`], and the errors of
/// [`Latchkey::who_is_signed_in`].
pub(crate) async fn in_a_window(
    app: &AppHandle,
    desk: &Desk,
    latchkey: &Arc<Latchkey>,
    set_up: &SetUp,
    listener: &Listener,
) -> Result<SignedIn> {
    let instance = set_up.sign_in_place()?;
    let running = desk.sign_in.begin().inspect_err(|_| bring_forward(app))?;
    if !may_be_private() {
        return Err(Error::SignInUnavailable);
    }
    let window = SignInWindow::open(app, latchkey).map_err(|error| {
        tracing::error!(%error, "sign-in window not opened");
        Error::SignInUnavailable
    })?;
    let mut life = window.life.subscribe();
    let signed_in = if window.go_to(latchkey, &instance).await {
        listener(Progress::SignInWindow);
        tokio::select! {
            found = window.until_signed_in(latchkey, &instance) => found,
            () = window.keep_titled(latchkey) => Err(Error::SignInClosed),
            end = window.until_it_must_end() => Err(end),
            () = running.cancelled() => Err(Error::Stopped),
            () = tokio::time::sleep(limit()) => Err(Error::SignInLate),
        }
    } else {
        Err(Error::SignInUnavailable)
    };
    // The data is cleared before the window is closed.
    let _ = window.window.hide();
    webview::clear(&window.window).await;
    drop(window);
    // The next one can't be opened before this one is gone.
    let _ = timeout(GONE, life.wait_for(|life| life.gone)).await;
    let signed_in = signed_in?;
    // The request may have been cancelled while it closed.
    running.go_on()?;
    Ok(signed_in)
}

/// How long a sign-in may take. Tests can make it shorter, never longer.
fn limit() -> Duration {
    let seconds = std::env::var("LATCHKEY_SIGN_IN_SECONDS").ok().and_then(|text| text.parse().ok());
    seconds.map_or(LIMIT, |seconds| LIMIT.min(Duration::from_secs(seconds)))
}

/// Whether this system has private windows.
fn may_be_private() -> bool {
    let version = tauri::webview_version().unwrap_or_default();
    let private = !cfg!(windows) || webview::keeps_private(&version);
    if !private {
        tracing::error!(version, "this WebView2 has no private mode");
    }
    private
}

/// Brings the window to the front, if there is one.
pub(crate) fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// The window's events so far.
#[derive(Debug, Default)]
struct Life {
    /// How many pages have begun to load.
    begun: u32,
    /// How many pages have finished loading.
    pages: u32,
    gone: bool,
    /// Why it must end, if it must.
    end: Option<Error>,
}

impl Life {
    fn must_end(life: &watch::Sender<Self>, why: Error) {
        life.send_if_modified(|life| {
            let first = life.end.is_none();
            life.end.get_or_insert(why);
            first
        });
    }
}

/// The open window. Dropping it closes it and clears its data.
struct SignInWindow {
    window: WebviewWindow,
    life: watch::Sender<Life>,
    /// The number of the page that has not answered the request for its storage.
    silent: AtomicU32,
    titled: Titled,
}

/// The window's title, set only when it changes.
#[derive(Clone)]
struct Titled(Arc<Mutex<Title>>);

/// What the title shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Title {
    /// Another page begins to load, and has not reported its place yet.
    Opening,
    /// The page reports nothing, or nothing that names a place.
    Unknown,
    /// The page is at this host.
    Host(String),
}

impl Title {
    fn words(&self) -> String {
        match self {
            Self::Opening => WORDS.text("sign-in-window-opening"),
            Self::Unknown => WORDS.text("sign-in-window-unknown"),
            Self::Host(host) => WORDS.message("sign-in-window-title", [("host", host.as_str())]).value,
        }
    }
}

impl Titled {
    fn set(&self, window: &WebviewWindow, title: Title) {
        let words = title.words();
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *now != title {
            let _ = window.set_title(&words);
            *now = title;
        }
    }
}

impl Drop for SignInWindow {
    fn drop(&mut self) {
        let _ = self.window.hide();
        let _ = self.window.clear_all_browsing_data();
        let _ = self.window.destroy();
    }
}

impl SignInWindow {
    /// Creates the window, with nothing in it yet.
    fn open(app: &AppHandle, latchkey: &Arc<Latchkey>) -> tauri::Result<Self> {
        let life = watch::Sender::new(Life::default());
        let titled = Titled(Arc::new(Mutex::new(Title::Opening)));
        let nothing = Url::parse("about:blank").map_err(tauri::Error::InvalidUrl)?;
        let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::External(nothing))
            .title(Title::Opening.words())
            .inner_size(SIZE.0.into(), SIZE.1.into())
            .min_inner_size(360.0, 400.0)
            .center()
            .incognito(true)
            .general_autofill_enabled(false)
            .devtools(false)
            .initialization_script(FIRST)
            .on_page_load({
                let (life, titled) = (life.clone(), titled.clone());
                move |window, load| {
                    // Only on Linux and macOS can the address be one that the page merely wants to go to. It
                    // is trusted for nothing but this, which gains a page nothing.
                    if refuses_windows(load.url()) {
                        let host = shown_host(load.url());
                        Life::must_end(&life, Error::SignInRefusesWindows { host });
                    }
                    if load.event() == PageLoadEvent::Started {
                        life.send_modify(|life| life.begun = life.begun.saturating_add(1));
                        titled.set(&window, Title::Opening);
                    } else {
                        life.send_modify(|life| life.pages = life.pages.saturating_add(1));
                    }
                }
            })
            .on_navigation({
                let latchkey = latchkey.clone();
                move |url| {
                    let may = latchkey.window_may_go_to(url);
                    if !may {
                        tracing::info!(scheme = url.scheme(), "the sign-in window refused a navigation");
                    }
                    may
                }
            })
            .on_new_window({
                let (app, latchkey) = (app.clone(), latchkey.clone());
                move |url, _| {
                    // In the same window, which is watched. Not in this handler: Windows waits for its
                    // result.
                    if latchkey.window_may_go_to(&url) && url.scheme() != "about" {
                        let app = app.clone();
                        tauri::async_runtime::spawn(async move { go_on_in_the_page(&app, &url) });
                    }
                    NewWindowResponse::Deny
                }
            })
            .on_download(|_, _| false)
            .on_permission_request(|_, _| PermissionResponse::Deny)
            .additional_browser_args(crate::app::BROWSER);
        let main = app.get_webview_window("main");
        if let Some(main) = &main {
            builder = builder.parent(main)?;
        }
        let window = builder.build()?;
        if let Some(place) = main.as_ref().and_then(beside) {
            let _ = window.set_position(place);
        }
        window.on_window_event({
            let (life, app) = (life.clone(), app.clone());
            move |event| match event {
                WindowEvent::Destroyed => life.send_modify(|life| life.gone = true),
                WindowEvent::Resized(_) => leave_full_screen(&app),
                _ => {}
            }
        });
        webview::when_it_dies(&window, {
            let life = life.clone();
            // Not reloaded: it may be the response to a form with a password in it.
            move || Life::must_end(&life, Error::SignInDied)
        });
        Ok(Self { window, life, silent: AtomicU32::new(0), titled })
    }

    /// Shows the instance's page, once the window is confined.
    async fn go_to(&self, latchkey: &Arc<Latchkey>, instance: &Instance) -> bool {
        let latchkey = latchkey.clone();
        webview::confine(&self.window, Arc::new(move |url: &Url| latchkey.window_may_go_to(url))).await
            && self.window.navigate(instance.address.join("")).is_ok()
    }

    /// Waits until the window is gone, or must end.
    async fn until_it_must_end(&self) -> Error {
        let mut life = self.life.subscribe();
        match life.wait_for(|life| life.gone || life.end.is_some()).await {
            Ok(life) => life.end.clone().unwrap_or(Error::SignInClosed),
            Err(_) => Error::SignInClosed,
        }
    }

    /// Asks each new page, and the current one each second, for its place, and updates the title.
    async fn keep_titled(&self, latchkey: &Arc<Latchkey>) {
        let mut life = self.life.subscribe();
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let asked: Arc<Mutex<Option<(u32, Instant)>>> = Arc::default();
        loop {
            tokio::select! {
                changed = life.changed() => if changed.is_err() { return },
                _ = tick.tick() => {}
            }
            let page = life.borrow_and_update().begun;
            let is_asked = *asked.lock().unwrap_or_else(PoisonError::into_inner);
            match is_asked {
                // Before the first page there is no answer.
                _ if page == 0 => continue,
                Some((of, since)) if of == page && since.elapsed() < PLACE => continue,
                Some((of, _)) if of == page => self.say_unknown(page),
                _ => {}
            }
            *asked.lock().unwrap_or_else(PoisonError::into_inner) = Some((page, Instant::now()));
            let (window, titled, life) = (self.window.clone(), self.titled.clone(), self.life.clone());
            let (latchkey, asked) = (latchkey.clone(), asked.clone());
            // Answered on the thread on which pages begin, so no other page can have begun meanwhile.
            let _ = self.window.eval_with_callback(place::QUESTION, move |answer| {
                if life.borrow().begun != page {
                    return;
                }
                *asked.lock().unwrap_or_else(PoisonError::into_inner) = None;
                match place(&answer) {
                    ShownAt::Host(url) if latchkey.window_may_go_to(&url) => {
                        titled.set(&window, Title::Host(shown_host(&url)));
                    }
                    ShownAt::None => titled.set(&window, Title::Unknown),
                    ShownAt::Host(_) | ShownAt::Unreadable => {
                        tracing::warn!("the sign-in window shows a page whose host can't be parsed");
                        titled.set(&window, Title::Unknown);
                        Life::must_end(&life, Error::SignInUnreadable);
                    }
                }
            });
        }
    }

    /// Sets the title to an unknown place. On the thread that receives the answers: one that arrives
    /// meanwhile takes precedence.
    fn say_unknown(&self, page: u32) {
        let (window, titled, life) = (self.window.clone(), self.titled.clone(), self.life.clone());
        let _ = self.window.run_on_main_thread(move || {
            if life.borrow().begun == page {
                titled.set(&window, Title::Unknown);
            }
        });
    }

    /// Checks after each page and each second whether a user is signed in.
    async fn until_signed_in(&self, latchkey: &Latchkey, instance: &Instance) -> Result<SignedIn> {
        let mut life = self.life.subscribe();
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut tried = Tried::default();
        let (mut odd, mut trouble) = (0, 0);
        loop {
            tokio::select! {
                changed = life.changed() => changed.map_err(|_| Error::SignInClosed)?,
                _ = tick.tick() => {}
            }
            let page = life.borrow_and_update().pages;
            for candidate in self.session_candidates(instance, page).await {
                let Some(mark) = tried.is_new(&candidate, page) else { continue };
                match latchkey.who_is_signed_in(instance, candidate.token).await {
                    Ok(Some(signed_in)) => return Ok(signed_in),
                    Ok(None) => {}
                    Err(Error::SignInNotHalo { .. }) if odd + 1 < MAX_ODD => odd += 1,
                    // It may pass: retried at the next check.
                    Err(e) if is_passing(&e) && trouble < MAX_TROUBLE => {
                        tracing::info!(code = e.code(), "session check failed, retrying");
                        trouble += 1;
                        continue;
                    }
                    Err(e) => return Err(e),
                }
                trouble = 0;
                if !tried.note(mark) {
                    return Err(not_halo(instance));
                }
            }
        }
    }

    /// The candidates for a session that the window holds now.
    async fn session_candidates(&self, instance: &Instance, page: u32) -> Vec<SessionCandidate> {
        let cookies = timeout(COOKIES, webview::cookies(&self.window, instance)).await.unwrap_or_default();
        session_candidates(instance, cookies, self.stored(instance, page).await)
    }

    /// The token in the page's storage, if the page is the instance's own and has one (contract:
    /// "`localStorage._access_token`").
    async fn stored(&self, instance: &Instance, page: u32) -> Option<Secret> {
        // Before the first page there is no answer, and a page that did not answer once hangs.
        if page == 0 || self.silent.load(Ordering::Relaxed) == page {
            return None;
        }
        let origin = serde_json::to_string(&instance.address.join("").origin().ascii_serialization()).ok()?;
        let script = format!(
            "(() => {{ try {{ return location.origin === {origin} \
             ? String(localStorage.getItem('_access_token') ?? '') : ''; }} catch {{ return ''; }} }})()"
        );
        let (answer, answered) = oneshot::channel();
        let answer = Mutex::new(Some(answer));
        self.silent.store(page, Ordering::Relaxed);
        self.window
            .eval_with_callback(script, move |text| {
                let text = Zeroizing::new(text);
                if let Some(answer) = answer.lock().unwrap_or_else(PoisonError::into_inner).take() {
                    let _ = answer.send(token_in(&text));
                }
            })
            .ok()?;
        let stored = timeout(STORAGE, answered).await.ok()?.ok();
        self.silent.store(0, Ordering::Relaxed);
        stored?
    }
}

/// The position at which the window leaves the main window's sign-in status visible. None where the system
/// doesn't report positions.
fn beside(main: &WebviewWindow) -> Option<PhysicalPosition<i32>> {
    let monitor = main.current_monitor().ok()??;
    let (at, size, area) = (main.outer_position().ok()?, main.outer_size().ok()?, monitor.work_area());
    let scale = monitor.scale_factor();
    #[expect(clippy::cast_possible_truncation, reason = "a saturating cast of a small number")]
    let scaled = |pixels: u32| (f64::from(pixels) * scale) as i64;
    let right_edge = i64::from(at.x) + i64::from(size.width);
    let middle = i64::from(at.y) + i64::from(size.height) / 2;
    Some(PhysicalPosition::new(
        within(right_edge - scaled(OVERLAP), scaled(SIZE.0), area.position.x, area.size.width),
        within(middle - scaled(SIZE.1) / 2, scaled(SIZE.1), area.position.y, area.size.height),
    ))
}

/// Shifts `start` so that `length` fits on the screen; in any case it starts on the screen.
fn within(start: i64, length: i64, screen_start: i32, screen_length: u32) -> i32 {
    let (first, end) = (i64::from(screen_start), i64::from(screen_start) + i64::from(screen_length));
    i32::try_from(start.min(end - length).max(first)).unwrap_or(screen_start)
}

/// The token in a page's answer: JSON of a string; anything else is none.
fn token_in(answer: &str) -> Option<Secret> {
    if answer.len() > MAX_ANSWER {
        return None;
    }
    let token: Zeroizing<String> = serde_json::from_str(answer).map(Zeroizing::new).ok()?;
    (!token.is_empty()).then(|| Secret::from(token.as_str()))
}

fn not_halo(instance: &Instance) -> Error {
    Error::SignInNotHalo { host: instance.address.host_and_port() }
}

/// Whether a retry in a moment may succeed.
fn is_passing(error: &Error) -> bool {
    matches!(
        error,
        Error::HaloTrouble { .. }
            | Error::HaloBusy { .. }
            | Error::HaloTooSlow { .. }
            | Error::HaloNotReached { .. }
            | Error::HaloRefusedConnection { .. }
    )
}

/// The page that wanted a window of its own navigates there itself, as by a link. If the app navigated the
/// webview, the webview would report the new address before it is there.
fn go_on_in_the_page(app: &AppHandle, url: &Url) {
    if let (Some(window), Ok(place)) = (app.get_webview_window(LABEL), serde_json::to_string(url.as_str())) {
        let _ = window.eval(format!("location.assign({place})"));
    }
}

/// In full screen there would be no title. On Windows a page can't be denied full screen, so the window
/// leaves it again.
fn leave_full_screen(app: &AppHandle) {
    if cfg!(windows) {
        let app = app.clone();
        // Not in this handler: Windows waits for its result.
        tauri::async_runtime::spawn(async move {
            if let Some(window) = app.get_webview_window(LABEL)
                && window.is_fullscreen().unwrap_or(true)
            {
                let _ = window.set_fullscreen(false);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_window_stays_on_the_screen() {
        assert_eq!(within(1300, 560, 0, 1920), 1300, "beside the main window");
        assert_eq!(within(1300, 560, 0, 1366), 806, "as far to the right as the screen is wide");
        assert_eq!(within(-3000, 560, -1920, 1920), -1920, "on a second screen to the left");
        assert_eq!(within(-2000, 560, -1920, 1920), -1920);
        assert_eq!(within(50, 720, 30, 600), 30, "its title is in sight on a screen that is too small");
    }

    #[test]
    fn a_pages_answer_is_a_text_or_nothing() {
        assert_eq!(token_in(r#""abc""#).unwrap().expose_secret(), "abc");
        let huge = format!("\"{}\"", "a".repeat(MAX_ANSWER));
        for junk in ["", "\"\"", "null", "{}", "[1]", "undefined", "\"open", &huge] {
            assert!(token_in(junk).is_none(), "{junk:.20}");
        }
    }
}
