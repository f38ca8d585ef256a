//! Everything that can go wrong, one variant for each thing that a person can do next.
//!
//! A variant has a stable code, safe parameters and, where it belongs to a field, that field's id;
//! the sentences are in `ui/words/en.ftl` under `error-<code>`. No variant carries a secret, a
//! token, or text that came over the network: causes go to the log where they happen.

use std::collections::BTreeMap;

use strum::{EnumIter, IntoStaticStr, VariantNames};

use crate::setup::Candidate;

/// What core's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Parameters of an error's words: names and short, harmless values.
pub type Params = BTreeMap<&'static str, String>;

/// Everything that can go wrong.
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
    AddressPerhapsExample {
        word: String,
    },
    AddressBareWord {
        word: String,
    },

    /// A Client Secret was given for something else, which would stand in a file and on a page.
    IsASecret {
        field: &'static str,
    },

    // What answers there.
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
    /// A web page answers where HaloPSA's API would: another website, or a network's own sign-in.
    HaloIsAPage {
        host: String,
    },
    /// Its certificate is out of date or not valid yet, or this computer's clock is wrong.
    HaloCertificateDate {
        host: String,
        now: String,
    },
    /// A network (a hotel's, a guest's) answers in HaloPSA's place until somebody signs in to it.
    NetworkSignIn {
        host: String,
    },
    /// The same, as it seems by where it sends everybody.
    NetworkSignInAt {
        host: String,
        to: String,
    },
    /// The proxy on the way wants a name and a password.
    ProxySignIn {
        proxy: String,
        host: String,
    },
    /// A list goes on for longer than anybody waits.
    ListTooSlow {
        host: String,
    },
    /// A list has more rows than any instance has.
    ListTooLong {
        host: String,
    },
    /// Signing in happens at a host that the person did not type; it must be confirmed.
    SignInElsewhere {
        host: String,
        elsewhere: String,
    },
    PlainHttp,
    /// While practising, nothing but the practice HaloPSA is reached.
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
    /// The page was opened before something else changed the same set-up.
    DraftStale,
    DraftGone,
    /// A page was asked for before the pages that it needs.
    DraftIncomplete,
    ConnectionGone,
    /// Something is under way for this set-up already.
    Busy,

    // The sign-in window.
    /// The person closed it before anybody was signed in.
    SignInClosed,
    /// Nobody was signed in for ten minutes.
    SignInLate,
    /// What answers there is no HaloPSA.
    SignInNotHalo {
        host: String,
    },
    /// Somebody else than the first time is signed in.
    SignInOtherAgent {
        name: String,
        before: String,
    },
    /// The system does not open one, or none that is private.
    SignInUnavailable,
    /// The process that shows its page has died.
    SignInDied,
    /// It was led to a place whose name can't be read.
    SignInUnreadable,
    /// The service that signs people in takes nobody in a window of another program.
    SignInRefusesWindows {
        host: String,
    },
    /// The agent who is signed in may not manage applications.
    NotAdministrator {
        name: String,
    },

    // Creating the application.
    /// Somebody who may manage applications has to sign in (again).
    AuthorityMissing,
    /// HaloPSA gives no token for these credentials.
    AuthorityRefused,
    /// They may not manage applications.
    AuthorityNotEnough,
    /// HaloPSA no longer takes the token.
    AuthorityExpired,
    /// This HaloPSA has no API for managing applications.
    ManagingMissing,
    /// An application of this name is there already.
    NameTaken {
        name: String,
    },
    /// So many rows of the list of applications can't be read: one of them may have this name.
    NameUnchecked {
        name: String,
        count: usize,
    },
    /// The agent was chosen from a list in which it no longer stands, or it is disabled.
    AgentGone {
        name: String,
    },
    /// The set-up has the credentials of an application that was created by hand: they would be lost.
    CredentialsByHand,
    /// HaloPSA did not create the application.
    CreateRefused {
        status: u16,
    },
    /// No clear answer, and the application was not found.
    CreateUnclear,
    /// No clear answer, and several applications could be the one.
    CreateSeveral {
        count: usize,
    },
    /// Applications match by their names alone: the person says which one it is, or that none is.
    ApplicationPerhaps {
        candidates: Vec<Candidate>,
    },
    /// So many rows of HaloPSA's list of applications can't be read: what is looked for may be among them.
    ApplicationsUnread {
        count: usize,
    },
    /// The application of this set-up is a saved connection's.
    ApplicationInUse,
    /// It was there, and it is not any more.
    ApplicationGone,
    /// HaloPSA did not delete the application.
    DeleteRefused {
        status: u16,
    },
    /// HaloPSA said that it was deleted, and it is still there.
    DeleteUnclear,
    /// What is wanted would leave an application behind in HaloPSA.
    ApplicationLeft {
        name: String,
        host: String,
    },
    /// The address can't be changed while an application of this set-up is there.
    UndoFirst {
        host: String,
    },
    /// The person stopped it where that is safe.
    Stopped,

    /// The product would be led to another HaloPSA than this one.
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
    /// Not shaped like HaloPSA's, but it could be one: the person may insist.
    ClipboardUnusual,
    /// Of another application than the one whose secret is replaced: the person may insist.
    ClientIdOfAnother,
    ClientIdMissing,
    SecretMissing,

    // The keychain.
    KeychainLocked,
    KeychainAbsent,
    KeychainTrouble,
    KeychainEntryGone,
    /// The person stopped waiting. The keychain may still carry the call out; it is found later.
    KeychainWaitStopped,

    // This computer.
    FolderUnavailable,
    /// The system has no random numbers, without which there are no ids and no secrets.
    RandomnessUnavailable,
    FolderNewer {
        file: String,
    },
    AlreadyOpen,
    /// A file that the person chose a place for.
    FileNotWritten,
    BrowserUnavailable,
    PracticeUnavailable,
    /// The system can't tell good certificates from bad ones.
    TrustStoreUnavailable,
    /// The proxy that the system names does not answer.
    ProxyNotReached {
        proxy: String,
    },
    /// The window's pages can't be shown: on Windows, `WebView2` is missing.
    WebviewMissing,
}

impl Error {
    /// The stable name of this error, as in the words file and in support requests.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// Every code.
    pub fn codes() -> &'static [&'static str] {
        Self::VARIANTS
    }

    /// What the words of this error need.
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
            Self::ApplicationPerhaps { candidates } => vec![("count", candidates.len().to_string())],
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

    /// The id of the control at which the error belongs, if it belongs to one.
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

    /// Whether the keychain itself refused, and not one of its entries: it would refuse the next one, as well.
    pub fn is_of_the_keychain(&self) -> bool {
        matches!(
            self,
            Self::KeychainLocked | Self::KeychainAbsent | Self::KeychainTrouble | Self::KeychainWaitStopped
        )
    }
}
