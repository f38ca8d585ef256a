//! What the product will be able to do, area by area, and how much of it is within its agent's reach.

use latchkey_core::halo::Narrowing;
use latchkey_core::permissions::Permission;
use latchkey_core::permissions::catalogue;
use latchkey_core::products::{self, Product};
use latchkey_core::setup::draft::Draft;
use latchkey_core::setup::{AreaRow, Gap, Reach, Sees, table};

use super::super::Action as Any;
use super::super::notice::Notice;
use super::super::permission::plain;
use super::super::when::day;
use super::super::words::{Said, family, t};
use super::{Action, Kept};

/// So many names of teams and customers are told.
const FEW: usize = 3;

/// The table, and what belongs to it.
pub(super) struct Access {
    pub(super) rows: Vec<Row>,
    pub(super) reading: Reading,
    pub(super) list: Option<List>,
}

/// How far the reading of the agent's rights has come.
pub(super) enum Reading {
    /// They are not read: nobody may, HaloPSA doesn't tell them, or the application is there already.
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
    /// Whether the table tells how much there is to see, now or soon.
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
    /// In ids of elements.
    pub(super) id: String,
    pub(super) area: String,
    /// What may be done there: "See and change".
    pub(super) can: String,
    /// Why the vendor asks for it, where it says so.
    pub(super) why: Option<Said<'static>>,
    /// How much is seen. Nothing where HaloPSA doesn't tell.
    pub(super) sees: Vec<Said<'static>>,
    /// What to decide about it.
    pub(super) gap: Option<GapShown>,
}

/// What the agent can't do.
pub(super) struct GapShown {
    pub(super) said: Said<'static>,
    /// Plans less, where something is left then.
    pub(super) less: Option<(Said<'static>, Any)>,
    /// Whether the product sees nothing there, and is told no error.
    finds_nothing: bool,
}

/// Whose list it is.
pub(super) struct List {
    product: &'static Product,
    pub(super) said: Said<'static>,
    /// What is to be known of the list, where its vendor's word is not all.
    pub(super) about: Option<Said<'static>>,
    /// The day on which it was looked up.
    pub(super) seen: Option<String>,
    /// Plans what the vendor recommends, where something else is planned.
    pub(super) restore: Option<Any>,
    /// What is known to go wrong with the product. The words: `trouble-<id>`.
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
    /// `reads`: whether there is something to read, and somebody who may.
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
        let rows = table(&draft.permissions, product, reach);
        Self {
            rows: rows.iter().map(|row| Row::of(row, draft, product, reach)).collect(),
            reading,
            list: List::of(draft),
        }
    }

    /// Whether the agent can't do something of it.
    pub(super) fn has_gaps(&self) -> bool {
        self.rows.iter().any(|row| row.gap.is_some())
    }

    /// Whether there are areas in which the product sees nothing, which looks as if there were nothing.
    pub(super) fn finds_nothing(&self) -> bool {
        self.rows.iter().filter_map(|row| row.gap.as_ref()).any(|gap| gap.finds_nothing)
    }

    /// What reads it once more, where the agent's rights may be what has to change.
    pub(super) fn again(&self) -> Option<&Any> {
        match &self.reading {
            Reading::Failed { again, .. } => Some(again),
            Reading::Read { again } if self.has_gaps() => Some(again),
            _ => None,
        }
    }
}

impl Row {
    fn of(row: &AreaRow, draft: &Draft, product: Option<&Product>, reach: Option<&Reach>) -> Self {
        // A row that only tells how far a broad permission reaches in one area repeats no verb.
        let narrows = row.area.is_some_and(|area| row.permissions.iter().all(|one| !is_of(one, area)));
        let first = row.permissions.first();
        let gap = row.gap.as_ref().zip(reach).map(|(gap, reach)| GapShown {
            finds_nothing: matches!(gap, Gap::NoAccess { .. } | Gap::NoTeam),
            said: said_of(gap, reach),
            less: row.leave_out.as_ref().map(|less| {
                let words = if less.add.is_empty() { "review-leave-out" } else { "review-see-only" };
                (t(words), plan(draft, &less.applied(&draft.permissions)))
            }),
        });
        let slug = match (row.area, first) {
            (Some(area), _) if narrows => format!("in-{area}"),
            (_, Some(first)) => first.name().replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
            (area, None) => area.unwrap_or_default().to_owned(),
        };
        Self {
            id: slug,
            area: match (row.area, first) {
                (Some(area), _) if narrows => family("area", area).to_string(),
                (_, Some(first)) => area_of(first),
                (_, None) => String::new(),
            },
            can: if narrows { String::new() } else { can(row) },
            why: row.permissions.iter().find_map(|permission| why(product?, permission)),
            sees: row
                .sees
                .as_ref()
                .zip(reach)
                .map(|(sees, reach)| seen(sees, &row.narrowing, reach))
                .unwrap_or_default(),
            gap,
        }
    }
}

/// Whether a permission is one of an area's own.
fn is_of(permission: &Permission, area: &str) -> bool {
    catalogue::find(permission.name()).is_none_or(|known| known.area == area)
}

/// The words of a permission that is about more or less than an area: `access-all`.
fn by_itself(permission: &Permission) -> Said<'static> {
    family("access", permission.name().replace(':', "-"))
}

/// What a permission is about: "Tickets".
fn area_of(permission: &Permission) -> String {
    let alone = by_itself(permission);
    if alone.exists() {
        return alone.to_string();
    }
    match catalogue::find(permission.name()) {
        Some(known) => family("area", &known.area).to_string(),
        None => plain(permission),
    }
}

/// What an area's permissions allow: "See and change".
fn can(row: &AreaRow) -> String {
    let has = |verb: &str| row.permissions.iter().any(|one| one.name().starts_with(verb));
    let alone = row.permissions.first().map(|first| by_itself(first).attr("can")).filter(Said::exists);
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

fn why(product: &Product, permission: &Permission) -> Option<Said<'static>> {
    let reason = family("reason", format!("{}-{}", product.id, permission.name().replace(':', "-")));
    (product.reasons.contains(permission) && reason.exists()).then(|| reason.with("product", &product.name))
}

fn said_of(gap: &Gap, reach: &Reach) -> Said<'static> {
    match gap {
        Gap::NoAccess { role } if !role.is_empty() => t("gap-no-role").with("role", role),
        gap => family("gap", gap.id()).with("agent", &reach.agent),
    }
}

/// How much is seen, and what of it isn't. What HaloPSA doesn't tell is not said.
fn seen(sees: &Sees, narrowing: &[Narrowing], reach: &Reach) -> Vec<Said<'static>> {
    let mut said = within(sees, reach);
    if !narrowing.is_empty() && *sees == Sees::Everything {
        said.clear();
    }
    said.extend(narrowing.iter().map(|one| family("narrowing", one.id())));
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
        Sees::Disabled | Sees::NoAccess { .. } | Sees::NoTeam | Sees::NotTold => Vec::new(),
    }
}

/// The first names of several.
fn few(names: &[String]) -> String {
    let first = names.get(..FEW.min(names.len())).unwrap_or_default().join(", ");
    match names.len().saturating_sub(FEW) {
        0 => first,
        more => t("sees-more").with("names", first).with("count", more).to_string(),
    }
}
