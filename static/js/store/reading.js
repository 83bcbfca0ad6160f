/**
 * How far one has read a room, and how much is unread beyond that. Pure.
 *
 * The mark only grows, but for a new turn, when somebody sets it back: of two marks the one of the higher turn is later,
 * then the one with the higher sequence. The server counts what stands beyond it as of a revision `at`; what was said
 * since is counted here. What became of messages that were counted there and are not known here, it may have to be asked.
 */

const COUNTED = 100;

export class Reading {
  /** @param {string} me the user's id */
  constructor(me) {
    Object.assign(this, { me, sequence: 0, turn: 0, told: 0, at: 0, countedFrom: 0, base: { unread: 0, mentions: 0 } });
    /** Whether the base may no longer be true. */
    this.isInDoubt = false;
  }

  /** Whether the server has yet to hear how far one has read. */
  get isUntold() {
    return this.sequence > this.told;
  }

  /** Take what the server tells of the mark, with its counts as of a revision. */
  take({ sequence, turn, unread, mentions, at }) {
    if (turn < this.turn) return;
    if (turn > this.turn) Object.assign(this, { turn, sequence, told: sequence, at: 0, countedFrom: 0 });
    this.told = Math.max(this.told, sequence);
    // What comes late was counted before, or from a mark that has moved on since.
    if (at >= this.at && sequence >= this.countedFrom) this.count({ unread, mentions }, at, sequence);
    this.sequence = Math.max(this.sequence, sequence);
  }

  /** Have read up to a place; the server is yet to be told. */
  read(sequence) {
    this.sequence = Math.max(this.sequence, sequence);
  }

  /** The server has heard of a place. */
  hear(sequence) {
    this.told = Math.max(this.told, sequence);
  }

  /** Whether a message is somebody else's, stands, and is beyond the mark. */
  isUnread(message) {
    return message.sequence > this.sequence && !message.deleted_at && message.sender?.id !== this.me;
  }

  /** Whether an unread message calls one, alone or with everybody. */
  isCall(message) {
    return this.isUnread(message) && this.isNamed(message);
  }

  /** Take notice that a message changed; `known` is what it was here, undefined where it was not known. */
  changed(message, known) {
    const isInBase = message.sequence <= this.at && message.sequence > this.sequence && message.revision > this.at;
    if (!isInBase || message.sender?.id === this.me) return;
    if (known && this.isCall(known) === this.isCall(message)) return;
    if (this.base.mentions > 0 || this.isNamed(message)) this.isInDoubt = true;
  }

  /** What is unread, as far as messages tell that may be only some of them: `{unread, mentions}`. */
  guess(messages) {
    const isPast = this.sequence >= this.at;
    const count = isPast ? { unread: 0, mentions: 0 } : { ...this.base };
    for (const message of messages) {
      count.unread += this.drift(message);
      count.mentions += Number(message.sequence > this.at && this.isCall(message));
    }
    // Beyond a hundred the server does not count.
    return capped({ ...count, unread: !isPast && this.base.unread >= COUNTED ? COUNTED : count.unread });
  }

  /** What is unread among messages of which none is missing from the mark on, in their places. */
  tally(messages) {
    const count = { unread: 0, mentions: 0 };
    for (let at = messages.length - 1; at >= 0 && messages[at].sequence > this.sequence; at -= 1) {
      count.unread += Number(this.isUnread(messages[at]));
      count.mentions += Number(this.isCall(messages[at]));
    }
    return capped(count);
  }

  isNamed(message) {
    return Boolean(message.mentions_all || message.mentions?.includes(this.me));
  }

  // What one message changes about a count that the server made at `at`.
  drift(message) {
    if (message.sequence > this.at) return Number(this.isUnread(message));
    const wasCounted = message.sequence > this.sequence && this.sequence < this.at;
    const hasGone = Boolean(message.deleted_at) && message.revision > this.at;
    return wasCounted && hasGone && message.sender?.id !== this.me ? -1 : 0;
  }

  count(base, at, from) {
    Object.assign(this, { base, at, countedFrom: from, isInDoubt: false });
  }
}

function capped({ unread, mentions }) {
  return { unread: within(unread), mentions: within(mentions) };
}

const within = (count) => Math.max(0, Math.min(COUNTED, count));
