//! The main window beside HaloPSA: narrow, as tall as the screen, above other windows; restored once the work
//! there is done.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tauri::{LogicalSize, PhysicalPosition, PhysicalSize, Result, WebviewWindow};

/// The main window's smallest size otherwise, in logical pixels.
pub(crate) const MIN_SIZE: (f64, f64) = (640.0, 480.0);
/// The width beside HaloPSA, in logical pixels.
const WIDTH: f64 = 380.0;
const MIN_SIZE_BESIDE: (f64, f64) = (340.0, 480.0);

/// The size and position of the window before it was made narrow.
#[derive(Default)]
pub(crate) struct Companion(Mutex<Option<Before>>);

/// The window before.
struct Before {
    maximized: bool,
    size: PhysicalSize<u32>,
    /// Not every system reports it.
    position: Option<PhysicalPosition<i32>>,
}

impl Companion {
    fn lock(&self) -> MutexGuard<'_, Option<Before>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the window is beside HaloPSA.
    pub(crate) fn is_narrow(&self) -> bool {
        self.lock().is_some()
    }

    /// Makes it narrow, at the right edge of its screen. What the system refuses stays as it is.
    pub(crate) fn narrow(&self, window: &WebviewWindow) {
        let mut before = self.lock();
        if before.is_none() {
            match beside(window) {
                Ok(was) => *before = Some(was),
                Err(error) => tracing::warn!(%error, "window not narrowed"),
            }
        }
    }

    /// Restores it.
    pub(crate) fn widen(&self, window: &WebviewWindow) {
        if let Some(before) = self.lock().take()
            && let Err(error) = restore(window, &before)
        {
            tracing::warn!(%error, "window not restored");
        }
    }
}

fn smallest((width, height): (f64, f64)) -> LogicalSize<f64> {
    LogicalSize::new(width, height)
}

fn beside(window: &WebviewWindow) -> Result<Before> {
    let maximized = window.is_maximized()?;
    if maximized {
        window.unmaximize()?;
    }
    let before = Before { maximized, size: window.inner_size()?, position: window.outer_position().ok() };
    window.set_min_size(Some(smallest(MIN_SIZE_BESIDE)))?;
    let width = LogicalSize::new(WIDTH, 0.0).to_physical::<u32>(window.scale_factor()?).width;
    let outer = window.outer_size()?;
    // The frame that the system draws around it.
    let frame = PhysicalSize::new(
        outer.width.saturating_sub(before.size.width),
        outer.height.saturating_sub(before.size.height),
    );
    if let Some(screen) = window.current_monitor()? {
        let area = screen.work_area();
        window.set_size(PhysicalSize::new(width, area.size.height.saturating_sub(frame.height)))?;
        let left = area.size.width.saturating_sub(width + frame.width);
        let right = area.position.x.saturating_add_unsigned(left);
        window.set_position(PhysicalPosition::new(right, area.position.y))?;
    } else {
        window.set_size(PhysicalSize::new(width, before.size.height))?;
    }
    window.set_always_on_top(true)?;
    Ok(before)
}

fn restore(window: &WebviewWindow, before: &Before) -> Result<()> {
    window.set_always_on_top(false)?;
    window.set_size(before.size)?;
    window.set_min_size(Some(smallest(MIN_SIZE)))?;
    if let Some(position) = before.position {
        window.set_position(position)?;
    }
    if before.maximized {
        window.maximize()?;
    }
    Ok(())
}
