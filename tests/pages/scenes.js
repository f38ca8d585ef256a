// Every page in every main state: the answers behind it, and what a person does there.

import { readFileSync } from "node:fs";
import { at } from "./place.js";
import { refusal, settled } from "./stage.js";

const ID = "5f0c2f3f6e1b4a4d9a7f0c2f3f6e1b4a";
const CLIENT = "0f8fad5b-d9cb-469f-a165-70867728950e";
const PRODUCT = "Trend Vision One for Service Providers";
const AT = "2026-11-24T09:30:12.123456789Z";
const PRACTICE = { address: "http://127.0.0.1:49152/", real_keychain: false };
const LONG_NAME = `read:${"averylongnamethatnobodyknows".repeat(3)}`;
const EXAMPLE = ["read:tickets", "edit:tickets", "read:customers", "edit:customers", "admin:webhooks"];

/** The items as core gives them: id, chapter, ticked by hand, trap. */
const ITEMS = [
  ["sign-in", "navigate", true, false],
  ["open-api", "navigate", true, false],
  ["view-applications", "navigate", true, false],
  ["new", "create", true, false],
  ["name", "create", true, false],
  ["active", "create", true, false],
  ["method", "create", true, true],
  ["login-type", "create", true, true],
  ["agent", "create", true, true],
  ["client-id", "create", false, false],
  ["secret", "create", false, true],
  ["permissions", "permissions", true, true],
  ["save", "save", true, true],
  ["client-id-again", "save", false, true],
];
const NEW_SECRET_ITEMS = [
  ITEMS[0],
  ITEMS[1],
  ITEMS[2],
  ["open-application", "new-secret", true, false],
  ["client-id", "new-secret", false, false],
  ["generate", "new-secret", true, true],
  ["secret", "new-secret", false, true],
  ITEMS[12],
  ITEMS[13],
];

const STEPS = ["connect", "general", "permissions", "guide", "done"];
/** The items that Latchkey does itself. */
const OF_REVIEW = ["new", "name", "active", "method", "login-type", "agent", "secret", "permissions", "save"];

function frame(current, more = {}) {
  const steps = more.byLatchkey ? STEPS.map((step) => (step === "guide" ? "review" : step)) : STEPS;
  const at = steps.indexOf(current);
  const done = more.done ?? [];
  return {
    id: ID,
    revision: 7,
    product: more.product ?? PRODUCT,
    product_id: more.product_id ?? (more.product === undefined ? "trend-vision-one-sp" : null),
    new_secret: more.newSecret ?? false,
    practising: more.practising ?? null,
    checklist: steps.map((id, n) => ({
      id,
      done: n < at,
      current: id === current,
      open: n <= at,
      items:
        id === "guide"
          ? (more.items ?? ITEMS).map(([item]) => ({ id: item, done: done.includes(item) }))
          : id === "review"
            ? OF_REVIEW.map((item) => ({ id: item, done: done.includes(item) }))
            : [],
    })),
    back: steps[at - 1] ?? null,
    next: steps[at + 1] ?? null,
  };
}

function guide(more = {}) {
  const done = more.done ?? [];
  const items = more.items ?? ITEMS;
  return {
    frame: frame("guide", more),
    items: items.map(([id, chapter, by_hand, trap]) => ({
      id,
      chapter,
      done: done.includes(id),
      by_hand,
      trap,
      value: { name: PRODUCT, "open-application": PRODUCT, agent: "Vision One Integration" }[id] ?? null,
      values: id === "permissions" ? EXAMPLE : [],
    })),
    application_name: PRODUCT,
    applications_page: "https://acme.halopsa.com/config/integrations/api/applications",
    client_id: more.clientId ?? null,
    created: more.created ?? null,
    secret: more.secret ?? "nowhere",
    ready: more.ready ?? false,
    proof: more.proof ?? null,
  };
}

const HALFWAY = ["sign-in", "open-api", "view-applications", "new", "name", "active", "method", "login-type", "agent"];
const ALL = ITEMS.map(([id]) => id);

/** What every proof has. */
const PROOF = {
  at: AT,
  agent: null,
  agent_name: null,
  agent_seen: null,
  saved: null,
  missing: [],
  narrowed: false,
  permissions: [],
  remarks: [],
  causes: [],
  secret_lost: false,
};
const toKnow = (id, permissions = [], role = "") => ({ id, permissions, role });
const seen = (...pairs) => pairs.map(([permission, what]) => ({ permission, seen: what }));
const WORKS = {
  ...PROOF,
  verdict: "works",
  agent: "planned",
  agent_name: "Vision One Integration",
  narrowed: true,
  permissions: seen(["read:customers", "rows"], ["read:tickets", "rows"], ["admin:webhooks", "nothing"]),
};
/** What could not be tested is neutral. */
const UNTESTED = {
  ...WORKS,
  agent: "as-saved",
  agent_seen: AT,
  permissions: seen(
    ["read:tickets", "rows"],
    ["read:customers", "nothing"],
    ["read:kb", "trouble"],
    ["read:invoices", "not-there"],
    ["access:chat", "no-read"],
    ["read:something-new", "no-read"],
  ),
};
const REMARKS = {
  ...UNTESTED,
  verdict: "works-with-remarks",
  agent: "not-told",
  agent_name: null,
  agent_seen: null,
  permissions: [...UNTESTED.permissions, ...seen(["read:assets", "refused"], ["read:projects", "nothing"])],
  remarks: [
    toKnow("agent-not-told"),
    toKnow("nothing-at-all", ["read:customers", "read:tickets"]),
    toKnow("read-refused", ["read:assets"]),
    toKnow("no-team", ["read:tickets"]),
    toKnow("no-access", ["read:invoices"], "Technician without money"),
    toKnow("no-access", ["read:projects"]),
    toKnow("only-reads", ["edit:something-new"]),
  ],
};
const ONE_TO_KNOW = { ...WORKS, verdict: "works-with-remarks", remarks: [toKnow("no-team", ["read:tickets"])] };
const REFUSED = {
  ...PROOF,
  verdict: "does-not-work",
  causes: [
    { id: "client-id-changed", item: "client-id-again" },
    { id: "secret-not-saved", item: "secret" },
    { id: "inactive", item: "active" },
    { id: "wrong-instance", item: null },
  ],
};
/** What is ticked once the proof has refused it: what it doubts is not. */
const DOUBTED = (causes) => {
  const doubted = causes.map(({ item }) => item);
  return ALL.filter((item) => !doubted.includes(item) && item !== "save");
};
const MISSING = {
  ...PROOF,
  verdict: "does-not-work",
  agent: "another",
  agent_name: "Jane Doe",
  missing: ["admin:webhooks"],
  narrowed: true,
  permissions: seen(["admin:webhooks", "missing"], ["read:tickets", "rows"], ["read:customers", "nothing"]),
  causes: [
    { id: "permissions-not-ticked", item: "permissions" },
    { id: "another-agent", item: "agent" },
  ],
};
const WITHHELD = {
  ...PROOF,
  verdict: "does-not-work",
  saved: [],
  missing: ["edit:tickets", "admin:webhooks"],
  causes: [{ id: "permissions-withheld", item: "permissions" }],
};
const SECRET_LOST = {
  ...PROOF,
  verdict: "does-not-work",
  saved: [],
  causes: [
    { id: "secret-lost", item: "secret" },
    { id: "not-known-yet", item: null },
  ],
  secret_lost: true,
};
const EVERY_CAUSE = {
  ...REFUSED,
  causes: [
    ["wrong-method", "method"],
    ["wrong-login-type", "login-type"],
    ["no-agent", "agent"],
    ["agent-without-rights", "agent"],
    ["wrong-tenant", null],
    ["busy", null],
    ["halo-trouble", null],
    ["not-reached", null],
  ].map(([id, item]) => ({ id, item })),
};

const FORM = {
  product_id: "trend-vision-one-sp",
  place: "Workflow and Automation > Third-Party Integrations > HaloPSA > Connect HaloPSA > Connection settings",
  test_button: "Test connection",
  finish_button: "Connect",
  source: "https://docs.trendmicro.com/en-us/documentation/article/trend-vision-one-for-msp-halopsa-integration",
  looked_up: "2026-11-24",
};

function connection(more = {}) {
  return {
    id: ID,
    practising: null,
    product: PRODUCT,
    host: "acme.halopsa.com",
    address: "https://acme.halopsa.com/",
    tenant: "acme",
    application_name: PRODUCT,
    agent: "Vision One Integration",
    client_id: CLIENT,
    permissions: EXAMPLE,
    since: AT,
    proof: WORKS,
    keychain_entry: `Latchkey for HaloPSA: acme.halopsa.com, ${PRODUCT}`,
    lines: [
      { id: "address", label: "HaloPSA URL", value: "https://acme.halopsa.com", not_there: false, fallback: false },
      { id: "client-id", label: "client ID", value: CLIENT, not_there: false, fallback: false },
      { id: "secret", label: "client secret", value: null, not_there: false, fallback: false },
    ],
    form: FORM,
    ...more,
  };
}

const ANY_LINES = [
  { id: "address", value: "https://acme.halopsa.com" },
  { id: "resource-server", value: "https://acme.halopsa.com/api" },
  { id: "authorisation-server", value: "https://acme.halopsa.com/auth" },
  { id: "tenant", value: "acme" },
  { id: "client-id", value: CLIENT },
  { id: "secret", value: null },
].map((line) => ({ ...line, label: null, not_there: false, fallback: false }));
const FALLBACK_LINES = [
  { id: "resource-server", label: "API URL", value: "https://acme.halopsa.com/api", not_there: false, fallback: false },
  { id: "authorisation-server", label: "Auth URL", value: "https://acme.halopsa.com/auth", not_there: false, fallback: false },
  { id: "authorisation-server", label: "Auth URL", value: "https://acme.halopsa.com/auth/token", not_there: false, fallback: true },
  { id: "client-id", label: "Client ID", value: CLIENT, not_there: false, fallback: false },
  { id: "secret", label: "Client Secret", value: null, not_there: false, fallback: false },
];

const NOT_THERE_LINES = [
  { id: "address", label: "Domain", value: null, not_there: true, fallback: false },
  { id: "client-id", label: "Client ID", value: CLIENT, not_there: false, fallback: false },
  { id: "secret", label: "Client Secret", value: null, not_there: false, fallback: false },
];

const PRODUCTS = [{ id: "trend-vision-one-sp", name: PRODUCT, also_known_as: ["TrendAI Vision One", "Trend Micro"] }];
const index = (more = {}) => ({
  practising: null,
  products: PRODUCTS,
  not_possible: [],
  connections: [],
  unfinished: [],
  damaged: [],
  ...more,
});
const FULL = index({
  connections: [
    { id: "c1", product: PRODUCT, host: "acme.halopsa.com", verdict: "works", things: 0, proved: AT },
    { id: "c2", product: "Backup Monitor", host: "acme.halopsa.com", verdict: "works-with-remarks", things: 2, proved: AT },
    { id: "c3", product: "Reporting", host: "psa.example.org:8443", verdict: "does-not-work", things: 0, proved: AT },
  ],
  unfinished: [
    { id: "u1", product: "Asset Scanner", host: null, new_secret: false, page: "connect", application: null, entries: [] },
    { id: "u2", product: "Backup Monitor", host: "acme.halopsa.com", new_secret: true, page: "guide", application: null, entries: [] },
    {
      id: "u4",
      product: "Harbour Alarm",
      host: "acme.halopsa.com",
      new_secret: false,
      page: "review",
      application: "Harbour Alarm",
      entries: [],
    },
    {
      id: "u3",
      product: null,
      host: null,
      new_secret: false,
      page: null,
      application: null,
      entries: ["Latchkey for HaloPSA: acme.halopsa.com, Asset Scanner"],
    },
  ],
  damaged: ["drafts.damaged-2026-11-24.json"],
});

/** The areas as core has them. */
const AREAS = (() => {
  /** @type {{ id: string, permissions: any[] }[]} */
  const areas = [];
  for (const { name, area, sensitivity, few_instances = false } of JSON.parse(
    readFileSync(at("src-tauri/core/src/catalogue.json"), "utf8"),
  )) {
    const includes = name.startsWith("edit:") ? [name.replace("edit:", "read:")] : [];
    const known = { name, sensitivity, few_instances, includes };
    const there = areas.find(({ id }) => id === area);
    if (there === undefined) {
      areas.push({ id: area, permissions: [known] });
    } else {
      there.permissions.push(known);
    }
  }
  // As core's rules have it.
  const all = areas.flatMap((area) => area.permissions);
  const names = all.map(({ name }) => name);
  for (const known of all) {
    if (known.name === "all") {
      known.includes = names.filter((name) => name !== "all" && name !== "all:teams");
    } else if (known.name === "all:standard") {
      known.includes = names.filter((name) => !/^(all|admin)/.test(name));
    } else if (known.name === "admin") {
      known.includes = ["admin:webhooks"];
    }
  }
  return areas;
})();

function permissions(more = {}) {
  return {
    frame: frame("permissions", more),
    lists: [
      { id: "example", status: "example", permissions: EXAMPLE },
      { id: "all", status: "all", permissions: ["all"] },
    ],
    reasons: [],
    demands: ["own"],
    trouble: [],
    redirect_uri: null,
    source: "https://docs.trendmicro.com/en-us/documentation/article/trend-vision-one-for-msp-obtain-halopsa-api-credentials",
    looked_up: null,
    areas: AREAS,
    chosen: [],
    ...more.view,
  };
}

/** A vendor's page, from the facts that ship. */
function vendor(id, view = {}) {
  const {
    name,
    lists,
    reasons = [],
    demands = [],
    trouble = [],
    redirect_uri = null,
    source,
    looked_up = null,
  } = VENDORS.find((product) => product.id === id);
  return permissions({
    product: name,
    product_id: id,
    view: { lists, reasons, demands, trouble, redirect_uri, source, looked_up, ...view },
  });
}
const VENDORS = JSON.parse(readFileSync(at("src-tauri/core/src/products.json"), "utf8"));

/** Gives advice for as long as its remedy would change something. */
const untilRemedied =
  (advice, meter = "read-personal") =>
  ({ names }) => ({
    advice: advice.filter(
      ({ remedy }) =>
        remedy === null || remedy.remove.some((name) => names.includes(name)) || remedy.add.some((name) => !names.includes(name)),
    ),
    meter,
  });

/** What is chosen, what is said about it, and what is chosen when the remedy was pressed. */
const REMEDIES = [
  ["wrong-name", "hudu", ["read:assets", "read:clients"], ["read:clients"], ["read:customers"], ["read:customers", "read:assets"]],
  ["breaks-with-all", "gradient-msp", ["all"], ["all"], ["read:customers", "edit:items"], ["read:customers", "edit:items"]],
  ["less-than-needed", "hudu", ["read:assets"], [], ["read:customers"], ["read:customers", "read:assets"]],
  ["all-without-teams", "saas-alerts", ["all"], [], ["all:teams"], ["all:teams", "all"]],
  [
    "more-than-needed",
    "hudu",
    ["read:customers", "read:assets", "edit:invoices"],
    ["edit:invoices"],
    [],
    ["read:customers", "read:assets"],
  ],
  ["all-could-be-standard", "rtbookings", ["all"], ["all"], ["all:standard"], ["all:standard"]],
  ["all-with-others", "rtbookings", ["read:kb", "all"], ["read:kb"], [], ["all"]],
  ["read-included", "rtbookings", ["read:kb", "edit:kb"], ["read:kb"], [], ["edit:kb"]],
];

/** Brings the areas to the top of the window. */
const toTheAreas = (page) => page.locator("#choose-heading").evaluate((heading) => heading.scrollIntoView({ behavior: "instant" }));

const connect = (more = {}) => ({
  frame: frame("connect", more),
  address: null,
  address_set: null,
  version: null,
  tenant: null,
  sign_in_host: null,
  may_create: true,
  authority_client_id: null,
  authorised: null,
  by_latchkey: false,
  ...more.view,
});
const general = (more = {}) => ({
  frame: frame("general", more),
  name: PRODUCT,
  agent: null,
  from_list: false,
  agent_id: null,
  ...more.view,
});

const APPLICATIONS = [
  { name: "Agent Web Application", active: true, system: true, agent: null, permissions: ["all"] },
  { name: "Set-up robot", active: true, system: false, agent: "API Administrator", permissions: ["all"] },
  { name: "Paper Lantern Backup", active: true, system: false, agent: "halointegrator", permissions: EXAMPLE },
  { name: "Old Weather Station", active: false, system: false, agent: "halointegrator", permissions: null },
];
const signedIn = (more = {}) =>
  connect({
    byLatchkey: true,
    ...more,
    view: {
      address: "https://acme.halopsa.com/",
      version: "2.196.1",
      authorised: {
        agent: "API Administrator",
        administrator: true,
        by_person: false,
        application: "Set-up robot",
        applications: more.applications ?? APPLICATIONS,
        unread: 0,
        ...more.who,
      },
      by_latchkey: true,
      ...more.view,
    },
  });
const PERSON = { agent: "Percy Placeholder", by_person: true, application: null };
const ADDRESS = "https://acme.halopsa.com/";
const FOUND = { address: ADDRESS, version: "2.196.1" };
const LIST = { byLatchkey: true, view: { from_list: true } };
/** @param {unknown[]} agents */
const listed = (agents, unread = 0) => ({ agents, unread });
const AGENTS = [
  { id: 7, name: "API Integration Account", warnings: [] },
  { id: 12, name: "Vision One", warnings: [] },
  { id: 10, name: "API Empty Hands", warnings: ["no-team"] },
  { id: 9, name: "API Narrow Gate", warnings: ["no-team", "restricted"] },
  { id: 2, name: "Percy Placeholder", warnings: ["person"] },
  { id: 1, name: `Wilhelmina ${"Very".repeat(20)} Sample`, warnings: ["own"] },
];
const MANY_AGENTS = Array.from({ length: 2000 }, (_, n) => ({
  id: n + 100,
  name: `Invented Agent ${n}`,
  warnings: n < 3 ? [] : ["person"],
}));
const review = (more = {}) => ({
  frame: frame("review", { byLatchkey: true, ...more }),
  host: "acme.halopsa.com",
  name: PRODUCT,
  agent: "API Integration Account",
  permissions: EXAMPLE,
  signed_in: true,
  request: '[\n  {\n    "displayName": "Trend Vision One for Service Providers",\n    "clientId": "…",\n    "clientSecret": "…"\n  }\n]',
  stage: "nothing",
  differences: [],
  running: false,
  secret: "nowhere",
  proof: null,
  ...more.view,
});
/** What its agent may see. */
const row = (permission, id, more = {}) => ({
  permission,
  id,
  nothing: id.startsWith("no-") && id !== "not-told",
  teams: 0,
  all_teams: 0,
  customers: [],
  role: "",
  only_read: false,
  ...more,
});
const REACH = {
  agent: "API Integration Account",
  api_only: true,
  administrator: false,
  roles: ["Integration"],
  teams: ["Service Desk", "Infrastructure"],
  customers: ["Copper Kettle Bakery", "Moonbeam Lighthouse Trust", "Tin Robot Toys", "Paper Crane"],
  rows: [
    row("admin:webhooks", "not-told"),
    row("read:customers", "customers", {
      customers: ["Copper Kettle Bakery", "Moonbeam Lighthouse Trust", "Tin Robot Toys", "Paper Crane"],
    }),
    row("read:tickets", "teams", { teams: 2, all_teams: 5, customers: ["Copper Kettle Bakery"], only_read: true }),
  ],
};
const REACH_OF_MANY = {
  agent: `Agent ${"of a long name ".repeat(5)}`,
  api_only: null,
  administrator: null,
  roles: [],
  teams: [],
  customers: [],
  rows: [
    row("read:tickets", "no-team"),
    row("read:invoices", "no-access", { role: "Technician without money" }),
    row("read:kb", "no-access"),
    row("read:assets", "everything"),
    row("read:crm", "not-told"),
    row("read:projects", "disabled", { nothing: true }),
    row("read:something-new", "teams", { teams: 1 }),
  ],
};
const CANDIDATES = [
  {
    id: "31",
    name: PRODUCT,
    client_id: "0f8fad5b-d9cb-469f-a165-70867728950e",
    agent: "API Integration Account",
    created: "2026-06-01T10:00:00Z",
  },
  { id: "2f1c7a40-6f0e-4f0e-9d43-1b4e28ba2fa1", name: `${PRODUCT} ${"Very".repeat(12)}`, client_id: "", agent: null, created: null },
];
const DIFFERENCES = [
  { id: "inactive", missing: [], more: 0 },
  { id: "permissions", missing: ["edit:tickets", "admin:webhooks"], more: 1 },
];
const SAVED_OTHERWISE = {
  ...PROOF,
  verdict: "does-not-work",
  saved: DIFFERENCES,
  causes: [
    { id: "inactive", item: "active" },
    { id: "permissions-not-ticked", item: "permissions" },
  ],
};

const click = (selector) => async (page) => page.click(selector);
const alert = (page) => page.locator("[data-refusal]").first().waitFor();
const of = (name) => `${name}.html?id=${ID}`;
const never = () => new Promise(() => {});

/** What Rust tells while the sign-in window is open, and when somebody is signed in. */
const OPEN = { number: 1, id: "sign-in-window", count: null, may_stop: true, keychain_waits: false };
const LOOKING = { ...OPEN, number: 2, id: "sign-in-look", may_stop: false };
/** A page that has a sign-in window open. */
const opened = { sign_in: never, progress: OPEN };
const pressSignIn = async (page) => {
  await page.click("#sign-in");
  await page.locator("#sign-in-card h2:focus").waitFor();
};
/** The address is given, the button pressed, and the sign-in refused. */
const refused = (name, code, params = {}, more = {}) => ({
  name,
  url: of("connect"),
  answers: { connect_view: connect({ view: FOUND }), connect_save: connect({ view: FOUND }), sign_in: refusal(code, { params, ...more }) },
  act: async (page) => {
    await page.click("#sign-in");
    await alert(page);
  },
});

/** A sign-in window whose end a story tells. */
function signInWindow() {
  /** @param {any} _answer */
  let ended = (_answer) => {};
  return {
    answers: {
      sign_in: () =>
        new Promise((ends) => {
          ended = ends;
        }),
      sign_in_forward: null,
      sign_in_stop: () => {
        ended(refusal("stopped"));
        return null;
      },
      progress: OPEN,
    },
    /** @param {any} answer */
    end: (answer) => ended(answer),
  };
}

const taken = (view, more = {}) => ({ trimmed: false, changed: false, cleared: true, guide: view, ...more });

/**
 * @typedef {object} Scene
 * @property {string} name
 * @property {string} url
 * @property {Record<string, any>} answers
 * @property {(page: import("playwright-core").Page) => Promise<any>} [act]
 * @property {string} [agent] The browser's user agent, where the system matters.
 */

/** @type {Scene[]} */
const tried = (id, outcome, name, title, advice = "") => ({ id, outcome, name, title, advice });
const FIT = {
  fit: true,
  lines: [
    tried("keychain", "fine", "Keychain", "Saving, reading and deleting work."),
    tried("folder", "fine", "Data folder", "Saving and reading work."),
    tried("log", "remark", "Log", "The log can’t be saved.", "Latchkey works without it."),
  ],
  report: "Latchkey for HaloPSA: check of this computer\n2026-11-25 01:08 UTC\n\n[works] Keychain: Saving, reading and deleting work.\n",
};
const UNFIT = {
  fit: false,
  lines: [
    tried("keychain", "trouble", "Keychain", "Your keychain is locked", "Unlock it, usually with your computer’s password, and try again."),
    tried(
      "proxy",
      "trouble",
      "Proxy",
      `The proxy ${"a-very-long-name.".repeat(8)}example:3128 doesn’t answer`,
      "This computer’s settings send everything through it.",
    ),
    ...FIT.lines.slice(1),
  ],
  report: `Data folder: C:\\Users\\${"averylongname".repeat(12)}\n[problem] Keychain: Your keychain is locked\n`,
};
const pressCheck = async (page) => {
  await page.click("#check");
  await page.locator("#verdict").waitFor();
};

export const scenes = [
  { name: "check", url: "check.html", answers: { index_view: index() } },
  { name: "check-fit", url: "check.html", answers: { index_view: index(), check_computer: FIT }, act: pressCheck },
  {
    name: "check-unfit",
    url: "check.html",
    answers: { index_view: refusal("folder-unavailable"), check_computer: UNFIT },
    act: async (page) => {
      await pressCheck(page);
      await page.click("#report-details summary");
    },
  },
  {
    name: "check-address-refused",
    url: "check.html",
    answers: { index_view: index({ practising: PRACTICE }), check_computer: refusal("address-is-mail", { field: "address" }) },
    act: async (page) => {
      await page.fill("#address", "someone@acme.example");
      await page.click("#check");
      await page.locator("#address-error .note").waitFor();
    },
  },
  {
    name: "check-practice-only",
    url: "check.html",
    answers: {
      index_view: index({ practising: PRACTICE }),
      check_computer: refusal("practice-only", { field: "address", params: { host: "acme.halopsa.com" } }),
    },
    act: async (page) => {
      await page.fill("#address", "acme.halopsa.com");
      await page.click("#check");
      await page.locator("#stop-and-use").waitFor();
    },
  },
  {
    name: "connect-address-set",
    url: of("connect"),
    answers: { connect_view: connect({ view: { address_set: "https://acme.halopsa.com" } }) },
  },
  {
    name: "connect-window-open",
    url: of("connect"),
    answers: { connect_view: connect({ view: FOUND }), connect_save: connect({ view: FOUND }), ...opened },
    act: async (page) => {
      await pressSignIn(page);
      await page.click("#sign-in-fails");
    },
  },
  {
    name: "connect-window-open-practising",
    url: of("connect"),
    answers: {
      connect_view: connect({ practising: PRACTICE, view: { address: PRACTICE.address } }),
      connect_save: connect({ practising: PRACTICE, view: { address: PRACTICE.address } }),
      ...opened,
    },
    act: pressSignIn,
  },
  {
    name: "connect-window-opening",
    url: of("connect"),
    answers: { connect_view: connect({ view: FOUND }), connect_save: connect({ view: FOUND }), sign_in: never },
    act: async (page) => {
      await page.click("#sign-in");
      await page.locator("#sign-in-place .spinner").waitFor();
    },
  },
  {
    name: "connect-window-looking",
    url: of("connect"),
    answers: { connect_view: connect({ view: FOUND }), connect_save: connect({ view: FOUND }), sign_in: never, progress: LOOKING },
    act: pressSignIn,
  },
  {
    name: "connect-signed-in-person",
    url: of("connect"),
    answers: { connect_view: signedIn({ who: PERSON }) },
  },
  {
    name: "connect-signed-in-long",
    url: of("connect"),
    answers: {
      connect_view: signedIn({
        who: { ...PERSON, agent: `Wilhelmina ${"Very".repeat(20)} Sample` },
        view: {
          address: `https://xn--hlpsa-gra.${"a-very-long-name-of-a-company.".repeat(5)}example:8443/`,
          version: "2.196.1",
        },
      }),
    },
  },
  {
    name: "connect-person-untold",
    url: of("connect"),
    answers: { connect_view: signedIn({ who: { ...PERSON, agent: null, administrator: null } }) },
  },
  refused("connect-not-administrator", "not-administrator", { name: "Percy Placeholder" }),
  refused(
    "connect-other-agent",
    "sign-in-other-agent",
    { name: `Wilhelmina ${"Very".repeat(20)} Sample`, before: "Percy Placeholder" },
    { may_insist: true },
  ),
  refused("connect-window-closed", "sign-in-closed"),
  refused("connect-window-late", "sign-in-late"),
  refused("connect-window-unavailable", "sign-in-unavailable"),
  refused("connect-not-halo", "sign-in-not-halo", {
    host: `xn--hlpsa-gra.${"a-very-long-name-of-a-company.".repeat(5)}example:8443`,
  }),
  refused("connect-managing-missing", "managing-missing"),
  {
    name: "connect-other-ways",
    url: of("connect"),
    answers: { connect_view: connect({ view: FOUND }) },
    act: async (page) => {
      await page.locator("#by-hand[open]").waitFor();
      await page.click("#authority > summary");
      await page.click("#not-administrator > summary");
    },
  },
  {
    name: "connect-new-secret",
    url: of("connect"),
    answers: { connect_view: connect({ newSecret: true, view: { ...FOUND, may_create: false } }) },
  },
  {
    name: "general-list-window-open",
    url: of("general"),
    answers: { general_view: general(LIST), agents: refusal("authority-expired"), ...opened },
    act: pressSignIn,
  },
  {
    name: "general-list-chosen",
    url: of("general"),
    answers: { general_view: general({ byLatchkey: true, view: { from_list: true, agent_id: 2050 } }), agents: listed(MANY_AGENTS) },
    act: (page) => page.locator("#agent-2050:checked").waitFor(),
  },
  {
    name: "general-list-not-read-again",
    url: of("general"),
    answers: (() => {
      let first = true;
      return {
        general_view: general(LIST),
        agents: () => {
          const answer = first ? listed(AGENTS) : refusal("halo-not-reached", { params: { host: "acme.halopsa.com" } });
          first = !first;
          return answer;
        },
      };
    })(),
    act: async (page) => {
      await page.click("#agents-none > summary");
      await page.click("#agents-again");
      await alert(page);
      await page.locator("#agent-7").waitFor();
    },
  },
  {
    name: "review-broken-off",
    url: of("review"),
    answers: { review_view: review(), create: refusal("authority-expired") },
    act: async (page) => {
      await page.click("#create");
      await page.locator("#sign-in:focus").waitFor();
    },
  },
  {
    name: "review-window-open",
    url: of("review"),
    answers: { review_view: review({ view: { stage: "sent", signed_in: false } }), ...opened },
    act: pressSignIn,
  },
  {
    name: "review-not-administrator",
    url: of("review"),
    answers: {
      review_view: review({ view: { signed_in: false } }),
      sign_in: refusal("not-administrator", { params: { name: "Percy Placeholder" } }),
      save_instructions: true,
    },
    act: async (page) => {
      await page.click("#sign-in");
      await page.click("#save-for-administrator");
      await page.locator("#sign-in-error .said p").waitFor();
      await page.locator("#save-for-administrator:focus").waitFor();
    },
  },
  {
    name: "connect-authority",
    url: of("connect"),
    answers: { connect_view: connect({ practising: PRACTICE, view: { address: PRACTICE.address, authority_client_id: CLIENT } }) },
    act: click("#authority > summary"),
  },
  {
    name: "connect-authority-refused",
    url: of("connect"),
    answers: {
      connect_view: connect({ view: { address: "https://acme.halopsa.com/" } }),
      take_authority: refusal("authority-not-enough"),
      connect_save: connect({ view: { address: "https://acme.halopsa.com/" } }),
    },
    act: async (page) => {
      await page.click("#authority > summary");
      await page.click("#take-authority-secret");
      await alert(page);
    },
  },
  { name: "connect-signed-in", url: of("connect"), answers: { connect_view: signedIn() }, act: click("#applications > summary") },
  {
    name: "connect-signed-in-unread",
    url: of("connect"),
    answers: { connect_view: signedIn({ applications: [], who: { unread: 2 } }) },
    act: (page) => page.locator("#unread").waitFor(),
  },
  {
    name: "connect-signed-in-many",
    url: of("connect"),
    answers: {
      connect_view: signedIn({
        applications: Array.from({ length: 130 }, (_, n) => ({
          ...APPLICATIONS[n % 4],
          name: `${"A long name ".repeat((n % 3) + 1)}${n}`,
        })),
      }),
    },
    act: click("#applications > summary"),
  },
  {
    name: "general-list",
    url: of("general"),
    answers: { general_view: general(LIST), agents: listed(AGENTS) },
    act: (page) => page.locator("#agents").waitFor(),
  },
  {
    name: "general-list-none-fits",
    url: of("general"),
    answers: { general_view: general(LIST), agents: listed(AGENTS.slice(2)) },
    act: async (page) => {
      await page.locator("#agents").waitFor();
      await page.click("#agents-none > summary");
    },
  },
  {
    name: "general-list-unread",
    url: of("general"),
    answers: { general_view: general(LIST), agents: listed(AGENTS.slice(0, 2), 3) },
    act: (page) => page.locator("#agents-unread").waitFor(),
  },
  { name: "general-list-reading", url: of("general"), answers: { general_view: general(LIST), agents: never } },
  {
    name: "general-list-thousands",
    url: of("general"),
    answers: { general_view: general(LIST), agents: listed(MANY_AGENTS) },
    act: async (page) => {
      await page.locator("#agents").waitFor();
      await page.fill("#agent-search", "1999");
      await page.locator("#agent-2099").waitFor();
    },
  },
  {
    name: "general-list-signed-out",
    url: of("general"),
    answers: { general_view: general(LIST), agents: refusal("authority-missing") },
    act: (page) => page.locator("#sign-in-again").waitFor(),
  },
  { name: "review", url: of("review"), answers: { review_view: review() }, act: click("#request > summary") },
  {
    name: "review-reach-nothing",
    url: of("review"),
    answers: { review_view: review({ view: { agent: REACH_OF_MANY.agent } }), reach: REACH_OF_MANY },
  },
  { name: "review-reach-untold", url: of("review"), answers: { review_view: review(), reach: null } },
  { name: "review-reach-reading", url: of("review"), answers: { review_view: review(), reach: never } },
  {
    name: "review-reach-failed",
    url: of("review"),
    answers: { review_view: review(), reach: refusal("halo-too-slow", { params: { host: "acme.halopsa.com" } }) },
  },
  { name: "review-signed-out", url: of("review"), answers: { review_view: review({ view: { signed_in: false, request: null } }) } },
  {
    name: "review-running",
    url: of("review"),
    answers: {
      review_view: review({ practising: PRACTICE, view: { running: true } }),
      progress: { number: 5, id: "read-back", count: null, may_stop: true, keychain_waits: false },
    },
    act: (page) => page.locator("#stop").waitFor(),
  },
  {
    name: "review-name-taken",
    url: of("review"),
    answers: { review_view: review(), create: refusal("name-taken", { field: "name", may_insist: true, params: { name: PRODUCT } }) },
    act: async (page) => {
      await page.click("#create");
      await page.locator("#insist").waitFor();
    },
  },
  {
    name: "review-unclear",
    url: of("review"),
    answers: { review_view: review({ view: { stage: "sent" } }), create: refusal("create-unclear") },
    act: async (page) => {
      await page.click("#create");
      await alert(page);
    },
  },
  ...["create", "undo"].map((wanted) => ({
    name: `review-perhaps-${wanted}`,
    url: of("review"),
    answers: {
      review_view: review({ view: { stage: "sent" } }),
      [wanted]: refusal("application-perhaps", { params: { count: String(CANDIDATES.length) }, candidates: CANDIDATES }),
    },
    act: async (page) => {
      await page.click(`#${wanted}`);
      if (wanted === "undo") {
        await page.click("#dialog-confirm");
      }
      await page.locator("#this-one-1").waitFor();
    },
  })),
  {
    name: "review-unread",
    url: of("review"),
    answers: { review_view: review({ view: { stage: "sent" } }), create: refusal("applications-unread", { params: { count: "2" } }) },
    act: async (page) => {
      await page.click("#create");
      await alert(page);
    },
  },
  { name: "review-after-crash", url: of("review"), answers: { review_view: review({ view: { stage: "found", signed_in: false } }) } },
  {
    name: "review-saved-otherwise",
    url: of("review"),
    answers: {
      review_view: review({
        done: ["new", "name"],
        view: { stage: "compared", differences: DIFFERENCES, secret: "kept", proof: SAVED_OTHERWISE },
      }),
    },
  },
  {
    name: "review-secret-lost",
    url: of("review"),
    answers: {
      review_view: review({
        done: OF_REVIEW.filter((item) => item !== "secret"),
        view: { stage: "compared", secret: "kept", proof: SECRET_LOST },
      }),
    },
  },
  {
    name: "review-withheld",
    url: of("review"),
    answers: {
      review_view: review({
        done: OF_REVIEW.filter((item) => item !== "permissions"),
        view: { stage: "compared", secret: "kept", proof: WITHHELD },
      }),
    },
  },
  { name: "review-undo", url: of("review"), answers: { review_view: review({ view: { stage: "found" } }) }, act: click("#undo") },
  {
    name: "review-delete-refused",
    url: of("review"),
    answers: { review_view: review({ view: { stage: "found" } }), undo: refusal("delete-refused", { params: { status: "403" } }) },
    act: async (page) => {
      await page.click("#undo");
      await page.click("#dialog-confirm");
      await alert(page);
    },
  },
  {
    name: "review-left",
    url: of("review"),
    answers: {
      review_view: review({ view: { stage: "sent" } }),
      go_on_by_hand: refusal("application-left", { may_insist: true, params: { name: PRODUCT, host: "acme.halopsa.com" } }),
    },
    act: async (page) => {
      await page.click("#by-hand");
      await page.locator("#insist").waitFor();
    },
  },
  {
    name: "guide-created",
    url: of("guide"),
    answers: { guide_view: guide({ created: PRODUCT, done: HALFWAY, clientId: CLIENT, secret: "kept" }) },
  },
  { name: "index-first-start", url: "index.html", answers: { index_view: index() } },
  { name: "index-full", url: "index.html", answers: { index_view: FULL } },
  {
    name: "index-practising",
    url: "index.html",
    answers: { index_view: index({ practising: PRACTICE }) },
  },
  {
    name: "index-another-product",
    url: "index.html",
    answers: { index_view: index(), begin: refusal("product-empty", { field: "product" }) },
    act: async (page) => {
      await page.fill("#search", "Nowhere to be found");
      await page.press("#search", "Enter");
      await page.fill("#product-name", "");
      await page.click("#begin");
      await alert(page);
    },
  },
  {
    name: "index-open-cards",
    url: "index.html",
    answers: { index_view: FULL },
    act: async (page) => {
      await page.click("#practise-card summary");
      await page.click("#lost-card summary");
      await page.selectOption("#lost-which", "");
      await page.selectOption("#lost-product", "");
    },
  },
  { name: "index-remove-created", url: "index.html", answers: { index_view: FULL }, act: click("#remove-u4") },
  { name: "index-remove", url: "index.html", answers: { index_view: FULL }, act: click("#remove-u1") },
  { name: "index-refused", url: "index.html", answers: { index_view: refusal("folder-newer", { params: { file: "drafts.json" } }) } },
  { name: "connect", url: of("connect"), answers: { connect_view: connect() } },
  {
    name: "connect-practising",
    url: of("connect"),
    answers: { connect_view: connect({ practising: { ...PRACTICE, real_keychain: true } }) },
  },
  {
    name: "connect-found",
    url: of("connect"),
    answers: {
      connect_view: connect({
        view: { address: "https://acme.halopsa.com/", version: "2.196.1", tenant: "acme", sign_in_host: "auth.haloservicedesk.com" },
      }),
      save_instructions: true,
    },
    act: async (page) => {
      await page.click("#not-administrator summary");
      await page.click("#save-instructions");
      await page.locator("#said-instructions p").waitFor();
    },
  },
  {
    name: "connect-refused",
    url: of("connect"),
    answers: {
      connect_view: connect(),
      connect_save: refusal("address-bare-word", { field: "address", params: { word: "acme" } }),
    },
    act: async (page) => {
      await page.fill("#address", "acme");
      await page.click("#sign-in");
      await alert(page);
    },
  },
  {
    name: "connect-elsewhere",
    url: of("connect"),
    answers: {
      connect_view: connect(),
      connect_save: refusal("sign-in-elsewhere", {
        may_insist: true,
        params: { host: "acme.haloservicedesk.com", elsewhere: "auth.haloservicedesk.com" },
      }),
    },
    act: async (page) => {
      await page.fill("#address", "acme.haloservicedesk.com");
      await page.click("#sign-in");
      await alert(page);
    },
  },
  {
    name: "connect-working",
    url: of("connect"),
    answers: { connect_view: connect(), connect_save: never },
    act: async (page) => {
      await page.fill("#address", "acme.halopsa.com");
      await page.click("#sign-in");
      await page.locator("#working .spinner").waitFor();
    },
  },
  { name: "connect-gone", url: of("connect"), answers: { connect_view: refusal("draft-gone") } },
  {
    name: "general",
    url: of("general"),
    answers: { general_view: general(), general_save: refusal("agent-empty", { field: "agent" }) },
    act: async (page) => {
      await page.click("#agent-how summary");
      await page.click("#agent-why summary");
    },
  },
  {
    name: "general-refused",
    url: of("general"),
    answers: { general_view: general(), general_save: refusal("agent-empty", { field: "agent" }) },
    act: async (page) => {
      await page.click("#continue");
      await alert(page);
    },
  },
  {
    name: "general-stale",
    url: of("general"),
    answers: { general_view: general(), general_save: refusal("draft-stale") },
    act: async (page) => {
      await page.click("#continue");
      await alert(page);
    },
  },
  { name: "permissions", url: of("permissions"), answers: { permissions_view: permissions() } },
  {
    name: "permissions-advice",
    url: of("permissions"),
    answers: {
      permissions_view: permissions({
        view: {
          lists: [{ id: "earlier", status: "partial", permissions: ["read:customers"] }],
          reasons: ["read:customers"],
          demands: ["own", "a-team"],
          trouble: ["newer-list-unseen"],
          looked_up: "2026-11-24",
          chosen: ["all", "read:kb", "read:actions", "read:newthing"],
        },
        product: "SquaredUp",
        product_id: "squaredup",
      }),
      permissions_advice: {
        advice: [
          { id: "wrong-name", permissions: ["read:actions"], remedy: { remove: ["read:actions"], add: ["read:tickets"] } },
          { id: "unknown-name", permissions: ["read:newthing"], remedy: null },
          { id: "administration", permissions: ["all"], remedy: null },
          { id: "all-could-be-standard", permissions: ["all"], remedy: { remove: ["all"], add: ["all:standard"] } },
          { id: "all-with-others", permissions: ["read:kb"], remedy: { remove: ["read:kb"], add: [] } },
        ],
        meter: "everything",
      },
    },
  },
  {
    name: "permissions-own",
    url: of("permissions"),
    answers: { permissions_view: permissions() },
    act: async (page) => {
      await page.click("#list-own");
      await toTheAreas(page);
    },
  },
  { name: "permissions-minimum", url: of("permissions"), answers: { permissions_view: vendor("hudu") } },
  {
    name: "permissions-all",
    url: of("permissions"),
    answers: {
      permissions_view: vendor("limacharlie"),
      permissions_advice: {
        advice: [{ id: "more-than-needed", permissions: ["all"], remedy: { remove: ["all"], add: ["edit:tickets"] } }],
        meter: "everything",
      },
    },
    act: click("#list-all"),
  },
  { name: "permissions-partial", url: of("permissions"), answers: { permissions_view: vendor("zomentum") } },
  { name: "permissions-long", url: of("permissions"), answers: { permissions_view: vendor("perimeters") } },
  {
    name: "permissions-opened",
    url: of("permissions"),
    answers: { permissions_view: vendor("hudu", { chosen: ["edit:assets", "read:customers"] }) },
    act: async (page) => {
      for (const area of ["tickets", "assets", "mailcampaign", "broad", "timesheets"]) {
        await page.click(`#open-${area}`);
      }
      await page.focus("#permission-read-tickets");
      await toTheAreas(page);
    },
  },
  {
    name: "permissions-wide",
    url: of("permissions"),
    answers: {
      permissions_view: vendor("hudu", { chosen: ["edit:assets", "read:customers", "edit:invoices", "admin"] }),
      permissions_advice: {
        advice: [
          { id: "more-than-needed", permissions: ["edit:invoices", "admin"], remedy: { remove: ["edit:invoices", "admin"], add: [] } },
          { id: "administration", permissions: ["admin"], remedy: null },
        ],
        meter: "everything",
      },
    },
    act: async (page) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await toTheAreas(page);
    },
  },
  {
    name: "permissions-whole",
    url: of("permissions"),
    answers: { permissions_view: vendor("n8n", { chosen: ["admin", "all:teams"] }) },
    act: (page) => page.locator("#group-halopsa").evaluate((heading) => heading.scrollIntoView({ behavior: "instant" })),
  },
  {
    name: "permissions-search",
    url: of("permissions"),
    answers: { permissions_view: vendor("zomentum") },
    act: async (page) => {
      await page.click("#list-own");
      await page.fill("#find-area", "price");
      await page.locator("#found:not([hidden])").waitFor();
      await toTheAreas(page);
    },
  },
  {
    name: "permissions-none-found",
    url: of("permissions"),
    answers: { permissions_view: vendor("zomentum") },
    act: async (page) => {
      await page.click("#list-own");
      await page.fill("#find-area", "weather");
      await page.locator("#no-area").waitFor();
      await toTheAreas(page);
    },
  },
  {
    name: "permissions-only-selected",
    url: of("permissions"),
    answers: { permissions_view: vendor("zomentum") },
    act: async (page) => {
      await page.click("#list-own");
      await page.check("#only-chosen");
      await toTheAreas(page);
    },
  },
  {
    name: "permissions-unknown-long",
    url: of("permissions"),
    answers: {
      permissions_view: vendor("hudu", { chosen: ["read:customers", "read:assets", LONG_NAME, "access:something-new"] }),
      permissions_advice: {
        advice: [
          { id: "unknown-name", permissions: [LONG_NAME], remedy: null },
          { id: "unknown-name", permissions: ["access:something-new"], remedy: null },
        ],
        meter: "unknown",
      },
    },
    act: (page) => page.locator("#others").evaluate((others) => others.scrollIntoView({ behavior: "instant" })),
  },
  {
    name: "permissions-another-product",
    url: of("permissions"),
    answers: {
      permissions_view: permissions({
        product: "Asset Scanner",
        view: { lists: [], source: null, looked_up: null, chosen: ["read:assets", "read:newthing"] },
      }),
      permissions_save: refusal("permission-malformed", { field: "permissions", params: { name: "läse:tickets" } }),
    },
    act: async (page) => {
      await page.fill("#own-permission", "läse:tickets");
      await page.click("#continue");
      await alert(page);
    },
  },
  { name: "guide-new", url: of("guide"), answers: { guide_view: guide() } },
  {
    name: "guide-halfway",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: [...HALFWAY, "client-id"], clientId: CLIENT }),
      take: taken(guide({ done: [...HALFWAY, "client-id", "secret"], clientId: CLIENT, secret: "kept", ready: true }), { trimmed: true }),
    },
    agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
    act: async (page) => {
      await page.click("#take-secret");
      await page.locator("#said-secret p").first().waitFor();
      await page.locator("#item-secret").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "guide-clipboard-refused",
    url: of("guide"),
    answers: { guide_view: guide({ done: HALFWAY }), take: refusal("clipboard-is-half", { may_insist: true }) },
    agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",
    act: async (page) => {
      await page.click("#type-client-id summary");
      await page.click("#take-client-id");
      await alert(page);
    },
  },
  {
    name: "guide-in-hand",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: [...HALFWAY, "client-id"], clientId: CLIENT, secret: "in-hand", ready: true }),
      take: refusal("keychain-locked"),
    },
    act: async (page) => {
      await page.click("#take-secret");
      await alert(page);
    },
  },
  {
    name: "guide-uncertain",
    url: of("guide"),
    answers: { guide_view: guide({ done: [...HALFWAY, "client-id"], clientId: CLIENT, secret: "uncertain", ready: true }) },
    act: async (page) => page.locator("#item-secret").scrollIntoViewIfNeeded(),
  },
  {
    name: "guide-keychain-waits",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: [...HALFWAY, "client-id"], clientId: CLIENT }),
      take: never,
      progress: { number: 1, id: null, count: null, keychain_waits: true },
    },
    act: async (page) => {
      await page.click("#take-secret");
      await page.locator("#stop-waiting").waitFor();
    },
  },
  {
    name: "guide-proving",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: ALL, clientId: CLIENT, secret: "kept", ready: true }),
      prove: never,
      progress: { number: 3, id: "reads", count: 4, keychain_waits: false },
    },
    act: async (page) => {
      await page.click("#prove");
      await page.locator("#progress .spinner").waitFor();
    },
  },
  {
    name: "guide-refused",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: DOUBTED(REFUSED.causes), clientId: CLIENT, secret: "kept", ready: true, proof: REFUSED }),
      prove: { connection: null, proof: REFUSED },
    },
    act: async (page) => {
      await page.click("#prove");
      await page.locator("#verdict:focus").waitFor();
    },
  },
  {
    name: "guide-missing",
    url: of("guide"),
    answers: { guide_view: guide({ done: DOUBTED(MISSING.causes), clientId: CLIENT, secret: "kept", ready: true, proof: MISSING }) },
    act: async (page) => page.locator("#verdict").scrollIntoViewIfNeeded(),
  },
  {
    name: "guide-every-cause",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: DOUBTED(EVERY_CAUSE.causes), clientId: CLIENT, secret: "kept", ready: true, proof: EVERY_CAUSE }),
    },
    act: async (page) => page.locator("#prove").scrollIntoViewIfNeeded(),
  },
  {
    name: "guide-new-secret",
    url: of("guide"),
    answers: { guide_view: guide({ newSecret: true, items: NEW_SECRET_ITEMS, practising: PRACTICE }) },
  },
  { name: "done", url: of("done"), answers: { connection_view: connection(), copy_line: null }, act: click("#copy-line-0") },
  {
    name: "done-remarks",
    url: of("done"),
    answers: {
      connection_view: connection({ product: "Asset Scanner", form: null, lines: ANY_LINES, proof: REMARKS }),
      copy_line: 60,
    },
    act: async (page) => {
      await page.click("#copy-line-5");
      await page.locator("#said-copy p").waitFor();
    },
  },
  {
    name: "done-untested",
    url: of("done"),
    answers: { connection_view: connection({ proof: UNTESTED }), connection_prove: ONE_TO_KNOW },
    act: async (page) => {
      await page.click("#proof-details summary");
      await page.click("#test-again");
      await page.locator("#verdict:focus").waitFor();
    },
  },
  {
    name: "done-not-there",
    url: of("done"),
    answers: {
      connection_view: connection({ product: "RoboShadow", host: "it.firm.example", lines: NOT_THERE_LINES, proof: UNTESTED }),
    },
    act: click("#proof-details summary"),
  },
  { name: "connection", url: of("connection"), answers: { connection_view: connection() } },
  {
    name: "connection-form-in-part",
    url: of("connection"),
    answers: {
      connection_view: connection({
        product: "vCIOToolbox",
        form: { ...FORM, product_id: "vciotoolbox", place: null, test_button: null, finish_button: null, looked_up: null },
        lines: FALLBACK_LINES,
      }),
    },
  },
  {
    name: "connection-broken",
    url: of("connection"),
    answers: {
      connection_view: connection({ agent: null, application_name: null, tenant: null }),
      connection_prove: MISSING,
    },
    act: async (page) => {
      await page.click("#prove");
      await page.locator("#verdict:focus").waitFor();
    },
  },
  {
    name: "connection-remove",
    url: of("connection"),
    answers: { connection_view: connection({ practising: PRACTICE }) },
    act: click("#remove"),
  },
];

const SAVE = { name: "connect_save", args: { id: ID, revision: 7, address: ADDRESS, insist: false, elsewhere: null } };
const SIGN_IN = { name: "sign_in", args: { id: ID } };

/** Stories around the sign-in window, each with its own. */
const signingIn = [
  (() => {
    const { answers, end } = signInWindow();
    let there = false;
    return {
      name: "with an address and one press somebody is signed in, and goes on",
      url: of("connect"),
      answers: {
        ...answers,
        connect_view: () => (there ? signedIn({ who: PERSON }) : connect()),
        connect_save: () => (there ? signedIn({ who: PERSON }) : connect({ view: FOUND })),
        general_view: general(LIST),
        agents: listed(AGENTS),
      },
      act: async (page) => {
        await page.fill("#address", "acme.halopsa.com");
        await pressSignIn(page);
        const hidden = !(await page.locator("#sign-in").isVisible()) && !(await page.locator("#other-ways").isVisible());
        there = true;
        end(null);
        await page.locator("#continue:focus").waitFor();
        await page.locator("#signed-in .chip.works").waitFor();
        await page.keyboard.press("Enter");
        await page.waitForURL("**/general.html*");
        return hidden;
      },
      calls: [{ ...SAVE, args: { ...SAVE.args, address: "acme.halopsa.com" } }, SIGN_IN, SAVE],
    };
  })(),
  (() => {
    const { answers, end } = signInWindow();
    return {
      name: "a window that was closed is said calmly, has the focus back on its button, and is opened again",
      url: of("connect"),
      answers: { ...answers, connect_view: connect({ view: FOUND }), connect_save: connect({ view: FOUND }) },
      act: async (page) => {
        await pressSignIn(page);
        end(refusal("sign-in-closed"));
        await page.locator("#sign-in-error .note:not(.bad, .warn)").waitFor();
        await page.locator("#sign-in:focus").waitFor();
        await page.keyboard.press("Enter");
        await page.locator("#sign-in-card").waitFor();
        return (await page.locator("[data-refusal]").count()) === 0;
      },
      calls: [SAVE, SIGN_IN, SAVE, SIGN_IN],
    };
  })(),
  (() => {
    const { answers } = signInWindow();
    return {
      name: "the window is brought to the front, and given up",
      url: of("connect"),
      answers: { ...answers, connect_view: connect({ view: FOUND }), connect_save: connect({ view: FOUND }) },
      act: async (page) => {
        await pressSignIn(page);
        await page.click("#sign-in-forward");
        await page.click("#sign-in-stop");
        await page.locator("[data-refusal=stopped]").waitFor();
        await page.locator("#sign-in:focus").waitFor();
      },
      calls: [SAVE, SIGN_IN, { name: "sign_in_forward", args: {} }, { name: "sign_in_stop", args: {} }],
    };
  })(),
  (() => {
    const { answers } = signInWindow();
    return {
      name: "whoever can't sign in in the window goes on by hand",
      url: of("connect"),
      answers: {
        ...answers,
        connect_view: connect({ view: { ...FOUND, by_latchkey: true } }),
        connect_save: connect({ view: { ...FOUND, by_latchkey: true } }),
        go_on_by_hand: null,
        general_view: general(),
      },
      act: async (page) => {
        await pressSignIn(page);
        await page.click("#sign-in-fails");
        await page.click("#sign-in-by-hand");
        await page.waitForURL("**/general.html*");
      },
      calls: [SAVE, SIGN_IN, { name: "sign_in_stop", args: {} }, SAVE, { name: "go_on_by_hand", args: { id: ID, insist: false } }],
    };
  })(),
  (() => {
    let there = false;
    return {
      name: "another agent than before is taken when the person says so",
      url: of("connect"),
      answers: {
        connect_view: () => (there ? signedIn({ who: PERSON }) : connect({ view: FOUND })),
        connect_save: connect({ view: FOUND }),
        sign_in: refusal("sign-in-other-agent", { may_insist: true, params: { name: "Percy Placeholder", before: "Jane Doe" } }),
        accept_sign_in: () => {
          there = true;
          return null;
        },
      },
      act: async (page) => {
        await page.click("#sign-in");
        await page.click("#insist");
        await page.locator("#continue:focus").waitFor();
      },
      calls: [SAVE, SIGN_IN, { name: "accept_sign_in", args: { id: ID } }],
    };
  })(),
  {
    name: "whoever wants to sign in as somebody else is not asked about it",
    url: of("connect"),
    answers: {
      connect_view: signedIn({ who: PERSON }),
      connect_save: signedIn({ who: PERSON }),
      sign_in: refusal("sign-in-other-agent", { may_insist: true, params: { name: "Percy Placeholder", before: "Jane Doe" } }),
      accept_sign_in: null,
    },
    act: async (page) => {
      await page.click("#sign-in-as-other");
      await page.locator("#continue:focus").waitFor();
    },
    calls: [SAVE, SIGN_IN, { name: "accept_sign_in", args: { id: ID } }],
  },
  (() => {
    const { answers, end } = signInWindow();
    return {
      name: "whoever wanted to sign in as somebody else and closed the window is where they were",
      url: of("connect"),
      answers: { ...answers, connect_view: signedIn({ who: PERSON }), connect_save: signedIn({ who: PERSON }) },
      act: async (page) => {
        await page.click("#sign-in-as-other");
        await page.locator("#sign-in-card h2:focus").waitFor();
        end(refusal("sign-in-closed"));
        await page.locator("#sign-in-as-other:focus").waitFor();
        return page.locator("#continue").isVisible();
      },
      calls: [SAVE, SIGN_IN],
    };
  })(),
  {
    name: "by hand goes on with nothing but the address",
    url: of("connect"),
    answers: { connect_view: connect(), connect_save: connect({ view: FOUND }), general_view: general() },
    act: async (page) => {
      await page.fill("#address", ADDRESS);
      await page.click("#by-hand > summary");
      await page.click("#go-by-hand");
      await page.waitForURL("**/general.html*");
    },
    calls: [SAVE],
  },
  {
    name: "by hand after all: an application that may be left is asked about",
    url: of("connect"),
    answers: {
      connect_view: signedIn(),
      connect_save: signedIn(),
      go_on_by_hand: ({ insist }) =>
        insist ? null : refusal("application-left", { may_insist: true, params: { name: PRODUCT, host: "acme.halopsa.com" } }),
      general_view: general(),
    },
    act: async (page) => {
      await page.click("#by-hand-instead");
      await page.click("[data-refusal=application-left] #insist");
      await page.waitForURL("**/general.html*");
    },
    calls: [SAVE, ...[false, true].map((insist) => ({ name: "go_on_by_hand", args: { id: ID, insist } }))],
  },
  {
    name: "where a secret was lost, the address leads on without a sign-in",
    url: of("connect"),
    answers: {
      connect_view: connect({ newSecret: true, view: { may_create: false } }),
      connect_save: connect({ newSecret: true, view: { ...FOUND, may_create: false } }),
      general_view: general(),
    },
    act: async (page) => {
      await page.fill("#address", ADDRESS);
      await page.press("#address", "Enter");
      await page.waitForURL("**/general.html*");
    },
    calls: [SAVE],
  },
  (() => {
    let there = false;
    let tries = 0;
    return {
      name: "a lost secret is started again, also by somebody who has to sign in first and by another one of the name",
      url: of("review"),
      answers: {
        review_view: () => review({ view: { signed_in: there, stage: "compared", secret: "kept", proof: SECRET_LOST } }),
        start_again: () => {
          tries += 1;
          return [
            refusal("authority-missing"),
            refusal("name-taken", { field: "name", may_insist: true, params: { name: PRODUCT } }),
            { connection: "c1", proof: WORKS },
          ][tries - 1];
        },
        sign_in: () => {
          there = true;
          return null;
        },
        connection_view: connection(),
      },
      act: async (page) => {
        await page.click("#start-again");
        await page.locator("#sign-in:focus").waitFor();
        await page.keyboard.press("Enter");
        await page.click("#insist");
        await page.waitForURL("**/done.html?id=c1");
      },
      calls: [false, null, false, true].map((insist) => (insist === null ? SIGN_IN : { name: "start_again", args: { id: ID, insist } })),
    };
  })(),
  ...["create", "undo"].map((command) => {
    const undoes = command === "undo";
    let there = true;
    let tries = 0;
    return {
      name: `${command} that broke off goes on by itself when somebody has signed in again`,
      url: of("review"),
      answers: {
        review_view: () => review({ view: { signed_in: there, stage: undoes ? "found" : "nothing" } }),
        [command]: () => {
          tries += 1;
          there = tries > 1;
          return there ? (undoes ? 1 : { connection: "c1", proof: WORKS }) : refusal("authority-expired");
        },
        sign_in: () => {
          there = true;
          return null;
        },
        connection_view: connection(),
      },
      act: async (page) => {
        await page.click(`#${command}`);
        if (undoes) {
          await page.click("#dialog-confirm");
        }
        await page.locator("#sign-in:focus").waitFor();
        await page.keyboard.press("Enter");
        await (undoes ? page.locator("#status[data-words=undo-done]").waitFor() : page.waitForURL("**/done.html?id=c1"));
      },
      calls: [0, 1, 2].map((n) => (n === 1 ? SIGN_IN : { name: command, args: undoes ? { id: ID } : { id: ID, insist: false } })),
    };
  }),
  (() => {
    let there = false;
    return {
      name: "the agents are read again when somebody has signed in, and what is typed stays",
      url: of("general"),
      answers: {
        general_view: general(LIST),
        agents: () => (there ? listed(AGENTS) : refusal("authority-missing")),
        sign_in: () => {
          there = true;
          return null;
        },
        general_save_from_list: null,
        permissions_view: permissions(),
      },
      act: async (page) => {
        await page.fill("#name", "Another name");
        await page.click("#sign-in");
        await page.locator("#agent-7:focus").waitFor();
        await page.check("#agent-7");
        await page.click("#continue");
        await page.waitForURL("**/permissions.html*");
      },
      calls: [
        { name: "agents", args: { id: ID } },
        SIGN_IN,
        { name: "agents", args: { id: ID } },
        { name: "general_save_from_list", args: { id: ID, revision: 7, name: "Another name", agent: 7 } },
      ],
    };
  })(),
  (() => {
    let there = true;
    return {
      name: "saving name and agent goes on by itself when somebody has signed in again",
      url: of("general"),
      answers: {
        general_view: general(LIST),
        agents: listed(AGENTS),
        sign_in: () => {
          there = true;
          return null;
        },
        general_save_from_list: () => (there ? null : refusal("authority-expired")),
        permissions_view: permissions(),
      },
      act: async (page) => {
        await page.check("#agent-12");
        there = false;
        await page.click("#continue");
        await page.click("#sign-in");
        await page.waitForURL("**/permissions.html*");
      },
      calls: [0, 1, 2].map((n) =>
        n === 1 ? SIGN_IN : { name: "general_save_from_list", args: { id: ID, revision: 7, name: PRODUCT, agent: 12 } },
      ),
    };
  })(),
  (() => {
    const { answers } = signInWindow();
    let byHand = false;
    return {
      name: "on the page of the agents, too, one can go on by hand, and the name stays",
      url: of("general"),
      answers: {
        ...answers,
        general_view: () => (byHand ? general() : general(LIST)),
        agents: refusal("authority-missing"),
        go_on_by_hand: () => {
          byHand = true;
          return null;
        },
      },
      act: async (page) => {
        await page.fill("#name", "Another name");
        await pressSignIn(page);
        await page.click("#sign-in-fails");
        await page.click("#sign-in-by-hand");
        await page.locator("#agent:focus").waitFor();
        return (await page.inputValue("#name")) === "Another name";
      },
      calls: [SIGN_IN, { name: "sign_in_stop", args: {} }, { name: "go_on_by_hand", args: { id: ID, insist: false } }],
    };
  })(),
  {
    name: "the list of agents that is read again keeps what is typed, open, chosen and in focus",
    url: of("general"),
    answers: { general_view: general(LIST), agents: listed(MANY_AGENTS) },
    act: async (page) => {
      await page.check("#agent-100");
      await page.click("#agents-none > summary");
      await page.fill("#agent-search", "Agent 1999");
      await page.locator("#agent-2099").waitFor();
      await page.evaluate(() => {
        document.querySelector("#agent-2099")?.setAttribute("data-before", "");
      });
      await page.clock.setSystemTime(Date.now() + 60_000);
      await page.evaluate(() => window.dispatchEvent(new Event("focus")));
      await page.locator("#agent-2099:not([data-before])").waitFor();
      return (
        (await page.inputValue("#agent-search")) === "Agent 1999" &&
        (await page.locator("#agent-search:focus").isVisible()) &&
        (await page.locator("#agents-none[open]").isVisible()) &&
        (await page.locator("#agent-2099").isVisible()) &&
        (await page.locator("#agent-100:checked").isVisible())
      );
    },
    calls: [0, 1].map(() => ({ name: "agents", args: { id: ID } })),
  },
];

/** What a person does, and what must come of it. */
export const stories = [
  ...signingIn,
  {
    name: "the computer is checked with the address that was typed, and the report is copied and saved",
    url: "check.html",
    answers: { index_view: index(), check_computer: FIT, copy_report: null, save_report: false },
    act: async (page) => {
      await page.fill("#address", "acme.halopsa.com");
      await pressCheck(page);
      await page.click("#copy-report");
      await page.getByText("Report copied.").waitFor();
      await page.click("#save-report");
      await page.getByText("The report wasn’t saved.").waitFor();
      await page.fill("#address", "");
      await pressCheck(page);
    },
    calls: [
      { name: "check_computer", args: { address: "acme.halopsa.com" } },
      { name: "copy_report", args: {} },
      { name: "save_report", args: {} },
      { name: "check_computer", args: { address: "" } },
    ],
  },
  {
    name: "an address that is set for everybody is filled in, and nothing is asked of it before a button is pressed",
    url: of("connect"),
    answers: {
      connect_view: connect({ view: { address_set: "https://acme.halopsa.com" } }),
      connect_save: refusal("halo-not-reached", { field: "address", params: { host: "acme.halopsa.com" } }),
    },
    act: async (page) => {
      if ((await page.inputValue("#address")) !== "https://acme.halopsa.com") {
        return false;
      }
      await page.locator("#address-set").waitFor();
      await page.click("#sign-in");
      await page.locator("#address-error .note").waitFor();
      return true;
    },
    calls: [{ name: "connect_save", args: { id: ID, revision: 7, address: "https://acme.halopsa.com", insist: false, elsewhere: null } }],
  },
  {
    name: "an agent is chosen from the list, and its number is sent",
    url: of("general"),
    answers: { general_view: general(LIST), agents: listed(AGENTS), general_save_from_list: null, permissions_view: permissions() },
    act: async (page) => {
      await page.locator("#agents").waitFor();
      await page.check("#agent-7");
      await page.click("#continue");
      await page.waitForURL("**/permissions.html*");
    },
    calls: [{ name: "general_save_from_list", args: { id: ID, revision: 7, name: PRODUCT, agent: 7 } }],
  },
  {
    name: "an application of the same name is asked about, and created when the person insists",
    url: of("review"),
    answers: {
      review_view: review(),
      create: ({ insist }) =>
        insist ? { connection: "c1", proof: WORKS } : refusal("name-taken", { field: "name", may_insist: true, params: { name: PRODUCT } }),
      connection_view: connection(),
    },
    act: async (page) => {
      await page.click("#create");
      await page.click("#insist");
      await page.waitForURL("**/done.html?id=c1");
    },
    calls: [false, true].map((insist) => ({ name: "create", args: { id: ID, insist } })),
  },
  {
    name: "the address is saved, and asked about once, before somebody signs in there with an application",
    url: of("connect"),
    answers: {
      connect_view: connect(),
      connect_save: ({ elsewhere }) =>
        elsewhere === null
          ? refusal("sign-in-elsewhere", { may_insist: true, params: { host: "acme.halopsa.com", elsewhere: "e.example" } })
          : connect({ view: { ...FOUND, sign_in_host: "e.example" } }),
      take_authority: ({ item }) =>
        item === "secret" ? signedIn() : connect({ view: { ...FOUND, sign_in_host: "e.example", authority_client_id: CLIENT } }),
    },
    act: async (page) => {
      await page.fill("#address", "acme.halopsa.com");
      await page.click("#authority > summary");
      await page.click("#take-authority-client-id");
      await page.click("[data-refusal=sign-in-elsewhere] #insist");
      await page.locator("#authority-known code").waitFor();
      await page.click("#take-authority-secret");
      await page.locator("#signed-in").waitFor();
      await page.locator("#continue:focus").waitFor();
    },
    calls: [
      { name: "connect_save", args: { id: ID, revision: 7, address: "acme.halopsa.com", insist: false, elsewhere: null } },
      { name: "connect_save", args: { id: ID, revision: 7, address: "acme.halopsa.com", insist: false, elsewhere: "e.example" } },
      { name: "take_authority", args: { id: ID, item: "client-id", insist: false } },
      { name: "connect_save", args: { id: ID, revision: 7, address: ADDRESS, insist: false, elsewhere: "e.example" } },
      { name: "take_authority", args: { id: ID, item: "secret", insist: false } },
    ],
  },
  {
    name: "a name that can't be a permission goes back to its field, and can be put right",
    url: of("permissions"),
    answers: {
      permissions_view: permissions({ view: { lists: [], source: null, looked_up: null, chosen: ["read:assets"] } }),
      permissions_save: ({ names }) =>
        names.includes("läse:tickets") ? refusal("permission-malformed", { field: "permissions", params: { name: "läse:tickets" } }) : null,
      guide_view: guide(),
    },
    act: async (page) => {
      await page.click("#others summary");
      await page.fill("#own-permission", "läse:tickets");
      await page.click("#continue");
      await page.locator("#own-permission[aria-invalid]:focus").waitFor();
      await page.fill("#own-permission", "read:kb");
      await page.click("#continue");
      await page.waitForURL("**/guide.html*");
    },
    calls: [
      ["read:assets", "läse:tickets"],
      ["read:kb", "read:assets"],
    ].map((names) => ({ name: "permissions_save", args: { id: ID, revision: 7, names } })),
  },
  {
    name: "a listed product is begun with one click and leads to the first step",
    url: "index.html",
    answers: { index_view: index(), begin: ID, connect_view: connect() },
    act: async (page) => {
      await page.click("#product-trend-vision-one-sp");
      await page.waitForURL(`**/connect.html?id=${ID}`);
    },
    calls: [{ name: "begin", args: { product: "trend-vision-one-sp", name: "" } }],
  },
  {
    name: "a product is found and begun by keyboard alone",
    url: "index.html",
    answers: { index_view: index(), begin: ID, connect_view: connect() },
    act: async (page) => {
      await page.focus("#search");
      await page.keyboard.type("trendai");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/connect.html*");
    },
    calls: [{ name: "begin", args: { product: "trend-vision-one-sp", name: "" } }],
  },
  {
    name: "another host for signing in is agreed to by its name, an address may be insisted on, and the sign-in goes on by itself",
    url: of("connect"),
    answers: {
      connect_view: connect(),
      connect_save: (args) =>
        !args.insist
          ? refusal("halo-not-found", { field: "address", may_insist: true, params: { host: "h.example" } })
          : args.elsewhere === null
            ? refusal("sign-in-elsewhere", { may_insist: true, params: { host: "h.example", elsewhere: "e.example" } })
            : connect({ view: { address: "https://h.example/", sign_in_host: "e.example" } }),
      ...opened,
    },
    act: async (page) => {
      await page.fill("#address", "h.example");
      await page.press("#address", "Enter");
      await page.click("#insist");
      await page.locator("[data-refusal=sign-in-elsewhere] #insist").click();
      await page.locator("#sign-in-card").waitFor();
    },
    calls: [
      ...[
        [false, null],
        [true, null],
        [true, "e.example"],
      ].map(([insist, elsewhere]) => ({
        name: "connect_save",
        args: { id: ID, revision: 7, address: "h.example", insist, elsewhere },
      })),
      { name: "sign_in", args: { id: ID } },
    ],
  },
  {
    name: "the vendor's example is chosen unless the person chooses otherwise",
    url: of("permissions"),
    answers: { permissions_view: permissions(), permissions_save: null, guide_view: guide() },
    act: async (page) => {
      await page.click("#continue");
      await page.waitForURL("**/guide.html*");
    },
    calls: [{ name: "permissions_save", args: { id: ID, revision: 7, names: EXAMPLE } }],
  },
  {
    name: "to change includes to see, and a name that was typed is kept",
    url: of("permissions"),
    answers: {
      permissions_view: permissions({ view: { lists: [], source: null, looked_up: null } }),
      permissions_save: null,
      guide_view: guide(),
    },
    act: async (page) => {
      await page.check("#permission-edit-assets");
      await page.click("#others summary");
      await page.fill("#own-permission", "read:brandnew");
      await page.click("#continue");
      await page.waitForURL("**/guide.html*");
    },
    calls: [{ name: "permissions_save", args: { id: ID, revision: 7, names: ["edit:assets", "read:brandnew"] } }],
  },
  ...REMEDIES.map(([what, product, chosen, remove, add, after]) => ({
    name: `own choice: the remedy of ${what} is one click, and the focus stays by it`,
    url: of("permissions"),
    answers: {
      permissions_view: vendor(product, { chosen }),
      permissions_advice: untilRemedied([
        { id: what, permissions: remove.length > 0 ? remove : add, remedy: { remove, add } },
        { id: "administration", permissions: ["admin"], remedy: null },
      ]),
      permissions_save: null,
      guide_view: guide(),
    },
    act: async (page) => {
      await page.locator(`#advice [id^=remedy-${what}-]`).focus();
      await page.keyboard.press("Enter");
      await page.locator("#meter:focus").waitFor();
      if ((await page.locator("#advice li").count()) !== 1) {
        return false;
      }
      await page.click("#continue");
      await page.waitForURL("**/guide.html*");
    },
    calls: [{ name: "permissions_save", args: { id: ID, revision: 7, names: after } }],
  })),
  {
    name: "own choice: change shows see as on and sends only itself; what was there before comes back",
    url: of("permissions"),
    answers: { permissions_view: vendor("rtbookings"), permissions_save: null, guide_view: guide() },
    act: async (page) => {
      const see = (state) => page.locator(`#permission-read-tickets${state}`).waitFor();
      await page.check("#permission-edit-tickets");
      await see(":checked:disabled");
      await page.uncheck("#permission-edit-tickets");
      await see(":enabled:not(:checked)");
      await page.check("#permission-read-tickets");
      await page.check("#permission-edit-tickets");
      await see(":checked:disabled");
      await page.uncheck("#permission-edit-tickets");
      await see(":enabled:checked");
      await page.focus("#permission-edit-kb");
      await page.keyboard.press("Space");
      await page.locator("#permission-read-kb:checked:disabled").waitFor();
      await page.click("#continue");
      await page.waitForURL("**/guide.html*");
    },
    calls: [{ name: "permissions_save", args: { id: ID, revision: 7, names: ["read:tickets", "edit:kb"] } }],
  },
  {
    name: "own choice: it is still there after a look at the vendor's list",
    url: of("permissions"),
    answers: {
      permissions_view: vendor("hudu", { chosen: ["edit:calendar", "read:brandnew"] }),
      permissions_save: null,
      guide_view: guide(),
    },
    act: async (page) => {
      await page.click("#list-minimum");
      await page.locator("#choose").waitFor({ state: "hidden" });
      await page.click("#list-own");
      await page.locator("#permission-read-brandnew:checked").waitFor();
      await page.click("#continue");
      await page.waitForURL("**/guide.html*");
    },
    calls: [{ name: "permissions_save", args: { id: ID, revision: 7, names: ["edit:calendar", "read:brandnew"] } }],
  },
  {
    name: "own choice: areas are found by plain words and by HaloPSA's names, and what is selected can be shown alone",
    url: of("permissions"),
    answers: { permissions_view: vendor("hudu") },
    act: async (page) => {
      const shown = async (...ids) => {
        const areas = await page.locator("#areas .area:visible").evaluateAll((rows) => rows.map((row) => row.id.replace("area-", "")));
        if (JSON.stringify(areas) !== JSON.stringify(ids)) {
          throw new Error(`${areas} instead of ${ids}`);
        }
      };
      await page.click("#list-own");
      await page.fill("#find-area", "bills");
      await shown("invoices");
      await page.fill("#find-area", "edit:kb");
      await shown("kb");
      await page.fill("#find-area", "weather");
      await page.locator("#no-area").waitFor();
      await page.fill("#find-area", "");
      await page.check("#only-chosen");
      await shown("customers", "assets");
      // What is switched off does not vanish under one's hand.
      await page.uncheck("#permission-read-assets");
      await shown("customers", "assets");
      await page.fill("#find-area", "customers");
      await shown("customers");
      await page.focus("#open-customers");
      await page.keyboard.press("Enter");
      await page.locator("#what-customers").waitFor();
    },
    calls: [],
  },
  ...[
    ["hudu", "minimum", "#list-minimum"],
    ["limacharlie", "all", "#list-all"],
    ["limacharlie", "minimum", "#list-minimum"],
    ["zomentum", "partial", "#list-partial"],
  ].map(([product, list, selector]) => ({
    name: `own choice is not needed: ${product} gets its list "${list}"`,
    url: of("permissions"),
    answers: { permissions_view: vendor(product), permissions_save: null, guide_view: guide() },
    act: async (page) => {
      await page.check(selector);
      await page.click("#continue");
      await page.waitForURL("**/guide.html*");
    },
    calls: [
      {
        name: "permissions_save",
        args: {
          id: ID,
          revision: 7,
          names: VENDORS.find(({ id }) => id === product).lists.find(({ id }) => id === list).permissions,
        },
      },
    ],
  })),
  {
    name: "pasting into the secret's field takes it from the clipboard instead",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: [...HALFWAY, "client-id"], clientId: CLIENT }),
      take: taken(guide({ done: [...HALFWAY, "client-id", "secret"], clientId: CLIENT, secret: "kept", ready: true })),
    },
    act: async (page) => {
      await page.click("#type-secret summary");
      await page.focus("#typed-secret");
      await page.evaluate(() => {
        const data = new DataTransfer();
        data.setData("text/plain", "canary");
        document
          .querySelector("#typed-secret")
          ?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true, bubbles: true }));
      });
      await page.locator("#said-secret p").first().waitFor();
      return (await page.inputValue("#typed-secret")) === "";
    },
    calls: [{ name: "take", args: { id: ID, item: "secret", insist: false } }],
  },
  {
    name: "a typed secret is sent once, and typed again when the person insists",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: [...HALFWAY, "client-id"], clientId: CLIENT }),
      take_typed: ({ insist }) =>
        insist
          ? taken(guide({ done: [...HALFWAY, "client-id", "secret"], clientId: CLIENT, secret: "kept", ready: true }))
          : refusal("clipboard-unusual", { may_insist: true }),
    },
    act: async (page) => {
      await page.click("#type-secret summary");
      await page.fill("#typed-secret", "p4ssw0rd");
      await page.press("#typed-secret", "Enter");
      await page.click("#insist");
      const empty = (await page.inputValue("#typed-secret")) === "";
      await page.fill("#typed-secret", "p4ssw0rd");
      await page.click("#use-typed-secret");
      await page.locator("#said-secret p").first().waitFor();
      return empty && (await page.inputValue("#typed-secret")) === "";
    },
    calls: [false, true].map((insist) => ({ name: "take_typed", args: { id: ID, item: "secret", typed: "p4ssw0rd", insist } })),
  },
  {
    name: "after the keychain's refusal, trying again keeps what is in hand",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: [...HALFWAY, "client-id"], clientId: CLIENT, secret: "in-hand", ready: true }),
      take: refusal("keychain-locked"),
      keep: guide({ done: [...HALFWAY, "client-id", "secret"], clientId: CLIENT, secret: "kept", ready: true }),
    },
    act: async (page) => {
      await page.click("#take-secret");
      await page.click("#error-secret #try-again");
      await page.locator("#secret-place.works").waitFor();
    },
    calls: [
      { name: "take", args: { id: ID, item: "secret", insist: false } },
      { name: "keep", args: { id: ID } },
    ],
  },
  {
    name: "a tick is told to Rust and shown in the checklist, and the box keeps the focus",
    url: of("guide"),
    answers: { guide_view: guide(), tick: guide({ done: ["sign-in"] }) },
    act: async (page) => {
      await page.focus("#tick-sign-in");
      await page.keyboard.press("Space");
      await page.locator(".substeps li.done").waitFor();
      return page.locator("#tick-sign-in:focus:checked").isVisible();
    },
    calls: [{ name: "tick", args: { id: ID, item: "sign-in", done: true } }],
  },
  {
    name: "what works leads on to the hand-over",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: ALL, clientId: CLIENT, secret: "kept", ready: true }),
      prove: { connection: "c1", proof: WORKS },
      connection_view: connection(),
    },
    act: async (page) => {
      await page.click("#prove");
      await page.waitForURL("**/done.html?id=c1");
    },
    calls: [{ name: "prove", args: { id: ID } }],
  },
  {
    name: "the agent that HaloPSA named can be called right, and the check goes on",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: DOUBTED(MISSING.causes), clientId: CLIENT, secret: "kept", ready: true, proof: MISSING }),
      accept_agent: null,
      prove: { connection: "c1", proof: WORKS },
      connection_view: connection(),
    },
    act: async (page) => {
      await page.click("#accept-agent");
      await page.waitForURL("**/done.html?id=c1");
    },
    calls: [
      { name: "accept_agent", args: { id: ID, name: "Jane Doe" } },
      { name: "prove", args: { id: ID } },
    ],
  },
  {
    name: "the lines are copied one after the other, the next one standing out",
    url: of("done"),
    answers: { connection_view: connection(), copy_line: ({ line }) => (line === 2 ? 60 : null) },
    act: async (page) => {
      for (const n of [0, 1, 2]) {
        await page.locator(`#line-${n}.next #copy-line-${n}`).click();
      }
      await page.locator("#said-copy .countdown").waitFor();
    },
    calls: [0, 1, 2].map((line) => ({ name: "copy_line", args: { id: ID, line } })),
  },
  {
    name: "progress that was overtaken is not shown",
    url: of("guide"),
    answers: {
      guide_view: guide({ done: ALL, clientId: CLIENT, secret: "kept", ready: true }),
      prove: never,
      progress: { number: 5, id: "agent", count: null, keychain_waits: false },
    },
    act: async (page) => {
      await page.click("#prove");
      await page.locator("#progress .spinner").waitFor();
      const before = await page.textContent("#progress");
      const tell = (number, id) =>
        page.evaluate(
          ([number, id, of]) => Reflect.get(window, "latchkeyTell")({ of, progress: { number, id, count: null, keychain_waits: false } }),
          [number, id, ID],
        );
      await tell(4, "token");
      await tell(6, "agent");
      await settled(page);
      return (await page.textContent("#progress")) === before;
    },
    calls: [{ name: "prove", args: { id: ID } }],
  },
  {
    name: "removing a connection asks first, and does nothing when the person says no",
    url: of("connection"),
    answers: { connection_view: connection(), connection_remove: null, index_view: index() },
    act: async (page) => {
      await page.click("#remove");
      await page.click("#dialog-cancel");
      await page.locator("#dialog").waitFor({ state: "detached" });
      await page.click("#remove");
      await page.click("#dialog-confirm");
      await page.waitForURL("**/index.html");
    },
    calls: [{ name: "connection_remove", args: { id: ID } }],
  },
];

// On the page `review` the agent's rights are read beside everything else.
for (const { answers } of [...scenes, ...stories]) {
  if ("review_view" in answers && !("reach" in answers)) {
    Object.assign(answers, { reach: REACH });
  }
}
