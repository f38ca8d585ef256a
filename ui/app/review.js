// @ts-check
// What will be created, its creation, and what can be done when that stops on the way.

/** @import { OutcomeView } from '../../src-tauri/bindings/OutcomeView' */
/** @import { ReviewView } from '../../src-tauri/bindings/ReviewView' */
/** @import { ProgressView } from '../../src-tauri/bindings/ProgressView' */
/** @import { Refusal } from '../../src-tauri/bindings/Refusal' */

import * as backend from "./backend.js";
import "./checklist.js";
import { button, confirmed, date, fill, go, icon, id, make, note, open, reload, run, say, showFrame, showRefusal, the } from "./page.js";
import { plainNames } from "./permission-names.js";
import { watched } from "./progress.js";
import { causes, differences, findings, missing, verdictCard } from "./proof.js";
import { showReach } from "./reach.js";
import { askToSignIn, goByHand } from "./sign-in.js";

const create = the("create", HTMLButtonElement);
const stages = the("stages", HTMLElement);
const state = the("state", HTMLElement);
const actions = the("actions", HTMLElement);
const result = the("result", HTMLElement);
/** The steps of a creation as they come; others are shown in their place. */
const STEPS = ["ready", "keychain", "create", "read-back", "token", "agent", "reads"];
/** Refusals after which only somebody who may manage applications can go on. */
const SIGN_IN = ["authority-missing", "authority-expired", "authority-not-enough"];
/** @type {ReviewView} */
let current;
/** What ended because nobody was signed in (any more): it goes on when somebody is. @type {{ refusal: Refusal, again: () => void } | null} */
let brokenOff = null;

/** @param {ReviewView} view */
async function show(view) {
  current = view;
  showFrame(view.frame);
  const names = await plainNames(view.permissions);
  /** @type {[string, (Node | string)][]} */
  const facts = [
    ["review-where", view.host],
    ["name", view.name],
    ["review-agent", view.agent],
    ["review-permissions", make("ul", { class: "bulleted" }, ...view.permissions.map((each) => make("li", {}, names.get(each) ?? each)))],
  ];
  the("facts", HTMLElement).replaceChildren(...facts.flatMap(([words, value]) => [make("dt", { words }), make("dd", {}, value)]));
  the("ticked", HTMLElement).replaceChildren(
    ...[
      ["fact-active", "active"],
      ["fact-method", "method"],
      ["fact-login-type", "login-type"],
    ].map(([words, item]) => make("li", {}, icon(isRefuted(view, item ?? "") ? "warn" : "check"), make("span", { words: words ?? "" }))),
  );
  the("request", HTMLElement).hidden = view.request === null;
  the("request-text", HTMLElement).textContent = view.request ?? "";
  await showState(view);
  showReach(view);
  if (view.running) {
    // Not waited for: the page is shown meanwhile.
    follow();
  }
}

/**
 * Whether what HaloPSA saved, or what the proof came to, speaks against an item.
 * @param {ReviewView} view
 * @param {string} item
 */
const isRefuted = (view, item) =>
  view.differences.some((difference) => difference.id === item) || (view.proof?.causes.some((cause) => cause.item === item) ?? false);

/** Where it stands, and what can be done from there. @param {ReviewView} view */
async function showState(view) {
  const begun = view.stage === "sent" || view.stage === "found" || view.stage === "compared";
  // With what was found as planned, the application's own credentials suffice.
  const needsNobody = view.stage === "compared" && view.differences.length === 0;
  const signIn = brokenOff !== null || (!view.signed_in && !needsNobody);
  const shown = make("div", { class: "stack" });
  if (begun) {
    shown.append(
      note(
        "warn",
        make("strong", { id: "stage", words: `stage-${view.stage}`, args: { name: view.name } }),
        make("p", { words: `stage-${view.stage}.about`, args: { name: view.name } }),
        view.differences.length > 0 && differences(view.differences),
      ),
    );
  }
  if (signIn) {
    shown.append(
      askToSignIn({
        refusal: brokenOff?.refusal ?? null,
        practising: () => view.frame.practising !== null,
        signedIn,
        byHand,
      }),
    );
  }
  const can = [
    begun && button("undo", "review-undo", "", undo),
    begun &&
      button("open-applications", "open-applications", "", (pressed) =>
        run({ button: pressed, work: () => backend.openPage(id, "open-api") }),
      ),
  ].filter((each) => each instanceof HTMLElement);
  if (can.length > 0) {
    shown.append(make("div", { class: "row" }, ...can));
  }
  await fill(shown);
  state.replaceChildren(...shown.children);
  create.hidden = signIn && !needsNobody;
  // One button stands out: where the secret is lost, the one that starts again.
  create.classList.toggle("primary", view.proof?.secret_lost !== true);
  await say(create, begun ? "review-finish" : "review-create");
  const other = make("div", { class: "row" }, button("by-hand", "by-hand-instead", "quiet", byHand));
  await fill(other);
  actions.replaceChildren(other);
  result.replaceChildren();
  if (view.proof !== null) {
    const proof = view.proof;
    const found = make(
      "div",
      { class: "stack" },
      verdictCard(proof),
      proof.secret_lost &&
        make(
          "div",
          { class: "row" },
          button("start-again", "start-again", "primary", () => startAgain(false)),
        ),
      await missing(proof),
      causes(proof, () => []),
      await findings(proof),
    );
    await fill(found);
    result.replaceChildren(found);
  }
}

// The creation.

create.addEventListener("click", () => save(false));

/**
 * @param {boolean} insist
 * @returns {Promise<void>}
 */
async function save(insist) {
  brokenOff = null;
  result.replaceChildren();
  state.replaceChildren();
  actions.replaceChildren();
  const outcome = await run({
    button: create,
    what: null,
    work: () => watched(id, () => backend.create(id, insist), undefined, showStep).finally(clear),
    insist: () => save(true),
    retry: () => save(insist),
    refused: async (refusal) => {
      if (refusal.code === "busy") {
        // A second Save: the one that is running is shown.
        await follow();
        return true;
      }
      await showAfter(
        refusal,
        () => save(true),
        () => save(insist),
      );
      return true;
    },
  });
  await showOutcome(outcome);
}

/**
 * Where a creation has ended: at the hand-over, or here with what was found.
 * @param {OutcomeView | undefined} outcome
 */
async function showOutcome(outcome) {
  if (outcome === undefined) {
    return;
  }
  if (outcome.connection !== null) {
    go("done", outcome.connection);
    return;
  }
  await reload();
  document.getElementById("verdict")?.focus();
}

/**
 * The page as it is after a refusal, and the refusal on it.
 * @param {Refusal} refusal
 * @param {(() => void) | null} insist
 * @param {() => void} retry
 * @param {"this-one" | "delete-this-one"} choose What choosing an application means.
 */
async function showAfter(refusal, insist, retry, choose = "this-one") {
  const nobody = SIGN_IN.includes(refusal.code);
  brokenOff = nobody ? { refusal, again: retry } : null;
  await reload();
  if (nobody) {
    document.getElementById("sign-in")?.focus();
  } else {
    const none = refusal.candidates.length > 0 && button("none-of-these", "none-of-these", "", (pressed) => decide(pressed, null));
    /** @type {(pressed: HTMLButtonElement, application: string | null) => Promise<void>} */
    const decide = async (pressed, application) => {
      const ids = refusal.candidates.map((each) => each.id);
      const work = () => (application === null ? backend.noneOfThese(id, ids) : backend.thisOne(id, application));
      if (
        await run({
          button: pressed,
          work: () => work().then(() => true),
          refused: (again) => showAfter(again, insist, retry, choose).then(() => true),
        })
      ) {
        retry();
      }
    };
    await showRefusal(refusal, {
      at: the("alert", HTMLElement),
      fields: {},
      insist,
      retry,
      about: candidates(refusal, choose, decide),
      more: none ? [none] : [],
    });
  }
}

/**
 * Applications that match by their names alone, each with a button to say that it is the one.
 * @param {Refusal} refusal
 * @param {string} choose
 * @param {(pressed: HTMLButtonElement, application: string) => void} decide
 */
function candidates(refusal, choose, decide) {
  if (refusal.candidates.length === 0) {
    return undefined;
  }
  const row = (/** @type {Refusal["candidates"][number]} */ each, /** @type {number} */ n) =>
    make(
      "li",
      { class: "card stack" },
      make("strong", {}, each.name),
      make(
        "dl",
        { class: "facts" },
        make("dt", { words: "candidate-id" }),
        make("dd", {}, each.id),
        make("dt", { words: "candidate-client-id" }),
        make("dd", {}, each.client_id === "" ? make("span", { words: "application-untold" }) : each.client_id),
        make("dt", { words: "application-agent" }),
        make("dd", {}, each.agent ?? make("span", { words: "application-untold" })),
        make("dt", { words: "candidate-created" }),
        make("dd", {}, each.created === null ? make("span", { words: "application-untold" }) : date(each.created)),
      ),
      make(
        "div",
        { class: "row" },
        button(`this-one-${n}`, choose, choose === "this-one" ? "" : "danger", (pressed) => decide(pressed, each.id), { what: each.name }),
      ),
    );
  return make("ul", { class: "plain stack", id: "candidates" }, ...refusal.candidates.map(row));
}

async function signedIn() {
  const again = brokenOff?.again;
  brokenOff = null;
  await reload();
  if (again === undefined) {
    await say(the("status", HTMLElement), "said-signed-in");
    create.focus();
  } else {
    again();
  }
}

/** @type {string[]} */
let seen = [];

/** @param {ProgressView} progress */
async function showStep(progress) {
  const step = progress.id;
  if (step === null) {
    return;
  }
  if (!seen.includes(step)) {
    seen.push(step);
  }
  const at = STEPS.indexOf(step);
  // What is not among the usual steps takes its place where it happened.
  const steps = at === -1 ? [...STEPS.filter((each) => seen.includes(each)), step] : STEPS;
  const here = steps.indexOf(step);
  const rows = steps.map((each, n) =>
    make(
      "li",
      { class: n < here ? "done" : n === here ? "here" : "", "aria-current": n === here ? "step" : undefined },
      n < here ? icon("check") : n === here ? make("span", { class: "spinner" }) : make("span", { class: "dot" }),
      make("span", {
        words: each === "reads" && n !== here ? "reads-to-come" : `progress-${each}`,
        args: { count: String(progress.count ?? 0) },
      }),
    ),
  );
  const number = String(progress.number);
  stages.dataset.number = number;
  const stop = button("stop", "review-stop", "compact", () => backend.stop(id));
  stop.dataset.whileBusy = "";
  const whole = make(
    "div",
    { class: "stack" },
    make("ol", { class: "stages" }, ...rows),
    progress.may_stop && make("div", { class: "row" }, stop),
  );
  await fill(whole);
  if (stages.dataset.number === number) {
    stages.replaceChildren(whole);
  }
}

function clear() {
  seen = [];
  stages.dataset.number = "";
  stages.replaceChildren();
}

/** Follows what is running already, until it ends. */
async function follow() {
  create.hidden = true;
  actions.replaceChildren();
  state.replaceChildren();
  const view = await new Promise((ended) => {
    const listening = backend.hearProgress(id, async (progress) => {
      if (progress.id !== null) {
        showStep(progress);
        return;
      }
      // Over, unless it has only just begun. What has become a connection is no set-up any more.
      const now = await backend.reviewView(id).catch(() => null);
      if (now === null || !now.running) {
        listening.then((stop) => stop());
        ended(now);
      }
    });
  });
  clear();
  if (view === null) {
    go("done", id);
  } else {
    await reload();
  }
}

// What else can be done.

async function undo() {
  const sure = await confirmed({
    title: "undo-title",
    confirm: "undo-confirm",
    danger: true,
    texts: [{ words: "undo-text", args: { name: current.name } }, { words: "undo-remains" }],
  });
  if (sure) {
    await undoIt();
  }
}

/** @returns {Promise<void>} */
async function undoIt() {
  brokenOff = null;
  const deleted = await run({
    what: null,
    work: () => watched(id, () => backend.undo(id), undefined, showStep).finally(clear),
    refused: async (refusal) => {
      await showAfter(refusal, null, undoIt, "delete-this-one");
      return true;
    },
  });
  if (deleted !== undefined) {
    await reload();
    await say(the("status", HTMLElement), deleted > 0 ? "undo-done" : "undo-nothing");
    document.querySelector("h1")?.focus();
  }
}

/**
 * Deletes what nobody has the secret of, and creates it anew.
 * @param {boolean} insist
 * @returns {Promise<void>}
 */
async function startAgain(insist) {
  brokenOff = null;
  const outcome = await run({
    what: null,
    work: () => watched(id, () => backend.startAgain(id, insist), undefined, showStep).finally(clear),
    refused: async (refusal) => {
      await showAfter(
        refusal,
        () => startAgain(true),
        () => startAgain(insist),
      );
      return true;
    },
  });
  await showOutcome(outcome);
}

function byHand() {
  return goByHand(() => go("guide", id));
}

open({ load: () => backend.reviewView(id), show });
