// @ts-check
// Where: whatever is pasted as the address is understood by Rust, which looks at what is there.

/** @import { ConnectView } from '../../src-tauri/bindings/ConnectView' */

import * as backend from "./backend.js";
import "./checklist.js";
import "./instructions.js";
import { announce, button, fill, go, icon, id, make, note, open, reload, run, showFrame, the } from "./page.js";
import { plainNames } from "./permission-names.js";
import { taking } from "./taking.js";

const form = the("form", HTMLFormElement);
const address = the("address", HTMLInputElement);
let revision = 0;

/** What was last seen to be saved. */
let savedAddress = "";
/** How many applications are shown before the person asks for all. */
const FEW = 8;

/** @param {ConnectView} view */
async function show(view) {
  revision = view.frame.revision;
  showFrame(view.frame);
  savedAddress = view.address ?? "";
  address.value = savedAddress;
  const practice = the("use-practice", HTMLButtonElement);
  practice.hidden = view.frame.practising === null;
  practice.onclick = () => {
    address.value = view.frame.practising?.address ?? "";
    address.focus();
  };
  showFound(view);
  const way = view.by_latchkey ? "connect-by-latchkey" : "connect-by-hand";
  the("way", HTMLElement).replaceChildren(note("", make("strong", { words: way }), make("p", { words: `${way}.about` })));
  showAuthority(view);
  await showSignedIn(view);
}

// An application that may create others.

const controls = the("authority-controls", HTMLElement);

/** @param {ConnectView} view */
function showAuthority(view) {
  the("authority", HTMLElement).hidden = !view.may_create || view.authorised !== null;
  const made = the("use-practice-authority", HTMLButtonElement);
  made.hidden = view.frame.practising === null;
  if (controls.childElementCount === 0) {
    controls.append(...["client-id", "secret"].map(authorityItem));
  }
  the("authority-known", HTMLElement).replaceChildren(
    ...(view.authority_client_id === null ? [] : [make("code", {}, view.authority_client_id)]),
  );
}

/** @param {string} item */
function authorityItem(item) {
  const parts = taking({
    item: `authority-${item}`,
    hidden: item === "secret",
    working: item === "secret" ? "working-authority" : "working",
    take: (insist) => withAddress(() => backend.takeAuthority(id, item, insist)),
    takeTyped: (typed, insist) => withAddress(() => backend.takeAuthorityTyped(id, item, typed, insist)),
    taken: async (view, said) => {
      await show(view);
      await fill();
      await announce(item === "secret" ? "said-authority" : "said-client-id", view.authorised === null ? said : undefined);
    },
  });
  const known = item === "client-id" && make("div", { class: "value", id: "authority-known" });
  return make("div", { class: "stack" }, known, ...parts.controls);
}

/**
 * What signs in needs to know where: the address as it stands there now.
 * @param {() => Promise<ConnectView>} work
 */
async function withAddress(work) {
  if (address.value.trim() !== savedAddress) {
    const saved = await backend.connectSave({ id, revision, address: address.value, insist: false, elsewhere: null });
    revision = saved.frame.revision;
    savedAddress = saved.address ?? "";
  }
  return work();
}

the("use-practice-authority", HTMLButtonElement).addEventListener("click", useThePracticeOne);

async function useThePracticeOne() {
  const view = await run({
    button: the("use-practice-authority", HTMLButtonElement),
    what: "working-authority",
    work: () => withAddress(() => backend.practiceAuthority(id)),
    retry: useThePracticeOne,
  });
  if (view !== undefined) {
    await show(view);
    await fill();
    await announce("said-authority");
  }
}

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
  const head = ["application-name", "application-state", "application-agent", "application-permissions"];
  card.replaceChildren(
    make(
      "div",
      { class: "between" },
      make("h2", { id: "signed-in-heading" }, icon("check"), " ", make("span", { words: "signed-in" })),
      button("by-hand-instead", "by-hand-instead", "quiet compact", byHandInstead),
    ),
    make(
      "dl",
      { class: "facts" },
      ...[
        ["signed-in-application", who.application],
        ["signed-in-agent", who.agent],
      ].flatMap(([words, value]) => (value ? [make("dt", { words: words ?? "" }), make("dd", {}, value)] : [])),
    ),
    make(
      "details",
      { id: "applications" },
      make("summary", { words: "applications", args: { count: String(rows.length) } }),
      make(
        "div",
        { class: "inside stack" },
        make(
          "table",
          {},
          make("thead", {}, make("tr", {}, ...head.map((words) => make("th", { scope: "col", words })))),
          make("tbody", {}, ...rows),
        ),
        all,
      ),
    ),
  );
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

/** @param {HTMLButtonElement} pressed */
async function byHandInstead(pressed) {
  const done = await run({ button: pressed, what: "working-keychain", work: () => backend.goOnByHand(id, false).then(() => true) });
  if (done) {
    await reload();
  }
}

/** @param {ConnectView} view */
function showFound(view) {
  the("found", HTMLElement).hidden = view.address === null;
  /** @type {[string, string | null][]} */
  const facts = [
    ["found-address", view.address],
    ["found-version", view.version],
    ["found-tenant", view.tenant],
    ["found-sign-in", view.sign_in_host],
  ];
  const known = facts.filter(([, value]) => value !== null);
  the("found-facts", HTMLElement).replaceChildren(
    ...known.flatMap(([words, value]) => [make("dt", { words }), make("dd", {}, value ?? "")]),
  );
}

/**
 * @param {{ insist?: boolean, elsewhere?: string | null }} [confirmed]
 * @returns {Promise<void>}
 */
async function save(confirmed = {}) {
  const { insist = false, elsewhere = null } = confirmed;
  const saved = await run({
    button: the("continue", HTMLButtonElement),
    what: "working-address",
    work: () => backend.connectSave({ id, revision, address: address.value, insist, elsewhere }),
    // One may follow the other: what was confirmed stays so.
    insist: (refusal) =>
      refusal.code === "sign-in-elsewhere"
        ? save({ insist, elsewhere: refusal.params.elsewhere ?? null })
        : save({ insist: true, elsewhere }),
    retry: () => save(confirmed),
    fields: {},
  });
  if (saved !== undefined) {
    go(saved.frame.next ?? "guide", id);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

open({ load: () => backend.connectView(id), show });
