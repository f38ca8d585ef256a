//! By hand: the steps in HaloPSA, one stop after the other, in a window narrow enough to be beside it.
//! Advances automatically where a value is pasted: what comes before it in HaloPSA's form needs no tick.

mod stop;
mod take;

use askama::Template;
use jiff::Timestamp;
use latchkey_core::plan::PlannedAgent;
use latchkey_core::procedure::{Item, Purpose};
use latchkey_core::proof::finding::{AgentFinding, Cause, Proof};
use latchkey_core::setup::draft::Draft;
use latchkey_core::setup::guide::SecretPlace;
use latchkey_core::setup::record::Creation;
use latchkey_core::{Error, Result, Secret, SetUpId};
use serde::{Deserialize, Serialize};
use tauri::Manager;

use super::frame::{Current, Frame};
use super::notice::Notice;
use super::permission::plain;
use super::proof::{Mend, Shown};
use super::report;
use super::typed::SecretOf;
use super::words::{Said, Speaks as _, family, t};
use super::{Context, Route, Update};
use crate::clipboard;
use crate::desk::{Desk, Workspace};
use stop::Facts;
pub(crate) use stop::Stop;

/// The actions of this page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Goes to a stop.
    Go {
        set_up: SetUpId,
        to: Stop,
    },
    /// Marks a stop's work as done.
    Next {
        set_up: SetUpId,
        stop: Stop,
    },
    /// Opens HaloPSA's list of applications in the browser, puts the window beside it, and advances. Copies
    /// the name, which is entered there first.
    OpenHalo {
        set_up: SetUpId,
    },
    /// Opens it, and stays at this stop.
    OpenApplications {
        set_up: SetUpId,
    },
    /// Copies the value that an item enters: the name or the agent.
    Copy {
        set_up: SetUpId,
        item: Item,
    },
    /// Takes a value from the clipboard. `insist`: even if it looks unlike HaloPSA's.
    Paste {
        set_up: SetUpId,
        item: Item,
        insist: bool,
    },
    /// Takes a Client ID that was typed.
    Type {
        set_up: SetUpId,
        item: Item,
        #[serde(default)]
        typed: String,
    },
    /// Takes what was typed last, even if it looks unlike HaloPSA's.
    InsistTyped {
        set_up: SetUpId,
        item: Item,
    },
    /// Retries storing the secret.
    Keep {
        set_up: SetUpId,
    },
    Test {
        set_up: SetUpId,
    },
    /// The same, once the page shows it.
    BeginTest {
        set_up: SetUpId,
    },
    /// Confirms that the agent that HaloPSA named is the right one. Repeats the test.
    AcceptAgent {
        set_up: SetUpId,
        agent: String,
    },
    /// Goes back to the address.
    ChangeAddress {
        set_up: SetUpId,
    },
    /// Makes the window narrow or wide.
    Beside {
        set_up: SetUpId,
        narrow: bool,
    },
}

/// The user's position in a guide, and the last message there.
pub(crate) struct At {
    set_up: SetUpId,
    stop: Stop,
    said: Vec<&'static str>,
    /// Whether to start the test automatically, once.
    tests: bool,
}

/// The page with the sidebar.
#[derive(Template)]
#[template(path = "guide.html")]
pub(crate) struct Wide {
    pub(crate) frame: Frame,
    pub(crate) page: Guide,
}

/// The page beside HaloPSA.
#[derive(Template)]
#[template(path = "companion.html")]
pub(crate) struct Narrow {
    pub(crate) frame: Frame,
    pub(crate) page: Guide,
}

/// The page of one stop.
#[expect(clippy::struct_excessive_bools, reason = "what is shown, each by itself")]
pub(crate) struct Guide {
    set_up: SetUpId,
    pub(crate) product: String,
    in_keychain: bool,
    pub(crate) stop: Stop,
    pub(crate) number: usize,
    pub(crate) all: usize,
    pub(crate) title: Said<'static>,
    /// What was just done, as ids of words.
    pub(crate) said: Vec<&'static str>,
    /// The instructions, in HaloPSA's words.
    pub(crate) lines: Vec<Line>,
    pub(crate) trap: Option<Said<'static>>,
    /// Help for when something is not where it should be.
    pub(crate) help: Option<Said<'static>>,
    done: bool,
    client_id: Option<String>,
    secret: SecretPlace,
    /// Whether the page already mentions the secret in hand.
    pub(crate) told: bool,
    /// Whether there is a question, whose answer goes on.
    pub(crate) asked: bool,
    /// Whether to start the test as soon as this is shown.
    pub(crate) tests: bool,
    /// The application that Latchkey has created already.
    pub(crate) exists: Option<String>,
    pub(crate) rows: Vec<Row>,
    /// How many stops before the test are not done.
    pub(crate) left: usize,
    /// The stop that the test is missing.
    lacks: Option<Stop>,
    pub(crate) proof: Option<Shown>,
    /// The page before this one.
    pub(crate) page_before: Route,
    before: Option<Stop>,
}

/// An instruction at a stop.
pub(crate) struct Line {
    pub(crate) text: Said<'static>,
    /// The value to enter.
    pub(crate) value: Option<Entered>,
    /// The permissions to tick: plain names and names.
    pub(crate) permissions: Vec<(String, String)>,
}

/// A value to enter in HaloPSA.
pub(crate) struct Entered {
    pub(crate) id: &'static str,
    pub(crate) value: String,
    pub(crate) copied: bool,
    pub(crate) action: super::Action,
}

/// A stop in the list of all.
pub(crate) struct Row {
    pub(crate) stop: Stop,
    pub(crate) title: Said<'static>,
    pub(crate) done: bool,
    pub(crate) here: bool,
    pub(crate) action: super::Action,
}

/// A button in the footer.
pub(crate) struct Press {
    pub(crate) id: String,
    pub(crate) label: Said<'static>,
    pub(crate) icon: &'static str,
    pub(crate) action: super::Action,
}

impl Guide {
    /// `at`: the current position; else the first stop that is not done.
    pub(crate) fn of(
        facts: &Facts<'_>,
        at: Option<(Stop, Vec<&'static str>)>,
        in_keychain: bool,
        page_before: Route,
        now: Timestamp,
    ) -> Self {
        let draft = facts.draft;
        let all = Stop::all(&draft.purpose);
        let (stop, said) = at.unwrap_or_else(|| (Stop::first(facts), Vec::new()));
        let lacks = if draft.client_id.is_none() {
            Some(Stop::Form)
        } else {
            (facts.secret == SecretPlace::Nowhere).then_some(Stop::Secret)
        };
        let mut page = Self {
            set_up: draft.id.clone(),
            product: draft.product_name.clone(),
            in_keychain,
            stop,
            number: all.iter().position(|one| *one == stop).map_or(0, |at| at + 1),
            all: all.len(),
            title: title(stop, facts),
            said,
            lines: lines(stop, facts),
            trap: trap(stop, facts),
            help: help(stop, facts),
            done: stop.is_done(facts),
            client_id: draft.client_id().map(str::to_owned),
            secret: facts.secret,
            told: false,
            asked: false,
            tests: false,
            exists: facts.exists().map(str::to_owned),
            rows: Vec::new(),
            left: all.iter().filter(|one| **one != Stop::Test && !one.is_done(facts)).count(),
            lacks,
            proof: None,
            page_before,
            before: stop.before(&draft.purpose),
        };
        page.rows = all.iter().map(|one| page.row(*one, facts)).collect();
        if stop == Stop::Test {
            page.proof = facts.proof.map(|proof| page.shown(proof, &all, facts, now));
        }
        page
    }

    fn action(action: Action) -> super::Action {
        super::Action::Guide(action)
    }

    fn go(&self, to: Stop) -> super::Action {
        Self::action(Action::Go { set_up: self.set_up.clone(), to })
    }

    fn row(&self, stop: Stop, facts: &Facts<'_>) -> Row {
        Row {
            stop,
            title: title(stop, facts),
            done: stop.is_done(facts),
            here: stop == self.stop,
            action: self.go(stop),
        }
    }

    /// A proof, each of its causes with its remedies here.
    fn shown(&self, proof: &Proof, all: &[Stop], facts: &Facts<'_>, now: Timestamp) -> Shown {
        let mut shown = Shown::of(proof, false, now).reported(report::of_set_up(&self.set_up, None));
        shown.remedy = "change";
        for cause in &mut shown.causes {
            let at = cause.item.map(Stop::of).and_then(|stop| all.iter().position(|one| *one == stop));
            if let Some(at) = at {
                let label = t("guide-show-step").with("count", at + 1).to_string();
                cause.mends.push(Mend { id: "see", label, action: self.go(all[at]) });
            }
            let of_the_address = [Cause::WrongInstance.id(), Cause::WrongTenant.id()].contains(&cause.id);
            if of_the_address && facts.draft.connection().is_none() {
                cause.mends.push(Mend {
                    id: "address",
                    label: t("guide-change-address").to_string(),
                    action: Self::action(Action::ChangeAddress { set_up: self.set_up.clone() }),
                });
            }
            if let (true, Some(AgentFinding::Another { agent })) =
                (cause.id == Cause::AnotherAgent.id(), &proof.agent)
            {
                cause.mends.push(Mend {
                    id: "accept",
                    label: t("agent-is-right").with("name", &agent.name).to_string(),
                    action: Self::action(Action::AcceptAgent {
                        set_up: self.set_up.clone(),
                        agent: agent.name.clone(),
                    }),
                });
            }
        }
        shown
    }

    /// Whether the secret's state matters here.
    pub(crate) fn shows_secret(&self) -> bool {
        self.stop == Stop::Save || (self.stop == Stop::Secret && self.secret == SecretPlace::Kept)
    }

    pub(crate) fn is_kept(&self) -> bool {
        self.secret == SecretPlace::Kept
    }

    /// The words for a secret that is not stored, though it may be in hand: `guide-<id>`.
    pub(crate) fn held(&self) -> Option<&'static str> {
        let held = match self.secret {
            SecretPlace::InHand => "in-hand",
            SecretPlace::Uncertain => "uncertain",
            SecretPlace::Nowhere | SecretPlace::Kept => return None,
        };
        Some(held).filter(|_| !self.told)
    }

    pub(crate) fn kept(&self) -> Said<'static> {
        if self.in_keychain { t("guide-saved-secret") } else { t("guide-saved-secret.practice") }
    }

    pub(crate) fn keep(&self) -> super::Action {
        Self::action(Action::Keep { set_up: self.set_up.clone() })
    }

    /// The Client ID, at the stops that take it.
    pub(crate) fn taken_client_id(&self) -> Option<&str> {
        let takes = matches!(self.stop, Stop::Form | Stop::Save);
        self.client_id.as_deref().filter(|_| takes && self.done)
    }

    pub(crate) fn test(&self) -> super::Action {
        Self::action(Action::Test { set_up: self.set_up.clone() })
    }

    pub(crate) fn to_secret(&self) -> super::Action {
        self.go(Stop::Secret)
    }

    pub(crate) fn beside(&self, narrow: bool) -> super::Action {
        Self::action(Action::Beside { set_up: self.set_up.clone(), narrow })
    }

    pub(crate) fn open_applications(&self) -> super::Action {
        Self::action(Action::OpenApplications { set_up: self.set_up.clone() })
    }

    /// The page to sign in on: a signed-in user can undo what was created on the page that follows.
    pub(crate) fn sign_in(&self) -> Route {
        Route::Connect(self.set_up.clone())
    }

    pub(crate) fn back(&self) -> Option<super::Action> {
        self.before.map(|stop| self.go(stop))
    }

    /// What may be typed here instead of pasted.
    pub(crate) fn takes(&self) -> Option<&'static str> {
        self.stop.takes().map(Item::id)
    }

    /// Whether the system asks before the clipboard is read.
    #[expect(clippy::unused_self, reason = "templates call it as what the page knows")]
    pub(crate) fn asks_for_pasting(&self) -> bool {
        cfg!(target_os = "macos")
    }

    pub(crate) fn lacks_something(&self) -> bool {
        self.lacks.is_some()
    }

    pub(crate) fn is_secret(&self) -> bool {
        self.stop == Stop::Secret
    }

    pub(crate) fn type_it(&self) -> super::Action {
        Self::action(Action::Type {
            set_up: self.set_up.clone(),
            item: self.stop.takes().unwrap_or(Item::ClientId),
            typed: String::new(),
        })
    }

    pub(crate) fn secret_of(&self) -> SecretOf {
        SecretOf::Guide { set_up: self.set_up.clone() }
    }

    pub(crate) fn paste(&self) -> super::Action {
        Self::action(Action::Paste {
            set_up: self.set_up.clone(),
            item: self.stop.takes().unwrap_or(Item::ClientId),
            insist: false,
        })
    }

    fn next(&self, label: &'static str) -> Press {
        Press {
            id: "next".into(),
            label: t(label),
            icon: "",
            action: Self::action(Action::Next { set_up: self.set_up.clone(), stop: self.stop }),
        }
    }

    /// The one button that goes on.
    pub(crate) fn primary(&self) -> Press {
        let set_up = self.set_up.clone();
        let press = |id: String, label: &'static str, icon, action| Press {
            id,
            label: t(label),
            icon,
            action: Self::action(action),
        };
        match self.stop {
            Stop::Open => press("open-halo".into(), "open-halopsa", "external", Action::OpenHalo { set_up }),
            Stop::Form | Stop::Secret | Stop::Save if !self.done => self.pasting("guide-paste"),
            Stop::Test => match (self.lacks, &self.proof) {
                (Some(stop), _) => Press {
                    id: "to-what-lacks".into(),
                    label: family("guide-to", stop.id()),
                    icon: "",
                    action: self.go(stop),
                },
                (None, None) => press("prove".into(), "guide-test", "", Action::BeginTest { set_up }),
                (None, Some(_)) => {
                    press("prove".into(), "guide-test-again", "", Action::BeginTest { set_up })
                }
            },
            _ => self.next("guide-next"),
        }
    }

    /// The button beside it.
    pub(crate) fn secondary(&self) -> Option<Press> {
        match self.stop {
            Stop::Open => Some(self.next("guide-next")),
            Stop::Form | Stop::Secret | Stop::Save if self.done => Some(self.pasting("guide-again")),
            // For a user who sees that it hasn't changed.
            Stop::Save if self.client_id.is_some() => Some(self.next("guide-same-client-id")),
            _ => None,
        }
    }

    fn pasting(&self, words: &'static str) -> Press {
        let what = match (words, self.is_secret()) {
            ("guide-again", _) => t("guide-paste-again"),
            (_, true) => t("guide-paste-secret"),
            (_, false) => t("guide-paste-client-id"),
        };
        Press {
            id: format!("take-{}", self.takes().unwrap_or_default()),
            label: what,
            icon: "paste",
            action: self.paste(),
        }
    }
}

/// A stop's title.
fn title(stop: Stop, facts: &Facts<'_>) -> Said<'static> {
    match stop {
        Stop::Form if facts.there().is_some() => t("guide-at-form-there"),
        Stop::Form if facts.draft.purpose.is_new_secret() => t("guide-at-form-lost"),
        Stop::Save if facts.draft.purpose.is_new_secret() => t("guide-at-save-lost"),
        Stop::Secret if facts.needs_another_secret() => t("guide-at-secret-anew"),
        _ => family("guide-at", stop.id()),
    }
}

/// The instructions at a stop, one sentence after the other.
fn lines(stop: Stop, facts: &Facts<'_>) -> Vec<Line> {
    let draft = facts.draft;
    let open = |name: &str| t("guide-open-application").with("name", name);
    let text = |item: Item| match (item, facts.there()) {
        (Item::New, Some(name)) => open(name),
        (Item::OpenApplication, _) if draft.application_name.is_some() => {
            open(draft.application_name.as_deref().unwrap_or_default())
        }
        _ => family("item", item.id()).with("product", &draft.product_name),
    };
    let line = |item: Item| Line {
        text: text(item),
        value: entered(item, draft).map(|value| Entered {
            id: item.id(),
            value: value.to_owned(),
            copied: false,
            action: super::Action::Guide(Action::Copy { set_up: draft.id.clone(), item }),
        }),
        permissions: if item == Item::Permissions {
            draft.permissions.iter().map(|one| (plain(one), one.name().to_owned())).collect()
        } else {
            Vec::new()
        },
    };
    let mut lines: Vec<Line> = stop.items(&draft.purpose).map(line).collect();
    if stop == Stop::Secret && facts.needs_another_secret() && draft.purpose == Purpose::NewApplication {
        lines.insert(0, line(Item::Generate));
    }
    lines
}

/// The value that an item enters in HaloPSA.
fn entered(item: Item, draft: &Draft) -> Option<&str> {
    match item {
        Item::Name => draft.application_name.as_deref(),
        Item::Agent => draft.agent.as_ref().map(PlannedAgent::name),
        _ => None,
    }
}

/// The most common mistake at a stop.
fn trap(stop: Stop, facts: &Facts<'_>) -> Option<Said<'static>> {
    let words = match stop {
        Stop::Secret if facts.needs_another_secret() => t("guide-trap-secret-anew"),
        Stop::Form if facts.draft.purpose.is_new_secret() => return None,
        _ => family("guide-trap", stop.id()),
    };
    Some(words).filter(Said::exists)
}

/// Help for when something is not where it should be.
fn help(stop: Stop, facts: &Facts<'_>) -> Option<Said<'static>> {
    let words = match stop {
        Stop::Form if facts.draft.purpose.is_new_secret() => t("guide-help-form-lost"),
        Stop::Save if facts.draft.purpose.is_new_secret() => return None,
        _ => family("guide-help", stop.id()),
    };
    Some(words).filter(Said::exists)
}

/// What core has stored about a set-up.
struct Known {
    draft: Draft,
    secret: SecretPlace,
    creation: Option<Creation>,
    proof: Option<Proof>,
}

impl Known {
    fn of(place: &Workspace, id: &SetUpId) -> Result<Self> {
        let latchkey = &place.latchkey;
        Ok(Self {
            draft: latchkey.set_up(id)?.draft()?,
            secret: latchkey.set_up(id)?.secret_place(),
            creation: latchkey.set_up(id)?.creation(),
            proof: latchkey.set_up(id)?.last_proof(),
        })
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            draft: &self.draft,
            secret: self.secret,
            creation: self.creation.as_ref(),
            proof: self.proof.as_ref(),
        }
    }
}

pub(crate) fn view(desk: &Desk, id: &SetUpId) -> Result<Update> {
    let update = Update::new();
    let draft = desk.set_up(id)?.draft()?;
    let goes_on = super::page_of(&draft);
    if goes_on != Route::Guide(id.to_owned()) {
        // An answer before it is missing.
        return Ok(Update::go(&goes_on));
    }
    shown(update, desk, id, |_| {})
}

/// The page as it is now, in its width.
fn shown(update: Update, desk: &Desk, id: &SetUpId, change: impl FnOnce(&mut Guide)) -> Result<Update> {
    let place = desk.workspace()?;
    let known = Known::of(&place, id)?;
    let (at, tests) = match desk.memory.lock().guide.as_mut().filter(|at| at.set_up == *id) {
        Some(at) => (Some((at.stop, at.said.clone())), std::mem::take(&mut at.tests)),
        None => (None, false),
    };
    let before = super::before(&known.draft, Current::Guide);
    let mut page = Guide::of(&known.facts(), at, place.is_in_keychain(), before, Timestamp::now());
    page.tests = tests && page.stop == Stop::Test && page.lacks.is_none();
    change(&mut page);
    let frame = Frame::of(desk, &place, &known.draft, Current::Guide);
    let route = Route::Guide(id.to_owned());
    Ok(if desk.companion.is_narrow() {
        update.page(&route, &Narrow { frame, page })
    } else {
        update.page(&route, &Wide { frame, page })
    })
}

/// Goes to a stop and shows a message there.
fn go(desk: &Desk, set_up: &SetUpId, stop: Stop, said: Vec<&'static str>) -> Result<Update> {
    stay(desk, At { set_up: set_up.to_owned(), stop, said, tests: false })
}

fn stay(desk: &Desk, at: At) -> Result<Update> {
    let update = Update::new();
    let announced = at.said.first().copied();
    let set_up = &at.set_up.clone();
    desk.memory.lock().guide = Some(at);
    let update = shown(update, desk, set_up, |_| {})?.focus("title");
    Ok(match announced {
        Some(words) => update.announce(&t(words)),
        None => update,
    })
}

/// Advances from a stop at which something was done. `was_done`: before that.
fn go_on(
    desk: &Desk,
    set_up: &SetUpId,
    from: Stop,
    was_done: bool,
    said: Vec<&'static str>,
) -> Result<Update> {
    let known = Known::of(&desk.workspace()?, set_up)?;
    let stop = from.next(was_done, &known.facts());
    // The test has everything that it needs, and nothing else is left to do.
    let tests = from == Stop::Save && !was_done && stop == Stop::Test;
    stay(desk, At { set_up: set_up.to_owned(), stop, said, tests })
}

fn is_done(desk: &Desk, set_up: &SetUpId, stop: Stop) -> Result<bool> {
    Ok(stop.is_done(&Known::of(&desk.workspace()?, set_up)?.facts()))
}

/// Marks as done what is ticked by hand at a stop.
async fn tick(desk: &Desk, set_up: &SetUpId, stop: Stop) -> Result<()> {
    let set_up = desk.set_up(set_up)?;
    let purpose = set_up.draft()?.purpose;
    for item in stop.items(&purpose).filter(|item| item.is_ticked_by_hand()) {
        set_up.tick(item, true).await?;
    }
    Ok(())
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let again = action.clone();
    match acted(context, action).await {
        Ok(update) => update,
        Err(error) => refused(context.desk, again, &error),
    }
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    match action {
        Action::Go { set_up, to } => go(desk, &set_up, to, Vec::new()),
        Action::Next { set_up, stop } => {
            let was_done = is_done(desk, &set_up, stop)?;
            tick(desk, &set_up, stop).await?;
            go_on(desk, &set_up, stop, was_done, Vec::new())
        }
        Action::OpenHalo { set_up } => {
            let draft = desk.set_up(&set_up)?.draft()?;
            open(desk, &set_up)?;
            beside(context, true);
            tick(desk, &set_up, Stop::Open).await?;
            let mut said = vec!["guide-opened"];
            let name = entered(Item::Name, &draft).filter(|_| draft.purpose == Purpose::NewApplication);
            // If the clipboard fails, there is the button beside the name.
            if name.is_some_and(|name| clipboard::copy(name).is_ok()) {
                said.push("guide-copied-name");
            }
            go_on(desk, &set_up, Stop::Open, false, said)
        }
        Action::OpenApplications { set_up } => {
            open(desk, &set_up)?;
            Ok(Update::new().announce(&t("guide-opened")))
        }
        Action::Copy { set_up, item } => {
            let draft = desk.set_up(&set_up)?.draft()?;
            clipboard::copy(entered(item, &draft).ok_or(Error::DraftIncomplete)?)?;
            let copied = |page: &mut Guide| {
                for value in page.lines.iter_mut().filter_map(|line| line.value.as_mut()) {
                    value.copied = value.id == item.id();
                }
            };
            Ok(shown(Update::new(), desk, &set_up, copied)?.announce(&t("copied-it")))
        }
        Action::Paste { set_up, item, insist } => {
            let stop = Stop::of(item);
            let said = take::pasted(desk, &set_up, item, insist).await?;
            go_on(desk, &set_up, stop, false, said)
        }
        Action::Type { set_up, item, typed } => {
            typed_value(desk, set_up, item, Secret::from(typed), false).await
        }
        Action::InsistTyped { set_up, item } => {
            // Dropped with the page on which it was typed.
            let value = desk.refused.take(&set_up, item).ok_or(Error::DraftStale)?;
            typed_value(desk, set_up, item, value, true).await
        }
        Action::Keep { set_up } => {
            let said = take::keep(desk, &set_up).await?;
            let stop = if said.contains(&"guide-not-found") {
                Stop::Secret
            } else {
                Stop::first(&Known::of(&desk.workspace()?, &set_up)?.facts())
            };
            go(desk, &set_up, stop, said)
        }
        Action::Test { set_up } => test(desk, set_up).await,
        Action::BeginTest { set_up } => begin_test(desk, set_up),
        Action::AcceptAgent { set_up, agent } => {
            desk.set_up(&set_up)?.accept_agent(&agent).await?;
            begin_test(desk, set_up)
        }
        Action::ChangeAddress { set_up } => Ok(Update::go(&Route::Connect(set_up))),
        Action::Beside { set_up, narrow } => {
            beside(context, narrow);
            Ok(shown(Update::new(), desk, &set_up, |_| {})?.focus("title"))
        }
    }
}

fn open(desk: &Desk, set_up: &SetUpId) -> Result<()> {
    desk.open(&desk.set_up(set_up)?.page_in_halo(Item::ViewApplications)?)
}

fn beside(context: &Context<'_>, narrow: bool) {
    let Some(window) = context.app.get_webview_window("main") else { return };
    if narrow {
        context.desk.companion.narrow(&window);
    } else {
        context.desk.companion.widen(&window);
    }
}

/// Takes a secret that the user typed.
pub(crate) async fn type_secret(context: &Context<'_>, set_up: SetUpId, typed: Secret) -> Update {
    let desk = context.desk;
    match typed_value(desk, set_up.clone(), Item::Secret, typed, false).await {
        Ok(update) => update,
        Err(error) => {
            // As for an action; it doesn't contain what was typed.
            refused(desk, Action::Type { set_up, item: Item::Secret, typed: String::new() }, &error)
        }
    }
}

async fn typed_value(
    desk: &Desk,
    set_up: SetUpId,
    item: Item,
    value: Secret,
    insist: bool,
) -> Result<Update> {
    desk.refused.forget();
    match take::value(desk, &set_up, item, &value, insist).await {
        Ok(said) => go_on(desk, &set_up, Stop::of(item), false, said),
        Err(error) => {
            if error.may_insist() {
                desk.refused.keep(&set_up, item, value);
            }
            Err(error)
        }
    }
}

/// Shows that the test is running, in place of the last one; the page then requests the test.
fn begin_test(desk: &Desk, set_up: SetUpId) -> Result<Update> {
    stay(desk, At { set_up, stop: Stop::Test, said: Vec::new(), tests: true })
}

async fn test(desk: &Desk, set_up: SetUpId) -> Result<Update> {
    let (place, proving) = desk.free(&set_up)?;
    let listener = desk.listener(&set_up);
    let proved = desk.watched(&set_up, &place, Box::pin(proving.prove(&listener))).await;
    take::clear_what_is_kept(desk, &set_up);
    match proved?.connection {
        Some(connection) => {
            // Of an existing connection, at most the old secret was copied.
            desk.memory.lock().copied.remove(&connection);
            Ok(Update::go(&Route::Done(connection)))
        }
        None => Ok(go(desk, &set_up, Stop::Test, Vec::new())?.focus("verdict")),
    }
}

/// A refusal with the possible next steps. The page is rendered again: a secret may be in hand by now.
fn refused(desk: &Desk, action: Action, error: &Error) -> Update {
    let notice = Notice::of(error);
    let guide = |action| super::Action::Guide(action);
    let in_keychain = error.is_of_the_keychain();
    let (set_up, notice) = match action {
        Action::Paste { set_up, item: Item::Secret, .. }
        | Action::Type { set_up, item: Item::Secret, .. }
            if in_keychain =>
        {
            (set_up.clone(), notice.retry(guide(Action::Keep { set_up })))
        }
        Action::Paste { set_up, item, .. } => {
            let paste = |insist| guide(Action::Paste { set_up: set_up.clone(), item, insist });
            (set_up.clone(), notice.retry(paste(false)).insist("use-anyway", paste(true)))
        }
        Action::Type { set_up, item, .. } | Action::InsistTyped { set_up, item } => {
            let insist = guide(Action::InsistTyped { set_up: set_up.clone(), item });
            (set_up, notice.insist("use-anyway", insist))
        }
        Action::Go { set_up, .. } | Action::Next { set_up, .. } | Action::ChangeAddress { set_up } => {
            (set_up, notice)
        }
        Action::Test { set_up } => (set_up.clone(), notice.retry(guide(Action::BeginTest { set_up }))),
        Action::OpenHalo { ref set_up }
        | Action::OpenApplications { ref set_up }
        | Action::Copy { ref set_up, .. }
        | Action::Keep { ref set_up }
        | Action::BeginTest { ref set_up }
        | Action::AcceptAgent { ref set_up, .. }
        | Action::Beside { ref set_up, .. } => (set_up.clone(), notice.retry(guide(action.clone()))),
    };
    let to = |stop| guide(Action::Go { set_up: set_up.clone(), to: stop });
    let notice = match error {
        Error::ClientIdMissing => notice.button("to-client-id", "guide-to-form", "", to(Stop::Form)),
        Error::SecretMissing => notice.button("to-secret", "guide-to-secret", "", to(Stop::Secret)),
        _ => notice,
    };
    let update = Update::new();
    let tell = |page: &mut Guide| {
        page.told = in_keychain;
        page.asked = error.may_insist();
    };
    match shown(update, desk, &set_up, tell) {
        Ok(update) => notice.on(update),
        // The set-up itself can't be read.
        Err(_) => notice.update(),
    }
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use latchkey_core::permissions::Permission;

    use super::gallery::{State, failed, now};
    use samples::{another_agent, every_stop, facts, frame, new_secret, page, testing, trend, with_secret};

    let trend = trend();
    let plain = facts(&trend);
    let taken = with_secret(&trend);
    let kept = Facts { secret: SecretPlace::Kept, ..facts(&taken) };
    let mut states = every_stop(&plain, &kept);
    let mut add = |name: &'static str, facts: &Facts<'_>, stop, said: &[&'static str]| {
        let page = page(facts, stop, said);
        states.push(State::page(name, Narrow { frame: frame(facts.draft, false), page }));
    };
    add("guide-opened", &plain, Stop::Form, &["guide-opened", "guide-copied-name"]);
    add("guide-client-id-taken", &kept, Stop::Form, &[]);
    add("guide-secret-taken", &kept, Stop::Secret, &[]);
    add("guide-secret-saved", &kept, Stop::Save, &["guide-saved-secret", "guide-trimmed", "guide-cleared"]);
    add("guide-client-id-changed", &kept, Stop::Test, &["guide-client-id-changed"]);
    add("guide-save-kept", &kept, Stop::Save, &[]);
    let in_hand = Facts { secret: SecretPlace::InHand, ..kept };
    add("guide-secret-in-hand", &in_hand, Stop::Secret, &[]);
    add("guide-save-in-hand", &in_hand, Stop::Save, &[]);
    add("guide-secret-uncertain", &Facts { secret: SecretPlace::Uncertain, ..kept }, Stop::Secret, &[]);
    let creation = super::gallery::creation(
        "Trend Vision One",
        latchkey_core::setup::record::Stage::Found { application: "12".into() },
    );
    let exists = Facts { creation: Some(&creation), ..plain };
    add("guide-exists", &exists, Stop::Open, &[]);
    add("guide-exists-form", &exists, Stop::Form, &[]);
    add("guide-exists-secret", &exists, Stop::Secret, &[]);
    let broken = failed(now());
    add("guide-not-working", &Facts { proof: Some(&broken), ..kept }, Stop::Test, &[]);
    let other = another_agent();
    add("guide-another-agent", &Facts { proof: Some(&other), ..kept }, Stop::Test, &[]);
    let lost = new_secret();
    for (stop, name) in Stop::all(&Purpose::NewSecret { of: None }).into_iter().zip([
        "guide-lost",
        "guide-lost-form",
        "guide-lost-secret",
        "guide-lost-save",
        "guide-lost-test",
    ]) {
        add(name, &facts(&lost), stop, &[]);
    }
    let mut long = trend.clone();
    long.application_name = Some("<b>Ein</b> \u{5e9}\u{5dc}\u{5d5}\u{5dd} & \"Co\" ".repeat(5));
    long.permissions = (0..60)
        .map(|n| Permission::named(&format!("read:something-with-a-long-name-{n}")).unwrap())
        .collect();
    add("guide-long-form", &facts(&long), Stop::Form, &[]);
    add("guide-long-save", &facts(&long), Stop::Save, &[]);

    let set_up = trend.id.clone();
    let paste =
        |insist| super::Action::Guide(Action::Paste { set_up: set_up.clone(), item: Item::ClientId, insist });
    let narrow = |facts: &Facts<'_>, stop, asked| {
        let mut page = page(facts, stop, &[]);
        (page.told, page.asked) = (true, asked);
        Narrow { frame: frame(&trend, false), page }
    };
    let refused = |error: &Error| Notice::of(error).retry(paste(false)).insist("use-anyway", paste(true));
    let tests = || Guide { tests: true, ..page(&kept, Stop::Test, &[]) };
    states.extend([
        State::page("guide-unusual", narrow(&plain, Stop::Form, true))
            .refused(refused(&Error::ClipboardUnusual)),
        State::page("guide-no-clipboard", narrow(&plain, Stop::Form, false))
            .refused(refused(&Error::ClipboardUnavailable)),
        State::page("guide-keychain-locked", narrow(&in_hand, Stop::Secret, false))
            .refused(refused(&Error::KeychainLocked)),
        State::page(
            "guide-practice",
            Narrow { frame: frame(&trend, true), page: page(&plain, Stop::Open, &[]) },
        ),
        State::page("guide-testing", Narrow { frame: testing(&trend), page: tests() }),
        State::page("guide-wide-testing", Wide { frame: testing(&trend), page: tests() }),
    ]);
    states
}

#[cfg(test)]
mod samples {
    use latchkey_core::halo::AgentSeen;
    use latchkey_core::proof::finding::{TokenSeen, Verdict};
    use latchkey_core::setup::draft::{ClientId, Way};

    use super::super::gallery::{State, draft, failed, instance, listed_draft, now};
    use super::super::progress::{Progress, Snapshot};
    use super::*;

    /// Each stop in the narrow window and in the wide one. In the usual order; beside HaloPSA, as for a user
    /// who looks ahead.
    pub(super) fn every_stop(plain: &Facts<'_>, kept: &Facts<'_>) -> Vec<State> {
        Stop::all(&Purpose::NewApplication)
            .into_iter()
            .zip(["", "-form", "-secret", "-save", "-test"])
            .flat_map(|(stop, name)| {
                let narrow: &'static str = format!("guide{name}").leak();
                let wide: &'static str = format!("guide-wide{name}").leak();
                let usual = if matches!(stop, Stop::Save | Stop::Test) { kept } else { plain };
                let frame = || frame(plain.draft, false);
                [
                    State::page(narrow, Narrow { frame: frame(), page: page(plain, stop, &[]) }),
                    State::page(wide, Wide { frame: frame(), page: page(usual, stop, &[]) }),
                ]
            })
            .collect()
    }

    /// A set-up by hand, every page before it answered.
    pub(super) fn trend() -> Draft {
        let mut draft = listed_draft("trend-vision-one-sp");
        draft.way = Way::ByHand;
        draft.instance = Some(instance("acme.halopsa.com"));
        draft.application_name = Some("Trend Vision One".into());
        draft.agent = Some(PlannedAgent::named("API Integration Account"));
        draft.permissions =
            latchkey_core::products::find("trend-vision-one-sp").unwrap().lists[0].permissions.clone();
        draft
    }

    pub(super) fn new_secret() -> Draft {
        Draft { purpose: Purpose::NewSecret { of: None }, way: Way::ByHand, ..draft("Harbour Alarm") }
    }

    /// The same once the Client ID and the secret were taken.
    pub(super) fn with_secret(draft: &Draft) -> Draft {
        let value = "0f8fad5b-d9cb-469f-a165-70867728950e".into();
        Draft { client_id: Some(ClientId::BeforeSave { value }), ..draft.clone() }
    }

    pub(super) fn facts(draft: &Draft) -> Facts<'_> {
        Facts { draft, secret: SecretPlace::Nowhere, creation: None, proof: None }
    }

    pub(super) fn another_agent() -> Proof {
        let agent = AgentSeen { id: 3, name: "Nora <Night>".into(), administrator: None, api_only: None };
        Proof {
            verdict: Verdict::DoesNotWork,
            token: TokenSeen::Given { named: true },
            agent: Some(AgentFinding::Another { agent }),
            causes: vec![Cause::AnotherAgent, Cause::WrongTenant],
            ..failed(now())
        }
    }

    pub(super) fn frame(draft: &Draft, practising: bool) -> Frame {
        Frame { practising, steps: super::super::frame::steps(draft, Current::Guide), ..Frame::default() }
    }

    /// The same while the connection is tested.
    pub(super) fn testing(draft: &Draft) -> Frame {
        let now = Snapshot { step: Some("token"), may_stop: true, ..Snapshot::default() };
        Frame { progress: Progress::of(&draft.id, &now), ..frame(draft, false) }
    }

    pub(super) fn page(facts: &Facts<'_>, stop: Stop, said: &[&'static str]) -> Guide {
        Guide::of(facts, Some((stop, said.to_vec())), true, Route::Agent(facts.draft.id.clone()), now())
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{another_agent, facts, frame, new_secret, page, trend, with_secret};
    use super::*;

    fn html(facts: &Facts<'_>, stop: Stop) -> String {
        let page = page(facts, stop, &[]);
        Narrow { frame: frame(facts.draft, false), page }.render().unwrap()
    }

    #[test]
    fn a_stop_has_one_button_that_goes_on_and_a_known_fact_needs_no_tick() {
        let trend = trend();
        let primary = |facts: &Facts<'_>, stop| page(facts, stop, &[]).primary().id;
        let ids: Vec<String> = Stop::all(&Purpose::NewApplication)
            .into_iter()
            .map(|stop| primary(&facts(&trend), stop))
            .collect();
        assert_eq!(
            ids,
            ["open-halo", "take-client-id", "take-secret", "take-client-id-again", "to-what-lacks"]
        );
        for stop in Stop::all(&Purpose::NewApplication) {
            assert_eq!(html(&facts(&trend), stop).matches("button primary").count(), 1, "{stop:?}");
        }
        let taken = with_secret(&trend);
        let kept = Facts { secret: SecretPlace::Kept, ..facts(&taken) };
        assert_eq!(primary(&kept, Stop::Secret), "next");
        assert_eq!(primary(&kept, Stop::Test), "prove");
        let lost = new_secret();
        let ids: Vec<String> = Stop::all(&Purpose::NewSecret { of: None })
            .into_iter()
            .map(|stop| primary(&facts(&lost), stop))
            .collect();
        assert_eq!(
            ids,
            ["open-halo", "take-client-id", "take-secret", "take-client-id-again", "to-what-lacks"]
        );
    }

    #[test]
    fn the_name_and_the_agent_are_copied_where_they_are_entered() {
        let html = html(&facts(&trend()), Stop::Form);
        assert!(
            html.contains("id=\"value-name\">Trend Vision One<") && html.contains("id=\"copy-agent\""),
            "{html}"
        );
        assert!(super::entered(Item::Method, &trend()).is_none());
    }

    #[test]
    fn a_test_that_begins_by_itself_has_no_button_for_it() {
        let trend = trend();
        let taken = with_secret(&trend);
        let proof = another_agent();
        let kept = Facts { secret: SecretPlace::Kept, proof: Some(&proof), ..facts(&taken) };
        let mut page = page(&kept, Stop::Test, &[]);
        page.tests = true;
        let html = Narrow { frame: frame(&trend, false), page }.render().unwrap();
        assert!(html.contains("data-load=") && !html.contains("id=\"prove\""), "{html}");
        assert!(!html.contains("id=\"result\""), "what was tested before says nothing of it: {html}");
    }

    #[test]
    fn a_cause_leads_back_to_its_stop_and_a_right_agent_is_accepted() {
        let trend = trend();
        let taken = with_secret(&trend);
        let proof = another_agent();
        let kept = Facts { secret: SecretPlace::Kept, proof: Some(&proof), ..facts(&taken) };
        let html = html(&kept, Stop::Test);
        assert!(html.contains("id=\"see-another-agent\"") && html.contains("Show step 2"), "{html}");
        assert!(html.contains("id=\"accept-another-agent\"") && html.contains("id=\"address-wrong-tenant\""));
        assert!(!html.contains("<Night>"), "a name is no HTML");
    }

    #[test]
    fn nobody_is_told_to_press_save_while_the_secret_is_not_kept() {
        let trend = trend();
        let taken = with_secret(&trend);
        for (secret, shown) in [
            (SecretPlace::Nowhere, "id=\"not-yet\""),
            (SecretPlace::InHand, "id=\"held\""),
            (SecretPlace::Uncertain, "id=\"held\""),
            (SecretPlace::Kept, "line good\" id=\"secret-place\""),
        ] {
            let html = html(&Facts { secret, ..facts(&taken) }, Stop::Save);
            assert!(html.contains(shown), "{secret:?}: {html}");
        }
    }

    #[test]
    fn a_refusal_of_the_keychain_is_said_in_one_box() {
        let trend = trend();
        let taken = with_secret(&trend);
        let mut page = page(&Facts { secret: SecretPlace::InHand, ..facts(&taken) }, Stop::Secret, &[]);
        assert!(page.held().is_some());
        page.told = true;
        assert!(page.held().is_none());
    }

    #[test]
    fn the_field_of_a_secret_has_no_name_and_no_value() {
        let html = html(&facts(&trend()), Stop::Secret);
        let field = html.split("id=\"typed-secret\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(
            html.contains("data-secret=")
                && field.contains("type=\"password\"")
                && field.contains("data-paste=")
        );
        assert!(!field.contains(" name=") && !field.contains("value="), "{field}");
    }

    #[test]
    fn it_begins_at_the_first_thing_to_do_or_where_the_person_was() {
        let trend = trend();
        let at = |at| Guide::of(&facts(&trend), at, true, Route::Index, jiff::Timestamp::UNIX_EPOCH).stop;
        assert_eq!(at(None), Stop::Open);
        assert_eq!(at(Some((Stop::Save, Vec::new()))), Stop::Save);
    }

    #[test]
    fn every_word_that_is_said_is_there() {
        for words in ["guide-saved-secret.practice", "guide-not-found", "guide-copied-name", "guide-opened"] {
            assert!(t(words).exists(), "{words}");
        }
        for stop in
            Stop::all(&Purpose::NewApplication).iter().chain(&Stop::all(&Purpose::NewSecret { of: None }))
        {
            assert!(family("guide-at", stop.id()).exists(), "{stop:?}");
        }
    }
}
