//! The practice HaloPSA: a server on this computer alone, with invented data, that behaves as HaloPSA does.
//!
//! It is the newcomer's rehearsal, the developer's backend and the tests' backend at once. Where the contract
//! says that instances differ, a [`Dialect`] says how this one behaves. It never sends a request anywhere,
//! answers only to its own address on 127.0.0.1, and keeps nothing when it stops.
//!
//! [`Practice::start`] is all that most need; who puts TLS before it takes [`State::published_at`] and [`router`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod answer;
mod api;
mod application;
mod applications;
mod cookie;
mod crowd;
mod data;
mod dialect;
mod dimensions;
mod guard;
mod home;
mod identity;
mod kind;
mod pages;
mod people;
mod permission;
mod posted;
mod random;
mod saving;
mod server;
mod session;
mod signing_in;
mod state;
mod token;
mod types;

pub use answer::HUGE;
pub use application::{Application, AuthenticationMethod, LoginType};
pub use dialect::{
    ActiveOnSave, AgentMe, AgentOnSave, AgentRights, AgentRows, AgentSize, AgentsShape, AllowList, AuthInfo,
    AuthPlace, Busy, Changes, ClientIdOnSave, CredentialsMadeBy, Crowd, DescriptionOnSave, Details, Dialect,
    DraftLoginType, ErrorShape, Examples, IdToken, InstanceInfo, KindNeeded, Lists, LoginTypeOnSave,
    Managing, Paging, PermissionCase, PermissionsKnown, PermissionsOnSave, PostAnswer, Reads, RecordCount,
    Records, Refusals, Rows, ScopeInAnswer, SecondFactor, SessionKept, SignInPage, Size, TokenEndpoint,
    TokenErrors, Types, Version,
};
pub use dimensions::{Choice, Dimension, Matters, dimensions};
pub use people::{Agent, Rights, TEAMS};
pub use permission::{CATALOGUE, covers};
pub use server::{Practice, auth_router, identity_router, router};
pub use session::{CODE, PASSWORD};
pub use state::{Request, State};
