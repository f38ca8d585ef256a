//! Answers in the shapes that HaloPSA has for them: errors of the API, web pages, and bodies without end.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use http_body::Frame;
use serde_json::json;

use crate::dialect::ErrorShape;

/// How many bytes a huge answer has: more than any client should read.
pub const HUGE: usize = 48 * 1024 * 1024;

const PIECE: usize = 64 * 1024;

/// An error of the API in the dialect's shape.
pub(crate) fn error(shape: ErrorShape, status: StatusCode, code: &str, text: &str) -> Response {
    let body = match shape {
        ErrorShape::Error => json!({ "error": code, "error_description": text }),
        ErrorShape::Message => json!({ "Message": text }),
        ErrorShape::ClassName => json!({ "ClassName": "System.Exception", "Message": text }),
        ErrorShape::ResultCode => json!({ "resultCode": status.as_u16(), "errorMessage": text }),
        ErrorShape::Html => return (status, Html(error_page(text))).into_response(),
        ErrorShape::Text => return (status, text.to_owned()).into_response(),
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
