//! The dialect's dimensions with their choices, for tests that try every choice by itself or in pairs. Only with the
//! feature `testing`.

use std::time::Duration;

use crate::dialect::{
    ActiveOnSave, AgentMe, AgentOnSave, AgentRights, AgentRows, AgentSize, AgentsShape, AllowList, AuthInfo,
    AuthPlace, Busy, Changes, ClientIdOnSave, CredentialsMadeBy, Crowd, DescriptionOnSave, Details, Dialect,
    DraftLoginType, ErrorShape, Examples, IdToken, InstanceInfo, KindNeeded, Lists, LoginTypeOnSave,
    Managing, Paging, PermissionCase, PermissionsKnown, PermissionsOnSave, PostAnswer, Reads, RecordCount,
    Records, Refusals, Rows, ScopeInAnswer, SecondFactor, SessionKept, SignInPage, Size, TokenEndpoint,
    TokenErrors, Types, Version,
};

/// A change to a dialect: sets one field to one value.
pub type Choice = fn(&mut Dialect);

/// One way in which instances differ: a field of [`Dialect`].
#[derive(Clone, Debug)]
pub struct Dimension {
    /// The field's name.
    pub name: &'static str,
    /// Which ways of creating an application it can affect.
    pub matters: Matters,
    /// Its choices by name. The first is always `("plain", …)`, which changes nothing.
    pub choices: Vec<(&'static str, Choice)>,
}

/// Which ways of creating an application a dimension can affect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matters {
    /// Only the one by hand, in the pages.
    ByHand,
    /// Only the one by `/api/Application`.
    ByApi,
    /// Both.
    Both,
    /// Neither: it affects only signing in in a window.
    SigningIn,
}

/// The dimension of a field: what it affects, and its values other than the default, by name.
macro_rules! dimension {
    ($matters:ident, $field:ident, $($name:literal => $value:expr),+) => {
        Dimension {
            name: stringify!($field),
            matters: Matters::$matters,
            choices: vec![("plain", |_| {}), $(($name, |dialect| dialect.$field = $value)),+],
        }
    };
}

/// All dimensions, in the order of [`Dialect`]'s fields.
#[expect(clippy::too_many_lines, reason = "a table")]
pub fn dimensions() -> Vec<Dimension> {
    vec![
        dimension!(Both, path, "under a path" => "/halo"),
        dimension!(Both, allow_list, "refused" => AllowList::Refused),
        dimension!(Both, version, "2.196" => Version::V2_196),
        dimension!(
            Both,
            auth_info,
            "missing" => AuthInfo::Missing,
            "junk" => AuthInfo::Junk,
            "html" => AuthInfo::Html,
            "empty" => AuthInfo::Empty
        ),
        dimension!(Both, instance_info, "live" => InstanceInfo::Live, "missing" => InstanceInfo::Missing),
        dimension!(Both, auth_place, "other port" => AuthPlace::OtherPort),
        dimension!(Both, tenant, "needed" => Some("practice")),
        dimension!(
            Both,
            token_endpoint,
            "redirects" => TokenEndpoint::Redirects,
            "missing" => TokenEndpoint::Missing
        ),
        dimension!(Both, token_errors, "html" => TokenErrors::Html, "text" => TokenErrors::Text),
        dimension!(
            Both,
            scope_in_answer,
            "omitted" => ScopeInAnswer::Omitted,
            "lacks one" => ScopeInAnswer::LacksOne
        ),
        dimension!(Both, id_token, "present" => IdToken::Present, "of the application" => IdToken::OfTheApplication),
        dimension!(Both, sign_in_delay, "a little" => Duration::from_millis(200)),
        dimension!(
            Both,
            api_errors,
            "message" => ErrorShape::Message,
            "class name" => ErrorShape::ClassName,
            "result code" => ErrorShape::ResultCode,
            "html" => ErrorShape::Html,
            "text" => ErrorShape::Text,
            "model state" => ErrorShape::ModelState,
            "json text" => ErrorShape::JsonText,
            "empty" => ErrorShape::Empty
        ),
        dimension!(Both, unavailable_first, "once" => 1),
        dimension!(
            Both,
            busy,
            "once, retry now" => Busy { first: 1, retry_after: 0 },
            "once, retry after a second" => Busy { first: 1, retry_after: 1 }
        ),
        dimension!(Both, answer_delay, "a little" => Duration::from_millis(150)),
        dimension!(Both, size, "huge lists" => Size::HugeLists, "huge everything" => Size::HugeEverything),
        dimension!(Both, agent_me, "forbidden" => AgentMe::Forbidden, "not found" => AgentMe::NotFound),
        dimension!(ByApi, agent_rights, "not told" => AgentRights::NotTold, "coded" => AgentRights::Coded),
        dimension!(Both, agent_size, "live" => AgentSize::Live),
        dimension!(Both, agent_rows, "leave out" => AgentRows::LeaveOut),
        dimension!(
            Both,
            agents,
            "under agents" => AgentsShape::UnderAgents,
            "under results" => AgentsShape::UnderResults
        ),
        dimension!(
            Both,
            lists,
            "bare" => Lists::Bare,
            "wrapped" => Lists::Wrapped,
            "under results" => Lists::UnderResults
        ),
        dimension!(
            Both,
            record_count,
            "zero" => RecordCount::Zero,
            "too many" => RecordCount::TooMany,
            "missing" => RecordCount::Missing
        ),
        dimension!(Both, closed_read, "tickets" => Some("tickets")),
        dimension!(Both, reads, "unpaged" => Reads::Unpaged),
        dimension!(Both, slow_reads, "a little" => Duration::from_millis(150)),
        dimension!(Both, records, "young" => Records::Young, "none" => Records::Nothing),
        dimension!(Both, permission_case, "capitals" => PermissionCase::Capitals),
        dimension!(Both, refusals, "open iddict" => Refusals::OpenIddict),
        dimension!(ByHand, draft_login_type, "not chosen" => DraftLoginType::NotChosen),
        dimension!(Both, client_id_on_save, "changes" => ClientIdOnSave::Changes),
        dimension!(Both, active_on_save, "inactive" => ActiveOnSave::Inactive),
        dimension!(Both, login_type_on_save, "customer" => LoginTypeOnSave::Customer),
        dimension!(
            Both,
            permissions_on_save,
            "all dropped" => PermissionsOnSave::AllDropped,
            "read:tickets dropped" => PermissionsOnSave::OneDropped("read:tickets")
        ),
        dimension!(
            Both,
            agent_on_save,
            "dropped" => AgentOnSave::Dropped,
            "another" => AgentOnSave::Another,
            "dropped, unnoticed" => AgentOnSave::DroppedUnnoticed
        ),
        dimension!(ByApi, description_on_save, "dropped" => DescriptionOnSave::Dropped),
        dimension!(
            ByApi,
            credentials_made_by,
            "halo makes the client id" => CredentialsMadeBy::HaloClientId,
            "halo makes the secret" => CredentialsMadeBy::HaloSecret,
            "halo makes both" => CredentialsMadeBy::HaloBoth
        ),
        dimension!(
            ByApi,
            post_answer,
            "object" => PostAnswer::Object,
            "nothing" => PostAnswer::Nothing,
            "201" => PostAnswer::Created,
            "202" => PostAnswer::Accepted,
            "wrapped" => PostAnswer::Wrapped,
            "odd" => PostAnswer::Odd,
            "created, then 500" => PostAnswer::FailsAfter,
            "created, then silence" => PostAnswer::NeverAnswers,
            "500, not created, once" => PostAnswer::FailsBefore
        ),
        dimension!(
            ByApi,
            changes,
            "only what is sent" => Changes::OnlyWhatIsSent,
            "loses the description" => Changes::LosesDescription
        ),
        dimension!(
            ByApi,
            managing,
            "post forbidden" => Managing::PostForbidden,
            "delete forbidden" => Managing::DeleteForbidden,
            "all forbidden" => Managing::AllForbidden,
            "missing" => Managing::Missing
        ),
        dimension!(ByApi, appears_after, "a little" => Duration::from_millis(200)),
        dimension!(ByApi, details, "lack the kind" => Details::LackKind, "missing" => Details::Missing),
        dimension!(ByApi, kind_needed, "defaulted" => KindNeeded::Defaulted),
        dimension!(ByApi, examples, "none" => Examples::None, "disagreeing" => Examples::Disagreeing),
        dimension!(ByApi, rows, "live" => Rows::Live),
        dimension!(
            ByApi,
            types,
            "texts" => Types::Texts,
            "bits" => Types::Bits,
            "names" => Types::Names,
            "capitals" => Types::Capitals
        ),
        dimension!(ByApi, paging, "always" => Paging::Always),
        dimension!(ByApi, crowd, "thousands" => Crowd::Thousands),
        dimension!(ByApi, permissions_known, "any" => PermissionsKnown::Any),
        dimension!(
            SigningIn,
            session,
            "local storage" => SessionKept::LocalStorage,
            "http-only cookie" => SessionKept::HttpOnlyCookie
        ),
        dimension!(SigningIn, second_factor, "code" => SecondFactor::Code),
        dimension!(SigningIn, sign_in_page, "single sign-on" => SignInPage::SingleSignOn),
    ]
}

impl Dialect {
    /// The default dialect, and every other choice of every dimension by itself, each with its name
    /// (`"auth_info: missing"`).
    pub fn all_single() -> Vec<(String, Dialect)> {
        let mut all = vec![("plain".to_owned(), Dialect::default())];
        for dimension in dimensions() {
            for (name, choose) in dimension.choices.iter().skip(1) {
                let mut dialect = Dialect::default();
                choose(&mut dialect);
                all.push((format!("{}: {name}", dimension.name), dialect));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_but_the_first_differs_from_the_plain_dialect_and_from_the_others() {
        let all = Dialect::all_single();
        for (index, (name, dialect)) in all.iter().enumerate() {
            for (other_name, other) in &all[..index] {
                assert_ne!(dialect, other, "{name} is the same as {other_name}");
            }
        }
    }

    #[test]
    fn each_field_has_its_dimension() {
        // The pretty form has one line for each field, indented once; nested ones are indented further.
        let debug = format!("{:#?}", Dialect::default());
        let lines = debug.lines().filter_map(|line| line.strip_prefix("    "));
        let fields: Vec<&str> = lines
            .filter(|line| !line.starts_with([' ', '}']))
            .filter_map(|line| line.split(':').next())
            .collect();
        let names: Vec<&str> = dimensions().iter().map(|one| one.name).collect();
        assert_eq!(names, fields);
    }
}
