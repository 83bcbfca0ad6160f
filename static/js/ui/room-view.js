/** The open room: its parts, drawn when something of it changes. */

import { cut, MOST } from "../store/window.js";
import { capped } from "../text/words.js";
import { Composer } from "./composer.js";
import { FirstRun } from "./first-run.js";
import { fetched } from "./fetching.js";
import { onceAFrame } from "./frame.js";
import { Head } from "./head.js";
import { History } from "./history.js";
import { byId, setState } from "./make.js";
import { NewMessages } from "./new-messages.js";
import { pickEmoji } from "./picking.js";
import { Reader } from "./reader.js";
import { Scroller } from "./scroller.js";
import { Timeline } from "./timeline.js";
import { complain, toast } from "./toast.js";
import { Toolbar } from "./toolbar.js";
import { Typing } from "./typing.js";

/** Rows at an end of those that stand there that are drawn in one frame. */
const FEW = { above: 4, below: 4 };
const LOST = "The message that this leads to is not in this room: it may be in another one, or the link is not whole.";

export class RoomView {
  /** @param {object} app see app.js */
  constructor(app) {
    this.app = app;
    const rows = byId("rows");
    this.timeline = new Timeline(rows, app);
    this.scroller = new Scroller(byId("timeline"), rows, () => this.moved());
    this.history = new History(app);
    this.reader = new Reader(app);
    this.news = new NewMessages(app, this);
    this.composer = new Composer(app);
    this.head = new Head(app);
    this.panel = null;
    this.firstRun = new FirstRun(app);
    this.picker = { open: (anchor, onPick) => pickEmoji(app, anchor, { label: "Choose a reaction" }, onPick) };
    this.typing = new Typing(app);
    this.thread = null;
    this.toolbar = new Toolbar(rows, app, {
      find: (id) => app.room?.messages.get(id),
      reply: (message) => this.composer.reply(message),
      edit: (id) => this.edit(id),
      isThread: false,
    });
    // Who stands at the end sees the new rows: those come all at once.
    this.draw = onceAFrame(() => {
      this.drawNow(this.scroller.isAtEnd ? { above: FEW.above } : FEW);
      return Boolean(app.room) && !this.timeline.isWhole;
    });
    byId("to-latest").addEventListener("click", () => this.toLatest());
    byId("to-list").addEventListener("click", (event) => this.toList(event));
    byId("open-panel").addEventListener("click", () => this.openPanel());
    addEventListener("blur", () => this.left());
    setInterval(() => this.timeline.isWaiting && this.draw(), 1_000);
  }

  /** Show a room, or with null what there is to do instead; with `isLed` a jump to one of its messages follows. */
  show(room, { isLed = false } = {}) {
    byId("app").dataset.pane = room ? "room" : "list";
    byId("welcome").hidden = Boolean(room);
    byId("room-open").hidden = !room;
    Object.assign(this, { isPlaced: false, isLed });
    this.thread?.close();
    if (!room) return this.welcome();
    room.stretch = null;
    this.timeline.clear();
    this.timeline.editing = this.app.drafts.editIn(room.id)?.message ?? null;
    this.reader.begin(room);
    this.news.begin(room);
    this.composer.load(room);
    this.drawNow(FEW);
    // The rest in the next frames.
    this.draw();
    if (!this.app.isTouch) this.composer.text.focus();
    return this.history.open(room);
  }

  /** Something changed in the store. */
  changed(kind, room) {
    const { openId } = this.app;
    // What is read changes nothing that is drawn here.
    if ((room === openId && kind !== "rooms") || kind === "presence") this.draw();
    if (kind === "reset" && room === openId) this.thread?.reload();
    if (kind === "typing" && room === openId) this.typing.draw();
    if (!openId && kind === "rooms") this.welcome();
  }

  // With `most`, only so many of the rows that are not there yet, and the others in the next frames.
  drawNow(most) {
    const { room } = this.app;
    if (!room) return;
    if (this.reader.isHeld(room)) this.news.startAt(room.readSequence);
    this.cut(room);
    const isOpening = !this.isPlaced && !this.isLed && room.isLoaded;
    if (isOpening) this.news.settle(room);
    const isWalking = this.timeline.element.contains(document.activeElement);
    // All that looks where things are stands before or after all that changes them: the browser lays out once.
    this.scroller.keep(() => this.drawParts(room, most));
    this.thread?.draw(room);
    // Whoever reads by keyboard goes on from what they see, when the row they stood on is cut.
    if (isWalking && document.activeElement === document.body)
      this.scroller.firstVisible()?.focus({ preventScroll: true });
    if (isOpening) this.place();
    this.moved();
  }

  drawParts(room, most) {
    this.head.draw(room);
    this.firstRun.draw(room);
    this.composer.draw(room);
    this.panel?.draw();
    this.typing.draw();
    this.drawRows(room, most);
  }

  // What is far from the reader goes, from the page and from memory, until they scroll there.
  cut(room, isAtEnd) {
    if (!this.isPlaced || room.messages.size <= MOST || this.history.loading.has(room.id)) return;
    const where = { most: this.scroller.capacity, isAtEnd: isAtEnd ?? this.scroller.isNearerTop };
    this.app.store.keepLess(room, () => cut(room, where));
  }

  // … and what is far from the place that they go to.
  cutAround(room, sequence) {
    const before = room.timeline.filter((message) => message.sequence < sequence).length;
    this.cut(room, before < room.timeline.length / 2);
  }

  drawRows(room, most) {
    this.history.draw(room);
    this.timeline.draw(room, most);
    this.scroller.isWhole = this.timeline.hasLast && !room.stretch;
  }

  // On opening: to where one stopped reading, else to the end, with as many rows as are seen there.
  place() {
    this.isPlaced = true;
    const { newLine } = this.timeline;
    while (!this.timeline.isWhole && !this.scroller.isFilled(newLine, this.timeline.hasLast)) this.drawRows(this.app.room, FEW);
    if (newLine) this.scroller.toRow(newLine, { isAtTop: true });
    else this.scroller.toEnd();
  }

  /** The reader, or the rows under them, moved. */
  moved() {
    const { room } = this.app;
    if (!room || !this.isPlaced) return;
    if (this.timeline.isWhole && !this.history.failed.has(room.id)) this.fill(room);
    this.reader.look();
    this.news.draw(room);
    setState(byId("to-latest"), { hidden: this.scroller.isAtEnd });
    byId("to-latest-word").textContent = room.unread ? `${capped(room.unread)} new` : latestWord(room);
  }

  fill(room) {
    if (this.scroller.isNearTop) this.history.older(room);
    if (room.stretch && this.scroller.isNearBottom) this.history.later(room);
  }

  /** One said something oneself: what stood there is read, and the new is at the end. */
  posted() {
    this.app.room.stretch = null;
    this.news.end();
    this.reader.begin(this.app.room);
    this.scroller.isAtEnd = true;
    this.draw();
  }

  /** Somebody else said something here. */
  heard() {
    if (!document.hasFocus() && this.timeline.newAfter === null) this.news.begin(this.app.room);
  }

  // Who comes back finds the line where they left.
  left() {
    if (this.scroller.isAtEnd && this.app.room && !this.app.room.unread) this.news.end();
  }

  /** Edit one's own message in its place; null ends it. */
  edit(id) {
    this.timeline.editing = id;
    this.draw();
    if (id === null) {
      this.app.drafts.keepEdit(this.app.openId, null);
      this.composer.text.focus();
    }
  }

  /** Edit the last message that one said here; returns whether there is one. */
  editLast() {
    const { room, store } = this.app;
    const last = room.timeline.findLast((message) => message.sender?.id === store.me.id && !message.deleted_at);
    if (last) this.edit(last.id);
    return Boolean(last);
  }

  /** Go to a message, however far back it stands, and light it up. */
  async jumpTo(id) {
    const { room } = this.app;
    const isShown = Boolean(this.timeline.find(id));
    try {
      if (!isShown) await this.history.reach(room, id);
    } catch (error) {
      return this.notFound(error);
    }
    if (this.app.room !== room) return undefined;
    Object.assign(this, { isPlaced: true, isLed: false });
    this.scroller.isAtEnd = false;
    this.cutAround(room, room.messages.get(id)?.sequence ?? 0);
    this.drawNow();
    return this.light(this.timeline.find(id), { isSmooth: isShown });
  }

  /** Show the room's settings, and who is here. */
  async openPanel() {
    const found = await fetched(() => import("./panel.js"));
    if (!found || !this.app.room) return;
    this.panel ??= new found.Panel(this.app);
    this.panel.open();
  }

  /** Show the thread of a message: what was answered to it. */
  async openThread(message) {
    const found = await fetched(() => import("./thread.js"));
    if (!found || message.conversation !== this.app.openId) return;
    this.thread ??= new found.Thread(this.app);
    await this.thread.open(message);
  }

  /** Go to where a message stands in the room, also from a thread that covers it. */
  async showInRoom(id) {
    this.thread?.makeWay();
    await this.jumpTo(id);
  }

  notFound(error) {
    this.isLed = false;
    this.draw();
    return error.code === "not_found" ? toast(LOST, { isBad: true }) : complain(error);
  }

  light(row, { isSmooth }) {
    if (!row) return;
    this.scroller.toRow(row, { isSmooth });
    row.classList.remove("message--lit");
    // Read, so that the animation begins anew on a row that is lit already.
    void row.offsetWidth;
    row.classList.add("message--lit");
    row.focus({ preventScroll: true });
    row.addEventListener("animationend", () => row.classList.remove("message--lit"), { once: true });
  }

  /** Go to a place of the room, however far back. */
  async jumpToPlace(sequence) {
    const { room } = this.app;
    const row = () => this.timeline.newLine;
    this.drawNow();
    if (!row()) await this.history.around(room, sequence).catch(complain);
    if (this.app.room !== room) return;
    this.scroller.isAtEnd = false;
    this.cutAround(room, sequence);
    this.drawNow();
    if (row()) this.scroller.toRow(row(), { isAtTop: true });
  }

  /** Everything here is read, and what was new is no longer set apart. */
  markRead() {
    this.news.end();
    this.reader.begin(this.app.room);
    this.toLatest();
  }

  toLatest() {
    this.app.room.stretch = null;
    this.scroller.isAtEnd = true;
    this.drawNow();
    this.scroller.toEnd();
    this.reader.look();
    this.composer.text.focus();
  }

  toList(event) {
    event.preventDefault();
    this.app.go(null);
    this.app.sidebar.focus();
  }

  welcome() {
    const hasRooms = this.app.store.rooms.size > 0;
    byId("welcome-title").textContent = hasRooms ? "Pick a room" : `Welcome, ${this.app.store.me.display_name}`;
    byId("welcome-text").textContent = hasRooms
      ? "Your rooms are in the list, the latest talk first."
      : "Make a room, send its link to whoever belongs in it, and talk. If you let it, Unafied listens and now and then suggests a film, a book or some music.";
  }
}

const latestWord = (room) => (room.stretch ? "Back to the latest" : "Latest");
