//! The ways in which HaloPSA instances differ, each with a field of its own.
//!
//! The default is what the contract calls documented or seen most often.

use std::time::Duration;

/// How this practice HaloPSA behaves. All values of all fields can be combined.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Dialect {
    /// The instance's path on its host: `""` or, for example, `"/halo"`. Read at the start only.
    pub path: &'static str,
    /// Whether this computer may use the API and the token endpoint.
    pub allow_list: AllowList,
    /// The version that `InstanceInfo` reports, with the features of that version.
    pub version: Version,
    /// The response to `GET /api/authinfo`.
    pub auth_info: AuthInfo,
    /// The response to `GET /api/InstanceInfo`.
    pub instance_info: InstanceInfo,
    /// Where `/auth/token` is. The second port is bound at the start only: [`AuthPlace::OtherPort`] has no effect on
    /// a server that was started without it.
    pub auth_place: AuthPlace,
    /// The tenant that requests to `/auth/token` must name, if any. `authinfo` has it as `tenant_id`.
    pub tenant: Option<&'static str>,
    /// Whether the token endpoint answers, redirects or is missing.
    pub token_endpoint: TokenEndpoint,
    /// The shape of the token endpoint's errors.
    pub token_errors: TokenErrors,
    /// The `scope` of the token response.
    pub scope_in_answer: ScopeInAnswer,
    /// Whether the token response has an `id_token`.
    pub id_token: IdToken,
    /// How long the token endpoint doesn't know a new or changed application.
    pub sign_in_delay: Duration,
    /// The shape of the API's errors.
    pub api_errors: ErrorShape,
    /// The number of first API calls of each kind (method and path) that are answered with 503. Those of
    /// [`Dialect::busy`] follow.
    pub unavailable_first: u32,
    /// The number of first API calls of each kind that are answered with 429, and their `Retry-After`.
    pub busy: Busy,
    /// The delay of every response of the API and of the token endpoint.
    pub answer_delay: Duration,
    /// The size of responses.
    pub size: Size,
    /// The response to `GET /api/Agent/me`.
    pub agent_me: AgentMe,
    /// How an agent's long form and its roles describe its rights.
    pub agent_rights: AgentRights,
    /// The size of an agent's long form.
    pub agent_size: AgentSize,
    /// The fields that the list of agents leaves out.
    pub agent_rows: AgentRows,
    /// The shape of the list of agents.
    pub agents: AgentsShape,
    /// The shape of all other lists.
    pub lists: Lists,
    /// The value of `record_count`.
    pub record_count: RecordCount,
    /// A read that is refused with 403 despite all permissions: its path without `/api/`, in lower case
    /// (`"kbarticle"`). Which permission guards which path is a guess; here it is wrong.
    pub closed_read: Option<&'static str>,
    /// Whether all reads support paging.
    pub reads: Reads,
    /// How long the bodies of the slow reads, `/Appointment` and `/KBArticle`, take; they are sent in chunks.
    pub slow_reads: Duration,
    /// Which records exist.
    pub records: Records,
    /// The case in which permissions are returned, whatever case they were sent in.
    pub permission_case: PermissionCase,
    /// The error codes with which the token endpoint refuses a permission, or a client that must not send a secret.
    pub refusals: Refusals,
    /// Whether the form of a new application has the login type Agent preset.
    pub draft_login_type: DraftLoginType,
    /// How Save changes the client id of a new application.
    pub client_id_on_save: ClientIdOnSave,
    /// How Save changes Active.
    pub active_on_save: ActiveOnSave,
    /// How Save changes the login type.
    pub login_type_on_save: LoginTypeOnSave,
    /// How Save changes the permissions.
    pub permissions_on_save: PermissionsOnSave,
    /// How Save changes the agent to log in as.
    pub agent_on_save: AgentOnSave,
    /// How Save changes the description.
    pub description_on_save: DescriptionOnSave,
    /// Who generates the client id and the secret of an application that is created by the API.
    pub credentials_made_by: CredentialsMadeBy,
    /// The response to `POST /api/Application`.
    pub post_answer: PostAnswer,
    /// How `POST /api/Application` handles an application with an `id`.
    pub changes: Changes,
    /// Which calls to `/api/Application` are possible.
    pub managing: Managing,
    /// How long an application that was created by the API is absent from the API's list and details. It gets no
    /// token before.
    pub appears_after: Duration,
    /// The response to `GET /api/Application/{id}`.
    pub details: Details,
    /// Which of the values that describe an application's kind a POST must have.
    pub kind_needed: KindNeeded,
    /// Which applications of the kind that Latchkey creates exist at the start; their values can be learnt from them.
    pub examples: Examples,
    /// The fields in the list of applications.
    pub rows: Rows,
    /// The JSON types of agents' and applications' fields.
    pub types: Types,
    /// When the lists of agents and of applications are sent in pages.
    pub paging: Paging,
    /// How many agents, teams and applications exist.
    pub crowd: Crowd,
    /// Which permissions `POST /api/Application` accepts.
    pub permissions_known: PermissionsKnown,
    /// Where a browser keeps the web app's session. Existing sessions are not changed.
    pub session: SessionKept,
    /// What is required after the password.
    pub second_factor: SecondFactor,
    /// Which server has the page for the password. Its port is bound at the start only: [`SignInPage::SingleSignOn`]
    /// has no effect on a server that was started without it.
    pub sign_in_page: SignInPage,
}

impl Dialect {
    /// Everything at once that was reported of live instances (contract: the lines that are new since 2026-11-25)
    /// and that doesn't keep a set-up from succeeding.
    ///
    /// People practise on it, so what is slow takes half a second and not twenty.
    pub fn live() -> Self {
        Self {
            instance_info: InstanceInfo::Live,
            // Most instances are hosted, and these have a tenant.
            tenant: Some("practice"),
            id_token: IdToken::Present,
            api_errors: ErrorShape::Empty,
            agent_rights: AgentRights::Coded,
            agent_size: AgentSize::Live,
            agent_rows: AgentRows::LeaveOut,
            reads: Reads::Unpaged,
            slow_reads: Duration::from_millis(500),
            refusals: Refusals::OpenIddict,
            post_answer: PostAnswer::Object,
            changes: Changes::OnlyWhatIsSent,
            rows: Rows::Live,
            ..Self::default()
        }
    }

    /// Whether a client can't discover the token endpoint: it isn't at the default address, or it needs a tenant, and
    /// neither `authinfo` nor `InstanceInfo` says so. No client gets a token in such a dialect.
    pub fn hides_sign_in(&self) -> bool {
        let published = self.auth_info == AuthInfo::Plain || self.instance_info == InstanceInfo::Live;
        let hidden = !published || self.size == Size::HugeEverything || self.allow_list == AllowList::Refused;
        hidden && (self.tenant.is_some() || self.auth_place == AuthPlace::OtherPort)
    }
}

/// Whether this computer may use the API (contract: "Some instances let only listed IP addresses in").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AllowList {
    /// It may.
    #[default]
    LetIn,
    /// Everything below `/api/`, and the token endpoint, is answered with 403 and a firewall's web page. The web
    /// app's pages are not, so that an application can be created by hand.
    Refused,
}

/// HaloPSA's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Version {
    /// 2.236.133.
    #[default]
    V2_236,
    /// 2.196.1, older than v2.218: applications have no description, creation date and creator (contract).
    V2_196,
}

impl Version {
    /// The version as `InstanceInfo` has it.
    pub(crate) fn number(self) -> &'static str {
        match self {
            Self::V2_236 => "2.236.133",
            Self::V2_196 => "2.196.1",
        }
    }

    /// Whether an application has a description, a creation date and a creator.
    pub(crate) fn describes_applications(self) -> bool {
        self == Self::V2_236
    }
}

/// The response to `GET /api/authinfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AuthInfo {
    /// JSON with `auth_url` and `tenant_id`.
    #[default]
    Plain,
    /// 404.
    Missing,
    /// 200 and invalid JSON.
    Junk,
    /// 200 and a web page.
    Html,
    /// 200 and an empty JSON object.
    Empty,
}

/// The response to `GET /api/InstanceInfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum InstanceInfo {
    /// JSON with `name`, `product` and `version`.
    #[default]
    Plain,
    /// The fields seen on a live instance (contract): `agent_url`, `portal_url`, `auth_url`, `tenant_id`,
    /// `app_name`, `app_version`, `hosted_group` and `database_version`.
    Live,
    /// 404.
    Missing,
}

/// Where the token endpoint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AuthPlace {
    /// Under `/auth` of the instance.
    #[default]
    SamePort,
    /// Under `/auth` at another port, which represents another host. The instance's own port answers with 404.
    OtherPort,
}

/// Whether the token endpoint answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TokenEndpoint {
    /// It does.
    #[default]
    Answers,
    /// It redirects with 307 to `/elsewhere/token`, which returns an invalid token. A client that follows is found in
    /// `State::requests`.
    Redirects,
    /// 404 and the web server's own page, which repeats the requested URL with its query.
    Missing,
}

/// The shape of the token endpoint's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TokenErrors {
    /// JSON with `error`, `error_description` and `error_uri`.
    #[default]
    Json,
    /// A web page.
    Html,
    /// Plain text.
    Text,
}

/// The `scope` of the token response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ScopeInAnswer {
    /// The requested permissions.
    #[default]
    Named,
    /// There is none.
    Omitted,
    /// The last requested permission is missing, and the token doesn't have it.
    LacksOne,
}

/// Whether the token response has an `id_token`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum IdToken {
    /// It hasn't.
    #[default]
    Absent,
    /// It has: a JWT with the agent's `id`, `name` and `email` as claims (contract), without a valid signature. If
    /// the application has no agent, there is none.
    Present,
    /// A JWT that names the application, which is what a sign-in knows that has no agent's claims.
    OfTheApplication,
}

/// The shape of the API's errors (contract: "four shapes; also plain text and HTML", and three newer ones).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ErrorShape {
    /// `{error, error_description}`
    #[default]
    Error,
    /// `{Message}`
    Message,
    /// `{ClassName, Message}`
    ClassName,
    /// `{resultCode, errorMessage}`
    ResultCode,
    /// A web page.
    Html,
    /// Plain text.
    Text,
    /// `{"id": ["…"]}`, ASP.NET's `ModelState`.
    ModelState,
    /// A JSON string.
    JsonText,
    /// An empty body. Only for 400, where that wasn't seen, a [`ErrorShape::ModelState`].
    Empty,
}

/// The first calls of each kind that are answered with 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Busy {
    /// Their number.
    pub first: u32,
    /// The value of `Retry-After`, in seconds.
    pub retry_after: u32,
}

/// The size of responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Size {
    /// As small as possible.
    #[default]
    Plain,
    /// The lists of the API have [`crate::HUGE`] bytes of valid JSON, sent in chunks without a `Content-Length`.
    HugeLists,
    /// The same for every successful response of the API and of the token endpoint.
    HugeEverything,
}

/// The response to `GET /api/Agent/me`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentMe {
    /// The token's agent.
    #[default]
    Plain,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
}

/// How an agent's long form and its roles describe its rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentRights {
    /// By its roles with their claims.
    #[default]
    Told,
    /// Not at all: its roles have no claims.
    NotTold,
    /// By its own claims in HaloPSA's codes (`Tx` for tickets), among others with undocumented codes. Its roles have
    /// no claims; `GET /api/Roles/{id}` has them (contract: "Agents").
    Coded,
}

/// The size of an agent's long form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentSize {
    /// As small as possible.
    #[default]
    Plain,
    /// 2.1 MB, as on a live instance (contract).
    Live,
}

/// The fields that the list of agents leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentRows {
    /// None.
    #[default]
    Full,
    /// Those that are null or false: an agent without `isapiagent` is not API-only (contract).
    LeaveOut,
}

/// Whether all reads support paging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Reads {
    /// They do.
    #[default]
    Paged,
    /// `/TimesheetEvent` and `/CRMNote` don't: if there is any row, 1 MB of rows is sent (contract).
    Unpaged,
}

/// The shape of the list of agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentsShape {
    /// An array.
    #[default]
    Bare,
    /// `{record_count, agents}`
    UnderAgents,
    /// `{record_count, results}`
    UnderResults,
}

/// The shape of all lists but that of agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lists {
    /// Those that support paging are objects, the others arrays.
    #[default]
    Mixed,
    /// All are arrays.
    Bare,
    /// All are objects.
    Wrapped,
    /// All are objects with the rows as `results`.
    UnderResults,
}

/// The value of `record_count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RecordCount {
    /// The number of rows on all pages.
    #[default]
    Right,
    /// 0.
    Zero,
    /// Far more than that.
    TooMany,
    /// There is none.
    Missing,
}

/// Which records exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Records {
    /// Some of every kind.
    #[default]
    Something,
    /// Only customers and tickets, as on an instance that was set up a week ago.
    Young,
    /// None, as on an instance that was set up today.
    Nothing,
}

/// The case in which permissions are returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PermissionCase {
    /// As they were sent.
    #[default]
    AsSent,
    /// In capitals, and in reverse order.
    Capitals,
}

/// The error codes of the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Refusals {
    /// `invalid_scope` for every permission that the application doesn't have, `unauthorized_client` for another
    /// authentication method.
    #[default]
    Plain,
    /// `OpenIddict`'s own: `invalid_request` (ID2051) for a permission that exists, `invalid_client` (ID2053) for
    /// a secret that the client must not send. That the permissions exist is checked before the client id and the
    /// secret, so `invalid_scope` doesn't mean that these are right (contract).
    OpenIddict,
}

/// Whether the form of a new application has a login type preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DraftLoginType {
    /// Agent.
    #[default]
    Agent,
    /// None: it has to be chosen, and choosing it generates a new secret.
    NotChosen,
}

/// How Save changes the client id of a new application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ClientIdOnSave {
    /// Not at all.
    #[default]
    Kept,
    /// It is replaced by another one, which is the valid one.
    Changes,
}

/// How Save changes Active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ActiveOnSave {
    /// It stays as it was chosen.
    #[default]
    AsChosen,
    /// The application is saved as inactive.
    Inactive,
}

/// How Save changes the login type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LoginTypeOnSave {
    /// It stays as it was chosen.
    #[default]
    AsChosen,
    /// It becomes Customer: tokens are issued, and the API refuses them.
    Customer,
}

/// How Save changes the permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PermissionsOnSave {
    /// All are saved.
    #[default]
    Kept,
    /// None is saved.
    AllDropped,
    /// All but the named one are saved.
    OneDropped(&'static str),
}

/// How Save changes the agent to log in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentOnSave {
    /// It stays as it was chosen.
    #[default]
    Kept,
    /// None is saved, and no tokens are issued.
    Dropped,
    /// The built-in integration agent (id 6) is saved instead.
    Another,
    /// None is saved, and tokens are issued nevertheless; every list is empty.
    DroppedUnnoticed,
}

/// How Save changes the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DescriptionOnSave {
    /// It is saved.
    #[default]
    Kept,
    /// It isn't: an older HaloPSA has no such field.
    Dropped,
}

/// Who generates the credentials of an application that is created by the API (contract: "not publicly known").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum CredentialsMadeBy {
    /// The sender.
    #[default]
    Sender,
    /// HaloPSA generates the client id; the sender's is ignored.
    HaloClientId,
    /// HaloPSA generates the secret and returns it only in the response; the sender's is ignored.
    HaloSecret,
    /// HaloPSA generates both.
    HaloBoth,
}

impl CredentialsMadeBy {
    /// Whether HaloPSA generates the client id.
    pub(crate) fn halo_makes_the_client_id(self) -> bool {
        matches!(self, Self::HaloClientId | Self::HaloBoth)
    }

    /// Whether HaloPSA generates the secret.
    pub(crate) fn halo_makes_the_secret(self) -> bool {
        matches!(self, Self::HaloSecret | Self::HaloBoth)
    }
}

/// The response to `POST /api/Application` (contract: "not publicly known").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PostAnswer {
    /// 200 and an array of the created applications.
    #[default]
    Array,
    /// 200 and the first created application, as an object.
    Object,
    /// 200 and an empty body.
    Nothing,
    /// 201 and the array.
    Created,
    /// 202 and an empty body.
    Accepted,
    /// 200 and the array as `data.applications` of an object.
    Wrapped,
    /// 200 and an array with ids that can't be parsed, and with a secret as `client_secret`.
    Odd,
    /// 500, although it was created.
    FailsAfter,
    /// No response for an hour, although it was created. When the server stops, the connection is closed.
    NeverAnswers,
    /// 500 for the first POST that would create something; it creates nothing.
    FailsBefore,
}

/// How `POST /api/Application` handles an application with an `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Changes {
    /// It is refused with 400.
    #[default]
    Refused,
    /// The fields that are sent are changed (contract: "a POST's item needs only `id` and what changes"). Empty ones
    /// are ignored. That a secret can be changed, too, is a guess.
    OnlyWhatIsSent,
    /// The same, and a description that isn't sent is deleted (contract: "Some saves rewrite unrelated fields").
    LosesDescription,
}

/// Which calls to `/api/Application` are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Managing {
    /// All.
    #[default]
    Allowed,
    /// Creating is answered with 403.
    PostForbidden,
    /// Deleting is answered with 403.
    DeleteForbidden,
    /// Every call is answered with 403.
    AllForbidden,
    /// Every call is answered with 404.
    Missing,
}

/// The response to `GET /api/Application/{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Details {
    /// All fields, if `includedetails` is set.
    #[default]
    Full,
    /// The same without `grant_type`, `type`, `loginentity` and `credential_type`.
    LackKind,
    /// 404.
    Missing,
}

/// Which of the values that describe an application's kind a POST must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum KindNeeded {
    /// All four, with the right values.
    #[default]
    Exact,
    /// None; missing ones get the right values. `client_credentials` is accepted as `grant_type`, too (contract: the
    /// probable body); other wrong values are refused.
    Defaulted,
}

/// Which applications of the kind that Latchkey creates exist at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Examples {
    /// Several, with the same values.
    #[default]
    Several,
    /// None that the API lists.
    None,
    /// Several, each with a different, wrong login entity and credential type.
    Disagreeing,
}

/// The fields in the list of applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Rows {
    /// The specification's.
    #[default]
    Plain,
    /// Those seen on a live instance (contract, v2.236): without permissions, description, creation, `type` and
    /// `_issystem`, with `grant_type`, `loginentity`, `credential_type` and `system_use`, and without those that are
    /// null or false.
    Live,
}

/// The JSON types of agents' and applications' fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Types {
    /// The specification's.
    #[default]
    Plain,
    /// Numbers and booleans as strings.
    Texts,
    /// Booleans as 0 and 1, integers as `7.0`.
    Bits,
    /// Permissions as a list of names, and empty lists as empty strings.
    Names,
    /// Every field's name with a capital initial.
    Capitals,
}

/// When the lists of agents and of applications are sent in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Paging {
    /// When a page is requested.
    #[default]
    WhenAsked,
    /// Always: 50 rows unless another size is requested.
    Always,
}

/// How many agents, teams and applications exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Crowd {
    /// A few.
    #[default]
    Few,
    /// The API lists 2,000 more agents, 500 more teams, and 120 more applications of other vendors.
    Thousands,
}

/// Which permissions `POST /api/Application` accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PermissionsKnown {
    /// Those of [`crate::CATALOGUE`].
    #[default]
    CatalogueOnly,
    /// Any name.
    Any,
}

/// Where a browser keeps the web app's session (contract: "The signed-in web session").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SessionKept {
    /// The access token in the cookie `access_token`, which scripts can read, with a second cookie `refresh_token`.
    #[default]
    Cookie,
    /// The access token in `localStorage._access_token`, because it is too large for a cookie. The home page's script
    /// stores it.
    LocalStorage,
    /// One cookie that scripts can't read, with a name that is random at each start. The API accepts the cookie, and
    /// refuses its value as a Bearer token.
    HttpOnlyCookie,
}

/// What is required after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SecondFactor {
    /// Nothing.
    #[default]
    None,
    /// A code, on a page of its own.
    Code,
}

/// Which server has the page for the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SignInPage {
    /// The instance itself.
    #[default]
    OfHaloPsa,
    /// An identity provider at another port, which represents another host.
    SingleSignOn,
}
