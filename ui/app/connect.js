// @ts-check
// Where: whatever is pasted as the address is understood by Rust, which looks at what is there.

/** @import { ConnectView } from '../../src-tauri/bindings/ConnectView' */

import * as backend from "./backend.js";
import "./checklist.js";
import "./instructions.js";
import { go, id, make, note, open, run, showFrame, the } from "./page.js";

const form = the("form", HTMLFormElement);
const address = the("address", HTMLInputElement);
let revision = 0;

/** @param {ConnectView} view */
function show(view) {
  revision = view.frame.revision;
  showFrame(view.frame);
  address.value = view.address ?? "";
  const practice = the("use-practice", HTMLButtonElement);
  practice.hidden = view.frame.practising === null;
  practice.onclick = () => {
    address.value = view.frame.practising?.address ?? "";
    address.focus();
  };
  showFound(view);
  the("by-hand", HTMLElement).replaceChildren(
    note("", make("strong", { words: "connect-by-hand" }), make("p", { words: "connect-by-hand.about" })),
  );
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
