//! Identity providers that refuse sign-in in an embedded window, recognised by the URL of their refusal, so
//! that Latchkey can suggest another way. Their pages only state that something was refused.

use url::Url;

/// `disallowed_useragent` in Google's `authError` (base64 of a message that begins with it).
const DISALLOWED: &str = "kaXNhbGxvd2VkX3VzZXJhZ2Vud";

/// Microsoft Entra's error codes when a company's policy requires a browser that identifies the device:
/// device not compliant, not joined, program not approved, blocked by Conditional Access
/// (learn.microsoft.com, "Microsoft Entra authentication and authorization error codes").
const ENTRA: [&str; 4] = ["AADSTS53000", "AADSTS53001", "AADSTS53002", "AADSTS53003"];

/// Whether this URL is an identity provider's refusal of sign-in in an embedded window.
pub fn refuses_windows(url: &Url) -> bool {
    let parameters = || url.query_pairs();
    let disallowed = parameters().any(|(name, value)| name == "error" && value == "disallowed_useragent");
    let google = url.host_str() == Some("accounts.google.com") && {
        let path = url.path().trim_end_matches('/');
        // "Couldn't sign you in. This browser or app may not be secure."
        path.ends_with("/signin/rejected")
            // "Access blocked", with the reason in `authError`.
            || (path.ends_with("/oauth/error")
                && parameters().any(|(name, value)| name == "authError" && value.contains(DISALLOWED)))
    };
    let entra = || {
        let fragment = url::form_urlencoded::parse(url.fragment().unwrap_or_default().as_bytes());
        parameters().chain(fragment).any(|(name, value)| {
            name == "error_description"
                && ENTRA.iter().any(|code| {
                    let rest = value.strip_prefix(code);
                    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
                })
        })
    };
    disallowed || google || entra()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuses(url: &str) -> bool {
        refuses_windows(&Url::parse(url).unwrap())
    }

    #[test]
    fn a_provider_that_takes_nobody_in_a_window_is_known_by_where_it_leads() {
        for url in [
            "https://accounts.google.com/v3/signin/rejected?continue=https%3A%2F%2Facme.halopsa.com&rrk=46",
            "https://accounts.google.com/signin/rejected?rrk=46&hl=en",
            "https://accounts.google.com/signin/oauth/error?authError=ChRkaXNhbGxvd2VkX3VzZXJhZ2VudBJ6WW91&flowName=x",
            "https://acme.halopsa.com/auth/callback?error=disallowed_useragent",
            "https://acme.halopsa.com/auth/callback?error=interaction_required&error_description=AADSTS53003%3A+Access+has+been+blocked",
            "https://acme.halopsa.com/auth/callback#error=access_denied&error_description=AADSTS53000:%20Device",
        ] {
            assert!(refuses(url), "{url}");
        }
    }

    #[test]
    fn other_pages_and_other_faults_are_left_alone() {
        for url in [
            "https://acme.halopsa.com/",
            "https://accounts.google.com/v3/signin/identifier?flowName=GlifWebSignIn",
            "https://accounts.google.com/signin/oauth/error?authError=ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2g",
            "https://accounts.google.com.evil.example/signin/rejected",
            "https://acme.halopsa.com/signin/rejected",
            "https://acme.halopsa.com/auth/callback?error=access_denied",
            "https://acme.halopsa.com/auth/callback?error_description=AADSTS50126:%20wrong%20password",
            "https://acme.halopsa.com/auth/callback?error_description=AADSTS530031",
            "https://acme.halopsa.com/search?q=disallowed_useragent",
            "about:blank",
        ] {
            assert!(!refuses(url), "{url}");
        }
    }
}
