//! Finds the application in HaloPSA that a set-up requested.
//!
//! An application is ours if it carries our mark or our Client ID, or has the id from a clear response to our
//! own request. One that carries another mark, or belongs to a saved connection or another set-up, never is.
//! One that matches only by name may belong to anyone: it is shown to the user, who decides.

use std::collections::HashMap;

use super::SetUp;
use crate::connections::history::EventKind;
use crate::halo::{self, ApplicationSeen, Candidate};
use crate::ids::ApplicationId;
use crate::instance::Instance;
use crate::proof::same_name;
use crate::setup::record::{Creation, Identified, Stage};
use crate::sign_ins::Authority;
use crate::vault::credentials::{is_a_client_id, same_client_id};
use crate::{Error, Result};

/// The text before the mark in an application's description.
const BEFORE_THE_MARK: &str = "Latchkey for HaloPSA";

/// How many new applications are read one by one: lists may leave out the description, which contains the
/// mark (contract: "it has no … `description`").
const MOST_LOOKED_AT: usize = 40;

/// The description that an application is created with.
pub(crate) fn description(mark: &str) -> String {
    format!("{BEFORE_THE_MARK}: {mark}")
}

/// Marks, ids and Client IDs that are known to belong to something other than a given set-up.
#[derive(Debug, Default)]
pub(crate) struct Foreign {
    /// Marks of other set-ups.
    marks: Vec<String>,
    /// HaloPSA's ids of applications at this instance.
    ids: Vec<ApplicationId>,
    client_ids: Vec<String>,
}

impl Foreign {
    /// Whether the application belongs to a connection or to another set-up, on this computer or on another
    /// one.
    pub(crate) fn has(&self, creation: &Creation, application: &ApplicationSeen) -> bool {
        self.uses(application) || carries_another_mark(creation, application)
    }

    /// Whether a connection or another set-up on this computer uses it.
    pub(crate) fn uses(&self, application: &ApplicationSeen) -> bool {
        self.ids.iter().any(|id| id.is(&application.id))
            || self.client_ids.iter().any(|id| same_client_id(id, &application.client_id))
            || self.marks.iter().any(|mark| application.marks.contains(mark))
    }
}

fn carries_another_mark(creation: &Creation, application: &ApplicationSeen) -> bool {
    let says_latchkey =
        application.description.to_ascii_lowercase().contains(&BEFORE_THE_MARK.to_ascii_lowercase());
    says_latchkey && !application.marks.is_empty() && !application.marks.contains(&creation.mark)
}

/// Whether it carries the mark, or the Client ID that only this set-up knew.
pub(crate) fn is_ours(creation: &Creation, application: &ApplicationSeen) -> bool {
    (!creation.mark.is_empty() && application.marks.contains(&creation.mark))
        || has_our_client_id(creation, application)
}

fn has_our_client_id(creation: &Creation, application: &ApplicationSeen) -> bool {
    same_client_id(&creation.client_id, &application.client_id)
}

/// Whether it is not one of HaloPSA's own. One with our mark or Client ID is ours, whatever use it shows.
fn is_no_others(creation: &Creation, application: &ApplicationSeen) -> bool {
    !application.system || is_ours(creation, application)
}

/// The applications that are certainly ours: by the mark or the Client ID; and those that were noted, from a clear
/// response or by the user, if they still have the Client ID they had then. The id is not enough: HaloPSA may reuse
/// it. Where that makes more than were requested, or where the user had to choose before one was certain, only the
/// mark and the Client ID decide. If even these are on more than were requested, a mark may be a copy: then only
/// the Client ID, and what was noted, are certain.
pub(crate) fn ours<'a>(
    creation: &Creation,
    foreign: &Foreign,
    applications: &'a [ApplicationSeen],
) -> Vec<&'a ApplicationSeen> {
    let not_foreign: Vec<&ApplicationSeen> = applications
        .iter()
        .filter(|a| {
            is_no_others(creation, a) && !foreign.has(creation, a) && !is_in(&a.id, &creation.excluded)
        })
        .collect();
    let certain: Vec<&ApplicationSeen> = not_foreign
        .iter()
        .copied()
        .filter(|a| is_ours(creation, a) && !is_in(&a.id, &creation.doubtful))
        .collect();
    if certain.len() > creation.outstanding() {
        let strong: Vec<&ApplicationSeen> = certain
            .into_iter()
            .filter(|a| is_noted(creation, a, true) || has_our_client_id(creation, a))
            .collect();
        return if strong.len() <= creation.outstanding() { strong } else { Vec::new() };
    }
    let counts_named = certain.is_empty();
    let also: Vec<&ApplicationSeen> = not_foreign
        .into_iter()
        .filter(|a| !is_ours(creation, a) && is_noted(creation, a, counts_named))
        .collect();
    if certain.is_empty() || certain.len() + also.len() <= creation.outstanding() {
        return [certain, also].concat();
    }
    certain
}

/// Whether it is an application that was noted, unchanged. `counts_named`: also the one that the user had to choose
/// before any was certain. The user may choose one without a Client ID.
fn is_noted(creation: &Creation, application: &ApplicationSeen, counts_named: bool) -> bool {
    let is_it = |id: &ApplicationId, shown: &str, named: bool| {
        id.is(&application.id)
            && (same_client_id(shown, &application.client_id)
                || (named || is_ours(creation, application))
                    && !is_a_client_id(shown)
                    && !is_a_client_id(&application.client_id))
    };
    let shown = creation.shown_client_id.as_deref().unwrap_or_default();
    creation
        .application()
        .is_some_and(|id| (counts_named || !creation.named) && is_it(id, shown, creation.named))
        || creation.others.iter().any(|one| is_it(&one.application, &one.client_id, true))
}

/// The application that a clear response to our own request names: it carries our mark or Client ID, or it is
/// the only one in the response and was not `listed` just before.
pub(crate) fn named_by_the_answer<'a>(
    creation: &Creation,
    foreign: &Foreign,
    listed: &[ApplicationId],
    shown: &'a [ApplicationSeen],
) -> Option<&'a ApplicationSeen> {
    if let [one] = ours(creation, foreign, shown).as_slice() {
        return Some(one);
    }
    let [one] = shown else { return None };
    let new = is_no_others(creation, one) && !foreign.has(creation, one) && !is_in(&one.id, listed);
    new.then_some(one)
}

/// Applications that may be ours, or anyone's: not known to belong to anything else, and either new with the
/// requested name, or with the id that ours had.
fn perhaps_ours<'a>(
    creation: &Creation,
    foreign: &Foreign,
    applications: &'a [ApplicationSeen],
) -> Vec<&'a ApplicationSeen> {
    applications
        .iter()
        .filter(|a| {
            is_no_others(creation, a) && !foreign.has(creation, a) && !is_in(&a.id, &creation.excluded)
        })
        .filter(|a| {
            creation.includes(&a.id)
                || is_ours(creation, a)
                || same_name(&a.name, &creation.name) && is_new(creation, a)
        })
        .collect()
}

/// Whether it did not exist before the creation.
fn is_new(creation: &Creation, application: &ApplicationSeen) -> bool {
    !is_in(&application.id, &creation.there_before)
}

fn is_in(id: &ApplicationId, ids: &[ApplicationId]) -> bool {
    ids.iter().any(|one| one.is(id))
}

/// What one read of HaloPSA's list shows of a set-up's application.
pub(crate) struct Sighting {
    /// Certainly ours.
    pub(crate) certain: Vec<ApplicationSeen>,
    /// Possibly ours: they match only by name or by id.
    pub(crate) perhaps: Vec<ApplicationSeen>,
    /// Whether ours exists and a connection or another set-up on this computer uses it.
    pub(crate) in_use: bool,
    /// Rows that could not be read: ours may be among them.
    pub(crate) unread: usize,
}

impl Sighting {
    /// Returns an error for what the user has to decide or know, where more applications were requested than are
    /// certain: a repeated request may have created two, of which one carries neither our mark nor our Client ID.
    /// Also where more carry these than were requested. `Ok` when nothing else is there.
    ///
    /// # Errors
    /// [`Error::ApplicationPerhaps`], [`Error::ApplicationsUnread`].
    pub(crate) fn unless_nothing_else(&self, creation: &Creation) -> Result<()> {
        self.unless_undecided(creation)?;
        if self.unread > creation.unread_before && self.is_incomplete(creation) {
            return Err(Error::ApplicationsUnread { count: self.unread });
        }
        Ok(())
    }

    /// As [`Self::unless_nothing_else`], where applications that can't be read don't matter.
    ///
    /// # Errors
    /// [`Error::ApplicationPerhaps`].
    pub(crate) fn unless_undecided(&self, creation: &Creation) -> Result<()> {
        let is_incomplete = self.is_incomplete(creation);
        let rest = self.rest().filter(|one| is_incomplete || is_ours(creation, one));
        let candidates: Vec<Candidate> = rest.cloned().map(Candidate::of).collect();
        if candidates.is_empty() {
            return Ok(());
        }
        Err(Error::ApplicationPerhaps { candidates, beside: self.certain.len() + creation.deleted })
    }

    /// What is seen without reading the list.
    pub(crate) fn nothing() -> Self {
        Self { certain: Vec::new(), perhaps: Vec::new(), in_use: false, unread: 0 }
    }

    /// With this application, which is certainly ours: the list may not show it yet.
    pub(crate) fn with(mut self, application: ApplicationSeen) -> Self {
        if !self.certain.iter().any(|one| one.id == application.id) {
            self.certain.push(application);
        }
        self
    }

    /// Those that are certainly or possibly ours.
    fn all(&self) -> impl Iterator<Item = &ApplicationSeen> {
        self.certain.iter().chain(self.rest())
    }

    /// Those that are only possibly ours.
    fn rest(&self) -> impl Iterator<Item = &ApplicationSeen> {
        self.perhaps.iter().filter(|one| !self.certain.iter().any(|ours| ours.id == one.id))
    }

    /// Whether more carry our mark or Client ID than were requested.
    pub(crate) fn has_copies(&self, creation: &Creation) -> bool {
        self.rest().any(|one| is_ours(creation, one))
    }

    /// Whether more were requested than are certain, or in use.
    pub(crate) fn is_incomplete(&self, creation: &Creation) -> bool {
        self.certain.len() + usize::from(self.in_use) < creation.outstanding()
    }
}

/// Applications that were read one by one, by id. `None`: HaloPSA returned nothing.
pub(crate) type Details = HashMap<ApplicationId, Option<ApplicationSeen>>;

impl SetUp {
    /// What belongs to connections and other set-ups on this computer, as far as it can be at `instance`.
    pub(super) fn foreign(&self, instance: &Instance) -> Foreign {
        let records = &self.context.records;
        let mut foreign = Foreign::default();
        for connection in records.connections() {
            foreign.client_ids.push(connection.client_id);
            if connection.instance.address == instance.address {
                foreign.ids.extend(connection.application);
            }
        }
        let place = instance.address.host_and_path();
        let others = records.set_ups(true).into_iter().filter(|other| *other.id() != self.id);
        for creation in others.filter_map(|other| other.creation) {
            if creation.host == place {
                foreign.ids.extend(creation.identified().cloned());
            }
            foreign.client_ids.extend(creation.others.into_iter().map(|one| one.client_id));
            foreign.client_ids.extend(creation.shown_client_id);
            foreign.client_ids.push(creation.client_id);
            foreign.marks.push(creation.mark);
        }
        foreign.client_ids.retain(|id| !id.is_empty());
        foreign.marks.retain(|mark| !mark.is_empty());
        foreign
    }

    /// Reads HaloPSA's list once and finds our application. `details` caches applications that were read one by
    /// one, so that each is requested once.
    ///
    /// # Errors
    /// Those of reading the list.
    pub(super) async fn sight(
        &self,
        creation: &Creation,
        authority: &Authority,
        instance: &Instance,
        details: &mut Details,
    ) -> Result<Sighting> {
        let network = &self.context.network;
        let foreign = self.foreign(instance);
        let mut listed = halo::applications(network, instance, &authority.token).await?;
        let mut unread = listed.unread;
        let single =
            async |id: &ApplicationId| halo::application(network, instance, &authority.token, id).await;
        for known in creation.identified() {
            if listed.rows.iter().any(|a| known.is(&a.id)) {
                continue;
            }
            // The list may leave it out, or show it late.
            match single(known).await {
                Ok(seen) => listed.rows.extend(seen),
                Err(Error::AuthorityExpired) => return Err(Error::AuthorityExpired),
                Err(e) => {
                    tracing::info!(code = e.code(), "the application could not be read");
                    unread += 1;
                }
            }
        }
        // Whatever the version of HaloPSA was: it may have been updated since.
        if ours(creation, &foreign, &listed.rows).len() < creation.outstanding().max(1) {
            let new: Vec<ApplicationId> = listed
                .rows
                .iter()
                .filter(|a| !a.system && is_new(creation, a))
                .map(|a| a.id.clone())
                .filter(|id| !details.contains_key(id))
                .take(MOST_LOOKED_AT)
                .collect();
            for id in new {
                match single(&id).await {
                    Ok(seen) => {
                        details.insert(id, seen);
                    }
                    Err(Error::AuthorityExpired) => return Err(Error::AuthorityExpired),
                    // It may carry our mark. The next call tries again.
                    Err(e) => {
                        tracing::info!(code = e.code(), "a new application could not be read");
                        unread += 1;
                    }
                }
            }
            for row in &mut listed.rows {
                if let Some(Some(seen)) = details.get(&row.id) {
                    row.clone_from(seen);
                }
            }
        }
        // A new row whose Client ID can't be read may be ours.
        let unknown = |a: &&ApplicationSeen| {
            a.unread.contains(&"clientId") && is_new(creation, a) && !is_ours(creation, a)
        };
        unread += listed.rows.iter().filter(unknown).count();
        let of = |found: Vec<&ApplicationSeen>| found.into_iter().cloned().collect();
        Ok(Sighting {
            certain: of(ours(creation, &foreign, &listed.rows)),
            perhaps: of(perhaps_ours(creation, &foreign, &listed.rows)),
            in_use: listed
                .rows
                .iter()
                .any(|a| is_ours(creation, a) && foreign.uses(a) && !is_in(&a.id, &creation.excluded)),
            unread,
        })
    }

    /// Switches to an application that is certainly ours from one that the user had to choose before, or that can't
    /// be ours as well. Returns the updated creation.
    pub(super) async fn prefer_certain(&self, creation: Creation, sighting: &Sighting) -> Result<Creation> {
        let Some(known) = creation.application() else { return Ok(creation) };
        match sighting.certain.first() {
            Some(one)
                if (creation.named || creation.outstanding() == 1)
                    && !sighting.certain.iter().any(|one| one.id.is(known)) =>
            {
                self.note_found(&creation, one, true).await
            }
            _ => Ok(creation),
        }
    }

    /// The user confirms that this is the application that the set-up requested, which matched only by its
    /// name ([`Error::ApplicationPerhaps`]).
    ///
    /// # Errors
    /// [`Error::ApplicationGone`] when it no longer exists, or belongs to something else.
    pub async fn this_one(&self, application: &ApplicationId) -> Result<()> {
        let running = self.begin_work()?;
        let record = self.record()?;
        let mut creation = record.application().ok_or(Error::ApplicationGone)?.clone();
        let authority = self.authority()?;
        let instance = record.answers.instance.as_ref().ok_or(Error::DraftIncomplete)?;
        let mut details = Details::new();
        let read = self.sight(&creation, &authority, instance, &mut details);
        let sighting = self.or_sign_in_again(&authority, running.unless_cancelled(read).await)?;
        let found = sighting.all().find(|one| one.id == *application).ok_or(Error::ApplicationGone)?;
        let is_certain = |one: &ApplicationSeen| sighting.certain.iter().any(|certain| certain.id == one.id);
        let others = sighting
            .all()
            .filter(|one| one.id != *application && (is_certain(one) || creation.includes(&one.id)))
            .count();
        let is_there = |id: &ApplicationId| sighting.all().any(|one| id.is(&one.id));
        let is_another = creation
            .application()
            .is_some_and(|known| !known.is(&found.id) && (creation.outstanding() > 1 || is_there(known)));
        creation.doubtful.retain(|one| !one.is(application));
        // The user knows of more than were counted, where HaloPSA refused a request that it carried out.
        creation.asked = creation.asked.max(creation.deleted + others + 1);
        if is_another {
            // The one that is known stays known.
            let also = Identified { application: found.id.clone(), client_id: found.client_id.clone() };
            creation.others.retain(|one| !one.application.is(&also.application));
            creation.others.push(also);
            creation.settled = false;
            return self.note_creation(&creation).await;
        }
        self.note_found(&creation, found, true).await.map(|_| ())
    }

    /// Records which application it is, with its current Client ID. `named`: identified only by the user.
    /// Returns the updated creation.
    pub(super) async fn note_found(
        &self,
        creation: &Creation,
        application: &ApplicationSeen,
        named: bool,
    ) -> Result<Creation> {
        let mut found = Creation {
            stage: Stage::Found { application: application.id.clone() },
            shown_client_id: Some(application.client_id.clone()).filter(|shown| is_a_client_id(shown)),
            named: named && !is_ours(creation, application),
            ..creation.clone()
        };
        found.others.retain(|one| !one.application.is(&application.id));
        let (is_first, noted) = (creation.application().is_none(), found.clone());
        self.change(move |record| {
            record.creation = Some(noted);
            if is_first {
                record.history.note(EventKind::Created);
            }
        })
        .await?;
        Ok(found)
    }

    /// The user confirms that none of these applications, which matched only by name, is the one that the set-up
    /// requested. From then on they count as foreign.
    pub async fn none_of_these(&self, applications: &[ApplicationId]) -> Result<()> {
        let _running = self.begin_work()?;
        self.creation().ok_or(Error::ApplicationGone)?;
        let applications = applications.to_vec();
        self.change(move |record| applications.iter().for_each(|one| record.note_denied(one))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "0123456789abcdef0123456789abcdef";
    const ANOTHER_MARK: &str = "ffffffffffffffffffffffffffffffff";

    fn creation() -> Creation {
        Creation {
            host: "h".into(),
            mark: MARK.into(),
            name: "Ours".into(),
            client_id: "c-ours".into(),
            there_before: vec!["1".into()],
            shown_client_id: None,
            named: false,
            others: Vec::new(),
            asked: 1,
            deleted: 0,
            settled: false,
            excluded: Vec::new(),
            doubtful: Vec::new(),
            unread_before: 0,
            stage: Stage::Sent,
        }
    }

    fn application(id: &str, name: &str, client_id: &str, mark: &str) -> ApplicationSeen {
        ApplicationSeen {
            id: id.into(),
            name: name.into(),
            active: true,
            client_id: client_id.into(),
            description: if mark.is_empty() { String::new() } else { description(mark) },
            marks: [mark].into_iter().filter(|mark| !mark.is_empty()).map(str::to_owned).collect(),
            ..ApplicationSeen::default()
        }
    }

    fn all() -> [ApplicationSeen; 7] {
        [
            application("1", "Ours", "x", ""),
            application("2", "Renamed", "x", MARK),
            application("3", "Ours", "C-OURS", ""),
            application("4", "Ours", "x", ANOTHER_MARK),
            application("5", " ours ", "x", ""),
            application("6", "Ours", "c-connected", ""),
            application("7", "Ours", "c-connected-2", MARK),
        ]
    }

    fn foreign() -> Foreign {
        Foreign { client_ids: vec!["C-Connected".into()], ids: vec!["7".into()], marks: Vec::new() }
    }

    fn ids<'a>(found: impl IntoIterator<Item = &'a ApplicationSeen>) -> Vec<&'a str> {
        found.into_iter().map(|a| a.id.as_str()).collect()
    }

    #[test]
    fn the_mark_the_client_id_or_the_id_that_was_answered_tells_for_certain() {
        assert_eq!(
            ids(ours(&creation(), &foreign(), &all())),
            ["3"],
            "one was requested: a mark may be a copy"
        );
        let creation = || Creation { asked: 2, ..creation() };
        assert_eq!(ids(ours(&creation(), &foreign(), &all())), ["2", "3"]);
        let noted = |id: &str, shown: Option<&str>| Creation {
            stage: Stage::Found { application: id.into() },
            shown_client_id: shown.map(str::to_owned),
            ..creation()
        };
        assert_eq!(
            ids(ours(&noted("5", Some("x")), &foreign(), &all())),
            ["2", "3"],
            "a certain match takes precedence"
        );
        let rest = &all()[3..6];
        assert_eq!(ids(ours(&noted("5", Some("X")), &foreign(), rest)), ["5"], "as it was noted");
        for otherwise in [noted("5", Some("y")), noted("5", None)] {
            assert!(ours(&otherwise, &foreign(), rest).is_empty(), "an id is not enough");
            assert_eq!(ids(perhaps_ours(&otherwise, &foreign(), rest)), ["5"]);
        }
        let renamed = ApplicationSeen { name: "Renamed".into(), ..all()[4].clone() };
        let asked = [renamed];
        assert_eq!(
            ids(perhaps_ours(&noted("5", None), &foreign(), &asked)),
            ["5"],
            "one with its id is a question"
        );
        let forgotten = Creation { there_before: vec![], client_id: String::new(), ..creation() };
        assert_eq!(ids(ours(&forgotten, &foreign(), &all())), ["2"], "an empty Client ID matches nothing");
    }

    #[test]
    fn the_user_and_a_response_name_no_more_than_were_requested() {
        let noted = |asked: usize, named: bool, others: &[&str]| Creation {
            stage: Stage::Found { application: "5".into() },
            shown_client_id: Some("x".into()),
            named,
            asked,
            others: others
                .iter()
                .map(|&id| Identified { application: id.into(), client_id: "X".into() })
                .collect(),
            ..creation()
        };
        let one_certain: Vec<ApplicationSeen> = all()
            .into_iter()
            .filter(|one| one.id.as_str() != "3")
            .chain([application("8", "Ours", "x", "")])
            .collect();
        let none_certain = &one_certain[2..];
        let ours_of = |creation: Creation, all: &[ApplicationSeen]| {
            ids(ours(&creation, &foreign(), all)).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(ours_of(noted(1, false, &[]), &one_certain), ["2"], "one was requested");
        assert_eq!(ours_of(noted(2, false, &[]), &one_certain), ["2", "5"]);
        assert_eq!(ours_of(noted(2, true, &[]), &one_certain), ["2"], "it was named before one was certain");
        assert_eq!(ours_of(noted(2, true, &["8"]), &one_certain), ["2", "8"]);
        assert_eq!(ours_of(noted(3, false, &["8"]), &one_certain), ["2", "5", "8"]);
        assert_eq!(ours_of(noted(2, true, &["8"]), none_certain), ["5", "8"]);
        let deleted = Creation { deleted: 1, ..noted(2, false, &[]) };
        assert_eq!(ours_of(deleted, &one_certain), ["2"], "one of two was deleted");
    }

    #[test]
    fn a_name_alone_is_only_perhaps_and_what_is_somebody_elses_never_is() {
        assert_eq!(ids(perhaps_ours(&creation(), &foreign(), &all())), ["2", "3", "5"], "1 was there before");
        let empty_before = Creation { there_before: vec![], ..creation() };
        assert_eq!(ids(perhaps_ours(&empty_before, &foreign(), &all())), ["1", "2", "3", "5"]);
        let other = Foreign { marks: vec![ANOTHER_MARK.into()], ..Foreign::default() };
        let unlabelled = ApplicationSeen { description: String::new(), ..all()[3].clone() };
        assert!(other.has(&creation(), &unlabelled), "another set-up's mark in any field");
    }

    #[test]
    fn an_answer_names_ours_only_when_it_is_new() {
        let named = |shown: &[ApplicationSeen], listed: &[&str]| {
            let listed: Vec<ApplicationId> = listed.iter().map(|&id| id.into()).collect();
            let named = named_by_the_answer(&creation(), &foreign(), &listed, shown);
            named.map(|a| a.id.to_string())
        };
        let new = application("9", "Whatever", "x", "");
        assert_eq!(named(std::slice::from_ref(&new), &["1"]).as_deref(), Some("9"));
        assert_eq!(named(std::slice::from_ref(&new), &["9"]), None, "it was there before");
        assert_eq!(named(&[new.clone(), all()[4].clone()], &[]), None, "two, neither with the mark");
        assert_eq!(named(&[new, all()[1].clone()], &["2"]).as_deref(), Some("2"), "the mark decides");
        assert_eq!(named(&all()[3..4], &[]), None, "another mark");
        assert_eq!(named(&all()[5..6], &[]), None, "a connection's");
        assert_eq!(named(&[], &[]), None);
    }
}
