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
      } finally {
        await context.close();
      }
    });
  }
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
