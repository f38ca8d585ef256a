//! Serialises request bodies with a secret into one buffer, which is wiped after the request. Its size is
//! computed first: a growing buffer would leave copies behind.

use std::io::{Result, Write};

use bytes::Bytes;
use secrecy::zeroize::Zeroizing;
use serde::Serialize;
use url::form_urlencoded::byte_serialize;

/// The value as JSON.
pub(super) fn json(value: &impl Serialize) -> serde_json::Result<Bytes> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value)?;
    let mut body = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *body, value)?;
    Ok(Bytes::from_owner(body))
}

/// The fields as `application/x-www-form-urlencoded`.
pub(super) fn form(fields: &[(&str, &str)]) -> Bytes {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).map(str::len).sum::<usize>();
    let length = fields.iter().map(|(name, value)| encoded(name) + encoded(value) + "&=".len()).sum();
    let mut body = Zeroizing::new(Vec::with_capacity(length));
    for (name, value) in fields {
        let before = if body.is_empty() { "" } else { "&" };
        let name = byte_serialize(name.as_bytes());
        let value = byte_serialize(value.as_bytes());
        let parts = std::iter::once(before).chain(name).chain(std::iter::once("=")).chain(value);
        parts.for_each(|part| body.extend_from_slice(part.as_bytes()));
    }
    Bytes::from_owner(body)
}

/// Counts the bytes written.
struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
