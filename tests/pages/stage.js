// Shows the pages in Chromium with an invented Rust behind them: the answers are fixtures, the words are real.

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { chromium } from "playwright-core";
import { at } from "./place.js";

const KINDS = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ftl": "text/plain" };

/** Where Chromium may be, when LATCHKEY_CHROMIUM does not say. */
const CHROMIUMS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

export async function launch() {
  const executablePath = process.env.LATCHKEY_CHROMIUM ?? CHROMIUMS.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      "No Chromium is here. On Debian or Ubuntu: apt-get install --no-install-recommends chromium. Else name one in LATCHKEY_CHROMIUM.",
    );
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"] });
}

/** Serves ui/ as Tauri does, with the very same content security policy. */
export async function serve() {
  const { csp } = JSON.parse(readFileSync(at("src-tauri/tauri.conf.json"), "utf8")).app.security;
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(at("ui"), path);
    if (path === "/favicon.ico") {
      // Chromium asks for it; Tauri's windows don't.
      response.writeHead(204).end();
      return;
    }
    if (!file.startsWith(at("ui")) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const kind = KINDS[/** @type {keyof typeof KINDS} */ (extname(file))] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": `${kind}; charset=utf-8`, "content-security-policy": csp }).end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

const bundle = new FluentBundle("en", { useIsolating: false });
bundle.addResource(new FluentResource(readFileSync(at("ui/words/en.ftl"), "utf8")));

/** As in `src-tauri/src/words.rs`: everything else is a name, also where it is a number. */
const COUNTS = ["count", "seconds", "teams", "all"];

/**
 * The words as Rust gives them. Complaints are what Rust would only log: an unknown id, a missing parameter.
 * @param {{ id: string, args?: Record<string, string> }} request
 * @param {string[]} complaints
 */
export function message({ id, args = {} }, complaints) {
  const found = bundle.getMessage(id);
  if (found === undefined) {
    complaints.push(`no words: ${id}`);
    return { value: id, attributes: {} };
  }
  const values = Object.fromEntries([
    ...Object.entries(args).map(([key, value]) => [key, COUNTS.includes(key) ? Number(value) : value]),
    ["os", "linux"],
  ]);
  const text = (/** @type {any} */ pattern) => {
    /** @type {Error[]} */
    const errors = [];
    const formatted = bundle.formatPattern(pattern, values, errors);
    complaints.push(...errors.map((error) => `${id}: ${error.message}`));
    return formatted;
  };
  return {
    value: found.value === null ? "" : text(found.value),
    attributes: Object.fromEntries(Object.entries(found.attributes).map(([name, pattern]) => [name, text(pattern)])),
  };
}

/** A refusal as Rust makes it. */
export function refusal(/** @type {string} */ code, /** @type {any} */ more = {}) {
  const { field = null, may_insist = false, params = {}, candidates = [] } = more;
  const said = message({ id: `error-${code}`, args: params }, []);
  return { refused: { code, field, may_insist, params, candidates, title: said.value, advice: said.attributes.advice ?? "" } };
}

/**
 * Opens a page with answers behind it.
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} url
 * @param {Record<string, any>} answers By command: a value, or a function of the arguments.
 */
export async function show(context, url, answers) {
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  /** @type {{ name: string, args: any }[]} */
  const calls = [];
  page.on("console", (line) => complaints.push(`console: ${line.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => complaints.push(`not loaded: ${request.url()} ${request.failure()?.errorText}`));
  await page.exposeFunction("latchkeyRust", async (/** @type {string} */ name, /** @type {any} */ args) => {
    calls.push({ name, args });
    if (name === "words") {
      return { value: args.requests.map((/** @type {any} */ request) => message(request, complaints)) };
    }
    if (name === "progress" && answers.progress === undefined) {
      return { value: { number: 0, id: null, count: null, keychain_waits: false } };
    }
    if (name === "permissions_advice" && answers.permissions_advice === undefined) {
      return { value: { advice: [], meter: "read-personal" } };
    }
    if (!(name in answers)) {
      complaints.push(`not expected: ${name}`);
      return refusal("busy");
    }
    const answer = typeof answers[name] === "function" ? await answers[name](args) : answers[name];
    return answer?.refused ? answer : { value: answer ?? null };
  });
  await page.addInitScript(() => {
    /** @type {any} */
    const here = window;
    const heard = [];
    here.latchkeyTell = (/** @type {any} */ payload) => {
      for (const tell of heard) {
        tell({ payload });
      }
    };
    here.__TAURI__ = {
      core: {
        invoke: async (/** @type {string} */ name, /** @type {any} */ args) => {
          const answer = await here.latchkeyRust(name, args ?? {});
          if (answer.refused) {
            throw answer.refused;
          }
          return answer.value;
        },
      },
      event: {
        listen: async (/** @type {string} */ _, /** @type {any} */ tell) => {
          heard.push(tell);
          return () => heard.splice(heard.indexOf(tell), 1);
        },
      },
    };
  });
  await page.goto(url);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  await settled(page);
  return { page, complaints, calls };
}

/** Waits until no words are missing. */
export async function settled(/** @type {import("playwright-core").Page} */ page) {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("[data-words]:not([data-words-label], input, [hidden], [hidden] *)")].every((e) => e.textContent !== ""),
  );
}
