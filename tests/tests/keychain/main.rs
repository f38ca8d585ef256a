//! A keychain that fails at each single call, one that doesn't return, and the real one of Linux in each of
//! its states: nothing is lost, and "try again" needs no restart.

mod app;
mod failing;
mod hanging;
#[cfg(target_os = "linux")]
mod real;
#[cfg(target_os = "linux")]
mod session;
mod stories;
