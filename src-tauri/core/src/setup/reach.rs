//! Reads how far the planned application will reach.

use super::SetUp;
use crate::halo;
use crate::products;
use crate::reach::{Reach, reach};
use crate::{Error, Result};

impl SetUp {
    /// How far the planned application will reach. `None` where HaloPSA returns nothing of the agent.
    ///
    /// # Errors
    /// [`Error::AuthorityMissing`], [`Error::AuthorityExpired`], [`Error::DraftIncomplete`], and
    /// any network error.
    pub async fn reach(&self) -> Result<Option<Reach>> {
        let authority = self.authority()?;
        let draft = self.draft()?;
        let network = &self.context.network;
        let instance = draft.instance.as_ref().ok_or(Error::DraftIncomplete)?;
        let agent = draft.agent_id().ok_or(Error::DraftIncomplete)?;
        let reads = async {
            let (rights, teams) = tokio::join!(
                halo::rights(network, instance, &authority.token, agent),
                halo::teams(network, instance, &authority.token)
            );
            let Some(rights) = rights? else { return Ok(None) };
            let teams = match teams {
                Ok(teams) => (teams.unread == 0).then_some(teams.rows.len()),
                // Only for the total beside the agent's own teams.
                Err(e) => {
                    tracing::info!(code = e.code(), "the teams could not be read");
                    None
                }
            };
            let demands = draft.product.as_deref().and_then(products::find).map(|one| one.demands.as_slice());
            Ok(Some(reach(&rights, teams, &draft.permissions, demands.unwrap_or_default())))
        };
        self.or_sign_in_again(&authority, self.reads.instead(reads).await)
    }
}
