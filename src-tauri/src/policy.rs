//! The policy that an administrator has set on this computer: HaloPSA's address, so that users need not look
//! for it. It is filled in where the address is entered, can be changed there, and is never connected to
//! without a user's action.
//!
//! | | where | what |
//! |---|---|---|
//! | Windows | `HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Latchkey\HaloPSA` | the text `Address` |
//! | macOS | `/Library/Managed Preferences/app.latchkey.halopsa.plist` | the text `Address` |
//! | Linux | `/etc/latchkey-for-halopsa/policy.json` | the text `Address` |
//!
//! Only an administrator can write to any of them.

use latchkey_core::instance::address::Address;

/// What the policy of this computer sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Nothing is set.
    None,
    /// The address is set.
    Address(Address),
    /// Something is set that is no address, or can't be read.
    Unusable,
}

/// Read each time: a policy may be set while the app is open.
pub(crate) fn read() -> Policy {
    let policy = understand(place::read());
    if policy == Policy::Unusable {
        tracing::warn!(place = place::NAME, "the policy can't be used");
    }
    policy
}

/// The policy's location, to show to the user.
pub(crate) const PLACE: &str = place::NAME;

/// `Ok(None)`: nothing is set.
fn understand(set: Result<Option<String>, ()>) -> Policy {
    match set {
        Ok(None) => Policy::None,
        Ok(Some(text)) => Address::parse(&text, &[]).map_or(Policy::Unusable, Policy::Address),
        Err(()) => Policy::Unusable,
    }
}

/// The name of the only setting.
const ADDRESS: &str = "Address";

/// A policy is short. Bytes.
#[cfg(unix)]
const MAX_BYTES: u64 = 64 * 1024;

/// The content of a file, if it exists.
#[cfg(unix)]
fn file(path: &str) -> Result<Option<Vec<u8>>, ()> {
    use std::io::{ErrorKind, Read as _};
    let mut bytes = Vec::new();
    match std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)) {
        Ok(length) if length as u64 <= MAX_BYTES => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        _ => Err(()),
    }
}

#[cfg(windows)]
mod place {
    use super::ADDRESS;

    const KEY: &str = r"SOFTWARE\Policies\Latchkey\HaloPSA";
    pub(super) const NAME: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Latchkey\HaloPSA";

    pub(super) fn read() -> Result<Option<String>, ()> {
        let Ok(key) = windows_registry::LOCAL_MACHINE.open(KEY) else { return Ok(None) };
        if key.get_type(ADDRESS).is_err() {
            return Ok(None);
        }
        key.get_string(ADDRESS).map(Some).map_err(|_| ())
    }
}

#[cfg(target_os = "macos")]
mod place {
    use super::{ADDRESS, file};

    pub(super) const NAME: &str = "/Library/Managed Preferences/app.latchkey.halopsa.plist";

    pub(super) fn read() -> Result<Option<String>, ()> {
        let Some(bytes) = file(NAME)? else { return Ok(None) };
        let settings = plist::Value::from_reader(std::io::Cursor::new(bytes)).map_err(|_| ())?;
        match settings.as_dictionary().ok_or(())?.get(ADDRESS) {
            None => Ok(None),
            Some(address) => address.as_string().map(|text| Some(text.to_owned())).ok_or(()),
        }
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod place {
    use super::{ADDRESS, file};

    pub(super) const NAME: &str = "/etc/latchkey-for-halopsa/policy.json";

    pub(super) fn read() -> Result<Option<String>, ()> {
        file(NAME)?.map_or(Ok(None), |bytes| address_in(&bytes))
    }

    pub(super) fn address_in(bytes: &[u8]) -> Result<Option<String>, ()> {
        let settings: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| ())?;
        match settings.as_object().ok_or(())?.get(ADDRESS) {
            None => Ok(None),
            Some(address) => address.as_str().map(|text| Some(text.to_owned())).ok_or(()),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_file_sets_the_address_or_nothing_and_junk_is_said_to_be_junk() {
            let of = |text: &str| address_in(text.as_bytes());
            assert_eq!(of(r#"{"Address": "acme.halopsa.com"}"#), Ok(Some("acme.halopsa.com".to_owned())));
            assert_eq!(of(r#"{"Other": 1}"#), Ok(None));
            for junk in ["", "acme.halopsa.com", "[]", r#"{"Address": 1}"#, "\u{0}"] {
                assert_eq!(of(junk), Err(()), "{junk:?}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_understood_like_what_is_pasted_and_nothing_else_is_filled_in() {
        let set = |text: &str| understand(Ok(Some(text.to_owned())));
        let acme = Policy::Address(Address::parse("https://acme.halopsa.com", &[]).unwrap());
        assert_eq!(set(" https://acme.halopsa.com/tickets?id=1 "), acme);
        assert_eq!(set("acme.halopsa.com"), acme);
        for junk in ["", "  ", "someone@acme.example", "file:///etc/passwd", "https://u:p@acme.halopsa.com"] {
            assert_eq!(set(junk), Policy::Unusable, "{junk}");
        }
        assert_eq!(understand(Ok(None)), Policy::None);
        assert_eq!(understand(Err(())), Policy::Unusable);
    }

    #[test]
    fn plain_http_is_never_filled_in() {
        let Policy::Address(address) = understand(Ok(Some("http://acme.halopsa.com".to_owned()))) else {
            panic!("it is an address");
        };
        assert_eq!(address.to_string(), "https://acme.halopsa.com");
    }
}
