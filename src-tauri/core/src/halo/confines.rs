//! The hosts that a [`super::Network`] may connect to: either any on the internet, or this process's own
//! practice HaloPSA, never both.

use std::sync::Arc;

use url::Url;

use crate::{Error, Result};

/// The permitted destinations of requests.
#[derive(Debug, Clone)]
pub(super) enum Confines {
    /// Any host, only over https.
    Internet,
    /// Only these ports of 127.0.0.1, over plain http.
    Practice(Arc<[u16]>),
}

impl Confines {
    /// The permitted ports of 127.0.0.1; none for the internet.
    pub(super) fn ports(&self) -> &[u16] {
        match self {
            Self::Internet => &[],
            Self::Practice(ports) => ports,
        }
    }

    /// Checks a URL, before anything is sent, a name is resolved, or a page is opened.
    pub(super) fn admit(&self, url: &Url) -> Result<()> {
        match self {
            Self::Internet if url.scheme() == "https" => Ok(()),
            Self::Internet => Err(Error::PlainHttp),
            Self::Practice(ports) => {
                let within = url.scheme() == "http"
                    && url.host_str() == Some("127.0.0.1")
                    && url.port().is_some_and(|port| ports.contains(&port));
                if within { Ok(()) } else { Err(Error::PracticeOnly { host: host_and_port(url) }) }
            }
        }
    }
}

fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(confines: &Confines, url: &str) -> Result<()> {
        confines.admit(&Url::parse(url).unwrap())
    }

    #[test]
    fn on_the_internet_it_is_https_or_nothing() {
        for url in ["https://acme.halopsa.com/api", "https://127.0.0.1:4711/", "https://[::1]/"] {
            assert_eq!(admitted(&Confines::Internet, url), Ok(()), "{url}");
        }
        for url in [
            "http://acme.halopsa.com/api",
            "http://127.0.0.1:4711/",
            "http://localhost/",
            "ws://acme.halopsa.com/",
            "file:///etc/passwd",
        ] {
            assert_eq!(admitted(&Confines::Internet, url), Err(Error::PlainHttp), "{url}");
        }
    }

    #[test]
    fn practice_is_its_own_ports_and_nothing_else() {
        let practice = Confines::Practice([4711, 4712].into());
        for url in ["http://127.0.0.1:4711/api?a=b", "http://127.0.0.1:4712/"] {
            assert_eq!(admitted(&practice, url), Ok(()), "{url}");
        }
        for (url, host) in [
            ("https://acme.halopsa.com/", "acme.halopsa.com"),
            ("https://acme.halopsa.com:8443/", "acme.halopsa.com:8443"),
            ("http://acme.halopsa.com:4711/", "acme.halopsa.com:4711"),
            ("http://127.0.0.1:4713/", "127.0.0.1:4713"),
            ("http://127.0.0.1/", "127.0.0.1"),
            ("https://127.0.0.1:4711/", "127.0.0.1:4711"),
            ("http://127.0.0.2:4711/", "127.0.0.2:4711"),
            ("http://localhost:4711/", "localhost:4711"),
            ("http://[::1]:4711/", "[::1]:4711"),
            ("http://127.0.0.1.acme.example:4711/", "127.0.0.1.acme.example:4711"),
            ("ftp://127.0.0.1:4711/", "127.0.0.1:4711"),
            ("file:///etc/passwd", ""),
        ] {
            let refused = Err(Error::PracticeOnly { host: host.to_owned() });
            assert_eq!(admitted(&practice, url), refused, "{url}");
        }
        // Without a running practice server nothing is admitted.
        let none = Confines::Practice([].into());
        assert!(admitted(&none, "https://acme.halopsa.com/").is_err());
    }
}
