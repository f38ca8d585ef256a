//! What a name that is not in the catalogue means: other words for the areas, and typing errors.

use crate::permissions::Permission;
use crate::permissions::catalogue;

/// What a name that is not in the catalogue certainly means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// This permission of the catalogue.
    Permission(&'static Permission),
    /// Something that no permission grants.
    None,
    /// Teams, which are visible without one. One permission grants all of them, whatever the agent's rights.
    Teams,
    /// Unknown.
    Unknown,
}

/// Halo's and vendors' other words for the areas that permissions are named after (contract:
/// "Permissions"; the plurals and the paths below `/api/` are from there too).
const OTHER_WORDS: &[(&str, &[&str])] = &[
    ("tickets", &["ticket", "action", "actions", "note", "notes"]),
    (
        "customers",
        &["customer", "client", "clients", "site", "sites", "user", "users", "contact", "contacts"],
    ),
    ("items", &["item", "product", "products"]),
    ("contracts", &["contract", "agreement", "agreements", "clientcontract", "clientcontracts"]),
    ("sales", &["sale", "opportunity", "opportunities"]),
    ("quotes", &["quote", "quotation", "quotations"]),
    ("calendar", &["calendars", "appointment", "appointments"]),
    ("suppliers", &["supplier"]),
    ("projects", &["project"]),
    ("invoices", &["invoice"]),
    ("sos", &["so", "salesorder", "salesorders"]),
    ("pos", &["po", "purchaseorder", "purchaseorders"]),
    ("reporting", &["report", "reports"]),
    ("timesheets", &["timesheet"]),
    ("softwarelicensing", &["softwarelicence", "softwarelicences", "softwarelicense", "softwarelicenses"]),
    ("kb", &["kbarticle", "kbarticles", "knowledgebase"]),
    ("assets", &["asset"]),
    ("distributionlists", &["distributionlist"]),
    ("mailcampaign", &["mailcampaigns"]),
    ("events", &["event"]),
    ("crm", &["crmnote", "crmnotes"]),
    ("webhooks", &["webhook"]),
];

/// What needs no permission, only an agent with the right (contract).
const OF_THE_AGENT: [&str; 4] = ["agent", "agents", "team", "teams"];

/// The area in permission names that a word means: `customers` for `clients`. A word for something that needs
/// no permission means itself.
pub(crate) fn area_of(word: &str) -> Option<&'static str> {
    let known = OTHER_WORDS.iter().find(|(area, others)| *area == word || others.contains(&word));
    known.map(|(area, _)| *area).or_else(|| OF_THE_AGENT.into_iter().find(|of| *of == word))
}

/// The permission that a name means. A click changes what a product may do, so only where the meaning is certain:
/// a synonym, or one typo in a name that is long enough and similar to no other.
pub(crate) fn meant_by(name: &str) -> Meant {
    let lower = name.to_ascii_lowercase();
    let same = |plain: &str| catalogue::known().iter().find(|k| k.name.is(plain)).map(|k| &k.name);
    if let Some(same) = same(&lower) {
        return Meant::Permission(same);
    }
    let (verb, area) = lower.split_once([':', '.', '-', '_', '/']).unwrap_or(("", &lower));
    let verb = match verb {
        "write" | "update" | "modify" => "edit",
        "view" => "read",
        verb => verb,
    };
    if matches!(verb, "read" | "edit") && OF_THE_AGENT.contains(&area) {
        return if area.starts_with("team") { Meant::Teams } else { Meant::None };
    }
    let known = OTHER_WORDS.iter().find(|(known, others)| *known == area || others.contains(&area));
    let area = known.map_or(area, |(known, _)| known);
    let plain = if verb.is_empty() { area.to_owned() } else { format!("{verb}:{area}") };
    if let Some(same) = same(&plain) {
        return Meant::Permission(same);
    }
    // A short word is too similar to others: `read:sms` is not `read:sos`.
    if area.len() < 5 {
        return Meant::Unknown;
    }
    // A typo doesn't grant everything either: `all:terms` is not `all:teams`.
    let one_slip = |k: &&catalogue::Known| {
        let known = k.name.name().to_ascii_lowercase();
        k.area != "broad" && strsim::osa_distance(&plain, &known) == 1
    };
    let mut near = catalogue::known().iter().filter(one_slip);
    match (near.next(), near.next()) {
        (Some(one), None) => Meant::Permission(&one.name),
        _ => Meant::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What HaloPSA's API has without a permission for it, and what other products' APIs have.
    const NO_PERMISSIONS: [&str; 96] = [
        "role",
        "roles",
        "department",
        "departments",
        "organisation",
        "organisations",
        "priority",
        "priorities",
        "status",
        "statuses",
        "category",
        "categories",
        "outcome",
        "outcomes",
        "holiday",
        "holidays",
        "workday",
        "workdays",
        "service",
        "services",
        "servicecategory",
        "template",
        "templates",
        "attachment",
        "attachments",
        "document",
        "documents",
        "email",
        "emails",
        "mailbox",
        "mailboxes",
        "mail",
        "message",
        "messages",
        "notification",
        "notifications",
        "approval",
        "approvals",
        "workflow",
        "workflows",
        "release",
        "releases",
        "sprint",
        "sprints",
        "task",
        "tasks",
        "todo",
        "todos",
        "tag",
        "tags",
        "topup",
        "tax",
        "taxes",
        "currency",
        "currencies",
        "payment",
        "payments",
        "price",
        "prices",
        "rate",
        "rates",
        "rule",
        "rules",
        "budget",
        "budgets",
        "expense",
        "expenses",
        "feedback",
        "survey",
        "surveys",
        "audit",
        "audits",
        "log",
        "logs",
        "login",
        "logins",
        "lookup",
        "lookups",
        "field",
        "fields",
        "file",
        "files",
        "term",
        "terms",
        "time",
        "times",
        "sms",
        "call",
        "calls",
        "device",
        "devices",
        "salesmailbox",
        "address",
        "addresses",
        "consignments",
        "billing",
    ];

    #[test]
    fn no_click_opens_something_else_than_was_meant() {
        let mut words = 0;
        for word in NO_PERMISSIONS {
            for verb in ["read", "edit", "write", "view", "admin", "access", "all"] {
                let name = format!("{verb}:{word}");
                assert_eq!(meant_by(&name), Meant::Unknown, "{name}");
                words += 1;
            }
            assert_eq!(meant_by(word), Meant::Unknown, "{word}");
        }
        // Every word of the catalogue in singular and plural: it means itself, or nothing.
        for known in catalogue::known() {
            let name = known.name.name();
            let (verb, area) = name.split_once(':').unwrap_or(("", name));
            for area in [area.trim_end_matches('s').to_owned(), format!("{area}s"), format!("{area}es")] {
                let written = if verb.is_empty() { area.clone() } else { format!("{verb}:{area}") };
                match meant_by(&written) {
                    Meant::Permission(meant) => assert_eq!(meant, &known.name, "{written}"),
                    // `all:team` means nothing else.
                    Meant::None | Meant::Teams => assert!(area.starts_with("team"), "{written}"),
                    Meant::Unknown => {}
                }
                words += 1;
            }
        }
        assert!(words > 800, "{words} plausible wrong names");
    }

    #[test]
    fn every_other_word_means_something_that_there_is() {
        for (area, others) in OTHER_WORDS {
            for word in [area].into_iter().chain(*others) {
                for verb in ["read", "edit"] {
                    let meant = same_as(&format!("{verb}:{area}"));
                    let by_word = meant_by(&format!("{verb}:{word}"));
                    assert_eq!(by_word, meant.map_or(Meant::Unknown, Meant::Permission), "{verb}:{word}");
                }
            }
            let elsewhere = OTHER_WORDS.iter().filter(|(other, _)| other != area);
            let mut twice = elsewhere.flat_map(|(_, others)| *others).filter(|word| others.contains(word));
            assert_eq!(twice.next(), None, "one word means one thing");
        }
    }

    fn same_as(name: &str) -> Option<&'static Permission> {
        catalogue::find(name).map(|known| &known.name)
    }

    #[test]
    fn a_slip_is_taken_for_the_one_name_that_it_is_next_to() {
        let mut slips = 0;
        let mut check = |written: String, known: &Permission| {
            if let Meant::Permission(meant) = meant_by(&written) {
                let near: Vec<&Permission> = catalogue::known()
                    .iter()
                    .map(|k| &k.name)
                    .filter(|k| strsim::osa_distance(&written, &k.name().to_ascii_lowercase()) <= 1)
                    .collect();
                let certain = {
                    let (_, area) = written.split_once([':', '.', '-', '_', '/']).unwrap_or(("", &written));
                    OTHER_WORDS.iter().any(|(of, others)| *of == area || others.contains(&area))
                };
                assert!(certain || near == [meant], "{written} (of {known}) means {meant}; near: {near:?}");
            }
            slips += 1;
        };
        for known in catalogue::known() {
            let name = known.name.name().to_ascii_lowercase();
            for at in 0..name.len() {
                let (before, after) = name.split_at(at);
                check(format!("{before}{}", &after[1..]), &known.name);
                for letter in ['a', 'e', 'o', 's', 't'] {
                    check(format!("{before}{letter}{after}"), &known.name);
                    check(format!("{before}{letter}{}", &after[1..]), &known.name);
                }
                if let Some(second) = after.get(1..2) {
                    check(format!("{before}{second}{}{}", &after[..1], &after[2..]), &known.name);
                }
            }
        }
        assert!(slips > 7_000, "{slips} slips");
    }
}
