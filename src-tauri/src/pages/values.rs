//! The values that a product's form needs, each with its Copy button; the secret goes from the keychain to
//! the clipboard and is never shown.

use std::sync::atomic::{AtomicU64, Ordering};

use askama::Template;
use latchkey_core::connections::Connection;
use latchkey_core::connections::handover::{self, Line, Value};
use latchkey_core::products::{Field, Shape};
use latchkey_core::{ConnectionId, Error, Result};
use serde::{Deserialize, Serialize};

use super::notice::Notice;
use super::words::{Said, Speaks as _, family, t};
use super::{Context, Update};
use crate::clipboard;

/// The actions on the values.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Action {
    /// Copies a line.
    Copy { connection: ConnectionId, line: usize },
    /// The clipboard was cleared: the countdown has ended.
    Cleared { connection: ConnectionId },
}

/// The values of a connection.
#[derive(Template)]
#[template(
    source = r#"{% import "values.html" as values %}{% call values::lines(values) %}{% endcall %}"#,
    ext = "html"
)]
pub(crate) struct Lines {
    values: Values,
}

/// The values for a product's form, as a page shows them.
pub(crate) struct Values {
    pub(crate) connection: ConnectionId,
    product: String,
    host: String,
    pub(crate) practising: bool,
    pub(crate) lines: Vec<LineShown>,
}

/// One line of the form.
pub(crate) struct LineShown {
    pub(crate) number: usize,
    /// The product's term for it; else HaloPSA's.
    pub(crate) label: String,
    /// The value, unless it is the secret or there is none.
    pub(crate) text: Option<String>,
    pub(crate) is_secret: bool,
    /// The instruction for the form, where there is nothing to copy.
    pub(crate) to_do: Option<Said<'static>>,
    /// The product would turn any address into another HaloPSA's.
    pub(crate) not_there: bool,
    /// Needed only where the line before fails.
    pub(crate) fallback: bool,
    /// Whether this one was copied last.
    pub(crate) copied: Option<Copied>,
}

/// How long the confirmation of a copied value is shown. Seconds.
const COPIED: u64 = 2;

/// The confirmation that a value was copied.
pub(crate) struct Copied {
    /// Different for each copy, so that the countdown restarts.
    pub(crate) id: String,
    /// For a secret, the seconds until the clipboard is cleared.
    pub(crate) seconds: u64,
    /// The text meanwhile, with a 0 in place of the seconds.
    pub(crate) unit: String,
}

impl Copied {
    /// `cleared_after`: the seconds until the clipboard is cleared, for a secret.
    pub(crate) fn of(cleared_after: Option<u64>) -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        let unit = match cleared_after {
            Some(_) => t("handover-seconds").with("count", 0),
            None => t("copied-it"),
        };
        Self {
            id: format!("copied-{}", NUMBERS.fetch_add(1, Ordering::Relaxed)),
            seconds: cleared_after.unwrap_or(COPIED),
            unit: unit.to_string(),
        }
    }

    /// The text at first.
    pub(crate) fn said(&self) -> String {
        self.unit.replace('0', &self.seconds.to_string())
    }
}

/// The words of a field: `field-<id>`.
fn field(line: &Line) -> Said<'static> {
    family(
        "field",
        match (line.field.field, line.field.shape) {
            (Field::Address, Shape::ResourceServer) => "resource-server",
            (Field::Address, _) => "address",
            (Field::AuthorisationServer, _) => "authorisation-server",
            (Field::Tenant, _) => "tenant",
            (Field::ClientId, _) => "client-id",
            (Field::Secret, _) => "secret",
            (Field::Permissions, _) => "permissions",
            (Field::Name, _) => "name",
            (Field::Choice, _) => "choice",
            (Field::Switch, _) => "switch",
        },
    )
}

impl Values {
    pub(crate) fn of(connection: &Connection) -> Self {
        let lines = handover::lines(connection)
            .into_iter()
            .enumerate()
            .map(|(number, line)| LineShown {
                number,
                label: line.field.label.clone().unwrap_or_else(|| field(&line).to_string()),
                is_secret: line.value == Value::Secret,
                not_there: line.value == Value::NotThere,
                fallback: line.field.fallback,
                to_do: match &line.value {
                    Value::Choose(option) => Some(t("handover-choose").with("option", option)),
                    Value::TurnOn => Some(t("handover-turn-on")),
                    Value::Text(_) | Value::Secret | Value::NotThere => None,
                },
                text: match line.value {
                    Value::Text(text) => Some(text),
                    Value::Choose(_) | Value::TurnOn | Value::Secret | Value::NotThere => None,
                },
                copied: None,
            })
            .collect();
        Self {
            connection: connection.id.clone(),
            product: connection.product_name.clone(),
            host: connection.instance.address.host_and_port(),
            practising: connection.instance.address.is_practice(),
            lines,
        }
    }

    /// The same after a line was copied.
    pub(crate) fn copied(mut self, number: usize, seconds: Option<u64>) -> Self {
        if let Some(line) = self.lines.get_mut(number) {
            line.copied = Some(Copied::of(seconds));
        }
        self
    }

    pub(crate) fn copy(&self, line: &LineShown) -> super::Action {
        super::Action::Values(Action::Copy { connection: self.connection.clone(), line: line.number })
    }

    pub(crate) fn cleared(&self) -> super::Action {
        super::Action::Values(Action::Cleared { connection: self.connection.clone() })
    }

    pub(crate) fn why_not_there(&self) -> Said<'static> {
        let words = if self.practising { t("handover-not-there.practice") } else { t("handover-not-there") };
        words.with("product", &self.product).with("host", &self.host)
    }

    pub(crate) fn why_fallback(&self) -> Said<'static> {
        t("handover-fallback").with("product", &self.product)
    }
}

pub(crate) async fn act(context: &Context<'_>, action: Action) -> Update {
    match action {
        Action::Copy { connection, line } => match copied(context, &connection, line).await {
            Ok(update) => update,
            Err(error) => {
                let notice = super::connection::offer_new_secret(Notice::of(&error), &error, &connection);
                notice.retry(super::Action::Values(Action::Copy { connection, line })).update()
            }
        },
        Action::Cleared { connection } => match shown(context, &connection, None) {
            Ok(lines) => Update::new().part("values", &lines).announce(&t("handover-cleared")),
            Err(error) => Notice::of(&error).update(),
        },
    }
}

fn shown(
    context: &Context<'_>,
    connection: &ConnectionId,
    copied: Option<(usize, Option<u64>)>,
) -> Result<Lines> {
    let values = Values::of(&context.desk.workspace()?.latchkey.connection(connection)?);
    Ok(Lines {
        values: match copied {
            Some((line, seconds)) => values.copied(line, seconds),
            None => values,
        },
    })
}

async fn copied(context: &Context<'_>, id: &ConnectionId, number: usize) -> Result<Update> {
    let seconds = copy(context, id, number).await?;
    let update = Update::new().part("values", &shown(context, id, Some((number, seconds)))?);
    Ok(update.announce(&match seconds {
        Some(seconds) => t("handover-secret-copied").with("count", seconds),
        None => t("copied-it"),
    }))
}

/// Copies a line. Returns the seconds after which the clipboard is cleared, for the secret.
pub(super) async fn copy(context: &Context<'_>, id: &ConnectionId, number: usize) -> Result<Option<u64>> {
    let place = context.desk.workspace()?;
    let copied = async {
        let lines = place.latchkey.handover(id)?;
        match &lines.get(number).ok_or(Error::ConnectionGone)?.value {
            Value::Text(value) => clipboard::copy(value).map(|()| None),
            Value::Secret => clipboard::copy_secret(&place.latchkey.secret_of(id).await?).map(Some),
            Value::Choose(_) | Value::TurnOn | Value::NotThere => Err(Error::NotHandedOver),
        }
    };
    let seconds = context.desk.watched(id, &place, copied).await?;
    if seconds.is_some() {
        context.desk.memory.lock().copied.insert(id.to_owned());
    }
    Ok(seconds)
}

#[cfg(test)]
mod tests {
    use super::super::gallery::saved;
    use super::*;

    #[test]
    fn the_secret_is_shown_by_no_value_and_counted_down_anew_each_time_it_is_copied() {
        let html = |number, seconds| {
            let values = Values::of(&saved(Some("trend-vision-one-sp"), "Trend Vision One"));
            Lines { values: values.copied(number, seconds) }.render().unwrap()
        };
        let first = html(2, Some(60));
        assert!(first.contains("data-countdown=\"60\"") && first.contains("••••"), "{first}");
        assert_ne!(first, html(2, Some(60)), "the countdown is another one");
        assert!(!html(1, None).contains("data-countdown"), "what is no secret stays in the clipboard");
    }

    #[test]
    fn what_to_choose_and_to_turn_on_is_said_with_nothing_to_copy() {
        let html = |product: &str| {
            Lines { values: Values::of(&saved(Some(product), "A product")) }.render().unwrap()
        };
        let n8n = html("n8n");
        assert!(n8n.contains(">Hosted Solution Of Halo</b>") && !n8n.contains("copy-line-0"), "{n8n}");
        assert!(n8n.contains("copy-line-1"), "{n8n}");
        let cipp = html("cipp");
        assert!(cipp.contains("Enable Integration") && !cipp.contains("copy-line-0"), "{cipp}");
        let cove = html("n-able-cove");
        assert!(cove.contains("<code>HaloPSA</code>") && cove.contains("copy-line-0"), "{cove}");
    }

    #[test]
    fn a_field_is_called_as_the_form_calls_it_and_else_as_halopsa_does() {
        let labels = |product: Option<&str>| -> Vec<String> {
            Values::of(&saved(product, "A product")).lines.into_iter().map(|line| line.label).collect()
        };
        assert_eq!(labels(Some("trend-vision-one-sp")), ["HaloPSA URL", "client ID", "client secret"]);
        assert!(labels(None).contains(&t("field-secret").to_string()));
    }
}
