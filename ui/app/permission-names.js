// @ts-check
// Permissions in plain words: "Tickets: See" for `read:tickets`. A name that is not known stays as it is.

import { texts } from "./page.js";

/** Permissions that are not an area with a verb. */
const BY_THEMSELVES = new Map([
  ["admin", "permission-admin"],
  ["admin:webhooks", "permission-admin-webhooks"],
  ["all", "permission-all"],
  ["all:standard", "permission-all-standard"],
  ["all:teams", "permission-all-teams"],
  ["editMine:timesheets", "permission-editMine-timesheets"],
]);

const VERBS = ["read", "edit", "editMine", "access"];

/**
 * The words for the checkbox of a permission within its area.
 * @param {string} permission
 */
export function verbOf(permission) {
  const alone = BY_THEMSELVES.get(permission);
  return alone === undefined ? `verb-${permission.split(":")[0]}` : `${alone}.verb`;
}

/**
 * The plain names of permissions.
 * @param {string[]} permissions
 * @param {string[]} areas The ids of the areas that have words.
 * @returns {Promise<Map<string, string>>}
 */
export async function plainNames(permissions, areas = KNOWN_AREAS) {
  /** @type {{ permission: string, area: string, verb: string }[]} */
  const composed = [];
  /** @type {{ permission: string, id: string }[]} */
  const alone = [];
  for (const permission of new Set(permissions)) {
    const [verb = "", area = ""] = permission.split(":");
    const id = BY_THEMSELVES.get(permission);
    if (id !== undefined) {
      alone.push({ permission, id });
    } else if (VERBS.includes(verb) && areas.includes(area)) {
      composed.push({ permission, area, verb });
    }
  }
  const parts = await texts([
    ...composed.flatMap(({ area, verb }) => [{ id: `area-${area}` }, { id: `verb-${verb}` }]),
    ...alone.map(({ id }) => ({ id })),
  ]);
  const named = await texts(
    composed.map((_, n) => ({ id: "permission-named", args: { area: parts[2 * n]?.value ?? "", verb: parts[2 * n + 1]?.value ?? "" } })),
  );
  return new Map([
    ...permissions.map((permission) => /** @type {[string, string]} */ ([permission, permission])),
    ...composed.map(({ permission }, n) => /** @type {[string, string]} */ ([permission, named[n]?.value ?? permission])),
    ...alone.map(
      ({ permission }, n) => /** @type {[string, string]} */ ([permission, parts[2 * composed.length + n]?.value ?? permission]),
    ),
  ]);
}

/** The areas that have words, for pages whose view does not name them. A test compares them with core's. */
export const KNOWN_AREAS = [
  "tickets",
  "calendar",
  "customers",
  "crm",
  "contracts",
  "suppliers",
  "items",
  "projects",
  "sales",
  "quotes",
  "sos",
  "pos",
  "invoices",
  "reporting",
  "timesheets",
  "softwarelicensing",
  "software",
  "kb",
  "assets",
  "distributionlists",
  "mailcampaign",
  "events",
  "chat",
  "adpasswordreset",
];
