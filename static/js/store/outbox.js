/**
 * What is written but not yet on the server. It survives a reload, one key of storage an entry, so that two tabs can't
 * overwrite each other's; both may send an entry, since the server takes a `client_id` once.
 *
 * An entry: `{client_id, conversation, content, reply_to, off_record, mentions?, created_at, state: "pending" | "failed",
 * detail}`.
 */

const PREFIX = "unafied.outbox.";

export class Outbox {
  /** @param {Storage} storage @param {string} me the user's id @param {() => void} onChange */
  constructor(storage, me, onChange = () => {}) {
    this.storage = storage;
    this.prefix = `${PREFIX}${me}.`;
    this.onChange = onChange;
    this.entries = new Map();
    keysOf(storage).forEach((key) => this.load(key));
  }

  /** Keep a new text; returns its entry. */
  add({ client_id, conversation, content, reply_to = null, off_record = false, mentions = [], created_at }) {
    const entry = { client_id, conversation, content, reply_to, off_record, created_at, state: "pending", detail: "" };
    if (mentions.length) entry.mentions = mentions;
    this.put(entry);
    return entry;
  }

  /** The entries of a room in the order in which they were written. */
  of(conversation) {
    return [...this.entries.values()]
      .filter((entry) => entry.conversation === conversation)
      .sort((one, other) => one.created_at.localeCompare(other.created_at));
  }

  /** The rooms in which something waits to be sent. */
  get waitingRooms() {
    const waiting = [...this.entries.values()].filter((entry) => entry.state === "pending");
    return [...new Set(waiting.map((entry) => entry.conversation))];
  }

  fail(clientId, detail) {
    this.change(clientId, { state: "failed", detail });
  }

  retry(clientId) {
    this.change(clientId, { state: "pending", detail: "" });
  }

  remove(clientId) {
    if (!this.entries.delete(clientId)) return;
    this.storage.removeItem(this.prefix + clientId);
    this.onChange();
  }

  /** Take over what another tab changed in the storage (a StorageEvent's key and new value). */
  changedElsewhere(key, value) {
    if (!key?.startsWith(this.prefix)) return;
    if (value === null) this.entries.delete(key.slice(this.prefix.length));
    else this.load(key);
    this.onChange();
  }

  change(clientId, changes) {
    const entry = this.entries.get(clientId);
    if (entry) this.put({ ...entry, ...changes });
  }

  put(entry) {
    this.entries.set(entry.client_id, entry);
    try {
      this.storage.setItem(this.prefix + entry.client_id, JSON.stringify(entry));
    } catch {
      // A full storage must not keep anybody from sending: it then only does not survive a reload.
    }
    this.onChange();
  }

  load(key) {
    if (!key.startsWith(this.prefix)) return;
    try {
      const entry = JSON.parse(this.storage.getItem(key));
      if (entry?.client_id && entry.conversation) this.entries.set(entry.client_id, entry);
    } catch {
      this.storage.removeItem(key);
    }
  }
}

function keysOf(storage) {
  return Array.from({ length: storage.length }, (_, at) => storage.key(at));
}
