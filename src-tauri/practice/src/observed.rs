//! What happened so far, recorded for tests. Only with the feature `testing`; the app records nothing.

use std::collections::BTreeSet;

use crate::application::Application;

/// The oldest requests are kept and later ones dropped when there are more.
const MAX_REQUESTS: usize = 20_000;

/// One request that was received: no header, no body, no value of a query parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path as it was sent.
    pub path: String,
    /// The status of the response; 0: the client closed the connection before there was one.
    pub status: u16,
    /// The names of the query parameters, in their order.
    pub query: Vec<String>,
}

/// Requests, and counts of what they did.
#[derive(Default)]
pub(crate) struct Observed {
    /// Oldest first.
    pub(crate) requests: Vec<Request>,
    pub(crate) tokens_issued: usize,
    pub(crate) tokens_refused: usize,
    /// How many calls of `POST /api/Application` created something.
    pub(crate) creating_posts: usize,
    /// The ids of the applications that the API created.
    pub(crate) created_by_api: BTreeSet<u32>,
    /// The applications that the API deleted and had not created.
    pub(crate) others_deleted: Vec<Application>,
}

impl Observed {
    pub(crate) fn request(&mut self, request: Request) {
        if self.requests.len() < MAX_REQUESTS {
            self.requests.push(request);
        }
    }

    /// A `POST /api/Application` created the applications with these ids; it may have created none.
    pub(crate) fn created(&mut self, ids: BTreeSet<u32>) {
        self.creating_posts += usize::from(!ids.is_empty());
        self.created_by_api.extend(ids);
    }

    /// The API is about to delete this application.
    pub(crate) fn deleting(&mut self, application: &Application) {
        if !self.created_by_api.contains(&application.id) {
            self.others_deleted.push(application.clone());
        }
    }
}
