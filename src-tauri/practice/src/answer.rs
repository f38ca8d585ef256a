//! Answers in the shapes that HaloPSA has for them: errors of the API, web pages, and bodies without end.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use http_body::Frame;
use serde_json::json;
use tokio::time::{Instant, Sleep, sleep};

use crate::dialect::ErrorShape;

/// How many bytes a huge answer has: more than any client should read.
pub const HUGE: usize = 48 * 1024 * 1024;

const PIECE: usize = 64 * 1024;

/// In how many pieces a slow answer comes.
const SLOW_PIECES: usize = 10;

/// An error of the API in the dialect's shape.
pub(crate) fn error(shape: ErrorShape, status: StatusCode, code: &str, text: &str) -> Response {
    let body = match shape {
        ErrorShape::Error => json!({ "error": code, "error_description": text }),
        ErrorShape::Message => json!({ "Message": text }),
        ErrorShape::ClassName => json!({ "ClassName": "System.Exception", "Message": text }),
        ErrorShape::ResultCode => json!({ "resultCode": status.as_u16(), "errorMessage": text }),
        ErrorShape::Html => return (status, Html(error_page(text))).into_response(),
        ErrorShape::Text => return (status, text.to_owned()).into_response(),
        ErrorShape::JsonText => json!(text),
        ErrorShape::Empty if status != StatusCode::BAD_REQUEST => return status.into_response(),
        ErrorShape::ModelState | ErrorShape::Empty => json!({ "id": [text] }),
    };
    (status, Json(body)).into_response()
}

/// An error as a web page, as a proxy or the web server itself would send it.
pub(crate) fn error_page(text: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Error</title></head>\
         <body><h1>Error</h1><p>{}</p></body></html>",
        escape(text)
    )
}

/// What a firewall before the instance answers to a computer that isn't on its list. It is no answer of HaloPSA's.
pub(crate) fn not_let_in() -> Response {
    let page = "<!DOCTYPE html><html lang=\"en\"><head><title>403 Forbidden</title></head><body>\
                <h1>Access denied</h1><p>Your IP address 127.0.0.1 is not allowed to see this website. If you \
                think that it should be, ask the administrator.</p><p>Reference: 18.3f2a.1764.0c1b</p>\
                </body></html>";
    (StatusCode::FORBIDDEN, Html(page)).into_response()
}

/// What the web server says for HaloPSA where there is nothing. It repeats the address that was asked.
pub(crate) fn nothing_at(address: &str) -> Response {
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>404.0 - Not Found</title></head><body>\
         <h1>HTTP Error 404.0 - Not Found</h1><h2>The resource you are looking for has been removed, had its \
         name changed, or is temporarily unavailable.</h2><table><tr><th>Requested URL</th><td>{}</td></tr>\
         </table></body></html>",
        escape(address)
    );
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}

/// A text as it may stand in HTML, between tags and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// A successful answer of [`HUGE`] bytes and a little: valid JSON, sent piece by piece without telling a length.
pub(crate) fn huge() -> Response {
    let row = br#"{"id":1,"name":"one more of very many"},"#;
    let piece: Vec<u8> = row.iter().copied().cycle().take(PIECE / row.len() * row.len()).collect();
    let body = Endless { pieces_left: HUGE / piece.len() + 1, piece: Bytes::from(piece), next: Part::Start };
    ([(header::CONTENT_TYPE, "application/json")], Body::new(body)).into_response()
}

/// The same answer, its body spread over this time and without a length told.
pub(crate) async fn slowly(answer: Response, over: Duration) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(rest) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    let piece = rest.len().div_ceil(SLOW_PIECES).max(1);
    let pieces = u32::try_from(rest.len().div_ceil(piece)).unwrap_or(1).max(1);
    let each = over / pieces;
    let body = Trickle { rest, piece, each, next: Box::pin(sleep(each)) };
    Response::from_parts(parts, Body::new(body))
}

/// A body that comes piece by piece.
struct Trickle {
    rest: Bytes,
    piece: usize,
    each: Duration,
    next: Pin<Box<Sleep>>,
}

impl axum::body::HttpBody for Trickle {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        ready!(self.next.as_mut().poll(context));
        let then = Instant::now() + self.each;
        self.next.as_mut().reset(then);
        let piece = self.piece.min(self.rest.len());
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(piece)))))
    }
}

/// No answer at all: the connection ends before a byte of it is sent, because its body fails at once.
pub(crate) fn none() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, Body::new(Broken)).into_response()
}

/// A body that can't be sent.
struct Broken;

impl axum::body::HttpBody for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(Err(std::io::Error::other("the server stopped"))))
    }
}

/// Which part of a huge body comes next.
enum Part {
    Start,
    Middle,
    Over,
}

/// A body that repeats one piece; nothing of it is held twice in memory.
struct Endless {
    piece: Bytes,
    pieces_left: usize,
    next: Part,
}

impl axum::body::HttpBody for Endless {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let data = match self.next {
            Part::Start => {
                self.next = Part::Middle;
                Bytes::from_static(br#"{"record_count":1,"rows":["#)
            }
            Part::Middle if self.pieces_left > 0 => {
                self.pieces_left -= 1;
                self.piece.clone()
            }
            Part::Middle => {
                self.next = Part::Over;
                Bytes::from_static(br#"{"id":2}]}"#)
            }
            Part::Over => return Poll::Ready(None),
        };
        Poll::Ready(Some(Ok(Frame::data(data))))
    }
}
