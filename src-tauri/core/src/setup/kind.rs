//! Learning what HaloPSA doesn't publish: the values that make an application one of the kind
//! "Client ID and Secret (Services)", login type Agent.

use std::collections::HashSet;
use std::hash::Hash;

use crate::halo::{ApplicationSeen, Kind};
use crate::vault::credentials::same_client_id;

/// The values to request. The application whose authority is used is certainly of that kind; if the
/// instance doesn't return its values, those that all similar-looking applications have in common are used.
/// What can't be learnt is `None`.
pub(crate) fn learn(authority: Option<&str>, applications: &[ApplicationSeen]) -> Kind {
    let has_values = |kind: &Kind| *kind != Kind::default();
    let own = applications
        .iter()
        .find(|a| authority.is_some_and(|own| same_client_id(own, &a.client_id)) && has_values(&a.kind));
    if let Some(own) = own {
        return own.kind.clone();
    }
    let examples: Vec<&Kind> =
        applications.iter().filter(|a| is_example(a)).map(|a| &a.kind).filter(|k| has_values(k)).collect();
    Kind {
        grant_type: agreed(&examples, |kind| kind.grant_type.clone()),
        client_type: agreed(&examples, |kind| kind.client_type.clone()),
        login_entity: agreed(&examples, |kind| kind.login_entity),
        credential_type: agreed(&examples, |kind| kind.credential_type),
    }
}

/// The applications whose details are worth reading: the authority's own first, then one for each distinct set of
/// values in the list. Where the list has none, each may have others.
pub(super) fn worth_reading(
    authority: Option<&str>,
    applications: &[ApplicationSeen],
) -> Vec<ApplicationSeen> {
    let is_own = |a: &ApplicationSeen| authority.is_some_and(|own| same_client_id(own, &a.client_id));
    let mut worth: Vec<&ApplicationSeen> = applications.iter().filter(|a| is_own(a)).collect();
    let mut seen: Vec<&Kind> = Vec::new();
    for application in applications.iter().filter(|a| may_be_example(a) && !is_own(a)) {
        let kind = &application.kind;
        if *kind == Kind::default() || !seen.contains(&kind) {
            seen.push(kind);
            worth.push(application);
        }
    }
    worth.into_iter().cloned().collect()
}

/// Whether it looks like a service that logs in as an agent.
fn is_example(application: &ApplicationSeen) -> bool {
    may_be_example(application) && !application.has_redirects && !is_of_another_kind(&application.kind)
}

/// Whether its values show that it is not of the kind "Client ID and Secret": others have an agent to log in as too.
/// The terms are those of OAuth (RFC 6749, RFC 8628) and of OpenIddict's client types; other terms may mean anything.
fn is_of_another_kind(kind: &Kind) -> bool {
    let says = |value: &Option<String>, words: &[&str]| {
        let plain = |text: &str| text.to_ascii_lowercase().replace(['-', ' '], "_");
        value.as_deref().is_some_and(|value| words.contains(&plain(value).as_str()))
    };
    let grants = [
        "password",
        "authorization_code",
        "authorisation_code",
        "implicit",
        "refresh_token",
        "device_code",
        "urn:ietf:params:oauth:grant_type:device_code",
        "api_key",
        "apikey",
    ];
    says(&kind.grant_type, &grants) || says(&kind.client_type, &["public"])
}

/// Whether it may turn out to look like one, once its details are known.
fn may_be_example(application: &ApplicationSeen) -> bool {
    !application.system && !application.users_allowed && application.agent_id.is_some()
}

fn agreed<T: Hash + Eq>(examples: &[&Kind], value: impl Fn(&Kind) -> Option<T>) -> Option<T> {
    let mut values: HashSet<Option<T>> = examples.iter().map(|kind| value(kind)).collect();
    if values.len() == 1 { values.drain().next().flatten() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(client_id: &str, grant_type: Option<&str>, entity: i64) -> ApplicationSeen {
        ApplicationSeen {
            id: client_id.into(),
            name: "X".into(),
            active: true,
            client_id: client_id.to_owned(),
            agent_id: Some(7),
            kind: Kind {
                grant_type: grant_type.map(str::to_owned),
                client_type: None,
                login_entity: grant_type.map(|_| entity),
                credential_type: None,
            },
            ..ApplicationSeen::default()
        }
    }

    #[test]
    fn the_authoritys_own_values_are_certain() {
        let all = [application("a", Some("one"), 1), application("b", Some("two"), 2)];
        assert_eq!(learn(Some("b"), &all), all[1].kind);
    }

    #[test]
    fn without_it_only_what_all_examples_agree_in_is_taken() {
        let all = [application("a", Some("one"), 1), application("b", Some("one"), 2)];
        let kind = learn(None, &all);
        assert_eq!((kind.grant_type.as_deref(), kind.login_entity), (Some("one"), None));
        assert_eq!(learn(Some("c"), &all), kind, "an authority without values");
    }

    #[test]
    fn what_signs_in_otherwise_is_no_example_though_it_has_an_agent() {
        let of = |grant: &str, client: Option<&str>| {
            let mut one = application("a", Some(grant), 3);
            one.kind.client_type = client.map(str::to_owned);
            learn(None, &[one]).login_entity
        };
        for grant in ["password", "authorization_code", "Implicit", "refresh_token", "api-key"] {
            assert_eq!(of(grant, None), None, "{grant}");
        }
        assert_eq!(of("client_credentials", Some("public")), None);
        assert_eq!(of("client_credentials", Some("confidential")), Some(3));
        assert_eq!(of("something_of_halos", None), Some(3));
    }

    #[test]
    fn one_look_for_each_set_of_values_that_the_list_told() {
        let mut all: Vec<ApplicationSeen> =
            (0..50).map(|n| application(&format!("a{n}"), Some("one"), 1)).collect();
        all.push(application("b", Some("two"), 1));
        all.push(application("own", Some("one"), 1));
        all.insert(0, ApplicationSeen { system: true, ..application("c", Some("three"), 1) });
        let looked = |own| worth_reading(own, &all).into_iter().map(|a| a.client_id).collect::<Vec<_>>();
        assert_eq!(looked(None), ["a0", "b"]);
        assert_eq!(looked(Some("OWN")), ["own", "a0", "b"]);
        let untold = [application("a", None, 1), application("b", None, 1)];
        assert_eq!(worth_reading(None, &untold).len(), 2);
    }

    #[test]
    fn what_people_sign_in_through_is_no_example() {
        let base = application("a", Some("one"), 1);
        for other in [
            ApplicationSeen { system: true, ..base.clone() },
            ApplicationSeen { has_redirects: true, ..base.clone() },
            ApplicationSeen { users_allowed: true, ..base.clone() },
            ApplicationSeen { agent_id: None, ..base.clone() },
            application("a", None, 1),
        ] {
            let kind = learn(None, std::slice::from_ref(&other));
            assert_eq!(kind.grant_type, None, "{other:?}");
            assert_eq!(kind.login_entity, None);
        }
    }
}
