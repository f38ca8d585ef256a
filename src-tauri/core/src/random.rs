//! Ids, Client IDs and secrets from the system's random number generator.

use secrecy::zeroize::Zeroizing;
use uuid::{Builder, Uuid};

use crate::{Error, Result, Secret};

/// The length of a GUID in its usual form.
const GUID: usize = uuid::fmt::Hyphenated::LENGTH;

fn uuid() -> Result<Uuid> {
    let mut bytes = Zeroizing::new([0; 16]);
    getrandom::fill(&mut *bytes).map_err(|error| {
        tracing::error!(%error, "system random number generator failed");
        Error::RandomnessUnavailable
    })?;
    Ok(Builder::from_random_bytes(*bytes).into_uuid())
}

/// A unique id for a set-up, a connection or a mark: 32 hexadecimal digits with 122 random bits.
///
/// # Errors
/// [`Error::RandomnessUnavailable`].
pub(crate) fn id() -> Result<String> {
    Ok(uuid()?.simple().to_string())
}

/// A random GUID (version 4), in lower case, as HaloPSA's own Client IDs are.
///
/// # Errors
/// [`Error::RandomnessUnavailable`].
pub(crate) fn guid() -> Result<String> {
    Ok(uuid()?.to_string())
}

/// A random Client Secret, as HaloPSA's own are: two GUIDs. Intermediate buffers are wiped.
///
/// # Errors
/// [`Error::RandomnessUnavailable`].
pub(crate) fn secret() -> Result<Secret> {
    let mut both = Zeroizing::new([b'-'; 2 * GUID + 1]);
    uuid()?.hyphenated().encode_lower(&mut both[..GUID]);
    uuid()?.hyphenated().encode_lower(&mut both[GUID + 1..]);
    // Can't fail: hexadecimal digits and hyphens are UTF-8.
    let text = str::from_utf8(&*both).map_err(|_| Error::RandomnessUnavailable)?;
    Ok(Secret::from(text))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::vault::credentials::{Wanted, recognise};

    #[test]
    fn what_is_drawn_has_the_shape_of_halopsas_own() {
        for _ in 0..50 {
            let (guid, secret) = (Secret::from(guid().unwrap()), secret().unwrap());
            assert!(recognise(&guid, Wanted::ClientId, None, false).is_ok(), "{}", guid.expose_secret());
            assert!(recognise(&secret, Wanted::Secret, None, false).is_ok());
            assert_eq!(id().unwrap().len(), 32);
        }
    }

    #[test]
    fn nothing_is_drawn_twice() {
        assert_ne!(id().unwrap(), id().unwrap());
        let secret = secret().unwrap();
        assert_ne!(secret.expose_secret()[..GUID], secret.expose_secret()[GUID + 1..]);
    }
}
