// @ts-check
// The procedure, done by hand: what to click and to copy in HaloPSA, the credentials taken from the
// clipboard, and the proof. The secret never comes here; a typed one is sent once and forgotten.

/** @import { GuideView } from '../../src-tauri/bindings/GuideView' */
/** @import { ItemView } from '../../src-tauri/bindings/ItemView' */
/** @import { TakenView } from '../../src-tauri/bindings/TakenView' */
/** @import { ProofView } from '../../src-tauri/bindings/ProofView' */
/** @import { Refusal } from '../../src-tauri/bindings/Refusal' */

import * as backend from "./backend.js";
import "./checklist.js";
import "./instructions.js";
import { announce, button, fill, go, icon, id, make, note, open, run, say, showFrame, system, the } from "./page.js";
import { plainNames } from "./permission-names.js";
import { watched } from "./progress.js";
import { causes, findings, missing, verdictCard } from "./proof.js";
import { taking } from "./taking.js";

const chapters = the("chapters", HTMLElement);
const prove = the("prove", HTMLButtonElement);
const result = the("result", HTMLElement);

/** What each item's place does with a newer view. @type {((view: GuideView) => void)[]} */
let updates = [];
/** @type {GuideView} */
let current;

/** @param {GuideView} view */
async function show(view) {
  const args = { product: view.frame.product };
  const title = view.frame.new_secret ? "guide-title-new-secret" : "guide-title";
  const names = await plainNames(view.items.flatMap((item) => item.values));
  updates = [];
  chapters.replaceChildren(...chaptersOf(view, names));
  the("created", HTMLElement).replaceChildren(
    ...(view.created === null
      ? []
      : [
          note(
            "",
            make("strong", { words: "guide-created", args: { name: view.created } }),
            make("p", { words: "guide-created.about", args: { name: view.created } }),
          ),
        ]),
  );
  update(view);
  await Promise.all([
    say(the("title", HTMLElement), title, args),
    say(the("lead", HTMLElement), `${title}.about`, args),
    say(the("proof-about", HTMLElement), "proof-about", args),
    showResult(view.proof),
  ]);
}

/**
 * Shows what has changed, without moving anything that the person is at.
 * @param {GuideView} view
 */
function update(view) {
  current = view;
  showFrame(view.frame);
  for (const each of updates) {
    each(view);
  }
  prove.disabled = !view.ready;
  prove.classList.toggle(
    "primary",
    view.items.every((item) => item.by_hand || item.done),
  );
  const left = view.items.filter((item) => item.by_hand && !item.done).length;
  const hint = the("prove-note", HTMLElement);
  hint.hidden = view.ready && left === 0;
  if (!view.ready) {
    say(hint, "prove-not-ready");
  } else if (left > 0) {
    say(hint, "prove-unticked", { count: String(left) });
  }
  fill();
}

// The items.

/**
 * @param {GuideView} view
 * @param {Map<string, string>} names
 */
function chaptersOf(view, names) {
  /** @type {{ id: string, items: HTMLElement[] }[]} */
  const made = [];
  for (const [n, item] of view.items.entries()) {
    // For a new secret nothing is created: its items belong together.
    const chapter = item.chapter;
    let last = made.at(-1);
    if (last?.id !== chapter) {
      last = { id: chapter, items: [] };
      made.push(last);
    }
    last.items.push(itemRow(item, n + 1, view, names));
  }
  return made.map(({ id: chapter, items }, n) =>
    make(
      "section",
      { class: "chapter", "aria-labelledby": `chapter-${n}` },
      make("h2", { id: `chapter-${n}`, words: `chapter-${chapter}` }),
      make("ol", { class: "items" }, ...items),
    ),
  );
}

/**
 * @param {ItemView} item
 * @param {number} number
 * @param {GuideView} view
 * @param {Map<string, string>} names
 */
function itemRow(item, number, view, names) {
  const words = `item-${item.id}`;
  const args = { product: view.frame.product };
  const text = [make("span", { class: "number" }, `${number}.`), " ", make("span", { words, args })];
  const body = make("div", { class: "body" });
  const row = make("li", { class: "item", id: `item-${item.id}`, tabindex: "-1" });
  if (item.by_hand) {
    const box = make("input", { type: "checkbox", id: `tick-${item.id}` });
    box.addEventListener("change", () => tick(item.id, box));
    row.append(box);
    body.append(make("label", { class: "what", for: box.id }, ...text));
    updates.push((now) => {
      box.checked = isDone(now, item.id);
    });
  } else {
    row.append(make("span", { class: "status", "aria-hidden": "true" }, icon("check")));
    body.append(make("p", { class: "what" }, ...text));
  }
  updates.push((now) => row.classList.toggle("done", isDone(now, item.id)));
  row.append(body);
  body.append(make("p", { class: "hint", words: `${words}.hint`, args }));
  if (item.value !== null) {
    body.append(valueRow(item.id, item.value));
  }
  if (item.values.length > 0) {
    body.append(scopes(item.values, names));
  }
  if (item.id === "sign-in" || item.id === "open-api") {
    body.append(opener(`open-${item.id}`, item.id, item.id === "sign-in" ? "open-halo" : "open-applications"));
  }
  if (item.trap) {
    body.append(note("warn trap", make("p", { words: `${words}.trap`, args })));
  }
  if (!item.by_hand) {
    body.append(...takingOf(item.id));
  }
  return row;
}

/**
 * @param {GuideView} view
 * @param {string} item
 */
const isDone = (view, item) => view.items.find((each) => each.id === item)?.done ?? false;

/**
 * @param {string} item
 * @param {HTMLInputElement} box
 */
async function tick(item, box) {
  const view = await run({ what: null, work: () => backend.tick(id, item, box.checked) });
  if (view === undefined) {
    box.checked = !box.checked;
  } else {
    update(view);
  }
}

/**
 * @param {string} item
 * @param {string} value
 */
function valueRow(item, value) {
  const said = make("span", { class: "muted small", role: "status" });
  const copy = button(`copy-${item}`, "copy", "compact", copied, { what: value });
  /** @param {HTMLButtonElement} pressed */
  async function copied(pressed) {
    said.replaceChildren();
    const done = await run({
      button: pressed,
      work: () => backend.copyItem(id, item).then(() => true),
      at: error,
      retry: () => copied(pressed),
    });
    if (done) {
      await say(said, "copied");
    }
  }
  const error = make("div", { class: "alert", role: "alert" });
  return make("div", {}, make("div", { class: "value" }, make("code", {}, value), copy, said), error);
}

/**
 * @param {string[]} permissions
 * @param {Map<string, string>} names
 */
function scopes(permissions, names) {
  return make(
    "ul",
    { class: "scopes" },
    ...permissions.map((permission) => {
      const name = names.get(permission);
      return make("li", {}, make("code", {}, permission), name !== permission && make("span", { class: "muted small" }, name));
    }),
  );
}

/**
 * @param {string} control
 * @param {string} item
 * @param {string} words
 */
function opener(control, item, words) {
  const said = make("span", { class: "muted small", role: "status" });
  /** @param {HTMLButtonElement} pressed */
  async function opened(pressed) {
    said.replaceChildren();
    const done = await run({ button: pressed, work: () => backend.openPage(id, item).then(() => true), retry: () => opened(pressed) });
    if (done) {
      await say(said, "opened");
    }
  }
  return make("div", { class: "row" }, button(control, words, "compact", opened), said);
}

// Taking the Client ID and the secret.

/** @param {string} item */
function takingOf(item) {
  const state = make("div", { class: "state", role: "status" });
  const {
    controls,
    button: take,
    error,
  } = taking({
    item,
    hidden: item === "secret",
    take: (insist) => backend.take(id, item, insist),
    takeTyped: (typed, insist) => backend.takeTyped(id, item, typed, insist),
    taken: async (answer, said, fromClipboard) => {
      update(answer.guide);
      await sayTaken(said, item, answer, fromClipboard);
    },
    retried: (refusal, at) => {
      const kept = refusal.code.startsWith("keychain-");
      if (kept) {
        keepIt(at);
      }
      return kept;
    },
    refused: refreshed,
  });
  updates.push((view) => {
    showState(state, item, view, error);
    // One button stands out: the next to be pressed.
    take.classList.toggle("primary", view.items.find((each) => !each.by_hand && !each.done)?.id === item);
  });
  return [state, ...controls];
}

/**
 * What is known of the credentials, at their items.
 * @param {HTMLElement} state
 * @param {string} item
 * @param {GuideView} view
 * @param {HTMLElement} error
 */
function showState(state, item, view, error) {
  if (item !== "secret") {
    const known = view.client_id !== null && isDone(view, item);
    const before = state.textContent ?? "";
    if (!known) {
      state.replaceChildren();
    } else if (!before.includes(view.client_id ?? "")) {
      state.replaceChildren(make("div", { class: "value" }, make("code", { id: `${item}-value` }, view.client_id)));
    }
    return;
  }
  if (state.dataset.place === view.secret) {
    return;
  }
  state.dataset.place = view.secret;
  const place = view.secret;
  state.replaceChildren(
    place === "kept"
      ? make("span", { class: "chip works", id: "secret-place" }, icon("check"), make("span", { words: `secret-${place}` }))
      : place === "nowhere"
        ? make("span", { class: "muted small", id: "secret-place", words: `secret-${place}` })
        : note(
            "warn",
            make("strong", { id: "secret-place", words: `secret-${place}` }),
            make("p", { words: `secret-${place}.about` }),
            make(
              "div",
              { class: "row" },
              button("keep", place === "uncertain" ? "look-again" : "try-again", "", () => keepIt(error)),
            ),
          ),
  );
}

/**
 * Tries again to bring into the keychain what it has not accepted.
 * @param {HTMLElement} error
 * @returns {Promise<boolean>}
 */
async function keepIt(error) {
  const view = await run({
    what: "working-keychain",
    work: () => watched(id, () => backend.keep(id)),
    at: error,
    retry: () => keepIt(error),
    refused: refreshed,
  });
  if (view === undefined) {
    return false;
  }
  update(view);
  const said = document.getElementById("said-secret");
  if (view.secret === "kept" && said !== null) {
    await announce("said-secret", said);
  }
  return true;
}

/**
 * After a refusal the secret may be in hand: the page says where it is.
 * @param {Refusal} refusal
 */
async function refreshed(refusal) {
  if (refusal.code.startsWith("keychain-") || refusal.code === "secret-missing") {
    update(await backend.guideView(id));
  }
  return false;
}

/**
 * @param {HTMLElement} said
 * @param {string} item
 * @param {TakenView} taken
 * @param {boolean} fromClipboard
 */
async function sayTaken(said, item, taken, fromClipboard) {
  const sentences = [];
  if (item === "secret") {
    sentences.push(taken.changed ? "said-secret-replaced" : "said-secret");
  } else if (taken.changed) {
    sentences.push("said-client-id-changed");
  } else {
    sentences.push(item === "client-id-again" ? "said-client-id-same" : "said-client-id");
  }
  if (taken.trimmed) {
    sentences.push("said-trimmed");
  }
  if (item === "secret" && fromClipboard) {
    if (taken.cleared) {
      sentences.push("said-clipboard-cleared");
    }
    if (system() === "windows") {
      sentences.push("said-windows-history");
    }
  }
  const shown = make("div", {}, ...sentences.map((words) => make("p", { words })));
  await fill(shown);
  said.replaceChildren(...shown.children);
}

// The proof.

prove.addEventListener("click", () => check());

/** @returns {Promise<void>} */
async function check() {
  result.replaceChildren();
  const error = the("prove-error", HTMLElement);
  const outcome = await run({
    button: prove,
    what: null,
    work: () => watched(id, () => backend.prove(id), the("progress", HTMLElement)),
    at: error,
    refused: refreshed,
    retry: async (refusal) => {
      if (!refusal.code.startsWith("keychain-") || (await keepIt(error))) {
        await check();
      }
    },
  });
  if (outcome === undefined) {
    return;
  }
  if (outcome.connection !== null) {
    go("done", outcome.connection);
    return;
  }
  await showResult(outcome.proof);
  update(await backend.guideView(id));
  document.getElementById("verdict")?.focus();
}

/** @param {ProofView | null} proof */
async function showResult(proof) {
  await say(prove, proof === null ? "prove" : "prove-again");
  if (proof === null) {
    result.replaceChildren();
    return;
  }
  const shown = make(
    "div",
    { class: "stack" },
    verdictCard(proof),
    await missing(proof),
    causes(proof, (cause) => causeButtons(cause, proof)),
    await findings(proof),
  );
  await fill(shown);
  result.replaceChildren(shown);
}

/**
 * @param {ProofView["causes"][number]} cause
 * @param {ProofView} proof
 */
function causeButtons(cause, proof) {
  const there = cause.item !== null && document.getElementById(`item-${cause.item}`) !== null;
  const first = ["wrong-instance", "wrong-tenant"].includes(cause.id) && current.frame.checklist.some((step) => step.id === "connect");
  const name = proof.agent_name;
  return [
    there && make("a", { class: "button compact", id: `see-${cause.id}`, href: `#item-${cause.item}`, words: "cause-go" }),
    cause.item !== null && opener(`open-for-${cause.id}`, "open-api", "open-applications"),
    first &&
      make("a", {
        class: "button compact",
        id: `first-for-${cause.id}`,
        href: `connect.html?id=${encodeURIComponent(id)}`,
        "data-go": true,
        words: "cause-first-step",
      }),
    cause.id === "another-agent" && name !== null && button("accept-agent", "agent-is-right", "compact", () => accept(name), { name }),
  ];
}

/** @param {string} name */
async function accept(name) {
  const accepted = await run({ work: () => backend.acceptAgent(id, name).then(() => true), retry: () => accept(name) });
  if (accepted) {
    await check();
  }
}

window.addEventListener("hashchange", () => {
  const item = document.getElementById(window.location.hash.slice(1));
  for (const shown of document.querySelectorAll(".item.shown")) {
    shown.classList.remove("shown");
  }
  item?.classList.add("shown");
});

open({ load: () => backend.guideView(id), show });
