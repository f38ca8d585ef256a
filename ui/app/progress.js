// @ts-check
// What Rust is doing for a set-up or connection, shown while it does it.

/** @import { ProgressView } from '../../src-tauri/bindings/ProgressView' */

import * as backend from "./backend.js";
import { button, fill, make, note, the } from "./page.js";

/**
 * Does `work` for `id`. Shows its steps in `place`, a live region, and asks for patience when the
 * keychain waits for the person.
 * @template T
 * @param {string} id
 * @param {() => Promise<T>} work
 * @param {HTMLElement} [place]
 * @param {(progress: ProgressView) => void} [heardStep]
 * @returns {Promise<T>}
 */
export async function watched(id, work, place, heardStep) {
  let over = false;
  let waits = false;
  const keychain = the("waits", HTMLElement);
  /** @param {ProgressView} progress */
  const heard = (progress) => {
    if (over) {
      return;
    }
    heardStep?.(progress);
    if (place !== undefined && progress.id !== null) {
      showStep(place, progress, () => over);
    }
    if (progress.keychain_waits !== waits) {
      waits = progress.keychain_waits;
      keychain.replaceChildren();
      if (waits) {
        const shown = keychainWaits();
        fill(shown).then(() => {
          if (waits && !over) {
            keychain.replaceChildren(shown);
          }
        });
      }
    }
  };
  const stop = await backend.hearProgress(id, heard);
  try {
    return await work();
  } finally {
    over = true;
    stop();
    keychain.replaceChildren();
    place?.replaceChildren();
  }
}

/**
 * @param {HTMLElement} place
 * @param {ProgressView} progress
 * @param {() => boolean} over
 */
async function showStep(place, progress, over) {
  const text = make("span", {
    words: `progress-${progress.id}`,
    args: progress.count === null ? undefined : { count: String(progress.count) },
  });
  place.dataset.number = String(progress.number);
  await fill(text);
  if (!over() && place.dataset.number === String(progress.number)) {
    place.replaceChildren(make("div", { class: "progress" }, make("span", { class: "spinner" }), text));
  }
}

function keychainWaits() {
  const cancel = button("stop-waiting", "stop-waiting", "", () => backend.stopWaiting());
  cancel.dataset.whileBusy = "";
  return note(
    "warn",
    make("strong", { words: "keychain-waits" }),
    make("p", { words: "keychain-waits.about" }),
    make("div", { class: "row" }, cancel),
  );
}
