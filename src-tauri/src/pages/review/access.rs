//! What the product will be able to do, area by area, and how much of it is within its agent's reach.

use latchkey_core::Error;
use latchkey_core::catalogue;
use latchkey_core::draft::Draft;
use latchkey_core::permission::Permission;
use latchkey_core::product::{self, PermissionList, Product};
use latchkey_core::setup::{self, Reach, Sees};

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

/// How far the reading of the agent's reach has come.
pub(super) enum Reading {
    /// Nobody reads it: it is not told, or the application is there already.
    Nothing,
    /// It is read when this is shown.
    Loading(super::super::Action),
    /// It was read. `nothing`: something will be empty.
    Done { nothing: bool, again: super::super::Action },
    /// It could not be read.
    Failed { why: String, again: super::super::Action },
}

impl Reading {
    /// Whether the table tells how much there is to see, now or soon.
    pub(super) fn is_told(&self) -> bool {
        matches!(self, Self::Loading(_) | Self::Done { .. })
    }

    pub(super) fn is_loading(&self) -> bool {
        matches!(self, Self::Loading(_))
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
    pub(super) sees: Vec<Said<'static>>,
    /// What to decide about it.
    pub(super) problem: Option<Problem>,
    /// The names of its permissions.
    planned: Vec<Permission>,
}

/// Something that won't be seen, or not be changed.
pub(super) struct Problem {
    pub(super) said: Said<'static>,
    /// Plans less, where something is left then.
    pub(super) less: Option<(Said<'static>, super::super::Action)>,
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
    pub(super) restore: Option<super::super::Action>,
}

impl List {
    fn of(draft: &Draft) -> Option<Self> {
        let product = draft.product.as_deref().and_then(product::find)?;
        let same = |list: &&PermissionList| {
            list.permissions.len() == draft.permissions.len()
                && list.permissions.iter().all(|one| draft.permissions.contains(one))
        };
        let listed = product.lists.iter().find(same);
        let said = if listed.is_some() { "review-recommended" } else { "review-changed" };
        let restore = product.recommended().filter(|_| listed.is_none());
        Some(Self {
            product,
            said: t(said).with("product", &product.name),
            about: listed.and_then(|list| {
                let about = family("review-list", &list.id).with("product", &product.name);
                about.exists().then_some(about)
            }),
            seen: product.looked_up.as_deref().map(day),
            restore: restore.map(|list| plan(draft, list.permissions.iter().map(Permission::name))),
        })
    }

    pub(super) fn open_source(&self) -> super::super::Action {
        Action::OpenSource { product: self.product.id.clone() }.into()
    }
}

fn plan<'a>(draft: &Draft, names: impl Iterator<Item = &'a str>) -> super::super::Action {
    let permissions = names.map(str::to_owned).collect();
    Action::Plan { set_up: draft.id.clone(), revision: draft.revision, permissions }.into()
}

impl Access {
    /// `reads`: whether there is something to read, and somebody to read it.
    pub(super) fn of(draft: &Draft, kept: &Kept, reads: bool) -> Self {
        let reach = kept.reach.as_ref().filter(|(revision, _)| reads && *revision == draft.revision);
        let again = || Action::Reach { set_up: draft.id.clone(), revision: draft.revision }.into();
        let mut rows = planned(draft);
        let reading = match reach {
            _ if !reads => Reading::Nothing,
            None => Reading::Loading(again()),
            Some((_, Ok(None))) => Reading::Nothing,
            Some((_, Ok(Some(reach)))) => {
                tell(&mut rows, reach, draft);
                Reading::Done { nothing: reach.rows.iter().any(|row| row.sees.is_nothing()), again: again() }
            }
            Some((_, Err(error))) => Reading::Failed { why: title(error), again: again() },
        };
        Self { rows, reading, list: List::of(draft) }
    }
}

fn title(error: &Error) -> String {
    super::Notice::of(error).title
}

/// What is planned, an area a row, in the catalogue's order. What is not in it comes last.
fn planned(draft: &Draft) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let at = |one: &Permission| catalogue::known().iter().position(|known| known.name == *one);
    let mut all: Vec<&Permission> = draft.permissions.iter().collect();
    all.sort_by_key(|one| at(one).unwrap_or(usize::MAX));
    for permission in all {
        let area = area_of(permission);
        match rows.iter_mut().find(|row| row.area == area) {
            Some(row) => row.planned.push(permission.clone()),
            None => rows.push(Row {
                id: permission.name().replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
                area,
                can: String::new(),
                why: None,
                sees: Vec::new(),
                problem: None,
                planned: vec![permission.clone()],
            }),
        }
    }
    for row in &mut rows {
        row.can = can(&row.planned);
        row.why = row.planned.iter().find_map(|permission| why(draft, permission));
    }
    rows
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
    let area = permission.name().split_once(':').map(|(_, area)| family("area", area));
    match area {
        Some(area) if area.exists() && catalogue::find(permission.name()).is_some() => area.to_string(),
        _ => plain(permission),
    }
}

/// What an area's permissions allow: "See and change".
fn can(permissions: &[Permission]) -> String {
    let has = |verb: &str| permissions.iter().any(|one| one.name().starts_with(verb));
    let [first, ..] = permissions else { return String::new() };
    let alone = by_itself(first).attr("can");
    let said = if alone.exists() {
        alone
    } else if catalogue::find(first.name()).is_none() {
        t("access-unknown")
    } else if has("edit:") {
        t("access-change")
    } else if has("editMine:") && has("read:") {
        t("access-change-own")
    } else if has("editMine:") {
        t("access-own")
    } else if has("access:") {
        t("access-use")
    } else {
        t("access-see")
    };
    said.to_string()
}

fn why(draft: &Draft, permission: &Permission) -> Option<Said<'static>> {
    let product = draft.product.as_deref().and_then(product::find)?;
    let reason = family("reason", format!("{}-{}", product.id, permission.name().replace(':', "-")))
        .with("product", &product.name);
    (product.reasons.contains(permission) && reason.exists()).then_some(reason)
}

/// Adds to the rows how much will be seen. What only a broad permission opens has a row where it is not everything.
fn tell(rows: &mut Vec<Row>, reach: &Reach, draft: &Draft) {
    for seen in &reach.rows {
        let area = area_of(&seen.permission);
        let (sees, nothing) = sees(seen, reach);
        if let Some(row) = rows.iter_mut().find(|row| row.area == area) {
            let said = match (&nothing, seen.only_read) {
                (Some(nothing), _) => Some(nothing.clone()),
                (None, true) => Some(t("sees-only").with("agent", &reach.agent)),
                (None, false) => None,
            };
            row.problem = said.map(|said| Problem { said, less: less(&row.planned, nothing.is_none(), draft) });
            row.sees = sees;
        } else if let Some(limited) = nothing.map(|nothing| vec![nothing]).or_else(|| is_limited(seen).then_some(sees)) {
            rows.push(Row {
                id: seen.permission.name().replace(':', "-"),
                area,
                can: String::new(),
                why: None,
                sees: limited,
                problem: None,
                planned: Vec::new(),
            });
        }
    }
}

/// What planning less of an area comes to: to see it only, or not to have it at all. Something must be left.
fn less(planned: &[Permission], is_seen: bool, draft: &Draft) -> Option<(Said<'static>, super::super::Action)> {
    let others = draft.permissions.iter().filter(|one| !planned.contains(one)).map(Permission::name);
    if !is_seen {
        let others: Vec<&str> = others.collect();
        return (!others.is_empty())
            .then(|| (t("review-leave-out"), plan(draft, others.into_iter())));
    }
    let read: Vec<String> = planned
        .iter()
        .filter_map(|one| one.name().strip_prefix("edit:").map(|area| format!("read:{area}")))
        .collect();
    (!read.is_empty())
        .then(|| (t("review-see-only"), plan(draft, others.chain(read.iter().map(String::as_str)))))
}

fn is_limited(row: &setup::Row) -> bool {
    matches!(row.sees, Sees::Teams { .. } | Sees::Customers { .. })
}

/// How much is seen; and why nothing is, where that is so. What HaloPSA doesn't tell is not said.
fn sees(row: &setup::Row, reach: &Reach) -> (Vec<Said<'static>>, Option<Said<'static>>) {
    let nothing = |id: &str| family("sees-nothing", id).with("agent", &reach.agent);
    match &row.sees {
        Sees::Everything => (vec![t("sees-everything")], None),
        Sees::NotTold => (Vec::new(), None),
        Sees::Disabled => (Vec::new(), Some(nothing("disabled"))),
        Sees::NoTeam => (Vec::new(), Some(nothing("no-team"))),
        Sees::NoAccess { role } if role.is_empty() => (Vec::new(), Some(nothing("no-access"))),
        Sees::NoAccess { role } => (Vec::new(), Some(nothing("no-role").with("role", role))),
        Sees::Customers { customers } => (vec![t("sees-customers").with("customers", few(customers))], None),
        Sees::Teams { of, all, customers } => {
            let names = reach.teams.as_ref().filter(|teams| teams.len() == *of).map(|teams| few(teams));
            let mut said = vec![
                t("sees-teams")
                    .with("teams", of)
                    .with("all", all.unwrap_or_default())
                    .with("names", names.unwrap_or_default()),
            ];
            if !customers.is_empty() {
                said.push(t("sees-customers").with("customers", few(customers)));
            }
            (said, None)
        }
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
