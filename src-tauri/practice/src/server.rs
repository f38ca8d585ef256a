//! The running server: which paths there are, and the ports that they are served at.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{any, get, post};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::dialect::{AuthPlace, Dialect, SignInPage};
use crate::guard::{Door, guard};
use crate::state::State;
use crate::{api, home, identity, pages, signing_in, token};

/// No form and no token request is larger.
const LARGEST_BODY: usize = 64 * 1024;

/// A running practice HaloPSA. Dropping it stops it: no new connection is taken, idle ones are closed, and
/// requests under way are finished, except that an answer that would never come is given up.
#[derive(Debug)]
pub struct Practice {
    state: Arc<State>,
    ports: Vec<u16>,
    /// The servers stop when this is gone.
    _running: watch::Sender<()>,
}

impl Practice {
    /// Starts one at a free port of 127.0.0.1, and the token endpoint and the identity provider at ports of
    /// their own if the dialect says so. Needs a Tokio runtime, which it runs on.
    ///
    /// Fails if no port can be bound or the system has no randomness.
    pub async fn start(dialect: Dialect) -> io::Result<Self> {
        let main = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let auth = match dialect.auth_place {
            AuthPlace::SamePort => None,
            AuthPlace::OtherPort => Some(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?),
        };
        let identity = match dialect.sign_in_page {
            SignInPage::OfHaloPsa => None,
            SignInPage::SingleSignOn => Some(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?),
        };
        let mut ports = vec![main.local_addr()?.port()];
        let address = format!("http://127.0.0.1:{}{}", ports[0], dialect.path);
        let mut auth_address = None;
        if let Some(auth) = &auth {
            let port = auth.local_addr()?.port();
            ports.push(port);
            auth_address = Some(format!("http://127.0.0.1:{port}{}", dialect.path));
        }
        let mut identity_address = None;
        if let Some(identity) = &identity {
            let port = identity.local_addr()?.port();
            ports.push(port);
            // Somebody else's: the instance's path means nothing there.
            identity_address = Some(format!("http://127.0.0.1:{port}"));
        }
        let state =
            State::published_at(&address, auth_address.as_deref(), identity_address.as_deref(), dialect)?;
        let (running, stopped) = watch::channel(());
        serve(main, router(Arc::clone(&state)), stopped.clone());
        if let Some(auth) = auth {
            serve(auth, auth_router(Arc::clone(&state)), stopped.clone());
        }
        if let Some(identity) = identity {
            serve(identity, identity_router(Arc::clone(&state)), stopped);
        }
        Ok(Self { state, ports, _running: running })
    }

    /// The instance's address: `http://127.0.0.1:{port}`, with the dialect's path, without a trailing slash.
    pub fn address(&self) -> String {
        self.state.address()
    }

    /// Every port that it has bound; the instance's own is the first, then that of the token endpoint and
    /// that of the identity provider, where there is one.
    pub fn ports(&self) -> Vec<u16> {
        self.ports.clone()
    }

    /// The address of the page that lists the API applications.
    pub fn applications_page(&self) -> String {
        self.state.applications_page()
    }

    /// What it knows, to be looked at and changed.
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        self.state.stop();
    }
}

fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<()>) {
    tokio::spawn(async move {
        let stop = async move {
            // Nothing is ever sent: this ends when the sender is dropped.
            while stopped.changed().await.is_ok() {}
        };
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stop).await {
            tracing::warn!(%error, "the practice HaloPSA stopped");
        }
    });
}

/// Everything that the instance's own address answers, for whoever serves it behind TLS. The state must have
/// been made with the address that clients use.
pub fn router(state: Arc<State>) -> Router {
    let at = |path: &str| format!("{}{path}", state.main.path);
    let here = |below: &str| at(&format!("{}{below}", pages::HERE));
    let mut router = Router::new()
        .route(&at("/"), get(home::show))
        .route(&at("/practice.css"), get(pages::style))
        .route(&at("/practice.js"), get(pages::script))
        .route(&at(signing_in::LOGIN), get(signing_in::show).post(signing_in::sign_in))
        .route(&at(signing_in::TWO_FACTOR), get(signing_in::show_code).post(signing_in::check_code))
        .route(&at(signing_in::CALLBACK), get(signing_in::come_back))
        .route(&at(signing_in::LOGOUT), post(signing_in::sign_out))
        .route(&here(""), get(pages::api))
        .route(&here("/applications"), get(pages::list))
        .route(&here("/applications/new"), post(pages::new))
        .route(&here("/applications/{number}"), get(pages::show).post(pages::act))
        .route(&at("/api/{*path}"), any(api::answer));
    if !state.main.path.is_empty() {
        router = router.route(&state.main.path, get(home::show));
    }
    let router = router.merge(token_routes(&state, Door::Main));
    finish(router, state, Door::Main)
}

/// What the second address answers: the token endpoint alone.
pub fn auth_router(state: Arc<State>) -> Router {
    let router = token_routes(&state, Door::Auth);
    finish(router, state, Door::Auth)
}

/// What the identity provider's address answers: its sign-in page alone.
pub fn identity_router(state: Arc<State>) -> Router {
    let path = &Door::Identity.place(&state).path;
    let router = Router::new()
        .route(&format!("{path}{}", identity::HERE), get(identity::show).post(identity::sign_in))
        .route(&format!("{path}/practice.css"), get(pages::style));
    finish(router, state, Door::Identity)
}

fn token_routes(state: &Arc<State>, door: Door) -> Router<Arc<State>> {
    let path = &door.place(state).path;
    let held = (Arc::clone(state), door);
    Router::new()
        .route(&format!("{path}/auth/token"), post(token::issue).with_state(held))
        .route(&format!("{path}/elsewhere/token"), any(token::elsewhere))
}

fn finish(router: Router<Arc<State>>, state: Arc<State>, door: Door) -> Router {
    let guarded = (Arc::clone(&state), door);
    router
        .fallback(async || (StatusCode::NOT_FOUND, "There is nothing here."))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(guarded, guard))
        .with_state(state)
}
