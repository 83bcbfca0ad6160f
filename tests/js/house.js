/** A server of one room, as the wire describes it, and a random source that can be repeated. */

import { Store } from "../../static/js/store/store.js";

export const ALICE = { id: "alice", display_name: "Alice" };
export const BOB = { id: "bob", display_name: "Bob" };
export const ROOM = "room";

const AT = "2026-07-01T12:00:00Z";

/** A source of numbers from 0 to 1, the same for the same seed (mulberry32, in the public domain). */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The truth: every durable change raises the revision by one and is an event. */
export class House {
  constructor({ pageSize = 3, farBehind = 12, latest = 5 } = {}) {
    Object.assign(this, { pageSize, farBehind, latest });
    this.revision = 0;
    this.stateRevision = 0;
    this.messages = [];
    this.title = "Kitchen";
    this.pins = 0;
    this.listening = false;
    this.members = [member(ALICE, "owner"), member(BOB, "member")];
    this.read = 0;
    this.turn = 0;
  }

  /** Alice has read up to a place, or with `turn` set the mark back to it; what her devices are told. */
  mark(sequence, turn = this.turn) {
    Object.assign(this, { read: sequence, turn });
    const counts = { unread: this.unread, unread_mentions: this.mentions, as_of: this.revision };
    return { type: "read.marked", conversation: ROOM, user: ALICE.id, sequence, turn, ...counts };
  }

  post(sender, content = "hello", clientId = `c${this.revision + 1}`) {
    const original = this.messages.find((each) => each.client_id === clientId && each.sender?.id === sender?.id);
    if (original) return { event: null, message: original };
    this.revision += 1;
    const message = newMessage(this.revision, sender, content, clientId);
    this.messages.push(message);
    return { event: this.event("message.posted", message), message };
  }

  edit(at, content) {
    return this.change(at, "message.edited", { content, edited_at: AT, ...namesIn(content) });
  }

  /** Pin, or unpin. */
  pin(at) {
    const isPinned = Boolean(this.messages[at]?.pinned_at);
    const event = this.change(at, isPinned ? "message.unpinned" : "message.pinned", { pinned_at: isPinned ? null : AT });
    if (!event) return null;
    this.stateRevision = this.revision;
    this.pins += isPinned ? -1 : 1;
    return { ...event, state: this.state };
  }

  delete(at) {
    // What is pinned is unpinned first, which is a change of its own.
    if (this.messages[at]?.pinned_at) return this.pin(at);
    return this.change(at, "message.deleted", { content: "", deleted_at: AT, ...namesIn("") });
  }

  rename(title) {
    this.revision += 1;
    this.stateRevision = this.revision;
    this.title = title;
    return { type: "conversation.changed", conversation: ROOM, revision: this.revision, state: this.state };
  }

  move(person, change) {
    this.revision += 1;
    this.stateRevision = this.revision;
    this.members = this.members.filter((each) => each.user.id !== person.id);
    if (change === "joined") this.members = [...this.members, member(person, "member")];
    const moved = member(person, "member");
    return { type: "membership.changed", conversation: ROOM, revision: this.revision, change, member: moved };
  }

  get state() {
    const { title, listening, revision } = this;
    const rest = { kind: "group", listening_since: null, eagerness: "balanced", pin_count: this.pins, created_at: AT };
    return { id: ROOM, title, listening, revision, ...rest };
  }

  /** The room as Alice sees it. */
  get own() {
    const last = this.messages.findLast((each) => !each.deleted_at) ?? null;
    const more = { role: "owner", notifications: "all", agents_allowed: true, listening_told_at: null, others: [BOB] };
    const mark = { read_sequence: this.read, read_turn: this.turn };
    const counts = { unread: this.unread, unread_mentions: this.mentions, member_count: this.members.length };
    return { ...this.state, ...more, ...mark, ...counts, last_message: last };
  }

  get unread() {
    return Math.min(100, this.beyond().length);
  }

  get mentions() {
    return this.beyond().filter((each) => each.mentions_all || each.mentions.includes(ALICE.id)).length;
  }

  beyond() {
    const standing = this.messages.filter((each) => each.sequence > this.read && !each.deleted_at);
    return standing.filter((each) => each.sender?.id !== ALICE.id);
  }

  history(before = Infinity, limit = this.latest) {
    const older = this.messages.filter((each) => each.sequence < before);
    return { results: older.slice(-limit), more: older.length > limit };
  }

  sync(after) {
    const changed = this.messages.filter((each) => each.revision > after).sort((a, b) => a.revision - b.revision);
    if (after > this.revision || this.revision - after > this.farBehind) {
      return this.page(after, this.messages.slice(-this.latest), { isReset: true });
    }
    return this.page(after, changed.slice(0, this.pageSize), { hasMore: changed.length > this.pageSize });
  }

  page(after, messages, { isReset = false, hasMore = false }) {
    const isNews = isReset || this.stateRevision > after;
    return {
      type: "sync.page",
      conversation: ROOM,
      after,
      revision: hasMore ? messages.at(-1).revision : this.revision,
      reset: isReset,
      messages,
      more: hasMore,
      state: isNews ? this.state : null,
      members: isNews ? this.members : null,
    };
  }

  change(at, type, changes) {
    const message = this.messages[at];
    if (!message || message.deleted_at) return null;
    this.revision += 1;
    this.messages[at] = { ...message, ...changes, revision: this.revision };
    return this.event(type, this.messages[at]);
  }

  event(type, message) {
    return { type, conversation: ROOM, revision: message.revision, message };
  }
}

export function newMessage(sequence, sender, content = "hello", clientId = `c${sequence}`) {
  return {
    id: `m${sequence}`,
    conversation: ROOM,
    sequence,
    revision: sequence,
    role: sender ? "user" : "assistant",
    sender,
    client_id: clientId,
    content,
    html: `<p>${content}</p>`,
    ...namesIn(content),
    reply_to: null,
    reactions: [],
    off_record: false,
    created_at: AT,
    edited_at: null,
    deleted_at: null,
    card: null,
  };
}

function namesIn(content) {
  return { mentions: content.includes("@Alice") ? [ALICE.id] : [], mentions_all: content.includes("@all") };
}

function member(user, role) {
  return { user, role, online: false, joined_at: AT };
}

/** Alice's store that only lists the house's room. */
export function listed(house) {
  const store = new Store(ALICE, () => 0);
  store.adopt(house.own);
  return { store, room: store.rooms.get(ROOM) };
}

/** Alice's store with the room's latest messages loaded. */
export function opened(house) {
  const { store } = listed(house);
  store.takeHistory(ROOM, house.history(), null);
  return { store, room: store.rooms.get(ROOM) };
}
