/**
 * What is being written in each room: kept across reloads until it is sent, and gone from the device with its writer.
 * A draft is `{content, reply_to, off_record}`; an edit under way `{message, content}`.
 */

const PREFIX = "unafied.draft.";

export class Drafts {
  /** @param {Storage} storage @param {string} me the user's id */
  constructor(storage, me) {
    this.storage = storage;
    this.prefix = `${PREFIX}${me}.`;
  }

  /** The draft of a room, an empty one where there is none. */
  of(room) {
    const empty = { content: "", reply_to: null, off_record: false };
    try {
      return { ...empty, ...JSON.parse(this.storage.getItem(this.prefix + room)) };
    } catch {
      return empty;
    }
  }

  keep(room, draft) {
    const isEmpty = !draft.content && !draft.reply_to && !draft.off_record;
    this.put(room, isEmpty ? null : draft);
  }

  /** The edit under way in a room, null without. */
  editIn(room) {
    try {
      return JSON.parse(this.storage.getItem(`${this.prefix}${room}.edit`));
    } catch {
      return null;
    }
  }

  /** Keep an edit under way, or with null none. */
  keepEdit(room, edit) {
    this.put(`${room}.edit`, edit);
  }

  /** Leave nothing on this device: its writer signs out. */
  forget() {
    const keys = Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at));
    keys.filter((key) => key.startsWith(this.prefix)).forEach((key) => this.storage.removeItem(key));
  }

  put(name, value) {
    try {
      if (value) this.storage.setItem(this.prefix + name, JSON.stringify(value));
      else this.storage.removeItem(this.prefix + name);
    } catch {
      // A full storage: the draft lives as long as the page.
    }
  }
}
