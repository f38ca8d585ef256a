//! Responses that several endpoints share: errors in their shapes, pages, redirects, and bodies that are slow,
//! huge or broken.

use std::convert::Infallible;
use std::io;
use std::iter;
use std::time::Duration;

use askama::Template;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use futures_util::stream;
use serde_json::json;

use crate::dialect::ErrorShape;

/// The size of a huge body in bytes: more than any client should read.
pub const HUGE: usize = 48 * 1024 * 1024;

/// The size of one chunk of a huge body, in bytes.
const CHUNK: usize = 64 * 1024;

/// The number of chunks of a slow body.
const SLOW_CHUNKS: usize = 10;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    text: &'a str,
}

#[derive(Template)]
#[template(path = "not_found.html")]
struct NotFoundPage<'a> {
    requested: &'a str,
}

/// An error of the API in the dialect's shape.
pub(crate) fn error(shape: ErrorShape, status: StatusCode, code: &str, text: &str) -> Response {
    let body = match shape {
        ErrorShape::Error => json!({ "error": code, "error_description": text }),
        ErrorShape::Message => json!({ "Message": text }),
        ErrorShape::ClassName => json!({ "ClassName": "System.Exception", "Message": text }),
        ErrorShape::ResultCode => json!({ "resultCode": status.as_u16(), "errorMessage": text }),
        ErrorShape::Html => return error_page(status, text),
        ErrorShape::Text => return (status, text.to_owned()).into_response(),
        ErrorShape::JsonText => json!(text),
        ErrorShape::Empty if status != StatusCode::BAD_REQUEST => return status.into_response(),
        ErrorShape::ModelState | ErrorShape::Empty => json!({ "id": [text] }),
    };
    (status, Json(body)).into_response()
}

/// An error as a web page, as a proxy or the web server itself would send it.
pub(crate) fn error_page(status: StatusCode, text: &str) -> Response {
    (status, html(&ErrorPage { text })).into_response()
}

/// 403 and a firewall's web page, for a computer that isn't on the allow list. HaloPSA isn't reached at all.
pub(crate) fn blocked_by_firewall() -> Response {
    (StatusCode::FORBIDDEN, Html(include_str!("../pages/firewall.html"))).into_response()
}

/// 404 and the web server's own page, which repeats the requested URL.
pub(crate) fn web_server_not_found(requested: &str) -> Response {
    (StatusCode::NOT_FOUND, html(&NotFoundPage { requested })).into_response()
}

/// 200 and a page.
pub(crate) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "page not rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// 303 to an address.
pub(crate) fn redirect(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// 200 and a little more than [`HUGE`] bytes of valid JSON, in chunks and without a `Content-Length`. Only one
/// chunk is in memory.
pub(crate) fn huge() -> Response {
    let row = br#"{"id":1,"name":"one more of very many"},"#;
    let rows: Bytes = row.iter().copied().cycle().take(CHUNK / row.len() * row.len()).collect();
    let chunks = iter::once(Bytes::from_static(br#"{"record_count":1,"rows":["#))
        .chain(iter::repeat_n(rows.clone(), HUGE / rows.len() + 1))
        .chain(iter::once(Bytes::from_static(br#"{"id":2}]}"#)));
    let body = Body::from_stream(stream::iter(chunks.map(Ok::<_, Infallible>)));
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// The same response, its body sent in chunks over this time and without a `Content-Length`.
pub(crate) async fn slow(response: Response, duration: Duration) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    let size = bytes.len().div_ceil(SLOW_CHUNKS).max(1);
    let count = u32::try_from(bytes.len().div_ceil(size)).unwrap_or(1).max(1);
    let chunks = stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(duration / count).await;
        let chunk = rest.split_to(size.min(rest.len()));
        Some((Ok::<_, Infallible>(chunk), rest))
    });
    Response::from_parts(parts, Body::from_stream(chunks))
}

/// No response: the connection is closed before a byte of it is sent, because its body fails at once.
pub(crate) fn connection_closed() -> Response {
    let body = stream::iter([Err::<Bytes, _>(io::Error::other("the server stopped"))]);
    (StatusCode::INTERNAL_SERVER_ERROR, Body::from_stream(body)).into_response()
}
