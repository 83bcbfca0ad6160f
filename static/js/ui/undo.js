/**
 * Taking back what was just said, for a moment: it is deleted, and its text is in the composer again. It was on its way
 * at once (to hold it back would slow everybody down), so others may have seen it.
 */

import { byId } from "./make.js";
import { complain } from "./toast.js";

const OFFERED = 5_000;

export class Undo {
  /** @param {object} app see app.js */
  constructor(app) {
    Object.assign(this, { app, entry: null, timer: null, withdrawn: new Set() });
    this.button = byId("undo");
    this.button.addEventListener("click", () => this.take());
    this.button.addEventListener("blur", () => this.timer ?? this.end());
    app.store.listen(({ message }) => message && this.heard(message));
  }

  /** Offer to take back an entry of the outbox. */
  offer(entry) {
    this.end();
    this.entry = entry;
    this.button.hidden = false;
    this.timer = setTimeout(() => this.late(), OFFERED);
  }

  /** Take back what is offered; returns whether there was anything. */
  take() {
    const { entry, app } = this;
    if (!entry) return false;
    this.end();
    this.withdraw(entry);
    app.view.composer.takeBack(entry);
    return true;
  }

  end() {
    clearTimeout(this.timer);
    Object.assign(this, { entry: null, timer: null });
    this.button.hidden = true;
  }

  // Whoever is on the button already has the time to press it.
  late() {
    this.timer = null;
    if (document.activeElement !== this.button) this.end();
  }

  // What was tried, here or in another tab, may be on the server, whether or not it has answered: that is deleted when
  // it shows.
  withdraw({ client_id: id, conversation }) {
    const { outbox, sender, store } = this.app;
    const posted = [...store.rooms.get(conversation).messages.values()].find((message) => message.client_id === id);
    const isStillHere = !sender.tried.has(id) || outbox.get(id)?.state === "failed";
    this.withdrawn.add(id);
    if (!posted && isStillHere) return outbox.remove(id);
    return posted && this.heard(posted);
  }

  async heard({ id, client_id: clientId, conversation, sender }) {
    if (sender?.id !== this.app.store.me.id || !this.withdrawn.delete(clientId)) return;
    try {
      const { message } = await this.app.request({ type: "message.delete", message: id, conversation });
      this.app.store.takeMessage(message);
    } catch (error) {
      complain(error);
    }
  }
}
