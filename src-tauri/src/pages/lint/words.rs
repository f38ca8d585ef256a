//! No sentence is missing, and none is left over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use latchkey_core::connections::history::EventKind;
use latchkey_core::halo::{Narrowing, ReadSeen};
use latchkey_core::permissions::catalogue;
use latchkey_core::procedure::{Item, Purpose};
use latchkey_core::products;
use latchkey_core::products::advice;
use latchkey_core::products::{Demand, NotPossible, Trouble};
use latchkey_core::proof::Progress;
use latchkey_core::proof::finding::{AgentFinding, Cause, Difference, Remark, Verdict};
use latchkey_core::reach::Gap;
use latchkey_core::setup::guide::SecretPlace;
use latchkey_core::setup::record::Stage;
use latchkey_core::{Error, checkup};
use strum::{IntoEnumIterator as _, VariantNames as _};

use super::super::guide::Stop;
use super::{sources, templates};

/// The messages of the words file, each with its attributes.
fn messages() -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::<String, BTreeSet<String>>::new();
    let mut last = String::new();
    for (_, text) in sources("../ui/words", &[".ftl"]) {
        for line in text.lines() {
            if let Some((name, _)) =
                line.trim_start().strip_prefix('.').and_then(|line| line.split_once(" ="))
            {
                messages.get_mut(&last).unwrap().insert(name.to_owned());
            } else if line.starts_with(|c: char| c.is_ascii_lowercase())
                && let Some((id, _)) = line.split_once(" =")
            {
                last = id.to_owned();
                assert!(messages.insert(last.clone(), BTreeSet::new()).is_none(), "{id} is there twice");
            }
        }
    }
    messages
}

/// The messages as they are requested: `id`, `id.attribute`.
fn sentences() -> BTreeSet<String> {
    let of = |(id, attributes): (String, BTreeSet<String>)| {
        let of_it: Vec<String> = attributes.iter().map(|name| format!("{id}.{name}")).collect();
        of_it.into_iter().chain([id])
    };
    messages().into_iter().flat_map(of).collect()
}

/// Rust code without its tests.
fn running_rust() -> Vec<(PathBuf, String)> {
    let only_tests = ["gallery.rs", "lint.rs", "style.rs", "review/states.rs", "lint/words.rs"];
    let checkup = sources("core/src/checkup", &[".rs"]);
    let all = sources("src", &[".rs"]).into_iter().chain(checkup);
    let runs = all.filter(|(path, _)| !only_tests.iter().any(|test| path.ends_with(test)));
    runs.map(|(path, text)| {
        let runs = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
        (path, runs)
    })
    .collect()
}

/// The quoted strings that may be a sentence's id.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let is_id = |text: &&str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || ['-', '.'].contains(&c))
    };
    // Includes what is between two of them, which is no id.
    text.split('"').filter(is_id)
}

/// The ids that templates and Rust request. In Rust any string may be one, in templates the arguments of `t`.
fn asked_for() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (_, text) in running_rust() {
        ids.extend(quoted(&text).map(str::to_owned));
    }
    for (_, template) in templates() {
        ids.extend(template.split("t(\"").skip(1).filter_map(|rest| quoted(rest).next()).map(str::to_owned));
    }
    for (_, words) in sources("../ui/words", &[".ftl"]) {
        let within = words.split("{ ").skip(1).filter_map(|rest| rest.split_once(" }"));
        ids.extend(within.map(|(id, _)| id.to_owned()));
    }
    ids
}

/// Sentences whose ids are put together: `error-busy` for an error's code.
struct Family {
    name: &'static str,
    ids: Vec<String>,
    /// Attributes that each of them has.
    has: &'static [&'static str],
    /// Attributes that some of them may have besides.
    may_have: &'static [&'static str],
}

impl Family {
    fn of<T: ToString>(name: &'static str, ids: impl IntoIterator<Item = T>) -> Self {
        let ids = ids.into_iter().map(|id| id.to_string()).collect();
        Self { name, ids, has: &[], may_have: &[] }
    }

    fn each_with(self, has: &'static [&'static str]) -> Self {
        Self { has, ..self }
    }

    fn some_with(self, may_have: &'static [&'static str]) -> Self {
        Self { may_have, ..self }
    }

    fn with(&self, attributes: &[&str]) -> Vec<String> {
        let of = |id: &String| {
            let id = format!("{}-{id}", self.name);
            let of_it: Vec<String> = attributes.iter().map(|name| format!("{id}.{name}")).collect();
            of_it.into_iter().chain([id])
        };
        self.ids.iter().flat_map(of).collect()
    }
}

/// The name of a permission in ids.
fn slug(name: &str) -> String {
    name.replace(':', "-")
}

/// Families that have a sentence for each id.
fn families() -> Vec<Family> {
    let stops = [Purpose::NewApplication, Purpose::NewSecret { of: None }]
        .map(|purpose| Stop::all(&purpose))
        .concat();
    let lists = products::listed().iter().flat_map(|product| &product.lists);
    let verbs = catalogue::known().iter().filter_map(|known| known.name.name().split_once(':'));
    let reasons = products::listed().iter().flat_map(|product| {
        product.reasons.iter().map(|reason| format!("{}-{}", product.id, slug(reason.name())))
    });
    // The page itself shows a sign-in in progress.
    let progress = Progress::iter().filter(|step| !step.id().starts_with("sign-in"));
    let held = SecretPlace::iter().filter(|place| !matches!(place, SecretPlace::Nowhere | SecretPlace::Kept));
    vec![
        Family::of("error", Error::codes().iter().chain(&["unexpected"])).each_with(&["advice"]),
        // A finding.
        Family::of("verdict", Verdict::iter().map(Verdict::id)).each_with(&["about"]),
        Family::of("verdict", ["does-not-work-saved", "secret-lost"]).each_with(&["about"]),
        Family::of("cause", Cause::iter().map(Cause::id))
            .each_with(&["see", "change"])
            .some_with(&["elsewhere"]),
        Family::of("narrowing", Narrowing::iter().map(Narrowing::id)),
        Family::of("remark", Remark::VARIANTS.iter().filter(|id| **id != "unmet")).some_with(&["role"]),
        Family::of("history", EventKind::VARIANTS),
        Family::of("difference", Difference::VARIANTS),
        Family::of("agent", AgentFinding::VARIANTS),
        Family::of("seen", ReadSeen::iter().map(|seen| seen.id())),
        Family::of("seen", ["missing", "no-read", "nothing-at-all", "no-team", "no-access"]),
        // A set-up.
        Family::of("step-to", ["sign-in", "address", "agent", "review", "guide", "new-secret", "done"]),
        Family::of("progress", progress.map(|step| step.id())),
        Family::of("stage", Stage::VARIANTS.iter().filter(|stage| **stage != "prepared"))
            .each_with(&["about"]),
        Family::of("item", Item::iter().map(Item::id)).some_with(&["trap"]),
        Family::of("guide-at", stops.iter().map(|stop| stop.id())),
        Family::of("guide-copy", [Item::Name, Item::Agent].map(Item::id)),
        Family::of("guide-to", [Stop::Form, Stop::Secret].map(Stop::id)),
        Family::of("guide", held.map(SecretPlace::id)).each_with(&["about", "do"]),
        Family::of(
            "field",
            [
                "address",
                "resource-server",
                "authorisation-server",
                "tenant",
                "client-id",
                "secret",
                "permissions",
                "name",
                "choice",
                "switch",
            ],
        ),
        // Permissions.
        Family::of("area", catalogue::areas().iter().map(|area| area.id)),
        Family::of("verb", verbs.clone().filter(|(_, area)| is_area(area)).map(|(verb, _)| verb)),
        Family::of("advice", advice::AdviceKind::iter().map(advice::AdviceKind::id))
            .some_with(&["remedy", "otherwise"]),
        Family::of("gap", Gap::VARIANTS),
        Family::of("unmet", Demand::iter().filter(|demand| demand.is_a_must()).map(Demand::id))
            .each_with(&["remark"]),
        Family::of("start", catalogue::STARTING_POINTS.map(|point| point.id)).each_with(&["about"]),
        // A product.
        Family::of("start-list", lists.map(|list| &list.id)),
        Family::of("demand", Demand::iter().map(Demand::id)),
        Family::of("trouble", Trouble::iter().map(Trouble::id)),
        Family::of("not-possible", NotPossible::iter().map(NotPossible::id)),
        Family::of("reason", reasons),
        // This computer.
        Family::of("check", checkup::Item::iter().map(checkup::Item::id)),
        Family::of("check", ["log", "webview", "policy"]),
        Family::of("check", ["proxy-script", "log-trouble", "policy-unusable"]).each_with(&["advice"]),
        Family::of("check-outcome", ["fine", "not-checked", "remark", "trouble"]),
        Family::of("keychain-where", ["windows", "macos", "linux"]),
    ]
}

/// Whether it is an area that has a word for each verb.
fn is_area(area: &str) -> bool {
    catalogue::areas().iter().any(|one| one.id == area)
}

/// Families that have a sentence only for some ids.
fn families_with_gaps() -> Vec<Family> {
    let stops = [Purpose::NewApplication, Purpose::NewSecret { of: None }]
        .map(|purpose| Stop::all(&purpose))
        .concat();
    let lists = products::listed().iter().flat_map(|product| &product.lists);
    let permissions = || catalogue::known().iter().map(|known| slug(known.name.name()));
    vec![
        Family::of("permission", permissions()).some_with(&["verb"]),
        Family::of("access", permissions()).some_with(&["can"]),
        Family::of("guide-help", stops.iter().map(|stop| stop.id())),
        Family::of("guide-trap", stops.iter().map(|stop| stop.id())),
        Family::of("review-list", lists.map(|list| &list.id)),
    ]
}

/// Those in the first and not in the second.
fn without(all: impl IntoIterator<Item = String>, some: &BTreeSet<String>) -> Vec<String> {
    all.into_iter().filter(|one| !some.contains(one)).collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn every_sentence_that_a_template_asks_for_is_there() {
    let sentences = sentences();
    let of = |(path, text): (PathBuf, String)| -> Vec<String> {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        text.match_indices("t(\"")
            .filter(|(at, _)| {
                !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.')
            })
            .filter_map(|(at, _)| text[at + 3..].split('"').next())
            .filter(|id| !sentences.contains(*id))
            .map(|id| format!("{file}: {id}"))
            .collect()
    };
    let rust = sources("src/pages", &[".rs"]).into_iter();
    let all = rust.filter(|(path, _)| !path.ends_with("words.rs")).chain(templates());
    assert_eq!(all.flat_map(of).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn every_id_of_a_family_has_its_sentence() {
    let of_families = families().into_iter().flat_map(|family| family.with(family.has));
    assert_eq!(without(of_families, &sentences()), Vec::<String>::new());
}

#[test]
fn no_sentence_is_left_over() {
    let of = |family: Family| family.with(&[family.has, family.may_have].concat());
    let mut used = asked_for();
    used.extend(families().into_iter().chain(families_with_gaps()).flat_map(of));
    assert_eq!(without(sentences(), &used), Vec::<String>::new());
}

#[test]
fn what_a_test_alone_asks_for_is_left_over() {
    let values = running_rust().into_iter().find(|(path, _)| path.ends_with("pages/values.rs")).unwrap().1;
    assert!(values.contains("t(\"copied-it\")") && !values.contains("mod tests"));
    assert!(quoted("t(\"copied-it\"), id=\"No\"").eq(["copied-it"]));
}
