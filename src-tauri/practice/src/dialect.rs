//! The ways in which one HaloPSA differs from the next, each to be switched by itself.
//!
//! The default is the plain one: what the contract calls documented or seen most often.

use std::time::Duration;

/// How this practice HaloPSA behaves. Every field can be combined with every other.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Dialect {
    /// Where the instance lives on its host: `""`, or a path such as `"/halo"`. Read once, at the start.
    pub path: &'static str,
    /// Whether the API and the token endpoint let this computer in at all.
    pub allow_list: AllowList,
    /// Which HaloPSA it is: what `InstanceInfo` says of it, and what it can do.
    pub version: Version,
    /// What `GET /api/authinfo` answers.
    pub auth_info: AuthInfo,
    /// What `GET /api/InstanceInfo` answers.
    pub instance_info: InstanceInfo,
    /// Where `/auth/token` is. A second port is bound at the start only; later changes to
    /// [`AuthPlace::OtherPort`] have no effect on a server that was started without one.
    pub auth_place: AuthPlace,
    /// The tenant that `/auth/token` needs, if any. `authinfo` names it as `tenant_id`.
    pub tenant: Option<&'static str>,
    /// Whether the token endpoint answers, redirects or isn't there.
    pub token_endpoint: TokenEndpoint,
    /// The form of the token endpoint's errors.
    pub token_errors: TokenErrors,
    /// What the token answer says of its scope.
    pub scope_in_answer: ScopeInAnswer,
    /// Whether the token answer tells in an `id_token` whose token it is.
    pub id_token: IdToken,
    /// How long a new or changed application is still unknown to the token endpoint.
    pub sign_in_delay: Duration,
    /// The form of the API's errors.
    pub api_errors: ErrorShape,
    /// How many of the first API calls of each kind (method and path) are answered with 503. They come before
    /// [`Dialect::busy`].
    pub unavailable_first: u32,
    /// How many of the first API calls of each kind are answered with 429, and what they are told.
    pub busy: Busy,
    /// How long every answer of the API and of the token endpoint takes.
    pub answer_delay: Duration,
    /// How large answers are.
    pub size: Size,
    /// What `GET /api/Agent/me` answers.
    pub agent_me: AgentMe,
    /// What an agent alone tells of its rights, and what roles tell.
    pub agent_rights: AgentRights,
    /// How large an agent alone is.
    pub agent_size: AgentSize,
    /// What the list of agents leaves out of each.
    pub agent_rows: AgentRows,
    /// The form of the list of agents.
    pub agents: AgentsShape,
    /// The form of all other lists.
    pub lists: Lists,
    /// What `record_count` says.
    pub record_count: RecordCount,
    /// A read that is refused with 403 whatever is granted, by its path without `/api/`, in lower case
    /// (`"kbarticle"`). Which permission guards which path is a guess; this is a wrong one.
    pub closed_read: Option<&'static str>,
    /// Whether all reads page as they are asked.
    pub reads: Reads,
    /// How long the answers of the slow reads, `/Appointment` and `/KBArticle`, take to come, piece by piece.
    pub slow_reads: Duration,
    /// How much there is to read.
    pub records: Records,
    /// In which case permissions are told, whatever they were sent in.
    pub permission_case: PermissionCase,
    /// In whose words the token endpoint refuses a permission, or a client that keeps no secret.
    pub refusals: Refusals,
    /// Whether a new draft in the pages already has the login type Agent.
    pub draft_login_type: DraftLoginType,
    /// What Save does to the client id of a new application.
    pub client_id_on_save: ClientIdOnSave,
    /// What Save does to Active.
    pub active_on_save: ActiveOnSave,
    /// What Save does to the login type.
    pub login_type_on_save: LoginTypeOnSave,
    /// What Save does to the permissions.
    pub permissions_on_save: PermissionsOnSave,
    /// What Save does to the agent to log in as.
    pub agent_on_save: AgentOnSave,
    /// What Save does to the description.
    pub description_on_save: DescriptionOnSave,
    /// Who makes the client id and the secret of an application that is created by the API.
    pub credentials_made_by: CredentialsMadeBy,
    /// What `POST /api/Application` answers.
    pub post_answer: PostAnswer,
    /// What `POST /api/Application` does with an application that has an `id`.
    pub changes: Changes,
    /// Which calls to `/api/Application` are open at all.
    pub managing: Managing,
    /// How long an application that was created by the API is absent from the API's list and details. It can't
    /// sign in before that, either.
    pub appears_after: Duration,
    /// What `GET /api/Application/{id}` tells.
    pub details: Details,
    /// What must be sent of the values that say which kind of application it is.
    pub kind_needed: KindNeeded,
    /// Which applications of the procedure's kind are there from the beginning, to be learnt from.
    pub examples: Examples,
    /// What the list of applications tells of each.
    pub rows: Rows,
    /// In which types agents and applications are told.
    pub types: Types,
    /// When the lists of agents and of applications come in pages.
    pub paging: Paging,
    /// How many agents and applications there are.
    pub crowd: Crowd,
    /// Which permissions `POST /api/Application` takes.
    pub permissions_known: PermissionsKnown,
    /// Where a browser keeps the session of whoever signed in to the web app. A session that is there already
    /// stays as it was made.
    pub session: SessionKept,
    /// What is asked for after the password.
    pub second_factor: SecondFactor,
    /// Who asks for the password. A further port is bound at the start only; later changes to
    /// [`SignInPage::SingleSignOn`] have no effect on a server that was started without one.
    pub sign_in_page: SignInPage,
}

impl Dialect {
    /// What is reported of live instances (contract: the lines that are new since 2026-11-25), all of it at
    /// once, as far as an instance on which everything goes well shows it.
    ///
    /// Somebody rehearses in it: what is slow takes half a second rather than twenty.
    pub fn live() -> Self {
        Self {
            instance_info: InstanceInfo::Live,
            // Hosted, as most are.
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

    /// Whether nobody can find out how to sign in: the token endpoint is not where one falls back to, or it
    /// needs a tenant, and neither `authinfo` nor `InstanceInfo` says so. Every sign-in fails in such a dialect.
    pub fn hides_sign_in(&self) -> bool {
        let told = self.auth_info == AuthInfo::Plain || self.instance_info == InstanceInfo::Live;
        let silent = !told || self.size == Size::HugeEverything || self.allow_list == AllowList::Refused;
        silent && (self.tenant.is_some() || self.auth_place == AuthPlace::OtherPort)
    }
}

/// Whether this computer is let in (contract: "Some instances let only listed IP addresses in").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AllowList {
    /// It is.
    #[default]
    LetIn,
    /// Everything below `/api/`, and the token endpoint, is answered with 403 and a firewall's web page. The web
    /// app's pages are let through, so that the way by hand can be gone to its end.
    Refused,
}

/// Which HaloPSA it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Version {
    /// 2.236.133.
    #[default]
    V2_236,
    /// 2.196.1, from before v2.218: applications have no description, creation date and creator (contract).
    V2_196,
}

impl Version {
    /// As `InstanceInfo` has it.
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

/// What `GET /api/authinfo` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AuthInfo {
    /// JSON with `auth_url` and `tenant_id`.
    #[default]
    Plain,
    /// 404.
    Missing,
    /// 200 and something that is called JSON and isn't.
    Junk,
    /// 200 and a web page.
    Html,
    /// 200 and an empty JSON object.
    Empty,
}

/// What `GET /api/InstanceInfo` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum InstanceInfo {
    /// JSON with `name`, `product` and `version`.
    #[default]
    Plain,
    /// What was seen on a live instance (contract): `agent_url`, `portal_url`, `auth_url`, `tenant_id`,
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
    /// Under `/auth` at another port; at the instance's own there is 404. Stands for another host.
    OtherPort,
}

/// Whether the token endpoint answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TokenEndpoint {
    /// It does.
    #[default]
    Answers,
    /// It sends everyone on with 307 to `/elsewhere/token`, which hands out a token that is good for nothing.
    /// Whoever follows is found in [`crate::State::requests`].
    Redirects,
    /// 404 and the web server's own page, which repeats the address that was asked, query and all.
    Missing,
}

/// The form of the token endpoint's errors.
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

/// What the token answer says of its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ScopeInAnswer {
    /// What was asked for.
    #[default]
    Named,
    /// Nothing: there is no `scope`.
    Omitted,
    /// The last of the permissions asked for is missing, and the token does not carry it.
    LacksOne,
}

/// Whether the token answer has an `id_token`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum IdToken {
    /// It hasn't.
    #[default]
    Absent,
    /// It has: a JWT whose claims hold the agent's `id`, `name` and `email` (contract). Nothing signs it. Without
    /// an agent there is none.
    Present,
}

/// The form of the API's errors (contract: "four shapes; also plain text and HTML", and three newer ones).
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
    /// Nothing at all. A 400, of which that wasn't seen, is a [`ErrorShape::ModelState`].
    Empty,
}

/// The first calls of each kind that are answered with 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Busy {
    /// How many.
    pub first: u32,
    /// What `Retry-After` says, in seconds.
    pub retry_after: u32,
}

/// How large answers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Size {
    /// As large as they have to be.
    #[default]
    Plain,
    /// The lists of the API are [`crate::HUGE`] bytes of valid JSON, sent piece by piece, with no length told.
    HugeLists,
    /// So is every answer of the API and of the token endpoint that would be a success.
    HugeEverything,
}

/// What `GET /api/Agent/me` answers.
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

/// What an agent alone tells of its rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentRights {
    /// Its roles with their claims.
    #[default]
    Told,
    /// Its roles without.
    NotTold,
    /// Its own claims in HaloPSA's codes (`Tx` for tickets), among more that nobody knows; its roles without.
    /// A role alone, `GET /api/Roles/{id}`, has claims (contract: "Agents").
    Coded,
}

/// How large an agent alone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentSize {
    /// As large as it has to be.
    #[default]
    Plain,
    /// 2.1 MB, as on a live instance (contract).
    Live,
}

/// What the list of agents leaves out of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentRows {
    /// Nothing.
    #[default]
    Full,
    /// What is null or false: without `isapiagent` it is no API-only agent (contract).
    LeaveOut,
}

/// Whether all reads page as they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Reads {
    /// They do.
    #[default]
    Paged,
    /// `/TimesheetEvent` and `/CRMNote` don't: who sees anything there gets 1 MB of it (contract).
    Unpaged,
}

/// The form of the list of agents.
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

/// The form of all other lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lists {
    /// Those that page are objects, the others arrays.
    #[default]
    Mixed,
    /// All are arrays.
    Bare,
    /// All are objects.
    Wrapped,
    /// All are objects that have their rows as `results`.
    UnderResults,
}

/// What `record_count` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RecordCount {
    /// How many rows there are on all pages.
    #[default]
    Right,
    /// 0.
    Zero,
    /// Far more than there are.
    TooMany,
    /// It isn't there.
    Missing,
}

/// How much there is to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Records {
    /// Something of everything.
    #[default]
    Something,
    /// Customers and tickets alone, as on an instance that was set up a week ago.
    Young,
    /// Nothing at all, as on one of this morning.
    Nothing,
}

/// In which case permissions are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PermissionCase {
    /// As they were sent.
    #[default]
    AsSent,
    /// In capitals, and in the opposite order.
    Capitals,
}

/// In whose words the token endpoint refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Refusals {
    /// `invalid_scope` for every permission that isn't the application's, `unauthorized_client` for another
    /// authentication method.
    #[default]
    Plain,
    /// `OpenIddict`'s own: `invalid_request` (ID2051) for a permission that exists, `invalid_client` (ID2053) for
    /// a secret that the client is not to send. Whether the permissions exist is looked at first, before the
    /// client id and the secret: `invalid_scope` says nothing about these (contract).
    OpenIddict,
}

/// Whether a new draft already has a login type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DraftLoginType {
    /// Agent.
    #[default]
    Agent,
    /// None: it has to be chosen, and choosing it makes a new secret.
    NotChosen,
}

/// What Save does to the client id of a new application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ClientIdOnSave {
    /// It stays.
    #[default]
    Kept,
    /// Another one is made: the one read back counts.
    Changes,
}

/// What Save does to Active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ActiveOnSave {
    /// It stays as it was chosen.
    #[default]
    AsChosen,
    /// The application ends up inactive.
    Inactive,
}

/// What Save does to the login type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LoginTypeOnSave {
    /// It stays as it was chosen.
    #[default]
    AsChosen,
    /// It becomes Customer: tokens are issued, and nothing can be read with them.
    Customer,
}

/// What Save does to the permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PermissionsOnSave {
    /// They are saved.
    #[default]
    Kept,
    /// None is saved.
    AllDropped,
    /// All but the named one are saved.
    OneDropped(&'static str),
}

/// What Save does to the agent to log in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AgentOnSave {
    /// It stays as it was chosen.
    #[default]
    Kept,
    /// None is saved: there will be no token.
    Dropped,
    /// The built-in integration agent (id 6) is saved in its place.
    Another,
    /// None is saved, and nobody notices: there are tokens, nobody is behind them, and every list is empty.
    DroppedUnnoticed,
}

/// What Save does to the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DescriptionOnSave {
    /// It is saved.
    #[default]
    Kept,
    /// It isn't: an older HaloPSA has no such field.
    Dropped,
}

/// Who makes the credentials of an application that is created by the API (contract: "not publicly known").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum CredentialsMadeBy {
    /// The sender.
    #[default]
    Sender,
    /// HaloPSA makes the client id; the sender's is ignored.
    HaloClientId,
    /// HaloPSA makes the secret and tells it in the answer alone; the sender's is ignored.
    HaloSecret,
    /// HaloPSA makes both.
    HaloBoth,
}

impl CredentialsMadeBy {
    /// Whether HaloPSA makes the client id.
    pub(crate) fn halo_makes_the_client_id(self) -> bool {
        matches!(self, Self::HaloClientId | Self::HaloBoth)
    }

    /// Whether HaloPSA makes the secret.
    pub(crate) fn halo_makes_the_secret(self) -> bool {
        matches!(self, Self::HaloSecret | Self::HaloBoth)
    }
}

/// What `POST /api/Application` answers (contract: "not publicly known").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PostAnswer {
    /// 200 and an array of what was created.
    #[default]
    Array,
    /// 200 and the first that was created, as an object.
    Object,
    /// 200 and an empty body.
    Nothing,
    /// 201 and the array.
    Created,
    /// 202 and an empty body.
    Accepted,
    /// 200 and the array as `applications` in an object in an object.
    Wrapped,
    /// 200 and an array whose ids can't be understood; a secret stands there as `client_secret`.
    Odd,
    /// It is created, and then 500 is answered.
    FailsAfter,
    /// It is created, and then nothing is answered for an hour. When the server stops, the connection ends.
    NeverAnswers,
    /// The first that would create something creates nothing and is answered with 500.
    FailsBefore,
}

/// What `POST /api/Application` does with an application that has an `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Changes {
    /// It is refused with 400.
    #[default]
    Refused,
    /// What is sent is changed (contract: "a POST's item needs only `id` and what changes"). What is empty counts
    /// as not sent. That a secret can be changed, too, is a guess.
    OnlyWhatIsSent,
    /// So it is, and a description that isn't sent is lost (contract: "Some saves rewrite unrelated fields").
    LosesDescription,
}

/// Which calls to `/api/Application` are open at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Managing {
    /// All of them, to whom they are allowed.
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

/// What `GET /api/Application/{id}` tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Details {
    /// Everything, when it is asked to include details.
    #[default]
    Full,
    /// The same without `grant_type`, `type`, `loginentity` and `credential_type`.
    LackKind,
    /// 404.
    Missing,
}

/// What must be sent of the values that say which kind of application it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum KindNeeded {
    /// All four, and they must be right.
    #[default]
    Exact,
    /// What is left out is filled in. `client_credentials` is a right `grant_type`, too (contract: the probable
    /// body); anything else that is wrong is refused.
    Defaulted,
}

/// Which applications of the procedure's kind are there from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Examples {
    /// Several, and they agree.
    #[default]
    Several,
    /// None, as far as the API tells.
    None,
    /// Several, and each shows a login entity and a credential type of its own, none of them right.
    Disagreeing,
}

/// What the list of applications tells of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Rows {
    /// What the specification has in it.
    #[default]
    Plain,
    /// What was seen on a live instance (contract, v2.236): without permissions, description, creation, `type`
    /// and `_issystem`, with `grant_type`, `loginentity`, `credential_type` and `system_use`, and without what is
    /// null or false.
    Live,
}

/// In which types agents and applications are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Types {
    /// As the specification has them.
    #[default]
    Plain,
    /// Numbers and truths as texts.
    Texts,
    /// Truths as 0 and 1, whole numbers as `7.0`.
    Bits,
    /// Permissions by their names alone, and empty lists as empty texts.
    Names,
    /// Every field's name with a capital.
    Capitals,
}

/// When the lists of agents and of applications come in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Paging {
    /// When a page is asked for.
    #[default]
    WhenAsked,
    /// Always; 50 at a time unless asked otherwise.
    Always,
}

/// How many agents and applications there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Crowd {
    /// A handful.
    #[default]
    Few,
    /// The API lists 2,000 more agents and 120 more applications of other vendors.
    Thousands,
}

/// Which permissions `POST /api/Application` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PermissionsKnown {
    /// Those of [`crate::CATALOGUE`].
    #[default]
    CatalogueOnly,
    /// Any name.
    Any,
}

/// Where a browser keeps the session of whoever signed in (contract: "The signed-in web session").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SessionKept {
    /// The access token in the cookie `access_token`, which scripts can read, and a `refresh_token` beside it.
    #[default]
    Cookie,
    /// The access token in `localStorage._access_token`, where the page after signing in puts it: it is too
    /// large for a cookie.
    LocalStorage,
    /// One cookie that scripts can't read, under a name that is drawn at each start. It opens the API by
    /// itself; as a Bearer token its value is worth nothing.
    HttpOnlyCookie,
}

/// What is asked for after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SecondFactor {
    /// Nothing.
    #[default]
    None,
    /// A code, on a page of its own.
    Code,
}

/// Who asks for the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SignInPage {
    /// The instance itself.
    #[default]
    OfHaloPsa,
    /// An identity provider at another port, which stands for another host.
    SingleSignOn,
}
