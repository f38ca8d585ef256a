//! What one comes home to: each connection with how it stands, and each set-up that is not finished with
//! how far it has come.

use jiff::Timestamp;

use crate::connections::Connection;
use crate::finding::Verdict;
use crate::guide::{Page, SecretPlace, next_page, place_of};
use crate::journal::Creation;
use crate::latchkey::Unfinished;
use crate::procedure::Purpose;
use crate::{Latchkey, Result};

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeList {
    /// Oldest first.
    pub connections: Vec<ConnectionRow>,
    /// Oldest first. One that has no answer yet is not among them.
    pub unfinished: Vec<UnfinishedRow>,
    /// Names under which damaged files were kept aside.
    pub damaged: Vec<String>,
}

/// A connection, as far as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    /// Its id.
    pub id: String,
    /// The listed product, if it is listed.
    pub product: Option<String>,
    /// The product's name.
    pub product_name: String,
    /// Host, port and path.
    pub host: String,
    /// What the last test found.
    pub verdict: Verdict,
    /// How many things there are to know.
    pub things: usize,
    /// When it was last tested.
    pub tested: Timestamp,
    /// How long ago that was.
    pub age: Age,
}

/// A set-up that is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedRow {
    /// Its id.
    pub id: String,
    /// The listed product, if it is listed.
    pub product: Option<String>,
    /// The product's name. `None` when the answers were damaged.
    pub product_name: Option<String>,
    /// Host, port and path, once they are known.
    pub host: Option<String>,
    /// Whether it replaces a lost secret.
    pub new_secret: bool,
    /// How far it has come.
    pub standing: Standing,
    /// Where it goes on. `None` when the answers were damaged: then it can only be removed.
    pub page: Option<Page>,
    /// The name of an application that Latchkey asked HaloPSA for, and that may be there.
    pub application: Option<String>,
    /// Names of its entries in the keychain.
    pub entries: Vec<String>,
}

/// How far a set-up has come. Its words are `standing-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// An application may be in HaloPSA that Latchkey asked for: somebody has to look.
    MayBeInHalo,
    /// It was tested since the app was started, and does not work.
    NotWorking,
    /// The application is there, and was not tested yet.
    CreatedNotTested,
    /// Its answers were damaged.
    AnswersLost,
    /// It has no address yet.
    NoAddress,
    /// It is at this step of the sidebar.
    Step {
        /// The step, from 1.
        step: usize,
        /// How many there are.
        of: usize,
    },
}

impl Standing {
    /// As in words and pages.
    pub fn id(self) -> &'static str {
        match self {
            Self::MayBeInHalo => "may-be-in-halo",
            Self::NotWorking => "not-working",
            Self::CreatedNotTested => "created-not-tested",
            Self::AnswersLost => "answers-lost",
            Self::NoAddress => "no-address",
            Self::Step { .. } => "step",
        }
    }

    /// Whether somebody should decide now, since something may be where nobody knows of it.
    pub fn is_pressing(self) -> bool {
        self == Self::MayBeInHalo
    }
}

/// How long ago something was, as it is said: relative up to a week, then by its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Less than a minute, or in the future of a clock that was put back.
    Now,
    /// Minutes, 1 to 59.
    Minutes(i64),
    /// Hours, 1 to 23.
    Hours(i64),
    /// Days, 1 to 7.
    Days(i64),
    /// More than that.
    Date,
    /// More than thirty days: it says little about today.
    Old,
}

impl Age {
    /// At `now`.
    pub fn of(then: Timestamp, now: Timestamp) -> Self {
        let minutes = now.duration_since(then).as_mins();
        match minutes {
            ..1 => Self::Now,
            1..60 => Self::Minutes(minutes),
            60..1440 => Self::Hours(minutes / 60),
            1440..11_520 => Self::Days(minutes / 1440),
            11_520..43_200 => Self::Date,
            _ => Self::Old,
        }
    }

    /// As in words: `age-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Minutes(_) => "minutes",
            Self::Hours(_) => "hours",
            Self::Days(_) => "days",
            Self::Date => "date",
            Self::Old => "old",
        }
    }
}

impl Latchkey {
    /// What there is, at `now`.
    ///
    /// # Errors
    /// Those of reading the data folder.
    pub fn home_list(&self, now: Timestamp) -> Result<HomeList> {
        let overview = self.overview()?;
        let connections = overview.connections.into_iter().map(|c| connection_row(c, now)).collect();
        let unfinished =
            overview.unfinished.into_iter().map(|u| self.unfinished_row(u)).collect::<Result<_>>()?;
        Ok(HomeList { connections, unfinished, damaged: overview.damaged })
    }

    fn unfinished_row(&self, unfinished: Unfinished) -> Result<UnfinishedRow> {
        let authorised = self.authority(&unfinished.id).is_ok();
        let standing = self.standing(&unfinished, authorised)?;
        let Unfinished { id, draft, entries, application } = unfinished;
        let page = draft.as_ref().map(|draft| next_page(draft, authorised));
        let instance = draft.as_ref().and_then(|draft| draft.instance.as_ref());
        Ok(UnfinishedRow {
            id,
            host: instance
                .map(|instance| instance.address.host_and_path())
                .or_else(|| application.as_ref().map(|creation| creation.host.clone())),
            new_secret: draft.as_ref().is_some_and(|draft| draft.purpose == Purpose::NewSecret),
            standing,
            page,
            application: application.map(|creation| creation.name),
            entries: entries.into_iter().map(|entry| entry.service).collect(),
            product: draft.as_ref().and_then(|draft| draft.product.clone()),
            product_name: draft.map(|draft| draft.product_name),
        })
    }

    fn standing(&self, unfinished: &Unfinished, authorised: bool) -> Result<Standing> {
        let Unfinished { id, draft, application, .. } = unfinished;
        let created = application.as_ref().and_then(Creation::application).is_some();
        let Some(draft) = draft else {
            let may_be_there = application.is_some();
            return Ok(if may_be_there { Standing::MayBeInHalo } else { Standing::AnswersLost });
        };
        let saved_by_hand = || -> Result<bool> {
            Ok(draft.client_id_after_save && self.secret_place(id)? == SecretPlace::Kept)
        };
        Ok(if application.is_some() && !created {
            Standing::MayBeInHalo
        } else if self.last_proof(id).is_some_and(|proof| proof.verdict == Verdict::DoesNotWork) {
            Standing::NotWorking
        } else if created || saved_by_hand()? {
            Standing::CreatedNotTested
        } else if draft.instance.is_none() {
            Standing::NoAddress
        } else {
            let (step, of) = place_of(draft, next_page(draft, authorised));
            Standing::Step { step, of }
        })
    }
}

fn connection_row(connection: Connection, now: Timestamp) -> ConnectionRow {
    let proof = &connection.proof;
    ConnectionRow {
        host: connection.instance.address.host_and_path(),
        verdict: proof.verdict,
        things: proof.remarks.len(),
        tested: proof.at,
        age: Age::of(proof.at, now),
        id: connection.id,
        product: connection.product,
        product_name: connection.product_name,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::address::Address;
    use crate::connections::Connections;
    use crate::draft::{Draft, Drafts, Way};
    use crate::finding::{AgentFinding, Proof, Remark, TokenSeen};
    use crate::halo::{Network, Patience};
    use crate::instance::Instance;
    use crate::journal::{Journal, Stage};
    use crate::latchkey::held;
    use crate::vault::{EntryName, Memory};

    const NOW: &str = "2026-11-20T12:00:00Z";

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn instance() -> Instance {
        let address = Address::parse("acme.halopsa.com", &[]).unwrap();
        Instance { sign_in: address.join("auth"), address, tenant: None, version: None }
    }

    fn proof(verdict: Verdict) -> Proof {
        Proof {
            verdict,
            token: TokenSeen::Given { named: true },
            saved: None,
            compared: Vec::new(),
            missing: Vec::new(),
            agent: Some(AgentFinding::NotTold { refused: false }),
            reads: Vec::new(),
            untried: Vec::new(),
            remarks: vec![Remark::AgentNotTold],
            causes: Vec::new(),
            at: at("2026-11-18T11:00:00Z"),
        }
    }

    fn draft(id: &str, answered: bool) -> Draft {
        let mut draft = Draft::begin(Purpose::NewApplication, Some("hudu"), "").unwrap();
        draft.id = id.into();
        draft.instance = answered.then(instance);
        draft
    }

    fn creation(draft: &str, stage: Stage) -> Creation {
        Creation {
            draft: draft.into(),
            host: "acme.halopsa.com".into(),
            mark: "0123456789abcdef0123456789abcdef".into(),
            name: "Hudu".into(),
            client_id: "c".into(),
            there_before: None,
            shown_client_id: None,
            named: false,
            asked: 1,
            stage,
        }
    }

    #[test]
    fn each_connection_and_each_unfinished_set_up_says_how_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let network = Network::to_the_internet(Patience::default()).unwrap();
        let latchkey =
            Latchkey::open(folder.path(), Arc::new(Memory::default()), network, Arc::new(|_| {})).unwrap();
        let entry =
            EntryName { service: "Latchkey for HaloPSA: acme.halopsa.com, Hudu".into(), user: "c".into() };
        let connection = Connection {
            id: "connected".into(),
            product: Some("hudu".into()),
            product_name: "Hudu".into(),
            instance: instance(),
            application_name: None,
            agent: None,
            agent_id: None,
            application: None,
            permissions: Vec::new(),
            client_id: "c".into(),
            entry: entry.clone(),
            since: at(NOW),
            proof: proof(Verdict::WorksWithRemarks),
            made_by: String::new(),
        };
        let written = latchkey.home.change(|c: &mut Connections| {
            c.connections.push(connection);
            Ok(())
        });
        written.unwrap();
        let written = latchkey.home.change(|d: &mut Drafts| {
            d.drafts = ["none", "agent", "sent", "created", "failed", "by-hand"]
                .map(|id| draft(id, id != "none"))
                .into();
            for draft in &mut d.drafts[2..5] {
                draft.mark = Some("0123456789abcdef0123456789abcdef".into());
                draft.set_application_name("Hudu")?;
                draft.set_agent("API")?;
                draft.agent_id = Some(7);
            }
            d.drafts[5].way = Way::ByHand;
            d.drafts[5].client_id_after_save = true;
            Ok(())
        });
        written.unwrap();
        let found = Stage::Found { application: "8".into() };
        let noted = latchkey.note(|j: &mut Journal| {
            j.begin(creation("sent", Stage::Sent));
            j.begin(creation("created", found.clone()));
            j.begin(creation("failed", found.clone()));
            j.begin(creation("lost", found.clone()));
            for id in ["by-hand", "lost-entry"] {
                j.expect(id, &entry);
                j.confirm(id, &entry);
            }
        });
        noted.unwrap();
        held(&latchkey.last_proof).insert("failed".into(), proof(Verdict::DoesNotWork));
        latchkey.begin(None, "Not answered yet").unwrap();

        let list = latchkey.home_list(at(NOW)).unwrap();
        let [row] = list.connections.as_slice() else { panic!("{:?}", list.connections) };
        assert_eq!((row.verdict, row.things, row.age), (Verdict::WorksWithRemarks, 1, Age::Days(2)));
        assert_eq!(row.host, "acme.halopsa.com");
        let unfinished: Vec<(&str, Standing, Option<Page>)> =
            list.unfinished.iter().map(|row| (row.id.as_str(), row.standing, row.page)).collect();
        assert_eq!(
            unfinished,
            [
                ("none", Standing::NoAddress, Some(Page::Connect)),
                ("agent", Standing::Step { step: 1, of: 4 }, Some(Page::Connect)),
                ("sent", Standing::MayBeInHalo, Some(Page::Review)),
                ("created", Standing::CreatedNotTested, Some(Page::Review)),
                ("failed", Standing::NotWorking, Some(Page::Review)),
                ("by-hand", Standing::CreatedNotTested, Some(Page::Agent)),
                ("lost-entry", Standing::AnswersLost, None),
                ("lost", Standing::MayBeInHalo, None),
            ]
        );
        let pressing = list.unfinished.iter().filter(|row| row.standing.is_pressing()).count();
        assert_eq!(pressing, 2, "what is known to be there is no alarm");
        let forgotten = &list.unfinished[7];
        assert_eq!(
            (forgotten.host.as_deref(), forgotten.application.as_deref()),
            (Some("acme.halopsa.com"), Some("Hudu"))
        );
        assert_eq!(list.unfinished[6].entries, [entry.service]);
    }

    #[test]
    fn an_age_is_said_relatively_up_to_a_week() {
        let of = |then: &str| Age::of(at(then), at(NOW));
        assert_eq!(of("2026-11-20T11:59:30Z"), Age::Now);
        assert_eq!(of("2026-11-21T12:00:00Z"), Age::Now, "a clock that was put back");
        assert_eq!(of("2026-11-20T11:59:00Z"), Age::Minutes(1));
        assert_eq!(of("2026-11-20T11:00:00Z"), Age::Hours(1));
        assert_eq!(of("2026-11-19T12:00:01Z"), Age::Hours(23));
        assert_eq!(of("2026-11-19T12:00:00Z"), Age::Days(1));
        assert_eq!(of("2026-11-13T12:00:00Z"), Age::Days(7));
        assert_eq!(of("2026-11-12T12:00:00Z"), Age::Date);
        assert_eq!(of("2026-10-21T12:00:00Z"), Age::Old);
    }
}
