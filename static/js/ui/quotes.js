/** Messages that others point at: from what is loaded, else asked for once. */

import * as rest from "../net/rest.js";

export class Quotes {
  /** @param {import("../store/store.js").Store} store @param {() => string} openId */
  constructor(store, openId) {
    Object.assign(this, { store, openId });
    this.asked = new Map();
  }

  /** The message, null while it is not here (it is then asked for), false where it can't be had. */
  find(id) {
    const room = this.store.rooms.get(this.openId());
    const known = room?.messages.get(id);
    if (known || !room) return known ?? null;
    if (!this.asked.has(id)) this.ask(room.id, id);
    return this.asked.get(id) === "missing" ? false : null;
  }

  /** What a row that shows it depends on. */
  revisionOf(id) {
    if (!id) return "";
    return this.store.rooms.get(this.openId())?.messages.get(id)?.revision ?? this.asked.get(id) ?? "none";
  }

  async ask(room, id) {
    this.asked.set(id, "asked");
    try {
      this.store.takeMessage(await rest.get(`conversations/${room}/messages/${id}/`));
      this.asked.delete(id);
    } catch (error) {
      if (error.isPassing) this.asked.delete(id);
      else this.asked.set(id, "missing");
      this.store.tell("messages", room);
    }
  }
}
