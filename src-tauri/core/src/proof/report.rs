//! A report for Latchkey's developers about unknown behaviour of HaloPSA: the format of its responses,
//! without names, addresses, ids and secrets.

use std::fmt::Write as _;

use crate::halo::Network;
use crate::instance::Instance;
use crate::permissions::catalogue;
use crate::proof::finding::{Difference, Proof, TokenSeen};

/// The report about an instance. `code`: that of the error in which the operation ended, if any. `proof`: the
/// last one.
///
/// It is always in English, for the developers, and its first line describes its content.
pub(crate) fn report(
    network: &Network,
    instance: &Instance,
    code: Option<&str>,
    proof: Option<&Proof>,
) -> String {
    let mut text =
        format!("Latchkey {}: report without names, addresses, ids and secrets\n", env!("CARGO_PKG_VERSION"));
    let family = instance.family.map_or("unknown", |family| family.id());
    let version = instance.version.as_deref().unwrap_or("unknown");
    let tenant = if instance.tenant.is_some() { "yes" } else { "no" };
    let elsewhere = if instance.signs_in_elsewhere() { "another host" } else { "the same host" };
    // Writing to a string can't fail.
    let kept = match instance.keeps_descriptions() {
        Some(true) => "kept",
        Some(false) => "not kept",
        None => "unknown",
    };
    let practice = if network.is_confined() { " (practice)" } else { "" };
    let _ = writeln!(
        text,
        "HaloPSA{practice}: {family} {version}; descriptions by version: {kept}; tenant: {tenant}; signs in at {elsewhere}"
    );
    if let Some(code) = code {
        let _ = writeln!(text, "Ended in: {code}");
    }
    if let Some(proof) = proof {
        let token = match &proof.token {
            TokenSeen::Given { named: true } => "given, permissions named".to_owned(),
            TokenSeen::Given { named: false } => "given, permissions not named".to_owned(),
            TokenSeen::Refused { why } => format!("refused, {why:?}"),
            TokenSeen::Failed { code } => format!("failed, {code}"),
        };
        let agent = proof.agent.as_ref().map_or("not asked", |agent| agent.id());
        let causes: Vec<&str> = proof.causes.iter().map(|cause| cause.id()).collect();
        let saved: Vec<&str> = proof.saved.iter().flatten().map(Difference::id).collect();
        let _ = writeln!(text, "Test: {}; token: {token}; agent: {agent}", proof.verdict.id());
        let _ = writeln!(text, "Causes: {}; read back otherwise: {}", listed(&causes), listed(&saved));
        // Only catalogued names: others were typed by a person.
        let missing: Vec<&str> =
            proof.missing.iter().filter_map(|one| Some(catalogue::find(one.name())?.name.name())).collect();
        let _ = writeln!(text, "Not granted: {}", listed(&missing));
        for read in &proof.reads {
            let _ = writeln!(text, "Read {}: {}", read.path, read.seen.id());
        }
    }
    text.push_str("\nAnswers\n");
    text.push_str(&network.observed().at(&[&instance.address.join(""), &instance.sign_in]));
    text
}

fn listed(ids: &[&str]) -> String {
    if ids.is_empty() { "none".to_owned() } else { ids.join(", ") }
}
