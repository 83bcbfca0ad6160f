/** Time that only passes when a test says so. */
export class Clock {
  constructor() {
    this.now = 0;
    this.count = 0;
    this.due = new Map();
    this.setTimeout = (work, delay = 0) => {
      this.count += 1;
      this.due.set(this.count, { at: this.now + delay, work });
      return this.count;
    };
    this.clearTimeout = (timer) => this.due.delete(timer);
  }

  /** Let `milliseconds` pass; what falls due runs in its order, and so do the promises it settles. */
  async pass(milliseconds) {
    const end = this.now + milliseconds;
    await settle();
    for (let next = this.first(end); next; next = this.first(end)) {
      const [timer, { at, work }] = next;
      this.due.delete(timer);
      this.now = at;
      work();
      await settle();
    }
    this.now = end;
  }

  first(end) {
    const those = [...this.due].filter(([, { at }]) => at <= end);
    return those.sort(([one, a], [other, b]) => a.at - b.at || one - other)[0];
  }
}

async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
