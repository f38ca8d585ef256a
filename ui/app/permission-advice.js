// @ts-check
// What there is to say about a choice of permissions, as it changes: advice with its remedy, and what a thief could do.

/** @import { AdviceView } from '../../src-tauri/bindings/AdviceView' */
/** @import { RemedyView } from '../../src-tauri/bindings/RemedyView' */

import * as backend from "./backend.js";
import { fill, id, make, say, the } from "./page.js";
import { plainNames } from "./permission-names.js";

const panel = the("advice-panel", HTMLElement);
const place = the("advice", HTMLElement);
const meter = the("meter", HTMLElement);

let asked = 0;
/** Where the focus goes when the advice is there again. @type {number | null} */
let pressed = null;

/**
 * @param {string} product
 * @param {string[]} names
 * @param {(remedy: RemedyView) => void} apply
 */
export async function advise(product, names, apply) {
  asked += 1;
  const question = asked;
  const said = await backend.permissionsAdvice(id, names).catch(() => null);
  if (said === null || question !== asked) {
    // It is only advice, or it is about a choice that has changed meanwhile.
    return;
  }
  const advice = names.length === 0 ? [] : said.advice;
  const plain = await plainNames(advice.flatMap((each) => each.permissions));
  // What was said before stays as it stands: only what is new is read out.
  const before = new Map([...place.children].map((row) => [row instanceof HTMLElement ? row.dataset.advice : "", row]));
  const rows = advice.map((each) => before.get(keyOf(each)) ?? row(each, product, plain, apply));
  const list = make("ul", {}, ...rows.filter((each) => !each.isConnected));
  await fill(list);
  if (question !== asked) {
    return;
  }
  panel.hidden = names.length === 0;
  panel.dataset.meter = said.meter;
  if (place.children.length !== rows.length || rows.some((each, n) => place.children[n] !== each)) {
    place.replaceChildren(...rows);
  }
  if (meter.dataset.words !== `meter-${said.meter}`) {
    await say(meter, `meter-${said.meter}`);
  }
  if (pressed !== null) {
    const remedies = place.querySelectorAll("button");
    const next = remedies[Math.min(pressed, remedies.length - 1)] ?? meter;
    pressed = null;
    next.focus({ preventScroll: true });
  }
}

/** @param {AdviceView} advice */
const keyOf = ({ id: what, permissions, remedy }) => JSON.stringify([what, permissions, remedy]);

/**
 * @param {AdviceView} advice
 * @param {string} product
 * @param {Map<string, string>} plain
 * @param {(remedy: RemedyView) => void} apply
 */
function row(advice, product, plain, apply) {
  const { id: what, permissions, remedy } = advice;
  const name = (/** @type {string} */ p) => plain.get(p) ?? p;
  // A name of HaloPSA's that was typed is answered with another.
  const meant = remedy?.add.join(", ") ?? "";
  const args = { product, meant, permissions: permissions.map(name).join(", ") };
  const text = make("span", { words: `advice-${what}`, args });
  const made = make("li", {}, text);
  made.dataset.advice = keyOf(advice);
  if (remedy !== null) {
    const button = make("button", { type: "button", class: "button compact", words: `advice-${what}.remedy`, args });
    button.id = `remedy-${what}-${permissions[0]?.replace(":", "-") ?? ""}`;
    text.id = `why-${button.id}`;
    button.setAttribute("aria-describedby", text.id);
    button.addEventListener("click", () => {
      pressed = [...place.querySelectorAll("button")].indexOf(button);
      apply(remedy);
    });
    made.append(button);
  }
  return made;
}
