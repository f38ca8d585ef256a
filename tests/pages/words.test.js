// Words live in one place: every id that is used exists, none is unused, and no sentence stands elsewhere.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { FluentParser, serializeExpression } from "@fluent/syntax";
import { at } from "./place.js";

const read = (/** @type {string} */ path) => readFileSync(at(path), "utf8");
const source = read("ui/words/en.ftl");
const parsed = new FluentParser().parse(source, {});
/** @type {Map<string, any>} */
const messages = new Map(parsed.body.filter((entry) => entry.type === "Message").map((entry) => [entry.id.name, entry]));
const pages = readdirSync(at("ui")).filter((file) => file.endsWith(".html"));
const modules = readdirSync(at("ui/app"));

/** Everything between `start` and the next `end` of a file. */
const part = (/** @type {string} */ path, /** @type {string} */ start, end = "\n}") => {
  const text = read(path);
  const from = text.indexOf(start);
  assert.notEqual(from, -1, `${start} in ${path}`);
  return text.slice(from, text.indexOf(end, from));
};
const found = (/** @type {string} */ text, /** @type {RegExp} */ pattern) => {
  const all = [...text.matchAll(pattern)].map((m) => m[1] ?? "");
  assert.notEqual(all.length, 0, `${pattern} finds something`);
  return [...new Set(all)];
};

const core = "src-tauri/core/src";
const QUOTED = /=> "([a-z-]+)"/g;
/** The ids of an enum: its variants, as they are called in words. */
const ids = (/** @type {string} */ path, /** @type {string} */ name) =>
  found(part(`${core}/${path}`, `pub enum ${name} {`), /^ {4}([A-Z]\w*)/gm).map(kebab);
const errors = ids("error.rs", "Error");
const items = ids("procedure.rs", "Item");
const traps = found(part(`${core}/procedure.rs`, "pub fn has_trap", "\n    }\n"), /Self::(\w+)/g).map(kebab);
const chapters = found(part(`${core}/procedure.rs`, "pub fn chapter", "\n    }\n"), QUOTED);
const steps = ids("guide.rs", "Step");
const causes = ids("finding.rs", "Cause");
const verdicts = ids("finding.rs", "Verdict");
const catalogue = JSON.parse(read(`${core}/catalogue.json`));
const areas = [...new Set(catalogue.map((/** @type {any} */ known) => known.area))];
const offered = catalogue.map((/** @type {any} */ known) => known.name);
const differences = ids("finding.rs", "Difference");
const warnings = ids("setup/agents.rs", "AgentWarning");
const reach = ids("setup/reach.rs", "Sees");
const checks = [
  ...ids("checkup/mod.rs", "Item"),
  ...found(part("src-tauri/src/checkup.rs", "pub(crate) async fn run", "\n}"), /line\("([a-z]+)", [a-z]/g),
];
const checkOutcomes = found(part("src-tauri/src/checkup.rs", "impl CheckupLine", "\n}"), /(?:said\(|\()"([a-z]+)",/g);
const remarks = ids("finding.rs", "Remark");
const progress = found(part("src-tauri/src/views.rs", "fn progress("), /\("([a-z-]+)",/g);
const seen = found(part("src-tauri/src/views.rs", "let mut permissions: Vec<SeenView>", "Self {"), /"([a-z-]+)"/g);
const fields = found(part("src-tauri/src/views.rs", "id: match (line.field.field", "}"), /=> "([a-z-]+)"/g);
const places = found(part("src-tauri/src/views.rs", "fn place(secret"), QUOTED);
const agents = found(part("src-tauri/src/views.rs", "let (agent, agent_name) = match", "};"), /Some\("([a-z-]+)"\)/g);
const products = JSON.parse(read(`${core}/products.json`));
const possible = products.filter((/** @type {any} */ p) => p.not_possible === undefined);
const lists = [...new Set(possible.flatMap((/** @type {any} */ p) => p.lists.map((/** @type {any} */ l) => l.id)))];
const reasons = possible.flatMap((/** @type {any} */ p) =>
  (p.reasons ?? []).map((/** @type {string} */ r) => `${p.id}-${r.replace(":", "-")}`),
);
const sensitivities = ids("catalogue.rs", "Sensitivity");
const advices = ids("linter.rs", "What");
const groups = found(part("ui/app/permission-areas.js", "GROUPS = [", "];"), /id: "([a-z]+)"/g);
const meters = ids("linter.rs", "Meter");

/** `ClientIdAgain` as it is called in words. */
function kebab(/** @type {string} */ name) {
  return name.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
}

const prefixed = (/** @type {string} */ prefix, /** @type {string[]} */ ids) => ids.map((id) => `${prefix}-${id}`);

/** The permissions that are not an area with a verb. */
const alone = () => found(part("ui/app/permission-names.js", "BY_THEMSELVES", "]);"), /\["([a-zA-Z:]+)"/g);

/** The ids that code puts together, by what they begin with. A prefix that stands nowhere here is refused. */
const FAMILIES = {
  error: errors,
  item: items,
  chapter: chapters,
  step: steps,
  cause: causes,
  verdict: [...verdicts, "does-not-work-saved", "secret-lost"],
  area: areas,
  remark: remarks,
  progress,
  seen,
  field: fields,
  secret: places,
  agent: agents,
  list: [...lists, "own"],
  "list-status": ids("product.rs", "Status"),
  reason: reasons,
  demand: ids("product.rs", "Demand"),
  trouble: ids("product.rs", "Trouble"),
  "not-possible": ids("product.rs", "NotPossible"),
  sensitivity: sensitivities,
  advice: advices,
  meter: meters,
  verb: ["read", "edit", "editMine", "access"],
  group: groups,
  take: ["client-id", "secret", "client-id-again", "authority-client-id", "authority-secret"],
  typed: ["client-id", "secret", "client-id-again", "authority-client-id", "authority-secret"],
  difference: differences,
  stage: ["sent", "found", "compared"],
  "agent-warning": warnings,
  reach,
  "check-outcome": checkOutcomes,
  check: checks,
  "keychain-where": ["windows", "macos", "linux"],
};

/** Ids used, each with where. */
function used() {
  /** @type {Map<string, string>} */
  const ids = new Map();
  const use = (/** @type {string} */ id, /** @type {string} */ where) => ids.set(id.split(".")[0] ?? id, where);
  for (const page of pages) {
    for (const [, id] of read(`ui/${page}`).matchAll(/data-words="([^"]+)"/g)) {
      use(id ?? "", page);
    }
  }
  for (const name of modules) {
    const code = read(`ui/app/${name}`).replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
    for (const [, prefix, end] of code.matchAll(/`([a-z][a-z-]*)-\$\{[^}]*\}([^`]*)`/g)) {
      if (prefix !== undefined && Object.hasOwn(FAMILIES, prefix) && /^(\.[a-z]+)?$/.test(end ?? "")) {
        for (const id of prefixed(prefix, FAMILIES[/** @type {keyof typeof FAMILIES} */ (prefix)])) {
          use(id, name);
        }
      }
    }
    // Literal ids: what stands in quotation marks and is a message.
    for (const [, id] of code.matchAll(/"([a-zA-Z][a-zA-Z-]*(?:\.[a-z]+)?)"/g)) {
      if (id !== undefined && messages.has(id.split(".")[0] ?? "")) {
        use(id, name);
      }
    }
    // A property that is certainly one must exist.
    for (const [, id] of code.matchAll(/\bwords: "([^"]+)"/g)) {
      use(id ?? "", name);
    }
  }
  const rust = [
    ...readdirSync(at("src-tauri/src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".rs"))
      .map((name) => `src-tauri/src/${name}`),
    `${core}/checkup/mod.rs`,
    `${core}/checkup/proxy.rs`,
  ];
  for (const path of rust) {
    for (const [, id] of read(path).matchAll(/"((?:dialog|instructions|app|check|sign-in-window)-[a-z-]+)"/g)) {
      use(id ?? "", path);
    }
  }
  for (const id of [...prefixed("check", checks), ...prefixed("check-outcome", checkOutcomes)]) {
    use(id, "checkup.rs");
  }
  for (const id of prefixed("error", errors)) {
    use(id, "refusal.rs");
  }
  return ids;
}

test("the words can be read, and none is defined twice", () => {
  const junk = parsed.body.filter((entry) => entry.type === "Junk").map((entry) => entry.content);
  assert.deepEqual(junk, []);
  const names = parsed.body.filter((entry) => entry.type === "Message").map((entry) => entry.id.name);
  assert.deepEqual(
    names.filter((name, n) => names.indexOf(name) !== n),
    [],
  );
});

test("every id that is used exists", () => {
  const missing = [...used()].filter(([id]) => !messages.has(id));
  assert.deepEqual(missing, []);
});

test("every attribute that is asked for exists", () => {
  const missing = [];
  const texts = [...pages.map((page) => read(`ui/${page}`)), ...modules.map((name) => read(`ui/app/${name}`))];
  for (const [, id, attribute] of texts.flatMap((text) => [...text.matchAll(/["`]([a-z][a-z-]*)\.([a-z]+)["`]/g)])) {
    const message = messages.get(id ?? "");
    if (message && !message.attributes.some((/** @type {any} */ a) => a.id.name === attribute)) {
      missing.push(`${id}.${attribute}`);
    }
  }
  assert.deepEqual(missing, []);
});

test("no words are unused", () => {
  const ids = used();
  assert.deepEqual(
    [...messages.keys()].filter((id) => !ids.has(id)),
    [],
  );
});

test("every error, item, cause, area and remark has the words that its page shows", () => {
  const lacking = [];
  const needs = (/** @type {string} */ id, /** @type {string[]} */ attributes) => {
    const message = messages.get(id);
    const has = (message?.attributes ?? []).map((/** @type {any} */ a) => a.id.name);
    if (!message?.value || attributes.some((a) => !has.includes(a))) {
      lacking.push(`${id} ${attributes}`);
    }
  };
  for (const id of errors) needs(`error-${id}`, ["advice"]);
  for (const id of items) needs(`item-${id}`, traps.includes(id) ? ["hint", "short", "trap"] : ["hint", "short"]);
  for (const id of causes) needs(`cause-${id}`, ["see", "change"]);
  for (const id of areas) needs(`area-${id}`, ["admin", "broad"].includes(id) ? ["about"] : ["about", "see", "change"]);
  for (const name of alone()) needs(`permission-${name.replace(":", "-")}`, ["verb", "see", "change"]);
  for (const id of advices) needs(`advice-${id}`, ["administration", "unknown-name"].includes(id) ? [] : ["remedy"]);
  for (const id of sensitivities) needs(`sensitivity-${id}`, ["about"]);
  for (const id of verdicts) needs(`verdict-${id}`, ["about"]);
  for (const id of [...lists, "own"]) needs(`list-${id}`, ["about"]);
  for (const [prefix, ids] of Object.entries(FAMILIES)) {
    for (const id of ids) needs(`${prefix}-${id}`, []);
  }
  assert.deepEqual(lacking, []);
  const without = items.filter(
    (id) => !traps.includes(id) && messages.get(`item-${id}`)?.attributes.some((/** @type {any} */ a) => a.id.name === "trap"),
  );
  assert.deepEqual(without, [], "a trap that core does not know of is never shown");
});

test("an error's words use only what the error brings along", () => {
  const text = part(`${core}/error.rs`, "pub fn params", "\n    }\n");
  const brings = new Map();
  for (const [, variants, names] of text.matchAll(/((?:\|?\s*Self::\w+ \{[^}]*\}\s*)+)=> \{?\s*vec!\[([^\]]*)\]/g)) {
    for (const [, variant] of (variants ?? "").matchAll(/Self::(\w+)/g)) {
      brings.set(
        kebab(variant ?? ""),
        [...(names ?? "").matchAll(/\("([a-z]+)"/g)].map((m) => m[1]),
      );
    }
  }
  assert.ok(brings.size > 5);
  for (const id of errors) {
    const message = messages.get(`error-${id}`);
    for (const name of variables(message)) {
      assert.ok((brings.get(id) ?? []).includes(name), `error-${id}: { $${name} }`);
    }
  }
});

/** The names of the variables in a message. */
function variables(/** @type {any} */ node) {
  /** @type {string[]} */
  const names = [];
  JSON.stringify(node, (_, value) => {
    if (value?.type === "VariableReference") {
      names.push(value.id.name);
    }
    return value;
  });
  return names;
}

test("every permission that core offers has a plain name", () => {
  const code = read("ui/app/permission-names.js");
  const known = found(code.slice(code.indexOf("KNOWN_AREAS = [")), /"([a-z]+)"/g);
  for (const permission of offered) {
    const [verb, area] = permission.split(":");
    assert.ok(alone().includes(permission) || (FAMILIES.verb.includes(verb ?? "") && known.includes(area ?? "")), permission);
  }
  assert.deepEqual(
    known.filter((area) => !areas.includes(area)),
    [],
  );
});

test("every area stands in one group", () => {
  const text = part("ui/app/permission-areas.js", "GROUPS = [", "];").replace(/id: "[a-z]+"/g, "");
  assert.deepEqual([...text.matchAll(/"([a-z]+)"/g)].map((m) => m[1]).sort(), [...areas].sort());
});

test("no sentence stands in a page or in a module", () => {
  for (const page of pages) {
    const text = read(`ui/${page}`)
      .replace(/<!doctype[^>]*>/i, "")
      .replace(/<[^>]*>/g, "")
      .trim();
    assert.equal(text, "", page);
    assert.doesNotMatch(read(`ui/${page}`), /\s(placeholder|title|alt|aria-label)=/, page);
  }
  for (const name of modules) {
    const code = read(`ui/app/${name}`).replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
    const sentences = [...code.matchAll(/"([^"\n]*)"/g)].map((m) => m[1] ?? "").filter((text) => /^[A-Z][a-z]+ [a-z]+ /.test(text));
    assert.deepEqual(sentences, [], name);
  }
});

test("words are written as we write: no straight quotation marks, no blame, no shouting", () => {
  for (const [id, message] of messages) {
    const text = [message.value, ...message.attributes.map((/** @type {any} */ a) => a.value)]
      .flatMap((pattern) => pattern?.elements ?? [])
      .map((element) => (element.type === "TextElement" ? element.value : serializeExpression(element.expression)))
      .join("");
    const plain = text.replace(/\$\w+|"[^"]*"/g, "");
    assert.doesNotMatch(plain, /'|!|\b(invalid|illegal|failed to|please try|oops|abort)\b/i, id);
  }
});
