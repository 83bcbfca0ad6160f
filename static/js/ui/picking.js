/** Choosing an emoji: the picker is fetched when it is first asked for. */

import { complain } from "./toast.js";

let picker = null;

/**
 * @param {object} app see app.js
 * @param {HTMLElement} anchor beside which it opens
 * @param {{label: string, isAtStart?: boolean}} how
 * @param {(emoji: string) => void} onPick
 */
export async function pickEmoji(app, anchor, how, onPick) {
  try {
    picker ??= import("./picker.js").then(({ Picker }) => new Picker(app));
    await (await picker).open(anchor, how, onPick);
  } catch {
    picker = null;
    complain(new Error("The emojis could not be loaded. Try again when you are back online."));
  }
}
