//! The pages' style sheet and script.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};

/// `GET /practice.css`
pub(crate) async fn style() -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (content_type, include_str!("../pages/practice.css")).into_response()
}

/// `GET /practice.js`. Only pages with [`PagePolicy::script`](crate::guard::PagePolicy) may run it.
pub(crate) async fn script() -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (content_type, include_str!("../pages/practice.js")).into_response()
}
