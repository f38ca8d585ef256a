// @ts-check
// What the product may do: the vendor's lists, or area by area. Names that are not known are kept.

/** @import { PermissionsView } from '../../src-tauri/bindings/PermissionsView' */
/** @import { RemedyView } from '../../src-tauri/bindings/RemedyView' */

import * as backend from "./backend.js";
import "./checklist.js";
import { clearRefusals, date, fill, go, id, make, open, run, say, showFrame, showRefusal, the } from "./page.js";
import { advise } from "./permission-advice.js";
import { add, choice, choose, markVendors, onChange, showAreas, take } from "./permission-areas.js";
import { plainNames } from "./permission-names.js";

const OWN = "own";
const form = the("form", HTMLFormElement);
const lists = the("lists", HTMLFieldSetElement);
const own = the("own-permission", HTMLInputElement);

/** @type {PermissionsView | undefined} */
let shown;

/** What the person has chosen area by area, while a list is looked at. @type {string[] | null} */
let mine = null;

/** @param {PermissionsView} view */
async function show(view) {
  shown = view;
  showFrame(view.frame);
  const args = { product: view.frame.product };
  const title = view.frame.new_secret ? "permissions-title-new-secret" : "permissions-title";
  const names = await plainNames(view.lists.flatMap((list) => list.permissions));
  showLists(view, names);
  showVendor(view);
  await showAreas(
    view.areas,
    view.lists.flatMap((list) => list.permissions),
  );
  const list = listOf(view);
  mine = list === OWN ? view.chosen : null;
  markVendors(view.lists[0]?.permissions ?? []);
  select(list);
  const source = the("source-text", HTMLElement);
  the("source", HTMLElement).hidden = view.source === null;
  await Promise.all([
    say(the("title", HTMLElement), title, args),
    say(the("lead", HTMLElement), `${title}.about`, args),
    view.looked_up === null ? say(source, "list-source-unseen") : say(source, "list-source", { date: date(view.looked_up) }),
  ]);
}

/**
 * The list that was chosen before; the vendor's first one when nothing was chosen yet.
 * @param {PermissionsView} view
 */
function listOf(view) {
  const chosen = [...view.chosen].sort().join(" ");
  if (chosen === "") {
    return view.lists[0]?.id ?? OWN;
  }
  return view.lists.find((list) => [...list.permissions].sort().join(" ") === chosen)?.id ?? OWN;
}

// The vendor's lists.

/**
 * @param {PermissionsView} view
 * @param {Map<string, string>} names
 */
function showLists(view, names) {
  const legend = /** @type {HTMLElement} */ (lists.querySelector("legend"));
  lists.hidden = view.lists.length === 0;
  const args = { product: view.frame.product };
  const cards = view.lists.map((list) =>
    card(list.id, args, make("span", { class: "chip", words: `list-status-${list.status}` }), ...namesOf(view, list.permissions, names)),
  );
  lists.replaceChildren(legend, ...cards, card(OWN, args, null));
}

/**
 * What is in a list, with why where the vendor says so. "Everything" has been said already.
 * @param {PermissionsView} view
 * @param {string[]} permissions
 * @param {Map<string, string>} names
 * @returns {(Node | false)[]}
 */
function namesOf(view, permissions, names) {
  const told = permissions.filter((p) => view.reasons.includes(p));
  const others = permissions.filter((p) => !told.includes(p));
  if (told.length === 0 && others.every((p) => p === "all" || p === "all:standard")) {
    return [];
  }
  const item = (/** @type {string} */ p) => make("li", {}, make("span", {}, names.get(p) ?? p), reason(view, p));
  return [
    others.length > 0 && make("ul", { class: "named small" }, ...others.map(item)),
    told.length > 0 && make("ul", { class: "named why small" }, ...told.map(item)),
  ];
}

/**
 * Why the vendor asks for a permission, where it says so.
 * @param {PermissionsView} view
 * @param {string} permission
 */
function reason(view, permission) {
  const of = `${view.frame.product_id}-${permission.replace(":", "-")}`;
  return (
    view.reasons.includes(permission) && make("span", { class: "muted", words: `reason-${of}`, args: { product: view.frame.product } })
  );
}

/**
 * What the vendor asks of the agent, and what is known to go wrong.
 * @param {PermissionsView} view
 */
function showVendor(view) {
  const place = the("vendor-says", HTMLElement);
  place.hidden = view.demands.length === 0 && view.trouble.length === 0 && view.redirect_uri === null;
  place.replaceChildren(
    make("p", { class: "label", words: "vendor-says", args: { product: view.frame.product } }),
    make(
      "ul",
      { class: "bulleted small" },
      ...view.demands.map((id) => make("li", { words: `demand-${id}` })),
      ...view.trouble.map((id) => make("li", { words: `trouble-${id}` })),
      view.redirect_uri !== null && make("li", {}, make("span", { words: "redirect-uri" }), " ", make("code", {}, view.redirect_uri)),
    ),
  );
}

/**
 * @param {string} list
 * @param {Record<string, string>} args
 * @param {Node | null} status
 * @param {...(Node | false)} inside
 */
function card(list, args, status, ...inside) {
  const radio = make("input", { type: "radio", name: "list", value: list, id: `list-${list}` });
  radio.addEventListener("change", () => select(list));
  return make(
    "label",
    { class: "choice", for: `list-${list}` },
    radio,
    make(
      "div",
      {},
      make("div", { class: "row" }, make("span", { class: "label", words: `list-${list}`, args }), status),
      make("p", { class: "muted small", words: `list-${list}.about`, args }),
      ...inside,
    ),
  );
}

/** @param {string} list */
function select(list) {
  const radio = document.getElementById(`list-${list}`);
  if (radio instanceof HTMLInputElement) {
    radio.checked = true;
  }
  const listed = shown?.lists.find((each) => each.id === list);
  if (listed !== undefined) {
    // What is chosen by oneself afterwards begins with what the vendor names.
    choose(listed.permissions);
    markVendors(listed.permissions);
  } else if (mine !== null) {
    choose(mine);
  }
  the("choose", HTMLElement).hidden = list !== OWN;
  count();
}

// Area by area.

onChange(() => {
  mine = choice();
  count();
});

function addOwn() {
  clearRefusals();
  // Several at once may be pasted.
  add(own.value.split(/[\s,;]+/).filter(Boolean));
  own.value = "";
  own.focus();
}

the("add-own-permission", HTMLButtonElement).addEventListener("click", addOwn);
own.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    addOwn();
  }
});

// What is chosen.

function chosen() {
  const radio = /** @type {HTMLInputElement | null} */ (lists.querySelector("input[name=list]:checked"));
  const listed = shown?.lists.find((list) => list.id === radio?.value);
  return listed?.permissions ?? choice();
}

function count() {
  const names = chosen();
  say(the("count", HTMLElement), "permissions-count", { count: String(names.length) });
  advise(shown?.frame.product ?? "", names, apply);
}

/**
 * Does what an advice offers: from here on it is one's own choice.
 * @param {RemedyView} remedy
 */
function apply({ remove, add: more }) {
  mine = [...new Set([...chosen().filter((name) => !remove.includes(name)), ...more])];
  select(OWN);
}

the("open-source", HTMLButtonElement).addEventListener("click", async (event) => {
  const pressed = /** @type {HTMLButtonElement} */ (event.currentTarget);
  await run({
    button: pressed,
    work: () => backend.openSourcePage(shown?.frame.product_id ?? "", false),
  });
});

/** @returns {Promise<void>} */
async function save() {
  // What was typed and not added yet is meant, too.
  if (own.value.trim() !== "") {
    addOwn();
  }
  const saved = await run({
    button: the("continue", HTMLButtonElement),
    what: "working-save",
    work: () => backend.permissionsSave({ id, revision: shown?.frame.revision ?? 0, names: chosen() }).then(() => true),
    at: the("permissions-error", HTMLElement),
    refused: async (refusal) => {
      const field = document.getElementById("own-permission");
      return refusal.code === "permission-malformed" && field !== null && (await atOwn(refusal));
    },
    retry: save,
  });
  if (saved) {
    go(shown?.frame.next ?? "guide", id);
  }
}

/**
 * A name that can't be one stands where it was typed.
 * @param {import("../../src-tauri/bindings/Refusal").Refusal} refusal
 */
async function atOwn(refusal) {
  select(OWN);
  the("others", HTMLDetailsElement).open = true;
  const bad = take(refusal.params.name ?? "");
  if (bad !== undefined) {
    // It goes back to where it can be put right.
    own.value = bad;
  }
  await showRefusal({ ...refusal, field: "own-permission" }, {});
  return true;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

open({
  load: () => backend.permissionsView(id),
  show: async (view) => {
    await show(view);
    await fill();
  },
});
