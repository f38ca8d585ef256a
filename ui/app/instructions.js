// @ts-check
// "I'm not the administrator": the instructions as a file, for the one who is.

import * as backend from "./backend.js";
import { announce, id, run, the } from "./page.js";

/**
 * @param {HTMLElement} said Where it says what came of it.
 * @returns {Promise<void>}
 */
export async function saveInstructions(said) {
  said.replaceChildren();
  const saved = await run({ work: () => backend.saveInstructions(id), retry: () => saveInstructions(said) });
  if (saved !== undefined) {
    await announce(saved ? "instructions-saved" : "instructions-not-saved", said);
  }
}

document.getElementById("save-instructions")?.addEventListener("click", () => saveInstructions(the("said-instructions", HTMLElement)));
