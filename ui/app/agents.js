// @ts-check
// The agents that HaloPSA has, those that fit first. The list is read again when the window comes back: the
// person may have created one meanwhile.

/** @import { AgentView } from '../../src-tauri/bindings/AgentView' */
/** @import { GeneralView } from '../../src-tauri/bindings/GeneralView' */
/** @import { Refusal } from '../../src-tauri/bindings/Refusal' */

import * as backend from "./backend.js";
import { button, fill, id, make, note, run, stopButton, the } from "./page.js";
import { askToSignIn } from "./sign-in.js";

const place = the("agent-list", HTMLElement);
/** More than anybody looks through; the rest is found by its name. */
const MOST = 50;
/** From so many on there is a field to find one. */
const MANY = 12;
/** Not read again sooner than after so many milliseconds. */
const PAUSE = 3000;

/** @type {AgentView[]} */
let agents = [];
/** @type {number | null} */
let chosen = null;
let product = "";
let practising = false;
let readAt = 0;
let reading = false;
/** Whether somebody has to sign in first. */
let asking = false;
/** @type {() => void | Promise<void>} */
let byHand = () => {};

const error = make("div", { class: "alert", role: "alert", id: "agents-error" });
/** The list, or what stands there as long as there is none. */
const body = make("div");
const search = make("input", { class: "input", id: "agent-search", type: "search", autocomplete: "off", spellcheck: "false" });
const searching = make("div", { class: "field" }, make("label", { for: search.id, words: "agent-search" }), search);
const rows = make("div", { class: "stack" });
/** Made once, so that it keeps what is typed, opened and in focus when the agents are read again. @type {HTMLElement | null} */
let list = null;

search.addEventListener("input", () => showRows());

/** The agent that is chosen. */
export const chosenAgent = () => chosen;

/**
 * @param {GeneralView} view
 * @param {() => void | Promise<void>} goByHand What to do for one who can't sign in.
 */
export function showAgents(view, goByHand) {
  product = view.frame.product;
  practising = view.frame.practising !== null;
  chosen = view.agent_id;
  byHand = goByHand;
  if (readAt === 0) {
    place.replaceChildren(error, body);
    window.addEventListener("focus", () => Date.now() - readAt > PAUSE && read());
    read();
  } else {
    showRows();
  }
}

async function read() {
  if (reading || asking) {
    return;
  }
  reading = true;
  if (list === null || !body.contains(list)) {
    const waits = make(
      "div",
      { class: "row" },
      make("p", { class: "progress" }, make("span", { class: "spinner" }), make("span", { words: "agents-reading" })),
      stopButton("agents-stop", () => backend.stop(id)),
    );
    await fill(waits);
    body.replaceChildren(waits);
  }
  const found = await run({
    what: null,
    work: () => backend.agents(id),
    at: error,
    retry: read,
    refused: async (refusal) => refusal.code.startsWith("authority-") && askFirst(refusal),
  });
  reading = false;
  readAt = Date.now();
  if (found !== undefined) {
    agents = found.agents;
    const unread = found.unread > 0 && make("p", { id: "agents-unread", words: "agents-unread", args: { count: String(found.unread) } });
    if (unread) {
      await fill(unread);
      error.replaceChildren(note("warn", unread));
    }
    if (!agents.some((agent) => agent.id === chosen)) {
      chosen = null;
    }
    await show();
  } else if (!asking && !(list !== null && body.contains(list))) {
    body.replaceChildren();
  }
}

/**
 * Somebody has to sign in; then the list is read again.
 * @param {Refusal} refusal
 * @param {() => void} [then] What the person was at.
 */
export async function askFirst(refusal, then) {
  asking = true;
  const ask = askToSignIn({
    refusal,
    practising: () => practising,
    signedIn: async () => {
      asking = false;
      await read();
      const first = rows.querySelector("input:checked") ?? rows.querySelector("input");
      if (first instanceof HTMLElement) {
        first.focus();
      }
      then?.();
    },
    byHand: () => byHand(),
  });
  await fill(ask);
  body.replaceChildren(ask);
  return true;
}

async function show() {
  list ??= make(
    "fieldset",
    { class: "choices spaced", id: "agents", "aria-describedby": error.id },
    make("legend", { class: "label", words: "agents", args: { product } }),
    searching,
    rows,
    noneFits(),
  );
  searching.hidden = agents.length <= MANY;
  await showRows();
  await fill(list);
  if (!body.contains(list)) {
    body.replaceChildren(list);
  }
}

/** Those whose name has what is typed; and the one that is chosen, whatever is typed. */
async function showRows() {
  const wanted = search.value.trim().toLowerCase();
  const found = agents.filter((agent) => agent.name.toLowerCase().includes(wanted));
  const shown = found.slice(0, MOST);
  const fits = shown.filter((agent) => agent.warnings.length === 0);
  const others = shown.filter((agent) => agent.warnings.length > 0);
  const apart = agents.filter((agent) => agent.id === chosen && !shown.includes(agent));
  const made = make(
    "div",
    { class: "stack" },
    apart.length > 0 && make("p", { class: "label", words: "agents-chosen" }),
    ...apart.map(row),
    fits.length > 0 && make("p", { class: "label", words: "agents-fit" }),
    ...fits.map(row),
    fits.length === 0 && wanted === "" && note("warn", make("p", { words: "agents-none-fit", args: { product } })),
    others.length > 0 && make("p", { class: "label", words: "agents-others" }),
    ...others.map(row),
    found.length > MOST && make("p", { class: "muted", words: "agents-more", args: { count: String(found.length - MOST) } }),
    found.length === 0 && make("p", { class: "muted", words: "agents-not-found" }),
  );
  await fill(made);
  const focused = rows.contains(document.activeElement) ? document.activeElement?.id : undefined;
  rows.replaceChildren(made);
  if (focused !== undefined) {
    document.getElementById(focused)?.focus();
  }
}

/** @param {AgentView} agent */
function row(agent) {
  const input = make("input", { type: "radio", name: "agent", id: `agent-${agent.id}`, value: String(agent.id) });
  input.checked = agent.id === chosen;
  input.addEventListener("change", () => {
    chosen = agent.id;
  });
  return make(
    "label",
    { class: "choice", for: input.id },
    input,
    make(
      "span",
      {},
      make("strong", {}, agent.name),
      ...agent.warnings.map((warning) =>
        make("span", { class: "small muted block", words: `agent-warning-${warning}`, args: { product } }),
      ),
    ),
  );
}

function noneFits() {
  return make(
    "details",
    { id: "agents-none" },
    make("summary", { words: "agents-none" }),
    make(
      "div",
      { class: "inside stack" },
      make(
        "ol",
        { class: "numbered" },
        ...["agent-how.one", "agent-how.two", "agent-how.three"].map((words) => make("li", { words, args: { product } })),
      ),
      make("p", { words: "agents-none.about" }),
      make(
        "div",
        { class: "row" },
        button("open-halo", "open-halo", "", (pressed) => run({ button: pressed, work: () => backend.openPage(id, "sign-in") })),
        button("agents-again", "agents-again", "", () => read()),
      ),
    ),
  );
}
