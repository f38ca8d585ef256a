//! The running server: its routes and its ports.

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
use crate::guard::{Listener, guard};
use crate::state::State;
#[cfg(feature = "testing")]
use crate::testing;
use crate::{api, assets, configuration, home, identity, signing_in, token};

/// The maximal size of a request's body in bytes; larger ones get 413.
const MAX_BODY: usize = 64 * 1024;

/// A running practice HaloPSA. Dropping it stops it: no new connection is accepted, idle ones are closed, pending
/// requests are finished, and connections that would get no response are closed.
#[derive(Debug)]
pub struct Practice {
    state: Arc<State>,
    ports: Vec<u16>,
    /// The servers stop when this is gone.
    _running: watch::Sender<()>,
}

impl Practice {
    /// Starts one on a free port of 127.0.0.1, and the token endpoint and the identity provider on ports of their
    /// own if the dialect says so. Must be called in a Tokio runtime, on which it runs.
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
            // It represents another host, on which the instance's path doesn't apply.
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

    /// The ports that it listens on: the instance's, then the token endpoint's and the identity provider's if they
    /// have their own.
    pub fn ports(&self) -> Vec<u16> {
        self.ports.clone()
    }

    /// The address of the page that lists the API applications.
    pub fn applications_page(&self) -> String {
        self.state.applications_page()
    }

    /// Its state.
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
            // Nothing is ever sent: the loop ends when the sender is dropped.
            while stopped.changed().await.is_ok() {}
        };
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stop).await {
            tracing::warn!(%error, "practice server failed");
        }
    });
}

/// The instance's routes, for a caller that serves them itself, for example behind TLS. The state must have the
/// address that clients use ([`State::published_at`]).
pub fn router(state: Arc<State>) -> Router {
    let at = |path: &str| state.main.path_to(path);
    let config = |below: &str| at(&format!("{}{below}", configuration::CONFIG));
    let mut router = Router::new()
        .route(&at("/"), get(home::show))
        .route(&at("/practice.css"), get(assets::style))
        .route(&at("/practice.js"), get(assets::script))
        .route(&at(signing_in::LOGIN), get(signing_in::show).post(signing_in::sign_in))
        .route(&at(signing_in::TWO_FACTOR), get(signing_in::show_code).post(signing_in::check_code))
        .route(&at(signing_in::CALLBACK), get(signing_in::callback))
        .route(&at(signing_in::LOGOUT), post(signing_in::sign_out))
        .route(&config(""), get(configuration::api))
        .route(&config("/applications"), get(configuration::list))
        .route(&config("/applications/new"), post(configuration::new))
        .route(&config("/applications/{number}"), get(configuration::show).post(configuration::submit))
        .route(&at("/api/{*path}"), any(api::answer));
    if !state.main.path.is_empty() {
        router = router.route(&state.main.path, get(home::show));
    }
    let router = router.merge(token_routes(&state, Listener::Main));
    finish(router, state, Listener::Main)
}

/// The routes of the token endpoint's other address.
pub fn auth_router(state: Arc<State>) -> Router {
    let router = token_routes(&state, Listener::Auth);
    finish(router, state, Listener::Auth)
}

/// The routes of the identity provider: its sign-in page.
pub fn identity_router(state: Arc<State>) -> Router {
    let path = &Listener::Identity.address(&state).path;
    let router = Router::new()
        .route(&format!("{path}{}", signing_in::IDENTITY), get(identity::show).post(identity::sign_in))
        .route(&format!("{path}/practice.css"), get(assets::style));
    finish(router, state, Listener::Identity)
}

fn token_routes(state: &Arc<State>, listener: Listener) -> Router<Arc<State>> {
    let path = &listener.address(state).path;
    let token_state = (Arc::clone(state), listener);
    Router::new()
        .route(&format!("{path}/auth/token"), post(token::issue).with_state(token_state))
        .route(&format!("{path}/elsewhere/token"), any(token::elsewhere))
}

fn finish(router: Router<Arc<State>>, state: Arc<State>, listener: Listener) -> Router {
    let guarded = (Arc::clone(&state), listener);
    let router = router
        .fallback(async || (StatusCode::NOT_FOUND, "There is nothing here."))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(guarded, guard));
    #[cfg(feature = "testing")]
    let router = router.layer(middleware::from_fn_with_state(Arc::clone(&state), testing::record));
    router.with_state(state)
}
