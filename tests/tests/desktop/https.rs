//! The practice HaloPSA behind TLS, as a real instance is: with a certificate of an authority that
//! only this test's system trusts. So the app runs exactly as it is shipped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use latchkey_journeys::tls;
use latchkey_practice::{Dialect, SignInPage, State, identity_router, router};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The identity provider of an organisation: another host.
pub const IDENTITY: &str = "login.identity.test";
/// A host of another owner that looks like an instance's.
pub const LOOKALIKE: &str = "xn--cme-5cd.halopsa.test";
/// And what it looks like.
pub const LOOKED_LIKE: &str = "acme.halopsa.test";
/// The host above that one: of the same owner, and no HaloPSA.
pub const ABOVE: &str = "halopsa.test";
/// An identity provider that takes nobody in a window of another program.
pub const REFUSING: &str = "accounts.google.com";

/// All hosts of the tests' own.
pub const HOSTS: [&str; 5] = [IDENTITY, LOOKALIKE, LOOKED_LIKE, ABOVE, REFUSING];

/// A running instance at `https://127.0.0.1:PORT`.
pub struct Instance {
    pub state: Arc<State>,
    /// The authority's certificate.
    pub trust: PathBuf,
}

struct Tls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            if let Ok((stream, from)) = self.listener.accept().await
                && let Ok(stream) = self.acceptor.accept(stream).await
            {
                return (stream, from);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// The authority for the servers of a test.
pub struct Authority {
    /// Its certificate.
    pub trust: PathBuf,
    acceptor: TlsAcceptor,
}

impl Authority {
    /// Writes its certificate into `folder`.
    pub fn new(folder: &Path) -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let hosts: Vec<String> =
            [&["127.0.0.1"], &HOSTS[..]].concat().into_iter().map(str::to_owned).collect();
        let certificate = CertificateParams::new(hosts).unwrap().signed_by(&key, &authority).unwrap();
        let trust = folder.join("authority.pem");
        std::fs::write(&trust, authority.pem()).unwrap();

        Self { trust, acceptor: tls::acceptor(&certificate, &key) }
    }

    /// Serves what is found at a free port, once it is known.
    pub async fn serve(&self, listener: TcpListener, routes: Router) {
        let tls = Tls { listener, acceptor: self.acceptor.clone() };
        tokio::spawn(async move { axum::serve(tls, routes).await });
    }
}

/// A free port of this computer.
pub async fn port() -> (TcpListener, u16) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

impl Instance {
    pub async fn start(folder: &Path, dialect: Dialect) -> Self {
        let authority = Authority::new(folder);
        let (listener, here) = port().await;
        let (other, there) = port().await;
        let elsewhere = format!("https://{IDENTITY}:{there}");
        let identity = (dialect.sign_in_page == SignInPage::SingleSignOn).then_some(elsewhere.as_str());
        let address = format!("https://127.0.0.1:{here}");
        let state = State::published_at(&address, None, identity, dialect).unwrap();
        authority.serve(listener, router(Arc::clone(&state))).await;
        if identity.is_some() {
            authority.serve(other, identity_router(Arc::clone(&state))).await;
        }
        Self { state, trust: authority.trust }
    }
}
