//! The dialect taken apart: each dimension with its choices, for tests that try every one alone or all pairs.

use std::time::Duration;

use crate::dialect::{
    ActiveOnSave, AgentMe, AgentOnSave, AgentRights, AgentRows, AgentSize, AgentsShape, AllowList, AuthInfo,
    AuthPlace, Busy, Changes, ClientIdOnSave, CredentialsMadeBy, Crowd, DescriptionOnSave, Details, Dialect,
    DraftLoginType, ErrorShape, Examples, IdToken, InstanceInfo, KindNeeded, Lists, LoginTypeOnSave,
    Managing, Paging, PermissionCase, PermissionsKnown, PermissionsOnSave, PostAnswer, Reads, RecordCount,
    Records, Refusals, Rows, ScopeInAnswer, SecondFactor, SessionKept, SignInPage, Size, TokenEndpoint,
    TokenErrors, Types, Version,
};

/// A change to a dialect.
pub type Choice = fn(&mut Dialect);

/// One way in which instances differ.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// Its name: the field of [`Dialect`].
    pub name: &'static str,
    /// Which way of setting an application up can notice it.
    pub matters: Matters,
    /// Its choices by name. The first is always `("plain", …)`, which changes nothing.
    pub choices: Vec<(&'static str, Choice)>,
}

/// Which way of setting an application up can notice a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matters {
    /// Only the one by hand, in the pages.
    ByHand,
    /// Only the one by `/api/Application`.
    ByApi,
    /// Both.
    Both,
    /// Neither: only signing in in a window notices it.
    SigningIn,
}

fn dimension(name: &'static str, others: &[(&'static str, Choice)]) -> Dimension {
    let plain: (&'static str, Choice) = ("plain", |_| {});
    Dimension { name, matters: Matters::Both, choices: [&[plain], others].concat() }
}

fn by_hand(name: &'static str, others: &[(&'static str, Choice)]) -> Dimension {
    Dimension { matters: Matters::ByHand, ..dimension(name, others) }
}

fn by_api(name: &'static str, others: &[(&'static str, Choice)]) -> Dimension {
    Dimension { matters: Matters::ByApi, ..dimension(name, others) }
}

fn signing_in(name: &'static str, others: &[(&'static str, Choice)]) -> Dimension {
    Dimension { matters: Matters::SigningIn, ..dimension(name, others) }
}

/// All dimensions, in the order of [`Dialect`]'s fields.
#[expect(clippy::too_many_lines, reason = "a table")]
pub fn dimensions() -> Vec<Dimension> {
    vec![
        dimension("path", &[("under a path", |d| d.path = "/halo")]),
        dimension("allow_list", &[("refused", |d| d.allow_list = AllowList::Refused)]),
        dimension("version", &[("2.196", |d| d.version = Version::V2_196)]),
        dimension(
            "auth_info",
            &[
                ("missing", |d| d.auth_info = AuthInfo::Missing),
                ("junk", |d| d.auth_info = AuthInfo::Junk),
                ("html", |d| d.auth_info = AuthInfo::Html),
                ("empty", |d| d.auth_info = AuthInfo::Empty),
            ],
        ),
        dimension(
            "instance_info",
            &[
                ("live", |d| d.instance_info = InstanceInfo::Live),
                ("missing", |d| d.instance_info = InstanceInfo::Missing),
            ],
        ),
        dimension("auth_place", &[("other port", |d| d.auth_place = AuthPlace::OtherPort)]),
        dimension("tenant", &[("needed", |d| d.tenant = Some("practice"))]),
        dimension(
            "token_endpoint",
            &[
                ("redirects", |d| d.token_endpoint = TokenEndpoint::Redirects),
                ("missing", |d| d.token_endpoint = TokenEndpoint::Missing),
            ],
        ),
        dimension(
            "token_errors",
            &[
                ("html", |d| d.token_errors = TokenErrors::Html),
                ("text", |d| d.token_errors = TokenErrors::Text),
            ],
        ),
        dimension(
            "scope_in_answer",
            &[
                ("omitted", |d| d.scope_in_answer = ScopeInAnswer::Omitted),
                ("lacks one", |d| d.scope_in_answer = ScopeInAnswer::LacksOne),
            ],
        ),
        dimension("id_token", &[("present", |d| d.id_token = IdToken::Present)]),
        dimension(
            "sign_in_delay",
            &[("a little", |d| {
                d.sign_in_delay = Duration::from_millis(200);
            })],
        ),
        dimension(
            "api_errors",
            &[
                ("message", |d| d.api_errors = ErrorShape::Message),
                ("class name", |d| d.api_errors = ErrorShape::ClassName),
                ("result code", |d| d.api_errors = ErrorShape::ResultCode),
                ("html", |d| d.api_errors = ErrorShape::Html),
                ("text", |d| d.api_errors = ErrorShape::Text),
                ("model state", |d| d.api_errors = ErrorShape::ModelState),
                ("json text", |d| d.api_errors = ErrorShape::JsonText),
                ("empty", |d| d.api_errors = ErrorShape::Empty),
            ],
        ),
        dimension("unavailable_first", &[("once", |d| d.unavailable_first = 1)]),
        dimension(
            "busy",
            &[
                ("once, retry now", |d| {
                    d.busy = Busy { first: 1, retry_after: 0 };
                }),
                ("once, retry after a second", |d| {
                    d.busy = Busy { first: 1, retry_after: 1 };
                }),
            ],
        ),
        dimension(
            "answer_delay",
            &[("a little", |d| {
                d.answer_delay = Duration::from_millis(150);
            })],
        ),
        dimension(
            "size",
            &[
                ("huge lists", |d| d.size = Size::HugeLists),
                ("huge everything", |d| d.size = Size::HugeEverything),
            ],
        ),
        dimension(
            "agent_me",
            &[
                ("forbidden", |d| d.agent_me = AgentMe::Forbidden),
                ("not found", |d| d.agent_me = AgentMe::NotFound),
            ],
        ),
        by_api(
            "agent_rights",
            &[
                ("not told", |d| d.agent_rights = AgentRights::NotTold),
                ("coded", |d| d.agent_rights = AgentRights::Coded),
            ],
        ),
        dimension("agent_size", &[("live", |d| d.agent_size = AgentSize::Live)]),
        dimension("agent_rows", &[("leave out", |d| d.agent_rows = AgentRows::LeaveOut)]),
        dimension(
            "agents",
            &[
                ("under agents", |d| d.agents = AgentsShape::UnderAgents),
                ("under results", |d| d.agents = AgentsShape::UnderResults),
            ],
        ),
        dimension(
            "lists",
            &[
                ("bare", |d| d.lists = Lists::Bare),
                ("wrapped", |d| d.lists = Lists::Wrapped),
                ("under results", |d| d.lists = Lists::UnderResults),
            ],
        ),
        dimension(
            "record_count",
            &[
                ("zero", |d| d.record_count = RecordCount::Zero),
                ("too many", |d| d.record_count = RecordCount::TooMany),
                ("missing", |d| d.record_count = RecordCount::Missing),
            ],
        ),
        dimension("closed_read", &[("tickets", |d| d.closed_read = Some("tickets"))]),
        dimension("reads", &[("unpaged", |d| d.reads = Reads::Unpaged)]),
        dimension("slow_reads", &[("a little", |d| d.slow_reads = Duration::from_millis(150))]),
        dimension(
            "records",
            &[("young", |d| d.records = Records::Young), ("none", |d| d.records = Records::Nothing)],
        ),
        dimension(
            "permission_case",
            &[("capitals", |d| {
                d.permission_case = PermissionCase::Capitals;
            })],
        ),
        dimension("refusals", &[("open iddict", |d| d.refusals = Refusals::OpenIddict)]),
        by_hand(
            "draft_login_type",
            &[("not chosen", |d| {
                d.draft_login_type = DraftLoginType::NotChosen;
            })],
        ),
        dimension(
            "client_id_on_save",
            &[("changes", |d| {
                d.client_id_on_save = ClientIdOnSave::Changes;
            })],
        ),
        dimension("active_on_save", &[("inactive", |d| d.active_on_save = ActiveOnSave::Inactive)]),
        dimension(
            "login_type_on_save",
            &[("customer", |d| {
                d.login_type_on_save = LoginTypeOnSave::Customer;
            })],
        ),
        dimension(
            "permissions_on_save",
            &[
                ("all dropped", |d| {
                    d.permissions_on_save = PermissionsOnSave::AllDropped;
                }),
                ("read:tickets dropped", |d| {
                    d.permissions_on_save = PermissionsOnSave::OneDropped("read:tickets");
                }),
            ],
        ),
        dimension(
            "agent_on_save",
            &[
                ("dropped", |d| d.agent_on_save = AgentOnSave::Dropped),
                ("another", |d| d.agent_on_save = AgentOnSave::Another),
                ("dropped, unnoticed", |d| d.agent_on_save = AgentOnSave::DroppedUnnoticed),
            ],
        ),
        by_api(
            "description_on_save",
            &[("dropped", |d| {
                d.description_on_save = DescriptionOnSave::Dropped;
            })],
        ),
        by_api(
            "credentials_made_by",
            &[
                ("halo makes the client id", |d| d.credentials_made_by = CredentialsMadeBy::HaloClientId),
                ("halo makes the secret", |d| d.credentials_made_by = CredentialsMadeBy::HaloSecret),
                ("halo makes both", |d| d.credentials_made_by = CredentialsMadeBy::HaloBoth),
            ],
        ),
        by_api(
            "post_answer",
            &[
                ("object", |d| d.post_answer = PostAnswer::Object),
                ("nothing", |d| d.post_answer = PostAnswer::Nothing),
                ("201", |d| d.post_answer = PostAnswer::Created),
                ("202", |d| d.post_answer = PostAnswer::Accepted),
                ("wrapped", |d| d.post_answer = PostAnswer::Wrapped),
                ("odd", |d| d.post_answer = PostAnswer::Odd),
                ("created, then 500", |d| d.post_answer = PostAnswer::FailsAfter),
                ("created, then silence", |d| d.post_answer = PostAnswer::NeverAnswers),
                ("500, not created, once", |d| d.post_answer = PostAnswer::FailsBefore),
            ],
        ),
        by_api(
            "changes",
            &[
                ("only what is sent", |d| d.changes = Changes::OnlyWhatIsSent),
                ("loses the description", |d| d.changes = Changes::LosesDescription),
            ],
        ),
        by_api(
            "managing",
            &[
                ("post forbidden", |d| d.managing = Managing::PostForbidden),
                ("delete forbidden", |d| d.managing = Managing::DeleteForbidden),
                ("all forbidden", |d| d.managing = Managing::AllForbidden),
                ("missing", |d| d.managing = Managing::Missing),
            ],
        ),
        by_api(
            "appears_after",
            &[("a little", |d| {
                d.appears_after = Duration::from_millis(200);
            })],
        ),
        by_api(
            "details",
            &[
                ("lack the kind", |d| d.details = Details::LackKind),
                ("missing", |d| d.details = Details::Missing),
            ],
        ),
        by_api("kind_needed", &[("defaulted", |d| d.kind_needed = KindNeeded::Defaulted)]),
        by_api(
            "examples",
            &[
                ("none", |d| d.examples = Examples::None),
                ("disagreeing", |d| d.examples = Examples::Disagreeing),
            ],
        ),
        by_api("rows", &[("live", |d| d.rows = Rows::Live)]),
        by_api(
            "types",
            &[
                ("texts", |d| d.types = Types::Texts),
                ("bits", |d| d.types = Types::Bits),
                ("names", |d| d.types = Types::Names),
                ("capitals", |d| d.types = Types::Capitals),
            ],
        ),
        by_api("paging", &[("always", |d| d.paging = Paging::Always)]),
        by_api("crowd", &[("thousands", |d| d.crowd = Crowd::Thousands)]),
        by_api("permissions_known", &[("any", |d| d.permissions_known = PermissionsKnown::Any)]),
        signing_in(
            "session",
            &[
                ("local storage", |d| d.session = SessionKept::LocalStorage),
                ("http-only cookie", |d| d.session = SessionKept::HttpOnlyCookie),
            ],
        ),
        signing_in("second_factor", &[("code", |d| d.second_factor = SecondFactor::Code)]),
        signing_in("sign_in_page", &[("single sign-on", |d| d.sign_in_page = SignInPage::SingleSignOn)]),
    ]
}

impl Dialect {
    /// The plain dialect, and every other choice of every dimension alone, each with its name
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
        let debug = format!("{:?}", Dialect::default());
        for dimension in dimensions() {
            assert!(debug.contains(&format!("{}: ", dimension.name)), "{} is no field", dimension.name);
        }
        let fields = include_str!("dialect.rs")
            .split_once("pub struct Dialect {")
            .and_then(|(_, rest)| rest.split_once("\n}"))
            .map_or(0, |(body, _)| body.matches("    pub ").count());
        assert_eq!(dimensions().len(), fields);
    }
}
