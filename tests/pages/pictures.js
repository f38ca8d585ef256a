// The pictures of the administrator's page: each page that it shows, as the gallery has it and as the window opens.
// `cargo xtask pictures` renders the gallery and runs this.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { launch, serve } from "./browser.js";
import { at } from "./place.js";

/** The state that shows a page best, where it isn't the one that is called like the page. */
const STATES = { index: "index-6", guide: "guide-wide-form" };

const FOLDER = at(".github/pictures");
const shown = [...readFileSync(at(".github/ADMINISTRATOR.md"), "utf8").matchAll(/\(pictures\/([a-z]+)\.png\)/g)].map((m) => m[1] ?? "");

const [browser, site] = await Promise.all([launch(), serve()]);
try {
  const page = await browser.newPage({ viewport: { width: 1080, height: 760 }, colorScheme: "light", reducedMotion: "reduce" });
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  for (const name of shown) {
    const state = STATES[/** @type {keyof typeof STATES} */ (name)] ?? name;
    const answer = await page.goto(`${site.origin}/${state}.html`);
    if (!answer?.ok()) {
      throw new Error(`The gallery has no ${state}.`);
    }
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
  }
} finally {
  await browser.close();
  site.close();
}
