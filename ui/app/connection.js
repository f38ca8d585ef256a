// @ts-check
// One saved connection: facts, the proof once more, copying, a new secret, removing.

/** @import { ConnectionView } from '../../src-tauri/bindings/ConnectionView' */
/** @import { ProofView } from '../../src-tauri/bindings/ProofView' */

import * as backend from "./backend.js";
import { handover } from "./handover.js";
import { confirmed, date, fill, go, id, make, open, run, say, showPractising, system, the } from "./page.js";
import { plainNames } from "./permission-names.js";
import { watched } from "./progress.js";
import { causes, findings, missing, verdictCard } from "./proof.js";

const prove = the("prove", HTMLButtonElement);
const remove = the("remove", HTMLButtonElement);
const newSecret = the("new-secret", HTMLButtonElement);
/** @type {ConnectionView} */
let current;

/** @param {ConnectionView} view */
async function show(view) {
  current = view;
  showPractising(view.practising);
  the("host", HTMLElement).textContent = view.host;
  the("handover-place", HTMLElement).replaceChildren(await handover(view));
  await Promise.all([
    say(the("title", HTMLElement), "connection-title", { product: view.product }),
    say(the("keychain-where", HTMLElement), `keychain-where-${system()}`),
    showProof(view.proof),
    showFacts(view),
  ]);
}

/** @param {ProofView} proof */
async function showProof(proof) {
  const shown = make(
    "div",
    { class: "stack" },
    verdictCard(proof, true),
    await missing(proof),
    proof.verdict === "does-not-work" && causes(proof, () => []),
    await findings(proof, check),
  );
  await fill(shown);
  the("proof", HTMLElement).replaceChildren(shown);
}

/** @param {ConnectionView} view */
async function showFacts(view) {
  const names = await plainNames(view.permissions);
  const unknown = () => make("span", { class: "muted", words: "connection-unknown" });
  /** @type {[string, Node | string][]} */
  const facts = [
    ["connection-host", view.address],
    ["connection-application", view.application_name ?? unknown()],
    ["connection-agent", view.agent ?? unknown()],
    ["field-client-id", make("code", {}, view.client_id)],
    ["connection-permissions", make("ul", { class: "named" }, ...view.permissions.map((p) => make("li", {}, names.get(p) ?? p)))],
    ["connection-since", date(view.since)],
    ["connection-last", date(view.proof.at)],
    ["connection-keychain", make("span", { id: "keychain-entry" }, view.keychain_entry)],
  ];
  if (view.tenant !== null) {
    facts.splice(1, 0, ["field-tenant", view.tenant]);
  }
  the("facts", HTMLElement).replaceChildren(...facts.flatMap(([words, value]) => [make("dt", { words }), make("dd", {}, value)]));
}

/** @returns {Promise<void>} */
async function check() {
  const proof = await run({
    button: prove,
    what: null,
    work: () => watched(id, () => backend.connectionProve(id), the("progress", HTMLElement)),
    at: the("prove-error", HTMLElement),
    retry: check,
  });
  if (proof !== undefined) {
    await showProof(proof);
    await showFacts({ ...current, proof });
    await fill();
    document.getElementById("verdict")?.focus();
  }
}

prove.addEventListener("click", check);

newSecret.addEventListener("click", async () => {
  const sure = await confirmed({ title: "new-secret-title", confirm: "new-secret-confirm", texts: [{ words: "lost-warning" }] });
  if (!sure) {
    return;
  }
  const begun = await run({ button: newSecret, work: () => backend.beginNewSecret({ connection: id }) });
  if (begun !== undefined) {
    const [draft, page] = begun;
    go(page, draft);
  }
});

remove.addEventListener("click", async () => {
  const sure = await confirmed({
    title: "connection-remove-title",
    confirm: "connection-remove-confirm",
    danger: true,
    texts: [
      { words: "connection-remove-text" },
      { words: "connection-remove-remains", args: { product: current.product, name: current.application_name ?? current.product } },
    ],
  });
  if (sure) {
    await removed();
  }
});

/** @returns {Promise<void>} */
async function removed() {
  const done = await run({
    button: remove,
    what: "working-keychain",
    work: () => watched(id, () => backend.connectionRemove(id)).then(() => true),
    retry: removed,
  });
  if (done) {
    go("index");
  }
}

open({ load: () => backend.connectionView(id), show });
