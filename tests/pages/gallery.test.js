// Every page in every state, as Rust renders them (target/gallery, made by `cargo test gallery`), in Chromium: nothing
// that axe or the browser complains about, nothing wider than the window, and each page's purpose in sight.
// Pictures go to tests/pages/pictures.

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, serve } from "./browser.js";
import { holes, outOfSight, PURPOSE, squeezed, tooWide } from "./geometry.js";
import { at } from "./place.js";

const PICTURES = at("tests/pages/pictures");
const AXE = readFileSync(at("tests/node_modules/axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const states = readdirSync(at("target/gallery"))
  .filter((file) => file.endsWith(".html"))
  .map((file) => file.replace(".html", ""))
  .sort();
const pageOf = (/** @type {string} */ state) => state.split("-")[0] ?? "";
/** One state of each page. */
const pages = states.filter((state, n) => states.findIndex((other) => pageOf(other) === pageOf(state)) === n);

const WINDOW = { width: 1080, height: 760 };
/** Every state as the window opens; one of each page otherwise. */
const LOOKS = {
  light: { states, options: { viewport: WINDOW, colorScheme: "light" } },
  dark: { states: pages, options: { viewport: WINDOW, colorScheme: "dark" } },
  contrast: { states: pages, options: { viewport: WINDOW, forcedColors: "active", colorScheme: "dark" } },
  // Half the window, twice as large.
  zoomed: { states: pages, options: { viewport: { width: 540, height: 380 }, deviceScaleFactor: 2, colorScheme: "light" } },
  narrow: { states: pages, options: { viewport: { width: 640, height: 760 }, colorScheme: "light" } },
  // As wide as beside HaloPSA.
  companion: { states: pages, options: { viewport: { width: 380, height: 760 }, colorScheme: "light" } },
  // Letters of other widths and heights than the system's here.
  inter: { states: pages, options: { viewport: WINDOW, colorScheme: "light" } },
};
const INTER = "@font-face { font-family: Inter; src: url(/inter.woff2); font-weight: 100 900 } :root { --font: Inter !important }";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;

before(async () => {
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  site?.close();
});

test("there is a state of every page", () => {
  assert.deepEqual(
    Object.keys(PURPOSE).filter((page) => !pages.some((state) => pageOf(state) === page)),
    [],
  );
});

for (const [look, { states: shown, options }] of Object.entries(LOOKS)) {
  test(look, async (context) => {
    const window = await browser.newContext({ ...options, reducedMotion: "reduce", bypassCSP: look === "inter" });
    window.setDefaultTimeout(10_000);
    const page = await window.newPage();
    /** @type {string[]} */
    let complaints = [];
    page.on("console", (line) => complaints.push(`console: ${line.text()}`));
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    page.on("requestfailed", (request) => complaints.push(`not loaded: ${request.url()} ${request.failure()?.errorText}`));
    for (const state of shown) {
      await context.test(state, async () => {
        complaints = [];
        await page.goto(`${site.origin}/${state}.html`);
        if (look === "inter") {
          await page.addStyleTag({ content: INTER });
          await page.evaluate(() => document.fonts.ready);
        }
        await page.screenshot({
          path: `${PICTURES}/${state}-${look}.png`,
          fullPage: (look === "light" || look === "dark") && !state.endsWith("-all"),
        });
        assert.deepEqual(complaints, []);
        assert.deepEqual(await page.evaluate(tooWide), []);
        if (look === "light" && !state.includes("dialog")) {
          const purpose = PURPOSE[/** @type {keyof typeof PURPOSE} */ (pageOf(state))] ?? [];
          assert.deepEqual(await page.evaluate(outOfSight, purpose), []);
        }
        assert.deepEqual(await page.evaluate(controls), []);
        assert.deepEqual(await page.evaluate(holes), []);
        assert.deepEqual(await findings(page, look), []);
        // What is folded is seen by nobody here until it is opened.
        await page.evaluate(() => {
          for (const fold of document.querySelectorAll("details.fold")) {
            fold.setAttribute("open", "");
          }
        });
        assert.deepEqual(await page.evaluate(tooWide), []);
        assert.deepEqual(await page.evaluate(squeezed), []);
        if (look === "contrast") {
          assert.deepEqual(await page.evaluate(foreignColours), []);
          await page.keyboard.press("Tab");
          assert.deepEqual(await page.evaluate(unseenStates), []);
        }
      });
    }
    await window.close();
  });
}

/** The main way, a newcomer's, step by step with textbook data; and what is by hand in place of the review. */
const MAIN_WAY = ["new", "connect", "connect-window", "agent", "review", "review-running", "done"];
const BY_HAND = states.filter((state) => state.startsWith("guide-wide"));
/** The other pages as they usually are. */
const OTHERS = ["index-6", "lost", "permissions", "connection", "check-opened"];
/** Limits: the words of a step of a way and of a whole way, and the height of its pages in windows. */
const LIMITS = { step: 60, way: 600, height: 1.3 };
/** Names in sentences. */
const NAMES = /Trend Vision One( for Service Providers)?|API Integration Account|acme\.halopsa\.com/g;

test("a way takes few words, and little scrolling", async (context) => {
  const window = await browser.newContext({ viewport: WINDOW, reducedMotion: "reduce" });
  const page = await window.newPage();
  const seen = new Map();
  for (const state of [...MAIN_WAY, ...BY_HAND, ...OTHERS]) {
    await page.goto(`${site.origin}/${state}.html`);
    const text = (await page.evaluate(readAtFirst)).join("\n").replace(NAMES, "");
    const purpose = PURPOSE[/** @type {keyof typeof PURPOSE} */ (pageOf(state))] ?? [];
    seen.set(state, {
      words: (text.match(/[\p{L}\p{N}][^\s]*/gu) ?? []).length,
      whole: (await page.evaluate(outOfSight, purpose)).length === 0,
      height: await page.evaluate(() => document.documentElement.scrollHeight / innerHeight),
      text,
    });
  }
  await window.close();
  for (const [state, { words, whole, height }] of seen) {
    context.diagnostic(
      `${state.padEnd(26)} ${String(words).padStart(3)} words, purpose ${whole ? "in sight" : "NOT in sight"}, ${height.toFixed(2)} high`,
    );
  }
  for (const way of [MAIN_WAY, BY_HAND]) {
    const all = way.reduce((sum, state) => sum + seen.get(state).words, 0);
    context.diagnostic(`${way[0]} to ${way.at(-1)}: ${all} words`);
    assert.ok(all <= LIMITS.way, `${way[0]} to ${way.at(-1)}: ${all} words`);
    for (const state of way) {
      const { words, height, text } = seen.get(state);
      assert.ok(words <= LIMITS.step, `${state}: ${words} words\n${text}`);
      assert.ok(height <= LIMITS.height, `${state}: ${height.toFixed(2)} windows high`);
    }
  }
  assert.deepEqual(
    [...seen].filter(([, { whole }]) => !whole),
    [],
  );
});

/** What axe reports. @param {import("playwright-core").Page} page @param {string} look */
async function findings(page, look) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    // In high contrast the colours are the system's, and axe reads ours.
    ({ rules, contrast }) =>
      Reflect.get(window, "axe").run(document, {
        runOnly: { type: "tag", values: rules },
        rules: { "color-contrast": { enabled: contrast } },
        resultTypes: ["violations"],
      }),
    { rules: RULES, contrast: look !== "contrast" },
  );
  return violations.map((/** @type {any} */ v) => [v.id, v.nodes.map((/** @type {any} */ n) => `${n.html} ${n.failureSummary}`)]);
}

// What follows runs in the page.

/** What is read before anything is scrolled: the texts in sight, without values, and without names, also those of others' controls. */
function readAtFirst() {
  const names = ".tile, td, tbody th, .value, .choice strong, .facts, #signed-in, .theirs, code, pre, [aria-hidden=true], .visually-hidden";
  const foot = document.querySelector(".foot")?.getBoundingClientRect().top ?? innerHeight;
  /** @type {string[]} */
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element?.checkVisibility() || element.closest(names) !== null) {
      continue;
    }
    const end = element.closest(".foot, .side") ? innerHeight : foot;
    const words = [...(node.nodeValue ?? "").matchAll(/\S+/g)].filter((word) => {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const { top, width } = range.getBoundingClientRect();
      return width > 0 && top >= 0 && top < end;
    });
    if (words.length > 0) {
      texts.push(words.map((word) => word[0]).join(" "));
    }
  }
  const fields = [...document.querySelectorAll("input")].filter((field) => field.checkVisibility() && field.value === "");
  return [...texts, ...fields.map((field) => field.placeholder).filter((text) => text !== "")];
}

/** Controls without an id or a name, and ids that are there twice. */
function controls() {
  const all = [...document.querySelectorAll("button, input, select, textarea, summary")];
  const wrong = all
    .filter((e) => e.id === "" && !e.closest("summary") && e.nodeName !== "SUMMARY")
    .map((e) => `no id: ${e.outerHTML.slice(0, 120)}`);
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
  return [...wrong, ...twice.map((id) => `twice: ${id}`)];
}

/** In high contrast: what is shown in a colour that the person did not choose. */
function foreignColours() {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.forcedColorAdjust = "none";
  const names = ["CanvasText", "LinkText", "VisitedText", "ButtonText", "FieldText", "HighlightText", "GrayText", "Highlight"];
  const chosen = names.map((name) => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  // The colour of a box to tick is not that of a text.
  return [...document.querySelectorAll("body *:not(svg *, [type=checkbox], [type=radio])")]
    .filter((element) => element.checkVisibility() && !chosen.includes(getComputedStyle(element).color))
    .map((element) => `${element.outerHTML.slice(0, 80)}: ${getComputedStyle(element).color}`);
}

/** In high contrast: controls that look the same with the focus, and rows that look the same when chosen. */
function unseenStates() {
  const ring = (/** @type {Element} */ element) => {
    // A link that is a whole row has its ring around the row.
    const rings = [undefined, "::after"].map((part) => getComputedStyle(element, part)).filter((style) => style.outlineStyle !== "none");
    const seen = rings.map((style) => [style.outlineStyle, style.outlineWidth, style.outlineColor, style.outlineOffset].join(" "));
    return seen.join() || "none";
  };
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("button, input, summary, a[href]")]);
  const unseen = all.filter((control) => {
    if (!control.checkVisibility() || control.matches(":disabled")) {
      return false;
    }
    /** @type {HTMLElement} */ (document.activeElement)?.blur();
    const before = ring(control);
    control.focus();
    // Behind an open dialog nothing gets it.
    return document.activeElement === control && [before, "none"].includes(ring(control));
  });
  const rows = [...document.querySelectorAll(".choice")].filter((row) => row.checkVisibility());
  const [chosen, other] = [true, false].map((is) => rows.find((row) => (row.querySelector("input:checked") !== null) === is));
  // The frame around a chosen row is its radio button's.
  const frame = (/** @type {Element} */ row) => {
    const drawn = getComputedStyle(/** @type {Element} */ (row.querySelector("input")), "::after");
    return [drawn.content, drawn.borderTopWidth, drawn.borderTopColor].join(" ");
  };
  if (chosen && other && ring(chosen) === ring(other) && frame(chosen) === frame(other)) {
    unseen.push(/** @type {HTMLElement} */ (chosen));
  }
  return unseen.map((element) => element.outerHTML.slice(0, 100));
}
