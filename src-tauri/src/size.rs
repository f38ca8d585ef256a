//! The main window's size when it was closed: the next one is as large. Its position is the system's choice,
//! since the screen that it was on may be gone.

use std::path::{Path, PathBuf};

use latchkey_core::Result;
use serde::{Deserialize, Serialize};
use tauri::{LogicalSize, WebviewWindow};

use crate::companion::MIN_SIZE;

/// In the data folder. Deleting it restores the usual size.
const FILE: &str = "window.json";
/// Larger than any screen, in logical pixels.
const MAX_SIZE: f64 = 10_000.0;

/// In logical pixels, without the frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Size {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) maximized: bool,
}

impl Default for Size {
    fn default() -> Self {
        Self { width: 1080.0, height: 760.0, maximized: false }
    }
}

/// The size of the last window; the usual one where there was none, or the stored one is invalid.
pub(crate) fn last(folder: &Result<PathBuf>) -> Size {
    let text = folder.as_ref().ok().and_then(|folder| std::fs::read_to_string(folder.join(FILE)).ok());
    let size: Option<Size> = text.and_then(|text| serde_json::from_str(&text).ok());
    size.filter(|size| {
        (MIN_SIZE.0..MAX_SIZE).contains(&size.width) && (MIN_SIZE.1..MAX_SIZE).contains(&size.height)
    })
    .unwrap_or_default()
}

/// Shrinks a window that is larger than its screen, which may be another one than last time. Where the
/// screen's size is unknown, the window stays as it is.
pub(crate) fn fit(window: &WebviewWindow) {
    if let Err(error) = fitted(window) {
        tracing::warn!(%error, "window size not fitted to the screen");
    }
}

fn fitted(window: &WebviewWindow) -> tauri::Result<()> {
    let Some(screen) = window.current_monitor()? else { return Ok(()) };
    let (area, size) = (screen.work_area().size, window.inner_size()?);
    if size.width > area.width || size.height > area.height {
        window
            .set_size(tauri::PhysicalSize::new(size.width.min(area.width), size.height.min(area.height)))?;
    }
    Ok(())
}

/// Stores the size for the next start. A failure doesn't keep the window from closing.
pub(crate) fn keep(window: &WebviewWindow, folder: &Result<PathBuf>) {
    let Ok(folder) = folder else { return };
    if let Err(error) = kept(window, folder) {
        tracing::warn!(%error, "window size not stored");
    }
}

fn kept(window: &WebviewWindow, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let maximized = window.is_maximized()?;
    let LogicalSize { width, height } = window.inner_size()?.to_logical::<f64>(window.scale_factor()?);
    // A maximized window is as large as its screen: the size that it is restored to is unchanged.
    let size = if maximized {
        Size { maximized, ..last(&Ok(folder.to_owned())) }
    } else {
        Size { width, height, maximized }
    };
    std::fs::write(folder.join(FILE), serde_json::to_string(&size)?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_window_can_have_is_the_usual_size() {
        let folder = tempfile::tempdir().unwrap();
        let last = |text: &str| {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            super::last(&Ok(folder.path().to_owned()))
        };
        let size = Size { width: 900.0, height: 700.0, maximized: true };
        assert_eq!(last(&serde_json::to_string(&size).unwrap()), size);
        for text in [
            "",
            "[]",
            r#"{"width":0,"height":700,"maximized":false}"#,
            r#"{"width":-900,"height":700,"maximized":false}"#,
            r#"{"width":1e300,"height":700,"maximized":false}"#,
            r#"{"width":900,"height":null,"maximized":false}"#,
        ] {
            assert_eq!(last(text), Size::default(), "{text}");
        }
        assert_eq!(super::last(&Err(latchkey_core::Error::FolderUnavailable)), Size::default());
    }
}
