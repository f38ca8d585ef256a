//! The person's answers: a set-up begun, and each page's form taken.

use crate::address::Address;
use crate::connections::{Connection, Connections};
use crate::discovery;
use crate::draft::{Draft, Drafts, Way};
use crate::latchkey::held;
use crate::permission;
use crate::procedure::Purpose;
use crate::{Error, Latchkey, Result};

impl Latchkey {
    /// Begins a set-up. It is saved with its first answer: one that is left before is forgotten when the
    /// app ends.
    pub fn begin(&self, listed: Option<&str>, name: &str) -> Result<Draft> {
        Ok(self.remember(Draft::begin(Purpose::NewApplication, listed, name)?))
    }

    /// Begins the replacement of a lost secret for an application that Latchkey did not set up. It is
    /// saved with its first answer.
    pub fn begin_new_secret(&self, listed: Option<&str>, name: &str) -> Result<Draft> {
        Ok(self.remember(Draft::begin(Purpose::NewSecret, listed, name)?))
    }

    fn remember(&self, draft: Draft) -> Draft {
        held(&self.begun).insert(draft.id.clone(), draft.clone());
        draft
    }

    /// Begins the replacement of the secret of a saved connection, or goes on with one begun. It has its
    /// answers already, so it is saved at once.
    pub fn begin_new_secret_for(&self, connection: &str) -> Result<Draft> {
        let drafts: Drafts = self.home.read()?;
        if let Some(begun) = drafts.drafts.into_iter().find(|d| d.connection.as_deref() == Some(connection)) {
            return Ok(begun);
        }
        let known = self.connection(connection)?;
        let mut draft = Draft::begin(Purpose::NewSecret, None, &known.product_name)?;
        draft.product = known.product;
        draft.connection = Some(known.id);
        draft.instance = Some(known.instance);
        draft.application_name = known.application_name;
        draft.agent = known.agent;
        draft.permissions = known.permissions;
        // The Client ID usually stays; the guide asks for it again all the same.
        draft.client_id = Some(known.client_id);
        self.home.change(|d: &mut Drafts| {
            d.drafts.push(draft.clone());
            Ok(())
        })?;
        Ok(draft)
    }

    /// The answers of a set-up.
    ///
    /// # Errors
    /// [`Error::DraftGone`].
    pub fn draft(&self, id: &str) -> Result<Draft> {
        if let Some(begun) = held(&self.begun).get(id) {
            return Ok(begun.clone());
        }
        let drafts: Drafts = self.home.read()?;
        drafts.drafts.into_iter().find(|d| d.id == id).ok_or(Error::DraftGone)
    }

    pub(crate) fn change_draft(
        &self,
        id: &str,
        revision: Option<u64>,
        change: impl FnOnce(&mut Draft) -> Result<()>,
    ) -> Result<Draft> {
        let mut changed = false;
        let mut begun = None;
        let draft = self.home.change(|d: &mut Drafts| {
            // Taken while nobody else reads or writes: whoever doesn't find it in memory finds it in the file.
            begun = held(&self.begun).remove(id);
            d.drafts.extend(begun.clone());
            let draft = d.drafts.iter_mut().find(|d| d.id == id).ok_or(Error::DraftGone)?;
            if revision.is_some_and(|revision| revision != draft.revision) {
                return Err(Error::DraftStale);
            }
            let before = draft.clone();
            change(draft)?;
            let after = draft.clone();
            if after != before {
                draft.revision += 1;
                changed = true;
                return Ok(draft.clone());
            }
            if begun.is_some() {
                d.drafts.pop();
            }
            Ok(after)
        });
        if let Some(begun) = begun
            && !(changed && draft.is_ok())
        {
            // It has no answer yet, or the answer could not be saved.
            self.remember(begun);
        }
        let draft = draft?;
        if changed {
            self.take_up_again(id)?;
        }
        Ok(draft)
    }

    /// The address to begin a set-up with: of the newest connection or unfinished set-up whose address may
    /// be reached. `None` where there is none yet, and where the files can't be read. While practising, only
    /// the practice server's own may be.
    pub fn last_address(&self) -> Option<String> {
        let connections: Connections = self.home.read().ok()?;
        let drafts: Drafts = self.home.read().ok()?;
        let connected = connections.connections.iter().map(|c| (c.since, &c.instance));
        let begun = drafts.drafts.iter().filter_map(|d| Some((d.begun, d.instance.as_ref()?)));
        let reached = connected
            .chain(begun)
            .filter(|(_, instance)| self.network.admit(&instance.address.join("")).is_ok());
        let (_, newest) = reached.max_by_key(|(since, _)| *since)?;
        Some(newest.address.to_string())
    }

    /// The connection that a set-up has become, when only its own end was interrupted.
    pub(crate) fn became(&self, id: &str) -> Result<Option<Connection>> {
        let connections: Connections = self.home.read()?;
        Ok(connections.connections.into_iter().find(|c| c.made_by == id))
    }

    /// Something was answered anew after the end was interrupted: it has to be proved again.
    pub(crate) fn take_up_again(&self, id: &str) -> Result<()> {
        self.home.change(|c: &mut Connections| {
            for connection in c.connections.iter_mut().filter(|c| c.made_by == id) {
                connection.made_by.clear();
            }
            Ok(())
        })
    }

    /// The instance's address, looked at over the network. `insist`: although nothing there
    /// answers as HaloPSA does. `elsewhere`: the host that the person agreed to sign in at.
    pub async fn set_address(
        &self,
        id: &str,
        revision: u64,
        pasted: &str,
        insist: bool,
        elsewhere: Option<&str>,
    ) -> Result<Draft> {
        let _under_way = self.begin_work(id)?;
        let draft = self.draft(id)?;
        if draft.revision != revision {
            return Err(Error::DraftStale);
        }
        let address = Address::parse(pasted, self.network.plain_http_ports())?;
        // Before the first request.
        self.network.admit(&address.join(""))?;
        let instance = match discovery::discover(&self.network, &address).await {
            Err(Error::HaloNotFound { .. } | Error::HaloIsAPage { .. }) if insist => {
                discovery::insist(&self.network, &address).await?
            }
            found => found?,
        };
        if instance.signs_in_elsewhere() && elsewhere != Some(instance.sign_in_host().as_str()) {
            return Err(Error::SignInElsewhere {
                host: instance.address.host_and_port(),
                elsewhere: instance.sign_in_host(),
            });
        }
        let moved = draft.instance.as_ref().is_some_and(|before| before.address != instance.address);
        if let Some(before) = draft.instance.as_ref().filter(|_| moved)
            && self.creation(id)?.is_some_and(|c| c.may_be_there())
        {
            // Its application would be left behind there.
            return Err(Error::UndoFirst { host: before.address.host_and_port() });
        }
        if draft.instance.as_ref() != Some(&instance) {
            // Who may create applications there says nothing about here.
            self.drop_authority(id);
            held(&self.signed_in_before).remove(id);
        }
        self.change_draft(id, Some(revision), |draft| {
            if moved {
                // Another instance has other applications and agents.
                draft.client_id_after_save = false;
                draft.ticks.clear();
                draft.agent_id = None;
                if draft.way == Way::ByLatchkey {
                    draft.way = Way::Undecided;
                }
            }
            draft.instance = Some(instance);
            Ok(())
        })
    }

    /// Name and agent, the agent as the person knows it.
    pub fn set_general(&self, id: &str, revision: u64, name: &str, agent: &str) -> Result<Draft> {
        let _under_way = self.begin_work(id)?;
        let draft = self.change_draft(id, Some(revision), |draft| {
            draft.set_application_name(name)?;
            draft.set_agent(agent)?;
            if draft.way == Way::Undecided {
                // Whoever writes the name chooses it in HaloPSA, too.
                draft.way = Way::ByHand;
            }
            Ok(())
        })?;
        self.compare_again(id)?;
        Ok(draft)
    }

    /// The permissions, by HaloPSA's names, known or not.
    pub fn set_permissions<S: AsRef<str>>(&self, id: &str, revision: u64, names: &[S]) -> Result<Draft> {
        let _under_way = self.begin_work(id)?;
        let permissions = permission::set_of(names)?;
        let draft = self.change_draft(id, Some(revision), |draft| {
            draft.permissions = permissions;
            Ok(())
        })?;
        self.compare_again(id)?;
        Ok(draft)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::halo::{Network, Patience};
    use crate::home::Kept;
    use crate::instance::Instance;
    use crate::procedure::Item;
    use crate::vault::Memory;

    fn open(folder: &Path) -> Latchkey {
        let network = Network::to_the_internet(Patience::default()).unwrap();
        Latchkey::open(folder, Arc::new(Memory::default()), network, Arc::new(|_| {})).unwrap()
    }

    fn unfinished(latchkey: &Latchkey) -> Vec<String> {
        latchkey.overview().unwrap().unfinished.into_iter().map(|one| one.id).collect()
    }

    #[tokio::test]
    async fn a_click_saves_nothing_and_the_first_answer_does() {
        let folder = tempfile::tempdir().unwrap();
        let latchkey = open(folder.path());
        let left = latchkey.begin(Some("hudu"), "").unwrap();
        let elsewhere = latchkey.begin_new_secret(None, "Backup").unwrap();
        let gone = latchkey.begin(None, "Given up").unwrap();
        assert_eq!(latchkey.draft(&left.id).unwrap(), left, "its pages can be opened");
        assert_eq!(latchkey.creation(&left.id).unwrap(), None);
        latchkey.abandon(&gone.id, false).await.unwrap();
        assert_eq!(latchkey.draft(&gone.id), Err(Error::DraftGone));
        assert!(!folder.path().join(Drafts::FILE).exists() && unfinished(&latchkey).is_empty());

        assert_eq!(latchkey.set_permissions(&left.id, 7, &["read:kb"]), Err(Error::DraftStale));
        assert_eq!(latchkey.tick(&left.id, Item::Name, false).unwrap(), left, "nothing is answered by it");
        let refused = latchkey.set_general(&left.id, 1, "", "Agent");
        assert_eq!(refused, Err(Error::NameEmpty));
        assert_eq!(latchkey.draft(&left.id).unwrap(), left, "what is refused leaves it as it was");
        assert!(unfinished(&latchkey).is_empty());

        let answered = latchkey.set_permissions(&elsewhere.id, 1, &["read:kb"]).unwrap();
        assert_eq!((answered.revision, unfinished(&latchkey)), (2, vec![elsewhere.id.clone()]));
        drop(latchkey);
        let latchkey = open(folder.path());
        assert_eq!(latchkey.draft(&elsewhere.id), Ok(answered));
        assert_eq!(latchkey.draft(&left.id), Err(Error::DraftGone), "forgotten without a trace");
    }

    #[test]
    fn the_newest_address_that_may_be_reached_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let latchkey = open(folder.path());
        assert_eq!(latchkey.last_address(), None);
        let at = |address: &str, begun: &str| {
            let mut draft = Draft::begin(Purpose::NewApplication, None, "Backup").unwrap();
            let address = Address::parse(address, &[9]).unwrap();
            let sign_in = address.join("auth");
            draft.instance = Some(Instance { address, sign_in, tenant: None, version: None });
            draft.begun = begun.parse().unwrap();
            draft
        };
        let none = Draft::begin(Purpose::NewApplication, None, "Backup").unwrap();
        let drafts = vec![
            at("new.example/live", "2026-11-02T00:00:00Z"),
            at("old.halopsa.com", "2026-11-01T00:00:00Z"),
            at("http://127.0.0.1:9", "2026-11-03T00:00:00Z"),
            none,
        ];
        let saved = latchkey.home.change(|d: &mut Drafts| {
            d.drafts = drafts;
            Ok(())
        });
        saved.unwrap();
        assert_eq!(latchkey.last_address().as_deref(), Some("https://new.example/live"));
        drop(latchkey);
        let practice = Network::confined_to(&[9], Patience::default()).unwrap();
        let vault = Arc::new(Memory::default());
        let practising = Latchkey::open(folder.path(), vault, practice, Arc::new(|_| {})).unwrap();
        assert_eq!(practising.last_address().as_deref(), Some("http://127.0.0.1:9"));
    }

    #[test]
    fn what_could_not_be_saved_can_be_answered_again() {
        let folder = tempfile::tempdir().unwrap();
        let latchkey = open(folder.path());
        let begun = latchkey.begin(None, "Backup").unwrap();
        let file = folder.path().join(Drafts::FILE);
        std::fs::create_dir(&file).unwrap();
        assert_eq!(latchkey.set_permissions(&begun.id, 1, &["read:kb"]), Err(Error::FolderUnavailable));
        assert_eq!(latchkey.draft(&begun.id).unwrap(), begun);
        std::fs::remove_dir(&file).unwrap();
        assert_eq!(latchkey.set_permissions(&begun.id, 1, &["read:kb"]).unwrap().revision, 2);
    }
}
