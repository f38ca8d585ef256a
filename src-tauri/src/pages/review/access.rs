//! What the product will be able to do, area by area, and how much of it its agent can reach.

use latchkey_core::permissions::Permission;
use latchkey_core::products::{self, Demand, Product};
use latchkey_core::reach::{AreaRow, Gap, GapOf, Reach, Sees, gaps, table};
use latchkey_core::setup::draft::Draft;

use super::super::Action as Any;
use super::super::notice::Notice;
use super::super::permission::{about, access_to, few};
use super::super::when::day;
use super::super::words::{Said, family, t};
use super::{Action, Kept};

/// The table, with its decisions.
pub(super) struct Access {
    pub(super) rows: Vec<Row>,
    /// Decisions to make, each once for all areas that it affects.
    pub(super) decisions: Vec<Decision>,
    pub(super) reading: Reading,
    pub(super) list: Option<List>,
}

/// The progress of reading the agent's rights.
pub(super) enum Reading {
    /// They are not read: no permission, HaloPSA doesn't report them, or the application exists already.
    Not,
    /// They are read as soon as this is shown.
    Loading(Any),
    Read {
        again: Any,
    },
    Failed {
        why: String,
        again: Any,
    },
}

impl Reading {
    /// Whether the table shows how much is visible, now or soon.
    pub(super) fn is_told(&self) -> bool {
        matches!(self, Self::Loading(_) | Self::Read { .. })
    }

    pub(super) fn load(&self) -> Option<&Any> {
        if let Self::Loading(load) = self { Some(load) } else { None }
    }

    pub(super) fn failed(&self) -> Option<&str> {
        if let Self::Failed { why, .. } = self { Some(why) } else { None }
    }
}

/// An area.
pub(super) struct Row {
    /// For ids of elements.
    pub(super) id: String,
    pub(super) area: String,
    /// What may be done there: "See and change".
    pub(super) can: String,
    /// The vendor's reason for it, where published.
    pub(super) why: Vec<Said<'static>>,
    /// How much is visible. Empty where HaloPSA doesn't report it.
    pub(super) sees: Vec<Said<'static>>,
}

/// What the agent can't do, or is not. Choosing another agent is always an alternative.
pub(super) struct Decision {
    /// For ids of elements.
    pub(super) id: String,
    pub(super) said: Said<'static>,
    /// Plans less, where something that the product works with remains.
    pub(super) less: Option<(Said<'static>, Any)>,
    /// That the product sees nothing there without an error: shown once.
    pub(super) hint: Option<Said<'static>>,
}

impl Decision {
    fn unmet(demand: Demand, draft: &Draft, reach: &Reach) -> Self {
        Self {
            id: demand.id().to_owned(),
            said: family("unmet", demand.id())
                .with("agent", &reach.agent)
                .with("product", &draft.product_name),
            less: None,
            hint: None,
        }
    }

    fn gap(of: &GapOf<'_>, draft: &Draft, reach: &Reach) -> Self {
        let words = match of.gap {
            Gap::NoAccess { role } if !role.is_empty() => t("gap-no-role").with("role", role),
            gap => family("gap", gap.id()),
        };
        let areas: Vec<String> = of.rows.iter().map(|row| area(row)).collect();
        let said = words.with("agent", &reach.agent).with("count", areas.len()).with("areas", few(&areas));
        Self {
            id: slug(of.rows[0]),
            said,
            less: of.leave_out.as_ref().map(|less| {
                let words = if less.add.is_empty() { "review-leave-out" } else { "review-see-only" };
                (t(words), plan(draft, &less.applied(&draft.permissions)))
            }),
            hint: matches!(of.gap, Gap::NoAccess { .. } | Gap::NoTeam)
                .then(|| t("review-gaps").with("product", &draft.product_name)),
        }
    }
}

/// The list's origin.
pub(super) struct List {
    product: &'static Product,
    pub(super) said: Said<'static>,
    /// A note on the list, where it is not entirely its vendor's.
    pub(super) about: Option<Said<'static>>,
    /// The day on which it was looked up.
    pub(super) seen: Option<String>,
    /// Plans the vendor's recommendation, where something else is planned.
    pub(super) restore: Option<Any>,
    /// Known problems with the product. The words: `trouble-<id>`.
    pub(super) trouble: Vec<&'static str>,
    pub(super) redirect_uri: Option<&'static str>,
}

impl List {
    fn of(draft: &Draft) -> Option<Self> {
        let product = draft.product.as_deref().and_then(products::find)?;
        let chosen = &draft.permissions;
        let listed = product.list_of(chosen).filter(|_| product.recommends_less_than(chosen).is_none());
        let said = match listed {
            _ if product.lists.is_empty() => "review-no-list",
            Some(_) => "review-recommended",
            None => "review-changed",
        };
        let restore = product.recommended().filter(|_| listed.is_none());
        Some(Self {
            product,
            said: t(said).with("product", &product.name),
            about: listed
                .map(|list| family("review-list", &list.id).with("product", &product.name))
                .filter(Said::exists),
            seen: product.looked_up.as_deref().map(day),
            restore: restore.map(|list| plan(draft, &list.permissions)),
            trouble: product.trouble.iter().map(|trouble| trouble.id()).collect(),
            redirect_uri: product.redirect_uri.as_deref(),
        })
    }

    pub(super) fn open_source(&self) -> Any {
        Action::OpenSource { product: self.product.id.clone() }.into()
    }
}

fn plan(draft: &Draft, permissions: &[Permission]) -> Any {
    let permissions = permissions.iter().map(|one| one.name().to_owned()).collect();
    Action::Plan { set_up: draft.id.clone(), revision: draft.revision, permissions }.into()
}

impl Access {
    /// `reads`: whether there is something to read, and permission to.
    pub(super) fn of(draft: &Draft, kept: &Kept, reads: bool) -> Self {
        let product = draft.product.as_deref().and_then(products::find);
        let kept =
            kept.reach.as_ref().filter(|(revision, _)| *revision == draft.revision).map(|(_, reach)| reach);
        let again = || Action::Reach { set_up: draft.id.clone(), revision: draft.revision }.into();
        let (reading, reach) = match kept {
            _ if !reads => (Reading::Not, None),
            None => (Reading::Loading(again()), None),
            Some(Ok(None)) => (Reading::Not, None),
            Some(Ok(Some(reach))) => (Reading::Read { again: again() }, Some(reach)),
            Some(Err(error)) => (Reading::Failed { why: Notice::of(error).title, again: again() }, None),
        };
        let rows = table(&draft.permissions, reach);
        let decisions = reach.map(|reach| {
            let unmet = reach.unmet.iter().map(|demand| Decision::unmet(*demand, draft, reach));
            let gaps = gaps(&rows, &draft.permissions, product);
            let mut all: Vec<_> =
                unmet.chain(gaps.iter().map(|gap| Decision::gap(gap, draft, reach))).collect();
            let mut is_said = false;
            for one in all.iter_mut().rev() {
                one.hint.take_if(|_| is_said);
                is_said |= one.hint.is_some();
            }
            all
        });
        let is_narrowed = rows.iter().any(AreaRow::narrows);
        Self {
            rows: rows.iter().map(|row| Row::of(row, product, reach, is_narrowed)).collect(),
            decisions: decisions.unwrap_or_default(),
            reading,
            list: List::of(draft),
        }
    }

    /// Reads it again, where the agent's rights may be what has to change.
    pub(super) fn again(&self) -> Option<&Any> {
        match &self.reading {
            Reading::Failed { again, .. } => Some(again),
            Reading::Read { again } if !self.decisions.is_empty() => Some(again),
            _ => None,
        }
    }
}

impl Row {
    /// `is_narrowed`: whether rows follow that show how far a broad permission reaches.
    fn of(row: &AreaRow, product: Option<&Product>, reach: Option<&Reach>, is_narrowed: bool) -> Self {
        let is_broad = |one: &Permission| one.is("all") || one.is("all:standard");
        Self {
            id: slug(row),
            area: area(row),
            can: if row.narrows() { t("access-change").to_string() } else { can(row) },
            // The row of the broad permission shows it.
            why: product.filter(|_| !row.narrows()).map(|product| whys(product, row)).unwrap_or_default(),
            sees: match (&row.sees, reach) {
                (Some(sees), Some(reach)) => seen(sees, row, reach),
                (None, Some(_)) if is_narrowed && row.permissions.iter().any(is_broad) => {
                    vec![t("sees-below")]
                }
                _ => Vec::new(),
            },
        }
    }
}

/// The row's part of ids of elements.
fn slug(row: &AreaRow) -> String {
    match (row.area, row.permissions.first()) {
        (Some(area), _) if row.narrows() => format!("in-{area}"),
        (_, Some(first)) => first.name().replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
        (area, None) => area.unwrap_or_default().to_owned(),
    }
}

/// The subject of a row.
fn area(row: &AreaRow) -> String {
    match (row.area, row.permissions.first()) {
        (Some(area), _) if row.narrows() => family("area", area).to_string(),
        (_, Some(first)) => about(first),
        (_, None) => String::new(),
    }
}

/// What an area's permissions allow: "See and change".
fn can(row: &AreaRow) -> String {
    let has = |verb: &str| row.permissions.iter().any(|one| one.name().starts_with(verb));
    let alone = row.permissions.first().map(|first| access_to(first).attr("can")).filter(Said::exists);
    let said = match alone {
        Some(alone) => alone,
        None if row.area.is_none() => t("access-unknown"),
        None if has("edit:") => t("access-change"),
        None if has("editMine:") && row.see => t("access-change-own"),
        None if has("editMine:") => t("access-own"),
        None if row.see => t("access-see"),
        None => t("access-use"),
    };
    said.to_string()
}

/// The vendor's reasons for what a row grants, each once.
fn whys(product: &Product, row: &AreaRow) -> Vec<Said<'static>> {
    let mut whys: Vec<Said<'static>> = Vec::new();
    for permission in row.permissions.iter().filter(|one| product.reasons.contains(one)) {
        let why = family("reason", format!("{}-{}", product.id, permission.name().replace(':', "-")))
            .with("product", &product.name);
        if why.exists() && !whys.iter().any(|said| said.to_string() == why.to_string()) {
            whys.push(why);
        }
    }
    whys
}

/// How much is visible, and what isn't. What HaloPSA doesn't report is left out.
fn seen(sees: &Sees, row: &AreaRow, reach: &Reach) -> Vec<Said<'static>> {
    let mut said = within(sees, reach);
    if !row.narrowing.is_empty() && *sees == Sees::Everything {
        said.clear();
    }
    said.extend(row.narrowing.iter().map(|one| family("narrowing", one.id())));
    if row.only_read {
        said.push(t("sees-not-changed"));
    }
    said
}

fn within(sees: &Sees, reach: &Reach) -> Vec<Said<'static>> {
    let only = |customers: &[String]| t("sees-customers").with("customers", few(customers));
    match sees {
        Sees::Everything => vec![t("sees-everything")],
        Sees::Customers { customers } => vec![only(customers)],
        Sees::Teams { of, all, customers } => {
            let names = reach.teams.as_ref().filter(|teams| teams.len() == *of).map(|teams| few(teams));
            let teams = match (all, names) {
                (Some(all), Some(names)) => t("sees-teams").with("all", all).with("names", names),
                (Some(all), None) => t("sees-teams.counted").with("all", all),
                (None, Some(names)) => t("sees-teams.named").with("names", names),
                (None, None) => t("sees-teams.some"),
            };
            let mut said = vec![teams.with("teams", of)];
            if !customers.is_empty() {
                said.push(only(customers));
            }
            said
        }
        Sees::Disabled | Sees::NoAccess { .. } | Sees::NoTeam => vec![t("sees-nothing")],
        Sees::NotTold => Vec::new(),
    }
}
