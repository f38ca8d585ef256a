// @ts-check
// The hand-over: the lines of the product's own form, one Copy button after the other. The secret is
// copied by Rust and never comes here.

/** @import { ConnectionView } from '../../src-tauri/bindings/ConnectionView' */

import * as backend from "./backend.js";
import { button, date, fill, icon, make, note, run, texts } from "./page.js";
import { watched } from "./progress.js";

let countdown = 0;

/**
 * @param {ConnectionView} connection
 * @returns {Promise<HTMLElement>}
 */
export async function handover(connection) {
  const terms = await texts(connection.lines.map((line) => ({ id: `field-${line.id}` })));
  const said = make("div", { class: "said", id: "said-copy", role: "status" });
  const error = make("div", { class: "alert", id: "error-copy", role: "alert" });
  /** @type {{ row: HTMLElement, copy: HTMLButtonElement, term: HTMLElement }[]} */
  const rows = [];

  /** @param {number} at */
  const highlight = (at) => {
    for (const [n, { row, copy }] of rows.entries()) {
      row.classList.toggle("next", n === at);
      copy.classList.toggle("primary", n === at);
    }
  };

  /** @param {number} n */
  const copied = async (n) => {
    const line = rows[n];
    if (line === undefined) {
      return;
    }
    const what = terms[n]?.value ?? "";
    const answer = await run({
      button: line.copy,
      what: "working-keychain",
      at: error,
      work: async () => ({ seconds: await watched(connection.id, () => backend.copyLine(connection.id, n)) }),
      retry: () => copied(n),
    });
    if (answer === undefined) {
      return;
    }
    line.term.querySelector(".icon")?.remove();
    line.term.prepend(icon("check"), " ");
    window.clearInterval(countdown);
    const text =
      answer.seconds === null
        ? make("p", { words: "handover-copied", args: { what } })
        : make("p", { words: "handover-secret-copied", args: { count: String(answer.seconds) } });
    await fill(text);
    said.replaceChildren(text);
    if (answer.seconds !== null) {
      count(answer.seconds, said);
    }
    highlight(n + 1);
  };

  for (const [n, line] of connection.lines.entries()) {
    const name = make("span", { words: `field-${line.id}` });
    const label = line.label !== null && line.label !== terms[n]?.value;
    const term = label
      ? make("p", { class: "term" }, make("span", {}, line.label), " ", make("span", { class: "muted small" }, name))
      : make("p", { class: "term" }, name);
    const copy = make("button", {
      id: `copy-line-${n}`,
      type: "button",
      class: "button",
      words: "copy",
      args: { what: terms[n]?.value ?? "" },
    });
    copy.addEventListener("click", () => copied(n));
    if (line.not_there) {
      const why = make("p", { words: "handover-not-there", args: { product: connection.product, host: connection.host } });
      rows.push({ row: make("li", { class: "line", id: `line-${n}` }, make("div", {}, term, note("warn", why))), copy, term });
      continue;
    }
    const value = line.value === null ? make("p", { words: "handover-secret" }) : make("code", {}, line.value);
    const fallback =
      line.fallback && make("p", { class: "muted small", words: "handover-fallback", args: { product: connection.product } });
    rows.push({ row: make("li", { class: "line", id: `line-${n}` }, make("div", {}, term, value, fallback), copy), copy, term });
  }
  // The first that there is something to copy for.
  highlight(connection.lines.findIndex((line) => !line.not_there));

  const form = connection.form;
  const product = connection.product;
  return make(
    "section",
    { class: "stack", id: "handover" },
    make("h2", { words: "handover-title", args: { product } }),
    form === null
      ? make("p", { words: "handover-anywhere", args: { product } })
      : form.place === null
        ? make("p", { words: "handover-open", args: { product } })
        : make("p", { words: "handover-place", args: { product, place: form.place } }),
    make("ol", { class: "lines" }, ...rows.map(({ row }) => row)),
    said,
    error,
    then(product, form?.test_button ?? null, form?.finish_button ?? null),
    form !== null &&
      make(
        "div",
        { class: "row small muted" },
        form.looked_up === null
          ? make("p", { words: "list-source-unseen" })
          : make("p", { words: "list-source", args: { date: date(form.looked_up) } }),
        button("open-form-source", "open-source", "quiet compact", (pressed) =>
          run({ button: pressed, work: () => backend.openSourcePage(form.product_id, true) }),
        ),
      ),
  );
}

/**
 * What is pressed in the product in the end, as far as it is known.
 * @param {string} product
 * @param {string | null} test
 * @param {string | null} finish
 */
function then(product, test, finish) {
  if (test !== null && finish !== null) {
    return make("p", { words: "handover-then", args: { product, test, finish } });
  }
  if (test !== null) {
    return make("p", { words: "handover-then-test", args: { product, test } });
  }
  return finish === null
    ? make("p", { words: "handover-then-anywhere", args: { product } })
    : make("p", { words: "handover-then-finish", args: { product, finish } });
}

/**
 * Counts down for the eye alone: a screen reader is told once.
 * @param {number} seconds
 * @param {HTMLElement} place
 */
function count(seconds, place) {
  const until = Date.now() + seconds * 1000;
  const shown = make("span", { class: "countdown", "aria-hidden": "true" });
  place.firstElementChild?.append(shown);
  const tell = async () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    if (left > 0) {
      const [text] = await texts([{ id: "handover-seconds", args: { count: String(left) } }]);
      shown.textContent = text?.value ?? "";
      return;
    }
    window.clearInterval(countdown);
    const cleared = make("p", { words: "handover-cleared" });
    await fill(cleared);
    place.replaceChildren(cleared);
  };
  tell();
  countdown = window.setInterval(tell, 1000);
}
