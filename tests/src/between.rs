//! A proxy between Latchkey and the practice HaloPSA that changes HaloPSA's responses: shapes that no dialect
//! has, and wrong statuses.

use latchkey_core::SetUpId;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};
use latchkey_practice::Practice;
use serde_json::Value;

use crate::computer::{Computer, Intention};

/// The kind of HaloPSA's responses about applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// To `POST /api/Application`.
    Post,
    /// A page of the list.
    List,
    /// One application.
    One,
}

type Change = dyn Fn(Of, &mut u16, &mut Vec<u8>) + Send + Sync;

/// A proxy that changes responses.
pub struct Between {
    port: u16,
    change: Arc<Mutex<Arc<Change>>>,
}

impl Between {
    /// A proxy before this HaloPSA that changes nothing yet.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn before(halo: &Practice) -> Self {
        let nothing: Arc<Change> = Arc::new(|_, _, _| {});
        let change = Arc::new(Mutex::new(nothing));
        let (real, by) = (halo.ports()[0], Arc::clone(&change));
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let passes = move |request: Request| pass(client.clone(), real, Arc::clone(&by), request);
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(passes)).await });
        Self { port, change }
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From here on, changes these responses: their status and their body.
    pub fn changes(&self, change: impl Fn(Of, &mut u16, &mut Vec<u8>) + Send + Sync + 'static) {
        *self.change.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(change);
    }

    /// The same for the rows of responses of this kind.
    pub fn changes_rows(&self, of: Of, change: impl Fn(&mut Vec<Value>) + Send + Sync + 'static) {
        self.changes(move |what, _, body| {
            if what == of
                && let Ok(mut answer) = serde_json::from_slice::<Value>(body)
            {
                match &mut answer {
                    Value::Array(rows) => change(rows),
                    Value::Object(fields) => {
                        if let Some(rows) = fields.values_mut().find_map(Value::as_array_mut) {
                            change(rows);
                        }
                    }
                    _ => {}
                }
                *body = answer.to_string().into_bytes();
            }
        });
    }
}

async fn pass(
    client: reqwest::Client,
    real: u16,
    change: Arc<Mutex<Arc<Change>>>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let of = match (head.method.as_str(), head.uri.path().trim_end_matches('/')) {
        ("POST", "/api/Application") => Some(Of::Post),
        ("GET", "/api/Application") => Some(Of::List),
        ("GET", one) if one.starts_with("/api/Application/") => Some(Of::One),
        _ => None,
    };
    let mut headers = head.headers;
    for name in [header::HOST, header::CONTENT_LENGTH, header::CONNECTION, header::ACCEPT_ENCODING] {
        headers.remove(name);
    }
    let body = to_bytes(body, usize::MAX).await.expect("a whole request");
    let sent =
        client.request(head.method, format!("http://127.0.0.1:{real}{path}")).headers(headers).body(body);
    let answer = sent.send().await.expect("HaloPSA answers");
    let mut status = answer.status().as_u16();
    let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
    let mut body = answer.bytes().await.expect("a whole answer").to_vec();
    if let Some(of) = of {
        let change = Arc::clone(&change.lock().unwrap_or_else(PoisonError::into_inner));
        change(of, &mut status, &mut body);
    }
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    if let Some(kind) = kind {
        answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    answer
}

/// A set-up at the proxy's address, signed in, with every page answered. Returns its id.
///
/// # Panics
/// If a page refuses.
pub async fn set_up_through(between: &Between, halo: &Practice, computer: &Computer) -> SetUpId {
    let address = between.address();
    computer.answer_pages_signed_in_at(halo, &Intention::usual(), &address).await.expect("answered pages").0
}
