// @ts-check
// A proof as it is shown: the verdict, what was seen of each permission, remarks, and causes.

/** @import { DifferenceView } from '../../src-tauri/bindings/DifferenceView' */
/** @import { ProofView } from '../../src-tauri/bindings/ProofView' */

import { date, icon, make, note } from "./page.js";
import { plainNames } from "./permission-names.js";

/**
 * @param {string} verdict
 * @returns {HTMLElement}
 */
export function chip(verdict) {
  const picture = verdict === "works" ? "check" : verdict === "does-not-work" ? "cross" : "warn";
  return make("span", { class: `chip ${verdict}` }, icon(picture), make("span", { words: `verdict-${verdict}` }));
}

/**
 * The verdict, large.
 * @param {ProofView} proof
 * @param {boolean} [saved] Whether it is a saved connection's.
 */
export function verdictCard(proof, saved) {
  const picture = proof.verdict === "works" ? "check" : proof.verdict === "does-not-work" ? "cross" : "warn";
  const words = saved && proof.verdict === "does-not-work" ? "verdict-does-not-work-saved" : `verdict-${proof.verdict}`;
  return make(
    "div",
    { class: `verdict ${proof.verdict}`, "data-verdict": proof.verdict },
    icon(picture),
    make(
      "div",
      {},
      make("strong", { id: "verdict", tabindex: "-1", words }),
      make("p", { words: `${words}.about` }),
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
 * What is not as clear as it should be, and everything that was looked at.
 * @param {ProofView} proof
 */
export async function findings(proof) {
  const names = await plainNames([...proof.permissions.map((p) => p.permission), ...proof.remarks.flatMap((r) => r.permission ?? [])]);
  const remarks = proof.remarks.map((remark) =>
    make("li", {
      words: `remark-${remark.id}`,
      args: remark.permission === null ? undefined : { permission: names.get(remark.permission) ?? "" },
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
  return make(
    "div",
    { class: "stack" },
    remarks.length > 0 && note("warn", make("strong", { words: "remarks" }), make("ul", { class: "bulleted" }, ...remarks)),
    proof.verdict === "works-with-remarks" &&
      proof.causes.length > 0 &&
      make(
        "div",
        { id: "why" },
        causes(proof, () => []),
      ),
    (rows.length > 0 || proof.agent !== null || proof.saved !== null) &&
      make(
        "details",
        { id: "proof-details", open: proof.verdict !== "works-with-remarks" && rows.length <= 8 },
        make("summary", { words: "proof-details" }),
        make(
          "div",
          { class: "inside" },
          proof.saved !== null &&
            (proof.saved.length === 0
              ? make("p", { words: "saved-as-planned" })
              : make("div", {}, make("p", { words: "saved-otherwise" }), differences(proof.saved))),
          proof.agent !== null &&
            make("p", {
              words: `agent-${proof.agent}`,
              args: proof.agent_name === null ? undefined : { name: proof.agent_name },
            }),
          rows.length > 0 && make("table", {}, head, make("tbody", {}, ...rows)),
        ),
      ),
    proof.verdict !== "does-not-work" && make("p", { class: "muted", id: "not-written", words: "proof-not-written" }),
  );
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
