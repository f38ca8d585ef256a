//! How long a key takes in a search over many agents, beside the same key in an ordinary field.

use std::time::Duration;

use fantoccini::Locator;
use latchkey_practice::Dialect;
use serde::Deserialize;

use super::{at_the_95th, median, put_agents, quantile};
use crate::https::Instance;
use crate::session::{App, Session};
use crate::signing_in::sign_in_for;

const STARTS: usize = 5;
const AGENTS: u32 = 20_000;
/// The practice HaloPSA is not built to be fast: it lists them in 200 pages.
const READING: Duration = Duration::from_secs(180);
/// How many names are searched for at each start: 550 keys in all.
const WORDS: usize = 11;
/// The keys of a name: letters, and as many to take them back.
const KEYS: usize = 10;
/// Milliseconds between two keys of a user who types fast.
const RHYTHM: &str = "100";

/// More than this in the median is felt beside an ordinary field.
const MORE_IN_THE_MEDIAN: f64 = 10.0;
/// The same for the slow ones.
const TIMES_AT_THE_95TH: f64 = 1.5;

/// The search, an ordinary field whose handler writes its value into an element, and one whose handler asks Rust for
/// nothing before it does so: what can't be undercut by anything that Rust renders.
const FIELDS: [(&str, &str); 3] =
    [("search", "#agent-search"), ("field", "#ordinary"), ("field that asks Rust", "#asking")];

/// Puts both fields above the search, and times the keys: from each to the second frame after what it changes has
/// changed.
const WATCH: &str = "const [done] = arguments;
    const search = document.querySelector('#agent-search');
    const field = (id, answer) => {
        const field = Object.assign(document.createElement('input'), { id, className: 'input' });
        const echo = document.createElement('p');
        field.addEventListener('input', async () => {
            const { value } = field;
            await answer?.();
            echo.textContent = value;
        });
        search.closest('.search').before(field, echo);
        return [field, echo];
    };
    const ask = () => window.__TAURI__.core.invoke('nothing').catch(() => {});
    const watched = (field, shown) => {
        const mine = { pressed: [], taken: [], last: 0 };
        field.addEventListener('keydown', (event) => mine.pressed.push(event.timeStamp));
        new MutationObserver(() => {
            const at = mine.pressed.shift();
            if (at !== undefined) {
                requestAnimationFrame(() => requestAnimationFrame(() => {
                    mine.last = performance.now();
                    mine.taken.push(mine.last - at);
                }));
            }
        }).observe(shown, { subtree: true, childList: true, characterData: true, attributes: true });
        return mine;
    };
    window.watched = {
        '#agent-search': watched(search, document.querySelector('#agent-rows')),
        '#ordinary': watched(...field('ordinary')),
        '#asking': watched(...field('asking', ask)),
    };
    done();";

/// What was timed since it was asked last, once so many keys are painted. Keys that came while an earlier one was
/// answered are answered together: by the last answer.
const TIMED: &str = "const [css, keys, done] = arguments;
    const mine = window.watched[css];
    const start = performance.now();
    const poll = () => {
        if (mine.taken.length < keys && performance.now() - start < 1000) {
            setTimeout(poll, 50);
            return;
        }
        const together = mine.pressed.map((at) => mine.last - at);
        done({ apart: mine.taken, together });
        mine.pressed = [];
        mine.taken = [];
    };
    poll();";

/// Searches without the keyboard, so that the other fields are on a page that is as long, and waits for the results.
const SEARCH: &str = "const [text, done] = arguments;
    const search = document.querySelector('#agent-search');
    search.value = text;
    search.dispatchEvent(new Event('input', { bubbles: true }));
    const poll = () => (document.querySelector(text ? '#found' : '#others') ? done() : setTimeout(poll, 20));
    poll();";

#[derive(Deserialize)]
struct Timed {
    apart: Vec<f64>,
    together: Vec<f64>,
}

/// The times of a field's keys, in milliseconds.
#[derive(Default)]
struct Times {
    first: Vec<f64>,
    later: Vec<f64>,
    /// How many of them were answered together with one before.
    together: usize,
}

/// Invented names of five syllables, always the same.
fn names() -> Vec<String> {
    let mut seed = 1_u64;
    let mut one_of = |letters: &'static [u8]| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(letters[usize::try_from(seed >> 33).unwrap() % letters.len()])
    };
    let mut letter = |place: usize| match place {
        6 => ' ',
        _ if place % 2 == usize::from(place > 6) => one_of(b"bdfghklmnprstvz"),
        _ => one_of(b"aeiou"),
    };
    (0..AGENTS).map(|_| (0..11).map(&mut letter).collect()).collect()
}

/// Beginnings of names, of which each letter leaves fewer: so each key changes what is shown.
fn words(names: &[String], most: usize) -> Vec<&str> {
    let count = |text: &str| names.iter().filter(|name| name.contains(text)).count();
    let narrows = |word: &&str| (0..KEYS / 2).all(|end| count(&word[..end]) > count(&word[..=end]));
    names.iter().map(|name| &name[..KEYS / 2]).filter(narrows).take(most).collect()
}

/// Types a word and takes it back, and returns how long each key took, those that were answered together last.
async fn typed(app: &App, session: &Session, css: &str, word: &str) -> Timed {
    let focus = "document.querySelector(arguments[0]).focus(); arguments[1]()";
    app.run(focus, vec![css.into()]).await;
    session.tool("xdotool", &["type", "--delay", RHYTHM, word]);
    session.tool("xdotool", &[&["key", "--delay", RHYTHM], &vec!["BackSpace"; word.len()][..]].concat());
    let timed: Timed = serde_json::from_value(app.run(TIMED, vec![css.into(), KEYS.into()]).await).unwrap();
    assert_eq!(timed.apart.len() + timed.together.len(), KEYS, "{css} misses keys of {word}");
    timed
}

fn line(name: &str, times: &[f64]) {
    let longest = quantile(times, (1, 1));
    let (median, slow) = (median(times), at_the_95th(times));
    println!("{name:<34}{:>6}{median:>9.0}{slow:>9.0}{longest:>9.0}", times.len());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and means something only for a release"]
async fn typing_in_the_search_over_20_000_agents() {
    let names = names();
    let words = words(&names, STARTS * WORDS);
    let mut times = FIELDS.map(|_| Times::default());
    for words in words.chunks(WORDS) {
        let mut session = Session::start();
        session.set_variable("LATCHKEY_LOG", "info");
        let instance = Instance::start(session.folder.path(), Dialect::default()).await;
        session.trust(&instance.trust);
        put_agents(&instance.state, names.iter().cloned());
        let app = session.app(&[]).await;
        sign_in_for("trend-vision-one-sp", &app, &session, &instance).await;
        let search = app.client.wait().at_most(READING);
        search.for_element(Locator::Css("#agent-search")).await.expect("the agents are read");
        app.run(WATCH, vec![]).await;
        for (at, word) in words.iter().enumerate() {
            for (times, (_, css)) in times.iter_mut().zip(FIELDS) {
                let text = if css == FIELDS[0].1 { "" } else { &word[..1] };
                app.run(SEARCH, vec![text.into()]).await;
                let timed = typed(&app, &session, css, word).await;
                times.together += timed.together.len();
                let into = if at == 0 { &mut times.first } else { &mut times.later };
                into.extend(timed.apart.into_iter().chain(timed.together));
            }
        }
        app.close().await;
    }

    let [search, ordinary, _] = &times;
    println!(
        "\nMilliseconds from a key to the second frame after what it changes has changed, {STARTS} starts:\n"
    );
    println!("{:<34}{:>6}{:>9}{:>9}{:>9}", "", "keys", "median", "95th", "longest");
    for (times, (name, _)) in times.iter().zip(FIELDS) {
        line(&format!("{name}, first ten"), &times.first);
        line(&format!("{name}, later"), &times.later);
    }
    let more = median(&search.later) - median(&ordinary.later);
    let slower = at_the_95th(&search.later) / at_the_95th(&ordinary.later);
    println!("\nThe search takes {more:.0} ms more in the median (goal: {MORE_IN_THE_MEDIAN:.0} at most),");
    println!("and {slower:.2} times as long at the 95th percentile (goal: {TIMES_AT_THE_95TH} at most).");
    println!("{} keys were answered together with one before.", search.together);
}
