//! Chooses the product's agent, from HaloPSA's list where a user is signed in, else by name; and the
//! application's name.

use std::sync::Arc;

use askama::Template;
use latchkey_core::next::Next;
use latchkey_core::procedure::Item;
use latchkey_core::products::{self, Demand};
use latchkey_core::setup::draft::{Draft, Way};
use latchkey_core::setup::{AgentChoice, AgentWarning, Agents, Met};
use latchkey_core::{Error, Latchkey, Result, SetUpId};
use serde::{Deserialize, Serialize};

use super::frame::{Current, Frame};
use super::notice::Notice;
use super::progress::Progress;
use super::sign_in::{self, SignIn};
use super::words::{Said, Speaks as _, t};
use super::{Context, Route, Update, page_of};
use crate::desk::Desk;

/// The actions of this page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Reads the agents from HaloPSA.
    Read { set_up: SetUpId },
    /// Shows those whose names contain the typed text.
    Find {
        set_up: SetUpId,
        #[serde(default)]
        text: String,
    },
    /// Chooses one without saving it yet.
    Choose {
        set_up: SetUpId,
        #[serde(default)]
        agent: String,
    },
    /// Checks whether the typed name is free.
    CheckName {
        set_up: SetUpId,
        #[serde(default)]
        name: String,
    },
    /// Saves name and agent and continues. `agent`: typed, or from the list.
    Save {
        set_up: SetUpId,
        #[serde(default)]
        name: String,
        #[serde(default)]
        agent: String,
    },
    /// Opens HaloPSA in the browser.
    OpenHalo { set_up: SetUpId },
    /// Continues without signing in.
    ByHand { set_up: SetUpId },
}

/// What was read for a set-up, and the unsaved choice.
#[derive(Clone, Default)]
pub(crate) struct Read {
    set_up: SetUpId,
    agents: Arc<Agents>,
    /// The vendor's requirements for the agent.
    demands: Vec<Demand>,
    sought: String,
    chosen: Option<i64>,
}

/// How many are shown; the rest can be found by name.
const MAX_ROWS: usize = 50;
/// How many matches are shown: each key renders all of them again, and many cause a noticeable delay.
const MAX_FOUND: usize = 12;
/// From this number on there is a search field.
const SEARCHED_FROM: usize = 13;

/// The page.
#[derive(Template)]
#[template(path = "agent.html")]
pub(crate) struct Page {
    pub(crate) frame: Frame,
    set_up: SetUpId,
    product: String,
    name: String,
    /// The name that an application has already, so that another one is proposed.
    taken: Option<String>,
    /// Whether the user came to change the name: the chosen one exists in HaloPSA.
    renames: bool,
    by_hand: bool,
    /// By hand, the agent as it was typed.
    typed: String,
    /// The vendor's requirements for the agent.
    demands: Vec<Demand>,
    list: Option<List>,
    /// A sign-in that is needed or in progress.
    sign_in: Option<SignIn>,
    pub(crate) back: Route,
}

/// The agents as they are shown.
struct List {
    set_up: SetUpId,
    recommended: Vec<Row>,
    /// Whether all of these are suitable; the chosen one is among them, too.
    all_fit: bool,
    others: Vec<Row>,
    /// How many more match.
    more: usize,
    sought: String,
    /// Whether no name contains the typed text.
    nobody: bool,
    unread: usize,
    is_searched: bool,
    /// Shown where there is no best match and none is chosen.
    no_clear_choice: Option<Said<'static>>,
}

/// Only the rows, for each key of the search.
#[derive(Template)]
#[template(
    source = r#"{% import "agent-rows.html" as rows %}{% call rows::rows(list) %}{% endcall %}"#,
    ext = "html"
)]
struct Rows {
    list: List,
}

/// An agent.
struct Row {
    id: i64,
    name: String,
    facts: Vec<Fact>,
    is_chosen: bool,
    is_recommended: bool,
}

/// A known fact about an agent.
struct Fact {
    said: Said<'static>,
    /// `good`, `warn` or nothing.
    look: &'static str,
}

impl Fact {
    fn icon(&self) -> Option<&'static str> {
        match self.look {
            "good" => Some("check"),
            "warn" => Some("warn"),
            _ => None,
        }
    }
}

impl List {
    fn of(read: &Read) -> Self {
        let Read { agents, demands, .. } = read;
        let max = if read.sought.is_empty() { MAX_ROWS } else { MAX_FOUND };
        let (found, total) = agents.matching(&read.sought, max);
        let chosen = agents.choices.iter().find(|one| Some(one.id) == read.chosen);
        // The chosen one is always listed.
        let apart = chosen.filter(|chosen| !found.iter().any(|one| one.id == chosen.id));
        let more = total - found.len();
        let (recommended, others): (Vec<_>, Vec<_>) = apart
            .into_iter()
            .chain(found)
            .partition(|one| agents.fits(one, demands) || Some(one.id) == read.chosen);
        let all_fit = recommended.iter().all(|one| agents.fits(one, demands));
        let row = |choice: &AgentChoice| Row {
            id: choice.id,
            name: choice.name.clone(),
            facts: facts(agents, choice, demands),
            is_chosen: Some(choice.id) == read.chosen,
            is_recommended: Some(choice.id) == agents.recommended,
        };
        Self {
            set_up: read.set_up.clone(),
            all_fit,
            recommended: recommended.into_iter().map(row).collect(),
            others: others.into_iter().map(row).collect(),
            more,
            sought: read.sought.clone(),
            nobody: total == 0 && !read.sought.is_empty(),
            unread: agents.unread,
            is_searched: agents.choices.len() >= SEARCHED_FROM,
            no_clear_choice: (read.chosen.is_none() && read.sought.is_empty()).then(|| {
                match (agents.choices.is_empty(), demands.contains(&Demand::NotApiOnly)) {
                    (true, _) => t("agents-none"),
                    (false, true) => t("agents-none-recommended.licensed"),
                    (false, false) => t("agents-none-recommended"),
                }
            }),
        }
    }

    fn find(&self) -> super::Action {
        super::Action::Agent(Action::Find { set_up: self.set_up.clone(), text: String::new() })
    }

    fn choose(&self) -> super::Action {
        super::Action::Agent(Action::Choose { set_up: self.set_up.clone(), agent: String::new() })
    }
}

/// The facts about an agent: what fits, remarks, what makes it unsuitable.
fn facts(agents: &Agents, choice: &AgentChoice, demands: &[Demand]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut fact = |said, look| facts.push(Fact { said, look });
    if choice.api_only && !choice.warnings.contains(&AgentWarning::ApiOnly) {
        fact(t("agent-api-only"), "good");
    }
    for warning in &choice.warnings {
        match warning {
            AgentWarning::NoTeam => fact(t("agent-no-team"), "warn"),
            AgentWarning::Administrator => fact(t("agent-administrator"), "warn"),
            AgentWarning::Own => fact(t("agent-own"), "warn"),
            AgentWarning::Person if demands.contains(&Demand::NotApiOnly) => {
                fact(t("agent-person.licensed"), "warn");
            }
            AgentWarning::Person => fact(t("agent-person"), "warn"),
            AgentWarning::ApiOnly => fact(t("agent-only-api-only"), "warn"),
            // The customers' fact includes it, where the rights are known.
            AgentWarning::Restricted if choice.rights.is_none() => fact(t("agent-restricted"), "warn"),
            AgentWarning::Restricted => {}
        }
    }
    let Some(rights) = &choice.rights else { return facts };
    if rights.administrator == Some(true) && !choice.warnings.contains(&AgentWarning::Administrator) {
        fact(t("agent-administrator"), "good");
    }
    if rights.administrator == Some(false) && Demand::wants_administrator(demands) {
        fact(t("agent-not-administrator"), "warn");
    }
    if let Some(teams) = rights.teams.as_ref().filter(|teams| !teams.is_empty()) {
        let lacks = demands.contains(&Demand::AllTeams) && agents.meets(choice, Demand::AllTeams) == Met::No;
        let said = match agents.teams {
            Some(all) => t("agent-teams-of").with("teams", teams.len()).with("all", all),
            None => t("agent-teams").with("teams", teams.len()),
        };
        fact(said, if lacks { "warn" } else { "" });
    }
    if rights.customers.is_empty() {
        fact(t("agent-all-customers"), "");
    } else {
        fact(t("agent-customers").with("count", rights.customers.len()), "warn");
    }
    if !rights.roles.is_empty() {
        fact(t("agent-roles").with("roles", rights.roles.join(", ")), "");
    }
    facts
}

/// The requirements of the vendor of a set-up's product for the agent.
fn demands_of(draft: &Draft) -> Vec<Demand> {
    let product = draft.product.as_deref().and_then(products::find);
    product.map(|product| product.demands.clone()).unwrap_or_default()
}

impl Page {
    pub(crate) fn of(
        frame: Frame,
        draft: &Draft,
        name: String,
        taken: Option<String>,
        read: Option<&Read>,
        back: Route,
    ) -> Self {
        let by_hand = draft.way == Way::ByHand;
        let signing_in = frame.progress.as_ref().is_some_and(Progress::is_sign_in);
        let asks = !by_hand && (signing_in || !frame.signed_in.for_it);
        Self {
            sign_in: asks.then(|| SignIn::of(&frame, &draft.id, None)),
            frame,
            set_up: draft.id.clone(),
            product: draft.product_name.clone(),
            name,
            renames: taken.is_some() && draft.application_name.is_some(),
            taken,
            by_hand,
            typed: draft.agent.as_ref().map(|agent| agent.name().to_owned()).unwrap_or_default(),
            demands: demands_of(draft),
            list: read.map(List::of),
            back,
        }
    }

    /// How to create one for the product: its type.
    fn create_two(&self) -> Said<'static> {
        let licensed = self.demands.contains(&Demand::NotApiOnly);
        let said = if licensed { t("agent-create.licensed") } else { t("agent-create.two") };
        said.with("product", &self.product)
    }

    fn read(&self) -> super::Action {
        super::Action::Agent(Action::Read { set_up: self.set_up.clone() })
    }

    fn check_name(&self) -> super::Action {
        super::Action::Agent(Action::CheckName { set_up: self.set_up.clone(), name: String::new() })
    }

    fn save(&self) -> super::Action {
        super::Action::Agent(Action::Save {
            set_up: self.set_up.clone(),
            name: String::new(),
            agent: String::new(),
        })
    }

    fn by_hand(&self) -> super::Action {
        super::Action::Agent(Action::ByHand { set_up: self.set_up.clone() })
    }

    fn open_halo(&self) -> super::Action {
        super::Action::Agent(Action::OpenHalo { set_up: self.set_up.clone() })
    }
}

/// Whether a typed name is free.
#[derive(Template)]
#[template(
    source = r#"{% import "ui.html" as ui %}{% if taken %}<p class="line warn">{% call ui::icon("warn") %}{% endcall %}<span>{{ t("name-taken").with("name", name).with("free", free) }}</span></p>{% endif %}"#,
    ext = "html"
)]
struct NameNote {
    taken: bool,
    name: String,
    free: String,
}

pub(crate) fn view(desk: &Desk, id: &SetUpId) -> Result<Update> {
    let update = Update::new();
    Ok(update.page(&Route::Agent(id.to_owned()), &page(desk, id)?))
}

fn page(desk: &Desk, id: &SetUpId) -> Result<Page> {
    let place = desk.workspace()?;
    let draft = place.latchkey.set_up(id)?.draft()?;
    let frame = Frame::of(desk, &place, &draft, Current::Agent);
    let (name, taken) = proposed_name(&place.latchkey, &draft)?;
    let memory = desk.memory.lock();
    let read = memory.agents.as_ref().filter(|read| read.set_up == *id);
    Ok(Page::of(frame, &draft, name, taken, read, super::before(&draft, Current::Agent)))
}

/// The name that was entered, else the product's; a free one instead, and the taken one, where HaloPSA has it
/// already.
fn proposed_name(latchkey: &Latchkey, draft: &Draft) -> Result<(String, Option<String>)> {
    let name = draft.application_name.as_ref().unwrap_or(&draft.product_name);
    if latchkey.set_up(&draft.id)?.is_name_taken(name) == Some(true) {
        return Ok((latchkey.set_up(&draft.id)?.free_name()?, Some(name.clone())));
    }
    Ok((name.clone(), None))
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let again = action.clone();
    let (set_up, is_read) = match &action {
        Action::Read { set_up } => (set_up.clone(), true),
        Action::Find { set_up, .. }
        | Action::Choose { set_up, .. }
        | Action::CheckName { set_up, .. }
        | Action::Save { set_up, .. }
        | Action::OpenHalo { set_up }
        | Action::ByHand { set_up } => (set_up.clone(), false),
    };
    acted(context, action).await.unwrap_or_else(|error| {
        let shown = sign_in::is_asked_for(&error).then(|| view(context.desk, &set_up));
        if let Some(Ok(asks)) = shown {
            return if is_read { asks } else { asks.focus("sign-in") };
        }
        let mut notice = Notice::of(&error).retry(super::Action::Agent(again));
        if error.offers(Next::ByHand) {
            let by_hand = super::Action::Agent(Action::ByHand { set_up });
            notice = notice.button("by-hand", "by-hand-instead", "quiet", by_hand);
        }
        if is_read {
            return notice.update().empty("agent-list");
        }
        notice.at(&["name", "agent"])
    })
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    let latchkey = desk.workspace()?.latchkey;
    match action {
        Action::Read { set_up } => {
            let agents = latchkey.set_up(&set_up)?.agents_with_facts().await?;
            let draft = latchkey.set_up(&set_up)?.draft()?;
            let there = |id: &i64| agents.choices.iter().any(|one| one.id == *id);
            let chosen = draft.agent_id().filter(there).or(agents.recommended);
            desk.memory.lock().agents = Some(Read {
                set_up: set_up.clone(),
                agents: Arc::new(agents),
                demands: demands_of(&draft),
                sought: String::new(),
                chosen,
            });
            let update = Update::new();
            let page = page(desk, &set_up)?;
            Ok(update.page(&Route::Agent(set_up), &page))
        }
        Action::Find { set_up, text } => {
            // Reads only memory: this runs for each key.
            let update = Update::new().only_on(&Route::Agent(set_up.clone()));
            let mut memory = desk.memory.lock();
            let Some(read) = memory.agents.as_mut().filter(|read| read.set_up == set_up) else {
                return Ok(update);
            };
            read.sought = text;
            let list = List::of(read);
            drop(memory);
            Ok(update.part("agent-rows", &Rows { list }))
        }
        Action::Choose { set_up, agent } => {
            if let Some(read) = desk.memory.lock().agents.as_mut().filter(|read| read.set_up == set_up) {
                read.chosen = agent.parse().ok();
            }
            Ok(Update::new().empty("agent-error"))
        }
        Action::CheckName { set_up, name } => {
            let free = latchkey.set_up(&set_up)?.free_name()?;
            let taken = latchkey.set_up(&set_up)?.is_name_taken(&name) == Some(true);
            Ok(Update::new().part("name-note", &NameNote { taken, name, free }))
        }
        Action::Save { set_up, name, agent } => {
            let draft = latchkey.set_up(&set_up)?.draft()?;
            let saved = if draft.way == Way::ByHand {
                latchkey.set_up(&set_up)?.set_general(draft.revision, &name, &agent).await?
            } else {
                let chosen = agent.parse().ok().or_else(|| {
                    let memory = desk.memory.lock();
                    memory.agents.as_ref().filter(|read| read.set_up == set_up).and_then(|read| read.chosen)
                });
                let number = chosen.ok_or(Error::AgentEmpty)?;
                latchkey.set_up(&set_up)?.set_general_from_list(draft.revision, &name, Some(number)).await?
            };
            Ok(Update::go(&page_of(&saved)))
        }
        Action::OpenHalo { set_up } => {
            desk.open(&latchkey.set_up(&set_up)?.page_in_halo(Item::SignIn)?)?;
            Ok(Update::new())
        }
        Action::ByHand { set_up } => {
            let place = desk.workspace()?;
            desk.watched(&set_up, &place, latchkey.set_up(&set_up)?.go_on_by_hand(false)).await?;
            Ok(Update::go(&Route::Agent(set_up)))
        }
    }
}

#[cfg(test)]
fn page_in(frame: Frame, draft: &Draft, read: Option<&Read>) -> Page {
    Page::of(frame, draft, draft.product_name.clone(), None, read, Route::Connect("00".into()))
}

#[cfg(test)]
fn signed_out(draft: &Draft, read: Option<&Read>) -> Page {
    page_in(super::gallery::frame_of(draft, Current::Agent), draft, read)
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use super::gallery::{State, agents, draft, listed_draft};
    let page = |draft: &Draft, read: Option<&Read>, practising: bool| {
        let who = super::frame::People::one("Wilhelmina Sample".into(), "acme.halopsa.com".into());
        let frame = Frame {
            practising,
            signed_in: if draft.way == Way::ByHand { super::frame::People::default() } else { who },
            ..super::gallery::frame_of(draft, Current::Agent)
        };
        page_in(frame, draft, read)
    };
    let trend = listed_draft("trend-vision-one-sp");
    let read = |count: usize, sought: &str| Read {
        agents: Arc::new(agents(count)),
        demands: demands_of(&trend),
        sought: sought.to_owned(),
        chosen: agents(count).recommended,
        ..Read::default()
    };
    let neo = listed_draft("neo-agent");
    let licensed = Agents {
        choices: vec![
            AgentChoice::of(12, "neoagent", Vec::new()),
            AgentChoice::of(7, "API Integration Account", vec![AgentWarning::ApiOnly]),
        ],
        recommended: Some(12),
        teams: Some(4),
        unread: 0,
    };
    let of_neo =
        Read { agents: Arc::new(licensed), demands: demands_of(&neo), chosen: Some(12), ..Read::default() };
    let mut unread = agents(9);
    unread.unread = 3;
    let unread = Read { agents: Arc::new(unread), ..Read::default() };
    let mut taken = page(&trend, Some(&read(9, "")), false);
    taken.taken = Some(trend.product_name.clone());
    taken.name = format!("{} (2)", trend.product_name);
    let mut by_hand = listed_draft("trend-vision-one-sp");
    by_hand.way = Way::ByHand;
    let mut long = draft(&"A product with a long name ".repeat(4));
    long.way = Way::ByLatchkey;
    vec![
        State::page("agent", page(&trend, Some(&read(9, "")), false)),
        State::page("agent-reading", page(&trend, None, false)),
        State::page("agent-practice", page(&trend, Some(&read(9, "")), true)),
        State::page("agent-signed-out", signed_out(&trend, None)),
        State::page("agent-session-ended", signed_out(&trend, Some(&read(9, "")))),
        State::page("agent-licensed", page(&neo, Some(&of_neo), false)),
        State::page("agent-many", page(&trend, Some(&read(20_000, "")), false)),
        State::page("agent-found", page(&trend, Some(&read(20_000, "1999")), false)),
        State::page("agent-not-found", page(&trend, Some(&read(40, "nobody")), false)),
        State::page("agent-unread", page(&trend, Some(&unread), false)),
        State::page("agent-none", page(&trend, Some(&Read::default()), false)),
        State::page("agent-taken", taken),
        State::page("agent-by-hand", page(&by_hand, None, false)),
        State::page("agent-long", page(&long, Some(&read(9, "")), false)),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::gallery::{agents, listed_draft};
    use super::*;

    #[test]
    fn who_is_not_signed_in_is_asked_to_and_nothing_is_read_meanwhile() {
        let trend = listed_draft("trend-vision-one-sp");
        let read = Read { agents: Arc::new(agents(9)), ..Read::default() };
        for (read, listed) in [(None, false), (Some(&read), true)] {
            let html = signed_out(&trend, read).render().unwrap();
            assert!(html.contains("id=\"sign-in\"") && html.contains("id=\"sign-in-asked\""), "{html}");
            assert!(!html.contains("data-load") && !html.contains("id=\"continue\""), "{html}");
            assert_eq!(html.contains("id=\"agent-rows\""), listed, "what was read stays: {html}");
        }
    }

    fn among_20_000(sought: &str) -> Read {
        Read {
            agents: Arc::new(agents(20_000)),
            sought: sought.to_owned(),
            chosen: Some(7),
            ..Read::default()
        }
    }

    #[test]
    fn the_chosen_one_is_there_whatever_is_typed_and_never_more_than_are_looked_through() {
        for (sought, max) in [("", MAX_ROWS), ("nobody", 1), ("1999", MAX_FOUND + 1)] {
            let list = List::of(&among_20_000(sought));
            let rows: Vec<&Row> = list.recommended.iter().chain(&list.others).collect();
            assert!(rows.iter().any(|row| row.is_chosen && row.id == 7), "{sought}");
            assert!(rows.len() <= max, "{sought}: {}", rows.len());
        }
    }

    #[test]
    fn a_key_of_the_search_renders_the_rows_of_the_page_and_nothing_else() {
        for sought in ["", "agent 0", "agent 01999", "nobody"] {
            let read = among_20_000(sought);
            let rows = Rows { list: List::of(&read) }.render().unwrap();
            let draft = super::super::gallery::listed_draft("trend-vision-one-sp");
            let frame = Frame::default();
            let page = Page::of(frame, &draft, String::new(), None, Some(&read), Route::Index);
            assert!(page.render().unwrap().contains(rows.trim()), "{sought}");
            let max = if sought.is_empty() { MAX_ROWS } else { MAX_FOUND + 1 };
            assert!(rows.matches("type=\"radio\"").count() <= max, "{sought}");
            assert!(!rows.contains("agent-search"), "{sought}");
        }
    }

    #[test]
    fn how_many_more_there_are_is_said_and_what_to_type_and_that_there_is_nobody() {
        let said = |sought: &str| Rows { list: List::of(&among_20_000(sought)) }.render().unwrap();
        assert!(said("").contains(">19950 more. Type part of a name"));
        assert!(said("agent 0").contains("more. Type more of the name"));
        assert!(!said("agent 01999").contains("agents-more"));
        assert!(!said("agent 01999").contains("agents-not-found"));
        assert!(said("nobody").contains("agents-not-found"), "the chosen one is shown besides");
    }

    #[test]
    fn an_administrator_is_warned_of_unless_the_product_needs_one() {
        let of = |demands: &[Demand]| {
            let agents = agents(9);
            let choice = agents.choices.iter().find(|one| one.name == "API Blue Heron").unwrap().clone();
            facts(&agents, &choice, demands)
                .into_iter()
                .map(|fact| (fact.said.to_string(), fact.look))
                .collect::<Vec<_>>()
        };
        assert!(of(&[]).iter().any(|(said, look)| said == "Administrator" && *look == "warn"));
        let (never, at_first) = (facts_of(false, &[]), facts_of(false, &[Demand::AdministratorAtFirst]));
        assert!(!never.contains(&("Not an administrator".to_owned(), "warn")));
        assert!(at_first.contains(&("Not an administrator".to_owned(), "warn")), "{at_first:?}");
    }

    /// The facts about an agent that is in two teams.
    fn facts_of(administrator: bool, demands: &[Demand]) -> Vec<(String, &'static str)> {
        let rights = latchkey_core::setup::AgentRights {
            administrator: Some(administrator),
            teams: Some(vec!["1st line".into(), "2nd line".into()]),
            customers: Vec::new(),
            roles: Vec::new(),
        };
        let choice = AgentChoice::of(1, "API", Vec::new()).known(true, rights);
        let facts = facts(&Agents::default(), &choice, demands).into_iter();
        facts.map(|fact| (fact.said.to_string(), fact.look)).collect()
    }

    /// The page of a listed product, with these agents and none chosen: those shown as suitable, and the note
    /// where there is no best match.
    fn suitable(product: &str, choices: Vec<AgentChoice>) -> (Vec<String>, Option<String>) {
        let agents = Agents { choices, recommended: None, teams: Some(4), unread: 0 };
        let demands = demands_of(&listed_draft(product));
        let list = List::of(&Read { agents: Arc::new(agents), demands, ..Read::default() });
        assert!(list.all_fit);
        let names = list.recommended.iter().map(|row| row.name.clone()).collect();
        (names, list.no_clear_choice.map(|said| said.to_string()))
    }

    #[test]
    fn nobody_is_called_suitable_who_lacks_what_the_page_itself_asks_for() {
        let rights = |administrator, teams: usize| latchkey_core::setup::AgentRights {
            administrator: Some(administrator),
            teams: Some((0..teams).map(|n| n.to_string()).collect()),
            customers: Vec::new(),
            roles: Vec::new(),
        };
        let of = |id, name: &str, administrator, teams| {
            AgentChoice::of(id, name, Vec::new()).known(true, rights(administrator, teams))
        };
        let all = || vec![of(1, "All", true, 4), of(2, "Some", true, 1), of(3, "None", false, 4)];
        assert_eq!(suitable("rewst", all()).0, ["All"]);
        assert_eq!(suitable("guardz", all()).0, ["All", "None"]);
        assert_eq!(suitable("timezest", all()).0, ["All", "Some"]);
        assert_eq!(suitable("cipp", all()).0.len(), 3);
        let said = suitable("rewst", all()).1.unwrap();
        assert!(said.starts_with("None of these is a clear choice"), "{said}");
    }

    #[test]
    fn a_persons_account_is_called_one_for_a_product_that_needs_a_licence_too() {
        let person = || vec![AgentChoice::of(2, "Percy Placeholder", vec![AgentWarning::Person])];
        let (suitable, said) = suitable("neo-agent", person());
        assert!(suitable.is_empty());
        assert_eq!(said, Some(t("agents-none-recommended.licensed").to_string()));
        let facts = facts(&Agents::default(), &person()[0], &[Demand::NotApiOnly]);
        assert_eq!(facts[0].said.to_string(), "Perhaps a person’s account");
    }

    #[test]
    fn an_api_only_agent_is_the_wrong_kind_where_the_product_needs_a_licence() {
        let choice = AgentChoice::of(1, "API", vec![AgentWarning::ApiOnly]).known(
            true,
            latchkey_core::setup::AgentRights {
                administrator: Some(false),
                teams: None,
                customers: Vec::new(),
                roles: Vec::new(),
            },
        );
        let facts = facts(&Agents::default(), &choice, &[Demand::NotApiOnly]);
        assert!(
            facts
                .iter()
                .any(|f| f.look == "warn" && f.said.to_string() == t("agent-only-api-only").to_string())
        );
        assert!(!facts.iter().any(|fact| fact.look == "good"));
        let neo = Draft { way: Way::ByHand, ..listed_draft("neo-agent") };
        let page =
            Page::of(Frame::default(), &neo, String::new(), None, None, Route::Index).render().unwrap();
        assert!(page.contains("unticked") && page.contains("must not be API-only"), "{page}");
    }
}
