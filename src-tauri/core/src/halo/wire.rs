//! Parses HaloPSA's JSON. All fields are optional, unknown ones are ignored, and each is read independently
//! ([`super::fields`]). Only domain types leave the `halo` module.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::fields::{Fields, flag, number, plain_name, text};
use super::returned_secret::{WithoutSecret, returned_secret};
use super::seen::{
    AgentRow, AgentSeen, ApplicationSeen, ClaimedAgent, Kind, Level, Narrowing, NoToken, RightsSeen, RoleSeen,
};
use crate::ids::ApplicationId;
use crate::instance::Family;
use crate::permissions::Permission;
use crate::vault::credentials;
use crate::{Secret, plain};

fn json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).ok()
}

/// `GET /api/authinfo` (seen: homotechsual/HaloAPI, Connect-HaloAPI.ps1).
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct AuthInfo {
    pub(crate) auth_url: Option<String>,
    pub(crate) tenant_id: Option<String>,
}

impl AuthInfo {
    /// Parses a response. `None` without `auth_url`: then it is not HaloPSA's.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        Self::of(&json(bytes)?).filter(|info| info.auth_url.is_some())
    }

    fn of(info: &Value) -> Option<Self> {
        let mut fields = Fields::of(info)?;
        let mut tidy = |name| fields.text(name).map(|text| text.trim().to_owned());
        let (auth_url, tenant_id) = (tidy("auth_url"), tidy("tenant_id"));
        // The number 0 means "none" in the database.
        Some(Self { auth_url, tenant_id: tenant_id.filter(|tenant| tenant != "0") })
    }
}

/// `GET /api/InstanceInfo` (contract: "answers without sign-in").
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct InstanceSeen {
    pub(crate) auth: AuthInfo,
    pub(crate) version: Option<String>,
    pub(crate) family: Option<Family>,
}

/// Fields of HaloPSA's `InstanceInfo`. Other products may have some of them.
const OF_INSTANCE_INFO: [&str; 8] = [
    "agent_url",
    "portal_url",
    "auth_url",
    "tenant_id",
    "app_name",
    "app_version",
    "hosted_group",
    "database_version",
];

impl InstanceSeen {
    /// Parses a response. `None` if it is not HaloPSA's, judging by the product's name and the known fields.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let info: Value = json(bytes)?;
        let mut fields = Fields::of(&info)?;
        let family = ["app_name", "product", "name"]
            .into_iter()
            .find_map(|key| Family::named(&fields.text(key).unwrap_or_default()));
        let known = OF_INSTANCE_INFO.iter().filter(|name| fields.value(name).is_some()).count();
        let own = ["agent_url", "hosted_group", "database_version"];
        let has_own = own.iter().any(|name| fields.value(name).is_some());
        let version = ["app_version", "version", "product_version"]
            .into_iter()
            // Only a string: a number loses its trailing zeros, and 2.230 is not 2.23.
            .find_map(|key| version(fields.value(key)?.as_str()?));
        let speaks = family.is_some() && (known > 0 || version.is_some()) || has_own && known >= 3;
        speaks.then_some(Self { auth: AuthInfo::of(&info)?, version, family })
    }
}

/// The numbers of a version: `2.236.133` for `v2.236.133 (beta)`.
fn version(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let version = text[..end].trim_matches('.');
    (!version.is_empty() && version.len() <= 40).then(|| version.to_owned())
}

/// The content of a token response.
pub(super) struct TokenTold {
    pub(super) token: Secret,
    /// The permissions that it names, if any.
    pub(super) granted: Option<Vec<Permission>>,
    pub(super) agent: Option<ClaimedAgent>,
}

pub(super) fn token(bytes: &[u8]) -> Option<TokenTold> {
    // Without an intermediate `Value`, which would keep a copy of the token.
    #[derive(Deserialize)]
    struct Wire {
        access_token: String,
        scope: Option<Value>,
        #[serde(default)]
        id_token: TextOrOther,
    }
    #[derive(Deserialize, Default)]
    #[serde(untagged)]
    enum TextOrOther {
        Text(String),
        #[default]
        Nothing,
        Other(serde::de::IgnoredAny),
    }
    let wire: Wire = json(bytes)?;
    if wire.access_token.is_empty() {
        return None;
    }
    // A scope that can't be parsed counts as absent: the reads will show which permissions the token has.
    let granted = wire.scope.and_then(|scope| names(&scope)).filter(|granted| !granted.is_empty());
    let agent = match wire.id_token {
        TextOrOther::Text(text) => claimed_agent(&Secret::from(text)),
        TextOrOther::Nothing | TextOrOther::Other(_) => None,
    };
    Some(TokenTold { token: Secret::from(wire.access_token), granted, agent })
}

/// The agent that an `id_token` names (contract: "a JWT whose claims hold the agent's `id`, name and email").
/// Its signature isn't checked: it came over the same connection as the token.
fn claimed_agent(id_token: &Secret) -> Option<ClaimedAgent> {
    // Exposed for parsing; the decoded claims are wiped.
    let claims = id_token.expose_secret().split('.').nth(1)?;
    let claims = Zeroizing::new(URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?);
    let claims: Value = json(&claims)?;
    let mut fields = Fields::of(&claims)?;
    // Not `sub`, which may be the application's id.
    let id = ["id", "agent_id"].into_iter().find_map(|key| fields.number(key)).filter(|id| *id > 0)?;
    let name = fields.text("name").map(|name| shown(&name)).filter(|name| !name.trim().is_empty())?;
    Some(ClaimedAgent { id, name })
}

/// Names of permissions in any format: one string with spaces or commas, a list of strings, or a list of
/// objects with a name. `None` when any of it can't be parsed.
fn names(value: &Value) -> Option<Vec<Permission>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => text
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|name| !name.is_empty())
            .map(|name| Permission::named(name).ok())
            .collect(),
        Value::Array(rows) => rows.iter().map(names).collect::<Option<Vec<_>>>().map(|all| all.concat()),
        Value::Object(fields) if fields.is_empty() => Some(Vec::new()),
        Value::Object(_) => {
            let mut fields = Fields::of(value)?;
            let name = ["name", "scope", "permission"].into_iter().find_map(|key| fields.text(key))?;
            Some(vec![Permission::named(&name).ok()?])
        }
        Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Classifies a refusal of the token endpoint: JSON in OAuth's format or one of HaloPSA's, or a page or text.
pub(super) fn no_token(bytes: &[u8]) -> NoToken {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)]).to_lowercase();
    let Some(refusal) = json::<Value>(bytes).filter(Value::is_object) else {
        return by_words(&text);
    };
    let text_of = |name| Fields::of(&refusal).and_then(|mut fields| fields.text(name)).unwrap_or_default();
    let (error, description) = (text_of("error"), text_of("error_description").to_lowercase());
    let numbered = format!("{description} {}", text_of("error_uri").to_lowercase());
    match (error.as_str(), open_iddict_number(&numbered)) {
        ("", _) => {
            let message = format!("{} {} {description}", text_of("Message"), text_of("errorMessage"));
            by_words(&message.to_lowercase())
        }
        // Takes precedence over a contradicting number, which is another server's.
        ("invalid_grant", _) => NoToken::RefusedGrant,
        ("invalid_scope", _) | (_, Some(2051 | 2065)) => NoToken::RefusedPermission,
        // 2053, "The '…' parameter is not valid for this client application": it has no secret.
        (_, Some(2053 | 2063 | 2064)) => NoToken::OtherMethod,
        (_, Some(2054 | 2055)) => NoToken::WrongSecret,
        ("invalid_client", Some(2052)) => NoToken::ClientIdNotFound,
        ("invalid_request" | "unauthorized_client", _) if refuses_scope(&description) => {
            NoToken::RefusedPermission
        }
        ("invalid_client" | "invalid_request", _)
            if description.contains("client_secret") && description.contains("not valid for") =>
        {
            NoToken::OtherMethod
        }
        ("invalid_client", _) if description.contains("client_id") => NoToken::ClientIdNotFound,
        ("invalid_client", _) if description.contains("credentials") => NoToken::WrongSecret,
        ("invalid_client", _) => NoToken::UnknownClient,
        ("unauthorized_client", _)
            if description.contains("grant type") || description.contains("token endpoint") =>
        {
            NoToken::OtherMethod
        }
        ("unsupported_grant_type", _) => NoToken::OtherMethod,
        ("unauthorized_client", _) => NoToken::NotAllowed,
        (other, _) => by_words(&format!("{} {description}", other.to_lowercase())),
    }
}

/// Whether a description is about a refused permission, and not about another fault of the parameter.
fn refuses_scope(description: &str) -> bool {
    let refuses =
        ["not allowed", "not granted", "not permitted", "not authorized", "not authorised", "is invalid"];
    has_phrase(description, "scope") | has_phrase(description, "scopes")
        && refuses.iter().any(|phrase| description.contains(phrase))
        && !description.contains("out of scope")
        || description.contains("scope") && description.contains("is not granted")
}

/// The number of an error of `OpenIddict`, on which HaloPSA's sign-in is based. Its URL ends with
/// `/errors/ID2051` (`OpenIddictResources.resx`, openiddict-core at 319511fa). `text` in lower case.
pub(super) fn open_iddict_number(text: &str) -> Option<u16> {
    text.match_indices("id2").find_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let digits: String = text[at + 2..].chars().take_while(char::is_ascii_digit).collect();
        let is_separate = before.is_none_or(|c| !c.is_ascii_alphanumeric());
        (is_separate && digits.len() == 4).then(|| digits.parse().ok()).flatten()
    })
}

/// Classifies a page or text, in lower case. Ignores URLs and queries: a page may repeat the request's URL,
/// which contains the tenant.
fn by_words(text: &str) -> NoToken {
    let repeats = |word: &str| {
        word.contains("://")
            || ["tenant=", "tenant%3d", "tenant&#61;", "tenant&equals;"].iter().any(|q| word.contains(q))
    };
    let words: Vec<&str> = text.split_whitespace().filter(|word| !repeats(word)).collect();
    let text = words.join(" ");
    if is_about_the_tenant(&text) {
        return NoToken::Tenant;
    }
    match open_iddict_number(&text) {
        Some(2051 | 2065) => return NoToken::RefusedPermission,
        Some(2053 | 2063 | 2064) => return NoToken::OtherMethod,
        Some(2055) => return NoToken::WrongSecret,
        _ => {}
    }
    [
        ("invalid_client", NoToken::UnknownClient),
        ("invalid_scope", NoToken::RefusedPermission),
        ("invalid_grant", NoToken::RefusedGrant),
        ("unauthorized_client", NoToken::NotAllowed),
        ("not allowed to use the specified scope", NoToken::RefusedPermission),
        ("parameter is not valid for this client application", NoToken::OtherMethod),
        ("not allowed to use the specified grant type", NoToken::OtherMethod),
        ("client credentials are invalid", NoToken::WrongSecret),
        ("'client_id' is invalid", NoToken::ClientIdNotFound),
        ("'scope' is invalid", NoToken::RefusedPermission),
    ]
    .into_iter()
    .find_map(|(phrase, meaning)| has_phrase(&text, phrase).then_some(meaning))
    .unwrap_or(NoToken::Other)
}

/// Whether a text contains a phrase as whole words: `invalid_client_hint` is another word.
fn has_phrase(text: &str, phrase: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    text.match_indices(phrase)
        .any(|(at, _)| !text[..at].ends_with(is_word) && !text[at + phrase.len()..].starts_with(is_word))
}

/// Whether a text reports an unknown tenant: "Tenant not found", "The tenant firm does not exist". The
/// request's URL has to be removed from the text.
fn is_about_the_tenant(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'').collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(n, word)| {
        let before = n.checked_sub(1).map(|n| words[n]);
        let after = words[n + 1..].iter().take(5).copied().collect::<Vec<_>>().join(" ");
        word.trim_matches('\'') == "tenant"
            && (matches!(before, Some("invalid" | "unknown" | "missing"))
                || ["not found", "not exist", "is invalid", "is unknown", "is missing", "isn't known"]
                    .iter()
                    .any(|what| after.contains(what))
                || after.starts_with("invalid")
                || after.starts_with("missing"))
    })
}

/// Whether a body is JSON, as all responses of HaloPSA's own API and sign-in are.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    json::<serde::de::IgnoredAny>(bytes).is_some()
}

/// `GET /api/Agent/me` (schema `Uname`).
pub(super) fn agent(bytes: &[u8]) -> Option<AgentSeen> {
    let row: Value = json(bytes)?;
    let mut fields = Fields::of(&row)?;
    let name = shown(&fields.text("name")?);
    if name.trim().is_empty() {
        return None;
    }
    Some(AgentSeen {
        id: fields.number("id")?,
        name,
        api_only: fields.flag("isapiagent"),
        administrator: fields.flag("is_admin"),
    })
}

/// The id, as a string, and the name of a row of `GET /api/Team`.
pub(super) fn team(row: &Value) -> Option<(String, String)> {
    let mut fields = Fields::of(row)?;
    let name = shown(&fields.text("name")?);
    (!name.trim().is_empty()).then_some((fields.text("id")?, name))
}

/// An agent's rights in `GET /api/Agent/{id}` (schemas `Uname`, `NHD_Roles`, `NHD_Claim`). A field of an
/// unexpected type counts as absent.
pub(super) fn rights(bytes: &[u8]) -> Option<RightsSeen> {
    let agent: Value = json(bytes)?;
    let name = shown(&Fields::of(&agent)?.text("name")?);
    let is = |field: &str| Fields::of(&agent)?.value(field).and_then(flag);
    let rows = |of: &Value, field: &'static str| -> Option<Vec<Value>> {
        Some(Fields::of(of)?.list(field)?.into_iter().cloned().collect())
    };
    let name_of = |row: &Value, field: &str| -> Option<String> {
        text(Fields::of(row)?.value(field)?).map(|name| shown(&name)).filter(|name| !name.trim().is_empty())
    };
    let roles = rows(&agent, "roles").unwrap_or_default();
    let mut customers: Vec<String> = [&agent]
        .into_iter()
        .chain(&roles)
        .flat_map(|of| rows(of, "clients").unwrap_or_default())
        // A customer without a readable name is a restriction as well.
        .map(|row| name_of(&row, "client_name").unwrap_or_else(|| "…".to_owned()))
        .collect();
    customers.sort();
    customers.dedup();
    let role = |of: &Value, name: String| RoleSeen {
        name,
        levels: rows(of, "claims").unwrap_or_default().iter().filter_map(level).collect(),
    };
    let claims: Vec<Value> =
        roles.iter().chain([&agent]).flat_map(|of| rows(of, "claims").unwrap_or_default()).collect();
    let mut seen: Vec<RoleSeen> =
        roles.iter().map(|of| role(of, name_of(of, "name").unwrap_or_default())).collect();
    seen.push(role(&agent, String::new()));
    Some(RightsSeen {
        name,
        disabled: is("isdisabled") == Some(true),
        api_only: is("isapiagent"),
        administrator: is("is_admin").or_else(|| administrator_claim(&claims)),
        narrowing: narrowing(&claims),
        // The number matters, so all of them or none.
        teams: rows(&agent, "teams")
            .and_then(|teams| teams.iter().map(|team| name_of(team, "name")).collect()),
        customers,
        roles: seen.into_iter().filter(|role| !role.name.is_empty() || !role.levels.is_empty()).collect(),
    })
}

/// A claim's feature and access level. Its type is one of HaloPSA's codes or, by guess, the feature's name;
/// its value is the level as a number or in the web app's words. `None` for other claims.
fn level(claim: &Value) -> Option<(String, Level)> {
    let claim = Fields::of(claim)?;
    let feature = text(claim.value("type")?)?;
    let value = claim.value("value")?;
    if let Some(code) = CODES.iter().find(|code| code.name == feature.trim()) {
        // A boolean is not a level.
        let level = number(value).and_then(|level| u8::try_from(level).ok())?;
        return Some((code.area.to_owned(), code.level(level)));
    }
    let feature = shown(&feature).to_lowercase();
    let level = match text(value)?.trim().to_lowercase().as_str() {
        "0" | "none" | "no access" => Level::None,
        "1" | "read" | "read only" => Level::Read,
        "2" | "edit" | "read and modify" => Level::Change,
        _ => return None,
    };
    // Another of HaloPSA's codes is not a feature's name.
    (feature.len() > 2 || feature == "kb").then_some((feature, level))
}

/// One of HaloPSA's codes for a level of access (contract: "The codes, from a published Halo report over its
/// role tables"; the pairing with permissions is ours).
struct Code {
    name: &'static str,
    /// The area of the permissions.
    area: &'static str,
    /// The lowest value that grants reading.
    read: u8,
    /// The lowest value that grants changing.
    change: u8,
}

impl Code {
    fn level(&self, value: u8) -> Level {
        if value >= self.change {
            Level::Change
        } else if value >= self.read {
            Level::Read
        } else {
            Level::None
        }
    }
}

const fn code(name: &'static str, area: &'static str) -> Code {
    Code { name, area, read: 1, change: 2 }
}

/// A code for which 1 grants only the names, which counts as reading.
const fn with_names(name: &'static str, area: &'static str) -> Code {
    Code { name, area, read: 1, change: 3 }
}

/// `Fx` (users) and `Gx` (supplier contracts) have no permission of their own and narrow nothing else.
const CODES: [Code; 23] = [
    code("Tx", "tickets"),
    with_names("Ux", "customers"),
    code("Ex", "crm"),
    code("Cx", "contracts"),
    code("Sx", "suppliers"),
    with_names("Ix", "items"),
    code("Px", "projects"),
    code("Ox", "sales"),
    code("Qx", "quotes"),
    code("Yx", "sos"),
    code("Zx", "pos"),
    code("Xx", "invoices"),
    code("Jx", "invoices"),
    code("Rx", "reporting"),
    // 1 own, 2 managed, 3 read all, 4 all: changing one's own isn't documented, so it is assumed to be
    // allowed.
    Code { name: "Hx", area: "timesheets", read: 1, change: 1 },
    code("Lx", "softwarelicensing"),
    code("Wx", "software"),
    code("Bx", "kb"),
    code("Dx", "assets"),
    code("Kx", "distributionlists"),
    code("Nx", "mailcampaign"),
    code("Ax", "calendar"),
    code("LC", "chat"),
];

/// Whether an agent sees only names in an area whose code has such a level.
fn shows_names_only(claims: &[Value], code: &str) -> bool {
    let levels = claims.iter().filter_map(|claim| {
        let claim = Fields::of(claim)?;
        (text(claim.value("type")?)?.trim() == code).then(|| number(claim.value("value")?)).flatten()
    });
    levels.max() == Some(1)
}

/// An agent's restrictions within the areas that its levels grant, as far as its claims report them.
fn narrowing(claims: &[Value]) -> Vec<Narrowing> {
    let is = |code: &str, of: fn(&Value) -> Option<bool>| {
        let told = claims.iter().filter_map(|claim| {
            let claim = Fields::of(claim)?;
            (text(claim.value("type")?)?.trim() == code).then(|| of(claim.value("value")?)).flatten()
        });
        told.max()
    };
    let codes = [
        ("Fc", Narrowing::Customers),
        ("Ft", Narrowing::TicketTypes),
        ("l8", Narrowing::OthersTickets),
        ("l9", Narrowing::UnassignedTickets),
    ];
    let told = codes.into_iter().filter(|(code, _)| is(code, flag) == Some(false));
    let names = [("Ux", Narrowing::CustomerNames), ("Ix", Narrowing::ItemNames)];
    let names = names.into_iter().filter(|(code, _)| shows_names_only(claims, code));
    told.chain(names).map(|(_, narrowing)| narrowing).collect()
}

/// Whether the agent is an administrator by its claims. `None` if no claim tells.
fn administrator_claim(claims: &[Value]) -> Option<bool> {
    claims.iter().find_map(|claim| {
        let claim = Fields::of(claim)?;
        (text(claim.value("type")?)?.trim() == "SA").then(|| flag(claim.value("value")?)).flatten()
    })
}

/// The rows of a list of `things` ("applications"): a bare array, or one in an object, under any name and up
/// to three levels deep. `None` if it is not a list. Without secrets.
pub(super) fn rows(bytes: &[u8], things: &str) -> Option<Vec<Value>> {
    rows_in(json::<WithoutSecret>(bytes)?.0, things, 3)
}

fn rows_in(value: Value, things: &str, depth: usize) -> Option<Vec<Value>> {
    let fields = match value {
        Value::Array(rows) => return Some(rows),
        Value::Object(fields) if is_a_row(&fields) => return Some(vec![Value::Object(fields)]),
        Value::Object(fields) if depth > 0 => fields,
        _ => return None,
    };
    // A count is unreliable, but zero is trusted.
    let counted =
        fields.iter().any(|(name, count)| plain_name(name) == "recordcount" && number(count) == Some(0));
    let no_list = |value: &Value| !matches!(value, Value::Array(_)) && !is_empty(value);
    let something_else =
        fields.iter().any(|(name, value)| plain_name(name) == things && no_list(value) && !value.is_object());
    let complains = fields.iter().any(|(name, value)| {
        matches!(plain_name(name).as_str(), "error" | "errors" | "message" | "errormessage")
            && !is_empty(value)
    });
    let with_an_id = |row: &Value| Fields::of(row).is_some_and(|fields| fields.value("id").is_some());
    let mut best: Option<((bool, bool, usize), Vec<Value>)> = None;
    for (name, value) in fields {
        // There may be other lists beside the rows, such as the names of columns.
        let of_scalars =
            matches!(&value, Value::Array(rows) if !rows.is_empty() && rows.iter().all(|r| !r.is_object()));
        let called_so = plain_name(&name) == things;
        if of_scalars && !called_so {
            continue;
        }
        let Some(rows) = rows_in(value, things, depth - 1) else { continue };
        let rank = (called_so, rows.iter().any(with_an_id), rows.len());
        if best.as_ref().is_none_or(|(other, _)| rank > *other) {
            best = Some((rank, rows));
        }
    }
    match best {
        Some((_, rows)) if rows.is_empty() && (complains || something_else) => None,
        Some((_, rows)) => Some(rows),
        // A list that is omitted when it is empty.
        None => (counted && !complains && !something_else).then(Vec::new),
    }
}

/// The number of rows on all pages, as a response counts them (contract: "`record_count` is unreliable"). `None`
/// without a positive count.
pub(super) fn count(bytes: &[u8]) -> Option<usize> {
    #[derive(Deserialize)]
    struct Counted {
        record_count: Option<Value>,
    }
    let count = json::<Counted>(bytes).and_then(|counted| number(&counted.record_count?))?;
    usize::try_from(count).ok().filter(|count| *count > 0)
}

/// Whether an object is a single row instead of a list.
fn is_a_row(fields: &Map<String, Value>) -> bool {
    let has = |wanted: &[&str]| fields.keys().any(|name| wanted.contains(&plain_name(name).as_str()));
    has(&["id"]) && has(&["clientid", "displayname", "name"])
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(rows) => rows.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(it) => !it,
        Value::Number(_) => false,
    }
}

/// A text from HaloPSA for pages and files, without misleading characters, shortened. Empty if it contains a
/// text in the format of a secret.
fn shown(text: &str) -> String {
    if credentials::holds_a_secret(text) {
        return String::new();
    }
    plain::plain(text).chars().take(MAX_SHOWN).collect()
}

/// The longest text that is shown, in characters.
const MAX_SHOWN: usize = 200;

/// A row of `GET /api/Agent` (schema `Uname_List`), with its id as a string.
pub(super) fn agent_row(row: &Value) -> Option<(String, AgentRow)> {
    let mut fields = Fields::of(row)?;
    let id = fields.number("id")?;
    let name = shown(&fields.text("name")?);
    if name.trim().is_empty() {
        return None;
    }
    let (team, teams) = (fields.text("team"), fields.list("teams"));
    let told = team.is_some() || fields.value("team").is_some() || teams.is_some();
    let has_team = told.then(|| team.is_some() || teams.is_some_and(|teams| !teams.is_empty()));
    let api_only = fields.flag("isapiagent") == Some(true);
    let disabled = fields.flag("isdisabled") == Some(true);
    let restricted = fields.list("clients").is_some_and(|clients| !clients.is_empty())
        || fields.number("one_client").is_some_and(|client| client > 0);
    Some((id.to_string(), AgentRow { id, name, api_only, disabled, has_team, restricted }))
}

/// An application, from a list or by id (schema `NHD_Identity_Application`). `None` only without an id that
/// is valid in a request.
pub(super) fn application(row: &Value) -> Option<ApplicationSeen> {
    let mut fields = Fields::of(row)?;
    // A string by the schema; HaloPSA's older schema has numbers.
    let id = fields.text("id").filter(|id| is_an_id(id) && !credentials::is_a_secret(id))?;
    let name = fields.text("displayName").unwrap_or_default();
    let active = fields.flag("inactive") != Some(true);
    let client_id = fields.text("clientId").unwrap_or_default();
    let description = fields.text("description").unwrap_or_default();
    // Zero and the empty string mean "none" in the database (contract: "In the database").
    let agent_id = fields.number("loginas_agent_id").filter(|id| *id != 0);
    let agent = fields.text("loginas_agent_name").map(|name| shown(&name)).filter(|name| !name.is_empty());
    let system = fields.flag("_issystem") == Some(true)
        || fields.value("system_use").is_some_and(is_used_by_halopsa)
        || credentials::same_client_id(&client_id, WEB_APP);
    let permissions = permissions(&mut fields);
    let kind = Kind {
        grant_type: value_of_kind(&mut fields, "grant_type"),
        client_type: value_of_kind(&mut fields, "type"),
        login_entity: fields.number("loginentity"),
        credential_type: fields.number("credential_type"),
    };
    let lists_redirects = fields.list("redirecturi_list").is_some_and(|uris| !uris.is_empty());
    let has_redirects = fields.text("redirecturi").is_some() || lists_redirects;
    let users_allowed = fields.flag("allowusers") == Some(true);
    let created = fields.moment("creation_date");
    Some(ApplicationSeen {
        id: id.into(),
        name: shown(&name),
        active,
        client_id: shown(&client_id),
        marks: marks(row),
        description: shown(&description),
        agent_id,
        agent,
        system,
        permissions,
        kind,
        has_redirects,
        users_allowed,
        created,
        unread: fields.unread,
    })
}

/// The Client ID of HaloPSA's own web app, the same everywhere (contract: "the same client id on every
/// tenant").
const WEB_APP: &str = "24fe0a24-85d5-46d4-b9c6-721e23f25843";

/// `system_use`: a string in the specification. False in any form means no.
fn is_used_by_halopsa(value: &Value) -> bool {
    match flag(value) {
        Some(it) => it,
        None => text(value).is_some_and(|text| !matches!(text.trim(), "" | "none" | "None" | "null")),
    }
}

/// The permissions; `None` if they are omitted or can't be parsed.
fn permissions(fields: &mut Fields<'_>) -> Option<Vec<Permission>> {
    let Some(mut names) = names(fields.value("scopes")?) else {
        fields.unread.push("scopes");
        return None;
    };
    names.sort();
    names.dedup();
    Some(names)
}

/// One of the values that HaloPSA doesn't publish. They are sent back unchanged, so one that is too long is
/// ignored and not shortened.
fn value_of_kind(fields: &mut Fields<'_>, name: &'static str) -> Option<String> {
    fields.text(name).filter(|text| text.len() <= MAX_SHOWN && !credentials::holds_a_secret(text))
}

/// Possible marks of Latchkey in any field of a row: 32 hexadecimal digits, in lower case.
fn marks(row: &Value) -> Vec<String> {
    fn collect(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => {
                let digits = text.split(|c: char| !c.is_ascii_alphanumeric());
                let marks = digits.filter(|d| d.len() == 32 && d.bytes().all(|b| b.is_ascii_hexdigit()));
                found.extend(marks.map(str::to_ascii_lowercase));
            }
            Value::Array(rows) => rows.iter().for_each(|row| collect(row, found)),
            Value::Object(fields) => fields.values().for_each(|value| collect(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(row, &mut found);
    found.sort();
    found.dedup();
    found
}

/// The response to a request for one application by id. `None` if it is about another one, or can't be read.
pub(super) fn one_application(bytes: &[u8], id: &ApplicationId) -> Option<ApplicationSeen> {
    let mut found = rows(bytes, "applications")?;
    if let [Value::Object(only)] = found.as_mut_slice()
        && application(&Value::Object(only.clone())).is_none()
    {
        // A single row is the requested one, in whatever format its id is.
        only.retain(|name, _| plain_name(name) != "id");
        only.insert("id".to_owned(), Value::from(id.as_str()));
    }
    let mut of_it = found.iter().filter_map(application).filter(|seen| seen.id.is(id));
    of_it.next()
}

/// Whether an id is safe in a URL's path.
fn is_an_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 100
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The response to a creation: the secret, if it contains one, and the applications. The secret is extracted
/// independently of all other fields, since HaloPSA returns it only once. `client_id`, `mark`: those of the
/// request, to identify our row among several.
pub(super) fn created(bytes: &[u8], client_id: &str, mark: &str) -> (Option<Secret>, Vec<ApplicationSeen>) {
    let rows = rows(bytes, "applications").unwrap_or_default();
    let shown: Vec<ApplicationSeen> = rows.iter().filter_map(application).collect();
    let ours: Vec<&str> = shown
        .iter()
        .filter(|one| {
            shown.len() == 1
                || credentials::same_client_id(client_id, &one.client_id)
                || one.marks.iter().any(|other| other == mark)
        })
        .map(|one| one.id.as_str())
        .collect();
    let secret = returned_secret(bytes, !ours.is_empty(), |id| {
        ours.contains(&id) || credentials::same_client_id(client_id, id)
    });
    (secret, shown)
}

/// Whether a list has rows: a bare array, or any array in an object. A positive `record_count` is ignored
/// (contract: "unreliable"). `None` if it is not a list.
pub(super) fn has_rows(bytes: &[u8]) -> Option<bool> {
    json::<super::rows::HasRows>(bytes)?.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn the_words_of_a_refusal_are_understood_in_every_shape() {
        for (body, meaning) in [
            (
                r#"{"error":"invalid_client","error_description":"The specified 'client_id' is invalid."}"#,
                NoToken::ClientIdNotFound,
            ),
            (
                r#"{"error":"invalid_client","error_description":"The specified client credentials are invalid."}"#,
                NoToken::WrongSecret,
            ),
            (r#"{"error":"invalid_client"}"#, NoToken::UnknownClient),
            (r#"{"error":"invalid_scope","error_description":""}"#, NoToken::RefusedPermission),
            (r#"{"error":"unauthorized_client"}"#, NoToken::NotAllowed),
            (
                r#"{"error":"unauthorized_client","error_description":"This client application is not allowed to use the specified grant type."}"#,
                NoToken::OtherMethod,
            ),
            (
                r#"{"error":"invalid_request","error_description":"This client application is not allowed to use the specified scope.","error_uri":"https://documentation.openiddict.com/errors/ID2051"}"#,
                NoToken::RefusedPermission,
            ),
            (r#"{"error":"invalid_request","error_uri":"https://x/ID2051"}"#, NoToken::RefusedPermission),
            (
                r#"{"error":"invalid_request","error_description":"The scope is not allowed."}"#,
                NoToken::RefusedPermission,
            ),
            (r#"{"error":"invalid_request","error_description":"Something is missing."}"#, NoToken::Other),
            (
                r#"{"error":"invalid_client","error_description":"The 'client_secret' parameter is not valid for this client application.","error_uri":"https://documentation.openiddict.com/errors/ID2053"}"#,
                NoToken::OtherMethod,
            ),
            (r#"{"error":"invalid_client","error_uri":"https://x/ID2053"}"#, NoToken::OtherMethod),
            // By number with any words, and by words with any number.
            (r#"{"error":"invalid_request","error_description":"(ID2065)"}"#, NoToken::RefusedPermission),
            (r#"{"error":"invalid_client","error_uri":"https://x/errors/ID2055"}"#, NoToken::WrongSecret),
            (
                r#"{"error":"invalid_client","error_uri":"https://x/errors/ID2052"}"#,
                NoToken::ClientIdNotFound,
            ),
            (
                r#"{"error":"invalid_scope","error_uri":"https://x/errors/ID2052"}"#,
                NoToken::RefusedPermission,
            ),
            (
                r#"{"error":"unauthorized_client","error_uri":"https://x/errors/ID2063"}"#,
                NoToken::OtherMethod,
            ),
            (
                r#"{"error":"unauthorized_client","error_uri":"https://x/errors/ID2064"}"#,
                NoToken::OtherMethod,
            ),
            (r#"{"error":"invalid_client","error_uri":"https://x/errors/ID20553"}"#, NoToken::UnknownClient),
            (r#"{"error":"invalid_client","error_uri":"https://x/grid2053"}"#, NoToken::UnknownClient),
            (
                r#"{"error":"invalid_client","error_description":"The 'client_secret' parameter is not valid for this client application."}"#,
                NoToken::OtherMethod,
            ),
            (
                "This client application is not allowed to use the specified scope.",
                NoToken::RefusedPermission,
            ),
            // A page may repeat the request (field report 6).
            (
                "<html>404 – File or directory not found. Requested URL https://halo.firm.example/auth/token?tenant=firm</html>",
                NoToken::Other,
            ),
            ("<p>Invalid request: /auth/token?tenant=firm</p>", NoToken::Other),
            ("<p>The resource was not found.</p><a href=\"/auth?tenant=firm\">back</a>", NoToken::Other),
            ("<title>Error</title><p>Tenant does not exist</p>", NoToken::Tenant),
            ("Missing tenant", NoToken::Tenant),
            // The JSON's error code takes precedence over its other fields.
            (
                r#"{"error":"invalid_scope","error_description":"tenant firm: scope not found"}"#,
                NoToken::RefusedPermission,
            ),
            (r#""Tenant not found""#, NoToken::Tenant),
            ("<p>/auth/token%3Ftenant%3Dfirm was not found</p>", NoToken::Other),
            ("<p>/auth/token?tenant&#61;firm is invalid</p>", NoToken::Other),
            ("Client tenant-id header missing", NoToken::Other),
            ("The tenant required by this policy", NoToken::Other),
            ("Invalid tenant", NoToken::Tenant),
            ("<b>'tenant'</b> is missing", NoToken::Tenant),
            ("<p>invalid_client_hint</p>", NoToken::Other),
            (
                r#"{"error":"invalid_request","error_description":"Out of scope for this endpoint: not allowed."}"#,
                NoToken::Other,
            ),
            (
                r#"{"error":"invalid_request","error_description":"The 'scope' parameter is missing."}"#,
                NoToken::Other,
            ),
            (
                r#"{"error":"unauthorized_client","error_description":"Not allowed to use the specified scope."}"#,
                NoToken::RefusedPermission,
            ),
            (r#"{"error":"invalid_scope","error_description":"ID2053"}"#, NoToken::RefusedPermission),
            (r#"{"error":"invalid_grant"}"#, NoToken::RefusedGrant),
            (r#"{"Message":"invalid_client"}"#, NoToken::UnknownClient),
            (r#"{"ClassName":"System.Exception","Message":"Tenant not found"}"#, NoToken::Tenant),
            (r#"{"resultCode":1,"errorMessage":"invalid_scope"}"#, NoToken::RefusedPermission),
            ("<html><body>Tenant not found</body></html>", NoToken::Tenant),
            ("unauthorized_client", NoToken::NotAllowed),
            ("<html>", NoToken::Other),
            ("", NoToken::Other),
        ] {
            assert_eq!(no_token(body.as_bytes()), meaning, "{body}");
        }
    }

    #[test]
    fn an_instance_is_known_by_what_only_halopsa_tells() {
        let read = |text: &str| InstanceSeen::read(text.as_bytes());
        let live = read(
            r#"{"agent_url":"https://acme.halopsa.com","portal_url":"https://help.acme.example","auth_url":
                "https://acme.halopsa.com/auth","tenant_id":"acme","app_name":"Halo PSA","app_version":"2.236.133",
                "hosted_group":"eu1","database_version":"2.236.133"}"#,
        );
        let live = live.unwrap();
        assert_eq!((live.version.as_deref(), live.family), (Some("2.236.133"), Some(Family::Psa)));
        assert_eq!(live.auth.tenant_id.as_deref(), Some("acme"));
        let named = read(r#"{"AppName":"HaloITSM","AppVersion":"v2.208.4 (beta)"}"#).unwrap();
        assert_eq!((named.version.as_deref(), named.family), (Some("2.208.4"), Some(Family::Itsm)));
        let renamed = read(r#"{"app_name":"Acme Desk","agent_url":"x","hosted_group":"y"}"#).unwrap();
        assert_eq!((renamed.version, renamed.family), (None, None), "customers can change the name");
        for another in [
            r#"{"version":"1.0"}"#,
            r#"{"appName":"Shop","appVersion":"1","portalUrl":"x"}"#,
            r#"{"name":"Halo PSA"}"#,
            r#"{"app_name":"Grafana","app_version":"11.0"}"#,
            r#"{"name":"Something","version":"2","auth_url":"https://x"}"#,
            r#"{"error":"not_found"}"#,
            "[]",
            "<html>Halo PSA</html>",
        ] {
            assert_eq!(read(another), None, "{another}");
        }
        for (text, number) in [
            ("2.236.133", Some("2.236.133")),
            ("2.236.133\u{202e}", Some("2.236.133")),
            ("acme's", None),
            ("2.2.", Some("2.2")),
            ("", None),
        ] {
            assert_eq!(version(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn the_agent_is_read_from_the_claims_of_an_id_token() {
        let of = |claims: &str| {
            let id_token = format!("eyJh.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
            let told =
                token(format!(r#"{{"access_token":"t","id_token":"{id_token}"}}"#).as_bytes()).unwrap();
            told.agent.map(|agent| (agent.id, agent.name))
        };
        assert_eq!(of(r#"{"id":7,"name":"API","email":"a@b.example"}"#), Some((7, "API".to_owned())));
        assert_eq!(of(r#"{"agent_id":"7","name":"API","sub":"x"}"#), Some((7, "API".to_owned())));
        // Of the application, without an agent, and without an agent's name.
        for claims in [
            r#"{"sub":"7","name":"API"}"#,
            r#"{"sub":"0f8fad5b-d9cb-469f-a165-70867728950e","name":"CIPP"}"#,
            r#"{"id":0,"name":"API"}"#,
            r#"{"id":7,"user_type":"user"}"#,
            r#"{"id":"a-guid","name":"API"}"#,
        ] {
            assert_eq!(of(claims), None, "{claims}");
        }
        assert_eq!(of("nonsense"), None);
        for odd in ["7", "[]", "null", "\"\"", "\"a\"", "\"a.b\"", "\"a.!!.c\"", "{}"] {
            let told = token(format!(r#"{{"access_token":"t","id_token":{odd}}}"#).as_bytes());
            assert_eq!(told.unwrap().agent, None, "{odd}");
        }
    }

    #[test]
    fn codes_of_claims_are_understood_and_others_say_nothing() {
        let rights = rights(
            br#"{"id":7,"name":"A","claims":[{"type":"SA","value":"0"},{"type":"Tx","value":"2"},
                {"type":"Ux","value":"2"},{"type":"Ix","value":"3"},{"type":"Hx","value":"3"},
                {"type":"Xx","value":"0"},{"type":"Jx","value":"1"},{"type":"Kx","value":0},
                {"type":"LC","value":true},{"type":"Fc","value":"0"},{"type":"Ft","value":"1"},
                {"type":"l8","value":"false"},{"type":"zz","value":"2"},{"type":"tx","value":"0"},
                {"type":"Qx","value":"lots"},{"type":"Bx","value":true},{"type":"kb","value":"1"}]}"#,
        )
        .unwrap();
        assert_eq!(rights.administrator, Some(false));
        assert_eq!(rights.narrowing, [Narrowing::Customers, Narrowing::OthersTickets]);
        let levels: Vec<(&str, Level)> =
            rights.roles[0].levels.iter().map(|(area, level)| (area.as_str(), *level)).collect();
        assert_eq!(
            levels,
            [
                ("tickets", Level::Change),
                ("customers", Level::Read),
                ("items", Level::Change),
                ("timesheets", Level::Change),
                ("invoices", Level::None),
                ("invoices", Level::Read),
                ("distributionlists", Level::None),
                ("kb", Level::Read),
            ]
        );
        let alone =
            super::rights(br#"{"name":"A","claims":[{"type":"Ux","value":1},{"type":"Ix","value":"1"}]}"#);
        assert_eq!(alone.unwrap().narrowing, [Narrowing::CustomerNames, Narrowing::ItemNames]);
        let named =
            super::rights(br#"{"name":"A","is_admin":true,"claims":[{"type":"SA","value":0}]}"#).unwrap();
        assert_eq!(named.administrator, Some(true), "the field takes precedence over a code");
    }

    #[test]
    fn what_halopsa_uses_itself_is_told_by_its_use_or_as_its_web_app() {
        let system = |text: &str| application(&serde_json::from_str(text).unwrap()).unwrap().system;
        for yes in [
            r#"{"id":"1","system_use":"agentapp"}"#,
            r#"{"id":"1","system_use":1}"#,
            r#"{"id":"1","system_use":"true"}"#,
            r#"{"id":"1","_issystem":true}"#,
            r#"{"id":"1","clientId":"24FE0A24-85D5-46D4-B9C6-721E23F25843"}"#,
        ] {
            assert!(system(yes), "{yes}");
        }
        for no in [
            r#"{"id":"1"}"#,
            r#"{"id":"1","system_use":""}"#,
            r#"{"id":"1","system_use":0}"#,
            r#"{"id":"1","system_use":"0"}"#,
            r#"{"id":"1","system_use":false}"#,
            r#"{"id":"1","system_use":null}"#,
            r#"{"id":"1","system_use":"none"}"#,
        ] {
            assert!(!system(no), "{no}");
        }
    }

    #[test]
    fn lists_are_counted_bare_and_wrapped() {
        assert_eq!(has_rows(b"[]"), Some(false));
        assert_eq!(has_rows(b"[{}]"), Some(true));
        assert_eq!(has_rows(br#"{"record_count":0,"tickets":[{}]}"#), Some(true), "the rows count");
        assert_eq!(has_rows(br#"{"record_count":9,"tickets":[]}"#), Some(false));
        assert_eq!(has_rows(br#"{"record_count":0}"#), Some(false));
        assert_eq!(has_rows(br#"{"Message":"no"}"#), None);
    }

    #[test]
    fn an_answer_that_names_no_permissions_says_nothing_of_them() {
        assert!(token(br#"{"access_token":"t","scope":"  "}"#).unwrap().granted.is_none());
        assert!(token(br#"{"access_token":""}"#).is_none());
    }

    #[test]
    fn no_name_that_halopsa_tells_turns_or_hides_anything() {
        let marks = [
            '\u{61c}', '\u{200b}', '\u{200f}', '\u{2028}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}',
            '\u{feff}', '\n',
        ];
        for mark in marks {
            let name = serde_json::Value::String(format!("a{mark}b"));
            let named =
                |text: &str| serde_json::from_str::<Value>(&text.replace("NAME", &name.to_string())).unwrap();
            let bytes = |text: &str| serde_json::to_vec(&named(text)).unwrap();
            let mut told = vec![
                agent(&bytes(r#"{"id":1,"name":NAME}"#)).unwrap().name,
                team(&named(r#"{"id":1,"name":NAME}"#)).unwrap().1,
                agent_row(&named(r#"{"id":1,"name":NAME}"#)).unwrap().1.name,
            ];
            let seen = application(&named(
                r#"{"id":"1","displayName":NAME,"description":NAME,"clientId":NAME,"loginas_agent_name":NAME}"#,
            ));
            let seen = seen.unwrap();
            told.extend([seen.name, seen.description, seen.client_id, seen.agent.unwrap()]);
            let rights = rights(&bytes(
                r#"{"name":NAME,"teams":[{"name":NAME}],"clients":[{"client_name":NAME}],"roles":[{"name":NAME}]}"#,
            ));
            let rights = rights.unwrap();
            told.push(rights.name);
            told.extend(rights.teams.unwrap());
            told.extend(rights.customers);
            told.extend(rights.roles.into_iter().map(|role| role.name));
            assert_eq!(told, vec!["ab"; 11], "{mark:?}");
        }
    }

    #[test]
    fn rows_are_found_bare_and_wrapped() {
        let count = |text: &str| rows(text.as_bytes(), "applications").map(|rows| rows.len());
        for (text, rows) in [
            ("[1,2]", Some(2)),
            (r#"{"record_count":9,"applications":[1]}"#, Some(1)),
            (r#"{"record_count":0}"#, Some(0)),
            (r#"{"Message":"no"}"#, None),
            ("\"text\"", None),
            // Under any name, beside other lists, and deeper.
            (r#"{"whatever":[{"id":1},{"id":2}]}"#, Some(2)),
            (r#"{"columns":["a","b","c"],"rows":[{"id":1}]}"#, Some(1)),
            (r#"{"agents":[{"id":1},{"id":2}],"Applications":[{"id":3}]}"#, Some(1)),
            (r#"{"data":{"result":{"applications":[{"id":1}]}}}"#, Some(1)),
            (r#"{"id":"1","clientId":"c","scopes":[{"id":1,"name":"a"},{"id":2,"name":"b"}]}"#, Some(1)),
            // An empty list beside an error is not an empty list.
            (r#"{"errors":["time-out"],"applications":[]}"#, None),
            (r#"{"record_count":0,"message":"no"}"#, None),
            (r#"{"record_count":3}"#, None),
            (r#"{"record_count":3,"applications":null}"#, None),
            (r#"{"record_count":3,"applications":{"error":"x"}}"#, None),
            (r#"{"record_count":0,"applications":"no"}"#, None),
            (r#"{"record_count":0,"applications":null}"#, Some(0)),
            (r#"{"errors":[],"applications":[]}"#, Some(0)),
        ] {
            assert_eq!(count(text), rows, "{text}");
        }
    }

    #[test]
    fn an_application_is_read_as_the_schema_and_the_database_write_it() {
        let read = |text: &str| application(&serde_json::from_str(text).unwrap());
        let seen = read(
            r#"{"id":"a-1","displayName":"X","loginas_agent_id":0,"scopes":[{"name":"b"},{"name":"a"}]}"#,
        )
        .unwrap();
        assert_eq!((seen.agent_id, seen.active), (None, true));
        assert_eq!(seen.permissions.unwrap().iter().map(Permission::name).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(read(r#"{"id":12}"#).unwrap().id, "12".into());
        for bad in ["{}", r#"{"id":"../Agent/1"}"#, r#"{"id":""}"#, r#"{"id":[1]}"#, "[]", "null"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn each_field_of_an_application_is_read_by_itself() {
        let read = |text: &str| application(&serde_json::from_str(text).unwrap()).unwrap();
        let odd = read(
            r#"{"id":31.0,"displayName":7,"clientId":"C","inactive":"1","loginas_agent_id":"7.0",
                "loginentity":"2","credential_type":3.0,"redirecturi_list":"","allowusers":0,
                "scopes":["read:tickets",{"name":"edit:customers"}],"_issystem":{}}"#,
        );
        assert_eq!((odd.id.as_str(), odd.name.as_str(), odd.active), ("31", "7", false));
        assert_eq!(
            (odd.agent_id, odd.kind.login_entity, odd.kind.credential_type),
            (Some(7), Some(2), Some(3))
        );
        assert_eq!(odd.permissions.unwrap().len(), 2);
        assert!(!odd.has_redirects && !odd.users_allowed && !odd.system);
        assert_eq!(odd.unread, ["_issystem"]);
        let unread = read(r#"{"id":"1","scopes":[{"name":"a"},7],"clientId":["c"],"inactive":[]}"#);
        assert_eq!(unread.permissions, None, "what can't be read is unknown, never none");
        assert_eq!(unread.unread, ["inactive", "clientId", "scopes"]);
        assert_eq!(read(r#"{"id":"1","scopes":"read:tickets edit:assets"}"#).permissions.unwrap().len(), 2);
    }

    #[test]
    fn a_mark_is_found_in_whichever_field_it_stands() {
        let mark = "0123456789abcdef0123456789abcdef";
        for row in [
            format!(r#"{{"id":"1","description":"Latchkey for HaloPSA: {mark}"}}"#),
            format!(r#"{{"id":"1","notes":[{{"text":"<p>{}</p>"}}]}}"#, mark.to_uppercase()),
        ] {
            assert_eq!(application(&serde_json::from_str(&row).unwrap()).unwrap().marks, [mark], "{row}");
        }
        let longer = format!(r#"{{"id":"1","description":"{mark}0"}}"#);
        assert!(application(&serde_json::from_str(&longer).unwrap()).unwrap().marks.is_empty());
    }

    #[test]
    fn an_answer_to_a_post_gives_its_secret_to_one_type_alone() {
        use secrecy::ExposeSecret;
        let one = r#"{"id":"1","clientId":"c","clientSecret":"s3cr3t","description":"d"}"#;
        for text in [one.to_owned(), format!(" [{one}]"), format!(r#"{{"applications":[{one}]}}"#)] {
            let (secret, seen) = created(text.as_bytes(), "c", "");
            assert_eq!(secret.unwrap().expose_secret(), "s3cr3t");
            assert_eq!(seen.len(), 1);
            assert!(!format!("{seen:?}").contains("s3cr3t"));
        }
        let (secret, seen) = created(br#"[{"id":{},"clientSecret":"s3cr3t"}]"#, "c", "");
        assert!(secret.is_some() && seen.is_empty(), "the secret, whatever else can't be read");
        assert!(created(br#"[{"id":"1","clientSecret":""}]"#, "c", "").0.is_none());
        for nothing in ["", "[]", "{}", "<html>", "[[]]"] {
            assert!(
                matches!(created(nothing.as_bytes(), "c", ""), (None, seen) if seen.is_empty()),
                "{nothing}"
            );
        }
    }

    /// Every field of every parsed response, in every JSON type: nothing panics, and the other fields are
    /// still read. Counted, so that a field that is no longer read is noticed.
    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of answers")]
    fn every_field_of_every_answer_may_be_of_every_type() {
        type Answer = (&'static str, &'static str, fn(&[u8], &str) -> bool);
        // A response, its required fields, and whether it was parsed.
        let answers: [Answer; 8] = [
            (
                "application",
                r#"{"id":"31","displayName":"N","clientId":"c","description":"d","inactive":false,"loginas_agent_id":7,"loginas_agent_name":"A","_issystem":false,"scopes":[{"name":"read:tickets"}],"grant_type":"g","type":"t","loginentity":1,"credential_type":2,"redirecturi":"","redirecturi_list":[],"allowusers":false,"creation_date":"2026-06-01T00:00:00","concurrencyToken":"x"}"#,
                |bytes, field| {
                    let seen = application(&serde_json::from_slice(bytes).unwrap());
                    field == "id"
                        || seen.is_some_and(|seen| {
                            seen.id.as_str() == "31"
                                && (field == "displayName" || seen.name == "N")
                                && (field == "clientId" || seen.client_id == "c")
                                && (field == "loginas_agent_id" || seen.agent_id == Some(7))
                                && (field == "scopes" || seen.permissions.is_some_and(|p| p.len() == 1))
                                && (field == "loginentity" || seen.kind.login_entity == Some(1))
                        })
                },
            ),
            (
                "created",
                r#"{"id":"31","displayName":"N","clientId":"c","clientSecret":"s","scopes":[{"name":"read:tickets"}],"inactive":false,"loginas_agent_id":7,"loginentity":1}"#,
                |bytes, field| {
                    let (secret, seen) = created(bytes, "c", "");
                    (field == "clientSecret" || secret.is_some()) && (field == "id" || seen.len() == 1)
                },
            ),
            (
                "agent row",
                r#"{"id":7,"name":"A","isapiagent":true,"isdisabled":false,"team":"T","teams":[],"clients":[],"one_client":0}"#,
                |bytes, field| {
                    let seen = agent_row(&serde_json::from_slice(bytes).unwrap());
                    ["id", "name"].contains(&field)
                        || seen
                            .is_some_and(|(_, seen)| seen.id == 7 && (field == "isapiagent" || seen.api_only))
                },
            ),
            (
                "agent behind a token",
                r#"{"id":7,"name":"A","isapiagent":true,"is_admin":false}"#,
                |bytes, field| {
                    ["id", "name"].contains(&field)
                        || agent(bytes)
                            .is_some_and(|seen| field == "is_admin" || seen.administrator == Some(false))
                },
            ),
            (
                "rights",
                r#"{"id":7,"name":"A","isapiagent":true,"is_admin":false,"isdisabled":false,"teams":[{"name":"T"}],"roles":[{"name":"R","claims":[{"type":"a","value":1}]}],"claims":[],"clients":[]}"#,
                |bytes, field| {
                    field == "name"
                        || rights(bytes)
                            .is_some_and(|seen| field == "is_admin" || seen.administrator == Some(false))
                },
            ),
            ("team", r#"{"id":1,"name":"T"}"#, |bytes, field| {
                ["id", "name"].contains(&field) || team(&serde_json::from_slice(bytes).unwrap()).is_some()
            }),
            (
                "token",
                r#"{"access_token":"t","token_type":"Bearer","expires_in":3600,"scope":"read:tickets","id_token":"a.e30.b"}"#,
                |bytes, field| field == "access_token" || token(bytes).is_some(),
            ),
            ("authinfo", r#"{"auth_url":"https://a.example/auth","tenant_id":"t"}"#, |bytes, field| {
                field == "auth_url" || AuthInfo::read(bytes).is_some()
            }),
        ];
        let values = [
            "null",
            "true",
            "0",
            "1",
            "-7",
            "7.0",
            "1e300",
            r#""""#,
            r#""7""#,
            r#""yes""#,
            "[]",
            "[7]",
            r#"["a"]"#,
            "[[]]",
            "{}",
            r#"{"name":"a"}"#,
            r#"[{"name":"a"}]"#,
            "[null]",
        ];
        let mut tried = 0;
        for (what, text, understood) in answers {
            let whole: Map<String, Value> = serde_json::from_str(text).unwrap();
            for field in whole.keys() {
                for value in values {
                    let mut changed = whole.clone();
                    changed.insert(field.clone(), serde_json::from_str(value).unwrap());
                    let bytes = serde_json::to_vec(&changed).unwrap();
                    assert!(understood(&bytes, field), "{what}: {field} is {value}");
                    tried += 1;
                }
                let mut missing = whole.clone();
                missing.remove(field);
                assert!(understood(&serde_json::to_vec(&missing).unwrap(), field), "{what} without {field}");
                tried += 1;
            }
        }
        println!("answers with a field of another type: {tried}");
    }

    proptest! {
        #[test]
        fn no_body_makes_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = no_token(&bytes);
            let _ = token(&bytes);
            let _ = agent(&bytes);
            let _ = rights(&bytes);
            let _ = has_rows(&bytes);
            let _ = rows(&bytes, "applications").map(|rows| rows.iter().map(application).count());
            let _ = created(&bytes, "c", "m");
            let _ = AuthInfo::read(&bytes);
            let _ = InstanceSeen::read(&bytes);
        }
    }
}
