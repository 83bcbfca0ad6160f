/** Where one writes: grows with the text, keeps the draft of each room, sends, and never loses what it refuses. */

import { titleOf } from "../store/store.js";
import { lengthNote } from "../text/words.js";
import { completeIn } from "./completing.js";
import { formatByKeyboard } from "./format.js";
import { byId, setState } from "./make.js";
import { pickEmoji } from "./picking.js";
import { preview } from "./preview.js";
import { insert } from "./replace.js";
import { speakerOf } from "./speaker.js";

const TYPING_EVERY = 3_000;
const PAGES = { PageUp: -1, PageDown: 1 };

export class Composer {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    this.form = byId("composer");
    // Until now nothing would have kept what is typed.
    this.form.inert = false;
    this.text = byId("composer-text");
    this.veil = byId("off-record");
    this.replyTo = null;
    this.typedAt = 0;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.veil.addEventListener("click", () => this.setVeil(this.veil.getAttribute("aria-pressed") !== "true"));
    byId("emoji").addEventListener("click", ({ currentTarget }) => this.pick(currentTarget));
    completeIn(this.text, app);
    formatByKeyboard(this.text);
    byId("reply-cancel").addEventListener("click", () => this.reply(null));
  }

  /** Show the draft of a room. */
  load(room) {
    const draft = this.app.drafts.of(room.id);
    this.app.undo.end();
    this.text.value = draft.content;
    this.setVeil(draft.off_record);
    this.replyTo = draft.reply_to;
    this.draw(room);
    this.grow();
    this.check();
  }

  /** Show what depends on the room: whether there is anything to be off the record from, and what is answered. */
  draw(room) {
    setState(this.text, { placeholder: `Message ${titleOf(room)}` });
    setState(this.veil, { hidden: !room.noun.listening && this.veil.getAttribute("aria-pressed") === "false" });
    const answered = this.replyTo && this.app.quotes.find(this.replyTo);
    setState(byId("composing-reply"), { hidden: !this.replyTo });
    byId("composing-reply-text").textContent = answered
      ? `Reply to ${speakerOf(answered, this.app.store)}: ${preview(answered, 90)}`
      : "Reply";
  }

  /** Answer a message, or with null none. */
  reply(message) {
    this.replyTo = message?.id ?? null;
    this.keep();
    this.draw(this.app.room);
    this.text.focus();
  }

  /** Put a text back that was not sent; what is there already stays before it. */
  takeBack({ content, reply_to: replyTo, off_record: isVeiled }) {
    this.text.value = [this.text.value.trim(), content].filter(Boolean).join("\n\n");
    this.replyTo ??= replyTo;
    this.setVeil(isVeiled);
    this.typed();
    this.draw(this.app.room);
    this.text.focus();
  }

  submit(event) {
    event.preventDefault();
    const content = this.text.value.trim();
    if (!content || !this.check()) return this.text.focus();
    this.app.post({ content, reply_to: this.replyTo, off_record: this.veil.getAttribute("aria-pressed") === "true" });
    this.text.value = "";
    this.replyTo = null;
    this.typedAt = 0;
    this.typed();
    this.draw(this.app.room);
    return this.text.focus();
  }

  typed() {
    this.grow();
    this.check();
    this.keep();
    if (this.text.value.trim()) this.sayTyping();
  }

  /** Say how long the text is when that matters; returns whether it may be sent. */
  check() {
    const { words, isTooLong } = lengthNote(this.text.value, this.app.longest);
    byId("composer-note").textContent = words;
    this.form.classList.toggle("composer--too-long", isTooLong);
    this.text.setAttribute("aria-invalid", String(isTooLong));
    setState(byId("send"), { disabled: isTooLong || !this.text.value.trim() });
    return !isTooLong;
  }

  key(event) {
    if (event.isComposing) return;
    if (!this.text.value && PAGES[event.key]) this.app.view.scroller.page(PAGES[event.key]);
    if (event.key === "Enter" && !event.shiftKey && !this.app.isTouch) {
      event.preventDefault();
      this.form.requestSubmit();
    }
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (isUndo && !this.text.value && this.app.undo.take()) event.preventDefault();
    if (event.key === "ArrowUp" && !this.text.value && this.app.view.editLast()) event.preventDefault();
    if (event.key !== "Escape" || !this.replyTo) return;
    event.preventDefault();
    this.reply(null);
  }

  pick(button) {
    const how = { label: "Choose an emoji", isAtStart: true };
    pickEmoji(this.app, button, how, (emoji) => insert(this.text, emoji));
  }

  setVeil(isOn) {
    this.veil.setAttribute("aria-pressed", String(isOn));
    this.form.classList.toggle("composer--veiled", isOn);
    this.keep();
  }

  keep() {
    if (!this.app.openId) return;
    const isVeiled = this.veil.getAttribute("aria-pressed") === "true";
    this.app.drafts.keep(this.app.openId, { content: this.text.value, reply_to: this.replyTo, off_record: isVeiled });
  }

  sayTyping() {
    const now = Date.now();
    if (now - this.typedAt < TYPING_EVERY) return;
    this.typedAt = now;
    this.app.say({ type: "typing.start", conversation: this.app.openId });
  }

  // By the CSSOM, which a content security policy allows; `field-sizing` does it alone where it is known.
  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
  }
}
