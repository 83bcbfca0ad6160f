/**
 * From the outbox to the server: one message of a room after the other, so that their order stays. What may succeed
 * later is tried again by itself, with the same `client_id`; what was refused is marked as failed. Of several tabs one
 * at a time sends a room's messages.
 */

import { delayOf } from "./backoff.js";

export class Sender {
  /**
   * @param {object} options
   * @param {import("../store/outbox.js").Outbox} options.outbox
   * @param {import("../store/store.js").Store} options.store
   * @param {(command: object) => Promise<object>} options.request resolves with an `ack`
   * @param {?LockManager} options.locks of the browser; without them tabs may send the same twice, which is taken once
   */
  constructor({ outbox, store, request, locks = null, timers = globalThis }) {
    Object.assign(this, { outbox, store, request, locks, timers });
    this.busy = new Set();
    /** What was given to the network in this page: it may have arrived, even where no answer came. */
    this.tried = new Set();
    this.failures = 0;
    /** When a room is tried again. */
    this.pauses = new Map();
  }

  /** Somebody is there again: whatever waits is sent now, and not when its pause is over. */
  resume() {
    this.failures = 0;
    [...this.pauses.keys()].forEach((room) => this.goOn(room));
    this.flush();
  }

  /** Send what waits, in every room. */
  flush() {
    this.outbox.waitingRooms.forEach((room) => this.work(room));
  }

  async work(room) {
    if (this.busy.has(room)) return;
    this.busy.add(room);
    const pause = await this.alone(room, () => this.deliverAll(room));
    if (pause) this.pauses.set(room, this.timers.setTimeout(() => this.goOn(room), pause));
    else this.busy.delete(room);
  }

  // While one tab waits before it tries again, another one may.
  alone(room, work) {
    return this.locks ? this.locks.request(`unafied.send.${room}`, work) : work();
  }

  async deliverAll(room) {
    let pause = 0;
    for (let entry = this.next(room); entry && !pause; entry = this.next(room)) pause = await this.deliver(entry);
    return pause;
  }

  goOn(room) {
    this.timers.clearTimeout(this.pauses.get(room));
    this.pauses.delete(room);
    this.busy.delete(room);
    this.work(room);
  }

  next(room) {
    return this.outbox.of(room).find((entry) => entry.state === "pending");
  }

  /** Returns how long to wait before going on, in milliseconds. */
  async deliver({ client_id, conversation, content, reply_to, off_record, mentions }) {
    this.tried.add(client_id);
    try {
      const meant = mentions ? { mentions } : {};
      const draft = { client_id, conversation, content, reply_to, off_record, ...meant };
      const { message } = await this.request({ type: "message.post", ...draft });
      this.arrived(client_id, message);
      return 0;
    } catch (error) {
      return this.pauseAfter(error, client_id);
    }
  }

  // The server has it: what goes wrong in showing it is no reason to say that it was not sent.
  arrived(clientId, message) {
    this.failures = 0;
    try {
      this.store.takeMessage(message);
    } catch (error) {
      console.error(error);
    }
    this.outbox.remove(clientId);
  }

  pauseAfter(error, clientId) {
    if (!error.isPassing) {
      this.outbox.fail(clientId, error.message);
      return 0;
    }
    this.failures += 1;
    return error.retryAfter ? error.retryAfter * 1_000 : delayOf(this.failures);
  }
}
