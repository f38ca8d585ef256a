//! The sign-in window: HaloPSA's own sign-in page, private, and watched until somebody is signed in.
//! What was found there is tried by Rust, at the instance's own address alone, and never reaches a page
//! of ours. SECURITY.md says why the page is shown in a window of ours at all.
//!
//! What differs, by wry's sources:
//! - Windows: windows are made and cookies are read in async code alone, never in an event handler:
//!   `WebView2` would wait for itself. A script evaluated before the first page is lost. Very old runtimes
//!   know no private mode, so everything is cleared at the end anyway.
//! - macOS: the callback of a script evaluated before the first page is dropped; cookies that take longer
//!   than a second are an error; what a script answers must be a text. `url()` can panic and isn't called.
//! - Linux: a page's `window.close()` would leave a window without a page in it.

use std::collections::HashSet;
use std::hash::RandomState;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use latchkey_core::halo::{CookieSeen, Pass, passes};
use latchkey_core::instance::Instance;
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::setup::SignedIn;
use latchkey_core::{Error, Latchkey, Result, Secret};
use secrecy::zeroize::Zeroizing;
use tauri::webview::{NewWindowResponse, PageLoadEvent, PermissionResponse};
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tokio::sync::{oneshot, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};
use url::Url;

use crate::desk::Desk;

const LABEL: &str = "sign-in";

/// So long somebody may take to sign in.
const LIMIT: Duration = Duration::from_secs(10 * 60);
/// So often is looked, without a new page, too: web apps sign in by scripts.
const TICK: Duration = Duration::from_secs(1);
/// So long cookies are waited for.
const COOKIES: Duration = Duration::from_secs(3);
/// So long a page is waited for that is asked for its storage; a page that hangs never answers.
const STORAGE: Duration = Duration::from_secs(2);
/// So long a window is waited for that was told to go.
const GONE: Duration = Duration::from_secs(5);
/// A longer answer of a page is no token. Bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// A window that offers more than so many things to try is no HaloPSA's.
const MOST_TRIED: usize = 200;
/// So many answers that HaloPSA would not give are none of HaloPSA.
const MOST_ODD: usize = 3;
/// So many times in a row nothing could be reached.
const MOST_TROUBLE: usize = 10;
/// Of a longer host the end is shown: it is the end that tells whose it is. Characters.
const LONGEST_HOST: usize = 60;

/// Lets a person sign in. When this ends, however it does, the window is closed and cleared.
///
/// # Errors
/// [`Error::Busy`] while another one is open, which then comes to the front; [`Error::SignInClosed`],
/// [`Error::SignInLate`], [`Error::Stopped`], [`Error::SignInNotHalo`], [`Error::SignInUnavailable`],
/// and what [`Latchkey::who_is_signed_in`] says of whoever signed in.
pub(crate) async fn in_a_window(
    app: &AppHandle,
    desk: &Desk,
    latchkey: &std::sync::Arc<Latchkey>,
    id: &str,
    listener: &Listener,
) -> Result<SignedIn> {
    let instance = latchkey.sign_in_place(id)?;
    let Some((_turn, mut stopped)) = desk.sign_in.take() else {
        bring_forward(app);
        return Err(Error::Busy);
    };
    let window = SignInWindow::open(app, latchkey, &instance).map_err(|error| {
        tracing::error!(%error, "no sign-in window");
        Error::SignInUnavailable
    })?;
    listener(Progress::SignInWindow);
    let mut life = window.life.subscribe();
    let signed_in = tokio::select! {
        found = window.until_signed_in(latchkey, &instance) => found,
        _ = life.wait_for(|life| life.gone) => Err(Error::SignInClosed),
        _ = stopped.wait_for(|stopped| *stopped) => Err(Error::Stopped),
        () = tokio::time::sleep(LIMIT) => Err(Error::SignInLate),
    };
    drop(window);
    // A next one can't be opened before this one is gone.
    let _ = timeout(GONE, life.wait_for(|life| life.gone)).await;
    signed_in
}

/// Brings the window to the front, if there is one.
pub(crate) fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// What has happened to the window.
#[derive(Debug, Default)]
struct Life {
    /// So many pages were loaded.
    pages: u32,
    gone: bool,
}

/// The open window. Dropped, it is closed, and what it held is cleared.
struct SignInWindow {
    window: WebviewWindow,
    life: watch::Sender<Life>,
    /// The page that has not answered yet when it was asked for its storage, by its number.
    silent: AtomicU32,
}

impl Drop for SignInWindow {
    fn drop(&mut self) {
        let _ = self.window.hide();
        let _ = self.window.clear_all_browsing_data();
        let _ = self.window.destroy();
    }
}

impl SignInWindow {
    fn open(
        app: &AppHandle,
        latchkey: &std::sync::Arc<Latchkey>,
        instance: &Instance,
    ) -> tauri::Result<Self> {
        let life = watch::Sender::new(Life::default());
        let start = instance.address.join("");
        let at_first = title(app, &start);
        let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::External(start))
            .title(at_first)
            .inner_size(560.0, 720.0)
            .min_inner_size(360.0, 400.0)
            .center()
            .incognito(true)
            .general_autofill_enabled(false)
            .devtools(false)
            .initialization_script(
                "if (window === window.top) { window.close = () => {}; }", // Only the app closes it.
            )
            .on_page_load({
                let life = life.clone();
                move |window, load| {
                    // The page's own title has no effect.
                    let _ = window.set_title(&title(window.app_handle(), load.url()));
                    if load.event() == PageLoadEvent::Finished {
                        life.send_modify(|life| life.pages = life.pages.saturating_add(1));
                    }
                }
            })
            .on_navigation({
                let latchkey = latchkey.clone();
                move |url| {
                    let may = latchkey.window_may_go_to(url);
                    if !may {
                        tracing::info!(scheme = url.scheme(), "the sign-in window stays where it is");
                    }
                    may
                }
            })
            .on_new_window({
                let (app, latchkey) = (app.clone(), latchkey.clone());
                move |url, _| {
                    // In the same window, which is watched. Not from in here: Windows waits for the answer.
                    if latchkey.window_may_go_to(&url) && url.scheme() != "about" {
                        let app = app.clone();
                        tauri::async_runtime::spawn(async move {
                            if let Some(window) = app.get_webview_window(LABEL) {
                                let _ = window.navigate(url);
                            }
                        });
                    }
                    NewWindowResponse::Deny
                }
            })
            .on_download(|_, _| false)
            .on_permission_request(|_, _| PermissionResponse::Deny);
        if let Some(main) = app.get_webview_window("main") {
            builder = builder.parent(&main)?;
        }
        let window = builder.build()?;
        window.on_window_event({
            let life = life.clone();
            move |event| {
                if matches!(event, WindowEvent::Destroyed) {
                    life.send_modify(|life| life.gone = true);
                }
            }
        });
        Ok(Self { window, life, silent: AtomicU32::new(0) })
    }

    /// Looks after each page and each second whether somebody is signed in.
    async fn until_signed_in(&self, latchkey: &Latchkey, instance: &Instance) -> Result<SignedIn> {
        let mut life = self.life.subscribe();
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let key = RandomState::new();
        let mut tried = HashSet::new();
        let (mut odd, mut trouble) = (0, 0);
        loop {
            tokio::select! {
                changed = life.changed() => changed.map_err(|_| Error::SignInClosed)?,
                _ = tick.tick() => {}
            }
            let page = life.borrow_and_update().pages;
            for pass in self.passes(instance, page).await {
                let mark = (pass.fingerprint(&key), if pass.may_grow { page } else { 0 });
                if tried.contains(&mark) {
                    continue;
                }
                if tried.len() >= MOST_TRIED {
                    return Err(not_halo(instance));
                }
                match latchkey.who_is_signed_in(instance, pass.token).await {
                    Ok(Some(signed_in)) => return Ok(signed_in),
                    Ok(None) => {}
                    Err(Error::SignInNotHalo { .. }) if odd + 1 < MOST_ODD => odd += 1,
                    // It may pass: it is tried again with the next look.
                    Err(e) if is_passing(&e) && trouble < MOST_TROUBLE => {
                        tracing::info!(code = e.code(), "not known yet who is signed in");
                        trouble += 1;
                        continue;
                    }
                    Err(e) => return Err(e),
                }
                trouble = 0;
                tried.insert(mark);
            }
        }
    }

    /// What may open the API, of what the window holds now.
    async fn passes(&self, instance: &Instance, page: u32) -> Vec<Pass> {
        let window = self.window.clone();
        let cookies = tauri::async_runtime::spawn_blocking(move || window.cookies());
        let cookies =
            timeout(COOKIES, cookies).await.ok().and_then(|done| done.ok()?.ok()).unwrap_or_default();
        let cookies = cookies
            .into_iter()
            .map(|cookie| CookieSeen {
                name: cookie.name().to_owned(),
                domain: cookie.domain().unwrap_or_default().to_owned(),
                path: cookie.path().unwrap_or("/").to_owned(),
                secure: cookie.secure() == Some(true),
                http_only: cookie.http_only() == Some(true),
                value: Secret::from(cookie.value()),
            })
            .collect();
        passes(instance, cookies, self.stored(instance, page).await)
    }

    /// The token in the page's storage, if the page is the instance's own and has one (contract:
    /// "`localStorage._access_token`").
    async fn stored(&self, instance: &Instance, page: u32) -> Option<Secret> {
        // Before the first page nobody answers, and a page that was silent once hangs.
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

/// What a page answered: JSON of a text, or anything else.
fn token_in(answer: &str) -> Option<Secret> {
    if answer.len() > LONGEST_ANSWER {
        return None;
    }
    let token: Zeroizing<String> = serde_json::from_str(answer).map(Zeroizing::new).ok()?;
    (!token.is_empty()).then(|| Secret::from(token.as_str()))
}

fn not_halo(instance: &Instance) -> Error {
    Error::SignInNotHalo { host: instance.address.host_and_port() }
}

/// Whether it may be otherwise in a moment.
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

/// Names the host at which the window is, as the network knows it: look-alikes in punycode.
fn title(app: &AppHandle, url: &Url) -> String {
    let host = shown_host(url);
    app.state::<Desk>().words.message("sign-in-window-title", [("host", host.as_str())]).value
}

fn shown_host(url: &Url) -> String {
    let Some(host) = url.host_str() else { return url.scheme().to_owned() };
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    match host.char_indices().rev().nth(LONGEST_HOST) {
        Some((before, first)) => format!("…{}", &host[before + first.len_utf8()..]),
        None => host,
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn host(url: &str) -> String {
        shown_host(&Url::parse(url).unwrap())
    }

    #[test]
    fn the_title_shows_the_host_that_the_network_knows() {
        assert_eq!(host("https://acme.halopsa.com/a?b#c"), "acme.halopsa.com");
        assert_eq!(host("https://user@acme.halopsa.com:8443/"), "acme.halopsa.com:8443");
        // The first letter is a Cyrillic one.
        assert_eq!(host("https://\u{430}cme.halopsa.com/"), "xn--cme-5cd.halopsa.com");
        assert_eq!(host("about:blank"), "about");
    }

    #[test]
    fn of_a_long_host_the_end_is_shown_that_tells_whose_it_is() {
        let long = host(&format!(
            "https://acme.halopsa.com.{}.evil.example/",
            "a.".repeat(40).trim_end_matches('.')
        ));
        assert!(long.starts_with('…') && long.ends_with(".evil.example"), "{long}");
        assert_eq!(long.chars().count(), LONGEST_HOST + 1);
        assert!(!long.contains("halopsa"));
    }

    #[test]
    fn a_pages_answer_is_a_text_or_nothing() {
        assert_eq!(token_in(r#""abc""#).unwrap().expose_secret(), "abc");
        let huge = format!("\"{}\"", "a".repeat(LONGEST_ANSWER));
        for junk in ["", "\"\"", "null", "{}", "[1]", "undefined", "\"open", &huge] {
            assert!(token_in(junk).is_none(), "{junk:.20}");
        }
    }
}
