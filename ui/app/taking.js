// @ts-check
// Taking a Client ID or a secret: from the clipboard, which Rust reads; or typed, then sent once and forgotten here.

/** @import { Refusal } from '../../src-tauri/bindings/Refusal' */

import { announce, button, id, make, run, system } from "./page.js";
import { watched } from "./progress.js";

/**
 * The controls with which `item` is taken; its words are `take-<item>` and `typed-<item>`.
 * @template T
 * @param {object} what
 * @param {string} what.item
 * @param {boolean} what.hidden Whether it is typed unseen.
 * @param {string} [what.working] The words while it is taken.
 * @param {() => void} [what.stop] How to stop it, where that is safe at any point.
 * @param {(go: () => Promise<void>) => Promise<void>} [what.first] Does what has to be done before, then goes on.
 * @param {(insist: boolean) => Promise<T>} what.take From the clipboard.
 * @param {(typed: string, insist: boolean) => Promise<T>} what.takeTyped
 * @param {(answer: T, said: HTMLElement, fromClipboard: boolean) => void | Promise<void>} what.taken
 * @param {(refusal: Refusal, error: HTMLElement) => boolean} [what.retried] Whether the page tries again in its own way.
 * @param {(refusal: Refusal) => Promise<boolean>} [what.refused]
 */
export function taking({
  item,
  hidden,
  working = "working-keychain",
  stop,
  first = (go) => go(),
  take,
  takeTyped,
  taken,
  retried,
  refused,
}) {
  const said = make("div", { class: "said", id: `said-${item}`, role: "status" });
  const error = make("div", { class: "alert", id: `error-${item}`, role: "alert" });
  /** Whether the next typed value is taken as it is. */
  let asItIs = false;

  /**
   * @param {() => Promise<T>} work
   * @param {boolean} fromClipboard
   * @param {() => void} insist
   */
  const takeIt = async (work, fromClipboard, insist) => {
    said.replaceChildren();
    const answer = await run({
      what: working,
      stop,
      work: () => watched(id, work),
      at: error,
      insist,
      retry: (refusal) => retried?.(refusal, error) || (fromClipboard && fromTheClipboard(false)),
      refused,
    });
    if (answer !== undefined) {
      asItIs = false;
      await taken(answer, said, fromClipboard);
    }
  };
  /** @param {boolean} insist */
  const fromTheClipboard = (insist) =>
    first(() =>
      takeIt(
        () => take(insist),
        true,
        () => fromTheClipboard(true),
      ),
    );
  const pressed = button(`take-${item}`, `take-${item}`, "", () => fromTheClipboard(false));

  const field = make("input", {
    class: "input",
    id: `typed-${item}`,
    type: hidden ? "password" : "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  field.addEventListener("paste", (event) => {
    event.preventDefault();
    fromTheClipboard(false);
  });
  const form = make(
    "form",
    { class: "inline-form", novalidate: true },
    make("div", { class: "field" }, make("label", { for: field.id, words: `typed-${item}` }), field),
    make("button", { class: "button", type: "submit", id: `use-typed-${item}`, words: "use-typed" }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    first(async () => {
      const typed = field.value;
      const insist = asItIs;
      field.value = "";
      await takeIt(
        () => takeTyped(typed, insist),
        false,
        () => {
          // The value has been forgotten here: the person types it once more.
          asItIs = true;
          error.replaceChildren();
          announce("type-again", said);
          field.focus();
        },
      );
    });
  });
  const controls = [
    system() === "macos" && make("p", { class: "hint", words: "take-note-macos" }),
    make("div", { class: "row" }, pressed),
    said,
    error,
    make(
      "details",
      { class: "plain", id: `type-${item}` },
      make("summary", { words: "type-instead" }),
      make("div", { class: "inside" }, form),
    ),
  ].filter((each) => each instanceof HTMLElement);
  return { controls, button: pressed, error };
}
