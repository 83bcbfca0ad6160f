/** One line of what a message says, without its mark-up. */

import { clip } from "../text/words.js";
import { cleanedHtml } from "./make.js";

const plain = new WeakMap();

/** @param {object} message @param {number} length characters at most */
export function preview(message, length = 140) {
  if (message.deleted_at) return "Message deleted";
  return clip(message.card?.reason ?? textOf(message), length);
}

function textOf(message) {
  if (!plain.has(message)) plain.set(message, message.html ? cleanedHtml(message.html).textContent : message.content);
  return plain.get(message);
}
