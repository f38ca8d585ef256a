// @ts-check
// Where: whatever is pasted as the address is understood by Rust, which looks at what is there.

/** @import { ConnectView } from '../../src-tauri/bindings/ConnectView' */

import * as backend from "./backend.js";
import "./checklist.js";
import "./instructions.js";
import { announce, button, fill, go, icon, id, make, note, open, reload, run, showFrame, the } from "./page.js";
import { plainNames } from "./permission-names.js";
import { goByHand, signingIn } from "./sign-in.js";
import { taking } from "./taking.js";

const form = the("form", HTMLFormElement);
const address = the("address", HTMLInputElement);
const goOn = the("continue", HTMLButtonElement);
let revision = 0;
let practising = false;
/** Whether the page has been shown before. */
let shown = false;
/** The address with which somebody came here who stopped practising to use it. */
const wanted = new URLSearchParams(window.location.search).get("address") ?? "";
/** How many applications are shown before the person asks for all. */
const FEW = 8;

/** @param {ConnectView} view */
async function show(view) {
  revision = view.frame.revision;
  practising = view.frame.practising !== null;
  showFrame(view.frame);
  address.value = view.address ?? view.frame.practising?.address ?? view.address_set ?? wanted;
  // Nothing else is reached while practising.
  address.readOnly = practising;
  the("address-practice", HTMLElement).hidden = !practising;
  the("use-own", HTMLElement).hidden = !practising;
  if (practising) {
    the("lead", HTMLElement).dataset.words = "connect-title.practising";
    // It is about an address that is typed.
    document.getElementById("address-hint")?.remove();
  }
  the("address-set", HTMLElement).hidden = view.address_set === null;
  // To sign in at that host has been agreed to.
  agreed = { ...agreed, elsewhere: view.sign_in_host };
  const signedIn = view.authorised !== null;
  the("sign-in-ask", HTMLElement).hidden = !view.may_create || signedIn;
  goOn.hidden = view.may_create && !signedIn;
  showFound(view);
  the("way", HTMLElement).replaceChildren(
    ...(view.may_create ? [] : [note("", make("strong", { words: "connect-by-hand" }), make("p", { words: "connect-by-hand.about" }))]),
  );
  showOtherWays(view);
  await showSignedIn(view);
  shown = true;
}

// The address.

const NOTHING = { insist: false, elsewhere: /** @type {string | null} */ (null) };
/** What the person has agreed to, for the address as it stands there. */
let agreed = NOTHING;

address.addEventListener("input", () => {
  agreed = NOTHING;
});

/**
 * Has the address looked at and saved as it stands there now. Whatever is to be asked about it is asked first.
 * @param {(view: ConnectView) => void | Promise<void>} then
 * @returns {Promise<void>}
 */
async function withAddress(then) {
  const saved = await run({
    what: "working-address",
    work: () => backend.connectSave({ id, revision, address: address.value, ...agreed }),
    at: the("address-error", HTMLElement),
    // One may follow the other: what was agreed to stays so.
    insist: (refusal) => {
      agreed =
        refusal.code === "sign-in-elsewhere" ? { ...agreed, elsewhere: refusal.params.elsewhere ?? null } : { ...agreed, insist: true };
      return withAddress(then);
    },
    retry: () => withAddress(then),
    stopAndUse: () => forReal(address.value),
  });
  if (saved !== undefined) {
    revision = saved.frame.revision;
    await then(saved);
  }
}

// Out of practice, with the same product.

the("use-own", HTMLButtonElement).addEventListener("click", () => forReal(""));

/** @param {string} at The address to use, or none. */
async function forReal(at) {
  const begun = await run({ what: "working", work: () => backend.beginForReal(id), at: the("address-error", HTMLElement) });
  if (begun !== undefined) {
    window.location.replace(`connect.html?${new URLSearchParams({ id: begun, address: at })}`);
  }
}

// Signing in, which most people do.

const signIn = signingIn({
  place: the("sign-in-place", HTMLElement),
  pressed: the("sign-in", HTMLButtonElement),
  practising: () => practising,
  signedIn: async () => {
    await reload();
    await sayWho();
  },
  byHand,
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  withAddress(async (saved) => {
    if (saved.may_create && saved.authorised === null) {
      await showNow(saved);
      await signIn();
    } else {
      go(saved.frame.next ?? "guide", id);
    }
  });
});

function asSomebodyElse() {
  withAddress(async (saved) => {
    if (saved.authorised === null) {
      // It is another HaloPSA now.
      await showNow(saved);
    }
    await signIn({ somebodyElse: true });
  });
}

/** @param {ConnectView} view */
async function showNow(view) {
  await show(view);
  await fill();
}

async function sayWho() {
  await announce("said-authority");
  goOn.focus();
}

// Other ways.

/** @param {ConnectView} view */
function showOtherWays(view) {
  the("other-ways", HTMLElement).hidden = view.authorised !== null;
  const byHandInstead = the("by-hand", HTMLDetailsElement);
  byHandInstead.hidden = !view.may_create;
  if (!shown) {
    // For one who comes back, having gone by hand.
    byHandInstead.open = view.address !== null && !view.by_latchkey;
  }
  the("authority", HTMLElement).hidden = !view.may_create;
  the("use-practice-authority", HTMLElement).hidden = !practising;
  if (controls.childElementCount === 0) {
    controls.append(...["client-id", "secret"].map(authorityItem));
  }
  the("authority-known", HTMLElement).replaceChildren(
    ...(view.authority_client_id === null ? [] : [make("code", {}, view.authority_client_id)]),
  );
}

the("go-by-hand", HTMLButtonElement).addEventListener("click", byHand);

function byHand() {
  return withAddress(async (saved) => {
    const next = () => go(saved.frame.next ?? "guide", id);
    if (saved.by_latchkey || saved.authorised !== null || saved.authority_client_id !== null) {
      await goByHand(next);
    } else {
      next();
    }
  });
}

// An application that may create others.

const controls = the("authority-controls", HTMLElement);

/** @param {string} item */
function authorityItem(item) {
  const parts = taking({
    item: `authority-${item}`,
    hidden: item === "secret",
    working: item === "secret" ? "working-authority" : "working",
    stop: () => backend.stop(id),
    first: withAddress,
    take: (insist) => backend.takeAuthority(id, item, insist),
    takeTyped: (typed, insist) => backend.takeAuthorityTyped(id, item, typed, insist),
    taken: async (view, said) => {
      await showNow(view);
      if (view.authorised === null) {
        await announce("said-client-id", said);
      } else {
        await sayWho();
      }
    },
  });
  const known = item === "client-id" && make("div", { class: "value", id: "authority-known" });
  return make("div", { class: "stack" }, known, ...parts.controls);
}

the("use-practice-authority", HTMLButtonElement).addEventListener("click", () => withAddress(useThePracticeOne));

async function useThePracticeOne() {
  const view = await run({
    what: "working-authority",
    stop: () => backend.stop(id),
    work: () => backend.practiceAuthority(id),
    retry: useThePracticeOne,
  });
  if (view !== undefined) {
    await showNow(view);
    await sayWho();
  }
}

// Who is signed in, and what stands there.

/** @param {ConnectView} view */
async function showSignedIn(view) {
  const card = the("signed-in", HTMLElement);
  const who = view.authorised;
  card.hidden = who === null;
  if (who === null) {
    card.replaceChildren();
    return;
  }
  const names = await plainNames(who.applications.flatMap((each) => each.permissions ?? []));
  const rows = who.applications.map((each) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, each.name, " ", each.system && make("span", { class: "muted small", words: "application-system" })),
      make("td", { words: each.active ? "application-active" : "application-inactive" }),
      make("td", {}, each.agent ?? make("span", { class: "muted", words: "application-no-agent" })),
      make("td", {}, permissionsOf(each.permissions, names)),
    ),
  );
  for (const row of rows.slice(FEW)) {
    row.hidden = true;
  }
  const all = button(
    "all-applications",
    "applications-all",
    "compact",
    () => {
      for (const row of rows) {
        row.hidden = false;
      }
      all.hidden = true;
    },
    { count: String(rows.length) },
  );
  all.hidden = rows.length <= FEW;
  const agent =
    who.agent &&
    make(
      "span",
      { class: "row" },
      who.agent,
      who.by_person &&
        who.administrator &&
        make("span", { class: "chip works" }, icon("check"), make("span", { words: "signed-in-administrator" })),
    );
  const head = ["application-name", "application-state", "application-agent", "application-permissions"];
  const shown = [
    make("h2", { id: "signed-in-heading" }, icon("check"), " ", make("span", { words: "signed-in" })),
    make(
      "dl",
      { class: "facts" },
      ...factsOf([
        ["signed-in-application", who.application],
        ["signed-in-agent", agent],
        ["found-address", view.address],
        ["found-version", view.version],
      ]),
    ),
    make("p", { class: "muted", words: "signed-in.about" }),
    who.unread > 0 && note("warn", make("p", { id: "unread", words: "applications-unread", args: { count: String(who.unread) } })),
    // "None" would be a guess where rows can't be read.
    (rows.length > 0 || who.unread === 0) &&
      make(
        "details",
        { id: "applications" },
        make("summary", { id: "applications-summary", words: "applications", args: { count: String(rows.length) } }),
        make(
          "div",
          { class: "inside stack" },
          make(
            "div",
            { class: "scrolls", role: "region", tabindex: "0", "aria-labelledby": "applications-summary" },
            make(
              "table",
              {},
              make("thead", {}, make("tr", {}, ...head.map((words) => make("th", { scope: "col", words })))),
              make("tbody", {}, ...rows),
            ),
          ),
          all,
        ),
      ),
    make(
      "div",
      { class: "row" },
      button("sign-in-as-other", "sign-in-other", "compact", asSomebodyElse),
      button("by-hand-instead", "by-hand-instead", "compact", byHand),
    ),
  ];
  card.replaceChildren(...shown.filter((each) => each instanceof HTMLElement));
}

/**
 * @param {string[] | null} permissions
 * @param {Map<string, string>} names
 */
function permissionsOf(permissions, names) {
  if (permissions === null) {
    return make("span", { class: "muted", words: "application-untold" });
  }
  const shown = permissions.map((permission) => names.get(permission) ?? permission).join(", ");
  return permissions.length <= 4
    ? make("span", {}, shown)
    : make(
        "details",
        { class: "plain" },
        make("summary", { words: "application-many", args: { count: String(permissions.length) } }),
        make("p", { class: "small" }, shown),
      );
}

/** @param {ConnectView} view */
function showFound(view) {
  // Whoever is signed in sees where.
  the("found", HTMLElement).hidden = view.address === null || view.authorised !== null;
  the("found-facts", HTMLElement).replaceChildren(
    ...factsOf([
      ["found-address", view.address],
      ["found-version", view.version],
      ["found-tenant", view.tenant],
      ["found-sign-in", view.sign_in_host],
    ]),
  );
}

/**
 * What is known, as rows of a list.
 * @param {[string, string | Node | null][]} facts
 */
const factsOf = (facts) => facts.flatMap(([words, value]) => (value === null ? [] : [make("dt", { words }), make("dd", {}, value)]));

open({ load: () => backend.connectView(id), show });
