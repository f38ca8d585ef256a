//! Obstacles between Latchkey and HaloPSA: certificates that prove nothing, proxies and networks that want a
//! sign-in of their own, and plain http. Each is reported as what it is, and nothing is sent to it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use latchkey_core::checkup::Outcome;
use latchkey_core::halo::{Network, Patience};
use latchkey_core::procedure::Item;
use latchkey_core::proof::finding::{TokenSeen, Verdict};
use latchkey_core::vault::Memory;
use latchkey_core::{Error, Latchkey, Secret};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{Computer, Intention, nobody};
use latchkey_journeys::files::change_document;
use latchkey_journeys::tls;
use latchkey_practice::{Dialect, Practice};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A free port of this computer.
async fn port() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

/// Whether nobody ever connected to a port at which nobody accepts: the system keeps every connection.
fn untouched(listener: TcpListener) -> bool {
    let listener = listener.into_std().expect("the socket");
    matches!(listener.accept(), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
}

/// Asks with the app's own network, in an environment of its own.
async fn ask(address: &str, environment: &[(&str, &str)]) -> String {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_ask"));
    for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "no_proxy", "NO_PROXY"]
    {
        command.env_remove(name);
    }
    command.arg(address).envs(environment.iter().copied()).stderr(Stdio::inherit()).kill_on_drop(true);
    let output = command.output().await.expect("it runs");
    String::from_utf8(output.stdout).expect("a text").trim_end().to_owned()
}

/// A server whose certificate an authority vouches for, or not, and how many bytes the app sent it.
struct Secured {
    address: String,
    received: Arc<AtomicUsize>,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Nothing,
    Unknown,
    Name,
    RunOut,
    NotYet,
}

/// With `trust`, the authority's certificate is written there; the system of [`ask`] trusts only that.
async fn secured(wrong: Wrong, answer: &'static str, trust: &Path) -> Secured {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let pem = if wrong == Wrong::Unknown {
        // It trusts another.
        let mut other = CertificateParams::default();
        other.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(other, KeyPair::generate().unwrap()).unwrap().pem()
    } else {
        authority.pem()
    };
    std::fs::write(trust, pem).unwrap();

    let name = if wrong == Wrong::Name { "other.example" } else { "127.0.0.1" };
    let mut certificate = CertificateParams::new(vec![name.to_owned()]).unwrap();
    match wrong {
        Wrong::RunOut => {
            certificate.not_before = date_time_ymd(2020, 1, 1);
            certificate.not_after = date_time_ymd(2021, 1, 1);
        }
        Wrong::NotYet => {
            certificate.not_before = date_time_ymd(2120, 1, 1);
            certificate.not_after = date_time_ymd(2121, 1, 1);
        }
        _ => {}
    }
    let key = KeyPair::generate().unwrap();
    let certificate = certificate.signed_by(&key, &authority).unwrap();
    let acceptor = tls::acceptor(&certificate, &key);
    let (listener, at) = port().await;
    let received = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&received);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut buffer = [0; 4096];
            if let Ok(length) = stream.read(&mut buffer).await {
                counts.fetch_add(length, Ordering::SeqCst);
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    Secured { address: format!("https://{at}"), received }
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_certificate_that_proves_nothing_is_named_and_nothing_is_sent_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let trust = folder.path().join("trust.pem");
    let environment = [("SSL_CERT_FILE", trust.to_str().unwrap())];
    for (wrong, code) in [
        (Wrong::Nothing, "halo-not-found"),
        (Wrong::Unknown, "halo-certificate"),
        (Wrong::Name, "halo-certificate"),
        (Wrong::RunOut, "halo-certificate-date"),
        (Wrong::NotYet, "halo-certificate-date"),
    ] {
        let server = secured(wrong, "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", &trust).await;
        let output = ask(&server.address, &environment).await;
        assert_eq!(output.split(' ').next(), Some(code), "{wrong:?}: {output}");
        assert!(output.contains("\"host\": \"127.0.0.1"), "{output}");
        let year = format!("{}", 1970 + std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() / 31_556_952);
        let by_the_clock = code == "halo-certificate-date";
        assert_eq!(
            output.contains(&format!(" {year}, ")),
            by_the_clock,
            "the clock's date is shown: {output}"
        );
        let received = server.received.load(Ordering::SeqCst);
        assert_eq!(received > 0, wrong == Wrong::Nothing, "{wrong:?}: it received {received} bytes");
    }
}

#[tokio::test]
async fn nobody_vouches_for_a_server_of_our_own_and_nothing_is_sent_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = secured(Wrong::Nothing, "", &folder.path().join("trusted by nobody")).await;
    let network = Network::to_the_internet(Patience::default());
    let latchkey = Latchkey::open(&folder.path().join("data"), Arc::new(Memory::default()), network);
    let latchkey = latchkey.unwrap();
    let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
    let refused = latchkey.at(&id).set_address(1, &server.address, true, None).await.unwrap_err();
    assert_eq!(refused, Error::HaloCertificate { host: "127.0.0.1".to_owned() });
    assert_eq!(server.received.load(Ordering::SeqCst), 0);
}

/// A proxy that answers everything with 407; what it was asked.
async fn proxy_that_wants_a_sign_in() -> (SocketAddr, Arc<std::sync::Mutex<Vec<String>>>) {
    let (listener, at) = port().await;
    let asked = Arc::new(std::sync::Mutex::new(Vec::new()));
    let counts = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            let length = stream.read(&mut buffer).await.unwrap_or(0);
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            counts.lock().unwrap().push(text.lines().next().unwrap_or_default().to_owned());
            let answer = "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Negotiate\r\n\
                          content-length: 0\r\n\r\n";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (at, asked)
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_proxy_that_wants_a_sign_in_is_named_and_not_called_an_absent_halopsa() {
    const CANARY: &str = "canary-proxy-password";
    let (proxy, asked) = proxy_that_wants_a_sign_in().await;
    for login in ["", "someone:canary-proxy-password@"] {
        let environment = format!("http://{login}{proxy}");
        let output = ask("https://acme.halopsa.com", &[("https_proxy", &environment)]).await;
        let expected = format!("proxy-sign-in {{\"host\": \"acme.halopsa.com\", \"proxy\": \"{proxy}\"}}");
        assert_eq!(output, expected);
        assert!(!output.contains(CANARY));
    }
    let asked = asked.lock().unwrap().clone();
    assert!(asked.iter().all(|line| line == "CONNECT acme.halopsa.com:443 HTTP/1.1"), "{asked:?}");
    assert_eq!(asked.len(), 4, "for authinfo and InstanceInfo, and once each");
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_proxy_before_halopsa_itself_that_wants_a_sign_in_is_named_by_its_host() {
    let folder = tempfile::tempdir().unwrap();
    let trust = folder.path().join("trust.pem");
    let answer = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    let server = secured(Wrong::Nothing, answer, &trust).await;
    let output = ask(&server.address, &[("SSL_CERT_FILE", trust.to_str().unwrap())]).await;
    assert_eq!(output, "proxy-sign-in {\"host\": \"127.0.0.1\", \"proxy\": \"127.0.0.1\"}");
}

/// What the address of a server that gives this answer to everything is refused with.
async fn refused(answer: impl IntoResponse + Clone + Send + Sync + 'static) -> Error {
    let (listener, at) = port().await;
    let router = Router::new().fallback(move || std::future::ready(answer.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let computer = Computer::that_reaches(&[], &[at.port()]);
    let latchkey = computer.latchkey();
    let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
    let pasted = format!("http://{at}/tickets/some/page");
    latchkey.at(&id).set_address(computer.revision(&id), &pasted, false, None).await.unwrap_err()
}

#[tokio::test]
async fn a_network_that_wants_a_sign_in_first_is_not_called_an_absent_halopsa() {
    let host = || "127.0.0.1".to_owned();
    let page = "\r\n <!doctype html><title>Welcome to our guest network</title>";
    let is_a_page = refused(Html(page)).await;
    assert_eq!(is_a_page, Error::HaloIsAPage { host: host() });
    assert!(is_a_page.may_insist(), "it could be the user's HaloPSA after all");

    let wants_sign_in = refused((StatusCode::NETWORK_AUTHENTICATION_REQUIRED, Html(page))).await;
    assert_eq!(wants_sign_in, Error::NetworkSignIn { host: host() });

    for (to, shown) in [
        ("http://portal.hotel.example/login?url=http%3A%2F%2F127.0.0.1", "portal.hotel.example"),
        ("https://192.0.2.1:8443/", "192.0.2.1"),
    ] {
        let sent_on = refused((StatusCode::FOUND, [(header::LOCATION, to)])).await;
        assert_eq!(sent_on, Error::NetworkSignInAt { host: host(), to: shown.to_owned() }, "{to}");
    }

    // What is nothing of the kind stays what it was.
    let absent = refused((StatusCode::NOT_FOUND, Html(page))).await;
    assert_eq!(absent.code(), "halo-not-found");
    let text = refused("Hello").await;
    assert_eq!(text.code(), "halo-not-found");
    let moved = refused((StatusCode::FOUND, [(header::LOCATION, "/auth/account/login")])).await;
    assert_eq!(moved, Error::HaloRedirects { host: host(), to: host() });
    let elsewhere = "https://halo.acme.example/tickets/some/page/api/authinfo";
    let moved = refused((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, elsewhere)])).await;
    assert_eq!(moved, Error::HaloRedirects { host: host(), to: "halo.acme.example".to_owned() });
}

#[tokio::test]
async fn a_saved_address_of_plain_http_is_never_spoken_to() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let vault = Arc::new(Memory::default());
    // A set-up and a connection, as only the practice HaloPSA could have made them …
    let (id, connection) = {
        let network = Network::confined_to(&halo.ports(), Patience::default());
        let latchkey = Latchkey::open(folder.path(), Arc::<Memory>::clone(&vault), network).unwrap();
        let mut ids = Vec::new();
        for product in ["Harbour Alarm", "Paper Lantern"] {
            let id = latchkey.begin(None, product).unwrap().id;
            let revision = || latchkey.at(&id).draft().unwrap().revision;
            latchkey.at(&id).set_address(revision(), &halo.address(), false, None).await.unwrap();
            latchkey.at(&id).set_general(revision(), product, "API Integration Account").await.unwrap();
            latchkey.at(&id).set_permissions(revision(), &["read:tickets"]).await.unwrap();
            let made = halo.state().add_application(product, 7, &["read:tickets"]).unwrap();
            latchkey.at(&id).take_client_id(&Secret::from(made.0.as_str()), false, false).await.unwrap();
            latchkey.at(&id).take_secret(&Secret::from(made.1.as_str()), false).await.unwrap();
            ids.push(id);
        }
        let proved = latchkey.at(&ids[1]).prove(&nobody()).await.unwrap();
        (ids.remove(0), proved.connection.expect("it works"))
    };
    // … moved to a foreign port, and opened by a Latchkey that doesn't practise.
    let (listener, elsewhere) = port().await;
    let practice = format!("127.0.0.1:{}", halo.ports()[0]);
    for file in [format!("set-ups/{id}.json"), "connections.json".to_owned()] {
        change_document(&folder.path().join(file), |text| {
            let address = format!("http://{practice}");
            assert!(text.contains(&address), "{text}");
            text.replace(&address, &format!("http://{elsewhere}"))
        });
    }
    let network = Network::to_the_internet(Patience::default());
    let latchkey = Latchkey::open(folder.path(), vault, network).unwrap();
    let there = format!("http://{elsewhere}");
    assert_eq!(latchkey.at(&id).draft().unwrap().instance.unwrap().address.to_string(), there);

    let plain = TokenSeen::Failed { code: "plain-http".to_owned() };
    let outcome = latchkey.at(&id).prove(&nobody()).await.unwrap();
    assert_eq!((outcome.proof.verdict, &outcome.proof.token), (Verdict::DoesNotWork, &plain));
    let proof = latchkey.prove_connection(&connection, &nobody()).await.unwrap();
    assert_eq!((proof.verdict, &proof.token), (Verdict::DoesNotWork, &plain));
    for item in [Item::SignIn, Item::OpenApi] {
        assert_eq!(
            latchkey.at(&id).page_in_halo(item),
            Err(Error::PlainHttp),
            "nor is it opened in the browser"
        );
    }
    assert!(!latchkey.window_may_go_to(&there.parse().unwrap()), "nor in the sign-in window");
    let robot = halo.state().add_application("Robot", 8, &["all"]).unwrap();
    latchkey.at(&id).take_authority_client_id(&Secret::from(robot.0.as_str()), false).unwrap();
    let refused = latchkey.at(&id).take_authority_secret(&Secret::from(robot.1.as_str()), false).await;
    assert_eq!(refused, Err(Error::PlainHttp));
    assert!(untouched(listener), "not one connection was made");
}

#[tokio::test]
async fn practice_reaches_its_own_ports_and_not_one_other() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]);
    let latchkey = computer.latchkey();
    let (id, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    let before = latchkey.at(&id).draft().unwrap();
    let (listener, at) = port().await;
    let only = |host: &str| Error::PracticeOnly { host: host.to_owned() };

    for pasted in [format!("https://{at}"), format!("http://{at}"), format!("{at}/tickets")] {
        for insist in [false, true] {
            let set_up = latchkey.at(&id);
            let asked = set_up.set_address(computer.revision(&id), &pasted, insist, Some("x")).await;
            assert_eq!(asked.unwrap_err(), only(&at.to_string()), "{pasted}");
        }
        let folder = tempfile::tempdir().unwrap();
        let checked =
            latchkey_core::checkup::run(latchkey.keeper(), folder.path(), latchkey.network(), &pasted).await;
        // Not even the proxy is connected to that would lead to the others.
        let proxy = Outcome::NotChecked("check-proxy-practice");
        assert!(checked.contains(&(latchkey_core::checkup::Item::Proxy, proxy)), "{checked:?}");
        let (item, outcome) = checked.last().unwrap();
        assert_eq!(*item, latchkey_core::checkup::Item::Instance);
        assert_eq!(*outcome, Outcome::Trouble(only(&at.to_string())), "{pasted}");
    }
    // No name is looked up for it either: the refusal is the same for a host that is none.
    let set_up = latchkey.at(&id);
    let asked = set_up.set_address(computer.revision(&id), "https://no.such.host.invalid", true, None);
    assert_eq!(asked.await.unwrap_err(), only("no.such.host.invalid"));
    assert_eq!(latchkey.at(&id).draft().unwrap(), before, "nothing of it is kept");

    for elsewhere in [
        format!("https://{at}/"),
        format!("http://{at}/"),
        "https://acme.halopsa.com/".to_owned(),
        "https://login.microsoftonline.com/".to_owned(),
        format!("https://127.0.0.1:{}/", halo.ports()[0]),
        format!("http://localhost:{}/", halo.ports()[0]),
    ] {
        assert!(!latchkey.window_may_go_to(&elsewhere.parse().unwrap()), "{elsewhere}");
    }
    assert!(latchkey.window_may_go_to(&halo.address().parse().unwrap()));
    for item in [Item::SignIn, Item::OpenApi] {
        let page = latchkey.at(&id).page_in_halo(item).unwrap();
        assert!(page.as_str().starts_with(&halo.address()), "{page}");
    }
    assert!(untouched(listener), "not one connection was made");
}

#[tokio::test]
async fn a_practice_halopsa_that_names_another_place_is_not_followed_there() {
    let (listener, at) = port().await;
    for auth_url in [format!("https://{at}/auth"), format!("http://{at}/auth")] {
        let (server, here) = port().await;
        let info = format!("{{\"auth_url\":\"{auth_url}\",\"tenant_id\":\"acme\"}}");
        let router = Router::new().fallback(move || std::future::ready(info.clone()));
        tokio::spawn(async move { axum::serve(server, router).await });
        let computer = Computer::that_reaches(&[], &[here.port()]);
        let latchkey = computer.latchkey();
        let id = latchkey.begin(None, "Harbour Alarm").unwrap().id;
        let pasted = format!("http://{here}");
        let agreed = at.to_string();
        let set_up = latchkey.at(&id);
        let asked = set_up.set_address(computer.revision(&id), &pasted, true, Some(&agreed)).await;
        assert_eq!(asked.unwrap_err(), Error::PracticeOnly { host: at.to_string() }, "{auth_url}");
    }
    assert!(untouched(listener), "not one connection was made");
}
