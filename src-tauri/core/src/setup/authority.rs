//! Somebody who may manage applications: signed in, held in memory, dropped at the end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use futures_util::{StreamExt, stream};
use secrecy::ExposeSecret;

use super::agents::{AgentChoice, Agents, MOST_ASKED_FOR, choices, with_rights};
use super::kind::{learn, may_be_example};
use crate::by_hand::Taken;
use crate::credentials::{self, Recognised, Wanted, same_client_id};
use crate::draft::Draft;
use crate::halo::{self, AgentSeen, ApplicationSeen, Kind, Listed, NoToken, RightsSeen, Token};
use crate::instance::Instance;
use crate::journal::Creation;
use crate::latchkey::held;
use crate::permission::set_of;
use crate::procedure::Purpose;
use crate::product;
use crate::{Error, Latchkey, Result, Secret};

/// Applications that are looked at one by one, for their permissions and their kind. More would
/// come near HaloPSA's rate limit (contract: "Rate limit").
const MOST_LOOKED_AT: usize = 40;

/// With these an application may manage others; which of them does is not published.
const BROAD: [&str; 2] = ["all", "admin"];

/// The authority of a person who is signed in, or of an application that may manage others; its
/// secret was used once and is gone.
pub(crate) struct Authority {
    pub(crate) token: Token,
    pub(super) instance: Instance,
    pub(super) agent: Option<AgentSeen>,
    /// The application's Client ID. None for a person.
    pub(super) application: Option<String>,
    /// The applications there, as they were when it signed in.
    applications: Listed<ApplicationSeen>,
    /// As they were when they were read last, without their details.
    read_since: Mutex<Vec<ApplicationSeen>>,
    /// What to ask for.
    pub(crate) kind: Kind,
}

/// What an authority shows to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorised {
    /// The agent behind it, where HaloPSA says so.
    pub agent: Option<String>,
    /// Whether that agent is an administrator, where HaloPSA says so.
    pub administrator: Option<bool>,
    /// Whether it is a person who signed in; else an application.
    pub by_person: bool,
    /// Its application's name, where HaloPSA shows it.
    pub application: Option<String>,
    /// The applications there.
    pub applications: Vec<ApplicationSeen>,
    /// How many more there are, whose rows can't be read.
    pub unread: usize,
}

impl Latchkey {
    /// Takes the Client ID of an application that may manage others. It is held until its secret
    /// comes, and stands in no file.
    pub fn take_authority_client_id(&self, id: &str, copied: &Secret, insist: bool) -> Result<Taken> {
        may_be_created(&self.draft(id)?)?;
        let Recognised { value, trimmed } = credentials::recognise(copied, Wanted::ClientId, None, insist)?;
        // Exposed because a Client ID is no secret.
        let client_id = value.expose_secret().to_owned();
        let before = held(&self.authority_client_ids).insert(id.to_owned(), client_id.clone());
        Ok(Taken { trimmed, changed: before.is_some_and(|before| before != client_id) })
    }

    /// The Client ID that waits for its secret.
    pub fn authority_client_id(&self, id: &str) -> Option<String> {
        held(&self.authority_client_ids).get(id).cloned()
    }

    /// Takes that application's secret, signs in with it once, and forgets it.
    ///
    /// # Errors
    /// [`Error::AuthorityRefused`], [`Error::AuthorityNotEnough`], [`Error::ManagingMissing`].
    pub async fn take_authority_secret(&self, id: &str, copied: &Secret, insist: bool) -> Result<()> {
        let under_way = self.begin_work(id)?;
        let draft = self.draft(id)?;
        may_be_created(&draft)?;
        let client_id = self.authority_client_id(id).ok_or(Error::ClientIdMissing)?;
        let other = Secret::from(client_id.as_str());
        let secret = credentials::recognise(copied, Wanted::Secret, Some(&other), insist)?.value;
        let instance = draft.instance.ok_or(Error::DraftIncomplete)?;
        // It only reads: it may be stopped anywhere.
        let looks = async {
            let token = self.token_of_an_authority(&instance, &client_id, &secret).await?;
            drop(secret);
            let agent = halo::agent_behind(&self.network, &instance, &token, &|_| {}).await.ok().flatten();
            self.look_around(instance, token, Some(client_id), agent).await
        };
        let authority = under_way.unless_stopped(Box::pin(looks)).await?;
        self.take_authority(id, authority)
    }

    /// Looks which applications stand there, and learns from them, for as long as [`halo::Patience`] says.
    ///
    /// # Errors
    /// [`Error::ListTooSlow`].
    pub(super) async fn look_around(
        &self,
        instance: Instance,
        token: Token,
        application: Option<String>,
        agent: Option<AgentSeen>,
    ) -> Result<Arc<Authority>> {
        let too_slow = Error::ListTooSlow { host: instance.address.host_and_port() };
        let looks = self.look_at_everything(instance, token, application, agent);
        let limit = self.network.patience().look_around;
        tokio::time::timeout(limit, looks).await.unwrap_or(Err(too_slow))
    }

    async fn look_at_everything(
        &self,
        instance: Instance,
        token: Token,
        application: Option<String>,
        agent: Option<AgentSeen>,
    ) -> Result<Arc<Authority>> {
        let applications = match halo::applications(&self.network, &instance, &token).await {
            // A token as new as this one is not too old; it is good for nothing.
            Err(Error::AuthorityExpired) => return Err(Error::AuthorityNotEnough),
            applications => applications?,
        };
        let own = application.as_deref();
        let Listed { rows, unread } = applications;
        let rows = self.looked_at(&instance, &token, own, rows).await?;
        let kind = learn(own, &rows);
        let (applications, read_since) = (Listed { rows, unread }, Mutex::default());
        Ok(Arc::new(Authority { token, instance, agent, application, applications, read_since, kind }))
    }

    /// Contract: "asking for `all` with less granted fails for some", so one after the other.
    async fn token_of_an_authority(
        &self,
        instance: &Instance,
        client_id: &str,
        secret: &Secret,
    ) -> Result<Token> {
        for permission in BROAD {
            let wanted = set_of(&[permission])?;
            match halo::ask(&self.network, instance, client_id, secret, &wanted, &|_| {}).await? {
                Ok(answer) => return Ok(answer.token),
                Err(NoToken::RefusedPermission) => {}
                Err(why) => {
                    tracing::info!(?why, "no token for an authority");
                    return Err(Error::AuthorityRefused);
                }
            }
        }
        Err(Error::AuthorityNotEnough)
    }

    /// The applications, those of interest with their details: the authority's own first, then those that
    /// can be learnt from.
    async fn looked_at(
        &self,
        instance: &Instance,
        token: &Token,
        own: Option<&str>,
        applications: Vec<ApplicationSeen>,
    ) -> Result<Vec<ApplicationSeen>> {
        let mut ids: Vec<(bool, bool, String)> = applications
            .iter()
            .map(|a| {
                (!own.is_some_and(|own| same_client_id(own, &a.client_id)), !may_be_example(a), a.id.clone())
            })
            .collect();
        ids.sort_by_key(|(other, no_example, _)| (*other, *no_example));
        ids.truncate(MOST_LOOKED_AT);
        let seen: Vec<Result<Option<ApplicationSeen>>> = stream::iter(ids)
            .map(|(_, _, id)| async move { halo::application(&self.network, instance, token, &id).await })
            .buffer_unordered(4)
            .collect()
            .await;
        let mut details = HashMap::new();
        for look in seen {
            match look {
                Ok(Some(application)) => {
                    details.insert(application.id.clone(), application);
                }
                Err(Error::AuthorityExpired) => return Err(Error::AuthorityExpired),
                // What can't be looked at is shown as the list has it.
                Ok(None) | Err(_) => {}
            }
        }
        Ok(applications.into_iter().map(|a| details.remove(&a.id).unwrap_or(a)).collect())
    }

    /// Who is signed in for a set-up, and what stood there then.
    pub fn authorised(&self, id: &str) -> Option<Authorised> {
        let authority = self.authority(id).ok()?;
        let own = authority.application.as_ref();
        let rows = &authority.applications.rows;
        let own = own.and_then(|own| rows.iter().find(|a| same_client_id(&a.client_id, own)));
        Some(Authorised {
            agent: authority.agent.as_ref().map(|agent| agent.name.clone()),
            administrator: authority.agent.as_ref().and_then(|agent| agent.administrator),
            by_person: authority.application.is_none(),
            application: own.map(|own| own.name.clone()),
            applications: rows.clone(),
            unread: authority.applications.unread,
        })
    }

    /// The authority of a set-up.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`].
    pub(crate) fn authority(&self, id: &str) -> Result<Arc<Authority>> {
        held(&self.authorities).get(id).cloned().ok_or(Error::AuthorityMissing)
    }

    /// Notes which applications are there now, so that their names are not proposed.
    pub(super) fn note_applications(authority: &Authority, listed: &Listed<ApplicationSeen>) {
        held(&authority.read_since).clone_from(&listed.rows);
    }

    /// Drops an authority that HaloPSA no longer takes, and passes the answer on.
    pub(crate) fn or_sign_in_again<R>(&self, id: &str, asked: Result<R>) -> Result<R> {
        if matches!(asked, Err(Error::AuthorityExpired)) {
            held(&self.authorities).remove(id);
        }
        asked
    }

    /// The agents that the application can log in as, read anew.
    pub async fn agents(&self, id: &str) -> Result<Listed<AgentChoice>> {
        let authority = self.authority(id)?;
        let draft = self.draft(id)?;
        let agents = halo::agents(&self.network, &authority.instance, &authority.token);
        let agents = self.or_sign_in_again(id, self.reading(id, agents).await)?;
        let own = authority.agent.as_ref().map(|agent| agent.id);
        Ok(Listed { rows: choices(&agents.rows, &draft.product_name, own), unread: agents.unread })
    }

    /// The same with what HaloPSA tells of those that fit best, each asked for by its number. What it does not tell
    /// is not known, and no error.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`], [`Error::AuthorityExpired`], and what the network came to for the list.
    pub async fn agents_with_facts(&self, id: &str) -> Result<Agents> {
        let authority = self.authority(id)?;
        let draft = self.draft(id)?;
        let (network, instance, token) = (&self.network, &authority.instance, &authority.token);
        let own = authority.agent.as_ref().map(|agent| agent.id);
        let reads = async {
            let (agents, teams) =
                tokio::join!(halo::agents(network, instance, token), halo::teams(network, instance, token));
            let agents = agents?;
            // Only for the number beside an agent's own.
            let teams = teams.ok().filter(|teams| teams.unread == 0).map(|teams| teams.rows.len());
            let choices = choices(&agents.rows, &draft.product_name, own);
            let asked: Vec<i64> = choices
                .iter()
                .filter(|choice| choice.api_only)
                .take(MOST_ASKED_FOR)
                .map(|choice| choice.id)
                .collect();
            let rights: HashMap<i64, RightsSeen> = stream::iter(asked)
                .map(|agent| async move {
                    let seen = halo::rights(network, instance, token, agent).await.ok().flatten()?;
                    Some((agent, seen))
                })
                .buffer_unordered(4)
                .filter_map(|seen| async move { seen })
                .collect()
                .await;
            let product = draft.product.as_deref().and_then(product::find);
            let demands = product.map_or(&[][..], |product| &product.demands);
            let (choices, recommended) = with_rights(choices, rights, demands);
            Ok(Agents { choices, recommended, teams, unread: agents.unread })
        };
        self.or_sign_in_again(id, self.reading(id, reads).await)
    }

    /// Whether another application there had this name when somebody signed in. `None` where that can't be told:
    /// nobody is signed in, or rows can't be read.
    pub fn is_name_taken(&self, id: &str, name: &str) -> Option<bool> {
        let authority = self.authority(id).ok()?;
        let own = self.creation(id).ok().flatten();
        let own = own.as_ref().and_then(Creation::application);
        let same = |one: &ApplicationSeen| {
            one.name.trim().eq_ignore_ascii_case(name.trim()) && Some(one.id.as_str()) != own
        };
        if authority.applications.rows.iter().any(same) || held(&authority.read_since).iter().any(same) {
            return Some(true);
        }
        (authority.applications.unread == 0).then_some(false)
    }

    /// The product's name, with a number where an application there has it already.
    pub fn free_name(&self, id: &str) -> Result<String> {
        let product = self.draft(id)?.product_name;
        let numbered = (2..100).map(|n| format!("{product} ({n})"));
        let mut names = std::iter::once(product.clone()).chain(numbered);
        Ok(names.find(|name| self.is_name_taken(id, name) != Some(true)).unwrap_or(product))
    }

    /// Whether an application can log in as this agent: asked by its number, and of the whole list only
    /// where an instance doesn't tell of one.
    pub(super) async fn agent_there(
        &self,
        authority: &Authority,
        instance: &Instance,
        agent: i64,
    ) -> Result<AgentThere> {
        match halo::rights(&self.network, instance, &authority.token, agent).await {
            Ok(Some(seen)) if seen.disabled => return Ok(AgentThere::No),
            Ok(Some(seen)) if !seen.name.trim().is_empty() => return Ok(AgentThere::Yes(seen.name)),
            Ok(_) | Err(Error::AuthorityNotEnough | Error::HaloOddAnswer { .. }) => {}
            Err(e) => return Err(e),
        }
        let agents = halo::agents(&self.network, instance, &authority.token).await?;
        Ok(match agents.rows.into_iter().find(|row| row.id == agent) {
            Some(row) if row.disabled => AgentThere::No,
            Some(row) => AgentThere::Yes(row.name),
            None if agents.unread > 0 => AgentThere::Unknown,
            None => AgentThere::No,
        })
    }

    /// Name and agent, the agent chosen from HaloPSA's list.
    pub async fn set_general_from_list(
        &self,
        id: &str,
        revision: u64,
        name: &str,
        agent: Option<i64>,
    ) -> Result<Draft> {
        let number = agent.ok_or(Error::AgentEmpty)?;
        let authority = self.authority(id)?;
        let there = self.agent_there(&authority, &authority.instance, number).await;
        let AgentThere::Yes(agent) = self.or_sign_in_again(id, there)? else {
            return Err(Error::AgentGone { name: String::new() });
        };
        let _under_way = self.begin_work(id)?;
        let draft = self.change_draft(id, Some(revision), |draft| {
            draft.set_application_name(name)?;
            draft.set_agent(&agent)?;
            draft.agent_id = Some(number);
            Ok(())
        })?;
        self.compare_again(id)?;
        Ok(draft)
    }
}

/// Whether an application can log in as an agent.
pub(super) enum AgentThere {
    /// It can; this is its name.
    Yes(String),
    /// It can't: the agent is gone or disabled.
    No,
    /// It may be one whose row can't be read.
    Unknown,
}

/// Only a new application is created; a new secret for one is generated in HaloPSA itself.
pub(super) fn may_be_created(draft: &Draft) -> Result<()> {
    let fits = draft.purpose == Purpose::NewApplication && draft.instance.is_some();
    if fits { Ok(()) } else { Err(Error::DraftIncomplete) }
}
