//! What Tauri lacks for the page of a window, through each system's own interface: restricting what a page
//! may do, and noticing that its process has died. One file for each system; those for Windows and macOS need
//! `unsafe`, and nothing else does.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use latchkey_core::halo::CookieSeen;
use latchkey_core::instance::Instance;
use tauri::WebviewWindow;
use tauri::webview::PlatformWebview;
use tokio::sync::oneshot;
use url::Url;

#[cfg(target_os = "linux")]
#[path = "webview/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "webview/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "webview/windows.rs"]
mod system;

/// How long to wait for the system.
const LIMIT: Duration = Duration::from_secs(3);

/// Whether a page, or a frame in it, may navigate to this address.
pub(crate) type MayGoTo = Arc<dyn Fn(&Url) -> bool + Send + Sync>;

/// Denies a page that is not ours what Tauri can't deny it: full screen, and on Windows accepting an invalid
/// certificate with a click and opening other programs. Returns `false` where the system can't: then no page
/// of others may be shown.
pub(crate) async fn confine(window: &WebviewWindow, may_go_to: MayGoTo) -> bool {
    let (done, is_done) = oneshot::channel();
    let asked = window.with_webview(move |webview| {
        let _ = done.send(system::confine(&webview, may_go_to));
    });
    asked.is_ok() && tokio::time::timeout(LIMIT, is_done).await.is_ok_and(|done| done == Ok(true))
}

/// The cookies that a browser would send to the instance's API. Others, such as an identity provider's
/// session, are not read where the system can filter them (Linux), and are dropped after reading elsewhere.
/// (Tauri's `cookies_for_url` panics once the window is gone.)
#[cfg(target_os = "linux")]
pub(crate) async fn cookies(window: &WebviewWindow, instance: &Instance) -> Vec<CookieSeen> {
    let (done, are_there) = oneshot::channel();
    let api = instance.address.join("api/Agent/me");
    let _ = window.with_webview(move |webview| system::cookies(&webview, &api, done));
    are_there.await.unwrap_or_default()
}

/// Windows and macOS read all cookies and filter them here.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn cookies(window: &WebviewWindow, instance: &Instance) -> Vec<CookieSeen> {
    let (window, instance) = (window.clone(), instance.clone());
    let read = tauri::async_runtime::spawn_blocking(move || {
        let all = window.cookies().unwrap_or_default();
        all.iter().filter_map(|cookie| seen(cookie, &instance)).collect()
    });
    read.await.unwrap_or_default()
}

/// Whether a browser would send this cookie to the API.
#[cfg(not(target_os = "linux"))]
fn seen(cookie: &tauri::webview::Cookie<'_>, instance: &Instance) -> Option<CookieSeen> {
    let (domain, path) = (cookie.domain().unwrap_or_default(), cookie.path().unwrap_or("/"));
    let secure = cookie.secure() == Some(true);
    latchkey_core::halo::would_be_sent(instance, domain, path, secure).then(|| CookieSeen {
        name: cookie.name().to_owned(),
        domain: domain.to_owned(),
        path: path.to_owned(),
        secure,
        http_only: cookie.http_only() == Some(true),
        value: latchkey_core::Secret::from(cookie.value()),
    })
}

/// Clears everything that the page and those before it left behind, and waits until it is done. On macOS it
/// is gone with the window, so there is nothing to wait for.
pub(crate) async fn clear(window: &WebviewWindow) {
    let (done, is_done) = oneshot::channel();
    let asked = window.with_webview(move |webview| system::clear(&webview, done));
    if asked.is_ok() {
        // A window that is already gone has dropped the sender.
        let _ = tokio::time::timeout(LIMIT, is_done).await;
    }
}

/// Calls `died` when the process that renders the window's page has died. Not on macOS: there Tauri notifies
/// the app (`on_web_content_process_terminate`).
pub(crate) fn when_it_dies(window: &WebviewWindow, died: impl Fn() + Send + 'static) {
    let _ = window.with_webview(move |webview: PlatformWebview| system::when_it_dies(&webview, died));
}

#[cfg(windows)]
pub(crate) use system::without_reputation;

/// Limits how often a page whose process has died is restarted.
#[derive(Debug, Default)]
pub(crate) struct Restarts(Mutex<VecDeque<Instant>>);

impl Restarts {
    /// After more restarts than this within [`Self::WHILE`], the page itself is what kills its process.
    const MAX_RELOADS: usize = 3;
    const WHILE: Duration = Duration::from_secs(60);

    /// Whether to restart it once more, now.
    pub(crate) fn once_more(&self, now: Instant) -> bool {
        let mut before = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        before.retain(|then| now.saturating_duration_since(*then) < Self::WHILE);
        let may = before.len() < Self::MAX_RELOADS;
        if may {
            before.push_back(now);
        }
        may
    }
}

/// The first runtime of `WebView2` that has a private mode for a single window
/// (`ICoreWebView2Environment10`). Older ones show an ordinary window instead, without an error.
const FIRST_PRIVATE: u32 = 101;

/// Whether this `WebView2` keeps a private window private. A version that can't be parsed counts as one that
/// doesn't.
pub(crate) fn keeps_private(version: &str) -> bool {
    version.split('.').next().and_then(|first| first.trim().parse().ok()) >= Some(FIRST_PRIVATE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_kills_its_process_is_not_started_for_ever() {
        let restarts = Restarts::default();
        let start = Instant::now();
        let at = |seconds| restarts.once_more(start + Duration::from_secs(seconds));
        assert!(at(0) && at(1) && at(2));
        assert!(!at(3) && !at(59), "three times within a minute is enough");
        assert!(at(61), "a minute after the first it may be otherwise");
        assert!(at(62) && at(63));
        assert!(!at(64));
    }

    #[test]
    fn an_old_runtime_without_a_private_mode_is_known() {
        for new in ["101.0.1210.39", "120.0.2210.91", "1000.1", "101"] {
            assert!(keeps_private(new), "{new}");
        }
        for old in ["100.0.1185.36", "88.0.705.50", "", "beta", "-101.0", ".101", "10.1.0", "4294967296.0"] {
            assert!(!keeps_private(old), "{old}");
        }
    }
}
