//! Every listed product with every list that its vendor publishes: set up from it by Latchkey on the practice
//! HaloPSA after a user has signed in, proved, and handed over in that vendor's shape.

use latchkey_core::connections::Connection;
use latchkey_core::connections::handover::Value;
use latchkey_core::permissions::Permission;
use latchkey_core::products::{Demand, PermissionList, Product, Status, find, form_of, listed};
use latchkey_core::proof::finding::{Remark, Verdict};
use latchkey_core::reach::table;
use latchkey_core::{Error, Secret};
use latchkey_journeys::at::At;
use latchkey_journeys::computer::{By, Computer};
use latchkey_practice::{CATALOGUE, Dialect, PermissionsKnown, Practice};

/// What the vendors' forms want to have, written down from their pages and not from the list of products:
/// `{host}` with its port, `{id}`, `{secret}`, `{tenant}`; `{list}` is the permissions, and `{path}`
/// for what comes behind the host.
#[rustfmt::skip]
const FORMS: &[(&str, &[&str])] = &[
    ("trend-vision-one-sp", &["http://{host}{path}", "{id}", "{secret}"]),
    ("cipp", &["{turn on}", "http://{host}{path}/api", "http://{host}{path}/auth", "{tenant}", "{id}", "{secret}"]),
    ("rewst", &["{id}", "{secret}", "{host}{path}", "{host}{path}/auth", "{tenant}"]),
    ("timezest", &["{id}", "{secret}", "http://{host}{path}/api", "http://{host}{path}/auth"]),
    ("hudu", &["http://{host}{path}/api", "{tenant}", "{id}", "{secret}"]),
    ("limacharlie", &["http://{host}{path}", "{id}", "{secret}", "{tenant}", "{list}"]),
    ("saas-alerts", &["http://{host}{path}", "{tenant}", "{id}", "{secret}"]),
    ("gradient-msp", &["{id}", "{secret}", "http://{host}{path}/api", "http://{host}{path}/auth", "{tenant or Not set}"]),
    // They add `.halopsa.com` to one word themselves, and the practice HaloPSA isn't there.
    ("perimeters", &["{elsewhere}", "{id}", "{secret}"]),
    ("roboshadow", &["{elsewhere}", "{id}", "{secret}"]),
    ("optimize365", &["http://{host}{path}/api", "http://{host}{path}/auth", "{id}", "{secret}"]),
    ("guardz", &["{id}", "{secret}", "http://{host}{path}"]),
    // "… if required by your HaloPSA on-premise instance": where Halo hosts, the last two are left out.
    ("humanizeit", &["http://{host}{path}", "{id}", "{secret}", "{on-premises} http://{host}{path}/auth"]),
    ("billingbot", &["http://{host}{path}", "{id}", "{secret}"]),
    ("crushbank", &["http://{host}{path}/api", "http://{host}{path}/auth", "{tenant}", "{id}", "{secret}"]),
    ("vciotoolbox", &["http://{host}{path}/api", "http://{host}{path}/auth", "http://{host}{path}/auth/token", "{id}", "{secret}", "{tenant}"]),
    ("zomentum", &["http://{host}{path}/auth", "http://{host}{path}/api", "{tenant}", "{id}", "{secret}"]),
    // What follows depends on it, and "On-Premise Solution" is what is chosen at first.
    ("n8n", &["{Hosted Solution Of Halo or On-Premise Solution}", "http://{host}{path}/auth", "http://{host}{path}/api", "{id}", "{secret}", "{tenant}"]),
    ("stigg", &["{Hosted Solution Of Halo or On Premise Solution}", "http://{host}{path}/auth", "http://{host}{path}/api", "{id}", "{secret}", "{tenant}"]),
    ("transmit-mosaic", &["{Hosted Solution Of Halo or On Premise Solution}", "http://{host}{path}/auth", "http://{host}{path}/api", "{id}", "{secret}", "{tenant}"]),
    ("energy-soar", &["{Hosted Solution Of Halo or On Premise Solution}", "http://{host}{path}/auth", "http://{host}{path}/api", "{id}", "{secret}", "{tenant}"]),
    ("blacksmith", &["http://{host}{path}", "{id}", "{secret}"]),
    // kb.mspcentric.io/dnsfilter/halopsa-troubleshooting-guide: not without the slash at the end.
    ("dnsfilter", &["{id}", "{secret}", "http://{host}{path}/api", "http://{host}{path}/auth/", "{tenant or Not set}"]),
    ("sonicwall-mspcentric", &["{id}", "{secret}", "http://{host}{path}/api", "http://{host}{path}/auth", "{tenant or Not set}"]),
    ("level", &["http://{host}{path}", "{id}", "{secret}"]),
    ("mspbots", &["http://{host}{path}/auth", "http://{host}{path}/api", "{tenant}", "{id}", "{secret}"]),
    // Neither https nor /api; no tenant on-premises.
    ("connectsecure", &["HaloPSA", "{id}", "{secret}", "{host}{path}", "{tenant}", "{host}{path}/auth"]),
    ("vectis", &["http://{host}{path}", "{id}", "{secret}", "{list}"]),
    ("brainstormmsp", &["http://{host}{path}", "{id}", "{secret}"]),
    ("nango", &["{host}{path}", "{id}", "{secret}"]),
    ("alternative-payments", &["http://{host}{path}", "{id}", "{secret}"]),
    // Its only address is called the API's, and is the one that HaloPSA signs in at.
    ("cloud-contracts-365", &["http://{host}{path}/auth", "{id}", "{secret}"]),
    ("moovila", &["{host}{path}", "{id}", "{secret}"]),
    ("n-able-cove", &["HaloPSA", "{id}", "{secret}", "{host}{path}"]),
    ("pia", &["HaloPSA", "{id}", "{secret}", "http://{host}{path}"]),
];

/// The form of a product whose own was not seen: whatever a form may ask for.
const ANY_FORM: &[&str] = &[
    "http://{host}{path}",
    "http://{host}{path}/api",
    "http://{host}{path}/auth",
    "{tenant}",
    "{id}",
    "{secret}",
];

/// Before a line that is only for a HaloPSA that Halo doesn't host; here that is one without a tenant.
const ON_PREMISES: &str = "{on-premises} ";

/// The values that the vendor's form is to be given.
fn expected(
    product: &Product,
    list: &PermissionList,
    halo: &Practice,
    connection: &Connection,
) -> Vec<Value> {
    let template = FORMS.iter().find(|(id, _)| *id == product.id).map_or(ANY_FORM, |(_, form)| form);
    let address = halo.address();
    let (host, path) = address.trim_start_matches("http://").split_once('/').map_or_else(
        || (address.trim_start_matches("http://"), String::new()),
        |(host, path)| (host, format!("/{}", path.trim_end_matches('/'))),
    );
    let path = if path == "/" { String::new() } else { path };
    let mut names: Vec<&str> = list.permissions.iter().map(|p| p.name()).collect();
    names.sort_unstable();
    let tenant = connection.instance.tenant.as_deref();
    template
        .iter()
        .filter(|line| tenant.is_some() || **line != "{tenant}")
        .filter(|line| tenant.is_none() || !line.starts_with(ON_PREMISES))
        .map(|line| line.strip_prefix(ON_PREMISES).unwrap_or(line))
        .map(|line| match line {
            "{secret}" => Value::Secret,
            "{elsewhere}" => Value::NotThere,
            "{turn on}" => Value::TurnOn,
            choice if choice.starts_with("{Hosted") => {
                let (hosted, on_premises) =
                    choice.trim_matches(['{', '}']).split_once(" or ").expect("two options");
                Value::Choose(if tenant.is_some() { hosted } else { on_premises }.to_owned())
            }
            "{tenant or Not set}" => Value::Text(tenant.unwrap_or("Not set").to_owned()),
            line => Value::Text(
                line.replace("{host}", host)
                    .replace("{path}", &path)
                    .replace("{tenant}", tenant.unwrap_or_default())
                    .replace("{id}", &connection.client_id)
                    .replace("{list}", &names.join(" ")),
            ),
        })
        .collect()
}

fn dialect(list: &PermissionList) -> Dialect {
    let known = list.permissions.iter().all(|p| CATALOGUE.contains(&p.name()));
    let permissions_known = if known { PermissionsKnown::CatalogueOnly } else { PermissionsKnown::Any };
    Dialect { permissions_known, tenant: Some("quarry"), ..Dialect::default() }
}

/// From the first page to the hand-over.
async fn connect(product: &Product, list: &PermissionList, dialect: Dialect) {
    let name = format!("{}, {}", product.id, list.id);
    let tenant = dialect.tenant;
    let halo = Practice::start(dialect).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Person);
    let latchkey = computer.latchkey();
    let id = latchkey.begin(Some(&product.id), "").unwrap().id;
    computer.give_address(&id, &halo, &halo.address()).await.unwrap();
    computer.sign_in(&id, &halo).await.unwrap();
    // The agent that Latchkey recommends; of several that are equal, the first.
    let agents = latchkey.at(&id).agents_with_facts().await.unwrap();
    let suitable = agents.choices.iter().filter(|one| agents.fits(one, &product.demands)).map(|one| one.id);
    let chosen = agents.recommended.or(suitable.min());
    assert!(chosen.is_some(), "{name}: practice has nobody for it: {:?}", product.demands);
    latchkey
        .at(&id)
        .set_general_from_list(computer.revision(&id), &product.name, chosen)
        .await
        .unwrap_or_else(|e| panic!("{name}: {e:?}"));
    let names: Vec<&str> = list.permissions.iter().map(|p| p.name()).collect();
    latchkey.at(&id).set_permissions(computer.revision(&id), &names).await.unwrap();
    // Nothing is warned of before that is silent at the end.
    let reach = latchkey.at(&id).reach().await.unwrap().expect("the agent is reported");
    assert_eq!(reach.unmet, [], "{name}");
    let rows = table(&list.permissions, Some(&reach));
    assert!(rows.iter().all(|row| row.gap.is_none()), "{name}: {rows:?}");
    let outcome = computer.create(&id).await.unwrap_or_else(|e| panic!("{name}: {e:?}"));
    assert_eq!(outcome.proof.verdict, Verdict::Works, "{name}: the textbook choice: {:?}", outcome.proof);
    let connection = latchkey.connection(&outcome.connection.expect("a connection")).unwrap();
    assert_eq!(connection.product.as_deref(), Some(product.id.as_str()));
    assert_eq!(connection.instance.tenant.as_deref(), tenant, "{name}");

    let application = halo.state().application(&connection.client_id).expect("it is in HaloPSA");
    let given: Vec<&str> = application.permissions.iter().map(String::as_str).collect();
    let mut planned = names;
    planned.sort_unstable();
    assert_eq!(given, planned, "{name}: exactly what the vendor names");

    let lines = latchkey.handover(&connection.id).unwrap();
    let values: Vec<Value> = lines.iter().map(|line| line.value.clone()).collect();
    assert_eq!(values, expected(product, list, &halo, &connection), "{name}");
    for value in halo.state().session_values() {
        computer.note(&Secret::from(value));
    }
    computer.assert_in_order(&[&halo]);
}

/// Its vendor's lists; where none could be seen, what a person may choose instead.
fn lists_of(product: &Product) -> Vec<PermissionList> {
    if !product.lists.is_empty() {
        return product.lists.clone();
    }
    let permissions = ["edit:tickets", "read:customers"].map(|name| Permission::named(name).unwrap());
    vec![PermissionList { id: "chosen".into(), status: Status::Example, permissions: permissions.into() }]
}

fn possible() -> impl Iterator<Item = &'static Product> {
    listed().iter().filter(|product| product.not_possible.is_none())
}

#[tokio::test]
async fn every_listed_product_is_connected_with_each_of_its_lists_and_handed_over_in_its_vendor_s_shape() {
    for product in possible() {
        for list in lists_of(product) {
            connect(product, &list, dialect(&list)).await;
        }
    }
}

#[tokio::test]
async fn so_it_is_on_premises_below_a_path_and_without_a_tenant() {
    for product in possible() {
        let list = &lists_of(product)[0];
        connect(product, list, Dialect { path: "/halo", tenant: None, ..dialect(list) }).await;
    }
}

#[tokio::test]
async fn what_a_vendor_requires_is_shown_before_and_again_at_the_end() {
    // An API-only agent in every team that is no administrator; a person.
    for (product, agent, shown) in [
        ("rewst", 7, vec![Demand::Administrator]),
        ("timezest", 7, vec![Demand::AdministratorAtFirst]),
        ("neo-agent", 7, vec![Demand::NotApiOnly]),
        ("guardz", 8, vec![Demand::AllTeams]),
        ("rewst", 9, vec![Demand::Administrator, Demand::AllTeams, Demand::AllCustomers]),
        ("n8n", 7, vec![]),
        ("sonicwall-mspcentric", 7, vec![]),
        ("neo-agent", 2, vec![]),
    ] {
        let product = find(product).unwrap();
        let list = &product.lists[0];
        let halo = Practice::start(dialect(list)).await.unwrap();
        let computer = Computer::that_reaches(&[&halo], &[]).signing_in(By::Person);
        let latchkey = computer.latchkey();
        let id = latchkey.begin(Some(&product.id), "").unwrap().id;
        computer.give_address(&id, &halo, &halo.address()).await.unwrap();
        computer.sign_in(&id, &halo).await.unwrap();
        let set_up = latchkey.at(&id);
        set_up.set_general_from_list(computer.revision(&id), &product.name, Some(agent)).await.unwrap();
        let names: Vec<&str> = list.permissions.iter().map(|p| p.name()).collect();
        set_up.set_permissions(computer.revision(&id), &names).await.unwrap();
        assert_eq!(set_up.reach().await.unwrap().unwrap().unmet, shown, "{}, {agent}", product.id);
        let proof = computer.create(&id).await.unwrap().proof;
        let unmet = proof.remarks.iter().filter_map(|remark| match remark {
            Remark::Unmet { demand } => Some(*demand),
            _ => None,
        });
        assert_eq!(unmet.collect::<Vec<_>>(), shown, "{}, {agent}", product.id);
        assert_eq!(proof.verdict == Verdict::Works, shown.is_empty(), "{}, {agent}", product.id);
    }
}

#[tokio::test]
async fn what_is_not_possible_here_is_not_begun() {
    let halo = Practice::start(Dialect::default()).await.unwrap();
    let computer = Computer::that_reaches(&[&halo], &[]);
    let impossible: Vec<&Product> =
        listed().iter().filter(|product| product.not_possible.is_some()).collect();
    assert!(!impossible.is_empty());
    for product in impossible {
        assert_eq!(computer.latchkey().begin(Some(&product.id), "").unwrap_err(), Error::ProductUnknown);
    }
}

#[test]
fn a_product_whose_form_was_seen_has_its_shape_written_down_here() {
    for product in possible() {
        let written = FORMS.iter().find(|(id, _)| *id == product.id);
        assert_eq!(
            written.is_some(),
            !product.form.is_empty(),
            "{}: FORMS has to have its form, from the vendor's page, and only then",
            product.id
        );
        // The tenant is only for on-premises there as well, where there is none.
        let never = usize::from(product.id == "humanizeit");
        let lines = written.map_or(ANY_FORM.len(), |(_, form)| form.len() + never);
        assert_eq!(form_of(Some(&product.id)).len(), lines, "{}", product.id);
    }
    assert!(FORMS.iter().all(|(id, _)| possible().any(|product| product.id == *id)));
}
