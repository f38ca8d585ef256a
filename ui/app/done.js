// @ts-check
// Note down: what was proved, and the values for the product's own form.

/** @import { ConnectionView } from '../../src-tauri/bindings/ConnectionView' */

import * as backend from "./backend.js";
import { handover } from "./handover.js";
import { go, id, open, say, showPractising, the } from "./page.js";
import { findings, verdictCard } from "./proof.js";

/** @param {ConnectionView} view */
async function show(view) {
  const args = { product: view.product };
  showPractising(view.practising);
  const [seen, lines] = await Promise.all([findings(view.proof), handover(view)]);
  the("proof", HTMLElement).replaceChildren(verdictCard(view.proof, true), seen);
  the("handover-place", HTMLElement).replaceChildren(lines);
  await Promise.all([say(the("title", HTMLElement), "done-title", args), say(the("lead", HTMLElement), "done-title.about", args)]);
}

the("finish", HTMLButtonElement).addEventListener("click", () => go("index"));

open({ load: () => backend.connectionView(id), show });
