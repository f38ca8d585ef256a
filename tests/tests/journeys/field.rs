//! Reports from the field, each as a case of its class: what HaloPSA, or something in its place, responded,
//! and what must be reported about it. The responses are recorded here, so that no dialect has to have them
//! all.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use latchkey_core::discovery::discover;
use latchkey_core::halo::{Network, Patience};
use latchkey_core::instance::address::Address;
use latchkey_core::instance::{Family, Instance};
use latchkey_core::permissions::set_of;
use latchkey_core::plan::Plan;
use latchkey_core::plan::PlannedAgent;
use latchkey_core::proof::finding::{Cause, Proof, Verdict};
use latchkey_core::proof::{Known, prove};
use latchkey_core::{Error, Secret};
use latchkey_journeys::computer::nobody;

/// What is answered below `/`: the beginning of a path, the status and the body.
type Answers = Vec<(&'static str, u16, String)>;

/// A server with written answers. What isn't written down is not there.
struct Halo {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Halo {
    async fn answering(answers: Answers) -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (asked, answers) = (Arc::<Mutex<Vec<String>>>::default(), Arc::new(answers));
        let notes = Arc::clone(&asked);
        let router = Router::new().fallback(move |uri: Uri| {
            let (notes, answers) = (Arc::clone(&notes), Arc::clone(&answers));
            async move {
                notes.lock().unwrap_or_else(PoisonError::into_inner).push(uri.path().to_owned());
                answer(&answers, &uri)
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { port, asked }
    }

    fn address(&self) -> Address {
        Address::parse(&format!("http://127.0.0.1:{}", self.port), &[self.port]).expect("an address")
    }

    fn network(&self) -> Network {
        let patience = Patience {
            new_application: Duration::ZERO,
            pause: Duration::ZERO,
            // Nobody waits for a pause that is asked for: what is said about it is what counts here.
            longest_wait: Duration::ZERO,
            ..Patience::default()
        };
        Network::confined_to(&[self.port], patience)
    }

    async fn discovered(&self) -> Result<Instance, Error> {
        discover(&self.network(), &self.address()).await
    }

    /// The proof of credentials here that are to have these permissions.
    async fn proof(&self, permissions: &[&str]) -> Proof {
        let address = self.address();
        let plan = Plan {
            instance: Instance { tenant: Some("firm".into()), ..Instance::at(address) },
            product_name: "Harbour Alarm".into(),
            agent: Some(PlannedAgent::Listed { id: 7, name: "API Integration Account".into() }),
            permissions: set_of(permissions).expect("permissions"),
        };
        let secret =
            Secret::from("7c9e6679-7425-40de-944b-e07fc1f90ae7-1b4e28ba-2fa1-41d2-883f-0016d3cca427");
        prove(
            &self.network(),
            &plan,
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            &secret,
            Known::default(),
            async { None },
            &nobody(),
        )
        .await
    }
}

fn answer(answers: &Answers, uri: &Uri) -> Response {
    let path = uri.path().to_ascii_lowercase();
    match answers.iter().find(|(of, ..)| path.starts_with(&of.to_ascii_lowercase())) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some((_, status, body)) => {
            let kind = match body.trim_start().chars().next() {
                Some('{' | '[' | '"') => "application/json",
                Some('<') => "text/html",
                _ => "text/plain",
            };
            let status = StatusCode::from_u16(*status).expect("a status");
            (status, [(header::CONTENT_TYPE, kind)], body.clone()).into_response()
        }
    }
}

const AGENT: &str = r#"{"id":7,"name":"API Integration Account","isapiagent":true,"is_admin":false}"#;
const OPEN_IDDICT: &str = "https://documentation.openiddict.com/errors/";
const FORBIDDEN: &str =
    "<!DOCTYPE html><title>403 - Forbidden</title><h2>403 - Forbidden: Access is denied.</h2>";

fn token(scope: &str) -> (&'static str, u16, String) {
    (
        "/auth/token",
        200,
        format!(r#"{{"access_token":"a-token-of-some-length","token_type":"Bearer"{scope}}}"#),
    )
}

fn refusal(status: u16, error: &str, description: &str, number: &str) -> (&'static str, u16, String) {
    let uri =
        if number.is_empty() { String::new() } else { format!(r#","error_uri":"{OPEN_IDDICT}{number}""#) };
    ("/auth/token", status, format!(r#"{{"error":"{error}","error_description":"{description}"{uri}}}"#))
}

fn text(status: u16, body: &str) -> (&'static str, u16, String) {
    ("/auth/token", status, body.to_owned())
}

#[tokio::test]
async fn a_refusal_at_the_token_endpoint_leads_to_its_first_cause() {
    use Cause::{
        AgentDisabled, Busy, ClientIdChanged, HaloTrouble, Inactive, NotLetIn, PermissionsNotTicked,
        SecretNotSaved, WrongInstance, WrongMethod, WrongTenant,
    };
    let page = |what: &str| format!("<html><title>{what}</title><body>{what}</body></html>");
    let cases = [
        // Report 1: the permission exists and isn't the application's.
        (
            refusal(
                400,
                "invalid_request",
                "This client application is not allowed to use the specified scope.",
                "ID2051",
            ),
            PermissionsNotTicked,
        ),
        (refusal(400, "invalid_request", "The scope edit:tickets is not granted.", ""), PermissionsNotTicked),
        (
            refusal(400, "unauthorized_client", "Not allowed to use the specified scope.", ""),
            PermissionsNotTicked,
        ),
        (refusal(400, "invalid_request", "The 'scope' parameter is missing.", ""), HaloTrouble),
        (refusal(400, "invalid_scope", "The specified 'scope' is invalid.", "ID2052"), PermissionsNotTicked),
        (
            text(400, "This client application is not allowed to use the specified scope."),
            PermissionsNotTicked,
        ),
        // Report 2: the Client ID changed.
        (refusal(401, "invalid_client", "", ""), ClientIdChanged),
        (refusal(401, "invalid_client", "The specified 'client_id' is invalid.", ""), ClientIdChanged),
        (refusal(400, "invalid_client", "client_id is invalid", "ID2052"), ClientIdChanged),
        // Report 3: a public client.
        (
            refusal(
                401,
                "invalid_client",
                "The 'client_secret' parameter is not valid for this client application.",
                "",
            ),
            WrongMethod,
        ),
        (refusal(400, "invalid_request", "", "ID2053"), WrongMethod),
        (refusal(400, "unauthorized_client", "", "ID2064"), WrongMethod),
        (refusal(400, "unauthorized_client", "", "ID2063"), WrongMethod),
        (refusal(400, "unsupported_grant_type", "", ""), WrongMethod),
        (refusal(400, "unauthorized_client", "This client application is not active.", ""), Inactive),
        // Report 22: another secret.
        (refusal(401, "invalid_client", "The specified client credentials are invalid.", ""), SecretNotSaved),
        (refusal(401, "invalid_client", "", "ID2055"), SecretNotSaved),
        (refusal(400, "invalid_grant", "", ""), AgentDisabled),
        // Report 6: a page that isn't there, with and without what was asked.
        (text(404, &page("Not Found")), WrongInstance),
        (
            text(
                404,
                &page(
                    "404 – File or directory not found. Requested URL https://halo.firm.example/auth/token?tenant=firm",
                ),
            ),
            WrongInstance,
        ),
        (text(404, &page("The resource /auth/token?tenant=firm is invalid or missing.")), WrongInstance),
        (text(405, ""), WrongInstance),
        (text(400, "Tenant not found"), WrongTenant),
        (text(404, "Tenant not found"), WrongTenant),
        (text(400, &page("The tenant firm does not exist")), WrongTenant),
        (text(400, r#"{"ClassName":"System.Exception","Message":"Tenant not found"}"#), WrongTenant),
        // Report 25: only certain addresses are let in.
        (text(403, FORBIDDEN), NotLetIn),
        (text(403, ""), NotLetIn),
        (text(403, "Your IP address is not allowed."), NotLetIn),
        (text(403, r#"{"Message":"An error has occurred."}"#), HaloTrouble),
        // Report 21: busy.
        (text(429, "Too many requests."), Busy),
        (text(429, ""), Busy),
    ];
    for (said, first) in cases {
        let what = format!("{} {}", said.1, said.2);
        let proof = Halo::answering(vec![said]).await.proof(&["read:tickets", "edit:customers"]).await;
        assert_eq!(proof.verdict, Verdict::DoesNotWork, "{what}");
        assert_eq!(proof.causes.first(), Some(&first), "{what}: {:?}", proof.causes);
        if first == Busy {
            assert_eq!(proof.causes, [Busy], "{what}");
        }
    }
}

/// `/Agent/me`, `/Tickets` and `/Client` answer so.
fn reads(me: (u16, &str), tickets: (u16, &str), customers: (u16, &str)) -> Answers {
    let of = |path, (status, body): (u16, &str)| (path, status, body.to_owned());
    vec![of("/api/Agent/me", me), of("/api/Tickets", tickets), of("/api/Client", customers)]
}

#[tokio::test]
async fn what_a_token_opens_leads_to_its_first_cause() {
    use Cause::{AgentWithoutRights, Busy, PermissionsNotTicked, WrongLoginType};
    let rows = (200, r#"[{"id":1}]"#);
    let busy = (429, "slow down");
    let both = r#","scope":"read:tickets read:customers""#;
    for (scope, answers, verdict, first, why) in [
        // Report 4: a token without permissions.
        (
            "",
            reads((401, ""), (401, ""), (401, "")),
            Verdict::DoesNotWork,
            Some(PermissionsNotTicked),
            "401 everywhere",
        ),
        // Report 5: and mixed.
        (
            "",
            reads((401, ""), (403, ""), (401, "")),
            Verdict::DoesNotWork,
            Some(PermissionsNotTicked),
            "mixed",
        ),
        // Report 7: the login type isn't Agent.
        (
            both,
            reads((403, ""), (403, ""), (403, FORBIDDEN)),
            Verdict::DoesNotWork,
            Some(WrongLoginType),
            "403",
        ),
        (
            both,
            reads((200, AGENT), (403, ""), (403, "")),
            Verdict::DoesNotWork,
            Some(AgentWithoutRights),
            "an agent",
        ),
        // Report 21: busy alone, and beside a refusal.
        (
            both,
            reads((200, AGENT), busy, busy),
            Verdict::Works,
            None,
            "the agent answers, the reads ask to wait",
        ),
        (both, reads(busy, busy, busy), Verdict::DoesNotWork, Some(Busy), "all of it"),
        (both, reads((200, AGENT), (403, ""), busy), Verdict::DoesNotWork, Some(AgentWithoutRights), "both"),
        // Less than was asked for, in silence (contract: "Halo may narrow in silence").
        (
            r#","scope":"read:tickets""#,
            reads((200, AGENT), rows, rows),
            Verdict::DoesNotWork,
            Some(PermissionsNotTicked),
            "a narrowed scope",
        ),
        (
            r#","scope":"edit:tickets edit:customers""#,
            reads((200, AGENT), rows, rows),
            Verdict::Works,
            None,
            "more",
        ),
        ("", reads((200, AGENT), rows, rows), Verdict::Works, None, "a scope that isn't named"),
        // Report 24: an empty answer of one of the two is no trouble.
        (both, reads((200, AGENT), (200, "[]"), rows), Verdict::Works, None, "no tickets yet"),
        (
            both,
            reads((200, AGENT), (200, "[]"), (200, "[]")),
            Verdict::WorksWithRemarks,
            None,
            "nothing at all",
        ),
    ] {
        let mut all = vec![token(scope)];
        all.extend(answers);
        let proof = Halo::answering(all).await.proof(&["read:tickets", "read:customers"]).await;
        assert_eq!(proof.verdict, verdict, "{why}: {proof:?}");
        assert_eq!(proof.causes.first().copied(), first, "{why}: {:?}", proof.causes);
        let asks_to_wait = proof.causes.contains(&Busy);
        assert_eq!(asks_to_wait, why == "both" || why == "all of it", "{why}");
    }
}

#[tokio::test]
async fn the_agent_is_told_by_the_token_where_the_instance_refuses_to() {
    // `{"id":"7","name":"API Integration Account"}` and `{"id":"9","name":"Somebody Else"}`, in base64.
    let planned = "e30.eyJpZCI6IjciLCJuYW1lIjoiQVBJIEludGVncmF0aW9uIEFjY291bnQifQ.c2ln";
    let another = "e30.eyJpZCI6IjkiLCJuYW1lIjoiU29tZWJvZHkgRWxzZSJ9.c2ln";
    // Of the application itself, which may be called like its agent; and of a customer's user with the agent's number.
    let application = "e30.eyJzdWIiOiIwZjhmYWQ1Yi1kOWNiLTQ2OWYtYTE2NS03MDg2NzcyODk1MGUiLCJuYW1lIjoiQVBJIEludGVncmF0aW9uIEFjY291bnQifQ.c2ln";
    let user = "e30.eyJpZCI6NywibmFtZSI6IkEgY3VzdG9tZXIifQ.c2ln";
    let rows = (200, r#"[{"id":1}]"#);
    for (id_token, me, verdict, agent) in [
        (planned, (403, ""), Verdict::Works, "planned"),
        (planned, (404, ""), Verdict::Works, "planned"),
        (planned, (500, ""), Verdict::Works, "planned"),
        (another, (403, ""), Verdict::DoesNotWork, "another"),
        ("nonsense", (403, ""), Verdict::WorksWithRemarks, "not-told"),
        (application, (403, ""), Verdict::WorksWithRemarks, "not-told"),
        (user, (403, ""), Verdict::WorksWithRemarks, "not-told"),
        (another, (200, AGENT), Verdict::Works, "planned"),
    ] {
        let mut all = vec![token(&format!(r#","scope":"read:tickets","id_token":"{id_token}""#))];
        all.extend(reads(me, rows, rows));
        let proof = Halo::answering(all).await.proof(&["read:tickets"]).await;
        let seen = proof.agent.as_ref().map(|agent| agent.id());
        assert_eq!((proof.verdict, seen), (verdict, Some(agent)), "{id_token} {me:?}: {:?}", proof.remarks);
    }
}

#[tokio::test]
async fn a_long_answer_counts_as_answered_only_when_it_is_one() {
    let long = |begins: &str| format!("{begins}{}", "a".repeat(400_000));
    for (body, seen) in [
        (long("<!DOCTYPE html><title>Sign in</title>"), "trouble"),
        (long(r#"{"error":"#) + "\"", "trouble"),
        (long(r#"{"Message":""#), "trouble"),
        (long("Too many requests. "), "trouble"),
        (long(r#"{"record_count":0,"tickets":[],"columns":""#), "nothing"),
        (long(r#"{"record_count":9,"columns":""#), "answered"),
        (long(r#"[{"id":1,"summary":""#), "rows"),
        (long(r#"{"tickets":[{"id":1,"summary":""#), "rows"),
    ] {
        let begins: String = body.chars().take(40).collect();
        let mut all = vec![token(r#","scope":"read:tickets""#)];
        all.extend(reads((200, AGENT), (200, &body), (200, "[]")));
        let proof = Halo::answering(all).await.proof(&["read:tickets"]).await;
        assert_eq!(proof.reads[0].seen.id(), seen, "{begins}");
    }
}

#[tokio::test]
async fn the_permission_that_is_refused_is_named_by_asking_one_by_one() {
    // Every single one is refused as well.
    let said = refusal(400, "invalid_request", "", "ID2051");
    let halo = Halo::answering(vec![said]).await;
    let proof = halo.proof(&["read:tickets", "edit:customers"]).await;
    assert_eq!(proof.missing, set_of(&["read:tickets", "edit:customers"]).unwrap());
    let asked = halo.asked.lock().unwrap_or_else(PoisonError::into_inner).len();
    assert_eq!(asked, 3, "once for both, and once for each");
}

const LIVE: &str = r#"{"agent_url":"https://acme.halopsa.com","portal_url":"https://help.acme.example","tenant_id":"acme",
    "app_name":"Halo PSA","app_version":"2.236.133","hosted_group":"eu1","database_version":"2.236.133"}"#;

#[tokio::test]
async fn only_what_speaks_like_halopsa_is_taken_for_one() {
    let authinfo = |body: &str| ("/api/authinfo", 200, body.to_owned());
    let info = |status, body: &str| ("/api/InstanceInfo", status, body.to_owned());
    for (answers, code) in [
        // Report 25: a page that refuses everybody is no HaloPSA, and may be its list of addresses.
        (vec![("/", 403, FORBIDDEN.to_owned())], "halo-not-let-in"),
        (vec![("/", 403, String::new())], "halo-not-let-in"),
        (vec![("/", 403, r#"{"message":"Forbidden"}"#.to_owned())], "halo-not-let-in"),
        (vec![authinfo("{}"), info(403, FORBIDDEN)], "halo-not-let-in"),
        (vec![("/", 401, "<html>Sign in</html>".to_owned())], "halo-not-found"),
        (vec![("/", 401, r#"{"error":"unauthorized"}"#.to_owned())], "halo-not-found"),
        (vec![("/", 404, "<html>Not Found</html>".to_owned())], "halo-not-found"),
        (vec![("/", 200, r#"{"version":"11.0","name":"Something"}"#.to_owned())], "halo-not-found"),
        (vec![("/", 200, "[]".to_owned())], "halo-not-found"),
        (vec![("/", 200, "<html>Welcome</html>".to_owned())], "halo-is-a-page"),
    ] {
        let what = format!("{answers:?}");
        assert_eq!(Halo::answering(answers).await.discovered().await.unwrap_err().code(), code, "{what}");
    }
    for (answers, tenant, version) in [
        // Report 32: on-premises has no tenant.
        (vec![authinfo(r#"{"auth_url":"/auth","tenant_id":""}"#)], None, None),
        (vec![authinfo(r#"{"auth_url":"/auth"}"#), info(401, "")], None, None),
        (
            vec![authinfo(r#"{"auth_url":"/auth","tenant_id":"acme"}"#), info(200, LIVE)],
            Some("acme"),
            Some("2.236.133"),
        ),
        (vec![authinfo(r#"{"auth_url":"/auth","tenant_id":""}"#), info(200, LIVE)], None, Some("2.236.133")),
        (vec![info(200, LIVE)], Some("acme"), Some("2.236.133")),
        (
            vec![("/api/authinfo", 403, FORBIDDEN.to_owned()), info(200, LIVE)],
            Some("acme"),
            Some("2.236.133"),
        ),
        (vec![authinfo("<html>"), info(200, LIVE)], Some("acme"), Some("2.236.133")),
    ] {
        let what = format!("{answers:?}");
        let halo = Halo::answering(answers).await;
        let found = halo.discovered().await.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((found.tenant.as_deref(), found.version.as_deref()), (tenant, version), "{what}");
        assert_eq!(found.family, version.map(|_| Family::Psa), "{what}");
        assert_eq!(found.sign_in, halo.address().join("auth"), "{what}");
        let asked = halo.asked.lock().unwrap_or_else(PoisonError::into_inner).len();
        assert_eq!(asked, 2, "{what}: each once");
    }
}

/// The most memory that this process ever had, in MiB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
}

/// Contract: "reads that ignore paging", 36 MB in 18 s among them, and `/Agent/me` of 2 MB.
#[tokio::test]
#[ignore = "measures; run it alone, with --nocapture"]
async fn how_long_a_proof_of_a_slow_and_huge_instance_takes() {
    use latchkey_practice::{Dialect, Practice};
    for (what, slow, dialect) in [
        ("the plain instance", 0, Dialect::default()),
        ("live", 0, Dialect::live()),
        ("live, its slow reads take 20 s", 20, Dialect::live()),
    ] {
        let slow_reads = Duration::from_secs(slow);
        let halo = Practice::start(Dialect { slow_reads, ..dialect }).await.unwrap();
        let computer = latchkey_journeys::computer::Computer::that_reaches(&[&halo], &[]);
        let intention = latchkey_journeys::computer::Intention {
            permissions: vec![
                "read:tickets",
                "read:customers",
                "read:calendar",
                "read:kb",
                "read:timesheets",
                "read:crm",
            ],
            ..latchkey_journeys::computer::Intention::usual()
        };
        let (id, _) = computer.answer_pages_signed_in(&halo, &intention).await.unwrap();
        let start = std::time::Instant::now();
        let made = computer.create(&id).await.unwrap();
        let connection = made.connection.expect("it works");
        let created = start.elapsed();
        let start = std::time::Instant::now();
        computer.latchkey().prove_connection(&connection, &nobody()).await.expect("tested");
        println!(
            "{what}: created and proved in {created:.1?}, tested again in {:.1?}; the most memory so far {} MiB",
            start.elapsed(),
            most_memory()
        );
    }
}
