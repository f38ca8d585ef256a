// Every page in every main state, in Chromium: nothing that axe or the browser complains about, in
// light, dark, at 200 % zoom and in high contrast; and what a person does leads where it should.
// Pictures go to tests/pages/pictures.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { at } from "./place.js";
import { scenes, stories } from "./scenes.js";
import { launch, serve, settled, show } from "./stage.js";

const PICTURES = at("tests/pages/pictures");
const AXE = readFileSync(at("tests/node_modules/axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The window as it opens, and half of it: 200 % zoom. `small` is the smallest window, zoomed. */
const LOOKS = {
  light: { viewport: { width: 1080, height: 760 }, colorScheme: "light" },
  dark: { viewport: { width: 1080, height: 760 }, colorScheme: "dark" },
  zoomed: { viewport: { width: 540, height: 380 }, deviceScaleFactor: 2, colorScheme: "light" },
  small: { viewport: { width: 320, height: 240 }, deviceScaleFactor: 2, colorScheme: "dark", reducedMotion: "reduce" },
  contrast: { viewport: { width: 1080, height: 760 }, forcedColors: "active", colorScheme: "dark" },
};

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;

before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  site?.close();
});

for (const [look, options] of Object.entries(LOOKS)) {
  for (const scene of scenes) {
    test(`${scene.name}, ${look}: nothing to complain about`, async () => {
      const context = await browser.newContext({ ...options, userAgent: scene.agent });
      context.setDefaultTimeout(10_000);
      try {
        const { page, complaints } = await show(context, `${site.origin}/${scene.url}`, scene.answers);
        await scene.act?.(page);
        await settled(page);
        // What fades in is looked at when it is there.
        await page.waitForTimeout(250);
        await page.screenshot({ path: `${PICTURES}/${scene.name}-${look}.png`, fullPage: look === "light" || look === "dark" });
        assert.deepEqual(complaints, []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${wide} pixels too wide`);
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
        const told = violations.map((/** @type {any} */ v) => [
          v.id,
          v.nodes.map((/** @type {any} */ n) => `${n.html} ${n.failureSummary}`),
        ]);
        assert.deepEqual(told, []);
        if (look === "contrast") {
          assert.deepEqual(await page.evaluate(foreignColours), []);
          await page.keyboard.press("Tab");
          assert.deepEqual(await page.evaluate(unseenStates), []);
        }
      } finally {
        await context.close();
      }
    });
  }
}

/** In high contrast: what is shown in a colour that the person did not choose. Runs in the page. */
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

/** In high contrast: controls that look the same with the focus, and cards that look the same when chosen. Runs in the page. */
function unseenStates() {
  const ring = (/** @type {Element} */ element) => {
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset } = getComputedStyle(element);
    return outlineStyle === "none" ? "none" : [outlineStyle, outlineWidth, outlineColor, outlineOffset].join(" ");
  };
  const controls = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("button, input, summary, a[href]")]);
  const unseen = controls.filter((control) => {
    if (!control.checkVisibility() || control.matches(":disabled")) {
      return false;
    }
    /** @type {HTMLElement} */ (document.activeElement)?.blur();
    const before = ring(control);
    control.focus();
    // Behind an open dialog nothing gets it.
    return document.activeElement === control && [before, "none"].includes(ring(control));
  });
  const cards = [...document.querySelectorAll(".choice")].filter((card) => card.checkVisibility());
  const [chosen, other] = [true, false].map((is) => cards.find((card) => (card.querySelector("input:checked") !== null) === is));
  if (chosen && other && ring(chosen) === ring(other)) {
    unseen.push(/** @type {HTMLElement} */ (chosen));
  }
  return unseen.map((element) => element.outerHTML.slice(0, 100));
}

for (const story of stories) {
  test(story.name, async () => {
    const context = await browser.newContext(LOOKS.light);
    context.setDefaultTimeout(10_000);
    try {
      const { page, complaints, calls } = await show(context, `${site.origin}/${story.url}`, story.answers);
      assert.notEqual(await story.act(page), false);
      const seen = calls.filter(({ name }) => story.calls.some((call) => call.name === name));
      assert.deepEqual(seen, story.calls);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  });
}

test("the focus goes to the heading, and every control can be reached by keyboard", async () => {
  const context = await browser.newContext(LOOKS.light);
  try {
    const { url, answers } = /** @type {any} */ (scenes.find((scene) => scene.name === "guide-new"));
    const { page } = await show(context, `${site.origin}/${url}`, answers);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
    const controls = await page.evaluate(() =>
      [...document.querySelectorAll("main button:not(:disabled), main input, main summary, main a")]
        .filter((e) => e.checkVisibility())
        .map((e) => e.id || e.parentElement?.id),
    );
    const reached = new Set();
    for (let n = 0; n < controls.length + 5; n += 1) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(() => document.activeElement?.id || document.activeElement?.parentElement?.id));
    }
    assert.deepEqual(
      controls.filter((id) => !reached.has(id)),
      [],
    );
  } finally {
    await context.close();
  }
});

test("a page is neither printed nor saved, and its menu opens where there is text to do something with", async () => {
  const context = await browser.newContext(LOOKS.light);
  try {
    const { url, answers } = /** @type {any} */ (scenes.find((scene) => scene.name === "connect"));
    const { page } = await show(context, `${site.origin}/${url}`, answers);
    await page.evaluate(() => {
      const heard = document.body.dataset;
      for (const kind of ["keydown", "contextmenu"]) {
        addEventListener(kind, (event) => {
          if (event.defaultPrevented) {
            heard.stopped = event instanceof KeyboardEvent ? event.key : kind;
          }
        });
      }
    });
    const stopped = async (/** @type {() => Promise<unknown>} */ act) => {
      await page.evaluate(() => delete document.body.dataset.stopped);
      await act();
      return page.evaluate(() => document.body.dataset.stopped);
    };
    assert.equal(await stopped(() => page.keyboard.press("Control+p")), "p");
    assert.equal(await stopped(() => page.keyboard.press("Control+s")), "s");
    for (const key of ["s", "Control+a", "Control+c", "Control+f"]) {
      assert.equal(await stopped(() => page.keyboard.press(key)), undefined, key);
    }
    const menu = (/** @type {string} */ css) => () =>
      page.locator(css).first().dispatchEvent("contextmenu", { bubbles: true, cancelable: true });
    await page.evaluate(() => getSelection()?.removeAllRanges());
    assert.equal(await stopped(menu("h1")), "contextmenu");
    assert.equal(await stopped(menu("#address")), undefined, "in a field there is something to cut, copy and paste");
    await page.evaluate(() => getSelection()?.selectAllChildren(document.body));
    assert.equal(await stopped(menu("h1")), undefined, "what is selected can be copied");
  } finally {
    await context.close();
  }
});

test("nothing is shown before its words are there", async () => {
  const context = await browser.newContext(LOOKS.light);
  try {
    const page = await context.newPage();
    await page.exposeFunction("latchkeyRust", () => new Promise(() => {}));
    await page.addInitScript(() => {
      /** @type {any} */
      const here = window;
      here.__TAURI__ = { core: { invoke: here.latchkeyRust }, event: { listen: async () => () => {} } };
    });
    await page.goto(`${site.origin}/index.html`);
    assert.equal(await page.locator("main").isVisible(), false);
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgba(0, 0, 0, 0)");
  } finally {
    await context.close();
  }
});
