// The pages fit the types that Rust generates for them.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { at, tool } from "./place.js";

test("the pages' modules fit the types that Rust generates", () => {
  assert.ok(existsSync(at("src-tauri/bindings/GuideView.ts")), "src-tauri/bindings is not there. `cargo test -p latchkey` generates it.");
  assert.equal(tool("typescript/bin/tsc", ["--project", "pages/tsconfig.json"]), "");
});
