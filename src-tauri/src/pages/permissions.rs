//! The product's permissions: its vendor's list, a pasted list, a starting point, or one permission after the
//! other. A choice that is not saved yet is stored here in Rust.

use std::collections::BTreeSet;

use askama::Template;
use latchkey_core::permissions::catalogue;
use latchkey_core::permissions::pasted::{self, Doubt, Near, Pasted};
use latchkey_core::permissions::{Permission, same_set};
use latchkey_core::products::advice::{self, AdviceKind, Remedy};
use latchkey_core::products::{self, Product};
use latchkey_core::setup::draft::Draft;
use latchkey_core::{Result, SetUpId};
use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::notice::{Notice, Question, QuestionOr};
use super::permission::{access, plain_names};
use super::when::day;
use super::words::{Said, Speaks as _, family, t};
use super::{Context, Route, Update, page_of};
use crate::desk::Desk;

/// The actions of this page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Parses a pasted text, and chooses what it certainly asks for.
    Paste {
        set_up: SetUpId,
        #[serde(default)]
        text: String,
    },
    /// Replaces the choice with these.
    Begin { set_up: SetUpId, permissions: Vec<String> },
    /// Removes some from the choice and adds others.
    Change { set_up: SetUpId, remove: Vec<String>, add: Vec<String> },
    /// Ticks or unticks one.
    Tick {
        set_up: SetUpId,
        permission: String,
        #[serde(default)]
        on: bool,
    },
    /// Adds one by its name.
    AddNamed {
        set_up: SetUpId,
        #[serde(default)]
        name: String,
    },
    /// Answers a question about the pasted text: it means none.
    Decline { set_up: SetUpId, question: usize },
    /// Saves the choice and continues.
    Save {
        set_up: SetUpId,
        #[serde(default)]
        undecided: Undecided,
    },
    /// Opens the page that is the source of the vendor's list.
    OpenSource { product: String },
}

/// How to treat unanswered questions about the pasted text.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Undecided {
    /// The user is asked about all of them, once.
    #[default]
    Ask,
    Add,
    LeaveOut,
}

/// The content of the field for the vendor's list.
#[derive(Default)]
pub(crate) struct Paste {
    read: Pasted,
    is_empty: bool,
    /// What it added to the choice: removed together with it.
    added: Vec<Permission>,
    /// The questions that were answered with "nothing".
    declined: BTreeSet<usize>,
}

impl Paste {
    /// The open questions, each with its index among all of them. What is chosen, or covered by the choice,
    /// is answered.
    fn open(&self, chosen: &[Permission]) -> Vec<(usize, Near)> {
        let is_answered = |one: &Permission| chosen.iter().any(|chosen| chosen.covers(one));
        let asked = self.read.near.iter().enumerate().filter(|(n, _)| !self.declined.contains(n));
        asked
            .map(|(n, near)| {
                let suggested = near.suggested.iter().filter(|one| !is_answered(one)).cloned().collect();
                (n, Near { suggested, ..near.clone() })
            })
            .filter(|(_, near)| !near.suggested.is_empty())
            .collect()
    }
}

/// The page.
#[derive(Template)]
#[template(path = "permissions.html", blocks = ["choice"])]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    set_up: SetUpId,
    product: String,
    listed: Option<Listed>,
    new_secret: bool,
    chosen: Vec<Permission>,
    advice: Vec<Advice>,
    areas: Vec<Area>,
    /// Chosen, and not in the catalogue.
    others: Vec<Permission>,
    /// The starting points.
    starts: Vec<Start>,
    pub(crate) back: Route,
}

/// The facts about a listed product.
struct Listed {
    id: &'static str,
    /// Whether its vendor publishes its permissions, as far as its page could be read.
    has_lists: bool,
    seen: Option<String>,
    demands: Vec<&'static str>,
    trouble: Vec<&'static str>,
    redirect_uri: Option<&'static str>,
}

/// A choice to start from.
struct Start {
    id: String,
    title: Said<'static>,
    about: String,
    permissions: Vec<String>,
    is_chosen: bool,
}

/// An area with its permissions.
struct Area {
    id: &'static str,
    permissions: Vec<Ticked>,
}

struct Ticked {
    name: &'static str,
    verb: Said<'static>,
    on: bool,
    /// Covered by another one that is chosen.
    included: bool,
}

struct Advice {
    said: Said<'static>,
    /// Whether it needs a decision.
    is_warning: bool,
    remedy: Option<(Said<'static>, Remedy)>,
    /// The other answer to a question.
    otherwise: Option<(Said<'static>, Remedy)>,
}

/// The result of parsing a pasted text.
#[derive(Template)]
#[template(path = "pasted.html")]
struct Read {
    set_up: SetUpId,
    pasted: Pasted,
    /// The open questions, each with its number.
    open: Vec<(usize, Near)>,
    is_empty: bool,
}

/// The id of a control for something with a name from HaloPSA.
fn slug(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

impl Page {
    pub(crate) fn of(frame: Frame, draft: &Draft, chosen: &[Permission], back: Route) -> Self {
        let listed = draft.product.as_deref().and_then(products::find);
        let known = |one: &Permission| catalogue::find(one.name()).is_some();
        Self {
            frame,
            set_up: draft.id.clone(),
            product: draft.product_name.clone(),
            listed: listed.map(Listed::of),
            new_secret: draft.purpose.is_new_secret(),
            advice: advice(chosen, listed, &draft.product_name),
            areas: areas(chosen),
            others: chosen.iter().filter(|one| !known(one)).cloned().collect(),
            starts: starts(listed, chosen),
            chosen: chosen.to_vec(),
            back,
        }
    }

    fn access(&self) -> String {
        access(&self.chosen)
    }

    fn lead(&self) -> Said<'static> {
        match &self.listed {
            Some(listed) if listed.has_lists => t("permissions-lead-listed"),
            Some(_) => t("permissions-lead-without-list"),
            None => t("permissions-lead"),
        }
    }

    fn has_lists(&self) -> bool {
        self.listed.as_ref().is_some_and(|listed| listed.has_lists)
    }

    fn paste(&self) -> super::Action {
        super::Action::Permissions(Action::Paste { set_up: self.set_up.clone(), text: String::new() })
    }

    fn begin(&self, start: &Start) -> super::Action {
        super::Action::Permissions(Action::Begin {
            set_up: self.set_up.clone(),
            permissions: start.permissions.clone(),
        })
    }

    fn mend(&self, remedy: &Remedy) -> super::Action {
        super::Action::Permissions(Action::Change {
            set_up: self.set_up.clone(),
            remove: names(&remedy.remove),
            add: names(&remedy.add),
        })
    }

    fn tick(&self, permission: &str) -> super::Action {
        super::Action::Permissions(Action::Tick {
            set_up: self.set_up.clone(),
            permission: permission.to_owned(),
            on: false,
        })
    }

    fn leave_out(&self, permission: &Permission) -> super::Action {
        super::Action::Permissions(Action::Change {
            set_up: self.set_up.clone(),
            remove: vec![permission.name().to_owned()],
            add: Vec::new(),
        })
    }

    fn add_named(&self) -> super::Action {
        super::Action::Permissions(Action::AddNamed { set_up: self.set_up.clone(), name: String::new() })
    }

    fn save(&self) -> super::Action {
        super::Action::Permissions(Action::Save { set_up: self.set_up.clone(), undecided: Undecided::Ask })
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn slug(&self, name: &str) -> String {
        slug(name)
    }
}

impl Listed {
    fn of(product: &'static Product) -> Self {
        Self {
            id: &product.id,
            has_lists: !product.lists.is_empty(),
            seen: product.looked_up.as_deref().map(day),
            demands: product.demands.iter().map(|demand| demand.id()).collect(),
            trouble: product.trouble.iter().map(|trouble| trouble.id()).collect(),
            redirect_uri: product.redirect_uri.as_deref(),
        }
    }

    fn open_source(&self) -> super::Action {
        super::Action::Permissions(Action::OpenSource { product: self.id.to_owned() })
    }
}

impl Read {
    fn of(set_up: &SetUpId, paste: &Paste, chosen: &[Permission]) -> Self {
        Self {
            set_up: set_up.clone(),
            pasted: paste.read.clone(),
            open: paste.open(chosen),
            is_empty: paste.is_empty,
        }
    }

    /// The text of an open question.
    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn question(&self, near: &Near) -> Said<'static> {
        match near.doubt {
            Doubt::PerhapsAllTeams => t("advice-perhaps-all-teams").with("permissions", &near.text),
            Doubt::UnknownName => t("pasted-unknown").with("text", &near.text),
            _ => t("pasted-near").with("text", &near.text).with("count", near.suggested.len()),
        }
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn slug(&self, name: &str) -> String {
        slug(name)
    }

    fn decline(&self, question: usize) -> super::Action {
        super::Action::Permissions(Action::Decline { set_up: self.set_up.clone(), question })
    }

    fn change(&self, add: &[Permission]) -> super::Action {
        super::Action::Permissions(Action::Change {
            set_up: self.set_up.clone(),
            remove: Vec::new(),
            add: names(add),
        })
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn plain_names(&self, permissions: &[Permission]) -> String {
        plain_names(permissions)
    }
}

fn names(permissions: &[Permission]) -> Vec<String> {
    permissions.iter().map(|one| one.name().to_owned()).collect()
}

fn starts(listed: Option<&'static Product>, chosen: &[Permission]) -> Vec<Start> {
    if let Some(product) = listed.filter(|product| !product.lists.is_empty()) {
        let list = |list: &'static products::PermissionList| Start {
            id: format!("list-{}", list.id),
            title: family("start-list", &list.id),
            about: match list.permissions.as_slice() {
                [one] if one.is("all") => family("start", "everything").attr("about").to_string(),
                several => access(several),
            },
            is_chosen: same_set(&list.permissions, chosen),
            permissions: names(&list.permissions),
        };
        return product.lists.iter().map(list).collect();
    }
    catalogue::STARTING_POINTS
        .iter()
        .map(|point| {
            let permissions: Vec<Permission> =
                point.permissions.iter().filter_map(|name| Permission::named(name).ok()).collect();
            Start {
                id: format!("start-{}", point.id),
                title: family("start", point.id),
                about: family("start", point.id).attr("about").to_string(),
                is_chosen: same_set(&permissions, chosen),
                permissions: names(&permissions),
            }
        })
        .collect()
}

fn areas(chosen: &[Permission]) -> Vec<Area> {
    let included = |name: &Permission| chosen.iter().any(|one| one != name && one.covers(name));
    catalogue::areas()
        .into_iter()
        .map(|area| Area {
            id: area.id,
            permissions: area
                .permissions
                .iter()
                .map(|known| {
                    let alone = family("permission", slug(known.name.name())).attr("verb");
                    let verb = known.name.name().split(':').next().unwrap_or_default();
                    Ticked {
                        name: known.name.name(),
                        verb: if alone.exists() { alone } else { family("verb", verb) },
                        on: chosen.contains(&known.name) || included(&known.name),
                        included: included(&known.name),
                    }
                })
                .collect(),
        })
        .collect()
}

/// Advice on the choice; none on an unmodified list of the vendor's.
fn advice(chosen: &[Permission], listed: Option<&Product>, product: &str) -> Vec<Advice> {
    if chosen.is_empty() {
        return Vec::new();
    }
    if let Some(recommended) = listed.and_then(|product| product.recommends_less_than(chosen)) {
        let remedy = Remedy { remove: chosen.to_vec(), add: recommended.permissions.clone() };
        let said = t("advice-vendor-needs-less").with("product", product);
        let label = t("advice-vendor-needs-less.remedy");
        return vec![Advice { said, is_warning: true, remedy: Some((label, remedy)), otherwise: None }];
    }
    if listed.is_some_and(|product| product.list_of(chosen).is_some()) {
        return Vec::new();
    }
    let advice = advice::advise(chosen, listed);
    // The same risk is shown once, with its remedy.
    let has_remedy = advice.iter().any(|one| one.what == AdviceKind::AllCouldBeStandard);
    advice
        .into_iter()
        .filter(|one| one.what != AdviceKind::Administration || !has_remedy)
        .map(|advice| {
            let said = |attribute: Option<&'static str>| {
                let meant = advice.remedy.iter().flat_map(|remedy| &remedy.add);
                let meant = meant.map(Permission::name).collect::<Vec<_>>().join(", ");
                let said = family("advice", advice.what.id())
                    .with("product", product)
                    .with("meant", meant)
                    .with("permissions", plain_names(&advice.permissions));
                if let Some(attribute) = attribute { said.attr(attribute) } else { said }
            };
            Advice {
                said: said(None),
                is_warning: !matches!(
                    advice.what,
                    AdviceKind::AllWithOthers | AdviceKind::UnknownName | AdviceKind::Administration
                ),
                remedy: advice.remedy.clone().map(|remedy| (said(Some("remedy")), remedy)),
                otherwise: advice.otherwise.clone().map(|remedy| (said(Some("otherwise")), remedy)),
            }
        })
        .collect()
}

/// The current choice: the unsaved one, else the saved one.
fn chosen(desk: &Desk, draft: &Draft) -> Vec<Permission> {
    desk.memory.lock().chosen.get(&draft.id).unwrap_or(&draft.permissions).clone()
}

pub(crate) fn view(desk: &Desk, id: &SetUpId) -> Result<Update> {
    let update = Update::new();
    Ok(update.page(&Route::Permissions(id.to_owned()), &page(desk, id)?))
}

fn page(desk: &Desk, id: &SetUpId) -> Result<Page> {
    let place = desk.workspace()?;
    let draft = place.latchkey.set_up(id)?.draft()?;
    let frame = Frame::of(desk, &place, &draft, super::Current::Permissions);
    let back = super::before(&draft, super::Current::Permissions);
    Ok(Page::of(frame, &draft, &chosen(desk, &draft), back))
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let acted = acted(context.desk, action).await;
    acted.unwrap_or_else(|error| Notice::of(&error).at(&["named", "permissions"]).empty("dialog"))
}

async fn acted(desk: &Desk, action: Action) -> Result<Update> {
    let update = Update::new();
    let (set_up, changed) = match action {
        Action::Paste { set_up, text } => {
            let read = pasted::read(&text);
            let mut choice = chosen(desk, &desk.set_up(&set_up)?.draft()?);
            let before = desk.memory.lock().pasted.remove(&set_up).unwrap_or_default();
            let added = replace(&mut choice, &before.added, &read.found);
            let paste = Paste { read, is_empty: text.trim().is_empty(), added, declined: BTreeSet::new() };
            desk.memory.lock().pasted.insert(set_up.clone(), paste);
            (set_up, choice)
        }
        Action::Begin { set_up, permissions } => {
            let begun = permissions.iter().map(|name| Permission::named(name)).collect::<Result<_>>()?;
            (set_up, begun)
        }
        Action::Change { set_up, remove, add } => {
            let mut choice = chosen(desk, &desk.set_up(&set_up)?.draft()?);
            choice.retain(|one| !remove.iter().any(|name| one.is(name)));
            for name in add {
                choice.push(Permission::named(&name)?);
            }
            (set_up, choice)
        }
        Action::Tick { set_up, permission, on } => {
            let mut choice = chosen(desk, &desk.set_up(&set_up)?.draft()?);
            let permission = Permission::named(&permission)?;
            choice.retain(|one| *one != permission);
            if on {
                // What it covers need not be named.
                choice.retain(|one| !permission.covers(one));
                choice.push(permission);
            }
            (set_up, choice)
        }
        Action::AddNamed { set_up, name } => {
            let mut choice = chosen(desk, &desk.set_up(&set_up)?.draft()?);
            if name.trim().is_empty() {
                return Ok(update.focus("named"));
            }
            choice.push(Permission::named(&name)?);
            (set_up, choice)
        }
        Action::Decline { set_up, question } => {
            if let Some(paste) = desk.memory.lock().pasted.get_mut(&set_up) {
                paste.declined.insert(question);
            }
            let choice = chosen(desk, &desk.set_up(&set_up)?.draft()?);
            (set_up, choice)
        }
        Action::Save { set_up: id, undecided } => {
            let set_up = desk.set_up(&id)?;
            let draft = set_up.draft()?;
            let mut chosen = chosen(desk, &draft);
            let open =
                desk.memory.lock().pasted.get(&id).map(|paste| paste.open(&chosen)).unwrap_or_default();
            match undecided {
                // Where nothing is chosen, that is shown instead.
                Undecided::Ask if !open.is_empty() && !chosen.is_empty() => {
                    return Ok(update.part("dialog", &undecided_question(&id, &open)));
                }
                Undecided::Add => chosen.extend(open.into_iter().flat_map(|(_, near)| near.suggested)),
                Undecided::Ask | Undecided::LeaveOut => {}
            }
            let saved = set_up.set_permissions(draft.revision, &names(&chosen)).await?;
            return Ok(Update::go(&page_of(&saved)));
        }
        Action::OpenSource { product } => {
            desk.open_source(&product)?;
            return Ok(update);
        }
    };
    // Later changes to the choice are the user's own.
    let read = desk.memory.lock().pasted.get_mut(&set_up).map(|paste| {
        paste.added.retain(|one| changed.contains(one));
        Read::of(&set_up, paste, &changed)
    });
    remember(desk, &set_up, changed);
    let update = update.part("choice", &page(desk, &set_up)?.as_choice());
    Ok(if let Some(read) = read { update.part("pasted", &read) } else { update })
}

/// Asks about what is not chosen although the text may mean it. Adding all is offered only where each is
/// certainly meant in other words: not what may be unnecessary, grants more, or is unknown.
fn undecided_question(set_up: &SetUpId, open: &[(usize, Near)]) -> QuestionOr {
    /// The most lines repeated.
    const MAX_LINES: usize = 8;
    let mut lines: Vec<&str> = open.iter().take(MAX_LINES).map(|(_, near)| near.text.as_str()).collect();
    if open.len() > MAX_LINES {
        lines.push("…");
    }
    let save = |undecided| super::Action::Permissions(Action::Save { set_up: set_up.clone(), undecided });
    let is_meant = open.iter().all(|(_, near)| matches!(near.doubt, Doubt::OtherName | Doubt::OtherWords));
    let meant: Vec<Permission> = open.iter().flat_map(|(_, near)| near.suggested.clone()).collect();
    let mut texts = vec![t("undecided").with("lines", lines.join(", "))];
    let leave = (t("undecided.leave").to_string(), save(Undecided::LeaveOut));
    let ((confirm, action), other) = if is_meant {
        texts.push(t("undecided-meant").with("permissions", access(&meant)));
        ((t("undecided.add").with("count", meant.len()).to_string(), save(Undecided::Add)), Some(leave))
    } else {
        (leave, None)
    };
    QuestionOr {
        question: Question {
            title: t("undecided-title").with("count", open.len()).to_string(),
            texts,
            cancel: t("cancel").to_string(),
            confirm,
            danger: false,
            action,
        },
        other,
    }
}

/// Replaces what the text asked for before it was corrected with what it asks for now. Returns what was not
/// in the choice anyway.
fn replace(choice: &mut Vec<Permission>, before: &[Permission], found: &[Permission]) -> Vec<Permission> {
    choice.retain(|one| !before.contains(one));
    let added: Vec<Permission> = found.iter().filter(|one| !choice.contains(one)).cloned().collect();
    choice.extend(added.iter().cloned());
    added
}

fn remember(desk: &Desk, set_up: &SetUpId, mut choice: Vec<Permission>) {
    choice.sort();
    choice.dedup();
    desk.memory.lock().chosen.insert(set_up.to_owned(), choice);
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use super::gallery::{State, draft, listed_draft};
    let of = |names: &[&str]| -> Vec<Permission> {
        names.iter().map(|name| Permission::named(name).unwrap()).collect()
    };
    let page = |draft: &Draft, chosen: &[Permission], practising: bool| {
        let frame = Frame {
            practising,
            steps: super::frame::steps(draft, super::Current::Permissions),
            ..Frame::default()
        };
        Page::of(frame, draft, chosen, Route::Agent("00".into()))
    };
    let (unlisted, trend) = (draft("Harbour Alarm"), listed_draft("trend-vision-one-sp"));
    let huntress = listed_draft("huntress");
    let long = draft(&"A product with a long name ".repeat(4));
    let set_up = unlisted.id.clone();
    let undecided = |text: &str| {
        let paste = Paste { read: pasted::read(text), ..Paste::default() };
        undecided_question(&set_up, &paste.open(&paste.read.found))
    };
    let pasted = |name: &'static str, text: &str| {
        let paste = Paste { read: pasted::read(text), ..Paste::default() };
        let chosen = paste.read.found.clone();
        let read = Update::new().part("pasted", &Read::of(&set_up, &paste, &chosen));
        State::told(name, page(&unlisted, &chosen, false), read)
    };
    vec![
        State::page("permissions", page(&unlisted, &[], false)),
        State::page(
            "permissions-chosen",
            page(&unlisted, &of(&["edit:tickets", "read:customers", "read:something"]), false),
        ),
        State::page("permissions-everything", page(&unlisted, &of(&["all", "read:tickets"]), false)),
        State::page("permissions-listed", page(&trend, &trend.permissions, false)),
        State::page("permissions-without-list", page(&huntress, &[], false)),
        State::page("permissions-more", page(&trend, &of(&["all"]), true)),
        State::page("permissions-long", page(&long, &[], false)),
        State::dialog("permissions-undecided", undecided("read:tickets, read:clients, edit:agreements")),
        State::dialog("permissions-undecided-unknown", undecided("read:tickets read:teams read:lighthouses")),
        pasted(
            "permissions-pasted",
            "read:tickets, read:clients, edit:agreements, read:agents, read:lighthouses\nInvoices: Create\nAssets read only\nContracts: Read and Modify",
        ),
        pasted("permissions-pasted-teams", "read:teams"),
        pasted("permissions-pasted-nothing", "Hello"),
    ]
}

#[cfg(test)]
mod tests {
    use latchkey_core::products::{PermissionList, Status};

    use super::*;

    #[test]
    fn a_corrected_text_takes_back_what_it_added_and_nothing_else() {
        let of = |names: &[&str]| -> Vec<Permission> {
            names.iter().map(|name| Permission::named(name).unwrap()).collect()
        };
        let mut choice = of(&["read:tickets"]);
        let added = replace(&mut choice, &[], &of(&["read:tickets", "read:assets"]));
        assert_eq!((&choice, &added), (&of(&["read:tickets", "read:assets"]), &of(&["read:assets"])));
        let added = replace(&mut choice, &added, &of(&["read:customers"]));
        assert_eq!(choice, of(&["read:tickets", "read:customers"]), "the person chose tickets");
        assert!(replace(&mut choice, &added, &[]).is_empty());
        assert_eq!(choice, of(&["read:tickets"]));
    }

    fn pasted(text: &str) -> Paste {
        Paste { read: pasted::read(text), ..Paste::default() }
    }

    #[test]
    fn a_question_is_open_until_it_is_chosen_included_or_declined() {
        let permission = |name: &str| Permission::named(name).unwrap();
        let mut paste = pasted("read:tickets, read:clients, edit:agreements, read:teams");
        let open = |paste: &Paste, chosen: &[Permission]| -> Vec<String> {
            paste.open(chosen).into_iter().map(|(_, near)| near.text).collect()
        };
        let found = paste.read.found.clone();
        assert_eq!(open(&paste, &found), ["read:clients", "edit:agreements", "read:teams"]);
        assert_eq!(open(&paste, &[permission("read:customers")]), ["edit:agreements", "read:teams"]);
        assert_eq!(open(&paste, &[permission("edit:customers")]), ["edit:agreements", "read:teams"]);
        assert_eq!(open(&paste, &[permission("all")]), ["read:teams"]);
        paste.declined.insert(paste.open(&found).last().unwrap().0);
        assert_eq!(open(&paste, &found), ["read:clients", "edit:agreements"]);
    }

    #[test]
    fn nothing_undecided_is_left_out_without_a_word_and_only_what_is_meant_is_added_at_once() {
        let question = |text: &str| {
            let paste = pasted(text);
            undecided_question(&SetUpId::from("00"), &paste.open(&paste.read.found)).render().unwrap()
        };
        let meant = question("read:tickets, read:clients, edit:agreements");
        assert!(
            meant.contains("2 lines are undecided") && meant.contains("read:clients, edit:agreements"),
            "{meant}"
        );
        assert!(meant.contains("Add them") && meant.contains("leave-out"), "{meant}");
        for unsure in ["read:clients read:teams", "read:clients read:lighthouses", "Optional:\n- read:kb"] {
            let asked = question(unsure);
            assert!(
                !asked.contains("Add</button>") && !asked.contains("Add them") && asked.contains("leave-out"),
                "{asked}"
            );
        }
        let many: Vec<String> = ('a'..='z').map(|c| format!("read:{c}house")).collect();
        let asked = question(&many.join(" "));
        assert!(asked.contains("read:hhouse, …") && !asked.contains("read:ihouse"), "{asked}");
    }

    #[test]
    fn teams_are_asked_about_with_the_reason_and_every_question_can_be_declined() {
        let shown = |text: &str| {
            let paste = pasted(text);
            Read::of(&SetUpId::from("00"), &paste, &paste.read.found).render().unwrap()
        };
        let teams = shown("read:teams");
        assert!(teams.contains("which shows every team") && teams.contains("id=\"decline-0\""), "{teams}");
        let several = shown("read:tickets read:clients read:lighthouses");
        assert!(several.contains("id=\"decline-0\"") && several.contains("id=\"decline-1\""), "{several}");
        let left = shown("Tickets: Read\nInvoices: Create\nTeams");
        assert!(left.contains("Invoices: Create, Teams"), "{left}");
    }

    #[test]
    fn nothing_is_said_of_a_phrase_that_gives_both() {
        let found = pasted("Customers: Read and edit").read.found;
        assert_eq!((found.len(), advice(&found, None, "x").len()), (2, 0));
    }

    #[test]
    fn a_product_whose_page_names_no_permissions_is_begun_like_one_that_is_not_listed() {
        let html = |id: Option<&str>| {
            let draft = match id {
                Some(id) => super::super::gallery::listed_draft(id),
                None => super::super::gallery::draft("Harbour Alarm"),
            };
            Page::of(Frame::default(), &draft, &[], Route::Index).render().unwrap()
        };
        let (without, unlisted, listed) = (html(Some("huntress")), html(None), html(Some("hudu")));
        for start in ["start-tickets", "start-devices", "start-billing"] {
            let button = format!("id=\"{start}\"");
            assert!(without.contains(&button) && unlisted.contains(&button) && !listed.contains(&button));
        }
        assert!(without.contains(&t("permissions-lead-without-list").to_string()), "{without}");
        assert!(without.contains("id=\"vendor-says\"") && without.contains("id=\"open-source\""));
        assert!(!unlisted.contains("id=\"vendor-says\""));
    }

    #[test]
    fn nothing_is_said_about_a_vendors_own_list() {
        for product in products::listed().iter().filter(|product| product.not_possible.is_none()) {
            for list in &product.lists {
                let said = advice(&list.permissions, Some(product), &product.name);
                let is_shorter = |one: &PermissionList| one.status != Status::All;
                let names_less = list.status == Status::All && product.recommended().is_some_and(is_shorter);
                assert_eq!(said.len(), usize::from(names_less), "{}", product.name);
                assert!(said.iter().all(|one| one.remedy.is_some()), "{}", product.name);
            }
        }
        assert!(!advice(&[Permission::named("all").unwrap()], None, "x").is_empty());
    }
}
