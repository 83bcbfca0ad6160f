/**
 * The parts put together: what is known (store), what goes over the wire (net), what is seen (ui). Every part gets the
 * app and asks it for the others.
 */

import { Connection } from "./net/connection.js";
import * as rest from "./net/rest.js";
import { Sender } from "./net/sender.js";
import { Syncer } from "./net/syncer.js";
import { Drafts } from "./store/drafts.js";
import { Favourites } from "./store/favourites.js";
import { Meant } from "./store/meant.js";
import { Outbox } from "./store/outbox.js";
import { Store } from "./store/store.js";
import { keepLatest } from "./store/window.js";
import { messageInAddress } from "./text/address.js";
import { newId } from "./text/id.js";
import { Announcer } from "./ui/announcer.js";
import { Banner } from "./ui/banner.js";
import { notify } from "./ui/desktop.js";
import { prepareDialogs } from "./ui/dialog.js";
import { Finder } from "./ui/finder.js";
import { switchListening } from "./ui/head.js";
import { nextTask } from "./ui/frame.js";
import { byId } from "./ui/make.js";
import { NewRoom } from "./ui/new-room.js";
import { Notices } from "./ui/notices.js";
import { Quotes } from "./ui/quotes.js";
import { RoomView } from "./ui/room-view.js";
import { Sidebar } from "./ui/sidebar.js";
import { prepareTips } from "./ui/tip.js";
import { drawAttention } from "./ui/title.js";
import { toast } from "./ui/toast.js";
import { Undo } from "./ui/undo.js";
import { markUnread, react, remove } from "./ui/verbs.js";

const RECOUNT_AFTER = 1_000;
const TOGETHER = 50;

export class App {
  /** @param {{user: object, longest: number}} start what the server put into the page @param {object} vault see store/vault.js */
  constructor({ user, longest }, vault) {
    this.longest = longest;
    this.openId = null;
    /** What one wants more like, once one does; see ui/more.js. */
    this.more = null;
    this.recounts = new Set();
    this.isTouch = matchMedia("(pointer: coarse)").matches;
    this.store = new Store(user);
    this.outbox = new Outbox(vault, () => this.view?.draw());
    this.meant = new Meant();
    this.drafts = new Drafts(vault);
    this.favourites = new Favourites(localStorage, user.id);
    this.connection = new Connection({
      open: () => new WebSocket(`${location.origin.replace("http", "ws")}/ws/`),
      onEvent: (event) => this.take(event),
      onState: (state, code) => this.connected(state, code),
    });
    const parts = { store: this.store, outbox: this.outbox, request: (command) => this.request(command) };
    this.syncer = new Syncer(parts);
    this.sender = new Sender({ ...parts, locks: navigator.locks });
    // What another tab wrote: whichever is connected sends it.
    vault.listen(({ kind, value }) => kind === "outbox" && value && this.sender.flush());
    this.quotes = new Quotes(this.store, () => this.openId);
    this.announcer = new Announcer();
    this.banner = new Banner();
    this.notices = new Notices();
    this.view = new RoomView(this);
    this.sidebar = new Sidebar(this);
    this.newRoom = new NewRoom(this);
    this.finder = new Finder(this);
    this.undo = new Undo(this);
    prepareDialogs();
    prepareTips();
  }

  /** Show what the page came with, and connect; the browser may paint, and answer whoever types, between the steps. */
  async begin({ conversations, room, messages }) {
    this.store.listen((change) => this.changed(change));
    this.store.adoptAll(conversations);
    if (room) this.store.takeHistory(room, messages, null);
    await nextTask();
    this.show(room);
    this.showMessage();
    this.watchThePage();
    await nextTask();
    this.connection.start();
  }

  /** The open room, null without. */
  get room() {
    return this.store.rooms.get(this.openId) ?? null;
  }

  get canModerate() {
    return this.room?.noun.role !== "member";
  }

  /** Whether one may switch listening here: in a group only its owner lets it begin, in a direct conversation both. */
  get maySwitch() {
    const { kind, role, listening } = this.room.noun;
    return kind === "direct" || role === "owner" || (role === "moderator" && listening);
  }

  /** Whether one may say how readily the agent speaks here. */
  get mayTune() {
    return this.canModerate || this.room.noun.kind === "direct";
  }

  /** Go to a room, or with null to the list, with an address of its own. */
  go(id) {
    const path = id ? `/rooms/${id}/` : "/";
    if (path !== location.pathname + location.hash) history.pushState(null, "", path);
    this.show(id);
  }

  /** Go to a message of a room, with an address of its own. */
  goToMessage(id, message) {
    const address = `/rooms/${id}/#message-${message}`;
    if (address !== location.pathname + location.hash) history.pushState(null, "", address);
    if (id !== this.openId) this.show(id);
    return this.showMessage();
  }

  show(id) {
    this.openId = this.store.rooms.has(id) ? id : null;
    this.view.show(this.room, { isLed: Boolean(messageInAddress()) });
    this.sidebar.render();
    drawAttention(this);
    if (this.room) this.loadMembers();
  }

  /** Go to the message that the address names, if it does. */
  showMessage() {
    const id = messageInAddress();
    return id && this.room ? this.view.showInRoom(id) : undefined;
  }

  /** Ask something of the server; see `Connection.request`. */
  request(command) {
    return this.connection.request(command);
  }

  /** Tell the server something that may get lost. */
  say(command) {
    this.connection.send(command);
  }

  /** Say something in the open room: it stands there at once, and is sent as soon as can be. */
  post(draft) {
    const entry = this.send(draft);
    this.view.posted();
    this.undo.offer(entry);
  }

  /** Send something to the open room, wherever one looks in it; returns its entry in the outbox. */
  send(draft) {
    const now = new Date().toISOString();
    const marks = { client_id: newId(), conversation: this.openId, created_at: now };
    const entry = this.outbox.add({ ...draft, ...marks, mentions: this.meant.takeFor(draft.content) });
    this.sender.flush();
    return entry;
  }

  retry(clientId) {
    this.outbox.retry(clientId);
    this.sender.flush();
  }

  /** Take what failed back into the composer. */
  takeBack(clientId) {
    const entry = this.outbox.get(clientId);
    this.outbox.remove(clientId);
    this.view.composer.takeBack(entry);
  }

  react(message, emoji) {
    return react(this, message, emoji);
  }

  delete(message) {
    return remove(this, message);
  }

  markUnread(message) {
    return markUnread(this, message);
  }

  setListening(isOn) {
    return switchListening(this, this.room, isOn);
  }

  async loadMembers(id = this.openId) {
    const asked = { revision: this.store.rooms.get(id)?.revision, at: this.store.now() };
    const { results } = await rest.get(`conversations/${id}/members/`).catch(() => ({}));
    if (results) this.store.takeMembers(id, results, asked);
  }

  // What comes from the socket.
  take(event) {
    if (event.type === "hello") this.welcomed(event);
    else if (event.type === "notice.given") this.notices.show(event);
    else if (event.type === "answer.failed") this.more?.failed(event);
    else this.store.apply(event);
    if (event.type === "membership.changed" && event.change === "joined" && event.conversation === this.openId)
      this.loadMembers();
  }

  welcomed({ user, conversations, online }) {
    // Somebody else signed in, in another tab.
    if (user.id !== this.store.me.id) return location.reload();
    this.store.adoptAll(conversations);
    this.syncer.all();
    this.sender.resume();
    this.view.reader.tell();
    this.store.takeOnline(online);
    if (this.openId) this.loadMembers();
  }

  connected(state, code) {
    this.banner.show(state, code);
    byId("app").dataset.connection = state;
    // Who signs out here is being led somewhere already.
    if (code === 4401 && !("leaving" in byId("sign-out").dataset)) location.assign(`/accounts/sign-in/?next=${encodeURIComponent(location.pathname)}`);
  }

  // What changed in the store.
  changed({ kind, room, message }) {
    if (room) this.syncer.check(room);
    if (kind === "unknown") this.meet(room);
    if (kind === "doubt") this.recount(room);
    if (kind === "gone" && room === this.openId) this.thrownOut();
    if (kind === "posted") this.heard(message);
    if (kind === "messages") this.keepLess(room);
    this.view.changed(kind, room);
    if (["rooms", "presence", "room", "messages"].includes(kind)) this.sidebar.render();
    if (kind === "rooms" || kind === "room") this.attend();
  }

  // Not with the next frame: a tab that nobody sees has none.
  attend() {
    this.attending ??= setTimeout(() => {
      this.attending = null;
      drawAttention(this);
    }, TOGETHER);
  }

  // A room that is not looked at keeps its latest; the open one what its reader is near.
  keepLess(id) {
    const isBusy = id === this.openId || this.view.history.loading.has(id);
    if (!isBusy) this.store.keepLess(this.store.rooms.get(id), keepLatest);
  }

  // Many changes in one breath are one question.
  recount(id) {
    if (this.recounts.has(id)) return;
    this.recounts.add(id);
    setTimeout(() => this.recounts.delete(id) && this.meet(id), RECOUNT_AFTER);
  }

  async meet(id) {
    const own = await rest.get(`conversations/${id}/`).catch(() => null);
    if (own) this.store.adopt(own);
  }

  thrownOut() {
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
    this.go(null);
    this.sidebar.focus();
    toast("You are no longer in that room.");
  }

  heard(message) {
    notify(message, this);
    if (message.conversation !== this.openId || message.sender?.id === this.store.me.id) return;
    const name = message.role === "assistant" ? "Unafied suggests" : this.store.name(message.sender?.id);
    this.announcer.announce(name, message);
    this.view.heard(message);
  }

  watchThePage() {
    addEventListener("popstate", () => this.cameBack());
    addEventListener("online", () => this.connection.start());
    addEventListener("offline", () => this.connection.lost());
    ["visibilitychange", "focus", "pageshow"].forEach((name) => addEventListener(name, () => this.lookedAt(), true));
  }

  cameBack() {
    this.show(location.pathname.match(/^\/rooms\/([0-9a-f-]+)\//)?.[1] ?? null);
    this.showMessage();
  }

  lookedAt() {
    if (document.visibilityState !== "visible") return;
    this.connection.start();
    this.view.moved();
    this.sidebar.render();
  }
}
