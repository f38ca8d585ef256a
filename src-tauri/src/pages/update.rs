//! What the window is told: which parts of the page are different now.

use std::sync::atomic::{AtomicU64, Ordering};

use askama::Template;
use serde::Serialize;

use super::Route;
use super::words::Said;

/// An answer to an action or a message in between. Numbered when it is begun, before anything is read for it: of two
/// that tell of the same part the older one is dropped, in whichever order they arrive.
#[derive(Debug, Serialize)]
pub(crate) struct Update {
    number: u64,
    /// The only page that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// The set-up or connection whose pages it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    /// Whether the page asks for itself again.
    refresh: bool,
    /// The page to go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    go: Option<String>,
    parts: Vec<Part>,
    /// Read aloud by a screen reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    announce: Option<String>,
    /// The id of what gets the focus.
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<String>,
    /// The id of the field that holds what was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    invalid: Option<&'static str>,
}

/// One element's new content.
#[derive(Debug, Serialize)]
struct Part {
    id: String,
    html: String,
}

impl Update {
    /// Nothing is different yet.
    pub(crate) fn new() -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        Self {
            number: NUMBERS.fetch_add(1, Ordering::SeqCst),
            page: None,
            of: None,
            refresh: false,
            go: None,
            parts: Vec::new(),
            announce: None,
            focus: None,
            invalid: None,
        }
    }

    /// The whole page.
    pub(crate) fn page(self, route: &Route, page: &impl Template) -> Self {
        Self { page: Some(route.to_string()), ..self }.part("main", page)
    }

    /// For this page alone.
    pub(crate) fn only_on(self, route: &Route) -> Self {
        Self { page: Some(route.to_string()), ..self }
    }

    /// Another page.
    pub(crate) fn go(route: &Route) -> Self {
        Self { go: Some(route.to_string()), ..Self::new() }
    }

    /// The page asks for itself again, if it is one of this set-up's or connection's.
    pub(crate) fn refresh(of: impl AsRef<str>) -> Self {
        Self { refresh: true, ..Self::new().of(of) }
    }

    /// For the pages of this set-up or connection alone.
    pub(crate) fn of(self, id: impl AsRef<str>) -> Self {
        Self { of: Some(id.as_ref().to_owned()), ..self }
    }

    /// The element with this id holds what `template` renders.
    pub(crate) fn part(mut self, id: &str, template: &impl Template) -> Self {
        match template.render() {
            Ok(html) => self.parts.push(Part { id: id.to_owned(), html }),
            Err(error) => tracing::error!(%error, id, "not rendered"),
        }
        self
    }

    /// The element with this id holds nothing.
    pub(crate) fn empty(mut self, id: &str) -> Self {
        self.parts.push(Part { id: id.to_owned(), html: String::new() });
        self
    }

    pub(crate) fn announce(self, said: &Said<'_>) -> Self {
        Self { announce: Some(said.to_string()), ..self }
    }

    pub(crate) fn focus(self, id: &str) -> Self {
        Self { focus: Some(id.to_owned()), ..self }
    }

    pub(crate) fn invalid(self, id: &'static str) -> Self {
        Self { invalid: Some(id), ..self }
    }

    /// A page's HTML with its parts in place, for the gallery.
    #[cfg(test)]
    pub(crate) fn in_place(&self, mut html: String) -> String {
        for part in self.parts.iter().filter(|part| part.id != "main") {
            let place = html.find(&format!(" id=\"{}\"", part.id)).unwrap();
            let inside = place + html[place..].find('>').unwrap() + 1;
            html.insert_str(inside, &part.html);
        }
        match self.invalid {
            Some(id) => html.replace(
                &format!("<input class=\"input\" id=\"{id}\""),
                &format!("<input aria-invalid=\"true\" class=\"input\" id=\"{id}\""),
            ),
            None => html,
        }
    }
}
