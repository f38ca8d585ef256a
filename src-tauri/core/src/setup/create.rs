//! The creation of the application, from the last look before to the proof.

use std::time::Instant;

use super::Authority;
use super::compare::compare;
use super::find::{description, is_ours, ours, perhaps_ours};
use crate::credentials;
use crate::draft::{Draft, random_guid, random_id};
use crate::ending::Outcome;
use crate::finding::ReadBack;
use crate::halo::{self, ApplicationSeen, Created, NewApplication};
use crate::home::Effect;
use crate::instance::Instance;
use crate::journal::{Creation, Journal, Stage};
use crate::latchkey::{UnderWay, held};
use crate::plan::Plan;
use crate::proof::{Listener, Progress, same_name};
use crate::vault::same;
use crate::{Error, Latchkey, Result, Secret};

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
            Some(Stage::Sent) => self.look(id, &under_way, true, listener).await?,
            Some(Stage::Found { .. } | Stage::Compared { .. }) => true,
        };
        if !created {
            let draft = self.prepare(id, insist, &under_way, listener).await?;
            under_way.go_on()?;
            self.ask_for_it(&draft, &plan, &under_way, listener).await?;
        }
        let compared = self.creation(id)?.and_then(|creation| match creation.stage {
            Stage::Compared { differences, compared, .. } => Some(ReadBack { differences, compared }),
            _ => None,
        });
        let saved = match compared {
            // With what was found equal, our own credentials suffice.
            Some(seen) if seen.differences.is_empty() || self.authority(id).is_err() => seen,
            _ => self.read_back(id, &plan, &under_way, listener).await?,
        };
        self.prove_now(id, Some(saved), &under_way, listener).await
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
        Ok(journal.creation(id).cloned())
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
    /// hears nothing of it yet.
    async fn prepare(
        &self,
        id: &str,
        insist: bool,
        under_way: &UnderWay<'_>,
        listener: &Listener,
    ) -> Result<Draft> {
        listener(Progress::Ready);
        let authority = self.authority(id)?;
        let draft = self.draft(id)?;
        let instance = draft.instance.clone().ok_or(Error::DraftIncomplete)?;
        let name = draft.application_name.clone().ok_or(Error::DraftIncomplete)?;
        let looks = async {
            let agents = halo::agents(&self.network, &instance, &authority.token).await?;
            let applications = halo::applications(&self.network, &instance, &authority.token).await?;
            Ok((agents, applications))
        };
        let looked = self.or_sign_in_again(id, under_way.unless_stopped(looks).await);
        let (agents, applications) = looked?;
        let there = agents.iter().any(|agent| Some(agent.id) == draft.agent_id && !agent.disabled);
        if !there {
            return Err(Error::AgentGone { name: draft.agent.unwrap_or_default() });
        }
        let before = self.creation(id)?;
        let taken = applications.iter().any(|a| {
            same_name(&a.name, &name) && before.as_ref().is_none_or(|creation| !is_ours(creation, a))
        });
        if taken && !insist {
            return Err(Error::NameTaken { name });
        }
        // After an unclear answer the same is asked for once more, with the same mark: should the
        // first one still appear, both are known.
        let (mark, client_id, there_before, stage) = if let Some(before) = before {
            (before.mark, before.client_id, before.there_before, before.stage)
        } else {
            let ids = applications.iter().map(|a| a.id.clone()).collect();
            (random_id()?, random_guid()?, Some(ids), Stage::Prepared)
        };
        self.note(|j| {
            j.begin(Creation {
                draft: id.to_owned(),
                host: instance.address.host_and_port(),
                mark: mark.clone(),
                name,
                client_id: client_id.clone(),
                there_before,
                stage,
            });
        })?;
        let draft = self.change_draft(id, None, |draft| {
            draft.client_id = Some(client_id);
            draft.client_id_after_save = false;
            draft.mark = Some(mark);
            Ok(())
        })?;
        listener(Progress::Keychain);
        self.settle(id).await?;
        if self.keeper.get(&self.entry(&draft)?).await?.is_none() {
            let secret = Secret::from(format!("{}-{}", random_guid()?, random_guid()?));
            held(&self.in_hand).insert(id.to_owned(), secret);
            let stored = self.store(id).await;
            // HaloPSA has not heard of it: if the keychain did not take it, it is worth nothing.
            held(&self.in_hand).remove(id);
            stored?;
        }
        Ok(draft)
    }

    /// The request, and what came of it. When this returns `Ok`, the application is there.
    async fn ask_for_it(
        &self,
        draft: &Draft,
        plan: &Plan,
        under_way: &UnderWay<'_>,
        listener: &Listener,
    ) -> Result<()> {
        let id = draft.id.as_str();
        let authority = self.authority(id)?;
        let creation = self.creation(id)?.ok_or(Error::DraftIncomplete)?;
        let entry = self.entry(draft)?;
        let secret = self.keeper.get(&entry).await?.ok_or(Error::SecretMissing)?;
        let new = NewApplication {
            name: &creation.name,
            description: &description(&creation.mark),
            client_id: &creation.client_id,
            secret: &secret,
            kind: &authority.kind,
            agent_id: draft.agent_id.ok_or(Error::DraftIncomplete)?,
            permissions: &plan.permissions,
        };
        let was_sent = creation.may_be_there();
        self.note(|j| j.reach(id, Stage::Sent))?;
        listener(Progress::Create);
        // Not to be stopped from here until it is known what came of it.
        let created = halo::create(&self.network, &plan.instance, &authority.token, &new).await;
        self.home.announce(Effect::ApplicationAsked);
        // Nothing was created by this request; one that was sent before may still appear.
        let not_now = || if was_sent { Ok(()) } else { self.note(|j| j.reach(id, Stage::Prepared)) };
        match created {
            Ok(Created::Seen(seen, told)) => {
                if let Some(told) = told.filter(|told| !same(told, &secret)) {
                    // HaloPSA made one of its own. It is told this once.
                    held(&self.in_hand).insert(id.to_owned(), told);
                    self.store(id).await?;
                }
                if is_ours(&creation, &seen) || seen.name == creation.name {
                    return self.note(|j| j.reach(id, Stage::Found { application: seen.id }));
                }
                tracing::warn!("the answer shows another application");
                self.look_or_fail(id, under_way, listener).await
            }
            Ok(Created::Unclear) => self.look_or_fail(id, under_way, listener).await,
            Ok(Created::Busy(seconds)) => {
                not_now()?;
                Err(Error::HaloBusy { seconds })
            }
            Ok(Created::Refused(401)) => {
                not_now()?;
                self.or_sign_in_again(id, Err(Error::AuthorityExpired))
            }
            Ok(Created::Refused(status)) => {
                // A status alone proves nothing: one look.
                if self.look(id, under_way, false, listener).await? {
                    return Ok(());
                }
                not_now()?;
                Err(match status {
                    403 => Error::AuthorityNotEnough,
                    404 | 405 => Error::ManagingMissing,
                    status => Error::CreateRefused { status },
                })
            }
            Err(e) => {
                not_now()?;
                Err(e)
            }
        }
    }

    async fn look_or_fail(&self, id: &str, under_way: &UnderWay<'_>, listener: &Listener) -> Result<()> {
        if self.look(id, under_way, true, listener).await? { Ok(()) } else { Err(Error::CreateUnclear) }
    }

    /// Looks for the application, `patiently` for as long as HaloPSA may need to show it. Notes it
    /// when it was found.
    ///
    /// # Errors
    /// [`Error::CreateSeveral`] when several could be the one: none is touched.
    pub(crate) async fn look(
        &self,
        id: &str,
        under_way: &UnderWay<'_>,
        patiently: bool,
        listener: &Listener,
    ) -> Result<bool> {
        listener(Progress::Look);
        let creation = self.creation(id)?.ok_or(Error::DraftIncomplete)?;
        let authority = self.authority(id)?;
        let instance = self.draft(id)?.instance.ok_or(Error::DraftIncomplete)?;
        let start = Instant::now();
        let found: ApplicationSeen = loop {
            let asked = halo::applications(&self.network, &instance, &authority.token);
            let listed = self.or_sign_in_again(id, under_way.unless_stopped(asked).await);
            let last = !patiently || start.elapsed() >= self.network.patience().look;
            let applications = match listed {
                Ok(applications) => applications,
                Err(
                    e @ (Error::HaloTrouble { .. }
                    | Error::HaloBusy { .. }
                    | Error::HaloTooSlow { .. }
                    | Error::HaloNotReached { .. }),
                ) if !last => {
                    tracing::info!(code = e.code(), "not seen yet");
                    Vec::new()
                }
                Err(e) => return Err(e),
            };
            match ours(&creation, &applications).as_slice() {
                [one] => break (*one).clone(),
                [] => {}
                several => return Err(Error::CreateSeveral { count: several.len() }),
            }
            if last {
                match perhaps_ours(&creation, &applications).as_slice() {
                    [one] => break (*one).clone(),
                    [] => return Ok(false),
                    several => return Err(Error::CreateSeveral { count: several.len() }),
                }
            }
            under_way.unless_stopped(self.pause_a_moment()).await?;
        };
        self.note(|j| j.reach(id, Stage::Found { application: found.id }))?;
        Ok(true)
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
        Ok(listed.into_iter().find(|one| one.id == application))
    }

    async fn pause_a_moment(&self) -> Result<()> {
        self.network.pause(self.network.patience().pause).await;
        Ok(())
    }

    /// Reads the saved application: its Client ID counts, and every field is compared.
    async fn read_back(
        &self,
        id: &str,
        plan: &Plan,
        under_way: &UnderWay<'_>,
        listener: &Listener,
    ) -> Result<ReadBack> {
        listener(Progress::ReadBack);
        let authority = self.authority(id)?;
        let creation = self.creation(id)?.ok_or(Error::DraftIncomplete)?;
        let application = creation.application().ok_or(Error::DraftIncomplete)?.to_owned();
        let listed = halo::applications(&self.network, &plan.instance, &authority.token);
        let listed = self.or_sign_in_again(id, under_way.unless_stopped(listed).await)?;
        let count = ours(&creation, &listed).len();
        if count > 1 {
            // One that was asked for before has appeared after all.
            return Err(Error::CreateSeveral { count });
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
        let client_id = saved.client_id.clone();
        if !is_a_client_id(&client_id) {
            return Err(Error::HaloOddAnswer { host: plan.instance.address.host_and_port() });
        }
        let seen = compare(plan, &creation.name, &authority.kind, &saved);
        self.change_draft(id, None, |draft| {
            draft.client_id = Some(client_id.clone());
            draft.client_id_after_save = true;
            Ok(())
        })?;
        // Under the name that counts now, before the old entry goes.
        self.settle(id).await?;
        let ReadBack { differences, compared } = seen.clone();
        let stage = Stage::Compared { application, differences, compared };
        self.note(|j| {
            j.begin(Creation { client_id, stage, ..creation });
        })?;
        Ok(seen)
    }
}

/// It will stand in a file, on a page, and in the name of the keychain's entry.
fn is_a_client_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text.bytes().all(|b| b.is_ascii_graphic())
        && !credentials::is_a_secret(text)
}
