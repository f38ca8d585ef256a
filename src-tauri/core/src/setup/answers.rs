//! Sets the user's answers, as submitted by each page's form.

use super::SetUp;
use crate::discovery;
use crate::instance::address::Address;
use crate::permissions;
use crate::plan::PlannedAgent;
use crate::setup::draft::{ClientId, Draft, Way};
use crate::{Error, Result};

impl SetUp {
    /// Sets the instance's address and probes it over the network. `insist`: even if nothing there responds as
    /// HaloPSA does. `elsewhere`: the host that the user agreed to sign in at.
    pub async fn set_address(
        &self,
        revision: u64,
        pasted: &str,
        insist: bool,
        elsewhere: Option<&str>,
    ) -> Result<Draft> {
        let _running = self.begin_work()?;
        let record = self.record()?;
        if record.answers.revision != revision {
            return Err(Error::DraftStale);
        }
        let network = &self.context.network;
        let address = Address::parse(pasted, network.plain_http_ports())?;
        // Before the first request.
        network.admit(&address.join(""))?;
        let instance = match discovery::discover(network, &address).await {
            Err(Error::HaloNotFound { .. } | Error::HaloIsAPage { .. } | Error::HaloNotLetIn { .. })
                if insist =>
            {
                discovery::insist(network, &address)?
            }
            // Whether something responds there or not: placeholders like this are in many instructions.
            found => match address.perhaps_an_example().filter(|_| !insist) {
                Some(word) => return Err(Error::AddressPerhapsExample { word: word.to_owned() }),
                None => found?,
            },
        };
        if instance.signs_in_elsewhere() && elsewhere != Some(instance.sign_in_host().as_str()) {
            return Err(Error::SignInElsewhere {
                host: instance.address.host_and_port(),
                elsewhere: instance.sign_in_host(),
            });
        }
        let before = record.answers.instance.as_ref();
        let moved = before.is_some_and(|before| before.address != instance.address);
        if let Some(before) = before.filter(|_| moved)
            && record.application().is_some()
        {
            // Its application would be left behind at the old instance.
            return Err(Error::UndoFirst { host: before.address.host_and_port() });
        }
        let mut revision = revision;
        if moved && record.creation.is_some() {
            // It was to be created at the old instance, and never was.
            self.forget_the_creation().await?;
            revision = self.draft()?.revision;
        }
        self.change_answers(Some(revision), move |draft| {
            if moved {
                // Another instance has other applications and agents.
                draft.client_id = draft.client_id.take().map(ClientId::before_save);
                draft.ticks.clear();
                draft.agent = draft.agent.take().map(PlannedAgent::by_name);
                draft.way = Way::ByHand;
            }
            draft.instance = Some(instance);
            Ok(())
        })
        .await
    }

    /// Sets name and agent, the agent by the name that the user typed.
    pub async fn set_general(&self, revision: u64, name: &str, agent: &str) -> Result<Draft> {
        let _running = self.begin_work()?;
        let (name, agent) = (name.to_owned(), agent.to_owned());
        self.change_answers(Some(revision), move |draft| {
            draft.set_application_name(&name)?;
            draft.set_agent(&agent)
        })
        .await
    }

    /// Sets name and agent, the agent chosen from HaloPSA's list.
    ///
    /// # Errors
    /// [`Error::AgentEmpty`], [`Error::AgentGone`], [`Error::AuthorityMissing`].
    pub async fn set_general_from_list(
        &self,
        revision: u64,
        name: &str,
        agent: Option<i64>,
    ) -> Result<Draft> {
        let number = agent.ok_or(Error::AgentEmpty)?;
        let agent = self.agent_to_log_in_as(number).await?;
        let _running = self.begin_work()?;
        let name = name.to_owned();
        self.change_answers(Some(revision), move |draft| {
            draft.set_application_name(&name)?;
            draft.agent = Some(PlannedAgent::Listed { id: number, name: agent });
            Ok(())
        })
        .await
    }

    /// Sets the permissions, by HaloPSA's names, known or unknown.
    pub async fn set_permissions<S: AsRef<str>>(&self, revision: u64, names: &[S]) -> Result<Draft> {
        let _running = self.begin_work()?;
        let permissions = permissions::set_of(names)?;
        self.change_answers(Some(revision), |draft| {
            draft.permissions = permissions;
            Ok(())
        })
        .await
    }

    /// Accepts the agent that HaloPSA returned: changes the plan instead of HaloPSA.
    pub async fn accept_agent(&self, name: &str) -> Result<Draft> {
        let name = name.to_owned();
        self.change_answers(None, move |draft| draft.set_agent(&name)).await
    }
}
