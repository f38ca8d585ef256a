//! The practice HaloPSA: a server on 127.0.0.1 with invented data that behaves as HaloPSA does.
//!
//! People practise on it, and developers and tests use it as their backend. Where the contract says that instances
//! differ, a [`Dialect`] says how this one behaves. It sends no requests, answers only requests to its own address,
//! and stores nothing on the disk.
//!
//! [`Practice::start`] starts it. To serve it behind TLS, use [`State::published_at`] and [`router`].
//!
//! The feature `testing` adds what tests look at and change, and the list of all dialects, `dimensions`. The app is
//! built without it.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod address;
mod server;
mod guard;
mod response;

mod dialect;
mod state;
mod seed;
mod people;
mod permission;
mod application;
mod kind;
mod crowd;
mod data;
mod random;

mod assets;
mod home;
mod signing_in;
mod identity;
mod cookie;
mod session;
mod sessions;

mod configuration;
mod saving;

mod token;
mod api;
mod call;
mod applications;
mod posted;
mod types;

#[cfg(feature = "testing")]
mod dimensions;
#[cfg(feature = "testing")]
mod observed;
#[cfg(feature = "testing")]
mod testing;

pub use application::{Application, AuthenticationMethod, LoginType};
pub use dialect::{
    ActiveOnSave, AgentMe, AgentOnSave, AgentRights, AgentRows, AgentSize, AgentsShape, AllowList, AuthInfo,
    AuthPlace, Busy, Changes, ClientIdOnSave, CredentialsMadeBy, Crowd, DescriptionOnSave, Details, Dialect,
    DraftLoginType, ErrorShape, Examples, IdToken, InstanceInfo, KindNeeded, Lists, LoginTypeOnSave,
    Managing, Paging, PermissionCase, PermissionsKnown, PermissionsOnSave, PostAnswer, Reads, RecordCount,
    Records, Refusals, Rows, ScopeInAnswer, SecondFactor, SessionKept, SignInPage, Size, TokenEndpoint,
    TokenErrors, Types, Version,
};
#[cfg(feature = "testing")]
pub use dimensions::{Choice, Dimension, Matters, dimensions};
#[cfg(feature = "testing")]
pub use observed::Request;
pub use people::{Agent, Rights, TEAMS};
pub use permission::{CATALOGUE, covers};
pub use response::HUGE;
pub use server::{Practice, auth_router, identity_router, router};
pub use session::{CODE, PASSWORD};
pub use state::State;
