/** The rows of the open room: drawn anew only where something changed. */

import { noteOnCall } from "../store/asked.js";
import { beginningOf, nextOf, rowsOf } from "../store/rows.js";
import * as time from "../text/time.js";
import { arrange } from "./arrange.js";
import { make } from "./make.js";
import { messageRow } from "./message.js";
import { writingRow } from "./writing.js";

export class Timeline {
  /** @param {HTMLElement} element @param {object} app see app.js @param {{isThread?: boolean}} kind */
  constructor(element, app, { isThread = false } = {}) {
    Object.assign(this, { element, app, isThread });
    this.drawn = new Map();
    /** The sequence behind which everything is new, null without. */
    this.newAfter = null;
    this.editing = null;
    /** What is said under one's own call of the agent; see store/asked.js. */
    this.note = null;
    /** Whether all rows that there are have been drawn, and whether the last of them has. */
    this.isWhole = true;
    this.hasLast = true;
    /** Whether somebody has been at a row: before, the last one is the stop for the Tab key. */
    this.isWalked = false;
    element.addEventListener("keydown", (event) => this.walk(event));
    element.addEventListener("focusin", ({ target }) => {
      this.isWalked = true;
      this.rove(target.closest(".message"));
    });
  }

  /** Forget the rows of another room. */
  clear() {
    this.drawn.clear();
    this.element.replaceChildren();
    this.isWalked = false;
    this.newAfter = null;
    this.editing = null;
  }

  /** Show the rows of a room; with `most` no more new ones than that at an end, see `nextOf`. */
  draw(room, most) {
    const { store, outbox } = this.app;
    const isAtLatest = !room.stretch;
    const view = {
      me: store.me,
      newAfter: this.newAfter !== null && room.shows(this.newAfter) ? this.newAfter : null,
      writing: isAtLatest ? store.writingIn(room.id) : null,
    };
    this.takeNote(noteOnCall(room, store.me.id, store.now()));
    this.show(rowsOf(room.timeline, isAtLatest ? outbox.of(room.id) : [], view), most);
  }

  /** Show rows, as store/rows.js makes them. */
  show(all, most) {
    const beginning = this.drawn.size ? null : beginningOf(all);
    const isDrawn = (row) => row === beginning || (row.kind === "message" && this.drawn.has(row.key));
    const rows = nextOf(all, isDrawn, most);
    this.isWhole = rows.length === all.length;
    this.hasLast = rows.at(-1) === all.at(-1);
    const keys = new Set(rows.map((row) => row.key));
    [...this.drawn.keys()].filter((key) => !keys.has(key)).forEach((key) => this.drawn.delete(key));
    arrange(
      this.element,
      rows.map((row) => this.row(row)),
    );
    if (!this.isWalked || !this.element.querySelector('.message[tabindex="0"]')) this.rove(this.lastMessage);
  }

  /** The element of a message, null where it is not shown. */
  find(messageId) {
    return messageId && this.element.querySelector(`[data-message="${CSS.escape(messageId)}"]`);
  }

  get newLine() {
    return this.drawn.get("new")?.element ?? null;
  }

  /** Whether an answer of the agent is waited for; it may be given up without a word. */
  get isWaiting() {
    return this.drawn.has("writing") || Boolean(this.note?.isOpen);
  }

  // Said aloud too, but not what was so before one came.
  takeNote(note) {
    const isNews = note?.words && note.words !== this.note?.words;
    if (isNews && this.drawn.size) this.app.announcer.say(note.words);
    this.note = note;
  }

  get lastMessage() {
    const rows = this.element.querySelectorAll(".message");
    return rows[rows.length - 1] ?? null;
  }

  row(row) {
    const signature = this.signature(row);
    const known = this.drawn.get(row.key);
    if (known?.signature === signature) return known.element;
    const element = this.make(row);
    if (row.kind === "message") element.dataset.key = row.key;
    if (known) this.replace(known.element, element);
    this.drawn.set(row.key, { signature, element });
    return element;
  }

  // Everything that a row shows and that can change. A row that is being edited stays as it is until that ends:
  // a reaction that comes meanwhile must not take away what is typed.
  signature({ kind, message, state, detail, isHead, text }) {
    if (kind === "writing") return text;
    if (kind !== "message") return kind;
    if (this.isEdited(message)) return "edited";
    const quoted = [message.reply_to, ...(message.card?.evidence ?? [])].map((id) => this.app.quotes.revisionOf(id));
    const more = message.card?.items.map((item) => this.app.more?.of(message.card, item)?.words);
    return [message.id, message.revision, state, detail, isHead, ...quoted, ...(more ?? []), this.noteOn(message)].join(" ");
  }

  noteOn(message) {
    return message.id && this.note?.id === message.id ? this.note.words : "";
  }

  isEdited(message) {
    return message.id !== null && message.id === this.editing && !message.deleted_at;
  }

  make(row) {
    if (row.kind === "day") return divider(time.day(row.at), "day-line");
    if (row.kind === "writing") return writingRow(row);
    if (row.kind === "new") return divider("New", "new-line");
    const view = { isEdited: this.isEdited(row.message), isThread: this.isThread, note: this.noteOn(row.message) };
    return messageRow(row, this.app, view);
  }

  // Focus goes over to what stands for the same in the new row.
  replace(old, element) {
    const { activeElement } = document;
    const hadFocus = old.contains(activeElement);
    const action = activeElement?.dataset?.action;
    element.tabIndex = old.tabIndex;
    old.replaceWith(element);
    if (!hadFocus || element.querySelector("[autofocus]")) return;
    const same = action && element.querySelector(`[data-action="${CSS.escape(action)}"]`);
    (same || element).focus({ preventScroll: true });
  }

  // One row is a stop for the Tab key; arrows walk from row to row.
  rove(row) {
    if (!row || row.tabIndex === 0) return;
    this.element.querySelectorAll('.message[tabindex="0"]').forEach((each) => (each.tabIndex = -1));
    row.tabIndex = 0;
  }

  walk(event) {
    const { target, key } = event;
    if (!target.classList.contains("message")) return;
    // The rows end before the latest: the way there is longer than to the last row.
    if (key === "End" && this.app.room.stretch) this.app.view.toLatest();
    const rows = [...this.element.querySelectorAll(".message")];
    const at = rows.indexOf(target);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[key];
    if (to === undefined || !rows[to]) return;
    event.preventDefault();
    rows[to].focus();
  }
}

function divider(text, name) {
  return make("div", { class: `divider ${name}`, role: "separator", "aria-label": text }, make("span", { text }));
}
