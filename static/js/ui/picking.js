/** Choosing an emoji: the picker is fetched when it is first asked for. */

import { complain } from "./toast.js";

let picker = null;

/** @param {object} app see app.js @param {HTMLElement} anchor @param {string} label @param {(emoji: string) => void} onPick */
export async function pickEmoji(app, anchor, label, onPick) {
  try {
    picker ??= import("./picker.js").then(({ Picker }) => new Picker(app));
    await (await picker).open(anchor, label, onPick);
  } catch {
    picker = null;
    complain(new Error("The emojis could not be loaded. Try again when you are back online."));
  }
}
