/**
 * Everything this browser knows: the rooms, who people are, who is there, who is typing. Pure: no page, no network.
 *
 * What changes is told to those who `listen`, as `{kind, room?, message?}` with one of the kinds `rooms`, `room`,
 * `messages`, `posted`, `members`, `typing`, `writing`, `presence`, `gone`, `unknown`, `reset`: what was known of a room may
 * be old, and `doubt`: the server has to be asked what is unread.
 */

import { attentionOf, sum } from "./attention.js";
import { Room } from "./room.js";

const TYPING_LASTS = 6_000;
const WRITING_LASTS = 15_000;

export class Store {
  /** @param {{id: string, display_name: string}} me @param {() => number} now milliseconds */
  constructor(me, now = Date.now) {
    this.me = me;
    this.now = now;
    this.rooms = new Map();
    /** By room, the revision at which one was out of it. */
    this.left = new Map();
    this.people = new Map([[me.id, me.display_name]]);
    this.online = new Set();
    this.toldOf = new Map();
    this.typing = new Map();
    this.writing = new Map();
    this.listeners = [];
  }

  listen(listener) {
    this.listeners.push(listener);
  }

  /** Rooms in the order of the list: latest talk first. */
  get inOrder() {
    const rooms = [...this.rooms.values()].filter((room) => room.noun);
    const talkedAt = new Map(rooms.map((room) => [room, room.last?.created_at ?? room.noun.created_at]));
    const byTalk = (one, other) => talkedAt.get(other).localeCompare(talkedAt.get(one));
    return rooms.sort((one, other) => byTalk(one, other) || one.id.localeCompare(other.id));
  }

  /** What asks for one's attention in all rooms together; see attention.js. */
  get attention() {
    return sum([...this.rooms.values()].filter((room) => room.noun).map(attentionOf));
  }

  /** Take what a server event tells. */
  apply(event) {
    const take = TAKES[event.type];
    if (!take) return;
    if (isLeaving(this, event)) this.left.set(event.conversation, event.revision);
    if (event.conversation && !this.rooms.has(event.conversation)) this.tell("unknown", event.conversation);
    else take(this, event);
  }

  /** Take the list of rooms: it is all there are. */
  adoptAll(conversations) {
    const ids = new Set(conversations.map((own) => own.id));
    [...this.rooms.keys()].filter((id) => !ids.has(id)).forEach((id) => this.remove(id));
    conversations.forEach((own) => this.adopt(own));
  }

  /** Take one room as the user sees it, or saw it before they were out of it: that is no room of theirs. */
  adopt(own) {
    if (own.revision < this.left.get(own.id)) return;
    const room = this.rooms.get(own.id) ?? new Room(own.id, this.me.id);
    this.rooms.set(own.id, room);
    room.adopt(own);
    own.others.forEach((person) => this.know(person));
    this.know(own.last_message?.sender);
    this.tell("rooms", own.id);
    this.tell("room", own.id);
  }

  remove(id) {
    if (!this.rooms.delete(id)) return;
    this.tell("gone", id);
    this.tell("rooms", id);
  }

  /** Take one message in its present state, from wherever it came. */
  takeMessage(message, { isPosted = false } = {}) {
    const room = this.rooms.get(message.conversation);
    if (!room) return;
    const isNew = !room.messages.has(message.id);
    this.know(message.sender);
    if (!room.merge(message)) return;
    if (room.isCountInDoubt) this.tell("doubt", room.id);
    this.stopTyping(room.id, message.sender?.id);
    this.tell("messages", room.id, message);
    this.tell("rooms", room.id);
    if (isNew && isPosted) this.tell("posted", room.id, message);
  }

  /** Take a page of history; see `Room.takeHistory`. */
  takeHistory(id, page, before) {
    const room = this.rooms.get(id);
    if (!room) return;
    page.results.forEach((message) => this.know(message.sender));
    room.takeHistory(page, before);
    this.tell("messages", id);
  }

  /** Show what stands around a place far back in a room; see `Room.takeAround`. */
  takeAround(id, earlier, later) {
    const room = this.rooms.get(id);
    if (!room) return;
    [...earlier.results, ...later.results].forEach((message) => this.know(message.sender));
    room.takeAround(earlier, later);
    this.tell("messages", id);
  }

  /** Take the page that follows what is shown of a room far back. */
  takeLater(id, page) {
    const room = this.rooms.get(id);
    if (!room) return;
    page.results.forEach((message) => this.know(message.sender));
    room.takeLater(page);
    this.tell("messages", id);
  }

  /** Keep less of a room, as `cutIt` does it (see window.js); tells whether the server has to count anew. */
  keepLess(room, cutIt) {
    if (cutIt(room) && room.isCountInDoubt) this.tell("doubt", room.id);
  }

  /** Take a page of changes. */
  takePage(page) {
    const room = this.rooms.get(page.conversation);
    if (!room) return;
    page.messages.forEach((message) => this.know(message.sender));
    page.members?.forEach((member) => this.know(member.user));
    room.takePage(page);
    if (room.isCountInDoubt) this.tell("doubt", room.id);
    ["messages", "room", "members", "rooms"].forEach((kind) => this.tell(kind, room.id));
    if (page.reset) this.tell("reset", room.id);
  }

  /** Take all members of a room, with who is there; `revision` is what was known when they were asked for, `at` when. */
  takeMembers(id, members, { revision, at }) {
    const room = this.rooms.get(id);
    if (!room) return;
    members.forEach(({ user, online }) => {
      this.know(user);
      // What was told meanwhile is newer than the answer.
      if (!(this.toldOf.get(user.id) >= at)) this.setOnline(user.id, online);
    });
    room.takeMembers(members, revision);
    this.tell("members", id);
    this.tell("presence");
  }

  /** Have read a room up to a place; the server is yet to be told. */
  read(id, sequence) {
    this.rooms.get(id)?.reading.read(sequence);
    this.tell("rooms", id);
  }

  /** Take what the server tells of one's own read mark; see `Reading.take`. */
  takeMark(id, mark) {
    this.rooms.get(id)?.reading.take(mark);
    ["rooms", "room"].forEach((kind) => this.tell(kind, id));
  }

  /** The names of others who are typing in a room now. */
  typingIn(id) {
    const those = [...(this.typing.get(id) ?? [])].filter(([, until]) => until > this.now());
    return those.map(([user]) => this.name(user));
  }

  /** What somebody is called. */
  name(user) {
    return this.people.get(user) ?? "Somebody";
  }

  /** Take who is there, of the people that stand in the list of rooms. */
  takeOnline(users) {
    const shown = [...this.rooms.values()].flatMap((room) => room.noun?.others ?? []);
    shown.forEach(({ id }) => this.setOnline(id, users.includes(id)));
    this.tell("presence");
  }

  setOnline(user, isOnline) {
    if (isOnline) this.online.add(user);
    else this.online.delete(user);
  }

  startTyping(id, user) {
    if (user.id === this.me.id) return;
    this.know(user);
    if (!this.typing.has(id)) this.typing.set(id, new Map());
    this.typing.get(id).set(user.id, this.now() + TYPING_LASTS);
    this.tell("typing", id);
  }

  stopTyping(id, user) {
    if (this.typing.get(id)?.delete(user)) this.tell("typing", id);
  }

  /** The answer that the agent is writing in a room now, as `{id, text}`; null once its message is there. */
  writingIn(id) {
    const answer = this.writing.get(id);
    if (!answer || answer.until <= this.now()) return null;
    const messages = [...(this.rooms.get(id)?.messages.values() ?? [])];
    return messages.some((message) => message.client_id === answer.id) ? null : answer;
  }

  know(person) {
    if (person) this.people.set(person.id, person.display_name);
  }

  tell(kind, room, message) {
    this.listeners.forEach((listener) => listener({ kind, room, message }));
  }
}

/** The name of a room, as a member sees it. */
export function titleOf(room) {
  if (room.noun.kind === "group") return room.noun.title;
  return room.noun.others[0]?.display_name ?? "A conversation of two";
}

const isLeaving = ({ me }, { type, change, member }) =>
  type === "membership.changed" && change === "left" && member.user.id === me.id;
const isPosted = ({ type }) => type === "message.posted" || type === "recommendation.made";
const takeMessageEvent = (store, event) => store.takeMessage(event.message, { isPosted: isPosted(event) });

const TAKES = {
  "message.posted": takeMessageEvent,
  "message.edited": takeMessageEvent,
  "message.deleted": takeMessageEvent,
  "reaction.changed": takeMessageEvent,
  "thread.changed": takeMessageEvent,
  "message.pinned": takePin,
  "message.unpinned": takePin,
  "recommendation.made": takeMessageEvent,
  "recommendation.changed": takeMessageEvent,
  "conversation.changed": takeState,
  "membership.changed": takeMembership,
  "switches.changed": takeSwitches,
  "read.marked": takeMark,
  "read.all_marked": takeAllRead,
  "typing.started": (store, event) => store.startTyping(event.conversation, event.user),
  "answer.writing": takeWriting,
  "presence.changed": takePresence,
};

// It may stand for another change that was missed: how far everything is known, only a sync can tell.
function takeState(store, event) {
  const room = store.rooms.get(event.conversation);
  room.takeState(event.state);
  room.target = Math.max(room.target, event.revision);
  store.tell("room", room.id);
  store.tell("rooms", room.id);
}

function takePin(store, { conversation, message, state }) {
  store.rooms.get(conversation).takeState(state);
  store.takeMessage(message);
  store.tell("room", conversation);
}

function takeMembership(store, event) {
  if (isLeaving(store, event)) return store.remove(event.conversation);
  const room = store.rooms.get(event.conversation);
  store.know(event.member.user);
  room.takeMembership(event);
  store.tell("members", room.id);
  store.tell("room", room.id);
}

function takeSwitches(store, { conversation, notifications, agents_allowed, listening_told_at }) {
  store.rooms.get(conversation).takeSwitches({ notifications, agents_allowed, listening_told_at });
  store.tell("room", conversation);
}

function takeMark(store, { conversation, sequence, turn, unread, unread_mentions: mentions, as_of: at }) {
  store.takeMark(conversation, { sequence, turn, unread, mentions, at });
}

function takeAllRead(store, { marks }) {
  for (const { conversation, sequence, turn } of marks)
    store.takeMark(conversation, { sequence, turn, unread: 0, mentions: 0, at: sequence });
}

function takeWriting(store, { conversation, id, text }) {
  store.writing.set(conversation, { id, text, until: store.now() + WRITING_LASTS });
  store.tell("writing", conversation);
}

function takePresence(store, event) {
  [...event.online, ...event.offline].forEach((user) => store.toldOf.set(user, store.now()));
  event.online.forEach((user) => store.setOnline(user, true));
  event.offline.forEach((user) => store.setOnline(user, false));
  store.tell("presence");
}
