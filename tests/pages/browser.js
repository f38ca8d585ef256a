// Chromium, and the gallery as Tauri would serve it.

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { at } from "./place.js";

const KINDS = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

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

const FOLDERS = ["ui/static", "target/gallery"];

/** Serves what the window loads, and the gallery, with the app's own content security policy. */
export async function serve() {
  const { csp } = JSON.parse(readFileSync(at("src-tauri/tauri.conf.json"), "utf8")).app.security;
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    if (path === "/favicon.ico") {
      // Chromium asks for it; Tauri's windows don't.
      response.writeHead(204).end();
      return;
    }
    const file =
      path === "/inter.woff2"
        ? at("tests/node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2")
        : FOLDERS.map((folder) => join(at(folder), path)).find((file) => existsSync(file));
    if (file === undefined) {
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
