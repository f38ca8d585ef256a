//! The instructions for the administrator: one file to send along, readable in any browser, with everything
//! that the user has answered so far. Nothing in it is secret.

use std::fmt::Write;

use latchkey_core::Result;
use latchkey_core::procedure::{self, Item};
use latchkey_core::setup::draft::Draft;
use tauri::AppHandle;

use crate::saving::{self, Text};
use crate::words::Words;

/// The value of an item, for the guide, for the clipboard and for these instructions.
pub(crate) fn value_of(item: Item, draft: &Draft) -> Option<String> {
    match item {
        Item::Name | Item::OpenApplication => draft.application_name.clone(),
        Item::Agent => draft.agent.as_ref().map(|agent| agent.name().to_owned()),
        _ => None,
    }
}

/// Asks where to save the instructions, and saves them. Returns whether a file was written.
pub(crate) async fn save(app: &AppHandle, words: &Words, draft: &Draft) -> Result<bool> {
    let text = Text {
        title: words.text("dialog-save-title"),
        file_name: file_name(&draft.product_name),
        kind: ("HTML", "html"),
        content: page(words, draft),
    };
    saving::save(app, text).await
}

/// A name that is valid in every file system.
fn file_name(product: &str) -> String {
    let plain: String = product.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    format!("HaloPSA-{}.html", plain.trim_matches('-'))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// HaloPSA's own words are in `[brackets]` in the words file; here they become bold.
fn marked(text: &str) -> String {
    escaped(text).replace('[', "<b>").replace(']', "</b>")
}

fn page(words: &Words, draft: &Draft) -> String {
    let product = draft.product_name.as_str();
    let say = |id: &str, key: &str, value: &str| words.message(id, [("product", product), (key, value)]);
    let text = |id: &str| marked(&say(id, "", "").value);
    let title = escaped(&say("instructions-title", "", "").value);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\
         body{{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}}\
         li{{margin:.6rem 0}}code{{font-size:1.05em}}footer{{margin-top:2rem;color:#555}}\
         .trap{{border-left:.25rem solid #b45309;padding-left:.75rem;margin:.3rem 0}}</style>\n\
         <h1>{title}</h1>\n<p>{}</p>\n",
        text("instructions-intro")
    );
    let place = match &draft.instance {
        Some(instance) => say("instructions-where", "address", &instance.address.to_string()).value,
        None => say("instructions-where-unknown", "", "").value,
    };
    let _ = writeln!(page, "<p>{}</p>\n<ol>", escaped(&place));
    for item in procedure::items(&draft.purpose) {
        let message = say(&format!("item-{}", item.id()), "", "");
        let _ = write!(page, "<li>{}", marked(&message.value));
        if let Some(value) = value_of(*item, draft) {
            // The value is the user's own text: it is inserted after the markup.
            let value_words = escaped(&say("instructions-value", "value", "\u{fffc}").value);
            let _ = write!(
                page,
                "<br>{}",
                value_words.replace('\u{fffc}', &format!("<code>{}</code>", escaped(&value)))
            );
        }
        if *item == Item::Permissions {
            page.push_str("<ul>");
            for permission in &draft.permissions {
                let _ = write!(page, "<li><code>{}</code></li>", escaped(permission.name()));
            }
            page.push_str("</ul>");
        }
        // Traps about Latchkey itself are of no use to a reader who doesn't have it.
        if let Some(trap) = message.attributes.get("trap").filter(|trap| !trap.contains("Latchkey")) {
            let _ = write!(page, "<div class=\"trap\">{}</div>", marked(trap));
        }
        page.push_str("</li>\n");
    }
    let _ = write!(
        page,
        "</ol>\n<h2>{}</h2>\n<p>{}</p>\n<p><strong>{}</strong></p>\n<footer>{}</footer>\n</html>\n",
        text("instructions-back-title"),
        text("instructions-back"),
        text("instructions-secret"),
        text("instructions-made-by")
    );
    page
}

#[cfg(test)]
mod tests {
    use latchkey_core::procedure::Purpose;

    use super::*;

    #[test]
    fn names_with_markup_in_them_do_no_harm() {
        let mut draft = Draft::begin(Purpose::NewApplication, None, "<script>alert(1)</script>").unwrap();
        draft.set_application_name("a\"><img src=x>").unwrap();
        let page = page(&Words::english(), &draft);
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
        assert_eq!(file_name(&draft.product_name), "HaloPSA-script-alert-1---script.html");
        assert_eq!(file_name("../../x"), "HaloPSA-x.html");
    }
}
