/** Which answers are waited for. An answer has the `ref` of its command. */

import { Unanswered } from "./unanswered.js";

export class Requests {
  constructor(timers) {
    this.timers = timers;
    this.waiting = new Map();
    this.count = 0;
  }

  /** Wait for an answer; returns its `ref` and the promise of it. */
  add(patience) {
    this.count += 1;
    const ref = `r${this.count}`;
    const answer = new Promise((resolve, reject) => {
      const timer = this.timers.setTimeout(() => this.late(ref), patience);
      this.waiting.set(ref, { resolve, reject, timer });
    });
    return { ref, answer };
  }

  /** Take an event; returns whether it was an answer. */
  answer(event) {
    const isAnswer = event.type === "ack" || event.type === "error" || (event.type === "sync.page" && event.ref);
    const asked = isAnswer && this.take(event.ref);
    if (!asked) return Boolean(isAnswer);
    if (event.type === "error") {
      asked.reject(new Unanswered(event.code, event.detail, { retryAfter: event.retry_after, fields: event.fields }));
    } else {
      asked.resolve(event);
    }
    return true;
  }

  dropAll(reason) {
    [...this.waiting.keys()].forEach((ref) => this.take(ref).reject(reason));
  }

  late(ref) {
    this.take(ref)?.reject(new Unanswered("timeout", "The server did not answer in time."));
  }

  take(ref) {
    const asked = this.waiting.get(ref);
    this.waiting.delete(ref);
    if (asked) this.timers.clearTimeout(asked.timer);
    return asked;
  }
}
