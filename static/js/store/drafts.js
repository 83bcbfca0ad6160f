/** What is being written in each room: kept across reloads, `{content, reply_to, off_record}`. */

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
    try {
      if (isEmpty) this.storage.removeItem(this.prefix + room);
      else this.storage.setItem(this.prefix + room, JSON.stringify(draft));
    } catch {
      // A full storage: the draft lives as long as the page.
    }
  }
}
