// The loader, the styles and these checks are written in one style, and nothing stands in them that should not. The
// templates are checked in Rust, beside the code that renders them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { at, tool } from "./place.js";

test("Biome finds nothing to say about the loader, the styles and their checks", () => {
  assert.equal(
    tool("@biomejs/biome/bin/biome", ["check", "--config-path=pages/style.json", "--error-on-warnings", "../ui/static", "pages"]),
    "",
  );
});

test("the window's document keeps to the content security policy: no script, style or handler within it", () => {
  const html = readFileSync(at("ui/static/index.html"), "utf8");
  assert.doesNotMatch(html, /<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:/i);
  assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//);
});

test("only tokens.css contains colours", () => {
  for (const name of ["base.css", "layout.css", "components.css"]) {
    const css = readFileSync(at(`ui/static/style/${name}`), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    assert.doesNotMatch(css, /#[0-9a-f]{3,8}\b(?![^{}]*\{)|\brgba?\(|\bhsla?\(/i, name);
  }
});

test("every class in the styles is one that a page may have", () => {
  const read = (/** @type {string} */ folder, /** @type {RegExp} */ name) =>
    readdirSync(at(folder), { recursive: true, encoding: "utf8" })
      .filter((file) => name.test(file))
      .map((file) => readFileSync(at(`${folder}/${file}`), "utf8"))
      .join("\n");
  const selectors = read("ui/static/style", /css$/)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\{[^{}]*\}/g, "{}");
  const classes = new Set(selectors.match(/(?<=\.)[a-z][a-z-]*/g));
  const pages = read("ui/pages", /(html|svg)$/) + read("ui/static", /(html|js)$/) + read("src-tauri/src", /rs$/);
  const names = new Set(pages.match(/[a-z][a-z-]*/g));
  assert.ok(classes.size > 80);
  assert.deepEqual(
    [...classes].filter((one) => !names.has(one)),
    [],
  );
});
