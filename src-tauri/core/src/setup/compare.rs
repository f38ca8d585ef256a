//! Compares the saved application with the plan, field by field.

use crate::halo::{ApplicationSeen, Kind};
use crate::plan::Plan;
use crate::plan::PlannedAgent;
use crate::procedure::Item;
use crate::proof::finding::{Difference, ReadBack};
use crate::proof::same_name;

/// Compares the application with the plan. `name` and `kind`: what was requested. What HaloPSA does not
/// return is not compared; the proof shows it.
pub(crate) fn compare(plan: &Plan, name: &str, kind: &Kind, saved: &ApplicationSeen) -> ReadBack {
    let differences = differences(plan, name, kind, saved);
    // What a list leaves out is not seen. (An application that is active leaves `inactive` out, and
    // one without an agent to log in as its agent: these are always returned.)
    let told = |item: Item, is: bool| is.then_some(item);
    let (asked, seen) = (kind, &saved.kind);
    let method = asked.grant_type.is_some() && seen.grant_type.is_some()
        || asked.client_type.is_some() && seen.client_type.is_some()
        || asked.credential_type.is_some() && seen.credential_type.is_some();
    let compared = [
        Some(Item::Name),
        Some(Item::Active),
        told(Item::Method, method),
        told(Item::LoginType, asked.login_entity.is_some() && seen.login_entity.is_some()),
        Some(Item::Agent),
        told(Item::Permissions, saved.permissions.is_some()),
    ];
    let mut compared: Vec<Item> = compared.into_iter().flatten().collect();
    // Items that differ, whatever else was returned.
    for item in differences.iter().map(Difference::item) {
        if !compared.contains(&item) {
            compared.push(item);
        }
    }
    ReadBack { differences, compared }
}

fn differences(plan: &Plan, name: &str, kind: &Kind, saved: &ApplicationSeen) -> Vec<Difference> {
    let mut differences = Vec::new();
    if saved.name.trim() != name.trim() && !saved.unread.contains(&"displayName") {
        differences.push(Difference::Name);
    }
    if !saved.active {
        differences.push(Difference::Inactive);
    }
    let (asked, told) = (kind, &saved.kind);
    if differ(asked.grant_type.as_ref(), told.grant_type.as_ref())
        || differ(asked.client_type.as_ref(), told.client_type.as_ref())
        || differ(asked.credential_type.as_ref(), told.credential_type.as_ref())
    {
        differences.push(Difference::Method);
    }
    if differ(asked.login_entity.as_ref(), told.login_entity.as_ref()) || saved.users_allowed {
        differences.push(Difference::LoginType);
    }
    let planned_agent = match (saved.agent_id, &saved.agent) {
        (Some(id), _) => Some(id) == plan.agent.as_ref().and_then(PlannedAgent::id),
        (None, Some(saved)) => plan.agent.as_ref().is_some_and(|planned| same_name(planned.name(), saved)),
        // An id that can't be read proves nothing; the proof shows the agent.
        (None, None) => saved.unread.contains(&"loginas_agent_id"),
    };
    if !planned_agent {
        differences.push(Difference::Agent);
    }
    if let Some(saved) = &saved.permissions {
        let covered = |by: &[_], one| by.iter().any(|p: &crate::permissions::Permission| p.covers(one));
        let missing: Vec<_> = plan.permissions.iter().filter(|p| !covered(saved, p)).cloned().collect();
        let more = saved.iter().filter(|p| !covered(&plan.permissions, p)).count();
        if !missing.is_empty() || more > 0 {
            differences.push(Difference::Permissions { missing, more });
        }
    }
    differences
}

fn differ<T: PartialEq>(asked: Option<&T>, told: Option<&T>) -> bool {
    asked.zip(told).is_some_and(|(asked, told)| asked != told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::Instance;
    use crate::instance::address::Address;
    use crate::permissions::set_of;

    fn plan() -> Plan {
        let address = Address::parse("acme.halopsa.com", &[]).unwrap();
        Plan {
            instance: Instance::at(address),
            product_name: "A product".into(),
            agent: Some(PlannedAgent::Listed { id: 7, name: "Integration".into() }),
            permissions: set_of(&["edit:tickets", "read:customers"]).unwrap(),
        }
    }

    fn kind() -> Kind {
        Kind {
            grant_type: Some("g".into()),
            client_type: None,
            login_entity: Some(2),
            credential_type: Some(3),
        }
    }

    fn saved() -> ApplicationSeen {
        ApplicationSeen {
            id: "1".into(),
            name: "A name".into(),
            active: true,
            client_id: "c".into(),
            agent_id: Some(7),
            agent: Some("Renamed".into()),
            permissions: Some(plan().permissions),
            kind: kind(),
            ..ApplicationSeen::default()
        }
    }

    fn of(saved: &ApplicationSeen) -> Vec<&'static str> {
        differences(&plan(), "A name", &kind(), saved).iter().map(Difference::id).collect()
    }

    #[test]
    fn as_planned_is_no_difference() {
        assert!(of(&saved()).is_empty());
        assert!(
            of(&ApplicationSeen { permissions: None, kind: Kind::default(), ..saved() }).is_empty(),
            "untold"
        );
        let by_name = ApplicationSeen { agent_id: None, agent: Some(" integration".into()), ..saved() };
        assert!(of(&by_name).is_empty());
    }

    #[test]
    fn what_is_not_told_is_not_said_to_be_as_planned() {
        let all = [Item::Name, Item::Active, Item::Method, Item::LoginType, Item::Agent, Item::Permissions];
        let as_planned = |saved: &ApplicationSeen| {
            let seen = compare(&plan(), "A name", &kind(), saved);
            all.into_iter().filter(|item| seen.is_as_planned(*item)).collect::<Vec<_>>()
        };
        assert_eq!(as_planned(&saved()), all);
        let listed = ApplicationSeen { permissions: None, kind: Kind::default(), ..saved() };
        assert_eq!(as_planned(&listed), [Item::Name, Item::Active, Item::Agent]);
        let customers = ApplicationSeen { users_allowed: true, ..listed };
        assert!(!as_planned(&customers).contains(&Item::LoginType));
        assert!(compare(&plan(), "A name", &kind(), &customers).compared.contains(&Item::LoginType));
    }

    #[test]
    fn permissions_are_compared_without_case_and_order() {
        let mut permissions = set_of(&["READ:CUSTOMERS", "Edit:Tickets"]).unwrap();
        permissions.reverse();
        let saved = ApplicationSeen { permissions: Some(permissions), ..saved() };
        assert!(of(&saved).is_empty());
    }

    #[test]
    fn each_field_that_differs_is_named() {
        let of_kind = |kind| of(&ApplicationSeen { kind, ..saved() });
        assert_eq!(of(&ApplicationSeen { name: "Another".into(), ..saved() }), ["name"]);
        assert_eq!(of(&ApplicationSeen { active: false, ..saved() }), ["inactive"]);
        assert_eq!(of_kind(Kind { grant_type: Some("x".into()), ..kind() }), ["method"]);
        assert_eq!(of_kind(Kind { credential_type: Some(9), ..kind() }), ["method"]);
        assert_eq!(of_kind(Kind { login_entity: Some(9), ..kind() }), ["login-type"]);
        assert_eq!(of(&ApplicationSeen { users_allowed: true, ..saved() }), ["login-type"]);
        assert_eq!(of(&ApplicationSeen { agent_id: Some(8), ..saved() }), ["agent"]);
        assert_eq!(of(&ApplicationSeen { agent_id: None, agent: None, ..saved() }), ["agent"]);
    }

    #[test]
    fn permissions_are_compared_both_ways() {
        let with = |names: &[&str]| {
            let permissions = Some(set_of(names).unwrap());
            differences(&plan(), "A name", &kind(), &ApplicationSeen { permissions, ..saved() })
        };
        let missing = Difference::Permissions { missing: set_of(&["read:customers"]).unwrap(), more: 0 };
        assert_eq!(with(&["edit:tickets"]), [missing]);
        let more = Difference::Permissions { missing: Vec::new(), more: 1 };
        assert_eq!(with(&["edit:tickets", "read:customers", "all"]), [more]);
        let included = with(&["edit:tickets", "read:tickets", "read:customers"]);
        assert!(included.is_empty(), "HaloPSA may list included permissions");
    }
}
