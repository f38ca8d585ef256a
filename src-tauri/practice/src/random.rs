//! Client ids, secrets, tokens and what else is drawn from the system's randomness.

use std::fmt::Write as _;
use std::io;

/// A random GUID (version 4), lower case.
pub(crate) fn guid() -> io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}

/// A client secret: two GUIDs joined by a hyphen (contract: "Secret as seen").
pub(crate) fn secret() -> io::Result<String> {
    Ok(format!("{}-{}", guid()?, guid()?))
}

/// An access token. Opaque on purpose: no client may parse it.
pub(crate) fn token() -> io::Result<String> {
    let mut bytes = [0_u8; 48];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(hex(&bytes))
}

/// An access token of about 5,000 characters: too large for a cookie, of which browsers keep 4,096 bytes.
pub(crate) fn large_token() -> io::Result<String> {
    let mut bytes = [0_u8; 2500];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(hex(&bytes))
}

/// What makes a name unguessable.
pub(crate) fn suffix() -> io::Result<String> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(hex(&bytes))
}

/// No number of [`number_with_place`] is as large.
pub(crate) const BEYOND_ALL_PLACES: u32 = 8 << 16;

/// A number above 0 that differs for each place below 7, whatever is drawn.
pub(crate) fn number_with_place(place: usize) -> io::Result<u32> {
    let mut bytes = [0_u8; 2];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let place = u32::try_from(place).map_err(io::Error::other)?;
    Ok(u32::from(u16::from_le_bytes(bytes)) * 8 + place + 1)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
