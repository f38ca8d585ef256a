//! `WebKitGTK`. It refuses bad certificates itself.

use latchkey_core::Secret;
use latchkey_core::halo::CookieSeen;
use tauri::webview::PlatformWebview;
use tokio::sync::oneshot;
use url::Url;
use webkit2gtk::{
    CookieManagerExt, SettingsExt, WebViewExt, WebsiteDataManagerExt, WebsiteDataManagerExtManual,
    WebsiteDataTypes, gio, glib,
};

use super::MayGoTo;

/// Here Tauri's own handler is called for frames, too.
pub(super) fn confine(webview: &PlatformWebview, _may_go_to: MayGoTo) -> bool {
    let Some(settings) = WebViewExt::settings(&webview.inner()) else { return false };
    settings.set_enable_fullscreen(false);
    true
}

/// `WebKitGTK` does not distinguish a cookie for one host from one that is also for its subdomains: only
/// those that it would send itself are requested.
pub(super) fn cookies(webview: &PlatformWebview, url: &Url, done: oneshot::Sender<Vec<CookieSeen>>) {
    let manager = WebViewExt::website_data_manager(&webview.inner()).and_then(|data| data.cookie_manager());
    let Some(manager) = manager else { return };
    let host = url.host_str().unwrap_or_default().to_owned();
    manager.cookies(url.as_str(), None::<&gio::Cancellable>, move |cookies| {
        let seen = cookies.unwrap_or_default().into_iter().filter_map(|mut cookie| {
            let domain = cookie.domain()?.to_ascii_lowercase();
            Some(CookieSeen {
                name: cookie.name()?.to_string(),
                value: Secret::from(cookie.value()?.as_str()),
                // It is sent to this host: if its domain is another, it is a cookie for that domain's
                // subdomains.
                domain: if domain == host || domain.starts_with('.') { domain } else { format!(".{domain}") },
                path: cookie.path().map_or_else(|| "/".to_owned(), |path| path.to_string()),
                secure: cookie.is_secure(),
                http_only: cookie.is_http_only(),
            })
        });
        let _ = done.send(seen.collect());
    });
}

pub(super) fn clear(webview: &PlatformWebview, done: oneshot::Sender<()>) {
    let Some(data) = WebViewExt::website_data_manager(&webview.inner()) else { return };
    let always = glib::TimeSpan::from_seconds(0);
    data.clear(WebsiteDataTypes::ALL, always, None::<&gio::Cancellable>, move |_| {
        let _ = done.send(());
    });
}

pub(super) fn when_it_dies(webview: &PlatformWebview, died: impl Fn() + Send + 'static) {
    webview.inner().connect_web_process_terminated(move |_, _| died());
}
