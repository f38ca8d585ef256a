// @ts-check
// Choosing area by area: the switches, what is chosen, searching. Names that are not known are kept.

/** @import { AreaView } from '../../src-tauri/bindings/AreaView' */
/** @import { KnownView } from '../../src-tauri/bindings/KnownView' */

import { fill, make, say, texts, the } from "./page.js";
import { legend, stakeMark, vendorMark } from "./permission-marks.js";
import { verbOf } from "./permission-names.js";

/** Areas that belong together. A test compares them with core's; one that stands nowhere here comes last. */
export const GROUPS = [
  { id: "work", areas: ["tickets", "calendar", "projects", "kb", "reporting", "timesheets"] },
  { id: "people", areas: ["customers", "crm", "distributionlists", "mailcampaign", "events", "chat", "adpasswordreset"] },
  { id: "things", areas: ["assets", "software", "softwarelicensing"] },
  { id: "money", areas: ["invoices", "contracts", "items", "suppliers", "sales", "quotes", "sos", "pos"] },
  { id: "halopsa", areas: ["admin", "broad"] },
];

const place = the("areas", HTMLElement);
const others = the("own-permissions", HTMLElement);
const find = the("find-area", HTMLInputElement);
const only = the("only-chosen", HTMLInputElement);

/** What is chosen, by HaloPSA's names. @type {Set<string>} */
let picked = new Set();
/** What comes back when "Change" is switched off again. @type {Set<string>} */
let under = new Set();
/** What some list of the vendor's names. @type {Set<string>} */
let named = new Set();
/** The catalogue's names, in its order. @type {string[]} */
let known = [];
/** What each of them includes. @type {Map<string, string[]>} */
let includes = new Map();
/** @type {{ row: HTMLElement, names: string[], words: string }[]} */
let rows = [];
let changed = () => {};

/** @param {() => void} then Called when the person has changed something. */
export function onChange(then) {
  changed = then;
}

/** Whether another one that is chosen includes it. @param {string} name */
const included = (name) => [...picked].some((one) => includes.get(one)?.includes(name));

/** @param {string} permission */
const boxId = (permission) => `permission-${permission.replace(":", "-")}`;

/**
 * The areas, and the names in the vendor's lists.
 * @param {AreaView[]} areas
 * @param {string[]} vendors
 */
export async function showAreas(areas, vendors) {
  named = new Set(vendors);
  known = areas.flatMap((area) => area.permissions.map(({ name }) => name));
  includes = new Map(areas.flatMap((area) => area.permissions.map((each) => [each.name, each.includes])));
  const ids = [...new Set(areas.flatMap((area) => [`area-${area.id}`, ...area.permissions.map(({ name }) => idOf(name))]))];
  const said = await texts(ids.map((id) => ({ id })));
  const wordsOf = new Map(ids.map((id, n) => [id, /** @type {Said} */ (said[n])]));
  rows = [];
  const placed = new Set(GROUPS.flatMap((group) => group.areas));
  const groups = GROUPS.map((group, n) => {
    const last = n === GROUPS.length - 1;
    const here = [
      ...group.areas.flatMap((id) => areas.filter((area) => area.id === id)),
      ...areas.filter((area) => last && !placed.has(area.id)),
    ];
    return make(
      "section",
      { class: "area-group", "aria-labelledby": `group-${group.id}` },
      make("h3", { id: `group-${group.id}`, words: `group-${group.id}` }),
      make("div", { class: "areas" }, ...here.map((area) => areaRow(area, wordsOf))),
    );
  });
  place.replaceChildren(...groups);
  const stakes = [...new Set(areas.flatMap(stakesOf))];
  the("legend", HTMLElement).replaceChildren(...legend(stakes, vendors.length > 0));
}

/** @typedef {{ value: string, attributes: Record<string, string | undefined> }} Said */

/** The message that a permission's words come from. @param {string} name */
const idOf = (name) => verbOf(name).split(".")[0] ?? "";

/**
 * What is at stake in an area.
 * @param {AreaView} area
 */
const stakesOf = (area) => [...new Set(area.permissions.flatMap((one) => one.sensitivity))];

/**
 * What can be seen or changed with a permission, in sentences.
 * @param {AreaView} area
 * @param {string} name
 * @param {Map<string, Said>} wordsOf
 */
function sentences(area, name, wordsOf) {
  const alone = verbOf(name).includes(".");
  const { see = "", change = "" } = wordsOf.get(alone ? idOf(name) : `area-${area.id}`)?.attributes ?? {};
  const all = name.startsWith("read:") ? [see] : name.startsWith("edit:") ? [change] : [see, change];
  return [...new Set(all)].filter((text) => text !== "");
}

/**
 * @param {AreaView} area
 * @param {Map<string, Said>} wordsOf
 */
function areaRow(area, wordsOf) {
  const names = area.permissions.map(({ name }) => name);
  const about = !GROUPS[GROUPS.length - 1]?.areas.includes(area.id);
  const what = make(
    "div",
    { class: "area-what small", id: `what-${area.id}` },
    about && make("p", { class: "muted", words: `area-${area.id}.about` }),
    make(
      "dl",
      {},
      ...area.permissions.flatMap((one) => [
        make("dt", {}, make("span", { words: verbOf(one.name) }), " ", make("code", {}, one.name)),
        make(
          "dd",
          { id: `${boxId(one.name)}-what` },
          ...sentences(area, one.name, wordsOf).map((text) => make("span", { class: "block" }, text)),
        ),
      ]),
    ),
    area.permissions.some((one) => one.few_instances) && make("p", { class: "muted", words: "few-instances" }),
  );
  what.hidden = true;
  const opens = make(
    "button",
    { type: "button", class: "area-name", id: `open-${area.id}`, "aria-expanded": "false", "aria-controls": what.id },
    make("span", { id: `name-${area.id}`, words: `area-${area.id}` }),
    ...stakesOf(area).map(stakeMark),
  );
  opens.addEventListener("click", () => {
    what.hidden = !what.hidden;
    opens.setAttribute("aria-expanded", String(!what.hidden));
  });
  const row = make(
    "div",
    {
      class: names.length > 2 || !about ? "area wide" : "area",
      id: `area-${area.id}`,
      role: "group",
      "aria-labelledby": `name-${area.id}`,
    },
    make("div", {}, opens, !about && make("p", { class: "muted small", words: `area-${area.id}.about` })),
    make("div", { class: "switches" }, ...area.permissions.map(toggle)),
    what,
  );
  const spoken = [`area-${area.id}`, ...names.map(idOf)].flatMap((id) => {
    const said = wordsOf.get(id);
    return said === undefined ? [] : [said.value, ...Object.values(said.attributes)];
  });
  rows.push({ row, names, words: [...names, ...spoken].join(" ").toLowerCase() });
  return row;
}

/** @param {KnownView} one */
function toggle({ name }) {
  const box = make("input", {
    type: "checkbox",
    class: "toggle",
    name: "permission",
    value: name,
    id: boxId(name),
    "aria-describedby": `${boxId(name)}-what`,
  });
  box.addEventListener("change", () => {
    turn(name, box.checked);
    told();
  });
  const mark = vendorMark();
  mark.hidden = true;
  return make("label", { class: "switch", for: box.id }, box, make("span", { words: verbOf(name) }), mark);
}

/**
 * What the person switches. Who may change may see: it need not be asked for as well, unless the
 * vendor names both.
 * @param {string} name
 * @param {boolean} on
 */
function turn(name, on) {
  const read = name.startsWith("edit:") ? name.replace("edit:", "read:") : null;
  if (on) {
    picked.add(name);
    if (read !== null) {
      under.delete(read);
      if (picked.has(read) && !named.has(read)) {
        picked.delete(read);
        under.add(read);
      }
    }
    return;
  }
  picked.delete(name);
  if (read !== null && under.delete(read)) {
    picked.add(read);
  }
}

function told() {
  draw();
  changed();
}

/** Shows what is chosen. */
function draw() {
  for (const name of known) {
    const box = document.getElementById(boxId(name));
    if (box instanceof HTMLInputElement) {
      box.disabled = included(name);
      box.checked = box.disabled || picked.has(name);
    }
  }
  for (const { row, names } of rows) {
    row.classList.toggle(
      "on",
      names.some((name) => picked.has(name)),
    );
  }
  for (const name of picked) {
    if (!known.includes(name)) {
      other(name).checked = true;
    }
  }
  filter(true);
}

/** What is chosen, in the catalogue's order; unknown names last. */
export const choice = () => [...known.filter((name) => picked.has(name)), ...[...picked].filter((name) => !known.includes(name))];

/**
 * Chooses exactly these.
 * @param {string[]} names
 */
export function choose(names) {
  picked = new Set(names);
  under = new Set(names.filter((name) => name.startsWith("edit:")).map((name) => name.replace("edit:", "read:")));
  others.replaceChildren();
  draw();
  filter();
}

/**
 * Marks what the vendor names.
 * @param {string[]} names
 */
export function markVendors(names) {
  for (const name of known) {
    const mark = document.getElementById(boxId(name))?.parentElement?.querySelector(".mark");
    if (mark instanceof HTMLElement) {
      mark.hidden = !names.includes(name);
    }
  }
}

// Names that are not known.

/**
 * The box of a name that stands in no area.
 * @param {string} name
 * @returns {HTMLInputElement}
 */
function other(name) {
  const there = [...others.querySelectorAll("input")].find((box) => box.value === name);
  if (there !== undefined) {
    return there;
  }
  const box = make("input", { type: "checkbox", name: "permission", value: name, id: boxId(name) });
  box.addEventListener("change", () => {
    turn(name, box.checked);
    told();
  });
  const label = make(
    "label",
    { class: "check", for: box.id },
    box,
    make("span", {}, make("code", {}, name), " ", make("span", { class: "muted small", words: "permission-unknown" })),
  );
  others.append(make("li", {}, label));
  fill(label);
  the("others", HTMLDetailsElement).open = true;
  return box;
}

/**
 * Adds names as they were typed.
 * @param {string[]} names
 */
export function add(names) {
  for (const name of names) {
    picked.add(name);
  }
  told();
}

/**
 * Takes away the first unknown name that begins like this, and says which it was.
 * @param {string} start
 */
export function take(start) {
  const box = [...others.querySelectorAll("input")].find((each) => each.value.startsWith(start));
  if (box === undefined) {
    return undefined;
  }
  box.closest("li")?.remove();
  picked.delete(box.value);
  told();
  return box.value;
}

// Finding.

/**
 * Shows the areas that are looked for. What is switched off stays where it is until one looks again.
 * @param {boolean} [staying]
 */
function filter(staying = false) {
  const typed = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { row, names, words } of rows) {
    const wanted = typed.every((word) => words.includes(word));
    const on = !only.checked || names.some((name) => picked.has(name));
    row.hidden = !(wanted && (on || (staying && !row.hidden)));
    count += row.hidden ? 0 : 1;
  }
  for (const group of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll(".area-group"))) {
    group.hidden = group.querySelector(".area:not([hidden])") === null;
  }
  const none = the("no-area", HTMLElement);
  none.hidden = count > 0;
  say(none, only.checked && typed.length === 0 ? "permissions-none-chosen" : "permissions-none-found");
  const looking = typed.length > 0 || only.checked;
  const found = the("found", HTMLElement);
  found.hidden = !looking || count === 0;
  if (looking) {
    say(found, "permissions-found", { count: String(count) });
  }
}

find.addEventListener("input", () => filter());
only.addEventListener("change", () => filter());
find.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
  }
});
