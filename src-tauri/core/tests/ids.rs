//! Each enum has one set of ids: those in words and pages (strum) and in files and data (serde) agree.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::fmt::Debug;

use latchkey_core::connections::history::EventKind;
use latchkey_core::halo::ReadSeen;
use latchkey_core::permissions::catalogue::Sensitivity;
use latchkey_core::procedure::Item;
use latchkey_core::products::advice;
use latchkey_core::products::{Demand, Field, NotPossible, Shape, Status, Trouble};
use latchkey_core::proof::Progress;
use latchkey_core::proof::finding::{AgentFinding, Cause, Difference, Remark, Verdict};
use latchkey_core::reach::Sees;
use latchkey_core::setup::guide::{SecretPlace, Step};
use latchkey_core::setup::record::Stage;
use latchkey_core::{Error, checkup, setup};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use strum::{IntoEnumIterator, VariantNames};

/// Every variant is serialised under its id; `tag`: the key that holds it, for an object.
fn written_as_its_id<T>(tag: Option<&str>)
where
    T: IntoEnumIterator + Serialize + Debug,
    for<'a> &'a T: Into<&'static str>,
{
    for variant in T::iter() {
        let written = serde_json::to_value(&variant).unwrap();
        let name = tag.map_or(&written, |tag| &written[tag]);
        assert_eq!(name.as_str(), Some((&variant).into()), "{variant:?}");
    }
}

/// Every variant is deserialised by its id. Serde lists the names it knows when it meets another one.
fn read_by_its_id<T: VariantNames + DeserializeOwned + Debug>(tag: &str) {
    let refused = serde_json::from_value::<T>(json!({ tag: "?" })).unwrap_err().to_string();
    let (_, expected) = refused.split_once("expected").unwrap();
    let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    assert_eq!(names, T::VARIANTS);
}

#[test]
fn words_and_data_have_the_same_ids() {
    written_as_its_id::<Cause>(None);
    written_as_its_id::<Demand>(None);
    written_as_its_id::<Field>(None);
    written_as_its_id::<Item>(None);
    written_as_its_id::<NotPossible>(None);
    written_as_its_id::<Sensitivity>(None);
    written_as_its_id::<SecretPlace>(None);
    written_as_its_id::<Shape>(None);
    written_as_its_id::<Status>(None);
    written_as_its_id::<Step>(None);
    written_as_its_id::<Trouble>(None);
    written_as_its_id::<Verdict>(None);
    written_as_its_id::<EventKind>(None);
    written_as_its_id::<Progress>(Some("id"));
    written_as_its_id::<ReadSeen>(Some("is"));
    read_by_its_id::<AgentFinding>("is");
    read_by_its_id::<Difference>("id");
    read_by_its_id::<Remark>("id");
    read_by_its_id::<Stage>("is");
}

#[test]
fn an_id_is_in_small_letters_and_given_once_in_its_family() {
    let families: [Vec<&str>; 6] = [
        Error::codes().to_vec(),
        Sees::VARIANTS.to_vec(),
        setup::AgentWarning::iter().map(setup::AgentWarning::id).collect(),
        advice::AdviceKind::iter().map(advice::AdviceKind::id).collect(),
        checkup::Item::iter().map(checkup::Item::id).collect(),
        Item::iter().map(Item::id).collect(),
    ];
    for family in families {
        assert!(
            family.iter().all(|id| id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')),
            "{family:?}"
        );
        let mut once = family.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), family.len(), "{family:?}");
    }
    assert_eq!(Error::iter().map(|error| error.code()).collect::<Vec<_>>(), Error::codes());
}

#[test]
fn an_id_in_a_file_means_the_same_as_before() {
    // Existing files and products.json have these.
    for (id, item) in
        [("sign-in", Item::SignIn), ("client-id-again", Item::ClientIdAgain), ("open-api", Item::OpenApi)]
    {
        assert_eq!(serde_json::from_value::<Item>(Value::from(id)).unwrap(), item);
    }
    assert_eq!(serde_json::from_value::<Demand>(Value::from("a-team")).unwrap(), Demand::ATeam);
    assert_eq!(serde_json::from_value::<Shape>(Value::from("as-is")).unwrap(), Shape::AsIs);
    assert_eq!(
        serde_json::from_value::<Trouble>(Value::from("halopsa-com-only")).unwrap(),
        Trouble::HalopsaComOnly
    );
    assert_eq!(Error::IsASecret { field: "name" }.code(), "is-a-secret");
    assert_eq!(Error::HaloIsAPage { host: String::new() }.code(), "halo-is-a-page");
}
