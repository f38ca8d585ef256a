//! The pages of the main window. Each is rendered here, from core's state, and sent to the window as HTML;
//! what the user does there comes back as one of the actions below. One file per page: its view and its
//! actions.
//!
//! The window can call only three commands: [`view`], [`act`] and, for a typed secret, `type_secret`. Their
//! responses never contain a secret.

mod connect;
mod agent;
mod check;
mod connection;
mod done;
mod frame;
mod guide;
mod index;
mod memory;
mod new;
mod notice;
mod permission;
mod permissions;
mod product;
mod progress;
mod proof;
mod report;
mod review;
mod route;
mod sign_in;
mod typed;
mod update;
mod values;
mod when;
mod words;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod lint;

use std::fmt;

use latchkey_core::procedure::Purpose;
use latchkey_core::setup::draft::{Draft, Way};
use latchkey_core::setup::guide::{Step, next_step};
use latchkey_core::{Error, Result};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, State};

use crate::desk::Desk;
pub(crate) use connect::InHand;
pub(crate) use frame::{Current, sign_ins};
pub(crate) use memory::Memory;
pub(crate) use progress::{Snapshot, progress};
pub(crate) use route::Route;
pub(crate) use typed::Refused;
use typed::{SecretOf, Typed};
pub(crate) use update::Update;

/// Every action in the main window, by the page that offers it. A template writes it into `data-act`:
/// `{"index":{"do":"begin","product":"cipp"}}`. Form fields are added to it by their names.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Action {
    /// On every page.
    Frame(frame::Action),
    /// The list of connections.
    Index(index::Action),
    /// The choice of a product.
    New(new::Action),
    /// The values for a product's form.
    Values(values::Action),
    /// HaloPSA's address.
    Connect(connect::Action),
    /// Signing in, on any page that needs it.
    SignIn(sign_in::Action),
    /// The end of a set-up.
    Done(done::Action),
    /// The agent, and the application's name.
    Agent(agent::Action),
    /// What will be created, and its creation.
    Review(review::Action),
    /// The product's permissions.
    Permissions(permissions::Action),
    /// The steps by hand in HaloPSA.
    Guide(guide::Action),
    /// A saved connection.
    Connection(connection::Action),
    /// The check of this computer.
    Check(check::Action),
    /// The report for the makers, on any page that offers it.
    Report(report::Action),
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// What an action works with.
pub(crate) struct Context<'a> {
    pub(crate) app: &'a AppHandle,
    pub(crate) desk: &'a Desk,
}

/// The current view of the page that the window's address names behind `#`.
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands arguments over by value")]
#[tauri::command(async)]
pub(crate) fn view(page: &str, desk: State<'_, Desk>) -> Update {
    let Ok(route) = page.parse() else {
        return notice::unexpected();
    };
    desk.shows(&route);
    render(&route, &desk).unwrap_or_else(|error| notice::instead_of_the_page(&route, &error))
}

/// Renders a page as it is now.
pub(crate) fn render(route: &Route, desk: &Desk) -> Result<Update> {
    let rendered = rendered(route, desk);
    if matches!(rendered, Err(Error::DraftGone))
        && let Some(id) = route.set_up()
        && desk.workspace()?.latchkey.connection(&id.into()).is_ok()
    {
        // It was finished meanwhile.
        return Ok(Update::go(&Route::Done(id.into())));
    }
    rendered
}

fn rendered(route: &Route, desk: &Desk) -> Result<Update> {
    match route {
        Route::Index => index::view(desk),
        Route::New => new::view(desk, route, false),
        Route::Lost => new::view(desk, route, true),
        Route::Connect(id) => connect::view(desk, id),
        Route::Agent(id) => agent::view(desk, id),
        Route::Review(id) => review::view(desk, id),
        Route::Permissions(id) => permissions::view(desk, id),
        Route::Guide(id) => guide::view(desk, id),
        Route::Done(id) => done::view(desk, id),
        Route::Connection(id) => connection::view(desk, id),
        Route::Check => Ok(check::view(desk)),
    }
}

/// The page on which a set-up continues.
fn page_of(draft: &Draft) -> Route {
    let id = draft.id.clone();
    match next_step(draft) {
        Step::Connect => Route::Connect(id),
        Step::General => Route::Agent(id),
        Step::Permissions => Route::Permissions(id),
        // By hand there is no review.
        _ if draft.way == Way::ByLatchkey => Route::Review(id),
        _ => Route::Guide(id),
    }
}

/// The page before this one.
fn before(draft: &Draft, current: Current) -> Route {
    let id = draft.id.clone();
    match (current, draft.purpose.clone()) {
        (Current::Connect, _) => Route::Index,
        (Current::Agent, _) => Route::Connect(id),
        // An existing list is changed from the review.
        (Current::Permissions, Purpose::NewApplication)
            if draft.way == Way::ByLatchkey && !draft.permissions.is_empty() =>
        {
            Route::Review(id)
        }
        (_, Purpose::NewSecret { .. }) if draft.connection().is_some() => Route::Index,
        (_, Purpose::NewSecret { .. }) => Route::Connect(id),
        _ => Route::Agent(id),
    }
}

/// Runs an action of the page. Returns the changes to the page; a refusal is one of them.
#[tauri::command]
pub(crate) async fn act(action: Action, app: AppHandle, desk: State<'_, Desk>) -> Result<Update, ()> {
    Ok(Box::pin(perform(&Context { app: &app, desk: &desk }, action)).await)
}

async fn perform(context: &Context<'_>, action: Action) -> Update {
    match action {
        Action::Frame(action) => frame::act(context, action).await,
        Action::Index(action) => index::act(context, action).await,
        Action::New(action) => new::act(context, action).await,
        Action::Values(action) => values::act(context, action).await,
        Action::Agent(action) => agent::act(context, action).await,
        Action::Review(action) => review::act(context, action).await,
        Action::Permissions(action) => permissions::act(context, action).await,
        Action::Connect(action) => connect::act(context, action).await,
        Action::SignIn(action) => sign_in::act(context, action).await,
        Action::Guide(action) => guide::act(context, action).await,
        Action::Done(action) => done::act(context, action).await,
        Action::Connection(action) => connection::act(context, action).await,
        Action::Check(action) => check::act(context, action).await,
        Action::Report(action) => report::act(context, &action),
    }
}

/// Takes a secret that the user typed. The page has cleared its field. No response and no error contains it.
#[tauri::command]
pub(crate) async fn type_secret(
    of: SecretOf,
    typed: Typed,
    app: AppHandle,
    desk: State<'_, Desk>,
) -> Result<Update, ()> {
    let context = Context { app: &app, desk: &desk };
    Ok(match of {
        SecretOf::Guide { set_up } => guide::type_secret(&context, set_up, typed.0).await,
        SecretOf::SignIn { id, client_id } => connect::typed(&context, &id, &client_id, typed.0).await,
    })
}
