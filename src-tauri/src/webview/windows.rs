//! `WebView2`. It would let a user continue in spite of a bad certificate, follows links to other programs
//! without calling Tauri's handler, and has no setting against full screen: the window leaves it again
//! (`sign_in.rs`).
#![expect(
    unsafe_code,
    reason = "every method of WebView2's interfaces is unsafe, and Tauri wraps none of these"
)]

use tauri::webview::PlatformWebview;
use tokio::sync::oneshot;
use url::Url;
use webview2_com::Microsoft::Web::WebView2::Win32::{
    COREWEBVIEW2_PROCESS_FAILED_KIND, COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_EXITED,
    COREWEBVIEW2_SERVER_CERTIFICATE_ERROR_ACTION_CANCEL, ICoreWebView2_13, ICoreWebView2_14,
    ICoreWebView2_18, ICoreWebView2NavigationStartingEventArgs, ICoreWebView2Profile2,
    ICoreWebView2Settings8,
};
use webview2_com::{
    ClearBrowsingDataCompletedHandler, LaunchingExternalUriSchemeEventHandler,
    NavigationStartingEventHandler, ProcessFailedEventHandler, ServerCertificateErrorDetectedEventHandler,
    take_pwstr,
};
use windows_core::{Interface, PWSTR, Result};

use super::MayGoTo;

pub(super) fn confine(webview: &PlatformWebview, may_go_to: MayGoTo) -> bool {
    try_to_confine(webview, may_go_to)
        .inspect_err(|error| tracing::error!(%error, "this WebView2 can't be confined"))
        .is_ok()
}

fn try_to_confine(webview: &PlatformWebview, may_go_to: MayGoTo) -> Result<()> {
    let mut token = 0;
    // SAFETY: the interfaces of a live webview, on the thread on which it was made, as `with_webview` promises;
    // handlers that WebView2 keeps as long as it needs them.
    unsafe {
        let view = webview.controller().CoreWebView2()?;
        view.cast::<ICoreWebView2_14>()?.add_ServerCertificateErrorDetected(
            &ServerCertificateErrorDetectedEventHandler::create(Box::new(|_, error| match error {
                Some(error) => error.SetAction(COREWEBVIEW2_SERVER_CERTIFICATE_ERROR_ACTION_CANCEL),
                None => Ok(()),
            })),
            &raw mut token,
        )?;
        // After Tauri's handler, which lets through what it can't parse.
        let may = may_go_to.clone();
        view.add_NavigationStarting(
            &NavigationStartingEventHandler::create(Box::new(move |_, begun| keep_in(begun, &may))),
            &raw mut token,
        )?;
        view.add_FrameNavigationStarting(
            &NavigationStartingEventHandler::create(Box::new(move |_, begun| keep_in(begun, &may_go_to))),
            &raw mut token,
        )?;
        // An older one asks the user itself before it starts another program.
        if let Ok(view) = view.cast::<ICoreWebView2_18>() {
            view.add_LaunchingExternalUriScheme(
                &LaunchingExternalUriSchemeEventHandler::create(Box::new(|_, program| match program {
                    Some(program) => program.SetCancel(true),
                    None => Ok(()),
                })),
                &raw mut token,
            )?;
        }
    }
    Ok(())
}

/// Cancels a navigation to where the window may not go, or to an address that can't be parsed.
fn keep_in(begun: Option<ICoreWebView2NavigationStartingEventArgs>, may_go_to: &MayGoTo) -> Result<()> {
    let Some(begun) = begun else { return Ok(()) };
    let mut address = PWSTR::null();
    // SAFETY: `Uri` fills in a text of WebView2's, which `take_pwstr` copies and gives back.
    let address = unsafe {
        begun.Uri(&raw mut address)?;
        take_pwstr(address)
    };
    if !Url::parse(&address).is_ok_and(|url| may_go_to(&url)) {
        // SAFETY: the arguments of the event that is being handled.
        unsafe { begun.SetCancel(true)? };
    }
    Ok(())
}

pub(super) fn clear(webview: &PlatformWebview, done: oneshot::Sender<()>) {
    let handler = ClearBrowsingDataCompletedHandler::create(Box::new(move |cleared| {
        let _ = done.send(());
        cleared
    }));
    // SAFETY: as above.
    let asked = unsafe {
        webview
            .controller()
            .CoreWebView2()
            .and_then(|view| view.cast::<ICoreWebView2_13>())
            .and_then(|view| view.Profile())
            .and_then(|profile| profile.cast::<ICoreWebView2Profile2>())
            .and_then(|profile| profile.ClearBrowsingDataAll(&handler))
    };
    if let Err(error) = asked {
        tracing::warn!(%error, "window data not cleared");
    }
}

pub(super) fn when_it_dies(webview: &PlatformWebview, died: impl Fn() + Send + 'static) {
    let mut token = 0;
    let handler = ProcessFailedEventHandler::create(Box::new(move |_, failed| {
        let Some(failed) = failed else { return Ok(()) };
        let mut kind = COREWEBVIEW2_PROCESS_FAILED_KIND::default();
        // SAFETY: the arguments of the event that is being handled.
        unsafe { failed.ProcessFailedKind(&raw mut kind)? };
        tracing::error!(kind = kind.0, "a process of the window has ended");
        // An unresponsive page may respond yet; WebView2 restarts other processes itself.
        if kind == COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_EXITED {
            died();
        }
        Ok(())
    }));
    // SAFETY: as above.
    let heard = unsafe {
        webview.controller().CoreWebView2().and_then(|view| view.add_ProcessFailed(&handler, &raw mut token))
    };
    if let Err(error) = heard {
        tracing::warn!(%error, "no notification when the page's process ends");
    }
}

/// Our own pages are not checked with Microsoft.
pub(crate) fn without_reputation(webview: &PlatformWebview) {
    // SAFETY: as above.
    let done = unsafe {
        webview
            .controller()
            .CoreWebView2()
            .and_then(|view| view.Settings())
            .and_then(|settings| settings.cast::<ICoreWebView2Settings8>())
            .and_then(|settings| settings.SetIsReputationCheckingRequired(false))
    };
    if let Err(error) = done {
        tracing::info!(%error, "SmartScreen not switched off");
    }
}
