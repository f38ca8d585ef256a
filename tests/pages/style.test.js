// The loader, the styles and these checks are written in one style, and nothing stands in them that should not. The
// templates are checked in Rust, beside the code that renders them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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

test("colours stand in tokens.css alone", () => {
  for (const name of ["base.css", "layout.css", "components.css"]) {
    const css = readFileSync(at(`ui/static/style/${name}`), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    assert.doesNotMatch(css, /#[0-9a-f]{3,8}\b(?![^{}]*\{)|\brgba?\(|\bhsla?\(/i, name);
  }
});
