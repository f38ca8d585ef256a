// @ts-check
// The only file that talks to Rust: one function for each command. No secret comes back from any of them.

/** @import { IndexView } from '../../src-tauri/bindings/IndexView' */
/** @import { CheckupView } from '../../src-tauri/bindings/CheckupView' */
/** @import { ConnectView } from '../../src-tauri/bindings/ConnectView' */
/** @import { GeneralView } from '../../src-tauri/bindings/GeneralView' */
/** @import { PermissionsAdvice } from '../../src-tauri/bindings/PermissionsAdvice' */
/** @import { PermissionsView } from '../../src-tauri/bindings/PermissionsView' */
/** @import { AgentsView } from '../../src-tauri/bindings/AgentsView' */
/** @import { ReviewView } from '../../src-tauri/bindings/ReviewView' */
/** @import { ReachView } from '../../src-tauri/bindings/ReachView' */
/** @import { GuideView } from '../../src-tauri/bindings/GuideView' */
/** @import { TakenView } from '../../src-tauri/bindings/TakenView' */
/** @import { OutcomeView } from '../../src-tauri/bindings/OutcomeView' */
/** @import { ConnectionView } from '../../src-tauri/bindings/ConnectionView' */
/** @import { ProofView } from '../../src-tauri/bindings/ProofView' */
/** @import { ProgressView } from '../../src-tauri/bindings/ProgressView' */
/** @import { Message } from '../../src-tauri/bindings/Message' */
/** @import { Refusal } from '../../src-tauri/bindings/Refusal' */

/** @typedef {{ id: string, args: Record<string, string> }} WordsRequest */

/**
 * What Tauri puts into the page.
 * @typedef {object} Tauri
 * @property {{ invoke: (name: string, args?: object) => Promise<any> }} core
 * @property {{ listen: (name: string, heard: (event: { payload: any }) => void) => Promise<() => void> }} event
 */

const tauri = /** @type {Tauri} */ (Reflect.get(window, "__TAURI__"));

/**
 * @param {string} name
 * @param {object} [args]
 * @returns {Promise<any>}
 */
const call = (name, args) => tauri.core.invoke(name, args);

/**
 * Whether something that was thrown is Rust's refusal.
 * @param {unknown} thrown
 * @returns {thrown is Refusal}
 */
export const isRefusal = (thrown) => typeof thrown === "object" && thrown !== null && "code" in thrown && "advice" in thrown;

/** @type {(requests: WordsRequest[]) => Promise<Message[]>} */
export const words = (requests) => call("words", { requests });

// The first page.

/** @type {() => Promise<IndexView>} */
export const indexView = () => call("index_view");
/** @type {(product: string | null, name: string) => Promise<string>} */
export const begin = (product, name) => call("begin", { product, name });
/** @type {(of: { connection?: string, product?: string, name?: string }) => Promise<[string, string]>} */
export const beginNewSecret = ({ connection, product, name }) =>
  call("begin_new_secret", { connection: connection ?? null, product: product ?? null, name: name ?? "" });
/** @type {(id: string, insist: boolean) => Promise<void>} */
export const abandon = (id, insist) => call("abandon", { id, insist });
/** @type {(realKeychain: boolean) => Promise<void>} */
export const practise = (realKeychain) => call("practise", { realKeychain });
/** @type {() => Promise<void>} */
export const stopPractising = () => call("stop_practising");
/** Stops practising; the same set-up begins for real. @type {(id: string) => Promise<string>} */
export const beginForReal = (id) => call("begin_for_real", { id });

// The steps of a set-up.

/** @type {(id: string) => Promise<ConnectView>} */
export const connectView = (id) => call("connect_view", { id });
/** @type {(form: { id: string, revision: number, address: string, insist: boolean, elsewhere: string | null }) => Promise<ConnectView>} */
export const connectSave = (form) => call("connect_save", form);
/** @type {(id: string, item: string, insist: boolean) => Promise<ConnectView>} */
export const takeAuthority = (id, item, insist) => call("take_authority", { id, item, insist });
/** @type {(id: string, item: string, typed: string, insist: boolean) => Promise<ConnectView>} */
export const takeAuthorityTyped = (id, item, typed, insist) => call("take_authority_typed", { id, item, typed, insist });
/** @type {(id: string) => Promise<ConnectView>} */
export const practiceAuthority = (id) => call("practice_authority", { id });
/** Opens the window; over when somebody is signed in. @type {(id: string) => Promise<void>} */
export const signIn = (id) => call("sign_in", { id });
/** @type {() => Promise<void>} */
export const signInForward = () => call("sign_in_forward");
/** @type {() => Promise<void>} */
export const signInStop = () => call("sign_in_stop");
/** @type {(id: string) => Promise<void>} */
export const acceptSignIn = (id) => call("accept_sign_in", { id });
/** @type {(id: string, insist: boolean) => Promise<void>} */
export const goOnByHand = (id, insist) => call("go_on_by_hand", { id, insist });
/** @type {(id: string) => Promise<GeneralView>} */
export const generalView = (id) => call("general_view", { id });
/** @type {(form: { id: string, revision: number, name: string, agent: string }) => Promise<void>} */
export const generalSave = (form) => call("general_save", form);
/** @type {(id: string) => Promise<AgentsView>} */
export const agents = (id) => call("agents", { id });
/** @type {(form: { id: string, revision: number, name: string, agent: number | null }) => Promise<void>} */
export const generalSaveFromList = (form) => call("general_save_from_list", form);
/** @type {(id: string) => Promise<PermissionsView>} */
export const permissionsView = (id) => call("permissions_view", { id });
/** @type {(id: string, names: string[]) => Promise<PermissionsAdvice>} */
export const permissionsAdvice = (id, names) => call("permissions_advice", { id, names });
/** @type {(form: { id: string, revision: number, names: string[] }) => Promise<void>} */
export const permissionsSave = (form) => call("permissions_save", form);
/** @type {(product: string, form: boolean) => Promise<void>} */
export const openSourcePage = (product, form) => call("open_source_page", { product, form });
/** @type {(id: string) => Promise<boolean>} */
export const saveInstructions = (id) => call("save_instructions", { id });

// Latchkey creates the application.

/** @type {(id: string) => Promise<ReviewView>} */
export const reviewView = (id) => call("review_view", { id });
/** @type {(id: string) => Promise<ReachView | null>} */
export const reach = (id) => call("reach", { id });
/** @type {(id: string, insist: boolean) => Promise<OutcomeView>} */
export const create = (id, insist) => call("create", { id, insist });
/** @type {(id: string) => Promise<void>} */
export const stop = (id) => call("stop", { id });
/** @type {(id: string) => Promise<number>} */
export const undo = (id) => call("undo", { id });
/** @type {(id: string, application: string) => Promise<void>} */
export const thisOne = (id, application) => call("this_one", { id, application });
/** @type {(id: string, applications: string[]) => Promise<void>} */
export const noneOfThese = (id, applications) => call("none_of_these", { id, applications });
/** @type {(id: string, insist: boolean) => Promise<OutcomeView>} Deletes what nobody has the secret of, and creates it anew. */
export const startAgain = (id, insist) => call("start_again", { id, insist });

// The guide.

/** @type {(id: string) => Promise<GuideView>} */
export const guideView = (id) => call("guide_view", { id });
/** @type {(id: string, item: string, done: boolean) => Promise<GuideView>} */
export const tick = (id, item, done) => call("tick", { id, item, done });
/** @type {(id: string, item: string) => Promise<void>} */
export const copyItem = (id, item) => call("copy_item", { id, item });
/** @type {(id: string, item: string) => Promise<void>} */
export const openPage = (id, item) => call("open_page", { id, item });
/** @type {(id: string, item: string, insist: boolean) => Promise<TakenView>} */
export const take = (id, item, insist) => call("take", { id, item, insist });
/** @type {(id: string, item: string, typed: string, insist: boolean) => Promise<TakenView>} */
export const takeTyped = (id, item, typed, insist) => call("take_typed", { id, item, typed, insist });
/** @type {(id: string) => Promise<GuideView>} */
export const keep = (id) => call("keep", { id });
/** @type {() => Promise<void>} */
export const stopWaiting = () => call("stop_waiting");
/** @type {(id: string, name: string) => Promise<void>} */
export const acceptAgent = (id, name) => call("accept_agent", { id, name });
/** @type {(id: string) => Promise<OutcomeView>} */
export const prove = (id) => call("prove", { id });

// A saved connection.

/** @type {(id: string) => Promise<ConnectionView>} */
export const connectionView = (id) => call("connection_view", { id });
/** @type {(id: string) => Promise<ProofView>} */
export const connectionProve = (id) => call("connection_prove", { id });
/** @type {(id: string, line: number) => Promise<number | null>} */
export const copyLine = (id, line) => call("copy_line", { id, line });
/** @type {(id: string) => Promise<void>} */
export const connectionRemove = (id) => call("connection_remove", { id });

/**
 * Hears what is being done for a set-up or connection: first the events, then the snapshot, so
 * that nothing falls between. What was overtaken is left out. Answers with the way to stop.
 * @param {string} id
 * @param {(progress: ProgressView) => void} heard
 * @returns {Promise<() => void>}
 */
export async function hearProgress(id, heard) {
  let last = -1;
  /** @param {ProgressView} progress */
  const take = (progress) => {
    if (progress.number > last) {
      last = progress.number;
      heard(progress);
    }
  };
  const stop = await tauri.event.listen("progress", ({ payload }) => {
    if (payload.of === id) {
      take(payload.progress);
    }
  });
  take(await call("progress", { id }));
  return stop;
}

// The check of this computer.

/** @type {(address: string) => Promise<CheckupView>} */
export const checkComputer = (address) => call("check_computer", { address });
/** @type {() => Promise<void>} */
export const copyReport = () => call("copy_report");
/** Whether a file was written. @type {() => Promise<boolean>} */
export const saveReport = () => call("save_report");
