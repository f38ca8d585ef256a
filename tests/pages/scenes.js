// Every page in every main state: the answers behind it, and what a person does there.

import { refusal, settled } from "./stage.js";

const ID = "5f0c2f3f6e1b4a4d9a7f0c2f3f6e1b4a";
const CLIENT = "0f8fad5b-d9cb-469f-a165-70867728950e";
const PRODUCT = "Trend Vision One for Service Providers";
const AT = "2026-11-24T09:30:12.123456789Z";
const PRACTICE = { address: "http://127.0.0.1:49152/", real_keychain: false };
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
    product_id: more.product === undefined ? "trend-vision-one-sp" : null,
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

const seen = (...pairs) => pairs.map(([permission, what]) => ({ permission, seen: what }));
const WORKS = {
  verdict: "works",
  at: AT,
  agent: "planned",
  agent_name: "Vision One Integration",
  saved: null,
  permissions: seen(["read:customers", "rows"], ["read:tickets", "rows"], ["admin:webhooks", "rows"]),
  remarks: [],
  causes: [],
};
const REMARKS = {
  verdict: "works-with-remarks",
  at: AT,
  agent: "not-told",
  agent_name: null,
  saved: null,
  permissions: seen(
    ["read:tickets", "rows"],
    ["read:customers", "nothing"],
    ["read:assets", "refused"],
    ["read:kb", "trouble"],
    ["read:invoices", "not-there"],
    ["access:chat", "no-read"],
    ["read:something-new", "no-read"],
  ),
  remarks: [
    { id: "agent-not-told", permission: null },
    { id: "nothing-seen", permission: "read:customers" },
    { id: "read-refused", permission: "read:assets" },
    { id: "read-failed", permission: "read:kb" },
    { id: "no-read", permission: "access:chat" },
    { id: "no-read", permission: "read:something-new" },
  ],
  causes: [{ id: "agent-without-rights", item: "agent" }],
};
const REFUSED = {
  verdict: "does-not-work",
  at: AT,
  agent: null,
  agent_name: null,
  saved: null,
  permissions: [],
  remarks: [],
  causes: [
    { id: "client-id-changed", item: "client-id-again" },
    { id: "secret-not-saved", item: "secret" },
    { id: "inactive", item: "active" },
    { id: "wrong-instance", item: null },
  ],
};
const MISSING = {
  verdict: "does-not-work",
  at: AT,
  agent: "another",
  agent_name: "Jane Doe",
  saved: null,
  permissions: seen(["admin:webhooks", "missing"], ["read:tickets", "rows"], ["read:customers", "nothing"]),
  remarks: [{ id: "nothing-seen", permission: "read:customers" }],
  causes: [
    { id: "permissions-not-ticked", item: "permissions" },
    { id: "another-agent", item: "agent" },
  ],
};
const EVERY_CAUSE = {
  ...REFUSED,
  causes: [
    ["wrong-method", "method"],
    ["wrong-login-type", "login-type"],
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
      { id: "address", value: "https://acme.halopsa.com/" },
      { id: "client-id", value: CLIENT },
      { id: "secret", value: null },
    ],
    form: FORM,
    ...more,
  };
}

const ANY_LINES = [
  { id: "address", value: "https://acme.halopsa.com/" },
  { id: "resource-server", value: "https://acme.halopsa.com/api" },
  { id: "authorisation-server", value: "https://acme.halopsa.com/auth" },
  { id: "tenant", value: "acme" },
  { id: "client-id", value: CLIENT },
  { id: "secret", value: null },
];

const PRODUCTS = [{ id: "trend-vision-one-sp", name: PRODUCT, also_known_as: ["TrendAI Vision One", "Trend Micro"] }];
const index = (more = {}) => ({ practising: null, products: PRODUCTS, connections: [], unfinished: [], damaged: [], ...more });
const FULL = index({
  connections: [
    { id: "c1", product: PRODUCT, host: "acme.halopsa.com", verdict: "works", proved: AT },
    { id: "c2", product: "Backup Monitor", host: "acme.halopsa.com", verdict: "works-with-remarks", proved: AT },
    { id: "c3", product: "Reporting", host: "psa.example.org:8443", verdict: "does-not-work", proved: AT },
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

const AREAS = [
  ...["tickets", "calendar", "customers", "crm", "contracts", "suppliers", "items", "projects", "sales", "quotes", "sos", "pos"],
  ...["invoices", "reporting"],
].map((id) => ({ id, permissions: [`read:${id}`, `edit:${id}`] }));
AREAS.push({ id: "timesheets", permissions: ["read:timesheets", "edit:timesheets", "editMine:timesheets"] });
for (const id of ["softwarelicensing", "software", "kb", "assets", "distributionlists", "mailcampaign", "events"]) {
  AREAS.push({ id, permissions: [`read:${id}`, `edit:${id}`] });
}
AREAS.push({ id: "chat", permissions: ["access:chat"] }, { id: "adpasswordreset", permissions: ["access:adpasswordreset"] });
AREAS.push({ id: "admin", permissions: ["admin:webhooks", "admin"] }, { id: "broad", permissions: ["all:standard", "all:teams", "all"] });

function permissions(more = {}) {
  return {
    frame: frame("permissions", more),
    lists: [
      { id: "example", status: "example", permissions: EXAMPLE },
      { id: "all", status: "example", permissions: ["all"] },
    ],
    source: "https://docs.trendmicro.com/en-us/documentation/article/trend-vision-one-for-msp-obtain-halopsa-api-credentials",
    looked_up: "2026-11-24",
    areas: AREAS,
    chosen: [],
    ...more.view,
  };
}

const connect = (more = {}) => ({
  frame: frame("connect", more),
  address: null,
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
      authorised: { agent: "API Administrator", application: "Set-up robot", applications: more.applications ?? APPLICATIONS },
      by_latchkey: true,
    },
  });
const LIST = { byLatchkey: true, view: { from_list: true } };
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
const DIFFERENCES = [
  { id: "inactive", missing: [], more: 0 },
  { id: "permissions", missing: ["edit:tickets", "admin:webhooks"], more: 1 },
];
const SAVED_OTHERWISE = {
  verdict: "does-not-work",
  at: AT,
  agent: null,
  agent_name: null,
  saved: DIFFERENCES,
  permissions: [],
  remarks: [],
  causes: [
    { id: "inactive", item: "active" },
    { id: "permissions-not-ticked", item: "permissions" },
  ],
};

const click = (selector) => async (page) => page.click(selector);
const alert = (page) => page.locator("[data-refusal]").first().waitFor();
const of = (name) => `${name}.html?id=${ID}`;
const never = () => new Promise(() => {});
const taken = (view, more = {}) => ({ trimmed: false, changed: false, guide: view, ...more });

/**
 * @typedef {object} Scene
 * @property {string} name
 * @property {string} url
 * @property {Record<string, any>} answers
 * @property {(page: import("playwright-core").Page) => Promise<any>} [act]
 * @property {string} [agent] The browser's user agent, where the system matters.
 */

/** @type {Scene[]} */
export const scenes = [
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
      connect_save: connect(),
    },
    act: async (page) => {
      await page.click("#authority > summary");
      await page.click("#take-authority-secret");
      await alert(page);
    },
  },
  { name: "connect-signed-in", url: of("connect"), answers: { connect_view: signedIn() }, act: click("#applications > summary") },
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
    answers: { general_view: general(LIST), agents: AGENTS },
    act: (page) => page.locator("#agents").waitFor(),
  },
  {
    name: "general-list-none-fits",
    url: of("general"),
    answers: { general_view: general(LIST), agents: AGENTS.slice(2) },
    act: async (page) => {
      await page.locator("#agents").waitFor();
      await page.click("#agents-none > summary");
    },
  },
  { name: "general-list-reading", url: of("general"), answers: { general_view: general(LIST), agents: never } },
  {
    name: "general-list-thousands",
    url: of("general"),
    answers: { general_view: general(LIST), agents: MANY_AGENTS },
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
  { name: "index-remove", url: "index.html", answers: { index_view: FULL }, act: click("#remove-u1") },
  { name: "index-refused", url: "index.html", answers: { index_view: refusal("folder-newer", { params: { file: "drafts.json" } }) } },
  { name: "connect", url: of("connect"), answers: { connect_view: connect() } },
  {
    name: "connect-practising",
    url: of("connect"),
    answers: { connect_view: connect({ practising: { ...PRACTICE, real_keychain: true } }) },
    act: click("#use-practice"),
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
      await page.click("#continue");
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
      await page.click("#continue");
      await alert(page);
    },
  },
  {
    name: "connect-working",
    url: of("connect"),
    answers: { connect_view: connect(), connect_save: never },
    act: async (page) => {
      await page.fill("#address", "acme.halopsa.com");
      await page.click("#continue");
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
  { name: "permissions-own", url: of("permissions"), answers: { permissions_view: permissions() }, act: click("#list-own") },
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
      guide_view: guide({ done: ALL, clientId: CLIENT, secret: "kept", ready: true, proof: REFUSED }),
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
    answers: { guide_view: guide({ done: ALL, clientId: CLIENT, secret: "kept", ready: true, proof: MISSING }) },
    act: async (page) => page.locator("#verdict").scrollIntoViewIfNeeded(),
  },
  {
    name: "guide-every-cause",
    url: of("guide"),
    answers: { guide_view: guide({ done: ALL, clientId: CLIENT, secret: "kept", ready: true, proof: EVERY_CAUSE }) },
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
  { name: "connection", url: of("connection"), answers: { connection_view: connection() } },
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

/** What a person does, and what must come of it. */
export const stories = [
  {
    name: "an agent is chosen from the list, and its number is sent",
    url: of("general"),
    answers: { general_view: general(LIST), agents: AGENTS, general_save_from_list: null, permissions_view: permissions() },
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
    name: "the address is saved before somebody signs in with it",
    url: of("connect"),
    answers: {
      connect_view: connect(),
      connect_save: connect({ view: { address: "https://acme.halopsa.com/" } }),
      take_authority: signedIn(),
    },
    act: async (page) => {
      await page.fill("#address", "acme.halopsa.com");
      await page.click("#authority > summary");
      await page.click("#take-authority-secret");
      await page.locator("#signed-in").waitFor();
    },
    calls: [
      { name: "connect_save", args: { id: ID, revision: 7, address: "acme.halopsa.com", insist: false, elsewhere: null } },
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
    name: "another host for signing in is agreed to by its name, and an address may be insisted on",
    url: of("connect"),
    answers: {
      connect_view: connect(),
      connect_save: (args) =>
        !args.insist
          ? refusal("halo-not-found", { field: "address", may_insist: true, params: { host: "h.example" } })
          : args.elsewhere === null
            ? refusal("sign-in-elsewhere", { may_insist: true, params: { host: "h.example", elsewhere: "e.example" } })
            : connect(),
      general_view: general(),
    },
    act: async (page) => {
      await page.fill("#address", "h.example");
      await page.press("#address", "Enter");
      await page.click("#insist");
      await page.locator("[data-refusal=sign-in-elsewhere] #insist").click();
      await page.waitForURL("**/general.html*");
    },
    calls: [
      [false, null],
      [true, null],
      [true, "e.example"],
    ].map(([insist, elsewhere]) => ({
      name: "connect_save",
      args: { id: ID, revision: 7, address: "h.example", insist, elsewhere },
    })),
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
    calls: [{ name: "permissions_save", args: { id: ID, revision: 7, names: ["read:assets", "edit:assets", "read:brandnew"] } }],
  },
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
      guide_view: guide({ done: ALL, clientId: CLIENT, secret: "kept", ready: true, proof: MISSING }),
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
