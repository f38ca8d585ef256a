// What the documents show and name is there.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { at } from "./place.js";

const DOCUMENTS = [
  "README.md",
  ".github/ADMINISTRATOR.md",
  ".github/DEPLOYING.md",
  ".github/SECURITY.md",
  ".github/CHANGELOG.md",
  ".github/BENCHMARKS.md",
];
const links = (/** @type {string} */ text) => [...text.matchAll(/\]\(([^)#]+)[^)]*\)|src="([^"]+)"/g)].map((m) => m[1] ?? m[2] ?? "");

test("every link between documents, and every picture, leads somewhere", () => {
  for (const path of DOCUMENTS) {
    const text = readFileSync(at(path), "utf8");
    const lost = links(text).filter((to) => !/^https:/.test(to) && !existsSync(at(join(dirname(path), to))));
    assert.deepEqual(lost, [], path);
  }
});

test("every path that a document names is there", () => {
  for (const path of DOCUMENTS) {
    const text = readFileSync(at(path), "utf8");
    // In backticks, or at the beginning of a line of a listing; of the repository, or below src-tauri.
    const named = [...text.matchAll(/`([\w.-]+\/[\w./-]*)`|^([\w-]+\/[\w./-]*) {2}/gm)].map((m) => m[1] ?? m[2] ?? "");
    const lost = named.filter((to) => !existsSync(at(to)) && !existsSync(at(join("src-tauri", to))));
    assert.deepEqual(lost, [], path);
  }
});

test("the administrator's page shows each picture of an app's page once, and none is left over", () => {
  // That it shows every page is tested where the pages are named (src-tauri/src/pages/route.rs).
  const shown = links(readFileSync(at(".github/ADMINISTRATOR.md"), "utf8")).filter((to) => to.startsWith("pictures/"));
  const pictures = readdirSync(at(".github/pictures")).map((file) => `pictures/${file}`);
  assert.deepEqual(shown.sort(), pictures.sort());
});

test("the administrator's page calls things as the app calls them", () => {
  const words = readFileSync(at("ui/words/en.ftl"), "utf8");
  const named = [
    "Try it with sample data",
    "Sign in to HaloPSA",
    "Can’t sign in here?",
    "Do it by hand",
    "Create in HaloPSA",
    "Replace a lost secret",
    "Check this computer",
    "Working",
    "Not working",
  ];
  const page = readFileSync(at(".github/ADMINISTRATOR.md"), "utf8").replace(/\s+/g, " ");
  for (const name of named) {
    assert.ok(page.includes(`*${name}*`), `the page names ${name}`);
    assert.ok(words.includes(`= ${name}\n`), `the app says ${name}`);
  }
});
