//! `WKWebView`. It refuses bad certificates itself.
#![expect(unsafe_code, reason = "Tauri hands over a WKWebView as a pointer, whose methods are all unsafe")]

use objc2::sel;
use objc2_foundation::{NSNumber, NSObjectNSKeyValueCoding, NSObjectProtocol, ns_string};
use objc2_web_kit::WKWebView;
use tauri::webview::PlatformWebview;
use tokio::sync::oneshot;

use super::MayGoTo;

/// Here Tauri's own handler is called for frames, too.
pub(super) fn confine(webview: &PlatformWebview, _may_go_to: MayGoTo) -> bool {
    // SAFETY: a pointer to the window's own WKWebView, which lives as long as the window; this runs on the
    // main thread, as `with_webview` promises.
    let Some(view) = (unsafe { webview.inner().cast::<WKWebView>().as_ref() }) else { return false };
    // SAFETY: as documented; a copy of the configuration has the same preferences as the view.
    let preferences = unsafe { view.configuration().preferences() };
    // Since macOS 12.3.
    let knows: bool = preferences.respondsToSelector(sel!(setElementFullscreenEnabled:));
    if knows {
        // SAFETY: it is there.
        unsafe { preferences.setElementFullscreenEnabled(false) };
    } else {
        let no = NSNumber::numberWithBool(false);
        // SAFETY: the name by which wry switches it on before macOS 12.3, with a value of the same kind.
        unsafe { preferences.setValue_forKey(Some(&no), ns_string!("fullScreenEnabled")) };
    }
    true
}

pub(super) fn clear(_webview: &PlatformWebview, _done: oneshot::Sender<()>) {}

/// Tauri notifies the app.
pub(super) fn when_it_dies(_webview: &PlatformWebview, _died: impl Fn() + Send + 'static) {}
