// @ts-check
// Name and agent. What is the same for every product is shown ticked, not asked.

/** @import { GeneralView } from '../../src-tauri/bindings/GeneralView' */

import { askFirst, chosenAgent, showAgents } from "./agents.js";
import * as backend from "./backend.js";
import "./checklist.js";
import { go, icon, id, make, open, reload, run, say, showFrame, the } from "./page.js";
import { goByHand } from "./sign-in.js";

const name = the("name", HTMLInputElement);
const agent = the("agent", HTMLInputElement);
const form = the("form", HTMLFormElement);
let revision = 0;
/** @type {string} */
let next = "permissions";
/** Whether the agent is chosen from HaloPSA's list. */
let fromList = false;

/** @param {GeneralView} view */
async function show(view) {
  const args = { product: view.frame.product };
  revision = view.frame.revision;
  next = view.frame.next ?? next;
  showFrame(view.frame);
  name.value = view.name;
  agent.value = view.agent ?? "";
  fromList = view.from_list;
  the("agent-typed", HTMLElement).hidden = fromList;
  the("agent-list", HTMLElement).hidden = !fromList;
  // The list says how, where none fits.
  the("agent-how", HTMLElement).hidden = fromList;
  the("agent-label", HTMLElement).dataset.wordsArgs = JSON.stringify(args);
  the("facts", HTMLElement).replaceChildren(
    ...["fact-active", "fact-method", "fact-login-type"].map((words) => make("li", {}, icon("check"), make("span", { words }))),
  );
  the("agent-how-steps", HTMLElement).replaceChildren(
    ...["agent-how.one", "agent-how.two", "agent-how.three", "agent-how.four"].map((words) => make("li", { words, args })),
  );
  the("agent-why-text", HTMLElement).replaceChildren(
    make("p", { words: "agent-why.about", args }),
    make("p", { words: "agent-why.own", args }),
  );
  await Promise.all([
    say(the("agent-hint", HTMLElement), "agent.hint", args),
    say(the("agent-how-summary", HTMLElement), "agent-how", args),
    say(the("agent-why-summary", HTMLElement), "agent-why", args),
    say(document.querySelector(".lead") ?? agent, fromList ? "general-title.list" : "general-title.about"),
  ]);
  if (fromList) {
    showAgents(view, byHand);
  }
}

/** The agent is then typed; what stands in the fields stays there. */
function byHand() {
  return goByHand(async () => {
    const typed = name.value;
    await reload();
    name.value = typed;
    agent.focus();
  });
}

/** @returns {Promise<void>} */
async function save() {
  const saved = await run({
    button: the("continue", HTMLButtonElement),
    what: "working-save",
    work: () =>
      (fromList
        ? backend.generalSaveFromList({ id, revision, name: name.value, agent: chosenAgent() })
        : backend.generalSave({ id, revision, name: name.value, agent: agent.value })
      ).then(() => true),
    fields: fromList ? { agent: "agents" } : {},
    retry: save,
    refused: async (refusal) => fromList && refusal.code.startsWith("authority-") && askFirst(refusal, save),
  });
  if (saved) {
    go(next, id);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

open({ load: () => backend.generalView(id), show });
