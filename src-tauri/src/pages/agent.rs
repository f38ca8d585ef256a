//! Chooses the agent that a product works as, from HaloPSA's list where somebody is signed in, else by its name; and
//! the application's name.

use std::sync::Arc;

use askama::Template;
use latchkey_core::draft::{Draft, Way};
use latchkey_core::procedure::Item;
use latchkey_core::product::{self, Demand};
use latchkey_core::setup::Agents;
use latchkey_core::{Error, Latchkey, Result};
use serde::{Deserialize, Serialize};

use super::agents::{List, Rows, Whole};
use super::frame::{Current, Frame};
use super::notice::{Button, Notice};
use super::sign_in::{self, SignIn};
use super::words::{Speaks as _, family, t};
use super::{Context, Route, Update, page_of};
use crate::desk::Desk;

/// What a person can do here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Reads the agents from HaloPSA.
    Read { set_up: String },
    /// Stops that.
    Stop { set_up: String },
    /// Shows those whose names have the typed words in them.
    Find {
        set_up: String,
        #[serde(default)]
        text: String,
    },
    /// One is chosen and not saved yet.
    Choose {
        set_up: String,
        #[serde(default)]
        agent: String,
    },
    /// Says whether the typed name is free.
    CheckName {
        set_up: String,
        #[serde(default)]
        name: String,
    },
    /// Takes a free name.
    UseName { set_up: String, name: String },
    /// A second application of this name is wanted.
    UseTwice { set_up: String, name: String },
    /// Saves name and agent and goes on. `agent`: typed, or its number in the list.
    Save {
        set_up: String,
        #[serde(default)]
        name: String,
        #[serde(default)]
        agent: String,
    },
    /// Opens HaloPSA in the browser.
    OpenHalo { set_up: String },
}

/// What was read for a set-up, and what is chosen meanwhile. Forgotten when another page is shown.
#[derive(Clone, Default)]
pub(crate) struct Read {
    pub(crate) set_up: String,
    /// None while they are read.
    pub(crate) agents: Option<Arc<Agents>>,
    pub(crate) sought: String,
    pub(crate) chosen: Option<i64>,
    /// A name that was taken over.
    pub(crate) name: Option<String>,
    /// What is done again once somebody is signed in.
    pub(crate) then: Option<super::Action>,
}

/// The page.
#[derive(Template)]
#[template(path = "agent.html", blocks = ["name_field"])]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    set_up: String,
    product: String,
    name: String,
    by_hand: bool,
    /// By hand, the agent as it was typed.
    typed: String,
    /// What the vendor asks of the agent.
    demands: Vec<Demand>,
    list: Option<List>,
    /// Somebody has to sign in first.
    sign_in: Option<SignIn>,
    /// The name, where HaloPSA has it already.
    taken: Option<Notice>,
    /// So many applications can't be read: one of them may have the name.
    unread_applications: usize,
    pub(crate) back: Route,
}

impl Page {
    fn of(frame: Frame, draft: &Draft, read: Option<&Read>, signed_in: bool) -> Self {
        let product = draft.product.as_deref().and_then(product::find);
        let by_hand = draft.way == Way::ByHand;
        let is_under_way = frame.progress.as_ref().is_some_and(super::progress::Progress::is_sign_in);
        let sign_in = (!by_hand && (!signed_in || is_under_way))
            .then(|| SignIn::of(&frame, &draft.id, read.and_then(|read| read.then.clone())));
        let name = read.and_then(|read| read.name.clone()).or_else(|| draft.application_name.clone());
        Self {
            frame,
            set_up: draft.id.clone(),
            product: draft.product_name.clone(),
            name: name.unwrap_or_else(|| draft.product_name.clone()),
            by_hand,
            typed: draft.agent.clone().unwrap_or_default(),
            demands: product.map(|product| product.demands.clone()).unwrap_or_default(),
            list: read.and_then(List::of),
            sign_in,
            taken: None,
            unread_applications: 0,
            back: super::before(draft, Current::Agent),
        }
    }

    /// What the vendor asks of the agent, in one line.
    fn needs(&self) -> String {
        let needs: Vec<String> =
            self.demands.iter().map(|demand| family("needs", demand.id()).to_string()).collect();
        needs.join(" · ")
    }

    fn read(&self) -> super::Action {
        super::Action::Agent(Action::Read { set_up: self.set_up.clone() })
    }

    fn stop(&self) -> super::Action {
        super::Action::Agent(Action::Stop { set_up: self.set_up.clone() })
    }

    fn check_name(&self) -> super::Action {
        super::Action::Agent(Action::CheckName { set_up: self.set_up.clone(), name: String::new() })
    }

    fn save(&self) -> super::Action {
        let (name, agent) = (String::new(), String::new());
        super::Action::Agent(Action::Save { set_up: self.set_up.clone(), name, agent })
    }

    fn open_halo(&self) -> super::Action {
        super::Action::Agent(Action::OpenHalo { set_up: self.set_up.clone() })
    }
}

/// Asks what to do about a name that HaloPSA has already. `free`: one that it doesn't have.
fn question(set_up: &str, name: &str, free: Option<String>) -> Notice {
    let mut notice =
        Notice::saying("name-taken", "name-is-taken").title(t("name-is-taken").with("name", name));
    if let Some(free) = free {
        notice = notice.with_button(Button {
            id: "use-free-name",
            label: t("name-use").with("name", &free).to_string(),
            look: "",
            action: super::Action::Agent(Action::UseName { set_up: set_up.to_owned(), name: free }),
        });
    }
    let (set_up, name) = (set_up.to_owned(), name.to_owned());
    notice.look("warn").stays().button(
        "use-twice",
        "name-use-twice",
        "",
        super::Action::Agent(Action::UseTwice { set_up, name }),
    )
}

#[derive(Template)]
#[template(
    source = r#"{% import "ui.html" as ui %}{% if let Some(notice) = notice %}{% call ui::note(notice) %}{% endcall %}{% endif %}"#,
    ext = "html"
)]
struct NameNote {
    notice: Option<Notice>,
}

pub(crate) fn view(desk: &Desk, id: &str) -> Result<Update> {
    let update = Update::new();
    Ok(update.page(&Route::Agent(id.to_owned()), &page(desk, id)?))
}

fn page(desk: &Desk, id: &str) -> Result<Page> {
    let place = desk.place()?;
    let draft = place.latchkey.draft(id)?;
    let frame = Frame::of(desk, &place, &draft, Current::Agent);
    let authorised = place.latchkey.authorised(id);
    let read = desk.memory.lock().agents.clone().filter(|read| read.set_up == id);
    let mut page = Page::of(frame, &draft, read.as_ref(), authorised.is_some());
    page.taken = name_taken(desk, &place.latchkey, id, &page.name);
    page.unread_applications = authorised.map_or(0, |authorised| authorised.unread);
    Ok(page)
}

/// What is asked about a name, if anything is.
fn name_taken(desk: &Desk, latchkey: &Latchkey, id: &str, name: &str) -> Option<Notice> {
    let is_wanted = desk.memory.lock().wants_twice(id, name);
    (!is_wanted && latchkey.name_taken(id, name) == Some(true))
        .then(|| question(id, name, latchkey.free_name(id).ok()))
}

/// Changes what is remembered for a set-up.
fn remember(desk: &Desk, set_up: &str, change: impl FnOnce(&mut Read)) {
    let mut memory = desk.memory.lock();
    let read = memory.agents.take().filter(|read| read.set_up == set_up);
    let mut read = read.unwrap_or_else(|| Read { set_up: set_up.to_owned(), ..Read::default() });
    change(&mut read);
    memory.agents = Some(read);
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let desk = context.desk;
    match action {
        Action::Read { set_up } => match read(desk, &set_up).await {
            Ok(update) => update,
            Err(error) if sign_in::is_asked_for(&error) => sign_in::shown_now(desk),
            Err(error) => {
                let again = super::Action::Agent(Action::Read { set_up: set_up.clone() });
                sign_in::notice_of(&set_up, None, &error).retry(again).update().empty("agents-reading")
            }
        },
        Action::Stop { set_up } => {
            if let Ok(place) = desk.place() {
                place.latchkey.stop(&set_up);
            }
            Update::new()
        }
        Action::Find { set_up, text } => {
            let update = Update::new();
            remember(desk, &set_up, |read| read.sought = text);
            match desk.memory.lock().agents.as_ref().and_then(List::of) {
                Some(list) => update.part("agent-rows", &Rows { list }),
                None => update,
            }
        }
        Action::Choose { set_up, agent } => {
            remember(desk, &set_up, |read| read.chosen = agent.parse().ok());
            Update::new()
        }
        Action::CheckName { set_up, name } => {
            let update = Update::new();
            let notice =
                desk.place().ok().and_then(|place| name_taken(desk, &place.latchkey, &set_up, &name));
            update.part("name-error", &NameNote { notice })
        }
        Action::UseName { set_up, name } => {
            remember(desk, &set_up, |read| read.name = Some(name));
            name_shown(desk, &set_up)
        }
        Action::UseTwice { set_up, name } => {
            desk.memory.lock().want_twice(&set_up, &name);
            remember(desk, &set_up, |read| read.name = Some(name));
            name_shown(desk, &set_up)
        }
        Action::Save { set_up, name, agent } => match save(desk, &set_up, &name, &agent).await {
            Ok(update) => update,
            Err(error) => {
                refused(desk, &set_up, &error, Action::Save { set_up: set_up.clone(), name, agent })
            }
        },
        Action::OpenHalo { set_up } => {
            let opened = desk
                .place()
                .and_then(|place| place.latchkey.page_in_halo(&set_up, Item::SignIn))
                .and_then(|page| desk.open(&page));
            match opened {
                Ok(()) => Update::new(),
                Err(error) => Notice::of(&error).update(),
            }
        }
    }
}

async fn read(desk: &Desk, set_up: &str) -> Result<Update> {
    let latchkey = desk.place()?.latchkey;
    let agents = latchkey.agents(set_up).await?;
    let saved = latchkey.draft(set_up)?.agent_id;
    let update = Update::new();
    remember(desk, set_up, |read| {
        let there = |id: &i64| agents.choices.iter().any(|one| one.id == *id);
        read.chosen = read.chosen.or(saved).filter(there).or(agents.recommended);
        read.agents = Some(Arc::new(agents));
    });
    let list = desk.memory.lock().agents.as_ref().and_then(List::of);
    Ok(match list {
        Some(list) => {
            let said = t("agents-read").with("count", list.total);
            update.part("agent-list", &Whole { list }).announce(&said)
        }
        None => update,
    })
}

fn name_shown(desk: &Desk, set_up: &str) -> Update {
    let update = Update::new();
    match page(desk, set_up) {
        Ok(page) => update.part("name-field", &page.as_name_field()).focus("name"),
        Err(error) => Notice::of(&error).update(),
    }
}

async fn save(desk: &Desk, set_up: &str, name: &str, agent: &str) -> Result<Update> {
    let latchkey = desk.place()?.latchkey;
    let draft = latchkey.draft(set_up)?;
    if let Some(notice) = name_taken(desk, &latchkey, set_up, name) {
        let update = Update::new().part("name-error", &NameNote { notice: Some(notice) });
        return Ok(update.focus("name-error"));
    }
    let saved = if draft.way == Way::ByHand {
        latchkey.set_general(set_up, draft.revision, name, agent)?
    } else {
        // One that is chosen may be out of sight.
        let remembered = desk.memory.lock().agents.as_ref().and_then(|read| read.chosen);
        let chosen = agent.parse().ok().or(remembered);
        latchkey.set_general_from_list(set_up, draft.revision, name, chosen).await?
    };
    Ok(Update::go(&page_of(&saved)))
}

fn refused(desk: &Desk, set_up: &str, error: &Error, again: Action) -> Update {
    let by_hand = desk.place().and_then(|place| place.latchkey.draft(set_up)).map(|draft| draft.way);
    let from_list = by_hand == Ok(Way::ByLatchkey);
    match error {
        _ if sign_in::is_asked_for(error) => {
            // Where it was, once somebody is signed in.
            remember(desk, set_up, |read| read.then = Some(super::Action::Agent(again)));
            sign_in::shown_now(desk).announce(&t("signing-in-asked")).focus("sign-in")
        }
        Error::AgentEmpty if from_list => Notice::saying("agent-empty", "agent-not-chosen")
            .beside(Update::new(), "agent-error")
            .focus("agent-error"),
        Error::AgentGone { .. } if from_list => Notice::of(error)
            .button(
                "agents-anew",
                "refresh-list",
                "",
                super::Action::Agent(Action::Read { set_up: set_up.to_owned() }),
            )
            .beside(Update::new(), "agent-error")
            .focus("agent-error"),
        _ => Notice::of(error).retry(super::Action::Agent(again)).at(&["name", "agent"]),
    }
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use latchkey_core::setup::Met;

    use super::gallery::{State, agents, draft, frame_of, listed_draft};

    let page = |draft: &Draft, read: Option<&Read>| {
        let mut frame = frame_of(draft, Current::Agent);
        frame.signed_in =
            Some(super::frame::SignedIn { who: "Wilhelmina Sample".into(), host: "acme.halopsa.com".into() });
        Page::of(frame, draft, read, true)
    };
    let read = |count: usize, sought: &str, demands: &[(Demand, Met)]| Read {
        agents: Some(Arc::new(agents(count, demands))),
        sought: sought.to_owned(),
        chosen: agents(count, demands).recommended,
        ..Read::default()
    };
    let trend = listed_draft("trend-vision-one-sp");
    let own = [(Demand::Own, Met::Yes)];
    let nine = read(9, "", &own);
    let mut unread = agents(9, &own);
    unread.unread = 3;
    let unread = Read { agents: Some(Arc::new(unread)), ..nine.clone() };
    let taken = |mut page: Page, name: &str, free: Option<&str>| {
        page.name = name.to_owned();
        page.taken = Some(question("00", name, free.map(str::to_owned)));
        page
    };
    let mut practising = page(&trend, Some(&nine));
    practising.frame.practising = true;
    let mut by_hand = listed_draft("timezest");
    by_hand.way = Way::ByHand;
    let mut long = draft(&"A product with a long name ".repeat(4));
    long.way = Way::ByLatchkey;
    let signed_out = |step: Option<&'static str>| {
        let mut frame = frame_of(&trend, Current::Agent);
        frame.progress = step.map(|step| super::progress::Progress {
            of: trend.id.clone(),
            step: Some(step),
            count: None,
            may_stop: true,
            keychain_waits: false,
        });
        Page::of(frame, &trend, None, false)
    };
    let rewst = [
        (Demand::Own, Met::No),
        (Demand::Administrator, Met::No),
        (Demand::AllTeams, Met::No),
        (Demand::AllCustomers, Met::Yes),
    ];
    let mut unchecked = page(&trend, Some(&nine));
    unchecked.unread_applications = 2;
    let not_chosen =
        || Notice::saying("agent-empty", "agent-not-chosen").beside(Update::new(), "agent-error");
    vec![
        State::page("agent", page(&trend, Some(&nine))),
        State::page("agent-reading", page(&trend, None)),
        State::page("agent-practice", practising),
        State::page("agent-demands", page(&listed_draft("rewst"), Some(&read(9, "", &rewst)))),
        State::page("agent-many", page(&trend, Some(&read(20_000, "", &own)))),
        State::page("agent-found", page(&trend, Some(&read(20_000, "1999", &own)))),
        State::page("agent-not-found", page(&trend, Some(&read(40, "nobody", &own)))),
        State::page("agent-unread", page(&trend, Some(&unread))),
        State::page("agent-none", page(&trend, Some(&read(0, "", &own)))),
        State::page(
            "agent-taken",
            taken(page(&trend, Some(&nine)), "Trend Vision One", Some("Trend Vision One (2)")),
        ),
        State::page("agent-unchecked", unchecked),
        State::told(
            "agent-not-chosen",
            page(&trend, Some(&Read { chosen: None, ..nine.clone() })),
            not_chosen(),
        ),
        State::page("agent-signed-out", signed_out(None)),
        State::page("agent-window", signed_out(Some("sign-in-window"))),
        State::page("agent-by-hand", page(&by_hand, None)),
        State::page("agent-long", taken(page(&long, Some(&nine)), &long.product_name, None)),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::gallery::{frame_of, listed_draft};
    use super::*;

    #[test]
    fn a_name_that_is_taken_can_be_changed_or_used_twice() {
        let offered = |free: Option<&str>| -> Vec<&str> {
            let notice = question("00ff", "CIPP", free.map(str::to_owned));
            notice.buttons.iter().map(|button| button.id).collect()
        };
        assert_eq!(offered(Some("CIPP (2)")), ["use-free-name", "use-twice"]);
        assert_eq!(offered(None), ["use-twice"]);
    }

    #[test]
    fn the_list_is_for_those_who_are_signed_in() {
        let draft = listed_draft("cipp");
        let html = |draft: &Draft, signed_in| {
            Page::of(frame_of(draft, Current::Agent), draft, None, signed_in).render().unwrap()
        };
        let signed_in = html(&draft, true);
        assert!(signed_in.contains("data-load=") && signed_in.contains("id=\"continue\""));
        let signed_out = html(&draft, false);
        assert!(!signed_out.contains("data-load=") && !signed_out.contains("id=\"continue\""));
        assert!(signed_out.contains("id=\"sign-in\""));
        let by_hand = html(&Draft { way: Way::ByHand, ..draft }, false);
        assert!(by_hand.contains("id=\"agent\"") && by_hand.contains("id=\"continue\""));
        assert!(!by_hand.contains("id=\"sign-in\""));
    }

    #[test]
    fn a_name_is_shown_escaped_wherever_it_is() {
        let mut draft = listed_draft("cipp");
        draft.application_name = Some("a\"><img src=x>".to_owned());
        let mut page = Page::of(frame_of(&draft, Current::Agent), &draft, None, true);
        page.taken = Some(question("00ff", &page.name, Some("<b>2</b>".to_owned())));
        let field = page.as_name_field().render().unwrap();
        assert!(field.contains("id=\"name\"") && field.contains("use-free-name"), "{field}");
        assert!(!field.contains("<img") && !field.contains("<b>2"), "{field}");
    }
}
