// @ts-check
// The first page: which product; what is there already; what was lost; practising.

/** @import { IndexView } from '../../src-tauri/bindings/IndexView' */
/** @import { ConnectionRow } from '../../src-tauri/bindings/ConnectionRow' */
/** @import { UnfinishedRow } from '../../src-tauri/bindings/UnfinishedRow' */
/** @import { NotPossibleView } from '../../src-tauri/bindings/NotPossibleView' */
/** @import { ProductView } from '../../src-tauri/bindings/ProductView' */

import * as backend from "./backend.js";
import { announce, button, confirmed, date, fill, go, icon, make, note, open, reload, run, say, showPractising, the } from "./page.js";
import { watched } from "./progress.js";
import { chip } from "./proof.js";

const search = the("search", HTMLInputElement);
const products = the("products", HTMLUListElement);
const beginForm = the("begin-form", HTMLFormElement);
const lostWhich = the("lost-which", HTMLSelectElement);
const lostProduct = the("lost-product", HTMLSelectElement);
const lostName = the("lost-name", HTMLInputElement);
const practiseKeychain = the("practise-keychain", HTMLInputElement);

/** @param {IndexView} view */
function show(view) {
  showPractising(view.practising);
  showProducts(view.products, view.not_possible);
  showDamaged(view.damaged);
  showUnfinished(view.unfinished);
  showConnections(view.connections);
  showLost(view);
  the("practise-card", HTMLElement).hidden = view.practising !== null;
}

// Which product.

/**
 * @param {ProductView[]} listed
 * @param {NotPossibleView[]} impossible
 */
function showProducts(listed, impossible) {
  const another = productButton("another-product", "plus", [
    make("span", { words: "another-product" }),
    make("span", { class: "small", words: "another-product.about" }),
  ]);
  another.setAttribute("aria-expanded", "false");
  another.setAttribute("aria-controls", "begin-form");
  another.addEventListener("click", () => askName());
  const rows = listed.map((product) => {
    const choice = productButton(`product-${product.id}`, "plug", [
      product.name,
      make("span", { class: "small" }, product.also_known_as.join(", ")),
    ]);
    choice.addEventListener("click", () => start(choice, product.id, ""));
    const row = make("li", {}, choice);
    row.dataset.names = [product.name, ...product.also_known_as].join("\n").toLowerCase();
    return row;
  });
  const notPossible = impossible.map(({ name, also_known_as, why }) => {
    const row = make(
      "li",
      {},
      make("p", {}, name, " ", make("span", { class: "muted small", words: `not-possible-${why}`, args: { product: name } })),
    );
    row.dataset.names = [name, ...also_known_as].join("\n").toLowerCase();
    row.dataset.notPossible = "";
    return row;
  });
  products.replaceChildren(...rows, ...notPossible, make("li", {}, another));
  filter();
}

/**
 * @param {string} id
 * @param {"plug" | "plus"} picture
 * @param {(Node | string)[]} text
 */
function productButton(id, picture, text) {
  return make("button", { id, type: "button", class: "product" }, icon(picture), make("span", {}, ...text));
}

function askName() {
  beginForm.hidden = false;
  the("another-product", HTMLButtonElement).setAttribute("aria-expanded", "true");
  const name = the("product-name", HTMLInputElement);
  if (name.value === "") {
    name.value = search.value.trim();
  }
  name.focus();
}

/** The listed products' buttons that fit what was typed. */
const fitting = () => [.../** @type {NodeListOf<HTMLButtonElement>} */ (products.querySelectorAll("li[data-names]:not([hidden]) button"))];

function filter() {
  const typed = search.value.trim().toLowerCase();
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (products.querySelectorAll("li[data-names]"))) {
    // What is not possible is named to those alone who look for it.
    row.hidden = !(row.dataset.names ?? "").includes(typed) || (typed === "" && row.dataset.notPossible !== undefined);
  }
  const found = the("found", HTMLElement);
  if (typed === "") {
    delete found.dataset.words;
    found.replaceChildren();
  } else {
    say(found, "index-found", { count: String(fitting().length) });
  }
}

search.addEventListener("input", filter);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && search.value.trim() !== "") {
    event.preventDefault();
    const [first, ...more] = fitting();
    if (first === undefined) {
      askName();
    } else if (more.length === 0) {
      first.click();
    } else {
      first.focus();
    }
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    (fitting()[0] ?? the("another-product", HTMLButtonElement)).focus();
  }
});
products.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step === undefined) {
    return;
  }
  event.preventDefault();
  const all = [...fitting(), the("another-product", HTMLButtonElement)];
  const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  (all[at + step] ?? search).focus();
});
beginForm.addEventListener("submit", (event) => {
  event.preventDefault();
  start(the("begin", HTMLButtonElement), null, the("product-name", HTMLInputElement).value);
});

/**
 * @param {HTMLButtonElement} pressed
 * @param {string | null} product
 * @param {string} name
 */
async function start(pressed, product, name) {
  const begun = await run({
    button: pressed,
    work: () => backend.begin(product, name),
    fields: { product: "product-name" },
    retry: () => start(pressed, product, name),
  });
  if (begun !== undefined) {
    go("connect", begun);
  }
}

// What is there already.

/** @param {string[]} files */
function showDamaged(files) {
  the("damaged", HTMLElement).replaceChildren(
    ...(files.length === 0
      ? []
      : [
          note(
            "warn",
            make("strong", { words: "index-damaged" }),
            make("p", { words: "index-damaged.about" }),
            make("ul", { class: "bulleted" }, ...files.map((file) => make("li", {}, make("code", {}, file)))),
          ),
        ]),
  );
}

/** @param {UnfinishedRow[]} rows */
function showUnfinished(rows) {
  the("unfinished-section", HTMLElement).hidden = rows.length === 0;
  the("unfinished", HTMLElement).replaceChildren(...rows.map(unfinishedCard));
}

/** @param {UnfinishedRow} row */
function unfinishedCard(row) {
  const what = row.product ?? row.id;
  const title = row.product === null ? make("h3", { words: "unfinished-damaged" }) : make("h3", {}, row.product);
  const remove = button(`remove-${row.id}`, "remove", "quiet danger compact", (pressed) => abandon(pressed, row), { what });
  const goOn =
    row.page &&
    make("a", {
      id: `go-on-${row.id}`,
      class: "button compact",
      href: `${row.page}.html?id=${encodeURIComponent(row.id)}`,
      "data-go": true,
      words: "go-on",
      args: { what },
    });
  const undo =
    row.page &&
    row.application !== null &&
    make("a", {
      id: `undo-${row.id}`,
      class: "button compact",
      href: `review.html?id=${encodeURIComponent(row.id)}`,
      "data-go": true,
      words: "unfinished-undo",
      args: { what },
    });
  return make(
    "li",
    { class: "card entry", id: `unfinished-${row.id}` },
    make(
      "div",
      { class: "between" },
      make(
        "div",
        {},
        title,
        row.product === null
          ? make("p", { class: "muted", words: "unfinished-damaged.about" })
          : make("p", { class: "muted" }, row.host ?? make("span", { words: "unfinished-no-address" })),
        row.new_secret && make("p", {}, make("span", { class: "chip", words: "unfinished-new-secret" })),
        row.application !== null && make("p", { words: "unfinished-application", args: { name: row.application } }),
      ),
      make("div", { class: "row" }, remove, undo, goOn),
    ),
    row.product === null &&
      row.entries.length > 0 &&
      make(
        "div",
        { class: "small muted" },
        make("p", { words: "unfinished-entries" }),
        make("ul", { class: "bulleted" }, ...row.entries.map((entry) => make("li", {}, entry))),
      ),
  );
}

/**
 * @param {HTMLButtonElement} pressed
 * @param {UnfinishedRow} row
 */
async function abandon(pressed, row) {
  // What Latchkey has created is undone where that is done, and only forgotten when the person wants that.
  const created = row.application !== null;
  const sure = await confirmed({
    title: "abandon-title",
    confirm: "abandon-confirm",
    danger: true,
    // Without the answers nobody knows where to undo it.
    ...(created && row.page !== null ? { instead: "abandon-undo" } : {}),
    texts: [
      { words: "abandon-text" },
      created
        ? { words: "abandon-created", args: { name: row.application ?? "" } }
        : { words: row.new_secret ? "abandon-remains-new-secret" : "abandon-remains" },
    ],
  });
  if (sure === "instead") {
    go("review", row.id);
    return;
  }
  if (!sure) {
    return;
  }
  const again = async (insist = false) => {
    const removed = await run({
      button: pressed,
      what: "working-keychain",
      work: () => watched(row.id, () => backend.abandon(row.id, insist)).then(() => true),
      insist: () => again(true),
      retry: () => again(insist),
    });
    if (removed) {
      await reload();
      await announce("abandon-done");
      document.querySelector("h1")?.focus();
    }
  };
  await again();
}

/** @param {ConnectionRow[]} rows */
function showConnections(rows) {
  const list = the("connections", HTMLElement);
  list.hidden = rows.length === 0;
  the("connections-empty", HTMLElement).hidden = rows.length > 0;
  list.replaceChildren(
    ...rows.map((row) =>
      make(
        "li",
        { class: "card entry between", id: `connection-${row.id}` },
        make(
          "div",
          {},
          make("h3", {}, row.product),
          make("p", { class: "muted" }, row.host),
          make(
            "p",
            { class: "row small muted" },
            chip(row.verdict, row.things),
            make("span", { words: "connection-proved", args: { date: date(row.proved) } }),
          ),
        ),
        make("a", {
          id: `open-${row.id}`,
          class: "button",
          href: `connection.html?id=${encodeURIComponent(row.id)}`,
          "data-go": true,
          words: "connection-open",
          args: { what: row.product },
        }),
      ),
    ),
  );
}

// A lost secret.

/** @param {IndexView} view */
function showLost(view) {
  lostWhich.replaceChildren(
    ...view.connections.map((row) => make("option", { value: row.id }, `${row.product} – ${row.host}`)),
    make("option", { value: "", words: "lost-foreign" }),
  );
  lostProduct.replaceChildren(
    ...view.products.map((product) => make("option", { value: product.id }, product.name)),
    make("option", { value: "", words: "lost-other-product" }),
  );
  the("lost-warning", HTMLElement).replaceChildren(note("warn", make("p", { words: "lost-warning" })));
  showLostFields();
}

function showLostFields() {
  const foreign = lostWhich.value === "";
  the("lost-product-field", HTMLElement).hidden = !foreign;
  the("lost-name-field", HTMLElement).hidden = !foreign || lostProduct.value !== "";
}

lostWhich.addEventListener("change", showLostFields);
lostProduct.addEventListener("change", showLostFields);
const lostForm = the("lost-form", HTMLFormElement);
lostForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const connection = lostWhich.value;
  const product = lostProduct.value;
  const begun = await run({
    button: the("lost-begin", HTMLButtonElement),
    work: () => backend.beginNewSecret(connection === "" ? (product === "" ? { name: lostName.value } : { product }) : { connection }),
    fields: { product: "lost-name" },
    at: the("lost-error", HTMLElement),
    retry: () => lostForm.requestSubmit(),
  });
  if (begun !== undefined) {
    const [id, page] = begun;
    go(page, id);
  }
});

// Practising.

const practiseForm = the("practise-form", HTMLFormElement);
practiseForm.addEventListener("submit", async (event) => {
  event.preventDefault();
  const begun = await run({
    button: the("practise", HTMLButtonElement),
    what: "working-practice",
    work: () => backend.practise(practiseKeychain.checked).then(() => true),
    at: the("practise-error", HTMLElement),
    retry: () => practiseForm.requestSubmit(),
  });
  if (begun) {
    await reload();
    await fill();
    document.querySelector("h1")?.focus();
    window.scrollTo({ top: 0 });
  }
});

open({ load: backend.indexView, show });
