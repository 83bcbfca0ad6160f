/** Mark-up by keyboard: Ctrl/Cmd-B, -I and -E around what is selected; an address pasted over words makes them a link. */

import { linked, marked } from "../text/typing.js";
import { replace } from "./replace.js";

const MARKS = { b: "**", i: "*", e: "`" };

/** @param {HTMLTextAreaElement} field */
export function formatByKeyboard(field) {
  field.addEventListener("keydown", (event) => markUp(event, field));
  field.addEventListener("paste", (event) => link(event, field));
}

function markUp(event, field) {
  const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !event.isComposing;
  const mark = isShortcut && MARKS[event.key.toLowerCase()];
  if (!mark) return;
  event.preventDefault();
  const { value, selectionStart: start, selectionEnd: end } = field;
  replace(field, marked({ value, start, end, mark }));
}

function link(event, field) {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const text = linked(value.slice(start, end), event.clipboardData?.getData("text/plain") ?? "");
  if (!text) return;
  event.preventDefault();
  replace(field, { start, end, text });
}
