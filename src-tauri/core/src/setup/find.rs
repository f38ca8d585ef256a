//! Which application is the one that Latchkey asked for.

use crate::halo::ApplicationSeen;
use crate::journal::Creation;

/// What an application's description says.
pub(crate) fn description(mark: &str) -> String {
    format!("Latchkey for HaloPSA: {mark}")
}

/// Those that are ours for certain: they carry the mark, or a Client ID that nobody else knew.
pub(crate) fn ours<'a>(creation: &Creation, applications: &'a [ApplicationSeen]) -> Vec<&'a ApplicationSeen> {
    applications.iter().filter(|a| !a.system && is_ours(creation, a)).collect()
}

/// Whether it carries the mark, or a Client ID that nobody else knew.
pub(crate) fn is_ours(creation: &Creation, application: &ApplicationSeen) -> bool {
    application.description.contains(&creation.mark)
        || (!creation.client_id.is_empty() && application.client_id == creation.client_id)
}

/// Those that may be ours: not there before, and of exactly the name that was asked for.
pub(crate) fn perhaps_ours<'a>(
    creation: &Creation,
    applications: &'a [ApplicationSeen],
) -> Vec<&'a ApplicationSeen> {
    let Some(before) = &creation.there_before else { return Vec::new() };
    applications.iter().filter(|a| !a.system && a.name == creation.name && !before.contains(&a.id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::halo::Kind;
    use crate::journal::Stage;

    fn creation() -> Creation {
        Creation {
            draft: "d".into(),
            host: "h".into(),
            mark: "0123abcd".into(),
            name: "Ours".into(),
            client_id: "c-ours".into(),
            there_before: Some(vec!["1".into()]),
            stage: Stage::Sent,
        }
    }

    fn application(id: &str, name: &str, client_id: &str, description: &str) -> ApplicationSeen {
        ApplicationSeen {
            id: id.into(),
            name: name.into(),
            active: true,
            client_id: client_id.into(),
            description: description.into(),
            agent_id: None,
            agent: None,
            system: false,
            permissions: None,
            kind: Kind::default(),
            has_redirects: false,
            users_allowed: false,
        }
    }

    #[test]
    fn the_mark_or_the_client_id_tells_for_certain() {
        let all = [
            application("1", "Ours", "x", ""),
            application("2", "Renamed", "x", &description("0123abcd")),
            application("3", "Ours", "c-ours", ""),
            application("4", "Ours", "x", &description("ffff")),
        ];
        let ids = |found: Vec<&ApplicationSeen>| found.iter().map(|a| a.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(ours(&creation(), &all)), ["2", "3"]);
        assert_eq!(ids(perhaps_ours(&creation(), &all)), ["3", "4"], "1 was there before");
        let forgotten = Creation { there_before: None, client_id: String::new(), ..creation() };
        assert_eq!(ids(ours(&forgotten, &all)), ["2"]);
        assert!(perhaps_ours(&forgotten, &all).is_empty(), "nobody knows what was there before");
    }
}
