// @ts-check
// What the product may do: the vendor's lists, or area by area. Names that are not known are kept.

/** @import { PermissionsView } from '../../src-tauri/bindings/PermissionsView' */
/** @import { AreaView } from '../../src-tauri/bindings/AreaView' */

import * as backend from "./backend.js";
import "./checklist.js";
import { clearRefusals, date, fill, go, id, make, open, run, say, showFrame, showRefusal, the } from "./page.js";
import { plainNames, verbOf } from "./permission-names.js";

const OWN = "own";
const form = the("form", HTMLFormElement);
const lists = the("lists", HTMLFieldSetElement);
const areas = the("areas", HTMLElement);
const others = the("own-permissions", HTMLElement);
const own = the("own-permission", HTMLInputElement);
const find = the("find-area", HTMLInputElement);

/** @type {PermissionsView | undefined} */
let shown;

/** @param {PermissionsView} view */
async function show(view) {
  shown = view;
  showFrame(view.frame);
  const args = { product: view.frame.product };
  const title = view.frame.new_secret ? "permissions-title-new-secret" : "permissions-title";
  const names = await plainNames(view.lists.flatMap((list) => list.permissions));
  showLists(view, names);
  showVendor(view);
  areas.replaceChildren(...view.areas.map(areaRow));
  others.replaceChildren();
  for (const permission of view.chosen) {
    choose(permission, true);
  }
  select(listOf(view));
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
    card(
      list.id,
      args,
      make("span", { class: "chip", words: `list-status-${list.status}` }),
      list.permissions.some((p, n) => n > 0 || view.reasons.includes(p)) &&
        make("ul", { class: "named small" }, ...list.permissions.map((p) => make("li", {}, names.get(p) ?? p, ...reason(view, p)))),
    ),
  );
  lists.replaceChildren(legend, ...cards, card(OWN, args, null, null));
}

/**
 * Why the vendor asks for a permission, where it says so.
 * @param {PermissionsView} view
 * @param {string} permission
 */
function reason(view, permission) {
  const of = `${view.frame.product_id}-${permission.replace(":", "-")}`;
  return view.reasons.includes(permission)
    ? [" ", make("span", { class: "muted", words: `reason-${of}`, args: { product: view.frame.product } })]
    : [];
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
 * @param {Node | null | false} inside
 */
function card(list, args, status, inside) {
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
      inside,
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
    for (const box of boxes()) {
      box.checked = listed.permissions.includes(box.value);
    }
    others.replaceChildren();
    for (const permission of listed.permissions) {
      choose(permission, true);
    }
  }
  the("choose", HTMLElement).hidden = list !== OWN;
  count();
}

// Area by area.

/** @returns {HTMLInputElement[]} */
const boxes = () => /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[name=permission]")]);

/** @param {AreaView} area */
function areaRow(area) {
  const choices = area.permissions.map(({ name: permission }) => {
    const box = make("input", { type: "checkbox", name: "permission", value: permission, id: boxId(permission) });
    box.addEventListener("change", () => {
      together(permission, box.checked);
      count();
    });
    return make("label", { class: "check", for: box.id }, box, make("span", { words: verbOf(permission) }));
  });
  const row = make(
    "fieldset",
    { class: area.permissions.length > 2 || area.id === "admin" ? "area wide" : "area", id: `area-${area.id}` },
    make(
      "legend",
      {},
      make("b", { words: `area-${area.id}` }),
      make("span", { words: `area-${area.id}.about` }),
      ...stakes(area).map((id) => make("span", { class: "muted small", words: `sensitivity-${id}` })),
      area.permissions.some((known) => known.few_instances) && make("span", { class: "muted small", words: "few-instances" }),
    ),
    make("div", { class: "row" }, ...choices),
  );
  row.dataset.area = "";
  return row;
}

/**
 * What is at stake in an area.
 * @param {AreaView} area
 */
const stakes = (area) => [...new Set(area.permissions.flatMap((known) => known.sensitivity))];

/** @param {string} permission */
const boxId = (permission) => `permission-${permission.replace(":", "-")}`;

/**
 * HaloPSA's "edit" includes "read": the boxes say so.
 * @param {string} permission
 * @param {boolean} checked
 */
function together(permission, checked) {
  const [verb, area] = permission.split(":");
  const other = verb === "edit" && checked ? `read:${area}` : verb === "read" && !checked ? `edit:${area}` : null;
  const box = other === null ? null : document.getElementById(boxId(other));
  if (box instanceof HTMLInputElement) {
    box.checked = checked;
  }
}

/**
 * Ticks a permission; one that stands nowhere gets a box of its own.
 * @param {string} permission
 * @param {boolean} checked
 */
function choose(permission, checked) {
  const known = boxes().find((box) => box.value === permission);
  if (known !== undefined) {
    known.checked = checked;
    return;
  }
  const box = make("input", { type: "checkbox", name: "permission", value: permission, id: boxId(permission) });
  box.checked = checked;
  box.addEventListener("change", count);
  others.append(make("label", { class: "check", for: box.id }, box, make("code", {}, permission)));
  the("others", HTMLDetailsElement).open = true;
}

function addOwn() {
  clearRefusals();
  // Several at once may be pasted.
  for (const name of own.value.split(/[\s,;]+/).filter(Boolean)) {
    choose(name, true);
  }
  own.value = "";
  own.focus();
  count();
}

the("add-own-permission", HTMLButtonElement).addEventListener("click", addOwn);
own.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    addOwn();
  }
});

find.addEventListener("input", () => {
  const typed = find.value.trim().toLowerCase();
  let any = false;
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (areas.querySelectorAll("[data-area]"))) {
    row.hidden = !(row.textContent ?? "").toLowerCase().includes(typed) && !row.id.includes(typed);
    any ||= !row.hidden;
  }
  the("no-area", HTMLElement).hidden = any;
});
find.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
  }
});

// What is chosen.

function chosen() {
  const radio = /** @type {HTMLInputElement | null} */ (lists.querySelector("input[name=list]:checked"));
  const listed = shown?.lists.find((list) => list.id === radio?.value);
  return (
    listed?.permissions ??
    boxes()
      .filter((box) => box.checked)
      .map((box) => box.value)
  );
}

function count() {
  say(the("count", HTMLElement), "permissions-count", { count: String(chosen().length) });
  advise();
}

let asked = 0;

/** What there is to say about the choice, as it changes. */
async function advise() {
  asked += 1;
  const question = asked;
  const product = shown?.frame.product ?? "";
  const names = chosen();
  const said = await backend.permissionsAdvice(id, names).catch(() => null);
  if (said === null || question !== asked) {
    // It is only advice, or it is about a choice that has changed meanwhile.
    return;
  }
  const plain = await plainNames(said.advice.flatMap((each) => each.permissions));
  const rows = said.advice.map(({ id: what, permissions, remedy }) => {
    const meant = remedy?.add.join(", ") ?? "";
    const args = { product, meant, permissions: permissions.map((p) => plain.get(p) ?? p).join(", ") };
    const apply =
      remedy !== null && make("button", { type: "button", class: "button quiet compact", words: `advice-${what}.remedy`, args });
    if (apply !== false) {
      apply.id = `remedy-${what}-${permissions[0]?.replace(":", "-") ?? ""}`;
      apply.addEventListener("click", () => change(remedy?.remove ?? [], remedy?.add ?? []));
    }
    return make("li", {}, make("span", { words: `advice-${what}`, args }), " ", apply);
  });
  const place = the("advice", HTMLElement);
  const list = make("ul", { class: "bulleted small" }, ...rows);
  await fill(list);
  if (question === asked) {
    place.replaceChildren(...(names.length === 0 ? [] : [list]));
    await say(the("meter", HTMLElement), `meter-${said.meter}`);
  }
}

/**
 * Does what an advice offers: from here on it is one's own choice.
 * @param {string[]} remove
 * @param {string[]} add
 */
function change(remove, add) {
  const after = [...chosen().filter((p) => !remove.includes(p)), ...add];
  select(OWN);
  for (const box of boxes()) {
    box.checked = after.includes(box.value);
  }
  for (const permission of after) {
    choose(permission, true);
  }
  count();
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
  const bad = boxes().find((box) => box.value.startsWith(refusal.params.name ?? ""));
  if (bad !== undefined) {
    // It goes back to where it can be put right.
    own.value = bad.value;
    bad.closest("label")?.remove();
    count();
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
