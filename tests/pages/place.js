// Where things are, and how a tool is run.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** @param {string} path Below the repository's root. */
export const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * Runs a tool that npm brought along. Answers with what is wrong with the exit code, or nothing.
 * @param {string} script Its file below node_modules.
 * @param {string[]} args
 */
export function tool(script, args) {
  const run = spawnSync(process.execPath, [at(`tests/node_modules/${script}`), ...args], { encoding: "utf8", cwd: at("tests") });
  return run.status === 0 ? "" : `${run.stdout}${run.stderr}${run.error ?? ""}` || `ended with ${run.status}`;
}
