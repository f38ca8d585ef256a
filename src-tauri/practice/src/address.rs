//! One address at which this HaloPSA is reached, parsed once at the start.

use std::io;

use url::Url;

/// An absolute URL and the parts of it that requests are compared with.
pub(crate) struct Address {
    /// `scheme://host:port` and the path, without a trailing slash.
    pub(crate) url: String,
    /// The path: `""` or, for example, `"/halo"`.
    pub(crate) path: String,
    /// The expected `Host` header: the host, and the port unless it is the scheme's default.
    pub(crate) host: String,
    /// The expected `Origin` header: `scheme://host:port`.
    pub(crate) origin: String,
}

impl Address {
    /// Parses an absolute URL with a host. Fails if it is none; query and fragment are ignored.
    pub(crate) fn parse(text: &str) -> io::Result<Self> {
        let url = Url::parse(text).map_err(io::Error::other)?;
        let origin = url.origin().ascii_serialization();
        let host = origin
            .split_once("://")
            .map(|(_, host)| host.to_owned())
            .ok_or_else(|| io::Error::other("an address needs a host"))?;
        let path = url.path().trim_end_matches('/').to_owned();
        Ok(Self { url: format!("{origin}{path}"), path, host, origin })
    }

    /// A path of this address with `below` appended: `"/halo/auth"` for `"/auth"`.
    pub(crate) fn path_to(&self, below: &str) -> String {
        format!("{}{below}", self.path)
    }
}
