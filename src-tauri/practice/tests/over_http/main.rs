//! The practice HaloPSA as its clients meet it: over HTTP, in every dialect.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod agents;
mod applications;
mod browser;
mod client;
mod creating;
mod doors;
mod live;
mod pages;
mod reads;
mod signing_in;
mod tokens;
mod wrinkles;
