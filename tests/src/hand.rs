//! A user's work on HaloPSA's own pages: press New, fill in the form, copy, press Save. Over HTTP, field by
//! field as a browser sends them, and never through the practice server's state.

use latchkey_core::Secret;
use latchkey_practice::{AuthenticationMethod, LoginType};
use reqwest::{Client, StatusCode, header, redirect};
use url::Url;

/// A user who is signed in to one HaloPSA as its administrator.
#[derive(Clone, Debug)]
pub struct Hand {
    browser: Client,
    /// The page that lists the API applications.
    applications: Url,
}

/// The values of a form's fields. The procedure's answers are those of [`Answers::of_the_procedure`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Application Name.
    pub name: String,
    /// Active.
    pub active: bool,
    /// Authentication Method.
    pub method: AuthenticationMethod,
    /// Login Type; `None` leaves the choice open.
    pub login_type: Option<LoginType>,
    /// Agent to log in as, by HaloPSA's ID.
    pub agent: Option<u32>,
    /// The permissions that are ticked.
    pub permissions: Vec<String>,
}

impl Answers {
    /// The procedure's answers: active, Client ID and Secret (Services), Login Type Agent.
    pub fn of_the_procedure(name: &str, agent: u32, permissions: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            active: true,
            method: AuthenticationMethod::Services,
            login_type: Some(LoginType::Agent),
            agent: Some(agent),
            permissions: permissions.iter().map(ToString::to_string).collect(),
        }
    }
}

/// The page's message after a button was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a form that was not saved passes for one that was"]
pub enum Notice {
    /// "Saved."
    Saved,
    /// "Not saved yet": the login type was changed, and there is a new secret.
    SecretChanged,
    /// "There is a new Client Secret."
    Generated,
    /// None; the form is shown as before.
    Nothing,
    /// "Deleted."
    Deleted,
    /// The form stayed open, for this reason.
    Problem(String),
    /// The application no longer exists.
    Gone,
}

impl Hand {
    /// Opens the HaloPSA at `address` in a browser.
    pub fn at(address: &str) -> Self {
        Self::in_browser(Client::builder(), address)
    }

    /// Opens it in a given browser, which trusts its certificate.
    pub fn in_browser(browser: reqwest::ClientBuilder, address: &str) -> Self {
        // A user sees where a button leads; the forms are read again after each.
        let browser = browser.redirect(redirect::Policy::none()).no_proxy().build().expect("a browser");
        let applications = format!("{}/config/integrations/api/applications", address.trim_end_matches('/'));
        Self { browser, applications: Url::parse(&applications).expect("an address") }
    }

    /// Presses New.
    pub async fn new_application(&self, answers: Answers) -> Form {
        let sent = self.send(&format!("{}/new", self.applications), &[]).await;
        let (_, led_to) = self.led_to(sent).await;
        let number = number_in(&led_to.expect("New leads to a form"));
        Form { hand: self.clone(), number, answers }
    }

    /// Opens the form of an existing application by its name in the list.
    pub async fn open(&self, name: &str, answers: Answers) -> Form {
        let list = self.page(self.applications.as_str()).await.expect("the list");
        let before_name = list
            .split_once(&format!(">{}</a>", escape(name)))
            .unwrap_or_else(|| panic!("{name} is in the list"))
            .0;
        let number = before_name
            .rsplit_once("id=\"application-")
            .and_then(|(_, rest)| rest.split_once('"'))
            .and_then(|(number, _)| number.parse().ok())
            .expect("a link with a number");
        Form { hand: self.clone(), number, answers }
    }

    /// A page's HTML; nothing if it doesn't exist.
    async fn page(&self, address: &str) -> Option<String> {
        let answer = self.browser.get(address).send().await.expect("HaloPSA's page");
        if answer.status() == StatusCode::NOT_FOUND {
            return None;
        }
        assert_eq!(answer.status(), StatusCode::OK, "HaloPSA shows its page");
        Some(answer.text().await.expect("a whole page"))
    }

    /// Sends a form as a browser does.
    async fn send(&self, address: &str, form: &[(&str, &str)]) -> reqwest::Response {
        self.browser
            .post(address)
            .header(header::ORIGIN, self.applications.origin().ascii_serialization())
            .header("Sec-Fetch-Site", "same-origin")
            .form(form)
            .send()
            .await
            .expect("HaloPSA's answer to a form")
    }

    /// The message in the response to a form, and where it leads.
    async fn led_to(&self, answer: reqwest::Response) -> (Notice, Option<Url>) {
        let status = answer.status();
        if status == StatusCode::SEE_OTHER {
            let to = answer.headers()[header::LOCATION].to_str().expect("a location");
            let to = self.applications.join(to).expect("a location");
            let code = to.query_pairs().find(|(name, _)| name == "notice").map(|(_, value)| value);
            let notice = match code.as_deref() {
                Some("saved") => Notice::Saved,
                Some("secret-changed") => Notice::SecretChanged,
                Some("generated") => Notice::Generated,
                Some("deleted") => Notice::Deleted,
                _ => Notice::Nothing,
            };
            return (notice, Some(to));
        }
        if status == StatusCode::NOT_FOUND {
            return (Notice::Gone, None);
        }
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "HaloPSA understands the form");
        let page = answer.text().await.expect("a whole page");
        (Notice::Problem(text_of(&page, "problem").expect("the problem")), None)
    }
}

/// One application's form, and the values that the user has put into its fields. They are sent to HaloPSA
/// with the next button.
#[derive(Clone, Debug)]
pub struct Form {
    hand: Hand,
    number: u32,
    /// The values of the fields.
    pub answers: Answers,
}

impl Form {
    /// HaloPSA's ID of the form, and of the application once it is saved.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The Client ID and Client Secret shown at this moment: read them again after Save. Where HaloPSA
    /// doesn't show the secret, these are the dots that it shows instead.
    pub async fn credentials(&self) -> (Secret, Secret) {
        let page = self.hand.page(&self.address()).await.expect("the form is there");
        let copied = |id| Secret::from(text_of(&page, id).expect("the page shows it"));
        (copied("client-id"), copied("client-secret"))
    }

    /// The Client ID shown at this moment.
    pub async fn client_id(&self) -> Secret {
        self.credentials().await.0
    }

    /// The Client Secret shown at this moment.
    pub async fn secret(&self) -> Secret {
        self.credentials().await.1
    }

    /// Applies the login type (a button of its own in the practice HaloPSA, which has no scripts). Changing
    /// it generates another secret: choose it before the secret is copied.
    pub async fn choose_login_type(&mut self, login_type: LoginType) -> Notice {
        self.answers.login_type = Some(login_type);
        self.press("choose").await
    }

    /// Generates a new secret. The old one works until Save.
    pub async fn generate(&mut self) -> Notice {
        self.press("generate").await
    }

    /// Presses Save.
    pub async fn save(&mut self) -> Notice {
        self.press("save").await
    }

    /// Discards the form.
    pub async fn cancel(&mut self) -> Notice {
        self.press("cancel").await
    }

    /// Deletes the application.
    pub async fn delete(&mut self) -> Notice {
        self.press("delete").await
    }

    /// The work of an administrator who follows the list from top to bottom: chooses the login type first,
    /// then copies the credentials, then presses Save. Returns what was copied before Save.
    ///
    /// # Panics
    /// If HaloPSA doesn't save it.
    pub async fn follow_the_guide(&mut self) -> (Secret, Secret) {
        if let Some(login_type) = self.answers.login_type {
            let _ = self.choose_login_type(login_type).await;
        }
        let copied = self.credentials().await;
        assert_eq!(self.save().await, Notice::Saved, "a form that is filled in can be saved");
        copied
    }

    fn address(&self) -> String {
        format!("{}/{}", self.hand.applications, self.number)
    }

    async fn press(&mut self, button: &str) -> Notice {
        let Answers { name, active, method, login_type, agent, permissions } = &self.answers;
        let agent = agent.map(|id| id.to_string()).unwrap_or_default();
        let mut form = vec![
            ("action", button),
            ("tab", "general"),
            ("name", name.as_str()),
            ("authentication_method", method.value()),
            ("login_type", login_type.map_or("", LoginType::value)),
            ("agent_id", agent.as_str()),
        ];
        if *active {
            form.push(("active", "true"));
        }
        form.extend(permissions.iter().map(|name| ("permission", name.as_str())));
        let sent = self.hand.send(&self.address(), &form).await;
        let (notice, to) = self.hand.led_to(sent).await;
        if let Some(to) = to.filter(|_| notice == Notice::Saved) {
            self.number = number_in(&to);
        }
        notice
    }
}

/// The ID at the end of a form's address.
fn number_in(address: &Url) -> u32 {
    address
        .path_segments()
        .and_then(|mut segments| segments.next_back()?.parse().ok())
        .unwrap_or_else(|| panic!("{address} has no number"))
}

/// The text of the element with this id.
fn text_of(page: &str, id: &str) -> Option<String> {
    let (_, element) = page.split_once(&format!("id=\"{id}\""))?;
    let (_, text) = element.split_once('>')?;
    let (text, _) = text.split_once('<')?;
    Some(unescape(text))
}

/// The practice pages' templates escape with these references.
fn unescape(html: &str) -> String {
    html.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

fn escape(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}
