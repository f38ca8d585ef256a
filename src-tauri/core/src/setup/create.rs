//! The creation of the application, from the last look before to the proof.

use std::time::Instant;

use super::Authority;
use super::authority::AgentThere;
use super::compare::compare;
use super::find::{Candidate, LookedAt, description, is_ours, named_by_the_answer, ours};
use crate::credentials;
use crate::draft::Draft;
use crate::ending::Outcome;
use crate::finding::ReadBack;
use crate::halo::{self, ApplicationSeen, Created, Listed, NewApplication};
use crate::home::Effect;
use crate::instance::Instance;
use crate::journal::{Creation, Journal, Stage};
use crate::latchkey::{UnderWay, held};
use crate::plan::Plan;
use crate::proof::{Listener, Progress, same_name};
use crate::vault::same;
use crate::{Error, Latchkey, Result, Secret, random};

impl Latchkey {
    /// Creates the application, proves that it works, and makes it a connection; or goes on with
    /// what was begun. `insist`: although there is an application of the same name.
    ///
    /// # Errors
    /// [`Error::Busy`] while it runs already. After any error it can be called again, undone
    /// ([`Latchkey::undo`]), or finished by hand ([`Latchkey::go_on_by_hand`]).
    pub async fn create(&self, id: &str, insist: bool, listener: &Listener) -> Result<Outcome> {
        let under_way = self.begin_work(id)?;
        let draft = self.draft(id)?;
        let plan = Plan::of(&draft)?;
        if let Some(ended) = self.ended(id).await? {
            return Ok(ended);
        }
        // A secret that the keychain did not take yet, or one of a run that was interrupted.
        listener(Progress::Keychain);
        self.settle(id).await?;
        let created = match self.creation(id)?.map(|creation| creation.stage) {
            None | Some(Stage::Prepared) => false,
            // Patiently: a second one would be asked for while the first is on its way.
            Some(Stage::Sent) => self.look(id, &under_way, listener).await?,
            Some(Stage::Found { .. } | Stage::Compared { .. }) => true,
        };
        if !created {
            let (draft, listed) = self.prepare(id, insist, &under_way, listener).await?;
            under_way.go_on()?;
            self.ask_for_it(&draft, &plan, &listed, &under_way, listener).await?;
        }
        let just_created = !created;
        let compared = self.creation(id)?.and_then(|creation| match creation.stage {
            Stage::Compared { differences, compared, .. } => Some(ReadBack { differences, compared }),
            _ => None,
        });
        let saved = match compared {
            // With what was found equal, our own credentials suffice.
            Some(seen) if seen.differences.is_empty() || self.authority(id).is_err() => seen,
            _ => self.read_back(id, &plan, just_created, &under_way, listener).await?,
        };
        let outcome = self.prove_now(id, Some(saved.clone()), &under_way, listener).await?;
        if outcome.connection.is_none() && self.keep_our_own_after_all(id, &plan).await? {
            return self.prove_now(id, Some(saved), &under_way, listener).await;
        }
        Ok(outcome)
    }

    /// Stops a creation where that is safe. What was begun stays in the journal.
    pub fn stop(&self, id: &str) {
        self.stop_work(id);
    }

    /// The request that would be sent, for whoever wants to see it. Client ID, secret and mark are
    /// made when it is sent.
    pub fn request_shown(&self, id: &str) -> Result<String> {
        let draft = self.draft(id)?;
        let plan = Plan::of(&draft)?;
        let kind = self.authority(id).map(|authority| authority.kind.clone()).unwrap_or_default();
        Ok(halo::shown(&NewApplication {
            name: draft.application_name.as_deref().ok_or(Error::DraftIncomplete)?,
            description: &description("…"),
            mark: "…",
            client_id: "…",
            secret: &Secret::from("…"),
            kind: &kind,
            agent_id: draft.agent_id.ok_or(Error::DraftIncomplete)?,
            permissions: &plan.permissions,
        }))
    }

    /// How far the creation of a set-up's application has come.
    pub fn creation(&self, id: &str) -> Result<Option<Creation>> {
        let journal: Journal = self.home.read()?;
        match (journal.creation(id), self.draft(id)) {
            (Some(creation), _) => Ok(Some(creation.clone())),
            (None, Ok(draft)) => self.creation_by_the_answers(&draft),
            (None, Err(_)) => Ok(None),
        }
    }

    /// The plan was changed: what was compared with it says nothing any more.
    pub(crate) fn compare_again(&self, id: &str) -> Result<()> {
        self.note(|j| {
            let application = j.creation(id).and_then(|c| c.application().map(str::to_owned));
            if let Some(application) = application {
                j.reach(id, Stage::Found { application });
            }
        })
    }

    /// Looks whether all is ready, and brings a secret of our own making to the keychain. HaloPSA
    /// hears nothing of it yet. Answers with the applications that are there.
    async fn prepare(
        &self,
        id: &str,
        insist: bool,
        under_way: &UnderWay<'_>,
        listener: &Listener,
    ) -> Result<(Draft, Listed<ApplicationSeen>)> {
        listener(Progress::Ready);
        let authority = self.authority(id)?;
        let draft = self.draft(id)?;
        let instance = draft.instance.clone().ok_or(Error::DraftIncomplete)?;
        let name = draft.application_name.clone().ok_or(Error::DraftIncomplete)?;
        let agent = draft.agent_id.ok_or(Error::DraftIncomplete)?;
        let looks = async {
            tokio::try_join!(
                self.agent_there(&authority, &instance, agent),
                halo::applications(&self.network, &instance, &authority.token),
            )
        };
        let looked = self.or_sign_in_again(id, under_way.unless_stopped(looks).await);
        let (there, listed) = looked?;
        // One that can't be read may be there: HaloPSA refuses an agent that it doesn't have.
        if matches!(there, AgentThere::No) {
            return Err(Error::AgentGone { name: draft.agent.unwrap_or_default() });
        }
        Self::note_applications(&authority, &listed);
        let before = self.creation(id)?;
        let taken = listed.rows.iter().any(|a| {
            same_name(&a.name, &name) && before.as_ref().is_none_or(|creation| !is_ours(creation, a))
        });
        if taken && !insist {
            return Err(Error::NameTaken { name });
        }
        if listed.unread > 0 && !insist {
            return Err(Error::NameUnchecked { name, count: listed.unread });
        }
        let ids = || Some(listed.rows.iter().map(|a| a.id.clone()).collect());
        let creation = match before {
            // After an unclear answer the same is asked for once more, with the same mark: should the
            // first one still appear, both are known.
            Some(before) if before.may_be_there() => before,
            // Nothing was sent, so nothing that is there can be ours, whatever was seen before.
            before => {
                let (mark, client_id) = match before {
                    Some(before) => (before.mark, before.client_id),
                    None => (random::id()?, random::guid()?),
                };
                let host = instance.address.host_and_path();
                let (draft, stage) = (id.to_owned(), Stage::Prepared);
                Creation {
                    draft,
                    host,
                    mark,
                    name,
                    client_id,
                    there_before: ids(),
                    shown_client_id: None,
                    named: false,
                    asked: 0,
                    stage,
                }
            }
        };
        let (client_id, mark) = (creation.client_id.clone(), creation.mark.clone());
        self.note(|j| j.begin(creation))?;
        let draft = self.change_draft(id, None, |draft| {
            draft.client_id = Some(client_id);
            draft.client_id_after_save = false;
            draft.mark = Some(mark);
            Ok(())
        })?;
        listener(Progress::Keychain);
        self.settle(id).await?;
        if self.keeper.get(&self.entry(&draft)?).await?.is_none() {
            held(&self.in_hand).insert(id.to_owned(), random::secret()?);
            let stored = self.store(id).await;
            // HaloPSA has not heard of it: if the keychain did not take it, it is worth nothing.
            held(&self.in_hand).remove(id);
            stored?;
        }
        Ok((draft, listed))
    }

    /// The request, and what came of it. When this returns `Ok`, the application is there. `listed`:
    /// what was there just before.
    async fn ask_for_it(
        &self,
        draft: &Draft,
        plan: &Plan,
        listed: &Listed<ApplicationSeen>,
        under_way: &UnderWay<'_>,
        listener: &Listener,
    ) -> Result<()> {
        let id = draft.id.as_str();
        let authority = self.authority(id)?;
        let mut creation = self.creation(id)?.ok_or(Error::DraftIncomplete)?;
        let foreign = self.foreign(id, &plan.instance)?;
        let entry = self.entry(draft)?;
        let secret = self.keeper.get(&entry).await?.ok_or(Error::SecretMissing)?;
        let was_sent = creation.may_be_there();
        creation.asked += 1;
        creation.stage = Stage::Sent;
        self.note(|j| j.begin(creation.clone()))?;
        listener(Progress::Create);
        let new = NewApplication {
            name: &creation.name,
            description: &description(&creation.mark),
            mark: &creation.mark,
            client_id: &creation.client_id,
            secret: &secret,
            kind: &authority.kind,
            agent_id: draft.agent_id.ok_or(Error::DraftIncomplete)?,
            permissions: &plan.permissions,
        };
        // Not to be stopped from here until it is known what came of it.
        let asked = halo::create(&self.network, &plan.instance, &authority.token, &new).await;
        self.home.announce(Effect::ApplicationAsked);
        let (told, created) = match asked {
            Ok((told, created)) => (told.filter(|told| !same(told, &secret)), created),
            Err(e) => {
                self.not_asked_after_all(id, was_sent).await?;
                return Err(e);
            }
        };
        match created {
            Created::Shown(shown) => {
                // HaloPSA may have made a secret of its own. It is told this once, whatever else is said.
                let stored = self.store_what_was_told(id, told, secret).await;
                let before: Vec<String> = listed.rows.iter().map(|a| a.id.clone()).collect();
                if let Some(ours) = named_by_the_answer(&creation, &foreign, &before, &shown) {
                    self.note_found(id, ours, false)?;
                    return stored;
                }
                stored?;
                tracing::info!(count = shown.len(), "the answer doesn't tell which application it is");
                self.look_or_fail(id, under_way, listener).await
            }
            Created::Unclear => {
                self.store_what_was_told(id, told, secret).await?;
                self.look_or_fail(id, under_way, listener).await
            }
            // Something on the way may have answered in HaloPSA's place: nobody can look without a token.
            Created::Refused(401) => self.or_sign_in_again(id, Err(Error::AuthorityExpired)),
            Created::Refused(_) | Created::Busy(_) => {
                // A status alone proves nothing: one look.
                if self.is_there_after_all(id, listed.unread, listener).await? {
                    return self.store_what_was_told(id, told, secret).await;
                }
                self.not_asked_after_all(id, was_sent).await?;
                Err(match created {
                    Created::Busy(seconds) => Error::HaloBusy { seconds },
                    Created::Refused(403) => Error::AuthorityNotEnough,
                    Created::Refused(404 | 405) => Error::ManagingMissing,
                    Created::Refused(status) => Error::CreateRefused { status },
                    Created::Shown(_) | Created::Unclear => Error::CreateUnclear,
                })
            }
        }
    }

    /// Keeps a secret that HaloPSA's answer told in the place of our own, `own`, which is remembered: an
    /// answer may show something else there, such as dots or a hash.
    async fn store_what_was_told(&self, id: &str, told: Option<Secret>, own: Secret) -> Result<()> {
        let Some(told) = told else { return Ok(()) };
        held(&self.own_secrets).insert(id.to_owned(), own);
        held(&self.in_hand).insert(id.to_owned(), told);
        self.store(id).await
    }

    /// When what the answer told opens nothing and our own secret does, ours is kept again. Whether it is.
    async fn keep_our_own_after_all(&self, id: &str, plan: &Plan) -> Result<bool> {
        let Some(own) = held(&self.own_secrets).get(id).cloned() else { return Ok(false) };
        let client_id = self.draft(id)?.client_id.ok_or(Error::ClientIdMissing)?;
        let asked =
            halo::ask(&self.network, &plan.instance, &client_id, &own, &plan.permissions, &|_| {}).await;
        if !matches!(asked, Ok(Ok(_))) {
            return Ok(false);
        }
        tracing::info!("the answer's secret opens nothing, and our own does");
        held(&self.in_hand).insert(id.to_owned(), own);
        self.store(id).await?;
        held(&self.own_secrets).remove(id);
        Ok(true)
    }

    /// Nothing was created by this request: nothing of it stays, least of all a secret that nobody
    /// knows. One that was sent before may still appear: then everything stays.
    async fn not_asked_after_all(&self, id: &str, was_sent: bool) -> Result<()> {
        if was_sent {
            return self.note(|j| {
                if let Some(mut creation) = j.creation(id).cloned() {
                    creation.asked = creation.asked.saturating_sub(1);
                    j.begin(creation);
                }
            });
        }
        self.note(|j| j.reach(id, Stage::Prepared))?;
        if let Err(e) = self.forget_the_creation(id).await {
            // It is known of, and goes with the set-up at the latest.
            tracing::warn!(code = e.code(), "the unused secret could not be removed");
        }
        Ok(())
    }

    async fn look_or_fail(&self, id: &str, under_way: &UnderWay<'_>, listener: &Listener) -> Result<()> {
        if self.look(id, under_way, listener).await? { Ok(()) } else { Err(Error::CreateUnclear) }
    }

    /// One look after a refusal. `unread`: how many rows could not be read before.
    async fn is_there_after_all(&self, id: &str, unread: usize, listener: &Listener) -> Result<bool> {
        listener(Progress::Look);
        let creation = self.creation(id)?.ok_or(Error::DraftIncomplete)?;
        let authority = self.authority(id)?;
        let instance = self.draft(id)?.instance.ok_or(Error::DraftIncomplete)?;
        let mut looked_at = LookedAt::new();
        let looked = self.sight(&creation, &authority, &instance, &mut looked_at).await;
        let sighting = self.or_sign_in_again(id, looked)?;
        match sighting.certain.as_slice() {
            [] if sighting.perhaps.is_empty() && sighting.unread <= unread => Ok(false),
            [] => sighting.unless_nothing().map(|()| false),
            [one] => {
                self.note_found(id, one, false)?;
                Ok(true)
            }
            several => Err(Error::CreateSeveral { count: several.len() }),
        }
    }

    /// Looks for the application for as long as HaloPSA may need to show it. Notes it when it was found.
    ///
    /// # Errors
    /// [`Error::CreateSeveral`] when several carry the mark: none is touched.
    /// [`Error::ApplicationPerhaps`] when one matches by its name alone, [`Error::ApplicationsUnread`]
    /// when it may be one that can't be read.
    async fn look(&self, id: &str, under_way: &UnderWay<'_>, listener: &Listener) -> Result<bool> {
        listener(Progress::Look);
        let creation = self.creation(id)?.ok_or(Error::DraftIncomplete)?;
        let authority = self.authority(id)?;
        let instance = self.draft(id)?.instance.ok_or(Error::DraftIncomplete)?;
        let start = Instant::now();
        let mut looked_at = LookedAt::new();
        loop {
            let look = self.sight(&creation, &authority, &instance, &mut looked_at);
            let looked = self.or_sign_in_again(id, under_way.unless_stopped(look).await);
            let last = start.elapsed() >= self.network.patience().look;
            let sighting = match looked {
                Ok(sighting) => Some(sighting),
                Err(
                    e @ (Error::HaloTrouble { .. }
                    | Error::HaloBusy { .. }
                    | Error::HaloTooSlow { .. }
                    | Error::HaloNotReached { .. }),
                ) if !last => {
                    tracing::info!(code = e.code(), "not seen yet");
                    None
                }
                Err(e) => return Err(e),
            };
            if let Some(sighting) = sighting {
                match sighting.certain.as_slice() {
                    [one] => {
                        self.note_found(id, one, false)?;
                        return Ok(true);
                    }
                    [] if last => return sighting.unless_nothing().map(|()| false),
                    [] => {}
                    several => return Err(Error::CreateSeveral { count: several.len() }),
                }
            }
            under_way.unless_stopped(self.pause_a_moment()).await?;
        }
    }

    /// The application with its details; where an instance doesn't give them, as its list has it.
    async fn as_it_stands(
        &self,
        authority: &Authority,
        instance: &Instance,
        application: &str,
    ) -> Result<Option<ApplicationSeen>> {
        let alone = halo::application(&self.network, instance, &authority.token, application).await?;
        if alone.is_some() {
            return Ok(alone);
        }
        let listed = halo::applications(&self.network, instance, &authority.token).await?;
        match listed.rows.into_iter().find(|one| one.id == application) {
            None if listed.unread > 0 => Err(Error::ApplicationsUnread { count: listed.unread }),
            found => Ok(found),
        }
    }

    pub(super) async fn pause_a_moment(&self) -> Result<()> {
        self.network.pause(self.network.patience().pause).await;
        Ok(())
    }

    /// Reads the saved application: its Client ID counts, and every field is compared. `just_created`: a
    /// clear answer has named it in this very run, so that its id is enough.
    async fn read_back(
        &self,
        id: &str,
        plan: &Plan,
        just_created: bool,
        under_way: &UnderWay<'_>,
        listener: &Listener,
    ) -> Result<ReadBack> {
        listener(Progress::ReadBack);
        let authority = self.authority(id)?;
        let creation = self.creation(id)?.ok_or(Error::DraftIncomplete)?;
        let mut application = creation.application().ok_or(Error::DraftIncomplete)?.to_owned();
        let mut looked_at = LookedAt::new();
        let look = self.sight(&creation, &authority, &plan.instance, &mut looked_at);
        let sighting = self.or_sign_in_again(id, under_way.unless_stopped(look).await)?;
        match sighting.certain.as_slice() {
            // What is certain goes before what a person has named.
            [one] if creation.named => application.clone_from(&one.id),
            [] | [_] => {}
            // One that was asked for before has appeared after all.
            several => return Err(Error::CreateSeveral { count: several.len() }),
        }
        let start = Instant::now();
        let saved = loop {
            let asked = self.as_it_stands(&authority, &plan.instance, &application);
            let seen = self.or_sign_in_again(id, under_way.unless_stopped(asked).await);
            if let Some(seen) = seen? {
                break seen;
            }
            // HaloPSA may need some seconds to show what it has just created.
            if start.elapsed() >= self.network.patience().look {
                return Err(Error::ApplicationGone);
            }
            under_way.unless_stopped(self.pause_a_moment()).await?;
        };
        let foreign = self.foreign(id, &plan.instance)?;
        let certain = sighting.certain.iter().any(|one| one.id == saved.id)
            || !ours(&creation, &foreign, std::slice::from_ref(&saved)).is_empty();
        if foreign.has(&creation, &saved) {
            return Err(Error::ApplicationGone);
        }
        if !certain && !just_created {
            // It has the id, and nothing else of ours: HaloPSA may have given the id again.
            return Err(Error::ApplicationPerhaps { candidates: vec![Candidate::of(saved)] });
        }
        let client_id = saved.client_id.clone();
        if !is_a_client_id(&client_id) {
            return Err(Error::HaloOddAnswer { host: plan.instance.address.host_and_port() });
        }
        // As the plan has it by now: the name may have been changed since.
        let name = self.draft(id)?.application_name.unwrap_or_else(|| creation.name.clone());
        let seen = compare(plan, &name, &authority.kind, &saved);
        self.change_draft(id, None, |draft| {
            draft.client_id = Some(client_id.clone());
            draft.client_id_after_save = true;
            Ok(())
        })?;
        // Under the name that counts now, before the old entry goes.
        self.settle(id).await?;
        let ReadBack { differences, compared } = seen.clone();
        let stage = Stage::Compared { application, differences, compared };
        let shown_client_id = Some(client_id.clone());
        // Where only a person's word tells, what we asked for stays what tells for certain.
        let client_id = if creation.named { creation.client_id.clone() } else { client_id };
        self.note(|j| {
            j.begin(Creation { client_id, shown_client_id, stage, ..creation });
        })?;
        Ok(seen)
    }
}

/// It will stand in a file, on a page, and in the name of the keychain's entry.
pub(super) fn is_a_client_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text.bytes().all(|b| b.is_ascii_graphic())
        && !credentials::is_a_secret(text)
}
