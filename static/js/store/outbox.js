/**
 * What is written but not yet on the server. It survives a reload, and stands in every tab; any of them may send an
 * entry, since the server takes a `client_id` once.
 *
 * An entry: `{client_id, conversation, content, reply_to, off_record, mentions?, created_at, state: "pending" | "failed",
 * detail}`.
 */

const KIND = "outbox";

export class Outbox {
  /** @param {import("./vault.js").Vault} vault @param {() => void} onChange */
  constructor(vault, onChange = () => {}) {
    Object.assign(this, { vault, onChange });
    vault.listen(({ kind }) => kind === KIND && this.onChange());
  }

  /** Keep a new text; returns its entry. */
  add({ client_id, conversation, content, reply_to = null, off_record = false, mentions = [], created_at: now }) {
    const created_at = this.following(conversation, now);
    const entry = { client_id, conversation, content, reply_to, off_record, created_at, state: "pending", detail: "" };
    if (mentions.length) entry.mentions = mentions;
    this.put(entry);
    return entry;
  }

  /** An entry by its `client_id`, undefined without. */
  get(clientId) {
    return this.vault.get(KIND, clientId);
  }

  /** The entries of a room in the order in which they were written. */
  of(conversation) {
    return this.vault
      .all(KIND)
      .filter((entry) => entry.conversation === conversation)
      .sort((one, other) => one.created_at.localeCompare(other.created_at));
  }

  /** The entries that are for none of these rooms: one was put out of theirs, and sees them nowhere. */
  outside(rooms) {
    return this.vault.all(KIND).filter((entry) => !rooms.has(entry.conversation));
  }

  /** The rooms in which something waits to be sent. */
  get waitingRooms() {
    const waiting = this.vault.all(KIND).filter((entry) => entry.state === "pending");
    return [...new Set(waiting.map((entry) => entry.conversation))];
  }

  fail(clientId, detail) {
    this.change(clientId, { state: "failed", detail });
  }

  retry(clientId) {
    this.change(clientId, { state: "pending", detail: "" });
  }

  remove(clientId) {
    if (!this.get(clientId)) return;
    this.vault.put(KIND, clientId, undefined);
    this.onChange();
  }

  change(clientId, changes) {
    const entry = this.get(clientId);
    if (entry) this.put({ ...entry, ...changes });
  }

  put(entry) {
    this.vault.put(KIND, entry.client_id, entry);
    this.onChange();
  }

  // Two texts of one millisecond, or a clock that was set back, must not change places in a reload.
  following(conversation, at) {
    const last = this.of(conversation).at(-1)?.created_at;
    return last === undefined || at > last ? at : new Date(Date.parse(last) + 1).toISOString();
  }
}
