// @ts-check
// What all pages have in common: asking for the view and the words, filling the page, refusals,
// what is under way, the banner while practising, and going on. It keeps no state of a set-up.

/** @import { Frame } from '../../src-tauri/bindings/Frame' */
/** @import { Practising } from '../../src-tauri/bindings/Practising' */
/** @import { Refusal } from '../../src-tauri/bindings/Refusal' */
/** @import { Message } from '../../src-tauri/bindings/Message' */

import * as backend from "./backend.js";
import "./window.js";

// Elements.

/**
 * The element with this id, of this kind.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function the(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) {
    throw new Error(`no ${kind.name} #${id}`);
  }
  return element;
}

/**
 * Makes an element. `words` and `args` say which sentence it shows.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{ id?: string, class?: string, words?: string, args?: Record<string, string>, [attribute: string]: any }} [properties]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name === "words") {
      element.dataset.words = value;
    } else if (name === "args") {
      element.dataset.wordsArgs = JSON.stringify(value);
    } else if (name === "onclick") {
      element.addEventListener("click", value);
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return element;
}

const ICONS = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  warn: "M12 4.5L2.8 20h18.4zM12 10.5v4.2M12 17.4v.1",
  cross: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  info: "M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM12 11v5.5M12 7.6v.1",
  plug: "M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 01-11 0zM12 17v4",
  plus: "M12 5v14M5 12h14",
};

/**
 * A small picture that says nothing by itself.
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [attribute, value] of Object.entries({
    class: "icon",
    viewBox: "0 0 24 24",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "2.25",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  })) {
    svg.setAttribute(attribute, value);
  }
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

// Words.

/** Attributes of a message that become attributes of the element. */
const AS_ATTRIBUTES = ["aria-label", "placeholder"];

/** @type {WeakMap<Element, string>} */
const filled = new WeakMap();

/**
 * Gives every element below `root` that names a sentence its text, with one question to Rust.
 * @param {ParentNode} [root]
 */
export async function fill(root = document) {
  const elements = [...root.querySelectorAll("[data-words]")].filter((e) => e instanceof HTMLElement || e instanceof HTMLTitleElement);
  if (root instanceof HTMLElement && root.dataset.words) {
    elements.push(root);
  }
  const waiting = /** @type {HTMLElement[]} */ (elements).filter((e) => filled.get(e) !== sentence(e));
  if (waiting.length === 0) {
    return;
  }
  const asked = waiting.map(sentence);
  const messages = await backend.words(waiting.map((e) => ({ id: messageOf(e), args: argsOf(e) })));
  for (const [n, element] of waiting.entries()) {
    // While we waited, somebody may have given it another sentence.
    if (sentence(element) === asked[n]) {
      show(element, /** @type {Message} */ (messages[n]));
      filled.set(element, /** @type {string} */ (asked[n]));
    }
  }
}

/** @param {HTMLElement} element */
const sentence = (element) => `${element.dataset.words} ${element.dataset.wordsArgs ?? ""}`;

/** @param {HTMLElement} element */
const messageOf = (element) => (element.dataset.words ?? "").split(".")[0] ?? "";

/** @param {HTMLElement} element @returns {Record<string, string>} */
const argsOf = (element) => JSON.parse(element.dataset.wordsArgs ?? "{}");

/**
 * @param {HTMLElement} element
 * @param {Message} message
 */
function show(element, message) {
  const attribute = (element.dataset.words ?? "").split(".")[1];
  if (attribute !== undefined) {
    const text = message.attributes[attribute];
    element.hidden = text === undefined;
    setText(element, text ?? "");
    return;
  }
  if (element instanceof HTMLInputElement || element.hasAttribute("data-words-label")) {
    // A control without text of its own, or a region: only its attributes.
  } else {
    setText(element, message.value);
  }
  for (const name of AS_ATTRIBUTES) {
    const text = message.attributes[name];
    if (text !== undefined) {
      element.setAttribute(name, plain(text));
    }
  }
}

/**
 * HaloPSA's own words stand in [brackets]; pages set them apart.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element instanceof HTMLOptionElement || element instanceof HTMLTitleElement) {
    element.textContent = plain(text);
    return;
  }
  const parts = text.split(/\[([^[\]]+)\]/);
  element.replaceChildren(
    ...parts.map((part, n) => (n % 2 === 1 ? make("b", { class: "theirs" }, part) : part)).filter((part) => part !== ""),
  );
}

/** @param {string} text */
const plain = (text) => text.replace(/\[([^[\]]+)\]/g, "$1");

/**
 * Gives an element another sentence.
 * @param {HTMLElement} element
 * @param {string} id
 * @param {Record<string, string>} [args]
 */
export async function say(element, id, args = {}) {
  element.dataset.words = id;
  element.dataset.wordsArgs = JSON.stringify(args);
  await fill(element);
}

/**
 * The texts of some messages, for names that go into other sentences.
 * @param {{ id: string, args?: Record<string, string> }[]} requests
 */
export async function texts(requests) {
  const messages = await backend.words(requests.map(({ id, args }) => ({ id, args: args ?? {} })));
  return messages.map((m) => ({ value: plain(m.value), attributes: m.attributes }));
}

/** @param {string} moment RFC 3339 */
export function date(moment) {
  // A day has no hour, and is the same day everywhere.
  const day = /^\d{4}-\d\d-\d\d$/.test(moment);
  const at = new Date(day ? `${moment}T12:00:00` : moment.replace(/(\.\d{3})\d+/, "$1"));
  return new Intl.DateTimeFormat("en-GB", day ? { dateStyle: "long" } : { dateStyle: "long", timeStyle: "short" }).format(at);
}

/** Which system this is: words differ where the system's own words are needed. */
export function system() {
  const agent = navigator.userAgent;
  return agent.includes("Windows") ? "windows" : agent.includes("Macintosh") ? "macos" : "linux";
}

// Going on.

/** The set-up or connection that this page is about. */
export const id = new URLSearchParams(window.location.search).get("id") ?? "";

/**
 * @param {string} page
 * @param {string} [of]
 */
export function go(page, of) {
  window.location.replace(of === undefined ? `${page}.html` : `${page}.html?id=${encodeURIComponent(of)}`);
}

/**
 * A link that goes on as [`go`] does, so that the window has no history to get lost in.
 * @param {MouseEvent} event
 */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest("a[data-go]") : null;
  if (link instanceof HTMLAnchorElement) {
    event.preventDefault();
    window.location.replace(link.href);
  }
}

// The life of a page.

/** @type {() => Promise<void>} */
let again = async () => {};

/**
 * Opens the page: asks for its view, shows it, and asks again whenever that is needed.
 * @template V
 * @param {{ load: () => Promise<V>, show: (view: V) => void | Promise<void> }} page
 */
export async function open({ load, show }) {
  document.addEventListener("click", follow);
  document.getElementById("back")?.addEventListener("click", () => goBack());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      reload();
    }
  });
  again = async () => {
    await show(await load());
    await fill();
  };
  try {
    await again();
  } catch (thrown) {
    await showBlocked(await asRefusal(thrown));
  }
  the("main", HTMLElement).hidden = false;
  document.documentElement.dataset.ready = "";
  document.querySelector("h1")?.focus({ preventScroll: true });
}

/** Asks for the view again and shows it. */
export async function reload() {
  try {
    await again();
  } catch (thrown) {
    await showBlocked(await asRefusal(thrown));
  }
}

/** @type {string | null} */
let before = null;

function goBack() {
  if (before === null) {
    go("index");
  } else {
    go(before, id);
  }
}

/**
 * Shows what frames a step: the checklist, the banner, the way back.
 * @param {Frame} frame
 */
export function showFrame(frame) {
  before = frame.back;
  const checklist = document.querySelector("latchkey-checklist");
  if (checklist !== null) {
    /** @type {import("./checklist.js").Checklist} */ (checklist).show(frame);
  }
  showPractising(frame.practising);
}

/**
 * The banner that stands on every page while practising.
 * @param {Practising | null} practising
 */
export function showPractising(practising) {
  const banner = the("banner", HTMLElement);
  banner.hidden = practising === null;
  if (practising === null) {
    banner.replaceChildren();
    return;
  }
  banner.replaceChildren(
    make(
      "p",
      {},
      make("strong", { words: "banner-practising" }),
      " ",
      make("span", { words: practising.real_keychain ? "banner-practising.real" : "banner-practising.about" }),
    ),
    button("stop-practising", "stop-practising", "compact", async (pressed) => {
      const stopped = await run({ button: pressed, what: "working", work: () => backend.stopPractising().then(() => true) });
      if (stopped) {
        go("index");
      }
    }),
  );
}

/**
 * A whole page that says why there is nothing else to see.
 * @param {Refusal} refusal
 */
async function showBlocked(refusal) {
  const main = the("main", HTMLElement);
  const start = document.body.dataset.page === "index";
  const gone = ["draft-gone", "connection-gone"].includes(refusal.code);
  main.className = "";
  main.replaceChildren(
    make("h1", { tabindex: "-1", words: "blocked-title" }),
    make(
      "div",
      { class: "alert", role: "alert", id: "alert" },
      note(
        "bad",
        make("strong", { id: "refusal" }, refusal.title),
        make("p", {}, refusal.advice),
        make(
          "div",
          { class: "row" },
          !gone && button("try-again", "try-again", "primary", () => window.location.reload()),
          !start && button("to-the-start", "to-the-start", gone ? "primary" : "", () => go("index")),
          !gone && button("check-computer", "check-link", "", () => go("check")),
        ),
      ),
    ),
  );
  await fill();
  main.hidden = false;
  document.querySelector("h1")?.focus();
}

// Buttons, and what is under way.

/**
 * @param {string} id
 * @param {string} words
 * @param {string} look
 * @param {(pressed: HTMLButtonElement) => void} pressed
 * @param {Record<string, string>} [args]
 */
export function button(id, words, look, pressed, args) {
  const made = make("button", { id, type: "button", class: `button ${look}`.trim(), words, args });
  made.addEventListener("click", () => pressed(made));
  return made;
}

/**
 * A button that ends what is under way. It can be pressed meanwhile.
 * @param {string} id
 * @param {() => void} pressed
 */
export function stopButton(id, pressed) {
  const made = button(id, "review-stop", "compact", () => {
    made.disabled = true;
    pressed();
  });
  made.dataset.whileBusy = "";
  return made;
}

/**
 * @param {"" | "good" | "warn" | "bad" | "warn trap"} look
 * @param {...(Node | string | null | undefined | false)} inside
 */
export function note(look, ...inside) {
  const picture = look === "good" ? "check" : look === "" ? "info" : "warn";
  return make("div", { class: `note ${look}`.trim() }, icon(picture), make("div", {}, ...inside));
}

let busy = 0;

/** No other button can be pressed meanwhile. The one in focus stays where it is. */
function hold() {
  busy += 1;
  for (const each of document.querySelectorAll("button:not([data-while-busy])")) {
    const control = /** @type {HTMLButtonElement} */ (each);
    if (control.disabled || control.getAttribute("aria-disabled") === "true") {
      continue;
    }
    control.dataset.held = "";
    if (control === document.activeElement) {
      control.setAttribute("aria-disabled", "true");
    } else {
      control.disabled = true;
    }
  }
}

function release() {
  busy -= 1;
  if (busy > 0) {
    return;
  }
  for (const each of document.querySelectorAll("button[data-held]")) {
    const control = /** @type {HTMLButtonElement} */ (each);
    delete control.dataset.held;
    control.disabled = false;
    control.removeAttribute("aria-disabled");
  }
}

for (const kind of ["click", "submit"]) {
  document.addEventListener(
    kind,
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const may = kind === "click" && !target?.closest("button[aria-disabled=true]");
      if (busy > 0 && !may) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
}

/** After this many milliseconds something that is under way is shown. */
const SHOWN_AFTER = 300;

/**
 * Does something that may take a while and may be refused. Answers with nothing when it was
 * refused; that is shown then.
 * @template T
 * @param {object} task
 * @param {() => Promise<T>} task.work
 * @param {string | null} [task.what] The words for it; none when the page shows it itself.
 * @param {HTMLButtonElement} [task.button] The one that was pressed.
 * @param {HTMLElement} [task.at] Where a refusal stands that belongs to no field.
 * @param {Record<string, string>} [task.fields] Ids of fields that have another name here.
 * @param {(refusal: Refusal) => Promise<boolean>} [task.refused] Whether the page has shown the refusal itself.
 * @param {((refusal: Refusal) => void) | null} [task.insist] What to do when the person insists.
 * @param {(refusal: Refusal) => void} [task.retry] What to do when the person tries again.
 * @param {() => void} [task.stopAndUse] What to do when the person stops practising to use what was refused.
 * @param {() => void} [task.stop] How to stop it, where it may be stopped at any point.
 * @returns {Promise<T | undefined>}
 */
export async function run(task) {
  clearRefusals();
  const region = the("working", HTMLElement);
  let over = false;
  const timer = window.setTimeout(async () => {
    if (task.what === null) {
      return;
    }
    const text = make("span", { words: task.what ?? "working" });
    const stop = task.stop && stopButton("stop", task.stop);
    await Promise.all([fill(text), stop && fill(stop)]);
    if (!over) {
      region.replaceChildren(make("span", {}, make("span", { class: "spinner" }), text, stop));
    }
  }, SHOWN_AFTER);
  hold();
  /** @type {unknown} */
  let thrown;
  try {
    return await task.work();
  } catch (caught) {
    thrown = caught;
  } finally {
    over = true;
    window.clearTimeout(timer);
    region.replaceChildren();
    release();
  }
  const refusal = await asRefusal(thrown);
  if (task.refused === undefined || !(await task.refused(refusal))) {
    await showRefusal(refusal, task);
  }
  return undefined;
}

/**
 * @param {unknown} thrown
 * @returns {Promise<Refusal>}
 */
async function asRefusal(thrown) {
  if (backend.isRefusal(thrown)) {
    return thrown;
  }
  const [text] = await texts([{ id: "error-unexpected" }]);
  return {
    code: "unexpected",
    field: null,
    may_insist: false,
    candidates: [],
    params: {},
    title: text?.value ?? "",
    advice: text?.attributes.advice ?? "",
  };
}

/** Where trying the very same thing again may help. */
const AGAIN = ["halo-", "network-", "proxy-", "list-", "keychain-", "folder-", "busy", "clipboard-unavailable", "unexpected", "stopped"];

/**
 * Shows a refusal where it belongs: at its field, or where the page says.
 * @param {Refusal} refusal
 * @param {{ at?: HTMLElement | undefined, fields?: Record<string, string> | undefined, insist?: ((refusal: Refusal) => void) | null | undefined, retry?: ((refusal: Refusal) => void) | undefined, about?: Node | undefined, more?: HTMLElement[] | undefined, stopAndUse?: (() => void) | undefined }} where About: what stands between the words and the buttons. More: buttons of the page's own.
 */
export async function showRefusal(refusal, { at, fields, insist, retry, about, more, stopAndUse }) {
  const fieldId = refusal.field === null ? undefined : (fields?.[refusal.field] ?? refusal.field);
  const found = fieldId === undefined ? null : document.getElementById(fieldId);
  const field = found instanceof HTMLInputElement || found instanceof HTMLFieldSetElement ? found : null;
  const place = (field && document.getElementById(`${field.id}-error`)) ?? at ?? the("alert", HTMLElement);
  const goes = refusal.code === "draft-gone" || refusal.code === "connection-gone" || refusal.code === "draft-incomplete";
  const stale = refusal.code === "draft-stale";
  if (stale) {
    await reload();
  }
  const elsewhere = refusal.code === "sign-in-elsewhere" ? refusal.params.elsewhere : undefined;
  const buttons = [
    refusal.may_insist &&
      insist &&
      (elsewhere === undefined
        ? button("insist", "insist", "", () => insist(refusal))
        : button("insist", "agree-elsewhere", "", () => insist(refusal), { elsewhere })),
    retry && AGAIN.some((code) => refusal.code.startsWith(code)) && button("try-again", "try-again", "", () => retry(refusal)),
    refusal.code === "practice-only" && stopAndUse && button("stop-and-use", "stop-and-use", "", () => stopAndUse()),
    goes && button("to-the-start", "to-the-start", "", () => go("index")),
    ...(more ?? []),
  ].filter((each) => each instanceof HTMLElement);
  const shown = note(
    stale || elsewhere !== undefined || refusal.candidates.length > 0 || refusal.code === "practice-only" ? "warn" : "bad",
    make("strong", {}, refusal.title),
    make("p", {}, refusal.advice),
    about,
    buttons.length > 0 && make("div", { class: "row" }, ...buttons),
  );
  shown.dataset.refusal = refusal.code;
  await fill(shown);
  place.replaceChildren(shown);
  if (field instanceof HTMLInputElement) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
  place.scrollIntoView({ block: refusal.candidates.length > 0 ? "start" : "nearest" });
}

/** Takes every refusal away that stands on the page. */
export function clearRefusals() {
  for (const shown of document.querySelectorAll("[data-refusal]")) {
    shown.remove();
  }
  for (const field of document.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
  }
}

/**
 * Says something that went well, where the page has its place for that.
 * @param {string} words
 * @param {HTMLElement} [at]
 */
export async function announce(words, at = the("status", HTMLElement)) {
  const text = make("p", { words });
  await fill(text);
  at.replaceChildren(text);
}

// Questions.

/**
 * Asks before something that can't be taken back.
 * @param {{ title: string, confirm: string, danger?: boolean, instead?: string, texts: { words: string, args?: Record<string, string> }[] }} question Instead: the words of something better to do.
 * @returns {Promise<boolean | "instead">}
 */
export async function confirmed({ title, confirm, danger, instead, texts: sentences }) {
  const heading = make("h2", { id: "dialog-heading", words: title });
  const dialog = make(
    "dialog",
    { id: "dialog", "aria-labelledby": "dialog-heading" },
    make("div", { class: "stack" }, heading, ...sentences.map(({ words, args }) => make("p", { words, args }))),
    make(
      "div",
      { class: "row" },
      button("dialog-cancel", "cancel", "", () => dialog.close("no")),
      button("dialog-confirm", confirm, danger && instead === undefined ? "danger primary" : danger ? "danger" : "primary", () =>
        dialog.close("yes"),
      ),
      instead !== undefined && button("dialog-instead", instead, "primary", () => dialog.close("instead")),
    ),
  );
  await fill(dialog);
  document.body.append(dialog);
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue === "instead" ? "instead" : dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
