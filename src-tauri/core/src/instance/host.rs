//! Host names, and the domains of the instances that HaloPSA hosts.

/// Domains of the instances that HaloPSA hosts (contract: "Addresses"). Those never have a path.
const HOSTED: [&str; 4] = ["halopsa.com", "haloitsm.com", "haloservicedesk.com", "usehalo.com"];

/// Whether it is a valid host name. The URL parser accepts more.
pub(super) fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    host.trim_end_matches('.').split('.').all(is_label)
}

/// Whether it is below one of the domains of Halo's hosting.
pub(super) fn is_hosted(host: &str) -> bool {
    HOSTED.iter().any(|own| host.strip_suffix(own).is_some_and(|before| before.ends_with('.')))
}

/// Whether it is the vendor's website.
pub(super) fn is_vendor_site(host: &str) -> bool {
    HOSTED.iter().any(|own| host.strip_prefix("www.").unwrap_or(host) == *own)
}

/// Whether it is the sign-in host that older instances share. It doesn't identify an instance.
pub(super) fn is_shared_sign_in(host: &str) -> bool {
    host.strip_prefix("auth.").is_some_and(|own| HOSTED.contains(&own))
}

/// `acme.halopsa.com` for `acme.halopsa.com.api`, a vendor's notation of the resource server (field report
/// 9).
pub(super) fn without_api(host: &str) -> &str {
    let before = [".api", ".auth"].into_iter().find_map(|end| host.strip_suffix(end));
    before.filter(|before| is_hosted(before)).unwrap_or(host)
}
