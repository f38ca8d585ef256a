// @ts-check
// The agents that HaloPSA has, those that fit first. The list is read again when the window comes back: the
// person may have created one meanwhile.

/** @import { AgentView } from '../../src-tauri/bindings/AgentView' */
/** @import { GeneralView } from '../../src-tauri/bindings/GeneralView' */

import * as backend from "./backend.js";
import { button, fill, id, make, note, run, the } from "./page.js";

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
let readAt = 0;
let reading = false;

/** The agent that is chosen. */
export const chosenAgent = () => chosen;

/** @param {GeneralView} view */
export function showAgents(view) {
  product = view.frame.product;
  chosen = view.agent_id;
  if (readAt === 0) {
    window.addEventListener("focus", () => Date.now() - readAt > PAUSE && read());
    read();
  }
}

async function read() {
  if (reading) {
    return;
  }
  reading = true;
  if (readAt === 0) {
    const waits = make("p", { class: "progress" }, make("span", { class: "spinner" }), make("span", { words: "agents-reading" }));
    await fill(waits);
    place.replaceChildren(waits);
  }
  const error = make("div", { class: "alert", role: "alert", id: "agents-error" });
  const found = await run({
    what: null,
    work: () => backend.agents(id),
    at: error,
    retry: read,
    refused: async (refusal) => {
      if (!refusal.code.startsWith("authority-")) {
        return false;
      }
      const again = make("a", {
        class: "button primary",
        id: "sign-in-again",
        href: `connect.html?id=${encodeURIComponent(id)}`,
        "data-go": true,
        words: "sign-in-again",
      });
      const shown = note("warn", make("strong", {}, refusal.title), make("p", {}, refusal.advice), make("div", { class: "row" }, again));
      shown.dataset.refusal = refusal.code;
      await fill(shown);
      error.replaceChildren(shown);
      return true;
    },
  });
  reading = false;
  readAt = Date.now();
  if (found === undefined) {
    place.replaceChildren(error);
    return;
  }
  agents = found;
  if (!agents.some((agent) => agent.id === chosen)) {
    chosen = null;
  }
  await show();
}

async function show() {
  const search = make("input", { class: "input", id: "agent-search", type: "search", autocomplete: "off", spellcheck: "false" });
  const rows = make("div", { class: "stack" });
  search.addEventListener("input", () => showRows(rows, search.value));
  const whole = make(
    "fieldset",
    { class: "choices spaced", id: "agents", "aria-describedby": "agents-error" },
    make("legend", { class: "label", words: "agents", args: { product } }),
    make("div", { class: "alert", role: "alert", id: "agents-error" }),
    agents.length > MANY && make("div", { class: "field" }, make("label", { for: "agent-search", words: "agent-search" }), search),
    rows,
    noneFits(),
  );
  await showRows(rows, "");
  await fill(whole);
  place.replaceChildren(whole);
}

/**
 * @param {HTMLElement} rows
 * @param {string} typed
 */
async function showRows(rows, typed) {
  const wanted = typed.trim().toLowerCase();
  const found = agents.filter((agent) => agent.name.toLowerCase().includes(wanted));
  const shown = found.slice(0, MOST);
  const fits = shown.filter((agent) => agent.warnings.length === 0);
  const others = shown.filter((agent) => agent.warnings.length > 0);
  const made = make(
    "div",
    { class: "stack" },
    fits.length > 0 && make("p", { class: "label", words: "agents-fit" }),
    ...fits.map(row),
    fits.length === 0 && wanted === "" && note("warn", make("p", { words: "agents-none-fit", args: { product } })),
    others.length > 0 && make("p", { class: "label", words: "agents-others" }),
    ...others.map(row),
    found.length > MOST && make("p", { class: "muted", words: "agents-more", args: { count: String(found.length - MOST) } }),
    found.length === 0 && make("p", { class: "muted", words: "agents-not-found" }),
  );
  await fill(made);
  rows.replaceChildren(made);
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
