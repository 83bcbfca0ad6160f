/** Where one replies in a thread: to the message with which it began, or to one that was chosen in it. */

import { lengthNote } from "../text/words.js";
import { completeIn } from "./completing.js";
import { formatByKeyboard } from "./format.js";
import { icon, iconButton, make } from "./make.js";
import { pickEmoji } from "./picking.js";
import { preview } from "./preview.js";
import { insert } from "./replace.js";

export class ThreadComposer {
  /** @param {object} app see app.js @param {() => void} onSent */
  constructor(app, onSent) {
    Object.assign(this, { app, onSent, root: null, room: null, replyTo: null });
    this.text = make("textarea", { class: "composer__text", rows: "1", "aria-label": "Reply in the thread", dir: "auto" });
    this.note = make("p", { class: "composer__note", role: "status" });
    this.chosen = make("span", { class: "composer__reply-text" });
    const back = iconButton("close", "Reply to the first message", { on: { click: () => this.reply(null) } });
    this.choice = make("div", { class: "composer__reply", hidden: true }, this.chosen, back);
    this.veil = this.makeVeil();
    this.send = make("button", { class: "composer__send", title: "Send", "aria-label": "Send the reply" }, icon("send"));
    const tools = make("div", { class: "composer__tools" }, this.makeEmoji(), this.veil, this.note, this.send);
    const box = make("div", { class: "composer__box" }, this.choice, this.text, tools);
    this.form = make("form", { class: "composer", "aria-label": "Reply in the thread" }, box);
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    completeIn(this.text, app);
    formatByKeyboard(this.text);
  }

  /** Show what was being written in the thread of a room. */
  begin(room, root) {
    Object.assign(this, { room, root });
    const draft = this.app.drafts.of(this.draftName);
    this.text.value = draft.content;
    this.replyTo = draft.reply_to;
    this.setVeil(draft.off_record);
    this.check();
  }

  /** Show whom one answers, and whether there is anything to be off the record from. */
  draw(room, answered) {
    this.text.placeholder = "Reply…";
    this.veil.hidden = !room.noun.listening && !this.isVeiled;
    this.choice.hidden = !this.replyTo;
    if (this.replyTo) this.chosen.textContent = answered ? `Reply to: ${preview(answered, 60)}` : "Reply";
  }

  /** Answer a message of the thread, or with null the first one. */
  reply(message) {
    this.replyTo = message && message.id !== this.root ? message.id : null;
    this.keep();
    this.draw(this.app.room, message);
    this.focus();
  }

  /** The message that is answered. */
  get answered() {
    return this.replyTo ?? this.root;
  }

  focus() {
    this.text.focus();
  }

  submit(event) {
    event.preventDefault();
    const content = this.text.value.trim();
    if (!content || !this.check()) return this.focus();
    this.app.send({ content, reply_to: this.answered, off_record: this.isVeiled });
    this.text.value = "";
    this.replyTo = null;
    this.typed();
    this.app.view.drawNow();
    this.onSent();
    return this.focus();
  }

  typed() {
    this.check();
    this.keep();
  }

  check() {
    const { words, isTooLong } = lengthNote(this.text.value, this.app.longest);
    this.note.textContent = words;
    this.form.classList.toggle("composer--too-long", isTooLong);
    this.text.setAttribute("aria-invalid", String(isTooLong));
    this.send.disabled = isTooLong || !this.text.value.trim();
    return !isTooLong;
  }

  key(event) {
    if (event.isComposing || event.defaultPrevented || event.key !== "Enter") return;
    if (event.shiftKey || this.app.isTouch) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  keep() {
    const draft = { content: this.text.value, reply_to: this.replyTo, off_record: this.isVeiled };
    if (this.root) this.app.drafts.keep(this.draftName, draft);
  }

  get draftName() {
    return `${this.room}.thread.${this.root}`;
  }

  makeEmoji() {
    const how = { label: "Choose an emoji", isAtStart: true };
    const click = () => pickEmoji(this.app, button, how, (emoji) => insert(this.text, emoji));
    const button = iconButton("smile", "Emoji", { "aria-haspopup": "dialog", on: { click } });
    return button;
  }

  makeVeil() {
    const attributes = {
      type: "button",
      class: "composer__veil",
      "aria-pressed": "false",
      title: "Unafied does not read what you write off the record",
      on: { click: () => this.setVeil(!this.isVeiled) },
    };
    return make("button", attributes, icon("veil"), make("span", { text: "Off the record" }));
  }

  get isVeiled() {
    return this.veil.getAttribute("aria-pressed") === "true";
  }

  setVeil(isOn) {
    this.veil.setAttribute("aria-pressed", String(isOn));
    this.form.classList.toggle("composer--veiled", isOn);
    this.keep();
  }
}
