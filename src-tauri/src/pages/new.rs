//! Chooses what to connect: a listed product, or any other by its name. The same page chooses the connection
//! whose lost secret is replaced.

use askama::Template;
use latchkey_core::connections::Connection;
use latchkey_core::products::{self, Product, search};
use latchkey_core::setup::draft::Draft;
use latchkey_core::{ConnectionId, Latchkey, Result};
use serde::{Deserialize, Serialize};

use super::frame::{self, Frame};
use super::notice::Notice;
use super::product::Monogram;
use super::words::Speaks as _;
use super::{Context, Route, Update};
use crate::desk::Desk;

/// The actions of this page. `lost`: a new secret in place of a lost one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Shows the matches of the typed text.
    Find {
        #[serde(default)]
        text: String,
        lost: bool,
    },
    /// Takes the match of the typed text, or lets the user choose among several.
    Enter {
        #[serde(default)]
        text: String,
        lost: bool,
    },
    /// Starts with the typed name: a listed product if it is one, else another product of this name.
    BeginTyped {
        #[serde(default)]
        text: String,
        lost: bool,
    },
    /// Starts with a listed product.
    Begin { product: String, lost: bool },
    /// Starts replacing the secret of a saved connection.
    Renew { connection: ConnectionId },
}

/// The page.
#[derive(Template)]
#[template(path = "new.html", blocks = ["found"])]
pub(crate) struct New {
    pub(crate) frame: Frame,
    pub(crate) lost: bool,
    /// Whether there is a list of connections to go back to.
    pub(crate) has_home: bool,
    pub(crate) text: String,
    /// The user's connections, where a secret is lost.
    pub(crate) connections: Vec<Tile>,
    pub(crate) products: Vec<Tile>,
    /// Suggestions where nothing matches: these are shown instead. Empty where something does.
    pub(crate) near: Vec<&'static str>,
    /// Matching products that can't be connected, with the words for the reason.
    pub(crate) not_possible: Vec<(String, &'static str)>,
    pub(crate) count: usize,
}

/// A choice.
pub(crate) struct Tile {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Its host, or the other name under which it was found.
    pub(crate) more: Option<String>,
    pub(crate) monogram: Monogram,
    pub(crate) action: super::Action,
}

impl New {
    /// `connections`: the saved ones.
    pub(crate) fn of(frame: Frame, lost: bool, text: &str, connections: &[Connection]) -> Self {
        let wanted = text.trim();
        let matching = products::listed()
            .iter()
            .filter_map(|product| Some((product, search::found_as(product, wanted)?)))
            .collect::<Vec<_>>();
        let near = if matching.is_empty() { search::near(wanted) } else { Vec::new() };
        let by_name = near.iter().map(|product| (*product, product.name.as_str()));
        let shown: Vec<_> = matching.iter().copied().chain(by_name).collect();
        let possible = shown.iter().filter(|(product, _)| product.not_possible.is_none());
        let mut products: Vec<Tile> =
            possible.map(|(product, found_as)| tile(product, found_as, lost)).collect();
        if near.is_empty() {
            products.sort_by_cached_key(|tile| tile.name.to_lowercase());
        }
        let own = connections.iter().filter(|connection| {
            lost && (search::finds(&connection.product_name, wanted)
                || connection.instance.address.host_and_port().contains(&wanted.to_lowercase()))
        });
        let not_possible = shown
            .iter()
            .filter(|_| !wanted.is_empty())
            .filter_map(|(product, _)| Some((product.name.clone(), product.not_possible?.id())));
        Self {
            frame,
            lost,
            has_home: !connections.is_empty(),
            text: wanted.to_owned(),
            connections: own.map(|one| tile_of(one, connections)).collect(),
            products,
            not_possible: not_possible.collect(),
            near: near.into_iter().map(|product| product.name.as_str()).collect(),
            count: products::listed().iter().filter(|product| product.not_possible.is_none()).count(),
        }
    }

    fn find(&self) -> super::Action {
        super::Action::New(Action::Find { text: String::new(), lost: self.lost })
    }

    fn enter(&self) -> super::Action {
        super::Action::New(Action::Enter { text: String::new(), lost: self.lost })
    }

    fn begin_typed(&self) -> super::Action {
        super::Action::New(Action::BeginTyped { text: self.text.clone(), lost: self.lost })
    }

    #[expect(clippy::unused_self, reason = "templates call it as what the page offers")]
    fn practise(&self) -> super::Action {
        super::Action::Frame(frame::Action::Practise {})
    }

    /// Whether no product is listed under the typed name.
    fn is_unlisted(&self) -> bool {
        let listed = search::called(&self.text).is_some_and(|product| {
            product.not_possible.is_none() || search::is_same(&product.name, &self.text)
        });
        !self.text.is_empty() && !listed
    }
}

/// `found_as`: the name under which it was found.
fn tile(product: &Product, found_as: &str, lost: bool) -> Tile {
    Tile {
        id: format!("product-{}", product.id),
        name: product.name.clone(),
        more: (found_as != product.name).then(|| found_as.to_owned()),
        monogram: Monogram::of(&product.name),
        action: super::Action::New(Action::Begin { product: product.id.clone(), lost }),
    }
}

fn tile_of(connection: &Connection, all: &[Connection]) -> Tile {
    Tile {
        id: format!("connection-{}", connection.id),
        name: connection.product_name.clone(),
        more: Some(connection.distinguishing_label(all)),
        monogram: Monogram::of(&connection.product_name),
        action: super::Action::New(Action::Renew { connection: connection.id.clone() }),
    }
}

/// The current page. `route`: the address under which it is shown, since it is also the first page.
pub(crate) fn view(desk: &Desk, route: &Route, lost: bool) -> Result<Update> {
    let update = Update::new();
    Ok(update.page(route, &page(desk, lost, "")?))
}

fn page(desk: &Desk, lost: bool, text: &str) -> Result<New> {
    let place = desk.workspace()?;
    let connections = place.latchkey.overview().connections;
    Ok(New::of(Frame::wide(&place), lost, text, &connections))
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    acted(context.desk, action).await.unwrap_or_else(|error| Notice::of(&error).at(&["product"]))
}

/// The result of pressing Enter in the search.
enum Entered {
    One(Action),
    /// The first match has the focus.
    Several(Update),
}

fn entered(page: &New, update: Update) -> Entered {
    let typed = || Action::BeginTyped { text: page.text.clone(), lost: page.lost };
    let is_name = search::called(&page.text).is_some_and(|product| product.not_possible.is_none());
    let mut tiles = page.connections.iter().chain(&page.products);
    match (tiles.next(), tiles.next()) {
        _ if page.text.is_empty() || is_name => Entered::One(typed()),
        (Some(Tile { action: super::Action::New(action), .. }), None) if page.near.is_empty() => {
            Entered::One(action.clone())
        }
        (Some(first), _) => Entered::Several(update.part("found", &page.as_found()).focus(&first.id)),
        (None, _) if !page.not_possible.is_empty() => {
            Entered::Several(update.part("found", &page.as_found()).focus("continue-typed"))
        }
        (None, _) => Entered::One(typed()),
    }
}

async fn acted(desk: &Desk, action: Action) -> Result<Update> {
    let latchkey = desk.workspace()?.latchkey;
    let begun = match action {
        Action::Find { text, lost } => {
            let update = Update::new();
            return Ok(update.part("found", &page(desk, lost, &text)?.as_found()));
        }
        Action::Enter { text, lost } => {
            let update = Update::new();
            return match entered(&page(desk, lost, &text)?, update) {
                Entered::One(action) => Box::pin(acted(desk, action)).await,
                Entered::Several(update) => Ok(update),
            };
        }
        Action::BeginTyped { text, lost } => {
            let text = text.trim();
            let listed = search::called(text).filter(|product| product.not_possible.is_none());
            begin(&latchkey, listed.map(|product| product.id.as_str()), text, lost)?
        }
        Action::Begin { product, lost } => begin(&latchkey, Some(&product), "", lost)?,
        Action::Renew { connection } => latchkey.begin_new_secret_for(&connection).await?,
    };
    // A user who is signed in need not sign in again.
    let set_up = desk.set_up(&begun.id)?;
    let begun = if set_up.go_on_signed_in().await? { set_up.draft()? } else { begun };
    Ok(Update::go(&super::page_of(&begun)))
}

fn begin(latchkey: &Latchkey, listed: Option<&str>, name: &str, lost: bool) -> Result<Draft> {
    if lost { latchkey.begin_new_secret(listed, name) } else { latchkey.begin(listed, name) }
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use super::gallery::{State, connections};
    let new = |lost, text: &str, count, practising| {
        New::of(Frame { practising, ..Frame::default() }, lost, text, &connections(count))
    };
    vec![
        State::page("new", new(false, "", 0, false)),
        State::page("new-practice", new(false, "", 0, true)),
        State::page("new-again", new(false, "", 6, false)),
        State::page("new-found", new(false, "trend", 0, false)),
        State::page("new-alias", new(false, "trend micro", 0, false)),
        State::page("new-near", new(false, "lionguard", 0, false)),
        State::page("new-near-not-possible", new(false, "dato rmm", 0, false)),
        State::page("new-other-spelling", new(false, "n able", 0, false)),
        State::page("new-unlisted", new(false, "Harbour Alarm & Co. \"<b>\"", 0, false)),
        State::page("new-unlisted-long", new(false, &"A product with a long name ".repeat(7), 0, false)),
        State::page("new-not-possible", new(false, "rtbook", 0, false)),
        State::page("new-connects-itself", new(false, "rmm", 0, false)),
        State::page("new-not-possible-whole", new(false, "rtbookings", 0, false)),
        State::page("lost", new(true, "", 3, false)),
        State::page("lost-none", new(true, "", 0, false)),
        State::page("lost-unlisted", new(true, "Harbour Alarm", 3, false)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_takes_the_one_that_matches_and_never_a_part_of_a_name() {
        let enter = |text: &str| entered(&New::of(Frame::default(), false, text, &[]), Update::new());
        let one = |text: &str| match enter(text) {
            Entered::One(Action::Begin { product, .. }) => product,
            Entered::One(Action::BeginTyped { text, .. }) => format!("typed: {text}"),
            Entered::One(other) => panic!("{other:?}"),
            Entered::Several(_) => "several".to_owned(),
        };
        assert_eq!(one("hud"), "hudu");
        assert_eq!(one(" Hudu "), "typed: Hudu", "by its name, it is found where it begins");
        assert_eq!(one("a"), "several");
        assert_eq!(one("Harbour Alarm"), "typed: Harbour Alarm");
        assert_eq!(one("rtbook"), "several", "it can't be connected");
        assert_eq!(one("rtbookings"), "several", "nor by its whole name");
        assert_eq!(one("Pax8"), "several", "HaloPSA connects to it by itself");
        assert_eq!(one("cybercns"), "typed: cybercns", "by another name, too");
        assert_eq!(one("LCI"), "several", "two go by it");
        assert_eq!(one(""), "typed: ");
    }

    #[test]
    fn enter_forgives_a_space_or_a_slip_and_begins_nothing_unlisted_beside_what_may_be_meant() {
        let shown = |text: &str| New::of(Frame::default(), false, text, &[]);
        let enter = |text: &str| match entered(&shown(text), Update::new()) {
            Entered::One(Action::Begin { product, .. }) => product,
            Entered::One(Action::BeginTyped { text, .. }) => search::called(&text)
                .map_or_else(|| format!("unlisted: {text}"), |product| product.id.clone()),
            Entered::One(other) => panic!("{other:?}"),
            Entered::Several(_) => "asked".to_owned(),
        };
        for (text, id) in
            [("1 stream", "1stream"), ("time zest", "timezest"), ("sonic wall", "sonicwall-mspcentric")]
        {
            assert_eq!(enter(text), id);
            assert!(!shown(text).render().unwrap().contains("id=\"unlisted\""), "{text}");
        }
        for text in ["lionguard", "hudo", "guards", "sales builder", "dato rmm", "n able"] {
            assert_eq!(enter(text), "asked", "{text}");
        }
        for text in ["teams", "azure", "xero", "jira", "intune"] {
            assert_eq!(enter(text), format!("unlisted: {text}"));
            let page = shown(text).render().unwrap();
            assert!(page.contains("id=\"unlisted\"") && !page.contains("id=\"near\""), "{page}");
        }
        let page = shown("lionguard").render().unwrap();
        assert!(page.contains("id=\"product-liongard\"") && page.contains("Liongard?"), "{page}");
        assert!(page.contains("id=\"continue-typed\"") && !page.contains("id=\"unlisted\""), "{page}");
        assert!(!shown("time zest").render().unwrap().contains("id=\"continue-typed\""));
    }

    #[test]
    fn few_results_are_as_wide_as_the_row() {
        let is_wide = |text: &str| {
            New::of(Frame::default(), false, text, &[]).render().unwrap().contains("class=\"tiles few\"")
        };
        assert!(is_wide("trend") && is_wide("n able") && !is_wide(""));
    }
}
