//! HaloPSA's address, and signing in there: the first page of a set-up. After signing in it continues
//! automatically.

use std::sync::{MutexGuard, PoisonError};

use askama::Template;
use latchkey_core::instance::address::Address;
use latchkey_core::next::Next;
use latchkey_core::procedure::Purpose;
use latchkey_core::proof::Progress;
use latchkey_core::setup::Authorised;
use latchkey_core::setup::draft::Draft;
use latchkey_core::{Error, Result, Secret, SetUpId};
use serde::{Deserialize, Serialize};

use super::frame::{Current, Frame, is_by_hand};
use super::notice::{Button, Notice, Question};
use super::sign_in::{self, SignIn};
use super::words::{Speaks as _, t};
use super::{Context, Route, Update};
use crate::clipboard;
use crate::desk::{Desk, Workspace};
use crate::policy::{self, Policy};

/// The actions of this page. `id`: the set-up.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Checks the address and saves it, then continues.
    Save(Form),
    /// Goes to the page that lacks an answer, or back to the one that the user came from.
    Next {
        id: SetUpId,
    },
    /// Stops practising, and starts the same set-up for real: after a question, where that deletes anything
    /// else.
    AskToUseOwn {
        id: SetUpId,
    },
    UseOwn {
        id: SetUpId,
    },
    /// Signs in with the window after all, not with an application.
    InTheWindow {
        id: SetUpId,
    },
    /// Takes an application's secret from the clipboard.
    PasteSecret {
        id: SetUpId,
    },
    /// Takes another secret than the one in hand.
    OtherSecret {
        id: SetUpId,
    },
    /// Signs in with an application and the secret in hand. The user may confirm an unusual value.
    WithApplication {
        id: SetUpId,
        client_id: String,
        unusual_id: bool,
        unusual_secret: bool,
    },
    /// Signs in with an application generated for practice.
    WithPracticeApplication {
        id: SetUpId,
    },
}

/// The address, and what the user agreed to about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Form {
    id: SetUpId,
    revision: u64,
    #[serde(default)]
    address: String,
    /// Even if nothing there responds as HaloPSA does.
    insist: bool,
    /// The other host at which users sign in.
    elsewhere: Option<String>,
    then: Then,
}

/// What follows after the address is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Then {
    /// Signing in, where that is needed; else the next page.
    SignIn,
    /// The next page, if a user is still signed in.
    Continue,
    /// Signing in as another user.
    SwitchAccount,
    ByHand,
    /// The fields for an application that may create others.
    WithApplication,
}

/// Signing in with an application was chosen. Dropped when another page is shown.
pub(crate) struct InHand {
    set_up: SetUpId,
    secret: Option<Given>,
}

/// The source of a secret.
enum Given {
    Pasted(clipboard::Read),
    Typed(Secret),
}

impl Given {
    fn secret(&self) -> &Secret {
        match self {
            Self::Pasted(read) => &read.text,
            Self::Typed(typed) => typed,
        }
    }
}

/// How the page continues.
#[derive(Debug, PartialEq, Eq)]
enum Shape {
    SignIn,
    SignedIn {
        who: String,
        /// Whether an application is signed in, not a user.
        application: bool,
    },
    /// The user does it in HaloPSA.
    ByHand,
    /// Nothing is created: a lost secret is replaced.
    NewSecret,
    Application {
        client_id: String,
        /// Whether a secret is in hand.
        has_secret: bool,
    },
}

/// The page.
#[derive(Template)]
#[template(path = "connect.html")]
pub(crate) struct Connect {
    pub(crate) frame: Frame,
    id: SetUpId,
    revision: u64,
    product: String,
    address: String,
    /// Whether this computer's policy sets it.
    is_set: bool,
    shape: Shape,
    /// A sign-in is in progress.
    signing_in: Option<SignIn>,
}

/// Addresses to fill in.
#[derive(Debug, Default)]
struct Known {
    practice: Option<String>,
    /// That of the newest connection or set-up.
    last: Option<String>,
    /// Set by this computer's policy.
    set: Option<String>,
}

impl Connect {
    /// `in_hand`: whether a secret is in hand, where signing in with an application was chosen; `waiting`:
    /// its Client ID, where it was taken.
    fn of(
        frame: Frame,
        draft: &Draft,
        known: Known,
        authorised: Option<&Authorised>,
        in_hand: Option<bool>,
        waiting: Option<String>,
    ) -> Self {
        let shape = match (&draft.purpose, authorised, in_hand) {
            (Purpose::NewSecret { .. }, ..) => Shape::NewSecret,
            (_, Some(who), _) => Shape::SignedIn {
                who: who.application.clone().or_else(|| who.agent.clone()).unwrap_or_default(),
                application: !who.by_person,
            },
            (_, _, Some(has_secret)) => {
                Shape::Application { client_id: waiting.unwrap_or_default(), has_secret }
            }
            _ if is_by_hand(draft, Current::Connect) => Shape::ByHand,
            _ => Shape::SignIn,
        };
        let saved = draft.instance.as_ref().map(|instance| instance.address.to_string());
        let is_set = saved.is_none() && known.last.is_none() && known.set.is_some();
        let signing_in = frame
            .progress
            .as_ref()
            .filter(|progress| progress.is_sign_in())
            .map(|_| SignIn::of(&frame, &draft.id, None));
        Self {
            frame,
            id: draft.id.clone(),
            revision: draft.revision,
            product: draft.product_name.clone(),
            address: known.practice.or(saved).or(known.last).or(known.set).unwrap_or_default(),
            is_set,
            shape,
            signing_in,
        }
    }

    fn save(&self, then: Then) -> super::Action {
        super::Action::Connect(Action::Save(Form {
            id: self.id.clone(),
            revision: self.revision,
            address: self.address.clone(),
            insist: false,
            elsewhere: None,
            then,
        }))
    }

    /// The action of the page's one button.
    fn go_on(&self) -> super::Action {
        self.save(match self.shape {
            Shape::SignedIn { .. } => Then::Continue,
            Shape::ByHand => Then::ByHand,
            Shape::SignIn | Shape::NewSecret | Shape::Application { .. } => Then::SignIn,
        })
    }

    fn signs_in(&self) -> bool {
        self.shape == Shape::SignIn
    }

    fn is_about_address(&self) -> bool {
        matches!(self.shape, Shape::ByHand | Shape::NewSecret)
    }

    fn with_application(&self) -> Option<&str> {
        match &self.shape {
            Shape::Application { client_id, .. } => Some(client_id),
            _ => None,
        }
    }

    fn has_secret(&self) -> bool {
        matches!(self.shape, Shape::Application { has_secret: true, .. })
    }

    /// Whether the address is read-only.
    fn is_fixed(&self) -> bool {
        self.frame.practising || self.signing_in.is_some() || self.with_application().is_some()
    }

    fn sign_in_action(&self) -> super::Action {
        self.save(Then::SignIn)
    }

    fn switch_account(&self) -> super::Action {
        self.save(Then::SwitchAccount)
    }

    fn by_hand(&self) -> super::Action {
        self.save(Then::ByHand)
    }

    fn use_application(&self) -> super::Action {
        self.save(Then::WithApplication)
    }

    fn save_instructions(&self) -> super::Action {
        sign_in::save_instructions(&self.id, None)
    }

    fn use_own(&self) -> super::Action {
        super::Action::Connect(Action::AskToUseOwn { id: self.id.clone() })
    }

    fn in_the_window(&self) -> super::Action {
        super::Action::Connect(Action::InTheWindow { id: self.id.clone() })
    }

    fn paste_secret(&self) -> super::Action {
        super::Action::Connect(Action::PasteSecret { id: self.id.clone() })
    }

    fn other_secret(&self) -> super::Action {
        super::Action::Connect(Action::OtherSecret { id: self.id.clone() })
    }

    fn use_practice_application(&self) -> super::Action {
        super::Action::Connect(Action::WithPracticeApplication { id: self.id.clone() })
    }

    /// Which application's secret the form takes.
    fn secret_of(&self) -> super::SecretOf {
        super::SecretOf::SignIn { id: self.id.clone(), client_id: String::new() }
    }
}

pub(crate) fn view(desk: &Desk, id: &SetUpId) -> Result<Update> {
    let update = Update::new();
    Ok(update.page(&Route::Connect(id.to_owned()), &page(desk, id)?))
}

fn page(desk: &Desk, id: &SetUpId) -> Result<Connect> {
    let place = desk.workspace()?;
    let draft = place.latchkey.set_up(id)?.draft()?;
    let known = match place.practising() {
        Some(practising) => Known { practice: Some(practising.address), ..Known::default() },
        None => Known {
            practice: None,
            last: place.latchkey.last_address(),
            set: match policy::read() {
                Policy::Address(address) => Some(address.to_string()),
                Policy::None | Policy::Unusable => None,
            },
        },
    };
    let in_hand = hand(desk).as_ref().filter(|hand| hand.set_up == *id).map(|hand| hand.secret.is_some());
    Ok(Connect::of(
        Frame::of(desk, &place, &draft, Current::Connect),
        &draft,
        known,
        place.latchkey.set_up(id)?.authorised().as_ref(),
        in_hand,
        place.latchkey.set_up(id)?.authority_client_id(),
    ))
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    let desk = context.desk;
    match action {
        Action::Save(form) => match save(desk, &form).await {
            Ok(draft) => go_on(context, &draft, form.then).await,
            Err(error) => refused(desk, form, &error),
        },
        Action::Next { id } => match next(desk, &id) {
            Ok(next) => Update::go(&next),
            Err(error) => Notice::of(&error).update(),
        },
        Action::AskToUseOwn { id } => match others_are_practised(desk, &id) {
            Ok(true) => Update::new().part("dialog", &question_before_own(&id)),
            Ok(false) => use_own(desk, &id).await,
            Err(error) => Notice::of(&error).update(),
        },
        Action::UseOwn { id } => use_own(desk, &id).await,
        Action::InTheWindow { .. } => {
            hand(desk).take();
            sign_in::shown_now(desk).focus("address")
        }
        Action::PasteSecret { id } => match clipboard::read() {
            Ok(read) => {
                take(desk, &id, Some(Given::Pasted(read)));
                secret_shown(desk, &id).focus("sign-in")
            }
            Err(error) => {
                Notice::of(&error).beside(Update::new(), "authority-secret-error").invalid("authority-secret")
            }
        },
        Action::OtherSecret { id } => {
            take(desk, &id, None);
            secret_shown(desk, &id).focus("authority-secret")
        }
        Action::WithApplication { id, client_id, unusual_id, unusual_secret } => {
            with_application(context, &id, &client_id, (unusual_id, unusual_secret)).await
        }
        Action::WithPracticeApplication { id } => {
            let signed_in = match desk.workspace().and_then(|place| place.practice_authority()) {
                Ok((client_id, secret)) => by_application(context, &id, &client_id, &secret, (false, false))
                    .await
                    .map_err(|(_, error)| error),
                Err(error) => Err(error),
            };
            sign_in::go_on(context, &id, Some(Box::new(then_next(&id))), signed_in).await
        }
    }
}

/// The action after signing in.
fn then_next(id: &SetUpId) -> super::Action {
    super::Action::Connect(Action::Next { id: id.to_owned() })
}

async fn save(desk: &Desk, form: &Form) -> Result<Draft> {
    let place = desk.workspace()?;
    let latchkey = &place.latchkey;
    let elsewhere = form.elsewhere.clone().or_else(|| agreed_before(&place, form));
    latchkey
        .set_up(&form.id)?
        .set_address(form.revision, &form.address, form.insist, elsewhere.as_deref())
        .await
}

/// The other host at which users sign in, if it was agreed to for this very address.
fn agreed_before(place: &Workspace, form: &Form) -> Option<String> {
    let latchkey = &place.latchkey;
    let saved = latchkey.set_up(&form.id).ok()?.draft().ok()?.instance?;
    let address = Address::parse(&form.address, latchkey.network().plain_http_ports()).ok()?;
    (address == saved.address && saved.signs_in_elsewhere()).then(|| saved.sign_in_host())
}

async fn go_on(context: &Context<'_>, draft: &Draft, then: Then) -> Update {
    let desk = context.desk;
    let id = &draft.id;
    let is_signed_in = desk.set_up(id).is_ok_and(|set_up| set_up.authorised().is_some());
    let signs_in = draft.purpose == Purpose::NewApplication && !is_signed_in;
    let start = |other| {
        let then = Some(Box::new(then_next(id)));
        sign_in::act(context, sign_in::Action::Start { id: id.clone(), other, then })
    };
    match then {
        Then::SignIn if signs_in => start(false).await,
        Then::SwitchAccount => start(true).await,
        // It is another HaloPSA now.
        Then::Continue if signs_in => sign_in::shown_now(desk).focus("sign-in"),
        Then::SignIn | Then::Continue => match next(desk, id) {
            Ok(next) => Update::go(&next),
            Err(error) => Notice::of(&error).update(),
        },
        Then::ByHand => {
            sign_in::act(context, sign_in::Action::ByHand { id: id.clone(), insist: false }).await
        }
        Then::WithApplication => {
            take(desk, id, None);
            sign_in::shown_now(desk).focus("authority-client-id")
        }
    }
}

/// The page that lacks an answer; or the one that the user came from to sign in again, if it is not behind
/// it.
fn next(desk: &Desk, id: &SetUpId) -> Result<Route> {
    let draft = desk.set_up(id)?.draft()?;
    let next = super::page_of(&draft);
    let before = desk.shown_before();
    let pages = [Route::Agent, Route::Permissions, Route::Review].map(|page| page(id.to_owned()));
    let came_from =
        pages.into_iter().take_while(|page| *page != next).find(|page| Some(page) == before.as_ref());
    Ok(came_from.unwrap_or(next))
}

/// Why the address is not saved, at its field, with the possible next steps.
fn refused(desk: &Desk, form: Form, error: &Error) -> Update {
    if error.offers(Next::Reload) {
        Notice::of(error).beside(sign_in::shown_now(desk), "alert").focus("alert")
    } else {
        at_the_address(form, error)
    }
}

fn at_the_address(form: Form, error: &Error) -> Update {
    let again = |form| super::Action::Connect(Action::Save(form));
    let notice = Notice::of(error);
    let (notice, update) = match error {
        Error::SignInElsewhere { elsewhere, .. } => {
            let agree = Button {
                id: "insist",
                label: t("connect-elsewhere").with("elsewhere", elsewhere).to_string(),
                look: "primary",
                action: again(Form { elsewhere: Some(elsewhere.clone()), ..form }),
            };
            (notice.with_button(agree), Update::new().focus("address-error"))
        }
        Error::AddressBareWord { word } => {
            let meant = format!("{word}.halopsa.com");
            let label = t("connect-meant").with("address", &meant).to_string();
            let action = again(Form { address: meant, ..form });
            let button = Button { id: "use-meant", label, look: "", action };
            (notice.with_button(button), Update::new().invalid("address"))
        }
        _ if error.offers(Next::StopPractising) => {
            let own = super::Action::Connect(Action::AskToUseOwn { id: form.id });
            (notice.button("use-own-now", "connect-own", "", own), Update::new().focus("address-error"))
        }
        _ if error.field() == Some("address") => {
            let insist = again(Form { insist: true, ..form });
            let update = Update::new();
            let update =
                if error.may_insist() { update.focus("address-error") } else { update.invalid("address") };
            (notice.insist("connect-insist", insist), update)
        }
        _ => (notice, Update::new().focus("address-error")),
    };
    notice.beside(update, "address-error")
}

// Leaving practice, with the same product.

fn others_are_practised(desk: &Desk, id: &SetUpId) -> Result<bool> {
    let overview = desk.workspace()?.latchkey.overview();
    Ok(!overview.connections.is_empty() || overview.unfinished.iter().any(|unfinished| unfinished.id() != id))
}

fn question_before_own(id: &SetUpId) -> Question {
    Question {
        title: t("stop-practising-title").to_string(),
        texts: vec![t("stop-practising-text")],
        cancel: t("keep-practising").to_string(),
        confirm: t("practice-stop").to_string(),
        danger: false,
        action: super::Action::Connect(Action::UseOwn { id: id.to_owned() }),
    }
}

async fn use_own(desk: &Desk, id: &SetUpId) -> Update {
    let begun = async {
        let place = desk.workspace()?;
        let draft = place.latchkey.set_up(id)?.draft()?;
        if place.practising().is_none() {
            return Ok(draft);
        }
        desk.begin_for_real(&draft.purpose, draft.product.as_deref(), &draft.product_name).await
    };
    match begun.await {
        Ok(begun) => Update::go(&Route::Connect(begun.id)),
        Err(error) => Notice::of(&error).update(),
    }
}

// Signing in with an application that may create others.

fn hand(desk: &Desk) -> MutexGuard<'_, Option<InHand>> {
    desk.in_hand.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take(desk: &Desk, id: &SetUpId, secret: Option<Given>) {
    *hand(desk) = Some(InHand { set_up: id.to_owned(), secret });
}

fn secret_shown(desk: &Desk, id: &SetUpId) -> Update {
    let update = Update::new();
    match page(desk, id) {
        Ok(page) => update.page(&Route::Connect(id.to_owned()), &page),
        Err(error) => Notice::of(&error).update(),
    }
}

/// Takes a typed secret, if one was typed, and signs in.
pub(crate) async fn typed(context: &Context<'_>, id: &SetUpId, client_id: &str, typed: Secret) -> Update {
    use secrecy::ExposeSecret;
    // Exposed to check whether anything was typed.
    if !typed.expose_secret().trim().is_empty() {
        take(context.desk, id, Some(Given::Typed(typed)));
    }
    with_application(context, id, client_id, (false, false)).await
}

/// Which value is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    ClientId,
    Secret,
    /// Both, or neither.
    Both,
}

/// Signs in with the secret in hand. `unusual`: the confirmed Client ID and secret, although unlike
/// HaloPSA's.
async fn with_application(
    context: &Context<'_>,
    id: &SetUpId,
    client_id: &str,
    unusual: (bool, bool),
) -> Update {
    let desk = context.desk;
    if client_id.trim().is_empty() {
        return Notice::saying("client-id-missing", "authority-client-id-missing")
            .beside(Update::new(), "authority-client-id-error")
            .invalid("authority-client-id");
    }
    let Some(InHand { secret: Some(given), .. }) = hand(desk).take().filter(|hand| hand.set_up == *id) else {
        take(desk, id, None);
        return Notice::saying("secret-missing", "authority-secret-missing")
            .beside(Update::new(), "authority-secret-error")
            .invalid("authority-secret");
    };
    let signed_in = by_application(context, id, &Secret::from(client_id), given.secret(), unusual).await;
    match signed_in {
        Ok(()) => {
            if let Given::Pasted(read) = given {
                clipboard::clear_taken(read);
            }
            sign_in::go_on(context, id, Some(Box::new(then_next(id))), Ok(())).await
        }
        Err((part, error)) => {
            // Drops a secret that HaloPSA refused or that is certainly none; keeps one that may be right later.
            let is_wrong =
                matches!(error, Error::AuthorityRefused) || part == Part::Secret && !error.may_insist();
            take(desk, id, (!is_wrong).then_some(given));
            why_not(context, id, client_id, unusual, part, &error).await
        }
    }
}

async fn why_not(
    context: &Context<'_>,
    id: &SetUpId,
    client_id: &str,
    unusual: (bool, bool),
    part: Part,
    error: &Error,
) -> Update {
    let again = |unusual_id, unusual_secret| {
        let (id, client_id) = (id.to_owned(), client_id.to_owned());
        super::Action::Connect(Action::WithApplication { id, client_id, unusual_id, unusual_secret })
    };
    let notice = Notice::of(error);
    let update = sign_in::shown_now(context.desk);
    match part {
        Part::ClientId => notice
            .insist("connect-insist-value", again(true, unusual.1))
            .beside(update, "authority-client-id-error")
            .invalid("authority-client-id"),
        Part::Secret => notice
            .insist("connect-insist-value", again(unusual.0, true))
            .beside(update, "authority-secret-error")
            .invalid("authority-secret"),
        Part::Both => sign_in::go_on(context, id, Some(Box::new(then_next(id))), Err(error.clone())).await,
    }
}

async fn by_application(
    context: &Context<'_>,
    id: &SetUpId,
    client_id: &Secret,
    secret: &Secret,
    unusual: (bool, bool),
) -> Result<(), (Part, Error)> {
    let desk = context.desk;
    let (place, set_up) = desk.free(id).map_err(|error| (Part::Both, error))?;
    set_up.take_authority_client_id(client_id, unusual.0).map_err(|error| (Part::ClientId, error))?;
    let work = async {
        sign_in::listener(context, id)(Progress::SignInLook);
        set_up.take_authority_secret(secret, unusual.1).await
    };
    desk.watched(id, &place, Box::pin(work)).await.map_err(|error| {
        // A secret that has to be pasted again is refused before the request to HaloPSA.
        (if error.offers(Next::Paste) { Part::Secret } else { Part::Both }, error)
    })
}

#[cfg(test)]
#[expect(clippy::too_many_lines, reason = "a list")]
pub(super) fn gallery() -> Vec<super::gallery::State> {
    use latchkey_core::setup::draft::Way;

    use super::gallery::{State, draft, frame_of, instance, listed_draft};
    use super::progress::{Progress, Snapshot};

    let mut new = draft("Trend Vision One");
    new.id = "00ff".into();
    let known = || Known { last: Some("https://acme.halopsa.com".to_owned()), ..Known::default() };
    let page =
        |draft: &Draft, known| Connect::of(frame_of(draft, Current::Connect), draft, known, None, None, None);
    let practising = |mut page: Connect| {
        page.frame.practising = true;
        page.address = "http://127.0.0.1:49152".to_owned();
        page
    };
    let under_way = |step, practice: bool| {
        let mut frame = frame_of(&new, Current::Connect);
        frame.practising = practice;
        let now = Snapshot { step: Some(step), may_stop: true, ..Snapshot::default() };
        frame.progress = Progress::of(&new.id, &now);
        Connect::of(frame, &new, known(), None, None, None)
    };
    let who = |by_person, agent: &str, application: Option<&str>| Authorised {
        agent: Some(agent.to_owned()),
        administrator: Some(true),
        by_person,
        application: application.map(str::to_owned),
        applications: Vec::new(),
        unread: 0,
    };
    let signed_in = |who: &Authorised| {
        let mut frame = frame_of(&new, Current::Connect);
        let name = who.application.clone().or_else(|| who.agent.clone()).unwrap();
        frame.signed_in = super::frame::People::one(name, "acme.halopsa.com".into());
        Connect::of(frame, &new, known(), Some(who), None, None)
    };
    let with_application = |secret, client_id: &str| {
        Connect::of(
            frame_of(&new, Current::Connect),
            &new,
            known(),
            None,
            Some(secret),
            Some(client_id.into()),
        )
    };
    let form = || Form {
        id: new.id.clone(),
        revision: 1,
        address: "acme".into(),
        insist: false,
        elsewhere: None,
        then: Then::SignIn,
    };
    let refused = |error: &Error| at_the_address(form(), error);
    let window =
        |error: &Error| sign_in::notice_of(&new.id, None, error).beside(Update::new(), "sign-in-error");
    let host = || "acme.halopsa.com".to_owned();
    let mut by_hand = listed_draft("cipp");
    by_hand.way = Way::ByHand;
    by_hand.instance = Some(instance("acme.halopsa.com"));
    let mut lost = draft("Hudu");
    lost.purpose = Purpose::NewSecret { of: None };
    let long =
        "Wilhelmina <b>Sample</b> \u{202e}of the Northern Region & the Isles of \"Scilly\", ".repeat(2);
    let mut long_name = draft(&"A product with a name that goes on and on ".repeat(2));
    long_name.id = new.id.clone();
    vec![
        State::page("connect", page(&new, known())),
        State::page("connect-first", page(&new, Known::default())),
        State::page(
            "connect-set",
            page(&new, Known { set: Some("https://acme.halopsa.com".into()), ..Known::default() }),
        ),
        State::page("connect-practice", practising(page(&new, Known::default()))),
        State::page("connect-long", page(&long_name, known())),
        State::told("connect-empty", page(&new, Known::default()), refused(&Error::AddressEmpty)),
        State::told(
            "connect-word",
            page(&new, Known::default()),
            refused(&Error::AddressBareWord { word: "acme".into() }),
        ),
        State::told(
            "connect-not-reached",
            page(&new, known()),
            refused(&Error::HaloNotReached { host: host() }),
        ),
        State::told("connect-a-page", page(&new, known()), refused(&Error::HaloIsAPage { host: host() })),
        State::told(
            "connect-elsewhere",
            page(&new, known()),
            refused(&Error::SignInElsewhere { host: host(), elsewhere: "auth.haloservicedesk.com".into() }),
        ),
        State::page("connect-window", under_way("sign-in-window", false)),
        State::page("connect-window-practice", practising(under_way("sign-in-window", true))),
        State::page("connect-looking", under_way("sign-in-look", false)),
        State::told("connect-closed", page(&new, known()), window(&Error::SignInClosed)),
        State::told("connect-late", page(&new, known()), window(&Error::SignInLate)),
        State::told("connect-unreadable", page(&new, known()), window(&Error::SignInUnreadable)),
        State::told(
            "connect-refuses",
            page(&new, known()),
            window(&Error::SignInRefusesWindows { host: host() }),
        ),
        State::told(
            "connect-not-administrator",
            page(&new, known()),
            window(&Error::NotAdministrator { name: long.clone() }),
        ),
        State::told(
            "connect-other-agent",
            page(&new, known()),
            window(&Error::SignInOtherAgent {
                name: "Percy Placeholder".into(),
                before: "Wilhelmina Sample".into(),
            }),
        ),
        State::page("connect-signed-in", signed_in(&who(true, "Wilhelmina Sample", None))),
        State::page("connect-signed-in-long", signed_in(&who(true, &long, None))),
        State::page(
            "connect-signed-in-application",
            signed_in(&who(false, "API Blue Heron", Some("Set-up robot"))),
        ),
        State::page("connect-application", with_application(false, "")),
        State::page("connect-application-practice", practising(with_application(false, ""))),
        State::page(
            "connect-application-secret",
            with_application(true, "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ),
        State::told(
            "connect-application-unusual",
            with_application(true, "0f8fad5b-d9cb-469f-a165-70867728950e"),
            Notice::of(&Error::ClipboardUnusual)
                .insist("connect-insist-value", super::Action::Connect(Action::Next { id: new.id.clone() }))
                .beside(Update::new(), "authority-secret-error"),
        ),
        State::page("connect-by-hand", page(&by_hand, known())),
        State::page("connect-new-secret", page(&lost, known())),
    ]
}
