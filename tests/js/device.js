/** A device as the vault sees it: what it keeps, its tabs, and the locks they share. */

import { Vault } from "../../static/js/store/vault.js";

export class FakeDisk {
  constructor({ isRefused = false } = {}) {
    Object.assign(this, { isRefused, kept: new Map() });
  }

  async read() {
    this.mayFail();
    return [...this.kept.values()].map((each) => structuredClone(each));
  }

  async write(kind, name, value) {
    this.mayFail();
    if (value === undefined) this.kept.delete(`${kind} ${name}`);
    else this.kept.set(`${kind} ${name}`, structuredClone({ kind, name, value }));
  }

  async clear() {
    this.kept.clear();
  }

  mayFail() {
    if (this.isRefused) throw new Error("refused");
  }
}

/** The vaults of several tabs of one device: what one says the others hear at once. */
export function tabs(count) {
  const disk = new FakeDisk();
  const channels = Array.from({ length: count }, () => new Channel());
  channels.forEach((each) => (each.others = channels.filter((other) => other !== each)));
  return channels.map((channel) => new Vault(disk, channel));
}

class Channel {
  addEventListener(_name, listener) {
    this.listener = listener;
  }

  postMessage(data) {
    this.others.forEach(({ listener }) => listener({ data: structuredClone(data) }));
  }
}

/** Locks as the browser has them: who asks waits for those who asked before. */
export class Locks {
  constructor() {
    this.held = new Map();
  }

  request(name, work) {
    const turn = (this.held.get(name) ?? Promise.resolve()).then(work);
    this.held.set(name, turn);
    return turn;
  }
}
