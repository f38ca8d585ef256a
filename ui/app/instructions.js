// @ts-check
// "I'm not the administrator": the instructions as a file, for the one who is.

import * as backend from "./backend.js";
import { announce, id, run, the } from "./page.js";

const button = the("save-instructions", HTMLButtonElement);
const said = the("said-instructions", HTMLElement);

/** @returns {Promise<void>} */
async function save() {
  said.replaceChildren();
  const saved = await run({ button, work: () => backend.saveInstructions(id), retry: save });
  if (saved !== undefined) {
    await announce(saved ? "instructions-saved" : "instructions-not-saved", said);
  }
}

button.addEventListener("click", save);
