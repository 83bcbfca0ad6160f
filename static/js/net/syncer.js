/**
 * Closing gaps: which rooms to ask for what changed, and when. Events of several server processes may arrive out of
 * order, so a gap is given a moment to close by itself.
 */

import { delayOf } from "./backoff.js";

const MOMENT = 250;

export class Syncer {
  /**
   * @param {object} options
   * @param {import("../store/store.js").Store} options.store
   * @param {(command: object) => Promise<object>} options.request resolves with a `sync.page`
   */
  constructor({ store, request, timers = globalThis }) {
    Object.assign(this, { store, request, timers });
    this.planned = new Map();
    this.running = new Set();
    this.failures = 0;
  }

  /** Look at all rooms at once, as after hello. */
  all() {
    this.failures = 0;
    this.planned.forEach((timer) => this.timers.clearTimeout(timer));
    this.planned.clear();
    [...this.store.rooms.keys()].forEach((id) => this.check(id, 0));
  }

  /** Look at one room, a moment from now. */
  check(id, delay = MOMENT) {
    if (!this.store.rooms.get(id)?.hasGap || this.planned.has(id)) return;
    this.planned.set(
      id,
      this.timers.setTimeout(() => this.due(id), delay),
    );
  }

  due(id) {
    this.planned.delete(id);
    if (!this.running.has(id)) this.close(id);
  }

  async close(id) {
    this.running.add(id);
    const error = await this.ask(id).catch((reason) => reason);
    this.running.delete(id);
    if (error?.code === "not_found") this.store.remove(id);
    // Without a connection, hello looks at all rooms anew.
    if (error?.code !== "offline") this.check(id, this.pause(id, error));
  }

  async ask(id) {
    let page = { more: true };
    while (page.more && this.store.rooms.get(id)?.hasGap) {
      page = await this.request({ type: "sync", conversation: id, after: this.store.rooms.get(id).revision });
      this.store.takePage(page);
    }
  }

  // A gap that an answer did not close is not asked about in a loop.
  pause(id, error) {
    this.failures = error || this.store.rooms.get(id)?.hasGap ? this.failures + 1 : 0;
    return error?.retryAfter ? error.retryAfter * 1_000 : delayOf(this.failures);
  }
}
