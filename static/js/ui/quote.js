/** What a message answers, in one line; a click goes there. */

import { icon, make } from "./make.js";
import { preview } from "./preview.js";
import { speakerOf } from "./speaker.js";

/** @param {string} id of the message that is answered @param {object} app see app.js */
export function quote(id, app) {
  const message = app.quotes.find(id);
  if (message === false) return make("p", { class: "quote", text: "What this answers can't be found." });
  const attributes = {
    type: "button",
    class: "quote",
    data: { action: "quote" },
    on: { click: () => app.view.jumpTo(id) },
  };
  if (!message) return make("button", attributes, icon("reply"), make("span", { class: "quote__text", text: "…" }));
  const name = speakerOf(message, app.store);
  return make(
    "button",
    { ...attributes, "aria-label": `In reply to ${name}: ${preview(message)}` },
    icon("reply"),
    make("span", { class: "quote__name", dir: "auto", text: name }),
    make("span", { class: "quote__text", dir: "auto", text: preview(message) }),
  );
}
