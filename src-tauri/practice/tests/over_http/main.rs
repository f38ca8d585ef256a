//! The practice HaloPSA over HTTP, in every dialect.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod browser;
mod client;

mod agents;
mod applications;
mod creating;
mod creating_refused;
mod creating_responses;
mod dialects;
mod discovery;
mod failures;
mod live;
mod other_websites;
mod pages;
mod reads;
mod server;
mod sessions;
mod signing_in;
mod single_sign_on;
mod tokens;
mod two_factor;
