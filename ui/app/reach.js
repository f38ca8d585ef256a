// @ts-check
// How far the planned application will reach: each permission, and what its agent may see of it. Read from HaloPSA
// before anything is created, while somebody is signed in; nothing waits for it.

/** @import { ReviewView } from '../../src-tauri/bindings/ReviewView' */
/** @import { ReachView } from '../../src-tauri/bindings/ReachView' */

import * as backend from "./backend.js";
import { button, fill, id, make, note, texts, the } from "./page.js";
import { plainNames } from "./permission-names.js";

/** So many customers are named. */
const FEW = 3;
/** The reading that counts: an older one that ends later is left out. */
let newest = 0;

/** @param {ReviewView} view */
export async function showReach(view) {
  const place = the("reach", HTMLElement);
  // Once it is created, the proof says what it really sees.
  place.hidden = !view.signed_in || view.stage !== "nothing" || view.running;
  newest += 1;
  const reading = newest;
  const warning = the("reach-warning", HTMLElement);
  warning.replaceChildren();
  if (place.hidden) {
    place.replaceChildren();
    return;
  }
  const agent = view.agent;
  /** @param {...Node} inside */
  const show = async (...inside) => {
    const whole = make(
      "div",
      { class: "stack" },
      make("h2", { id: "reach-heading", words: "reach", args: { agent } }),
      make("p", { words: "reach.about", args: { agent } }),
      ...inside,
    );
    await fill(whole);
    if (reading === newest) {
      place.replaceChildren(...whole.children);
    }
  };
  await show(
    make("p", { class: "progress" }, make("span", { class: "spinner" }), make("span", { words: "reach-reading", args: { agent } })),
  );
  const again = button("reach-again", "reach-again", "compact", () => showReach(view));
  try {
    const reach = await backend.reach(id);
    const empty = reach !== null && ofNothing(reach, again);
    await show(...(reach === null ? [make("p", { words: "reach-untold", args: { agent } })] : await table(reach)));
    if (empty) {
      // Above everything: what will stay empty is to be seen before Save is pressed.
      await fill(empty);
      if (reading === newest) {
        warning.replaceChildren(empty);
      }
    }
  } catch (thrown) {
    await show(
      note(
        "",
        make("strong", { words: "reach-failed", args: { agent } }),
        backend.isRefusal(thrown) && make("p", {}, thrown.title),
        make("p", { words: "reach-failed.about", args: { agent } }),
        make("div", { class: "row" }, again),
      ),
    );
  }
}

/** @param {ReachView} reach */
async function table(reach) {
  const names = await plainNames(reach.rows.map((row) => row.permission));
  const rows = await Promise.all(
    reach.rows.map(async (row) => {
      const customers = await named(row.customers);
      const args = { teams: String(row.teams), all: String(row.all_teams), customers, role: row.role || "own" };
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, names.get(row.permission) ?? row.permission),
        make(
          "td",
          { class: row.nothing ? "nothing" : undefined },
          make("span", { words: `reach-${row.id}`, args }),
          row.id === "teams" &&
            customers !== "" &&
            make("span", { class: "block small", words: "reach-of-customers", args: { customers } }),
          row.only_read && make("span", { class: "block small", words: "reach-only-read" }),
        ),
      );
    }),
  );
  const none = make("span", { class: "muted", words: "reach-none" });
  const customers = await named(reach.customers);
  /** What HaloPSA tells of the agent itself. @type {[string, Node | string | false][]} */
  const facts = [
    ["reach-kind", reach.api_only !== null && make("span", { words: reach.api_only ? "reach-kind-api" : "reach-kind-person" })],
    [
      "reach-administrator",
      reach.administrator !== null && make("span", { words: reach.administrator ? "reach-administrator-yes" : "reach-administrator-no" }),
    ],
    ["reach-roles", reach.roles.join(", ") || none],
    ["reach-of-teams", reach.teams !== null && (reach.teams.join(", ") || none.cloneNode())],
    [
      "reach-for-customers",
      customers === ""
        ? make("span", { words: "reach-all-customers" })
        : make("span", { words: "reach-of-customers", args: { customers } }),
    ],
  ];
  return [
    make("dl", { class: "facts" }, ...facts.flatMap(([words, value]) => (value ? [make("dt", { words }), make("dd", {}, value)] : []))),
    make(
      "table",
      {},
      make(
        "thead",
        {},
        make("tr", {}, make("th", { scope: "col", words: "reach-permission" }), make("th", { scope: "col", words: "reach-sees" })),
      ),
      make("tbody", {}, ...rows),
    ),
  ].filter((each) => each instanceof HTMLElement);
}

/**
 * What to do about permissions with which nothing will be seen, if there are any.
 * @param {ReachView} reach
 * @param {HTMLButtonElement} again
 */
function ofNothing(reach, again) {
  const nothing = reach.rows.filter((row) => row.nothing).length;
  const of = { count: String(nothing), agent: reach.agent };
  return (
    nothing > 0 &&
    note(
      "warn",
      make("strong", { words: "reach-nothing", args: of }),
      make("p", { words: "reach-nothing.about", args: of }),
      make(
        "div",
        { class: "row" },
        make("a", {
          class: "button compact",
          id: "reach-other-agent",
          href: `general.html?id=${encodeURIComponent(id)}`,
          "data-go": true,
          words: "reach-other-agent",
        }),
        again,
      ),
    )
  );
}

/** The first of them by name. @param {string[]} customers */
async function named(customers) {
  const names = customers.slice(0, FEW).join(", ");
  if (customers.length <= FEW) {
    return names;
  }
  const [more] = await texts([{ id: "reach-more-customers", args: { names, count: String(customers.length - FEW) } }]);
  return more?.value ?? names;
}
