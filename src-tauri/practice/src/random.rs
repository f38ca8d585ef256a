//! Client ids, secrets, tokens and other values from the system's randomness. Each function fails if there is
//! none.

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

/// An access token: 96 hexadecimal digits, opaque to clients.
pub(crate) fn token() -> io::Result<String> {
    let mut bytes = [0_u8; 48];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(hex(&bytes))
}

/// An access token of 5,000 hexadecimal digits: browsers store cookies of up to 4,096 bytes.
pub(crate) fn large_token() -> io::Result<String> {
    let mut bytes = [0_u8; 2500];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(hex(&bytes))
}

/// 16 hexadecimal digits that make a name unguessable.
pub(crate) fn suffix() -> io::Result<String> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(hex(&bytes))
}

/// Larger than every number of [`number_for`].
pub(crate) const ABOVE_ALL_NUMBERS: u32 = 8 << 16;

/// A random number above 0. Two numbers for different indices below 7 are always different.
pub(crate) fn number_for(index: usize) -> io::Result<u32> {
    let mut bytes = [0_u8; 2];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let index = u32::try_from(index).map_err(io::Error::other)?;
    Ok(u32::from(u16::from_le_bytes(bytes)) * 8 + index + 1)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
