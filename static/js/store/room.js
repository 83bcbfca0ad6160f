/**
 * What this browser knows of one room. Pure: no page, no network.
 *
 * One number makes it safe: every durable change in a room has a revision. `revision` is how far everything is known;
 * what came from beyond waits in `ahead`, already shown, until the gap is closed by an event or by a sync. Whatever the
 * order in which things arrive, and however often, the same state comes of it: of each message the highest revision
 * stays, and its place is its `sequence`.
 */

import { Reading } from "./reading.js";
import { Stretch } from "./stretch.js";

export class Room {
  /** @param {string} id @param {string} me the user's id */
  constructor(id, me) {
    this.id = id;
    this.me = me;
    this.noun = null;
    this.revision = 0;
    this.target = 0;
    this.ahead = new Set();
    this.messages = new Map();
    /** Sequence from which on the history is whole; null while none was loaded. */
    this.oldest = null;
    this.hasOlder = true;
    /** What is shown instead of the latest, see stretch.js; null for the latest. */
    this.stretch = null;
    this.members = null;
    /** By user, the last coming, going or change of role that was told. */
    this.moves = new Map();
    this.membersAt = 0;
    this.countedAt = 0;
    this.reading = new Reading(me);
    this.sorted = null;
    this.seen = null;
  }

  get isLoaded() {
    return this.oldest !== null;
  }

  /** What is shown: from which place on it is whole, and whether there is more before. */
  get shown() {
    const { stretch, oldest, hasOlder } = this;
    return stretch ? { first: stretch.first, hasOlder: stretch.hasOlder } : { first: oldest, hasOlder };
  }

  /** Whether the server knows of changes that are not known here. */
  get hasGap() {
    return this.ahead.size > 0 || this.target > this.revision;
  }

  /** Take the room as its own member sees it (hello, REST). */
  adopt(own) {
    const { last_message: last, ...noun } = own;
    this.noun = { ...noun, ...(this.isNewer(own) ? {} : stateOf(this.noun)) };
    const { read_sequence: sequence, read_turn: turn, unread, unread_mentions: mentions } = own;
    this.reading.take({ sequence, turn, unread, mentions, at: own.revision });
    this.countedAt = Math.max(this.countedAt, own.revision);
    if (this.isLoaded) this.target = Math.max(this.target, own.revision);
    else this.startAt(own.revision);
    if (last) this.merge(last);
  }

  /** Keep a message if it is news; its revision counts as known. Returns whether it was news. */
  merge(message) {
    const known = this.messages.get(message.id);
    this.note(message.revision);
    if (known && known.revision >= message.revision) return false;
    this.reading.changed(message, known);
    this.messages.set(message.id, message);
    this.sorted = null;
    return true;
  }

  /** Take a page of history; `before` is the sequence that was asked for, null for the latest. */
  takeHistory({ results, more }, before = null) {
    results.forEach((message) => this.merge(message));
    const first = results.length ? results[0].sequence : (before ?? 0);
    if (before === null && this.isLoaded) return;
    if (this.stretch && before === this.stretch.first) {
      this.stretch = this.stretch.from(first, more);
      return;
    }
    // Asked for when something else was shown: what lies between is not here.
    if (before !== null && this.isLoaded && before !== this.oldest) return;
    this.oldest = before === null ? first : Math.min(this.oldest ?? first, first);
    this.hasOlder = more;
    this.sorted = null;
  }

  /** Take what stands around a place far back, to be shown instead of the latest: pages before it and from it on. */
  takeAround(earlier, later) {
    const both = [...earlier.results, ...later.results];
    both.forEach((message) => this.merge(message));
    if (both.length) this.join(new Stretch(both[0].sequence, both.at(-1).sequence, earlier.more), later.more);
  }

  /** Take the page that follows such a stretch. */
  takeLater({ results, more }) {
    results.forEach((message) => this.merge(message));
    if (this.stretch) this.join(this.stretch.upTo(results.at(-1)?.sequence), more);
  }

  /** Take a page of changes. One that starts beyond what is known leaves the gap open. */
  takePage(page) {
    if (page.reset) this.reset(page);
    page.messages.forEach((message) => this.merge(message));
    if (page.after <= this.revision || page.reset) this.reach(page.revision);
    if (page.state) this.takeState(page.state);
    if (page.members) this.takeMembers(page.members, page.revision);
  }

  /** Take the room's title and switches, if they are news. */
  takeState(state) {
    if (this.noun && this.isNewer(state)) this.noun = { ...this.noun, ...state };
  }

  /** Take one's own switches here, changed on another device. */
  takeSwitches(switches) {
    if (this.noun) this.noun = { ...this.noun, ...switches };
  }

  /** Whether one is yet to be told who listens here: once for each time that listening begins. */
  get isToBeTold() {
    const { listening, listening_since: since, listening_told_at: told } = this.noun;
    return listening && (told === null || new Date(told) < new Date(since));
  }

  /** Take all members as they were at `revision` or later; what was told since then may not be in the answer yet. */
  takeMembers(members, revision = this.revision) {
    // Asked for before what is known came: an answer that was overtaken.
    if (revision < this.membersAt) return;
    this.moves.forEach((move, id) => move.revision <= revision && this.moves.delete(id));
    this.membersAt = revision;
    this.countedAt = Math.max(this.countedAt, revision);
    this.keepMembers([...this.moves.values()].reduce(moved, members));
  }

  /** Take one coming, going or change of role. */
  takeMembership(move) {
    const { revision, change, member } = move;
    const { id } = member.user;
    this.note(revision);
    if (revision <= Math.max(this.moves.get(id)?.revision ?? 0, this.membersAt)) return;
    this.moves.set(id, move);
    if (this.members) return this.keepMembers(moved(this.members, move));
    if (revision > this.countedAt) this.count(change);
    if (id === this.me && this.noun) this.noun = { ...this.noun, role: member.role };
  }

  get readSequence() {
    return this.reading.sequence;
  }

  /** How many messages of others stand beyond the read mark; 100 means that many or more. */
  get unread() {
    return this.counts.unread;
  }

  /** How many of them call one by name, or everybody. */
  get mentions() {
    return this.counts.mentions;
  }

  get counts() {
    const { reading } = this;
    return this.isReadMarkLoaded ? reading.tally(this.latest) : reading.guess(this.messages.values());
  }

  /** Whether the server has to be asked how many mentions are left. */
  get isCountInDoubt() {
    return this.reading.isInDoubt && !this.isReadMarkLoaded;
  }

  /** What is shown, in its places: the latest, or a stretch from further back. */
  get timeline() {
    const { stretch, latest } = this;
    if (!stretch) return latest;
    // `latest` is another array whenever something changed.
    if (this.seen?.stretch !== stretch || this.seen.latest !== latest)
      this.seen = { stretch, latest, messages: stretch.of(this.messages) };
    return this.seen.messages;
  }

  /** The messages from `oldest` on, in their places. */
  get latest() {
    if (!this.isLoaded) return [];
    this.sorted ??= [...this.messages.values()]
      .filter((message) => message.sequence >= this.oldest)
      .sort((one, other) => one.sequence - other.sequence);
    return this.sorted;
  }

  /** The last message that stands, as far as is known. */
  get last() {
    let last = null;
    for (const message of this.messages.values()) {
      if (!message.deleted_at && message.sequence > (last?.sequence ?? -1)) last = message;
    }
    return last;
  }

  /** The highest place that anything is known to have. */
  get end() {
    const sequences = this.latest.length ? [this.latest.at(-1)] : [...this.messages.values()];
    return sequences.reduce((end, message) => Math.max(end, message.sequence), 0);
  }

  get isReadMarkLoaded() {
    return this.isLoaded && (this.oldest <= this.readSequence + 1 || !this.hasOlder);
  }

  /** Whether what is shown goes on from a place without a gap. */
  shows(sequence) {
    const { first, hasOlder } = this.shown;
    const isBefore = this.isLoaded && (first <= sequence + 1 || !hasOlder);
    return isBefore && (!this.stretch || this.stretch.last > sequence);
  }

  isNewer(state) {
    return !this.noun || state.revision >= this.noun.revision;
  }

  keepMembers(members) {
    const mine = members.find((member) => member.user.id === this.me);
    this.members = members;
    if (this.noun) this.noun = { ...this.noun, member_count: members.length, role: mine?.role ?? this.noun.role };
  }

  count(change) {
    const by = { joined: 1, left: -1 }[change] ?? 0;
    if (this.noun && by) this.noun = { ...this.noun, member_count: this.noun.member_count + by };
  }

  note(revision) {
    if (revision <= this.revision) return;
    this.ahead.add(revision);
    this.reach(this.revision);
  }

  reach(revision) {
    this.revision = Math.max(this.revision, revision);
    this.ahead.forEach((each) => each <= this.revision && this.ahead.delete(each));
    while (this.ahead.delete(this.revision + 1)) this.revision += 1;
  }

  // Nothing of it is shown: what was kept may have changed meanwhile.
  startAt(revision) {
    if (revision < this.revision) return;
    if (revision > this.revision) this.members = null;
    this.forgetUpTo(revision);
    this.reach(revision);
  }

  // A stretch that has grown into the latest is no longer one.
  join(stretch, hasMore) {
    this.stretch = hasMore && stretch.last < this.oldest ? stretch : null;
    this.sorted = null;
    if (this.stretch || stretch.first >= this.oldest) return;
    Object.assign(this, { oldest: stretch.first, hasOlder: stretch.hasOlder });
  }

  reset(page) {
    const isBehindUs = page.after > page.revision;
    this.forgetUpTo(isBehindUs ? Infinity : page.revision);
    this.revision = page.revision;
    this.target = page.revision;
    this.stretch = null;
    if (isBehindUs) this.forgetMoves();
    this.oldest = page.messages[0]?.sequence ?? 0;
    this.hasOlder = page.messages.length > 0;
  }

  forgetMoves() {
    this.ahead.clear();
    this.moves.clear();
    this.membersAt = 0;
  }

  forgetUpTo(revision) {
    this.messages.forEach((message, id) => message.revision <= revision && this.messages.delete(id));
    this.sorted = null;
  }
}

function stateOf({ revision, title, kind, listening, listening_since, eagerness, pin_count }) {
  return { revision, title, kind, listening, listening_since, eagerness, pin_count };
}

function moved(members, { member, change }) {
  const online = members.find((each) => each.user.id === member.user.id)?.online ?? member.online;
  const others = members.filter((each) => each.user.id !== member.user.id);
  if (change === "left") return others;
  if (change === "joined") return [...others, member];
  return members.map((each) => (each.user.id === member.user.id ? { ...member, online } : each));
}
