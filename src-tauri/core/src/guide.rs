//! How far a set-up has come: which items of the procedure are done, and which page is next.

use serde::Serialize;

use crate::connections::Connection;
use crate::draft::{Draft, Way};
use crate::finding::{Proof, ReadBack};
use crate::journal::{Creation, Stage};
use crate::procedure::{Item, Purpose};

/// Where the secret of a set-up is, as far as is known without asking the keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretPlace {
    /// Not taken yet.
    Nowhere,
    /// Taken, and the keychain has not accepted it. Lost when the app is closed.
    InHand,
    /// In the keychain.
    Kept,
    /// The last write was interrupted; the keychain is asked at the next step.
    Uncertain,
}

/// The items that Latchkey does itself, in the order of the procedure.
pub const ITEMS_OF_REVIEW: [Item; 9] = [
    Item::New,
    Item::Name,
    Item::Active,
    Item::Method,
    Item::LoginType,
    Item::Agent,
    Item::Secret,
    Item::Permissions,
    Item::Save,
];

/// Whether an item's fact is true. `creation`: the application that Latchkey asked HaloPSA for.
/// `proof`: the last one; what it refutes is not done.
pub fn is_done(
    item: Item,
    draft: &Draft,
    secret: SecretPlace,
    creation: Option<&Creation>,
    proof: Option<&Proof>,
) -> bool {
    let refuted = || proof.is_some_and(|proof| proof.refutes(item));
    match item {
        Item::ClientId => draft.client_id.is_some(),
        Item::Secret => secret == SecretPlace::Kept && !refuted(),
        Item::ClientIdAgain => draft.client_id_after_save,
        // By hand, what was refuted was unticked: a tick that is there was made since.
        _ if draft.way != Way::ByLatchkey => draft.ticks.contains(&item),
        _ => creation.is_some_and(|creation| is_seen(item, creation)) && !refuted(),
    }
}

/// Whether the application was seen in HaloPSA as the item wants it.
pub(crate) fn is_seen(item: Item, creation: &Creation) -> bool {
    match (item, &creation.stage) {
        (_, Stage::Prepared | Stage::Sent) => false,
        (Item::New, _) => true,
        (Item::Save, Stage::Compared { differences, .. }) => differences.is_empty(),
        (
            Item::Name | Item::Active | Item::Method | Item::LoginType | Item::Agent | Item::Permissions,
            Stage::Compared { differences, compared, .. },
        ) => ReadBack { differences: differences.clone(), compared: compared.clone() }.is_as_planned(item),
        _ => false,
    }
}

/// A page of the app. Its words are `step-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The address.
    Connect,
    /// Name and agent.
    General,
    /// Permissions.
    Permissions,
    /// What will be created, and its creation.
    Review,
    /// The procedure, by hand.
    Guide,
    /// The hand-over.
    Done,
}

impl Step {
    /// The page's name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::General => "general",
            Self::Permissions => "permissions",
            Self::Review => "review",
            Self::Guide => "guide",
            Self::Done => "done",
        }
    }
}

/// The pages of a set-up, in their order.
pub fn steps(draft: &Draft) -> &'static [Step] {
    match (&draft.purpose, &draft.connection) {
        (Purpose::NewApplication, _) if draft.way == Way::ByLatchkey => {
            &[Step::Connect, Step::General, Step::Permissions, Step::Review, Step::Done]
        }
        (Purpose::NewApplication, _) => {
            &[Step::Connect, Step::General, Step::Permissions, Step::Guide, Step::Done]
        }
        // The application has its name and agent already.
        (Purpose::NewSecret, None) => &[Step::Connect, Step::Permissions, Step::Guide, Step::Done],
        // And Latchkey knows all of it.
        (Purpose::NewSecret, Some(_)) => &[Step::Guide, Step::Done],
    }
}

/// Whether a page has its answers.
pub fn is_answered(step: Step, draft: &Draft) -> bool {
    match step {
        Step::Connect => draft.instance.is_some(),
        Step::General => {
            let chosen = draft.agent_id.is_some() || draft.way != Way::ByLatchkey;
            draft.application_name.is_some() && draft.agent.is_some() && chosen
        }
        Step::Permissions => !draft.permissions.is_empty(),
        Step::Review | Step::Guide | Step::Done => false,
    }
}

/// The first page that lacks an answer.
pub fn next_step(draft: &Draft) -> Step {
    // Review or guide at the latest: they have no answers.
    steps(draft).iter().copied().find(|step| !is_answered(*step, draft)).unwrap_or(Step::Guide)
}

/// How a set-up is done: which pages it has, and what stands beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Latchkey creates the application for whoever signs in. So it is taken to be until by hand is chosen.
    Automatic,
    /// The person creates it, as the guide says.
    ByHand,
    /// The person generates a new secret for an application that exists.
    NewSecret,
}

impl Route {
    /// Of a set-up.
    pub fn of(draft: &Draft) -> Self {
        match (&draft.purpose, draft.way) {
            (Purpose::NewSecret, _) => Self::NewSecret,
            (Purpose::NewApplication, Way::ByHand) => Self::ByHand,
            (Purpose::NewApplication, Way::Undecided | Way::ByLatchkey) => Self::Automatic,
        }
    }

    /// By which a connection was most probably made, where its set-up is not known any more.
    pub fn of_connection(connection: &Connection) -> Self {
        if connection.application.is_some() { Self::Automatic } else { Self::ByHand }
    }

    fn steps(self) -> &'static [StepName] {
        match self {
            Self::Automatic => &[StepName::SignIn, StepName::Agent, StepName::Review, StepName::Finish],
            Self::ByHand => &[StepName::Address, StepName::Agent, StepName::InHalo, StepName::Finish],
            Self::NewSecret => &[StepName::Address, StepName::NewSecret, StepName::Finish],
        }
    }
}

/// A page of a set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The address, and signing in.
    Connect,
    /// The agent and the application's name.
    Agent,
    /// The permissions, where they are not the vendor's.
    Permissions,
    /// What will be created, and its creation.
    Review,
    /// The procedure, by hand.
    Guide,
    /// The hand-over. The set-up is a connection by then.
    Done,
}

impl Page {
    /// As in words and addresses.
    pub fn id(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Agent => "agent",
            Self::Permissions => "permissions",
            Self::Review => "review",
            Self::Guide => "guide",
            Self::Done => "done",
        }
    }
}

/// The page on which a set-up goes on: the first that lacks an answer, else the one that does it.
/// `authorised`: whether somebody is signed in for it. An application that was asked for is followed up
/// without, where that can be done.
pub fn next_page(draft: &Draft, authorised: bool) -> Page {
    let route = Route::of(draft);
    if draft.instance.is_none() {
        return Page::Connect;
    }
    if route == Route::Automatic && draft.mark.is_none() && !authorised {
        return Page::Connect;
    }
    if route != Route::NewSecret && !is_done_step(StepName::Agent, draft, authorised) {
        return Page::Agent;
    }
    last_page(route, draft)
}

/// The page on which the application is made or changed, once its permissions are known.
fn last_page(route: Route, draft: &Draft) -> Page {
    if draft.permissions.is_empty() {
        return Page::Permissions;
    }
    if route == Route::Automatic { Page::Review } else { Page::Guide }
}

/// A step in the sidebar. Its words are `sidebar-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepName {
    /// The address, and signing in.
    SignIn,
    /// The address alone.
    Address,
    /// Choosing an agent.
    Agent,
    /// Review and create.
    Review,
    /// Doing it in HaloPSA, by hand.
    InHalo,
    /// A new secret, in HaloPSA.
    NewSecret,
    /// Finishing in the product.
    Finish,
}

impl StepName {
    /// As in words.
    pub fn id(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Address => "address",
            Self::Agent => "agent",
            Self::Review => "review",
            Self::InHalo => "in-halo",
            Self::NewSecret => "new-secret",
            Self::Finish => "finish",
        }
    }

    /// Whether a page belongs to this step of a set-up.
    fn has(self, page: Page) -> bool {
        match self {
            Self::SignIn | Self::Address => page == Page::Connect,
            Self::Agent => page == Page::Agent,
            Self::Review | Self::InHalo | Self::NewSecret => {
                matches!(page, Page::Permissions | Page::Review | Page::Guide)
            }
            Self::Finish => page == Page::Done,
        }
    }
}

/// A step as it stands beside a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SidebarStep {
    /// Which.
    pub step: StepName,
    /// Whether it is done.
    pub done: bool,
    /// Whether the page belongs to it.
    pub current: bool,
    /// Whether its page may be opened: every step before it is done.
    pub open: bool,
    /// The page that it opens.
    pub page: Page,
}

/// The steps beside a page of a set-up. `authorised`: whether somebody is signed in for it.
pub fn sidebar(draft: &Draft, authorised: bool, current: Page) -> Vec<SidebarStep> {
    let route = Route::of(draft);
    if current == Page::Done {
        return sidebar_when_done(route);
    }
    let mut open = true;
    let steps = route.steps().iter().map(|&step| {
        let done = is_done_step(step, draft, authorised);
        let page = match step {
            StepName::SignIn | StepName::Address => Page::Connect,
            StepName::Agent => Page::Agent,
            StepName::Review | StepName::InHalo | StepName::NewSecret => last_page(route, draft),
            StepName::Finish => Page::Done,
        };
        // A connection's own address is not asked for again.
        let fixed = step == StepName::Address && draft.connection.is_some();
        let row = SidebarStep {
            step,
            done,
            current: step.has(current),
            open: open && !fixed && step != StepName::Finish,
            page,
        };
        open &= done;
        row
    });
    steps.collect()
}

/// At which step of the sidebar a page of a set-up is, from 1, and how many there are.
pub(crate) fn place_of(draft: &Draft, page: Page) -> (usize, usize) {
    let steps = Route::of(draft).steps();
    let at = steps.iter().position(|step| step.has(page)).unwrap_or_default();
    (at + 1, steps.len())
}

/// The steps beside the page `done`: all but the last are done, and none can be opened any more.
pub fn sidebar_when_done(route: Route) -> Vec<SidebarStep> {
    let steps = route.steps().iter().map(|&step| {
        let current = step == StepName::Finish;
        SidebarStep { step, done: !current, current, open: false, page: Page::Done }
    });
    steps.collect()
}

/// Whether a step is done. What makes the application is never: then the set-up is a connection.
fn is_done_step(step: StepName, draft: &Draft, authorised: bool) -> bool {
    match step {
        StepName::SignIn => draft.instance.is_some() && (authorised || draft.mark.is_some()),
        StepName::Address => draft.instance.is_some(),
        StepName::Agent => {
            let chosen = draft.agent_id.is_some() || Route::of(draft) == Route::ByHand;
            draft.application_name.is_some() && draft.agent.is_some() && chosen
        }
        StepName::Review | StepName::InHalo | StepName::NewSecret | StepName::Finish => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::instance::Instance;
    use crate::permission::set_of;

    fn begun(purpose: Purpose, listed: Option<&str>) -> Draft {
        Draft::begin(purpose, listed, "Backup").unwrap()
    }

    fn with_address(draft: &mut Draft) {
        let address = Address::parse("acme.halopsa.com", &[]).unwrap();
        draft.instance =
            Some(Instance { sign_in: address.join("auth"), address, tenant: None, version: None });
    }

    fn with_agent(draft: &mut Draft, id: Option<i64>) {
        draft.set_application_name("Backup").unwrap();
        draft.set_agent("API").unwrap();
        draft.agent_id = id;
    }

    /// Each step with `✓` done, `>` current, `o` open.
    fn plain(steps: &[SidebarStep]) -> Vec<String> {
        let mark = |is, mark: &'static str| if is { mark } else { "" };
        let row = |s: &SidebarStep| {
            let marks = [mark(s.done, "✓"), mark(s.current, ">"), mark(s.open, "o")].concat();
            format!("{} {marks} {}", s.step.id(), s.page.id())
        };
        steps.iter().map(row).collect()
    }

    #[test]
    fn a_listed_product_goes_from_the_agent_straight_to_the_review() {
        let mut draft = begun(Purpose::NewApplication, Some("hudu"));
        assert_eq!(next_page(&draft, false), Page::Connect);
        assert_eq!(
            plain(&sidebar(&draft, false, Page::Connect)),
            ["sign-in >o connect", "agent  agent", "review  review", "finish  done"]
        );
        with_address(&mut draft);
        assert_eq!(next_page(&draft, false), Page::Connect, "nobody has signed in");
        assert_eq!(next_page(&draft, true), Page::Agent);
        draft.way = Way::ByLatchkey;
        with_agent(&mut draft, Some(7));
        assert_eq!(next_page(&draft, true), Page::Review);
        assert_eq!(
            plain(&sidebar(&draft, true, Page::Review)),
            ["sign-in ✓o connect", "agent ✓o agent", "review >o review", "finish  done"]
        );
        let permissions = plain(&sidebar(&draft, true, Page::Permissions));
        assert_eq!(permissions, plain(&sidebar(&draft, true, Page::Review)), "a part of it");
    }

    #[test]
    fn where_the_sign_in_has_ended_it_comes_first_unless_an_application_was_asked_for() {
        let mut draft = begun(Purpose::NewApplication, Some("hudu"));
        with_address(&mut draft);
        with_agent(&mut draft, Some(7));
        draft.way = Way::ByLatchkey;
        assert_eq!(next_page(&draft, false), Page::Connect);
        assert_eq!(
            plain(&sidebar(&draft, false, Page::Agent)),
            ["sign-in o connect", "agent ✓> agent", "review  review", "finish  done"]
        );
        draft.mark = Some("0123456789abcdef0123456789abcdef".into());
        assert_eq!(next_page(&draft, false), Page::Review);
        assert!(sidebar(&draft, false, Page::Review)[0].done);
    }

    #[test]
    fn one_that_is_not_listed_is_asked_for_its_permissions() {
        let mut draft = begun(Purpose::NewApplication, None);
        with_address(&mut draft);
        with_agent(&mut draft, Some(7));
        assert_eq!(next_page(&draft, true), Page::Permissions);
        assert_eq!(sidebar(&draft, true, Page::Permissions)[2].page, Page::Permissions);
        draft.permissions = set_of(&["read:kb"]).unwrap();
        assert_eq!(next_page(&draft, true), Page::Review);
    }

    #[test]
    fn by_hand_is_a_way_of_its_own_once_it_is_chosen() {
        let mut draft = begun(Purpose::NewApplication, Some("hudu"));
        draft.way = Way::ByHand;
        assert_eq!(next_page(&draft, false), Page::Connect);
        with_address(&mut draft);
        assert_eq!(next_page(&draft, false), Page::Agent);
        with_agent(&mut draft, None);
        assert_eq!(next_page(&draft, false), Page::Guide);
        assert_eq!(
            plain(&sidebar(&draft, false, Page::Guide)),
            ["address ✓o connect", "agent ✓o agent", "in-halo >o guide", "finish  done"]
        );
        draft.way = Way::ByLatchkey;
        assert_eq!(
            next_page(&draft, true),
            Page::Agent,
            "a name that was written is not chosen from the list"
        );
    }

    #[test]
    fn a_lost_secret_has_three_steps_and_a_connection_keeps_its_address() {
        let mut draft = begun(Purpose::NewSecret, None);
        assert_eq!(next_page(&draft, false), Page::Connect);
        with_address(&mut draft);
        assert_eq!(next_page(&draft, false), Page::Permissions);
        draft.permissions = set_of(&["read:kb"]).unwrap();
        assert_eq!(next_page(&draft, false), Page::Guide);
        assert_eq!(
            plain(&sidebar(&draft, false, Page::Guide)),
            ["address ✓o connect", "new-secret >o guide", "finish  done"]
        );
        draft.connection = Some("c".into());
        assert!(!sidebar(&draft, false, Page::Guide)[0].open);
    }

    #[test]
    fn when_it_is_done_the_last_step_is_the_current_one() {
        let draft = begun(Purpose::NewSecret, None);
        assert_eq!(
            plain(&sidebar(&draft, false, Page::Done)),
            ["address ✓ done", "new-secret ✓ done", "finish > done"]
        );
        assert_eq!(plain(&sidebar_when_done(Route::Automatic))[2..], ["review ✓ done", "finish > done"]);
    }

    #[test]
    fn a_page_is_called_the_same_everywhere() {
        for step in [Step::Connect, Step::General, Step::Permissions, Step::Review, Step::Guide, Step::Done] {
            assert_eq!(serde_json::to_value(step).unwrap(), step.id());
        }
    }
}
