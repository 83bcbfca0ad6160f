/**
 * A thread beside its room, on a phone over it: the message with which it began, the replies to it and to those, and a
 * place to reply. What happens to them shows here as it does in the room.
 */

import * as rest from "../net/rest.js";
import { rowsOf } from "../store/rows.js";
import { byId, iconButton, make } from "./make.js";
import { ThreadComposer } from "./thread-composer.js";
import { Timeline } from "./timeline.js";
import { Toolbar } from "./toolbar.js";

const PAGE = 200;
const AT_END = 48;
const BESIDE = matchMedia("(min-width: 60rem)");

export class Thread {
  /** @param {object} app see app.js */
  constructor(app) {
    Object.assign(this, { app, root: null, messages: new Map(), isLoaded: false });
    this.rows = make("div", { role: "log", "aria-live": "off", "aria-label": "Thread" });
    this.state = make("div", { class: "thread__state", role: "status" });
    this.box = make("div", { class: "thread__rows" }, this.rows, this.state);
    this.composer = new ThreadComposer(app, () => this.toEnd());
    this.dialog = make(
      "dialog",
      { class: "thread", id: "thread", "aria-labelledby": "thread-title" },
      this.head(),
      this.box,
      this.composer.form,
    );
    this.timeline = new Timeline(this.rows, app, { isThread: true });
    this.toolbar = new Toolbar(this.rows, app, this.place);
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => this.closed());
    BESIDE.addEventListener("change", () => this.cover());
    byId("app").append(this.dialog);
  }

  /** Show the thread that a message is in, or begins. */
  async open(message) {
    const root = message.thread ?? message.id;
    if (root !== this.root) this.begin(root);
    if (!this.dialog.open) this.dialog.show();
    this.cover();
    this.draw(this.app.room);
    // On a phone a field in focus would bring up the keyboard, over what there is to read.
    if (this.app.isTouch) this.dialog.querySelector("button").focus();
    else this.composer.focus();
    await this.load();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  // Prevented, so that the same key does not also take the room for read.
  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.close();
  }

  /** Let the room be seen, where this covers it. */
  makeWay() {
    if (!BESIDE.matches) this.close();
  }

  /** Draw anew what is known now. */
  draw(room) {
    if (!this.dialog.open || !room || room.id !== this.room) return;
    for (const message of room.messages.values()) this.take(message);
    const isAtEnd = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < AT_END;
    this.timeline.show(rowsOf(this.inOrder, this.waiting(room), { me: this.app.store.me }));
    this.composer.draw(room, this.messages.get(this.composer.answered));
    if (isAtEnd) this.toEnd();
  }

  begin(root) {
    Object.assign(this, { root, room: this.app.openId, isLoaded: false });
    this.messages.clear();
    this.timeline.clear();
    this.composer.begin(this.room, root);
  }

  /** Ask again for what may have changed without a word of it. */
  reload() {
    if (this.dialog.open) this.load();
  }

  // A page after the other: a thread is read from its beginning, and is seldom longer than one.
  async load() {
    const { root, room } = this;
    this.say(this.isLoaded ? "" : "Loading…");
    try {
      for (let after = 0, more = true; more && root === this.root; ) {
        const page = await rest.get(`conversations/${room}/messages/${root}/thread/?after=${after}&limit=${PAGE}`);
        [page.root, ...page.results].forEach((message) => this.take(message));
        after = page.results.at(-1)?.sequence ?? after;
        more = page.more;
      }
      if (root !== this.root) return;
      const isFirst = !this.isLoaded;
      this.isLoaded = true;
      this.say(this.messages.size > 1 ? "" : "Nobody has replied yet.");
      this.draw(this.app.room);
      if (isFirst) this.toEnd();
    } catch (error) {
      if (root === this.root) this.failed(error);
    }
  }

  take(message) {
    const isIn = message.id === this.root || message.thread === this.root;
    if (!isIn || message.conversation !== this.room) return;
    if (message.revision >= (this.messages.get(message.id)?.revision ?? 0)) this.messages.set(message.id, message);
    this.app.store.know(message.sender);
    if (this.isLoaded && this.messages.size > 1) this.say("");
  }

  get inOrder() {
    return [...this.messages.values()].sort((one, other) => one.sequence - other.sequence);
  }

  waiting(room) {
    return this.app.outbox.of(room.id).filter((entry) => this.messages.has(entry.reply_to));
  }

  get place() {
    return {
      find: (id) => this.messages.get(id),
      reply: (message) => this.composer.reply(message),
      edit: (id) => this.edit(id),
      isThread: true,
    };
  }

  // An edit stands in the room, where its draft is kept.
  async edit(id) {
    await this.app.view.showInRoom(id);
    this.app.view.edit(id);
  }

  head() {
    return make(
      "header",
      { class: "thread__head" },
      make("h2", { id: "thread-title", text: "Thread" }),
      iconButton("close", "Close the thread", { on: { click: () => this.close() } }),
    );
  }

  say(words) {
    this.state.replaceChildren(words);
  }

  failed(error) {
    const again = make("button", { type: "button", class: "button button--small", text: "Try again" });
    again.addEventListener("click", () => this.load());
    this.state.replaceChildren(make("p", { text: `The thread could not be loaded. ${error.message}` }), again);
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
  }

  // What lies under it can be neither read nor reached.
  cover() {
    const isCovered = this.dialog.open && !BESIDE.matches;
    document.querySelectorAll(".app > .room, .app > .sidebar").forEach((part) => (part.inert = isCovered));
  }

  closed() {
    const { root } = this;
    this.cover();
    this.root = null;
    const row = this.app.view.timeline.find(root);
    if (row) (row.querySelector(".thread-link") ?? row).focus({ preventScroll: true });
    else if (this.app.room && !this.app.isTouch) this.app.view.composer.text.focus();
  }
}
