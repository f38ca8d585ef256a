//! All errors of core, one variant for each thing that a person can do next.
//!
//! A variant has a stable code, safe parameters and, where it belongs to a field, that field's id;
//! the sentences are in `ui/words/en.ftl` under `error-<code>`. No variant carries a secret, a
//! token, or text that came over the network: causes go to the log where they happen.

use std::collections::BTreeMap;

use strum::{EnumIter, IntoStaticStr, VariantNames};

use crate::halo::Candidate;

/// What core's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Parameters of an error's message: names and short values without secrets.
pub type Params = BTreeMap<&'static str, String>;

/// An error of core. Its message is in `ui/words/en.ftl` under `error-<code>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, EnumIter, IntoStaticStr, VariantNames)]
#[error("{}", self.code())]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the words file says what each code means; a second text would drift")]
pub enum Error {
    // The address.
    AddressEmpty,
    AddressTooLong,
    AddressMalformed,
    AddressNotWeb,
    AddressIsMail,
    AddressHasPassword,
    AddressIsVendorSite,
    AddressIsSignInHost,
    AddressIsExample,
    AddressIsClientId,
    /// Several hosts, of which any may be meant.
    AddressSeveral,
    AddressPerhapsExample {
        word: String,
    },
    AddressBareWord {
        word: String,
    },

    /// A Client Secret was entered in another field, whose value is stored in a file and shown on a page.
    IsASecret {
        field: &'static str,
    },

    // The server at the address.
    HaloNotReached {
        host: String,
    },
    HaloRefusedConnection {
        host: String,
    },
    HaloCertificate {
        host: String,
    },
    HaloTooSlow {
        host: String,
    },
    HaloNotFound {
        host: String,
    },
    HaloNotLetIn {
        host: String,
    },
    HaloRedirects {
        host: String,
        to: String,
    },
    HaloBusy {
        seconds: u64,
    },
    HaloTrouble {
        status: u16,
    },
    HaloOddAnswer {
        host: String,
    },
    /// The response is a web page instead of HaloPSA's API: another website, or a network's own sign-in.
    HaloIsAPage {
        host: String,
    },
    /// The certificate has expired or is not valid yet, or this computer's clock is wrong.
    HaloCertificateDate {
        host: String,
        now: String,
    },
    /// A captive portal (of a hotel or guest network) responds in HaloPSA's place until one signs in to it.
    NetworkSignIn {
        host: String,
    },
    /// Probably a captive portal, judging by the host it redirects to.
    NetworkSignInAt {
        host: String,
        to: String,
    },
    /// The proxy requires a user name and a password.
    ProxySignIn {
        proxy: String,
        host: String,
    },
    /// Reading a list took longer than the limit.
    ListTooSlow {
        host: String,
    },
    /// A list has more rows than the limit.
    ListTooLong {
        host: String,
    },
    /// Sign-in takes place at a host that the person did not type; they have to confirm it.
    SignInElsewhere {
        host: String,
        elsewhere: String,
    },
    PlainHttp,
    /// While practising, only the practice HaloPSA can be reached.
    PracticeOnly {
        host: String,
    },

    // The form.
    NameEmpty,
    NameTooLong,
    NameMalformed,
    AgentEmpty,
    AgentTooLong,
    AgentMalformed,
    ProductEmpty,
    ProductTooLong,
    ProductMalformed,
    ProductUnknown,
    PermissionsEmpty,
    PermissionMalformed {
        name: String,
    },
    /// The set-up was changed elsewhere after the page was opened.
    DraftStale,
    DraftGone,
    /// The page depends on earlier pages that are not completed.
    DraftIncomplete,
    ConnectionGone,
    /// Another operation is running for this set-up.
    Busy,

    // The sign-in window.
    /// The person closed it before signing in.
    SignInClosed,
    /// The sign-in was not completed within ten minutes.
    SignInLate,
    /// The server is not a HaloPSA.
    SignInNotHalo {
        host: String,
    },
    /// Another agent is signed in than the first time.
    SignInOtherAgent {
        name: String,
        before: String,
    },
    /// The system can't open a sign-in window, or not a private one.
    SignInUnavailable,
    /// The process that renders its page crashed.
    SignInDied,
    /// It was redirected to an address whose host name can't be read.
    SignInUnreadable,
    /// The identity provider refuses sign-in in a window embedded in another program.
    SignInRefusesWindows {
        host: String,
    },
    /// The signed-in agent may not manage applications.
    NotAdministrator {
        name: String,
    },

    // Creating the application.
    /// An agent who may manage applications has to sign in (again).
    AuthorityMissing,
    /// HaloPSA issued no token for these credentials.
    AuthorityRefused,
    /// These credentials may not manage applications.
    AuthorityNotEnough,
    /// HaloPSA no longer accepts the token.
    AuthorityExpired,
    /// This HaloPSA has no API for managing applications.
    ManagingMissing,
    /// An application with this name exists already.
    NameTaken {
        name: String,
    },
    /// `count` rows of the list of applications can't be read; one of them may have this name.
    NameUnchecked {
        name: String,
        count: usize,
    },
    /// The chosen agent is no longer in HaloPSA's list, or is disabled.
    AgentGone {
        name: String,
    },
    /// The set-up has the credentials of an application that was created by hand, which would be lost.
    CredentialsByHand,
    /// HaloPSA did not create the application.
    CreateRefused {
        status: u16,
    },
    /// The response was unclear, and the application was not found.
    CreateUnclear,
    /// HaloPSA has several applications of this set-up: a repeated request created each of them.
    CreateSeveral {
        count: usize,
    },
    /// Applications match only by name; the user chooses which one it is, or none. `beside`: how many of this set-up
    /// are already known, because it was requested more than once.
    ApplicationPerhaps {
        candidates: Vec<Candidate>,
        beside: usize,
    },
    /// `count` rows of HaloPSA's list of applications can't be read; the application may be among them.
    ApplicationsUnread {
        count: usize,
    },
    /// The application of this set-up belongs to a saved connection.
    ApplicationInUse,
    /// The application no longer exists.
    ApplicationGone,
    /// HaloPSA did not delete the application.
    DeleteRefused {
        status: u16,
    },
    /// HaloPSA reported success, but the application still exists.
    DeleteUnclear,
    /// The action would leave an application behind in HaloPSA.
    ApplicationLeft {
        name: String,
        host: String,
    },
    /// The address can't be changed while an application of this set-up exists.
    UndoFirst {
        host: String,
    },
    /// The person cancelled the operation.
    Stopped,

    /// The product would be given the address of another HaloPSA.
    NotHandedOver,

    // The clipboard.
    ClipboardUnavailable,
    ClipboardEmpty,
    ClipboardIsAddress,
    ClipboardIsMasked,
    ClipboardIsMarkup,
    ClipboardIsTheSecret,
    ClipboardIsTheClientId,
    ClipboardSameTwice,
    ClipboardIsHalf,
    ClipboardManyLines,
    ClipboardTooLong,
    ClipboardMalformed,
    /// Not in HaloPSA's usual format, but possible: the person may insist.
    ClipboardUnusual,
    /// Belongs to another application than the one whose secret is replaced: the person may insist.
    ClientIdOfAnother,
    ClientIdMissing,
    SecretMissing,

    // The keychain.
    KeychainLocked,
    KeychainAbsent,
    KeychainTrouble,
    KeychainEntryGone,
    /// The person stopped waiting. The keychain may still complete the call; a later call finds the result.
    KeychainWaitStopped,

    // This computer.
    FolderUnavailable,
    /// The system provides no random numbers, which ids and secrets need.
    RandomnessUnavailable,
    FolderNewer {
        file: String,
    },
    AlreadyOpen,
    /// A file at a location that the person chose.
    FileNotWritten,
    BrowserUnavailable,
    PracticeUnavailable,
    /// The system can't tell good certificates from bad ones.
    TrustStoreUnavailable,
    /// The system's configured proxy does not respond.
    ProxyNotReached {
        proxy: String,
    },
    /// The window's pages can't be shown: on Windows, `WebView2` is missing.
    WebviewMissing,
}

impl Error {
    /// The stable code of this error, used in the words file and in support requests: kebab-case.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// The codes of all errors.
    pub fn codes() -> &'static [&'static str] {
        Self::VARIANTS
    }

    /// The parameters of this error's message.
    pub fn params(&self) -> Params {
        let pairs: Vec<(&'static str, String)> = match self {
            Self::AddressBareWord { word } | Self::AddressPerhapsExample { word } => {
                vec![("word", word.clone())]
            }
            Self::HaloNotReached { host }
            | Self::HaloRefusedConnection { host }
            | Self::HaloCertificate { host }
            | Self::HaloTooSlow { host }
            | Self::HaloNotFound { host }
            | Self::HaloNotLetIn { host }
            | Self::HaloOddAnswer { host }
            | Self::HaloIsAPage { host }
            | Self::NetworkSignIn { host }
            | Self::ListTooSlow { host }
            | Self::ListTooLong { host }
            | Self::PracticeOnly { host }
            | Self::SignInNotHalo { host }
            | Self::SignInRefusesWindows { host }
            | Self::UndoFirst { host } => vec![("host", host.clone())],
            Self::HaloRedirects { host, to } | Self::NetworkSignInAt { host, to } => {
                vec![("host", host.clone()), ("to", to.clone())]
            }
            Self::HaloCertificateDate { host, now } => {
                vec![("host", host.clone()), ("now", now.clone())]
            }
            Self::ProxySignIn { proxy, host } => vec![("proxy", proxy.clone()), ("host", host.clone())],
            Self::HaloBusy { seconds } => vec![("seconds", seconds.to_string())],
            Self::HaloTrouble { status }
            | Self::CreateRefused { status }
            | Self::DeleteRefused { status } => {
                vec![("status", status.to_string())]
            }
            Self::CreateSeveral { count } | Self::ApplicationsUnread { count } => {
                vec![("count", count.to_string())]
            }
            Self::ApplicationPerhaps { candidates, beside } => {
                vec![("count", candidates.len().to_string()), ("beside", beside.to_string())]
            }
            Self::ApplicationLeft { name, host } => vec![("name", name.clone()), ("host", host.clone())],
            Self::SignInElsewhere { host, elsewhere } => {
                vec![("host", host.clone()), ("elsewhere", elsewhere.clone())]
            }
            Self::SignInOtherAgent { name, before } => {
                vec![("name", name.clone()), ("before", before.clone())]
            }
            Self::NameUnchecked { name, count } => {
                vec![("name", name.clone()), ("count", count.to_string())]
            }
            Self::NameTaken { name }
            | Self::AgentGone { name }
            | Self::NotAdministrator { name }
            | Self::PermissionMalformed { name } => {
                vec![("name", name.clone())]
            }
            Self::FolderNewer { file } => vec![("file", file.clone())],
            Self::ProxyNotReached { proxy } => vec![("proxy", proxy.clone())],
            _ => Vec::new(),
        };
        pairs.into_iter().collect()
    }

    /// The id of the form control to which the error belongs, if any.
    pub fn field(&self) -> Option<&'static str> {
        if let Self::IsASecret { field } = self {
            return Some(field);
        }
        match self.code() {
            "undo-first" | "practice-only" | "plain-http" => Some("address"),
            code if code.starts_with("address-") => Some("address"),
            code if code.starts_with("halo-") => Some("address"),
            code if code.starts_with("name-") => Some("name"),
            code if code.starts_with("agent-") => Some("agent"),
            code if code.starts_with("product-") => Some("product"),
            code if code.starts_with("permission") => Some("permissions"),
            _ => None,
        }
    }

    /// Whether the keychain as a whole failed, and not one entry: calls for other entries would fail as well.
    pub fn is_of_the_keychain(&self) -> bool {
        matches!(
            self,
            Self::KeychainLocked | Self::KeychainAbsent | Self::KeychainTrouble | Self::KeychainWaitStopped
        )
    }
}
