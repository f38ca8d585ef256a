//! The creation of the application, from the checks before it to the proof.

use std::sync::Arc;

use super::SetUp;
use super::agents::AgentThere;
use super::compare::compare;
use super::find::{Details, Sighting, description, is_ours, named_by_the_answer, ours};
use super::finish::Outcome;
use crate::halo::{self, ApplicationSeen, Candidate, Created, Listed, NewApplication};
use crate::ids::ApplicationId;
use crate::plan::{Plan, PlannedAgent};
use crate::proof::finding::ReadBack;
use crate::proof::{Listener, Progress, same_name};
use crate::setup::draft::ClientId;
use crate::setup::record::{Creation, Stage};
use crate::sign_ins::Authority;
use crate::store::Effect;
use crate::vault::credentials::is_a_client_id;
use crate::vault::same;
use crate::work::Running;
use crate::{Error, Result, Secret, random};

impl SetUp {
    /// Creates the application, proves that it works, and makes it a connection; or resumes what was begun.
    /// `insist`: even if an application of the same name exists.
    ///
    /// # Errors
    /// [`Error::Busy`] while it is already running. After any error it can be called again, undone
    /// ([`SetUp::undo`]), or finished by hand ([`SetUp::go_on_by_hand`]).
    pub async fn create(&self, insist: bool, listener: &Listener) -> Result<Outcome> {
        let running = self.begin_work()?;
        let draft = self.draft()?;
        let plan = Plan::of(&draft)?;
        if let Some(ended) = self.end_what_was_interrupted().await? {
            return Ok(ended);
        }
        // A secret that the keychain did not accept yet, or one from an interrupted run.
        listener(Progress::Keychain);
        self.reconcile().await?;
        let found = match self.creation() {
            None => None,
            Some(creation) => match creation.stage {
                Stage::Prepared => None,
                // Polls long enough: otherwise a second one would be requested while the first is still appearing.
                Stage::Sent => self.find_application(&creation, &plan, &running, listener).await?,
                Stage::Found { .. } | Stage::Compared { .. } => Some(creation),
            },
        };
        let (creation, response) = if let Some(creation) = found {
            (creation, Response::Unclear)
        } else {
            let authority = self.authority()?;
            let name = draft.application_name.as_deref().ok_or(Error::DraftIncomplete)?;
            let (creation, listed) =
                self.prepare(&plan, name, insist, &authority, &running, listener).await?;
            running.go_on()?;
            self.request_application(creation, &plan, &authority, &listed, &running, listener).await?
        };
        let compared = match &creation.stage {
            Stage::Compared { differences, compared, .. } => {
                Some(ReadBack { differences: differences.clone(), compared: compared.clone() })
            }
            _ => None,
        };
        let saved = match compared {
            // If nothing differed, the application's own credentials are enough.
            Some(seen) if self.is_enough(&creation, &seen) => seen,
            _ => self.read_back(creation, &plan, response, &running, listener).await?,
        };
        let outcome = self.prove_now(Some(saved.clone()), &running, listener).await?;
        if outcome.connection.is_none() && self.prefer_own_secret(&plan).await? {
            return self.prove_now(Some(saved), &running, listener).await;
        }
        Ok(outcome)
    }

    /// Whether what was read back before is enough: nothing differs, and no other one may have appeared since; or
    /// no one is signed in who could read more.
    fn is_enough(&self, creation: &Creation, seen: &ReadBack) -> bool {
        self.authority().is_err() || seen.differences.is_empty() && creation.outstanding() == 1
    }

    /// Deletes the application and creates it again where a secret is lost: HaloPSA generated one itself, and its
    /// response never arrived. Can be called again after a failure at any point: what is already deleted is not
    /// deleted again.
    ///
    /// # Errors
    /// Those of [`SetUp::undo`] and [`SetUp::create`].
    pub async fn start_again(&self, insist: bool, listener: &Listener) -> Result<Outcome> {
        self.undo(listener).await?;
        self.create(insist, listener).await
    }

    /// The request that would be sent, as text for the user. Client ID, secret and mark are generated only
    /// when it is sent.
    pub fn request_shown(&self) -> Result<String> {
        let draft = self.draft()?;
        let plan = Plan::of(&draft)?;
        let kind = self.authority_shown().map(|authority| authority.kind.clone()).unwrap_or_default();
        Ok(halo::shown(&NewApplication {
            name: draft.application_name.as_deref().ok_or(Error::DraftIncomplete)?,
            description: &description("…"),
            mark: "…",
            client_id: "…",
            secret: &Secret::from("…"),
            kind: &kind,
            agent_id: draft.agent_id().ok_or(Error::DraftIncomplete)?,
            permissions: &plan.permissions,
        }))
    }

    /// Checks the preconditions, and stores a secret that Latchkey generated in the keychain, before anything is
    /// sent to HaloPSA. Returns what will be created, and the applications that exist.
    async fn prepare(
        &self,
        plan: &Plan,
        name: &str,
        insist: bool,
        authority: &Arc<Authority>,
        running: &Running<'_>,
        listener: &Listener,
    ) -> Result<(Creation, Listed<ApplicationSeen>)> {
        listener(Progress::Ready);
        let agent = plan.agent.as_ref().ok_or(Error::DraftIncomplete)?;
        let number = agent.id().ok_or(Error::DraftIncomplete)?;
        let reads = async {
            tokio::try_join!(
                self.agent_there(authority, number),
                halo::applications(&self.context.network, &plan.instance, &authority.token),
            )
        };
        let read = self.or_sign_in_again(authority, running.unless_cancelled(reads).await);
        let (there, listed) = read?;
        // An unreadable agent may exist: HaloPSA refuses an agent that it doesn't have.
        if matches!(there, AgentThere::No) {
            return Err(Error::AgentGone { name: agent.name().to_owned() });
        }
        authority.note_applications(&listed);
        let before = self.creation();
        let taken = listed.rows.iter().any(|a| {
            same_name(&a.name, name) && before.as_ref().is_none_or(|creation| !is_ours(creation, a))
        });
        if taken && !insist {
            return Err(Error::NameTaken { name: name.to_owned() });
        }
        if listed.unread > 0 && !insist {
            return Err(Error::NameUnchecked { name: name.to_owned(), count: listed.unread });
        }
        let creation = match before {
            // After an unclear response the same is requested once more, with the same mark: if the first one
            // still appears, both can be found.
            Some(before) if before.may_be_there() && !before.client_id.is_empty() => before,
            // The Client ID that was requested is a connection's now.
            Some(before) if before.may_be_there() => Creation { client_id: random::guid()?, ..before },
            // Nothing was sent, so no existing application can be ours, whatever was seen before. A secret taken
            // by hand belongs to another application, and can't be copied again.
            before => {
                if before.is_none() && self.record()?.own_entries().next().is_some() {
                    return Err(Error::CredentialsByHand);
                }
                let (mark, client_id) = match before {
                    Some(before) => (before.mark, before.client_id),
                    None => (random::id()?, random::guid()?),
                };
                Creation {
                    host: plan.instance.address.host_and_path(),
                    mark,
                    name: name.to_owned(),
                    client_id,
                    there_before: ids(&listed),
                    shown_client_id: None,
                    named: false,
                    others: Vec::new(),
                    asked: 0,
                    deleted: 0,
                    settled: false,
                    excluded: Vec::new(),
                    doubtful: Vec::new(),
                    unread_before: listed.unread,
                    stage: Stage::Prepared,
                }
            }
        };
        self.note_creation(&creation).await?;
        let client_id = creation.client_id.clone();
        let draft = self
            .change_answers(None, |draft| {
                draft.client_id = Some(ClientId::BeforeSave { value: client_id });
                Ok(())
            })
            .await?;
        listener(Progress::Keychain);
        self.reconcile().await?;
        if self.context.keeper.get(&self.entry(&draft)?).await?.is_none() {
            let stored = self.take_in_hand(random::secret()?).await;
            // HaloPSA doesn't know it yet: if the keychain did not accept it, it is worthless.
            self.with_memory(|memory| memory.secret = None);
            stored?;
        }
        Ok((creation, listed))
    }

    /// Sends the request and evaluates its result. When this returns `Ok`, the application exists: it is returned with
    /// what the response showed of it. `listed`: the applications just before.
    async fn request_application(
        &self,
        mut creation: Creation,
        plan: &Plan,
        authority: &Arc<Authority>,
        listed: &Listed<ApplicationSeen>,
        running: &Running<'_>,
        listener: &Listener,
    ) -> Result<(Creation, Response)> {
        let foreign = self.foreign(&plan.instance);
        let entry = self.entry(&self.draft()?)?;
        let secret = self.context.keeper.get(&entry).await?.ok_or(Error::SecretMissing)?;
        // The keychain may have prompted for a password meanwhile.
        self.still_acts_with(authority)?;
        let was_sent = creation.may_be_there();
        creation.asked += 1;
        creation.settled = false;
        creation.stage = Stage::Sent;
        self.note_creation(&creation).await?;
        // Checked again, because the disk write took time.
        if let Err(signed_out) = self.still_acts_with(authority) {
            self.note_refused(creation, was_sent).await?;
            return Err(signed_out);
        }
        listener(Progress::Create);
        let new = NewApplication {
            name: &creation.name,
            description: &description(&creation.mark),
            mark: &creation.mark,
            client_id: &creation.client_id,
            secret: &secret,
            kind: &authority.kind,
            agent_id: plan.agent.as_ref().and_then(PlannedAgent::id).ok_or(Error::DraftIncomplete)?,
            permissions: &plan.permissions,
        };
        // Not cancellable from here until the outcome of the POST is known.
        let asked = halo::create(&self.context.network, &plan.instance, &authority.token, &new).await;
        self.context.records.announce(Effect::ApplicationAsked);
        let (returned, created) = match asked {
            Ok((returned, created)) => (returned.filter(|returned| !same(returned, &secret)), created),
            Err(e) => {
                self.note_refused(creation, was_sent).await?;
                return Err(e);
            }
        };
        match created {
            Created::Shown(shown) => {
                // HaloPSA may have generated a secret of its own. It is returned only once, whatever else is wrong.
                let stored = self.store_returned_secret(returned, secret).await;
                if let Some(ours) = named_by_the_answer(&creation, &foreign, &ids(listed), &shown) {
                    authority.note_created(&ours.id, &creation.name);
                    let response = if is_ours(&creation, ours) { Response::Certain } else { Response::Clear };
                    let found = self.note_found(&creation, ours, false).await?;
                    return stored.map(|()| (found, response));
                }
                stored?;
                tracing::info!(count = shown.len(), "the response doesn't identify the application");
                self.find_or_fail(&creation, plan, running, listener).await
            }
            Created::Unclear => {
                self.store_returned_secret(returned, secret).await?;
                self.find_or_fail(&creation, plan, running, listener).await
            }
            // A proxy may have answered in HaloPSA's place, and without a token the list can't be read.
            Created::Refused(401) => self.or_sign_in_again(authority, Err(Error::AuthorityExpired)),
            Created::Refused(_) | Created::Busy(_) => {
                // A status code proves nothing: read the list once.
                let found = self.find_after_refusal(&creation, plan, listed.unread, listener).await;
                if !matches!(found, Ok(None)) {
                    // The only copy of it, if HaloPSA made it.
                    self.store_returned_secret(returned, secret).await?;
                }
                if let Some(found) = found? {
                    return Ok((found, Response::Unclear));
                }
                self.note_refused(creation, was_sent).await?;
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

    /// Stores the secret from HaloPSA's response instead of our own, `own`, which is kept in memory: the response
    /// may show something else in this field, such as dots or a hash.
    async fn store_returned_secret(&self, returned: Option<Secret>, own: Secret) -> Result<()> {
        let Some(returned) = returned else { return Ok(()) };
        self.with_memory(|memory| memory.own_secret = Some(own));
        self.take_in_hand(returned).await
    }

    /// If the secret from the response is rejected and our own works, stores our own again. Returns whether it did.
    async fn prefer_own_secret(&self, plan: &Plan) -> Result<bool> {
        let Some(own) = self.with_memory(|memory| memory.own_secret.clone()) else { return Ok(false) };
        let client_id = self.draft()?.client_id().ok_or(Error::ClientIdMissing)?.to_owned();
        let network = &self.context.network;
        let asked = halo::ask(network, &plan.instance, &client_id, &own, &plan.permissions, &|_| {}).await;
        if !matches!(asked, Ok(Ok(_))) {
            return Ok(false);
        }
        tracing::info!("the secret from the response is rejected, our own works");
        self.take_in_hand(own).await?;
        self.with_memory(|memory| memory.own_secret = None);
        Ok(true)
    }

    /// This request created nothing: removes what was prepared for it, above all the unused secret. If an earlier
    /// request was sent, its application may still appear: then everything stays.
    async fn note_refused(&self, mut creation: Creation, was_sent: bool) -> Result<()> {
        if was_sent {
            creation.asked = creation.asked.saturating_sub(1);
            return self.note_creation(&creation).await;
        }
        creation.stage = Stage::Prepared;
        self.note_creation(&creation).await?;
        if let Err(e) = self.forget_the_creation().await {
            // It is recorded, and is removed with the set-up at the latest.
            tracing::warn!(code = e.code(), "the unused secret could not be removed");
        }
        Ok(())
    }

    async fn find_or_fail(
        &self,
        creation: &Creation,
        plan: &Plan,
        running: &Running<'_>,
        listener: &Listener,
    ) -> Result<(Creation, Response)> {
        let found = self.find_application(creation, plan, running, listener).await?;
        Ok((found.ok_or(Error::CreateUnclear)?, Response::Unclear))
    }

    /// Reads the list once after a refusal. `unread`: how many rows could not be read before the request.
    async fn find_after_refusal(
        &self,
        creation: &Creation,
        plan: &Plan,
        unread: usize,
        listener: &Listener,
    ) -> Result<Option<Creation>> {
        listener(Progress::Look);
        let authority = self.authority()?;
        let read = self.sight(creation, &authority, &plan.instance, &mut Details::new()).await;
        let sighting = self.or_sign_in_again(&authority, read)?;
        if let Some(found) = self.only_one(creation, &sighting).await? {
            return Ok(Some(found));
        }
        if sighting.unread <= unread {
            return sighting.unless_undecided(creation).map(|()| None);
        }
        sighting.unless_nothing_else(creation).map(|()| None)
    }

    /// Polls for the application for as long as HaloPSA may need to show it. Records it when it is found.
    ///
    /// # Errors
    /// [`Error::CreateSeveral`] when several carry the mark: none is touched.
    /// [`Error::ApplicationPerhaps`] when one matches only by its name, [`Error::ApplicationsUnread`]
    /// when it may be one that can't be read.
    async fn find_application(
        &self,
        creation: &Creation,
        plan: &Plan,
        running: &Running<'_>,
        listener: &Listener,
    ) -> Result<Option<Creation>> {
        listener(Progress::Look);
        let authority = self.authority()?;
        let mut details = Details::new();
        let polls = self.context.network.polls();
        loop {
            let read = self.sight(creation, &authority, &plan.instance, &mut details);
            match self.or_sign_in_again(&authority, running.unless_cancelled(read).await) {
                Ok(sighting) => {
                    if let Some(found) = self.only_one(creation, &sighting).await? {
                        return Ok(Some(found));
                    }
                    if !polls.again(running).await? {
                        return sighting.unless_nothing_else(creation).map(|()| None);
                    }
                }
                Err(
                    e @ (Error::HaloTrouble { .. }
                    | Error::HaloBusy { .. }
                    | Error::HaloTooSlow { .. }
                    | Error::HaloNotReached { .. }),
                ) => {
                    tracing::info!(code = e.code(), "list could not be read, polling again");
                    if !polls.again(running).await? {
                        return Err(e);
                    }
                }
                Err(e) => return Err(e),
            }
        }
    }

    /// Records the application that is certainly ours, if there is one.
    async fn only_one(&self, creation: &Creation, sighting: &Sighting) -> Result<Option<Creation>> {
        match sighting.certain.as_slice() {
            [] => Ok(None),
            [one] => {
                if let Ok(authority) = self.authority() {
                    authority.note_created(&one.id, &creation.name);
                }
                self.note_found(creation, one, true).await.map(Some)
            }
            several => Err(Error::CreateSeveral { count: several.len() }),
        }
    }

    /// The application with its details; where an instance doesn't return them, as its list has it.
    async fn read_application(
        &self,
        authority: &Authority,
        application: &ApplicationId,
    ) -> Result<Option<ApplicationSeen>> {
        let (network, instance) = (&self.context.network, &authority.instance);
        let single = halo::application(network, instance, &authority.token, application).await?;
        if single.is_some() {
            return Ok(single);
        }
        let listed = halo::applications(network, instance, &authority.token).await?;
        match listed.rows.into_iter().find(|one| one.id == *application) {
            None if listed.unread > 0 => Err(Error::ApplicationsUnread { count: listed.unread }),
            found => Ok(found),
        }
    }

    /// Reads the saved application: its Client ID is used, and every field is compared. `response`: what the response
    /// to its creation showed, if that was in this run.
    async fn read_back(
        &self,
        creation: Creation,
        plan: &Plan,
        response: Response,
        running: &Running<'_>,
        listener: &Listener,
    ) -> Result<ReadBack> {
        listener(Progress::ReadBack);
        let authority = self.authority()?;
        let sighting = if response == Response::Certain && creation.outstanding() == 1 {
            // It was requested once, and the response showed that it is ours: there is no other one.
            Sighting::nothing()
        } else {
            let mut details = Details::new();
            let read = self.sight(&creation, &authority, &plan.instance, &mut details);
            self.or_sign_in_again(&authority, running.unless_cancelled(read).await)?
        };
        let mut creation = self.prefer_certain(creation, &sighting).await?;
        let mut application = creation.application().ok_or(Error::DraftIncomplete)?.clone();
        let another = match sighting.certain.as_slice() {
            [] => None,
            [one] => Some(one).filter(|one| one.id != application),
            // One from an earlier request has appeared after all.
            several => return Err(Error::CreateSeveral { count: several.len() }),
        };
        let polls = self.context.network.polls();
        let saved = loop {
            let asked = self.read_application(&authority, &application);
            let seen = self.or_sign_in_again(&authority, running.unless_cancelled(asked).await);
            match (seen?, another) {
                (Some(seen), _) => break seen,
                (None, _) if polls.again(running).await? => {}
                // The one that was identified first was deleted since.
                (None, Some(one)) if one.id != application => {
                    creation = self.note_found(&creation, one, true).await?;
                    application.clone_from(&one.id);
                }
                (None, _) => return Err(Error::ApplicationGone),
            }
        };
        let foreign = self.foreign(&plan.instance);
        let certain = sighting.certain.iter().any(|one| one.id == saved.id)
            || !ours(&creation, &foreign, std::slice::from_ref(&saved)).is_empty();
        if foreign.has(&creation, &saved) {
            return Err(Error::ApplicationGone);
        }
        if !certain && response == Response::Unclear {
            // Only the id matches: HaloPSA may have reused it.
            return Err(Error::ApplicationPerhaps { candidates: vec![Candidate::of(saved)], beside: 0 });
        }
        let sighting = sighting.with(saved.clone());
        if let [_, _, ..] = sighting.certain.as_slice() {
            return Err(Error::CreateSeveral { count: sighting.certain.len() });
        }
        sighting.unless_undecided(&creation)?;
        creation.settled = sighting.unread == 0 && sighting.is_incomplete(&creation);
        let client_id = saved.client_id.clone();
        if !is_a_client_id(&client_id) {
            return Err(Error::HaloOddAnswer { host: plan.instance.address.host_and_port() });
        }
        // As in the current plan: the name may have been changed since.
        let name = self.draft()?.application_name.unwrap_or_else(|| creation.name.clone());
        let seen = compare(plan, &name, &authority.kind, &saved);
        let shown = client_id.clone();
        self.change_answers(None, |draft| {
            draft.client_id = Some(ClientId::AsSaved { value: shown });
            Ok(())
        })
        .await?;
        // Under the current name, before the old entry is deleted.
        self.reconcile().await?;
        let ReadBack { differences, compared } = seen.clone();
        let stage = Stage::Compared { application, differences, compared };
        let shown_client_id = Some(client_id.clone());
        // If only the user identified it, the requested Client ID remains the certain criterion.
        let client_id = if creation.named { creation.client_id.clone() } else { client_id };
        self.note_creation(&Creation { client_id, shown_client_id, stage, ..creation }).await?;
        Ok(seen)
    }
}

/// What the response to a creation request showed of the application.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Response {
    /// With our mark or Client ID.
    Certain,
    /// As the only new one, so its id is enough to recognise it.
    Clear,
    /// Nothing, or it was not in this run.
    Unclear,
}

fn ids(listed: &Listed<ApplicationSeen>) -> Vec<ApplicationId> {
    listed.rows.iter().map(|a| a.id.clone()).collect()
}
