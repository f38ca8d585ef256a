//! What the journeys share: the app on a computer of its own, the user's work on HaloPSA's pages, the search
//! for secrets, the window's driver and its pages, and fault injection.

pub mod at;
pub mod between;
pub mod computer;
pub mod crash;
#[cfg(any(windows, target_os = "linux"))]
pub mod driver;
pub mod faulty;
pub mod files;
pub mod hand;
pub mod pages;
pub mod search;
pub mod tls;
pub mod window;
