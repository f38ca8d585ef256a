//! API applications as this HaloPSA stores them. A secret goes in and can be compared; it never comes out.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Instant;

use serde::Deserialize;

/// A client secret. It can be compared with another text, and be shown by the pages until it is saved.
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

    /// The text, for the one page that shows it before it is saved.
    pub(crate) fn shown_before_saving(&self) -> &str {
        &self.0
    }

    /// The text, for the one answer that tells its sender what HaloPSA made.
    pub(crate) fn told_once(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// HaloPSA's five authentication methods.
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

    /// What the form says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Password => "Username & Password",
            Self::Implicit => "Implicit Flow (Single Page Application)",
            Self::AuthorisationCode => "Authorisation Code (Native Application)",
            Self::Services => "Client ID and Secret (Services)",
            Self::ApiKey => "API Key",
        }
    }

    /// What the form sends as `authentication_method`.
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

/// As whom an application logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginType {
    /// An agent.
    Agent,
    /// A customer's user. It sees nothing of what agents see.
    Customer,
    /// A supplier's user. It sees nothing of what agents see.
    Supplier,
}

impl LoginType {
    /// All of them, in the form's order.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Customer, Self::Supplier];

    /// What the form says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Agent => "Agent",
            Self::Customer => "Customer",
            Self::Supplier => "Supplier",
        }
    }

    /// What the form sends as `login_type`.
    pub fn value(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Supplier => "supplier",
        }
    }
}

/// An API application as it is stored.
#[derive(Clone, Debug)]
pub struct Application {
    /// HaloPSA's number for it.
    pub id: u32,
    /// Application Name.
    pub name: String,
    /// What it is for, in somebody's words; mostly empty.
    pub description: String,
    /// Active.
    pub active: bool,
    /// Authentication Method.
    pub authentication_method: AuthenticationMethod,
    /// Login Type.
    pub login_type: LoginType,
    /// Agent to log in as.
    pub agent_id: Option<u32>,
    /// Client ID.
    pub client_id: String,
    /// The permissions, by name. Names outside the catalogue are possible.
    pub permissions: BTreeSet<String>,
    /// HaloPSA's own; nobody can change it.
    pub is_system: bool,
    /// The agent who created it, where that is known.
    pub created_by: Option<u32>,
    pub(crate) secret: Secret,
    /// Absent from what the API tells of applications until then.
    pub(crate) listed_from: Instant,
    /// Unknown to the token endpoint until then.
    pub(crate) usable_from: Instant,
}

impl Application {
    /// Whether this is its client secret. The secret itself can't be had.
    pub fn has_secret(&self, text: &str) -> bool {
        self.secret.is(text)
    }
}

/// An application's form while it is being filled in: a new application, or changes to a stored one.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The stored application that it changes; none: a new one.
    pub(crate) changes: Option<u32>,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) active: bool,
    pub(crate) authentication_method: AuthenticationMethod,
    pub(crate) login_type: Option<LoginType>,
    pub(crate) agent_id: Option<u32>,
    pub(crate) client_id: String,
    /// A secret that is not saved yet. A new application has one from the beginning.
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
