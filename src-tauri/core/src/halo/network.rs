//! The HTTP client: https, the system's trust store and proxy, no redirects followed, limits on time and
//! size, and retries.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use reqwest::header::HeaderValue;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;
use url::Url;

use super::confines::Confines;
use super::failure::{host, intermediary_error, portal, redirected, what_failed};
use super::observed::Observed;
use super::wiped;
use crate::{Error, Result, Secret};

/// The largest body that is read, in bytes. An instance that ignores paging may send a whole list, with
/// thousands of agents.
const BIGGEST: usize = 4 * 1024 * 1024;
/// The most that is read of a body, in bytes, when only whether it has rows matters: some of HaloPSA's reads
/// ignore paging and send 1 MB, or 36 (contract: "Reads that ignore paging").
const BIGGEST_TRIED: usize = 256 * 1024;
/// The number of retries after 429 or 5xx.
const RETRIES: u32 = 2;

/// Timeouts, pauses between retries, and limits of lists.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Timeout for connecting.
    pub connect: Duration,
    /// Timeout for a whole response.
    pub answer: Duration,
    /// How long to retry after `invalid_client`: a new application needs some seconds.
    pub new_application: Duration,
    /// The first pause between retries. Each next one is twice as long, with jitter.
    pub pause: Duration,
    /// The longest `Retry-After` that is respected; a longer one is an error.
    pub longest_wait: Duration,
    /// How long to poll for an application whose creation HaloPSA did not clearly confirm.
    pub poll: Duration,
    /// Timeout for a whole list: all pages, pauses and retries together.
    pub list: Duration,
    /// The most rows in a list. Ends the reading of a list that never ends.
    pub rows: usize,
    /// Timeout for everything that is loaded after a sign-in.
    pub after_sign_in: Duration,
    /// Timeout for the body of a read that only tests access. A slower one counts as [`ReadSeen::Answered`].
    ///
    /// [`ReadSeen::Answered`]: super::ReadSeen::Answered
    pub tried_body: Duration,
    /// Timeout for the response to a read that only tests access.
    pub tried: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            new_application: Duration::from_secs(15),
            pause: Duration::from_millis(800),
            longest_wait: Duration::from_secs(60),
            poll: Duration::from_secs(30),
            list: Duration::from_secs(5 * 60),
            rows: 100_000,
            after_sign_in: Duration::from_secs(5 * 60),
            tried_body: Duration::from_secs(3),
            tried: Duration::from_secs(12),
        }
    }
}

/// A credential for HaloPSA's API: a bearer token or session cookies. It may be a JWT or opaque (contract:
/// "do not parse it").
pub struct Token(Carried);

/// How it is sent with a request.
enum Carried {
    Bearer(Secret),
    /// Cookies by name: a session that the web app keeps only in cookies (contract: "`use_cookie_auth`").
    Cookies(Vec<(String, Secret)>),
}

/// The shortest cookie value that [`Token::is_in`] searches for, in bytes. Shorter ones occur by chance.
const SHORTEST_TO_LOOK_FOR: usize = 16;

impl Token {
    pub(super) fn bearer(secret: Secret) -> Self {
        Self(Carried::Bearer(secret))
    }

    pub(super) fn cookies(cookies: Vec<(String, Secret)>) -> Self {
        Self(Carried::Cookies(cookies))
    }

    /// Whether the text contains the token or one of the cookies' values.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        // Exposed for the search; it does not leave this function.
        match &self.0 {
            Carried::Bearer(secret) => text.contains(secret.expose_secret()),
            Carried::Cookies(cookies) => cookies
                .iter()
                .map(|(_, value)| value.expose_secret())
                .any(|value| value.len() >= SHORTEST_TO_LOOK_FOR && text.contains(value)),
        }
    }

    fn goes_along(&self, request: RequestBuilder) -> RequestBuilder {
        // Exposed only in the header that needs it, which is marked as sensitive.
        match &self.0 {
            Carried::Bearer(secret) => request.bearer_auth(secret.expose_secret()),
            Carried::Cookies(cookies) => {
                let pairs: Zeroizing<Vec<u8>> = Zeroizing::new(
                    cookies
                        .iter()
                        .map(|(name, value)| {
                            [name.as_bytes(), b"=", value.expose_secret().as_bytes()].concat()
                        })
                        .collect::<Vec<_>>()
                        .join(&b"; "[..]),
                );
                match HeaderValue::from_bytes(&pairs) {
                    Ok(mut header) => {
                        header.set_sensitive(true);
                        request.header(header::COOKIE, header)
                    }
                    // HaloPSA refuses the request without it.
                    Err(_) => request,
                }
            }
        }
    }
}

/// An HTTP client for HaloPSA, either on the internet or only for the practice HaloPSA. Cheap to clone.
#[derive(Clone)]
pub struct Network {
    client: Arc<OnceLock<Client>>,
    confines: Confines,
    patience: Patience,
    observed: Observed,
}

/// A response to a GET, classified.
pub(super) enum Answer {
    /// 2xx with JSON.
    Json(Vec<u8>),
    /// 2xx with more than [`BIGGEST`], empty here; for [`Get::Trying`], with more than [`BIGGEST_TRIED`] or
    /// after [`Patience::tried_body`], and the beginning of the body.
    TooBig(Vec<u8>),
    /// 401 or 403, or 400, with which some APIs refuse.
    Refused(u16),
    /// 404, 405 or 410.
    NotThere,
    /// 2xx with HTML or text.
    Odd,
}

/// The outcome of a request that changes data in HaloPSA.
pub(super) enum Sent {
    /// 2xx.
    Done,
    /// 4xx: probably nothing was changed.
    Refused(u16),
    /// 429: retry after this many seconds.
    Busy(u64),
    /// The change may have been made or not.
    Unclear(Error),
}

/// The body of a response that may contain a secret.
pub(super) type Body = Zeroizing<Vec<u8>>;

/// How a GET is authenticated.
#[derive(Clone, Copy)]
pub(super) enum Get<'a> {
    Unauthenticated(&'a Url),
    With(&'a Url, &'a Token),
    /// Only to test access: a 2xx whose body takes too long is a success (contract: "too big or too slow is
    /// proof of access").
    Trying(&'a Url, &'a Token),
}

impl<'a> Get<'a> {
    fn url(self) -> &'a Url {
        match self {
            Self::Unauthenticated(url) | Self::With(url, _) | Self::Trying(url, _) => url,
        }
    }
}

impl Network {
    /// A client for any host, only over https, and through the system's proxy.
    pub fn to_the_internet(patience: Patience) -> Self {
        Self::within(Confines::Internet, patience)
    }

    /// A client only for these ports of 127.0.0.1, at which this process's own practice HaloPSA listens:
    /// other requests fail with [`Error::PracticeOnly`] before anything is sent. No proxy is used.
    pub fn confined_to(ports: &[u16], patience: Patience) -> Self {
        Self::within(Confines::Practice(ports.into()), patience)
    }

    fn within(confines: Confines, patience: Patience) -> Self {
        Self { client: Arc::default(), confines, patience, observed: Observed::default() }
    }

    /// The client, built for the first request: the system's trust store takes a while to read, and the app's start
    /// doesn't need it.
    ///
    /// # Errors
    /// [`Error::TrustStoreUnavailable`] when the system's trust store can't be read; the next call tries again.
    fn client(&self) -> Result<&Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let builder = Client::builder()
            .user_agent(concat!("Latchkey/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.patience.connect)
            .timeout(self.patience.answer);
        let builder = if self.is_confined() { builder.no_proxy() } else { builder.https_only(true) };
        let client = builder.build().map_err(|e| {
            tracing::error!(error = %e.without_url(), "network client can't be built");
            Error::TrustStoreUnavailable
        })?;
        Ok(self.client.get_or_init(|| client))
    }

    /// The observed format of HaloPSA's responses, for reports.
    pub(crate) fn observed(&self) -> &Observed {
        &self.observed
    }

    /// The timeouts and limits of this client.
    pub fn patience(&self) -> Patience {
        self.patience
    }

    /// The ports given to [`Network::confined_to`]; none otherwise.
    pub fn plain_http_ports(&self) -> &[u16] {
        self.confines.ports()
    }

    /// Whether this client may reach only the practice HaloPSA.
    pub fn is_confined(&self) -> bool {
        matches!(self.confines, Confines::Practice(_))
    }

    /// Checks whether a URL may be requested or opened. Every request of this client is checked as well.
    ///
    /// # Errors
    /// [`Error::PracticeOnly`] while practising, [`Error::PlainHttp`] otherwise.
    pub fn admit(&self, url: &Url) -> Result<()> {
        self.confines.admit(url)
    }

    fn request(&self, method: Method, url: &Url) -> Result<RequestBuilder> {
        self.admit(url)?;
        Ok(self.client()?.request(method, url.clone()).header(header::ACCEPT, "application/json"))
    }

    /// Sends a request without side effects, with up to [`RETRIES`] retries after 429 and 5xx. `wait` is
    /// called with the seconds of `Retry-After` before each such pause.
    ///
    /// # Errors
    /// Any network error, and that of the last response: [`Error::HaloBusy`], [`Error::HaloTrouble`].
    async fn send_with_retry(
        &self,
        url: &Url,
        wait: &(dyn Fn(u64) + Sync),
        request: impl Fn() -> Result<RequestBuilder>,
    ) -> Result<Response> {
        let (mut pause, mut retries) = (self.patience.pause, 0);
        loop {
            let response = request()?.send().await.map_err(|e| what_failed(url, e))?;
            if let Some(error) = intermediary_error(url, &response) {
                return Err(error);
            }
            let status = response.status();
            let (error, rest) = if status == StatusCode::TOO_MANY_REQUESTS {
                let seconds = self.retry_after(&response)?;
                (Error::HaloBusy { seconds }, Some(seconds))
            } else if status.is_server_error() {
                (Error::HaloTrouble { status: status.as_u16() }, None)
            } else {
                return Ok(response);
            };
            if retries == RETRIES {
                self.observed.record("asked", url, status.as_u16(), None);
                return Err(error);
            }
            retries += 1;
            if let Some(seconds) = rest {
                wait(seconds);
                tokio::time::sleep(Duration::from_secs(seconds) + self.jitter(pause)).await;
            } else {
                self.pause(pause).await;
                pause *= 2;
            }
        }
    }

    /// A read, with retry. `wait`: see [`Network::send_with_retry`].
    pub(super) async fn get(&self, get: Get<'_>, wait: &(dyn Fn(u64) + Sync)) -> Result<Answer> {
        let url = get.url();
        let response = self
            .send_with_retry(url, wait, || {
                let request = self.request(Method::GET, url)?;
                Ok(match get {
                    Get::With(_, token) => token.goes_along(request),
                    Get::Trying(_, token) => token.goes_along(request).timeout(self.patience.tried),
                    Get::Unauthenticated(_) => request,
                })
            })
            .await?;
        if let (Get::Unauthenticated(_), Some(error)) = (get, portal(url, &response)) {
            return Err(error);
        }
        let answer = self.sorted(get, response).await?;
        Ok(match (get, answer) {
            // A response that contains the token could be shown and stored.
            (Get::With(_, token) | Get::Trying(_, token), Answer::Json(bytes))
                if token.is_in(&String::from_utf8_lossy(&bytes)) =>
            {
                tracing::warn!("response contains the token; discarded");
                Answer::Odd
            }
            (_, answer) => answer,
        })
    }

    async fn sorted(&self, get: Get<'_>, response: Response) -> Result<Answer> {
        let url = get.url();
        let status = response.status();
        if status.is_redirection() {
            self.observed.record("GET", url, status.as_u16(), None);
            return Err(redirected(url, &response));
        }
        if !status.is_success() {
            self.observed.record("GET", url, status.as_u16(), None);
        }
        Ok(match status.as_u16() {
            // OpenIddict and HaloPSA both refuse with 400 at times (contract: error bodies).
            code @ (400 | 401 | 403) => Answer::Refused(code),
            404 | 405 | 410 => Answer::NotThere,
            200..=299 => {
                let body = match get {
                    Get::Trying(..) => match beginning(url, response, self.patience.tried_body).await? {
                        (bytes, true) => Some(bytes),
                        (bytes, false) => {
                            self.observed.record("GET", url, status.as_u16(), None);
                            return Ok(Answer::TooBig(bytes));
                        }
                    },
                    _ => body(url, response, BIGGEST).await?,
                };
                self.observed.record("GET", url, status.as_u16(), body.as_deref());
                match body {
                    None => Answer::TooBig(Vec::new()),
                    Some(bytes) if looks_like_json(&bytes) => Answer::Json(bytes),
                    // HaloPSA's API has no pages. Authenticated callers handle `Odd` themselves.
                    Some(bytes) if matches!(get, Get::Unauthenticated(_)) && looks_like_a_page(&bytes) => {
                        return Err(Error::HaloIsAPage { host: host(url) });
                    }
                    Some(_) => Answer::Odd,
                }
            }
            other => return Err(Error::HaloTrouble { status: other }),
        })
    }

    /// Posts JSON, without retry: a creation is never repeated automatically. Returns the body with any
    /// status, and as much of it as arrived: it may contain a secret.
    pub(super) async fn post_json(&self, url: &Url, token: &Token, json: Bytes) -> Result<(Sent, Body)> {
        let request = token
            .goes_along(self.request(Method::POST, url)?)
            .header(header::CONTENT_TYPE, "application/json")
            .body(json);
        self.send_once(Method::POST, url, request).await
    }

    /// Sends a DELETE, without retry.
    pub(super) async fn delete(&self, url: &Url, token: &Token) -> Result<(Sent, Body)> {
        let request = token.goes_along(self.request(Method::DELETE, url)?);
        self.send_once(Method::DELETE, url, request).await
    }

    async fn send_once(&self, method: Method, url: &Url, request: RequestBuilder) -> Result<(Sent, Body)> {
        let response = match request.send().await {
            Ok(response) => response,
            // Connect failed, so the request was never sent and nothing was changed.
            Err(e) if e.is_connect() => return Err(what_failed(url, e)),
            Err(e) => return Ok((Sent::Unclear(what_failed(url, e)), Body::default())),
        };
        if let Some(error) = intermediary_error(url, &response) {
            return Ok((Sent::Unclear(error), Body::default()));
        }
        let sent = match response.status().as_u16() {
            200..=299 => Sent::Done,
            429 => Sent::Busy(self.retry_after(&response).unwrap_or(self.patience.longest_wait.as_secs())),
            code @ 400..=499 => Sent::Refused(code),
            300..=399 => Sent::Unclear(redirected(url, &response)),
            code => Sent::Unclear(Error::HaloTrouble { status: code }),
        };
        let (status, method) =
            (response.status().as_u16(), if method == Method::POST { "POST" } else { "DELETE" });
        let body = as_far_as_it_came(url, response).await;
        self.observed.record(method, url, status, Some(&body));
        Ok((sent, body))
    }

    /// Posts a form without side effects, such as a token request, with retry. The caller evaluates status
    /// and body. `wait`: see [`Network::send_with_retry`].
    pub(super) async fn post_form(
        &self,
        url: &Url,
        form: &[(&str, &str)],
        wait: &(dyn Fn(u64) + Sync),
    ) -> Result<(StatusCode, Body)> {
        let response = self
            .send_with_retry(url, wait, || {
                Ok(self
                    .request(Method::POST, url)?
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(wiped::form(form)))
            })
            .await?;
        let status = response.status();
        if status.is_redirection() {
            return Err(redirected(url, &response));
        }
        let body = Zeroizing::new(body(url, response, BIGGEST).await?.unwrap_or_default());
        // The body of a success contains the token.
        self.observed.record("POST", url, status.as_u16(), (!status.is_success()).then_some(&body));
        Ok((status, body))
    }

    /// The seconds of `Retry-After`, five without it. [`Error::HaloBusy`] beyond [`Patience::longest_wait`].
    fn retry_after(&self, response: &Response) -> Result<u64> {
        let seconds = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.trim().parse().ok())
            .unwrap_or(5);
        if seconds > self.patience.longest_wait.as_secs() {
            return Err(Error::HaloBusy { seconds });
        }
        Ok(seconds)
    }

    /// A random duration up to half of `of`, so that clients don't retry in step.
    #[expect(clippy::unused_self, reason = "reads as a property of the network")]
    fn jitter(&self, of: Duration) -> Duration {
        let random = getrandom::u32().unwrap_or(0);
        of.mul_f64(f64::from(random) / f64::from(u32::MAX) / 2.0)
    }

    /// Pauses with jitter, before a retry.
    pub(crate) async fn pause(&self, pause: Duration) {
        tokio::time::sleep(pause + self.jitter(pause)).await;
    }
}

/// By the first character, since HaloPSA's content types are unreliable.
fn looks_like_json(bytes: &[u8]) -> bool {
    matches!(first_character(bytes), Some(b'{' | b'['))
}

fn looks_like_a_page(bytes: &[u8]) -> bool {
    first_character(bytes) == Some(b'<')
}

fn first_character(bytes: &[u8]) -> Option<u8> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.iter().copied().find(|b| !b.is_ascii_whitespace())
}

/// Reads the body. `None` when it is longer than `most` bytes after decompression.
async fn body(url: &Url, response: Response, most: usize) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|e| what_failed(url, e))?;
        if bytes.len() + chunk.len() > most {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}

/// Reads the body, or its beginning if it is longer than [`BIGGEST_TRIED`] or takes longer than `most`.
/// Returns whether it is complete, too.
async fn beginning(url: &Url, response: Response, most: Duration) -> Result<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    let mut stream = response.bytes_stream();
    let end = tokio::time::Instant::now() + most;
    loop {
        match tokio::time::timeout_at(end, stream.next()).await {
            Ok(Some(chunk)) => match chunk.map_err(|e| what_failed(url, e)) {
                Ok(chunk) if bytes.len() + chunk.len() <= BIGGEST_TRIED => bytes.extend_from_slice(&chunk),
                Err(Error::HaloTooSlow { .. }) | Ok(_) => return Ok((bytes, false)),
                Err(e) => return Err(e),
            },
            Ok(None) => return Ok((bytes, true)),
            Err(_) => return Ok((bytes, false)),
        }
    }
}

/// Reads the body up to [`BIGGEST`], or up to where the connection ended.
async fn as_far_as_it_came(url: &Url, response: Response) -> Body {
    let mut bytes = Body::default();
    let mut stream = response.bytes_stream();
    while let Some(chunk) = stream.next().await {
        match chunk {
            Ok(chunk) => {
                let room = BIGGEST - bytes.len();
                bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    break;
                }
            }
            Err(e) => {
                what_failed(url, e);
                break;
            }
        }
    }
    bytes
}
