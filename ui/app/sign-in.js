// @ts-check
// "Sign in to HaloPSA": the card that stands in the button's place while the window is open, what can be done when
// nobody was signed in, and the way by hand. The password never comes here: the window shows HaloPSA's own page.

/** @import { ProgressView } from '../../src-tauri/bindings/ProgressView' */
/** @import { Refusal } from '../../src-tauri/bindings/Refusal' */

import * as backend from "./backend.js";
import { saveInstructions } from "./instructions.js";
import { button, fill, id, make, note, run, showRefusal, stopButton } from "./page.js";
import { watched } from "./progress.js";

/**
 * @typedef {object} SigningIn
 * @property {() => boolean} practising
 * @property {() => void | Promise<void>} signedIn What to do when somebody is signed in.
 * @property {() => void | Promise<void>} byHand What to do for one who can't sign in in the window.
 */

/** What is nobody's fault. */
const CALM = ["sign-in-closed", "sign-in-late", "stopped"];
/** Where the window is no way for this person or this HaloPSA. */
const NO_WAY = ["not-administrator", "sign-in-unavailable", "managing-missing", "authority-not-enough"];

/**
 * Answers with what opens the window. Its card and its refusals stand at the end of `place`.
 * @param {SigningIn & { place: HTMLElement, pressed: HTMLElement }} how `pressed`: the button, which has the focus
 *   again when the window is closed.
 */
export function signingIn({ place, pressed, practising, signedIn, byHand }) {
  const status = make("div", { role: "status" });
  const slot = make("div", {});
  const error = make("div", { class: "alert", role: "alert", id: "sign-in-error" });
  place.append(status, slot, error);
  /** The step that is shown. @type {string | null} */
  let shown = null;
  /** Whether the person rather does it by hand. */
  let rather = false;

  /**
   * @param {string} step
   * @param {HTMLElement} made
   */
  const show = async (step, made) => {
    shown = step;
    await fill(made);
    if (shown === step) {
      clear();
      shown = step;
      (step === "opening" ? status : slot).replaceChildren(made);
      made.querySelector("h2")?.focus();
    }
  };

  /** @param {ProgressView} progress */
  const heard = ({ id: step, may_stop }) => {
    if (step !== null && step !== shown) {
      show(step, step === "sign-in-window" ? openCard(practising(), may_stop, insteadByHand) : lookingCard(may_stop));
    }
  };

  const insteadByHand = () => {
    rather = true;
    backend.signInStop();
  };

  /**
   * @param {{ somebodyElse?: boolean }} [wanted] Whether another agent than before is just what the person wants.
   * @returns {Promise<void>}
   */
  async function start({ somebodyElse = false } = {}) {
    const from = document.activeElement;
    rather = false;
    show("opening", progressLine("span", "working-window"));
    const done = await run({
      what: null,
      work: () => watched(id, () => backend.signIn(id).then(() => true), undefined, heard).finally(clear),
      refused: async (refusal) => {
        if (rather) {
          return true;
        }
        if (somebodyElse && refusal.code === "sign-in-other-agent") {
          await accept();
          return true;
        }
        await showWhy(refusal);
        return true;
      },
    });
    if (rather) {
      await byHand();
    } else if (done) {
      await signedIn();
    } else if (document.activeElement === document.body) {
      // The focus was in the card, which is gone.
      const back = pressed.checkVisibility() ? pressed : from;
      if (back instanceof HTMLElement) {
        back.focus();
      }
    }
  }

  function clear() {
    shown = null;
    status.replaceChildren();
    slot.replaceChildren();
  }

  async function accept() {
    const done = await run({ work: () => backend.acceptSignIn(id).then(() => true), at: error, retry: accept });
    if (done) {
      await signedIn();
    }
  }

  /** Why nobody is signed in, and what can be done. @param {Refusal} refusal */
  async function showWhy(refusal) {
    const { code, params } = refusal;
    const said = make("div", { class: "said", role: "status" });
    /** @param {HTMLButtonElement} save */
    const saveForAdministrator = async (save) => {
      await saveInstructions(said);
      // Taken away with every other refusal, and still the answer to what was asked.
      error.replaceChildren(why);
      save.focus();
    };
    const ways = [
      code === "sign-in-other-agent" && button("insist", "go-on-as", "", accept, { name: params.name ?? "" }),
      ["sign-in-other-agent", "not-administrator"].includes(code) && button("sign-in-other", "sign-in-other", "", () => start()),
      code === "not-administrator" && button("save-for-administrator", "save-instructions", "", saveForAdministrator),
      NO_WAY.includes(code) && button("sign-in-instead", "by-hand-instead", "", byHand),
    ].filter((each) => each instanceof HTMLElement);
    if (!CALM.includes(code) && ways.length === 0) {
      await showRefusal(refusal, { at: error, retry: () => start() });
      return;
    }
    const why = note(
      CALM.includes(code) ? "" : "warn",
      make("strong", {}, refusal.title),
      make("p", {}, refusal.advice),
      ways.length > 0 && make("div", { class: "row" }, ...ways),
      said,
    );
    why.dataset.refusal = code;
    await fill(why);
    error.replaceChildren(why);
    error.scrollIntoView({ block: "nearest" });
  }

  return start;
}

/**
 * @param {boolean} practising
 * @param {boolean} mayStop
 * @param {() => void} byHand
 */
function openCard(practising, mayStop, byHand) {
  const controls = [
    button("sign-in-forward", "sign-in-forward", "primary", () => backend.signInForward()),
    mayStop && button("sign-in-stop", "sign-in-stop", "", () => backend.signInStop()),
  ].filter((each) => each instanceof HTMLElement);
  const byHandInstead = button("sign-in-by-hand", "by-hand-instead", "", byHand);
  for (const each of [...controls, byHandInstead]) {
    each.dataset.whileBusy = "";
  }
  return cardOf(
    make("h2", { id: "sign-in-heading", tabindex: "-1", words: "progress-sign-in-window" }),
    make(
      "ul",
      { class: "bulleted" },
      ...[practising ? "sign-in-card.practising" : "sign-in-card.page", "sign-in-card.title", "sign-in-card.password"].map((words) =>
        make("li", { words }),
      ),
    ),
    make("div", { class: "row" }, ...controls),
    make(
      "details",
      { class: "plain" },
      make("summary", { id: "sign-in-fails", words: "sign-in-fails" }),
      make(
        "div",
        { class: "inside" },
        make("p", { words: "sign-in-fails.about" }),
        make("p", { words: "sign-in-fails.advice" }),
        byHandInstead,
      ),
    ),
  );
}

/** @param {boolean} mayStop */
function lookingCard(mayStop) {
  return cardOf(
    progressLine("h2", "progress-sign-in-look"),
    ...(mayStop
      ? [
          make(
            "div",
            { class: "row" },
            stopButton("sign-in-stop", () => backend.stop(id)),
          ),
        ]
      : []),
  );
}

/**
 * @param {"h2" | "span"} tag
 * @param {string} words
 */
function progressLine(tag, words) {
  const text = tag === "h2" ? make(tag, { id: "sign-in-heading", tabindex: "-1", words }) : make(tag, { words });
  return make("div", { class: "progress" }, make("span", { class: "spinner" }), text);
}

/** @param {...HTMLElement} inside */
const cardOf = (...inside) => make("section", { class: "card stack", id: "sign-in-card", "aria-labelledby": "sign-in-heading" }, ...inside);

/**
 * What stands where somebody has to sign in before the page can go on.
 * @param {SigningIn & { refusal: Refusal | null }} how `refusal`: what says so.
 */
export function askToSignIn({ refusal, ...how }) {
  const pressed = button("sign-in", "sign-in", "primary", () => start());
  const others = make("a", {
    id: "sign-in-again",
    class: "button quiet",
    href: `connect.html?id=${encodeURIComponent(id)}`,
    "data-go": true,
    words: "other-ways",
  });
  const ask = note(
    refusal === null ? "" : "warn",
    refusal === null ? make("strong", { words: "sign-in-first" }) : make("strong", {}, refusal.title),
    refusal === null ? make("p", { words: "sign-in-first.about" }) : make("p", {}, refusal.advice),
    make("div", { class: "row" }, pressed, others),
  );
  ask.classList.add("not-meanwhile");
  if (refusal !== null) {
    ask.setAttribute("role", "alert");
  }
  const place = make("div", { class: "stack" }, ask);
  const start = signingIn({ place, pressed, ...how });
  return place;
}

/**
 * Goes on by hand; every answer is kept. An application that may be there already is asked about first.
 * @param {() => void | Promise<void>} gone
 * @param {boolean} [insist]
 * @returns {Promise<void>}
 */
export async function goByHand(gone, insist = false) {
  const done = await run({
    what: "working-keychain",
    work: () => watched(id, () => backend.goOnByHand(id, insist)).then(() => true),
    insist: () => goByHand(gone, true),
    retry: () => goByHand(gone, insist),
  });
  if (done) {
    await gone();
  }
}
