/** Editing a message where it stands: Enter keeps, Escape gives up; what was refused stays in the field. */

import { lengthNote } from "../text/words.js";
import { completeIn } from "./completing.js";
import { formatByKeyboard } from "./format.js";
import { make } from "./make.js";

const MOST_ROWS = 12;

/** @param {object} message @param {object} app see app.js */
export function editor(message, app) {
  const text = make("textarea", {
    class: "editor__text",
    rows: String(Math.min(MOST_ROWS, message.content.split("\n").length)),
    "aria-label": "Edit your message",
    autofocus: true,
    dir: "auto",
  });
  const note = make("p", { class: "editor__note", role: "alert" });
  const left = make("p", { class: "editor__left" });
  const kept = app.drafts.editIn(message.conversation);
  text.value = kept?.message === message.id ? kept.content : message.content;
  text.addEventListener("input", () => typed({ message, app, text, left }));
  const form = make("form", { class: "editor" }, text, left, note, buttons(app));
  form.addEventListener("submit", (event) => save(event, { message, app, text, note }));
  form.addEventListener("keydown", (event) => keys(event, form, app));
  completeIn(text, app);
  formatByKeyboard(text);
  requestAnimationFrame(() => text.focus());
  return form;
}

function buttons(app) {
  const cancel = make("button", { type: "button", class: "button button--small button--quiet", text: "Cancel" });
  cancel.addEventListener("click", () => app.view.edit(null));
  return make(
    "div",
    { class: "editor__buttons" },
    make("button", { class: "button button--small button--primary", text: "Save" }),
    cancel,
  );
}

function typed({ message, app, text, left }) {
  left.textContent = lengthNote(text.value, app.longest).words;
  app.drafts.keepEdit(message.conversation, { message: message.id, content: text.value });
}

async function save(event, { message, app, text, note }) {
  event.preventDefault();
  const content = text.value.trim();
  if (!content || content === message.content) return app.view.edit(null);
  const { words, isTooLong } = lengthNote(content, app.longest);
  if (isTooLong) return say(note, words);
  try {
    const ack = await app.request({
      type: "message.edit",
      message: message.id,
      content,
      conversation: message.conversation,
    });
    app.store.takeMessage(ack.message);
    return app.view.edit(null);
  } catch (error) {
    return say(note, error.message);
  }
}

function keys(event, form, app) {
  event.stopPropagation();
  if (event.isComposing) return;
  if (event.key === "Escape") app.view.edit(null);
  if (event.key !== "Enter" || event.shiftKey || app.isTouch) return;
  event.preventDefault();
  form.requestSubmit();
}

function say(note, words) {
  note.textContent = words;
}
