// The pages and these checks are written in one style, and nothing stands in them that should not.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { at, tool } from "./place.js";

test("Biome finds nothing to say about the pages and their checks", () => {
  assert.equal(tool("@biomejs/biome/bin/biome", ["check", "--config-path=pages/style.json", "--error-on-warnings", "../ui", "pages"]), "");
});

test("a page keeps to the content security policy: no script, style or handler within it", () => {
  for (const name of readdirSync(at("ui")).filter((file) => file.endsWith(".html"))) {
    const html = readFileSync(at(`ui/${name}`), "utf8");
    assert.doesNotMatch(html, /<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:/i, name);
    assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//, name);
  }
});

test("only backend.js talks to Rust, and nothing is logged, stored or made into code", () => {
  for (const name of readdirSync(at("ui/app"))) {
    const code = readFileSync(at(`ui/app/${name}`), "utf8");
    if (name !== "backend.js") {
      assert.doesNotMatch(code, /__TAURI/, name);
    }
    assert.doesNotMatch(
      code,
      /console\.|localStorage|sessionStorage|indexedDB|\.innerHTML|insertAdjacentHTML|\beval\(|new Function|fetch\(/,
      name,
    );
    assert.match(code, /^\/\/ @ts-check\n\/\/ /, `${name} says what it is for`);
  }
});

test("every command of backend.js is one that build.rs names, and the other way round", () => {
  const listed = readFileSync(at("src-tauri/build.rs"), "utf8").match(/COMMANDS[^=]*= &\[([^\]]*)\]/)?.[1] ?? "";
  const commands = [...listed.matchAll(/"([a-z_]+)"/g)].map((m) => m[1]).sort();
  const called = [...readFileSync(at("ui/app/backend.js"), "utf8").matchAll(/\bcall\("([a-z_]+)"/g)].map((m) => m[1]).sort();
  assert.deepEqual(called, commands);
});

test("colours stand in tokens.css alone", () => {
  for (const name of ["base.css", "components.css"]) {
    const css = readFileSync(at(`ui/style/${name}`), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    assert.doesNotMatch(css, /#[0-9a-f]{3,8}\b(?![^{}]*\{)|\brgba?\(|\bhsla?\(/i, name);
  }
});
