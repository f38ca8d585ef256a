//! The end of a set-up: the values for the product's own form, in its words and order, and which buttons to
//! press there.

use askama::Template;
use jiff::Timestamp;
use latchkey_core::connections::Connection;
use latchkey_core::procedure::Purpose;
use latchkey_core::products::{self, Demand, Product};
use latchkey_core::proof::finding::{Remark, Verdict};
use latchkey_core::{ConnectionId, Result};
use serde::{Deserialize, Serialize};

use super::frame::{Frame, StepView};
use super::notice::{Notice, Question};
use super::proof::Shown;
use super::report;
use super::values::Values;
use super::when::day;
use super::words::{Said, Speaks as _, family, t};
use super::{Context, Route, Update};
use crate::desk::Desk;

/// The actions of this page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Goes to the list: at once when the secret was copied, else after a question.
    Finish { connection: ConnectionId },
    /// Goes to the list, whatever was copied.
    Leave { connection: ConnectionId },
    /// Stops practising, and starts the same set-up for real.
    ForReal { connection: ConnectionId },
    /// The same, after a question where there is more than this in the practice.
    AskForReal { connection: ConnectionId },
    /// Tests again what could not be tested.
    Test { connection: ConnectionId },
    /// Opens the page on which the vendor documents its form.
    OpenSource { product: String },
}

/// The page.
#[derive(Template)]
#[template(path = "done.html")]
pub(crate) struct Done {
    pub(crate) frame: Frame,
    id: ConnectionId,
    product: String,
    /// The path to the form, and its buttons, where known.
    place: Option<String>,
    test: Option<String>,
    finish: Option<String>,
    source: Option<Source>,
    /// Whether the product's test comes after the button that saves.
    tested_when_saved: bool,
    /// The last step, where the agent had to be an administrator only until now.
    afterwards: Option<Said<'static>>,
    /// What may go wrong in the product although the test here succeeded. The words: `trouble-<id>`.
    trouble: Vec<&'static str>,
    /// The success message; none where the last test failed.
    success: Option<Said<'static>>,
    values: Values,
    proof: Shown,
}

/// The page on which the vendor documents its form.
struct Source {
    product: String,
    /// The day on which it was looked up.
    seen: Option<String>,
}

/// What remains to be done in HaloPSA once the product is set up: nothing where the agent is no administrator
/// by then.
fn afterwards(connection: &Connection) -> Option<Said<'static>> {
    let at_first = connection.administrator_at_first()?;
    let is_to_be_one = connection
        .proof
        .remarks
        .iter()
        .any(|remark| matches!(remark, Remark::Unmet { demand: Demand::AdministratorAtFirst }));
    let words = match at_first.is_one {
        Some(true) => "done-no-administrator",
        Some(false) if is_to_be_one => "done-no-administrator",
        Some(false) => return None,
        // After an earlier set-up it may be done already.
        None if connection.renewed.is_some() => return None,
        None => "done-no-administrator.perhaps",
    };
    Some(t(words).with("agent", at_first.agent).with("product", &connection.product_name))
}

impl Source {
    fn of(product: &Product) -> Option<Self> {
        product.form_source.as_ref()?;
        Some(Self { product: product.id.clone(), seen: product.form_looked_up.as_deref().map(day) })
    }
}

impl Done {
    /// `in_keychain`: false while practising in memory.
    pub(crate) fn of(mut frame: Frame, in_keychain: bool, connection: &Connection, now: Timestamp) -> Self {
        let listed = connection.product.as_deref().and_then(products::find);
        let renewed = connection.renewed.is_some();
        frame.steps = steps(&connection.product_name, renewed, connection.application.is_some());
        let again = super::Action::Done(Action::Test { connection: connection.id.clone() });
        let renew = super::Action::Connection(super::connection::Action::AskToRenew {
            connection: connection.id.clone(),
        });
        Self {
            frame,
            id: connection.id.clone(),
            product: connection.product_name.clone(),
            place: listed.and_then(|product| product.place.clone()),
            test: listed.and_then(|product| product.test_button.clone()),
            finish: listed.and_then(|product| product.finish_button.clone()),
            source: listed.and_then(Source::of),
            tested_when_saved: listed.is_some_and(|product| product.tested_when_saved),
            afterwards: afterwards(connection),
            trouble: listed
                .into_iter()
                .flat_map(|product| &product.trouble)
                .filter(|trouble| trouble.shows_only_in_the_product(&connection.instance))
                .map(|trouble| trouble.id())
                .collect(),
            success: (connection.proof.verdict != Verdict::DoesNotWork).then(|| {
                match (renewed, in_keychain) {
                    (false, true) => t("done-created"),
                    (false, false) => t("done-created.practice"),
                    (true, true) => t("done-renewed"),
                    (true, false) => t("done-renewed.practice"),
                }
            }),
            values: Values::of(connection),
            proof: Shown::of(&connection.proof, true, now)
                .again(again)
                .reported(report::of_connection(&connection.id))
                .mended_by("renew", "new-secret-for", &renew),
        }
    }

    fn open_there(&self) -> Said<'static> {
        match &self.place {
            Some(place) => {
                t("done-place").with("product", &self.product).with("place", place.replace('>', "›"))
            }
            None => t("done-open").with("product", &self.product),
        }
    }

    fn then(&self) -> Said<'static> {
        let said = match (&self.test, &self.finish) {
            (Some(test), Some(finish)) if self.tested_when_saved => {
                t("done-then").with("test", finish).with("finish", test)
            }
            (Some(test), Some(finish)) => t("done-then").with("test", test).with("finish", finish),
            (Some(test), None) => t("done-then-test").with("test", test),
            (None, Some(finish)) => t("done-then-finish").with("finish", finish),
            (None, None) => t("done-then-anywhere"),
        };
        said.with("product", &self.product)
    }

    fn finish_action(&self) -> super::Action {
        super::Action::Done(Action::Finish { connection: self.id.clone() })
    }

    fn for_real(&self) -> super::Action {
        super::Action::Done(Action::AskForReal { connection: self.id.clone() })
    }
}

impl Source {
    fn open(&self) -> super::Action {
        super::Action::Done(Action::OpenSource { product: self.product.clone() })
    }
}

/// The steps that led here, all but the last one done.
fn steps(product: &str, renewed: bool, by_latchkey: bool) -> Vec<StepView> {
    let before: &[&'static str] = match (renewed, by_latchkey) {
        (true, _) => &["address", "new-secret"],
        (false, true) => &["sign-in", "agent", "review"],
        (false, false) => &["address", "agent", "guide"],
    };
    let step = |id: &'static str, done| StepView {
        id,
        name: family("step-to", id).with("product", product).to_string(),
        done,
        current: !done,
        page: None,
    };
    before.iter().map(|id| step(id, true)).chain([step("done", false)]).collect()
}

pub(crate) fn view(desk: &Desk, id: &ConnectionId) -> Result<Update> {
    let update = Update::new();
    Ok(update.page(&Route::Done(id.to_owned()), &page(desk, id)?))
}

fn page(desk: &Desk, id: &ConnectionId) -> Result<Done> {
    let place = desk.workspace()?;
    let connection = place.latchkey.connection(id)?;
    Ok(Done::of(Frame::around(desk, &place, id), place.is_in_keychain(), &connection, Timestamp::now()))
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let retry = match &action {
        Action::Test { connection } => {
            Some(super::Action::Done(Action::Test { connection: connection.clone() }))
        }
        _ => None,
    };
    acted(context, action).await.unwrap_or_else(|error| {
        let notice = Notice::of(&error);
        match retry {
            Some(retry) => notice.retry(retry),
            None => notice,
        }
        .update()
    })
}

async fn acted(context: &Context<'_>, action: Action) -> Result<Update> {
    let desk = context.desk;
    match action {
        Action::Finish { connection } => {
            let connected = desk.workspace()?.latchkey.connection(&connection)?;
            let has_secret = Values::of(&connected).lines.iter().any(|line| line.is_secret);
            if !has_secret || desk.memory.lock().copied.contains(&connection) {
                return Ok(leave(desk, connection));
            }
            let question = Question {
                title: t("done-not-copied").to_string(),
                texts: vec![t("done-not-copied.about").with("product", connected.product_name)],
                cancel: t("done-not-copied.stay").to_string(),
                confirm: t("done-not-copied.leave").to_string(),
                danger: false,
                action: super::Action::Done(Action::Leave { connection }),
            };
            Ok(Update::new().part("dialog", &question))
        }
        Action::Leave { connection } => Ok(leave(desk, connection)),
        Action::AskForReal { connection } => {
            let practised = desk.workspace()?.latchkey.overview();
            let is_all = practised.connections.len() <= 1 && practised.unfinished.is_empty();
            let for_real = Action::ForReal { connection };
            if is_all {
                return Box::pin(acted(context, for_real)).await;
            }
            let question = super::frame::stop_question("for-real", super::Action::Done(for_real));
            Ok(Update::new().part("dialog", &question))
        }
        Action::ForReal { connection } => {
            let place = desk.workspace()?;
            if place.practising().is_none() {
                return Ok(Update::go(&Route::Index));
            }
            let made = place.latchkey.connection(&connection)?;
            let purpose = if made.renewed.is_some() {
                Purpose::NewSecret { of: None }
            } else {
                Purpose::NewApplication
            };
            let begun = desk.begin_for_real(&purpose, made.product.as_deref(), &made.product_name).await?;
            Ok(Update::go(&Route::Connect(begun.id)))
        }
        Action::Test { connection } => {
            let place = desk.free_connection(&connection)?;
            let listener = desk.listener(&connection);
            let proved = place.latchkey.prove_connection(&connection, &listener);
            desk.watched(&connection, &place, Box::pin(proved)).await?;
            let update = Update::new();
            let page = page(desk, &connection)?;
            Ok(update.page(&Route::Done(connection), &page).focus("verdict"))
        }
        Action::OpenSource { product } => {
            desk.open_form_source(&product)?;
            Ok(Update::new())
        }
    }
}

fn leave(desk: &Desk, connection: ConnectionId) -> Update {
    desk.memory.lock().just_made = Some(connection);
    Update::go(&Route::Index)
}

#[cfg(test)]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use super::gallery::{State, failed, now, proof, saved};
    let done = |connection: &Connection, practising: bool| {
        Done::of(Frame { practising, ..Frame::default() }, !practising, connection, now())
    };
    let trend = saved(Some("trend-vision-one-sp"), "Trend Vision One for Service Providers");
    let mut noted = trend.clone();
    noted.proof = proof(Verdict::WorksWithRemarks, now());
    let unlisted = saved(None, "Harbour Alarm");
    let long = saved(None, &"A product with <b>a very</b> long & \"odd\" name ".repeat(3));
    let mut copied = done(&trend, false);
    copied.values = copied.values.copied(2, Some(52));
    vec![
        State::page("done", done(&trend, false)),
        State::page("done-copied", copied),
        State::page("done-practice", done(&trend, true)),
        State::page("done-things", done(&noted, false)),
        State::page("done-not-working", done(&Connection { proof: failed(now()), ..trend.clone() }, false)),
        State::page("done-renewed", done(&Connection { renewed: Some(trend.since), ..trend.clone() }, false)),
        State::page("done-unlisted", done(&unlisted, false)),
        State::page("done-long", done(&long, false)),
        State::page("done-cipp", done(&saved(Some("cipp"), "CIPP"), false)),
        State::page("done-n8n", done(&saved(Some("n8n"), "n8n"), false)),
        State::page("done-dnsfilter", done(&saved(Some("dnsfilter"), "DNSFilter"), false)),
        State::page("done-timezest", done(&saved(Some("timezest"), "TimeZest"), false)),
        State::page("done-rewst", done(&saved(Some("rewst"), "Rewst"), false)),
        State::dialog(
            "done-dialog",
            Question {
                title: t("done-not-copied").to_string(),
                texts: vec![t("done-not-copied.about").with("product", "CIPP")],
                cancel: t("done-not-copied.stay").to_string(),
                confirm: t("done-not-copied.leave").to_string(),
                danger: false,
                action: super::Action::Done(Action::Leave { connection: "c".into() }),
            },
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::gallery::{failed, now, saved};
    use super::*;

    fn html(practising: bool, connection: &Connection) -> String {
        let frame = Frame { practising, ..Frame::default() };
        Done::of(frame, !practising, connection, now()).render().unwrap()
    }

    #[test]
    fn the_values_come_first_under_the_products_own_names_and_then_what_to_press_there() {
        let html = html(false, &saved(Some("trend-vision-one-sp"), "Trend Vision One for Service Providers"));
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is on the page"));
        let order = [
            "HaloPSA URL",
            "copy-line-0",
            "client ID",
            "copy-line-1",
            "client secret",
            "copy-line-2",
            "Test connection",
            "id=\"verdict\"",
            "id=\"finish\"",
        ];
        assert!(order.is_sorted_by_key(|text| at(text)), "{html}");
        assert!(!html.contains("HaloPSA address"), "the product's name for it alone");
    }

    #[test]
    fn an_administrator_at_first_is_none_afterwards() {
        use latchkey_core::proof::finding::AgentFinding;
        let administrator = |product: &str, is_one: Option<bool>, renewed: bool| {
            let mut connection = saved(Some(product), product);
            if let Some(AgentFinding::Planned { agent }) = &mut connection.proof.agent {
                agent.administrator = is_one;
            }
            connection.renewed = renewed.then_some(connection.since);
            let html = html(false, &connection);
            let at = html.find("id=\"afterwards\"")?;
            assert!(at > html.find("id=\"values\"").unwrap() && at < html.find("id=\"verdict\"").unwrap());
            Some(html[at..].contains("If API Integration Account is an administrator"))
        };
        for product in ["timezest", "level", "msp360-managed-backup"] {
            assert_eq!(administrator(product, Some(true), false), Some(false), "{product}");
            assert_eq!(administrator(product, None, false), Some(true), "{product}: it isn't told");
            assert_eq!(administrator(product, Some(false), false), None, "{product}: it is none");
            assert_eq!(administrator(product, None, true), None, "{product}: it was set up before");
        }
        for product in ["rewst", "cipp"] {
            assert_eq!(administrator(product, Some(true), false), None, "{product}");
        }
        let mut to_be = saved(Some("timezest"), "TimeZest");
        if let Some(AgentFinding::Planned { agent }) = &mut to_be.proof.agent {
            agent.administrator = Some(false);
        }
        to_be.proof.remarks = vec![Remark::Unmet { demand: Demand::AdministratorAtFirst }];
        assert!(html(false, &to_be).contains("id=\"afterwards\""), "it is to be one meanwhile");
    }

    #[test]
    fn a_name_is_never_read_as_html() {
        let html = html(false, &saved(None, "<img src=x onerror=alert(1)> & \"Co\""));
        assert!(!html.contains("<img") && html.contains("&#60;img"), "{html}");
    }

    #[test]
    fn what_only_the_product_can_run_into_is_said_although_the_test_went_well() {
        let mut huntress = saved(Some("huntress"), "Huntress");
        let shown = |connection: &Connection, id: &'static str| {
            html(false, connection).contains(&family("trouble", id).to_string())
        };
        assert!(html(false, &huntress).contains("Created and tested"));
        assert!(shown(&huntress, "ip-allow-list"), "its addresses may be shut out");
        let mut dnsfilter = saved(Some("dnsfilter"), "DNSFilter");
        assert!(shown(&dnsfilter, "ip-allow-list") && !shown(&dnsfilter, "full-chain"));
        for connection in [&mut huntress, &mut dnsfilter] {
            connection.instance.tenant = None;
            connection.instance.address =
                latchkey_core::instance::address::Address::parse("halo.firm.example", &[]).unwrap();
        }
        assert!(shown(&dnsfilter, "full-chain"), "this computer may fill the gap, the product can't");
        assert!(!shown(&huntress, "full-chain"), "its vendor says nothing of it");
        assert!(!html(false, &saved(Some("hudu"), "Hudu")).contains("only-there"));
    }

    #[test]
    fn what_is_tested_when_it_is_saved_says_so_in_that_order() {
        let html = html(false, &saved(Some("cipp"), "CIPP"));
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"));
        assert!(at(">Submit</b>") < at(">Test</b>"));
    }

    #[test]
    fn success_is_said_only_where_there_is_one_and_is_true_in_practice() {
        let works = saved(Some("cipp"), "CIPP");
        assert!(html(false, &works).contains("The secret is in"));
        let practised = html(true, &works);
        assert!(practised.contains("in memory only") && !practised.contains("The secret is in"));
        let broken = html(false, &Connection { proof: failed(now()), ..works });
        assert!(!broken.contains("Created and tested") && broken.contains("cause-client-id-changed"));
    }

    #[test]
    fn what_was_practised_can_be_done_for_real() {
        let works = saved(Some("cipp"), "CIPP");
        assert!(html(true, &works).contains("id=\"for-real\""));
        assert!(!html(false, &works).contains("id=\"for-real\""));
    }
}
