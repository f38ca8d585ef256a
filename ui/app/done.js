// @ts-check
// Note down: what was proved, and the values for the product's own form.

/** @import { ConnectionView } from '../../src-tauri/bindings/ConnectionView' */
/** @import { ProofView } from '../../src-tauri/bindings/ProofView' */

import * as backend from "./backend.js";
import { handover } from "./handover.js";
import { fill, go, id, make, open, run, say, showPractising, the } from "./page.js";
import { watched } from "./progress.js";
import { findings, verdictCard } from "./proof.js";

/** @param {ConnectionView} view */
async function show(view) {
  const args = { product: view.product };
  showPractising(view.practising);
  const [, lines] = await Promise.all([showProof(view.proof), handover(view)]);
  the("handover-place", HTMLElement).replaceChildren(lines);
  await Promise.all([say(the("title", HTMLElement), "done-title", args), say(the("lead", HTMLElement), "done-title.about", args)]);
}

/** @param {ProofView} proof */
async function showProof(proof) {
  const shown = make("div", { class: "stack" }, verdictCard(proof, true), await findings(proof, again));
  await fill(shown);
  the("proof", HTMLElement).replaceChildren(shown);
}

/**
 * @param {HTMLButtonElement} pressed
 * @returns {Promise<void>}
 */
async function again(pressed) {
  const proof = await run({
    button: pressed,
    what: null,
    work: () => watched(id, () => backend.connectionProve(id)),
    retry: () => again(pressed),
  });
  if (proof !== undefined) {
    await showProof(proof);
    document.getElementById("verdict")?.focus();
  }
}

the("finish", HTMLButtonElement).addEventListener("click", () => go("index"));

open({ load: () => backend.connectionView(id), show });
