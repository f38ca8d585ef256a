//! Starts the app: one process, one window, nothing but its own pages in it.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tauri::utils::config::Color;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{
    AppHandle, Builder, Manager, RunEvent, Theme, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window,
    WindowEvent, Wry,
};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};

use crate::companion::MIN_SIZE;
use crate::desk::Desk;
use crate::not_started::{self, Obstacle};
use crate::webview::{self, Restarts};
use crate::words::WORDS;
use crate::{clipboard, folders, log, menu, pages, size};

/// Runs until the user closes the app.
pub(crate) fn run() {
    if !not_started::has_screen() {
        not_started::give_up("dialog-no-screen");
    }
    let app = one_process(menu::add(tauri::Builder::default()))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .invoke_handler(tauri::generate_handler![pages::view, pages::act, pages::type_secret])
        .setup(|app| {
            // Returning an error from here would panic.
            if let Err(obstacle) = start(app.handle()) {
                not_started::tell(app.handle(), &obstacle);
            }
            Ok(())
        })
        .on_window_event(happened_to_window)
        .build(tauri::generate_context!());
    let app = match app {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "not started");
            not_started::give_up("dialog-not-started");
        }
    };
    app.run(happened);
}

/// A second start brings the first forward, and ends before it touches anything. macOS does that itself, but
/// only for programs in a bundle; any other second start finds the data folder locked and reports it. (There
/// the plugin would use a socket in `/tmp`, which another account could have created first.)
fn one_process(builder: Builder<Wry>) -> Builder<Wry> {
    #[cfg(not(target_os = "macos"))]
    return builder.plugin(tauri_plugin_single_instance::init(|app, _, _| bring_forward(app)));
    #[cfg(target_os = "macos")]
    builder.on_web_content_process_terminate(|view| {
        if view.label() == "main" {
            start_page_again(view.app_handle());
        } else {
            // The sign-in ends with its window.
            let _ = view.window().destroy();
        }
    })
}

/// Everything up to the window.
fn start(app: &AppHandle) -> Result<(), Obstacle> {
    if let Ok(folder) = folders::log() {
        log::start(&folder);
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "started");
    let webview = tauri::webview_version().map_err(|error| Obstacle::NoWebview(error.into()))?;
    tracing::info!(version = webview, "webview");
    let desk = Desk::new(app.clone(), folders::data());
    let asked = |for_it: &str| std::env::args().any(|argument| argument == for_it);
    if asked("--practise") {
        // `--real-keychain`: to test an installation. No page offers it.
        tauri::async_runtime::block_on(desk.practise(asked("--real-keychain"))).map_err(|e| e.to_string())?;
    }
    app.manage(desk);
    window(app)?;
    tauri::async_runtime::spawn(watch_sign_ins(app.clone()));
    Ok(())
}

/// How often to check whether a sign-in has expired. After a sleep it is checked at once.
const SIGN_INS: Duration = Duration::from_secs(20);

/// Drops a sign-in that has expired, even if no page asks, so that no page shows it any longer.
async fn watch_sign_ins(app: AppHandle) {
    let mut before = 0;
    loop {
        tokio::time::sleep(SIGN_INS).await;
        let desk = app.state::<Desk>();
        let now = desk.signed_in();
        if now < before {
            desk.update(&pages::sign_ins(&desk));
        }
        before = now;
    }
}

fn happened_to_window(window: &Window, event: &WindowEvent) {
    match event {
        _ if window.label() != "main" => {}
        WindowEvent::CloseRequested { api, .. } if window.state::<Desk>().must_ask_before_leaving() => {
            api.prevent_close();
            ask_before_leaving(window);
        }
        WindowEvent::CloseRequested { .. } => keep_size(window.app_handle()),
        WindowEvent::ThemeChanged(theme) => {
            if let Some(window) = window.get_webview_window("main") {
                lay_ground(&window, *theme);
            }
        }
        // The app ends with its main window, whatever else is open.
        WindowEvent::Destroyed => window.state::<Desk>().page_is_gone(),
        _ => {}
    }
}

fn happened(app: &AppHandle, event: RunEvent) {
    // Not managed if the app did not start.
    let desk = app.try_state::<Desk>();
    match (event, desk) {
        (RunEvent::ExitRequested { api, code: None, .. }, Some(desk)) if desk.must_ask_before_leaving() => {
            api.prevent_exit();
        }
        (RunEvent::ExitRequested { .. }, _) => keep_size(app),
        (RunEvent::Exit, Some(desk)) => {
            desk.sign_out();
            tracing::info!("nobody is signed in any longer");
            tauri::async_runtime::block_on(async {
                // What was stored in the real keychain while practising is deleted; if the keychain refuses,
                // it stays there.
                let _ = tokio::time::timeout(Duration::from_secs(5), desk.stop_practising()).await;
            });
            clipboard::clear_at_the_end();
        }
        (event, _) if menu::is_click_in_dock(&event) => bring_forward(app),
        _ => {}
    }
}

/// Stores the main window's size for the next start, except beside HaloPSA, where it is as narrow as that
/// needs.
fn keep_size(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main")
        && !app.state::<Desk>().companion.is_narrow()
    {
        size::keep(&window, &folders::data());
    }
}

/// The arguments for `WebView2`, in all windows the same: it refuses windows that differ. Tauri's own choice,
/// except for `SmartScreen`, which Tauri switches off: the sign-in window has it, as the user's own browser
/// does. Our own pages are not checked by it (`webview/windows.rs`). Other systems ignore this.
pub(crate) const BROWSER: &str = "--disable-features=msWebOOUI,msPdfOOUI";

fn window(app: &AppHandle) -> tauri::Result<()> {
    let size = size::last(&folders::data());
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
        .title(WORDS.text("app-name"))
        .inner_size(size.width, size.height)
        .maximized(size.maximized)
        .min_inner_size(MIN_SIZE.0, MIN_SIZE.1)
        // Shown once the first page is rendered, so that nothing flashes.
        .visible(false)
        // Windows would store typed values to offer them again.
        .general_autofill_enabled(false)
        .zoom_hotkeys_enabled(true)
        .on_page_load(|window, load| match load.event() {
            PageLoadEvent::Started => window.state::<Desk>().page_is_gone(),
            PageLoadEvent::Finished => {
                let _ = window.show();
            }
        })
        .on_navigation(is_our_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .additional_browser_args(BROWSER)
        .build()?;
    size::fit(&window);
    #[cfg(windows)]
    window.with_webview(|view| webview::without_reputation(&view))?;
    webview::when_it_dies(&window, {
        let app = app.clone();
        move || start_page_again(&app)
    });
    lay_ground(&window, window.theme().unwrap_or(Theme::Light));
    let handle = app.clone();
    tauri::async_runtime::spawn(async move {
        // A page that never finishes still needs a window that the user can see and close.
        tokio::time::sleep(Duration::from_secs(5)).await;
        if let Some(window) = handle.get_webview_window("main") {
            let _ = window.show();
        }
    });
    Ok(())
}

/// The process that rendered our page has died: another one shows the page again. All state is in Rust.
fn start_page_again(app: &AppHandle) {
    static RESTARTS: LazyLock<Restarts> = LazyLock::new(Restarts::default);
    if !RESTARTS.once_more(Instant::now()) {
        tracing::error!("the page's process keeps dying, not restarted");
        return;
    }
    tracing::warn!("the page's process has died, restarting it");
    let app = app.clone();
    // Not in this handler: the webview calls it, and waits for it.
    tauri::async_runtime::spawn(async move {
        if let Some(window) = app.get_webview_window("main") {
            let _ = window.reload();
        }
    });
}

/// The colour under the pages, so that nothing white shows before one is painted, or at the edge of a window
/// that grows. Where the system doesn't support it, it is white.
fn lay_ground(window: &WebviewWindow, theme: Theme) {
    let _ = window.set_background_color(Some(ground(theme)));
}

/// `--ground` of the pages' style.
fn ground(theme: Theme) -> Color {
    if theme == Theme::Dark { Color(0x0e, 0x15, 0x1a, 0xff) } else { Color(0xf7, 0xf9, 0xfa, 0xff) }
}

/// Our pages are at `tauri://localhost`, on Windows at `http://tauri.localhost`, and nowhere else: Tauri would
/// give our commands to other ports and schemes of these hosts, too.
fn is_our_own(url: &url::Url) -> bool {
    let ours = if cfg!(windows) { ("http", "tauri.localhost") } else { ("tauri", "localhost") };
    (url.scheme(), url.host_str()) == (ours.0, Some(ours.1)) && url.port().is_none()
}

fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

fn ask_before_leaving(window: &Window) {
    /// Whether the question is open. On macOS ⌘Q could ask it again.
    static ASKING: AtomicBool = AtomicBool::new(false);
    if ASKING.swap(true, Ordering::SeqCst) {
        return;
    }
    let window = window.clone();
    window
        .dialog()
        .message(WORDS.text("dialog-close-text"))
        .title(WORDS.text("dialog-close-title"))
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCancelCustom(
            WORDS.text("dialog-close-leave"),
            // Second, so that Escape means it.
            WORDS.text("dialog-close-stay"),
        ))
        .parent(&window)
        .show({
            let window = window.clone();
            move |leave| {
                ASKING.store(false, Ordering::SeqCst);
                if leave {
                    window.state::<Desk>().leave();
                    let _ = window.destroy();
                }
            }
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A command in the handler that the build script does not list would be open to every window;
    /// one that the capability lacks could not be called.
    #[test]
    fn handler_build_script_and_capability_name_the_same_commands() {
        fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
            text.split_once(from).unwrap().1.split_once(to).unwrap().0
        }
        let words = |text: &str| -> Vec<String> {
            let mut words: Vec<String> = text
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .filter(|w| !w.is_empty() && *w != "pages")
                .map(str::to_owned)
                .collect();
            words.sort();
            words
        };
        let handler = words(between(include_str!("app.rs"), "generate_handler![", "])"));
        let build = words(between(include_str!("../build.rs"), "= &[", "];"));
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        let mut allowed: Vec<String> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|p| p.as_str().unwrap().strip_prefix("allow-"))
            .map(|p| p.replace('-', "_"))
            .collect();
        allowed.sort();
        assert_eq!(handler, build);
        assert_eq!(handler, allowed);
        assert_eq!(capability["windows"], serde_json::json!(["main"]));
    }

    #[test]
    fn the_ground_is_that_of_the_pages() {
        let style = include_str!("../../ui/static/style/tokens.css");
        let grounds: Vec<&str> =
            style.split("--ground: ").skip(1).filter_map(|rest| rest.split(';').next()).collect();
        let ours = [Theme::Light, Theme::Dark].map(|theme| {
            let Color(red, green, blue, _) = ground(theme);
            format!("#{red:02x}{green:02x}{blue:02x}")
        });
        assert_eq!(grounds, ours);
    }

    #[cfg(windows)]
    const OURS: &str = "http://tauri.localhost";
    #[cfg(windows)]
    const OTHERS: &str = "tauri://localhost/";
    #[cfg(not(windows))]
    const OURS: &str = "tauri://localhost";
    #[cfg(not(windows))]
    const OTHERS: &str = "http://tauri.localhost/";

    #[test]
    fn only_our_own_pages_are_gone_to() {
        let own = |text: &str| is_our_own(&url::Url::parse(text).unwrap());
        assert!(own(OURS) && own(&format!("{OURS}/connect.html?id=1")));
        for port in [1, 81, 443, 1234, 65535] {
            assert!(!own(&format!("{OURS}:{port}/connect.html")), "{port}");
        }
        for other in [
            OTHERS,
            "https://tauri.localhost/",
            "http://tauri.localhost.evil.example/",
            "http://evil.tauri.localhost/",
            "tauri://localhost.evil.example/",
            "tauri:localhost",
            "https://acme.halopsa.com",
            "file:///etc/passwd",
            "tauri://elsewhere/",
            "data:text/html,x",
            "http://localhost/",
        ] {
            assert!(!own(other), "{other}");
        }
    }
}
