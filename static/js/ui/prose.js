/** What people wrote, as the server rendered it: code that can be copied, and what is wide within reach of the keyboard. */

import { isOnlyEmojis } from "../text/words.js";
import { copy } from "./copy.js";
import { cleanedHtml, iconButton, make } from "./make.js";
import { markMentions } from "./mentions.js";

/** @param {object} message one that stands, without a card @param {object} store see store/store.js */
export function prose(message, store) {
  const element = make("div", { class: "prose", dir: "auto" });
  if (message.html) element.append(cleanedHtml(message.html));
  else element.append(make("p", { class: "prose__plain", text: message.content }));
  element.classList.toggle("prose--big", isOnlyEmojis(element.textContent));
  markMentions(element, store);
  element.querySelectorAll("pre").forEach(frame);
  element.querySelectorAll("table").forEach(widen);
  return element;
}

function frame(pre) {
  const { language } = pre.dataset;
  const block = make(
    "div",
    { class: "code" },
    make(
      "div",
      { class: "code__head" },
      make("span", { text: language ?? "Code" }),
      iconButton("copy", "Copy the code", { data: { action: "copy" }, on: { click: () => copy(pre.textContent) } }),
    ),
  );
  pre.setAttribute("tabindex", "0");
  pre.setAttribute("role", "group");
  pre.setAttribute("aria-label", language ? `Code, ${language}` : "Code");
  pre.replaceWith(block);
  block.append(pre);
}

// Where it is wider than its place it scrolls by itself.
function widen(table) {
  const box = make("div", { class: "prose__wide", tabindex: "0", role: "group", "aria-label": "Table" });
  table.replaceWith(box);
  box.append(table);
}
