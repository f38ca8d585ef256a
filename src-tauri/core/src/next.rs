//! What a person can do next after an error, and how serious it is. Decided only here: a page shows those
//! of the steps for which it has a control.

use strum::EnumIter;

use crate::Error;

/// A step that a person can take after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter)]
pub enum Next {
    /// Repeat the same action.
    Retry,
    /// Correct the field that [`Error::field`] names.
    FixField,
    /// Copy the value in HaloPSA and paste it again.
    Paste,
    /// Type the value instead of using the clipboard.
    Type,
    /// Confirm that it is right: repeat the action with `insist`.
    Insist,
    /// Agree to sign in at the other host that the error names.
    AgreeElsewhere,
    /// Choose which of the candidates is the application, or none.
    ChooseApplication,
    /// Sign in as an agent who may manage applications.
    SignIn,
    /// Sign in as another agent.
    SignInAsOther,
    /// Use an API application that may create others.
    UseApplication,
    /// Continue by hand; all answers are kept.
    ByHand,
    /// Save the instructions for an administrator.
    SaveInstructions,
    /// Open HaloPSA's list of applications in the browser.
    OpenApplications,
    /// Copy a report for Latchkey's developers: HaloPSA behaved in an unknown way.
    CopyReport,
    /// Undo what was created.
    Undo,
    /// Make a new secret in HaloPSA.
    NewSecret,
    /// Stop practising, and use the address for real.
    StopPractising,
    /// Show the current state of the page.
    Reload,
    /// Go to the first page.
    Home,
    /// Check this computer.
    CheckComputer,
    /// Close this Latchkey.
    Quit,
}

/// How serious an error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is wrong: the person cancelled it, or an operation is still running. Shown neutral.
    Calm,
    /// The person has to decide something. Shown amber.
    Question,
    /// The action failed. Shown red.
    Stopped,
}

impl Error {
    /// What the person can do next, in the order in which to offer it. Never empty.
    pub fn next(&self) -> &'static [Next] {
        self.way_out().1
    }

    /// Whether [`Error::next`] contains this step.
    pub fn offers(&self, next: Next) -> bool {
        self.next().contains(&next)
    }

    /// Whether the person may confirm the value and continue.
    pub fn may_insist(&self) -> bool {
        self.offers(Next::Insist) || self.offers(Next::AgreeElsewhere)
    }

    /// Whether it is a question that has to be answered before the page can continue.
    pub fn asks(&self) -> bool {
        let answers = [Next::ChooseApplication, Next::StopPractising, Next::Reload];
        self.severity() == Severity::Question
            && (self.may_insist() || answers.iter().any(|answer| self.offers(*answer)))
    }

    /// How serious this error is.
    pub fn severity(&self) -> Severity {
        self.way_out().0
    }

    #[expect(clippy::too_many_lines, reason = "a table")]
    #[expect(clippy::match_same_arms, reason = "in the order of the errors")]
    fn way_out(&self) -> (Severity, &'static [Next]) {
        use Severity::{Calm, Question, Stopped};
        match self {
            // The address.
            Self::AddressEmpty
            | Self::AddressTooLong
            | Self::AddressMalformed
            | Self::AddressNotWeb
            | Self::AddressIsMail
            | Self::AddressHasPassword
            | Self::AddressIsVendorSite
            | Self::AddressIsSignInHost
            | Self::AddressIsExample
            | Self::AddressIsClientId
            | Self::AddressSeveral
            | Self::AddressBareWord { .. }
            | Self::IsASecret { .. } => (Stopped, &[Next::FixField]),

            // The server at the address.
            Self::HaloNotReached { .. } | Self::HaloRefusedConnection { .. } => {
                (Stopped, &[Next::Retry, Next::FixField, Next::CheckComputer])
            }
            Self::HaloCertificate { .. } | Self::HaloCertificateDate { .. } => {
                (Stopped, &[Next::Retry, Next::CheckComputer])
            }
            Self::HaloTooSlow { .. } | Self::HaloBusy { .. } => (Stopped, &[Next::Retry]),
            Self::HaloTrouble { .. } => (Stopped, &[Next::Retry, Next::CopyReport]),
            Self::AddressPerhapsExample { .. } => (Question, &[Next::Insist, Next::FixField]),
            Self::HaloNotLetIn { .. } => (Stopped, &[Next::Retry, Next::FixField, Next::Insist]),
            Self::HaloNotFound { .. } => (Stopped, &[Next::FixField, Next::Retry, Next::Insist]),
            Self::HaloIsAPage { .. } => (Stopped, &[Next::Retry, Next::FixField, Next::Insist]),
            Self::HaloRedirects { .. } => (Stopped, &[Next::FixField, Next::Retry]),
            Self::HaloOddAnswer { .. } => (Stopped, &[Next::Retry, Next::FixField, Next::CopyReport]),
            Self::NetworkSignIn { .. } | Self::NetworkSignInAt { .. } => (Stopped, &[Next::Retry]),
            Self::ProxySignIn { .. } | Self::ProxyNotReached { .. } => {
                (Stopped, &[Next::Retry, Next::CheckComputer])
            }
            Self::ListTooSlow { .. } => (Stopped, &[Next::Retry, Next::ByHand]),
            Self::ListTooLong { .. } => (Stopped, &[Next::ByHand, Next::Retry]),
            Self::SignInElsewhere { .. } => (Question, &[Next::AgreeElsewhere]),
            Self::PlainHttp => (Stopped, &[Next::FixField]),
            Self::PracticeOnly { .. } => (Question, &[Next::StopPractising]),

            // The form.
            Self::NameEmpty
            | Self::NameTooLong
            | Self::NameMalformed
            | Self::AgentEmpty
            | Self::AgentTooLong
            | Self::AgentMalformed
            | Self::ProductEmpty
            | Self::ProductTooLong
            | Self::ProductMalformed
            | Self::ProductUnknown
            | Self::PermissionsEmpty
            | Self::PermissionMalformed { .. } => (Stopped, &[Next::FixField]),
            Self::DraftStale => (Question, &[Next::Reload]),
            Self::DraftGone | Self::DraftIncomplete | Self::ConnectionGone => (Stopped, &[Next::Home]),
            Self::Busy => (Calm, &[Next::Retry]),

            // The sign-in window.
            Self::SignInClosed | Self::SignInLate => (Calm, &[Next::SignIn, Next::ByHand]),
            Self::SignInNotHalo { .. } | Self::SignInUnreadable => {
                (Stopped, &[Next::SignIn, Next::ByHand, Next::CopyReport])
            }
            Self::SignInDied => (Stopped, &[Next::SignIn, Next::ByHand]),
            Self::SignInOtherAgent { .. } => (Question, &[Next::Insist, Next::SignInAsOther]),
            Self::SignInUnavailable => (Question, &[Next::SignIn, Next::ByHand, Next::UseApplication]),
            Self::SignInRefusesWindows { .. } => (Question, &[Next::ByHand, Next::UseApplication]),
            Self::NotAdministrator { .. } => {
                (Question, &[Next::SignInAsOther, Next::SaveInstructions, Next::ByHand])
            }

            // Creating the application.
            Self::AuthorityMissing | Self::AuthorityExpired => {
                (Question, &[Next::SignIn, Next::UseApplication, Next::ByHand])
            }
            Self::AuthorityRefused => (Stopped, &[Next::UseApplication, Next::SignIn, Next::ByHand]),
            Self::AuthorityNotEnough => {
                (Question, &[Next::SignInAsOther, Next::UseApplication, Next::ByHand])
            }
            Self::ManagingMissing => (Question, &[Next::ByHand, Next::CopyReport]),
            Self::CredentialsByHand => (Question, &[Next::ByHand]),
            Self::NameTaken { .. } => (Question, &[Next::FixField, Next::Insist, Next::OpenApplications]),
            Self::NameUnchecked { .. } => (Question, &[Next::Insist, Next::OpenApplications, Next::ByHand]),
            Self::AgentGone { .. } => (Question, &[Next::FixField]),
            Self::CreateRefused { .. } => (Stopped, &[Next::ByHand, Next::CopyReport]),
            Self::CreateUnclear => (Stopped, &[Next::Retry, Next::Undo, Next::CopyReport]),
            Self::CreateSeveral { .. } => (Stopped, &[Next::Undo, Next::OpenApplications, Next::ByHand]),
            Self::ApplicationsUnread { .. } => {
                (Stopped, &[Next::OpenApplications, Next::ByHand, Next::CopyReport])
            }
            Self::ApplicationPerhaps { .. } => (Question, &[Next::ChooseApplication, Next::OpenApplications]),
            Self::ApplicationInUse => (Stopped, &[Next::Home]),
            Self::ApplicationGone => (Stopped, &[Next::Undo, Next::ByHand]),
            Self::DeleteRefused { .. } => {
                (Stopped, &[Next::OpenApplications, Next::ByHand, Next::CopyReport])
            }
            Self::DeleteUnclear => (Stopped, &[Next::Retry, Next::OpenApplications, Next::CopyReport]),
            Self::ApplicationLeft { .. } => (Question, &[Next::OpenApplications, Next::Insist]),
            Self::UndoFirst { .. } => (Question, &[Next::Undo]),
            Self::Stopped => (Calm, &[Next::Retry]),
            Self::NotHandedOver => (Stopped, &[Next::Reload]),

            // The clipboard.
            Self::ClipboardUnavailable => (Stopped, &[Next::Retry, Next::Type]),
            Self::ClipboardEmpty
            | Self::ClipboardIsAddress
            | Self::ClipboardIsMasked
            | Self::ClipboardIsMarkup
            | Self::ClipboardIsTheSecret
            | Self::ClipboardIsTheClientId
            | Self::ClipboardSameTwice
            | Self::ClipboardManyLines
            | Self::ClipboardTooLong
            | Self::ClipboardMalformed
            | Self::ClientIdMissing => (Stopped, &[Next::Paste]),
            Self::ClipboardIsHalf | Self::ClipboardUnusual | Self::ClientIdOfAnother => {
                (Question, &[Next::Paste, Next::Insist])
            }
            Self::SecretMissing => (Stopped, &[Next::Paste, Next::NewSecret]),

            // The keychain.
            Self::KeychainLocked => (Stopped, &[Next::Retry]),
            Self::KeychainWaitStopped => (Calm, &[Next::Retry]),
            Self::KeychainAbsent | Self::KeychainTrouble => (Stopped, &[Next::Retry, Next::CheckComputer]),
            Self::KeychainEntryGone => (Stopped, &[Next::NewSecret, Next::Retry]),

            // This computer.
            Self::FolderUnavailable | Self::FolderNewer { .. } | Self::RandomnessUnavailable => {
                (Stopped, &[Next::Retry, Next::CheckComputer])
            }
            Self::FileNotWritten | Self::BrowserUnavailable => (Stopped, &[Next::Retry]),
            Self::PracticeUnavailable => (Stopped, &[Next::Retry, Next::CheckComputer]),
            Self::TrustStoreUnavailable => (Stopped, &[Next::CheckComputer, Next::Retry]),
            Self::AlreadyOpen | Self::WebviewMissing => (Stopped, &[Next::Quit]),
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn something_can_be_done_after_every_error_and_each_thing_once() {
        for error in Error::iter() {
            let next = error.next();
            assert!(!next.is_empty(), "{error}");
            assert!(next.iter().enumerate().all(|(n, one)| !next[..n].contains(one)), "{error}: {next:?}");
        }
        for next in Next::iter() {
            assert!(Error::iter().any(|error| error.offers(next)), "{next:?} is offered nowhere");
        }
    }

    #[test]
    fn a_field_is_to_be_changed_only_where_the_error_has_one() {
        for error in Error::iter() {
            assert!(
                !error.offers(Next::FixField) || error.field().is_some(),
                "{error}: offers FixField, and Error::field() names no field"
            );
            // An error of a field is fixed in the field, unless another step has to come first.
            let elsewhere = ["practice-only", "undo-first", "name-unchecked"];
            let halo = error.code().starts_with("halo-");
            assert!(
                error.field().is_none()
                    || halo
                    || elsewhere.contains(&error.code())
                    || error.offers(Next::FixField),
                "{error}: Error::field() names a field, and FixField isn't offered"
            );
        }
    }

    #[test]
    fn what_may_be_right_can_be_insisted_on_and_nothing_else() {
        let may_be_right = [
            "halo-not-found",
            "halo-is-a-page",
            "sign-in-elsewhere",
            "sign-in-other-agent",
            "address-perhaps-example",
            "halo-not-let-in",
            "name-taken",
            "name-unchecked",
            "application-left",
            "clipboard-is-half",
            "clipboard-unusual",
            "client-id-of-another",
        ];
        for error in Error::iter() {
            assert_eq!(error.may_insist(), may_be_right.contains(&error.code()), "{error}");
        }
    }

    /// The steps that the pages offered before this module existed, by the error's code or a prefix of it.
    #[test]
    fn what_was_offered_before_is_still_offered() {
        const AGAIN: [&str; 10] = [
            "halo-",
            "network-",
            "proxy-",
            "list-",
            "keychain-",
            "folder-",
            "busy",
            "clipboard-unavailable",
            "stopped",
            "file-not-written",
        ];
        const BY_CODE: &[(&[&str], &[Next])] = &[
            (&["draft-gone", "connection-gone", "draft-incomplete"], &[Next::Home]),
            (&["draft-stale"], &[Next::Reload]),
            (&["practice-only"], &[Next::StopPractising]),
            (&["sign-in-elsewhere"], &[Next::AgreeElsewhere]),
            (&["application-perhaps"], &[Next::ChooseApplication]),
            (
                &["authority-missing", "authority-expired", "authority-not-enough"],
                &[Next::SignIn, Next::SignInAsOther],
            ),
            (&["authority-refused", "sign-in-closed", "sign-in-late"], &[Next::SignIn]),
            (&["sign-in-other-agent", "not-administrator"], &[Next::SignInAsOther]),
            (&["sign-in-other-agent"], &[Next::Insist]),
            (&["not-administrator"], &[Next::SaveInstructions]),
            (
                &["not-administrator", "sign-in-unavailable", "managing-missing", "authority-not-enough"],
                &[Next::ByHand],
            ),
        ];
        for error in Error::iter() {
            if AGAIN.iter().any(|begins| error.code().starts_with(begins)) {
                assert!(error.offers(Next::Retry), "{error}");
            }
        }
        for (codes, next) in BY_CODE {
            for code in *codes {
                let error = Error::iter().find(|error| error.code() == *code).unwrap();
                assert!(next.iter().any(|one| error.offers(*one)), "{code}: {next:?}");
            }
        }
    }

    #[test]
    fn a_question_is_never_shown_as_the_end() {
        let decisions = [Next::Insist, Next::AgreeElsewhere, Next::ChooseApplication, Next::StopPractising];
        for error in Error::iter() {
            if decisions.contains(&error.next()[0]) {
                assert_eq!(error.severity(), Severity::Question, "{error}");
            }
        }
        let questions = [
            "address-perhaps-example",
            "name-taken",
            "name-unchecked",
            "sign-in-elsewhere",
            "sign-in-other-agent",
            "practice-only",
            "application-perhaps",
            "application-left",
            "clipboard-unusual",
            "client-id-of-another",
            "clipboard-is-half",
            "draft-stale",
        ];
        for error in Error::iter() {
            assert_eq!(error.asks(), questions.contains(&error.code()), "{error}");
        }
        let calm = ["busy", "sign-in-closed", "sign-in-late", "stopped", "keychain-wait-stopped"];
        for error in Error::iter() {
            let is = |codes: &[&str]| codes.contains(&error.code());
            assert_eq!(is(&calm), error.severity() == Severity::Calm, "{error}");
        }
    }
}
