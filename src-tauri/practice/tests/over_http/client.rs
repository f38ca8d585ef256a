//! A client for the tests: it requests tokens, reads, creates applications, and sends forms.

use latchkey_practice::{Application, Dialect, Practice, SessionKept};
use reqwest::{Client, Response, StatusCode, header, redirect};
use serde_json::{Value, json};

/// A running practice HaloPSA and its client.
pub(crate) struct Halo {
    pub(crate) practice: Practice,
    pub(crate) client: Client,
}

/// A client id and its secret.
pub(crate) type Credentials = (String, String);

/// An agent for an API application: API-only, and no administrator.
pub(crate) const GOOD_AGENT: u32 = 7;

/// An API-only administrator.
pub(crate) const ADMINISTRATOR: u32 = 8;

/// The fields that describe an application's kind.
pub(crate) const KIND: [&str; 4] = ["grant_type", "type", "loginentity", "credential_type"];

/// Every way in which a browser can keep a session.
pub(crate) const KEPT: [SessionKept; 3] =
    [SessionKept::Cookie, SessionKept::LocalStorage, SessionKept::HttpOnlyCookie];

pub(crate) const CLIENT_ID: &str = "5ea5e11e-0000-4000-8000-000000000001";
pub(crate) const SECRET: &str = "canary00-1111-4111-8111-111111111111-22222222-2222-4222-8222-222222222222";

/// The body of a POST without the fields of [`KIND`].
pub(crate) fn bare_wanted() -> Value {
    json!({
        "displayName": "Harbour Alarm",
        "description": "Rings when a ship comes in.\nMade by a test.",
        "clientId": CLIENT_ID,
        "clientSecret": SECRET,
        "inactive": false,
        "allowagents": true,
        "loginas_agent_id": GOOD_AGENT,
        "scopes": [{ "name": "read:tickets" }, { "name": "edit:customers" }],
        "unknown": { "is": "ignored" },
    })
}

impl Halo {
    pub(crate) async fn plain() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Dialect)) -> Self {
        let mut dialect = Dialect::default();
        change(&mut dialect);
        Self::with_dialect(dialect).await
    }

    /// One whose sessions are kept so.
    pub(crate) async fn keeping(session: SessionKept) -> Self {
        Self::with(|d| d.session = session).await
    }

    pub(crate) async fn with_dialect(dialect: Dialect) -> Self {
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
        Self { practice: Practice::start(dialect).await.unwrap(), client }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.practice.address())
    }

    pub(crate) fn add_application(&self, permissions: &[&str]) -> Credentials {
        self.add_application_as(GOOD_AGENT, permissions)
    }

    pub(crate) fn add_application_as(&self, agent: u32, permissions: &[&str]) -> Credentials {
        self.practice.state().add_application("Test", agent, permissions).unwrap()
    }

    /// The email address of the agent with this id.
    pub(crate) fn email_of(&self, id: u32) -> String {
        self.practice.state().agents().into_iter().find(|one| one.id == id).unwrap().email
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(self.at(path)).send().await.unwrap()
    }

    pub(crate) async fn ask_for_token(&self, (client_id, secret): &Credentials, scope: &str) -> Response {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
            ("client_secret", secret),
            ("scope", scope),
        ];
        self.send_token_form(&form).await
    }

    pub(crate) async fn send_token_form(&self, form: &[(&str, &str)]) -> Response {
        let mut to = format!("{}/token", self.practice.state().auth_url());
        if let Some(tenant) = self.practice.state().dialect().tenant {
            to = format!("{to}?tenant={tenant}");
        }
        self.client.post(to).form(form).send().await.unwrap()
    }

    pub(crate) async fn token(&self, credentials: &Credentials, scope: &str) -> String {
        let answer = self.ask_for_token(credentials, scope).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let body: Value = answer.json().await.unwrap();
        body["access_token"].as_str().unwrap().to_owned()
    }

    /// A token of a new application with exactly these permissions, for this agent.
    pub(crate) async fn token_of(&self, agent: u32, permissions: &[&str]) -> String {
        let credentials = self.add_application_as(agent, permissions);
        self.token(&credentials, &permissions.join(" ")).await
    }

    pub(crate) async fn read(&self, token: &str, path: &str) -> Response {
        let request = self.client.get(self.at(&format!("/api/{path}")));
        request.bearer_auth(token).send().await.unwrap()
    }

    pub(crate) async fn read_json(&self, token: &str, path: &str) -> Value {
        let answer = self.read(token, path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    // Applications by the API.

    /// A token of an administrator with all permissions.
    pub(crate) async fn administrator(&self) -> String {
        self.token_of(ADMINISTRATOR, &["all"]).await
    }

    pub(crate) async fn post(&self, token: &str, body: &Value) -> Response {
        let request = self.client.post(self.at("/api/Application")).bearer_auth(token);
        request.json(body).send().await.unwrap()
    }

    pub(crate) async fn delete(&self, token: &str, id: &str) -> Response {
        let request = self.client.delete(self.at(&format!("/api/Application/{id}")));
        request.bearer_auth(token).send().await.unwrap()
    }

    pub(crate) async fn details(&self, token: &str, id: &str) -> Value {
        self.read_json(token, &format!("Application/{id}?includedetails=true")).await
    }

    /// The body of a POST that creates an application, its kind learnt from an existing one.
    pub(crate) async fn wanted(&self, token: &str) -> Value {
        let example = self.details(token, "3").await;
        let mut wanted = bare_wanted();
        for field in KIND {
            wanted[field] = example[field].clone();
        }
        wanted
    }

    /// The application that was created last.
    pub(crate) fn newest(&self) -> Application {
        assert_eq!(self.practice.state().created_by_api(), 1);
        self.practice.state().applications().into_iter().max_by_key(|one| one.id).unwrap()
    }

    // The pages.

    /// Presses New. Returns the address of the form.
    pub(crate) async fn new_form(&self) -> String {
        let to = format!("{}/new", self.practice.applications_page());
        let answer = self.client.post(to).send().await.unwrap();
        self.redirected_to(&answer)
    }

    /// The address that a 303 redirects to.
    pub(crate) fn redirected_to(&self, answer: &Response) -> String {
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let location = answer.headers()[header::LOCATION].to_str().unwrap();
        let here = reqwest::Url::parse(&self.practice.address()).unwrap();
        here.join(location).unwrap().to_string()
    }

    pub(crate) async fn page(&self, address: &str) -> String {
        let answer = self.client.get(address).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.text().await.unwrap()
    }

    pub(crate) async fn send_form(&self, address: &str, form: &[(&str, &str)]) -> Response {
        let request = self.client.post(address).form(form);
        // The headers that a browser sends with a form.
        let origin = reqwest::Url::parse(address).unwrap().origin();
        let request = request
            .header(header::ORIGIN, origin.ascii_serialization())
            .header("Sec-Fetch-Site", "same-origin");
        request.send().await.unwrap()
    }

    /// Creates an application in the pages as the procedure says. Returns the credentials that were shown before
    /// Save, and the address that Save redirected to.
    pub(crate) async fn set_up(&self, permissions: &[&str]) -> (Credentials, String) {
        let form = self.new_form().await;
        let page = self.page(&form).await;
        let shown = credentials(&page);
        let answer = self.send_form(&form, &filled_in("save", "agent", permissions)).await;
        (shown, self.redirected_to(&answer))
    }
}

/// An administrator's token in this dialect, and the body of a POST that creates an application.
pub(crate) async fn ready(change: impl FnOnce(&mut Dialect)) -> (Halo, String, Value) {
    let halo = Halo::plain().await;
    let token = halo.administrator().await;
    let wanted = halo.wanted(&token).await;
    let mut dialect = Dialect::default();
    change(&mut dialect);
    halo.practice.state().set_dialect(dialect);
    (halo, token, wanted)
}

/// A response's JSON.
pub(crate) async fn body(response: Response) -> Value {
    response.json().await.unwrap()
}

/// The form of the procedure, filled in.
pub(crate) fn filled_in<'a>(
    action: &'a str,
    login_type: &'a str,
    permissions: &[&'a str],
) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("action", action),
        ("name", "Harbour Alarm"),
        ("active", "true"),
        ("authentication_method", "services"),
        ("login_type", login_type),
        ("agent_id", "7"),
    ];
    form.extend(permissions.iter().map(|name| ("permission", *name)));
    form
}

/// The text of the element with this id, as it is in the HTML.
pub(crate) fn text_of<'a>(page: &'a str, id: &str) -> &'a str {
    let (_, rest) =
        page.split_once(&format!("id=\"{id}\">")).unwrap_or_else(|| panic!("no {id} in the page"));
    rest.split_once('<').unwrap().0
}

pub(crate) fn credentials(page: &str) -> Credentials {
    (text_of(page, "client-id").to_owned(), text_of(page, "client-secret").to_owned())
}

/// The rows of a list in any of its shapes.
pub(crate) fn rows(body: &Value) -> &Vec<Value> {
    body.as_array()
        .or_else(|| body.as_object()?.values().find_map(Value::as_array))
        .expect("a list somewhere")
}
