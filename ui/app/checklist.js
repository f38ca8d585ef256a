// @ts-check
// The checklist beside every step: the procedure itself, each item ticked when its fact is true.

/** @import { Frame } from '../../src-tauri/bindings/Frame' */
/** @import { CheckStep } from '../../src-tauri/bindings/CheckStep' */
/** @import { CheckItem } from '../../src-tauri/bindings/CheckItem' */

import { fill, icon, make } from "./page.js";

export class Checklist extends HTMLElement {
  /**
   * Shows where a set-up is.
   * @param {Frame} frame
   */
  show(frame) {
    const whose = make("p", {
      class: "whose",
      words: frame.new_secret ? "checklist-new-secret" : "checklist-set-up",
      args: { product: frame.product },
    });
    const list = make("ol", { class: "steps" }, ...frame.checklist.map((step, n) => row(frame, step, n + 1)));
    const nav = make("nav", { words: "checklist", "data-words-label": true }, list);
    // Filled before it takes the place of the old one, so that nothing flickers.
    const whole = make("div", {}, whose, nav);
    fill(whole).then(() => this.replaceChildren(whole));
  }
}

/**
 * @param {Frame} frame
 * @param {CheckStep} step
 * @param {number} number
 */
function row(frame, step, number) {
  const bullet = make("span", { class: "bullet", "aria-hidden": "true" }, step.done ? icon("check") : String(number));
  const text = [make("span", { words: `step-${step.id}` }), step.done && isDone()];
  const head =
    step.open && !step.current
      ? make(
          "a",
          { id: `go-${step.id}`, "data-go": true, href: `${step.id}.html?id=${encodeURIComponent(frame.id)}` },
          bullet,
          make("span", {}, ...text),
        )
      : make("span", { class: "step", "aria-current": step.current ? "step" : undefined }, bullet, make("span", {}, ...text));
  const items =
    step.current && step.items.length > 0
      ? make("ol", { class: "substeps" }, ...step.items.map((item) => subrow(item, frame.product)))
      : null;
  return make("li", { class: `${step.done ? "done" : ""} ${step.current ? "here" : ""}`.trim() }, head, items);
}

/**
 * @param {CheckItem} item
 * @param {string} product
 */
function subrow(item, product) {
  const bullet = make("span", { class: "bullet", "aria-hidden": "true" }, item.done ? icon("check") : make("span", { class: "dot" }));
  const text = make("span", {}, make("span", { words: `item-${item.id}.short`, args: { product } }), item.done && isDone());
  return make("li", { class: item.done ? "done" : "" }, make("a", { href: `#item-${item.id}` }, bullet, text));
}

function isDone() {
  const said = make("span", { class: "visually-hidden" });
  said.append(" ", make("span", { words: "checklist-done" }));
  return said;
}

customElements.define("latchkey-checklist", Checklist);
