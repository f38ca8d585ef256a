// @ts-check
// A proof as it is shown: the verdict, what there is to know, what was seen of each permission, and causes.

/** @import { DifferenceView } from '../../src-tauri/bindings/DifferenceView' */
/** @import { ProofView } from '../../src-tauri/bindings/ProofView' */

import { button, date, icon, make, note } from "./page.js";
import { plainNames } from "./permission-names.js";

/**
 * @param {string} verdict
 * @param {number} things So many things to know.
 * @returns {HTMLElement}
 */
export function chip(verdict, things) {
  const picture = verdict === "works" ? "check" : verdict === "does-not-work" ? "cross" : "warn";
  return make(
    "span",
    { class: `chip ${verdict}` },
    icon(picture),
    make("span", { words: `verdict-${verdict}`, args: { count: String(things) } }),
  );
}

/**
 * The verdict, large.
 * @param {ProofView} proof
 * @param {boolean} [saved] Whether it is a saved connection's.
 */
export function verdictCard(proof, saved) {
  const picture = proof.verdict === "works" ? "check" : proof.verdict === "does-not-work" ? "cross" : "warn";
  const fails = proof.secret_lost ? "verdict-secret-lost" : saved ? "verdict-does-not-work-saved" : "verdict-does-not-work";
  const words = proof.verdict === "does-not-work" ? fails : `verdict-${proof.verdict}`;
  const args = { count: String(proof.remarks.length) };
  return make(
    "div",
    { class: `verdict ${proof.verdict}`, "data-verdict": proof.verdict },
    icon(picture),
    make(
      "div",
      {},
      make("strong", { id: "verdict", tabindex: "-1", words, args }),
      make("p", { words: `${words}.about`, args }),
      make("p", { class: "small muted", words: "connection-proved", args: { date: date(proof.at) } }),
    ),
  );
}

/**
 * In what a saved application differs from the plan.
 * @param {DifferenceView[]} found
 */
export function differences(found) {
  return make(
    "ul",
    { class: "bulleted", id: "differences" },
    ...found.map((difference) =>
      make(
        "li",
        {},
        make("span", { words: `difference-${difference.id}` }),
        difference.missing.length > 0 &&
          make("span", {}, " ", make("span", { words: "difference-missing" }), " ", make("code", {}, difference.missing.join(", "))),
        difference.more > 0 && make("span", {}, " ", make("span", { words: "difference-more", args: { count: String(difference.more) } })),
      ),
    ),
  );
}

/**
 * What there is to know, and everything that was looked at.
 * @param {ProofView} proof
 * @param {((pressed: HTMLButtonElement) => unknown) | null} [again] Tests again, where something could not be tested.
 */
export async function findings(proof, again = null) {
  const names = await plainNames([...proof.permissions.map((p) => p.permission), ...proof.remarks.flatMap((r) => r.permissions)]);
  const remarks = proof.remarks.map((remark) =>
    make("li", {
      words: `remark-${remark.id}`,
      args: { permission: remark.permissions.map((each) => names.get(each) ?? each).join(", "), role: remark.role || "own" },
    }),
  );
  const rows = proof.permissions.map((seen) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, names.get(seen.permission) ?? seen.permission, " ", make("code", { class: "muted" }, seen.permission)),
      make("td", { words: `seen-${seen.seen}` }),
    ),
  );
  const head = make(
    "thead",
    {},
    make("tr", {}, make("th", { scope: "col", words: "proof-permission" }), make("th", { scope: "col", words: "proof-seen" })),
  );
  const untested = proof.permissions.some((seen) => seen.seen === "trouble" || seen.seen === "not-there");
  return make(
    "div",
    { class: "stack" },
    remarks.length > 0 &&
      proof.verdict !== "does-not-work" &&
      note(
        "warn",
        make("strong", { words: "remarks", args: { count: String(remarks.length) } }),
        make("ul", { class: "bulleted" }, ...remarks),
      ),
    (rows.length > 0 || proof.agent !== null || proof.saved !== null) &&
      make(
        "details",
        { id: "proof-details", open: proof.verdict === "does-not-work" && rows.length <= 8 },
        make("summary", { words: "proof-details" }),
        make(
          "div",
          { class: "inside" },
          savedAs(proof),
          proof.agent !== null &&
            make("p", {
              words: `agent-${proof.agent}`,
              args: { name: proof.agent_name ?? "", date: proof.agent_seen === null ? "" : date(proof.agent_seen) },
            }),
          rows.length > 0 && make("table", {}, head, make("tbody", {}, ...rows)),
          untested &&
            again !== null &&
            make(
              "div",
              { class: "row" },
              make("span", { class: "muted", words: "untested" }),
              button("test-again", "test-again", "compact", again),
            ),
        ),
      ),
    proof.verdict !== "does-not-work" && make("p", { class: "muted", id: "not-written", words: "proof-not-written" }),
  );
}

/**
 * Each permission that was planned and not given, by name; false where all were given.
 * @param {ProofView} proof
 */
export async function missing(proof) {
  if (proof.missing.length === 0) {
    return false;
  }
  const names = await plainNames(proof.missing);
  return make(
    "div",
    { id: "missing" },
    make("p", {
      class: "label",
      words: proof.narrowed ? "missing-narrowed" : "missing-refused",
      args: { count: String(proof.missing.length) },
    }),
    make(
      "ul",
      { class: "bulleted" },
      ...proof.missing.map((each) => make("li", {}, names.get(each) ?? each, " ", make("code", { class: "muted" }, each))),
    ),
  );
}

/**
 * The application as it was read back. What is refused all the same is not said to be as planned.
 * @param {ProofView} proof
 */
function savedAs(proof) {
  if (proof.saved === null) {
    return false;
  }
  if (proof.saved.length > 0) {
    return make("div", {}, make("p", { words: "saved-otherwise" }), differences(proof.saved));
  }
  return make("p", { words: proof.verdict === "does-not-work" ? "saved-and-refused" : "saved-as-planned" });
}

/**
 * The causes, the likeliest first.
 * @param {ProofView} proof
 * @param {(cause: ProofView["causes"][number]) => (Node | false | null)[]} buttons What can be done about one, here.
 */
export function causes(proof, buttons) {
  const row = (/** @type {ProofView["causes"][number]} */ cause) => {
    const can = buttons(cause).filter(Boolean);
    return make(
      "li",
      { id: `cause-${cause.id}` },
      make("p", { class: "label", words: `cause-${cause.id}` }),
      make("p", {}, make("b", { words: "cause-see" }), " ", make("span", { words: `cause-${cause.id}.see` })),
      make("p", {}, make("b", { words: "cause-change" }), " ", make("span", { words: `cause-${cause.id}.change` })),
      can.length > 0 && make("div", { class: "row" }, ...can),
    );
  };
  return make(
    "div",
    {},
    make("p", { class: "label", id: "causes-label", words: "causes" }),
    make("ol", { class: "causes", id: "causes", "aria-labelledby": "causes-label" }, ...proof.causes.map(row)),
  );
}
