//! The commands that the pages may call, each of a few lines: read the form, ask core, show the
//! view. None takes or returns a secret but [`take_typed`], for whom the clipboard doesn't work.
//! All run off the main thread (`async`), so that nothing blocks the window.

#![expect(clippy::needless_pass_by_value, reason = "Tauri hands arguments over by value")]

use latchkey_core::address::Address;
use latchkey_core::guide::{SecretPlace, Step};
use latchkey_core::halo::Network;
use latchkey_core::handover::Value;
use latchkey_core::permission::Permission;
use latchkey_core::procedure::Item;
use latchkey_core::{Error, Latchkey, Secret};
use tauri::{AppHandle, State};

use crate::checkup::{self, CheckupView};
use crate::clipboard;
use crate::desk::{Desk, Place};
use crate::instructions;
use crate::policy::{self, Policy};
use crate::refusal::Refusal;
use crate::sign_in;
use crate::views::{
    AgentsView, ConnectView, ConnectionView, Frame, GeneralView, GuideView, IndexView, OutcomeView,
    PermissionsAdvice, PermissionsView, Practising, ProgressView, ProofView, ReachView, ReviewView,
    TakenView, value_of,
};
use crate::words::{Message, WordsRequest};

type Answer<T> = Result<T, Refusal>;

impl Desk {
    fn refuse(&self, error: &Error) -> Refusal {
        Refusal::of(error, &self.words)
    }
}

fn frame(latchkey: &Latchkey, id: &str, step: Step, practising: Option<Practising>) -> Result<Frame, Error> {
    let (draft, creation) = (latchkey.draft(id)?, latchkey.creation(id)?);
    let proof = latchkey.last_proof(id);
    Ok(Frame::of(&draft, latchkey.secret_place(id)?, creation.as_ref(), proof.as_ref(), step, practising))
}

fn connect(place: &Place, id: &str) -> Result<ConnectView, Error> {
    let latchkey = &place.latchkey;
    let frame = frame(latchkey, id, Step::Connect, place.practising())?;
    let (waiting, authorised) = (latchkey.authority_client_id(id), latchkey.authorised(id));
    let set = match policy::read() {
        Policy::Address(address) if place.practising().is_none() => Some(address.to_string()),
        _ => None,
    };
    Ok(ConnectView::of(frame, &latchkey.draft(id)?, set, waiting, authorised))
}

fn guide(place: &Place, id: &str) -> Result<GuideView, Error> {
    let latchkey = &place.latchkey;
    let (draft, secret) = (latchkey.draft(id)?, latchkey.secret_place(id)?);
    let frame = frame(latchkey, id, Step::Guide, place.practising())?;
    let creation = latchkey.creation(id)?;
    Ok(GuideView::of(frame, &draft, secret, creation.as_ref(), latchkey.last_proof(id).as_ref()))
}

/// Sentences for a page.
#[tauri::command(async)]
pub(crate) fn words(requests: Vec<WordsRequest>, desk: State<'_, Desk>) -> Vec<Message> {
    desk.words.answer(&requests)
}

/// The first page.
#[tauri::command(async)]
pub(crate) fn index_view(desk: State<'_, Desk>) -> Answer<IndexView> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    IndexView::of(&place.latchkey, place.practising()).map_err(|e| desk.refuse(&e))
}

/// Begins a set-up for a listed product (`product`) or another one (`name`). Answers with its id.
#[tauri::command(async)]
pub(crate) fn begin(product: Option<String>, name: String, desk: State<'_, Desk>) -> Answer<String> {
    desk.with(|latchkey| Ok(latchkey.begin(product.as_deref(), &name)?.id))
}

/// Begins the replacement of a lost secret: of a saved connection, or of an application that
/// Latchkey did not set up. Answers with the set-up's id and the page to go to.
#[tauri::command(async)]
pub(crate) fn begin_new_secret(
    connection: Option<String>,
    product: Option<String>,
    name: String,
    desk: State<'_, Desk>,
) -> Answer<(String, &'static str)> {
    desk.with(|latchkey| {
        let draft = match &connection {
            Some(connection) => latchkey.begin_new_secret_for(connection)?,
            None => latchkey.begin_new_secret(product.as_deref(), &name)?,
        };
        let page = latchkey_core::guide::next_step(&draft).id();
        Ok((draft.id, page))
    })
}

/// The page `connect`.
#[tauri::command(async)]
pub(crate) fn connect_view(id: String, desk: State<'_, Desk>) -> Answer<ConnectView> {
    desk.at(|place| connect(place, &id))
}

/// Looks at the address. Answers with the page as it is now: the person sees what was found.
#[tauri::command]
pub(crate) async fn connect_save(
    id: String,
    revision: u64,
    address: String,
    insist: bool,
    elsewhere: Option<String>,
    desk: State<'_, Desk>,
) -> Answer<ConnectView> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let saved = place.latchkey.set_address(&id, revision, &address, insist, elsewhere.as_deref()).await;
    saved.and_then(|_| connect(&place, &id)).map_err(|e| desk.refuse(&e))
}

/// Takes the Client ID or the secret of an application that may create others from the clipboard.
/// With the secret it signs in.
#[tauri::command]
pub(crate) async fn take_authority(
    id: String,
    item: Item,
    insist: bool,
    desk: State<'_, Desk>,
) -> Answer<ConnectView> {
    let copied = clipboard::read().map_err(|e| desk.refuse(&e))?;
    let view = authority_value(&id, item, &copied.text, insist, &desk).await?;
    if item == Item::Secret {
        clipboard::clear_taken(copied);
    }
    Ok(view)
}

/// The same for what a person typed, for whom the clipboard doesn't work. The page empties its
/// field at once.
#[tauri::command]
pub(crate) async fn take_authority_typed(
    id: String,
    item: Item,
    typed: String,
    insist: bool,
    desk: State<'_, Desk>,
) -> Answer<ConnectView> {
    authority_value(&id, item, &Secret::from(typed), insist, &desk).await
}

/// In practice: an application that may create others, made up for the rehearsal.
#[tauri::command]
pub(crate) async fn practice_authority(id: String, desk: State<'_, Desk>) -> Answer<ConnectView> {
    let made = desk.at(Place::practice_authority)?;
    authority_value(&id, Item::ClientId, &made.0, false, &desk).await?;
    authority_value(&id, Item::Secret, &made.1, false, &desk).await
}

async fn authority_value(
    id: &str,
    item: Item,
    copied: &Secret,
    insist: bool,
    desk: &Desk,
) -> Answer<ConnectView> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let taken = async {
        if item == Item::Secret {
            place.latchkey.take_authority_secret(id, copied, insist).await
        } else {
            place.latchkey.take_authority_client_id(id, copied, insist).map(|_| ())
        }
    };
    let taken = desk.watched(id, &place, taken).await;
    taken.and_then(|()| connect(&place, id)).map_err(|e| desk.refuse(&e))
}

/// Lets a person sign in to HaloPSA in a window of its own. Answers when they are signed in.
#[tauri::command]
pub(crate) async fn sign_in(id: String, app: AppHandle, desk: State<'_, Desk>) -> Answer<()> {
    let place = desk.free(&id).map_err(|e| desk.refuse(&e))?;
    let listener = desk.listener(&id);
    let signed_in = async {
        let signed_in = sign_in::in_a_window(&app, &desk, &place.latchkey, &id, &listener).await?;
        place.latchkey.sign_in(&id, signed_in, &listener).await
    };
    desk.watched(&id, &place, Box::pin(signed_in)).await.map_err(|e| desk.refuse(&e))
}

/// Brings that window to the front.
#[tauri::command(async)]
pub(crate) fn sign_in_forward(app: AppHandle) {
    sign_in::bring_forward(&app);
}

/// Gives the signing in up: the window closes.
#[tauri::command(async)]
pub(crate) fn sign_in_stop(desk: State<'_, Desk>) {
    desk.sign_in.stop();
}

/// Goes on with somebody else than before, whom `sign_in` asked about.
#[tauri::command(async)]
pub(crate) fn accept_sign_in(id: String, desk: State<'_, Desk>) -> Answer<()> {
    desk.with(|latchkey| latchkey.accept_sign_in(&id))
}

/// The page `general`.
#[tauri::command(async)]
pub(crate) fn general_view(id: String, desk: State<'_, Desk>) -> Answer<GeneralView> {
    desk.at(|place| {
        let frame = frame(&place.latchkey, &id, Step::General, place.practising())?;
        Ok(GeneralView::of(frame, &place.latchkey.draft(&id)?))
    })
}

/// Name and agent.
#[tauri::command(async)]
pub(crate) fn general_save(
    id: String,
    revision: u64,
    name: String,
    agent: String,
    desk: State<'_, Desk>,
) -> Answer<()> {
    desk.with(|latchkey| latchkey.set_general(&id, revision, &name, &agent).map(|_| ()))
}

/// The agents to choose from, read from HaloPSA.
#[tauri::command]
pub(crate) async fn agents(id: String, desk: State<'_, Desk>) -> Answer<AgentsView> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let agents = place.latchkey.agents(&id).await.map_err(|e| desk.refuse(&e))?;
    Ok(AgentsView::of(agents))
}

/// Name and agent, the agent chosen from HaloPSA's list.
#[tauri::command]
pub(crate) async fn general_save_from_list(
    id: String,
    revision: u64,
    name: String,
    agent: Option<i64>,
    desk: State<'_, Desk>,
) -> Answer<()> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let saved = place.latchkey.set_general_from_list(&id, revision, &name, agent).await;
    saved.map(|_| ()).map_err(|e| desk.refuse(&e))
}

/// The page `permissions`.
#[tauri::command(async)]
pub(crate) fn permissions_view(id: String, desk: State<'_, Desk>) -> Answer<PermissionsView> {
    desk.at(|place| {
        let frame = frame(&place.latchkey, &id, Step::Permissions, place.practising())?;
        Ok(PermissionsView::of(frame, &place.latchkey.draft(&id)?))
    })
}

/// What there is to say about a choice of permissions while it is made. Names that can't be one are
/// passed over here; saving refuses them.
#[tauri::command(async)]
pub(crate) fn permissions_advice(
    id: String,
    names: Vec<String>,
    desk: State<'_, Desk>,
) -> Answer<PermissionsAdvice> {
    desk.with(|latchkey| {
        let chosen: Vec<Permission> = names.iter().filter_map(|name| Permission::named(name).ok()).collect();
        Ok(PermissionsAdvice::of(&latchkey.draft(&id)?, &chosen))
    })
}

/// The permissions, by their names.
#[tauri::command(async)]
pub(crate) fn permissions_save(
    id: String,
    revision: u64,
    names: Vec<String>,
    desk: State<'_, Desk>,
) -> Answer<()> {
    desk.with(|latchkey| latchkey.set_permissions(&id, revision, &names).map(|_| ()))
}

/// The page `review`.
#[tauri::command(async)]
pub(crate) fn review_view(id: String, desk: State<'_, Desk>) -> Answer<ReviewView> {
    desk.at(|place| {
        let frame = frame(&place.latchkey, &id, Step::Review, place.practising())?;
        ReviewView::of(&place.latchkey, &id, frame)
    })
}

/// How far the planned application will reach, read from HaloPSA. Nothing where it tells nothing.
#[tauri::command]
pub(crate) async fn reach(id: String, desk: State<'_, Desk>) -> Answer<Option<ReachView>> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let reach = place.latchkey.reach(&id).await.map_err(|e| desk.refuse(&e))?;
    Ok(reach.map(ReachView::of))
}

/// Save: creates the application and proves it, or goes on with what was begun.
#[tauri::command]
pub(crate) async fn create(id: String, insist: bool, desk: State<'_, Desk>) -> Answer<OutcomeView> {
    let place = desk.free(&id).map_err(|e| desk.refuse(&e))?;
    let listener = desk.listener(&id);
    let outcome = desk.watched(&id, &place, Box::pin(place.latchkey.create(&id, insist, &listener))).await;
    outcome.map(|outcome| OutcomeView::of(&outcome)).map_err(|e| desk.refuse(&e))
}

/// Stops what is under way where that is safe.
#[tauri::command(async)]
pub(crate) fn stop(id: String, desk: State<'_, Desk>) -> Answer<()> {
    desk.with(|latchkey| {
        latchkey.stop(&id);
        Ok(())
    })
}

/// Deletes what was created. Answers how many applications were deleted in HaloPSA.
#[tauri::command]
pub(crate) async fn undo(id: String, desk: State<'_, Desk>) -> Answer<usize> {
    let place = desk.free(&id).map_err(|e| desk.refuse(&e))?;
    let listener = desk.listener(&id);
    let undone = desk.watched(&id, &place, place.latchkey.undo(&id, &listener)).await;
    undone.map(|undone| undone.deleted).map_err(|e| desk.refuse(&e))
}

/// The person says which application is the one that was asked for.
#[tauri::command]
pub(crate) async fn this_one(id: String, application: String, desk: State<'_, Desk>) -> Answer<()> {
    let place = desk.free(&id).map_err(|e| desk.refuse(&e))?;
    place.latchkey.this_one(&id, &application).await.map_err(|e| desk.refuse(&e))
}

/// The person says that none of these is.
#[tauri::command(async)]
pub(crate) fn none_of_these(id: String, applications: Vec<String>, desk: State<'_, Desk>) -> Answer<()> {
    desk.with(|latchkey| latchkey.none_of_these(&id, &applications))
}

/// Deletes an application whose secret is lost, and creates it anew.
#[tauri::command]
pub(crate) async fn start_again(id: String, insist: bool, desk: State<'_, Desk>) -> Answer<OutcomeView> {
    let place = desk.free(&id).map_err(|e| desk.refuse(&e))?;
    let listener = desk.listener(&id);
    let again = Box::pin(place.latchkey.start_again(&id, insist, &listener));
    let outcome = desk.watched(&id, &place, again).await;
    outcome.map(|outcome| OutcomeView::of(&outcome)).map_err(|e| desk.refuse(&e))
}

/// Goes on by hand, with every answer kept.
#[tauri::command]
pub(crate) async fn go_on_by_hand(id: String, insist: bool, desk: State<'_, Desk>) -> Answer<()> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let gone_on = desk.watched(&id, &place, place.latchkey.go_on_by_hand(&id, insist)).await;
    gone_on.map(|_| ()).map_err(|e| desk.refuse(&e))
}

/// The page `guide`.
#[tauri::command(async)]
pub(crate) fn guide_view(id: String, desk: State<'_, Desk>) -> Answer<GuideView> {
    desk.at(|place| guide(place, &id))
}

/// The person ticks an item, or takes the tick away.
#[tauri::command(async)]
pub(crate) fn tick(id: String, item: Item, done: bool, desk: State<'_, Desk>) -> Answer<GuideView> {
    desk.at(|place| {
        place.latchkey.tick(&id, item, done)?;
        guide(place, &id)
    })
}

/// Copies the value that belongs to an item.
#[tauri::command(async)]
pub(crate) fn copy_item(id: String, item: Item, desk: State<'_, Desk>) -> Answer<()> {
    desk.with(|latchkey| {
        let value = value_of(item, &latchkey.draft(&id)?).ok_or(Error::DraftIncomplete)?;
        clipboard::copy(&value)
    })
}

/// Opens the instance (`sign-in`) or its applications page in the person's browser.
#[tauri::command(async)]
pub(crate) fn open_page(id: String, item: Item, desk: State<'_, Desk>) -> Answer<()> {
    desk.with(|latchkey| desk.open(&latchkey.page_in_halo(&id, item)?))
}

/// Opens the vendor's page on which a listed product's permissions rest, or its form.
#[tauri::command(async)]
pub(crate) fn open_source_page(product: String, form: bool, desk: State<'_, Desk>) -> Answer<()> {
    desk.with(|_| {
        let product = latchkey_core::product::find(&product).ok_or(Error::ProductUnknown)?;
        let page = if form { product.form_source.as_ref() } else { Some(&product.source) };
        let url = page.and_then(|page| url::Url::parse(page).ok()).ok_or(Error::ProductUnknown)?;
        desk.open(&url)
    })
}

/// Takes the Client ID or the secret from the clipboard.
#[tauri::command]
pub(crate) async fn take(id: String, item: Item, insist: bool, desk: State<'_, Desk>) -> Answer<TakenView> {
    let copied = clipboard::read().map_err(|e| desk.refuse(&e))?;
    let taken = take_value(&id, item, &copied.text, insist, &desk).await;
    if item != Item::Secret {
        return taken;
    }
    match taken {
        // It is in the keychain now. Windows' clipboard history may still hold it; the page says so.
        Ok(taken) => Ok(TakenView { cleared: clipboard::clear_taken(copied), ..taken }),
        Err(refusal) => {
            // Where only the keychain failed, the secret is in hand until it is kept.
            let in_hand = desk.place().is_ok_and(|place| place.latchkey.has_in_hand(&id, &copied.text));
            if in_hand {
                clipboard::remember(&id, copied);
            }
            Err(refusal)
        }
    }
}

/// Takes what a person typed or dropped, for whom the clipboard doesn't work. The page empties its
/// field at once.
#[tauri::command]
pub(crate) async fn take_typed(
    id: String,
    item: Item,
    typed: String,
    insist: bool,
    desk: State<'_, Desk>,
) -> Answer<TakenView> {
    take_value(&id, item, &Secret::from(typed), insist, &desk).await
}

async fn take_value(id: &str, item: Item, copied: &Secret, insist: bool, desk: &Desk) -> Answer<TakenView> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let taken = async {
        if item == Item::Secret {
            place.latchkey.take_secret(id, copied, insist).await
        } else {
            place.latchkey.take_client_id(id, copied, item == Item::ClientIdAgain, insist).await
        }
    };
    let taken = desk.watched(id, &place, taken).await;
    let taken = taken.map_err(|e| desk.refuse(&e))?;
    clear_what_is_kept(&place, id);
    let guide = guide(&place, id).map_err(|e| desk.refuse(&e))?;
    Ok(TakenView { trimmed: taken.trimmed, changed: taken.changed, cleared: false, guide })
}

/// A secret that was in hand, perhaps for hours, has come to the keychain: what it was taken from is cleared.
fn clear_what_is_kept(place: &Place, id: &str) {
    // Nowhere: it is a connection's now.
    let kept = [SecretPlace::Kept, SecretPlace::Nowhere];
    if place.latchkey.secret_place(id).is_ok_and(|place| kept.contains(&place)) {
        clipboard::clear_remembered(id);
    }
}

/// Tries again to keep the secret that the keychain has not accepted.
#[tauri::command]
pub(crate) async fn keep(id: String, desk: State<'_, Desk>) -> Answer<GuideView> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    desk.watched(&id, &place, place.latchkey.keep(&id)).await.map_err(|e| desk.refuse(&e))?;
    clear_what_is_kept(&place, &id);
    guide(&place, &id).map_err(|e| desk.refuse(&e))
}

/// Waits no longer for the keychain.
#[tauri::command(async)]
pub(crate) fn stop_waiting(desk: State<'_, Desk>) -> Answer<()> {
    desk.checking.stop_waiting();
    desk.with(|latchkey| {
        latchkey.keeper().stop_waiting();
        Ok(())
    })
}

/// The agent that HaloPSA named is the right one.
#[tauri::command(async)]
pub(crate) fn accept_agent(id: String, name: String, desk: State<'_, Desk>) -> Answer<()> {
    desk.with(|latchkey| latchkey.accept_agent(&id, &name).map(|_| ()))
}

/// Proves a set-up; when it works, it becomes a connection.
#[tauri::command]
pub(crate) async fn prove(id: String, desk: State<'_, Desk>) -> Answer<OutcomeView> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let listener = desk.listener(&id);
    let outcome = desk.watched(&id, &place, Box::pin(place.latchkey.prove(&id, &listener))).await;
    clear_what_is_kept(&place, &id);
    outcome.map(|outcome| OutcomeView::of(&outcome)).map_err(|e| desk.refuse(&e))
}

/// What is being done for a set-up or connection: the snapshot beside the event `progress`.
#[tauri::command(async)]
pub(crate) fn progress(id: String, desk: State<'_, Desk>) -> ProgressView {
    desk.progress_of(&id)
}

/// Gives a set-up up and deletes what it had in the keychain. `insist`: although its application
/// may be in HaloPSA.
#[tauri::command]
pub(crate) async fn abandon(id: String, insist: bool, desk: State<'_, Desk>) -> Answer<()> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    desk.watched(&id, &place, place.latchkey.abandon(&id, insist)).await.map_err(|e| desk.refuse(&e))?;
    clipboard::forget(&id);
    Ok(())
}

/// The pages `done` and `connection`.
#[tauri::command(async)]
pub(crate) fn connection_view(id: String, desk: State<'_, Desk>) -> Answer<ConnectionView> {
    desk.at(|place| {
        let lines = place.latchkey.handover(&id)?;
        Ok(ConnectionView::of(place.latchkey.connection(&id)?, lines, place.practising()))
    })
}

/// Proves a connection again.
#[tauri::command]
pub(crate) async fn connection_prove(id: String, desk: State<'_, Desk>) -> Answer<ProofView> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let listener = desk.listener(&id);
    let proof = desk.watched(&id, &place, place.latchkey.prove_connection(&id, &listener)).await;
    Ok(ProofView::of(&proof.map_err(|e| desk.refuse(&e))?))
}

/// Copies one line of the hand-over. Answers with the seconds after which the clipboard is cleared,
/// for the secret.
#[tauri::command]
pub(crate) async fn copy_line(id: String, line: usize, desk: State<'_, Desk>) -> Answer<Option<u64>> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let copied = async {
        let lines = place.latchkey.handover(&id)?;
        let line = lines.get(line).ok_or(Error::ConnectionGone)?;
        match &line.value {
            Value::Text(value) => clipboard::copy(value).map(|()| None),
            Value::Secret => clipboard::copy_secret(&place.latchkey.secret_of(&id).await?).map(Some),
            Value::NotThere => Err(Error::NotHandedOver),
        }
    };
    desk.watched(&id, &place, copied).await.map_err(|e| desk.refuse(&e))
}

/// Removes a connection and its secret from this computer.
#[tauri::command]
pub(crate) async fn connection_remove(id: String, desk: State<'_, Desk>) -> Answer<()> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    desk.watched(&id, &place, place.latchkey.remove_connection(&id)).await.map_err(|e| desk.refuse(&e))
}

/// Saves the instructions for the one who is the administrator. Answers whether a file was written.
#[tauri::command]
pub(crate) async fn save_instructions(id: String, app: AppHandle, desk: State<'_, Desk>) -> Answer<bool> {
    let place = desk.place().map_err(|e| desk.refuse(&e))?;
    let draft = place.latchkey.draft(&id).map_err(|e| desk.refuse(&e))?;
    instructions::save(&app, &desk.words, &draft).await.map_err(|e| desk.refuse(&e))
}

/// Checks this computer. `address`: where HaloPSA is, or nothing.
#[tauri::command]
pub(crate) async fn check_computer(address: String, desk: State<'_, Desk>) -> Answer<CheckupView> {
    let practising = desk.practice_network();
    let network = practising.as_ref();
    if !address.trim().is_empty() {
        let ports = network.map_or(&[][..], Network::plain_http_ports);
        let asked = Address::parse(&address, ports)
            .and_then(|address| network.map_or(Ok(()), |network| network.admit(&address.join(""))));
        asked.map_err(|e| desk.refuse(&e))?;
    }
    let check = checkup::run(&desk.checking, network, &address, &desk.words);
    let view = desk.watched_at("computer", &desk.checking, check).await;
    desk.keep_report(view.report());
    Ok(view)
}

/// Copies the last check's report.
#[tauri::command(async)]
pub(crate) fn copy_report(desk: State<'_, Desk>) -> Answer<()> {
    clipboard::copy(&desk.report()).map_err(|e| desk.refuse(&e))
}

/// Saves the last check's report. Answers whether a file was written.
#[tauri::command]
pub(crate) async fn save_report(app: AppHandle, desk: State<'_, Desk>) -> Answer<bool> {
    checkup::save(&app, &desk.words, desk.report()).await.map_err(|e| desk.refuse(&e))
}

/// Goes over to the practice HaloPSA.
#[tauri::command]
pub(crate) async fn practise(real_keychain: bool, desk: State<'_, Desk>) -> Answer<()> {
    desk.practise(real_keychain).await.map_err(|e| desk.refuse(&e))
}

/// Comes back from it. What was practised is gone.
#[tauri::command]
pub(crate) async fn stop_practising(desk: State<'_, Desk>) -> Answer<()> {
    desk.stop_practising().await.map_err(|e| desk.refuse(&e))
}

/// The same, and begins for real what was begun in practice. Answers with the id of the set-up.
#[tauri::command]
pub(crate) async fn begin_for_real(id: String, desk: State<'_, Desk>) -> Answer<String> {
    desk.begin_for_real(&id).await.map_err(|e| desk.refuse(&e))
}
