//! Check of the proxy for HaloPSA: resolved the way our requests resolve it, and connected to.

use std::time::Duration;

use tokio::net::TcpStream;

use super::Outcome;
use crate::Error;
use crate::error::Params;
use crate::halo::proxy_to;
use crate::instance::address::Address;

/// Timeout. A proxy is nearby; one that takes longer is unreachable.
const PATIENCE: Duration = Duration::from_secs(10);

/// Checks the proxy. `address`: that of HaloPSA, or any if unknown.
pub(super) async fn check(address: Option<&Address>) -> Outcome {
    let to = address.map_or_else(|| "https://acme.halopsa.com/".to_owned(), |a| a.join("").to_string());
    match proxy_to(&to) {
        Some((host, port)) => reach(&host, port).await,
        None if script::is_set() => Outcome::Remark("check-proxy-script", Params::new()),
        None => Outcome::fine("check-proxy-none"),
    }
}

async fn reach(host: &str, port: u16) -> Outcome {
    let proxy = format!("{host}:{port}");
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match tokio::time::timeout(PATIENCE, TcpStream::connect((bare, port))).await {
        Ok(Ok(_)) => Outcome::Fine("check-proxy-fine", Params::from([("proxy", proxy)])),
        failed => {
            tracing::warn!(%proxy, error = ?failed.map(|r| r.map(|_| ())), "proxy not reached");
            Outcome::Trouble(Error::ProxyNotReached { proxy })
        }
    }
}

/// Whether a script (PAC) chooses the proxy. Our requests don't run one.
#[cfg(windows)]
mod script {
    pub(super) fn is_set() -> bool {
        const SETTINGS: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";
        windows_registry::CURRENT_USER
            .open(SETTINGS)
            .and_then(|settings| settings.get_string("AutoConfigURL"))
            .is_ok_and(|script| !script.trim().is_empty())
    }
}

#[cfg(target_os = "macos")]
mod script {
    use system_configuration::core_foundation::number::CFNumber;
    use system_configuration::core_foundation::string::CFString;
    use system_configuration::dynamic_store::SCDynamicStoreBuilder;

    pub(super) fn is_set() -> bool {
        let store = SCDynamicStoreBuilder::new("Latchkey for HaloPSA").build();
        let proxies = store.and_then(|store| store.get_proxies());
        proxies
            .and_then(|proxies| {
                let enabled = proxies.find(CFString::from_static_string("ProxyAutoConfigEnable"))?;
                enabled.downcast::<CFNumber>()?.to_i32()
            })
            .is_some_and(|enabled| enabled != 0)
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod script {
    /// Here the proxy comes from environment variables, which have no scripts.
    pub(super) fn is_set() -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_proxy_that_listens_is_reached_and_one_that_does_not_is_named() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let proxy = format!("127.0.0.1:{port}");
        let fine = Outcome::Fine("check-proxy-fine", Params::from([("proxy", proxy.clone())]));
        assert_eq!(reach("127.0.0.1", port).await, fine);
        drop(listener);
        assert_eq!(reach("127.0.0.1", port).await, Outcome::Trouble(Error::ProxyNotReached { proxy }));
    }
}
