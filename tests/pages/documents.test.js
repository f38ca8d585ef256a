// What the documents show and name is there.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { at } from "./place.js";

const DOCUMENTS = ["README.md", ".github/ADMINISTRATOR.md", ".github/DEPLOYING.md", ".github/SECURITY.md", ".github/CHANGELOG.md"];
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

test("the administrator's page shows every page of the app, and no picture is left over", () => {
  const shown = links(readFileSync(at(".github/ADMINISTRATOR.md"), "utf8"))
    .filter((to) => to.endsWith(".png"))
    .map((to) => to.replace("pictures/", "").replace(".png", ""))
    .sort();
  const route = readFileSync(at("src-tauri/src/pages/route.rs"), "utf8");
  const pages = [...route.matchAll(/=> \("([a-z]+)", /g)].map((m) => m[1] ?? "").sort();
  assert.ok(pages.length > 8);
  assert.deepEqual(shown, pages);
  const pictures = readdirSync(at(".github/pictures")).map((file) => file.replace(".png", ""));
  assert.deepEqual(pictures.sort(), pages);
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
