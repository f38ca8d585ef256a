//! An update for the window: the parts of the page that have changed.

use std::sync::atomic::{AtomicU64, Ordering};

use askama::Template;
use serde::Serialize;

use super::Route;
use super::words::Said;

/// A response to an action or a message in between. Numbered when it is created, before anything is read for
/// it: of two updates to the same part the older one is dropped, in whichever order they arrive.
#[derive(Debug, Serialize)]
pub(crate) struct Update {
    number: u64,
    /// The only page that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// The set-up or connection whose pages it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    /// Whether the page should request itself again.
    refresh: bool,
    /// The page to go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    go: Option<String>,
    parts: Vec<Part>,
    /// Read aloud by a screen reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    announce: Option<String>,
    /// The id of the element that gets the focus.
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<String>,
    /// The id of the field with the refused value.
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
    /// No changes yet.
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

    /// Only for this page.
    pub(crate) fn only_on(self, route: &Route) -> Self {
        Self { page: Some(route.to_string()), ..self }
    }

    /// Opens another page.
    pub(crate) fn go(route: &Route) -> Self {
        Self { go: Some(route.to_string()), ..Self::new() }
    }

    /// The page requests itself again, if it belongs to this set-up or connection.
    pub(crate) fn refresh(of: impl AsRef<str>) -> Self {
        Self { refresh: true, ..Self::new().of(of) }
    }

    /// Only for the pages of this set-up or connection.
    pub(crate) fn of(self, id: impl AsRef<str>) -> Self {
        Self { of: Some(id.as_ref().to_owned()), ..self }
    }

    /// Replaces the content of the element with this id with what `template` renders.
    pub(crate) fn part(mut self, id: &str, template: &impl Template) -> Self {
        match template.render() {
            Ok(html) => self.parts.push(Part { id: id.to_owned(), html }),
            Err(error) => tracing::error!(%error, id, "not rendered"),
        }
        self
    }

    /// Empties the element with this id.
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
