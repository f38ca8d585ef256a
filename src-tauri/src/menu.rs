//! macOS: the menu bar, without which ⌘C and ⌘V do nothing in the pages, and the click on the app in the
//! Dock. Elsewhere a window like this one has no menu.

pub(crate) use system::{add, is_click_in_dock};

#[cfg(target_os = "macos")]
mod system {
    use tauri::menu::{AboutMetadata, Menu, MenuItem, PredefinedMenuItem, Submenu, WINDOW_SUBMENU_ID};
    use tauri::{AppHandle, Builder, Manager, RunEvent, Wry};

    use crate::words::WORDS;

    const QUIT: &str = "quit";

    pub(crate) fn add(builder: Builder<Wry>) -> Builder<Wry> {
        builder.menu(bar).on_menu_event(|app, event| {
            if event.id() == QUIT {
                quit(app);
            }
        })
    }

    pub(crate) fn is_click_in_dock(event: &RunEvent) -> bool {
        matches!(event, RunEvent::Reopen { .. })
    }

    /// Like the red button: asks about what would be lost. The system's own Quit would end the app without
    /// asking.
    fn quit(app: &AppHandle) {
        let closed = app.get_webview_window("main").is_some_and(|window| window.close().is_ok());
        if !closed {
            app.exit(0);
        }
    }

    fn bar(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
        let words = &*WORDS;
        let text = |id: &str| Some(words.text(id));
        let line = || PredefinedMenuItem::separator(app);
        let about = AboutMetadata {
            name: text("app-name"),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            credits: text("app-menu-licence"),
            copyright: app.config().bundle.copyright.clone(),
            ..AboutMetadata::default()
        };
        let latchkey = Submenu::with_items(
            app,
            words.text("app-name"),
            true,
            &[
                &PredefinedMenuItem::about(app, text("app-menu-about").as_deref(), Some(about))?,
                &line()?,
                &PredefinedMenuItem::services(app, text("app-menu-services").as_deref())?,
                &line()?,
                &PredefinedMenuItem::hide(app, text("app-menu-hide").as_deref())?,
                &PredefinedMenuItem::hide_others(app, text("app-menu-hide-others").as_deref())?,
                &PredefinedMenuItem::show_all(app, text("app-menu-show-all").as_deref())?,
                &line()?,
                &MenuItem::with_id(app, QUIT, words.text("app-menu-quit"), true, Some("Cmd+Q"))?,
            ],
        )?;
        let edit = Submenu::with_items(
            app,
            words.text("app-menu-edit"),
            true,
            &[
                &PredefinedMenuItem::undo(app, text("app-menu-undo").as_deref())?,
                &PredefinedMenuItem::redo(app, text("app-menu-redo").as_deref())?,
                &line()?,
                &PredefinedMenuItem::cut(app, text("app-menu-cut").as_deref())?,
                &PredefinedMenuItem::copy(app, text("app-menu-copy").as_deref())?,
                &PredefinedMenuItem::paste(app, text("app-menu-paste").as_deref())?,
                &PredefinedMenuItem::select_all(app, text("app-menu-select-all").as_deref())?,
            ],
        )?;
        let window = Submenu::with_id_and_items(
            app,
            WINDOW_SUBMENU_ID,
            words.text("app-menu-window"),
            true,
            &[
                &PredefinedMenuItem::minimize(app, text("app-menu-minimise").as_deref())?,
                &PredefinedMenuItem::maximize(app, text("app-menu-zoom").as_deref())?,
                &PredefinedMenuItem::fullscreen(app, text("app-menu-full-screen").as_deref())?,
                &line()?,
                &PredefinedMenuItem::close_window(app, text("app-menu-close").as_deref())?,
            ],
        )?;
        Menu::with_items(app, &[&latchkey, &edit, &window])
    }
}

#[cfg(not(target_os = "macos"))]
mod system {
    use tauri::{Builder, RunEvent, Wry};

    pub(crate) fn add(builder: Builder<Wry>) -> Builder<Wry> {
        builder
    }

    pub(crate) fn is_click_in_dock(_event: &RunEvent) -> bool {
        false
    }
}
