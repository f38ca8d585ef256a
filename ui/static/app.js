// Shows what Rust renders, and tells Rust what the person does. Nothing here knows any page.
//
// In the templates:
//   data-act         on a button or form: the action that Rust wrote there, sent on click or submit; a form's
//                    fields are added by their names. On an input: sent while it is typed or changed.
//   data-load        an action that is sent as soon as the element is shown
//   data-secret      on a form: whose secret its one password field holds. That field has no name.
//   data-paste       on a field: the action sent in place of a paste
//   data-field       around a field: what was refused there vanishes when the field changes
//   data-refusal     something that was refused: gone with the next answer
//   data-back        the link that Alt+Left follows
//   data-meanwhile   a button that works while another action is under way
//   data-countdown   seconds, counted down here; data-act is sent at the end
//   data-close       closes the dialog

const { invoke } = window.__TAURI__.core;
const { listen } = window.__TAURI__.event;

const byId = (id) => document.getElementById(id);
const main = byId("main");
const dialog = byId("dialog");

// Making what is on the page into what Rust has rendered.

const parse = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
};

/** What the person opened stays open, whatever is rendered. */
const isThePersons = (element, name) => name === "open" && (element.nodeName === "DETAILS" || element.nodeName === "DIALOG");

/** Makes `old` like `next`. What is typed, ticked, scrolled and opened is in no attribute, so it stays. */
function become(old, next) {
  if (old.isEqualNode(next)) {
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = next.data;
    return;
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value && !isThePersons(old, name)) {
      old.setAttribute(name, value);
    }
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && !isThePersons(old, name)) {
      old.removeAttribute(name);
    }
  }
  fill(old, next);
}

/** Makes the children of `old` like those of `next`: the same id is the same element, and stays where it is if it can. */
function fill(old, next) {
  const known = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const want of [...next.childNodes]) {
    const same = want.id ? known.get(want.id) : at && !at.id && at.nodeName === want.nodeName ? at : null;
    known.delete(want.id);
    if (!same || same.nodeName !== want.nodeName) {
      old.insertBefore(want, at);
      continue;
    }
    if (same.parentNode !== old) {
      old.insertBefore(same, at);
    } else {
      while (at !== same) {
        const gone = at;
        at = at.nextSibling;
        gone.remove();
      }
    }
    become(same, want);
    at = same.nextSibling;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

/** The element and those around it that have a name, from the inside out. */
function around(element) {
  const named = [element];
  for (let each = element?.parentElement; each; each = each.parentElement) {
    if (each.id) {
      named.push(each);
    }
  }
  return named;
}

/** Where the focus was when the dialog opened. */
let behind = [];

/** Runs `change`. If that took the focus away, gives it back, or to the nearest that is left. */
function keepingFocus(change) {
  const had = document.activeElement;
  const ends = had?.selectionStart == null ? null : [had.selectionStart, had.selectionEnd, had.selectionDirection];
  const way = [...around(had), ...behind, main];
  change();
  if (had === document.body || (document.activeElement && document.activeElement !== document.body)) {
    return;
  }
  const to = way.map((each) => (each.isConnected ? each : byId(each.id || "-"))).find((each) => each?.checkVisibility());
  focusOn(to);
  if (to === had && ends) {
    to.setSelectionRange(...ends);
  }
}

function focusOn(element) {
  if (!element) {
    return;
  }
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) {
    element.tabIndex = -1;
  }
  element.focus({ preventScroll: true });
}

/** The number of the last update of each part, and of all: an older one is dropped. */
const latest = new Map();
let newest = 0;

/** @param {{ number: number, page?: string, of?: string, refresh?: boolean, go?: string, parts: { id: string, html: string }[], announce?: string, focus?: string, invalid?: string }} update */
function apply(update) {
  if (update.page && update.page !== page()) {
    return;
  }
  newest = Math.max(newest, update.number);
  if (update.go) {
    open(update.go);
    return;
  }
  if (update.refresh) {
    show({ again: true });
    return;
  }
  keepingFocus(() => {
    for (const { id, html } of update.parts) {
      const part = byId(id);
      if (part && (latest.get(id) ?? 0) < update.number) {
        latest.set(id, update.number);
        fill(part, parse(html));
        // What Rust hears of is as Rust says; what was ticked is in no attribute.
        for (const box of part.querySelectorAll("[type=checkbox][data-act], [type=radio][data-act]")) {
          box.checked = box.hasAttribute("checked");
        }
      }
    }
    // A dialog is open while there is something in it.
    if (dialog.firstElementChild && !dialog.open) {
      behind = around(document.activeElement);
      dialog.showModal();
    } else if (!dialog.firstElementChild && dialog.open) {
      dialog.close();
    }
  });
  if (update.announce) {
    byId("announce").textContent = update.announce;
  }
  const field = update.invalid && byId(update.invalid);
  field?.setAttribute("aria-invalid", "true");
  const to = byId(update.focus) ?? field;
  if (to) {
    focusOn(to);
    to.scrollIntoView({ block: "nearest" });
  }
  settle();
}

dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  latest.delete("dialog");
});

// Pages: the part of the address after "#".

const page = () => decodeURIComponent(location.hash.slice(1)) || "index";
const heights = new Map();
let turn = 0;
/** Another page is about to be shown: what is pressed on this one still means nothing any more. */
let leaving = false;

/** Goes to a page. The window has no history to get lost in: each page says itself what is before it. */
function open(to) {
  heights.set(page(), scrollY);
  history.replaceState(null, "", `#${to}`);
  show();
}

/** The page that is being asked for: another one is when it is there, so that Rust knows which one is shown. */
let asking = Promise.resolve();

/** The page that the address names, as Rust renders it. */
async function ask() {
  try {
    return await invoke("view", { page: page() });
  } catch {
    return await invoke("view", { page: "unexpected" });
  }
}

/** Shows the page that the address names. `again`: the same one, as it is now; what is typed there stays. */
async function show({ again = false } = {}) {
  turn += 1;
  const mine = turn;
  pressing = null;
  waiting = [];
  under.clear();
  leaving ||= !again;
  const next = () => (mine === turn ? ask() : null);
  asking = asking.then(next, next);
  const update = await asking;
  if (!update || mine !== turn) {
    return;
  }
  newest = Math.max(newest, update.number);
  if (update.go) {
    open(update.go);
    return;
  }
  // It may have overtaken the first time that this page is shown.
  const same = again && document.documentElement.dataset.page === page();
  leaving = false;
  if (dialog.open) {
    dialog.close();
  }
  latest.clear();
  if (same) {
    keepingFocus(() => fill(main, parse(update.parts[0].html)));
    settle();
    return;
  }
  main.toggleAttribute("data-arriving", document.documentElement.dataset.page !== undefined);
  main.replaceChildren(parse(update.parts[0].html));
  scrollTo(0, heights.get(page()) ?? 0);
  byId("announce").textContent = "";
  focusOn(main.querySelector("[autofocus]") ?? main.querySelector("h1"));
  document.documentElement.dataset.page = page();
  settle();
}

history.scrollRestoration = "manual";
addEventListener("hashchange", () => show());

// Actions.

/** The press that is under way. */
let pressing = null;
/** How much is being loaded. */
let loading = 0;
/** Those that wait for it. */
let waiting = [];
/** What is sent while it is typed, by its element's id: null, or the newest that came meanwhile. */
const under = new Map();

const actionOf = (attribute, more = {}) => {
  const [[of, action]] = Object.entries(JSON.parse(attribute));
  return { [of]: { ...action, ...more } };
};

/**
 * Sends what calls Rust, and shows the answer unless the page was shown anew by then. Whether it did. From the same page
 * it still leads on.
 */
async function send(command, args) {
  const at = turn;
  const on = page();
  const refused = [...document.querySelectorAll("[data-refusal]")];
  let update;
  try {
    update = await invoke(command, args);
  } catch {
    if (at === turn) {
      open("unexpected");
    }
    return true;
  }
  if (at !== turn && !(update.go && on === page())) {
    return false;
  }
  // A question is no answer yet: what it is about stays.
  const asks = update.parts.length > 0 && update.parts.every(({ id, html }) => id === "dialog" && html);
  if (!asks) {
    for (const gone of refused) {
      keepingFocus(() => gone.remove());
    }
    for (const field of document.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
    }
  }
  apply(update);
  return true;
}

/**
 * A click or a submit: one at a time, but for what is meant for meanwhile. A second press of the same button is none;
 * one of another button waits for its turn, and shows it.
 */
async function press(element, command, args) {
  if (leaving) {
    return;
  }
  if (element.hasAttribute("data-meanwhile")) {
    await send(command, args);
    return;
  }
  if (pressing) {
    if (pressing.element !== element && !waiting.some((one) => one.element === element)) {
      waiting.push({ element, command, args, act: element.dataset.act });
      element.setAttribute("aria-busy", "true");
    }
    return;
  }
  const mine = { element };
  pressing = mine;
  const slow = setTimeout(() => element.setAttribute("aria-busy", "true"), 300);
  try {
    await send(command, args);
  } finally {
    clearTimeout(slow);
    element.removeAttribute("aria-busy");
    if (pressing === mine) {
      pressing = null;
      pressNext();
    }
  }
}

/** The next that waits, if it is still there and means the same: the answer before it may have changed that. */
function pressNext() {
  const next = waiting.shift();
  if (!next) {
    return;
  }
  next.element.removeAttribute("aria-busy");
  if (next.element.checkVisibility() && !next.element.disabled && next.element.dataset.act === next.act) {
    press(next.element, next.command, next.args);
  } else {
    pressNext();
  }
}

/** Typing: one at a time, and of those that came meanwhile the last. */
async function typing(id, args) {
  if (under.has(id)) {
    under.set(id, args);
    return;
  }
  under.set(id, null);
  await send("act", args);
  const next = under.get(id);
  under.delete(id);
  if (next) {
    typing(id, next);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link) {
    event.preventDefault();
    open(link.getAttribute("href").slice(1));
    return;
  }
  const element = event.target.closest("button[data-act]");
  if (element && !(element.form && element.type === "submit")) {
    event.preventDefault();
    press(element, "act", { action: actionOf(element.dataset.act, fieldsOf(element.form)) });
  } else if (event.target.closest("[data-close]")) {
    dialog.close();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest(".menu-list")) {
      if (menu.contains(document.activeElement)) {
        menu.querySelector("summary").focus();
      }
      menu.open = false;
    }
  }
});

/** What a form holds, for a button in it that isn't its submit button. */
const fieldsOf = (form) => (form?.matches("[data-with-fields]") ? Object.fromEntries(new FormData(form)) : {});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const button = event.submitter ?? form;
  if (form.dataset.secret) {
    const field = form.querySelector("input[type=password]");
    const typed = field?.value ?? "";
    if (field) {
      field.value = "";
    }
    press(button, "type_secret", { of: actionOf(form.dataset.secret, Object.fromEntries(new FormData(form))), typed });
  } else if (form.dataset.act) {
    const act = event.submitter?.dataset.act ?? form.dataset.act;
    press(button, "act", { action: actionOf(act, Object.fromEntries(new FormData(form))) });
  }
});

document.addEventListener("paste", (event) => {
  const act = event.target.dataset?.paste;
  if (act) {
    event.preventDefault();
    press(event.target, "act", { action: JSON.parse(act) });
  }
});

/** What was typed or chosen, to Rust, unless an input method is still composing it. */
function changed(event) {
  const element = event.target;
  const holder = element.closest("[data-field]");
  for (const refusal of holder?.querySelectorAll("[data-refusal]") ?? []) {
    refusal.remove();
  }
  for (const field of holder?.querySelectorAll("[aria-invalid]") ?? []) {
    field.removeAttribute("aria-invalid");
  }
  const isTyped = element.matches("textarea, input[type=text], input[type=search]");
  if (!element.dataset.act || event.isComposing || (event.type === "change") === isTyped) {
    return;
  }
  const value = element.type === "checkbox" ? element.checked : element.value;
  typing(element.id, { action: actionOf(element.dataset.act, { [element.name]: value }) });
}
document.addEventListener("input", changed);
document.addEventListener("change", changed);
document.addEventListener("compositionend", changed);

// Whatever is on the page by now.

const loaded = new WeakMap();

/** Says what the page is now, sends what is to be loaded, and starts what counts down. */
function settle() {
  const heading = main.querySelector("h1");
  const title = heading ? `${heading.textContent.trim()} – Latchkey for HaloPSA` : "Latchkey for HaloPSA";
  if (document.title !== title) {
    document.title = title;
  }
  for (const element of document.querySelectorAll("[data-load]")) {
    if (loaded.get(element) !== element.dataset.load) {
      loaded.set(element, element.dataset.load);
      load(element, page());
    }
  }
  for (const element of document.querySelectorAll("[data-countdown]")) {
    if (!loaded.has(element)) {
      loaded.set(element, "");
      countDown(element, Number(element.dataset.countdown));
    }
  }
}

/** Sends what an element loads, again if the page was refreshed before the answer came. */
async function load(element, on) {
  const wanted = element.dataset.load;
  loading += 1;
  const shown = await send("act", { action: JSON.parse(wanted) });
  loading -= 1;
  if (!shown && element.isConnected && page() === on && element.dataset.load === wanted) {
    load(element, on);
  }
}

function countDown(element, seconds) {
  if (!element.isConnected) {
    return;
  }
  if (seconds > 0) {
    element.textContent = element.dataset.unit.replace("0", String(seconds));
    setTimeout(countDown, 1000, element, seconds - 1);
  } else {
    send("act", { action: JSON.parse(element.dataset.act) });
  }
}

// The keyboard, and what a person doesn't look for in an app: a page is neither printed nor saved, and there is a
// menu only where there is text to do something with.

addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  if (event.isComposing || event.defaultPrevented) {
    return;
  }
  if (command && !event.altKey && ["p", "s"].includes(event.key.toLowerCase())) {
    event.preventDefault();
  } else if ((event.altKey && event.key === "ArrowLeft") || (event.metaKey && event.key === "[")) {
    event.preventDefault();
    back();
  } else if (event.key === "Escape" && !dialog.open) {
    const menu = document.querySelector("details.menu[open]");
    const field = event.target.closest?.("input[type=search]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (field?.value) {
      event.preventDefault();
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
});

addEventListener("mouseup", (event) => {
  if (event.button === 3) {
    event.preventDefault();
    back();
  }
});

function back() {
  if (!dialog.open) {
    main.querySelector("[data-back]")?.click();
  }
}

addEventListener("contextmenu", (event) => {
  const field = event.target instanceof Element && event.target.closest("input, textarea");
  if (!field && (getSelection()?.isCollapsed ?? true)) {
    event.preventDefault();
  }
});

await listen("update", ({ payload }) => {
  if ((payload.of && payload.of !== page().split("/").at(-1)) || (payload.page && payload.page !== page())) {
    return;
  }
  if (payload.refresh) {
    // What the page itself asked for is answered to it.
    if (!pressing && loading === 0 && payload.number > newest) {
      show({ again: true });
    }
    return;
  }
  apply(payload);
});
await show();
