/**
 * What is being written in each room: kept across reloads until it is sent, and gone from the device with its writer.
 * A draft is `{content, reply_to, off_record}`; an edit under way `{message, content}`.
 */

const KIND = "draft";

export class Drafts {
  /** @param {import("./vault.js").Vault} vault */
  constructor(vault) {
    this.vault = vault;
  }

  /** The draft of a room, an empty one where there is none. */
  of(room) {
    return { content: "", reply_to: null, off_record: false, ...this.vault.get(KIND, room) };
  }

  keep(room, draft) {
    const isEmpty = !draft.content && !draft.reply_to && !draft.off_record;
    this.put(room, isEmpty ? undefined : draft);
  }

  /** The edit under way in a room, null without. */
  editIn(room) {
    return this.vault.get(KIND, `${room}.edit`) ?? null;
  }

  /** Keep an edit under way, or with null none. */
  keepEdit(room, edit) {
    this.put(`${room}.edit`, edit ?? undefined);
  }

  // Rooms are opened far more often than drafts are written.
  put(name, draft) {
    if (draft !== undefined || this.vault.get(KIND, name) !== undefined) this.vault.put(KIND, name, draft);
  }
}
