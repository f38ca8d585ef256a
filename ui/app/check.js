// @ts-check
// Whether this computer has what Latchkey needs, and the report for whoever helps.

/** @import { CheckupView } from '../../src-tauri/bindings/CheckupView' */
/** @import { CheckupLine } from '../../src-tauri/bindings/CheckupLine' */

import * as backend from "./backend.js";
import { announce, fill, icon, make, note, open, run, say, showPractising, the } from "./page.js";
import { watched } from "./progress.js";

const check = the("check", HTMLButtonElement);
const address = the("address", HTMLInputElement);
const OUTCOMES = /** @type {const} */ ({
  fine: { look: "works", picture: "check" },
  remark: { look: "works-with-remarks", picture: "warn" },
  trouble: { look: "does-not-work", picture: "cross" },
});

/** @returns {Promise<void>} */
async function checked() {
  const view = await run({
    button: check,
    what: "working-check",
    work: () => watched("computer", () => backend.checkComputer(address.value)),
    retry: checked,
    stopAndUse: async () => {
      const stopped = await run({ work: () => backend.stopPractising().then(() => true) });
      if (stopped) {
        showPractising(null);
        await checked();
      }
    },
  });
  if (view !== undefined) {
    await show(view);
  }
}

/** @param {CheckupView} view */
async function show(view) {
  const fit = view.fit
    ? note("good", make("strong", { id: "verdict", tabindex: "-1", words: "check-fit" }))
    : note("bad", make("strong", { id: "verdict", tabindex: "-1", words: "check-unfit" }), make("p", { words: "check-unfit.about" }));
  the("fit", HTMLElement).replaceChildren(fit);
  the("lines", HTMLElement).replaceChildren(...view.lines.map(line));
  the("report", HTMLElement).textContent = view.report;
  the("status", HTMLElement).replaceChildren();
  the("found", HTMLElement).hidden = false;
  the("report-card", HTMLElement).hidden = false;
  await Promise.all([say(check, "check-again"), fill()]);
  the("verdict", HTMLElement).focus();
}

/** @param {CheckupLine} found */
function line(found) {
  const { look, picture } = OUTCOMES[/** @type {keyof typeof OUTCOMES} */ (found.outcome)];
  return make(
    "li",
    { class: "card tried", id: `line-${found.id}`, "data-outcome": found.outcome },
    make(
      "div",
      { class: "between" },
      make("h3", {}, found.name),
      make("span", { class: `chip ${look}` }, icon(picture), make("span", { words: `check-outcome-${found.outcome}` })),
    ),
    make("p", {}, found.title),
    found.advice !== "" && make("p", { class: "muted" }, found.advice),
  );
}

the("form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  checked();
});

the("copy-report", HTMLButtonElement).addEventListener("click", copy);

/** @returns {Promise<void>} */
async function copy() {
  const copied = await run({ work: () => backend.copyReport().then(() => true), retry: copy });
  if (copied) {
    await announce("check-report-copied");
  }
}

the("save-report", HTMLButtonElement).addEventListener("click", save);

/** @returns {Promise<void>} */
async function save() {
  const saved = await run({ work: backend.saveReport, retry: save });
  if (saved !== undefined) {
    await announce(saved ? "check-report-saved" : "check-report-not-saved");
  }
}

// The page must open also where nothing else does.
open({ load: () => backend.indexView().catch(() => null), show: (view) => showPractising(view?.practising ?? null) });
