/** Looks for the beginning of a name or a shortcode while somebody types, and fetches what completes it. */

import { begunAt, shortcodeAt } from "../text/typing.js";

/** @param {HTMLTextAreaElement} field @param {object} app see app.js */
export function completeIn(field, app) {
  const begin = async () => {
    const { value, selectionEnd: caret } = field;
    if (!begunAt(value, caret) && !shortcodeAt(value, caret)) return;
    field.removeEventListener("input", begin);
    try {
      const { Completion } = await import("./completion.js");
      new Completion(field, app).look();
    } catch {
      // Offline, and not fetched before: the next letter tries again. What is typed is good without it.
      field.addEventListener("input", begin);
    }
  };
  field.addEventListener("input", begin);
}
