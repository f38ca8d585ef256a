//! No two connections or set-ups share one entry of the keychain, whatever they have in common, and none
//! loses its secret to another one.

use std::sync::Arc;
use std::time::Duration;

use latchkey_core::halo::{Network, Patience};
use latchkey_core::proof::{Listener, Progress};
use latchkey_core::vault::{EntryName, Memory, Vault, same};
use latchkey_core::{Error, Latchkey, Result, Secret};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{Computer, Intention, nobody};
use latchkey_journeys::faulty::{Fault, Faulty};
use latchkey_journeys::files::change_document;
use latchkey_journeys::hand::{Hand, Notice};
use latchkey_practice::{CredentialsMadeBy, DescriptionOnSave, Dialect, Practice};
use secrecy::ExposeSecret;

async fn start() -> (Practice, Computer) {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]);
    (halo, computer)
}

/// Another application for the same product.
fn second() -> Intention {
    Intention { application: "Harbour Alarm, second", ..Intention::usual() }
}

#[tokio::test]
async fn who_opens_another_connections_application_by_mistake_renews_that_one_and_loses_neither() {
    let (halo, computer) = start().await;
    let latchkey = computer.latchkey();
    let one = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let other = computer.set_up(&halo, &second()).await.unwrap().connection();
    let secret_of_one = latchkey.secret_of(&one).await.unwrap();

    // "I lost the secret" of the first; the second is opened in HaloPSA.
    let draft = latchkey.begin_new_secret_for(&one).await.unwrap();
    let mut form = Hand::at(&halo.address()).open(second().application, second().answers()).await;
    assert_eq!(form.generate().await, Notice::Generated);
    let copied = form.credentials().await;
    let refused = latchkey.at(&draft.id).take_client_id(&copied.0, false, false).await;
    assert_eq!(refused.unwrap_err(), Error::ClientIdOfAnother, "before anything is saved in HaloPSA");
    // And a user who insists that it is right.
    latchkey.at(&draft.id).take_client_id(&copied.0, false, true).await.unwrap();
    latchkey.at(&draft.id).take_secret(&copied.1, false).await.unwrap();
    assert_eq!(form.save().await, Notice::Saved);
    computer.take_client_id_again(&draft.id, &form).await.unwrap();
    let became = computer.prove(&draft.id).await.unwrap().connection;

    assert_eq!(became.as_ref(), Some(&other), "the Client ID shows whose secret it is");
    assert!(same(&latchkey.secret_of(&other).await.unwrap(), &copied.1), "it has the new secret");
    assert_eq!(latchkey.connection(&other).unwrap().application_name.as_deref(), Some(second().application));
    assert!(same(&latchkey.secret_of(&one).await.unwrap(), &secret_of_one), "the first is as it was");
    computer.assert_in_order(&[&halo]);
    latchkey.remove_connection(&one).await.unwrap();
    assert!(same(&latchkey.secret_of(&other).await.unwrap(), &copied.1), "and can be removed by itself");
    computer.assert_in_order(&[&halo]);
}

#[tokio::test]
async fn a_third_new_secret_for_one_application_finds_a_place_of_its_own() {
    let (halo, computer) = start().await;
    let latchkey = computer.latchkey();
    let connection = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let client_id = Secret::from(latchkey.connection(&connection).unwrap().client_id);
    let mut secrets = Vec::new();
    for n in 0..3 {
        let id = latchkey.begin_new_secret(None, Intention::usual().product).unwrap().id;
        computer.give_address(&id, &halo, &halo.address()).await.unwrap();
        latchkey.at(&id).take_client_id(&client_id, false, false).await.unwrap();
        let half = format!("7c9e6679-7425-40de-944b-e07fc1f90ae{n}");
        let secret = Secret::from(format!("{half}-{half}"));
        computer.note(&secret);
        latchkey.at(&id).take_secret(&secret, false).await.unwrap();
        secrets.push((id, secret));
    }
    assert_eq!(computer.vault.entries().len(), 4, "one for each, and the one in use");
    let kept: Vec<String> = computer
        .vault
        .entries()
        .iter()
        .map(|entry| computer.vault.get(entry).unwrap().unwrap().expose_secret().to_owned())
        .collect();
    for (_, secret) in &secrets {
        assert!(kept.contains(&secret.expose_secret().to_owned()), "none has overwritten another one");
    }
    computer.assert_in_order(&[&halo]);
    for (id, _) in secrets {
        latchkey.at(&id).abandon(false).await.unwrap();
    }
    assert_eq!(computer.vault.entries().len(), 1);
    computer.assert_in_order(&[&halo]);
}

/// A keychain to which names that differ in case are one, as Windows' is.
#[derive(Default)]
struct IgnoresCase(Memory);

impl IgnoresCase {
    fn name(entry: &EntryName) -> EntryName {
        EntryName { service: entry.service.to_lowercase(), user: entry.user.to_lowercase() }
    }
}

impl Vault for IgnoresCase {
    fn put(&self, entry: &EntryName, secret: &Secret) -> Result<()> {
        self.0.put(&Self::name(entry), secret)
    }

    fn get(&self, entry: &EntryName) -> Result<Option<Secret>> {
        self.0.get(&Self::name(entry))
    }

    fn delete(&self, entry: &EntryName) -> Result<()> {
        self.0.delete(&Self::name(entry))
    }
}

#[tokio::test]
async fn a_client_id_that_comes_back_in_capitals_costs_no_secret_where_case_does_not_count() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    for (client_id, insist) in [("0f8fad5b-d9cb-469f-a165-70867728950e", false), ("unusual-client-id", true)]
    {
        let folder = tempfile::tempdir().unwrap();
        let vault = Arc::new(IgnoresCase::default());
        let network =
            Network::confined_to(&halo.ports(), Patience { pause: Duration::ZERO, ..Patience::default() });
        let there = Arc::<IgnoresCase>::clone(&vault);
        let latchkey = Latchkey::open(folder.path(), there, network).unwrap();
        let id = latchkey.begin(None, Intention::usual().product).unwrap().id;
        let revision = latchkey.at(&id).draft().unwrap().revision;
        latchkey.at(&id).set_address(revision, &halo.address(), false, None).await.unwrap();
        let secret = "7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427";
        latchkey.at(&id).take_client_id(&Secret::from(client_id), false, insist).await.unwrap();
        latchkey.at(&id).take_secret(&Secret::from(secret), false).await.unwrap();
        let capitals = Secret::from(client_id.to_uppercase());
        let taken = latchkey.at(&id).take_client_id(&capitals, true, insist).await.unwrap();
        assert!(!taken.changed, "it is the same");
        let entries = vault.0.entries();
        assert_eq!(entries.len(), 1, "{entries:?}");
        let kept = vault.get(&entries[0]).unwrap().unwrap();
        assert_eq!(kept.expose_secret(), secret, "it is where the page says that it is");
        latchkey.at(&id).abandon(false).await.unwrap();
        assert!(vault.0.entries().is_empty());
    }
}

#[tokio::test]
async fn an_entry_that_a_connection_to_another_instance_has_is_left_to_it() {
    // An entry whose name lacks the path, as names once did; the other instance is a copy of the database.
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let mut computer = Computer::that_reaches(&[&halo], &[]);
    let id = computer.set_up(&halo, &Intention::usual()).await.unwrap().connection();
    let known = computer.latchkey().connection(&id).unwrap();
    let file = computer.folder().join("connections.json");
    let address = known.instance.address.to_string();
    change_document(&file, |text| text.replacen(&address, &format!("{address}/live"), 1));
    computer.restart();
    let latchkey = computer.latchkey();
    assert_eq!(latchkey.connection(&id).unwrap().instance.address.to_string(), format!("{address}/live"));
    let secret = computer.vault.get(&known.entry).unwrap().unwrap();
    let (again, _) = computer.answer_pages(&halo, &Intention::usual()).await.unwrap();
    computer.take(&again, &(Secret::from(known.client_id), secret)).await.unwrap();
    let became = computer.prove(&again).await.unwrap().connection.unwrap();
    assert_ne!(became, id);
    assert_ne!(latchkey.connection(&became).unwrap().entry, known.entry, "each has an entry of its own");
    latchkey.remove_connection(&became).await.unwrap();
    assert!(latchkey.secret_of(&id).await.is_ok(), "and loses nothing to the other one");
}

#[tokio::test]
async fn which_application_it_is_stays_known_though_the_keychain_is_locked_at_that_moment() {
    let dialect = Dialect {
        credentials_made_by: CredentialsMadeBy::HaloBoth,
        description_on_save: DescriptionOnSave::Dropped,
        ..Dialect::default()
    };
    let halo = Practice::start(dialect).await.unwrap();
    let vault = Arc::new(Faulty::default());
    let folder = tempfile::tempdir().unwrap();
    let patience = Patience { pause: Duration::from_millis(20), ..Patience::default() };
    let network = Network::confined_to(&halo.ports(), patience);
    let there = Arc::<Faulty>::clone(&vault);
    let latchkey = Latchkey::open(folder.path(), there, network).unwrap();
    let id = latchkey.begin(None, Intention::usual().product).unwrap().id;
    let revision = || latchkey.at(&id).draft().unwrap().revision;
    latchkey.at(&id).set_address(revision(), &halo.address(), false, None).await.unwrap();
    let (client_id, secret) = halo.state().add_application("Set-up robot", 8, &["all"]).unwrap();
    latchkey.at(&id).take_authority_client_id(&Secret::from(client_id), false).unwrap();
    latchkey.at(&id).take_authority_secret(&Secret::from(secret), false).await.unwrap();
    latchkey
        .at(&id)
        .set_general_from_list(revision(), Intention::usual().application, Some(7))
        .await
        .unwrap();
    latchkey.at(&id).set_permissions(revision(), &Intention::usual().permissions).await.unwrap();
    let locks = Arc::<Faulty>::clone(&vault);
    let listener: Listener = Arc::new(move |step| {
        if step == Progress::Create {
            locks.plan(1, 1_000, Fault::Fails(Error::KeychainLocked));
        }
    });
    assert_eq!(latchkey.at(&id).create(false, &listener).await.unwrap_err(), Error::KeychainLocked);
    assert!(latchkey.holds_a_secret(), "what HaloPSA returned once is in memory");
    assert!(latchkey.at(&id).creation().unwrap().application().is_some(), "and the answer is noted");
    vault.heal();
    assert!(latchkey.at(&id).create(false, &nobody()).await.unwrap().connection.is_some());
}
