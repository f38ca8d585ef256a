//! The app's pages as a user operates them, with WebDriver: waits for each control and each fact. A timeout
//! fails the test.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::Value;

/// How long to wait for a fact.
pub const LIMIT: Duration = Duration::from_secs(20);

/// A browser on the pages under test.
pub struct Pages {
    /// The window's WebDriver session.
    pub client: Client,
}

impl Pages {
    /// Waits until an element exists and is visible.
    pub async fn shown(&self, css: &str) -> Element {
        let start = Instant::now();
        loop {
            if let Ok(element) = self.client.find(Locator::Css(css)).await
                && element.is_displayed().await.unwrap_or(false)
            {
                return element;
            }
            if start.elapsed() > LIMIT {
                let source = self.client.source().await.unwrap_or_default();
                let url = self.client.current_url().await.map(|u| u.to_string()).unwrap_or_default();
                self.picture("failed").await;
                panic!("{css} is not shown at {url}:\n{source}");
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits for a page by its name: the part of the window's address behind "#", up to the id of its
    /// subject.
    pub async fn page(&self, name: &str) {
        let start = Instant::now();
        loop {
            let page = self.current().await;
            if page.split('/').next() == Some(name) {
                return;
            }
            if start.elapsed() > LIMIT {
                let text = self.text("body").await;
                self.picture("failed").await;
                panic!("still at {page}, not at {name}:\n{text}");
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// The page that is shown, with the id of its subject: `review/00ff`.
    pub async fn current(&self) -> String {
        let script = "return document.documentElement.dataset.page ?? ''";
        let page = self.client.execute(script, vec![]).await.unwrap_or_default();
        page.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks a control once it is clickable.
    pub async fn click(&self, css: &str) {
        let start = Instant::now();
        loop {
            let element = self.shown(css).await;
            // WebDriver scrolls only as far as the edge, where the bar with the buttons may be.
            let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            let _ = self.client.execute(script, vec![serde_json::to_value(&element).unwrap()]).await;
            if element.is_enabled().await.unwrap_or(false) && element.click().await.is_ok() {
                return;
            }
            assert!(start.elapsed() < LIMIT, "{css} can't be clicked");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Clears a field and types into it, once it is editable.
    pub async fn fill(&self, css: &str, text: &str) {
        let start = Instant::now();
        loop {
            let field = self.shown(css).await;
            if field.clear().await.is_ok() && field.send_keys(text).await.is_ok() {
                return;
            }
            assert!(start.elapsed() < LIMIT, "{css} can't be typed into");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// An element's text as it is shown; empty when there is no such element. Read from the page itself:
    /// WebDriver leaves out what is cut off after some lines.
    pub async fn text(&self, css: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        let text = self.client.execute(script, vec![css.into()]).await.unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an element's text contains something.
    pub async fn says(&self, css: &str, text: &str) {
        let start = Instant::now();
        loop {
            let now = self.text(css).await;
            if now.contains(text) {
                return;
            }
            assert!(start.elapsed() < LIMIT, "{css} says {now:?}, not {text:?}");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Runs a script that ends by calling its last argument.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.unwrap()
    }

    /// The page's markup.
    pub async fn source(&self) -> String {
        self.client.source().await.unwrap_or_default()
    }

    /// Takes a picture of the window, where `LATCHKEY_PICTURES` names a folder for them.
    pub async fn picture(&self, name: &str) {
        if let Ok(folder) = std::env::var("LATCHKEY_PICTURES") {
            // After all animations have ended; WebKit's picture is one frame late.
            let script = "const all = document.getAnimations().map((each) => each.finished.catch(() => {}));
                Promise.race([Promise.all(all), new Promise((late) => setTimeout(late, 1000))]).then(arguments[0]);";
            let _ = self.client.execute_async(script, vec![]).await;
            tokio::time::sleep(Duration::from_millis(150)).await;
            if let Ok(png) = self.client.screenshot().await {
                let _ = fs::create_dir_all(&folder);
                let _ = fs::write(Path::new(&folder).join(format!("{name}.png")), png);
            }
        }
    }
}
