//! API applications as they are stored. A stored secret can be compared with a text and can't be read.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Instant;

use serde::Deserialize;

/// The maximal length of an Application Name, in characters.
pub(crate) const MAX_NAME: usize = 200;

/// A client secret. Its text is available only for the page before Save and for the response to a POST.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is this text.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.0 == text
    }

    /// The text, for the page that shows it before it is saved.
    pub(crate) fn shown_before_saving(&self) -> &str {
        &self.0
    }

    /// The text, for the response to the POST for which HaloPSA generated it.
    pub(crate) fn for_post_response(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// An application's authentication method; HaloPSA has five.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticationMethod {
    /// Username & Password
    Password,
    /// Implicit Flow (Single Page Application)
    Implicit,
    /// Authorisation Code (Native Application)
    AuthorisationCode,
    /// Client ID and Secret (Services)
    Services,
    /// API Key
    ApiKey,
}

impl AuthenticationMethod {
    /// All of them, in the form's order.
    pub const ALL: [Self; 5] =
        [Self::Password, Self::Implicit, Self::AuthorisationCode, Self::Services, Self::ApiKey];

    /// Its label in the form.
    pub fn label(self) -> &'static str {
        match self {
            Self::Password => "Username & Password",
            Self::Implicit => "Implicit Flow (Single Page Application)",
            Self::AuthorisationCode => "Authorisation Code (Native Application)",
            Self::Services => "Client ID and Secret (Services)",
            Self::ApiKey => "API Key",
        }
    }

    /// The value that the form sends as `authentication_method`.
    pub fn value(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Implicit => "implicit",
            Self::AuthorisationCode => "authorisation_code",
            Self::Services => "services",
            Self::ApiKey => "api_key",
        }
    }
}

/// The kind of account that an application logs in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginType {
    /// An agent.
    Agent,
    /// A customer's user. The API doesn't let it read anything.
    Customer,
    /// A supplier's user. The API doesn't let it read anything.
    Supplier,
}

impl LoginType {
    /// All of them, in the form's order.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Customer, Self::Supplier];

    /// Its label in the form.
    pub fn label(self) -> &'static str {
        match self {
            Self::Agent => "Agent",
            Self::Customer => "Customer",
            Self::Supplier => "Supplier",
        }
    }

    /// The value that the form sends as `login_type`.
    pub fn value(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Supplier => "supplier",
        }
    }
}

/// A stored API application.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its id, assigned by HaloPSA.
    pub id: u32,
    /// The form's Application Name.
    pub name: String,
    /// A free text; empty unless the API set it.
    pub description: String,
    /// The form's Active: an inactive application gets no token.
    pub active: bool,
    /// The form's Authentication Method.
    pub authentication_method: AuthenticationMethod,
    /// The form's Login Type.
    pub login_type: LoginType,
    /// The form's Agent to log in as: the agent's id.
    pub agent_id: Option<u32>,
    /// The form's Client ID: a GUID.
    pub client_id: String,
    /// The names of the permissions. Names that are not in the catalogue are possible.
    pub permissions: BTreeSet<String>,
    /// Whether it is HaloPSA's own, which can't be changed or deleted.
    pub is_system: bool,
    /// The id of the agent who created it; `None`: unknown.
    pub created_by: Option<u32>,
    pub(crate) secret: Secret,
    /// Absent from the API's list and details until then.
    pub(crate) listed_from: Instant,
    /// Unknown to the token endpoint until then.
    pub(crate) usable_from: Instant,
}

impl Application {
    /// Whether this is its client secret. The secret itself isn't available.
    pub fn has_secret(&self, text: &str) -> bool {
        self.secret.is(text)
    }
}

/// A form while it is filled in: of a new application, or of a stored one that it changes.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The id of the stored application that it changes; `None`: it is a new application's form.
    pub(crate) changes: Option<u32>,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) active: bool,
    pub(crate) authentication_method: AuthenticationMethod,
    pub(crate) login_type: Option<LoginType>,
    pub(crate) agent_id: Option<u32>,
    pub(crate) client_id: String,
    /// A secret that is not saved yet. A new application's form always has one.
    pub(crate) new_secret: Option<Secret>,
    pub(crate) permissions: BTreeSet<String>,
}

impl Draft {
    /// The form of a stored application.
    pub(crate) fn of(application: &Application) -> Self {
        Self {
            changes: Some(application.id),
            name: application.name.clone(),
            description: application.description.clone(),
            active: application.active,
            authentication_method: application.authentication_method,
            login_type: Some(application.login_type),
            agent_id: application.agent_id,
            client_id: application.client_id.clone(),
            new_secret: None,
            permissions: application.permissions.clone(),
        }
    }
}
