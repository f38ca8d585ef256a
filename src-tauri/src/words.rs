//! The words: every sentence that a person reads, from `ui/words/en.ftl`, for pages and Rust alike.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unic_langid::langid;

/// A sentence that a page asks for.
#[derive(Debug, Deserialize, TS)]
#[ts(export)]
pub(crate) struct WordsRequest {
    /// The message's id.
    id: String,
    /// Its parameters.
    #[serde(default)]
    args: BTreeMap<String, String>,
}

/// A message: its value and its attributes.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct Message {
    /// The text.
    pub(crate) value: String,
    /// Further texts by name, such as `hint` or `trap`.
    pub(crate) attributes: BTreeMap<String, String>,
}

/// All words of one language.
pub(crate) struct Words(FluentBundle<FluentResource>);

impl Words {
    /// The English words, which are part of the program.
    pub(crate) fn english() -> Self {
        let (resource, errors) =
            match FluentResource::try_new(include_str!("../../ui/words/en.ftl").to_owned()) {
                Ok(resource) => (resource, Vec::new()),
                // What could be read is used; the tests refuse a file with errors.
                Err((resource, errors)) => (resource, errors),
            };
        if !errors.is_empty() {
            tracing::error!(count = errors.len(), "words can't be read");
        }
        let mut bundle = FluentBundle::new_concurrent(vec![langid!("en")]);
        // English sentences around names need no marks for the direction of writing, and the marks
        // would be copied along with a value.
        bundle.set_use_isolating(false);
        if bundle.add_resource(resource).is_err() {
            tracing::error!("words are defined twice");
        }
        Self(bundle)
    }

    /// Answers a page.
    pub(crate) fn answer(&self, requests: &[WordsRequest]) -> Vec<Message> {
        requests
            .iter()
            .map(|r| self.message(&r.id, r.args.iter().map(|(k, v)| (k.as_str(), v.as_str()))))
            .collect()
    }

    /// One message. An id that doesn't exist is shown as itself, so that it is seen and reported.
    pub(crate) fn message<'a>(
        &self,
        id: &str,
        args: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Message {
        let args: FluentArgs = args
            .into_iter()
            .map(|(key, value)| {
                // Whole numbers choose plural forms; everything else is text.
                let value = value
                    .parse::<i64>()
                    .map_or_else(|_| FluentValue::from(value.to_owned()), FluentValue::from);
                (key.to_owned(), value)
            })
            .collect();
        let Some(message) = self.0.get_message(id) else {
            tracing::error!(id, "no words");
            return Message { value: id.to_owned(), attributes: BTreeMap::new() };
        };
        let text = |pattern| self.0.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned();
        Message {
            value: message.value().map(text).unwrap_or_default(),
            attributes: message.attributes().map(|a| (a.id().to_owned(), text(a.value()))).collect(),
        }
    }

    /// The value of a message without parameters.
    pub(crate) fn text(&self, id: &str) -> String {
        self.message(id, []).value
    }
}
