// app.js in Chromium, with a Rust behind it that each test writes: what is kept while parts of a page are replaced, what
// is sent and what is not. It knows no page, and neither do these.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, serve } from "./browser.js";
import { at } from "./place.js";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  site?.close();
});

let number = 0;
/** An update as Rust makes it. @param {Record<string, string>} parts @param {object} more */
const update = (parts, more = {}) => {
  number += 1;
  return { number, refresh: false, parts: Object.entries(parts).map(([id, html]) => ({ id, html })), ...more };
};

/**
 * A window that shows `html`. `act` answers actions.
 * @param {string | ((page: string) => any)} html
 * @param {(command: string, args: any) => any} act
 */
async function open(html, act = () => update({})) {
  const context = await browser.newContext({ viewport: { width: 1080, height: 760 } });
  context.setDefaultTimeout(5_000);
  const page = await context.newPage();
  /** @type {{ command: string, args: any }[]} */
  const calls = [];
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (line) => complaints.push(line.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.exposeFunction("rust", async (/** @type {string} */ command, /** @type {any} */ args) => {
    if (command === "view") {
      return typeof html === "string" ? update({ main: html }) : html(args.page);
    }
    calls.push({ command, args });
    return act(command, args);
  });
  await page.addInitScript(() => {
    /** @type {any} */
    const here = window;
    here.__TAURI__ = {
      core: { invoke: (/** @type {string} */ command, /** @type {any} */ args) => here.rust(command, args) },
      event: {
        listen: async (/** @type {string} */ _, /** @type {any} */ heard) => {
          here.send = (/** @type {any} */ payload) => heard({ payload });
        },
      },
    };
  });
  await page.goto(`${site.origin}/index.html#one`);
  await page.locator("html[data-page]").waitFor({ state: "attached" });
  const send = (/** @type {any} */ payload) => page.evaluate((payload) => Reflect.get(window, "send")(payload), payload);
  const focus = () => page.evaluate(() => document.activeElement?.id);
  return { page, calls, complaints, send, focus, close: () => context.close() };
}

/** An action as a template writes it. */
const act = (/** @type {string} */ name, /** @type {object} */ more = {}) =>
  `data-act='${JSON.stringify({ page: { do: name, ...more } })}'`;
const sent = (/** @type {{ args: any }[]} */ calls) => calls.map(({ args }) => args.action.page);

test("what is typed, where the caret is, what is open and scrolled stays while the page around it is replaced", async () => {
  const html = (/** @type {string} */ more) =>
    `<h1>One</h1><p>${more}</p><input id="name" type="text" value="given" class="${more}"><details id="fold"><summary id="s">More</summary>Inside</details><ul id="rows"><li id="a">a</li><li id="b">b</li></ul>`;
  const { page, send, focus, complaints, close } = await open(html("first"));
  await page.fill("#name", "some text");
  await page.click("summary");
  await page.focus("#name");
  await page.evaluate(() => /** @type {HTMLInputElement} */ (document.querySelector("#name")).setSelectionRange(2, 4));
  await page.evaluate(() => Reflect.set(window, "row", document.querySelector("#b")));
  await send(update({ main: html("second") }));
  await send(update({ rows: '<li id="c">c</li><li id="b">b again</li>' }));
  assert.equal(await page.inputValue("#name"), "some text");
  assert.deepEqual(
    await page.evaluate(() => {
      const field = /** @type {HTMLInputElement} */ (document.querySelector("#name"));
      return [field.className, field.selectionStart, field.selectionEnd];
    }),
    ["second", 2, 4],
  );
  assert.equal(await focus(), "name");
  assert.equal(await page.evaluate(() => /** @type {HTMLDetailsElement} */ (document.querySelector("#fold")).open), true);
  assert.equal(await page.textContent("#rows"), "cb again");
  assert.equal(await page.evaluate(() => Reflect.get(window, "row").isConnected), true, "the same row is the same element");
  assert.deepEqual(complaints, []);
  await close();
});

test("an update that was overtaken, or that is another page's, changes nothing", async () => {
  const { page, send, close } = await open('<h1>One</h1><p id="a">0</p><p id="b">0</p>');
  const [old, young] = [update({ a: "old", b: "old" }), update({ a: "young" })];
  await send(young);
  await send(old);
  assert.equal(await page.textContent("#a"), "young");
  assert.equal(await page.textContent("#b"), "old", "of this part it is the last");
  await send(update({ a: "elsewhere" }, { page: "two" }));
  await send(update({ a: "of another" }, { of: "00ff" }));
  assert.equal(await page.textContent("#a"), "young");
  await close();
});

test("a double click acts once; what is meant for meanwhile works meanwhile; an answer for a page that is gone is dropped", async () => {
  /** @type {(value: any) => void} */
  let answer = () => {};
  const { page, calls, close } = await open(
    (name) =>
      update({
        main: `<h1>${name}</h1><button id="go" ${act("go")}>Go</button><button id="other" ${act("other")}>Other</button><button id="stop" data-meanwhile ${act("stop")}>Stop</button><p id="a"></p>`,
      }),
    (_, { action }) => (action.page.do === "go" ? new Promise((answered) => (answer = answered)) : update({})),
  );
  await page.dblclick("#go");
  await page.click("#other");
  await page.locator("#other[aria-busy]").waitFor();
  await page.click("#stop");
  assert.deepEqual(sent(calls), [{ do: "go" }, { do: "stop" }]);
  await page.locator("#go[aria-busy]").waitFor();
  await page.evaluate(() => {
    location.hash = "#two";
  });
  await page.locator("html[data-page=two]").waitFor({ state: "attached" });
  answer(update({ a: "late" }, { go: "three" }));
  await page.click("#other");
  assert.equal(calls.length, 3, "the next page is free");
  assert.equal(await page.textContent("#a"), "");
  assert.equal(await page.textContent("h1"), "two");
  await close();
});

test("buttons that are pressed quickly one after the other all act, in that order, unless an answer took them away", async () => {
  const buttons = (/** @type {string[]} */ names) => names.map((name) => `<button id="${name}" ${act(name)}>${name}</button>`).join("");
  /** @type {((value: any) => void)[]} */
  const answers = [];
  const { page, calls, close } = await open(
    `<h1>One</h1><div id="all">${buttons(["a", "b", "c", "d"])}</div>`,
    () => new Promise((answered) => answers.push(answered)),
  );
  for (const id of ["a", "b", "b", "c", "d"]) {
    await page.click(`#${id}`);
  }
  answers.shift()?.(update({}));
  await page.locator("#b:not([aria-busy])").waitFor();
  answers.shift()?.(update({ all: buttons(["a", "b", "d"]) }));
  await page.locator("#d:not([aria-busy])").waitFor();
  answers.shift()?.(update({}));
  await page.waitForFunction(() => document.querySelector("[aria-busy]") === null);
  assert.deepEqual(sent(calls), [{ do: "a" }, { do: "b" }, { do: "d" }]);
  await close();
});

test("of what is typed meanwhile the last is sent, and nothing of what an input method is composing", async () => {
  /** @type {((value: any) => void)[]} */
  const answers = [];
  const { page, calls, close } = await open(
    `<h1>One</h1><input id="find" type="search" name="text" ${act("find")}><p id="a"></p>`,
    () => new Promise((answered) => answers.push(answered)),
  );
  await page.locator("#find").pressSequentially("abcd");
  assert.deepEqual(sent(calls), [{ do: "find", text: "a" }]);
  answers.shift()?.(update({ a: "1" }));
  await page.waitForFunction(() => document.querySelector("#a")?.textContent === "1");
  await page.waitForFunction(() => true);
  assert.deepEqual(sent(calls).at(-1), { do: "find", text: "abcd" });
  assert.equal(calls.length, 2);
  answers.shift()?.(update({ a: "2" }));
  await page.waitForFunction(() => document.querySelector("#a")?.textContent === "2");
  await page.evaluate(() => {
    const field = /** @type {HTMLInputElement} */ (document.querySelector("#find"));
    field.value = "か";
    field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
  });
  assert.equal(calls.length, 2);
  await page.evaluate(() => document.querySelector("#find")?.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true })));
  await page.waitForFunction(() => true);
  assert.deepEqual(sent(calls).at(-1), { do: "find", text: "か" });
  await close();
});

test("the focus goes to what is nearest when its element is gone, and back to what opened a dialog", async () => {
  const { page, send, focus, close } = await open(
    `<h1>One</h1><ul id="list"><li id="x"><button id="ask" ${act("ask")}>Ask</button></li></ul>`,
    () => update({ dialog: '<h2 id="dialog-title">Sure?</h2><button id="no" data-close>No</button>' }),
  );
  await page.click("#ask");
  assert.equal(await focus(), "no");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector("#dialog")?.childElementCount === 0);
  assert.equal(await focus(), "ask");
  await send(update({ list: '<li id="y">other</li>' }));
  assert.equal(await focus(), "list");
  await close();
});

test("a refusal is shown at its field, and is gone when the field changes or the next answer comes", async () => {
  const note = '<div data-refusal="address-empty">The address is missing</div>';
  const { page, focus, close } = await open(
    `<h1>One</h1><form id="f" ${act("save")}><div data-field><input id="address" name="address" type="text"><div id="address-error"></div></div><button id="save">Save</button></form><button id="other" ${act("other")}>Other</button>`,
    (_, { action }) => (action.page.do === "save" ? update({ "address-error": note }, { invalid: "address" }) : update({})),
  );
  const invalid = () => page.getAttribute("#address", "aria-invalid");
  await page.click("#save");
  await page.locator("[data-refusal]").waitFor();
  assert.equal(await invalid(), "true");
  assert.equal(await focus(), "address");
  await page.locator("#address").pressSequentially("a");
  assert.equal(await page.locator("[data-refusal]").count(), 0);
  assert.equal(await invalid(), null);
  await page.click("#save");
  await page.locator("[data-refusal]").waitFor();
  await page.click("#other");
  await page.locator("[data-refusal]").waitFor({ state: "detached" });
  assert.equal(await invalid(), null);
  await close();
});

test("what was refused stays while a question about it is open, and when it is cancelled", async () => {
  const { page, close } = await open(
    `<h1>One</h1><div id="alert"><div data-refusal="x">Stopped</div></div><button id="undo" ${act("undo")}>Undo</button>`,
    () => update({ dialog: `<h2>Undo?</h2><button id="cancel" data-close>Cancel</button>` }),
  );
  await page.click("#undo");
  await page.click("#cancel");
  await page.locator("#cancel").waitFor({ state: "detached" });
  assert.equal(await page.textContent("#alert"), "Stopped");
  await close();
});

test("nothing is pressed twice while another page is on its way", async () => {
  /** @type {(() => void)[]} */
  const answers = [];
  const { page, calls, close } = await open(
    (on) =>
      on === "two"
        ? new Promise((answered) => answers.push(() => answered(update({ main: `<h1>Two</h1>` }))))
        : update({ main: `<h1>One</h1><button id="begin" ${act("begin")}>Begin</button>` }),
    () => update({}, { go: "two" }),
  );
  await page.click("#begin");
  await page.waitForFunction(() => location.hash === "#two");
  await page.click("#begin");
  for (const answer of answers) {
    answer();
  }
  await page.getByRole("heading", { name: "Two" }).waitFor();
  assert.equal(calls.length, 1);
  await close();
});

test("a typed secret is sent once, by a command of its own, from a field that is empty by then", async () => {
  const { page, calls, close } = await open(
    `<h1>One</h1><form id="f" data-secret='{"guide":{"id":"1"}}'><input id="secret" type="password" data-paste='{"page":{"do":"paste"}}'><button id="save">Save</button></form>`,
  );
  await page.fill("#secret", "typed-secret");
  await page.click("#save");
  await page.waitForFunction(() => /** @type {HTMLInputElement} */ (document.querySelector("#secret")).value === "");
  assert.deepEqual(calls, [{ command: "type_secret", args: { of: { guide: { id: "1" } }, typed: "typed-secret" } }]);
  const cancelled = await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "pasted-secret");
    return !document
      .querySelector("#secret")
      ?.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
  });
  assert.equal(cancelled, true);
  assert.equal(await page.inputValue("#secret"), "");
  assert.deepEqual(calls[1], { command: "act", args: { action: { page: { do: "paste" } } } });
  await close();
});

test("Alt+Left goes back; Escape closes the menu, then empties the search", async () => {
  const { page, focus, close } = await open((name) =>
    update({
      main: `<h1>${name}</h1><a id="back" href="#before" data-back>Back</a><details class="menu" id="m"><summary id="more">More</summary><div class="menu-list"><button id="x" ${act("x")}>X</button></div></details><input id="find" type="search" name="text" ${act("find")}>`,
    }),
  );
  await page.click("#more");
  await page.keyboard.press("Escape");
  assert.equal(await page.getAttribute("#m", "open"), null);
  assert.equal(await focus(), "more");
  await page.fill("#find", "abc");
  await page.keyboard.press("Escape");
  assert.equal(await page.inputValue("#find"), "");
  await page.keyboard.press("Alt+ArrowLeft");
  await page.locator("html[data-page=before]").waitFor({ state: "attached" });
  await close();
});

test("something is loaded once, and what counts down ends with its action", async () => {
  const { page, calls, close } = await open(
    `<h1>One</h1><div id="a" data-load='{"page":{"do":"read"}}'>…</div><span id="c" data-countdown="1" data-unit="0 s" ${act("over")}></span>`,
    (_, { action }) => update(action.page.do === "read" ? { a: "there" } : {}),
  );
  await page.waitForFunction(() => document.querySelector("#a")?.textContent === "there");
  assert.equal(await page.textContent("#c"), "1 s");
  await page.waitForFunction(() => document.querySelector("#c")?.textContent === "1 s");
  await new Promise((over) => setTimeout(over, 1_200));
  assert.deepEqual(sent(calls), [{ do: "read" }, { do: "over" }]);
  await close();
});

test("a page that asks for itself again keeps what is typed", async () => {
  let shown = 0;
  const { page, send, focus, close } = await open((name) => {
    shown += 1;
    return update({ main: `<h1>${name} ${shown}</h1><input id="name" type="text">` });
  });
  await page.fill("#name", "typed");
  await send(update({}, { of: "00ff", refresh: true }));
  await send(update({}, { refresh: true }));
  await page.waitForFunction(() => document.querySelector("h1")?.textContent === "one 2");
  assert.equal(await page.inputValue("#name"), "typed");
  assert.equal(await focus(), "name");
  await close();
});

test("a page that is requested again before it was shown is still the next page, and is requested again then", async () => {
  /** @type {(() => void)[]} */
  const answers = [];
  const { page, send, focus, close } = await open((name) =>
    name === "one"
      ? update({ main: `<h1>one</h1><a id="on" href="#two">Two</a>` })
      : new Promise((answered) => answers.push(() => answered(update({ main: `<h1 id="h" tabindex="-1">two</h1>` })))),
  );
  const asked = async (/** @type {number} */ times) => {
    while (answers.length < times) {
      await page.evaluate(() => {});
    }
  };
  await page.click("#on");
  await asked(1);
  await send(update({}, { refresh: true }));
  assert.equal(answers.length, 1, "Rust answers one at a time");
  answers[0]?.();
  await asked(2);
  answers[1]?.();
  await page.locator("html[data-page=two]").waitFor({ state: "attached" });
  assert.equal(await page.title(), "two – Latchkey for HaloPSA");
  assert.equal(await focus(), "h");
  await close();
});

test("an answer leads to the next page although the page was refreshed meanwhile", async () => {
  /** @type {(value: any) => void} */
  let answer = () => {};
  let shown = 0;
  const { page, calls, send, close } = await open(
    (name) => {
      shown += 1;
      return update({ main: `<h1>${name} ${shown}</h1><button id="go" data-meanwhile ${act("go")}>Go</button>` });
    },
    () => new Promise((answered) => (answer = answered)),
  );
  await page.click("#go");
  while (calls.length === 0) {
    await page.evaluate(() => {});
  }
  await send(update({}, { refresh: true }));
  await page.waitForFunction(() => document.querySelector("h1")?.textContent === "one 2");
  answer(update({}, { go: "two" }));
  await page.locator("html[data-page=two]").waitFor({ state: "attached" });
  await close();
});

test("what Rust can't answer is a page that says so", async () => {
  const { page, close } = await open(
    (name) => update({ main: `<h1>${name}</h1><button id="go" ${act("go")}>Go</button>` }),
    () => {
      throw new Error("not an action");
    },
  );
  await page.click("#go");
  await page.locator("html[data-page=unexpected]").waitFor({ state: "attached" });
  await close();
});

test("a page is neither printed nor saved, and its menu opens where there is text to do something with", async () => {
  const { page, close } = await open('<h1 id="h">One</h1><input id="address" type="text">');
  const stopped = (/** @type {string} */ css, /** @type {string} */ kind, /** @type {object} */ options = {}) =>
    page.evaluate(
      ([css, kind, options]) => {
        const Kind = kind === "keydown" ? KeyboardEvent : MouseEvent;
        const event = new Kind(/** @type {string} */ (kind), { bubbles: true, cancelable: true, .../** @type {object} */ (options) });
        return !document.querySelector(/** @type {string} */ (css))?.dispatchEvent(event);
      },
      [css, kind, options],
    );
  for (const key of ["p", "s"]) {
    assert.equal(await stopped("#h", "keydown", { key, ctrlKey: true }), true, key);
  }
  for (const key of ["a", "c", "f"]) {
    assert.equal(await stopped("#h", "keydown", { key, ctrlKey: true }), false, key);
  }
  assert.equal(await stopped("#h", "contextmenu"), true);
  assert.equal(await stopped("#address", "contextmenu"), false, "in a field there is something to cut, copy and paste");
  await page.evaluate(() => getSelection()?.selectAllChildren(document.body));
  assert.equal(await stopped("#h", "contextmenu"), false, "what is selected can be copied");
  await close();
});

test("app.js stays small, and writes, logs and stores nothing", () => {
  const code = readFileSync(at("ui/static/app.js"), "utf8");
  assert.ok(code.split("\n").length <= 900);
  assert.doesNotMatch(
    code,
    /console\.|localStorage|sessionStorage|indexedDB|insertAdjacentHTML|\beval\(|new Function|\bfetch\(|XMLHttpRequest/,
  );
  assert.equal(code.split("innerHTML").length, 2, "only what Rust rendered is made into elements, in one place");
});

test("what is being read is read once, and no refresh comes between", async () => {
  /** @type {((value: any) => void)[]} */
  const answers = [];
  const { page, calls, send, close } = await open(
    `<h1>One</h1><div id="a" data-load='{"page":{"do":"read"}}'>…</div>`,
    () => new Promise((answered) => answers.push(answered)),
  );
  await send(update({}, { refresh: true }));
  answers.shift()?.(update({ a: "there" }));
  await page.waitForFunction(() => document.querySelector("#a")?.textContent === "there");
  assert.equal(calls.length, 1);
  await close();
});

test("what was read while the page was replaced is read again", async () => {
  /** @type {((value: any) => void)[]} */
  const answers = [];
  const { page, calls, close } = await open(
    `<h1>One</h1><div id="a" data-load='{"page":{"do":"read"}}'>…</div><button id="again" ${act("again")}>Again</button>`,
    (_, { action }) => (action.page.do === "again" ? update({}, { refresh: true }) : new Promise((answered) => answers.push(answered))),
  );
  await page.click("#again");
  while (calls.length < 2) {
    await page.evaluate(() => {});
  }
  answers.shift()?.(update({ a: "dropped" }));
  while (answers.length === 0) {
    await page.evaluate(() => {});
  }
  answers.shift()?.(update({ a: "there" }));
  await page.waitForFunction(() => document.querySelector("#a")?.textContent === "there");
  assert.deepEqual(sent(calls), [{ do: "read" }, { do: "again" }, { do: "read" }]);
  await close();
});
